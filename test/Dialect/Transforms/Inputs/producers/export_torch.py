#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attention layers of transformers, as torch-mlir writes them in linalg.

    pip install torch==2.15.0 transformers==5.17.0 torch-mlir==20261001
    ./export_torch.py .

For each model: torch.export of rotary embedding, causal mask and attention,
then torch-mlir's pipeline to linalg on tensors. Weights are arguments of the
function, so that the files stay small; constants of the rotary embedding stay
in it. `eager` adds the mask that transformers makes, `sdpa` lets torch make it.
"""

import sys

import torch
from torch import nn
from torch.export import Dim
from torch_mlir import fx
from torch_mlir.extras.fx_decomp_util import get_decomposition_table
from transformers import masking_utils
from transformers.models.deepseek_v2 import modeling_deepseek_v2 as v2
from transformers.models.deepseek_v3 import modeling_deepseek_v3 as v3
from transformers.models.minicpm3 import modeling_minicpm3 as minicpm3

from normalize import normalize

SMALL = dict(
    hidden_size=32,
    num_attention_heads=4,
    num_key_value_heads=4,
    kv_lora_rank=16,
    qk_nope_head_dim=12,
    qk_rope_head_dim=8,
    v_head_dim=10,
    num_hidden_layers=1,
    max_position_embeddings=64,
)
YARN = dict(
    rope_type="yarn",
    rope_theta=10000.0,
    factor=4.0,
    original_max_position_embeddings=16,
    beta_fast=32,
    beta_slow=1,
    mscale=0.707,
    mscale_all_dim=0.707,
)
PLAIN = dict(rope_type="default", rope_theta=10000.0)


class Layer(nn.Module):
    """Rotary embedding, mask and attention of one layer."""

    def __init__(self, config, attention, rotary, implementation):
        super().__init__()
        config._attn_implementation = implementation
        self.config = config
        self.attention = attention(config, 0)
        self.rotary = rotary(config)
        # The importer knows persistent buffers only.
        self.rotary._non_persistent_buffers_set.clear()

    def forward(self, hidden_states, position_ids):
        mask = masking_utils.create_causal_mask(
            config=self.config,
            inputs_embeds=hidden_states,
            attention_mask=None,
            past_key_values=None,
            position_ids=None,
        )
        return self.attention(
            hidden_states=hidden_states,
            attention_mask=mask,
            position_embeddings=self.rotary(hidden_states, position_ids),
        )[0]


class WithWeights(nn.Module):
    """The same with the weights as arguments."""

    def __init__(self, layer):
        super().__init__()
        self.layer = layer

    def forward(self, hidden_states, position_ids, weights):
        return torch.func.functional_call(
            self.layer, weights, (hidden_states, position_ids)
        )


def v2_layer(implementation, **changes):
    options = dict(SMALL, head_dim=8, q_lora_rank=None, rope_parameters=PLAIN)
    config = v2.DeepseekV2Config(**dict(options, **changes))
    return Layer(
        config, v2.DeepseekV2Attention, v2.DeepseekV2RotaryEmbedding,
        implementation,
    )


def v3_layer(implementation, **changes):
    options = dict(SMALL, q_lora_rank=24, rope_parameters=PLAIN)
    config = v3.DeepseekV3Config(**dict(options, **changes))
    return Layer(
        config, v3.DeepseekV3Attention, v3.DeepseekV3RotaryEmbedding,
        implementation,
    )


def minicpm3_layer(implementation, **changes):
    options = dict(SMALL, q_lora_rank=24, rope_parameters=PLAIN)
    config = minicpm3.MiniCPM3Config(**dict(options, **changes))
    return Layer(
        config, minicpm3.MiniCPM3Attention, minicpm3.MiniCPM3RotaryEmbedding,
        implementation,
    )


LAYERS = {
    "v2_eager": (v2_layer, dict()),
    "v2_sdpa_yarn": (v2_layer, dict(rope_parameters=YARN, q_lora_rank=24)),
    "v3_eager": (v3_layer, dict()),
    "v3_sdpa_half_yarn": (
        v3_layer,
        dict(rope_parameters=YARN, rope_interleave=False, q_lora_rank=None),
    ),
    "minicpm3_eager": (minicpm3_layer, dict()),
    "minicpm3_sdpa": (minicpm3_layer, dict(attention_bias=True)),
}
LENGTH = Dim("s", min=2, max=64)
BATCH = Dim("b", min=2, max=64)
# Batch, length, and which of them are dynamic.
SHAPES = {
    "static": (2, 5, {}),
    "length": (1, 5, {1: LENGTH}),
    "batch_length": (3, 5, {0: BATCH, 1: LENGTH}),
}
EXPORTS = [
    ("v2_eager", "static"),
    ("v2_eager", "batch_length"),
    ("v2_sdpa_yarn", "length"),
    ("v3_eager", "length"),
    ("v3_eager", "batch_length"),
    ("v3_sdpa_half_yarn", "static"),
    ("minicpm3_eager", "static"),
    ("minicpm3_sdpa", "length"),
    ("minicpm3_sdpa", "batch_length"),
]


def decompositions(shape):
    table = torch.export.default_decompositions()
    table.update(get_decomposition_table())
    if shape == "batch_length":
        # As views of [batch * length] these become casts to [batch, 1] in
        # torch-mlir 20261001, which is wrong.
        for op in (torch.ops.aten.linear.default, torch.ops.aten.matmul.default):
            table.pop(op, None)
    return table


def export(name, shape):
    make, changes = LAYERS[name]
    batch, length, dynamic = SHAPES[shape]
    torch.manual_seed(0)
    layer = make("eager" if "eager" in name else "sdpa", **changes).eval()
    weights = {k: v.detach() for k, v in layer.named_parameters()}
    hidden = torch.randn(batch, length, 32)
    positions = torch.arange(length).expand(batch, length).contiguous()
    dims = (dynamic, dynamic, {k: None for k in weights})
    with torch.no_grad():
        program = torch.export.export(
            WithWeights(layer), (hidden, positions, weights),
            dynamic_shapes=dims,
        )
    # Checks of the exporter's own; the importer has no place for them.
    for node in list(program.graph.nodes):
        if node.target is torch.ops.aten._assert_tensor_metadata.default:
            program.graph.erase_node(node)
        # Complex numbers times 1.0, which torch-mlir does not lower.
        elif node.target is torch.ops.aten.mul.Tensor and node.args[1] == 1.0:
            if node.meta["val"].is_complex():
                node.replace_all_uses_with(node.args[0])
                program.graph.erase_node(node)
    module = fx.export_and_import(
        program,
        output_type="linalg-on-tensors",
        decomposition_table=decompositions(shape),
        func_name="torch_%s_%s" % (name, shape),
    )
    return str(module)


def main():
    folder = sys.argv[1]
    for layer, shape in EXPORTS:
        name = "torch_%s_%s" % (layer, shape)
        text = normalize(export(layer, shape), name, "export_torch.py")
        with open("%s/%s.mlir" % (folder, name), "w") as file:
            file.write(text)


if __name__ == "__main__":
    main()
