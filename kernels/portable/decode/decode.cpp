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
#include "mla/Kernels/Append.h"

using namespace mla;

/// Turns a call with W_UV into one for u, which goes behind the partial
/// results, and what is left to do with that.
static MlaProjectValueParams splitOffValue(MlaDecodeParams &p,
                                           const kernels::DecodeShape &shape) {
  kernels::DecodeChoice choice;
  choice.tileRows = p.tile_rows;
  choice.tileGroup = p.tile_group;
  choice.parts = p.parts;
  int64_t at = (kernels::decodeWorkspaceSize(shape, choice) + 255) / 256 * 256;
  MlaProjectValueParams v = {};
  v.u = static_cast<char *>(p.workspace) + at;
  v.u_stride_head = p.v_dim;
  v.u_stride_token = int64_t(p.num_heads) * p.v_dim;
  v.w_uv = p.w_uv;
  v.w_uv_stride_head = p.w_uv_stride_head;
  v.out = p.out;
  v.out_stride_token = p.out_stride_token;
  v.out_stride_head = p.out_stride_head;
  v.num_tokens = p.num_tokens;
  v.num_heads = p.num_heads;
  v.v_head_dim = p.v_head_dim;
  v.kv_lora_rank = p.v_dim;
  v.dtype = p.dtype;
  p.out = const_cast<void *>(v.u);
  p.out_stride_token = v.u_stride_token;
  p.out_stride_head = v.u_stride_head;
  return v;
}

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
  if (p.w_uv &&
      (p.v_dim != p.kv_lora_rank ||
       !kernels::projectValueRefusal(shape.dtype, p.kv_lora_rank, p.v_head_dim)
            .empty()))
    return MLA_UNSUPPORTED;
  MlaProjectValueParams value = {};
  if (p.w_uv)
    value = splitOffValue(p, shape);

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
  if (p.w_uv && decode::mergesValues(p, device.sm))
    return decode::mergeValues(p, value, stream);
  status = decode::mergeParts(p, device.sm, device.numSMs, stream);
  return status == MLA_OK && p.w_uv ? mla_project_value(&value, stream)
                                    : status;
}
