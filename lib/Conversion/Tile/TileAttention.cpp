//===- TileAttention.cpp - generated lowerings without a cache ------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FlashRow.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

#include <limits>

using namespace mlir;
using namespace mlir::mla;

/// Sequence after sequence: each is the definition on its own rows.
static SmallVector<Value> lowerBatch(AttentionOp op, TileBuilder &b) {
  auto sequence = [&](Value source, Value index) -> Value {
    auto type = cast<RankedTensorType>(source.getType());
    SmallVector<OpFoldResult> offsets(type.getRank(), b.getIndexAttr(0));
    SmallVector<OpFoldResult> sizes =
        tensor::getMixedSizes(b, b.getLoc(), source);
    SmallVector<OpFoldResult> ones(type.getRank(), b.getIndexAttr(1));
    offsets[0] = index;
    sizes[0] = b.getIndexAttr(1);
    return tensor::ExtractSliceOp::create(
        b,
        RankedTensorType::get(type.getShape().drop_front(),
                              type.getElementType()),
        source, offsets, sizes, ones);
  };
  return b.loop(b.index(0), b.dim(op.getQNope(), 0), 1, op.getInit(),
                [&](Value i, ValueRange carried) -> SmallVector<Value> {
                  Value init = sequence(carried[0], i);
                  Value rows =
                      AttentionOp::create(b, TypeRange{init.getType()},
                                          sequence(op.getQNope(), i),
                                          sequence(op.getQRope(), i),
                                          sequence(op.getCKv(), i),
                                          sequence(op.getKRope(), i),
                                          op.getKvB(), init, op.getScaleAttr())
                          .getResult(0);
                  SmallVector<OpFoldResult> offsets(4, b.getIndexAttr(0));
                  SmallVector<OpFoldResult> sizes =
                      tensor::getMixedSizes(b, b.getLoc(), carried[0]);
                  SmallVector<OpFoldResult> ones(4, b.getIndexAttr(1));
                  offsets[0] = i;
                  sizes[0] = b.getIndexAttr(1);
                  return {tensor::InsertSliceOp::create(b, rows, carried[0],
                                                        offsets, sizes, ones)};
                });
}

/// The definition in expanded form: one matmul makes keys and values of the
/// latent rows, then the rows of the sequence attend to each other.
static FailureOr<SmallVector<Value>> lowerAttention(AttentionOp op,
                                                    TileBuilder &b) {
  auto query = cast<ShapedType>(op.getQNope().getType());
  if (query.getRank() == 4)
    return lowerBatch(op, b);
  int64_t N = query.getDimSize(1), P = query.getDimSize(2),
          V = cast<ShapedType>(op.getInit().getType()).getDimSize(2);
  OpFoldResult T = tensor::getMixedSize(b, b.getLoc(), op.getQNope(), 0);
  Value empty = tensor::EmptyOp::create(
      b, ArrayRef<OpFoldResult>{T, b.getIndexAttr(N * (P + V))},
      b.getF32Type());
  Value zero = linalg::FillOp::create(b, b.f32(0.0), empty).getResult(0);
  AffineExpr m, n, k;
  bindDims(b.getContext(), m, n, k);
  SmallVector<AffineMap> maps = {AffineMap::get(3, 0, {m, k}, b.getContext()),
                                 AffineMap::get(3, 0, {n, k}, b.getContext()),
                                 AffineMap::get(3, 0, {m, n}, b.getContext())};
  auto matmul = linalg::MatmulOp::create(
      b, TypeRange{zero.getType()}, ValueRange{op.getCKv(), op.getKvB()}, zero);
  matmul.setIndexingMapsAttr(b.getAffineMapArrayAttr(maps));
  auto heads = RankedTensorType::get(
      {cast<ShapedType>(zero.getType()).getDimSize(0), N, P + V},
      b.getF32Type());
  Value kv = tensor::ExpandShapeOp::create(
      b, heads, matmul.getResult(0),
      SmallVector<ReassociationIndices>{{0}, {1, 2}},
      ArrayRef<OpFoldResult>{T, b.getIndexAttr(N), b.getIndexAttr(P + V)});
  OpFoldResult none = b.getIndexAttr(0), all = b.getIndexAttr(N);
  Value kNope = b.slice(kv, {none, none, none}, {T, all, b.getIndexAttr(P)});
  Value v =
      b.slice(kv, {none, none, b.getIndexAttr(P)}, {T, all, b.getIndexAttr(V)});
  auto prefill = PrefillOp::create(
      b, TypeRange{op.getInit().getType()}, op.getQNope(), op.getQRope(), kNope,
      op.getKRope(), v, /*batch=*/Value(), op.getInit(), /*lse=*/Value(),
      op.getScaleAttr());
  return SmallVector<Value>(prefill.getResults());
}

