//===- PrefillScheduleTest.cpp - every tile once, evenly dealt --*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "kernels/sm90/prefill/schedule.h"
#include "mla/Kernels/Prefill.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <vector>

using namespace mla;
using prefill::Schedule;

namespace {

struct Walk {
  int64_t tiles = 0, longest = 0, sum = 0;
};

/// Walks every CTA's steps; a causal tile m costs m + 1 blocks and 1 of
/// overhead.
Walk walk(const Schedule &s, int mBlocks, int heads) {
  Walk w;
  std::set<std::pair<int, int>> seen;
  std::vector<int64_t> load(std::max(1, s.lanes));
  for (int cta = 0; cta < s.grid(); ++cta)
    for (int step = cta / s.lanes; step < s.steps(); step += s.perLane) {
      int m, head;
      if (!s.tile(cta, step, m, head))
        continue;
      EXPECT_TRUE(m >= 0 && m < mBlocks && head >= 0 && head < heads);
      EXPECT_TRUE(seen.insert({m, head}).second) << m << " " << head;
      ++w.tiles;
      load[cta % s.lanes] += m + 2;
    }
  for (int64_t l : load) {
    w.sum += l;
    w.longest = std::max(w.longest, l);
  }
  return w;
}

} // namespace

TEST(PrefillSchedule, EveryTileOnce) {
  for (int mBlocks : {1, 2, 3, 7, 16, 33, 300})
    for (int heads : {1, 2, 3, 12, 40, 128})
      for (int sms : {1, 78, 132})
        for (int perSM : {1, 2})
          for (int pairs : {1, 2}) {
            Schedule s =
                Schedule::make(mBlocks, heads, int64_t(mBlocks) * 128 * 640,
                               sms, perSM, true, pairs);
            EXPECT_EQ(walk(s, mBlocks, heads).tiles, int64_t(mBlocks) * heads)
                << mBlocks << " " << heads << " " << sms << " " << perSM;
          }
}

TEST(PrefillSchedule, NothingToDo) {
  EXPECT_EQ(Schedule::make(0, 16, 0, 132, 1, true).grid(), 0);
  EXPECT_EQ(Schedule::make(16, 0, 0, 132, 1, true).grid(), 0);
}

// The rows of the table of facts/performance.md that fill the device: within
// 2 % of a perfect division.
TEST(PrefillSchedule, Even) {
  const int rows[][2] = {{32, 16}, {64, 16}, {32, 128}, {128, 128}};
  for (auto [mBlocks, heads] : rows) {
    Schedule s = Schedule::make(mBlocks, heads, int64_t(mBlocks) * 128 * 640,
                                132, 1, true);
    Walk w = walk(s, mBlocks, heads);
    EXPECT_LE(w.longest * 132, w.sum * 102 / 100) << mBlocks << " " << heads;
  }
}

TEST(PrefillChoice, SmallTilesWhenLargeOnesDoNotFill) {
  kernels::Device device;
  kernels::PrefillShape s;
  s.numHeads = 16;
  s.seqQ = s.seqKV = 1024;
  EXPECT_TRUE(kernels::prefillSmallTiles(s, device));
  s.seqQ = s.seqKV = 2048;
  EXPECT_FALSE(kernels::prefillSmallTiles(s, device));
  s.seqQ = 64;
  EXPECT_TRUE(kernels::prefillSmallTiles(s, device));
}

TEST(PrefillChoice, Refusals) {
  kernels::Device device;
  kernels::PrefillShape s;
  EXPECT_EQ(kernels::prefillRefusal(s, device), "");
  s.numHeads = 6;
  s.hKv = 4;
  EXPECT_EQ(kernels::prefillRefusal(s, device),
            "expected num_heads a positive multiple of h_kv, got 6");
  s.hKv = 2;
  s.qkHeadDim = 320;
  EXPECT_EQ(kernels::prefillRefusal(s, device),
            "expected qk_head_dim in [1, 256], got 320");
}

// The scratch holds every block of 64 rows of every sequence, however the rows
// fall.
TEST(PrefillBackward, BlocksOfRaggedSequences) {
  for (int len0 = 0; len0 < 200; len0 += 13)
    for (int len1 = 0; len1 < 200; len1 += 7) {
      kernels::PrefillShape s;
      s.batch = 2;
      s.totalQ = len0 + len1;
      int64_t end0 = (len0 + 63) / 64;
      int64_t first1 = len0 / 64 + 1, end1 = first1 + (len1 + 63) / 64;
      EXPECT_LE(end0, first1);
      EXPECT_LE(end1, kernels::prefillBackwardBlocks(s));
    }
}
