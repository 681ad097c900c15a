//===- query_prep.cu - queries and cache rows from projections ---- -*- CUDA
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Three kinds of CTA side by side:
//
//   absorb   16 tokens x 64 columns of a head's W_UK, read before the wait
//   rotate   the rope part of queries, one pair a thread
//   rows     a token's cache row, normalised latent and rotated key, and the
//            same in the cache
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

/// Pair i of a head at `x`, rotated.
struct Pair {
  int first, second; ///< where it lies
  float a, b;
};
template <typename T>
__device__ __forceinline__ Pair rotatePair(const MlaQueryPrepParams &p,
                                           const T *x, int i, int position) {
  int first = p.interleaved ? 2 * i : i;
  int second = p.interleaved ? 2 * i + 1 : i + p.qk_rope_head_dim / 2;
  float a = toFloat(x[first]), b = toFloat(x[second]);
  bool isLong = position < 0;
  float freq = isLong ? p.long_inv_freq[i] : p.inv_freq[i];
  float scale = isLong ? p.long_rope_scale : p.rope_scale;
  float sine, cosine;
  sincosf(static_cast<float>(isLong ? ~position : position) * freq, &sine,
          &cosine);
  sine *= scale, cosine *= scale;
  return {first, second, a * cosine - b * sine, b * cosine + a * sine};
}

template <typename T> __device__ void absorb(const Args &a, char *memory) {
  const MlaQueryPrepParams &p = a.p;
  const int perHead = a.columnBlocks;
  const int firstColumn = blockIdx.x % perHead * kAbsorbColumns;
  const int head = blockIdx.x / perHead % p.num_heads;
  const int firstToken = blockIdx.x / perHead / p.num_heads * a.tokensPerCta;
  const int lastToken = min(p.num_tokens, firstToken + a.tokensPerCta);
  const int depth = (p.qk_nope_head_dim + 15) / 16 * 16; // zero filled
  const T *w = static_cast<const T *>(p.kv_b) + head * p.kv_b_stride_head;
  copyTile(memory, depth, kAbsorbColumns * 2, w,
           [&](int k, int chunk) -> int64_t {
             int column = firstColumn + chunk * 8;
             bool valid = k < p.qk_nope_head_dim && column < p.kv_lora_rank;
             return valid ? int64_t(k) * p.kv_lora_rank + column : -1;
           });
  ptx::cpAsyncCommit();
  ptx::cpAsyncWait<0>();
  __syncthreads();
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();

  const T *x = static_cast<const T *>(p.q_proj) + head * p.q_proj_stride_head;
  T *out = static_cast<T *>(p.q) + head * p.q_stride_head;
  const int warp = threadIdx.x / 32;
  for (int t0 = firstToken; t0 < lastToken; t0 += kTokens) {
    float c[2][4] = {};
    TokenRows<T> rows(x + t0 * p.q_proj_stride_token, p.q_proj_stride_token,
                      lastToken - t0, p.qk_nope_head_dim);
    absorbProduct<T>(c, rows, ptx::sharedAddress(memory), p.qk_nope_head_dim);
    storeTile<T>(out, p.q_stride_token, c, t0, lastToken,
                 firstColumn + warp * 16, p.kv_lora_rank);
  }
}

template <typename T> __device__ void rotateQueries(const Args &a) {
  const MlaQueryPrepParams &p = a.p;
  const int pairs = p.qk_rope_head_dim / 2;
  const int64_t all = int64_t(p.num_tokens) * p.num_heads * pairs;
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();
  for (int64_t i = int64_t(blockIdx.x - a.absorbCtas) * kThreads + threadIdx.x;
       i < all; i += int64_t(a.rotateCtas) * kThreads) {
    int pair = i % pairs, head = i / pairs % p.num_heads;
    int64_t t = i / pairs / p.num_heads;
    const T *x = static_cast<const T *>(p.q_proj) + t * p.q_proj_stride_token +
                 head * p.q_proj_stride_head + p.qk_nope_head_dim;
    T *out = static_cast<T *>(p.q) + t * p.q_stride_token +
             head * p.q_stride_head + p.kv_lora_rank;
    Pair v = rotatePair(p, x, pair, p.positions[t]);
    out[v.first] = fromFloat<T>(v.a);
    out[v.second] = fromFloat<T>(v.b);
  }
}

