# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Other libraries on the inputs of a benchmark.

A peer is a function from one input set to a call that returns what ours is
compared with; it raises where the library is not there or refuses. `measure` says
which, and times the rest.
"""
import torch
import torch.nn.functional as F
from torch.nn.attention import SDPBackend, sdpa_kernel

import harness


def measure(peers, inputs, repeats=20, error_of=None):
    """{peers_us, peers_error, missing: why there is none} of {name: peer} on
    `inputs`. error_of: of what the last of them returns."""
    us, errors, missing = {}, {}, {}
    for name, peer in peers.items():
        # Backward graphs belong to the stream that ran forward.
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        try:
            with torch.cuda.stream(stream):
                calls = [peer(x) for x in inputs]
                if error_of:
                    errors[name] = error_of(calls[-1]())
                us[name] = harness.graph_time(calls, repeats, stream)
        except (ImportError, RuntimeError, ValueError, TypeError, AssertionError) as error:
            missing[name] = (str(error).strip().splitlines() or [repr(error)])[0]
        torch.cuda.current_stream().wait_stream(stream)
    return {"peers_us": us, "peers_error": errors, "missing": missing,
            **{name + "_us": us.get(name) for name in peers}}


# Prefill: x has q, k, v, dout [B, S, H, D], scale and causal.

def _sdpa(backend):
    def attend(x, q, k, v):
        q, k, v = (t.transpose(1, 2) for t in (q, k, v))
        with sdpa_kernel(backend):
            return F.scaled_dot_product_attention(
                q, k, v, is_causal=x.causal, scale=x.scale).transpose(1, 2)
    return attend


def _fa3(x, q, k, v):
    from flash_attn_interface import flash_attn_func
    out = flash_attn_func(q, k, v, softmax_scale=x.scale, causal=x.causal)
    return out[0] if isinstance(out, tuple) else out


def _flash_infer(x):
    from flashinfer import BatchPrefillWithRaggedKVCacheWrapper
    batch, length, heads, dim = x.q.shape
    workspace = torch.empty(2**27, dtype=torch.uint8, device="cuda")
    wrapper = BatchPrefillWithRaggedKVCacheWrapper(workspace, "NHD")
    starts = torch.arange(batch + 1, dtype=torch.int32, device="cuda") * length
    wrapper.plan(starts, starts, heads, heads, dim, head_dim_vo=x.v.shape[-1],
                 causal=x.causal, sm_scale=x.scale, q_data_type=x.q.dtype)
    q, k, v = (t.flatten(0, 1) for t in (x.q, x.k, x.v))
    return lambda: wrapper.run(q, k, v).unflatten(0, (batch, length))


_ATTEND = {"cuDNN": _sdpa(SDPBackend.CUDNN_ATTENTION),
           "efficient": _sdpa(SDPBackend.EFFICIENT_ATTENTION), "FA3": _fa3}


def _forward(attend):
    return lambda x: lambda: attend(x, x.q, x.k, x.v)


def _backward(attend):
    def peer(x):
        leaves = [t.detach().requires_grad_() for t in (x.q, x.k, x.v)]
        out = attend(x, *leaves)
        return lambda: torch.autograd.grad(out, leaves, x.dout, retain_graph=True)
    return peer


PREFILL = {**{name: _forward(a) for name, a in _ATTEND.items()},
           "FlashInfer": _flash_infer}
BACKWARD = {name: _backward(a) for name, a in _ATTEND.items()}


# Decode: x has q [B, q_len, H, D], cache, table, lens, lengths, latent, scale.

def _flash_mla(x):
    from flash_mla import flash_mla_with_kvcache, get_mla_metadata
    rows = x.q.shape[1] * x.q.shape[2]
    metadata, splits = get_mla_metadata(x.lens, rows, 1)
    return lambda: flash_mla_with_kvcache(
        x.q, x.cache, x.table, x.lens, x.latent, metadata, splits,
        softmax_scale=x.scale, causal=True)[0]


def _flash_infer_mla(x):
    from flashinfer.mla import BatchMLAPagedAttentionWrapper
    batch, q_len, heads, dim = x.q.shape
    page = x.cache.shape[1]
    wrapper = BatchMLAPagedAttentionWrapper(
        torch.empty(2**27, dtype=torch.uint8, device="cuda"))
    counts = [-(-n // page) for n in x.lengths]
    starts = torch.tensor([0] + counts, device="cuda").cumsum(0).int()
    pages = torch.cat([x.table[b, :n] for b, n in enumerate(counts)])
    wrapper.plan(torch.arange(batch + 1, device="cuda").int() * q_len, starts, pages,
                 x.lens, heads, x.latent, dim - x.latent, page, True, x.scale,
                 x.q.dtype, x.cache.dtype)
    q, cache = x.q.flatten(0, 1), x.cache[:, :, 0]
    parts = [t for whole in (q, cache)
             for t in (whole[..., :x.latent], whole[..., x.latent:])]
    return lambda: wrapper.run(*parts).unflatten(0, (batch, q_len))


def _contiguous(backend):
    """Over keys that lie together already, equal lengths only."""
    def peer(x):
        batch, _, heads, dim = x.q.shape
        length = x.lengths[0]
        if set(x.lengths) != {length} or x.q.shape[1] != 1:
            raise ValueError("expected one query and one length")
        k = x.cache[x.table.long()].view(batch, -1, dim)[:, :length]
        k = k[:, None].expand(batch, heads, length, dim)
        q = x.q.transpose(1, 2)

        def call():
            with sdpa_kernel(backend):
                return F.scaled_dot_product_attention(
                    q, k, k[..., :x.latent], scale=x.scale).transpose(1, 2)
        return call
    return peer


DECODE = {"FlashMLA": _flash_mla, "FlashInfer": _flash_infer_mla,
          "cuDNN": _contiguous(SDPBackend.CUDNN_ATTENTION),
          "efficient": _contiguous(SDPBackend.EFFICIENT_ATTENTION)}
