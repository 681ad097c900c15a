//===- RecognizeRope.cpp - mla.rope from its parts ------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RecognizeRope.h"

#include "Materialize.h"
#include "RopeMatch.h"

#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include <algorithm>

using namespace mlir;
using namespace mlir::mla;

namespace {
/// Builds `mla.rope` over tokens and heads, and the views around it.
class RopeRewriter {
public:
  RopeRewriter(OpBuilder &builder, Location loc, const RopeMatch &match,
               ElementTracer &tracer, Sizes &sizes)
      : builder(builder), loc(loc), match(match), tracer(tracer),
        make(builder, loc, tracer, sizes) {}

  Value build(RankedTensorType type);
  bool isComplete() const { return make.isComplete(); }

private:
  void splitDims();
  Value collapse(Value tensor, ArrayRef<size_t> groupSizes);
  Value buildPositions();
  Value toResult(Value rope, RankedTensorType type);

  OpBuilder &builder;
  Location loc;
  const RopeMatch &match;
  ElementTracer &tracer;
  Materializer make;
  /// Variables that number tokens, and those of the heads (one at most).
  SmallVector<AffineExpr> tokens, heads;
};
} // namespace

/// Tokens are what positions depend on, what is dynamic, and all but the last
/// of the rest. What is repeated for a dimension is rotated once.
void RopeRewriter::splitDims() {
  for (AffineExpr dim : llvm::reverse(match.dims)) {
    if (!isa<AffineDimExpr>(dim) || dim == match.feature)
      continue;
    bool hasPosition = match.positions
                           ? match.positions->dependsOn(dim)
                           : Element{{}, {match.positionIndex}}.dependsOn(dim);
    if (!hasPosition && !match.input.dependsOn(dim))
      continue;
    bool isHead = !hasPosition && heads.empty() &&
                  !ShapedType::isDynamic(tracer.sizeOf(dim));
    (isHead ? heads : tokens).insert((isHead ? heads : tokens).begin(), dim);
  }
}

/// Consecutive dimensions as one; a group of none is a dimension of size 1.
Value RopeRewriter::collapse(Value tensor, ArrayRef<size_t> groupSizes) {
  SmallVector<ReassociationIndices> groups;
  int64_t next = 0;
  for (size_t size : groupSizes) {
    groups.emplace_back();
    for (size_t i = 0; i < size; ++i)
      groups.back().push_back(next++);
  }
  if (llvm::all_of(groupSizes, [](size_t size) { return size == 1; }))
    return tensor;
  if (llvm::is_contained(groupSizes, 0u)) {
    // No token variable: one token.
    auto type = cast<RankedTensorType>(tensor.getType());
    SmallVector<int64_t> shape{1};
    llvm::append_range(shape, type.getShape());
    SmallVector<ReassociationIndices> expand;
    if (type.getRank() != 0)
      expand.push_back({0, 1});
    for (int64_t dim = 1; dim < type.getRank(); ++dim)
      expand.push_back({dim + 1});
    return tensor::ExpandShapeOp::create(
        builder, loc, RankedTensorType::get(shape, type.getElementType()),
        tensor, expand);
  }
  return tensor::CollapseShapeOp::create(builder, loc, tensor, groups);
}

