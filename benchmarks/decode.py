# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Decode over the latent cache: the shapes of the tables, cold, checked."""
import math

import torch

import harness
import peers
import reference

# (B, H, S_kv, must, good, aim) in µs, DeepSeek dims, page 64.
BARS = [
    (1, 16, 4096, 10, 8, 7), (32, 16, 4096, 43, 40, 38),
    (128, 16, 4096, 152, 145, 141), (1, 128, 4096, 17, 14, 12.5),
    (32, 128, 4096, 71, 68, 65), (128, 128, 4096, 248, 241, 235),
    (32, 64, 4096, 48, 45, 41), (128, 64, 4096, 165, 155, 148),
    (1, 16, 65536, 30, 26, 24),
]


class Inputs:
    """One set: queries, a cache with permuted pages, lengths."""

    def __init__(self, batch, heads, lengths, q_len=1, latent=512, rope=64,
                 page=64, seed=0):
        g = torch.Generator(device="cuda").manual_seed(seed)
        counts = [-(-n // page) for n in lengths]
        pages = sum(counts)
        self.lengths, self.latent = lengths, latent
        self.scale = 1 / math.sqrt(192)
        self.cache = torch.randn(pages, page, 1, latent + rope, device="cuda",
                                 dtype=torch.bfloat16, generator=g)
        order = torch.randperm(pages, generator=g, device="cuda").int()
        self.table = torch.full((batch, max(counts)), -1, dtype=torch.int32,
                                device="cuda")
        at = 0
        for b, n in enumerate(counts):
            self.table[b, :n] = order[at:at + n]
            at += n
        self.q = torch.randn(batch, q_len, heads, latent + rope, device="cuda",
                             dtype=torch.bfloat16, generator=g)
        self.lens = torch.tensor(lengths, dtype=torch.int32, device="cuda")
        self.out = torch.empty(batch, q_len, heads, latent, device="cuda",
                               dtype=torch.bfloat16)


def measure(batch, heads, lengths, q_len=1, latent=512, rope=64, page=64,
            choice=None, check=True, repeats=20, beside=None):
    """{us, tbs, tflops, error} of mla.ops.decode, and of the peers `beside`; the
    plan is made before."""
    from mla import ops
    dim = latent + rope
    kv_bytes = sum(lengths) * dim * 2
    io_bytes = batch * q_len * heads * (dim + latent) * 2
    sets = min(harness.copies_needed(kv_bytes, 4), max(2, int(40e9 // kv_bytes)))
    inputs = [Inputs(batch, heads, lengths, q_len, latent, rope, page, i)
              for i in range(sets)]
    scale = inputs[0].scale
    plan = ops.decode_plan(inputs[0].lens, num_heads=heads, q_len=q_len,
                           head_dim=dim, choice=choice)
    size = ops._ops.decode_workspace(latent, plan.choice)
    workspace = torch.empty(size, dtype=torch.uint8, device="cuda")

    def call(x):
        return lambda: ops.decode(
            x.q, x.cache, x.table, x.lens, v_dim=latent, softmax_scale=scale,
            plan=plan, out=x.out, workspace=workspace, pdl=False)

    error = error_of = None
    if check:
        x = inputs[-1]
        x.out.fill_(math.nan)
        workspace.fill_(255)
        call(x)()
        few = [0, batch - 1] if batch > 1 else [0]
        want, _ = reference.decode(
            torch.cat([x.q[b] for b in few]), x.cache, x.table[few],
            [lengths[b] for b in few], [q_len] * len(few), latent, scale, True)
        assert torch.isfinite(x.out).all(), "unwritten outputs"

        def error_of(out, most=1.0):
            return reference.check(torch.cat([out[b] for b in few]), want, most,
                                   f"b{batch} h{heads}")
        error = error_of(x.out, 4e-3)
    us = harness.graph_time([call(x) for x in inputs], repeats)
    others = peers.measure(beside or {}, inputs, repeats, error_of)
    flop = 2 * q_len * heads * sum(lengths) * (dim + latent)
    return {"us": us, "bytes": kv_bytes + io_bytes, "flop": flop,
            **others, "tbs": (kv_bytes + io_bytes) / us / 1e6,
            "tflops": flop / us / 1e6,
            "error": error, "choice": list(plan.choice)}
