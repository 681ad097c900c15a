//===- RopeMatch.cpp - rotary embedding, found among its parts ------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// The two numbers of a pair, a and b, become
//
//   a' = a * cos - b * sin        b' = b * cos + a * sin
//
// Each result is taken apart into a signed sum of products, whatever the order
// of its operations (also of complex numbers); then the four products are
// compared. Which elements a pair consists of, before and after, follows from
// their indices.
//
//===----------------------------------------------------------------------===//

#include "RopeMatcher.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cmath>

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// Sums of products
//===----------------------------------------------------------------------===//

std::optional<Element> RopeMatcher::complexPart(Element number,
                                                bool isImaginary) {
  number = tracer.resolve(number);
  if (isa_and_present<complex::CreateOp>(number.op()))
    return number.operand(isImaginary);
  return std::nullopt;
}

/// (a + bi)(c + di) = (ac - bd) + (ad + bc)i
bool RopeMatcher::addComplexPart(Element number, bool isImaginary, double sign,
                                 Products &products) {
  number = tracer.resolve(number);
  if (std::optional<Element> part = complexPart(number, isImaginary))
    return addProducts(*part, sign, products);
  if (!isa_and_present<complex::MulOp>(number.op()))
    return false;
  for (bool first : {false, true}) {
    bool second = first != isImaginary;
    std::optional<Element> x = complexPart(number.operand(0), first),
                           y = complexPart(number.operand(1), second);
    Product product;
    product.factor = first && second ? -sign : sign;
    if (!x || !y || !addFactor(*x, product, 0) || !addFactor(*y, product, 0))
      return false;
    products.push_back(product);
  }
  return true;
}

bool RopeMatcher::addProducts(Element element, double sign,
                              Products &products) {
  element = tracer.resolve(element);
  Operation *op = element.op();
  if (products.size() > 2)
    return false;
  if (isa_and_present<arith::AddFOp, arith::SubFOp>(op))
    return addProducts(element.operand(0), sign, products) &&
           addProducts(element.operand(1),
                       isa<arith::SubFOp>(op) ? -sign : sign, products);
  if (isa_and_present<arith::NegFOp>(op))
    return addProducts(element.operand(0), -sign, products);
  if (isa_and_present<complex::ReOp, complex::ImOp>(op))
    return addComplexPart(element.operand(0), isa<complex::ImOp>(op), sign,
                          products);
  if (!isa_and_present<arith::MulFOp>(op))
    return false;
  Product product;
  product.factor = sign;
  if (!addFactor(element.operand(0), product, 0) ||
      !addFactor(element.operand(1), product, 0))
    return false;
  products.push_back(product);
  return true;
}

bool RopeMatcher::addFactor(Element element, Product &product, unsigned depth) {
  Element value = tracer.resolve(element);
  Operation *op = value.op();
  if (std::optional<double> by = tracer.asConstant(value)) {
    product.factor *= *by;
    return true;
  }
  if (isa_and_present<arith::NegFOp>(op)) {
    product.factor = -product.factor;
    return addFactor(value.operand(0), product, depth + 1);
  }
  if (isa_and_present<math::CosOp, math::SinOp>(op)) {
    if (product.kind != Product::None)
      return false;
    product.kind = isa<math::CosOp>(op) ? Product::Cosine : Product::Sine;
    product.trigonometric = value;
    product.angle = value.operand(0);
    return true;
  }
  // As far as the product goes that has the cosine or sine in it.
  if (isa_and_present<arith::MulFOp>(op) && depth < 4) {
    Product whole = product;
    if (addFactor(value.operand(0), whole, depth + 1) &&
        addFactor(value.operand(1), whole, depth + 1) &&
        whole.kind != product.kind) {
      product = whole;
      return true;
    }
  }
  std::optional<Element> table = isNumber(value) ? value : asTable(value);
  if (product.kind == Product::None && table) {
    product.kind = Product::Unknown;
    product.trigonometric = *table;
    return true;
  }
  std::optional<Element> leaf = tracer.asTensor(element);
  if (!leaf)
    return false;
  if (!product.element) {
    product.element = leaf;
    return true;
  }
  if (product.kind != Product::None)
    return false;
  product.kind = Product::Passed;
  product.trigonometric = *leaf;
  return true;
}

