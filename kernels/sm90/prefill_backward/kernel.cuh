//===- kernel.cuh - backward prefill on Hopper ----------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// dQ, dK and dV of expanded attention, one CTA an SM. A CTA owns 128 keys of a
// KV head and walks over the query blocks (of all its query heads) that see
// them; dK and dV stay in registers, 64 keys a math warpgroup:
//
//   S^T = K q^T, dP^T = V dout^T              (keys x queries)
//   P^T = exp2(S^T scale - lse), dS^T = P^T (dP^T - delta)
//   dV += P^T dout, dK += dS^T q              (A operands from registers)
//   dQ += dS K                                (dS through shared memory, both
//                                              warpgroups, half the columns
//                                              each)
//
// dQ of a block is computed one block late, so that the warpgroups need not be
// in step: one's softmax runs under the other's products. It is added to f32
// scratch with 16-byte reductions; in the deterministic mode to integers, whose
// sum does not depend on the order, with bulk reductions by a warp of its own.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/ptx/mma.cuh"
#include "kernels/common/ptx/reduce.cuh"
#include "kernels/common/ptx/wgmma_mma.cuh"
#include "kernels/sm90/prefill/tile.cuh"
#include "kernels/sm90/prefill_backward/passes.cuh"

#include <type_traits>

namespace mla::prefill_backward {

constexpr int kGroupBarrier = 1; ///< + warpgroup: a named barrier of its own

struct KeyTile {
  int key0;        ///< in the sequence
  int head, batch; ///< KV head
  int lenQ, lenKV, startQ, startKV;
  int firstBlock, blocks; ///< query blocks [firstBlock, blocks) see a key
};

__device__ __forceinline__ bool findKeyTile(const Arguments &args, int step,
                                            KeyTile &t) {
  int nBlock, index;
  if (!args.schedule.tile(blockIdx.x, step, nBlock, index))
    return false;
  // Causal, the schedule's first is its last block. The first keys are seen by
  // most rows, so the longest tile is block 0: turn it round.
  if (args.schedule.causal)
    nBlock = args.schedule.mBlocks - 1 - nBlock;
  t.batch = index / args.hKV;
  t.head = index - t.batch * args.hKV;
  t.lenQ = args.seqQ;
  t.lenKV = args.seqKV;
  t.startQ = t.startKV = 0;
  if (args.cuQ) {
    t.startQ = args.cuQ[t.batch];
    t.startKV = args.cuKV[t.batch];
    t.lenQ = args.cuQ[t.batch + 1] - t.startQ;
    t.lenKV = args.cuKV[t.batch + 1] - t.startKV;
  }
  t.key0 = nBlock * kBlockN;
  if (t.key0 >= t.lenKV)
    return false;
  t.blocks = (t.lenQ + kBlockM - 1) / kBlockM;
  t.firstBlock = 0;
  if (args.causal)
    t.firstBlock = min(t.blocks, max(0, t.key0 - (t.lenKV - t.lenQ)) / kBlockM);
  return true;
}

__device__ __forceinline__ int64_t scratchBlock(const Arguments &args,
                                                const KeyTile &t, int qHead,
                                                int block) {
  int64_t first = args.cuQ ? t.startQ / kBlockM + t.batch
                           : int64_t(t.batch) * args.scratch.blocksPerSequence;
  return qHead * int64_t(args.scratch.blocks) + first + block;
}

template <typename C>
__device__ __forceinline__ void produce(const Arguments &args,
                                        typename C::Shared &shared) {
  prefill::RingPosition<kStages> ring;
  uint32_t tileParity = 0;
  const bool ragged = args.cuQ != nullptr;
  constexpr uint32_t kKVBytes = (C::kQKBoxes + C::kVBoxes) * C::kNBox * 2;
  constexpr uint32_t kQBytes = C::kQKBoxes * C::kMBox * 2 + kBlockM * 4;
  constexpr uint32_t kDOutBytes = C::kVBoxes * C::kMBox * 2 + kBlockM * 4;

  int steps = args.schedule.steps();
  for (int step = 0; step < steps; ++step) { // one CTA an SM
    KeyTile t;
    if (!findKeyTile(args, step, t) || t.firstBlock == t.blocks)
      continue;
    ptx::mbarrierWait(&shared.kvEmpty, tileParity ^ 1);
    ptx::mbarrierArriveExpectTx(&shared.kvFull, kKVBytes);
    prefill::copyRows(shared.k, C::kQKBoxes, C::kNBox, args.k, &shared.kvFull,
                      ragged, t.key0, args.seqKV, t.lenKV, t.startKV, t.head,
                      t.batch);
    prefill::copyRows(shared.v, C::kVBoxes, C::kNBox, args.v, &shared.kvFull,
                      ragged, t.key0, args.seqKV, t.lenKV, t.startKV, t.head,
                      t.batch);
    tileParity ^= 1;
    for (int h = 0; h < args.headsPerKV; ++h) {
      int head = t.head * args.headsPerKV + h;
      for (int block = t.firstBlock; block < t.blocks; ++block) {
        int s = ring.stage;
        int64_t at = scratchBlock(args, t, head, block) * kBlockM;
        ptx::mbarrierWait(&shared.qEmpty[s], ring.parity ^ 1);
        uint64_t *full = &shared.qFull[s];
        ptx::mbarrierArriveExpectTx(full, kQBytes);
        prefill::copyRows(shared.q + s * C::kQKBoxes * C::kMBox, C::kQKBoxes,
                          C::kMBox, args.q, full, ragged, block * kBlockM,
                          args.seqQ, t.lenQ, t.startQ, head, t.batch);
        ptx::bulkCopyG2S(shared.lse2 + s * kBlockM, args.scratch.lse2 + at,
                         kBlockM * 4, full);
        ptx::mbarrierWait(&shared.doutEmpty[s], ring.parity ^ 1);
        full = &shared.doutFull[s];
        ptx::mbarrierArriveExpectTx(full, kDOutBytes);
        prefill::copyRows(shared.dout + s * C::kVBoxes * C::kMBox, C::kVBoxes,
                          C::kMBox, args.dout, full, ragged, block * kBlockM,
                          args.seqQ, t.lenQ, t.startQ, head, t.batch);
        ptx::bulkCopyG2S(shared.delta + s * kBlockM, args.scratch.delta + at,
                         kBlockM * 4, full);
        ring.advance();
      }
    }
  }
}

template <int kCount>
__device__ __forceinline__ void addPiece(float *dq, const float (&x)[kCount]) {
#pragma unroll
  for (int j = 0; j < kCount / 4; ++j)
    ptx::reduceAddF32x4(dq + j * 512, x[4 * j], x[4 * j + 1], x[4 * j + 2],
                        x[4 * j + 3]);
}

/// One thread a math warpgroup: adds the pieces of dQ that it leaves in shared
/// memory to the scratch.
template <typename C>
__device__ __forceinline__ void writePieces(typename C::Shared &shared,
                                            int group) {
  prefill::RingPosition<2> ring;
  for (;;) {
    ptx::mbarrierWait(&shared.dqFull[group][ring.stage], ring.parity);
    int *to = shared.dqTo[group][ring.stage];
    if (!to)
      break;
    ptx::bulkReduceAddS32(to,
                          shared.dq + (2 * group + ring.stage) * kPieceElements,
                          kPieceElements * 4);
    ptx::bulkCommit();
    ptx::bulkWaitRead<0>();
    ptx::mbarrierArrive(&shared.dqEmpty[group][ring.stage]);
    ring.advance();
  }
  ptx::bulkWait<0>();
}

template <typename C>
__device__ __forceinline__ void compute(const Arguments &args,
                                        typename C::Shared &shared, int group) {
  using T = typename C::Element;
  const int lane = threadIdx.x % 32, warp = (threadIdx.x / 32) % 4;
  /// dS beyond 65504 becomes infinite; bf16 holds whatever f32 does.
  constexpr bool kMayOverflow = std::is_same_v<T, __half>;
  constexpr int kNBytes = C::kNBox * 2, kMBytes = C::kMBox * 2;

  // Descriptors count 16-byte units.
  const uint64_t kRows = ptx::matrixDescriptor(
      ptx::sharedAddress(shared.k) + group * 64 * 128, 16, 1024);
  const uint64_t vRows = ptx::matrixDescriptor(
      ptx::sharedAddress(shared.v) + group * 64 * 128, 16, 1024);
  const uint64_t kColumns =
      ptx::matrixDescriptor(ptx::sharedAddress(shared.k), kNBytes, 1024);
  const uint64_t qTile =
      ptx::matrixDescriptor(ptx::sharedAddress(shared.q), kMBytes, 1024);
  const uint64_t doutTile =
      ptx::matrixDescriptor(ptx::sharedAddress(shared.dout), kMBytes, 1024);
  const uint64_t dsTile =
      ptx::matrixDescriptor(ptx::sharedAddress(shared.ds), 16, 1024);
  // The row of this lane's 16-byte stores of dS^T, and its swizzle.
  const int dsKey = 64 * group + 16 * warp + lane % 16;
  const uint32_t dsRow = ptx::sharedAddress(shared.ds) + dsKey * 128;

  float dk[C::kQKDim / 2], dv[C::kVDim / 2];
  uint32_t tileParity = 0;
  // Blocks done. Every ring has two stages and moves once a block: its stage
  // is the count's lowest bit, its parity the next. (One register for all.)
  static_assert(kStages == 2);
  uint32_t done = 0;

  // Of all lanes' accesses.
  auto release = [&](uint64_t *barrier) {
    __syncwarp();
    if (lane == 0)
      ptx::mbarrierArrive(barrier);
  };
  // kN columns of dQ of the block whose dS lies in `buffer`, over both
  // warpgroups' keys; `columns` is where they begin in K.
  auto issueDQ = [&](auto &dq, int buffer, uint64_t columns) {
    constexpr int kN = 2 * sizeof(dq) / sizeof(float);
    uint64_t a = dsTile + buffer * (kBlockN * kBlockM * 2 / 16);
#pragma unroll
    for (int i = 0; i < kBlockN / 16; ++i)
      ptx::Wgmma<T, kN, true, true>::ss(dq, a + i * (16 * 128 / 16),
                                        columns + i * (16 * 128 / 16), i != 0);
    ptx::wgmmaCommit();
  };

  // What this thread's first row of a block of the scratch is counted in; its
  // second is eight further.
  auto quantumAt = [&](int block) {
    return args.scratch.quantum + int64_t(block) * kBlockM + 16 * warp +
           lane / 4;
  };
  // Piece i of `block` of the scratch; `index` counts blocks.
  auto stagePiece = [&](const float *x, const float (&unit)[2], int block,
                        uint32_t index, int i) {
    index = index * C::kDQPieces + i;
    const int stage = index & 1;
    ptx::mbarrierWait(&shared.dqEmpty[group][stage], (index >> 1 & 1) ^ 1);
    auto *out = reinterpret_cast<int4 *>(shared.dq +
                                         (2 * group + stage) * kPieceElements) +
                threadIdx.x % 128;
    float most[2] = {0.f, 0.f};
#pragma unroll
    for (int j = 0; j < 4; ++j) {
      int words[4];
#pragma unroll
      for (int e = 0; e < 4; ++e) {
        float y = x[4 * j + e] * unit[e / 2];
        if constexpr (kMayOverflow)
          most[e / 2] = maxNaN(most[e / 2], fabsf(y));
        words[e] = __float2int_rn(y);
      }
      out[128 * j] = make_int4(words[0], words[1], words[2], words[3]);
    }
    // What integers cannot hold must not look like a number. Nothing else is
    // near 2^31.
    if constexpr (kMayOverflow) {
      if (!(most[0] < 0x1p30f))
        quantumAt(block)[0] = NAN;
      if (!(most[1] < 0x1p30f))
        quantumAt(block)[8] = NAN;
    }
    if (threadIdx.x % 128 == 0)
      shared.dqTo[group][stage] = reinterpret_cast<int *>(args.scratch.dq) +
                                  int64_t(block) * C::kDQElements +
                                  group * (C::kDQElements / 2) +
                                  i * kPieceElements;
    ptx::fenceProxyAsync();
    release(&shared.dqFull[group][stage]);
  };

  int steps = args.schedule.steps();
  for (int step = 0; step < steps; ++step) { // one CTA an SM
    int key0, lenKV, offset, firstBlock, blocks;
    // The block of the scratch whose dQ is next, and this thread's place in it.
    int late;
    float *dq;
    {
      KeyTile t;
      if (!findKeyTile(args, step, t))
        continue;
      key0 = t.key0;
      lenKV = t.lenKV;
      offset = t.lenKV - t.lenQ;
      firstBlock = t.firstBlock;
      blocks = t.blocks;
      late = static_cast<int>(
          scratchBlock(args, t, t.head * args.headsPerKV, firstBlock));
      dq = args.scratch.dq + int64_t(late) * C::kDQElements +
           group * (C::kDQElements / 2) + 4 * (threadIdx.x % 128);
    }
#pragma unroll
    for (int i = 0; i < C::kQKDim / 2; ++i)
      dk[i] = 0.f;
#pragma unroll
    for (int i = 0; i < C::kVDim / 2; ++i)
      dv[i] = 0.f;
    if (firstBlock < blocks) {
      ptx::mbarrierWait(&shared.kvFull, tileParity);
      tileParity ^= 1;
      int block = firstBlock;
      int remaining = (blocks - firstBlock) * args.headsPerKV;
      bool owed = false; ///< whether a block of this tile waits for its dQ

      // dQ of the block before, beside dK of this one. `q` is released when
      // the latter is done. In pieces: there are no registers for all of it.
      auto addLate = [&](uint64_t *q) {
        const uint32_t index = done - 1;
        float unit[2];
        if constexpr (C::kDeterministic) {
          // From L2: asked for long before they are needed.
          unit[0] = quantumAt(late)[0];
          unit[1] = quantumAt(late)[8];
        }
        ptx::mbarrierWait(&shared.dsFull[index & 1], index >> 1 & 1);
#pragma unroll
        for (int j = 0; j < C::kDQWholes; ++j) {
          float piece[32];
          ptx::wgmmaFence();
          issueDQ(piece, index & 1,
                  kColumns + (group + 2 * j) * (kNBytes / 16));
          if (j == 0 && q) {
            ptx::wgmmaWait<1>();
            release(q);
          }
          ptx::wgmmaWait<0>();
          ptx::wgmmaFenceOperand(piece);
          if (j == C::kDQWholes - 1 && !C::kDQHalf)
            release(&shared.dsEmpty[index & 1]);
          if constexpr (C::kDeterministic) {
            stagePiece(piece, unit, late, index, 2 * j);
            stagePiece(piece + 16, unit, late, index, 2 * j + 1);
          } else {
            addPiece(dq + j * 8 * 512, piece);
          }
        }
        if constexpr (C::kDQHalf) {
          float piece[16];
          ptx::wgmmaFence();
          issueDQ(piece, index & 1,
                  kColumns + (C::kQKBoxes - 1) * (kNBytes / 16) + group * 4);
          if (C::kDQWholes == 0 && q) {
            ptx::wgmmaWait<1>();
            release(q);
          }
          ptx::wgmmaWait<0>();
          ptx::wgmmaFenceOperand(piece);
          release(&shared.dsEmpty[index & 1]);
          if constexpr (C::kDeterministic) {
            stagePiece(piece, unit, late, index, 2 * C::kDQWholes);
          } else {
            addPiece(dq + C::kDQWholes * 8 * 512, piece);
          }
        }
        // `block` is the one after; it may be the next head's first.
        if constexpr (C::kDeterministic) {
          ++late;
          if (block == firstBlock)
            late += args.scratch.blocks - blocks + firstBlock;
        } else {
          dq += C::kDQElements;
          if (block == firstBlock)
            dq += int64_t(args.scratch.blocks - blocks + firstBlock) *
                  C::kDQElements;
        }
      };

#pragma unroll 1
      for (; remaining > 0; --remaining) {
        const int stage = done & 1;
        const uint32_t parity = done >> 1 & 1;
        {
          uint32_t p[4][4], ds[4][4];
          const uint64_t q = qTile + stage * (C::kQKBoxes * kMBytes / 16);
          const uint64_t dout = doutTile + stage * (C::kVBoxes * kMBytes / 16);
          {
            float s[32];
            ptx::mbarrierWait(&shared.qFull[stage], parity);
            ptx::wgmmaFence();
#pragma unroll
            for (int d = 0; d < C::kQKDim / 16; ++d)
              ptx::Wgmma<T, 64>::ss(
                  s, kRows + (d / 4) * (kNBytes / 16) + (d % 4) * 2,
                  q + (d / 4) * (kMBytes / 16) + (d % 4) * 2, d != 0);
            ptx::wgmmaCommit();
            ptx::wgmmaWait<0>();
            ptx::wgmmaFenceOperand(s);
            // Keys past the end, and those a row may not see.
            const int warpKey = key0 + 64 * group;
            if (warpKey + 64 > lenKV ||
                (args.causal && warpKey + 63 - offset > block * kBlockM)) {
              int key = warpKey + 16 * warp + lane / 4;
              int past = lenKV - key;
              int seen = args.causal
                             ? key - offset - block * kBlockM - 2 * (lane & 3)
                             : -kBlockM;
#pragma unroll
              for (int j = 0; j < 32; ++j) {
                int row = 8 * ((j >> 1) & 1);
                int column = 8 * (j / 4) + (j & 1);
                if (row >= past || seen + row > column)
                  s[j] = -INFINITY;
              }
            }
            const float *lse2 = shared.lse2 + stage * kBlockM + 2 * (lane & 3);
#pragma unroll
            for (int j = 0; j < 8; ++j) {
              float2 l = *reinterpret_cast<const float2 *>(lse2 + 8 * j);
#pragma unroll
              for (int r = 0; r < 4; r += 2) {
                s[4 * j + r] =
                    exp2Fast(fmaf(s[4 * j + r], args.scaleLog2, -l.x));
                s[4 * j + r + 1] =
                    exp2Fast(fmaf(s[4 * j + r + 1], args.scaleLog2, -l.y));
              }
            }
            prefill::packScores<T, 64>(p, s);
          }
          float dp[32];
          ptx::mbarrierWait(&shared.doutFull[stage], parity);
          ptx::wgmmaFence();
#pragma unroll
          for (int d = 0; d < C::kVDim / 16; ++d)
            ptx::Wgmma<T, 64>::ss(
                dp, vRows + (d / 4) * (kNBytes / 16) + (d % 4) * 2,
                dout + (d / 4) * (kMBytes / 16) + (d % 4) * 2, d != 0);
          ptx::wgmmaCommit();
#pragma unroll
          for (int d = 0; d < 4; ++d)
            ptx::Wgmma<T, C::kVDim, true>::rs(dv, p[d],
                                              dout + d * (16 * 128 / 16), 1);
          ptx::wgmmaCommit();
          ptx::wgmmaWait<1>();
          ptx::wgmmaFenceOperand(dp);
          const float *delta = shared.delta + stage * kBlockM + 2 * (lane & 3);
#pragma unroll
          for (int j = 0; j < 8; ++j) {
            float2 d = *reinterpret_cast<const float2 *>(delta + 8 * j);
#pragma unroll
            for (int r = 0; r < 2; ++r) {
              // Word r of chunk j: the two columns of row r.
              float2 x = unpackPair<T>(p[j / 2][2 * (j % 2) + r]);
              dp[4 * j + 2 * r] = x.x * (dp[4 * j + 2 * r] - d.x);
              dp[4 * j + 2 * r + 1] = x.y * (dp[4 * j + 2 * r + 1] - d.y);
            }
          }
          prefill::packScores<T, 64>(ds, dp);
          ptx::mbarrierWait(&shared.dsEmpty[stage], parity ^ 1);
          uint32_t row = dsRow + stage * (kBlockN * kBlockM * 2);
#pragma unroll
          for (int d = 0; d < 4; ++d) {
            int chunk = (2 * d + lane / 16) ^ (dsKey & 7);
            ptx::storeMatrixX4(row + 16 * chunk, ds[d][0], ds[d][1], ds[d][2],
                               ds[d][3]);
          }
          ptx::fenceProxyAsync();
          ptx::namedBarrierSync(kGroupBarrier + group, 128);
          release(&shared.dsFull[stage]);
          ptx::wgmmaFence();
#pragma unroll
          for (int d = 0; d < 4; ++d)
            ptx::Wgmma<T, C::kQKDim, true>::ss(
                dk, dsTile + stage * 1024 + group * 512 + 2 * d,
                q + d * (16 * 128 / 16), 1);
          ptx::wgmmaCommit();
          // The product with P is done: its registers and dout are free.
          ptx::wgmmaWait<1>();
          release(&shared.doutEmpty[stage]);
          if (owed)
            addLate(&shared.qEmpty[stage]);
          else {
            ptx::wgmmaWait<0>();
            release(&shared.qEmpty[stage]);
          }
          ptx::wgmmaFenceOperand(dk);
          ptx::wgmmaFenceOperand(dv);
        }
        owed = true;
        ++done;
        if (++block == blocks)
          block = firstBlock;
      }
      addLate(nullptr);
      release(&shared.kvEmpty);
    }

    // Found again rather than kept in registers over the loop.
    KeyTile t;
    findKeyTile(args, step, t);
    const int key = t.key0 + 64 * group + 16 * warp + lane / 4;
    const int64_t batch = args.cuQ ? 0 : t.batch;
    T *rows = static_cast<T *>(args.dk) + batch * args.dkStrideBatch +
              (int64_t(t.startKV) + key) * args.dkStrideToken +
              t.head * args.dkStrideHead;
    storeAccumulators<T, C::kQKDim / 8>(
        key < t.lenKV ? rows : nullptr,
        key + 8 < t.lenKV ? rows + 8 * args.dkStrideToken : nullptr, dk,
        args.scale, 0, args.qkDim, lane);
    rows = static_cast<T *>(args.dv) + batch * args.dvStrideBatch +
           (int64_t(t.startKV) + key) * args.dvStrideToken +
           t.head * args.dvStrideHead;
    storeAccumulators<T, C::kVDim / 8>(
        key < t.lenKV ? rows : nullptr,
        key + 8 < t.lenKV ? rows + 8 * args.dvStrideToken : nullptr, dv, 1.f, 0,
        args.vDim, lane);
  }
  if constexpr (C::kDeterministic) {
    const uint32_t index = done * C::kDQPieces;
    const int stage = index & 1;
    ptx::mbarrierWait(&shared.dqEmpty[group][stage], (index >> 1 & 1) ^ 1);
    if (threadIdx.x % 128 == 0)
      shared.dqTo[group][stage] = nullptr;
    release(&shared.dqFull[group][stage]);
  }
}

template <typename C>
__global__ void __launch_bounds__(kThreads, 1)
    backwardKernel(const __grid_constant__ Arguments args) {
  extern __shared__ __align__(1024) unsigned char bytes[];
  auto &shared = *reinterpret_cast<typename C::Shared *>(bytes);
  const int warpgroup = __shfl_sync(0xffffffffu, threadIdx.x / 128, 0);

  if (threadIdx.x == 0) {
    ptx::prefetchTensorMap(&args.q);
    ptx::prefetchTensorMap(&args.k);
    ptx::prefetchTensorMap(&args.v);
    ptx::prefetchTensorMap(&args.dout);
    ptx::mbarrierInit(&shared.kvFull, 1);
    ptx::mbarrierInit(&shared.kvEmpty, 4 * kMathGroups);
#pragma unroll
    for (int i = 0; i < kStages; ++i) {
      ptx::mbarrierInit(&shared.qFull[i], 1);
      ptx::mbarrierInit(&shared.qEmpty[i], 4 * kMathGroups);
      ptx::mbarrierInit(&shared.doutFull[i], 1);
      ptx::mbarrierInit(&shared.doutEmpty[i], 4 * kMathGroups);
    }
#pragma unroll
    for (int i = 0; i < 2; ++i) {
      ptx::mbarrierInit(&shared.dsFull[i], 4 * kMathGroups);
      ptx::mbarrierInit(&shared.dsEmpty[i], 4 * kMathGroups);
#pragma unroll
      for (int g = 0; g < kMathGroups; ++g) {
        ptx::mbarrierInit(&shared.dqFull[g][i], 4);
        ptx::mbarrierInit(&shared.dqEmpty[g][i], 1);
      }
    }
    ptx::fenceBarrierInit();
  }
  __syncthreads();
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();

  if (warpgroup == 0) {
    ptx::registersDecrease<C::kProducerRegisters>();
    if (threadIdx.x == 0)
      produce<C>(args, shared);
    else if (C::kDeterministic && threadIdx.x % 32 == 0 && threadIdx.x <= 64)
      writePieces<C>(shared, threadIdx.x / 32 - 1);
  } else {
    ptx::registersIncrease<C::kMathRegisters>();
    compute<C>(args, shared, warpgroup - 1);
  }
}

} // namespace mla::prefill_backward
