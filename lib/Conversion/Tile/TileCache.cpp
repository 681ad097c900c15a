//===- TileCache.cpp - generated lowerings of what touches a cache --------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// These run after bufferization: a cache is only ever changed in place, which
// tensors could not promise.
//
//===----------------------------------------------------------------------===//

#include "FlashRow.h"

#include "llvm/ADT/TypeSwitch.h"

#include <limits>
#include <numeric>

using namespace mlir;
using namespace mlir::mla;

/// A row of storage fp8_656: values, scales, key, all at multiples of 16 bytes.
static constexpr int64_t kRowBytes = 656, kScalesAt = 512, kRopeAt = 528;
/// Elements that share a scale.
static constexpr int64_t kScaled = 128;

namespace {
/// A part of each row of a cache: in which memref, and from which element on.
struct RowPart {
  Value memref;
  int64_t first = 0;

  Type element() const { return getElementTypeOrSelf(memref); }
  SmallVector<Value> at(TileBuilder &b, ArrayRef<Value> place, Value i) const {
    SmallVector<Value> indices(place);
    indices.push_back(b.add(i, b.index(first)));
    return indices;
  }
  Value read(TileBuilder &b, ArrayRef<Value> place, Value i,
             bool inBounds) const {
    return b.read(memref, at(b, place, i), inBounds);
  }
};

/// A cache on memrefs, and the batch that says where its rows are. It is made
/// outside of inner loops, where a view costs something.
struct CacheView {
  PackBatchOp batch;
  int64_t pageSize, L, R;
  RowPart latent, rope;
  RowPart scales; ///< of storage fp8_656; else null

  /// [page, row] of a slot.
  SmallVector<Value> atSlot(TileBuilder &b, Value slot) const {
    return {arith::DivUIOp::create(b, slot, b.index(pageSize)),
            arith::RemUIOp::create(b, slot, b.index(pageSize))};
  }

  /// [page, row] of token j of a sequence.
  SmallVector<Value> atToken(TileBuilder &b, Value sequence, Value j) {
    SmallVector<Value> place = atSlot(b, j);
    place[0] =
        b.toIndex(b.readScalar(batch.getPageTable(), {sequence, place[0]}));
    return place;
  }

  bool isF8() const { return static_cast<bool>(scales.memref); }

  /// `lanes` elements of the latent of the row at a place, as f32.
  Value readLatent(TileBuilder &b, ArrayRef<Value> place, Value i,
                   bool inBounds) const {
    Value vector = latent.read(b, place, i, inBounds);
    if (!isF8())
      return vector;
    // Neighbours that are read at once share a scale: there are at most 16 of
    // them in a thread or in a vector of a CPU.
    Value group = arith::DivUIOp::create(b, b.ownIndex(i), b.index(kScaled));
    Value scale = b.readScalar(scales.memref, scales.at(b, place, group));
    return arith::MulFOp::create(b, vector, b.splat(scale));
  }
};
} // namespace

/// The bytes of a cache as rows of another type.
static Value rowsOf(TileBuilder &b, Value cache, Type element) {
  auto type = cast<MemRefType>(cache.getType());
  auto bytesType =
      MemRefType::get({ShapedType::kDynamic}, b.getI8Type(),
                      MemRefLayoutAttrInterface(), type.getMemorySpace());
  Value bytes = memref::CollapseShapeOp::create(
      b, bytesType, cache, SmallVector<ReassociationIndices>{{0, 1, 2}});
  int64_t width = kRowBytes * 8 / element.getIntOrFloatBitWidth();
  auto rowsType = MemRefType::get(
      {ShapedType::kDynamic, type.getDimSize(1), width}, element,
      MemRefLayoutAttrInterface(), type.getMemorySpace());
  Value pages = b.dim(cache, 0);
  return memref::ViewOp::create(b, rowsType, bytes, b.index(0), pages);
}

/// Only for ops that `checkCacheOp` accepts.
template <typename OpTy> static CacheView viewCache(OpTy op, TileBuilder &b) {
  Value cache = op.getCache();
  LatentAttr encoding = getLatentEncoding(cache.getType());
  CacheView view{op.getBatch().template getDefiningOp<PackBatchOp>(),
                 cast<MemRefType>(cache.getType()).getDimSize(1),
                 encoding.getL(),
                 encoding.getR(),
                 {cache, 0},
                 {cache, encoding.getL()},
                 {}};
  if (encoding.getStorage() == CacheStorage::FP8_656) {
    view.latent = {rowsOf(b, cache, Float8E4M3FNType::get(b.getContext())), 0};
    view.scales = {rowsOf(b, cache, b.getF32Type()), kScalesAt / 4};
    view.rope = {rowsOf(b, cache, b.getBF16Type()), kRopeAt / 2};
  }
  return view;
}

