//===- linear_sm90.cpp - projections of many tokens -------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The norm into scratch, then one product.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/launch.h"
#include "kernels/common/linear/linear.h"
#include "kernels/sm90/gemm/gemm.h"
#include "kernels/portable/norm/rms_norm.h"

MlaStatus mla::linear::launchSm90(const MlaLinearParams &p, void *stream) {
  const auto dtype = static_cast<MlaDType>(p.dtype);
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  gemm::Product product;
  product.x = p.x;
  product.xStride = p.x_stride;
  if (p.norm_weight) {
    if (!p.workspace)
      return MLA_BAD_ARGUMENT;
    if (MlaStatus status =
            norm::rmsNorm(p.x, p.x_stride, p.norm_weight, p.workspace,
                          p.num_tokens, p.in_features, p.eps, dtype, stream))
      return status;
    product.x = p.workspace;
    product.xStride = p.in_features;
  }
  product.xRows = p.num_tokens;
  product.weight = p.weight;
  if (p.gated)
    product.up = static_cast<const char *>(p.weight) +
                 int64_t(p.out_features) * p.in_features * 2;
  product.features = p.out_features;
  product.depth = p.in_features;
  product.out = p.out;
  product.outStride = p.out_stride;
  product.outF32 = p.out_dtype == MLA_F32;
  product.residual = p.residual;
  product.residualStride = p.residual_stride;
  product.rows = p.num_tokens;
  gemm::LaunchOptions options;
  options.cut = gemm::chooseCut(p.num_tokens, p.out_features, p.in_features,
                                p.gated, device.numSMs);
  return gemm::launch(&product, 1, options, dtype, device.numSMs, stream);
}
