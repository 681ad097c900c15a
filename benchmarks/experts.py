# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A layer's experts, from few tokens to a long prefill, beside the bandwidth
and the cuBLAS of the same run. DeepSeek-V2-Lite: 64 experts, top 6, uniform
routing. Outputs are checked against f64 first (a part of the tokens). `pair_us`
is for few tokens: a 2048 x 2048 projection with residual (W_O) and the experts
behind it, which is how they stand in a layer.

    PYTHONPATH=python_bindings python3 benchmarks/experts.py [--out FILE]
    … --kernel experts_small --tokens 1,2,4,8,16,32 --layers 26
"""
import argparse
import json
import math
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ("../python_bindings", "../test/python", "."):
    sys.path.insert(0, os.path.join(HERE, folder))

import torch  # noqa: E402

import harness  # noqa: E402
import reference  # noqa: E402

HIDDEN, EXPERTS, WIDE, TOP_K, SHARED = 2048, 64, 1408, 6, 2816


class Layer:
    def __init__(self, seed=0):
        g = torch.Generator(device="cuda").manual_seed(seed)

        def randn(*shape):
            return (torch.randn(*shape, device="cuda", generator=g) /
                    math.sqrt(shape[-1])).bfloat16()
        self.norm = torch.ones(HIDDEN, device="cuda").bfloat16()
        self.weights = [self.norm, randn(EXPERTS, HIDDEN),
                        randn(EXPERTS, WIDE, HIDDEN),
                        randn(EXPERTS, WIDE, HIDDEN),
                        randn(EXPERTS, HIDDEN, WIDE)]
        self.project = randn(HIDDEN, HIDDEN)
        self.shared = dict(shared_gate_up=randn(2 * SHARED, HIDDEN),
                           shared_down=randn(HIDDEN, SHARED))


def measure(layers, tokens, kernel, repeats=20):
    """{us, …} of one layer; rotates over layers, each larger than L2."""
    from mla import ops
    xs = [torch.randn(tokens, HIDDEN, device="cuda").bfloat16()
          for _ in layers]
    mid = torch.empty(tokens, HIDDEN, device="cuda", dtype=torch.bfloat16)
    out = torch.full((tokens, HIDDEN), math.nan, device="cuda",
                     dtype=torch.bfloat16)
    rows = tokens * TOP_K
    scratch = torch.full((rows * (WIDE + HIDDEN) * 2 + tokens * 16384 + 2**22,),
                         255, dtype=torch.uint8, device="cuda")

    def call(i, x=None):
        layer = layers[i]
        return lambda: ops.experts(xs[i] if x is None else x, *layer.weights,
                                   **layer.shared, top_k=TOP_K, out=out,
                                   workspace=scratch, kernel=kernel)

    def pair(i):
        experts = call(i, mid)

        def both():
            ops.linear(xs[i], layers[i].project, residual=xs[i], out=mid)
            experts()
        return both
    call(0)()
    few = slice(0, min(tokens, 512))
    want, margin = reference.experts(xs[0][few], *layers[0].weights,
                                     **layers[0].shared, top_k=TOP_K)
    sure = margin > 3e-5
    error = reference.check(out[few][sure], want[sure], 4e-3, f"T {tokens}")
    hit = 0
    for x, layer in zip(xs, layers):
        y = reference.rms_norm(x, layer.norm, 1e-6).float()
        chosen = (y @ layer.weights[1].float().T).topk(TOP_K, -1).indices
        hit += chosen.unique().numel() / len(layers)
    us = harness.graph_time([call(i) for i in range(len(layers))], repeats)
    pair_us = (harness.graph_time([pair(i) for i in range(len(layers))], repeats)
               if tokens <= 32 else None)
    mlp = 3 * HIDDEN * WIDE
    flop = 2 * (rows * mlp + tokens * 3 * HIDDEN * SHARED)
    nbytes = 2 * (hit * mlp + 3 * HIDDEN * SHARED + EXPERTS * HIDDEN +
                  2 * tokens * HIDDEN)
    return {"T": tokens, "us": us, "pair_us": pair_us, "experts_hit": hit, "flop": flop,
            "bytes": nbytes, "tflops": flop / us / 1e6,
            "tbs": nbytes / us / 1e6, "error": error}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default=os.path.join(HERE, "results",
                                                      "experts.json"))
    parser.add_argument("--kernel", default="experts_sm90")
    parser.add_argument("--tokens", default="32,64,128,256,512,1024,2048,8192")
    parser.add_argument("--layers", type=int, default=4)
    options = parser.parse_args()
    if not torch.cuda.is_available():
        sys.exit("unsupported: expected a CUDA device")
    limits = harness.ceilings()
    print(", ".join(f"{k} {v:.2f}" for k, v in limits.items()), flush=True)
    layers = [Layer(i) for i in range(options.layers)]
    rows = []
    for tokens in map(int, options.tokens.split(",")):
        r = measure(layers, tokens, options.kernel)
        floor = max(r["bytes"] / limits["read_tbs"],
                    r["flop"] / limits["cublas_tflops"]) / 1e6
        rows.append({**r, "floor_us": floor, "to_floor": r["us"] / floor})
    columns = ["T", "us", "pair_us", "floor_us", "to_floor", "experts_hit", "tflops",
               "tbs", "error"]
    print(harness.table(rows, columns))
    with open(options.out, "w") as file:
        json.dump({"environment": harness.environment(), "ceilings": limits,
                   "kernel": options.kernel, "layers": options.layers,
                   "rows": rows}, file, indent=1)


if __name__ == "__main__":
    main()
