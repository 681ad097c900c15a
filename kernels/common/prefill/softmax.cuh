//===- softmax.cuh - online softmax on accumulators -----------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Online softmax on the accumulators of a 64-row tile: each thread has two
// rows, four neighbouring lanes share a row.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/numeric.cuh"

namespace mla::prefill {

__device__ __forceinline__ float quadMax(float x) {
  x = fmaxf(x, __shfl_xor_sync(0xffffffffu, x, 1));
  return fmaxf(x, __shfl_xor_sync(0xffffffffu, x, 2));
}

__device__ __forceinline__ float quadSum(float x) {
  x += __shfl_xor_sync(0xffffffffu, x, 1);
  return x + __shfl_xor_sync(0xffffffffu, x, 2);
}

struct RowState {
  float max[2] = {-INFINITY, -INFINITY}; ///< of unscaled scores
  float sum[2] = {0.f, 0.f};             ///< this thread's columns only
};

/// Sets scores at columns >= limit[row] (relative to the thread's first
/// column) to -inf.
template <int kN>
__device__ __forceinline__ void maskScores(float (&s)[kN / 2],
                                           const int (&limit)[2]) {
#pragma unroll
  for (int i = 0; i < kN / 2; ++i) {
    int column = 8 * (i / 4) + (i & 1);
    if (column >= limit[(i >> 1) & 1])
      s[i] = -INFINITY;
  }
}

/// Scores become exp(scale (s - max)); `alpha` is what older sums and outputs
/// are to be multiplied with. `kMayBeEmpty`: a row may have seen no key yet.
template <int kN, bool kMayBeEmpty>
__device__ __forceinline__ void softmaxStep(float (&s)[kN / 2], RowState &state,
                                            float (&alpha)[2],
                                            float scaleLog2) {
  float newMax[2] = {state.max[0], state.max[1]};
#pragma unroll
  for (int i = 0; i < kN / 2; ++i)
    newMax[(i >> 1) & 1] = fmaxf(newMax[(i >> 1) & 1], s[i]);
  float offset[2];
#pragma unroll
  for (int r = 0; r < 2; ++r) {
    newMax[r] = quadMax(newMax[r]);
    float base = newMax[r];
    if (kMayBeEmpty && base == -INFINITY)
      base = 0.f; // exp2(-inf - 0) = 0, never NaN
    offset[r] = base * scaleLog2;
    alpha[r] = exp2Fast(state.max[r] * scaleLog2 - offset[r]);
    state.max[r] = newMax[r];
    state.sum[r] *= alpha[r];
  }
#pragma unroll
  for (int i = 0; i < kN / 2; ++i) {
    s[i] = exp2Fast(fmaf(s[i], scaleLog2, -offset[(i >> 1) & 1]));
    state.sum[(i >> 1) & 1] += s[i];
  }
}

/// Accumulators to the A operand of the next product.
template <typename T, int kN>
__device__ __forceinline__ void packScores(uint32_t (&p)[kN / 16][4],
                                           const float (&s)[kN / 2]) {
#pragma unroll
  for (int k = 0; k < kN / 16; ++k)
#pragma unroll
    for (int i = 0; i < 4; ++i)
      p[k][i] = packPair<T>(s[8 * k + 2 * i], s[8 * k + 2 * i + 1]);
}

template <int kCount>
__device__ __forceinline__ void scaleRows(float (&o)[kCount],
                                          const float (&factor)[2]) {
#pragma unroll
  for (int i = 0; i < kCount; ++i)
    o[i] *= factor[(i >> 1) & 1];
}

/// 4x4 transpose of words over four neighbouring lanes: before, lane t holds
/// word t of chunks 0…3; after, all four words of chunk t.
__device__ __forceinline__ void quadTranspose(uint32_t (&c)[4], int lane) {
  bool odd = lane & 1, high = lane & 2;
  uint32_t r0 = __shfl_xor_sync(0xffffffffu, odd ? c[0] : c[1], 1);
  uint32_t r1 = __shfl_xor_sync(0xffffffffu, odd ? c[2] : c[3], 1);
  // Chunk (odd) and chunk 2 + (odd): words of this pair of lanes, in order.
  uint32_t a0 = odd ? r0 : c[0], a1 = odd ? c[1] : r0;
  uint32_t b0 = odd ? r1 : c[2], b1 = odd ? c[3] : r1;
  uint32_t s0 = __shfl_xor_sync(0xffffffffu, high ? a0 : b0, 2);
  uint32_t s1 = __shfl_xor_sync(0xffffffffu, high ? a1 : b1, 2);
  c[0] = high ? s0 : a0;
  c[1] = high ? s1 : a1;
  c[2] = high ? b0 : s0;
  c[3] = high ? b1 : s1;
}

} // namespace mla::prefill
