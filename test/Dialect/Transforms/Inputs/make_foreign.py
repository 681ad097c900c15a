#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Latent attention in other arrangements, and what is nearly one of them.

    make_foreign.py spellings | near-misses

Where `make_attention.py` varies one axis at a time, a function here is an
arrangement of its own: how weights of the values are normalised, what holds
both parts of the keys, which ops there are. Dimensions are those of
`linalg_text.py`.
"""

import sys

from linalg_text import MAX, N, P, R, SUM, V, L, Function

SPELLINGS, NEAR_MISSES = {}, {}
NO_SUM = "expected exponentials that are divided by their sum over the keys"
NO_MASK = "expected a causal mask, j <= t"
NO_SCORES = "expected scores to be scaled, masked products of queries and keys, got "


def spelling(function):
    SPELLINGS[function.__name__] = function


def near_miss(reason):
    def add(function):
        NEAR_MISSES["negative_" + function.__name__] = (function, reason)

    return add


# Parts that the arrangements share.


def arguments(f, b="", order="nt"):
    c, kr = f.argument("c", b + "jl"), f.argument("kr", b + "jr")
    w = f.argument("w", "nzl")
    wk, wv = f.slice(w, "z", "p", 0), f.slice(w, "z", "v", P)
    return c, kr, wk, wv, f.argument("q", b + order + "d")


def keys_of(f, c, kr, wk, dims):
    """[…, P] projected, […, R] repeated for all heads."""
    parts = f.einsum(c, wk, dims + "p"), f.copy(kr, dims + "r")
    return f.concat(parts, dims + "d")


def products(f, b="", order="nt"):
    """Scores before scale and mask, and values."""
    c, kr, wk, wv, q = arguments(f, b, order)
    k = b + order.replace("t", "j")
    s = f.einsum(q, keys_of(f, c, kr, wk, k), b + "ntj")
    return s, f.einsum(c, wv, k + "v")


def scaled(f, s):
    return f.each([s], f.dims[s], "arith.mulf %a, %scale")


def masked(f, s, hidden="%inf", relation="sle"):
    dims = f.dims[s]
    lines = [
        "%%t = linalg.index %d : index" % dims.index("t"),
        "%%j = linalg.index %d : index" % dims.index("j"),
        "%%v = arith.cmpi %s, %%j, %%t : index" % relation,
        "%%y = arith.select %%v, %%a, %s : f32" % hidden,
        "linalg.yield %y : f32",
    ]
    return f.generic([s], dims, dims, "; ".join(lines))


def visible(f, relation="sle"):
    """1 where j <= t, 0 elsewhere."""
    lines = [
        "%t = linalg.index 0 : index",
        "%j = linalg.index 1 : index",
        "%%v = arith.cmpi %s, %%j, %%t : index" % relation,
        "%y = arith.uitofp %v : i1 to f32",
        "linalg.yield %y : f32",
    ]
    return f.generic([], "tj", "tj", "; ".join(lines))


def over_keys(f, s, body, start):
    return f.generic([s], f.dims[s], f.dims[s].replace("j", ""), body, start)


def maximum(f, s):
    return over_keys(f, s, MAX, "%inf")


def total(f, e):
    return over_keys(f, e, SUM, "%zero")


def exponentials(f, s):
    body = "arith.subf %a, %b", "math.exp %x0"
    return f.each([s, maximum(f, s)], f.dims[s], *body)


def divided(f, e, by):
    return f.each([e, by], f.dims[e], "arith.divf %a, %b")


def softmax(f, s):
    e = exponentials(f, s)
    return divided(f, e, total(f, e))


def scores_and_values(f, b="", order="nt"):
    s, v = products(f, b, order)
    return masked(f, scaled(f, s)), v


def absorbed(f):
    """Scores of queries that have the keys' projection."""
    c, kr, wk, wv, q = arguments(f)
    qn, qr = f.slice(q, "d", "p", 0), f.slice(q, "d", "r", P)
    parts = f.einsum(f.einsum(qn, wk, "ntl"), c, "ntj"), f.einsum(qr, kr, "ntj")
    s = f.each(parts, "ntj", "arith.addf %a, %b")
    return masked(f, scaled(f, s)), c, wv


# The sum is divided by later.


@spelling
def late_division(f):
    s, v = scores_and_values(f)
    e = exponentials(f, s)
    return divided(f, f.einsum(e, v, "ntv"), total(f, e))


