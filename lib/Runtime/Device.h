//===- Device.h - where a model runs ----------------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What differs between targets: where parameters, caches and scratch memory
// are, and how a step is run. Everything else of the engine is common.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_DEVICE_H
#define MLA_LIB_RUNTIME_DEVICE_H

#include "Profile.h"
#include "mla/Runtime/BatchBuilder.h"
#include "mla/Runtime/Engine.h"
#include "mla/Runtime/Error.h"
#include "mla/Runtime/ModelDescription.h"
#include "mla/Runtime/Parameters.h"
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mla::runtime {

/// A checkpoint, or the seeds of made-up weights.
struct WeightSource {
  std::optional<std::string> directory;
  uint64_t seed = 0;
  std::optional<uint64_t> routerSeed;
};

/// What a step gave; valid until the next one.
struct StepResult {
  const float *logits = nullptr; ///< [logit rows, vocab]; null if not wanted
  /// [logit rows] what greedy sampling takes, -1 where a logit is not a number;
  /// null if the device leaves that to the host.
  const int32_t *likeliest = nullptr;
};

/// Steps that ran with the same padded sizes.
struct BucketStats {
  int64_t tokens = 0; ///< padded T; 0 = sizes were exact
  int64_t steps = 0;
  int64_t realTokens = 0; ///< sum over the steps, without padding
  double seconds = 0;
  double hostSeconds = 0; ///< of them, those not spent waiting for the device
};

/// What a device measured besides what the engine does.
struct DeviceStats {
  ProfileStats profile;
  double uploadSeconds = 0;
  uint64_t uploadBytes = 0; ///< parameters
  double captureSeconds = 0;
  uint64_t captureBytes = 0; ///< memory that captured graphs take
  int64_t graphs = 0;
  uint64_t memory = 0;             ///< device memory in use
  std::vector<BucketStats> decode; ///< steps that only decode, by bucket
};

class Device {
public:
  virtual ~Device() = default;

  virtual Error loadParameters(const WeightSource &source,
                               const LoadProgress &progress) = 0;
  /// Bytes left for a cache, once the parameters are loaded.
  virtual uint64_t availableBytes() const = 0;
  /// Makes room for the caches and for everything a step needs besides.
  virtual Error allocate(int64_t numPages) = 0;
  /// Starts a step; `batch` is free again when this returns. The logits are
  /// left where they are unless they are wanted or `likeliest` is not known.
  virtual Error launch(const StepBatch &batch, bool wantsLogits) = 0;
  /// The result of the step that was started first, once it is there.
  virtual Expected<StepResult> wait() = 0;
  /// Whether a step may be started before the one before it is waited for (no
  /// more than one): a token of ~r is then the likeliest of that step's logit
  /// row r.
  virtual bool overlaps() const { return false; }
  /// Sizes that a step of these sizes is to be padded to.
  virtual StepSizes pad(const StepSizes &real) const { return real; }
  /// What kind of failure too little memory is.
  virtual ErrorCode memoryError() const { return ErrorCode::BadInput; }
  virtual DeviceStats stats() const { return {}; }
  /// What the user should know and what is no error; lines.
  virtual std::vector<std::string> warnings() const { return {}; }
  /// Threads for work on the host.
  virtual ThreadPool &threads() = 0;
};

struct DeviceOptions {
  int64_t threads = 0;
  int32_t capture = MLA_CAPTURE_NONE;
  bool profile = false;         ///< measure ProfileStats
  int64_t index = 0;            ///< which GPU
  int64_t maxBatch = 1;         ///< sequences a step may have
  std::vector<int64_t> buckets; ///< empty = powers of two up to maxBatch
};

/// `model` and `description` must outlive the device.
std::unique_ptr<Device> createCPUDevice(const MlaModelV1 &model,
                                        const ModelDescription &description,
                                        const DeviceOptions &options);

/// Opens the GPU and loads the model's code: what can be wrong with either is
/// told here, before any weight is read.
Expected<std::unique_ptr<Device>>
createCudaDevice(const MlaModelV1 &model, const ModelDescription &description,
                 const DeviceOptions &options);

} // namespace mla::runtime

#endif // MLA_LIB_RUNTIME_DEVICE_H
