//===- AttentionMasks.cpp - softmax and causal masks ----------------------===//
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

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// Softmax
//===----------------------------------------------------------------------===//

/// The scores whose softmax over `j` the element is.
std::optional<Element> AttentionMatcher::softmaxInput(Element probability,
                                                      AffineExpr j) {
  Element element = tracer.resolve(probability);
  if (auto softmax = dyn_cast_if_present<linalg::SoftmaxOp>(element.op())) {
    if (element.index[softmax.getDimension()] != j)
      return std::nullopt;
    return Element{softmax.getInput(), element.index};
  }
  if (!isa_and_present<arith::DivFOp>(element.op()))
    return std::nullopt;
  Element numerator = tracer.resolve(element.operand(0));
  if (!isa_and_present<math::ExpOp>(numerator.op()))
    return std::nullopt;
  auto sum = tracer.asReduction(tracer.resolve(element.operand(1)), true);
  if (!sum)
    return std::nullopt;
  // The sum is of the same exponentials, over j.
  Element summed = tracer.resolve(sum->first).replace(sum->second, j);
  if (summed.value != numerator.value || summed.index != numerator.index)
    return std::nullopt;
  Element exponent = tracer.resolve(numerator.operand(0));
  if (!isa_and_present<arith::SubFOp>(exponent.op()))
    return exponent;
  // Whatever is subtracted, if it is the same for all keys, drops out.
  if (tracer.resolve(exponent.operand(1)).dependsOn(j))
    return exponent;
  return exponent.operand(0);
}

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

/// A condition on (j, t) that is `j <= t`, or its opposite.
bool AttentionMatcher::isCausal(Element condition, bool visibleIfTrue) {
  Element element = tracer.resolve(condition);
  if (element.isTensor())
    return isCausalConstant(element, [&](Attribute value) {
      auto bit = dyn_cast<IntegerAttr>(value);
      return bit && bit.getValue().isOne() == visibleIfTrue;
    });
  Operation *op = element.op();
  if (isa_and_present<arith::XOrIOp>(op) &&
      matchPattern(op->getOperand(1), m_One()))
    return isCausal(element.operand(0), !visibleIfTrue);
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

/// 0 where visible, very small elsewhere.
bool AttentionMatcher::isAdditiveMask(Element element) {
  element = tracer.resolve(element);
  if (element.isTensor())
    return isCausalConstant(element, [](Attribute value) {
      auto number = dyn_cast<FloatAttr>(value);
      // Anything between is neither, and fails where it must be hidden.
      return !number || number.getValueAsDouble() > maskedAtMost;
    });
  if (!isa_and_present<arith::SelectOp>(element.op()))
    return false;
  std::optional<double> ifTrue = tracer.asConstant(element.operand(1));
  std::optional<double> ifFalse = tracer.asConstant(element.operand(2));
  if (!ifTrue || !ifFalse)
    return false;
  if (*ifTrue == 0.0 && *ifFalse <= maskedAtMost)
    return isCausal(element.operand(0), true);
  return *ifFalse == 0.0 && *ifTrue <= maskedAtMost &&
         isCausal(element.operand(0), false);
}
