//===- CudaKernels.h - hand-written kernels of a program --------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_CUDAKERNELS_H
#define MLA_LIB_RUNTIME_CUDAKERNELS_H

#include "CudaGpu.h"
#include "mla/Runtime/ModelDescription.h"

namespace mla::runtime::cuda {

/// Whether the kernels that a program calls are for this GPU, and those it is
/// linked with take what it passes. Generated code is for more GPUs.
Error checkKernels(const Gpu &gpu, const ModelDescription &description);

} // namespace mla::runtime::cuda

#endif // MLA_LIB_RUNTIME_CUDAKERNELS_H
