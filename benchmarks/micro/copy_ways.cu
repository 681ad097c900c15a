//===- copy_ways.cu - how best to bring cache rows to an SM ----*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Streams a paged cache (rows of 1152 bytes, pages of 64 rows, permuted) to
// shared memory and does nothing with it. Ways differ in the instruction, the
// pitch of the destination and the number of producer warps.
//
//   nvcc -std=c++20 -gencode=arch=compute_90a,code=sm_90a -I.
//        benchmarks/micro/copy_ways.cu -o copy_ways -lcuda && ./copy_ways
//
//===----------------------------------------------------------------------===//

#include "kernels/common/ptx/copy.cuh"
#include "kernels/common/ptx/launch.cuh"

#include <algorithm>
#include <cstdio>
#include <cuda.h>
#include <cuda_runtime.h>
#include <numeric>
#include <random>
#include <vector>

using namespace mla::ptx;

constexpr int kRow = 1152, kPage = 64, kSms = 132;

enum Way { Bulk, Async, Tensor };

__device__ __forceinline__ void asyncArrive(uint64_t *barrier) {
  asm volatile("cp.async.mbarrier.arrive.noinc.shared::cta.b64 [%0];" ::"r"(
                   sharedAddress(barrier))
               : "memory");
}

template <Way kWay, int kProducers, int kTile, bool kSwizzle>
__global__ void __launch_bounds__(128 + 32 * kProducers, 1)
    stream(const char *cache, const int *pages, int rows, int pitch, int stages,
           const __grid_constant__ CUtensorMap map) {
  extern __shared__ __align__(1024) char memory[];
  __shared__ uint64_t full[32], empty[32];
  if (threadIdx.x == 0) {
    for (int i = 0; i < stages; ++i) {
      mbarrierInit(&full[i], kWay == Async ? 32 * kProducers : 1);
      mbarrierInit(&empty[i], 4);
    }
    fenceBarrierInit();
  }
  __syncthreads();
  int perCta = (rows / kTile + gridDim.x - 1) / gridDim.x;
  int first = blockIdx.x * perCta, last = min(first + perCta, rows / kTile);
  int tileBytes = kTile * pitch;
  int stage = 0, phase = 0;
  if (threadIdx.x >= 128) {
    int t = threadIdx.x - 128, lane = t % 32;
    for (int tile = first; tile < last; ++tile) {
      mbarrierWait(&empty[stage], phase ^ 1);
      char *to = memory + stage * tileBytes;
      if constexpr (kWay == Bulk) {
        if (lane == 0)
          mbarrierArriveExpectTx(&full[stage], kTile * kRow);
        __syncwarp();
        for (int r = lane; r < kTile; r += 32) {
          int row = tile * kTile + r;
          bulkCopyG2S(to + r * pitch,
                      cache +
                          (int64_t(pages[row / kPage]) * kPage + row % kPage) *
                              kRow,
                      kRow, &full[stage]);
        }
      } else if constexpr (kWay == Async) {
        // 8 lanes a row: 128 contiguous bytes at a time.
        for (int r = t / 8; r < kTile; r += kProducers * 4) {
          int row = tile * kTile + r;
          const char *from =
              cache +
              (int64_t(pages[row / kPage]) * kPage + row % kPage) * kRow;
#pragma unroll
          for (int c = 0; c < kRow / 128; ++c)
            cpAsync16(to + r * pitch + c * 128 +
                          (kSwizzle ? t % 8 ^ r % 8 : t % 8) * 16,
                      from + c * 128 + t % 8 * 16, true);
        }
        asyncArrive(&full[stage]);
      } else {
        if (lane == 0) {
          mbarrierArriveExpectTx(&full[stage], kTile * kRow);
          for (int h = 0; h < kTile; h += 16) {
            int row = tile * kTile + h;
            int at = pages[row / kPage] * kPage + row % kPage;
            for (int c = 0; c < 9; ++c)
              tensorCopyG2S(to + c * kTile * 128 + h * 128, &map, &full[stage],
                            c * 64, at);
          }
        }
      }
      if (++stage == stages)
        stage = 0, phase ^= 1;
    }
    if constexpr (kWay == Async)
      cpAsyncWait<0>();
  } else {
    for (int tile = first; tile < last; ++tile) {
      mbarrierWait(&full[stage], phase);
      __syncwarp();
      if (threadIdx.x % 32 == 0)
        mbarrierArrive(&empty[stage]);
      if (++stage == stages)
        stage = 0, phase ^= 1;
    }
  }
}

