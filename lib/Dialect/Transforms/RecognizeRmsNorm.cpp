//===- RecognizeRmsNorm.cpp - mla.rms_norm from its parts -----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RecognizeRmsNorm.h"

#include "Materialize.h"

#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"

#include <cmath>

using namespace mlir;
using namespace mlir::mla;

namespace {
/// out[…, h] = input[…, h] * weight[h] / sqrt(mean_h(input²) + eps)
struct RmsNormMatch {
  Element input, weight;
  /// The variables of the result, the features last.
  SmallVector<AffineExpr> dims;
  double eps;
};

class RmsNormMatcher {
public:
  explicit RmsNormMatcher(ElementTracer &tracer) : tracer(tracer) {}

  /// Where the root is there but not all of the rest, `reason` says what is
  /// missing.
  std::optional<RmsNormMatch> match(Value result, std::string &reason);

private:
  bool collectFactors(Element element, unsigned depth);
  std::optional<Element> asInverseRoot(Element element, bool isDivisor);
  /// The eps of a mean of squares of `input` along `h`.
  std::optional<double> asMeanOfSquares(Element element, const Element &input,
                                        AffineExpr h);
  /// The constant that squares of `input` are multiplied with.
  std::optional<double> asSquares(Element element, const Element &input);

  ElementTracer &tracer;
  SmallVector<Element> factors;
  std::optional<Element> underRoot;
};
} // namespace

/// What stands under the root if the element is 1 / sqrt(…) (or, as a divisor,
/// sqrt(…)).
std::optional<Element> RmsNormMatcher::asInverseRoot(Element element,
                                                     bool isDivisor) {
  element = tracer.resolve(element);
  if (isDivisor ? isa_and_present<math::SqrtOp>(element.op())
                : isa_and_present<math::RsqrtOp>(element.op()))
    return element.operand(0);
  if (isa_and_present<math::PowFOp>(element.op()) &&
      tracer.asConstant(element.operand(1)) == (isDivisor ? 0.5 : -0.5))
    return element.operand(0);
  if (!isDivisor && isa_and_present<arith::DivFOp>(element.op()))
    if (std::optional<double> one = tracer.asConstant(element.operand(0));
        one && *one == 1.0)
      return asInverseRoot(element.operand(1), true);
  return std::nullopt;
}

/// Splits a product into tensors and one inverse root.
bool RmsNormMatcher::collectFactors(Element element, unsigned depth) {
  if (depth > 4)
    return false;
  if (std::optional<Element> root = asInverseRoot(element, false)) {
    if (underRoot)
      return false;
    underRoot = root;
    return true;
  }
  Element value = tracer.resolve(element);
  // As far as a tensor, not into what computes it; but the root may be there.
  std::optional<Element> leaf = tracer.asTensor(element);
  if (isa_and_present<arith::MulFOp>(value.op())) {
    SmallVector<Element> factorsBefore(factors);
    std::optional<Element> rootBefore = underRoot;
    bool isProduct = collectFactors(value.operand(0), depth + 1) &&
                     collectFactors(value.operand(1), depth + 1);
    if (isProduct && (!leaf || underRoot.has_value() != rootBefore.has_value()))
      return true;
    factors = factorsBefore;
    underRoot = rootBefore;
  }
  if (isa_and_present<arith::DivFOp>(value.op()) && !underRoot)
    if (std::optional<Element> root = asInverseRoot(value.operand(1), true)) {
      underRoot = root;
      return collectFactors(value.operand(0), depth + 1);
    }
  if (!leaf)
    return false;
  factors.push_back(*leaf);
  return true;
}

std::optional<double> RmsNormMatcher::asSquares(Element element,
                                                const Element &input) {
  element = tracer.resolve(element);
  auto isInput = [&](Element factor) {
    std::optional<Element> seen = tracer.asTensor(factor);
    return seen && *seen == input;
  };
  if (isa_and_present<math::PowFOp, math::FPowIOp>(element.op()))
    return tracer.asConstant(element.operand(1)) == 2.0 &&
                   isInput(element.operand(0))
               ? std::optional(1.0)
               : std::nullopt;
  bool isQuotient = isa_and_present<arith::DivFOp>(element.op());
  if (!isQuotient && !isa_and_present<arith::MulFOp>(element.op()))
    return std::nullopt;
  if (!isQuotient && isInput(element.operand(0)) && isInput(element.operand(1)))
    return 1.0;
  for (unsigned i = isQuotient; i < 2; ++i)
    if (std::optional<double> by = tracer.asConstant(element.operand(i)))
      if (std::optional<double> rest = asSquares(element.operand(1 - i), input))
        return isQuotient ? *rest / *by : *rest * *by;
  return std::nullopt;
}

