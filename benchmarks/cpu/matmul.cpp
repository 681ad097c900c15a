//===- matmul.cpp - a compiled matmul beside OpenBLAS ---------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

// usage: matmul MODEL.so M N K f32|bf16 SECONDS
//
// Runs the step of matmul.mlir.in on one thread and cblas_sgemm on the same
// numbers, in turns, so that both see the same machine; prints the best rate of
// each and the largest relative difference as JSON.

#include "mla/Runtime/ModelABI.h"

#include <algorithm>
#include <cblas.h>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dlfcn.h>
#include <memory>
#include <random>
#include <vector>

namespace {
void runInline(const MlaThreads *, int64_t count, MlaLoopBody body,
               void *closure) {
  if (count > 0)
    body(closure, 0, count);
}

template <typename T> T *alignedArray(size_t count) {
  size_t bytes = (count * sizeof(T) + 4095) / 4096 * 4096;
  void *memory = std::aligned_alloc(4096, std::max<size_t>(bytes, 4096));
  std::memset(memory, 0, bytes);
  return static_cast<T *>(memory);
}

double secondsOf(auto &&work) {
  auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start)
      .count();
}
} // namespace

int main(int argc, char **argv) {
  if (argc != 7) {
    std::fprintf(stderr, "usage: matmul MODEL.so M N K f32|bf16 SECONDS\n");
    return 2;
  }
  int64_t m = std::atoll(argv[2]), n = std::atoll(argv[3]),
          k = std::atoll(argv[4]);
  bool isBF16 = std::strcmp(argv[5], "bf16") == 0;
  void *library = dlopen(argv[1], RTLD_NOW);
  if (!library) {
    std::fprintf(stderr, "matmul: %s\n", dlerror());
    return 1;
  }
  auto entry =
      reinterpret_cast<const MlaModelV1 *(*)()>(dlsym(library, "mla_model_v1"));
  if (!entry) {
    std::fprintf(stderr, "matmul: expected %s to export mla_model_v1\n",
                 argv[1]);
    return 1;
  }
  const MlaModelV1 *model = entry();

  float *x = alignedArray<float>(m * k), *w = alignedArray<float>(n * k);
  float *ours = alignedArray<float>(m * n),
        *theirs = alignedArray<float>(m * n);
  auto *narrow = alignedArray<uint16_t>(n * k);
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(-1, 1);
  std::generate_n(x, m * k, [&] { return uniform(random); });
  for (int64_t i = 0; i < n * k; ++i) {
    // Only what bf16 holds exactly, so that both multiply the same numbers.
    float value = uniform(random);
    uint32_t bits;
    std::memcpy(&bits, &value, 4);
    bits &= 0xffff0000u;
    std::memcpy(&w[i], &bits, 4);
    narrow[i] = static_cast<uint16_t>(bits >> 16);
  }

  MlaThreads threads = {runInline};
  std::vector<int32_t> zeros(m + 1, 0);
  void *params[] = {x, isBF16 ? static_cast<void *>(narrow) : w};
  MlaContextV1 context = {};
  context.params = params;
  context.arena = alignedArray<char>(size_t(256) << 20);
  context.batch.page_table_stride = 1;
  context.batch.seq_lens = context.batch.query_start = zeros.data();
  context.batch.slot_mapping = context.batch.positions = zeros.data();
  context.batch.page_table = zeros.data();
  context.tokens = context.logit_rows = zeros.data();
  context.logits = ours;
  context.T = context.S = m;
  context.B = 1;
  context.threads = &threads;

  double limit = std::atof(argv[6]), used = 0;
  double bestOurs = 1e9, bestTheirs = 1e9;
  while (used < limit) {
    int32_t status = 0;
    double a = secondsOf([&] { status = model->step(&context); });
    if (status) {
      std::fprintf(stderr, "matmul: the step returned %d\n", status);
      return 1;
    }
    double b = secondsOf([&] {
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, k, 1.0f, x, k,
                  w, k, 0.0f, theirs, n);
    });
    bestOurs = std::min(bestOurs, a);
    bestTheirs = std::min(bestTheirs, b);
    used += a + b;
  }
  double difference = 0, largest = 0;
  for (int64_t i = 0; i < m * n; ++i) {
    difference = std::max<double>(difference, std::fabs(ours[i] - theirs[i]));
    largest = std::max<double>(largest, std::fabs(theirs[i]));
  }
  double flops = 2.0 * m * n * k;
  std::printf("{\"gflops\": %.1f, \"openblas_gflops\": %.1f, "
              "\"relative_difference\": %.2g, \"openblas_core\": \"%s\"}\n",
              flops / bestOurs / 1e9, flops / bestTheirs / 1e9,
              difference / largest, openblas_get_corename());
  return difference > 1e-4 * largest;
}
