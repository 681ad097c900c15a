//===- MmaTile.cpp - matmul tiles on tensor cores -------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A warp's tile through mma.sync m16n8k16 (bf16 or f16, sums in f32). In a
// product of fragments, thread `lane` holds of row lane/4 the pairs of k at
// 2·(lane%4) and at 2·(lane%4)+8. Which k those are is ours to choose, as long
// as both sides agree: a thread takes neighbours in memory, 8 elements (one
// read of 16 bytes, two products) or 4, so fragments come straight from memory.
//
//===----------------------------------------------------------------------===//

#include "Matmul.h"

#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

using namespace mlir;
using namespace mlir::mla;

/// Rows and columns of one product's output.
static constexpr int64_t kRows = 16, kColumns = 8;
/// Threads that share a row of a fragment.
static constexpr int64_t kThreadsPerRow = 4;

bool mlir::mla::fitsMma(TileBuilder &b, const WeightMatmul &matmul) {
  Type input = getElementTypeOrSelf(matmul.input);
  Type weight = getElementTypeOrSelf(matmul.weight);
  return b.tileShape().tensorCores && input == weight &&
         (input.isBF16() || input.isF16()) && matmul.K % 16 == 0 &&
         matmul.N % kColumns == 0;
}

/// `count` elements of k as registers of two.
static SmallVector<Value> readPairs(TileBuilder &b, Value source,
                                    SmallVector<Value> row, Value k,
                                    int64_t count) {
  Type element = getElementTypeOrSelf(source);
  row.push_back(k);
  Value zero = arith::ConstantOp::create(b, element, b.getZeroAttr(element));
  Value vector =
      vector::TransferReadOp::create(b, VectorType::get({count}, element),
                                     source, row, zero, ArrayRef<bool>(true));
  SmallVector<Value> pairs;
  if (element.isF16()) {
    for (int64_t i = 0; i < count; i += 2)
      pairs.push_back(vector::ExtractStridedSliceOp::create(
          b, vector, ArrayRef<int64_t>{i}, ArrayRef<int64_t>{2},
          ArrayRef<int64_t>{1}));
    return pairs;
  }
  Value words = vector::BitCastOp::create(
      b, VectorType::get({count / 2}, b.getI32Type()), vector);
  for (int64_t i = 0; i < count / 2; ++i)
    pairs.push_back(vector::ExtractOp::create(b, words, i));
  return pairs;
}

/// Adds a product of fragments to four accumulators.
static void multiplyAdd(TileBuilder &b, ArrayRef<Value> a, ArrayRef<Value> w,
                        MutableArrayRef<Value> sums, Type element) {
  Type f32 = b.getF32Type();
  auto type = LLVM::LLVMStructType::getLiteral(b.getContext(),
                                               SmallVector<Type>(4, f32));
  auto operand = element.isF16() ? NVVM::MMATypes::f16 : NVVM::MMATypes::bf16;
  Value result = NVVM::MmaOp::create(
      b, type, a, w, ValueRange(sums), ArrayRef<int64_t>{16, 8, 16},
      /*b1Op=*/std::nullopt, /*intOverflow=*/std::nullopt,
      std::array{operand, operand},
      std::array{NVVM::MMALayout::row, NVVM::MMALayout::col});
  for (int64_t i = 0; i < 4; ++i)
    sums[i] = LLVM::ExtractValueOp::create(b, result, i);
}

Value mlir::mla::mmaTile(TileBuilder &b, const WeightMatmul &matmul, Value tile,
                         Value m, Value count, Value first, Value columns) {
  constexpr int64_t rowTiles = kMmaRows / kRows;
  constexpr int64_t columnTiles = kMmaColumns / kColumns;
  Type element = getElementTypeOrSelf(matmul.input);
  Value lane = b.laneId();
  Value group = b.createOrFold<arith::DivUIOp>(lane, b.index(kThreadsPerRow));
  Value member = b.createOrFold<arith::RemUIOp>(lane, b.index(kThreadsPerRow));

  // Past the last row or column the last one is computed once more, and the
  // same bits are written again.
  SmallVector<Value> tileRows, tileColumns;
  SmallVector<SmallVector<Value>> inputRows, weightRows;
  Value lastRow = b.sub(count, b.index(1));
  for (int64_t r = 0; r < 2 * rowTiles; ++r) {
    Value row = b.add(group, b.index(r * kRows / 2));
    tileRows.push_back(b.add(m, b.min(row, lastRow)));
    inputRows.push_back(matmul.inputRow(tileRows.back()));
  }
  Value lastColumns = b.sub(columns, b.index(kColumns));
  for (int64_t c = 0; c < columnTiles; ++c) {
    Value base = b.min(b.index(c * kColumns), lastColumns);
    tileColumns.push_back(b.add(base, b.mul(member, b.index(2))));
    weightRows.push_back(matmul.weightRow(b.add(first, b.add(base, group))));
  }

  auto step = [&](Value k, int64_t perThread, ValueRange carried) {
    SmallVector<Value> sums(carried);
    Value own = b.add(k, b.mul(member, b.index(perThread)));
    SmallVector<SmallVector<Value>> inputs, weights;
    for (const SmallVector<Value> &row : inputRows)
      inputs.push_back(readPairs(b, matmul.input, row, own, perThread));
    for (const SmallVector<Value> &row : weightRows)
      weights.push_back(readPairs(b, matmul.weight, row, own, perThread));
    for (int64_t pair = 0; pair < perThread / 2; pair += 2)
      for (int64_t r = 0; r < rowTiles; ++r)
        for (int64_t c = 0; c < columnTiles; ++c) {
          ArrayRef<Value> low = inputs[2 * r], high = inputs[2 * r + 1];
          multiplyAdd(
              b, {low[pair], high[pair], low[pair + 1], high[pair + 1]},
              {weights[c][pair], weights[c][pair + 1]},
              MutableArrayRef<Value>(sums).slice(4 * (r * columnTiles + c), 4),
              element);
        }
    return sums;
  };
  SmallVector<Value> sums(4 * rowTiles * columnTiles, b.f32(0.0));
  int64_t wide = 8 * kThreadsPerRow, whole = matmul.K / wide * wide;
  if (whole)
    sums = b.loop(b.index(0), b.index(whole), wide, sums,
                  [&](Value k, ValueRange c) { return step(k, 8, c); });
  if (whole != matmul.K)
    sums = step(b.index(whole), 4, sums);

  Type out = getElementTypeOrSelf(tile);
  for (int64_t r = 0; r < 2 * rowTiles; ++r)
    for (int64_t c = 0; c < columnTiles; ++c) {
      int64_t at = 4 * (r / 2 * columnTiles + c) + 2 * (r % 2);
      Value pair = vector::FromElementsOp::create(
          b, VectorType::get({2}, b.getF32Type()),
          ValueRange{sums[at], sums[at + 1]});
      if (!out.isF32())
        pair = arith::TruncFOp::create(b, VectorType::get({2}, out), pair);
      tile = b.writePair(pair, tile,
                         matmul.tileIndex(tileRows[r], tileColumns[c]));
    }
  return tile;
}
