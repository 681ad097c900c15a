//===- Absorb.cpp - how cached attention is computed ----------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"
#include "mla/Dialect/Transforms/Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

namespace mlir::mla {
#define GEN_PASS_DEF_ABSORBPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

namespace {
/// Builds the parts of attention over a cache.
class AttentionBuilder {
public:
  AttentionBuilder(OpBuilder &builder, CachedAttentionOp op)
      : b(builder), loc(op.getLoc()), op(op) {
    auto nope = cast<RankedTensorType>(op.getQNope().getType());
    N = nope.getDimSize(1);
    P = nope.getDimSize(2);
    L = cast<ShapedType>(op.getCKv().getType()).getDimSize(1);
    V = cast<ShapedType>(op.getInit().getType()).getDimSize(2);
    element = nope.getElementType();
    rows = tensor::getMixedSize(b, loc, op.getQNope(), 0);
  }

  Value append() {
    return CacheAppendOp::create(b, loc, op.getCache().getType(), op.getCKv(),
                                 op.getKRope(), op.getBatch(), op.getCache())
        .getResult(0);
  }

  /// Attention in the latent space, over all cached rows or those of earlier
  /// steps; with a LSE if it is to be merged.
  std::pair<Value, Value> absorbed(Value cache, KeyRange keys, Value init,
                                   bool withLse) {
    Value latent = empty({N, L}, element);
    Value query = AbsorbQueryOp::create(b, loc, latent.getType(), op.getQNope(),
                                        op.getKvB(), latent)
                      .getResult(0);
    Value u = empty({N, L}, element);
    SmallVector<Type> types{u.getType()};
    Value lse = withLse ? empty({N}, b.getF32Type()) : Value();
    if (lse)
      types.push_back(lse.getType());
    auto decode = DecodeOp::create(b, loc, types, query, op.getQRope(), cache,
                                   op.getBatch(), u, lse, op.getScaleAttr(),
                                   KeyRangeAttr::get(b.getContext(), keys));
    auto value = ProjectValueOp::create(b, loc, init.getType(),
                                        decode.getResult(0), op.getKvB(), init);
    return {value.getResult(0), withLse ? decode.getResult(1) : Value()};
  }

  /// Attention among the step's own rows, with keys and values computed.
  std::pair<Value, Value> expanded(Value init) {
    Value kv = expandLatent();
    auto part = [&](int64_t offset, int64_t size) -> Value {
      SmallVector<OpFoldResult> offsets{b.getIndexAttr(0), b.getIndexAttr(0),
                                        b.getIndexAttr(offset)};
      SmallVector<OpFoldResult> sizes{rows, b.getIndexAttr(N),
                                      b.getIndexAttr(size)};
      SmallVector<OpFoldResult> strides(3, b.getIndexAttr(1));
      return tensor::ExtractSliceOp::create(b, loc, kv, offsets, sizes,
                                            strides);
    };
    Value keys = part(0, P), values = part(P, V);
    Value lse = empty({N}, b.getF32Type());
    auto prefill =
        PrefillOp::create(b, loc, TypeRange{init.getType(), lse.getType()},
                          op.getQNope(), op.getQRope(), keys, op.getKRope(),
                          values, op.getBatch(), init, lse, op.getScaleAttr());
    return {prefill.getResult(0), prefill.getResult(1)};
  }

  Value merge(std::pair<Value, Value> x, std::pair<Value, Value> y) {
    Value lse = empty({N}, b.getF32Type());
    auto merged = MergeStatesOp::create(
        b, loc, TypeRange{op.getInit().getType(), lse.getType()}, x.first,
        x.second, y.first, y.second, op.getInit(), lse);
    return merged.getResult(0);
  }

  /// Reports the choice with what both forms cost. Floating-point operations
  /// of the dot products: for each pair of a query and a key it sees, and for
  /// each row once.
  void report(bool absorbed) {
    int64_t R = cast<ShapedType>(op.getKRope().getType()).getDimSize(1);
    int64_t saved = 2 * L - P - V;
    remark::passed(loc, remark::RemarkOpts::name("Absorb").category("mla"))
        << remark::add(absorbed ? "attention over the latent cache"
                                : "attention over expanded keys and values, "
                                  "merged with the cached prefix")
        << remark::metric("form", absorbed ? "absorbed" : "expanded")
        << remark::metric("absorbed_flop_per_pair", 2 * N * (2 * L + R))
        << remark::metric("expanded_flop_per_pair", 2 * N * (P + R + V))
        << remark::metric("absorbed_flop_per_query", 2 * N * L * (P + V))
        << remark::metric("expanded_flop_per_key", 2 * N * L * (P + V))
        << remark::metric("break_even_queries",
                          saved > 0 ? std::to_string(L * (P + V) / saved)
                                    : std::string("never"));
  }

