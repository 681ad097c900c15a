//===- AttentionSoftmax.cpp - probabilities, found among their parts
//-------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AttentionMatcher.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"

#include <cmath>

using namespace mlir;
using namespace mlir::mla;

/// Looks through negations of a condition.
static Element withoutNegation(const ElementTracer &tracer, Element condition,
                               bool &holds) {
  for (;;) {
    condition = tracer.resolve(condition);
    Operation *op = condition.op();
    auto compare = dyn_cast_if_present<arith::CmpIOp>(op);
    bool isEqual =
        compare && compare.getPredicate() == arith::CmpIPredicate::eq;
    if (!isa_and_present<arith::XOrIOp>(op) &&
        !(compare && compare.getLhs().getType().isInteger(1) &&
          (isEqual || compare.getPredicate() == arith::CmpIPredicate::ne)))
      return condition;
    std::optional<bool> other = tracer.asCondition(condition.operand(1));
    if (!other)
      return condition;
    holds = holds != (isEqual ? !*other : *other);
    condition = condition.operand(0);
  }
}

/// Whether a condition that holds (or does not) tells that a row has no visible
/// key, of which a causal mask has none: all scores are -inf.
bool AttentionMatcher::isHiddenRow(Element condition, bool holds) {
  condition = withoutNegation(tracer, condition, holds);
  auto row = holds ? tracer.asAll(condition) : tracer.asAny(condition);
  if (!row)
    return false;
  Element key = withoutNegation(tracer, row->first, holds);
  auto compare = dyn_cast_if_present<arith::CmpFOp>(key.op());
  if (!compare)
    return false;
  using P = arith::CmpFPredicate;
  std::optional<double> limit = tracer.asConstant(key.operand(1));
  return limit && *limit <= maskedAtMost &&
         (holds ? llvm::is_contained({P::OEQ, P::UEQ, P::OLE, P::ULE},
                                     compare.getPredicate())
                : llvm::is_contained({P::ONE, P::UNE, P::OGT, P::UGT},
                                     compare.getPredicate()));
}

/// What is divided, and by what.
std::optional<Quotient> AttentionMatcher::asQuotient(Element element) {
  element = tracer.resolve(element);
  if (isa_and_present<arith::DivFOp>(element.op()))
    return Quotient{element.operand(0), element.operand(1)};
  if (!isa_and_present<arith::MulFOp>(element.op()))
    return std::nullopt;
  for (unsigned i = 0; i < 2; ++i) {
    Element inverse = tracer.resolve(element.operand(i));
    if (isa_and_present<arith::DivFOp>(inverse.op()) &&
        tracer.asConstant(inverse.operand(0)) == 1.0)
      return Quotient{element.operand(1 - i), inverse.operand(1)};
  }
  return std::nullopt;
}

/// Takes off what chooses the exponentials that count: a select, or a product
/// with 1 and 0.
Element AttentionMatcher::withoutChoice(
    Element weight, std::optional<std::pair<Element, bool>> &choice) {
  Element element = tracer.resolve(weight);
  if (isa_and_present<arith::SelectOp>(element.op()))
    for (unsigned i = 1; i < 3; ++i)
      if (tracer.asConstant(element.operand(i)) == 0.0) {
        choice.emplace(element.operand(0), /*visibleIfTrue=*/i == 2);
        return tracer.resolve(element.operand(3 - i));
      }
  if (isa_and_present<arith::MulFOp>(element.op()))
    for (unsigned i = 0; i < 2; ++i) {
      Element bit = tracer.resolve(element.operand(i));
      if (isa_and_present<arith::UIToFPOp>(bit.op())) {
        choice.emplace(bit.operand(0), /*visibleIfTrue=*/true);
        return tracer.resolve(element.operand(1 - i));
      }
    }
  return element;
}

static void addAddends(const ElementTracer &tracer, Element sum,
                       SmallVectorImpl<Element> &addends) {
  sum = tracer.resolve(sum);
  if (!isa_and_present<arith::AddFOp>(sum.op())) {
    addends.push_back(sum);
    return;
  }
  addAddends(tracer, sum.operand(0), addends);
  addAddends(tracer, sum.operand(1), addends);
}

/// Takes off what is subtracted and the same for all keys: it drops out.
Element AttentionMatcher::withoutShift(Element exponent, AffineExpr j,
                                       SmallVectorImpl<Element> &shift) {
  exponent = tracer.resolve(exponent);
  while (isa_and_present<arith::SubFOp>(exponent.op()) &&
         !tracer.varies(exponent.operand(1), j)) {
    addAddends(tracer, exponent.operand(1), shift);
    exponent = tracer.resolve(exponent.operand(0));
  }
  return exponent;
}

