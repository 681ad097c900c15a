//===- CudaDeviceTest.cpp - the engine on a fake GPU ----------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FakeGpuModel.h"
#include "mla/Runtime/Engine.h"
#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

using Tokens = std::vector<int32_t>;
using fakecuda::control;

namespace {

std::string take(MlaError *error) {
  if (!error)
    return "";
  std::string message =
      std::to_string(mla_error_code(error)) + ": " + mla_error_message(error);
  mla_error_destroy(error);
  return message;
}

struct Options {
  int32_t capture = MLA_CAPTURE_FULL;
  int64_t maxBatch = 4;
  int64_t prefillChunk = 0;
  std::vector<int64_t> buckets;
  double temperature = 0;
  bool profile = false;
  bool programmaticLaunch = false;
  int64_t paramsLayout = 0;
};

/// An engine of the fake model on the fake GPU.
class Fixture {
public:
  explicit Fixture(const Options &options = {}, fake::Config config = {},
                   const char *target = "sm_90a", const char *kernel = nullptr)
      : config(config), text(fakegpu::describe(config, target, kernel)),
        temperature(options.temperature) {
    if (options.programmaticLaunch)
      text.replace(text.find('{'), 1, "{\"programmatic_launch\": true, ");
    if (options.paramsLayout)
      text.replace(
          text.find('{'), 1,
          "{\"params_layout\": " + std::to_string(options.paramsLayout) + ", ");
    model = fakegpu::makeModel(config, text);
    control().log.clear();
    control().launches.clear();
    MlaEngineOptionsV1 raw = {};
    raw.abi_version = MLA_ENGINE_ABI_VERSION;
    raw.threads = 2;
    raw.random_seed = 1;
    raw.capture = options.capture;
    raw.max_batch = options.maxBatch;
    raw.prefill_chunk = options.prefillChunk;
    raw.buckets = options.buckets.data();
    raw.num_buckets = int64_t(options.buckets.size());
    raw.profile = options.profile;
    error = take(mla_engine_create_v1(&model, &raw, &engine));
  }
  ~Fixture() { mla_engine_destroy(engine); }

  std::string load() { return take(mla_engine_load(engine)); }
  int64_t add(const Tokens &prompt, int64_t maxNewTokens) {
    MlaRequestV1 request = {};
    request.prompt = prompt.data();
    request.prompt_length = int64_t(prompt.size());
    request.max_new_tokens = maxNewTokens;
    request.temperature = temperature;
    request.seed = 9;
    int64_t handle = -1;
    EXPECT_EQ(take(mla_engine_add_request_v1(engine, &request, &handle)), "");
    return handle;
  }
  std::string step(int64_t *unfinished = nullptr) {
    int64_t count = 0;
    return take(mla_engine_step(engine, unfinished ? unfinished : &count));
  }
  std::string finishAll() {
    for (int64_t unfinished = 1; unfinished > 0;)
      if (std::string message = step(&unfinished); !message.empty())
        return message;
    return "";
  }
  Tokens tokens(int64_t handle) {
    MlaResultV1 result = {};
    EXPECT_EQ(take(mla_engine_poll_v1(engine, handle, &result)), "");
    return Tokens(result.tokens, result.tokens + result.num_tokens);
  }

  fake::Config config;
  std::string text;
  MlaModelV1 model;
  double temperature;
  MlaEngine *engine = nullptr;
  std::string error;
};

struct Load {
  Tokens prompt;
  int64_t maxNewTokens;
};

std::vector<Load> randomLoads(int64_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Load> loads;
  for (int64_t i = 0; i < count; ++i) {
    Load load;
    load.prompt.resize(1 + random() % 20);
    for (int32_t &token : load.prompt)
      token = int32_t(2 + random() % 48);
    load.maxNewTokens = 1 + random() % 14;
    loads.push_back(std::move(load));
  }
  return loads;
}

/// Tokens of all loads, some of which arrive while others run.
std::vector<Tokens> runAll(Fixture &fixture, const std::vector<Load> &loads) {
  EXPECT_EQ(fixture.error, "");
  EXPECT_EQ(fixture.load(), "");
  std::vector<int64_t> handles;
  for (size_t i = 0; i < loads.size(); ++i) {
    handles.push_back(fixture.add(loads[i].prompt, loads[i].maxNewTokens));
    if (i % 3 == 2)
      EXPECT_EQ(fixture.step(), "");
  }
  EXPECT_EQ(fixture.finishAll(), "");
  EXPECT_EQ(fakegpu::brokenRule(), 0);
  std::vector<Tokens> all;
  for (int64_t handle : handles)
    all.push_back(fixture.tokens(handle));
  return all;
}

int64_t countLog(const std::string &entry) {
  return std::count(control().log.begin(), control().log.end(), entry);
}

const int32_t allModes[] = {MLA_CAPTURE_NONE, MLA_CAPTURE_PIECEWISE,
                            MLA_CAPTURE_FULL};

} // namespace

