//===- Prefill.h - what the prefill kernels accept and how ------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Expanded attention, forward and backward. The heuristics are pure functions
// of the shape and the device: the compiler, the launchers, Python and the
// tests call the same ones.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_KERNELS_PREFILL_H
#define MLA_KERNELS_PREFILL_H

#include "kernels/params.h"
#include "mla/Kernels/Descriptor.h"

#include <algorithm>

namespace mla::kernels {

inline constexpr KernelDescriptor kPrefillSM90 = {
    "prefill_sm90", "prefill", 90,   90,  kHalfTypes,   true,
    true,           "nothing", true, "e", "mla_prefill"};
inline constexpr KernelDescriptor kPrefillSM80 = {
    "prefill_sm80", "prefill", 80,   999, kHalfTypes,   true,
    false,          "nothing", true, "e", "mla_prefill"};

/// What is known on the host about a prefill call.
struct PrefillShape {
  MlaDType dtype = MLA_BF16;
  int batch = 1;
  int seqQ = 1, seqKV = 1; ///< the longest, if ragged
  int numHeads = 1;        ///< N
  int hKv = 1;
  int qkHeadDim = 192, vHeadDim = 128;
  bool causal = true;
};

inline PrefillShape prefillShape(const MlaPrefillParams &p) {
  PrefillShape s;
  s.dtype = static_cast<MlaDType>(p.dtype);
  s.batch = p.batch;
  s.seqQ = p.seq_q;
  s.seqKV = p.seq_kv;
  s.numHeads = p.num_heads;
  s.hKv = p.h_kv;
  s.qkHeadDim = p.qk_head_dim;
  s.vHeadDim = p.v_head_dim;
  s.causal = p.causal != 0;
  return s;
}

/// Why no prefill kernel accepts the shape; empty if one does.
inline std::string prefillRefusal(const PrefillShape &s, const Device &device) {
  Refusal r;
  r.expect(device.sm >= 80, "a GPU of compute capability 8.0 or newer",
           device.sm);
  r.expect(s.dtype == MLA_BF16 || s.dtype == MLA_F16, "dtype bf16 or f16",
           dtypeName(s.dtype));
  r.expect(s.batch >= 0, "batch >= 0", s.batch);
  r.expect(s.seqQ >= 0, "seq_q >= 0", s.seqQ);
  r.expect(s.seqKV >= 0, "seq_kv >= 0", s.seqKV);
  r.expect(s.hKv >= 1, "h_kv >= 1", s.hKv);
  r.expect(s.numHeads >= 1 && s.hKv >= 1 && s.numHeads % s.hKv == 0,
           "num_heads a positive multiple of h_kv", s.numHeads);
  r.expect(s.qkHeadDim >= 1 && s.qkHeadDim <= 256, "qk_head_dim in [1, 256]",
           s.qkHeadDim);
  r.expect(s.vHeadDim >= 1 && s.vHeadDim <= 256, "v_head_dim in [1, 256]",
           s.vHeadDim);
  return r.text();
}

/// Shape part of what the Hopper kernels accept; strides and alignment are
/// prefillVectors'.
inline bool prefillHopperShape(const PrefillShape &s, const Device &device) {
  return device.sm == 90 && s.qkHeadDim % 8 == 0 && s.vHeadDim % 8 == 0 &&
         !isKernelDisabled(kPrefillSM90.name);
}

/// Whether every row may be read and written 16 bytes at a time.
inline bool prefillVectors(const MlaPrefillParams &p) {
  auto aligned = [](const void *base, int64_t batches, int64_t strideBatch,
                    int64_t tokens, int64_t strideToken, int64_t heads,
                    int64_t strideHead) {
    return reinterpret_cast<uintptr_t>(base) % 16 == 0 &&
           (batches <= 1 || strideBatch % 8 == 0) &&
           (tokens <= 1 || strideToken % 8 == 0) &&
           (heads <= 1 || strideHead % 8 == 0);
  };
  int64_t batches = p.cu_q ? 1 : p.batch;
  int64_t q = p.cu_q ? p.total_q : p.seq_q;
  int64_t kv = p.cu_q ? p.total_kv : p.seq_kv;
  return p.qk_head_dim % 8 == 0 && p.v_head_dim % 8 == 0 &&
         aligned(p.q, batches, p.q_stride_batch, q, p.q_stride_token,
                 p.num_heads, p.q_stride_head) &&
         aligned(p.k, batches, p.k_stride_batch, kv, p.k_stride_token, p.h_kv,
                 p.k_stride_head) &&
         aligned(p.v, batches, p.v_stride_batch, kv, p.v_stride_token, p.h_kv,
                 p.v_stride_head) &&
         aligned(p.out, batches, p.out_stride_batch, q, p.out_stride_token,
                 p.num_heads, p.out_stride_head);
}

/// 64-row tiles (one math warpgroup) instead of 128-row ones: when 128-row
/// tiles do not fill the SMs. A causal tile of 64 rows costs 0.7 of one of 128
/// (H200: 64-row tiles 0.90x the time at 1,16,1024, 1.31x at 1,16,2048).
constexpr bool prefillSmallTiles(const PrefillShape &s, const Device &device) {
  int64_t tiles = int64_t((s.seqQ + 127) / 128) * s.batch * s.numHeads;
  if (s.seqQ <= 64)
    return true;
  return s.causal ? tiles <= device.numSMs : 2 * tiles <= device.numSMs;
}

/// Forward prefill needs no scratch.
constexpr int64_t prefillWorkspaceSize(const PrefillShape &) { return 0; }

} // namespace mla::kernels

#endif // MLA_KERNELS_PREFILL_H
