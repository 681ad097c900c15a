#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Where the time of one step of a program goes, kernel by kernel.

    python3 benchmarks/breakdown.py app --config config.json [--batch 1] \\
        [--context 1024] [--step decode|prefill] [--out FILE.json]

Runs the program (random weights, uniform routing, nothing captured) under
Nsight Compute, which runs one kernel after another from cold caches, without
the overlap of a real step: the sum over the kernels is therefore a little more
than a step needs. Kernels of one name that read about as much are one row. The
floor of a row is what it moves at the read bandwidth of the same run.

`--document FILE.json` measures nothing: it writes the table of docs/Breakdown.md.
"""

import argparse
import csv
import json
import os
import random
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import document
import models

METRICS = {
    "us": "gpu__time_duration.sum",
    "read": "dram__bytes_read.sum",
    "written": "dram__bytes_write.sum",
}
# A step ends with the kernel that chooses tokens.
LAST_KERNEL = "mla_likeliest"
SCALE = {"ns": 1e-3, "us": 1, "usecond": 1, "nsecond": 1e-3, "ms": 1e3, "msecond": 1e3,
         "byte": 1, "Kbyte": 1e3, "Mbyte": 1e6, "Gbyte": 1e9}


def short_name(demangled):
    """`void a::<unnamed>::kernel<T, 2>(Args)` -> `a::kernel<2>`."""
    name = demangled.replace("<unnamed>::", "").replace("(anonymous namespace)::", "")
    name = re.sub(r"^void ", "", name)
    name = re.sub(r"\(.*", "", name)
    return re.sub(r"<.*", "", name)


def launches_of_step(rows, step):
    """The launches of the last step (decode), or of the first one (prefill),
    each a dictionary with `name` and what METRICS names."""
    launches, columns = {}, {name: i for i, name in enumerate(rows[0])}
    kinds = {metric: kind for kind, metric in METRICS.items()}
    for row in rows[1:]:
        launch = launches.setdefault(
            int(row[columns["ID"]]), {"name": short_name(row[columns["Kernel Name"]])})
        value = float(row[columns["Metric Value"]].replace(",", ""))
        unit = row[columns["Metric Unit"]]
        launch[kinds[row[columns["Metric Name"]]]] = value * SCALE[unit]
    ordered = [launches[i] for i in sorted(launches)]
    ends = [i for i, launch in enumerate(ordered) if launch["name"] == LAST_KERNEL]
    if len(ends) < 2:
        raise SystemExit("expected at least two steps, each ending with %s; found %d"
                         % (LAST_KERNEL, len(ends)))
    return ordered[: ends[0] + 1] if step == "prefill" else ordered[ends[-2] + 1 : ends[-1] + 1]


def group(launches, read_tbs):
    """Rows of the table, the longest first."""
    groups = []
    for launch in launches:
        moved = launch["read"] + launch["written"]
        for members in groups:
            like = members[0]
            near = abs(moved - like["read"] - like["written"]) <= max(0.15 * moved, 2e5)
            if like["name"] == launch["name"] and near:
                members.append(launch)
                break
        else:
            groups.append([launch])
    rows = []
    for members in groups:
        count = len(members)
        us = sum(launch["us"] for launch in members)
        moved = sum(launch["read"] + launch["written"] for launch in members)
        floor = moved / read_tbs / 1e6
        rows.append({"kernel": members[0]["name"], "launches": count, "mb": moved / count / 1e6,
                     "us": us / count, "tbs": moved / us / 1e6, "of_read": floor / us,
                     "step_us": us, "above_floor_us": us - floor})
    return sorted(rows, key=lambda row: -row["step_us"])


def profile(arguments, vocab):
    with tempfile.TemporaryDirectory() as folder:
        requests = os.path.join(folder, "requests.jsonl")
        models.write_requests(requests, arguments.batch, arguments.context, 3, vocab,
                              random.Random(arguments.seed))
        command = [arguments.ncu, "--csv", "--clock-control", "none", "--metrics",
                   ",".join(METRICS.values()), os.path.abspath(arguments.program),
                   "--random-weights", "1", "--uniform-routing", "2", "--capture", "none",
                   "--requests", requests, "--max-batch", str(arguments.batch)]
        result = subprocess.run(command, capture_output=True, text=True)
    rows = [row for row in csv.reader(result.stdout.splitlines()) if len(row) > 10]
    if result.returncode != 0 or not rows:
        raise SystemExit("%s failed: %s" % (arguments.ncu, (result.stdout + result.stderr)[-2000:]))
    return rows


def table(report):
    lines = ["| kernel | launches | MB each | µs each | TB/s | of read bandwidth | µs a step |"
             " above the floor, µs |", "|---|---|---|---|---|---|---|---|"]
    for row in report["rows"]:
        lines.append("| %s | %d | %.2f | %.2f | %.2f | %.0f %% | %.0f | %.0f |" % (
            row["kernel"], row["launches"], row["mb"], row["us"], row["tbs"],
            100 * row["of_read"], row["step_us"], row["above_floor_us"]))
    total = sum(row["step_us"] for row in report["rows"])
    above = sum(row["above_floor_us"] for row in report["rows"])
    lines.append("| all, one after another | %d | | | | %.0f %% | %.0f | %.0f |" % (
        sum(row["launches"] for row in report["rows"]), 100 * (1 - above / total), total, above))
    return lines


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", help="what mlac made")
    parser.add_argument("--config", help="config.json of the model")
    parser.add_argument("--batch", type=int, default=1)
    parser.add_argument("--context", type=int, default=1024)
    parser.add_argument("--step", choices=["decode", "prefill"], default="decode")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--ncu", default="ncu")
    parser.add_argument("--out")
    parser.add_argument("--document", metavar="FILE.json")
    arguments = parser.parse_args()
    if arguments.document:
        with open(arguments.document) as file:
            report = json.load(file)
        environment = report["environment"]
        document.replace_between_marks(
            "docs/Breakdown.md", os.path.basename(arguments.document),
            table(report) + ["", "%s, CUDA %s, %d x %d, %s; %.2f TB/s read in the same run; %s."
                             % (environment["gpu"], environment["cuda"], report["batch"],
                                report["context"], report["step"],
                                report["ceilings"]["read_tbs"], report["commit"])])
        return 0
    if not arguments.program or not arguments.config:
        parser.error("expected a program and --config, or --document FILE.json")

    import harness

    report = {"environment": harness.environment(), "ceilings": harness.ceilings(),
              "commit": models.commit(), "batch": arguments.batch,
              "context": arguments.context, "step": arguments.step}
    vocab = models.Model(arguments.config).config["vocab_size"]
    launches = launches_of_step(profile(arguments, vocab), arguments.step)
    report["rows"] = group(launches, report["ceilings"]["read_tbs"])
    print("\n".join(table(report)))
    if arguments.out:
        with open(arguments.out, "w") as file:
            json.dump(report, file, indent=1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
