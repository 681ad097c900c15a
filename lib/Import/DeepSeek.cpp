//===- DeepSeek.cpp - configs of deepseek_v2 and deepseek_v3 --------------===//
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

/// `n_group` and `topk_group`, which must be there.
static void readGroups(ConfigReader &reader, ExpertsConfig &experts) {
  RoutingConfig &routing = experts.routing;
  routing.groups = reader.integer("n_group", {1, 4096});
  routing.topkGroup = reader.integer("topk_group", {1, 4096});
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

void mlir::mla::readDeepseekV3(ConfigReader &reader, ModelConfig &config,
                               std::vector<std::string> &) {
  readCommon(reader, config, {});
  config.rope.interleaved = reader.boolOr("rope_interleave", true);
  config.vHeadDim = reader.integer("v_head_dim", {1, 1 << 16});
  readExperts(reader, config, {.firstLayer = 3, .shared = 1, .scaling = 2.5});
  if (config.experts.count == 0)
    return;

  RoutingConfig &routing = config.experts.routing;
  expectString(reader, "scoring_func", "sigmoid");
  expectString(reader, "topk_method", "noaux_tc");
  routing.sigmoid = true;
  routing.correctionBias = true;
  routing.normalize = reader.boolOr("norm_topk_prob", true);
  readGroups(reader, config.experts);
  // With one group there is nothing to choose, and no need of two experts.
  routing.groupTop2 = routing.groups > 1;
  if (routing.groupTop2 && config.experts.count / routing.groups < 2)
    reader.fail(
        "expected 'n_group' to leave at least two experts a group, got " +
        Twine(routing.groups) + " groups of " + Twine(config.experts.count) +
        " experts");
}
