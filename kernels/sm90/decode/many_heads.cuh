//===- many_heads.cuh - decode for 17 and more rows, wgmma -----*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A CTA owns 64 query rows. Its output, 64 x L in f32, takes half the register
// file, so two math warpgroups own half of the columns each:
//
//   first    its half of PV, QK of the next tile, softmax
//   second   its half of PV, probabilities from shared memory
//   third    four producer warps: 64-key tiles, cp.async (see few_heads.cuh)
//
//   tensor cores:  PV j (both halves) | QK j+1 |             | PV j+1 …
//   first's ALUs:                     |        | softmax j+1 |
//   memory:        tile j is free after PV j; tile j+2 then takes its place
//
// Tiles lie in shared memory as wgmma wants them: blocks of 64 columns, rows of
// 128 bytes in each, 16-byte chunks permuted by the row.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/decode/key_rows.cuh"
#include "kernels/common/decode/plan.cuh"
#include "kernels/common/launch.h"
#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/copy.cuh"
#include "kernels/common/ptx/launch.cuh"
#include "kernels/common/ptx/mma.cuh"
#include "kernels/common/ptx/wgmma_mma.cuh"

#include <algorithm>

namespace mla::decode {

template <typename T_, int kL_> struct ManyHeads {
  using T = T_;
  static constexpr int kL = kL_; ///< room for L
  static constexpr int kRows = 64;
  static constexpr int kKeys = 64;             ///< of a tile
  static constexpr int kBlocks = kL / 64 + 1;  ///< of 64 columns, L and R
  static constexpr int kSteps = kBlocks * 4;   ///< k-steps of QK
  static constexpr int kHalf = kL / 2;         ///< columns of a warpgroup
  static constexpr int kBlockBytes = 64 * 128; ///< 64 rows of 64 columns
  static constexpr int kTileBytes = kBlocks * kBlockBytes;
  static constexpr int kThreads = 384;
  static constexpr int kMaxStages = 8;

  struct Control {
    float rescale[kRows];
    float inverseSum[2][kRows]; ///< by the parity of the piece
    uint64_t full[kMaxStages], empty[kMaxStages];
    uint64_t queriesFull, queriesEmpty;
  };

  // Dynamic shared memory: queries | probabilities | control | tiles.
  static constexpr int kProbsAt = kTileBytes;
  static constexpr int kControlAt = kProbsAt + kRows * 128;
  static constexpr int kRingAt =
      (kControlAt + static_cast<int>(sizeof(Control)) + 1023) / 1024 * 1024;
  static constexpr size_t sharedBytes(int stages) {
    return kRingAt + static_cast<size_t>(stages) * kTileBytes;
  }

  enum Barrier { kProbsReady = 1, kProbsFree = 2, kSumReady = 3 };

  static __device__ __forceinline__ uint32_t chunkAt(int row, int chunk) {
    return chunk / 8 * kBlockBytes + row * 128 + (((chunk ^ row) & 7) << 4);
  }

  struct Ring {
    int stages, stage = 0;
    uint32_t phase = 0;
    __device__ void advance() {
      if (++stage == stages)
        stage = 0, phase ^= 1;
    }
  };

  /// Waits for a tile written with cp.async and makes it visible to wgmma.
  static __device__ __forceinline__ void acquire(uint64_t *barrier,
                                                 uint32_t phase) {
    ptx::mbarrierWait(barrier, phase);
    ptx::fenceProxyAsync();
  }

  static __device__ __forceinline__ void release(uint64_t *barrier) {
    __syncwarp();
    if (threadIdx.x % 32 == 0)
      ptx::mbarrierArrive(barrier);
  }

  //===-- producers -------------------------------------------------------===//

  /// Dims past L+R are never copied: they must be zero, once. All threads.
  static __device__ void clearPadding(const MlaDecodeParams &p, char *memory,
                                      int stages) {
    int chunks = (p.kv_lora_rank + p.qk_rope_head_dim) / 8;
    if (chunks == kBlocks * 8)
      return;
    for (int r = threadIdx.x; r < (stages + 1) * kRows; r += kThreads) {
      char *tile =
          r < kRows ? memory : memory + kRingAt + (r / kRows - 1) * kTileBytes;
      for (int c = chunks; c < kBlocks * 8; ++c)
        *reinterpret_cast<int4 *>(tile + chunkAt(r % kRows, c)) =
            make_int4(0, 0, 0, 0);
    }
  }

  static __device__ __forceinline__ void produce(const MlaDecodeParams &p,
                                                 uint32_t base,
                                                 Control &control, int stages,
                                                 PieceWalker &walker) {
    using Rows = KeyRows<kKeys>;
    const int thread = threadIdx.x % 128;
    const int lane8 = thread % 8, row = thread / 8;
    const int blocks =
        blocksOfLane((p.kv_lora_rank + p.qk_rope_head_dim) / 8, lane8);
    Ring ring{stages};
    uint32_t queryPhase = 0;
    Rows rows(p);
    Piece piece;
    while (walker.next(piece)) {
      rows.begin(piece, row);
      ptx::mbarrierWait(&control.queriesEmpty, queryPhase ^ 1);
      queryPhase ^= 1;
#pragma unroll 1
      for (int r = row; r < kRows; r += Rows::kRowsAtOnce)
        copyChunks<kBlocks, kBlockBytes>(base + chunkAt(r, lane8),
                                         queryRow(p, piece, r), blocks, lane8);
      ptx::cpAsyncArrive(&control.queriesFull);
#pragma unroll 1
      for (int key = piece.begin; key < piece.end; key += kKeys) {
        ptx::mbarrierWait(&control.empty[ring.stage], ring.phase ^ 1);
        const uint32_t tile = base + kRingAt + ring.stage * kTileBytes;
#pragma unroll
        for (int i = 0; i < Rows::kPasses; ++i)
          copyChunks<kBlocks, kBlockBytes>(
              tile + chunkAt(row + i * Rows::kRowsAtOnce, lane8), rows.next(i),
              blocks, lane8);
        rows.endTile();
        ptx::cpAsyncArrive(&control.full[ring.stage]);
        ring.advance();
      }
    }
  }

  //===-- products --------------------------------------------------------===//

  /// A descriptor moved by some bytes: its address is in the low word, and no
  /// carry leaves it. One uniform addition: building each descriptor anew takes
  /// longer than the product it is for.
  static __device__ __forceinline__ uint64_t moved(uint64_t descriptor,
                                                   uint32_t bytes) {
    uint32_t low = static_cast<uint32_t>(descriptor) + (bytes >> 4);
    return (descriptor & 0xffffffff00000000ull) | low;
  }

  /// s = Q K^T of a tile; asynchronous. Not unrolled over the blocks: the
  /// compiler would keep a register for each of the queries' descriptors.
  static __device__ __forceinline__ void
  scores(float (&s)[32], uint64_t queries, uint64_t tile) {
    ptx::wgmmaFence();
#pragma unroll 1
    for (int block = 0; block < kBlocks; ++block) {
#pragma unroll
      for (int k = 0; k < 4; ++k)
        ptx::Wgmma<T, 64>::ss(s, moved(queries, k * 32), moved(tile, k * 32),
                              block > 0 || k > 0);
      queries = moved(queries, kBlockBytes);
      tile = moved(tile, kBlockBytes);
    }
    ptx::wgmmaCommit();
  }

  /// Descriptors of stage 0: keys, and the values that warpgroup `half` owns.
  static __device__ __forceinline__ uint64_t keysAt(uint32_t base) {
    return ptx::matrixDescriptor(base + kRingAt, 16, 1024);
  }
  static __device__ __forceinline__ uint64_t valuesAt(uint32_t base, int half) {
    return ptx::matrixDescriptor(
        base + kRingAt + half * (kHalf / 64) * kBlockBytes, kBlockBytes, 1024);
  }

  static __device__ __forceinline__ void rescale(float (&o)[kHalf / 2],
                                                 float low, float high) {
    if (__any_sync(0xffffffffu, low != 1.0f || high != 1.0f)) {
#pragma unroll
      for (int i = 0; i < kHalf / 2; i += 4) {
        o[i] *= low, o[i + 1] *= low;
        o[i + 2] *= high, o[i + 3] *= high;
      }
    }
  }

  //===-- output ----------------------------------------------------------===//

  static __device__ __forceinline__ void
  storeOutput(const MlaDecodeParams &p, const Piece &piece,
              const float (&o)[kHalf / 2], const float *inverseSum,
              float *partial, int groupRank, int half) {
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32 % 4;
    const int group = p.num_heads / p.h_kv;
    const int column = half * kHalf + lane % 4 * 2;
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      int local = warp * 16 + r * 8 + lane / 4;
      int row = piece.rowBegin + local;
      bool valid = row < piece.qLen * group;
      float scale = inverseSum[local];
      if (piece.slot >= 0) {
        float *to =
            partial +
            ((static_cast<int64_t>(piece.slot) * p.tile_group + groupRank) *
                 kRows +
             local) *
                p.v_dim;
#pragma unroll
        for (int n = 0; n < kHalf / 8; ++n)
          if (valid && column + n * 8 < p.v_dim)
            *reinterpret_cast<float2 *>(to + column + n * 8) = make_float2(
                o[n * 4 + r * 2] * scale, o[n * 4 + r * 2 + 1] * scale);
      } else {
        int64_t token = piece.queryStart + row / group;
        int head = piece.kvHead * group + row % group;
        T *to = static_cast<T *>(p.out) + token * p.out_stride_token +
                head * p.out_stride_head;
#pragma unroll
        for (int n = 0; n < kHalf / 8; ++n)
          if (valid && column + n * 8 < p.v_dim)
            *reinterpret_cast<uint32_t *>(to + column + n * 8) = packPair<T>(
                o[n * 4 + r * 2] * scale, o[n * 4 + r * 2 + 1] * scale);
      }
    }
  }

