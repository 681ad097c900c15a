//===- EngineTest.cpp - the engine with a model that checks its metadata --===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Engine.h"
#include "FakeModel.h"
#include "TestFiles.h"
#include "mla/Runtime/Memory.h"
#include <gtest/gtest.h>
#include <limits>
#include <memory>
#include <numeric>
#include <random>

using Tokens = std::vector<int32_t>;

namespace {

struct Call {
  Tokens prompt;
  int64_t maxNewTokens = 8;
  double temperature = 0;
  double topP = 1;
  uint64_t seed = 0;
};

struct Outcome {
  Tokens tokens;
  int32_t finish = MLA_FINISH_NONE;
  bool operator==(const Outcome &) const = default;
};

std::string take(MlaError *error) {
  if (!error)
    return "";
  std::string message =
      std::to_string(mla_error_code(error)) + ": " + mla_error_message(error);
  mla_error_destroy(error);
  return message;
}

/// An engine of the fake model.
class Fixture {
public:
  explicit Fixture(const fake::Config &config = {},
                   MlaEngineOptionsV1 options = {})
      : config(config), text(fake::describe(config)),
        model(fake::makeModel(config, text)) {
    options.abi_version = MLA_ENGINE_ABI_VERSION;
    if (options.threads == 0)
      options.threads = 2;
    error = take(mla_engine_create_v1(&model, &options, &engine));
  }
  ~Fixture() { mla_engine_destroy(engine); }

  std::string load() { return take(mla_engine_load(engine)); }
  std::string add(const Call &call, int64_t *handle = nullptr) {
    MlaRequestV1 request = {};
    request.prompt = call.prompt.data();
    request.prompt_length = int64_t(call.prompt.size());
    request.max_new_tokens = call.maxNewTokens;
    request.temperature = call.temperature;
    request.top_p = call.topP;
    request.seed = call.seed;
    int64_t ignored;
    return take(mla_engine_add_request_v1(engine, &request,
                                          handle ? handle : &ignored));
  }
  std::string step(int64_t *unfinished) {
    return take(mla_engine_step(engine, unfinished));
  }
  Outcome poll(int64_t handle) {
    MlaResultV1 result = {};
    EXPECT_EQ(take(mla_engine_poll_v1(engine, handle, &result)), "");
    return {Tokens(result.tokens, result.tokens + result.num_tokens),
            result.finish};
  }

  /// All calls in one batch; each outcome.
  std::vector<Outcome> run(const std::vector<Call> &calls) {
    EXPECT_EQ(load(), "");
    std::vector<int64_t> handles(calls.size());
    for (size_t i = 0; i < calls.size(); ++i)
      EXPECT_EQ(add(calls[i], &handles[i]), "");
    int64_t unfinished = 1;
    for (int i = 0; unfinished > 0 && i < 10000; ++i)
      if (std::string message = step(&unfinished); message != "") {
        ADD_FAILURE() << message;
        break;
      }
    EXPECT_EQ(unfinished, 0);
    std::vector<Outcome> outcomes;
    for (int64_t handle : handles)
      outcomes.push_back(poll(handle));
    return outcomes;
  }

  fake::Config config;
  std::string text, error;
  MlaModelV1 model;
  MlaEngine *engine = nullptr;
};

Tokens randomPrompt(std::mt19937 &random, int64_t length, int64_t vocab) {
  Tokens prompt;
  for (int64_t i = 0; i < length; ++i)
    prompt.push_back(int32_t(random() % uint64_t(vocab)));
  return prompt;
}

#define EXPECT_REFUSED(actual, part)                                           \
  EXPECT_NE((actual).find(part), std::string::npos) << "message: " << (actual)

} // namespace

TEST(Engine, GeneratesWhatTheModelSays) {
  Fixture fixture;
  ASSERT_EQ(fixture.error, "");
  Tokens prompt = {3, 1, 4, 1, 5};
  std::vector<Outcome> outcomes = fixture.run({{prompt, 10}});
  EXPECT_EQ(outcomes[0].tokens,
            fake::expectedTokens(fixture.config, prompt, 10));
}

