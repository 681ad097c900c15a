//===- barrier.cuh - mbarriers, fences, named barriers ---------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Synchronisation: mbarriers, fences, named barriers. One thin function per
// PTX instruction.
//
//===----------------------------------------------------------------------===//

#pragma once

#include <cstdint>

namespace mla::ptx {

__device__ __forceinline__ uint32_t sharedAddress(const void *pointer) {
  return static_cast<uint32_t>(__cvta_generic_to_shared(pointer));
}

__device__ __forceinline__ void mbarrierInit(uint64_t *barrier,
                                             uint32_t arrivals) {
  asm volatile(
      "mbarrier.init.shared::cta.b64 [%0], %1;" ::"r"(sharedAddress(barrier)),
      "r"(arrivals)
      : "memory");
}

/// Makes initialised barriers visible to the async proxy and the cluster.
__device__ __forceinline__ void fenceBarrierInit() {
  asm volatile("fence.mbarrier_init.release.cluster;" ::: "memory");
}

__device__ __forceinline__ void mbarrierArrive(uint64_t *barrier) {
  asm volatile(
      "mbarrier.arrive.shared::cta.b64 _, [%0];" ::"r"(sharedAddress(barrier))
      : "memory");
}

__device__ __forceinline__ void mbarrierArriveExpectTx(uint64_t *barrier,
                                                       uint32_t bytes) {
  asm volatile("mbarrier.arrive.expect_tx.shared::cta.b64 _, [%0], %1;" ::"r"(
                   sharedAddress(barrier)),
               "r"(bytes)
               : "memory");
}

/// Arrives on the barrier at the same offset in another CTA of the cluster.
__device__ __forceinline__ void mbarrierArriveCluster(uint64_t *barrier,
                                                      uint32_t rank) {
  asm volatile("{\n.reg .b32 remote;\n"
               "mapa.shared::cluster.u32 remote, %0, %1;\n"
               "mbarrier.arrive.release.cluster.shared::cluster.b64 _, "
               "[remote];\n}" ::"r"(sharedAddress(barrier)),
               "r"(rank)
               : "memory");
}

__device__ __forceinline__ bool mbarrierTryWait(uint64_t *barrier,
                                                uint32_t parity) {
  uint32_t done;
  asm volatile("{\n.reg .pred p;\n"
               "mbarrier.try_wait.parity.shared::cta.b64 p, [%1], %2;\n"
               "selp.u32 %0, 1, 0, p;\n}"
               : "=r"(done)
               : "r"(sharedAddress(barrier)), "r"(parity)
               : "memory");
  return done;
}

/// Whether it has; never waits (try_wait may, for a while).
__device__ __forceinline__ bool mbarrierTestWait(uint64_t *barrier,
                                                 uint32_t parity) {
  uint32_t done;
  asm volatile("{\n.reg .pred p;\n"
               "mbarrier.test_wait.parity.shared::cta.b64 p, [%1], %2;\n"
               "selp.u32 %0, 1, 0, p;\n}"
               : "=r"(done)
               : "r"(sharedAddress(barrier)), "r"(parity)
               : "memory");
  return done;
}

/// Waits until the phase of the given parity has completed.
__device__ __forceinline__ void mbarrierWait(uint64_t *barrier,
                                             uint32_t parity) {
  while (!mbarrierTryWait(barrier, parity)) {
  }
}

/// Orders ordinary shared-memory accesses before those of the async proxy
/// (bulk copies, wgmma).
__device__ __forceinline__ void fenceProxyAsync() {
  asm volatile("fence.proxy.async.shared::cta;" ::: "memory");
}

__device__ __forceinline__ void namedBarrierSync(int id, int threads) {
  asm volatile("bar.sync %0, %1;" ::"r"(id), "r"(threads) : "memory");
}

__device__ __forceinline__ void namedBarrierArrive(int id, int threads) {
  asm volatile("bar.arrive %0, %1;" ::"r"(id), "r"(threads) : "memory");
}

} // namespace mla::ptx
