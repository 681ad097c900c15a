//===- append.cu - writing rows into a paged cache -------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// cache_append copies rows; rope_append rotates the positional part on the way
// and may quantise the latent part into the 656-byte fp8 row. One warp a row,
// 16 bytes a lane. A slot of -1 writes nothing. Offsets are 64-bit.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/launch.h"
#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/launch.cuh"

#include <cuda_fp8.h>

namespace mla::append {
namespace {

constexpr int kThreads = 256;
constexpr int kWarps = kThreads / 32;

/// One warp copies `bytes` from one place to another, in the widest pieces
/// that both addresses allow.
__device__ __forceinline__ void copyRow(char *to, const char *from, int bytes,
                                        int lane) {
  uintptr_t bits = reinterpret_cast<uintptr_t>(to) |
                   reinterpret_cast<uintptr_t>(from) | bytes;
  if (bits % 16 == 0) {
    for (int i = lane * 16; i < bytes; i += 512)
      *reinterpret_cast<int4 *>(to + i) =
          *reinterpret_cast<const int4 *>(from + i);
  } else {
    for (int i = lane * 2; i < bytes; i += 64)
      *reinterpret_cast<uint16_t *>(to + i) =
          *reinterpret_cast<const uint16_t *>(from + i);
  }
}

__global__ void __launch_bounds__(kThreads)
    cacheAppendKernel(const __grid_constant__ MlaCacheAppendParams p,
                      int elementBytes) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();
  int64_t rows = static_cast<int64_t>(p.num_tokens) * p.h_kv;
  for (int64_t r = static_cast<int64_t>(blockIdx.x) * kWarps + warp; r < rows;
       r += static_cast<int64_t>(gridDim.x) * kWarps) {
    int token = static_cast<int>(r / p.h_kv), head = r % p.h_kv;
    int slot = p.slots[token];
    if (slot < 0)
      continue;
    int64_t at = slot / p.page_size * p.cache_stride_page +
                 slot % p.page_size * p.cache_stride_token +
                 head * p.cache_stride_head;
    copyRow(static_cast<char *>(p.cache) + at * elementBytes,
            static_cast<const char *>(p.rows) +
                (token * p.rows_stride_token + head * p.rows_stride_head) *
                    elementBytes,
            p.row_dim * elementBytes, lane);
  }
}

/// The rotated pair (i of R/2) of token t's row of k_rope.
template <typename T>
__device__ __forceinline__ float2 rotate(const MlaRopeAppendParams &p,
                                         const T *rope, int t, int i) {
  int half = p.qk_rope_head_dim / 2;
  float a = toFloat(p.interleaved ? rope[2 * i] : rope[i]);
  float b = toFloat(p.interleaved ? rope[2 * i + 1] : rope[i + half]);
  if (p.rotated)
    return make_float2(a, b);
  int position = p.positions[t];
  float cosine, sine;
  if (p.cos_sin) {
    const float *table =
        p.cos_sin + static_cast<int64_t>(position) * p.qk_rope_head_dim;
    cosine = table[i], sine = table[half + i];
  } else {
    bool isLong = position < 0;
    float frequency = isLong ? p.long_inv_freq[i] : p.inv_freq[i];
    sincosf(static_cast<float>(isLong ? ~position : position) * frequency,
            &sine, &cosine);
    sine *= p.rope_scale, cosine *= p.rope_scale;
  }
  return make_float2(a * cosine - b * sine, b * cosine + a * sine);
}

template <typename T>
__device__ __forceinline__ void storeRope(const MlaRopeAppendParams &p, T *to,
                                          const T *rope, int t, int lane) {
  int half = p.qk_rope_head_dim / 2;
  for (int i = lane; i < half; i += 32) {
    float2 v = rotate(p, rope, t, i);
    to[p.interleaved ? 2 * i : i] = fromFloat<T>(v.x);
    to[p.interleaved ? 2 * i + 1 : i + half] = fromFloat<T>(v.y);
  }
}

template <typename T>
__global__ void __launch_bounds__(kThreads)
    ropeAppendKernel(const __grid_constant__ MlaRopeAppendParams p) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();
  for (int t = blockIdx.x * kWarps + warp; t < p.num_tokens;
       t += gridDim.x * kWarps) {
    int slot = p.slots[t];
    if (slot < 0)
      continue;
    int64_t at = slot / p.page_size * p.cache_stride_page +
                 slot % p.page_size * p.cache_stride_token;
    const T *latent = static_cast<const T *>(p.c_kv) + t * p.c_kv_stride;
    const T *rope = static_cast<const T *>(p.k_rope) + t * p.k_rope_stride;
    T *row = static_cast<T *>(p.cache) + at;
    copyRow(reinterpret_cast<char *>(row),
            reinterpret_cast<const char *>(latent),
            p.kv_lora_rank * static_cast<int>(sizeof(T)), lane);
    storeRope(p, row + p.kv_lora_rank, rope, t, lane);
  }
}