static FailureOr<SmallVector<Value>> lowerPrefill(PrefillOp op,
                                                  TileBuilder &b) {
  auto query = cast<ShapedType>(op.getQNope().getType());
  int64_t N = query.getDimSize(1), P = query.getDimSize(2),
          R = cast<ShapedType>(op.getQRope().getType()).getDimSize(2),
          V = cast<ShapedType>(op.getOut().getType()).getDimSize(2);
  PackBatchOp batch;
  if (op.getBatch())
    batch = op.getBatch().getDefiningOp<PackBatchOp>();
  SmallVector<Value> destinations = {op.getOut()};
  if (op.getLse())
    destinations.push_back(op.getLse());
  // Heads outermost: the keys and values of one stay near while its rows pass.
  SmallVector<OpFoldResult> counts = {b.getIndexAttr(N),
                                      b.dim(op.getQNope(), 0)};
  return b.forall(
      counts, destinations,
      [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
        Value head = ivs[0], t = ivs[1], zero = b.index(0);
        FlashRow row;
        row.valueSize = V;
        row.valueElement = getElementTypeOrSelf(op.getV());
        row.scale = op.getScale().convertToFloat();
        row.first = zero;
        row.last = b.add(t, b.index(1));
        if (batch) {
          RowOfBatch where = findRow(b, batch, t);
          row.first = where.begin;
          row.last =
              arith::SelectOp::create(b, where.isReal, row.last, row.first);
        }
        row.score = [&](Value j) -> Value {
          Value nope = dotRow(b, op.getQNope(), {t, head}, op.getKNope(),
                              {j, head}, 0, P);
          Value rope =
              dotRow(b, op.getQRope(), {t, head}, op.getKRope(), {j}, 0, R);
          return arith::AddFOp::create(b, nope, rope);
        };
        row.value = [&](Value j, Value offset, bool inBounds) {
          return b.read(op.getV(), {j, head, offset}, inBounds);
        };
        FlashResult result = emitFlashRow(b, row);
        SmallVector<OpFoldResult> offsets = {t, head, b.getIndexAttr(0)};
        SmallVector<OpFoldResult> sizes = {b.getIndexAttr(1), b.getIndexAttr(1),
                                           b.getIndexAttr(V)};
        Value tile = b.slice(dests[0], offsets, sizes);
        tile = writeRow(b, row, result.out, tile, {zero, zero});
        SmallVector<TileResult> tiles = {{tile, offsets, sizes}};
        if (op.getLse()) {
          offsets.pop_back();
          sizes.pop_back();
          Value lse = b.slice(dests[1], offsets, sizes);
          tiles.push_back(
              {b.writeScalar(result.lse, lse, {zero, zero}), offsets, sizes});
        }
        return tiles;
      });
}

