#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Attention layers in jax.numpy, by StableHLO in linalg.

    pip install jax==0.10.2 torch-mlir==20261001
    ./export_jax.py .

jax.export gives StableHLO; its passes to linalg come with torch-mlir-opt. With
symbolic sizes they want to be told which dimensions a broadcast keeps (JAX
broadcasts what is 1 in the type, nothing else), and leave two ops as they are,
`get_dimension_size` and `dynamic_reshape`, which have their like in `tensor`.
"""

import math
import re
import subprocess
import sys

import jax
import jax.numpy as jnp
from jax import export as jax_export
from jax import lax

from normalize import normalize

H, N, L, P, R, V, LQ = 32, 4, 16, 12, 8, 10, 24
SCALE = 1 / math.sqrt(P + R)
INV_FREQ = [10000.0 ** (-2 * i / R) for i in range(R // 2)]
PASSES = [
    "--stablehlo-legalize-to-linalg",
    "--canonicalize",
    "--cse",
]


def rms_norm(x, weight):
    mean = jnp.mean(jnp.square(x), axis=-1, keepdims=True)
    return x * jax.lax.rsqrt(mean + 1e-6) * weight


def angles(positions):
    angle = positions[:, None].astype(jnp.float32) * jnp.array(INV_FREQ)
    return jnp.cos(angle), jnp.sin(angle)


def rope_half(x, cos, sin):
    a, b = split_last(x, R // 2, R // 2)
    return jnp.concatenate([a * cos - b * sin, b * cos + a * sin], axis=-1)


def rope_interleaved(x, cos, sin):
    a, b = x[..., 0::2], x[..., 1::2]
    return jnp.stack([a * cos - b * sin, a * sin + b * cos], -1).reshape(x.shape)


def split_last(x, *sizes):
    return lax.split(x, sizes, axis=x.ndim - 1)


def rope_pairs(x, cos, sin):
    """Interleaved, without gathers."""
    pairs = split_last(x.reshape(*x.shape[:-1], R // 2, 2), 1, 1)
    a, b = (y.reshape(y.shape[:-1]) for y in pairs)
    return jnp.stack([a * cos - b * sin, a * sin + b * cos], -1).reshape(x.shape)


def split_layer(x, positions, w_qa, q_norm, w_qb, w_kva, kv_norm, w_kvb, w_o):
    """[T, H], whole tensors split, interleaved."""
    T = x.shape[0]
    cos, sin = angles(positions)
    q = (rms_norm(x @ w_qa, q_norm) @ w_qb).reshape(T, N, P + R)
    q_nope, q_rope = split_last(q, P, R)
    c, k_rope = split_last(x @ w_kva, L, R)
    c = rms_norm(c, kv_norm)
    k_rope = rope_pairs(k_rope, cos, sin)
    q_rope = rope_pairs(q_rope, cos[:, None], sin[:, None])
    k_nope, v = split_last((c @ w_kvb).reshape(T, N, P + V), P, V)
    s = jnp.einsum("tnp,jnp->ntj", q_nope, k_nope)
    s = (s + jnp.einsum("tnr,jr->ntj", q_rope, k_rope)) * SCALE
    s = jnp.where(jnp.tril(jnp.ones((T, T), bool)), s, -jnp.inf)
    o = jnp.einsum("ntj,jnv->tnv", jax.nn.softmax(s, axis=-1), v)
    return o.reshape(T, N * V) @ w_o


def einsum_layer(x, positions, w_qa, q_norm, w_qb, w_kva, kv_norm, w_kvb, w_o):
    """[T, H], einsum, interleaved."""
    T = x.shape[0]
    cos, sin = angles(positions)
    q = (rms_norm(x @ w_qa, q_norm) @ w_qb).reshape(T, N, P + R)
    q_nope, q_rope = q[..., :P], q[..., P:]
    kv = x @ w_kva
    c = rms_norm(kv[:, :L], kv_norm)
    k_rope = rope_interleaved(kv[:, L:], cos, sin)
    q_rope = rope_interleaved(q_rope, cos[:, None], sin[:, None])
    kv = (c @ w_kvb).reshape(T, N, P + V)
    k_nope, v = kv[..., :P], kv[..., P:]
    s = jnp.einsum("tnp,jnp->ntj", q_nope, k_nope)
    s = (s + jnp.einsum("tnr,jr->ntj", q_rope, k_rope)) * SCALE
    s = jnp.where(jnp.tril(jnp.ones((T, T), bool)), s, -jnp.inf)
    o = jnp.einsum("ntj,jnv->tnv", jax.nn.softmax(s, axis=-1), v)
    return o.reshape(T, N * V) @ w_o


def concat_layer(x, positions, w_q, w_kva, kv_norm, w_uk, w_uv, w_o):
    """[B, T, H], keys and queries concatenated, two weights, half."""
    B, T, _ = x.shape
    cos, sin = angles(positions)
    q = jnp.einsum("bth,nhd->bntd", x, w_q)
    c, k_rope = split_last(x @ w_kva, L, R)
    c = rms_norm(c, kv_norm)
    k_rope = rope_half(k_rope, cos, sin)
    q_nope, q_rope = split_last(q, P, R)
    q = jnp.concatenate([q_nope, rope_half(q_rope, cos, sin)], axis=-1)
    k_rope = jnp.broadcast_to(k_rope[:, None], (B, N, T, R))
    k = jnp.concatenate([jnp.einsum("btl,nlp->bntp", c, w_uk), k_rope], axis=-1)
    v = jnp.einsum("btl,nlv->bntv", c, w_uv)
    s = (q * SCALE) @ jnp.swapaxes(k, -1, -2)
    mask = jnp.arange(T)[None, :] > jnp.arange(T)[:, None]
    s = s + jnp.where(mask, jnp.finfo(jnp.float32).min, 0.0)
    o = jax.nn.softmax(s, axis=-1) @ v
    return jnp.einsum("bntv,nvh->bth", o, w_o)


def one_sequence(q_nope, q_rope, c, k_rope, w_uk, w_uv):
    """Absorbed by hand, of one head."""
    q = q_nope @ w_uk
    s = (q @ c.T + q_rope @ k_rope.T) * SCALE
    T = s.shape[0]
    row = jax.lax.broadcasted_iota(jnp.int32, (T, T), 0)
    column = jax.lax.broadcasted_iota(jnp.int32, (T, T), 1)
    s = jnp.where(row >= column, s, -1e30)
    return jax.nn.softmax(s, axis=-1) @ c @ w_uv


def vmap_layer(q_nope, q_rope, c, k_rope, w_uk, w_uv):
    """[B, N, T, …], one head at a time under vmap."""
    over_heads = jax.vmap(one_sequence, in_axes=(0, 0, None, None, 0, 0))
    return jax.vmap(over_heads, in_axes=(0, 0, 0, 0, None, None))(
        q_nope, q_rope, c, k_rope, w_uk, w_uv
    )


def spec(*shape, dtype=jnp.float32):
    return jax.ShapeDtypeStruct(shape, dtype)


B, T, I32 = 2, 5, jnp.int32
b, t = jax_export.symbolic_shape("b, t")
LAYERS = {
    "jax_split_length": (
        split_layer,
        spec(t, H), spec(t, dtype=I32), spec(H, LQ), spec(LQ),
        spec(LQ, N * (P + R)), spec(H, L + R), spec(L),
        spec(L, N * (P + V)), spec(N * V, H),
    ),
    "jax_concat_batch_length": (
        concat_layer,
        spec(b, t, H), spec(t, dtype=I32), spec(N, H, P + R),
        spec(H, L + R), spec(L), spec(N, L, P), spec(N, L, V),
        spec(N, V, H),
    ),
    "jax_vmap_batch_length": (
        vmap_layer,
        spec(b, N, t, P), spec(b, N, t, R), spec(b, t, L), spec(b, t, R),
        spec(N, P, L), spec(N, L, V),
    ),
    "jax_einsum": (
        einsum_layer,
        spec(T, H), spec(T, dtype=I32), spec(H, LQ), spec(LQ),
        spec(LQ, N * (P + R)), spec(H, L + R), spec(L),
        spec(L, N * (P + V)), spec(N * V, H),
    ),
    "jax_concat": (
        concat_layer,
        spec(B, T, H), spec(T, dtype=I32), spec(N, H, P + R),
        spec(H, L + R), spec(L), spec(N, L, P), spec(N, L, V),
        spec(N, V, H),
    ),
    "jax_vmap": (
        vmap_layer,
        spec(B, N, T, P), spec(B, N, T, R), spec(B, T, L), spec(B, T, R),
        spec(N, P, L), spec(N, L, V),
    ),
}  # fmt: skip


VALUE, TENSOR = r"(%\w+)", r"(tensor<[^>]*>)"
BROADCAST = re.compile(
    r"stablehlo.dynamic_broadcast_in_dim %s, %s, dims = \[([\d, ]*)\] "
    r": \(%s, %s\) -> %s" % (VALUE, VALUE, TENSOR, TENSOR, TENSOR)
)
DIM_SIZE = re.compile(
    r"^( *)%s = stablehlo.get_dimension_size %s, dim = (\d+) : \(%s\) -> .*$"
    % (VALUE, VALUE, TENSOR),
    re.M,
)
RESHAPE = re.compile(
    r"^( *)%s = stablehlo.dynamic_reshape %s, %s : \(%s, %s\) -> %s$"
    % (VALUE, VALUE, VALUE, TENSOR, TENSOR, TENSOR),
    re.M,
)


def tell_kept_dims(match):
    value, shape, dims, source, shape_type, result = match.groups()
    attributes = "broadcast_dimensions = array<i64%s>" % (dims and ": " + dims)
    sizes = source[len("tensor<") :].split("x")[:-1]
    for name, isOne in ("expanding", True), ("nonexpanding", False):
        places = [str(i) for i, s in enumerate(sizes) if (s == "1") == isOne]
        if places:
            attributes += ", known_%s_dimensions = array<i64: %s>" % (
                name,
                ", ".join(places),
            )
    return '"stablehlo.dynamic_broadcast_in_dim"(%s, %s) <{%s}> : (%s, %s) -> %s' % (
        value, shape, attributes, source, shape_type, result,
    )  # fmt: skip


def dim_size_as_tensor(match):
    space, name, tensor, dim, type = match.groups()
    place, size, number = ("%%%s%s" % (c, name[1:]) for c in "ijn")
    return "\n".join(
        space + line
        for line in (
            "%s = arith.constant %s : index" % (place, dim),
            "%s = tensor.dim %s, %s : %s" % (size, tensor, place, type),
            "%s = arith.index_cast %s : index to i32" % (number, size),
            "%s = tensor.from_elements %s : tensor<i32>" % (name, number),
        )
    )


def reshape_as_tensor(match):
    space, name, value, shape, source, shape_type, result = match.groups()
    # memref.reshape is lowered with a shape of index only.
    places, indices = "%i" + name[1:], shape_type.replace("i32", "index")
    return (
        "%s%s = arith.index_cast %s : %s to %s\n"
        "%s%s = tensor.reshape %s(%s) : (%s, %s) -> %s"
    ) % (
        space, places, shape, shape_type, indices,
        space, name, value, places, source, indices, result,
    )  # fmt: skip


def to_linalg(function, arguments):
    def main(*values):
        return function(*values)

    exported = jax_export.export(jax.jit(main), platforms=["cpu"])(*arguments)
    command = ["torch-mlir-opt"] + PASSES
    lines = exported.mlir_module().split("\n")
    # Sizes that do not agree are the caller's fault.
    text = "\n".join(line for line in lines if "@shape_assertion" not in line)
    text = BROADCAST.sub(tell_kept_dims, text)
    result = subprocess.run(command, input=text, capture_output=True, text=True)
    if result.returncode:
        sys.exit(result.stderr[-3000:])
    return RESHAPE.sub(reshape_as_tensor, DIM_SIZE.sub(dim_size_as_tensor, result.stdout))


def main():
    folder = sys.argv[1]
    for name, (function, *arguments) in LAYERS.items():
        text = to_linalg(function, arguments)
        with open("%s/%s.mlir" % (folder, name), "w") as file:
            file.write(normalize(text, name, "export_jax.py"))


if __name__ == "__main__":
    main()
