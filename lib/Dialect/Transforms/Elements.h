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

#include "Sizes.h"

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

/// Sum over new dimensions of a product. Its factors are tensors, or computed
/// in the body of the op that sums.
struct Contraction {
  Element a, b;
  SmallVector<AffineExpr> reduced;
};

/// Dimensions are free variables with sizes; a tracer makes them and looks
/// through ops. Sizes that are not constant occur in indices as symbols.
class ElementTracer {
public:
  ElementTracer(MLIRContext *context, Sizes &sizes)
      : context(context), sizes(sizes) {}

  /// A new variable; a size of 1 gives the constant 0.
  AffineExpr newDim(const Size &size);
  AffineExpr newDim(int64_t size) { return newDim(Size::constant(size)); }
  /// The size of a variable, or dynamic.
  int64_t sizeOf(AffineExpr dim) const { return fullSizeOf(dim).getStatic(); }
  Size fullSizeOf(AffineExpr dim) const;
  /// The element of a tensor at new variables.
  Element elementOf(Value tensor);

  /// An element of a tensor, seen through views, copies and casts.
  Element throughViews(Element element) const;
  /// Further, into bodies of elementwise ops: ends at arithmetic, at a sum, or
  /// at what is known no further.
  Element resolve(Element element) const;

  /// The tensor's element that a scalar is read from, seen through views; not
  /// into what computes that tensor. None if the scalar is computed itself.
  std::optional<Element> asTensor(Element element) const;

  std::optional<double> asConstant(Element element) const;
  /// The value for given values of the variables, if nothing else is needed.
  std::optional<double> evaluate(Element element,
                                 ArrayRef<std::pair<AffineExpr, int64_t>> at);
  /// An integer that is an affine function of the variables.
  std::optional<AffineExpr> asIndex(Element element) const;
  /// A condition that always or never holds.
  std::optional<bool> asCondition(Element element) const;
  std::optional<Contraction> asContraction(Element element);
  /// Sum or maximum over one new dimension: its input, and the dimension.
  std::optional<std::pair<Element, AffineExpr>> asReduction(Element element,
                                                            bool isSum);
  /// Whether all, or any, of a row of conditions hold, as `asReduction`.
  std::optional<std::pair<Element, AffineExpr>> asAll(Element element);
  std::optional<std::pair<Element, AffineExpr>> asAny(Element element);

  /// A value of `d` where the element starts to come from another part (of a
  /// concatenation, an inserted slice, a branch); none if it is of one part.
  std::optional<int64_t> findCut(Element element, AffineExpr d) const;
  /// Whether the element may be another one for another value of `dim`.
  bool varies(Element element, AffineExpr dim) const;

  /// Whether two elements are computed in the same way from the same ones.
  bool isSame(Element a, Element b) const;

  /// Divisions and remainders, simplified by what is known about sizes.
  AffineExpr simplify(AffineExpr expr) const;
  AffineExpr toExpr(const Size &size) const;
  std::optional<Size> toSize(AffineExpr expr) const;
  /// The least and the greatest value.
  std::optional<std::pair<int64_t, int64_t>> rangeOf(AffineExpr expr) const;

private:
  bool throughView(Element &element) const;
  bool throughReshape(Element &element, Value source,
                      ArrayRef<Size> resultSizes) const;
  bool throughPart(Element &element) const;
  bool throughScalar(Element &element) const;
  bool enterBody(Element &element) const;
  bool throughCopy(Element &element) const;
  std::optional<SmallVector<AffineExpr>>
  bindLoops(linalg::LinalgOp op, ArrayRef<AffineExpr> index,
            SmallVectorImpl<AffineExpr> *reduced);
  std::optional<SmallVector<AffineExpr>>
  bindParallelLoops(linalg::LinalgOp op, ArrayRef<AffineExpr> index) const;
  std::optional<std::pair<Element, AffineExpr>>
  reductionOf(Element element, function_ref<Value(linalg::LinalgOp)> combined);
  std::optional<double> valueOf(Element element);

  MLIRContext *context;
  Sizes &sizes;
  SmallVector<Size> dims;
};

/// The dimensions of a result as products of variables, outermost first: one
/// may hold sequences and heads. Which do is found on the way.
struct DimProducts {
  SmallVector<SmallVector<Size, 2>> parts;

  explicit DimProducts(ArrayRef<Size> shape);
  /// The element at new variables.
  Element elementOf(Value result, ElementTracer &tracer,
                    SmallVectorImpl<SmallVector<AffineExpr, 2>> &groups) const;
  /// Splits a dimension whose variable is divided by a size in an element's
  /// place; fails if there is none.
  bool split(const ElementTracer &tracer, ArrayRef<Element> elements,
             ArrayRef<SmallVector<AffineExpr, 2>> groups);
};

/// `expr` as a sum of variables with factors; none if it is not one.
struct LinearSum {
  SmallVector<std::pair<AffineExpr, int64_t>> terms;
  int64_t constant = 0;

  /// The factor of a variable, 0 if it does not occur.
  int64_t factorOf(AffineExpr dim) const;
};
std::optional<LinearSum> asLinearSum(AffineExpr expr);

/// `expr` as variables (or what cannot be taken apart) times sizes, plus a
/// constant.
struct SizedSum {
  SmallVector<std::pair<AffineExpr, Size>> terms;
  int64_t constant = 0;

  void add(AffineExpr expr, const Size &factor);
};
SizedSum asSizedSum(AffineExpr expr);

/// A value without conversions between floating-point types.
Value withoutCasts(Value value);

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_TRANSFORMS_ELEMENTS_H
