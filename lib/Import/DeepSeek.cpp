//===- DeepSeek.cpp - configs of DeepSeek's models and their kin ----------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Architectures.h"

using namespace mlir::mla;
using llvm::Twine;

namespace {
/// What a model type takes for fields that are absent.
struct ExpertsDefaults {
  int64_t firstLayer;
  int64_t shared;
  double scaling;
};
} // namespace

/// Experts, apart from how they are chosen.
static void readExperts(ConfigReader &reader, ModelConfig &config,
                        const ExpertsDefaults &defaults) {
  ExpertsConfig &experts = config.experts;
  experts.firstLayer =
      reader.integerOr("first_k_dense_replace", defaults.firstLayer, {0, 1024});
  experts.everyNth = reader.integerOr("moe_layer_freq", 1, {1, 1024});
  // Layers with experts there are none of: nothing of the below matters.
  if (experts.firstLayer >= config.layers)
    return;
  experts.count = reader.integer("n_routed_experts", {1, 4096});
  experts.intermediate = reader.integer("moe_intermediate_size");
  // Null means none, absence the default.
  experts.shared = reader.integerOr(
      "n_shared_experts",
      reader.mentions("n_shared_experts") ? 0 : defaults.shared, {0, 4096});
  RoutingConfig &routing = experts.routing;
  routing.topK = reader.integer("num_experts_per_tok", {1, 4096});
  routing.scaling = reader.numberOr("routed_scaling_factor", defaults.scaling);
  if (routing.topK > experts.count)
    reader.fail("expected 'num_experts_per_tok' to be at most "
                "'n_routed_experts' (" +
                Twine(experts.count) + "), got " + Twine(routing.topK));
}

/// `n_group` and `topk_group`, which must be there unless the model type takes
/// one group for none.
static void readGroups(ConfigReader &reader, ExpertsConfig &experts,
                       bool oneUnlessSaid = false) {
  RoutingConfig &routing = experts.routing;
  IntRange range{1, 4096};
  if (oneUnlessSaid) {
    routing.groups = reader.integerOr("n_group", 1, range);
    routing.topkGroup = reader.integerOr("topk_group", 1, range);
  } else {
    routing.groups = reader.integer("n_group", range);
    routing.topkGroup = reader.integer("topk_group", range);
  }
  if (experts.count % routing.groups != 0)
    return reader.fail("expected 'n_group' to divide 'n_routed_experts' (" +
                       Twine(experts.count) + "), got " +
                       Twine(routing.groups));
  if (routing.topkGroup > routing.groups)
    return reader.fail("expected 'topk_group' to be at most 'n_group' (" +
                       Twine(routing.groups) + "), got " +
                       Twine(routing.topkGroup));
  int64_t kept = routing.topkGroup * (experts.count / routing.groups);
  if (routing.topK > kept)
    reader.fail("expected 'num_experts_per_tok' to be at most the experts of "
                "'topk_group' groups (" +
                Twine(kept) + "), got " + Twine(routing.topK));
}

/// A field that published configs have and that can have one value only.
static void expectString(ConfigReader &reader, llvm::StringRef name,
                         llvm::StringRef value) {
  std::string got = reader.stringOr(name, value);
  if (got != value)
    reader.fail("expected '" + name + "' to be '" + value +
                "' for this "
                "model_type, got '" +
                got + "'");
}

void mlir::mla::readDeepseekV2(ConfigReader &reader, ModelConfig &config,
                               std::vector<std::string> &warnings) {
  readCommon(reader, config, {});
  config.rope.interleaved = true;
  config.mlpBias = reader.boolOr("mlp_bias", false);
  config.vHeadDim = reader.integer("v_head_dim", {1, 1 << 16});
  readExperts(reader, config, {.firstLayer = 0, .shared = 2, .scaling = 1.0});
  if (config.experts.count == 0)
    return;

  RoutingConfig &routing = config.experts.routing;
  expectString(reader, "scoring_func", "softmax");
  std::string method = reader.stringOr("topk_method", "greedy");
  if (method == "group_limited_greedy")
    readGroups(reader, config.experts);
  else if (method != "greedy")
    reader.fail("expected 'topk_method' to be greedy or group_limited_greedy "
                "for deepseek_v2, got '" +
                method + "'");
  // transformers' model of this type never normalises, whatever it says here.
  if (reader.boolOr("norm_topk_prob", false))
    warnings.push_back("config.json: 'norm_topk_prob' has no effect for "
                       "deepseek_v2 (as in transformers)");
  routing.normalize = false;
}

/// Groups that count their two best experts.
static void readTop2Groups(ConfigReader &reader, ExpertsConfig &experts,
                           bool oneUnlessSaid = false) {
  RoutingConfig &routing = experts.routing;
  readGroups(reader, experts, oneUnlessSaid);
  // With one group there is nothing to choose, and no need of two experts.
  routing.groupTop2 = routing.groups > 1;
  if (routing.groupTop2 && experts.count / routing.groups < 2)
    reader.fail(
        "expected 'n_group' to leave at least two experts a group, got " +
        Twine(routing.groups) + " groups of " + Twine(experts.count) +
        " experts");
}

