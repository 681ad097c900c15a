//===- TileMatmul.cpp - generated lowerings of matmuls --------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Matmul.h"
#include "Patterns.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/IR/LinalgInterfaces.h"

using namespace mlir;
using namespace mlir::mla;

/// Rows of the input that one tile of a large matmul takes: enough to pay for
/// packing the weight again for each, few enough that they stay in the second
/// cache (1024³, as above: 96, 192, 1020 rows: 128, 141, 135 GFLOP/s).
static constexpr int64_t kRowBlock = 192;

/// Rows an expert has on average up to which tensor cores do not pay.
static constexpr int64_t kFewRowsPerExpert = 2;

static bool isSupportedFloat(Value value) {
  Type element = cast<ShapedType>(value.getType()).getElementType();
  return element.isF32() || element.isBF16() || element.isF16();
}

//===----------------------------------------------------------------------===//
// linalg
//===----------------------------------------------------------------------===//

/// The op adds to zeros: a fill with zero, whose own destination the matmul can
/// then overwrite. Null otherwise.
static Value zeroFilled(Value init) {
  auto fill = init.getDefiningOp<linalg::FillOp>();
  if (!fill || !matchPattern(fill.getInputs()[0], m_AnyZeroFloat()))
    return {};
  return fill.getOutputs()[0];
}

/// out[m, n] = Σ_k a[m, k] * w[n, k] with a static weight, whatever the op's
/// name.
static bool isWeightMatmul(linalg::LinalgOp op) {
  if (op.getNumDpsInputs() != 2 || op.getNumDpsInits() != 1 ||
      !op.hasPureTensorSemantics() || !linalg::isaContractionOpInterface(op))
    return false;
  MLIRContext *context = op.getContext();
  AffineExpr m, n, k;
  bindDims(context, m, n, k);
  SmallVector<AffineMap> wanted = {AffineMap::get(3, 0, {m, k}, context),
                                   AffineMap::get(3, 0, {n, k}, context),
                                   AffineMap::get(3, 0, {m, n}, context)};
  auto weight = cast<ShapedType>(op.getDpsInputs()[1].getType());
  return op.getIndexingMapsArray() == wanted && weight.hasStaticShape() &&
         isSupportedFloat(op.getDpsInputs()[0]) &&
         isSupportedFloat(op.getDpsInputs()[1]) &&
         cast<ShapedType>(op.getDpsInits()[0].getType())
             .getElementType()
             .isF32();
}

/// Columns [first, last) of `out` through parallel tiles of inner products.
static Value dotColumns(TileBuilder &b, WeightMatmul matmul, Value out,
                        Value rows, int64_t first, int64_t last) {
  auto tiles = [&](int64_t begin, int64_t end, int64_t width) {
    if (begin == end)
      return;
    out = b.forall(
        OpFoldResult(b.getIndexAttr((end - begin) / width)), out,
        [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
          Value n = b.add(b.mul(ivs[0], b.index(width)), b.index(begin));
          SmallVector<OpFoldResult> offsets = {b.getIndexAttr(0), n};
          SmallVector<OpFoldResult> sizes = {rows, b.getIndexAttr(width)};
          Value tile = b.slice(dests[0], offsets, sizes);
          return {{dotTile(b, matmul, tile, rows, n, width), offsets, sizes}};
        })[0];
  };
  int64_t whole = first + (last - first) / kDotColumns * kDotColumns;
  tiles(first, whole, kDotColumns);
  tiles(whole, last, last - whole);
  return out;
}

