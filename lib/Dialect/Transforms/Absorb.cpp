//===- Absorb.cpp - how cached attention is computed ----------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Costs.h"

#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"
#include "mla/Dialect/Transforms/Patterns.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Utils/Utils.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Transforms/WalkPatternRewriteDriver.h"

#include <cmath>

namespace mlir::mla {
#define GEN_PASS_DEF_ABSORBPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

/// Elements of a latent that share a scale in a cache with storage fp8_656.
static constexpr int64_t kScaled = 128;

namespace {
/// The number of queries a sequence from which on expanding costs less, where
/// no sequence has a prefix and where some have.
struct Bounds {
  int64_t fresh, continued;
};

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
    Value latent = op.getCKv(), scales;
    if (isQuantized())
      std::tie(latent, scales) = quantize();
    return CacheAppendOp::create(b, loc, op.getCache().getType(), latent,
                                 op.getKRope(), op.getBatch(), scales,
                                 op.getCache())
        .getResult(0);
  }

  Value absorbQuery() {
    Value latent = empty({N, L}, element);
    return AbsorbQueryOp::create(b, loc, latent.getType(), op.getQNope(),
                                 op.getKvB(), latent)
        .getResult(0);
  }

  /// All rows in the latent space.
  Value absorbed(Value query, Value cache) {
    return attendLatent(query, cache, KeyRange::All, op.getInit()).first;
  }

  /// The step's own rows with keys and values computed; what earlier steps
  /// cached, if anything, in the latent space. `query` is null if the query was
  /// not absorbed yet.
  Value expanded(Value query, Value cache) {
    Value kv = expandLatent();
    keys = keyAsCached();
    return either(
        isContinued(),
        [&] {
          auto own = attendExpanded(kv, emptyOutput(), /*withLse=*/true);
          auto prefix = attendLatent(query ? query : absorbQuery(), cache,
                                     KeyRange::Prefix, emptyOutput());
          return merge(own, prefix);
        },
        [&] { return attendExpanded(kv, op.getInit(), false).first; });
  }

  /// Both, behind a test on what the host knows of the batch.
  Value tested(Value cache, Bounds bounds) {
    Value query = absorbQuery();
    return either(
        expandsFrom(bounds), [&] { return expanded(query, cache); },
        [&] { return absorbed(query, cache); });
  }

private:
  Value empty(ArrayRef<int64_t> shape, Type type) {
    SmallVector<OpFoldResult> sizes{rows};
    for (int64_t size : shape)
      sizes.push_back(b.getIndexAttr(size));
    return tensor::EmptyOp::create(b, loc, sizes, type);
  }

  Value emptyOutput() {
    return empty({N, V},
                 cast<ShapedType>(op.getInit().getType()).getElementType());
  }

  Value either(Value condition, function_ref<Value()> then,
               function_ref<Value()> otherwise) {
    auto branch = scf::IfOp::create(b, loc, op.getInit().getType(), condition,
                                    /*withElseRegion=*/true);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(branch.thenBlock());
    scf::YieldOp::create(b, loc, then());
    b.setInsertionPointToStart(branch.elseBlock());
    scf::YieldOp::create(b, loc, otherwise());
    return branch.getResult(0);
  }

  Value constant(int64_t value) {
    return arith::ConstantIndexOp::create(b, loc, value);
  }
  Value count(BatchCount which) {
    return BatchCountOp::create(b, loc, op.getBatch(), which);
  }

