//===- ThreadPoolTest.cpp - parallel loops --------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/ThreadPool.h"
#include <gtest/gtest.h>
#include <mutex>
#include <set>

using mla::runtime::ThreadPool;

TEST(ThreadPool, CoversEveryIndexOnce) {
  for (int64_t threads : {1, 2, 3, 8}) {
    ThreadPool pool(threads);
    EXPECT_EQ(pool.size(), threads);
    for (int64_t count : {0, 1, 2, 3, 7, 8, 31, 1000, 100003}) {
      std::vector<std::atomic<int>> hits(static_cast<size_t>(count));
      pool.parallelFor(count, [&](int64_t begin, int64_t end) {
        ASSERT_LT(begin, end);
        for (int64_t i = begin; i < end; ++i)
          ++hits[size_t(i)];
      });
      for (auto &hit : hits)
        ASSERT_EQ(hit.load(), 1);
    }
  }
}

TEST(ThreadPool, NegativeCountsDoNothing) {
  ThreadPool pool(2);
  pool.parallelFor(-5, [](int64_t, int64_t) { FAIL(); });
}

TEST(ThreadPool, IsDoneWhenItReturns) {
  // Many short loops back to back: a worker that comes late to one must not
  // take part in the next with the first one's body.
  ThreadPool pool(4);
  int64_t total = 0;
  for (int64_t round = 0; round < 20000; ++round) {
    int64_t count = 1 + round % 13;
    std::vector<int64_t> values(size_t(count), -1);
    pool.parallelFor(count, [&, round](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        values[size_t(i)] = round + i;
    });
    for (int64_t i = 0; i < count; ++i)
      ASSERT_EQ(values[size_t(i)], round + i);
    total += count;
  }
  EXPECT_GT(total, 0);
}

TEST(ThreadPool, WakesAfterSleep) {
  ThreadPool pool(3);
  for (int round = 0; round < 5; ++round) {
    // Long enough for the workers to stop spinning.
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::atomic<int64_t> sum = 0;
    pool.parallelFor(100, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        sum += i;
    });
    EXPECT_EQ(sum.load(), 4950);
  }
}

TEST(ThreadPool, UsesItsThreads) {
  ThreadPool pool(3);
  std::mutex mutex;
  std::set<std::thread::id> ids;
  // Every thread waits for the others, so each must get a piece.
  std::atomic<int> arrived = 0;
  pool.parallelFor(3, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      ++arrived;
      while (arrived.load() < 3)
        std::this_thread::yield();
      std::lock_guard<std::mutex> lock(mutex);
      ids.insert(std::this_thread::get_id());
    }
  });
  EXPECT_EQ(ids.size(), 3u);
}

TEST(ThreadPool, CompiledCodeSeesTheSamePool) {
  ThreadPool pool(2);
  const MlaThreads *threads = pool.abi();
  std::atomic<int64_t> sum = 0;
  threads->parallel_for(
      threads, 10,
      [](void *closure, int64_t begin, int64_t end) {
        for (int64_t i = begin; i < end; ++i)
          *static_cast<std::atomic<int64_t> *>(closure) += i;
      },
      &sum);
  EXPECT_EQ(sum.load(), 45);
}

TEST(ThreadPool, ManyPoolsComeAndGo) {
  for (int i = 0; i < 100; ++i) {
    ThreadPool pool(4);
    if (i % 2)
      pool.parallelFor(4, [](int64_t, int64_t) {});
  }
}
