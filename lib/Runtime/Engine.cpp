//===- Engine.cpp - the C interface of the engine -------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Engine.h"
#include "EngineImpl.h"
#include <cstdlib>
#include <cstring>
#include <exception>
#include <new>

using namespace mla::runtime;

struct MlaError {
  ErrorCode code;
  const char *message; ///< from strdup, or a literal of `noMemoryForError`
};

struct MlaEngine {
  std::unique_ptr<Engine> engine;
  std::string warnings;
};

/// What is left to say when there is no memory for an error.
static MlaError *noMemoryForError() noexcept {
  static constexpr MlaError error = {ErrorCode::BadInput, "not enough memory"};
  return const_cast<MlaError *>(&error);
}

static MlaError *makeError(ErrorCode code, const char *message) noexcept {
  auto *error = new (std::nothrow) MlaError{code, ::strdup(message)};
  if (error && error->message)
    return error;
  delete error;
  return noMemoryForError();
}

/// Runs `fn` (which returns Error) so that nothing but a code comes out.
template <typename Fn> static MlaError *guarded(Fn &&fn) noexcept {
  try {
    if (Error error = fn())
      return makeError(error.code(), error.message().c_str());
    return nullptr;
  } catch (const std::bad_alloc &) {
    return makeError(ErrorCode::BadInput, "not enough memory");
  } catch (const std::exception &exception) {
    return makeError(ErrorCode::Device, exception.what());
  } catch (...) {
    return makeError(ErrorCode::Device, "unknown failure in the runtime");
  }
}

int32_t mla_error_code(const MlaError *error) {
  return error ? int32_t(error->code) : 0;
}

const char *mla_error_message(const MlaError *error) {
  return error ? error->message : "";
}

void mla_error_destroy(MlaError *error) {
  if (!error || error == noMemoryForError())
    return;
  ::free(const_cast<char *>(error->message));
  delete error;
}

static Expected<EngineOptions>
convertOptions(const MlaEngineOptionsV1 *options) {
  if (!options || options->abi_version != MLA_ENGINE_ABI_VERSION)
    return Error(ErrorCode::Usage, concat("expected options of ABI version ",
                                          MLA_ENGINE_ABI_VERSION, ", got ",
                                          options ? options->abi_version : 0));
  if (options->capture < MLA_CAPTURE_NONE ||
      options->capture > MLA_CAPTURE_FULL)
    return Error(
        ErrorCode::Usage,
        concat("expected a capture mode of 0, 1 or 2, got ", options->capture));
  EngineOptions result;
  if (options->weights)
    result.weights.directory = options->weights;
  result.weights.seed = options->random_seed;
  if (options->uniform_routing)
    result.weights.routerSeed = options->routing_seed;
  result.device.threads = options->threads;
  result.device.capture = options->capture;
  result.device.index = options->device;
  result.device.profile = options->profile != 0;
  if (options->num_buckets > 0)
    result.device.buckets.assign(options->buckets,
                                 options->buckets + options->num_buckets);
  result.maxBatch = options->max_batch;
  result.prefillChunk = options->prefill_chunk;
  result.cacheBytes = options->cache_bytes;
  if (options->progress)
    result.progress = [call = options->progress,
                       user = options->user](uint64_t done, uint64_t total) {
      call(user, done, total);
    };
  return result;
}

MlaError *mla_engine_create_v1(const MlaModelV1 *model,
                               const MlaEngineOptionsV1 *options,
                               MlaEngine **engine) {
  return guarded([&]() -> Error {
    *engine = nullptr;
    Expected<EngineOptions> converted = convertOptions(options);
    if (!converted)
      return converted.takeError();
    Expected<std::unique_ptr<Engine>> created =
        Engine::create(model, std::move(*converted));
    if (!created)
      return created.takeError();
    std::string warnings;
    for (const std::string &warning : (*created)->target().warnings())
      warnings += warning + "\n";
    *engine = new MlaEngine{std::move(*created), std::move(warnings)};
    return Error::success();
  });
}

void mla_engine_destroy(MlaEngine *engine) { delete engine; }

MlaError *mla_engine_load(MlaEngine *engine) {
  return guarded([&] { return engine->engine->load(); });
}

void mla_engine_info_v1(const MlaEngine *engine, MlaModelInfoV1 *info) {
  const ModelDescription &model = engine->engine->model();
  info->name = model.name.c_str();
  info->vocab = model.vocab;
  info->max_position = model.maxPosition;
  info->max_tokens = model.maxTokens;
  info->page_size = model.pageSize;
  info->param_bytes = model.paramBytes();
  info->cache_bytes_per_token = model.pageBytes() / model.pageSize;
  info->num_pages = engine->engine->numPages();
}

