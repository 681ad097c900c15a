//===- CudaDevice.cpp - a model on a GPU ----------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaBatch.h"
#include "CudaGraphs.h"
#include "CudaKernels.h"
#include "CudaProfile.h"
#include "CudaSampler.h"
#include "CudaUpload.h"
#include "Device.h"
#include "mla/Kernels/Registry.h"
#include "mla/Runtime/Memory.h"
#include <algorithm>
#include <array>
#include <cassert>
#include <chrono>
#include <map>

namespace mla::runtime {

using namespace cuda;

/// Left free for graphs, which are made after the cache: more than any model
/// here was seen to take.
static constexpr uint64_t graphReserve = uint64_t(256) << 20;

/// What a status that is no CUresult means.
static const char *refusalOf(int32_t status) {
  switch (status) {
  case MLA_UNSUPPORTED:
    return "a kernel does not accept the shapes that it was chosen for";
  case MLA_NO_DEVICE_CODE:
    return "a kernel has no code for this GPU; compile the model for it";
  case MLA_BAD_ARGUMENT:
    return "a kernel was called with a null pointer or a negative size";
  default:
    return "a kernel gave a status that is not known";
  }
}

namespace {

class CudaDevice final : public Device {
  using Clock = std::chrono::steady_clock;

public:
  CudaDevice(const MlaModelV1 &model, const ModelDescription &description,
             const DeviceOptions &options, std::unique_ptr<Gpu> opened)
      : model(model), description(description), options(options),
        pool(options.threads), gpu(std::move(opened)),
        profile(model, description), graphs(*gpu) {}

  ~CudaDevice() override {
    // What runs still uses what is freed now.
    Gpu::Scope scope(*gpu);
    gpu->driver.streamSynchronize(gpu->stream);
    for (Slot &slot : slots)
      if (slot.over)
        gpu->driver.eventDestroy(slot.over);
  }

  Error open();

  Error loadParameters(const WeightSource &source,
                       const LoadProgress &progress) override;
  uint64_t availableBytes() const override;
  Error allocate(int64_t numPages) override;
  Error launch(const StepBatch &batch, bool wantsLogits) override;
  Expected<StepResult> wait() override;
  bool overlaps() const override { return true; }
  StepSizes pad(const StepSizes &real) const override;
  ErrorCode memoryError() const override { return ErrorCode::Device; }
  ThreadPool &threads() override { return pool; }
  DeviceStats stats() const override;
  std::vector<std::string> warnings() const override { return warned; }

private:
  int64_t logitRows() const {
    return std::max(options.buckets.back(), options.maxBatch);
  }
  BatchUpload::Limits limits() const {
    return {description.maxTokens, logitRows(),
            description.pagesFor(description.maxPosition)};
  }
  uint64_t logitBytes(int64_t rows) const {
    return uint64_t(rows) * uint64_t(description.vocab) * sizeof(float);
  }
  bool isBucket(int64_t size) const {
    return std::binary_search(options.buckets.begin(), options.buckets.end(),
                              size);
  }

  /// A step on its way, and what it brings to the host. There are two, used in
  /// turn; the one before may still be read when a step starts.
  struct Slot {
    Memory keys;
    Event over = nullptr;
    int64_t logitRows = 0;
    int64_t bucket = 0; ///< 0 = not padded
    int64_t tokens = 0; ///< real ones
    bool onlyDecodes = false, hasLogits = false;
    bool isProfiled = false; ///< call by call, and in no other figure
    Clock::time_point start;
  };

