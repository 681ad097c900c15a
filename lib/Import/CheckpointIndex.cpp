//===- CheckpointIndex.cpp - what a checkpoint's headers say --------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CheckpointIndex.h"

#include "mla/Runtime/Checkpoint.h"

#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"

using namespace mlir::mla;
namespace runtime = ::mla::runtime;

/// Rows and columns that one scale of a quantised weight stands for.
static constexpr int64_t kScaleBlock = 128;

struct CheckpointIndex::Files {
  runtime::Checkpoint checkpoint;
};

CheckpointIndex::CheckpointIndex(WeightType activations)
    : activations(activations) {}
CheckpointIndex::~CheckpointIndex() = default;

llvm::Error CheckpointIndex::open(llvm::StringRef path) {
  directory = path.str();
  bool any = false;
  for (llvm::StringRef name :
       {"model.safetensors", "model.safetensors.index.json"}) {
    llvm::SmallString<256> file(path);
    llvm::sys::path::append(file, name);
    any |= llvm::sys::fs::exists(file);
  }
  if (!any)
    return llvm::Error::success();
  auto checkpoint = runtime::Checkpoint::open(directory);
  if (!checkpoint)
    return llvm::createStringError(checkpoint.takeError().message());
  files = std::make_unique<Files>(Files{std::move(*checkpoint)});
  return llvm::Error::success();
}

std::optional<WeightType>
CheckpointIndex::check(const std::string &name, llvm::ArrayRef<int64_t> shape) {
  runtime::Shape expected(shape.begin(), shape.end());
  const runtime::CheckpointTensor *tensor = files->checkpoint.find(name);
  if (!tensor) {
    problems.push_back(name + " is missing (expected " +
                       runtime::toString(expected) + ")");
    return std::nullopt;
  }
  if (tensor->shape != expected) {
    problems.push_back(name + ": expected " + runtime::toString(expected) +
                       ", got " + runtime::toString(tensor->shape));
    return std::nullopt;
  }
  switch (tensor->dtype) {
  case runtime::DType::F32:
    return WeightType::F32;
  case runtime::DType::F16:
    return WeightType::F16;
  case runtime::DType::BF16:
    return WeightType::BF16;
  case runtime::DType::F8E4M3:
    break;
  default:
    problems.push_back(name + ": expected F32, F16, BF16 or F8_E4M3, got " +
                       std::string(runtime::safetensorsName(tensor->dtype)));
    return std::nullopt;
  }

  // Dequantised at load, into what activations are kept in.
  runtime::Shape blocks;
  for (int64_t extent : shape)
    blocks.push_back((extent + kScaleBlock - 1) / kScaleBlock);
  std::string scaleName = name + "_scale_inv";
  const runtime::CheckpointTensor *scale = files->checkpoint.find(scaleName);
  if (!scale) {
    problems.push_back(scaleName + " is missing (expected " +
                       runtime::toString(blocks) + ")");
    return std::nullopt;
  }
  if (shape.size() != 2 || scale->shape != blocks ||
      scale->dtype != runtime::DType::F32) {
    problems.push_back(scaleName + ": expected F32 " +
                       runtime::toString(blocks) + ", got " +
                       std::string(runtime::safetensorsName(scale->dtype)) +
                       " " + runtime::toString(scale->shape));
    return std::nullopt;
  }
  return activations == WeightType::F32 ? WeightType::F32 : WeightType::BF16;
}

WeightType CheckpointIndex::resolve(llvm::ArrayRef<std::string> names,
                                    llvm::ArrayRef<int64_t> shape,
                                    const ParamTypeRules &rules) {
  WeightType otherwise = rules.otherwise;
  if (rules.quantized)
    otherwise =
        activations == WeightType::F32 ? WeightType::F32 : WeightType::BF16;
  std::optional<WeightType> result;
  if (files) {
    for (const std::string &name : names) {
      std::optional<WeightType> type = check(name, shape);
      // Tensors of different types have f32 in common.
      if (type)
        result = !result || *result == *type ? *type : WeightType::F32;
    }
  }
  return rules.alwaysF32 ? WeightType::F32 : result.value_or(otherwise);
}

llvm::Error CheckpointIndex::takeError() {
  if (problems.empty())
    return llvm::Error::success();
  return llvm::createStringError(
      directory + ": " + llvm::Twine(problems.size()) +
      (problems.size() == 1 ? " tensor is" : " tensors are") +
      " missing or not what config.json asks for: " +
      llvm::join(problems, "; "));
}
