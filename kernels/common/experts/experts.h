//===- experts.h - the kernels behind mla_experts --------- -*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the dispatcher calls, a function a kernel.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/params.h"

namespace mla::experts {

MlaStatus launchSmall_bf16(const MlaExpertsParams &p, void *stream);
MlaStatus launchSmall_f16(const MlaExpertsParams &p, void *stream);
MlaStatus launchSm90(const MlaExpertsParams &p, void *stream);

} // namespace mla::experts
