//===- ParameterLoader.cpp - parameters from a checkpoint -----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Parameters.h"
#include <algorithm>
#include <sys/mman.h>
#include <unistd.h>

namespace mla::runtime {

/// Elements one task converts: small enough to share among threads, large
/// enough that a task is no overhead.
static constexpr int64_t elementsPerTask = int64_t(1) << 20;
/// Tasks between two reports of progress.
static constexpr int64_t tasksPerRound = 128;
/// Alignment of parameters in memory of our own.
static constexpr uint64_t parameterAlignment = 256;

namespace {

/// Converts elements [begin, end) of a piece, or makes a view's memory
/// present if there is no destination.
struct LoadTask {
  const ParameterPiece *piece;
  int64_t begin, end;
  std::byte *destination;
};

} // namespace

/// The start of a parameter that its pieces already form in the file: each of
/// the right type, in order, one behind the other.
static const std::byte *findInPlace(const ParamDescription &param,
                                    const ParameterPiece *begin,
                                    const ParameterPiece *end) {
  int64_t width = byteWidth(param.dtype);
  const std::byte *start = begin->source;
  if (reinterpret_cast<uintptr_t>(start) % uintptr_t(width) != 0)
    return nullptr;
  for (const ParameterPiece *piece = begin; piece != end; ++piece)
    if (piece->from != piece->to ||
        piece->source != start + piece->firstElement * width)
      return nullptr;
  return start;
}

/// Reads mapped memory in, so that the first step does not wait for it.
static void populate(const std::byte *begin, const std::byte *end) {
  uintptr_t page = uintptr_t(::sysconf(_SC_PAGESIZE));
  uintptr_t first = reinterpret_cast<uintptr_t>(begin) & ~(page - 1);
  uintptr_t last = reinterpret_cast<uintptr_t>(end);
#ifdef MADV_POPULATE_READ
  if (::madvise(reinterpret_cast<void *>(first), last - first,
                MADV_POPULATE_READ) == 0)
    return;
#endif
  for (uintptr_t address = first; address < last; address += page)
    (void)*reinterpret_cast<const volatile std::byte *>(
        std::max(address, reinterpret_cast<uintptr_t>(begin)));
}

static void addTasks(std::vector<LoadTask> &tasks, const ParameterPiece &piece,
                     std::byte *destination) {
  // Scaled pieces are converted by whole rows.
  int64_t step = elementsPerTask;
  if (piece.scales)
    step = std::max<int64_t>(1, step / piece.columns) * piece.columns;
  for (int64_t begin = 0; begin < piece.elements; begin += step)
    tasks.push_back(
        {&piece, begin, std::min(begin + step, piece.elements), destination});
}

static void runTask(const LoadTask &task) {
  const ParameterPiece &piece = *task.piece;
  int64_t width = byteWidth(piece.to);
  if (task.destination)
    convertPiece(piece, task.begin, task.end,
                 task.destination + task.begin * width);
  else
    populate(piece.source + task.begin * width,
             piece.source + task.end * width);
}

Expected<Parameters> loadParameters(const ModelDescription &model,
                                    const std::string &directory,
                                    ThreadPool &threads,
                                    const LoadProgress &progress) {
  Expected<Checkpoint> checkpoint = Checkpoint::open(directory);
  if (!checkpoint)
    return checkpoint.takeError();
  Parameters result;
  result.checkpoint = std::move(*checkpoint);
  Expected<std::vector<ParameterPiece>> pieces =
      planParameters(model, *result.checkpoint);
  if (!pieces)
    return pieces.takeError();

  // Pieces come in the order of the parameters.
  std::vector<std::pair<size_t, size_t>> ranges(model.params.size());
  for (size_t i = 0, param = 0; param < ranges.size(); ++param) {
    ranges[param].first = i;
    while (i < pieces->size() && (*pieces)[i].param == param)
      ++i;
    ranges[param].second = i;
  }

  std::vector<uint64_t> offsets(model.params.size(), 0);
  result.pointers.assign(model.params.size(), nullptr);
  uint64_t owned = 0;
  for (size_t i = 0; i < model.params.size(); ++i) {
    const ParamDescription &param = model.params[i];
    const ParameterPiece *begin = pieces->data() + ranges[i].first;
    const ParameterPiece *end = pieces->data() + ranges[i].second;
    if (const std::byte *start = findInPlace(param, begin, end)) {
      // The model only reads it, and the mapping allows no more.
      result.pointers[i] = const_cast<std::byte *>(start);
      result.viewedBytes += uint64_t(param.bytes());
    } else {
      offsets[i] = owned;
      result.ownedBytes += uint64_t(param.bytes());
      owned += (uint64_t(param.bytes()) + parameterAlignment - 1) /
               parameterAlignment * parameterAlignment;
    }
  }

  uint64_t available = availableMemory();
  if (owned > available)
    return badInput("not enough memory for the parameters: they need ",
                    formatBytes(owned), ", and ", formatBytes(available),
                    " are available");
  Expected<Region> memory = Region::allocate(owned, "the parameters");
  if (!memory)
    return memory.takeError();
  result.memory = std::move(*memory);

  // Views that do not fit in memory would push each other out again.
  bool populateViews = owned + result.viewedBytes <= available;
  std::vector<LoadTask> tasks;
  for (size_t i = 0; i < model.params.size(); ++i) {
    bool isView = result.pointers[i] != nullptr;
    if (!isView)
      result.pointers[i] = result.memory.data() + offsets[i];
    else if (!populateViews)
      continue;
    for (size_t p = ranges[i].first; p < ranges[i].second; ++p) {
      const ParameterPiece &piece = (*pieces)[p];
      addTasks(tasks, piece,
               isView ? nullptr
                      : static_cast<std::byte *>(result.pointers[i]) +
                            piece.firstElement * byteWidth(piece.to));
    }
  }

  uint64_t total = 0, done = 0;
  for (const LoadTask &task : tasks)
    total += uint64_t(task.end - task.begin) * byteWidth(task.piece->to);
  for (int64_t first = 0; first < int64_t(tasks.size());
       first += tasksPerRound) {
    int64_t count = std::min(tasksPerRound, int64_t(tasks.size()) - first);
    threads.parallelFor(count, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        runTask(tasks[size_t(first + i)]);
    });
    for (int64_t i = first; i < first + count; ++i)
      done += uint64_t(tasks[size_t(i)].end - tasks[size_t(i)].begin) *
              byteWidth(tasks[size_t(i)].piece->to);
    if (progress)
      progress(done, total);
  }
  return result;
}

} // namespace mla::runtime
