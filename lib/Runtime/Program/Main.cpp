//===- Main.cpp - main() of a compiled program ----------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A program of its own on the runtime's C interface: nothing here that another
// program could not do.
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "LogitsFile.h"
#include "Requests.h"
#include "mla/Runtime/Engine.h"
#include "mla/Runtime/Memory.h"
#include "mla/Runtime/ModelDescription.h"
#include <algorithm>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <unistd.h>

using namespace mla::runtime;

namespace {

struct EngineDeleter {
  void operator()(MlaEngine *engine) const { mla_engine_destroy(engine); }
};
using EngineHandle = std::unique_ptr<MlaEngine, EngineDeleter>;

/// What the callback that gets the logits works on.
struct LogitsSink {
  LogitsFile file;
  Error error;
};

/// A bar on standard error, if that is a terminal and loading takes long.
class ProgressBar {
public:
  static void update(void *self, uint64_t done, uint64_t total) {
    static_cast<ProgressBar *>(self)->draw(done, total);
  }
  void finish() {
    if (drawn)
      std::fputs("\r\033[K", stderr);
  }

private:
  void draw(uint64_t done, uint64_t total) {
    auto now = std::chrono::steady_clock::now();
    if (!terminal || total == 0 || now - start < std::chrono::milliseconds(500))
      return;
    constexpr int width = 40;
    int filled = int(double(done) / double(total) * width);
    std::fprintf(stderr, "\rloading [%.*s%*s] %s of %s ", filled,
                 "########################################", width - filled, "",
                 formatBytes(done).c_str(), formatBytes(total).c_str());
    std::fflush(stderr);
    drawn = true;
  }

  std::chrono::steady_clock::time_point start =
      std::chrono::steady_clock::now();
  bool terminal = ::isatty(STDERR_FILENO) == 1;
  bool drawn = false;
};

} // namespace

static Error takeError(MlaError *raw) {
  if (!raw)
    return Error::success();
  Error error(ErrorCode(mla_error_code(raw)), mla_error_message(raw));
  mla_error_destroy(raw);
  return error;
}

/// Kernels that the environment switches off and the model needs.
static Error checkKernels(const ModelDescription &model) {
  const char *value = std::getenv("MLA_DISABLE_KERNELS");
  std::string disabled = value ? value : "";
  for (size_t begin = 0; begin < disabled.size();) {
    size_t end = std::min(disabled.find(',', begin), disabled.size());
    std::string name = disabled.substr(begin, end - begin);
    if (std::find(model.kernels.begin(), model.kernels.end(), name) !=
        model.kernels.end())
      return Error(ErrorCode::Device,
                   concat("MLA_DISABLE_KERNELS names '", name,
                          "', which this program needs; compile it again with "
                          "the variable set"));
    begin = end + 1;
  }
  return Error::success();
}

static Expected<EngineHandle> createEngine(const CommandLine &line,
                                           ProgressBar &bar) {
  MlaEngineOptionsV1 options = {};
  options.abi_version = MLA_ENGINE_ABI_VERSION;
  options.capture = line.capture;
  options.weights = line.weights ? line.weights->c_str() : nullptr;
  options.random_seed = line.randomWeights.value_or(0);
  options.routing_seed = line.uniformRouting.value_or(0);
  options.uniform_routing = line.uniformRouting.has_value();
  options.device = line.device;
  options.threads = line.threads;
  options.max_batch = line.maxBatch;
  options.prefill_chunk = line.prefillChunk;
  options.cache_bytes =
      int64_t(std::min(std::ceil(line.cacheGib * 0x1p30), 0x1p62));
  options.buckets = line.buckets.data();
  options.num_buckets = int64_t(line.buckets.size());
  options.progress = ProgressBar::update;
  options.user = &bar;
  options.profile = line.stats;
  MlaEngine *engine = nullptr;
  if (Error error =
          takeError(mla_engine_create_v1(mla_model_v1(), &options, &engine)))
    return error;
  return EngineHandle(engine);
}

static std::string formatResult(const ProgramRequest &request,
                                const MlaResultV1 &result) {
  std::string text =
      concat("{\"id\":", request.id,
             ",\"prompt_tokens\":", request.prompt.size(), ",\"tokens\":[");
  for (int64_t i = 0; i < result.num_tokens; ++i)
    text += (i ? "," : "") + std::to_string(result.tokens[i]);
  return text + "],\"finish\":\"" +
         (result.finish == MLA_FINISH_EOS ? "eos" : "length") + "\"}\n";
}

