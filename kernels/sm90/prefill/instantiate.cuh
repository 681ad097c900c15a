//===- instantiate.cuh - the shipped variants -----------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tile sizes of the shipped variants by head sizes, and their instantiation.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/prefill/variants.h"
#include "kernels/sm90/prefill/launch.cuh"

namespace mla::prefill {

/// Keys of a block with 128-row tiles. 128 won over 80, 96 and 112 at 192/128
/// (H200, benchmarks/results/prefill_variants.json); 256/256 has room for 80.
template <int kQKDim, int kVDim>
constexpr int kLargeBlockN = kVDim > 128 ? 80 : 128;

/// Small problems: 64-row tiles, short key blocks, a deep ring.
template <int kQKDim, int kVDim>
constexpr int kSmallStages = kVDim > 128 ? 2 : 4;

template <typename T, int kQKDim, int kVDim>
MlaStatus launchHopperDims(const MlaPrefillParams &params, bool small,
                           int numSMs, void *stream) {
  using Small = Config<T, kQKDim, kVDim, 64, 1, kSmallStages<kQKDim, kVDim>>;
  using Large = Config<T, kQKDim, kVDim, kLargeBlockN<kQKDim, kVDim>, 2, 2>;
  return small ? launchVariant<Small>(params, numSMs, stream)
               : launchVariant<Large>(params, numSMs, stream);
}

#define MLA_INSTANTIATE_PREFILL(QK, V)                                         \
  template MlaStatus mla::prefill::launchHopperDims<__nv_bfloat16, QK, V>(     \
      const MlaPrefillParams &, bool, int, void *);                            \
  template MlaStatus mla::prefill::launchHopperDims<__half, QK, V>(            \
      const MlaPrefillParams &, bool, int, void *)

} // namespace mla::prefill
