//===- Bufferize.h - the part that all targets share ------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_PIPELINES_BUFFERIZE_H
#define MLA_LIB_PIPELINES_BUFFERIZE_H

#include "mla/Conversion/Passes.h"

#include "mlir/Pass/PassManager.h"

namespace mlir::mla {

/// From tensors that are tiled to memrefs; then what touches a cache is tiled
/// too, as `cache` says.
void addBufferization(OpPassManager &pm, const LowerCacheOpsPassOptions &cache);

} // namespace mlir::mla

#endif // MLA_LIB_PIPELINES_BUFFERIZE_H
