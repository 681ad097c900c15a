//===- small.cuh - linear_small: few tokens, weights read once ----- -*- CUDA
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The rows of the weights are split evenly over the SMs and stream past the
// tokens (weight_stream.cuh). A CTA normalises for itself, each chunk on its
// way to the tensor cores. Gated: a job is 8 rows of gate and the same 8 of up,
// so a thread finds both sums in one place.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/launch.h"
#include "kernels/common/linear/linear.h"
#include "kernels/common/linear/weight_stream.cuh"

#include <algorithm>

namespace mla::linear {
namespace {

using stream::kThreads;
using stream::kWarps;

constexpr int kMostTokens = 32; ///< of a CTA

/// Shared memory of which two CTAs never fit an SM, but one does beside the
/// largest of the others. Behind attention, whose kernels leave the SMs
/// unevenly filled, two CTAs on one SM would halve the speed of all; and as
/// each has one then, so it stays. What adds a residual ends half a layer.
constexpr size_t kAlone = 114 * 1024;

template <int kColumns>
constexpr int kSquareBytes =
    stream::Config<1, kColumns>::kTiles * 8 * kWarps * 4;

/// Rows of the output, even over the CTAs, for some tokens. A tile has 16 rows,
/// gated 8 of gate and the same of up.
template <typename T, int kM> struct RowJobs {
  using Job = int; ///< its first row

  const MlaLinearParams &p;
  stream::Range range;
  int perTile, perJob;
  int firstToken, tokens;

  __device__ explicit RowJobs(const MlaLinearParams &p)
      : p(p), range(stream::evenPart(p.out_features, blockIdx.x, gridDim.x)),
        perTile(p.gated ? 8 : 16), perJob(perTile * kM),
        firstToken(blockIdx.y * kMostTokens),
        tokens(min(p.num_tokens - firstToken, kMostTokens)) {}

  __device__ Job first() const { return range.first; }
  __device__ bool valid(Job row) const { return row < range.last; }
  __device__ void next(Job &row) const { row += perJob; }
  __device__ int depth(Job) const { return p.in_features; }
  __device__ stream::Rows<T> rows(Job job, int s) const {
    const int64_t depth = p.in_features;
    unsigned valid = 0;
#pragma unroll
    for (int m = 0; m < kM; ++m)
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        int inTile = s + 4 * (p.gated ? i % 2 : i);
        if (job + m * perTile + inTile < range.last)
          valid |= 1u << (4 * m + i);
      }
    return {static_cast<const T *>(p.weight) + (job + s) * depth,
            4 * p.in_features, perTile * p.in_features,
            (p.gated ? p.out_features : 8) * depth, valid};
  }
  __device__ const T *token(int t) const {
    return static_cast<const T *>(p.x) + (firstToken + t) * p.x_stride;
  }
  __device__ const T *token(Job, int t) const {
    return t < tokens ? token(t) : nullptr;
  }
};

/// Where a row is normalised. After the product, its factor needs nobody's
/// wait: sums of squares are a by-product of the chunks that pass anyway, and
/// what is rounded is x · norm_weight. That may be beyond f16, which has to
/// divide first.
enum class Norm { None, Before, After };

/// Sums of squares by warp and token, of a CTA; their order does not depend on
/// T.
class SquareSums {
public:
  __device__ explicit SquareSums(char *memory)
      : parts(reinterpret_cast<float *>(memory)) {}