@spelling
def late_division_moved(f):
    s, v = scores_and_values(f, "b", "tn")
    e = exponentials(f, s)
    o = f.transpose(f.einsum(e, v, "bntv"), "btnv")
    return divided(f, o, f.transpose(total(f, e), "btn"))


@spelling
def late_reciprocal(f):
    s, v = scores_and_values(f)
    e = exponentials(f, s)
    inverse = f.each([total(f, e)], "nt", "arith.divf %one, %a")
    o = f.einsum(e, v, "tnv")
    return f.each([o, inverse], "tnv", "arith.mulf %a, %b")


@spelling
def late_division_of_latent(f):
    s, c, wv = absorbed(f)
    e = exponentials(f, s)
    u = divided(f, f.einsum(e, c, "ntl"), total(f, e))
    return f.einsum(u, wv, "tnv")


@spelling
def last_division(f):
    s, c, wv = absorbed(f)
    e = exponentials(f, s)
    return divided(f, f.einsum(f.einsum(e, c, "ntl"), wv, "tnv"), total(f, e))


@near_miss(NO_SUM)
def late_division_by_all(f):
    """The sum is of exponentials that are not masked."""
    s, v = products(f)
    s = scaled(f, s)
    e = exponentials(f, masked(f, s))
    return divided(f, f.einsum(e, v, "ntv"), total(f, exponentials(f, s)))


@near_miss(NO_SUM)
def late_division_by_maximum(f):
    s, v = scores_and_values(f)
    return divided(f, f.einsum(exponentials(f, s), v, "ntv"), maximum(f, s))


# Logarithms.


@spelling
def log_softmax(f):
    s, v = scores_and_values(f)
    x = f.each([s, maximum(f, s)], "ntj", "arith.subf %a, %b")
    log = f.each([total(f, f.each([x], "ntj", "math.exp %a"))], "nt", "math.log %a")
    p = f.each([x, log], "ntj", "arith.subf %a, %b", "math.exp %x0")
    return f.einsum(p, v, "tnv")


@spelling
def log_sum_exp(f):
    s, v = scores_and_values(f)
    high = maximum(f, s)
    sums = total(f, f.each([s, high], "ntj", "arith.subf %a, %b", "math.exp %x0"))
    lse = f.each([sums, high], "nt", "math.log %a", "arith.addf %b, %x0")
    p = f.each([s, lse], "ntj", "arith.subf %a, %b", "math.exp %x0")
    return f.einsum(p, v, "tnv")


@near_miss(NO_SUM)
def log_without_maximum(f):
    """Shifted by the maximum in the sum, and not again outside."""
    s, v = scores_and_values(f)
    log = f.each([total(f, exponentials(f, s))], "nt", "math.log %a")
    p = f.each([s, log], "ntj", "arith.subf %a, %b", "math.exp %x0")
    return f.einsum(p, v, "tnv")


# Masks.


@spelling
def exponentials_times_mask(f):
    s, v = products(f)
    e = exponentials(f, scaled(f, s))
    e = f.each([e, visible(f)], "ntj", "arith.mulf %a, %b")
    return f.einsum(divided(f, e, total(f, e)), v, "tnv")


@spelling
def exponentials_selected(f):
    s, v = products(f)
    e = masked(f, exponentials(f, scaled(f, s)), "%zero")
    return f.einsum(divided(f, e, total(f, e)), v, "tnv")


@spelling
def scores_times_mask(f):
    s, v = products(f)
    body = "arith.mulf %a, %b", "arith.subf %one, %b", "arith.mulf %x1, %large"
    s = f.each([scaled(f, s), visible(f)], "ntj", *body, "arith.subf %x0, %x2")
    return f.einsum(softmax(f, s), v, "tnv")


@spelling
def scores_clamped(f):
    s, v = scores_and_values(f)
    s = f.each([s], "ntj", "arith.maximumf %a, %finite")
    return f.einsum(softmax(f, s), v, "tnv")


@near_miss(NO_MASK)
def exponentials_times_strict_mask(f):
    s, v = products(f)
    e = exponentials(f, scaled(f, s))
    e = f.each([e, visible(f, "slt")], "ntj", "arith.mulf %a, %b")
    return f.einsum(divided(f, e, total(f, e)), v, "tnv")


@near_miss(NO_SCORES + "arith.mulf")
def zeros_are_scores(f):
    """Without the other half of the mask a hidden score is 0."""
    s, v = products(f)
    s = f.each([scaled(f, s), visible(f)], "ntj", "arith.mulf %a, %b")
    return f.einsum(softmax(f, s), v, "tnv")


