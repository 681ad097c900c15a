# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Products of many tokens beside torch.matmul (cuBLAS) in the same run: cold
inputs and weights, outputs checked against f32 first.

    PYTHONPATH=python_bindings python3 benchmarks/linear.py [--out FILE]
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

# out features, in features: DeepSeek-V2-Lite and a square one.
SHAPES = [("q, kv_a", 3648, 2048), ("W_O", 2048, 2048),
          ("dense down", 2048, 10944), ("8192", 8192, 8192)]
GATED = [("dense gate, up", 10944, 2048), ("shared gate, up", 2816, 2048)]
TOKENS = [128, 256, 512, 1024, 2048, 8192]


def measure(tokens, features, depth, gated=False, norm=False, kernel=None,
            repeats=20):
    """{us, cublas_us, tflops, …}. cuBLAS gets the product alone."""
    from mla import ops
    rows = features * (2 if gated else 1)
    nbytes = 2 * (tokens * (depth + features) + rows * depth)
    sets = min(harness.copies_needed(nbytes), 64)
    xs = [torch.randn(tokens, depth, device="cuda").bfloat16()
          for _ in range(sets)]
    ws = [(torch.randn(rows, depth, device="cuda") / math.sqrt(depth)).bfloat16()
          for _ in range(sets)]
    outs = [torch.full((tokens, features), math.nan, device="cuda",
                       dtype=torch.bfloat16) for _ in range(sets)]
    gain = torch.ones(depth, device="cuda").bfloat16() if norm else None
    # The normed rows, and what cuBLASLt may use.
    scratch = torch.empty(tokens * depth * 2 + (33 << 20), dtype=torch.uint8,
                          device="cuda")

    def call(i):
        return lambda: ops.linear(xs[i], ws[i], norm_weight=gain, gated=gated,
                                  out=outs[i], workspace=scratch, kernel=kernel)

    def library(i):
        return lambda: torch.matmul(xs[i], ws[i].T)
    call(0)()
    want = reference.linear(xs[0].float(), ws[0].float(), gain, gated=gated) \
        if tokens * rows * depth < 2**36 else None
    error = reference.check(outs[0], want, 5e-3) if want is not None else None
    us = harness.graph_time([call(i) for i in range(sets)], repeats)
    peer = harness.graph_time([library(i) for i in range(sets)], repeats)
    flop = 2 * tokens * rows * depth
    return {"us": us, "cublas_us": peer, "of_cublas": peer / us,
            "tflops": flop / us / 1e6, "tbs": nbytes / us / 1e6,
            "error": error}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", default=os.path.join(HERE, "results",
                                                      "linear.json"))
    parser.add_argument("--kernel", default="linear_sm90")
    parser.add_argument("--tokens", default=",".join(map(str, TOKENS)))
    options = parser.parse_args()
    if not torch.cuda.is_available():
        sys.exit("unsupported: expected a CUDA device")
    limits = harness.ceilings()
    print(", ".join(f"{k} {v:.2f}" for k, v in limits.items()), flush=True)
    rows = []
    # The library has no gated product.
    gated_too = GATED if options.kernel == "linear_sm90" else []
    for what, features, depth in SHAPES + gated_too:
        for tokens in map(int, options.tokens.split(",")):
            gated = (what, features, depth) in GATED
            r = measure(tokens, features, depth, gated, kernel=options.kernel)
            rows.append({"what": what, "T": tokens, "M": features, "K": depth,
                         **r})
            torch.cuda.empty_cache()
    for tokens in (1024, 8192):
        r = measure(tokens, 3648, 2048, norm=True, kernel=options.kernel)
        rows.append({"what": "norm, then q, kv_a", "T": tokens, "M": 3648,
                     "K": 2048, **r})
    columns = ["what", "T", "M", "K", "us", "cublas_us", "of_cublas", "tflops",
               "tbs", "error"]
    print(harness.table(rows, columns))
    with open(options.out, "w") as file:
        json.dump({"environment": harness.environment(), "ceilings": limits,
                   "rows": rows}, file, indent=1)


if __name__ == "__main__":
    main()
