//===- Sampler.h - from logits to a token -----------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_RUNTIME_SAMPLER_H
#define MLA_RUNTIME_SAMPLER_H

#include <cstdint>

namespace mla::runtime {

struct SamplingOptions {
  double temperature = 0; ///< 0 = greedy
  double topP = 1;        ///< in (0, 1]
  uint64_t seed = 0;
};

/// The token to follow at `position`, or -1 if a logit is not a number. Greedy
/// takes the lowest id among equals. Sampling depends on the logits, the seed
/// and the position only, so never on what else is in the batch.
int32_t sampleToken(const float *logits, int64_t vocab,
                    const SamplingOptions &options, uint64_t position);

} // namespace mla::runtime

#endif // MLA_RUNTIME_SAMPLER_H
