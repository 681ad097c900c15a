#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Modules at the edge of what can be said, or past it, through the tools.

Each is refused with a diagnostic or taken; no tool crashes or runs for longer
than a minute, and none leaves a file where it refused. The random mutants of
mla-mutate find other things: no attribute of theirs is 2^63 - 1, and no
function calls itself.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile

SECONDS = 60
CRASHES = ("PLEASE submit a bug report", "Stack dump", "LLVM ERROR", "Assertion")
LARGE = (2**31, 2**40, 2**63 - 1)
HEAD = '"lm_head.weight" : tensor<256x64xbf16>'
MAIN = "func.func @main(%t: tensor<?xi32>, %p: tensor<?xi32>) -> tensor<?x256xf32>"
CALL = (
    " {\n  %%0 = call @%s(%%t, %%p) : (tensor<?xi32>, tensor<?xi32>) -> tensor<?x256xf32>\n"
    "  return %%0 : tensor<?x256xf32>\n}\n"
)


def replaced(text, old, new, count=-1):
    assert old in text, "expected %s in the example" % old
    return text.replace(old, new, count)


def of_model(two):
    for name in ("max_tokens", "max_position", "vocab"):
        for value in (0, -1, 1) + LARGE:
            yield "%s = %d" % (name, value), replaced(
                two, name + " = 256", "%s = %d" % (name, value)
            )
    model = re.search(r"mla\.model.*\n", two)[0]
    yield "no model", replaced(two, model, "")
    yield "two models", replaced(two, model, model * 2)
    for eos in ("array<i64>", "array<i64: 99999999999>"):
        yield "eos " + eos, replaced(two, "array<i64: 1>", eos)
    for shape in ("256x65xbf16", "0x64xbf16", "?x64xbf16"):
        new = '"lm_head.weight" : tensor<%s>' % shape
        yield "parameter of " + shape, replaced(two, HEAD, new)
    yield "parameter of f32", replaced(two, HEAD, '"lm_head.weight" : f32')
    yield "parameter of nothing", replaced(two, '= view ["lm_head.weight"]', "= view []")
    parameter = re.search(r'mla\.param @"lm_head\.weight".*\n', two)[0]
    yield "no parameter", replaced(two, parameter, "")


def of_functions(two, layer):
    start = two[: two.index("func.func @main")]
    yield "private main", replaced(two, "func.func @main", "func.func private @main")
    yield "main with more", replaced(
        two, "%positions: tensor<?xi32>)", "%positions: tensor<?xi32>, %x: f32)"
    )
    yield "main of i64", replaced(two, "tensor<?xi32>", "tensor<?xi64>")
    yield "main is step", replaced(two, "@main", "@step")
    name, rest = MAIN.split("(", 1)
    declared = "(tensor<?xi32>, tensor<?xi32>) -> tensor<?x256xf32>\n"
    yield "declared main", start + "func.func private @main" + declared
    yield "main calls itself", MAIN + CALL % "main"
    yield "main calls nothing", MAIN + CALL % "nowhere"
    yield "another calls main", two + MAIN.replace("@main", "@other") + CALL % "main"
    helper = "func.func private @%s(%%x: f32) -> f32 {\n  %%0 = call @%s(%%x) : (f32) -> f32\n  return %%0 : f32\n}\n"
    yield "helpers go round", layer + helper % ("a", "b") + helper % ("b", "a")
    yield "module in a module", "module {\nmodule {\n%s}\n}\n" % two
    yield "empty module", "module {}\n"
    yield "empty file", ""
    yield "no MLIR", "hello"


