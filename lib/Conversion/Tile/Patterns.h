//===- Patterns.h - the generated lowerings, by subject ---------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_CONVERSION_TILE_PATTERNS_H
#define MLA_LIB_CONVERSION_TILE_PATTERNS_H

#include "TileBuilder.h"

#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/IR/PatternMatch.h"

namespace mlir::mla {

/// linalg matmuls with a weight [N, K], absorb_query, project_value,
/// grouped_matmul.
void populateTileMatmulPatterns(RewritePatternSet &patterns, TileShape shape);
/// linalg elementwise work, gathers, fills, copies.
void populateTileElementwisePatterns(RewritePatternSet &patterns,
                                     TileShape shape);
/// rms_norm, rope.
void populateTileTokenwisePatterns(RewritePatternSet &patterns,
                                   TileShape shape);
/// attention, prefill, merge_states.
void populateTileAttentionPatterns(RewritePatternSet &patterns,
                                   TileShape shape);
/// route, moe_plan.
void populateTileExpertPatterns(RewritePatternSet &patterns, TileShape shape);

/// quantize.
void populateTileQuantizePatterns(RewritePatternSet &patterns, TileShape shape);

/// What the patterns of token-wise ops and of cache ops expect of an op, beyond
/// its verifier. Emits the reason where one expects something else.
LogicalResult checkTokenwiseOp(Operation *op);
LogicalResult checkCacheOp(Operation *op);

/// decode, cache_append, cache_gather, on memrefs.
void populateTileCachePatterns(RewritePatternSet &patterns, TileShape shape);

/// memref.copy, where a library cannot do it.
void populateTileCopyPatterns(RewritePatternSet &patterns, TileShape shape);

/// A pattern that lowers one op through a function
/// `FailureOr<SmallVector<Value>> (OpTy, TileBuilder &)` that gives the values
/// which replace its results.
template <typename OpTy> class TilePattern : public OpRewritePattern<OpTy> {
public:
  using Lowering = FailureOr<SmallVector<Value>> (*)(OpTy, TileBuilder &);

  TilePattern(MLIRContext *context, TileShape shape, Lowering lowering)
      : OpRewritePattern<OpTy>(context), shape(shape), lowering(lowering) {}

  LogicalResult matchAndRewrite(OpTy op,
                                PatternRewriter &rewriter) const override {
    TileBuilder builder(op.getLoc(), rewriter, shape);
    FailureOr<SmallVector<Value>> values = lowering(op, builder);
    if (failed(values))
      return rewriter.notifyMatchFailure(op, "no generated lowering");
    rewriter.replaceOp(op, *values);
    return success();
  }

private:
  TileShape shape;
  Lowering lowering;
};

} // namespace mlir::mla

#endif // MLA_LIB_CONVERSION_TILE_PATTERNS_H
