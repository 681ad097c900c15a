//===- passes.cuh - before and after the backward kernel ------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Before: delta = sum(out * dout) of each row, the log-sum-exp in base 2, dQ's
// accumulator set to 0; deterministic, what a row of dQ is counted in, and for
// that the largest key and value of each KV head. After: dQ from f32 (or i32)
// in the order of registers to rows.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/prefill/softmax.cuh"
#include "kernels/common/ptx/launch.cuh"
#include "kernels/sm90/prefill_backward/config.h"

namespace mla::prefill_backward {

/// NaN if either is.
__device__ __forceinline__ float maxNaN(float a, float b) {
  float r;
  asm("max.NaN.f32 %0, %1, %2;" : "=f"(r) : "f"(a), "f"(b));
  return r;
}

__device__ __forceinline__ float2 maxNaN(float2 a, float2 b) {
  return make_float2(maxNaN(a.x, b.x), maxNaN(a.y, b.y));
}
/// Of all lanes, none negative: their bits are in the order of the numbers, NaN
/// above all.
__device__ __forceinline__ float warpMaxNaN(float x) {
  return __uint_as_float(__reduce_max_sync(0xffffffffu, __float_as_uint(x)));
}

/// The sum of squares and the largest magnitude of `columns` elements of a row,
/// this lane's part: 8 at a time, 16-byte aligned.
template <typename T>
__device__ __forceinline__ float2 partOfRow(const T *row, int columns,
                                            int lane) {
  float squares = 0.f, most = 0.f;
  for (int c = 8 * lane; c < columns; c += 256) {
    uint4 x = *reinterpret_cast<const uint4 *>(row + c);
    const uint32_t words[4] = {x.x, x.y, x.z, x.w};
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      float2 a = unpackPair<T>(words[i]);
      squares += a.x * a.x + a.y * a.y;
      most = maxNaN(most, maxNaN(fabsf(a.x), fabsf(a.y)));
    }
  }
  return make_float2(squares, most);
}

/// bounds[b, h]: chunk i looks at keys i * 8 + warp, in steps of all chunks.
template <typename T>
__global__ void __launch_bounds__(256)
    boundKernel(const __grid_constant__ BoundArguments args) {
  ptx::gridLaunchDependents();
  __shared__ float2 warps[8];
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int head = blockIdx.y, batch = blockIdx.z;
  int length = args.seqKV;
  int64_t start = 0;
  if (args.cuKV) {
    start = args.cuKV[batch];
    length = args.cuKV[batch + 1] - args.cuKV[batch];
  }
  const int64_t b = args.cuKV ? 0 : batch;
  const T *k = static_cast<const T *>(args.k) + b * args.kStrideBatch +
               start * args.kStrideToken + head * args.kStrideHead;
  const T *v = static_cast<const T *>(args.v) + b * args.vStrideBatch +
               start * args.vStrideToken + head * args.vStrideHead;
  float2 most = make_float2(0.f, 0.f);
  for (int key = blockIdx.x * 8 + warp; key < length; key += 8 * kBoundChunks) {
    float large =
        warpMaxNaN(partOfRow(k + key * args.kStrideToken, args.qkDim, lane).y);
    float squares =
        laneSum(partOfRow(v + key * args.vStrideToken, args.vDim, lane).x);
    most = maxNaN(most, make_float2(sqrtf(squares) * large, large));
  }
  if (lane == 0)
    warps[warp] = most;
  __syncthreads();
  if (threadIdx.x == 0) {
    for (int i = 1; i < 8; ++i)
      most = maxNaN(most, warps[i]);
    args.bounds[(int64_t(batch) * gridDim.y + head) * kBoundChunks +
                blockIdx.x] = most;
  }
}

