//===- rms_norm.h - the norm ahead of a large product ---------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/params.h"

namespace mla::norm {

/// out[t, k] = x[t, k] / sqrt(mean_k x^2 + eps) * weight[k], out dense. Columns
/// are a multiple of 8, rows of x 16-byte aligned; else MLA_UNSUPPORTED.
MlaStatus rmsNorm(const void *x, int64_t xStride, const void *weight, void *out,
                  int rows, int columns, float eps, MlaDType dtype,
                  void *stream);

} // namespace mla::norm
