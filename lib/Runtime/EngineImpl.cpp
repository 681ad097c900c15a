//===- EngineImpl.cpp - requests in, tokens out ---------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "EngineImpl.h"
#include <algorithm>
#include <cmath>
#include <new>

namespace mla::runtime {

static constexpr int64_t defaultMaxBatch = 64;
/// Share of the memory left that a cache of unspecified size may take.
static constexpr double defaultCacheShare = 0.5;

/// In place of a token: there was no memory to find one.
static constexpr int32_t outOfMemory = -2;

static Error usage(const std::string &message) {
  return Error(ErrorCode::Usage, message);
}

static double seconds(std::chrono::steady_clock::duration duration) {
  return std::chrono::duration<double>(duration).count();
}

static Expected<std::unique_ptr<Device>>
createDevice(const MlaModelV1 &model, const ModelDescription &described,
             const DeviceOptions &options) {
  if (described.target == "cpu")
    return createCPUDevice(model, described, options);
  if (described.target.rfind("sm_", 0) == 0)
    return createCudaDevice(model, described, options);
  return Error(ErrorCode::Device,
               concat("expected a model for 'cpu' or a GPU ('sm_90a'), got "
                      "one for '",
                      described.target, "'"));
}

Expected<std::unique_ptr<Engine>> Engine::create(const MlaModelV1 *model,
                                                 EngineOptions options) {
  if (!model || !model->describe || !model->step)
    return usage("expected a compiled model, got none");
  if (model->abi_version != MLA_MODEL_ABI_VERSION)
    return badInput("expected a model of ABI version ", MLA_MODEL_ABI_VERSION,
                    ", got ", model->abi_version, "; compile it again");
  if (options.maxBatch < 0 || options.prefillChunk < 0 ||
      options.cacheBytes < 0 || options.device.threads < 0)
    return usage("expected sizes of 0 or more");
  Expected<ModelDescription> description =
      ModelDescription::parse(model->describe);
  if (!description)
    return description.takeError();

  std::unique_ptr<Engine> engine(new Engine(std::move(options)));
  engine->description = std::move(*description);
  const ModelDescription &described = engine->description;
  SchedulerOptions scheduling;
  scheduling.maxTokens = described.maxTokens;
  int64_t maxBatch = engine->options.maxBatch;
  scheduling.maxBatch =
      std::min(maxBatch > 0 ? maxBatch : defaultMaxBatch, described.maxTokens);
  engine->options.maxBatch = scheduling.maxBatch;
  int64_t chunk = engine->options.prefillChunk;
  scheduling.prefillChunk =
      chunk > 0 ? std::min(chunk, described.maxTokens) : described.maxTokens;
  scheduling.pageSize = described.pageSize;
  engine->options.device.maxBatch = scheduling.maxBatch;
  Expected<std::unique_ptr<Device>> device =
      createDevice(*model, described, engine->options.device);
  if (!device)
    return device.takeError();
  engine->device = std::move(*device);
  engine->scheduler = std::make_unique<Scheduler>(scheduling, engine->pages);
  engine->batch = std::make_unique<StepBatch>(
      described.pageSize, described.pagesFor(described.maxPosition));
  return engine;
}

Engine::~Engine() = default;

/// Whether a sequence fits in a cache of so many pages, alone.
Error Engine::checkFits(const Sequence &sequence, int64_t available) const {
  int64_t needed = description.pagesFor(sequence.maxCached());
  if (needed <= available)
    return Error::success();
  int64_t pageBytes = description.pageBytes();
  // A cache that the caller made small is the caller's.
  return Error(options.cacheBytes > 0 ? ErrorCode::BadInput
                                      : device->memoryError(),
               concat("not enough memory for the cache: a request of ",
                      sequence.promptLength, " + ",
                      sequence.limit - sequence.promptLength, " tokens needs ",
                      formatBytes(uint64_t(needed) * uint64_t(pageBytes)), " (",
                      needed, " pages), and the cache has ",
                      formatBytes(uint64_t(available) * uint64_t(pageBytes)),
                      " (", available, " pages)"));
}

Expected<int64_t> Engine::choosePages() const {
  // A slot, page * page_size + offset, is an i32.
  int64_t most = INT32_MAX / description.pageSize;
  int64_t pageBytes = std::max<int64_t>(1, description.pageBytes());
  uint64_t available = device->availableBytes();
  if (options.cacheBytes > 0) {
    if (uint64_t(options.cacheBytes) > available)
      return Error(device->memoryError(),
                   concat("not enough memory for the cache: it needs ",
                          formatBytes(uint64_t(options.cacheBytes)), ", and ",
                          formatBytes(available), " are available"));
    int64_t count = std::min(most, options.cacheBytes / pageBytes);
    if (count == 0)
      return badInput("not enough memory for the cache: it needs ",
                      formatBytes(uint64_t(pageBytes)),
                      " or more for one page, got ",
                      formatBytes(uint64_t(options.cacheBytes)));
    return count;
  }
  int64_t full = description.pagesFor(description.maxPosition);
  int64_t wanted = 0;
  if (__builtin_mul_overflow(full, options.maxBatch, &wanted))
    wanted = most;
  int64_t affordable =
      int64_t(std::min(double(INT64_MAX / 2),
                       double(available) * defaultCacheShare / pageBytes));
  int64_t count = std::max<int64_t>(1, std::min({most, wanted, affordable}));
  // One long request may take more than its share if that is how it fits. A
  // page that is larger than the memory is let pass while its rows are not:
  // what is not touched costs nothing.
  for (const auto &[handle, entry] : entries) {
    double bytes = double(entry->sequence.maxCached()) * double(pageBytes) /
                   double(description.pageSize);
    if (bytes > double(available))
      return Error(device->memoryError(),
                   concat("not enough memory for the cache: a request of ",
                          entry->sequence.promptLength, " + ",
                          entry->sequence.limit - entry->sequence.promptLength,
                          " tokens needs ", formatBytes(uint64_t(bytes)),
                          ", and ", formatBytes(available), " are available"));
    int64_t needed = description.pagesFor(entry->sequence.maxCached());
    if (needed > count && needed <= most &&
        double(needed) * double(pageBytes) <= double(available))
      count = needed;
  }
  return count;
}

Error Engine::load() {
  if (batch == nullptr || device == nullptr || numPages() > 0)
    return usage("expected to load once, got a second time");
  auto start = Clock::now();
  if (Error error = device->loadParameters(options.weights, options.progress))
    return error;
  Expected<int64_t> count = choosePages();
  if (!count)
    return count.takeError();
  for (const auto &[handle, entry] : entries)
    if (Error error = checkFits(entry->sequence, *count))
      return error;
  if (Error error = device->allocate(*count))
    return error;
  pages = PageAllocator(*count);
  measured.loadSeconds = seconds(Clock::now() - start);
  return Error::success();
}

Expected<int64_t> Engine::addRequest(Request request) {
  int64_t length = int64_t(request.prompt.size());
  const SamplingOptions &sampling = request.sampling;
  if (length == 0)
    return badInput("empty prompt: expected at least one token id");
  if (length > description.maxPosition)
    return badInput("expected a prompt of at most ", description.maxPosition,
                    " tokens (max_position), got ", length);
  for (int64_t i = 0; i < length; ++i)
    if (request.prompt[size_t(i)] < 0 ||
        request.prompt[size_t(i)] >= description.vocab)
      return badInput("token id ", request.prompt[size_t(i)], " at position ",
                      i, " is outside the vocabulary: expected 0 to ",
                      description.vocab - 1);
  if (request.maxNewTokens < 0)
    return badInput("expected max_new_tokens of 0 or more, got ",
                    request.maxNewTokens);
  if (!std::isfinite(sampling.temperature) || sampling.temperature < 0)
    return badInput("expected a temperature of 0 or more, got ",
                    sampling.temperature);
  if (!(sampling.topP > 0 && sampling.topP <= 1))
    return badInput("expected a top_p above 0 and at most 1, got ",
                    sampling.topP);

  auto entry = std::make_unique<Entry>();
  Sequence &sequence = entry->sequence;
  sequence.handle = nextHandle;
  sequence.tokens = request.prompt;
  sequence.promptLength = length;
  sequence.isLong =
      description.longContext > 0 && length > description.longContext;
  sequence.limit =
      length + std::min(request.maxNewTokens, description.maxPosition - length);
  sequence.wantsPromptLogits = bool(request.onLogits);
  if (numPages() > 0)
    if (Error error = checkFits(sequence, numPages()))
      return error;
  entry->request = std::move(request);
  // What was added before the engine was loaded starts to wait when it runs.
  entry->started = numPages() > 0;
  entry->submitted = Clock::now();
  scheduler->add(&sequence);
  measured.promptTokens += length;
  ++unfinished;
  entries.emplace(nextHandle, std::move(entry));
  return nextHandle++;
}

Error Engine::step() {
  if (numPages() == 0)
    return usage("expected a loaded engine, got one that is not");
  if (failed)
    return usage("expected an engine without a failed step");
  auto start = Clock::now();
  for (auto &[handle, entry] : entries)
    if (!entry->started) {
      entry->started = true;
      entry->submitted = start;
    }
  failed = true; // until the end is reached
  if (!inFlight)
    if (Error error = launch(inFlight))
      return error;
  if (inFlight) {
    // The next step starts before this one's tokens are known, if nobody but
    // the device needs them for that.
    std::unique_ptr<Flight> next;
    if (device->overlaps() && !inFlight->needsLogits)
      if (Error error = launch(next))
        return error;
    Expected<StepResult> result = device->wait();
    if (!result)
      return result.takeError();
    if (Error error = takeResult(*inFlight, *result))
      return error;
    inFlight = std::move(next);
  }
  failed = false;
  return Error::success();
}

/// Starts the next step, if there is any work, and moves its sequences on.
Error Engine::launch(std::unique_ptr<Flight> &flight) {
  Schedule schedule = scheduler->next();
  if (schedule.empty())
    return Error::success();
  batch->build(schedule, device->pad(StepBatch::measure(schedule)));
  flight = std::make_unique<Flight>();
  for (size_t i = 0; i < schedule.rows.size(); ++i) {
    const ScheduledRows &rows = schedule.rows[i];
    const Sequence &sequence = *rows.sequence;
    const Request &request = entries[sequence.handle]->request;
    Flight::Row row;
    row.handle = sequence.handle;
    row.begin = rows.begin;
    row.count = rows.count;
    row.handsOutLogits = sequence.wantsPromptLogits && !sequence.decodes();
    row.completes = rows.completes();
    row.wantsToken =
        row.completes && sequence.limit > int64_t(sequence.tokens.size());
    row.logits = batch->logitRanges()[i];
    flight->needsLogits |=
        (row.wantsToken && request.sampling.temperature > 0) ||
        (row.handsOutLogits && request.onLogits);
    flight->rows.push_back(row);
  }
  if (Error error = device->launch(*batch, flight->needsLogits))
    return error;
  countBytes(schedule);
  ++measured.steps;
  for (size_t i = 0; i < schedule.rows.size(); ++i)
    advance(*schedule.rows[i].sequence, flight->rows[i]);
  return Error::success();
}

/// What is known of a sequence when a step of it has started: all but the
/// token, in whose place is where the device finds it. What was its last step
/// in any case is scheduled no more; its pages may be used again, as steps
/// run one after the other.
void Engine::advance(Sequence &sequence, const Flight::Row &row) {
  sequence.cached += row.count;
  if (row.wantsToken)
    sequence.tokens.push_back(
        ~int32_t(row.logits.first + row.logits.count - 1));
  int64_t length = int64_t(sequence.tokens.size());
  if (row.completes && (!row.wantsToken || length == sequence.limit)) {
    scheduler->remove(&sequence);
  } else if (description.longContext > 0 && !sequence.isLong &&
             length > description.longContext) {
    // Keys in the cache were turned by the table of short sequences, and one
    // sequence must not mix them: what it has is computed once more.
    sequence.isLong = true;
    sequence.cached = 0;
    sequence.begunAgainAt = length;
    sequence.wantsPromptLogits = false;
  }
}

/// Finds the tokens of a flight's rows, those that are for somebody.
void Engine::sample(const Flight &flight, const StepResult &result) {
  int64_t vocab = description.vocab;
  sampled.assign(flight.rows.size(), 0);
  auto sampleRows = [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      const Flight::Row &row = flight.rows[size_t(i)];
      auto it = entries.find(row.handle);
      if (!row.wantsToken || it == entries.end())
        continue;
      const SamplingOptions &sampling = it->second->request.sampling;
      int64_t logitRow = row.logits.first + row.logits.count - 1;
      if (result.likeliest && sampling.temperature <= 0) {
        sampled[size_t(i)] = result.likeliest[logitRow];
        continue;
      }
      try { // nothing may leave a worker
        sampled[size_t(i)] =
            sampleToken(result.logits + logitRow * vocab, vocab, sampling,
                        uint64_t(row.begin + row.count));
      } catch (const std::bad_alloc &) {
        sampled[size_t(i)] = outOfMemory;
      }
    }
  };
  // Where the device sampled, what is left does not pay for waking threads.
  if (result.likeliest && !result.logits)
    sampleRows(0, int64_t(flight.rows.size()));
  else
    device->threads().parallelFor(int64_t(flight.rows.size()), sampleRows);
}

