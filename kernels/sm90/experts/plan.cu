//===- plan.cu - sorts the choices of a step by expert --------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A counting sort without atomics on device memory. Every CTA has the tokens
// whose choices it places, adds up the counts of all blocks of tokens by
// itself, and so knows where each expert's rows begin and how many of them come
// from the blocks before its own. Inside of the block, the tokens of an expert
// are a set of bits: a token's rank is the number of bits before its own.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/launch.h"
#include "kernels/common/ptx/launch.cuh"
#include "kernels/sm90/experts/stages.h"

namespace mla::experts {
namespace {

constexpr int kMostExperts = 512;
constexpr int kThreads = 512;

struct Args {
  const int32_t *chosen, *counts;
  int32_t *places, *sources;
  gemm::TokenTile *tiles;
  int32_t *numTiles, *counters;
  int tokens, experts, topK, tokensPerBlock, tileTokens;
};

struct Shared {
  int all[kMostExperts];    ///< rows of each expert
  int before[kMostExperts]; ///< of them, from blocks before this one
  uint64_t warpSums[kThreads / 32];
};

/// Sum of the values of the threads before this one.
__device__ __forceinline__ uint64_t sumBefore(uint64_t value,
                                              uint64_t *warpSums) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  uint64_t sum = value;
  for (int offset = 1; offset < 32; offset *= 2) {
    uint64_t other = __shfl_up_sync(0xffffffffu, sum, offset);
    if (lane >= offset)
      sum += other;
  }
  if (lane == 31)
    warpSums[warp] = sum;
  __syncthreads();
  uint64_t before = sum - value;
  for (int w = 0; w < warp; ++w)
    before += warpSums[w];
  return before;
}

__global__ void __launch_bounds__(kThreads)
    planKernel(const __grid_constant__ Args a) {
  __shared__ Shared shared;
  extern __shared__ uint32_t bits[]; // [experts][tokensPerBlock / 32]
  const int words = a.tokensPerBlock / 32;
  for (int i = threadIdx.x; i < kMostExperts; i += kThreads)
    shared.all[i] = shared.before[i] = 0;
  for (int i = threadIdx.x; i < a.experts * words; i += kThreads)
    bits[i] = 0;
  __syncthreads();
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();

  const int first = blockIdx.x * a.tokensPerBlock;
  const int pairs = min(a.tokensPerBlock, a.tokens - first) * a.topK;
  const int32_t *chosen = a.chosen + int64_t(first) * a.topK;
  for (int i = threadIdx.x; i < pairs; i += kThreads) {
    int e = chosen[i], token = i / a.topK;
    if (e >= 0)
      atomicOr(&bits[e * words + token / 32], 1u << (token % 32));
  }
  // Several threads an expert share the blocks of tokens.
  const int sharers = kThreads / a.experts;
  if (threadIdx.x < sharers * a.experts) {
    const int expert = threadIdx.x % a.experts;
    int all = 0, before = 0;
#pragma unroll 8
    for (int b = threadIdx.x / a.experts; b < gridDim.x; b += sharers) {
      int n = a.counts[int64_t(b) * a.experts + expert];
      all += n;
      before += b < blockIdx.x ? n : 0;
    }
    atomicAdd(&shared.all[expert], all);
    atomicAdd(&shared.before[expert], before);
  }
  __syncthreads();

  // A thread an expert: rows and tiles of the experts before it.
  const int e = threadIdx.x, rows = shared.all[e];
  const int tiles = (rows + a.tileTokens - 1) / a.tileTokens;
  uint64_t ahead = sumBefore(uint64_t(rows) << 32 | tiles, shared.warpSums);
  const int offset = static_cast<int>(ahead >> 32);
  const int firstTile = static_cast<int>(ahead);
  if (blockIdx.x == 0) {
    for (int i = 0; i < tiles; ++i)
      a.tiles[firstTile + i] = {e, offset + i * a.tileTokens,
                                min(a.tileTokens, rows - i * a.tileTokens), 0};
    if (e == kThreads - 1)
      *a.numTiles = firstTile + tiles;
    if (e < 2)
      a.counters[e] = 0;
  }
  shared.before[e] += offset;
  __syncthreads();

  for (int i = threadIdx.x; i < pairs; i += kThreads) {
    int e = chosen[i], token = i / a.topK;
    int place = -1;
    if (e >= 0) {
      const uint32_t *set = bits + e * words;
      place = shared.before[e] +
              __popc(set[token / 32] & ((1u << (token % 32)) - 1));
      for (int w = 0; w < token / 32; ++w)
        place += __popc(set[w]);
      a.sources[place] = first + token;
    }
    a.places[int64_t(first) * a.topK + i] = place;
  }
}

} // namespace

static_assert(kThreads == kMostExperts, "expected a thread an expert");

MlaStatus plan(const MlaExpertsParams &p, const Scratch &s, int tileTokens,
               void *stream) {
  Args a = {};
  a.chosen = s.chosen;
  a.counts = s.counts;
  a.places = s.places;
  a.sources = s.sources;
  a.tiles = s.tiles;
  a.numTiles = s.numTiles;
  a.counters = s.counters;
  a.tokens = p.num_tokens;
  a.experts = p.num_experts;
  a.topK = p.top_k;
  a.tokensPerBlock = kernels::expertsTokensPerBlock(p.num_tokens);
  a.tileTokens = tileTokens;
  LaunchConfig config;
  config.grid = dim3((p.num_tokens + a.tokensPerBlock - 1) / a.tokensPerBlock);
  config.block = dim3(kThreads);
  config.sharedBytes = size_t(p.num_experts) * a.tokensPerBlock / 8;
  config.pdl = true;
  return launchKernel(planKernel, config, stream, a);
}

} // namespace mla::experts
