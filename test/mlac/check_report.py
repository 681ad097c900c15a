#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles models, and checks that reports are what docs/explain.schema.json
says, that they agree with themselves, and that mla-viz draws all of them."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

import jsonschema

SVG = "{http://www.w3.org/2000/svg}"


def overlaps(a, b):
    return (
        a["first"] <= b["last"]
        and b["first"] <= a["last"]
        and a["offset"] < b["offset"] + b["bytes"]
        and b["offset"] < a["offset"] + a["bytes"]
    )


def check_memory(memory):
    """Problems of an arena or a frame."""
    buffers = memory["buffers"]
    for number, buffer in enumerate(buffers):
        if buffer["offset"] + buffer["bytes"] > memory["bytes"]:
            yield "expected %s inside of %d bytes" % (buffer, memory["bytes"])
        for other in buffers[:number]:
            # A buffer may begin at the call that another ends at: before it,
            # or after it. Between two calls only the order of ops tells.
            if buffer["first"] == other["last"] or other["first"] == buffer["last"]:
                continue
            if overlaps(buffer, other):
                yield "expected no overlap of %s and %s" % (buffer, other)


ALIGNMENT = 256
MOST_WASTE = 1.1  # of an arena, over what is alive at once


def most_alive(report, arena, frames):
    """The largest sum of aligned bytes that are alive at once: of the step's
    buffers at a call, and of what the called function has at most."""
    most = 0
    for call in report["step"]:
        alive = frames.get(call["function"], {"most_alive_bytes": 0})
        total = alive["most_alive_bytes"]
        for buffer in arena["buffers"]:
            if buffer["holds"] != "frame":
                if buffer["first"] <= call["call"] <= buffer["last"]:
                    total += -(-buffer["bytes"] // ALIGNMENT) * ALIGNMENT
        most = max(most, total)
    return most


def check_arena(report):
    called = {call["function"] for call in report["step"]}
    frames = {m["function"]: m for m in report["memory"] if m["function"] in called}
    for memory in report["memory"]:
        alive = memory["most_alive_bytes"]
        if memory["function"] not in called:
            alive = most_alive(report, memory, frames)
        if memory["bytes"] > MOST_WASTE * alive:
            yield "@%s: expected at most %g times the %d bytes alive at once, got %d" % (
                memory["function"],
                MOST_WASTE,
                alive,
                memory["bytes"],
            )


def check_report(report):
    names = [(d["name"], d["kind"]) for d in report["decisions"]]
    for expected in [("InsertCache", "Passed"), ("Absorb", "Passed"), ("Cut", "Passed")]:
        if expected not in names:
            yield "expected a decision %s %s" % expected
    if [call["call"] for call in report["step"]] != list(range(len(report["step"]))):
        yield "expected calls numbered in order"
    cuts = names.count(("Cut", "Passed"))
    dispatches = [c for c in report["step"] if c["type"] == "dispatch"]
    if cuts != len(dispatches):
        yield "expected a dispatch for each of %d cuts, got %d" % (cuts, len(dispatches))
    with_memory = {memory["function"] for memory in report["memory"]}
    for call in report["step"]:
        if call["frame_bytes"] and call["function"] not in with_memory:
            yield "expected the frame of @%s" % call["function"]
    yield from check_arena(report)
    for memory in report["memory"]:
        for problem in check_memory(memory):
            yield "@%s: %s" % (memory["function"], problem)


def check_drawing(report, path):
    root = ElementTree.parse(path).getroot()
    boxes = [box.get("class") for box in root.iter(SVG + "rect")]
    expected = {
        "call": len(report["step"]),
        "buffer": sum(len(memory["buffers"]) for memory in report["memory"]),
    }
    for kind, count in expected.items():
        if boxes.count(kind) != count:
            yield "expected %d %ss in the drawing, got %d" % (
                count,
                kind,
                boxes.count(kind),
            )
    titles = " ".join(title.text for title in root.iter(SVG + "title"))
    for call in report["step"]:
        if call["function"] not in titles:
            yield "expected @%s in the drawing" % call["function"]


def check_model(arguments, model, options, folder):
    path = os.path.join(folder, "report.json")
    command = [arguments.mlac, model, "--emit=lowered", "-o", os.devnull]
    subprocess.run(command + ["--explain=" + path] + options, check=True)
    with open(path) as file:
        report = json.load(file)
    with open(arguments.schema) as file:
        validator = jsonschema.Draft202012Validator(json.load(file))
    for error in validator.iter_errors(report):
        yield "%s: %s" % (list(error.absolute_path), error.message)
    yield from check_report(report)
    drawing = os.path.join(folder, "step.svg")
    subprocess.run([sys.executable, arguments.viz, path, "-o", drawing], check=True)
    yield from check_drawing(report, drawing)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mlac", required=True)
    parser.add_argument("--viz", required=True)
    parser.add_argument("--schema", required=True)
    parser.add_argument("--option", action="append", default=[], help="of mlac")
    parser.add_argument("models", nargs="+")
    arguments = parser.parse_args()
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        for model in arguments.models:
            problems = list(check_model(arguments, model, arguments.option, folder))
            failed |= bool(problems)
            for problem in problems:
                print("%s: %s" % (os.path.basename(model), problem))
            if not problems:
                print("%s: as expected" % os.path.basename(model))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