@near_miss(NO_SCORES + "arith.maximumf")
def clamped_too_high(f):
    s, v = scores_and_values(f)
    s = f.each([s], "ntj", "arith.maximumf %a, %zero")
    return f.einsum(softmax(f, s), v, "tnv")


# Which ops there are.


@spelling
def sum_by_ones(f):
    s, v = scores_and_values(f)
    e = exponentials(f, s)
    sums = f.einsum(e, f.fill("%one", "j"), "nt")
    return f.einsum(divided(f, e, sums), v, "tnv")


@near_miss(NO_SUM)
def sum_by_fours(f):
    s, v = scores_and_values(f)
    e = exponentials(f, s)
    sums = f.einsum(e, f.fill("%four", "j"), "nt")
    return f.einsum(divided(f, e, sums), v, "tnv")


@spelling
def named_ops(f):
    c, kr, wk, wv, q = arguments(f)
    parts = f.einsum(c, wk, "njp"), f.broadcast(kr, "njr")
    k = f.transpose(f.concat(parts, "njd"), "ndj")
    s = f.named("batch_matmul", [q, k], "ntj", "%zero")
    s = masked(f, f.named("mul", [s, f.fill("%scale", "ntj")], "ntj"))
    high = f.broadcast(f.reduce("arith.maximumf", s, "j", "%inf"), "ntj")
    e = f.named("exp", [f.named("sub", [s, high], "ntj")], "ntj")
    sums = f.broadcast(f.reduce("arith.addf", e, "j", "%zero"), "ntj")
    inputs = f.named("div", [e, sums], "ntj"), f.einsum(c, wv, "njv")
    return f.transpose(f.named("batch_matmul", inputs, "ntv", "%zero"), "tnv")


@spelling
def named_reciprocal(f):
    s, v = scores_and_values(f)
    e = exponentials(f, s)
    inverse = f.broadcast(f.named("reciprocal", [total(f, e)], "nt"), "ntj")
    return f.einsum(f.named("mul", [e, inverse], "ntj"), v, "tnv")


@spelling
def contractions(f):
    c, kr, wk, wv, q = arguments(f, "b", "tn")
    parts = f.contract(c, wk, "bjnp"), f.broadcast(kr, "bjnr")
    s = f.contract(q, f.concat(parts, "bjnd"), "bntj")
    s = masked(f, scaled(f, s))
    x = f.elementwise("sub", [s, maximum(f, s)], "bntj")
    e = f.elementwise("exp", [x], "bntj")
    p = f.elementwise("div", [e, total(f, e)], "bntj")
    return f.contract(p, f.contract(c, wv, "bjnv"), "btnv")


@spelling
def maps(f):
    s, v = scores_and_values(f)
    high = f.broadcast(maximum(f, s), "ntj")
    e = f.mapped("math.exp", [f.mapped("arith.subf", [s, high], "ntj")], "ntj")
    sums = f.broadcast(total(f, e), "ntj")
    return f.einsum(f.mapped("arith.divf", [e, sums], "ntj"), v, "tnv")


@spelling
def tensors_of_arith(f):
    """arith and math on whole tensors."""
    s, v = products(f)
    type = f.type("ntj")

    def on_tensors(op, *inputs):
        return f.add("%s %s : %s" % (op, ", ".join(inputs), type), "ntj")

    factor = f.add("tensor.splat %%scale[%%T, %%T] : %s" % type, "ntj")
    s = masked(f, on_tensors("arith.mulf", s, factor))
    x = on_tensors("arith.subf", s, f.copy(maximum(f, s), "ntj"))
    e = on_tensors("math.exp", x)
    p = on_tensors("arith.divf", e, f.copy(total(f, e), "ntj"))
    return f.einsum(p, v, "tnv")


# Scales that nobody folded.


def scaled_by(f, how):
    s, v = products(f)
    f.lines += [
        "%features = arith.constant 24 : i32",
        "%number = arith.sitofp %features : i32 to f32",
        "%root = math.sqrt %number : f32",
        "%half = arith.constant -0.5 : f32",
        "%power = math.powf %number, %half : f32",
    ]
    return f.einsum(softmax(f, masked(f, f.each([s], "ntj", how))), v, "tnv")


@spelling
def scale_of_a_root(f):
    return scaled_by(f, "arith.divf %a, %root")


