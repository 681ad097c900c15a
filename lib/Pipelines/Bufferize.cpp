//===- Bufferize.cpp - the part that all targets share --------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Bufferize.h"

#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::mla;

void mlir::mla::addBufferization(OpPassManager &pm,
                                 const LowerCacheOpsPassOptions &cache) {
  bufferization::OneShotBufferizePassOptions bufferize;
  bufferize.bufferizeFunctionBoundaries = true;
  bufferize.functionBoundaryTypeConversion =
      bufferization::LayoutMapOption::IdentityLayoutMap;
  bufferize.useEncodingForMemorySpace = true;
  pm.addPass(bufferization::createOneShotBufferizePass(bufferize));
  // Branches that give the same buffer on both sides fold, so that it is seen
  // to be the destination.
  pm.addPass(createCanonicalizerPass());
  pm.addPass(bufferization::createDropEquivalentBufferResultsPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  // Copies of a buffer onto itself show once equal views are one value.
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createLowerCacheOpsPass(cache));
  pm.addPass(createCanonicalizerPass());
}
