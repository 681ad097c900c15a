//===- MLACapture.cpp - verifiers of segments and dispatches --------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::mla;

/// C1 of segments and dispatches.
static LogicalResult verifyBoundary(Operation *op, Block &block) {
  if (block.getArgumentTypes() != op->getOperandTypes())
    return op->emitOpError()
           << "expected block arguments of the operands' types";
  auto yield = cast<YieldOp>(block.getTerminator());
  if (yield.getValues().getTypes() != op->getResultTypes())
    return yield.emitOpError()
           << "expected values of the types of the results of "
           << op->getName();
  return success();
}

LogicalResult SegmentOp::verifyRegions() {
  if (failed(verifyBoundary(*this, *getBody().begin())))
    return failure();
  for (Value input : getInputs())
    if (isa<BatchType>(input.getType()))
      return emitOpError() << "expected no batch operand";
  WalkResult walk = getBody().walk([&](Operation *op) {
    if (isa<BatchDependentOpInterface>(op)) {
      op->emitOpError() << "depends on the batch and cannot be in a segment";
      return WalkResult::interrupt();
    }
    // A host read: an element that leaves a tensor outside of any compute op's
    // own body would have to be copied to the host before the next launch.
    if (isa<tensor::ExtractOp>(op) && op->getParentOp() == getOperation()) {
      op->emitOpError() << "reads device data on the host and cannot be in a "
                           "segment";
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return failure(walk.wasInterrupted());
}

LogicalResult DispatchOp::verifyRegions() {
  return verifyBoundary(*this, *getBody().begin());
}