/// All columns, for many rows: panels, and inner products for what is left.
static Value panelColumns(TileBuilder &b, WeightMatmul matmul, Value out,
                          Value rows) {
  int64_t width = b.lanes() * b.tileShape().columnVectors;
  int64_t whole = matmul.N / width * width;
  if (whole) {
    Value blocks = b.createOrFold<arith::CeilDivUIOp>(rows, b.index(kRowBlock));
    auto inputRow = matmul.inputRow;
    out = b.forall(
        {OpFoldResult(b.getIndexAttr(whole / width)), OpFoldResult(blocks)},
        out, [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
          Value n = b.mul(ivs[0], b.index(width));
          Value m = b.mul(ivs[1], b.index(kRowBlock));
          Value count = b.min(b.index(kRowBlock), b.sub(rows, m));
          SmallVector<OpFoldResult> offsets = {m, n};
          SmallVector<OpFoldResult> sizes = {count, b.getIndexAttr(width)};
          WeightMatmul block = matmul;
          block.inputRow = [&](Value row) { return inputRow(b.add(m, row)); };
          Value tile = b.slice(dests[0], offsets, sizes);
          return {{panelTile(b, block, tile, count, n), offsets, sizes}};
        })[0];
  }
  return dotColumns(b, matmul, out, rows, whole, matmul.N);
}

/// All columns, by warps that take `blockRows` rows each.
static Value warpColumns(TileBuilder &b, WeightMatmul matmul, Value out,
                         Value rows, int64_t blockRows) {
  Value blocks = b.createOrFold<arith::CeilDivUIOp>(rows, b.index(blockRows));
  auto inputRow = matmul.inputRow;
  auto tiles = [&](int64_t begin, int64_t end, int64_t width) {
    if (begin == end)
      return;
    out = b.forall(
        {OpFoldResult(b.getIndexAttr((end - begin) / width)),
         OpFoldResult(blocks)},
        out, [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
          Value n = b.add(b.mul(ivs[0], b.index(width)), b.index(begin));
          Value m = b.mul(ivs[1], b.index(blockRows));
          Value count = b.min(b.index(blockRows), b.sub(rows, m));
          SmallVector<OpFoldResult> offsets = {m, n};
          SmallVector<OpFoldResult> sizes = {count, b.getIndexAttr(width)};
          Value tile = b.slice(dests[0], offsets, sizes);
          WeightMatmul block = matmul;
          block.inputRow = [&](Value row) { return inputRow(b.add(m, row)); };
          tile =
              warpTile(b, block, tile, b.index(0), count, blockRows, n, width);
          return {{tile, offsets, sizes}};
        })[0];
  };
  int64_t whole = matmul.N / kDotColumns * kDotColumns;
  tiles(0, whole, kDotColumns);
  tiles(whole, matmul.N, matmul.N - whole);
  return out;
}

/// All columns, by warps with tensor cores.
static Value mmaColumns(TileBuilder &b, WeightMatmul matmul, Value out,
                        Value rows) {
  Value blocks = b.createOrFold<arith::CeilDivUIOp>(rows, b.index(kMmaRows));
  auto inputRow = matmul.inputRow;
  return b.forall(
      {OpFoldResult(blocks),
       OpFoldResult(b.getIndexAttr(llvm::divideCeil(matmul.N, kMmaColumns)))},
      out, [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
        Value m = b.mul(ivs[0], b.index(kMmaRows));
        Value n = b.mul(ivs[1], b.index(kMmaColumns));
        Value count = b.min(b.index(kMmaRows), b.sub(rows, m));
        Value columns = b.index(kMmaColumns);
        if (matmul.N % kMmaColumns != 0)
          columns = b.min(columns, b.sub(b.index(matmul.N), n));
        SmallVector<OpFoldResult> offsets = {m, n};
        SmallVector<OpFoldResult> sizes = {count, getAsOpFoldResult(columns)};
        Value tile = b.slice(dests[0], offsets, sizes);
        WeightMatmul block = matmul;
        block.inputRow = [&](Value row) { return inputRow(b.add(m, row)); };
        tile = mmaTile(b, block, tile, b.index(0), count, n, columns);
        return {{tile, offsets, sizes}};
      })[0];
}

