//===- merge.cu - merging attention states ---------------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The parts of a decode leave (output, log-sum-exp) pairs of the items they
// share; this kernel puts them together, in the order of the parts, and writes
// zeros where there was nothing to attend. Also mla_merge_states, the same on
// tensors of the caller.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/decode/dispatch.h"
#include "kernels/common/decode/partials.cuh"
#include "kernels/common/decode/plan.cuh"
#include "kernels/common/launch.h"
#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/launch.cuh"

#include <algorithm>

namespace mla::decode {
namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;
constexpr int kChunk = 128; ///< columns a warp merges: 4 a lane
/// Parts a warp reads at once. Items of more are merged by a CTA a chunk.
constexpr int kPartsAtOnce = 8;

template <typename T> __device__ __forceinline__ void store4(T *to, float4 v) {
  *reinterpret_cast<uint2 *>(to) =
      make_uint2(packPair<T>(v.x, v.y), packPair<T>(v.z, v.w));
}

/// A weighted sum under way: 4 columns of one row a lane.
struct Sum {
  float4 value = {0, 0, 0, 0};
  float weight = 0, most = -INFINITY;
};

/// Merges parts first, first + step, … below `count`, at most kPartsAtOnce of
/// them, all loads in flight at once. `at(i)` is the row of part i; the
/// partial results have less than 2^31 elements.
template <typename At>
__device__ __forceinline__ Sum mergeRows(const float *partial,
                                         const float *partialLse, int vDim,
                                         int column, int first, int step,
                                         int count, int lane, At &&at) {
  int own = first + lane * step;
  float lse = -INFINITY;
  if (lane < kPartsAtOnce && own < count)
    lse = partialLse[at(own)];
  float4 v[kPartsAtOnce];
#pragma unroll
  for (int u = 0; u < kPartsAtOnce; ++u) {
    int i = first + u * step;
    v[u] = make_float4(0, 0, 0, 0);
    if (i < count && column < vDim)
      v[u] = *reinterpret_cast<const float4 *>(partial + at(i) * vDim + column);
  }
  Sum sum;
  sum.most = laneMax(lse);
  float shift = sum.most == -INFINITY ? 0.0f : sum.most;
  float weight = exp2Fast((lse - shift) * kLog2E);
#pragma unroll
  for (int u = 0; u < kPartsAtOnce; ++u) {
    float w = __shfl_sync(0xffffffffu, weight, u);
    sum.weight += w;
    sum.value.x += w * v[u].x, sum.value.y += w * v[u].y;
    sum.value.z += w * v[u].z, sum.value.w += w * v[u].w;
  }
  return sum;
}

__device__ __forceinline__ void addTo(Sum &sum, const Sum &other) {
  float most = fmaxf(sum.most, other.most);
  float shift = most == -INFINITY ? 0.0f : most;
  float a = exp2Fast((sum.most - shift) * kLog2E);
  float b = exp2Fast((other.most - shift) * kLog2E);
  sum.value.x = a * sum.value.x + b * other.value.x;
  sum.value.y = a * sum.value.y + b * other.value.y;
  sum.value.z = a * sum.value.z + b * other.value.z;
  sum.value.w = a * sum.value.w + b * other.value.w;
  sum.weight = a * sum.weight + b * other.weight;
  sum.most = most;
}

template <typename T>
__global__ void __launch_bounds__(kThreads, 3)
    decodeMergeKernel(const __grid_constant__ MlaDecodeParams p) {
  __shared__ Sum sums[kWarps][32];
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int group = p.num_heads / p.h_kv;
  const Partials partials(p);
  const int itemRows = partials.itemRows;
  const PlanLayout layout(p.batch, p.parts);
  const int4 *splits = reinterpret_cast<const int4 *>(p.plan + layout.splitsAt);
  const int chunks = (p.v_dim + kChunk - 1) / kChunk;
  const int unitsPerItem = itemRows * chunks;
  const int allWarps = gridDim.x * kWarps;
  const int thisWarp = blockIdx.x * kWarps + warp;

  // A unit is kChunk columns of one row of one split item.
  struct Unit {
    int4 split;
    int row, column, head;
    int64_t token;
    bool valid;
  };
  auto locate = [&](int unit) {
    const int index = unit / unitsPerItem, inside = unit % unitsPerItem;
    Unit u;
    u.split = splits[2 * index];
    int4 facts = splits[2 * index + 1];
    if (!p.query_start)
      facts.x = u.split.x * p.q_len, facts.y = p.q_len;
    u.column = inside % chunks * kChunk + lane * 4;
    u.row = inside / chunks;
    int itemRow = u.split.y / p.h_kv * itemRows + u.row;
    u.token = facts.x + itemRow / group;
    u.head = u.split.y % p.h_kv * group + itemRow % group;
    u.valid = itemRow < facts.y * group;
    return u;
  };
  auto finish = [&](const Unit &u, const Sum &sum) {
    float inverse = sum.weight > 0 ? 1 / sum.weight : 0;
    if (u.column < p.v_dim) // a multiple of 8
      store4(static_cast<T *>(p.out) + u.token * p.out_stride_token +
                 u.head * p.out_stride_head + u.column,
             make_float4(sum.value.x * inverse, sum.value.y * inverse,
                         sum.value.z * inverse, sum.value.w * inverse));
    if (u.column == 0 && p.lse)
      p.lse[u.token * p.lse_stride_token + u.head * p.lse_stride_head] =
          sum.weight > 0 ? sum.most + logf(sum.weight) : -INFINITY;
  };

  // The plan was complete before the decode kernel passed its wait, and that
  // was before this one could start: what it says is read meanwhile.
  const int numSplits = p.plan[2], mostParts = p.plan[3];
  const int paddingStart = p.query_start ? p.plan[4] : p.batch * p.q_len;
  const int firstLength = thisWarp < p.batch ? p.seq_lens[thisWarp] : 1;
  const int units = numSplits * unitsPerItem;
  const bool byWarps = mostParts <= kPartsAtOnce;
  const int step = byWarps ? allWarps : static_cast<int>(gridDim.x);
  int unit = byWarps ? thisWarp : static_cast<int>(blockIdx.x);
  Unit u = {};
  if (unit < units)
    u = locate(unit);
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();
  while (unit < units) {
    auto at = [&](int i) { return partials.row(u.split.z, i, u.row); };
    const int count = u.split.w - u.split.z + 1;
    if (byWarps) {
      if (u.valid)
        finish(u, mergeRows(partials.values, partials.lse, p.v_dim, u.column, 0,
                            1, count, lane, at));
    } else if (u.valid) { // the same for all warps
      Sum sum = mergeRows(partials.values, partials.lse, p.v_dim, u.column,
                          warp, kWarps, count, lane, at);
      for (int first = warp + kWarps * kPartsAtOnce; first < count;
           first += kWarps * kPartsAtOnce)
        addTo(sum, mergeRows(partials.values, partials.lse, p.v_dim, u.column,
                             first, kWarps, count, lane, at));
      sums[warp][lane] = sum;
      __syncthreads();
      if (warp == 0) {
#pragma unroll
        for (int w = 1; w < kWarps; ++w)
          addTo(sum, sums[w][lane]);
        finish(u, sum);
      }
      __syncthreads();
    }
    unit += step;
    if (unit < units)
      u = locate(unit);
  }

  // Rows no item stands for: sequences without keys, and padding.
  auto clear = [&](int64_t token) {
    for (int h = 0; h < p.num_heads; ++h) {
      T *to = static_cast<T *>(p.out) + token * p.out_stride_token +
              h * p.out_stride_head;
      for (int c = lane * 4; c < p.v_dim; c += kChunk)
        store4(to + c, make_float4(0, 0, 0, 0));
      if (lane == 0 && p.lse)
        p.lse[token * p.lse_stride_token + h * p.lse_stride_head] = -INFINITY;
    }
  };
  for (int b = thisWarp; b < p.batch; b += allWarps)
    if ((b == thisWarp ? firstLength : p.seq_lens[b]) <= 0) {
      int start = p.query_start ? p.query_start[b] : b * p.q_len;
      int stop = p.query_start ? p.query_start[b + 1] : start + p.q_len;
      for (int64_t t = start; t < stop; ++t)
        clear(t);
    }
  for (int64_t t = paddingStart + thisWarp; t < p.num_tokens; t += allWarps)
    clear(t);
}

template <typename T>
__global__ void __launch_bounds__(kThreads)
    mergeStatesKernel(const __grid_constant__ MlaMergeStatesParams p) {
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  int64_t rows = static_cast<int64_t>(p.num_tokens) * p.num_heads;
  for (int64_t r = static_cast<int64_t>(blockIdx.x) * kWarps + warp; r < rows;
       r += static_cast<int64_t>(gridDim.x) * kWarps) {
    int64_t token = r / p.num_heads, head = r % p.num_heads;
    const float *lses = p.partial_lse + token * p.partial_lse_stride_token +
                        head * p.partial_lse_stride_head;
    float most = -INFINITY;
    for (int i = lane; i < p.num_states; i += 32)
      most = fmaxf(most, lses[i * p.partial_lse_stride_state]);
    most = laneMax(most);
    float shift = most == -INFINITY ? 0.0f : most;
    float weight = 0;
    for (int i = 0; i < p.num_states; ++i)
      weight +=
          exp2Fast((lses[i * p.partial_lse_stride_state] - shift) * kLog2E);
    float inverse = weight > 0 ? 1 / weight : 0;
    for (int c = lane; c < p.v_dim; c += 32) {
      float sum = 0;
      for (int i = 0; i < p.num_states; ++i) {
        float w =
            exp2Fast((lses[i * p.partial_lse_stride_state] - shift) * kLog2E);
        // A state without keys may hold anything.
        if (w > 0)
          sum += w * toFloat(static_cast<const T *>(
                         p.partial)[i * p.partial_stride_state +
                                    token * p.partial_stride_token +
                                    head * p.partial_stride_head + c]);
      }
      static_cast<T *>(
          p.out)[token * p.out_stride_token + head * p.out_stride_head + c] =
          fromFloat<T>(sum * inverse);
    }
    if (lane == 0 && p.lse)
      p.lse[token * p.lse_stride_token + head * p.lse_stride_head] =
          weight > 0 ? most + logf(weight) : -INFINITY;
  }
}

} // namespace

