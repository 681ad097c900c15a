//===- FakeModel.cpp - a model whose every token checks the metadata ------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FakeModel.h"
#include <algorithm>
#include <set>
#include <string>

namespace fake {

static constexpr int64_t row0 = 3; ///< f32 elements a row of cache 0
static constexpr int64_t row1 = 2; ///< of cache 1

static Config current;
static Observed seen;

const Observed &observed() { return seen; }

std::string describe(const Config &config) {
  auto number = [](int64_t value) { return std::to_string(value); };
  std::string eos;
  for (int32_t id : config.eos)
    eos += (eos.empty() ? "" : ", ") + number(id);
  return R"({"mla_model": 1, "name": "fake", "target": "cpu", "dtype": "f32",
    "vocab": )" +
         number(config.vocab) + R"(, "eos": [)" + eos + R"(],
    "max_position": )" +
         number(config.maxPosition) + R"(,
    "max_tokens": )" +
         number(config.maxTokens) +
         (config.longContext
              ? R"(, "long_context": )" + number(config.longContext)
              : std::string()) +
         R"(,
    "page_size": )" +
         number(config.pageSize) + R"(, "arena_bytes": 4096,
    "caches": [
      {"name": "a", "element": "f32", "page_shape": [)" +
         number(config.pageSize) + ", " + number(row0) + R"(]},
      {"name": "b", "element": "f32", "page_shape": [)" +
         number(config.pageSize) + ", " + number(row1) + R"(]}],
    "params": [
      {"name": "norm", "dtype": "f32", "shape": [8], "how": "view",
       "from": ["norm.weight"], "init": "one"},
      {"name": "pair", "dtype": "f32", "shape": [2, 4], "how": "stack",
       "from": ["pair.0", "pair.1"], "init": "normal"},
      {"name": "table", "dtype": "bf16", "shape": [4, 2], "how": "view",
       "from": ["table"], "init": "normal", "rows_per_token": 1}]})";
}

static uint64_t mix(uint64_t x) {
  x = (x ^ x >> 31) * 0x9E3779B97F4A7C15;
  x = (x ^ x >> 29) * 0xBF58476D1CE4E5B9;
  return x ^ x >> 32;
}

static uint64_t extend(uint64_t hash, int32_t token) {
  return mix(hash ^ uint64_t(uint32_t(token)));
}

static float logit(uint64_t hash, int64_t id) {
  return float(mix(hash + uint64_t(id)) >> 40) * 0x1p-24f;
}

float expectedLogit(const int32_t *begin, const int32_t *end, int64_t id) {
  uint64_t hash = 7;
  for (; begin != end; ++begin)
    hash = extend(hash, *begin);
  return logit(hash, id);
}

std::vector<int32_t> expectedTokens(const Config &config,
                                    std::vector<int32_t> prompt,
                                    int64_t maxNewTokens) {
  std::vector<int32_t> result;
  while (int64_t(result.size()) < maxNewTokens &&
         int64_t(prompt.size()) < config.maxPosition) {
    int32_t best = 0;
    for (int32_t id = 1; id < config.vocab; ++id)
      if (expectedLogit(prompt.data(), prompt.data() + prompt.size(), id) >
          expectedLogit(prompt.data(), prompt.data() + prompt.size(), best))
        best = id;
    result.push_back(best);
    prompt.push_back(best);
    if (std::count(config.eos.begin(), config.eos.end(), best))
      break;
  }
  return result;
}

