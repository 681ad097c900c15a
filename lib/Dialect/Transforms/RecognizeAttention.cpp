//===- RecognizeAttention.cpp - mla.attention from its parts --------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AttentionMatch.h"
#include "Materialize.h"
#include "RecognizeRmsNorm.h"
#include "RecognizeRope.h"

#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Iterators.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Transforms/Inliner.h"
#include "mlir/Transforms/InliningUtils.h"
#include "llvm/ADT/MapVector.h"

namespace mlir::mla {
#define GEN_PASS_DEF_RECOGNIZEATTENTIONPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

namespace {
/// Builds `mla.attention` and the views its operands need.
class AttentionRewriter {
public:
  AttentionRewriter(Operation *op, const AttentionMatch &match,
                    const ElementTracer &tracer, Sizes &sizes)
      : op(op), match(match), tracer(tracer), builder(op), loc(op->getLoc()),
        make(builder, loc, tracer, sizes) {}

  Value build();
  bool isComplete() const { return make.isComplete(); }

private:
  Value buildKvB();
  Value toResult(Value attention, ArrayRef<AffineExpr> dims);

  Operation *op;
  const AttentionMatch &match;
  const ElementTracer &tracer;
  OpBuilder builder;
  Location loc;
  Materializer make;
};
} // namespace

static Type elementOf(Value value) {
  return cast<ShapedType>(value.getType()).getElementType();
}

/// kv_b as mla.attention takes it; the weight itself if it has that layout.
Value AttentionRewriter::buildKvB() {
  int64_t N = tracer.sizeOf(match.n), P = tracer.sizeOf(match.p),
          V = tracer.sizeOf(match.v), L = tracer.sizeOf(match.l);
  const Element &key = match.keyWeight, &value = match.valueWeight;
  auto type = dyn_cast<RankedTensorType>(key.value.getType());
  auto isRow = [&](AffineExpr expr, AffineExpr feature, int64_t first) {
    std::optional<LinearSum> sum = asLinearSum(expr);
    size_t variables =
        isa<AffineDimExpr>(match.n) + isa<AffineDimExpr>(feature);
    return sum && sum->terms.size() == variables && sum->constant == first &&
           (N == 1 || sum->factorOf(match.n) == P + V) &&
           (tracer.sizeOf(feature) == 1 || sum->factorOf(feature) == 1);
  };
  if (type && key.value == value.value && type.getRank() == 2 &&
      type.getDimSize(0) == N * (P + V) && type.getDimSize(1) == L &&
      key.index[1] == match.l && value.index[1] == match.l &&
      isRow(key.index[0], match.p, 0) && isRow(value.index[0], match.v, P))
    return key.value;
  Value parts[] = {make.materialize(key, {match.n, match.p, match.l}),
                   make.materialize(value, {match.n, match.v, match.l})};
  Value joined = tensor::ConcatOp::create(builder, loc, /*dim=*/1,
                                          ValueRange{parts[0], parts[1]});
  return tensor::CollapseShapeOp::create(
      builder, loc, joined, SmallVector<ReassociationIndices>{{0, 1}, {2}});
}

/// The attention's result in the layout of the matched op's.
Value AttentionRewriter::toResult(Value attention, ArrayRef<AffineExpr> dims) {
  auto type = cast<RankedTensorType>(op->getResult(0).getType());
  SmallVector<AffineExpr> flat;
  SmallVector<ReassociationIndices> groups;
  for (const auto &group : match.resultDims) {
    groups.emplace_back();
    for (AffineExpr dim : group) {
      groups.back().push_back(flat.size());
      flat.push_back(dim);
    }
  }
  SmallVector<AffineExpr> index;
  for (AffineExpr dim : dims) {
    AffineExpr place = builder.getAffineConstantExpr(0);
    for (auto [position, variable] : llvm::enumerate(flat))
      if (isa<AffineDimExpr>(dim) && variable == dim)
        place = builder.getAffineDimExpr(position);
    index.push_back(place);
  }
  AffineMap map = AffineMap::get(flat.size(), 0, index, op->getContext());
  Value result = make.permuted(attention, map, flat);
  if (static_cast<int64_t>(flat.size()) != type.getRank())
    result = tensor::CollapseShapeOp::create(builder, loc, result, groups);
  if (result.getType() != type)
    result = tensor::CastOp::create(builder, loc, type, result);
  return result;
}

Value AttentionRewriter::build() {
  SmallVector<AffineExpr> batch;
  if (isa<AffineDimExpr>(match.b))
    batch.push_back(match.b);
  auto over = [&](ArrayRef<AffineExpr> dims) {
    SmallVector<AffineExpr> all(batch);
    all.append(dims.begin(), dims.end());
    return all;
  };
  AffineExpr t = match.t, j = match.j, n = match.n;
  Value qNope = make.materialize(match.qNope, over({t, n, match.p}));
  Value cKv = make.materialize(match.cKv, over({j, match.l}));
  Value qRope, kRope;
  if (match.qRope) {
    qRope = make.materialize(*match.qRope, over({t, n, match.r}));
    kRope = make.materialize(*match.kRope, over({j, match.r}));
  } else {
    // No rotated part: R = 0.
    SmallVector<OpFoldResult> shape = make.sizesOf(over({t, n}));
    shape.push_back(builder.getIndexAttr(0));
    qRope = tensor::EmptyOp::create(builder, loc, shape, elementOf(qNope));
    shape.erase(shape.end() - 2);
    kRope = tensor::EmptyOp::create(builder, loc, shape, elementOf(qNope));
  }
  Value kvB = buildKvB();
  SmallVector<AffineExpr> outDims = over({t, n, match.v});
  Value init = make.empty(outDims, elementOf(op->getResult(0)));
  auto attention = AttentionOp::create(builder, loc, TypeRange{init.getType()},
                                       qNope, qRope, cKv, kRope, kvB, init,
                                       builder.getF32FloatAttr(match.scale));
  return toResult(attention.getResult(0), outDims);
}

/// An operand that depends on a variable it does not have; empty if none does.
static StringRef findForeignVariable(const AttentionMatch &match) {
  auto isForeign = [](const std::optional<Element> &element,
                      ArrayRef<AffineExpr> variables) {
    bool found = false;
    for (unsigned i = 0; element && i < element->index.size(); ++i)
      element->index[i].walk([&](AffineExpr expr) {
        found |=
            isa<AffineDimExpr>(expr) && !llvm::is_contained(variables, expr);
      });
    return found;
  };
  AffineExpr b = match.b, t = match.t, j = match.j, n = match.n, l = match.l;
  // A part that is not there has no variable.
  AffineExpr r = match.r ? match.r : b;
  if (isForeign(match.qNope, {b, t, n, match.p}) ||
      isForeign(match.qRope, {b, t, n, r}))
    return "queries";
  if (isForeign(match.cKv, {b, j, l}))
    return "the latent";
  if (isForeign(match.kRope, {b, j, r}))
    return "the rotated key";
  if (isForeign(match.keyWeight, {n, match.p, l}) ||
      isForeign(match.valueWeight, {n, match.v, l}))
    return "the projections";
  return "";
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

/// Puts helper functions (private, of other dialects) where they are called:
/// front ends outline a mask or a softmax.
static void inlineHelpers(Operation *root) {
  InlinerInterface interface(root->getContext());
  auto isHelper = [](func::FuncOp callee) {
    auto hasOwnOp = [](Operation *op) {
      return isa<MLADialect>(op->getDialect()) ? WalkResult::interrupt()
                                               : WalkResult::advance();
    };
    return callee && callee.isPrivate() && !callee.isExternal() &&
           llvm::hasSingleElement(callee.getBody()) &&
           !callee.walk(hasOwnOp).wasInterrupted();
  };
  // A helper may call another: until there are none, or they go round.
  SmallVector<func::FuncOp> helpers;
  for (unsigned depth = 0; depth < 8; ++depth) {
    SmallVector<std::pair<func::CallOp, func::FuncOp>> calls;
    root->walk([&](func::CallOp call) {
      auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(
          call, call.getCalleeAttr());
      if (isHelper(callee) && !callee->isAncestor(call))
        calls.emplace_back(call, callee);
    });
    if (calls.empty())
      break;
    InlinerConfig config;
    for (auto [call, callee] : calls)
      if (succeeded(inlineCall(interface, config.getCloneCallback(), call,
                               callee, &callee.getBody()))) {
        call.erase();
        helpers.push_back(callee);
      }
  }
  llvm::SmallPtrSet<Operation *, 8> erased;
  for (func::FuncOp helper : llvm::reverse(helpers))
    if (erased.insert(helper).second &&
        SymbolTable::symbolKnownUseEmpty(helper, root))
      helper.erase();
}

namespace {
struct RecognizeAttention final
    : mla::impl::RecognizeAttentionPassBase<RecognizeAttention> {
  void runOnOperation() override {
    if (isa<ModuleOp>(getOperation()))
      inlineHelpers(getOperation());
    Sizes sizes(getOperation());
    numRecognized = recognizeRopes(getOperation(), sizes, nearMisses);
    recognizeAttentions(sizes);
    numRecognized += recognizeRopesOfAttention(getOperation(), sizes);
    numRecognized += recognizeRmsNorms(getOperation(), sizes, nearMisses);
    llvm::SmallPtrSet<Operation *, 8> erased;
    // What only the replaced ops used.
    if (numRecognized != 0) {
      sizes.simplify(getOperation());
      getOperation()->walk<WalkOrder::PostOrder, ReverseIterator>(
          [&](Operation *op) {
            if (!isOpTriviallyDead(op))
              return;
            erased.insert(op);
            op->erase();
          });
    }
    for (const NearMiss &nearMiss : nearMisses)
      if (!erased.contains(nearMiss.op))
        remark::missed(
            nearMiss.op->getLoc(),
            remark::RemarkOpts::name(nearMiss.remark).category("mla"))
            << remark::add("{0}", nearMiss.reason)
            << remark::metric("operation",
                              nearMiss.op->getName().getStringRef());
    nearMisses.clear();
  }

private:
  /// A product that is summed, or what divides one.
  static bool isCandidate(Operation *op) {
    if (isa<arith::DivFOp, arith::MulFOp>(op))
      return isa<RankedTensorType>(op->getResult(0).getType());
    auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
    if (!linalgOp || !linalgOp.hasPureTensorSemantics() ||
        op->getNumResults() != 1)
      return false;
    return linalgOp.getNumReductionLoops() != 0 ||
           llvm::any_of(*linalgOp.getBlock(),
                        llvm::IsaPred<arith::DivFOp, arith::MulFOp>);
  }

  void recognizeAttentions(Sizes &sizes) {
    SmallVector<Operation *> candidates;
    getOperation()->walk([&](Operation *op) {
      if (isCandidate(op))
        candidates.push_back(op);
    });
    // From the end: the last product of the absorbed form comes before the one
    // in it, which on its own only looks like attention.
    llvm::SmallPtrSet<Operation *, 8> done;
    llvm::SmallMapVector<Operation *, NearMiss, 8> missed;
    for (Operation *op : llvm::reverse(candidates)) {
      if (done.contains(op))
        continue;
      NearMiss nearMiss;
      if (recognize(op, sizes, nearMiss, done))
        done.insert(op);
      else if (nearMiss.op)
        missed.insert({op, nearMiss});
    }
    // What may be one form or the other has one reason: that of the absorbed
    // form if the values of the other are not projected.
    for (auto &[op, nearMiss] : missed) {
      auto *inner = missed.find(nearMiss.inner);
      bool isAbsorbed =
          inner != missed.end() && inner->second.reason == valuesNotProjected;
      if (nearMiss.inner && !isAbsorbed)
        continue;
      bool isInner = llvm::any_of(missed, [&](auto &outer) {
        return outer.second.inner == op &&
               nearMiss.reason == valuesNotProjected;
      });
      if (!isInner)
        nearMisses.push_back(nearMiss);
    }
  }

  bool recognize(Operation *op, Sizes &sizes, NearMiss &nearMiss,
                 llvm::SmallPtrSetImpl<Operation *> &done) {
    ElementTracer tracer(op->getContext(), sizes);
    FailureOr<AttentionMatch> match =
        matchAttention(op, tracer, sizes, nearMiss);
    if (failed(match))
      return false;
    StringRef operand = findForeignVariable(*match);
    if (!operand.empty()) {
      nearMiss.op = op;
      nearMiss.reason = ("expected " + operand +
                         " to depend on nothing but their own dimensions")
                            .str();
      nearMiss.inner = match->latentProduct;
      return false;
    }
    Operation *before = op->getPrevNode();
    AttentionRewriter rewriter(op, *match, tracer, sizes);
    Value result = rewriter.build();
    if (!rewriter.isComplete()) {
      Materializer::discard(before, op);
      nearMiss.op = op;
      nearMiss.reason = "a size or value is not known before it";
      nearMiss.inner = match->latentProduct;
      return false;
    }
    auto opts = remark::RemarkOpts::name("RecognizeAttention").category("mla");
    remark::passed(op->getLoc(), opts)
        << remark::add("latent attention")
        << remark::metric("heads", tracer.sizeOf(match->n))
        << remark::metric("kv_lora_rank", tracer.sizeOf(match->l))
        << remark::metric("qk_nope", tracer.sizeOf(match->p))
        << remark::metric("qk_rope", match->qRope ? tracer.sizeOf(match->r) : 0)
        << remark::metric("v_head", tracer.sizeOf(match->v));
    op->getResult(0).replaceAllUsesWith(result);
    if (match->latentProduct)
      done.insert(match->latentProduct);
    ++numRecognized;
    return true;
  }

  SmallVector<NearMiss> nearMisses;
  unsigned numRecognized = 0;
};
} // namespace
