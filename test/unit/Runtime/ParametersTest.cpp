//===- ParametersTest.cpp - from checkpoint tensors to parameters ---------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Parameters.h"
#include "TestFiles.h"
#include <algorithm>
#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <random>

using namespace mla::runtime;
using namespace testfiles;

static ModelDescription describe(const std::string &params) {
  auto model = ModelDescription::parse(
      R"({"mla_model": 1, "name": "m", "target": "cpu", "dtype": "f32",
          "vocab": 4, "eos": [], "max_position": 8, "max_tokens": 8,
          "page_size": 4, "arena_bytes": 0, "caches": [], "params": [)" +
      params + "]}");
  EXPECT_TRUE(model) << model.takeError().message();
  return *model;
}

static uint16_t bf16(float value) {
  return uint16_t(std::bit_cast<uint32_t>(value) >> 16);
}

static std::vector<float> floats(const Parameters &parameters, size_t index,
                                 size_t count) {
  auto *begin = static_cast<const float *>(parameters.pointers[index]);
  return std::vector<float>(begin, begin + count);
}

static std::string refusal(const TempDir &dir, const ModelDescription &model) {
  ThreadPool threads(1);
  auto loaded = loadParameters(model, dir.str(), threads, {});
  return loaded ? "" : loaded.takeError().message();
}

#define EXPECT_REFUSED(actual, part)                                           \
  EXPECT_NE((actual).find(part), std::string::npos) << "message: " << (actual)

TEST(Parameters, ViewsWithoutACopyWhereAligned) {
  ModelDescription model = describe(
      R"({"name": "p", "dtype": "f32", "shape": [2, 2], "how": "view",
          "from": ["w"], "init": "one"})");
  std::vector<float> values = {1, 2, 3, 4};
  for (size_t shift : {0, 2, 4}) {
    TempDir dir;
    dir.write(
        "model.safetensors",
        safetensors(std::vector<Tensor>{{"w", "F32", "[4]", bytesOf(values)}},
                    shift));
    ThreadPool threads(2);
    auto loaded = loadParameters(model, dir.str(), threads, {});
    ASSERT_TRUE(loaded);
    EXPECT_EQ(floats(*loaded, 0, 4), values);
    bool aligned = shift % 4 == 0;
    EXPECT_EQ(loaded->viewedBytes, aligned ? 16u : 0u);
    EXPECT_EQ(loaded->ownedBytes, aligned ? 0u : 16u);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(loaded->pointers[0]) % 4, 0u);
  }
}

TEST(Parameters, StacksConcatenatesAndSlices) {
  TempDir dir;
  dir.write("model.safetensors",
            safetensors(std::vector<Tensor>{
                {"a", "F32", "[1, 2]", bytesOf<float>({1, 2})},
                {"gap", "F32", "[1]", bytesOf<float>({0})},
                {"b", "F32", "[1, 2]", bytesOf<float>({3, 4})},
                {"c", "F32", "[3, 2]", bytesOf<float>({5, 6, 7, 8, 9, 10})}}));
  ModelDescription model = describe(R"(
    {"name": "s", "dtype": "f32", "shape": [2, 1, 2], "how": "stack",
     "from": ["b", "a"], "init": "normal"},
    {"name": "c", "dtype": "f32", "shape": [5, 2], "how": "concat",
     "from": ["a", "c", "b"], "init": "normal"},
    {"name": "l", "dtype": "f32", "shape": [2, 2], "how": "slice", "first": 1,
     "from": ["c"], "init": "normal"})");
  ThreadPool threads(2);
  auto loaded = loadParameters(model, dir.str(), threads, {});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(floats(*loaded, 0, 4), (std::vector<float>{3, 4, 1, 2}));
  EXPECT_EQ(floats(*loaded, 1, 10),
            (std::vector<float>{1, 2, 5, 6, 7, 8, 9, 10, 3, 4}));
  EXPECT_EQ(floats(*loaded, 2, 4), (std::vector<float>{7, 8, 9, 10}));
  EXPECT_EQ(loaded->viewedBytes, 16u) << "a slice is a view";
}

