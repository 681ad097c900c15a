//===- ExpertsBlock.cpp - a mixture of experts ----------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Blocks.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::mla;

static constexpr int64_t kDynamic = ShapedType::kDynamic;

Value Blocks::combine(Location loc, Value outputs, Value places,
                      Value weights) {
  int64_t hidden = cast<ShapedType>(outputs.getType()).getDimSize(1);
  Value init = zeros(loc, {kDynamic, hidden});
  AffineExpr t = b.getAffineDimExpr(0), k = b.getAffineDimExpr(1);
  AffineExpr h = b.getAffineDimExpr(2);
  AffineMap choice = AffineMap::get(3, 0, {t, k}, b.getContext());
  AffineMap row = AffineMap::get(3, 0, {t, h}, b.getContext());
  SmallVector<utils::IteratorType> iterators = {utils::IteratorType::parallel,
                                                utils::IteratorType::reduction,
                                                utils::IteratorType::parallel};
  auto generic = linalg::GenericOp::create(
      b, loc, init.getType(), ValueRange{places, weights}, init,
      ArrayRef{choice, choice, row}, iterators,
      [&](OpBuilder &nested, Location at, ValueRange arguments) {
        OpBuilder::InsertionGuard guard(b);
        b.restoreInsertionPoint(nested.saveInsertionPoint());
        Value place = arguments[0], weight = arguments[1], sum = arguments[2];
        // A place of -1 went nowhere: row 0 is read instead, and whatever is
        // there, NaN too, is replaced by 0.
        Value zero = arith::ConstantIntOp::create(b, at, 0, 32);
        Value real = arith::CmpIOp::create(b, at, arith::CmpIPredicate::sge,
                                           place, zero);
        Value clamped = arith::MaxSIOp::create(b, at, place, zero);
        Value index =
            arith::IndexCastOp::create(b, at, b.getIndexType(), clamped);
        Value column = linalg::IndexOp::create(b, at, 2);
        Value element = tensor::ExtractOp::create(b, at, outputs,
                                                  ValueRange{index, column});
        Value term = arith::MulFOp::create(b, at, toF32(at, element), weight);
        Value nothing = constant(at, 0);
        Value guarded = arith::SelectOp::create(b, at, real, term, nothing);
        Value next = arith::AddFOp::create(b, at, sum, guarded);
        linalg::YieldOp::create(b, at, next);
      });
  return toActivation(loc, generic.getResult(0));
}

Value Blocks::experts(StringRef path, Value x) {
  const ModuleNames &names = config.names;
  const ExpertsConfig &experts = config.experts;
  const RoutingConfig &routing = experts.routing;
  int64_t count = experts.count, topK = routing.topK;
  int64_t width = experts.intermediate, hidden = config.hidden;
  auto module = [&](StringRef name) { return (path + "." + name).str(); };
  Type i32 = b.getI32Type(), f32 = b.getF32Type();

  // Choose.
  std::string router = module(names.router);
  Location routerLoc = locationOf(router);
  Value gateWeight =
      param(router + ".weight", {count, hidden}, {.init = Init::Router});
  Value logits = matmul(routerLoc, x, gateWeight);
  Value bias;
  if (routing.correctionBias)
    bias = param(router + ".e_score_correction_bias", {count},
                 {.init = Init::Zero, .alwaysF32 = true});
  Value chosenInit = empty(routerLoc, {kDynamic, topK}, i32);
  Value weightsInit = empty(routerLoc, {kDynamic, topK}, f32);
  auto scoring = routing.sigmoid ? Scoring::Sigmoid : Scoring::Softmax;
  auto groupScore = routing.groupTop2 ? GroupScore::Top2 : GroupScore::Max;
  auto route = RouteOp::create(
      b, routerLoc, TypeRange{chosenInit.getType(), weightsInit.getType()},
      logits, bias, chosenInit, weightsInit,
      ScoringAttr::get(b.getContext(), scoring),
      b.getI64IntegerAttr(routing.groups),
      b.getI64IntegerAttr(routing.topkGroup),
      GroupScoreAttr::get(b.getContext(), groupScore),
      b.getBoolAttr(routing.normalize),
      b.getF32FloatAttr(static_cast<float>(routing.scaling)));
  Value chosen = route->getResult(0), weights = route->getResult(1);

  // Sort by expert.
  std::string expertsPath = module(names.experts);
  Location loc = locationOf(expertsPath);
  Value kSize = arith::ConstantIndexOp::create(b, loc, topK);
  Value numRows = arith::MulIOp::create(b, loc, numTokens, kSize);
  Value offsetsInit = empty(loc, {count + 1}, i32);
  Value rowsInit = empty(loc, {kDynamic}, i32, numRows);
  Value placesInit = empty(loc, {kDynamic, topK}, i32);
  auto plan = MoePlanOp::create(
      b, loc,
      TypeRange{offsetsInit.getType(), rowsInit.getType(),
                placesInit.getType()},
      chosen, /*slots=*/Value(), offsetsInit, rowsInit, placesInit);
  Value offsets = plan->getResult(0), rows = plan->getResult(1);
  Value places = plan->getResult(2);

  // Work.
  auto weightOf = [&](StringRef name, int64_t outputs, int64_t inputs) {
    if (!experts.packed)
      return stackedParam(expertsPath, name, count, {outputs, inputs}, topK);
    bool isDown = name == names.down;
    return packedParam(expertsPath, isDown ? name : names.gateUp, name, count,
                       {outputs, inputs}, name == names.up ? width : 0,
                       isDown ? outputs : 2 * width, topK);
  };
  auto grouped = [&](StringRef name, Value input, int64_t inputs,
                     int64_t outputs, Value inputRows) -> Value {
    Location at = locationOf((expertsPath + "." + name).str());
    Value weight = weightOf(name, outputs, inputs);
    Value init = empty(at, {kDynamic, outputs}, activation, numRows);
    return GroupedMatmulOp::create(b, at, TypeRange(init.getType()), input,
                                   weight, offsets, inputRows, init)
        ->getResult(0);
  };
  Value gate = grouped(names.gate, x, hidden, width, rows);
  Value up = grouped(names.up, x, hidden, width, rows);
  Value product = siluTimes(loc, gate, up);
  Value outputs = grouped(names.down, product, width, hidden, Value());
  Value result = combine(loc, outputs, places, weights);

  if (experts.shared == 0)
    return result;
  Value shared = mlp(module(names.sharedExperts), x, experts.shared * width);
  return addResidual(path, result, shared, 1.0);
}
