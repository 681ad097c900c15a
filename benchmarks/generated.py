#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Generated elementwise code and norms beside the copy bandwidth of the run.

    build/bin/mlac benchmarks/generated.mlir --target=sm_90a --kernels=none \\
        --emit=obj -o generated.o
    python3 benchmarks/generated.py generated.o --out benchmarks/results/generated.json

Each function of generated.mlir is one kernel. The object is linked here and its
kernels are started from Python, into CUDA graphs of one call repeated. First the
whole step is compared with PyTorch in f32. Large: 65535 rows of 2048 bf16 (268
MB an array, more than L2); small: decode sizes, time from one node to the next,
without and with programmatic dependent launch. The copy that the fractions are
of is the fastest of three: cudaMemcpy, and two kernels of PyTorch.
"""

import argparse
import ctypes
import json
import os
import subprocess
import tempfile

import harness
import torch

WIDTH = 2048
ROWS = 65535
TABLE = 4096
SMALL = [1, 8, 32, 128]
ARRAYS = {"rms_norm": 2, "residual_add": 3, "silu_mul": 3}  # read and written

i32, i64, u32, u64, ptr = (
    ctypes.c_int32,
    ctypes.c_int64,
    ctypes.c_uint32,
    ctypes.c_uint64,
    ctypes.c_void_p,
)
Launch = ctypes.CFUNCTYPE(i32, ptr, ptr, i64, i64, i64, i64, i64, ptr, ptr)
Run = ctypes.CFUNCTYPE(i32, ptr)


def struct(*fields):
    return type("Struct", (ctypes.Structure,), {"_fields_": list(fields)})


# mla/Runtime/ModelABI.h
Call = struct(("kind", i32), ("name", ctypes.c_char_p), ("run", Run))
Image = struct(("sm", i32), ("is_ptx", i32), ("size", i64), ("data", ptr))
Model = struct(
    ("abi_version", u32),
    ("num_calls", u32),
    ("describe", ctypes.c_char_p),
    ("calls", ctypes.POINTER(Call)),
    ("step", Run),
    ("num_images", u32),
    ("num_kernels", u32),
    ("images", ctypes.POINTER(Image)),
    ("kernels", ctypes.POINTER(ctypes.c_char_p)),
)
Batch = struct(
    *((name, i64) for name in ("decode", "decode_tokens", "continued", "stride")),
    *((name, ptr) for name in ("seq_lens", "query_start", "slots", "positions", "pages")),
)
Context = struct(
    ("params", ptr),
    ("arena", ptr),
    ("caches", ptr),
    ("num_pages", i64),
    ("batch", Batch),
    ("tokens", ptr),
    ("logit_rows", ptr),
    ("logits", ptr),
    ("T", i64),
    ("B", i64),
    ("S", i64),
    ("stream", ptr),
    ("threads", ptr),
    ("device", ptr),
    ("kernels", ptr),
)
Device = struct(("launch", Launch))
# cuda.h
Attribute = struct(("id", i32), ("pad", i32), ("value", u64 * 8))
Config = struct(
    *((name, u32) for name in ("gx", "gy", "gz", "bx", "by", "bz", "shared")),
    ("stream", ptr),
    ("attributes", ctypes.POINTER(Attribute)),
    ("num_attributes", u32),
)
PROGRAMMATIC = 6


def check(result, what):
    if result != 0:
        raise RuntimeError("%s failed: CUresult %d" % (what, result))


class Step:
    """The model, its memory, and its kernels on torch's stream."""

    def __init__(self, library):
        self.cuda = ctypes.CDLL("libcuda.so.1")
        self.library = ctypes.CDLL(library)
        self.library.mla_model_v1.restype = ctypes.POINTER(Model)
        self.model = self.library.mla_model_v1().contents
        description = json.loads(self.model.describe)
        self.calls = {
            self.model.calls[i].name.decode(): self.model.calls[i].run
            for i in range(self.model.num_calls)
        }
        self.waits = description.get("programmatic_launch", False)
        self.programmatic = False
        torch.manual_seed(1)
        self.table = torch.randn(TABLE, WIDTH, device="cuda", dtype=torch.bfloat16)
        self.weight = torch.randn(WIDTH, device="cuda", dtype=torch.bfloat16)
        self.tokens = torch.randint(0, TABLE, (ROWS,), device="cuda", dtype=torch.int32)
        self.rows = torch.arange(ROWS, device="cuda", dtype=torch.int32)
        self.logits = torch.full((ROWS, WIDTH), float("nan"), device="cuda")
        self.arena = torch.full(
            (description["arena_bytes"],), 255, device="cuda", dtype=torch.uint8
        )
        named = {"table": self.table, "weight": self.weight}
        pointers = [named[p["name"]].data_ptr() for p in description["params"]]
        self.params = (ptr * len(pointers))(*pointers)
        image = self.model.images[0]
        module = ptr()
        check(self.cuda.cuModuleLoadData(ctypes.byref(module), ptr(image.data)), "loading")
        self.kernels = (ptr * self.model.num_kernels)()
        for i in range(self.model.num_kernels):
            function = ptr()
            check(
                self.cuda.cuModuleGetFunction(
                    ctypes.byref(function), module, self.model.kernels[i]
                ),
                "finding a kernel",
            )
            self.kernels[i] = function
        self.device = Device(Launch(self.launch))

    def launch(self, _, kernel, x, y, z, threads, shared, stream, arguments):
        attribute = Attribute(id=PROGRAMMATIC)
        attribute.value[0] = 1
        config = Config(gx=x, gy=y, gz=z, bx=threads, by=1, bz=1, shared=shared, stream=stream)
        config.attributes = ctypes.pointer(attribute)
        config.num_attributes = 1 if self.programmatic else 0
        return self.cuda.cuLaunchKernelEx(
            ctypes.byref(config), ptr(kernel), ptr(arguments), None
        )

    def run(self, call, rows):
        context = Context(T=rows, B=1, S=rows, num_pages=0)
        context.params = ctypes.cast(self.params, ptr)
        context.arena = self.arena.data_ptr()
        context.tokens, context.logit_rows = self.tokens.data_ptr(), self.rows.data_ptr()
        context.logits = self.logits.data_ptr()
        context.stream = torch.cuda.current_stream().cuda_stream
        context.device = ctypes.addressof(self.device)
        context.kernels = ctypes.cast(self.kernels, ptr)
        check(call(ctypes.addressof(context)), "a call")

    def reference(self, rows):
        def rounded(x):
            return x.bfloat16().float()

        weight = self.weight.float()
        x = self.table[self.tokens[:rows].long()].float()
        n = rounded(x / torch.sqrt((x * x).mean(1, keepdim=True) + 1e-6) * weight)
        r = rounded(rounded(x + n) + weight)
        return rounded(torch.nn.functional.silu(r) * n)

    def worst_error(self, rows):
        """Of the whole step, relative to the largest value of a row."""
        self.logits.fill_(float("nan"))
        self.run(self.model.step, rows)
        expected, got = self.reference(rows), self.logits[:rows]
        error = (expected - got).abs().amax(1) / expected.abs().amax(1)
        return float(error.nan_to_num(float("inf")).max())


