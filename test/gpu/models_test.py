#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs programs that `tools/dev gpu-models` compiled, and compares answers.

For every program, the logits and tokens of a checkpoint with known answers;
and every capture mode, bucket list, chunk size and batch against each other:
what is captured must not change a bit. Nor must the device, where there is a
second GPU.

A program belongs to the checkpoint whose name its own name begins with. One
with `bf16` in its name is held to 2e-2 where experts are chosen as in f32. Which
rows those are it does not say: as many rows must be that near as transformers
has in bf16 (test/models/make_bf16.py), or half where that is not known.

Exit status: 0, 1 if something is wrong, 77 if there is no program or no GPU.
"""

import argparse
import concurrent.futures
import json
import math
import os
import subprocess
import sys
import tempfile

here = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(here, "..", "Integration"))
import end_to_end  # noqa: E402
import npy  # noqa: E402

F32_TOLERANCE = 5e-4
BF16_TOLERANCE = 2e-2
MODES = ["none", "piecewise", "full"]


def checkpoints(root):
    found = {}
    for folder in (root, os.path.join(root, "odd")):
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if os.path.exists(os.path.join(path, "golden.json")):
                found[name] = path
    return found


def checkpoint_of(program, known):
    name = os.path.basename(program)
    fitting = [k for k in known if name.startswith(k)]
    return known[max(fitting, key=len)] if fitting else None


def norm(row):
    return math.sqrt(sum(x * x for x in row))


def row_errors(actual, expected):
    (_, ours), (_, golden) = actual, expected
    return [
        norm([a - b for a, b in zip(x, y)]) / norm(y) for x, y in zip(ours, golden)
    ]


def near_rows(errors):
    return sum(error <= BF16_TOLERANCE for error in errors)


class Case:
    """One program on its checkpoint."""

    def __init__(self, program, checkpoint):
        self.program = program
        self.checkpoint = end_to_end.Checkpoint(checkpoint)
        self.bf16 = "bf16" in os.path.basename(program)
        self.peer = []
        if self.bf16:
            models = os.path.join(here, "..", "models", "bf16.json")
            with open(models) as file:
                self.peer = json.load(file).get(os.path.basename(checkpoint), [])

    def alone(self, index, options, folder):
        """Logits (bytes) and output of one prompt."""
        path = os.path.join(folder, "logits.npy")
        output = end_to_end.run(
            [self.program, "--weights", self.checkpoint.path, "--logits", path]
            + ["--prompt-ids", ",".join(map(str, self.checkpoint.prompts[index]))]
            + ["--max-new-tokens", str(self.checkpoint.new_tokens)]
            + options
        )
        with open(path, "rb") as file:
            return file.read(), output

    def together(self, order, options, folder):
        path = os.path.join(folder, "requests.jsonl")
        with open(path, "w") as file:
            for place, index in enumerate(order):
                request = {
                    "id": place,
                    "prompt_ids": self.checkpoint.prompts[index],
                    # Ragged ends: lengths leave the batch one by one.
                    "max_new_tokens": self.checkpoint.new_tokens - place % 5,
                }
                file.write(json.dumps(request) + "\n")
        output = end_to_end.run(
            [self.program, "--weights", self.checkpoint.path, "--requests", path]
            + options
        )
        return [json.loads(line) for line in output.splitlines()]

    def check_golden(self, logits, output, index):
        actual = npy.parse_npy(logits)
        expected = self.checkpoint.logits(index)
        if not self.bf16:
            problem = end_to_end.compare_logits(actual, expected, F32_TOLERANCE)
            if problem:
                yield problem
            problem = end_to_end.compare_tokens(
                json.loads(output),
                self.checkpoint.prompts[index],
                self.checkpoint.expected[index],
            )
            if problem:
                yield problem
            return
        errors = row_errors(actual, expected)
        wanted = len(errors) // 2
        if index < len(self.peer):
            wanted = near_rows(self.peer[index])
        if any(math.isnan(error) for error in errors) or near_rows(errors) < wanted:
            yield "expected %d of %d rows within %g, got %d; errors %s" % (
                wanted,
                len(errors),
                BF16_TOLERANCE,
                near_rows(errors),
                ", ".join("%.3g" % error for error in sorted(errors)),
            )

    def check(self, second_device=False):
        count = len(self.checkpoint.prompts)
        crowd = list(range(count)) * 4
        with tempfile.TemporaryDirectory() as folder:
            first = {}
            for mode in MODES:
                capture = ["--capture", mode]
                for index in range(count):
                    for chunk in ([], ["--prefill-chunk", "5"]):
                        logits, output = self.alone(index, capture + chunk, folder)
                        name = "%s %s, prompt %d: " % (mode, chunk, index)
                        for problem in self.check_golden(logits, output, index):
                            yield name + problem
                        key = (index, bool(chunk))
                        if first.setdefault(key, (logits, output)) != (logits, output):
                            yield name + "expected the bits of --capture none"
                if second_device and self.alone(
                    0, capture + ["--device", "1"], folder) != first[0, False]:
                    yield "%s --device 1: expected the bits of device 0" % mode
                for options in (
                    ["--max-batch", "8"],
                    ["--max-batch", "3", "--prefill-chunk", "4"],
                    ["--max-batch", "12", "--buckets", "2,12"],
                ):
                    answers = self.together(crowd, capture + options, folder)
                    name = "%s %s: " % (mode, " ".join(options))
                    key = tuple(options)
                    if first.setdefault(key, answers) != answers:
                        yield name + "expected the tokens of --capture none"
                    if self.bf16:
                        continue
                    for answer in answers:
                        index = crowd[answer["id"]]
                        golden = self.checkpoint.expected[index]["tokens"]
                        golden = golden[: self.checkpoint.new_tokens - answer["id"] % 5]
                        if answer["tokens"] != golden:
                            yield name + "request %d: expected tokens %s, got %s" % (
                                answer["id"],
                                golden,
                                answer["tokens"],
                            )


def has_gpu(program, checkpoint):
    command = [program, "--weights", checkpoint, "--prompt-ids", "2"]
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode == 3 and (
        "found none" in result.stderr or "finds none" in result.stderr
    ):
        print("skipped: " + result.stderr.strip())
        return False
    return True


def has_second_device(program, checkpoint):
    command = [program, "--weights", checkpoint, "--prompt-ids", "2", "--device", "1"]
    result = subprocess.run(command, capture_output=True, text=True)
    return "expected a GPU from 0 to 0" not in result.stderr


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", default="build/gpu-models")
    parser.add_argument("--models", default=os.path.join(here, "..", "models"))
    parser.add_argument("--jobs", type=int, default=6)
    parser.add_argument("names", nargs="*", help="programs (default: all)")
    arguments = parser.parse_args()
    known = checkpoints(arguments.models)
    names = arguments.names
    if not names and os.path.isdir(arguments.programs):
        names = sorted(os.listdir(arguments.programs))
    cases = []
    for name in names:
        program = os.path.abspath(os.path.join(arguments.programs, name))
        checkpoint = checkpoint_of(program, known)
        if checkpoint and os.access(program, os.X_OK):
            cases.append((name, Case(program, checkpoint)))
    if not cases:
        print("skipped: no programs in %s" % arguments.programs)
        return 77
    if not has_gpu(cases[0][1].program, cases[0][1].checkpoint.path):
        return 77
    second = has_second_device(cases[0][1].program, cases[0][1].checkpoint.path)
    if not second:
        print("one GPU: a second device is not tested")

    def run(case):
        try:
            return list(case.check(second))
        except (end_to_end.Failure, ValueError, OSError) as error:
            return [str(error)]

    failed = False
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        for (name, _), problems in zip(cases, pool.map(run, [c for _, c in cases])):
            print("%s: %s" % (name, "wrong" if problems else "ok"), flush=True)
            for problem in problems[:8]:
                print("  " + problem, flush=True)
            failed |= bool(problems)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
