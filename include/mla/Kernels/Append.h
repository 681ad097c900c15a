//===- Append.h - appends and the projections around decode -----*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the small kernels of a decode step accept. None needs scratch.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_KERNELS_APPEND_H
#define MLA_KERNELS_APPEND_H

#include "kernels/params.h"
#include "mla/Kernels/Descriptor.h"

namespace mla::kernels {

inline constexpr KernelDescriptor kCacheAppend = {"cache_append",
                                                  "cache_append",
                                                  80,
                                                  999,
                                                  kHalfTypes |
                                                      dtypeBit(MLA_F32),
                                                  true,
                                                  true,
                                                  "nothing",
                                                  true,
                                                  "-",
                                                  "mla_cache_append"};
inline constexpr KernelDescriptor kRopeAppend = {
    "rope_append",
    "rope_append",
    80,
    999,
    kHalfTypes | dtypeBit(MLA_F32) | dtypeBit(MLA_FP8_656),
    true,
    true,
    "nothing",
    true,
    "-",
    "mla_rope_append"};
inline constexpr KernelDescriptor kMergeStates = {"merge_states",
                                                  "merge_states",
                                                  80,
                                                  999,
                                                  kHalfTypes |
                                                      dtypeBit(MLA_F32),
                                                  true,
                                                  true,
                                                  "nothing",
                                                  true,
                                                  "e",
                                                  "mla_merge_states"};
inline constexpr KernelDescriptor kAbsorbQuery = {
    "absorb_query", "absorb_query", 80,   999, kHalfTypes,        true,
    true,           "weights",      true, "-", "mla_absorb_query"};
inline constexpr KernelDescriptor kProjectValue = {"project_value",
                                                   "project_value",
                                                   80,
                                                   999,
                                                   kHalfTypes,
                                                   true,
                                                   true,
                                                   "weights",
                                                   true,
                                                   "-",
                                                   "mla_project_value"};

/// Why rope_append refuses; empty if it does not.
inline std::string ropeAppendRefusal(MlaDType dtype, MlaDType storage,
                                     int kvLoraRank, int qkRopeHeadDim) {
  Refusal r;
  r.expect(dtype == MLA_BF16 || dtype == MLA_F16 || dtype == MLA_F32,
           "dtype bf16, f16 or f32", dtypeName(dtype));
  r.expect(storage == dtype || storage == MLA_FP8_656,
           "storage as the rows or fp8_656", dtypeName(storage));
  r.expect(qkRopeHeadDim >= 0 && qkRopeHeadDim % 2 == 0,
           "an even qk_rope_head_dim", qkRopeHeadDim);
  if (storage == MLA_FP8_656) {
    r.expect(kvLoraRank == 512, "kv_lora_rank 512 with fp8_656", kvLoraRank);
    r.expect(qkRopeHeadDim == 64, "qk_rope_head_dim 64 with fp8_656",
             qkRopeHeadDim);
  }
  return r.text();
}

/// Why absorb_query refuses; empty if it does not.
inline std::string absorbQueryRefusal(MlaDType dtype, int qkNopeHeadDim,
                                      int kvLoraRank) {
  Refusal r;
  r.expect(dtype == MLA_BF16 || dtype == MLA_F16, "dtype bf16 or f16",
           dtypeName(dtype));
  r.expect(DimRange{8, 256, 8}.holds(qkNopeHeadDim),
           "qk_nope_head_dim a multiple of 8 up to 256", qkNopeHeadDim);
  r.expect(kvLoraRank > 0 && kvLoraRank % 8 == 0,
           "kv_lora_rank a multiple of 8", kvLoraRank);
  return r.text();
}

/// Why project_value refuses; empty if it does not.
inline std::string projectValueRefusal(MlaDType dtype, int kvLoraRank,
                                       int vHeadDim) {
  Refusal r;
  r.expect(dtype == MLA_BF16 || dtype == MLA_F16, "dtype bf16 or f16",
           dtypeName(dtype));
  r.expect(DimRange{8, 512, 8}.holds(kvLoraRank),
           "kv_lora_rank a multiple of 8 up to 512", kvLoraRank);
  r.expect(vHeadDim > 0 && vHeadDim % 8 == 0, "v_head_dim a multiple of 8",
           vHeadDim);
  return r.text();
}

} // namespace mla::kernels

#endif // MLA_KERNELS_APPEND_H
