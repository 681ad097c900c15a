//===- ThreadPool.h - parallel loops with low latency -----------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A decode step makes hundreds of short parallel loops, microseconds apart, so
// the workers spin for a while after each loop before they sleep, and a loop
// never waits for a worker that has not woken: the caller takes part, and
// whoever comes first takes the next piece.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_RUNTIME_THREADPOOL_H
#define MLA_RUNTIME_THREADPOOL_H

#include "mla/Runtime/ModelABI.h"
#include <atomic>
#include <cstdint>
#include <thread>
#include <type_traits>
#include <vector>

namespace mla::runtime {

class ThreadPool {
public:
  /// Threads that take part, the caller's included; 0 = one per processor
  /// that this process may use.
  explicit ThreadPool(int64_t threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool &) = delete;
  ThreadPool &operator=(const ThreadPool &) = delete;

  /// Calls `body` on disjoint ranges that cover [0, count) and returns when
  /// all are done. One caller at a time; never from inside a body.
  void parallelFor(int64_t count, MlaLoopBody body, void *closure);

  /// The same for a callable `void(int64_t begin, int64_t end)`.
  template <typename Fn> void parallelFor(int64_t count, Fn &&fn) {
    using Callable = std::remove_reference_t<Fn>;
    parallelFor(
        count,
        [](void *closure, int64_t begin, int64_t end) {
          (*static_cast<Callable *>(closure))(begin, end);
        },
        const_cast<void *>(static_cast<const void *>(&fn)));
  }

  int64_t size() const { return int64_t(workers.size()) + 1; }

  /// What compiled code sees of this pool; valid as long as the pool is.
  const MlaThreads *abi() const { return &table.threads; }

  /// Processors that this process may use.
  static int64_t availableProcessors();

private:
  struct Table {
    MlaThreads threads; ///< first: its address is the table's
    ThreadPool *pool;
  };
  /// Pieces are claimed from one word, so that a worker that comes late can
  /// never take a piece of a loop other than the one it looked at.
  static constexpr int pieceBits = 24;
  static constexpr uint64_t pieceMask = (uint64_t(1) << pieceBits) - 1;

  void runWorker();
  void runPieces(uint64_t epoch);
  void waitForWork(uint32_t seen);

  Table table;
  int64_t spins;
  std::vector<std::thread> workers;

  // The loop. Written by the caller before `claim`, read by whoever claims.
  std::atomic<MlaLoopBody> body{nullptr};
  std::atomic<void *> closure{nullptr};
  std::atomic<int64_t> count{0};
  std::atomic<int64_t> pieces{0};

  alignas(64) std::atomic<uint64_t> claim{
      0}; ///< epoch << pieceBits | next piece
  alignas(64) std::atomic<int32_t> finished{0};
  alignas(64) std::atomic<uint32_t> epochs{0}; ///< what sleepers wait on
  std::atomic<int32_t> sleepers{0};
  std::atomic<bool> stopping{false};
};

} // namespace mla::runtime

#endif // MLA_RUNTIME_THREADPOOL_H
