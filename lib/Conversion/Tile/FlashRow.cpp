//===- FlashRow.cpp - attention of one query row --------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FlashRow.h"

#include <limits>
#include <numeric>

using namespace mlir;
using namespace mlir::mla;

static SmallVector<Value> with(ArrayRef<Value> prefix, Value last) {
  SmallVector<Value> indices(prefix);
  indices.push_back(last);
  return indices;
}

LogicalResult mlir::mla::checkValueSize(Operation *op, StringRef name,
                                        int64_t size) {
  if (size <= kLongestValue)
    return success();
  return op->emitOpError("expected ")
         << name << " <= " << kLongestValue
         << " for its generated lowering, got " << size;
}

FlashResult mlir::mla::emitFlashRow(TileBuilder &b, const FlashRow &row) {
  int64_t lanes = b.lanes();
  auto wideValues = [&]() { return b.widen(row.valueSize, row.valueElement); };
  SmallVector<Value> zeros;
  int64_t wideLanes;
  {
    auto wide = wideValues();
    wideLanes = b.lanes();
    zeros.assign(llvm::divideCeil(row.valueSize, wideLanes), b.zeros());
  }
  Value lowest = b.f32(-std::numeric_limits<double>::infinity());
  Value scale = b.f32(row.scale);
  // Carried: running maximum, running sum, the vectors of the output.
  SmallVector<Value> state = {lowest, b.f32(0.0)};
  state.append(zeros);

  auto block = [&](Value j, ValueRange carried) -> SmallVector<Value> {
    Value count = b.min(b.index(lanes), b.sub(row.last, j));
    Value scores = b.loop(b.index(0), count, 1, b.splat(lowest),
                          [&](Value lane, ValueRange c) -> SmallVector<Value> {
                            Value s = arith::MulFOp::create(
                                b, row.score(b.add(j, lane)), scale);
                            return {b.insertLane(s, c[0], lane)};
                          })[0];
    Value maximum =
        arith::MaximumFOp::create(b, carried[0], b.reduceMax(scores));
    Value correction =
        math::ExpOp::create(b, arith::SubFOp::create(b, carried[0], maximum));
    Value weights = math::ExpOp::create(
        b, arith::SubFOp::create(b, scores, b.splat(maximum)));
    Value sum = arith::AddFOp::create(
        b, arith::MulFOp::create(b, carried[1], correction),
        b.reduceAdd(weights));
    SmallVector<Value> out;
    {
      auto wide = wideValues();
      Value factor = b.splat(correction);
      for (Value vector : carried.drop_front(2))
        out.push_back(arith::MulFOp::create(b, vector, factor));
    }
    out = b.loop(b.index(0), count, 1, out,
                 [&](Value lane, ValueRange c) -> SmallVector<Value> {
                   Value own = b.extractLane(weights, lane);
                   auto wide = wideValues();
                   Value weight = b.splat(own);
                   SmallVector<Value> next;
                   for (auto [v, sum] : llvm::enumerate(c)) {
                     int64_t first = static_cast<int64_t>(v) * wideLanes;
                     bool inBounds = first + wideLanes <= row.valueSize;
                     next.push_back(b.fma(
                         weight,
                         row.value(b.add(j, lane), b.index(first), inBounds),
                         sum));
                   }
                   return next;
                 });
    SmallVector<Value> next = {maximum, sum};
    next.append(out);
    return next;
  };
  state = b.loop(row.first, row.last, lanes, state, block);

  Value isEmpty =
      arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, state[1], b.f32(0.0));
  Value inverse = arith::SelectOp::create(
      b, isEmpty, b.f32(0.0), arith::DivFOp::create(b, b.f32(1.0), state[1]));
  FlashResult result;
  result.lse = arith::SelectOp::create(
      b, isEmpty, lowest,
      arith::AddFOp::create(b, state[0], math::LogOp::create(b, state[1])));
  auto wide = wideValues();
  for (Value vector : ArrayRef<Value>(state).drop_front(2))
    result.out.push_back(arith::MulFOp::create(b, vector, b.splat(inverse)));
  return result;
}

Value mlir::mla::writeRow(TileBuilder &b, const FlashRow &row,
                          ArrayRef<Value> vectors, Value dest,
                          ArrayRef<Value> prefix) {
  auto wide = b.widen(row.valueSize, row.valueElement);
  for (auto [i, vector] : llvm::enumerate(vectors)) {
    int64_t first = i * b.lanes();
    dest = b.write(vector, dest, with(prefix, b.index(first)),
                   first + b.lanes() <= row.valueSize);
  }
  return dest;
}

Value mlir::mla::dotRow(TileBuilder &b, Value a, ArrayRef<Value> prefix,
                        int64_t size, int64_t offset, TypeRange elements,
                        function_ref<Value(Value, bool)> read) {
  if (size == 0)
    return b.f32(0.0);
  auto wide = b.widen(std::gcd(size, offset), elements);
  // Past the end of `a` its lanes are zero, whatever `c` holds there.
  Value sum = b.forVectors(
      size, b.zeros(),
      [&](Value i, bool inBounds, ValueRange carried) -> SmallVector<Value> {
        Value x = b.read(a, with(prefix, i), inBounds);
        return {b.fma(x, read(i, inBounds), carried[0])};
      })[0];
  return b.reduceAdd(sum);
}

Value mlir::mla::dotRow(TileBuilder &b, Value a, ArrayRef<Value> prefixA,
                        Value c, ArrayRef<Value> prefixC, int64_t offsetC,
                        int64_t size) {
  return dotRow(b, a, prefixA, size, offsetC,
                {getElementTypeOrSelf(a), getElementTypeOrSelf(c)},
                [&](Value i, bool inBounds) {
                  return b.read(c, with(prefixC, b.add(i, b.index(offsetC))),
                                inBounds);
                });
}

RowOfBatch mlir::mla::findRow(TileBuilder &b, PackBatchOp batch, Value t) {
  // The sequence of row t is the number of later sequences that start at or
  // before t.
  Value starts = batch.getQueryStart();
  Value one = b.index(1);
  Value B = b.sub(b.dim(starts, 0), one);
  Value sequence = b.loop(
      one, b.add(B, one), 1, b.index(0),
      [&](Value i, ValueRange c) -> SmallVector<Value> {
        Value start = b.toIndex(b.readScalar(starts, i));
        Value reached =
            arith::CmpIOp::create(b, arith::CmpIPredicate::sle, start, t);
        return {arith::SelectOp::create(b, reached, b.add(c[0], one), c[0])};
      })[0];
  RowOfBatch row;
  row.isReal = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, sequence, B);
  row.sequence = b.min(sequence, b.sub(B, one));
  row.begin = b.toIndex(b.readScalar(starts, row.sequence));
  row.count = b.sub(b.toIndex(b.readScalar(starts, b.add(row.sequence, one))),
                    row.begin);
  return row;
}
