//===- params.h - what the hand-written kernels are called with -*- C -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// One plain struct per kernel family, shared by the kernels, the compiler
// (which emits code that fills them), Python and the tests. Plain C: no CUDA
// type and no MLIR type in it.
//
// Conventions. Every pointer is device memory and names its shape. Strides are
// in elements, 64-bit; the last dimension is always dense. `stream` is a
// `cudaStream_t` / `CUstream` as `void *`. Every launch returns an MlaStatus
// and neither allocates nor synchronises, so it may be captured in a graph.
//
// Names of sizes: T query tokens (rows), B sequences, N query heads, L
// kv_lora_rank, R qk_rope_head_dim, V columns of the cache row read as values.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_KERNELS_PARAMS_H
#define MLA_KERNELS_PARAMS_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Element types of activations and caches.
typedef enum MlaDType {
  MLA_BF16 = 0,
  MLA_F16 = 1,
  MLA_F32 = 2,
  MLA_FP8_656 = 3 ///< caches only: 512 e4m3 | 4 f32 scales | 64 bf16, a row
} MlaDType;

/// 0 is success; a positive value is a cudaError_t; negative values are ours.
typedef int32_t MlaStatus;
enum {
  MLA_OK = 0,
  MLA_UNSUPPORTED = -1,    ///< no kernel for this shape: ask canImplement why
  MLA_NO_DEVICE_CODE = -2, ///< the GPU's architecture is not in this build
  MLA_BAD_ARGUMENT = -3    ///< a null pointer or a negative size
};

//===----------------------------------------------------------------------===//
// Decode: absorbed attention over the latent cache
//===----------------------------------------------------------------------===//

typedef enum MlaDecodeKernel {
  MLA_DECODE_SM80_FEW = 0, ///< mma.sync, cp.async: sm_80 and up
  MLA_DECODE_SM90_FEW = 1, ///< mma.sync, bulk copies: up to 32 rows a tile
  MLA_DECODE_SM90_MANY = 2 ///< wgmma: 64 rows a tile
} MlaDecodeKernel;

/// Tokens in a unit of the decode plan.
#define MLA_DECODE_UNIT 16

// clang-format off
/// The plan is a tensor of i32 whose size depends on B and the number of parts
/// (groups of CTAs that share the work) alone:
///   [0] units a part   [1] all work, in units   [2] split items
///   [3] most parts of any one item   [4] padding rows start here   [5..7] -
///   [8, 8+B+1)        prefix sum of the work of each sequence
///   8 a part, and 8   first item of the part: b, item, first unit, seq_len,
///                     query start, q_len, -, -
///   8 a part          split items: b, item, first part, last part,
///                     query start, q_len, -, -
/// An item is `tile_rows * tile_group` query rows of one sequence and one KV
/// head: rows of a sequence are ordered (token, head of the KV head's group);
/// item = KV head + h_kv * row block. Parts begin at a multiple of a tile of
/// keys: 64 if tile_rows is 64, else 32.
// clang-format on
#define MLA_DECODE_PLAN_HEADER 8
#define MLA_DECODE_PLAN_INTS(B, parts)                                         \
  (((MLA_DECODE_PLAN_HEADER + (int64_t)(B) + 1 + 3) / 4 * 4) +                 \
   16 * (int64_t)(parts) + 8)

typedef struct MlaDecodePlanParams {
  const int32_t *seq_lens;    ///< [B] cached tokens, those of q included
  const int32_t *query_start; ///< [B+1] first row of each; null: q_len each
  int32_t *plan;              ///< [MLA_DECODE_PLAN_INTS(B, parts)]
  int32_t batch;              ///< B
  int32_t q_len;              ///< rows a sequence has if query_start is null
  int32_t num_heads;          ///< N
  int32_t h_kv;               ///< KV heads; N is a multiple of it
  int32_t tile_rows;          ///< query rows of a CTA's tile (16, 32, 64); 0:
                              ///< the launcher cuts the call for `num_sms`
  int32_t tile_group;         ///< CTAs that walk the same keys side by side
  int32_t parts;              ///< groups of CTAs that share the work
  int32_t overhead_units;     ///< cost of starting an item, in units
  int32_t min_units;          ///< least units worth a part of their own
  int32_t kernel;             ///< if tile_rows is 0: as MlaDecodeParams has it
  int32_t num_tokens;         ///< if tile_rows is 0: T
  int32_t num_sms;            ///< if tile_rows is 0: SMs to cut for
} MlaDecodePlanParams;

