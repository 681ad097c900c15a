//===- merge_value.cu - merged outputs and their values ---------*- CUDA
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What follows a decode of up to 8 tokens, in one kernel: the parts' results
// merged into u, and out = W_UV[n] · u. Eight CTAs have a head, a cluster from
// three tokens on:
//
//   before the wait   its columns of out: their rows of W_UV to shared memory;
//                     of every token, which parts have it (the plan says)
//   an eighth of L    merged, rounded as u is, and given to all eight; of one
//   or
//                     two tokens each merges all of L
//   barrier
//   its columns       16 tokens x 8 columns a product, each warp an eighth of L
//
//===----------------------------------------------------------------------===//

#include "kernels/common/decode/dispatch.h"
#include "kernels/common/decode/partials.cuh"
#include "kernels/common/decode/plan.cuh"
#include "kernels/common/launch.h"
#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/copy.cuh"
#include "kernels/common/ptx/launch.cuh"
#include "kernels/common/ptx/mma.cuh"

namespace mla::decode {
namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;
constexpr int kCluster = 8;     ///< CTAs of a head
constexpr int kTokens = 16;     ///< of a product's tile
constexpr int kMostTokens = 8;  ///< of a call (16: 19.8 us, two kernels 15.5)
constexpr int kMostParts = 160; ///< of a call
constexpr int kTokensApart = 2; ///< up to which CTAs merge for themselves
constexpr int kMostTiles = 4;   ///< of 8 columns, a CTA
constexpr int kLoadsAtOnce = 8;
constexpr int kProductPitch = kTokens + 1;

/// Of L and of the columns of out, a CTA's share: a multiple of 8.
__host__ __device__ constexpr int shareOf(int all) {
  return (all + 8 * kCluster - 1) / (8 * kCluster) * 8;
}

/// 16-byte chunks of rows, permuted within 128 bytes against bank conflicts.
__device__ __forceinline__ uint32_t chunkAt(int row, int chunk, int pitch) {
  return row * pitch + ((chunk ^ (row & 7)) << 4);
}

struct Shared {
  /// Of a token: its item's first part and number of parts, its row of the
  /// item. No parts: a whole item, in u already. Negative: nothing attended.
  int first[kTokens], count[kTokens], row[kTokens];
  float sums[kWarps][128]; ///< of warps that share a token
  float totals[kWarps];
};

struct Layout {
  int pitch; ///< of a row of W_UV and of u: L, whole 64s
  int wAt, uAt, productsAt, size;
  __host__ __device__ Layout(int L, int columns)
      : pitch((L + 63) / 64 * 128), wAt((sizeof(Shared) + 127) / 128 * 128),
        uAt(wAt + columns * pitch), productsAt(uAt + kTokens * pitch),
        size(productsAt + kWarps * columns * kProductPitch * 4) {}
};

/// Which parts have the rows of this head.
__device__ void locateTokens(const MlaDecodeParams &p, Shared &shared,
                             int head) {
  const PlanLayout layout(p.batch, p.parts);
  const int4 *splits = reinterpret_cast<const int4 *>(p.plan + layout.splitsAt);
  const int group = p.num_heads / p.h_kv, itemRows = p.tile_rows * p.tile_group;
  const int kvHead = head / group, inGroup = head % group;
  const int padding = p.query_start ? p.plan[4] : p.batch * p.q_len;
  const int numSplits = p.plan[2];
  if (threadIdx.x < kTokens)
    shared.count[threadIdx.x] =
        static_cast<int>(threadIdx.x) < padding ? 0 : -1;
  __syncthreads();
  for (int i = threadIdx.x; i < numSplits; i += kThreads) {
    int4 split = splits[2 * i], facts = splits[2 * i + 1];
    if (!p.query_start)
      facts.x = split.x * p.q_len, facts.y = p.q_len;
    if (split.y % p.h_kv != kvHead)
      continue;
    int begin = split.y / p.h_kv * itemRows;
    for (int q = max(0, (begin - inGroup + group - 1) / group);
         q < facts.y && q * group + inGroup < begin + itemRows; ++q) {
      int t = facts.x + q;
      shared.first[t] = split.z;
      shared.count[t] = split.w - split.z + 1;
      shared.row[t] = q * group + inGroup - begin;
    }
  }
  for (int b = threadIdx.x; b < p.batch; b += kThreads)
    if (p.seq_lens[b] <= 0) {
      int start = p.query_start ? p.query_start[b] : b * p.q_len;
      int stop = p.query_start ? p.query_start[b + 1] : start + p.q_len;
      for (int t = start; t < stop; ++t)
        shared.count[t] = -1;
    }
  __syncthreads();
}

/// kSpread: a cluster shares what is to be merged. Where that is little, every
/// CTA does all of it rather than wait for the others.
template <typename T, bool kSpread>
__global__ void __launch_bounds__(kThreads, 2)
    mergeValueKernel(const __grid_constant__ MlaDecodeParams p,
                     const __grid_constant__ MlaProjectValueParams v) {
  extern __shared__ __align__(128) char memory[];
  auto &shared = *reinterpret_cast<Shared *>(memory);
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int head = blockIdx.x / kCluster;
  const int rank = static_cast<int>(blockIdx.x) % kCluster;
  const int L = v.kv_lora_rank, columns = shareOf(v.v_head_dim);
  const int firstColumn = rank * columns;
  const Layout at(L, columns);
  if constexpr (kSpread)
    ptx::clusterArrive();

  const T *w = static_cast<const T *>(v.w_uv) + head * v.w_uv_stride_head;
  const int pieces = at.pitch / 16;
  for (int i = threadIdx.x; i < columns * pieces; i += kThreads) {
    int row = i / pieces, chunk = i % pieces, column = firstColumn + row;
    bool valid = column < v.v_head_dim && chunk * 8 < L;
    ptx::cpAsync16(memory + at.wAt + chunkAt(row, chunk, at.pitch),
                   w + (valid ? int64_t(column) * L + chunk * 8 : 0), valid);
  }
  ptx::cpAsyncCommit();
  locateTokens(p, shared, head);
  if (L % 16 && threadIdx.x < kTokens) // meets zeros, and must not be NaN
    *reinterpret_cast<uint4 *>(memory + at.uAt +
                               chunkAt(threadIdx.x, L / 8, at.pitch)) = {};
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();

  // A warp has 128 columns of a token, or with others the 64 or 32 of this CTA;
  // up to eight such units side by side, each by the warps it can have.
  const int share = kSpread ? shareOf(L) : 128;
  const int chunks = kSpread ? 1 : (L + 127) / 128;
  const int perRow = !kSpread ? 32 : share > 32 ? 16 : 8;
  const int units = p.num_tokens * chunks;
  const int together = units > 4 ? 8 : units > 2 ? 4 : units;
  const int warpsEach = kWarps / together;
  const int rowsAtOnce = warpsEach * (32 / perRow);
  const int ownRow = warp % warpsEach * (32 / perRow) + lane / perRow;
  const Partials partials(p);
  auto firstDim = [&](int unit) {
    return (kSpread ? rank : unit % chunks) * share;
  };
  for (int u0 = 0; u0 < units; u0 += together) {
    const int unit = u0 + warp / warpsEach, t = unit / chunks;
    const int dim = firstDim(unit) + lane % perRow * 4;
    const bool hasDim = lane % perRow * 4 < share && dim < L;
    const int count = unit < units ? shared.count[t] : -1;
    float4 sum = {0, 0, 0, 0};
    float total = 0;
    if (count > 0) {
      auto rowOf = [&](int i) {
        return partials.row(shared.first[t], i, shared.row[t]);
      };
      float4 value[kLoadsAtOnce];
      float lse[kLoadsAtOnce];
      auto load = [&](int from) {
#pragma unroll
        for (int u = 0; u < kLoadsAtOnce; ++u) {
          int i = from + u * rowsAtOnce;
          value[u] = {0, 0, 0, 0}, lse[u] = -INFINITY;
          if (i < count) {
            int row = rowOf(i);
            lse[u] = partials.lse[row];
            if (hasDim)
              value[u] = *reinterpret_cast<const float4 *>(
                  partials.values + int64_t(row) * p.v_dim + dim);
          }
        }
      };
      load(ownRow);
      float all[kMostParts / 32], most = -INFINITY; // of every part
#pragma unroll
      for (int u = 0; u < kMostParts / 32; ++u) {
        const int i = u * 32 + lane;
        all[u] = i < count ? partials.lse[rowOf(i)] : -INFINITY;
      }
#pragma unroll
      for (int u = 0; u < kMostParts / 32; ++u)
        most = fmaxf(most, all[u]);
      most = laneMax(most);
      const float shift = most == -INFINITY ? 0.0f : most;
#pragma unroll
      for (int u = 0; u < kMostParts / 32; ++u)
        total += exp2Fast((all[u] - shift) * kLog2E);
      total = laneSum(total);
      for (int from = ownRow;;) {
#pragma unroll
        for (int u = 0; u < kLoadsAtOnce; ++u) {
          float weight = exp2Fast((lse[u] - shift) * kLog2E);
          sum.x += weight * value[u].x, sum.y += weight * value[u].y;
          sum.z += weight * value[u].z, sum.w += weight * value[u].w;
        }
        from += kLoadsAtOnce * rowsAtOnce;
        if (from >= count)
          break;
        load(from);
      }
      if (rank == 0 && p.lse && unit % chunks == 0 && warp % warpsEach == 0 &&
          lane == 0)
        p.lse[t * p.lse_stride_token + head * p.lse_stride_head] =
            total > 0 ? most + logf(total) : -INFINITY;
      for (int offset = perRow; offset < 32; offset *= 2) {
        sum.x += __shfl_xor_sync(0xffffffffu, sum.x, offset);
        sum.y += __shfl_xor_sync(0xffffffffu, sum.y, offset);
        sum.z += __shfl_xor_sync(0xffffffffu, sum.z, offset);
        sum.w += __shfl_xor_sync(0xffffffffu, sum.w, offset);
      }
    }
    if (lane < perRow)
      *reinterpret_cast<float4 *>(&shared.sums[warp][lane * 4]) = sum;
    if (lane == 0 && warp % warpsEach == 0)
      shared.totals[warp / warpsEach] = total;
    __syncthreads();
    if (kSpread && u0 == 0)
      ptx::clusterWait(); // all of them are there
    // A thread gives four columns of a token to one CTA.
    constexpr int kReaders = kSpread ? kCluster : 1;
    const int fours = share / 4;
    for (int i = threadIdx.x; i < together * fours * kReaders; i += kThreads) {
      const int four = i % fours, to = i / fours % kReaders;
      const int slot = i / fours / kReaders, token = (u0 + slot) / chunks;
      const int d = firstDim(u0 + slot) + four * 4;
      if (u0 + slot >= units || d >= L)
        continue;
      const int parts = shared.count[token];
      uint2 packed = {0, 0};
      if (parts == 0) {
        packed = *reinterpret_cast<const uint2 *>(static_cast<const T *>(v.u) +
                                                  token * v.u_stride_token +
                                                  head * v.u_stride_head + d);
      } else if (parts > 0) {
        const float all = shared.totals[slot];
        const float inverse = all > 0 ? 1 / all : 0;
        float4 x = {0, 0, 0, 0};
        for (int s = 0; s < warpsEach; ++s) {
          const float4 y = *reinterpret_cast<const float4 *>(
              &shared.sums[slot * warpsEach + s][four * 4]);
          x.x += y.x, x.y += y.y, x.z += y.z, x.w += y.w;
        }
        packed = {packPair<T>(x.x * inverse, x.y * inverse),
                  packPair<T>(x.z * inverse, x.w * inverse)};
      }
      char *place =
          memory + at.uAt + chunkAt(token, d / 8, at.pitch) + d % 8 * 2;
      if constexpr (kSpread)
        ptx::storeCluster8(ptx::clusterAddress(place, to), packed);
      else
        *reinterpret_cast<uint2 *>(place) = packed;
    }
    __syncthreads(); // the sums are overwritten next
  }
  if constexpr (kSpread) {
    ptx::clusterArrive();
    ptx::cpAsyncWait<0>();
    ptx::clusterWait();
  } else {
    ptx::cpAsyncWait<0>();
  }
  __syncthreads();

  float c[kMostTiles][4] = {};
  auto *products = reinterpret_cast<float *>(memory + at.productsAt);
  const uint32_t uAt = ptx::sharedAddress(memory + at.uAt);
  const uint32_t wAt = ptx::sharedAddress(memory + at.wAt);
  for (int k = warp; k < (L + 15) / 16; k += kWarps) {
    uint32_t us[4];
    ptx::loadMatrixX4(us,
                      uAt + chunkAt(lane % 16, 2 * k + lane / 16, at.pitch));
#pragma unroll
    for (int n = 0; n < kMostTiles; ++n)
      if (n * 8 < columns) {
        uint32_t ws[2];
        ptx::loadMatrixX2(ws, wAt + chunkAt(n * 8 + lane % 8,
                                            2 * k + lane / 8 % 2, at.pitch));
        ptx::mma16816<T>(c[n], us, ws[0], ws[1]);
      }
  }
#pragma unroll
  for (int n = 0; n < kMostTiles; ++n)
    if (n * 8 < columns)
#pragma unroll
      for (int i = 0; i < 4; ++i)
        products[(warp * columns + n * 8 + lane % 4 * 2 + i % 2) *
                     kProductPitch +
                 i / 2 * 8 + lane / 4] = c[n][i];
  __syncthreads();
  for (int i = threadIdx.x; i < p.num_tokens * columns; i += kThreads) {
    int t = i / columns, column = i % columns;
    if (firstColumn + column >= v.v_head_dim)
      continue;
    float sum = 0;
#pragma unroll
    for (int s = 0; s < kWarps; ++s)
      sum += products[(s * columns + column) * kProductPitch + t];
    static_cast<T *>(v.out)[t * v.out_stride_token + head * v.out_stride_head +
                            firstColumn + column] = fromFloat<T>(sum);
  }
  // Rows without keys have no log-sum-exp of any part.
  if (rank == 0 && p.lse && static_cast<int>(threadIdx.x) < p.num_tokens &&
      shared.count[threadIdx.x] < 0)
    p.lse[threadIdx.x * p.lse_stride_token + head * p.lse_stride_head] =
        -INFINITY;
}

} // namespace

bool mergesValues(const MlaDecodeParams &p, int sm) {
  return sm == 90 && p.num_tokens <= kMostTokens && p.parts <= kMostParts &&
         shareOf(p.v_head_dim) <= kMostTiles * 8;
}

MlaStatus mergeValues(const MlaDecodeParams &p, const MlaProjectValueParams &v,
                      void *stream) {
  const Layout layout(v.kv_lora_rank, shareOf(v.v_head_dim));
  LaunchConfig config;
  config.grid = dim3(p.num_heads * kCluster);
  config.block = dim3(kThreads);
  const bool spread = p.num_tokens > kTokensApart;
  config.cluster = spread ? kCluster : 1;
  config.sharedBytes = layout.size;
  config.pdl = true;
  auto *kernel = p.dtype == MLA_F16 ? spread ? mergeValueKernel<__half, true>
                                             : mergeValueKernel<__half, false>
                 : spread           ? mergeValueKernel<__nv_bfloat16, true>
                                    : mergeValueKernel<__nv_bfloat16, false>;
  if (MlaStatus status = allowSharedMemory(kernel, config.sharedBytes))
    return status;
  return launchKernel(kernel, config, stream, p, v);
}

} // namespace mla::decode
