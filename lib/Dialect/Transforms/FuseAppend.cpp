//===- FuseAppend.cpp - what stands before an append ----------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fusion.h"

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// Quantise, rotate and append
//===----------------------------------------------------------------------===//

namespace {
/// append(quantize(c_kv), rope(k_rope)), of which either may be missing.
class RopeAppendMatch {
public:
  explicit RopeAppendMatch(CacheAppendOp append) : append(append) {}

  /// Whether there is something to take in.
  bool find();
  /// Why nothing is taken in; nothing if something is.
  std::optional<StringRef> refuse();
  void fuse(IRRewriter &rewriter);

  /// Why the key is rotated apart all the same.
  std::optional<StringRef> refuseRope();

private:
  std::optional<StringRef> refuseQuantize();

  CacheAppendOp append;
  QuantizeOp quantize;
  RopeOp rope;
};
} // namespace

bool RopeAppendMatch::find() {
  quantize = append.getCKv().getDefiningOp<QuantizeOp>();
  rope = append.getKRope().getDefiningOp<RopeOp>();
  return quantize || rope;
}

/// Values and scales are those of one op, whose two results the append alone
/// reads.
std::optional<StringRef> RopeAppendMatch::refuseQuantize() {
  if (!append.getScales())
    return std::nullopt; // a cache of floats
  if (!quantize || append.getCKv() != quantize->getResult(0) ||
      append.getScales() != quantize->getResult(1))
    return "values and scales are not those of one quantisation";
  if (quantize->getBlock() != append->getBlock())
    return "the latent is not quantised beside the append";
  for (Operation *user : quantize->getUsers())
    if (user != append)
      return "the quantised latent is read elsewhere too";
  return std::nullopt;
}

std::optional<StringRef> RopeAppendMatch::refuseRope() {
  if (!rope)
    return "the key is not rotated here";
  if (rope->getBlock() != append->getBlock())
    return "the key is not rotated beside the append";
  if (!rope->hasOneUse())
    return "the rotated key is read elsewhere too";
  // The fused op rounds once, to what the cache stores.
  Type stored = append.getScales() ? BFloat16Type::get(rope.getContext())
                                   : elementOf(append.getCache());
  Type type = elementOf(rope->getResult(0));
  if (!type.isF32() && type != stored)
    return "the rotated key is rounded to another type than the cache's";
  return std::nullopt;
}

std::optional<StringRef> RopeAppendMatch::refuse() {
  if (std::optional<StringRef> reason = refuseQuantize())
    return reason;
  std::optional<StringRef> reason = refuseRope();
  if (reason)
    rope = RopeOp();
  return quantize || rope ? std::nullopt : reason;
}

void RopeAppendMatch::fuse(IRRewriter &rewriter) {
  rewriter.setInsertionPoint(append);
  Value latent = quantize ? quantize.getInput() : append.getCKv();
  Value key = rope ? rope.getInput() : append.getKRope();
  auto fused = RopeAppendOp::create(
      rewriter, append.getLoc(), append->getResultTypes(), latent, key,
      append.getBatch(), rope ? rope.getPositions() : Value(),
      append.getCache(), rope ? rope.getRopeAttr() : RopeAttr());
  remarkFused(append.getLoc(), quantize && rope
                                   ? "quantisation, rotation and append as one"
                               : quantize ? "quantisation and append as one"
                                          : "rotation and append as one");
  rewriter.replaceOp(append, fused->getResults());
  for (Operation *part : {quantize.getOperation(), rope.getOperation()})
    if (part)
      rewriter.eraseOp(part);
}

void mlir::mla::fuseAppends(Block &block, IRRewriter &rewriter) {
  for (auto append : llvm::to_vector(block.getOps<CacheAppendOp>())) {
    RopeAppendMatch match(append);
    if (!match.find())
      continue;
    if (std::optional<StringRef> reason = match.refuse())
      remarkNotFused(append.getLoc(), "the append copies", *reason);
    else
      match.fuse(rewriter);
  }
}

//===----------------------------------------------------------------------===//
// Normalise and quantise
//===----------------------------------------------------------------------===//

void mlir::mla::fuseNormQuantizes(Block &block, IRRewriter &rewriter) {
  constexpr StringLiteral what = "norm and quantisation stay apart";
  for (auto quantize : llvm::to_vector(block.getOps<QuantizeOp>())) {
    auto norm = quantize.getInput().getDefiningOp<RmsNormOp>();
    if (!norm)
      continue;
    if (!norm->hasOneUse()) {
      remarkNotFused(quantize.getLoc(), what, "the norm has other uses");
      continue;
    }
    if (elementOf(norm.getInput()) != elementOf(norm->getResult(0))) {
      remarkNotFused(quantize.getLoc(), what,
                     "the norm changes the type of its input");
      continue;
    }
    rewriter.setInsertionPoint(quantize);
    remarkFused(quantize.getLoc(), "norm and quantisation as one");
    rewriter.replaceOpWithNewOp<RmsNormQuantizeOp>(
        quantize, quantize.getResultTypes(), norm.getInput(), norm.getWeight(),
        quantize.getValues(), quantize.getScales(), norm.getEpsAttr());
    rewriter.eraseOp(norm);
  }
}