TEST(Engine, TokensDoNotDependOnChunkBatchPageOrThreads) {
  std::mt19937 random(5);
  std::vector<Call> calls;
  for (int64_t length : {1, 2, 7, 8, 9, 30, 31, 63, 64, 5, 16})
    calls.push_back({randomPrompt(random, length, 50), 12});
  for (int64_t pageSize : {1, 4, 7, 64})
    for (int64_t chunk : {1, 7, 0})
      for (int64_t maxBatch : {1, 3, 32})
        for (int64_t maxTokens : {3, 32, 64})
          for (int32_t capture : {MLA_CAPTURE_NONE, MLA_CAPTURE_PIECEWISE}) {
            fake::Config config;
            config.pageSize = pageSize;
            config.maxTokens = maxTokens;
            MlaEngineOptionsV1 options = {};
            options.prefill_chunk = chunk;
            options.max_batch = maxBatch;
            options.capture = capture;
            options.threads = 1 + maxBatch % 3;
            Fixture fixture(config, options);
            std::vector<Outcome> outcomes = fixture.run(calls);
            for (size_t i = 0; i < calls.size(); ++i)
              ASSERT_EQ(outcomes[i].tokens,
                        fake::expectedTokens(config, calls[i].prompt, 12))
                  << "page " << pageSize << " chunk " << chunk << " batch "
                  << maxBatch << " tokens " << maxTokens << " request " << i;
            ASSERT_LE(fake::observed().maxTokens, maxTokens);
            ASSERT_LE(fake::observed().maxSequences, maxBatch);
            if (maxBatch > 1)
              ASSERT_GT(fake::observed().mixedSteps, 0);
          }
}

TEST(Engine, BeginsASequenceAgainThatBecomesLong) {
  std::mt19937 random(6);
  std::vector<Call> calls;
  // Short to the end, long after some tokens, at the edge, and from the start.
  for (int64_t length : {1, 9, 15, 16, 17, 40})
    calls.push_back({randomPrompt(random, length, 50), 12});
  for (int64_t chunk : {1, 7, 0})
    for (int64_t maxBatch : {1, 3, 32}) {
      fake::Config config;
      config.longContext = 16;
      MlaEngineOptionsV1 options = {};
      options.prefill_chunk = chunk;
      options.max_batch = maxBatch;
      Fixture fixture(config, options);
      std::vector<Outcome> outcomes = fixture.run(calls);
      for (size_t i = 0; i < calls.size(); ++i)
        ASSERT_EQ(outcomes[i].tokens,
                  fake::expectedTokens(config, calls[i].prompt, 12))
            << "chunk " << chunk << " batch " << maxBatch << " request " << i;
    }
}

TEST(Engine, RequestsMayComeAndGoBetweenSteps) {
  std::mt19937 random(11);
  fake::Config config;
  MlaEngineOptionsV1 options = {};
  options.max_batch = 5;
  options.prefill_chunk = 6;
  options.cache_bytes = 20 * 4 * 5 * 4; // 20 pages: admission has to wait
  Fixture fixture(config, options);
  ASSERT_EQ(fixture.load(), "");
  std::vector<std::pair<int64_t, Call>> open;
  int64_t unfinished = 0, checked = 0;
  for (int i = 0; i < 2000; ++i) {
    if (random() % 3 == 0) {
      Call call = {randomPrompt(random, 1 + random() % 40, config.vocab),
                   int64_t(random() % 20)};
      int64_t handle;
      ASSERT_EQ(fixture.add(call, &handle), "");
      open.push_back({handle, call});
    }
    if (!open.empty() && random() % 10 == 0) { // cancel one
      size_t which = random() % open.size();
      ASSERT_EQ(take(mla_engine_release(fixture.engine, open[which].first)),
                "");
      open.erase(open.begin() + long(which));
    }
    ASSERT_EQ(fixture.step(&unfinished), "");
    for (size_t j = 0; j < open.size();) {
      Outcome outcome = fixture.poll(open[j].first);
      if (outcome.finish == MLA_FINISH_NONE) {
        ++j;
        continue;
      }
      const Call &call = open[j].second;
      ASSERT_EQ(outcome.tokens,
                fake::expectedTokens(config, call.prompt, call.maxNewTokens));
      ASSERT_EQ(take(mla_engine_release(fixture.engine, open[j].first)), "");
      open.erase(open.begin() + long(j));
      ++checked;
    }
  }
  EXPECT_GT(checked, 100);
}