TEST(CudaDevice, GivesTheSameTokensInEveryMode) {
  std::vector<Load> loads = randomLoads(24, 5);
  for (int32_t mode : allModes)
    for (int64_t chunk : {0, 3}) {
      Fixture fixture({.capture = mode, .maxBatch = 6, .prefillChunk = chunk});
      std::vector<Tokens> all = runAll(fixture, loads);
      for (size_t i = 0; i < loads.size(); ++i)
        EXPECT_EQ(all[i], fake::expectedTokens(fixture.config, loads[i].prompt,
                                               loads[i].maxNewTokens))
            << "mode " << mode << ", request " << i;
    }
}

TEST(CudaDevice, SamplesTheSameInEveryMode) {
  std::vector<Load> loads = randomLoads(8, 6);
  std::vector<Tokens> first;
  for (int32_t mode : allModes) {
    Fixture fixture({.capture = mode, .temperature = 0.8});
    std::vector<Tokens> all = runAll(fixture, loads);
    if (first.empty())
      first = all;
    EXPECT_EQ(all, first) << mode;
  }
  Fixture greedy({.capture = MLA_CAPTURE_NONE});
  EXPECT_NE(runAll(greedy, loads), first);
}

TEST(CudaDevice, RunsTheSamePaddedShapesInEveryMode) {
  std::vector<std::vector<int64_t>> first;
  for (int32_t mode : allModes) {
    Fixture fixture({.capture = mode, .buckets = {2, 8}});
    runAll(fixture, randomLoads(9, 7));
    std::vector<std::vector<int64_t>> shapes;
    for (const fakegpu::Step &step : fakegpu::steps()) {
      if (step.realTokens == 0)
        continue; // a warm-up
      shapes.push_back({step.T, step.B, step.S, step.numDecode});
      if (step.realTokens > 8)
        EXPECT_EQ(step.T, step.realTokens); // above the largest bucket
      else
        EXPECT_TRUE(step.T == 2 || step.T == 8) << step.T;
    }
    if (first.empty())
      first = shapes;
    EXPECT_EQ(shapes, first) << mode;
  }
}

TEST(CudaDevice, ADecodeStepIsPaddedInAllItsSizes) {
  Fixture fixture({.capture = MLA_CAPTURE_NONE, .buckets = {8}});
  ASSERT_EQ(fixture.load(), "");
  for (int i = 0; i < 3; ++i)
    fixture.add({2, 3, 4, 5}, 4);
  ASSERT_EQ(fixture.step(), "");
  ASSERT_EQ(fixture.step(), "");
  const fakegpu::Step &step = fakegpu::steps().back();
  EXPECT_EQ(step.T, 8);
  EXPECT_EQ(step.B, 8);
  EXPECT_EQ(step.S, 8);
  EXPECT_EQ(step.numDecode, 8);
  EXPECT_EQ(step.realTokens, 3);
}

TEST(CudaDevice, CapturesTheLargestFirstAndOnlyAtTheStart) {
  Fixture fixture({.maxBatch = 3}); // buckets 1, 2, 3
  ASSERT_EQ(fixture.load(), "");
  // Prefill runs once at sizes up to the largest step, and each bucket before
  // it is captured.
  std::vector<int64_t> sizes;
  ASSERT_EQ(fixture.finishAll(), "");
  int64_t graphs = control().calls["cuGraphInstantiateWithFlags"];
  int64_t allocations = control().calls["cuMemAlloc_v2"];
  fixture.add({4, 5}, 9);
  fixture.add({6}, 5);
  ASSERT_EQ(fixture.finishAll(), "");
  EXPECT_EQ(control().calls["cuGraphInstantiateWithFlags"], graphs);
  EXPECT_EQ(control().calls["cuMemAlloc_v2"], allocations);
  for (const fakegpu::Step &step : fakegpu::steps())
    if (step.realTokens == 0)
      sizes.push_back(step.T);
  ASSERT_GT(sizes.size(), 3u);
  auto captured = sizes.end() - 3;
  EXPECT_EQ(std::vector<int64_t>(captured, sizes.end()),
            (std::vector<int64_t>{3, 2, 1}));
  EXPECT_EQ(sizes.front(), 3);
  EXPECT_TRUE(std::is_sorted(sizes.begin(), captured));
  EXPECT_EQ(captured[-1], fixture.config.maxTokens);
  MlaDeviceStatsV1 stats;
  mla_engine_device_stats_v1(fixture.engine, &stats);
  // Whole steps; two segments of T; the last one of T and each S up to it.
  EXPECT_EQ(stats.num_graphs, 3 + 2 * 3 + (3 + 2 + 1));
  EXPECT_GE(stats.num_buckets, 1);
}

