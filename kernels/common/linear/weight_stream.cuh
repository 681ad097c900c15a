//===- weight_stream.cuh - weights past few tokens -------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Products of weight rows with few tokens, where the time goes into reading the
// weights. A CTA works through jobs; a job is one or two tiles of 16 weight
// rows (the M of mma.m16n8k16; tokens are its N) over the whole of K. Warp w
// takes the blocks w, w + 8, … of 64 of K, so sums have one order, whatever T
// is.
//
// Each warp has a ring of its own in shared memory and copies into it with
// cp.async, four rows of 128 bytes an instruction: whole lines, or HBM
// gives 3.7 instead of 4.5 TB/s. A step is a block of the weights and of the
// tokens that meet it. Weights are issued as far ahead as the ring goes, also
// past the end of a job, and before the PDL wait; tokens behind it. The order
// of K within a product is free, so lane (g, t) reads 16 bytes at once: k = 8t
// … 8t+7 of rows g and g + 8, and of token g, are two products' worth of both
// operands.
//
// Jobs is a class with
//   Job                      where a walk over the CTA's jobs stands
//   first(), valid(job), next(job)
//   depth(job)               K, a multiple of 8
//   rows(job, s)             weight rows s, s + 4, s + 8, s + 12 of its tiles
//   token(job, column)       activations of a column, or null
//
// The code is laid out for size: a layer's kernels are fetched anew for every
// layer, and fetching an instruction from L2 costs more than executing it. So
// loops are not unrolled where they run once, and what happens once a job is
// there once.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/copy.cuh"
#include "kernels/common/ptx/launch.cuh"
#include "kernels/common/ptx/mma.cuh"

