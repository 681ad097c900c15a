//===- TileExperts.cpp - generated lowerings of routing -------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"

#include <limits>

using namespace mlir;
using namespace mlir::mla;

static Value lowestF32(TileBuilder &b) {
  return b.f32(-std::numeric_limits<double>::infinity());
}

static Value emptyRow(TileBuilder &b, int64_t size) {
  return tensor::EmptyOp::create(b, ArrayRef<int64_t>{size}, b.getF32Type());
}

/// The first of the largest elements of values[first, first + size), and its
/// index.
static std::pair<Value, Value> argmax(TileBuilder &b, Value values, Value first,
                                      int64_t size) {
  SmallVector<Value> best =
      b.loop(first, b.add(first, b.index(size)), 1, {lowestF32(b), first},
             [&](Value i, ValueRange c) -> SmallVector<Value> {
               Value value = b.readScalar(values, i);
               Value better = arith::CmpFOp::create(
                   b, arith::CmpFPredicate::OGT, value, c[0]);
               return {arith::SelectOp::create(b, better, value, c[0]),
                       arith::SelectOp::create(b, better, i, c[1])};
             });
  return {best[0], best[1]};
}

/// Scores of row t: sigmoid or softmax of the logits, as a row of its own.
static Value emitScores(TileBuilder &b, RouteOp op, Value t, int64_t E) {
  auto logits = [&](Value e, bool inBounds) {
    return b.read(op.getLogits(), {t, e}, inBounds);
  };
  Value scores = emptyRow(b, E);
  if (op.getScoring() == Scoring::Sigmoid)
    return b.forVectors(
        E, scores,
        [&](Value e, bool inBounds, ValueRange c) -> SmallVector<Value> {
          Value negated = arith::NegFOp::create(b, logits(e, inBounds));
          Value one = b.splat(b.f32(1.0));
          Value sigmoid = arith::DivFOp::create(
              b, one,
              arith::AddFOp::create(b, one, math::ExpOp::create(b, negated)));
          return {b.write(sigmoid, c[0], e, inBounds)};
        })[0];

  // Lanes past the last expert count as −inf.
  auto masked = [&](Value vector, bool inBounds) -> Value {
    if (inBounds)
      return vector;
    return arith::SelectOp::create(b, b.firstLanes(E % b.lanes()), vector,
                                   b.splat(lowestF32(b)));
  };
  Value maximum = b.reduceMax(b.forVectors(
      E, b.splat(lowestF32(b)),
      [&](Value e, bool inBounds, ValueRange c) -> SmallVector<Value> {
        return {arith::MaximumFOp::create(
            b, masked(logits(e, inBounds), inBounds), c[0])};
      })[0]);
  SmallVector<Value> sums = b.forVectors(
      E, {scores, b.zeros()},
      [&](Value e, bool inBounds, ValueRange c) -> SmallVector<Value> {
        Value shifted = arith::SubFOp::create(
            b, masked(logits(e, inBounds), inBounds), b.splat(maximum));
        Value weight = math::ExpOp::create(b, shifted);
        return {b.write(weight, c[0], e, inBounds),
                arith::AddFOp::create(b, c[1], weight)};
      });
  Value factor =
      b.splat(arith::DivFOp::create(b, b.f32(1.0), b.reduceAdd(sums[1])));
  return b.forVectors(
      E, sums[0],
      [&](Value e, bool inBounds, ValueRange c) -> SmallVector<Value> {
        Value score =
            arith::MulFOp::create(b, b.read(c[0], e, inBounds), factor);
        return {b.write(score, c[0], e, inBounds)};
      })[0];
}

