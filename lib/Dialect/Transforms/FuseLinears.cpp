//===- FuseLinears.cpp - projections and what stands around them ----------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fusion.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/STLExtras.h"

#include <cmath>

using namespace mlir;
using namespace mlir::mla;

/// The ops of a kind that stand in a block now.
template <typename OpTy> static SmallVector<OpTy> opsOf(Block &block) {
  return llvm::to_vector(block.getOps<OpTy>());
}

/// A linear op that nothing was fused with.
static bool isPlain(LinearOp op) {
  return op && op.hasPureTensorSemantics() && !op.getGated() &&
         !op.getResidual() && !op.getNormWeight();
}

/// The one op that uses a value, if it is one.
static Operation *onlyUser(Value value) {
  return value.hasOneUse() ? *value.getUsers().begin() : nullptr;
}

//===----------------------------------------------------------------------===//
// Matmuls
//===----------------------------------------------------------------------===//

/// (m, k) x (n, k) -> (m, n)
static bool hasWeightRows(linalg::MatmulOp op) {
  MLIRContext *context = op.getContext();
  AffineExpr m, n, k;
  bindDims(context, m, n, k);
  AffineMap expected[] = {AffineMap::get(3, 0, {m, k}, context),
                          AffineMap::get(3, 0, {n, k}, context),
                          AffineMap::get(3, 0, {m, n}, context)};
  return llvm::equal(op.getIndexingMapsArray(), expected);
}

/// A projection multiplies with a static weight: a parameter, or what a
/// function was given. Why it cannot be an mla.linear; nothing if it can.
static std::optional<StringRef> refuseLinear(linalg::MatmulOp op) {
  if (!elementOf(op->getResult(0)).isF32())
    return "its sums are not in f32";
  auto fill = op.getOutputs()[0].getDefiningOp<linalg::FillOp>();
  if (!fill || !matchPattern(fill.getInputs()[0], m_AnyZeroFloat()))
    return "the sum does not start at zero";
  return std::nullopt;
}

static bool isProjection(linalg::MatmulOp op) {
  Value weight = op.getInputs()[1];
  return op.hasPureTensorSemantics() && hasWeightRows(op) &&
         cast<ShapedType>(weight.getType()).hasStaticShape() &&
         isa<FloatType>(elementOf(weight)) &&
         isa<FloatType>(elementOf(op.getInputs()[0])) &&
         !cast<ShapedType>(op.getInputs()[0].getType()).isDynamicDim(1) &&
         (isa<BlockArgument>(weight) || weight.getDefiningOp<GetParamOp>());
}

void mlir::mla::makeLinears(Block &block, IRRewriter &rewriter) {
  for (auto op : opsOf<linalg::MatmulOp>(block)) {
    if (!isProjection(op))
      continue;
    if (std::optional<StringRef> reason = refuseLinear(op)) {
      remarkNotFused(op.getLoc(), "no mla.linear", *reason);
      continue;
    }
    // The rounding after it is a part of it.
    Operation *last = op;
    Value init =
        op.getOutputs()[0].getDefiningOp<linalg::FillOp>().getOutputs()[0];
    if (Operation *user = onlyUser(op->getResult(0));
        user && user->getBlock() == &block && isTruncation(user)) {
      last = user;
      init = cast<linalg::GenericOp>(user).getOutputs()[0];
    }
    rewriter.setInsertionPoint(last);
    auto linear = LinearOp::create(
        rewriter, op.getLoc(), TypeRange(init.getType()), op.getInputs()[0],
        op.getInputs()[1], /*norm_weight=*/Value(), /*residual=*/Value(), init,
        /*gated=*/false, /*eps=*/FloatAttr());
    rewriter.replaceOp(last, linear);
    if (last != op)
      rewriter.eraseOp(op);
  }
}

//===----------------------------------------------------------------------===//
// Gate and up
//===----------------------------------------------------------------------===//

