#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Code generated for a GPU, run without one, compared with known answers.

The kernels are compiled as functions of the host (mla-to-cuda{format=emulate})
and run by emulator.cpp, a warp as 32 fibers. Threads of a warp that part ways
end the program. Where hand-written kernels are called, reference_kernels.cpp
computes what they would.

With --bf16 a part of the rows counts: those where experts were chosen as in f32.
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
BF16_ROWS = 0.8
ROOT = os.path.dirname(os.path.dirname(HERE))


def build(arguments, folder):
    """The program; raises where a step fails."""
    optimized = os.path.join(folder, "optimized.mlir")
    lowered = os.path.join(folder, "lowered.mlir")
    model = os.path.join(folder, "model.o")
    emulator = os.path.join(folder, "emulator.o")
    kernels = os.path.join(folder, "kernels.o")
    app = os.path.join(folder, "app")
    pipeline = "builtin.module(mla-to-cuda{format=emulate %s})" % arguments.pipeline
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


def check_rows(app, checkpoint, index, options, folder):
    """One prompt in bf16: most rows of logits, and as many tokens as asked for."""
    path = os.path.join(folder, "logits.npy")
    output = end_to_end.run(
        [app, "--weights", checkpoint.path, "--logits", path]
        + ["--prompt-ids", ",".join(map(str, checkpoint.prompts[index]))]
        + ["--max-new-tokens", str(checkpoint.new_tokens)]
        + options
    )
    if not json.loads(output)["tokens"]:
        return "prompt %d: expected tokens, got none" % index
    with open(path, "rb") as file:
        (_, ours), (_, golden) = npy.parse_npy(file.read()), checkpoint.logits(index)
    errors = [
        max(abs(a - b) for a, b in zip(x, y)) / max(map(abs, y))
        for x, y in zip(ours, golden)
    ]
    near = sum(error <= BF16_TOLERANCE for error in errors)
    if near < BF16_ROWS * len(errors):
        return "prompt %d %s: expected %g of the rows within %g, got %d of %d; %s" % (
            index,
            options,
            BF16_ROWS,
            BF16_TOLERANCE,
            near,
            len(errors),
            "worst %.3g" % max(errors),
        )
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mlac", required=True)
    parser.add_argument("--mla-opt", required=True)
    parser.add_argument("--archives", required=True, help="folder of libMLARuntime.a")
    parser.add_argument("--cxx", default="c++", help="the C++ compiler")
    parser.add_argument("--pipeline", default="", help="options of mla-to-cuda")
    parser.add_argument("--tolerance", type=float, default=end_to_end.LOGIT_TOLERANCE)
    parser.add_argument("--bf16", action="store_true", help="the model is in bf16")
    parser.add_argument("model", help="checkpoint folder with known answers")
    parser.add_argument("options", nargs="*", help="after --: options of mlac")
    arguments = parser.parse_args()
    checkpoint = end_to_end.Checkpoint(arguments.model)
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        try:
            app = build(arguments, folder)
            # Whole prompts and single tokens: many rows, and one.
            for chunk in [[], ["--prefill-chunk", "1"]]:
                for index in range(len(checkpoint.prompts)):
                    if arguments.bf16:
                        problems.append(
                            check_rows(app, checkpoint, index, chunk, folder)
                        )
                        continue
                    problems += end_to_end.check_alone(
                        app, checkpoint, index, chunk, folder, arguments.tolerance
                    )
                if arguments.bf16:
                    continue
                order = list(range(len(checkpoint.prompts)))
                problems += end_to_end.check_batch(
                    app, checkpoint, order, chunk, folder
                )
        except (end_to_end.Failure, subprocess.SubprocessError, OSError) as error:
            problems.append(str(error))
    problems = [problem for problem in problems if problem]
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
