//===- Architectures.h - readers of each model type's config ----*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_IMPORT_ARCHITECTURES_H
#define MLA_LIB_IMPORT_ARCHITECTURES_H

#include "ConfigReader.h"
#include "Rope.h"
#include "mla/Import/ModelConfig.h"

namespace mlir::mla {

/// What a model type takes for fields that are absent.
struct CommonDefaults {
  double normEps = 1e-6;
  bool tiedEmbeddings = false;
  /// Whether `partial_rotary_factor` is of the whole query head: elsewhere it
  /// is of the rotated part, and 1.
  bool rotaryPartOfHead = false;
};

/// Reads what all model types call the same.
void readCommon(ConfigReader &reader, ModelConfig &config,
                const CommonDefaults &defaults);

/// Readers of one model type each: fill the config, or leave an error in the
/// reader.
void readDeepseekV2(ConfigReader &reader, ModelConfig &config,
                    std::vector<std::string> &warnings);
void readDeepseekV3(ConfigReader &reader, ModelConfig &config,
                    std::vector<std::string> &warnings);
void readGlm4MoeLite(ConfigReader &reader, ModelConfig &config,
                     std::vector<std::string> &warnings);
void readMiniCPM3(ConfigReader &reader, ModelConfig &config,
                  std::vector<std::string> &warnings);
void readMistral4(ConfigReader &reader, ModelConfig &config,
                  std::vector<std::string> &warnings);
void readYoutu(ConfigReader &reader, ModelConfig &config,
               std::vector<std::string> &warnings);

} // namespace mlir::mla

#endif // MLA_LIB_IMPORT_ARCHITECTURES_H
