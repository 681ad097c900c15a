//===- Calls.h - calls of launchers -----------------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_CONVERSION_KERNELS_CALLS_H
#define MLA_LIB_CONVERSION_KERNELS_CALLS_H

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::mla {

/// Replaces each `mla.kernel_call` of a function, on memrefs, by a call of the
/// kernel's launcher with its struct and the stream of `context` (a pointer to
/// MlaContextV1), unless the int that `status` points to says that something
/// failed before; it gets what the launcher returns. The names of the kernels
/// are collected in the module's attribute `mla.needed_kernels`.
LogicalResult lowerKernelCalls(func::FuncOp func, Value context, Value status,
                               const LLVMTypeConverter &converter);

} // namespace mlir::mla

#endif // MLA_LIB_CONVERSION_KERNELS_CALLS_H
