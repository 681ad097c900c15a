//===- AttentionMatch.h - latent attention, found among its parts --*- C++
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_DIALECT_TRANSFORMS_ATTENTIONMATCH_H
#define MLA_LIB_DIALECT_TRANSFORMS_ATTENTIONMATCH_H

#include "Elements.h"

namespace mlir::mla {

/// Latent attention as elements of tensors. Variables: `b` sequence (the
/// constant 0 if there is one only), `t` query, `j` key, `n` head (0 if there
/// is one only), `p`, `r`, `v` features, `l` latent.
struct AttentionMatch {
  AffineExpr b, t, j, n, p, r, v, l;
  Element qNope;                ///< [b, t, n, p]
  std::optional<Element> qRope; ///< [b, t, n, r]
  Element cKv;                  ///< [b, j, l]
  std::optional<Element> kRope; ///< [b, j, r]
  Element keyWeight;            ///< W_UK [n, p, l]
  Element valueWeight;          ///< W_UV [n, v, l]
  double scale = 1.0;
  /// In the absorbed form, the product of probabilities and the latent.
  Operation *latentProduct = nullptr;
  /// The variables of the result's dimensions, in order; a dimension that holds
  /// several (sequences and heads, …) has them outermost first.
  SmallVector<SmallVector<AffineExpr, 2>> resultDims;
};

/// Why something that looks like attention (or a rotation) is not.
struct NearMiss {
  Operation *op = nullptr;
  std::string reason;
  StringRef remark = "RecognizeAttention";
  /// In what may be the absorbed form, the product that may be the whole of it
  /// in the other form.
  Operation *inner = nullptr;
};

/// The reason for values that are not projected; they may be in what follows.
inline constexpr StringLiteral valuesNotProjected =
    "expected values that are projected from a latent";

/// Matches the product of probabilities and values, or (absorbed) that of the
/// product of probabilities and the latent with the values' projection; or the
/// op that divides such a product of exponentials by their sum. Fails without a
/// near miss if nothing like a softmax feeds it.
FailureOr<AttentionMatch> matchAttention(Operation *valueProduct,
                                         ElementTracer &tracer, Sizes &sizes,
                                         NearMiss &nearMiss);

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_TRANSFORMS_ATTENTIONMATCH_H