/// 0, or the number of the rule that the metadata breaks.
static int32_t check(const MlaContextV1 &c) {
  const MlaBatchV1 &b = c.batch;
  int64_t stride =
      (current.maxPosition + current.pageSize - 1) / current.pageSize;
  if (!c.threads || c.stream)
    return 10;
  if (c.T < 1 || c.T > current.maxTokens || c.B < 1 || c.B > c.T || c.S < 0 ||
      c.S > c.T)
    return 11;
  if (b.page_table_stride != stride || b.query_start[0] != 0 ||
      b.query_start[c.B] != c.T)
    return 12;
  if (b.num_decode > c.B || b.num_decode_tokens != b.query_start[b.num_decode])
    return 13;
  std::set<int32_t> pages;
  for (int64_t s = 0; s < c.B; ++s) {
    int64_t rows = b.query_start[s + 1] - b.query_start[s];
    int64_t length = b.seq_lens[s];
    if (rows < 1 || rows > length || length > current.maxPosition)
      return 14;
    if (s < b.num_decode && rows != 1)
      return 15;
    for (int64_t i = 0; i * current.pageSize < length; ++i) {
      int32_t page = b.page_table[s * stride + i];
      if (page < 0 || page >= c.num_pages || !pages.insert(page).second)
        return 16; // out of range, or of two sequences
    }
    for (int64_t i = 0; i < rows; ++i) {
      int64_t row = b.query_start[s] + i, position = length - rows + i;
      int64_t page = b.page_table[s * stride + position / current.pageSize];
      bool isLong = b.positions[row] < 0;
      if (isLong ? current.longContext == 0
                 : current.longContext && position >= current.longContext)
        return 21;
      if ((isLong ? ~b.positions[row] : b.positions[row]) != position ||
          b.slot_mapping[row] !=
              page * current.pageSize + position % current.pageSize)
        return 17;
      if (c.tokens[row] < 0 || c.tokens[row] >= current.vocab)
        return 18;
    }
  }
  for (int64_t i = 0; i < c.S; ++i)
    if (c.logit_rows[i] < 0 || c.logit_rows[i] >= c.T ||
        (i > 0 && c.logit_rows[i] <= c.logit_rows[i - 1]))
      return 19;
  if (static_cast<const float *>(c.params[0])[7] != 1.0f)
    return 20;
  return 0;
}

static int32_t append(const MlaContextV1 *c) {
  if (int32_t status = check(*c))
    return status;
  ++seen.steps;
  seen.maxTokens = std::max(seen.maxTokens, c->T);
  seen.maxSequences = std::max(seen.maxSequences, c->B);
  seen.mixedSteps += c->batch.num_decode > 0 && c->batch.num_decode < c->B;
  for (int64_t row = 0; row < c->T; ++row) {
    int64_t slot = c->batch.slot_mapping[row];
    static_cast<float *>(c->caches[0])[slot * row0 + 1] = float(c->tokens[row]);
    static_cast<float *>(c->caches[1])[slot * row1] =
        float(c->batch.positions[row] + 1);
  }
  return 0;
}

/// The hash of the past of a row, itself included, as the cache has it.
static uint64_t walk(const MlaContextV1 &c, int64_t row) {
  const MlaBatchV1 &b = c.batch;
  int64_t s = 0;
  while (b.query_start[s + 1] <= row)
    ++s;
  int64_t end = b.seq_lens[s] - (b.query_start[s + 1] - row) + 1;
  uint64_t hash = 7;
  for (int64_t j = 0; j < end; ++j) {
    int64_t page = b.page_table[s * b.page_table_stride + j / current.pageSize];
    int64_t slot = page * current.pageSize + j % current.pageSize;
    float position = static_cast<const float *>(c.caches[1])[slot * row1];
    // Of a long sequence all rows are long ones.
    if (position != (b.positions[row] < 0 ? float(-j) : float(j + 1)))
      return 0; // somebody else's row, or none
    hash = extend(hash, int32_t(static_cast<const float *>(
                            c.caches[0])[slot * row0 + 1]));
  }
  return hash;
}

static int32_t head(const MlaContextV1 *c) {
  c->threads->parallel_for(
      c->threads, c->S,
      [](void *closure, int64_t begin, int64_t end) {
        const auto *c = static_cast<const MlaContextV1 *>(closure);
        for (int64_t i = begin; i < end; ++i) {
          uint64_t hash = walk(*c, c->logit_rows[i]);
          for (int64_t id = 0; id < current.vocab; ++id)
            c->logits[i * current.vocab + id] = logit(hash, id);
        }
      },
      const_cast<MlaContextV1 *>(c));
  return 0;
}

static int32_t step(const MlaContextV1 *c) {
  if (int32_t status = append(c))
    return status;
  return head(c);
}

MlaModelV1 makeModel(const Config &config, const std::string &describe) {
  static const MlaCallV1 calls[] = {{MLA_CALL_DISPATCH, "append", append},
                                    {MLA_CALL_SEGMENT, "head", head}};
  current = config;
  seen = {};
  MlaModelV1 model = {};
  model.abi_version = MLA_MODEL_ABI_VERSION;
  model.num_calls = 2;
  model.describe = describe.c_str();
  model.calls = calls;
  model.step = step;
  return model;
}

} // namespace fake
