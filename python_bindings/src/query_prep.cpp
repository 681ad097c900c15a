//===- query_prep.cpp - queries and cache rows behind mla.ops ------ -*- C++
//-*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tensor.h"

#include "mla/Kernels/QueryPrep.h"

#include <nanobind/stl/vector.h>

#include <algorithm>
#include <vector>

using namespace mla;
using namespace mla::kernels;
using namespace mla::python;

namespace {

void queryPrep(Tensor qProj, Tensor kv, Tensor normWeight, Tensor kvB,
               Tensor positions, Tensor q, Tensor row, float eps,
               bool interleaved, const std::vector<float> &invFreq,
               const std::vector<float> &longInvFreq, float ropeScale,
               float longRopeScale, uintptr_t stream) {
  expectRank(qProj, 3, "q_proj [T, N, P+R]");
  expectRank(kv, 2, "kv [T, L+R]");
  expectRank(normWeight, 1, "norm_weight [L]");
  expectRank(kvB, 3, "kv_b [N, P+V, L]");
  expectRank(positions, 1, "positions [T]");
  expectRank(q, 3, "q [T, N, L+R]");
  expectRank(row, 2, "row [T, L+R]");
  MlaQueryPrepParams p = {};
  p.dtype = dtypeOf(qProj, "q_proj");
  p.num_tokens = qProj.shape(0);
  p.num_heads = qProj.shape(1);
  p.kv_lora_rank = kvB.shape(2);
  p.qk_rope_head_dim = kv.shape(1) - kvB.shape(2);
  p.qk_nope_head_dim = qProj.shape(2) - p.qk_rope_head_dim;
  int64_t dim = kv.shape(1);
  refuseWith("mla.ops.query_prep",
             queryPrepRefusal(queryPrepShape(p), currentDeviceLimits()));
  for (auto [t, name] :
       {std::pair<const Tensor &, const char *>(qProj, "q_proj"),
        {kv, "kv"},
        {normWeight, "norm_weight"},
        {kvB, "kv_b"},
        {q, "q"},
        {row, "row"}}) {
    expectSameType(t, static_cast<MlaDType>(p.dtype), name);
    expectDense(t, name);
  }
  expectInt32(positions, "positions");
  expectDense(positions, "positions");
  expectSize(positions, 0, p.num_tokens, "positions");
  expectSize(kv, 0, p.num_tokens, "kv");
  expectSize(normWeight, 0, p.kv_lora_rank, "norm_weight");
  expectSize(kvB, 0, p.num_heads, "kv_b");
  expectSize(q, 0, p.num_tokens, "q");
  expectSize(q, 1, p.num_heads, "q");
  expectSize(q, 2, dim, "q");
  expectSize(row, 0, p.num_tokens, "row");
  expectSize(row, 1, dim, "row");
  if (static_cast<int>(kvB.shape(1)) < p.qk_nope_head_dim)
    fail("expected kv_b with at least P rows a head");
  if (kvB.shape(1) > 1 && kvB.stride(1) != p.kv_lora_rank)
    fail("expected kv_b with dense rows");
  expectAligned(qProj, "q_proj");
  expectAligned(kvB, "kv_b");
  size_t pairs = p.qk_rope_head_dim / 2;
  if (invFreq.size() != pairs ||
      (!longInvFreq.empty() && longInvFreq.size() != pairs))
    fail("expected inv_freq of R/2 = " + std::to_string(pairs) +
         " values, got " + std::to_string(invFreq.size()));
  std::copy(invFreq.begin(), invFreq.end(), p.inv_freq);
  const auto &longer = longInvFreq.empty() ? invFreq : longInvFreq;
  std::copy(longer.begin(), longer.end(), p.long_inv_freq);
  p.q_proj = qProj.data();
  p.kv = kv.data();
  p.norm_weight = normWeight.data();
  p.kv_b = kvB.data();
  p.positions = dataOf<const int32_t>(positions);
  p.q = dataOf<void>(q);
  p.row = dataOf<void>(row);
  p.q_proj_stride_token = qProj.stride(0);
  p.q_proj_stride_head = qProj.stride(1);
  p.kv_stride = kv.stride(0);
  p.row_stride = row.stride(0);
  p.kv_b_stride_head = kvB.stride(0);
  p.q_stride_token = q.stride(0);
  p.q_stride_head = q.stride(1);
  p.interleaved = interleaved;
  p.eps = eps;
  p.rope_scale = ropeScale;
  p.long_rope_scale = longRopeScale;
  check(mla_query_prep(&p, reinterpret_cast<void *>(stream)),
        "mla.ops.query_prep");
}

} // namespace

void mla::python::registerQueryPrep(nb::module_ &m) {
  m.def("query_prep", &queryPrep);
}
