//===- ConfigFuzzer.cpp - config.json from anyone -------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Whatever the text is, it is refused with a line that says why, or becomes IR
// that verifies.
//
//===----------------------------------------------------------------------===//

#include "mla/Import/Import.h"

#include "mlir/IR/MLIRContext.h"

#include <cstdlib>

using namespace mlir;

/// Models above this are read but not built: building is linear in both, and a
/// thousand layers tell no more than three.
static bool isSmall(const mla::ModelConfig &config) {
  return config.layers <= 4 && config.experts.count <= 16;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef text(reinterpret_cast<const char *>(data), size);
  // The half after a zero byte is generation_config.json.
  auto [config, generation] = text.split('\0');
  std::vector<std::string> warnings;
  llvm::Expected<mla::ModelConfig> parsed =
      mla::parseModelConfig(config, generation, warnings);
  if (!parsed) {
    std::string reason = llvm::toString(parsed.takeError());
    if (reason.empty() || reason.find('\n') != std::string::npos)
      std::abort();
    return 0;
  }
  if (!isSmall(*parsed))
    return 0;
  MLIRContext context(MLIRContext::Threading::DISABLED);
  for (auto activations : {mla::WeightType::F32, mla::WeightType::BF16}) {
    mla::ImportOptions options;
    options.activations = activations;
    auto module = mla::importConfig(*parsed, options, &context);
    if (!module) // what parses can be built
      std::abort();
  }
  return 0;
}
