//===- dispatch.h - from run-time to compile-time shapes --------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/params.h"

namespace mla::decode {

/// Calls `f.template operator()<kL, kRowTiles>()` with the least room for the
/// call's rank and its tile of rows.
template <typename F>
MlaStatus dispatchFewHeads(const MlaDecodeParams &p, F &&f) {
  auto withRank = [&]<int kL>() -> MlaStatus {
    switch (p.tile_rows) {
    case 16:
      return f.template operator()<kL, 1>();
    case 32:
      return f.template operator()<kL, 2>();
    default:
      return MLA_UNSUPPORTED;
    }
  };
  // The room for dims is kL + 64: a small L may come with any R.
  if (p.kv_lora_rank <= 128)
    return withRank.template operator()<128>();
  if (p.kv_lora_rank <= 256)
    return withRank.template operator()<256>();
  return withRank.template operator()<512>();
}

MlaStatus fewHeadsSm90_bf16(const MlaDecodeParams &p, void *stream);
MlaStatus fewHeadsSm90_f16(const MlaDecodeParams &p, void *stream);
MlaStatus manyHeadsSm90_bf16(const MlaDecodeParams &p, void *stream);
MlaStatus manyHeadsSm90_f16(const MlaDecodeParams &p, void *stream);
MlaStatus fewHeadsSm80_bf16(const MlaDecodeParams &p, void *stream);
MlaStatus fewHeadsSm80_f16(const MlaDecodeParams &p, void *stream);
MlaStatus mergeParts(const MlaDecodeParams &p, int sm, int numSMs,
                     void *stream);
/// Whether one kernel merges and computes `v`, or two do.
bool mergesValues(const MlaDecodeParams &p, int sm);
/// Merges, and out = W_UV[n] · u; `v.u` has the rows that no two parts share.
MlaStatus mergeValues(const MlaDecodeParams &p, const MlaProjectValueParams &v,
                      void *stream);

} // namespace mla::decode
