//===- config.h - the shapes of a forward prefill kernel ------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tile sizes, shared memory and registers of one variant of the Hopper forward
// prefill kernel, and its arguments.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/sm90/prefill/schedule.h"

#include <cuda.h>

namespace mla::prefill {

/// `kQKDim`: head size of q and k rounded up to 16. `kVDim`: that of v rounded
/// up to 64. A query tile is 64 rows a math warpgroup, a key tile kBlockN.
template <typename Element_, int kQKDim_, int kVDim_, int kBlockN_,
          int kMathGroups_, int kStages_, int kCtasPerSM_ = 1>
struct Config {
  using Element = Element_;
  static constexpr int kQKDim = kQKDim_, kVDim = kVDim_;
  static constexpr int kBlockN = kBlockN_;
  static constexpr int kMathGroups = kMathGroups_;
  static constexpr int kStages = kStages_;
  static constexpr int kCtasPerSM = kCtasPerSM_;
  static constexpr int kBlockM = 64 * kMathGroups;
  static constexpr int kThreads = 128 * (kMathGroups + 1);

  /// Boxes of 64 columns, as the tensor copies write them.
  static constexpr int kQKBoxes = (kQKDim + 63) / 64;
  static constexpr int kVBoxes = kVDim / 64;
  static constexpr int kQBoxElements = 64 * 64;
  static constexpr int kKVBoxElements = kBlockN * 64;
  static constexpr int kQElements = kQKBoxes * kQBoxElements; ///< a warpgroup's
  static constexpr int kKElements = kQKBoxes * kKVBoxElements;
  static constexpr int kVElements = kVBoxes * kKVBoxElements;

  /// Registers of a thread after setmaxnreg: 64 K over all threads of the SM.
  static constexpr int kProducerRegisters = kMathGroups == 3 ? 32 : 24;
  static constexpr int kMathRegisters = kCtasPerSM == 2
                                            ? (kMathGroups == 1 ? 232 : 112)
                                        : kMathGroups == 1 ? 240
                                        : kMathGroups == 2 ? 240
                                                           : 160;

  struct Shared {
    alignas(1024) Element q[kMathGroups * kQElements];
    alignas(1024) Element k[kStages * kKElements];
    alignas(1024) Element v[kStages * kVElements];
    uint64_t qFull[kMathGroups], qEmpty[kMathGroups];
    uint64_t kFull[kStages], kEmpty[kStages];
    uint64_t vFull[kStages], vEmpty[kStages];
  };

  static_assert(kQKDim % 16 == 0 && kVDim % 64 == 0 && kBlockN % 16 == 0);
  static_assert(kVDim <= 256 && kQKDim <= 256);
  static_assert((sizeof(Shared) + 1024) * kCtasPerSM <= 233472,
                "expected at most 228 KB of shared memory an SM");
};

struct Arguments {
  CUtensorMap q, k, v;
  CUtensorMap qRope, kRope; ///< boxes of q and k from wholeBoxes on
  int wholeBoxes;
  void *out;
  float *lse;                ///< or null
  const int32_t *cuQ, *cuKV; ///< both null: batched
  const int32_t *padFrom;    ///< rows from there to padTo are 0; null: none
  int padTo;
  int64_t outStrideBatch, outStrideToken, outStrideHead;
  int64_t lseStrideBatch, lseStrideHead;
  int numHeads;
  int headsPerKV;
  int seqQ, seqKV; ///< the longest, if ragged
  int vDim;        ///< columns to store
  int causal;
  float scale;
  float scaleLog2; ///< scale * log2(e)
  Schedule schedule;
};

} // namespace mla::prefill
