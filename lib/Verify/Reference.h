//===- Reference.h - ops that have no generated code ------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_VERIFY_REFERENCE_H
#define MLA_LIB_VERIFY_REFERENCE_H

#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/IR/BuiltinOps.h"

#include <string>
#include <utility>
#include <vector>

namespace mlir::mla {

/// Functions outside of a module that it calls: names and addresses.
using Symbols = std::vector<std::pair<std::string, void *>>;

/// Replaces each `mla.cached_attention`, which the pass under test may be the
/// one to lower, by a call of a plain implementation in f64. Its batch must be
/// made by `mla.pack_batch`.
LogicalResult callReferences(ModuleOp module, Symbols &declared);

} // namespace mlir::mla

#endif // MLA_LIB_VERIFY_REFERENCE_H
