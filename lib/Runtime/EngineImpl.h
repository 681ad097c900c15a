//===- EngineImpl.h - requests in, tokens out -------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_ENGINEIMPL_H
#define MLA_LIB_RUNTIME_ENGINEIMPL_H

#include "Device.h"
#include "mla/Runtime/Sampler.h"
#include "mla/Runtime/Scheduler.h"
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace mla::runtime {

struct EngineOptions {
  WeightSource weights;
  DeviceOptions device;
  int64_t maxBatch = 0;     ///< 0 = the default
  int64_t prefillChunk = 0; ///< 0 = max_tokens
  int64_t cacheBytes = 0;   ///< 0 = chosen when loaded
  LoadProgress progress;
};

struct Request {
  std::vector<int32_t> prompt;
  int64_t maxNewTokens = 0;
  SamplingOptions sampling;
  /// Gets all the prompt's logits, chunk by chunk; false is a failure.
  std::function<bool(int64_t first, int64_t rows, const float *logits)>
      onLogits;
};

/// What an engine measured; see MlaStatsV1.
struct EngineStats {
  double loadSeconds = 0;
  double firstTokenSeconds = 0; ///< sum over firstTokens
  int64_t firstTokens = 0;
  double laterTokenSeconds = 0; ///< sum over laterTokens
  int64_t laterTokens = 0;
  double decodeBytes = 0; ///< sum over steps that only decode
  int64_t decodeTokens = 0;
  int64_t steps = 0;
  int64_t promptTokens = 0;
  int64_t generatedTokens = 0;
};

class Engine {
public:
  static Expected<std::unique_ptr<Engine>> create(const MlaModelV1 *model,
                                                  EngineOptions options);
  ~Engine();

  Error load();
  Expected<int64_t> addRequest(Request request);
  Error step();
  int64_t numUnfinished() const { return unfinished; }
  Error poll(int64_t handle, MlaResultV1 &result) const;
  Error release(int64_t handle);

  const ModelDescription &model() const { return description; }
  int64_t numPages() const { return pages.numPages(); }
  const EngineStats &stats() const { return measured; }
  const Device &target() const { return *device; }

private:
  using Clock = std::chrono::steady_clock;

  struct Entry {
    Request request;
    Sequence sequence;
    int32_t finish = MLA_FINISH_NONE;
    bool started = false;
    int64_t generated = 0; ///< tokens that are known
    Clock::time_point submitted, firstToken;
  };

  /// A step that the device has, and what its result is for. Requests are
  /// named by handle: they may be gone when it comes.
  struct Flight {
    struct Row {
      int64_t handle = 0;
      int64_t begin = 0, count = 0;
      bool handsOutLogits = false;
      bool completes = false;
      bool wantsToken = false;
      StepBatch::LogitRange logits;
    };
    std::vector<Row> rows;
    bool needsLogits = false;
  };

  explicit Engine(EngineOptions options) : options(std::move(options)) {}

  Expected<int64_t> choosePages() const;
  Error checkFits(const Sequence &sequence, int64_t available) const;
  Error launch(std::unique_ptr<Flight> &flight);
  void advance(Sequence &sequence, const Flight::Row &row);
  Error takeResult(const Flight &flight, const StepResult &result);
  void sample(const Flight &flight, const StepResult &result);
  void accept(Entry &entry, int64_t position, int32_t token,
              Clock::time_point now);
  void finish(Entry &entry, int32_t reason);
  void countBytes(const Schedule &schedule);

  EngineOptions options;
  ModelDescription description;
  std::unique_ptr<Device> device;
  PageAllocator pages;
  std::unique_ptr<Scheduler> scheduler;
  std::unique_ptr<StepBatch> batch;
  std::map<int64_t, std::unique_ptr<Entry>> entries;
  std::unique_ptr<Flight> inFlight;
  std::vector<int32_t> sampled; ///< of each row of a flight
  int64_t nextHandle = 0;
  int64_t unfinished = 0;
  bool failed = false;
  EngineStats measured;
};

} // namespace mla::runtime

#endif // MLA_LIB_RUNTIME_ENGINEIMPL_H
