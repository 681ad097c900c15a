//===- DeviceMath.cpp - math on a GPU without a library -------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// exp and log through the special function unit (base 2), whose errors are near
// a unit in the last place. Its sine is not used: it is right for small angles
// only, and rotary angles are positions. These are reduced in f64 instead,
// where any position of 32 bits leaves an exact remainder for f32. What
// upstream has a polynomial or an identity for (tanh, erf, log1p, powf, …)
// comes down to these, and narrow types to f32.
//
//===----------------------------------------------------------------------===//

#include "mla/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace mlir::mla {
#define GEN_PASS_DEF_DEVICEMATHPASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;

namespace {
/// Writes arithmetic on f32 and f64.
class Arithmetic : public ImplicitLocOpBuilder {
public:
  using ImplicitLocOpBuilder::ImplicitLocOpBuilder;

  Value constant(double value, Type type) {
    return arith::ConstantOp::create(*this, getFloatAttr(type, value));
  }
  Value f32(double value) { return constant(value, getF32Type()); }
  Value i32(int64_t value) {
    return arith::ConstantIntOp::create(*this, value, 32);
  }
  Value mul(Value a, Value b) { return arith::MulFOp::create(*this, a, b); }
  Value fma(Value a, Value b, Value c) {
    return math::FmaOp::create(*this, a, b, c);
  }
  /// One instruction that LLVM has no exact name for.
  Value instruction(StringRef name, Type result, StringRef constraints,
                    Value x) {
    return LLVM::InlineAsmOp::create(*this, TypeRange(result), ValueRange(x),
                                     (name + " $0, $1;").str(), constraints,
                                     /*has_side_effects=*/false,
                                     /*is_align_stack=*/false,
                                     LLVM::TailCallKind::None,
                                     /*asm_dialect=*/LLVM::AsmDialectAttr(),
                                     /*operand_attrs=*/ArrayAttr())
        .getResult(0);
  }
  Value unit(StringRef name, Value x) {
    return instruction(name, getF32Type(), "=f,f", x);
  }
};

template <typename OpTy> struct OfF32 : public OpRewritePattern<OpTy> {
  using OpRewritePattern<OpTy>::OpRewritePattern;
  virtual Value expand(Arithmetic &b, Value x) const = 0;

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF32())
      return rewriter.notifyMatchFailure(op, "not f32");
    Arithmetic b(op.getLoc(), rewriter);
    rewriter.replaceOp(op, expand(b, op.getOperand()));
    return success();
  }
};

/// One instruction, its result times a factor.
template <typename OpTy> struct OneInstruction final : public OfF32<OpTy> {
  OneInstruction(MLIRContext *context, StringRef name, double factor = 1)
      : OfF32<OpTy>(context), name(name), factor(factor) {}
  Value expand(Arithmetic &b, Value x) const override {
    Value result = b.unit(name, x);
    return factor == 1 ? result : b.mul(result, b.f32(factor));
  }
  StringRef name;
  double factor;
};

struct ExpandExp final : public OfF32<math::ExpOp> {
  using OfF32::OfF32;
  Value expand(Arithmetic &b, Value x) const override {
    return b.unit("ex2.approx.f32", b.mul(x, b.f32(1.4426950408889634)));
  }
};

/// A quotient within two units in the last place, in a few instructions rather
/// than some twenty: chains that divide are as fast as those that do not.
struct ApproximateDivision final : public OpRewritePattern<arith::DivFOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(arith::DivFOp op,
                                PatternRewriter &rewriter) const override {
    if (!getElementTypeOrSelf(op.getType()).isF32())
      return rewriter.notifyMatchFailure(op, "not f32");
    arith::FastMathFlags flags = op.getFastmath();
    if (bitEnumContainsAll(flags, arith::FastMathFlags::afn))
      return rewriter.notifyMatchFailure(op, "approximate already");
    rewriter.modifyOpInPlace(
        op, [&] { op.setFastmath(flags | arith::FastMathFlags::afn); });
    return success();
  }
};