namespace {
struct TileWeightMatmul final
    : public OpInterfaceRewritePattern<linalg::LinalgOp> {
  TileWeightMatmul(MLIRContext *context, TileShape shape)
      : OpInterfaceRewritePattern(context), shape(shape) {}

  LogicalResult matchAndRewrite(linalg::LinalgOp op,
                                PatternRewriter &rewriter) const override {
    if (!isWeightMatmul(op))
      return rewriter.notifyMatchFailure(
          op, "not an f32 matmul of [m, k] and a static weight [n, k]");
    Value out = zeroFilled(op.getDpsInits()[0]);
    if (!out)
      return rewriter.notifyMatchFailure(op, "the init is not filled with 0");
    TileBuilder b(op.getLoc(), rewriter, shape);
    WeightMatmul matmul;
    matmul.input = op.getDpsInputs()[0];
    matmul.weight = op.getDpsInputs()[1];
    auto weight = cast<ShapedType>(matmul.weight.getType());
    matmul.N = weight.getDimSize(0);
    matmul.K = weight.getDimSize(1);
    matmul.inputRow = [](Value m) { return SmallVector<Value>{m}; };
    matmul.weightRow = [](Value n) { return SmallVector<Value>{n}; };
    matmul.tileIndex = [](Value m, Value n) {
      return SmallVector<Value>{m, n};
    };
    Value rows = b.dim(matmul.input, 0);
    if (b.isSimt()) {
      auto isAtMost = [&](int64_t count) -> Value {
        return arith::CmpIOp::create(b, arith::CmpIPredicate::ule, rows,
                                     b.index(count));
      };
      auto columns = [&](int64_t blockRows) -> SmallVector<Value> {
        return {warpColumns(b, matmul, out, rows, blockRows)};
      };
      rewriter.replaceOp(
          op, b.branch(
                  isAtMost(1), out.getType(), [&]() { return columns(1); },
                  [&]() {
                    return b.branch(
                        isAtMost(kWarpRows / 2), out.getType(),
                        [&]() { return columns(kWarpRows / 2); },
                        [&]() -> SmallVector<Value> {
                          if (fitsMma(b, matmul))
                            return {mmaColumns(b, matmul, out, rows)};
                          return columns(kWarpRows);
                        });
                  }));
      return success();
    }
    Value few = arith::CmpIOp::create(b, arith::CmpIPredicate::ult, rows,
                                      b.index(kPanelRows));
    rewriter.replaceOp(
        op, b.branch(
                few, out.getType(),
                [&]() -> SmallVector<Value> {
                  return {dotColumns(b, matmul, out, rows, 0, matmul.N)};
                },
                [&]() -> SmallVector<Value> {
                  return {panelColumns(b, matmul, out, rows)};
                }));
    return success();
  }

  TileShape shape;
};
} // namespace

//===----------------------------------------------------------------------===//
// Absorption
//===----------------------------------------------------------------------===//

/// absorb_query by warps: one for a row, a head and a few vectors of it.
static SmallVector<Value> absorbByWarps(AbsorbQueryOp op, TileBuilder &b,
                                        int64_t N, int64_t P, int64_t L,
                                        int64_t rowsPerHead) {
  int64_t lanes = b.lanes(),
          vectors = std::min<int64_t>(4, llvm::divideCeil(L, lanes)),
          width = vectors * lanes;
  SmallVector<OpFoldResult> counts = {
      b.dim(op.getQNope(), 0), b.getIndexAttr(N),
      b.getIndexAttr(llvm::divideCeil(L, width))};
  bool inBounds = L % width == 0;
  return b.forall(
      counts, op.getInit(),
      [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
        Value t = ivs[0], head = ivs[1], zero = b.index(0);
        Value l = b.mul(ivs[2], b.index(width));
        Value base = b.mul(head, b.index(rowsPerHead));
        SmallVector<OpFoldResult> offsets = {t, head, l};
        SmallVector<OpFoldResult> sizes = {
            b.getIndexAttr(1), b.getIndexAttr(1),
            inBounds
                ? OpFoldResult(b.getIndexAttr(width))
                : OpFoldResult(b.min(b.index(width), b.sub(b.index(L), l)))};
        Value tile = b.slice(dests[0], offsets, sizes);
        SmallVector<Value> sums(vectors, b.zeros());
        multiplyRegisterTile(
            b, 1, vectors, b.index(P), sums,
            [&](Value p, int64_t) {
              return b.readScalar(op.getQNope(), {t, head, p});
            },
            [&](Value p, int64_t c) {
              return b.read(op.getKvB(),
                            {b.add(base, p), b.add(l, b.index(c * lanes))},
                            inBounds);
            });
        for (int64_t c = 0; c < vectors; ++c)
          tile = b.write(sums[c], tile, {zero, zero, b.index(c * lanes)},
                         inBounds);
        return {{tile, offsets, sizes}};
      });
}