  Error takeTokens(const StepBatch &batch, const MlaContextV1 &context);
  Error fetch(Slot &slot, const StepBatch &batch, const MlaContextV1 &context);
  Error allocateScratch();
  Error warmUp();
  Error captureAll();
  Error captureStep(const MlaContextV1 &context);
  Error captureSegment(const GraphKey &key, const MlaContextV1 &context);
  Error placeLogits(MlaContextV1 &context);
  Error run(const MlaContextV1 &context, bool onlyDecodes);
  Error runWhole(const MlaContextV1 &context);
  Error runCalls(const MlaContextV1 &context, bool isProfiled = false);
  Error runCall(uint32_t i, const MlaContextV1 &context);
  Error runSampler(const MlaContextV1 &context);
  GraphKey segmentKey(uint32_t call, const MlaContextV1 &context) const {
    return {int64_t(call), context.T, call == lastSegment ? context.S : 0};
  }
  Error callFailed(const char *name, int32_t status) const {
    std::string what = concat("the model's '", name ? name : "?", "' failed");
    // What a launcher of a hand-written kernel says itself (kernels/params.h).
    if (status < 0)
      return Error(ErrorCode::Device, concat(what, ": ", refusalOf(status)));
    return gpu->check(status, what);
  }

  const MlaModelV1 &model;
  const ModelDescription &description;
  DeviceOptions options;
  ThreadPool pool;
  std::unique_ptr<Gpu> gpu; ///< outlives all that follows
  Program program;
  GreedySampler sampler;
  std::vector<std::string> warned;
  uint32_t lastSegment = 0;
  CallProfile profile;

  DeviceParameters parameters;
  std::vector<Memory> caches;
  std::vector<void *> cachePointers;
  Memory arena, logits, manyLogits, hostLogits;
  std::array<Slot, 2> slots;
  size_t launched = 0, waited = 0; ///< steps; slots are these modulo 2
  Clock::time_point lastOver;
  BatchUpload upload;
  MlaContextV1 fixed = {}; ///< what is the same in every step
  GraphCache graphs;
  std::vector<int32_t> likeliest;