//===----------------------------------------------------------------------===//
// Pairs
//===----------------------------------------------------------------------===//

/// The product with the cosine first.
bool RopeMatcher::orderBySine(Products &products) {
  if (products.size() != 2 || !products[0].element || !products[1].element)
    return false;
  if (products[0].kind == Product::Sine || products[1].kind == Product::Cosine)
    std::swap(products[0], products[1]);
  return products[0].kind != Product::None &&
         products[1].kind != Product::None &&
         products[0].kind != Product::Sine &&
         products[1].kind != Product::Cosine;
}

/// Which dimension of the input holds the pairs, and how.
bool RopeMatcher::matchInput(const Element &a, const Element &b) {
  if (a.value != b.value || !a.isTensor())
    return false;
  int64_t half = std::max<int64_t>(tracer.sizeOf(pair), 1);
  std::optional<unsigned> place;
  AffineExpr zero = getAffineConstantExpr(0, sizes.getContext());
  for (unsigned dim = 0; dim < a.index.size(); ++dim) {
    if (a.index[dim] == b.index[dim])
      continue;
    if (place)
      return false;
    place = dim;
  }
  if (!place)
    return false;
  std::optional<LinearSum> first = asLinearSum(a.index[*place]);
  std::optional<LinearSum> apart =
      asLinearSum(b.index[*place] - a.index[*place]);
  if (!first || !apart || !apart->terms.empty())
    return false;
  int64_t step = half == 1 ? 1 : first->factorOf(pair);
  if (apart->constant == half && step == 1)
    rope.inputLayout = PairLayout::Half;
  else if (apart->constant == 1 && step == 2)
    rope.inputLayout = PairLayout::Interleaved;
  else
    return false;
  rope.input = a;
  rope.input.index[*place] = a.index[*place].replace(pair, zero) + rope.feature;
  return true;
}

/// Whether the products are a rotation by something that is not known: a is in
/// two, b in the two others, and the signs are right.
static bool isRotationByTensors(const Product &ac, const Product &bs,
                                const Product &bc, const Product &as) {
  auto common = [](const Product &x, const Product &y) {
    SmallVector<Element, 2> found;
    for (const Element *one : {&*x.element, &x.trigonometric})
      for (const Element *other : {&*y.element, &y.trigonometric})
        if (*one == *other)
          found.push_back(*one);
    return found;
  };
  for (const Product *product : {&bs, &bc, &as})
    if (product->kind != Product::Passed)
      return false;
  SmallVector<Element, 2> a = common(ac, as), b = common(bs, bc);
  return ac.factor > 0 && bs.factor < 0 && bc.factor > 0 && as.factor > 0 &&
         a.size() == 1 && b.size() == 1 && a[0].value == b[0].value &&
         !(a[0] == b[0]);
}

bool RopeMatcher::matchPairs(const Products &a, const Products &b) {
  auto isClose = [](double x, double y) {
    return std::abs(x - y) <= 1e-6 * std::abs(y);
  };
  const Product &ac = a[0], &bs = a[1], &bc = b[0], &as = b[1];
  double scale = ac.factor;
  if (ac.kind == Product::Passed) {
    if (isRotationByTensors(ac, bs, bc, as))
      reason = "expected cosines and sines of positions times constants, or "
               "constant tables of them, got tensors";
    return false;
  }
  if (!(scale > 0) || !std::isfinite(static_cast<float>(scale)) ||
      !isClose(std::abs(bs.factor), scale) || !isClose(bc.factor, scale) ||
      !isClose(std::abs(as.factor), scale) || !(*ac.element == *as.element) ||
      !(*bc.element == *bs.element) || !matchInput(*ac.element, *bc.element))
    return false;
  rope.scale = scale;
  // The signs of a rotation, unless they are in a table of sines.
  bool areSigned = bs.factor < 0 && as.factor > 0;
  bool areKnown = areSigned && ac.kind == Product::Cosine &&
                  as.kind == Product::Sine &&
                  tracer.isSame(ac.trigonometric, bc.trigonometric) &&
                  tracer.isSame(as.trigonometric, bs.trigonometric) &&
                  tracer.isSame(ac.angle, as.angle);
  if (areKnown && matchAngle(ac.angle))
    return true;
  rope.invFreq.clear();
  rope.positions.reset();
  Element tables[] = {ac.trigonometric, as.trigonometric, bc.trigonometric,
                      bs.trigonometric};
  bool areTables =
      llvm::all_of(tables, [&](Element table) { return isNumber(table); });
  double signs[] = {1.0, as.factor / scale, 1.0, -bs.factor / scale};
  if (areTables && matchTables(tables, signs))
    return true;
  if (!areKnown && !areTables)
    return false;
  reason = "expected angles that are positions times constant frequencies, or "
           "constant tables of their cosines and sines";
  return false;
}