TEST(Parameters, SlicesAlongAnAxis) {
  TempDir dir;
  std::vector<float> values;
  for (int i = 0; i < 24; ++i)
    values.push_back(float(i));
  dir.write("model.safetensors",
            safetensors(std::vector<Tensor>{
                {"p", "F32", "[2, 4, 3]", bytesOf<float>(values)}}));
  auto part = [](const char *shape, int first, int axis) {
    return concat(R"({"name": "s", "dtype": "f32", "shape": )", shape,
                  R"(, "how": "slice", "first": )", first, R"(, "axis": )",
                  axis, R"(, "from": ["p"], "init": "normal"})");
  };
  ThreadPool threads(2);
  auto rows =
      loadParameters(describe(part("[2, 2, 3]", 1, 1)), dir.str(), threads, {});
  ASSERT_TRUE(rows);
  EXPECT_EQ(floats(*rows, 0, 12),
            (std::vector<float>{3, 4, 5, 6, 7, 8, 15, 16, 17, 18, 19, 20}));
  auto columns =
      loadParameters(describe(part("[2, 4, 1]", 2, 2)), dir.str(), threads, {});
  ASSERT_TRUE(columns);
  EXPECT_EQ(floats(*columns, 0, 8),
            (std::vector<float>{2, 5, 8, 11, 14, 17, 20, 23}));
  auto past =
      loadParameters(describe(part("[2, 2, 3]", 3, 1)), dir.str(), threads, {});
  ASSERT_FALSE(past);
  std::string message = past.takeError().message();
  EXPECT_NE(message.find("or more along axis 1"), std::string::npos) << message;
}

TEST(Parameters, ConcatenatesNeighboursWithoutACopy) {
  TempDir dir;
  dir.write("model.safetensors",
            safetensors(std::vector<Tensor>{
                {"a", "F32", "[1, 2]", bytesOf<float>({1, 2})},
                {"b", "F32", "[1, 2]", bytesOf<float>({3, 4})}}));
  ModelDescription model = describe(R"(
    {"name": "ab", "dtype": "f32", "shape": [2, 2], "how": "concat",
     "from": ["a", "b"], "init": "normal"},
    {"name": "ba", "dtype": "f32", "shape": [2, 2], "how": "concat",
     "from": ["b", "a"], "init": "normal"})");
  ThreadPool threads(1);
  auto loaded = loadParameters(model, dir.str(), threads, {});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(floats(*loaded, 0, 4), (std::vector<float>{1, 2, 3, 4}));
  EXPECT_EQ(floats(*loaded, 1, 4), (std::vector<float>{3, 4, 1, 2}));
  EXPECT_EQ(loaded->viewedBytes, 16u);
  EXPECT_EQ(loaded->ownedBytes, 16u);
}

TEST(Parameters, WidensHalfPrecision) {
  TempDir dir;
  // 1.5, the smallest subnormal, -65504, infinity, a subnormal, -0.
  std::vector<uint16_t> half = {0x3e00, 0x0001, 0xfbff, 0x7c00, 0x83ff, 0x8000};
  std::vector<uint16_t> brain = {bf16(1.5f), bf16(-2), 0x7f80, 0x0001};
  dir.write("model.safetensors", safetensors(std::vector<Tensor>{
                                     {"h", "F16", "[6]", bytesOf(half)},
                                     {"b", "BF16", "[4]", bytesOf(brain)}}));
  ModelDescription model = describe(R"(
    {"name": "h", "dtype": "f32", "shape": [6], "how": "view", "from": ["h"],
     "init": "normal"},
    {"name": "b", "dtype": "f32", "shape": [4], "how": "view", "from": ["b"],
     "init": "normal"})");
  ThreadPool threads(1);
  auto loaded = loadParameters(model, dir.str(), threads, {});
  ASSERT_TRUE(loaded);
  EXPECT_EQ(floats(*loaded, 0, 6),
            (std::vector<float>{1.5f, 0x1p-24f, -65504.0f, INFINITY,
                                -1023 * 0x1p-24f, -0.0f}));
  EXPECT_EQ(floats(*loaded, 1, 4),
            (std::vector<float>{1.5f, -2, INFINITY, 0x1p-133f}));
}

