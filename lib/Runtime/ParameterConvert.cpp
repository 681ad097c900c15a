//===- ParameterConvert.cpp - element conversions at load -----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Parameters.h"
#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace mla::runtime {

/// Rows and columns that share one scale of a block-scaled fp8 tensor.
static constexpr int64_t scaleBlock = 128;

/// A value of a file, wherever it lies: files need not align their data.
template <typename T> static T loadUnaligned(const std::byte *source) {
  T value;
  std::memcpy(&value, source, sizeof value);
  return value;
}

static float fromBF16(uint16_t bits) {
  return std::bit_cast<float>(uint32_t(bits) << 16);
}

static float fromF16(uint16_t bits) {
  uint32_t sign = uint32_t(bits & 0x8000) << 16;
  uint32_t rest = bits & 0x7fff;
  if (rest >= 0x7c00) // infinity and NaN keep their fraction
    return std::bit_cast<float>(sign | 0x7f800000 | (rest & 0x3ff) << 13);
  if (rest >= 0x400)
    return std::bit_cast<float>(sign | ((rest << 13) + ((127 - 15) << 23)));
  return std::bit_cast<float>(sign |
                              std::bit_cast<uint32_t>(float(rest) * 0x1p-24f));
}

/// Round to nearest even; NaN stays NaN.
static uint16_t toBF16(float value) {
  uint32_t bits = std::bit_cast<uint32_t>(value);
  if (value != value)
    return uint16_t(bits >> 16 | 0x40);
  return uint16_t((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

/// e4m3 as in machine learning: no infinity, and NaN is all ones.
static constexpr float fromF8E4M3(uint8_t bits) {
  int exponent = bits >> 3 & 15, fraction = bits & 7;
  if (exponent == 15 && fraction == 7)
    return __builtin_nanf("");
  float magnitude = exponent == 0 ? float(fraction) * 0x1p-9f
                                  : float(8 + fraction) * 0x1p-10f;
  for (int i = 0; i < exponent; ++i)
    magnitude *= 2;
  return bits & 0x80 ? -magnitude : magnitude;
}

static constexpr std::array<float, 256> f8Values = [] {
  std::array<float, 256> values{};
  for (int i = 0; i < 256; ++i)
    values[i] = fromF8E4M3(uint8_t(i));
  return values;
}();

static void store(float value, float &element) { element = value; }
static void store(float value, uint16_t &element) { element = toBF16(value); }

/// Elements [begin, end), whole rows, times the scale of their block.
template <typename To>
static void dequantise(const ParameterPiece &piece, int64_t begin, int64_t end,
                       To *to) {
  for (int64_t row = begin / piece.columns; row * piece.columns < end; ++row) {
    const std::byte *scales =
        piece.scales + (piece.firstRow + row) / scaleBlock *
                           piece.scaleColumns * int64_t(sizeof(float));
    const std::byte *from = piece.source + row * piece.columns;
    for (int64_t block = 0; block < piece.scaleColumns; ++block) {
      float scale = loadUnaligned<float>(scales + block * sizeof(float));
      int64_t last = std::min((block + 1) * scaleBlock, piece.columns);
      for (int64_t column = block * scaleBlock; column < last; ++column)
        store(f8Values[size_t(from[column])] * scale, *to++);
    }
  }
}

void convertPiece(const ParameterPiece &piece, int64_t begin, int64_t end,
                  std::byte *destination) {
  if (piece.from == DType::F8E4M3) {
    if (piece.to == DType::F32)
      dequantise(piece, begin, end, reinterpret_cast<float *>(destination));
    else
      dequantise(piece, begin, end, reinterpret_cast<uint16_t *>(destination));
    return;
  }
  const std::byte *source = piece.source + begin * byteWidth(piece.from);
  if (piece.from == piece.to) {
    std::memcpy(destination, source, size_t(end - begin) * byteWidth(piece.to));
    return;
  }
  float *to = reinterpret_cast<float *>(destination);
  if (piece.from == DType::BF16)
    for (int64_t i = 0; i < end - begin; ++i)
      to[i] = fromBF16(loadUnaligned<uint16_t>(source + 2 * i));
  else
    for (int64_t i = 0; i < end - begin; ++i)
      to[i] = fromF16(loadUnaligned<uint16_t>(source + 2 * i));
}

} // namespace mla::runtime
