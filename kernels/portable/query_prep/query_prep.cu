//===- query_prep.cu - queries and cache rows from projections ---- -*- CUDA
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Three kinds of CTA side by side, after one PDL wait:
//
//   absorb   16 tokens x 64 columns of a head's W_UK, read before the wait
//   rotate   the rope part of queries, one pair a thread
//   rows     a token's cache row: normalised latent, rotated key
//
//===----------------------------------------------------------------------===//

#include "kernels/common/launch.h"
#include "kernels/common/ptx/launch.cuh"
#include "kernels/portable/projection/tile.cuh"
#include "kernels/portable/query_prep/many.h"
#include "mla/Kernels/QueryPrep.h"

#include <algorithm>

namespace mla::query_prep {
namespace {

using namespace projection;

struct Args {
  MlaQueryPrepParams p;
  int columnBlocks, tokensPerCta;
  int absorbCtas, rotateCtas; ///< what remains of the grid are rows
};

/// Rotates pair i of a head at `x` into `out`.
template <typename T>
__device__ __forceinline__ void rotatePair(const MlaQueryPrepParams &p,
                                           const T *x, T *out, int i,
                                           int position) {
  bool isLong = position < 0;
  float freq = isLong ? p.long_inv_freq[i] : p.inv_freq[i];
  float scale = isLong ? p.long_rope_scale : p.rope_scale;
  float sine, cosine;
  sincosf(static_cast<float>(isLong ? ~position : position) * freq, &sine,
          &cosine);
  sine *= scale, cosine *= scale;
  int first = p.interleaved ? 2 * i : i;
  int second = p.interleaved ? 2 * i + 1 : i + p.qk_rope_head_dim / 2;
  float a = toFloat(x[first]), b = toFloat(x[second]);
  out[first] = fromFloat<T>(a * cosine - b * sine);
  out[second] = fromFloat<T>(b * cosine + a * sine);
}

template <typename T> __device__ void absorb(const Args &a, char *memory) {
  const MlaQueryPrepParams &p = a.p;
  const int perHead = a.columnBlocks;
  const int firstColumn = blockIdx.x % perHead * kAbsorbColumns;
  const int head = blockIdx.x / perHead % p.num_heads;
  const int firstToken = blockIdx.x / perHead / p.num_heads * a.tokensPerCta;
  const int lastToken = min(p.num_tokens, firstToken + a.tokensPerCta);
  const int depth = (p.qk_nope_head_dim + 63) / 64 * 64; // zero filled
  char *wTile = memory, *xTile = memory + depth * kAbsorbColumns * 2;
  const T *w = static_cast<const T *>(p.kv_b) + head * p.kv_b_stride_head;
  copyTile(wTile, depth, kAbsorbColumns * 2, w,
           [&](int k, int chunk) -> int64_t {
             int column = firstColumn + chunk * 8;
             bool valid = k < p.qk_nope_head_dim && column < p.kv_lora_rank;
             return valid ? int64_t(k) * p.kv_lora_rank + column : -1;
           });
  ptx::cpAsyncCommit();
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();

  const T *x = static_cast<const T *>(p.q_proj) + head * p.q_proj_stride_head;
  T *out = static_cast<T *>(p.q) + head * p.q_stride_head;
  const int warp = threadIdx.x / 32;
  for (int t0 = firstToken; t0 < lastToken; t0 += kTokens) {
    copyTile(xTile, kTokens, depth * 2, x, [&](int row, int chunk) -> int64_t {
      bool valid = t0 + row < lastToken && chunk * 8 < p.qk_nope_head_dim;
      return valid ? (t0 + row) * p.q_proj_stride_token + chunk * 8 : -1;
    });
    ptx::cpAsyncCommit();
    ptx::cpAsyncWait<0>();
    __syncthreads();
    float c[2][4] = {};
    absorbProduct<T>(c, ptx::sharedAddress(xTile), ptx::sharedAddress(wTile),
                     depth);
    storeTile<T, 2>(out, p.q_stride_token, c, t0, lastToken,
                    firstColumn + warp * 16, p.kv_lora_rank);
    __syncthreads(); // the tile is overwritten next
  }
}

template <typename T> __device__ void rotateQueries(const Args &a) {
  const MlaQueryPrepParams &p = a.p;
  const int pairs = p.qk_rope_head_dim / 2;
  const int64_t all = int64_t(p.num_tokens) * p.num_heads * pairs;
  for (int64_t i = int64_t(blockIdx.x - a.absorbCtas) * kThreads + threadIdx.x;
       i < all; i += int64_t(a.rotateCtas) * kThreads) {
    int pair = i % pairs, head = i / pairs % p.num_heads;
    int64_t t = i / pairs / p.num_heads;
    rotatePair(p,
               static_cast<const T *>(p.q_proj) + t * p.q_proj_stride_token +
                   head * p.q_proj_stride_head + p.qk_nope_head_dim,
               static_cast<T *>(p.q) + t * p.q_stride_token +
                   head * p.q_stride_head + p.kv_lora_rank,
               pair, p.positions[t]);
  }
}

template <typename T>
__device__ void makeRow(const MlaQueryPrepParams &p, int64_t t, float *parts) {
  constexpr int kEach = 512 / kThreads; // of the latent, a thread
  const T *kv = static_cast<const T *>(p.kv) + t * p.kv_stride;
  T *row = static_cast<T *>(p.row) + t * p.row_stride;
  float x[kEach];
  float sum = 0;
#pragma unroll
  for (int i = 0; i < kEach; ++i) {
    int k = i * kThreads + threadIdx.x;
    x[i] = k < p.kv_lora_rank ? toFloat(kv[k]) : 0;
    sum += x[i] * x[i];
  }
  if (threadIdx.x < p.qk_rope_head_dim / 2)
    rotatePair(p, kv + p.kv_lora_rank, row + p.kv_lora_rank, threadIdx.x,
               p.positions[t]);
  sum = laneSum(sum);
  if (threadIdx.x % 32 == 0)
    parts[threadIdx.x / 32] = sum;
  __syncthreads();
  sum = parts[0] + parts[1] + parts[2] + parts[3];
  float factor = rsqrtf(sum / p.kv_lora_rank + p.eps);
  const T *w = static_cast<const T *>(p.norm_weight);
#pragma unroll
  for (int i = 0; i < kEach; ++i) {
    int k = i * kThreads + threadIdx.x;
    if (k < p.kv_lora_rank)
      row[k] = fromFloat<T>(x[i] * factor * toFloat(w[k]));
  }
}

template <typename T>
__global__ void __launch_bounds__(kThreads)
    queryPrepKernel(const __grid_constant__ Args a) {
  extern __shared__ __align__(128) char memory[];
  const int cta = blockIdx.x;
  if (cta < a.absorbCtas)
    return absorb<T>(a, memory);
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();
  if (cta < a.absorbCtas + a.rotateCtas)
    rotateQueries<T>(a);
  else
    makeRow<T>(a.p, cta - a.absorbCtas - a.rotateCtas,
               reinterpret_cast<float *>(memory));
}

} // namespace
} // namespace mla::query_prep

