//===- GpuTest.cpp - the engine on a real GPU -----------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The runtime alone, with kernels whose results are known exactly. Where there
// is no GPU, every case is skipped.
//
//===----------------------------------------------------------------------===//

#include "CudaGraphs.h"
#include "CudaSampler.h"
#include "FakeModel.h"
#include "GpuModel.h"
#include "mla/Runtime/Engine.h"
#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <limits>
#include <random>

using namespace mla::runtime;
using Tokens = std::vector<int32_t>;

static fake::Config config;

enum Kernel { Embed, Append, Walk, Head };
static const char *const kernelNames[] = {"gpu_embed", "gpu_append", "gpu_walk",
                                          "gpu_head"};

template <Kernel kernel> static int32_t run(const MlaContextV1 *c) {
  GpuView view = {c->T,
                  c->B,
                  c->S,
                  c->batch.num_decode,
                  c->batch.num_decode_tokens,
                  c->batch.page_table_stride,
                  config.pageSize,
                  config.vocab,
                  c->batch.seq_lens,
                  c->batch.query_start,
                  c->batch.slot_mapping,
                  c->batch.positions,
                  c->batch.page_table,
                  c->tokens,
                  c->logit_rows,
                  c->logits,
                  static_cast<float *>(c->caches[0]),
                  static_cast<float *>(c->caches[1]),
                  reinterpret_cast<uint64_t *>(c->arena)};
  void *arguments[] = {&view};
  int64_t blocks = kernel == Head ? c->S : (c->T + 31) / 32;
  return c->device->launch(
      c->device, c->kernels[kernel], blocks, 1, 1, kernel == Head ? 128 : 32,
      kernel == Head ? 100 << 10 : 0, c->stream, arguments);
}

static int32_t step(const MlaContextV1 *context) {
  int32_t (*const calls[])(const MlaContextV1 *) = {run<Embed>, run<Append>,
                                                    run<Walk>, run<Head>};
  for (auto *call : calls)
    if (int32_t status = call(context))
      return status;
  return 0;
}