TEST(Parameters, DequantisesScaledBlocks) {
  // 130 x 129: partial blocks at both edges. Every element is 1.5 (0x3c).
  int64_t rows = 130, columns = 129;
  std::vector<uint8_t> ones(size_t(rows * columns), 0x3c);
  ones[0] = 0x7e; // 448, the largest
  ones[1] = 0x81; // -2^-9, the smallest
  ones[2] = 0x08; // 2^-6, the smallest normal
  std::vector<float> scales = {1, 2, 4, 0.5f};
  TempDir dir;
  dir.write("model.safetensors",
            safetensors(
                std::vector<Tensor>{
                    {"w", "F8_E4M3", "[130, 129]", bytesOf(ones)},
                    {"w_scale_inv", "F32", "[2, 2]", bytesOf(scales)}},
                2));
  ModelDescription model = describe(R"(
    {"name": "f", "dtype": "f32", "shape": [130, 129], "how": "view",
     "from": ["w"], "init": "normal"},
    {"name": "b", "dtype": "bf16", "shape": [130, 129], "how": "view",
     "from": ["w"], "init": "normal"},
    {"name": "l", "dtype": "f32", "shape": [3, 129], "how": "slice",
     "first": 127, "from": ["w"], "init": "normal"})");
  ThreadPool threads(2);
  auto loaded = loadParameters(model, dir.str(), threads, {});
  ASSERT_TRUE(loaded) << loaded.takeError().message();
  auto *f = static_cast<const float *>(loaded->pointers[0]);
  auto *b = static_cast<const uint16_t *>(loaded->pointers[1]);
  auto *l = static_cast<const float *>(loaded->pointers[2]);
  EXPECT_EQ(f[0], 448);
  EXPECT_EQ(f[1], -0x1p-9f);
  EXPECT_EQ(f[2], 0x1p-6f);
  for (int64_t row = 0; row < rows; ++row)
    for (int64_t column = row == 0 ? 3 : 0; column < columns; ++column) {
      float expected = 1.5f * scales[size_t(row / 128 * 2 + column / 128)];
      ASSERT_EQ(f[row * columns + column], expected) << row << " " << column;
      ASSERT_EQ(b[row * columns + column], bf16(expected));
      if (row >= 127)
        ASSERT_EQ(l[(row - 127) * columns + column], expected);
    }
}

TEST(Parameters, RoundsDequantisedValuesToNearestEven) {
  // bf16 has steps of 1/128 here. 1.125, 1.875 and 1.5 times 129/128 are
  // 145.125, 241.875 and 193.5 of them; 1.5 times 131/128 is 196.5.
  std::vector<uint8_t> up = {0x39, 0x3f, 0x3c}, down = {0x3c};
  TempDir dir;
  dir.write(
      "model.safetensors",
      safetensors(std::vector<Tensor>{
          {"u", "F8_E4M3", "[1, 3]", bytesOf(up)},
          {"u_scale_inv", "F32", "[1, 1]", bytesOf<float>({129 / 128.f})},
          {"d", "F8_E4M3", "[1, 1]", bytesOf(down)},
          {"d_scale_inv", "F32", "[1, 1]", bytesOf<float>({131 / 128.f})}}));
  ModelDescription model = describe(R"(
    {"name": "u", "dtype": "bf16", "shape": [1, 3], "how": "view",
     "from": ["u"], "init": "normal"},
    {"name": "d", "dtype": "bf16", "shape": [1, 1], "how": "view",
     "from": ["d"], "init": "normal"})");
  ThreadPool threads(1);
  auto loaded = loadParameters(model, dir.str(), threads, {});
  ASSERT_TRUE(loaded) << loaded.takeError().message();
  auto *u = static_cast<const uint16_t *>(loaded->pointers[0]);
  auto *d = static_cast<const uint16_t *>(loaded->pointers[1]);
  EXPECT_EQ(u[0], bf16(145 / 128.f));
  EXPECT_EQ(u[1], bf16(242 / 128.f));
  EXPECT_EQ(u[2], bf16(194 / 128.f));
  EXPECT_EQ(d[0], bf16(196 / 128.f));
}

