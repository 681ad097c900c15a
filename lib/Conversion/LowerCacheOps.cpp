//===- LowerCacheOps.cpp - what touches a cache, on memrefs ---------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Tile/Patterns.h"

#include "mla/Conversion/Passes.h"
#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

namespace mlir::mla {
#define GEN_PASS_DEF_LOWERCACHEOPSPASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

namespace {
class LowerCacheOps final
    : public mla::impl::LowerCacheOpsPassBase<LowerCacheOps> {
public:
  using Base::Base;

  LogicalResult initialize(MLIRContext *context) override {
    RewritePatternSet set(context);
    TileShape shape{lanes, rows, columnVectors, simt, wide, tensorCores};
    populateTileCachePatterns(set, shape);
    if (simt)
      populateTileCopyPatterns(set, shape);
    patterns = std::move(set);
    return success();
  }

  void runOnOperation() override {
    if (getOperation()
            .walk([](Operation *op) {
              return failed(checkCacheOp(op)) ? WalkResult::interrupt()
                                              : WalkResult::advance();
            })
            .wasInterrupted())
      return signalPassFailure();
    GreedyRewriteConfig config;
    config.setRegionSimplificationLevel(GreedySimplifyRegionLevel::Disabled);
    if (failed(applyPatternsGreedily(getOperation(), patterns, config)))
      return signalPassFailure();
    WalkResult walk = getOperation().walk([](Operation *op) {
      if (!isa<CacheAppendOp, CacheGatherOp, DecodeOp>(op))
        return WalkResult::advance();
      op->emitOpError("has no generated lowering in this form");
      return WalkResult::interrupt();
    });
    if (walk.wasInterrupted())
      return signalPassFailure();

    // The encoding has said what it had to say.
    AttrTypeReplacer replacer;
    replacer.addReplacement([](MemRefType type) -> std::optional<Type> {
      if (!getLatentEncoding(type))
        return std::nullopt;
      return MemRefType::get(type.getShape(), type.getElementType(),
                             type.getLayout());
    });
    replacer.recursivelyReplaceElementsIn(getOperation(), /*replaceAttrs=*/true,
                                          /*replaceLocs=*/false,
                                          /*replaceTypes=*/true);
  }

private:
  FrozenRewritePatternSet patterns;
};
} // namespace