/// What a row of dQ is counted in; all lanes of a warp, one batch and KV head.
__device__ __forceinline__ float quantumOf(const float2 *bounds, float dout2,
                                           float delta, float lse, int lane) {
  static_assert(kBoundChunks == 32);
  float2 most = bounds[lane];
  float bound =
      sqrtf(dout2) * warpMaxNaN(most.x) + fabsf(delta) * warpMaxNaN(most.y);
  // Queries that are no numbers show in the log-sum-exp.
  if (!(bound < INFINITY) || !(lse < INFINITY))
    return NAN;
  // bound < 2^(exponent + 1), and half of the integers are for what rounding
  // adds.
  int exponent = static_cast<int>(__float_as_uint(bound) >> 23) - 127;
  return __uint_as_float((min(28 - exponent, 126) + 127) << 23);
}

/// Rows of a block of 64: grid (blocks of the longest sequence, N, B).
struct BlockPlace {
  int64_t block; ///< in the scratch of the head
  int64_t start; ///< first token of the sequence if ragged
  int length;
};

__device__ __forceinline__ BlockPlace placeBlock(const Scratch &scratch,
                                                 const int32_t *cuQ, int seqQ,
                                                 int batch, int index) {
  BlockPlace p = {int64_t(batch) * scratch.blocksPerSequence + index, 0, seqQ};
  if (cuQ) {
    p.start = cuQ[batch];
    p.length = cuQ[batch + 1] - cuQ[batch];
    p.block = p.start / kBlockM + batch + index;
  }
  return p;
}

template <typename C>
__global__ void __launch_bounds__(256)
    prepareKernel(const __grid_constant__ PassArguments args) {
  using T = typename C::Element;
  ptx::gridLaunchDependents();
  const int head = blockIdx.y, batch = blockIdx.z;
  BlockPlace place =
      placeBlock(args.scratch, args.cuQ, args.seqQ, batch, blockIdx.x);
  const int row0 = blockIdx.x * kBlockM;
  if (row0 >= place.length)
    return;
  const int64_t index = head * int64_t(args.scratch.blocks) + place.block;

  auto *dq =
      reinterpret_cast<float4 *>(args.scratch.dq + index * C::kDQElements);
  for (int i = threadIdx.x; i < C::kDQElements / 4; i += blockDim.x)
    dq[i] = make_float4(0.f, 0.f, 0.f, 0.f);

  // Four lanes a row.
  const int row = row0 + threadIdx.x / 4, lane = threadIdx.x % 4;
  const int64_t b = args.cuQ ? 0 : batch;
  float sum = 0.f, squares = 0.f, lse = -INFINITY;
  if (row < place.length) {
    const T *out = static_cast<const T *>(args.out) + b * args.outStrideBatch +
                   (place.start + row) * args.outStrideToken +
                   head * args.outStrideHead;
    const T *dout =
        static_cast<const T *>(args.dout) + b * args.doutStrideBatch +
        (place.start + row) * args.doutStrideToken + head * args.doutStrideHead;
    for (int c = 8 * lane; c < args.vDim; c += 32) {
      uint4 x = *reinterpret_cast<const uint4 *>(out + c);
      uint4 y = *reinterpret_cast<const uint4 *>(dout + c);
      const uint32_t xs[4] = {x.x, x.y, x.z, x.w};
      const uint32_t ys[4] = {y.x, y.y, y.z, y.w};
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        float2 a = unpackPair<T>(xs[i]), d = unpackPair<T>(ys[i]);
        sum += a.x * d.x + a.y * d.y;
        squares += d.x * d.x + d.y * d.y;
      }
    }
    lse = args.lse[b * args.lseStrideBatch + head * args.lseStrideHead +
                   place.start + row];
  }
  sum = prefill::quadSum(sum);
  const int64_t at = index * kBlockM + threadIdx.x / 4;
  if (lane == 0) {
    args.scratch.delta[at] = sum;
    args.scratch.lse2[at] = lse == -INFINITY ? INFINITY : lse * kLog2E;
  }
  if constexpr (C::kDeterministic) {
    squares = prefill::quadSum(squares);
    ptx::gridDependencyWait();
    float quantum = quantumOf(
        args.scratch.bounds +
            (int64_t(batch) * args.hKV + head / args.headsPerKV) * kBoundChunks,
        squares, sum, lse, threadIdx.x % 32);
    if (lane == 0)
      args.scratch.quantum[at] = quantum;
  }
}

