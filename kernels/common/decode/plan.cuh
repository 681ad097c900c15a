//===- plan.cuh - walking a decode plan ------------------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// All items of a batch lie on one line: an item takes `overhead` units and
// then one unit per 16 keys. Part p owns [p * payload, (p+1) * payload) of the
// line. So every question about the split (which parts share an item, in which
// slot a part leaves its partial result) is arithmetic, and the plan stores the
// prefix sum over sequences plus what saves a binary search.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/params.h"

namespace mla::decode {

constexpr int kUnit = MLA_DECODE_UNIT;

/// Offsets into the plan.
struct PlanLayout {
  int partsAt, splitsAt;
  __host__ __device__ PlanLayout(int batch, int parts)
      : partsAt((MLA_DECODE_PLAN_HEADER + batch + 1 + 3) / 4 * 4),
        splitsAt(partsAt + 8 * (parts + 1)) {}
};

/// Units of a kernel's tile of keys: 64 keys if it has 64 rows, else 32.
inline __host__ __device__ int tileUnits(int tileRows) {
  return (tileRows == 64 ? 64 : 32) / kUnit;
}

/// How the line is cut.
struct PlanCut {
  int all;      ///< length of the line
  int payload;  ///< of a part
  int overhead; ///< of an item
  int tile;     ///< cuts inside an item are moved back to multiples of it

  /// Unit of an item where the part that begins `offset` into it begins.
  __host__ __device__ int unitAt(int offset) const {
    return offset > overhead ? (offset - overhead) / tile * tile : 0;
  }
  /// Whether that part is the item's second.
  __host__ __device__ bool isFirstCut(int offset) const {
    return unitAt(offset) > 0 && unitAt(offset - payload) == 0;
  }
};

/// `all` and the strides (of an item: overhead and units) as summed up with
/// the call's overhead.
inline __host__ __device__ PlanCut cutWork(const MlaDecodePlanParams &p,
                                           int all, int leastStride,
                                           int mostStride) {
  PlanCut cut = {all, 0, p.overhead_units, tileUnits(p.tile_rows)};
  // No part is shorter than a tile, so that no two begin at the same.
  const int least = p.min_units > cut.tile ? p.min_units : cut.tile;
  const int fair = (all + p.parts - 1) / p.parts;
  cut.payload = fair > least + cut.overhead ? fair : least + cut.overhead;
  if (all == 0 || leastStride != mostStride)
    return cut;
  // Equal items: whole items to each part, or whole parts to each item, if that
  // costs no more than 1/16 of balance. The first leaves nothing to merge, with
  // the second no part has two pieces. Memory is as busy with a few SMs less.
  const int most = cut.payload + cut.payload / 16;
  const int items = all / mostStride, units = mostStride - cut.overhead;
  const int byParts = p.parts / items, byLength = units / least;
  const int shares = byParts < byLength ? byParts : byLength;
  if (shares < 2) {
    const int whole = (items + p.parts - 1) / p.parts * mostStride;
    if (whole <= most)
      cut.payload = whole;
    return cut;
  }
  // An item takes up whole parts; what it does not fill, its first part lacks.
  int share = (units + shares - 1) / shares;
  share = (share + cut.tile - 1) / cut.tile * cut.tile;
  if (share <= most && share * (shares - 1) < units) {
    cut.payload = share;
    cut.overhead = share * shares - units;
    cut.all = items * share * shares;
  }
  return cut;
}

/// What one CTA does next: keys [begin, end) of one tile of rows.
struct Piece {
  int batch, kvHead, rowBegin;  ///< rowBegin: first row of this CTA's tile
  int begin, end;               ///< keys
  int seqLen, qLen, queryStart; ///< of the sequence
  int slot;                     ///< of the partial result; -1: the whole item
};

/// Iterates over the pieces of a part.
class PieceWalker {
public:
  __device__ PieceWalker(const MlaDecodeParams &p, int part, int groupRank)
      : p(p), part(part), groupRank(groupRank) {
    PlanLayout layout(p.batch, p.parts);
    const int4 *records =
        reinterpret_cast<const int4 *>(p.plan + layout.partsAt) + 2 * part;
    int4 first = records[0], facts = records[1], last = records[2];
    b = first.x, item = first.y, unit = first.z;
    endB = last.x, endItem = last.y, endUnit = last.z;
    // Equal rows: what the call says, so that a plan holds for any q_len and
    // number of heads with the same product.
    set(first.w, p.query_start ? facts.x : b * p.q_len,
        p.query_start ? facts.y : p.q_len);
    prefetch();
  }

  /// False when the part is done. Pieces without rows for this CTA of the
  /// group are skipped.
  __device__ bool next(Piece &piece) {
    while (b < endB || (b == endB && (item < endItem ||
                                      (item == endItem && unit < endUnit)))) {
      bool last = b == endB && item == endItem;
      int begin = unit, end = last ? endUnit : units;
      piece.batch = b;
      piece.kvHead = item % p.h_kv;
      piece.rowBegin = (item / p.h_kv * p.tile_group + groupRank) * p.tile_rows;
      piece.begin = begin * kUnit;
      piece.end = min(end * kUnit, seqLen);
      piece.seqLen = seqLen;
      piece.qLen = qLen;
      piece.queryStart = queryStart;
      piece.slot = begin > 0 ? 2 * part : (end < units ? 2 * part + 1 : -1);
      int rows = qLen * (p.num_heads / p.h_kv);
      unit = 0;
      if (last)
        b = endB + 1;
      else if (++item >= items)
        advance();
      if (end > begin && piece.rowBegin < rows)
        return true;
    }
    return false;
  }

private:
  __device__ void set(int length, int start, int rowsOfQ) {
    seqLen = length, queryStart = start, qLen = rowsOfQ;
    units = (max(length, 0) + kUnit - 1) / kUnit;
    int itemRows = p.tile_rows * p.tile_group;
    int rows = qLen * (p.num_heads / p.h_kv);
    items = seqLen > 0 ? (rows + itemRows - 1) / itemRows * p.h_kv : 0;
  }

  /// Starts to read the facts of the next sequence: they are needed at the end
  /// of this one.
  __device__ void prefetch() {
    if (b < endB && b + 1 < p.batch) {
      nextLength = p.seq_lens[b + 1];
      nextStart = p.query_start ? p.query_start[b + 1] : (b + 1) * p.q_len;
      nextStop = p.query_start ? p.query_start[b + 2] : nextStart + p.q_len;
    }
  }

  /// The next sequence that has items, or the end.
  __device__ void advance() {
    item = 0;
    do {
      if (++b >= p.batch || b > endB)
        return;
      set(nextLength, nextStart, nextStop - nextStart);
      prefetch();
    } while (items == 0);
  }

  const MlaDecodeParams &p;
  int part, groupRank;
  int b, item, unit, endB, endItem, endUnit;
  int items, units, seqLen, qLen, queryStart;
  int nextLength = 0, nextStart = 0, nextStop = 0;
};

} // namespace mla::decode