static std::optional<std::string> refuseGated(LinearOp gate, LinearOp up,
                                              linalg::GenericOp product,
                                              Weights &weights) {
  if (!isPlain(gate) || !isPlain(up))
    return "a factor is not a projection alone";
  if (gate == up || gate.getX() != up.getX())
    return "gate and up are not projections of one input";
  if (!gate->hasOneUse() || !up->hasOneUse())
    return "gate or up has other uses";
  Type type = elementOf(product->getResult(0));
  if (elementOf(gate->getResult(0)) != type ||
      elementOf(up->getResult(0)) != type)
    return "gate and up are rounded to another type than their product";
  for (Value weight : {gate.getWeight(), up.getWeight()})
    if (std::optional<std::string> reason = weights.refuseJoin(weight))
      return reason;
  return weights.refuseJoin(gate.getWeight(), up.getWeight());
}

void mlir::mla::fuseGatedLinears(Block &block, Weights &weights,
                                 IRRewriter &rewriter) {
  for (auto product : opsOf<linalg::GenericOp>(block)) {
    std::optional<SiluProduct> match = asSiluProduct(product);
    if (!match)
      continue;
    auto gate = match->gate.getDefiningOp<LinearOp>();
    auto up = match->up.getDefiningOp<LinearOp>();
    if (!gate || !up)
      continue; // of experts
    if (std::optional<std::string> reason =
            refuseGated(gate, up, product, weights)) {
      remarkNotFused(product.getLoc(), "silu and product stay apart", *reason);
      continue;
    }
    rewriter.setInsertionPoint(product);
    Value weight = weights.join(rewriter, {gate.getWeight(), up.getWeight()});
    Value init = product.getOutputs()[0];
    auto linear = LinearOp::create(
        rewriter, product.getLoc(), TypeRange(init.getType()), gate.getX(),
        weight, Value(), Value(), init, /*gated=*/true, FloatAttr());
    remarkFused(product.getLoc(), "gate, up, silu and product as one")
        << remark::metric("parameter", weights.nameOf(weight));
    rewriter.replaceOp(product, linear);
    for (LinearOp op : {gate, up}) {
      Operation *oldWeight = op.getWeight().getDefiningOp();
      rewriter.eraseOp(op);
      rewriter.eraseOp(oldWeight);
    }
  }
}

//===----------------------------------------------------------------------===//
// One input
//===----------------------------------------------------------------------===//

/// The size of a destination's first dimension.
static OpFoldResult rowsOf(OpBuilder &builder, Value init) {
  if (auto empty = init.getDefiningOp<tensor::EmptyOp>())
    return empty.getMixedSizes().front();
  return tensor::getMixedSize(builder, init.getLoc(), init, 0);
}

/// One linear, and a slice of its columns for each of the old ones.
static void join(ArrayRef<LinearOp> linears, Weights &weights,
                 IRRewriter &rewriter) {
  LinearOp first = linears.front();
  SmallVector<Value> oldWeights;
  SmallVector<Location> locs;
  for (LinearOp op : linears) {
    oldWeights.push_back(op.getWeight());
    locs.push_back(op.getLoc());
  }
  Location loc = rewriter.getFusedLoc(locs);
  rewriter.setInsertionPoint(first);
  Value weight = weights.join(rewriter, oldWeights);
  Value x = first.getX();
  // Not the size of x: that would be another use of a norm's result.
  OpFoldResult rows = rowsOf(rewriter, first.getInit());
  int64_t width = cast<ShapedType>(weight.getType()).getDimSize(0);
  Value init = tensor::EmptyOp::create(
      rewriter, loc, ArrayRef<OpFoldResult>{rows, rewriter.getIndexAttr(width)},
      elementOf(first->getResult(0)));
  auto all =
      LinearOp::create(rewriter, loc, TypeRange(init.getType()), x, weight,
                       Value(), Value(), init, /*gated=*/false, FloatAttr());
  remarkFused(loc, "matmuls of one input as one")
      << remark::metric("parameter", weights.nameOf(weight))
      << remark::metric("matmuls", linears.size());
  int64_t column = 0;
  for (LinearOp op : linears) {
    int64_t size = cast<ShapedType>(op.getWeight().getType()).getDimSize(0);
    SmallVector<OpFoldResult> offsets{rewriter.getIndexAttr(0),
                                      rewriter.getIndexAttr(column)};
    SmallVector<OpFoldResult> sizes{rows, rewriter.getIndexAttr(size)};
    SmallVector<OpFoldResult> strides(2, rewriter.getIndexAttr(1));
    Value part = tensor::ExtractSliceOp::create(
        rewriter, op.getLoc(),
        cast<RankedTensorType>(op->getResult(0).getType()), all->getResult(0),
        offsets, sizes, strides);
    Operation *oldWeight = op.getWeight().getDefiningOp();
    rewriter.replaceOp(op, part);
    rewriter.eraseOp(oldWeight);
    column += size;
  }
}

