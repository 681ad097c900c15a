//===- CudaUpload.h - parameters to a GPU -----------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_CUDAUPLOAD_H
#define MLA_LIB_RUNTIME_CUDAUPLOAD_H

#include "CudaGpu.h"
#include "ParameterSource.h"
#include "mla/Runtime/Parameters.h"
#include "mla/Runtime/ThreadPool.h"

namespace mla::runtime::cuda {

/// Parameters in the memory of a GPU, in the order of the description.
struct DeviceParameters {
  std::vector<void *> pointers;
  Memory memory;
};

/// Sends parameters through two windows of pinned memory: while one is on its
/// way, the threads fill the other. The default is large enough that starting a
/// copy costs nothing beside it, and small enough to be pinned anywhere.
Expected<DeviceParameters>
uploadParameters(const Gpu &gpu, const ModelDescription &model,
                 const ParameterSource &source, ThreadPool &threads,
                 const LoadProgress &progress, uint64_t windowBytes = 32 << 20);

} // namespace mla::runtime::cuda

#endif // MLA_LIB_RUNTIME_CUDAUPLOAD_H
