# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Inputs as a hostile caller would make them."""
import math

import torch


def apart(shape, gaps, dtype):
    """(tensor, view): a view of `shape` whose dimension i is gaps[i] longer in
    memory, all NaN (0x5a if of bytes)."""
    size = [n + gap for n, gap in zip(shape, gaps)]
    whole = torch.full(size, 0x5a if dtype == torch.uint8 else math.nan,
                       dtype=dtype, device="cuda")
    return whole, whole[tuple(slice(n) for n in shape)]


def same_bits(a, b):
    return torch.equal(a.contiguous().view(torch.uint8),
                       b.contiguous().view(torch.uint8))


class DecodeCase:
    """Random queries and a paged cache: pages permuted, cache rows past each
    length NaN, page-table entries past each length garbage."""

    def __init__(self, lengths, q_lens, heads, *, h_kv=1, latent=512, rope=64,
                 v_dim=None, page=64, dtype=torch.bfloat16, causal=True,
                 ragged=None, padding=0, spare_pages=3, seed=0, scale=None):
        generator = torch.Generator(device="cuda").manual_seed(seed)
        self.lengths, self.q_lens = list(lengths), list(q_lens)
        self.v_dim = latent if v_dim is None else v_dim
        self.dim = latent + rope
        self.heads, self.h_kv, self.page = heads, h_kv, page
        self.causal = causal
        self.scale = 1 / math.sqrt(192) if scale is None else scale
        self.ragged = len(set(q_lens)) > 1 if ragged is None else ragged
        self.rows = sum(q_lens)
        counts = [max(0, -(-n // page)) for n in lengths]
        pages = sum(counts) + spare_pages
        order = torch.randperm(pages, generator=generator, device="cuda")
        width = max(counts + [1]) + 2
        self.page_table = torch.randint(
            -2**31, 2**31 - 1, (len(lengths), width), generator=generator,
            device="cuda", dtype=torch.int64).to(torch.int32)
        self.cache = torch.randn(pages, page, h_kv, self.dim, device="cuda",
                                 generator=generator).to(dtype)
        at = 0
        used = torch.zeros(pages, page, dtype=torch.bool, device="cuda")
        for b, count in enumerate(counts):
            own = order[at:at + count]
            self.page_table[b, :count] = own.to(torch.int32)
            at += count
            for i in range(count):
                used[own[i], :max(0, min(page, lengths[b] - i * page))] = True
        self.cache[~used] = math.nan
        self.q = torch.randn(self.rows + padding, heads, self.dim,
                             device="cuda", generator=generator).to(dtype)
        if padding:
            self.q[self.rows:] = math.nan
        self.seq_lens = torch.tensor(lengths, dtype=torch.int32, device="cuda")
        starts = [0]
        for n in q_lens:
            starts.append(starts[-1] + n)
        self.query_start = torch.tensor(starts, dtype=torch.int32, device="cuda")

    def arguments(self):
        q = self.q
        extra = {}
        if self.ragged:
            extra["query_start"] = self.query_start
        else:
            q = q.view(len(self.lengths), -1, self.heads, self.dim)
        return (q, self.cache, self.page_table, self.seq_lens), dict(
            v_dim=self.v_dim, softmax_scale=self.scale, causal=self.causal,
            **extra)
