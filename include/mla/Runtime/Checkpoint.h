//===- Checkpoint.h - a Hugging Face checkpoint directory -------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_RUNTIME_CHECKPOINT_H
#define MLA_RUNTIME_CHECKPOINT_H

#include "mla/Runtime/Safetensors.h"
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

namespace mla::runtime {

/// A tensor of a checkpoint, in memory as long as the checkpoint is.
struct CheckpointTensor {
  DType dtype;
  Shape shape;
  const std::byte *data = nullptr;
  int64_t elements = 0;
};

/// All tensors of a directory: `model.safetensors`, or the shards that
/// `model.safetensors.index.json` names.
class Checkpoint {
public:
  /// Opens every file and validates every header. Reads no tensor data.
  static Expected<Checkpoint> open(const std::string &directory);

  /// The tensor of this name, or null.
  const CheckpointTensor *find(const std::string &name) const {
    auto it = tensors.find(name);
    return it == tensors.end() ? nullptr : &it->second;
  }
  const std::unordered_map<std::string, CheckpointTensor> &all() const {
    return tensors;
  }
  const std::string &directory() const { return path; }

private:
  Checkpoint() = default;
  void add(const SafetensorsFile &file, const TensorInfo &info);

  std::string path;
  std::vector<SafetensorsFile> files;
  std::unordered_map<std::string, CheckpointTensor> tensors;
};

} // namespace mla::runtime

#endif // MLA_RUNTIME_CHECKPOINT_H
