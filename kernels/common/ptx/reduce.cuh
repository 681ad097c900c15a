//===- reduce.cuh - reductions and flags in global memory ------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Reductions in global memory.
//
//===----------------------------------------------------------------------===//

#pragma once

#include <cstdint>

namespace mla::ptx {

/// global[0..3] += x, 16-byte aligned (sm_90).
__device__ __forceinline__ void reduceAddF32x4(float *global, float x0,
                                               float x1, float x2, float x3) {
  asm volatile(
      "red.relaxed.gpu.global.add.v4.f32 [%0], {%1, %2, %3, %4};" ::"l"(global),
      "f"(x0), "f"(x1), "f"(x2), "f"(x3)
      : "memory");
}

} // namespace mla::ptx
