//===- few_heads.cuh - decode for few heads, bulk copies -------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One producer warp feeds a ring of 32-key tiles with one bulk copy per key
// (so any page size is the same code), eight math warps consume. The queries
// of a piece travel through the ring as a tile of their own.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/decode/few_heads.cuh"
#include "kernels/common/launch.h"
#include "kernels/common/ptx/copy.cuh"
#include "kernels/common/ptx/launch.cuh"

namespace mla::decode {

constexpr int kMaxStages = 16;

template <typename Math> struct FewHeadsBulk {
  static constexpr int kThreads = kMathThreads + 128;

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

  /// Source of this lane's key of a tile; null past the end.
  static __device__ __forceinline__ const char *
  keyRow(const MlaDecodeParams &p, const Piece &piece, int key) {
    if (key >= piece.end)
      return nullptr;
    int64_t page =
        p.page_table[piece.batch * p.page_table_stride + key / p.page_size];
    int64_t at = page * p.cache_stride_page +
                 key % p.page_size * p.cache_stride_token +
                 piece.kvHead * p.cache_stride_head;
    return static_cast<const char *>(p.cache) + at * 2;
  }

  static __device__ void produce(const MlaDecodeParams &p, Shared &shared,
                                 char *ringBase, int stages,
                                 PieceWalker &walker) {
    int lane = threadIdx.x % 32;
    int rowBytes = (p.kv_lora_rank + p.qk_rope_head_dim) * 2;
    int group = p.num_heads / p.h_kv;
    Ring ring{stages};
    Piece piece;
    auto send = [&](const char *source, bool zeroRest) {
      unsigned valid = __ballot_sync(0xffffffffu, source != nullptr);
      ptx::mbarrierWait(&shared.empty[ring.stage], ring.phase ^ 1);
      char *row =
          ringBase + ring.stage * Math::kTileBytes + lane * Math::kPitch;
      if (zeroRest && valid != 0xffffffffu) {
        // Rows past the end: 0 times whatever lies there must be 0.
        if (!source)
          for (int i = 0; i < rowBytes; i += 16)
            *reinterpret_cast<int4 *>(row + i) = make_int4(0, 0, 0, 0);
        ptx::fenceProxyAsync();
        __syncwarp();
      }
      if (lane == 0)
        ptx::mbarrierArriveExpectTx(&shared.full[ring.stage],
                                    __popc(valid) * rowBytes);
      __syncwarp();
      if (source)
        ptx::bulkCopyG2S(row, source, rowBytes, &shared.full[ring.stage]);
      ring.advance();
    };
    while (walker.next(piece)) {
      const char *source = keyRow(p, piece, piece.begin + lane);
      {
        int row = piece.rowBegin + lane;
        const char *query = nullptr;
        if (lane < Math::kRows && row < piece.qLen * group) {
          int64_t token = piece.queryStart + row / group;
          int head = piece.kvHead * group + row % group;
          query = static_cast<const char *>(p.q) +
                  (token * p.q_stride_token + head * p.q_stride_head) * 2;
        }
        send(query, false);
      }
      for (int key = piece.begin; key < piece.end; key += kTileKeys) {
        const char *now = source;
        // The next tile's page entries are on their way while we wait.
        source = keyRow(p, piece, key + kTileKeys + lane);
        send(now, true);
      }
    }
  }
};

template <typename Math>
__global__ void __launch_bounds__(FewHeadsBulk<Math>::kThreads, 1)
    fewHeadsBulkKernel(const __grid_constant__ MlaDecodeParams p, int stages) {
  using Kernel = FewHeadsBulk<Math>;
  extern __shared__ __align__(128) char memory[];
  auto &shared = *reinterpret_cast<typename Kernel::Shared *>(memory);
  char *ring = memory + Kernel::kRingAt;
  int part = blockIdx.x / p.tile_group, groupRank = blockIdx.x % p.tile_group;

  if (threadIdx.x == 0) {
    for (int i = 0; i < stages; ++i) {
      ptx::mbarrierInit(&shared.full[i], 1);
      ptx::mbarrierInit(&shared.empty[i], kMathWarps);
    }
    ptx::fenceBarrierInit();
  }
  // Dims past L+R are never copied: they must be zero, once.
  int rowBytes = (p.kv_lora_rank + p.qk_rope_head_dim) * 2;
  if (rowBytes < Math::kDim * 2)
    for (int row = threadIdx.x; row < stages * kTileKeys;
         row += Kernel::kThreads)
      for (int i = rowBytes; i < Math::kDim * 2; i += 16)
        *reinterpret_cast<int4 *>(ring + row * Math::kPitch + i) =
            make_int4(0, 0, 0, 0);
  __syncthreads();
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();

  // The producer is one warp, in a warpgroup of its own so that it can give
  // its registers to the math warps.
  if (threadIdx.x >= kMathThreads) {
    ptx::registersDecrease<56>();
    if (threadIdx.x < kMathThreads + 32) {
      PieceWalker walker(p, part, groupRank);
      Kernel::produce(p, shared, ring, stages, walker);
    }
  } else {
    ptx::registersIncrease<224>();
    PieceWalker walker(p, part, groupRank);
    float *partial = static_cast<float *>(p.workspace);
    float *partialLse = partial + static_cast<int64_t>(2) * p.parts *
                                      p.tile_group * Math::kRows * p.v_dim;
    typename Kernel::Feed feed{
        shared, ptx::sharedAddress(ring), {stages}, {stages}};
    Math::run(p, shared.math, feed, walker, partial, partialLse, groupRank);
  }
}

template <typename Math>
MlaStatus launchFewHeadsBulk(const MlaDecodeParams &p, void *stream) {
  using Kernel = FewHeadsBulk<Math>;
  constexpr size_t kRoom = 227 * 1024;
  int stages =
      std::min<int>(kMaxStages, (kRoom - Kernel::kRingAt) / Math::kTileBytes);
  auto *kernel = fewHeadsBulkKernel<Math>;
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
