//===- backward.cu - backward prefill for any GPU and shape ---*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Backward of expanded attention with mma.sync: head sizes up to 256, any
// stride and alignment. Three kernels without atomics, so the same bits every
// time: delta = sum(out * dout); dK and dV, 64 keys a CTA; dQ, 64 rows a CTA.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/launch.h"
#include "kernels/common/prefill/softmax.cuh"
#include "kernels/common/prefill/variants.h"
#include "kernels/sm80/prefill/tile.cuh"
#include "mla/Kernels/Prefill.h"

using namespace mla;
using namespace mla::prefill;

namespace {

using Params = MlaPrefillBackwardParams;

/// Tile that stays, and rows of the one that moves past it.
constexpr int kTile = 64, kMoving = 32;

/// delta of a row: workspace [N, rows].
__device__ __forceinline__ float *deltaOf(const MlaPrefillParams &p,
                                          const Sequence &t, int head) {
  int64_t rows = p.cu_q ? p.total_q : int64_t(p.batch) * p.seq_q;
  return static_cast<float *>(p.workspace) + head * rows + t.batch * p.seq_q +
         t.startQ;
}

/// One warp a row.
template <typename T>
__global__ void __launch_bounds__(256)
    deltaGeneral(const Params params, int blocks) {
  const MlaPrefillParams &p = params.fwd;
  Sequence t = findSequence(p, blocks);
  const int row = t.block * 8 + threadIdx.x / 32, lane = threadIdx.x % 32;
  if (row >= t.lenQ)
    return;
  const T *out =
      rowsOf<T>(static_cast<const void *>(p.out), t.batch, p.out_stride_batch,
                t.startQ + row, p.out_stride_token, t.head, p.out_stride_head);
  const T *dout =
      rowsOf<T>(params.dout, t.batch, params.dout_stride_batch, t.startQ + row,
                params.dout_stride_token, t.head, params.dout_stride_head);
  float sum = 0.f;
  for (int c = lane; c < p.v_head_dim; c += 32)
    sum += toFloat(out[c]) * toFloat(dout[c]);
  sum = laneSum(sum);
  if (lane == 0)
    deltaOf(p, t, t.head)[row] = sum;
}

/// 16 rows of gradients from one warp's accumulators.
template <typename T, int kColumns>
__device__ __forceinline__ void
storeGradient(T *base, int64_t stride, int row, int rows,
              const float (&x)[kColumns / 2], float scale, int column0,
              int columns, int lane) {
#pragma unroll
  for (int i = 0; i < kColumns / 2; ++i) {
    int r = row + 8 * ((i >> 1) & 1);
    int c = column0 + 8 * (i / 4) + 2 * (lane & 3) + (i & 1);
    if (r < rows && c < columns)
      base[r * stride + c] = fromFloat<T>(x[i] * scale);
  }
}

/// 8 warps: 16 keys each, twice, half of the columns of dK and dV each.
template <typename T, int kQK, int kV>
__global__ void __launch_bounds__(256)
    keysGeneral(const Params params, int blocks, bool vectors) {
  extern __shared__ __align__(16) unsigned char bytes[];
  T *sk = reinterpret_cast<T *>(bytes);
  T *sv = sk + kTile * kPitch<kQK>;
  T *sq = sv + kTile * kPitch<kV>;
  T *sdo = sq + kMoving * kPitch<kQK>;

  const MlaPrefillParams &p = params.fwd;
  Sequence t = findSequence(p, blocks, p.h_kv);
  const int key0 = t.block * kTile;
  if (key0 >= t.lenKV)
    return;
  const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  const int keys = 16 * (warp % 4), half = warp / 4;
  const int offset = t.lenKV - t.lenQ;
  const float scaleLog2 = p.softmax_scale * kLog2E;
  const int group = p.num_heads / p.h_kv;

  loadTile<256>(sk, kPitch<kQK>, kQK,
                rowsOf<T>(p.k, t.batch, p.k_stride_batch, t.startKV + key0,
                          p.k_stride_token, t.head, p.k_stride_head),
                p.k_stride_token, kTile, t.lenKV - key0, p.qk_head_dim,
                vectors);
  loadTile<256>(sv, kPitch<kV>, kV,
                rowsOf<T>(p.v, t.batch, p.v_stride_batch, t.startKV + key0,
                          p.v_stride_token, t.head, p.v_stride_head),
                p.v_stride_token, kTile, t.lenKV - key0, p.v_head_dim, vectors);
  float dk[kQK / 4] = {}, dv[kV / 4] = {};
  int first = p.causal ? max(0, key0 - offset) / kMoving * kMoving : 0;
  for (int h = 0; h < group; ++h) {
    const int head = t.head * group + h;
    const float *delta = deltaOf(p, t, head);
    const float *lse = p.lse + t.batch * p.lse_stride_batch +
                       head * p.lse_stride_head + t.startQ;
    for (int row0 = first; row0 < t.lenQ; row0 += kMoving) {
      __syncthreads();
      loadTile<256>(sq, kPitch<kQK>, kQK,
                    rowsOf<T>(p.q, t.batch, p.q_stride_batch, t.startQ + row0,
                              p.q_stride_token, head, p.q_stride_head),
                    p.q_stride_token, kMoving, t.lenQ - row0, p.qk_head_dim,
                    vectors);
      loadTile<256>(sdo, kPitch<kV>, kV,
                    rowsOf<T>(params.dout, t.batch, params.dout_stride_batch,
                              t.startQ + row0, params.dout_stride_token, head,
                              params.dout_stride_head),
                    params.dout_stride_token, kMoving, t.lenQ - row0,
                    p.v_head_dim, vectors);
      __syncthreads();
      float s[kMoving / 2], dp[kMoving / 2];
      multiplyRows<T, kMoving, kQK>(s, sk + keys * kPitch<kQK>, sq, lane);
      multiplyRows<T, kMoving, kV>(dp, sv + keys * kPitch<kV>, sdo, lane);
#pragma unroll
      for (int i = 0; i < kMoving / 2; ++i) {
        int row = row0 + 8 * (i / 4) + 2 * (lane & 3) + (i & 1);
        int key = key0 + keys + lane / 4 + 8 * ((i >> 1) & 1);
        bool seen =
            row < t.lenQ && key < t.lenKV && (!p.causal || key <= row + offset);
        s[i] = seen ? exp2Fast(s[i] * scaleLog2 - lse[row] * kLog2E) : 0.f;
        dp[i] = seen ? s[i] * (dp[i] - delta[row]) : 0.f;
      }
      uint32_t packed[kMoving / 16][4];
      packScores<T, kMoving>(packed, s);
      multiplyColumns<T, kMoving, kV / 2, kPitch<kV>>(
          dv, packed, sdo + half * (kV / 2), lane);
      packScores<T, kMoving>(packed, dp);
      multiplyColumns<T, kMoving, kQK / 2, kPitch<kQK>>(
          dk, packed, sq + half * (kQK / 2), lane);
    }
  }
  const int row = keys + lane / 4, rows = t.lenKV - key0;
  storeGradient<T, kQK / 2>(
      rowsOf<T>(params.dk, t.batch, params.dk_stride_batch, t.startKV + key0,
                params.dk_stride_token, t.head, params.dk_stride_head),
      params.dk_stride_token, row, rows, dk, p.softmax_scale, half * (kQK / 2),
      p.qk_head_dim, lane);
  storeGradient<T, kV / 2>(rowsOf<T>(params.dv, t.batch, params.dv_stride_batch,
                                     t.startKV + key0, params.dv_stride_token,
                                     t.head, params.dv_stride_head),
                           params.dv_stride_token, row, rows, dv, 1.f,
                           half * (kV / 2), p.v_head_dim, lane);
}

/// 4 warps, 16 rows each.
template <typename T, int kQK, int kV>
__global__ void __launch_bounds__(128)
    queriesGeneral(const Params params, int blocks, bool vectors) {
  extern __shared__ __align__(16) unsigned char bytes[];
  T *sq = reinterpret_cast<T *>(bytes);
  T *sdo = sq + kTile * kPitch<kQK>;
  T *sk = sdo + kTile * kPitch<kV>;
  T *sv = sk + kMoving * kPitch<kQK>;

  const MlaPrefillParams &p = params.fwd;
  Sequence t = findSequence(p, blocks);
  const int row0 = t.block * kTile;
  if (row0 >= t.lenQ)
    return;
  const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  const int kvHead = t.head / (p.num_heads / p.h_kv);
  const int offset = t.lenKV - t.lenQ;
  const float scaleLog2 = p.softmax_scale * kLog2E;
  const int row = row0 + 16 * warp + lane / 4;

  loadTile<128>(sq, kPitch<kQK>, kQK,
                rowsOf<T>(p.q, t.batch, p.q_stride_batch, t.startQ + row0,
                          p.q_stride_token, t.head, p.q_stride_head),
                p.q_stride_token, kTile, t.lenQ - row0, p.qk_head_dim, vectors);
  loadTile<128>(
      sdo, kPitch<kV>, kV,
      rowsOf<T>(params.dout, t.batch, params.dout_stride_batch, t.startQ + row0,
                params.dout_stride_token, t.head, params.dout_stride_head),
      params.dout_stride_token, kTile, t.lenQ - row0, p.v_head_dim, vectors);
  float lse2[2] = {}, delta[2] = {};
#pragma unroll
  for (int r = 0; r < 2; ++r)
    if (row + 8 * r < t.lenQ) {
      lse2[r] = p.lse[t.batch * p.lse_stride_batch +
                      t.head * p.lse_stride_head + t.startQ + row + 8 * r] *
                kLog2E;
      delta[r] = deltaOf(p, t, t.head)[row + 8 * r];
    }
  int keys = t.lenKV;
  if (p.causal)
    keys = min(keys, min(row0 + kTile, t.lenQ) + offset);
  float dq[kQK / 2] = {};
  for (int key0 = 0; key0 < keys; key0 += kMoving) {
    __syncthreads();
    loadTile<128>(sk, kPitch<kQK>, kQK,
                  rowsOf<T>(p.k, t.batch, p.k_stride_batch, t.startKV + key0,
                            p.k_stride_token, kvHead, p.k_stride_head),
                  p.k_stride_token, kMoving, t.lenKV - key0, p.qk_head_dim,
                  vectors);
    loadTile<128>(sv, kPitch<kV>, kV,
                  rowsOf<T>(p.v, t.batch, p.v_stride_batch, t.startKV + key0,
                            p.v_stride_token, kvHead, p.v_stride_head),
                  p.v_stride_token, kMoving, t.lenKV - key0, p.v_head_dim,
                  vectors);
    __syncthreads();
    float s[kMoving / 2], dp[kMoving / 2];
    multiplyRows<T, kMoving, kQK>(s, sq + 16 * warp * kPitch<kQK>, sk, lane);
    multiplyRows<T, kMoving, kV>(dp, sdo + 16 * warp * kPitch<kV>, sv, lane);
#pragma unroll
    for (int i = 0; i < kMoving / 2; ++i) {
      int r = (i >> 1) & 1;
      int key = key0 + 8 * (i / 4) + 2 * (lane & 3) + (i & 1);
      bool seen = row + 8 * r < t.lenQ && key < t.lenKV &&
                  (!p.causal || key <= row + 8 * r + offset);
      s[i] = seen ? exp2Fast(s[i] * scaleLog2 - lse2[r]) * (dp[i] - delta[r])
                  : 0.f;
    }
    uint32_t packed[kMoving / 16][4];
    packScores<T, kMoving>(packed, s);
    multiplyColumns<T, kMoving, kQK, kPitch<kQK>>(dq, packed, sk, lane);
  }
  storeGradient<T, kQK>(
      rowsOf<T>(params.dq, t.batch, params.dq_stride_batch, t.startQ + row0,
                params.dq_stride_token, t.head, params.dq_stride_head),
      params.dq_stride_token, 16 * warp + lane / 4, t.lenQ - row0, dq,
      p.softmax_scale, 0, p.qk_head_dim, lane);
}

template <typename T, int kQK, int kV>
MlaStatus launch(const Params &params, bool vectors, void *stream) {
  const MlaPrefillParams &p = params.fwd;
  constexpr size_t kBytes =
      (kTile + kMoving) * (kPitch<kQK> + kPitch<kV>)*sizeof(T);
  MlaStatus status = allowSharedMemory(keysGeneral<T, kQK, kV>, kBytes);
  if (status == MLA_OK)
    status = allowSharedMemory(queriesGeneral<T, kQK, kV>, kBytes);
  LaunchConfig config;
  if (status == MLA_OK && p.seq_q > 0) {
    int blocks = (p.seq_q + 7) / 8;
    config.grid = dim3(blocks * p.num_heads * p.batch);
    config.block = dim3(256);
    status = launchKernel(deltaGeneral<T>, config, stream, params, blocks);
  }
  config.sharedBytes = kBytes;
  if (status == MLA_OK && p.seq_kv > 0) {
    int blocks = (p.seq_kv + kTile - 1) / kTile;
    config.grid = dim3(blocks * p.h_kv * p.batch);
    config.block = dim3(256);
    status = launchKernel(keysGeneral<T, kQK, kV>, config, stream, params,
                          blocks, vectors);
  }
  if (status == MLA_OK && p.seq_q > 0) {
    int blocks = (p.seq_q + kTile - 1) / kTile;
    config.grid = dim3(blocks * p.num_heads * p.batch);
    config.block = dim3(128);
    status = launchKernel(queriesGeneral<T, kQK, kV>, config, stream, params,
                          blocks, vectors);
  }
  return status;
}

template <typename T>
MlaStatus launchForDims(const Params &params, void *stream) {
  bool vectors = kernels::prefillBackwardVectors(params);
  int qk = params.fwd.qk_head_dim, v = params.fwd.v_head_dim;
  if (qk <= 64 && v <= 64)
    return launch<T, 64, 64>(params, vectors, stream);
  if (qk <= 128 && v <= 128)
    return launch<T, 128, 128>(params, vectors, stream);
  if (qk <= 192 && v <= 128)
    return launch<T, 192, 128>(params, vectors, stream);
  return launch<T, 256, 256>(params, vectors, stream);
}

} // namespace

MlaStatus mla::prefill::launchBackwardGeneral(const Params &params,
                                              void *stream) {
  return params.fwd.dtype == MLA_F16
             ? launchForDims<__half>(params, stream)
             : launchForDims<__nv_bfloat16>(params, stream);
}
