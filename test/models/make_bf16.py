#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How near transformers itself comes to its f32 answers in bf16.

    pip install torch transformers==5.17
    test/models/make_bf16.py

Writes test/models/bf16.json: for each prompt of each checkpoint the relative
errors of the rows of logits, |bf16 - f32| / |f32|, ascending. In bf16 an expert
may be chosen differently where two scores are close; a small random model has
many such rows, so a bound for every row says nothing about a program. That it
is nearer than transformers does.
"""

import json
import os

import numpy
import torch
import transformers

HERE = os.path.dirname(os.path.abspath(__file__))


def checkpoints():
    for folder in (HERE, os.path.join(HERE, "odd")):
        for name in sorted(os.listdir(folder)):
            path = os.path.join(folder, name)
            if os.path.exists(os.path.join(path, "golden.npz")):
                yield name, path


def errors(path):
    with open(os.path.join(path, "golden.json")) as file:
        prompts = json.load(file)["prompts"]
    golden = numpy.load(os.path.join(path, "golden.npz"))
    model = transformers.AutoModelForCausalLM.from_pretrained(
        path, dtype=torch.bfloat16, attn_implementation="eager"
    ).eval()
    for i, prompt in enumerate(prompts):
        with torch.no_grad():
            logits = model(torch.tensor([prompt]), use_cache=False).logits[0]
        expected = golden["logits%d" % i]
        difference = numpy.linalg.norm(logits.float().numpy() - expected, axis=1)
        rows = difference / numpy.linalg.norm(expected, axis=1)
        yield sorted(round(float(row), 4) for row in rows)


def main():
    found = {}
    for name, path in checkpoints():
        try:
            found[name] = list(errors(path))
        except (ValueError, RuntimeError, OSError, ImportError) as error:
            print("%s: left out: %s" % (name, str(error).splitlines()[0]))
    with open(os.path.join(HERE, "bf16.json"), "w") as file:
        file.write("{\n")
        lines = ['"%s": %s' % (name, json.dumps(rows)) for name, rows in found.items()]
        file.write(",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
