//===- many_heads.cuh - decode for 17 and more rows, wgmma -----*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A CTA owns 64 query rows and walks tiles of 64 keys. Four warpgroups:
//
//   two values    half of the columns each of the output, 64 x L in f32, which
//                 takes half the register file; probabilities from shared
//                 memory
//   scores        QK and softmax, one tile ahead of the values
//   producers     keys, with cp.async (see few_heads.cuh), or as tensor copies
//                 where most come from L2
//
//   scores:   | QK j+1           | softmax j+1 | QK j+2           | softmax …
//   values:   | PV j, both halves |            | PV j+1, both halves |
//   memory:   tile j is free after PV j; tile j+2 then takes its place
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
#include "kernels/common/tensor_map.h"
#include "kernels/sm90/decode/many_heads_output.cuh"

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
  static constexpr int kThreads = 512;
  static constexpr int kMaxStages = 8;
  /// A tile arrives in thirds of its columns: QK begins with the first.
  static constexpr int kThirds = 3;
  static constexpr int kThird = (kBlocks + 2) / 3; ///< blocks of one

  struct Control {
    float rescale[kRows];
    float inverseSum[2][kRows]; ///< by the parity of the piece
    uint64_t full[kMaxStages][kThirds], empty[kMaxStages];
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

  /// Named barriers of the scores and the values warpgroups. Probabilities are
  /// ready by halves of a tile's keys, so that their product begins while the
  /// others are computed; the sum's barrier is one of two by the parity of the
  /// piece, since scores may be a piece ahead.
  enum Barrier { kProbsReady = 1, kProbsFree = 3, kSumReady = 4 };
  static constexpr int kBarrierThreads = 384;

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

  /// A whole tile, of one page, by one thread.
  static __device__ __forceinline__ void
  copyTile(const MlaDecodeParams &p, const CUtensorMap &map, char *tile,
           uint64_t (&full)[kThirds], int page, int offset, int kvHead) {
    const int blocks = (p.kv_lora_rank + p.qk_rope_head_dim + 63) / 64;
#pragma unroll
    for (int third = 0; third < kThirds; ++third) {
      const int begin = third * kThird;
      const int end = min(begin + kThird, blocks);
      ptx::mbarrierArriveExpectTx(&full[third],
                                  max(end - begin, 0) * kBlockBytes);
      for (int block = begin; block < end; ++block)
        ptx::tensorCopyG2S(tile + block * kBlockBytes, &map, &full[third],
                           block * 64, offset, kvHead, page);
    }
  }

  /// With a map (pages are multiples of a tile, and so are the cuts), whole
  /// tiles are tensor copies; what else there is, is copied row by row.
  static __device__ __forceinline__ void
  produce(const MlaDecodeParams &p, const CUtensorMap &map, bool hasMap,
          char *memory, Control &control, int stages, PieceWalker &walker) {
    using Rows = KeyRows<kKeys>;
    const uint32_t base = ptx::sharedAddress(memory);
    const int thread = threadIdx.x % 128;
    const int lane8 = thread % 8, row = thread / 8;
    const int blocks =
        blocksOfLane((p.kv_lora_rank + p.qk_rope_head_dim) / 8, lane8);
    Ring ring{stages};
    uint32_t queryPhase = 0;
    Rows rows(p);
    Piece piece;
    while (walker.next(piece)) {
      ptx::mbarrierWait(&control.queriesEmpty, queryPhase ^ 1);
      queryPhase ^= 1;
      const int32_t *table = p.page_table + piece.batch * p.page_table_stride;
      int mapped = piece.begin; // keys below are tensor copies
      if (hasMap && piece.begin % kKeys == 0)
        mapped = piece.end / kKeys * kKeys;
      int page = mapped > piece.begin ? table[piece.begin / p.page_size] : 0;
#pragma unroll 1
      for (int r = row; r < kRows; r += Rows::kRowsAtOnce)
        copyChunks<kBlocks, kBlockBytes>(base + chunkAt(r, lane8),
                                         queryRow(p, piece, r), blocks, lane8);
      ptx::cpAsyncArrive(&control.queriesFull);
#pragma unroll 1
      for (int key = piece.begin; key < mapped; key += kKeys) {
        ptx::mbarrierWait(&control.empty[ring.stage], ring.phase ^ 1);
        if (thread == 0)
          copyTile(p, map, memory + kRingAt + ring.stage * kTileBytes,
                   control.full[ring.stage], page, key % p.page_size,
                   piece.kvHead);
        else
#pragma unroll
          for (int third = 0; third < kThirds; ++third)
            ptx::mbarrierArrive(&control.full[ring.stage][third]);
        if (key + kKeys < mapped)
          page = table[(key + kKeys) / p.page_size];
        ring.advance();
      }
      if (mapped == piece.end)
        continue;
      Piece rest = piece;
      rest.begin = mapped;
      rows.begin(rest, row);
#pragma unroll 1
      for (int key = mapped; key < piece.end; key += kKeys) {
        ptx::mbarrierWait(&control.empty[ring.stage], ring.phase ^ 1);
        const uint32_t tile = base + kRingAt + ring.stage * kTileBytes;
#pragma unroll
        for (int i = 0; i < Rows::kPasses; ++i)
          copyChunks<kBlocks, kBlockBytes>(
              tile + chunkAt(row + i * Rows::kRowsAtOnce, lane8), rows.next(i),
              blocks, lane8);
        rows.endTile();
#pragma unroll
        for (int third = 0; third < kThirds; ++third)
          ptx::cpAsyncArrive(&control.full[ring.stage][third]);
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

  /// s = Q K^T of a tile as it arrives; asynchronous. All unrolled: with a
  /// loop, ptxas puts a wait between its rounds.
  static __device__ __forceinline__ void scores(float (&s)[32],
                                                uint64_t queries, uint64_t tile,
                                                uint64_t (&full)[kThirds],
                                                uint32_t phase) {
#pragma unroll
    for (int block = 0; block < kBlocks; ++block) {
      if (block % kThird == 0) {
        acquire(&full[block / kThird], phase);
        ptx::wgmmaFenceOperand(s);
        ptx::wgmmaFence();
      }
#pragma unroll
      for (int k = 0; k < 4; ++k)
        ptx::Wgmma<T, 64>::ss(s, moved(queries, block * kBlockBytes + k * 32),
                              moved(tile, block * kBlockBytes + k * 32),
                              block > 0 || k > 0);
    }
    ptx::wgmmaCommit();
  }

  /// A values warpgroup's accumulators, in two: ptxas takes no instruction of
  /// more registers than a thread starts with.
  using Output = float[2][kHalf / 4];
  /// Bytes between the values of the two; 32 columns are half a block.
  static constexpr int kSecondBytes =
      kHalf / 2 < 64 ? kHalf / 2 * 2 : kHalf / 2 / 64 * kBlockBytes;

  static __device__ __forceinline__ void rescale(Output &o, float low,
                                                 float high) {
    if (__any_sync(0xffffffffu, low != 1.0f || high != 1.0f)) {
#pragma unroll
      for (int i = 0; i < 2; ++i)
#pragma unroll
        for (int j = 0; j < kHalf / 4; j += 4) {
          o[i][j] *= low, o[i][j + 1] *= low;
          o[i][j + 2] *= high, o[i][j + 3] *= high;
        }
    }
  }

  //===-- scores ----------------------------------------------------------===//

  /// Of a lane's two rows, log2 units: running maximum, sum of this lane's
  /// keys, rescaling by the last tile.
  struct Softmax {
    float most[2], sum[2], factor[2], shift[2];
  };

  /// Masks the tile whose first key is `firstKey` and moves the maximum.
  static __device__ __forceinline__ void maximum(Softmax &state, float (&s)[32],
                                                 const int (&limits)[2],
                                                 int firstKey, float scale) {
    const int lane = threadIdx.x % 32;
    if (firstKey + kKeys > min(limits[0], limits[1])) {
#pragma unroll
      for (int r = 0; r < 2; ++r) {
        const int limit = limits[r] - firstKey - lane % 4 * 2;
#pragma unroll
        for (int n = 0; n < 8; ++n)
#pragma unroll
          for (int c = 0; c < 2; ++c)
            if (n * 8 + c >= limit)
              s[n * 4 + r * 2 + c] = -INFINITY;
      }
    }
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      // Four chains: one would wait for itself.
      float high[4] = {-INFINITY, -INFINITY, -INFINITY, -INFINITY};
#pragma unroll
      for (int n = 0; n < 8; ++n)
#pragma unroll
        for (int c = 0; c < 2; ++c)
          high[n % 2 * 2 + c] =
              fmaxf(high[n % 2 * 2 + c], s[n * 4 + r * 2 + c]);
      float most = fmaxf(fmaxf(high[0], high[1]), fmaxf(high[2], high[3]));
      most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, 1));
      most = fmaxf(most, __shfl_xor_sync(0xffffffffu, most, 2));
      most = fmaxf(state.most[r], most == -INFINITY ? most : most * scale);
      state.shift[r] = most == -INFINITY ? 0.0f : most;
      state.factor[r] = exp2Fast(state.most[r] - state.shift[r]);
      state.most[r] = most;
      state.sum[r] *= state.factor[r];
    }
  }

  /// Probabilities of half the tile's keys, to the values warpgroups.
  template <int kPart>
  static __device__ __forceinline__ void publish(Softmax &state, float (&s)[32],
                                                 float scale, uint32_t base) {
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32 % 4;
    const int row = warp * 16 + lane % 16;
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      float add[2] = {};
#pragma unroll
      for (int n = kPart * 4; n < kPart * 4 + 4; ++n)
#pragma unroll
        for (int c = 0; c < 2; ++c) {
          float &x = s[n * 4 + r * 2 + c];
          x = exp2Fast(fmaf(x, scale, -state.shift[r]));
          add[c] += x;
        }
      state.sum[r] += add[0] + add[1];
    }
#pragma unroll
    for (int k = kPart * 2; k < kPart * 2 + 2; ++k)
      ptx::storeMatrixX4(base + kProbsAt + row * 128 +
                             (((2 * k + lane / 16) ^ (row & 7)) << 4),
                         packPair<T>(s[k * 8], s[k * 8 + 1]),
                         packPair<T>(s[k * 8 + 2], s[k * 8 + 3]),
                         packPair<T>(s[k * 8 + 4], s[k * 8 + 5]),
                         packPair<T>(s[k * 8 + 6], s[k * 8 + 7]));
    ptx::fenceProxyAsync();
    ptx::namedBarrierArrive(kProbsReady + kPart, kBarrierThreads);
  }

  static __device__ __forceinline__ void
  computeScores(const MlaDecodeParams &p, uint32_t base, Control &control,
                int stages, PieceWalker &walker, float *partialLse,
                int groupRank) {
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32 % 4;
    const int row = warp * 16 + lane / 4; // and row + 8
    // The maximum is taken before scaling: of -s if the scale is negative.
    const bool negative = p.softmax_scale < 0;
    // Not 0: masked scores are -inf.
    const float scale = fmaxf(fabsf(p.softmax_scale) * kLog2E, 1e-30f);
    const int group = p.num_heads / p.h_kv;
    const uint64_t queries = ptx::matrixDescriptor(base, 16, 1024);
    const uint64_t keys = ptx::matrixDescriptor(base + kRingAt, 16, 1024);
    Ring ring{stages};
    uint32_t queryPhase = 0;
    bool probsUsed = false;
    int parity = 0;
    Piece piece;
    float s[32];
    while (walker.next(piece)) {
      int limits[2] = {piece.end, piece.end};
      if (p.causal)
#pragma unroll
        for (int r = 0; r < 2; ++r)
          limits[r] =
              min(piece.end, piece.seqLen - piece.qLen + 1 +
                                 (piece.rowBegin + row + r * 8) / group);
      Softmax state = {{-INFINITY, -INFINITY}, {0, 0}, {1, 1}, {0, 0}};
      acquire(&control.queriesFull, queryPhase);
      queryPhase ^= 1;
#pragma unroll 1
      for (int key = piece.begin; key < piece.end; key += kKeys) {
        scores(s, queries, moved(keys, ring.stage * kTileBytes),
               control.full[ring.stage], ring.phase);
        ring.advance();
        ptx::wgmmaWait<0>();
        ptx::wgmmaFenceOperand(s);
        if (negative)
#pragma unroll
          for (float &x : s)
            x = -x;
        maximum(state, s, limits, key, scale);
        if (probsUsed)
          ptx::namedBarrierSync(kProbsFree, kBarrierThreads);
        probsUsed = true;
        if (lane % 4 == 0) {
          control.rescale[row] = state.factor[0];
          control.rescale[row + 8] = state.factor[1];
        }
        publish<0>(state, s, scale, base);
        publish<1>(state, s, scale, base);
      }
      release(&control.queriesEmpty);
#pragma unroll
      for (int r = 0; r < 2; ++r) {
        float sum = state.sum[r];
        sum += __shfl_xor_sync(0xffffffffu, sum, 1);
        sum += __shfl_xor_sync(0xffffffffu, sum, 2);
        if (lane % 4 == 0) {
          control.inverseSum[parity][row + r * 8] = sum > 0 ? 1 / sum : 0;
          storeLse<kRows>(p, piece, partialLse, groupRank, row + r * 8,
                          sum > 0 ? (state.most[r] + log2f(sum)) * kLn2
                                  : -INFINITY);
        }
      }
      __syncwarp();
      ptx::namedBarrierArrive(kSumReady + parity, kBarrierThreads);
      parity ^= 1;
    }
    if (probsUsed) // the last arrivals
      ptx::namedBarrierSync(kProbsFree, kBarrierThreads);
  }

  //===-- values ----------------------------------------------------------===//

  /// Columns [half * kHalf, (half + 1) * kHalf) of the output.
  template <int half>
  static __device__ __forceinline__ void
  computeValues(const MlaDecodeParams &p, uint32_t base, Control &control,
                int stages, PieceWalker &walker, float *partial,
                int groupRank) {
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32 % 4;
    const int row = warp * 16 + lane / 4;
    const uint64_t probs = ptx::matrixDescriptor(base + kProbsAt, 16, 1024);
    const uint64_t values = ptx::matrixDescriptor(
        base + kRingAt + half * (kHalf / 64) * kBlockBytes, kBlockBytes, 1024);
    Ring ring{stages};
    int parity = 0;
    Piece piece;
    Output o;
    while (walker.next(piece)) {
#pragma unroll
      for (int i = 0; i < kHalf / 2; ++i)
        o[i / (kHalf / 4)][i % (kHalf / 4)] = 0;
#pragma unroll 1
      for (int key = piece.begin; key < piece.end; key += kKeys) {
        for (int third = 0; third < kThirds; ++third)
          ptx::mbarrierWait(&control.full[ring.stage][third], ring.phase);
        ptx::fenceProxyAsync();
        ptx::namedBarrierSync(kProbsReady, kBarrierThreads);
        rescale(o, control.rescale[row], control.rescale[row + 8]);
        ptx::wgmmaFenceOperand(o[0]);
        ptx::wgmmaFenceOperand(o[1]);
        ptx::wgmmaFence();
        const uint64_t tile = moved(values, ring.stage * kTileBytes);
#pragma unroll
        for (int k = 0; k < 4; ++k) {
          if (k == 2)
            ptx::namedBarrierSync(kProbsReady + 1, kBarrierThreads);
#pragma unroll
          for (int i = 0; i < 2; ++i)
            ptx::Wgmma<T, kHalf / 2, true>::ss(
                o[i], moved(probs, k * 32),
                moved(tile, i * kSecondBytes + k * 2048), 1);
        }
        ptx::wgmmaCommit();
        ptx::wgmmaWait<0>();
        ptx::wgmmaFenceOperand(o[0]);
        ptx::wgmmaFenceOperand(o[1]);
        ptx::namedBarrierArrive(kProbsFree, kBarrierThreads);
        release(&control.empty[ring.stage]);
        ring.advance();
      }
      ptx::namedBarrierSync(kSumReady + parity, kBarrierThreads);
      storeOutput<ManyHeads>(p, piece, o, control.inverseSum[parity], partial,
                             groupRank, half);
      parity ^= 1;
    }
  }
};