static void printStats(const MlaEngine *engine) {
  MlaStatsV1 stats;
  mla_engine_stats_v1(engine, &stats);
  std::fprintf(stderr, "stats: load %.3f s\n", stats.load_seconds);
  std::fprintf(stderr, "stats: time to first token %.3f ms\n",
               stats.seconds_to_first_token * 1e3);
  std::fprintf(stderr, "stats: time a token %.3f ms\n",
               stats.seconds_per_token * 1e3);
  std::fprintf(stderr, "stats: bytes read a token %.0f\n",
               stats.bytes_read_per_token);
  std::fprintf(stderr, "stats: peak memory %llu bytes (%s)\n",
               static_cast<unsigned long long>(stats.peak_memory),
               formatBytes(stats.peak_memory).c_str());
  std::fprintf(stderr,
               "stats: %lld steps, %lld prompt tokens, %lld new tokens\n",
               static_cast<long long>(stats.steps),
               static_cast<long long>(stats.prompt_tokens),
               static_cast<long long>(stats.generated_tokens));
}

/// Of the hand-written kernels (kernels/params.h), in programs that have them:
/// the version of the cuBLASLt they found, or 0.
extern "C" __attribute__((weak)) int mla_linear_library_version(void);

static void printLibrary() {
  if (!mla_linear_library_version)
    return;
  if (int version = mla_linear_library_version())
    std::fprintf(stderr, "stats: cuBLASLt %d.%d.%d\n", version / 10000,
                 version / 100 % 100, version % 100);
  else
    std::fprintf(stderr, "stats: no cuBLASLt, own kernels instead\n");
}

static void printDeviceStats(const MlaEngine *engine) {
  MlaDeviceStatsV1 stats;
  mla_engine_device_stats_v1(engine, &stats);
  if (stats.memory == 0)
    return; // not a GPU
  printLibrary();
  std::fprintf(
      stderr, "stats: upload %.3f s, %llu bytes (%s), %.2f GB/s\n",
      stats.upload_seconds, static_cast<unsigned long long>(stats.upload_bytes),
      formatBytes(stats.upload_bytes).c_str(),
      double(stats.upload_bytes) * 1e-9 / std::max(stats.upload_seconds, 1e-9));
  std::fprintf(stderr, "stats: capture %.3f s, %lld graphs, %llu bytes (%s)\n",
               stats.capture_seconds, static_cast<long long>(stats.num_graphs),
               static_cast<unsigned long long>(stats.capture_bytes),
               formatBytes(stats.capture_bytes).c_str());
  std::fprintf(stderr, "stats: device memory in use %llu bytes (%s)\n",
               static_cast<unsigned long long>(stats.memory),
               formatBytes(stats.memory).c_str());
  for (int64_t i = 0; i < stats.num_buckets; ++i) {
    MlaBucketStatsV1 bucket;
    if (mla_engine_bucket_stats_v1(engine, i, &bucket) != 0 ||
        bucket.steps == 0 || bucket.seconds <= 0)
      continue;
    std::string name = bucket.tokens > 0 ? std::to_string(bucket.tokens)
                                         : std::string("none (not padded)");
    std::fprintf(stderr,
                 "stats: decode, bucket %s: %.3f ms a step, %lld steps, %.1f "
                 "tokens/s, host %.1f us a step\n",
                 name.c_str(), bucket.seconds / double(bucket.steps) * 1e3,
                 static_cast<long long>(bucket.steps),
                 double(bucket.real_tokens) / bucket.seconds,
                 bucket.host_seconds / double(bucket.steps) * 1e6);
  }
}

static void printProfile(const MlaEngine *engine) {
  MlaProfileStatsV1 stats;
  mla_engine_profile_stats_v1(engine, &stats);
  if (stats.seconds > 0)
    std::fprintf(stderr,
                 "stats: share of a decode step: segments %.1f %%, dispatches "
                 "%.1f %%, gaps %.1f %% (%lld steps, call by call)\n",
                 stats.segments / stats.seconds * 100,
                 stats.dispatches / stats.seconds * 100,
                 (1 - (stats.segments + stats.dispatches) / stats.seconds) *
                     100,
                 static_cast<long long>(stats.steps));
  if (stats.routed > 0)
    std::fprintf(
        stderr,
        "stats: experts hit %.1f of %lld a layer and decode step; each "
        "got %.2f %% to %.2f %% of a layer's choices, even is %.2f "
        "%%\n",
        stats.experts_hit, static_cast<long long>(stats.num_experts),
        stats.least_share * 100, stats.largest_share * 100,
        100.0 / double(stats.num_experts));
}