/// out[t, n, l] = Σ_p q[t, n, p] * kv_b[n * (P+V) + p, l]: rows of the weight
/// already lie along the output, so register tiles need no packing.
static FailureOr<SmallVector<Value>> lowerAbsorbQuery(AbsorbQueryOp op,
                                                      TileBuilder &b) {
  auto query = cast<ShapedType>(op.getQNope().getType());
  auto weight = cast<ShapedType>(op.getKvB().getType());
  int64_t N = query.getDimSize(1), P = query.getDimSize(2),
          L = weight.getDimSize(1), rowsPerHead = weight.getDimSize(0) / N;
  int64_t lanes = b.lanes();
  Value T = b.dim(op.getQNope(), 0);
  if (b.isSimt())
    return absorbByWarps(op, b, N, P, L, rowsPerHead);
  return b.forall(
      OpFoldResult(b.getIndexAttr(N)), op.getInit(),
      [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
        Value head = ivs[0], base = b.mul(head, b.index(rowsPerHead));
        SmallVector<OpFoldResult> offsets = {b.getIndexAttr(0), head,
                                             b.getIndexAttr(0)};
        SmallVector<OpFoldResult> sizes = {T, b.getIndexAttr(1),
                                           b.getIndexAttr(L)};
        Value tile = b.slice(dests[0], offsets, sizes);
        Value zero = b.index(0);

        auto block = [&](Value t, int64_t rows, Value l, int64_t vectors,
                         int64_t wholeVectors, Value current) {
          SmallVector<Value> sums(rows * vectors, b.zeros());
          multiplyRegisterTile(
              b, rows, vectors, b.index(P), sums,
              [&](Value p, int64_t r) {
                return b.readScalar(op.getQNope(),
                                    {b.add(t, b.index(r)), head, p});
              },
              [&](Value p, int64_t c) {
                return b.read(op.getKvB(),
                              {b.add(base, p), b.add(l, b.index(c * lanes))},
                              c < wholeVectors);
              });
          for (int64_t r = 0; r < rows; ++r)
            for (int64_t c = 0; c < vectors; ++c)
              current = b.write(
                  sums[r * vectors + c], current,
                  {b.add(t, b.index(r)), zero, b.add(l, b.index(c * lanes))},
                  c < wholeVectors);
          return current;
        };
        auto overRows = [&](Value l, int64_t vectors, int64_t wholeVectors,
                            Value current) {
          int64_t step = b.tileShape().rows;
          Value whole = b.mul(b.createOrFold<arith::DivUIOp>(T, b.index(step)),
                              b.index(step));
          current =
              b.loop(zero, whole, step, current,
                     [&](Value t, ValueRange c) -> SmallVector<Value> {
                       return {block(t, step, l, vectors, wholeVectors, c[0])};
                     })[0];
          return b.loop(whole, T, 1, current,
                        [&](Value t, ValueRange c) -> SmallVector<Value> {
                          return {block(t, 1, l, vectors, wholeVectors, c[0])};
                        })[0];
        };
        int64_t vectors = b.tileShape().columnVectors, width = vectors * lanes;
        int64_t whole = L / width * width;
        if (whole)
          tile = b.loop(zero, b.index(whole), width, tile,
                        [&](Value l, ValueRange c) -> SmallVector<Value> {
                          return {overRows(l, vectors, vectors, c[0])};
                        })[0];
        if (int64_t rest = L - whole)
          tile = overRows(b.index(whole), llvm::divideCeil(rest, lanes),
                          rest / lanes, tile);
        return {{tile, offsets, sizes}};
      });
}

