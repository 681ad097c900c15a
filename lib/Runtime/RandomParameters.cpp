//===- RandomParameters.cpp - made-up parameters --------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CounterRandom.h"
#include "ParameterSource.h"
#include "mla/Runtime/Parameters.h"
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace mla::runtime {

static constexpr double deviation = 0.02;
/// Of embeddings, where routing is to be uniform: so much more than layers add
/// to them that what is routed is the token, and not the sequence it is in.
static constexpr double embeddingDeviation = 1.0;
static constexpr int64_t elementsPerTask = int64_t(1) << 20;
static constexpr int64_t tasksPerRound = 128;
static constexpr uint64_t parameterAlignment = 256;
/// Values of the normal distribution that are drawn from. 4096 of them keep
/// the table in the first-level cache, and filling at the speed of memory.
static constexpr int tableBits = 12;

/// The value that a share `p` of a normal distribution lies below, by bisection
/// (exact to rounding, and only done `2^tableBits` times).
static double normalQuantile(double p) {
  double low = -10, high = 10;
  for (int i = 0; i < 64; ++i) {
    double middle = (low + high) / 2;
    (std::erfc(-middle / std::sqrt(2.0)) / 2 < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

static std::vector<float> makeTable(double deviation) {
  constexpr int size = 1 << tableBits;
  std::vector<double> values(size);
  double squares = 0;
  for (int i = 0; i < size; ++i) {
    values[i] = normalQuantile((i + 0.5) / size);
    squares += values[i] * values[i];
  }
  // The tails that the table cuts off took some of the deviation with them.
  double scale = deviation / std::sqrt(squares / size);
  std::vector<float> table(size);
  for (int i = 0; i < size; ++i)
    table[i] = float(values[i] * scale);
  return table;
}

/// The bits of a value in a parameter's type, rounded to nearest.
static uint32_t encode(float value, DType dtype) {
  uint32_t bits = std::bit_cast<uint32_t>(value);
  if (dtype == DType::F32)
    return bits;
  if (dtype == DType::BF16)
    return (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  // f16: small normal values and 0 or 1 only, so ranges need no care; below
  // 2^-14 the fraction is in steps of 2^-24.
  float magnitude = std::fabs(value);
  uint32_t sign = bits >> 16 & 0x8000;
  if (magnitude < 0x1p-14f)
    return sign | uint32_t(std::lrintf(magnitude * 0x1p24f));
  uint32_t rest = std::bit_cast<uint32_t>(magnitude) - ((127 - 15) << 23);
  return sign | (rest + 0xfff + (rest >> 13 & 1)) >> 13;
}

/// Fills elements [begin, end) of a parameter; `begin` is a multiple of 4.
template <typename T>
static void fillNormal(const std::vector<T> &values, uint64_t key,
                       int64_t begin, int64_t end, T *to) {
  const T *table = values.data();
  constexpr uint64_t mask = (1 << tableBits) - 1;
  auto bitsAt = [&](int64_t i) {
    return mix64(key + uint64_t(i) * 0x9E3779B97F4A7C15);
  };
  int64_t i = begin;
  for (; i + 4 <= end; i += 4, to += 4) {
    uint64_t bits = bitsAt(i);
    to[0] = table[bits & mask];
    to[1] = table[bits >> 16 & mask];
    to[2] = table[bits >> 32 & mask];
    to[3] = table[bits >> 48 & mask];
  }
  for (int64_t j = 0; i + j < end; ++j)
    *to++ = table[bitsAt(i) >> (16 * j) & mask];
}

/// Row e of a router [E, H] for uniform routing: +-deviation, with signs of a
/// Walsh function, times signs that the key draws for the columns. The rows are
/// orthogonal (exactly, where H is a multiple of the power of two from E on)
/// and of one length, so that tokens that lie in no direction more than in
/// others choose every expert equally often. Drawn at random, longer rows are
/// chosen more often, and rows that are alike together.
template <typename T>
static void fillRouter(const ParamDescription &param, T plus, T minus,
                       uint64_t key, int64_t begin, int64_t end, T *to) {
  int64_t columns = param.elements() / param.shape[0];
  for (int64_t i = begin; i < end; ++i) {
    uint64_t row = uint64_t(i / columns) ^ (key & 0xffff);
    uint64_t column = uint64_t(i % columns);
    uint64_t sign = uint64_t(std::popcount(row & column)) ^
                    mix64(key + column * 0x9E3779B97F4A7C15);
    *to++ = sign & 1 ? minus : plus;
  }
}

/// A table of values in each type that parameters have.
struct ValueTable {
  explicit ValueTable(double deviation) : f32(makeTable(deviation)) {
    for (float value : f32) {
      bf16.push_back(uint16_t(encode(value, DType::BF16)));
      f16.push_back(uint16_t(encode(value, DType::F16)));
    }
  }
  const std::vector<uint16_t> &of(DType dtype) const {
    return dtype == DType::BF16 ? bf16 : f16;
  }
  std::vector<float> f32;
  std::vector<uint16_t> bf16, f16;
};

namespace {

class RandomSource final : public ParameterSource {
public:
  RandomSource(const ModelDescription &model, uint64_t seed,
               std::optional<uint64_t> routerSeed)
      : model(model), isUniform(routerSeed.has_value()), table(deviation),
        embeddings(embeddingDeviation) {
    for (size_t i = 0; i < model.params.size(); ++i) {
      const ParamDescription &param = model.params[i];
      bool router = param.init == ParamInit::Router && routerSeed;
      keys.push_back(
          mix64(hashName(param.name) ^ mix64(router ? ~*routerSeed : seed)));
      for (int64_t begin = 0; begin < param.elements();
           begin += elementsPerTask)
        all.push_back(
            {i, begin, std::min(begin + elementsPerTask, param.elements()), 0});
    }
  }

  const std::vector<ParameterRange> &ranges() const override { return all; }

  void fill(const ParameterRange &range, std::byte *to) const override {
    const ParamDescription &param = model.params[range.param];
    int64_t width = byteWidth(param.dtype);
    int64_t count = range.end - range.begin;
    uint64_t key = keys[range.param];
    uint32_t one = encode(1.0f, param.dtype);
    switch (param.init) {
    case ParamInit::Zero:
      std::memset(to, 0, size_t(count * width));
      return;
    case ParamInit::One:
      for (int64_t i = 0; i < count; ++i)
        std::memcpy(to + i * width, &one, size_t(width)); // little-endian
      return;
    case ParamInit::Router:
      if (isUniform)
        return fillUniformRouter(param, key, range, to);
      [[fallthrough]];
    case ParamInit::Normal: {
      // A table of which a token reads one row.
      bool isEmbedding = param.rowsPerToken == 1 && isUniform;
      const ValueTable &from = isEmbedding ? embeddings : table;
      if (param.dtype == DType::F32)
        fillNormal(from.f32, key, range.begin, range.end,
                   reinterpret_cast<float *>(to));
      else
        fillNormal(from.of(param.dtype), key, range.begin, range.end,
                   reinterpret_cast<uint16_t *>(to));
      return;
    }
    }
  }

private:
  static void fillUniformRouter(const ParamDescription &param, uint64_t key,
                                const ParameterRange &range, std::byte *to) {
    constexpr float plus = float(deviation);
    if (param.dtype == DType::F32)
      return fillRouter(param, plus, -plus, key, range.begin, range.end,
                        reinterpret_cast<float *>(to));
    fillRouter(param, uint16_t(encode(plus, param.dtype)),
               uint16_t(encode(-plus, param.dtype)), key, range.begin,
               range.end, reinterpret_cast<uint16_t *>(to));
  }

  const ModelDescription &model;
  bool isUniform;
  ValueTable table, embeddings;
  std::vector<uint64_t> keys;
  std::vector<ParameterRange> all;
};

} // namespace

std::unique_ptr<ParameterSource>
createRandomSource(const ModelDescription &model, uint64_t seed,
                   std::optional<uint64_t> routerSeed) {
  return std::make_unique<RandomSource>(model, seed, routerSeed);
}

Expected<Parameters> randomParameters(const ModelDescription &model,
                                      uint64_t seed,
                                      std::optional<uint64_t> routerSeed,
                                      ThreadPool &threads,
                                      const LoadProgress &progress) {
  Parameters result;
  std::vector<uint64_t> offsets;
  uint64_t total = 0;
  for (const ParamDescription &param : model.params) {
    offsets.push_back(total);
    total += (uint64_t(param.bytes()) + parameterAlignment - 1) /
             parameterAlignment * parameterAlignment;
    result.ownedBytes += uint64_t(param.bytes());
  }
  uint64_t available = availableMemory();
  if (total > available)
    return badInput("not enough memory for the parameters: they need ",
                    formatBytes(total), ", and ", formatBytes(available),
                    " are available");
  Expected<Region> memory = Region::allocate(total, "the parameters");
  if (!memory)
    return memory.takeError();
  result.memory = std::move(*memory);
  for (uint64_t offset : offsets)
    result.pointers.push_back(result.memory.data() + offset);

  RandomSource source(model, seed, routerSeed);
  const std::vector<ParameterRange> &tasks = source.ranges();
  auto widthOf = [&](const ParameterRange &range) {
    return byteWidth(model.params[range.param].dtype);
  };
  uint64_t done = 0;
  for (int64_t first = 0; first < int64_t(tasks.size());
       first += tasksPerRound) {
    int64_t count = std::min(tasksPerRound, int64_t(tasks.size()) - first);
    threads.parallelFor(count, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i) {
        const ParameterRange &task = tasks[size_t(first + i)];
        source.fill(task,
                    static_cast<std::byte *>(result.pointers[task.param]) +
                        task.begin * widthOf(task));
      }
    });
    for (int64_t i = first; i < first + count; ++i) {
      const ParameterRange &task = tasks[size_t(i)];
      done += uint64_t((task.end - task.begin) * widthOf(task));
    }
    if (progress)
      progress(done, result.ownedBytes);
  }
  return result;
}

} // namespace mla::runtime
