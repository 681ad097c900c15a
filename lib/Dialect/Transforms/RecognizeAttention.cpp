//===- RecognizeAttention.cpp - mla.attention from its parts --------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AttentionMatch.h"
#include "RecognizeRmsNorm.h"

#include "mla/Dialect/IR/Dims.h"
#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"

#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Iterators.h"
#include "mlir/IR/Remarks.h"

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
  AttentionRewriter(linalg::LinalgOp op, const AttentionMatch &match,
                    const ElementTracer &tracer, DimAnalysis &roots)
      : op(op), match(match), tracer(tracer), roots(roots), builder(op),
        loc(op->getLoc()) {}

  /// The tensor of an element over some variables (constants: size 1).
  Value materialize(const Element &element, ArrayRef<AffineExpr> dims);
  Value buildKvB();
  Value build();

private:
  OpFoldResult sizeOf(AffineExpr dim);
  Value viewOf(Element element, ArrayRef<AffineExpr> dims);
  Value splitDim(Element &element, unsigned dim, AffineExpr major,
                 AffineExpr minor, int64_t minorSize);
  Value copyOf(const Element &element, ArrayRef<AffineExpr> dims);
  Value toResult(Value attention, ArrayRef<AffineExpr> dims);
  RankedTensorType typeOf(ArrayRef<AffineExpr> dims, Type element);
  SmallVector<OpFoldResult> sizesOf(ArrayRef<AffineExpr> dims);

  linalg::LinalgOp op;
  const AttentionMatch &match;
  const ElementTracer &tracer;
  DimAnalysis &roots;
  /// Sizes of variables, read once.
  SmallVector<std::pair<AffineExpr, Value>> sizes;
  OpBuilder builder;
  Location loc;
};
} // namespace

static Type elementOf(Value value) {
  return cast<ShapedType>(value.getType()).getElementType();
}

OpFoldResult AttentionRewriter::sizeOf(AffineExpr dim) {
  int64_t size = tracer.sizeOf(dim);
  if (!ShapedType::isDynamic(size))
    return builder.getIndexAttr(size);
  AffineExpr place = dim == match.j ? match.t : dim;
  for (auto &[known, value] : sizes)
    if (known == place)
      return value;
  for (auto [index, group] : llvm::enumerate(match.resultDims)) {
    if (!llvm::is_contained(group, place))
      continue;
    DimRoot root = roots.get(op.getDpsInits()[0], index);
    Value size;
    if (root.isConstant())
      size = arith::ConstantIndexOp::create(builder, loc, root.size);
    else if (root.isScalar())
      size = root.value;
    else
      size = tensor::DimOp::create(builder, loc, root.value, root.dim);
    // Only the outer of two variables may be dynamic.
    if (group.size() == 2)
      size = arith::DivUIOp::create(builder, loc, size,
                                    arith::ConstantIndexOp::create(
                                        builder, loc, tracer.sizeOf(group[1])));
    sizes.emplace_back(place, size);
    return size;
  }
  llvm_unreachable("dynamic variables are dimensions of the result");
}

SmallVector<OpFoldResult>
AttentionRewriter::sizesOf(ArrayRef<AffineExpr> dims) {
  return llvm::map_to_vector(dims, [&](AffineExpr dim) { return sizeOf(dim); });
}

RankedTensorType AttentionRewriter::typeOf(ArrayRef<AffineExpr> dims,
                                           Type element) {
  return RankedTensorType::get(
      llvm::map_to_vector(dims,
                          [&](AffineExpr dim) { return tracer.sizeOf(dim); }),
      element);
}

/// Splits a dimension that holds `major * minorSize + minor + …` in two.
Value AttentionRewriter::splitDim(Element &element, unsigned dim,
                                  AffineExpr major, AffineExpr minor,
                                  int64_t minorSize) {
  auto type = cast<RankedTensorType>(element.value.getType());
  SmallVector<int64_t> shape;
  SmallVector<ReassociationIndices> groups;
  SmallVector<AffineExpr> index;
  SmallVector<OpFoldResult> newSizes;
  for (int64_t i = 0; i < type.getRank(); ++i) {
    groups.push_back({static_cast<int64_t>(shape.size())});
    if (i == static_cast<int64_t>(dim)) {
      groups.back().push_back(shape.size() + 1);
      shape.append({type.getDimSize(i) / minorSize, minorSize});
      index.append({major, minor});
      newSizes.append({builder.getIndexAttr(shape[shape.size() - 2]),
                       builder.getIndexAttr(minorSize)});
      continue;
    }
    shape.push_back(type.getDimSize(i));
    index.push_back(element.index[i]);
    newSizes.push_back(tensor::getMixedSize(builder, loc, element.value, i));
  }
  element.value = tensor::ExpandShapeOp::create(
      builder, loc, RankedTensorType::get(shape, type.getElementType()),
      element.value, groups, newSizes);
  element.index = index;
  return element.value;
}

