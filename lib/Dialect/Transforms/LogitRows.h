//===- LogitRows.h - computes only the rows that are asked for --*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_DIALECT_TRANSFORMS_LOGITROWS_H
#define MLA_LIB_DIALECT_TRANSFORMS_LOGITROWS_H

#include "mla/Dialect/IR/Dims.h"

#include "mlir/IR/Builders.h"

namespace mlir::mla {

/// Builds `result[rows]` before the terminator of `result`'s block: operations
/// that lead to `result` and work on each row (of dimension 0) alone are
/// repeated on gathered rows, as far back as nothing else needs all rows.
/// `result` must have a dynamic first dimension, and a terminator as its only
/// user.
Value computeRows(Value result, Value rows, DimAnalysis &dims);

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_TRANSFORMS_LOGITROWS_H
