//===- split.cuh - a product whose depth is split -------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// For products with fewer tiles than SMs: a cluster shares a tile, each CTA
// has a part of the depth. Sums meet in distributed shared memory: a CTA adds
// up its share of the tile's tokens over all ranks, in their order, and stores
// it. One tile a cluster.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/sm90/gemm/kernel.cuh"

namespace mla::gemm {

template <typename C> struct SplitShared {
  static constexpr int kStages = C::kStageBytes > 32 * 1024 ? 4 : 6;
  /// Accumulators, four registers of a thread together.
  using Sums = float4[C::kRowTiles * C::kTokens / 8][128 * kMathGroups];
  /// Sums take the place of stages when all are used.
  union {
    alignas(1024) unsigned char stages[kStages][C::kStageBytes];
    Sums sums;
  };
  alignas(16) unsigned char staging[4 * kMathGroups][C::kStagingBytes];
  uint64_t full[kStages], empty[kStages];
};

/// Named barrier of the math warpgroups; 0 is __syncthreads.
constexpr int kMathBarrier = 1;

template <typename C>
__device__ __forceinline__ void
produceSplit(const Arguments &args, SplitShared<C> &shared, const Tile &tile,
             int firstStep, int steps) {
  const Problem &p = args.problems[0];
  constexpr int kStages = SplitShared<C>::kStages;
  const int ahead = min(steps, kStages);
  for (int i = 0; i < ahead; ++i)
    copyWeights<C>(p, tile, shared.stages[i], &shared.full[i],
                   (firstStep + i) * kDepth);
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();
  RingPosition<kStages> ring;
  for (int i = 0; i < steps; ++i) {
    unsigned char *stage = shared.stages[ring.stage];
    uint64_t *full = &shared.full[ring.stage];
    const int k = (firstStep + i) * kDepth;
    ptx::mbarrierWait(&shared.empty[ring.stage], ring.parity ^ 1);
    if (i >= ahead)
      copyWeights<C>(p, tile, stage, full, k);
    copyTokens<C>(p, tile, stage, full, k);
    ring.advance();
  }
}

/// Adds up this CTA's share of the tokens over the cluster.
template <typename C, int kSplit>
__device__ __forceinline__ void
sumShare(SplitShared<C> &shared, int rank,
         float (&acc)[C::kRowTiles][C::kTokens / kSplit / 2]) {
  constexpr int kShare = C::kTokens / kSplit / 8; // float4 of a row tile
  const int thread = threadIdx.x - 128;
#pragma unroll
  for (int r = 0; r < C::kRowTiles; ++r)
#pragma unroll
    for (int i = 0; i < kShare; ++i) {
      const float4 *own =
          &shared.sums[r * C::kTokens / 8 + rank * kShare + i][thread];
      float4 sum = make_float4(0.f, 0.f, 0.f, 0.f);
#pragma unroll
      for (int from = 0; from < kSplit; ++from) {
        float4 v = ptx::loadCluster16(ptx::clusterAddress(own, from));
        sum.x += v.x, sum.y += v.y, sum.z += v.z, sum.w += v.w;
      }
      acc[r][4 * i] = sum.x, acc[r][4 * i + 1] = sum.y;
      acc[r][4 * i + 2] = sum.z, acc[r][4 * i + 3] = sum.w;
    }
}

template <typename C, int kSplit>
__global__ void __launch_bounds__(kThreads, 1)
    splitKernel(const __grid_constant__ Arguments args) {
  static_assert(sizeof(SplitShared<C>) <= 227 * 1024);
  extern __shared__ __align__(1024) unsigned char bytes[];
  auto &shared = *reinterpret_cast<SplitShared<C> *>(bytes);
  const int warpgroup = __shfl_sync(0xffffffffu, threadIdx.x / 128, 0);
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32 - 4;
  const int rank = ptx::clusterRank();
  setUp<C>(args, shared);
  __syncthreads();

  const Problem &p = args.problems[0];
  Tile tile = {};
  int tokenTile, featureTile;
  p.order.tile(blockIdx.x / kSplit, tokenTile, featureTile);
  tile.feature = featureTile * C::kFeatures;
  tile.row = tokenTile * C::kTokens;
  tile.count = min(p.rows - tile.row, C::kTokens);
  const int allSteps = (p.depth + kDepth - 1) / kDepth;
  const int firstStep = allSteps * rank / kSplit;
  const int steps = allSteps * (rank + 1) / kSplit - firstStep;

  if (warpgroup == 0) {
    if (threadIdx.x == 0)
      produceSplit<C>(args, shared, tile, firstStep, steps);
  } else {
    ptx::gridDependencyWait();
    float acc[C::kRowTiles][C::kTokens / 2] = {};
    RingPosition<SplitShared<C>::kStages> ring;
    if (steps > 0)
      multiply<C>(shared, ring, tile.count, steps, warpgroup - 1, lane, acc);
    ptx::namedBarrierSync(kMathBarrier, 128 * kMathGroups);
#pragma unroll
    for (int r = 0; r < C::kRowTiles; ++r)
#pragma unroll
      for (int i = 0; i < C::kTokens / 8; ++i)
        shared.sums[r * C::kTokens / 8 + i][threadIdx.x - 128] =
            make_float4(acc[r][4 * i], acc[r][4 * i + 1], acc[r][4 * i + 2],
                        acc[r][4 * i + 3]);
  }
  __syncwarp();
  ptx::clusterArrive();
  ptx::clusterWait();
  if (warpgroup != 0) {
    using Share = Config<typename C::Element, C::kGated, C::kGather,
                         C::kTokens / kSplit, C::kRowTiles>;
    float acc[C::kRowTiles][Share::kTokens / 2];
    sumShare<C, kSplit>(shared, rank, acc);
    tile.row += rank * Share::kTokens;
    tile.count = min(tile.count - rank * Share::kTokens, Share::kTokens);
    store<Share>(p, tile, ptx::sharedAddress(shared.staging[warp]), warp, lane,
                 acc);
  }
  // Shared memory must outlive its readers.
  __syncwarp();
  ptx::clusterArrive();
  ptx::clusterWait();
}

} // namespace mla::gemm
