#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rotations and norms in many spellings, and what is nearly one.

    make_parts.py spellings | near-misses
"""

import math
import sys

from linalg_text import R, SUM, Function
from make_foreign import angles, rotated

ROPES, NORMS, NEAR_ROPES, NEAR_NORMS = {}, {}, {}, {}
ROWS, FREQUENCIES = 64, [1.0, 0.1, 0.01, 0.001]


ANGLES = "expected angles that are positions times constant frequencies, or constant"
MEAN_OF_SQUARES = "expected the root of the mean of the row's squares and a constant"


def add_to(functions):
    return lambda function: functions.update({function.__name__: function})


def near_miss(functions, reason):
    return lambda function: functions.update({function.__name__: (function, reason)})


# Rotations.


@add_to(ROPES)
def repeated(f):
    """One row for all heads is rotated once."""
    x = f.argument("in", "tr")
    return rotated(f, f.copy(x, "tnr"), "tnr", *angles(f))


@add_to(ROPES)
def in_place(f):
    """A part of the features, put back where it was."""
    q = f.argument("in", "tnd")
    x = rotated(f, f.slice(q, "d", "r", 16), "tnr", *angles(f))
    text = "tensor.insert_slice %s into %s[0, 0, 16] [%%T, 4, 8] [1, 1, 1] : %s into %s"
    return f.add(text % (x, q, f.type("tnr"), f.type("tnd")), "tnd")


def read(x, place, type):
    return "tensor.extract %s[%s] : %s" % (x, place, type)


@add_to(ROPES)
def by_parity(f):
    """One body: the other number of the pair by the place's last bit."""
    x = f.argument("in", "tnr")
    cos, sin = angles(f)
    body = [
        "%t = linalg.index 0 : index",
        "%n = linalg.index 1 : index",
        "%d = linalg.index 2 : index",
        "%i = arith.divui %d, %c2 : index",
        "%bit = arith.remui %d, %c2 : index",
        "%odd = arith.cmpi eq, %bit, %c1 : index",
        "%up = arith.addi %d, %c1 : index",
        "%down = arith.subi %d, %c1 : index",
        "%other = arith.select %odd, %down, %up : index",
        "%u = " + read(x, "%t, %n, %d", f.type("tnr")),
        "%v = " + read(x, "%t, %n, %other", f.type("tnr")),
        "%minus = arith.negf %v : f32",
        "%w = arith.select %odd, %v, %minus : f32",
        "%cos = " + read(cos, "%t, %i", f.type("th")),
        "%sin = " + read(sin, "%t, %i", f.type("th")),
        "%y = arith.mulf %u, %cos : f32",
        "%z = arith.mulf %w, %sin : f32",
        "%r = arith.addf %y, %z : f32",
        "linalg.yield %r : f32",
    ]
    return f.generic([], "tnr", "tnr", "; ".join(body))


@add_to(ROPES)
def turned_by_index(f):
    """[…, 2, R / 2], the other half at 1 - index."""
    x = f.reshape(f.argument("in", "tnr"), "tnqh", "t n qh")
    cos, sin = angles(f)
    body = [
        "%t = linalg.index 0 : index",
        "%n = linalg.index 1 : index",
        "%q = linalg.index 2 : index",
        "%i = linalg.index 3 : index",
        "%other = arith.subi %c1, %q : index",
        "%v = " + read(x, "%t, %n, %other, %i", f.type("tnqh")),
        "%minus = arith.negf %v : f32",
        "%first = arith.cmpi eq, %q, %c0 : index",
        "%w = arith.select %first, %minus, %v : f32",
        "%y = arith.mulf %a, %b : f32",
        "%z = arith.mulf %w, %c : f32",
        "%r = arith.addf %y, %z : f32",
        "linalg.yield %r : f32",
    ]
    y = f.generic([x, cos, sin], "tnqh", "tnqh", "; ".join(body))
    return f.reshape(y, "tnr", "t n qh")


