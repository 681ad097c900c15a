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
/// Up to this many parts an item is merged by single warps, 128 columns each;
/// above, by whole CTAs, 64 columns each.
constexpr int kFewParts = 8;
constexpr int kManyAtOnce = 16;

/// The split item a unit belongs to, and its place in it.
struct Unit {
  const float *values, *lses; ///< of part 1's slot, this row and column
  int64_t token;
  int head, column, count;
  bool valid;
};

/// A weighted sum under way: kWidth columns of one row a lane.
template <int kWidth> struct Sum {
  float value[kWidth];
  float weight, most;
};

template <int kWidth>
__device__ __forceinline__ void load(float (&to)[kWidth], const float *from) {
  if constexpr (kWidth == 4) {
    float4 v = *reinterpret_cast<const float4 *>(from);
    to[0] = v.x, to[1] = v.y, to[2] = v.z, to[3] = v.w;
  } else {
    float2 v = *reinterpret_cast<const float2 *>(from);
    to[0] = v.x, to[1] = v.y;
  }
}

template <typename T, int kWidth>
__device__ __forceinline__ void store(T *to, const float (&v)[kWidth]) {
  if constexpr (kWidth == 4)
    *reinterpret_cast<uint2 *>(to) =
        make_uint2(packPair<T>(v[0], v[1]), packPair<T>(v[2], v[3]));
  else
    *reinterpret_cast<uint32_t *>(to) = packPair<T>(v[0], v[1]);
}

template <int kWidth>
__device__ __forceinline__ void addTo(Sum<kWidth> &sum,
                                      const Sum<kWidth> &other) {
  float most = fmaxf(sum.most, other.most);
  float shift = most == -INFINITY ? 0.0f : most;
  float a = exp2Fast((sum.most - shift) * kLog2E);
  float b = exp2Fast((other.most - shift) * kLog2E);
#pragma unroll
  for (int i = 0; i < kWidth; ++i)
    sum.value[i] = a * sum.value[i] + b * other.value[i];
  sum.weight = a * sum.weight + b * other.weight;
  sum.most = most;
}

/// Adds parts first, first + step, … below `count`, kAtOnce loads in flight.
template <int kWidth, int kAtOnce>
__device__ __forceinline__ Sum<kWidth>
mergeParts(const MlaDecodeParams &p, const Unit &u, int first, int step,
           int count, int lane) {
  // Part 0's slot is the odd one of its pair, the others' are the even ones.
  const int itemRows = p.tile_rows * p.tile_group;
  const int64_t rowStep = 2 * itemRows;
  Sum<kWidth> sum = {};
  sum.most = -INFINITY;
  do { // once even without parts: see the rehearsal below
    int own = first + lane * step;
    float lse = -INFINITY;
    if (lane < kAtOnce && own < count)
      lse = u.lses[own * rowStep + (own == 0 ? itemRows : 0)];
    float v[kAtOnce][kWidth];
    const float *from = u.values + first * rowStep * p.v_dim;
    const int64_t stride = step * rowStep * p.v_dim;
#pragma unroll
    for (int i = 0; i < kAtOnce; ++i) {
      int part = first + i * step;
#pragma unroll
      for (int c = 0; c < kWidth; ++c)
        v[i][c] = 0;
      if (part < count && u.column < p.v_dim)
        load<kWidth>(v[i],
                     part == 0 ? from + int64_t(itemRows) * p.v_dim : from);
      from += stride;
    }
    Sum<kWidth> group = {};
    group.most = laneMax(lse);
    float shift = group.most == -INFINITY ? 0.0f : group.most;
    float weight = exp2Fast((lse - shift) * kLog2E);
#pragma unroll
    for (int i = 0; i < kAtOnce; ++i) {
      float w = __shfl_sync(0xffffffffu, weight, i);
      group.weight += w;
#pragma unroll
      for (int c = 0; c < kWidth; ++c)
        group.value[c] += w * v[i][c];
    }
    addTo(sum, group);
    first += step * kAtOnce;
  } while (first < count);
  return sum;
}

template <typename T, int kWidth>
__device__ __forceinline__ void finish(const MlaDecodeParams &p, const Unit &u,
                                       Sum<kWidth> &sum) {
  float inverse = sum.weight > 0 ? 1 / sum.weight : 0;
#pragma unroll
  for (int c = 0; c < kWidth; ++c)
    sum.value[c] *= inverse;
  if (u.valid && u.column < p.v_dim) {
    store<T, kWidth>(static_cast<T *>(p.out) + u.token * p.out_stride_token +
                         u.head * p.out_stride_head + u.column,
                     sum.value);
    if (u.column == 0 && p.lse)
      p.lse[u.token * p.lse_stride_token + u.head * p.lse_stride_head] =
          sum.weight > 0 ? sum.most + kLn2 * log2f(sum.weight) : -INFINITY;
  }
}

