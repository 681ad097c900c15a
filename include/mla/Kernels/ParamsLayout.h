//===- ParamsLayout.h - what compiler and kernels agree on ------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// An object that mlac wrote may be linked with kernels of another day. It says
// what its structs looked like, and so do the kernels: the runtime compares.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_KERNELS_PARAMSLAYOUT_H
#define MLA_KERNELS_PARAMSLAYOUT_H

#include "kernels/params.h"

namespace mla::kernels {

/// A number that changes with the size of any struct of kernels/params.h.
/// Reordered fields of one size it does not see.
constexpr int64_t paramsLayout() {
  constexpr uint64_t sizes[] = {
      sizeof(MlaDecodePlanParams),   sizeof(MlaDecodeParams),
      sizeof(MlaMergeStatesParams),  sizeof(MlaCacheAppendParams),
      sizeof(MlaRopeAppendParams),   sizeof(MlaAbsorbQueryParams),
      sizeof(MlaProjectValueParams), sizeof(MlaLinearParams),
      sizeof(MlaQueryPrepParams),    sizeof(MlaExpertsParams),
      sizeof(MlaPrefillParams),      sizeof(MlaPrefillBackwardParams)};
  uint64_t hash = 0xcbf29ce484222325; // FNV-1a
  for (uint64_t size : sizes)
    hash = (hash ^ size) * 0x100000001b3;
  return static_cast<int64_t>(hash >> 12); // exact as a double, for JSON
}

} // namespace mla::kernels

/// That of the kernels a program is linked with (kernels/portable/status.cpp).
extern "C" int64_t mla_params_layout(void);

#endif // MLA_KERNELS_PARAMSLAYOUT_H
