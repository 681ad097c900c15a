//===- Object.h - LLVM-dialect modules as objects ---------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_TARGET_OBJECT_H
#define MLA_TARGET_OBJECT_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/Error.h"
#include "llvm/Target/TargetMachine.h"

#include <memory>

namespace llvm {
class raw_pwrite_stream;
} // namespace llvm

namespace mlir::mla {

/// Registers what `translateToLLVM` needs. Once a registry.
void registerTranslations(DialectRegistry &registry);

/// The processor to generate host code for: `native`, or a name that LLVM
/// knows, such as `x86-64-v3`.
llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
createHostTarget(llvm::StringRef cpu);

/// The vector registers that a target has.
struct VectorRegisters {
  int64_t lanes; ///< f32 elements of one
  int64_t count;
};
VectorRegisters vectorRegisters(const llvm::TargetMachine &target);

/// Translates a module in the LLVM dialect. What goes wrong is a diagnostic.
llvm::Expected<std::unique_ptr<llvm::Module>>
translateToLLVM(ModuleOp module, llvm::TargetMachine &target,
                llvm::LLVMContext &context);

/// Runs LLVM's optimisations for this target. Nothing but `mla_model_v1` can be
/// called from outside then.
void optimize(llvm::Module &module, llvm::TargetMachine &target);

/// Writes an object file. Changes the module.
llvm::Error emitObject(llvm::Module &module, llvm::TargetMachine &target,
                       llvm::raw_pwrite_stream &out);

} // namespace mlir::mla

#endif // MLA_TARGET_OBJECT_H
