//===- GpuModel.cu - the fake model on a real GPU -------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "GpuModel.h"

static constexpr int64_t row0 = 3, row1 = 2; // as fake::describe has them

static __device__ int64_t threadIndex() {
  return int64_t(blockIdx.x) * blockDim.x + threadIdx.x;
}

static __device__ uint64_t mix(uint64_t x) {
  x = (x ^ x >> 31) * 0x9E3779B97F4A7C15;
  x = (x ^ x >> 29) * 0xBF58476D1CE4E5B9;
  return x ^ x >> 32;
}

/// Segment: the token of each row, or -1 for padding.
extern "C" __global__ void gpu_embed(GpuView v) {
  int64_t row = threadIndex();
  if (row < v.T)
    v.hashes[row] = v.slots[row] < 0 ? ~uint64_t(0) : uint64_t(v.tokens[row]);
}

/// Dispatch: writes the cache.
extern "C" __global__ void gpu_append(GpuView v) {
  int64_t row = threadIndex();
  if (row >= v.T || v.slots[row] < 0)
    return;
  int64_t slot = v.slots[row];
  v.cache0[slot * row0 + 1] = float(v.hashes[row]);
  v.cache1[slot * row1] = float(v.positions[row] + 1);
}

/// Dispatch: reads the cache. What breaks a rule gives no hash.
extern "C" __global__ void gpu_walk(GpuView v) {
  int64_t s = threadIndex();
  if (s >= v.B)
    return;
  int64_t first = v.queryStart[s], last = v.queryStart[s + 1];
  if (s < v.numDecode && last - first > 1)
    return;
  for (int64_t row = first; row < last; ++row) {
    int64_t end = v.seqLens[s] - (last - row) + 1;
    uint64_t hash = 7;
    for (int64_t j = 0; j < end; ++j) {
      int64_t page = v.pageTable[s * v.stride + j / v.pageSize];
      int64_t slot = page * v.pageSize + j % v.pageSize;
      if (v.cache1[slot * row1] != float(j + 1)) {
        hash = 0;
        break;
      }
      hash = mix(hash ^ uint64_t(uint32_t(v.cache0[slot * row0 + 1])));
    }
    v.hashes[row] = hash;
  }
}

/// Segment, of T and S: a block a row.
extern "C" __global__ void gpu_head(GpuView v) {
  extern __shared__ uint64_t shared[]; // more than 48 KB of it, to ask for it
  if (threadIdx.x == 0)
    shared[8000] = v.hashes[v.logitRows[blockIdx.x]];
  __syncthreads();
  uint64_t hash = shared[8000];
  float *logits = v.logits + int64_t(blockIdx.x) * v.vocab;
  for (int64_t id = threadIdx.x; id < v.vocab; id += blockDim.x)
    logits[id] = float(mix(hash + uint64_t(id)) >> 40) * 0x1p-24f;
}