TEST(Engine, StopsAtEosWhichIsIncluded) {
  fake::Config config;
  Tokens prompt = {2, 7};
  config.eos = {};
  Tokens free = fake::expectedTokens(config, prompt, 10);
  config.eos = {free[3]};
  Tokens expected = fake::expectedTokens(config, prompt, 10);
  ASSERT_LE(expected.size(), 4u);
  Fixture fixture(config);
  EXPECT_EQ(fixture.run({{prompt, 10}})[0],
            (Outcome{expected, MLA_FINISH_EOS}));
}

TEST(Engine, StopsAtMaxPosition) {
  fake::Config config;
  config.eos = {};
  std::mt19937 random(2);
  Tokens nearly = randomPrompt(random, config.maxPosition - 2, config.vocab);
  Tokens full = randomPrompt(random, config.maxPosition, config.vocab);
  Fixture fixture(config);
  std::vector<Outcome> outcomes = fixture.run({{nearly, 10}, {full, 10}});
  EXPECT_EQ(outcomes[0].tokens.size(), 2u);
  EXPECT_EQ(outcomes[0].finish, MLA_FINISH_LENGTH);
  EXPECT_EQ(outcomes[1], (Outcome{{}, MLA_FINISH_LENGTH}));
}

TEST(Engine, NoNewTokensIsARequestToo) {
  Fixture fixture;
  EXPECT_EQ(fixture.run({{{4, 5}, 0}})[0], (Outcome{{}, MLA_FINISH_LENGTH}));
}

TEST(Engine, SamplesTheSameInAnyBatch) {
  std::mt19937 random(8);
  std::vector<Call> calls;
  for (int i = 0; i < 6; ++i)
    calls.push_back(
        {randomPrompt(random, 3 + 4 * i, 50), 10, 1.0, 0.9, uint64_t(i / 2)});
  fake::Config config;
  config.eos = {};
  Fixture together(config);
  std::vector<Outcome> batch = together.run(calls);
  for (size_t i = 0; i < calls.size(); ++i) {
    MlaEngineOptionsV1 options = {};
    options.prefill_chunk = 5;
    Fixture alone(config, options);
    EXPECT_EQ(alone.run({calls[i]})[0], batch[i]);
    EXPECT_NE(batch[i].tokens,
              fake::expectedTokens(config, calls[i].prompt, 10))
        << "sampled tokens should not all be the greedy ones";
  }
  // Another seed, other tokens; the same seed and prompt, the same ones.
  Call other = calls[0];
  other.seed = 99;
  Fixture again(config);
  std::vector<Outcome> outcomes = again.run({other, calls[0]});
  EXPECT_NE(outcomes[0], batch[0]);
  EXPECT_EQ(outcomes[1], batch[0]);
}

