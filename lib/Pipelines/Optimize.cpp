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

TargetAttr mlir::mla::defaultTarget(MLIRContext &context, StringRef target) {
  // A file without an op of it has not loaded it.
  context.loadDialect<MLADialect>();
  unsigned sm = 0;
  if (!target.consume_front("sm_") || target.consumeInteger(10, sm))
    return TargetAttr::get(&context, /*gflop_per_s=*/100, /*gbyte_per_s=*/10);
  if (sm < 90)
    return TargetAttr::get(&context, 312'000, 2'000);
  return TargetAttr::get(&context, 989'000, 4'800);
}

void mlir::mla::buildOptimizePipeline(OpPassManager &manager,
                                      const OptimizePipelineOptions &options) {
  manager.addPass(createRecognizeAttentionPass());
  InsertCachePassOptions insertCache;
  insertCache.function = options.function;
  insertCache.pageSize = options.pageSize;
  insertCache.kvCache = options.kvCache;
  manager.addPass(createInsertCachePass(insertCache));
  AbsorbPassOptions absorb;
  absorb.absorb = options.absorb;
  manager.addPass(createAbsorbPass(absorb));
  if (options.fuse)
    manager.addPass(createFusePass());
  manager.addPass(createCSEPass());
  manager.addPass(createSplitPass());
  manager.addPass(createFormSegmentsPass());
  manager.addPass(createVerifySegmentsPass());
  manager.addPass(createOutlineSegmentsPass());
  manager.addPass(createExpandBatchPass());
  manager.addPass(createVerifyCachePass());
  manager.addPass(createCheckCachePass());
}
