//===- projection.cu - absorb_query and project_value ----------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Per head, a small matrix product with the tokens as rows: the time goes into
// reading the weights. A CTA owns some output columns of one head: its weights
// are in shared memory before the PDL wait (nothing in the step writes them),
// tokens follow after it in tiles of 16, straight to registers.
//
//   absorb_query   out[t, l] = sum_p x[t, p] W[p, l]    W rows are k
//   project_value  out[t, v] = sum_l W[v, l] x[t, l]    W rows are columns
//
//===----------------------------------------------------------------------===//

#include "kernels/common/launch.h"
#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/copy.cuh"
#include "kernels/common/ptx/launch.cuh"
#include "kernels/common/ptx/mma.cuh"
#include "kernels/portable/projection/tile.cuh"

#include <algorithm>

namespace mla::projection {
namespace {

constexpr int kMostDepth = 512;

struct Args {
  const void *x, *w;
  void *out;
  const void *rope; ///< copied behind the columns; null: none
  int64_t xStrideToken, xStrideHead;
  int64_t wStrideHead, wStrideRow;
  int64_t outStrideToken, outStrideHead;
  int64_t ropeStrideToken, ropeStrideHead;
  int tokens, depth, columns, ropeDim;
  int tokensPerCta; ///< weights are read once for so many
};

template <bool kAbsorb> constexpr int kColumns = kAbsorb ? kAbsorbColumns : 32;

/// Depth of the weights in shared memory, zero filled.
template <bool kAbsorb>
__host__ __device__ constexpr int paddedDepth(int depth) {
  return kAbsorb ? (depth + 15) / 16 * 16 : (depth + 63) / 64 * 64;
}

/// out = 16 tokens x 32 columns, of weights whose rows are columns. A warp has
/// a quarter of k.
template <typename T>
__device__ __forceinline__ void projectTile(const Args &a, TokenRows<T> rows,
                                            T *out, uint32_t wAt, int pitch,
                                            float (&sums)[4][32][kTokens + 1],
                                            int first, int last, int column) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  float c[4][4] = {};
  const int begin = warp * rows.kSteps * 16;
  if (begin < a.depth)
    rows.load(begin);
#pragma unroll
  for (int i = 0; i < rows.kSteps; ++i) {
    const int k = begin + i * 16;
    if (k >= a.depth)
      break;
#pragma unroll
    for (int n = 0; n < 4; n += 2) {
      uint32_t ws[4]; // columns n*8 to n*8+7 | the same, k + 8 | the next eight
      ptx::loadMatrixX4(ws, wAt + chunkAt(n * 8 + lane / 16 * 8 + lane % 8,
                                          k / 8 + lane / 8 % 2, pitch));
      ptx::mma16816<T>(c[n], rows.x[i], ws[0], ws[1]);
      ptx::mma16816<T>(c[n + 1], rows.x[i], ws[2], ws[3]);
    }
  }
#pragma unroll
  for (int n = 0; n < 4; ++n)
#pragma unroll
    for (int i = 0; i < 4; ++i)
      sums[warp][n * 8 + lane % 4 * 2 + i % 2][i / 2 * 8 + lane / 4] = c[n][i];
  __syncthreads();
  for (int i = threadIdx.x; i < kTokens * 16; i += kThreads) {
    const int t = i / 16, pair = i % 16 * 2;
    if (first + t >= last || column + pair >= a.columns)
      continue;
    float sum[2] = {};
#pragma unroll
    for (int w = 0; w < 4; ++w)
      sum[0] += sums[w][pair][t], sum[1] += sums[w][pair + 1][t];
    *reinterpret_cast<uint32_t *>(out + (first + t) * a.outStrideToken +
                                  column + pair) = packPair<T>(sum[0], sum[1]);
  }
  __syncthreads(); // the sums are overwritten next
}

template <typename T, bool kAbsorb>
__global__ void __launch_bounds__(kThreads)
    projectionKernel(const __grid_constant__ Args a) {
  extern __shared__ __align__(128) char wTile[];
  __shared__ float sums[4][32][kAbsorb ? 1 : kTokens + 1];
  const int head = blockIdx.y, firstColumn = blockIdx.x * kColumns<kAbsorb>;
  const int depth = paddedDepth<kAbsorb>(a.depth);
  const int pitch = kAbsorb ? kAbsorbColumns * 2 : depth * 2;
  const bool isRope = firstColumn >= a.columns;
  const T *w = static_cast<const T *>(a.w) + head * a.wStrideHead;

  if (!isRope) {
    copyTile(wTile, kAbsorb ? depth : kColumns<kAbsorb>, pitch, w,
             [&](int row, int chunk) -> int64_t {
               int k = kAbsorb ? row : chunk * 8;
               int column = firstColumn + (kAbsorb ? chunk * 8 : row);
               if (k >= a.depth || column >= a.columns)
                 return -1;
               return kAbsorb ? k * a.wStrideRow + column
                              : column * a.wStrideRow + k;
             });
    ptx::cpAsyncCommit();
    ptx::cpAsyncWait<0>();
    __syncthreads();
  }
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();

  const int firstToken = blockIdx.z * a.tokensPerCta;
  const int lastToken = min(a.tokens, firstToken + a.tokensPerCta);
  T *out = static_cast<T *>(a.out) + head * a.outStrideHead;
  if (isRope) {
    const T *rope = static_cast<const T *>(a.rope) + head * a.ropeStrideHead;
    for (int i = threadIdx.x; i < (lastToken - firstToken) * a.ropeDim;
         i += kThreads) {
      int64_t t = firstToken + i / a.ropeDim;
      int c = i % a.ropeDim;
      out[t * a.outStrideToken + a.columns + c] =
          rope[t * a.ropeStrideToken + c];
    }
    return;
  }

  const T *x = static_cast<const T *>(a.x) + head * a.xStrideHead;
  const uint32_t wAt = ptx::sharedAddress(wTile);
#pragma unroll 1
  for (int t0 = firstToken; t0 < lastToken; t0 += kTokens) {
    TokenRows<T> rows(x + t0 * a.xStrideToken, a.xStrideToken, lastToken - t0,
                      a.depth);
    if constexpr (kAbsorb) {
      float c[2][4] = {};
      absorbProduct<T>(c, rows, wAt, a.depth);
      storeTile<T>(out, a.outStrideToken, c, t0, lastToken,
                   firstColumn + static_cast<int>(threadIdx.x) / 32 * 16,
                   a.columns);
    } else {
      projectTile<T>(a, rows, out, wAt, pitch, sums, t0, lastToken,
                     firstColumn);
    }
  }
}

template <bool kAbsorb>
MlaStatus launch(const Args &a, int heads, int dtype, void *stream) {
  if (a.tokens < 0 || heads < 0 || a.depth < 0 || a.columns < 0)
    return MLA_BAD_ARGUMENT;
  if (a.tokens == 0 || heads == 0)
    return MLA_OK;
  if ((dtype != MLA_BF16 && dtype != MLA_F16) || a.depth % 8 || a.columns % 8 ||
      a.depth > (kAbsorb ? 256 : kMostDepth))
    return MLA_UNSUPPORTED;
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  int columnBlocks = (a.columns + kColumns<kAbsorb> - 1) / kColumns<kAbsorb> +
                     (a.rope && a.ropeDim ? 1 : 0);
  int tiles = (a.tokens + kTokens - 1) / kTokens;
  int tilesPerCta =
      projection::tilesPerCta(tiles, columnBlocks * heads, device.numSMs);
  Args args = a;
  args.tokensPerCta = tilesPerCta * kTokens;
  LaunchConfig config;
  config.grid =
      dim3(columnBlocks, heads, (tiles + tilesPerCta - 1) / tilesPerCta);
  config.block = dim3(kThreads);
  config.sharedBytes = kColumns<kAbsorb> * paddedDepth<kAbsorb>(a.depth) * 2;
  config.pdl =
      device.sm == 90; // newer GPUs run PTX of sm_80, which does not wait
  auto *kernel = dtype == MLA_F16 ? projectionKernel<__half, kAbsorb>
                                  : projectionKernel<__nv_bfloat16, kAbsorb>;
  return launchKernel(kernel, config, stream, args);
}

} // namespace
} // namespace mla::projection

