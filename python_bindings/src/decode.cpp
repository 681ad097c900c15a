//===- decode.cpp - decode behind mla.ops -----------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "tensor.h"

#include "mla/Kernels/Decode.h"

#include <nanobind/stl/optional.h>

using namespace mla;
using namespace mla::kernels;
using namespace mla::python;

namespace {

DecodeShape decodeShape(int dtype, int batch, int numTokens, int numHeads,
                        int hKv, int kvLoraRank, int qkRopeHeadDim, int vDim,
                        int pageSize) {
  DecodeShape s;
  s.dtype = static_cast<MlaDType>(dtype);
  s.batch = batch;
  s.numTokens = numTokens;
  s.numHeads = numHeads;
  s.hKv = hKv;
  s.kvLoraRank = kvLoraRank;
  s.qkRopeHeadDim = qkRopeHeadDim;
  s.vDim = vDim;
  s.pageSize = pageSize;
  return s;
}

DecodeChoice choiceOf(const nb::tuple &t) {
  DecodeChoice c;
  c.kernel = static_cast<MlaDecodeKernel>(nb::cast<int>(t[0]));
  c.tileRows = nb::cast<int>(t[1]);
  c.tileGroup = nb::cast<int>(t[2]);
  c.parts = nb::cast<int>(t[3]);
  c.overheadUnits = nb::cast<int>(t[4]);
  c.minUnits = nb::cast<int>(t[5]);
  return c;
}

/// (kernel, tile_rows, tile_group, parts, overhead_units, min_units)
nb::tuple chooseDecodeTuple(int batch, int numTokens, int numHeads, int hKv,
                            int headDim, int pageSize, int maxKeys) {
  DecodeShape s = decodeShape(MLA_BF16, batch, numTokens, numHeads, hKv,
                              headDim, 0, headDim, pageSize);
  s.maxKeys = maxKeys;
  DecodeChoice c = chooseDecode(s, currentDeviceLimits());
  return nb::make_tuple(static_cast<int>(c.kernel), c.tileRows, c.tileGroup,
                        c.parts, c.overheadUnits, c.minUnits);
}

void decodePlan(Tensor seqLens, MaybeTensor queryStart, Tensor plan, int qLen,
                int numHeads, int hKv, nb::tuple choice, uintptr_t stream) {
  expectRank(seqLens, 1, "seq_lens");
  expectInt32(seqLens, "seq_lens");
  expectDense(seqLens, "seq_lens");
  DecodeChoice c = choiceOf(choice);
  MlaDecodePlanParams p = {};
  p.batch = seqLens.shape(0);
  if (queryStart) {
    expectRank(*queryStart, 1, "query_start");
    expectInt32(*queryStart, "query_start");
    expectDense(*queryStart, "query_start");
    expectSize(*queryStart, 0, p.batch + 1, "query_start");
  }
  if (hKv < 1 || numHeads < 1 || numHeads % hKv)
    fail("expected num_heads a positive multiple of h_kv, got " +
         std::to_string(numHeads) + " and " + std::to_string(hKv));
  p.seq_lens = dataOf<const int32_t>(seqLens);
  p.query_start = dataOf<const int32_t>(queryStart);
  p.plan = dataOf<int32_t>(plan);
  p.q_len = qLen;
  p.num_heads = numHeads;
  p.h_kv = hKv;
  p.tile_rows = c.tileRows;
  p.tile_group = c.tileGroup;
  p.parts = c.parts;
  p.overhead_units = c.overheadUnits;
  p.min_units = c.minUnits;
  check(mla_decode_plan(&p, reinterpret_cast<void *>(stream)),
        "mla.ops.decode_plan");
}

/// Fills everything but plan, out, lse and workspace; raises on what no
/// kernel accepts. q is [T, N, D].
MlaDecodeParams decodeParams(const Tensor &q, const Tensor &cache,
                             const Tensor &pageTable, const Tensor &seqLens,
                             const MaybeTensor &queryStart, int vDim,
                             int ropeDim) {
  expectRank(q, 3, "q");
  expectRank(cache, 4, "cache [pages, page_size, h_kv, L+R]");
  expectRank(pageTable, 2, "page_table");
  expectRank(seqLens, 1, "seq_lens");
  expectInt32(pageTable, "page_table");
  expectInt32(seqLens, "seq_lens");
  expectDense(q, "q");
  expectDense(cache, "cache");
  expectDense(pageTable, "page_table");
  expectDense(seqLens, "seq_lens");
  MlaDecodeParams p = {};
  p.dtype = dtypeOf(q, "q");
  p.batch = seqLens.shape(0);
  expectSameType(cache, static_cast<MlaDType>(p.dtype), "cache");
  expectSize(pageTable, 0, p.batch, "page_table");
  expectSize(cache, 3, q.shape(2), "cache");
  p.num_tokens = q.shape(0);
  if (queryStart) {
    expectRank(*queryStart, 1, "query_start");
    expectInt32(*queryStart, "query_start");
    expectDense(*queryStart, "query_start");
    expectSize(*queryStart, 0, p.batch + 1, "query_start");
    p.query_start = dataOf<const int32_t>(*queryStart);
  } else {
    if (p.batch == 0 ? p.num_tokens != 0 : p.num_tokens % p.batch != 0)
      fail("expected query_start, or as many query rows for every sequence; "
           "got " +
           std::to_string(p.num_tokens) + " rows for " +
           std::to_string(p.batch) + " sequences");
    p.q_len = p.batch ? p.num_tokens / p.batch : 0;
  }
  p.num_heads = q.shape(1);
  p.h_kv = cache.shape(2);
  p.page_size = cache.shape(1);
  int dim = q.shape(2);
  p.qk_rope_head_dim = ropeDim;
  p.kv_lora_rank = dim - ropeDim;
  p.v_dim = vDim;
  p.q = q.data();
  p.cache = cache.data();
  p.page_table = dataOf<const int32_t>(pageTable);
  p.seq_lens = dataOf<const int32_t>(seqLens);
  p.q_stride_token = q.stride(0);
  p.q_stride_head = q.stride(1);
  p.cache_stride_page = cache.stride(0);
  p.cache_stride_token = cache.stride(1);
  p.cache_stride_head = cache.stride(2);
  p.page_table_stride = pageTable.stride(0);
  DecodeShape s =
      decodeShape(p.dtype, p.batch, p.num_tokens, p.num_heads, p.h_kv,
                  p.kv_lora_rank, p.qk_rope_head_dim, p.v_dim, p.page_size);
  std::string why = decodeRefusal(s, currentDeviceLimits());
  if (!why.empty())
    fail("mla.ops.decode: " + why);
  expectAligned(q, "q");
  expectAligned(cache, "cache");
  return p;
}

void decode(Tensor q, Tensor cache, Tensor pageTable, Tensor seqLens,
            MaybeTensor queryStart, Tensor plan, Tensor out, MaybeTensor lse,
            Tensor workspace, int vDim, int ropeDim, float softmaxScale,
            bool causal, bool pdl, nb::tuple choice, uintptr_t stream) {
  MlaDecodeParams p =
      decodeParams(q, cache, pageTable, seqLens, queryStart, vDim, ropeDim);
  DecodeChoice c = choiceOf(choice);
  expectRank(out, 3, "out");
  expectSize(out, 0, p.num_tokens, "out");
  expectSize(out, 1, p.num_heads, "out");
  expectSize(out, 2, p.v_dim, "out");
  expectSameType(out, static_cast<MlaDType>(p.dtype), "out");
  expectDense(out, "out");
  expectAligned(out, "out");
  if (lse) {
    expectRank(*lse, 2, "lse");
    expectFloat32(*lse, "lse");
    expectSize(*lse, 0, p.num_tokens, "lse");
    expectSize(*lse, 1, p.num_heads, "lse");
    p.lse = dataOf<float>(*lse);
    p.lse_stride_token = lse->stride(0);
    p.lse_stride_head = lse->stride(1);
  }
  expectInt32(plan, "plan");
  if (static_cast<int64_t>(plan.size()) <
      MLA_DECODE_PLAN_INTS(p.batch, c.parts))
    fail("expected a plan for a batch of " + std::to_string(p.batch));
  p.plan = dataOf<const int32_t>(plan);
  p.out = dataOf<void>(out);
  p.workspace = dataOf<void>(workspace);
  p.out_stride_token = out.stride(0);
  p.out_stride_head = out.stride(1);
  p.causal = causal;
  p.pdl = pdl;
  p.kernel = c.kernel;
  p.tile_rows = c.tileRows;
  p.tile_group = c.tileGroup;
  p.parts = c.parts;
  p.softmax_scale = softmaxScale;
  check(mla_decode(&p, reinterpret_cast<void *>(stream)), "mla.ops.decode");
}

void mergeStates(Tensor partial, Tensor partialLse, Tensor out, MaybeTensor lse,
                 uintptr_t stream) {
  expectRank(partial, 4, "partial [S, T, N, V]");
  expectRank(partialLse, 3, "partial_lse [S, T, N]");
  expectFloat32(partialLse, "partial_lse");
  MlaMergeStatesParams p = {};
  p.dtype = dtypeOf(partial, "partial");
  expectSameType(out, static_cast<MlaDType>(p.dtype), "out");
  expectRank(out, 3, "out");
  for (int i = 0; i < 3; ++i) {
    expectSize(partialLse, i, partial.shape(i), "partial_lse");
    expectSize(out, i, partial.shape(i + 1), "out");
  }
  expectDense(partial, "partial");
  expectDense(out, "out");
  p.partial = partial.data();
  p.partial_lse = dataOf<const float>(partialLse);
  p.out = dataOf<void>(out);
  p.num_states = partial.shape(0);
  p.num_tokens = partial.shape(1);
  p.num_heads = partial.shape(2);
  p.v_dim = partial.shape(3);
  p.partial_stride_state = partial.stride(0);
  p.partial_stride_token = partial.stride(1);
  p.partial_stride_head = partial.stride(2);
  p.partial_lse_stride_state = partialLse.stride(0);
  p.partial_lse_stride_token = partialLse.stride(1);
  p.partial_lse_stride_head = partialLse.stride(2);
  p.out_stride_token = out.stride(0);
  p.out_stride_head = out.stride(1);
  if (lse) {
    expectRank(*lse, 2, "lse");
    expectFloat32(*lse, "lse");
    expectSize(*lse, 0, p.num_tokens, "lse");
    expectSize(*lse, 1, p.num_heads, "lse");
    p.lse = dataOf<float>(*lse);
    p.lse_stride_token = lse->stride(0);
    p.lse_stride_head = lse->stride(1);
  }
  check(mla_merge_states(&p, reinterpret_cast<void *>(stream)),
        "mla.ops.merge_states");
}

} // namespace

