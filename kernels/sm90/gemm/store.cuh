//===- store.cuh - from accumulators to out -------------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The end of a tile. A warp owns kWarpFeatures columns of out that lie side by
// side, for all tokens of the tile. Accumulators are features x tokens, so they
// are transposed on their way through the warp's own piece of shared memory,
// and leave as 16 bytes a lane.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/copy.cuh"
#include "kernels/common/ptx/mma.cuh"
#include "kernels/sm90/gemm/tile.cuh"

namespace mla::gemm {

__device__ __forceinline__ float siluMul(float gate, float up) {
  return __fdividef(gate, 1.f + exp2Fast(-gate * kLog2E)) * up;
}

/// First column of out of a warp, in the tile.
template <typename C> __device__ __forceinline__ int warpColumn(int warp) {
  return warp * C::kWarpFeatures;
}

/// Copies 16-byte pieces between `staged` tokens of shared memory and global
/// memory: `copy(staging, token, column)` in each lane whose piece is inside.
template <typename C, typename Copy>
__device__ __forceinline__ void forStaged(uint32_t staging, int lane,
                                          int tokens, int columns, Copy copy) {
  constexpr int kLanes = C::kWarpFeatures / 8; // of a token
#pragma unroll
  for (int i = 0; i < C::kStagedTokens * kLanes / 32; ++i) {
    int token = i * (32 / kLanes) + lane / kLanes;
    int column = lane % kLanes * 8;
    if (token < tokens && column < columns)
      copy(staging + token * C::kPitch + column * 2, token, column);
  }
}

template <typename C, typename Accumulators>
__device__ __forceinline__ void storePieces(const Problem &p, const Tile &tile,
                                            uint32_t staging, int warp,
                                            int lane, const Accumulators &acc) {
  using T = typename C::Element;
  const int first = tile.feature + warpColumn<C>(warp);
  const int columns = p.features - first;
  T *out = static_cast<T *>(p.out) + tile.row * p.outStride + first;
  const T *residual =
      static_cast<const T *>(p.residual) + tile.row * p.residualStride + first;
  // Row addresses of the 8x8 blocks: two of 8 features (four if the warp has
  // 32), the rest of the four are the next tokens.
  constexpr int kBlockColumns = C::kWarpFeatures / 8;
  constexpr int kTokensAtOnce = 32 / kBlockColumns;
  const uint32_t blockRow =
      staging + (lane / 8 / kBlockColumns * 8 + lane % 8) * C::kPitch +
      lane / 8 % kBlockColumns * 16;

#pragma unroll
  for (int c = 0; c < C::kTokens / C::kStagedTokens; ++c) {
    const int tokens = tile.count - c * C::kStagedTokens;
    if (tokens <= 0)
      break;
    if (p.residual) {
      forStaged<C>(staging, lane, tokens, columns,
                   [&](uint32_t at, int token, int column) {
                     uint4 v = *reinterpret_cast<const uint4 *>(
                         residual +
                         (c * C::kStagedTokens + token) * p.residualStride +
                         column);
                     ptx::storeShared16(at, v);
                   });
      __syncwarp();
    }
#pragma unroll
    for (int i = 0; i < C::kStagedTokens / kTokensAtOnce; ++i) {
      float v[4][2]; // of the four blocks
#pragma unroll
      for (int b = 0; b < 4; ++b) {
        int block = c * (C::kStagedTokens / 8) + i * (kTokensAtOnce / 8) +
                    b / kBlockColumns;
        int half = b % kBlockColumns;
#pragma unroll
        for (int e = 0; e < 2; ++e)
          if constexpr (C::kGated)
            v[b][e] = siluMul(acc[0][4 * block + 2 * half + e],
                              acc[1][4 * block + 2 * half + e]);
          else if constexpr (C::kRowTiles == 2)
            // The row tiles are interleaved by 8 rows: see `multiply`.
            v[b][e] = acc[half % 2][4 * block + 2 * (half / 2) + e];
          else
            v[b][e] = acc[0][4 * block + 2 * half + e];
      }
      const uint32_t at = blockRow + i * kTokensAtOnce * C::kPitch;
      if (p.residual) {
        uint32_t r[4];
        ptx::loadMatrixTransX4(r, at);
#pragma unroll
        for (int b = 0; b < 4; ++b) {
          float2 add = unpackPair<T>(r[b]);
          v[b][0] += add.x;
          v[b][1] += add.y;
        }
      }
      ptx::storeMatrixTransX4(
          at, packPair<T>(v[0][0], v[0][1]), packPair<T>(v[1][0], v[1][1]),
          packPair<T>(v[2][0], v[2][1]), packPair<T>(v[3][0], v[3][1]));
    }
    __syncwarp();
    forStaged<C>(staging, lane, tokens, columns,
                 [&](uint32_t at, int token, int column) {
                   *reinterpret_cast<uint4 *>(
                       out + (c * C::kStagedTokens + token) * p.outStride +
                       column) = ptx::loadShared16(at);
                 });
    __syncwarp();
  }
}

/// Straight from registers: eight lanes write side by side in one token's row.
/// For f32, which fills 32 bytes so, and for rows that are not aligned.
template <typename C, typename Out, typename Accumulators>
__device__ __forceinline__ void
storeScattered(const Problem &p, const Tile &tile, int warp, int lane,
               const Accumulators &acc) {
  using T = typename C::Element;
  const int first = tile.feature + warpColumn<C>(warp) + lane / 4;
  Out *out = static_cast<Out *>(p.out) + tile.row * p.outStride + first;
  const T *residual =
      static_cast<const T *>(p.residual) + tile.row * p.residualStride + first;
#pragma unroll
  for (int block = 0; block < C::kTokens / 8; ++block) {
#pragma unroll
    for (int b = 0; b < C::kWarpFeatures / 8; ++b) {
#pragma unroll
      for (int e = 0; e < 2; ++e) {
        int token = 8 * block + 2 * (lane % 4) + e;
        float v;
        if constexpr (C::kGated)
          v = siluMul(acc[0][4 * block + 2 * b + e],
                      acc[1][4 * block + 2 * b + e]);
        else if constexpr (C::kRowTiles == 2)
          v = acc[b % 2][4 * block + 2 * (b / 2) + e];
        else
          v = acc[0][4 * block + 2 * b + e];
        if (token < tile.count && first + 8 * b < p.features) {
          if (p.residual)
            v += toFloat(residual[token * p.residualStride + 8 * b]);
          out[token * p.outStride + 8 * b] = fromFloat<Out>(v);
        }
      }
    }
  }
}

} // namespace mla::gemm
