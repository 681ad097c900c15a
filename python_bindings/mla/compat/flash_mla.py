# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""FlashMLA's interface for dense decode: switch by

    from mla.compat.flash_mla import get_mla_metadata, flash_mla_with_kvcache

The two tensors of get_mla_metadata may be copied into static buffers between
graph replays, as with that library. They are opaque: the first is our plan.
"""
import torch

from .. import ops

__all__ = ["get_mla_metadata", "flash_mla_with_kvcache"]


def get_mla_metadata(cache_seqlens, num_q_tokens_per_head_k, num_heads_k,
                     num_heads_q=None, is_fp8_kvcache=False, topk=None):
    """(tile_scheduler_metadata, num_splits) for cache_seqlens i32 [B].

    num_q_tokens_per_head_k = seqlen_q * num_heads_q / num_heads_k.
    """
    if is_fp8_kvcache:
        raise ValueError("expected is_fp8_kvcache=False, got True")
    if topk is not None:
        raise ValueError(f"expected topk=None (dense decode), got topk={topk}")
    # To the plan, q tokens and heads of one KV head are the same thing: rows.
    plan = ops.decode_plan(cache_seqlens,
                           num_heads=num_q_tokens_per_head_k * num_heads_k,
                           h_kv=num_heads_k)
    num_splits = torch.arange(cache_seqlens.shape[0] + 1, dtype=torch.int32,
                              device=cache_seqlens.device)
    return plan.tensor, num_splits


def flash_mla_with_kvcache(q, k_cache, block_table, cache_seqlens, head_dim_v,
                           tile_scheduler_metadata, num_splits,
                           softmax_scale=None, causal=False,
                           is_fp8_kvcache=False, indices=None):
    """q [B, seqlen_q, N, D], k_cache [pages, page_size, num_heads_k, D],
    block_table i32 [B, max pages], cache_seqlens i32 [B] ->
    (out [B, seqlen_q, N, head_dim_v], softmax_lse f32 [B, N, seqlen_q]).

    softmax_scale defaults to D ** -0.5, as there. The log-sum-exp is base e;
    rows with nothing to attend are 0 with -inf.
    """
    if is_fp8_kvcache:
        raise ValueError("expected is_fp8_kvcache=False, got True")
    batch, q_len, heads, dim = q.shape
    h_kv = k_cache.shape[2]
    group = heads // h_kv
    choice = ops._ops.choose_decode(batch, batch, q_len * group * h_kv, h_kv,
                                    dim, k_cache.shape[1])
    plan = ops.Plan(tile_scheduler_metadata, choice, batch, q_len * group, h_kv,
                    q_len * group)
    out, lse = ops.decode(
        q, k_cache, block_table, cache_seqlens, v_dim=head_dim_v,
        softmax_scale=dim ** -0.5 if softmax_scale is None else softmax_scale,
        causal=causal, indices=indices, return_lse=True, plan=plan)
    return out, lse.transpose(1, 2)
