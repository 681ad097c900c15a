//===- FuseExperts.cpp - a layer of experts as one op ---------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fusion.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::mla;

namespace {
/// From the weighted sum up to the norm, and down to the residual stream:
///
///   y = rms_norm(x); experts, weights = route(linear(y, router))
///   offsets, rows, places = moe_plan(experts, slots)
///   h = silu(grouped(y, gate)) * grouped(y, up);  o = grouped(h, down)
///   x + (weighted_sum(o, places, weights) + linear(gated(y), shared_down))
///
/// Where only some rows are asked for, all but the routed experts work on those
/// alone: places, weights, y and x are gathered. The fused op then works on the
/// gathered rows of x as a whole.
class ExpertsMatch {
public:
  ExpertsMatch(linalg::GenericOp op, const WeightedSum &sum)
      : combine(op), sum(sum) {}

  /// Why it is none; nothing if it is one.
  std::optional<StringRef> refuse();
  void fuse(IRRewriter &rewriter);

private:
  std::optional<StringRef> refuseRouted();
  std::optional<StringRef> refuseInput();
  std::optional<StringRef> refuseOutput();
  std::optional<StringRef> refuseShared(Value value);
  std::optional<StringRef> refuseUses();

  /// What a value is gathered from, by the rows that are asked for if there are
  /// some; null if by others.
  Value ungathered(Value value);

  linalg::GenericOp combine;
  WeightedSum sum;
  Value rows; ///< asked for; null: all
  GroupedMatmulOp gate, up, down;
  MoePlanOp plan;
  RouteOp route;
  LinearOp router, sharedGateUp, sharedDown;
  RmsNormOp norm;
  Value x;                        ///< the residual stream, gathered
  linalg::GenericOp last;         ///< what adds to it
  SmallVector<Operation *> inner; ///< all ops but the last
};
} // namespace

Value ExpertsMatch::ungathered(Value value) {
  if (!rows)
    return value;
  std::optional<RowGather> gather = asRowGather(value);
  if (!gather || gather->rows != rows)
    return Value();
  inner.push_back(value.getDefiningOp());
  return gather->source;
}

/// Up to the norm.
std::optional<StringRef> ExpertsMatch::refuseRouted() {
  if (std::optional<RowGather> gather = asRowGather(sum.places))
    rows = gather->rows;
  Value places = ungathered(sum.places), weights = ungathered(sum.weights);
  if (!places || !weights)
    return "places and weights are read by different rows";
  plan = places.getDefiningOp<MoePlanOp>();
  route = weights.getDefiningOp<RouteOp>();
  if (!plan || !route || places != plan->getResult(2) ||
      weights != route->getResult(1) ||
      plan.getExperts() != route->getResult(0))
    return "places and weights are not those of one routing";
  down = sum.outputs.getDefiningOp<GroupedMatmulOp>();
  Operation *product = down ? down.getInput().getDefiningOp() : nullptr;
  std::optional<SiluProduct> silu;
  if (product)
    silu = asSiluProduct(product);
  if (!silu)
    return "the experts are not silu(gate) * up, then down";
  gate = silu->gate.getDefiningOp<GroupedMatmulOp>();
  up = silu->up.getDefiningOp<GroupedMatmulOp>();
  if (!gate || !up || gate.getInput() != up.getInput())
    return "gate and up are not matmuls of one input";
  for (GroupedMatmulOp op : {gate, up})
    if (op.getOffsets() != plan->getResult(0) ||
        op.getRows() != plan->getResult(1))
      return "gate or up follows another plan";
  if (down.getOffsets() != plan->getResult(0) || down.getRows())
    return "down follows another plan";
  llvm::append_range(inner, ArrayRef<Operation *>{combine, plan, route, down,
                                                  product, gate, up});
  return std::nullopt;
}