static FailureOr<SmallVector<Value>> lowerMergeStates(MergeStatesOp op,
                                                      TileBuilder &b) {
  auto type = cast<ShapedType>(op.getOut().getType());
  int64_t N = type.getDimSize(1), V = type.getDimSize(2);
  SmallVector<OpFoldResult> counts = {b.dim(op.getA(), 0), b.getIndexAttr(N)};
  return b.forall(
      counts, {op.getOut(), op.getLse()},
      [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
        Value t = ivs[0], head = ivs[1], zero = b.index(0);
        Value lowest = b.f32(-std::numeric_limits<double>::infinity());
        Value lseA = b.readScalar(op.getLseA(), {t, head});
        Value lseB = b.readScalar(op.getLseB(), {t, head});
        Value maximum = arith::MaximumFOp::create(b, lseA, lseB);
        auto isEmpty = [&](Value lse) -> Value {
          return arith::CmpFOp::create(b, arith::CmpFPredicate::OEQ, lse,
                                       lowest);
        };
        // A side without keys has weight 0, and its values are not looked at.
        auto weight = [&](Value lse) -> Value {
          Value w =
              math::ExpOp::create(b, arith::SubFOp::create(b, lse, maximum));
          return arith::SelectOp::create(b, isEmpty(lse), b.f32(0.0), w);
        };
        Value weightA = weight(lseA), weightB = weight(lseB);
        Value sum = arith::AddFOp::create(b, weightA, weightB);
        Value none = isEmpty(maximum);
        Value inverse = arith::SelectOp::create(
            b, none, b.f32(0.0), arith::DivFOp::create(b, b.f32(1.0), sum));
        auto wide = b.widen(V, {getElementTypeOrSelf(op.getA()),
                                getElementTypeOrSelf(op.getB()),
                                type.getElementType()});
        Value factorA = b.splat(arith::MulFOp::create(b, weightA, inverse));
        Value factorB = b.splat(arith::MulFOp::create(b, weightB, inverse));
        Value emptyA = isEmpty(lseA), emptyB = isEmpty(lseB);
        SmallVector<OpFoldResult> offsets = {t, head, b.getIndexAttr(0)};
        SmallVector<OpFoldResult> sizes = {b.getIndexAttr(1), b.getIndexAttr(1),
                                           b.getIndexAttr(V)};
        Value tile = b.slice(dests[0], offsets, sizes);
        tile = b.forVectors(
            V, tile,
            [&](Value v, bool inBounds, ValueRange c) -> SmallVector<Value> {
              Value x = arith::SelectOp::create(
                  b, emptyA, b.zeros(),
                  b.read(op.getA(), {t, head, v}, inBounds));
              Value y = arith::SelectOp::create(
                  b, emptyB, b.zeros(),
                  b.read(op.getB(), {t, head, v}, inBounds));
              Value merged =
                  b.fma(x, factorA, arith::MulFOp::create(b, y, factorB));
              return {b.write(merged, c[0], {zero, zero, v}, inBounds)};
            })[0];
        Value lse = arith::SelectOp::create(
            b, none, lowest,
            arith::AddFOp::create(b, maximum, math::LogOp::create(b, sum)));
        SmallVector<OpFoldResult> lseOffsets = {t, head};
        SmallVector<OpFoldResult> lseSizes = {b.getIndexAttr(1),
                                              b.getIndexAttr(1)};
        Value lseTile = b.slice(dests[1], lseOffsets, lseSizes);
        lseTile = b.writeScalar(lse, lseTile, {zero, zero});
        return {{tile, offsets, sizes}, {lseTile, lseOffsets, lseSizes}};
      });
}

void mlir::mla::populateTileAttentionPatterns(RewritePatternSet &patterns,
                                              TileShape shape) {
  MLIRContext *context = patterns.getContext();
  patterns.add<TilePattern<AttentionOp>>(context, shape, lowerAttention);
  patterns.add<TilePattern<PrefillOp>>(context, shape, lowerPrefill);
  patterns.add<TilePattern<MergeStatesOp>>(context, shape, lowerMergeStates);
}