MlaStatus mla_query_prep(const MlaQueryPrepParams *params, void *stream) {
  using namespace mla;
  using namespace mla::query_prep;
  const MlaQueryPrepParams &p = *params;
  if (p.num_tokens < 0)
    return MLA_BAD_ARGUMENT;
  if (p.num_tokens == 0)
    return MLA_OK;
  if (!p.q_proj || !p.kv || !p.norm_weight || !p.kv_b || !p.q || !p.row ||
      (p.qk_rope_head_dim && !p.positions))
    return MLA_BAD_ARGUMENT;
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  if (!kernels::queryPrepRefusal(kernels::queryPrepShape(p),
                                 {device.sm, device.numSMs})
           .empty())
    return MLA_UNSUPPORTED;

  if (isForMany(p))
    return launchMany(p, device, stream);
  Args a = {};
  a.p = p;
  a.columnBlocks = (p.kv_lora_rank + kAbsorbColumns - 1) / kAbsorbColumns;
  int tiles = (p.num_tokens + kTokens - 1) / kTokens;
  int perCta = tilesPerCta(tiles, a.columnBlocks * p.num_heads, device.numSMs);
  a.tokensPerCta = perCta * kTokens;
  a.absorbCtas = a.columnBlocks * p.num_heads * ((tiles + perCta - 1) / perCta);
  int64_t pairs = int64_t(p.num_tokens) * p.num_heads * p.qk_rope_head_dim / 2;
  a.rotateCtas = static_cast<int>(
      std::min<int64_t>((pairs + kThreads - 1) / kThreads, device.numSMs * 8));
  int depth = (p.qk_nope_head_dim + 63) / 64 * 64;
  LaunchConfig config;
  config.grid = dim3(a.absorbCtas + a.rotateCtas + p.num_tokens);
  config.block = dim3(kThreads);
  config.sharedBytes = (kAbsorbColumns + kTokens) * depth * 2;
  config.pdl =
      device.sm == 90; // newer GPUs run PTX of sm_80, which does not wait
  return launchKernel(p.dtype == MLA_F16 ? queryPrepKernel<__half>
                                         : queryPrepKernel<__nv_bfloat16>,
                      config, stream, a);
}
