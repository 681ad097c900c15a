//===- launch.cuh - host side of one prefill variant ----------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Fills the arguments of one variant and launches it.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/launch.h"
#include "kernels/common/numeric.cuh"
#include "kernels/sm90/prefill/kernel.cuh"
#include "kernels/sm90/prefill/maps.h"

namespace mla::prefill {

template <typename C>
MlaStatus launchVariant(const MlaPrefillParams &p, int numSMs, void *stream) {
  Arguments args = {};
  const bool ragged = p.cu_q != nullptr;
  const auto dtype = static_cast<MlaDType>(p.dtype);
  const int whole = p.qk_head_dim - p.rope_dim; // columns of q and k
  MlaStatus status = makeMap(args.q, p.q, whole, ragged, p.seq_q, p.total_q,
                             p.num_heads, p.batch, p.q_stride_batch,
                             p.q_stride_token, p.q_stride_head, 64, dtype);
  // Without keys nothing is copied; any valid map will do.
  const bool keys = p.seq_kv > 0;
  if (status == MLA_OK)
    status =
        !keys ? (args.k = args.q, MLA_OK)
              : makeMap(args.k, p.k, whole, ragged, p.seq_kv, p.total_kv,
                        p.h_kv, p.batch, p.k_stride_batch, p.k_stride_token,
                        p.k_stride_head, C::kBlockN, dtype);
  if (status == MLA_OK)
    status =
        !keys ? (args.v = args.q, MLA_OK)
              : makeMap(args.v, p.v, p.v_head_dim, ragged, p.seq_kv, p.total_kv,
                        p.h_kv, p.batch, p.v_stride_batch, p.v_stride_token,
                        p.v_stride_head, C::kBlockN, dtype);
  args.wholeBoxes = C::kQKBoxes;
  if (p.rope_dim) {
    args.wholeBoxes = whole / 64;
    if (status == MLA_OK)
      status = makeMap(args.qRope, p.q_rope, p.rope_dim, ragged, p.seq_q,
                       p.total_q, p.num_heads, 1, 0, p.q_rope_stride_token,
                       p.q_rope_stride_head, 64, dtype);
    if (status == MLA_OK && keys)
      status = makeMap(args.kRope, p.k_rope, p.rope_dim, ragged, p.seq_kv,
                       p.total_kv, 1, 1, 0, p.k_rope_stride_token, 0,
                       C::kBlockN, dtype);
  }
  if (status != MLA_OK)
    return status;
  if (p.pad_rows && ragged) {
    args.padFrom = p.cu_q + p.batch;
    args.padTo = p.total_q;
  }
  args.out = p.out;
  args.lse = p.lse;
  args.cuQ = p.cu_q;
  args.cuKV = p.cu_kv;
  args.outStrideBatch = p.out_stride_batch;
  args.outStrideToken = p.out_stride_token;
  args.outStrideHead = p.out_stride_head;
  args.lseStrideBatch = p.lse_stride_batch;
  args.lseStrideHead = p.lse_stride_head;
  args.numHeads = p.num_heads;
  args.headsPerKV = p.num_heads / p.h_kv;
  args.seqQ = p.seq_q;
  args.seqKV = p.seq_kv;
  args.vDim = p.v_head_dim;
  args.causal = p.causal;
  args.scale = p.softmax_scale;
  args.scaleLog2 = p.softmax_scale * kLog2E;
  int64_t kvBytes =
      int64_t(p.seq_kv) * (p.qk_head_dim + p.v_head_dim) * 2 / args.headsPerKV;
  args.schedule = Schedule::make((p.seq_q + C::kBlockM - 1) / C::kBlockM,
                                 p.batch * p.num_heads, kvBytes, numSMs,
                                 C::kCtasPerSM, p.causal);
  if (args.schedule.grid() == 0)
    return MLA_OK;

  constexpr size_t kBytes = sizeof(typename C::Shared);
  status = allowSharedMemory(prefillKernel<C>, kBytes);
  if (status != MLA_OK)
    return status;
  LaunchConfig config;
  config.grid = dim3(args.schedule.grid());
  config.block = dim3(C::kThreads);
  config.sharedBytes = kBytes;
  return launchKernel(prefillKernel<C>, config, stream, args);
}

} // namespace mla::prefill
