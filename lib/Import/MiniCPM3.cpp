//===- MiniCPM3.cpp - config of minicpm3 ----------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Architectures.h"

#include <cmath>

using namespace mlir::mla;

void mlir::mla::readMiniCPM3(ConfigReader &reader, ModelConfig &config,
                             std::vector<std::string> &) {
  readCommon(reader, config, {.normEps = 1e-5, .tiedEmbeddings = true});
  config.rope.interleaved = false;
  config.mlpBias = reader.boolOr("mlp_bias", false);
  config.vHeadDim = reader.integerOr(
      "v_head_dim", std::max<int64_t>(1, config.hidden / config.heads),
      {1, 1 << 16});

  // Null means no scaling; absence means what the published model has.
  double layers = static_cast<double>(config.layers);
  double hidden = static_cast<double>(config.hidden);
  double depth = reader.mentions("scale_depth")
                     ? reader.numberOr("scale_depth", std::sqrt(layers))
                     : 1.4;
  double base = reader.mentions("dim_model_base")
                    ? reader.numberOr("dim_model_base", hidden)
                    : 256;
  if (!(base > 0))
    reader.fail("expected 'dim_model_base' to be positive, got " +
                llvm::Twine(std::to_string(base)));
  config.embeddingScale = reader.numberOr("scale_emb", 12);
  config.residualScale = depth / std::sqrt(layers);
  config.logitsDivisor = hidden / base;
}