/// The norm and the router.
std::optional<StringRef> ExpertsMatch::refuseInput() {
  norm = gate.getInput().getDefiningOp<RmsNormOp>();
  router = route.getLogits().getDefiningOp<LinearOp>();
  if (!norm)
    return "its input is not normalised here";
  if (!router || router.getX() != norm->getResult(0) || router.getGated() ||
      router.getResidual() || router.getNormWeight())
    return "the router does not read the experts' input";
  auto numExperts = [](Value weight) {
    return cast<ShapedType>(weight.getType()).getDimSize(0);
  };
  if (numExperts(router.getWeight()) != numExperts(gate.getWeight()))
    return "the router chooses among another number of experts";
  for (Value weight : {Value(gate.getWeight()), Value(up.getWeight()),
                       Value(down.getWeight()), Value(route.getBias())})
    if (weight && !isa<FloatType>(elementOf(weight)))
      return "its weights are not floating point";
  Type type = elementOf(norm.getInput());
  Operation *product = down.getInput().getDefiningOp();
  for (Value value : {norm->getResult(0), gate->getResult(0), up->getResult(0),
                      product->getResult(0), down->getResult(0)})
    if (elementOf(value) != type)
      return "its parts are rounded to different types";
  inner.push_back(norm);
  inner.push_back(router);
  return std::nullopt;
}

/// A value's only user.
static Operation *onlyUser(Value value) {
  return value.hasOneUse() ? *value.getUsers().begin() : nullptr;
}

/// From the weighted sum to the residual stream.
std::optional<StringRef> ExpertsMatch::refuseOutput() {
  Type type = elementOf(norm.getInput());
  Value mlp = combine->getResult(0);
  if (!type.isF32()) {
    Operation *rounding = onlyUser(mlp);
    if (!rounding || !isTruncation(rounding))
      return "the weighted sum is not rounded to the type of activations";
    inner.push_back(rounding);
    mlp = rounding->getResult(0);
  }
  // x + mlp, or x + (mlp + shared)
  for (bool mayBeShared : {true, false}) {
    Operation *user = onlyUser(mlp);
    std::optional<ScaledSum> add;
    if (user)
      add = asScaledSum(user);
    if (!add || add->scale != 1.0 || elementOf(user->getResult(0)) != type)
      return "what the experts give is not added to the residual stream";
    Value other = add->x == mlp ? add->y : add->x;
    std::optional<RowGather> gather = asRowGather(other);
    Value source = gather && gather->rows == rows ? gather->source : other;
    if (source == norm.getInput() && (source != other) == bool(rows)) {
      x = other;
      last = cast<linalg::GenericOp>(user);
      return std::nullopt;
    }
    if (!mayBeShared)
      break;
    if (std::optional<StringRef> reason = refuseShared(other))
      return reason;
    inner.push_back(user);
    mlp = user->getResult(0);
  }
  return "what the experts give is not added to the input of their norm";
}

std::optional<StringRef> ExpertsMatch::refuseShared(Value value) {
  sharedDown = value.getDefiningOp<LinearOp>();
  sharedGateUp =
      sharedDown ? sharedDown.getX().getDefiningOp<LinearOp>() : LinearOp();
  if (!sharedGateUp || !sharedGateUp.getGated() || sharedDown.getGated() ||
      sharedDown.getResidual() || sharedDown.getNormWeight())
    return "the shared experts are not one gated projection and one back";
  Type type = elementOf(norm.getInput());
  if (elementOf(sharedDown->getResult(0)) != type ||
      elementOf(sharedGateUp->getResult(0)) != type)
    return "the shared experts are rounded to another type";
  if (ungathered(sharedGateUp.getX()) != norm->getResult(0))
    return "the shared experts have another input";
  inner.push_back(sharedGateUp);
  inner.push_back(sharedDown);
  return std::nullopt;
}

/// Nothing else reads what is computed between x and the result.
std::optional<StringRef> ExpertsMatch::refuseUses() {
  Block *block = combine->getBlock();
  auto isInner = [&](Operation *user) {
    Operation *op = block->findAncestorOpInBlock(*user);
    return op && (op == last.getOperation() || llvm::is_contained(inner, op));
  };
  if (llvm::is_contained(inner, last.getOutputs()[0].getDefiningOp()))
    return "the sum overwrites what it is made of";
  for (Operation *op : inner)
    if (op->getBlock() != block || !llvm::all_of(op->getUsers(), isInner))
      return "something between norm and sum has other uses";
  return std::nullopt;
}

