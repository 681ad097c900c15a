//===- Sizes.h - sizes of dimensions as products of names -------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

//
// Front ends compute dynamic sizes in many ways: `tensor.dim`, products and
// quotients of 64-bit integers, selects between them, asserts that two are
// equal. Here a size is a constant times some names; a name stands for all
// dimensions that must be equal for the function to be defined.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_DIALECT_TRANSFORMS_SIZES_H
#define MLA_LIB_DIALECT_TRANSFORMS_SIZES_H

#include "mla/Dialect/IR/Dims.h"

#include "mlir/IR/Builders.h"

#include <optional>

namespace mlir::mla {

struct Element;
class ElementTracer;

/// `factor` times the sizes with these names (in order, with repetition).
struct Size {
  int64_t factor = 1;
  SmallVector<unsigned, 2> names;

  static Size constant(int64_t value) { return {value, {}}; }
  bool isConstant() const { return names.empty(); }
  bool isOne() const { return isConstant() && factor == 1; }
  /// The constant, or dynamic.
  int64_t getStatic() const;

  Size operator*(const Size &other) const;
  /// The quotient if it is a size.
  std::optional<Size> dividedBy(const Size &other) const;
  /// Whether this is at most `other`, for all sizes that are at least 1.
  bool isAtMost(const Size &other) const;
  bool operator==(const Size &other) const {
    return factor == other.factor && names == other.names;
  }
};

/// The sizes in one function (or module), with what its operations imply:
/// dimensions that one loop runs over are equal, and so is what is asserted.
class Sizes {
public:
  explicit Sizes(Operation *root);
  MLIRContext *getContext() const { return context; }

  Size of(Value tensor, int64_t dim);
  Size of(OpFoldResult size);
  SmallVector<Size> shapeOf(Value tensor);
  /// A condition on sizes that always or never holds.
  std::optional<bool> isTrue(Value condition);

  /// 0 where a size is 1 and 1 elsewhere, as a name: what the index of a
  /// dimension that may be broadcast is multiplied with.
  Size unlessOne(const Size &size);

  /// The size as an index before `builder`'s place. Constants stay attributes.
  OpFoldResult build(OpBuilder &builder, Location loc, const Size &size);

  /// Replaces sizes that are computed in roundabout ways, and asserts of what
  /// always holds, so that they keep nothing alive.
  void simplify(Operation *root);

private:
  Size raw(Value tensor, int64_t dim);
  Size rawScalar(Value value);
  Size rawShapeElement(Value shape, ArrayRef<int64_t> place);
  std::optional<Size> ofElement(const ElementTracer &tracer,
                                const Element &element);
  Size named(DimRoot root);
  Size substitute(const Size &size) const;
  Value buildName(OpBuilder &builder, Location loc, unsigned name);
  void equate(const Size &a, const Size &b);
  void collect(Operation *op);

  MLIRContext *context;
  llvm::DenseMap<std::pair<Value, int64_t>, Size> known;
  llvm::DenseMap<std::pair<Value, int64_t>, unsigned> names;
  SmallVector<DimRoot> roots;
  /// The names made by `unlessOne`.
  SmallVector<std::pair<Size, unsigned>> unlessOnes;
  /// What a name turned out to be.
  llvm::DenseMap<unsigned, Size> bindings;
};

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_TRANSFORMS_SIZES_H
