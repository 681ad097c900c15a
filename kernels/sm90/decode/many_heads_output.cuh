//===- many_heads_output.cuh - what a tile of rows leaves ------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// From wgmma accumulators to the output, if the piece is the whole item, or to
// the piece's partial result.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/decode/plan.cuh"
#include "kernels/common/numeric.cuh"

namespace mla::decode {

/// Columns [half * kHalf, (half + 1) * kHalf) of the rows, by one warpgroup.
template <typename Kernel>
__device__ __forceinline__ void
storeOutput(const MlaDecodeParams &p, const Piece &piece,
            const typename Kernel::Output &o, const float *inverseSum,
            float *partial, int groupRank, int half) {
  using T = typename Kernel::T;
  constexpr int kHalf = Kernel::kHalf;
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32 % 4;
  const int group = p.num_heads / p.h_kv;
  // Neighbouring lanes swap pairs of columns: four in a row each, and four
  // lanes fill a sector of the output.
  const bool odd = lane % 2;
  const int column = half * kHalf + odd * 8 + lane % 4 / 2 * 4;
  auto at = [&](int n, int r, float scale) {
    const float *pair = o[n / (kHalf / 16)] + n % (kHalf / 16) * 4 + r * 2;
    return make_float2(pair[0] * scale, pair[1] * scale);
  };
  auto four = [&](int n, int r, float scale) {
    const float2 low = at(n, r, scale), high = at(n + 1, r, scale);
    const float2 given = odd ? low : high;
    const float2 got = {__shfl_xor_sync(0xffffffffu, given.x, 1),
                        __shfl_xor_sync(0xffffffffu, given.y, 1)};
    return odd ? make_float4(got.x, got.y, high.x, high.y)
               : make_float4(low.x, low.y, got.x, got.y);
  };
#pragma unroll
  for (int r = 0; r < 2; ++r) {
    int local = warp * 16 + r * 8 + lane / 4;
    int row = piece.rowBegin + local;
    bool valid = row < piece.qLen * group;
    float scale = inverseSum[local];
    if (piece.slot >= 0) {
      float *to =
          partial +
          ((static_cast<int64_t>(piece.slot) * p.tile_group + groupRank) *
               Kernel::kRows +
           local) *
              p.v_dim;
#pragma unroll
      for (int n = 0; n < kHalf / 8; n += 2) {
        const float4 v = four(n, r, scale);
        if (valid && column + n * 8 < p.v_dim)
          *reinterpret_cast<float4 *>(to + column + n * 8) = v;
      }
    } else {
      int64_t token = piece.queryStart + row / group;
      int head = piece.kvHead * group + row % group;
      T *to = static_cast<T *>(p.out) + token * p.out_stride_token +
              head * p.out_stride_head;
#pragma unroll
      for (int n = 0; n < kHalf / 8; n += 2) {
        const float4 v = four(n, r, scale);
        if (valid && column + n * 8 < p.v_dim)
          *reinterpret_cast<uint2 *>(to + column + n * 8) =
              make_uint2(packPair<T>(v.x, v.y), packPair<T>(v.z, v.w));
      }
    }
  }
}

/// Log-sum-exp of one row.
template <int kRows>
__device__ __forceinline__ void storeLse(const MlaDecodeParams &p,
                                         const Piece &piece, float *partialLse,
                                         int groupRank, int local, float lse) {
  const int group = p.num_heads / p.h_kv;
  int row = piece.rowBegin + local;
  if (row >= piece.qLen * group)
    return;
  if (piece.slot >= 0) {
    partialLse[(static_cast<int64_t>(piece.slot) * p.tile_group + groupRank) *
                   kRows +
               local] = lse;
  } else if (p.lse) {
    int64_t token = piece.queryStart + row / group;
    int head = piece.kvHead * group + row % group;
    p.lse[token * p.lse_stride_token + head * p.lse_stride_head] = lse;
  }
}

} // namespace mla::decode
