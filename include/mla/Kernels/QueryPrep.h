//===- QueryPrep.h - from projections to queries and rows -*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Norm of the latent, rotation, absorbed queries: what stands between a layer's
// projections and its attention. Needs no scratch.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_KERNELS_QUERYPREP_H
#define MLA_KERNELS_QUERYPREP_H

#include "kernels/params.h"
#include "mla/Kernels/Descriptor.h"

namespace mla::kernels {

inline constexpr KernelDescriptor kQueryPrep = {
    "query_prep", "query_prep", 80,   999, kHalfTypes,      true,
    true,         "weights",    true, "-", "mla_query_prep"};

/// What is known on the host about a call.
struct QueryPrepShape {
  MlaDType dtype = MLA_BF16;
  int numTokens = 1;       ///< T
  int numHeads = 1;        ///< N
  int qkNopeHeadDim = 128; ///< P
  int qkRopeHeadDim = 64;  ///< R
  int kvLoraRank = 512;    ///< L
};

inline QueryPrepShape queryPrepShape(const MlaQueryPrepParams &p) {
  QueryPrepShape s;
  s.dtype = static_cast<MlaDType>(p.dtype);
  s.numTokens = p.num_tokens;
  s.numHeads = p.num_heads;
  s.qkNopeHeadDim = p.qk_nope_head_dim;
  s.qkRopeHeadDim = p.qk_rope_head_dim;
  s.kvLoraRank = p.kv_lora_rank;
  return s;
}

/// Why the kernel does not accept the shape; empty if it does.
inline std::string queryPrepRefusal(const QueryPrepShape &s,
                                    const Device &device) {
  Refusal r;
  r.expect(device.sm >= 80, "a GPU of compute capability 8.0 or newer",
           device.sm);
  r.expect(s.dtype == MLA_BF16 || s.dtype == MLA_F16, "dtype bf16 or f16",
           dtypeName(s.dtype));
  r.expect(s.numTokens >= 0, "num_tokens >= 0", s.numTokens);
  r.expect(s.numHeads >= 1, "num_heads >= 1", s.numHeads);
  r.expect(DimRange{8, 256, 8}.holds(s.qkNopeHeadDim),
           "qk_nope_head_dim a multiple of 8 in [8, 256]", s.qkNopeHeadDim);
  r.expect(DimRange{0, 64, 8}.holds(s.qkRopeHeadDim),
           "qk_rope_head_dim a multiple of 8 in [0, 64]", s.qkRopeHeadDim);
  r.expect(DimRange{8, 512, 8}.holds(s.kvLoraRank),
           "kv_lora_rank a multiple of 8 in [8, 512]", s.kvLoraRank);
  return r.text();
}

} // namespace mla::kernels

#endif // MLA_KERNELS_QUERYPREP_H
