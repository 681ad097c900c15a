//===- schedule.h - which tile comes when ---------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The order of the tiles of a product x W^T and the choice of their size. Pure
// functions of sizes, the same on host and device.
//
//===----------------------------------------------------------------------===//

#pragma once

#include <cstdint>

#ifdef __CUDACC__
#define MLA_HOST_DEVICE __host__ __device__ __forceinline__
#else
#define MLA_HOST_DEVICE inline
#endif

namespace mla::gemm {

/// Tiles are taken in bands of a few token tiles: in a band, all token tiles of
/// one feature tile, then the next feature tile. CTAs that run side by side
/// thus read the same weights and few different tokens.
struct TileOrder {
  int tokenTiles, featureTiles, band;

  MLA_HOST_DEVICE int count() const { return tokenTiles * featureTiles; }

  MLA_HOST_DEVICE void tile(int index, int &tokenTile, int &featureTile) const {
    int bandTiles = band * featureTiles;
    int first = index / bandTiles;
    int inBand = index - first * bandTiles;
    int width = tokenTiles - first * band;
    width = width < band ? width : band;
    featureTile = inBand / width;
    tokenTile = first * band + (inBand - featureTile * width);
  }
};

/// How a product is cut: tiles of `tokens` tokens x `rows` rows of weights, the
/// depth of each over a cluster of `split` CTAs.
struct Cut {
  int rows = 256; ///< gated: of gate and of up together
  int split = 1;
  int tokens = 128; ///< 64: grouped and gated, or grouped with 128 rows
};

/// The cut that takes the least time, in µs on an H200 (measured beside each
/// other: benchmarks/results/linear.json). A step of 64 with 128 rows is bound
/// by L2 where all SMs take part. Clusters need neighbouring SMs, so not all of
/// them can be filled.
inline Cut chooseCut(int64_t tokens, int64_t features, int64_t depth,
                     bool gated, int numSMs) {
  struct Choice {
    Cut cut;
    double sum;  ///< over the cluster
    int mostSMs; ///< of 132
  };
  constexpr Choice kPlain[] = {{{256, 1}, 0, 132},
                               {{128, 1}, 0, 132},
                               {{128, 2}, 1.0, 132},
                               {{128, 4}, 2.5, 120},
                               {{128, 8}, 5.0, 104}};
  constexpr Choice kGated[] = {
      {{256, 1}, 0, 132}, {{256, 2}, 2.0, 132}, {{256, 4}, 4.0, 120}};
  const int64_t tokenTiles = (tokens + 127) / 128, steps = (depth + 63) / 64;
  Cut best;
  double least = 1e300;
  auto consider = [&](const Choice &c) {
    const int rows = c.cut.rows, split = c.cut.split;
    const int tileFeatures = gated ? rows / 2 : rows;
    int64_t ctas =
        tokenTiles * ((features + tileFeatures - 1) / tileFeatures) * split;
    // A split has one tile a CTA.
    if (split > 1 && ctas * 132 > int64_t(numSMs) * c.mostSMs)
      return;
    int64_t waves = (ctas + numSMs - 1) / numSMs;
    int64_t perTile = (steps + split - 1) / split;
    double step = rows == 256 ? 0.75 : ctas > numSMs / 2 ? 0.55 : 0.45;
    double time = double(waves) * (double(perTile) * step + 1.0) + c.sum;
    if (time < least) {
      least = time;
      best = c.cut;
    }
  };
  if (gated)
    for (const Choice &c : kGated)
      consider(c);
  else
    for (const Choice &c : kPlain)
      consider(c);
  return best;
}

} // namespace mla::gemm