typedef struct MlaDecodeParams {
  const void *q;              ///< [T, N, L+R]
  const void *cache;          ///< [pages, page_size, h_kv, L+R]
  const int32_t *page_table;  ///< [B, page_table_stride]; entries past a
                              ///< sequence's length are never read as pages
  const int32_t *seq_lens;    ///< [B] cached tokens, those of q included
  const int32_t *query_start; ///< [B+1]; null: q_len rows each
  const int32_t *plan;        ///< of the same batch, tile_rows and parts
  const void *w_uv; ///< [N, O, L]: kv_b advanced by P rows; null: out is u
  void *out;        ///< [T, N, V]; with w_uv [T, N, O], W_UV[n] · u[t, n, :]
  float *lse;       ///< [T, N], base e; null: not wanted
  void *workspace;  ///< mla::decodeWorkspaceSize bytes, 256-aligned; with w_uv
                    ///< decodeValueBytes more
  int64_t q_stride_token, q_stride_head;
  int64_t cache_stride_page, cache_stride_token, cache_stride_head;
  int64_t out_stride_token, out_stride_head;
  int64_t lse_stride_token, lse_stride_head;
  int64_t page_table_stride;
  int64_t w_uv_stride_head;
  int32_t batch;      ///< B
  int32_t num_tokens; ///< T; rows from query_start[B] on are set to 0
  int32_t q_len;      ///< rows a sequence has if query_start is null
  int32_t num_heads;  ///< N
  int32_t h_kv;
  int32_t kv_lora_rank;     ///< L
  int32_t qk_rope_head_dim; ///< R
  int32_t v_dim;            ///< V <= L; with w_uv V = L
  int32_t v_head_dim;       ///< O; read with w_uv only
  int32_t page_size;
  int32_t causal;     ///< 1: row i of q sees keys up to seq_len - q_len + i
  int32_t dtype;      ///< of q, cache and out: MLA_BF16 or MLA_F16
  int32_t kernel;     ///< an MlaDecodeKernel: which one was chosen
  int32_t tile_rows;  ///< as planned; 0: as the launcher of the plan cut it
  int32_t tile_group; ///< as planned
  int32_t parts;      ///< as planned
  int32_t num_sms;    ///< if tile_rows is 0: as planned
  int32_t pdl;        ///< 1: may start before the kernel ahead of it is done
  float softmax_scale;
} MlaDecodeParams;

MlaStatus mla_decode_plan(const MlaDecodePlanParams *params, void *stream);
MlaStatus mla_decode(const MlaDecodeParams *params, void *stream);

/// Merge of attention states: out = sum_i exp(lse_i - lse) out_i.
typedef struct MlaMergeStatesParams {
  const void *partial;      ///< [S, T, N, V]
  const float *partial_lse; ///< [S, T, N], base e; -inf = nothing attended
  void *out;                ///< [T, N, V]
  float *lse;               ///< [T, N] or null
  int64_t partial_stride_state, partial_stride_token, partial_stride_head;
  int64_t partial_lse_stride_state, partial_lse_stride_token,
      partial_lse_stride_head;
  int64_t out_stride_token, out_stride_head;
  int64_t lse_stride_token, lse_stride_head;
  int32_t num_states; ///< S
  int32_t num_tokens; ///< T
  int32_t num_heads;  ///< N
  int32_t v_dim;      ///< V
  int32_t dtype;      ///< of partial and out: bf16, f16 or f32
} MlaMergeStatesParams;

MlaStatus mla_merge_states(const MlaMergeStatesParams *params, void *stream);

//===----------------------------------------------------------------------===//
// Append
//===----------------------------------------------------------------------===//

/// cache[slots[t]] = rows[t]; slot -1 is padding.
typedef struct MlaCacheAppendParams {
  void *cache;          ///< [pages, page_size, h_kv, D]
  const void *rows;     ///< [T, h_kv, D]
  const int32_t *slots; ///< [T] page * page_size + offset; -1 = skip
  int64_t cache_stride_page, cache_stride_token, cache_stride_head;
  int64_t rows_stride_token, rows_stride_head;
  int32_t num_tokens; ///< T
  int32_t h_kv;
  int32_t row_dim; ///< D
  int32_t page_size;
  int32_t dtype; ///< of rows and cache
} MlaCacheAppendParams;

