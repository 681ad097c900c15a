# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What is taken off a producer's output: nothing that computes."""

import re

HEADER = """\
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by {script}; see README.md.

"""


def normalize(text, name, script):
    """Names the function, and drops attributes of dialects we do not have."""
    text = re.sub(r"\{(jax|mhlo)\.[^}]*\}", "", text)
    text = re.sub(r"^module @\w+ attributes\s*\{", "module {", text, flags=re.M)
    text = re.sub(r"^(module.*?)attributes\s+\{$", r"\1{", text, flags=re.M)
    text = re.sub(r"^module @\w+\s*\{", "module {", text, flags=re.M)
    text = text.replace("func.func public @main(", "func.func @%s(" % name)
    text = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    return HEADER.format(script=script) + text + "\n"