TEST(CudaDevice, AFullyCapturedDecodeStepIsOneGraph) {
  Fixture fixture;
  ASSERT_EQ(fixture.load(), "");
  fixture.add({4, 5, 6}, 5);
  ASSERT_EQ(fixture.step(), "");
  control().log.clear();
  ASSERT_EQ(fixture.step(), "");
  // With the token that the host has not seen yet.
  EXPECT_EQ(control().log,
            (std::vector<std::string>{"launch mla_take_tokens", "graph"}));
}

TEST(CudaDevice, StartsAStepBeforeItKnowsTheTokensOfTheOneBefore) {
  Fixture fixture;
  ASSERT_EQ(fixture.load(), "");
  int64_t handle = fixture.add({4, 5, 6}, 3);
  Tokens all = fake::expectedTokens(fixture.config, {4, 5, 6}, 3);
  ASSERT_EQ(all.size(), 3u);
  for (size_t i = 1; i <= 3; ++i) {
    int64_t unfinished = 0;
    ASSERT_EQ(fixture.step(&unfinished), "");
    MlaStatsV1 stats;
    mla_engine_stats_v1(fixture.engine, &stats);
    EXPECT_EQ(stats.steps, int64_t(std::min<size_t>(i + 1, 3)));
    EXPECT_EQ(fixture.tokens(handle), Tokens(all.begin(), all.begin() + i));
    EXPECT_EQ(unfinished, i < 3);
  }
}

TEST(CudaDevice, ASequenceThatEndsWhileAStepIsOnItsWay) {
  fake::Config config;
  for (int32_t id = 1; id < 12; ++id)
    config.eos.push_back(id); // one token in four ends a sequence
  std::vector<Load> loads = randomLoads(60, 8);
  for (int32_t mode : allModes) {
    Fixture fixture({.capture = mode, .maxBatch = 5}, config);
    std::vector<Tokens> all = runAll(fixture, loads);
    for (size_t i = 0; i < loads.size(); ++i)
      EXPECT_EQ(all[i], fake::expectedTokens(config, loads[i].prompt,
                                             loads[i].maxNewTokens))
          << "mode " << mode << ", request " << i;
  }
}

TEST(CudaDevice, ARequestThatIsReleasedWhileAStepIsOnItsWay) {
  Fixture fixture;
  ASSERT_EQ(fixture.load(), "");
  int64_t goes = fixture.add({4, 5, 6}, 30), stays = fixture.add({7, 8}, 9);
  ASSERT_EQ(fixture.step(), "");
  ASSERT_EQ(fixture.step(), "");
  ASSERT_EQ(take(mla_engine_release(fixture.engine, goes)), "");
  int64_t comes = fixture.add({9, 10, 11, 12}, 12); // into its pages
  ASSERT_EQ(fixture.finishAll(), "");
  EXPECT_EQ(fixture.tokens(stays),
            fake::expectedTokens(fixture.config, {7, 8}, 9));
  EXPECT_EQ(fixture.tokens(comes),
            fake::expectedTokens(fixture.config, {9, 10, 11, 12}, 12));
  EXPECT_EQ(fakegpu::brokenRule(), 0);
}

TEST(CudaDevice, PiecewiseRunsDispatchesBetweenGraphs) {
  Fixture fixture({.capture = MLA_CAPTURE_PIECEWISE});
  ASSERT_EQ(fixture.load(), "");
  fixture.add({4, 5, 6}, 5);
  control().log.clear();
  ASSERT_EQ(fixture.step(), ""); // starts the prompt's, and one for a token
  std::vector<std::string> pieces = {"graph", "launch append",
                                     "graph", "launch walk",
                                     "graph", "launch mla_likeliest"};
  std::vector<std::string> both = pieces;
  both.push_back("launch mla_take_tokens");
  both.insert(both.end(), pieces.begin(), pieces.end());
  EXPECT_EQ(control().log, both);
}