/// choice with −inf for all experts outside of the best groups.
static Value keepBestGroups(TileBuilder &b, RouteOp op, Value choice,
                            int64_t E) {
  int64_t groups = op.getNGroup(), kept = op.getTopkGroup();
  if (kept == groups)
    return choice;
  int64_t size = E / groups;
  Value groupScores = b.loop(
      b.index(0), b.index(groups), 1, emptyRow(b, groups),
      [&](Value g, ValueRange c) -> SmallVector<Value> {
        Value first = b.mul(g, b.index(size));
        // The two largest, in one pass.
        Value low = lowestF32(b);
        SmallVector<Value> top =
            b.loop(first, b.add(first, b.index(size)), 1, {low, low},
                   [&](Value e, ValueRange best) -> SmallVector<Value> {
                     Value value = b.readScalar(choice, e);
                     Value smaller =
                         arith::MinimumFOp::create(b, value, best[0]);
                     return {arith::MaximumFOp::create(b, value, best[0]),
                             arith::MaximumFOp::create(b, smaller, best[1])};
                   });
        Value score = op.getGroupScore() == GroupScore::Top2
                          ? arith::AddFOp::create(b, top[0], top[1]).getResult()
                          : top[0];
        return {b.writeScalar(score, c[0], g)};
      })[0];
  // Take the best group `kept` times; a taken one gets −inf, and its experts
  // move over from the old choice to the new.
  Value low = lowestF32(b);
  Value none = b.loop(b.index(0), b.index(E), 1, emptyRow(b, E),
                      [&](Value e, ValueRange c) -> SmallVector<Value> {
                        return {b.writeScalar(low, c[0], e)};
                      })[0];
  return b.loop(
      b.index(0), b.index(kept), 1, {none, groupScores},
      [&](Value, ValueRange c) -> SmallVector<Value> {
        auto [score, group] = argmax(b, c[1], b.index(0), groups);
        Value first = b.mul(group, b.index(size));
        Value next = b.loop(
            first, b.add(first, b.index(size)), 1, c[0],
            [&](Value e, ValueRange inner) -> SmallVector<Value> {
              return {b.writeScalar(b.readScalar(choice, e), inner[0], e)};
            })[0];
        return {next, b.writeScalar(low, c[1], group)};
      })[0];
}

static FailureOr<SmallVector<Value>> lowerRoute(RouteOp op, TileBuilder &b) {
  int64_t E = cast<ShapedType>(op.getLogits().getType()).getDimSize(1),
          K = cast<ShapedType>(op.getExperts().getType()).getDimSize(1);
  OpFoldResult T = b.dim(op.getLogits(), 0);
  return b.forall(
      T, {op.getExperts(), op.getWeights()},
      [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
        Value t = ivs[0], zero = b.index(0);
        Value scores = emitScores(b, op, t, E);
        b.syncLanes();
        Value choice = b.forVectors(
            E, emptyRow(b, E),
            [&](Value e, bool inBounds, ValueRange c) -> SmallVector<Value> {
              Value value = b.read(scores, e, inBounds);
              if (op.getBias())
                value = arith::AddFOp::create(
                    b, value, b.read(op.getBias(), e, inBounds));
              return {b.write(value, c[0], e, inBounds)};
            })[0];
        b.syncLanes();
        choice = keepBestGroups(b, op, choice, E);

        SmallVector<OpFoldResult> offsets = {t, b.getIndexAttr(0)};
        SmallVector<OpFoldResult> sizes = {b.getIndexAttr(1),
                                           b.getIndexAttr(K)};
        Value experts = b.slice(dests[0], offsets, sizes);
        Value weights = b.slice(dests[1], offsets, sizes);
        SmallVector<Value> picked =
            b.loop(zero, b.index(K), 1, {choice, experts, weights, b.f32(0.0)},
                   [&](Value k, ValueRange c) -> SmallVector<Value> {
                     auto [value, expert] = argmax(b, c[0], zero, E);
                     Value score = b.readScalar(scores, expert);
                     return {b.writeScalar(lowestF32(b), c[0], expert),
                             b.writeScalar(b.toI32(expert), c[1], {zero, k}),
                             b.writeScalar(score, c[2], {zero, k}),
                             arith::AddFOp::create(b, c[3], score)};
                   });
        Value factor = b.f32(op.getScaling().convertToFloat());
        if (op.getNormalize())
          factor = arith::DivFOp::create(
              b, factor, arith::AddFOp::create(b, picked[3], b.f32(1e-20)));
        weights = b.loop(zero, b.index(K), 1, picked[2],
                         [&](Value k, ValueRange c) -> SmallVector<Value> {
                           Value w = arith::MulFOp::create(
                               b, b.readScalar(c[0], {zero, k}), factor);
                           return {b.writeScalar(w, c[0], {zero, k})};
                         })[0];
        return {{picked[1], offsets, sizes}, {weights, offsets, sizes}};
      });
}

