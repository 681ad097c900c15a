//===- Descriptor.h - memrefs of generated code -----------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_VERIFY_DESCRIPTOR_H
#define MLA_LIB_VERIFY_DESCRIPTOR_H

#include "Array.h"

namespace mlir::mla {

/// What MLIR passes for a memref: two pointers, the offset, sizes, strides.
struct Descriptor {
  std::vector<int64_t> words;

  Descriptor(int64_t rank, const void *from)
      : words(static_cast<const int64_t *>(from),
              static_cast<const int64_t *>(from) + 3 + 2 * rank) {}
  explicit Descriptor(Array &array) : words(3 + 2 * array.shape().size()) {
    words[0] = words[1] = reinterpret_cast<int64_t>(array.data());
    int64_t stride = 1;
    for (int64_t dim = rank() - 1; dim >= 0; --dim) {
      words[3 + dim] = array.shape()[dim];
      words[3 + rank() + dim] = stride;
      stride *= array.shape()[dim];
    }
  }

  int64_t rank() const { return (words.size() - 3) / 2; }
  llvm::ArrayRef<int64_t> sizes() const {
    return llvm::ArrayRef(words).slice(3, rank());
  }
  int64_t count() const {
    int64_t product = 1;
    for (int64_t size : sizes())
      product *= size;
    return product;
  }
  /// The address of an element.
  char *address(llvm::ArrayRef<int64_t> indices, int64_t bytesOfElement) const {
    int64_t place = words[2];
    for (int64_t dim = 0; dim < rank(); ++dim)
      place += indices[dim] * words[3 + rank() + dim];
    return reinterpret_cast<char *>(words[1]) + place * bytesOfElement;
  }
  /// The address of the i-th element in row-major order.
  char *address(int64_t i, int64_t bytesOfElement) const {
    llvm::SmallVector<int64_t, 4> indices(rank());
    for (int64_t dim = rank() - 1; dim >= 0; --dim) {
      indices[dim] = i % words[3 + dim];
      i /= words[3 + dim];
    }
    return address(indices, bytesOfElement);
  }
};

} // namespace mlir::mla

#endif // MLA_LIB_VERIFY_DESCRIPTOR_H