namespace mla::stream {

constexpr int kWarps = 8;
constexpr int kThreads = kWarps * 32;
constexpr int kBlock = 64; ///< of K, for a warp at a time: 128 bytes

/// Shared memory of a kernel with kM tiles of rows and room for kColumns tokens
/// a job. Two CTAs must fit an SM: of this kernel and of the next.
template <int kM, int kColumns> struct Config {
  static constexpr int kTiles = (kColumns + 7) / 8; ///< of 8 columns
  static constexpr int kTokensAt = kM * 2048;       ///< in a warp's step
  static constexpr int kWarpBytes = kTokensAt + kColumns * 128;
  static constexpr int kStepBytes = kWarps * kWarpBytes;
  static constexpr int kRing = 104 * 1024 / kStepBytes; ///< steps in flight
  static constexpr int kRingBytes = kRing * kStepBytes;
};

__host__ __device__ constexpr int ceilDiv(int a, int b) {
  return (a + b - 1) / b;
}

/// Part `i` of `parts` of [0, all), even to within one; never empty, so with
/// fewer than `parts` some is done twice. A CTA with nothing to do would leave
/// its SM, the next kernel would find room for two there, and one of its SMs
/// would have to do the work of two.
struct Range {
  int first, last;
};
__device__ __forceinline__ Range evenPart(int all, int i, int parts) {
  int each = all / parts, more = all % parts;
  int first = all < parts ? i * all / parts : i * each + min(i, more);
  return {first, first + max(1, each + (i < more))};
}

/// The weight rows that a lane copies in a job: s, s + 4, s + 8 and s + 12 of
/// each tile. Distances are in elements.
template <typename T> struct Rows {
  const T *base;  ///< row s of tile 0
  int toFour;     ///< to row s + 4
  int toTile;     ///< to the next tile
  int64_t toHigh; ///< to row s + 8
  unsigned valid; ///< bit 4m + i: row s + 4i of tile m
};

/// Blocks of a warp in a job.
__device__ __forceinline__ int stepsOf(int depth) {
  int blocks = (depth + kBlock - 1) / kBlock;
  return (blocks + kWarps - 1 - static_cast<int>(threadIdx.x / 32)) / kWarps;
}

/// A walk over a warp's steps, job after job.
template <typename Jobs> struct Walk {
  typename Jobs::Job job;
  int left; ///< steps in this job, this one included
  int k;    ///< of the lane's chunk
  bool valid;

  __device__ void start(const Jobs &jobs) {
    job = jobs.first();
    enter(jobs);
  }
  /// Goes on; true if the job is done and next() is due.
  __device__ bool advance() {
    k += kWarps * kBlock;
    return --left == 0;
  }
  __device__ void next(const Jobs &jobs) {
    jobs.next(job);
    enter(jobs);
  }
  /// To the first job from `job` on that has a block for this warp.
  __device__ void enter(const Jobs &jobs) {
    k = threadIdx.x / 32 * kBlock + threadIdx.x % 8 * 8;
#pragma unroll 1
    for (; (valid = jobs.valid(job)); jobs.next(job))
      if ((left = stepsOf(jobs.depth(job))))
        return;
    left = INT32_MAX;
  }
};

/// The copies of a warp, ahead of their use.
template <typename T, int kM, int kColumns, typename Jobs> class Ring {
public:
  using C = Config<kM, kColumns>;

  __device__ Ring(const Jobs &jobs, char *memory) : jobs(jobs) {
    // In rows of 128 bytes; halves are swapped in odd rows against bank
    // conflicts.
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    uint32_t own = ptx::sharedAddress(memory) + warp * C::kWarpBytes;
    int s = lane / 8, g = lane / 4;
    writeAt = own + s * 128 + (lane % 8 ^ s % 2 * 4) * 16;
    readAt = own + g * 128 + (lane % 4 ^ g % 2 * 4) * 16;
    walk.start(jobs);
    enter();
  }

  /// Issues weights as far as the ring goes and jobs are known. May be called
  /// again when there are more, before fillTokens.
  __device__ void fill() {
    if (!walk.valid) {
      walk.enter(jobs);
      enter();
    }
#pragma unroll 1
    for (; walk.valid && issued < C::kRing; ++issued) {
      copyWeights(issued);
      if (walk.advance())
        next();
    }
  }
  /// Issues the tokens of the steps that fill() issued since the last time, at
  /// which `next` and `done`, the first step and 0 at first, are left.
  __device__ void issueTokens(Walk<Jobs> &next, int &done) {
#pragma unroll 1
    for (; done < issued; ++done) {
      const T *rows[kTokenRows];
      findTokens(next.job, rows);
      copyTokens(done, rows, next.k, next.k < jobs.depth(next.job));
      if (next.advance())
        next.next(jobs);
    }
  }
  /// Waits for all of it: run() may begin.
  __device__ void finishFill() {
    ptx::cpAsyncCommit();
    ptx::cpAsyncWait<0>();
    // From here on every step is a group, also an empty one.
#pragma unroll 1
    for (int i = 1; i < C::kRing; ++i)
      ptx::cpAsyncCommit();
  }
  __device__ void fillTokens() {
    Walk<Jobs> first;
    first.start(jobs);
    int done = 0;
    issueTokens(first, done);
    finishFill();
  }

  /// Waits for the oldest step. Its operands: rows g and g + 8 of each tile of
  /// weights and row g of each tile of tokens, for each half of the block.
  __device__ void read(uint32_t (&low)[kM][2][4], uint32_t (&high)[kM][2][4],
                       uint32_t (&x)[C::kTiles][2][4]) {
    ptx::cpAsyncWait<C::kRing - 1>();
    __syncwarp();
#pragma unroll
    for (int half = 0; half < 2; ++half) {
      uint32_t at = (readAt ^ half * 64) + slot * C::kStepBytes;
#pragma unroll
      for (int m = 0; m < kM; ++m) {
        loadShared(low[m][half], at + m * 2048);
        loadShared(high[m][half], at + m * 2048 + 1024);
      }
#pragma unroll
      for (int n = 0; n < C::kTiles; ++n)
        if (kColumns >= 8 || threadIdx.x % 32 / 4 < kColumns)
          loadShared(x[n][half], at + C::kTokensAt + n * 1024);
        else
          x[n][half][0] = x[n][half][1] = x[n][half][2] = x[n][half][3] = 0;
    }
  }
  /// After the operands were used: their place takes the next step. True if
  /// that was the last of its job: next() is due.
  __device__ bool refill() {
    __syncwarp();
    bool inside = copyWeights(slot);
    copyTokens(slot, tokenRows, walk.k, inside);
    ptx::cpAsyncCommit();
    slot = slot + 1 == C::kRing ? 0 : slot + 1;
    return walk.advance();
  }
  __device__ void next() {
    walk.next(jobs);
    enter();
  }

private:
  /// Rows of tokens that a lane copies: every fourth.
  static constexpr int kTokenRows = (kColumns + 3) / 4;

  __device__ static void loadShared(uint32_t (&d)[4], uint32_t address) {
    asm volatile("ld.shared.v4.u32 {%0,%1,%2,%3}, [%4];"
                 : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3])
                 : "r"(address)
                 : "memory");
  }
  __device__ void findTokens(const typename Jobs::Job &job,
                             const T *(&into)[kTokenRows]) {
#pragma unroll
    for (int i = 0; i < kTokenRows; ++i) {
      int column = i * 4 + threadIdx.x % 32 / 8;
      into[i] = column < kColumns ? jobs.token(job, column) : nullptr;
    }
  }
  __device__ void enter() {
    depth = 0;
    if (!walk.valid)
      return;
    rows = jobs.rows(walk.job, threadIdx.x % 32 / 8);
    depth = jobs.depth(walk.job);
    findTokens(walk.job, tokenRows);
  }
  /// Zeros past the end of a row: weights and tokens meet there, and neither
  /// must be NaN. False past the end.
  __device__ bool copyWeights(int into) {
    bool inside = walk.k < depth;
    unsigned valid = inside ? rows.valid : 0;
    uint32_t at = writeAt + into * C::kStepBytes;
    const T *base = rows.base + walk.k;
#pragma unroll
    for (int m = 0; m < kM; ++m)
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        const T *row = base + (m ? rows.toTile : 0) +
                       (i % 2 ? rows.toFour : 0) + (i / 2 ? rows.toHigh : 0);
        // A step reads every weight once; what L2 keeps are code and rows.
        ptx::cpAsync16(at + m * 2048 + i * 512, row,
                       valid >> (4 * m + i) & 1 ? 16 : 0,
                       ptx::CacheHint::EvictFirst);
      }
    return inside;
  }
  __device__ void copyTokens(int into, const T *const (&from)[kTokenRows],
                             int k, bool inside) {
    uint32_t at = writeAt + into * C::kStepBytes + C::kTokensAt;
#pragma unroll
    for (int i = 0; i < kTokenRows; ++i)
      if (kColumns % 4 == 0 || threadIdx.x % 32 / 8 < kColumns)
        ptx::cpAsync16(at + i * 512, from[i] + k, inside && from[i] ? 16 : 0);
  }

  const Jobs &jobs;
  Walk<Jobs> walk;
  Rows<T> rows;
  const T *tokenRows[kTokenRows];
  uint32_t writeAt, readAt;
  int depth;
  int slot = 0, issued = 0;
};

