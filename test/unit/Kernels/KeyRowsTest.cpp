//===- KeyRowsTest.cpp - which bytes a decode producer brings -------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The producers of the decode kernels do not talk to each other, so 128 of
// them run here one after the other, on a host's memory.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/ptx/copy.cuh" // the host's: before all else

#include "kernels/common/decode/key_rows.cuh"

#include <gtest/gtest.h>

#include <numeric>
#include <random>
#include <vector>

using namespace mla::decode;
using mla::ptx::sharedMemory;

namespace {

struct Case {
  int page, hKv, dim, begin, end, kvHead;
};

/// A tile as few_heads.cuh (pitch of a row) or many_heads.cuh (blocks of 64
/// columns) lay it out; byte offset of a 16-byte chunk.
template <int kBlocks> uint32_t pitched(int row, int chunk) {
  return row * kBlocks * 128 + ((chunk ^ (row & 7)) << 4);
}
uint32_t blocked(int row, int chunk) {
  return chunk / 8 * 8192 + row * 128 + (((chunk ^ row) & 7) << 4);
}

template <int kKeys, int kBlocks, int kBlockBytes, typename At>
void check(const Case &c, At at) {
  std::mt19937 random(c.page * 31 + c.begin * 7 + c.end);
  int tablePages = (c.end + c.page - 1) / c.page;
  std::vector<int32_t> table(2 * (tablePages + 3), -123456789);
  int pages = 2 * tablePages + 3;
  std::vector<int32_t> order(pages);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), random);
  // The second sequence; what lies past its last page is garbage.
  for (int i = 0; i < tablePages; ++i)
    table[tablePages + 3 + i] = order[i];
  std::vector<uint16_t> cache(size_t(pages) * c.page * c.hKv * c.dim);
  for (uint16_t &x : cache)
    x = static_cast<uint16_t>(random());

  MlaDecodeParams p = {};
  p.cache = cache.data();
  p.page_table = table.data();
  p.page_table_stride = tablePages + 3;
  p.cache_stride_head = c.dim;
  p.cache_stride_token = int64_t(c.hKv) * c.dim;
  p.cache_stride_page = p.cache_stride_token * c.page;
  p.page_size = c.page;
  Piece piece = {};
  piece.batch = 1;
  piece.kvHead = c.kvHead;
  piece.begin = c.begin;
  piece.end = c.end;

  const int chunks = c.dim / 8;
  std::vector<KeyRows<kKeys>> producers(128, KeyRows<kKeys>(p));
  for (int t = 0; t < 128; ++t)
    producers[t].begin(piece, t / 8);
  for (int key = c.begin; key < c.end; key += kKeys) {
    std::memset(sharedMemory, 0xee, sizeof(sharedMemory));
    for (int t = 0; t < 128; ++t) {
      for (int i = 0; i < KeyRows<kKeys>::kPasses; ++i)
        copyChunks<kBlocks, kBlockBytes>(at(t / 8 + i * 16, t % 8),
                                         producers[t].next(i),
                                         blocksOfLane(chunks, t % 8), t % 8);
      producers[t].endTile();
    }
    for (int row = 0; row < kKeys; ++row)
      for (int chunk = 0; chunk < kBlocks * 8; ++chunk) {
        char want[16];
        if (chunk >= chunks) {
          std::memset(want, 0xee, 16); // not written
        } else if (key + row >= c.end) {
          std::memset(want, 0, 16);
        } else {
          int k = key + row;
          const uint16_t *from =
              cache.data() +
              ((size_t(order[k / c.page]) * c.page + k % c.page) * c.hKv +
               c.kvHead) *
                  c.dim +
              chunk * 8;
          std::memcpy(want, from, 16);
        }
        ASSERT_EQ(std::memcmp(sharedMemory + at(row, chunk), want, 16), 0)
            << "page " << c.page << " dim " << c.dim << " keys [" << c.begin
            << ", " << c.end << ") key " << key << " row " << row << " chunk "
            << chunk;
      }
  }
}

TEST(KeyRows, EveryPageSizeAndEnd) {
  for (int page : {1, 2, 7, 16, 31, 32, 33, 64, 100, 4096})
    for (auto [begin, end] : {std::pair(0, 1),
                              {0, 32},
                              {0, 64},
                              {16, 17},
                              {16, 200},
                              {48, 333},
                              {320, 336},
                              {0, 700}}) {
      check<32, 9, 128>({page, 1, 576, begin, end, 0}, pitched<9>);
      check<64, 9, 8192>({page, 1, 576, begin, end, 0}, blocked);
    }
}

TEST(KeyRows, DimsAndHeads) {
  for (int dim : {8, 16, 56, 64, 72, 128, 192})
    for (int hKv : {1, 2, 3}) {
      check<32, 3, 128>({16, hKv, dim, 16, 150, hKv - 1}, pitched<3>);
      check<64, 3, 8192>({16, hKv, dim, 16, 150, hKv - 1}, blocked);
    }
}

} // namespace