def of_numbers(two, decode):
    values = ("0.0", "-1.0", "1.0e-40", "0x7FC00000", "0x7F800000", "0xFF800000")
    for value in values:
        yield "scale = " + value, re.sub(r"scale = [\d.]+ : f32|scale = [\d.]+", "scale = " + value, decode)
        yield "eps = " + value, re.sub(r"eps = [\d.eE+-]+", "eps = " + value, two)
    frequencies = re.search(r"inv_freq = \[[^\]]*\]", two)[0]
    for value in ("", "1.0e300", "0x7FF8000000000000"):
        yield "inv_freq = " + value, replaced(two, frequencies, "inv_freq = [%s]" % value)
    split = two.index("mla.model")
    for rate in (0, -5, 2**63 - 1):
        target = "#mla.target<gflop_per_s = %d, gbyte_per_s = %d>" % (rate, rate)
        start = "module attributes {mla.target = %s} {\n" % target
        yield "target of %d" % rate, two[:split] + start + two[split:] + "}\n"


def of_sizes(decode, layer):
    for page in (0, 1, 3, 1000000007) + LARGE[1:]:
        yield "page of %d" % page, replaced(decode, "x64x48", "x%dx48" % page)
    for old, new in (("?x4x16", "0x4x16"), ("x4x", "x0x"), ("x16xf32", "x0xf32"), ("x32xf32", "x0xf32")):
        yield "%s as %s" % (old, new), replaced(decode, old, new)
    pairs = ("?x4x24", "0x4x24"), ("4x", "0x"), ("x24", "x0"), ("x32", "x0"), ("112x32", "0x32")
    for old, new in pairs + (("x32", "x1000000000000"), ("?x4x24", "1000000000000x4x24")):
        yield "decomposed %s as %s" % (old, new), replaced(layer, old, new)


def chain(length, op):
    """Each value from the one before, twice."""
    lines = (op.format(i, i - 1 if i else "a") for i in range(length))
    type = "tensor<4x8xf32>"
    return "func.func @f(%%xa: %s) -> %s {\n%s\n  return %%x%d : %s\n}\n" % (
        type, type, "\n".join(lines), length - 1, type,
    )  # fmt: skip


def of_length():
    for op in ("addf", "mulf", "divf"):
        line = "  %x{0} = arith." + op + " %x{1}, %x{1} : tensor<4x8xf32>"
        yield "300 of " + op, chain(300, line)
    join = "  %j{0} = tensor.concat dim(0) %x{1}, %x{1} : (tensor<4x8xf32>, tensor<4x8xf32>) -> tensor<8x8xf32>\n"
    cut = "  %x{0} = tensor.extract_slice %j{0}[2, 0] [4, 8] [1, 1] : tensor<8x8xf32> to tensor<4x8xf32>"
    yield "300 joined and cut", chain(300, join + cut)


def problem_of(command, output):
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return "runs for more than %d s" % SECONDS
    if result.returncode < 0 or any(crash in result.stderr for crash in CRASHES):
        return "crashes: " + result.stderr[:500]
    if result.returncode and "error" not in result.stderr:
        return "refuses without a reason"
    if result.returncode and os.path.exists(output):
        return "leaves a file though it refuses"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", required=True, help="folder")
    parser.add_argument("--mla-opt", required=True)
    parser.add_argument("--mlac", required=True)
    tools = parser.parse_args()

    def example(name):
        with open(os.path.join(tools.examples, name + ".mlir")) as file:
            return file.read()

    two, decode = example("two_layers"), example("decode_layer")
    layer = example("decomposed_layer")
    modules = [*of_model(two), *of_functions(two, layer), *of_numbers(two, decode)]
    modules += [*of_sizes(decode, layer), *of_length()]
    problems = 0
    with tempfile.TemporaryDirectory() as folder:
        path, output = os.path.join(folder, "in.mlir"), os.path.join(folder, "out")
        for name, text in modules:
            with open(path, "w") as file:
                file.write(text)
            optimize = [tools.mla_opt, path, "--mla-optimize", "-o", output]
            for command in (
                optimize + ["--mla-to-cpu"],
                optimize + ["--mla-to-cuda=format=emulate"],
                [tools.mlac, path, "--emit=obj", "-o", output],
            ):
                problem = problem_of(command, output)
                if problem:
                    problems += 1
                    print("%s: %s %s" % (name, os.path.basename(command[0]), problem))
                if os.path.exists(output):
                    os.remove(output)
    print("%d modules, %d problems" % (len(modules), problems))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
