//===- GemmScheduleTest.cpp - cuts and tile orders of products --*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "kernels/sm90/gemm/schedule.h"
#include "mla/Kernels/Experts.h"

#include <gtest/gtest.h>

#include <set>

using namespace mla::gemm;

TEST(TileOrder, EveryTileOnce) {
  for (int tokenTiles : {1, 7, 8, 9, 64})
    for (int featureTiles : {1, 3, 29})
      for (int band : {1, 8}) {
        TileOrder order{tokenTiles, featureTiles, band};
        std::set<std::pair<int, int>> seen;
        for (int i = 0; i < order.count(); ++i) {
          int token, feature;
          order.tile(i, token, feature);
          EXPECT_TRUE(token >= 0 && token < tokenTiles);
          EXPECT_TRUE(feature >= 0 && feature < featureTiles);
          seen.insert({token, feature});
        }
        EXPECT_EQ(int(seen.size()), order.count());
      }
}

TEST(TileOrder, NeighboursShareWeights) {
  TileOrder order{64, 29, 8};
  int token, feature, first;
  order.tile(0, token, first);
  for (int i = 1; i < 8; ++i) {
    order.tile(i, token, feature);
    EXPECT_EQ(feature, first);
  }
}

TEST(Cut, FewTilesAreSplit) {
  // W_O of DeepSeek-V2-Lite: 16 tiles of 128 rows on 132 SMs.
  Cut c = chooseCut(128, 2048, 2048, false, 132);
  EXPECT_EQ(c.rows, 128);
  EXPECT_EQ(c.split, 4);
}

TEST(Cut, ManyTilesAreLarge) {
  Cut c = chooseCut(8192, 3648, 2048, false, 132);
  EXPECT_EQ(c.rows, 256);
  EXPECT_EQ(c.split, 1);
}

TEST(Cut, ASplitHasOneTileAnSm) {
  for (bool gated : {false, true})
    for (int64_t tokens : {65, 128, 200, 512, 1000, 4096})
      for (int64_t features : {8, 64, 2048, 3648, 10944})
        for (int64_t depth : {8, 2048, 10944}) {
          Cut c = chooseCut(tokens, features, depth, gated, 132);
          if (c.split == 1)
            continue;
          EXPECT_EQ(c.rows, gated ? 256 : 128);
          EXPECT_LE((tokens + 127) / 128 * ((features + 127) / 128) * c.split,
                    132);
        }
}

TEST(ExpertsLayout, NothingOverlapsAndAllIsAligned) {
  mla::kernels::ExpertsShape s;
  s.numTokens = 1000, s.hidden = 2048, s.numExperts = 64, s.topK = 6;
  s.intermediate = 1408, s.sharedIntermediate = 2816;
  auto l = mla::kernels::expertsSm90Layout(s);
  const int64_t starts[] = {l.normed, l.logits,  l.chosen, l.weights,  l.counts,
                            l.places, l.sources, l.tiles,  l.numTiles, l.routed,
                            l.shared, l.parts,   l.size};
  for (size_t i = 0; i + 1 < std::size(starts); ++i) {
    EXPECT_EQ(starts[i] % 256, 0);
    EXPECT_LT(starts[i], starts[i + 1]);
  }
  // 6000 rows: 93 full tiles of 64 at most, and one more for each expert.
  EXPECT_EQ(l.mostTiles, 93 + 64);
  EXPECT_EQ(l.size - l.parts, 6000 * 2048 * 2);
}

TEST(ExpertsLayout, FewerTokensNeverNeedMore) {
  // The arena is planned once, for the most tokens of a step.
  for (int experts : {1, 64, 512})
    for (int width : {8, 1408}) {
      mla::kernels::ExpertsShape s;
      s.numExperts = experts, s.topK = experts < 6 ? 1 : 6;
      s.hidden = s.intermediate = width;
      int64_t last = 0;
      for (s.numTokens = 1; s.numTokens < 70000; ++s.numTokens) {
        int64_t size = mla::kernels::expertsSm90Layout(s).size;
        ASSERT_LE(last, size) << s.numTokens << " tokens";
        last = size;
        int block = mla::kernels::expertsTokensPerBlock(s.numTokens);
        ASSERT_LE((s.numTokens + block - 1) / block,
                  mla::kernels::expertsMostBlocks(s.numTokens));
      }
    }
}

TEST(ExpertsLayout, BlocksOfTokensAreWholeWords) {
  for (int tokens : {1, 31, 128, 4096, 8192, 100000}) {
    int block = mla::kernels::expertsTokensPerBlock(tokens);
    EXPECT_EQ(block % 32, 0);
    EXPECT_LE(block, 512);
    EXPECT_GE(block, 32);
  }
}