/// project_value by warps: one for a few rows, a head and a few columns.
static SmallVector<Value> projectByWarps(ProjectValueOp op, TileBuilder &b,
                                         int64_t N, int64_t L, int64_t V,
                                         int64_t rowsPerHead) {
  int64_t blockRows = kWarpRows / 2;
  Value T = b.dim(op.getU(), 0), out = op.getInit();
  Value blocks = b.createOrFold<arith::CeilDivUIOp>(T, b.index(blockRows));
  auto tiles = [&](int64_t begin, int64_t end, int64_t width) {
    if (begin == end)
      return;
    SmallVector<OpFoldResult> counts = {blocks, b.getIndexAttr(N),
                                        b.getIndexAttr((end - begin) / width)};
    out = b.forall(
        counts, out,
        [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
          Value m = b.mul(ivs[0], b.index(blockRows)), head = ivs[1];
          Value v = b.add(b.mul(ivs[2], b.index(width)), b.index(begin));
          Value base = b.add(b.mul(head, b.index(rowsPerHead)),
                             b.index(rowsPerHead - V));
          Value count = b.min(b.index(blockRows), b.sub(T, m));
          Value zero = b.index(0);
          SmallVector<OpFoldResult> offsets = {m, head, v};
          SmallVector<OpFoldResult> sizes = {count, b.getIndexAttr(1),
                                             b.getIndexAttr(width)};
          Value tile = b.slice(dests[0], offsets, sizes);
          WeightMatmul matmul;
          matmul.input = op.getU();
          matmul.weight = op.getKvB();
          matmul.N = V;
          matmul.K = L;
          matmul.inputRow = [&](Value t) {
            return SmallVector<Value>{b.add(m, t), head};
          };
          matmul.weightRow = [&](Value column) {
            return SmallVector<Value>{b.add(base, column)};
          };
          matmul.tileIndex = [&](Value t, Value column) {
            return SmallVector<Value>{t, zero, column};
          };
          tile = warpTile(b, matmul, tile, zero, count, blockRows, v, width);
          return {{tile, offsets, sizes}};
        })[0];
  };
  int64_t whole = V / kDotColumns * kDotColumns;
  tiles(0, whole, kDotColumns);
  tiles(whole, V, V - whole);
  return {out};
}

/// out[t, n, v] = Σ_l u[t, n, l] * kv_b[n * (P+V) + P + v, l].
static FailureOr<SmallVector<Value>> lowerProjectValue(ProjectValueOp op,
                                                       TileBuilder &b) {
  auto latent = cast<ShapedType>(op.getU().getType());
  auto weight = cast<ShapedType>(op.getKvB().getType());
  int64_t N = latent.getDimSize(1), L = latent.getDimSize(2),
          V = cast<ShapedType>(op.getInit().getType()).getDimSize(2),
          rowsPerHead = weight.getDimSize(0) / N, P = rowsPerHead - V;
  Value T = b.dim(op.getU(), 0);
  if (b.isSimt())
    return projectByWarps(op, b, N, L, V, rowsPerHead);
  return b.forall(
      OpFoldResult(b.getIndexAttr(N)), op.getInit(),
      [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
        Value head = ivs[0];
        Value base = b.add(b.mul(head, b.index(rowsPerHead)), b.index(P));
        SmallVector<OpFoldResult> offsets = {b.getIndexAttr(0), head,
                                             b.getIndexAttr(0)};
        SmallVector<OpFoldResult> sizes = {T, b.getIndexAttr(1),
                                           b.getIndexAttr(V)};
        Value tile = b.slice(dests[0], offsets, sizes);
        Value zero = b.index(0);
        WeightMatmul matmul;
        matmul.input = op.getU();
        matmul.weight = op.getKvB();
        matmul.N = V;
        matmul.K = L;
        matmul.inputRow = [&](Value t) { return SmallVector<Value>{t, head}; };
        matmul.weightRow = [&](Value v) {
          return SmallVector<Value>{b.add(base, v)};
        };
        auto columns = [&](Value first, int64_t width, Value current) {
          matmul.tileIndex = [&](Value t, Value v) {
            return SmallVector<Value>{t, zero, b.add(first, v)};
          };
          return dotTile(b, matmul, current, T, first, width);
        };
        int64_t whole = V / kDotColumns * kDotColumns;
        if (whole)
          tile = b.loop(zero, b.index(whole), kDotColumns, tile,
                        [&](Value v, ValueRange c) -> SmallVector<Value> {
                          return {columns(v, kDotColumns, c[0])};
                        })[0];
        if (whole != V)
          tile = columns(b.index(whole), V - whole, tile);
        return {{tile, offsets, sizes}};
      });
}

