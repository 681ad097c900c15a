//===- Matmul.h - matmul tiles ----------------------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_CONVERSION_TILE_MATMUL_H
#define MLA_LIB_CONVERSION_TILE_MATMUL_H

#include "TileBuilder.h"

namespace mlir::mla {

/// A matmul with a weight as checkpoints store it, `[N, K]`:
///
///   out[m, n] = Σ_k input[m, k] * weight[n, k]
///
/// The functions turn the coordinates of the problem into indices of the
/// tensors, without the innermost index, which is k.
struct WeightMatmul {
  Value input, weight;
  int64_t N, K;
  std::function<SmallVector<Value>(Value m)> inputRow;
  std::function<SmallVector<Value>(Value n)> weightRow;
  /// Indices of out[m, n] in a tile.
  std::function<SmallVector<Value>(Value m, Value n)> tileIndex;
};

/// Below this many rows a matmul reads its weight once along k (`dotTile`);
/// from it on, packing the weight into panels pays (`panelTile`).
inline constexpr int64_t kPanelRows = 6;

/// Outputs that one step of `dotTile` computes at a time.
inline constexpr int64_t kDotColumns = 8;

/// Overwrites columns [first, first + columns) of a tile, rows [0, rows): inner
/// products along k, for few rows. The column of the tile is n - first.
Value dotTile(TileBuilder &b, const WeightMatmul &matmul, Value tile,
              Value rows, Value first, int64_t columns);

/// Overwrites `columnVectors * lanes` columns from `first` on: packs blocks of
/// the weight, transposed and widened, and multiplies register tiles.
Value panelTile(TileBuilder &b, const WeightMatmul &matmul, Value tile,
                Value rows, Value first);

/// Rows that one pass over a weight serves in a warp, at most.
inline constexpr int64_t kWarpRows = 8;

/// The same as `dotTile` for a warp: `count` of at most `rows` rows from `m`
/// on, at most `lanes` columns. Each weight is read once for all of the rows.
Value warpTile(TileBuilder &b, const WeightMatmul &matmul, Value tile, Value m,
               Value count, int64_t rows, Value first, int64_t columns);

/// The tile of a warp's `mmaTile`. More columns than rows, as a weight is read
/// by every tile of rows.
inline constexpr int64_t kMmaRows = 32, kMmaColumns = 64;

/// Tensor cores can do it: bf16 or f16 on both sides, whole fragments.
bool fitsMma(TileBuilder &b, const WeightMatmul &matmul);

/// The same as `warpTile` on tensor cores: `count` of at most `kMmaRows` rows
/// from `m` on, `columns` of at most `kMmaColumns`, a multiple of 8.
Value mmaTile(TileBuilder &b, const WeightMatmul &matmul, Value tile, Value m,
              Value count, Value first, Value columns);

/// Accumulators of `rows` × `vectors` registers over k in [0, count):
/// acc[r][c] += a(k, r) * bVector(k, c).
void multiplyRegisterTile(TileBuilder &b, int64_t rows, int64_t vectors,
                          Value count, SmallVector<Value> &accumulators,
                          function_ref<Value(Value k, int64_t r)> a,
                          function_ref<Value(Value k, int64_t c)> bVector);

} // namespace mlir::mla

#endif // MLA_LIB_CONVERSION_TILE_MATMUL_H
