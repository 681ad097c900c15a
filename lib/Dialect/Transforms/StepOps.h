//===- StepOps.h - what the ops of a step are -------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_DIALECT_TRANSFORMS_STEPOPS_H
#define MLA_LIB_DIALECT_TRANSFORMS_STEPOPS_H

#include "mla/Dialect/IR/Capture.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::mla {

/// Whether a value is a version of a cache.
bool isCache(Value value);

/// Metadata that stays in the step: what segments take as an operand.
bool staysInStep(Operation *op);

/// Metadata that is put into each region that needs it.
bool isCopiedIntoRegions(Operation *op);

/// The values an op uses, also inside its regions.
SmallVector<Value> usedValues(Operation *op);

/// The class of an op that is no metadata; a diagnostic for what a step may not
/// hold. What touches a cache or uses a scalar of the host is as dependent on
/// the batch as what takes it.
FailureOr<CaptureClass> classifyStepOp(Operation *op);

/// The steps of a module of which no regions were formed yet: what has the
/// attribute `mla.step` or takes a batch, and is not called by others, which
/// rely on its arguments.
SmallVector<func::FuncOp> stepsToForm(ModuleOp module);

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_TRANSFORMS_STEPOPS_H
