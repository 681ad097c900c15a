#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes test/models/fp8_cache: a small model whose caches may be kept in fp8.

    pip install numpy
    test/models/make_fp8_cache.py

The layout of 656 bytes a token wants a latent of 512 and a key of 64, which the
other models here do not have. The answers are computed in f64, with the rows
that attention sees rounded as that layout rounds them: the latent to e4m3 with a
power of two as scale for each 128 elements, the rotated key to bf16.
No value of the prompts lies so near the middle of two of e4m3 that f32 rounding
could move it to the other one, which alone changes logits by up to 1e-3.
`unquantised` of golden.json says how far from them the answers without this
rounding are: max|a - b| / max|a| over the vocabulary, the largest of all rows.
"""

import json
import os

import numpy

HERE = os.path.dirname(os.path.abspath(__file__))
SEED = 11
NEW_TOKENS = 12
LENGTHS = [5, 21, 38]

CONFIG = dict(
    architectures=["DeepseekV2ForCausalLM"],
    model_type="deepseek_v2",
    dtype="bfloat16",
    attention_bias=False,
    bos_token_id=0,
    eos_token_id=1,
    first_k_dense_replace=2,
    hidden_act="silu",
    hidden_size=48,
    intermediate_size=80,
    kv_lora_rank=512,
    max_position_embeddings=96,
    num_attention_heads=3,
    num_hidden_layers=2,
    num_key_value_heads=3,
    q_lora_rank=None,
    qk_nope_head_dim=16,
    qk_rope_head_dim=64,
    rms_norm_eps=1e-6,
    rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
    tie_word_embeddings=False,
    v_head_dim=24,
    vocab_size=131,
)
HIDDEN, HEADS = CONFIG["hidden_size"], CONFIG["num_attention_heads"]
L, P = CONFIG["kv_lora_rank"], CONFIG["qk_nope_head_dim"]
R, V = CONFIG["qk_rope_head_dim"], CONFIG["v_head_dim"]


def bf16(x):
    """Rounded to bf16, ties to even."""
    bits = numpy.asarray(x, numpy.float32).view(numpy.uint32)
    bits = (bits + 0x7FFF + (bits >> 16 & 1)) & numpy.uint32(0xFFFF0000)
    return bits.view(numpy.float32).astype(numpy.float64)


def e4m3(x):
    """Rounded to e4m3: 4 bits of significand, no exponent below -6."""
    exponent = numpy.maximum(numpy.frexp(x)[1] - 1, -6)
    step = numpy.ldexp(1.0, exponent - 3)
    return numpy.clip(numpy.rint(x / step) * step, -448, 448)


def quantized(latent):
    groups = latent.reshape(-1, L // 128, 128)
    amax = numpy.maximum(abs(groups).max(axis=-1, keepdims=True), 1e-30)
    scale = 2.0 ** numpy.ceil(numpy.log2(amax / 448))
    return (e4m3(groups / scale) * scale).reshape(latent.shape)


def make_weights():
    generator = numpy.random.default_rng(SEED)

    def matrix(rows, columns):
        return bf16(generator.standard_normal((rows, columns)) / columns**0.5)

    def norm(size):
        return bf16(1 + 0.3 * generator.standard_normal(size))

    weights = {"model.embed_tokens.weight": bf16(generator.standard_normal((CONFIG["vocab_size"], HIDDEN)))}
    for layer in range(CONFIG["num_hidden_layers"]):
        name = "model.layers.%d." % layer
        attention, mlp = name + "self_attn.", name + "mlp."
        weights[name + "input_layernorm.weight"] = norm(HIDDEN)
        weights[attention + "q_proj.weight"] = matrix(HEADS * (P + R), HIDDEN)
        weights[attention + "kv_a_proj_with_mqa.weight"] = matrix(L + R, HIDDEN)
        weights[attention + "kv_a_layernorm.weight"] = norm(L)
        weights[attention + "kv_b_proj.weight"] = matrix(HEADS * (P + V), L)
        weights[attention + "o_proj.weight"] = matrix(HIDDEN, HEADS * V)
        weights[name + "post_attention_layernorm.weight"] = norm(HIDDEN)
        for part in ("gate_proj", "up_proj"):
            weights[mlp + part + ".weight"] = matrix(CONFIG["intermediate_size"], HIDDEN)
        weights[mlp + "down_proj.weight"] = matrix(HIDDEN, CONFIG["intermediate_size"])
    weights["model.norm.weight"] = norm(HIDDEN)
    weights["lm_head.weight"] = matrix(CONFIG["vocab_size"], HIDDEN)
    return weights


def rms(x, weight):
    return x / numpy.sqrt((x * x).mean(axis=-1, keepdims=True) + CONFIG["rms_norm_eps"]) * weight


def rotated(x, positions):
    """Pairs are neighbours."""
    frequency = CONFIG["rope_parameters"]["rope_theta"] ** (-numpy.arange(0, R, 2) / R)
    angle = positions[:, None] * frequency
    cos, sin = numpy.cos(angle), numpy.sin(angle)
    if x.ndim == 3:
        cos, sin = cos[:, None], sin[:, None]
    out = numpy.empty_like(x)
    out[..., 0::2] = x[..., 0::2] * cos - x[..., 1::2] * sin
    out[..., 1::2] = x[..., 0::2] * sin + x[..., 1::2] * cos
    return out


def attention(x, w, quantize, noise=None):
    count = len(x)
    positions = numpy.arange(count)
    q = (x @ w["q_proj"].T).reshape(count, HEADS, P + R)
    kv = x @ w["kv_a_proj_with_mqa"].T
    latent = rms(kv[:, :L], w["kv_a_layernorm"])
    key = rotated(kv[:, L:], positions)
    if noise:
        latent = latent * (1 + 1e-6 * noise.standard_normal(latent.shape))
    if quantize:
        latent, key = quantized(latent), bf16(key)
    expanded = (latent @ w["kv_b_proj"].T).reshape(count, HEADS, P + V)
    scores = numpy.einsum("thp,jhp->htj", q[..., :P], expanded[..., :P])
    scores += numpy.einsum("thr,jr->htj", rotated(q[..., P:], positions), key)
    scores *= (P + R) ** -0.5
    scores[:, numpy.triu(numpy.ones((count, count), bool), 1)] = -numpy.inf
    scores = numpy.exp(scores - scores.max(axis=-1, keepdims=True))
    scores /= scores.sum(axis=-1, keepdims=True)
    out = numpy.einsum("htj,jhv->thv", scores, expanded[..., P:])
    return out.reshape(count, HEADS * V) @ w["o_proj"].T


def logits_of(weights, tokens, quantize, noise=None):
    x = weights["model.embed_tokens.weight"][tokens]
    for layer in range(CONFIG["num_hidden_layers"]):
        name = "model.layers.%d." % layer
        prefix = name + "self_attn."
        own = {k[len(prefix) : -len(".weight")]: v for k, v in weights.items() if k.startswith(prefix)}
        x = x + attention(rms(x, weights[name + "input_layernorm.weight"]), own, quantize, noise)
        y = rms(x, weights[name + "post_attention_layernorm.weight"])
        gate = y @ weights[name + "mlp.gate_proj.weight"].T
        up = y @ weights[name + "mlp.up_proj.weight"].T
        x = x + (gate / (1 + numpy.exp(-gate)) * up) @ weights[name + "mlp.down_proj.weight"].T
    return rms(x, weights["model.norm.weight"]) @ weights["lm_head.weight"].T


def is_steady(weights, prompt):
    """Whether noise as of f32 moves no value to its neighbour in e4m3."""
    logits = logits_of(weights, prompt, True)
    noise = numpy.random.default_rng(SEED + 2)
    return all(
        abs(logits_of(weights, prompt, True, noise) - logits).max() < 1e-5 * abs(logits).max()
        for _ in range(8)
    )


def greedy(weights, prompt):
    tokens, gap = list(prompt), numpy.inf
    for _ in range(NEW_TOKENS):
        row = logits_of(weights, tokens, True)[-1]
        best = numpy.sort(row)[::-1]
        gap = min(gap, (best[0] - best[1]) / abs(row).max())
        tokens.append(int(row.argmax()))
    return tokens[len(prompt) :], gap


def save_weights(weights, path):
    header, offset = {"__metadata__": {"format": "pt"}}, 0
    for name, tensor in weights.items():
        size = 2 * tensor.size
        header[name] = dict(dtype="BF16", shape=list(tensor.shape), data_offsets=[offset, offset + size])
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text)
        for tensor in weights.values():
            bits = tensor.astype(numpy.float32).view(numpy.uint32) >> 16
            file.write(bits.astype(numpy.uint16).tobytes())


def main():
    folder = os.path.join(HERE, "fp8_cache")
    os.makedirs(folder, exist_ok=True)
    weights = make_weights()
    save_weights(weights, os.path.join(folder, "model.safetensors"))
    with open(os.path.join(folder, "config.json"), "w") as file:
        json.dump(CONFIG, file, indent=2)
        file.write("\n")

    generator = numpy.random.default_rng(SEED + 1)
    golden = dict(prompts=[], greedy=[], min_gap=[], unquantised=[], finish=[])
    arrays = {}
    for index, length in enumerate(LENGTHS):
        for _ in range(500):  # until no choice is near a tie, and none is eos
            prompt = generator.integers(2, CONFIG["vocab_size"], length).tolist()
            if not is_steady(weights, prompt):
                continue
            tokens, gap = greedy(weights, prompt)
            if gap > 3e-2 and CONFIG["eos_token_id"] not in tokens:
                break
        else:
            raise ValueError("every prompt of %d tokens comes near a tie" % length)
        logits = logits_of(weights, prompt, True)
        plain = logits_of(weights, prompt, False)
        error = abs(logits - plain).max(axis=-1) / abs(logits).max(axis=-1)
        arrays["logits%d" % index] = logits.astype(numpy.float32)
        golden["prompts"].append(prompt)
        golden["greedy"].append(tokens)
        golden["min_gap"].append(round(float(gap), 4))
        golden["unquantised"].append(round(float(error.max()), 4))
        golden["finish"].append("length")
    golden["max_new_tokens"] = NEW_TOKENS
    numpy.savez_compressed(os.path.join(folder, "golden.npz"), **arrays)
    with open(os.path.join(folder, "golden.json"), "w") as file:
        json.dump(golden, file)
        file.write("\n")
    print("smallest gaps %s, unquantised answers differ by %s" % (golden["min_gap"], golden["unquantised"]))


if __name__ == "__main__":
    main()