/// As reshape, slice and transpose; null if that is not enough.
Value AttentionRewriter::viewOf(Element element, ArrayRef<AffineExpr> dims) {
  // Two variables in one dimension: heads, and the features of a head.
  for (unsigned dim = 0; dim < element.index.size(); ++dim) {
    std::optional<LinearSum> sum = asLinearSum(element.index[dim]);
    auto type = cast<RankedTensorType>(element.value.getType());
    if (!sum)
      return Value();
    if (sum->terms.size() != 2 || type.isDynamicDim(dim))
      continue;
    auto [major, minor] = std::pair(sum->terms[0], sum->terms[1]);
    if (major.second < minor.second)
      std::swap(major, minor);
    int64_t minorSize = tracer.sizeOf(minor.first);
    if (minor.second != 1 || ShapedType::isDynamic(minorSize) ||
        sum->constant < 0 || sum->constant + minorSize > major.second ||
        type.getDimSize(dim) % major.second != 0)
      return Value();
    splitDim(element, dim, major.first, minor.first + sum->constant,
             major.second);
  }

  // Each dimension now is one variable, perhaps with an offset, or fixed.
  auto type = cast<RankedTensorType>(element.value.getType());
  SmallVector<OpFoldResult> offsets, sliceSizes;
  SmallVector<AffineExpr> kept;
  SmallVector<int64_t> keptShape;
  bool isWhole = true;
  for (auto [dim, expr] : llvm::enumerate(element.index)) {
    std::optional<LinearSum> sum = asLinearSum(expr);
    if (!sum || sum->terms.size() > 1 || sum->constant < 0)
      return Value();
    offsets.push_back(builder.getIndexAttr(sum->constant));
    if (sum->terms.empty()) {
      sliceSizes.push_back(builder.getIndexAttr(1));
      isWhole = false;
      continue;
    }
    auto [variable, factor] = sum->terms[0];
    if (factor != 1 || llvm::is_contained(kept, variable))
      return Value();
    int64_t size = tracer.sizeOf(variable);
    if (ShapedType::isDynamic(size) && sum->constant != 0)
      return Value();
    kept.push_back(variable);
    keptShape.push_back(size);
    sliceSizes.push_back(sizeOf(variable));
    isWhole &= type.getDimSize(dim) == size;
  }
  if (kept.size() != dims.size())
    return Value();
  Value value = element.value;
  if (!isWhole) {
    SmallVector<OpFoldResult> strides(offsets.size(), builder.getIndexAttr(1));
    value = tensor::ExtractSliceOp::create(
        builder, loc, RankedTensorType::get(keptShape, type.getElementType()),
        value, offsets, sliceSizes, strides);
  }
  SmallVector<int64_t> permutation;
  for (AffineExpr dim : dims) {
    auto *it = llvm::find(kept, dim);
    if (it == kept.end())
      return Value();
    permutation.push_back(it - kept.begin());
  }
  if (!llvm::is_sorted(permutation)) {
    Value empty = tensor::EmptyOp::create(builder, loc, sizesOf(dims),
                                          type.getElementType());
    value = linalg::TransposeOp::create(builder, loc, value, empty, permutation)
                ->getResult(0);
  }
  return value;
}

