//===- prefill_64_64.cu -------------------------------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Forward prefill, head sizes up to 64 (q, k) and 64 (v).
//
//===----------------------------------------------------------------------===//

#include "kernels/sm90/prefill/instantiate.cuh"

MLA_INSTANTIATE_PREFILL(64, 64);
