//===- Matmul.cpp - matmul tiles ------------------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Matmul.h"

using namespace mlir;
using namespace mlir::mla;

/// Length of a panel along k. Longer panels read and write the output less
/// often; 256 × 64 f32 are 64 KB, which the second cache streams as fast as the
/// register tile consumes them (1024³ on one core of a Sapphire Rapids: depth
/// 64, 128, 256: 121, 136, 141 GFLOP/s).
static constexpr int64_t kPanelDepth = 256;

static SmallVector<Value> with(SmallVector<Value> indices, Value last) {
  indices.push_back(last);
  return indices;
}

void mlir::mla::multiplyRegisterTile(
    TileBuilder &b, int64_t rows, int64_t vectors, Value count,
    SmallVector<Value> &accumulators, function_ref<Value(Value k, int64_t r)> a,
    function_ref<Value(Value k, int64_t c)> bVector) {
  accumulators = b.loop(
      b.index(0), count, 1, accumulators, [&](Value k, ValueRange carried) {
        SmallVector<Value> next(carried), columns;
        for (int64_t c = 0; c < vectors; ++c)
          columns.push_back(bVector(k, c));
        for (int64_t r = 0; r < rows; ++r) {
          Value scalar = b.splat(a(k, r));
          for (int64_t c = 0; c < vectors; ++c)
            next[r * vectors + c] =
                b.fma(scalar, columns[c], next[r * vectors + c]);
        }
        return next;
      });
}

Value mlir::mla::dotTile(TileBuilder &b, const WeightMatmul &matmul, Value tile,
                         Value rows, Value first, int64_t columns) {
  auto body = [&](Value m, ValueRange carried) -> SmallVector<Value> {
    SmallVector<Value> inputRow = matmul.inputRow(m);
    SmallVector<SmallVector<Value>> weightRows;
    for (int64_t u = 0; u < columns; ++u)
      weightRows.push_back(matmul.weightRow(b.add(first, b.index(u))));
    SmallVector<Value> sums(columns, b.zeros());
    sums = b.forVectors(
        matmul.K, sums, [&](Value k, bool inBounds, ValueRange current) {
          Value x = b.read(matmul.input, with(inputRow, k), inBounds);
          SmallVector<Value> next;
          for (int64_t u = 0; u < columns; ++u)
            next.push_back(b.fma(
                x, b.read(matmul.weight, with(weightRows[u], k), inBounds),
                current[u]));
          return next;
        });
    Value out = carried[0];
    for (int64_t u = 0; u < columns; ++u)
      out = b.writeScalar(b.reduceAdd(sums[u]), out,
                          matmul.tileIndex(m, b.index(u)));
    return {out};
  };
  return b.loop(b.index(0), rows, 1, tile, body)[0];
}

/// Elements of k that a thread reads at once: as many as are 16 bytes of the
/// weight, if a step of the warp then divides k.
static int64_t wideElements(TileBuilder &b, const WeightMatmul &matmul) {
  if (!b.tileShape().wide)
    return 1;
  auto bits =
      cast<ShapedType>(matmul.weight.getType()).getElementTypeBitWidth();
  int64_t count = 128 / bits;
  while (count > 1 && matmul.K % (count * b.lanes()) != 0)
    count /= 2;
  return count;
}

