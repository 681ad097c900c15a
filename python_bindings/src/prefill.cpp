//===- prefill.cpp - prefill behind mla.ops ---------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tensor.h"

#include "mla/Kernels/Prefill.h"

#include <nanobind/stl/optional.h>
#include <nanobind/stl/tuple.h>

#include <tuple>

using namespace mla;
using namespace mla::python;

namespace {

/// Which dimension of a tensor is batch (-1: packed tokens), token, head.
using Dims = std::tuple<int, int, int>;

struct Extents {
  int64_t batch, tokens, heads, dim;
  int64_t strideBatch, strideToken, strideHead;
};

Extents extents(const Tensor &t, Dims dims, const char *name) {
  auto [batch, token, head] = dims;
  expectRank(t, batch < 0 ? 3 : 4, name);
  expectDense(t, name);
  Extents e;
  e.batch = batch < 0 ? 1 : t.shape(batch);
  e.tokens = t.shape(token);
  e.heads = t.shape(head);
  e.dim = t.shape(t.ndim() - 1);
  e.strideBatch = batch < 0 ? 0 : t.stride(batch);
  e.strideToken = t.stride(token);
  e.strideHead = t.stride(head);
  return e;
}

void expectSame(const Tensor &t, const Extents &a, const Extents &b,
                int64_t heads, int64_t dim, const char *name) {
  if (a.batch != b.batch || a.tokens != b.tokens || a.heads != heads ||
      a.dim != dim)
    fail(std::string("expected ") + name + " with " + std::to_string(b.batch) +
         " sequences, " + std::to_string(b.tokens) + " tokens, " +
         std::to_string(heads) + " heads, head dim " + std::to_string(dim) +
         ", got shape " + shapeText(t));
}

MlaPrefillParams prefillParams(const Tensor &q, const Tensor &k,
                               const Tensor &v, const MaybeTensor &cuQ,
                               const MaybeTensor &cuKv, Dims dims,
                               float softmaxScale, bool causal, int maxQ,
                               int maxKv) {
  MlaPrefillParams p = {};
  Extents eq = extents(q, dims, "q"), ek = extents(k, dims, "k"),
          ev = extents(v, dims, "v");
  p.dtype = dtypeOf(q, "q");
  expectSameType(k, static_cast<MlaDType>(p.dtype), "k");
  expectSameType(v, static_cast<MlaDType>(p.dtype), "v");
  expectSame(v, ev, ek, ek.heads, ev.dim, "v");
  if (ek.batch != eq.batch || ek.dim != eq.dim)
    fail("expected k with " + std::to_string(eq.batch) +
         " sequences and head dim " + std::to_string(eq.dim) + ", got shape " +
         shapeText(k));
  p.q = q.data(), p.k = k.data(), p.v = v.data();
  p.q_stride_batch = eq.strideBatch, p.q_stride_token = eq.strideToken;
  p.q_stride_head = eq.strideHead;
  p.k_stride_batch = ek.strideBatch, p.k_stride_token = ek.strideToken;
  p.k_stride_head = ek.strideHead;
  p.v_stride_batch = ev.strideBatch, p.v_stride_token = ev.strideToken;
  p.v_stride_head = ev.strideHead;
  p.batch = eq.batch, p.seq_q = eq.tokens, p.seq_kv = ek.tokens;
  if (cuQ && cuKv) {
    expectRank(*cuQ, 1, "cu_q");
    expectRank(*cuKv, 1, "cu_kv");
    expectInt32(*cuQ, "cu_q");
    expectInt32(*cuKv, "cu_kv");
    if (cuQ->shape(0) < 1)
      fail("expected cu_q of at least one element");
    expectSize(*cuKv, 0, cuQ->shape(0), "cu_kv");
    p.cu_q = dataOf<const int32_t>(*cuQ);
    p.cu_kv = dataOf<const int32_t>(*cuKv);
    p.batch = cuQ->shape(0) - 1;
    p.total_q = eq.tokens, p.total_kv = ek.tokens;
    if (maxQ > 0 && maxQ < p.seq_q)
      p.seq_q = maxQ;
    if (maxKv > 0 && maxKv < p.seq_kv)
      p.seq_kv = maxKv;
  }
  p.num_heads = eq.heads, p.h_kv = ek.heads;
  p.qk_head_dim = eq.dim, p.v_head_dim = ev.dim;
  p.causal = causal;
  p.softmax_scale = softmaxScale;
  std::string why =
      kernels::prefillRefusal(kernels::prefillShape(p), currentDeviceLimits());
  if (!why.empty())
    fail("mla.ops.prefill: " + why);
  return p;
}

void setOutput(MlaPrefillParams &p, const Tensor &q, const Tensor &out,
               const MaybeTensor &lse, Dims dims) {
  Extents eq = extents(q, dims, "q"), eo = extents(out, dims, "out");
  expectSame(out, eo, eq, eq.heads, p.v_head_dim, "out");
  expectSameType(out, static_cast<MlaDType>(p.dtype), "out");
  p.out = dataOf<void>(out);
  p.out_stride_batch = eo.strideBatch, p.out_stride_token = eo.strideToken;
  p.out_stride_head = eo.strideHead;
  if (lse) {
    bool packed = std::get<0>(dims) < 0;
    expectRank(*lse, packed ? 2 : 3, "lse");
    expectFloat32(*lse, "lse");
    expectDense(*lse, "lse");
    if (!packed)
      expectSize(*lse, 0, eq.batch, "lse");
    expectSize(*lse, packed ? 0 : 1, eq.heads, "lse");
    expectSize(*lse, packed ? 1 : 2, eq.tokens, "lse");
    p.lse = dataOf<float>(*lse);
    p.lse_stride_batch = packed ? 0 : lse->stride(0);
    p.lse_stride_head = lse->stride(packed ? 0 : 1);
  }
}

void prefill(Tensor q, Tensor k, Tensor v, Tensor out, MaybeTensor lse,
             MaybeTensor cuQ, MaybeTensor cuKv, Dims dims, float softmaxScale,
             bool causal, int maxQ, int maxKv, uintptr_t stream) {
  MlaPrefillParams p = prefillParams(q, k, v, cuQ, cuKv, dims, softmaxScale,
                                     causal, maxQ, maxKv);
  setOutput(p, q, out, lse, dims);
  check(mla_prefill(&p, reinterpret_cast<void *>(stream)), "mla.ops.prefill");
}

int64_t backwardWorkspace(Tensor q, Tensor k, Tensor v, MaybeTensor cuQ,
                          Dims dims) {
  MlaPrefillParams p =
      prefillParams(q, k, v, cuQ, cuQ, dims, 1.0f, false, 0, 0);
  return kernels::prefillBackwardWorkspaceSize(kernels::prefillShape(p));
}

void prefillBackward(Tensor dout, Tensor q, Tensor k, Tensor v, Tensor out,
                     Tensor lse, MaybeTensor cuQ, MaybeTensor cuKv, Tensor dq,
                     Tensor dk, Tensor dv, Dims dims, float softmaxScale,
                     bool causal, int maxQ, int maxKv, bool deterministic,
                     Tensor workspace, uintptr_t stream) {
  MlaPrefillBackwardParams p = {};
  p.fwd = prefillParams(q, k, v, cuQ, cuKv, dims, softmaxScale, causal, maxQ,
                        maxKv);
  setOutput(p.fwd, q, out, lse, dims);
  p.fwd.workspace = dataOf<void>(workspace);
  MlaDType dtype = static_cast<MlaDType>(p.fwd.dtype);
  Extents eq = extents(q, dims, "q"), ek = extents(k, dims, "k");
  auto set = [&](const Tensor &t, const char *name, const Extents &as,
                 int64_t heads, int64_t dim, int64_t &strideBatch,
                 int64_t &strideToken, int64_t &strideHead) {
    Extents e = extents(t, dims, name);
    expectSame(t, e, as, heads, dim, name);
    expectSameType(t, dtype, name);
    strideBatch = e.strideBatch, strideToken = e.strideToken;
    strideHead = e.strideHead;
    return dataOf<void>(t);
  };
  p.dout = set(dout, "dout", eq, eq.heads, p.fwd.v_head_dim,
               p.dout_stride_batch, p.dout_stride_token, p.dout_stride_head);
  p.dq = set(dq, "dq", eq, eq.heads, eq.dim, p.dq_stride_batch,
             p.dq_stride_token, p.dq_stride_head);
  p.dk = set(dk, "dk", ek, ek.heads, eq.dim, p.dk_stride_batch,
             p.dk_stride_token, p.dk_stride_head);
  p.dv = set(dv, "dv", ek, ek.heads, p.fwd.v_head_dim, p.dv_stride_batch,
             p.dv_stride_token, p.dv_stride_head);
  p.deterministic = deterministic;
  check(mla_prefill_backward(&p, reinterpret_cast<void *>(stream)),
        "mla.ops.prefill_backward");
}

} // namespace

void mla::python::registerPrefill(nb::module_ &m) {
  auto any = [] { return nb::arg(); };
  auto maybe = [] { return nb::arg().none(); };
  m.def("prefill", &prefill, any(), any(), any(), any(), maybe(), maybe(),
        maybe(), any(), any(), any(), any(), any(), any());
  m.def("prefill_backward_workspace", &backwardWorkspace, any(), any(), any(),
        maybe(), any());
  m.def("prefill_backward", &prefillBackward, any(), any(), any(), any(), any(),
        any(), maybe(), maybe(), any(), any(), any(), any(), any(), any(),
        any(), any(), any(), any(), any());
}
