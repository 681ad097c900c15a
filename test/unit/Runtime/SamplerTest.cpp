//===- SamplerTest.cpp - greedy and sampled tokens ------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Sampler.h"
#include "CounterRandom.h"
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <vector>

using namespace mla::runtime;

static constexpr float infinity = std::numeric_limits<float>::infinity();
static constexpr float notANumber = std::numeric_limits<float>::quiet_NaN();

static int32_t sample(const std::vector<float> &logits,
                      const SamplingOptions &options = {},
                      uint64_t position = 0) {
  return sampleToken(logits.data(), int64_t(logits.size()), options, position);
}

TEST(Sampler, GreedyTakesTheLowestIdAmongEquals) {
  EXPECT_EQ(sample({1, 3, 2, 3}), 1);
  EXPECT_EQ(sample({0, 0, 0}), 0);
  EXPECT_EQ(sample({-infinity, -infinity}), 0);
  EXPECT_EQ(sample({-infinity, -3, infinity}), 2);
}

TEST(Sampler, SaysWhenLogitsAreNotNumbers) {
  for (double temperature : {0.0, 1.0}) {
    SamplingOptions options;
    options.temperature = temperature;
    EXPECT_EQ(sample({notANumber, 1, 2}, options), -1);
    EXPECT_EQ(sample({1, 2, notANumber}, options), -1);
  }
}

TEST(Sampler, IsAFunctionOfSeedAndPosition) {
  std::vector<float> logits(100, 0.0f);
  SamplingOptions options;
  options.temperature = 1;
  int differentSeed = 0, differentPosition = 0;
  for (uint64_t i = 0; i < 50; ++i) {
    options.seed = i;
    EXPECT_EQ(sample(logits, options, 3), sample(logits, options, 3));
    differentPosition +=
        sample(logits, options, 3) != sample(logits, options, 4);
    int32_t here = sample(logits, options, 3);
    options.seed = i + 1000;
    differentSeed += sample(logits, options, 3) != here;
  }
  EXPECT_GT(differentSeed, 40);
  EXPECT_GT(differentPosition, 40);
}

/// How often each id comes up over many positions.
static std::vector<double> frequencies(const std::vector<float> &logits,
                                       const SamplingOptions &options) {
  constexpr int draws = 40000;
  std::vector<double> counts(logits.size(), 0);
  for (int i = 0; i < draws; ++i)
    counts[size_t(sample(logits, options, uint64_t(i)))] += 1.0 / draws;
  return counts;
}

TEST(Sampler, DrawsBySoftmaxOfLogitsOverTemperature) {
  std::vector<float> logits = {0, std::log(2.0f), std::log(5.0f), -infinity};
  SamplingOptions options;
  options.temperature = 1;
  std::vector<double> counts = frequencies(logits, options);
  EXPECT_NEAR(counts[0], 1 / 8.0, 0.01); // 6 deviations
  EXPECT_NEAR(counts[1], 2 / 8.0, 0.013);
  EXPECT_NEAR(counts[2], 5 / 8.0, 0.015);
  EXPECT_EQ(counts[3], 0);
  options.temperature = 0.5; // squares
  counts = frequencies(logits, options);
  EXPECT_NEAR(counts[0], 1 / 30.0, 0.006);
  EXPECT_NEAR(counts[2], 25 / 30.0, 0.012);
}

TEST(Sampler, TopPKeepsTheLikeliestTokensOnly) {
  std::vector<float> logits = {std::log(0.1f), std::log(0.4f), std::log(0.3f),
                               std::log(0.2f)};
  SamplingOptions options;
  options.temperature = 1;
  options.topP = 0.65; // 0.4 is not enough, 0.4 + 0.3 is
  std::vector<double> counts = frequencies(logits, options);
  EXPECT_EQ(counts[0], 0);
  EXPECT_EQ(counts[3], 0);
  EXPECT_NEAR(counts[1], 4 / 7.0, 0.015);
  options.topP = 1e-9;
  EXPECT_NEAR(frequencies(logits, options)[1], 1, 1e-9)
      << "at least one is kept";
}

TEST(Sampler, TopPTakesTheLowestIdAmongEquals) {
  std::vector<float> logits(1000, 0.0f);
  SamplingOptions options;
  options.temperature = 1;
  options.topP = 0.3;
  std::vector<double> counts = frequencies(logits, options);
  for (size_t i = 0; i < logits.size(); ++i)
    EXPECT_EQ(counts[i] > 0, i < 300) << i;
}

TEST(Sampler, TopPOfAllIsNearlyTopPOfOne) {
  // Just below 1 goes through sorting; the draws are of the same distribution.
  std::vector<float> logits;
  for (int i = 0; i < 700; ++i)
    logits.push_back(std::sin(float(i)));
  SamplingOptions all, nearly;
  all.temperature = nearly.temperature = 1;
  nearly.topP = 1 - 1e-12;
  std::vector<double> a = frequencies(logits, all),
                      b = frequencies(logits, nearly);
  double distance = 0;
  for (size_t i = 0; i < a.size(); ++i)
    distance += std::fabs(a[i] - b[i]) / 2;
  EXPECT_LT(distance, 0.15); // two samples of 40000 over 700 bins
}

TEST(Sampler, SurvivesExtremes) {
  SamplingOptions options;
  options.temperature = 1e-30;
  EXPECT_EQ(sample({1, 2, 1.5f}, options), 1);
  options.temperature = 1e30;
  EXPECT_GE(sample({1, 2, 1.5f}, options), 0);
  options.temperature = 1;
  EXPECT_EQ(sample({3e38f, -3e38f}, options), 0);
  EXPECT_EQ(sample({1, infinity, 2}, options), 1);
}

TEST(CounterRandom, PhiloxIsPhilox) {
  // The known answers of the authors' own test.
  using Words = std::array<uint32_t, 4>;
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}),
            (Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  uint32_t f = 0xffffffff;
  EXPECT_EQ(philox({f, f, f, f}, {f, f}),
            (Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
  EXPECT_EQ(philox({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                   {0xa4093822, 0x299f31d0}),
            (Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(CounterRandom, UniformIsUniform) {
  double sum = 0;
  for (uint64_t i = 0; i < 10000; ++i) {
    double u = uniformAt(7, i);
    ASSERT_TRUE(u >= 0 && u < 1);
    sum += u;
  }
  EXPECT_NEAR(sum / 10000, 0.5, 0.015);
}
