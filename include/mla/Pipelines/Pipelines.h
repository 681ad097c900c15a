//===- Pipelines.h - the pipelines of the compiler --------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_PIPELINES_PIPELINES_H
#define MLA_PIPELINES_PIPELINES_H

#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"

#include "mlir/Pass/PassOptions.h"

namespace mlir {
class OpPassManager;

namespace mla {

/// Options of `mla-optimize`.
struct OptimizePipelineOptions
    : public PassPipelineOptions<OptimizePipelineOptions> {
  Option<std::string> function{
      *this, "function",
      llvm::cl::desc("the function over one sequence that becomes the step"),
      llvm::cl::init("main")};
  Option<int64_t> pageSize{
      *this, "page-size",
      llvm::cl::desc("tokens a page of a cache holds; -1: max_position"),
      llvm::cl::init(64)};
  Option<AbsorbMode> absorb{
      *this, "absorb", llvm::cl::desc("auto, always or never"),
      llvm::cl::init(AbsorbMode::Auto),
      llvm::cl::values(
          clEnumValN(AbsorbMode::Auto, "auto", "whatever costs less"),
          clEnumValN(AbsorbMode::Always, "always", "absorbed, for all rows"),
          clEnumValN(AbsorbMode::Never, "never",
                     "expanded for the step's own rows"))};
  Option<KVCache> kvCache{
      *this, "kv-cache", llvm::cl::desc("what caches are kept in: auto or fp8"),
      llvm::cl::init(KVCache::Auto),
      llvm::cl::values(
          clEnumValN(KVCache::Auto, "auto", "the type of the activations"),
          clEnumValN(KVCache::FP8, "fp8",
                     "656 bytes a token; latents of 512, keys of 64"))};
  Option<bool> fuse{*this, "fuse",
                    llvm::cl::desc("make the ops that kernels do at once; "
                                   "weights that are joined are copied "
                                   "together at load"),
                    llvm::cl::init(true)};
};

/// The roofline that `mla-absorb` decides by, for `cpu` or a GPU's `sm_…`:
/// published rates of an A100 and an H200, and of one core of a server, as only
/// their ratio counts there.
TargetAttr defaultTarget(MLIRContext &context, llvm::StringRef target);

/// All that does not depend on a target: from an imported model to functions of
/// segments and dispatches (levels 1 to 5 of docs/Pipeline.md).
void buildOptimizePipeline(OpPassManager &manager,
                           const OptimizePipelineOptions &options);

/// Options of `mla-to-cpu`. The shape of tiles follows from the registers of
/// the CPU that code is made for.
struct CPUPipelineOptions : public PassPipelineOptions<CPUPipelineOptions> {
  Option<int64_t> lanes{
      *this, "lanes",
      llvm::cl::desc("f32 elements of a vector: 16 for AVX-512, 8 for AVX2"),
      llvm::cl::init(16)};
  Option<int64_t> registers{
      *this, "registers",
      llvm::cl::desc("vector registers: 32 for AVX-512, 16 for AVX2"),
      llvm::cl::init(32)};
};

/// From outlined segments (docs/Pipeline.md, level 5) to the LLVM dialect.
void buildCPUPipeline(OpPassManager &manager,
                      const CPUPipelineOptions &options);

/// Its parts, for tests of generated code: from ops to memrefs and vectors, and
/// (after threads and host code) from there to the LLVM dialect.
void buildCPUKernelPipeline(OpPassManager &manager,
                            const CPUPipelineOptions &options);
void buildCPUCodePipeline(OpPassManager &manager,
                          const CPUPipelineOptions &options);

/// Options of `mla-to-cuda`.
struct CUDAPipelineOptions : public PassPipelineOptions<CUDAPipelineOptions> {
  Option<std::string> chip{*this, "chip",
                           llvm::cl::desc("the GPU that code is made for"),
                           llvm::cl::init("sm_90a")};
  Option<std::string> ptxas{
      *this, "ptxas",
      llvm::cl::desc("the assembler; empty: found in PATH or the toolkit"),
      llvm::cl::init("")};
  Option<std::string> format{
      *this, "format",
      llvm::cl::desc("bin: code for the chip and PTX; ptx: PTX alone; emulate: "
                     "functions of the host, for tests"),
      llvm::cl::init("bin")};
  Option<std::string> kernels{
      *this, "kernels",
      llvm::cl::desc("hand-written kernels to use: auto, none or a list"),
      llvm::cl::init("auto")};
  // What finds races (docs/CudaRuntime.md): the step must give the same bits.
  Option<std::string> places{
      *this, "places",
      llvm::cl::desc("places in the arena: shared; unique or poisoned for "
                     "tests"),
      llvm::cl::init("shared")};
  Option<bool> delays{
      *this, "delays",
      llvm::cl::desc("for tests: warps of generated kernels sleep"),
      llvm::cl::init(false)};
};

/// From outlined segments to the LLVM dialect, with kernels as images.
void buildCUDAPipeline(OpPassManager &manager,
                       const CUDAPipelineOptions &options);

/// The part of it that ends with memrefs, before kernels are made of loops.
void buildCUDAKernelPipeline(OpPassManager &manager,
                             const CUDAPipelineOptions &options);

/// Makes the pipelines known to command lines and textual pipelines.
void registerPipelines();

} // namespace mla
} // namespace mlir

#endif // MLA_PIPELINES_PIPELINES_H
