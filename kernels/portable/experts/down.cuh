//===- down.cuh - experts_small: down, weighted sum, residual --*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A CTA keeps 16 rows of the output at a time and adds shared experts first,
// then the experts hit in ascending order: one order for a token, whoever else
// is in the batch. It routes for itself before its PDL wait, while gate_up
// streams; it may, since the router is complete: every CTA of gate_up allowed
// this kernel to start only behind a wait of its own.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/portable/experts/args.cuh"

namespace mla::experts {
namespace {

using stream::kThreads;

/// Per 16 rows of the output: the shared experts (groups -n to -1 of eight
/// tokens each), then the groups of the experts hit.
template <typename T> struct DownJobs {
  struct Job {
    int row, group;
  };

  const SmallArgs &a;
  const Routing &routing;
  stream::Range range; ///< of rows
  int sharedGroups;
  int known = 0;             ///< routed groups known so far
  int numGroups = INT32_MAX; ///< routed groups

  __device__ DownJobs(const SmallArgs &a, const Routing &routing)
      : a(a), routing(routing),
        range(stream::evenPart(a.p.hidden, blockIdx.x, gridDim.x)),
        sharedGroups(a.p.shared_intermediate ? (a.p.num_tokens + 7) / 8 : 0) {}

  __device__ void routed() { known = numGroups = routing.numGroups(); }
  __device__ Job first() const { return {range.first, -sharedGroups}; }
  __device__ bool valid(const Job &job) const {
    return job.row < range.last && job.group < known;
  }
  __device__ void next(Job &job) const {
    if (++job.group == numGroups)
      job.group = -sharedGroups, job.row += 16;
  }
  __device__ bool isLast(const Job &job) const {
    return job.group == numGroups - 1;
  }
  __device__ int depth(const Job &job) const {
    return job.group < 0 ? a.p.shared_intermediate : a.p.intermediate;
  }
  __device__ stream::Rows<T> rows(const Job &job, int s) const {
    const int depth = this->depth(job), row = job.row + s;
    unsigned valid = 0;
#pragma unroll
    for (int i = 0; i < 4; ++i)
      valid |= (row + 4 * i < range.last) << i;
    const T *w = static_cast<const T *>(a.p.shared_down);
    if (job.group >= 0)
      w = static_cast<const T *>(a.p.down) +
          int64_t(routing.expert(job.group)) * a.p.hidden * depth;
    return {w + int64_t(row) * depth, 4 * depth, 0, 8 * int64_t(depth), valid};
  }
  __device__ const T *token(const Job &job, int column) const {
    if (job.group < 0) {
      int t = (job.group + sharedGroups) * 8 + column;
      return t < a.p.num_tokens ? static_cast<const T *>(a.shared) +
                                      int64_t(t) * a.p.shared_intermediate
                                : nullptr;
    }
    unsigned c = routing.column(job.group, column);
    return c == Routing::kNone ? nullptr
                               : static_cast<const T *>(a.routed) +
                                     ((c & 0xff) * a.p.top_k + (c >> 8)) *
                                         int64_t(a.p.intermediate);
  }
  /// What a column counts for in the sum of its token.
  __device__ float weight(const Job &job, int column) const {
    if (job.group < 0)
      return 1;
    unsigned c = routing.column(job.group, column);
    return c == Routing::kNone ? 0 : routing.weight(c & 0xff, c >> 8);
  }
  /// The column of a token in a job, or -1.
  __device__ int column(const Job &job, int t) const {
    int at = t - (job.group + sharedGroups) * 8;
    if (job.group >= 0) {
      int e = routing.expert(job.group);
      if (!routing.has(e, t))
        return -1;
      at = routing.place(e, t) - (job.group - routing.firstGroup(e)) * 8;
    }
    return at >= 0 && at < 8 ? at : -1;
  }
};

/// kFew: up to eight tokens, which are the same columns in every job, so a warp
/// sums over jobs in registers.
template <typename T, int kColumns, bool kFew>
__global__ void __launch_bounds__(kThreads, 2)
    downKernel(const __grid_constant__ SmallArgs a) {
  extern __shared__ __align__(128) char memory[];
  const MlaExpertsParams &p = a.p;
  Routing routing(p, a.at, memory + stream::Config<1, kColumns>::kRingBytes);
  using Jobs = DownJobs<T>;
  Jobs jobs(a, routing);
  stream::Ring<T, 1, kColumns, Jobs> ring(jobs, memory);
#pragma unroll 1
  for (int routed = 0; routed < 2; ++routed) {
    if (routed) {
      routing.prepare();
      routing.make(a.logits);
      jobs.routed();
    }
    ring.fill(); // of the shared experts first: that needs no routing
  }
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();

  // A thread has outputs of one row and every 16th token; residuals are fetched
  // ahead.
  constexpr int kEach = kFew ? 1 : 2;
  const int inTile = threadIdx.x % 16;
  auto tokenOf = [&](int i) {
    return static_cast<int>(threadIdx.x / 16) + 16 * i;
  };
  float residual[kEach] = {};
  auto fetchResidual = [&](int row) {
#pragma unroll
    for (int i = 0; i < kEach; ++i)
      if (tokenOf(i) < p.num_tokens && row + inTile < jobs.range.last)
        residual[i] = toFloat(static_cast<const T *>(
            p.x)[tokenOf(i) * p.x_stride + row + inTile]);
  };
  auto store = [&](int row, const float (&sums)[kEach]) {
#pragma unroll
    for (int i = 0; i < kEach; ++i)
      if (tokenOf(i) < p.num_tokens && row + inTile < jobs.range.last)
        static_cast<T *>(p.out)[tokenOf(i) * p.out_stride + row + inTile] =
            fromFloat<T>(residual[i] + sums[i]);
    fetchResidual(row + 16);
  };
  fetchResidual(jobs.range.first);
  ring.fillTokens();
  stream::WarpSums all(memory + stream::Config<1, kColumns>::kRingBytes);
  float weighted[1][1][4] = {}; // few: of the warp, as `sums`
  float mine[kEach] = {};       // else: of the thread's outputs
  auto add = [&](const typename Jobs::Job &job, const float (&sums)[1][1][4]) {
    if constexpr (kFew) {
#pragma unroll
      for (int i = 0; i < 2; ++i) {
        float w = jobs.weight(job, threadIdx.x % 4 * 2 + i);
        weighted[0][0][i] += w * sums[0][0][i];
        weighted[0][0][i + 2] += w * sums[0][0][i + 2];
      }
      if (!jobs.isLast(job))
        return;
      all.exchange(weighted, [&](int, int) {
        mine[0] = tokenOf(0) < 8 ? all.total(tokenOf(0), inTile) : 0;
      });
      store(job.row, mine);
#pragma unroll
      for (int i = 0; i < 4; ++i)
        weighted[0][0][i] = 0;
    } else {
      all.exchange(sums, [&](int, int) {
#pragma unroll
        for (int i = 0; i < kEach; ++i) {
          int t = tokenOf(i);
          int column = t < p.num_tokens ? jobs.column(job, t) : -1;
          if (column >= 0)
            mine[i] += jobs.weight(job, column) * all.total(column, inTile);
        }
      });
      if (!jobs.isLast(job))
        return;
      store(job.row, mine);
#pragma unroll
      for (int i = 0; i < kEach; ++i)
        mine[i] = 0;
    }
  };
  stream::run<T, 1, kColumns>(jobs, ring, [](auto &, int) {}, add);
}

} // namespace
} // namespace mla::experts