/// Rows of `16 * kChunks` bytes from accumulator registers, normal order:
/// chunk j of the thread's two rows are columns 8j…8j+7.
template <typename T, int kChunks>
__device__ __forceinline__ void
storeAccumulators(T *row0, T *row1, const float (&x)[4 * kChunks], float scale,
                  int column0, int columns, int lane) {
#pragma unroll
  for (int r = 0; r < 2; ++r) {
    T *out = r ? row1 : row0;
#pragma unroll
    for (int i = 0; i < kChunks / 4; ++i) {
      uint32_t words[4];
#pragma unroll
      for (int j = 0; j < 4; ++j)
        words[j] = packPair<T>(x[16 * i + 4 * j + 2 * r] * scale,
                               x[16 * i + 4 * j + 2 * r + 1] * scale);
      prefill::quadTranspose(words, lane);
      int column = column0 + 32 * i + 8 * (lane & 3);
      if (out && column < columns)
        *reinterpret_cast<uint4 *>(out + column) =
            make_uint4(words[0], words[1], words[2], words[3]);
    }
  }
}

template <typename C>
__global__ void __launch_bounds__(256)
    finishKernel(const __grid_constant__ PassArguments args) {
  using T = typename C::Element;
  ptx::gridDependencyWait();
  const int head = blockIdx.y, batch = blockIdx.z;
  BlockPlace place =
      placeBlock(args.scratch, args.cuQ, args.seqQ, batch, blockIdx.x);
  const int row0 = blockIdx.x * kBlockM;
  if (row0 >= place.length)
    return;
  const int group = threadIdx.x / 128, thread = threadIdx.x % 128;
  const int lane = thread % 32, warp = thread / 32;
  const int64_t index = head * int64_t(args.scratch.blocks) + place.block;
  const auto *dq = reinterpret_cast<const float4 *>(
                       args.scratch.dq + index * C::kDQElements +
                       group * (C::kDQElements / 2)) +
                   thread;
  const int row = row0 + 16 * warp + lane / 4;
  T *base = static_cast<T *>(args.dq) +
            (args.cuQ ? 0 : batch) * args.dqStrideBatch +
            (place.start + row) * args.dqStrideToken + head * args.dqStrideHead;
  T *first = row < place.length ? base : nullptr;
  T *second = row + 8 < place.length ? base + 8 * args.dqStrideToken : nullptr;
  // One over the quantum of the thread's two rows, if there is one.
  float unit[2] = {1.f, 1.f};
  if constexpr (C::kDeterministic)
    for (int r = 0; r < 2; ++r)
      unit[r] =
          1.f /
          args.scratch.quantum[index * kBlockM + 16 * warp + lane / 4 + 8 * r];
  auto load = [&](float *x, int j) {
    float4 words = dq[j * 128];
    const float *from = &words.x;
#pragma unroll
    for (int i = 0; i < 4; ++i)
      x[i] = C::kDeterministic
                 ? static_cast<float>(__float_as_int(from[i])) * unit[i / 2]
                 : from[i];
  };
#pragma unroll
  for (int i = 0; i < C::kDQWholes; ++i) {
    float x[32];
#pragma unroll
    for (int j = 0; j < 8; ++j)
      load(x + 4 * j, 8 * i + j);
    storeAccumulators<T, 8>(first, second, x, args.scale, 64 * (group + 2 * i),
                            args.qkDim, lane);
  }
  if constexpr (C::kDQHalf) {
    float x[16];
#pragma unroll
    for (int j = 0; j < 4; ++j)
      load(x + 4 * j, 8 * C::kDQWholes + j);
    storeAccumulators<T, 4>(first, second, x, args.scale,
                            64 * (C::kQKBoxes - 1) + 32 * group, args.qkDim,
                            lane);
  }
}

} // namespace mla::prefill_backward
