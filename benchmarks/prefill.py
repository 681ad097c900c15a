# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prefill, forward and backward: the shapes of the tables, cold, checked.

attention.py runs these. Alone, this times the variants of a kernel that is being
worked on (kernels/sm90/prefill/bench, built into a shared library):

    prefill.py --lib LIB --variants all [--dims 192,128] [--rows 1,2,3,4]
"""
import argparse
import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ("../python_bindings", "../test/gpu", "."):
    sys.path.insert(0, os.path.join(HERE, folder))

import torch  # noqa: E402

import harness  # noqa: E402
import peers  # noqa: E402
import prefill_harness as H  # noqa: E402

# 192/128 causal: B, H, S, the fastest forward and the fastest backward known, µs.
TABLE = [
    (2, 8, 512, 11.5, 44.2), (1, 16, 1024, 21.9, 79.9), (1, 16, 2048, 40.6, 219),
    (1, 16, 4096, 135, 602), (1, 16, 8192, 494, 1921), (1, 128, 4096, 1083, 3946),
    (1, 128, 16384, 16136, 59848),
]
# The other head sizes (D_qk, D_v) and what is not causal: there is no table.
OTHERS = [
    (128, 128, True, 1, 16, 4096), (128, 128, True, 1, 16, 8192),
    (96, 64, True, 1, 16, 4096), (256, 256, True, 1, 16, 4096),
    (256, 256, True, 1, 16, 8192), (192, 128, False, 1, 16, 8192),
]


class Inputs:
    """One set, [B, S, H, D]: random, outputs poisoned."""

    def __init__(self, b, h, s, dqk, dv, causal, seed):
        g = torch.Generator("cuda").manual_seed(seed)

        def randn(dim):
            return torch.randn(b, s, h, dim, device="cuda", dtype=torch.bfloat16,
                               generator=g)
        self.q, self.k, self.v, self.dout = map(randn, (dqk, dqk, dv, dv))
        self.causal, self.scale = causal, dqk ** -0.5
        self.out = torch.full_like(self.v, float("nan"))
        self.lse = torch.full((b, h, s), float("nan"), device="cuda")
        self.grads = [torch.full_like(x, float("nan"))
                      for x in (self.q, self.k, self.v)]

    def forward(self):
        from mla import ops
        ops.prefill(self.q, self.k, self.v, softmax_scale=self.scale,
                    causal=self.causal, out=self.out, lse=self.lse)

    def backward(self, deterministic):
        from mla import ops
        dq, dk, dv = self.grads
        ops.prefill_backward(
            self.dout, self.q, self.k, self.v, self.out, self.lse,
            softmax_scale=self.scale, causal=self.causal, dq=dq, dk=dk, dv=dv,
            deterministic=deterministic)


def input_sets(b, h, s, dqk, dv, causal, nbytes):
    return [Inputs(b, h, s, dqk, dv, causal, seed)
            for seed in range(harness.copies_needed(nbytes, 1, 40))]


def error_of(got, reference):
    """The largest relative error of tensors of the first two heads, against f64."""
    worst = 0.0
    for tensor, want in zip(got, reference):
        diff = (tensor[:1, :, :2].double() - want).norm() / want.norm()
        worst = max(worst, float(diff))
    return worst


def check(got, reference):
    """error_of; raises if it is out of all proportion or anything is missing."""
    for tensor in got:
        assert not torch.isnan(tensor).any(), "unwritten outputs"
    worst = error_of(got, reference)
    assert worst < 8e-3, f"expected a relative error below 8e-3, got {worst}"
    return worst


def row(b, h, s, dqk, dv, causal, us, flop, nbytes, limits):
    """What both directions report."""
    floor = max(flop / limits["cublas_tflops"], nbytes / limits["read_tbs"]) / 1e6
    return {"B": b, "H": h, "S": s, "dims": f"{dqk}/{dv}" + ("" if causal else " full"),
            "us": us, "flop": flop, "bytes": nbytes, "tflops": flop / us / 1e6,
            "of_ceiling": floor / us}


def beside(result, known, others):
    """Adds what was known, and other libraries in this run."""
    us = others["peers_us"]
    fastest = min(us, key=us.get, default=None)
    result.update(others, known_us=known)
    result["to_known"] = result["us"] / known if known else None
    result["to_peer"] = result["us"] / us[fastest] if us else None
    result["peer_error"] = others["peers_error"].get(fastest)
    return result


def measure_forward(b, h, s, dqk, dv, causal, limits, known=None):
    share = 0.5 if causal else 1
    flop = 2 * (dqk + dv) * b * h * s * s * share
    nbytes = b * h * s * (2 * dqk + 2 * dv) * 2
    inputs = input_sets(b, h, s, dqk, dv, causal, nbytes)
    x = inputs[-1]
    x.forward()
    few = [t[:1, :, :2] for t in (x.q, x.k, x.v)]
    want = H.reference(*few, x.scale, causal)[:1]
    error = check([x.out], want)
    us = harness.graph_time([x.forward for x in inputs])
    result = row(b, h, s, dqk, dv, causal, us, flop, nbytes, limits)
    result["error"] = error
    return beside(result, known, peers.measure(
        peers.PREFILL, inputs, error_of=lambda out: error_of([out], want)))


def measure_backward(b, h, s, dqk, dv, causal, limits, known=None):
    share = 0.5 if causal else 1
    flop = (6 * dqk + 4 * dv) * b * h * s * s * share
    nbytes = b * h * s * (4 * dqk + 4 * dv) * 2
    inputs = input_sets(b, h, s, dqk, dv, causal, nbytes)
    us, error = {}, 0.0
    for x in inputs:
        x.forward()
    x = inputs[-1]
    few = [t[:1, :, :2] for t in (x.q, x.k, x.v, x.dout)]
    want = H.reference_backward(*few, x.scale, causal)[2:]
    for deterministic in (False, True):
        for t in x.grads:
            t.fill_(float("nan"))
        x.backward(deterministic)
        error = max(error, check(x.grads, want))
        us[deterministic] = harness.graph_time(
            [lambda x=x: x.backward(deterministic) for x in inputs])
    result = row(b, h, s, dqk, dv, causal, us[False], flop, nbytes, limits)
    result.update(error=error, deterministic_us=us[True],
                  deterministic=us[True] / us[False])
    return beside(result, known, peers.measure(
        peers.BACKWARD, inputs, error_of=lambda grads: error_of(grads, want)))


def main():
    ap = argparse.ArgumentParser(description=__doc__)
    ap.add_argument("--lib", required=True)
    ap.add_argument("--variants", default="all", help="numbers, or all")
    ap.add_argument("--rows", default="1,2,3,4")
    ap.add_argument("--dims", default="192,128")
    args = ap.parse_args()
    lib = H.load(args.lib)
    dqk, dv = map(int, args.dims.split(","))
    for index in map(int, args.rows.split(",")):
        b, h, s, *_ = TABLE[index]
        nbytes = b * h * s * (2 * dqk + 2 * dv) * 2
        inputs = input_sets(b, h, s, dqk, dv, True, nbytes)
        x = inputs[-1]
        few = [t[:1, :, :2] for t in (x.q, x.k, x.v)]
        want = H.reference(*few, x.scale, True)[:1]
        params = [H.params(x.q, x.k, x.v, x.out, x.lse, x.scale, True) for x in inputs]
        print(f"B {b} H {h} S {s}")
        i = -1
        while name := lib.mla_prefill_variant_name(i := i + 1):
            if args.variants != "all" and str(i) not in args.variants.split(","):
                continue

            def call(p):
                return lib.mla_prefill_variant(i, H.ctypes.byref(p), H.stream())
            x.out.fill_(float("nan"))
            if call(params[-1]):
                continue  # of other head sizes
            check([x.out], want)
            us = harness.graph_time([lambda p=p: call(p) for p in params])
            print(f"   {name.decode():28} {us:9.2f} µs", flush=True)


if __name__ == "__main__":
    main()
