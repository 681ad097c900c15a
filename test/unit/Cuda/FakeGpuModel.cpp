//===- FakeGpuModel.cpp - a model for the fake driver ---------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "FakeGpuModel.h"
#include "CudaSampler.h"
#include <bit>
#include <cmath>
#include <dlfcn.h>
#include <set>

namespace fakecuda {
Control &control() {
  static Control *shared = [] {
    void *library = ::dlopen("libcuda.so.1", RTLD_NOW);
    void *entry = library ? ::dlsym(library, "fake_cuda_control") : nullptr;
    return entry ? reinterpret_cast<Control *(*)()>(entry)() : new Control();
  }();
  return *shared;
}
} // namespace fakecuda

/// As kernels that a program is linked with have it.
extern "C" int64_t mla_params_layout() { return fakegpu::paramsLayout; }

namespace fakegpu {

static constexpr int64_t row0 = 3, row1 = 2; ///< as fake::describe has them
static constexpr float nobody = -1;          ///< a row that is padding

static fake::Config config;
static std::vector<Step> seen;
static int32_t broken = 0;

const std::vector<Step> &steps() { return seen; }
int32_t brokenRule() { return broken; }

static int32_t breaks(int32_t rule) {
  if (broken == 0)
    broken = rule;
  return rule;
}

/// What a kernel gets: by value, so a graph keeps what it was captured with.
using View = MlaContextV1;

static const View &viewOf(void **arguments) {
  return *static_cast<const View *>(arguments[0]);
}

/// The arena: a token and a hash for each row.
static float *tokensOf(const View &v) {
  return reinterpret_cast<float *>(v.arena);
}
static double *hashesOf(const View &v) {
  return reinterpret_cast<double *>(v.arena + 1024);
}

// Segment: looks at tokens, positions and slots only.
static int32_t embed(void **arguments, const uint32_t *) {
  const View &v = viewOf(arguments);
  for (int64_t row = 0; row < v.T; ++row) {
    bool padding = v.batch.slot_mapping[row] < 0;
    if (padding && (v.tokens[row] != 0 || v.batch.positions[row] != 0))
      return breaks(1);
    tokensOf(v)[row] = padding ? nobody : float(v.tokens[row]);
  }
  return 0;
}

/// 0, or the number of the rule that the metadata breaks.
static int32_t check(const View &v) {
  const MlaBatchV1 &b = v.batch;
  int64_t real = b.query_start[v.B];
  if (v.T < 1 || v.T > config.maxTokens || v.B < 1 || v.B > v.T || v.S < 0 ||
      v.S > v.T || real > v.T || b.query_start[0] != 0)
    return 10;
  int64_t realSequences = 0;
  std::set<int32_t> pages;
  for (int64_t s = 0; s < v.B; ++s) {
    int64_t rows = b.query_start[s + 1] - b.query_start[s];
    int64_t length = b.seq_lens[s];
    if (length == 0) {
      if (rows != 0)
        return 11;
      continue;
    }
    if (++realSequences != s + 1)
      return 12; // padding comes last
    if (rows < 1 || rows > length || length > config.maxPosition)
      return 13;
    if (s < b.num_decode && rows != 1)
      return 14;
    for (int64_t i = 0; i * config.pageSize < length; ++i) {
      int32_t page = b.page_table[s * b.page_table_stride + i];
      if (page < 0 || page >= v.num_pages || !pages.insert(page).second)
        return 15;
    }
    for (int64_t i = 0; i < rows; ++i) {
      int64_t row = b.query_start[s] + i, position = length - rows + i;
      int64_t page =
          b.page_table[s * b.page_table_stride + position / config.pageSize];
      if (b.positions[row] != position ||
          b.slot_mapping[row] !=
              page * config.pageSize + position % config.pageSize)
        return 16;
    }
  }
  for (int64_t row = real; row < v.T; ++row)
    if (b.slot_mapping[row] != -1)
      return 17;
  // A step that only decodes says so in padded sizes; others in real ones.
  bool onlyDecodes = true;
  for (int64_t s = 0; s < realSequences; ++s)
    onlyDecodes &= s < b.num_decode;
  if (b.num_decode > (onlyDecodes ? v.B : realSequences) ||
      b.num_decode_tokens != (onlyDecodes && b.num_decode == v.B
                                  ? v.T
                                  : b.query_start[b.num_decode]))
    return 18;
  for (int64_t i = 0; i < v.S; ++i)
    if (v.logit_rows[i] < 0 || v.logit_rows[i] >= v.T)
      return 19;
  if (static_cast<const float *>(v.params[0])[7] != 1.0f)
    return 20;
  return 0;
}

// Dispatch: writes the cache.
static int32_t append(void **arguments, const uint32_t *) {
  const View &v = viewOf(arguments);
  if (int32_t rule = check(v))
    return breaks(rule);
  seen.push_back({v.T, v.B, v.S, v.batch.num_decode, v.batch.query_start[v.B]});
  for (int64_t row = 0; row < v.T; ++row) {
    int64_t slot = v.batch.slot_mapping[row];
    if (slot < 0)
      continue;
    static_cast<float *>(v.caches[0])[slot * row0 + 1] = tokensOf(v)[row];
    static_cast<float *>(v.caches[1])[slot * row1] =
        float(v.batch.positions[row] + 1);
  }
  return 0;
}

// Segment: nothing to do with anything, but in between.
static int32_t middle(void **arguments, const uint32_t *) {
  const View &v = viewOf(arguments);
  for (int64_t row = 0; row < v.T; ++row)
    hashesOf(v)[row] = -1;
  return 0;
}

// Dispatch: reads the cache. A length that the cache does not have gives -1.
static int32_t walk(void **arguments, const uint32_t *) {
  const View &v = viewOf(arguments);
  const MlaBatchV1 &b = v.batch;
  for (int64_t s = 0; s < v.B; ++s)
    for (int64_t row = b.query_start[s]; row < b.query_start[s + 1]; ++row) {
      int64_t end = b.seq_lens[s] - (b.query_start[s + 1] - row) + 1;
      std::vector<int32_t> tokens;
      for (int64_t j = 0; j < end; ++j) {
        int64_t page =
            b.page_table[s * b.page_table_stride + j / config.pageSize];
        int64_t slot = page * config.pageSize + j % config.pageSize;
        if (static_cast<const float *>(v.caches[1])[slot * row1] !=
            float(j + 1))
          return breaks(30); // somebody else's row, or none
        tokens.push_back(
            int32_t(static_cast<const float *>(v.caches[0])[slot * row0 + 1]));
      }
      // The likeliest token is all that the head needs to know, and a number
      // that no other past has.
      int32_t best = 0;
      const int32_t *first = tokens.data(), *last = first + tokens.size();
      for (int32_t id = 1; id < config.vocab; ++id)
        if (fake::expectedLogit(first, last, id) >
            fake::expectedLogit(first, last, best))
          best = id;
      hashesOf(v)[row] = best + double(fake::expectedLogit(first, last, 0)) / 2;
    }
  return 0;
}

// Segment, of T and S.
static int32_t head(void **arguments, const uint32_t *) {
  const View &v = viewOf(arguments);
  for (int64_t i = 0; i < v.S; ++i) {
    double hash = hashesOf(v)[v.logit_rows[i]];
    for (int64_t id = 0; id < config.vocab; ++id)
      v.logits[i * config.vocab + id] =
          hash < 0 ? 0
          : id == int64_t(hash)
              ? 1
              : float(std::fmod(hash * double(id + 1) * 0.37, 0.999));
  }
  return 0;
}

/// The runtime's own kernel.
static int32_t likeliest(void **arguments, const uint32_t *grid) {
  auto *logits = *static_cast<const float **>(arguments[0]);
  auto *keys = *static_cast<uint64_t **>(arguments[1]);
  uint32_t vocab = *static_cast<uint32_t *>(arguments[2]);
  for (uint32_t row = 0; row < grid[1]; ++row) {
    if (keys[row] != 0)
      return breaks(40);
    for (uint32_t i = 0; i < vocab; ++i) {
      float value = logits[uint64_t(row) * vocab + i] + 0.0f;
      uint32_t bits = std::bit_cast<uint32_t>(value);
      uint32_t high = value != value      ? 0xffffffff
                      : bits & 0x80000000 ? ~bits
                                          : bits | 0x80000000;
      keys[row] = std::max(keys[row], uint64_t(high) << 32 | uint32_t(~i));
    }
  }
  return 0;
}

/// The runtime's other one.
static int32_t takeTokens(void **arguments, const uint32_t *) {
  auto *tokens = *static_cast<int32_t **>(arguments[0]);
  auto *keys = *static_cast<const uint64_t **>(arguments[1]);
  uint32_t count = *static_cast<uint32_t *>(arguments[2]);
  for (uint32_t i = 0; i < count; ++i)
    if (tokens[i] < 0)
      tokens[i] = mla::runtime::cuda::tokenOfKey(keys[~tokens[i]]);
  return 0;
}

static const char *const kernelNames[] = {"embed", "append", "middle", "walk",
                                          "head"};

template <int index> static int32_t run(const MlaContextV1 *context) {
  View view = *context;
  void *arguments[] = {&view};
  // More shared memory than a kernel may have unless it is told to.
  int64_t grid = index == 4 ? context->S : context->T;
  return context->device->launch(context->device, context->kernels[index], grid,
                                 1, 1, 128, 100 << 10, context->stream,
                                 arguments);
}

static int32_t step(const MlaContextV1 *context) {
  int32_t (*const calls[])(const MlaContextV1 *) = {run<0>, run<1>, run<2>,
                                                    run<3>, run<4>};
  for (auto *call : calls)
    if (int32_t status = call(context))
      return status;
  return 0;
}

std::string describe(const fake::Config &of, const char *target,
                     const char *kernel) {
  std::string text = fake::describe(of);
  std::string value = "\"" + std::string(target) + "\"";
  if (kernel)
    value += ", \"kernels\": [\"" + std::string(kernel) + "\"]";
  text.replace(text.find("\"cpu\""), 5, value);
  return text;
}

MlaModelV1 makeModel(const fake::Config &of, const std::string &text) {
  static const MlaCallV1 calls[] = {{MLA_CALL_SEGMENT, "embed", run<0>},
                                    {MLA_CALL_DISPATCH, "append", run<1>},
                                    {MLA_CALL_SEGMENT, "middle", run<2>},
                                    {MLA_CALL_DISPATCH, "walk", run<3>},
                                    {MLA_CALL_SEGMENT, "head", run<4>}};
  static const char cubin[] = "FAKE 90 embed append middle walk head";
  static const char ptx[] = ".version 7.0 // embed append middle walk head";
  static const MlaImageV1 images[] = {{90, 0, sizeof cubin, cubin},
                                      {80, 1, sizeof ptx, ptx}};
  config = of;
  seen.clear();
  broken = 0;
  auto &kernels = fakecuda::control().kernels;
  kernels["embed"] = {{sizeof(View)}, embed};
  kernels["append"] = {{sizeof(View)}, append};
  kernels["middle"] = {{sizeof(View)}, middle};
  kernels["walk"] = {{sizeof(View)}, walk};
  kernels["head"] = {{sizeof(View)}, head};
  kernels[mla::runtime::cuda::GreedySampler::kernelName] = {{8, 8, 4},
                                                            likeliest};
  kernels[mla::runtime::cuda::GreedySampler::takeName] = {{8, 8, 4},
                                                          takeTokens};
  MlaModelV1 model = {};
  model.abi_version = MLA_MODEL_ABI_VERSION;
  model.num_calls = 5;
  model.describe = text.c_str();
  model.calls = calls;
  model.step = step;
  model.num_images = 2;
  model.images = images;
  model.num_kernels = 5;
  model.kernels = kernelNames;
  return model;
}

} // namespace fakegpu
