//===- CudaProfile.h - times of a step's calls on a GPU ---------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One step in many is run call by call, with an event on each side of every
// call and copies of what was routed: a step that was captured as a whole has
// no parts to look at, and events in every step would be measured themselves.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_CUDAPROFILE_H
#define MLA_LIB_RUNTIME_CUDAPROFILE_H

#include "CudaGpu.h"
#include "Profile.h"
#include <vector>

namespace mla::runtime::cuda {

class CallProfile {
public:
  CallProfile(const MlaModelV1 &model, const ModelDescription &description)
      : model(model), description(description), profile(description) {}
  ~CallProfile();

  /// Makes events; without, nothing is ever measured.
  Error create(const Gpu &gpu);

  /// Whether the step that starts now, which only decodes, is to be measured.
  /// The one before is collected by then.
  bool takesNext();

  // Around a step that is measured, and around each of its calls.
  Error beginStep();
  Error beginCall(uint32_t call);
  Error endCall(uint32_t call, const MlaContextV1 &context);
  Error endStep(int64_t realTokens);
  /// Once that step is over.
  Error collect();

  ProfileStats stats() const { return profile.stats(); }

private:
  /// Steps between those that are measured: far apart, so that other figures
  /// are what they are without; the first, after the GPU has warmed up.
  static constexpr int64_t interval = 64, firstStep = 8;

  Error record(Event event) const;
  Error elapsed(Event from, Event to, double &seconds) const;

  const MlaModelV1 &model;
  const ModelDescription &description;
  Profile profile;
  const Gpu *gpu = nullptr;
  std::vector<Event> events;   ///< of the step, then two for each call
  std::vector<Memory> experts; ///< pinned, of each routing
  int64_t seen = 0, rows = 0;
  bool pending = false;
};

} // namespace mla::runtime::cuda

#endif // MLA_LIB_RUNTIME_CUDAPROFILE_H
