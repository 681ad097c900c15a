//===- Profile.h - parts of a step, and what it routes ----------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_PROFILE_H
#define MLA_LIB_RUNTIME_PROFILE_H

#include "mla/Runtime/ModelABI.h"
#include "mla/Runtime/ModelDescription.h"
#include <cstdint>
#include <vector>

namespace mla::runtime {

/// See MlaProfileStatsV1.
struct ProfileStats {
  int64_t steps = 0;
  double seconds = 0, segments = 0, dispatches = 0;
  int64_t routed = 0, numExperts = 0;
  double expertsHit = 0, leastShare = 0, largestShare = 0;
};

/// Adds up what was measured of steps that only decode.
class Profile {
public:
  explicit Profile(const ModelDescription &model);

  void addStep(double seconds) {
    ++total.steps;
    total.seconds += seconds;
  }
  void addCall(const MlaCallV1 &call, double seconds) {
    (call.kind == MLA_CALL_SEGMENT ? total.segments : total.dispatches) +=
        seconds;
  }
  /// The experts that the model's routing number `index` chose for `rows` real
  /// tokens: [rows, perToken].
  void addRouting(size_t index, const int32_t *experts, int64_t rows);

  ProfileStats stats() const;

private:
  const std::vector<RoutingDescription> &routing;
  ProfileStats total;
  int64_t hits = 0; ///< distinct experts, summed over `routed`
  std::vector<std::vector<int64_t>> chosen; ///< of each routing, each expert
};

} // namespace mla::runtime

#endif // MLA_LIB_RUNTIME_PROFILE_H
