//===- ops_module.cpp - the native part of mla.ops --------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tensors come in as DLPack; this file checks them, fills the params structs
// and launches. It allocates nothing and never synchronises: outputs and
// scratch are made by mla/ops.py with the caller's framework.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/launch.h"
#include "mla/Kernels/Decode.h"

#include <nanobind/nanobind.h>
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>

#include <optional>

namespace nb = nanobind;
using namespace mla;
using namespace mla::kernels;

namespace {

using Tensor = nb::ndarray<nb::ro, nb::device::cuda>;
using MaybeTensor = std::optional<Tensor>;

[[noreturn]] void fail(const std::string &text) {
  throw nb::value_error(text.c_str());
}

void check(MlaStatus status, const char *op) {
  if (status == MLA_OK)
    return;
  std::string text = std::string(op) + ": " + mla_status_string(status);
  if (status < 0)
    fail(text);
  throw std::runtime_error(text);
}

std::string shapeText(const Tensor &t) {
  std::string text = "[";
  for (size_t i = 0; i < t.ndim(); ++i)
    text += (i ? ", " : "") + std::to_string(t.shape(i));
  return text + "]";
}

void expectRank(const Tensor &t, size_t rank, const char *name) {
  if (t.ndim() != rank)
    fail(std::string("expected ") + name + " of rank " + std::to_string(rank) +
         ", got shape " + shapeText(t));
}

void expectSize(const Tensor &t, size_t dim, int64_t size, const char *name) {
  if (static_cast<int64_t>(t.shape(dim)) != size)
    fail(std::string("expected ") + name + " with dimension " +
         std::to_string(dim) + " = " + std::to_string(size) + ", got shape " +
         shapeText(t));
}

/// A dense last dimension; strides of a dimension of size 1 do not matter.
void expectDense(const Tensor &t, const char *name) {
  size_t last = t.ndim() - 1;
  if (t.shape(last) > 1 && t.stride(last) != 1)
    fail(std::string("expected ") + name +
         " with a dense last dimension, got stride " +
         std::to_string(t.stride(last)));
}

void expectInt32(const Tensor &t, const char *name) {
  if (t.dtype() != nb::dtype<int32_t>())
    fail(std::string("expected ") + name + " of dtype int32, got code " +
         std::to_string(t.dtype().code) + " bits " +
         std::to_string(t.dtype().bits));
}

void expectFloat32(const Tensor &t, const char *name) {
  if (t.dtype() != nb::dtype<float>())
    fail(std::string("expected ") + name + " of dtype float32, got code " +
         std::to_string(t.dtype().code) + " bits " +
         std::to_string(t.dtype().bits));
}

MlaDType dtypeOf(const Tensor &t, const char *name) {
  auto d = t.dtype();
  if (d.code == static_cast<uint8_t>(nb::dlpack::dtype_code::Bfloat))
    return MLA_BF16;
  if (d.code == static_cast<uint8_t>(nb::dlpack::dtype_code::Float))
    if (d.bits == 16 || d.bits == 32)
      return d.bits == 16 ? MLA_F16 : MLA_F32;
  fail(std::string("expected ") + name +
       " of dtype bfloat16, float16 or float32, got code " +
       std::to_string(d.code) + " bits " + std::to_string(d.bits));
}

void expectSameType(const Tensor &t, MlaDType dtype, const char *name) {
  MlaDType got = dtypeOf(t, name);
  if (got != dtype)
    fail(std::string("expected ") + name + " of dtype " + dtypeName(dtype) +
         ", got " + dtypeName(got));
}

/// Rows are copied 16 bytes at a time: base and outer strides must allow it.
void expectAligned(const Tensor &t, const char *name) {
  bool good = reinterpret_cast<uintptr_t>(t.data()) % 16 == 0;
  int64_t bytes = t.dtype().bits / 8;
  for (size_t i = 0; i + 1 < t.ndim(); ++i)
    if (t.shape(i) > 1 && t.stride(i) * bytes % 16 != 0)
      good = false;
  if (!good)
    fail(std::string("expected ") + name +
         " with 16-byte aligned rows (data pointer and strides)");
}

template <typename P> P *dataOf(const Tensor &t) {
  return static_cast<P *>(const_cast<void *>(t.data()));
}
template <typename P> P *dataOf(const MaybeTensor &t) {
  return t ? dataOf<P>(*t) : nullptr;
}

Device deviceOf() {
  DeviceInfo info;
  check(currentDevice(info), "mla.ops");
  return {info.sm, info.numSMs};
}

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
                            int headDim, int pageSize) {
  DecodeShape s = decodeShape(MLA_BF16, batch, numTokens, numHeads, hKv,
                              headDim, 0, headDim, pageSize);
  DecodeChoice c = chooseDecode(s, deviceOf());
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
  std::string why = decodeRefusal(s, deviceOf());
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

void ropeAppend(Tensor cache, Tensor cKv, Tensor kRope, Tensor cosSin,
                Tensor positions, Tensor slots, bool interleaved,
                const std::string &storage, uintptr_t stream) {
  expectRank(cache, 3, "cache [pages, page_size, L+R or 656 bytes]");
  expectRank(cKv, 2, "c_kv [T, L]");
  expectRank(kRope, 2, "k_rope [T, R]");
  expectRank(cosSin, 2, "cos_sin [max_position, R]");
  expectFloat32(cosSin, "cos_sin");
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
  expectSize(cosSin, 1, kRope.shape(1), "cos_sin");
  if (cosSin.shape(0) > 1 && cosSin.shape(1) > 0 &&
      cosSin.stride(0) != static_cast<int64_t>(cosSin.shape(1)))
    fail("expected cos_sin to be contiguous");
  MlaRopeAppendParams p = {};
  p.dtype = dtypeOf(cKv, "c_kv");
  expectSameType(kRope, static_cast<MlaDType>(p.dtype), "k_rope");
  p.kv_lora_rank = cKv.shape(1);
  p.qk_rope_head_dim = kRope.shape(1);
  if (p.qk_rope_head_dim % 2)
    fail("expected an even qk_rope_head_dim, got " +
         std::to_string(p.qk_rope_head_dim));
  if (storage == "fp8_656") {
    p.storage = MLA_FP8_656;
    if (cache.dtype().bits != 8)
      fail("expected cache of 8-bit elements with storage fp8_656");
    expectSize(cache, 2, 656, "cache");
    if (p.kv_lora_rank != 512 || p.qk_rope_head_dim != 64)
      fail("expected L = 512 and R = 64 with storage fp8_656, got " +
           std::to_string(p.kv_lora_rank) + " and " +
           std::to_string(p.qk_rope_head_dim));
    expectAligned(cache, "cache");
  } else if (storage == "same") {
    p.storage = p.dtype;
    expectSameType(cache, static_cast<MlaDType>(p.dtype), "cache");
    expectSize(cache, 2, p.kv_lora_rank + p.qk_rope_head_dim, "cache");
  } else {
    fail("expected storage 'same' or 'fp8_656', got '" + storage + "'");
  }
  p.cache = dataOf<void>(cache);
  p.c_kv = cKv.data();
  p.k_rope = kRope.data();
  p.cos_sin = dataOf<const float>(cosSin);
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
  if (p.qk_nope_head_dim % 8 || p.qk_nope_head_dim > 256)
    fail("expected qk_nope_head_dim a multiple of 8 up to 256, got " +
         std::to_string(p.qk_nope_head_dim));
  if (p.kv_lora_rank % 8)
    fail("expected kv_lora_rank a multiple of 8, got " +
         std::to_string(p.kv_lora_rank));
  p.kv_b_stride_head = headStride(
      kvB, p.num_heads, p.qk_nope_head_dim + vHeadDim, p.kv_lora_rank);
  expectDense(qNope, "q_nope");
  expectDense(q, "q");
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
  if (p.kv_lora_rank % 8 || p.kv_lora_rank > 512)
    fail("expected kv_lora_rank a multiple of 8 up to 512, got " +
         std::to_string(p.kv_lora_rank));
  if (p.v_head_dim % 8)
    fail("expected v_head_dim a multiple of 8, got " +
         std::to_string(p.v_head_dim));
  p.w_uv_stride_head = headStride(kvB, p.num_heads,
                                  qkNopeHeadDim + p.v_head_dim, p.kv_lora_rank);
  expectSize(out, 0, p.num_tokens, "out");
  expectSize(out, 1, p.num_heads, "out");
  expectDense(u, "u");
  expectDense(out, "out");
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

NB_MODULE(_ops, m) {
  m.doc() = "Kernel launches behind mla.ops; use that module instead.";
  m.def("choose_decode", &chooseDecodeTuple);
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
  m.def("cache_append", &cacheAppend);
  m.def("rope_append", &ropeAppend);
  m.def("absorb_query", &absorbQuery, nb::arg(), nb::arg().none(), nb::arg(),
        nb::arg(), nb::arg(), nb::arg());
  m.def("project_value", &projectValue);
}
