//===- PoisonMemory.h - NaN in memory that is dead --------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_CONVERSION_POISONMEMORY_H
#define MLA_LIB_CONVERSION_POISONMEMORY_H

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::mla {

/// Sets every bit of `bytes` bytes, rounded up to 256, from byte `offset` of
/// `memory` (memref<?xi8>): NaN in every float type, -1 as an index. A loop of
/// warps.
void buildPoison(OpBuilder &builder, Location loc, Value memory, int64_t offset,
                 int64_t bytes);

/// The same as a function of the module that a step can call, with the memory
/// as its operand. It is a dispatch: a segment after the last one would be
/// taken for the one that makes the logits.
func::FuncOp getPoisonFunction(ModuleOp module, int64_t bytes);

} // namespace mlir::mla

#endif // MLA_LIB_CONVERSION_POISONMEMORY_H
