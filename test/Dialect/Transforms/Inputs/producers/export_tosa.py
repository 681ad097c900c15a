#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Layers of export_plain.py by way of TOSA, whose passes to linalg are stock.

    pip install torch==2.15.0 transformers==5.17.0 torch-mlir==20261001
    ./export_tosa.py . mlir-opt    # of LLVM 22

Sizes are static.
"""

import subprocess
import sys

import torch
from torch_mlir import fx

from export_plain import Absorbed, Filled, Gathered, H, Subtracted
from export_torch import SHAPES, WithWeights
from normalize import normalize

PASSES = (
    "builtin.module(func.func(tosa-make-broadcastable,tosa-to-linalg-named,"
    "tosa-to-linalg,tosa-to-arith,tosa-to-tensor),canonicalize,cse)"
)


def export(kind, name):
    torch.manual_seed(0)
    layer = kind().eval()
    batch, length, _ = SHAPES["static"]
    weights = {k: v.detach() for k, v in layer.named_parameters()}
    positions = torch.arange(length).expand(batch, length).contiguous()
    with torch.no_grad():
        program = torch.export.export(
            WithWeights(layer), (torch.randn(batch, length, H), positions, weights)
        )
    module = fx.export_and_import(program, output_type="tosa", func_name=name)
    return str(module)


def main():
    folder, mlir_opt = sys.argv[1:]
    for kind in (Absorbed, Filled, Gathered, Subtracted):
        name = "tosa_%s_static" % kind.__name__.lower()
        command = [mlir_opt, "--pass-pipeline=" + PASSES]
        text = export(kind, name)
        result = subprocess.run(command, input=text, capture_output=True, text=True)
        if result.returncode:
            sys.exit(result.stderr[-3000:])
        with open("%s/%s.mlir" % (folder, name), "w") as file:
            file.write(normalize(result.stdout, name, "export_tosa.py"))


if __name__ == "__main__":
    main()
