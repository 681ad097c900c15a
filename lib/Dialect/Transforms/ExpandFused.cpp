//===- ExpandFused.cpp - takes fused ops apart ----------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The parts of each op of MLAOpsFused.td, with the roundings that the op
// documents: those of the ops that mla-fuse joined.
//
//===----------------------------------------------------------------------===//

#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"
#include "mla/Dialect/Transforms/Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::mla {
#define GEN_PASS_DEF_EXPANDFUSEDPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

static Type elementOf(Value value) {
  return cast<ShapedType>(value.getType()).getElementType();
}
static int64_t sizeOf(Value value, int64_t dim) {
  return cast<ShapedType>(value.getType()).getDimSize(dim);
}

namespace {
/// Builds parts at an op's place. Scalars of a body are computed in f32.
class PartBuilder {
public:
  using Body = function_ref<Value(PartBuilder &, ValueRange)>;

  PartBuilder(OpBuilder &builder, Location loc) : b(builder), loc(loc) {}

  Value empty(ArrayRef<OpFoldResult> sizes, Type element) {
    return tensor::EmptyOp::create(b, loc, sizes, element);
  }
  Value emptyRows(OpFoldResult rows, int64_t width, Type element) {
    return empty({rows, b.getIndexAttr(width)}, element);
  }
  Value constant(double value) {
    return arith::ConstantOp::create(
        b, loc, b.getF32FloatAttr(static_cast<float>(value)));
  }

  /// x · weightᵀ in f32, into `init` or a new tensor.
  Value matmul(Value x, Value weight, Value init = Value()) {
    if (!init)
      init = emptyRows(tensor::getMixedSize(b, loc, x, 0), sizeOf(weight, 0),
                       b.getF32Type());
    Value zeros =
        linalg::FillOp::create(b, loc, constant(0.0), init).getResult(0);
    return linalg::MatmulTransposeBOp::create(b, loc, zeros.getType(),
                                              ValueRange{x, weight}, zeros)
        .getResult(0);
  }

  Value rmsNorm(Value x, Value weight, FloatAttr eps, Value init = Value()) {
    if (!init)
      init = empty(tensor::getMixedSizes(b, loc, x), elementOf(x));
    return RmsNormOp::create(b, loc, TypeRange(init.getType()), x, weight, init,
                             eps)
        ->getResult(0);
  }

  /// Columns of the last dimension.
  Value columns(Value x, int64_t first, int64_t size) {
    auto [offsets, sizes, strides] = columnsOf(x, first, size);
    return tensor::ExtractSliceOp::create(b, loc, x, offsets, sizes, strides);
  }
  Value insertColumns(Value part, Value x, int64_t first) {
    int64_t last = cast<ShapedType>(x.getType()).getRank() - 1;
    auto [offsets, sizes, strides] = columnsOf(x, first, sizeOf(part, last));
    return tensor::InsertSliceOp::create(b, loc, part, x, offsets, sizes,
                                         strides);
  }

  /// An elementwise op into `init`, its result rounded to the type of that.
  Value elementwise(ValueRange operands, Value init, Body body) {
    int64_t rank = cast<ShapedType>(init.getType()).getRank();
    SmallVector<AffineMap> maps(operands.size() + 1,
                                b.getMultiDimIdentityMap(rank));
    SmallVector<utils::IteratorType> loops(rank, utils::IteratorType::parallel);
    return linalg::GenericOp::create(
               b, loc, TypeRange(init.getType()), operands, init, maps, loops,
               [&](OpBuilder &nested, Location at, ValueRange arguments) {
                 PartBuilder inner(nested, at);
                 SmallVector<Value> scalars;
                 for (Value argument : arguments.drop_back())
                   scalars.push_back(inner.widen(argument));
                 Value result = body(inner, scalars);
                 linalg::YieldOp::create(nested, at,
                                         inner.narrow(result, elementOf(init)));
               })
        .getResult(0);
  }

  Value widen(Value scalar) {
    return scalar.getType().isF32()
               ? scalar
               : arith::ExtFOp::create(b, loc, b.getF32Type(), scalar);
  }
  Value narrow(Value scalar, Type type) {
    return scalar.getType() == type
               ? scalar
               : arith::TruncFOp::create(b, loc, type, scalar);
  }
  /// To `type` and back.
  Value round(Value scalar, Type type) { return widen(narrow(scalar, type)); }
  Value add(Value x, Value y) { return arith::AddFOp::create(b, loc, x, y); }
  Value mul(Value x, Value y) { return arith::MulFOp::create(b, loc, x, y); }
  Value siluTimes(Value gate, Value up) {
    Value power =
        math::ExpOp::create(b, loc, arith::NegFOp::create(b, loc, gate));
    Value silu = arith::DivFOp::create(b, loc, gate, add(power, constant(1.0)));
    return mul(silu, up);
  }