LogicalResult mlir::mla::checkCacheOp(Operation *op) {
  Value cache, batch;
  llvm::TypeSwitch<Operation *>(op)
      .Case<CacheAppendOp, CacheGatherOp, DecodeOp>([&](auto typed) {
        cache = typed.getCache();
        batch = typed.getBatch();
      });
  if (!cache)
    return success();
  if (!isa<MemRefType>(cache.getType()))
    return op->emitOpError("expected memrefs: what touches a cache is lowered "
                           "after bufferization");
  if (!batch.getDefiningOp<PackBatchOp>())
    return op->emitOpError("expected its batch to be taken apart "
                           "(mla-expand-batch) before it is lowered");
  if (isa<DecodeOp>(op))
    return checkValueSize(op, "kv_lora_rank",
                          getLatentEncoding(cache.getType()).getL());
  return success();
}

static FailureOr<SmallVector<Value>> lowerAppend(CacheAppendOp op,
                                                 TileBuilder &b) {
  OpFoldResult T = b.dim(op.getCKv(), 0);
  b.forall(T, {}, [&](ValueRange ivs, ValueRange) -> SmallVector<TileResult> {
    CacheView view = viewCache(op, b);
    Value t = ivs[0];
    Value slot = b.readScalar(view.batch.getSlotMapping(), t);
    Value isReal =
        arith::CmpIOp::create(b, arith::CmpIPredicate::sge, slot, b.i32(0));
    auto branch = scf::IfOp::create(b, isReal, /*withElseRegion=*/false);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    SmallVector<Value> place = view.atSlot(b, b.toIndex(slot));
    // The latent first: where L is no multiple of a vector its last step runs
    // into the rope part, which is written after it.
    auto copy = [&](Value source, int64_t size, const RowPart &part) {
      Type from = getElementTypeOrSelf(source), to = part.element();
      // Of rows in fp8 all parts are whole vectors.
      auto wide =
          b.widen(view.isF8() ? std::gcd(size, part.first) : 1, {from, to});
      b.forVectors(
          size, {},
          [&](Value i, bool inBounds, ValueRange) -> SmallVector<Value> {
            SmallVector<Value> at = part.at(b, place, i);
            if (from == to)
              b.writeVector(b.readVector(source, {t, i}, inBounds), part.memref,
                            at, inBounds);
            else
              b.write(b.read(source, {t, i}, inBounds), part.memref, at,
                      inBounds);
            return {};
          });
    };
    copy(op.getCKv(), view.L, view.latent);
    for (int64_t i = 0; view.isF8() && i < view.L / kScaled; ++i)
      b.writeElement(b.readElement(op.getScales(), {t, b.index(i)}),
                     view.scales.memref, view.scales.at(b, place, b.index(i)));
    b.syncLanes();
    copy(op.getKRope(), view.R, view.rope);
    return {};
  });
  return SmallVector<Value>{};
}