TEST(Engine, HandsOutPromptLogitsChunkByChunk) {
  struct Sink {
    std::vector<float> values;
    int64_t calls = 0;
    int32_t status = 0;
  };
  auto collect = [](void *user, int64_t first, int64_t rows,
                    const float *logits) -> int32_t {
    auto *sink = static_cast<Sink *>(user);
    EXPECT_EQ(first * 50, int64_t(sink->values.size()));
    sink->values.insert(sink->values.end(), logits, logits + rows * 50);
    ++sink->calls;
    return sink->status;
  };
  std::mt19937 random(4);
  Tokens prompt = randomPrompt(random, 40, 50);
  for (int64_t chunk : {1, 7, 0}) {
    MlaEngineOptionsV1 options = {};
    options.prefill_chunk = chunk;
    Fixture fixture({}, options);
    ASSERT_EQ(fixture.load(), "");
    ASSERT_EQ(fixture.add({{9, 9, 9}, 6}), ""); // not alone
    Sink sink;
    MlaRequestV1 request = {};
    request.prompt = prompt.data();
    request.prompt_length = int64_t(prompt.size());
    request.max_new_tokens = 4;
    request.on_logits = collect;
    request.user = &sink;
    int64_t handle, unfinished = 1;
    ASSERT_EQ(
        take(mla_engine_add_request_v1(fixture.engine, &request, &handle)), "");
    while (unfinished > 0)
      ASSERT_EQ(fixture.step(&unfinished), "");
    ASSERT_EQ(sink.values.size(), prompt.size() * 50);
    for (size_t row = 0; row < prompt.size(); ++row)
      for (int64_t id = 0; id < 50; ++id)
        ASSERT_EQ(
            sink.values[row * 50 + size_t(id)],
            fake::expectedLogit(prompt.data(), prompt.data() + row + 1, id));
    EXPECT_EQ(fixture.poll(handle).tokens,
              fake::expectedTokens(fixture.config, prompt, 4));
    if (chunk == 7)
      EXPECT_EQ(sink.calls, 6);
  }
  // A callback that fails ends the step, and the engine with it.
  Fixture fixture;
  ASSERT_EQ(fixture.load(), "");
  Sink sink;
  sink.status = 1;
  MlaRequestV1 request = {};
  request.prompt = prompt.data();
  request.prompt_length = 3;
  request.on_logits = collect;
  request.user = &sink;
  int64_t handle, unfinished;
  ASSERT_EQ(take(mla_engine_add_request_v1(fixture.engine, &request, &handle)),
            "");
  EXPECT_REFUSED(fixture.step(&unfinished), "could not be written");
  EXPECT_REFUSED(fixture.step(&unfinished), "without a failed step");
}

TEST(Engine, RefusesBadRequests) {
  Fixture fixture;
  EXPECT_REFUSED(fixture.add({{}, 1}), "1: empty prompt");
  EXPECT_REFUSED(fixture.add({{1, 50}, 1}), "1: token id 50 at position 1");
  EXPECT_REFUSED(fixture.add({{-1}, 1}), "1: token id -1");
  EXPECT_REFUSED(fixture.add({Tokens(65, 3), 1}),
                 "1: expected a prompt of at most 64 tokens");
  EXPECT_REFUSED(fixture.add({{1}, -1}), "max_new_tokens");
  EXPECT_REFUSED(fixture.add({{1}, 1, -0.5}), "temperature");
  EXPECT_REFUSED(
      fixture.add({{1}, 1, std::numeric_limits<double>::quiet_NaN()}),
      "temperature");
  EXPECT_REFUSED(fixture.add({{1}, 1, 1, 1.5}), "top_p");
  EXPECT_REFUSED(fixture.add({{1}, 1, 1, -1}), "top_p");
  EXPECT_EQ(fixture.add({{1}, std::numeric_limits<int64_t>::max()}), "");
}

TEST(Engine, SaysHowMuchCacheARequestNeeds) {
  MlaEngineOptionsV1 options = {};
  options.cache_bytes = 3 * 4 * 5 * 4; // 3 pages of 4 tokens of 5 floats
  Fixture before({}, options);
  EXPECT_EQ(before.add({Tokens(10, 3), 10}), "");
  EXPECT_REFUSED(before.load(),
                 "1: not enough memory for the cache: a request of 10 + 10 "
                 "tokens needs 400 bytes (5 pages), and the cache has 240 "
                 "bytes (3 pages)");
  Fixture after({}, options);
  ASSERT_EQ(after.load(), "");
  EXPECT_REFUSED(after.add({Tokens(10, 3), 10}), "needs 400 bytes (5 pages)");
  EXPECT_EQ(after.add({Tokens(10, 3), 3}), "");

  options.cache_bytes = 10;
  Fixture tiny({}, options);
  EXPECT_REFUSED(tiny.load(), "needs 80 bytes or more for one page");
  options.cache_bytes = int64_t(1) << 60;
  Fixture huge({}, options);
  EXPECT_REFUSED(huge.load(),
                 "not enough memory for the cache: it needs 1024.00 PiB");
}

