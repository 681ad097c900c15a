//===- few_heads.cuh - decode for few heads, producer warps ----*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Four producer warps feed a ring of 32-key tiles, eight math warps consume.
// cp.async and not the bulk copy engine: it can permute 16-byte chunks against
// bank conflicts without a tensor map, so any page size is the same code, and
// it streams faster (benchmarks/micro/copy_ways.cu). The queries of a piece
// travel through the ring as a tile of their own.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/decode/few_heads.cuh"
#include "kernels/common/launch.h"
#include "kernels/common/ptx/copy.cuh"
#include "kernels/common/ptx/launch.cuh"

#include <algorithm>

namespace mla::decode {

constexpr int kMaxStages = 16;
constexpr int kProducerThreads = 128;

template <typename Math> struct FewHeadsProducer {
  static constexpr int kThreads = kMathThreads + kProducerThreads;

  struct Shared {
    typename Math::Shared math;
    uint64_t full[kMaxStages];
    uint64_t empty[kMaxStages];
  };
  static constexpr int kRingAt = (sizeof(Shared) + 127) / 128 * 128;
  static constexpr size_t sharedBytes(int stages) {
    return kRingAt + static_cast<size_t>(stages) * Math::kTileBytes;
  }

  /// A position in the ring; the phase flips at each turn.
  struct Ring {
    int stages, stage = 0;
    uint32_t phase = 0;
    __device__ void advance() {
      if (++stage == stages)
        stage = 0, phase ^= 1;
    }
  };

  struct Feed {
    Shared &shared;
    uint32_t base;
    Ring head, tail;
    int unitsAPart;
    __device__ bool rehearse() { return unitsAPart > 8; }
    __device__ uint32_t anyTile() { return base; }
    __device__ void begin(const Piece &) {}
    __device__ uint32_t wait() {
      ptx::mbarrierWait(&shared.full[head.stage], head.phase);
      uint32_t tile = base + head.stage * Math::kTileBytes;
      head.advance();
      return tile;
    }
    __device__ void release() {
      __syncwarp();
      if (threadIdx.x % 32 == 0)
        ptx::mbarrierArrive(&shared.empty[tail.stage]);
      tail.advance();
    }
    __device__ void sync() {
      ptx::namedBarrierSync(kMathBarrier, kMathThreads);
    }
  };

  static __device__ __forceinline__ void produce(const MlaDecodeParams &p,
                                                 Shared &shared, char *ringBase,
                                                 int stages,
                                                 PieceWalker &walker) {
    using Rows = KeyRows<kTileKeys>;
    const int thread = threadIdx.x - kMathThreads;
    const int lane8 = thread % 8, row = thread / 8;
    const int blocks =
        blocksOfLane((p.kv_lora_rank + p.qk_rope_head_dim) / 8, lane8);
    const uint32_t base = ptx::sharedAddress(ringBase);
    Ring ring{stages};
    Rows rows(p);
    Piece piece;
    while (walker.next(piece)) {
      rows.begin(piece, row);
      ptx::mbarrierWait(&shared.empty[ring.stage], ring.phase ^ 1);
#pragma unroll 1
      for (int r = row; r < Math::kRows; r += Rows::kRowsAtOnce)
        Math::copyRow(base + ring.stage * Math::kTileBytes, r,
                      queryRow(p, piece, r), blocks, lane8);
      ptx::cpAsyncArrive(&shared.full[ring.stage]);
      ring.advance();
#pragma unroll 1
      for (int key = piece.begin; key < piece.end; key += kTileKeys) {
        ptx::mbarrierWait(&shared.empty[ring.stage], ring.phase ^ 1);
        const uint32_t tile = base + ring.stage * Math::kTileBytes;
#pragma unroll
        for (int i = 0; i < Rows::kPasses; ++i)
          Math::copyRow(tile, row + i * Rows::kRowsAtOnce, rows.next(i), blocks,
                        lane8);
        rows.endTile();
        ptx::cpAsyncArrive(&shared.full[ring.stage]);
        ring.advance();
      }
    }
  }
};

/// With two row tiles the math warps need more than their share of registers;
/// the producers, a warpgroup of their own, give some of theirs.
template <typename Math>
__global__ void __launch_bounds__(FewHeadsProducer<Math>::kThreads, 1)
    fewHeadsKernel(const __grid_constant__ MlaDecodeParams p, int stages) {
  constexpr bool kMoveRegisters = Math::kRowTiles > 1;
  using Kernel = FewHeadsProducer<Math>;
  extern __shared__ __align__(128) char memory[];
  auto &shared = *reinterpret_cast<typename Kernel::Shared *>(memory);
  char *ring = memory + Kernel::kRingAt;
  int part = blockIdx.x / p.tile_group, groupRank = blockIdx.x % p.tile_group;

  if (threadIdx.x == 0) {
    for (int i = 0; i < stages; ++i) {
      ptx::mbarrierInit(&shared.full[i], kProducerThreads);
      ptx::mbarrierInit(&shared.empty[i], kMathWarps);
    }
    ptx::fenceBarrierInit();
  }
  Math::clearPadding(p, ring, stages);
  __syncthreads();
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();

  if (threadIdx.x >= kMathThreads) {
    if constexpr (kMoveRegisters)
      ptx::registersDecrease<56>();
    PieceWalker walker(p, part, groupRank);
    Kernel::produce(p, shared, ring, stages, walker);
  } else {
    if constexpr (kMoveRegisters)
      ptx::registersIncrease<224>();
    PieceWalker walker(p, part, groupRank);
    float *partial = static_cast<float *>(p.workspace);
    float *partialLse = partial + static_cast<int64_t>(2) * p.parts *
                                      p.tile_group * Math::kRows * p.v_dim;
    typename Kernel::Feed feed{
        shared, ptx::sharedAddress(ring), {stages}, {stages}, p.plan[0]};
    Math::run(p, shared.math, feed, walker, partial, partialLse, groupRank);
  }
}

template <typename Math>
MlaStatus launchFewHeads(const MlaDecodeParams &p, void *stream) {
  using Kernel = FewHeadsProducer<Math>;
  constexpr size_t kRoom = 227 * 1024;
  int stages =
      std::min<int>(kMaxStages, (kRoom - Kernel::kRingAt) / Math::kTileBytes);
  auto *kernel = fewHeadsKernel<Math>;
  size_t bytes = Kernel::sharedBytes(stages);
  if (MlaStatus status = allowSharedMemory(kernel, bytes))
    return status;
  LaunchConfig config;
  config.grid = dim3(p.parts * p.tile_group);
  config.block = dim3(Kernel::kThreads);
  config.sharedBytes = bytes;
  config.pdl = p.pdl;
  return launchKernel(kernel, config, stream, p, stages);
}

} // namespace mla::decode