void mla::python::registerDecode(nb::module_ &m) {
  m.def("choose_decode", &chooseDecodeTuple, nb::arg(), nb::arg(), nb::arg(),
        nb::arg(), nb::arg(), nb::arg(), nb::arg("max_keys") = 0);
  m.def("decode_plan_ints", [](int batch, int parts) {
    return static_cast<int64_t>(MLA_DECODE_PLAN_INTS(batch, parts));
  });
  m.def("decode_workspace", [](int vDim, nb::tuple choice) {
    DecodeShape s;
    s.vDim = vDim;
    return decodeWorkspaceSize(s, choiceOf(choice));
  });
  m.def("decode_plan", &decodePlan, nb::arg(), nb::arg().none(), nb::arg(),
        nb::arg(), nb::arg(), nb::arg(), nb::arg(), nb::arg());
  m.def("decode", &decode, nb::arg(), nb::arg(), nb::arg(), nb::arg(),
        nb::arg().none(), nb::arg(), nb::arg(), nb::arg().none(), nb::arg(),
        nb::arg(), nb::arg(), nb::arg(), nb::arg(), nb::arg(), nb::arg(),
        nb::arg());
  m.def("merge_states", &mergeStates, nb::arg(), nb::arg(), nb::arg(),
        nb::arg().none(), nb::arg());
}
