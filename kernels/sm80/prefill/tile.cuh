//===- tile.cuh - tiles of the general prefill kernels --------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Places, loads and warp products of the general prefill kernels.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/mma.cuh"
#include "kernels/params.h"

namespace mla::prefill {

/// Where a CTA of a one-dimensional grid (batch, head, block) stands.
struct Sequence {
  int block, head;
  int64_t batch; ///< 0 if ragged
  int lenQ, lenKV;
  int64_t startQ, startKV;
};

/// `heads`: those the grid has, num_heads or h_kv.
__device__ __forceinline__ Sequence findSequence(const MlaPrefillParams &p,
                                                 int blocks, int heads) {
  Sequence t;
  int index = blockIdx.x / blocks;
  t.block = blockIdx.x - index * blocks;
  t.batch = index / heads;
  t.head = index - static_cast<int>(t.batch) * heads;
  t.lenQ = p.seq_q;
  t.lenKV = p.seq_kv;
  t.startQ = t.startKV = 0;
  if (p.cu_q) {
    t.startQ = p.cu_q[t.batch];
    t.startKV = p.cu_kv[t.batch];
    t.lenQ = p.cu_q[t.batch + 1] - static_cast<int>(t.startQ);
    t.lenKV = p.cu_kv[t.batch + 1] - static_cast<int>(t.startKV);
    t.batch = 0;
  }
  return t;
}

__device__ __forceinline__ Sequence findSequence(const MlaPrefillParams &p,
                                                 int blocks) {
  return findSequence(p, blocks, p.num_heads);
}

template <typename T>
__device__ __forceinline__ const T *
rowsOf(const void *base, int64_t batch, int64_t strideBatch, int64_t token,
       int64_t strideToken, int64_t head, int64_t strideHead) {
  return static_cast<const T *>(base) + batch * strideBatch +
         token * strideToken + head * strideHead;
}

template <typename T>
__device__ __forceinline__ T *
rowsOf(void *base, int64_t batch, int64_t strideBatch, int64_t token,
       int64_t strideToken, int64_t head, int64_t strideHead) {
  return static_cast<T *>(base) + batch * strideBatch + token * strideToken +
         head * strideHead;
}

/// Rows of shared memory are padded by 16 bytes: ldmatrix without conflicts.
template <int kDim> constexpr int kPitch = kDim + 8;

/// Rows past `validRows` and columns past `dim` become zeros.
template <int kThreads, typename T>
__device__ __forceinline__ void
loadTile(T *shared, int pitch, int paddedDim, const T *global, int64_t stride,
         int rows, int validRows, int dim, bool vectors) {
  if (vectors) {
    int chunks = paddedDim / 8;
    for (int i = threadIdx.x; i < rows * chunks; i += kThreads) {
      int row = i / chunks, column = i % chunks * 8;
      uint4 value = make_uint4(0, 0, 0, 0);
      if (row < validRows && column < dim)
        value =
            *reinterpret_cast<const uint4 *>(global + row * stride + column);
      *reinterpret_cast<uint4 *>(shared + row * pitch + column) = value;
    }
    return;
  }
  for (int i = threadIdx.x; i < rows * paddedDim; i += kThreads) {
    int row = i / paddedDim, column = i % paddedDim;
    T value = fromFloat<T>(0.f);
    if (row < validRows && column < dim)
      value = global[row * stride + column];
    shared[row * pitch + column] = value;
  }
}

/// x[16 x kN] = A B^T: 16 rows of A and kN rows of B, both kDim wide.
template <typename T, int kN, int kDim>
__device__ __forceinline__ void multiplyRows(float (&x)[kN / 2], const T *a,
                                             const T *b, int lane) {
  constexpr int kPitchBytes = 2 * kPitch<kDim>;
  const uint32_t aAddress =
      ptx::sharedAddress(a) + lane % 16 * kPitchBytes + lane / 16 * 16;
  const uint32_t bAddress = ptx::sharedAddress(b) +
                            (lane % 8 + lane / 16 * 8) * kPitchBytes +
                            lane / 8 % 2 * 16;
  auto &chunks = reinterpret_cast<float (&)[kN / 8][4]>(x);
#pragma unroll
  for (int i = 0; i < kN / 2; ++i)
    x[i] = 0.f;
#pragma unroll
  for (int d = 0; d < kDim / 16; ++d) {
    uint32_t fa[4], fb[4];
    ptx::loadMatrixX4(fa, aAddress + 32 * d);
#pragma unroll
    for (int n = 0; n < kN / 16; ++n) {
      ptx::loadMatrixX4(fb, bAddress + 16 * n * kPitchBytes + 32 * d);
      ptx::mma16816<T>(chunks[2 * n], fa, fb[0], fb[1]);
      ptx::mma16816<T>(chunks[2 * n + 1], fa, fb[2], fb[3]);
    }
  }
}

/// x[16 x kColumns] += A B: A is 16 x kK in registers, B kK rows of pitch
/// `kPitchElements`, its first column at `b`.
template <typename T, int kK, int kColumns, int kPitchElements>
__device__ __forceinline__ void multiplyColumns(float (&x)[kColumns / 2],
                                                const uint32_t (&a)[kK / 16][4],
                                                const T *b, int lane) {
  const uint32_t address =
      ptx::sharedAddress(b) + 2 * (lane % 16 * kPitchElements + lane / 16 * 8);
  auto &chunks = reinterpret_cast<float (&)[kColumns / 8][4]>(x);
#pragma unroll
  for (int k = 0; k < kK / 16; ++k)
#pragma unroll
    for (int d = 0; d < kColumns / 16; ++d) {
      uint32_t fb[4];
      ptx::loadMatrixTransX4(fb,
                             address + 2 * (16 * k * kPitchElements + 16 * d));
      ptx::mma16816<T>(chunks[2 * d], a[k], fb[0], fb[1]);
      ptx::mma16816<T>(chunks[2 * d + 1], a[k], fb[2], fb[3]);
    }
}

} // namespace mla::prefill