/// Sigmoid scores, and a bias that counts for the choice only.
static void readCorrectedSigmoid(ConfigReader &reader, RoutingConfig &routing) {
  expectString(reader, "scoring_func", "sigmoid");
  expectString(reader, "topk_method", "noaux_tc");
  routing.sigmoid = true;
  routing.correctionBias = true;
  routing.normalize = reader.boolOr("norm_topk_prob", true);
}

void mlir::mla::readDeepseekV3(ConfigReader &reader, ModelConfig &config,
                               std::vector<std::string> &) {
  readCommon(reader, config, {});
  config.rope.interleaved = reader.boolOr("rope_interleave", true);
  config.vHeadDim = reader.integer("v_head_dim", {1, 1 << 16});
  readExperts(reader, config, {.firstLayer = 3, .shared = 1, .scaling = 2.5});
  if (config.experts.count == 0)
    return;
  readCorrectedSigmoid(reader, config.experts.routing);
  readTop2Groups(reader, config.experts);
}

/// `mlp_layer_types`, "dense" or "sparse" for each layer: how many dense ones
/// come first. The published configs say `first_k_dense_replace` instead.
static int64_t readDenseLayers(ConfigReader &reader, int64_t layers) {
  const nlohmann::json *types = reader.find("mlp_layer_types");
  if (!types)
    return 1;
  int64_t dense = 0;
  bool ordered =
      types->is_array() && static_cast<int64_t>(types->size()) == layers;
  for (int64_t i = 0; ordered && i < layers; ++i) {
    if ((*types)[i] == "dense" && dense == i)
      ++dense;
    else
      ordered = (*types)[i] == "sparse";
  }
  if (!ordered)
    reader.fail("expected 'mlp_layer_types' to be 'dense' for the first layers "
                "and 'sparse' for the rest of " +
                Twine(layers) + ", got " + types->dump());
  return dense;
}

void mlir::mla::readGlm4MoeLite(ConfigReader &reader, ModelConfig &config,
                                std::vector<std::string> &) {
  readCommon(reader, config, {.normEps = 1e-5});
  config.rope.interleaved = reader.boolOr("rope_interleave", true);
  config.vHeadDim = reader.integer("v_head_dim", {1, 1 << 16});
  int64_t dense = readDenseLayers(reader, config.layers);
  readExperts(reader, config,
              {.firstLayer = dense, .shared = 1, .scaling = 1.8});
  if (reader.has("mlp_layer_types") && config.experts.firstLayer != dense)
    reader.fail("expected 'first_k_dense_replace' to agree with "
                "'mlp_layer_types' (" +
                Twine(dense) + " dense layers), got " +
                Twine(config.experts.firstLayer));
  if (config.experts.count == 0)
    return;
  readCorrectedSigmoid(reader, config.experts.routing);
  readTop2Groups(reader, config.experts, /*oneUnlessSaid=*/true);
}

/// Softmax routing, experts in packed tensors, queries that grow with their
/// position.
void mlir::mla::readMistral4(ConfigReader &reader, ModelConfig &config,
                             std::vector<std::string> &) {
  readCommon(reader, config, {.rotaryPartOfHead = true});
  config.rope.interleaved = reader.boolOr("rope_interleave", true);
  config.vHeadDim = reader.integer("v_head_dim", {1, 1 << 16});
  const nlohmann::json *rope = reader.find("rope_parameters");
  if (!rope || !rope->is_object())
    return reader.fail("expected 'rope_parameters' to be an object for "
                       "mistral4, got none");
  ConfigReader scaling(*rope, "config.json, 'rope_parameters'");
  config.queryScaling.beta = scaling.numberOr("llama_4_scaling_beta", 0);
  config.queryScaling.originalMax =
      scaling.integerOr("original_max_position_embeddings", config.maxPosition,
                        {1, int64_t(1) << 31});
  reader.adopt(scaling);
  readExperts(reader, config, {.firstLayer = 0, .shared = 1, .scaling = 1.0});
  if (config.experts.count == 0)
    return;
  config.experts.packed = true;
  config.experts.routing.normalize = reader.boolOr("norm_topk_prob", true);
  readTop2Groups(reader, config.experts, /*oneUnlessSaid=*/true);
}

/// deepseek_v3's attention with one MLP a layer.
void mlir::mla::readYoutu(ConfigReader &reader, ModelConfig &config,
                          std::vector<std::string> &) {
  readCommon(reader, config, {.tiedEmbeddings = true});
  config.rope.interleaved = reader.boolOr("rope_interleave", true);
  config.vHeadDim = reader.integer("v_head_dim", {1, 1 << 16});
}
