//===- TileTokenwise.cpp - generated lowerings of rms_norm and rope -------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"

using namespace mlir;
using namespace mlir::mla;

/// Vectors of a row that a warp keeps, rather than read them again.
static constexpr int64_t kKeptVectors = 16;

/// Leading dimensions are loops of the parallel loop, the last one is a row.
static FailureOr<SmallVector<Value>> lowerRmsNorm(RmsNormOp op,
                                                  TileBuilder &b) {
  auto type = cast<ShapedType>(op.getInput().getType());
  int64_t H = type.getShape().back(), leading = type.getRank() - 1;
  auto wide =
      b.widen(H, {type.getElementType(), getElementTypeOrSelf(op.getWeight()),
                  getElementTypeOrSelf(op.getInit())});
  // A row that fits into registers is read once, all of it at the same time.
  int64_t vectors = llvm::divideCeil(H, b.lanes());
  bool isKept = b.isSimt() && vectors <= kKeptVectors;
  SmallVector<OpFoldResult> counts;
  for (int64_t i = 0; i < leading; ++i)
    counts.push_back(b.dim(op.getInput(), i));
  return b.forall(
      counts, op.getInit(),
      [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
        SmallVector<OpFoldResult> offsets(ivs.begin(), ivs.end());
        SmallVector<OpFoldResult> sizes(leading, b.getIndexAttr(1));
        offsets.push_back(b.getIndexAttr(0));
        sizes.push_back(b.getIndexAttr(H));
        Value tile = b.slice(dests[0], offsets, sizes);
        auto inputAt = [&](Value h) {
          SmallVector<Value> indices(ivs.begin(), ivs.end());
          indices.push_back(h);
          return indices;
        };
        auto tileAt = [&](Value h) {
          SmallVector<Value> indices(leading, b.index(0));
          indices.push_back(h);
          return indices;
        };
        // With the weights, so that a single row waits for memory once.
        SmallVector<Value> kept, weights;
        auto isWhole = [&](int64_t v) { return (v + 1) * b.lanes() <= H; };
        for (int64_t v = 0; isKept && v < vectors; ++v)
          kept.push_back(b.read(op.getInput(), inputAt(b.index(v * b.lanes())),
                                isWhole(v)));
        for (int64_t v = 0; isKept && v < vectors; ++v)
          weights.push_back(
              b.read(op.getWeight(), b.index(v * b.lanes()), isWhole(v)));
        Value squares = b.zeros();
        for (Value x : kept)
          squares = b.fma(x, x, squares);
        if (!isKept)
          squares = b.forVectors(
              H, squares,
              [&](Value h, bool inBounds, ValueRange c) -> SmallVector<Value> {
                Value x = b.read(op.getInput(), inputAt(h), inBounds);
                return {b.fma(x, x, c[0])};
              })[0];
        Value mean = arith::MulFOp::create(b, b.reduceAdd(squares),
                                           b.f32(1.0 / static_cast<double>(H)));
        Value biased =
            arith::AddFOp::create(b, mean, b.f32(op.getEps().convertToFloat()));
        Value root = math::SqrtOp::create(b, biased);
        Value factor = b.splat(arith::DivFOp::create(b, b.f32(1.0), root));
        auto scale = [&](Value x, Value w, Value h, bool inBounds,
                         Value current) {
          Value y =
              arith::MulFOp::create(b, arith::MulFOp::create(b, x, factor), w);
          return b.write(y, current, tileAt(h), inBounds);
        };
        for (auto [v, x] : llvm::enumerate(kept))
          tile = scale(x, weights[v], b.index(v * b.lanes()), isWhole(v), tile);
        if (!isKept)
          tile = b.forVectors(
              H, tile,
              [&](Value h, bool inBounds, ValueRange c) -> SmallVector<Value> {
                Value x = b.read(op.getInput(), inputAt(h), inBounds);
                Value w = b.read(op.getWeight(), h, inBounds);
                return {scale(x, w, h, inBounds, c[0])};
              })[0];
        return {{tile, offsets, sizes}};
      });
}