/// Element by element.
Value AttentionRewriter::copyOf(const Element &element,
                                ArrayRef<AffineExpr> dims) {
  Value empty = tensor::EmptyOp::create(builder, loc, sizesOf(dims),
                                        elementOf(element.value));
  SmallVector<utils::IteratorType> loops(dims.size(),
                                         utils::IteratorType::parallel);
  SmallVector<AffineMap> maps{builder.getMultiDimIdentityMap(dims.size())};
  return linalg::GenericOp::create(
             builder, loc, TypeRange{empty.getType()}, ValueRange(),
             ValueRange{empty}, maps, loops,
             [&](OpBuilder &b, Location bodyLoc, ValueRange) {
               SmallVector<Value> loopValues;
               for (unsigned i = 0; i < dims.size(); ++i)
                 loopValues.push_back(linalg::IndexOp::create(b, bodyLoc, i));
               SmallVector<Value> indices;
               for (AffineExpr expr : element.index) {
                 for (auto [position, dim] : llvm::enumerate(dims))
                   if (isa<AffineDimExpr>(dim))
                     expr = expr.replace(dim, b.getAffineSymbolExpr(position));
                 indices.push_back(affine::expandAffineExpr(
                     b, bodyLoc, expr, ValueRange(), loopValues));
               }
               Value read = tensor::ExtractOp::create(b, bodyLoc, element.value,
                                                      indices);
               linalg::YieldOp::create(b, bodyLoc, read);
             })
      .getResult(0);
}

Value AttentionRewriter::materialize(const Element &element,
                                     ArrayRef<AffineExpr> dims) {
  if (Value view = viewOf(element, dims))
    return view;
  return copyOf(element, dims);
}

/// kv_b as mla.attention takes it; the weight itself if it has that layout.
Value AttentionRewriter::buildKvB() {
  int64_t N = tracer.sizeOf(match.n), P = tracer.sizeOf(match.p),
          V = tracer.sizeOf(match.v), L = tracer.sizeOf(match.l);
  const Element &key = match.keyWeight, &value = match.valueWeight;
  auto type = cast<RankedTensorType>(key.value.getType());
  auto isRow = [&](AffineExpr expr, AffineExpr feature, int64_t first) {
    std::optional<LinearSum> sum = asLinearSum(expr);
    size_t variables =
        isa<AffineDimExpr>(match.n) + isa<AffineDimExpr>(feature);
    return sum && sum->terms.size() == variables && sum->constant == first &&
           (N == 1 || sum->factorOf(match.n) == P + V) &&
           (tracer.sizeOf(feature) == 1 || sum->factorOf(feature) == 1);
  };
  if (key.value == value.value && type.getRank() == 2 &&
      type.getDimSize(0) == N * (P + V) && type.getDimSize(1) == L &&
      key.index[1] == match.l && value.index[1] == match.l &&
      isRow(key.index[0], match.p, 0) && isRow(value.index[0], match.v, P))
    return key.value;
  Value parts[] = {materialize(key, {match.n, match.p, match.l}),
                   materialize(value, {match.n, match.v, match.l})};
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
  AffineMap map = AffineMap::get(flat.size(), 0, index, op.getContext());
  Value result = attention;
  if (!map.isIdentity()) {
    Value empty = tensor::EmptyOp::create(builder, loc, sizesOf(flat),
                                          type.getElementType());
    SmallVector<AffineMap> maps{map,
                                builder.getMultiDimIdentityMap(flat.size())};
    SmallVector<utils::IteratorType> loops(flat.size(),
                                           utils::IteratorType::parallel);
    result = linalg::GenericOp::create(
                 builder, loc, TypeRange{empty.getType()},
                 ValueRange{attention}, ValueRange{empty}, maps, loops,
                 [](OpBuilder &b, Location bodyLoc, ValueRange args) {
                   linalg::YieldOp::create(b, bodyLoc, args[0]);
                 })
                 .getResult(0);
  }
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
  Value qNope = materialize(match.qNope, over({t, n, match.p}));
  Value cKv = materialize(match.cKv, over({j, match.l}));
  Value qRope, kRope;
  if (match.qRope) {
    qRope = materialize(*match.qRope, over({t, n, match.r}));
    kRope = materialize(*match.kRope, over({j, match.r}));
  } else {
    // No rotated part: R = 0.
    SmallVector<OpFoldResult> shape = sizesOf(over({t, n}));
    shape.push_back(builder.getIndexAttr(0));
    qRope = tensor::EmptyOp::create(builder, loc, shape, elementOf(qNope));
    shape.erase(shape.end() - 2);
    kRope = tensor::EmptyOp::create(builder, loc, shape, elementOf(qNope));
  }
  Value kvB = buildKvB();
  SmallVector<AffineExpr> outDims = over({t, n, match.v});
  Value init = tensor::EmptyOp::create(builder, loc, sizesOf(outDims),
                                       elementOf(op->getResult(0)));
  auto attention = AttentionOp::create(builder, loc, TypeRange{init.getType()},
                                       qNope, qRope, cKv, kRope, kvB, init,
                                       builder.getF32FloatAttr(match.scale));
  return toResult(attention.getResult(0), outDims);
}