Value mlir::mla::warpTile(TileBuilder &b, const WeightMatmul &matmul,
                          Value tile, Value m, Value count, int64_t rows,
                          Value first, int64_t columns) {
  // Rows past the last repeat it; they are not written.
  Value lastRow = b.sub(count, b.index(1));
  SmallVector<Value> tileRows;
  SmallVector<SmallVector<Value>> inputRows, weightRows;
  for (int64_t r = 0; r < rows; ++r) {
    tileRows.push_back(
        b.add(m, rows == 1 ? b.index(0) : b.min(b.index(r), lastRow)));
    inputRows.push_back(matmul.inputRow(tileRows.back()));
  }
  for (int64_t u = 0; u < columns; ++u)
    weightRows.push_back(matmul.weightRow(b.add(first, b.index(u))));
  auto sumByElements = [&]() {
    return b.forVectors(
        matmul.K, SmallVector<Value>(rows * columns, b.zeros()),
        [&](Value k, bool inBounds, ValueRange current) {
          SmallVector<Value> inputs, next;
          for (int64_t r = 0; r < rows; ++r)
            inputs.push_back(
                b.read(matmul.input, with(inputRows[r], k), inBounds));
          for (int64_t u = 0; u < columns; ++u) {
            Value weight =
                b.read(matmul.weight, with(weightRows[u], k), inBounds);
            for (int64_t r = 0; r < rows; ++r)
              next.push_back(b.fma(inputs[r], weight, current[u * rows + r]));
          }
          return next;
        });
  };
  SmallVector<Value> sums(rows * columns, b.zeros());
  if (int64_t wide = wideElements(b, matmul); wide > 1) {
    auto step = [&](Value k, ValueRange current) {
      SmallVector<Value> next(current);
      SmallVector<SmallVector<Value>> inputs;
      for (int64_t r = 0; r < rows; ++r)
        inputs.push_back(b.readWide(matmul.input, with(inputRows[r], k), wide));
      for (int64_t u = 0; u < columns; ++u) {
        SmallVector<Value> weights =
            b.readWide(matmul.weight, with(weightRows[u], k), wide);
        for (int64_t r = 0; r < rows; ++r)
          for (int64_t i = 0; i < wide; ++i)
            next[u * rows + r] =
                b.fma(inputs[r][i], weights[i], next[u * rows + r]);
      }
      return next;
    };
    sums = b.loop(b.index(0), b.index(matmul.K), wide * b.lanes(), sums, step);
  } else {
    sums = sumByElements();
  }
  // Thread u of the warp has column u.
  Value lane = b.laneId(), isColumn = b.firstLanes(columns);
  for (int64_t r = 0; r < rows; ++r) {
    Value row = b.zeros();
    for (int64_t u = 0; u < columns; ++u)
      row = b.insertLane(b.reduceAdd(sums[u * rows + r]), row, b.index(u));
    Value isThere =
        arith::CmpIOp::create(b, arith::CmpIPredicate::slt, b.index(r), count);
    tile = b.writeOwn(
        row, tile, matmul.tileIndex(tileRows[r], lane),
        rows == 1 ? isColumn
                  : arith::AndIOp::create(b, isThere, isColumn).getResult());
  }
  return tile;
}

/// A block of `depth` × `columns` of the weight, transposed, as f32.
static Value packPanel(TileBuilder &b, const WeightMatmul &matmul, Value first,
                       Value firstK, int64_t depth, int64_t columns) {
  int64_t lanes = b.lanes();
  Type element = cast<ShapedType>(matmul.weight.getType()).getElementType();
  auto squareType = VectorType::get({lanes, lanes}, element);
  Value panel = tensor::EmptyOp::create(b, ArrayRef<int64_t>{depth, columns},
                                        b.getF32Type());
  int64_t whole = depth / lanes * lanes;
  auto overColumns = [&](Value n, ValueRange carried) {
    SmallVector<Value> row = matmul.weightRow(b.add(first, n));
    auto overDepth = [&](Value k, ValueRange current) -> SmallVector<Value> {
      Value zero =
          arith::ConstantOp::create(b, element, b.getZeroAttr(element));
      Value square = vector::TransferReadOp::create(
          b, squareType, matmul.weight, with(row, b.add(firstK, k)), zero,
          ArrayRef<bool>{true, true});
      if (!element.isF32())
        square = arith::ExtFOp::create(
            b, VectorType::get({lanes, lanes}, b.getF32Type()), square);
      square = vector::TransposeOp::create(b, square, ArrayRef<int64_t>{1, 0});
      return {vector::TransferWriteOp::create(b, square, current[0],
                                              ValueRange{k, n},
                                              ArrayRef<bool>{true, true})
                  .getResult()};
    };
    SmallVector<Value> values(carried);
    if (whole)
      values = b.loop(b.index(0), b.index(whole), lanes, values, overDepth);
    // The last steps of k, fewer than a vector: element by element.
    if (whole != depth)
      values =
          b.loop(b.index(whole), b.index(depth), 1, values,
                 [&](Value k, ValueRange current) {
                   return b.loop(
                       b.index(0), b.index(lanes), 1, current,
                       [&](Value lane, ValueRange inner) -> SmallVector<Value> {
                         Value column = b.add(n, lane);
                         Value value = b.readScalar(
                             matmul.weight,
                             with(matmul.weightRow(b.add(first, column)),
                                  b.add(firstK, k)));
                         return {b.writeScalar(value, inner[0], {k, column})};
                       });
                 });
    return values;
  };
  return b.loop(b.index(0), b.index(columns), lanes, panel, overColumns)[0];
}

