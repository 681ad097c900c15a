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
#include "kernels/common/ptx/mma.cuh"

using namespace mla;

namespace {

constexpr int kRows = 64, kKeys = 32, kThreads = 128;

/// Rows of shared memory are padded by 16 bytes: ldmatrix without conflicts.
template <int kDim> constexpr int kPitch = kDim + 8;

template <typename T>
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

template <typename T, int kQK, int kV>
__global__ void __launch_bounds__(kThreads)
    prefillGeneral(const MlaPrefillParams p, bool vectors) {
  extern __shared__ __align__(16) unsigned char bytes[];
  T *sq = reinterpret_cast<T *>(bytes);
  T *sk = sq + kRows * kPitch<kQK>;
  T *sv = sk + kKeys * kPitch<kQK>;

  const int head = blockIdx.y, batch = blockIdx.z;
  const int kvHead = head / (p.num_heads / p.h_kv);
  int lenQ = p.seq_q, lenKV = p.seq_kv;
  int64_t startQ = 0, startKV = 0;
  if (p.cu_q) {
    startQ = p.cu_q[batch];
    startKV = p.cu_kv[batch];
    lenQ = p.cu_q[batch + 1] - static_cast<int>(startQ);
    lenKV = p.cu_kv[batch + 1] - static_cast<int>(startKV);
  }
  const int mBlock = p.causal ? gridDim.x - 1 - blockIdx.x : blockIdx.x;
  const int row0 = mBlock * kRows;
  if (row0 >= lenQ)
    return;
  const int64_t b = p.cu_q ? 0 : batch;
  const T *q = static_cast<const T *>(p.q) + b * p.q_stride_batch +
               (startQ + row0) * p.q_stride_token + head * p.q_stride_head;
  const T *k = static_cast<const T *>(p.k) + b * p.k_stride_batch +
               startKV * p.k_stride_token + kvHead * p.k_stride_head;
  const T *v = static_cast<const T *>(p.v) + b * p.v_stride_batch +
               startKV * p.v_stride_token + kvHead * p.v_stride_head;

  int keys = lenKV;
  if (p.causal)
    keys = min(keys, min(row0 + kRows, lenQ) + lenKV - lenQ);

  const int warp = threadIdx.x / 32, lane = threadIdx.x % 32;
  const int row = row0 + 16 * warp + lane / 4;
  const float scaleLog2 = p.softmax_scale * kLog2E;
  float o[kV / 2] = {};
  prefill::RowState state;

  loadTile(sq, kPitch<kQK>, kQK, q, p.q_stride_token, kRows, lenQ - row0,
           p.qk_head_dim, vectors);
  const uint32_t qAddress =
      ptx::sharedAddress(sq) +
      2 * ((16 * warp + lane % 16) * kPitch<kQK> + lane / 16 * 8);
  const uint32_t kAddress =
      ptx::sharedAddress(sk) +
      2 * ((lane % 8 + lane / 16 * 8) * kPitch<kQK> + lane / 8 % 2 * 8);
  const uint32_t vAddress =
      ptx::sharedAddress(sv) + 2 * (lane % 16 * kPitch<kV> + lane / 16 * 8);

  for (int key0 = 0; key0 < keys; key0 += kKeys) {
    __syncthreads();
    loadTile(sk, kPitch<kQK>, kQK, k + key0 * p.k_stride_token,
             p.k_stride_token, kKeys, lenKV - key0, p.qk_head_dim, vectors);
    loadTile(sv, kPitch<kV>, kV, v + key0 * p.v_stride_token, p.v_stride_token,
             kKeys, lenKV - key0, p.v_head_dim, vectors);
    __syncthreads();

    float s[kKeys / 2] = {};
    auto &chunks = reinterpret_cast<float (&)[kKeys / 8][4]>(s);
#pragma unroll
    for (int d = 0; d < kQK / 16; ++d) {
      uint32_t a[4], c[4];
      ptx::loadMatrixX4(a, qAddress + 32 * d);
#pragma unroll
      for (int n = 0; n < kKeys / 16; ++n) {
        ptx::loadMatrixX4(c, kAddress + 2 * (16 * n * kPitch<kQK> + 16 * d));
        ptx::mma16816<T>(chunks[2 * n], a, c[0], c[1]);
        ptx::mma16816<T>(chunks[2 * n + 1], a, c[2], c[3]);
      }
    }
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
    prefill::maskScores<kKeys>(s, limit);
    float alpha[2];
    prefill::softmaxStep<kKeys, true>(s, state, alpha, 1.f);
    prefill::scaleRows(o, alpha);
    uint32_t probabilities[kKeys / 16][4];
    prefill::packScores<T, kKeys>(probabilities, s);
    auto &columns = reinterpret_cast<float (&)[kV / 8][4]>(o);
#pragma unroll
    for (int n = 0; n < kKeys / 16; ++n)
#pragma unroll
      for (int d = 0; d < kV / 16; ++d) {
        uint32_t c[4];
        ptx::loadMatrixTransX4(c,
                               vAddress + 2 * (16 * n * kPitch<kV> + 16 * d));
        ptx::mma16816<T>(columns[2 * d], probabilities[n], c[0], c[1]);
        ptx::mma16816<T>(columns[2 * d + 1], probabilities[n], c[2], c[3]);
      }
  }

#pragma unroll
  for (int r = 0; r < 2; ++r) {
    int at = row + 8 * r;
    float sum = prefill::quadSum(state.sum[r]);
    if (at >= lenQ)
      continue;
    float inverse = sum == 0.f ? 0.f : 1.f / sum;
    T *out = static_cast<T *>(p.out) + b * p.out_stride_batch +
             (startQ + at) * p.out_stride_token + head * p.out_stride_head;
#pragma unroll
    for (int i = 0; i < kV / 8; ++i)
#pragma unroll
      for (int e = 0; e < 2; ++e) {
        int column = 8 * i + 2 * (lane & 3) + e;
        if (column < p.v_head_dim)
          out[column] = fromFloat<T>(o[4 * i + 2 * r + e] * inverse);
      }
    if (p.lse && (lane & 3) == 0)
      p.lse[b * p.lse_stride_batch + head * p.lse_stride_head + startQ + at] =
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
  config.grid = dim3((p.seq_q + kRows - 1) / kRows, p.num_heads, p.batch);
  config.block = dim3(kThreads);
  config.sharedBytes = kBytes;
  return launchKernel(prefillGeneral<T, kQK, kV>, config, stream, p, vectors);
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
  // The batch is a grid dimension of at most 65535: larger ones in pieces.
  for (int first = 0; first < p.batch; first += 65535) {
    MlaPrefillParams part = p;
    part.batch = p.batch - first < 65535 ? p.batch - first : 65535;
    if (p.cu_q) {
      part.cu_q += first;
      part.cu_kv += first;
    } else {
      auto advance = [&](auto *pointer, int64_t stride) {
        return static_cast<const char *>(pointer) + 2 * first * stride;
      };
      part.q = advance(p.q, p.q_stride_batch);
      part.k = advance(p.k, p.k_stride_batch);
      part.v = advance(p.v, p.v_stride_batch);
      part.out = const_cast<char *>(
          advance(static_cast<const void *>(p.out), p.out_stride_batch));
      if (p.lse)
        part.lse += first * p.lse_stride_batch;
    }
    MlaStatus status =
        p.dtype == MLA_F16
            ? launchForDims<__half>(part, vectors, stream)
            : launchForDims<__nv_bfloat16>(part, vectors, stream);
    if (status != MLA_OK)
      return status;
  }
  return MLA_OK;
}
