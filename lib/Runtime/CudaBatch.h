//===- CudaBatch.h - a step's metadata on a GPU -----------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_CUDABATCH_H
#define MLA_LIB_RUNTIME_CUDABATCH_H

#include "CudaGpu.h"
#include "mla/Runtime/BatchBuilder.h"
#include <array>

namespace mla::runtime::cuda {

/// The arrays of a step on the GPU. They travel as one copy, in which those
/// that depend on T alone come first, then those of T and S: so they are at
/// the same place in every step of the same sizes, as captured graphs need.
/// The page table travels only when it changed.
class BatchUpload {
public:
  struct Limits {
    int64_t tokens = 0, sequences = 0;
    int64_t pageTableStride = 0;
  };
  Error create(const Gpu &gpu, const Limits &limits);

  /// Where everything of a step of these sizes is, in `context`.
  void place(const StepSizes &sizes, MlaContextV1 &context) const;
  /// Keys of the sampler, one a logit row; every copy clears them.
  DevicePointer keys(const StepSizes &sizes) const;

  /// Starts the copy and fills `context` in. Of the two steps sent before, the
  /// first must be over.
  Error send(const StepBatch &batch, MlaContextV1 &context);

private:
  struct Offsets {
    uint64_t tokens, positions, slots, logitRows, keys, seqLens, queryStart,
        end;
  };
  static Offsets layout(const StepSizes &sizes);

  const Gpu *gpu = nullptr;
  Limits limits;
  Memory device, table;
  std::array<Memory, 2> staging, tableStaging; ///< used in turn
  size_t turn = 0;
  const StepBatch *tableOwner = nullptr; ///< whose page table is on the GPU
  uint64_t tableVersion = 0;
};

} // namespace mla::runtime::cuda

#endif // MLA_LIB_RUNTIME_CUDABATCH_H
