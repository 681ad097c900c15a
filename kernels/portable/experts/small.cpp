//===- small.cpp - stub ---------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "kernels/common/experts/experts.h"

// Not there yet.
MlaStatus mla::experts::launchSmall(const MlaExpertsParams &, void *) {
  return MLA_UNSUPPORTED;
}
