//===- mma.cuh - warp-level matrix instructions ----------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Warp-level matrix instructions (sm_80 and up). One warp's 16x8x16 product:
// lane l holds rows l/4 and l/4+8; of A columns 2(l%4)+{0,1} and +8; of C
// columns 2(l%4)+{0,1}.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/ptx/barrier.cuh"

#include <cuda_bf16.h>
#include <cuda_fp16.h>

namespace mla::ptx {

/// Four 8x8 matrices; lane l gives the address of row l%8 of matrix l/8.
__device__ __forceinline__ void loadMatrixX4(uint32_t (&d)[4],
                                             uint32_t shared) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0,%1,%2,%3}, [%4];"
               : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3])
               : "r"(shared)
               : "memory");
}

/// Two; lanes 0-15 give the addresses.
__device__ __forceinline__ void loadMatrixX2(uint32_t (&d)[2],
                                             uint32_t shared) {
  asm volatile("ldmatrix.sync.aligned.m8n8.x2.shared.b16 {%0,%1}, [%2];"
               : "=r"(d[0]), "=r"(d[1])
               : "r"(shared)
               : "memory");
}

__device__ __forceinline__ void loadMatrixTransX4(uint32_t (&d)[4],
                                                  uint32_t shared) {
  asm volatile(
      "ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0,%1,%2,%3}, [%4];"
      : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3])
      : "r"(shared)
      : "memory");
}

__device__ __forceinline__ void storeMatrixX4(uint32_t shared, uint32_t d0,
                                              uint32_t d1, uint32_t d2,
                                              uint32_t d3) {
  asm volatile(
      "stmatrix.sync.aligned.m8n8.x4.shared.b16 [%0], {%1,%2,%3,%4};" ::"r"(
          shared),
      "r"(d0), "r"(d1), "r"(d2), "r"(d3)
      : "memory");
}

/// The same, each matrix transposed on its way.
__device__ __forceinline__ void storeMatrixTransX4(uint32_t shared, uint32_t d0,
                                                   uint32_t d1, uint32_t d2,
                                                   uint32_t d3) {
  asm volatile("stmatrix.sync.aligned.m8n8.x4.trans.shared.b16 [%0], "
               "{%1,%2,%3,%4};" ::"r"(shared),
               "r"(d0), "r"(d1), "r"(d2), "r"(d3)
               : "memory");
}

/// c += a b, f32 accumulation.
template <typename T>
__device__ __forceinline__ void mma16816(float (&c)[4], const uint32_t (&a)[4],
                                         uint32_t b0, uint32_t b1);

template <>
__device__ __forceinline__ void
mma16816<__nv_bfloat16>(float (&c)[4], const uint32_t (&a)[4], uint32_t b0,
                        uint32_t b1) {
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 "
               "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
               : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

template <>
__device__ __forceinline__ void mma16816<__half>(float (&c)[4],
                                                 const uint32_t (&a)[4],
                                                 uint32_t b0, uint32_t b1) {
  asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 "
               "{%0,%1,%2,%3}, {%4,%5,%6,%7}, {%8,%9}, {%0,%1,%2,%3};"
               : "+f"(c[0]), "+f"(c[1]), "+f"(c[2]), "+f"(c[3])
               : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b0), "r"(b1));
}

} // namespace mla::ptx
