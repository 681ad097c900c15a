#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs models with and without mla-fuse and compares tokens and logits.

In bf16 all logits must be the same bits: fused ops are expanded with the
roundings they had. In f32 a sum may be taken in another order where weights
were joined: 1e-5 of the largest logit.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import npy

TOLERANCE = {"bf16": 0.0, "f32": 1e-5}


def run(command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        sys.exit("failed: %s\n%s" % (" ".join(command), result.stderr[-3000:]))
    return result.stdout


def answer(tools, model, dtype, fuse, folder):
    """Tokens and logits of a prompt, by a program made with or without fusion."""
    path = os.path.join(folder, "fused" if fuse else "plain")
    imported = path + ".imported.mlir"
    run([tools.mlac, model, "--dtype=" + dtype, "--emit=imported", "-o", imported])
    optimize = "--mla-optimize=fuse=%s" % str(fuse).lower()
    run([tools.mla_opt, imported, optimize, "-o", path + ".mlir"])
    run([tools.mlac, path + ".mlir", "--dtype=" + dtype, "-o", path])
    with open(os.path.join(model, "golden.json")) as file:
        prompt = max(json.load(file)["prompts"], key=len)
    ids = ",".join(map(str, prompt))
    options = ["--prompt-ids", ids, "--max-new-tokens", "8", "--prefill-chunk", "5"]
    logits = path + ".npy"
    out = run([path, "--weights", model, "--logits", logits] + options)
    return json.loads(out)["tokens"], npy.read_npy(logits)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mlac", required=True)
    parser.add_argument("--mla-opt", required=True)
    parser.add_argument("models", nargs="+")
    tools = parser.parse_args()
    for model in tools.models:
        for dtype, tolerance in TOLERANCE.items():
            with tempfile.TemporaryDirectory() as folder:
                tokens, (shape, rows) = answer(tools, model, dtype, True, folder)
                plain, (_, others) = answer(tools, model, dtype, False, folder)
            error = max(abs(a - b) for r, s in zip(rows, others) for a, b in zip(r, s))
            largest = max(abs(b) for s in others for b in s)
            name = os.path.basename(model)
            if tokens != plain or not error <= tolerance * largest:
                sys.exit("%s %s: error %g of %g" % (name, dtype, error, largest))
            print("%s %s: %d rows agree" % (name, dtype, shape[0]))


main()
