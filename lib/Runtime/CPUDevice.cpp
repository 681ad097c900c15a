//===- CPUDevice.cpp - a model on the host's processors -------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Device.h"
#include <algorithm>
#include <chrono>

namespace mla::runtime {

namespace {

class CPUDevice final : public Device {
public:
  CPUDevice(const MlaModelV1 &model, const ModelDescription &description,
            const DeviceOptions &options)
      : model(model), description(description), pool(options.threads),
        walkCalls(options.capture == MLA_CAPTURE_PIECEWISE &&
                  model.num_calls > 0),
        isProfiled(options.profile && model.num_calls > 0),
        profile(description) {}

  Error loadParameters(const WeightSource &source,
                       const LoadProgress &progress) override {
    Expected<Parameters> loaded =
        source.directory ? runtime::loadParameters(
                               description, *source.directory, pool, progress)
                         : randomParameters(description, source.seed,
                                            source.routerSeed, pool, progress);
    if (!loaded)
      return loaded.takeError();
    parameters = std::move(*loaded);
    return Error::success();
  }

  uint64_t availableBytes() const override {
    uint64_t available = availableMemory();
    uint64_t scratch = uint64_t(description.arenaBytes);
    return available - std::min(available, scratch);
  }

  Error allocate(int64_t pages) override {
    numPages = pages;
    for (const CacheDescription &cache : description.caches) {
      Expected<Region> region = Region::allocate(
          uint64_t(pages) * uint64_t(cache.pageBytes()), "the cache");
      if (!region)
        return region.takeError();
      cachePointers.push_back(region->data());
      cacheRegions.push_back(std::move(*region));
    }
    Expected<Region> scratch =
        Region::allocate(uint64_t(description.arenaBytes), "the arena");
    if (!scratch)
      return scratch.takeError();
    arena = std::move(*scratch);
    return Error::success();
  }

  Error launch(const StepBatch &batch, bool) override {
    StepSizes sizes = batch.sizes();
    uint64_t needed =
        uint64_t(sizes.logitRows) * uint64_t(description.vocab) * sizeof(float);
    if (needed > logits.size()) {
      Expected<Region> region = Region::allocate(needed, "the logits");
      if (!region)
        return region.takeError();
      logits = std::move(*region);
    }
    MlaContextV1 context = {};
    context.params = parameters.pointers.data();
    context.arena = reinterpret_cast<char *>(arena.data());
    context.caches = cachePointers.data();
    context.num_pages = numPages;
    context.batch = batch.abi();
    context.tokens = batch.tokens();
    context.logit_rows = batch.logitRows();
    context.logits = reinterpret_cast<float *>(logits.data());
    context.T = sizes.tokens;
    context.B = sizes.sequences;
    context.S = sizes.logitRows;
    context.threads = pool.abi();
    if (isProfiled && batch.onlyDecodes())
      return runProfiled(context, batch.real().tokens);
    if (!walkCalls) {
      if (int32_t status = model.step(&context))
        return failure("step", status);
      return Error::success();
    }
    for (uint32_t i = 0; i < model.num_calls; ++i)
      if (int32_t status = model.calls[i].run(&context))
        return failure(model.calls[i].name, status);
    return Error::success();
  }

  Expected<StepResult> wait() override {
    return StepResult{.logits = reinterpret_cast<float *>(logits.data())};
  }

  ThreadPool &threads() override { return pool; }

  DeviceStats stats() const override {
    DeviceStats result;
    result.profile = profile.stats();
    return result;
  }

private:
  /// The calls one by one, with their times and what they route.
  Error runProfiled(const MlaContextV1 &context, int64_t realTokens) {
    using Clock = std::chrono::steady_clock;
    auto since = [](Clock::time_point start) {
      return std::chrono::duration<double>(Clock::now() - start).count();
    };
    Clock::time_point begin = Clock::now();
    for (uint32_t i = 0; i < model.num_calls; ++i) {
      Clock::time_point start = Clock::now();
      if (int32_t status = model.calls[i].run(&context))
        return failure(model.calls[i].name, status);
      profile.addCall(model.calls[i], since(start));
      for (size_t j = 0; j < description.routing.size(); ++j)
        if (description.routing[j].call == int64_t(i))
          profile.addRouting(j,
                             reinterpret_cast<const int32_t *>(
                                 context.arena + description.routing[j].offset),
                             realTokens);
    }
    profile.addStep(since(begin));
    return Error::success();
  }

  static Error failure(const char *what, int32_t status) {
    return Error(ErrorCode::Device, concat("the model's '", what ? what : "?",
                                           "' failed with status ", status));
  }

  const MlaModelV1 &model;
  const ModelDescription &description;
  ThreadPool pool;
  bool walkCalls; ///< the same functions one by one, as piecewise does
  bool isProfiled;
  Profile profile;
  Parameters parameters;
  int64_t numPages = 0;
  std::vector<Region> cacheRegions;
  std::vector<void *> cachePointers;
  Region arena, logits;
};

} // namespace

std::unique_ptr<Device> createCPUDevice(const MlaModelV1 &model,
                                        const ModelDescription &description,
                                        const DeviceOptions &options) {
  return std::make_unique<CPUDevice>(model, description, options);
}

} // namespace mla::runtime
