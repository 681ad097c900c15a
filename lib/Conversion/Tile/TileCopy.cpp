//===- TileCopy.cpp - generated lowering of copies ------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Copies that bufferization left. On a CPU they are a library call; a GPU's
// memory is copied by a kernel.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"

using namespace mlir;
using namespace mlir::mla;

/// Vectors of a row that a warp takes.
static constexpr int64_t kVectors = 4;

static FailureOr<SmallVector<Value>> lowerCopy(memref::CopyOp op,
                                               TileBuilder &b) {
  auto type = dyn_cast<MemRefType>(op.getSource().getType());
  if (!type || type.getRank() == 0 || op->getParentOfType<scf::ForallOp>())
    return failure();
  int64_t last = type.getRank() - 1;
  // Of a row whose size is not known one element a thread.
  auto wide = b.widen(type.isDynamicDim(last) ? 1 : type.getDimSize(last),
                      type.getElementType());
  int64_t width = kVectors * b.lanes();
  SmallVector<OpFoldResult> counts;
  for (int64_t i = 0; i < last; ++i)
    counts.push_back(b.dim(op.getSource(), i));
  counts.push_back(b.createOrFold<arith::CeilDivUIOp>(
      b.dim(op.getSource(), last), b.index(width)));
  bool inBounds =
      !type.isDynamicDim(last) && type.getDimSize(last) % width == 0;
  b.forall(counts, {}, [&](ValueRange ivs, ValueRange) {
    SmallVector<Value> at(ivs);
    Value first = b.mul(at.back(), b.index(width));
    for (int64_t vector = 0; vector < width; vector += b.lanes()) {
      at.back() = b.add(first, b.index(vector));
      b.writeVector(b.readVector(op.getSource(), at, inBounds), op.getTarget(),
                    at, inBounds);
    }
    return SmallVector<TileResult>();
  });
  return SmallVector<Value>{};
}

void mlir::mla::populateTileCopyPatterns(RewritePatternSet &patterns,
                                         TileShape shape) {
  patterns.add<TilePattern<memref::CopyOp>>(patterns.getContext(), shape,
                                            lowerCopy);
}
