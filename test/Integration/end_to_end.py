#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles a checkpoint, runs the program, compares with known answers.

A checkpoint folder of test/models holds, besides config.json and
model.safetensors, golden.json (prompts and the greedy tokens that follow) and
golden.npz (the logits of every prompt token), both from another implementation.

For each token of a prompt the error is max|ours - golden| / max|golden| over
the vocabulary, and the largest over the tokens counts: one wrong row is not
hidden by larger rows elsewhere. 2e-4 is some hundred times what f32 rounding
gives on these models, and far below what any wrong term gives.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile

import npy

LOGIT_TOLERANCE = 2e-4

# Tokens in a prefill chunk; None is the whole prompt.
CHUNKS = [None, 7, 1]


class Failure(Exception):
    pass


def run(command, expected_status=0):
    """Standard output of a command that must end with that status."""
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode != expected_status:
        raise Failure(
            "expected exit status %d, got %d\n$ %s\n%s%s"
            % (
                expected_status,
                result.returncode,
                " ".join(command),
                result.stdout[-2000:],
                result.stderr[-4000:],
            )
        )
    return result.stdout


def compile_model(mlac, model, out, options):
    run([mlac, model, "-o", out] + options)
    if not os.access(out, os.X_OK):
        raise Failure("expected a program at %s, got none" % out)


def compare_logits(actual, expected, tolerance):
    """None, or what is wrong. Positions of NaN and infinity come first."""
    (actual_shape, actual), (expected_shape, expected) = actual, expected
    if actual_shape != expected_shape:
        return "expected logits of shape %s, got %s" % (expected_shape, actual_shape)
    worst, worst_row = 0.0, 0
    for row, (ours, golden) in enumerate(zip(actual, expected)):
        for column, (a, b) in enumerate(zip(ours, golden)):
            if math.isfinite(a) != math.isfinite(b):
                return "token %d, logit %d: expected %g, got %g" % (row, column, b, a)
        error = max(abs(a - b) for a, b in zip(ours, golden)) / max(map(abs, golden))
        if error > worst:
            worst, worst_row = error, row
    if worst > tolerance:
        return "expected a relative error of at most %g, got %.3g at token %d of %d" % (
            tolerance,
            worst,
            worst_row,
            len(actual),
        )
    return None


def compare_tokens(answer, prompt, expected):
    """None, or what is wrong in one line of the program's output."""
    finish = expected.get("finish", "length")
    for field, value in [
        ("prompt_tokens", len(prompt)),
        ("tokens", expected["tokens"]),
        ("finish", finish),
    ]:
        if answer.get(field) != value:
            return "expected %s %s, got %s" % (field, value, answer.get(field))
    return None


class Checkpoint:
    def __init__(self, path):
        self.path = path
        with open(os.path.join(path, "golden.json")) as file:
            golden = json.load(file)
        finishes = golden.get("finish", ["length"] * len(golden["prompts"]))
        self.prompts = golden["prompts"]
        self.new_tokens = golden.get("max_new_tokens", 16)
        self.expected = [
            {"tokens": tokens, "finish": finish}
            for tokens, finish in zip(golden["greedy"], finishes)
        ]

    def logits(self, index):
        return npy.read_npz(os.path.join(self.path, "golden.npz"), "logits%d" % index)


def check_alone(app, checkpoint, index, options, folder, tolerance):
    """One prompt by itself: logits of the prompt, greedy tokens after it."""
    prompt = checkpoint.prompts[index]
    logits = os.path.join(folder, "logits.npy")
    output = run(
        [app, "--weights", checkpoint.path, "--logits", logits]
        + ["--prompt-ids", ",".join(map(str, prompt))]
        + ["--max-new-tokens", str(checkpoint.new_tokens)]
        + options
    )
    lines = output.splitlines()
    if len(lines) != 1:
        return ["expected one line of output, got %d" % len(lines)]
    return [
        compare_logits(npy.read_npy(logits), checkpoint.logits(index), tolerance),
        compare_tokens(json.loads(lines[0]), prompt, checkpoint.expected[index]),
    ]


def check_batch(app, checkpoint, order, options, folder):
    """Prompts of different lengths at once, each with an id of its own."""
    path = os.path.join(folder, "requests.jsonl")
    with open(path, "w") as file:
        for place, index in enumerate(order):
            request = {"id": "r%d" % place, "prompt_ids": checkpoint.prompts[index]}
            request["max_new_tokens"] = checkpoint.new_tokens
            file.write(json.dumps(request) + "\n")
    output = run([app, "--weights", checkpoint.path, "--requests", path] + options)
    answers = [json.loads(line) for line in output.splitlines()]
    ids = sorted(str(answer.get("id")) for answer in answers)
    expected_ids = ["r%d" % place for place in range(len(order))]
    if ids != sorted(expected_ids):
        return ["expected answers for %s, got %s" % (expected_ids, ids)]
    problems = []
    for answer in answers:
        index = order[int(answer["id"][1:])]
        problem = compare_tokens(
            answer, checkpoint.prompts[index], checkpoint.expected[index]
        )
        problems.append(problem and "%s: %s" % (answer["id"], problem))
    return problems


def check_model(app, model, tolerance=LOGIT_TOLERANCE, options=()):
    """All ways to run one program on one checkpoint; yields what went wrong."""
    checkpoint = Checkpoint(model)
    count = len(checkpoint.prompts)
    # As given; shortest last; and more requests than the batch holds, so that
    # some wait, and prompts are prefilled while others decode.
    orders = [list(range(count)), list(reversed(range(count)))]
    crowd = list(range(count)) * 2
    runs = []
    for chunk in CHUNKS:
        chunked = list(options)
        name = "whole"
        if chunk:
            chunked += ["--prefill-chunk", str(chunk)]
            name = "chunk %d" % chunk
        for index in range(count):
            runs.append(
                ("alone, %s, prompt %d" % (name, index), check_alone, index, chunked)
            )
        for order in orders:
            runs.append(("batch %s, %s" % (order, name), check_batch, order, chunked))
        runs.append(
            (
                "batch %s of at most 2, %s" % (crowd, name),
                check_batch,
                crowd,
                chunked + ["--max-batch", "2"],
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        for name, check, what, run_options in runs:
            try:
                if check is check_alone:
                    problems = check(
                        app, checkpoint, what, run_options, folder, tolerance
                    )
                else:
                    problems = check(app, checkpoint, what, run_options, folder)
            except (Failure, ValueError, OSError) as error:
                problems = [str(error)]
            for problem in problems:
                if problem:
                    yield "%s: %s" % (name, problem)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mlac", required=True, help="the compiler")
    parser.add_argument("--tolerance", type=float, default=LOGIT_TOLERANCE)
    parser.add_argument("--keep", help="put the program there and keep it")
    parser.add_argument("model", help="checkpoint folder with known answers")
    parser.add_argument("options", nargs="*", help="after --: options of mlac")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = arguments.keep or os.path.join(folder, "app")
        try:
            compile_model(arguments.mlac, arguments.model, app, arguments.options)
        except Failure as failure:
            print("compiling: %s" % failure)
            return 1
        problems = list(check_model(app, arguments.model, arguments.tolerance))
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
