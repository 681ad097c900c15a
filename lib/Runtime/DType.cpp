//===- DType.cpp - element types of checkpoint tensors --------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/DType.h"
#include <iterator>

namespace mla::runtime {

namespace {
struct DTypeRow {
  DType dtype;
  int64_t bytes;
  std::string_view safetensors;
  std::string_view description; ///< empty: not a type of parameters
};
} // namespace

/// Indexed by DType.
static constexpr DTypeRow rows[] = {
    {DType::Bool, 1, "BOOL", ""},      {DType::U8, 1, "U8", ""},
    {DType::I8, 1, "I8", ""},          {DType::F8E5M2, 1, "F8_E5M2", ""},
    {DType::F8E4M3, 1, "F8_E4M3", ""}, {DType::F8E8M0, 1, "F8_E8M0", ""},
    {DType::U16, 2, "U16", ""},        {DType::I16, 2, "I16", ""},
    {DType::F16, 2, "F16", "f16"},     {DType::BF16, 2, "BF16", "bf16"},
    {DType::U32, 4, "U32", ""},        {DType::I32, 4, "I32", ""},
    {DType::F32, 4, "F32", "f32"},     {DType::U64, 8, "U64", ""},
    {DType::I64, 8, "I64", ""},        {DType::F64, 8, "F64", ""},
    {DType::C64, 8, "C64", ""},
};

int64_t byteWidth(DType dtype) { return rows[size_t(dtype)].bytes; }

std::string_view safetensorsName(DType dtype) {
  return rows[size_t(dtype)].safetensors;
}

std::optional<DType> parseSafetensorsName(std::string_view name) {
  for (const DTypeRow &row : rows)
    if (row.safetensors == name)
      return row.dtype;
  return std::nullopt;
}

std::optional<DType> parseDescriptionName(std::string_view name) {
  for (const DTypeRow &row : rows)
    if (!name.empty() && row.description == name)
      return row.dtype;
  return std::nullopt;
}

std::optional<int64_t> numElements(const Shape &shape) {
  int64_t product = 1;
  bool overflow = false;
  for (int64_t extent : shape) {
    // A zero anywhere makes the tensor empty whatever the rest is.
    if (extent == 0)
      return 0;
    overflow |= __builtin_mul_overflow(product, extent, &product);
  }
  if (overflow)
    return std::nullopt;
  return product;
}

std::string toString(const Shape &shape) {
  std::string text = "[";
  for (int64_t extent : shape) {
    if (text.size() > 1)
      text += ", ";
    text += std::to_string(extent);
  }
  return text + "]";
}

} // namespace mla::runtime