MlaStatus mergeParts(const MlaDecodeParams &p, int sm, int numSMs,
                     void *stream) {
  // Units there can be: as many items as parts can share, times their size.
  // One a warp if a warp merges them, one a CTA if there are few.
  int itemRows = p.tile_rows * p.tile_group;
  int64_t items = p.batch * static_cast<int64_t>(p.h_kv) +
                  static_cast<int64_t>(p.num_tokens) * p.num_heads / itemRows;
  int64_t units = std::min<int64_t>(p.parts, items) * itemRows *
                  ((p.v_dim + kChunk - 1) / kChunk);
  LaunchConfig config;
  config.grid = dim3(static_cast<unsigned>(std::clamp<int64_t>(
      std::max<int64_t>(units / kWarps, std::min<int64_t>(units, 4 * numSMs)),
      1, 8 * numSMs)));
  config.block = dim3(kThreads);
  config.pdl = sm == 90; // newer GPUs run PTX of sm_80, which does not wait
  auto *kernel = p.dtype == MLA_F16 ? decodeMergeKernel<__half>
                                    : decodeMergeKernel<__nv_bfloat16>;
  return launchKernel(kernel, config, stream, p);
}

} // namespace mla::decode

MlaStatus mla_merge_states(const MlaMergeStatesParams *params, void *stream) {
  using namespace mla;
  const MlaMergeStatesParams &p = *params;
  if (p.num_states < 0 || p.num_tokens < 0 || p.num_heads < 0 || p.v_dim < 0)
    return MLA_BAD_ARGUMENT;
  int64_t rows = static_cast<int64_t>(p.num_tokens) * p.num_heads;
  if (rows == 0)
    return MLA_OK;
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  auto *kernel = p.dtype == MLA_BF16  ? decode::mergeStatesKernel<__nv_bfloat16>
                 : p.dtype == MLA_F16 ? decode::mergeStatesKernel<__half>
                 : p.dtype == MLA_F32 ? decode::mergeStatesKernel<float>
                                      : nullptr;
  if (!kernel)
    return MLA_UNSUPPORTED;
  LaunchConfig config;
  int64_t blocks = (rows + decode::kWarps - 1) / decode::kWarps;
  config.grid = dim3(static_cast<unsigned>(
      blocks < device.numSMs * 8 ? blocks : device.numSMs * 8));
  config.block = dim3(decode::kThreads);
  config.pdl =
      device.sm == 90; // newer GPUs run PTX of sm_80, which does not wait
  return launchKernel(kernel, config, stream, p);
}
