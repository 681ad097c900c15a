//===- Import.h - a checkpoint directory as IR ------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_IMPORT_IMPORT_H
#define MLA_IMPORT_IMPORT_H

#include "mla/Import/ModelConfig.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/Support/Error.h"

#include <optional>
#include <string>
#include <vector>

namespace mlir::mla {

struct ImportOptions {
  /// What activations are kept in: f32 or bf16; none: what the checkpoint says
  /// that its weights are, f16 as f32.
  std::optional<WeightType> activations = WeightType::F32;
  /// The largest step; 0 takes the smaller of `max_position` and 512.
  int64_t maxTokens = 0;
};

/// Imports a Hugging Face checkpoint directory as level 1 of docs/Pipeline.md.
/// Reads config.json, generation_config.json if there, and headers (never data)
/// of safetensors files if there: they say the weights' types, and every
/// missing or misshaped tensor is named in the error.
llvm::Expected<OwningOpRef<ModuleOp>>
importCheckpoint(llvm::StringRef directory, const ImportOptions &options,
                 MLIRContext *context, std::vector<std::string> &warnings);

/// Builds the IR of a model of which only the config is known.
llvm::Expected<OwningOpRef<ModuleOp>> importConfig(const ModelConfig &config,
                                                   const ImportOptions &options,
                                                   MLIRContext *context);

} // namespace mlir::mla

#endif // MLA_IMPORT_IMPORT_H
