//===- StepOps.cpp - what the ops of a step are ---------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StepOps.h"

#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace mlir::mla;

bool mlir::mla::isCache(Value value) {
  return static_cast<bool>(getLatentEncoding(value.getType()));
}

bool mlir::mla::staysInStep(Operation *op) {
  return isa<GetParamOp, BatchRowsOp>(op);
}

/// A fill of a new tensor with a constant costs less than passing it on.
static bool isConstantFill(Operation *op) {
  auto fill = dyn_cast<linalg::FillOp>(op);
  return fill && fill.getOutputs()[0].getDefiningOp<tensor::EmptyOp>() &&
         matchPattern(fill.getInputs()[0], m_Constant());
}

bool mlir::mla::isCopiedIntoRegions(Operation *op) {
  return isConstantFill(op) ||
         (!staysInStep(op) && classifyForCapture(op) == CaptureClass::Metadata);
}

SmallVector<Value> mlir::mla::usedValues(Operation *op) {
  SmallVector<Value> values(op->getOperands());
  if (op->getNumRegions() != 0) {
    llvm::SetVector<Value> captured;
    getUsedValuesDefinedAbove(op->getRegions(), captured);
    values.append(captured.begin(), captured.end());
  }
  return values;
}

/// Whether an op's work is a function of the number of tokens: no metadata that
/// it uses is made of a cache, of the batch or of another scalar of the host.
static bool isBoundByTokens(Operation *op) {
  auto isCache = [](Value value) {
    return static_cast<bool>(getLatentEncoding(value.getType()));
  };
  if (llvm::any_of(op->getResults(), isCache))
    return false;
  SmallVector<Operation *> worklist{op};
  llvm::SmallPtrSet<Operation *, 16> seen;
  while (!worklist.empty())
    for (Value value : usedValues(worklist.pop_back_val())) {
      Operation *def = value.getDefiningOp();
      if (isCache(value) || isa_and_nonnull<BatchCountOp>(def) ||
          (!def && !isa<RankedTensorType>(value.getType())))
        return false;
      if (def && isCopiedIntoRegions(def) && seen.insert(def).second)
        worklist.push_back(def);
    }
  return true;
}

/// Whether an op makes the rows that are appended to a cache: a kernel may do
/// both, if they stand side by side.
static bool makesCacheRows(Operation *op) {
  return isa<QueryPrepOp>(op) &&
         llvm::any_of(op->getResult(1).getUsers(), [](Operation *slice) {
           return isa<CacheAppendOp>(slice) ||
                  llvm::any_of(slice->getUsers(), llvm::IsaPred<CacheAppendOp>);
         });
}

FailureOr<CaptureClass> mlir::mla::classifyStepOp(Operation *op) {
  CaptureClass captureClass = classifyForCapture(op);
  if (captureClass == CaptureClass::HostRead)
    return op->emitOpError()
           << describeCaptureClass(captureClass)
           << ", which a step must never do: its work would wait for the "
              "device";
  for (Value result : op->getResults())
    if (!isa<RankedTensorType>(result.getType()))
      return op->emitOpError()
             << "expected results that are tensors from an op that "
             << (captureClass == CaptureClass::Safe
                     ? "computes"
                     : describeCaptureClass(captureClass))
             << ", got " << result.getType();
  if (captureClass == CaptureClass::Safe &&
      (!isBoundByTokens(op) || makesCacheRows(op)))
    return CaptureClass::BatchDependent;
  return captureClass;
}

/// What an earlier run left: regions, or calls of what they were outlined to.
static bool isFormed(func::FuncOp func, SymbolTable &symbols) {
  return llvm::any_of(func.getBody().getOps(), [&](Operation &op) {
    if (isa<SegmentOp, DispatchOp>(op))
      return true;
    auto call = dyn_cast<func::CallOp>(op);
    auto callee = call ? symbols.lookup(call.getCallee()) : nullptr;
    return callee && callee->hasAttr("mla.call");
  });
}

SmallVector<func::FuncOp> mlir::mla::stepsToForm(ModuleOp module) {
  SymbolTable symbols(module);
  SmallVector<func::FuncOp> steps;
  for (auto func : module.getOps<func::FuncOp>()) {
    bool takesBatch =
        llvm::any_of(func.getArgumentTypes(), llvm::IsaPred<BatchType>);
    if (!func.isExternal() && !func->hasAttr("mla.call") &&
        (func->hasAttr("mla.step") || takesBatch) && !isFormed(func, symbols) &&
        SymbolTable::symbolKnownUseEmpty(func, module))
      steps.push_back(func);
  }
  return steps;
}
