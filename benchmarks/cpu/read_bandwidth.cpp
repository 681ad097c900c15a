//===- read_bandwidth.cpp - how fast this machine reads memory ------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// usage: read_bandwidth [THREADS]
//
// Every thread sums its part of an array far larger than the caches; the best
// of several passes, in GB/s. It is what a decode step is measured against.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

int main(int argc, char **argv) {
  unsigned threads = argc > 1
                         ? std::atoi(argv[1])
                         : std::max(1u, std::thread::hardware_concurrency());
  const size_t count = (size_t(2) << 30) / sizeof(uint64_t);
  std::vector<uint64_t> data(count, 1);
  std::vector<uint64_t> sums(threads * 16);
  double best = 1e9;
  for (int pass = 0; pass < 20; ++pass) {
    auto start = std::chrono::steady_clock::now();
    std::vector<std::thread> pool;
    for (unsigned t = 0; t < threads; ++t)
      pool.emplace_back([&, t] {
        const uint64_t *at = data.data() + count / threads * t;
        uint64_t lanes[32] = {};
        for (size_t i = 0; i + 32 <= count / threads; i += 32)
          for (int j = 0; j < 32; ++j)
            lanes[j] += at[i + j];
        for (uint64_t lane : lanes)
          sums[t * 16] += lane;
      });
    for (std::thread &thread : pool)
      thread.join();
    best = std::min(best, std::chrono::duration<double>(
                              std::chrono::steady_clock::now() - start)
                              .count());
  }
  uint64_t total = 0;
  for (uint64_t sum : sums)
    total += sum;
  std::printf("{\"gb_per_s\": %.2f, \"threads\": %u, \"check\": %d}\n",
              count * sizeof(uint64_t) / best / 1e9, threads, total > 0);
}
