//===- ThreadPool.cpp - parallel loops with low latency -------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/ThreadPool.h"
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sched.h>
#include <string>

namespace mla::runtime {

/// Looks at a word this often before it sleeps: tens of microseconds, longer
/// than the serial code between two loops of a step takes.
static constexpr int64_t spinsBeforeSleep = 2000;

static void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

/// Whole processors that the control group's quota grants, or a large number.
static int64_t quotaProcessors() {
  std::ifstream stream("/sys/fs/cgroup/cpu.max");
  std::string quota;
  int64_t period = 0;
  if (!(stream >> quota >> period) || quota == "max" || period <= 0)
    return INT64_MAX;
  int64_t granted = std::strtoll(quota.c_str(), nullptr, 10) / period;
  return std::max<int64_t>(granted, 1);
}

int64_t ThreadPool::availableProcessors() {
  cpu_set_t set;
  int64_t allowed = ::sched_getaffinity(0, sizeof set, &set) == 0
                        ? CPU_COUNT(&set)
                        : std::thread::hardware_concurrency();
  return std::max<int64_t>(1, std::min(allowed, quotaProcessors()));
}

ThreadPool::ThreadPool(int64_t threads) {
  int64_t processors = availableProcessors();
  if (threads <= 0)
    threads = processors;
  // A spinning thread that has no processor of its own takes another's.
  spins = threads > processors ? 0 : spinsBeforeSleep;
  table.pool = this;
  table.threads.parallel_for = [](const MlaThreads *self, int64_t count,
                                  MlaLoopBody body, void *closure) {
    reinterpret_cast<const Table *>(self)->pool->parallelFor(count, body,
                                                             closure);
  };
  for (int64_t i = 1; i < threads; ++i)
    workers.emplace_back([this] { runWorker(); });
}

ThreadPool::~ThreadPool() {
  stopping.store(true);
  epochs.fetch_add(1);
  epochs.notify_all();
  for (std::thread &worker : workers)
    worker.join();
}

void ThreadPool::parallelFor(int64_t newCount, MlaLoopBody newBody,
                             void *newClosure) {
  if (newCount <= 0)
    return;
  if (newCount == 1 || workers.empty())
    return newBody(newClosure, 0, newCount);

  // Several pieces a thread even out uneven ones; with many threads, claiming
  // them would cost more than it saves.
  int64_t piecesPerThread = size() <= 16 ? 4 : 2;
  int64_t newPieces =
      std::min({newCount, size() * piecesPerThread, int64_t(pieceMask)});
  body.store(newBody, std::memory_order_relaxed);
  closure.store(newClosure, std::memory_order_relaxed);
  count.store(newCount, std::memory_order_relaxed);
  pieces.store(newPieces, std::memory_order_relaxed);
  finished.store(0, std::memory_order_relaxed);
  uint64_t epoch = (claim.load(std::memory_order_relaxed) >> pieceBits) + 1;
  claim.store(epoch << pieceBits | uint64_t(newPieces),
              std::memory_order_release);
  epochs.store(uint32_t(epoch));
  if (sleepers.load() > 0)
    epochs.notify_all();

  runPieces(epoch);
  int32_t done;
  for (int64_t spin = 0; (done = finished.load()) != newPieces; ++spin) {
    if (spin < spins)
      pause();
    else
      finished.wait(done);
  }
}

/// Takes pieces of the loop `epoch` until none is left.
void ThreadPool::runPieces(uint64_t epoch) {
  uint64_t seen = claim.load(std::memory_order_acquire);
  while (seen >> pieceBits == epoch) {
    int64_t left = int64_t(seen & pieceMask);
    if (left == 0)
      return;
    // These belong to `epoch` if the exchange below succeeds: while pieces are
    // left to claim, the caller is in that loop and does not set them anew.
    // How many are left must come from the claimed word itself, as the next
    // loop's fields are written before its word is.
    MlaLoopBody run = body.load(std::memory_order_relaxed);
    void *argument = closure.load(std::memory_order_relaxed);
    int64_t total = count.load(std::memory_order_relaxed);
    int64_t parts = pieces.load(std::memory_order_relaxed);
    if (!claim.compare_exchange_weak(seen, seen - 1, std::memory_order_acq_rel,
                                     std::memory_order_acquire))
      continue;
    int64_t piece = parts - left;
    int64_t small = total / parts, larger = total % parts;
    int64_t begin = piece * small + std::min(piece, larger);
    run(argument, begin, begin + small + (piece < larger));
    if (finished.fetch_add(1) + 1 == parts)
      finished.notify_one();
    seen = claim.load(std::memory_order_acquire);
  }
}

void ThreadPool::runWorker() {
  uint64_t seen = 0;
  int64_t idle = 0;
  while (!stopping.load(std::memory_order_relaxed)) {
    uint64_t epoch = claim.load(std::memory_order_acquire) >> pieceBits;
    if (epoch != seen) {
      runPieces(epoch);
      seen = epoch;
      idle = 0;
    } else if (idle++ < spins) {
      pause();
    } else {
      waitForWork(uint32_t(seen));
      idle = 0;
    }
  }
}

/// Sleeps until the loop after `seen`, or the end of the pool.
void ThreadPool::waitForWork(uint32_t seen) {
  sleepers.fetch_add(1);
  epochs.wait(seen);
  sleepers.fetch_sub(1);
}

} // namespace mla::runtime
