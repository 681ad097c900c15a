//===- experts.cpp - choice and launch of the experts -----------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Kernels/Experts.h"
#include "kernels/common/experts/experts.h"
#include "kernels/common/launch.h"

using namespace mla;

MlaStatus mla_experts(const MlaExpertsParams *params, void *stream) {
  const MlaExpertsParams &p = *params;
  if (p.num_tokens < 0)
    return MLA_BAD_ARGUMENT;
  if (p.num_tokens == 0)
    return MLA_OK;
  if (!p.x || !p.norm_weight || !p.router || !p.gate || !p.up || !p.down ||
      !p.out || !p.workspace)
    return MLA_BAD_ARGUMENT;
  if (p.shared_intermediate && (!p.shared_gate_up || !p.shared_down))
    return MLA_BAD_ARGUMENT;
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  if (p.kernel < MLA_EXPERTS_SMALL || p.kernel > MLA_EXPERTS_SM90)
    return MLA_BAD_ARGUMENT;
  auto kernel = static_cast<MlaExpertsKernel>(p.kernel);
  if (!kernels::expertsRefusal(kernel, kernels::expertsShape(p),
                               {device.sm, device.numSMs})
           .empty())
    return MLA_UNSUPPORTED;
  switch (kernel) {
  case MLA_EXPERTS_SMALL:
    return p.dtype == MLA_F16 ? experts::launchSmall_f16(p, stream)
                              : experts::launchSmall_bf16(p, stream);
  case MLA_EXPERTS_SM90:
    return experts::launchSm90(p, stream);
  }
  return MLA_BAD_ARGUMENT;
}
