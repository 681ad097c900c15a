//===- config.h - the shapes of a backward prefill kernel -----*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tile sizes, shared memory and scratch of the Hopper backward kernels.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/sm90/prefill/schedule.h"

#include <cuda.h>

namespace mla::prefill_backward {

/// Query rows of a block and keys of a tile (64 a math warpgroup).
constexpr int kBlockM = 64, kBlockN = 128;
constexpr int kMathGroups = 2;
constexpr int kStages = 2;
constexpr int kThreads = 128 * (kMathGroups + 1);
/// CTAs that look for the largest key and value of a KV head.
constexpr int kBoundChunks = 32;
/// A piece of dQ: 16 registers of a warpgroup, 64 x 32.
constexpr int kPieceElements = 16 * 128;

/// `kQKDim`: head size of q and k rounded up to 16; `kVDim`: of v to 64.
/// `kDeterministic`: dQ is summed in integers, which add up to the same in any
/// order (see Scratch::quantum); they go through shared memory and bulk
/// reductions by warps of their own, for only these come in integers by more
/// than one. Else dQ is reduced from registers, in f32.
template <typename Element_, int kQKDim_, int kVDim_, bool kDeterministic_>
struct Config {
  using Element = Element_;
  static constexpr int kQKDim = kQKDim_, kVDim = kVDim_;
  static constexpr bool kDeterministic = kDeterministic_;
  static constexpr int kQKBoxes = (kQKDim + 63) / 64, kVBoxes = kVDim / 64;
  /// A warpgroup's columns of dQ: whole boxes, and half of an odd last one.
  static constexpr int kDQWholes = kQKBoxes / 2;
  static constexpr bool kDQHalf = kQKBoxes % 2 != 0;
  static constexpr int kDQPieces = kQKBoxes; ///< of a warpgroup
  /// f32 of a block of dQ, padded to boxes.
  static constexpr int kDQElements = kBlockM * 64 * kQKBoxes;

  /// The copying warps want 40, which dK and dV of the largest do not leave.
  static constexpr int kMathRegisters = kQKDim + kVDim > 256 ? 240 : 232;
  static constexpr int kProducerRegisters = kQKDim + kVDim > 256 ? 24 : 40;
  // What ptxas gives a thread of the launch, 65536 / 384 rounded down to 8, is
  // all that setmaxnreg may share out: one more and the increase waits for
  // ever.
  static_assert(kMathGroups * kMathRegisters + kProducerRegisters <=
                (kMathGroups + 1) * (65536 / kThreads / 8 * 8));

  static constexpr int kMBox = kBlockM * 64, kNBox = kBlockN * 64;

  struct Shared {
    alignas(1024) Element k[kQKBoxes * kNBox];
    alignas(1024) Element v[kVBoxes * kNBox];
    alignas(1024) Element q[kStages * kQKBoxes * kMBox];
    alignas(1024) Element dout[kStages * kVBoxes * kMBox];
    /// [key][query], 128-byte swizzle.
    alignas(1024) Element ds[2 * kBlockN * kBlockM];
    /// Pieces of dQ on their way to the scratch, two a warpgroup.
    alignas(128) int dq[kDeterministic ? kMathGroups * 2 * kPieceElements : 4];
    /// Where a piece goes; null: there are no more.
    int *dqTo[kMathGroups][2];
    alignas(128) float lse2[kStages * kBlockM];
    alignas(128) float delta[kStages * kBlockM];
    uint64_t kvFull, kvEmpty;
    uint64_t qFull[kStages], qEmpty[kStages];
    uint64_t doutFull[kStages], doutEmpty[kStages];
    uint64_t dsFull[2], dsEmpty[2];
    uint64_t dqFull[kMathGroups][2], dqEmpty[kMathGroups][2];
  };
  static_assert(sizeof(Shared) <= 232448);
  static_assert(kQKDim / 2 + kVDim / 2 <= 160,
                "expected dK and dV of 64 keys in the registers");
};

/// Scratch is cut in blocks of 64 query rows: sequence b's begin at
/// cu_q[b] / 64 + b if ragged, else b * blocksPerSequence.
struct Scratch {
  float *dq;    ///< [N, blocks, 64 * padded QK], in the order of registers;
                ///< i32 if deterministic
  float *delta; ///< [N, blocks * 64] sum of out * dout; 0 past the end
  float *lse2;  ///< [N, blocks * 64] base 2; +inf: no keys or past the end
  /// [N, blocks * 64]: dQ of a row, times this power of two, is what the
  /// integers count; NaN where dQ is NaN. No sum of any part of the keys is
  /// above 2^29: |dQ| <= sum_j |dS_j| max|k_j| with dS_j = P_j (dout v_j -
  /// delta) and P_j that sum up to 1, so |dQ| <= |dout| max(|v_j| max|k_j|) +
  /// |delta| max|k|. Only if deterministic.
  float *quantum;
  float2 *bounds; ///< [B, h_kv, kBoundChunks] max(|v_j| max|k_j|), max|k|
  int blocks;
  int blocksPerSequence;
};

struct Arguments {
  CUtensorMap q, k, v, dout;
  Scratch scratch;
  void *dk, *dv;
  const int32_t *cuQ, *cuKV; ///< both null: batched
  int64_t dkStrideBatch, dkStrideToken, dkStrideHead;
  int64_t dvStrideBatch, dvStrideToken, dvStrideHead;
  int hKV, headsPerKV;
  int seqQ, seqKV; ///< the longest, if ragged
  int qkDim, vDim; ///< columns to store
  int causal;
  float scale, scaleLog2;
  prefill::Schedule schedule; ///< of kv tiles and KV heads
};

/// What the pre- and post-passes need.
struct PassArguments {
  Scratch scratch;
  const void *out, *dout;
  const float *lse;
  void *dq;
  const int32_t *cuQ;
  int64_t outStrideBatch, outStrideToken, outStrideHead;
  int64_t doutStrideBatch, doutStrideToken, doutStrideHead;
  int64_t dqStrideBatch, dqStrideToken, dqStrideHead;
  int64_t lseStrideBatch, lseStrideHead;
  int seqQ, qkDim, vDim;
  int hKV, headsPerKV;
  float scale;
};

/// What the search for the largest key and value needs.
struct BoundArguments {
  float2 *bounds;
  const void *k, *v;
  const int32_t *cuKV;
  int64_t kStrideBatch, kStrideToken, kStrideHead;
  int64_t vStrideBatch, vStrideToken, vStrideHead;
  int seqKV, qkDim, vDim;
};

} // namespace mla::prefill_backward
