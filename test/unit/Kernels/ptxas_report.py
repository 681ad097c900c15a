#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles every kernel and reads what ptxas says about it: no wgmma is serialised
(C7508, C7510, C7512, …), none spills more than is written down here.

    ptxas_report.py NVCC ROOT [LAUNCHER]

Only the sources are needed, and nvcc; no GPU. Every .cu of kernels/ is looked at,
so a new one cannot be forgotten; LAUNCHER is ccache, where there is one. Exit
status 0, 1 if something is wrong, 77 without nvcc (unsupported).
"""

import concurrent.futures
import glob
import os
import re
import subprocess
import sys
import tempfile

# Spilled bytes (stores) that are known, by a part of the mangled name. 0 for all
# others. Shrink these, never grow them without a reason.
KNOWN_SPILLS = [
    # Backward 192/128: dK and dV take 160 registers of a thread, the copying warps
    # have 24. docs/Kernels/backward.md.
    (r"backwardKernel.*Li192ELi128ELb1E", 64),
    (r"backwardKernel.*__halfLi192ELi128ELb0E", 20),
    # The general backward, which is there for every shape and not for speed.
    (r"(keys|queries)General", 100),
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


def compile_for_report(launcher, nvcc, root, file):
    """ptxas' report on one source."""
    sm = "80" if f"{os.sep}sm80{os.sep}" in file else "90a"
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run(
            [*launcher, nvcc, f"-gencode=arch=compute_{sm},code=sm_{sm}", "-std=c++20",
             "-O3", "--expt-relaxed-constexpr", "-lineinfo", "-Xptxas=-v", f"-I{root}",
             f"-I{root}/include", "-c", file, "-o", os.path.join(folder, "out.o")],
            capture_output=True, text=True)
    return run.returncode, run.stdout + run.stderr


def problems(status, text):
    if status:
        return [text]
    kernels, lost = report(text)
    wrong = [f"expected asynchronous wgmma, got: {line}" for line in lost]
    if not kernels or len(kernels) != len(re.findall("Compiling entry", text)):
        wrong.append(f"expected a report of every kernel from ptxas, got {len(kernels)}")
    for kernel, spilled in kernels:
        if spilled > allowed(kernel):
            wrong.append(f"expected at most {allowed(kernel)} bytes spilled, got "
                         f"{spilled} in {kernel}")
    return wrong


def main():
    nvcc, root, *launcher = sys.argv[1:]
    if not os.access(nvcc, os.X_OK):
        print("unsupported: no nvcc")
        return 77
    files = [f for f in sorted(glob.glob(f"{root}/kernels/**/*.cu", recursive=True))
             if f"{os.sep}bench{os.sep}" not in f]
    wrong = 0 if files else 1
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = pool.map(lambda f: compile_for_report(launcher, nvcc, root, f), files)
        for file, (status, text) in zip(files, runs):
            found = problems(status, text)
            wrong += len(found)
            name = os.path.relpath(file, root)
            print(f"{name}: {len(report(text)[0])} kernels", *found, sep="\n  ",
                  flush=True)
    print(f"{len(files)} sources")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