  /// Some sequence has tokens of earlier steps in the cache.
  Value isContinued() {
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::ne,
                                 count(BatchCount::NumContinuedTokens),
                                 constant(0));
  }

  /// There are at least so many tokens to prefill that those of an average
  /// sequence reach the bound.
  Value expandsFrom(Bounds bounds) {
    Value tokens = arith::SubIOp::create(
        b, loc, getValueOrCreateConstantIndexOp(b, loc, rows),
        count(BatchCount::NumDecodeTokens));
    Value sequences = arith::SubIOp::create(
        b, loc, count(BatchCount::NumSequences), count(BatchCount::NumDecode));
    Value bound = arith::SelectOp::create(b, loc, isContinued(),
                                          constant(bounds.continued),
                                          constant(bounds.fresh));
    // A step that only decodes has neither.
    Value least = arith::MaxSIOp::create(
        b, loc, arith::MulIOp::create(b, loc, sequences, bound), constant(1));
    return arith::CmpIOp::create(b, loc, arith::CmpIPredicate::sge, tokens,
                                 least);
  }

  //===--------------------------------------------------------------------===//
  // Rows as a cache in fp8 holds them
  //===--------------------------------------------------------------------===//

  bool isQuantized() {
    return getLatentEncoding(op.getCache().getType()).getStorage() ==
           CacheStorage::FP8_656;
  }

  /// The latent's values and its scales.
  std::pair<Value, Value> quantize() {
    Value values = empty({L}, Float8E4M3FNType::get(b.getContext()));
    Value scales = empty({L / kScaled}, b.getF32Type());
    auto quantized = QuantizeOp::create(
        b, loc, TypeRange{values.getType(), scales.getType()}, op.getCKv(),
        values, scales);
    return {quantized.getResult(0), quantized.getResult(1)};
  }

  /// The latent that attention over the cache would see. Scales are powers of
  /// two, so that bf16 holds the products exactly.
  Value latentAsCached() {
    if (!isQuantized())
      return op.getCKv();
    auto [values, scales] = quantize();
    SmallVector<ReassociationIndices> groups{{0}, {1, 2}};
    SmallVector<OpFoldResult> sizes{rows, b.getIndexAttr(L / kScaled),
                                    b.getIndexAttr(kScaled)};
    auto grouped = RankedTensorType::get(
        {cast<ShapedType>(op.getCKv().getType()).getDimSize(0), L / kScaled,
         kScaled},
        cast<ShapedType>(values.getType()).getElementType());
    Value byGroup =
        tensor::ExpandShapeOp::create(b, loc, grouped, values, groups, sizes);
    AffineExpr t, g, h;
    bindDims(b.getContext(), t, g, h);
    AffineMap all = AffineMap::get(3, 0, {t, g, h}, b.getContext());
    AffineMap scale = AffineMap::get(3, 0, {t, g}, b.getContext());
    auto type = cast<ShapedType>(op.getCKv().getType());
    Value product = elementwise(
        {byGroup, scales}, {all, scale},
        tensor::EmptyOp::create(b, loc, sizes, type.getElementType()),
        [&](ValueRange s) -> Value {
          return arith::MulFOp::create(b, loc, s[0], s[1]);
        });
    return tensor::CollapseShapeOp::create(b, loc, type, product, groups);
  }

  /// The key that attention over the cache would see.
  Value keyAsCached() {
    Value key = op.getKRope();
    Type type = cast<ShapedType>(key.getType()).getElementType();
    if (!isQuantized() || type.isBF16())
      return key;
    Value init = tensor::EmptyOp::create(
        b, loc, tensor::getMixedSizes(b, loc, key), type);
    return elementwise(
        key, b.getMultiDimIdentityMap(2), init, [&](ValueRange s) -> Value {
          Value narrow = arith::TruncFOp::create(b, loc, b.getBF16Type(), s[0]);
          return arith::ExtFOp::create(b, loc, b.getF32Type(), narrow);
        });
  }

  /// An elementwise op into `init`, in f32, rounded to the type of that.
  Value elementwise(ValueRange operands, ArrayRef<AffineMap> operandMaps,
                    Value init, function_ref<Value(ValueRange)> body) {
    Type type = cast<ShapedType>(init.getType()).getElementType();
    int64_t rank = cast<ShapedType>(init.getType()).getRank();
    SmallVector<AffineMap> maps(operandMaps);
    maps.push_back(b.getMultiDimIdentityMap(rank));
    SmallVector<utils::IteratorType> loops(rank, utils::IteratorType::parallel);
    auto generic = linalg::GenericOp::create(b, loc, TypeRange{init.getType()},
                                             operands, init, maps, loops);
    OpBuilder::InsertionGuard guard(b);
    Block *block = b.createBlock(&generic.getRegion());
    for (Value operand : llvm::concat<const Value>(operands, ValueRange(init)))
      block->addArgument(cast<ShapedType>(operand.getType()).getElementType(),
                         loc);
    SmallVector<Value> scalars;
    for (Value argument : block->getArguments().drop_back())
      scalars.push_back(
          argument.getType().isF32()
              ? argument
              : arith::ExtFOp::create(b, loc, b.getF32Type(), argument)
                    .getResult());
    Value result = body(scalars);
    if (!type.isF32())
      result = arith::TruncFOp::create(b, loc, type, result);
    linalg::YieldOp::create(b, loc, result);
    return generic.getResult(0);
  }

  /// Attention in the latent space over all cached rows, or over those of
  /// earlier steps with a LSE to merge by.
  std::pair<Value, Value> attendLatent(Value query, Value cache, KeyRange keys,
                                       Value init) {
    Value u = empty({N, L}, element);
    SmallVector<Type> types{u.getType()};
    Value lse;
    if (keys == KeyRange::Prefix) {
      lse = empty({N}, b.getF32Type());
      types.push_back(lse.getType());
    }
    auto decode = DecodeOp::create(b, loc, types, query, op.getQRope(), cache,
                                   op.getBatch(), u, lse, op.getScaleAttr(),
                                   KeyRangeAttr::get(b.getContext(), keys));
    auto value = ProjectValueOp::create(b, loc, init.getType(),
                                        decode.getResult(0), op.getKvB(), init);
    return {value.getResult(0), lse ? decode.getResult(1) : Value()};
  }

  /// Attention among the step's own rows, over their keys and values.
  std::pair<Value, Value> attendExpanded(Value kv, Value init, bool withLse) {
    auto part = [&](int64_t offset, int64_t size) -> Value {
      SmallVector<OpFoldResult> offsets{b.getIndexAttr(0), b.getIndexAttr(0),
                                        b.getIndexAttr(offset)};
      SmallVector<OpFoldResult> sizes{rows, b.getIndexAttr(N),
                                      b.getIndexAttr(size)};
      SmallVector<OpFoldResult> strides(3, b.getIndexAttr(1));
      return tensor::ExtractSliceOp::create(b, loc, kv, offsets, sizes,
                                            strides);
    };
    Value kNope = part(0, P), values = part(P, V);
    SmallVector<Type> types{init.getType()};
    Value lse;
    if (withLse) {
      lse = empty({N}, b.getF32Type());
      types.push_back(lse.getType());
    }
    auto prefill = PrefillOp::create(
        b, loc, types, op.getQNope(), op.getQRope(), kNope, keys, values,
        op.getBatch(), init, lse, op.getScaleAttr());
    return {prefill.getResult(0), lse ? prefill.getResult(1) : Value()};
  }

  Value merge(std::pair<Value, Value> x, std::pair<Value, Value> y) {
    Value lse = empty({N}, b.getF32Type());
    auto merged = MergeStatesOp::create(
        b, loc, TypeRange{op.getInit().getType(), lse.getType()}, x.first,
        x.second, y.first, y.second, op.getInit(), lse);
    return merged.getResult(0);
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
            ValueRange{latentAsCached(), op.getKvB()}, ValueRange{zeros},
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
    int64_t rank = cast<ShapedType>(value.getType()).getRank();
    Value out = tensor::EmptyOp::create(
        b, loc, tensor::getMixedSizes(b, loc, value), element);
    return elementwise(value, b.getMultiDimIdentityMap(rank), out,
                       [](ValueRange s) { return s[0]; });
  }

  OpBuilder &b;
  Location loc;
  CachedAttentionOp op;
  int64_t N, P, L, V;
  Type element;
  OpFoldResult rows;
  Value keys; ///< the rotated part of the step's own keys
};

