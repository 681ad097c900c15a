#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs one small case of every kernel (test/python/test_small.py) under each tool
of compute-sanitizer: `sanitizer_test.py [--tools memcheck,…] [--log FOLDER]`.

What a tool says about other libraries' kernels (the references are PyTorch) is
counted, not judged. So that silence means something, memcheck and initcheck first
have to find two errors made on purpose.

Exit status 0: clean; 1: something found, or a test failed; 77: no GPU, PyTorch,
mla._ops or compute-sanitizer (unsupported).
"""

import argparse
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
TOOLS = ["memcheck", "racecheck", "initcheck", "synccheck"]

# A slot past the end of the cache; rows that nothing has written.
PLANTED = {
    "memcheck": "ops.cache_append(cache, rows.zero_(), slots + 2**28)",
    "initcheck": "ops.cache_append(cache, rows, slots)",
}
PLANT = """
import torch
from mla import ops
cache = torch.zeros(2, 16, 1, 64, device="cuda", dtype=torch.bfloat16)
rows = torch.empty(4, 1, 64, device="cuda", dtype=torch.bfloat16)
slots = torch.arange(4, device="cuda", dtype=torch.int32)
%s
torch.cuda.synchronize()
"""


def unsupported():
    sys.path.insert(0, os.path.join(ROOT, "python_bindings"))
    if not shutil.which("compute-sanitizer"):
        return "no compute-sanitizer in PATH"
    try:
        import torch

        import mla._ops  # noqa: F401
    except ImportError as error:
        return str(error)
    return None if torch.cuda.is_available() else "no GPU"


def run(tool, command, limit):
    """(exit status of the command, what the tool said)."""
    environment = dict(
        os.environ, PYTHONPATH=os.path.join(ROOT, "python_bindings"),
        # An allocation of its own for each tensor: the next one is no neighbour.
        PYTORCH_NO_CUDA_MEMORY_CACHING="1")
    result = subprocess.run(
        ["compute-sanitizer", "--tool", tool, "--print-limit", "1000", *command],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=limit, errors="replace")
    return result.returncode, result.stdout


def findings(text):
    """(ours, others'): the tool's reports, each a list of lines."""
    ours, others, report = [], [], []

    def close():
        whole = "\n".join(report)
        if re.search(r"^=========     at ", whole, re.M) or "hazard" in whole:
            # Our kernels live in mla:: or were compiled from kernels/.
            mine = re.search(r"\bmla::|kernels/(portable|sm80|sm90|common)/", whole)
            (ours if mine else others).append(list(report))
        report.clear()
    for line in text.splitlines():
        if line.startswith("========= ") and not line.startswith("=========  "):
            close()
        if line.startswith("========="):
            report.append(line)
    close()
    return ours, others


def check(tool, limit, log):
    """A list of what is wrong with one tool's run."""
    wrong = []
    if tool in PLANTED:
        _, text = run(tool, [sys.executable, "-c", PLANT % PLANTED[tool]], limit)
        if log:
            with open(os.path.join(log, f"{tool}_planted.log"), "w") as file:
                file.write(text)
        if not findings(text)[0]:
            wrong.append(f"expected to find the planted error, got\n{text[-2000:]}")
    status, text = run(tool, [sys.executable, "-m", "pytest", "-q", "-rs", "-p",
                              "no:cacheprovider",
                              os.path.join(ROOT, "test/python/test_small.py")], limit)
    if log:
        with open(os.path.join(log, f"{tool}.log"), "w") as file:
            file.write(text)
    ours, others = findings(text)
    for report in ours[:5]:
        wrong.append("\n".join(report[:12]))
    passed = re.search(r"(\d+) passed", text)
    # The tool itself reports errors of others with a status of its own.
    if not passed or re.search(r"\d+ failed|\d+ error", text) or "SUMMARY" not in text:
        wrong.append(f"expected every case to pass, got status {status}\n{text[-3000:]}")
    print(f"{tool}: {passed.group(1) if passed else 'no'} cases, {len(ours)} findings "
          f"({len(others)} in other libraries)", flush=True)
    return wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tools", default=",".join(TOOLS))
    parser.add_argument("--limit", type=int, default=500, help="seconds for one run")
    parser.add_argument("--log", help="a folder for what the tools say")
    options = parser.parse_args()
    reason = unsupported()
    if reason:
        print(f"unsupported: {reason}")
        return 77
    if options.log:
        os.makedirs(options.log, exist_ok=True)
    failed = False
    with concurrent.futures.ThreadPoolExecutor() as pool:
        jobs = {tool: pool.submit(check, tool, options.limit, options.log)
                for tool in options.tools.split(",")}
        for tool, job in jobs.items():
            try:
                wrong = job.result()
            except subprocess.TimeoutExpired as error:
                tail = (error.stdout or b"")[-1500:]
                wrong = [f"expected an end within {options.limit} s, got\n{tail}"]
            for text in wrong:
                failed = True
                print(f"{tool}: {text}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