MlaError *mla_engine_add_request_v1(MlaEngine *engine,
                                    const MlaRequestV1 *request,
                                    int64_t *handle) {
  return guarded([&]() -> Error {
    Request converted;
    converted.prompt.assign(request->prompt,
                            request->prompt + request->prompt_length);
    converted.maxNewTokens = request->max_new_tokens;
    converted.sampling.temperature = request->temperature;
    converted.sampling.topP = request->top_p == 0 ? 1 : request->top_p;
    converted.sampling.seed = request->seed;
    if (request->on_logits)
      converted.onLogits = [call = request->on_logits,
                            user = request->user](int64_t first, int64_t rows,
                                                  const float *logits) {
        return call(user, first, rows, logits) == 0;
      };
    Expected<int64_t> added = engine->engine->addRequest(std::move(converted));
    if (!added)
      return added.takeError();
    *handle = *added;
    return Error::success();
  });
}

MlaError *mla_engine_step(MlaEngine *engine, int64_t *unfinished) {
  return guarded([&] {
    Error error = engine->engine->step();
    *unfinished = engine->engine->numUnfinished();
    return error;
  });
}

MlaError *mla_engine_poll_v1(const MlaEngine *engine, int64_t handle,
                             MlaResultV1 *result) {
  return guarded([&] { return engine->engine->poll(handle, *result); });
}

MlaError *mla_engine_release(MlaEngine *engine, int64_t handle) {
  return guarded([&] { return engine->engine->release(handle); });
}

void mla_engine_stats_v1(const MlaEngine *engine, MlaStatsV1 *stats) {
  const EngineStats &measured = engine->engine->stats();
  auto mean = [](double sum, int64_t count) {
    return count > 0 ? sum / double(count) : 0.0;
  };
  stats->load_seconds = measured.loadSeconds;
  stats->seconds_to_first_token =
      mean(measured.firstTokenSeconds, measured.firstTokens);
  stats->seconds_per_token =
      mean(measured.laterTokenSeconds, measured.laterTokens);
  stats->bytes_read_per_token =
      mean(measured.decodeBytes, measured.decodeTokens);
  stats->peak_memory = peakMemory();
  stats->steps = measured.steps;
  stats->prompt_tokens = measured.promptTokens;
  stats->generated_tokens = measured.generatedTokens;
}

void mla_engine_device_stats_v1(const MlaEngine *engine,
                                MlaDeviceStatsV1 *stats) {
  *stats = {};
  mla_error_destroy(guarded([&] {
    DeviceStats measured = engine->engine->target().stats();
    stats->capture_seconds = measured.captureSeconds;
    stats->capture_bytes = measured.captureBytes;
    stats->num_graphs = measured.graphs;
    stats->memory = measured.memory;
    stats->num_buckets = int64_t(measured.decode.size());
    stats->upload_seconds = measured.uploadSeconds;
    stats->upload_bytes = measured.uploadBytes;
    return Error::success();
  }));
}

void mla_engine_profile_stats_v1(const MlaEngine *engine,
                                 MlaProfileStatsV1 *stats) {
  *stats = {};
  mla_error_destroy(guarded([&] {
    ProfileStats measured = engine->engine->target().stats().profile;
    stats->steps = measured.steps;
    stats->seconds = measured.seconds;
    stats->segments = measured.segments;
    stats->dispatches = measured.dispatches;
    stats->routed = measured.routed;
    stats->num_experts = measured.numExperts;
    stats->experts_hit = measured.expertsHit;
    stats->least_share = measured.leastShare;
    stats->largest_share = measured.largestShare;
    return Error::success();
  }));
}

int32_t mla_engine_bucket_stats_v1(const MlaEngine *engine, int64_t index,
                                   MlaBucketStatsV1 *stats) {
  *stats = {};
  MlaError *error = guarded([&]() -> Error {
    DeviceStats measured = engine->engine->target().stats();
    if (index < 0 || index >= int64_t(measured.decode.size()))
      return Error(ErrorCode::Usage, concat("there is no bucket ", index));
    const BucketStats &bucket = measured.decode[size_t(index)];
    *stats = {bucket.tokens, bucket.steps, bucket.realTokens, bucket.seconds,
              bucket.hostSeconds};
    return Error::success();
  });
  int32_t code = mla_error_code(error);
  mla_error_destroy(error);
  return code;
}

const char *mla_engine_warnings(const MlaEngine *engine) {
  return engine->warnings.c_str();
}