/// cache[slots[t]] = [c_kv[t] | rope(k_rope[t], positions[t])]. Without a table
/// the angle of pair i is p * inv_freq[i], as in MlaQueryPrepParams.
typedef struct MlaRopeAppendParams {
  void *cache;              ///< [pages, page_size, L+R] or fp8_656 bytes
  const void *c_kv;         ///< [T, L], normalised
  const void *k_rope;       ///< [T, R], before rotation unless `rotated`
  const float *cos_sin;     ///< [max_position, R]: R/2 cosines, R/2 sines; or
                            ///< null: inv_freq is read, and R is at most 64
  const int32_t *positions; ///< [T]; not read if `rotated`
  const int32_t *slots;     ///< [T]; -1 = skip
  int64_t cache_stride_page, cache_stride_token; ///< bytes if fp8_656
  int64_t c_kv_stride, k_rope_stride;
  int32_t num_tokens;       ///< T
  int32_t kv_lora_rank;     ///< L
  int32_t qk_rope_head_dim; ///< R, even
  int32_t page_size;
  int32_t interleaved; ///< 1: pairs (2i, 2i+1); 0: pairs (i, i + R/2)
  int32_t dtype;       ///< of c_kv and k_rope
  int32_t storage;     ///< of the cache: dtype, or MLA_FP8_656
  int32_t rotated;     ///< 1: k_rope is stored as it is
  float rope_scale;
  float inv_freq[32], long_inv_freq[32]; ///< [R/2]
} MlaRopeAppendParams;

MlaStatus mla_cache_append(const MlaCacheAppendParams *params, void *stream);
MlaStatus mla_rope_append(const MlaRopeAppendParams *params, void *stream);

//===----------------------------------------------------------------------===//
// The two projections around decode. kv_b is [N, P+V, L]: per head P rows of
// W_UK, then V rows of W_UV.
//===----------------------------------------------------------------------===//

/// q[t, n, 0:L] = q_nope[t, n, :] · W_UK[n];  q[t, n, L:L+R] = q_rope[t, n, :]
/// if q_rope is given.
typedef struct MlaAbsorbQueryParams {
  const void *q_nope; ///< [T, N, P]
  const void *q_rope; ///< [T, N, R] or null
  const void *kv_b;   ///< [N, P+V, L], dense
  void *q;            ///< [T, N, >= L (+R)]
  int64_t q_nope_stride_token, q_nope_stride_head;
  int64_t q_rope_stride_token, q_rope_stride_head;
  int64_t kv_b_stride_head; ///< (P+V)·L if dense
  int64_t q_stride_token, q_stride_head;
  int32_t num_tokens, num_heads;
  int32_t qk_nope_head_dim; ///< P
  int32_t qk_rope_head_dim; ///< R of q_rope
  int32_t kv_lora_rank;     ///< L
  int32_t dtype;
} MlaAbsorbQueryParams;

/// out[t, n, :] = W_UV[n] · u[t, n, :]
typedef struct MlaProjectValueParams {
  const void *u;    ///< [T, N, L]
  const void *w_uv; ///< [N, V, L]: kv_b advanced by P rows
  void *out;        ///< [T, N, V]
  int64_t u_stride_token, u_stride_head;
  int64_t w_uv_stride_head;
  int64_t out_stride_token, out_stride_head;
  int32_t num_tokens, num_heads;
  int32_t v_head_dim;   ///< V
  int32_t kv_lora_rank; ///< L
  int32_t dtype;
} MlaProjectValueParams;

MlaStatus mla_absorb_query(const MlaAbsorbQueryParams *params, void *stream);
MlaStatus mla_project_value(const MlaProjectValueParams *params, void *stream);

//===----------------------------------------------------------------------===//
// What surrounds attention: projections, query preparation, experts
//===----------------------------------------------------------------------===//

/// y = norm(x) W^T, then out = y, residual + y, or silu(y_gate) * y_up.
/// norm(x)[t, k] = x[t, k] / sqrt(mean_k x^2 + eps) * norm_weight[k], in f32,
/// rounded to dtype; linear_small in bf16 rounds x * norm_weight instead. Sums
/// are in f32. Rows t >= num_tokens are not written.
typedef struct MlaLinearParams {
  const void *x;           ///< [T, K]
  const void *norm_weight; ///< [K]; null: x is taken as it is
  const void *weight;      ///< [M, K], dense; gated: [2M, K], M rows of gate,
                           ///< then M rows of up
  const void *residual;    ///< [T, M] or null; may be `out`
  void *out;               ///< [T, M]
  void *workspace;         ///< linearWorkspaceSize bytes, 256-aligned, dirty
  int64_t x_stride, residual_stride, out_stride; ///< of a token
  int32_t num_tokens;                            ///< T
  int32_t in_features;                           ///< K
  int32_t out_features;                          ///< M
  int32_t gated;
  int32_t dtype;     ///< of x, weights and residual: bf16 or f16
  int32_t out_dtype; ///< dtype, or MLA_F32
  int32_t kernel;    ///< an MlaLinearKernel: which one was chosen
  float eps;
} MlaLinearParams;

