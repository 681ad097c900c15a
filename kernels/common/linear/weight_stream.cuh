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
// Each warp has a ring of blocks in shared memory of its own and copies into it
// with cp.async, four rows of 128 bytes an instruction: whole lines, or HBM
// gives 3.7 instead of 4.5 TB/s. Weights are issued as far ahead as the ring
// goes, also past the end of a job, and before the PDL wait. The order of K
// within a product is free, so lane (g, t) reads 16 bytes at once: k = 8t …
// 8t+7 of rows g and g + 8, and of token g, are two products' worth of both
// operands. Tokens come from L1 or L2 straight into registers, ahead of their
// use.
//
// Jobs is a class with
//   Job                      where a walk over the CTA's jobs stands
//   first(), valid(job), next(job)
//   depth(job)               K, a multiple of 8
//   rows(job, s)             weight rows s, s + 4, s + 8, s + 12 of its tiles
//   token(job, column)       activations of a column, or null
//
// Walks over blocks count steps down and know little else, since every
// instruction of the inner loop counts; behind the last job they go on with
// copies of no bytes.
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
constexpr int kRing = 6;   ///< blocks x tiles of a warp in flight
constexpr int kSlotBytes = kThreads * 64;
constexpr int kRingBytes = kRing * kSlotBytes;

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

/// Goes to the first job from `job` on that has a block for this warp.
template <typename Jobs>
__device__ __forceinline__ bool settle(const Jobs &jobs,
                                       typename Jobs::Job &job, int &left) {
#pragma unroll 1
  for (; jobs.valid(job); jobs.next(job))
    if ((left = stepsOf(jobs.depth(job))))
      return true;
  left = INT32_MAX;
  return false;
}

