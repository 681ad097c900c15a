//===- launch.cuh - grids, clusters, registers -----------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Grids, clusters, registers: programmatic dependent launch (PDL), cluster
// barriers, register reallocation.
//
// Built with MLA_DELAY_INJECTION (an option of kernels/CMakeLists.txt), some
// warps of some CTAs sleep before they wait, before they let dependents start,
// and right after: then all their stores, the last ones too, come when a
// dependent that does not wait has long read what was there before. Answers
// must stay the same bits.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/ptx/barrier.cuh"

namespace mla::ptx {

#ifdef MLA_DELAY_INJECTION
/// One warp in sixteen, another at each site, sleeps for as long as a few small
/// kernels take.
__device__ __forceinline__ void injectDelay(uint32_t site) {
  constexpr uint32_t nanoseconds = 20000;
  uint32_t warp = (threadIdx.x + blockDim.x * threadIdx.y) / 32;
  uint32_t cta = blockIdx.x + gridDim.x * (blockIdx.y + gridDim.y * blockIdx.z);
  uint32_t hash = (cta * 0x9E3779B9u ^ (warp << 8 | site)) * 0x85EBCA6Bu;
  if ((hash >> 16) % 16 == 0)
    __nanosleep(nanoseconds);
}
#else
__device__ __forceinline__ void injectDelay(uint32_t) {}
#endif

/// Waits until the kernels this one depends on are complete and their writes
/// are visible. Every CTA calls it, unconditionally, before it writes anything
/// or reads what they produce. No effect without the PDL attribute.
__device__ __forceinline__ void gridDependencyWait() {
#if __CUDA_ARCH__ >= 900
  injectDelay(0);
  asm volatile("griddepcontrol.wait;" ::: "memory");
#endif
}

/// Lets dependent kernels start (they still wait for our completion).
__device__ __forceinline__ void gridLaunchDependents() {
#if __CUDA_ARCH__ >= 900
  injectDelay(1);
  asm volatile("griddepcontrol.launch_dependents;" ::: "memory");
  injectDelay(2);
#endif
}

template <int kRegisters> __device__ __forceinline__ void registersIncrease() {
  asm volatile("setmaxnreg.inc.sync.aligned.u32 %0;" ::"n"(kRegisters));
}

template <int kRegisters> __device__ __forceinline__ void registersDecrease() {
  asm volatile("setmaxnreg.dec.sync.aligned.u32 %0;" ::"n"(kRegisters));
}

__device__ __forceinline__ uint32_t clusterRank() {
  uint32_t rank;
  asm volatile("mov.u32 %0, %%cluster_ctarank;" : "=r"(rank));
  return rank;
}

__device__ __forceinline__ void clusterArrive() {
  asm volatile("barrier.cluster.arrive.release.aligned;" ::: "memory");
}

__device__ __forceinline__ void clusterWait() {
  asm volatile("barrier.cluster.wait.acquire.aligned;" ::: "memory");
}

/// The address of the same shared variable in CTA `rank` of the cluster.
__device__ __forceinline__ uint32_t clusterAddress(const void *shared,
                                                   uint32_t rank) {
  uint32_t address;
  asm volatile("mapa.shared::cluster.u32 %0, %1, %2;"
               : "=r"(address)
               : "r"(sharedAddress(shared)), "r"(rank));
  return address;
}

/// 16 bytes of the shared memory of a CTA of the cluster.
__device__ __forceinline__ float4 loadCluster16(uint32_t address) {
  float4 v;
  asm volatile("ld.shared::cluster.v4.f32 {%0, %1, %2, %3}, [%4];"
               : "=f"(v.x), "=f"(v.y), "=f"(v.z), "=f"(v.w)
               : "r"(address)
               : "memory");
  return v;
}

__device__ __forceinline__ void storeCluster8(uint32_t address, uint2 v) {
  asm volatile("st.shared::cluster.v2.u32 [%0], {%1, %2};" ::"r"(address),
               "r"(v.x), "r"(v.y)
               : "memory");
}

/// True in one lane of a converged warp.
__device__ __forceinline__ bool electOne() {
  uint32_t elected;
  asm volatile("{\n.reg .pred p;\nelect.sync _|p, 0xffffffff;\n"
               "selp.u32 %0, 1, 0, p;\n}"
               : "=r"(elected));
  return elected;
}

} // namespace mla::ptx
