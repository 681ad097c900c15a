//===- GpuModel.h - the fake model on a real GPU ----------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What ../Runtime/FakeModel.h computes, in CUDA: hashes of the past that the
// cache holds, so that tokens and logits are exact on any machine.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_TEST_UNIT_CUDA_GPUMODEL_H
#define MLA_TEST_UNIT_CUDA_GPUMODEL_H

#include <stdint.h>

/// The one parameter of every kernel; all pointers are the device's.
struct GpuView {
  int64_t T, B, S, numDecode, numDecodeTokens, stride, pageSize, vocab;
  const int32_t *seqLens, *queryStart, *slots, *positions, *pageTable;
  const int32_t *tokens, *logitRows;
  float *logits, *cache0, *cache1;
  uint64_t *hashes; ///< [T], the arena
};

#endif // MLA_TEST_UNIT_CUDA_GPUMODEL_H
