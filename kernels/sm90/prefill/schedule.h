//===- schedule.h - which CTA does which tile -----------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The order of the query tiles of forward prefill. Static, no counter in
// memory: a pure function of the shape, simulated in the unit tests.
//
// Heads are cut into groups whose keys and values fit L2 together. In a group,
// tiles are sorted longest first (causal) and dealt to the SMs in a snake: one
// wave forwards, the next backwards, so that an SM's long tiles are paired
// with short ones. Each group starts the snake at another SM, so that the
// remainders of the groups spread. Within 1 % of a dynamic queue on the shapes
// of facts/performance.md.
//
//===----------------------------------------------------------------------===//

#pragma once

#include <cstdint>

#ifdef __CUDACC__
#define MLA_HOST_DEVICE __host__ __device__ __forceinline__
#else
#define MLA_HOST_DEVICE inline
#endif

namespace mla::prefill {

struct Schedule {
  int mBlocks;    ///< query tiles of a head (of the longest sequence)
  int heads;      ///< batch * num_heads
  int groupHeads; ///< heads of a group
  int groups;
  int waves;   ///< of a group
  int lanes;   ///< SMs that take part
  int perLane; ///< CTAs of an SM
  int causal;

  /// Heads whose K and V together stay in L2, but at least `minPairs` pairs of
  /// waves of tiles.
  static Schedule make(int mBlocks, int heads, int64_t kvBytesPerHead,
                       int numSMs, int ctasPerSM, bool causal,
                       int minPairs = 1) {
    Schedule s;
    s.mBlocks = mBlocks;
    s.heads = heads;
    s.causal = causal;
    int64_t tiles = int64_t(mBlocks) * heads;
    s.lanes = static_cast<int>(tiles < numSMs ? tiles : numSMs);
    s.perLane =
        s.lanes == 0 ? 1 : static_cast<int>((tiles + s.lanes - 1) / s.lanes);
    if (s.perLane > ctasPerSM)
      s.perLane = ctasPerSM;
    // An even number of waves, just full: the snake then gives every SM the
    // same. 20 MB of the 50 MB L2 (each half of it keeps its own copy).
    int64_t fit = kvBytesPerHead > 0 ? (20ll << 20) / kvBytesPerHead : heads;
    int64_t pairs = s.lanes ? fit * mBlocks / (2 * s.lanes) : 1;
    if (pairs < minPairs)
      pairs = minPairs;
    int64_t group = mBlocks ? 2 * s.lanes * pairs / mBlocks : heads;
    if (group > heads)
      group = heads;
    if (group < 1)
      group = 1;
    // Equal groups rather than a small last one.
    int64_t count = (heads + group - 1) / group;
    s.groups = static_cast<int>(count);
    s.groupHeads = count ? static_cast<int>((heads + count - 1) / count) : 1;
    int64_t groupTiles = int64_t(s.groupHeads) * mBlocks;
    s.waves =
        s.lanes ? static_cast<int>((groupTiles + s.lanes - 1) / s.lanes) : 0;
    return s;
  }

  MLA_HOST_DEVICE int grid() const { return lanes * perLane; }
  /// Steps a CTA walks over: cta / lanes, then every perLane-th below this.
  MLA_HOST_DEVICE int steps() const { return groups * waves; }

  /// The tile of a CTA's step; false if there is none.
  MLA_HOST_DEVICE bool tile(int cta, int step, int &mBlock, int &head) const {
    int group = step / waves;
    int wave = step - group * waves;
    int lane = (cta % lanes + 17 * group) % lanes;
    if (wave & 1)
      lane = lanes - 1 - lane;
    int first = group * groupHeads;
    int count = heads - first < groupHeads ? heads - first : groupHeads;
    int local = wave * lanes + lane;
    if (count <= 0 || local >= count * mBlocks)
      return false;
    int rank = local / count;
    mBlock = causal ? mBlocks - 1 - rank : rank;
    head = first + (local - rank * count);
    return true;
  }
};

} // namespace mla::prefill
