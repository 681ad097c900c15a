//===- DeviceMath.cpp - exp, log, sin, cos on a GPU without a library -----===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// exp and log through the special function unit (base 2), whose errors are near
// a unit in the last place. Its sine is not used: it is right for small angles
// only, and rotary angles are positions. These are reduced in f64 instead,
// where any position of 32 bits leaves an exact remainder for f32.
//
//===----------------------------------------------------------------------===//

#include "mla/Conversion/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
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

struct ExpandExp final : public OfF32<math::ExpOp> {
  using OfF32::OfF32;
  Value expand(Arithmetic &b, Value x) const override {
    return b.unit("ex2.approx.f32", b.mul(x, b.f32(1.4426950408889634)));
  }
};

struct ExpandLog final : public OfF32<math::LogOp> {
  using OfF32::OfF32;
  Value expand(Arithmetic &b, Value x) const override {
    return b.mul(b.unit("lg2.approx.f32", x), b.f32(0.6931471805599453));
  }
};

struct ExpandSqrt final : public OfF32<math::SqrtOp> {
  using OfF32::OfF32;
  Value expand(Arithmetic &b, Value x) const override {
    return b.unit("sqrt.rn.f32", x);
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

/// A vector's elements, one by one: the special function unit takes scalars.
struct ByElements final : public RewritePattern {
  ByElements(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!isa<math::ExpOp, math::LogOp, math::SqrtOp, math::SinOp, math::CosOp>(
            op))
      return rewriter.notifyMatchFailure(op, "not a function of this pass");
    auto type = dyn_cast<VectorType>(op->getResult(0).getType());
    if (!type || type.getRank() != 1)
      return rewriter.notifyMatchFailure(op, "not a vector of one dimension");
    SmallVector<Value> elements;
    for (int64_t i = 0; i < type.getNumElements(); ++i) {
      Value element = vector::ExtractOp::create(rewriter, op->getLoc(),
                                                op->getOperand(0), i);
      elements.push_back(rewriter
                             .create(op->getLoc(),
                                     op->getName().getIdentifier(), element,
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
    set.add<ByElements>(context);
    set.add<ExpandExp, ExpandLog, ExpandSqrt, ExpandSin, ExpandCos>(context);
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
