//===- Sampler.cpp - from logits to a token -------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Sampler.h"
#include "CounterRandom.h"
#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace mla::runtime {

/// The largest logit's lowest index, or -1 if a logit is not a number.
static int32_t argmax(const float *logits, int64_t vocab) {
  int64_t best = 0;
  bool numbers = true;
  for (int64_t i = 0; i < vocab; ++i) {
    numbers &= logits[i] == logits[i];
    if (logits[i] > logits[best])
      best = i;
  }
  return numbers ? int32_t(best) : -1;
}

/// The first id at which the running sum of weights passes a share of them.
static int32_t draw(const std::vector<double> &weights, double total,
                    double share, int32_t otherwise) {
  double target = share * total, sum = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] == 0)
      continue;
    otherwise = int32_t(i); // rounding may leave the target just out of reach
    if ((sum += weights[i]) > target)
      break;
  }
  return otherwise;
}

int32_t sampleToken(const float *logits, int64_t vocab,
                    const SamplingOptions &options, uint64_t position) {
  int32_t best = argmax(logits, vocab);
  if (best < 0 || options.temperature <= 0)
    return best;
  // Nothing is above the largest, so no exponential overflows; if the largest
  // is infinite, it is the only choice.
  double largest = logits[best];
  if (std::isinf(largest))
    return best;
  std::vector<double> weights(static_cast<size_t>(vocab));
  double total = 0;
  for (int64_t i = 0; i < vocab; ++i)
    total += weights[size_t(i)] =
        std::exp((double(logits[i]) - largest) / options.temperature);
  double uniform = uniformAt(options.seed, position);
  if (options.topP >= 1)
    return draw(weights, total, uniform, best);

  // The likeliest tokens whose share reaches topP: those not below the last
  // one that is needed, which is found without sorting the others.
  std::vector<int32_t> order(static_cast<size_t>(vocab));
  std::iota(order.begin(), order.end(), 0);
  auto likelier = [&](int32_t a, int32_t b) {
    double wa = weights[size_t(a)], wb = weights[size_t(b)];
    return wa != wb ? wa > wb : a < b;
  };
  auto begin = order.begin(), end = order.end();
  double needed = options.topP * total; // of what lies in [begin, end)
  while (end - begin > 1) {
    auto middle = begin + (end - begin) / 2;
    std::nth_element(begin, middle, end, likelier);
    double share = 0; // of the likelier half
    for (auto it = begin; it != middle; ++it)
      share += weights[size_t(*it)];
    if (share >= needed) {
      end = middle;
    } else {
      needed -= share;
      begin = middle;
    }
  }
  int32_t last = *begin;
  double kept = 0;
  for (int32_t i = 0; i < vocab; ++i) {
    if (likelier(last, i))
      weights[size_t(i)] = 0;
    kept += weights[size_t(i)];
  }
  return draw(weights, kept, uniform, best);
}

} // namespace mla::runtime
