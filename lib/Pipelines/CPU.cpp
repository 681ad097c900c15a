//===- CPU.cpp - the pipeline to code for a CPU ---------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Pipelines/Pipelines.h"

#include "Bufferize.h"

#include "mla/Conversion/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Conversion/VectorToSCF/VectorToSCF.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::mla;

/// Rows of a matmul's register tile: all registers but a row of the panel, a
/// broadcast value and one to spare.
static TileAndVectorizePassOptions
tileOptions(const CPUPipelineOptions &options) {
  TileAndVectorizePassOptions tile;
  tile.lanes = options.lanes;
  tile.rows = 6;
  tile.columnVectors = options.registers >= 32 ? 4 : 2;
  return tile;
}

void mlir::mla::buildCPUKernelPipeline(OpPassManager &pm,
                                       const CPUPipelineOptions &options) {
  TileAndVectorizePassOptions tile = tileOptions(options);
  // Before an op with parts in one buffer is taken apart: once there are
  // slices of a new tensor, not all of them are seen to be the destination's.
  pm.addPass(bufferization::createEmptyTensorEliminationPass());
  pm.addPass(createExpandFusedPass());
  pm.addPass(createExposeRoutingPass());
  pm.addPass(createTileAndVectorizePass(tile));
  // Twice: of the two branches of an `scf.if` the first run finds the
  // destination for one, and which one differs from run to run.
  pm.addPass(bufferization::createEmptyTensorEliminationPass());
  pm.addPass(bufferization::createEmptyTensorEliminationPass());
  addBufferization(pm, {tile.lanes, tile.rows, tile.columnVectors});
}

void mlir::mla::buildCPUCodePipeline(OpPassManager &pm,
                                     const CPUPipelineOptions &options) {
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addNestedPass<func::FuncOp>(createConvertVectorToSCFPass(
      VectorTransferToSCFOptions().enableFullUnroll()));
  pm.addPass(createApproximateMathPass());
  pm.addPass(createExpandF8Pass());
  arith::ArithExpandOpsPassOptions expand;
  expand.includeBf16 = true;
  pm.addPass(arith::createArithExpandOpsPass(expand));
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createSCFToControlFlowPass());
  ConvertVectorToLLVMPassOptions vectors;
  vectors.vectorTransposeLowering =
      options.lanes == 16 ? vector::VectorTransposeLowering::Shuffle16x16
                          : vector::VectorTransposeLowering::Shuffle1D;
  vectors.reassociateFPReductions = true;
  // What has no intrinsic is called element by element, while vectors can still
  // be taken apart.
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createConvertMathToLibmPass());
  pm.addPass(createConvertVectorToLLVMPass(vectors));
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createFinalizeMemRefToLLVMConversionPass());
  pm.addPass(createConvertFuncToLLVMPass());
  pm.addPass(createConvertIndexToLLVMPass());
  pm.addPass(createUBToLLVMConversionPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
}

void mlir::mla::buildCPUPipeline(OpPassManager &pm,
                                 const CPUPipelineOptions &options) {
  buildCPUKernelPipeline(pm, options);
  pm.addPass(createPlanArenaPass());
  pm.addPass(createVerifyArenaPass());
  pm.addPass(createParallelLoopsPass());
  pm.addPass(createEmitHostPass());
  buildCPUCodePipeline(pm, options);
}
