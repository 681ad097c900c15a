//===- gate_up.cuh - experts_small: gate and up ----------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Gate, up and silu·mul of the shared experts, then of the experts hit. The
// ring is full of the shared experts' rows before the PDL wait, so memory is
// busy while a CTA routes for itself behind it.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/portable/experts/args.cuh"

namespace mla::experts {
namespace {

using stream::kThreads;

/// Eight intermediate rows, gate and up, of up to eight tokens. First the rows
/// of the shared experts, evenly over the CTAs, for groups -n to -1 of tokens;
/// then jobs of the experts hit, group after group, split evenly.
template <typename T> struct GateUpJobs {
  struct Job {
    int left, group, row;
  };
  /// The group of the first routed job, whichever that will be.
  static constexpr int kRouted = INT32_MAX;

  const SmallArgs &a;
  const Routing &routing;
  stream::Range shared; ///< rows
  int sharedGroups;
  Job start = {0, kRouted, 0};

  __device__ GateUpJobs(const SmallArgs &a, const Routing &routing)
      : a(a), routing(routing), shared(stream::evenPart(a.p.shared_intermediate,
                                                        blockIdx.x, gridDim.x)),
        sharedGroups(a.p.shared_intermediate ? (a.p.num_tokens + 7) / 8 : 0) {}

  __device__ void routed() {
    int perGroup = a.p.intermediate / 8;
    stream::Range range =
        stream::evenPart(routing.numGroups() * perGroup, blockIdx.x, gridDim.x);
    start = {range.last - range.first, range.first / perGroup,
             range.first % perGroup * 8};
  }
  __device__ Job first() const {
    return {1, sharedGroups ? -sharedGroups : kRouted, shared.first};
  }
  __device__ bool valid(Job &job) const {
    if (job.group == kRouted)
      job = start;
    return job.left > 0;
  }
  __device__ void next(Job &job) const {
    if (job.group >= 0) {
      --job.left;
      job.row += 8;
      if (job.row >= a.p.intermediate)
        job.row = 0, ++job.group;
    } else if (++job.group == 0) {
      job.row += 8;
      job.group = job.row < shared.last ? -sharedGroups : kRouted;
    }
  }
  __device__ int depth(const Job &) const { return a.p.hidden; }
  __device__ int lastRow(const Job &job) const {
    return job.group < 0 ? shared.last : a.p.intermediate;
  }
  __device__ stream::Rows<T> rows(const Job &job, int s) const {
    const T *gate = static_cast<const T *>(a.p.shared_gate_up);
    int64_t toUp = int64_t(a.p.shared_intermediate) * a.p.hidden, row = 0;
    if (job.group >= 0) {
      gate = static_cast<const T *>(a.p.gate);
      toUp = static_cast<const T *>(a.p.up) - gate;
      row = int64_t(routing.expert(job.group)) * a.p.intermediate;
    }
    unsigned valid = 0;
#pragma unroll
    for (int i = 0; i < 2; ++i)
      if (job.row + s + 4 * i < lastRow(job))
        valid |= 5u << i; // of gate and of up
    return {gate + (row + job.row + s) * a.p.hidden, 4 * a.p.hidden, 0, toUp,
            valid};
  }
  __device__ const T *token(const Job &job, int column) const {
    int t = (job.group + sharedGroups) * 8 + column;
    if (job.group >= 0) {
      unsigned c = routing.column(job.group, column);
      t = c == Routing::kNone ? a.p.num_tokens : c & 0xff;
    }
    return t < a.p.num_tokens
               ? static_cast<const T *>(a.normed) + int64_t(t) * a.p.hidden
               : nullptr;
  }
  /// Where the products of a column go, or null.
  __device__ T *out(const Job &job, int column) const {
    if (job.group < 0) {
      int t = (job.group + sharedGroups) * 8 + column;
      return t < a.p.num_tokens ? static_cast<T *>(a.shared) +
                                      int64_t(t) * a.p.shared_intermediate
                                : nullptr;
    }
    unsigned c = routing.column(job.group, column);
    return c == Routing::kNone ? nullptr
                               : static_cast<T *>(a.routed) +
                                     ((c & 0xff) * a.p.top_k + (c >> 8)) *
                                         int64_t(a.p.intermediate);
  }
};

template <typename T, int kColumns>
__global__ void __launch_bounds__(kThreads, 2)
    gateUpKernel(const __grid_constant__ SmallArgs a) {
  extern __shared__ __align__(128) char memory[];
  const MlaExpertsParams &p = a.p;
  Routing routing(p, a.at, memory + stream::Config<1, kColumns>::kRingBytes);
  using Jobs = GateUpJobs<T>;
  Jobs jobs(a, routing);
  stream::Ring<T, 1, kColumns, Jobs> ring(jobs, memory);
  stream::Walk<Jobs> tokens;
  tokens.start(jobs);
  int withTokens = 0;
  routing.prepare();
#pragma unroll 1
  for (int routed = 0; routed < 2; ++routed) {
    if (routed) {
      routing.make(a.logits);
      jobs.routed();
      if (!tokens.valid)
        tokens.enter(jobs);
    }
    ring.fill(); // of the shared experts first: that needs no routing
    if (!routed) {
      ptx::gridDependencyWait();
      ptx::gridLaunchDependents();
    }
    ring.issueTokens(tokens, withTokens);
  }
  ring.finishFill();
  if (p.chosen && blockIdx.x == 0)
    routing.store(p.chosen);

  stream::WarpSums all(memory + stream::Config<1, kColumns>::kRingBytes);
  const int column = threadIdx.x / 8 % 8, inTile = threadIdx.x % 8;
  auto done = [&](const typename Jobs::Job &job, const float (&sums)[1][1][4]) {
    T *out = threadIdx.x < 64 ? jobs.out(job, column) : nullptr;
    const int row = job.row + inTile;
    all.exchange(sums, [&](int, int) {
      if (!out || row >= jobs.lastRow(job))
        return;
      float gate = all.total(column, inTile);
      float up = all.total(column, inTile + 8);
      out[row] = fromFloat<T>(__fdividef(gate, 1 + __expf(-gate)) * up);
    });
  };
  stream::run<T, 1, kColumns>(jobs, ring, [](auto &, int) {}, done);
}

} // namespace
} // namespace mla::experts
