# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attention kernels on DLPack tensors.

Everything runs on the caller's current stream, may be captured in a CUDA graph
and never synchronises. What no kernel accepts raises ValueError with the
predicate that failed. LSE is base e everywhere.
"""
from . import _ops
from ._interop import device_of, empty, stream_of, view

__all__ = ["Plan", "decode", "decode_plan", "merge_states", "cache_append",
           "rope_append", "absorb_query", "project_value", "query_prep",
           "linear", "experts", "prefill", "prefill_backward"]


class Plan:
    """How the work of one step's decode is cut; serves every layer with the
    same page table whose rows a KV head (q_len * num_heads / h_kv, if uniform)
    it was made for. Lives on the device."""

    __slots__ = ("tensor", "choice", "batch", "group", "h_kv", "rows")

    def __init__(self, tensor, choice, batch, group, h_kv, rows):
        self.tensor = tensor  # i32
        self.choice = choice
        self.batch = batch
        self.group = group    # query heads a KV head
        self.h_kv = h_kv
        self.rows = rows      # a sequence and KV head; None: ragged


def _expect(condition, text):
    if not condition:
        raise ValueError(text)


def decode_plan(seq_lens, query_start=None, *, num_heads, h_kv=1, page_size=64,
                q_len=1, num_tokens=None, head_dim=576, max_seq_len=0, out=None,
                choice=None):
    """Plans a decode step on the device; replaying it in a graph with other
    lengths is right.

    seq_lens     i32 [B], cached tokens including this step's rows
    query_start  i32 [B+1] or None: q_len rows each
    num_tokens   rows of q in all, if known: a hint for the choice of kernel
    max_seq_len  no sequence is longer, now or in a replay; 0 if not known: a
                 hint as well, longer ones are right all the same
    out          an i32 tensor to reuse
    choice       overrides the heuristic: (kernel, tile_rows, tile_group, parts,
                 overhead_units, min_units)
    """
    batch = seq_lens.shape[0]
    if num_tokens is None:
        num_tokens = batch * q_len
    with device_of(seq_lens, "seq_lens"):
        if choice is None:
            choice = _ops.choose_decode(batch, num_tokens, num_heads, h_kv,
                                        head_dim, page_size, max_seq_len)
        size = _ops.decode_plan_ints(batch, choice[3])
        if out is None:
            out = empty(seq_lens, (size,), "int32")
        _expect(out.shape[0] >= size,
                f"expected out of at least {size} ints, got {out.shape[0]}")
        _ops.decode_plan(view(seq_lens, "seq_lens"),
                         view(query_start, "query_start"), view(out, "out"),
                         q_len, num_heads, h_kv, choice, stream_of(seq_lens))
    group = num_heads // h_kv
    return Plan(out, choice, batch, group, h_kv,
                None if query_start is not None else q_len * group)


def decode(q, cache, page_table, seq_lens, *, v_dim, softmax_scale, causal=True,
           query_start=None, indices=None, window=None, return_lse=False,
           out=None, plan=None, lse=None, workspace=None, pdl=True):
    """Absorbed attention over a paged latent cache.

    q           [B, q_len, N, D], or [T, N, D] with query_start i32 [B+1]
    cache       [pages, page_size, h_kv, D]; the first v_dim columns of a row
                are the values
    page_table  i32 [B, >= ceil(seq_len / page_size)]; what lies past a
                sequence's last page may be anything
    seq_lens    i32 [B], the rows of q included; 0 is allowed
    causal      row i of q sees keys up to seq_len - q_len + i
    pdl         let the kernel start up while the one ahead of it ends
    Returns out [..., N, v_dim], and lse f32 [..., N] if asked for. Rows with
    nothing to attend are 0 with lse -inf; rows past query_start[B] are 0.
    """
    _expect(indices is None, "expected indices=None (sparse decode), got indices")
    _expect(window is None or tuple(window) == (-1, -1) or
            (tuple(window) == (-1, 0) and causal),
            f"expected window=None (finite windows are not supported), got "
            f"window={window}")
    batched = query_start is None
    _expect(len(q.shape) == (4 if batched else 3),
            "expected q [B, q_len, N, D] without query_start or [T, N, D] with "
            f"it, got shape {list(q.shape)}")
    lead = tuple(q.shape[:-2])
    num_heads, dim = q.shape[-2:]
    rows = lead[0] * lead[1] if batched else lead[0]
    _expect(not batched or lead[0] == seq_lens.shape[0],
            f"expected q for {seq_lens.shape[0]} sequences, got {lead[0]}")
    if batched:
        q = q.reshape(rows, num_heads, dim)
    _expect(len(cache.shape) == 4,
            "expected cache [pages, page_size, h_kv, D], got shape "
            f"{list(cache.shape)}")
    h_kv = cache.shape[2]
    batch = seq_lens.shape[0]
    with device_of(q, "q"):
        if plan is None:
            plan = decode_plan(
                seq_lens, query_start, num_heads=num_heads, h_kv=h_kv,
                page_size=cache.shape[1], q_len=lead[1] if batched else 1,
                num_tokens=rows, head_dim=dim,
                max_seq_len=page_table.shape[1] * cache.shape[1])
        group = num_heads // h_kv
        want = (batch, h_kv) + ((lead[1] * group,) if batched else (group,))
        got = (plan.batch, plan.h_kv) + (
            (plan.rows,) if batched else (plan.group,))
        _expect(want == got and (plan.rows is None) == (not batched),
                "expected a plan made for (batch, h_kv, "
                f"{'rows' if batched else 'heads'} a KV head) = {want}, "
                f"{'uniform' if batched else 'ragged'}, got {got}, "
                f"{'ragged' if plan.rows is None else 'uniform'}")
        if out is None:
            out = empty(q, lead + (num_heads, v_dim))
        if return_lse and lse is None:
            lse = empty(q, lead + (num_heads,), "float32")
        if workspace is None:
            workspace = empty(q, (_ops.decode_workspace(v_dim, plan.choice),),
                              "uint8")
        flat = out.reshape(rows, num_heads, v_dim) if batched else out
        flat_lse = lse.reshape(rows, num_heads) if batched and lse is not None \
            else lse
        # The split between latent and rope columns does not matter here, only
        # that both fit: v_dim columns are values, all are keys.
        rope = min(64, dim - v_dim)
        _ops.decode(view(q, "q"), view(cache, "cache"),
                    view(page_table, "page_table"), view(seq_lens, "seq_lens"),
                    view(query_start, "query_start"), view(plan.tensor, "plan"),
                    view(flat, "out"), view(flat_lse, "lse"),
                    view(workspace, "workspace"), v_dim, rope, softmax_scale,
                    causal, pdl, plan.choice, stream_of(q))
    return (out, lse) if return_lse else out


def merge_states(partial, partial_lse, *, out=None, return_lse=True, lse=None):
    """Merges attention over disjoint sets of keys: partial [S, T, N, V] with
    partial_lse f32 [S, T, N] -> out [T, N, V], lse [T, N]. A state whose lse is
    -inf is ignored, whatever its values."""
    with device_of(partial, "partial"):
        if out is None:
            out = empty(partial, tuple(partial.shape[1:]))
        if return_lse and lse is None:
            lse = empty(partial, tuple(partial.shape[1:3]), "float32")
        _ops.merge_states(view(partial, "partial"),
                          view(partial_lse, "partial_lse"), view(out, "out"),
                          view(lse, "lse"), stream_of(partial))
    return (out, lse) if return_lse else out


def cache_append(cache, rows, slots):
    """cache [pages, page_size, h_kv, D] at slots[t] (page * page_size + offset)
    becomes rows[t] of rows [T, h_kv, D]; a negative slot writes nothing."""
    with device_of(cache, "cache"):
        _ops.cache_append(view(cache, "cache"), view(rows, "rows"),
                          view(slots, "slots"), stream_of(cache))


def rope_append(cache, c_kv, k_rope, positions, slots, *, rope, storage=None):
    """Writes [c_kv | rotated k_rope] at slots[t]; a negative slot writes nothing.

    cache      [pages, page_size, L+R], or 8-bit [pages, page_size, 656] with
               storage="fp8_656" (512 e4m3, 4 scales, 64 bf16; L=512, R=64)
    c_kv       [T, L], normalised;  k_rope [T, R], before rotation
    positions  i32 [T];  slots i32 [T]
    rope       (cos_sin, style): f32 [max_position, R] with R/2 cosines, then
               R/2 sines; style "interleaved" or "half". Or (inv_freq, style):
               a list of R/2 frequencies. Or None: k_rope is rotated already.
    """
    angles, style = rope or (None, "half")
    frequencies = [float(f) for f in angles] if isinstance(angles, (list, tuple)) else []
    table = None if angles is None or frequencies else view(angles, "cos_sin")
    _expect(style in ("interleaved", "half"),
            f"expected rope style 'interleaved' or 'half', got {style!r}")
    with device_of(cache, "cache"):
        _ops.rope_append(view(cache, "cache"), view(c_kv, "c_kv"),
                         view(k_rope, "k_rope"), table, frequencies,
                         view(positions, "positions"), view(slots, "slots"),
                         style == "interleaved", storage or "same",
                         stream_of(cache))


def _rows_per_head(kv_b, num_heads):
    rows = kv_b.shape[1] if len(kv_b.shape) == 3 else kv_b.shape[0] // num_heads
    return rows


def absorb_query(q_nope, kv_b, *, q_rope=None, out=None):
    """q_nope [T, N, P] times W_UK of kv_b [N, P+V, L] (or [N (P+V), L]) ->
    [T, N, L]; with q_rope [T, N, R] it is put behind -> [T, N, L+R]."""
    tokens, heads, nope = q_nope.shape
    value = _rows_per_head(kv_b, heads) - nope
    dim = kv_b.shape[-1] + (q_rope.shape[-1] if q_rope is not None else 0)
    with device_of(q_nope, "q_nope"):
        if out is None:
            out = empty(q_nope, (tokens, heads, dim))
        _ops.absorb_query(view(q_nope, "q_nope"), view(q_rope, "q_rope"),
                          view(kv_b, "kv_b"), view(out, "out"), value,
                          stream_of(q_nope))
    return out


def project_value(u, kv_b, *, v_head_dim, out=None):
    """u [T, N, L] times W_UV of kv_b [N, P+V, L] -> [T, N, V]."""
    tokens, heads, _ = u.shape
    with device_of(u, "u"):
        if out is None:
            out = empty(u, (tokens, heads, v_head_dim))
        _ops.project_value(view(u, "u"), view(kv_b, "kv_b"), view(out, "out"),
                           _rows_per_head(kv_b, heads) - v_head_dim,
                           stream_of(u))
    return out


def query_prep(q_proj, kv, norm_weight, kv_b, positions, *, inv_freq,
               interleaved=True, eps=1e-6, rope_scale=1.0, long_inv_freq=(),
               long_rope_scale=1.0, q=None, row=None):
    """Queries and cache rows from projections.

    q_proj     [T, N, P+R];  kv [T, L+R];  norm_weight [L];  kv_b [N, P+V, L]
    positions  i32 [T]; ~p (negative) takes long_inv_freq
    inv_freq   R/2 floats: the angle of pair i is p * inv_freq[i]
    Returns q [T, N, L+R] = [q_nope W_UK | rope(q_rope)] and
    row [T, L+R] = [rms_norm(kv[:L]) * norm_weight | rope(kv[L:])].
    """
    tokens, heads = q_proj.shape[:2]
    with device_of(q_proj, "q_proj"):
        if q is None:
            q = empty(q_proj, (tokens, heads, kv.shape[1]))
        if row is None:
            row = empty(q_proj, tuple(kv.shape))
        _ops.query_prep(view(q_proj, "q_proj"), view(kv, "kv"),
                        view(norm_weight, "norm_weight"), view(kv_b, "kv_b"),
                        view(positions, "positions"), view(q, "q"),
                        view(row, "row"), eps, interleaved,
                        [float(f) for f in inv_freq],
                        [float(f) for f in long_inv_freq], rope_scale,
                        long_rope_scale, stream_of(q_proj))
    return q, row


def linear(x, weight, *, norm_weight=None, eps=1e-6, residual=None,
           gated=False, out_dtype=None, out=None, workspace=None, kernel=None):
    """x [T, K] (normed by norm_weight [K] if given) times weight [M, K] -> [T, M].

    residual   [T, M], added; may be out
    gated      weight is [2M, K], M rows of gate, then of up: silu(gate) * up
    out_dtype  "float32", or None: as x
    kernel     a kernel's name (include/mla/Kernels/Linear.h), or None: chosen
    """
    with device_of(x, "x"):
        if out is None:
            features = weight.shape[0] // (2 if gated else 1)
            shape = (x.shape[0], features)
            out = empty(x, shape, out_dtype) if out_dtype else empty(x, shape)

        def args():
            return (view(x, "x"), view(weight, "weight"),
                    view(norm_weight, "norm_weight"),
                    view(residual, "residual"), view(out, "out"), gated,
                    kernel or "")
        if workspace is None:
            size = _ops.linear_workspace(*args())
            workspace = empty(x, (size,), "uint8") if size else None
        _ops.linear(*args(), eps, view(workspace, "workspace"), stream_of(x))
    return out


def experts(x, norm_weight, router, gate, up, down, *, top_k, bias=None,
            slots=None, shared_gate_up=None, shared_down=None,
            scoring="softmax", n_group=1, topk_group=1, group_score="max",
            normalize=False, scaling=1.0, eps=1e-6, out=None, workspace=None,
            kernel=None, chosen=None):
    """A layer's experts, residual stream to residual stream:
    x + sum of weights[k] mlp(norm(x), experts[k]) + mlp(norm(x), shared).

    x [T, H]; router [E, H]; bias f32 [E], for the choice only; gate, up
    [E, I, H]; down [E, H, I]; shared_gate_up [2*Is, H]; shared_down [H, Is];
    slots i32 [T]: a token of slot -1 goes to no expert. Routing is mla.route's:
    scoring "softmax" or "sigmoid", group_score "max" or "top2". chosen i32
    [T, top_k], if given, gets each token's experts, -1 for those of slot -1.
    """
    _expect(scoring in ("softmax", "sigmoid"),
            f"expected scoring 'softmax' or 'sigmoid', got {scoring!r}")
    _expect(group_score in ("max", "top2"),
            f"expected group_score 'max' or 'top2', got {group_score!r}")
    with device_of(x, "x"):
        if out is None:
            out = empty(x, tuple(x.shape))

        def args():
            return (view(x, "x"), view(norm_weight, "norm_weight"),
                    view(router, "router"), view(bias, "bias"),
                    view(slots, "slots"), view(gate, "gate"), view(up, "up"),
                    view(down, "down"), view(shared_gate_up, "shared_gate_up"),
                    view(shared_down, "shared_down"), view(out, "out"),
                    (top_k, n_group, topk_group, scoring == "sigmoid",
                     group_score == "top2", normalize, float(scaling),
                     float(eps)), kernel or "")
        if workspace is None:
            size = _ops.experts_workspace(*args())
            workspace = empty(x, (max(size, 1),), "uint8")
        _ops.experts(*args(), view(workspace, "workspace"),
                     view(chosen, "chosen"), stream_of(x))
    return out


_LAYOUTS = {"bshd": (0, 1, 2), "bhsd": (0, 2, 1), "sbhd": (1, 0, 2)}


def _prefill_layout(layout, causal, cu_q, cu_kv, window, dropout_p, bias,
                    alibi_slopes):
    _expect(layout in _LAYOUTS,
            f"expected layout one of {', '.join(_LAYOUTS)}, got {layout!r}")
    _expect((cu_q is None) == (cu_kv is None),
            "expected both or neither of cu_q and cu_kv, got one")
    _expect(window is None or tuple(window) in ((-1, -1), (-1, 0)),
            "expected window=None, (-1, -1) or (-1, 0) (finite windows are not "
            f"supported), got window={window}")
    _expect(dropout_p == 0.0, f"expected dropout_p=0, got dropout_p={dropout_p}")
    _expect(bias is None, "expected bias=None, got a bias")
    _expect(alibi_slopes is None, "expected alibi_slopes=None, got alibi_slopes")
    if window is not None and tuple(window) == (-1, 0):
        causal = True
    # Packed tokens have no batch dimension: -1.
    return causal, _LAYOUTS[layout] if cu_q is None else (-1, 0, 1)


def prefill(q, k, v, *, softmax_scale, causal=True, layout="bshd", cu_q=None,
            cu_kv=None, max_q=None, max_kv=None, return_lse=False, window=None,
            dropout_p=0.0, bias=None, alibi_slopes=None, out=None, lse=None):
    """Expanded attention, D_qk and D_v up to 256, MHA and GQA.

    layout   of q, k, v and out: "bshd", "bhsd" or "sbhd"; any strides but the
             last. With cu_q, cu_kv (i32 [B+1]) tokens are packed: [T, H, D];
             max_q, max_kv, the longest lengths, then save empty blocks.
    causal   right-aligned: row i sees keys up to S_kv - S_q + i
    Returns out, and lse f32 [B, N, S_q] ([N, T] if packed) if asked for. Rows
    without keys are 0 with lse -inf.
    """
    causal, dims = _prefill_layout(layout, causal, cu_q, cu_kv, window,
                                   dropout_p, bias, alibi_slopes)
    with device_of(q, "q"):
        if out is None:
            out = empty(q, tuple(q.shape[:-1]) + (v.shape[-1],))
        if return_lse and lse is None:
            lse = empty(q, _lse_shape(q, dims), "float32")
        _ops.prefill(view(q, "q"), view(k, "k"), view(v, "v"), view(out, "out"),
                     view(lse, "lse"), view(cu_q, "cu_q"), view(cu_kv, "cu_kv"),
                     dims, softmax_scale, causal, max_q or 0, max_kv or 0,
                     stream_of(q))
    return (out, lse) if return_lse else out


def _lse_shape(q, dims):
    if dims[0] < 0:
        return (q.shape[1], q.shape[0])
    return (q.shape[dims[0]], q.shape[dims[2]], q.shape[dims[1]])


def prefill_backward(dout, q, k, v, out, lse, *, softmax_scale, causal=True,
                     layout="bshd", cu_q=None, cu_kv=None, max_q=None,
                     max_kv=None, window=None, dropout_p=0.0, bias=None,
                     alibi_slopes=None, deterministic=False, dq=None, dk=None,
                     dv=None):
    """Gradients (dq, dk, dv) of prefill; q, k, v, out, lse as it left them.

    deterministic   the same bits every time: dq is summed in integers
                    (docs/Kernels/backward.md)
    """
    causal, dims = _prefill_layout(layout, causal, cu_q, cu_kv, window,
                                   dropout_p, bias, alibi_slopes)
    with device_of(q, "q"):
        dq = empty(q, tuple(q.shape)) if dq is None else dq
        dk = empty(k, tuple(k.shape)) if dk is None else dk
        dv = empty(v, tuple(v.shape)) if dv is None else dv
        arguments = (view(dout, "dout"), view(q, "q"), view(k, "k"),
                     view(v, "v"), view(out, "out"), view(lse, "lse"),
                     view(cu_q, "cu_q"), view(cu_kv, "cu_kv"), view(dq, "dq"),
                     view(dk, "dk"), view(dv, "dv"), dims, softmax_scale,
                     causal, max_q or 0, max_kv or 0, deterministic)
        size = _ops.prefill_backward_workspace(view(q, "q"), view(k, "k"),
                                               view(v, "v"),
                                               view(cu_q, "cu_q"), dims)
        workspace = empty(q, (max(size, 1),), "uint8")
        _ops.prefill_backward(*arguments, view(workspace, "workspace"),
                              stream_of(q))
    return dq, dk, dv
