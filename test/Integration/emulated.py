#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Code generated for a GPU, run without one, compared with known answers.

The kernels are compiled as functions of the host (mla-to-cuda{format=emulate})
and run by emulator.cpp, a warp as 32 fibers. Threads of a warp that part ways
end the program.
"""

import argparse
import os
import subprocess
import sys
import tempfile

import end_to_end

HERE = os.path.dirname(os.path.abspath(__file__))


def build(arguments, folder):
    """The program; raises where a step fails."""
    optimized = os.path.join(folder, "optimized.mlir")
    lowered = os.path.join(folder, "lowered.mlir")
    model = os.path.join(folder, "model.o")
    emulator = os.path.join(folder, "emulator.o")
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
    source = os.path.join(HERE, "emulator.cpp")
    end_to_end.run(compiler + ["-c", source, "-o", emulator])
    archives = [
        os.path.join(arguments.archives, name)
        for name in ["libMLAProgram.a", "libMLARuntime.a"]
    ]
    end_to_end.run(
        compiler + [model, emulator] + archives + ["-pthread", "-ldl", "-o", app]
    )
    return app


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--mlac", required=True)
    parser.add_argument("--mla-opt", required=True)
    parser.add_argument("--archives", required=True, help="folder of libMLARuntime.a")
    parser.add_argument("--cxx", default="c++", help="the C++ compiler")
    parser.add_argument("--pipeline", default="", help="options of mla-to-cuda")
    parser.add_argument("--tolerance", type=float, default=end_to_end.LOGIT_TOLERANCE)
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
                    problems += end_to_end.check_alone(
                        app, checkpoint, index, chunk, folder, arguments.tolerance
                    )
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
