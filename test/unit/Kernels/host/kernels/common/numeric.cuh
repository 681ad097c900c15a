//===- numeric.cuh - a CTA on the host --------------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Stands in for kernels/common/numeric.cuh, so that what the threads of a CTA
// do together runs under the host's compiler: a thread there is one here, and
// what a warp exchanges goes through memory between barriers. Include it after
// all headers that are not the kernels'.
//
//===----------------------------------------------------------------------===//

#pragma once

#include <algorithm>
#include <barrier>
#include <bit>
#include <cmath>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#define __device__
#define __forceinline__ inline
#define __noinline__

using std::max;
using std::min;

struct Dim3 {
  unsigned x;
};
struct float4 {
  float x, y, z, w;
};
inline thread_local Dim3 threadIdx;
inline Dim3 blockDim;

namespace mla::host {
struct Warp {
  std::barrier<> barrier{32};
  uint32_t values[32];
};
inline std::vector<std::unique_ptr<Warp>> warps;
inline std::unique_ptr<std::barrier<>> cta;

/// Runs a function as a CTA of so many threads, a multiple of 32.
template <typename Body> void runCta(int threads, Body body) {
  blockDim.x = threads;
  cta = std::make_unique<std::barrier<>>(threads);
  warps.clear();
  for (int i = 0; i < threads / 32; ++i)
    warps.push_back(std::make_unique<Warp>());
  std::vector<std::thread> all;
  for (int i = 0; i < threads; ++i)
    all.emplace_back([&, i] {
      threadIdx.x = i;
      body();
    });
  for (std::thread &thread : all)
    thread.join();
}

/// Folds what the lanes of the warp have, in their order.
template <typename Fold> uint32_t fold(uint32_t own, Fold combine) {
  Warp &warp = *warps[threadIdx.x / 32];
  warp.values[threadIdx.x % 32] = own;
  warp.barrier.arrive_and_wait();
  uint32_t result = warp.values[0];
  for (int lane = 1; lane < 32; ++lane)
    result = combine(result, warp.values[lane]);
  warp.barrier.arrive_and_wait();
  return result;
}
} // namespace mla::host

inline void __syncthreads() { mla::host::cta->arrive_and_wait(); }
inline void __syncwarp() {
  mla::host::warps[threadIdx.x / 32]->barrier.arrive_and_wait();
}
inline uint32_t __reduce_max_sync(unsigned, uint32_t x) {
  return mla::host::fold(x, [](uint32_t a, uint32_t b) { return max(a, b); });
}
inline uint32_t __reduce_min_sync(unsigned, uint32_t x) {
  return mla::host::fold(x, [](uint32_t a, uint32_t b) { return min(a, b); });
}
inline uint32_t __ballot_sync(unsigned, bool x) {
  return mla::host::fold(x ? 1u << threadIdx.x % 32 : 0,
                         [](uint32_t a, uint32_t b) { return a | b; });
}
inline int __popc(uint32_t x) { return std::popcount(x); }
inline int __ffs(uint32_t x) { return x ? std::countr_zero(x) + 1 : 0; }
inline int __float_as_int(float x) { return std::bit_cast<int>(x); }
inline uint32_t __float_as_uint(float x) { return std::bit_cast<uint32_t>(x); }
inline float __uint_as_float(uint32_t x) { return std::bit_cast<float>(x); }
inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fdividef(float a, float b) { return a / b; }
template <typename T> T __ldcg(const T *p) { return *p; }
inline void atomicOr(uint32_t *p, uint32_t x) { __atomic_fetch_or(p, x, 5); }

namespace mla {
constexpr float kLog2E = 1.4426950408889634f;
inline float exp2Fast(float x) { return std::exp2(x); }
inline float laneSum(float x) {
  return __uint_as_float(
      host::fold(__float_as_uint(x), [](uint32_t a, uint32_t b) {
        return __float_as_uint(__uint_as_float(a) + __uint_as_float(b));
      }));
}
} // namespace mla
