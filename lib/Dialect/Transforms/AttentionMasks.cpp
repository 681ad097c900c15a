//===- AttentionMasks.cpp - causal masks
//-----------------------------------===//
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

//===----------------------------------------------------------------------===//
// Masks
//===----------------------------------------------------------------------===//

bool AttentionMatcher::setQuery(AffineExpr dim) {
  if (result.t && result.t != dim)
    return false;
  result.t = dim;
  hasMask = true;
  return true;
}

/// A constant over (…, t, …, j, …) that is visible exactly for j <= t.
bool AttentionMatcher::isCausalConstant(
    Element element, function_ref<bool(Attribute)> isVisible) {
  DenseElementsAttr dense;
  if (!matchPattern(element.value, m_Constant(&dense)) || dense.isSplat())
    return false;
  std::optional<unsigned> query, key;
  for (auto [dim, expr] : llvm::enumerate(element.index)) {
    if (expr == result.j)
      key = dim;
    else if (isa<AffineDimExpr>(expr) && !query)
      query = dim;
    else if (!isa<AffineConstantExpr>(expr))
      return false;
  }
  if (!query || !key)
    return false;
  ArrayRef<int64_t> shape = cast<ShapedType>(dense.getType()).getShape();
  SmallVector<int64_t> strides(shape.size(), 1);
  for (int64_t dim = static_cast<int64_t>(shape.size()) - 2; dim >= 0; --dim)
    strides[dim] = strides[dim + 1] * shape[dim + 1];
  int64_t base = 0;
  for (auto [dim, expr] : llvm::enumerate(element.index))
    if (auto constant = dyn_cast<AffineConstantExpr>(expr))
      base += constant.getValue() * strides[dim];
  auto values = dense.getValues<Attribute>();
  for (int64_t t = 0; t < shape[*query]; ++t)
    for (int64_t j = 0; j < shape[*key]; ++j)
      if (isVisible(values[base + t * strides[*query] + j * strides[*key]]) !=
          (j <= t))
        return false;
  return setQuery(element.index[*query]);
}

/// Whether a mask without data, whatever computes it, is visible exactly for
/// j <= t; by trying all pairs of a small number of tokens.
bool AttentionMatcher::isCausalByValue(Element element,
                                       function_ref<bool(double)> isVisible) {
  constexpr int64_t mostTokens = 128;
  SmallVector<AffineExpr> variables;
  for (AffineExpr expr : element.index)
    expr.walk([&](AffineExpr inner) {
      if (isa<AffineDimExpr>(inner) && !llvm::is_contained(variables, inner))
        variables.push_back(inner);
    });
  AffineExpr query;
  SmallVector<std::pair<AffineExpr, int64_t>> at;
  for (AffineExpr variable : variables) {
    if (variable == result.j)
      continue;
    if (!tracer.varies(element, variable)) {
      at.emplace_back(variable, 0);
    } else if (query) {
      return false;
    } else {
      query = variable;
    }
  }
  if (!query || !llvm::is_contained(variables, result.j))
    return false;
  int64_t keys = tracer.sizeOf(result.j), queries = tracer.sizeOf(query);
  if (keys < 0 || keys > mostTokens || queries < 0 || queries > mostTokens)
    return false;
  for (int64_t t = 0; t < queries; ++t)
    for (int64_t j = 0; j < keys; ++j) {
      SmallVector<std::pair<AffineExpr, int64_t>> place(at);
      place.emplace_back(query, t);
      place.emplace_back(result.j, j);
      std::optional<double> value = tracer.evaluate(element, place);
      if (!value || isVisible(*value) != (j <= t))
        return false;
    }
  return setQuery(query);
}

/// A number that is 1 where j <= t, and 0 elsewhere.
bool AttentionMatcher::isVisibility(Element number) {
  Element element = tracer.resolve(number);
  if (isa_and_present<arith::UIToFPOp>(element.op()))
    return isCausal(element.operand(0), /*visibleIfTrue=*/true);
  bool isExact = true;
  return isCausalByValue(element,
                         [&](double value) {
                           isExact &= value == 0.0 || value == 1.0;
                           return value == 1.0;
                         }) &&
         isExact;
}

