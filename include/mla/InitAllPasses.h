//===- InitAllPasses.h - registers all passes of mla ------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_INITALLPASSES_H
#define MLA_INITALLPASSES_H

#include "mla/Conversion/Passes.h"
#include "mla/Dialect/Transforms/Passes.h"
#include "mla/Pipelines/Pipelines.h"

namespace mlir::mla {

/// Registers every pass and pipeline of the project.
inline void registerAllPasses() {
  registerMLATransformsPasses();
  registerMLAConversionPasses();
  registerPipelines();
}

} // namespace mlir::mla

#endif // MLA_INITALLPASSES_H