TEST(CudaDevice, NoneCapturesNothing) {
  Fixture fixture({.capture = MLA_CAPTURE_NONE});
  int64_t before = control().calls["cuStreamBeginCapture_v2"];
  ASSERT_EQ(fixture.load(), "");
  fixture.add({4, 5, 6}, 5);
  ASSERT_EQ(fixture.finishAll(), "");
  EXPECT_EQ(control().calls["cuStreamBeginCapture_v2"], before);
  EXPECT_EQ(countLog("graph"), 0);
}

TEST(CudaDevice, AStepFetchesTokensAndDoesNothingElseTheHostMustWaitFor) {
  const char *const never[] = {"cuMemAlloc_v2", "cuMemHostAlloc",
                               "cuMemFree_v2", "cuMemFreeHost",
                               "cuStreamSynchronize"};
  for (int32_t mode : allModes) {
    Fixture fixture({.capture = mode}, {.eos = {}});
    ASSERT_EQ(fixture.load(), "");
    fixture.add({4, 5, 6}, 20);
    fixture.add({7, 8}, 20);
    ASSERT_EQ(fixture.step(), "");
    auto before = control().calls;
    for (int i = 0; i < 10; ++i)
      ASSERT_EQ(fixture.step(), "");
    auto &after = control().calls;
    for (const char *entry : never)
      EXPECT_EQ(after[entry], before[entry]) << entry << ", mode " << mode;
    for (const char *once : {"cuMemcpyDtoHAsync_v2", "cuEventSynchronize"})
      EXPECT_EQ(after[once] - before[once], 10) << once << ", mode " << mode;
  }
}

TEST(CudaDevice, KernelsStartEarlyWhereTheirCodeWaits) {
  auto earlyStarts = [](bool programmatic) {
    int64_t before = control().earlyStarts;
    Fixture fixture({.programmaticLaunch = programmatic});
    EXPECT_EQ(fixture.load(), "");
    int64_t handle = fixture.add({4, 5, 6}, 9);
    EXPECT_EQ(fixture.finishAll(), "");
    EXPECT_EQ(fixture.tokens(handle),
              fake::expectedTokens(fixture.config, {4, 5, 6}, 9));
    return control().earlyStarts - before;
  };
  EXPECT_GT(earlyStarts(true), 0);
  EXPECT_EQ(earlyStarts(false), 0);
  ::setenv("MLA_PDL", "off", 1);
  EXPECT_EQ(earlyStarts(true), 0);
  ::unsetenv("MLA_PDL");
  control().capability = 100; // PTX of sm_80, which does not wait
  EXPECT_EQ(earlyStarts(true), 0);
  control().capability = 90;
}

TEST(CudaDevice, SendsThePageTableOnlyWhenItChanged) {
  Fixture fixture;
  ASSERT_EQ(fixture.load(), "");
  fixture.add({4, 5, 6}, 9);
  ASSERT_EQ(fixture.step(), "");
  int64_t before = control().calls["cuMemcpyHtoDAsync_v2"];
  for (int i = 0; i < 3; ++i)
    ASSERT_EQ(fixture.step(), "");
  EXPECT_EQ(control().calls["cuMemcpyHtoDAsync_v2"] - before, 3);
}

TEST(CudaDevice, HandsOutPromptLogits) {
  struct Sink {
    std::vector<float> values;
    std::vector<int64_t> firsts;
  };
  std::vector<float> first;
  Tokens prompt = {5, 9, 2, 30, 31, 32, 7, 8, 40, 41, 42};
  for (int32_t mode : allModes)
    for (int64_t chunk : {2, 11}) {
      Fixture fixture({.capture = mode, .prefillChunk = chunk});
      ASSERT_EQ(fixture.load(), "");
      Sink sink;
      MlaRequestV1 request = {};
      request.prompt = prompt.data();
      request.prompt_length = int64_t(prompt.size());
      request.max_new_tokens = 3;
      request.user = &sink;
      request.on_logits = [](void *user, int64_t row, int64_t rows,
                             const float *logits) -> int32_t {
        auto *to = static_cast<Sink *>(user);
        to->firsts.push_back(row);
        to->values.insert(to->values.end(), logits, logits + rows * 50);
        return 0;
      };
      int64_t handle = 0;
      ASSERT_EQ(
          take(mla_engine_add_request_v1(fixture.engine, &request, &handle)),
          "");
      ASSERT_EQ(fixture.finishAll(), "");
      EXPECT_EQ(fixture.tokens(handle),
                fake::expectedTokens(fixture.config, prompt, 3));
      ASSERT_EQ(sink.values.size(), prompt.size() * 50);
      if (first.empty())
        first = sink.values;
      EXPECT_EQ(sink.values, first) << mode << " " << chunk;
    }
}

