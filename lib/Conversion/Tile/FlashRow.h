//===- FlashRow.h - attention of one query row ------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_CONVERSION_TILE_FLASHROW_H
#define MLA_LIB_CONVERSION_TILE_FLASHROW_H

#include "Patterns.h"

namespace mlir::mla {

/// One query row against keys [first, last), read block by block with a running
/// maximum, so that no row of scores is kept.
struct FlashRow {
  int64_t valueSize;
  Type valueElement; ///< as the values are stored
  double scale;
  Value first, last; ///< index
  /// q · k_j, unscaled.
  std::function<Value(Value j)> score;
  /// `lanes` elements of v_j from `offset` on, of a builder widened for values.
  std::function<Value(Value j, Value offset, bool inBounds)> value;
};

struct FlashResult {
  SmallVector<Value> out; ///< vectors, widened, that cover the value
  Value lse;              ///< natural logarithm; −inf without keys
};

/// The longest value of a row: its sum is in as many vectors, and code grows
/// with them. Real models have 512.
constexpr int64_t kLongestValue = 8192;

/// A diagnostic if an op's values are longer than that.
LogicalResult checkValueSize(Operation *op, StringRef name, int64_t size);

FlashResult emitFlashRow(TileBuilder &b, const FlashRow &row);

/// Writes the vectors of a row to dest[prefix…, 0 ..].
Value writeRow(TileBuilder &b, const FlashRow &row, ArrayRef<Value> vectors,
               Value dest, ArrayRef<Value> prefix);

/// a[prefix…, 0..size) · c, whose vectors `read` gives; a vector suits rows
/// that begin at multiples of `offset` and have elements of these types.
Value dotRow(TileBuilder &b, Value a, ArrayRef<Value> prefix, int64_t size,
             int64_t offset, TypeRange elements,
             function_ref<Value(Value index, bool inBounds)> read);

/// a[prefixA…, 0..size) · c[prefixC…, offsetC + 0..size).
Value dotRow(TileBuilder &b, Value a, ArrayRef<Value> prefixA, Value c,
             ArrayRef<Value> prefixC, int64_t offsetC, int64_t size);

/// Where row `t` of a batch belongs.
struct RowOfBatch {
  Value isReal;   ///< i1: not padding
  Value sequence; ///< index; of a padded row, some valid sequence
  Value begin;    ///< first row of the sequence
  Value count;    ///< its rows
};
RowOfBatch findRow(TileBuilder &b, PackBatchOp batch, Value t);

} // namespace mlir::mla

#endif // MLA_LIB_CONVERSION_TILE_FLASHROW_H