/// Positions of all tokens as i32.
Value RopeRewriter::buildPositions() {
  Value init = make.empty(tokens, builder.getI32Type());
  SmallVector<utils::IteratorType> loops(tokens.size(),
                                         utils::IteratorType::parallel);
  SmallVector<AffineMap> maps;
  SmallVector<Value> inputs;
  AffineMap identity = builder.getMultiDimIdentityMap(tokens.size());
  if (match.positions) {
    // Over the variables it has, broadcast to the others.
    SmallVector<AffineExpr> own, places;
    for (auto [position, dim] : llvm::enumerate(tokens))
      if (match.positions->dependsOn(dim)) {
        own.push_back(dim);
        places.push_back(builder.getAffineDimExpr(position));
      }
    inputs.push_back(make.materialize(*match.positions, own));
    maps.push_back(
        AffineMap::get(tokens.size(), 0, places, builder.getContext()));
  }
  maps.push_back(identity);
  Value positions =
      linalg::GenericOp::create(
          builder, loc, TypeRange{init.getType()}, inputs, ValueRange{init},
          maps, loops,
          [&](OpBuilder &b, Location bodyLoc, ValueRange args) {
            Value number = args[0];
            if (!match.positions) {
              std::optional<LinearSum> sum = asLinearSum(match.positionIndex);
              auto *it = llvm::find(tokens, sum->terms[0].first);
              number = linalg::IndexOp::create(b, bodyLoc, it - tokens.begin());
              if (sum->constant != 0)
                number = arith::AddIOp::create(
                    b, bodyLoc, number,
                    arith::ConstantIndexOp::create(b, bodyLoc, sum->constant));
            }
            Type i32 = b.getI32Type();
            if (number.getType().isIndex())
              number = arith::IndexCastOp::create(b, bodyLoc, i32, number);
            else if (number.getType().getIntOrFloatBitWidth() > 32)
              number = arith::TruncIOp::create(b, bodyLoc, i32, number);
            else if (number.getType() != i32)
              number = arith::ExtSIOp::create(b, bodyLoc, i32, number);
            linalg::YieldOp::create(b, bodyLoc, number);
          })
          .getResult(0);
  return collapse(positions, {tokens.size()});
}

/// Back to the dimensions, and the layout of pairs, of the result.
Value RopeRewriter::toResult(Value rope, RankedTensorType type) {
  AffineExpr token = builder.getAffineConstantExpr(0);
  for (AffineExpr dim : tokens)
    token = token * tracer.toExpr(tracer.fullSizeOf(dim)) + dim;
  Element element{rope, {token}};
  element.index.append(heads.begin(), heads.end());
  SmallVector<AffineExpr> dims;
  SmallVector<size_t> groups;
  for (const auto &group : match.resultDims) {
    size_t before = dims.size();
    llvm::copy_if(group, std::back_inserter(dims), [&](AffineExpr dim) {
      return isa<AffineDimExpr>(dim) && dim != match.feature;
    });
    if (dims.size() != before)
      groups.push_back(dims.size() - before);
  }
  groups.push_back(1);
  if (match.inputLayout == match.resultLayout) {
    element.index.push_back(match.feature);
    dims.push_back(match.feature);
  } else {
    int64_t half = type.getShape().back() / 2;
    AffineExpr pair = tracer.newDim(half), part = tracer.newDim(2);
    bool isHalf = match.inputLayout == PairLayout::Half;
    element.index.push_back(isHalf ? part * half + pair : pair * 2 + part);
    if (isHalf)
      dims.append({pair, part});
    else
      dims.append({part, pair});
    groups.back() = 2;
  }
  Value result = make.materialize(element, dims);
  return make.withUnitDims(collapse(result, groups), type);
}

Value RopeRewriter::build(RankedTensorType type) {
  splitDims();
  SmallVector<AffineExpr> dims(tokens);
  dims.append(heads.begin(), heads.end());
  dims.push_back(match.feature);
  SmallVector<size_t> groups{tokens.size()};
  groups.append(heads.size() + 1, 1);
  Value input = collapse(make.materialize(match.input, dims), groups);
  Value init = collapse(make.empty(dims, type.getElementType()), groups);
  Value positions = buildPositions();
  auto attr = RopeAttr::get(
      builder.getContext(),
      match.inputLayout == PairLayout::Half ? RopeStyle::Half
                                            : RopeStyle::Interleaved,
      builder.getF32FloatAttr(match.scale),
      builder.getDenseF64ArrayAttr(match.invFreq), DenseF64ArrayAttr(), 0);
  auto rope = RopeOp::create(builder, loc, TypeRange{init.getType()}, input,
                             positions, init, attr);
  return toResult(rope.getResult(0), type);
}