static FailureOr<SmallVector<Value>> lowerGather(CacheGatherOp op,
                                                 TileBuilder &b) {
  auto type = cast<MemRefType>(op.getRows().getType());
  SmallVector<OpFoldResult> counts = {b.dim(op.getRows(), 0),
                                      b.getIndexAttr(type.getDimSize(1))};
  b.forall(
      counts, {}, [&](ValueRange ivs, ValueRange) -> SmallVector<TileResult> {
        CacheView view = viewCache(op, b);
        Value sequence = ivs[0];
        Value token = b.add(op.getFirst(), ivs[1]);
        Value length =
            b.toIndex(b.readScalar(view.batch.getSeqLens(), sequence));
        Value isThere =
            arith::CmpIOp::create(b, arith::CmpIPredicate::slt, token, length);
        auto branch = scf::IfOp::create(b, isThere, /*withElseRegion=*/true);
        auto fill = [&](Block *block, bool copy) {
          OpBuilder::InsertionGuard guard(b);
          b.setInsertionPointToStart(block);
          SmallVector<Value> place;
          if (copy)
            place = view.atToken(b, sequence, token);
          auto copyPart = [&](int64_t size, int64_t offset, auto read) {
            b.forVectors(
                size, {},
                [&](Value i, bool inBounds, ValueRange) -> SmallVector<Value> {
                  Value vector = copy ? read(i, inBounds) : b.zeros();
                  b.write(vector, op.getRows(),
                          {sequence, ivs[1], b.add(i, b.index(offset))},
                          inBounds);
                  return {};
                });
          };
          // As in an append, the latent first.
          copyPart(view.L, 0, [&](Value i, bool inBounds) {
            return view.readLatent(b, place, i, inBounds);
          });
          b.syncLanes();
          copyPart(view.R, view.L, [&](Value i, bool inBounds) {
            return view.rope.read(b, place, i, inBounds);
          });
        };
        fill(branch.thenBlock(), true);
        fill(branch.elseBlock(), false);
        return {};
      });
  return SmallVector<Value>{};
}

//===----------------------------------------------------------------------===//
// decode
//===----------------------------------------------------------------------===//

/// On a GPU the keys of few rows are split into parts, a warp for each: one
/// warp for a row and head would leave most of the GPU idle. Partial results of
/// at most so many rows take N · L · 1 KiB of the arena.
static constexpr int64_t kSplitRows = 8, kParts = 32;

/// The query of row t and a head against all the keys it sees.
static FlashRow queryRow(DecodeOp op, TileBuilder &b, Value t, Value head) {
  CacheView view = viewCache(op, b);
  RowOfBatch where = findRow(b, view.batch, t);
  Value length =
      b.toIndex(b.readScalar(view.batch.getSeqLens(), where.sequence));
  Value visible = b.sub(length, where.count);
  if (op.getKeys() == KeyRange::All)
    visible = b.add(b.add(visible, b.index(1)), b.sub(t, where.begin));
  FlashRow row;
  row.valueSize = view.L;
  row.valueElement = view.latent.element();
  row.scale = op.getScale().convertToFloat();
  row.first = b.index(0);
  row.last = arith::SelectOp::create(b, where.isReal, visible, b.index(0));
  row.score = [=, &b](Value j) mutable -> Value {
    SmallVector<Value> place = view.atToken(b, where.sequence, j);
    Type query = getElementTypeOrSelf(op.getQLatent());
    Value latent =
        dotRow(b, op.getQLatent(), {t, head}, view.L, 0,
               {query, view.latent.element()}, [&](Value i, bool inBounds) {
                 return view.readLatent(b, place, i, inBounds);
               });
    Value rope =
        dotRow(b, op.getQRope(), {t, head}, view.R, view.rope.first,
               {query, view.rope.element()}, [&](Value i, bool inBounds) {
                 return view.rope.read(b, place, i, inBounds);
               });
    return arith::AddFOp::create(b, latent, rope);
  };
  row.value = [=, &b](Value j, Value offset, bool inBounds) mutable {
    return view.readLatent(b, view.atToken(b, where.sequence, j), offset,
                           inBounds);
  };
  return row;
}

/// A warp (a thread, on a CPU) for a row and head.
static void decodeWhole(DecodeOp op, TileBuilder &b,
                        ArrayRef<OpFoldResult> counts) {
  b.forall(counts, {},
           [&](ValueRange ivs, ValueRange) -> SmallVector<TileResult> {
             FlashRow row = queryRow(op, b, ivs[0], ivs[1]);
             FlashResult result = emitFlashRow(b, row);
             writeRow(b, row, result.out, op.getU(), {ivs[0], ivs[1]});
             if (op.getLse())
               b.writeScalar(result.lse, op.getLse(), {ivs[0], ivs[1]});
             return {};
           });
}

