//===- ModelConfig.cpp - reads a checkpoint's config.json -----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Architectures.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <cmath>

using namespace mlir::mla;
using nlohmann::json;

/// All model types that can be imported: adding one is adding a reader.
static constexpr struct {
  llvm::StringRef modelType;
  void (*read)(ConfigReader &, ModelConfig &, std::vector<std::string> &);
} architectures[] = {
    {"deepseek_v2", readDeepseekV2},    {"deepseek_v3", readDeepseekV3},
    {"glm4_moe_lite", readGlm4MoeLite}, {"minicpm3", readMiniCPM3},
    {"mistral4", readMistral4},         {"youtu", readYoutu},
};

llvm::ArrayRef<llvm::StringRef> mlir::mla::knownModelTypes() {
  static const std::vector<llvm::StringRef> names = [] {
    std::vector<llvm::StringRef> result;
    for (const auto &architecture : architectures)
      result.push_back(architecture.modelType);
    return result;
  }();
  return names;
}

double ModelConfig::softmaxScale() const {
  return rope.softmaxFactor /
         std::sqrt(static_cast<double>(qkNopeHeadDim + qkRopeHeadDim));
}

//===----------------------------------------------------------------------===//
// Fields of every model type
//===----------------------------------------------------------------------===//

void mlir::mla::readCommon(ConfigReader &reader, ModelConfig &config,
                           const CommonDefaults &defaults) {
  config.vocab = reader.integer("vocab_size");
  config.hidden = reader.integer("hidden_size");
  config.layers = reader.integer("num_hidden_layers", {1, 1024});
  config.heads = reader.integer("num_attention_heads", {1, 4096});
  config.kvLoraRank = reader.integer("kv_lora_rank", {1, 1 << 16});
  config.qkNopeHeadDim = reader.integer("qk_nope_head_dim", {1, 1 << 16});
  config.qkRopeHeadDim = reader.integer("qk_rope_head_dim", {2, 1 << 16});
  config.intermediate = reader.integer("intermediate_size");
  config.maxPosition =
      reader.integer("max_position_embeddings", {1, int64_t(1) << 30});
  // Null says that there is none, absence says nothing.
  if (!reader.mentions("q_lora_rank"))
    reader.fail("expected 'q_lora_rank' to be an integer or null, "
                "got no such field");
  config.qLoraRank = reader.optionalInteger("q_lora_rank", {1, 1 << 16});
  if (config.qkRopeHeadDim % 2 != 0)
    reader.fail("expected 'qk_rope_head_dim' to be even, got " +
                llvm::Twine(config.qkRopeHeadDim));
  int64_t kvHeads = reader.integerOr("num_key_value_heads", config.heads);
  if (kvHeads != config.heads)
    reader.fail("expected 'num_key_value_heads' to be 'num_attention_heads' (" +
                llvm::Twine(config.heads) + "), got " + llvm::Twine(kvHeads));
  int64_t qkHeadDim = config.qkNopeHeadDim + config.qkRopeHeadDim;
  if (int64_t stated = reader.integerOr("qk_head_dim", qkHeadDim);
      stated != qkHeadDim)
    reader.fail("expected 'qk_head_dim' to be 'qk_nope_head_dim' + "
                "'qk_rope_head_dim' (" +
                llvm::Twine(qkHeadDim) + "), got " + llvm::Twine(stated));

  std::string activation = reader.stringOr("hidden_act", "silu");
  if (activation != "silu" && activation != "swish")
    reader.fail("expected 'hidden_act' to be silu, got '" + activation + "'");
  config.normEps = reader.numberOr("rms_norm_eps", defaults.normEps);
  if (config.normEps < 0)
    reader.fail("expected 'rms_norm_eps' to be at least 0, got " +
                llvm::Twine(std::to_string(config.normEps)));
  config.attentionBias = reader.boolOr("attention_bias", false);
  config.tiedEmbeddings =
      reader.boolOr("tie_word_embeddings", defaults.tiedEmbeddings);
  config.rope =
      readRope(reader, config.qkRopeHeadDim,
               defaults.rotaryPartOfHead ? qkHeadDim : config.qkRopeHeadDim,
               config.maxPosition);
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

static void readWeightType(ConfigReader &reader, ModelConfig &config) {
  std::string type =
      reader.stringOr("dtype", reader.stringOr("torch_dtype", "float32"));
  if (type == "bfloat16")
    config.weightType = WeightType::BF16;
  else if (type == "float16")
    config.weightType = WeightType::F16;
  else if (type == "float32")
    config.weightType = WeightType::F32;
  else
    reader.fail("expected '" +
                llvm::StringRef(reader.has("dtype") ? "dtype" : "torch_dtype") +
                "' to be float32, float16 or bfloat16, got '" + type + "'");
}

static void readQuantization(ConfigReader &reader, ModelConfig &config) {
  const json *object = reader.find("quantization_config");
  if (!object)
    return;
  if (!object->is_object())
    return reader.fail("expected 'quantization_config' to be an object");
  ConfigReader nested(*object, "config.json, 'quantization_config'");
  std::string method = nested.stringOr("quant_method", "");
  if (method != "fp8")
    nested.fail("unsupported 'quant_method' '" + method +
                "', expected fp8 with 'weight_block_size' [128, 128]");
  for (double size : nested.numbers("weight_block_size", 2))
    if (size != 128)
      nested.fail("expected 'weight_block_size' to be [128, 128]");
  if (const json *kept = nested.find("modules_to_not_convert"))
    for (const json &name : *kept)
      if (name.is_string())
        config.notQuantized.push_back(name.get<std::string>());
  config.blockFp8 = true;
  reader.adopt(nested);
}

//===----------------------------------------------------------------------===//
// End of sequence
//===----------------------------------------------------------------------===//

static void readEos(ConfigReader &reader, ModelConfig &config) {
  const json *value = reader.find("eos_token_id");
  if (!value)
    return;
  config.eos.clear();
  json list = value->is_array() ? *value : json::array({*value});
  for (const json &id : list) {
    bool good = id.is_number_integer() && id >= 0 && id < config.vocab;
    if (!good)
      return reader.fail("expected 'eos_token_id' to be ids from 0 to "
                         "vocab_size - 1 (" +
                         llvm::Twine(config.vocab - 1) + "), got " +
                         id.dump().substr(0, 60));
    int64_t number = id.get<int64_t>();
    if (!llvm::is_contained(config.eos, number))
      config.eos.push_back(number);
  }
}

llvm::Expected<ModelConfig>
mlir::mla::parseModelConfig(llvm::StringRef text,
                            llvm::StringRef generationConfig,
                            std::vector<std::string> &warnings) {
  llvm::Expected<json> document = parseJson(text, "config.json");
  if (!document)
    return document.takeError();
  ConfigReader reader(*document, "config.json");
  ModelConfig config;
  config.modelType = reader.stringOr("model_type", "");
  auto architecture = llvm::find_if(architectures, [&](const auto &candidate) {
    return candidate.modelType == config.modelType;
  });
  if (architecture == std::end(architectures)) {
    std::string known = llvm::join(knownModelTypes(), ", ");
    if (reader.has("model_type"))
      reader.fail("unknown model_type '" + config.modelType + "', known are " +
                  known);
    else
      reader.fail("expected 'model_type' to be one of " + known +
                  ", got no such field");
    return reader.takeError();
  }
  architecture->read(reader, config, warnings);
  readWeightType(reader, config);
  readQuantization(reader, config);
  readEos(reader, config);
  if (llvm::Error error = reader.takeError())
    return std::move(error);

  if (!generationConfig.empty()) {
    llvm::Expected<json> generation =
        parseJson(generationConfig, "generation_config.json");
    if (!generation)
      return generation.takeError();
    ConfigReader generationReader(*generation, "generation_config.json");
    readEos(generationReader, config);
    if (llvm::Error error = generationReader.takeError())
      return std::move(error);
  }
  return config;
}