/// Results that are more than a copy: the last op of a rotation.
static SmallVector<Value> findCandidates(Operation *root) {
  SmallVector<Value> candidates;
  root->walk([&](Operation *op) {
    bool isCandidate =
        isa<tensor::ConcatOp, tensor::InsertSliceOp, tensor::CollapseShapeOp,
            tensor::ReshapeOp, arith::AddFOp>(op);
    if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
      isCandidate = linalgOp.hasPureTensorSemantics() &&
                    op->getNumResults() == 1 &&
                    linalgOp.getNumParallelLoops() == linalgOp.getNumLoops();
    if (isCandidate && isa<RankedTensorType>(op->getResult(0).getType()))
      candidates.push_back(op->getResult(0));
  });
  return candidates;
}

/// Whether nothing needs a value, as uses of what is made of it were replaced.
static bool isUnused(Value value, unsigned depth = 8) {
  return llvm::all_of(value.getUsers(), [&](Operation *user) {
    return depth != 0 && isMemoryEffectFree(user) &&
           user->getNumResults() != 0 &&
           llvm::all_of(user->getResults(), [&](Value result) {
             return isUnused(result, depth - 1);
           });
  });
}

/// Replaces what is a rotation among `candidates`.
static unsigned recognizeAmong(ArrayRef<Value> candidates, Sizes &sizes,
                               SmallVectorImpl<NearMiss> &nearMisses) {
  unsigned count = 0;
  auto opts = remark::RemarkOpts::name("RecognizeRope").category("mla");
  for (Value result : candidates) {
    if (isUnused(result))
      continue;
    ElementTracer tracer(sizes.getContext(), sizes);
    std::string reason;
    std::optional<RopeMatch> match = matchRope(result, tracer, sizes, reason);
    Operation *op = result.getDefiningOp();
    if (!match) {
      if (!reason.empty())
        nearMisses.push_back({op, reason, "RecognizeRope"});
      continue;
    }
    OpBuilder builder(op);
    auto type = cast<RankedTensorType>(result.getType());
    Operation *before = op->getPrevNode();
    RopeRewriter rewriter(builder, op->getLoc(), *match, tracer, sizes);
    Value rope = rewriter.build(type);
    if (!rewriter.isComplete()) {
      Materializer::discard(before, op);
      nearMisses.push_back(
          {op, "a size has no value before it", "RecognizeRope"});
      continue;
    }
    result.replaceAllUsesWith(rope);
    remark::passed(op->getLoc(), opts)
        << remark::add("rotary embedding")
        << remark::metric("qk_rope", type.getShape().back())
        << remark::metric("style", match->inputLayout == PairLayout::Half
                                       ? "half"
                                       : "interleaved")
        << remark::metric("scale", std::to_string(match->scale));
    ++count;
  }
  return count;
}

unsigned mlir::mla::recognizeRopes(Operation *root, Sizes &sizes,
                                   SmallVectorImpl<NearMiss> &nearMisses) {
  // From the start: the rotation before views and casts of it. What could be
  // one of single pairs may be a part of a larger one.
  SmallVector<Value> candidates = findCandidates(root);
  std::stable_partition(candidates.begin(), candidates.end(), [](Value result) {
    auto type = cast<RankedTensorType>(result.getType());
    return type.getRank() == 0 || type.getShape().back() != 2;
  });
  return recognizeAmong(candidates, sizes, nearMisses);
}

unsigned mlir::mla::recognizeRopesOfAttention(Operation *root, Sizes &sizes) {
  SmallVector<Value> candidates;
  root->walk([&](AttentionOp op) {
    for (Value part : {op.getQRope(), op.getKRope()})
      if (part.getDefiningOp() && !part.getDefiningOp<RopeOp>())
        candidates.push_back(part);
  });
  // What is no rotation here was none before: there is nothing new to say.
  SmallVector<NearMiss> said;
  return recognizeAmong(candidates, sizes, said);
}