/// 16 bytes of activations, or zeros: an ordinary load, never hoisted over a
/// wait.
__device__ __forceinline__ void loadActivations(uint32_t (&d)[4], const void *p,
                                                bool valid = true) {
  asm volatile("{\n.reg .pred p;\nsetp.ne.u32 p, %5, 0;\n"
               "mov.u32 %0, 0;\nmov.u32 %1, 0;\nmov.u32 %2, 0;\n"
               "mov.u32 %3, 0;\n@p ld.global.v4.u32 {%0,%1,%2,%3}, [%4];\n}"
               : "=&r"(d[0]), "=&r"(d[1]), "=&r"(d[2]), "=&r"(d[3])
               : "l"(p), "r"(static_cast<uint32_t>(valid))
               : "memory");
}

/// x · factor · w in f32, rounded: a chunk of a normalised row. `weights` lie
/// in shared memory.
template <typename T>
__device__ __forceinline__ void normalize(uint32_t (&x)[4], const T *weights,
                                          float factor) {
  const uint4 all = *reinterpret_cast<const uint4 *>(weights);
  const uint32_t w[4] = {all.x, all.y, all.z, all.w};
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    float2 a = unpackPair<T>(x[i]), b = unpackPair<T>(w[i]);
    x[i] = packPair<T>(a.x * factor * b.x, a.y * factor * b.y);
  }
}

