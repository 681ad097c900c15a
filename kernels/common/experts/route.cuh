//===- route.cuh - a token's experts, found by one warp ---------- -*- CUDA
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// mla.route (MLAOpsExperts.td): scores, groups, the top k and their weights.
// Keys are the scores' bits in an order-preserving form, so that a maximum is
// one redux; 0 is below every score and means gone.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/numeric.cuh"
#include "kernels/params.h"

namespace mla::experts {

__device__ __forceinline__ uint32_t orderedKey(float x) {
  uint32_t bits = __float_as_uint(x);
  return bits >> 31 ? max(1u, ~bits) : bits | 0x80000000u;
}
__device__ __forceinline__ float fromOrderedKey(uint32_t key) {
  return __uint_as_float(key >> 31 ? key & 0x7fffffffu : ~key);
}

/// Largest key of the warp and the lowest index that has it.
__device__ __forceinline__ uint32_t warpBest(uint32_t key, int &index) {
  uint32_t best = __reduce_max_sync(0xffffffffu, key);
  index = static_cast<int>(__reduce_min_sync(
      0xffffffffu, key == best ? static_cast<unsigned>(index) : 0xffffffffu));
  return best;
}

/// The best key among experts [first, last), other than `except`.
__device__ __forceinline__ uint32_t bestBetween(const uint32_t *keys, int first,
                                                int last, int except,
                                                int &index) {
  uint32_t key = 0;
  index = INT32_MAX;
#pragma unroll 1
  for (int e = first + threadIdx.x % 32; e < last; e += 32)
    if (e != except && keys[e] > key)
      key = keys[e], index = e;
  return warpBest(key, index);
}

/// Keys outside the `topk_group` best groups become 0.
__device__ __forceinline__ void keepBestGroups(const MlaExpertsParams &p,
                                               uint32_t *keys) {
  const int lane = threadIdx.x % 32, size = p.num_experts / p.n_group;
  uint32_t groupKey = 0; // lane g: of group g
#pragma unroll 1
  for (int g = 0; g < p.n_group; ++g) {
    int index = -1;
    float score = 0;
#pragma unroll 1
    for (int i = 0; i < (p.group_top2 ? 2 : 1); ++i) {
      int except = index;
      uint32_t best =
          bestBetween(keys, g * size, (g + 1) * size, except, index);
      score = __fadd_rn(score, fromOrderedKey(best));
    }
    if (lane == g)
      groupKey = orderedKey(score);
  }
  unsigned kept = 0;
#pragma unroll 1
  for (int i = 0; i < p.topk_group; ++i) {
    int index = lane;
    warpBest(groupKey, index);
    kept |= 1u << index;
    if (lane == index)
      groupKey = 0;
  }
#pragma unroll 1
  for (int e = lane; e < p.num_experts; e += 32)
    if (!(kept >> e / size & 1))
      keys[e] = 0;
  __syncwarp();
}

/// ids[k], weights[k]: the experts of a token, largest choice first. Called by
/// a whole warp with `keys` of its own for every expert, in shared memory. Two
/// kernels route the same logits and must agree on every bit: not inlined, so
/// both run the same code.
static __device__ __noinline__ void routeToken(const MlaExpertsParams &p,
                                               const float *logits,
                                               uint32_t *keys, uint16_t *ids,
                                               float *weights) {
  const int lane = threadIdx.x % 32;
  // score = 1 / (1 + exp(-logit)), or exp(logit - largest) / sum
  float largest = 0, sum = 1;
  auto score = [&](float logit) {
    float e = expf(p.sigmoid ? -logit : logit - largest);
    return p.sigmoid ? __fdividef(1, 1 + e) : __fdividef(e, sum);
  };
  if (!p.sigmoid) {
    largest = -INFINITY;
#pragma unroll 1
    for (int e = lane; e < p.num_experts; e += 32)
      largest = fmaxf(largest, __ldcg(logits + e));
    largest = laneMax(largest);
    float all = 0;
#pragma unroll 1
    for (int e = lane; e < p.num_experts; e += 32)
      all += score(__ldcg(logits + e));
    sum = laneSum(all);
  }
#pragma unroll 1
  for (int e = lane; e < p.num_experts; e += 32) {
    float x = score(__ldcg(logits + e));
    keys[e] = orderedKey(p.bias ? x + p.bias[e] : x);
  }
  __syncwarp();
  if (p.topk_group < p.n_group)
    keepBestGroups(p, keys);

  int own = 0; // lane k: choice k
#pragma unroll 1
  for (int k = 0; k < p.top_k; ++k) {
    int index;
    bestBetween(keys, 0, p.num_experts, -1, index);
    if (lane == k)
      own = index;
    if (lane == 0)
      keys[index] = 0;
    __syncwarp();
  }
  float weight = lane < p.top_k ? score(__ldcg(logits + own)) : 0;
  if (p.normalize) {
    float all = 0;
#pragma unroll 1
    for (int k = 0; k < p.top_k; ++k)
      all += __shfl_sync(0xffffffffu, weight, k);
    weight = __fdividef(weight, all + 1e-20f);
  }
  if (lane < p.top_k) {
    ids[lane] = static_cast<uint16_t>(own);
    weights[lane] = weight * p.scaling;
  }
  __syncwarp();
}

/// Where a routing lies in shared memory, in bytes from its start, where there
/// are `scratch` bytes that others use once it is made.
struct RoutingLayout {
  int keys; ///< bytes a warp
  int ids, weights, tokens, firstGroup, experts, columns, numGroups, size;
};
inline RoutingLayout routingLayout(int numTokens, int topK, int numExperts,
                                   int scratch, int warps) {
  RoutingLayout l = {};
  int at = 0, pairs = numTokens * topK;
  l.keys = numExperts * 4;
  int keys = l.keys * (numTokens < warps ? numTokens : warps);
  auto take = [&at](int bytes) {
    int start = at;
    at += (bytes + 15) / 16 * 16;
    return start;
  };
  take(keys > scratch ? keys : scratch);
  l.ids = take(pairs * 2);
  l.weights = take(pairs * 4);
  l.tokens = take(numExperts * 4);
  l.firstGroup = take(numExperts * 2);
  l.experts = take(pairs * 2);
  l.columns = take(pairs * 16);
  l.numGroups = take(4);
  l.size = at;
  return l;
}

/// A step's routing: the experts hit in ascending order, each with its tokens
/// as columns of a product, up to eight at a time. With up to eight tokens in
/// all, a token is the same column for every expert. Up to 32 tokens.
class Routing {
public:
  static constexpr unsigned kNone = 0xffff; ///< no token in a column

