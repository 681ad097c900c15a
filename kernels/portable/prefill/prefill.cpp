//===- prefill.cpp - mla_prefill --------------------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Checks a prefill call and picks the kernel.
//
//===----------------------------------------------------------------------===//

#include "mla/Kernels/Prefill.h"

#include "kernels/common/launch.h"
#include "kernels/common/prefill/variants.h"

using namespace mla;
using namespace mla::kernels;

MlaStatus mla_prefill(const MlaPrefillParams *params, void *stream) {
  if (!params)
    return MLA_BAD_ARGUMENT;
  const MlaPrefillParams &p = *params;
  DeviceInfo info;
  MlaStatus status = currentDevice(info);
  if (status != MLA_OK)
    return status;
  Device device;
  device.sm = info.sm;
  device.numSMs = info.numSMs;
  PrefillShape shape = prefillShape(p);
  if (!prefillRefusal(shape, device).empty())
    return MLA_UNSUPPORTED;
  if (shape.batch == 0 || shape.seqQ == 0)
    return MLA_OK;
  const bool keys = shape.seqKV > 0;
  if (!p.q || !p.out || (keys && (!p.k || !p.v)) || (!p.cu_q) != (!p.cu_kv))
    return MLA_BAD_ARGUMENT;
  if (p.rope_dim && (!p.q_rope || (keys && !p.k_rope)))
    return MLA_BAD_ARGUMENT;

  if (p.rope_dim && (!prefillTakesRopeApart(p.qk_head_dim, p.rope_dim) ||
                     (p.batch > 1 && !p.cu_q)))
    return MLA_UNSUPPORTED;

  bool vectors = prefillVectors(p);
  if (vectors && p.softmax_scale > 0.f && prefillHopperShape(shape, device)) {
    status = prefill::launchHopper(p, prefillSmallTiles(shape, device),
                                   device.numSMs, stream);
    // A stride that no tensor map can hold (negative, or 2^40 and more).
    if (status != MLA_UNSUPPORTED)
      return status;
  }
  if (p.rope_dim || p.pad_rows)
    return MLA_UNSUPPORTED;
  return prefill::launchGeneral(p, vectors, stream);
}
