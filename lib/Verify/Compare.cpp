//===- Compare.cpp - what two runs must agree in --------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Compare.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

#include <algorithm>
#include <cmath>

using namespace mlir;
using namespace mlir::mla;

static std::string shapeText(const Array &array) {
  return "[" +
         llvm::join(
             llvm::map_range(array.shape(),
                             [](int64_t size) { return std::to_string(size); }),
             ", ") +
         "]";
}

static std::string indexText(const Array &array, int64_t i) {
  std::string text;
  for (int64_t size : llvm::reverse(array.shape())) {
    text = std::to_string(i % size) + (text.empty() ? "" : ", ") + text;
    i /= size;
  }
  return "[" + text + "]";
}

Difference mlir::mla::compare(const Array &expected, const Array &actual,
                              int64_t rows) {
  if (expected.shape() != actual.shape() ||
      expected.element() != actual.element())
    return {0,
            "expected shape " + shapeText(expected) + ", got " +
                shapeText(actual),
            true};
  int64_t count = expected.size();
  if (!expected.shape().empty() && expected.shape()[0] > 0)
    count = count / expected.shape()[0] * std::min(rows, expected.shape()[0]);
  auto at = [&](int64_t i) {
    return llvm::formatv("expected {0:e4} at {1}, got {2:e4}", expected.get(i),
                         indexText(expected, i), actual.get(i))
        .str();
  };
  double largest = 0;
  for (int64_t i = 0; i < count; ++i) {
    double a = expected.get(i), b = actual.get(i);
    if (std::isnan(a) != std::isnan(b) ||
        (std::isinf(a) || std::isinf(b) ? a != b && !std::isnan(a) : false))
      return {0, at(i), true};
    if (!isFloat(expected.element()) && a != b)
      return {0, at(i), true};
    if (std::isfinite(a))
      largest = std::max(largest, std::abs(a));
  }
  Difference worst;
  int64_t width = std::max<int64_t>(expected.rowSize(), 1);
  for (int64_t row = 0; row < count; row += width) {
    double scale = largest * 1e-3;
    for (int64_t i = row; i < row + width; ++i)
      if (std::isfinite(expected.get(i)))
        scale = std::max(scale, std::abs(expected.get(i)));
    for (int64_t i = row; i < row + width; ++i) {
      double a = expected.get(i), b = actual.get(i);
      if (!std::isfinite(a) || a == b)
        continue;
      // All expected are 0: any error is as large as can be.
      double error = scale > 0 ? std::abs(a - b) / scale : 1.0;
      if (error > worst.error)
        worst = {error, at(i), false};
    }
  }
  return worst;
}
