//===- combine.cu - the weighted sum of a token's experts -----*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One CTA a token, 16 bytes a thread; the rows of all choices are asked for
// before the first is used.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/launch.h"
#include "kernels/common/numeric.cuh"
#include "kernels/common/ptx/launch.cuh"
#include "kernels/sm90/experts/stages.h"

#include <algorithm>

namespace mla::experts {
namespace {

constexpr int kMostThreads = 512;
constexpr int kAtOnce = 8;

struct Args {
  const void *x, *shared, *parts; ///< shared: or null
  const int32_t *places;
  const float *weights;
  void *out;
  int64_t xStride, outStride;
  int topK, hidden;
};

template <typename T>
__device__ __forceinline__ void add(float (&sum)[8], uint4 v, float weight) {
  const uint32_t words[4] = {v.x, v.y, v.z, v.w};
#pragma unroll
  for (int i = 0; i < 4; ++i) {
    float2 f = unpackPair<T>(words[i]);
    sum[2 * i] += weight * f.x;
    sum[2 * i + 1] += weight * f.y;
  }
}

template <typename T>
__global__ void __launch_bounds__(kMostThreads)
    combineKernel(const __grid_constant__ Args a) {
  ptx::gridDependencyWait();
  ptx::gridLaunchDependents();
  const int64_t token = blockIdx.x;
  const T *x = static_cast<const T *>(a.x) + token * a.xStride;
  const T *shared = static_cast<const T *>(a.shared) + token * a.hidden;
  T *out = static_cast<T *>(a.out) + token * a.outStride;
  const int32_t *places = a.places + token * a.topK;
  const float *weights = a.weights + token * a.topK;
  for (int c = threadIdx.x * 8; c < a.hidden; c += blockDim.x * 8) {
    float sum[8] = {};
    add<T>(sum, *reinterpret_cast<const uint4 *>(x + c), 1.f);
    for (int k0 = 0; k0 < a.topK; k0 += kAtOnce) {
      uint4 part[kAtOnce];
      float weight[kAtOnce];
#pragma unroll
      for (int i = 0; i < kAtOnce; ++i) {
        int place = k0 + i < a.topK ? places[k0 + i] : -1;
        weight[i] = place >= 0 ? weights[k0 + i] : 0.f;
        part[i] = make_uint4(0, 0, 0, 0);
        if (place >= 0)
          part[i] = *reinterpret_cast<const uint4 *>(
              static_cast<const T *>(a.parts) + int64_t(place) * a.hidden + c);
      }
#pragma unroll
      for (int i = 0; i < kAtOnce; ++i)
        add<T>(sum, part[i], weight[i]);
    }
    if (a.shared)
      add<T>(sum, *reinterpret_cast<const uint4 *>(shared + c), 1.f);
    *reinterpret_cast<uint4 *>(out + c) =
        make_uint4(packPair<T>(sum[0], sum[1]), packPair<T>(sum[2], sum[3]),
                   packPair<T>(sum[4], sum[5]), packPair<T>(sum[6], sum[7]));
  }
}

} // namespace

MlaStatus combine(const MlaExpertsParams &p, const Scratch &s, void *stream) {
  if (p.x_stride % 8 || p.out_stride % 8 ||
      reinterpret_cast<uintptr_t>(p.x) % 16 ||
      reinterpret_cast<uintptr_t>(p.out) % 16)
    return MLA_UNSUPPORTED;
  Args a = {};
  a.x = p.x;
  a.shared = p.shared_intermediate ? s.normed : nullptr;
  a.parts = s.parts;
  a.places = s.places;
  a.weights = s.weights;
  a.out = p.out;
  a.xStride = p.x_stride;
  a.outStride = p.out_stride;
  a.topK = p.top_k;
  a.hidden = p.hidden;
  LaunchConfig config;
  config.grid = dim3(static_cast<unsigned>(p.num_tokens));
  config.block =
      dim3(std::min(kMostThreads, std::max(32, (p.hidden / 8 + 31) / 32 * 32)));
  config.pdl = true;
  return p.dtype == MLA_F16
             ? launchKernel(combineKernel<__half>, config, stream, a)
             : launchKernel(combineKernel<__nv_bfloat16>, config, stream, a);
}

} // namespace mla::experts
