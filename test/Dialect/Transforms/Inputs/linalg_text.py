# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Text of functions in linalg, for the generators beside this file."""

import re

N, P, R, V, L = 4, 16, 8, 12, 32
SIZES = {
    "b": 2, "t": "?", "j": "?", "n": N,  # sequences, queries, keys, heads
    "p": P, "r": R, "d": P + R, "v": V, "l": L, "z": P + V,  # features
    "h": R // 2, "q": 2,  # pairs, and the two of one
    "m": 2 * N, "w": N * (P + V), "x": N * (P + R), "y": N * V,  # merged
    "e": L + R, "a": N * (P + R) + L + R, "f": 20, "s": 8, "u": 1,
}  # fmt: skip
SUM = "%x = arith.addf %a, %o : f32; linalg.yield %x : f32"
MAX = "%x = arith.maximumf %a, %o : f32; linalg.yield %x : f32"


TEXT = """func.func @%s(%s) -> %s {
  %%c0 = arith.constant 0 : index
  %%c1 = arith.constant 1 : index
  %%c2 = arith.constant 2 : index
  %%zero = arith.constant 0.0 : f32
  %%one = arith.constant 1.0 : f32
  %%scale = arith.constant 0.25 : f32
  %%four = arith.constant 4.0 : f32
  %%log2e = arith.constant 1.44269504 : f32
  %%inf = arith.constant 0xFF800000 : f32
  %%finite = arith.constant -3.40282347E+38 : f32
  %%large = arith.constant 1.0E+9 : f32
  %%window = arith.constant 3 : index
%s
  return %s : %s
}
"""


