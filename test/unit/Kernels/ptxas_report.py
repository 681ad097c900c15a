#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles hot kernels and reads what ptxas says about them.

Fails if a kernel's wgmma are serialised (C7508, C7510, C7512, …) or it spills more
than is written down here. Only the source is needed, and nvcc; no GPU.

    ptxas_report.py NVCC ROOT FILE.cu...
"""

import re
import subprocess
import sys
import tempfile

# Spilled bytes (stores) that are known, by a part of the mangled name. 0 for all
# others. Shrink these, never grow them without a reason.
KNOWN_SPILLS = [
    # Backward 192/128, deterministic: most of it in the copying warps, which
    # have 24 registers. docs/Kernels/prefill.md.
    (r"backwardKernel.*Li192ELi128ELb1E", 104),
    (r"backwardKernel.*__halfLi192ELi128ELb0E", 24),
    (r"backwardKernel.*ELb1E", 80),
]


def allowed(kernel):
    return next((n for pattern, n in KNOWN_SPILLS if re.search(pattern, kernel)), 0)


def report(text):
    """(kernel, bytes spilled) of each kernel, and the lines about wgmma or
    setmaxnreg that were not followed."""
    kernels, name = [], None
    for line in text.splitlines():
        found = re.search(r"Compiling entry function '(\S+)'", line)
        if found:
            name = found.group(1)
        found = re.search(r"(\d+) bytes spill stores", line)
        if found and name:
            kernels.append((name, int(found.group(1))))
            name = None
    lost = [l for l in text.splitlines()
            if re.search(r"\(C75(08|10|11|12|13|14|15)\)|serialized", l)]
    return kernels, lost


def main():
    nvcc, root, *files = sys.argv[1:]
    wrong = 0
    for file in files:
        with tempfile.NamedTemporaryFile(suffix=".o") as out:
            run = subprocess.run(
                [nvcc, "-gencode=arch=compute_90a,code=sm_90a", "-std=c++20", "-O3",
                 "--expt-relaxed-constexpr", "-lineinfo", "-Xptxas=-v", f"-I{root}",
                 f"-I{root}/include", "-c", file, "-o", out.name],
                capture_output=True, text=True)
        text = run.stdout + run.stderr
        if run.returncode:
            print(text)
            return 1
        kernels, lost = report(text)
        if not kernels:
            print(f"{file}: expected a report of kernels from ptxas, got none")
            wrong += 1
        for line in lost:
            print(f"{file}: expected asynchronous wgmma, got: {line}")
            wrong += 1
        for kernel, spilled in kernels:
            if spilled > allowed(kernel):
                print(f"{file}: expected at most {allowed(kernel)} bytes spilled, got "
                      f"{spilled} in {kernel}")
                wrong += 1
        print(f"{file}: {len(kernels)} kernels")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
