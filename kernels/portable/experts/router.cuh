//===- router.cuh - experts_small: norm and router logits ------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// All latency and hardly any bytes. A CTA has one token and a share of the
// experts, a thread every 256th chunk of 8 of the hidden size. Router weights
// are in shared memory before the PDL wait.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/portable/experts/args.cuh"

namespace mla::experts {
namespace {

/// Experts that a CTA has in shared memory at a time.
inline int routerRows(int hidden) {
  return hidden <= 4096 ? 8 : hidden <= 12288 ? 3 : 1;
}
inline int routerSharedBytes(int hidden) {
  int rows = routerRows(hidden);
  return (rows + 2) * hidden * 2 + (rows * stream::kThreads + 8) * 4;
}

template <typename T>
__device__ __forceinline__ float dotPair(uint32_t a, uint32_t b) {
  float2 x = unpackPair<T>(a), y = unpackPair<T>(b);
  return x.x * y.x + x.y * y.y;
}

/// x = norm(token t), each thread its own chunks; stored in `normed` too.
template <typename T>
__device__ __forceinline__ void normalizeRow(const SmallArgs &a, int t,
                                             bool store, const T *scale, T *x,
                                             float *parts) {
  constexpr int kStep = stream::kThreads * 8;
  const int H = a.p.hidden, first = threadIdx.x * 8;
  const T *token = static_cast<const T *>(a.p.x) + t * a.p.x_stride;
  float squares = 0;
#pragma unroll 1
  for (int k = first; k < H; k += kStep) {
    uint32_t v[4];
    stream::loadActivations(v, token + k);
    *reinterpret_cast<uint4 *>(x + k) = make_uint4(v[0], v[1], v[2], v[3]);
    squares += dotPair<T>(v[0], v[0]) + dotPair<T>(v[1], v[1]) +
               (dotPair<T>(v[2], v[2]) + dotPair<T>(v[3], v[3]));
  }
  squares = laneSum(squares);
  if (threadIdx.x % 32 == 0)
    parts[threadIdx.x / 32] = squares;
  ptx::cpAsyncCommit();
  ptx::cpAsyncWait<0>(); // scale
  __syncthreads();
  squares = 0;
#pragma unroll
  for (int w = 0; w < stream::kWarps; ++w)
    squares += parts[w];
  const float factor = rsqrtf(__fdividef(squares, H) + a.p.eps);
#pragma unroll 1
  for (int k = first; k < H; k += kStep) {
    const uint4 v = *reinterpret_cast<const uint4 *>(x + k);
    uint32_t y[4] = {v.x, v.y, v.z, v.w};
    stream::normalize<T>(y, scale + k, factor);
    const uint4 all = make_uint4(y[0], y[1], y[2], y[3]);
    *reinterpret_cast<uint4 *>(x + k) = all;
    if (store)
      *reinterpret_cast<uint4 *>(static_cast<T *>(a.normed) + int64_t(t) * H +
                                 k) = all;
  }
}

template <typename T>
__global__ void __launch_bounds__(stream::kThreads, 2)
    routerKernel(const __grid_constant__ SmallArgs a) {
  using stream::kThreads;
  extern __shared__ __align__(128) char memory[];
  // The next kernel reads nothing early that one ahead of this one writes.
  ptx::gridLaunchDependents();
  const MlaExpertsParams &p = a.p;
  const int H = p.hidden, first = threadIdx.x * 8;
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  constexpr int kStep = kThreads * 8;
  T *scale = reinterpret_cast<T *>(memory); // [H]
  T *x = scale + H;                         // [H]: the row, then normalised
  T *rows = x + H;                          // [atOnce, H]
  float *parts = reinterpret_cast<float *>(rows + a.routerRows * H);
  float *dots = parts + 8; // [atOnce, threads]

  // CTAs i, i + T, … have token i.
  const int start = blockIdx.x % p.num_tokens;
  const stream::Range mine =
      stream::evenPart(p.num_experts, blockIdx.x / p.num_tokens,
                       (gridDim.x - 1 - start) / p.num_tokens + 1);
  auto copyRow = [&](T *into, const void *from, int64_t row) {
#pragma unroll 1
    for (int k = first; k < H; k += kStep)
      ptx::cpAsync16(into + k, static_cast<const T *>(from) + row * H + k,
                     true);
  };
  copyRow(scale, p.norm_weight, 0);
  bool waited = false;
#pragma unroll 1
  for (int t = start; t < p.num_tokens; t += gridDim.x)
#pragma unroll 1
    for (int e = mine.first; e < mine.last; e += a.routerRows) {
      const int used = min(a.routerRows, mine.last - e);
#pragma unroll 1
      for (int r = 0; r < used; ++r)
        copyRow(rows + r * H, p.router, e + r);
      if (!waited)
        ptx::gridDependencyWait();
      waited = true;
      if (e == mine.first)
        normalizeRow<T>(a, t, e == 0, scale, x, parts);
      ptx::cpAsyncCommit();
      ptx::cpAsyncWait<0>();
    // Each thread reads what it wrote and copied itself.
#pragma unroll 1
      for (int r = 0; r < used; ++r) {
        float dot = 0;
#pragma unroll 1
        for (int k = first; k < H; k += kStep) {
          const uint4 y = *reinterpret_cast<const uint4 *>(x + k);
          const uint4 w = *reinterpret_cast<const uint4 *>(rows + r * H + k);
          dot += dotPair<T>(y.x, w.x) + dotPair<T>(y.y, w.y) +
                 (dotPair<T>(y.z, w.z) + dotPair<T>(y.w, w.w));
        }
        dots[r * kThreads + threadIdx.x] = dot;
      }
      __syncthreads();
#pragma unroll 1
      for (int r = warp; r < used; r += stream::kWarps) {
        float sum = 0;
#pragma unroll
        for (int i = 0; i < kThreads; i += 32)
          sum += dots[r * kThreads + i + lane];
        sum = laneSum(sum);
        if (lane == 0)
          a.logits[int64_t(t) * p.num_experts + e + r] = sum;
      }
      __syncthreads();
    }
  // A CTA that never had a token waits, too, as every one has to.
  if (!waited)
    ptx::gridDependencyWait();
}

} // namespace
} // namespace mla::experts