std::optional<double> RmsNormMatcher::asMeanOfSquares(Element element,
                                                      const Element &input,
                                                      AffineExpr h) {
  element = tracer.resolve(element);
  if (!isa_and_present<arith::AddFOp>(element.op()))
    return std::nullopt;
  std::optional<double> eps;
  std::optional<Element> mean;
  for (unsigned i = 0; i < 2 && !eps; ++i)
    if ((eps = tracer.asConstant(element.operand(i))))
      mean = tracer.resolve(element.operand(1 - i));
  if (!eps || *eps < 0.0 || !std::isfinite(static_cast<float>(*eps)))
    return std::nullopt;
  // The sum, divided by the number of features; or what is summed is.
  double factor = 1.0;
  if (isa_and_present<arith::DivFOp>(mean->op())) {
    if (std::optional<double> by = tracer.asConstant(mean->operand(1))) {
      factor = 1.0 / *by;
      mean = tracer.resolve(mean->operand(0));
    }
  } else if (isa_and_present<arith::MulFOp>(mean->op())) {
    for (unsigned i = 0; i < 2; ++i)
      if (std::optional<double> by = tracer.asConstant(mean->operand(i))) {
        factor = *by;
        mean = tracer.resolve(mean->operand(1 - i));
        break;
      }
  }
  // x · x, or a sum of squares.
  auto isInput = [&](const Element &factor, AffineExpr reduced) {
    return tracer.throughViews(factor) == input.replace(h, reduced);
  };
  std::optional<Contraction> product = tracer.asContraction(*mean);
  if (!product || product->reduced.size() != 1 ||
      !isInput(product->a, product->reduced.front()) ||
      !isInput(product->b, product->reduced.front())) {
    auto reduction = tracer.asReduction(*mean, /*isSum=*/true);
    std::optional<double> inner =
        reduction
            ? asSquares(reduction->first, input.replace(h, reduction->second))
            : std::nullopt;
    if (!inner)
      return std::nullopt;
    factor *= *inner;
  }
  if (!(std::abs(factor * tracer.sizeOf(h) - 1.0) < 1e-6))
    return std::nullopt;
  return eps;
}

std::optional<RmsNormMatch> RmsNormMatcher::match(Value result,
                                                  std::string &reason) {
  auto type = dyn_cast<RankedTensorType>(result.getType());
  if (!type || type.getRank() == 0 || type.isDynamicDim(type.getRank() - 1) ||
      !isa<FloatType>(type.getElementType()))
    return std::nullopt;
  Element out = tracer.elementOf(result);
  AffineExpr h = out.index.back();
  if (!isa<AffineDimExpr>(h) || !collectFactors(out, 0) || !underRoot)
    return std::nullopt;
  if (factors.size() == 1 && factors[0].dependsOn(h) &&
      asMeanOfSquares(*underRoot, factors[0], h))
    reason = "expected a weight for each feature, found none";
  if (factors.size() != 2)
    return std::nullopt;
  for (unsigned i = 0; i < 2; ++i) {
    const Element &input = factors[i], &weight = factors[1 - i];
    bool isWeight =
        weight.dependsOn(h) && llvm::none_of(out.index, [&](AffineExpr dim) {
          return dim != h && weight.dependsOn(dim);
        });
    if (!isWeight || !input.dependsOn(h) || input == weight)
      continue;
    reason =
        "expected the root of the mean of the row's squares and a constant";
    if (std::optional<double> eps = asMeanOfSquares(*underRoot, input, h)) {
      RmsNormMatch match{input, weight, {}, *eps};
      llvm::copy_if(out.index, std::back_inserter(match.dims),
                    [](AffineExpr dim) { return isa<AffineDimExpr>(dim); });
      // A dynamic dimension that turns out to be 1 would be missing.
      if (static_cast<int64_t>(match.dims.size()) !=
          llvm::count_if(type.getShape(), [](int64_t s) { return s != 1; }))
        return std::nullopt;
      return match;
    }
  }
  return std::nullopt;
}

/// The norm over its variables, as a tensor of `type`; null if it cannot be
/// built before `builder`'s place.
static Value buildRmsNorm(OpBuilder &builder, Location loc,
                          RankedTensorType type, const RmsNormMatch &match,
                          const ElementTracer &tracer, Sizes &sizes) {
  Materializer make(builder, loc, tracer, sizes);
  Value input = make.materialize(match.input, match.dims);
  Value weight = make.materialize(match.weight, {match.dims.back()});
  Value init = make.empty(match.dims, type.getElementType());
  Value norm =
      RmsNormOp::create(builder, loc, TypeRange{init.getType()}, input, weight,
                        init, builder.getF32FloatAttr(match.eps))
          .getResult(0);
  Value result = make.withUnitDims(norm, type);
  return make.isComplete() ? result : Value();
}

unsigned mlir::mla::recognizeRmsNorms(Operation *root, Sizes &sizes,
                                      SmallVectorImpl<NearMiss> &nearMisses) {
  // From the end, so that the whole product is seen before its parts.
  SmallVector<Value> candidates;
  root->walk([&](Operation *op) {
    bool isLoop = false;
    if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
      isLoop = linalgOp.hasPureTensorSemantics() && op->getNumResults() == 1 &&
               linalgOp.getNumParallelLoops() == linalgOp.getNumLoops();
    if (isLoop || isa<arith::MulFOp, arith::DivFOp>(op))
      if (isa<RankedTensorType>(op->getResult(0).getType()))
        candidates.push_back(op->getResult(0));
  });
  unsigned count = 0;
  for (Value result : llvm::reverse(candidates)) {
    if (result.use_empty())
      continue;
    ElementTracer tracer(root->getContext(), sizes);
    std::string reason;
    std::optional<RmsNormMatch> match =
        RmsNormMatcher(tracer).match(result, reason);
    Operation *op = result.getDefiningOp();
    if (!match) {
      if (!reason.empty())
        nearMisses.push_back({op, reason, "RecognizeRmsNorm"});
      continue;
    }
    OpBuilder builder(op);
    auto type = cast<RankedTensorType>(result.getType());
    Operation *before = op->getPrevNode();
    Value norm =
        buildRmsNorm(builder, op->getLoc(), type, *match, tracer, sizes);
    if (!norm) {
      Materializer::discard(before, op);
      nearMisses.push_back(
          {op, "a size has no value before it", "RecognizeRmsNorm"});
      continue;
    }
    result.replaceAllUsesWith(norm);
    remark::passed(op->getLoc(),
                   remark::RemarkOpts::name("RecognizeRmsNorm").category("mla"))
        << remark::add("root-mean-square normalisation")
        << remark::metric("features", type.getShape().back())
        << remark::metric("eps", std::to_string(match->eps));
    ++count;
  }
  return count;
}
