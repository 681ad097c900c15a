//===- variants.cu - prefill variants to time -----------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every variant worth timing beside the shipped ones, by number, for
// benchmarks/prefill.py. Not part of the library.
//
//===----------------------------------------------------------------------===//

#include "kernels/sm90/prefill/launch.cuh"

using namespace mla;
using namespace mla::prefill;

namespace {
using B = __nv_bfloat16;
struct Entry {
  const char *name;
  int qk, v;
  MlaStatus (*launch)(const MlaPrefillParams &, int, void *);
};
#define MLA_VARIANT(QK, V, N, GROUPS, STAGES, CTAS)                            \
  {#QK "/" #V " n" #N " g" #GROUPS " s" #STAGES " c" #CTAS, QK, V,             \
   launchVariant<Config<B, QK, V, N, GROUPS, STAGES, CTAS>>}
const Entry kEntries[] = {
    MLA_VARIANT(192, 128, 128, 2, 2, 1), MLA_VARIANT(192, 128, 112, 2, 2, 1),
    MLA_VARIANT(192, 128, 80, 3, 2, 1),  MLA_VARIANT(192, 128, 64, 1, 2, 2),
    MLA_VARIANT(192, 128, 128, 1, 2, 1), MLA_VARIANT(192, 128, 64, 1, 4, 1),
    MLA_VARIANT(128, 128, 128, 2, 2, 1), MLA_VARIANT(128, 128, 160, 2, 2, 1),
    MLA_VARIANT(128, 128, 176, 2, 2, 1), MLA_VARIANT(128, 128, 64, 1, 4, 1),
    MLA_VARIANT(96, 64, 128, 2, 2, 1),   MLA_VARIANT(96, 64, 128, 3, 2, 1),
    MLA_VARIANT(96, 64, 192, 2, 2, 1),   MLA_VARIANT(256, 256, 80, 2, 2, 1),
};
} // namespace

extern "C" const char *mla_prefill_variant_name(int i) {
  return i >= 0 && i < int(sizeof(kEntries) / sizeof(Entry)) ? kEntries[i].name
                                                             : nullptr;
}

extern "C" MlaStatus mla_prefill_variant(int i, const MlaPrefillParams *params,
                                         void *stream) {
  if (!mla_prefill_variant_name(i) || params->qk_head_dim != kEntries[i].qk ||
      params->v_head_dim != kEntries[i].v)
    return MLA_UNSUPPORTED;
  DeviceInfo info;
  MlaStatus status = currentDevice(info);
  return status ? status : kEntries[i].launch(*params, info.numSMs, stream);
}