class Function:
    """Text of a function over tensors whose dimensions have letters."""

    def __init__(self, tokens):
        self.sizes = dict(SIZES, t=tokens, j=tokens)
        self.lines, self.arguments, self.dims, self.count = [], [], {}, 0

    def new(self):
        self.count += 1
        return "%%%d" % (99 + self.count)

    def shape(self, dims):
        return "x".join([str(self.sizes[d]) for d in dims])

    def type(self, dims, element="f32"):
        return "tensor<%sx%s>" % (self.shape(dims), element) if dims else element

    def argument(self, name, dims, element="f32"):
        self.arguments.append("%%%s: %s" % (name, self.type(dims, element)))
        self.dims["%" + name] = dims
        if "%T" not in self.dims and ("t" in dims or "j" in dims):
            self.dims["%T"] = ""
            place = dims.index("t" if "t" in dims else "j")
            self.lines[:0] = [
                "%%place = arith.constant %d : index" % place,
                "%%T = tensor.dim %%%s, %%place : %s"
                % (name, self.type(dims, element)),
            ]
        return "%" + name

    def add(self, text, dims):
        name = self.new()
        self.lines.append("%s = %s" % (name, text))
        self.dims[name] = dims
        return name

    def empty(self, dims):
        dynamic = ["%T" for d in dims if self.sizes[d] == "?"]
        return self.add(
            "tensor.empty(%s) : %s" % (", ".join(dynamic), self.type(dims)), dims
        )

    def fill(self, value, dims):
        return self.add(
            "linalg.fill ins(%s : f32) outs(%s : %s) -> %s"
            % (value, self.empty(dims), self.type(dims), self.type(dims)),
            dims,
        )

    def generic(self, inputs, loops, result, body, start=None):
        """A loop nest; `body` has %a, %b, … for inputs and %o for the result."""
        init = self.empty(result) if start is None else self.fill(start, result)
        place = "(%s)" % ", ".join("d%d" % i for i in range(len(loops)))

        def mapping(dims):
            dims = ", ".join("d%d" % loops.index(d) for d in dims)
            return "affine_map<%s -> (%s)>" % (place, dims)

        maps = [mapping(self.dims[x]) for x in inputs] + [mapping(result)]
        kinds = [
            '"parallel"' if d in result else '"reduction"' for d in loops
        ]
        names = ["%" + c for c in "abcdefg"[: len(inputs)]]
        text = (
            "linalg.generic {indexing_maps = [%s], iterator_types = [%s]}"
            % (", ".join(maps), ", ".join(kinds))
        )
        if inputs:
            text += " ins(%s : %s)" % (
                ", ".join(inputs),
                ", ".join(self.type(self.dims[x]) for x in inputs),
            )
        text += " outs(%s : %s) {\n  ^bb0(%s):\n" % (
            init,
            self.type(result),
            ", ".join(n + "_: f32" for n in names + ["%o"]),
        )
        body = re.sub(r"(%[a-go])\b", r"\1_", body)
        text += "".join("    %s\n" % line for line in body.split("; "))
        return self.add(text + "  } -> " + self.type(result), result)

    def einsum(self, a, b, result):
        loops = result + "".join(
            sorted(set(self.dims[a] + self.dims[b]) - set(result))
        )
        body = "%x = arith.mulf %a, %b : f32; %y = arith.addf %x, %o : f32; "
        return self.generic(
            [a, b], loops, result, body + "linalg.yield %y : f32", "%zero"
        )

    def each(self, inputs, result, *ops):
        """`op operands` one after the other, the last one is the result."""
        body = "; ".join("%%x%d = %s : f32" % (i, o) for i, o in enumerate(ops))
        last = "; linalg.yield %%x%d : f32" % (len(ops) - 1)
        return self.generic(inputs, result, result, body + last)

    def slice(self, x, dim, letter, first):
        dims = self.dims[x]
        new = dims.replace(dim, letter)
        zeros = [str(first if d == dim else 0) for d in dims]
        sizes = ["%T" if self.sizes[d] == "?" else str(self.sizes[d]) for d in new]
        return self.add(
            "tensor.extract_slice %s[%s] [%s] [%s] : %s to %s"
            % (
                x, ", ".join(zeros), ", ".join(sizes),
                ", ".join("1" for _ in dims), self.type(dims), self.type(new),
            ),
            new,
        )  # fmt: skip

    def copy(self, x, result):
        return self.generic([x], result, result, "linalg.yield %a : f32")

    def reshape(self, x, dims, groups):
        """`groups`: the dimensions of the longer side, as in "b t nz"."""
        places, count = [], 0
        for group in groups.split():
            last = count + len(group)
            places.append("[%s]" % ", ".join(map(str, range(count, last))))
            count = last
        types = (self.type(self.dims[x]), self.type(dims))
        if len(dims) < len(self.dims[x]):
            text = "tensor.collapse_shape %s [%s]" % (x, ", ".join(places))
        else:
            sizes = [self.sizes[d] for d in dims]
            text = "tensor.expand_shape %s [%s] output_shape [%s]" % (
                x,
                ", ".join(places),
                ", ".join("%T" if s == "?" else str(s) for s in sizes),
            )
        return self.add(text + " : %s into %s" % types, dims)

    def concat(self, parts, dims):
        """Along the first dimension that is not the same."""
        dim = [x != y for x, y in zip(self.dims[parts[0]], dims)].index(True)
        types = [self.type(self.dims[x]) for x in parts]
        text = "tensor.concat dim(%d) %s : (%s) -> %s"
        values = (dim, ", ".join(parts), ", ".join(types), self.type(dims))
        return self.add(text % values, dims)

    # Named ops.

    def named(self, op, inputs, dims, start=None, attributes="", tail=""):
        init = self.empty(dims) if start is None else self.fill(start, dims)
        text = "linalg.%s %s ins(%s : %s) outs(%s : %s) %s" % (
            op, attributes, ", ".join(inputs),
            ", ".join(self.type(self.dims[x]) for x in inputs),
            init, self.type(dims), tail or "-> " + self.type(dims),
        )  # fmt: skip
        return self.add(text, dims)

    def transpose(self, x, dims):
        order = [str(self.dims[x].index(d)) for d in dims]
        tail = "permutation = [%s]" % ", ".join(order)
        return self.named("transpose", [x], dims, tail=tail)

    def broadcast(self, x, dims):
        new = [str(i) for i, d in enumerate(dims) if d not in self.dims[x]]
        tail = "dimensions = [%s]" % ", ".join(new)
        return self.named("broadcast", [x], dims, tail=tail)

    def reduce(self, op, x, dim, start):
        place = self.dims[x].index(dim)
        tail = "dimensions = [%d]" % place
        dims = self.dims[x].replace(dim, "")
        return self.named("reduce { %s }" % op, [x], dims, start, tail=tail)

    def mapped(self, op, inputs, dims):
        return self.named("map { %s }" % op, inputs, dims, tail=" ")

    def maps(self, loops, all_dims):
        names = ", ".join("d%d" % i for i in range(len(loops)))
        places = (
            ", ".join("d%d" % loops.index(d) for d in dims) for dims in all_dims
        )
        return "indexing_maps = [%s]" % ", ".join(
            "affine_map<(%s) -> (%s)>" % (names, place) for place in places
        )

    def contract(self, a, b, dims):
        inputs = [self.dims[a], self.dims[b]]
        loops = dims + "".join(sorted(set("".join(inputs)) - set(dims)))
        maps = self.maps(loops, inputs + [dims])
        return self.named("contract", [a, b], dims, "%zero", maps)

    def elementwise(self, kind, inputs, dims):
        maps = self.maps(dims, [self.dims[x] for x in inputs] + [dims])
        kind = "kind=#linalg.elementwise_kind<%s> " % kind
        return self.named("elementwise", inputs, dims, attributes=kind + maps)

    def text(self, name, result):
        dims = self.dims[result]
        return TEXT % (
            name, ", ".join(self.arguments), self.type(dims),
            "\n".join("  " + line for line in self.lines),
            result, self.type(dims),
        )  # fmt: skip
