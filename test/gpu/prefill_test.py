# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Forward prefill against f64: `prefill_test.py --lib libmla_kernels.so`.

Exit status 0: all right; 1: something wrong; 77: no GPU or no torch (unsupported).
"""

import argparse
import random
import sys

try:
    import torch

    import prefill_harness as H
except ImportError as error:
    print(f"unsupported: {error}")
    sys.exit(77)


def fixed_cases():
    bf, hf = torch.bfloat16, torch.float16
    yield from (
        dict(b=2, sq=512, skv=512, h=4),
        dict(b=1, sq=1000, skv=1000, h=3),
        dict(b=1, sq=1, skv=1, h=1),
        dict(b=2, sq=1, skv=777, h=5),
        dict(b=1, sq=130, skv=1030, h=3),
        dict(b=1, sq=600, skv=200, h=2),  # 400 rows see nothing
        dict(b=1, sq=257, skv=1, h=2),
        dict(b=1, sq=64, skv=0, h=2),
        dict(b=1, sq=333, skv=700, h=4, causal=False),
        dict(b=1, sq=333, skv=127, h=4, causal=False),
        dict(b=3, sq=300, skv=300, h=12, hkv=4),
        dict(b=1, sq=300, skv=300, h=20, hkv=1),
        dict(b=2, sq=200, skv=200, h=4, layout="bhsd"),
        dict(b=3, sq=200, skv=260, h=4, layout="sbhd"),
        dict(b=2, sq=200, skv=200, h=9, layout="bhsd", pad=8),
        dict(b=2, sq=200, skv=260, h=4, layout="sbhd", pad=64, hkv=2),
        dict(b=2, sq=200, skv=260, h=4, pad=1),  # no 16-byte alignment
        dict(b=1, sq=400, skv=400, h=2, dtype=hf),
        dict(b=1, sq=400, skv=400, h=2, lse=False),
        dict(b=1, sq=2200, skv=2200, h=40),
        dict(b=1, sq=500, skv=500, h=4, scale=1.0),
    )
    for dims in ((128, 128), (96, 64), (256, 256), (64, 64), (192, 192), (72, 40),
                 (256, 64), (64, 256), (40, 24), (80, 128), (17, 33), (255, 1), (192, 256)):
        yield dict(b=2, sq=300, skv=333, h=4, hkv=2, dqk=dims[0], dv=dims[1])
        yield dict(b=1, sq=150, skv=77, h=2, dqk=dims[0], dv=dims[1], causal=False, dtype=hf)
    yield from (
        dict(h=4, ragged=([100, 0, 257, 1, 64], [100, 30, 257, 1, 300])),
        dict(h=4, hkv=2, ragged=([0, 128, 513], [0, 0, 700])),
        dict(h=3, ragged=([300, 5], [100, 900]), layout="bhsd"),
        dict(h=3, ragged=([300, 5, 0], [100, 900, 4]), causal=False, dqk=128),
        dict(h=2, ragged=([90, 5, 200], [100, 40, 400]), dqk=96, dv=64),
        dict(h=2, ragged=([90, 5, 200], [100, 40, 400]), dqk=96, dv=63),
    )


def rope_cases():
    """Rotated parts that lie apart, and padded rows: prefill_sm90 alone."""
    if torch.cuda.get_device_capability() != (9, 0):
        return
    for dims, rope in (((192, 128), 64), ((96, 64), 32), ((128, 128), 64), ((72, 64), 8),
                       ((256, 256), 64), ((192, 256), 64), ((160, 40), 32)):
        yield dict(sq=700, skv=700, h=6, dqk=dims[0], dv=dims[1], rope=rope)
        yield dict(sq=2300, skv=2300, h=16, dqk=dims[0], dv=dims[1], rope=rope, dtype=torch.float16)
        lens = [100, 0, 257, 1, 64]
        yield dict(h=4, ragged=(lens, lens), dqk=dims[0], dv=dims[1], rope=rope)


def random_case(rng):
    """Any head sizes, layouts, strides, lengths; a third of them ragged."""
    heads = rng.choice([1, 2, 3, 4, 9, 12, 20])
    group = rng.choice([g for g in range(1, heads + 1) if heads % g == 0])
    dqk, dv = rng.choice([(192, 128), (192, 128), (128, 128), (96, 64), (256, 256), (64, 64),
                          (rng.randint(1, 256), rng.randint(1, 256)),
                          (8 * rng.randint(1, 32), 8 * rng.randint(1, 32))])
    case = dict(h=heads, hkv=heads // group, dqk=dqk, dv=dv, causal=rng.random() < 0.75,
                dtype=rng.choice([torch.bfloat16, torch.float16]),
                pad=rng.choice([0, 0, 0, 8, 24, 3]), layout=rng.choice(list(H.LAYOUTS)))
    if rng.random() < 0.3:
        n = rng.randint(1, 5)
        case["ragged"] = ([rng.choice([0, 1, rng.randint(1, 600)]) for _ in range(n)],
                          [rng.choice([0, 1, rng.randint(1, 600)]) for _ in range(n)])
    else:
        case.update(b=rng.randint(1, 3), sq=rng.randint(1, 700), skv=rng.randint(0, 700))
    return case


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("--lib", required=True)
    ap.add_argument("--random", type=int, default=100)
    ap.add_argument("--seed", type=int, default=20261120)
    ap.add_argument("--variant", type=int, default=-1)
    ap.add_argument("--backward", choices=["no", "fast", "deterministic"], default="no")
    ap.add_argument("--max-dims", default="256,256", help="leave larger head sizes out")
    args = ap.parse_args()
    if not torch.cuda.is_available():
        print("unsupported: no GPU")
        return 77
    lib = H.load(args.lib)
    forward, backward = H.library_calls(lib)
    if args.variant >= 0:
        forward = lambda x: lib.mla_prefill_variant(
            args.variant, H.ctypes.byref(x.params()), H.stream())
    gen = torch.Generator("cuda").manual_seed(args.seed)
    rng = random.Random(args.seed)
    cases = list(fixed_cases()) + [random_case(rng) for _ in range(args.random)]
    if args.backward == "no" and args.variant < 0:
        cases += rope_cases()
    failed = ran = 0
    for case in cases:
        if args.variant >= 0 and (case.get("dqk", 192) != 192 or case.get("dv", 128) != 128
                                  or case.get("dtype") == torch.float16 or case.get("pad", 0) % 8):
            continue
        most = list(map(int, args.max_dims.split(",")))
        if case.get("dqk", 192) > most[0] or case.get("dv", 128) > most[1]:
            continue
        if args.max_dims != "256,256" and (case.get("dqk", 192) % 8 or case.get("dv", 128) % 8 or case.get("pad", 0) % 8):
            continue
        ran += 1
        if args.backward == "no":
            wrong = H.check_case(forward, case, gen)
        else:
            wrong = H.check_backward_case(backward, case, gen, args.backward == "deterministic")
        if wrong:
            failed += 1
            if failed <= 12:
                print(f"FAIL {case}: {wrong[0]}")
    print(f"{ran} cases, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
