//===- key_rows.cuh - bringing paged rows to shared memory -----*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a producer thread keeps while it walks the keys of a piece. Eight lanes
// copy a row, 16 bytes at a time. A tile of 64 keys is 36 copies a thread, so
// every instruction beside the copies counts: no division in the loop, and
// addresses that differ by constants.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/decode/plan.cuh"
#include "kernels/common/ptx/copy.cuh"

namespace mla::decode {

/// A row of the cache or of the queries. One that is not there has a readable
/// address all the same, and is not read.
struct Row {
  const char *source;
  bool valid;
};

/// Rows `row`, `row + 16`, … of each tile of kKeys keys.
template <int kKeys> class KeyRows {
public:
  static constexpr int kRowsAtOnce = 16; ///< of 128 threads
  static constexpr int kPasses = kKeys / kRowsAtOnce;

  __device__ KeyRows(const MlaDecodeParams &p)
      : p(p), stepIndex(kKeys / p.page_size), stepOffset(kKeys % p.page_size) {}

  /// Starts on a piece; its first pages are on their way when this returns.
  __device__ __forceinline__ void begin(const Piece &piece, int row) {
    table = p.page_table + piece.batch * p.page_table_stride;
    base = static_cast<const char *>(p.cache) +
           piece.kvHead * p.cache_stride_head * 2;
    left = piece.end - piece.begin - row;
#pragma unroll
    for (int i = 0; i < kPasses; ++i) {
      int key = piece.begin + row + i * kRowsAtOnce;
      index[i] = key / p.page_size;
      offset[i] = key % p.page_size;
      page[i] = i * kRowsAtOnce < left ? table[index[i]] : 0;
    }
  }

  /// The row of pass i of this tile. Reads the page of the next tile's row
  /// meanwhile.
  __device__ __forceinline__ Row next(int i) {
    Row row = {base, i * kRowsAtOnce < left};
    if (row.valid)
      row.source +=
          (page[i] * p.cache_stride_page + offset[i] * p.cache_stride_token) *
          2;
    offset[i] += stepOffset;
    index[i] += stepIndex;
    if (offset[i] >= p.page_size)
      offset[i] -= p.page_size, ++index[i];
    if (i * kRowsAtOnce + kKeys < left)
      page[i] = table[index[i]];
    return row;
  }

  __device__ __forceinline__ void endTile() { left -= kKeys; }

private:
  const MlaDecodeParams &p;
  const int stepIndex, stepOffset;
  const int32_t *table;
  const char *base;
  int left; ///< keys from this tile's row of pass 0 to the end
  int index[kPasses], offset[kPasses], page[kPasses];
};

/// Copies chunks lane8, lane8 + 8, … of a row, `blocks` of them, to places
/// kBlockBytes apart. A row that is not there becomes zeros: 0 times whatever
/// lies past the end of a sequence must be 0.
template <int kBlocks, int kBlockBytes>
__device__ __forceinline__ void copyChunks(uint32_t to, Row row, int blocks,
                                           int lane8) {
  const char *from = row.source + lane8 * 16;
  const int size = row.valid ? 16 : 0;
#pragma unroll
  for (int c = 0; c < kBlocks; ++c)
    if (c < blocks)
      ptx::cpAsync16(to + c * kBlockBytes, from + c * 128, size);
}

/// How many chunks lane8 of eight has in a row of so many chunks.
__device__ __forceinline__ int blocksOfLane(int chunks, int lane8) {
  return (chunks - lane8 + 7) / 8;
}

/// A row of the piece's queries.
__device__ __forceinline__ Row queryRow(const MlaDecodeParams &p,
                                        const Piece &piece, int row) {
  int group = p.num_heads / p.h_kv;
  int r = piece.rowBegin + row;
  Row result = {static_cast<const char *>(p.q),
                row < p.tile_rows && r < piece.qLen * group};
  if (result.valid) {
    int64_t token = piece.queryStart + r / group;
    int head = piece.kvHead * group + r % group;
    result.source += (token * p.q_stride_token + head * p.q_stride_head) * 2;
  }
  return result;
}

} // namespace mla::decode
