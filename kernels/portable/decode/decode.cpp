//===- decode.cpp - choice and launch of the decode kernels -----*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Kernels/Decode.h"
#include "kernels/common/decode/cut.h"
#include "kernels/common/decode/dispatch.h"
#include "kernels/common/launch.h"

using namespace mla;

MlaStatus mla_decode(const MlaDecodeParams *params, void *stream) {
  MlaDecodeParams p = *params;
  if (p.batch < 0 || p.num_tokens < 0)
    return MLA_BAD_ARGUMENT;
  if (p.tile_rows == 0)
    decode::cut(p);
  if (p.parts <= 0 || p.tile_group <= 0)
    return MLA_BAD_ARGUMENT;
  if (p.num_tokens == 0)
    return MLA_OK;
  if (!p.q || !p.cache || !p.out || !p.plan || !p.workspace || !p.seq_lens ||
      !p.page_table)
    return MLA_BAD_ARGUMENT;
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  kernels::DecodeShape shape;
  shape.dtype = static_cast<MlaDType>(p.dtype);
  shape.batch = p.batch;
  shape.numTokens = p.num_tokens;
  shape.numHeads = p.num_heads;
  shape.hKv = p.h_kv;
  shape.kvLoraRank = p.kv_lora_rank;
  shape.qkRopeHeadDim = p.qk_rope_head_dim;
  shape.vDim = p.v_dim;
  shape.pageSize = p.page_size;
  if (!kernels::decodeRefusal(shape, {device.sm, device.numSMs}).empty())
    return MLA_UNSUPPORTED;

  bool f16 = p.dtype == MLA_F16;
  MlaStatus status = MLA_UNSUPPORTED;
  if (p.kernel == MLA_DECODE_SM80_FEW)
    status = f16 ? decode::fewHeadsSm80_f16(p, stream)
                 : decode::fewHeadsSm80_bf16(p, stream);
  else if (p.kernel == MLA_DECODE_SM90_FEW && device.sm == 90)
    status = f16 ? decode::fewHeadsSm90_f16(p, stream)
                 : decode::fewHeadsSm90_bf16(p, stream);
  else if (p.kernel == MLA_DECODE_SM90_MANY && device.sm == 90)
    status = f16 ? decode::manyHeadsSm90_f16(p, stream)
                 : decode::manyHeadsSm90_bf16(p, stream);
  if (status != MLA_OK)
    return status;
  return decode::mergeParts(p, device.sm, device.numSMs, stream);
}
