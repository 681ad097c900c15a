//===- PlanTest.cpp - parts of a decode plan cover the work, once ---------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The walker of the decode kernels on plans made here as kernels/params.h
// describes them: every key of every row tile in exactly one piece, partial
// results where the merge kernel looks for them.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/ptx/copy.cuh" // the host's: before all else

#include "kernels/common/decode/plan.cuh"

#include <gtest/gtest.h>

#include <climits>
#include <map>
#include <random>
#include <set>
#include <tuple>
#include <vector>

using namespace mla::decode;

namespace {

struct Batch {
  std::vector<int32_t> lengths, qLens;
  int heads = 16, hKv = 1, tileRows = 16, tileGroup = 1, parts = 132;
  int overhead = 2, minUnits = 2;
  bool ragged = true;

  int items(int b) const {
    int rows = qLens[b] * (heads / hKv), itemRows = tileRows * tileGroup;
    return lengths[b] > 0 ? (rows + itemRows - 1) / itemRows * hKv : 0;
  }
  int units(int b) const { return (lengths[b] + kUnit - 1) / kUnit; }
  int stride(int b) const { return units(b) + overhead; }
};

PlanCut cutOf(const Batch &batch) {
  MlaDecodePlanParams p = {};
  p.parts = batch.parts;
  p.overhead_units = batch.overhead;
  p.min_units = batch.minUnits;
  p.tile_rows = batch.tileRows;
  int all = 0, least = INT_MAX, most = 0;
  for (size_t b = 0; b < batch.lengths.size(); ++b)
    if (int items = batch.items(b)) {
      all += items * batch.stride(b);
      least = std::min(least, batch.stride(b));
      most = std::max(most, batch.stride(b));
    }
  return cutWork(p, all, least, most);
}

/// The plan, and the parts of each split item: (b, item) -> first, last.
std::vector<int32_t>
makePlan(const Batch &batch, const std::vector<int32_t> &starts,
         std::map<std::pair<int, int>, std::pair<int, int>> &splits) {
  int count = static_cast<int>(batch.lengths.size());
  PlanLayout layout(count, batch.parts);
  std::vector<int32_t> plan(MLA_DECODE_PLAN_INTS(count, batch.parts), -7);
  std::vector<int64_t> prefix(count + 1);
  PlanCut cut = cutOf(batch);
  plan[0] = cut.payload;
  // With the overhead that the cut gives each item.
  for (int b = 0; b < count; ++b)
    prefix[b + 1] =
        prefix[b] + int64_t(batch.items(b)) * (batch.units(b) + cut.overhead);
  EXPECT_EQ(prefix.back(), cut.all);
  EXPECT_LE(prefix.back(), int64_t(cut.payload) * batch.parts);
  for (int part = 0; part <= batch.parts; ++part) {
    int32_t *to = plan.data() + layout.partsAt + 8 * part;
    int64_t at = int64_t(part) * cut.payload;
    std::fill(to, to + 8, 0);
    to[0] = count;
    if (at >= cut.all)
      continue;
    int b = 0;
    while (prefix[b + 1] <= at)
      ++b;
    int64_t inside = at - prefix[b];
    int stride = batch.units(b) + cut.overhead;
    int offset = static_cast<int>(inside % stride);
    to[0] = b;
    to[1] = static_cast<int32_t>(inside / stride);
    to[2] = cut.unitAt(offset);
    to[3] = batch.lengths[b];
    to[4] = starts[b];
    to[5] = batch.qLens[b];
    EXPECT_EQ(to[2] % tileUnits(batch.tileRows), 0);
    EXPECT_EQ(cut.isFirstCut(offset), to[2] > 0 && !splits.count({b, to[1]}));
    if (to[2] > 0) {
      auto key = std::pair(int(to[0]), int(to[1]));
      auto found = splits.find(key);
      if (found == splits.end())
        splits[key] = {part - 1, part};
      else
        found->second.second = part;
    }
  }
  return plan;
}

void check(const Batch &batch) {
  int count = static_cast<int>(batch.lengths.size());
  std::vector<int32_t> starts = {0};
  for (int n : batch.qLens)
    starts.push_back(starts.back() + n);
  std::map<std::pair<int, int>, std::pair<int, int>> splits;
  std::vector<int32_t> plan = makePlan(batch, starts, splits);
  MlaDecodeParams p = {};
  p.seq_lens = batch.lengths.data();
  p.query_start = batch.ragged ? starts.data() : nullptr;
  p.q_len = batch.qLens.empty() ? 0 : batch.qLens[0];
  p.plan = plan.data();
  p.batch = count;
  p.num_heads = batch.heads;
  p.h_kv = batch.hKv;
  p.tile_rows = batch.tileRows;
  p.tile_group = batch.tileGroup;
  p.parts = batch.parts;

  // Keys [begin, end) seen for (b, KV head, first row); slots in use.
  std::map<std::tuple<int, int, int>, std::set<std::pair<int, int>>> seen;
  for (int rank = 0; rank < batch.tileGroup; ++rank) {
    std::set<int> slots;
    for (int part = 0; part < batch.parts; ++part) {
      PieceWalker walker(p, part, rank);
      Piece piece;
      while (walker.next(piece)) {
        int b = piece.batch;
        ASSERT_LT(b, count);
        EXPECT_EQ(piece.seqLen, batch.lengths[b]);
        EXPECT_EQ(piece.qLen, batch.qLens[b]);
        EXPECT_EQ(piece.queryStart, starts[b]);
        EXPECT_LT(piece.begin, piece.end);
        EXPECT_LE(piece.end, batch.lengths[b]);
        EXPECT_LT(piece.rowBegin, batch.qLens[b] * batch.heads / batch.hKv);
        EXPECT_EQ(piece.rowBegin / batch.tileRows % batch.tileGroup, rank);
        seen[{b, piece.kvHead, piece.rowBegin}].insert(
            {piece.begin, piece.end});
        int item =
            piece.rowBegin / (batch.tileRows * batch.tileGroup) * batch.hKv +
            piece.kvHead;
        auto split = splits.find({b, item});
        bool whole = piece.begin == 0 && piece.end == batch.lengths[b];
        EXPECT_EQ(split == splits.end(), whole);
        if (whole) {
          EXPECT_EQ(piece.slot, -1);
        } else {
          // As mergeParts reads them.
          EXPECT_GE(part, split->second.first);
          EXPECT_LE(part, split->second.second);
          EXPECT_EQ(piece.slot,
                    part == split->second.first ? 2 * part + 1 : 2 * part);
          EXPECT_TRUE(slots.insert(piece.slot).second);
        }
      }
    }
  }
  for (int b = 0; b < count; ++b) {
    int rows =
        batch.lengths[b] > 0 ? batch.qLens[b] * batch.heads / batch.hKv : 0;
    for (int head = 0; head < batch.hKv; ++head)
      for (int row = 0; row < rows; row += batch.tileRows) {
        int at = 0;
        for (auto [begin, end] : seen[{b, head, row}]) {
          EXPECT_EQ(begin, at) << "sequence " << b << " row " << row;
          at = end;
        }
        EXPECT_EQ(at, batch.lengths[b]) << "sequence " << b << " row " << row;
        seen.erase({b, head, row});
      }
  }
  EXPECT_TRUE(seen.empty()) << "a piece that nobody asked for";
}

TEST(Plan, Uniform) {
  for (int count : {1, 2, 31, 32, 128, 132, 300})
    for (int length : {1, 15, 16, 17, 100, 4096}) {
      Batch batch;
      batch.lengths.assign(count, length);
      batch.qLens.assign(count, 1);
      batch.ragged = false;
      check(batch);
    }
}

TEST(Plan, ManyRowsAndHeads) {
  for (int hKv : {1, 2, 4})
    for (int group : {1, 2, 3, 8})
      for (int qLen : {1, 3, 9}) {
        Batch batch;
        batch.lengths = {700, 0, 64, 5000};
        batch.qLens.assign(4, qLen);
        batch.heads = 40, batch.hKv = hKv;
        batch.tileGroup = group, batch.parts = 132 / group;
        check(batch);
      }
}

TEST(Plan, Empty) {
  Batch batch;
  check(batch);
  batch.lengths = {0, 0, 5};
  batch.qLens = {1, 4, 0};
  check(batch);
}

TEST(Plan, RandomBatches) {
  std::mt19937 random(20261120);
  auto pick = [&](int low, int high) {
    return std::uniform_int_distribution(low, high)(random);
  };
  for (int i = 0; i < 400; ++i) {
    SCOPED_TRACE(i);
    Batch batch;
    int count = pick(0, 60);
    for (int b = 0; b < count; ++b) {
      batch.lengths.push_back(pick(0, 3) ? pick(0, 3000) : 0);
      batch.qLens.push_back(pick(0, 8));
    }
    batch.hKv = pick(1, 3);
    batch.heads = batch.hKv * pick(1, 40);
    batch.tileRows = 16 << pick(0, 2);
    batch.tileGroup = pick(1, 8);
    batch.parts = pick(1, 140);
    batch.overhead = pick(0, 5);
    batch.minUnits = pick(1, 4);
    if (pick(0, 2) == 0 && count > 0)
      batch.lengths.assign(count, batch.lengths[0]);
    check(batch);
  }
}

TEST(Plan, EqualItemsGetEqualParts) {
  Batch batch;
  batch.overhead = 4;
  auto cut = [&](int count, int length) {
    batch.lengths.assign(count, length);
    batch.qLens.assign(count, 1);
    check(batch);
    return cutOf(batch);
  };
  // 132 parts: 32 items of 256 units take four each, no part has two pieces.
  PlanCut c = cut(32, 4096);
  EXPECT_EQ(c.payload, 64);
  EXPECT_EQ(c.overhead, 0);
  EXPECT_EQ(c.all, 128 * 64);
  // What does not fill its parts is missing in the first.
  c = cut(32, 4000);
  EXPECT_EQ(c.payload, 64);
  EXPECT_EQ(c.overhead, 6);
  // 128 items are one each, nothing to merge.
  EXPECT_EQ(cut(128, 4096).payload, 260);
  // 40 items would leave 12 parts idle: they are cut wherever it falls.
  EXPECT_EQ(cut(40, 4096).payload, (40 * 260 + 131) / 132);
}

} // namespace
