//===- small.cuh - experts_small: each expert hit is read once ---- -*- CUDA
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Four kernels, each started by PDL while the one before it still runs:
//
//   router   linear_small: norm(x) -> normed; logits in f32
//   shared   linear_small, gated: the shared experts' gate and up
//   gate_up  routed gate and up of the experts hit
//   down     shared and routed down, weighted sum, residual
//
// Nothing tells a CTA of gate_up or down which experts were hit but the logits:
// each routes for itself, before its PDL wait, while the kernel ahead of it
// streams. It may: the router kernel is complete when it starts, since every
// CTA of the shared kernel (of gate_up) allowed that only behind a wait of its
// own. So there are no flags, no counters and nothing to reset, and the first
// weights of the experts hit are on their way before the wait, too.
//
// The tokens of an expert are the columns of its product, eight at a time; an
// expert with more is read again for the next eight. down keeps 16 rows of the
// output per CTA and adds shared experts first, then the experts hit in
// ascending order: one order for a token, whoever else is in the batch.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/experts/experts.h"
#include "kernels/common/experts/route.cuh"
#include "kernels/common/launch.h"
#include "kernels/common/linear/small.h"
#include "kernels/common/linear/weight_stream.cuh"
#include "mla/Kernels/Experts.h"

namespace mla::experts {
namespace {

using stream::kThreads;

struct SmallArgs {
  MlaExpertsParams p;
  const void *normed;  ///< [T, H]
  const float *logits; ///< [T, E]
  void *shared;        ///< [T, Is]
  void *routed;        ///< [T, K, I]
  RoutingLayout at;    ///< behind the ring
};

//===-- gate_up -----------------------------------------------------------===//

/// 8 kM intermediate rows, gate and up, of a group of tokens; all of them in a
/// row, split evenly.
template <typename T, int kM> struct GateUpJobs {
  struct Job {
    int left, group, row;
  };

  const SmallArgs &a;
  const Routing &routing;
  Job start;

  __device__ GateUpJobs(const SmallArgs &a, const Routing &routing)
      : a(a), routing(routing) {
    int perGroup = (a.p.intermediate + 8 * kM - 1) / (8 * kM);
    stream::Range range =
        stream::evenPart(routing.numGroups() * perGroup, blockIdx.x, gridDim.x);
    start = {range.last - range.first, range.first / perGroup,
             range.first % perGroup * 8 * kM};
  }
  __device__ Job first() const { return start; }
  __device__ bool valid(const Job &job) const { return job.left > 0; }
  __device__ void next(Job &job) const {
    --job.left;
    job.row += 8 * kM;
    if (job.row >= a.p.intermediate)
      job.row = 0, ++job.group;
  }
  __device__ int depth(const Job &) const { return a.p.hidden; }
  __device__ stream::Rows<T> rows(const Job &job, int s) const {
    int64_t row = int64_t(routing.expert(job.group)) * a.p.intermediate;
    const T *gate = static_cast<const T *>(a.p.gate);
    return {gate + (row + job.row + s) * a.p.hidden, 4 * a.p.hidden,
            8 * a.p.hidden, static_cast<const T *>(a.p.up) - gate,
            kM == 2 && job.row + 8 < a.p.intermediate ? 0xffu : 0xfu};
  }
  __device__ const T *token(const Job &job, int column) const {
    unsigned c = routing.column(job.group, column);
    return c == Routing::kNone
               ? nullptr
               : static_cast<const T *>(a.normed) + (c & 0xff) * a.p.hidden;
  }
};

template <typename T, int kM, int kColumns>
__global__ void __launch_bounds__(kThreads, 2)
    gateUpKernel(const __grid_constant__ SmallArgs a) {
  extern __shared__ __align__(128) char memory[];
  const MlaExpertsParams &p = a.p;
  Routing routing(p, a.at, memory + stream::Config<kM, kColumns>::kRingBytes);
  // Without shared experts the router is the kernel just ahead.
  if (!p.shared_intermediate)
    ptx::gridDependencyWait();
  routing.make(a.logits);
  using Jobs = GateUpJobs<T, kM>;
  const Jobs jobs(a, routing);
  stream::Ring<T, kM, kColumns, Jobs> ring(jobs, memory);
  ring.fill();
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();
  ring.fillTokens();

  stream::WarpSums all(memory + stream::Config<kM, kColumns>::kRingBytes);
  const int column = threadIdx.x / 8 % 8, inTile = threadIdx.x % 8;
  auto done = [&](const typename Jobs::Job &job,
                  const float (&sums)[kM][1][4]) {
    unsigned c = routing.column(job.group, column);
    all.exchange(sums, [&](int m, int) {
      int row = job.row + m * 8 + inTile;
      if (threadIdx.x >= 64 || c == Routing::kNone || row >= p.intermediate)
        return;
      float gate = all.total(column, inTile);
      float up = all.total(column, inTile + 8);
      static_cast<T *>(a.routed)[((c & 0xff) * p.top_k + (c >> 8)) *
                                     int64_t(p.intermediate) +
                                 row] =
          fromFloat<T>(gate / (1 + __expf(-gate)) * up);
    });
  };
  stream::run<T, kM, kColumns>(jobs, ring, [](auto &, int) {}, done);
}

//===-- down --------------------------------------------------------------===//

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
  ring.fill(); // the shared experts' need no routing
  routing.make(a.logits);
  jobs.routed();
  ring.fill();
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

//===-- launch ------------------------------------------------------------===//

template <typename T, int kM, int kColumns, bool kFew>
MlaStatus launchRouted(const SmallArgs &a, const DeviceInfo &device,
                       void *stream) {
  LaunchConfig config;
  config.grid = dim3(device.numSMs);
  config.block = dim3(kThreads);
  config.pdl =
      device.sm == 90; // newer GPUs run PTX of sm_80, which does not wait
  auto launch = [&](auto *kernel, int ringBytes) {
    config.sharedBytes = ringBytes + a.at.size;
    if (MlaStatus status = allowSharedMemory(kernel, config.sharedBytes))
      return status;
    return launchKernel(kernel, config, stream, a);
  };
  if (MlaStatus status = launch(gateUpKernel<T, kM, kColumns>,
                                stream::Config<kM, kColumns>::kRingBytes))
    return status;
  return launch(downKernel<T, kColumns, kFew>,
                stream::Config<1, kColumns>::kRingBytes);
}

template <typename T>
MlaStatus launchSmallTyped(const MlaExpertsParams &p, void *stream) {
  auto aligned = [](const void *pointer) {
    return reinterpret_cast<uintptr_t>(pointer) % 16 == 0;
  };
  if (!aligned(p.gate) || !aligned(p.up) || !aligned(p.down) ||
      !aligned(p.shared_down) || !aligned(p.workspace))
    return MLA_BAD_ARGUMENT;
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  const auto layout = kernels::expertsSmallLayout(kernels::expertsShape(p));
  char *workspace = static_cast<char *>(p.workspace);
  SmallArgs a = {};
  a.p = p;
  a.normed = workspace + layout.normed;
  a.logits = reinterpret_cast<const float *>(workspace + layout.logits);
  a.shared = workspace + layout.shared;
  a.routed = workspace + layout.routed;
  a.at = routingLayout(p.num_tokens, p.top_k, p.num_experts,
                       stream::WarpSums::kBytes, stream::kWarps);

  linear::SmallCall router = {};
  router.p.x = p.x, router.p.x_stride = p.x_stride;
  router.p.norm_weight = p.norm_weight, router.p.eps = p.eps;
  router.p.weight = p.router;
  router.p.out = workspace + layout.logits, router.p.out_dtype = MLA_F32;
  router.p.out_stride = p.num_experts;
  router.p.num_tokens = p.num_tokens;
  router.p.in_features = p.hidden, router.p.out_features = p.num_experts;
  router.p.dtype = p.dtype;
  router.normed = workspace + layout.normed;
  if (MlaStatus status = linear::launchSmall(router, stream))
    return status;
  if (p.shared_intermediate) {
    linear::SmallCall shared = {};
    shared.p.x = a.normed, shared.p.x_stride = p.hidden;
    shared.p.weight = p.shared_gate_up, shared.p.gated = 1;
    shared.p.out = a.shared, shared.p.out_dtype = p.dtype;
    shared.p.out_stride = p.shared_intermediate;
    shared.p.num_tokens = p.num_tokens;
    shared.p.in_features = p.hidden;
    shared.p.out_features = p.shared_intermediate;
    shared.p.dtype = p.dtype;
    if (MlaStatus status = linear::launchSmall(shared, stream))
      return status;
  }
  if (p.num_tokens <= 2)
    return launchRouted<T, 2, 2, true>(a, device, stream);
  if (p.num_tokens <= 8)
    return launchRouted<T, 1, 8, true>(a, device, stream);
  return launchRouted<T, 1, 8, false>(a, device, stream);
}

} // namespace
} // namespace mla::experts