  double uploadSeconds = 0;
  double captureSeconds = 0;
  uint64_t captureBytes = 0;
  std::map<int64_t, BucketStats> decodeStats;
};

} // namespace

Error CudaDevice::open() {
  if (Error error = Program::load(*gpu, model, description, program, warned))
    return error;
  if (Error error = checkKernels(*gpu, description))
    return error;
  for (uint32_t i = 0; i < model.num_calls; ++i)
    if (model.calls[i].kind == MLA_CALL_SEGMENT)
      lastSegment = i;
  return sampler.load(*gpu);
}

static Error take(Memory &memory, Expected<Memory> allocated) {
  if (!allocated)
    return allocated.takeError();
  memory = std::move(*allocated);
  return Error::success();
}

/// What every step needs, before anything slow is done.
Error CudaDevice::allocateScratch() {
  if (Error error = take(
          arena, gpu->allocate(uint64_t(description.arenaBytes), "the arena")))
    return error;
  if (Error error =
          take(logits, gpu->allocate(logitBytes(logitRows()), "the logits")))
    return error;
  Gpu::Scope scope(*gpu);
  for (Slot &slot : slots) {
    if (Error error = take(slot.keys,
                           gpu->allocatePinned(uint64_t(description.maxTokens) *
                                                   sizeof(uint64_t),
                                               "sampled tokens")))
      return error;
    if (Error error =
            gpu->check(gpu->driver.eventCreate(&slot.over, eventDisableTiming),
                       "cannot create an event"))
      return error;
  }
  if (options.profile)
    if (Error error = profile.create(*gpu))
      return error;
  return upload.create(*gpu, limits());
}

Error CudaDevice::loadParameters(const WeightSource &source,
                                 const LoadProgress &progress) {
  std::unique_ptr<ParameterSource> from;
  if (source.directory) {
    Expected<std::unique_ptr<ParameterSource>> opened =
        openCheckpointSource(description, *source.directory);
    if (!opened)
      return opened.takeError();
    from = std::move(*opened);
  } else {
    from = createRandomSource(description, source.seed, source.routerSeed);
  }
  if (Error error = allocateScratch())
    return error;
  auto start = Clock::now();
  Expected<DeviceParameters> uploaded =
      uploadParameters(*gpu, description, *from, pool, progress);
  if (!uploaded)
    return uploaded.takeError();
  uploadSeconds = std::chrono::duration<double>(Clock::now() - start).count();
  parameters = std::move(*uploaded);
  return Error::success();
}

uint64_t CudaDevice::availableBytes() const {
  uint64_t available = gpu->freeBytes();
  if (options.capture != MLA_CAPTURE_NONE)
    available -= std::min(available, graphReserve);
  return available;
}

Error CudaDevice::allocate(int64_t numPages) {
  for (const CacheDescription &cache : description.caches) {
    caches.emplace_back();
    if (Error error =
            take(caches.back(),
                 gpu->allocate(uint64_t(numPages) * uint64_t(cache.pageBytes()),
                               "the cache")))
      return error;
    cachePointers.push_back(caches.back().data());
  }
  fixed.params = parameters.pointers.data();
  fixed.arena = reinterpret_cast<char *>(arena.data());
  fixed.caches = cachePointers.data();
  fixed.num_pages = numPages;
  fixed.stream = gpu->stream;
  fixed.device = program.device();
  fixed.kernels = program.kernels();
  if (Error error = warmUp())
    return error;
  if (options.capture == MLA_CAPTURE_NONE)
    return Error::success();
  return captureAll();
}

/// The driver loads code at a kernel's first launch, which no prompt shall wait
/// for: steps of nothing but padding run as prefill, at sizes from the largest
/// bucket to the largest step.
Error CudaDevice::warmUp() {
  Gpu::Scope scope(*gpu);
  StepBatch padding(description.pageSize,
                    description.pagesFor(description.maxPosition));
  const int64_t first = options.buckets.back(), last = description.maxTokens;
  for (int64_t size = first; size <= last;
       size = size < last ? std::min(2 * size, last) : last + 1) {
    padding.build({}, {size, 1, 1});
    // Rows that attend among themselves; once, to what is cached as well.
    for (int64_t continued : {int64_t(0), size}) {
      if (continued && size != first)
        continue;
      MlaContextV1 context = fixed;
      if (Error error = placeLogits(context))
        return error;
      Error failed = upload.send(padding, context);
      context.batch.num_decode = context.batch.num_decode_tokens = 0;
      context.batch.num_continued_tokens = continued;
      if (!failed)
        failed = runWhole(context);
      if (!failed)
        failed = gpu->check(gpu->driver.streamSynchronize(gpu->stream),
                            concat("a step of ", size, " tokens failed"));
      if (failed)
        return failed;
    }
  }
  return Error::success();
}

/// Sizes are rounded up to buckets in every capture mode, so that what runs is
/// the same in all of them; above the largest bucket they are left alone.
StepSizes CudaDevice::pad(const StepSizes &real) const {
  if (real.tokens > options.buckets.back())
    return real;
  auto roundUp = [&](int64_t size) {
    return *std::lower_bound(options.buckets.begin(), options.buckets.end(),
                             size);
  };
  return {roundUp(real.tokens), roundUp(real.sequences),
          roundUp(real.logitRows)};
}

/// Graphs of every bucket, the largest first: what is allocated for it does
/// for the others too.
Error CudaDevice::captureAll() {
  auto start = std::chrono::steady_clock::now();
  uint64_t free = gpu->freeBytes();
  Gpu::Scope scope(*gpu);
  StepBatch padding(description.pageSize,
                    description.pagesFor(description.maxPosition));
  for (auto size = options.buckets.rbegin(); size != options.buckets.rend();
       ++size) {
    // A step of nothing but padding runs once as it is: whatever the driver
    // does at a first launch, it may not do during a capture.
    padding.build({}, {*size, *size, *size});
    MlaContextV1 context = fixed;
    if (Error error = placeLogits(context))
      return error;
    Error failed = upload.send(padding, context);
    if (!failed)
      failed = runWhole(context);
    if (!failed)
      failed = runSampler(context);
    if (!failed)
      failed = gpu->check(gpu->driver.streamSynchronize(gpu->stream),
                          concat("a step of ", *size, " tokens failed"));
    if (failed)
      return failed;
    if (options.capture == MLA_CAPTURE_FULL)
      if (Error error = captureStep(context))
        return error;
    // Under `full`, too: steps that mix prefill and decode are pieced together.
    for (uint32_t i = 0; i < model.num_calls; ++i) {
      if (model.calls[i].kind != MLA_CALL_SEGMENT)
        continue;
      for (auto rows = size; rows != options.buckets.rend(); ++rows) {
        upload.place({*size, *size, *rows}, context);
        if (Error error = captureSegment(segmentKey(i, context), context))
          return error;
        if (i != lastSegment)
          break;
      }
    }
  }
  if (Error error = gpu->check(gpu->driver.streamSynchronize(gpu->stream),
                               "capturing graphs failed"))
    return error;
  captureBytes = free - std::min(free, gpu->freeBytes());
  captureSeconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
          .count();
  return Error::success();
}

Error CudaDevice::captureStep(const MlaContextV1 &context) {
  return graphs.capture({GraphKey::wholeStep, context.T, context.S}, context,
                        concat("a step of ", context.T, " tokens"),
                        [&]() -> Error {
                          if (Error error = runWhole(context))
                            return error;
                          return runSampler(context);
                        });
}

Error CudaDevice::captureSegment(const GraphKey &key,
                                 const MlaContextV1 &context) {
  const MlaCallV1 &call = model.calls[key.call];
  return graphs.capture(
      key, context,
      concat("'", call.name ? call.name : "?", "' for ", context.T, " tokens"),
      [&]() -> Error {
        int32_t status = call.run(&context);
        return status ? callFailed(call.name, status) : Error::success();
      });
}

/// Where the logits go. Rows beyond what sampling needs are those of prompts
/// whose logits somebody wants: rare, never captured, and in memory of their
/// own, so that what was captured stays valid.
Error CudaDevice::placeLogits(MlaContextV1 &context) {
  Memory *memory = &logits;
  uint64_t needed = logitBytes(context.S);
  if (needed > logits.size()) {
    memory = &manyLogits;
    if (needed > manyLogits.size()) {
      manyLogits = Memory();
      Expected<Memory> larger = gpu->allocate(needed, "the logits of a prompt");
      if (!larger)
        return larger.takeError();
      manyLogits = std::move(*larger);
    }
  }
  context.logits = reinterpret_cast<float *>(memory->data());
  return Error::success();
}

Error CudaDevice::runWhole(const MlaContextV1 &context) {
  int32_t status = model.step(&context);
  return status ? callFailed("step", status) : Error::success();
}

Error CudaDevice::runSampler(const MlaContextV1 &context) {
  return sampler.launch(
      *gpu, DevicePointer(reinterpret_cast<uintptr_t>(context.logits)),
      upload.keys({context.T, context.B, context.S}), context.S,
      description.vocab);
}

/// A segment from its graph, if it has one.
Error CudaDevice::runCall(uint32_t i, const MlaContextV1 &context) {
  const MlaCallV1 &call = model.calls[i];
  if (call.kind == MLA_CALL_SEGMENT) {
    GraphKey key = segmentKey(i, context);
    if (!graphs.find(key, context) && graphs.has(key))
      if (Error error = captureSegment(key, context))
        return error;
    if (const CapturedGraph *graph = graphs.find(key, context))
      return graphs.launch(*graph, "a segment failed");
  }
  int32_t status = call.run(&context);
  return status ? callFailed(call.name, status) : Error::success();
}

Error CudaDevice::runCalls(const MlaContextV1 &context, bool isProfiled) {
  for (uint32_t i = 0; i < model.num_calls; ++i) {
    if (isProfiled)
      if (Error error = profile.beginCall(i))
        return error;
    if (Error error = runCall(i, context))
      return error;
    if (isProfiled)
      if (Error error = profile.endCall(i, context))
        return error;
  }
  return runSampler(context);
}

Error CudaDevice::run(const MlaContextV1 &context, bool onlyDecodes) {
  bool bucket = isBucket(context.T);
  if (bucket && onlyDecodes && options.capture == MLA_CAPTURE_FULL) {
    GraphKey key = {GraphKey::wholeStep, context.T, context.S};
    if (!graphs.find(key, context) && graphs.has(key))
      if (Error error = captureStep(context))
        return error;
    if (const CapturedGraph *graph = graphs.find(key, context))
      return graphs.launch(*graph, "a step failed");
  }
  if (bucket && options.capture != MLA_CAPTURE_NONE && model.num_calls > 0)
    return runCalls(context);
  if (Error error = runWhole(context))
    return error;
  return runSampler(context);
}

static DevicePointer pointerTo(const void *memory) {
  return DevicePointer(reinterpret_cast<uintptr_t>(memory));
}

Error CudaDevice::launch(const StepBatch &batch, bool wantsLogits) {
  assert(launched - waited < 2 && "expected at most one step on its way");
  Gpu::Scope scope(*gpu);
  Slot &slot = slots[launched % 2];
  slot.start = Clock::now();
  slot.isProfiled = batch.onlyDecodes() && profile.takesNext();
  if (slot.isProfiled)
    if (Error error = profile.beginStep())
      return error;
  MlaContextV1 context = fixed;
  context.S = batch.sizes().logitRows;
  if (Error error = placeLogits(context))
    return error;
  if (Error error = upload.send(batch, context))
    return error;
  if (Error error = takeTokens(batch, context))
    return error;
  if (Error error = slot.isProfiled ? runCalls(context, true)
                                    : run(context, batch.onlyDecodes()))
    return error;
  slot.logitRows = batch.real().logitRows;
  slot.bucket = isBucket(context.T) ? context.T : 0;
  slot.tokens = batch.real().tokens;
  slot.onlyDecodes = batch.onlyDecodes();
  slot.hasLogits = wantsLogits && slot.logitRows > 0;
  if (Error error = fetch(slot, batch, context))
    return error;
  if (slot.isProfiled)
    if (Error error = profile.endStep(slot.tokens))
      return error;
  ++launched;
  return gpu->check(gpu->driver.eventRecord(slot.over, gpu->stream),
                    "a step on the GPU failed");
}

/// Tokens that the host does not know yet are in the keys of the step before.
Error CudaDevice::takeTokens(const StepBatch &batch,
                             const MlaContextV1 &context) {
  const int32_t *tokens = batch.tokens();
  if (std::none_of(tokens, tokens + batch.real().tokens,
                   [](int32_t token) { return token < 0; }))
    return Error::success();
  const Slot &before = slots[(launched + 1) % 2];
  return sampler.takeTokens(*gpu, pointerTo(context.tokens),
                            before.keys.device(), batch.real().tokens);
}

/// Starts the copies of what the host gets of a step.
Error CudaDevice::fetch(Slot &slot, const StepBatch &batch,
                        const MlaContextV1 &context) {
  if (slot.hasLogits) {
    uint64_t bytes = logitBytes(slot.logitRows);
    if (bytes > hostLogits.size()) {
      hostLogits = Memory();
      if (Error error = take(hostLogits, gpu->allocatePinned(bytes, "logits")))
        return error;
    }
    if (Error error = gpu->check(
            gpu->driver.copyToHost(hostLogits.data(), pointerTo(context.logits),
                                   bytes, gpu->stream),
            "fetching logits failed"))
      return error;
  }
  if (slot.logitRows == 0)
    return Error::success();
  return gpu->check(
      gpu->driver.copyToHost(slot.keys.data(), upload.keys(batch.sizes()),
                             uint64_t(slot.logitRows) * sizeof(uint64_t),
                             gpu->stream),
      "fetching tokens failed");
}

Expected<StepResult> CudaDevice::wait() {
  assert(waited < launched && "expected a step to wait for");
  Gpu::Scope scope(*gpu);
  Slot &slot = slots[waited++ % 2];
  auto idle = Clock::now();
  if (Error error = gpu->check(gpu->driver.eventSynchronize(slot.over),
                               "a step on the GPU failed"))
    return error;
  if (slot.isProfiled)
    if (Error error = profile.collect())
      return error;
  StepResult result;
  if (slot.hasLogits)
    result.logits = reinterpret_cast<const float *>(hostLogits.data());
  const auto *keys = reinterpret_cast<const uint64_t *>(slot.keys.data());
  likeliest.resize(size_t(slot.logitRows) + 1); // never null
  for (int64_t i = 0; i < slot.logitRows; ++i)
    likeliest[size_t(i)] = tokenOfKey(keys[i]);
  result.likeliest = likeliest.data();

  // A step that starts while another runs takes its time from the end of it.
  auto now = Clock::now();
  if (slot.onlyDecodes && !slot.isProfiled) {
    BucketStats &stats = decodeStats[slot.bucket];
    stats.tokens = slot.bucket;
    ++stats.steps;
    stats.realTokens += slot.tokens;
    auto seconds = [](Clock::duration d) {
      return std::chrono::duration<double>(d).count();
    };
    auto begin = std::max(slot.start, lastOver);
    stats.seconds += seconds(now - begin);
    stats.hostSeconds += seconds(std::max(idle, begin) - begin);
  }
  lastOver = now;
  return result;
}

DeviceStats CudaDevice::stats() const {
  DeviceStats result;
  result.uploadSeconds = uploadSeconds;
  result.uploadBytes = uint64_t(description.paramBytes());
  result.captureSeconds = captureSeconds;
  result.captureBytes = captureBytes;
  result.graphs = graphs.size();
  result.profile = profile.stats();
  result.memory = gpu->totalBytes() - gpu->freeBytes();
  for (const auto &[bucket, stats] : decodeStats)
    result.decode.push_back(stats);
  return result;
}

/// Powers of two, and what the batch may grow to.
static std::vector<int64_t> defaultBuckets(int64_t maxBatch) {
  std::vector<int64_t> buckets;
  for (int64_t size = 1; size < maxBatch; size *= 2)
    buckets.push_back(size);
  buckets.push_back(maxBatch);
  return buckets;
}

Expected<std::unique_ptr<Device>>
createCudaDevice(const MlaModelV1 &model, const ModelDescription &description,
                 const DeviceOptions &given) {
  DeviceOptions options = given;
  if (options.buckets.empty())
    options.buckets = defaultBuckets(options.maxBatch);
  std::sort(options.buckets.begin(), options.buckets.end());
  options.buckets.erase(
      std::unique(options.buckets.begin(), options.buckets.end()),
      options.buckets.end());
  if (options.buckets.front() < 1 ||
      options.buckets.back() > description.maxTokens)
    return Error(ErrorCode::Usage,
                 concat("expected buckets from 1 to ", description.maxTokens,
                        " (the model's max_tokens), got ",
                        options.buckets.front() < 1 ? options.buckets.front()
                                                    : options.buckets.back()));
  Expected<std::unique_ptr<Gpu>> gpu = Gpu::open(options.index);
  if (!gpu)
    return gpu.takeError();
  auto device = std::make_unique<CudaDevice>(model, description, options,
                                             std::move(*gpu));
  if (Error error = device->open())
    return error;
  return std::unique_ptr<Device>(std::move(device));
}

} // namespace mla::runtime