MlaStatus mla_absorb_query(const MlaAbsorbQueryParams *params, void *stream) {
  const MlaAbsorbQueryParams &p = *params;
  mla::projection::Args a = {};
  a.x = p.q_nope, a.w = p.kv_b, a.out = p.q, a.rope = p.q_rope;
  a.xStrideToken = p.q_nope_stride_token, a.xStrideHead = p.q_nope_stride_head;
  a.wStrideHead = p.kv_b_stride_head, a.wStrideRow = p.kv_lora_rank;
  a.outStrideToken = p.q_stride_token, a.outStrideHead = p.q_stride_head;
  a.ropeStrideToken = p.q_rope_stride_token;
  a.ropeStrideHead = p.q_rope_stride_head;
  a.tokens = p.num_tokens, a.depth = p.qk_nope_head_dim;
  a.columns = p.kv_lora_rank, a.ropeDim = p.qk_rope_head_dim;
  return mla::projection::launch<true>(a, p.num_heads, p.dtype, stream);
}

MlaStatus mla_project_value(const MlaProjectValueParams *params, void *stream) {
  const MlaProjectValueParams &p = *params;
  mla::projection::Args a = {};
  a.x = p.u, a.w = p.w_uv, a.out = p.out;
  a.xStrideToken = p.u_stride_token, a.xStrideHead = p.u_stride_head;
  a.wStrideHead = p.w_uv_stride_head, a.wStrideRow = p.kv_lora_rank;
  a.outStrideToken = p.out_stride_token, a.outStrideHead = p.out_stride_head;
  a.tokens = p.num_tokens, a.depth = p.kv_lora_rank;
  a.columns = p.v_head_dim;
  return mla::projection::launch<false>(a, p.num_heads, p.dtype, stream);
}
