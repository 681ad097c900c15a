//===- linear_sm90.cpp - stub ---------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "kernels/common/linear/linear.h"

// Not there yet.
MlaStatus mla::linear::launchSm90(const MlaLinearParams &, void *) {
  return MLA_UNSUPPORTED;
}
