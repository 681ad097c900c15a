//===- cut.h - calls that the launcher cuts --------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#pragma once

#include "mla/Kernels/Decode.h"

namespace mla::decode {

/// Fills in how a call of `kernel` is cut for `num_sms`: the same for a call
/// and its plan, as it depends on their sizes alone.
template <typename Params> kernels::DecodeChoice cut(Params &p) {
  kernels::DecodeShape shape;
  shape.batch = p.batch;
  shape.numTokens = p.num_tokens;
  shape.numHeads = p.num_heads;
  shape.hKv = p.h_kv;
  // What a GPU of another generation would do is of no use to this kernel.
  kernels::DecodeChoice choice = kernels::cutDecode(
      static_cast<MlaDecodeKernel>(p.kernel), shape,
      {p.kernel == MLA_DECODE_SM80_FEW ? 80 : 90, p.num_sms});
  p.tile_rows = choice.tileRows;
  p.tile_group = choice.tileGroup;
  p.parts = choice.parts;
  return choice;
}

} // namespace mla::decode
