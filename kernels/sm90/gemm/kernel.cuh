//===- kernel.cuh - out = x W^T on Hopper ---------------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One persistent CTA an SM walks over tiles. A copying warpgroup keeps a ring
// of stages full: weights by tensor copies, tokens by tensor copies or, where
// they are gathered, by cp.async. Two math warpgroups own half of a tile's
// weight rows each and read the same tokens; nothing but the stages ties them
// together, so one may end a tile while the other still multiplies.
// docs/Kernels/gemm.md has the picture.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/ptx/copy.cuh"
#include "kernels/common/ptx/launch.cuh"
#include "kernels/common/ptx/wgmma_mma.cuh"
#include "kernels/sm90/gemm/store.cuh"

namespace mla::gemm {

/// Asks for the weights of one stage, which will also have tokens unless they
/// are gathered.
template <typename C>
__device__ __forceinline__ void copyWeights(const Problem &p, const Tile &tile,
                                            unsigned char *stage,
                                            uint64_t *full, int k) {
  const int boxes =
      C::kGather ? 0 : (tile.count + C::kTokenBox - 1) / C::kTokenBox;
  ptx::mbarrierArriveExpectTx(full, C::kWeightBytes +
                                        boxes * C::kTokenBox * kDepth * 2);
#pragma unroll
  for (int i = 0; i < C::kRows / kWeightBox; ++i)
    ptx::tensorCopyG2S(
        stage + i * kWeightBox * kDepth * 2, &p.weight[C::kGated ? i : 0], full,
        k, tile.feature + (C::kGated ? 0 : i * kWeightBox), tile.group, 0,
        static_cast<ptx::CacheHint>(p.weightHint));
}

template <typename C>
__device__ __forceinline__ void copyTokens(const Problem &p, const Tile &tile,
                                           unsigned char *stage, uint64_t *full,
                                           int k) {
  for (int i = 0; i * C::kTokenBox < tile.count; ++i)
    ptx::tensorCopyG2S(stage + C::kWeightBytes + i * C::kTokenBox * kDepth * 2,
                       &p.x, full, k, tile.row + i * C::kTokenBox, 0, 0);
}

/// A gathering thread has one 16-byte piece of every 8th token.
template <typename C> struct Gather {
  static constexpr int kEach = C::kTokens / 8;
  uint32_t at[kEach]; ///< of the row, in 16-byte units
  const uint4 *x;
  int pieces; ///< 16-byte pieces of a row of x
  int row, piece;
  int count;

  __device__ __forceinline__ void start(const Problem &p, const Tile &tile) {
    x = static_cast<const uint4 *>(p.gathered);
    pieces = p.depth / 8;
    count = tile.count;
    row = (threadIdx.x - 32) / 8;
    piece = threadIdx.x % 8;
#pragma unroll
    for (int i = 0; i < kEach; ++i) {
      int m = tile.row + row + 8 * i;
      at[i] = 0;
      if (row + 8 * i < count)
        at[i] = static_cast<uint32_t>((p.source ? p.source[m] : m) *
                                      (p.xStride / 8));
    }
  }

  __device__ __forceinline__ void copy(uint32_t tokens, int k) const {
    const int column = k / 8 + piece;
    const uint32_t to = tokens + row * 128 + ((piece ^ row) << 4);
    const int bytes = column < pieces ? 16 : 0;
    const uint4 *from = x + (bytes ? column : 0);
#pragma unroll
    for (int i = 0; i < kEach; ++i)
      if (row + 8 * i < count)
        ptx::cpAsync16(to + i * 8 * 128, from + at[i], bytes);
  }
};

/// Warps 1 and 2 where tokens are gathered.
template <typename C>
__device__ __forceinline__ void produceTokens(const Arguments &args,
                                              typename C::Shared &shared) {
  RingPosition<C::kStages> ring;
  ptx::gridDependencyWait();
  const Tiles<C> tiles(args);
  TileQueue queue(args, shared.next);
  Tile tile = tiles.find(blockIdx.x);
  while (tile.count > 0) {
    const Problem &p = args.problems[tile.problem];
    Gather<C> gather;
    gather.start(p, tile);
    for (int k = 0; k < p.depth; k += kDepth) {
      ptx::mbarrierWait(&shared.empty[ring.stage], ring.parity ^ 1);
      gather.copy(
          ptx::sharedAddress(shared.stages[ring.stage]) + C::kWeightBytes, k);
      ptx::cpAsyncArrive(&shared.full[ring.stage]);
      ring.advance();
    }
    tile = tiles.find(queue.hear(threadIdx.x % 32));
  }
  ptx::cpAsyncWait<0>();
}

/// One thread: weights, and tokens unless they are gathered. It also finds the
/// tiles, so that the next one is known before this one ends and copies never
/// pause.
template <typename C>
__device__ __forceinline__ void produce(const Arguments &args,
                                        typename C::Shared &shared) {
  RingPosition<C::kStages> ring;
  if (!args.planned)
    ptx::gridDependencyWait();
  const Tiles<C> tiles(args);
  TileQueue queue(args, shared.next);
  int number = blockIdx.x;
  Tile tile = tiles.find(number);
  // Weights do not depend on the kernel ahead: those of the first stages are
  // asked for before it is done.
  int asked = 0;
  if (args.planned) {
    if (tile.count > 0) {
      const Problem &p = args.problems[tile.problem];
      for (; asked < C::kStages && asked * kDepth < p.depth; ++asked)
        copyWeights<C>(p, tile, shared.stages[asked], &shared.full[asked],
                       asked * kDepth);
    }
    ptx::gridDependencyWait();
  }
  ptx::gridLaunchDependents();

  while (tile.count > 0) {
    const Problem &p = args.problems[tile.problem];
    const int steps = (p.depth + kDepth - 1) / kDepth;
    const int askAt = max(steps - 6, 0), tellAt = max(steps - 3, 0);
    Tile next = {};
    for (int step = 0; step < steps; ++step) {
      unsigned char *stage = shared.stages[ring.stage];
      uint64_t *full = &shared.full[ring.stage];
      ptx::mbarrierWait(&shared.empty[ring.stage], ring.parity ^ 1);
      if (asked > 0)
        --asked;
      else
        copyWeights<C>(p, tile, stage, full, step * kDepth);
      if constexpr (!C::kGather)
        copyTokens<C>(p, tile, stage, full, step * kDepth);
      if (step == askAt)
        number = queue.ask(number);
      if (step == tellAt) {
        queue.tell(number);
        next = tiles.find(number);
      }
      ring.advance();
    }
    tile = next;
  }
}

/// The tile's product for N tokens; stages are given back as they are used.
template <typename C, int N, typename Shared>
__device__ __forceinline__ void
multiplyTokens(Shared &shared, RingPosition<Shared::kStages> &ring, int steps,
               int group, int lane,
               float (&acc)[C::kRowTiles][C::kTokens / 2]) {
  using Product = ptx::Wgmma<typename C::Element, N>;
  // Of weights: gate rows, then up rows; or the warpgroup's rows, where two
  // row tiles take turns every 8 rows: a warp then has 32 rows side by side.
  constexpr bool kInterleaved = !C::kGated && C::kRowTiles == 2;
  constexpr uint32_t kRowTileBytes =
      C::kGated ? kWeightBox * kDepth * 2 : 8 * kDepth * 2;
  constexpr uint32_t kGroupBytes =
      (C::kGated ? 64 : 64 * C::kRowTiles) * kDepth * 2;
  const uint32_t stages = ptx::sharedAddress(shared.stages);
  const uint64_t weights = ptx::matrixDescriptor(
      stages + group * kGroupBytes, 16, kInterleaved ? 2048 : 1024);
  const uint64_t tokens =
      ptx::matrixDescriptor(stages + C::kWeightBytes, 16, 1024);
  int last = -1; // stage that is still read
  auto release = [&] {
    if (lane == 0)
      ptx::mbarrierArrive(&shared.empty[last]);
    last = -1;
  };
  for (int step = 0; step < steps; ++step) {
    uint64_t *full = &shared.full[ring.stage];
    // Where copies are late, the stage in use is given back before the wait, so
    // that all stages are being filled.
    if (C::kEagerRelease && last >= 0 &&
        !__any_sync(0xffffffffu, ptx::mbarrierTestWait(full, ring.parity))) {
      ptx::wgmmaWait<0>();
      release();
    }
    ptx::mbarrierWait(full, ring.parity);
    if constexpr (C::kGather)
      ptx::fenceProxyAsync(); // cp.async wrote what wgmma reads
    const uint64_t offset = ring.stage * (C::kStageBytes / 16);
    ptx::wgmmaFence();
#pragma unroll
    for (int i = 0; i < kDepth / 16; ++i)
#pragma unroll
      for (int r = 0; r < C::kRowTiles; ++r)
        Product::ss(reinterpret_cast<float (&)[N / 2]>(acc[r]),
                    weights + offset + r * (kRowTileBytes / 16) + i * 2,
                    tokens + offset + i * 2, step | i);
    ptx::wgmmaCommit();
    ptx::wgmmaWait<1>();
    if (last >= 0)
      release();
    last = ring.stage;
    ring.advance();
  }
  ptx::wgmmaWait<0>();
#pragma unroll
  for (int r = 0; r < C::kRowTiles; ++r)
    ptx::wgmmaFenceOperand(acc[r]);
  release();
}

template <int N> using Tokens = std::integral_constant<int, N>;

/// The tile's product, with the smallest N of a few that holds its tokens.
template <typename C, typename Shared>
__device__ __forceinline__ void
multiply(Shared &shared, RingPosition<Shared::kStages> &ring, int count,
         int steps, int group, int lane,
         float (&acc)[C::kRowTiles][C::kTokens / 2]) {
  auto run = [&](auto n) {
    multiplyTokens<C, decltype(n)::value>(shared, ring, steps, group, lane,
                                          acc);
  };
  static_assert(C::kTokens == 64 || C::kTokens == 128);
  if (count <= 32)
    run(Tokens<32>());
  else if (C::kTokens == 64 || count <= 64)
    run(Tokens<64>());
  else if constexpr (C::kTokens == 128) {
    if (count <= 80)
      run(Tokens<80>());
    else if (count <= 96)
      run(Tokens<96>());
    else if (count <= 112)
      run(Tokens<112>());
    else
      run(Tokens<128>());
  }
}

template <typename C, typename Accumulators>
__device__ __forceinline__ void store(const Problem &p, const Tile &tile,
                                      uint32_t staging, int warp, int lane,
                                      const Accumulators &acc) {
  if (p.outF32)
    storeScattered<C, float>(p, tile, warp, lane, acc);
  else if (p.outScattered)
    storeScattered<C, typename C::Element>(p, tile, warp, lane, acc);
  else
    storePieces<C>(p, tile, staging, warp, lane, acc);
}

template <typename C>
__device__ __forceinline__ void compute(const Arguments &args,
                                        typename C::Shared &shared, int group) {
  const int lane = threadIdx.x % 32;
  const int warp = threadIdx.x / 32 - 4;
  const uint32_t staging = ptx::sharedAddress(shared.staging[warp]);
  RingPosition<C::kStages> ring;
  ptx::gridDependencyWait();
  const Tiles<C> tiles(args);
  TileQueue queue(args, shared.next);
  Tile tile = tiles.find(blockIdx.x);
  while (tile.count > 0) {
    const Problem &p = args.problems[tile.problem];
    float acc[C::kRowTiles][C::kTokens / 2];
    multiply<C>(shared, ring, tile.count, (p.depth + kDepth - 1) / kDepth,
                group, lane, acc);
    // The record of the next tile comes while this one is stored.
    const Tile next = tiles.find(queue.hear(lane));
    store<C>(p, tile, staging, warp, lane, acc);
    tile = next;
  }
}

template <typename C, typename Shared>
__device__ __forceinline__ void setUp(const Arguments &args, Shared &shared) {
  if (threadIdx.x != 0)
    return;
  for (int i = 0; i < args.numProblems; ++i) {
    ptx::prefetchTensorMap(&args.problems[i].weight[0]);
    if (C::kGated)
      ptx::prefetchTensorMap(&args.problems[i].weight[1]);
    if (!C::kGather)
      ptx::prefetchTensorMap(&args.problems[i].x);
  }
#pragma unroll
  for (int i = 0; i < Shared::kStages; ++i) {
    ptx::mbarrierInit(&shared.full[i], C::kGather ? 1 + kGatherThreads : 1);
    ptx::mbarrierInit(&shared.empty[i], 4 * kMathGroups);
  }
  ptx::fenceBarrierInit();
}

template <typename C>
__global__ void __launch_bounds__(kThreads, 1)
    gemmKernel(const __grid_constant__ Arguments args) {
  extern __shared__ __align__(1024) unsigned char bytes[];
  auto &shared = *reinterpret_cast<typename C::Shared *>(bytes);
  // The same in all lanes, so that the compiler knows the roles are uniform.
  const int warpgroup = __shfl_sync(0xffffffffu, threadIdx.x / 128, 0);
  setUp<C>(args, shared);
  if (threadIdx.x == 0) {
    for (int i = 0; i < NextTile::kSlots; ++i) {
      ptx::mbarrierInit(&shared.next.full[i], 1);
      ptx::mbarrierInit(&shared.next.empty[i],
                        4 * kMathGroups +
                            (C::kGather ? kGatherThreads / 32 : 0));
    }
    ptx::fenceBarrierInit();
  }
  __syncthreads();
  if (warpgroup == 0) {
    ptx::registersDecrease<C::kProducerRegisters>();
    if (threadIdx.x == 0)
      produce<C>(args, shared);
    if constexpr (C::kGather)
      if (threadIdx.x >= 32 && threadIdx.x < 32 + kGatherThreads)
        produceTokens<C>(args, shared);
  } else {
    ptx::registersIncrease<C::kMathRegisters>();
    compute<C>(args, shared, warpgroup - 1);
  }
}

} // namespace mla::gemm
