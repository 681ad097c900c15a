//===- CheckpointIndex.h - what a checkpoint's headers say ------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_IMPORT_CHECKPOINTINDEX_H
#define MLA_LIB_IMPORT_CHECKPOINTINDEX_H

#include "mla/Import/ModelConfig.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <memory>
#include <string>
#include <vector>

namespace mlir::mla {

/// How a parameter's element type follows from the checkpoint's.
struct ParamTypeRules {
  WeightType otherwise = WeightType::F32; ///< where there are no headers
  bool quantized = false;                 ///< fp8, where there are no headers
  bool alwaysF32 = false;                 ///< widened whatever the headers say
};

/// The tensors of a checkpoint, by headers alone. Without safetensors files it
/// is empty, and everything is as the config says. Collects what is wrong with
/// tensors, so that one message can name all of them.
class CheckpointIndex {
public:
  explicit CheckpointIndex(WeightType activations);
  ~CheckpointIndex();

  /// Reads the headers in a directory, if there are any.
  llvm::Error open(llvm::StringRef directory);

  /// The type of a parameter made of tensors of this shape; records those that
  /// are missing or not as expected.
  WeightType resolve(llvm::ArrayRef<std::string> names,
                     llvm::ArrayRef<int64_t> shape,
                     const ParamTypeRules &rules);

  /// An error that lists everything that was recorded.
  llvm::Error takeError();

private:
  struct Files;

  /// The type to declare for one tensor, or none if something is wrong.
  std::optional<WeightType> check(const std::string &name,
                                  llvm::ArrayRef<int64_t> shape);

  WeightType activations;
  std::string directory;
  std::unique_ptr<Files> files;
  std::vector<std::string> problems;
};

} // namespace mlir::mla

#endif // MLA_LIB_IMPORT_CHECKPOINTINDEX_H