/// sin(x) (shift 0) or cos(x) (shift 1): x = k · π/2 + r, then a polynomial of
/// r for either, by the quadrant.
Value expandSine(Arithmetic &b, Value x, int64_t shift) {
  Type f64 = b.getF64Type();
  Value wide = arith::ExtFOp::create(b, f64, x);
  Value quadrant =
      b.instruction("cvt.rni.s32.f64", b.getI32Type(), "=r,d",
                    b.mul(wide, b.constant(0.63661977236758138, f64)));
  Value k = arith::SIToFPOp::create(b, f64, quadrant);
  Value r = b.fma(k, b.constant(-1.5707963267948966, f64), wide);
  r = b.fma(k, b.constant(-6.123233995736766e-17, f64), r);
  Value y = arith::TruncFOp::create(b, b.getF32Type(), r);
  Value z = b.mul(y, y);
  // Minimax on [-π/4, π/4]; errors below 2^-24.
  Value sine = b.fma(z, b.f32(-1.9515295891e-4), b.f32(8.3321608736e-3));
  sine = b.fma(sine, z, b.f32(-1.6666654611e-1));
  sine = b.fma(b.mul(sine, z), y, y);
  Value cosine =
      b.fma(z, b.f32(2.443315711809948e-5), b.f32(-1.388731625493765e-3));
  cosine = b.fma(cosine, z, b.f32(4.166664568298827e-2));
  cosine = b.fma(b.mul(cosine, z), z, b.fma(z, b.f32(-0.5), b.f32(1.0)));

  quadrant = arith::AddIOp::create(b, quadrant, b.i32(shift));
  auto isSet = [&](int64_t bit) -> Value {
    return arith::CmpIOp::create(b, arith::CmpIPredicate::ne,
                                 arith::AndIOp::create(b, quadrant, b.i32(bit)),
                                 b.i32(0));
  };
  Value value = arith::SelectOp::create(b, isSet(1), cosine, sine);
  Value negated = arith::NegFOp::create(b, value);
  return arith::SelectOp::create(b, isSet(2), negated, value);
}

struct ExpandSin final : public OfF32<math::SinOp> {
  using OfF32::OfF32;
  Value expand(Arithmetic &b, Value x) const override {
    return expandSine(b, x, 0);
  }
};

struct ExpandCos final : public OfF32<math::CosOp> {
  using OfF32::OfF32;
  Value expand(Arithmetic &b, Value x) const override {
    return expandSine(b, x, 1);
  }
};

/// The magnitude of one, the sign of the other.
struct ExpandCopySign final : public OpRewritePattern<math::CopySignOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::CopySignOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF32())
      return rewriter.notifyMatchFailure(op, "not f32");
    Arithmetic b(op.getLoc(), rewriter);
    auto bits = [&](Value x, int32_t mask) -> Value {
      Value integer = arith::BitcastOp::create(b, b.getI32Type(), x);
      return arith::AndIOp::create(b, integer, b.i32(mask));
    };
    Value joined = arith::OrIOp::create(
        b, bits(op.getLhs(), std::numeric_limits<int32_t>::max()),
        bits(op.getRhs(), std::numeric_limits<int32_t>::min()));
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, op.getType(), joined);
    return success();
  }
};

/// Not the fused multiply-add: that is an instruction for every type.
bool isFunction(Operation *op) {
  return isa_and_present<math::MathDialect>(op->getDialect()) &&
         !isa<math::FmaOp>(op) && op->getNumResults() == 1;
}

