//===- kernel.cuh - forward prefill on Hopper -----------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Expanded attention: out = softmax(scale q k^T) v, one CTA an SM.
//
// One warp copies: queries of each math warpgroup once a tile, keys and values
// through a ring, from the diagonal leftwards so that masked blocks come first.
// A math warpgroup owns 64 query rows. Its scores of block n and the product
// of the probabilities of block n + 1 with their values are issued together,
// so that the softmax of block n runs under the latter; the warpgroups take
// turns to issue, so that one's softmax runs under the other's products.
// docs/Kernels/prefill.md has the picture.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/prefill/softmax.cuh"
#include "kernels/common/ptx/launch.cuh"
#include "kernels/common/ptx/wgmma_mma.cuh"
#include "kernels/sm90/prefill/tile.cuh"

namespace mla::prefill {

/// Named barrier of math warpgroup g's turn; 0 is __syncthreads.
constexpr int kTurnBarrier = 1;

template <typename C>
__device__ __forceinline__ void produce(const Arguments &args,
                                        typename C::Shared &shared) {
  RingPosition<C::kStages> kRing, vRing;
  uint32_t tileParity = 0;
  const bool ragged = args.cuQ != nullptr;
  constexpr uint32_t kQBytes = C::kQElements * 2, kKBytes = C::kKElements * 2,
                     kVBytes = C::kVElements * 2;

  Tile t = {};
  auto copyK = [&](int block) {
    ptx::mbarrierWait(&shared.kEmpty[kRing.stage], kRing.parity ^ 1);
    uint64_t *full = &shared.kFull[kRing.stage];
    ptx::mbarrierArriveExpectTx(full, kKBytes);
    typename C::Element *to = shared.k + kRing.stage * C::kKElements;
    copyRows(to, args.wholeBoxes, C::kKVBoxElements, args.k, full, ragged,
             block * C::kBlockN, args.seqKV, t.lenKV, t.startKV,
             t.head / args.headsPerKV, t.batch);
    copyRows(to + args.wholeBoxes * C::kKVBoxElements,
             C::kQKBoxes - args.wholeBoxes, C::kKVBoxElements, args.kRope, full,
             ragged, block * C::kBlockN, args.seqKV, t.lenKV, t.startKV, 0, 0);
    kRing.advance();
  };
  auto copyV = [&](int block) {
    ptx::mbarrierWait(&shared.vEmpty[vRing.stage], vRing.parity ^ 1);
    uint64_t *full = &shared.vFull[vRing.stage];
    ptx::mbarrierArriveExpectTx(full, kVBytes);
    copyRows(shared.v + vRing.stage * C::kVElements, C::kVBoxes,
             C::kKVBoxElements, args.v, full, ragged, block * C::kBlockN,
             args.seqKV, t.lenKV, t.startKV, t.head / args.headsPerKV, t.batch);
    vRing.advance();
  };
  auto copyQ = [&](int group) {
    ptx::mbarrierWait(&shared.qEmpty[group], tileParity ^ 1);
    uint64_t *full = &shared.qFull[group];
    ptx::mbarrierArriveExpectTx(full, kQBytes);
    typename C::Element *to = shared.q + group * C::kQElements;
    copyRows(to, args.wholeBoxes, C::kQBoxElements, args.q, full, ragged,
             t.row0 + 64 * group, args.seqQ, t.lenQ, t.startQ, t.head, t.batch);
    copyRows(to + args.wholeBoxes * C::kQBoxElements,
             C::kQKBoxes - args.wholeBoxes, C::kQBoxElements, args.qRope, full,
             ragged, t.row0 + 64 * group, args.seqQ, t.lenQ, t.startQ, t.head,
             0);
  };

  int steps = args.schedule.steps();
  for (int step = blockIdx.x / args.schedule.lanes; step < steps;
       step += args.schedule.perLane) {
    if (!findTile<C>(args, step, t) || t.blocks == 0)
      continue;
    copyQ(0);
    copyK(t.blocks - 1);
#pragma unroll
    for (int group = 1; group < C::kMathGroups; ++group)
      copyQ(group);
    for (int block = t.blocks - 2; block >= 0; --block) {
      copyK(block);
      copyV(block + 1);
    }
    copyV(0);
    tileParity ^= 1;
  }
}

/// Rows that belong to no sequence, by the math warpgroups.
template <int kThreads>
__device__ __forceinline__ void padRows(const Arguments &args) {
  const int thread = threadIdx.x - 128, pieces = args.vDim / 8;
  for (int row = *args.padFrom + blockIdx.x; row < args.padTo;
       row += gridDim.x) {
    for (int i = thread; i < args.numHeads * pieces; i += kThreads) {
      auto *to = static_cast<uint16_t *>(args.out) + row * args.outStrideToken +
                 i / pieces * args.outStrideHead + i % pieces * 8;
      *reinterpret_cast<uint4 *>(to) = make_uint4(0, 0, 0, 0);
    }
    if (args.lse)
      for (int head = thread; head < args.numHeads; head += kThreads)
        args.lse[head * args.lseStrideHead + row] = -INFINITY;
  }
}

/// Stores 64 rows of normalised outputs, 16 bytes a lane.
template <typename C>
__device__ __forceinline__ void storeRows(const Arguments &args, const Tile &t,
                                          int row, int lane,
                                          const float (&o)[C::kVDim / 2]) {
  using T = typename C::Element;
  int64_t base = t.head * args.outStrideHead + t.startQ * args.outStrideToken +
                 t.batch * (args.cuQ ? 0 : args.outStrideBatch);
#pragma unroll
  for (int r = 0; r < 2; ++r) {
    T *out = static_cast<T *>(args.out) + base +
             int64_t(row + 8 * r) * args.outStrideToken;
#pragma unroll
    for (int i = 0; i < C::kVDim / 32; ++i) {
      uint32_t words[4];
#pragma unroll
      for (int j = 0; j < 4; ++j)
        words[j] = packPair<T>(o[16 * i + 4 * j + 2 * r],
                               o[16 * i + 4 * j + 2 * r + 1]);
      quadTranspose(words, lane);
      int column = 32 * i + 8 * (lane & 3);
      if (row + 8 * r < t.lenQ && column < args.vDim)
        *reinterpret_cast<uint4 *>(out + column) =
            make_uint4(words[0], words[1], words[2], words[3]);
    }
  }
}

template <typename C>
__device__ __forceinline__ void storeLse(const Arguments &args, const Tile &t,
                                         int row, int lane,
                                         const float (&lse)[2]) {
  if (!args.lse || (lane & 3) != 0)
    return;
  float *out = args.lse + t.head * args.lseStrideHead + t.startQ +
               t.batch * (args.cuQ ? 0 : args.lseStrideBatch);
#pragma unroll
  for (int r = 0; r < 2; ++r)
    if (row + 8 * r < t.lenQ)
      out[row + 8 * r] = lse[r];
}

template <typename C>
__device__ __forceinline__ void compute(const Arguments &args,
                                        typename C::Shared &shared, int group) {
  using T = typename C::Element;
  using QK = ptx::Wgmma<T, C::kBlockN>;
  using PV = ptx::Wgmma<T, C::kVDim, true>;
  constexpr int kBoxBytes = C::kKVBoxElements * 2;
  const int lane = threadIdx.x % 32, warp = (threadIdx.x / 32) % 4;

  const uint64_t qTile = ptx::matrixDescriptor(
      ptx::sharedAddress(shared.q + group * C::kQElements), 16, 1024);
  const uint64_t kTile =
      ptx::matrixDescriptor(ptx::sharedAddress(shared.k), 16, 1024);
  const uint64_t vTile =
      ptx::matrixDescriptor(ptx::sharedAddress(shared.v), kBoxBytes, 1024);

  float o[C::kVDim / 2];
  float s[C::kBlockN / 2];
  uint32_t p[C::kBlockN / 16][4];
  RingPosition<C::kStages> kRing, vRing;
  uint32_t tileParity = 0;

  // Descriptors count 16-byte units.
  auto issueScores = [&] {
    ptx::wgmmaFence();
    uint64_t k = kTile + kRing.stage * (C::kKElements * 2 / 16);
#pragma unroll
    for (int i = 0; i < C::kQKDim / 16; ++i)
      QK::ss(s, qTile + (i / 4) * (C::kQBoxElements * 2 / 16) + (i % 4) * 2,
             k + (i / 4) * (kBoxBytes / 16) + (i % 4) * 2, i != 0);
    ptx::wgmmaCommit();
  };
  auto issueValues = [&] {
    ptx::wgmmaFence();
    uint64_t v = vTile + vRing.stage * (C::kVElements * 2 / 16);
#pragma unroll
    for (int i = 0; i < C::kBlockN / 16; ++i)
      PV::rs(o, p[i], v + i * (16 * 128 / 16), 1);
    ptx::wgmmaCommit();
  };
  auto takeTurn = [&] {
    if constexpr (C::kMathGroups > 1)
      ptx::namedBarrierSync(kTurnBarrier + group, 256);
  };
  auto passTurn = [&] {
    if constexpr (C::kMathGroups > 1) {
      int next = group + 1 == C::kMathGroups ? 0 : group + 1;
      ptx::namedBarrierArrive(kTurnBarrier + next, 256);
    }
  };
  // One arrival a warp.
  auto release = [&](uint64_t *barrier) {
    if (lane == 0)
      ptx::mbarrierArrive(barrier);
  };

  if (C::kMathGroups > 1 && group == C::kMathGroups - 1)
    passTurn(); // the first warpgroup begins

  int steps = args.schedule.steps();
  for (int step = blockIdx.x / args.schedule.lanes; step < steps;
       step += args.schedule.perLane) {
    Tile t;
    if (!findTile<C>(args, step, t))
      continue;
    const int row = t.row0 + 64 * group + 16 * warp + lane / 4;
    RowState state;
#pragma unroll
    for (int i = 0; i < C::kVDim / 2; ++i)
      o[i] = 0.f;

    if (t.blocks > 0) {
      // Keys a row sees, relative to the thread's first column.
      int limit[2];
#pragma unroll
      for (int r = 0; r < 2; ++r) {
        limit[r] = t.lenKV;
        if (args.causal)
          limit[r] = min(limit[r], row + 8 * r + 1 + t.lenKV - t.lenQ);
        limit[r] -= 2 * (lane & 3);
      }
      // Blocks that every row of this warpgroup sees in full.
      int keysOfAll = t.lenKV;
      if (args.causal)
        keysOfAll = min(keysOfAll, t.row0 + 64 * group + 1 + t.lenKV - t.lenQ);
      const int fullBlocks = max(keysOfAll, 0) / C::kBlockN;

      int block = t.blocks - 1;
      float alpha[2];
      auto mask = [&] {
        int local[2] = {limit[0] - block * C::kBlockN,
                        limit[1] - block * C::kBlockN};
        maskScores<C::kBlockN>(s, local);
      };

      ptx::mbarrierWait(&shared.qFull[group], tileParity);
      ptx::mbarrierWait(&shared.kFull[kRing.stage], kRing.parity);
      takeTurn();
      issueScores();
      passTurn();
      ptx::wgmmaWait<0>();
      ptx::wgmmaFenceOperand(s);
      release(&shared.kEmpty[kRing.stage]);
      kRing.advance();
      mask();
      softmaxStep<C::kBlockN, true>(s, state, alpha, args.scaleLog2);
      packScores<T, C::kBlockN>(p, s);

      // Scores of `block` beside the values of the block before it.
      auto iterate = [&](auto masked) {
        constexpr bool kMasked = decltype(masked)::value;
        ptx::mbarrierWait(&shared.kFull[kRing.stage], kRing.parity);
        takeTurn();
        issueScores();
        ptx::mbarrierWait(&shared.vFull[vRing.stage], vRing.parity);
        issueValues();
        passTurn();
        ptx::wgmmaWait<1>();
        ptx::wgmmaFenceOperand(s);
        release(&shared.kEmpty[kRing.stage]);
        kRing.advance();
        if constexpr (kMasked)
          mask();
        softmaxStep<C::kBlockN, kMasked>(s, state, alpha, args.scaleLog2);
        ptx::wgmmaWait<0>();
        ptx::wgmmaFenceOperand(o);
        release(&shared.vEmpty[vRing.stage]);
        vRing.advance();
        packScores<T, C::kBlockN>(p, s);
        scaleRows(o, alpha);
      };
      for (--block; block >= fullBlocks; --block)
        iterate(std::true_type());
#pragma unroll 1
      for (; block >= 0; --block)
        iterate(std::false_type());

      release(&shared.qEmpty[group]);
      ptx::mbarrierWait(&shared.vFull[vRing.stage], vRing.parity);
      issueValues();
      ptx::wgmmaWait<0>();
      ptx::wgmmaFenceOperand(o);
      release(&shared.vEmpty[vRing.stage]);
      vRing.advance();
      tileParity ^= 1;
    }

    float inverse[2], lse[2];
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      float sum = quadSum(state.sum[r]);
      inverse[r] = sum > 0.f ? 1.f / sum : (sum == 0.f ? 0.f : sum);
      lse[r] = sum == 0.f ? -INFINITY : state.max[r] * args.scale + logf(sum);
    }
    scaleRows(o, inverse);
    storeLse<C>(args, t, row, lane, lse);
    storeRows<C>(args, t, row, lane, o);
  }
}

