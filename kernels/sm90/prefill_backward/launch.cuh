//===- launch.cuh - host side of backward prefill --------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Cuts the scratch, fills the arguments, launches the kernels.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/launch.h"
#include "kernels/common/prefill/variants.h"
#include "kernels/sm90/prefill/maps.h"
#include "kernels/sm90/prefill_backward/kernel.cuh"
#include "mla/Kernels/Prefill.h"

namespace mla::prefill_backward {

template <typename C> Scratch cutScratch(const MlaPrefillBackwardParams &p) {
  const MlaPrefillParams &f = p.fwd;
  Scratch s;
  s.blocksPerSequence = (f.seq_q + kBlockM - 1) / kBlockM;
  s.blocks = static_cast<int>(
      kernels::prefillBackwardBlocks(kernels::prefillShape(f)));
  int64_t blocks = int64_t(s.blocks) * f.num_heads;
  s.dq = static_cast<float *>(f.workspace);
  s.delta = s.dq + blocks * C::kDQElements;
  s.lse2 = s.delta + blocks * kBlockM;
  s.quantum = s.lse2 + blocks * kBlockM;
  s.bounds = reinterpret_cast<float2 *>(s.quantum + blocks * kBlockM);
  return s;
}

template <typename C>
MlaStatus launchDims(const MlaPrefillBackwardParams &p, int numSMs,
                     void *stream) {
  const MlaPrefillParams &f = p.fwd;
  const bool ragged = f.cu_q != nullptr;
  const auto dtype = static_cast<MlaDType>(f.dtype);

  PassArguments pass = {};
  pass.scratch = cutScratch<C>(p);
  pass.out = f.out;
  pass.dout = p.dout;
  pass.lse = f.lse;
  pass.dq = p.dq;
  pass.cuQ = f.cu_q;
  pass.outStrideBatch = f.out_stride_batch;
  pass.outStrideToken = f.out_stride_token;
  pass.outStrideHead = f.out_stride_head;
  pass.doutStrideBatch = p.dout_stride_batch;
  pass.doutStrideToken = p.dout_stride_token;
  pass.doutStrideHead = p.dout_stride_head;
  pass.dqStrideBatch = p.dq_stride_batch;
  pass.dqStrideToken = p.dq_stride_token;
  pass.dqStrideHead = p.dq_stride_head;
  pass.lseStrideBatch = f.lse_stride_batch;
  pass.lseStrideHead = f.lse_stride_head;
  pass.seqQ = f.seq_q;
  pass.qkDim = f.qk_head_dim;
  pass.vDim = f.v_head_dim;
  pass.hKV = f.h_kv;
  pass.headsPerKV = f.num_heads / f.h_kv;
  pass.scale = f.softmax_scale;

  Arguments args = {};
  args.scratch = pass.scratch;
  args.dk = p.dk;
  args.dv = p.dv;
  args.cuQ = f.cu_q;
  args.cuKV = f.cu_kv;
  args.dkStrideBatch = p.dk_stride_batch;
  args.dkStrideToken = p.dk_stride_token;
  args.dkStrideHead = p.dk_stride_head;
  args.dvStrideBatch = p.dv_stride_batch;
  args.dvStrideToken = p.dv_stride_token;
  args.dvStrideHead = p.dv_stride_head;
  args.hKV = f.h_kv;
  args.headsPerKV = f.num_heads / f.h_kv;
  args.seqQ = f.seq_q;
  args.seqKV = f.seq_kv;
  args.qkDim = f.qk_head_dim;
  args.vDim = f.v_head_dim;
  args.causal = f.causal;
  args.scale = f.softmax_scale;
  args.scaleLog2 = f.softmax_scale * kLog2E;

  LaunchConfig config;
  config.grid = dim3(pass.scratch.blocksPerSequence, f.num_heads, f.batch);
  config.block = dim3(256);
  MlaStatus status = MLA_OK;
  const bool rows = f.seq_q > 0, keys = f.seq_kv > 0;
  if (rows && C::kDeterministic) {
    BoundArguments bound = {};
    bound.bounds = pass.scratch.bounds;
    bound.k = f.k;
    bound.v = f.v;
    bound.cuKV = f.cu_kv;
    bound.kStrideBatch = f.k_stride_batch;
    bound.kStrideToken = f.k_stride_token;
    bound.kStrideHead = f.k_stride_head;
    bound.vStrideBatch = f.v_stride_batch;
    bound.vStrideToken = f.v_stride_token;
    bound.vStrideHead = f.v_stride_head;
    bound.seqKV = f.seq_kv;
    bound.qkDim = f.qk_head_dim;
    bound.vDim = f.v_head_dim;
    LaunchConfig search = config;
    search.grid = dim3(kBoundChunks, f.h_kv, f.batch);
    status =
        launchKernel(boundKernel<typename C::Element>, search, stream, bound);
    config.pdl = true;
  }
  if (status == MLA_OK && rows)
    status = launchKernel(prepareKernel<C>, config, stream, pass);
  if (status == MLA_OK && keys) {
    // Without rows nothing is copied; any valid map will do.
    status =
        prefill::makeMap(args.k, f.k, f.qk_head_dim, ragged, f.seq_kv,
                         f.total_kv, f.h_kv, f.batch, f.k_stride_batch,
                         f.k_stride_token, f.k_stride_head, kBlockN, dtype);
    if (status == MLA_OK)
      status =
          prefill::makeMap(args.v, f.v, f.v_head_dim, ragged, f.seq_kv,
                           f.total_kv, f.h_kv, f.batch, f.v_stride_batch,
                           f.v_stride_token, f.v_stride_head, kBlockN, dtype);
    args.q = args.dout = args.k;
    if (status == MLA_OK && rows)
      status =
          prefill::makeMap(args.q, f.q, f.qk_head_dim, ragged, f.seq_q,
                           f.total_q, f.num_heads, f.batch, f.q_stride_batch,
                           f.q_stride_token, f.q_stride_head, kBlockM, dtype);
    if (status == MLA_OK && rows)
      status = prefill::makeMap(args.dout, p.dout, f.v_head_dim, ragged,
                                f.seq_q, f.total_q, f.num_heads, f.batch,
                                p.dout_stride_batch, p.dout_stride_token,
                                p.dout_stride_head, kBlockM, dtype);
    if (status == MLA_OK)
      status = allowSharedMemory(backwardKernel<C>, sizeof(typename C::Shared));
    if (status != MLA_OK)
      return status;
    int64_t bytes = int64_t(f.seq_q) * args.headsPerKV *
                    ((f.qk_head_dim + f.v_head_dim) * 2 + f.qk_head_dim * 4);
    args.schedule =
        prefill::Schedule::make((f.seq_kv + kBlockN - 1) / kBlockN,
                                f.batch * f.h_kv, bytes, numSMs, 1, f.causal);
    LaunchConfig main;
    main.grid = dim3(args.schedule.grid());
    main.block = dim3(kThreads);
    main.sharedBytes = sizeof(typename C::Shared);
    main.pdl = rows;
    status = launchKernel(backwardKernel<C>, main, stream, args);
  }
  if (status == MLA_OK && rows) {
    config.pdl = true;
    status = launchKernel(finishKernel<C>, config, stream, pass);
  }
  return status;
}

template <typename T, int kQK, int kV>
MlaStatus launchMode(const MlaPrefillBackwardParams &p, int numSMs,
                     void *stream) {
  return p.deterministic
             ? launchDims<Config<T, kQK, kV, true>>(p, numSMs, stream)
             : launchDims<Config<T, kQK, kV, false>>(p, numSMs, stream);
}

} // namespace mla::prefill_backward

#define MLA_INSTANTIATE_PREFILL_BACKWARD(QK, V)                                \
  template <>                                                                  \
  MlaStatus mla::prefill::launchBackwardHopperDims<QK, V>(                     \
      const MlaPrefillBackwardParams &p, int numSMs, void *stream) {           \
    using namespace mla::prefill_backward;                                     \
    return p.fwd.dtype == MLA_F16                                              \
               ? launchMode<__half, QK, V>(p, numSMs, stream)                  \
               : launchMode<__nv_bfloat16, QK, V>(p, numSMs, stream);          \
  }
