//===- small.h - few tokens: the call behind linear_small --------- -*- C++
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The kernel of mla_linear for few tokens as other families call it too: the
// experts' router is one with f32 results that also leaves the normalised rows.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/params.h"

namespace mla::linear {

struct SmallCall {
  MlaLinearParams p;
  void *normed = nullptr; ///< [T, K], dense: norm(x) is stored there too
};

MlaStatus launchSmall_bf16(const SmallCall &call, void *stream);
MlaStatus launchSmall_f16(const SmallCall &call, void *stream);

inline MlaStatus launchSmall(const SmallCall &call, void *stream) {
  return call.p.dtype == MLA_F16 ? launchSmall_f16(call, stream)
                                 : launchSmall_bf16(call, stream);
}

} // namespace mla::linear