/// A warp for each part of the keys, then one that merges the parts by their
/// log-sum-exps.
static void decodeInParts(DecodeOp op, TileBuilder &b,
                          ArrayRef<OpFoldResult> counts) {
  auto query = cast<MemRefType>(op.getQLatent().getType());
  int64_t N = query.getDimSize(1),
          L = getLatentEncoding(op.getCache().getType()).getL();
  Type f32 = b.getF32Type();
  Value parts = memref::AllocOp::create(
      b, MemRefType::get({kSplitRows, N, kParts, L}, f32));
  Value partLse =
      memref::AllocOp::create(b, MemRefType::get({kSplitRows, N, kParts}, f32));

  SmallVector<OpFoldResult> partCounts(counts);
  partCounts.push_back(b.getIndexAttr(kParts));
  b.forall(partCounts, {},
           [&](ValueRange ivs, ValueRange) -> SmallVector<TileResult> {
             FlashRow row = queryRow(op, b, ivs[0], ivs[1]);
             // Whole blocks of keys in each part but the last.
             Value blocks = b.createOrFold<arith::CeilDivUIOp>(
                 row.last, b.index(kParts * b.lanes()));
             Value size = b.mul(blocks, b.index(b.lanes()));
             row.first = b.min(b.mul(ivs[2], size), row.last);
             row.last = b.min(b.add(row.first, size), row.last);
             FlashResult result = emitFlashRow(b, row);
             writeRow(b, row, result.out, parts, SmallVector<Value>(ivs));
             b.writeScalar(result.lse, partLse, ivs);
             return {};
           });
  b.forall(
      counts, {}, [&](ValueRange ivs, ValueRange) -> SmallVector<TileResult> {
        SmallVector<Value> at(ivs);
        Value lowest = b.f32(-std::numeric_limits<double>::infinity());
        at.push_back(b.index(0));
        // Part i is lane i's.
        static_assert(kParts == 32, "a warp reads all log-sum-exps at once");
        Value lse = b.read(partLse, at, /*inBounds=*/true);
        Value maximum = b.reduceMax(lse);
        Value none = arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ,
                                           maximum, lowest);
        Value base = arith::SelectOp::create(b, none, b.f32(0.0), maximum);
        Value weight =
            math::ExpOp::create(b, arith::SubFOp::create(b, lse, base));
        Value sum = b.reduceAdd(weight);
        Value inverse = arith::SelectOp::create(
            b, none, b.f32(0.0), arith::DivFOp::create(b, b.f32(1.0), sum));
        weight = arith::MulFOp::create(b, weight, inverse);
        if (op.getLse())
          b.writeScalar(
              arith::SelectOp::create(
                  b, none, lowest,
                  arith::AddFOp::create(b, base, math::LogOp::create(b, sum))),
              op.getLse(), {ivs[0], ivs[1]});
        auto overParts = [&](Value l, bool inBounds) {
          return b.loop(b.index(0), b.index(kParts), 1, b.zeros(),
                        [&](Value part, ValueRange c) -> SmallVector<Value> {
                          Value x = b.read(parts, {ivs[0], ivs[1], part, l},
                                           inBounds);
                          return {b.fma(b.extractLane(weight, part), x, c[0])};
                        })[0];
        };
        b.forVectors(
            L, {},
            [&](Value l, bool inBounds, ValueRange) -> SmallVector<Value> {
              b.write(overParts(l, inBounds), op.getU(), {ivs[0], ivs[1], l},
                      inBounds);
              return {};
            });
        return {};
      });
}

static FailureOr<SmallVector<Value>> lowerDecode(DecodeOp op, TileBuilder &b) {
  auto query = cast<MemRefType>(op.getQLatent().getType());
  Value T = b.dim(op.getQLatent(), 0);
  SmallVector<OpFoldResult> counts = {OpFoldResult(T),
                                      b.getIndexAttr(query.getDimSize(1))};
  if (!b.isSimt()) {
    decodeWhole(op, b, counts);
    return SmallVector<Value>{};
  }
  Value few = arith::CmpIOp::create(b, arith::CmpIPredicate::ule, T,
                                    b.index(kSplitRows));
  auto branch = scf::IfOp::create(b, few, /*withElseRegion=*/true);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(branch.thenBlock());
  decodeInParts(op, b, counts);
  b.setInsertionPointToStart(branch.elseBlock());
  decodeWhole(op, b, counts);
  return SmallVector<Value>{};
}

void mlir::mla::populateTileCachePatterns(RewritePatternSet &patterns,
                                          TileShape shape) {
  MLIRContext *context = patterns.getContext();
  patterns.add<TilePattern<CacheAppendOp>>(context, shape, lowerAppend);
  patterns.add<TilePattern<CacheGatherOp>>(context, shape, lowerGather);
  patterns.add<TilePattern<DecodeOp>>(context, shape, lowerDecode);
}
