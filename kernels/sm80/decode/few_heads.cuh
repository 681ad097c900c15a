//===- few_heads.cuh - decode for few heads, cp.async ----------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The general version: the arithmetic of common/decode/few_heads.cuh, fed with
// cp.async by the math warps themselves. Any GPU from sm_80 on; a GPU with
// little shared memory gets two stages, without overlap.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/decode/few_heads.cuh"
#include "kernels/common/launch.h"
#include "kernels/common/ptx/copy.cuh"
#include "kernels/common/ptx/launch.cuh"

namespace mla::decode {

template <typename Math, int kStages> struct FewHeadsAsync {
  static constexpr int kRingAt =
      (sizeof(typename Math::Shared) + 127) / 128 * 128;
  static constexpr size_t kSharedBytes =
      kRingAt + static_cast<size_t>(kStages) * Math::kTileBytes;

  struct Feed {
    const MlaDecodeParams &p;
    char *ring;
    Piece piece;
    int handedOut, issued, last;

    /// Tile 0 of a piece is its queries, tile i > 0 keys 32 (i-1) on.
    __device__ void issue() {
      static_assert(kMathThreads / 8 == kTileKeys);
      if (issued <= last) {
        const int row = threadIdx.x / 8, lane8 = threadIdx.x % 8;
        Row source = {static_cast<const char *>(p.cache), false};
        if (issued == 0) {
          source = queryRow(p, piece, row);
        } else {
          int key = piece.begin + (issued - 1) * kTileKeys + row;
          if (key < piece.end) {
            int64_t page = p.page_table[piece.batch * p.page_table_stride +
                                        key / p.page_size];
            source.valid = true;
            source.source += (page * p.cache_stride_page +
                              key % p.page_size * p.cache_stride_token +
                              piece.kvHead * p.cache_stride_head) *
                             2;
          }
        }
        Math::copyRow(
            ptx::sharedAddress(ring) + issued % kStages * Math::kTileBytes, row,
            source,
            blocksOfLane((p.kv_lora_rank + p.qk_rope_head_dim) / 8, lane8),
            lane8);
      }
      ptx::cpAsyncCommit();
      ++issued;
    }
    __device__ void begin(const Piece &next) {
      piece = next;
      handedOut = issued = 0;
      last = (piece.end - piece.begin + kTileKeys - 1) / kTileKeys;
      sync(); // the last piece's tiles are no longer read
      for (int i = 0; i < kStages - 2; ++i)
        issue();
    }
    /// When tile t is asked for, tile t-1 is still being read: two tiles of
    /// the ring are in use, the rest may be in flight.
    __device__ uint32_t wait() {
      if constexpr (kStages == 2) {
        sync();
        issue();
        ptx::cpAsyncWait<0>();
        sync();
      } else {
        ptx::cpAsyncWait<kStages - 3>();
        sync();
        issue();
      }
      return ptx::sharedAddress(ring) +
             handedOut++ % kStages * Math::kTileBytes;
    }
    __device__ bool rehearse() { return false; }
    __device__ uint32_t anyTile() { return 0; }
    __device__ void release() {}
    __device__ void sync() { __syncthreads(); }
  };
};

template <typename Math, int kStages>
__global__ void __launch_bounds__(kMathThreads, 1)
    fewHeadsAsyncKernel(const __grid_constant__ MlaDecodeParams p) {
  using Kernel = FewHeadsAsync<Math, kStages>;
  extern __shared__ __align__(128) char memory[];
  auto &shared = *reinterpret_cast<typename Math::Shared *>(memory);
  char *ring = memory + Kernel::kRingAt;
  int part = blockIdx.x / p.tile_group, groupRank = blockIdx.x % p.tile_group;
  Math::clearPadding(p, ring, kStages);
  __syncthreads();
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();

  PieceWalker walker(p, part, groupRank);
  float *partial = static_cast<float *>(p.workspace);
  float *partialLse = partial + static_cast<int64_t>(2) * p.parts *
                                    p.tile_group * Math::kRows * p.v_dim;
  typename Kernel::Feed feed{p, ring};
  Math::run(p, shared, feed, walker, partial, partialLse, groupRank);
}

template <typename Math>
MlaStatus launchFewHeadsAsync(const MlaDecodeParams &p, void *stream) {
  int device = 0, room = 0;
  cudaError_t error = cudaGetDevice(&device);
  if (error == cudaSuccess)
    error = cudaDeviceGetAttribute(
        &room, cudaDevAttrMaxSharedMemoryPerBlockOptin, device);
  if (error != cudaSuccess)
    return static_cast<MlaStatus>(error);
  LaunchConfig config;
  config.grid = dim3(p.parts * p.tile_group);
  config.block = dim3(kMathThreads);
  auto launch = [&]<int kStages>() {
    auto *kernel = fewHeadsAsyncKernel<Math, kStages>;
    config.sharedBytes = FewHeadsAsync<Math, kStages>::kSharedBytes;
    if (MlaStatus status = allowSharedMemory(kernel, config.sharedBytes))
      return status;
    return launchKernel(kernel, config, stream, p);
  };
  if (FewHeadsAsync<Math, 3>::kSharedBytes <= static_cast<size_t>(room))
    return launch.template operator()<3>();
  if (FewHeadsAsync<Math, 2>::kSharedBytes <= static_cast<size_t>(room))
    return launch.template operator()<2>();
  return MLA_UNSUPPORTED;
}

} // namespace mla::decode