TEST(CudaDevice, LeaksNothingOverManySteps) {
  int64_t objects = control().objects;
  uint64_t allocated = control().allocated;
  {
    Fixture fixture({.maxBatch = 5});
    ASSERT_EQ(fixture.load(), "");
    std::mt19937 random(3);
    int64_t before = 0;
    uint64_t memory = 0;
    for (int i = 0; i < 2000; ++i) {
      if (random() % 6 == 0)
        fixture.add(Tokens(1 + random() % 12, int32_t(2 + random() % 40)),
                    1 + random() % 12);
      ASSERT_EQ(fixture.step(), "") << fakegpu::brokenRule();
      if (i == 100) {
        before = control().objects;
        memory = control().allocated;
      }
    }
    EXPECT_EQ(control().objects, before);
    EXPECT_EQ(control().allocated, memory);
    EXPECT_EQ(fakegpu::brokenRule(), 0);
  }
  EXPECT_EQ(control().objects, objects);
  EXPECT_EQ(control().allocated, allocated);
}

TEST(CudaDevice, AFailureOfAKernelEndsTheEngineOnly) {
  int64_t objects = control().objects;
  {
    Fixture fixture({.capture = MLA_CAPTURE_NONE});
    ASSERT_EQ(fixture.load(), "");
    fixture.add({4, 5}, 9);
    ASSERT_EQ(fixture.step(), "");
    control().kernels["walk"].run = [](void **, const uint32_t *) { return 1; };
    std::string message = fixture.step();
    EXPECT_EQ(message.find("3: a step on the GPU failed: "
                           "CUDA_ERROR_ILLEGAL_ADDRESS"),
              0u)
        << message;
    EXPECT_NE(fixture.step(), "");
  }
  EXPECT_EQ(control().objects, objects);
  Fixture next;
  ASSERT_EQ(next.load(), "");
  int64_t handle = next.add({4, 5}, 9);
  EXPECT_EQ(next.finishAll(), "");
  EXPECT_EQ(next.tokens(handle), fake::expectedTokens(next.config, {4, 5}, 9));
}

TEST(CudaDevice, LogitsThatAreNotNumbersEndTheRun) {
  Fixture fixture({.capture = MLA_CAPTURE_NONE});
  ASSERT_EQ(fixture.load(), "");
  fixture.add({4, 5}, 9);
  ASSERT_EQ(fixture.step(), "");
  control().kernels["head"].run = [](void **arguments, const uint32_t *) {
    static_cast<const MlaContextV1 *>(arguments[0])->logits[17] = NAN;
    return 0;
  };
  // The step after the next had started already when the kernel went wrong.
  std::string message = fixture.step();
  if (message.empty())
    message = fixture.step();
  EXPECT_EQ(message.find("1: the model's logits at position "), 0u) << message;
}

TEST(CudaDevice, TwoEnginesDoNotKnowOfEachOther) {
  Fixture one, two({.capture = MLA_CAPTURE_PIECEWISE});
  ASSERT_EQ(one.load(), "");
  ASSERT_EQ(two.load(), "");
  int64_t a = one.add({4, 5}, 9), b = two.add({30, 31, 32}, 12);
  for (int i = 0; i < 14; ++i) {
    ASSERT_EQ(one.step(), "");
    ASSERT_EQ(two.step(), "");
  }
  EXPECT_EQ(one.tokens(a), fake::expectedTokens(one.config, {4, 5}, 9));
  EXPECT_EQ(two.tokens(b), fake::expectedTokens(two.config, {30, 31, 32}, 12));
}

