//===- CheckCache.cpp - no copy of a cache --------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"

#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Dominance.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

namespace mlir::mla {
#define GEN_PASS_DEF_CHECKCACHEPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;
using namespace mlir::bufferization;

/// Whether the buffer of a value is (or may be) that of a cache, whatever the
/// value's own type says: a cast or a slice drops the encoding.
static bool mayBeCache(Value value, const OneShotAnalysisState &state) {
  if (getLatentEncoding(value.getType()))
    return true;
  bool found = false;
  state.applyOnAliases(value, [&](Value alias) {
    found |= static_cast<bool>(getLatentEncoding(alias.getType()));
  });
  return found;
}

/// A use of the same version of the cache that is not before the write: what
/// would read overwritten rows if the write were in place.
static OpOperand *findConflict(OpOperand &write, OneShotAnalysisState &state,
                               DominanceInfo &dominance) {
  OpOperand *conflict = nullptr;
  state.applyOnAliases(write.get(), [&](Value alias) {
    for (OpOperand &use : alias.getUses()) {
      Operation *user = use.getOwner();
      if (conflict || user == write.getOwner() ||
          dominance.properlyDominates(user, write.getOwner()) ||
          user->isAncestor(write.getOwner()))
        continue;
      // Newer versions are aliases too; only the old one is in conflict.
      if (alias.getDefiningOp() &&
          dominance.properlyDominates(write.getOwner(), alias.getDefiningOp()))
        continue;
      if (alias.getDefiningOp() == write.getOwner())
        continue;
      conflict = &use;
    }
  });
  return conflict;
}

static LogicalResult reportCopy(OpOperand &operand, OneShotAnalysisState &state,
                                DominanceInfo &dominance) {
  Operation *op = operand.getOwner();
  InFlightDiagnostic diag =
      op->emitOpError() << "would copy the cache in operand #"
                        << operand.getOperandNumber()
                        << "; expected each version of a cache to be written "
                           "once and not used after that";
  if (!state.isWritable(operand.get()))
    diag.attachNote(operand.get().getLoc())
        << "the cache cannot be written: it is read-only here";
  else if (OpOperand *use = findConflict(operand, state, dominance))
    diag.attachNote(use->getOwner()->getLoc())
        << "this uses the version from before the write";
  return diag;
}

/// Whether a step is calls that hand each version of a cache on once. Nothing
/// can be read there after it was overwritten, so that only the callees need
/// the analysis, whose time grows with the square of the calls.
static bool isStraightLine(func::FuncOp step) {
  if (!step->hasAttr("mla.step") || !step.getBody().hasOneBlock())
    return false;
  auto isHandedOn = [](Value value) {
    return !getLatentEncoding(value.getType()) || value.use_empty() ||
           (value.hasOneUse() &&
            isa<func::CallOp, func::ReturnOp>(*value.user_begin()));
  };
  Block &block = step.getBody().front();
  for (BlockArgument argument : block.getArguments())
    if (!isHandedOn(argument) ||
        step.getArgAttr(argument.getArgNumber(),
                        BufferizationDialect::kWritableAttrName))
      return false;
  return llvm::all_of(block, [&](Operation &op) {
    return op.getNumRegions() == 0 &&
           llvm::all_of(op.getResults(), [&](Value result) {
             return isHandedOn(result) &&
                    (isa<func::CallOp>(op) ||
                     !getLatentEncoding(result.getType()));
           });
  });
}

namespace {
struct CheckCache final : mla::impl::CheckCachePassBase<CheckCache> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    WalkResult regions = module.walk([](Operation *op) {
      if (!isa<SegmentOp, DispatchOp>(op))
        return WalkResult::advance();
      op->emitOpError() << "hides what happens to caches from the check; run "
                           "mla-outline-segments first";
      return WalkResult::interrupt();
    });
    if (regions.wasInterrupted())
      return signalPassFailure();

    OneShotBufferizationOptions options;
    options.bufferizeFunctionBoundaries = true;
    options.allowUnknownOps = true;
    options.setFunctionBoundaryTypeConversion(
        LayoutMapOption::IdentityLayoutMap);
    llvm::SmallPtrSet<Operation *, 1> straight;
    for (auto func : module.getOps<func::FuncOp>())
      if (!func.isExternal() && isStraightLine(func))
        straight.insert(func);
    options.opFilter.denyOperation([&](Operation *op) {
      return straight.contains(op->getParentOfType<func::FuncOp>());
    });
    OneShotAnalysisState state(module, options);
    if (failed(analyzeModuleOp(module, state)))
      return signalPassFailure();

    bool copies = false;
    DominanceInfo &dominance = getAnalysis<DominanceInfo>();
    module.walk([&](Operation *op) {
      if (!options.dynCastBufferizableOp(op))
        return;
      for (OpOperand &operand : op->getOpOperands())
        if (isa<RankedTensorType>(operand.get().getType()) &&
            !state.isInPlace(operand) && mayBeCache(operand.get(), state)) {
          copies = true;
          (void)reportCopy(operand, state, dominance);
        }
    });
    if (copies)
      signalPassFailure();
    markAllAnalysesPreserved();
  }
};
} // namespace
