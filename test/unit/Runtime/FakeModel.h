//===- FakeModel.h - a model whose every token checks the metadata -*- C++
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A compiled model written by hand. It appends (token, position) to its cache
// by the slot mapping, then walks each row's past by the page table, and its
// logits are a hash of all tokens it found there in order. So any wrong length,
// slot, page, position or row changes the tokens that come out; what can be
// checked at once is checked at once, and a violation is the step's status.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_TEST_UNIT_RUNTIME_FAKEMODEL_H
#define MLA_TEST_UNIT_RUNTIME_FAKEMODEL_H

#include "mla/Runtime/ModelABI.h"
#include <cstdint>
#include <string>
#include <vector>

namespace fake {

struct Config {
  int64_t vocab = 50;
  int64_t maxPosition = 64;
  int64_t maxTokens = 32;
  int64_t pageSize = 4;
  std::vector<int32_t> eos = {1};
  int64_t longContext = 0; ///< 0: the description has none
};

/// The model's description with two caches and three parameters.
std::string describe(const Config &config);

/// The model of `config`, which like `describe` must outlive it. There is one
/// table of functions, so the sizes are taken from what was made last.
MlaModelV1 makeModel(const Config &config, const std::string &describe);

/// What greedy decoding must give after a prompt, computed without a cache.
std::vector<int32_t> expectedTokens(const Config &config,
                                    std::vector<int32_t> prompt,
                                    int64_t maxNewTokens);

/// The logit of `id` after the tokens [begin, end).
float expectedLogit(const int32_t *begin, const int32_t *end, int64_t id);

/// Largest sizes of any step since the model was made, and how many ran.
struct Observed {
  int64_t steps = 0, maxTokens = 0, maxSequences = 0;
  int64_t mixedSteps = 0; ///< with both decode and prefill
};
const Observed &observed();

} // namespace fake

#endif // MLA_TEST_UNIT_RUNTIME_FAKEMODEL_H
