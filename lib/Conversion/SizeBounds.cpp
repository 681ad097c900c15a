//===- SizeBounds.cpp - the largest a size can be -------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SizeBounds.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace mlir::mla;

FailureOr<Step> mlir::mla::findStep(ModuleOp module) {
  Step step;
  for (auto func : module.getOps<func::FuncOp>())
    if (func->hasAttr("mla.step"))
      step.func = func;
  for (auto model : module.getOps<ModelOp>())
    step.model = model;
  if (!step.func || !step.model)
    return module.emitError(
        "expected an mla.model and a function with mla.step");
  return step;
}

LogicalResult SizeBounds::addCall(func::CallOp call, func::FuncOp callee) {
  if (callee.isExternal())
    return success();
  for (auto [operand, arg] :
       llvm::zip_equal(call.getOperands(), callee.getArguments())) {
    auto type = dyn_cast<MemRefType>(operand.getType());
    if (!type)
      continue;
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      if (!type.isDynamicDim(dim) || getLatentEncoding(type))
        continue;
      FailureOr<int64_t> bound = dimBound(operand, dim);
      if (failed(bound))
        return failure();
      int64_t &known = argumentDims[{arg, dim}];
      known = std::max(known, *bound);
    }
  }
  return success();
}

static int64_t saturatingProduct(int64_t a, int64_t b) {
  int64_t product;
  return llvm::MulOverflow(a, b, product) ? INT64_MAX : product;
}

static LogicalResult emitTooLarge(Value memref) {
  return emitError(memref.getLoc())
         << "expected a buffer of less than 2^63 bytes at max_tokens, got "
         << memref.getType();
}

FailureOr<int64_t> SizeBounds::bytes(Value memref) {
  auto type = cast<MemRefType>(memref.getType());
  int64_t elements = 1;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    FailureOr<int64_t> extent = dimBound(memref, dim);
    if (failed(extent))
      return failure();
    if (llvm::MulOverflow(elements, *extent, elements))
      return emitTooLarge(memref);
  }
  int64_t each =
      type.getElementType().isIndex()
          ? 8
          : llvm::divideCeil(type.getElementType().getIntOrFloatBitWidth(), 8);
  if (llvm::MulOverflow(elements, each, elements))
    return emitTooLarge(memref);
  return elements;
}

FailureOr<int64_t> SizeBounds::dimBound(Value value, int64_t dim) {
  auto type = cast<MemRefType>(value.getType());
  if (!type.isDynamicDim(dim))
    return type.getDimSize(dim);
  if (auto arg = dyn_cast<BlockArgument>(value)) {
    if (arg.getOwner()->getParentOp() == step)
      return stepDimBound(arg, dim);
    auto it = argumentDims.find({value, dim});
    if (it != argumentDims.end())
      return it->second;
    return emitError(value.getLoc())
           << "expected a size that derives from the number of tokens, got a "
              "dynamic dimension of an argument";
  }
  Operation *op = value.getDefiningOp();
  if (auto alloc = dyn_cast<memref::AllocOp>(op))
    return bound(alloc.getDynamicSizes()[type.getDynamicDimIndex(dim)]);
  if (auto view = dyn_cast<memref::ViewOp>(op))
    return bound(view.getSizes()[type.getDynamicDimIndex(dim)]);
  if (auto subview = dyn_cast<memref::SubViewOp>(op)) {
    // A rank-reduced view has lost which dimension this was.
    if (subview.getSourceType().getRank() == type.getRank())
      return bound(subview.getMixedSizes()[dim]);
  }
  if (auto expand = dyn_cast<memref::ExpandShapeOp>(op))
    return bound(expand.getMixedOutputShape()[dim]);
  if (auto collapse = dyn_cast<memref::CollapseShapeOp>(op)) {
    int64_t product = 1;
    for (int64_t source : collapse.getReassociationIndices()[dim]) {
      FailureOr<int64_t> size = dimBound(collapse.getSrc(), source);
      if (failed(size))
        return failure();
      product = saturatingProduct(product, *size);
    }
    return product;
  }
  if (auto cast = dyn_cast<memref::CastOp>(op))
    return dimBound(cast.getSource(), dim);
  return op->emitOpError("expected a size that derives from the number of "
                         "tokens");
}

/// All of T, B, S are at most `max_tokens`.
int64_t SizeBounds::stepDimBound(BlockArgument arg, int64_t dim) {
  int64_t tokens = model.getMaxTokens();
  if (arg.getArgNumber() == QueryStart)
    return tokens + 1;
  if (arg.getArgNumber() == PageTable && dim == 1)
    return static_cast<int64_t>(model.getMaxPosition());
  return tokens;
}

FailureOr<int64_t> SizeBounds::bound(OpFoldResult size) {
  if (std::optional<int64_t> constant = getConstantIntValue(size))
    return *constant;
  auto value = cast<Value>(size);
  Operation *op = value.getDefiningOp();
  if (!op)
    return emitError(value.getLoc())
           << "expected a size that derives from the number of tokens, got "
              "an argument";
  auto both = [&](auto combine) -> FailureOr<int64_t> {
    FailureOr<int64_t> a = bound(op->getOperand(0));
    FailureOr<int64_t> b = bound(op->getOperand(1));
    if (failed(a) || failed(b))
      return failure();
    return combine(*a, *b);
  };
  if (auto dim = dyn_cast<memref::DimOp>(op))
    if (std::optional<int64_t> index = dim.getConstantIndex())
      return dimBound(dim.getSource(), *index);
  // What is too large to say is the largest.
  if (isa<arith::MulIOp>(op))
    return both([](int64_t a, int64_t b) { return saturatingProduct(a, b); });
  if (isa<arith::AddIOp>(op))
    return both([](int64_t a, int64_t b) {
      int64_t sum;
      return llvm::AddOverflow(a, b, sum) ? INT64_MAX : sum;
    });
  if (isa<arith::MinSIOp, arith::MinUIOp>(op))
    return both([](int64_t a, int64_t b) { return std::min(a, b); });
  if (isa<arith::MaxSIOp, arith::MaxUIOp>(op))
    return both([](int64_t a, int64_t b) { return std::max(a, b); });
  if (isa<arith::DivUIOp, arith::DivSIOp, arith::CeilDivUIOp>(op))
    if (std::optional<int64_t> divisor =
            getConstantIntValue(op->getOperand(1))) {
      FailureOr<int64_t> a = bound(op->getOperand(0));
      if (failed(a))
        return failure();
      return llvm::divideCeil(*a, *divisor);
    }
  return op->emitOpError("expected a size that derives from the number of "
                         "tokens by +, *, /, min and max");
}