/// A condition on (j, t) that is `j <= t`, or its opposite.
bool AttentionMatcher::isCausal(Element condition, bool visibleIfTrue) {
  return isCausalRelation(condition, visibleIfTrue) ||
         isCausalByValue(condition, [&](double value) {
           return (value != 0) == visibleIfTrue;
         });
}

bool AttentionMatcher::isCausalRelation(Element condition, bool visibleIfTrue) {
  Element element = tracer.resolve(condition);
  if (element.isTensor())
    return isCausalConstant(element, [&](Attribute value) {
      auto bit = dyn_cast<IntegerAttr>(value);
      return bit && bit.getValue().isOne() == visibleIfTrue;
    });
  Operation *op = element.op();
  // not, and what does not depend on the pair.
  if (isa_and_present<arith::XOrIOp, arith::AndIOp, arith::OrIOp>(op))
    for (unsigned i = 0; i < 2; ++i) {
      std::optional<bool> other = tracer.asCondition(element.operand(i));
      if (!other)
        continue;
      if (isa<arith::XOrIOp>(op))
        return isCausalRelation(element.operand(1 - i),
                                visibleIfTrue != *other);
      return *other == isa<arith::AndIOp>(op) &&
             isCausalRelation(element.operand(1 - i), visibleIfTrue);
    }
  if (isa_and_present<arith::SelectOp>(op)) {
    std::optional<bool> ifTrue = tracer.asCondition(element.operand(1));
    std::optional<bool> ifFalse = tracer.asCondition(element.operand(2));
    return ifTrue && ifFalse && *ifTrue != *ifFalse &&
           isCausalRelation(element.operand(0), visibleIfTrue == *ifTrue);
  }
  // A number that is 1 or 0.
  if (auto compare = dyn_cast_if_present<arith::CmpFOp>(op)) {
    Element bit = tracer.resolve(element.operand(0));
    std::optional<double> limit = tracer.asConstant(element.operand(1));
    using P = arith::CmpFPredicate;
    P predicate = compare.getPredicate();
    bool isUnequal = predicate == P::ONE || predicate == P::UNE;
    if (isa_and_present<arith::UIToFPOp>(bit.op()) && limit &&
        (*limit == 0.0 || *limit == 1.0) &&
        (isUnequal || predicate == P::OEQ || predicate == P::UEQ))
      return isCausalRelation(bit.operand(0),
                              visibleIfTrue == ((*limit == 1.0) != isUnequal));
  }
  enum Relation { LE, LT, GE, GT } relation;
  if (auto compare = dyn_cast_if_present<arith::CmpIOp>(op)) {
    switch (compare.getPredicate()) {
    case arith::CmpIPredicate::sle:
    case arith::CmpIPredicate::ule:
      relation = LE;
      break;
    case arith::CmpIPredicate::slt:
    case arith::CmpIPredicate::ult:
      relation = LT;
      break;
    case arith::CmpIPredicate::sge:
    case arith::CmpIPredicate::uge:
      relation = GE;
      break;
    case arith::CmpIPredicate::sgt:
    case arith::CmpIPredicate::ugt:
      relation = GT;
      break;
    default:
      return false;
    }
  } else if (auto compare = dyn_cast_if_present<arith::CmpFOp>(op)) {
    switch (compare.getPredicate()) {
    case arith::CmpFPredicate::OLE:
    case arith::CmpFPredicate::ULE:
      relation = LE;
      break;
    case arith::CmpFPredicate::OLT:
    case arith::CmpFPredicate::ULT:
      relation = LT;
      break;
    case arith::CmpFPredicate::OGE:
    case arith::CmpFPredicate::UGE:
      relation = GE;
      break;
    case arith::CmpFPredicate::OGT:
    case arith::CmpFPredicate::UGT:
      relation = GT;
      break;
    default:
      return false;
    }
  } else {
    return false;
  }
  std::optional<AffineExpr> left = tracer.asIndex(element.operand(0));
  std::optional<AffineExpr> right = tracer.asIndex(element.operand(1));
  if (!left || !right)
    return false;
  std::optional<LinearSum> sum = asLinearSum(*left - *right);
  if (!sum || sum->terms.size() != 2)
    return false;
  int64_t sign = sum->factorOf(result.j);
  AffineExpr query = sum->terms[sum->terms[0].first == result.j].first;
  if ((sign != 1 && sign != -1) || sum->factorOf(query) != -sign)
    return false;
  // As `j - t + constant  relation  0`.
  int64_t constant = sum->constant * sign;
  if (sign < 0)
    relation = relation == LE   ? GE
               : relation == LT ? GT
               : relation == GE ? LE
                                : LT;
  bool matches = visibleIfTrue ? (relation == LE && constant == 0) ||
                                     (relation == LT && constant == -1)
                               : (relation == GT && constant == 0) ||
                                     (relation == GE && constant == -1);
  return matches && setQuery(query);
}