/// exp(s - c) with c = m + log(sum exp(s - m)), in any order.
std::optional<Softmax> AttentionMatcher::logSoftmaxOf(Element weight,
                                                      AffineExpr j) {
  if (!isa_and_present<math::ExpOp>(weight.op()))
    return std::nullopt;
  SmallVector<Element> shift;
  Element scores = withoutShift(weight.operand(0), j, shift);
  auto *log = llvm::find_if(shift, [](const Element &addend) {
    return isa_and_present<math::LogOp>(addend.op());
  });
  if (log == shift.end())
    return std::nullopt;
  auto sum = tracer.asReduction(tracer.resolve(log->operand(0)), true);
  shift.erase(log);
  if (!sum)
    return std::nullopt;
  Element summand = tracer.resolve(sum->first.replace(sum->second, j));
  if (!isa_and_present<math::ExpOp>(summand.op()))
    return std::nullopt;
  SmallVector<Element> inner;
  if (!tracer.isSame(withoutShift(summand.operand(0), j, inner), scores))
    return std::nullopt;
  // What the sum was shifted by is what is left.
  for (const Element &addend : inner) {
    auto *same = llvm::find_if(shift, [&](const Element &other) {
      return tracer.isSame(addend, other);
    });
    if (same == shift.end())
      return std::nullopt;
    shift.erase(same);
  }
  if (!shift.empty())
    return std::nullopt;
  return Softmax{scores, 1.0, std::nullopt};
}

std::optional<Softmax>
AttentionMatcher::softmaxOf(Element weight, AffineExpr j,
                            std::optional<Element> divisor) {
  Element element = tracer.resolve(weight);
  if (!divisor) {
    if (isa_and_present<arith::SelectOp>(element.op()))
      for (unsigned i = 1; i < 3; ++i)
        if (tracer.asConstant(element.operand(i)) == 0.0 &&
            isHiddenRow(element.operand(0), /*holds=*/i == 1)) {
          element = tracer.resolve(element.operand(3 - i));
          break;
        }
    if (auto softmax = dyn_cast_if_present<linalg::SoftmaxOp>(element.op())) {
      if (element.index[softmax.getDimension()] != j)
        return std::nullopt;
      return Softmax{{softmax.getInput(), element.index}, 1.0, std::nullopt};
    }
    std::optional<Quotient> quotient = asQuotient(element);
    if (!quotient)
      return logSoftmaxOf(element, j);
    element = tracer.resolve(quotient->numerator);
    divisor = quotient->divisor;
  }
  Softmax result;
  Element exponential = withoutChoice(element, result.choice);
  if (!isa_and_present<math::ExpOp, math::Exp2Op>(exponential.op()))
    return std::nullopt;
  auto sum = tracer.asReduction(tracer.resolve(*divisor), true);
  // The sum is of the same exponentials, over j.
  if (!sum || !tracer.isSame(sum->first.replace(sum->second, j), element))
    return std::nullopt;
  if (isa<math::Exp2Op>(exponential.op()))
    result.factor = std::log(2.0);
  SmallVector<Element> shift;
  result.scores = withoutShift(exponential.operand(0), j, shift);
  return result;
}

/// Why something with a softmax in it is not one over `j`; empty if there is
/// none.
std::string
AttentionMatcher::whyNoSoftmax(Element weight, AffineExpr j,
                               const std::optional<Element> &divisor) {
  Element element = tracer.resolve(weight);
  Operation *op = element.op();
  auto isExponential = [&](Element part) {
    std::optional<std::pair<Element, bool>> choice;
    return isa_and_present<math::ExpOp, math::Exp2Op>(
        withoutChoice(part, choice).op());
  };
  if (isa_and_present<linalg::SoftmaxOp>(op))
    return "expected a softmax over the keys, got one over another dimension";
  std::optional<Quotient> quotient = asQuotient(element);
  bool isDivided = quotient || divisor;
  if (!isDivided && isa_and_present<math::ExpOp>(op)) {
    SmallVector<Element> shift;
    withoutShift(element.operand(0), j, shift);
    isDivided = llvm::any_of(shift, [](const Element &addend) {
      return isa_and_present<math::LogOp>(addend.op());
    });
  }
  if (isDivided && isExponential(quotient ? quotient->numerator : element))
    return "expected exponentials that are divided by their sum over the keys";
  if (element.isTensor() || !op)
    return "";
  for (unsigned i = 0; i < op->getNumOperands(); ++i)
    if (softmaxOf(element.operand(i), j, std::nullopt))
      return ("expected probabilities as the softmax gives them, got " +
              op->getName().getStringRef())
          .str();
  return "";
}