  OpBuilder &b;
  Location loc;

private:
  std::tuple<SmallVector<OpFoldResult>, SmallVector<OpFoldResult>,
             SmallVector<OpFoldResult>>
  columnsOf(Value x, int64_t first, int64_t size) {
    SmallVector<OpFoldResult> sizes = tensor::getMixedSizes(b, loc, x);
    SmallVector<OpFoldResult> offsets(sizes.size(), b.getIndexAttr(0));
    SmallVector<OpFoldResult> strides(sizes.size(), b.getIndexAttr(1));
    offsets.back() = b.getIndexAttr(first);
    sizes.back() = b.getIndexAttr(size);
    return {offsets, sizes, strides};
  }
};

/// silu(x·gateᵀ) * (x·upᵀ) for M rows of gate, then M of up. Both factors are
/// rounded to the type of `init`.
Value gatedMatmul(PartBuilder &parts, Value x, Value gateUp, Value init) {
  int64_t M = sizeOf(gateUp, 0) / 2;
  Value both = parts.matmul(x, gateUp);
  return parts.elementwise(
      {parts.columns(both, 0, M), parts.columns(both, M, M)}, init,
      [&](PartBuilder &in, ValueRange s) {
        Type type = elementOf(init);
        return in.siluTimes(in.round(s[0], type), in.round(s[1], type));
      });
}

/// A fused op on tensors as its parts, whose results take its place.
template <typename OpTy> class ExpandPattern : public OpRewritePattern<OpTy> {
public:
  using OpRewritePattern<OpTy>::OpRewritePattern;

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const final {
    if (!op.hasPureTensorSemantics())
      return rewriter.notifyMatchFailure(op, "works on tensors only");
    PartBuilder parts(rewriter, op.getLoc());
    rewriter.replaceOp(op, expand(op, parts));
    return success();
  }

private:
  virtual SmallVector<Value> expand(OpTy op, PartBuilder &parts) const = 0;
};

struct ExpandLinear final : ExpandPattern<LinearOp> {
  using ExpandPattern::ExpandPattern;

  SmallVector<Value> expand(LinearOp op, PartBuilder &parts) const override {
    Value x = op.getX(), init = op.getInit();
    Type type = elementOf(init);
    if (op.getNormWeight())
      x = parts.rmsNorm(x, op.getNormWeight(), op.getEpsAttr());
    Value result;
    if (op.getGated()) {
      result = gatedMatmul(parts, x, op.getWeight(), init);
    } else if (op.getResidual()) {
      Value y = parts.matmul(x, op.getWeight());
      result = parts.elementwise({op.getResidual(), y}, init,
                                 [&](PartBuilder &in, ValueRange s) {
                                   return in.add(s[0], in.round(s[1], type));
                                 });
    } else if (type.isF32()) {
      result = parts.matmul(x, op.getWeight(), init);
    } else {
      result =
          parts.elementwise(parts.matmul(x, op.getWeight()), init,
                            [](PartBuilder &, ValueRange s) { return s[0]; });
    }
    return {result};
  }
};

struct ExpandAddRmsNorm final : ExpandPattern<AddRmsNormOp> {
  using ExpandPattern::ExpandPattern;

  SmallVector<Value> expand(AddRmsNormOp op,
                            PartBuilder &parts) const override {
    double scale = op.getScale().convertToDouble();
    Value sum = parts.elementwise(
        {op.getResidual(), op.getX()}, op.getSum(),
        [&](PartBuilder &in, ValueRange s) {
          Value term = scale == 1.0 ? s[1] : in.mul(s[1], in.constant(scale));
          return in.add(s[0], term);
        });
    Value out =
        parts.rmsNorm(sum, op.getWeight(), op.getEpsAttr(), op.getInit());
    return {sum, out};
  }
};

struct ExpandQueryPrep final : ExpandPattern<QueryPrepOp> {
  using ExpandPattern::ExpandPattern;

  SmallVector<Value> expand(QueryPrepOp op, PartBuilder &parts) const override {
    auto [P, R, L, V] = op.getHeadDims();
    // Each part is written where it belongs: in place after bufferization.
    auto into = [&](Value whole, int64_t first, int64_t size, auto make) {
      Value part = make(parts.columns(whole, first, size));
      return parts.insertColumns(part, whole, first);
    };
    auto rope = [&](Value x, Value init) -> Value {
      return RopeOp::create(parts.b, op.getLoc(), TypeRange(init.getType()), x,
                            op.getPositions(), init, op.getRopeAttr())
          ->getResult(0);
    };
    Value q = into(op.getQ(), 0, L, [&](Value init) -> Value {
      return AbsorbQueryOp::create(
                 parts.b, op.getLoc(), TypeRange(init.getType()),
                 parts.columns(op.getQProj(), 0, P), op.getKvB(), init)
          ->getResult(0);
    });
    Value row = into(op.getRow(), 0, L, [&](Value init) {
      return parts.rmsNorm(parts.columns(op.getKv(), 0, L), op.getNormWeight(),
                           op.getEpsAttr(), init);
    });
    if (R != 0) {
      q = into(q, L, R, [&](Value init) {
        return rope(parts.columns(op.getQProj(), P, R), init);
      });
      row = into(row, L, R, [&](Value init) {
        return rope(parts.columns(op.getKv(), L, R), init);
      });
    }
    return {q, row};
  }
};

struct ExpandRmsNormQuantize final : ExpandPattern<RmsNormQuantizeOp> {
  using ExpandPattern::ExpandPattern;