void mlir::mla::joinLinears(Block &block, Weights &weights,
                            IRRewriter &rewriter) {
  llvm::MapVector<Value, SmallVector<LinearOp>> byInput;
  for (auto op : opsOf<LinearOp>(block))
    if (isPlain(op))
      byInput[op.getX()].push_back(op);
  for (auto &[input, ops] : byInput) {
    if (ops.size() < 2)
      continue;
    auto refuse = [](LinearOp op, StringRef reason) {
      remarkNotFused(op.getLoc(),
                     "not joined with the other matmuls of its "
                     "input",
                     reason);
    };
    // Groups that can be joined, by the first of each.
    SmallVector<SmallVector<LinearOp>> groups;
    std::string whyApart;
    for (LinearOp op : ops) {
      if (std::optional<std::string> reason =
              weights.refuseJoin(op.getWeight())) {
        refuse(op, *reason);
        continue;
      }
      auto goesWith = [&](SmallVector<LinearOp> &group) {
        LinearOp first = group.front();
        std::optional<std::string> reason =
            weights.refuseJoin(first.getWeight(), op.getWeight());
        if (!reason &&
            elementOf(first->getResult(0)) != elementOf(op->getResult(0)))
          reason = "the results have different types";
        if (reason)
          whyApart = *reason;
        return !reason;
      };
      auto *group = llvm::find_if(groups, goesWith);
      if (group == groups.end())
        groups.push_back({op});
      else
        group->push_back(op);
    }
    for (ArrayRef<LinearOp> group : groups) {
      if (group.size() > 1)
        join(group, weights, rewriter);
      else if (groups.size() > 1)
        refuse(group.front(), whyApart);
    }
  }
}

//===----------------------------------------------------------------------===//
// Residuals
//===----------------------------------------------------------------------===//

/// A linear op with other operands or another result in its place.
static LinearOp recreate(LinearOp op, Value x, Value normWeight, FloatAttr eps,
                         Value residual, Value init, IRRewriter &rewriter) {
  return LinearOp::create(rewriter, op.getLoc(), TypeRange(init.getType()), x,
                          op.getWeight(), normWeight, residual, init,
                          op.getGated(), eps);
}

static std::optional<std::string> refuseResidual(LinearOp op, Value residual,
                                                 double scale, Value sum) {
  if (op.getGated())
    return "the term is a product of two projections";
  if (!op->hasOneUse())
    return "the term has other uses";
  if (scale != 1.0)
    return "the term is scaled, and mla.linear does not scale";
  if (elementOf(op->getResult(0)) != elementOf(sum) ||
      elementOf(residual) != elementOf(sum))
    return "term, residual and sum differ in type";
  return std::nullopt;
}