//===----------------------------------------------------------------------===//
// Experts
//===----------------------------------------------------------------------===//

/// The matmul of an expert whose rows begin at `first`.
static WeightMatmul expertMatmul(GroupedMatmulOp op, TileBuilder &b,
                                 Value expert, Value first) {
  auto weight = cast<ShapedType>(op.getWeight().getType());
  WeightMatmul matmul;
  matmul.input = op.getInput();
  matmul.weight = op.getWeight();
  matmul.N = weight.getDimSize(1);
  matmul.K = weight.getDimSize(2);
  matmul.inputRow = [=, &b](Value m) mutable {
    Value row = b.add(first, m);
    if (op.getRows())
      row = b.toIndex(b.readScalar(op.getRows(), row));
    return SmallVector<Value>{row};
  };
  matmul.weightRow = [=](Value column) {
    return SmallVector<Value>{expert, column};
  };
  matmul.tileIndex = [](Value m, Value column) {
    return SmallVector<Value>{m, column};
  };
  return matmul;
}

/// Places of an expert: the first, and how many.
static std::pair<Value, Value> expertRows(GroupedMatmulOp op, TileBuilder &b,
                                          Value expert) {
  Value first = b.toIndex(b.readScalar(op.getOffsets(), expert));
  Value last =
      b.toIndex(b.readScalar(op.getOffsets(), b.add(expert, b.index(1))));
  return {first, b.sub(last, first)};
}

/// By warps with tensor cores: one for an expert and a tile of columns.
static Value groupedByMma(GroupedMatmulOp op, TileBuilder &b) {
  auto weight = cast<ShapedType>(op.getWeight().getType());
  int64_t E = weight.getDimSize(0), N = weight.getDimSize(1);
  return b.forall(
      {OpFoldResult(b.getIndexAttr(E)),
       OpFoldResult(b.getIndexAttr(llvm::divideCeil(N, kMmaColumns)))},
      op.getInit(),
      [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
        Value n = b.mul(ivs[1], b.index(kMmaColumns));
        auto [first, rows] = expertRows(op, b, ivs[0]);
        Value columns = b.index(kMmaColumns);
        if (N % kMmaColumns != 0)
          columns = b.min(columns, b.sub(b.index(N), n));
        SmallVector<OpFoldResult> offsets = {first, n};
        SmallVector<OpFoldResult> sizes = {rows, getAsOpFoldResult(columns)};
        Value tile = b.slice(dests[0], offsets, sizes);
        WeightMatmul matmul = expertMatmul(op, b, ivs[0], first);
        tile = b.loop(b.index(0), rows, kMmaRows, tile,
                      [&](Value m, ValueRange c) -> SmallVector<Value> {
                        Value count = b.min(b.index(kMmaRows), b.sub(rows, m));
                        return {mmaTile(b, matmul, c[0], m, count, n, columns)};
                      })[0];
        return {{tile, offsets, sizes}};
      })[0];
}

