//===- prefill.cpp - Hopper forward prefill by head size --------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Picks the instantiation whose padded head sizes hold the call's.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/prefill/variants.h"

#include <cuda_bf16.h>
#include <cuda_fp16.h>

using namespace mla;
using namespace mla::prefill;

template <typename T>
static MlaStatus launchForDims(const MlaPrefillParams &p, bool small,
                               int numSMs, void *stream) {
  if (p.qk_head_dim <= 64 && p.v_head_dim <= 64)
    return launchHopperDims<T, 64, 64>(p, small, numSMs, stream);
  if (p.qk_head_dim <= 96 && p.v_head_dim <= 64)
    return launchHopperDims<T, 96, 64>(p, small, numSMs, stream);
  if (p.qk_head_dim <= 128 && p.v_head_dim <= 128)
    return launchHopperDims<T, 128, 128>(p, small, numSMs, stream);
  if (p.qk_head_dim <= 192 && p.v_head_dim <= 128)
    return launchHopperDims<T, 192, 128>(p, small, numSMs, stream);
  return launchHopperDims<T, 256, 256>(p, small, numSMs, stream);
}

MlaStatus mla::prefill::launchHopper(const MlaPrefillParams &p, bool small,
                                     int numSMs, void *stream) {
  return p.dtype == MLA_F16
             ? launchForDims<__half>(p, small, numSMs, stream)
             : launchForDims<__nv_bfloat16>(p, small, numSMs, stream);
}
