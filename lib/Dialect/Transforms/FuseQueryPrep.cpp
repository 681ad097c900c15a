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
/// Around an append, and the decodes that read what it appended to:
///
///   append(rms_norm(kv[:L]), rope(kv[L:]))
///   decode(absorb_query(q[:P]), rope(q[P:]), …)
///
/// The latent may be quantised before it is appended.
///
/// All four parts stand in one block, so all are computed in each step. Others,
/// such as prefill in a branch, may read them: they get the same columns.
class QueryPrepMatch {
public:
  explicit QueryPrepMatch(CacheAppendOp append) : append(append) {}

  /// Why it is none; nothing if it is one.
  std::optional<StringRef> refuse();
  void fuse(IRRewriter &rewriter);

private:
  std::optional<StringRef> refuseDecodes();
  std::optional<StringRef> refuseColumns();
  std::optional<StringRef> refusePlace();

  CacheAppendOp append;
  AbsorbQueryOp absorb;
  RmsNormOp norm;
  RopeOp qRope, kRope;
  Value q, kv;
  Operation *place = nullptr; ///< what reads one of the parts first
  int64_t L = 0, R = 0;
};
} // namespace

std::optional<StringRef> QueryPrepMatch::refuseDecodes() {
  Block *block = append->getBlock();
  bool isDecoded = false;
  for (Operation *user : append->getUsers()) {
    auto decode = dyn_cast<DecodeOp>(user);
    if (!decode)
      continue;
    isDecoded = true;
    auto query = decode.getQLatent().getDefiningOp<AbsorbQueryOp>();
    auto rotated = decode.getQRope().getDefiningOp<RopeOp>();
    if (!query)
      return "the query is not absorbed here";
    if (query->getBlock() != block)
      return "the query is absorbed in a branch only";
    if (!rotated || rotated->getBlock() != block)
      return "query and key are not both rotated here";
    if ((absorb && absorb != query) || (qRope && qRope != rotated))
      return "several queries read the cache";
    absorb = query;
    qRope = rotated;
  }
  if (!isDecoded)
    return "no decode reads the appended cache";
  return std::nullopt;
}

std::optional<StringRef> QueryPrepMatch::refuse() {
  if (std::optional<StringRef> reason = refuseDecodes())
    return reason;
  Value latent = append.getCKv();
  if (auto quantize = latent.getDefiningOp<QuantizeOp>())
    latent = quantize.getInput();
  norm = latent.getDefiningOp<RmsNormOp>();
  kRope = append.getKRope().getDefiningOp<RopeOp>();
  if (!norm)
    return "the latent is not normalised here";
  if (!kRope)
    return "query and key are not both rotated here";
  if (qRope.getRope() != kRope.getRope() ||
      qRope.getPositions() != kRope.getPositions())
    return "query and key are rotated differently";
  if (std::optional<StringRef> reason = refuseColumns())
    return reason;
  Type type = elementOf(q);
  for (Operation *part : {absorb.getOperation(), qRope.getOperation(),
                          norm.getOperation(), kRope.getOperation()})
    if (elementOf(part->getResult(0)) != type || elementOf(kv) != type)
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
  if (widthOf(q) <= R)
    return "the query is nothing but its rotated part";
  if (cast<ShapedType>(q.getType()).getDimSize(0) !=
      cast<ShapedType>(kv.getType()).getDimSize(0))
    return "query and row differ in their number of tokens";
  return std::nullopt;
}

/// What it reads is there before the first op that takes one of its results.
std::optional<StringRef> QueryPrepMatch::refusePlace() {
  place = append;
  for (Operation *part : {absorb.getOperation(), qRope.getOperation(),
                          norm.getOperation(), kRope.getOperation()})
    for (Operation *user : part->getUsers()) {
      Operation *reader = append->getBlock()->findAncestorOpInBlock(*user);
      if (reader->isBeforeInBlock(place))
        place = reader;
    }
  for (Value value : {q, kv, Value(absorb.getKvB()), Value(norm.getWeight()),
                      Value(qRope.getPositions())}) {
    Operation *def = value.getDefiningOp();
    if (def && !def->isBeforeInBlock(place))
      return "one part is read before all of them can be computed";
  }
  return std::nullopt;
}

void QueryPrepMatch::fuse(IRRewriter &rewriter) {
  Location loc = append.getLoc();
  rewriter.setInsertionPoint(place);
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
  for (auto append : llvm::to_vector(block.getOps<CacheAppendOp>())) {
    QueryPrepMatch match(append);
    if (std::optional<StringRef> reason = match.refuse())
      remarkNotFused(append.getLoc(), "query and row are prepared apart",
                     *reason);
    else
      match.fuse(rewriter);
  }
}
