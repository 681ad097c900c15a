//===- ExpandF8.cpp - conversions of f8E4M3FN by integers -----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::mla {
#define GEN_PASS_DEF_EXPANDF8PASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;

// f8E4M3FN is s.eeee.mmm with a bias of 7: no infinities, and NaN where all
// bits but the sign are set. f32 has 23 bits of mantissa and a bias of 127.
static constexpr int64_t kShift = 23 - 3, kRebias = 127 - 7;
static constexpr int64_t kNaN = 0x7f, kMagnitude = 0x7fffffff;
/// Bits of f32: infinity, the largest value of f8E4M3FN and its least normal
/// one, and the power of two whose last place is that of its subnormals.
static constexpr int64_t kInfinity = 0x7f800000, kLargest = 0x43e00000,
                         kLeastNormal = 0x3c800000, kAlign = 0x46800000;

static bool isF8(Type type) {
  return isa<Float8E4M3FNType>(getElementTypeOrSelf(type));
}

namespace {
/// Arithmetic on i32 (scalars or vectors as `like`).
class Bits {
public:
  Bits(ImplicitLocOpBuilder &b, Type like) : b(b), like(like) {}

  Type withElement(Type element) const {
    auto vector = dyn_cast<VectorType>(like);
    return vector ? Type(vector.clone(element)) : element;
  }
  Type i32() const { return withElement(b.getI32Type()); }
  Type i8() const { return withElement(b.getI8Type()); }

  Value constant(int64_t bits) {
    auto value = b.getI32IntegerAttr(static_cast<int32_t>(bits));
    if (auto type = dyn_cast<VectorType>(i32()))
      return arith::ConstantOp::create(b, DenseElementsAttr::get(type, value));
    return arith::ConstantOp::create(b, value);
  }
  Value land(Value x, Value y) { return arith::AndIOp::create(b, x, y); }
  Value lor(Value x, Value y) { return arith::OrIOp::create(b, x, y); }
  Value add(Value x, Value y) { return arith::AddIOp::create(b, x, y); }
  Value sub(Value x, Value y) { return arith::SubIOp::create(b, x, y); }
  Value left(Value x, int64_t by) {
    return arith::ShLIOp::create(b, x, constant(by));
  }
  Value right(Value x, int64_t by) {
    return arith::ShRUIOp::create(b, x, constant(by));
  }
  Value less(Value x, Value y) {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::ult, x, y);
  }
  Value select(Value condition, Value x, Value y) {
    return arith::SelectOp::create(b, condition, x, y);
  }
  Value bitcast(Type type, Value x) {
    return arith::BitcastOp::create(b, type, x);
  }

private:
  ImplicitLocOpBuilder &b;
  Type like;
};

/// The magnitude's bits in place are the value but for the exponent's bias,
/// which a multiplication corrects: exactly, of subnormals too.
struct ExpandExtF final : OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::ExtFOp op,
                                PatternRewriter &rewriter) const override {
    if (!isF8(op.getIn().getType()) ||
        !getElementTypeOrSelf(op.getType()).isF32())
      return rewriter.notifyMatchFailure(op, "not from f8E4M3FN to f32");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    Bits bits(b, op.getType());
    Value wide = arith::ExtUIOp::create(b, bits.i32(),
                                        bits.bitcast(bits.i8(), op.getIn()));
    Value magnitude = bits.land(wide, bits.constant(kNaN));
    Value sign = bits.left(bits.land(wide, bits.constant(0x80)), 24);
    Value small = bits.bitcast(op.getType(), bits.left(magnitude, kShift));
    Value factor =
        bits.bitcast(op.getType(), bits.constant((127 + kRebias) << 23));
    Value value =
        bits.bitcast(bits.i32(), arith::MulFOp::create(b, small, factor));
    Value isNumber = bits.less(magnitude, bits.constant(kNaN));
    value = bits.select(isNumber, value, bits.constant(0x7fc00000));
    rewriter.replaceOp(op, bits.bitcast(op.getType(), bits.lor(value, sign)));
    return success();
  }
};

/// Normal results: half of what is cut off is added to the bits, less one in
/// front of an even result. Subnormal ones: adding a power of two lets the
/// addition round.
struct ExpandTruncF final : OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::TruncFOp op,
                                PatternRewriter &rewriter) const override {
    if (!isF8(op.getType()) ||
        !getElementTypeOrSelf(op.getIn().getType()).isF32())
      return rewriter.notifyMatchFailure(op, "not from f32 to f8E4M3FN");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    Type f32 = op.getIn().getType();
    Bits bits(b, f32);
    Value all = bits.bitcast(bits.i32(), op.getIn());
    Value given = bits.land(all, bits.constant(kMagnitude));
    Value largest = bits.constant(kLargest);
    Value magnitude = bits.select(bits.less(given, largest), given, largest);

    Value isOdd = bits.land(bits.right(magnitude, kShift), bits.constant(1));
    Value half = bits.add(isOdd, bits.constant((1 << (kShift - 1)) - 1));
    Value normal = bits.sub(bits.right(bits.add(magnitude, half), kShift),
                            bits.constant(kRebias << 3));
    Value align = bits.constant(kAlign);
    Value sum = arith::AddFOp::create(b, bits.bitcast(f32, magnitude),
                                      bits.bitcast(f32, align));
    Value subnormal = bits.sub(bits.bitcast(bits.i32(), sum), align);

    Value result = bits.select(
        bits.less(magnitude, bits.constant(kLeastNormal)), subnormal, normal);
    Value sign = bits.land(bits.right(all, 24), bits.constant(0x80));
    result = bits.lor(result, sign);
    Value isNaN = bits.less(bits.constant(kInfinity), given);
    result = bits.select(isNaN, bits.constant(kNaN), result);
    rewriter.replaceOp(
        op, bits.bitcast(op.getType(),
                         arith::TruncIOp::create(b, bits.i8(), result)));
    return success();
  }
};

/// A constant, such as what is read past the end.
struct ExpandConstant final : OpRewritePattern<arith::ConstantOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::ConstantOp op,
                                PatternRewriter &rewriter) const override {
    if (!isF8(op.getType()))
      return rewriter.notifyMatchFailure(op, "not of f8E4M3FN");
    ImplicitLocOpBuilder b(op.getLoc(), rewriter);
    TypedAttr bytes;
    if (auto value = dyn_cast<FloatAttr>(op.getValue()))
      bytes =
          b.getIntegerAttr(b.getI8Type(), value.getValue().bitcastToAPInt());
    else if (auto values = dyn_cast<DenseFPElementsAttr>(op.getValue()))
      bytes = values.bitcast(b.getI8Type());
    else
      return rewriter.notifyMatchFailure(op, "neither a number nor a list");
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(
        op, op.getType(), arith::ConstantOp::create(b, bytes));
    return success();
  }
};

class ExpandF8 final : public mla::impl::ExpandF8PassBase<ExpandF8> {
public:
  using Base::Base;

  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet set(context);
    set.add<ExpandExtF, ExpandTruncF, ExpandConstant>(context);
    patterns = std::move(set);
    return success();
  }

  void runOnOperation() override {
    walkAndApplyPatterns(getOperation(), patterns);
  }

private:
  FrozenRewritePatternSet patterns;
};
} // namespace