@spelling
def scale_of_a_power(f):
    return scaled_by(f, "arith.mulf %a, %power")


# Layouts.


@spelling
def merged_batches(f):
    c, kr, wk, wv, q = arguments(f, "b")
    k = f.transpose(keys_of(f, c, kr, wk, "bnj"), "bndj")
    q, k = f.reshape(q, "mtd", "bn t d"), f.reshape(k, "mdj", "bn d j")
    s = f.reshape(f.named("batch_matmul", [q, k], "mtj", "%zero"), "bntj", "bn t j")
    p = f.reshape(softmax(f, masked(f, scaled(f, s))), "mtj", "bn t j")
    v = f.reshape(f.einsum(c, wv, "bnjv"), "mjv", "bn j v")
    o = f.named("batch_matmul", [p, v], "mtv", "%zero")
    return f.transpose(f.reshape(o, "bntv", "bn t v"), "btnv")


@spelling
def merged_throughout(f):
    c, kr, wk, wv, q = arguments(f, "b")
    k = f.transpose(keys_of(f, c, kr, wk, "bnj"), "bndj")
    q, k = f.reshape(q, "mtd", "bn t d"), f.reshape(k, "mdj", "bn d j")
    s = f.named("batch_matmul", [q, k], "mtj", "%zero")
    v = f.reshape(f.einsum(c, wv, "bnjv"), "mjv", "bn j v")
    p = softmax(f, masked(f, scaled(f, s)))
    return f.named("batch_matmul", [p, v], "mtv", "%zero")


@spelling
def sequences_inside(f):
    c, kr = f.argument("c", "jbl"), f.argument("kr", "jbr")
    w, q = f.argument("w", "nzl"), f.argument("q", "tbnd")
    wk, wv = f.slice(w, "z", "p", 0), f.slice(w, "z", "v", P)
    s = f.einsum(q, keys_of(f, c, kr, wk, "jbn"), "bntj")
    p = softmax(f, masked(f, scaled(f, s)))
    return f.einsum(p, f.einsum(c, wv, "jbnv"), "tbnv")


@spelling
def keys_first(f):
    """Scores are keys times queries."""
    c, kr, wk, wv, q = arguments(f)
    s = f.einsum(keys_of(f, c, kr, wk, "nj"), q, "njt")
    p = softmax(f, masked(f, scaled(f, s)))
    return f.einsum(p, f.einsum(c, wv, "njv"), "tnv")


@spelling
def wide_matmul(f):
    c, kr = f.argument("c", "jl"), f.argument("kr", "jr")
    w, q = f.argument("w", "lw"), f.argument("q", "tx")
    kv = f.reshape(f.named("matmul", [c, w], "jw", "%zero"), "jnz", "j nz")
    kn, v = f.slice(kv, "z", "p", 0), f.slice(kv, "z", "v", P)
    k = f.concat([kn, f.copy(kr, "jnr")], "jnd")
    s = f.einsum(f.reshape(q, "tnd", "t nd"), k, "ntj")
    o = f.einsum(softmax(f, masked(f, scaled(f, s))), v, "tnv")
    return f.reshape(o, "ty", "t nv")


@spelling
def values_before_keys(f):
    c, kr = f.argument("c", "bjl"), f.argument("kr", "bjr")
    w, q = f.argument("w", "lw"), f.argument("q", "btx")
    kv = f.reshape(f.einsum(c, w, "bjw"), "bjnz", "b j nz")
    kn, v = f.slice(kv, "z", "p", V), f.slice(kv, "z", "v", 0)
    k = f.concat([f.copy(kr, "bjnr"), kn], "bjnd")
    s = f.einsum(f.reshape(q, "btnd", "b t nd"), k, "bntj")
    o = f.einsum(softmax(f, masked(f, scaled(f, s))), v, "btnv")
    return f.reshape(o, "bty", "b t nv")


@spelling
def fused_projection(f):
    """Queries, latent and rotated key from one matmul."""
    x, w_all = f.argument("hidden", "jf"), f.argument("w_all", "af")
    w = f.argument("w", "nzl")
    wk, wv = f.slice(w, "z", "p", 0), f.slice(w, "z", "v", P)
    y = f.einsum(x, w_all, "ja")
    q = f.slice(y, "a", "x", 0)
    f.dims[q] = "tx"
    c = f.slice(y, "a", "l", N * (P + R))
    kr = f.slice(y, "a", "r", N * (P + R) + L)
    k = keys_of(f, c, kr, wk, "nj")
    s = f.einsum(f.reshape(q, "tnd", "t nd"), k, "ntj")
    p = softmax(f, masked(f, scaled(f, s)))
    return f.einsum(p, f.einsum(c, wv, "njv"), "tnv")


