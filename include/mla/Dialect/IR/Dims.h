//===- Dims.h - where sizes come from ---------------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_DIMS_H
#define MLA_DIALECT_IR_DIMS_H

#include "mlir/IR/Value.h"
#include "llvm/ADT/DenseMap.h"

#include <optional>

namespace mlir::mla {

/// What the size of a dimension comes from: a constant, a dimension of a tensor
/// that nothing more is known about (a function's argument, the result of an op
/// without destinations), or a host scalar that was computed somehow.
struct DimRoot {
  Value value;      ///< a tensor, an index, or null for a constant
  int64_t dim = -1; ///< of the tensor; -1 for an index
  int64_t size = 0; ///< the constant

  static DimRoot constant(int64_t size) { return {Value(), -1, size}; }
  static DimRoot of(Value tensor, int64_t dim) { return {tensor, dim, 0}; }
  static DimRoot scalar(Value index) { return {index, -1, 0}; }

  bool isConstant() const { return !value; }
  bool isScalar() const { return value && dim < 0; }
  friend bool operator==(const DimRoot &a, const DimRoot &b) {
    return a.value == b.value && a.dim == b.dim && a.size == b.size;
  }
};

/// Finds the roots of dimensions through destinations, views, branches,
/// segments and dispatches, and `tensor.dim`. Two equal roots are equal sizes;
/// two different roots may be equal too.
class DimAnalysis {
public:
  DimRoot get(Value tensor, int64_t dim);
  DimRoot get(OpFoldResult size);

  /// States the root of a dimension that the analysis cannot see.
  void set(Value tensor, int64_t dim, DimRoot root) {
    roots[{tensor, dim}] = root;
  }

private:
  DimRoot compute(Value tensor, int64_t dim);
  /// Of what one region of an op yields as its result; none if only the inside
  /// of the region knows.
  std::optional<DimRoot> yielded(OpResult result, Region &region, int64_t dim);

  llvm::DenseMap<std::pair<Value, int64_t>, DimRoot> roots;
};

} // namespace mlir::mla

#endif // MLA_DIALECT_IR_DIMS_H
