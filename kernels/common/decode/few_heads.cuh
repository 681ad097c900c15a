//===- few_heads.cuh - decode for up to 32 rows a KV head ------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The arithmetic of one CTA of eight warps on tiles of 32 keys, mma.sync only;
// who brings keys to shared memory is the business of its callers (producer
// warps on sm_90, the math warps themselves on sm_80).
//
//   QK       warp w: a quarter of the dims (w % 4) of 16 keys (w / 4), queries
//            in registers; the four partial sums meet in shared memory
//   softmax  warp w: an eighth of the rows; probabilities to shared memory
//   PV       warp w: an eighth of the value columns, all rows and keys
//
// QK of the next tile stands between softmax and PV of this one, so a tile
// costs one barrier and the two matrix products overlap in the pipeline.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/decode/key_rows.cuh"
#include "kernels/common/decode/plan.cuh"
#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/copy.cuh"
#include "kernels/common/ptx/mma.cuh"

namespace mla::decode {

constexpr int kTileKeys = 32;
constexpr int kMathWarps = 8;
constexpr int kMathThreads = kMathWarps * 32;
constexpr int kMathBarrier = 1;

template <typename T_, int kL_, int kRowTiles_> struct FewHeads {
  using T = T_;
  static constexpr int kL = kL_;               ///< room for L
  static constexpr int kRowTiles = kRowTiles_; ///< of 16 rows
  static constexpr int kRows = 16 * kRowTiles;
  static constexpr int kDim = kL + 64; ///< room for L + R
  /// Bytes between rows of keys: dense, so that copies are aligned (a shift of
  /// 16 bytes a row costs 7 % of bandwidth). Against bank conflicts the 16-byte
  /// chunks of each 128 bytes are permuted by the row instead.
  static constexpr int kPitch = kDim * 2;
  static constexpr int kTileBytes = kTileKeys * kPitch;
  static constexpr int kSteps = kDim / 16 / 4; ///< k-steps of a dim quarter
  static constexpr int kColumns = kL / kMathWarps;
  static constexpr int kProbPitch = kTileKeys + 8; ///< elements
  static_assert(kDim % 64 == 0 && kColumns % 16 == 0);
  static_assert(kPitch % 128 == 0, "the permutation is within 128 bytes");

  /// Byte offset of a 16-byte chunk in a tile.
  static __device__ __forceinline__ uint32_t chunkAt(int row, int chunk) {
    return row * kPitch + ((chunk ^ (row & 7)) << 4);
  }

  struct Shared {
    float scores[2][4][kRows][kTileKeys];
    uint16_t probs[2][kRows][kProbPitch];
    float rescale[2][kRows];
    float inverseSum[kRows];
  };

  /// Registers of a warp while it works on one piece.
  struct State {
    uint32_t q[kRowTiles][kSteps][4];
    float o[kRowTiles][kColumns / 8][4];
    float rowMax, rowSum; ///< of this lane's softmax row, log2 units
  };

  // Softmax lanes: each warp has kRows / 8 rows, so 16 or 8 lanes a row.
  static constexpr int kLanesPerRow = 32 / (kRows / kMathWarps);
  static constexpr int kKeysPerLane = kTileKeys / kLanesPerRow;

  static __device__ __forceinline__ int softmaxRow(int warp, int lane) {
    return warp * (kRows / kMathWarps) + lane / kLanesPerRow;
  }

  /// Score columns are permuted by row so that the eight-byte stores of the
  /// accumulators hit all banks.
  static __device__ __forceinline__ int scoreColumn(int row, int column) {
    return column ^ ((row & 3) << 3);
  }

  /// Queries of a piece, from a tile laid out as the keys are.
  static __device__ __forceinline__ void loadQueries(State &s, uint32_t tile,
                                                     int warp, int lane) {
    int quarter = warp % 4;
#pragma unroll
    for (int rt = 0; rt < kRowTiles; ++rt)
#pragma unroll
      for (int k = 0; k < kSteps; ++k) {
        // Matrices: rows 0-7 | rows 8-15 | the same at dims + 8.
        int row = rt * 16 + lane % 16;
        int chunk = (quarter * kSteps + k) * 2 + lane / 16;
        ptx::loadMatrixX4(s.q[rt][k], tile + chunkAt(row, chunk));
      }
  }

  static __device__ __forceinline__ void reset(State &s) {
    s.rowMax = -INFINITY;
    s.rowSum = 0;
#pragma unroll
    for (int rt = 0; rt < kRowTiles; ++rt)
#pragma unroll
      for (int n = 0; n < kColumns / 8; ++n)
#pragma unroll
        for (int i = 0; i < 4; ++i)
          s.o[rt][n][i] = 0;
  }

  /// Partial scores of a tile of keys.
  static __device__ __forceinline__ void
  scores(const State &s, uint32_t tile, float (&out)[4][kRows][kTileKeys],
         int warp, int lane) {
    int quarter = warp % 4, group = warp / 4;
    float c[kRowTiles][2][4] = {};
    // Matrices: keys 0-7 dims 0-7 | keys 0-7 dims 8-15 | keys 8-15 likewise.
    int key = group * 16 + lane / 16 * 8 + lane % 8;
    int chunk = quarter * kSteps * 2 + lane / 8 % 2;
#pragma unroll
    for (int k = 0; k < kSteps; ++k) {
      uint32_t b[4];
      ptx::loadMatrixX4(b, tile + chunkAt(key, chunk + 2 * k));
#pragma unroll
      for (int rt = 0; rt < kRowTiles; ++rt) {
        ptx::mma16816<T>(c[rt][0], s.q[rt][k], b[0], b[1]);
        ptx::mma16816<T>(c[rt][1], s.q[rt][k], b[2], b[3]);
      }
    }
#pragma unroll
    for (int rt = 0; rt < kRowTiles; ++rt)
#pragma unroll
      for (int n = 0; n < 2; ++n)
#pragma unroll
        for (int half = 0; half < 2; ++half) {
          int row = rt * 16 + half * 8 + lane / 4;
          int column = group * 16 + n * 8 + lane % 4 * 2;
          *reinterpret_cast<float2 *>(
              &out[quarter][row][scoreColumn(row, column)]) =
              make_float2(c[rt][n][half * 2], c[rt][n][half * 2 + 1]);
        }
  }

  /// Probabilities of a tile. `limit` counts from the tile's first key: keys
  /// at or past it are masked out for this lane's row.
  static __device__ __forceinline__ void softmax(State &s, Shared &shared,
                                                 int buffer, int limit,
                                                 float scaleLog2, int warp,
                                                 int lane) {
    int row = softmaxRow(warp, lane);
    int first = lane % kLanesPerRow * kKeysPerLane;
    int column = scoreColumn(row, first);
    float x[kKeysPerLane] = {};
#pragma unroll
    for (int quarter = 0; quarter < 4; ++quarter) {
      const float *from = &shared.scores[buffer][quarter][row][column];
      if constexpr (kKeysPerLane == 4) {
        float4 v = *reinterpret_cast<const float4 *>(from);
        x[0] += v.x, x[1] += v.y, x[2] += v.z, x[3] += v.w;
      } else {
        float2 v = *reinterpret_cast<const float2 *>(from);
        x[0] += v.x, x[1] += v.y;
      }
    }
    float most = -INFINITY;
#pragma unroll
    for (int i = 0; i < kKeysPerLane; ++i) {
      x[i] = first + i < limit ? x[i] * scaleLog2 : -INFINITY;
      most = fmaxf(most, x[i]);
    }
    most = fmaxf(laneMax<kLanesPerRow>(most), s.rowMax);
    float shift = most == -INFINITY ? 0.0f : most;
    float rescale = exp2Fast(s.rowMax - shift);
    s.rowMax = most;
    float sum = 0;
#pragma unroll
    for (int i = 0; i < kKeysPerLane; ++i) {
      x[i] = exp2Fast(x[i] - shift);
      sum += x[i];
    }
    s.rowSum = s.rowSum * rescale + sum; // of this lane's keys alone
    uint32_t *to =
        reinterpret_cast<uint32_t *>(&shared.probs[buffer][row][first]);
#pragma unroll
    for (int i = 0; i < kKeysPerLane / 2; ++i)
      to[i] = packPair<T>(x[2 * i], x[2 * i + 1]);
    if (lane % kLanesPerRow == 0)
      shared.rescale[buffer][row] = rescale;
  }

  /// Ends the softmax of a piece: 1 / sum to shared memory, and the row's
  /// log-sum-exp (base e) as result, in every lane of the row.
  static __device__ __forceinline__ float
  finishSoftmax(State &s, Shared &shared, int warp, int lane) {
    float sum = laneSum<kLanesPerRow>(s.rowSum);
    if (lane % kLanesPerRow == 0)
      shared.inverseSum[softmaxRow(warp, lane)] = sum > 0 ? 1 / sum : 0;
    return sum > 0 ? (s.rowMax + log2f(sum)) * kLn2 : -INFINITY;
  }

  /// o = o * rescale + P V of a tile.
  static __device__ __forceinline__ void values(State &s, const Shared &shared,
                                                int buffer, uint32_t tile,
                                                int warp, int lane) {
#pragma unroll
    for (int rt = 0; rt < kRowTiles; ++rt) {
      float low = shared.rescale[buffer][rt * 16 + lane / 4];
      float high = shared.rescale[buffer][rt * 16 + 8 + lane / 4];
      if (__any_sync(0xffffffffu, low != 1.0f || high != 1.0f)) {
#pragma unroll
        for (int n = 0; n < kColumns / 8; ++n) {
          s.o[rt][n][0] *= low, s.o[rt][n][1] *= low;
          s.o[rt][n][2] *= high, s.o[rt][n][3] *= high;
        }
      }
    }
    uint32_t probs = ptx::sharedAddress(&shared.probs[buffer][0][0]);
#pragma unroll
    for (int k = 0; k < kTileKeys / 16; ++k) {
      uint32_t a[kRowTiles][4];
#pragma unroll
      for (int rt = 0; rt < kRowTiles; ++rt)
        ptx::loadMatrixX4(a[rt], probs + ((rt * 16 + lane % 16) * kProbPitch +
                                          k * 16 + lane / 16 * 8) *
                                             2);
      // Matrices (transposed): keys 0-7 columns 0-7 | keys 8-15 | keys 0-7
      // columns 8-15 | keys 8-15.
      int key = k * 16 + lane % 16;
      int chunk = warp * (kColumns / 8) + lane / 16;
#pragma unroll
      for (int n = 0; n < kColumns / 16; ++n) {
        uint32_t b[4];
        ptx::loadMatrixTransX4(b, tile + chunkAt(key, chunk + 2 * n));
#pragma unroll
        for (int rt = 0; rt < kRowTiles; ++rt) {
          ptx::mma16816<T>(s.o[rt][2 * n], a[rt], b[0], b[1]);
          ptx::mma16816<T>(s.o[rt][2 * n + 1], a[rt], b[2], b[3]);
        }
      }
    }
  }

  /// Dims past L+R are never copied: they must be zero, once. All threads.
  static __device__ void clearPadding(const MlaDecodeParams &p, char *ring,
                                      int stages) {
    int chunks = (p.kv_lora_rank + p.qk_rope_head_dim) / 8;
    if (chunks == kDim / 8)
      return;
    for (int row = threadIdx.x; row < stages * kTileKeys; row += blockDim.x)
      for (int c = chunks; c < kDim / 8; ++c)
        *reinterpret_cast<int4 *>(ring + row / kTileKeys * kTileBytes +
                                  chunkAt(row % kTileKeys, c)) =
            make_int4(0, 0, 0, 0);
  }

  /// Eight neighbouring lanes copy a row to a tile.
  static __device__ __forceinline__ void
  copyRow(uint32_t tile, int row, Row source, int blocks, int lane8) {
    copyChunks<kDim / 64, 128>(tile + chunkAt(row, lane8), source, blocks,
                               lane8);
  }

  /// Keys this lane's softmax row may see, counted from key 0.
  static __device__ __forceinline__ int
  rowLimit(const MlaDecodeParams &p, const Piece &piece, int warp, int lane) {
    int limit = piece.end;
    if (p.causal) {
      int row = piece.rowBegin + softmaxRow(warp, lane);
      int token = row / (p.num_heads / p.h_kv);
      limit = min(limit, piece.seqLen - piece.qLen + token + 1);
    }
    return limit;
  }

  /// Log-sum-exp of the softmax rows: to the result, or beside the partial.
  static __device__ __forceinline__ void
  storeLse(const MlaDecodeParams &p, const Piece &piece, float *partialLse,
           int groupRank, float lse, int warp, int lane) {
    if (lane % kLanesPerRow != 0)
      return;
    int local = softmaxRow(warp, lane);
    int group = p.num_heads / p.h_kv;
    int row = piece.rowBegin + local;
    if (row >= piece.qLen * group)
      return;
    if (piece.slot >= 0) {
      partialLse[(static_cast<int64_t>(piece.slot) * p.tile_group + groupRank) *
                     kRows +
                 local] = lse;
    } else if (p.lse) {
      int64_t token = piece.queryStart + row / group;
      int head = piece.kvHead * group + row % group;
      p.lse[token * p.lse_stride_token + head * p.lse_stride_head] = lse;
    }
  }

  /// Normalised output: to the result, or to the piece's partial slot.
  static __device__ __forceinline__ void
  storeOutput(const MlaDecodeParams &p, const Piece &piece, const State &s,
              const Shared &shared, float *partial, int groupRank, int warp,
              int lane) {
    int group = p.num_heads / p.h_kv;
    int column = warp * kColumns + lane % 4 * 2;
    // One loop nest over registers per destination, without early exits: the
    // compiler must see that every index is a constant.
    if (piece.slot >= 0) {
      int64_t first =
          (static_cast<int64_t>(piece.slot) * p.tile_group + groupRank) * kRows;
#pragma unroll
      for (int r = 0; r < 2 * kRowTiles; ++r) {
        int local = r * 8 + lane / 4;
        float scale = shared.inverseSum[local];
        bool valid = piece.rowBegin + local < piece.qLen * group;
        float *to = partial + (first + local) * p.v_dim;
#pragma unroll
        for (int n = 0; n < kColumns / 8; ++n)
          if (valid && column + n * 8 < p.v_dim)
            *reinterpret_cast<float2 *>(to + column + n * 8) =
                make_float2(s.o[r / 2][n][r % 2 * 2] * scale,
                            s.o[r / 2][n][r % 2 * 2 + 1] * scale);
      }
    } else {
#pragma unroll
      for (int r = 0; r < 2 * kRowTiles; ++r) {
        int local = r * 8 + lane / 4;
        float scale = shared.inverseSum[local];
        int row = piece.rowBegin + local;
        bool valid = row < piece.qLen * group;
        int64_t token = piece.queryStart + row / group;
        int head = piece.kvHead * group + row % group;
        T *to = static_cast<T *>(p.out) + token * p.out_stride_token +
                head * p.out_stride_head;
#pragma unroll
        for (int n = 0; n < kColumns / 8; ++n)
          if (valid && column + n * 8 < p.v_dim)
            *reinterpret_cast<uint32_t *>(to + column + n * 8) =
                packPair<T>(s.o[r / 2][n][r % 2 * 2] * scale,
                            s.o[r / 2][n][r % 2 * 2 + 1] * scale);
      }
    }
  }

  /// The math warps' side of a whole part. `Feed` hands out tiles:
  ///   uint32_t wait()     address of the next tile, once it is there
  ///   void release()      the oldest tile handed out is no longer read
  ///   void begin(piece)   before a piece's query tile
  ///   void sync()         barrier of the math warps
  ///   bool rehearse(), uint32_t anyTile()
  /// While the first keys are on their way there is nothing to do: a rehearsal
  /// on whatever lies in shared memory then brings the code into the
  /// instruction caches (H200, b32 h16 4096: 1.6 us less; parts of a single
  /// tile lose 0.4 us, their keys are there sooner).
  template <typename Feed>
  static __device__ void run(const MlaDecodeParams &p, Shared &shared,
                             Feed &feed, PieceWalker &walker, float *partial,
                             float *partialLse, int groupRank) {
    int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
    float scaleLog2 = p.softmax_scale * kLog2E;
    State s;
    Piece piece = {};
    piece.end = kTileKeys; // of the rehearsal; without rows nothing is stored
    for (bool real = !feed.rehearse();; real = true) {
      if (real && !walker.next(piece))
        return;
      uint32_t tile = feed.anyTile();
      if (real) {
        feed.begin(piece);
        tile = feed.wait();
      }
      loadQueries(s, tile, warp, lane);
      reset(s);
      if (real) {
        feed.release();
        tile = feed.wait();
      }
      int limit = rowLimit(p, piece, warp, lane);
      int tiles = (piece.end - piece.begin + kTileKeys - 1) / kTileKeys;
      scores(s, tile, shared.scores[0], warp, lane);
      feed.sync();
      float lse = 0;
#pragma unroll 1
      for (int j = 0; j < tiles; ++j) {
        int buffer = j & 1;
        softmax(s, shared, buffer, limit - piece.begin - j * kTileKeys,
                scaleLog2, warp, lane);
        uint32_t nextTile = tile;
        if (j + 1 < tiles) {
          nextTile = feed.wait();
          scores(s, nextTile, shared.scores[buffer ^ 1], warp, lane);
        } else {
          lse = finishSoftmax(s, shared, warp, lane);
        }
        feed.sync();
        values(s, shared, buffer, tile, warp, lane);
        if (real)
          feed.release();
        tile = nextTile;
      }
      storeLse(p, piece, partialLse, groupRank, lse, warp, lane);
      storeOutput(p, piece, s, shared, partial, groupRank, warp, lane);
    }
  }
};

} // namespace mla::decode
