//===- Flatten.h - a module at any level as one function --------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_VERIFY_FLATTEN_H
#define MLA_LIB_VERIFY_FLATTEN_H

#include "Reference.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/Support/Error.h"

namespace mlir::mla {

/// What an argument of a function stands for, which decides what it is given.
enum class Role {
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
  Cache,
  Destination,
  Param,
  Plain,
};

struct ArgumentRole {
  Role role = Role::Plain;
  std::string name; ///< of a cache or parameter; the number of a plain one
};

/// A function that the pipeline to the CPU can take, and what it is called
/// with.
struct FlatFunction {
  func::FuncOp func;
  std::vector<ArgumentRole> arguments;
  Symbols symbols;
  /// It works on a batch: the rows of its tensors are those of a step.
  bool hasBatch = false;
  /// It is the function over one sequence that a step is made of.
  bool isModel = false;
  bool isStep = false;
};

/// Makes one function of `name` and all it calls: no calls, segments,
/// dispatches or batches; parameters are arguments. None of the passes under
/// test is used for it. Other functions of the module go.
llvm::Expected<FlatFunction> flatten(ModuleOp module, llvm::StringRef name);

/// Whether the function has the signature of a model over one sequence,
/// (tokens[T], positions[T]) -> logits[T, vocab].
bool isModelFunction(func::FuncOp func);

} // namespace mlir::mla

#endif // MLA_LIB_VERIFY_FLATTEN_H