typedef enum MlaLinearKernel {
  MLA_LINEAR_SMALL = 0,    ///< mma.sync, weights read once: few tokens
  MLA_LINEAR_CUBLASLT = 1, ///< the library if it can be opened, else the others
  MLA_LINEAR_SM90 = 2      ///< wgmma: many tokens
} MlaLinearKernel;

MlaStatus mla_linear(const MlaLinearParams *params, void *stream);

/// Version of the cuBLASLt that MLA_LINEAR_CUBLASLT calls, e.g. 130100; 0 if
/// there is none.
int mla_linear_library_version(void);

/// What stands between the projections of a layer and its attention:
///   row[t]  = [rms_norm(kv[t, :L]) * norm_weight | rope(kv[t, L:])]
///   q[t, n] = [q_proj[t, n, :P] W_UK[n] | rope(q_proj[t, n, P:])]
/// and with a cache, cache[slots[t]] = row[t].
/// The angle of pair i is p * inv_freq[i]; a position of ~p (negative) takes
/// long_inv_freq. Cosines and sines are multiplied by rope_scale.
typedef struct MlaQueryPrepParams {
  const void *q_proj;       ///< [T, N, P+R]
  const void *kv;           ///< [T, L+R]
  const void *norm_weight;  ///< [L]
  const void *kv_b;         ///< [N, P+V, L], dense: P rows of W_UK, V of W_UV
  const int32_t *positions; ///< [T]
  void *q;                  ///< [T, N, L+R]
  void *row;                ///< [T, L+R]
  void *cache;              ///< [pages, page_size, L+R] or null
  const int32_t *slots;     ///< [T] with a cache; -1 = skip
  int64_t q_proj_stride_token, q_proj_stride_head;
  int64_t kv_stride, row_stride;
  int64_t cache_stride_page, cache_stride_token;
  int64_t kv_b_stride_head;
  int64_t q_stride_token, q_stride_head;
  int32_t num_tokens, num_heads;
  int32_t qk_nope_head_dim; ///< P
  int32_t qk_rope_head_dim; ///< R, even, at most 64; 0: none
  int32_t kv_lora_rank;     ///< L
  int32_t page_size;        ///< of the cache
  int32_t interleaved;      ///< 1: pairs (2i, 2i+1); 0: pairs (i, i + R/2)
  int32_t dtype;
  float eps;
  float rope_scale, long_rope_scale;
  float inv_freq[32], long_inv_freq[32]; ///< [R/2]
} MlaQueryPrepParams;

MlaStatus mla_query_prep(const MlaQueryPrepParams *params, void *stream);

/// A layer's experts, from the residual stream to the residual stream:
///   y = norm(x);  logits = y router^T (f32);  experts, weights = route(logits)
///   out = x + sum_k weights[k] mlp(y, experts[k]) + mlp(y, shared)
///   mlp(y, e) = down_e (silu(gate_e y) * up_e y), the product rounded to dtype
/// Routing is mla.route's: see MLAOpsExperts.td. A token of slot -1 (padding)
/// goes to no expert; its row of out is x + mlp(y, shared).
typedef struct MlaExpertsParams {
  const void *x;              ///< [T, H]
  const void *norm_weight;    ///< [H]
  const void *router;         ///< [E, H]
  const float *bias;          ///< [E] or null: added for the choice only
  const int32_t *slots;       ///< [T] or null
  const void *gate, *up;      ///< [E, I, H] each
  const void *down;           ///< [E, H, I]
  const void *shared_gate_up; ///< [2*Is, H]: Is rows of gate, then of up; null
  const void *shared_down;    ///< [H, Is] or null
  void *out;                  ///< [T, H]; never x
  int32_t *chosen; ///< [T, K] or null: gets the experts of each token, the best
                   ///< first; -1 in padded rows
  void *workspace; ///< expertsWorkspaceSize bytes, 256-aligned, dirty
  int64_t x_stride, out_stride; ///< of a token
  int32_t num_tokens;           ///< T
  int32_t hidden;               ///< H
  int32_t num_experts;          ///< E
  int32_t top_k;
  int32_t intermediate;        ///< I
  int32_t shared_intermediate; ///< Is; 0: no shared experts
  int32_t sigmoid;             ///< 1: sigmoid scores; 0: softmax over E
  int32_t n_group, topk_group;
  int32_t group_top2; ///< a group's score: sum of its two best, or its best
  int32_t normalize;
  int32_t dtype;  ///< of x, weights and out: bf16 or f16
  int32_t kernel; ///< an MlaExpertsKernel: which one was chosen
  float scaling;
  float eps;
} MlaExpertsParams;