TEST(Parameters, ListsAllThatIsMissingOrDoesNotFit) {
  TempDir dir;
  dir.write("model.safetensors",
            safetensors(std::vector<Tensor>{
                {"t", "F32", "[2, 3]", std::string(24, '\0')},
                {"d", "F64", "[1]", std::string(8, '\0')},
                {"n", "F32", "[1]", std::string(4, '\0')},
                {"q", "F8_E4M3", "[1, 2]", std::string(2, '\0')},
                {"e0", "F32", "[2]", std::string(8, '\0')},
                {"e1", "F32", "[3]", std::string(12, '\0')}}));
  ModelDescription model = describe(R"(
    {"name": "1", "dtype": "f32", "shape": [3, 2], "how": "view", "from": ["t"],
     "init": "normal"},
    {"name": "2", "dtype": "f32", "shape": [1], "how": "view", "from": ["d"],
     "init": "normal"},
    {"name": "3", "dtype": "bf16", "shape": [1], "how": "view", "from": ["n"],
     "init": "normal"},
    {"name": "4", "dtype": "bf16", "shape": [1, 2], "how": "view",
     "from": ["q"], "init": "normal"},
    {"name": "5", "dtype": "f32", "shape": [4, 2], "how": "stack",
     "from": ["e0", "e1", "gone1", "gone2"], "init": "normal"},
    {"name": "6", "dtype": "f32", "shape": [9], "how": "concat",
     "from": ["e0", "e1"], "init": "normal"},
    {"name": "7", "dtype": "f32", "shape": [2], "how": "slice", "first": 2,
     "from": ["e1"], "init": "normal"},
    {"name": "8", "dtype": "f32", "shape": [1], "how": "view",
     "from": ["gone1"], "init": "normal"})");
  std::string message = refusal(dir, model);
  EXPECT_REFUSED(message, "3 missing (gone1, gone2, q_scale_inv)");
  EXPECT_REFUSED(message, "t: expected [3, 2], got [2, 3]");
  EXPECT_REFUSED(message, "d: expected F32 or BF16 or F16 or F8_E4M3, got F64");
  EXPECT_REFUSED(message, "n: expected BF16 or F8_E4M3, got F32");
  EXPECT_REFUSED(message, "e1: expected [2], got [3]");
  EXPECT_REFUSED(message, "e0 + e1: expected 9 rows together, got 5");
  EXPECT_REFUSED(message, "e1: expected [4] or more rows, got [3]");
  EXPECT_EQ(message.find('\n'), std::string::npos);
  EXPECT_EQ(message.find("e0:"), std::string::npos) << "e0 fits";
}

TEST(Parameters, RefusesScalesOfAnotherShape) {
  TempDir dir;
  dir.write("model.safetensors",
            safetensors(std::vector<Tensor>{
                {"q", "F8_E4M3", "[129, 1]", std::string(129, '\0')},
                {"q_scale_inv", "F32", "[1, 1]", std::string(4, '\0')},
                {"v", "F8_E4M3", "[4]", std::string(4, '\0')}}));
  ModelDescription model = describe(R"(
    {"name": "1", "dtype": "f32", "shape": [129, 1], "how": "view",
     "from": ["q"], "init": "normal"},
    {"name": "2", "dtype": "f32", "shape": [4], "how": "view",
     "from": ["v"], "init": "normal"})");
  std::string message = refusal(dir, model);
  EXPECT_REFUSED(message, "q_scale_inv: expected F32 [2, 1], got F32 [1, 1]");
  EXPECT_REFUSED(message, "v: expected a matrix");
}

