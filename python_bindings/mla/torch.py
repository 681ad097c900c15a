# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""mla.ops as torch.library operators.

torch.ops.mla.* with declared mutation and fake kernels, so that torch.compile
and torch.export trace through them; prefill has autograd. Importing this module
registers them. The functions below are the same with defaults.
"""
import math
from typing import Optional, Tuple

import torch
from torch import Tensor

from . import ops

__all__ = ["decode", "decode_plan", "merge_states", "cache_append",
           "rope_append", "absorb_query", "project_value", "prefill"]


def _define(name, mutates=()):
    return torch.library.custom_op(f"mla::{name}", mutates_args=mutates,
                                   device_types="cuda")


def _plan(seq_lens, query_start, tensor, num_heads, h_kv, q_len, num_tokens):
    """A Plan around its tensor: the choice is a function of the shapes."""
    batch = seq_lens.shape[0]
    choice = ops._ops.choose_decode(batch, num_tokens, num_heads, h_kv, 576, 64)
    group = num_heads // h_kv
    return ops.Plan(tensor, choice, batch, group, h_kv,
                    None if query_start is not None else q_len * group)


@_define("decode_plan")
def _decode_plan(seq_lens: Tensor, query_start: Optional[Tensor],
                 num_heads: int, h_kv: int, q_len: int,
                 num_tokens: int) -> Tensor:
    return ops.decode_plan(seq_lens, query_start, num_heads=num_heads,
                           h_kv=h_kv, q_len=q_len,
                           num_tokens=num_tokens).tensor


@_decode_plan.register_fake
def _(seq_lens, query_start, num_heads, h_kv, q_len, num_tokens):
    # Its size depends on the device: opaque to whoever traces.
    size = torch.library.get_ctx().new_dynamic_size()
    return seq_lens.new_empty(size, dtype=torch.int32)


@_define("decode")
def _decode(q: Tensor, cache: Tensor, page_table: Tensor, seq_lens: Tensor,
            query_start: Optional[Tensor], plan: Optional[Tensor], v_dim: int,
            softmax_scale: float, causal: bool) -> Tuple[Tensor, Tensor]:
    made = None
    if plan is not None:
        batched = query_start is None
        rows = q.shape[0] * q.shape[1] if batched else q.shape[0]
        made = _plan(seq_lens, query_start, plan, q.shape[-2], cache.shape[2],
                     q.shape[1] if batched else 1, rows)
    return ops.decode(q, cache, page_table, seq_lens, v_dim=v_dim,
                      softmax_scale=softmax_scale, causal=causal,
                      query_start=query_start, return_lse=True, plan=made)


@_decode.register_fake
def _(q, cache, page_table, seq_lens, query_start, plan, v_dim, softmax_scale,
      causal):
    lead = q.shape[:-1]
    return (q.new_empty((*lead, v_dim)),
            q.new_empty(lead, dtype=torch.float32))


@_define("merge_states")
def _merge_states(partial: Tensor, partial_lse: Tensor) -> Tuple[Tensor, Tensor]:
    return ops.merge_states(partial, partial_lse)


@_merge_states.register_fake
def _(partial, partial_lse):
    return partial.new_empty(partial.shape[1:]), \
        partial_lse.new_empty(partial_lse.shape[1:])


@_define("cache_append", mutates=("cache",))
def cache_append(cache: Tensor, rows: Tensor, slots: Tensor) -> None:
    ops.cache_append(cache, rows, slots)


@cache_append.register_fake
def _(cache, rows, slots):
    return None


@_define("rope_append", mutates=("cache",))
def _rope_append(cache: Tensor, c_kv: Tensor, k_rope: Tensor,
                 positions: Tensor, slots: Tensor, cos_sin: Tensor, style: str,
                 storage: str) -> None:
    ops.rope_append(cache, c_kv, k_rope, positions, slots,
                    rope=(cos_sin, style), storage=storage)


@_rope_append.register_fake
def _(cache, c_kv, k_rope, positions, slots, cos_sin, style, storage):
    return None


@_define("absorb_query")
def _absorb_query(q_nope: Tensor, kv_b: Tensor,
                  q_rope: Optional[Tensor]) -> Tensor:
    return ops.absorb_query(q_nope, kv_b, q_rope=q_rope)


@_absorb_query.register_fake
def _(q_nope, kv_b, q_rope):
    dim = kv_b.shape[-1] + (q_rope.shape[-1] if q_rope is not None else 0)
    return q_nope.new_empty((*q_nope.shape[:-1], dim))


@_define("project_value")
def _project_value(u: Tensor, kv_b: Tensor, v_head_dim: int) -> Tensor:
    return ops.project_value(u, kv_b, v_head_dim=v_head_dim)


@_project_value.register_fake
def _(u, kv_b, v_head_dim):
    return u.new_empty((*u.shape[:-1], v_head_dim))


@_define("prefill")
def _prefill(q: Tensor, k: Tensor, v: Tensor, cu_q: Optional[Tensor],
             cu_kv: Optional[Tensor], softmax_scale: float, causal: bool,
             layout: str, max_q: int, max_kv: int,
             deterministic: bool) -> Tuple[Tensor, Tensor]:
    return ops.prefill(q, k, v, softmax_scale=softmax_scale, causal=causal,
                       layout=layout, cu_q=cu_q, cu_kv=cu_kv, max_q=max_q,
                       max_kv=max_kv, return_lse=True)


@_prefill.register_fake
def _(q, k, v, cu_q, cu_kv, softmax_scale, causal, layout, max_q, max_kv,
      deterministic):
    dims = ops._LAYOUTS[layout] if cu_q is None else (-1, 0, 1)
    out = q.new_empty((*q.shape[:-1], v.shape[-1]))
    return out, q.new_empty(ops._lse_shape(q, dims), dtype=torch.float32)


@_define("prefill_backward")
def _prefill_backward(dout: Tensor, q: Tensor, k: Tensor, v: Tensor,
                      out: Tensor, lse: Tensor, cu_q: Optional[Tensor],
                      cu_kv: Optional[Tensor], softmax_scale: float,
                      causal: bool, layout: str, max_q: int, max_kv: int,
                      deterministic: bool) -> Tuple[Tensor, Tensor, Tensor]:
    return ops.prefill_backward(
        dout, q, k, v, out, lse, softmax_scale=softmax_scale, causal=causal,
        layout=layout, cu_q=cu_q, cu_kv=cu_kv, max_q=max_q, max_kv=max_kv,
        deterministic=deterministic)


@_prefill_backward.register_fake
def _(dout, q, k, v, out, lse, cu_q, cu_kv, softmax_scale, causal, layout,
      max_q, max_kv, deterministic):
    # As ops.empty makes them: contiguous, whatever the strides of q, k, v.
    return q.new_empty(q.shape), k.new_empty(k.shape), v.new_empty(v.shape)


def _save(ctx, inputs, output):
    q, k, v, cu_q, cu_kv, *rest = inputs
    ctx.save_for_backward(q, k, v, *output, cu_q, cu_kv)
    ctx.rest = rest
    ctx.mark_non_differentiable(output[1])
    ctx.set_materialize_grads(False)


def _backward(ctx, dout, dlse):
    q, k, v, out, lse, cu_q, cu_kv = ctx.saved_tensors
    if dout is None:
        return (None,) * 11
    # The kernels need a dense last dimension only; sum() gives strides of 0.
    if dout.stride(-1) != 1:
        dout = dout.contiguous()
    grads = torch.ops.mla.prefill_backward(dout, q, k, v, out, lse, cu_q, cu_kv,
                                           *ctx.rest)
    return (*grads, *(None,) * 8)


_prefill.register_autograd(_backward, setup_context=_save)


def decode_plan(seq_lens, query_start=None, *, num_heads, h_kv=1, q_len=1,
                num_tokens=None):
    if num_tokens is None:
        num_tokens = seq_lens.shape[0] * q_len
    return _decode_plan(seq_lens, query_start, num_heads, h_kv, q_len,
                        num_tokens)


def decode(q, cache, page_table, seq_lens, *, v_dim, softmax_scale, causal=True,
           query_start=None, plan=None, return_lse=False):
    """As mla.ops.decode; `plan` is the tensor of decode_plan."""
    out, lse = _decode(q, cache, page_table, seq_lens, query_start, plan, v_dim,
                       softmax_scale, causal)
    return (out, lse) if return_lse else out


def merge_states(partial, partial_lse):
    return _merge_states(partial, partial_lse)


def rope_append(cache, c_kv, k_rope, positions, slots, *, rope, storage="same"):
    cos_sin, style = rope
    _rope_append(cache, c_kv, k_rope, positions, slots, cos_sin, style, storage)


def absorb_query(q_nope, kv_b, *, q_rope=None):
    return _absorb_query(q_nope, kv_b, q_rope)


def project_value(u, kv_b, *, v_head_dim):
    return _project_value(u, kv_b, v_head_dim)


def prefill(q, k, v, *, softmax_scale=None, causal=True, layout="bshd",
            cu_q=None, cu_kv=None, max_q=0, max_kv=0, return_lse=False,
            deterministic=False, window=None, dropout_p=0.0, bias=None,
            alibi_slopes=None):
    """As mla.ops.prefill, differentiable in q, k and v."""
    causal, _ = ops._prefill_layout(layout, causal, cu_q, cu_kv, window,
                                    dropout_p, bias, alibi_slopes)
    if softmax_scale is None:
        softmax_scale = 1 / math.sqrt(q.shape[-1])
    out, lse = _prefill(q, k, v, cu_q, cu_kv, softmax_scale, causal, layout,
                        max_q, max_kv, deterministic)
    return (out, lse) if return_lse else out
