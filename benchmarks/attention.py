# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every shape of the tables, ours beside what else can be imported, in one run.

Cold inputs (rotated past L2), permuted pages, poisoned outputs checked against
f64 first, times from CUDA graphs without programmatic overlap between
repetitions. Prints tables with ratios and fractions of what the same run could
reach, writes JSON and a roofline under results/.

    PYTHONPATH=python_bindings python3 benchmarks/attention.py [--suite decode,…]
"""
import argparse
import json
import os
import random
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
for folder in ("../python_bindings", "../test/python", "."):
    sys.path.insert(0, os.path.join(HERE, folder))

import torch  # noqa: E402

import decode  # noqa: E402
import harness  # noqa: E402
import peers  # noqa: E402
import prefill  # noqa: E402
import roofline  # noqa: E402


def suite_decode(limits):
    rows = []
    for batch, heads, length, must, good, aim in decode.BARS:
        r = decode.measure(batch, heads, [length] * batch, beside=peers.DECODE)
        floor = max(r["bytes"] / limits["read_tbs"] / 1e6,
                    r["flop"] / limits["cublas_tflops"] / 1e6)
        rows.append({"B": batch, "H": heads, "S_kv": length, **r, "must": must,
                     "good": good, "aim": aim, "of_floor": floor / r["us"],
                     "to_must": r["us"] / must})
    return rows, ["B", "H", "S_kv", "us", "must", "good", "aim", "to_must",
                  "of_floor", "tbs", "tflops", "error",
                  *(name + "_us" for name in peers.DECODE)]


def suite_shapes(limits):
    """Heads between the powers of two, q_len 2, ragged lengths, pages."""
    rows = []

    def add(what, batch, heads, lengths, **options):
        r = decode.measure(batch, heads, lengths, **options)
        rows.append({"what": what, "B": batch, "H": heads, **r})
    for heads in (8, 16, 20, 24, 32, 40, 48, 64, 96, 128):
        add("heads", 32, heads, [4096] * 32)
    add("q_len 2", 32, 8, [4096] * 32, q_len=2)
    add("q_len 2", 32, 64, [4096] * 32, q_len=2)
    for page in (1, 16, 32):
        add(f"page {page}", 32, 16, [4096] * 32, page=page)
    r = random.Random(0)
    lengths = [max(1, int(r.gauss(4096, 2048))) for _ in range(128)]
    mean = sum(lengths) // 128
    add("N(4k, 2k)", 128, 16, lengths)
    add("uniform, the same mean", 128, 16, [mean] * 128)
    add("L 256, R 64", 32, 32, [4096] * 32, latent=256)
    add("L 256, R 64", 128, 32, [4096] * 128, latent=256)
    return rows, ["what", "B", "H", "us", "tbs", "tflops", "error"]


# B, kv, must, good: the whole cached operation of Mistral-Small-4, µs.
WHOLE = [(1, 2048, 12, 9), (8, 512, 13, 10), (32, 512, 15, 12),
         (32, 4096, 34, 30), (128, 4096, 93, 89)]


def suite_whole(limits):
    """append + absorb + attention + W_UV, L 256, R 64, P 64, V 128, 32 heads."""
    from mla import ops
    heads, latent, rope, nope, value = 32, 256, 64, 64, 128
    rows = []
    for batch, kv, must, good in WHOLE:
        lengths = [kv] * batch
        nbytes = batch * kv * (latent + rope) * 2
        sets = min(harness.copies_needed(nbytes), 64)
        inputs = [decode.Inputs(batch, heads, lengths, 1, latent, rope, 64, i)
                  for i in range(sets)]
        plan = ops.decode_plan(inputs[0].lens, num_heads=heads,
                               head_dim=latent + rope, max_seq_len=kv)
        size = ops._ops.decode_workspace(latent, plan.choice)
        workspace = torch.empty(size, dtype=torch.uint8, device="cuda")
        table = torch.randn(kv + 1, rope, device="cuda")
        positions = torch.full((batch,), kv - 1, dtype=torch.int32,
                               device="cuda")

        def call(x):
            kv_b = torch.randn(heads, nope + value, latent, device="cuda",
                               dtype=torch.bfloat16)
            new = torch.randn(batch, latent + rope, device="cuda",
                              dtype=torch.bfloat16)
            q = torch.randn(batch, heads, nope + rope, device="cuda",
                            dtype=torch.bfloat16)
            slots = x.table[:, (kv - 1) // 64] * 64 + (kv - 1) % 64
            absorbed = torch.empty(batch, heads, latent + rope, device="cuda",
                                   dtype=torch.bfloat16)
            out = torch.empty(batch, heads, value, device="cuda",
                              dtype=torch.bfloat16)

            def run():
                ops.rope_append(x.cache[:, :, 0], new[:, :latent],
                                new[:, latent:], positions, slots,
                                rope=(table, "interleaved"))
                ops.absorb_query(q[..., :nope], kv_b, q_rope=q[..., nope:],
                                 out=absorbed)
                ops.decode(absorbed.unsqueeze(1), x.cache, x.table, x.lens,
                           v_dim=latent, softmax_scale=128 ** -0.5, plan=plan,
                           out=x.out, workspace=workspace)
                ops.project_value(x.out[:, 0], kv_b, v_head_dim=value, out=out)
            return run
        us = harness.graph_time([call(x) for x in inputs])
        rows.append({"B": batch, "kv": kv, "us": us, "must": must,
                     "good": good, "to_must": us / must})
    return rows, ["B", "kv", "us", "must", "good", "to_must"]


def suite_whole_prefill(limits):
    """append + W_KVB + keys made whole + attention, the same dimensions."""
    from mla import ops
    heads, latent, rope, nope, value = 32, 256, 64, 64, 128
    rows = []
    for tokens, must, good in ((512, 30, 27), (2048, 125, 110)):
        def call():
            def randn(*shape):
                return torch.randn(*shape, device="cuda", dtype=torch.bfloat16)
            cache = randn(tokens // 64 + 5, 64, 1, latent + rope)
            row = randn(tokens, latent + rope)
            slots = torch.randperm(tokens, device="cuda").int()
            kv_b = randn(heads * (nope + value), latent)
            q = randn(1, tokens, heads, nope + rope)
            kv = randn(tokens, heads * (nope + value))
            k = randn(1, tokens, heads, nope + rope)
            parts = kv.view(1, tokens, heads, nope + value)
            shared = row[:, latent:][None, :, None]
            out = randn(1, tokens, heads, value)

            def run():
                ops.cache_append(cache, row[:, None], slots)
                ops.linear(row[:, :latent], kv_b, out=kv)
                # torch.cat takes 7 µs (T = 512) and 29 µs (2048) longer.
                k[..., :nope] = parts[..., :nope]
                k[..., nope:] = shared
                ops.prefill(q, k, parts[..., nope:], softmax_scale=128 ** -0.5,
                            out=out)
            return run
        nbytes = tokens * heads * (nope + rope + value) * 4
        us = harness.graph_time([call() for _ in range(
            harness.copies_needed(nbytes, 4, 32))])
        rows.append({"T": tokens, "us": us, "must": must, "good": good,
                     "to_must": us / must})
    return rows, ["T", "us", "must", "good", "to_must"]


def suite_small(limits):
    """Appends and projections: node to node in a graph."""
    from mla import ops
    rows = []

    def add(what, make, nbytes, bar, flop=0):
        us = harness.graph_time([make() for _ in range(
            harness.copies_needed(nbytes, 16, 64))])
        rows.append({"what": what, "us": us, "bar": bar, "tbs": nbytes / us / 1e6,
                     "of_copy": nbytes / us / 1e6 / limits["copy_tbs"],
                     "bytes": nbytes, **({"flop": flop} if flop else {})})

    def randn(*shape):
        return torch.randn(*shape, device="cuda", dtype=torch.bfloat16)
    table = torch.randn(4096, 64, device="cuda")
    for tokens in (1, 32, 128, 65536):
        cache = randn(tokens // 64 + 1, 64, 576)

        def append():
            c, k = randn(tokens, 512), randn(tokens, 64)
            at = torch.randint(0, 4096, (tokens,), device="cuda").int()
            slots = torch.randperm(tokens, device="cuda").int()
            return lambda: ops.rope_append(cache, c, k, at, slots,
                                           rope=(table, "interleaved"))
        add(f"rope_append {tokens} tokens", append, tokens * 2304,
            2.5 if tokens < 1000 else None)
    for heads, bar in ((16, 2.5), (128, 6.5)):
        for tokens in (1, 16):
            def absorb():
                w, q = randn(heads, 256, 512), randn(tokens, heads, 128)
                out = randn(tokens, heads, 512)
                return lambda: ops.absorb_query(q, w, out=out)

            def project():
                w, u = randn(heads, 256, 512), randn(tokens, heads, 512)
                out = randn(tokens, heads, 128)
                return lambda: ops.project_value(u, w, v_head_dim=128, out=out)
            add(f"absorb_query {heads} heads, {tokens} tokens", absorb,
                heads * 128 * 512 * 2, bar, tokens * heads * 2 * 128 * 512)
            add(f"project_value {heads} heads, {tokens} tokens", project,
                heads * 128 * 512 * 2, bar, tokens * heads * 2 * 128 * 512)
    lens = torch.full((128,), 4096, dtype=torch.int32, device="cuda")
    plan = ops.decode_plan(lens, num_heads=16)
    add("decode_plan, 128 sequences (once a step)",
        lambda: lambda: ops.decode_plan(lens, num_heads=16, out=plan.tensor),
        512, None)
    return rows, ["what", "us", "bar", "tbs", "of_copy"]


PREFILL_COLUMNS = ["dims", "B", "H", "S", "us", "tflops", "of_ceiling", "known_us",
                   "to_known", "to_peer", "error", "peer_error"]


def prefill_rows(measure, limits, which):
    rows = []
    for b, h, s, *known in prefill.TABLE:
        rows.append(measure(b, h, s, 192, 128, True, limits, known[which]))
    for dqk, dv, causal, b, h, s in prefill.OTHERS:
        rows.append(measure(b, h, s, dqk, dv, causal, limits))
    return rows


def suite_prefill(limits):
    rows = prefill_rows(prefill.measure_forward, limits, 0)
    return rows, [*PREFILL_COLUMNS, *(name + "_us" for name in peers.PREFILL)]


def suite_backward(limits):
    rows = prefill_rows(prefill.measure_backward, limits, 1)
    return rows, [*PREFILL_COLUMNS, "deterministic_us", "deterministic",
                  *(name + "_us" for name in peers.BACKWARD)]


SUITES = {"decode": suite_decode, "shapes": suite_shapes, "whole": suite_whole,
          "whole prefill": suite_whole_prefill, "small": suite_small, "prefill": suite_prefill,
          "backward": suite_backward}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suite", default=",".join(SUITES))
    parser.add_argument("--out", default=os.path.join(HERE, "results"))
    options = parser.parse_args()
    if not torch.cuda.is_available():
        sys.exit("unsupported: expected a CUDA device")
    limits = harness.ceilings()
    print(", ".join(f"{k} {v:.2f}" for k, v in limits.items()), flush=True)
    result = {"environment": harness.environment(), "ceilings": limits}
    os.makedirs(options.out, exist_ok=True)
    series = {}
    for name in options.suite.split(","):
        if name not in SUITES:
            sys.exit(f"expected suites of {', '.join(SUITES)}, got {name}")
        rows, columns = SUITES[name](limits)
        result[name] = rows
        print(f"\n{name}\n{harness.table(rows, columns)}", flush=True)
        series[name] = [(r["flop"], r["bytes"], r["us"], " ".join(
            f"{c} {r.get(c)}" for c in columns[:4])) for r in rows if "flop" in r]
        # After each: a suite that fails leaves what was measured before.
        with open(os.path.join(options.out, "attention.json"), "w") as file:
            json.dump(result, file, indent=1)
    series = {name: points for name, points in series.items() if points}
    if series:
        roofline.write(os.path.join(options.out, "attention_roofline.svg"), series,
                       limits["read_tbs"], limits["cublas_tflops"])


if __name__ == "__main__":
    main()