TEST(Parameters, ReportsProgressUpToTheTotal) {
  TempDir dir;
  std::string bytes(size_t(1) << 23, '\0');
  dir.write("model.safetensors", safetensors(std::vector<Tensor>{
                                     {"w", "BF16", "[4194304]", bytes}}));
  ModelDescription model = describe(R"(
    {"name": "w", "dtype": "f32", "shape": [4194304], "how": "view",
     "from": ["w"], "init": "normal"})");
  ThreadPool threads(2);
  uint64_t last = 0, end = 0;
  auto loaded = loadParameters(model, dir.str(), threads,
                               [&](uint64_t done, uint64_t total) {
                                 EXPECT_GT(done, last);
                                 last = done;
                                 end = total;
                               });
  ASSERT_TRUE(loaded);
  EXPECT_EQ(last, uint64_t(1) << 24);
  EXPECT_EQ(end, last);
}

//===----------------------------------------------------------------------===//
// Made-up weights
//===----------------------------------------------------------------------===//

static const char *randomParams = R"(
    {"name": "one", "dtype": "bf16", "shape": [3], "how": "view",
     "from": ["x"], "init": "one"},
    {"name": "zero", "dtype": "f32", "shape": [3], "how": "view",
     "from": ["x"], "init": "zero"},
    {"name": "f32", "dtype": "f32", "shape": [1100000], "how": "view",
     "from": ["x"], "init": "normal"},
    {"name": "bf16", "dtype": "bf16", "shape": [7, 11], "how": "view",
     "from": ["x"], "init": "normal"},
    {"name": "gate", "dtype": "f32", "shape": [3, 3], "how": "view",
     "from": ["x"], "init": "router"},
    {"name": "f16", "dtype": "f16", "shape": [999], "how": "view",
     "from": ["x"], "init": "normal"})";

static Parameters random(const ModelDescription &model, uint64_t seed,
                         std::optional<uint64_t> router = {},
                         int64_t threads = 1) {
  ThreadPool pool(threads);
  auto made = randomParameters(model, seed, router, pool, {});
  EXPECT_TRUE(made);
  return std::move(*made);
}

TEST(RandomParameters, HaveTheMomentsTheyShould) {
  ModelDescription model = describe(randomParams);
  Parameters made = random(model, 3);
  auto *ones = static_cast<const uint16_t *>(made.pointers[0]);
  EXPECT_EQ(ones[0], bf16(1));
  EXPECT_EQ(ones[2], bf16(1));
  EXPECT_EQ(floats(made, 1, 3), (std::vector<float>{0, 0, 0}));
  double sum = 0, squares = 0, neighbours = 0;
  std::vector<float> normal = floats(made, 2, 1100000);
  for (size_t i = 0; i < normal.size(); ++i) {
    sum += normal[i];
    squares += double(normal[i]) * normal[i];
    if (i)
      neighbours += double(normal[i]) * normal[i - 1];
  }
  double count = double(normal.size());
  EXPECT_NEAR(sum / count, 0, 1e-4);                   // 5 deviations
  EXPECT_NEAR(std::sqrt(squares / count), 0.02, 1e-4); // 7 deviations
  EXPECT_NEAR(neighbours / squares, 0, 5e-3);          // uncorrelated
}

TEST(RandomParameters, AreAFunctionOfSeedAndName) {
  ModelDescription model = describe(randomParams);
  Parameters a = random(model, 3, {}, 1), b = random(model, 3, {}, 3),
             c = random(model, 4);
  EXPECT_EQ(floats(a, 2, 1100000), floats(b, 2, 1100000))
      << "the number of threads must not matter";
  EXPECT_NE(floats(a, 2, 100), floats(c, 2, 100));
  EXPECT_NE(floats(a, 2, 9), floats(a, 4, 9)) << "names must matter";
}

