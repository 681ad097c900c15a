//===- Executable.h - a function of a module, compiled and run --*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_VERIFY_EXECUTABLE_H
#define MLA_LIB_VERIFY_EXECUTABLE_H

#include "Array.h"
#include "Reference.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/Error.h"

#include <memory>

namespace mlir::mla {

/// A function on tensors and scalars, lowered by the pipeline to the CPU and
/// compiled in this process.
class Executable {
public:
  /// Takes the module down to LLVM. `symbols` are functions outside of it that
  /// it calls.
  static llvm::Expected<Executable> compile(ModuleOp module, func::FuncOp func,
                                            const Symbols &symbols);
  Executable(Executable &&);
  Executable &operator=(Executable &&);
  ~Executable();

  /// Calls it with one array for each argument (of rank 0 for scalars), which
  /// it may write to. Fails if the code crashes.
  llvm::Expected<std::vector<Array>>
  run(llvm::MutableArrayRef<Array> arguments) const;

private:
  struct State;
  explicit Executable(std::unique_ptr<State> state);
  std::unique_ptr<State> state;
};

} // namespace mlir::mla

#endif // MLA_LIB_VERIFY_EXECUTABLE_H
