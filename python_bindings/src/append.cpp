//===- append.cpp - appends and projections behind mla.ops ------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tensor.h"

#include "mla/Kernels/Append.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <iterator>
#include <vector>

using namespace mla;
using namespace mla::python;

namespace {

void cacheAppend(Tensor cache, Tensor rows, Tensor slots, uintptr_t stream) {
  expectRank(cache, 4, "cache [pages, page_size, h_kv, D]");
  expectRank(rows, 3, "rows [T, h_kv, D]");
  expectRank(slots, 1, "slots");
  expectInt32(slots, "slots");
  expectDense(cache, "cache");
  expectDense(rows, "rows");
  expectDense(slots, "slots");
  expectSize(slots, 0, rows.shape(0), "slots");
  expectSize(rows, 1, cache.shape(2), "rows");
  expectSize(rows, 2, cache.shape(3), "rows");
  MlaCacheAppendParams p = {};
  p.dtype = dtypeOf(cache, "cache");
  expectSameType(rows, static_cast<MlaDType>(p.dtype), "rows");
  p.cache = dataOf<void>(cache);
  p.rows = rows.data();
  p.slots = dataOf<const int32_t>(slots);
  p.cache_stride_page = cache.stride(0);
  p.cache_stride_token = cache.stride(1);
  p.cache_stride_head = cache.stride(2);
  p.rows_stride_token = rows.stride(0);
  p.rows_stride_head = rows.stride(1);
  p.num_tokens = rows.shape(0);
  p.h_kv = rows.shape(1);
  p.row_dim = rows.shape(2);
  p.page_size = cache.shape(1);
  check(mla_cache_append(&p, reinterpret_cast<void *>(stream)),
        "mla.ops.cache_append");
}

/// Angles are in a table, or made of frequencies; without either the key is
/// rotated already.
void ropeAppend(Tensor cache, Tensor cKv, Tensor kRope, MaybeTensor cosSin,
                const std::vector<float> &frequencies, Tensor positions,
                Tensor slots, bool interleaved, const std::string &storage,
                uintptr_t stream) {
  expectRank(cache, 3, "cache [pages, page_size, L+R or 656 bytes]");
  expectRank(cKv, 2, "c_kv [T, L]");
  expectRank(kRope, 2, "k_rope [T, R]");
  for (auto [t, name] :
       {std::pair<Tensor *, const char *>(&positions, "positions"),
        {&slots, "slots"}}) {
    expectRank(*t, 1, name);
    expectInt32(*t, name);
    expectDense(*t, name);
    expectSize(*t, 0, cKv.shape(0), name);
  }
  expectDense(cache, "cache");
  expectDense(cKv, "c_kv");
  expectDense(kRope, "k_rope");
  expectSize(kRope, 0, cKv.shape(0), "k_rope");
  MlaRopeAppendParams p = {};
  if (cosSin) {
    expectRank(*cosSin, 2, "cos_sin [max_position, R]");
    expectFloat32(*cosSin, "cos_sin");
    expectSize(*cosSin, 1, kRope.shape(1), "cos_sin");
    if (cosSin->shape(0) > 1 && cosSin->shape(1) > 0 &&
        cosSin->stride(0) != static_cast<int64_t>(cosSin->shape(1)))
      fail("expected cos_sin to be contiguous");
    p.cos_sin = dataOf<const float>(*cosSin);
  } else if (!frequencies.empty()) {
    constexpr size_t kMost = std::size(decltype(p.inv_freq){});
    if (frequencies.size() > kMost || 2 * frequencies.size() != kRope.shape(1))
      fail("expected R / 2 frequencies, at most " + std::to_string(kMost) +
           ", got " + std::to_string(frequencies.size()) +
           " for R = " + std::to_string(kRope.shape(1)));
    std::copy(frequencies.begin(), frequencies.end(), p.inv_freq);
    std::copy(frequencies.begin(), frequencies.end(), p.long_inv_freq);
    p.rope_scale = 1;
  } else {
    p.rotated = 1;
  }
  p.dtype = dtypeOf(cKv, "c_kv");
  expectSameType(kRope, static_cast<MlaDType>(p.dtype), "k_rope");
  p.kv_lora_rank = cKv.shape(1);
  p.qk_rope_head_dim = kRope.shape(1);
  if (storage == "fp8_656") {
    p.storage = MLA_FP8_656;
    if (cache.dtype().bits != 8)
      fail("expected cache of 8-bit elements with storage fp8_656");
    expectSize(cache, 2, 656, "cache");
    expectAligned(cache, "cache");
  } else if (storage == "same") {
    p.storage = p.dtype;
    expectSameType(cache, static_cast<MlaDType>(p.dtype), "cache");
    expectSize(cache, 2, p.kv_lora_rank + p.qk_rope_head_dim, "cache");
  } else {
    fail("expected storage 'same' or 'fp8_656', got '" + storage + "'");
  }
  refuseWith("mla.ops.rope_append",
             kernels::ropeAppendRefusal(static_cast<MlaDType>(p.dtype),
                                        static_cast<MlaDType>(p.storage),
                                        p.kv_lora_rank, p.qk_rope_head_dim));
  p.cache = dataOf<void>(cache);
  p.c_kv = cKv.data();
  p.k_rope = kRope.data();
  p.positions = dataOf<const int32_t>(positions);
  p.slots = dataOf<const int32_t>(slots);
  p.cache_stride_page = cache.stride(0);
  p.cache_stride_token = cache.stride(1);
  p.c_kv_stride = cKv.stride(0);
  p.k_rope_stride = kRope.stride(0);
  p.num_tokens = cKv.shape(0);
  p.page_size = cache.shape(1);
  p.interleaved = interleaved;
  check(mla_rope_append(&p, reinterpret_cast<void *>(stream)),
        "mla.ops.rope_append");
}

/// kv_b [N, P+V, L], or [N (P+V), L] as checkpoints have it; `heads` tells.
int64_t headStride(const Tensor &kvB, int heads, int rowsPerHead, int rank) {
  bool flat = kvB.ndim() == 2;
  if (!flat)
    expectRank(kvB, 3, "kv_b [N, P+V, L]");
  expectSize(kvB, 0, flat ? int64_t(heads) * rowsPerHead : heads, "kv_b");
  if (!flat)
    expectSize(kvB, 1, rowsPerHead, "kv_b");
  expectSize(kvB, flat ? 1 : 2, rank, "kv_b");
  expectDense(kvB, "kv_b");
  if (kvB.stride(flat ? 0 : 1) != rank)
    fail("expected kv_b with dense rows");
  expectAligned(kvB, "kv_b");
  return flat ? int64_t(rowsPerHead) * rank : kvB.stride(0);
}

void absorbQuery(Tensor qNope, MaybeTensor qRope, Tensor kvB, Tensor q,
                 int vHeadDim, uintptr_t stream) {
  expectRank(qNope, 3, "q_nope [T, N, P]");
  expectRank(q, 3, "q [T, N, L+R]");
  MlaAbsorbQueryParams p = {};
  p.dtype = dtypeOf(qNope, "q_nope");
  expectSameType(kvB, static_cast<MlaDType>(p.dtype), "kv_b");
  expectSameType(q, static_cast<MlaDType>(p.dtype), "q");
  p.num_tokens = qNope.shape(0);
  p.num_heads = qNope.shape(1);
  p.qk_nope_head_dim = qNope.shape(2);
  p.kv_lora_rank = kvB.shape(kvB.ndim() - 1);
  refuseWith("mla.ops.absorb_query",
             kernels::absorbQueryRefusal(static_cast<MlaDType>(p.dtype),
                                         p.qk_nope_head_dim, p.kv_lora_rank));
  p.kv_b_stride_head = headStride(
      kvB, p.num_heads, p.qk_nope_head_dim + vHeadDim, p.kv_lora_rank);
  expectDense(qNope, "q_nope");
  expectDense(q, "q");
  expectPairs(q, "q");
  expectAligned(qNope, "q_nope");
  expectSize(q, 0, p.num_tokens, "q");
  expectSize(q, 1, p.num_heads, "q");
  if (qRope) {
    expectRank(*qRope, 3, "q_rope [T, N, R]");
    expectSameType(*qRope, static_cast<MlaDType>(p.dtype), "q_rope");
    expectSize(*qRope, 0, p.num_tokens, "q_rope");
    expectSize(*qRope, 1, p.num_heads, "q_rope");
    expectDense(*qRope, "q_rope");
    p.q_rope = qRope->data();
    p.qk_rope_head_dim = qRope->shape(2);
    p.q_rope_stride_token = qRope->stride(0);
    p.q_rope_stride_head = qRope->stride(1);
  }
  expectSize(q, 2, p.kv_lora_rank + p.qk_rope_head_dim, "q");
  p.q_nope = qNope.data();
  p.kv_b = kvB.data();
  p.q = dataOf<void>(q);
  p.q_nope_stride_token = qNope.stride(0);
  p.q_nope_stride_head = qNope.stride(1);
  p.q_stride_token = q.stride(0);
  p.q_stride_head = q.stride(1);
  check(mla_absorb_query(&p, reinterpret_cast<void *>(stream)),
        "mla.ops.absorb_query");
}

void projectValue(Tensor u, Tensor kvB, Tensor out, int qkNopeHeadDim,
                  uintptr_t stream) {
  expectRank(u, 3, "u [T, N, L]");
  expectRank(out, 3, "out [T, N, V]");
  MlaProjectValueParams p = {};
  p.dtype = dtypeOf(u, "u");
  expectSameType(kvB, static_cast<MlaDType>(p.dtype), "kv_b");
  expectSameType(out, static_cast<MlaDType>(p.dtype), "out");
  p.num_tokens = u.shape(0);
  p.num_heads = u.shape(1);
  p.kv_lora_rank = u.shape(2);
  p.v_head_dim = out.shape(2);
  refuseWith("mla.ops.project_value",
             kernels::projectValueRefusal(static_cast<MlaDType>(p.dtype),
                                          p.kv_lora_rank, p.v_head_dim));
  p.w_uv_stride_head = headStride(kvB, p.num_heads,
                                  qkNopeHeadDim + p.v_head_dim, p.kv_lora_rank);
  expectSize(out, 0, p.num_tokens, "out");
  expectSize(out, 1, p.num_heads, "out");
  expectDense(u, "u");
  expectDense(out, "out");
  expectPairs(out, "out");
  expectAligned(u, "u");
  p.u = u.data();
  p.w_uv = static_cast<const char *>(kvB.data()) +
           int64_t(qkNopeHeadDim) * p.kv_lora_rank * 2;
  p.out = dataOf<void>(out);
  p.u_stride_token = u.stride(0);
  p.u_stride_head = u.stride(1);
  p.out_stride_token = out.stride(0);
  p.out_stride_head = out.stride(1);
  check(mla_project_value(&p, reinterpret_cast<void *>(stream)),
        "mla.ops.project_value");
}

} // namespace

void mla::python::registerAppend(nb::module_ &m) {
  m.def("cache_append", &cacheAppend);
  m.def("rope_append", &ropeAppend, nb::arg(), nb::arg(), nb::arg(),
        nb::arg().none(), nb::arg(), nb::arg(), nb::arg(), nb::arg(), nb::arg(),
        nb::arg());
  m.def("absorb_query", &absorbQuery, nb::arg(), nb::arg().none(), nb::arg(),
        nb::arg(), nb::arg(), nb::arg());
  m.def("project_value", &projectValue);
}
