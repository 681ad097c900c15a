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
  int bits = __float_as_int(x);
  return static_cast<uint32_t>(bits ^ (bits >> 31 | INT32_MIN));
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
static __device__ __noinline__ void keepBestGroups(const MlaExpertsParams &p,
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

/// ids[k], weights[k]: the experts of a token, largest choice first, by a whole
/// warp: lane l has experts l, l + 32, …, `kEach` of them. In shared memory:
/// `scores` are logits at first, `bias` or null, `keys` (used where groups
/// compete) of the warp.
template <int kEach>
__device__ __forceinline__ void
routeWith(const MlaExpertsParams &p, float *scores, const float *bias,
          uint32_t *keys, uint16_t *ids, float *weights) {
  const int lane = threadIdx.x % 32;
  float score[kEach];
#pragma unroll
  for (int i = 0; i < kEach; ++i)
    score[i] =
        lane + 32 * i < p.num_experts ? scores[lane + 32 * i] : -INFINITY;
  if (p.sigmoid) {
#pragma unroll
    for (int i = 0; i < kEach; ++i)
      score[i] = __fdividef(1, 1 + exp2Fast(-score[i] * kLog2E));
  } else {
    float largest = score[0], sum = 0;
#pragma unroll
    for (int i = 1; i < kEach; ++i)
      largest = fmaxf(largest, score[i]);
    largest =
        fromOrderedKey(__reduce_max_sync(0xffffffffu, orderedKey(largest)));
#pragma unroll
    for (int i = 0; i < kEach; ++i) {
      score[i] = exp2Fast((score[i] - largest) * kLog2E);
      sum += score[i];
    }
    sum = __fdividef(1, laneSum(sum));
#pragma unroll
    for (int i = 0; i < kEach; ++i)
      score[i] *= sum;
  }
  const bool grouped = p.topk_group < p.n_group;
  uint32_t key[kEach];
#pragma unroll
  for (int i = 0; i < kEach; ++i) {
    int e = lane + 32 * i;
    key[i] = 0;
    if (e < p.num_experts) {
      scores[e] = score[i];
      key[i] = orderedKey(bias ? score[i] + bias[e] : score[i]);
      if (grouped)
        keys[e] = key[i];
    }
  }
  __syncwarp();
  if (grouped) {
    keepBestGroups(p, keys);
#pragma unroll
    for (int i = 0; i < kEach; ++i)
      if (lane + 32 * i < p.num_experts)
        key[i] = keys[lane + 32 * i];
  }
  float weight = 0; // lane k: of choice k
#pragma unroll 1
  for (int k = 0; k < p.top_k; ++k) {
    uint32_t best = key[0];
#pragma unroll
    for (int i = 1; i < kEach; ++i)
      best = max(best, key[i]);
    best = __reduce_max_sync(0xffffffffu, best);
    int chosen = 0; // the lowest index of the best
#pragma unroll
    for (int i = kEach - 1; i >= 0; --i) {
      unsigned have = __ballot_sync(0xffffffffu, key[i] == best);
      chosen = have ? 32 * i + __ffs(have) - 1 : chosen;
    }
#pragma unroll
    for (int i = 0; i < kEach; ++i)
      if (chosen == lane + 32 * i)
        key[i] = 0;
    if (lane == k) {
      ids[k] = static_cast<uint16_t>(chosen);
      weight = scores[chosen];
    }
  }
  if (p.normalize)
    weight = __fdividef(weight, laneSum(weight) + 1e-20f);
  if (lane < p.top_k)
    weights[lane] = weight * p.scaling;
  __syncwarp();
}

/// The same, for any number of experts up to 512. Two kernels route the same
/// logits and must agree on every bit: not inlined, so both run the same code.
static __device__ __noinline__ void routeToken(const MlaExpertsParams &p,
                                               float *scores, const float *bias,
                                               uint32_t *keys, uint16_t *ids,
                                               float *weights) {
  if (p.num_experts <= 64)
    routeWith<2>(p, scores, bias, keys, ids, weights);
  else if (p.num_experts <= 256)
    routeWith<8>(p, scores, bias, keys, ids, weights);
  else
    routeWith<16>(p, scores, bias, keys, ids, weights);
}

/// Where a routing lies in shared memory, in bytes from its start, where there
/// are `scratch` bytes that others use once it is made.
struct RoutingLayout {
  int atOnce; ///< tokens whose scores are there at a time, a multiple of 4
  int bias, keys, padded, ids, weights, tokens, firstGroup, experts, columns,
      numGroups, size;
};
inline RoutingLayout routingLayout(const MlaExpertsParams &p, int warps,
                                   int scratch) {
  RoutingLayout l = {};
  int at = 0, pairs = p.num_tokens * p.top_k;
  auto take = [&at](int bytes) {
    int start = at;
    at += (bytes + 15) / 16 * 16;
    return start;
  };
  l.atOnce = warps;
  if (4096 / p.num_experts > warps) // 16 KB
    l.atOnce = 4096 / p.num_experts / 4 * 4;
  int scores =
      (p.num_tokens < l.atOnce ? p.num_tokens : l.atOnce) * p.num_experts * 4;
  take(scores > scratch ? scores : scratch);
  l.bias = take(p.bias ? p.num_experts * 4 : 0);
  bool grouped = p.topk_group < p.n_group;
  l.keys = take(grouped ? (p.num_tokens < warps ? p.num_tokens : warps) *
                              p.num_experts * 4
                        : 0);
  l.padded = take(p.num_tokens * 4);
  l.ids = take(pairs * 2);
  l.weights = take(pairs * 4);
  l.tokens = take(p.num_experts * 4);
  l.firstGroup = take(p.num_experts * 2);
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

  /// By all threads of the CTA, before make(): what needs no logits.
  __device__ void prepare() {
#pragma unroll 1
    for (int e = threadIdx.x; e < p.num_experts; e += blockDim.x) {
      array<uint32_t>(at.tokens)[e] = 0;
      if (p.bias)
        array<float>(at.bias)[e] = p.bias[e];
    }
#pragma unroll 1
    for (int i = threadIdx.x; i < p.num_tokens * p.top_k * 4; i += blockDim.x)
      array<uint32_t>(at.columns)[i] = kNone << 16 | kNone;
  }
  /// By all threads of the CTA. Padding (slot -1) is not routed. `logits` are
  /// read in one trip, mostly, up to 15 bytes past their end.
  __device__ void make(const float *logits) {
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    const int warps = blockDim.x / 32;
    if (const int t = threadIdx.x; t < p.num_tokens)
      array<int>(at.padded)[t] = p.slots && __ldcg(p.slots + t) < 0;
#pragma unroll 1
    for (int first = 0; first < p.num_tokens; first += at.atOnce) {
      const int last = min(p.num_tokens, first + at.atOnce);
      const float4 *from =
          reinterpret_cast<const float4 *>(logits + first * p.num_experts);
#pragma unroll 1
      for (int i = threadIdx.x; i * 4 < (last - first) * p.num_experts;
           i += blockDim.x)
        array<float4>(0)[i] = __ldcg(from + i);
      __syncthreads();
#pragma unroll 1
      for (int t = first + warp; t < last; t += warps) {
        if (isPadding(t))
          continue;
        routeToken(p, array<float>(0) + (t - first) * p.num_experts,
                   p.bias ? array<float>(at.bias) : nullptr,
                   array<uint32_t>(at.keys) + warp * p.num_experts, &id(t, 0),
                   &weight(t, 0));
        if (lane < p.top_k)
          atomicOr(&array<uint32_t>(at.tokens)[id(t, lane)], 1u << t);
      }
      __syncthreads();
    }
    if (warp == 0)
      makeGroups(lane);
    __syncthreads();
#pragma unroll 1
    for (int t = warp; t < p.num_tokens; t += warps) {
      if (isPadding(t) || lane >= p.top_k)
        continue;
      int e = id(t, lane), column = p.num_tokens <= 8 ? t : place(e, t);
      array<uint16_t>(at.columns)[firstGroup(e) * 8 + column] =
          static_cast<uint16_t>(t | lane << 8);
    }
    __syncthreads();
  }

  /// At least one, which may be of no token.
  __device__ int numGroups() const { return *array<int>(at.numGroups); }
  __device__ int expert(int group) const {
    return array<uint16_t>(at.experts)[group];
  }
  /// Every token's experts; make() first.
  __device__ void store(int32_t *chosen) const {
    const int lane = threadIdx.x % 32;
#pragma unroll 1
    for (int t = threadIdx.x / 32; t < p.num_tokens; t += blockDim.x / 32)
      if (lane < p.top_k)
        chosen[t * p.top_k + lane] = isPadding(t) ? -1 : id(t, lane);
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
  __device__ bool isPadding(int t) const { return array<int>(at.padded)[t]; }
  /// Prefix sum over the experts, by one warp.
  __device__ void makeGroups(int lane) {
    int group = 0;
#pragma unroll 1
    for (int first = 0; first < p.num_experts; first += 32) {
      int e = first + lane;
      unsigned tokens = e < p.num_experts ? array<uint32_t>(at.tokens)[e] : 0;
      int own = (__popc(tokens) + 7) / 8, before = group;
#pragma unroll 1
      for (int i = 0; i * 8 < p.num_tokens; ++i) {
        unsigned have = __ballot_sync(0xffffffffu, own > i);
        before += __popc(have & ((1u << lane) - 1));
        group += __popc(have);
      }
      if (own)
        array<uint16_t>(at.firstGroup)[e] = static_cast<uint16_t>(before);
#pragma unroll 1
      for (int i = 0; i < own; ++i)
        array<uint16_t>(at.experts)[before + i] = static_cast<uint16_t>(e);
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