template <Way kWay, int kProducers, int kTile, bool kSwizzle = false>
static void measure(const char *name, const char *cache, const int *pages,
                    int rows, int pitch, int stages, CUtensorMap map,
                    int grid = kSms) {
  auto *kernel = stream<kWay, kProducers, kTile, kSwizzle>;
  int bytes = stages * kTile * pitch + 1024;
  cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                       bytes);
  cudaEvent_t a, b;
  cudaEventCreate(&a), cudaEventCreate(&b);
  std::vector<float> times;
  for (int i = 0; i < 12; ++i) {
    cudaEventRecord(a);
    kernel<<<grid, 128 + 32 * kProducers, bytes>>>(cache, pages, rows, pitch,
                                                   stages, map);
    cudaEventRecord(b);
    cudaEventSynchronize(b);
    float ms;
    cudaEventElapsedTime(&ms, a, b);
    times.push_back(ms);
  }
  if (cudaError_t e = cudaGetLastError(); e != cudaSuccess)
    printf("%s: %s\n", name, cudaGetErrorString(e));
  std::sort(times.begin(), times.end());
  double us = times[times.size() / 2] * 1e3;
  printf("%-10s %d warps, tile %2d, pitch %4d, %d stages (%3d KB): %7.1f us "
         "%.2f TB/s\n",
         name, kProducers, kTile, pitch, stages, bytes / 1024, us,
         double(rows) * kRow / us / 1e6);
}

int main() {
  int rows = 128 * 4096, numPages = rows / kPage;
  char *cache;
  int *pages;
  cudaMalloc(&cache, int64_t(rows) * kRow);
  // Never constant data: it may move faster than what a cache holds.
  std::mt19937_64 random(2);
  std::vector<uint64_t> block(1 << 20);
  for (uint64_t &x : block)
    x = random();
  for (int64_t at = 0, all = int64_t(rows) * kRow; at < all; at += 8 << 20)
    cudaMemcpy(cache + at, block.data(), std::min<int64_t>(8 << 20, all - at),
               cudaMemcpyHostToDevice);
  std::vector<int> order(numPages);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), std::mt19937(1));
  cudaMalloc(&pages, numPages * 4);
  cudaMemcpy(pages, order.data(), numPages * 4, cudaMemcpyHostToDevice);
  CUtensorMap map = {};
  cuInit(0);
  cuuint64_t size[2] = {576, cuuint64_t(rows)}, stride[1] = {kRow};
  cuuint32_t box[2] = {64, 16}, step[2] = {1, 1};
  CUresult r = cuTensorMapEncodeTiled(
      &map, CU_TENSOR_MAP_DATA_TYPE_BFLOAT16, 2, cache, size, stride, box, step,
      CU_TENSOR_MAP_INTERLEAVE_NONE, CU_TENSOR_MAP_SWIZZLE_128B,
      CU_TENSOR_MAP_L2_PROMOTION_L2_256B, CU_TENSOR_MAP_FLOAT_OOB_FILL_NONE);
  if (r)
    printf("tensor map: %d\n", r);
  for (int pitch : {1152, 1168, 1184, 1216, 1280})
    measure<Bulk, 1, 32>("bulk", cache, pages, rows, pitch, 5, map);
  measure<Bulk, 1, 32>("bulk", cache, pages, rows, 1168, 3, map);
  measure<Bulk, 1, 16>("bulk", cache, pages, rows, 1168, 11, map);
  measure<Async, 1, 32>("cp.async", cache, pages, rows, 1168, 5, map);
  measure<Async, 2, 32>("cp.async", cache, pages, rows, 1168, 5, map);
  measure<Async, 4, 32>("cp.async", cache, pages, rows, 1168, 5, map);
  measure<Async, 8, 32>("cp.async", cache, pages, rows, 1168, 5, map);
  measure<Async, 4, 32>("cp.async", cache, pages, rows, 1152, 5, map);
  measure<Async, 4, 32>("cp.async", cache, pages, rows, 1168, 3, map);
  measure<Async, 4, 16>("cp.async", cache, pages, rows, 1168, 10, map);
  measure<Async, 4, 64>("cp.async", cache, pages, rows, 1168, 3, map);
  measure<Async, 2, 32, true>("swizzled", cache, pages, rows, 1152, 5, map);
  measure<Async, 4, 32, true>("swizzled", cache, pages, rows, 1152, 5, map);
  measure<Async, 4, 32, true>("swizzled", cache, pages, rows, 1152, 6, map);
  measure<Async, 4, 32, true>("swizzled", cache, pages, rows, 1152, 4, map);
  measure<Async, 4, 32, true>("swizzled", cache, pages, rows, 1152, 3, map);
  measure<Async, 4, 64, true>("swizzled", cache, pages, rows, 1152, 3, map);
  measure<Async, 4, 32, true>("128 CTAs", cache, pages, rows, 1152, 5, map,
                              128);
  measure<Async, 4, 32, true>("120 CTAs", cache, pages, rows, 1152, 5, map,
                              120);
  measure<Bulk, 1, 32>("128 CTAs", cache, pages, rows, 1168, 5, map, 128);
  measure<Tensor, 1, 32>("tensor", cache, pages, rows, 1152, 5, map);
  measure<Tensor, 1, 32>("tensor", cache, pages, rows, 1152, 6, map);
  measure<Tensor, 1, 32>("tensor", cache, pages, rows, 1152, 3, map);
  measure<Tensor, 1, 64>("tensor", cache, pages, rows, 1152, 3, map);
  return 0;
}