  Value emptyOutput() {
    return empty({N, V},
                 cast<ShapedType>(op.getInit().getType()).getElementType());
  }

private:
  Value empty(ArrayRef<int64_t> shape, Type type) {
    SmallVector<OpFoldResult> sizes{rows};
    for (int64_t size : shape)
      sizes.push_back(b.getIndexAttr(size));
    return tensor::EmptyOp::create(b, loc, sizes, type);
  }

  /// [T, N, P+V] = c_kv * kv_b^T, summed in f32.
  Value expandLatent() {
    int64_t width = N * (P + V);
    MLIRContext *context = b.getContext();
    AffineExpr m, n, k;
    bindDims(context, m, n, k);
    Value out = tensor::EmptyOp::create(
        b, loc, ArrayRef<OpFoldResult>{rows, b.getIndexAttr(width)},
        b.getF32Type());
    Value zero = arith::ConstantOp::create(b, loc, b.getF32FloatAttr(0.0f));
    Value zeros = linalg::FillOp::create(b, loc, zero, out).getResult(0);
    auto maps =
        b.getAffineMapArrayAttr({AffineMap::get(3, 0, {m, k}, context),
                                 AffineMap::get(3, 0, {n, k}, context),
                                 AffineMap::get(3, 0, {m, n}, context)});
    Value kv =
        linalg::MatmulOp::create(
            b, loc, TypeRange{zeros.getType()},
            ValueRange{op.getCKv(), op.getKvB()}, ValueRange{zeros},
            ArrayRef<NamedAttribute>{b.getNamedAttr("indexing_maps", maps)})
            .getResult(0);
    if (!element.isF32())
      kv = truncate(kv);
    auto type =
        RankedTensorType::get({ShapedType::kDynamic, N, P + V}, element);
    if (auto staticRows = dyn_cast<Attribute>(rows))
      type = RankedTensorType::get(
          {cast<IntegerAttr>(staticRows).getInt(), N, P + V}, element);
    SmallVector<OpFoldResult> sizes{rows, b.getIndexAttr(N),
                                    b.getIndexAttr(P + V)};
    return tensor::ExpandShapeOp::create(
        b, loc, type, kv, SmallVector<ReassociationIndices>{{0}, {1, 2}},
        sizes);
  }

  /// To the element type of the activations, as an elementwise op.
  Value truncate(Value value) {
    auto type = cast<RankedTensorType>(value.getType());
    Value out = tensor::EmptyOp::create(
        b, loc, tensor::getMixedSizes(b, loc, value), element);
    SmallVector<AffineMap> maps(2, b.getMultiDimIdentityMap(type.getRank()));
    SmallVector<utils::IteratorType> loops(type.getRank(),
                                           utils::IteratorType::parallel);
    return linalg::GenericOp::create(
               b, loc, TypeRange{out.getType()}, ValueRange{value},
               ValueRange{out}, maps, loops,
               [&](OpBuilder &body, Location bodyLoc, ValueRange args) {
                 Value narrow =
                     arith::TruncFOp::create(body, bodyLoc, element, args[0]);
                 linalg::YieldOp::create(body, bodyLoc, narrow);
               })
        .getResult(0);
  }

  OpBuilder &b;
  Location loc;
  CachedAttentionOp op;
  int64_t N, P, L, V;
  Type element;
  OpFoldResult rows;
};

struct AbsorbCachedAttention final : OpRewritePattern<CachedAttentionOp> {
  AbsorbCachedAttention(MLIRContext *context, AbsorbMode mode)
      : OpRewritePattern(context), mode(mode) {}

  LogicalResult matchAndRewrite(CachedAttentionOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.hasPureTensorSemantics())
      return rewriter.notifyMatchFailure(op, "works on tensors only");
    AttentionBuilder parts(rewriter, op);
    parts.report(mode != AbsorbMode::Never);
    Value cache = parts.append();
    Value out;
    if (mode == AbsorbMode::Never)
      out = parts.merge(
          parts.expanded(parts.emptyOutput()),
          parts.absorbed(cache, KeyRange::Prefix, parts.emptyOutput(), true));
    else
      out = parts.absorbed(cache, KeyRange::All, op.getInit(), false).first;
    rewriter.replaceOp(op, {out, cache});
    return success();
  }

private:
  AbsorbMode mode;
};

struct Absorb final : mla::impl::AbsorbPassBase<Absorb> {
  using AbsorbPassBase::AbsorbPassBase;

  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet set(context);
    populateAbsorbPatterns(set, absorb);
    patterns = std::move(set);
    return success();
  }
  void runOnOperation() override {
    walkAndApplyPatterns(getOperation(), patterns);
  }

private:
  FrozenRewritePatternSet patterns;
};
} // namespace

void mlir::mla::populateAbsorbPatterns(RewritePatternSet &patterns,
                                       AbsorbMode mode) {
  patterns.add<AbsorbCachedAttention>(patterns.getContext(), mode);
}