TEST(Engine, ALongRequestMayTakeMoreThanHalfOfTheMemory) {
  // Ten pages of 7 % of what is free; none of them is ever touched.
  int64_t free = int64_t(mla::runtime::availableMemory()) / 20; // tokens
  fake::Config config;
  config.maxPosition = free / 10 * 7;
  config.pageSize = config.maxPosition / 10 + 1;
  if (config.maxPosition > INT32_MAX)
    GTEST_SKIP() << "more memory than positions are numbered";
  Fixture fits(config);
  ASSERT_EQ(fits.add({{1, 2, 3}, config.maxPosition}), "");
  EXPECT_EQ(fits.load(), "");
  config.maxPosition *= 2;
  for (int64_t pageSize : {config.pageSize, config.maxPosition}) {
    config.pageSize = pageSize;
    Fixture tooLong(config);
    ASSERT_EQ(tooLong.add({{1, 2, 3}, config.maxPosition}), "");
    EXPECT_REFUSED(tooLong.load(), "1: not enough memory for the cache: a "
                                   "request of 3 + ");
  }
}

TEST(Engine, RefusesModelsAndOptionsItDoesNotKnow) {
  fake::Config config;
  std::string text = fake::describe(config);
  MlaModelV1 model = fake::makeModel(config, text);
  MlaEngineOptionsV1 options = {};
  MlaEngine *engine = nullptr;
  EXPECT_REFUSED(take(mla_engine_create_v1(&model, &options, &engine)),
                 "2: expected options of ABI version 3, got 0");
  EXPECT_EQ(engine, nullptr);
  options.abi_version = MLA_ENGINE_ABI_VERSION;
  EXPECT_REFUSED(take(mla_engine_create_v1(nullptr, &options, &engine)),
                 "2: expected a compiled model");
  model.abi_version = 7;
  EXPECT_REFUSED(take(mla_engine_create_v1(&model, &options, &engine)),
                 "1: expected a model of ABI version 2, got 7");
  model.abi_version = MLA_MODEL_ABI_VERSION;
  options.capture = 3;
  EXPECT_REFUSED(take(mla_engine_create_v1(&model, &options, &engine)),
                 "2: expected a capture mode");
  options.capture = 0;
  options.max_batch = -1;
  EXPECT_REFUSED(take(mla_engine_create_v1(&model, &options, &engine)), "2: ");
  options.max_batch = 0;
  model.describe = "{}";
  EXPECT_REFUSED(take(mla_engine_create_v1(&model, &options, &engine)),
                 "1: the model's description: top level: field 'mla_model'");
  std::string gpu = text;
  gpu.replace(gpu.find("\"cpu\""), 5, "\"spirv\"");
  model.describe = gpu.c_str();
  EXPECT_REFUSED(take(mla_engine_create_v1(&model, &options, &engine)),
                 "3: expected a model for 'cpu' or a GPU ('sm_90a'), got one "
                 "for 'spirv'");
}

TEST(Engine, CallsOutOfOrderAreErrors) {
  Fixture fixture;
  int64_t unfinished;
  EXPECT_REFUSED(fixture.step(&unfinished), "2: expected a loaded engine");
  EXPECT_EQ(fixture.load(), "");
  EXPECT_REFUSED(fixture.load(), "2: expected to load once");
  MlaResultV1 result;
  EXPECT_REFUSED(take(mla_engine_poll_v1(fixture.engine, 5, &result)),
                 "2: there is no request 5");
  EXPECT_REFUSED(take(mla_engine_release(fixture.engine, 5)),
                 "2: there is no request 5");
  EXPECT_EQ(fixture.step(&unfinished), "");
  EXPECT_EQ(unfinished, 0);
}

TEST(Engine, ReportsWhatTheModelReports) {
  for (int32_t capture : {MLA_CAPTURE_FULL, MLA_CAPTURE_PIECEWISE}) {
    MlaEngineOptionsV1 options = {};
    options.capture = capture;
    Fixture fixture({}, options);
    static const MlaCallV1 calls[] = {
        {MLA_CALL_SEGMENT, "broken", [](const MlaContextV1 *) { return 77; }}};
    fixture.model.num_calls = 1;
    fixture.model.calls = calls;
    fixture.model.step = calls[0].run;
    ASSERT_EQ(fixture.load(), "");
    ASSERT_EQ(fixture.add({{1}, 1}), "");
    int64_t unfinished;
    EXPECT_REFUSED(fixture.step(&unfinished), "failed with status 77");
  }
}

