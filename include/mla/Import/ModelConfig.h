//===- ModelConfig.h - what a checkpoint's config.json says -----*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A model of any known `model_type`, in the terms the importer builds with. All
// that differs between model types is decided when the file is read; what
// builds IR looks at this struct only.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_IMPORT_MODELCONFIG_H
#define MLA_IMPORT_MODELCONFIG_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mlir::mla {

/// The element type of weights in a checkpoint.
enum class WeightType { F32, F16, BF16 };

/// A rotary embedding as the tables it comes down to (see `#mla.rope`).
struct RopeTables {
  bool interleaved = false;
  double scale = 1.0; ///< what sine and cosine are multiplied by
  std::vector<double> invFreq;
  std::vector<double> longInvFreq; ///< empty unless longrope
  int64_t originalMax = 0;         ///< with `longInvFreq` only
  double softmaxFactor = 1.0;      ///< what the softmax scale is multiplied by
};

/// Queries grow with their position (Llama 4): each is multiplied by
/// 1 + beta · ln(1 + ⌊position / originalMax⌋).
struct QueryScaling {
  double beta = 0; ///< 0: not at all
  int64_t originalMax = 1;
};

/// How tokens find their experts.
struct RoutingConfig {
  bool sigmoid = false;        ///< sigmoid instead of softmax
  bool correctionBias = false; ///< a bias that counts for the choice only
  bool groupTop2 = false; ///< a group counts its two best instead of its best
  int64_t groups = 1;
  int64_t topkGroup = 1;
  int64_t topK = 1;
  bool normalize = false;
  double scaling = 1.0;
};

struct ExpertsConfig {
  int64_t count = 0;
  int64_t shared = 0; ///< shared experts, as one of `shared` times the width
  int64_t intermediate = 0;
  int64_t firstLayer = 0; ///< layers before this one are dense
  bool packed = false;    ///< a layer's weights are two tensors, gate and up one
  int64_t everyNth = 1;
  RoutingConfig routing;

  bool isIn(int64_t layer) const {
    return count > 0 && layer >= firstLayer && layer % everyNth == 0;
  }
};

/// Names of a checkpoint's modules, without `.weight` or `.bias`.
struct ModuleNames {
  llvm::StringRef embedding = "model.embed_tokens";
  llvm::StringRef layers = "model.layers";
  llvm::StringRef finalNorm = "model.norm";
  llvm::StringRef head = "lm_head";
  // In a layer:
  llvm::StringRef attention = "self_attn";
  llvm::StringRef attentionNorm = "input_layernorm";
  llvm::StringRef mlp = "mlp";
  llvm::StringRef mlpNorm = "post_attention_layernorm";
  // In an attention module:
  llvm::StringRef q = "q_proj";
  llvm::StringRef qA = "q_a_proj";
  llvm::StringRef qNorm = "q_a_layernorm";
  llvm::StringRef qB = "q_b_proj";
  llvm::StringRef kvA = "kv_a_proj_with_mqa";
  llvm::StringRef kvNorm = "kv_a_layernorm";
  llvm::StringRef kvB = "kv_b_proj";
  llvm::StringRef o = "o_proj";
  // In an MLP, dense or of an expert:
  llvm::StringRef gate = "gate_proj";
  llvm::StringRef up = "up_proj";
  llvm::StringRef down = "down_proj";
  llvm::StringRef gateUp = "gate_up_proj"; ///< where experts are packed
  // In an MLP with experts:
  llvm::StringRef router = "gate";
  llvm::StringRef experts = "experts";
  llvm::StringRef sharedExperts = "shared_experts";
};

struct ModelConfig {
  std::string modelType;
  ModuleNames names;

  int64_t vocab = 0;
  int64_t hidden = 0;
  int64_t layers = 0;
  int64_t heads = 0;
  std::optional<int64_t> qLoraRank; ///< none: queries are one projection
  int64_t kvLoraRank = 0;
  int64_t qkNopeHeadDim = 0;
  int64_t qkRopeHeadDim = 0;
  int64_t vHeadDim = 0;
  int64_t intermediate = 0;
  int64_t maxPosition = 0;
  std::vector<int64_t> eos;

  double normEps = 1e-6;
  double latentNormEps = 1e-6; ///< of the norms inside attention
  bool attentionBias = false;
  bool mlpBias = false;
  bool tiedEmbeddings = false;
  double embeddingScale = 1.0;
  double residualScale = 1.0; ///< of what a layer adds to its input
  double logitsDivisor = 1.0;

  RopeTables rope;
  QueryScaling queryScaling;
  ExpertsConfig experts;

  WeightType weightType = WeightType::F32;
  bool blockFp8 = false; ///< linear weights in fp8 with block scales
  std::vector<std::string> notQuantized;

  double softmaxScale() const;
};

/// Reads a config.json. A message names the field and says what was expected;
/// `generationConfig` (the text of generation_config.json, or empty) overrides
/// the eos ids. Fields that are read but have no effect end up in `warnings`.
llvm::Expected<ModelConfig>
parseModelConfig(llvm::StringRef text, llvm::StringRef generationConfig,
                 std::vector<std::string> &warnings);

/// The values of `model_type` that can be imported.
llvm::ArrayRef<llvm::StringRef> knownModelTypes();

} // namespace mlir::mla

#endif // MLA_IMPORT_MODELCONFIG_H
