//===- Patterns.h - patterns of the passes, for other compilers -*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_TRANSFORMS_PATTERNS_H
#define MLA_DIALECT_TRANSFORMS_PATTERNS_H

#include "mla/Dialect/Transforms/Passes.h"

namespace mlir {
class RewritePatternSet;

namespace mla {

/// `mla.cached_attention` -> append and decode, or append, prefill, decode over
/// the prefix and merge.
void populateAbsorbPatterns(RewritePatternSet &patterns, AbsorbMode mode);

/// `mla.linear`, `mla.add_rms_norm`, `mla.query_prep` and `mla.expert_mlp` ->
/// their parts, roundings included.
void populateExpandFusedPatterns(RewritePatternSet &patterns);

} // namespace mla
} // namespace mlir

#endif // MLA_DIALECT_TRANSFORMS_PATTERNS_H