static std::string readImage(const char *path) {
  std::ifstream stream(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

static const MlaModelV1 &makeGpuModel(const fake::Config &of,
                                      const std::string &text) {
  static const MlaCallV1 calls[] = {{MLA_CALL_SEGMENT, "embed", run<Embed>},
                                    {MLA_CALL_DISPATCH, "append", run<Append>},
                                    {MLA_CALL_DISPATCH, "walk", run<Walk>},
                                    {MLA_CALL_SEGMENT, "head", run<Head>}};
  static const std::string cubin = readImage(MLA_GPU_MODEL ".cubin");
  static const std::string ptx = readImage(MLA_GPU_MODEL ".ptx");
  static MlaImageV1 images[2];
  images[0] = {90, 0, int64_t(cubin.size()), cubin.data()};
  images[1] = {80, 1, int64_t(ptx.size()), ptx.c_str()};
  static MlaModelV1 model;
  config = of;
  model = {};
  model.abi_version = MLA_MODEL_ABI_VERSION;
  model.num_calls = 4;
  model.describe = text.c_str();
  model.calls = calls;
  model.step = step;
  model.num_images = 2;
  model.images = images;
  model.num_kernels = 4;
  model.kernels = kernelNames;
  return model;
}

static std::string take(MlaError *error) {
  if (!error)
    return "";
  std::string message =
      std::to_string(mla_error_code(error)) + ": " + mla_error_message(error);
  mla_error_destroy(error);
  return message;
}

namespace {

class GpuTest : public testing::Test {
protected:
  void SetUp() override {
    Expected<std::unique_ptr<cuda::Gpu>> gpu = cuda::Gpu::open(0);
    if (!gpu)
      GTEST_SKIP() << "unsupported: " << gpu.takeError().message();
  }
};

struct Load {
  Tokens prompt;
  int64_t maxNewTokens;
};

std::vector<Load> randomLoads(const fake::Config &of, int64_t count) {
  std::mt19937 random(11);
  std::vector<Load> loads;
  for (int64_t i = 0; i < count; ++i) {
    Load load;
    load.prompt.resize(1 + random() % (of.maxPosition * 2 / 3));
    for (int32_t &token : load.prompt)
      token = int32_t(2 + random() % (of.vocab - 2));
    load.maxNewTokens = 1 + random() % (of.maxPosition / 3);
    loads.push_back(std::move(load));
  }
  return loads;
}

struct Outcome {
  std::vector<Tokens> tokens;
  std::vector<float> logits; ///< of the prompts
  std::string error;
};

Outcome runAll(const fake::Config &of, const std::vector<Load> &loads,
               int32_t capture, int64_t maxBatch, double temperature,
               bool wantsLogits) {
  std::string text = fake::describe(of);
  text.replace(text.find("\"cpu\""), 5, "\"sm_90a\"");
  Outcome outcome;
  MlaEngineOptionsV1 options = {};
  options.abi_version = MLA_ENGINE_ABI_VERSION;
  options.capture = capture;
  options.max_batch = maxBatch;
  options.prefill_chunk = 7;
  options.random_seed = 1;
  MlaEngine *engine = nullptr;
  outcome.error =
      take(mla_engine_create_v1(&makeGpuModel(of, text), &options, &engine));
  if (!outcome.error.empty())
    return outcome;
  outcome.error = take(mla_engine_load(engine));
  std::vector<int64_t> handles;
  int64_t unfinished = 0;
  for (size_t i = 0; i < loads.size() && outcome.error.empty(); ++i) {
    MlaRequestV1 request = {};
    request.prompt = loads[i].prompt.data();
    request.prompt_length = int64_t(loads[i].prompt.size());
    request.max_new_tokens = loads[i].maxNewTokens;
    request.temperature = temperature;
    request.seed = i;
    if (wantsLogits) {
      request.user = &outcome.logits;
      request.on_logits = [](void *user, int64_t, int64_t rows,
                             const float *logits) -> int32_t {
        auto *to = static_cast<std::vector<float> *>(user);
        to->insert(to->end(), logits, logits + rows * config.vocab);
        return 0;
      };
    }
    handles.push_back(0);
    outcome.error =
        take(mla_engine_add_request_v1(engine, &request, &handles.back()));
    // They arrive while others run.
    if (outcome.error.empty() && i % 2)
      outcome.error = take(mla_engine_step(engine, &unfinished));
  }
  for (unfinished = 1; unfinished > 0 && outcome.error.empty();)
    outcome.error = take(mla_engine_step(engine, &unfinished));
  for (int64_t handle : handles) {
    MlaResultV1 result = {};
    take(mla_engine_poll_v1(engine, handle, &result));
    outcome.tokens.emplace_back(result.tokens,
                                result.tokens + result.num_tokens);
  }
  mla_engine_destroy(engine);
  return outcome;
}

const int32_t allModes[] = {MLA_CAPTURE_NONE, MLA_CAPTURE_PIECEWISE,
                            MLA_CAPTURE_FULL};

} // namespace

TEST_F(GpuTest, GivesKnownTokensInEveryMode) {
  for (fake::Config of : {fake::Config{}, fake::Config{.vocab = 5003,
                                                       .maxPosition = 200,
                                                       .maxTokens = 128,
                                                       .pageSize = 16}}) {
    std::vector<Load> loads = randomLoads(of, 40);
    for (int32_t mode : allModes) {
      Outcome outcome = runAll(of, loads, mode, 12, 0, false);
      ASSERT_EQ(outcome.error, "");
      for (size_t i = 0; i < loads.size(); ++i)
        EXPECT_EQ(
            outcome.tokens[i],
            fake::expectedTokens(of, loads[i].prompt, loads[i].maxNewTokens))
            << "mode " << mode << ", request " << i;
    }
  }
}

TEST_F(GpuTest, SamplesAndHandsOutLogitsTheSameInEveryMode) {
  fake::Config of = {.vocab = 777, .maxPosition = 100, .maxTokens = 64};
  std::vector<Load> loads = randomLoads(of, 12);
  Outcome first;
  for (int32_t mode : allModes) {
    Outcome outcome = runAll(of, loads, mode, 5, 0.7, true);
    ASSERT_EQ(outcome.error, "");
    if (mode == allModes[0])
      first = outcome;
    EXPECT_EQ(outcome.tokens, first.tokens);
    EXPECT_EQ(outcome.logits, first.logits);
  }
}

TEST_F(GpuTest, FindsTheLikeliestTokenAsTheHostDoes) {
  Expected<std::unique_ptr<cuda::Gpu>> opened = cuda::Gpu::open(0);
  ASSERT_TRUE(bool(opened));
  const cuda::Gpu &gpu = **opened;
  cuda::GreedySampler sampler;
  Error loaded = sampler.load(gpu);
  ASSERT_FALSE(bool(loaded)) << loaded.message();
  std::mt19937 random(1);
  for (int64_t vocab : {1, 31, 4096, 4097, 50257, 129280})
    for (int kind = 0; kind < 6; ++kind) {
      constexpr int64_t rows = 3;
      uint64_t bytes = uint64_t(rows * vocab) * sizeof(float);
      auto logits = gpu.allocate(bytes, "logits");
      auto keys = gpu.allocate(rows * 8, "keys");
      auto host = gpu.allocatePinned(bytes, "logits");
      auto hostKeys = gpu.allocatePinned(rows * 8, "keys");
      ASSERT_TRUE(logits && keys && host && hostKeys);
      auto *values = reinterpret_cast<float *>(host->data());
      for (int64_t i = 0; i < rows * vocab; ++i) {
        float value = float(int32_t(random())) * 0x1p-28f;
        values[i] = kind == 0   ? value
                    : kind == 1 ? float(int(value)) // many are equal
                    : kind == 2 ? -std::abs(value)
                    : kind == 3 ? (random() & 1 ? 0.0f : -0.0f)
                    : kind == 4 ? -std::numeric_limits<float>::infinity()
                                : value;
      }
      if (kind == 5)
        values[vocab + int64_t(random() % uint64_t(vocab))] = NAN;
      std::memset(hostKeys->data(), 0, rows * 8);
      cuda::Gpu::Scope scope(gpu);
      const cuda::Driver &driver = gpu.driver;
      driver.copyToDevice(logits->device(), values, bytes, gpu.stream);
      driver.copyToDevice(keys->device(), hostKeys->data(), rows * 8,
                          gpu.stream);
      Error launched =
          sampler.launch(gpu, logits->device(), keys->device(), rows, vocab);
      ASSERT_FALSE(bool(launched)) << launched.message();
      driver.copyToHost(hostKeys->data(), keys->device(), rows * 8, gpu.stream);
      ASSERT_EQ(driver.streamSynchronize(gpu.stream), cuda::success);
      for (int64_t row = 0; row < rows; ++row) {
        const float *begin = values + row * vocab;
        bool number =
            std::none_of(begin, begin + vocab, [](float x) { return x != x; });
        int64_t expected = std::max_element(begin, begin + vocab) - begin;
        EXPECT_EQ(cuda::tokenOfKey(
                      reinterpret_cast<uint64_t *>(hostKeys->data())[row]),
                  number ? expected : -1)
            << vocab << " " << kind;
      }
    }
}

TEST_F(GpuTest, AGraphWhosePlacesMovedIsCapturedAgain) {
  Expected<std::unique_ptr<cuda::Gpu>> opened = cuda::Gpu::open(0);
  ASSERT_TRUE(bool(opened));
  const cuda::Gpu &gpu = **opened;
  cuda::GreedySampler sampler;
  ASSERT_FALSE(bool(sampler.load(gpu)));
  constexpr int64_t vocab = 1000;
  constexpr uint64_t bytes = vocab * sizeof(float);
  auto one = gpu.allocate(bytes, "logits"), two = gpu.allocate(bytes, "logits");
  auto keys = gpu.allocate(8, "keys");
  auto host = gpu.allocatePinned(bytes, "logits");
  auto hostKey = gpu.allocatePinned(8, "keys");
  ASSERT_TRUE(one && two && keys && host && hostKey);
  cuda::Gpu::Scope scope(gpu);
  const cuda::Driver &driver = gpu.driver;
  auto fill = [&](const cuda::Memory &memory, int64_t likeliest) {
    auto *values = reinterpret_cast<float *>(host->data());
    std::fill(values, values + vocab, 0.0f);
    values[likeliest] = 1;
    driver.copyToDevice(memory.device(), values, bytes, gpu.stream);
    driver.streamSynchronize(gpu.stream);
  };
  fill(*one, 123);
  fill(*two, 456);

  cuda::GraphCache graphs(gpu);
  cuda::GraphKey key = {cuda::GraphKey::wholeStep, 1, 1};
  // As the runtime does for each step.
  auto step = [&](const cuda::Memory &logits) -> int32_t {
    MlaContextV1 context = {};
    context.T = context.B = context.S = 1;
    context.logits = reinterpret_cast<float *>(logits.data());
    if (!graphs.find(key, context))
      EXPECT_FALSE(bool(graphs.capture(key, context, "a test", [&] {
        return sampler.launch(gpu, logits.device(), keys->device(), 1, vocab);
      })));
    const cuda::CapturedGraph *graph = graphs.find(key, context);
    EXPECT_NE(graph, nullptr);
    std::memset(hostKey->data(), 0, 8);
    driver.copyToDevice(keys->device(), hostKey->data(), 8, gpu.stream);
    EXPECT_FALSE(bool(graphs.launch(*graph, "a test failed")));
    driver.copyToHost(hostKey->data(), keys->device(), 8, gpu.stream);
    EXPECT_EQ(driver.streamSynchronize(gpu.stream), cuda::success);
    return cuda::tokenOfKey(*reinterpret_cast<uint64_t *>(hostKey->data()));
  };
  EXPECT_EQ(step(*one), 123);
  fill(*one, 7); // replayed, with what is there now
  EXPECT_EQ(step(*one), 7);
  EXPECT_EQ(step(*two), 456);
  EXPECT_EQ(graphs.size(), 1);
  EXPECT_EQ(step(*one), 7);
}

TEST_F(GpuTest, ALongRunLeaksNothing) {
  fake::Config of = {.vocab = 300, .maxPosition = 120, .maxTokens = 64};
  Expected<std::unique_ptr<cuda::Gpu>> gpu = cuda::Gpu::open(0);
  ASSERT_TRUE(bool(gpu));
  std::vector<Load> loads = randomLoads(of, 200);
  ASSERT_EQ(runAll(of, loads, MLA_CAPTURE_FULL, 16, 0, false).error, "");
  uint64_t before = (*gpu)->freeBytes();
  ASSERT_EQ(runAll(of, loads, MLA_CAPTURE_FULL, 16, 0, false).error, "");
  EXPECT_EQ((*gpu)->freeBytes(), before);
}
