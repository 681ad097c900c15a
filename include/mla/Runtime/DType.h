//===- DType.h - element types of checkpoint tensors ------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_RUNTIME_DTYPE_H
#define MLA_RUNTIME_DTYPE_H

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mla::runtime {

/// The byte-sized element types of the safetensors format.
enum class DType : uint8_t {
  Bool,
  U8,
  I8,
  F8E5M2,
  F8E4M3,
  F8E8M0,
  U16,
  I16,
  F16,
  BF16,
  U32,
  I32,
  F32,
  U64,
  I64,
  F64,
  C64,
};

/// Bytes of one element.
int64_t byteWidth(DType dtype);

/// The name in a safetensors header, such as `BF16`.
std::string_view safetensorsName(DType dtype);
std::optional<DType> parseSafetensorsName(std::string_view name);

/// The name in a model's description, such as `bf16`; only the types that
/// parameters and caches can have are known.
std::optional<DType> parseDescriptionName(std::string_view name);

using Shape = std::vector<int64_t>;

/// The product of all extents, or nothing if it exceeds 2^63 - 1.
std::optional<int64_t> numElements(const Shape &shape);

/// `[2, 3]`.
std::string toString(const Shape &shape);

} // namespace mla::runtime

#endif // MLA_RUNTIME_DTYPE_H
