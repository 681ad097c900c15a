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

inline constexpr KernelDescriptor kPrefillBackwardSM90 = {
    "prefill_backward_sm90",
    "attention_backward",
    90,
    90,
    kHalfTypes,
    true,
    false,
    "nothing",
    false,
    "e",
    "mla_prefill_backward"};
inline constexpr KernelDescriptor kPrefillBackwardSM80 = {
    "prefill_backward_sm80",
    "attention_backward",
    80,
    999,
    kHalfTypes,
    true,
    false,
    "nothing",
    true,
    "e",
    "mla_prefill_backward"};

/// What is known on the host about a prefill call.
struct PrefillShape {
  MlaDType dtype = MLA_BF16;
  int batch = 1;
  int seqQ = 1, seqKV = 1; ///< the longest, if ragged
  int totalQ = -1;         ///< rows of q if ragged, else -1
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
  s.totalQ = p.cu_q ? p.total_q : -1;
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

/// Whether the rows of a [B, S, H, D] operand may be read and written 16 bytes
/// at a time.
inline bool rowsOfVectors(const void *base, int64_t batches,
                          int64_t strideBatch, int64_t tokens,
                          int64_t strideToken, int64_t heads,
                          int64_t strideHead) {
  return reinterpret_cast<uintptr_t>(base) % 16 == 0 &&
         (batches <= 1 || strideBatch % 8 == 0) &&
         (tokens <= 1 || strideToken % 8 == 0) &&
         (heads <= 1 || strideHead % 8 == 0);
}

inline bool prefillVectors(const MlaPrefillParams &p) {
  int64_t batches = p.cu_q ? 1 : p.batch;
  int64_t q = p.cu_q ? p.total_q : p.seq_q;
  int64_t kv = p.cu_q ? p.total_kv : p.seq_kv;
  return p.qk_head_dim % 8 == 0 && p.v_head_dim % 8 == 0 &&
         rowsOfVectors(p.q, batches, p.q_stride_batch, q, p.q_stride_token,
                       p.num_heads, p.q_stride_head) &&
         rowsOfVectors(p.k, batches, p.k_stride_batch, kv, p.k_stride_token,
                       p.h_kv, p.k_stride_head) &&
         rowsOfVectors(p.v, batches, p.v_stride_batch, kv, p.v_stride_token,
                       p.h_kv, p.v_stride_head) &&
         rowsOfVectors(p.out, batches, p.out_stride_batch, q,
                       p.out_stride_token, p.num_heads, p.out_stride_head) &&
         (p.rope_dim == 0 ||
          (p.rope_dim % 8 == 0 &&
           rowsOfVectors(p.q_rope, 1, 0, q, p.q_rope_stride_token, p.num_heads,
                         p.q_rope_stride_head) &&
           rowsOfVectors(p.k_rope, 1, 0, kv, p.k_rope_stride_token, 1, 0)));
}

/// Whether prefill_sm90 takes the last `ropeDim` columns of q and k apart.
constexpr bool prefillTakesRopeApart(int qkHeadDim, int ropeDim) {
  return ropeDim > 0 && ropeDim % 8 == 0 && ropeDim < qkHeadDim &&
         (qkHeadDim - ropeDim) % 64 == 0;
}

inline bool prefillBackwardVectors(const MlaPrefillBackwardParams &p) {
  const MlaPrefillParams &f = p.fwd;
  int64_t batches = f.cu_q ? 1 : f.batch;
  int64_t q = f.cu_q ? f.total_q : f.seq_q;
  int64_t kv = f.cu_q ? f.total_kv : f.seq_kv;
  return prefillVectors(f) &&
         rowsOfVectors(p.dout, batches, p.dout_stride_batch, q,
                       p.dout_stride_token, f.num_heads, p.dout_stride_head) &&
         rowsOfVectors(p.dq, batches, p.dq_stride_batch, q, p.dq_stride_token,
                       f.num_heads, p.dq_stride_head) &&
         rowsOfVectors(p.dk, batches, p.dk_stride_batch, kv, p.dk_stride_token,
                       f.h_kv, p.dk_stride_head) &&
         rowsOfVectors(p.dv, batches, p.dv_stride_batch, kv, p.dv_stride_token,
                       f.h_kv, p.dv_stride_head);
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

/// Shape part of what the Hopper backward accepts: dK and dV of 64 keys must
/// fit the registers of a warpgroup.
inline bool prefillBackwardHopperShape(const PrefillShape &s,
                                       const Device &device) {
  return device.sm == 90 && s.qkHeadDim % 8 == 0 && s.vHeadDim % 8 == 0 &&
         s.qkHeadDim <= 192 && s.vHeadDim <= 128 && s.batch < 65536 &&
         !isKernelDisabled(kPrefillBackwardSM90.name);
}

/// Blocks of 64 query rows in the backward's scratch, a head: sequence b's
/// begin at cu_q[b] / 64 + b if ragged.
constexpr int64_t prefillBackwardBlocks(const PrefillShape &s) {
  return s.totalQ >= 0 ? s.totalQ / 64 + s.batch
                       : int64_t(s.batch) * ((s.seqQ + 63) / 64);
}

/// Columns of q and k in the backward's scratch, of the instantiation that
/// holds both head sizes.
constexpr int prefillBackwardPaddedQK(const PrefillShape &s) {
  return std::max((s.qkHeadDim + 63) / 64 * 64, s.vHeadDim > 64 ? 128 : 64);
}

/// Bytes of scratch of the backward (256-byte aligned): dQ in f32 or i32, three
/// floats a row, 32 pairs a KV head.
constexpr int64_t prefillBackwardWorkspaceSize(const PrefillShape &s) {
  return prefillBackwardBlocks(s) * s.numHeads *
             (64 * (prefillBackwardPaddedQK(s) + 3)) * 4 +
         int64_t(s.batch) * s.hKv * 32 * 8;
}

} // namespace mla::kernels

#endif // MLA_KERNELS_PREFILL_H
