# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reference implementations in f64, one sequence at a time, and the check."""
import math

import torch


def decode(q, cache, page_table, seq_lens, q_lens, v_dim, scale, causal):
    """q [T, N, D] with q_lens rows a sequence -> out [T, N, V], lse [T, N]."""
    tokens, heads, dim = q.shape
    page_size, h_kv = cache.shape[1:3]
    group = heads // h_kv
    out = torch.zeros(tokens, heads, v_dim, dtype=torch.float64, device=q.device)
    lse = torch.full((tokens, heads), -math.inf, dtype=torch.float64,
                     device=q.device)
    start = 0
    for b, (length, rows) in enumerate(zip(seq_lens, q_lens)):
        if length > 0 and rows > 0:
            pages = page_table[b, :(length + page_size - 1) // page_size].long()
            keys = cache[pages].reshape(-1, h_kv, dim)[:length].double()
            x = q[start:start + rows].double().reshape(rows, h_kv, group, dim)
            score = torch.einsum("rhgd,khd->rhgk", x, keys) * scale
            if causal:
                last = length - rows + torch.arange(rows, device=q.device)
                key = torch.arange(length, device=q.device)
                hidden = key[None] > last[:, None]
                score.masked_fill_(hidden[:, None, None], -math.inf)
            norm = torch.logsumexp(score, -1)
            weight = torch.exp(score - norm[..., None])
            weight = torch.where(torch.isfinite(norm)[..., None], weight, 0.0)
            value = torch.einsum("rhgk,khd->rhgd", weight, keys[..., :v_dim])
            out[start:start + rows] = value.reshape(rows, heads, v_dim)
            lse[start:start + rows] = norm.reshape(rows, heads)
        start += rows
    return out, lse


def check(got, want, tolerance, what=""):
    """Positions of NaN and inf first, then the relative error of the whole."""
    assert got.shape == want.shape, (what, got.shape, want.shape)
    got = got.double()
    bad = torch.isfinite(got) != torch.isfinite(want)
    assert not bad.any(), (f"{what}: {int(bad.sum())} positions differ in "
                           f"finiteness, first {bad.nonzero()[0].tolist()}")
    finite = torch.isfinite(want)
    assert torch.equal(got[~finite], want[~finite]), f"{what}: infinities differ"
    error = (got[finite] - want[finite]).norm()
    scale = want[finite].norm()
    # A row of small values must not hide behind the others.
    assert error <= tolerance * scale + 1e-12, (
        f"{what}: relative error {float(error / scale):.2e}, expected at most "
        f"{tolerance:.1e}")
    return float(error / scale) if scale else 0.0