/// Tiles of (expert, columns); an expert's rows are few or many, which only
/// the tile knows.
static FailureOr<SmallVector<Value>> lowerGroupedMatmul(GroupedMatmulOp op,
                                                        TileBuilder &b) {
  auto weight = cast<ShapedType>(op.getWeight().getType());
  int64_t E = weight.getDimSize(0), N = weight.getDimSize(1);
  int64_t panel =
      b.isSimt() ? kDotColumns : b.lanes() * b.tileShape().columnVectors;
  Value out = op.getInit();

  auto tiles = [&](int64_t begin, int64_t end, int64_t width) {
    if (begin == end)
      return;
    out = b.forall(
        {OpFoldResult(b.getIndexAttr(E)),
         OpFoldResult(b.getIndexAttr((end - begin) / width))},
        out, [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
          Value expert = ivs[0];
          Value n = b.add(b.mul(ivs[1], b.index(width)), b.index(begin));
          auto [first, rows] = expertRows(op, b, expert);
          SmallVector<OpFoldResult> offsets = {first, n};
          SmallVector<OpFoldResult> sizes = {rows, b.getIndexAttr(width)};
          Value tile = b.slice(dests[0], offsets, sizes);
          WeightMatmul matmul = expertMatmul(op, b, expert, first);
          if (b.isSimt()) {
            auto overRows = [&](int64_t step) -> SmallVector<Value> {
              return b.loop(b.index(0), rows, step, tile,
                            [&](Value m, ValueRange c) -> SmallVector<Value> {
                              Value count =
                                  b.min(b.index(step), b.sub(rows, m));
                              return {warpTile(b, matmul, c[0], m, count, step,
                                               n, width)};
                            });
            };
            Value one = arith::CmpIOp::create(b, arith::CmpIPredicate::ule,
                                              rows, b.index(1));
            tile = b.branch(
                one, tile.getType(), [&]() { return overRows(1); },
                [&]() { return overRows(kWarpRows); })[0];
            return {{tile, offsets, sizes}};
          }
          auto dot = [&]() -> SmallVector<Value> {
            // In steps of few columns, as registers for sums are few.
            Value current = tile;
            auto step = [&](Value offset, int64_t count, Value value) {
              WeightMatmul part = matmul;
              part.tileIndex = [&](Value m, Value column) {
                return SmallVector<Value>{m, b.add(offset, column)};
              };
              return dotTile(b, part, value, rows, b.add(n, offset), count);
            };
            int64_t whole = width / kDotColumns * kDotColumns;
            if (whole)
              current =
                  b.loop(b.index(0), b.index(whole), kDotColumns, current,
                         [&](Value o, ValueRange c) -> SmallVector<Value> {
                           return {step(o, kDotColumns, c[0])};
                         })[0];
            if (whole != width)
              current = step(b.index(whole), width - whole, current);
            return {current};
          };
          if (width == panel) {
            Value few = arith::CmpIOp::create(b, arith::CmpIPredicate::ult,
                                              rows, b.index(kPanelRows));
            tile =
                b.branch(few, tile.getType(), dot, [&]() -> SmallVector<Value> {
                  return {panelTile(b, matmul, tile, rows, n)};
                })[0];
          } else {
            tile = dot()[0];
          }
          return {{tile, offsets, sizes}};
        })[0];
  };
  auto allTiles = [&]() -> SmallVector<Value> {
    int64_t whole = N / panel * panel;
    tiles(0, whole, panel);
    tiles(whole, N, N - whole);
    return {out};
  };
  if (!fitsMma(b, expertMatmul(op, b, Value(), Value())))
    return allTiles();
  Value few = arith::CmpIOp::create(b, arith::CmpIPredicate::ule,
                                    b.dim(op.getInit(), 0),
                                    b.index(kFewRowsPerExpert * E));
  return b.branch(few, out.getType(), allTiles, [&]() -> SmallVector<Value> {
    return {groupedByMma(op, b)};
  });
}

void mlir::mla::populateTileMatmulPatterns(RewritePatternSet &patterns,
                                           TileShape shape) {
  MLIRContext *context = patterns.getContext();
  patterns.add<TileWeightMatmul>(context, shape);
  patterns.add<TilePattern<AbsorbQueryOp>>(context, shape, lowerAbsorbQuery);
  patterns.add<TilePattern<ProjectValueOp>>(context, shape, lowerProjectValue);
  patterns.add<TilePattern<GroupedMatmulOp>>(context, shape,
                                             lowerGroupedMatmul);
}
