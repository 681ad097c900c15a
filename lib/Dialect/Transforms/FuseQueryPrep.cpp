//===- FuseQueryPrep.cpp - what stands before decode ----------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fusion.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::mla;

namespace {
/// decode(absorb_query(q[:P]), rope(q[P:]), append(rms_norm(kv[:L]),
/// rope(kv[L:])))
class QueryPrepMatch {
public:
  explicit QueryPrepMatch(DecodeOp decode) : decode(decode) {}

  /// Why it is none; nothing if it is one.
  std::optional<StringRef> refuse();
  void fuse(IRRewriter &rewriter);

private:
  std::optional<StringRef> refuseColumns();
  std::optional<StringRef> refusePlace();

  DecodeOp decode;
  CacheAppendOp append;
  AbsorbQueryOp absorb;
  RmsNormOp norm;
  RopeOp qRope, kRope;
  Value q, kv;
  int64_t L = 0, R = 0;
};
} // namespace

std::optional<StringRef> QueryPrepMatch::refuse() {
  absorb = decode.getQLatent().getDefiningOp<AbsorbQueryOp>();
  qRope = decode.getQRope().getDefiningOp<RopeOp>();
  append = decode.getCache().getDefiningOp<CacheAppendOp>();
  if (!absorb)
    return "the query is not absorbed here";
  if (!append)
    return "the cache is not appended to here";
  norm = append.getCKv().getDefiningOp<RmsNormOp>();
  kRope = append.getKRope().getDefiningOp<RopeOp>();
  if (!norm)
    return "the latent is not normalised here";
  if (!qRope || !kRope)
    return "query and key are not both rotated here";
  if (!absorb->hasOneUse() || !qRope->hasOneUse())
    return "the query has other uses than decode";
  if (!norm->hasOneUse() || !kRope->hasOneUse())
    return "the latent row has other uses than the cache";
  if (qRope.getRope() != kRope.getRope() ||
      qRope.getPositions() != kRope.getPositions())
    return "query and key are rotated differently";
  if (std::optional<StringRef> reason = refuseColumns())
    return reason;
  Type type = elementOf(q);
  for (Value value :
       {kv, Value(absorb->getResult(0)), Value(qRope->getResult(0)),
        Value(norm->getResult(0)), Value(kRope->getResult(0))})
    if (elementOf(value) != type)
      return "its parts differ in type";
  return refusePlace();
}

/// Each pair of parts is all columns of one value.
std::optional<StringRef> QueryPrepMatch::refuseColumns() {
  auto widthOf = [](Value value) {
    return cast<ShapedType>(value.getType()).getShape().back();
  };
  auto whole = [&](Value first, Value second) -> Value {
    std::optional<Columns> a = asColumns(first), b = asColumns(second);
    if (!a || !b || a->source != b->source || a->first != 0 ||
        b->first != a->size || a->size + b->size != widthOf(a->source))
      return Value();
    return a->source;
  };
  q = whole(absorb.getQNope(), qRope.getInput());
  kv = whole(norm.getInput(), kRope.getInput());
  if (!q)
    return "the query's parts are not the columns of one projection";
  if (!kv)
    return "the latent and the key are not the columns of one projection";
  L = widthOf(norm.getInput());
  R = widthOf(kRope.getInput());
  return std::nullopt;
}

/// What it reads is there before the first op that takes its results.
std::optional<StringRef> QueryPrepMatch::refusePlace() {
  for (Value value : {q, kv, Value(absorb.getKvB()), Value(norm.getWeight()),
                      Value(qRope.getPositions())}) {
    Operation *def = value.getDefiningOp();
    if (def && !def->isBeforeInBlock(append))
      return "the row is appended before the query is there";
  }
  return std::nullopt;
}

void QueryPrepMatch::fuse(IRRewriter &rewriter) {
  Location loc = decode.getLoc();
  rewriter.setInsertionPoint(append);
  Type type = elementOf(q);
  SmallVector<OpFoldResult> qSizes = tensor::getMixedSizes(rewriter, loc, q);
  qSizes.back() = rewriter.getIndexAttr(L + R);
  SmallVector<OpFoldResult> rowSizes = tensor::getMixedSizes(rewriter, loc, kv);
  Value qInit = tensor::EmptyOp::create(rewriter, loc, qSizes, type);
  Value rowInit = tensor::EmptyOp::create(rewriter, loc, rowSizes, type);
  auto prep = QueryPrepOp::create(
      rewriter, loc, TypeRange{qInit.getType(), rowInit.getType()}, q, kv,
      norm.getWeight(), absorb.getKvB(), qRope.getPositions(), qInit, rowInit,
      qRope.getRopeAttr(), norm.getEpsAttr());
  auto replaceByColumns = [&](Operation *op, Value whole,
                              SmallVector<OpFoldResult> sizes, int64_t first,
                              int64_t size) {
    SmallVector<OpFoldResult> offsets(sizes.size(), rewriter.getIndexAttr(0));
    SmallVector<OpFoldResult> strides(sizes.size(), rewriter.getIndexAttr(1));
    offsets.back() = rewriter.getIndexAttr(first);
    sizes.back() = rewriter.getIndexAttr(size);
    Value part = tensor::ExtractSliceOp::create(
        rewriter, loc, cast<RankedTensorType>(op->getResult(0).getType()),
        whole, offsets, sizes, strides);
    rewriter.replaceOp(op, part);
  };
  Value query = prep->getResult(0), row = prep->getResult(1);
  replaceByColumns(absorb, query, qSizes, 0, L);
  replaceByColumns(qRope, query, qSizes, L, R);
  replaceByColumns(norm, row, rowSizes, 0, L);
  replaceByColumns(kRope, row, rowSizes, L, R);
  remarkFused(loc, "norm, rotation and absorption as one, into one buffer for "
                   "decode and one for the cache");
}

void mlir::mla::fuseQueryPreps(Block &block, IRRewriter &rewriter) {
  for (auto decode : llvm::to_vector(block.getOps<DecodeOp>())) {
    QueryPrepMatch match(decode);
    if (std::optional<StringRef> reason = match.refuse())
      remarkNotFused(decode.getLoc(), "query and row are prepared apart",
                     *reason);
    else
      match.fuse(rewriter);
  }
}
