//===- CPU.h - the pipeline to code for a CPU -------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_PIPELINES_CPU_H
#define MLA_PIPELINES_CPU_H

#include "mlir/Pass/PassManager.h"
#include "mlir/Pass/PassOptions.h"

namespace mlir::mla {

/// Options of `mla-to-cpu`. The shape of tiles follows from the registers of
/// the CPU that code is made for.
struct CPUOptions : public PassPipelineOptions<CPUOptions> {
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
void buildCPUPipeline(OpPassManager &pm, const CPUOptions &options);

/// The part of it that ends with memrefs and vectors, before threads and host
/// code: what tests of generated code look at.
void buildCPUKernelPipeline(OpPassManager &pm, const CPUOptions &options);

/// Registers `mla-to-cpu`.
void registerCPUPipeline();

} // namespace mlir::mla

#endif // MLA_PIPELINES_CPU_H