/// Hands out logits, samples, and tells the requests.
Error Engine::takeResult(const Flight &flight, const StepResult &result) {
  for (const Flight::Row &row : flight.rows) {
    auto it = entries.find(row.handle);
    if (it == entries.end() || !row.handsOutLogits)
      continue;
    const Request &request = it->second->request;
    if (request.onLogits &&
        !request.onLogits(row.begin, row.count,
                          result.logits + row.logits.first * description.vocab))
      return badInput("the logits could not be written");
  }
  sample(flight, result);

  auto now = Clock::now();
  for (size_t i = 0; i < flight.rows.size(); ++i) {
    const Flight::Row &row = flight.rows[i];
    auto it = entries.find(row.handle);
    // Released, or ended while this step was on its way.
    if (it == entries.end() || it->second->finish != MLA_FINISH_NONE)
      continue;
    if (row.wantsToken && sampled[i] == outOfMemory)
      return badInput("not enough memory to sample");
    if (row.wantsToken && sampled[i] < 0)
      return badInput("the model's logits at position ",
                      row.begin + row.count - 1,
                      " are not numbers; are the weights?");
    if (row.wantsToken)
      accept(*it->second, row.begin + row.count, sampled[i], now);
    else if (row.completes)
      finish(*it->second, MLA_FINISH_LENGTH);
  }
  return Error::success();
}

