//===- ElementIndices.cpp - arithmetic on the places of elements ----------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Elements.h"

using namespace mlir;
using namespace mlir::mla;

bool Element::dependsOn(AffineExpr dim) const {
  auto dimExpr = dyn_cast<AffineDimExpr>(dim);
  return dimExpr && llvm::any_of(index, [&](AffineExpr expr) {
           return expr.isFunctionOfDim(dimExpr.getPosition());
         });
}

Element Element::replace(AffineExpr dim, AffineExpr by) const {
  Element result = *this;
  for (AffineExpr &expr : result.index)
    expr = expr.replace(dim, by);
  return result;
}

//===----------------------------------------------------------------------===//
// Sizes in expressions
//===----------------------------------------------------------------------===//

AffineExpr ElementTracer::toExpr(const Size &size) const {
  AffineExpr expr = getAffineConstantExpr(1, context);
  for (unsigned name : size.names)
    expr = expr * getAffineSymbolExpr(name, context);
  return expr * size.factor;
}

static std::optional<Size> asSize(AffineExpr expr) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr))
    return Size::constant(constant.getValue());
  if (auto symbol = dyn_cast<AffineSymbolExpr>(expr))
    return Size{1, {symbol.getPosition()}};
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary || expr.getKind() != AffineExprKind::Mul)
    return std::nullopt;
  std::optional<Size> a = asSize(binary.getLHS()), b = asSize(binary.getRHS());
  return a && b ? std::optional(*a * *b) : std::nullopt;
}

