//===- tile.cuh - the tile a CTA works on ---------------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What copying and math warps both derive from a tile's number. Sizes of a
// grouped product are read from the device here.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/ptx/barrier.cuh"
#include "kernels/sm90/gemm/config.h"

namespace mla::gemm {

struct Tile {
  int problem;
  int group;
  int row;     ///< first row of out
  int count;   ///< tokens; 0: there is no such tile
  int feature; ///< first column of out
};

/// Numbers to tiles.
template <typename C> class Tiles {
public:
  __device__ __forceinline__ explicit Tiles(const Arguments &args)
      : args(args) {
    firstTiles = countTiles(args.problems[0]);
    allTiles = firstTiles;
    if (args.numProblems > 1)
      allTiles += countTiles(args.problems[1]);
  }

  /// Tiles of two problems take turns in proportion to their numbers, as one
  /// may wait for memory where the other waits for the tensor cores; but those
  /// that take longer come first, so that the CTAs end together.
  __device__ __forceinline__ Tile find(int i) const {
    Tile t = {};
    if (i >= allTiles)
      return t;
    int count = allTiles;
    if (args.numProblems > 1) {
      int before = min(i, firstTiles), upToThis = min(i + 1, firstTiles);
      if (args.problems[0].depth <= args.problems[1].depth) {
        before = static_cast<int>(uint64_t(i) * firstTiles / allTiles);
        upToThis = static_cast<int>(uint64_t(i + 1) * firstTiles / allTiles);
      }
      t.problem = upToThis == before;
      i = t.problem ? i - before : before;
      count = t.problem ? allTiles - firstTiles : firstTiles;
    }
    const Problem &p = args.problems[t.problem];
    TileOrder order = p.order;
    order.tokenTiles = count / order.featureTiles;
    int tokenTile, featureTile;
    order.tile(i, tokenTile, featureTile);
    t.feature = featureTile * C::kFeatures;
    if (p.tiles) {
      int4 record = *reinterpret_cast<const int4 *>(p.tiles + tokenTile);
      t.group = record.x;
      t.row = record.y;
      t.count = record.z;
    } else {
      t.row = tokenTile * C::kTokens;
      t.count = min(p.rows - t.row, C::kTokens);
    }
    return t;
  }

private:
  __device__ __forceinline__ static int tokenTiles(const Problem &p) {
    return p.tiles ? *p.numTiles : p.order.tokenTiles;
  }
  __device__ __forceinline__ static int countTiles(const Problem &p) {
    return tokenTiles(p) * p.order.featureTiles;
  }

  const Arguments &args;
  int firstTiles, allTiles;
};

/// A place in the ring of stages.
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

/// One per warp that follows the tiles. The first tile is the CTA's own number;
/// the next ones come from a counter in memory where there is one (tiles of
/// unlike cost), else every gridDim.x-th.
class TileQueue {
public:
  __device__ __forceinline__ TileQueue(const Arguments &args, NextTile &next)
      : args(args), next(next) {}

  /// The copying thread: asks for the number of the tile after `current`…
  __device__ __forceinline__ int ask(int current) const {
    return args.counter
               ? static_cast<int>(gridDim.x) + atomicAdd(args.counter, 1)
               : current + static_cast<int>(gridDim.x);
  }
  /// …and, some steps later, tells it.
  __device__ __forceinline__ void tell(int number) {
    ptx::mbarrierWait(&next.empty[ring.stage], ring.parity ^ 1);
    next.number[ring.stage] = number;
    ptx::mbarrierArrive(&next.full[ring.stage]);
    ring.advance();
  }
  /// All other warps: what it told.
  __device__ __forceinline__ int hear(int lane) {
    ptx::mbarrierWait(&next.full[ring.stage], ring.parity);
    int number = next.number[ring.stage];
    __syncwarp();
    if (lane == 0)
      ptx::mbarrierArrive(&next.empty[ring.stage]);
    ring.advance();
    return number;
  }

private:
  const Arguments &args;
  NextTile &next;
  RingPosition<NextTile::kSlots> ring;
};

} // namespace mla::gemm
