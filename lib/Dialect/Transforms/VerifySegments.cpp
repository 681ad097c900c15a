//===- VerifySegments.cpp - what capturing and padding rely on ------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Fusion.h"

#include "mla/Dialect/IR/Dims.h"
#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"

namespace mlir::mla {
#define GEN_PASS_DEF_VERIFYSEGMENTSPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// S1: sizes
//===----------------------------------------------------------------------===//

/// Whether a size of the step's body is arithmetic on constants, T and S.
static bool isTokenCount(DimRoot root, DimAnalysis &dims) {
  if (root.isConstant())
    return true;
  if (!root.isScalar()) {
    if (root.value.getDefiningOp<BatchRowsOp>())
      return true;
    // Of a step with its batch as one value, what is no cache has the rank of
    // tokens and rows of logits.
    auto type = cast<RankedTensorType>(root.value.getType());
    return isa<BlockArgument>(root.value) && type.getRank() == 1 &&
           !getLatentEncoding(type);
  }
  Operation *op = root.value.getDefiningOp();
  return op && op->getNumOperands() > 0 && op->getNumRegions() == 0 &&
         llvm::all_of(op->getOperands(), [&](Value operand) {
           return operand.getType().isIntOrIndex() &&
                  isTokenCount(dims.get(OpFoldResult(operand)), dims);
         });
}

static LogicalResult verifySizes(func::FuncOp step) {
  DimAnalysis dims;
  for (auto segment : step.getBody().front().getOps<SegmentOp>())
    for (auto [number, input] : llvm::enumerate(segment.getInputs())) {
      auto type = cast<RankedTensorType>(input.getType());
      for (int64_t dim = 0; dim < type.getRank(); ++dim)
        if (type.isDynamicDim(dim) && !isTokenCount(dims.get(input, dim), dims))
          return segment.emitOpError()
                 << "expected the size of dimension " << dim << " of operand #"
                 << number
                 << " to be the number of tokens or of logit rows, which a "
                    "graph is captured for";
    }
  return success();
}

//===----------------------------------------------------------------------===//
// S2, S3: padded rows
//===----------------------------------------------------------------------===//

namespace {
/// What of the step's batch a value is.
enum class Origin { Other, Batch, Slots };

/// Follows the step's batch and its slots through regions and calls.
class PaddingVerifier {
public:
  explicit PaddingVerifier(ModuleOp module) : symbols(module) {}

  LogicalResult verifyStep(func::FuncOp step);

private:
  using Origins = llvm::DenseMap<Value, Origin>;

  LogicalResult visitBlock(Block &block, Origins &origins);
  LogicalResult visit(Operation *op, Origins &origins);
  /// A block that sees nothing but its arguments, which stand for `outer`.
  LogicalResult visitNested(ValueRange outer, Block &block,
                            const Origins &origins);
  LogicalResult checkWrites(Operation *op, const Origins &origins);
  LogicalResult checkSlots(Operation *op, Value slots, const Origins &origins);

