//===- prefill_backward.cpp - mla_prefill_backward --------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Checks a backward prefill call and picks the kernels.
//
//===----------------------------------------------------------------------===//

#include "mla/Kernels/Prefill.h"

#include "kernels/common/launch.h"
#include "kernels/common/prefill/variants.h"

using namespace mla;
using namespace mla::kernels;

MlaStatus mla_prefill_backward(const MlaPrefillBackwardParams *params,
                               void *stream) {
  if (!params)
    return MLA_BAD_ARGUMENT;
  const MlaPrefillBackwardParams &p = *params;
  const MlaPrefillParams &f = p.fwd;
  DeviceInfo info;
  MlaStatus status = currentDevice(info);
  if (status != MLA_OK)
    return status;
  Device device;
  device.sm = info.sm;
  device.numSMs = info.numSMs;
  PrefillShape shape = prefillShape(f);
  if (!prefillRefusal(shape, device).empty())
    return MLA_UNSUPPORTED;
  if (shape.batch == 0 || (shape.seqQ == 0 && shape.seqKV == 0))
    return MLA_OK;
  const bool rows = shape.seqQ > 0, keys = shape.seqKV > 0;
  if ((rows && (!f.q || !f.out || !f.lse || !p.dout || !p.dq)) ||
      (keys && (!f.k || !f.v || !p.dk || !p.dv)) || (!f.cu_q) != (!f.cu_kv) ||
      (rows && !f.workspace))
    return MLA_BAD_ARGUMENT;

  if (prefillBackwardVectors(p) && f.softmax_scale > 0.f &&
      prefillBackwardHopperShape(shape, device)) {
    status = prefill::launchBackwardHopper(p, device.numSMs, stream);
    // A stride that no tensor map can hold (negative, or 2^40 and more).
    if (status != MLA_UNSUPPORTED)
      return status;
  }
  return prefill::launchBackwardGeneral(p, stream);
}
