//===- wgmma.cuh - warpgroup matrix instructions ---------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Warpgroup matrix instructions (sm_90a): ordering and descriptors. The
// products themselves are in wgmma_mma.cuh.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/ptx/barrier.cuh"

namespace mla::ptx {

__device__ __forceinline__ void wgmmaFence() {
  asm volatile("wgmma.fence.sync.aligned;" ::: "memory");
}

__device__ __forceinline__ void wgmmaCommit() {
  asm volatile("wgmma.commit_group.sync.aligned;" ::: "memory");
}

template <int kPending> __device__ __forceinline__ void wgmmaWait() {
  asm volatile("wgmma.wait_group.sync.aligned %0;" ::"n"(kPending) : "memory");
}

/// Keeps the compiler from moving uses of accumulators over a wait.
template <int kCount>
__device__ __forceinline__ void wgmmaFenceOperand(float (&registers)[kCount]) {
#pragma unroll
  for (int i = 0; i < kCount; ++i)
    asm volatile("" : "+f"(registers[i])::"memory");
}

/// Shared-memory matrix descriptor, 128-byte swizzle. Offsets in bytes: for a
/// K-major operand stride = bytes between groups of 8 rows (1024 if the tile
/// is 64 elements wide), leading is ignored; for an MN-major operand leading =
/// bytes between 64-element groups along MN, stride = between groups of 8 k.
__device__ __forceinline__ uint64_t matrixDescriptor(uint32_t sharedAddress,
                                                     uint32_t leadingBytes,
                                                     uint32_t strideBytes) {
  uint64_t d = 0;
  d |= static_cast<uint64_t>((sharedAddress & 0x3FFFF) >> 4);
  d |= static_cast<uint64_t>((leadingBytes & 0x3FFFF) >> 4) << 16;
  d |= static_cast<uint64_t>((strideBytes & 0x3FFFF) >> 4) << 32;
  d |= 1ull << 62; // 128-byte swizzle
  return d;
}

} // namespace mla::ptx