  SymbolTable symbols;
  llvm::SmallPtrSet<Operation *, 4> active;
};
} // namespace

LogicalResult PaddingVerifier::checkWrites(Operation *op,
                                           const Origins &origins) {
  auto dpsOp = dyn_cast<DestinationStyleOpInterface>(op);
  if (!dpsOp || llvm::none_of(dpsOp.getDpsInits(), [](Value init) {
        return static_cast<bool>(getLatentEncoding(init.getType()));
      }))
    return success();
  for (Value operand : op->getOperands())
    if (isa<BatchType>(operand.getType()) &&
        origins.lookup(operand) == Origin::Batch)
      return success();
  return op->emitOpError() << "writes into a cache: expected it to take the "
                              "step's batch, whose slots keep padded rows out";
}

LogicalResult PaddingVerifier::checkSlots(Operation *op, Value slots,
                                          const Origins &origins) {
  if (!slots)
    return op->emitOpError()
           << "expected slots, so that padded rows route nowhere";
  if (origins.lookup(slots) != Origin::Slots)
    return op->emitOpError() << "expected the slots of the step's batch, so "
                                "that padded rows route nowhere";
  return success();
}

LogicalResult PaddingVerifier::visitNested(ValueRange outer, Block &block,
                                           const Origins &origins) {
  Origins inner;
  for (auto [argument, value] : llvm::zip_equal(block.getArguments(), outer))
    inner[argument] = origins.lookup(value);
  return visitBlock(block, inner);
}

LogicalResult PaddingVerifier::visit(Operation *op, Origins &origins) {
  if (failed(checkWrites(op, origins)))
    return failure();
  if (auto pack = dyn_cast<PackBatchOp>(op)) {
    if (origins.lookup(pack.getSlotMapping()) == Origin::Slots)
      origins[pack.getBatch()] = Origin::Batch;
    return success();
  }
  if (auto rows = dyn_cast<BatchRowsOp>(op)) {
    if (rows.getField() == BatchField::SlotMapping)
      if (origins.lookup(rows.getBatch()) == Origin::Batch)
        origins[rows.getRows()] = Origin::Slots;
    return success();
  }
  if (auto cast = dyn_cast<tensor::CastOp>(op)) {
    origins[cast.getDest()] = origins.lookup(cast.getSource());
    return success();
  }
  if (auto plan = dyn_cast<MoePlanOp>(op))
    return checkSlots(op, plan.getSlots(), origins);
  if (auto experts = dyn_cast<ExpertMlpOp>(op))
    return checkSlots(op, experts.getSlots(), origins);
  // The slots of the rows that are asked for.
  if (op->getNumResults() == 1)
    if (std::optional<RowGather> gather = asRowGather(op->getResult(0))) {
      origins[op->getResult(0)] = origins.lookup(gather->source);
      return success();
    }
  if (auto call = dyn_cast<func::CallOp>(op)) {
    auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
    if (!callee || callee.isExternal() || !callee.getBody().hasOneBlock() ||
        !active.insert(callee).second)
      return success();
    LogicalResult result =
        visitNested(call.getOperands(), callee.getBody().front(), origins);
    active.erase(callee);
    return result;
  }
  if (isa<SegmentOp, DispatchOp>(op))
    return visitNested(op->getOperands(), op->getRegion(0).front(), origins);
  // Branches and loops: what a loop carries is nothing known.
  for (Region &region : op->getRegions())
    for (Block &block : region)
      if (failed(visitBlock(block, origins)))
        return failure();
  return success();
}

LogicalResult PaddingVerifier::visitBlock(Block &block, Origins &origins) {
  for (Operation &op : block)
    if (failed(visit(&op, origins)))
      return failure();
  return success();
}

/// The place of the slots among the values of a batch that was taken apart.
static constexpr unsigned kSlots = 5;

LogicalResult PaddingVerifier::verifyStep(func::FuncOp step) {
  Origins origins;
  bool isApart = !step.getArguments().empty() &&
                 isa<IndexType>(step.getArgument(0).getType());
  for (BlockArgument argument : step.getArguments()) {
    if (isa<BatchType>(argument.getType()))
      origins[argument] = Origin::Batch;
    if (isApart && argument.getArgNumber() == kSlots)
      origins[argument] = Origin::Slots;
  }
  active.insert(step);
  LogicalResult result = visitBlock(step.getBody().front(), origins);
  active.erase(step);
  return result;
}

namespace {
struct VerifySegments final
    : mla::impl::VerifySegmentsPassBase<VerifySegments> {
  void runOnOperation() override {
    PaddingVerifier padding(getOperation());
    for (auto func : getOperation().getOps<func::FuncOp>()) {
      if (!func->hasAttr("mla.step") || func.isExternal())
        continue;
      if (!func.getBody().hasOneBlock()) {
        func.emitOpError() << "expected a step of one block";
        return signalPassFailure();
      }
      if (failed(verifySizes(func)) || failed(padding.verifyStep(func)))
        return signalPassFailure();
    }
    markAllAnalysesPreserved();
  }
};
} // namespace
