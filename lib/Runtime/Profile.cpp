//===- Profile.cpp - parts of a step, and what it routes ------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Profile.h"
#include <algorithm>
#include <numeric>

namespace mla::runtime {

Profile::Profile(const ModelDescription &model) : routing(model.routing) {
  for (const RoutingDescription &layer : routing)
    chosen.emplace_back(size_t(layer.experts), 0);
}

void Profile::addRouting(size_t index, const int32_t *experts, int64_t rows) {
  const RoutingDescription &layer = routing[index];
  std::vector<bool> isHit(size_t(layer.experts), false);
  for (int64_t i = 0; i < rows * layer.perToken; ++i) {
    int32_t expert = experts[i];
    if (expert < 0 || expert >= layer.experts)
      continue; // nobody's
    isHit[size_t(expert)] = true;
    ++chosen[index][size_t(expert)];
  }
  hits += std::count(isHit.begin(), isHit.end(), true);
  ++total.routed;
}

ProfileStats Profile::stats() const {
  ProfileStats result = total;
  if (total.routed == 0)
    return result;
  result.expertsHit = double(hits) / double(total.routed);
  result.leastShare = 1;
  for (size_t i = 0; i < routing.size(); ++i) {
    result.numExperts = std::max(result.numExperts, routing[i].experts);
    int64_t all =
        std::accumulate(chosen[i].begin(), chosen[i].end(), int64_t(0));
    if (all == 0)
      continue;
    auto [least, most] =
        std::minmax_element(chosen[i].begin(), chosen[i].end());
    result.leastShare =
        std::min(result.leastShare, double(*least) / double(all));
    result.largestShare =
        std::max(result.largestShare, double(*most) / double(all));
  }
  return result;
}

} // namespace mla::runtime