  /// All of them, read for this; a warp has every eighth token.
  template <typename T, typename Jobs>
  __device__ void compute(const Jobs &jobs) {
    const int lane = threadIdx.x % 32;
#pragma unroll 1
    for (int t = threadIdx.x / 32; t < jobs.tokens; t += kWarps) {
      float sum = 0;
#pragma unroll 8
      for (int k = lane * 8; k < jobs.p.in_features; k += 32 * 8) {
        uint32_t chunk[4];
        stream::loadActivations(chunk, jobs.token(t) + k);
        sum += squares<T>(chunk);
      }
      sum = laneSum(sum);
      if (lane < kWarps)
        parts[t * kWarps + lane] = lane == 0 ? sum : 0;
    }
    __syncthreads();
  }
  /// What this warp has of token `t`.
  __device__ void put(int t, float sum) {
    parts[t * kWarps + threadIdx.x / 32] = sum;
  }
  __device__ float factor(const MlaLinearParams &p, int t) const {
    float sum = 0;
#pragma unroll
    for (int w = 0; w < kWarps; ++w)
      sum += parts[t * kWarps + w];
    return rsqrtf(__fdividef(sum, p.in_features) + p.eps);
  }

  template <typename T>
  static __device__ float squares(const uint32_t (&chunk)[4]) {
    float sum = 0;
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      float2 v = unpackPair<T>(chunk[i]);
      sum += v.x * v.x + v.y * v.y;
    }
    return sum;
  }

private:
  float *parts;
};

/// 32 columns and their factors do not fit half of the registers.
template <typename T, int kM, int kColumns, Norm kNorm>
__global__ void __launch_bounds__(kThreads,
                                  kNorm == Norm::After && kColumns > 16 ? 1 : 2)
    smallKernel(const __grid_constant__ MlaLinearParams p) {
  extern __shared__ __align__(128) char memory[];
  using C = stream::Config<kM, kColumns>;
  constexpr int kTiles = C::kTiles;
  using Jobs = RowJobs<T, kM>;
  const Jobs jobs(p);
  char *sumMemory = memory + C::kRingBytes;
  SquareSums squares(sumMemory + stream::WarpSums::kBytes);
  T *normWeight = reinterpret_cast<T *>(
      memory + stream::kSharedBytes<kM, kColumns> + kSquareBytes<kColumns>);
  if constexpr (kNorm != Norm::None)
#pragma unroll 1
    for (int k = threadIdx.x * 8; k < p.in_features; k += kThreads * 8)
      ptx::cpAsync16(normWeight + k, static_cast<const T *>(p.norm_weight) + k,
                     true);
  stream::Ring<T, kM, kColumns, Jobs> ring(jobs, memory);
  ring.fill();
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();

  // Of a tile of rows and tokens, a thread has at most one output. Residuals
  // are fetched a job ahead.
  const int inRows = threadIdx.x % jobs.perTile;
  const int inTokens = threadIdx.x / jobs.perTile;
  auto isMine = [&](int row, int n) {
    return inTokens < 8 && n * 8 + inTokens < jobs.tokens &&
           row < jobs.range.last;
  };
  auto tokenOf = [&](int n) {
    return int64_t(jobs.firstToken + n * 8 + inTokens);
  };
  float residual[kM][kTiles];
  auto fetchResidual = [&](int job) {
    const T *from = static_cast<const T *>(p.residual);
#pragma unroll
    for (int m = 0; m < kM; ++m)
#pragma unroll
      for (int n = 0; n < kTiles; ++n) {
        int row = job + m * jobs.perTile + inRows;
        residual[m][n] =
            from && isMine(row, n)
                ? toFloat(from[tokenOf(n) * p.residual_stride + row])
                : 0;
      }
  };
  fetchResidual(jobs.range.first);

  ring.fillTokens();
  // Before: of the columns that the lane has as operands. After: of the token
  // whose outputs the thread has.
  float factors[kTiles], own[kTiles] = {};
  if constexpr (kNorm == Norm::Before) {
    squares.template compute<T>(jobs);
#pragma unroll
    for (int n = 0; n < kTiles; ++n) {
      int t = n * 8 + threadIdx.x % 32 / 4;
      factors[n] = t < jobs.tokens ? squares.factor(p, t) : 0;
    }
  }
  bool isFirst = true;
  auto normed = [&](uint32_t (&x)[kTiles][2][4], int k) {
    if constexpr (kNorm != Norm::None) {
#pragma unroll
      for (int half = 0; half < 2; ++half) {
        int at = k + half * 32;
        if (at >= p.in_features)
          continue;
#pragma unroll
        for (int n = 0; n < kTiles; ++n) {
          if (kNorm == Norm::After && isFirst)
            own[n] += SquareSums::squares<T>(x[n][half]);
          stream::normalize<T>(x[n][half], normWeight + at,
                               kNorm == Norm::After ? 1 : factors[n]);
        }
      }
    }
  };

  stream::WarpSums all(sumMemory);
  auto done = [&](int job, const float (&sums)[kM][kTiles][4]) {
    if (kNorm == Norm::After && isFirst) {
#pragma unroll
      for (int n = 0; n < kTiles; ++n) {
        own[n] += __shfl_xor_sync(0xffffffffu, own[n], 1);
        own[n] += __shfl_xor_sync(0xffffffffu, own[n], 2);
        if (threadIdx.x % 4 == 0)
          squares.put(n * 8 + threadIdx.x % 32 / 4, own[n]);
      }
    }
    all.exchange(sums, [&](int m, int n) {
      int row = job + m * jobs.perTile + inRows;
      if (!isMine(row, n))
        return;
      if (kNorm == Norm::After && isFirst)
        factors[n] = squares.factor(p, n * 8 + inTokens);
      const float factor = kNorm == Norm::After ? factors[n] : 1;
      float y = factor * all.total(inTokens, inRows);
      if (p.gated)
        y = y / (1 + __expf(-y)) * factor * all.total(inTokens, inRows + 8);
      else
        y += residual[m][n];
      int64_t at = tokenOf(n) * p.out_stride + row;
      if (p.out_dtype == MLA_F32)
        static_cast<float *>(p.out)[at] = y;
      else
        static_cast<T *>(p.out)[at] = fromFloat<T>(y);
    });
    isFirst = false;
    fetchResidual(job + jobs.perJob);
  };
  stream::run<T, kM, kColumns>(jobs, ring, normed, done);
}

