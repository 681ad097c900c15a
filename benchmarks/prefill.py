# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Times forward prefill beside cuDNN (through torch) and the same-run cuBLAS.

Kernel time: a CUDA graph over rotated inputs larger than L2 (cold), the median of
the replays. Every result is checked against f64 before it is timed.
"""

import argparse
import json
import os
import statistics
import sys

import torch

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "test", "gpu"))
import prefill_harness as H  # noqa: E402

# B, H, S, best known µs (facts/performance.md)
TABLE = [
    (2, 8, 512, 11.5), (1, 16, 1024, 21.9), (1, 16, 2048, 40.6), (1, 16, 4096, 135.0),
    (1, 16, 8192, 494.0), (1, 128, 4096, 1083.0), (1, 128, 16384, 16136.0),
]
BACKWARD = [44.2, 79.9, 219.0, 602.0, 1921.0, 3946.0, 59848.0]


def graph_time(fns, replays=20, min_us=400.0):
    """Median µs a call over a graph that runs every fn in turn."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for f in fns:
            f()
        torch.cuda.synchronize()
        a, b = torch.cuda.Event(True), torch.cuda.Event(True)
        a.record()
        for f in fns:
            f()
        b.record()
        b.synchronize()
        one = a.elapsed_time(b) * 1e3
        repeat = max(1, min(200 // len(fns), int(min_us / max(one, 1.0)) + 1))
        g = torch.cuda.CUDAGraph()
        with torch.cuda.graph(g, stream=side):
            for _ in range(repeat):
                for f in fns:
                    f()
    n = repeat * len(fns)
    if one > 20000:
        replays = 5
    times = []
    for i in range(replays + 2):
        a.record()
        g.replay()
        b.record()
        b.synchronize()
        if i >= 2:
            times.append(a.elapsed_time(b) * 1e3 / n)
    return statistics.median(times)


def cublas_tflops():
    x = torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16)
    y = torch.randn(8192, 8192, device="cuda", dtype=torch.bfloat16)
    us = graph_time([lambda: x @ y] * 4)
    return 2 * 8192**3 / us / 1e6


def sets(b, h, s, dqk, dv, layout="bshd"):
    bytes_ = b * h * s * (2 * dqk + 2 * dv) * 2
    n = max(1, min(40, -(-150_000_000 // bytes_)))
    gen = torch.Generator("cuda").manual_seed(1)
    out = []
    for _ in range(n):
        q = H.randn(layout, b, s, h, dqk, torch.bfloat16, gen)
        k = H.randn(layout, b, s, h, dqk, torch.bfloat16, gen)
        v = H.randn(layout, b, s, h, dv, torch.bfloat16, gen)
        o = H.empty(layout, b, s, h, dv, torch.bfloat16).fill_(float("nan"))
        lse = torch.full((b, h, s), float("nan"), device="cuda")
        out.append((q, k, v, o, lse))
    return out


def torch_us(data, causal):
    from torch.nn.attention import SDPBackend, sdpa_kernel
    import torch.nn.functional as F

    def make(q, k, v):
        q, k, v = (x.permute(0, 2, 1, 3) for x in (q, k, v))
        return lambda: F.scaled_dot_product_attention(q, k, v, is_causal=causal)

    with sdpa_kernel(SDPBackend.CUDNN_ATTENTION):
        return graph_time([make(*d[:3]) for d in data])


def torch_backward_us(q, k, v, dout, causal):
    """cuDNN's backward alone: the graph of one autograd.grad of a kept forward."""
    from torch.nn.attention import SDPBackend, sdpa_kernel
    import torch.nn.functional as F

    q, k, v, dout = (x.permute(0, 2, 1, 3).detach() for x in (q, k, v, dout))
    for x in (q, k, v):
        x.requires_grad_(True)
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side), sdpa_kernel(SDPBackend.CUDNN_ATTENTION):
        out = F.scaled_dot_product_attention(q, k, v, is_causal=causal)
        grad = lambda: torch.autograd.grad(out, (q, k, v), dout, retain_graph=True)
        return graph_time([grad])


def backward(args, lib, dqk, dv, causal, ceiling):
    result = dict(device=torch.cuda.get_device_name(), cublas_tflops=ceiling, dims=[dqk, dv], backward=True, rows=[])
    print(f"cuBLAS 8192^3: {ceiling:.0f} TFLOPS")
    for index in map(int, args.rows.split(",")):
        b, h, s, _ = TABLE[index]
        best = BACKWARD[index]
        flop = (6 * dqk + 4 * dv) * b * h * s * s * (0.5 if causal else 1)
        data = sets(b, h, s, dqk, dv)
        gen = torch.Generator("cuda").manual_seed(2)
        fast, fixed = [], []
        for q, k, v, o, lse in data:
            f = H.params(q, k, v, o, lse, dqk**-0.5, causal)
            assert lib.mla_prefill(H.ctypes.byref(f), H.stream()) == 0
            dout = H.randn("bshd", b, s, h, dv, torch.bfloat16, gen)
            ws = torch.empty(H.workspace_bytes(f), dtype=torch.uint8, device="cuda")
            grads = [torch.empty_like(x).fill_(float("nan")) for x in (q, k, v)]
            fast.append((H.backward_params(f, dout, *grads, ws, False), dout, ws, grads))
            fixed.append((H.backward_params(f, dout, *grads, ws, True), dout, ws, grads))
        row = dict(b=b, h=h, s=s, best_known_us=best, us={})
        for name, ps in (("backward, fast", fast), ("backward, deterministic", fixed)):
            status = lib.mla_prefill_backward(H.ctypes.byref(ps[0][0]), H.stream())
            torch.cuda.synchronize()
            if status == 0 and any(torch.isnan(g).any() for g in ps[0][3]):
                status = "NaN"
            if status:
                row["us"][name] = f"status {status}"
                continue
            row["us"][name] = graph_time(
                [lambda p=p: lib.mla_prefill_backward(H.ctypes.byref(p[0]), H.stream()) for p in ps])
        if not args.no_torch:
            try:
                row["us"]["cuDNN (torch), warm"] = torch_backward_us(*data[0][:3], fast[0][1], causal)
            except RuntimeError as e:
                row["us"]["cuDNN (torch), warm"] = str(e).split("\n")[0]
        result["rows"].append(row)
        show(row, flop, best, ceiling)
        del data, fast, fixed
        torch.cuda.empty_cache()
    if args.out:
        with open(args.out, "w") as f:
            json.dump(result, f, indent=1)


def show(row, flop, best, ceiling):
    print(f"B {row['b']} H {row['h']} S {row['s']}  best known {best}")
    for name, us in row["us"].items():
        if isinstance(us, str):
            print(f"   {name:28} {us}")
        else:
            tf = flop / us / 1e6
            print(f"   {name:28} {us:9.2f} us {tf:6.0f} TF  {us / best:5.2f}x  {tf / ceiling:4.0%} of cuBLAS")
    sys.stdout.flush()


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--lib", required=True)
    ap.add_argument("--out", default=None)
    ap.add_argument("--variants", default="", help="numbers, or all; else mla_prefill")
    ap.add_argument("--rows", default="0,1,2,3,4,5")
    ap.add_argument("--dims", default="192,128")
    ap.add_argument("--no-torch", action="store_true")
    ap.add_argument("--full", action="store_true", help="not causal")
    ap.add_argument("--backward", action="store_true")
    args = ap.parse_args()
    lib = H.load(args.lib)
    dqk, dv = map(int, args.dims.split(","))
    calls = {}
    if args.variants:
        i = 0
        while lib.mla_prefill_variant_name(i):
            if args.variants == "all" or str(i) in args.variants.split(","):
                name = lib.mla_prefill_variant_name(i).decode()
                calls[name] = lambda p, s, i=i: lib.mla_prefill_variant(i, H.ctypes.byref(p), s)
            i += 1
    else:
        calls["mla_prefill"] = lambda p, s: lib.mla_prefill(H.ctypes.byref(p), s)
    ceiling = cublas_tflops()
    causal = not args.full
    if args.backward:
        return backward(args, lib, dqk, dv, causal, ceiling)
    result = dict(device=torch.cuda.get_device_name(), cublas_tflops=ceiling, dims=[dqk, dv], rows=[])
    print(f"cuBLAS 8192^3: {ceiling:.0f} TFLOPS")
    for index in map(int, args.rows.split(",")):
        b, h, s, best = TABLE[index]
        flop = 2 * (dqk + dv) * b * h * s * s * (0.5 if causal else 1)
        data = sets(b, h, s, dqk, dv)
        row = dict(b=b, h=h, s=s, best_known_us=best, us={})
        ref = None
        if b * h * s * s <= 16 * 8192**2:
            ref = H.reference(*[x[:, :, :2] if b * h * s > 65536 else x for x in data[0][:3]], dqk**-0.5, causal)
        for name, call in calls.items():
            ps = [H.params(*d, dqk**-0.5, causal) for d in data]
            data[0][3].fill_(float("nan"))
            status = call(ps[0], H.stream())
            torch.cuda.synchronize()
            if status == -1:
                continue  # of other head sizes
            if status:
                row["us"][name] = f"status {status}"
                continue
            if ref is not None:
                o = data[0][3]
                heads = ref[0].shape[2]
                wrong = H.compare("out", o[:, :, :heads], ref[0], 4e-3) or H.compare(
                    "lse", data[0][4][:, :heads], ref[1], 1e-5)
                if wrong:
                    row["us"][name] = wrong
                    continue
            row["us"][name] = graph_time([lambda p=p: call(p, H.stream()) for p in ps])
        if not args.no_torch:
            try:
                row["us"]["cuDNN (torch)"] = torch_us(data, causal)
            except RuntimeError as e:
                row["us"]["cuDNN (torch)"] = str(e).split("\n")[0]
        result["rows"].append(row)
        show(row, flop, best, ceiling)
        del data
        torch.cuda.empty_cache()
    if args.out:
        with open(args.out, "w") as f:
            json.dump(result, f, indent=1)


if __name__ == "__main__":
    main()