# What holds both parts of the keys.


def row_of_a_cache(f, rope_first, first):
    """One row for both parts, the values from a part of it."""
    row, w = f.argument("row", "je"), f.argument("w", "nzl")
    wk, wv = f.slice(w, "z", "p", 0), f.slice(w, "z", "v", P)
    qn, qr = f.argument("qn", "tnp"), f.argument("qr", "tnr")
    parts = [f.einsum(qn, wk, "tnl"), qr]
    q = f.concat(parts[::-1] if rope_first else parts, "tne")
    s = masked(f, scaled(f, f.einsum(q, row, "ntj")))
    u = f.einsum(softmax(f, s), f.slice(row, "e", "l", first), "tnl")
    return f.einsum(u, wv, "tnv")


@spelling
def row_latent_first(f):
    return row_of_a_cache(f, False, 0)


@spelling
def row_rope_first(f):
    return row_of_a_cache(f, True, R)


@near_miss("expected queries that the keys' projection was moved to")
def row_cut_elsewhere(f):
    return row_of_a_cache(f, False, 4)


@spelling
def row_put_together(f):
    c, kr, wk, wv, q = arguments(f, "b")
    row = f.concat([c, kr], "bje")
    qn, qr = f.slice(q, "d", "p", 0), f.slice(q, "d", "r", P)
    q = f.concat([f.einsum(qn, wk, "bntl"), qr], "bnte")
    s = masked(f, scaled(f, f.einsum(q, row, "bntj")))
    u = f.einsum(softmax(f, s), f.slice(row, "e", "l", 0), "bntl")
    return f.einsum(u, wv, "btnv")


@spelling
def heads_as_rows(f):
    """One product for all heads of a sequence, as kernels have it."""
    c, kr, wk, wv, q = arguments(f, "b", "tn")
    qn, qr = f.slice(q, "d", "p", 0), f.slice(q, "d", "r", P)
    q = f.concat([f.einsum(qn, wk, "btnl"), qr], "btne")
    row = f.transpose(f.concat([c, kr], "bje"), "bej")
    f.sizes["g"] = "?"
    f.lines += ["%heads = arith.constant 4 : index"]
    f.lines += ["%G = arith.muli %T, %heads : index"]

    def matmul(a, b, dims, sizes):
        type = f.type(dims)
        init = f.add("tensor.empty(%s) : %s" % (sizes, type), dims)
        text = "linalg.fill ins(%%zero : f32) outs(%s : %s) -> %s"
        init = f.add(text % (init, type, type), dims)
        text = "linalg.batch_matmul ins(%s, %s : %s, %s) outs(%s : %s) -> %s"
        types = f.type(f.dims[a]), f.type(f.dims[b])
        return f.add(text % (a, b, *types, init, type, type), dims)

    s = matmul(f.reshape(q, "bge", "b tn e"), row, "bgj", "%G, %T")
    s = masked(f, scaled(f, f.reshape(s, "btnj", "b tn j")))
    u = matmul(f.reshape(softmax(f, s), "bgj", "b tn j"), c, "bgl", "%G")
    return f.einsum(f.reshape(u, "btnl", "b tn l"), wv, "btnv")


@spelling
def keys_absorbed_only(f):
    s, c, wv = absorbed(f)
    return f.einsum(softmax(f, s), f.einsum(c, wv, "njv"), "tnv")


@spelling
def values_absorbed_only(f):
    c, kr, wk, wv, q = arguments(f)
    s = f.einsum(q, keys_of(f, c, kr, wk, "nj"), "ntj")
    u = f.einsum(softmax(f, masked(f, scaled(f, s))), c, "ntl")
    return f.einsum(u, wv, "tnv")


# The rotated key, for all heads.


@spelling
def repeated_by_concat(f):
    c, kr, wk, wv, q = arguments(f)
    many = f.concat([f.reshape(kr, "ujr", "uj r")] * N, "njr")
    k = f.concat([f.einsum(c, wk, "njp"), many], "njd")
    p = softmax(f, masked(f, scaled(f, f.einsum(q, k, "ntj"))))
    return f.einsum(p, f.einsum(c, wv, "njv"), "tnv")


