//===- Elements.h - what an element of a tensor is made of ------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// Front ends spell one computation in many ways: named ops or generics, views
// in any order, casts anywhere, parts fused into one body or not. Matching
// spellings one by one does not end. Here an op is seen as what it says about
// one element: "element (i, j) of this tensor is that element of another", or
// "is the product of these two". Views, copies, transposes, broadcasts and
// casts disappear; what is left is arithmetic.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_DIALECT_TRANSFORMS_ELEMENTS_H
#define MLA_LIB_DIALECT_TRANSFORMS_ELEMENTS_H

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/AffineExpr.h"
#include "mlir/IR/Value.h"

#include <optional>

namespace mlir::mla {

/// One element of a tensor at `index`, or (with `body`) a scalar in the body of
/// an op whose loops have the values `index`, or (with neither) a scalar.
struct Element {
  Value value;
  SmallVector<AffineExpr> index;
  Operation *body = nullptr;

  bool isTensor() const { return isa<RankedTensorType>(value.getType()); }
  Operation *op() const { return value.getDefiningOp(); }
  /// The op's operand, seen from the same place.
  Element operand(unsigned i) const {
    return {op()->getOperand(i), index, body};
  }
  bool operator==(const Element &other) const {
    return value == other.value && index == other.index;
  }
  /// Whether a tensor's element is another one for another value of `dim`.
  bool dependsOn(AffineExpr dim) const;
  Element replace(AffineExpr dim, AffineExpr by) const;
};

/// Sum over new dimensions of a product.
struct Contraction {
  Element a, b;
  SmallVector<AffineExpr> reduced;
};

/// Dimensions are free variables with sizes; a tracer makes them and looks
/// through ops.
class ElementTracer {
public:
  explicit ElementTracer(MLIRContext *context) : context(context) {}

  /// A new variable; a size of 1 gives the constant 0.
  AffineExpr newDim(int64_t size);
  /// The size of a variable, or dynamic.
  int64_t sizeOf(AffineExpr dim) const;

  /// An element of a tensor, seen through views, copies and casts.
  Element throughViews(Element element) const;
  /// Further, into bodies of elementwise ops: ends at arithmetic, at a sum, or
  /// at what is known no further.
  Element resolve(Element element) const;

  /// The tensor's element that a scalar is read from, seen through views; not
  /// into what computes that tensor. None if the scalar is computed itself.
  std::optional<Element> asTensor(Element element) const;

  std::optional<double> asConstant(Element element) const;
  /// An integer that is an affine function of the variables.
  std::optional<AffineExpr> asIndex(Element element) const;
  std::optional<Contraction> asContraction(Element element);
  /// Sum or maximum over one new dimension: its input, and the dimension.
  std::optional<std::pair<Element, AffineExpr>> asReduction(Element element,
                                                            bool isSum);

  /// Divisions and remainders, simplified by what is known about sizes.
  AffineExpr simplify(AffineExpr expr) const;

private:
  bool throughView(Element &element) const;
  bool throughCopy(Element &element) const;
  std::optional<SmallVector<AffineExpr>>
  bindLoops(linalg::LinalgOp op, ArrayRef<AffineExpr> index,
            SmallVectorImpl<AffineExpr> *reduced);
  std::optional<SmallVector<AffineExpr>>
  bindParallelLoops(linalg::LinalgOp op, ArrayRef<AffineExpr> index) const;

  MLIRContext *context;
  SmallVector<int64_t> sizes;
};

/// `expr` as a sum of variables with factors; none if it is not one.
struct LinearSum {
  SmallVector<std::pair<AffineExpr, int64_t>> terms;
  int64_t constant = 0;

  /// The factor of a variable, 0 if it does not occur.
  int64_t factorOf(AffineExpr dim) const;
};
std::optional<LinearSum> asLinearSum(AffineExpr expr);

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_TRANSFORMS_ELEMENTS_H
