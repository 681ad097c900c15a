//===- Optimize.cpp - what does not depend on a target --------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Pipelines/Pipelines.h"

#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::mla;

void mlir::mla::buildOptimizePipeline(OpPassManager &manager,
                                      const OptimizePipelineOptions &options) {
  manager.addPass(createRecognizeAttentionPass());
  InsertCachePassOptions insertCache;
  insertCache.function = options.function;
  insertCache.pageSize = options.pageSize;
  manager.addPass(createInsertCachePass(insertCache));
  AbsorbPassOptions absorb;
  absorb.absorb = options.absorb;
  manager.addPass(createAbsorbPass(absorb));
  if (options.fuse)
    manager.addPass(createFusePass());
  manager.addPass(createCSEPass());
  manager.addPass(createFormSegmentsPass());
  manager.addPass(createOutlineSegmentsPass());
  manager.addPass(createExpandBatchPass());
  manager.addPass(createVerifyCachePass());
  manager.addPass(createCheckCachePass());
}
