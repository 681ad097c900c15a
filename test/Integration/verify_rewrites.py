#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Imports a checkpoint and runs mla-optimize with --mla-verify-rewrites."""

import argparse
import os
import re
import subprocess
import sys
import tempfile

# Passes that always have something to do for a model.
CHECKED = [
    "mla-insert-cache",
    "mla-absorb",
    "mla-form-segments",
    "mla-outline-segments",
    "mla-expand-batch",
]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mlac", required=True, help="mla-opt is beside it")
    parser.add_argument("model", help="checkpoint folder")
    parser.add_argument("options", nargs="*", help="after --: of mla-optimize")
    arguments = parser.parse_args()
    mla_opt = os.path.join(os.path.dirname(arguments.mlac), "mla-opt")
    pipeline = "builtin.module(mla-optimize{%s})" % " ".join(arguments.options)
    with tempfile.TemporaryDirectory() as folder:
        imported = os.path.join(folder, "model.mlir")
        subprocess.run(
            [arguments.mlac, arguments.model, "--emit=imported", "-o", imported],
            check=True,
        )
        result = subprocess.run(
            [mla_opt, imported, "--mla-verify-rewrites"]
            + ["--pass-pipeline=" + pipeline, "-o", os.devnull],
            stderr=subprocess.PIPE,
            text=True,
        )
    print(result.stderr)
    agreed = re.findall(r"^verify-rewrites: (\S+): @step: [1-9]\d* results agree",
                        result.stderr, re.M)
    missing = [name for name in CHECKED if name not in agreed]
    if missing:
        print("expected these passes to be checked: " + ", ".join(missing))
    return 1 if result.returncode or missing else 0


if __name__ == "__main__":
    sys.exit(main())
