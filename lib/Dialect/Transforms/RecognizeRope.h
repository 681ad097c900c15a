//===- RecognizeRope.h - mla.rope from its parts ----------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_DIALECT_TRANSFORMS_RECOGNIZEROPE_H
#define MLA_LIB_DIALECT_TRANSFORMS_RECOGNIZEROPE_H

#include "AttentionMatch.h"

namespace mlir::mla {

/// Replaces rotary position embeddings, however they are spelled, by
/// `mla.rope`; returns how many.
unsigned recognizeRopes(Operation *root, Sizes &sizes,
                        SmallVectorImpl<NearMiss> &nearMisses);

/// The same for the rotated parts of `mla.attention`: joined with the others in
/// one op they were no tensor before.
unsigned recognizeRopesOfAttention(Operation *root, Sizes &sizes);

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_TRANSFORMS_RECOGNIZEROPE_H
