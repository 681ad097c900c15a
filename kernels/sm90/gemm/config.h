//===- config.h - the shapes of the wgmma product -------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tile sizes, shared memory and registers of one variant of out = x W^T on
// Hopper, and its arguments. Weights stand on wgmma's M (64 rows), tokens on
// its N (any multiple of 8), so that few tokens waste nothing; features of one
// token then lie in the rows of an accumulator.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/params.h"
#include "kernels/sm90/gemm/schedule.h"

#include <cuda.h>

namespace mla::gemm {

constexpr int kMathGroups = 2;
constexpr int kThreads = 128 * (kMathGroups + 1);
constexpr int kDepth = 64; ///< of a stage: one 128-byte row
/// Rows of a box of weights.
constexpr int kWeightBox = 128;
/// Threads that gather tokens: warps 1 and 2 of the copying warpgroup.
constexpr int kGatherThreads = 64;
/// Left of 227 KB for stages, behind barriers and alignment.
constexpr int kSharedBytes = 227 * 1024 - 1024;

/// Hands a CTA's next tile number from the copying thread to all others.
struct NextTile {
  static constexpr int kSlots = 2;
  int number[kSlots];
  uint64_t full[kSlots], empty[kSlots];
};

/// `kTokens` tokens x `kRowTiles` 64-row tiles of weights a math warpgroup.
/// `kGated`: two weights, out = silu(gate) * up; the first row tile is gate,
/// the second up. `kGather`: rows of x are found through an index, by cp.async.
template <typename Element_, bool kGated_, bool kGather_, int kTokens_,
          int kRowTiles_>
struct Config {
  using Element = Element_;
  static constexpr bool kGated = kGated_, kGather = kGather_;
  static constexpr int kTokens = kTokens_, kRowTiles = kRowTiles_;
  static constexpr int kRows = 64 * kRowTiles * kMathGroups;
  /// Columns of out that a tile gives, and a warp of it, side by side.
  static constexpr int kFeatures = kGated ? kRows / 2 : kRows;
  static constexpr int kWarpFeatures = kGated ? 16 : 16 * kRowTiles;

  /// Tokens of one tensor copy: of a tile that is not full only some are made.
  static constexpr int kTokenBox = 32;

  static constexpr int kWeightBytes = kRows * kDepth * 2;
  static constexpr int kTokenBytes = kTokens * kDepth * 2;
  static constexpr int kStageBytes = kWeightBytes + kTokenBytes;
  /// Tokens that a warp stages at once on their way out; 16 bytes of padding
  /// keep stmatrix free of bank conflicts.
  static constexpr int kStagedTokens = kTokens < 32 ? kTokens : 32;
  static constexpr int kPitch = kWarpFeatures * 2 + 16;
  static constexpr int kStagingBytes = kStagedTokens * kPitch;
  static constexpr int kStages =
      (kSharedBytes - 4 * kMathGroups * kStagingBytes) / kStageBytes > 8
          ? 8
          : (kSharedBytes - 4 * kMathGroups * kStagingBytes) / kStageBytes;

  /// Stages are given back as soon as they are read where copies are late: that
  /// pays where memory is the bound, not where L2 is (128 x 128).
  static constexpr bool kEagerRelease = kRowTiles == 2 || kTokens == 64;

  /// 504 in all: three warpgroups of 168 are what the launch gets.
  static constexpr int kProducerRegisters = kGather ? 56 : 40;
  static constexpr int kMathRegisters = kGather ? 224 : 232;

  struct Shared {
    static constexpr int kStages = Config::kStages;
    alignas(1024) unsigned char stages[kStages][kStageBytes];
    alignas(16) unsigned char staging[4 * kMathGroups][kStagingBytes];
    uint64_t full[kStages], empty[kStages];
    NextTile next;
  };

  static_assert(kTokens % 16 == 0 && kTokens <= 256);
  static_assert(kRows % kWeightBox == 0);
  static_assert(!kGated || kRowTiles == 2, "expected a tile of gate and of up");
  static_assert(kRowTiles * kTokens / 2 <= 160,
                "expected accumulators to fit a thread's registers");
  static_assert(sizeof(Shared) <= 227 * 1024);
};

/// One tile of tokens of a grouped product, written by the plan.
struct TokenTile {
  int32_t group; ///< which weight
  int32_t row;   ///< first row of out (and of x, unless gathered)
  int32_t count; ///< rows, at least 1
  int32_t unused;
};

/// out[m, f] = sum_k x[source(m), k] weight[g, f, k], m in the rows of group g.
struct Problem {
  CUtensorMap weight[2]; ///< [G, features, K]; gated: gate, up
  CUtensorMap x; ///< [rows, K], boxes of Config::kTokenBox; not if gathered
  uint64_t weightHint;   ///< a ptx::CacheHint
  const void *gathered;  ///< x if gathered
  const int32_t *source; ///< row of x of each row; null: itself
  void *out;
  const void *residual; ///< like out in Element, or null
  int64_t xStride, outStride, residualStride;
  const TokenTile *tiles;  ///< null: one group, rows cut evenly
  const int32_t *numTiles; ///< of `tiles`, on the device
  int rows;                ///< if not `tiles`
  int depth, features;
  int outF32;
  int outScattered; ///< rows of out or residual not 16-byte aligned
  TileOrder order;  ///< tokenTiles is not used with `tiles`
};

/// Up to two problems in one launch; their tiles take turns.
struct Arguments {
  Problem problems[2];
  int numProblems;
  int *counter; ///< 0, for dealing out tiles as CTAs come; or null
  int planned;  ///< tiles were there before the kernel ahead of this one began
};

} // namespace mla::gemm