/// Both numbers of a pair of the result as products, if that is what they are.
bool RopeMatcher::matchResult(const Element &out, AffineExpr feature,
                              PairLayout layout) {
  tablePosition.reset();
  tableRow = AffineExpr();
  bool isHalf = layout == PairLayout::Half;
  int64_t half = tracer.sizeOf(feature) / 2;
  AffineExpr first = isHalf ? pair : pair * 2;
  Products a, b;
  if (!addProducts(out.replace(feature, first), 1.0, a) || !orderBySine(a) ||
      !addProducts(out.replace(feature, first + (isHalf ? half : 1)), 1.0, b) ||
      !orderBySine(b))
    return false;
  // Which table is which shows in the signs.
  for (unsigned order = 0; order < 4; ++order) {
    Products x = a, y = b;
    bool swapA = order & 1, swapB = order & 2;
    auto isOpen = [](const Products &products) {
      return products[0].kind == Product::Unknown ||
             products[0].kind == Product::Passed;
    };
    if ((swapA && !isOpen(a)) || (swapB && !isOpen(b)))
      continue;
    if (swapA)
      std::swap(x[0], x[1]);
    if (swapB)
      std::swap(y[0], y[1]);
    places.clear();
    for (const Product &product : {x[0], x[1], y[0], y[1]})
      places.append({*product.element, product.trigonometric});
    rope = RopeMatch();
    rope.resultDims = groups;
    for (const auto &group : groups)
      rope.dims.append(group.begin(), group.end());
    rope.feature = feature;
    rope.resultLayout = layout;
    if (matchPairs(x, y))
      return true;
  }
  return false;
}

std::optional<RopeMatch> RopeMatcher::match(Value result) {
  auto type = dyn_cast<RankedTensorType>(result.getType());
  if (!type || type.getRank() < 2 || !isa<FloatType>(type.getElementType()) ||
      type.isDynamicDim(type.getRank() - 1) || type.getShape().back() < 2 ||
      type.getShape().back() % 2 != 0)
    return std::nullopt;
  // A dynamic dimension that turns out to be 1 would be missing.
  DimProducts shape(sizes.shapeOf(result));
  for (auto [parts, size] : llvm::zip_equal(shape.parts, type.getShape()))
    if (parts.front().isOne() != (size == 1))
      return std::nullopt;
  pair = tracer.newDim(type.getShape().back() / 2);
  for (unsigned attempt = 0; attempt < 4; ++attempt) {
    Element out = shape.elementOf(result, tracer, groups);
    places.clear();
    for (PairLayout layout : {PairLayout::Half, PairLayout::Interleaved})
      if (matchResult(out, groups.back().back(), layout))
        return rope;
    // Tokens and heads may be in one dimension.
    if (!shape.split(tracer, places, groups))
      return std::nullopt;
  }
  return std::nullopt;
}

std::optional<RopeMatch> mlir::mla::matchRope(Value result,
                                              ElementTracer &tracer,
                                              Sizes &sizes,
                                              std::string &reason) {
  return RopeMatcher(tracer, sizes, reason).match(result);
}
