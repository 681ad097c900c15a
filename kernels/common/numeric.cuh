//===- numeric.cuh - element types, small arithmetic ---------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Element types and small arithmetic the kernels share.
//
//===----------------------------------------------------------------------===//

#pragma once

#include <cstdint>
#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <type_traits>

namespace mla {

constexpr float kLog2E = 1.4426950408889634f;
constexpr float kLn2 = 0.6931471805599453f;

template <typename T> __device__ __forceinline__ float toFloat(T value) {
  if constexpr (sizeof(T) == 4)
    return value;
  else if constexpr (std::is_same_v<T, __half>)
    return __half2float(value);
  else
    return __bfloat162float(value);
}

template <typename T> __device__ __forceinline__ T fromFloat(float value) {
  if constexpr (sizeof(T) == 4)
    return value;
  else if constexpr (std::is_same_v<T, __half>)
    return __float2half_rn(value);
  else
    return __float2bfloat16_rn(value);
}

/// Two values, `low` in the low half.
template <typename T>
__device__ __forceinline__ uint32_t packPair(float low, float high) {
  uint32_t result;
  if constexpr (std::is_same_v<T, __half>)
    asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(result) : "f"(high), "f"(low));
  else
    asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(result) : "f"(high), "f"(low));
  return result;
}

template <typename T>
__device__ __forceinline__ float2 unpackPair(uint32_t pair) {
  if constexpr (std::is_same_v<T, __half>) {
    __half2 h;
    memcpy(&h, &pair, 4);
    return __half22float2(h);
  } else {
    return make_float2(__uint_as_float(pair << 16),
                       __uint_as_float(pair & 0xffff0000u));
  }
}

/// 2^x; -inf gives 0.
__device__ __forceinline__ float exp2Fast(float x) {
  float result;
  asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(result) : "f"(x));
  return result;
}

template <int kLanes = 32> __device__ __forceinline__ float laneMax(float x) {
#pragma unroll
  for (int offset = kLanes / 2; offset > 0; offset /= 2)
    x = fmaxf(x, __shfl_xor_sync(0xffffffffu, x, offset));
  return x;
}

template <int kLanes = 32> __device__ __forceinline__ float laneSum(float x) {
#pragma unroll
  for (int offset = kLanes / 2; offset > 0; offset /= 2)
    x += __shfl_xor_sync(0xffffffffu, x, offset);
  return x;
}

} // namespace mla