/// The copies of a thread, ahead of their use.
template <typename T, int kM, typename Jobs> class Ring {
public:
  __device__ Ring(const Jobs &jobs, char *memory)
      : jobs(jobs), job(jobs.first()) {
    // In rows of 128 bytes; halves are swapped in odd rows against bank
    // conflicts.
    const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
    uint32_t own = ptx::sharedAddress(memory) + warp * 2048;
    int s = lane / 8, g = lane / 4;
    writeAt = own + s * 128 + (lane % 8 ^ s % 2 * 4) * 16;
    readAt = own + g * 128 + (lane % 4 ^ g % 2 * 4) * 16;
  }

  /// Issues as much as fits of the jobs there are. May be called again when
  /// there are more, before finishFill.
  __device__ void fill() {
    if (!more)
      enter();
#pragma unroll 1
    for (; more && issued < kRing; issued += kM)
      if (issue(issued))
        next();
  }
  /// Every step is a group from here on, also an empty one.
  __device__ void finishFill() {
#pragma unroll 1
    for (; issued < kRing; issued += kM)
      ptx::cpAsyncCommit();
  }

  /// Waits for the oldest step. Its operands: rows g and g + 8 of each tile,
  /// for each half of the block.
  __device__ void read(uint32_t (&low)[kM][2][4], uint32_t (&high)[kM][2][4]) {
    ptx::cpAsyncWait<kRing / kM - 1>();
    __syncwarp();
#pragma unroll
    for (int m = 0; m < kM; ++m)
#pragma unroll
      for (int half = 0; half < 2; ++half) {
        uint32_t at = (readAt ^ half * 64) + (slot + m) * kSlotBytes;
        loadShared(low[m][half], at);
        loadShared(high[m][half], at + 1024);
      }
  }
  /// After the operands were used: their place takes the next step. True if
  /// that was the last of its job: next() is due.
  __device__ bool refill() {
    __syncwarp();
    bool last = issue(slot);
    slot = slot + kM == kRing ? 0 : slot + kM;
    return last;
  }
  __device__ void next() {
    jobs.next(job);
    enter();
  }

private:
  __device__ static void loadShared(uint32_t (&d)[4], uint32_t address) {
    asm volatile("ld.shared.v4.u32 {%0,%1,%2,%3}, [%4];"
                 : "=r"(d[0]), "=r"(d[1]), "=r"(d[2]), "=r"(d[3])
                 : "r"(address)
                 : "memory");
  }
  __device__ void enter() {
    more = settle(jobs, job, left);
    rows.valid = 0;
    if (more) {
      rows = jobs.rows(job, threadIdx.x % 32 / 8);
      int first = threadIdx.x / 32 * kBlock + threadIdx.x % 8 * 8;
      rows.base += first;
      room = jobs.depth(job) - first;
    }
  }
  /// Zeros past the end of a row: they meet zeros of the tokens there, and must
  /// not be NaN.
  __device__ bool issue(int into) {
    unsigned valid = room > 0 ? rows.valid : 0;
    uint32_t at = writeAt + into * kSlotBytes;
#pragma unroll
    for (int m = 0; m < kM; ++m)
#pragma unroll
      for (int i = 0; i < 4; ++i) {
        const T *row = rows.base + (m ? rows.toTile : 0) +
                       (i % 2 ? rows.toFour : 0) + (i / 2 ? rows.toHigh : 0);
        ptx::cpAsync16(at + m * kSlotBytes + i * 512, row,
                       valid >> (4 * m + i) & 1 ? 16 : 0);
      }
    ptx::cpAsyncCommit();
    rows.base += kWarps * kBlock;
    room -= kWarps * kBlock;
    return --left == 0;
  }

  static_assert(kRing % kM == 0);
  const Jobs &jobs;
  typename Jobs::Job job;
  Rows<T> rows;
  uint32_t writeAt, readAt;
  int left, room;
  bool more = false;
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

/// A walk that loads the activations of one step after the other, per tile of 8
/// columns and half of a block.
template <typename T, int kTiles, typename Jobs> class Tokens {
public:
  using Step = uint32_t[kTiles][2][4];

  __device__ explicit Tokens(const Jobs &jobs) : jobs(jobs), job(jobs.first()) {
    enter();
  }
  /// True if that was the last step of its job: next() is due.
  __device__ bool load(Step &x) {
#pragma unroll
    for (int half = 0; half < 2; ++half)
#pragma unroll
      for (int n = 0; n < kTiles; ++n)
        loadActivations(x[n][half], row[n] + k + half * 32,
                        k + half * 32 < depth && row[n]);
    k += kWarps * kBlock;
    return --left == 0;
  }
  __device__ void next() {
    jobs.next(job);
    enter();
  }

private:
  __device__ void enter() {
    bool more = settle(jobs, job, left);
    k = threadIdx.x / 32 * kBlock + threadIdx.x % 4 * 8;
    depth = more ? jobs.depth(job) : 0;
#pragma unroll
    for (int n = 0; n < kTiles; ++n)
      row[n] = more ? jobs.token(job, n * 8 + threadIdx.x % 32 / 4) : nullptr;
  }

  const Jobs &jobs;
  typename Jobs::Job job;
  int left, k, depth;
  const T *row[kTiles];
};

/// Runs every job once the activations are there: `done(job, sums)` is called
/// by all threads with the sums of their own warp, rows (g, g + 8) x columns
/// (2t, 2t + 1) of each tile as mma leaves them. `ready()` is called when the
/// first loads are on their way; `norm(x, k)` is applied to 8 columns of
/// activations from k on, of the lane's token of each tile.
///
/// The code is laid out for size: a layer's kernels are fetched anew for every
/// layer, and 16 bytes an instruction from L2 cost more than they compute. What
/// happens once a job is there once.
template <typename T, int kM, int kTiles, typename Jobs, typename Ready,
          typename Norm, typename Done>
__device__ __forceinline__ void run(const Jobs &jobs, Ring<T, kM, Jobs> &ring,
                                    Ready &&ready, Norm &&norm, Done &&done) {
  // Steps ahead, each in registers of its own: a move would wait for the load.
  constexpr int kAhead = 2;
  Tokens<T, kTiles, Jobs> tokens(jobs);
  typename Tokens<T, kTiles, Jobs>::Step steps[kAhead];
#pragma unroll
  for (int i = 0; i < kAhead; ++i)
    if (tokens.load(steps[i]))
      tokens.next();
  ready();

  float sums[kM][kTiles][4] = {};
  int k = threadIdx.x / 32 * kBlock; // of the step being multiplied
  // What is due after a step: bit 0, another job of the ring; 1, of the tokens.
  auto multiply = [&](typename Tokens<T, kTiles, Jobs>::Step &x) -> unsigned {
    norm(x, k);
    k += kWarps * kBlock;
    uint32_t low[kM][2][4], high[kM][2][4];
    ring.read(low, high);
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
    unsigned due = ring.refill() ? 1 : 0;
    return tokens.load(x) ? due | 2 : due;
  };

  int phase = 0; // the step next in line
#pragma unroll 1
  for (auto job = jobs.first(); jobs.valid(job); jobs.next(job)) {
#pragma unroll 1
    for (int left = stepsOf(jobs.depth(job)); left > 0;) {
      unsigned due;
      if (phase == 0) {
        due = multiply(steps[0]);
        phase = 1, --left;
      } else {
        due = multiply(steps[1]);
        phase = 0, --left;
      }
      if (due & 1)
        ring.next();
      if (due & 2)
        tokens.next();
    }
    done(job, sums);
    k = threadIdx.x / 32 * kBlock;
#pragma unroll
    for (int i = 0; i < kM * kTiles * 4; ++i)
      (&sums[0][0][0])[i] = 0;
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

constexpr int kSharedBytes = kRingBytes + WarpSums::kBytes;

} // namespace mla::stream
