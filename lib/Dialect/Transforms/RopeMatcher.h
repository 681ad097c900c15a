//===- RopeMatcher.h - the steps of matching a rotation ---------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_DIALECT_TRANSFORMS_ROPEMATCHER_H
#define MLA_LIB_DIALECT_TRANSFORMS_ROPEMATCHER_H

#include "RopeMatch.h"

namespace mlir::mla {

/// A signed constant times an element times the cosine or sine of an angle.
struct Product {
  double factor = 1.0;
  std::optional<Element> element;
  /// An unknown one is one of both by its values, one that is passed in is
  /// perhaps none.
  enum { None, Cosine, Sine, Unknown, Passed } kind = None;
  Element trigonometric; ///< the cosine or sine itself
  Element angle;         ///< if the kind is known
};

class RopeMatcher {
public:
  RopeMatcher(ElementTracer &tracer, Sizes &sizes, std::string &reason)
      : tracer(tracer), sizes(sizes), reason(reason) {}

  std::optional<RopeMatch> match(Value result);

private:
  using Products = SmallVector<Product, 2>;
  bool addProducts(Element element, double sign, Products &products);
  bool addComplexPart(Element number, bool isImaginary, double sign,
                      Products &products);
  bool addFactor(Element element, Product &product, unsigned depth);
  std::optional<Element> complexPart(Element number, bool isImaginary);
  bool isNumber(Element element);
  std::optional<Element> asTable(Element element);
  std::optional<int64_t> rowsOf(Element element, AffineExpr row);

  bool orderBySine(Products &products);
  bool matchResult(const Element &out, AffineExpr feature, PairLayout layout);
  bool matchPairs(const Products &a, const Products &b);
  bool matchInput(const Element &a, const Element &b);
  bool matchAngle(Element angle);
  bool matchPosition(Element position);
  bool matchTables(ArrayRef<Element> tables, ArrayRef<double> signs);

  ElementTracer &tracer;
  Sizes &sizes;
  std::string &reason;
  RopeMatch rope;
  SmallVector<SmallVector<AffineExpr, 2>> groups;
  SmallVector<Element> places; ///< of what the last products were made of
  AffineExpr pair;             ///< the variable i of R / 2 pairs
  /// The row of tables that are read at positions, and where it comes from.
  AffineExpr tableRow;
  std::optional<Element> tablePosition;
};

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_TRANSFORMS_ROPEMATCHER_H