template <typename C>
__global__ void __launch_bounds__(C::kThreads, C::kCtasPerSM)
    prefillKernel(const __grid_constant__ Arguments args) {
  extern __shared__ __align__(1024) unsigned char bytes[];
  auto &shared = *reinterpret_cast<typename C::Shared *>(bytes);
  // The same in all lanes, so that the compiler knows the roles are uniform.
  const int warpgroup = __shfl_sync(0xffffffffu, threadIdx.x / 128, 0);

  if (threadIdx.x == 0) {
    ptx::prefetchTensorMap(&args.q);
    ptx::prefetchTensorMap(&args.k);
    ptx::prefetchTensorMap(&args.v);
    if (args.wholeBoxes < C::kQKBoxes) {
      ptx::prefetchTensorMap(&args.qRope);
      ptx::prefetchTensorMap(&args.kRope);
    }
#pragma unroll
    for (int i = 0; i < C::kMathGroups; ++i) {
      ptx::mbarrierInit(&shared.qFull[i], 1);
      ptx::mbarrierInit(&shared.qEmpty[i], 4);
    }
#pragma unroll
    for (int i = 0; i < C::kStages; ++i) {
      ptx::mbarrierInit(&shared.kFull[i], 1);
      ptx::mbarrierInit(&shared.kEmpty[i], 4 * C::kMathGroups);
      ptx::mbarrierInit(&shared.vFull[i], 1);
      ptx::mbarrierInit(&shared.vEmpty[i], 4 * C::kMathGroups);
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
  } else {
    ptx::registersIncrease<C::kMathRegisters>();
    compute<C>(args, shared, warpgroup - 1);
    if (args.padFrom)
      padRows<128 * C::kMathGroups>(args);
  }
}

} // namespace mla::prefill
