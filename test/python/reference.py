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


def rms_norm(x, weight, eps):
    """In f64, rounded to the dtype of x."""
    y = x.double()
    y = y / torch.sqrt((y * y).mean(-1, keepdim=True) + eps) * weight.double()
    return y.to(x.dtype)


def silu_mul(gate, up):
    return gate / (1 + torch.exp(-gate)) * up


def linear(x, weight, norm_weight=None, eps=1e-6, residual=None, gated=False,
           norms_sums=False):
    """With `norms_sums`, x * norm_weight is what is rounded, and the norm's
    factor is applied to the sums."""
    y = x
    if norm_weight is not None and norms_sums:
        factor = torch.rsqrt((x.double() ** 2).mean(-1, keepdim=True) + eps)
        y = (x.float() * norm_weight.float()).to(x.dtype).double() * factor
    elif norm_weight is not None:
        y = rms_norm(x, norm_weight, eps)
    out = y.double() @ weight.double().T
    if gated:
        out = silu_mul(*out.chunk(2, -1))
    return out if residual is None else out + residual.double()


def rotate(x, positions, inv_freq, long_inv_freq, scale, long_scale,
           interleaved):
    """x [T, ..., R]; the angle is p * inv_freq in f32, as the kernels take it."""
    is_long = positions < 0
    p = torch.where(is_long, ~positions, positions).float()[:, None]
    freq = torch.tensor(inv_freq, device=x.device)
    longer = torch.tensor(long_inv_freq, device=x.device)
    angle = torch.where(is_long[:, None], p * longer, p * freq).double()
    scale = torch.where(is_long, long_scale, scale).double()[:, None]
    shape = (len(p),) + (1,) * (x.dim() - 2) + (-1,)
    cos, sin = (angle.cos() * scale).view(shape), (angle.sin() * scale).view(shape)
    x = x.double()
    half = x.shape[-1] // 2
    a, b = (x[..., 0::2], x[..., 1::2]) if interleaved else \
        (x[..., :half], x[..., half:])
    first, second = a * cos - b * sin, b * cos + a * sin
    if interleaved:
        return torch.stack([first, second], -1).flatten(-2)
    return torch.cat([first, second], -1)


def query_prep(q_proj, kv, norm, kv_b, positions, *rope, eps=1e-6):
    """q [T, N, L+R] and row [T, L+R]; `rope` is rotate's."""
    latent, width = kv_b.shape[-1], kv.shape[-1]
    nope = q_proj.shape[-1] - (width - latent)
    q = torch.einsum("tnp,npl->tnl", q_proj[..., :nope].double(),
                     kv_b[:, :nope].double())
    row = rms_norm(kv[:, :latent], norm, eps).double()
    if width > latent:
        q = torch.cat([q, rotate(q_proj[..., nope:], positions, *rope)], -1)
        row = torch.cat([row, rotate(kv[:, latent:], positions, *rope)], -1)
    return q, row


def route(logits, top_k, bias=None, sigmoid=False, n_group=1, topk_group=1,
          top2=False, normalize=False, scaling=1.0):
    """mla.route: experts [T, K], weights [T, K], and how far each token's
    choice is from another one, [T]; exact ties, which go to the lowest index,
    count as far."""
    def gap(ordered, kept):
        gap = ordered[:, kept - 1] - ordered[:, kept]
        return gap.masked_fill(gap == 0, math.inf)
    tokens, experts = logits.shape
    score = torch.sigmoid(logits) if sigmoid else torch.softmax(logits, -1)
    choice = score if bias is None else score + bias.double()
    margin = torch.full((tokens,), math.inf, dtype=torch.float64,
                        device=logits.device)
    if topk_group < n_group:
        groups = choice.view(tokens, n_group, -1)
        group = groups.topk(2, -1).values.sum(-1) if top2 else groups.amax(-1)
        best = group.sort(dim=-1, descending=True, stable=True)
        margin = gap(best.values, topk_group)
        kept = torch.zeros_like(group, dtype=torch.bool)
        kept.scatter_(1, best.indices[:, :topk_group], True)
        choice = choice.masked_fill(
            ~kept.repeat_interleave(experts // n_group, 1), -math.inf)
    best = choice.sort(dim=-1, descending=True, stable=True)
    if top_k < experts:
        margin = torch.minimum(margin, gap(best.values, top_k))
    chosen = best.indices[:, :top_k]
    weight = score.gather(1, chosen)
    if normalize:
        weight = weight / (weight.sum(-1, keepdim=True) + 1e-20)
    return chosen, weight * scaling, margin


def experts(x, norm_weight, router, gate, up, down, *, top_k, bias=None,
            slots=None, shared_gate_up=None, shared_down=None, eps=1e-6,
            scoring="softmax", n_group=1, topk_group=1, group_score="max",
            normalize=False, scaling=1.0):
    """out [T, H] in f64, and each token's margin of choice (see route)."""
    y = rms_norm(x, norm_weight, eps).double()
    chosen, weight, margin = route(
        y @ router.double().T, top_k, bias, scoring == "sigmoid", n_group,
        topk_group, group_score == "top2", normalize, scaling)
    if slots is not None:
        chosen = chosen.masked_fill((slots < 0)[:, None], -1)

    def mlp(rows, gate, up, down):
        h = silu_mul(rows @ gate.double().T, rows @ up.double().T)
        return h.to(x.dtype).double() @ down.double().T
    out = x.double()
    order = chosen.flatten().argsort(stable=True)
    # Tokens that go nowhere come first: -1.
    counts = torch.bincount(chosen.flatten() + 1, minlength=len(router) + 1)
    parts = order.split(counts.tolist())
    for e, part in enumerate(parts[1:]):
        if len(part):
            token = part // top_k
            out.index_add_(0, token, weight.flatten()[part, None] *
                           mlp(y[token], gate[e], up[e], down[e]))
    if shared_down is not None:
        out += mlp(y, *shared_gate_up.chunk(2), shared_down)
    return out, margin


def check(got, want, tolerance, what="", least=0.0):
    """Positions of NaN and inf first, then the relative error of the whole; of
    results smaller than `least` together, the error relative to that."""
    assert got.shape == want.shape, (what, got.shape, want.shape)
    got = got.double()
    bad = torch.isfinite(got) != torch.isfinite(want)
    assert not bad.any(), (f"{what}: {int(bad.sum())} positions differ in "
                           f"finiteness, first {bad.nonzero()[0].tolist()}")
    finite = torch.isfinite(want)
    assert torch.equal(got[~finite], want[~finite]), f"{what}: infinities differ"
    error = (got[finite] - want[finite]).norm()
    scale = want[finite].norm().clamp_min(least)
    # A row of small values must not hide behind the others.
    assert error <= tolerance * scale + 1e-12, (
        f"{what}: relative error {float(error / scale):.2e}, expected at most "
        f"{tolerance:.1e}")
    return float(error / scale) if scale else 0.0