Value mlir::mla::panelTile(TileBuilder &b, const WeightMatmul &matmul,
                           Value tile, Value rows, Value first) {
  int64_t lanes = b.lanes(), vectors = b.tileShape().columnVectors;
  int64_t columns = lanes * vectors;

  // Rows [m, m + count) of the tile: accumulators from the tile, or zero in the
  // first block of k.
  auto rowBlock = [&](Value m, int64_t count, Value panel, Value firstK,
                      int64_t depth, bool fromZero, Value current) {
    SmallVector<Value> accumulators;
    for (int64_t r = 0; r < count; ++r)
      for (int64_t c = 0; c < vectors; ++c)
        accumulators.push_back(
            fromZero ? b.zeros()
                     : b.read(current,
                              matmul.tileIndex(b.add(m, b.index(r)),
                                               b.index(c * lanes)),
                              true));
    SmallVector<SmallVector<Value>> inputRows;
    for (int64_t r = 0; r < count; ++r)
      inputRows.push_back(matmul.inputRow(b.add(m, b.index(r))));
    multiplyRegisterTile(
        b, count, vectors, b.index(depth), accumulators,
        [&](Value k, int64_t r) {
          return b.readScalar(matmul.input,
                              with(inputRows[r], b.add(firstK, k)));
        },
        [&](Value k, int64_t c) {
          return b.read(panel, {k, b.index(c * lanes)}, true);
        });
    for (int64_t r = 0; r < count; ++r)
      for (int64_t c = 0; c < vectors; ++c)
        current = b.write(
            accumulators[r * vectors + c], current,
            matmul.tileIndex(b.add(m, b.index(r)), b.index(c * lanes)), true);
    return current;
  };

  auto depthBlock = [&](Value firstK, int64_t depth, bool fromZero,
                        Value current) {
    Value panel = packPanel(b, matmul, first, firstK, depth, columns);
    int64_t step = b.tileShape().rows;
    Value wholeRows = b.mul(b.createOrFold<arith::DivUIOp>(rows, b.index(step)),
                            b.index(step));
    current = b.loop(b.index(0), wholeRows, step, current,
                     [&](Value m, ValueRange carried) -> SmallVector<Value> {
                       return {rowBlock(m, step, panel, firstK, depth, fromZero,
                                        carried[0])};
                     })[0];
    return b.loop(
        wholeRows, rows, 1, current,
        [&](Value m, ValueRange carried) -> SmallVector<Value> {
          return {rowBlock(m, 1, panel, firstK, depth, fromZero, carried[0])};
        })[0];
  };

  // The first block overwrites, the others add. It takes the odd depth, so that
  // the loop over the others is regular.
  int64_t odd = matmul.K % kPanelDepth;
  int64_t firstDepth = odd ? odd : std::min(kPanelDepth, matmul.K);
  tile = depthBlock(b.index(0), firstDepth, /*fromZero=*/true, tile);
  if (firstDepth == matmul.K)
    return tile;
  return b.loop(
      b.index(firstDepth), b.index(matmul.K), kPanelDepth, tile,
      [&](Value k, ValueRange carried) -> SmallVector<Value> {
        return {depthBlock(k, kPanelDepth, /*fromZero=*/false, carried[0])};
      })[0];
}