std::optional<StringRef> ExpertsMatch::refuse() {
  if (std::optional<StringRef> reason = refuseRouted())
    return reason;
  if (std::optional<StringRef> reason = refuseInput())
    return reason;
  if (std::optional<StringRef> reason = refuseOutput())
    return reason;
  return refuseUses();
}

/// out[s] = source[rows[s]]
static Value gatherVector(OpBuilder &builder, Location loc, Value source,
                          Value rows) {
  Value init = tensor::EmptyOp::create(
      builder, loc, tensor::getMixedSizes(builder, loc, rows),
      elementOf(source));
  SmallVector<AffineMap> maps(2, builder.getMultiDimIdentityMap(1));
  return linalg::GenericOp::create(
             builder, loc, TypeRange(init.getType()), rows, init, maps,
             utils::IteratorType::parallel,
             [&](OpBuilder &b, Location at, ValueRange args) {
               Value row =
                   arith::IndexCastOp::create(b, at, b.getIndexType(), args[0]);
               Value element = tensor::ExtractOp::create(b, at, source, row);
               linalg::YieldOp::create(b, at, element);
             })
      .getResult(0);
}

void ExpertsMatch::fuse(IRRewriter &rewriter) {
  Location loc = combine.getLoc();
  rewriter.setInsertionPoint(last);
  Value slots = plan.getSlots();
  if (slots && rows)
    slots = gatherVector(rewriter, loc, slots, rows);
  Value init = last.getOutputs()[0];
  int64_t topK = cast<ShapedType>(route.getExperts().getType()).getDimSize(1);
  auto fused = ExpertMlpOp::create(
      rewriter, loc, TypeRange(init.getType()), x, norm.getWeight(),
      router.getWeight(), gate.getWeight(), up.getWeight(), down.getWeight(),
      route.getBias(), slots, sharedGateUp ? sharedGateUp.getWeight() : Value(),
      sharedDown ? sharedDown.getWeight() : Value(), init,
      rewriter.getI64IntegerAttr(topK), norm.getEpsAttr(),
      route.getScoringAttr(), route.getNGroupAttr(), route.getTopkGroupAttr(),
      route.getGroupScoreAttr(), route.getNormalizeAttr(),
      route.getScalingAttr());
  remarkFused(loc, "a layer of experts as one")
      << remark::metric(
             "experts",
             cast<ShapedType>(router.getWeight().getType()).getDimSize(0))
      << remark::metric("top_k", topK)
      << remark::metric("shared", sharedDown ? "yes" : "no");
  rewriter.replaceOp(last, fused);
}

/// Whether some weighted sum reads where the choices of a plan went, if it is
/// on tensors.
static bool isSummed(MoePlanOp plan) {
  if (!plan.hasPureTensorSemantics())
    return true;
  return llvm::any_of(plan->getResult(2).getUsers(), [](Operation *user) {
    return asWeightedSum(user) ||
           (user->getNumResults() == 1 && asRowGather(user->getResult(0)));
  });
}

void mlir::mla::fuseExperts(Block &block, IRRewriter &rewriter) {
  constexpr StringLiteral what = "the layer of experts stays apart";
  for (auto plan : block.getOps<MoePlanOp>())
    if (!isSummed(plan))
      remarkNotFused(plan.getLoc(), what, "no weighted sum reads its places");
  for (auto op : llvm::to_vector(block.getOps<linalg::GenericOp>())) {
    std::optional<WeightedSum> sum = asWeightedSum(op);
    if (!sum)
      continue;
    ExpertsMatch match(op, *sum);
    if (std::optional<StringRef> reason = match.refuse())
      remarkNotFused(op.getLoc(), what, *reason);
    else
      match.fuse(rewriter);
  }
}