/// One CTA an SM, small enough to wait beside a decode CTA. The plan was made
/// before the decode kernel began and may be read before the wait; one round
/// without parts brings the code into the instruction caches meanwhile.
template <typename T>
__global__ void __launch_bounds__(kThreads, 4)
    decodeMergeKernel(const __grid_constant__ MlaDecodeParams p) {
  __shared__ Sum<2> sums[kWarps][32];
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int group = p.num_heads / p.h_kv;
  const int itemRows = p.tile_rows * p.tile_group;
  const float *partial = static_cast<const float *>(p.workspace);
  const float *partialLse =
      partial + static_cast<int64_t>(2) * p.parts * itemRows * p.v_dim;
  const PlanLayout layout(p.batch, p.parts);
  const int4 *splits = reinterpret_cast<const int4 *>(p.plan + layout.splitsAt);
  const int numSplits = p.plan[2], mostParts = p.plan[3];
  const int allWarps = gridDim.x * kWarps;
  const int thisWarp = blockIdx.x * kWarps + warp;
  const bool few = mostParts <= kFewParts;
  const int width = few ? 4 : 2;
  const int chunks = (p.v_dim + 32 * width - 1) / (32 * width);
  const int units = numSplits * itemRows * chunks;
  const int step = few ? allWarps : gridDim.x;
  bool real = false;
#pragma unroll 1
  for (int unit = few ? thisWarp : blockIdx.x; unit < units || !real;) {
    int index = min(unit / (itemRows * chunks), p.parts - 1);
    int4 split = splits[2 * index], facts = splits[2 * index + 1];
    int inside = unit % (itemRows * chunks);
    int row = inside / chunks;
    int itemRow = split.y / p.h_kv * itemRows + row;
    Unit u;
    u.column = (inside % chunks * 32 + lane) * width;
    u.token = facts.x + itemRow / group;
    u.head = split.y % p.h_kv * group + itemRow % group;
    u.valid = real && itemRow < facts.y * group;
    int64_t first = static_cast<int64_t>(2) * split.z * itemRows + row;
    u.values = partial + first * p.v_dim + u.column;
    u.lses = partialLse + first;
    int count = u.valid ? split.w - split.z + 1 : 0;
    if (few) {
      Sum<4> sum = mergeParts<4, kFewParts>(p, u, 0, 1, count, lane);
      finish<T>(p, u, sum);
    } else {
      Sum<2> sum = mergeParts<2, kManyAtOnce>(p, u, warp, kWarps, count, lane);
      sums[warp][lane] = sum;
      __syncthreads();
      if (warp == 0) {
#pragma unroll 1
        for (int w = 1; w < kWarps; ++w)
          addTo(sum, sums[w][lane]);
        finish<T>(p, u, sum);
      }
      __syncthreads();
    }
    if (real) {
      unit += step;
    } else {
      ptx::gridDependencyWait();
      ptx::gridLaunchDependents();
      real = true;
    }
  }

  // Rows no item stands for: sequences without keys, and padding.
  const int paddingStart = p.plan[4];
  const int candidates = p.batch + max(0, p.num_tokens - paddingStart);
#pragma unroll 1
  for (int i = thisWarp; i < candidates; i += allWarps) {
    int64_t start = paddingStart + i - p.batch, stop = start + 1;
    if (i < p.batch) {
      if (p.seq_lens[i] > 0)
        continue;
      start = p.query_start ? p.query_start[i] : i * p.q_len;
      stop = p.query_start ? p.query_start[i + 1] : start + p.q_len;
    }
#pragma unroll 1
    for (int64_t r = start * p.num_heads; r < stop * p.num_heads; ++r) {
      int64_t token = r / p.num_heads, head = r % p.num_heads;
      T *to = static_cast<T *>(p.out) + token * p.out_stride_token +
              head * p.out_stride_head;
      const float zeros[4] = {};
#pragma unroll 1
      for (int c = lane * 4; c < p.v_dim; c += 128)
        store<T, 4>(to + c, zeros);
      if (lane == 0 && p.lse)
        p.lse[token * p.lse_stride_token + head * p.lse_stride_head] =
            -INFINITY;
    }
  }
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
  config.grid = dim3(numSMs);
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