/// What a module says about its target and its largest step.
struct Setting {
  explicit Setting(Operation *op) {
    auto module = op->getParentOfType<ModuleOp>();
    if (!module)
      return;
    target = module->getAttrOfType<TargetAttr>("mla.target");
    for (auto model : module.getOps<ModelOp>())
      maxTokens = model.getMaxTokens();
  }

  TargetAttr target;
  int64_t maxTokens = 1 << 20;
};

/// A prefix that is long against any prompt; what expanding saves does not
/// depend on its length, only whether it is bound by operations or bytes.
constexpr int64_t kPrefix = 4096;
/// A prompt to report costs for.
constexpr int64_t kPrompt = 1024;

enum class Form { Absorbed, Expanded, Tested };

struct AbsorbCachedAttention final : OpRewritePattern<CachedAttentionOp> {
  AbsorbCachedAttention(MLIRContext *context, AbsorbMode mode)
      : OpRewritePattern(context), mode(mode) {}

  LogicalResult matchAndRewrite(CachedAttentionOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.hasPureTensorSemantics())
      return rewriter.notifyMatchFailure(op, "works on tensors only");
    Setting setting(op);
    LayerCost cost(op, setting.target);
    std::optional<int64_t> fresh = cost.expandFrom(0, setting.maxTokens),
                           continued =
                               cost.expandFrom(kPrefix, setting.maxTokens);
    Form form = mode == AbsorbMode::Never ? Form::Expanded
                : mode == AbsorbMode::Auto && (fresh || continued)
                    ? Form::Tested
                    : Form::Absorbed;
    report(op, form, cost, setting, fresh, continued);

