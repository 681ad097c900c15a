//===- Capture.h - what a graph may capture ---------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_CAPTURE_H
#define MLA_DIALECT_IR_CAPTURE_H

#include "mlir/IR/Operation.h"

namespace mlir::mla {

/// What an op that stands in a step's body means for CUDA graphs.
enum class CaptureClass {
  /// Shapes, sizes, views and constants: costs nothing and goes wherever it is
  /// needed.
  Metadata,
  /// Computes on tensors, for sizes that the host knows: a graph may hold it.
  Safe,
  /// Depends on the batch: its work is not a function of the number of tokens.
  BatchDependent,
  /// Reads an element of a tensor on the host: never part of a step.
  HostRead,
  /// Nothing is known about it, so no graph may hold it.
  Unknown
};

/// The one place that decides. Interfaces of the dialect come first. Ops of
/// other dialects are judged by effects and destination style: tensor compute
/// is safe, index arithmetic and views are metadata, what has regions is as bad
/// as the worst in them, and anything else is unknown.
CaptureClass classifyForCapture(Operation *op);

/// For messages: "is …" with the reason.
llvm::StringRef describeCaptureClass(CaptureClass captureClass);

} // namespace mlir::mla

#endif // MLA_DIALECT_IR_CAPTURE_H