/// 656 bytes: 512 e4m3 | 4 f32 scales, one per 128 | 64 bf16. Scales are
/// powers of two, 2^ceil(log2(amax / 448)).
template <typename T>
__global__ void __launch_bounds__(kThreads)
    ropeAppendFp8Kernel(const __grid_constant__ MlaRopeAppendParams p) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();
  for (int t = blockIdx.x * kWarps + warp; t < p.num_tokens;
       t += gridDim.x * kWarps) {
    int slot = p.slots[t];
    if (slot < 0)
      continue;
    char *row = static_cast<char *>(p.cache) +
                slot / p.page_size * p.cache_stride_page +
                slot % p.page_size * p.cache_stride_token;
    const T *latent = static_cast<const T *>(p.c_kv) + t * p.c_kv_stride;
    const T *rope = static_cast<const T *>(p.k_rope) + t * p.k_rope_stride;
    // 16 columns a lane, so 8 lanes share a scale.
    float x[16];
    float most = 0;
#pragma unroll
    for (int i = 0; i < 16; ++i) {
      x[i] = toFloat(latent[lane * 16 + i]);
      most = fmaxf(most, fabsf(x[i]));
    }
    most = laneMax<8>(most);
    // The exponent of amax / 448, rounded up, without a logarithm.
    uint32_t bits = __float_as_uint(fmaxf(most, 1e-30f) / 448.0f);
    uint32_t exponent = (bits >> 23) + ((bits & 0x7fffffu) ? 1 : 0);
    float scale = __uint_as_float(exponent << 23);
    float inverse = __uint_as_float((254 - exponent) << 23);
    uint32_t packed[4];
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      packed[i] = 0;
#pragma unroll
      for (int j = 0; j < 4; ++j)
        packed[i] |= static_cast<uint32_t>(__nv_cvt_float_to_fp8(
                         x[i * 4 + j] * inverse, __NV_SATFINITE, __NV_E4M3))
                     << (8 * j);
    }
    *reinterpret_cast<uint4 *>(row + lane * 16) =
        make_uint4(packed[0], packed[1], packed[2], packed[3]);
    if (lane % 8 == 0)
      reinterpret_cast<float *>(row + 512)[lane / 8] = scale;
    auto *to = reinterpret_cast<__nv_bfloat16 *>(row + 528);
    float2 v = rotate(p, rope, t, lane);
    to[p.interleaved ? 2 * lane : lane] = __float2bfloat16_rn(v.x);
    to[p.interleaved ? 2 * lane + 1 : lane + 32] = __float2bfloat16_rn(v.y);
  }
}

LaunchConfig configFor(int64_t rows, const DeviceInfo &device) {
  LaunchConfig config;
  int64_t blocks = (rows + kWarps - 1) / kWarps;
  int64_t most = static_cast<int64_t>(device.numSMs) * 8;
  config.grid = dim3(static_cast<unsigned>(blocks < most ? blocks : most));
  config.block = dim3(kThreads);
  config.pdl =
      device.sm == 90; // newer GPUs run PTX of sm_80, which does not wait
  return config;
}

} // namespace
} // namespace mla::append

MlaStatus mla_cache_append(const MlaCacheAppendParams *params, void *stream) {
  using namespace mla;
  const MlaCacheAppendParams &p = *params;
  if (p.num_tokens < 0 || p.h_kv <= 0 || p.row_dim < 0 || p.page_size <= 0)
    return MLA_BAD_ARGUMENT;
  if (p.num_tokens == 0)
    return MLA_OK;
  if (p.dtype != MLA_BF16 && p.dtype != MLA_F16 && p.dtype != MLA_F32)
    return MLA_UNSUPPORTED;
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  return launchKernel(
      append::cacheAppendKernel,
      append::configFor(static_cast<int64_t>(p.num_tokens) * p.h_kv, device),
      stream, p, p.dtype == MLA_F32 ? 4 : 2);
}

MlaStatus mla_rope_append(const MlaRopeAppendParams *params, void *stream) {
  using namespace mla;
  const MlaRopeAppendParams &p = *params;
  if (p.num_tokens < 0 || p.kv_lora_rank < 0 || p.qk_rope_head_dim < 0 ||
      p.page_size <= 0)
    return MLA_BAD_ARGUMENT;
  if (p.num_tokens == 0)
    return MLA_OK;
  bool fp8 = p.storage == MLA_FP8_656;
  if (p.qk_rope_head_dim % 2 ||
      (!p.rotated && !p.cos_sin && p.qk_rope_head_dim > 64) ||
      (fp8 && (p.kv_lora_rank != 512 || p.qk_rope_head_dim != 64)) ||
      (!fp8 && p.storage != p.dtype))
    return MLA_UNSUPPORTED;
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  void (*kernel)(MlaRopeAppendParams) = nullptr;
  if (p.dtype == MLA_BF16)
    kernel = fp8 ? append::ropeAppendFp8Kernel<__nv_bfloat16>
                 : append::ropeAppendKernel<__nv_bfloat16>;
  else if (p.dtype == MLA_F16)
    kernel = fp8 ? append::ropeAppendFp8Kernel<__half>
                 : append::ropeAppendKernel<__half>;
  else if (p.dtype == MLA_F32)
    kernel = fp8 ? append::ropeAppendFp8Kernel<float>
                 : append::ropeAppendKernel<float>;
  if (!kernel)
    return MLA_UNSUPPORTED;
  return launchKernel(kernel, append::configFor(p.num_tokens, device), stream,
                      p);
}