TEST(CudaDevice, AFailedCaptureIsToldAndUndone) {
  int64_t objects = control().objects;
  for (const char *entry :
       {"cuStreamBeginCapture_v2", "cuStreamEndCapture",
        "cuGraphInstantiateWithFlags", "cuGraphUpload", "cuLaunchKernelEx"}) {
    Fixture fixture;
    control().failNext[entry] = 2;
    std::string message = fixture.load();
    EXPECT_EQ(message.rfind("3: ", 0), 0u) << message;
    EXPECT_NE(message.find("CUDA_ERROR_OUT_OF_MEMORY"), std::string::npos)
        << message;
    control().failNext.clear();
  }
  EXPECT_EQ(control().objects, objects);
}

TEST(CudaDevice, MeasuresTheCallsOfOneStepInMany) {
  std::vector<Load> loads = randomLoads(12, 7);
  std::vector<Tokens> first;
  for (int32_t mode : allModes) {
    int64_t events[2], decodes[2];
    MlaProfileStatsV1 stats;
    int64_t calls = 0;
    for (bool isProfiled : {false, true}) {
      Fixture fixture({.capture = mode, .profile = isProfiled});
      int64_t before = control().calls["cuEventRecord"];
      std::vector<Tokens> all = runAll(fixture, loads);
      if (first.empty())
        first = all;
      EXPECT_EQ(all, first) << mode;
      events[isProfiled] = control().calls["cuEventRecord"] - before;
      decodes[isProfiled] = 0;
      MlaBucketStatsV1 bucket;
      for (int64_t i = 0;
           mla_engine_bucket_stats_v1(fixture.engine, i, &bucket) == 0; ++i)
        decodes[isProfiled] += bucket.steps;
      mla_engine_profile_stats_v1(fixture.engine, &stats);
      EXPECT_EQ(stats.steps > 0, isProfiled);
      calls = fixture.model.num_calls;
    }
    // Two events for each step that is measured, and two for each call of it;
    // such a step is in no bucket.
    EXPECT_EQ(events[1] - events[0], stats.steps * (2 + 2 * calls)) << mode;
    EXPECT_EQ(decodes[0] - decodes[1], stats.steps) << mode;
    // On the fake GPU every kernel takes a millisecond: three segments, two
    // dispatches, and between calls what takes tokens and what samples.
    double steps = double(stats.steps);
    EXPECT_NEAR(stats.segments, 3e-3 * steps, 1e-6);
    EXPECT_NEAR(stats.dispatches, 2e-3 * steps, 1e-6);
    EXPECT_NEAR(stats.seconds, 7e-3 * steps, 1e-6);
  }
}

TEST(CudaDevice, RefusesBucketsTheModelCannotTake) {
  Fixture tooLarge({.buckets = {1, 33}});
  EXPECT_EQ(tooLarge.error, "2: expected buckets from 1 to 32 (the model's "
                            "max_tokens), got 33");
  Fixture tooSmall({.buckets = {0, 4}});
  EXPECT_EQ(tooSmall.error.rfind("2: expected buckets from 1 to 32", 0), 0u);
}

TEST(CudaDevice, RefusesAGpuThatAKernelIsNotFor) {
  Fixture own({}, {}, "sm_90a", "decode_sm90_few");
  EXPECT_EQ(own.error, "");
  control().capability = 100;
  Fixture portable({}, {}, "sm_90a", "query_prep");
  EXPECT_EQ(portable.error, "");
  Fixture other({}, {}, "sm_90a", "decode_sm90_few");
  EXPECT_EQ(other.error.rfind("3: this program calls the kernel "
                              "'decode_sm90_few', which is not for GPU 0",
                              0),
            0u)
      << other.error;
  control().capability = 90;
}

TEST(CudaDevice, RefusesKernelsOfAnotherVersion) {
  Fixture same({.paramsLayout = fakegpu::paramsLayout});
  EXPECT_EQ(same.error, "");
  Fixture other({.paramsLayout = fakegpu::paramsLayout + 1});
  EXPECT_EQ(other.error,
            "3: this program was compiled for kernels of another version than "
            "it is linked with: expected structs of layout 78, got 77; compile "
            "the model again");
}

TEST(CudaDevice, WarnsWhenPortableCodeIsUsed) {
  Fixture own;
  EXPECT_STREQ(mla_engine_warnings(own.engine), "");
  control().capability = 100;
  Fixture portable;
  ASSERT_EQ(portable.error, "");
  std::string warning = mla_engine_warnings(portable.engine);
  EXPECT_NE(warning.find("PTX of sm_80"), std::string::npos) << warning;
  EXPECT_NE(warning.find("10.0"), std::string::npos) << warning;
  control().capability = 90;
}
