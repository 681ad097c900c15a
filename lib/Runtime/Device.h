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

#include "mla/Runtime/BatchBuilder.h"
#include "mla/Runtime/Engine.h"
#include "mla/Runtime/Error.h"
#include "mla/Runtime/ModelDescription.h"
#include "mla/Runtime/Parameters.h"
#include <memory>
#include <optional>
#include <string>

namespace mla::runtime {

/// A checkpoint, or the seeds of made-up weights.
struct WeightSource {
  std::optional<std::string> directory;
  uint64_t seed = 0;
  std::optional<uint64_t> routerSeed;
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
  /// Runs a step; the logits [logitRows, vocab] are in host memory and stay
  /// until the next one.
  virtual Expected<const float *> step(const StepBatch &batch) = 0;
  /// Sizes a step is to be padded to.
  virtual StepSizes pad(const Schedule &) const { return {}; }
  /// Threads for work on the host.
  virtual ThreadPool &threads() = 0;
};

struct DeviceOptions {
  int64_t threads = 0;
  int32_t capture = MLA_CAPTURE_NONE;
};

/// `model` and `description` must outlive the device.
std::unique_ptr<Device> createCPUDevice(const MlaModelV1 &model,
                                        const ModelDescription &description,
                                        const DeviceOptions &options);

} // namespace mla::runtime

#endif // MLA_LIB_RUNTIME_DEVICE_H
