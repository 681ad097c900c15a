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
#include "kernels/common/decode/plan.cuh"
#include "kernels/common/launch.h"
#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/launch.cuh"

namespace mla::decode {
namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;
constexpr int kChunk = 128; ///< columns a warp merges: 4 a lane
/// Up to this many parts an item is merged by one warp a chunk.
constexpr int kFewParts = 12;

template <typename T>
__device__ __forceinline__ void store4(T *to, float4 v, int left) {
  if (left < 4) { // V is a multiple of 8 here, but callers' tensors may not be
    const float x[4] = {v.x, v.y, v.z, v.w};
    for (int i = 0; i < left; ++i)
      to[i] = fromFloat<T>(x[i]);
  } else if constexpr (sizeof(T) == 4) {
    *reinterpret_cast<float4 *>(to) = v;
  } else {
    *reinterpret_cast<uint2 *>(to) =
        make_uint2(packPair<T>(v.x, v.y), packPair<T>(v.z, v.w));
  }
}

/// Where part i of a split item left its result.
__device__ __forceinline__ int64_t partialRow(const MlaDecodeParams &p,
                                              int4 split, int i, int row) {
  int slot = i == 0 ? 2 * split.z + 1 : 2 * (split.z + i);
  return static_cast<int64_t>(slot) * p.tile_group * p.tile_rows + row;
}

template <typename T>
__global__ void __launch_bounds__(kThreads)
    decodeMergeKernel(const __grid_constant__ MlaDecodeParams p) {
  __shared__ float4 sums[kWarps][32];
  __shared__ float weights[kWarps];
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();

  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int group = p.num_heads / p.h_kv;
  const int itemRows = p.tile_rows * p.tile_group;
  const float *partial = static_cast<const float *>(p.workspace);
  const float *partialLse =
      partial + static_cast<int64_t>(2) * p.parts * itemRows * p.v_dim;
  const PlanLayout layout(p.batch, p.parts);
  const int4 *splits = reinterpret_cast<const int4 *>(p.plan + layout.splitsAt);
  const int numSplits = p.plan[2], mostParts = p.plan[3];
  const int paddingStart = p.plan[4];
  const int chunks = (p.v_dim + kChunk - 1) / kChunk;
  const int units = numSplits * itemRows * chunks;

  // A unit is 128 columns of one row of one split item.
  auto locate = [&](int unit, int4 &split, int &row, int &column,
                    int64_t &token, int &head) {
    column = unit % chunks * kChunk + lane * 4;
    row = unit / chunks % itemRows;
    split = splits[unit / chunks / itemRows];
    int start = p.query_start ? p.query_start[split.x] : split.x * p.q_len;
    int rows =
        (p.query_start ? p.query_start[split.x + 1] - start : p.q_len) * group;
    int itemRow = split.y / p.h_kv * itemRows + row;
    token = start + itemRow / group;
    head = split.y % p.h_kv * group + itemRow % group;
    return itemRow < rows;
  };
  auto finish = [&](float4 sum, float weight, float most, int64_t token,
                    int head, int column) {
    float inverse = weight > 0 ? 1 / weight : 0;
    sum.x *= inverse, sum.y *= inverse, sum.z *= inverse, sum.w *= inverse;
    if (column < p.v_dim)
      store4(static_cast<T *>(p.out) + token * p.out_stride_token +
                 head * p.out_stride_head + column,
             sum, p.v_dim - column);
    if (column == 0 && p.lse)
      p.lse[token * p.lse_stride_token + head * p.lse_stride_head] =
          weight > 0 ? most + logf(weight) : -INFINITY;
  };
  // Sum over parts first, first + step, … of one row. Weights come from the
  // lanes' log-sum-exps, values from eight loads in flight.
  auto accumulate = [&](int4 split, int row, int column, int first, int step,
                        float most, float4 &sum, float &weight) {
    int parts = split.w - split.z + 1;
    float shift = most == -INFINITY ? 0.0f : most;
    for (int i = first; i < parts; i += step * 8) {
      float4 v[8];
      float w[8];
#pragma unroll
      for (int u = 0; u < 8; ++u) {
        int index = i + u * step;
        v[u] = make_float4(0, 0, 0, 0);
        w[u] = -INFINITY;
        if (index < parts) {
          int64_t at = partialRow(p, split, index, row);
          w[u] = partialLse[at];
          if (column < p.v_dim)
            v[u] = *reinterpret_cast<const float4 *>(partial + at * p.v_dim +
                                                     column);
        }
      }
#pragma unroll
      for (int u = 0; u < 8; ++u) {
        float x = exp2Fast((w[u] - shift) * kLog2E);
        weight += x;
        sum.x += x * v[u].x, sum.y += x * v[u].y;
        sum.z += x * v[u].z, sum.w += x * v[u].w;
      }
    }
  };
  auto mostOf = [&](int4 split, int row) {
    float most = -INFINITY;
    for (int i = lane; i < split.w - split.z + 1; i += 32)
      most = fmaxf(most, partialLse[partialRow(p, split, i, row)]);
    return laneMax(most);
  };

  int4 split;
  int row, column, head;
  int64_t token;
  if (mostParts <= kFewParts) {
    for (int unit = blockIdx.x * kWarps + warp; unit < units;
         unit += gridDim.x * kWarps) {
      if (!locate(unit, split, row, column, token, head))
        continue;
      float most = mostOf(split, row), weight = 0;
      float4 sum = make_float4(0, 0, 0, 0);
      accumulate(split, row, column, 0, 1, most, sum, weight);
      finish(sum, weight, most, token, head, column);
    }
  } else {
    for (int unit = blockIdx.x; unit < units; unit += gridDim.x) {
      if (!locate(unit, split, row, column, token, head))
        continue;
      float most = mostOf(split, row), weight = 0;
      float4 sum = make_float4(0, 0, 0, 0);
      accumulate(split, row, column, warp, kWarps, most, sum, weight);
      sums[warp][lane] = sum;
      weights[warp] = weight;
      __syncthreads();
      if (warp == 0) {
#pragma unroll
        for (int w = 1; w < kWarps; ++w) {
          float4 v = sums[w][lane];
          sum.x += v.x, sum.y += v.y, sum.z += v.z, sum.w += v.w;
          weight += weights[w];
        }
        finish(sum, weight, most, token, head, column);
      }
      __syncthreads();
    }
  }

  // Rows no item stands for: sequences without keys, and padding.
  auto clear = [&](int64_t token) {
    for (int h = 0; h < p.num_heads; ++h) {
      T *to = static_cast<T *>(p.out) + token * p.out_stride_token +
              h * p.out_stride_head;
      for (int c = lane * 4; c < p.v_dim; c += kChunk)
        store4(to + c, make_float4(0, 0, 0, 0), p.v_dim - c);
      if (lane == 0 && p.lse)
        p.lse[token * p.lse_stride_token + h * p.lse_stride_head] = -INFINITY;
    }
  };
  int allWarps = gridDim.x * kWarps;
  for (int b = blockIdx.x * kWarps + warp; b < p.batch; b += allWarps)
    if (p.seq_lens[b] <= 0) {
      int start = p.query_start ? p.query_start[b] : b * p.q_len;
      int stop = p.query_start ? p.query_start[b + 1] : start + p.q_len;
      for (int64_t t = start; t < stop; ++t)
        clear(t);
    }
  for (int64_t t = paddingStart + blockIdx.x * kWarps + warp; t < p.num_tokens;
       t += allWarps)
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
  LaunchConfig config;
  config.grid = dim3(2 * numSMs);
  config.block = dim3(kThreads);
  config.pdl = sm >= 90;
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
  config.pdl = device.sm >= 90;
  return launchKernel(kernel, config, stream, p);
}