std::optional<Size> ElementTracer::toSize(AffineExpr expr) const {
  return asSize(expr);
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

void SizedSum::add(AffineExpr expr, const Size &factor) {
  auto constantExpr = dyn_cast<AffineConstantExpr>(expr);
  if (constantExpr && factor.isConstant()) {
    constant += factor.factor * constantExpr.getValue();
    return;
  }
  if (auto binary = dyn_cast<AffineBinaryOpExpr>(expr)) {
    if (expr.getKind() == AffineExprKind::Add) {
      add(binary.getLHS(), factor);
      add(binary.getRHS(), factor);
      return;
    }
    if (expr.getKind() == AffineExprKind::Mul)
      if (std::optional<Size> by = asSize(binary.getRHS())) {
        add(binary.getLHS(), factor * *by);
        return;
      }
  }
  for (auto &[term, old] : terms)
    if (term == expr && old.names == factor.names) {
      old.factor += factor.factor;
      return;
    }
  terms.emplace_back(expr, factor);
}

SizedSum mlir::mla::asSizedSum(AffineExpr expr) {
  SizedSum sum;
  sum.add(expr, Size::constant(1));
  llvm::erase_if(sum.terms, [](auto &term) { return term.second.factor == 0; });
  return sum;
}

std::optional<LinearSum> mlir::mla::asLinearSum(AffineExpr expr) {
  SizedSum sum = asSizedSum(expr);
  LinearSum result;
  result.constant = sum.constant;
  for (auto &[term, factor] : sum.terms) {
    if (!isa<AffineDimExpr>(term) || !factor.isConstant())
      return std::nullopt;
    result.terms.emplace_back(term, factor.factor);
  }
  return result;
}

int64_t LinearSum::factorOf(AffineExpr dim) const {
  for (auto &[term, factor] : terms)
    if (term == dim)
      return factor;
  return 0;
}

//===----------------------------------------------------------------------===//
// Variables
//===----------------------------------------------------------------------===//

AffineExpr ElementTracer::newDim(const Size &size) {
  if (size.isOne())
    return getAffineConstantExpr(0, context);
  dims.push_back(size);
  return getAffineDimExpr(dims.size() - 1, context);
}

Size ElementTracer::fullSizeOf(AffineExpr dim) const {
  if (auto dimExpr = dyn_cast<AffineDimExpr>(dim))
    return dims[dimExpr.getPosition()];
  return Size::constant(1);
}

Element ElementTracer::elementOf(Value tensor) {
  Element element{tensor, {}};
  for (const Size &size : sizes.shapeOf(tensor))
    element.index.push_back(newDim(size));
  return element;
}

std::optional<std::pair<int64_t, int64_t>>
ElementTracer::rangeOf(AffineExpr expr) const {
  std::optional<LinearSum> sum = asLinearSum(expr);
  if (!sum)
    return std::nullopt;
  std::pair<int64_t, int64_t> range{sum->constant, sum->constant};
  for (auto &[term, factor] : sum->terms) {
    int64_t size = sizeOf(term);
    if (ShapedType::isDynamic(size))
      return std::nullopt;
    int64_t last = factor * std::max<int64_t>(size - 1, 0);
    (factor > 0 ? range.second : range.first) += last;
  }
  return range;
}

//===----------------------------------------------------------------------===//
// Divisions
//===----------------------------------------------------------------------===//

/// Whether `0 <= sum < by`: digits of ever larger weights, each less than the
/// next weight.
static bool isDigitSum(SizedSum sum, const Size &by,
                       function_ref<Size(AffineExpr)> sizeOf) {
  if (sum.constant < 0)
    return false;
  Size bound = Size::constant(sum.constant + 1);
  // What is constant adds up in any order.
  bool isConstant = true;
  llvm::erase_if(sum.terms, [&](auto &term) {
    auto &[variable, factor] = term;
    isConstant &= factor.factor > 0 && isa<AffineDimExpr>(variable);
    if (!isConstant || !factor.isConstant() || !sizeOf(variable).isConstant())
      return false;
    bound.factor += factor.factor * (sizeOf(variable).factor - 1);
    return true;
  });
  if (!isConstant)
    return false;
  while (!sum.terms.empty()) {
    auto *next = llvm::find_if(
        sum.terms, [&](auto &term) { return bound.isAtMost(term.second); });
    if (next == sum.terms.end())
      return false;
    bound = next->second * sizeOf(next->first);
    sum.terms.erase(next);
  }
  return bound.isAtMost(by);
}

AffineExpr ElementTracer::simplify(AffineExpr expr) const {
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return expr;
  AffineExpr lhs = simplify(binary.getLHS()), rhs = simplify(binary.getRHS());
  AffineExprKind kind = expr.getKind();
  std::optional<Size> by = asSize(rhs);
  if ((kind != AffineExprKind::FloorDiv && kind != AffineExprKind::Mod) ||
      !by || by->factor <= 0)
    return getAffineBinaryOpExpr(kind, lhs, rhs);
  // lhs = divisor * quotient + rest, exact if 0 <= rest < divisor.
  SizedSum sum = asSizedSum(lhs), rest;
  AffineExpr quotient = getAffineConstantExpr(0, context);
  if (by->isConstant() && sum.constant >= 0) {
    quotient = quotient + sum.constant / by->factor;
    rest.constant = sum.constant % by->factor;
  } else {
    rest.constant = sum.constant;
  }
  for (auto &[term, factor] : sum.terms) {
    if (std::optional<Size> whole = factor.dividedBy(*by))
      quotient = quotient + term * toExpr(*whole);
    else
      rest.terms.emplace_back(term, factor);
  }
  if (!isDigitSum(rest, *by, [&](AffineExpr dim) { return fullSizeOf(dim); }))
    return getAffineBinaryOpExpr(kind, lhs, rhs);
  if (kind == AffineExprKind::FloorDiv)
    return quotient;
  AffineExpr remainder = getAffineConstantExpr(rest.constant, context);
  for (auto &[term, factor] : rest.terms)
    remainder = remainder + term * toExpr(factor);
  return remainder;
}

//===----------------------------------------------------------------------===//
// Dimensions that hold several variables
//===----------------------------------------------------------------------===//

DimProducts::DimProducts(ArrayRef<Size> shape) {
  for (const Size &size : shape)
    parts.push_back({size});
}

Element DimProducts::elementOf(
    Value result, ElementTracer &tracer,
    SmallVectorImpl<SmallVector<AffineExpr, 2>> &groups) const {
  Element element{result, {}};
  groups.clear();
  for (ArrayRef<Size> dim : parts) {
    AffineExpr place = getAffineConstantExpr(0, result.getContext());
    groups.emplace_back();
    for (const Size &part : dim) {
      AffineExpr variable = tracer.newDim(part);
      place = place * tracer.toExpr(part) + variable;
      groups.back().push_back(variable);
    }
    element.index.push_back(place);
  }
  return element;
}

bool DimProducts::split(const ElementTracer &tracer, ArrayRef<Element> elements,
                        ArrayRef<SmallVector<AffineExpr, 2>> groups) {
  std::optional<std::pair<AffineExpr, Size>> found;
  for (const Element &element : elements)
    for (AffineExpr expr : element.index)
      expr.walk([&](AffineExpr inner) {
        auto binary = dyn_cast<AffineBinaryOpExpr>(inner);
        if (!binary || (inner.getKind() != AffineExprKind::Mod &&
                        inner.getKind() != AffineExprKind::FloorDiv))
          return;
        std::optional<Size> by = tracer.toSize(binary.getRHS());
        AffineExpr variable = binary.getLHS();
        bool isOfResult = llvm::any_of(groups, [&](const auto &group) {
          return llvm::is_contained(group, variable);
        });
        if (by && isOfResult && isa<AffineDimExpr>(variable) &&
            tracer.fullSizeOf(variable).dividedBy(*by))
          found = {variable, *by};
      });
  if (!found)
    return false;
  for (auto [group, dim] : llvm::zip_equal(groups, parts)) {
    const auto *it = llvm::find(group, found->first);
    if (it == group.end())
      continue;
    size_t place = it - group.begin();
    dim[place] = *dim[place].dividedBy(found->second);
    dim.insert(dim.begin() + place + 1, found->second);
    return true;
  }
  return false;
}
