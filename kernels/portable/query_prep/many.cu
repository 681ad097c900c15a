//===- many.cu - query preparation of many tokens -------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A CTA has 128 columns of a head's W_UK, all of their depth in shared memory,
// read before the PDL wait, and walks over tiles of 128 tokens; the next tile
// is on its way while it multiplies one. While the first ones are, its warps do
// what a token has once: its sines, the rotated part of its queries, its cache
// row.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/copy.cuh"
#include "kernels/common/ptx/launch.cuh"
#include "kernels/common/ptx/mma.cuh"
#include "kernels/portable/query_prep/many.h"

#include <algorithm>

namespace mla::query_prep {
namespace {

constexpr int kThreads = 256, kWarps = kThreads / 32;
constexpr int kTokens = 128, kColumns = 128; ///< of a tile
/// Warps: 2 x 4, of 64 tokens x 32 columns each.
constexpr int kWarpTokens = 64, kWarpColumns = 32;

struct Args {
  MlaQueryPrepParams p;
  int columnTiles, tokenTiles;
  int walkers; ///< CTAs that share a head's columns
};

/// Rows of 16-byte pieces, permuted within 128 bytes against bank conflicts.
__device__ __forceinline__ uint32_t pieceAt(int row, int piece, int pitch) {
  return row * pitch + ((piece ^ (row & 7)) << 4);
}

/// Starts copying `rows` rows of `pieces` pieces each; `place(row, piece)` is
/// an offset in elements, or negative where zeros go.
template <typename T, typename Place>
__device__ __forceinline__ void copyTile(uint32_t tile, int rows, int pieces,
                                         const T *base, Place &&place) {
  for (int i = threadIdx.x; i < rows * pieces; i += kThreads) {
    int row = i / pieces, piece = i % pieces;
    int64_t at = place(row, piece);
    ptx::cpAsync16(tile + pieceAt(row, piece, pieces * 16),
                   base + (at < 0 ? 0 : at), at < 0 ? 0 : 16);
  }
}

/// acc = the warp's tokens x its columns.
template <typename T>
__device__ __forceinline__ void
multiply(float (&acc)[kWarpTokens / 16][kWarpColumns / 8][4], uint32_t x,
         uint32_t w, int depth, int token, int column, int lane) {
  for (int k = 0; k < depth / 16; ++k) {
    uint32_t ws[kWarpColumns / 16][4];
#pragma unroll
    for (int n = 0; n < kWarpColumns / 16; ++n)
      ptx::loadMatrixTransX4(ws[n], w + pieceAt(k * 16 + lane % 16,
                                                column / 8 + 2 * n + lane / 16,
                                                kColumns * 2));
#pragma unroll
    for (int m = 0; m < kWarpTokens / 16; ++m) {
      uint32_t xs[4];
      ptx::loadMatrixX4(xs, x + pieceAt(token + m * 16 + lane % 16,
                                        2 * k + lane / 16, depth * 2));
#pragma unroll
      for (int n = 0; n < kWarpColumns / 8; ++n)
        ptx::mma16816<T>(acc[m][n], xs, ws[n / 2][n % 2 * 2],
                         ws[n / 2][n % 2 * 2 + 1]);
    }
  }
}

/// Of one tile's tokens, through the memory they came in, so that a row leaves
/// as whole lines.
template <typename T>
__device__ __forceinline__ void
store(const Args &a, T *out,
      const float (&acc)[kWarpTokens / 16][kWarpColumns / 8][4], uint32_t x,
      int token0, int token, int column, int column0, int lane) {
  const MlaQueryPrepParams &p = a.p;
#pragma unroll
  for (int m = 0; m < kWarpTokens / 16; ++m)
#pragma unroll
    for (int n = 0; n < kWarpColumns / 8; ++n)
#pragma unroll
      for (int half = 0; half < 2; ++half)
        ptx::storeShared4(
            x +
                pieceAt(token + m * 16 + half * 8 + lane / 4, column / 8 + n,
                        kColumns * 2) +
                lane % 4 * 4,
            packPair<T>(acc[m][n][half * 2], acc[m][n][half * 2 + 1]));
  __syncthreads();
  for (int i = threadIdx.x; i < kTokens * kColumns / 8; i += kThreads) {
    int row = i / (kColumns / 8), piece = i % (kColumns / 8);
    if (token0 + row < p.num_tokens && column0 + piece * 8 < p.kv_lora_rank)
      *reinterpret_cast<uint4 *>(out + (token0 + row) * p.q_stride_token +
                                 column0 + piece * 8) =
          ptx::loadShared16(x + pieceAt(row, piece, kColumns * 2));
  }
}

/// Rotates a pair of one head by an angle of that cosine and sine.
template <typename T>
__device__ __forceinline__ void
rotate(const MlaQueryPrepParams &p, const T *__restrict__ x,
       T *__restrict__ out, int pair, float2 angle) {
  int first = p.interleaved ? 2 * pair : pair;
  int second = p.interleaved ? 2 * pair + 1 : pair + p.qk_rope_head_dim / 2;
  float u = toFloat(x[first]), v = toFloat(x[second]);
  out[first] = fromFloat<T>(u * angle.x - v * angle.y);
  out[second] = fromFloat<T>(v * angle.x + u * angle.y);
}

/// One warp.
template <typename T>
__device__ void token(const MlaQueryPrepParams &p, int t, int lane) {
  constexpr int kEach = 512 / 8 / 32; // 16-byte pieces of the latent, a lane
  const int pieces = p.kv_lora_rank / 8, pairs = p.qk_rope_head_dim / 2;
  const T *kv = static_cast<const T *>(p.kv) + t * p.kv_stride;
  T *row = static_cast<T *>(p.row) + t * p.row_stride;
  const int slot = p.cache ? p.slots[t] : -1;
  T *cached = slot < 0 ? nullptr
                       : static_cast<T *>(p.cache) +
                             slot / p.page_size * p.cache_stride_page +
                             slot % p.page_size * p.cache_stride_token;
  uint4 x[kEach];
  float sum = 0;
#pragma unroll
  for (int i = 0; i < kEach; ++i) {
    int piece = i * 32 + lane;
    x[i] = piece < pieces ? reinterpret_cast<const uint4 *>(kv)[piece]
                          : make_uint4(0, 0, 0, 0);
    for (uint32_t word : {x[i].x, x[i].y, x[i].z, x[i].w}) {
      float2 v = unpackPair<T>(word);
      sum += v.x * v.x + v.y * v.y;
    }
  }
  const float factor = rsqrtf(laneSum(sum) / p.kv_lora_rank + p.eps);
#pragma unroll
  for (int i = 0; i < kEach; ++i) {
    int piece = i * 32 + lane;
    if (piece < pieces) {
      uint4 w = static_cast<const uint4 *>(p.norm_weight)[piece];
      auto apply = [&](uint32_t a, uint32_t b) {
        float2 v = unpackPair<T>(a), g = unpackPair<T>(b);
        return packPair<T>(v.x * factor * g.x, v.y * factor * g.y);
      };
      const uint4 normed = make_uint4(apply(x[i].x, w.x), apply(x[i].y, w.y),
                                      apply(x[i].z, w.z), apply(x[i].w, w.w));
      reinterpret_cast<uint4 *>(row)[piece] = normed;
      if (cached)
        reinterpret_cast<uint4 *>(cached)[piece] = normed;
    }
  }

  if (lane >= pairs)
    return;
  const int position = p.positions[t];
  const bool isLong = position < 0;
  const float freq = isLong ? p.long_inv_freq[lane] : p.inv_freq[lane];
  const float scale = isLong ? p.long_rope_scale : p.rope_scale;
  float sine, cosine;
  sincosf(static_cast<float>(isLong ? ~position : position) * freq, &sine,
          &cosine);
  const float2 angle = make_float2(cosine * scale, sine * scale);
  rotate(p, kv + p.kv_lora_rank, row + p.kv_lora_rank, lane, angle);
  if (cached)
    rotate(p, kv + p.kv_lora_rank, cached + p.kv_lora_rank, lane, angle);
  const T *q = static_cast<const T *>(p.q_proj) + t * p.q_proj_stride_token +
               p.qk_nope_head_dim;
  T *out = static_cast<T *>(p.q) + t * p.q_stride_token + p.kv_lora_rank;
#pragma unroll 4
  for (int head = 0; head < p.num_heads; ++head)
    rotate(p, q + head * p.q_proj_stride_head, out + head * p.q_stride_head,
           lane, angle);
}

template <typename T>
__global__ void __launch_bounds__(kThreads, 2)
    manyKernel(const __grid_constant__ Args a) {
  extern __shared__ __align__(128) char memory[];
  const MlaQueryPrepParams &p = a.p;
  // Neighbours read the same tokens.
  const int column0 = blockIdx.x % a.columnTiles * kColumns;
  const int head = blockIdx.x / a.columnTiles % p.num_heads;
  const int walker = blockIdx.x / a.columnTiles / p.num_heads;
  const int depth = (p.qk_nope_head_dim + 63) / 64 * 64; // zero filled
  const int tokenBytes = kTokens * kColumns * 2;         // depth <= kColumns
  const uint32_t tiles = ptx::sharedAddress(memory), w = tiles + 2 * tokenBytes;
  copyTile(w, depth, kColumns / 8,
           static_cast<const T *>(p.kv_b) + head * p.kv_b_stride_head,
           [&](int k, int piece) -> int64_t {
             int column = column0 + piece * 8;
             bool valid = k < p.qk_nope_head_dim && column < p.kv_lora_rank;
             return valid ? int64_t(k) * p.kv_lora_rank + column : -1;
           });
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();
  auto copyTokens = [&](int tile, uint32_t to) {
    if (tile < a.tokenTiles)
      copyTile(to, kTokens, depth / 8,
               static_cast<const T *>(p.q_proj) + head * p.q_proj_stride_head,
               [&](int row, int piece) -> int64_t {
                 int t = tile * kTokens + row;
                 bool valid =
                     t < p.num_tokens && piece * 8 < p.qk_nope_head_dim;
                 return valid ? t * p.q_proj_stride_token + piece * 8 : -1;
               });
    ptx::cpAsyncCommit();
  };
  copyTokens(walker, tiles);

  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  for (int t = warp * gridDim.x + blockIdx.x; t < p.num_tokens;
       t += kWarps * gridDim.x)
    token<T>(p, t, lane);

  const int row = warp / 4 * kWarpTokens, column = warp % 4 * kWarpColumns;
  T *out = static_cast<T *>(p.q) + head * p.q_stride_head;
  uint32_t x = tiles, other = tiles + tokenBytes;
  for (int tile = walker; tile < a.tokenTiles; tile += a.walkers) {
    copyTokens(tile + a.walkers, other);
    ptx::cpAsyncWait<1>();
    __syncthreads();
    float acc[kWarpTokens / 16][kWarpColumns / 8][4] = {};
    multiply<T>(acc, x, w, depth, row, column, lane);
    __syncthreads();
    store(a, out, acc, x, tile * kTokens, row, column, column0, lane);
    __syncthreads();
    uint32_t next = other;
    other = x;
    x = next;
  }
  ptx::cpAsyncWait<0>();
}

template <typename T>
MlaStatus launch(const Args &a, const LaunchConfig &config, void *stream) {
  if (MlaStatus status = allowSharedMemory(manyKernel<T>, config.sharedBytes))
    return status;
  return launchKernel(manyKernel<T>, config, stream, a);
}

} // namespace

MlaStatus launchMany(const MlaQueryPrepParams &p, const DeviceInfo &device,
                     void *stream) {
  Args a = {};
  a.p = p;
  a.columnTiles = (p.kv_lora_rank + kColumns - 1) / kColumns;
  a.tokenTiles = (p.num_tokens + kTokens - 1) / kTokens;
  // Two CTAs an SM.
  const int heads = a.columnTiles * p.num_heads;
  a.walkers =
      std::clamp(2 * device.numSMs / heads, 1, std::max(a.tokenTiles, 1));
  LaunchConfig config;
  config.grid = dim3(heads * a.walkers);
  config.block = dim3(kThreads);
  config.sharedBytes =
      (2 * kTokens + (p.qk_nope_head_dim + 63) / 64 * 64) * kColumns * 2;
  config.pdl = device.sm == 90; // newer GPUs run PTX of sm_80
  return p.dtype == MLA_F16 ? launch<__half>(a, config, stream)
                            : launch<__nv_bfloat16>(a, config, stream);
}

} // namespace mla::query_prep
