//===- Dims.cpp - where sizes come from -----------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Dialect/IR/Dims.h"

#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"

using namespace mlir;
using namespace mlir::mla;

DimRoot DimAnalysis::get(OpFoldResult size) {
  if (std::optional<int64_t> constant = getConstantIntValue(size))
    return DimRoot::constant(*constant);
  auto value = cast<Value>(size);
  if (auto dimOp = value.getDefiningOp<tensor::DimOp>()) {
    std::optional<int64_t> dim = dimOp.getConstantIndex();
    auto type = dyn_cast<RankedTensorType>(dimOp.getSource().getType());
    // A dimension that does not exist is undefined, not wrong.
    if (dim && type && *dim >= 0 && *dim < type.getRank())
      return get(dimOp.getSource(), *dim);
  }
  return DimRoot::scalar(value);
}

DimRoot DimAnalysis::get(Value tensor, int64_t dim) {
  auto known = roots.find({tensor, dim});
  if (known != roots.end())
    return known->second;
  DimRoot root = compute(tensor, dim);
  roots[{tensor, dim}] = root;
  return root;
}

/// Which dimension of the source the result's dimension `dim` of a slice is:
/// its place among the sizes that are not dropped.
static int64_t sourceDim(tensor::ExtractSliceOp slice, int64_t dim) {
  llvm::SmallBitVector dropped = slice.getDroppedDims();
  for (int64_t source = 0;; ++source)
    if (!dropped.test(source) && dim-- == 0)
      return source;
}

std::optional<DimRoot> DimAnalysis::yielded(OpResult result, Region &region,
                                            int64_t dim) {
  Value value =
      region.front().getTerminator()->getOperand(result.getResultNumber());
  DimRoot root = get(value, dim);
  if (root.isConstant() || !region.isAncestor(root.value.getParentRegion()))
    return root;
  // An argument stands for an operand.
  auto argument = dyn_cast<BlockArgument>(root.value);
  if (!argument || root.isScalar() || argument.getParentRegion() != &region ||
      !isa<SegmentOp, DispatchOp>(result.getOwner()))
    return std::nullopt;
  return get(result.getOwner()->getOperand(argument.getArgNumber()), root.dim);
}

DimRoot DimAnalysis::compute(Value tensor, int64_t dim) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (!type.isDynamicDim(dim))
    return DimRoot::constant(type.getDimSize(dim));
  Operation *op = tensor.getDefiningOp();
  if (!op)
    return DimRoot::of(tensor, dim);
  if (auto dpsOp = dyn_cast<DestinationStyleOpInterface>(op))
    return get(dpsOp.getTiedOpOperand(cast<OpResult>(tensor))->get(), dim);
  if (isa<SegmentOp, DispatchOp>(op))
    if (auto root = yielded(cast<OpResult>(tensor), op->getRegion(0), dim))
      return *root;
  if (auto branch = dyn_cast<scf::IfOp>(op)) {
    auto result = cast<OpResult>(tensor);
    auto root = yielded(result, branch.getThenRegion(), dim);
    if (root && root == yielded(result, branch.getElseRegion(), dim))
      return *root;
  }
  if (auto empty = dyn_cast<tensor::EmptyOp>(op))
    return get(empty.getMixedSizes()[dim]);
  if (auto castOp = dyn_cast<tensor::CastOp>(op))
    return get(castOp.getSource(), dim);
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op))
    return get(slice.getMixedSizes()[sourceDim(slice, dim)]);
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op))
    return get(expand.getMixedOutputShape()[dim]);
  if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op)) {
    ReassociationIndices group = collapse.getReassociationIndices()[dim];
    // Of a group, the one dimension that is not 1 (if there is only one).
    auto isOne = [&](int64_t source) {
      return collapse.getSrcType().getDimSize(source) == 1;
    };
    llvm::erase_if(group, isOne);
    if (group.size() == 1)
      return get(collapse.getSrc(), group.front());
  }
  if (OpTrait::hasElementwiseMappableTraits(op))
    for (Value operand : op->getOperands())
      if (auto shaped = dyn_cast<RankedTensorType>(operand.getType());
          shaped && shaped.getRank() == type.getRank())
        return get(operand, dim);
  return DimRoot::of(tensor, dim);
}