  static __device__ __forceinline__ void
  storeLse(const MlaDecodeParams &p, const Piece &piece, float *partialLse,
           int groupRank, int local, float lse) {
    const int group = p.num_heads / p.h_kv;
    int row = piece.rowBegin + local;
    if (row >= piece.qLen * group)
      return;
    if (piece.slot >= 0) {
      partialLse[(static_cast<int64_t>(piece.slot) * p.tile_group + groupRank) *
                     kRows +
                 local] = lse;
    } else if (p.lse) {
      int64_t token = piece.queryStart + row / group;
      int head = piece.kvHead * group + row % group;
      p.lse[token * p.lse_stride_token + head * p.lse_stride_head] = lse;
    }
  }

  //===-- the first warpgroup: QK, softmax, its half of PV ----------------===//

  /// Running maximum and sum of this lane's two rows, log2 units.
  struct Softmax {
    float most[2], sum[2], factor[2];
  };

  /// s = exp2(s * scale - max) of the tile whose first key is `firstKey`.
  static __device__ __forceinline__ void softmax(Softmax &state, float (&s)[32],
                                                 const int (&limits)[2],
                                                 int firstKey,
                                                 float scaleLog2) {
    const int lane = threadIdx.x % 32;
    const bool masked = firstKey + kKeys > min(limits[0], limits[1]);
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      float high = state.most[r];
      const int limit = limits[r] - firstKey - lane % 4 * 2;
#pragma unroll
      for (int n = 0; n < 8; ++n)
#pragma unroll
        for (int c = 0; c < 2; ++c) {
          float &x = s[n * 4 + r * 2 + c];
          x *= scaleLog2;
          if (masked && n * 8 + c >= limit)
            x = -INFINITY;
          high = fmaxf(high, x);
        }
      high = fmaxf(high, __shfl_xor_sync(0xffffffffu, high, 1));
      high = fmaxf(high, __shfl_xor_sync(0xffffffffu, high, 2));
      const float shift = high == -INFINITY ? 0.0f : high;
      state.factor[r] = exp2Fast(state.most[r] - shift);
      state.most[r] = high;
      float add = 0;
#pragma unroll
      for (int n = 0; n < 8; ++n)
#pragma unroll
        for (int c = 0; c < 2; ++c) {
          float &x = s[n * 4 + r * 2 + c];
          x = exp2Fast(x - shift);
          add += x;
        }
      state.sum[r] = state.sum[r] * state.factor[r] + add;
    }
  }

  /// Probabilities to A fragments, and to shared memory for the second.
  static __device__ __forceinline__ void
  publish(const Softmax &state, const float (&s)[32], uint32_t (&probs)[4][4],
          uint32_t base, Control &control, bool &probsUsed) {
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32 % 4;
    const int row = warp * 16 + lane / 4;
#pragma unroll
    for (int k = 0; k < 4; ++k)
#pragma unroll
      for (int i = 0; i < 4; ++i)
        probs[k][i] = packPair<T>(s[k * 8 + i * 2], s[k * 8 + i * 2 + 1]);
    if (probsUsed)
      ptx::namedBarrierSync(kProbsFree, 256);
    probsUsed = true;
#pragma unroll
    for (int k = 0; k < 4; ++k) {
      int r = warp * 16 + lane % 16;
      ptx::storeMatrixX4(base + kProbsAt + r * 128 +
                             (((2 * k + lane / 16) ^ (r & 7)) << 4),
                         probs[k][0], probs[k][1], probs[k][2], probs[k][3]);
    }
    if (lane % 4 == 0) {
      control.rescale[row] = state.factor[0];
      control.rescale[row + 8] = state.factor[1];
    }
    ptx::fenceProxyAsync();
    ptx::namedBarrierArrive(kProbsReady, 256);
  }

  static __device__ __forceinline__ void
  firstValues(float (&o)[kHalf / 2], const uint32_t (&probs)[4][4],
              uint64_t values) {
    ptx::wgmmaFenceOperand(o);
    ptx::wgmmaFence();
#pragma unroll
    for (int k = 0; k < 4; ++k)
      ptx::Wgmma<T, kHalf, true>::rs(o, probs[k], moved(values, k * 2048), 1);
    ptx::wgmmaCommit();
  }

  static __device__ __forceinline__ void
  first(const MlaDecodeParams &p, uint32_t base, Control &control, int stages,
        PieceWalker &walker, float *partial, float *partialLse, int groupRank) {
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32 % 4;
    const int row = warp * 16 + lane / 4; // and row + 8
    const float scaleLog2 = p.softmax_scale * kLog2E;
    const int group = p.num_heads / p.h_kv;
    Ring head{stages}, tail{stages};
    uint32_t queryPhase = 0;
    bool probsUsed = false;
    int parity = 0;
    Piece piece;
    float o[kHalf / 2], s[32];
    uint32_t probs[4][4];
    const uint64_t queries = ptx::matrixDescriptor(base, 16, 1024);
    const uint64_t keys = keysAt(base), values = valuesAt(base, 0);
    auto startScores = [&]() {
      acquire(&control.full[head.stage], head.phase);
      scores(s, queries, moved(keys, head.stage * kTileBytes));
      head.advance();
    };
    while (walker.next(piece)) {
      const int tiles = (piece.end - piece.begin + kKeys - 1) / kKeys;
      int limits[2] = {piece.end, piece.end};
      if (p.causal)
#pragma unroll
        for (int r = 0; r < 2; ++r)
          limits[r] =
              min(piece.end, piece.seqLen - piece.qLen + 1 +
                                 (piece.rowBegin + row + r * 8) / group);
      Softmax state = {{-INFINITY, -INFINITY}, {0, 0}, {1, 1}};
#pragma unroll
      for (int i = 0; i < kHalf / 2; ++i)
        o[i] = 0;
      acquire(&control.queriesFull, queryPhase);
      queryPhase ^= 1;
      startScores();
      ptx::wgmmaWait<0>();
      ptx::wgmmaFenceOperand(s);
      softmax(state, s, limits, piece.begin, scaleLog2);
      publish(state, s, probs, base, control, probsUsed);
#pragma unroll 1
      for (int j = 1; j < tiles; ++j) {
        // PV of tile j-1 before QK of tile j: with two stages, the other order
        // would hold tile j-1 until tile j is there, and so load one at a time.
        firstValues(o, probs, moved(values, tail.stage * kTileBytes));
        ptx::wgmmaWait<0>();
        ptx::wgmmaFenceOperand(o);
        release(&control.empty[tail.stage]);
        tail.advance();
        startScores();
        ptx::wgmmaWait<0>();
        ptx::wgmmaFenceOperand(s);
        softmax(state, s, limits, piece.begin + j * kKeys, scaleLog2);
        publish(state, s, probs, base, control, probsUsed);
        rescale(o, state.factor[0], state.factor[1]);
      }
      release(&control.queriesEmpty);
      firstValues(o, probs, moved(values, tail.stage * kTileBytes));
#pragma unroll
      for (int r = 0; r < 2; ++r) {
        float sum = state.sum[r]; // of this lane's keys alone
        sum += __shfl_xor_sync(0xffffffffu, sum, 1);
        sum += __shfl_xor_sync(0xffffffffu, sum, 2);
        if (lane % 4 == 0) {
          control.inverseSum[parity][row + r * 8] = sum > 0 ? 1 / sum : 0;
          storeLse(p, piece, partialLse, groupRank, row + r * 8,
                   sum > 0 ? (state.most[r] + log2f(sum)) * kLn2 : -INFINITY);
        }
      }
      __syncwarp();
      ptx::namedBarrierArrive(kSumReady, 256);
      ptx::wgmmaWait<0>();
      ptx::wgmmaFenceOperand(o);
      release(&control.empty[tail.stage]);
      tail.advance();
      storeOutput(p, piece, o, control.inverseSum[parity], partial, groupRank,
                  0);
      parity ^= 1;
    }
    if (probsUsed)
      ptx::namedBarrierSync(kProbsFree, 256);
  }

  //===-- the second warpgroup: the other half of PV ----------------------===//

  static __device__ __forceinline__ void second(const MlaDecodeParams &p,
                                                uint32_t base, Control &control,
                                                int stages, PieceWalker &walker,
                                                float *partial, int groupRank) {
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32 % 4;
    const int row = warp * 16 + lane / 4;
    const uint64_t probs = ptx::matrixDescriptor(base + kProbsAt, 16, 1024);
    const uint64_t values = valuesAt(base, 1);
    Ring ring{stages};
    int parity = 0;
    Piece piece;
    float o[kHalf / 2];
    while (walker.next(piece)) {
      const int tiles = (piece.end - piece.begin + kKeys - 1) / kKeys;
#pragma unroll
      for (int i = 0; i < kHalf / 2; ++i)
        o[i] = 0;
#pragma unroll 1
      for (int j = 0; j < tiles; ++j) {
        acquire(&control.full[ring.stage], ring.phase);
        ptx::namedBarrierSync(kProbsReady, 256);
        if (j > 0)
          rescale(o, control.rescale[row], control.rescale[row + 8]);
        ptx::wgmmaFenceOperand(o);
        ptx::wgmmaFence();
        const uint64_t tile = moved(values, ring.stage * kTileBytes);
#pragma unroll
        for (int k = 0; k < 4; ++k)
          ptx::Wgmma<T, kHalf, true>::ss(o, moved(probs, k * 32),
                                         moved(tile, k * 2048), 1);
        ptx::wgmmaCommit();
        ptx::wgmmaWait<0>();
        ptx::wgmmaFenceOperand(o);
        ptx::namedBarrierArrive(kProbsFree, 256);
        release(&control.empty[ring.stage]);
        ring.advance();
      }
      ptx::namedBarrierSync(kSumReady, 256);
      storeOutput(p, piece, o, control.inverseSum[parity], partial, groupRank,
                  1);
      parity ^= 1;
    }
  }
};

