//===- route.cu - which experts a token goes to ---------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// mla.route (MLAOpsExperts.td), a warp a token: lane l has experts l, l + 32, …
// A CTA has one block of tokens and counts how often it chose each expert.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/launch.h"
#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/launch.cuh"
#include "kernels/sm90/experts/stages.h"

namespace mla::experts {
namespace {

constexpr int kMostExperts = 512;
constexpr int kMostGroups = 32;
constexpr unsigned kAll = 0xffffffffu;

struct Args {
  const float *logits, *bias;
  const int32_t *slots;
  int32_t *chosen, *counts;
  float *weights;
  int tokens, experts, topK, tokensPerBlock;
  int sigmoid, groups, keptGroups, groupTop2, normalize;
  float scaling;
};

/// Unsigned integers in the order of the floats; NaN is the least.
__device__ __forceinline__ uint32_t orderedKey(float x) {
  uint32_t bits = __float_as_uint(x);
  if (x != x)
    return 0;
  return bits & 0x80000000u ? ~bits : bits | 0x80000000u;
}

/// A bit for each group that is kept. Lane g scores group g from the choices
/// in shared memory; a group is kept if fewer than keptGroups are better.
__device__ __forceinline__ uint32_t keepGroups(const Args &a,
                                               const float *choices, int lane) {
  const int size = a.experts / a.groups;
  float best = -INFINITY, second = -INFINITY;
  if (lane < a.groups)
    for (int i = 0; i < size; ++i) {
      float c = choices[lane * size + i];
      if (c > best) {
        second = best;
        best = c;
      } else if (c > second) {
        second = c;
      }
    }
  uint32_t key = orderedKey(a.groupTop2 ? best + second : best);
  int better = 0;
  for (int g = 0; g < a.groups; ++g) {
    uint32_t other = __shfl_sync(kAll, key, g);
    better += other > key || (other == key && g < lane);
  }
  return __ballot_sync(kAll, lane < a.groups && better < a.keptGroups);
}

/// `kEach`: experts of a lane.
template <int kEach>
__device__ __forceinline__ void routeToken(const Args &a, int token, int lane,
                                           float *choices, int *counts) {
  const float *logits = a.logits + int64_t(token) * a.experts;
  float score[kEach];
#pragma unroll
  for (int i = 0; i < kEach; ++i)
    score[i] = lane + 32 * i < a.experts ? logits[lane + 32 * i] : -INFINITY;
  if (a.sigmoid) {
#pragma unroll
    for (int i = 0; i < kEach; ++i)
      score[i] = 1.f / (1.f + __expf(-score[i]));
  } else {
    float top = -INFINITY, sum = 0.f;
#pragma unroll
    for (int i = 0; i < kEach; ++i)
      top = fmaxf(top, score[i]);
    top = laneMax(top);
#pragma unroll
    for (int i = 0; i < kEach; ++i) {
      score[i] = __expf(score[i] - top);
      sum += score[i];
    }
    sum = 1.f / laneSum(sum);
#pragma unroll
    for (int i = 0; i < kEach; ++i)
      score[i] *= sum;
  }

  uint32_t key[kEach], alive = 0;
  const bool grouped = a.keptGroups < a.groups;
#pragma unroll
  for (int i = 0; i < kEach; ++i) {
    int e = lane + 32 * i;
    key[i] = 0;
    if (e >= a.experts)
      continue;
    float choice = a.bias ? score[i] + a.bias[e] : score[i];
    key[i] = orderedKey(choice);
    alive |= 1u << i;
    if (grouped)
      choices[e] = choice;
  }
  if (grouped) {
    __syncwarp();
    uint32_t kept = keepGroups(a, choices, lane);
    __syncwarp();
#pragma unroll
    for (int i = 0; i < kEach; ++i) {
      int e = lane + 32 * i;
      if (e < a.experts && !(kept >> (e / (a.experts / a.groups)) & 1))
        alive &= ~(1u << i);
    }
  }

  int myExpert = 0; // lane k ends up with choice k
  float myScore = 0.f;
  for (int k = 0; k < a.topK; ++k) {
    uint32_t best = 0, index = kAll;
    float bestScore = 0.f;
#pragma unroll
    for (int i = kEach - 1; i >= 0; --i) // the lowest index wins ties
      if ((alive >> i & 1) && (index == kAll || key[i] >= best)) {
        best = key[i];
        index = lane + 32 * i;
        bestScore = score[i];
      }
    uint32_t top = __reduce_max_sync(kAll, best);
    uint32_t winner = __reduce_min_sync(kAll, best == top ? index : kAll);
    if (winner == index && index != kAll)
      alive &= ~(1u << (index / 32));
    float s = __shfl_sync(kAll, bestScore, winner % 32);
    if (lane == k) {
      myExpert = static_cast<int>(winner);
      myScore = s;
    }
  }
  float weight = myScore;
  if (a.normalize) {
    float sum = 0.f;
    for (int k = 0; k < a.topK; ++k)
      sum += __shfl_sync(kAll, myScore, k);
    weight /= sum + 1e-20f;
  }
  if (lane < a.topK) {
    a.chosen[int64_t(token) * a.topK + lane] = myExpert;
    a.weights[int64_t(token) * a.topK + lane] = weight * a.scaling;
    atomicAdd(&counts[myExpert], 1);
  }
}

/// One token a warp at once: 32, but 16 where a lane's experts take many
/// registers.
template <int kEach> constexpr int kWarps = kEach > 8 ? 16 : 32;

template <int kEach>
__global__ void __launch_bounds__(32 * kWarps<kEach>, 1)
    routeKernel(const __grid_constant__ Args a) {
  extern __shared__ float choices[]; // [warps][experts] if groups compete
  __shared__ int counts[kMostExperts];
  for (int e = threadIdx.x; e < a.experts; e += blockDim.x)
    counts[e] = 0;
  __syncthreads();
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();
  const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  const int first = blockIdx.x * a.tokensPerBlock;
  const int last = min(a.tokens, first + a.tokensPerBlock);
  for (int token = first + warp; token < last; token += kWarps<kEach>) {
    if (a.slots && a.slots[token] < 0) {
      if (lane < a.topK)
        a.chosen[int64_t(token) * a.topK + lane] = -1;
    } else {
      routeToken<kEach>(a, token, lane, choices + warp * a.experts, counts);
    }
  }
  __syncthreads();
  for (int e = threadIdx.x; e < a.experts; e += blockDim.x)
    a.counts[int64_t(blockIdx.x) * a.experts + e] = counts[e];
}

template <int kEach> MlaStatus launch(const Args &a, void *stream) {
  LaunchConfig config;
  config.grid = dim3((a.tokens + a.tokensPerBlock - 1) / a.tokensPerBlock);
  config.block = dim3(32 * kWarps<kEach>);
  config.sharedBytes =
      a.keptGroups < a.groups ? size_t(kWarps<kEach>) * a.experts * 4 : 0;
  config.pdl = true;
  return launchKernel(routeKernel<kEach>, config, stream, a);
}

} // namespace

MlaStatus route(const MlaExpertsParams &p, const Scratch &s, void *stream) {
  if (p.num_experts > kMostExperts || p.n_group > kMostGroups || p.top_k > 32)
    return MLA_UNSUPPORTED;
  Args a = {};
  a.logits = s.logits;
  a.bias = p.bias;
  a.slots = p.slots;
  a.chosen = s.chosen;
  a.counts = s.counts;
  a.weights = s.weights;
  a.tokens = p.num_tokens;
  a.experts = p.num_experts;
  a.topK = p.top_k;
  a.tokensPerBlock = kernels::expertsTokensPerBlock(p.num_tokens);
  a.sigmoid = p.sigmoid;
  a.groups = p.n_group;
  a.keptGroups = p.topk_group;
  a.groupTop2 = p.group_top2;
  a.normalize = p.normalize;
  a.scaling = p.scaling;
  return p.num_experts <= 64    ? launch<2>(a, stream)
         : p.num_experts <= 256 ? launch<8>(a, stream)
                                : launch<16>(a, stream);
}

} // namespace mla::experts