/// The row of a token, also where its slot says. Both are written at once: no
/// kernel reads the one before the other is there.
template <typename T>
__device__ void makeRow(const MlaQueryPrepParams &p, int64_t t, float *parts) {
  constexpr int kEach = 512 / kThreads; // of the latent, a thread
  const T *kv = static_cast<const T *>(p.kv) + t * p.kv_stride;
  const T *normWeight = static_cast<const T *>(p.norm_weight);
  T *row = static_cast<T *>(p.row) + t * p.row_stride;
  float x[kEach], w[kEach];
#pragma unroll
  for (int i = 0; i < kEach; ++i) {
    int k = i * kThreads + threadIdx.x;
    w[i] = k < p.kv_lora_rank ? toFloat(normWeight[k]) : 0;
  }
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();
  float sum = 0;
#pragma unroll
  for (int i = 0; i < kEach; ++i) {
    int k = i * kThreads + threadIdx.x;
    x[i] = k < p.kv_lora_rank ? toFloat(kv[k]) : 0;
  }
  const int slot = p.cache ? p.slots[t] : -1;
  T *cached = slot < 0 ? nullptr
                       : static_cast<T *>(p.cache) +
                             slot / p.page_size * p.cache_stride_page +
                             slot % p.page_size * p.cache_stride_token;
  auto store = [&](int k, float value) {
    T rounded = fromFloat<T>(value);
    row[k] = rounded;
    if (cached)
      cached[k] = rounded;
  };
  if (threadIdx.x < p.qk_rope_head_dim / 2) {
    Pair v = rotatePair(p, kv + p.kv_lora_rank, threadIdx.x, p.positions[t]);
    store(p.kv_lora_rank + v.first, v.a);
    store(p.kv_lora_rank + v.second, v.b);
  }
#pragma unroll
  for (int i = 0; i < kEach; ++i)
    sum += x[i] * x[i];
  sum = laneSum(sum);
  if (threadIdx.x % 32 == 0)
    parts[threadIdx.x / 32] = sum;
  __syncthreads();
  sum = parts[0] + parts[1] + parts[2] + parts[3];
  float factor = rsqrtf(sum / p.kv_lora_rank + p.eps);
#pragma unroll
  for (int i = 0; i < kEach; ++i) {
    int k = i * kThreads + threadIdx.x;
    if (k < p.kv_lora_rank)
      store(k, x[i] * factor * w[i]);
  }
}

template <typename T>
__global__ void __launch_bounds__(kThreads)
    queryPrepKernel(const __grid_constant__ Args a) {
  extern __shared__ __align__(128) char memory[];
  const int cta = blockIdx.x;
  if (cta < a.absorbCtas)
    absorb<T>(a, memory);
  else if (cta < a.absorbCtas + a.rotateCtas)
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
      (p.qk_rope_head_dim && !p.positions) ||
      (p.cache && (!p.slots || p.page_size < 1)))
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
  int depth = (p.qk_nope_head_dim + 15) / 16 * 16;
  LaunchConfig config;
  config.grid = dim3(a.absorbCtas + a.rotateCtas + p.num_tokens);
  config.block = dim3(kThreads);
  config.sharedBytes = kAbsorbColumns * depth * 2;
  config.pdl =
      device.sm == 90; // newer GPUs run PTX of sm_80, which does not wait
  return launchKernel(p.dtype == MLA_F16 ? queryPrepKernel<__half>
                                         : queryPrepKernel<__nv_bfloat16>,
                      config, stream, a);
}
