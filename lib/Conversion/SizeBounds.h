//===- SizeBounds.h - the largest a size can be -----------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_CONVERSION_SIZEBOUNDS_H
#define MLA_LIB_CONVERSION_SIZEBOUNDS_H

#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"

namespace mlir::mla {

/// Upper bounds of sizes in a step of `max_tokens` tokens, on memrefs. Failures
/// are diagnostics at the op whose size does not derive from the tokens.
class SizeBounds {
public:
  SizeBounds(func::FuncOp step, ModelOp model) : step(step), model(model) {}

  /// Remembers what a call of the step passes, so that sizes in the callee are
  /// known.
  LogicalResult addCall(func::CallOp call, func::FuncOp callee);

  /// Bytes of a memref, or of dimension `dim` of it, or of a size.
  FailureOr<int64_t> bytes(Value memref);
  FailureOr<int64_t> dimBound(Value memref, int64_t dim);
  FailureOr<int64_t> bound(OpFoldResult size);

private:
  int64_t stepDimBound(BlockArgument arg, int64_t dim);

  func::FuncOp step;
  ModelOp model;
  DenseMap<std::pair<Value, int64_t>, int64_t> argumentDims;
};

/// The step of a module and what it is a model of; a diagnostic if one is
/// missing.
struct Step {
  func::FuncOp func;
  ModelOp model;
};
FailureOr<Step> findStep(ModuleOp module);

/// What the first arguments of @step are: docs/Pipeline.md, level 5. Caches
/// follow, then the logits, then the arena.
enum StepArgument : unsigned {
  NumDecode,
  NumDecodeTokens,
  NumContinuedTokens,
  SeqLens,
  QueryStart,
  SlotMapping,
  Positions,
  PageTable,
  Tokens,
  LogitRows,
  FirstCache,
};

} // namespace mlir::mla

#endif // MLA_LIB_CONVERSION_SIZEBOUNDS_H
