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

MlaStatus launchSm90(const MlaLinearParams &p, void *stream);
MlaStatus launchCublasLt(const MlaLinearParams &p, void *stream);

} // namespace mla::linear