template <typename Kernel>
__global__ void __launch_bounds__(Kernel::kThreads, 1)
    manyHeadsKernel(const __grid_constant__ MlaDecodeParams p, int stages) {
  extern __shared__ __align__(1024) char memory[];
  auto &control = *reinterpret_cast<typename Kernel::Control *>(
      memory + Kernel::kControlAt);
  const int part = blockIdx.x / p.tile_group;
  const int groupRank = blockIdx.x % p.tile_group;
  if (threadIdx.x == 0) {
    for (int i = 0; i < stages; ++i) {
      ptx::mbarrierInit(&control.full[i], 128);
      ptx::mbarrierInit(&control.empty[i], 8);
    }
    ptx::mbarrierInit(&control.queriesFull, 128);
    ptx::mbarrierInit(&control.queriesEmpty, 4);
    ptx::fenceBarrierInit();
  }
  Kernel::clearPadding(p, memory, stages);
  __syncthreads();
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();

  float *partial = static_cast<float *>(p.workspace);
  float *partialLse = partial + static_cast<int64_t>(2) * p.parts *
                                    p.tile_group * Kernel::kRows * p.v_dim;
  const uint32_t base = ptx::sharedAddress(memory);
  const int warpgroup = threadIdx.x / 128;
  if (warpgroup == 2) {
    ptx::registersDecrease<72>();
    PieceWalker walker(p, part, groupRank);
    Kernel::produce(p, base, control, stages, walker);
  } else if (warpgroup == 0) {
    ptx::registersIncrease<216>();
    PieceWalker walker(p, part, groupRank);
    Kernel::first(p, base, control, stages, walker, partial, partialLse,
                  groupRank);
  } else {
    ptx::registersIncrease<216>();
    PieceWalker walker(p, part, groupRank);
    Kernel::second(p, base, control, stages, walker, partial, groupRank);
  }
}

template <typename Kernel>
MlaStatus launchManyHeads(const MlaDecodeParams &p, void *stream) {
  constexpr size_t kRoom = 227 * 1024;
  int stages = std::min<int>(Kernel::kMaxStages,
                             (kRoom - Kernel::kRingAt) / Kernel::kTileBytes);
  static_assert(Kernel::sharedBytes(2) <= kRoom);
  auto *kernel = manyHeadsKernel<Kernel>;
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
