//===- copy.cuh - cp.async, bulk and tensor copies -------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Copies: cp.async (sm_80), bulk and tensor copies (sm_90).
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/ptx/barrier.cuh"

namespace mla::ptx {

//===-- sm_80 -------------------------------------------------------------===//

/// L2 eviction priorities, as createpolicy would encode them.
enum class CacheHint : uint64_t {
  Normal = 0x1000000000000000ull,
  EvictFirst = 0x12F0000000000000ull,
  EvictLast = 0x14F0000000000000ull
};

__device__ __forceinline__ void storeShared16(uint32_t shared, uint4 v) {
  asm volatile("st.shared.v4.b32 [%0], {%1, %2, %3, %4};" ::"r"(shared),
               "r"(v.x), "r"(v.y), "r"(v.z), "r"(v.w)
               : "memory");
}

__device__ __forceinline__ void storeShared4(uint32_t shared, uint32_t v) {
  asm volatile("st.shared.b32 [%0], %1;" ::"r"(shared), "r"(v) : "memory");
}

__device__ __forceinline__ uint4 loadShared16(uint32_t shared) {
  uint4 v;
  asm volatile("ld.shared.v4.b32 {%0, %1, %2, %3}, [%4];"
               : "=r"(v.x), "=r"(v.y), "=r"(v.z), "=r"(v.w)
               : "r"(shared)
               : "memory");
  return v;
}

/// 16 bytes global to shared; zeros if not `valid` (nothing is read then).
__device__ __forceinline__ void cpAsync16(void *shared, const void *global,
                                          bool valid) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(
                   sharedAddress(shared)),
               "l"(global), "r"(valid ? 16 : 0)
               : "memory");
}

/// The same from a shared-memory address, with the bytes to read: 16 or 0.
__device__ __forceinline__ void cpAsync16(uint32_t shared, const void *global,
                                          int bytes) {
  asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(shared),
               "l"(global), "r"(bytes)
               : "memory");
}

__device__ __forceinline__ void cpAsync16(uint32_t shared, const void *global,
                                          int bytes, CacheHint hint) {
  asm volatile("cp.async.cg.shared.global.L2::cache_hint [%0], [%1], 16, %2, "
               "%3;" ::"r"(shared),
               "l"(global), "r"(bytes), "l"(static_cast<uint64_t>(hint))
               : "memory");
}

__device__ __forceinline__ void cpAsyncCommit() {
  asm volatile("cp.async.commit_group;" ::: "memory");
}

template <int kPending> __device__ __forceinline__ void cpAsyncWait() {
  asm volatile("cp.async.wait_group %0;" ::"n"(kPending) : "memory");
}

/// Arrives on `barrier` once all cp.async of this thread are complete. The
/// barrier's count includes one such arrival per thread.
__device__ __forceinline__ void cpAsyncArrive(uint64_t *barrier) {
  asm volatile("cp.async.mbarrier.arrive.noinc.shared.b64 [%0];" ::"r"(
                   sharedAddress(barrier))
               : "memory");
}

//===-- sm_90 -------------------------------------------------------------===//

/// Contiguous bytes (a multiple of 16, both ends 16-byte aligned), completing
/// on `barrier`.
__device__ __forceinline__ void bulkCopyG2S(void *shared, const void *global,
                                            uint32_t bytes, uint64_t *barrier) {
  asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::"
               "bytes [%0], [%1], %2, [%3];" ::"r"(sharedAddress(shared)),
               "l"(global), "r"(bytes), "r"(sharedAddress(barrier))
               : "memory");
}

__device__ __forceinline__ void bulkCopyG2S(void *shared, const void *global,
                                            uint32_t bytes, uint64_t *barrier,
                                            CacheHint hint) {
  asm volatile("cp.async.bulk.shared::cluster.global.mbarrier::complete_tx::"
               "bytes.L2::cache_hint [%0], [%1], %2, [%3], %4;" ::"r"(
                   sharedAddress(shared)),
               "l"(global), "r"(bytes), "r"(sharedAddress(barrier)),
               "l"(static_cast<uint64_t>(hint))
               : "memory");
}

/// Asks L2 to hold these bytes (16-byte aligned, a multiple of 16).
__device__ __forceinline__ void bulkPrefetchL2(const void *global,
                                               uint32_t bytes) {
  asm volatile("cp.async.bulk.prefetch.L2.global [%0], %1;" ::"l"(global),
               "r"(bytes)
               : "memory");
}

