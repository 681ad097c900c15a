#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs models in bf16 with and without mla-fuse and compares.

Tokens and logits must be the same bits: fused ops are expanded with the
roundings they had.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
import npy


def run(command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        sys.exit("failed: %s\n%s" % (" ".join(command), result.stderr[-3000:]))
    return result.stdout


def answer(tools, model, fuse, folder):
    """Tokens and logits of a prompt, by a program made with or without fusion."""
    path = os.path.join(folder, "fused" if fuse else "plain")
    imported = path + ".imported.mlir"
    run([tools.mlac, model, "--dtype=bf16", "--emit=imported", "-o", imported])
    optimize = "--mla-optimize=fuse=%s" % str(fuse).lower()
    run([tools.mla_opt, imported, optimize, "-o", path + ".mlir"])
    run([tools.mlac, path + ".mlir", "--dtype=bf16", "-o", path])
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
        with tempfile.TemporaryDirectory() as folder:
            fused = answer(tools, model, True, folder)
            plain = answer(tools, model, False, folder)
        name = os.path.basename(model)
        if fused != plain:
            sys.exit("%s: expected the same tokens and logits" % name)
        print("%s: the same %d tokens and %d rows" % (name, len(plain[0]), plain[1][0][0]))


main()