void Engine::accept(Entry &entry, int64_t position, int32_t token,
                    Clock::time_point now) {
  Sequence &sequence = entry.sequence;
  sequence.tokens[size_t(position)] = token;
  ++entry.generated;
  ++measured.generatedTokens;
  if (position == sequence.promptLength) {
    entry.firstToken = now;
    measured.firstTokenSeconds += seconds(now - entry.submitted);
    ++measured.firstTokens;
  }
  bool eos = std::find(description.eos.begin(), description.eos.end(), token) !=
             description.eos.end();
  if (!eos && position + 1 < sequence.limit)
    return;
  measured.laterTokenSeconds += seconds(now - entry.firstToken);
  measured.laterTokens += entry.generated - 1;
  finish(entry, eos ? MLA_FINISH_EOS : MLA_FINISH_LENGTH);
}

void Engine::finish(Entry &entry, int32_t reason) {
  entry.finish = reason;
  scheduler->remove(&entry.sequence);
  --unfinished;
}

/// Adds what a step that only decodes has to read: parameters once (of tables
/// and experts only the rows expected to be hit), and each sequence's cache.
void Engine::countBytes(const Schedule &schedule) {
  if (schedule.numDecode != int64_t(schedule.rows.size()))
    return;
  double tokens = double(schedule.numDecode);
  for (const ParamDescription &param : description.params) {
    double bytes = double(param.bytes());
    if (param.rowsPerToken > 0 && param.rowsPerToken < param.shape[0]) {
      double share = double(param.rowsPerToken) / double(param.shape[0]);
      bytes *= 1 - std::pow(1 - share, tokens);
    }
    measured.decodeBytes += bytes;
  }
  double tokenBytes =
      double(description.pageBytes()) / double(description.pageSize);
  for (const ScheduledRows &rows : schedule.rows)
    measured.decodeBytes += double(rows.begin + rows.count) * tokenBytes;
  measured.decodeTokens += schedule.numDecode;
}

Error Engine::poll(int64_t handle, MlaResultV1 &result) const {
  auto it = entries.find(handle);
  if (it == entries.end())
    return usage(concat("there is no request ", handle));
  const Sequence &sequence = it->second->sequence;
  result.tokens = sequence.tokens.data() + sequence.promptLength;
  result.num_tokens = it->second->generated;
  result.finish = it->second->finish;
  return Error::success();
}

Error Engine::release(int64_t handle) {
  auto it = entries.find(handle);
  if (it == entries.end())
    return usage(concat("there is no request ", handle));
  if (it->second->finish == MLA_FINISH_NONE)
    finish(*it->second, MLA_FINISH_LENGTH);
  entries.erase(it);
  return Error::success();
}

} // namespace mla::runtime
