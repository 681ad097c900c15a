#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Code generated for a GPU, run without one, compared with known answers.

The kernels are compiled as functions of the host (mla-to-cuda{format=emulate})
and run by emulator.cpp, a warp as 32 fibers. Threads of a warp that part ways
end the program. Where hand-written kernels are called, reference_kernels.cpp
computes what they would.

With --bf16 (half of the bits of f32 are gone, and some experts are chosen in
another way) two things must hold: a part of the rows of logits is near the
known answers, and nearly all rows are near those of generated code alone.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

import end_to_end
import npy

HERE = os.path.dirname(os.path.abspath(__file__))
BF16_TOLERANCE = 2e-2
# Rows near those of a program of generated code: the rest chose other experts.
BF16_SAME_ROWS = 0.75
ROOT = os.path.dirname(os.path.dirname(HERE))


def build(arguments, folder, name="app", pipeline=""):
    """The program; raises where a step fails."""
    optimized = os.path.join(folder, "optimized.mlir")
    lowered = os.path.join(folder, "lowered.mlir")
    model = os.path.join(folder, "model.o")
    emulator = os.path.join(folder, "emulator.o")
    kernels = os.path.join(folder, "kernels.o")
    app = os.path.join(folder, name)
    pipeline = "builtin.module(mla-to-cuda{format=emulate %s %s})" % (
        arguments.pipeline,
        pipeline,
    )
    end_to_end.run(
        [arguments.mlac, arguments.model, "--emit=mlir", "-o", optimized]
        + arguments.options
    )
    end_to_end.run(
        [arguments.mla_opt, optimized, "-o", lowered, "--pass-pipeline=" + pipeline]
    )
    end_to_end.run([arguments.mlac, lowered, "--emit=obj", "-o", model])
    compiler = [arguments.cxx, "-std=c++20", "-O2"]
    for name, output in [("emulator", emulator), ("reference_kernels", kernels)]:
        source = os.path.join(HERE, name + ".cpp")
        end_to_end.run(compiler + ["-I", ROOT, "-c", source, "-o", output])
    archives = [
        os.path.join(arguments.archives, name)
        for name in ["libMLAProgram.a", "libMLARuntime.a"]
    ]
    end_to_end.run(
        compiler + [model, emulator, kernels] + archives + ["-pthread", "-ldl", "-o", app]
    )
    return app


def logits_of(app, checkpoint, index, options, folder):
    """Rows of the logits of one prompt in bf16, which must go on with tokens."""
    path = os.path.join(folder, "logits.npy")
    output = end_to_end.run(
        [app, "--weights", checkpoint.path, "--logits", path]
        + ["--prompt-ids", ",".join(map(str, checkpoint.prompts[index]))]
        + ["--max-new-tokens", "4"]
        + options
    )
    if len(json.loads(output)["tokens"]) == 0:
        raise end_to_end.Failure("prompt %d: expected tokens, got none" % index)
    with open(path, "rb") as file:
        return npy.parse_npy(file.read())[1]


def check_rows(ours, other, fraction, what):
    """None, or that fewer rows than that are near the other ones."""
    errors = [
        max(abs(a - b) for a, b in zip(x, y)) / max(map(abs, y))
        for x, y in zip(ours, other)
    ]
    near = sum(error <= BF16_TOLERANCE for error in errors)
    if near >= fraction * len(errors):
        return None
    return "%s: expected %g of the rows within %g, got %d of %d; worst %.3g" % (
        what,
        fraction,
        BF16_TOLERANCE,
        near,
        len(errors),
        max(errors),
    )


def check_bf16(arguments, checkpoint, folder):
    app = build(arguments, folder)
    generated = build(arguments, folder, "generated", "kernels=none")
    for index in range(min(len(checkpoint.prompts), 2)):
        golden = checkpoint.logits(index)[1]
        other = logits_of(generated, checkpoint, index, [], folder)
        # One chunk, one with a cached prefix before it, and decode alone.
        for options in [[], ["--prefill-chunk", "29"], ["--prefill-chunk", "1"]]:
            what = "prompt %d %s" % (index, options)
            ours = logits_of(app, checkpoint, index, options, folder)
            yield check_rows(ours, golden, arguments.bf16, what)
            yield check_rows(
                ours, other, BF16_SAME_ROWS, what + " beside generated code"
            )


def report(problems):
    problems = [problem for problem in problems if problem]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mlac", required=True)
    parser.add_argument("--mla-opt", required=True)
    parser.add_argument("--archives", required=True, help="folder of libMLARuntime.a")
    parser.add_argument("--cxx", default="c++", help="the C++ compiler")
    parser.add_argument("--pipeline", default="", help="options of mla-to-cuda")
    parser.add_argument("--tolerance", type=float, default=end_to_end.LOGIT_TOLERANCE)
    parser.add_argument(
        "--bf16", type=float, help="compute in bf16; the part of near rows"
    )
    parser.add_argument("model", help="checkpoint folder with known answers")
    parser.add_argument("options", nargs="*", help="after --: options of mlac")
    arguments = parser.parse_args()
    checkpoint = end_to_end.Checkpoint(arguments.model)
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            if arguments.bf16:
                problems += check_bf16(arguments, checkpoint, folder)
                return report(problems)
            app = build(arguments, folder)
            # Whole prompts and single tokens: many rows, and one.
            for chunk in [[], ["--prefill-chunk", "1"]]:
                for index in range(len(checkpoint.prompts)):
                    problems += end_to_end.check_alone(
                        app, checkpoint, index, chunk, folder, arguments.tolerance
                    )
                order = list(range(len(checkpoint.prompts)))
                problems += end_to_end.check_batch(
                    app, checkpoint, order, chunk, folder
                )
        except (end_to_end.Failure, subprocess.SubprocessError, OSError) as error:
            problems.append(str(error))
    return report(problems)


if __name__ == "__main__":
    sys.exit(main())