/// `warning: ` before each line.
static void printWarnings(const MlaEngine *engine) {
  std::string text = mla_engine_warnings(engine);
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(text.find('\n', begin), text.size());
    std::fprintf(stderr, "warning: %s\n",
                 text.substr(begin, end - begin).c_str());
    begin = end + 1;
  }
}

static Error printLine(const std::string &text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() ||
      std::fflush(stdout) != 0)
    return badInput("standard output: cannot write");
  return Error::success();
}

static Error run(const CommandLine &line) {
  const MlaModelV1 *model = mla_model_v1();
  Expected<ModelDescription> description =
      ModelDescription::parse(model->describe);
  if (!description)
    return description.takeError();
  if (Error error = checkKernels(*description))
    return error;
  Expected<std::vector<ProgramRequest>> requests =
      readRequests(line, description->vocab);
  if (!requests)
    return requests.takeError();
  if (line.logits && requests->size() != 1)
    return badInput("--logits: expected a single request, got ",
                    requests->size());

  // Whatever can be wrong is found before the weights are loaded.
  ProgressBar bar;
  Expected<EngineHandle> engine = createEngine(line, bar);
  if (!engine)
    return engine.takeError();
  printWarnings(engine->get());
  LogitsSink sink;
  std::vector<int64_t> handles;
  for (const ProgramRequest &request : *requests) {
    MlaRequestV1 converted = {};
    converted.prompt = request.prompt.data();
    converted.prompt_length = int64_t(request.prompt.size());
    converted.max_new_tokens = request.maxNewTokens;
    converted.temperature = request.temperature;
    converted.top_p = request.topP;
    converted.seed = request.seed;
    if (line.logits) {
      converted.user = &sink;
      converted.on_logits = [](void *user, int64_t, int64_t rows,
                               const float *logits) -> int32_t {
        auto *to = static_cast<LogitsSink *>(user);
        to->error = to->file.append(logits, rows);
        return bool(to->error);
      };
    }
    handles.emplace_back();
    if (Error error = takeError(mla_engine_add_request_v1(
            engine->get(), &converted, &handles.back())))
      return Error(error.code(), request.where + ": " + error.message());
  }
  if (line.logits)
    if (Error error = sink.file.open(*line.logits,
                                     int64_t(requests->front().prompt.size()),
                                     description->vocab))
      return error;

  Error loaded = takeError(mla_engine_load(engine->get()));
  bar.finish();
  if (loaded)
    return loaded;

  // Results come out in the order of the requests, each as soon as it and
  // those before it are finished.
  size_t printed = 0;
  for (int64_t unfinished = 1; unfinished > 0;) {
    Error error = takeError(mla_engine_step(engine->get(), &unfinished));
    if (error)
      return sink.error ? std::move(sink.error) : std::move(error);
    for (; printed < handles.size(); ++printed) {
      MlaResultV1 result;
      if (Error error = takeError(
              mla_engine_poll_v1(engine->get(), handles[printed], &result)))
        return error;
      if (result.finish == MLA_FINISH_NONE)
        break;
      if (sink.file.isOpen())
        if (Error error = sink.file.publish())
          return error;
      if (Error error = printLine(formatResult((*requests)[printed], result)))
        return error;
    }
  }
  if (line.stats) {
    printStats(engine->get());
    printDeviceStats(engine->get());
    printProfile(engine->get());
  }
  return Error::success();
}

int main(int argc, char **argv) {
  // A reader that goes away is an error to report, not a death.
  std::signal(SIGPIPE, SIG_IGN);
  try {
    int status = 0;
    std::optional<CommandLine> line = parseCommandLine(argc, argv, status);
    if (!line)
      return status;
    Error error = run(*line);
    if (!error)
      return 0;
    std::fprintf(stderr, "error: %s\n", error.message().c_str());
    return int(error.code());
  } catch (const std::exception &exception) {
    std::fprintf(stderr, "error: %s\n", exception.what());
    return 1;
  }
}
