//===- WideAccesses.cpp - vector reads and writes of kernels --------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Conversion/Passes.h"

#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

namespace mlir::mla {
#define GEN_PASS_DEF_WIDEACCESSESPASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;

/// A dense buffer begins at a multiple of `bytes`.
static bool beginsAligned(Value value, int64_t bytes) {
  if (!cast<MemRefType>(value.getType()).getLayout().isIdentity())
    return false;
  Operation *op = value.getDefiningOp();
  if (auto view = dyn_cast_if_present<memref::ViewOp>(op)) {
    std::optional<int64_t> shift = getConstantIntValue(view.getByteShift());
    return shift && *shift % bytes == 0 &&
           beginsAligned(view.getSource(), bytes);
  }
  if (isa_and_present<memref::CastOp, memref::ExpandShapeOp,
                      memref::CollapseShapeOp>(op))
    return beginsAligned(op->getOperand(0), bytes);
  // A buffer as the runtime made it: a parameter of the kernel.
  return !op || isa<UnrealizedConversionCastOp>(op);
}

/// A constant multiple, or a product with one.
static bool isMultiple(OpFoldResult value, int64_t of) {
  if (std::optional<int64_t> constant = getConstantIntValue(value))
    return *constant % of == 0;
  auto product = dyn_cast<Value>(value).getDefiningOp<arith::MulIOp>();
  return product && llvm::any_of(product->getOperands(), [&](Value factor) {
           std::optional<int64_t> constant = getConstantIntValue(factor);
           return constant && *constant % of == 0;
         });
}

/// All rows along the last dimension begin at multiples of `bytes`.
static bool hasAlignedRows(Value value, int64_t bytes) {
  auto type = cast<MemRefType>(value.getType());
  int64_t element = type.getElementTypeBitWidth() / 8, offset;
  SmallVector<int64_t> strides;
  if (failed(type.getStridesAndOffset(strides, offset)) || strides.empty() ||
      strides.back() != 1)
    return false;
  for (int64_t stride : ArrayRef<int64_t>(strides).drop_back())
    if (ShapedType::isDynamic(stride) || stride * element % bytes != 0)
      return false;
  auto subview = value.getDefiningOp<memref::SubViewOp>();
  if (!subview)
    return beginsAligned(value, bytes);
  // Offsets in other dimensions are multiples of the source's rows.
  return isMultiple(subview.getMixedOffsets().back(), bytes / element) &&
         hasAlignedRows(subview.getSource(), bytes);
}

/// The alignment of a vector in bounds along the last dimension of a memref;
/// nothing if it is another access.
template <typename TransferOp>
static std::optional<llvm::MaybeAlign> alignmentOf(TransferOp op,
                                                   bool aligned) {
  if (!isa<MemRefType>(op.getBase().getType()) ||
      op.getVectorType().getRank() != 1 || op.getMask() ||
      op.hasOutOfBoundsDim() || !op.getPermutationMap().isMinorIdentity())
    return std::nullopt;
  VectorType type = op.getVectorType();
  int64_t bytes = type.getNumElements() * type.getElementTypeBitWidth() / 8;
  if (aligned && llvm::isPowerOf2_64(bytes) &&
      hasAlignedRows(op.getBase(), bytes))
    return llvm::MaybeAlign(bytes);
  return llvm::MaybeAlign();
}

namespace {
class WideAccesses final
    : public mla::impl::WideAccessesPassBase<WideAccesses> {
public:
  using Base::Base;

  void runOnOperation() override {
    SmallVector<Operation *> accesses;
    getOperation()->walk([&](Operation *op) {
      if (isa<vector::TransferReadOp, vector::TransferWriteOp>(op))
        accesses.push_back(op);
    });
    for (Operation *op : accesses) {
      OpBuilder b(op);
      if (auto read = dyn_cast<vector::TransferReadOp>(op)) {
        if (auto alignment = alignmentOf(read, aligned)) {
          auto load = vector::LoadOp::create(
              b, read.getLoc(), read.getVectorType(), read.getBase(),
              read.getIndices(), /*nontemporal=*/false, *alignment);
          read.replaceAllUsesWith(load.getResult());
          read.erase();
        }
      } else if (auto write = cast<vector::TransferWriteOp>(op);
                 auto alignment = alignmentOf(write, aligned)) {
        vector::StoreOp::create(b, write.getLoc(), write.getVector(),
                                write.getBase(), write.getIndices(),
                                /*nontemporal=*/false, *alignment);
        write.erase();
      }
    }
  }
};
} // namespace
