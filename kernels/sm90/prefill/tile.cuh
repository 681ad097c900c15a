//===- tile.cuh - one query tile of forward prefill -----------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What producer and math warps both derive from a tile's place: rows, keys,
// coordinates of the copies.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/ptx/copy.cuh"
#include "kernels/sm90/prefill/config.h"

namespace mla::prefill {

struct Tile {
  int row0; ///< first query row, in the sequence
  int head, batch;
  int lenQ, lenKV;
  int startQ, startKV; ///< first rows of the sequence if ragged
  int blocks;          ///< key blocks that any row sees
};

/// False if there is nothing at this step, or no query row in the tile.
template <typename C>
__device__ __forceinline__ bool findTile(const Arguments &args, int step,
                                         Tile &t) {
  int mBlock, index;
  if (!args.schedule.tile(blockIdx.x, step, mBlock, index))
    return false;
  t.batch = index / args.numHeads;
  t.head = index - t.batch * args.numHeads;
  t.lenQ = args.seqQ;
  t.lenKV = args.seqKV;
  t.startQ = t.startKV = 0;
  if (args.cuQ) {
    t.startQ = args.cuQ[t.batch];
    t.startKV = args.cuKV[t.batch];
    t.lenQ = args.cuQ[t.batch + 1] - t.startQ;
    t.lenKV = args.cuKV[t.batch + 1] - t.startKV;
  }
  t.row0 = mBlock * C::kBlockM;
  if (t.row0 >= t.lenQ)
    return false;
  int keys = t.lenKV;
  if (args.causal) {
    int last = min(t.row0 + C::kBlockM, t.lenQ);
    keys = min(keys, last + t.lenKV - t.lenQ);
  }
  t.blocks = keys > 0 ? (keys + C::kBlockN - 1) / C::kBlockN : 0;
  return true;
}

/// Copies `boxes` boxes of rows from `row` on. Rows past the end of the
/// sequence are zeros: batched, dimension 1 of the map is the sequence; ragged,
/// it is (longest - length + row) and dimension 2 carries the rest of the
/// offset, so that the map's bound is the sequence's end.
__device__ __forceinline__ void
copyRows(void *shared, int boxes, int boxElements, const CUtensorMap &map,
         uint64_t *barrier, bool ragged, int row, int longest, int length,
         int start, int head, int batch) {
  auto *out = static_cast<uint16_t *>(shared);
  for (int i = 0; i < boxes; ++i, out += boxElements) {
    if (ragged)
      ptx::tensorCopyG2S(out, &map, barrier, 64 * i, longest - length + row,
                         start + length, head);
    else
      ptx::tensorCopyG2S(out, &map, barrier, 64 * i, row, head, batch);
  }
}

/// A place in a ring of shared-memory stages.
template <int kStages> struct RingPosition {
  int stage = 0;
  uint32_t parity = 0;
  __device__ __forceinline__ void advance() {
    if (++stage == kStages) {
      stage = 0;
      parity ^= 1;
    }
  }
};

} // namespace mla::prefill
