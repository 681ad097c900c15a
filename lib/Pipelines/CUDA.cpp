//===- CUDA.cpp - the pipeline to code for a GPU --------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Pipelines/Pipelines.h"

#include "Bufferize.h"

#include "mla/Conversion/Passes.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::mla;

/// Threads of a warp: the lanes of its vectors.
static constexpr int64_t kWarp = 32;

void mlir::mla::buildCUDAKernelPipeline(OpPassManager &pm,
                                        const CUDAPipelineOptions &options) {
  TileAndVectorizePassOptions tile;
  tile.lanes = kWarp;
  tile.simt = true;
  tile.wide = true;
  tile.tensorCores = true;
  // Destinations while an op with parts in one buffer is whole, as on a CPU.
  pm.addPass(bufferization::createEmptyTensorEliminationPass());
  SelectKernelsPassOptions select;
  select.kernels = options.kernels;
  select.chip = options.chip;
  pm.addPass(createSelectKernelsPass(select));
  // What no kernel took.
  pm.addPass(createExpandFusedPass());
  pm.addPass(createExposeRoutingPass());
  // A chain of elementwise ops is one kernel, with the same roundings.
  pm.addPass(createFuseElementwisePass());
  // While a matmul is one op it is seen to be what a destination is made of.
  pm.addPass(bufferization::createEmptyTensorEliminationPass());
  pm.addPass(createTileAndVectorizePass(tile));
  pm.addPass(bufferization::createEmptyTensorEliminationPass());
  LowerCacheOpsPassOptions cache;
  cache.lanes = kWarp;
  cache.simt = true;
  cache.wide = true;
  addBufferization(pm, cache);
}

/// Kernels to the LLVM and NVVM dialects.
static void buildDevicePipeline(OpPassManager &module, bool isEmulated) {
  OpPassManager &pm = module.nest<gpu::GPUModuleOp>();
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  WideAccessesPassOptions wide;
  // The runtime of a CPU does not align parameters.
  wide.aligned = !isEmulated;
  pm.addPass(createWideAccessesPass(wide));
  pm.addPass(createDeviceMathPass());
  pm.addPass(createExpandF8Pass());
  pm.addPass(createConvertVectorToLLVMPass());
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createSCFToControlFlowPass());
  ConvertGpuOpsToNVVMOpsOptions toNVVM;
  toNVVM.hasRedux = true;
  pm.addPass(createConvertGpuOpsToNVVMOps(toNVVM));
  pm.addPass(createReconcileUnrealizedCastsPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
}

void mlir::mla::buildCUDAPipeline(OpPassManager &pm,
                                  const CUDAPipelineOptions &options) {
  buildCUDAKernelPipeline(pm, options);
  PlanArenaPassOptions arena;
  arena.places = options.places;
  pm.addPass(createPlanArenaPass(arena));
  pm.addPass(createVerifyArenaPass());
  pm.addPass(createGpuLaunchesPass());
  buildDevicePipeline(pm, options.format == "emulate");
  EmitHostPassOptions host;
  if (options.format == "emulate") {
    pm.addPass(createEmulateKernelsPass());
  } else {
    DeviceCodePassOptions code;
    code.chip = options.chip;
    code.ptxas = options.ptxas;
    code.format = options.format;
    code.delays = options.delays;
    pm.addPass(createDeviceCodePass(code));
    host.target = options.chip;
  }
  pm.addPass(createEmitHostPass(host));

  // The host's part: addresses and sizes.
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createFinalizeMemRefToLLVMConversionPass());
  pm.addPass(createConvertFuncToLLVMPass());
  pm.addPass(createConvertIndexToLLVMPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
}