/// Whether keys are as many as queries, also where sizes are dynamic.
static bool hasAsManyKeys(linalg::LinalgOp op, const AttentionMatch &match,
                          const ElementTracer &tracer, DimAnalysis &dims) {
  if (!ShapedType::isDynamic(tracer.sizeOf(match.t)))
    return true;
  // What each size comes from, wherever it shows; one in common is enough.
  SmallVector<DimRoot> queries, keys;
  auto add = [&](Value value, ArrayRef<AffineExpr> index) {
    for (auto [position, expr] : llvm::enumerate(index)) {
      if (expr == match.t)
        queries.push_back(dims.get(value, position));
      if (expr == match.j)
        keys.push_back(dims.get(value, position));
    }
  };
  for (auto [position, group] : llvm::enumerate(match.resultDims))
    if (group.size() == 1 && group[0] == match.t)
      queries.push_back(dims.get(op.getDpsInits()[0], position));
  add(match.qNope.value, match.qNope.index);
  add(match.cKv.value, match.cKv.index);
  for (const Element &element : match.scores)
    add(element.value, element.index);
  return llvm::any_of(queries, [&](const DimRoot &root) {
    return llvm::is_contained(keys, root);
  });
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

namespace {
struct RecognizeAttention final
    : mla::impl::RecognizeAttentionPassBase<RecognizeAttention> {
  void runOnOperation() override {
    numRecognized = 0;
    SmallVector<linalg::LinalgOp> candidates;
    getOperation()->walk([&](linalg::LinalgOp op) {
      if (op.hasPureTensorSemantics() && op.getNumReductionLoops() == 1 &&
          op.getNumDpsInputs() == 2)
        candidates.push_back(op);
    });
    DimAnalysis dims;
    // From the end: the last product of the absorbed form comes before the one
    // in it, which on its own only looks like attention.
    llvm::SmallPtrSet<Operation *, 8> done;
    for (linalg::LinalgOp op : llvm::reverse(candidates))
      if (!done.contains(op))
        recognize(op, dims, done);
    numRecognized += recognizeRmsNorms(getOperation());
    if (numRecognized == 0)
      return;
    // What only the replaced ops used.
    getOperation()->walk<WalkOrder::PostOrder, ReverseIterator>(
        [](Operation *op) {
          if (isOpTriviallyDead(op))
            op->erase();
        });
  }

private:
  void recognize(linalg::LinalgOp op, DimAnalysis &dims,
                 llvm::SmallPtrSetImpl<Operation *> &done) {
    ElementTracer tracer(op.getContext());
    NearMiss nearMiss;
    auto opts = remark::RemarkOpts::name("RecognizeAttention").category("mla");
    FailureOr<AttentionMatch> match = matchAttention(op, tracer, nearMiss);
    if (succeeded(match) && !hasAsManyKeys(op, *match, tracer, dims)) {
      nearMiss = {op, "cannot see that there are as many keys as queries"};
      match = failure();
    }
    if (succeeded(match)) {
      StringRef operand = findForeignVariable(*match);
      if (!operand.empty()) {
        nearMiss = {op, ("expected " + operand +
                         " to depend on nothing but their own dimensions")
                            .str()};
        match = failure();
      }
    }
    if (failed(match)) {
      if (nearMiss.op)
        remark::missed(nearMiss.op->getLoc(), opts)
            << remark::add("{0}", nearMiss.reason)
            << remark::metric("operation",
                              nearMiss.op->getName().getStringRef());
      return;
    }
    remark::passed(op.getLoc(), opts)
        << remark::add("latent attention")
        << remark::metric("heads", tracer.sizeOf(match->n))
        << remark::metric("kv_lora_rank", tracer.sizeOf(match->l))
        << remark::metric("qk_nope", tracer.sizeOf(match->p))
        << remark::metric("qk_rope", match->qRope ? tracer.sizeOf(match->r) : 0)
        << remark::metric("v_head", tracer.sizeOf(match->v));
    Value result = AttentionRewriter(op, *match, tracer, dims).build();
    op->getResult(0).replaceAllUsesWith(result);
    if (match->latentProduct)
      done.insert(match->latentProduct);
    ++numRecognized;
  }

  unsigned numRecognized = 0;
};
} // namespace
