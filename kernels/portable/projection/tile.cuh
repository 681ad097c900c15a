//===- tile.cuh - a tile of 16 tokens against a head's weights ---- -*- CUDA
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the per-head products share: tiles of weights in shared memory, copied
// 16 bytes at a time, zero filled; tokens in registers; and the product with
// weights whose rows are k.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/copy.cuh"
#include "kernels/common/ptx/mma.cuh"

namespace mla::projection {

constexpr int kThreads = 128;
constexpr int kTokens = 16;        ///< of a tile
constexpr int kAbsorbColumns = 64; ///< of a CTA where weight rows are k

/// Rows of 16-byte chunks, permuted within 128 bytes against bank conflicts.
__device__ __forceinline__ uint32_t chunkAt(int row, int chunk, int pitch) {
  return row * pitch + ((chunk ^ (row & 7)) << 4);
}

/// Starts copying rows x chunks from `base`; `place(row, chunk)` is the offset
/// of a chunk in elements, or negative where zeros go.
template <typename T, typename Place>
__device__ __forceinline__ void copyTile(char *tile, int rows, int pitch,
                                         const T *base, Place &&place) {
  const int chunks = pitch / 16;
  for (int i = threadIdx.x; i < rows * chunks; i += kThreads) {
    int row = i / chunks, chunk = i % chunks;
    int64_t at = place(row, chunk);
    ptx::cpAsync16(tile + chunkAt(row, chunk, pitch), base + (at < 0 ? 0 : at),
                   at >= 0);
  }
}

/// Operands of tokens straight from memory, for kSteps products 16 deep: nobody
/// shares them but warps with other columns, and a tile of their own would cost
/// a round trip and a barrier.
template <typename T> class TokenRows {
public:
  static constexpr int kSteps = 8;
  uint32_t x[kSteps][4];

  /// `tokens` rows at `from`, of `depth` elements: a multiple of 8. Past either
  /// end there are zeros.
  __device__ TokenRows(const T *from, int64_t stride, int tokens, int depth)
      : low(from + threadIdx.x % 32 / 4 * stride + threadIdx.x % 4 * 2),
        high(low + 8 * stride), depth(depth),
        hasLow(threadIdx.x % 32 / 4 < tokens),
        hasHigh(threadIdx.x % 32 / 4 + 8 < tokens) {}

  /// From `k` on, all on their way at once.
  __device__ void load(int k) {
#pragma unroll
    for (int i = 0; i < kSteps; ++i) {
      x[i][0] = pair(low, k + i * 16, hasLow);
      x[i][1] = pair(high, k + i * 16, hasHigh);
      x[i][2] = pair(low, k + i * 16 + 8, hasLow);
      x[i][3] = pair(high, k + i * 16 + 8, hasHigh);
    }
  }

private:
  __device__ uint32_t pair(const T *row, int k, bool valid) const {
    return valid && k < depth ? *reinterpret_cast<const uint32_t *>(row + k)
                              : 0;
  }

  const T *low, *high;
  int depth;
  bool hasLow, hasHigh;
};

/// c = 16 tokens x the 16 columns of this warp, of weights whose rows are k:
/// `depth` of them, and zeros up to a multiple of 16.
template <typename T>
__device__ __forceinline__ void
absorbProduct(float (&c)[2][4], TokenRows<T> rows, uint32_t wAt, int depth) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
#pragma unroll 1
  for (int first = 0; first < depth; first += rows.kSteps * 16) {
    rows.load(first);
#pragma unroll
    for (int i = 0; i < rows.kSteps; ++i) {
      const int k = first + i * 16;
      if (k >= depth)
        break;
      uint32_t ws[4];
      ptx::loadMatrixTransX4(ws,
                             wAt + chunkAt(k + lane % 16, warp * 2 + lane / 16,
                                           kAbsorbColumns * 2));
      ptx::mma16816<T>(c[0], rows.x[i], ws[0], ws[1]);
      ptx::mma16816<T>(c[1], rows.x[i], ws[2], ws[3]);
    }
  }
}

/// Stores columns of rows [first, last) that are below `columns`; a warp has
/// two tiles of 8 from `column` on.
template <typename T>
__device__ __forceinline__ void storeTile(T *out, int64_t strideToken,
                                          const float (&c)[2][4], int first,
                                          int last, int column, int columns) {
  const int lane = threadIdx.x % 32;
#pragma unroll
  for (int n = 0; n < 2; ++n) {
    int at = column + n * 8 + lane % 4 * 2;
#pragma unroll
    for (int half = 0; half < 2; ++half) {
      int t = first + half * 8 + lane / 4;
      if (t < last && at < columns)
        *reinterpret_cast<uint32_t *>(out + t * strideToken + at) =
            packPair<T>(c[n][half * 2], c[n][half * 2 + 1]);
    }
  }
}

/// Tiles of tokens a CTA walks: one as long as that gives no more than eight
/// CTAs an SM; the weights then come from L2, and tiles do not wait for each
/// other.
inline int tilesPerCta(int tiles, int ctasPerTile, int numSMs) {
  int room = 8 * numSMs / ctasPerTile;
  return room < 1 ? tiles : (tiles + room - 1) / room;
}

} // namespace mla::projection