__device__ __forceinline__ void prefetchTensorMap(const void *map) {
  asm volatile("prefetch.tensormap [%0];" ::"l"(map) : "memory");
}

__device__ __forceinline__ void tensorCopyG2S(void *shared, const void *map,
                                              uint64_t *barrier, int c0,
                                              int c1) {
  asm volatile("cp.async.bulk.tensor.2d.shared::cluster.global.tile.mbarrier::"
               "complete_tx::bytes [%0], [%1, {%3, %4}], [%2];" ::"r"(
                   sharedAddress(shared)),
               "l"(map), "r"(sharedAddress(barrier)), "r"(c0), "r"(c1)
               : "memory");
}

__device__ __forceinline__ void tensorCopyG2S(void *shared, const void *map,
                                              uint64_t *barrier, int c0, int c1,
                                              int c2) {
  asm volatile("cp.async.bulk.tensor.3d.shared::cluster.global.tile.mbarrier::"
               "complete_tx::bytes [%0], [%1, {%3, %4, %5}], [%2];" ::"r"(
                   sharedAddress(shared)),
               "l"(map), "r"(sharedAddress(barrier)), "r"(c0), "r"(c1), "r"(c2)
               : "memory");
}

__device__ __forceinline__ void tensorCopyG2S(void *shared, const void *map,
                                              uint64_t *barrier, int c0, int c1,
                                              int c2, int c3) {
  asm volatile("cp.async.bulk.tensor.4d.shared::cluster.global.tile.mbarrier::"
               "complete_tx::bytes [%0], [%1, {%3, %4, %5, %6}], [%2];" ::"r"(
                   sharedAddress(shared)),
               "l"(map), "r"(sharedAddress(barrier)), "r"(c0), "r"(c1), "r"(c2),
               "r"(c3)
               : "memory");
}

__device__ __forceinline__ void tensorCopyG2S(void *shared, const void *map,
                                              uint64_t *barrier, int c0, int c1,
                                              int c2, int c3, CacheHint hint) {
  asm volatile("cp.async.bulk.tensor.4d.shared::cluster.global.tile.mbarrier::"
               "complete_tx::bytes.L2::cache_hint [%0], [%1, {%3, %4, %5, %6}],"
               " [%2], %7;" ::"r"(sharedAddress(shared)),
               "l"(map), "r"(sharedAddress(barrier)), "r"(c0), "r"(c1), "r"(c2),
               "r"(c3), "l"(static_cast<uint64_t>(hint))
               : "memory");
}

__device__ __forceinline__ void tensorCopyS2G(const void *map,
                                              const void *shared, int c0,
                                              int c1, int c2, int c3) {
  asm volatile("cp.async.bulk.tensor.4d.global.shared::cta.tile.bulk_group "
               "[%0, {%2, %3, %4, %5}], [%1];" ::"l"(map),
               "r"(sharedAddress(shared)), "r"(c0), "r"(c1), "r"(c2), "r"(c3)
               : "memory");
}

__device__ __forceinline__ void bulkCopyS2G(void *global, const void *shared,
                                            uint32_t bytes) {
  asm volatile(
      "cp.async.bulk.global.shared::cta.bulk_group [%0], [%1], %2;" ::"l"(
          global),
      "r"(sharedAddress(shared)), "r"(bytes)
      : "memory");
}

/// global[i] += shared[i], i32.
__device__ __forceinline__ void
bulkReduceAddS32(void *global, const void *shared, uint32_t bytes) {
  asm volatile("cp.reduce.async.bulk.global.shared::cta.bulk_group.add.s32 "
               "[%0], [%1], %2;" ::"l"(global),
               "r"(sharedAddress(shared)), "r"(bytes)
               : "memory");
}

__device__ __forceinline__ void bulkCommit() {
  asm volatile("cp.async.bulk.commit_group;" ::: "memory");
}

/// Waits until all but `kPending` groups have *read* their shared memory.
template <int kPending> __device__ __forceinline__ void bulkWaitRead() {
  asm volatile("cp.async.bulk.wait_group.read %0;" ::"n"(kPending) : "memory");
}

template <int kPending> __device__ __forceinline__ void bulkWait() {
  asm volatile("cp.async.bulk.wait_group %0;" ::"n"(kPending) : "memory");
}

} // namespace mla::ptx
