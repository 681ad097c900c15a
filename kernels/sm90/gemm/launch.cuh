//===- launch.cuh - host side of one variant ------------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Fills the arguments of one variant and launches it.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/launch.h"
#include "kernels/common/tensor_map.h"
#include "kernels/sm90/gemm/gemm.h"
#include "kernels/sm90/gemm/kernel.cuh"
#include "kernels/sm90/gemm/split.cuh"

#include <algorithm>

namespace mla::gemm {

/// Token tiles of a band: 8 of 128 tokens and a depth of 2048 are 4 MB.
constexpr int kBand = 8;

template <typename C>
MlaStatus fillProblem(Problem &p, const Product &from, MlaDType dtype) {
  TensorMapSpec spec = {};
  spec.dims[0] = static_cast<uint64_t>(from.depth);
  spec.dims[1] = static_cast<uint64_t>(from.features);
  spec.dims[2] = static_cast<uint64_t>(from.groups);
  spec.dims[3] = 1;
  spec.strides[0] = from.depth;
  spec.strides[1] = int64_t(from.features) * from.depth;
  spec.boxRows = kWeightBox;
  // What is read once need not stay in L2, nor draw its neighbours in.
  spec.promote = !from.weightsOnce;
  p.weightHint = static_cast<uint64_t>(
      from.weightsOnce ? ptx::CacheHint::EvictFirst : ptx::CacheHint::Normal);
  for (int i = 0; i < (C::kGated ? 2 : 1); ++i) {
    spec.base = i ? from.up : from.weight;
    if (MlaStatus status = encodeTensorMap(p.weight[i], spec, dtype))
      return status;
  }
  if (C::kGather) {
    if (from.xStride % 8 || reinterpret_cast<uintptr_t>(from.x) % 16)
      return MLA_UNSUPPORTED;
  } else {
    TensorMapSpec x = {};
    x.base = from.x;
    x.dims[0] = static_cast<uint64_t>(from.depth);
    x.dims[1] = static_cast<uint64_t>(from.xRows);
    x.strides[0] = from.xStride;
    x.boxRows = C::kTokenBox;
    if (MlaStatus status = encodeTensorMap(p.x, x, dtype))
      return status;
  }
  auto aligned = [](const void *base, int64_t stride) {
    return stride % 8 == 0 && reinterpret_cast<uintptr_t>(base) % 16 == 0;
  };
  p.outScattered =
      from.features % 8 != 0 || !aligned(from.out, from.outStride) ||
      (from.residual && !aligned(from.residual, from.residualStride));
  p.gathered = from.x;
  p.source = from.source;
  p.out = from.out;
  p.residual = from.residual;
  p.xStride = from.xStride;
  p.outStride = from.outStride;
  p.residualStride = from.residualStride;
  p.tiles = from.tiles;
  p.numTiles = from.numTiles;
  p.rows = from.rows;
  p.depth = from.depth;
  p.features = from.features;
  p.outF32 = from.outF32;
  p.order.tokenTiles = from.tiles ? static_cast<int>(from.mostTiles)
                                  : (from.rows + C::kTokens - 1) / C::kTokens;
  p.order.featureTiles = (from.features + C::kFeatures - 1) / C::kFeatures;
  p.order.band = kBand;
  return MLA_OK;
}

template <typename C>
MlaStatus launchVariant(const Product *products, int count, MlaDType dtype,
                        const LaunchOptions &options, int numSMs,
                        void *stream) {
  Arguments args = {};
  args.numProblems = count;
  args.counter = options.counter;
  args.planned = options.planned;
  args.planned |= count == 1 && !products[0].tiles;
  int64_t tiles = 0;
  for (int i = 0; i < count; ++i) {
    if (MlaStatus status = fillProblem<C>(args.problems[i], products[i], dtype))
      return status;
    tiles += args.problems[i].order.count();
  }
  if (tiles == 0)
    return MLA_OK;
  constexpr size_t kBytes = sizeof(typename C::Shared);
  if (MlaStatus status = allowSharedMemory(gemmKernel<C>, kBytes))
    return status;
  LaunchConfig config;
  config.grid = dim3(static_cast<unsigned>(std::min<int64_t>(tiles, numSMs)));
  config.block = dim3(kThreads);
  config.sharedBytes = kBytes;
  config.pdl = true;
  return launchKernel(gemmKernel<C>, config, stream, args);
}

/// One tile a cluster of kSplit CTAs.
template <typename C, int kSplit>
MlaStatus launchSplit(const Product &product, MlaDType dtype, void *stream) {
  Arguments args = {};
  args.numProblems = 1;
  if (MlaStatus status = fillProblem<C>(args.problems[0], product, dtype))
    return status;
  const int tiles = args.problems[0].order.count();
  if (tiles == 0)
    return MLA_OK;
  constexpr size_t kBytes = sizeof(SplitShared<C>);
  if (MlaStatus status = allowSharedMemory(splitKernel<C, kSplit>, kBytes))
    return status;
  LaunchConfig config;
  config.grid = dim3(static_cast<unsigned>(tiles * kSplit));
  config.block = dim3(kThreads);
  config.sharedBytes = kBytes;
  config.pdl = true;
  config.cluster = kSplit;
  return launchKernel(splitKernel<C, kSplit>, config, stream, args);
}

/// One per element type, in a file of its own.
template <typename T>
MlaStatus launchTyped(const Product *products, int count,
                      const LaunchOptions &options, MlaDType dtype, int numSMs,
                      void *stream) {
  auto run = [&](auto config) {
    return launchVariant<decltype(config)>(products, count, dtype, options,
                                           numSMs, stream);
  };
  const bool few = options.cut.tokens == 64;
  if (products[0].up) {
    using Dense = Config<T, true, false, 128, 2>;
    if (options.cut.split == 2)
      return launchSplit<Dense, 2>(products[0], dtype, stream);
    if (options.cut.split == 4)
      return launchSplit<Dense, 4>(products[0], dtype, stream);
    return few ? run(Config<T, true, true, 64, 2>())
               : run(Config<T, true, true, 128, 2>());
  }
  if (options.cut.rows == 256)
    return run(Config<T, false, false, 128, 2>());
  if (few)
    return run(Config<T, false, false, 64, 1>());
  using Narrow = Config<T, false, false, 128, 1>;
  if (count > 1 || products[0].tiles)
    return run(Narrow());
  switch (options.cut.split) {
  case 2:
    return launchSplit<Narrow, 2>(products[0], dtype, stream);
  case 4:
    return launchSplit<Narrow, 4>(products[0], dtype, stream);
  case 8:
    return launchSplit<Narrow, 8>(products[0], dtype, stream);
  default:
    return run(Narrow());
  }
}

extern template MlaStatus launchTyped<__nv_bfloat16>(const Product *, int,
                                                     const LaunchOptions &,
                                                     MlaDType, int, void *);
extern template MlaStatus launchTyped<__half>(const Product *, int,
                                              const LaunchOptions &, MlaDType,
                                              int, void *);

} // namespace mla::gemm