/// Routers whose rows, and embeddings, are what uniform routing wants.
static const char *uniformParams = R"({
    "name": "router", "dtype": "f32", "shape": [64, 512], "how": "view",
    "from": ["r"], "init": "router"}, {
    "name": "embedding", "dtype": "f32", "shape": [1000, 512], "how": "view",
    "from": ["e"], "init": "normal", "rows_per_token": 1}, {
    "name": "other", "dtype": "f32", "shape": [1000, 512], "how": "view",
    "from": ["o"], "init": "normal"})";

static double dot(const float *a, const float *b, int64_t count) {
  double sum = 0;
  for (int64_t i = 0; i < count; ++i)
    sum += double(a[i]) * double(b[i]);
  return sum;
}

TEST(RandomParameters, UniformRoutersHaveOrthogonalRowsOfOneLength) {
  ModelDescription model = describe(uniformParams);
  Parameters made = random(model, 3, 11);
  std::vector<float> router = floats(made, 0, 64 * 512);
  for (int64_t a = 0; a < 64; ++a)
    for (int64_t b = 0; b < 64; ++b)
      EXPECT_NEAR(dot(&router[a * 512], &router[b * 512], 512),
                  a == b ? 512 * 0.02 * 0.02 : 0, 1e-7);
  std::vector<float> embedding = floats(made, 1, 512000);
  EXPECT_NEAR(
      std::sqrt(dot(embedding.data(), embedding.data(), 512000) / 512e3), 1,
      5e-3);
  std::vector<float> other = floats(made, 2, 512000);
  EXPECT_NEAR(std::sqrt(dot(other.data(), other.data(), 512000) / 512e3), 0.02,
              1e-4);
}

TEST(RandomParameters, UniformRoutersChooseAllExpertsEquallyOften) {
  ModelDescription model = describe(uniformParams);
  for (uint64_t seed : {1, 2, 3}) {
    Parameters made = random(model, 9, seed);
    std::vector<float> router = floats(made, 0, 64 * 512);
    // Tokens of one deviation in all directions: 20,000 of them, the top 6.
    std::mt19937 engine(static_cast<uint32_t>(seed));
    std::normal_distribution<float> normal;
    std::vector<int64_t> counts(64);
    std::vector<float> token(512);
    std::vector<std::pair<double, int64_t>> scores(64);
    for (int t = 0; t < 20000; ++t) {
      for (float &value : token)
        value = normal(engine);
      for (int64_t e = 0; e < 64; ++e)
        scores[size_t(e)] = {-dot(&router[size_t(e) * 512], token.data(), 512),
                             e};
      std::nth_element(scores.begin(), scores.begin() + 5, scores.end());
      for (int k = 0; k < 6; ++k)
        ++counts[size_t(scores[size_t(k)].second)];
    }
    // chi-square of 63 degrees of freedom, a little less as a token chooses no
    // expert twice: 63 +- 11; five deviations.
    double expected = 20000 * 6 / 64.0, chi = 0;
    for (int64_t count : counts)
      chi += (double(count) - expected) * (double(count) - expected) / expected;
    EXPECT_LT(chi, 63 + 5 * 11.2) << seed;
  }
}

TEST(RandomParameters, RoutersHaveASeedOfTheirOwn) {
  ModelDescription model = describe(randomParams);
  Parameters a = random(model, 3, 5), b = random(model, 4, 5),
             c = random(model, 3, 6);
  EXPECT_EQ(floats(a, 4, 9), floats(b, 4, 9));
  EXPECT_NE(floats(a, 4, 9), floats(c, 4, 9));
  EXPECT_EQ(floats(a, 2, 100), floats(c, 2, 100));
}

TEST(RandomParameters, HalfPrecisionIsTheSameValuesRounded) {
  ModelDescription model = describe(randomParams);
  Parameters made = random(model, 3);
  auto *half = static_cast<const _Float16 *>(made.pointers[5]);
  double squares = 0;
  for (int i = 0; i < 999; ++i)
    squares += double(half[i]) * double(half[i]);
  EXPECT_NEAR(std::sqrt(squares / 999), 0.02, 0.002);
}
