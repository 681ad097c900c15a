//===- tensor_map.h - descriptors of tensor copies ------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Host side of the tensor copies (sm_90): encodes a 4-d tensor map whose tiles
// are 64 elements (128 bytes, 128-byte swizzle) wide. The driver's entry is
// looked up at run time, so that nothing links libcuda.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/params.h"

#include <cuda.h>

namespace mla {

/// A tensor of 2-byte elements. Dimension 0 is dense; `strides[i]` is that of
/// dimension i + 1 in elements.
struct TensorMapSpec {
  const void *base;
  uint64_t dims[4];
  int64_t strides[3];
  uint32_t boxRows;    ///< of dimension 1; a box is 64 x boxRows x 1 x 1
  bool promote = true; ///< L2 reads 256 bytes where 128 are asked for
};

/// Reads outside of the tensor give zeros. MLA_UNSUPPORTED if the base or a
/// stride is not a multiple of 16 bytes.
MlaStatus encodeTensorMap(CUtensorMap &map, const TensorMapSpec &spec,
                          MlaDType dtype);

} // namespace mla
