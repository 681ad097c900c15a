//===- MLACapture.cpp - verifiers of segments and dispatches --------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Dialect/IR/Capture.h"
#include "mla/Dialect/IR/Dims.h"
#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// What decides
//===----------------------------------------------------------------------===//

/// Ops whose regions are code of the device: elements are read there freely.
static bool computesInRegions(Operation *op) {
  return isa<linalg::LinalgOp, scf::ForallOp, tensor::GenerateOp,
             tensor::PadOp>(op);
}

static CaptureClass classifyRegions(Operation *op) {
  CaptureClass worst = CaptureClass::Metadata;
  for (Region &region : op->getRegions())
    for (Block &block : region)
      for (Operation &inner : block.without_terminator())
        worst = std::max(worst, classifyForCapture(&inner));
  return worst;
}

CaptureClass mlir::mla::classifyForCapture(Operation *op) {
  if (isa<BatchDependentOpInterface>(op))
    return CaptureClass::BatchDependent;
  if (isa<CaptureSafeOpInterface>(op))
    return CaptureClass::Safe;
  if (auto call = dyn_cast<KernelCallOp>(op))
    return call.isCaptureSafe() ? CaptureClass::Safe : CaptureClass::Unknown;
  if (isa<BatchRowsOp, GetParamOp, arith::ConstantOp, tensor::DimOp,
          tensor::EmptyOp, tensor::CastOp, tensor::ExpandShapeOp,
          tensor::CollapseShapeOp, tensor::ExtractSliceOp>(op))
    return CaptureClass::Metadata;
  if (isa<tensor::ExtractOp>(op))
    return CaptureClass::HostRead;
  if (computesInRegions(op)) {
    WalkResult walk = op->walk(
        [](BatchDependentOpInterface) { return WalkResult::interrupt(); });
    return walk.wasInterrupted() ? CaptureClass::BatchDependent
                                 : CaptureClass::Safe;
  }
  // Control flow on host scalars.
  if (isa<scf::IfOp, scf::ForOp, scf::IndexSwitchOp>(op)) {
    CaptureClass worst = classifyRegions(op);
    bool hasTensors =
        llvm::any_of(op->getResultTypes(), llvm::IsaPred<TensorType>);
    return hasTensors ? std::max(worst, CaptureClass::Safe) : worst;
  }
  if (op->getNumRegions() != 0 || !isMemoryEffectFree(op))
    return CaptureClass::Unknown;
  if (llvm::none_of(op->getOperandTypes(), llvm::IsaPred<ShapedType>) &&
      llvm::none_of(op->getResultTypes(), llvm::IsaPred<ShapedType>))
    return CaptureClass::Metadata;
  if (isa<DestinationStyleOpInterface>(op) ||
      OpTrait::hasElementwiseMappableTraits(op) ||
      isa<tensor::ConcatOp, tensor::SplatOp>(op))
    return CaptureClass::Safe;
  return CaptureClass::Unknown;
}

StringRef mlir::mla::describeCaptureClass(CaptureClass captureClass) {
  switch (captureClass) {
  case CaptureClass::Metadata:
    return "is metadata";
  case CaptureClass::Safe:
    return "is safe to capture";
  case CaptureClass::BatchDependent:
    return "depends on the batch";
  case CaptureClass::HostRead:
    return "reads device data on the host";
  case CaptureClass::Unknown:
    return "is not known to be safe to capture";
  }
  llvm_unreachable("all classes are listed");
}

//===----------------------------------------------------------------------===//
// Segments and dispatches
//===----------------------------------------------------------------------===//

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

namespace {
/// Follows the indices of a segment back to constants and sizes of operands.
class BoundIndices {
public:
  explicit BoundIndices(SegmentOp segment) : segment(segment) {}

  /// Null if the value is bound with the operands' sizes; else where it is not.
  Operation *findUnbound(Value value);

private:
  Operation *findUnbound(DimRoot root);

  SegmentOp segment;
  DimAnalysis dims;
  DenseSet<Value> visited;
};
} // namespace

Operation *BoundIndices::findUnbound(DimRoot root) {
  if (root.isConstant())
    return nullptr;
  if (root.isScalar())
    return findUnbound(root.value);
  auto argument = dyn_cast<BlockArgument>(root.value);
  if (argument && argument.getOwner()->getParentOp() == segment)
    return nullptr;
  return argument ? argument.getOwner()->getParentOp()
                  : root.value.getDefiningOp();
}

Operation *BoundIndices::findUnbound(Value value) {
  if (!visited.insert(value).second)
    return nullptr;
  Operation *op = value.getDefiningOp();
  // The segment has no index arguments; those of loops run within bounds that
  // are indices themselves.
  if (!op)
    return nullptr;
  if (auto dim = dyn_cast<tensor::DimOp>(op)) {
    DimRoot root = dims.get(dim.getResult());
    if (root.isScalar() && root.value == value)
      return op;
    return findUnbound(root);
  }
  if (op->hasTrait<OpTrait::ConstantLike>() ||
      isa<scf::IfOp, scf::ForOp, scf::IndexSwitchOp>(op))
    return nullptr;
  if (op->getNumOperands() == 0 ||
      llvm::any_of(op->getOperandTypes(), llvm::IsaPred<ShapedType>))
    return op;
  for (Value operand : op->getOperands())
    if (Operation *unbound = findUnbound(operand))
      return unbound;
  return nullptr;
}

/// C4: also of what is inside of control flow on the host.
static LogicalResult verifyIndices(Operation *op, BoundIndices &indices) {
  for (Value operand : op->getOperands()) {
    if (!operand.getType().isIntOrIndex())
      continue;
    Operation *unbound = indices.findUnbound(operand);
    if (!unbound)
      continue;
    InFlightDiagnostic diag =
        op->emitOpError()
        << "expected indices in a segment to derive from constants and sizes "
           "of its operands";
    diag.attachNote(unbound->getLoc())
        << "this one derives from the result of " << unbound->getName();
    return diag;
  }
  if (computesInRegions(op))
    return success();
  for (Region &region : op->getRegions())
    for (Operation &inner : region.getOps())
      if (failed(verifyIndices(&inner, indices)))
        return failure();
  return success();
}

LogicalResult SegmentOp::verifyRegions() {
  if (failed(verifyBoundary(*this, *getBody().begin())))
    return failure();
  for (Value input : getInputs()) {
    if (isa<BatchType>(input.getType()))
      return emitOpError() << "expected no batch operand";
    if (!isa<RankedTensorType>(input.getType()))
      return emitOpError() << "expected operands that are tensors, got "
                           << input.getType();
    if (getLatentEncoding(input.getType()))
      return emitOpError() << "expected no cache operand: what touches a cache "
                              "depends on the batch";
  }
  BoundIndices indices(*this);
  for (Operation &op : getBody().front().without_terminator()) {
    CaptureClass captureClass = classifyForCapture(&op);
    if (isa<GetParamOp>(op))
      return op.emitOpError() << "stands in the step only: pass the weight as "
                                 "an operand of the segment";
    if (captureClass != CaptureClass::Metadata &&
        captureClass != CaptureClass::Safe)
      return op.emitOpError() << describeCaptureClass(captureClass)
                              << " and cannot be in a segment";
    if (failed(verifyIndices(&op, indices)))
      return failure();
  }
  return success();
}

LogicalResult DispatchOp::verifyRegions() {
  return verifyBoundary(*this, *getBody().begin());
}
