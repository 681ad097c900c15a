#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attention layers as ONNX graphs, through torch-mlir's importer.

    pip install torch==2.15.0 transformers==5.17.0 torch-mlir==20261001 \\
                onnx==1.23.2 onnxscript==0.7.2
    ./export_onnx.py .

The importer has no Pow of a tensor by a number, no Unsqueeze at the end, and
gathers at positions of one dimension only; the layers do without.
"""

import math
import os
import subprocess
import sys
import tempfile

import torch

from export_plain import Layer, H, L, N, P, R, V
from export_torch import SHAPES
from normalize import normalize

PASSES = "builtin.module(%s)" % ",".join(
    (
        "torch-onnx-to-torch-backend-pipeline",
        "torch-backend-to-linalg-on-tensors-backend-pipeline",
        "canonicalize",
        "cse",
    )
)


def rms_norm(x, weight):
    return weight * (x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-6))


class OnnxLayer(Layer):
    def queries(self, x):
        q = self.q_b(rms_norm(self.q_a(x), self.q_norm))
        return q.reshape(x.shape[0], x.shape[1], N, P + R)

    def keys_and_values(self, x):
        b, t, _ = x.shape
        c, k_rope = self.kv_a(x).split([L, R], -1)
        kv = self.kv_b(rms_norm(c, self.kv_norm)).reshape(b, t, N, P + V)
        return *kv.transpose(1, 2).split([P, V], -1), k_rope


class Tables(OnnxLayer):
    """Tables gathered at positions, a mask by Trilu, one product of scores."""

    def rope(self, x, positions):
        first, second = x.chunk(2, -1)
        turned = torch.cat((-second, first), -1)
        return x * self.cos_both[positions] + turned * self.sin_both[positions]

    def forward(self, x, positions):
        b, t, _ = x.shape
        q_nope, q_rope = self.queries(x).transpose(1, 2).split([P, R], -1)
        k_nope, v, k_rope = self.keys_and_values(x)
        k_rope = self.rope(k_rope.reshape(b, 1, t, R), positions)
        q = torch.cat([q_nope, self.rope(q_rope, positions)], -1)
        k = torch.cat([k_nope, k_rope.expand(b, N, t, R)], -1)
        s = torch.matmul(q, k.transpose(2, 3)) * self.scale
        s = s + torch.triu(torch.full((t, t), -1e9), 1)
        o = torch.matmul(torch.softmax(s, -1), v).transpose(1, 2)
        return self.o(o.reshape(b, t, N * V))


class Where(OnnxLayer):
    """Angles in the graph, scores in two products, masked by Where."""

    def forward(self, x, positions):
        b, t, _ = x.shape
        angles = positions.reshape(t, 1, 1).float() * self.inv_freq
        cos, sin = angles.cos(), angles.sin()

        def rope(y):
            a, b = y[..., : R // 2], y[..., R // 2 :]
            return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)

        q = self.queries(x) / math.sqrt(P + R)
        k_nope, v, k_rope = self.keys_and_values(x)
        k_rope = rope(k_rope.reshape(b, t, 1, R)).transpose(1, 2)
        s = q[..., :P].transpose(1, 2) @ k_nope.transpose(2, 3)
        s = s + rope(q[..., P:]).transpose(1, 2) @ k_rope.transpose(2, 3)
        place = torch.arange(t)
        visible = place.reshape(1, t) <= place.reshape(t, 1)
        s = torch.where(visible, s, torch.tensor(float("-inf")))
        e = torch.exp(s - s.amax(-1, keepdim=True))
        o = torch.matmul(e / e.sum(-1, keepdim=True), v).transpose(1, 2)
        return self.o(o.reshape(b, t, N * V))


def export(kind, shape):
    torch.manual_seed(0)
    batch, length, dynamic = SHAPES[shape]
    program = torch.onnx.export(
        kind().eval(),
        (torch.randn(batch, length, H), torch.arange(length)),
        dynamo=True,
        dynamic_shapes=(dynamic, dynamic and {0: dynamic[1]}),
    )
    with tempfile.TemporaryDirectory() as folder:
        onnx, torch_ir = (os.path.join(folder, x) for x in ("a.onnx", "a.mlir"))
        program.save(onnx)
        for command in (
            ["torch-mlir-import-onnx", onnx, "-o", torch_ir],
            ["torch-mlir-opt", torch_ir, "--pass-pipeline=" + PASSES],
        ):
            result = subprocess.run(command, capture_output=True, text=True)
            if result.returncode:
                sys.exit(result.stderr[-3000:])
    return result.stdout


def main():
    folder = sys.argv[1]
    for kind, shape in ((Tables, "batch_length"), (Where, "length")):
        name = "onnx_%s_%s" % (kind.__name__.lower(), shape)
        text = export(kind, shape).replace("@main_graph(", "@%s(" % name)
        with open("%s/%s.mlir" % (folder, name), "w") as file:
            file.write(normalize(text, name, "export_onnx.py"))


if __name__ == "__main__":
    main()
