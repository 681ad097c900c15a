//===- RecognizeRmsNorm.h - mla.rms_norm from its parts ---------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_DIALECT_TRANSFORMS_RECOGNIZERMSNORM_H
#define MLA_LIB_DIALECT_TRANSFORMS_RECOGNIZERMSNORM_H

#include "AttentionMatch.h"

namespace mlir {
class Operation;

namespace mla {

/// Replaces root-mean-square normalisations, however they are spelled, by
/// `mla.rms_norm`; returns how many.
unsigned recognizeRmsNorms(Operation *root, Sizes &sizes,
                           SmallVectorImpl<NearMiss> &nearMisses);

} // namespace mla
} // namespace mlir

#endif // MLA_LIB_DIALECT_TRANSFORMS_RECOGNIZERMSNORM_H
