#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs one small case of every kernel (test/python/test_small.py), each in a
process of its own, under each tool of compute-sanitizer:

    sanitizer_test.py [--tools memcheck,…] [--cases 'query_prep,…'] [--log FOLDER]

What a tool says about other libraries' kernels (the references are PyTorch) is
counted, not judged. So that silence means something, memcheck and initcheck have
to find errors made on purpose, and every case has to end well.

Exit status 0: clean; 1: something found, or a case failed; 77: no GPU, PyTorch,
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
PATHS = [os.path.join(ROOT, part) for part in ("python_bindings", "test/gpu",
                                               "test/python")]
TOOLS = ["memcheck", "racecheck", "initcheck", "synccheck"]
# Not run under synccheck: in decode/many_heads.cuh two warpgroups wait (bar.sync) for
# a third that has arrived (bar.arrive), 384 of 512 threads, which synccheck takes for
# divergence and then kills the kernel.
NO_SYNCCHECK = ["decode few heads", "decode many heads"]

# Reports that are no finding. A bulk copy is ordered with those who read by the bytes
# that its mbarrier counts; the arrival that racecheck looks at (expect_tx) comes before
# the copy, as it must.
EXPECTED = {"racecheck": "Write access at mla::ptx::bulkCopyG2S"}

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
    if not shutil.which("compute-sanitizer"):
        return "no compute-sanitizer in PATH"
    try:
        import torch

        import mla._ops  # noqa: F401
    except ImportError as error:
        return str(error)
    return None if torch.cuda.is_available() else "no GPU"


def run(tool, command, limit):
    """(exit status of the command, what it and the tool said)."""
    environment = dict(
        os.environ, PYTHONPATH=os.pathsep.join(PATHS),
        # An allocation of its own for each tensor: the next one is no neighbour.
        PYTORCH_NO_CUDA_MEMORY_CACHING="1")
    try:
        result = subprocess.run(
            ["compute-sanitizer", "--tool", tool, "--print-limit", "100",
             sys.executable, *command], env=environment, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=limit, errors="replace")
    except subprocess.TimeoutExpired:
        return None, f"no end within {limit} s"
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


def check(tool, case, limit, log):
    """(what is wrong with a case under a tool, findings in other libraries)."""
    planted = case == "planted"
    status, text = run(tool, ["-c", PLANT % PLANTED[tool]] if planted else
                       [os.path.join(ROOT, "test/python/test_small.py"), case], limit)
    if log:
        name = re.sub(r"\W+", "_", f"{tool}_{case}")
        with open(os.path.join(log, f"{name}.log"), "w") as file:
            file.write(text)
    ours, others = findings(text)
    ours = [report for report in ours
            if not (tool in EXPECTED and EXPECTED[tool] in report[0])]
    if planted:
        return [] if ours else [f"expected to find an error, got\n{text[-1000:]}"], 0
    wrong = ["\n".join(report[:10]) for report in ours[:2]]
    if not wrong and (status or "SUMMARY" not in text):
        wrong.append(f"expected the case to end well, got {status}\n{text[-1500:]}")
    return wrong, len(others)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--tools", default=",".join(TOOLS))
    parser.add_argument("--cases", help="instead of all")
    parser.add_argument("--limit", type=int, default=200, help="seconds for one run")
    parser.add_argument("--log", help="a folder for what the tools say")
    options = parser.parse_args()
    sys.path[:0] = PATHS
    reason = unsupported()
    if reason:
        print(f"unsupported: {reason}")
        return 77
    import test_small
    if options.log:
        os.makedirs(options.log, exist_ok=True)
    failed = False
    # The host's cores are what takes time: a process is mostly PyTorch starting.
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jobs = {}
        for tool in options.tools.split(","):
            cases = options.cases.split(",") if options.cases else test_small.CASES
            for case in ["planted"] * (tool in PLANTED) + list(cases):
                if tool == "synccheck" and case in NO_SYNCCHECK:
                    continue
                jobs[tool, case] = pool.submit(check, tool, case, options.limit,
                                               options.log)
        for tool in options.tools.split(","):
            runs = {case: job.result() for (t, case), job in jobs.items() if t == tool}
            bad = {case: wrong for case, (wrong, _) in runs.items() if wrong}
            print(f"{tool}: {len(runs)} runs, {len(bad)} bad; "
                  f"{sum(n for _, n in runs.values())} reports on other libraries",
                  flush=True)
            for case, wrong in bad.items():
                failed = True
                print(f"  {case}: ", *wrong, sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
