//===- linear.cpp - choice and launch of the projections --------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Kernels/Linear.h"
#include "kernels/common/launch.h"
#include "kernels/common/linear/linear.h"

using namespace mla;

MlaStatus mla_linear(const MlaLinearParams *params, void *stream) {
  const MlaLinearParams &p = *params;
  if (p.num_tokens < 0)
    return MLA_BAD_ARGUMENT;
  if (p.num_tokens == 0)
    return MLA_OK;
  if (!p.x || !p.weight || !p.out)
    return MLA_BAD_ARGUMENT;
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  if (p.kernel < MLA_LINEAR_SMALL || p.kernel > MLA_LINEAR_SM90)
    return MLA_BAD_ARGUMENT;
  auto kernel = static_cast<MlaLinearKernel>(p.kernel);
  if (!kernels::linearRefusal(kernel, kernels::linearShape(p),
                              {device.sm, device.numSMs})
           .empty())
    return MLA_UNSUPPORTED;
  switch (kernel) {
  case MLA_LINEAR_SMALL:
    return linear::launchSmall(p, stream);
  case MLA_LINEAR_CUBLASLT:
    return linear::launchCublasLt(p, stream);
  case MLA_LINEAR_SM90:
    return linear::launchSm90(p, stream);
  }
  return MLA_BAD_ARGUMENT;
}
