//===- Import.cpp - a checkpoint directory as IR --------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Import/Import.h"

#include "Blocks.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Verifier.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace mlir::mla;

/// The largest step unless asked for another one: what is gained above it is
/// little, and scratch memory grows with it.
static constexpr int64_t kDefaultMaxTokens = 512;

/// The layers between the embedding and the head.
static Value buildLayers(Blocks &blocks, const ModelConfig &config, Value x) {
  const ModuleNames &names = config.names;
  for (int64_t i = 0; i < config.layers; ++i) {
    std::string layer = (names.layers + "." + Twine(i)).str();
    auto module = [&](StringRef name) { return (layer + "." + name).str(); };
    Value normed =
        blocks.rmsNorm(module(names.attentionNorm), x, config.normEps);
    Value attended = blocks.attention(module(names.attention), normed);
    x = blocks.addResidual(layer, x, attended, config.residualScale);

    normed = blocks.rmsNorm(module(names.mlpNorm), x, config.normEps);
    std::string mlp = module(names.mlp);
    Value added = config.experts.isIn(i)
                      ? blocks.experts(mlp, normed)
                      : blocks.mlp(mlp, normed, config.intermediate);
    x = blocks.addResidual(layer, x, added, config.residualScale);
  }
  return x;
}

static void buildMain(Blocks &blocks, const ModelConfig &config,
                      ModuleOp module) {
  OpBuilder b = OpBuilder::atBlockEnd(module.getBody());
  auto ids = RankedTensorType::get({ShapedType::kDynamic}, b.getI32Type());
  auto logitsType = RankedTensorType::get({ShapedType::kDynamic, config.vocab},
                                          b.getF32Type());
  Location loc = blocks.locationOf(config.modelType);
  auto main = func::FuncOp::create(b, loc, "main",
                                   b.getFunctionType({ids, ids}, {logitsType}));
  Block *body = main.addEntryBlock();
  blocks.enter(body, body->getArgument(0), body->getArgument(1));

  const ModuleNames &names = config.names;
  Value x = blocks.embed(names.embedding);
  x = buildLayers(blocks, config, x);
  x = blocks.rmsNorm(names.finalNorm, x, config.normEps);
  x = blocks.divide(names.head, x, config.logitsDivisor);
  Value logits = blocks.head(
      names.head, config.tiedEmbeddings ? names.embedding : names.head, x);
  func::ReturnOp::create(blocks.builder(), loc, logits);
}

static WeightType activationsOf(const ModelConfig &config,
                                const ImportOptions &options) {
  WeightType fromCheckpoint = config.weightType == WeightType::BF16
                                  ? WeightType::BF16
                                  : WeightType::F32;
  return options.activations.value_or(fromCheckpoint);
}

static llvm::Expected<OwningOpRef<ModuleOp>>
buildModule(const ModelConfig &config, const ImportOptions &options,
            CheckpointIndex &checkpoint, MLIRContext *context) {
  context->loadDialect<MLADialect, arith::ArithDialect, func::FuncDialect,
                       linalg::LinalgDialect, math::MathDialect,
                       tensor::TensorDialect>();
  OwningOpRef<ModuleOp> module = ModuleOp::create(
      NameLoc::get(StringAttr::get(context, config.modelType)));
  Blocks blocks(config, activationsOf(config, options), checkpoint, *module);
  OpBuilder b = OpBuilder::atBlockEnd(module->getBody());
  int64_t maxTokens = options.maxTokens
                          ? options.maxTokens
                          : std::min(config.maxPosition, kDefaultMaxTokens);
  ModelOp::create(b, module->getLoc(), config.modelType, config.vocab,
                  b.getDenseI64ArrayAttr(config.eos), config.maxPosition,
                  maxTokens, blocks.activationType(),
                  config.rope.originalMax
                      ? b.getI64IntegerAttr(config.rope.originalMax)
                      : IntegerAttr());
  buildMain(blocks, config, *module);
  if (llvm::Error error = checkpoint.takeError())
    return std::move(error);
  if (failed(verify(*module)))
    return llvm::createStringError(
        "imported IR does not verify: this is an error of the importer");
  return std::move(module);
}

llvm::Expected<OwningOpRef<ModuleOp>>
mlir::mla::importConfig(const ModelConfig &config, const ImportOptions &options,
                        MLIRContext *context) {
  CheckpointIndex none(activationsOf(config, options));
  return buildModule(config, options, none, context);
}

/// The text of a file. A missing one is empty text if `optional`.
static llvm::Expected<std::string> readFile(StringRef directory, StringRef name,
                                            bool optional) {
  SmallString<256> path(directory);
  llvm::sys::path::append(path, name);
  if (optional && !llvm::sys::fs::exists(path))
    return std::string();
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (std::error_code code = buffer.getError())
    return llvm::createStringError("cannot read " + path + ": " +
                                   code.message());
  return (*buffer)->getBuffer().str();
}

llvm::Expected<OwningOpRef<ModuleOp>>
mlir::mla::importCheckpoint(StringRef directory, const ImportOptions &options,
                            MLIRContext *context,
                            std::vector<std::string> &warnings) {
  llvm::Expected<std::string> text =
      readFile(directory, "config.json", /*optional=*/false);
  if (!text)
    return text.takeError();
  llvm::Expected<std::string> generation =
      readFile(directory, "generation_config.json", /*optional=*/true);
  if (!generation)
    return generation.takeError();
  llvm::Expected<ModelConfig> config =
      parseModelConfig(*text, *generation, warnings);
  if (!config) // the message starts with the file's name
    return llvm::createStringError(directory + "/" +
                                   llvm::toString(config.takeError()));
  CheckpointIndex checkpoint(activationsOf(*config, options));
  if (llvm::Error error = checkpoint.open(directory))
    return std::move(error);
  return buildModule(*config, options, checkpoint, context);
}