  SmallVector<Value> expand(RmsNormQuantizeOp op,
                            PartBuilder &parts) const override {
    Value norm = parts.rmsNorm(op.getInput(), op.getWeight(), op.getEpsAttr());
    return QuantizeOp::create(parts.b, op.getLoc(), op.getResultTypes(), norm,
                              op.getValues(), op.getScales())
        ->getResults();
  }
};

struct ExpandRopeAppend final : ExpandPattern<RopeAppendOp> {
  using ExpandPattern::ExpandPattern;

  SmallVector<Value> expand(RopeAppendOp op,
                            PartBuilder &parts) const override {
    Location loc = op.getLoc();
    OpBuilder &b = parts.b;
    OpFoldResult rows = tensor::getMixedSize(b, loc, op.getCKv(), 0);
    LatentAttr latent = getLatentEncoding(op.getCache().getType());
    bool isF8 = latent.getStorage() == CacheStorage::FP8_656;
    Value key = op.getKRope(), values = op.getCKv(), scales;
    if (op.getPositions()) {
      // Rounded once: to what the cache stores.
      Type stored = isF8 ? b.getBF16Type() : elementOf(op.getCache());
      Value init = parts.emptyRows(rows, latent.getR(), stored);
      key = RopeOp::create(b, loc, TypeRange(init.getType()), key,
                           op.getPositions(), init, *op.getRope())
                ->getResult(0);
    }
    if (isF8) {
      Value valuesInit = parts.emptyRows(rows, latent.getL(),
                                         Float8E4M3FNType::get(b.getContext()));
      Value scalesInit = parts.emptyRows(rows, kScales, b.getF32Type());
      auto quantize = QuantizeOp::create(
          b, loc, TypeRange{valuesInit.getType(), scalesInit.getType()}, values,
          valuesInit, scalesInit);
      values = quantize->getResult(0);
      scales = quantize->getResult(1);
    }
    return CacheAppendOp::create(b, loc, op.getResultTypes(), values, key,
                                 op.getBatch(), scales, op.getCache())
        ->getResults();
  }

private:
  /// Of a row of storage fp8_656.
  static constexpr int64_t kScales = 4;
};

/// The parts of a mixture of experts between routing and the weighted sum.
class ExpertParts {
public:
  ExpertParts(PartBuilder &parts, ExpertMlpOp op, Value y)
      : parts(parts), b(parts.b), loc(op.getLoc()), op(op), y(y),
        type(elementOf(op.getInit())) {
    tokens = tensor::getMixedSize(b, loc, op.getX(), 0);
    E = sizeOf(op.getRouter(), 0);
    K = op.getTopK();
    if (auto size = getConstantIntValue(tokens))
      rows = b.getIndexAttr(*size * K);
    else
      rows = arith::MulIOp::create(b, loc, cast<Value>(tokens),
                                   arith::ConstantIndexOp::create(b, loc, K))
                 .getResult();
  }

  /// Σ_k weights[t, k] mlp(y[t], experts[t, k]), in f32.
  Value weightedSum() {
    Type i32 = b.getI32Type(), f32 = b.getF32Type();
    Value logits = parts.matmul(y, op.getRouter());
    Value chosen = parts.emptyRows(tokens, K, i32);
    Value weight = parts.emptyRows(tokens, K, f32);
    auto route = RouteOp::create(
        b, loc, TypeRange{chosen.getType(), weight.getType()}, logits,
        op.getBias(), chosen, weight, op.getScoringAttr(), op.getNGroupAttr(),
        op.getTopkGroupAttr(), op.getGroupScoreAttr(), op.getNormalizeAttr(),
        op.getScalingAttr());
    Value offsets = parts.empty({b.getIndexAttr(E + 1)}, i32);
    Value places = parts.emptyRows(tokens, K, i32);
    Value order = parts.empty({rows}, i32);
    auto plan = MoePlanOp::create(
        b, loc, TypeRange{offsets.getType(), order.getType(), places.getType()},
        route->getResult(0), op.getSlots(), offsets, order, places);
    auto grouped = [&](Value input, Value weights, Value inputRows) -> Value {
      Value init = parts.emptyRows(rows, sizeOf(weights, 1), type);
      return GroupedMatmulOp::create(b, loc, TypeRange(init.getType()), input,
                                     weights, plan->getResult(0), inputRows,
                                     init)
          ->getResult(0);
    };
    Value gate = grouped(y, op.getGate(), plan->getResult(1));
    Value up = grouped(y, op.getUp(), plan->getResult(1));
    Value product = parts.elementwise(
        {gate, up}, parts.emptyRows(rows, sizeOf(gate, 1), type),
        [](PartBuilder &in, ValueRange s) { return in.siluTimes(s[0], s[1]); });
    Value outputs = grouped(product, op.getDown(), Value());
    return combine(outputs, plan->getResult(2), route->getResult(1));
  }

