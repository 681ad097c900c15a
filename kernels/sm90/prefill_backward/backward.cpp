//===- backward.cpp - Hopper backward prefill by head size ------*- C++ -*-===//
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

using namespace mla;
using namespace mla::prefill;

// Defined in backward_*.cu.
namespace mla::prefill {
template <>
MlaStatus launchBackwardHopperDims<64, 64>(const MlaPrefillBackwardParams &,
                                           int, void *);
template <>
MlaStatus launchBackwardHopperDims<96, 64>(const MlaPrefillBackwardParams &,
                                           int, void *);
template <>
MlaStatus launchBackwardHopperDims<128, 128>(const MlaPrefillBackwardParams &,
                                             int, void *);
template <>
MlaStatus launchBackwardHopperDims<192, 128>(const MlaPrefillBackwardParams &,
                                             int, void *);
} // namespace mla::prefill

MlaStatus mla::prefill::launchBackwardHopper(const MlaPrefillBackwardParams &p,
                                             int numSMs, void *stream) {
  int qk = p.fwd.qk_head_dim, v = p.fwd.v_head_dim;
  if (qk <= 64 && v <= 64)
    return launchBackwardHopperDims<64, 64>(p, numSMs, stream);
  if (qk <= 96 && v <= 64)
    return launchBackwardHopperDims<96, 64>(p, numSMs, stream);
  if (qk <= 128 && v <= 128)
    return launchBackwardHopperDims<128, 128>(p, numSMs, stream);
  if (qk <= 192 && v <= 128)
    return launchBackwardHopperDims<192, 128>(p, numSMs, stream);
  return MLA_UNSUPPORTED;
}
