//===- TileQuantize.cpp - generated lowering of quantize ------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"

using namespace mlir;
using namespace mlir::mla;

/// The largest value of f8E4M3FN is 448: its exponent, and the bits of 0.75.
static constexpr int64_t kLargestExponent = 8, kLargestMantissa = 0x600000;
/// The least maximum that a scale is for.
static constexpr double kLeast = 1e-30;
/// Of an f32.
static constexpr int64_t kMantissaBits = 23, kMantissaMask = (1 << 23) - 1;

namespace {
struct Scale {
  Value scale, inverse; ///< f32, powers of two
};
} // namespace

/// The larger one; the second if the first is NaN.
static Value larger(TileBuilder &b, Value x, Value y) {
  Value isLarger = arith::CmpFOp::create(b, arith::CmpFPredicate::OGT, x, y);
  return arith::SelectOp::create(b, isLarger, x, y);
}

/// 2^ceil(log2(amax / 448)) and its inverse, by the bits of amax: 448 is
/// 1.75 · 2^8, so a larger mantissa takes the next exponent. No division, which
/// GPUs round in several ways.
static Scale scaleOf(TileBuilder &b, Value amax) {
  Value bits = arith::BitcastOp::create(b, b.getI32Type(),
                                        larger(b, amax, b.f32(kLeast)));
  Value mantissa = arith::AndIOp::create(b, bits, b.i32(kMantissaMask));
  Value isAbove = arith::CmpIOp::create(b, arith::CmpIPredicate::ugt, mantissa,
                                        b.i32(kLargestMantissa));
  Value exponent = arith::AddIOp::create(
      b,
      arith::SubIOp::create(
          b, arith::ShRUIOp::create(b, bits, b.i32(kMantissaBits)),
          b.i32(kLargestExponent)),
      arith::ExtUIOp::create(b, b.getI32Type(), isAbove));
  auto power = [&](Value biased) -> Value {
    return arith::BitcastOp::create(
        b, b.getF32Type(),
        arith::ShLIOp::create(b, biased, b.i32(kMantissaBits)));
  };
  return {power(exponent),
          power(arith::SubIOp::create(b, b.i32(2 * 127), exponent))};
}

/// A warp (on a CPU, an iteration) for each group of a row.
static FailureOr<SmallVector<Value>> lowerQuantize(QuantizeOp op,
                                                   TileBuilder &b) {
  int64_t H = cast<ShapedType>(op.getInput().getType()).getDimSize(1);
  int64_t G = cast<ShapedType>(op.getScales().getType()).getDimSize(1);
  int64_t size = H / G;
  auto wide =
      b.widen(size, {getElementTypeOrSelf(op.getInput()), b.getF32Type()});
  SmallVector<OpFoldResult> counts = {b.dim(op.getInput(), 0),
                                      b.getIndexAttr(G)};
  return b.forall(
      counts, {op.getValues(), op.getScales()},
      [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
        Value first = b.mul(ivs[1], b.index(size)), zero = b.index(0);
        // Reads past the group would see its neighbour: a group is a tile.
        SmallVector<OpFoldResult> offsets = {ivs[0], first};
        SmallVector<OpFoldResult> sizes = {b.getIndexAttr(1),
                                           b.getIndexAttr(size)};
        Value group = b.slice(op.getInput(), offsets, sizes);
        Value largest = b.forVectors(
            size, b.zeros(),
            [&](Value h, bool inBounds, ValueRange c) -> SmallVector<Value> {
              Value x = b.read(group, {zero, h}, inBounds);
              Value negated = arith::NegFOp::create(b, x);
              return {larger(b, negated, larger(b, x, c[0]))};
            })[0];
        Scale scale = scaleOf(b, b.reduceMax(largest));
        Value inverse = b.splat(scale.inverse);
        Value values = b.slice(dests[0], offsets, sizes);
        values = b.forVectors(
            size, values,
            [&](Value h, bool inBounds, ValueRange c) -> SmallVector<Value> {
              Value x = b.read(group, {zero, h}, inBounds);
              return {b.write(arith::MulFOp::create(b, x, inverse), c[0],
                              {zero, h}, inBounds)};
            })[0];
        SmallVector<OpFoldResult> scaleOffsets = {ivs[0], ivs[1]};
        SmallVector<OpFoldResult> ones(2, b.getIndexAttr(1));
        Value scales = b.slice(dests[1], scaleOffsets, ones);
        scales = b.writeScalar(scale.scale, scales, {zero, zero});
        return {{values, offsets, sizes}, {scales, scaleOffsets, ones}};
      });
}

void mlir::mla::populateTileQuantizePatterns(RewritePatternSet &patterns,
                                             TileShape shape) {
  patterns.add<TilePattern<QuantizeOp>>(patterns.getContext(), shape,
                                        lowerQuantize);
}