  __device__ Routing(const MlaExpertsParams &p, const RoutingLayout &at,
                     char *memory)
      : p(p), at(at), memory(memory) {}

  /// By all threads of the CTA. Padding (slot -1) is not routed.
  __device__ void make(const float *logits) {
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    const int warps = blockDim.x / 32, pairs = p.num_tokens * p.top_k;
#pragma unroll 1
    for (int e = threadIdx.x; e < p.num_experts; e += blockDim.x)
      array<uint32_t>(at.tokens)[e] = 0;
#pragma unroll 1
    for (int i = threadIdx.x; i < pairs * 4; i += blockDim.x)
      array<uint32_t>(at.columns)[i] = kNone << 16 | kNone;
    __syncthreads();
#pragma unroll 1
    for (int t = warp; t < p.num_tokens; t += warps) {
      if (isPadding(t))
        continue;
      routeToken(p, logits + int64_t(t) * p.num_experts,
                 array<uint32_t>(warp * at.keys), &id(t, 0), &weight(t, 0));
      if (lane < p.top_k)
        atomicOr(&array<uint32_t>(at.tokens)[id(t, lane)], 1u << t);
    }
    __syncthreads();
    if (warp == 0)
      makeGroups(lane);
    __syncthreads();
#pragma unroll 1
    for (int i = threadIdx.x; i < pairs; i += blockDim.x) {
      int t = i / p.top_k, k = i % p.top_k;
      if (isPadding(t))
        continue;
      int e = id(t, k), column = p.num_tokens <= 8 ? t : place(e, t);
      array<uint16_t>(at.columns)[firstGroup(e) * 8 + column] =
          static_cast<uint16_t>(t | k << 8);
    }
    __syncthreads();
  }

  /// At least one, which may be of no token.
  __device__ int numGroups() const { return *array<int>(at.numGroups); }
  __device__ int expert(int group) const {
    return array<uint16_t>(at.experts)[group];
  }
  /// token | choice << 8, or kNone.
  __device__ unsigned column(int group, int i) const {
    return array<uint16_t>(at.columns)[group * 8 + i];
  }
  __device__ float &weight(int t, int choice) const {
    return array<float>(at.weights)[t * p.top_k + choice];
  }
  __device__ bool has(int expert, int t) const {
    return array<uint32_t>(at.tokens)[expert] >> t & 1;
  }
  __device__ int firstGroup(int expert) const {
    return array<uint16_t>(at.firstGroup)[expert];
  }
  /// Which of its tokens an expert's token is.
  __device__ int place(int expert, int t) const {
    return __popc(array<uint32_t>(at.tokens)[expert] & ((1u << t) - 1));
  }

private:
  template <typename E> __device__ E *array(int offset) const {
    return reinterpret_cast<E *>(memory + offset);
  }
  __device__ uint16_t &id(int t, int choice) const {
    return array<uint16_t>(at.ids)[t * p.top_k + choice];
  }
  __device__ bool isPadding(int t) const {
    return p.slots && __ldcg(p.slots + t) < 0;
  }
  /// Prefix sum over the experts, by one warp.
  __device__ void makeGroups(int lane) {
    int group = 0;
#pragma unroll 1
    for (int first = 0; first < p.num_experts; first += 32) {
      int e = first + lane;
      int own = e < p.num_experts
                    ? (__popc(array<uint32_t>(at.tokens)[e]) + 7) / 8
                    : 0;
      int upTo = own;
#pragma unroll
      for (int offset = 1; offset < 32; offset *= 2) {
        int other = __shfl_up_sync(0xffffffffu, upTo, offset);
        upTo += lane >= offset ? other : 0;
      }
      if (own)
        array<uint16_t>(at.firstGroup)[e] =
            static_cast<uint16_t>(group + upTo - own);
#pragma unroll 1
      for (int i = 0; i < own; ++i)
        array<uint16_t>(at.experts)[group + upTo - own + i] =
            static_cast<uint16_t>(e);
      group += __shfl_sync(0xffffffffu, upTo, 31);
    }
    if (lane == 0) {
      if (group == 0)
        array<uint16_t>(at.experts)[0] = 0;
      *array<int>(at.numGroups) = max(1, group);
    }
  }

  const MlaExpertsParams &p;
  const RoutingLayout &at;
  char *memory;
};

} // namespace mla::experts