    AttentionBuilder parts(rewriter, op);
    Value cache = parts.append(), out;
    switch (form) {
    case Form::Absorbed:
      out = parts.absorbed(parts.absorbQuery(), cache);
      break;
    case Form::Expanded:
      out = parts.expanded(Value(), cache);
      break;
    case Form::Tested:
      // No step has so many tokens.
      int64_t never = setting.maxTokens + 1;
      out = parts.tested(cache,
                         {fresh.value_or(never), continued.value_or(never)});
      break;
    }
    rewriter.replaceOp(op, {out, cache});
    return success();
  }

private:
  static void report(CachedAttentionOp op, Form form, const LayerCost &cost,
                     const Setting &setting, std::optional<int64_t> fresh,
                     std::optional<int64_t> continued) {
    auto bound = [](std::optional<int64_t> tokens) {
      return tokens ? std::to_string(*tokens) : std::string("never");
    };
    auto remark = remark::passed(
        op.getLoc(), remark::RemarkOpts::name("Absorb").category("mla"));
    switch (form) {
    case Form::Absorbed:
      remark << remark::add("attention over the latent cache")
             << remark::metric("form", "absorbed");
      break;
    case Form::Expanded:
      remark << remark::add("attention over expanded keys and values, merged "
                            "with the cached prefix")
             << remark::metric("form", "expanded");
      break;
    case Form::Tested:
      remark << remark::add("attention over the latent cache, or over expanded "
                            "keys and values in steps that prefill enough")
             << remark::metric("form", "tested");
      break;
    }
    remark << remark::metric("absorbed_flop_per_pair", cost.absorbedPerPair())
           << remark::metric("expanded_flop_per_pair", cost.expandedPerPair())
           << remark::metric("absorbed_flop_per_query", cost.perRow())
           << remark::metric("expanded_flop_per_key", cost.perRow())
           << remark::metric("expand_from", bound(fresh))
           << remark::metric("expand_from_with_prefix", bound(continued));
    if (!setting.target)
      return;
    auto microseconds = [](double seconds) {
      return static_cast<int64_t>(std::llround(seconds * 1e6));
    };
    remark << remark::metric("absorbed_us_for_1024",
                             microseconds(cost.absorbed(kPrompt, 0)))
           << remark::metric("expanded_us_for_1024",
                             microseconds(cost.expanded(kPrompt, 0)));
  }

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