/// f16 and bf16 in f32.
struct Widen final : public RewritePattern {
  Widen(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/2, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isFunction(op))
      return rewriter.notifyMatchFailure(op, "not a function");
    Type narrow = op->getResult(0).getType();
    if (!getElementTypeOrSelf(narrow).isF16() &&
        !getElementTypeOrSelf(narrow).isBF16())
      return rewriter.notifyMatchFailure(op, "neither f16 nor bf16");
    auto wide = [&](Type type) -> Type {
      if (auto shaped = dyn_cast<ShapedType>(type))
        return shaped.clone(rewriter.getF32Type());
      return rewriter.getF32Type();
    };
    SmallVector<Value> operands;
    for (Value operand : op->getOperands())
      operands.push_back(
          isa<FloatType>(getElementTypeOrSelf(operand.getType()))
              ? Value(arith::ExtFOp::create(rewriter, op->getLoc(),
                                            wide(operand.getType()), operand))
              : operand);
    Operation *result =
        rewriter.create(op->getLoc(), op->getName().getIdentifier(), operands,
                        wide(narrow), op->getAttrs());
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, narrow,
                                                 result->getResult(0));
    return success();
  }
};

/// A vector's elements, one by one: the special function unit takes scalars.
struct ByElements final : public RewritePattern {
  ByElements(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isFunction(op))
      return rewriter.notifyMatchFailure(op, "not a function");
    auto type = dyn_cast<VectorType>(op->getResult(0).getType());
    if (!type || type.getRank() != 1)
      return rewriter.notifyMatchFailure(op, "not a vector of one dimension");
    SmallVector<Value> elements;
    for (int64_t i = 0; i < type.getNumElements(); ++i) {
      SmallVector<Value> operands;
      for (Value operand : op->getOperands())
        operands.push_back(
            vector::ExtractOp::create(rewriter, op->getLoc(), operand, i));
      elements.push_back(rewriter
                             .create(op->getLoc(),
                                     op->getName().getIdentifier(), operands,
                                     type.getElementType(), op->getAttrs())
                             ->getResult(0));
    }
    rewriter.replaceOpWithNewOp<vector::FromElementsOp>(op, type, elements);
    return success();
  }
};

class DeviceMath final : public mla::impl::DeviceMathPassBase<DeviceMath> {
public:
  using Base::Base;

  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet set(context);
    set.add<Widen, ByElements, ApproximateDivision, ExpandExp, ExpandSin,
            ExpandCos, ExpandCopySign>(context);
    constexpr double ln2 = 0.6931471805599453, log10Of2 = 0.3010299956639812;
    set.add<OneInstruction<math::Exp2Op>>(context, "ex2.approx.f32");
    set.add<OneInstruction<math::LogOp>>(context, "lg2.approx.f32", ln2);
    set.add<OneInstruction<math::Log2Op>>(context, "lg2.approx.f32");
    set.add<OneInstruction<math::Log10Op>>(context, "lg2.approx.f32", log10Of2);
    set.add<OneInstruction<math::SqrtOp>>(context, "sqrt.rn.f32");
    set.add<OneInstruction<math::RsqrtOp>>(context, "rsqrt.approx.f32");
    set.add<OneInstruction<math::AbsFOp>>(context, "abs.f32");
    set.add<OneInstruction<math::FloorOp>>(context, "cvt.rmi.f32.f32");
    set.add<OneInstruction<math::CeilOp>>(context, "cvt.rpi.f32.f32");
    set.add<OneInstruction<math::TruncOp>>(context, "cvt.rzi.f32.f32");
    set.add<OneInstruction<math::RoundEvenOp>>(context, "cvt.rni.f32.f32");
    // Ours are better for what is above, and stay.
    constexpr StringLiteral approximated[] = {
        "math.tanh", "math.erf",  "math.erfc", "math.log1p", "math.expm1",
        "math.cbrt", "math.asin", "math.acos", "math.atan",  "math.atan2"};
    populateMathPolynomialApproximationPatterns(set, [=](StringRef name) {
      return llvm::is_contained(approximated, name);
    });
    math::populateExpansionPatterns(set, {"sinh", "cosh", "tan", "asinh",
                                          "acosh", "atanh", "powf", "fpowi",
                                          "ipowi", "round", "clampf"});
    patterns = std::move(set);
    return success();
  }

  void runOnOperation() override {
    if (failed(applyPatternsGreedily(getOperation(), patterns)))
      signalPassFailure();
  }

private:
  FrozenRewritePatternSet patterns;
};
} // namespace
