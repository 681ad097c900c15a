//===- WideReads.cpp - vector reads of kernels ----------------------------===//
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
#define GEN_PASS_DEF_WIDEREADSPASS
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
  std::optional<int64_t> last =
      getConstantIntValue(subview.getMixedOffsets().back());
  return last && *last * element % bytes == 0 &&
         hasAlignedRows(subview.getSource(), bytes);
}

namespace {
class WideReads final : public mla::impl::WideReadsPassBase<WideReads> {
public:
  using Base::Base;

  void runOnOperation() override {
    SmallVector<vector::TransferReadOp> reads;
    getOperation()->walk([&](vector::TransferReadOp read) {
      if (isa<MemRefType>(read.getBase().getType()) &&
          read.getVectorType().getRank() == 1 && !read.getMask() &&
          !read.hasOutOfBoundsDim() &&
          read.getPermutationMap().isMinorIdentity())
        reads.push_back(read);
    });
    for (vector::TransferReadOp read : reads) {
      VectorType type = read.getVectorType();
      int64_t bytes = type.getNumElements() * type.getElementTypeBitWidth() / 8;
      llvm::MaybeAlign alignment;
      if (aligned && llvm::isPowerOf2_64(bytes) &&
          hasAlignedRows(read.getBase(), bytes))
        alignment = llvm::Align(bytes);
      OpBuilder b(read);
      auto load = vector::LoadOp::create(b, read.getLoc(), type, read.getBase(),
                                         read.getIndices(),
                                         /*nontemporal=*/false, alignment);
      read.replaceAllUsesWith(load.getResult());
      read.erase();
    }
  }
};
} // namespace
