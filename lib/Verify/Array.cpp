//===- Array.cpp - tensors as generated code sees them --------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Array.h"

#include "mlir/IR/BuiltinTypes.h"
#include "llvm/ADT/APFloat.h"

#include <cmath>
#include <cstring>

using namespace mlir;
using namespace mlir::mla;

std::optional<Element> mlir::mla::elementOf(Type type) {
  if (type.isIndex() || type.isInteger(64))
    return Element::I64;
  if (type.isInteger(32))
    return Element::I32;
  if (type.isInteger(16))
    return Element::I16;
  if (type.isInteger(8))
    return Element::I8;
  if (type.isInteger(1))
    return Element::I1;
  if (isa<Float8E4M3FNType>(type))
    return Element::F8E4M3;
  if (type.isF16())
    return Element::F16;
  if (type.isBF16())
    return Element::BF16;
  if (type.isF32())
    return Element::F32;
  if (type.isF64())
    return Element::F64;
  return std::nullopt;
}

int64_t mlir::mla::byteWidth(Element element) {
  switch (element) {
  case Element::I1:
  case Element::I8:
  case Element::F8E4M3:
    return 1;
  case Element::I16:
  case Element::F16:
  case Element::BF16:
    return 2;
  case Element::I32:
  case Element::F32:
    return 4;
  case Element::I64:
  case Element::F64:
    return 8;
  }
  llvm_unreachable("all elements are listed");
}

bool mlir::mla::isFloat(Element element) { return element >= Element::F8E4M3; }

namespace {
template <typename T> double read(const void *from) {
  T value;
  std::memcpy(&value, from, sizeof(T));
  return static_cast<double>(value);
}
template <typename T> void write(double value, void *to) {
  T typed = static_cast<T>(value);
  std::memcpy(to, &typed, sizeof(T));
}
} // namespace

/// Of the types with 16 bits.
static const llvm::fltSemantics &semanticsOf(Element element) {
  return element == Element::F16 ? llvm::APFloat::IEEEhalf()
                                 : llvm::APFloat::BFloat();
}

/// The bits of a number, rounded to nearest.
static uint64_t bitsOf(double value, const llvm::fltSemantics &semantics) {
  llvm::APFloat rounded(value);
  bool losesInfo;
  rounded.convert(semantics, llvm::APFloat::rmNearestTiesToEven, &losesInfo);
  return rounded.bitcastToAPInt().getZExtValue();
}

double mlir::mla::readElement(Element element, const void *from) {
  switch (element) {
  case Element::I1:
  case Element::I8:
    return read<int8_t>(from);
  case Element::I16:
    return read<int16_t>(from);
  case Element::I32:
    return read<int32_t>(from);
  case Element::I64:
    return read<int64_t>(from);
  case Element::F32:
    return read<float>(from);
  case Element::F64:
    return read<double>(from);
  case Element::F8E4M3: {
    uint8_t bits;
    std::memcpy(&bits, from, sizeof(bits));
    return llvm::APFloat(llvm::APFloat::Float8E4M3FN(), llvm::APInt(8, bits))
        .convertToDouble();
  }
  case Element::F16:
  case Element::BF16: {
    uint16_t bits;
    std::memcpy(&bits, from, sizeof(bits));
    return llvm::APFloat(semanticsOf(element), llvm::APInt(16, bits))
        .convertToDouble();
  }
  }
  llvm_unreachable("all elements are listed");
}

void mlir::mla::writeElement(Element element, double value, void *to) {
  switch (element) {
  case Element::I1:
  case Element::I8:
    return write<int8_t>(value, to);
  case Element::I16:
    return write<int16_t>(value, to);
  case Element::I32:
    return write<int32_t>(value, to);
  case Element::I64:
    return write<int64_t>(value, to);
  case Element::F32:
    return write<float>(value, to);
  case Element::F64:
    return write<double>(value, to);
  case Element::F8E4M3: {
    // Saturates, as the hardware does; NaN stays what it is.
    constexpr double kLargest = 448;
    if (std::abs(value) > kLargest)
      value = std::copysign(kLargest, value);
    auto bits =
        static_cast<uint8_t>(bitsOf(value, llvm::APFloat::Float8E4M3FN()));
    std::memcpy(to, &bits, sizeof(bits));
    return;
  }
  case Element::F16:
  case Element::BF16: {
    auto bits = static_cast<uint16_t>(bitsOf(value, semanticsOf(element)));
    std::memcpy(to, &bits, sizeof(bits));
    return;
  }
  }
  llvm_unreachable("all elements are listed");
}

Array::Array(Element element, llvm::ArrayRef<int64_t> shape)
    : type(element), extents(shape) {
  bytes.resize(size() * byteWidth(type));
}

int64_t Array::size() const {
  int64_t count = 1;
  for (int64_t extent : extents)
    count *= extent;
  return count;
}

double Array::get(int64_t i) const {
  return readElement(type, bytes.data() + i * byteWidth(type));
}

void Array::set(int64_t i, double value) {
  writeElement(type, value, bytes.data() + i * byteWidth(type));
}

void Array::fill(double value) {
  for (int64_t i = 0, count = size(); i < count; ++i)
    set(i, value);
}
