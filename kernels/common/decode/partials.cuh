//===- partials.cuh - where the parts of a decode leave results -*- CUDA
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Partial outputs [rows, V] in f32, then their log-sum-exps [rows], base e. A
// part has two slots of an item's rows each: for the item it ends, 2p, and for
// the one it begins, 2p + 1.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/params.h"

namespace mla::decode {

struct Partials {
  int itemRows;
  const float *values, *lse;

  __device__ explicit Partials(const MlaDecodeParams &p)
      : itemRows(p.tile_rows * p.tile_group),
        values(static_cast<const float *>(p.workspace)),
        lse(values + static_cast<int64_t>(2) * p.parts * itemRows * p.v_dim) {}

  /// Where part `i` of an item that begins in part `first` left a row of it.
  __device__ int row(int first, int i, int rowOfItem) const {
    int slot = i == 0 ? 2 * first + 1 : 2 * (first + i);
    return slot * itemRows + rowOfItem;
  }
};

} // namespace mla::decode
