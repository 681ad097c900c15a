#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes small random checkpoints with known answers, in the form of test/models.

    pip install torch transformers==5.17 safetensors
    test/models/make_models.py OUT [NAME…]

The answers are what transformers computes in f32 from the stored weights with
eager attention and no cache. Every norm weight, bias and score correction is
random: with their usual ones and zeros a program that leaves them out passes.
"""

import argparse
import json
import os
import shutil

import numpy
import torch
import transformers
from safetensors.torch import load_file, save_file

CLASSES = {
    "minicpm3": (transformers.MiniCPM3Config, transformers.MiniCPM3ForCausalLM),
    "deepseek_v2": (transformers.DeepseekV2Config, transformers.DeepseekV2ForCausalLM),
    "deepseek_v3": (transformers.DeepseekV3Config, transformers.DeepseekV3ForCausalLM),
    "glm4_moe_lite": (transformers.Glm4MoeLiteConfig, transformers.Glm4MoeLiteForCausalLM),
    "mistral4": (transformers.Mistral4Config, transformers.Mistral4ForCausalLM),
    "youtu": (transformers.YoutuConfig, transformers.YoutuForCausalLM),
}

# What all have unless a case says otherwise. No two sizes are equal, so that
# one taken for another does not fit.
COMMON = dict(
    hidden_size=60,
    intermediate_size=52,
    num_hidden_layers=2,
    num_attention_heads=3,
    num_key_value_heads=3,
    kv_lora_rank=24,
    q_lora_rank=20,
    qk_nope_head_dim=12,
    qk_rope_head_dim=8,
    v_head_dim=10,
    vocab_size=131,
    max_position_embeddings=96,
    rms_norm_eps=1e-5,
    initializer_range=0.15,
    tie_word_embeddings=False,
    rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
    bos_token_id=0,
    eos_token_id=1,
)
EXPERTS = dict(
    n_routed_experts=6,
    num_experts_per_tok=2,
    n_shared_experts=1,
    moe_intermediate_size=14,
    first_k_dense_replace=1,
)
YARN = {
    "rope_type": "yarn",
    "rope_theta": 5000.0,
    "factor": 4.0,
    "original_max_position_embeddings": 24,
    "beta_fast": 16,
    "beta_slow": 2,
}


def case(model_type, dtype="bfloat16", prompts=(5, 21, 38), new_tokens=12, **options):
    """A checkpoint: config fields, and what is done to it after (see make)."""
    steps = {
        name: options.pop(name)
        for name in ["eos_after", "older_rope", "shards", "fp8", "extra", "freq"]
        if name in options
    }
    config = dict(COMMON)
    if model_type not in ("minicpm3", "youtu"):
        config.update(EXPERTS)
    config.update(options)
    if model_type == "glm4_moe_lite":
        dense = config.pop("first_k_dense_replace")
        config["mlp_layer_types"] = ["dense"] * dense + ["sparse"] * (
            config["num_hidden_layers"] - dense)
    config["num_key_value_heads"] = config["num_attention_heads"]
    return dict(
        model_type=model_type,
        dtype=dtype,
        lengths=prompts,
        new_tokens=new_tokens,
        config=config,
        steps=steps,
    )


CASES = {
    # -- committed in test/models/odd: each is odd in many ways -------------
    "minicpm3_five_heads": case(
        "minicpm3", num_attention_heads=5, v_head_dim=22, qk_rope_head_dim=6,
        kv_lora_rank=40, dim_model_base=17, scale_emb=3, scale_depth=0.7,
        attention_bias=True, eos_after=[3, None, 0],
    ),
    "minicpm3_longrope_tied_f16": case(
        "minicpm3", dtype="float16", tie_word_embeddings=True, older_rope=True,
        q_lora_rank=None, scale_emb=0.5, scale_depth=4,
        rope_parameters={
            "rope_type": "longrope", "rope_theta": 10000.0,
            "short_factor": [1.0, 1.1, 1.5, 2.5], "long_factor": [1.2, 2.0, 4.0, 8.0],
            "original_max_position_embeddings": 96, "factor": 1.0,
        },
    ),
    "minicpm3_longrope_crossing": case(
        # Stays short, becomes long while it is generated, is long.
        "minicpm3", prompts=(7, 19, 40), num_hidden_layers=3, scale_emb=2,
        rope_parameters={
            "rope_type": "longrope", "rope_theta": 10000.0,
            "short_factor": [1.0, 1.1, 1.5, 2.5], "long_factor": [1.2, 2.0, 4.0, 8.0],
            "original_max_position_embeddings": 24, "factor": 4.0,
        },
    ),
    "v2_groups_older_rope": case(
        "deepseek_v2", topk_method="group_limited_greedy", n_group=3, topk_group=2,
        routed_scaling_factor=16.0, n_shared_experts=2, initializer_range=0.1,
        older_rope=True,
        rope_parameters=dict(YARN, mscale=0.707, mscale_all_dim=0.707),
    ),
    "v2_one_head_sharded_f32": case(
        "deepseek_v2", num_attention_heads=1, kv_lora_rank=40, q_lora_rank=None,
        dtype="float32", shards="40KB", n_routed_experts=5, num_experts_per_tok=3,
        first_k_dense_replace=0, num_hidden_layers=1, n_shared_experts=0,
    ),
    "v3_half_rope": case(
        "deepseek_v3", rope_interleave=False, n_group=3, topk_group=2,
        rope_parameters=dict(YARN, mscale=0.8, mscale_all_dim=1.2),
    ),
    "v3_lite_bias": case(
        "deepseek_v3", q_lora_rank=None, n_group=3, topk_group=1,
        attention_bias=True, norm_topk_prob=False, routed_scaling_factor=0.9,
        rms_norm_eps=0.05,
    ),
    "v3_eos_extra_tensors": case(
        "deepseek_v3", n_group=1, topk_group=1, n_routed_experts=5,
        num_experts_per_tok=5, eos_after=[None, 5, 2], extra=True,
        rope_parameters=dict(YARN, truncate=False),
    ),
    "v3_fp8_blocks": case(
        "deepseek_v3", fp8=True, hidden_size=132, num_attention_heads=2,
        q_lora_rank=20, kv_lora_rank=130, moe_intermediate_size=14,
        intermediate_size=130, n_routed_experts=4, n_group=2, topk_group=1,
        v_head_dim=44, qk_nope_head_dim=40, initializer_range=0.08, vocab_size=67,
    ),
    "glm4_lite_two_dense": case(
        # V > P as in GLM-4.7-Flash; two dense layers, groups of experts.
        "glm4_moe_lite", num_hidden_layers=3, first_k_dense_replace=2, v_head_dim=18,
        n_group=3, topk_group=2, routed_scaling_factor=1.8, attention_bias=True,
        rope_parameters={"rope_type": "default", "rope_theta": 700.0},
    ),
    "mistral4_growing_queries": case(
        # Three prompts on three steps of the scale, packed experts, groups.
        "mistral4", n_group=3, topk_group=1, prompts=(5, 30, 58), n_shared_experts=2,
        rope_parameters=dict(YARN, mscale=1.0, mscale_all_dim=1.0,
                             llama_4_scaling_beta=0.35),
    ),
    "youtu_tied": case(
        "youtu", tie_word_embeddings=True, q_lora_rank=None, num_hidden_layers=2,
    ),
    # -- one oddity each, made when something is wrong ----------------------
    # -- sizes -------------------------------------------------------------
    "one_head": case("deepseek_v2", num_attention_heads=1, kv_lora_rank=40),
    "one_layer_one_expert": case(
        "deepseek_v3", num_hidden_layers=1, first_k_dense_replace=0, n_group=2,
        topk_group=1, n_routed_experts=4, num_experts_per_tok=1,
    ),
    "rope_of_two": case("minicpm3", qk_rope_head_dim=2, qk_nope_head_dim=5),
    "tiny": case(
        "minicpm3", hidden_size=7, num_attention_heads=1, intermediate_size=3,
        kv_lora_rank=1, q_lora_rank=1, qk_nope_head_dim=1, qk_rope_head_dim=2,
        v_head_dim=1, vocab_size=11, num_hidden_layers=3, dim_model_base=7,
    ),
    "larger": case(
        "deepseek_v3", hidden_size=264, num_attention_heads=9, kv_lora_rank=136,
        q_lora_rank=72, qk_nope_head_dim=40, qk_rope_head_dim=24, v_head_dim=48,
        intermediate_size=300, moe_intermediate_size=76, n_routed_experts=12,
        num_experts_per_tok=5, n_group=3, topk_group=2, vocab_size=1031,
        max_position_embeddings=700, prompts=(1, 129, 300), initializer_range=0.06,
        num_hidden_layers=3,
    ),
    # -- queries, biases ---------------------------------------------------
    "v3_lite": case("deepseek_v3", q_lora_rank=None, n_group=3, topk_group=2),
    "minicpm3_lite": case("minicpm3", q_lora_rank=None),
    "attention_bias_v3": case(
        "deepseek_v3", attention_bias=True, n_group=1, topk_group=1
    ),
    "attention_bias_v2_lite": case(
        "deepseek_v2", attention_bias=True, q_lora_rank=None
    ),
    "attention_bias_minicpm3": case("minicpm3", attention_bias=True),
    "mlp_bias_minicpm3": case("minicpm3", mlp_bias=True),
    "mlp_bias_v2": case("deepseek_v2", mlp_bias=True),
    "norm_epsilon": case(
        "deepseek_v3", rms_norm_eps=0.05, n_group=3, topk_group=1
    ),
    # -- positions ---------------------------------------------------------
    "v3_half_rope_yarn": case(
        "deepseek_v3", rope_interleave=False, n_group=3, topk_group=2,
        rope_parameters=dict(YARN, mscale=0.8, mscale_all_dim=1.2),
    ),
    "yarn_no_mscale": case("deepseek_v2", rope_parameters=dict(YARN)),
    "yarn_attention_factor": case(
        "deepseek_v2", rope_parameters=dict(YARN, attention_factor=1.3)
    ),
    "yarn_no_truncation": case(
        "deepseek_v3", n_group=2, topk_group=1,
        rope_parameters=dict(YARN, truncate=False, mscale=1.0, mscale_all_dim=1.0),
    ),
    "minicpm3_yarn": case(
        "minicpm3", rope_parameters=dict(YARN, mscale=0.5, mscale_all_dim=0.7)
    ),
    "older_rope_yarn": case(
        "deepseek_v3", n_group=2, topk_group=2, older_rope=True,
        rope_parameters=dict(YARN, mscale=0.707, mscale_all_dim=0.707),
    ),
    "older_rope_default": case(
        "deepseek_v2", older_rope=True,
        rope_parameters={"rope_type": "default", "rope_theta": 300.0},
    ),
    "longrope_short": case(
        "minicpm3", older_rope=True,
        rope_parameters={
            "rope_type": "longrope", "rope_theta": 10000.0,
            "short_factor": [1.0, 1.1, 1.5, 2.5], "long_factor": [1.2, 2.0, 4.0, 8.0],
            "original_max_position_embeddings": 96, "factor": 1.0,
        },
    ),
    "longrope_long": case(
        "minicpm3", prompts=(25, 31, 44),
        rope_parameters={
            "rope_type": "longrope", "rope_theta": 10000.0,
            "short_factor": [1.0, 1.1, 1.5, 2.5], "long_factor": [1.2, 2.0, 4.0, 8.0],
            "original_max_position_embeddings": 24, "factor": 4.0,
        },
    ),
    "linear_rope": case(
        "deepseek_v2",
        rope_parameters={"rope_type": "linear", "rope_theta": 900.0, "factor": 3.0},
    ),
    # -- experts -----------------------------------------------------------
    "v2_groups": case(
        "deepseek_v2", topk_method="group_limited_greedy", n_group=3, topk_group=2,
        routed_scaling_factor=16.0, n_shared_experts=2, initializer_range=0.1,
        rope_parameters=dict(YARN, mscale=0.707, mscale_all_dim=0.707),
    ),
    "v2_norm_topk": case("deepseek_v2", norm_topk_prob=True),
    "v3_unnormalised": case(
        "deepseek_v3", norm_topk_prob=False, n_group=2, topk_group=1,
        num_experts_per_tok=3, routed_scaling_factor=0.9,
    ),
    "all_experts": case(
        "deepseek_v3", n_routed_experts=5, num_experts_per_tok=5, n_group=1,
        topk_group=1, first_k_dense_replace=0,
    ),
    "seven_experts": case(
        "deepseek_v2", n_routed_experts=7, num_experts_per_tok=3,
        first_k_dense_replace=0, n_shared_experts=3,
    ),
    "no_shared_experts": case("deepseek_v2", n_shared_experts=0),
    "all_dense": case(
        "deepseek_v3", first_k_dense_replace=2, n_group=2, topk_group=1
    ),
    "moe_layer_freq": case("deepseek_v2", num_hidden_layers=4, freq=2),
    # -- weights -----------------------------------------------------------
    "tied_f16": case(
        "minicpm3", dtype="float16", tie_word_embeddings=True, scale_emb=0.5
    ),
    "tied_v2": case("deepseek_v2", tie_word_embeddings=True),
    "sharded_f32": case(
        "deepseek_v2", dtype="float32", shards="40KB", q_lora_rank=None
    ),
    # -- ends --------------------------------------------------------------
    "eos": case("minicpm3", eos_after=[3, None, 0]),
}


def build(spec, seed):
    """The model with random weights, held in the type it is stored in."""
    config_class, model_class = CLASSES[spec["model_type"]]
    torch.manual_seed(seed)
    fields = dict(spec["config"])
    fields["rope_parameters"] = dict(fields["rope_parameters"])
    config = config_class(**fields, attn_implementation="eager")
    model = model_class(config)
    frequency = spec["steps"].get("freq")
    if frequency:
        # transformers knows no moe_layer_freq; the published code does:
        # a layer has experts if its index is a multiple of it.
        config.moe_layer_freq = frequency
        for index, layer in enumerate(model.model.layers):
            if index % frequency and index >= config.first_k_dense_replace:
                dense = model.model.layers[0].mlp.__class__(config)
                torch.nn.init.normal_(dense.gate_proj.weight, std=0.15)
                torch.nn.init.normal_(dense.up_proj.weight, std=0.15)
                torch.nn.init.normal_(dense.down_proj.weight, std=0.15)
                layer.mlp = dense
    generator = torch.Generator().manual_seed(seed + 1)
    with torch.no_grad():
        for name, tensor in list(model.named_parameters()) + list(
            model.named_buffers()
        ):
            noise = torch.randn(tensor.shape, generator=generator)
            if name.endswith("e_score_correction_bias"):
                tensor.copy_(0.3 * noise)
            elif "norm" in name:
                tensor.copy_(1 + 0.3 * noise)
            elif name.endswith("bias"):
                tensor.copy_(0.3 * noise)
    return config, model


def quantize_blocks(tensors):
    """Block-scaled fp8, as DeepSeek publishes it; also gives the values back."""
    stored, values = {}, {}
    for name, tensor in tensors.items():
        plain = (
            tensor.ndim != 2
            or "embed_tokens" in name
            or "lm_head" in name
            or name.endswith("mlp.gate.weight")
        )
        if plain:
            stored[name] = values[name] = tensor
            continue
        rows, columns = tensor.shape
        padded = torch.zeros(-(-rows // 128) * 128, -(-columns // 128) * 128)
        padded[:rows, :columns] = tensor.float()
        blocks = padded.view(padded.shape[0] // 128, 128, padded.shape[1] // 128, 128)
        scale = blocks.abs().amax(dim=(1, 3), keepdim=True).clamp(min=1e-6) / 448.0
        # Not the largest value everywhere: a scale that is wrong must show.
        scale = scale * (1 + torch.rand(scale.shape))
        codes = (blocks / scale).to(torch.float8_e4m3fn)
        back = (codes.float() * scale).reshape(padded.shape)[:rows, :columns]
        stored[name] = codes.reshape(padded.shape)[:rows, :columns].contiguous()
        stored[name + "_scale_inv"] = scale[:, 0, :, 0].contiguous()
        values[name] = back.contiguous()
    return stored, values


def save_sharded(folder, tensors, shards):
    """model-0000i-of-0000n.safetensors and their index."""
    names = sorted(tensors)
    count = max(2, sum(t.nbytes for t in tensors.values()) // (int(shards[:-2]) * 1000))
    weight_map = {}
    for index in range(count):
        part = names[index::count]
        file = "model-%05d-of-%05d.safetensors" % (index + 1, count)
        save_file({name: tensors[name] for name in part}, os.path.join(folder, file))
        weight_map.update({name: file for name in part})
    total = sum(t.nbytes for t in tensors.values())
    index = {"metadata": {"total_size": total}, "weight_map": weight_map}
    with open(os.path.join(folder, "model.safetensors.index.json"), "w") as file:
        json.dump(index, file, indent=1)


def logits_of(model, tokens):
    with torch.no_grad():
        return model(torch.tensor([tokens]), use_cache=False).logits[0].float()


def greedy(model, prompt, count):
    """The tokens that follow, and the smallest gap to the second best."""
    tokens, gap = list(prompt), float("inf")
    for _ in range(count):
        best = logits_of(model, tokens)[-1].topk(2)
        gap = min(gap, (best.values[0] - best.values[1]).item())
        tokens.append(best.indices[0].item())
    return tokens[len(prompt) :], gap


def make(name, spec, root):
    folder = os.path.join(root, name)
    shutil.rmtree(folder, ignore_errors=True)
    seed = sum(map(ord, name))
    config, model = build(spec, seed)
    steps = spec["steps"]
    dtype = getattr(torch, spec["dtype"])
    correction = {
        n: b.clone() for n, b in model.named_buffers() if "e_score_correction" in n
    }
    model.to(dtype)
    for n, buffer in correction.items():  # published checkpoints keep it in f32
        owner, attribute = n.rsplit(".", 1)
        setattr(model.get_submodule(owner), attribute, buffer)
    model.save_pretrained(folder)
    path = os.path.join(folder, "model.safetensors")
    tensors = load_file(path)

    values = dict(tensors)
    if steps.get("fp8"):
        tensors, values = quantize_blocks(tensors)
    if getattr(config, "n_shared_experts", None) == 0:  # stored as empty tensors
        tensors = {n: t for n, t in tensors.items() if "shared_experts" not in n}
    if steps.get("extra"):
        # The multi-token prediction layer and a buffer of older checkpoints.
        last = config.num_hidden_layers
        for n in ["eh_proj.weight", "enorm.weight", "self_attn.q_a_proj.weight"]:
            tensors["model.layers.%d.%s" % (last, n)] = torch.randn(5, 5).to(dtype)
        tensors["model.layers.0.self_attn.rotary_emb.inv_freq"] = torch.randn(4)

    # What transformers computes in f32 from the stored values.
    save_file(values, path, metadata={"format": "pt"})
    reference = CLASSES[spec["model_type"]][1].from_pretrained(
        folder,
        dtype=torch.float32,
        attn_implementation="eager",
        experts_implementation="eager",
    ).eval()
    if steps.get("freq"):
        for index, layer in enumerate(reference.model.layers):
            if index % steps["freq"] and index >= config.first_k_dense_replace:
                layer.mlp = model.model.layers[index].mlp.float()
    for n, tensor in reference.state_dict().items():
        if n in values and not torch.equal(tensor, values[n].float()):
            raise ValueError("%s: %s was not loaded as stored" % (name, n))

    os.remove(path)
    if steps.get("shards"):
        save_sharded(folder, tensors, steps["shards"])
    else:
        save_file(tensors, path, metadata={"format": "pt"})

    generator = numpy.random.default_rng(seed)
    prompts, answers, gaps, arrays = [], [], [], {}
    for index, length in enumerate(spec["lengths"]):
        for _ in range(100):  # until no choice is near a tie
            prompt = generator.integers(2, config.vocab_size, length).tolist()
            tokens, gap = greedy(reference, prompt, spec["new_tokens"])
            logits = logits_of(reference, prompt)
            if gap > 2e-3 * logits.abs().max().item():
                break
        else:
            raise ValueError("%s: every prompt comes near a tie" % name)
        prompts.append(prompt)
        answers.append(tokens)
        gaps.append(gap)
        arrays["logits%d" % index] = logits.numpy()

    finishes = ["length"] * len(prompts)
    eos = [config.eos_token_id]
    if "eos_after" in steps:
        chosen = zip(answers, steps["eos_after"])
        eos = [tokens[after] for tokens, after in chosen if after is not None]
    for index, tokens in enumerate(answers):
        for place, token in enumerate(tokens):
            if token in eos:
                answers[index], finishes[index] = tokens[: place + 1], "eos"
                break
    numpy.savez_compressed(os.path.join(folder, "golden.npz"), **arrays)
    golden = dict(
        prompts=prompts,
        greedy=answers,
        min_gap=gaps,
        finish=finishes,
        max_new_tokens=spec["new_tokens"],
    )
    with open(os.path.join(folder, "golden.json"), "w") as file:
        json.dump(golden, file)

    path = os.path.join(folder, "config.json")
    with open(path) as file:
        written = json.load(file)
    if "eos_after" in steps:
        written["eos_token_id"] = eos
        os.remove(os.path.join(folder, "generation_config.json"))
    if steps.get("older_rope"):
        rope = written.pop("rope_parameters")
        written["rope_theta"] = rope.pop("rope_theta")
        rope["type"] = rope.pop("rope_type")
        written["rope_scaling"] = rope if rope["type"] != "default" else None
        del written["head_dim"], written["qk_head_dim"]
        written["torch_dtype"] = written.pop("dtype")
    if steps.get("fp8"):
        written["quantization_config"] = {
            "activation_scheme": "dynamic",
            "fmt": "e4m3",
            "quant_method": "fp8",
            "weight_block_size": [128, 128],
        }
    with open(path, "w") as file:
        json.dump(written, file, indent=2)
    size = sum(os.path.getsize(os.path.join(folder, f)) for f in os.listdir(folder))
    print("%-26s %7d bytes, smallest gap %.3g" % (name, size, min(gaps)))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", help="folder for the checkpoints")
    parser.add_argument("names", nargs="*", help="which; all if none: " + ", ".join(CASES))
    arguments = parser.parse_args()
    failed = []
    for name in arguments.names or CASES:
        try:
            make(name, CASES[name], arguments.out)
        except Exception as error:  # the others are still worth having
            print("%-26s failed: %s: %s" % (name, type(error).__name__, error))
            failed.append(name)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