/// cos and sin of a token are computed once and serve all its heads. The table
/// of frequencies is a constant; pairs are turned one by one, as R is small
/// (64) and their two elements lie apart in one of the two styles.
static FailureOr<SmallVector<Value>> lowerRope(RopeOp op, TileBuilder &b) {
  auto type = cast<ShapedType>(op.getInput().getType());
  bool hasHeads = type.getRank() == 3;
  RopeAttr rope = op.getRope();
  int64_t R = type.getShape().back(), pairs = R / 2;
  if (R == 0)
    return SmallVector<Value>{op.getInit()};
  auto table = [&](ArrayRef<double> frequencies) -> Value {
    SmallVector<float> values(frequencies.begin(), frequencies.end());
    auto tableType = RankedTensorType::get({pairs}, b.getF32Type());
    return arith::ConstantOp::create(
        b, tableType,
        DenseElementsAttr::get(tableType, ArrayRef<float>(values)));
  };
  Value frequencies = table(rope.getInvFreq().asArrayRef());
  Value longFrequencies;
  if (DenseF64ArrayAttr values = rope.getLongInvFreq())
    longFrequencies = table(values.asArrayRef());
  Value scale = b.f32(rope.getScale().getValueAsDouble());

  // A warp turns the row of one head; a thread on a CPU those of all heads.
  int64_t heads = hasHeads ? type.getDimSize(1) : 1;
  bool headsApart = hasHeads && b.isSimt();
  SmallVector<OpFoldResult> counts = {b.dim(op.getInput(), 0)};
  if (headsApart)
    counts.push_back(b.getIndexAttr(heads));
  return b.forall(
      counts, op.getInit(),
      [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
        Value t = ivs[0], zero = b.index(0);
        SmallVector<OpFoldResult> offsets(type.getRank(), b.getIndexAttr(0));
        SmallVector<OpFoldResult> sizes = {b.getIndexAttr(1)};
        offsets[0] = t;
        for (int64_t i = 1; i < type.getRank(); ++i)
          sizes.push_back(b.getIndexAttr(type.getDimSize(i)));
        if (headsApart) {
          offsets[1] = ivs[1];
          sizes[1] = b.getIndexAttr(1);
        }
        Value tile = b.slice(dests[0], offsets, sizes);
        Value position = b.readScalar(op.getPositions(), t);
        Value isLong;
        if (longFrequencies) {
          isLong = arith::CmpIOp::create(b, arith::CmpIPredicate::slt, position,
                                         b.i32(0));
          Value inLong = arith::SubIOp::create(b, b.i32(-1), position);
          position = arith::SelectOp::create(b, isLong, inLong, position);
        }
        Value angleScale = arith::SIToFPOp::create(b, b.getF32Type(), position);
        auto turn = [&](Value i, Value isThere,
                        ValueRange carried) -> SmallVector<Value> {
          Value frequency = b.readScalar(frequencies, i);
          if (isLong)
            frequency = arith::SelectOp::create(
                b, isLong, b.readScalar(longFrequencies, i), frequency);
          Value angle = arith::MulFOp::create(b, angleScale, frequency);
          Value cos =
              arith::MulFOp::create(b, math::CosOp::create(b, angle), scale);
          Value sin =
              arith::MulFOp::create(b, math::SinOp::create(b, angle), scale);
          Value first, second;
          if (rope.getStyle() == RopeStyle::Interleaved) {
            first = b.mul(i, b.index(2));
            second = b.add(first, b.index(1));
          } else {
            first = i;
            second = b.add(i, b.index(pairs));
          }
          // Row n of the input is row `to` of the tile.
          auto turnRow = [&](Value n, Value to, Value current) {
            auto at = [&](Value row, Value head, Value element) {
              return hasHeads ? SmallVector<Value>{row, head, element}
                              : SmallVector<Value>{row, element};
            };
            Value x = b.readScalar(op.getInput(), at(t, n, first));
            Value y = b.readScalar(op.getInput(), at(t, n, second));
            Value u = arith::SubFOp::create(b, arith::MulFOp::create(b, x, cos),
                                            arith::MulFOp::create(b, y, sin));
            Value v = arith::AddFOp::create(b, arith::MulFOp::create(b, x, sin),
                                            arith::MulFOp::create(b, y, cos));
            current = b.writeOwn(u, current, at(zero, to, first), isThere);
            return b.writeOwn(v, current, at(zero, to, second), isThere);
          };
          if (!hasHeads)
            return {turnRow(Value(), Value(), carried[0])};
          if (headsApart)
            return {turnRow(ivs[1], zero, carried[0])};
          return b.loop(zero, b.index(heads), 1, carried,
                        [&](Value n, ValueRange c) -> SmallVector<Value> {
                          return {turnRow(n, n, c[0])};
                        });
        };
        tile = b.forEach(pairs, tile, turn)[0];
        return {{tile, offsets, sizes}};
      });
}

void mlir::mla::populateTileTokenwisePatterns(RewritePatternSet &patterns,
                                              TileShape shape) {
  MLIRContext *context = patterns.getContext();
  patterns.add<TilePattern<RmsNormOp>>(context, shape, lowerRmsNorm);
  patterns.add<TilePattern<RopeOp>>(context, shape, lowerRope);
}
