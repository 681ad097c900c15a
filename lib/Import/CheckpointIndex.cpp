//===- CheckpointIndex.cpp - what a checkpoint's headers say --------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckpointIndex.h"

using namespace mlir::mla;

struct CheckpointIndex::Files {};

CheckpointIndex::CheckpointIndex(WeightType activations)
    : activations(activations) {}
CheckpointIndex::~CheckpointIndex() = default;

llvm::Error CheckpointIndex::open(llvm::StringRef path) {
  directory = path.str();
  return llvm::Error::success();
}

std::optional<WeightType> CheckpointIndex::check(const std::string &,
                                                 llvm::ArrayRef<int64_t>) {
  return std::nullopt;
}

WeightType CheckpointIndex::resolve(llvm::ArrayRef<std::string>,
                                    llvm::ArrayRef<int64_t>,
                                    const ParamTypeRules &rules) {
  if (rules.alwaysF32)
    return WeightType::F32;
  if (rules.quantized)
    return activations == WeightType::F32 ? WeightType::F32 : WeightType::BF16;
  return rules.otherwise;
}

llvm::Error CheckpointIndex::takeError() { return llvm::Error::success(); }
