//===- prefill.cu - forward prefill for any GPU and any shape -*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Expanded attention with mma.sync: head sizes up to 256 (not only multiples
// of 8), any stride and alignment. One CTA has 64 query rows, one warp 16.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/launch.h"
#include "kernels/common/prefill/softmax.cuh"
#include "kernels/common/prefill/variants.h"
#include "kernels/sm80/prefill/tile.cuh"

using namespace mla;
using namespace mla::prefill;

namespace {

constexpr int kRows = 64, kKeys = 32, kThreads = 128;

template <typename T, int kQK, int kV>
__global__ void __launch_bounds__(kThreads)
    prefillGeneral(const MlaPrefillParams p, int blocks, bool vectors) {
  extern __shared__ __align__(16) unsigned char bytes[];
  T *sq = reinterpret_cast<T *>(bytes);
  T *sk = sq + kRows * kPitch<kQK>;
  T *sv = sk + kKeys * kPitch<kQK>;

  Sequence t = findSequence(p, blocks);
  const int lenQ = t.lenQ, lenKV = t.lenKV;
  const int row0 = (p.causal ? blocks - 1 - t.block : t.block) * kRows;
  if (row0 >= lenQ)
    return;
  const int kvHead = t.head / (p.num_heads / p.h_kv);
  const T *q = rowsOf<T>(p.q, t.batch, p.q_stride_batch, t.startQ + row0,
                         p.q_stride_token, t.head, p.q_stride_head);
  const T *k = rowsOf<T>(p.k, t.batch, p.k_stride_batch, t.startKV,
                         p.k_stride_token, kvHead, p.k_stride_head);
  const T *v = rowsOf<T>(p.v, t.batch, p.v_stride_batch, t.startKV,
                         p.v_stride_token, kvHead, p.v_stride_head);

  int keys = lenKV;
  if (p.causal)
    keys = min(keys, min(row0 + kRows, lenQ) + lenKV - lenQ);

  const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  const int row = row0 + 16 * warp + lane / 4;
  const float scaleLog2 = p.softmax_scale * kLog2E;
  float o[kV / 2] = {};
  RowState state;

  loadTile<kThreads>(sq, kPitch<kQK>, kQK, q, p.q_stride_token, kRows,
                     lenQ - row0, p.qk_head_dim, vectors);
  for (int key0 = 0; key0 < keys; key0 += kKeys) {
    __syncthreads();
    loadTile<kThreads>(sk, kPitch<kQK>, kQK, k + key0 * p.k_stride_token,
                       p.k_stride_token, kKeys, lenKV - key0, p.qk_head_dim,
                       vectors);
    loadTile<kThreads>(sv, kPitch<kV>, kV, v + key0 * p.v_stride_token,
                       p.v_stride_token, kKeys, lenKV - key0, p.v_head_dim,
                       vectors);
    __syncthreads();

    float s[kKeys / 2];
    multiplyRows<T, kKeys, kQK>(s, sq + 16 * warp * kPitch<kQK>, sk, lane);
    // Scaled first: a negative or zero scale is as good as any.
    int limit[2];
#pragma unroll
    for (int r = 0; r < 2; ++r) {
      limit[r] = lenKV;
      if (p.causal)
        limit[r] = min(limit[r], row + 8 * r + 1 + lenKV - lenQ);
      limit[r] -= key0 + 2 * (lane & 3);
    }
#pragma unroll
    for (int i = 0; i < kKeys / 2; ++i)
      s[i] *= scaleLog2;
    maskScores<kKeys>(s, limit);
    float alpha[2];
    softmaxStep<kKeys, true>(s, state, alpha, 1.f);
    scaleRows(o, alpha);
    uint32_t probabilities[kKeys / 16][4];
    packScores<T, kKeys>(probabilities, s);
    multiplyColumns<T, kKeys, kV, kPitch<kV>>(o, probabilities, sv, lane);
  }

#pragma unroll
  for (int r = 0; r < 2; ++r) {
    int at = row + 8 * r;
    float sum = quadSum(state.sum[r]);
    if (at >= lenQ)
      continue;
    float inverse = sum == 0.f ? 0.f : 1.f / sum;
    T *out = rowsOf<T>(p.out, t.batch, p.out_stride_batch, t.startQ + at,
                       p.out_stride_token, t.head, p.out_stride_head);
#pragma unroll
    for (int i = 0; i < kV / 8; ++i)
#pragma unroll
      for (int e = 0; e < 2; ++e) {
        int column = 8 * i + 2 * (lane & 3) + e;
        if (column < p.v_head_dim)
          out[column] = fromFloat<T>(o[4 * i + 2 * r + e] * inverse);
      }
    if (p.lse && (lane & 3) == 0)
      p.lse[t.batch * p.lse_stride_batch + t.head * p.lse_stride_head +
            t.startQ + at] =
          sum == 0.f ? -INFINITY : state.max[r] * kLn2 + logf(sum);
  }
}

template <typename T, int kQK, int kV>
MlaStatus launch(const MlaPrefillParams &p, bool vectors, void *stream) {
  constexpr size_t kBytes =
      ((kRows + kKeys) * kPitch<kQK> + kKeys * kPitch<kV>)*sizeof(T);
  MlaStatus status = allowSharedMemory(prefillGeneral<T, kQK, kV>, kBytes);
  if (status != MLA_OK)
    return status;
  LaunchConfig config;
  int blocks = (p.seq_q + kRows - 1) / kRows;
  config.grid = dim3(blocks * p.num_heads * p.batch);
  config.block = dim3(kThreads);
  config.sharedBytes = kBytes;
  return launchKernel(prefillGeneral<T, kQK, kV>, config, stream, p, blocks,
                      vectors);
}

template <typename T>
MlaStatus launchForDims(const MlaPrefillParams &p, bool vectors, void *stream) {
  if (p.qk_head_dim <= 64 && p.v_head_dim <= 64)
    return launch<T, 64, 64>(p, vectors, stream);
  if (p.qk_head_dim <= 128 && p.v_head_dim <= 128)
    return launch<T, 128, 128>(p, vectors, stream);
  if (p.qk_head_dim <= 192 && p.v_head_dim <= 128)
    return launch<T, 192, 128>(p, vectors, stream);
  return launch<T, 256, 256>(p, vectors, stream);
}

} // namespace

MlaStatus mla::prefill::launchGeneral(const MlaPrefillParams &p, bool vectors,
                                      void *stream) {
  return p.dtype == MLA_F16 ? launchForDims<__half>(p, vectors, stream)
                            : launchForDims<__nv_bfloat16>(p, vectors, stream);
}
