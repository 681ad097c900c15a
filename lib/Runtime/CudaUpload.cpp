//===- CudaUpload.cpp - parameters to a GPU -------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaUpload.h"
#include <algorithm>
#include <array>

namespace mla::runtime::cuda {

/// What cudaMalloc gives, and the widest access a kernel makes to a parameter.
static constexpr uint64_t parameterAlignment = 256;

namespace {

/// Pinned memory, and when the copy out of it is over.
struct Window {
  explicit Window(const Gpu &gpu) : gpu(gpu) {}
  ~Window() {
    if (event)
      gpu.driver.eventDestroy(event);
  }
  Error create(uint64_t bytes) {
    Expected<Memory> pinned = gpu.allocatePinned(bytes, "loading parameters");
    if (!pinned)
      return pinned.takeError();
    memory = std::move(*pinned);
    return gpu.check(gpu.driver.eventCreate(&event, eventDisableTiming),
                     "cannot create an event");
  }

  const Gpu &gpu;
  Memory memory;
  Event event = nullptr;
  bool busy = false;
};

} // namespace

Expected<DeviceParameters>
uploadParameters(const Gpu &gpu, const ModelDescription &model,
                 const ParameterSource &source, ThreadPool &threads,
                 const LoadProgress &progress, uint64_t windowBytes) {
  Gpu::Scope scope(gpu);
  std::vector<uint64_t> offsets;
  uint64_t total = 0;
  for (const ParamDescription &param : model.params) {
    offsets.push_back(total);
    total += (uint64_t(param.bytes()) + parameterAlignment - 1) /
             parameterAlignment * parameterAlignment;
  }
  DeviceParameters result;
  Expected<Memory> memory = gpu.allocate(total, "the parameters");
  if (!memory)
    return memory.takeError();
  result.memory = std::move(*memory);
  for (uint64_t offset : offsets)
    result.pointers.push_back(result.memory.data() + offset);

  // A window holds a stretch of the device's memory as it will be, gaps
  // between parameters included: one copy sends it.
  const std::vector<ParameterRange> &ranges = source.ranges();
  auto place = [&](const ParameterRange &range, int64_t element) {
    return offsets[range.param] +
           uint64_t(element * byteWidth(model.params[range.param].dtype));
  };
  uint64_t largest = 0;
  for (const ParameterRange &range : ranges)
    largest =
        std::max(largest, place(range, range.end) - place(range, range.begin));
  uint64_t size = std::min(std::max(windowBytes, largest), total);

  std::array<Window, 2> windows = {Window(gpu), Window(gpu)};
  for (Window &window : windows)
    if (Error error = window.create(size))
      return error;
  Error failed;
  size_t turn = 0;
  for (size_t first = 0; first < ranges.size() && !failed; turn ^= 1) {
    uint64_t begin = place(ranges[first], ranges[first].begin);
    size_t last = first;
    while (last < ranges.size() &&
           place(ranges[last], ranges[last].end) - begin <= size)
      ++last;
    uint64_t end = place(ranges[last - 1], ranges[last - 1].end);
    Window &window = windows[turn];
    if (window.busy)
      failed = gpu.check(gpu.driver.eventSynchronize(window.event),
                         "copying parameters failed");
    if (failed)
      break;
    threads.parallelFor(int64_t(last - first), [&](int64_t from, int64_t to) {
      for (int64_t i = from; i < to; ++i) {
        const ParameterRange &range = ranges[first + size_t(i)];
        source.fill(range,
                    window.memory.data() + (place(range, range.begin) - begin));
      }
    });
    Result copied =
        gpu.driver.copyToDevice(result.memory.device() + begin,
                                window.memory.data(), end - begin, gpu.stream);
    if (copied == success)
      copied = gpu.driver.eventRecord(window.event, gpu.stream);
    failed = gpu.check(copied, "copying parameters failed");
    window.busy = true;
    if (progress)
      progress(end, total);
    first = last;
  }
  // In any case: the windows must outlive the copies out of them.
  Error over = gpu.check(gpu.driver.streamSynchronize(gpu.stream),
                         "copying parameters failed");
  if (failed)
    return failed;
  if (over)
    return over;
  return result;
}

} // namespace mla::runtime::cuda
