//===- Array.h - tensors as generated code sees them ------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_VERIFY_ARRAY_H
#define MLA_LIB_VERIFY_ARRAY_H

#include "mlir/IR/Types.h"
#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace mlir::mla {

enum class Element { I1, I8, I16, I32, I64, F8E4M3, F16, BF16, F32, F64 };

/// None for types that generated code does not keep in memory.
std::optional<Element> elementOf(Type type);
int64_t byteWidth(Element element);
bool isFloat(Element element);

/// The element at an address, and back, rounded to nearest.
double readElement(Element element, const void *from);
void writeElement(Element element, double value, void *to);

/// A dense array in row-major order; of rank 0 for a scalar.
class Array {
public:
  Array() = default;
  Array(Element element, llvm::ArrayRef<int64_t> shape);

  Element element() const { return type; }
  llvm::ArrayRef<int64_t> shape() const { return extents; }
  int64_t size() const;
  /// Elements of the last dimension, the row that errors are relative to.
  int64_t rowSize() const { return extents.empty() ? 1 : extents.back(); }

  double get(int64_t i) const;
  void set(int64_t i, double value);
  void fill(double value);
  std::byte *data() { return bytes.data(); }
  const std::byte *data() const { return bytes.data(); }

private:
  Element type = Element::F32;
  llvm::SmallVector<int64_t, 4> extents;
  std::vector<std::byte> bytes;
};

} // namespace mlir::mla

#endif // MLA_LIB_VERIFY_ARRAY_H
