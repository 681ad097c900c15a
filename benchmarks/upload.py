#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How fast a program loads a checkpoint to a GPU, beside a pinned copy.

    python3 benchmarks/upload.py PROGRAM --library PROGRAM.so --out benchmarks/results/upload.json

Writes a checkpoint of the program's tensors (random values) to memory
(/dev/shm), so that reading it costs what a warm page cache does, and compares
what `--stats` says with copies of the same run from pinned memory. The library,
of the same model, tells which tensors there are.
"""

import argparse
import concurrent.futures
import ctypes
import json
import os
import re
import shutil
import statistics
import struct
import subprocess
import tempfile

import harness
import torch

BLOCK = 64 << 20
SHARD = 1 << 30


def describe(library):
    handle = ctypes.CDLL(os.path.abspath(library))
    handle.mla_model_v1.restype = ctypes.POINTER(ctypes.c_char_p * 2)
    return json.loads(handle.mla_model_v1().contents[1])  # after two u32


def tensors_of(description):
    """Name, dtype and shape of every tensor of the checkpoint."""
    for param in description["params"]:
        shape, names = list(param["shape"]), param["from"]
        if param["how"] == "stack":
            shape = shape[1:]
        for number, name in enumerate(names):
            own = list(shape)
            if param["how"] == "concat":  # any division is as good as another
                own[0] = shape[0] // len(names) + (
                    shape[0] % len(names) if number == 0 else 0)
            yield name, param["dtype"], own


def write_shard(path, tensors, block):
    header, offset = {}, 0
    for name, dtype, shape in tensors:
        size = 2 if dtype in ("bf16", "f16") else 4
        for extent in shape:
            size *= extent
        header[name] = {"dtype": dtype.upper(), "shape": shape,
                        "data_offsets": [offset, offset + size]}
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        while offset > 0:
            file.write(block[: min(offset, len(block))])
            offset -= len(block)
    return list(header)


def write_checkpoint(folder, description):
    shards, size = [[]], 0
    for tensor in tensors_of(description):
        if size > SHARD:
            shards.append([])
            size = 0
        shards[-1].append(tensor)
        bytes_here = 2
        for extent in tensor[2]:
            bytes_here *= extent
        size += bytes_here
    values = (torch.randn(BLOCK // 2) * 0.02).bfloat16().view(torch.uint8)
    block = memoryview(values.numpy())
    names = ["model-%05d-of-%05d.safetensors" % (i + 1, len(shards))
             for i in range(len(shards))]
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        found = pool.map(
            lambda pair: write_shard(os.path.join(folder, pair[0]), pair[1], block),
            zip(names, shards))
        weight_map = {t: name for name, ts in zip(names, found) for t in ts}
    with open(os.path.join(folder, "model.safetensors.index.json"), "w") as file:
        json.dump({"metadata": {}, "weight_map": weight_map}, file)


def pinned_bandwidth():
    """GB/s of a copy of 1 GiB from pinned memory."""
    host = torch.empty(1 << 30, dtype=torch.uint8, pin_memory=True)
    device = torch.empty(1 << 30, dtype=torch.uint8, device="cuda")
    times = []
    for _ in range(20):
        start, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        start.record()
        device.copy_(host, non_blocking=True)
        end.record()
        end.synchronize()
        times.append(start.elapsed_time(end))
    return (1 << 30) / statistics.median(times) / 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--library", required=True)
    parser.add_argument("--folder", default="/dev/shm")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--out")
    arguments = parser.parse_args()
    report = {"environment": harness.environment(), "pinned_gbs": pinned_bandwidth()}
    torch.cuda.empty_cache()
    folder = tempfile.mkdtemp(dir=arguments.folder)
    try:
        write_checkpoint(folder, describe(arguments.library))
        rows = []
        for _ in range(arguments.repeats):
            result = subprocess.run(
                [os.path.abspath(arguments.program), "--weights", folder, "--stats"]
                + ["--prompt-ids", "2,3", "--max-new-tokens", "1", "--max-batch", "1"],
                capture_output=True, text=True)
            match = re.search(r"upload ([\d.]+) s, (\d+) bytes .*, ([\d.]+) GB/s", result.stderr)
            assert match, result.stderr
            rows.append({"seconds": float(match[1]), "bytes": int(match[2]),
                         "gbs": float(match[3])})
        report["rows"] = rows
        report["gbs"] = statistics.median(row["gbs"] for row in rows)
        report["of_pinned"] = report["gbs"] / report["pinned_gbs"]
        print(json.dumps(report), flush=True)
    finally:
        shutil.rmtree(folder)
    if arguments.out:
        with open(arguments.out, "w") as file:
            json.dump(report, file, indent=1)


if __name__ == "__main__":
    main()
