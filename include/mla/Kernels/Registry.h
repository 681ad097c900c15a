//===- Registry.h - all hand-written kernels --------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every descriptor, per op in the order in which selection asks them. The
// compiler's --list-kernels and the documentation print this list.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_KERNELS_REGISTRY_H
#define MLA_KERNELS_REGISTRY_H

#include "mla/Kernels/Append.h"
#include "mla/Kernels/Decode.h"
#include "mla/Kernels/Experts.h"
#include "mla/Kernels/Linear.h"
#include "mla/Kernels/Prefill.h"
#include "mla/Kernels/QueryPrep.h"

namespace mla::kernels {

inline constexpr const KernelDescriptor *kAllKernels[] = {
    &kDecodeSM90Few,       &kDecodeSM90Many,      &kDecodeSM80Few,
    &kDecodePlan,          &kPrefillSM90,         &kPrefillSM80,
    &kPrefillBackwardSM90, &kPrefillBackwardSM80, &kRopeAppend,
    &kCacheAppend,         &kAbsorbQuery,         &kProjectValue,
    &kMergeStates,         &kLinearSmall,         &kLinearCublasLt,
    &kLinearSM90,          &kQueryPrep,           &kExpertsSmall,        &kExpertsSM90};

/// The kernel of that name, or null.
constexpr const KernelDescriptor *findKernel(std::string_view name) {
  for (const KernelDescriptor *k : kAllKernels)
    if (name == k->name)
      return k;
  return nullptr;
}

/// The list as a Markdown table, one line a kernel.
inline std::string kernelTable() {
  std::string text =
      "| kernel | op | sm | dtypes | capture | PDL, reads before "
      "the wait | deterministic | LSE |\n|---|---|---|---|---|---"
      "|---|---|\n";
  for (const KernelDescriptor *k : kAllKernels) {
    std::string dtypes;
    for (MlaDType d : {MLA_BF16, MLA_F16, MLA_F32, MLA_FP8_656})
      if (k->dtypes & dtypeBit(d))
        dtypes += (dtypes.empty() ? "" : ", ") + std::string(dtypeName(d));
    std::string sm = std::to_string(k->smLow);
    if (k->smHigh != k->smLow)
      sm += k->smHigh >= 999 ? "+" : "-" + std::to_string(k->smHigh);
    text += "| " + std::string(k->name) + " | " + k->op + " | " + sm + " | " +
            dtypes + " | " + (k->captureSafe ? "yes" : "no") + " | " +
            (k->pdl ? k->readsBeforeWait : "-") + " | " +
            (k->deterministic ? "yes" : "no") + " | " + k->lseBase + " |\n";
  }
  return text;
}

} // namespace mla::kernels

#endif // MLA_KERNELS_REGISTRY_H
