//===- ExposeRouting.cpp - chosen experts as results of calls -------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Conversion/Passes.h"
#include "mla/Dialect/IR/Dims.h"
#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace mlir::mla {
#define GEN_PASS_DEF_EXPOSEROUTINGPASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

/// The argument, and its dimension, whose size the rows of a value in an
/// outlined function are; none if they are not one's.
static std::optional<std::pair<unsigned, int64_t>> rowsOf(Value value) {
  DimRoot root = DimAnalysis().get(value, 0);
  auto argument = dyn_cast_if_present<BlockArgument>(root.value);
  if (!argument || root.isScalar())
    return std::nullopt;
  return std::pair(argument.getArgNumber(), root.dim);
}

namespace {
/// What an op chooses, and among how many experts: mla.route, or what
/// mla-select-kernels marked: kernels that route.
struct Choice {
  Value experts; ///< [T, K], or null
  int64_t count = 0;
};
} // namespace

static Choice choiceOf(Operation &op) {
  if (auto route = dyn_cast<RouteOp>(op))
    return {route.getResult(0),
            cast<ShapedType>(route.getLogits().getType()).getDimSize(1)};
  if (auto count = op.getAttrOfType<IntegerAttr>("mla.routing"))
    return {op.getResult(1), count.getInt()};
  return {};
}

/// Makes the experts a result of the function, in a destination of their own.
static void addResult(func::FuncOp func, Choice choice) {
  Block &body = func.getBody().front();
  Value experts = choice.experts;
  Location loc = experts.getLoc();
  OpBuilder builder(body.getTerminator());
  unsigned number = func.getNumArguments();
  (void)func.insertArgument(
      number, experts.getType(),
      builder.getDictionaryAttr(
          {builder.getNamedAttr("mla.destination", builder.getUnitAttr()),
           builder.getNamedAttr("mla.routing",
                                builder.getI64IntegerAttr(choice.count))}),
      loc);
  Value result =
      bufferization::MaterializeInDestinationOp::create(
          builder, loc, experts.getType(), experts, func.getArgument(number))
          .getResult();
  Operation *terminator = body.getTerminator();
  terminator->insertOperands(terminator->getNumOperands(), result);
  func.setType(FunctionType::get(func.getContext(), body.getArgumentTypes(),
                                 terminator->getOperandTypes()));
}

/// Gives a call a destination whose rows are those of an operand.
static func::CallOp addDestination(func::CallOp call, func::FuncOp callee,
                                   Type type,
                                   std::pair<unsigned, int64_t> rows) {
  OpBuilder builder(call);
  Location loc = call.getLoc();
  auto tensor = cast<RankedTensorType>(type);
  DimAnalysis dims;
  DimRoot root = dims.get(call.getOperand(rows.first), rows.second);
  Value size;
  if (tensor.isDynamicDim(0))
    size = root.value && !root.isScalar()
               ? tensor::DimOp::create(builder, loc, root.value, root.dim)
                     .getResult()
               : tensor::DimOp::create(builder, loc,
                                       call.getOperand(rows.first), rows.second)
                     .getResult();
  SmallVector<Value> operands(call.getOperands());
  operands.push_back(tensor::EmptyOp::create(
      builder, loc, tensor, size ? ValueRange(size) : ValueRange()));
  auto with = func::CallOp::create(builder, loc, callee, operands);
  call->replaceAllUsesWith(with.getResults().drop_back());
  call.erase();
  return with;
}

namespace {
struct ExposeRouting final : mla::impl::ExposeRoutingPassBase<ExposeRouting> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    llvm::DenseMap<StringRef, SmallVector<func::CallOp>> calls;
    for (auto step : module.getOps<func::FuncOp>())
      if (step->hasAttr("mla.step") && !step.isExternal())
        for (auto call : step.getOps<func::CallOp>())
          calls[call.getCallee()].push_back(call);
    for (auto func : module.getOps<func::FuncOp>()) {
      if (!func->hasAttr("mla.call") || func.isExternal() ||
          !func.getBody().hasOneBlock())
        continue;
      SmallVector<Choice> choices;
      for (Operation &op : func.getBody().front())
        if (Choice choice = choiceOf(op); choice.experts)
          choices.push_back(choice);
      for (Choice choice : choices) {
        auto rows = rowsOf(choice.experts);
        if (!rows)
          continue;
        Type type = choice.experts.getType();
        addResult(func, choice);
        for (func::CallOp &call : calls[func.getSymName()])
          call = addDestination(call, func, type, *rows);
      }
    }
  }
};
} // namespace
