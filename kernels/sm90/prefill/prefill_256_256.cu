//===- prefill_256_256.cu -----------------------------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Forward prefill, head sizes up to 256 (q, k) and 256 (v).
//
//===----------------------------------------------------------------------===//

#include "kernels/sm90/prefill/instantiate.cuh"

MLA_INSTANTIATE_PREFILL(256, 256);
