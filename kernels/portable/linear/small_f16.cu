//===- small_f16.cu - linear_small in f16 -------------------------- -*- CUDA
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "kernels/portable/linear/small.cuh"

MlaStatus mla::linear::launchSmall_f16(const MlaLinearParams &p, void *stream) {
  return launchSmallTyped<__half>(p, stream);
}
