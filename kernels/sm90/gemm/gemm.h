//===- gemm.h - products x W^T, dense and grouped -------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Host interface of the wgmma products.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/params.h"
#include "kernels/sm90/gemm/schedule.h"

namespace mla::gemm {

struct TokenTile;

/// out[m] = x[source[m]] W_g^T for the rows m of each group g; gated: silu of
/// that times the same with `up`. In bf16 or f16, sums in f32.
struct Product {
  const void *x = nullptr; ///< [xRows, depth]
  int64_t xRows = 0, xStride = 0;
  const int32_t *source = nullptr; ///< row of x of each row of out, or null
  const void *weight = nullptr;    ///< [groups, features, depth], dense
  const void *up = nullptr;        ///< the same; not null: gated
  int groups = 1, features = 0, depth = 0;
  void *out = nullptr; ///< [rows, features]
  int64_t outStride = 0;
  bool outF32 = false;
  const void *residual = nullptr; ///< [rows, features] or null; may be out
  int64_t residualStride = 0;
  int rows = 0; ///< without `tiles`
  /// Rows of the groups, cut into tiles on the device (mla_experts' plan).
  const TokenTile *tiles = nullptr;
  const int32_t *numTiles = nullptr;
  int64_t mostTiles = 0;    ///< room in `tiles`
  bool weightsOnce = false; ///< most weights are read by one tile only
};

/// Launches one or two products of the same kind as one kernel; of two, only
/// the second may be grouped. All are gated or none.
struct LaunchOptions {
  Cut cut; ///< gated: 256 rows. A split is for one product that is not grouped
  bool planned = false; ///< `tiles` are older than the kernel ahead of this one
  int *counter = nullptr; ///< on the device, 0: deals out tiles of unlike cost
};
MlaStatus launch(const Product *products, int count,
                 const LaunchOptions &options, MlaDType dtype, int numSMs,
                 void *stream);

} // namespace mla::gemm
