//===- maps.h - tensor maps of q, k, v and dout ---------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tensor maps of batched and ragged operands.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/tensor_map.h"

namespace mla::prefill {

/// The map of q, k or v; see copyRows for the two forms.
inline MlaStatus makeMap(CUtensorMap &map, const void *base, int dim,
                         bool ragged, int64_t longest, int64_t total, int heads,
                         int batch, int64_t strideBatch, int64_t strideToken,
                         int64_t strideHead, int boxRows, MlaDType dtype) {
  TensorMapSpec spec;
  spec.boxRows = static_cast<uint32_t>(boxRows);
  spec.dims[0] = static_cast<uint64_t>(dim);
  spec.dims[1] = static_cast<uint64_t>(longest);
  spec.strides[0] = strideToken;
  if (!ragged) {
    spec.base = base;
    spec.dims[2] = static_cast<uint64_t>(heads);
    spec.dims[3] = static_cast<uint64_t>(batch);
    spec.strides[1] = strideHead;
    spec.strides[2] = strideBatch;
  } else {
    // Only addresses inside the tensor are formed by the copies.
    spec.base = reinterpret_cast<const void *>(
        reinterpret_cast<uintptr_t>(base) -
        static_cast<uintptr_t>(longest * strideToken * 2));
    spec.dims[2] = static_cast<uint64_t>(total + 1);
    spec.dims[3] = static_cast<uint64_t>(heads);
    spec.strides[1] = strideToken;
    spec.strides[2] = strideHead;
  }
  return encodeTensorMap(map, spec, dtype);
}

} // namespace mla::prefill