@near_miss("expected the rotated key to be shared by all heads")
def repeated_two_by_two(f):
    c, kr, wk, wv, q = arguments(f)
    other = f.argument("other", "jr")
    one, two = f.reshape(kr, "ujr", "uj r"), f.reshape(other, "ujr", "uj r")
    k = f.concat([f.einsum(c, wk, "njp"), f.concat([one, two] * 2, "njr")], "njd")
    p = softmax(f, masked(f, scaled(f, f.einsum(q, k, "ntj"))))
    return f.einsum(p, f.einsum(c, wv, "njv"), "tnv")


def rotated(f, x, dims, cos, sin):
    a, b = f.slice(x, "r", "h", 0), f.slice(x, "r", "h", R // 2)
    h = dims.replace("r", "h")
    body = "arith.mulf %a, %c", "arith.mulf %b, %d"
    y = f.each([a, b, cos, sin], h, *body, "arith.subf %x0, %x1")
    z = f.each([b, a, cos, sin], h, *body, "arith.addf %x0, %x1")
    return f.concat([y, z], dims)


@spelling
def cos_and_sin_passed(f):
    """Nobody knows what they are: the rotation stays outside."""
    c, kr, wk, wv, q = arguments(f, "", "tn")
    cos, sin = f.argument("cos", "th"), f.argument("sin", "th")
    qn, qr = f.slice(q, "d", "p", 0), f.slice(q, "d", "r", P)
    q = f.concat([qn, rotated(f, qr, "tnr", cos, sin)], "tnd")
    f.dims[kr] = "tr"
    kr = rotated(f, kr, "tr", cos, sin)
    f.dims[kr] = "jr"
    s = f.einsum(q, keys_of(f, c, kr, wk, "nj"), "ntj")
    p = softmax(f, masked(f, scaled(f, s)))
    return f.einsum(p, f.einsum(c, wv, "njv"), "tnv")


def angles(f, frequencies=None):
    """Cosines and sines of positions times frequencies."""
    positions = f.argument("positions", "t", "i32")
    text = (
        "linalg.generic {%s, iterator_types = [\"parallel\"]} "
        "ins(%s : %s) outs(%s : %s) {\n  ^bb0(%%p: i32, %%o: f32):\n"
        "    %%y = arith.sitofp %%p : i32 to f32\n    linalg.yield %%y : f32\n"
        "  } -> %s"
    ) % (
        f.maps("t", "tt"), positions, f.type("t", "i32"),
        f.empty("t"), f.type("t"), f.type("t"),
    )  # fmt: skip
    numbers = f.add(text, "t")
    table = "arith.constant dense<[1.0, 0.1, 0.01, 0.001]> : tensor<4xf32>"
    frequencies = frequencies or f.add(table, "h")
    angle = f.each([numbers, frequencies], "th", "arith.mulf %a, %b")
    return f.each([angle], "th", "math.cos %a"), f.each([angle], "th", "math.sin %a")


@spelling
def rotated_for_each_head(f):
    """Repeated first, and rotated as often."""
    c, kr, wk, wv, q = arguments(f)
    f.dims[kr] = "tr"
    kr = rotated(f, f.copy(kr, "ntr"), "ntr", *angles(f))
    f.dims[kr] = "njr"
    k = f.concat([f.einsum(c, wk, "njp"), kr], "njd")
    p = softmax(f, masked(f, scaled(f, f.einsum(q, k, "ntj"))))
    return f.einsum(p, f.einsum(c, wv, "njv"), "tnv")


def build(name, function):
    f = Function("?")
    return f.text(name, function(f))


def main():
    chunks = []
    if sys.argv[1] == "spellings":
        for name, function in SPELLINGS.items():
            check = "// CHECK-LABEL: func.func @%s(\n// CHECK:     mla.attention\n"
            check += "// CHECK-NOT: math.exp\n// CHECK:     return\n"
            chunks.append(check % name + build(name, function))
    else:
        for name, (function, reason) in NEAR_MISSES.items():
            check = '// REMARK: [Missed] RecognizeAttention | {{.*}}Remark="%s"\n'
            check = check % reason
            check += "// CHECK-LABEL: func.func @%s(\n" % name
            check += "// CHECK-NOT: mla.attention\n// CHECK: return\n"
            chunks.append(check + build(name, function))
    print("\n// -----\n\n".join(chunks))


if __name__ == "__main__":
    main()
