//===- projection.cu - absorb_query and project_value ----------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Per head, a small matrix product with the tokens as rows: the time goes into
// reading the weights. A CTA owns some output columns of one head: its weights
// go to shared memory before the PDL wait (nothing in the step writes them),
// tokens follow after it in tiles of 16.
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

template <typename T, bool kAbsorb>
__global__ void __launch_bounds__(kThreads)
    projectionKernel(const __grid_constant__ Args a) {
  constexpr int kColumns = kAbsorb ? kAbsorbColumns : 32;
  extern __shared__ __align__(128) char memory[];
  const int head = blockIdx.y, firstColumn = blockIdx.x * kColumns;
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int depth = (a.depth + 63) / 64 * 64; // zero filled
  const int xPitch = depth * 2;
  const int wPitch = kAbsorb ? kColumns * 2 : xPitch;
  const int wRows = kAbsorb ? depth : kColumns;
  char *wTile = memory, *xTile = memory + wRows * wPitch;
  const bool isRope = firstColumn >= a.columns;
  const T *w = static_cast<const T *>(a.w) + head * a.wStrideHead;

  if (!isRope) {
    copyTile(wTile, wRows, wPitch, w, [&](int row, int chunk) -> int64_t {
      int k = kAbsorb ? row : chunk * 8;
      int column = firstColumn + (kAbsorb ? chunk * 8 : row);
      if (k >= a.depth || column >= a.columns)
        return -1;
      return kAbsorb ? k * a.wStrideRow + column : column * a.wStrideRow + k;
    });
    ptx::cpAsyncCommit();
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
  const uint32_t xAt = ptx::sharedAddress(xTile);
  for (int t0 = firstToken; t0 < lastToken; t0 += kTokens) {
    copyTile(xTile, kTokens, xPitch, x, [&](int row, int chunk) -> int64_t {
      bool valid = t0 + row < lastToken && chunk * 8 < a.depth;
      return valid ? (t0 + row) * a.xStrideToken + chunk * 8 : -1;
    });
    ptx::cpAsyncCommit();
    ptx::cpAsyncWait<0>();
    __syncthreads();

    float c[2][4] = {};
    if constexpr (kAbsorb) {
      // A warp has 16 columns: two tiles of 8.
      absorbProduct<T>(c, xAt, wAt, depth);
    } else {
      // A warp has 8 columns; even and odd k-steps are summed apart.
#pragma unroll 4
      for (int k = 0; k < depth / 32; ++k) {
        uint32_t xs[2][4], ws[4];
        ptx::loadMatrixX4(
            ws, wAt + chunkAt(warp * 8 + lane % 8, 4 * k + lane / 8, wPitch));
#pragma unroll
        for (int i = 0; i < 2; ++i) {
          ptx::loadMatrixX4(
              xs[i],
              xAt + chunkAt(lane % 16, 4 * k + 2 * i + lane / 16, xPitch));
          ptx::mma16816<T>(c[i], xs[i], ws[2 * i], ws[2 * i + 1]);
        }
      }
#pragma unroll
      for (int i = 0; i < 4; ++i)
        c[0][i] += c[1][i];
    }
    storeTile<T, kAbsorb ? 2 : 1>(out, a.outStrideToken, c, t0, lastToken,
                                  firstColumn + warp * (kAbsorb ? 16 : 8),
                                  a.columns);
    __syncthreads(); // the tile is overwritten next
  }
}

template <bool kAbsorb>
MlaStatus launch(const Args &a, int heads, int dtype, void *stream) {
  constexpr int kColumns = kAbsorb ? kAbsorbColumns : 32;
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
  int depth = (a.depth + 63) / 64 * 64;
  int columnBlocks =
      (a.columns + kColumns - 1) / kColumns + (a.rope && a.ropeDim ? 1 : 0);
  int tiles = (a.tokens + kTokens - 1) / kTokens;
  int tilesPerCta =
      projection::tilesPerCta(tiles, columnBlocks * heads, device.numSMs);
  Args args = a;
  args.tokensPerCta = tilesPerCta * kTokens;
  LaunchConfig config;
  config.grid =
      dim3(columnBlocks, heads, (tiles + tilesPerCta - 1) / tilesPerCta);
  config.block = dim3(kThreads);
  config.sharedBytes = (kColumns + kTokens) * depth * 2;
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