def gathered(f, values, dims, clamp=None):
    """Rows of a constant table at positions, kept within it by `clamp`."""
    rows = "[%s]" % ", ".join(
        "[%s]" % ", ".join("%.9e" % values(p, i) for i in range(f.sizes[dims[1]]))
        for p in range(ROWS)
    )
    type = "tensor<%dx%sxf32>" % (ROWS, f.sizes[dims[1]])
    table = f.add("arith.constant dense<%s> : %s" % (rows, type), "")
    lines = ["%row = arith.index_cast %p : i32 to index"]
    if clamp is not None:
        lines += [
            "%%last = arith.constant %d : index" % clamp,
            "%above = arith.maxsi %row, %c0 : index",
            "%kept = arith.minsi %above, %last : index",
        ]
    place = "%row" if clamp is None else "%kept"
    lines += ["%d = linalg.index 1 : index"]
    lines += ["%x = " + read(table, place + ", %d", type), "linalg.yield %x : f32"]
    text = (
        "linalg.generic {%s, iterator_types = [\"parallel\", \"parallel\"]} "
        "ins(%%positions : %s) outs(%s : %s) {\n  ^bb0(%%p: i32, %%o: f32):\n%s  } -> %s"
    ) % (
        f.maps(dims, ["t", dims]), f.type("t", "i32"), f.empty(dims), f.type(dims),
        "".join("    %s\n" % line for line in lines), f.type(dims),
    )  # fmt: skip
    return f.add(text, dims)


def clamped(f, last):
    x = f.argument("in", "tnr")
    f.argument("positions", "t", "i32")
    cos = gathered(f, lambda p, i: math.cos(p * FREQUENCIES[i]), "th", last)
    sin = gathered(f, lambda p, i: math.sin(p * FREQUENCIES[i]), "th", last)
    return rotated(f, x, "tnr", cos, sin)


@add_to(ROPES)
def gathered_and_clamped(f):
    return clamped(f, ROWS - 1)


@near_miss(NEAR_ROPES, ANGLES)
def clamped_too_low(f):
    return clamped(f, 9)


def rolled(f, sign):
    """x * cos + (x rolled by half) * sin, with signs in the table."""
    x = f.argument("in", "tnr")
    f.argument("positions", "t", "i32")
    half = R // 2

    def signed(p, i):
        return (sign if i < half else 1) * math.sin(p * FREQUENCIES[i % half])

    cos = gathered(f, lambda p, i: math.cos(p * FREQUENCIES[i % half]), "tr")
    sin = gathered(f, signed, "tr")
    parts = f.slice(x, "r", "h", half), f.slice(x, "r", "h", 0)
    body = "arith.mulf %a, %c", "arith.mulf %b, %d", "arith.addf %x0, %x1"
    return f.each([x, f.concat(parts, "tnr"), cos, sin], "tnr", *body)


@add_to(ROPES)
def signs_in_the_table(f):
    return rolled(f, -1)


@near_miss(NEAR_ROPES, ANGLES)
def no_sign_in_the_table(f):
    return rolled(f, 1)


@add_to(ROPES)
def frequencies_by_exp(f):
    body = [
        "%i = linalg.index 0 : index",
        "%ii = arith.index_cast %i : index to i32",
        "%number = arith.sitofp %ii : i32 to f32",
        "%log = arith.constant -2.30258512 : f32",
        "%x = arith.mulf %number, %log : f32",
        "%y = math.exp %x : f32",
        "linalg.yield %y : f32",
    ]
    x = f.argument("in", "tnr")
    frequencies = f.generic([], "h", "h", "; ".join(body))
    return rotated(f, x, "tnr", *angles(f, frequencies))


# Norms.


def norm(f, inverse, *last, inputs="xrw"):
    """`inverse` of a row gives what a row is multiplied with."""
    x, w = f.argument("in", "ts"), f.argument("w", "s")
    f.lines += [
        "%eps = arith.constant 1.0e-6 : f32",
        "%eight = arith.constant 8.0 : f32",
        "%eighth = arith.constant 0.125 : f32",
        "%power = arith.constant -0.5 : f32",
    ]
    values = {"x": x, "w": w, "r": inverse(f, x)}
    return f.each([values[i] for i in inputs], "ts", *last)