/// One thread for each expert: it looks at all pairs, counts those of experts
/// before its own, and so knows where its rows begin without asking others.
static SmallVector<Value> planByExperts(MoePlanOp op, TileBuilder &b, int64_t K,
                                        int64_t E, Value T, Value pairs) {
  int64_t lanes = b.lanes(), warps = llvm::divideCeil(E, lanes);
  return b.forall(
      OpFoldResult(b.getIndexAttr(warps)),
      {op.getOffsets(), op.getRows(), op.getPlaces()},
      [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
        Value zero = b.index(0), none = b.i32(0), one = b.i32(1);
        OpFoldResult start = b.getIndexAttr(0);
        SmallVector<OpFoldResult> offsets1 = {start}, offsets2 = {start, start};
        SmallVector<OpFoldResult> offsetSizes = {b.getIndexAttr(E + 1)};
        SmallVector<OpFoldResult> rowSizes = {pairs};
        SmallVector<OpFoldResult> placeSizes = {T, b.getIndexAttr(K)};
        Value offsets = b.slice(dests[0], offsets1, offsetSizes);
        Value rows = b.slice(dests[1], offsets1, rowSizes);
        Value places = b.slice(dests[2], offsets2, placeSizes);
        Value lane = b.laneId();
        Value own = b.toI32(b.add(b.mul(ivs[0], b.index(lanes)), lane));
        auto compare = [&](arith::CmpIPredicate predicate, Value x,
                           Value y) -> Value {
          return arith::CmpIOp::create(b, predicate, x, y);
        };
        Value isExpert = compare(arith::CmpIPredicate::slt, own, b.i32(E));
        auto forPairs =
            [&](ValueRange carried,
                function_ref<SmallVector<Value>(Value t, Value k, Value real,
                                                Value expert, ValueRange c)>
                    body) {
              return b.loop(zero, T, 1, carried, [&](Value t, ValueRange c) {
                Value real = op.getSlots()
                                 ? compare(arith::CmpIPredicate::sge,
                                           b.readScalar(op.getSlots(), t), none)
                                 : Value(arith::ConstantIntOp::create(b, 1, 1));
                return b.loop(
                    zero, b.index(K), 1, c, [&](Value k, ValueRange inner) {
                      return body(t, k, real,
                                  b.readScalar(op.getExperts(), {t, k}), inner);
                    });
              });
            };
        auto addIf = [&](Value sum, Value condition) -> Value {
          return arith::AddIOp::create(
              b, sum, arith::SelectOp::create(b, condition, one, none));
        };
        SmallVector<Value> counts = forPairs(
            {none, none},
            [&](Value, Value, Value real, Value expert,
                ValueRange c) -> SmallVector<Value> {
              Value before = arith::AndIOp::create(
                  b, real, compare(arith::CmpIPredicate::slt, expert, own));
              return {addIf(c[0], before), addIf(c[1], real)};
            });
        Value first = counts[0], total = b.toIndex(counts[1]);
        // What is no expert's own is the first warp's, or its first thread's.
        Value isFirstWarp = compare(arith::CmpIPredicate::eq, ivs[0], zero);
        Value isFirstThread = arith::AndIOp::create(
            b, isFirstWarp, compare(arith::CmpIPredicate::eq, lane, zero));
        offsets = b.writeOwn(first, offsets, b.toIndex(own), isExpert);
        offsets = b.writeOwn(counts[1], offsets, b.index(E), isFirstThread);
        // Rows past the last place are token 0: arbitrary, but a valid row.
        Value fillFrom = arith::SelectOp::create(b, isFirstWarp, total, pairs);
        rows = b.loop(fillFrom, pairs, lanes, rows,
                      [&](Value base, ValueRange c) -> SmallVector<Value> {
                        Value i = b.add(base, lane);
                        Value isThere =
                            compare(arith::CmpIPredicate::slt, i, pairs);
                        return {b.writeOwn(none, c[0], i, isThere)};
                      })[0];
        SmallVector<Value> placed = forPairs(
            {first, rows, places},
            [&](Value t, Value k, Value real, Value expert,
                ValueRange c) -> SmallVector<Value> {
              Value mine = arith::AndIOp::create(
                  b, real, compare(arith::CmpIPredicate::eq, expert, own));
              mine = arith::AndIOp::create(b, mine, isExpert);
              Value padded = arith::AndIOp::create(
                  b, isFirstThread,
                  compare(arith::CmpIPredicate::eq, real,
                          arith::ConstantIntOp::create(b, 0, 1)));
              Value next = b.writeOwn(b.toI32(t), c[1], b.toIndex(c[0]), mine);
              Value place = b.writeOwn(c[0], c[2], {t, k}, mine);
              place = b.writeOwn(b.i32(-1), place, {t, k}, padded);
              return {addIf(c[0], mine), next, place};
            });
        return {{offsets, offsets1, offsetSizes},
                {placed[1], offsets1, rowSizes},
                {placed[2], offsets2, placeSizes}};
      });
}

