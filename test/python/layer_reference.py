# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What surrounds attention in a layer, in f64; roundings where the kernels are
specified to round."""
import torch


def rms_norm(x, weight, eps=1e-6):
    """Rounded to x's dtype, then f64."""
    y = x.double()
    y = y * torch.rsqrt((y * y).mean(-1, keepdim=True) + eps) * weight.double()
    return y.to(x.dtype).double()


def silu_mul(both):
    gate, up = both.chunk(2, -1)
    return gate * torch.sigmoid(gate) * up


def linear(x, weight, norm=None, gated=False, residual=None):
    y = x.double() if norm is None else rms_norm(x, norm)
    # Columns at a time: f64 copies of large weights would not fit beside them.
    out = torch.cat([y @ w.double().T for w in weight.split(8192)], -1)
    if gated:
        return silu_mul(out)
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


def query_prep(q_proj, kv, norm, kv_b, positions, *rope):
    latent, width = kv_b.shape[-1], kv.shape[-1]
    nope = q_proj.shape[-1] - (width - latent)
    q = torch.einsum("tnp,npl->tnl", q_proj[..., :nope].double(),
                     kv_b[:, :nope].double())
    row = rms_norm(kv[:, :latent], norm)
    if width > latent:
        q = torch.cat([q, rotate(q_proj[..., nope:], positions, *rope)], -1)
        row = torch.cat([row, rotate(kv[:, latent:], positions, *rope)], -1)
    return q, row


def route(logits, top_k, *, scoring="softmax", bias=None, n_group=1,
          topk_group=1, group_score="max", normalize=False, scaling=1.0):
    """experts [T, K], weights [T, K], and how far each token's choice is from
    another one (exact ties, which go to the lowest index, count as far)."""
    score = logits.softmax(-1) if scoring == "softmax" else logits.sigmoid()
    choice = score if bias is None else score + bias.double()

    def gap(values, k):
        ordered = values.sort(dim=-1, descending=True, stable=True).values
        if k >= ordered.shape[-1]:
            return torch.full(values.shape[:1], torch.inf, device=values.device)
        gap = (ordered[:, :k] - ordered[:, 1:k + 1]).masked_fill(
            ordered[:, :k] == ordered[:, 1:k + 1], torch.inf)
        return gap.amin(-1)
    margin = torch.full(logits.shape[:1], torch.inf, device=logits.device,
                        dtype=torch.float64)
    if topk_group < n_group:
        groups = choice.view(len(choice), n_group, -1)
        best = groups.topk(1 if group_score == "max" else 2, -1).values.sum(-1)
        kept = best.sort(dim=-1, descending=True, stable=True).indices[:, :topk_group]
        margin = gap(best, topk_group)
        mask = torch.zeros_like(best, dtype=torch.bool).scatter_(1, kept, True)
        choice = groups.masked_fill(~mask[..., None], -torch.inf).flatten(1)
    experts = choice.sort(dim=-1, descending=True, stable=True).indices[:, :top_k]
    margin = torch.minimum(margin, gap(choice, top_k))
    weights = score.gather(1, experts)
    if normalize:
        weights = weights / (weights.sum(-1, keepdim=True) + 1e-20)
    return experts, weights * scaling, margin


def experts(x, norm, router, gate, up, down, shared, slots, *, top_k,
            **routing):
    """out [T, H] in f64, and which tokens' routing no rounding can change."""
    y = rms_norm(x, norm)
    chosen, weights, margin = route(y @ router.double().T, top_k, **routing)

    def rounded(act):
        return act.to(x.dtype).double()
    out = x.double().clone()
    if shared is not None:
        act = rounded(silu_mul(y @ shared[0].double().T))
        out += act @ shared[1].double().T
    for t in range(len(x)):
        if slots is not None and slots[t] < 0:
            continue
        for e, w in zip(chosen[t].tolist(), weights[t]):
            both = torch.cat([gate[e].double() @ y[t], up[e].double() @ y[t]])
            out[t] += w * (down[e].double() @ rounded(silu_mul(both)))
    return out, margin > 3e-5