TEST(Engine, RefusesLogitsThatAreNotNumbers) {
  Fixture fixture;
  fixture.model.step = [](const MlaContextV1 *context) {
    for (int64_t i = 0; i < context->S * 50; ++i)
      context->logits[i] = std::numeric_limits<float>::quiet_NaN();
    return 0;
  };
  ASSERT_EQ(fixture.load(), "");
  ASSERT_EQ(fixture.add({{1, 2}, 1}), "");
  int64_t unfinished;
  EXPECT_REFUSED(fixture.step(&unfinished),
                 "1: the model's logits at position 1");
}

TEST(Engine, CountsWhatItDid) {
  fake::Config config;
  config.eos = {};
  Fixture fixture(config);
  fixture.run({{{1, 2, 3}, 5}, {{4}, 5}});
  MlaStatsV1 stats;
  mla_engine_stats_v1(fixture.engine, &stats);
  EXPECT_EQ(stats.prompt_tokens, 4);
  EXPECT_EQ(stats.generated_tokens, 10);
  EXPECT_EQ(stats.steps, 5);
  EXPECT_GT(stats.seconds_to_first_token, 0);
  EXPECT_GT(stats.seconds_per_token, 0);
  EXPECT_GT(stats.peak_memory, 0u);
  // Four steps of two tokens. Each reads norm (32 bytes), pair (32) and the
  // table (16) but for the rows that none of two tokens is expected to hit
  // ((3/4)^2); a cached token has 5 floats.
  double params = 4 * (32 + 32 + 16 * (1 - 9.0 / 16));
  double cache = 20.0 * ((4 + 5 + 6 + 7) + (2 + 3 + 4 + 5));
  EXPECT_NEAR(stats.bytes_read_per_token, (params + cache) / 8, 1e-9);
}

TEST(Engine, LoadsACheckpoint) {
  testfiles::TempDir dir;
  using testfiles::bytesOf;
  dir.write(
      "model.safetensors",
      testfiles::safetensors(std::vector<testfiles::Tensor>{
          {"norm.weight", "F32", "[8]", bytesOf(std::vector<float>(8, 1.0f))},
          {"pair.0", "F32", "[4]", bytesOf(std::vector<float>(4, 2.0f))},
          {"pair.1", "F32", "[4]", bytesOf(std::vector<float>(4, 3.0f))},
          {"table", "BF16", "[4, 2]", std::string(16, '\0')}}));
  std::string path = dir.str();
  MlaEngineOptionsV1 options = {};
  options.weights = path.c_str();
  uint64_t last = 0;
  options.progress = [](void *user, uint64_t done, uint64_t total) {
    EXPECT_LE(done, total);
    *static_cast<uint64_t *>(user) = done;
  };
  options.user = &last;
  Fixture fixture({}, options);
  Tokens prompt = {5, 6, 7};
  EXPECT_EQ(fixture.run({{prompt, 5}})[0].tokens,
            fake::expectedTokens(fixture.config, prompt, 5));
  EXPECT_EQ(last, 32u + 32u + 16u);
  path = dir.file("absent");
  options.weights = path.c_str();
  Fixture absent({}, options);
  EXPECT_REFUSED(absent.load(), "1: " + path);
}

TEST(Engine, TwoEnginesDoNotKnowOfEachOther) {
  Fixture a, b;
  ASSERT_EQ(a.load(), "");
  ASSERT_EQ(b.load(), "");
  Tokens prompt = {8, 9};
  int64_t handleA, handleB, left = 1;
  ASSERT_EQ(a.add({prompt, 6}, &handleA), "");
  ASSERT_EQ(b.add({{1, 2, 3}, 6}, &handleB), "");
  while (left > 0) {
    int64_t leftA, leftB;
    ASSERT_EQ(a.step(&leftA), "");
    ASSERT_EQ(b.step(&leftB), "");
    left = leftA + leftB;
  }
  EXPECT_EQ(a.poll(handleA).tokens, fake::expectedTokens(a.config, prompt, 6));
  EXPECT_EQ(b.poll(handleB).tokens,
            fake::expectedTokens(b.config, {1, 2, 3}, 6));
}