template <typename T>
MlaStatus launchSmallTyped(const MlaLinearParams &p, void *stream) {
  if (reinterpret_cast<uintptr_t>(p.x) % 16 || p.x_stride % 8 ||
      reinterpret_cast<uintptr_t>(p.weight) % 16 ||
      reinterpret_cast<uintptr_t>(p.norm_weight) % 16)
    return MLA_BAD_ARGUMENT;
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  LaunchConfig config;
  config.grid = dim3(device.numSMs, stream::ceilDiv(p.num_tokens, kMostTokens));
  config.block = dim3(kThreads);
  config.pdl =
      device.sm == 90; // newer GPUs run PTX of sm_80, which does not wait
  auto with = [&]<int kM, int kColumns>() {
    constexpr Norm kBest =
        std::is_same_v<T, __half> ? Norm::Before : Norm::After;
    auto *kernel = p.norm_weight ? smallKernel<T, kM, kColumns, kBest>
                                 : smallKernel<T, kM, kColumns, Norm::None>;
    config.sharedBytes =
        stream::kSharedBytes<kM, kColumns> +
        (p.norm_weight ? kSquareBytes<kColumns> + p.in_features * 2 : 0);
    if (p.residual)
      config.sharedBytes = std::max<size_t>(config.sharedBytes, kAlone);
    if (MlaStatus status = allowSharedMemory(kernel, config.sharedBytes))
      return status;
    return launchKernel(kernel, config, stream, p);
  };
  // Two tiles of rows at a time where a CTA has more than one and the tokens
  // leave room in the ring.
  bool two = p.out_features > (p.gated ? 8 : 16) * device.numSMs;
  if (p.num_tokens <= 2)
    return two ? with.template operator()<2, 2>()
               : with.template operator()<1, 2>();
  if (p.num_tokens <= 8)
    return with.template operator()<1, 8>();
  if (p.num_tokens <= 16)
    return with.template operator()<1, 16>();
  return with.template operator()<1, 32>();
}

} // namespace
} // namespace mla::linear