def copy_bandwidth():
    """TB/s read and written together, the fastest of three ways to copy."""
    x = torch.randn(ROWS * WIDTH, device="cuda").bfloat16()
    y = torch.empty_like(x)
    ways = [lambda: y.copy_(x), lambda: torch.mul(x, 1, out=y)]
    wide, other = x.view(torch.int64), y.view(torch.int64)
    ways.append(lambda: torch.bitwise_not(wide, out=other))
    times = [harness.graph_time([way] * 4) for way in ways]
    return 2 * x.numel() * 2 / min(times) / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("object", help="what mlac made of generated.mlir")
    parser.add_argument("--out")
    arguments = parser.parse_args()
    torch.cuda.init()
    torch.zeros(1, device="cuda")
    with tempfile.TemporaryDirectory() as folder:
        library = os.path.join(folder, "generated.so")
        compiler = os.environ.get("CXX", "c++")
        subprocess.run([compiler, "-shared", arguments.object, "-o", library], check=True)
        step = Step(library)
    report = {"environment": harness.environment(), "copy_tbs": copy_bandwidth(), "rows": []}
    for rows in (1, 37, 4096):
        error = step.worst_error(rows)
        assert error < 1e-2, "expected the answer of PyTorch for %d rows, got error %g" % (
            rows, error)
    step.run(step.model.step, ROWS)
    for name, arrays in ARRAYS.items():
        call = step.calls[name]
        time = harness.graph_time([lambda: step.run(call, ROWS)] * 4)
        bandwidth = arrays * ROWS * WIDTH * 2 / time / 1e6
        row = {"kernel": name, "rows": ROWS, "us": time, "tbs": bandwidth,
               "of_copy": bandwidth / report["copy_tbs"]}
        report["rows"].append(row)
        print(json.dumps(row), flush=True)
    for name in ARRAYS:
        call = step.calls[name]
        for rows in SMALL:
            row = {"kernel": name, "rows": rows}
            for key, programmatic in (("us", False), ("us_pdl", True)):
                step.programmatic = programmatic and step.waits
                row[key] = harness.graph_time([lambda: step.run(call, rows)] * 200)
            report["rows"].append(row)
            print(json.dumps(row), flush=True)
    print("copy %.2f TB/s" % report["copy_tbs"])
    print(harness.table(report["rows"], ["kernel", "rows", "us", "us_pdl", "tbs", "of_copy"]))
    if arguments.out:
        with open(arguments.out, "w") as file:
            json.dump(report, file, indent=1)


if __name__ == "__main__":
    main()
