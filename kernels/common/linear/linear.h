//===- linear.h - the kernels behind mla_linear ----------- -*- C++ -*-===//
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

namespace mla::linear {

MlaStatus launchSmall_bf16(const MlaLinearParams &p, void *stream);
MlaStatus launchSmall_f16(const MlaLinearParams &p, void *stream);
inline MlaStatus launchSmall(const MlaLinearParams &p, void *stream) {
  return p.dtype == MLA_F16 ? launchSmall_f16(p, stream)
                            : launchSmall_bf16(p, stream);
}
MlaStatus launchSm90(const MlaLinearParams &p, void *stream);
MlaStatus launchCublasLt(const MlaLinearParams &p, void *stream);

} // namespace mla::linear
