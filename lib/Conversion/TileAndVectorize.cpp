//===- TileAndVectorize.cpp - token-wise ops to tiles of vectors ----------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Tile/FlashRow.h"

#include "mla/Conversion/Passes.h"
#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace mlir::mla {
#define GEN_PASS_DEF_TILEANDVECTORIZEPASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

LogicalResult mlir::mla::checkTokenwiseOp(Operation *op) {
  if (auto prefill = dyn_cast<PrefillOp>(op))
    if (prefill.getBatch() && !prefill.getBatch().getDefiningOp<PackBatchOp>())
      return op->emitOpError("expected its batch to be taken apart "
                             "(mla-expand-batch) before it is lowered");
  if (isa<AttentionOp, PrefillOp>(op))
    return checkValueSize(
        op, "v_head_dim",
        cast<ShapedType>(
            cast<DestinationStyleOpInterface>(op).getDpsInits()[0].getType())
            .getShape()
            .back());
  if (auto norm = dyn_cast<RmsNormOp>(op))
    if (cast<ShapedType>(norm.getInput().getType()).getRank() < 2)
      return op->emitOpError("expected at least one dimension before the row "
                             "to be lowered, got ")
             << norm.getInput().getType();
  return success();
}

namespace {
class TileAndVectorize final
    : public mla::impl::TileAndVectorizePassBase<TileAndVectorize> {
public:
  using Base::Base;

  LogicalResult initialize(MLIRContext *context) override {
    TileShape shape{lanes, rows, columnVectors, simt, wide, tensorCores};
    // Attention makes matmuls; matmuls take the place of the fills before them;
    // what is left are loops.
    RewritePatternSet attention(context), named(context), loops(context);
    populateTileAttentionPatterns(attention, shape);
    populateTileMatmulPatterns(named, shape);
    populateTileTokenwisePatterns(named, shape);
    populateTileQuantizePatterns(named, shape);
    populateTileExpertPatterns(named, shape);
    populateTileElementwisePatterns(loops, shape);
    phases.clear();
    phases.emplace_back(std::move(attention));
    phases.emplace_back(std::move(named));
    phases.emplace_back(std::move(loops));
    return success();
  }

  void runOnOperation() override {
    if (getOperation()
            .walk([](Operation *op) {
              return failed(checkTokenwiseOp(op)) ? WalkResult::interrupt()
                                                  : WalkResult::advance();
            })
            .wasInterrupted())
      return signalPassFailure();
    GreedyRewriteConfig config;
    config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
    for (const FrozenRewritePatternSet &patterns : phases)
      if (failed(applyPatternsGreedily(getOperation(), patterns, config)))
        return signalPassFailure();
    WalkResult walk = getOperation().walk([](Operation *op) {
      if (!isa<linalg::LinalgOp>(op) &&
          !isa<AttentionOp, PrefillOp, MergeStatesOp, RmsNormOp, RopeOp,
               RouteOp, MoePlanOp, GroupedMatmulOp, AbsorbQueryOp,
               ProjectValueOp, QuantizeOp>(op))
        return WalkResult::advance();
      op->emitOpError("has no generated lowering in this form");
      return WalkResult::interrupt();
    });
    if (walk.wasInterrupted())
      signalPassFailure();
  }

private:
  SmallVector<FrozenRewritePatternSet> phases;
};
} // namespace
