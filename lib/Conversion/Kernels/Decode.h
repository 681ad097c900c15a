//===- Decode.h - decode and its plan ---------------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_CONVERSION_KERNELS_DECODE_H
#define MLA_LIB_CONVERSION_KERNELS_DECODE_H

#include "Adapter.h"

namespace mlir::mla {

/// The number by which launchers know a decode kernel.
MlaDecodeKernel decodeKernelNumber(const Kernel &kernel);

/// Whether a batch has so few rows a sequence, on average, that the kernels
/// for few heads are taken: ceil(T / B) * N <= kDecodeFewRows, as an i1.
Value hasFewRows(ImplicitLocOpBuilder &b, Value numTokens, Value batch,
                 int64_t numHeads);

/// The plan of a decode: one tensor a step for all layers, made before the
/// first of its calls; beside the op where that is not in a step.
Value planOfStep(ImplicitLocOpBuilder &b, DecodeOp op,
                 const KernelSelection &selection);
/// The plan of a decode over other lengths than the batch's, beside the op.
Value planOfPrefix(ImplicitLocOpBuilder &b, DecodeOp op, Value lengths,
                   const KernelSelection &selection);

} // namespace mlir::mla

#endif // MLA_LIB_CONVERSION_KERNELS_DECODE_H