/// Of a thread. No more in all than the four warpgroups start with, 128 each:
/// an increase waits until the registers are there.
constexpr int kValuesRegisters = 176, kScoresRegisters = 96,
              kProducerRegisters = 64;
static_assert(2 * kValuesRegisters + kScoresRegisters + kProducerRegisters <=
              4 * 128);

template <typename Kernel>
__global__ void __launch_bounds__(Kernel::kThreads, 1)
    manyHeadsKernel(const __grid_constant__ MlaDecodeParams p,
                    const __grid_constant__ CUtensorMap map, bool hasMap,
                    int stages) {
  extern __shared__ __align__(1024) char memory[];
  auto &control = *reinterpret_cast<typename Kernel::Control *>(
      memory + Kernel::kControlAt);
  const int part = blockIdx.y, groupRank = blockIdx.x;
  if (threadIdx.x == 0) {
    for (int i = 0; i < stages; ++i) {
      for (auto &third : control.full[i])
        ptx::mbarrierInit(&third, 128);
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
  if (warpgroup == 3) {
    ptx::registersDecrease<kProducerRegisters>();
    PieceWalker walker(p, part, groupRank);
    Kernel::produce(p, map, hasMap, memory, control, stages, walker);
  } else if (warpgroup == 2) {
    ptx::registersDecrease<kScoresRegisters>();
    PieceWalker walker(p, part, groupRank);
    Kernel::computeScores(p, base, control, stages, walker, partialLse,
                          groupRank);
  } else if (warpgroup == 0) {
    ptx::registersIncrease<kValuesRegisters>();
    PieceWalker walker(p, part, groupRank);
    Kernel::template computeValues<0>(p, base, control, stages, walker, partial,
                                      groupRank);
  } else {
    ptx::registersIncrease<kValuesRegisters>();
    PieceWalker walker(p, part, groupRank);
    Kernel::template computeValues<1>(p, base, control, stages, walker, partial,
                                      groupRank);
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
  // Tensor copies take whole columns of blocks, which memory likes a tenth less
  // than cp.async's whole rows; where CTAs of a group share keys, most come
  // from L2, and less waits for the load unit. Any page index is inside the
  // map: how many pages there are is not known here.
  CUtensorMap map = {};
  const TensorMapSpec spec = {
      p.cache,
      {static_cast<uint64_t>(p.kv_lora_rank + p.qk_rope_head_dim),
       static_cast<uint64_t>(p.page_size), static_cast<uint64_t>(p.h_kv),
       uint64_t(1) << 31},
      {p.cache_stride_token, p.cache_stride_head, p.cache_stride_page},
      Kernel::kKeys};
  const bool hasMap =
      p.tile_group > 1 && p.page_size % Kernel::kKeys == 0 &&
      encodeTensorMap(map, spec, static_cast<MlaDType>(p.dtype)) == MLA_OK;
  LaunchConfig config;
  config.grid = dim3(p.tile_group, p.parts);
  config.block = dim3(Kernel::kThreads);
  config.sharedBytes = bytes;
  config.pdl = p.pdl;
  return launchKernel(kernel, config, stream, p, map, hasMap, stages);
}

} // namespace mla::decode
