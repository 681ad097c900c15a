//===- line_width.cu - how much of a row a warp should ask for -*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Streams rows of 4096 bytes through rings of cp.async as linear_small does: an
// instruction of a warp covers 512 bytes, as many rows of kWidth bytes. Prints
// bandwidth by kWidth and by bytes in flight. docs/Kernels/linear.md.
//
//   nvcc -O3 -std=c++17 -arch=sm_90 line_width.cu -o line_width && ./line_width
//
//===----------------------------------------------------------------------===//

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cuda_runtime.h>
#include <vector>

static void check(cudaError_t error) {
  if (error != cudaSuccess) {
    std::fprintf(stderr, "%s\n", cudaGetErrorString(error));
    std::exit(1);
  }
}

constexpr int kRowBytes = 4096;

/// Each CTA has `rows` rows; a warp takes every kWarps-th piece of kWidth bytes
/// of 16 rows at a time.
template <int kWarps, int kWidth, int kRing>
__global__ void __launch_bounds__(kWarps * 32)
    stream(const char *weights, int rows) {
  extern __shared__ __align__(128) char memory[];
  constexpr int kPerTile = kRowBytes / kWidth / kWarps; ///< pieces of a warp
  constexpr int kRowsAtOnce = 512 / kWidth, kInstructions = 16 / kRowsAtOnce;
  constexpr int kSlot = kWarps * 16 * kWidth;
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int steps = rows / 16 * kPerTile;
  const char *from = weights + size_t(blockIdx.x) * rows * kRowBytes +
                     size_t(lane * 16 / kWidth) * kRowBytes + warp * kWidth +
                     lane * 16 % kWidth;
  uint32_t to = static_cast<uint32_t>(__cvta_generic_to_shared(memory)) +
                warp * 16 * kWidth + lane * 16;
  auto issue = [&](int step, int slot) {
    if (step < steps)
#pragma unroll
      for (int i = 0; i < kInstructions; ++i)
        asm volatile("cp.async.cg.shared.global [%0], [%1], 16;" ::"r"(
                         to + slot * kSlot + i * 512),
                     "l"(from + size_t(step / kPerTile) * 16 * kRowBytes +
                         step % kPerTile * kWarps * kWidth +
                         size_t(i) * kRowsAtOnce * kRowBytes)
                     : "memory");
    asm volatile("cp.async.commit_group;" ::: "memory");
  };
  for (int i = 0; i < kRing; ++i)
    issue(i, i);
  for (int step = 0, slot = 0; step < steps; ++step) {
    asm volatile("cp.async.wait_group %0;" ::"n"(kRing - 1) : "memory");
    __syncwarp();
    issue(step + kRing, slot);
    slot = slot + 1 == kRing ? 0 : slot + 1;
  }
  asm volatile("cp.async.wait_group 0;" ::: "memory");
}

template <int kWarps, int kWidth, int kRing>
static void measure(const char *weights, int ctas, int rows) {
  constexpr int kBytes = kWarps * 16 * kWidth * kRing, kCalls = 6;
  auto *kernel = stream<kWarps, kWidth, kRing>;
  check(cudaFuncSetAttribute(
      kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, kBytes));
  cudaEvent_t start, end;
  check(cudaEventCreate(&start));
  check(cudaEventCreate(&end));
  size_t size = size_t(ctas) * rows * kRowBytes;
  std::vector<float> times;
  for (int i = 0; i < 20; ++i) {
    check(cudaEventRecord(start));
    for (int c = 0; c < kCalls; ++c)
      kernel<<<ctas, kWarps * 32, kBytes>>>(weights + c * size, rows);
    check(cudaEventRecord(end));
    check(cudaEventSynchronize(end));
    float ms;
    check(cudaEventElapsedTime(&ms, start, end));
    times.push_back(ms * 1e3f / kCalls);
  }
  std::sort(times.begin(), times.end());
  std::printf("%2d warps, %3d bytes a row, %3d KB in flight, %d CTAs: %.2f us, "
              "%.2f TB/s\n",
              kWarps, kWidth, kBytes / 1024, ctas, times[10],
              double(size) / times[10] / 1e6);
}

int main() {
  constexpr int kRows = 768;
  char *weights;
  check(cudaMalloc(&weights, size_t(4) << 30));
  check(cudaMemset(weights, 0x3c, size_t(4) << 30));
  measure<16, 64, 6>(weights, 132, kRows);
  measure<16, 64, 12>(weights, 132, kRows);
  measure<8, 64, 12>(weights, 132, kRows);
  measure<8, 128, 6>(weights, 132, kRows);
  measure<8, 128, 12>(weights, 132, kRows);
  measure<8, 128, 3>(weights, 264, kRows / 2);
  measure<8, 256, 3>(weights, 132, kRows);
  measure<8, 512, 3>(weights, 132, kRows);
}