static SmallVector<double> constantOf(const Element &element) {
  DenseFPElementsAttr dense;
  SmallVector<double> values;
  if (matchPattern(element.value, m_Constant(&dense)))
    for (const APFloat &value : dense.getValues<APFloat>()) {
      APFloat number = value;
      bool isInexact;
      number.convert(APFloat::IEEEdouble(), APFloat::rmNearestTiesToEven,
                     &isInexact);
      values.push_back(number.convertToDouble());
    }
  return values;
}

/// 0 where visible, very small elsewhere; or very large, if subtracted.
bool AttentionMatcher::isAdditiveMask(Element mask, bool isSubtracted) {
  double sign = isSubtracted ? -1.0 : 1.0;
  auto isHidden = [&](double value) { return sign * value <= maskedAtMost; };
  Element element = tracer.resolve(mask);
  if (element.isTensor() && isCausalConstant(element, [&](Attribute value) {
        auto number = dyn_cast<FloatAttr>(value);
        return number && number.getValueAsDouble() == 0.0;
      }))
    return llvm::all_of(constantOf(element), [&](double value) {
      return value == 0.0 || isHidden(value);
    });
  if (isa_and_present<arith::NegFOp>(element.op()))
    return isAdditiveMask(element.operand(0), !isSubtracted);
  if (isa_and_present<arith::SelectOp>(element.op())) {
    std::optional<double> ifTrue = tracer.asConstant(element.operand(1));
    std::optional<double> ifFalse = tracer.asConstant(element.operand(2));
    if (ifTrue && ifFalse)
      return (*ifTrue == 0.0 && isHidden(*ifFalse) &&
              isCausal(element.operand(0), true)) ||
             (*ifFalse == 0.0 && isHidden(*ifTrue) &&
              isCausal(element.operand(0), false));
  }
  // A condition as a number, times a large one.
  if (isa_and_present<arith::MulFOp>(element.op()))
    for (unsigned i = 0; i < 2; ++i) {
      std::optional<double> by = tracer.asConstant(element.operand(i));
      Element bit = tracer.resolve(element.operand(1 - i));
      if (!by || std::abs(*by) < 1)
        continue;
      // 1 - bit, or bit - 1
      bool isDifference = isa_and_present<arith::SubFOp>(bit.op());
      std::optional<double> left, right;
      if (isDifference) {
        left = tracer.asConstant(bit.operand(0));
        right = tracer.asConstant(bit.operand(1));
      }
      bool hasOne = isDifference && (left == 1.0 || right == 1.0);
      double factor = hasOne && right == 1.0 ? -*by : *by;
      if (hasOne)
        bit = tracer.resolve(bit.operand(left == 1.0 ? 1 : 0));
      if (isa_and_present<arith::SIToFPOp, arith::UIToFPOp>(bit.op()) &&
          isHidden(factor))
        return isCausal(bit.operand(0), /*visibleIfTrue=*/hasOne);
    }
  // 0 must be 0 exactly: what is between is neither.
  bool isExact = true;
  return isCausalByValue(mask,
                         [&](double value) {
                           isExact &= value == 0.0 || isHidden(value);
                           return value == 0.0;
                         }) &&
         isExact;
}