/// A counting sort. It is a few operations for each (token, choice) pair, all
/// of which depend on the ones before: one iteration of the parallel loop.
static FailureOr<SmallVector<Value>> lowerMoePlan(MoePlanOp op,
                                                  TileBuilder &b) {
  int64_t K = cast<ShapedType>(op.getExperts().getType()).getDimSize(1),
          E = cast<ShapedType>(op.getOffsets().getType()).getDimSize(0) - 1;
  Value T = b.dim(op.getExperts(), 0), pairs = b.dim(op.getRows(), 0);
  if (b.isSimt())
    return planByExperts(op, b, K, E, T, pairs);
  return b.forall(
      OpFoldResult(b.getIndexAttr(1)),
      {op.getOffsets(), op.getRows(), op.getPlaces()},
      [&](ValueRange, ValueRange dests) -> SmallVector<TileResult> {
        Value zero = b.index(0), none = b.i32(0);
        OpFoldResult start = b.getIndexAttr(0);
        SmallVector<OpFoldResult> offsets1 = {start}, offsets2 = {start, start};
        SmallVector<OpFoldResult> offsetSizes = {b.getIndexAttr(E + 1)};
        SmallVector<OpFoldResult> rowSizes = {pairs};
        SmallVector<OpFoldResult> placeSizes = {T, b.getIndexAttr(K)};
        Value offsets = b.slice(dests[0], offsets1, offsetSizes);
        Value rows = b.slice(dests[1], offsets1, rowSizes);
        Value places = b.slice(dests[2], offsets2, placeSizes);

        auto isReal = [&](Value t) -> Value {
          if (!op.getSlots())
            return arith::ConstantIntOp::create(b, 1, 1);
          return arith::CmpIOp::create(b, arith::CmpIPredicate::sge,
                                       b.readScalar(op.getSlots(), t), none);
        };
        auto forPairs =
            [&](ValueRange carried,
                function_ref<SmallVector<Value>(Value t, Value k, Value real,
                                                Value expert, ValueRange c)>
                    body) {
              return b.loop(zero, T, 1, carried, [&](Value t, ValueRange c) {
                Value real = isReal(t);
                return b.loop(
                    zero, b.index(K), 1, c, [&](Value k, ValueRange inner) {
                      Value expert =
                          b.toIndex(b.readScalar(op.getExperts(), {t, k}));
                      return body(t, k, real, expert, inner);
                    });
              });
            };

        // offsets[e] := pairs of expert e, then the sum of those before it.
        offsets = b.loop(zero, b.index(E + 1), 1, offsets,
                         [&](Value e, ValueRange c) -> SmallVector<Value> {
                           return {b.writeScalar(none, c[0], e)};
                         })[0];
        offsets = forPairs(
            offsets,
            [&](Value, Value, Value real, Value expert,
                ValueRange c) -> SmallVector<Value> {
              Value count = b.readScalar(c[0], expert);
              Value more = arith::AddIOp::create(
                  b, count, arith::ExtUIOp::create(b, b.getI32Type(), real));
              return {b.writeScalar(more, c[0], expert)};
            })[0];
        offsets = b.loop(zero, b.index(E + 1), 1, {offsets, none},
                         [&](Value e, ValueRange c) -> SmallVector<Value> {
                           Value count = b.readScalar(c[0], e);
                           Value sum = arith::AddIOp::create(b, c[1], count);
                           return {b.writeScalar(c[1], c[0], e), sum};
                         })[0];
        // Rows past the last place are token 0: arbitrary, but a valid row.
        rows = b.loop(zero, pairs, 1, rows,
                      [&](Value i, ValueRange c) -> SmallVector<Value> {
                        return {b.writeScalar(none, c[0], i)};
                      })[0];
        Value cursors =
            tensor::EmptyOp::create(b, ArrayRef<int64_t>{E}, b.getI32Type());
        cursors =
            b.loop(zero, b.index(E), 1, cursors,
                   [&](Value e, ValueRange c) -> SmallVector<Value> {
                     return {b.writeScalar(b.readScalar(offsets, e), c[0], e)};
                   })[0];
        SmallVector<Value> placed = forPairs(
            {cursors, rows, places},
            [&](Value t, Value k, Value real, Value expert,
                ValueRange c) -> SmallVector<Value> {
              SmallVector<Type> types(c.getTypes());
              return b.branch(
                  real, types,
                  [&]() -> SmallVector<Value> {
                    Value place = b.readScalar(c[0], expert);
                    return {
                        b.writeScalar(arith::AddIOp::create(b, place, b.i32(1)),
                                      c[0], expert),
                        b.writeScalar(b.toI32(t), c[1], b.toIndex(place)),
                        b.writeScalar(place, c[2], {t, k})};
                  },
                  [&]() -> SmallVector<Value> {
                    return {c[0], c[1], b.writeScalar(b.i32(-1), c[2], {t, k})};
                  });
            });
        return {{offsets, offsets1, offsetSizes},
                {placed[1], offsets1, rowSizes},
                {placed[2], offsets2, placeSizes}};
      });
}

void mlir::mla::populateTileExpertPatterns(RewritePatternSet &patterns,
                                           TileShape shape) {
  MLIRContext *context = patterns.getContext();
  patterns.add<TilePattern<RouteOp>>(context, shape, lowerRoute);
  patterns.add<TilePattern<MoePlanOp>>(context, shape, lowerMoePlan);
}
