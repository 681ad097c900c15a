//===- RopeMatch.h - rotary embedding, found among its parts ----*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_DIALECT_TRANSFORMS_ROPEMATCH_H
#define MLA_LIB_DIALECT_TRANSFORMS_ROPEMATCH_H

#include "Elements.h"

namespace mlir::mla {

/// Where the two numbers of pair `i` of `R` are.
enum class PairLayout { Half, Interleaved };

/// Rotary embedding as elements of tensors.
struct RopeMatch {
  /// The variables of the result, the features last (constants: size 1).
  SmallVector<AffineExpr> dims;
  /// The same, by the dimensions of the result.
  SmallVector<SmallVector<AffineExpr, 2>> resultDims;
  AffineExpr feature;
  Element input; ///< over `dims`, with its pairs in `inputLayout`
  PairLayout inputLayout, resultLayout;
  /// An integer element, or (without) the index itself.
  std::optional<Element> positions;
  AffineExpr positionIndex;
  SmallVector<double> invFreq;
  double scale = 1.0;
};

/// Matches a tensor whose last dimension is rotated. Where the rotation is
/// there but not its angles, `reason` says what is missing.
std::optional<RopeMatch> matchRope(Value result, ElementTracer &tracer,
                                   Sizes &sizes, std::string &reason);

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_TRANSFORMS_ROPEMATCH_H
