#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Latent attention in many spellings, and what is nearly it.

    make_attention.py spellings | near-misses

Writes one function for each, with what FileCheck expects before it. A spelling
is a choice on each axis (`Layer`); what is not said is the first choice.
"""

import dataclasses
import sys

from linalg_text import N, P, R, V, Function


@dataclasses.dataclass
class Layer:
    tokens: object = "?"
    batch: str = ""  # or "b"
    order: str = "nt"  # of heads and tokens in queries and keys
    weights: str = "one"  # two, input_major
    keys: str = "concat"  # rope_first, products, insert
    queries: str = "whole"  # parts
    scale: str = "after"  # before, query, nope, keys, divided, exp2
    mask: str = "select"  # add_inf, add_finite, not, subtract, times, bits …
    softmax: str = "parts"  # op, reciprocal, no_maximum, twice
    values: str = "projected"  # absorbed
    broken: str = ""  # what makes it a near miss


def mask_scores(f, layer, s, dims):
    t, j = dims.index("t"), dims.index("j")
    index = ["%%t = linalg.index %d : index" % t, "%%j = linalg.index %d : index" % j]
    visible = "arith.cmpi sle, %j, %t : index"
    extra = []
    if layer.broken == "future":
        visible = "arith.cmpi sge, %j, %t : index"
    if layer.broken == "strict":
        visible = "arith.cmpi slt, %j, %t : index"
    if layer.broken == "window":
        extra = [
            "%near = arith.addi %j, %window : index",
            "%in = arith.cmpi sgt, %near, %t : index",
            "%before = arith.cmpi sle, %j, %t : index",
        ]
        visible = "arith.andi %in, %before : i1"
    lines = index + extra + ["%m = " + visible]
    kind = layer.mask
    if kind == "select":
        lines += ["%y = arith.select %m, %a, %inf : f32"]
    elif kind == "not":
        lines += [
            "%yes = arith.constant true",
            "%no = arith.xori %m, %yes : i1",
            "%y = arith.select %no, %finite, %a : f32",
        ]
    elif kind in ("add_inf", "add_finite"):
        lines += [
            "%h = arith.select %m, %zero, %" + kind[4:] + " : f32",
            "%y = arith.addf %a, %h : f32",
        ]
    elif kind == "subtract":
        lines += [
            "%mu = arith.uitofp %m : i1 to f32",
            "%mv = arith.subf %one, %mu : f32",
            "%mw = arith.mulf %mv, %large : f32",
            "%y = arith.subf %a, %mw : f32",
        ]
    elif kind == "floats":
        lines[-1:] = [
            "%ti = arith.index_cast %t : index to i64",
            "%ji = arith.index_cast %j : index to i64",
            "%tf = arith.sitofp %ti : i64 to f32",
            "%jf = arith.sitofp %ji : i64 to f32",
            "%m = arith.cmpf ogt, %jf, %tf : f32",
            "%y = arith.select %m, %inf, %a : f32",
        ]
    elif kind == "bits":
        lines += [
            "%yes = arith.constant true",
            "%both = arith.andi %yes, %m : i1",
            "%no = arith.constant false",
            "%bit = arith.select %both, %yes, %no : i1",
            "%y = arith.select %bit, %a, %inf : f32",
        ]
    elif kind == "remainder":
        # By value: j - t <= 0 in a roundabout way.
        lines[-1:] = [
            "%big = arith.constant 100 : index",
            "%sum = arith.addi %t, %big : index",
            "%diff = arith.subi %sum, %j : index",
            "%many = arith.divui %diff, %big : index",
            "%m = arith.cmpi ne, %many, %c0 : index",
            "%y = arith.select %m, %a, %inf : f32",
        ]
    return f.generic([s], dims, dims, "; ".join(lines + ["linalg.yield %y : f32"]))


def softmax(f, layer, s, dims):
    over = "t" if layer.broken == "axis" else "j"
    rest = dims.replace(over, "")
    if layer.softmax == "op":
        return f.add(
            "linalg.softmax dimension(%d) ins(%s : %s) outs(%s : %s) -> %s"
            % (dims.index(over), s, f.type(dims), f.empty(dims), f.type(dims), f.type(dims)),
            dims,
        )  # fmt: skip
    exp = "math.exp2" if layer.scale == "exp2" else "math.exp"
    if layer.softmax == "no_maximum":
        e = f.each([s], dims, exp + " %a")
        again = e
    else:
        body = "%x = arith.maximumf %a, %o : f32; linalg.yield %x : f32"
        high = f.generic([s], dims, rest, body, "%inf")
        e = f.each([s, high], dims, "arith.subf %a, %b", exp + " %x0")
        again = e
        if layer.softmax == "twice":
            again = f.each([s, high], dims, "arith.subf %a, %b", exp + " %x0")
    body = "%x = arith.addf %a, %o : f32; linalg.yield %x : f32"
    total = f.generic([again], dims, rest, body, "%zero")
    if layer.softmax == "reciprocal":
        inverse = f.each([total], rest, "arith.divf %one, %a")
        return f.each([e, inverse], dims, "arith.mulf %a, %b")
    return f.each([e, total], dims, "arith.divf %a, %b")


def build(name, layer):
    f = Function(layer.tokens)
    b = layer.batch
    q_dims = b + layer.order
    k_dims = q_dims.replace("t", "j")
    scores = b + "ntj"
    c = f.argument("c", b + "jl")
    kr = f.argument("kr", (k_dims if layer.broken == "rope_per_head" else b + "j") + "r")
    # Weights.
    latent = c
    if layer.broken == "two_latents":
        latent = f.argument("other", b + "jl")
    if layer.weights == "one":
        w = f.argument("w", "nzl")
        wk, wv = f.slice(w, "z", "p", 0), f.slice(w, "z", "v", P)
    elif layer.weights == "two":
        wk, wv = f.argument("wk", "npl"), f.argument("wv", "nvl")
    else:
        wk, wv = f.argument("wk", "lnp"), f.argument("wv", "lnv")
    # Queries.
    if layer.values == "absorbed" or layer.queries == "parts":
        qn, qr = f.argument("qn", q_dims + "p"), f.argument("qr", q_dims + "r")
    else:
        q = f.argument("q", q_dims + "d")
        if layer.scale == "query":
            q = f.each([q], q_dims + "d", "arith.mulf %a, %scale")
        qn = f.slice(q, "d", "p", 0)
        qr = f.slice(q, "d", "r", P)
        if layer.keys == "rope_first":
            qr, qn = f.slice(q, "d", "r", 0), f.slice(q, "d", "p", R)
    if layer.scale == "nope":
        qn = f.each([qn], q_dims + "p", "arith.mulf %a, %scale")
        qr = f.each([qr], q_dims + "r", "arith.divf %a, %four")
    # Scores.
    if layer.values == "absorbed":
        qa = f.einsum(qn, wk, b + "ntl")
        s1, s2 = f.einsum(qa, c, scores), f.einsum(qr, kr, scores)
        s = f.each([s1, s2], scores, "arith.addf %a, %b")
    else:
        kn = f.einsum(latent, wk, k_dims + "p")
        if layer.scale == "keys":
            kn = f.each([kn], k_dims + "p", "arith.mulf %a, %scale")
            kr = f.each([kr], f.dims[kr], "arith.mulf %a, %scale")
        if layer.keys == "products":
            s1, s2 = f.einsum(qn, kn, scores), f.einsum(qr, kr, scores)
            if layer.scale == "before":
                s1 = f.each([s1], scores, "arith.mulf %a, %scale")
                s2 = f.each([s2], scores, "arith.mulf %scale, %a")
            if layer.broken == "scales":
                s1 = f.each([s1], scores, "arith.mulf %a, %four")
            s = f.each([s1, s2], scores, "arith.addf %b, %a")
        else:
            many = f.copy(kr, k_dims + "r")
            d = k_dims + "d"
            if layer.keys == "insert":
                k = f.empty(d)
                for part, size, first in ((kn, P, 0), (many, R, P)):
                    sizes = [
                        "%T" if f.sizes[x] == "?" else str(f.sizes[x])
                        for x in k_dims
                    ]
                    k = f.add(
                        "tensor.insert_slice %s into %s[%s] [%s] [%s] : %s into %s"
                        % (
                            part, k,
                            ", ".join(["0"] * len(k_dims) + [str(first)]),
                            ", ".join(sizes + [str(size)]),
                            ", ".join("1" for _ in d),
                            f.type(f.dims[part]), f.type(d),
                        ), d,
                    )  # fmt: skip
            else:
                parts = [kn, many]
                if layer.keys == "rope_first":
                    parts.reverse()
                k = f.add(
                    "tensor.concat dim(%d) %s : (%s) -> %s"
                    % (
                        len(k_dims), ", ".join(parts),
                        ", ".join(f.type(f.dims[x]) for x in parts), f.type(d),
                    ), d,
                )  # fmt: skip
            if layer.queries == "parts":
                q = f.add(
                    "tensor.concat dim(%d) %s, %s : (%s, %s) -> %s"
                    % (
                        len(q_dims), qn, qr, f.type(f.dims[qn]),
                        f.type(f.dims[qr]), f.type(q_dims + "d"),
                    ), q_dims + "d",
                )  # fmt: skip
            s = f.einsum(q, k, scores)
    if layer.scale == "after":
        s = f.each([s], scores, "arith.mulf %a, %scale")
    if layer.scale == "divided":
        s = f.each([s], scores, "arith.divf %a, %four")
    if layer.scale == "exp2":
        s = f.each([s], scores, "arith.mulf %a, %log2e", "arith.mulf %x0, %scale")
    if layer.broken == "bias":
        s = f.each([s, f.argument("bias", scores)], scores, "arith.addf %a, %b")
    if layer.broken == "capped":
        s = f.each([s], scores, "math.tanh %a")
    if layer.broken != "no_mask":
        s = mask_scores(f, layer, s, scores)
    p = softmax(f, layer, s, scores)
    if layer.broken == "dropout":
        keep = f.argument("keep", scores)
        p = f.each([p, keep], scores, "arith.mulf %a, %b")
    # Values.
    if layer.values == "absorbed":
        u = f.einsum(p, c, b + "ntl")
        out = f.einsum(u, wv, b + "tnv")
    else:
        source = f.argument("v", k_dims + "v") if layer.broken == "plain_values" else None
        v = source or f.einsum(c, wv, k_dims + "v")
        out = f.einsum(p, v, b + "tnv")
    return f.text(name, out)


SPELLINGS = {
    "heads_first": Layer(),
    "tokens_first": Layer(order="tn"),
    "batched": Layer(batch="b"),
    "batched_tokens_first": Layer(batch="b", order="tn", keys="insert"),
    "static": Layer(tokens=5, mask="add_inf"),
    "two_weights": Layer(weights="two"),
    "input_major_weights": Layer(weights="input_major", keys="products"),
    "rope_first": Layer(keys="rope_first"),
    "products": Layer(keys="products"),
    "inserted": Layer(keys="insert"),
    "query_parts": Layer(queries="parts"),
    "scaled_before": Layer(keys="products", scale="before"),
    "scaled_query": Layer(scale="query"),
    "scaled_query_parts": Layer(scale="nope", queries="parts"),
    "scaled_keys": Layer(scale="keys"),
    "divided": Layer(scale="divided"),
    "base_two": Layer(scale="exp2"),
    "mask_negated": Layer(mask="not"),
    "mask_added_inf": Layer(mask="add_inf"),
    "mask_added_finite": Layer(mask="add_finite", batch="b"),
    "mask_subtracted": Layer(mask="subtract"),
    "mask_of_floats": Layer(mask="floats"),
    "mask_of_bits": Layer(mask="bits"),
    "mask_by_value": Layer(mask="remainder", tokens=5),
    "softmax_op": Layer(softmax="op"),
    "softmax_reciprocal": Layer(softmax="reciprocal"),
    "softmax_no_maximum": Layer(softmax="no_maximum"),
    "softmax_computed_twice": Layer(softmax="twice"),
    "absorbed": Layer(values="absorbed"),
    "absorbed_batched": Layer(values="absorbed", batch="b", weights="two"),
    "absorbed_scaled_query": Layer(values="absorbed", scale="nope"),
}
NEAR_MISSES = {
    "no_mask": (Layer(broken="no_mask"), "expected a causal mask on the scores, found none"),
    "strict_mask": (Layer(broken="strict"), "expected a causal mask, j <= t"),
    "future_mask": (Layer(broken="future"), "expected a causal mask, j <= t"),
    "window": (Layer(broken="window"), "expected a causal mask, j <= t"),
    "window_static": (Layer(broken="window", tokens=5), "expected a causal mask, j <= t"),
    "added_window": (
        Layer(broken="window", mask="add_inf"),
        "expected a causal mask, j <= t",
    ),
    "bias": (Layer(broken="bias"), "expected scores that are computed in this function"),
    "capped": (
        Layer(broken="capped"),
        "expected scores to be scaled, masked products of queries and keys, got math.tanh",
    ),
    "softmax_over_queries": (
        Layer(broken="axis"),
        "expected exponentials that are divided by their sum over the keys",
    ),
    "softmax_op_over_queries": (
        Layer(broken="axis", softmax="op"),
        "expected a softmax over the keys, got one over another dimension",
    ),
    "dropout": (
        Layer(broken="dropout"),
        "expected probabilities as the softmax gives them, got arith.mulf",
    ),
    "two_latents": (
        Layer(broken="two_latents"),
        "expected keys and values to be projected from one latent",
    ),
    "plain_values": (
        Layer(broken="plain_values"),
        "expected values that are projected from a latent",
    ),
    "rope_per_head": (
        Layer(broken="rope_per_head"),
        "expected the rotated key to be shared by all heads",
    ),
    "two_scales": (
        Layer(broken="scales", keys="products"),
        "expected one scale for all features of the scores",
    ),
}  # fmt: skip


def main():
    chunks = []
    if sys.argv[1] == "spellings":
        for name, layer in SPELLINGS.items():
            check = "// CHECK-LABEL: func.func @%s(\n// CHECK:     mla.attention\n"
            check += "// CHECK-NOT: math.exp\n// CHECK:     return\n"
            chunks.append(check % name + build(name, layer))
    else:
        for name, (layer, reason) in NEAR_MISSES.items():
            name = "negative_" + name
            check = '// REMARK: [Missed] RecognizeAttention | {{.*}}Remark="%s"\n'
            check += "// CHECK-LABEL: func.func @%s(\n"
            check += "// CHECK-NOT: mla.attention\n// CHECK: return\n"
            chunks.append(check % (reason, name) + build(name, layer))
    print("\n// -----\n\n".join(chunks))


if __name__ == "__main__":
    main()
