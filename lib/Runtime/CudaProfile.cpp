//===- CudaProfile.cpp - times of a step's calls on a GPU -----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaProfile.h"

namespace mla::runtime::cuda {

CallProfile::~CallProfile() {
  if (!gpu)
    return;
  Gpu::Scope scope(*gpu);
  for (Event event : events)
    gpu->driver.eventDestroy(event);
}

Error CallProfile::create(const Gpu &onGpu) {
  gpu = &onGpu;
  Gpu::Scope scope(*gpu);
  for (uint32_t i = 0; i < 2 + 2 * model.num_calls; ++i) {
    Event event = nullptr;
    if (Error error = gpu->check(gpu->driver.eventCreate(&event, eventDefault),
                                 "cannot create an event"))
      return error;
    events.push_back(event);
  }
  for (const RoutingDescription &routing : description.routing) {
    Expected<Memory> memory = gpu->allocatePinned(
        uint64_t(description.maxTokens * routing.perToken) * sizeof(int32_t),
        "what was routed");
    if (!memory)
      return memory.takeError();
    experts.push_back(std::move(*memory));
  }
  return Error::success();
}

bool CallProfile::takesNext() {
  if (!gpu || pending || model.num_calls == 0)
    return false;
  return ++seen % interval == firstStep;
}

Error CallProfile::record(Event event) const {
  return gpu->check(gpu->driver.eventRecord(event, gpu->stream),
                    "measuring a step failed");
}

Error CallProfile::beginStep() { return record(events[0]); }
Error CallProfile::beginCall(uint32_t call) {
  return record(events[2 + 2 * call]);
}

Error CallProfile::endCall(uint32_t call, const MlaContextV1 &context) {
  if (Error error = record(events[3 + 2 * call]))
    return error;
  for (size_t i = 0; i < description.routing.size(); ++i) {
    const RoutingDescription &routing = description.routing[i];
    if (routing.call != int64_t(call))
      continue;
    auto from = reinterpret_cast<uintptr_t>(context.arena + routing.offset);
    uint64_t bytes = uint64_t(context.T * routing.perToken) * sizeof(int32_t);
    if (Error error = gpu->check(gpu->driver.copyToHost(experts[i].data(),
                                                        DevicePointer(from),
                                                        bytes, gpu->stream),
                                 "fetching what was routed failed"))
      return error;
  }
  return Error::success();
}

Error CallProfile::endStep(int64_t realTokens) {
  rows = realTokens;
  pending = true;
  return record(events[1]);
}

Error CallProfile::elapsed(Event from, Event to, double &seconds) const {
  float milliseconds = 0;
  Error error = gpu->check(gpu->driver.eventElapsed(&milliseconds, from, to),
                           "measuring a step failed");
  seconds = double(milliseconds) * 1e-3;
  return error;
}

Error CallProfile::collect() {
  pending = false;
  double seconds = 0;
  if (Error error = elapsed(events[0], events[1], seconds))
    return error;
  profile.addStep(seconds);
  for (uint32_t i = 0; i < model.num_calls; ++i) {
    if (Error error = elapsed(events[2 + 2 * i], events[3 + 2 * i], seconds))
      return error;
    profile.addCall(model.calls[i], seconds);
  }
  for (size_t i = 0; i < experts.size(); ++i)
    profile.addRouting(i, reinterpret_cast<const int32_t *>(experts[i].data()),
                       rows);
  return Error::success();
}

} // namespace mla::runtime::cuda