PRODUCT = "arith.mulf %a, %b", "arith.mulf %x0, %c"
MEAN = "arith.mulf %a, %eighth", "arith.addf %x0, %eps"


def sum_of(f, x):
    return f.generic([x], "ts", "t", SUM, "%zero")


def squares(f, x):
    return sum_of(f, f.each([x], "ts", "arith.mulf %a, %a"))


def root(f, x):
    return f.each([squares(f, x)], "t", *MEAN, "math.sqrt %x1")


@add_to(NORMS)
def dot_product(f):
    def inverse(f, x):
        return f.each([f.contract(x, x, "t")], "t", *MEAN, "math.rsqrt %x1")

    return norm(f, inverse, *PRODUCT)


@add_to(NORMS)
def power(f):
    def inverse(f, x):
        return f.each([squares(f, x)], "t", *MEAN, "math.powf %x1, %power")

    return norm(f, inverse, *PRODUCT)


@add_to(NORMS)
def sum_of_means(f):
    def inverse(f, x):
        parts = f.each([x], "ts", "arith.mulf %a, %a", "arith.mulf %x0, %eighth")
        return f.each([sum_of(f, parts)], "t", "arith.addf %a, %eps", "math.rsqrt %x0")

    return norm(f, inverse, *PRODUCT)


@near_miss(NEAR_NORMS, MEAN_OF_SQUARES)
def mean_of_means(f):
    def inverse(f, x):
        parts = f.each([x], "ts", "arith.mulf %a, %a", "arith.mulf %x0, %eighth")
        return f.each([sum_of(f, parts)], "t", *MEAN, "math.rsqrt %x1")

    return norm(f, inverse, *PRODUCT)


@add_to(NORMS)
def divided_by_root(f):
    body = "arith.divf %b, %c", "arith.mulf %a, %x0"
    return norm(f, root, *body, inputs="wxr")


@add_to(NORMS)
def weight_and_root(f):
    body = "arith.divf %one, %c", "arith.mulf %a, %x0", "arith.mulf %b, %x1"
    return norm(f, root, *body, inputs="wxr")


@near_miss(NEAR_NORMS, "expected a weight for each feature, found none")
def no_weight(f):
    def inverse(f, x):
        return f.each([squares(f, x)], "t", *MEAN, "math.rsqrt %x1")

    return norm(f, inverse, "arith.mulf %a, %b", inputs="xr")


@add_to(NORMS)
def named_ops(f):
    def inverse(f, x):
        sums = sum_of(f, f.named("square", [x], "ts"))
        inverse = f.named("rsqrt", [f.each([sums], "t", *MEAN)], "t")
        return f.broadcast(inverse, "ts")

    return norm(f, inverse, *PRODUCT)


def spellings():
    for op, functions in ("rope", ROPES), ("rms_norm", NORMS):
        for name, function in functions.items():
            check = "// CHECK-LABEL: func.func @%s_%s(\n// CHECK:     mla.%s\n"
            check += "// CHECK-NOT: math.\n"
            yield check % (op, name, op), "%s_%s" % (op, name), function


def near_misses():
    kinds = ("rope", "Rope", NEAR_ROPES), ("rms_norm", "RmsNorm", NEAR_NORMS)
    for op, remark, functions in kinds:
        for name, (function, reason) in functions.items():
            name = "negative_%s_%s" % (op, name)
            check = "// REMARK: [Missed] Recognize%s | {{.*}}%s\n" % (remark, reason)
            check += "// CHECK-LABEL: func.func @%s(\n// CHECK-NOT: mla.%s\n"
            yield check % (name, op) + "// CHECK: return\n", name, function


def main():
    chunks = []
    kind = spellings if sys.argv[1] == "spellings" else near_misses
    for check, name, function in kind():
        f = Function("?")
        chunks.append(check + f.text(name, function(f)))
    print("\n// -----\n\n".join(chunks))


if __name__ == "__main__":
    main()
