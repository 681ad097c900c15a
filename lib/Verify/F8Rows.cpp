//===- F8Rows.cpp - rows of a cache in fp8 --------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "F8Rows.h"

#include <algorithm>
#include <cmath>

using namespace mlir::mla;

/// Values, a scale for each so many of them, the key.
static constexpr int64_t kLatent = 512, kScaled = 128, kScalesAt = 512,
                         kKeyAt = 528, kKey = 64;

void mlir::mla::writeF8Row(llvm::ArrayRef<double> row, void *to) {
  char *bytes = static_cast<char *>(to);
  for (int64_t first = 0; first < kLatent; first += kScaled) {
    double amax = 1e-30;
    for (double value : row.slice(first, kScaled))
      amax = std::fmax(amax, std::abs(value));
    double scale = std::exp2(std::ceil(std::log2(amax / 448)));
    writeElement(Element::F32, scale, bytes + kScalesAt + first / kScaled * 4);
    for (int64_t i = first; i < first + kScaled; ++i)
      writeElement(Element::F8E4M3, row[i] / scale, bytes + i);
  }
  for (int64_t i = 0; i < kKey; ++i)
    writeElement(Element::BF16, row[kLatent + i], bytes + kKeyAt + 2 * i);
}

std::vector<double> mlir::mla::readF8Row(const void *from) {
  const char *bytes = static_cast<const char *>(from);
  std::vector<double> row;
  for (int64_t i = 0; i < kLatent; ++i)
    row.push_back(
        readElement(Element::F8E4M3, bytes + i) *
        readElement(Element::F32, bytes + kScalesAt + i / kScaled * 4));
  for (int64_t i = 0; i < kKey; ++i)
    row.push_back(readElement(Element::BF16, bytes + kKeyAt + 2 * i));
  return row;
}

Array mlir::mla::decodeF8Cache(const Array &bytes) {
  Array cache(Element::F64, {bytes.shape()[0], bytes.shape()[1], kF8Elements});
  int64_t rows = bytes.size() / kF8Bytes;
  for (int64_t r = 0; r < rows; ++r)
    for (auto [i, value] :
         llvm::enumerate(readF8Row(bytes.data() + r * kF8Bytes)))
      cache.set(r * kF8Elements + static_cast<int64_t>(i), value);
  return cache;
}
