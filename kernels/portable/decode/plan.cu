//===- plan.cu - the decode plan, made on the device -----------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One CTA: a prefix sum of the work of each sequence, then every part finds
// its first item by binary search. A function of lengths only, so one plan
// serves all layers of a step, and a captured launch is right for any lengths.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/decode/cut.h"
#include "kernels/common/decode/plan.cuh"
#include "kernels/common/launch.h"
#include "kernels/common/ptx/launch.cuh"

#include <climits>

namespace mla::decode {
namespace {

constexpr int kThreads = 512;

/// Inclusive prefix sum over the CTA; `total` is that of all threads.
__device__ int blockScan(int value, int &total, int *warpSums) {
  int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
#pragma unroll
  for (int offset = 1; offset < 32; offset *= 2) {
    int other = __shfl_up_sync(0xffffffffu, value, offset);
    if (lane >= offset)
      value += other;
  }
  __syncthreads(); // warpSums may still be read from the last call
  if (lane == 31)
    warpSums[warp] = value;
  __syncthreads();
  if (warp == 0) {
    int sum = lane < kThreads / 32 ? warpSums[lane] : 0;
#pragma unroll
    for (int offset = 1; offset < 32; offset *= 2) {
      int other = __shfl_up_sync(0xffffffffu, sum, offset);
      if (lane >= offset)
        sum += other;
    }
    warpSums[lane] = sum;
  }
  __syncthreads();
  total = warpSums[31];
  return value + (warp > 0 ? warpSums[warp - 1] : 0);
}

struct Sequence {
  int length, start, qLen, units, items, work;
};

__device__ Sequence readSequence(const MlaDecodePlanParams &p, int b) {
  Sequence s;
  s.length = p.seq_lens[b];
  s.start = p.query_start ? p.query_start[b] : b * p.q_len;
  s.qLen = p.query_start ? p.query_start[b + 1] - s.start : p.q_len;
  int rows = s.qLen * (p.num_heads / p.h_kv);
  int itemRows = p.tile_rows * p.tile_group;
  s.units = (max(s.length, 0) + kUnit - 1) / kUnit;
  s.items = s.units > 0 ? (rows + itemRows - 1) / itemRows * p.h_kv : 0;
  s.work = s.items * (s.units + p.overhead_units);
  return s;
}

__global__ void __launch_bounds__(kThreads)
    decodePlanKernel(const __grid_constant__ MlaDecodePlanParams p) {
  __shared__ int warpSums[32];
  __shared__ int mostParts, leastStride, mostStride;
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();

  if (threadIdx.x == 0) {
    mostParts = 1;
    leastStride = INT_MAX;
    mostStride = 0;
  }
  __syncthreads();
  PlanLayout layout(p.batch, p.parts);
  int *prefix = p.plan + MLA_DECODE_PLAN_HEADER;
  int base = 0;
  for (int start = 0; start < p.batch; start += kThreads) {
    int b = start + threadIdx.x;
    int total;
    Sequence s = {};
    if (b < p.batch)
      s = readSequence(p, b);
    int sum = blockScan(s.work, total, warpSums);
    if (s.items > 0) {
      atomicMin(&leastStride, s.units + p.overhead_units);
      atomicMax(&mostStride, s.units + p.overhead_units);
    }
    if (b < p.batch)
      prefix[b + 1] = base + sum;
    base += total;
  }
  if (threadIdx.x == 0)
    prefix[0] = 0;
  __syncthreads(); // also orders the global writes within this CTA

  const PlanCut cut = cutWork(p, base, leastStride, mostStride);
  // The prefix sum, with the overhead of the cut: another one only where all
  // items are equal.
  const bool sameOverhead = cut.overhead == p.overhead_units;
  const int longer = mostStride - p.overhead_units + cut.overhead;
  auto startOf = [&](int b) {
    return sameOverhead ? prefix[b] : prefix[b] / mostStride * longer;
  };
  int numSplits = 0;
  for (int start = 0; start <= p.parts; start += kThreads) {
    int part = start + threadIdx.x;
    int4 split = make_int4(0, 0, 0, 0), facts = split;
    bool isSplit = false;
    if (part <= p.parts) {
      int64_t at = static_cast<int64_t>(part) * cut.payload;
      int4 record = make_int4(p.batch, 0, 0, 0);
      if (at < cut.all) {
        int low = 0, high = p.batch - 1; // largest b with startOf(b) <= at
        while (low < high) {
          int middle = (low + high + 1) / 2;
          if (startOf(middle) <= at)
            low = middle;
          else
            high = middle - 1;
        }
        Sequence s = readSequence(p, low);
        int stride = s.units + cut.overhead;
        int inside = static_cast<int>(at) - startOf(low);
        int item = inside / stride, offset = inside % stride;
        record = make_int4(low, item, cut.unitAt(offset), s.length);
        facts = make_int4(s.start, s.qLen, 0, 0);
        // Its first cut speaks for a split item.
        if (cut.isFirstCut(offset)) {
          isSplit = true;
          int itemEnd = static_cast<int>(at) - offset + stride;
          split = make_int4(low, item, part - 1, (itemEnd - 1) / cut.payload);
          atomicMax(&mostParts, split.w - split.z + 1);
        }
      }
      int4 *to = reinterpret_cast<int4 *>(p.plan + layout.partsAt) + 2 * part;
      to[0] = record;
      to[1] = facts;
    }
    int total;
    int index = blockScan(isSplit, total, warpSums) - 1;
    if (isSplit) {
      int4 *to = reinterpret_cast<int4 *>(p.plan + layout.splitsAt) +
                 2 * (numSplits + index);
      to[0] = split;
      to[1] = facts;
    }
    numSplits += total;
  }
  __syncthreads();
  if (threadIdx.x == 0) {
    p.plan[0] = cut.payload;
    p.plan[1] = cut.all;
    p.plan[2] = numSplits;
    p.plan[3] = mostParts;
    p.plan[4] = p.query_start ? p.query_start[p.batch] : p.batch * p.q_len;
  }
}

} // namespace
} // namespace mla::decode

MlaStatus mla_decode_plan(const MlaDecodePlanParams *params, void *stream) {
  using namespace mla;
  MlaDecodePlanParams p = *params;
  if (p.batch >= 0 && p.tile_rows == 0) {
    kernels::DecodeChoice choice = decode::cut(p);
    p.overhead_units = choice.overheadUnits;
    p.min_units = choice.minUnits;
  }
  if (p.batch < 0 || p.parts <= 0 || p.h_kv <= 0 || p.num_heads <= 0 ||
      p.tile_rows <= 0 || p.tile_group <= 0 || !p.plan ||
      (p.batch > 0 && !p.seq_lens))
    return MLA_BAD_ARGUMENT;
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  LaunchConfig config;
  config.grid = dim3(1);
  config.block = dim3(decode::kThreads);
  config.pdl =
      device.sm == 90; // newer GPUs run PTX of sm_80, which does not wait
  return launchKernel(decode::decodePlanKernel, config, stream, p);
}