/// Runs every job: `done(job, sums)` is called by all threads with the sums of
/// their own warp, rows (g, g + 8) x columns (2t, 2t + 1) of each tile as mma
/// leaves them. `norm(x, k)` is applied to the lane's 8 activations from k on,
/// and those from k + 32 on, of each tile of tokens.
template <typename T, int kM, int kColumns, typename Jobs, typename Norm,
          typename Done>
__device__ __forceinline__ void run(const Jobs &jobs,
                                    Ring<T, kM, kColumns, Jobs> &ring,
                                    Norm &&norm, Done &&done) {
  constexpr int kTiles = Config<kM, kColumns>::kTiles;
  const int warpK = threadIdx.x / 32 * kBlock + threadIdx.x % 4 * 8;
#pragma unroll 1
  for (auto job = jobs.first(); jobs.valid(job); jobs.next(job)) {
    float sums[kM][kTiles][4] = {};
    int k = warpK;
#pragma unroll 1
    for (int left = stepsOf(jobs.depth(job)); left > 0; --left) {
      uint32_t low[kM][2][4], high[kM][2][4], x[kTiles][2][4];
      ring.read(low, high, x);
      norm(x, k);
      k += kWarps * kBlock;
#pragma unroll
      for (int half = 0; half < 2; ++half)
#pragma unroll
        for (int pair = 0; pair < 4; pair += 2)
#pragma unroll
          for (int m = 0; m < kM; ++m) {
            uint32_t a[4] = {low[m][half][pair], high[m][half][pair],
                             low[m][half][pair + 1], high[m][half][pair + 1]};
#pragma unroll
            for (int n = 0; n < kTiles; ++n)
              ptx::mma16816<T>(sums[m][n], a, x[n][half][pair],
                               x[n][half][pair + 1]);
          }
      if (ring.refill())
        ring.next();
    }
    done(job, sums);
  }
}

/// Sums of the warps, a tile of 16 rows x 8 columns at a time: a warp puts down
/// its own, a barrier, all can be read.
class WarpSums {
public:
  static constexpr int kPitch = 20; ///< of a column, against bank conflicts
  static constexpr int kWarp = 8 * kPitch;
  static constexpr int kBytes = kWarps * kWarp * 4;

  __device__ explicit WarpSums(char *memory)
      : memory(reinterpret_cast<float *>(memory)) {}

  /// `get(m, n)` is called once for every tile, by all threads.
  template <int kM, int kTiles, typename Get>
  __device__ void exchange(const float (&sums)[kM][kTiles][4], Get &&get) {
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    float *own = memory + warp * kWarp + lane % 4 * 2 * kPitch + lane / 4;
#pragma unroll
    for (int m = 0; m < kM; ++m)
#pragma unroll
      for (int n = 0; n < kTiles; ++n) {
        __syncthreads(); // what was there before is read
#pragma unroll
        for (int i = 0; i < 4; ++i)
          own[i % 2 * kPitch + i / 2 * 8] = sums[m][n][i];
        __syncthreads();
        get(m, n);
      }
  }

  /// Of the tile last put down.
  __device__ float total(int column, int row) const {
    float sum = 0;
#pragma unroll
    for (int w = 0; w < kWarps; ++w)
      sum += memory[w * kWarp + column * kPitch + row];
    return sum;
  }

private:
  float *memory;
};

/// Of the ring and the sums.
template <int kM, int kColumns>
constexpr int kSharedBytes =
    Config<kM, kColumns>::kRingBytes + WarpSums::kBytes;

} // namespace mla::stream