typedef enum MlaExpertsKernel {
  MLA_EXPERTS_SMALL = 0, ///< reads the experts hit, token by token: few tokens
  MLA_EXPERTS_SM90 = 1   ///< sorted by expert, grouped wgmma: many tokens
} MlaExpertsKernel;

MlaStatus mla_experts(const MlaExpertsParams *params, void *stream);

//===----------------------------------------------------------------------===//
// Prefill: expanded attention, and its backward
//===----------------------------------------------------------------------===//

/// Batched: cu_q and cu_kv null, S_q and S_kv uniform; layouts differ in the
/// strides only. Ragged: tokens are packed, stride_batch is unused and
/// seq_q / seq_kv are the longest lengths.
/// With rope_dim R > 0 the last R columns of q and of k lie apart, and q and k
/// have D_qk - R. prefill_sm90 alone takes that, and pad_rows; D_qk - R is a
/// multiple of 64, and batch is 1 unless ragged.
typedef struct MlaPrefillParams {
  const void *q;        ///< [B, S_q, N, D_qk]
  const void *k;        ///< [B, S_kv, h_kv, D_qk]
  const void *v;        ///< [B, S_kv, h_kv, D_v]
  void *out;            ///< [B, S_q, N, D_v]
  float *lse;           ///< [B, N, S_q] ([N, T] if ragged), base e; or null
  const int32_t *cu_q;  ///< [B+1] or null
  const int32_t *cu_kv; ///< [B+1] or null
  void *workspace;      ///< as the descriptor asks; may be null if 0
  int64_t q_stride_batch, q_stride_token, q_stride_head;
  int64_t k_stride_batch, k_stride_token, k_stride_head;
  int64_t v_stride_batch, v_stride_token, v_stride_head;
  int64_t out_stride_batch, out_stride_token, out_stride_head;
  int64_t lse_stride_batch, lse_stride_head; ///< tokens are dense
  int32_t batch, seq_q, seq_kv;
  int32_t total_q, total_kv; ///< rows of q and of k if ragged
  int32_t num_heads, h_kv;
  int32_t qk_head_dim, v_head_dim;
  int32_t causal; ///< right-aligned: row i sees keys up to S_kv - S_q + i
  int32_t dtype;
  float softmax_scale;
  int32_t rope_dim;   ///< R, or 0
  int32_t pad_rows;   ///< 1: rows from cu_q[B] to total_q are 0, their lse -inf
  const void *q_rope; ///< [S_q, N, R] if rope_dim
  const void *k_rope; ///< [S_kv, R] if rope_dim: the same for all heads
  int64_t q_rope_stride_token, q_rope_stride_head, k_rope_stride_token;
} MlaPrefillParams;

typedef struct MlaPrefillBackwardParams {
  MlaPrefillParams fwd; ///< q, k, v, out, lse as the forward left them
  const void *dout;     ///< as out
  void *dq, *dk, *dv;   ///< as q, k, v
  int64_t dout_stride_batch, dout_stride_token, dout_stride_head;
  int64_t dq_stride_batch, dq_stride_token, dq_stride_head;
  int64_t dk_stride_batch, dk_stride_token, dk_stride_head;
  int64_t dv_stride_batch, dv_stride_token, dv_stride_head;
  int32_t deterministic;
} MlaPrefillBackwardParams;

MlaStatus mla_prefill(const MlaPrefillParams *params, void *stream);
MlaStatus mla_prefill_backward(const MlaPrefillBackwardParams *params,
                               void *stream);

/// Text of a status, for messages; never null.
const char *mla_status_string(MlaStatus status);

#ifdef __cplusplus
} // extern "C"
#endif

#endif // MLA_KERNELS_PARAMS_H