void mlir::mla::fuseResiduals(Block &block, IRRewriter &rewriter) {
  constexpr StringLiteral what = "the residual is added apart";
  for (auto sum : opsOf<linalg::GenericOp>(block)) {
    if (isBiasAddition(sum) && sum.getInputs()[0].getDefiningOp<LinearOp>()) {
      remarkNotFused(sum.getLoc(), "the bias is added apart",
                     "mla.linear has none");
      continue;
    }
    std::optional<ScaledSum> match = asScaledSum(sum);
    if (!match)
      continue;
    // The later operand is the term, as in x + f(x), if both could be.
    auto op = match->y.getDefiningOp<LinearOp>();
    Value residual = match->x;
    if (!op && match->scale == 1.0) {
      op = match->x.getDefiningOp<LinearOp>();
      residual = match->y;
    }
    if (!op || op.getResidual())
      continue;
    if (std::optional<std::string> reason =
            refuseResidual(op, residual, match->scale, sum->getResult(0))) {
      remarkNotFused(sum.getLoc(), what, *reason);
      continue;
    }
    rewriter.setInsertionPoint(sum);
    auto fused = recreate(op, op.getX(), op.getNormWeight(), op.getEpsAttr(),
                          residual, sum.getOutputs()[0], rewriter);
    remarkFused(op.getLoc(), "matmul and residual as one");
    rewriter.replaceOp(sum, fused);
    rewriter.eraseOp(op);
  }
}

//===----------------------------------------------------------------------===//
// Norms
//===----------------------------------------------------------------------===//

void mlir::mla::fuseNorms(Block &block, IRRewriter &rewriter) {
  constexpr StringLiteral what = "the norm before it stays apart";
  for (auto op : opsOf<LinearOp>(block)) {
    auto norm = op.getX().getDefiningOp<RmsNormOp>();
    if (!norm || op.getNormWeight())
      continue;
    if (!norm->hasOneUse()) {
      remarkNotFused(op.getLoc(), what, "its result has other uses");
      continue;
    }
    if (elementOf(norm.getInput()) != elementOf(norm->getResult(0))) {
      remarkNotFused(op.getLoc(), what, "it changes the type of its input");
      continue;
    }
    rewriter.setInsertionPoint(op);
    auto fused =
        recreate(op, norm.getInput(), norm.getWeight(), norm.getEpsAttr(),
                 op.getResidual(), op.getInit(), rewriter);
    remarkFused(op.getLoc(), "norm and matmul as one");
    rewriter.replaceOp(op, fused);
    rewriter.eraseOp(norm);
  }
}

void mlir::mla::fuseAddNorms(Block &block, IRRewriter &rewriter) {
  constexpr StringLiteral what = "sum and norm stay apart";
  for (auto norm : opsOf<RmsNormOp>(block)) {
    Operation *sum = norm.getInput().getDefiningOp();
    std::optional<ScaledSum> match;
    if (sum && sum->getBlock() == &block)
      match = asScaledSum(sum);
    if (!match)
      continue;
    if (cast<ShapedType>(norm.getInput().getType()).getRank() != 2) {
      remarkNotFused(norm.getLoc(), what, "they are not [T, H]");
      continue;
    }
    if (!std::isfinite(static_cast<float>(match->scale)) ||
        static_cast<float>(match->scale) <= 0.0f) {
      remarkNotFused(norm.getLoc(), what, "the term's factor is not positive");
      continue;
    }
    if (llvm::any_of(sum->getUsers(), [&](Operation *user) {
          return block.findAncestorOpInBlock(*user)->isBeforeInBlock(norm);
        })) {
      remarkNotFused(norm.getLoc(), what, "the sum is used before the norm");
      continue;
    }
    if (norm.getInit() == sum->getResult(0)) {
      remarkNotFused(norm.getLoc(), what, "the norm is written over the sum");
      continue;
    }
    rewriter.setInsertionPoint(norm);
    Value sumInit = cast<linalg::GenericOp>(sum).getOutputs()[0];
    Value init = norm.getInit();
    auto fused = AddRmsNormOp::create(
        rewriter, norm.getLoc(), TypeRange{sumInit.getType(), init.getType()},
        match->x, match->y, norm.getWeight(), sumInit, init, norm.getEpsAttr(),
        rewriter.getF32FloatAttr(static_cast<float>(match->scale)));
    remarkFused(norm.getLoc(), "sum and norm as one");
    rewriter.replaceOp(norm, fused->getResult(1));
    rewriter.replaceOp(sum, fused->getResult(0));
  }
}
