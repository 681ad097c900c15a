//===- Materialize.h - tensors of elements ----------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_DIALECT_TRANSFORMS_MATERIALIZE_H
#define MLA_LIB_DIALECT_TRANSFORMS_MATERIALIZE_H

#include "Elements.h"

namespace mlir::mla {

/// Makes tensors of elements over variables: the way back from what
/// `ElementTracer` found.
class Materializer {
public:
  Materializer(OpBuilder &builder, Location loc, const ElementTracer &tracer,
               Sizes &sizes)
      : builder(builder), loc(loc), tracer(tracer), sizes(sizes) {}

  /// The tensor of an element over some variables (constants: size 1), as
  /// reshape, slice and transpose of the element's tensor if that is enough,
  /// else element by element.
  Value materialize(const Element &element, ArrayRef<AffineExpr> dims);

  /// False if some size has no value before the place of insertion. Then what
  /// was built has no meaning: `discard` it.
  bool isComplete() const { return complete; }
  /// Erases all that stands between two operations of a block (null: its
  /// beginning).
  static void discard(Operation *after, Operation *before);

  OpFoldResult sizeOf(AffineExpr dim);
  SmallVector<OpFoldResult> sizesOf(ArrayRef<AffineExpr> dims);
  Value empty(ArrayRef<AffineExpr> dims, Type elementType);
  /// The same tensor with dimensions of size 1 where `type` has them, and as
  /// static as `type` is.
  Value withUnitDims(Value tensor, RankedTensorType type);
  /// A copy in which result dimension i is dimension `map(i)` of the source.
  Value permuted(Value source, AffineMap map, ArrayRef<AffineExpr> dims);

private:
  OpFoldResult build(const Size &size);
  Value viewOf(Element element, ArrayRef<AffineExpr> dims);
  void splitDim(Element &element, unsigned dim, const Size &minorSize,
                AffineExpr major, AffineExpr minor);
  Value copyOf(const Element &element, ArrayRef<AffineExpr> dims);
  /// With variables as loops and sizes as symbols, which it collects.
  AffineExpr overLoops(AffineExpr expr, ArrayRef<AffineExpr> dims,
                       SmallVectorImpl<Value> &symbols);
  void collectSymbols(Element element, ArrayRef<AffineExpr> dims,
                      SmallVectorImpl<Value> &symbols);
  Value emit(OpBuilder &body, Element element, ArrayRef<AffineExpr> dims,
             ValueRange loops, SmallVectorImpl<Value> &symbols);

  OpBuilder &builder;
  Location loc;
  const ElementTracer &tracer;
  Sizes &sizes;
  bool complete = true;
};

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_TRANSFORMS_MATERIALIZE_H
