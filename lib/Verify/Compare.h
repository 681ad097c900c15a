//===- Compare.h - what two runs must agree in ------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_VERIFY_COMPARE_H
#define MLA_LIB_VERIFY_COMPARE_H

#include "Array.h"

#include <string>

namespace mlir::mla {

/// The largest error, or why arrays cannot be compared by one number.
struct Difference {
  double error = 0;     ///< relative; see `compare`
  std::string what;     ///< the element it is at; empty if there is no error
  bool isFatal = false; ///< shapes, or positions of NaN and infinities, differ
};

/// Compares the first `rows` rows of the outermost dimension. Where infinities
/// and NaN are must agree. The error of an element is relative to the largest
/// magnitude of its row (the last dimension), so that a wrong row is not hidden
/// by larger ones; rows a thousand times smaller than the largest are measured
/// by that, as they may be what is left of a sum. Integers must be equal.
Difference compare(const Array &expected, const Array &actual, int64_t rows);

} // namespace mlir::mla

#endif // MLA_LIB_VERIFY_COMPARE_H
