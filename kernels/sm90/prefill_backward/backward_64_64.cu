//===- backward_64_64.cu ------------------------------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Backward prefill, head sizes up to 64 (q, k) and 64 (v).
//
//===----------------------------------------------------------------------===//

#include "kernels/sm90/prefill_backward/launch.cuh"

MLA_INSTANTIATE_PREFILL_BACKWARD(64, 64)
