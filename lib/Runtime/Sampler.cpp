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
  double draw = uniformAt(options.seed, position);

  if (options.topP >= 1) {
    double target = draw * total, sum = 0;
    int32_t last = best;
    for (int64_t i = 0; i < vocab; ++i) {
      if (weights[size_t(i)] == 0)
        continue;
      last = int32_t(i);
      if ((sum += weights[size_t(i)]) > target)
        break;
    }
    return last;
  }

  // The most likely tokens whose share reaches topP. How many those are is not
  // known, but few as a rule: sort only as many as it takes.
  std::vector<int32_t> order(static_cast<size_t>(vocab));
  std::iota(order.begin(), order.end(), 0);
  auto likelier = [&](int32_t a, int32_t b) {
    double wa = weights[size_t(a)], wb = weights[size_t(b)];
    return wa != wb ? wa > wb : a < b;
  };
  double wanted = options.topP * total, kept = 0;
  size_t sorted = 0, count = 0;
  while (kept < wanted && count < order.size()) {
    if (count == sorted) {
      sorted = std::min(order.size(), std::max<size_t>(64, sorted * 8));
      std::partial_sort(order.begin() + int64_t(count),
                        order.begin() + int64_t(sorted), order.end(), likelier);
    }
    kept += weights[size_t(order[count++])];
  }
  double target = draw * kept, sum = 0;
  for (size_t i = 0; i < count; ++i)
    if ((sum += weights[size_t(order[i])]) > target)
      return order[i];
  return order[count - 1];
}

} // namespace mla::runtime
