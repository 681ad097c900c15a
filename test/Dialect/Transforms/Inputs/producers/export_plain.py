#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attention layers in plain torch, each in another style, through torch-mlir.

    pip install torch==2.15.0 transformers==5.17.0 torch-mlir==20261001
    ./export_plain.py .
"""

import math
import sys

import torch
import torch.nn.functional as F
from torch import nn
from torch_mlir import fx

from export_torch import SHAPES, WithWeights, decompositions
from normalize import normalize

H, N, L, P, R, V, LQ = 32, 4, 16, 12, 8, 10, 24


def rms_norm(x, weight):
    mean = x.float().pow(2).mean(-1, keepdim=True)
    return (x.float() * torch.rsqrt(mean + 1e-6)).to(x.dtype) * weight


class Layer(nn.Module):
    scale = (P + R) ** -0.5

    def __init__(self):
        super().__init__()
        self.q_a = nn.Linear(H, LQ, bias=False)
        self.q_norm = nn.Parameter(torch.ones(LQ))
        self.q_b = nn.Linear(LQ, N * (P + R), bias=False)
        self.kv_a = nn.Linear(H, L + R, bias=False)
        self.kv_norm = nn.Parameter(torch.ones(L))
        self.kv_b = nn.Linear(L, N * (P + V), bias=False)
        self.o = nn.Linear(N * V, H, bias=False)
        inv_freq = 1 / (10000 ** (torch.arange(0, R, 2).float() / R))
        angles = torch.outer(torch.arange(64).float(), inv_freq)
        both = torch.cat([angles, angles], -1)
        for name, table in (
            ("inv_freq", inv_freq), ("cos", angles.cos()), ("sin", angles.sin()),
            ("cos_both", both.cos()), ("sin_both", both.sin()),
        ):  # fmt: skip
            self.register_buffer(name, table)

    def queries(self, x):
        q = self.q_b(rms_norm(self.q_a(x), self.q_norm))
        return q.view(*x.shape[:2], N, P + R)

    def latent(self, x):
        c, k_rope = self.kv_a(x).split([L, R], -1)
        return rms_norm(c, self.kv_norm), k_rope


class Gathered(Layer):
    """Tables read at positions; pairs moved into halves by a transpose."""

    def rope(self, x, positions):
        cos = self.cos_both[positions].unsqueeze(1)
        sin = self.sin_both[positions].unsqueeze(1)
        b, n, t, d = x.shape
        x = x.view(b, n, t, d // 2, 2).transpose(4, 3).reshape(b, n, t, d)
        first, second = x.chunk(2, -1)
        return x * cos + torch.cat((-second, first), -1) * sin

    def forward(self, x, positions):
        b, t, _ = x.shape
        q_nope, q_rope = self.queries(x).transpose(1, 2).split([P, R], -1)
        c, k_rope = self.latent(x)
        k_rope = self.rope(k_rope.view(b, t, 1, R).transpose(1, 2), positions)
        kv = self.kv_b(c).view(b, t, N, P + V).transpose(1, 2)
        k_nope, v = kv.split([P, V], -1)
        q = torch.cat([q_nope, self.rope(q_rope, positions)], -1)
        k = torch.cat([k_nope, k_rope.expand(-1, N, -1, -1)], -1)
        s = q @ k.transpose(2, 3) * self.scale
        hidden = torch.full((t, t), torch.finfo(x.dtype).min)
        s = s + torch.triu(hidden, 1)[None, None]
        p = F.softmax(s, -1, dtype=torch.float32).to(x.dtype)
        o = (p @ v).transpose(1, 2).contiguous()
        return self.o(o.reshape(b, t, N * V))


class Sliced(Layer):
    """Tables sliced, pairs stacked, scores by einsum over tokens first."""

    def rope(self, x, t):
        cos = self.cos[:t].view(1, t, 1, R // 2)
        sin = self.sin[:t].view(1, t, 1, R // 2)
        x = x.reshape(*x.shape[:-1], -1, 2)
        a, b = x[..., 0], x[..., 1]
        return torch.stack([a * cos - b * sin, a * sin + b * cos], -1).flatten(3)

    def attend(self, q_nope, q_rope, c, k_rope, mask):
        kv = self.kv_b(c).view(*c.shape[:2], N, P + V)
        k_nope, v = kv.split([P, V], -1)
        q = torch.cat([q_nope, q_rope], -1)
        k = torch.cat([k_nope, k_rope.expand(-1, -1, N, -1)], -1)
        s = torch.einsum("bshd,bthd->bsht", q, k) * self.scale
        p = (s + mask.unsqueeze(1)).softmax(-1)
        return torch.einsum("bsht,bthd->bshd", p, v)

    def forward(self, x, positions):
        t = x.shape[1]
        q_nope, q_rope = self.queries(x).split([P, R], -1)
        c, k_rope = self.latent(x)
        mask = torch.full((t, t), float("-inf")).triu_(1)
        o = self.attend(
            q_nope, self.rope(q_rope, t), c, self.rope(k_rope.unsqueeze(2), t), mask
        )
        return self.o(o.flatten(2))


class Absorbed(Sliced):
    """The same, with the projections moved to query and output."""

    def attend(self, q_nope, q_rope, c, k_rope, mask):
        w = self.kv_b.weight.view(N, -1, L)
        q = torch.einsum("bshd,hdc->bshc", q_nope, w[:, :P])
        s = torch.einsum("bshc,btc->bsht", q, c)
        s = s + torch.einsum("bshr,btr->bsht", q_rope, k_rope.squeeze(2))
        p = (s * self.scale + mask.unsqueeze(1)).softmax(-1)
        u = torch.einsum("bsht,btc->bshc", p, c)
        return torch.einsum("bshc,hdc->bshd", u, w[:, -V:])


class Filled(Layer):
    """Angles in the graph, a scaled query, rotated part first, masked_fill."""

    def forward(self, x, positions):
        b, t, _ = x.shape
        angles = positions[..., None].float() * self.inv_freq
        cos, sin = angles.cos()[:, :, None], angles.sin()[:, :, None]

        def rope(y):
            first, second = y[..., : R // 2], y[..., R // 2 :]
            return torch.cat(
                [first * cos - second * sin, second * cos + first * sin], -1
            )

        q = self.queries(x) * self.scale
        c, k_rope = self.latent(x)
        k_rope = rope(k_rope[..., None, :]).expand(b, t, N, R)
        wk, wv = self.kv_b.weight.view(N, P + V, L).split([P, V], 1)
        k = torch.cat([k_rope, torch.einsum("btl,npl->btnp", c, wk)], -1)
        v = torch.einsum("btl,nvl->bntv", c, wv)
        q = torch.cat([rope(q[..., P:]), q[..., :P]], -1)
        s = torch.einsum("bqnd,bknd->bnqk", q, k)
        visible = torch.tril(torch.ones(t, t, dtype=torch.bool))
        s = s.masked_fill(~visible, float("-inf"))
        e = torch.exp(s - s.amax(-1, keepdim=True))
        p = e / e.sum(-1, keepdim=True)
        return self.o((p @ v).transpose(1, 2).reshape(b, t, N * V))


class Subtracted(Layer):
    """No rotation; a mask of floats, times a large number, subtracted."""

    def forward(self, x, positions):
        b, t, _ = x.shape
        q = self.queries(x).transpose(1, 2)
        c, k_rope = self.latent(x)
        kv = self.kv_b(c).view(b, t, N, P + V).permute(0, 2, 1, 3)
        k_rope = k_rope.unsqueeze(1).repeat(1, N, 1, 1)
        k, v = torch.cat([kv[..., :P], k_rope], -1), kv[..., P:]
        place = torch.arange(t)
        visible = (place[None, :] <= place[:, None]).float()
        s = (q / math.sqrt(P + R)) @ k.transpose(-1, -2)
        p = torch.softmax(s - 1e9 * (1.0 - visible), -1)
        return self.o(torch.matmul(p, v).permute(0, 2, 1, 3).flatten(2))


EXPORTS = [
    (Gathered, "batch_length"),
    (Sliced, "length"),
    (Absorbed, "length"),
    (Filled, "length"),
    (Subtracted, "static"),
]


def export(kind, shape, name):
    torch.manual_seed(0)
    layer = kind().eval()
    batch, length, dynamic = SHAPES[shape]
    weights = {k: v.detach() for k, v in layer.named_parameters()}
    hidden = torch.randn(batch, length, H)
    positions = torch.arange(length).expand(batch, length).contiguous()
    dims = (dynamic, dynamic, {k: None for k in weights})
    with torch.no_grad():
        program = torch.export.export(
            WithWeights(layer), (hidden, positions, weights),
            dynamic_shapes=dims,
        )  # fmt: skip
    module = fx.export_and_import(
        program,
        output_type="linalg-on-tensors",
        decomposition_table=decompositions(shape),
        func_name=name,
    )
    return str(module)


def main():
    folder = sys.argv[1]
    for kind, shape in EXPORTS:
        name = "plain_%s_%s" % (kind.__name__.lower(), shape)
        text = normalize(export(kind, shape, name), name, "export_plain.py")
        with open("%s/%s.mlir" % (folder, name), "w") as file:
            file.write(text)


if __name__ == "__main__":
    main()