  /// mlp(y, shared) in f32, the last rounding left to the reader.
  Value shared() {
    Value init = parts.emptyRows(tokens, sizeOf(op.getSharedDown(), 1), type);
    return parts.matmul(gatedMatmul(parts, y, op.getSharedGateUp(), init),
                        op.getSharedDown());
  }

private:
  /// A place of -1 went nowhere: row 0 is read instead, and whatever is there,
  /// NaN too, is replaced by 0.
  Value combine(Value outputs, Value places, Value weights) {
    Value init = parts.emptyRows(tokens, sizeOf(op.getX(), 1), b.getF32Type());
    Value zeros =
        linalg::FillOp::create(b, loc, parts.constant(0.0), init).getResult(0);
    AffineExpr t, k, h;
    bindDims(b.getContext(), t, k, h);
    AffineMap choice = AffineMap::get(3, 0, {t, k}, b.getContext());
    AffineMap row = AffineMap::get(3, 0, {t, h}, b.getContext());
    SmallVector<utils::IteratorType> loops = {utils::IteratorType::parallel,
                                              utils::IteratorType::reduction,
                                              utils::IteratorType::parallel};
    return linalg::GenericOp::create(
               b, loc, TypeRange(init.getType()), ValueRange{places, weights},
               zeros, ArrayRef{choice, choice, row}, loops,
               [&](OpBuilder &nested, Location at, ValueRange arguments) {
                 PartBuilder in(nested, at);
                 Value zero = arith::ConstantIntOp::create(nested, at, 0, 32);
                 Value real = arith::CmpIOp::create(
                     nested, at, arith::CmpIPredicate::sge, arguments[0], zero);
                 Value clamped =
                     arith::MaxSIOp::create(nested, at, arguments[0], zero);
                 Value index = arith::IndexCastOp::create(
                     nested, at, nested.getIndexType(), clamped);
                 Value column = linalg::IndexOp::create(nested, at, 2);
                 Value element = tensor::ExtractOp::create(
                     nested, at, outputs, ValueRange{index, column});
                 Value term = in.mul(in.widen(element), arguments[1]);
                 Value guarded = arith::SelectOp::create(nested, at, real, term,
                                                         in.constant(0.0));
                 linalg::YieldOp::create(nested, at,
                                         in.add(arguments[2], guarded));
               })
        .getResult(0);
  }

  PartBuilder &parts;
  OpBuilder &b;
  Location loc;
  ExpertMlpOp op;
  Value y;
  Type type;
  int64_t E, K;
  OpFoldResult tokens, rows; ///< T and T·K
};

struct ExpandExpertMlp final : ExpandPattern<ExpertMlpOp> {
  using ExpandPattern::ExpandPattern;

  SmallVector<Value> expand(ExpertMlpOp op, PartBuilder &parts) const override {
    Type type = elementOf(op.getInit());
    Value y = parts.rmsNorm(op.getX(), op.getNormWeight(), op.getEpsAttr());
    ExpertParts experts(parts, op, y);
    SmallVector<Value> terms{op.getX(), experts.weightedSum()};
    if (op.getSharedDown())
      terms.push_back(experts.shared());
    Value out = parts.elementwise(
        terms, op.getInit(), [&](PartBuilder &in, ValueRange s) {
          Value mlp = in.round(s[1], type);
          if (s.size() == 3)
            mlp = in.round(in.add(mlp, in.round(s[2], type)), type);
          return in.add(s[0], mlp);
        });
    return {out};
  }
};

struct ExpandFused final : mla::impl::ExpandFusedPassBase<ExpandFused> {
  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet set(context);
    populateExpandFusedPatterns(set);
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

void mlir::mla::populateExpandFusedPatterns(RewritePatternSet &patterns) {
  patterns.add<ExpandLinear, ExpandAddRmsNorm, ExpandQueryPrep, ExpandExpertMlp,
               ExpandRmsNormQuantize, ExpandRopeAppend>(patterns.getContext());
}
