#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs functions before and after a pass on the CPU and compares results.

Each chunk of the file (`// -----`) has one function on tensors first, its
result in f32. It is compiled by plain loops as it stands, and again after the
pass; both get the same random arguments. A dynamic size is 5 tokens; of two,
the first is 3 sequences. Integers are positions: random, below 64.

Errors are relative to the largest result. 1e-5 is some twenty times what
summing in another order gives; a function whose name starts with `rounded_`
goes through bf16 and is allowed its 8 bits.
"""

import argparse
import ctypes
import math
import os
import random
import re
import subprocess
import sys
import tempfile

TOLERANCE = 1e-5
ROUNDED_TOLERANCE = 8e-3
SEQUENCES, TOKENS = 3, 5

LOOPS = """--convert-elementwise-to-linalg --llvm-request-c-wrappers
--one-shot-bufferize=bufferize-function-boundaries,function-boundary-type-conversion=identity-layout-map
--canonicalize --convert-linalg-to-loops --convert-vector-to-scf=full-unroll
--scf-forall-to-for --expand-strided-metadata --lower-affine
--convert-scf-to-cf --convert-vector-to-llvm --convert-math-to-llvm
--convert-math-to-libm --arith-expand=include-bf16 --convert-arith-to-llvm
--convert-index-to-llvm --finalize-memref-to-llvm --convert-func-to-llvm
--convert-complex-to-llvm --convert-cf-to-llvm --convert-ub-to-llvm
--reconcile-unrealized-casts"""
ELEMENTS = {
    "f32": ctypes.c_float,
    "i32": ctypes.c_int32,
    "i64": ctypes.c_int64,
}


def descriptor(rank, element=ctypes.c_float):
    class MemRef(ctypes.Structure):
        _fields_ = [
            ("allocated", ctypes.c_void_p),
            ("aligned", ctypes.POINTER(element)),
            ("offset", ctypes.c_int64),
            ("sizes", ctypes.c_int64 * rank),
            ("strides", ctypes.c_int64 * rank),
        ]

    return MemRef


def strides_of(shape):
    strides = [1] * len(shape)
    for i in reversed(range(len(shape) - 1)):
        strides[i] = strides[i + 1] * shape[i + 1]
    return strides


def shape_of(tensor):
    sizes = tensor.split("x")[:-1]
    if sizes.count("?") == 2:
        sizes[sizes.index("?")] = SEQUENCES
    return [TOKENS if d == "?" else int(d) for d in sizes]


def run(command, text):
    result = subprocess.run(command, input=text, capture_output=True, text=True)
    if result.returncode:
        sys.exit("failed: %s\n%s" % (" ".join(command), result.stderr[-3000:]))
    return result.stdout


def build(tools, text, passes, out):
    loops = [o.replace(",", " ") for o in LOOPS.split()]
    text = run([tools.mla_opt] + passes + loops, text)
    with open(out + ".ll", "w") as ll:
        ll.write(run([tools.mlir_translate, "--mlir-to-llvmir"], text))
    llvm = os.path.dirname(os.path.dirname(tools.mlir_translate))
    libraries = os.path.join(llvm, "lib")  # of memory copies
    runner = ["-L" + libraries, "-Wl,-rpath," + libraries]
    runner += ["-lmlir_c_runner_utils", "-lm"]
    command = [tools.clang, "-O1", "-shared", "-fPIC", "-Wno-override-module"]
    run(command + [out + ".ll", "-o", out] + runner, "")
    return ctypes.CDLL(out)


def call(library, name, arguments, rank):
    """The elements of the result, in order."""
    result = descriptor(rank)()
    memrefs, copies = [], []
    for shape, element, values in arguments:
        # Functions may write to their arguments.
        data = (element * len(values))(*values)
        copies.append(data)
        memref = descriptor(len(shape), element)()
        memref.aligned = ctypes.cast(data, ctypes.POINTER(element))
        memref.allocated = ctypes.cast(data, ctypes.c_void_p)
        memref.sizes[:] = shape
        memref.strides[:] = strides_of(shape)
        memrefs.append(memref)
    function = getattr(library, "_mlir_ciface_" + name)
    function(ctypes.byref(result), *[ctypes.byref(m) for m in memrefs])
    sizes, strides = list(result.sizes), list(result.strides)
    elements = []
    for number in range(math.prod(sizes)):
        place = result.offset
        for size, stride in zip(reversed(sizes), reversed(strides)):
            place += number % size * stride
            number //= size
        elements.append(result.aligned[place])
    return elements


def check(tools, text, folder):
    text = "\n".join(l for l in text.split("\n") if not l.startswith("//"))
    match = re.search(
        r"func\.func (?:public )?@(\w+)\((.*?)\) -> \(?tensor<([^>]*)>",
        text,
        re.S,
    )
    name, rank = match[1], match[3].count("x")
    source = random.Random(name)
    arguments = []
    for tensor in re.findall(r"tensor<([^>]*)>", match[2]):
        shape = shape_of(tensor)
        count = math.prod(shape)
        element = tensor.split("x")[-1]
        values = [
            source.gauss(0, 1) if element == "f32" else source.randrange(64)
            for _ in range(count)
        ]
        arguments.append((shape, ELEMENTS[element], values))
    before = build(tools, text, [], os.path.join(folder, name + "_before.so"))
    after = build(
        tools, text, tools.passes, os.path.join(folder, name + "_after.so")
    )
    expected = call(before, name, arguments, rank)
    actual = call(after, name, arguments, rank)
    if len(expected) != len(actual) or any(map(math.isnan, expected + actual)):
        sys.exit("%s: expected %d numbers" % (name, len(expected)))
    largest = max(map(abs, expected))
    error = max(abs(a - b) for a, b in zip(expected, actual)) / largest
    print("%s: relative error %.1e" % (name, error))
    rounded = name.startswith("rounded_")
    return error <= (ROUNDED_TOLERANCE if rounded else TOLERANCE)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mla-opt", required=True)
    parser.add_argument("--mlir-translate", required=True)
    parser.add_argument("--clang", required=True)
    parser.add_argument("file")
    parser.add_argument("passes", nargs="+", help="after --")
    tools = parser.parse_args()
    with open(tools.file) as file:
        chunks = file.read().split("// -----")
    # What stock passes cannot lower to loops is checked as text only.
    chunks = [c for c in chunks if "linalg.softmax dim" not in c]
    with tempfile.TemporaryDirectory() as folder:
        results = [check(tools, chunk, folder) for chunk in chunks]
    if not results or not all(results):
        sys.exit("expected the same results before and after")
    print("all %d agree" % len(results))


if __name__ == "__main__":
    main()
