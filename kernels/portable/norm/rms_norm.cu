//===- rms_norm.cu - the norm ahead of a large product --------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One CTA a row, two passes: the second finds the row in L1.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/launch.h"
#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/launch.cuh"
#include "kernels/portable/norm/rms_norm.h"

#include <algorithm>

namespace mla::norm {
namespace {

constexpr int kMostThreads = 512;

template <typename T>
__global__ void __launch_bounds__(kMostThreads)
    rmsNormKernel(const T *x, int64_t xStride, const T *weight, T *out,
                  int columns, float eps) {
  __shared__ float sums[kMostThreads / 32];
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();
  const uint4 *row =
      reinterpret_cast<const uint4 *>(x + int64_t(blockIdx.x) * xStride);
  const int pieces = columns / 8;
  float sum = 0.f;
  for (int i = threadIdx.x; i < pieces; i += blockDim.x) {
    uint4 v = row[i];
    for (uint32_t w : {v.x, v.y, v.z, v.w}) {
      float2 f = unpackPair<T>(w);
      sum += f.x * f.x + f.y * f.y;
    }
  }
  sum = laneSum(sum);
  if (threadIdx.x % 32 == 0)
    sums[threadIdx.x / 32] = sum;
  __syncthreads();
  sum = 0.f;
  for (int i = 0; i < blockDim.x / 32; ++i)
    sum += sums[i];
  const float scale = rsqrtf(sum / columns + eps);

  const uint4 *gain = reinterpret_cast<const uint4 *>(weight);
  uint4 *to = reinterpret_cast<uint4 *>(out + int64_t(blockIdx.x) * columns);
  auto apply = [&](uint32_t a, uint32_t b) {
    float2 v = unpackPair<T>(a), g = unpackPair<T>(b);
    return packPair<T>(v.x * scale * g.x, v.y * scale * g.y);
  };
  for (int i = threadIdx.x; i < pieces; i += blockDim.x) {
    uint4 v = row[i], g = gain[i];
    to[i] = make_uint4(apply(v.x, g.x), apply(v.y, g.y), apply(v.z, g.z),
                       apply(v.w, g.w));
  }
}

template <typename T>
MlaStatus launch(const void *x, int64_t xStride, const void *weight, void *out,
                 int rows, int columns, float eps, void *stream) {
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  LaunchConfig config;
  config.grid = dim3(static_cast<unsigned>(rows));
  config.block =
      dim3(std::min(kMostThreads, std::max(32, (columns / 8 + 31) / 32 * 32)));
  config.pdl = device.sm == 90; // newer GPUs run PTX of sm_80
  return launchKernel(
      rmsNormKernel<T>, config, stream, static_cast<const T *>(x), xStride,
      static_cast<const T *>(weight), static_cast<T *>(out), columns, eps);
}

} // namespace

MlaStatus rmsNorm(const void *x, int64_t xStride, const void *weight, void *out,
                  int rows, int columns, float eps, MlaDType dtype,
                  void *stream) {
  for (const void *pointer : {x, weight, static_cast<const void *>(out)})
    if (reinterpret_cast<uintptr_t>(pointer) % 16)
      return MLA_UNSUPPORTED;
  if (columns % 8 || xStride % 8)
    return MLA_UNSUPPORTED;
  return dtype == MLA_F16 ? launch<__half>(x, xStride, weight, out, rows,
                                           columns, eps, stream)
                          : launch<__nv_bfloat16>(x, xStride, weight, out, rows,
                                                  columns, eps, stream);
}

} // namespace mla::norm
