//===- ArgumentSizes.h - sizes that may differ ------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_VERIFY_ARGUMENTSIZES_H
#define MLA_LIB_VERIFY_ARGUMENTSIZES_H

#include "mlir/Dialect/Func/IR/FuncOps.h"

#include <vector>

namespace mlir::mla {

/// The shapes of a function's arguments (empty for scalars). Sizes that are not
/// static are `rows`; or, with `mayDiffer`, those that need not be equal
/// differ, so that no rewrite may take one for another.
std::vector<std::vector<int64_t>> argumentShapes(func::FuncOp func,
                                                 int64_t rows, bool mayDiffer);

} // namespace mlir::mla

#endif // MLA_LIB_VERIFY_ARGUMENTSIZES_H
