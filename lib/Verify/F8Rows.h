//===- F8Rows.h - rows of a cache in fp8 ------------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_VERIFY_F8ROWS_H
#define MLA_LIB_VERIFY_F8ROWS_H

#include "Array.h"

namespace mlir::mla {

/// Of storage fp8_656: elements of a row, `[c_kv | k_rope]`, and its bytes.
constexpr int64_t kF8Elements = 512 + 64, kF8Bytes = 656;

/// Rounds a row of `kF8Elements` as the storage does, apart from the compiler's
/// own code: in f64, by the definition of mla.quantize.
void writeF8Row(llvm::ArrayRef<double> row, void *to);
std::vector<double> readF8Row(const void *from);

/// A cache of bytes as the elements that attention sees, in f64.
Array decodeF8Cache(const Array &bytes);

} // namespace mlir::mla

#endif // MLA_LIB_VERIFY_F8ROWS_H
