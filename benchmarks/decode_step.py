# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A decode step of a DeepSeek-V2-Lite sized model from the hand-written
kernels, in one CUDA graph: time of the step and of each kernel, cold.

Weights are random and of full size (31 GB); tokens are independent random rows,
so that routing is close to uniform; the experts hit are counted and the floor
is that of the bytes they are. Embedding and sampling are not in it.

  python benchmarks/decode_step.py [--batches 1,8,32] [--context 1024] [--out F]
"""
import argparse
import json
import math
import os
import sys

import torch

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
sys.path[:0] = [os.path.join(ROOT, "python_bindings")]

import harness
from mla import ops

HIDDEN, LAYERS, HEADS, NOPE, ROPE, VALUE, LATENT = 2048, 27, 16, 128, 64, 128, 512
EXPERTS, TOP_K, INNER, SHARED, DENSE, VOCAB = 64, 6, 1408, 2816, 10944, 102400
PAGE = 64
INV_FREQ = [10000.0 ** (-2 * i / ROPE) for i in range(ROPE // 2)]


def weight(*shape):
    w = torch.empty(*shape, device="cuda", dtype=torch.bfloat16)
    return w.normal_(std=0.6 / math.sqrt(shape[-1]))


class Layer:
    def __init__(self, dense):
        ones = torch.ones(HIDDEN, device="cuda", dtype=torch.bfloat16)
        self.norm, self.norm2, self.kv_norm = ones, ones, ones[:LATENT]
        self.qkv = weight(HEADS * (NOPE + ROPE) + LATENT + ROPE, HIDDEN)
        self.kv_b = weight(HEADS, NOPE + VALUE, LATENT)
        self.o = weight(HIDDEN, HEADS * VALUE)
        self.dense = dense
        if dense:
            self.up, self.down = weight(2 * DENSE, HIDDEN), weight(HIDDEN, DENSE)
        else:
            self.router = weight(EXPERTS, HIDDEN)
            self.gate = weight(EXPERTS, INNER, HIDDEN)
            self.up = weight(EXPERTS, INNER, HIDDEN)
            self.down = weight(EXPERTS, HIDDEN, INNER)
            self.shared = weight(2 * SHARED, HIDDEN), weight(HIDDEN, SHARED)
        self.cache = None

    def make_cache(self, pages):
        self.cache = torch.randn(pages, PAGE, 1, LATENT + ROPE, device="cuda",
                                 dtype=torch.bfloat16)


class Step:
    """The buffers of a batch, and the calls of a step over them."""

    def __init__(self, layers, head, batch, context):
        self.layers, self.head, self.batch = layers, head, batch
        width = -(-context // PAGE)
        for layer in layers:
            layer.make_cache(batch * width)
        order = torch.randperm(batch * width, device="cuda").int()
        self.table = order.view(batch, width)
        self.lens = torch.full((batch,), context, dtype=torch.int32, device="cuda")
        last = context - 1
        self.slots = (self.table[:, last // PAGE] * PAGE + last % PAGE).int()
        self.positions = torch.full_like(self.lens, last)

        def empty(*shape, dtype=torch.bfloat16):
            return torch.empty(*shape, device="cuda", dtype=dtype)
        self.tokens = torch.randn(batch, HIDDEN, device="cuda").bfloat16()
        self.x = [empty(batch, HIDDEN) for _ in range(2)]
        self.qkv = empty(batch, layers[0].qkv.shape[0])
        self.q = empty(batch, HEADS, LATENT + ROPE)
        self.row = empty(batch, LATENT + ROPE)
        self.u = empty(batch, 1, HEADS, LATENT)
        self.o = empty(batch, HEADS, VALUE)
        self.act = empty(batch, DENSE)
        self.logits = empty(batch, VOCAB, dtype=torch.float32)
        self.plan = ops.decode_plan(self.lens, num_heads=HEADS, page_size=PAGE,
                                    head_dim=LATENT + ROPE)
        size = ops._ops.decode_workspace(LATENT, self.plan.choice)
        self.decode_space = empty(size, dtype=torch.uint8)
        self.experts_space = empty(2**24, dtype=torch.uint8)
        self.shared_act = empty(batch, SHARED)
        self.router_logits = empty(batch, EXPERTS, dtype=torch.float32)

    def project(self, l):
        ops.linear(self.x[0], l.qkv, norm_weight=l.norm, out=self.qkv)

    def prepare(self, l):
        split = HEADS * (NOPE + ROPE)
        ops.query_prep(self.qkv[:, :split].view(-1, HEADS, NOPE + ROPE),
                       self.qkv[:, split:], l.kv_norm, l.kv_b, self.positions,
                       inv_freq=INV_FREQ, q=self.q, row=self.row)

    def append(self, l):
        ops.cache_append(l.cache, self.row.view(-1, 1, LATENT + ROPE), self.slots)

    def attend(self, l):
        ops.decode(self.q.view(-1, 1, HEADS, LATENT + ROPE), l.cache, self.table,
                   self.lens, v_dim=LATENT, softmax_scale=192 ** -0.5,
                   out=self.u, plan=self.plan, workspace=self.decode_space)

    def value(self, l):
        ops.project_value(self.u.view(-1, HEADS, LATENT), l.kv_b,
                          v_head_dim=VALUE, out=self.o)

    def output(self, l):
        ops.linear(self.o.view(-1, HEADS * VALUE), l.o, residual=self.x[0],
                   out=self.x[1])

    def mlp(self, l):
        if l.dense:
            ops.linear(self.x[1], l.up, norm_weight=l.norm2, gated=True,
                       out=self.act)
            ops.linear(self.act, l.down, residual=self.x[1], out=self.x[0])
        else:
            ops.experts(self.x[1], l.norm2, l.router, l.gate, l.up, l.down,
                        top_k=TOP_K, shared_gate_up=l.shared[0],
                        shared_down=l.shared[1], out=self.x[0],
                        workspace=self.experts_space)

    def router(self, l):
        ops.linear(self.x[1], l.router, norm_weight=l.norm2,
                   out=self.router_logits)

    def shared(self, l):
        ops.linear(self.x[1], l.shared[0], gated=True, out=self.shared_act)

    def finish(self, _=None):
        ops.linear(self.x[0], self.head, norm_weight=self.layers[0].norm,
                   out=self.logits)

    CHAIN = ("project", "prepare", "append", "attend", "value", "output", "mlp")

    def run(self, watch=None):
        self.x[0].copy_(self.tokens)
        ops.decode_plan(self.lens, num_heads=HEADS, page_size=PAGE,
                        head_dim=LATENT + ROPE, out=self.plan.tensor)
        for layer in self.layers:
            for name in self.CHAIN:
                getattr(self, name)(layer)
            if watch:
                watch(layer)
        self.finish()

    def experts_hit(self):
        """Distinct experts of each layer, counted with a step run eagerly."""
        hit = []

        def watch(layer):
            if not layer.dense:
                # x[1] still holds what the experts saw.
                y = self.x[1].float()
                y = y * torch.rsqrt((y * y).mean(-1, keepdim=True) + 1e-6)
                top = (y @ layer.router.float().T).topk(TOP_K).indices
                hit.append(top.unique().numel())
        self.run(watch)
        return hit


def measure(layers, head, batch, context, repeats):
    step = Step(layers, head, batch, context)
    hit = step.experts_hit()
    assert torch.isfinite(step.logits).all()
    distinct = sum(hit) / len(hit)
    moe = [l for l in layers if not l.dense]
    expert = 3 * INNER * HIDDEN * 2
    kv = batch * context * (LATENT + ROPE) * 2
    sizes = {
        "project": layers[0].qkv.numel() * 2,
        "prepare": HEADS * NOPE * LATENT * 2, "append": 0, "attend": kv,
        "value": HEADS * VALUE * LATENT * 2, "output": layers[0].o.numel() * 2,
        "mlp": distinct * expert + 3 * SHARED * HIDDEN * 2 + EXPERTS * HIDDEN * 2,
        "router": EXPERTS * HIDDEN * 2, "shared": 2 * SHARED * HIDDEN * 2,
        "finish": head.numel() * 2}
    rows = []
    for name, size in sizes.items():
        # Copies of the head do not fit: its 420 MB are cold each time.
        over = moe if name != "finish" else [None] * 4
        calls = [lambda l=l, name=name: getattr(step, name)(l) for l in over]
        us = harness.graph_time(calls * (2 if name != "mlp" else 1), repeats)
        rows.append({"kernel": name, "us": us, "MB": size / 1e6,
                     "GB/s": size / us / 1e3})
    us = harness.graph_time([step.run], repeats)
    layer_bytes = sum(sizes[n] for n in Step.CHAIN)
    dense_bytes = layer_bytes - sizes["mlp"] + 3 * DENSE * HIDDEN * 2
    total = layer_bytes * len(moe) + dense_bytes + sizes["finish"]
    return {"batch": batch, "context": context, "ms": us / 1e3,
            "experts_hit": distinct, "bytes": total,
            "floor_ms_4800": total / 4.8e9, "floor_ms_4450": total / 4.45e9,
            "kernels": rows}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--batches", default="1,8,32")
    parser.add_argument("--context", type=int, default=1024)
    parser.add_argument("--repeats", type=int, default=20)
    parser.add_argument("--out")
    args = parser.parse_args()
    torch.manual_seed(0)
    layers = [Layer(i == 0) for i in range(LAYERS)]
    head = weight(VOCAB, HIDDEN)
    result = {**harness.environment(), **harness.ceilings(), "steps": []}
    for batch in map(int, args.batches.split(",")):
        r = measure(layers, head, batch, args.context, args.repeats)
        result["steps"].append(r)
        print(f"batch {batch}: {r['ms']:.3f} ms, floor {r['floor_ms_4800']:.3f} "
              f"(4.8 TB/s) {r['floor_ms_4450']:.3f} (4.45), "
              f"{r['experts_hit']:.1f} experts hit a layer")
        print(harness.table(r["kernels"], ["kernel", "us", "MB", "GB/s"]))
    if args.out:
        with open(args.out, "w") as f:
            json.dump(result, f, indent=1)


if __name__ == "__main__":
    main()
