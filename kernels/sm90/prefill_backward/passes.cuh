//===- passes.cuh - before and after the backward kernel ------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Before: delta = sum(out * dout) of each row, the log-sum-exp in base 2, dQ's
// accumulator set to 0. After: dQ from f32 in the order of registers to rows.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/prefill/softmax.cuh"
#include "kernels/common/ptx/launch.cuh"
#include "kernels/sm90/prefill_backward/config.h"

namespace mla::prefill_backward {

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
  if (args.scratch.order && threadIdx.x < 2)
    args.scratch.order[2 * index + threadIdx.x] = 0;

  // Four lanes a row.
  const int row = row0 + threadIdx.x / 4, lane = threadIdx.x % 4;
  const int64_t b = args.cuQ ? 0 : batch;
  float sum = 0.f, lse2 = INFINITY;
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
      }
    }
    float lse = args.lse[b * args.lseStrideBatch + head * args.lseStrideHead +
                         place.start + row];
    if (lse != -INFINITY)
      lse2 = lse * kLog2E;
  }
  sum = prefill::quadSum(sum);
  if (lane == 0) {
    int64_t at = index * kBlockM + threadIdx.x / 4;
    args.scratch.delta[at] = sum;
    args.scratch.lse2[at] = lse2;
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
#pragma unroll
  for (int i = 0; i < C::kDQWholes; ++i) {
    float x[32];
#pragma unroll
    for (int j = 0; j < 8; ++j)
      reinterpret_cast<float4 *>(x)[j] = dq[(8 * i + j) * 128];
    storeAccumulators<T, 8>(first, second, x, args.scale, 64 * (group + 2 * i),
                            args.qkDim, lane);
  }
  if constexpr (C::kDQHalf) {
    float x[16];
#pragma unroll
    for (int j = 0; j < 4; ++j)
      reinterpret_cast<float4 *>(x)[j] = dq[(8 * C::kDQWholes + j) * 128];
    storeAccumulators<T, 4>(first, second, x, args.scale,
                            64 * (C::kQKBoxes - 1) + 32 * group, args.qkDim,
                            lane);
  }
}

} // namespace mla::prefill_backward
