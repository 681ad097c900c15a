//===- Registration.cpp - makes the pipelines known -----------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Registration.h"

#include "mla/Pipelines/Pipelines.h"

using namespace mlir;
using namespace mlir::mla;

void mlir::mla::registerPipelines() {
  registerModulePipeline<OptimizePipelineOptions>(
      "mla-optimize",
      "from an imported model to functions that a graph may capture and "
      "functions that depend on the batch",
      buildOptimizePipeline);
  registerModulePipeline<CPUPipelineOptions>(
      "mla-to-cpu", "from outlined segments to the LLVM dialect, for a CPU",
      buildCPUPipeline);
  registerModulePipeline<CUDAPipelineOptions>(
      "mla-to-cuda", "from outlined segments to the LLVM dialect, for a GPU",
      buildCUDAPipeline);
}
