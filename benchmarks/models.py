#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whole models on a GPU: time a token, time to the first token, and peers.

    build/bin/mlac test/Import/Inputs/v2_lite --target=sm_90a --dtype=bf16 \\
        --max-tokens=8192 -o app
    python3 benchmarks/models.py app --config test/Import/Inputs/v2_lite/config.json

A case is BATCH x CONTEXT: that many requests with prompts of that many random
tokens, then --new-tokens each, greedy, with made-up weights and uniform
routing. The time a token is the mean wall time between tokens of a request,
sampling and host included. `--peers` times transformers with the same
configuration in the same run: eager, and compiled with a static cache.

The floor of a case is what must be read a step at the read bandwidth of the
same run: all dense weights once, each expert hit once (the number a step hits
on average if routing is uniform), and the cache. The first token of one
request is compared with the same run's cuBLAS.

Prints a table, writes JSON with --out. Needs PyTorch for the ceilings; the
program needs none. `--readme FILE.json` measures nothing: it makes README.md's
table from a file that --out wrote.
"""

import argparse
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import document

CASES = ["1x1024", "8x1024", "32x1024", "128x1024", "1x8192", "1x32768"]


class Model:
    """Bytes a step reads, from the configuration (bf16)."""

    def __init__(self, path):
        with open(path) as file:
            self.config = json.load(file)
        c = self.config
        heads, rank = c["num_attention_heads"], c["kv_lora_rank"]
        nope, rope = c["qk_nope_head_dim"], c["qk_rope_head_dim"]
        hidden, q_rank = c["hidden_size"], c.get("q_lora_rank")
        query = heads * (nope + rope)
        attention = hidden * (rank + rope) + heads * (nope + c["v_head_dim"]) * rank
        attention += heads * c["v_head_dim"] * hidden
        attention += q_rank * (hidden + query) if q_rank else hidden * query
        layers = c["num_hidden_layers"]
        dense_layers = c.get("first_k_dense_replace", layers)
        self.moe_layers = layers - dense_layers
        width = c.get("moe_intermediate_size", 0)
        self.expert = 3 * hidden * width
        self.experts = c.get("n_routed_experts") or 0
        self.top_k = c.get("num_experts_per_tok") or 0
        shared = 3 * hidden * width * (c.get("n_shared_experts") or 0)
        self.dense = layers * attention + dense_layers * 3 * hidden * c["intermediate_size"]
        self.dense += self.moe_layers * (shared + hidden * self.experts)
        self.token_work = self.dense + self.moe_layers * self.top_k * self.expert
        self.attention_work = layers * heads * (nope + rope + c["v_head_dim"])
        self.dense += hidden * c["vocab_size"]
        self.cache_row = layers * (rank + rope)

    def experts_hit(self, tokens):
        if not self.experts:
            return 0.0
        return self.experts * (1 - (1 - self.top_k / self.experts) ** tokens)

    def bytes_a_step(self, batch, context):
        experts = self.moe_layers * self.experts_hit(batch) * self.expert
        return 2 * (self.dense + experts + batch * context * self.cache_row)

    def prefill_flops(self, context):
        """Of one prompt: every weight that a token uses, and causal attention
        in its expanded form; without the head, which one token sees."""
        return 2 * context * self.token_work + context**2 * self.attention_work


def write_requests(path, batch, context, new_tokens, vocab, rng):
    with open(path, "w") as file:
        for i in range(batch):
            prompt = [rng.randrange(vocab) for _ in range(context)]
            request = {"id": i, "prompt_ids": prompt, "max_new_tokens": new_tokens}
            file.write(json.dumps(request) + "\n")


def run_program(program, batch, context, new_tokens, vocab, options, seed):
    """Statistics of one run, by name."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "requests.jsonl")
        write_requests(path, batch, context, new_tokens, vocab, random.Random(seed))
        start = time.monotonic()
        result = subprocess.run(
            [os.path.abspath(program), "--random-weights", "1", "--uniform-routing", "2"]
            + ["--requests", path, "--max-batch", str(batch), "--stats"]
            + options,
            capture_output=True,
            text=True,
        )
        seconds = time.monotonic() - start
    if result.returncode != 0:
        return {"error": result.stderr.strip().splitlines()[-1], "status": result.returncode}
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    early = sum(line["finish"] != "length" for line in lines)
    text = result.stderr
    found = {"wall_s": seconds, "ended_early": early}
    for name, pattern in {
        "ttft_ms": r"time to first token ([\d.]+) ms",
        "token_ms": r"time a token ([\d.]+) ms",
        "load_s": r"load ([\d.]+) s",
        "capture_s": r"capture ([\d.]+) s",
        "capture_mib": r"graphs, \d+ bytes \(([\d.]+ \w+)\)",
        "bucket_ms": r"decode, bucket %d: ([\d.]+) ms a step" % batch,
    }.items():
        match = re.search(pattern, text)
        if match:
            value = match.group(1)
            found[name] = float(value) if " " not in value else value
    found["stats"] = [line for line in text.splitlines() if line.startswith("stats:")]
    return found


def time_peers(config_path, context, new_tokens):
    """Milliseconds a token of transformers, batch 1: eager and compiled."""
    import torch
    import transformers

    config = transformers.AutoConfig.from_pretrained(os.path.dirname(config_path))
    torch.manual_seed(0)
    with torch.device("cuda"), torch.no_grad():
        torch.set_default_dtype(torch.bfloat16)
        model = transformers.AutoModelForCausalLM.from_config(config).eval()
    torch.set_default_dtype(torch.float32)
    found = {}
    ids = torch.randint(0, config.vocab_size, (1, context), device="cuda")
    for name, compiled in (("eager", False), ("compiled", True)):
        cache = transformers.StaticCache(
            config=config, max_batch_size=1, max_cache_len=context + new_tokens + 8,
            device="cuda", dtype=torch.bfloat16)
        step = model.forward
        if compiled:
            step = torch.compile(model.forward, mode="reduce-overhead", fullgraph=False)
        with torch.no_grad():
            position = torch.arange(context, device="cuda")
            out = model(ids, past_key_values=cache, cache_position=position, use_cache=True)
            token = out.logits[:, -1:].argmax(-1)
            warm, times = 8 if compiled else 2, []
            count = min(new_tokens, 64 if compiled else 16)
            for i in range(warm + count):
                if i == warm:
                    torch.cuda.synchronize()
                    start = time.monotonic()
                where = torch.tensor([context + i], device="cuda")
                logits = step(token, past_key_values=cache, cache_position=where,
                              use_cache=True).logits
                token = logits[:, -1:].argmax(-1).clone()
            torch.cuda.synchronize()
            found["transformers " + name] = (time.monotonic() - start) * 1e3 / count
    return found


def commit():
    """The commit of this checkout, as reports say it."""
    found = subprocess.run(["git", "rev-parse", "--short", "HEAD"],
                           capture_output=True, text=True).stdout.strip()
    return "commit " + (found or "unknown")


def write_readme_table(path):
    """The table of README.md that stands between the marks of this file."""
    with open(path) as file:
        report = json.load(file)
    lines = ["| requests x context | captured | ms a token | tokens/s | floor, ms | of the floor"
             " | first token, ms | of cuBLAS |",
             "|---|---|---|---|---|---|---|---|"]
    for row in report["rows"]:
        batch = int(row["case"].split("x")[0])
        milliseconds = row["bucket_ms"]
        first = "| | |"
        if "of_cublas" in row:
            first = "| %.1f | %.0f %% |" % (row["ttft_ms"], 100 * row["of_cublas"])
        lines.append("| %s | %s | %.2f | %.0f | %.2f | %.2f %s" % (
            row["case"].replace("x", " x "), row["capture"], milliseconds,
            batch * 1e3 / milliseconds, row["floor_ms"], milliseconds / row["floor_ms"], first))
    for name, milliseconds in report.get("peers", {}).items():
        lines.append("| 1 x 1024 | *%s* | %.2f | %.0f | | | | |" % (
            name, milliseconds, 1e3 / milliseconds))
    environment, ceilings = report["environment"], report["ceilings"]
    lines += ["", "%s, driver %s, CUDA %s; %.2f TB/s read and %.0f TFLOPS by cuBLAS in the"
              " same run; %s." % (environment["gpu"], environment["driver"],
                                  environment["cuda"], ceilings["read_tbs"],
                                  ceilings["cublas_tflops"], report["commit"])]
    document.replace_between_marks("README.md", os.path.basename(path), lines)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", help="what mlac made")
    parser.add_argument("--config", help="config.json of the model")
    parser.add_argument("--cases", nargs="*", default=CASES)
    parser.add_argument("--new-tokens", type=int, default=256)
    parser.add_argument("--capture", nargs="*", default=["full"])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--option", nargs="*", default=[], help="passed to the program")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--out")
    parser.add_argument("--readme", metavar="FILE.json")
    arguments = parser.parse_args()
    if arguments.readme:
        write_readme_table(arguments.readme)
        return 0
    if not arguments.program or not arguments.config:
        parser.error("expected a program and --config, or --readme FILE.json")
    model = Model(arguments.config)
    vocab = model.config["vocab_size"]

    import harness

    report = {"environment": harness.environment(), "ceilings": harness.ceilings(),
              "commit": commit()}
    print(json.dumps(report), flush=True)
    import torch

    torch.cuda.empty_cache()
    rows = []
    for case in arguments.cases:
        batch, context = map(int, case.split("x"))
        new_tokens = arguments.new_tokens
        floor = model.bytes_a_step(batch, context) / report["ceilings"]["read_tbs"] / 1e9
        for capture in arguments.capture:
            found = run_program(
                arguments.program, batch, context, new_tokens, vocab,
                ["--capture", capture] + arguments.option, arguments.seed)
            row = {"case": case, "capture": capture, "floor_ms": floor, **found}
            if "bucket_ms" in row:
                row["of_floor"] = row["bucket_ms"] / floor
            if batch == 1 and "ttft_ms" in row:
                row["prefill_tflops"] = model.prefill_flops(context) / row["ttft_ms"] / 1e9
                row["of_cublas"] = row["prefill_tflops"] / report["ceilings"]["cublas_tflops"]
            rows.append(row)
            print(json.dumps(row), flush=True)
    report["rows"] = rows
    if arguments.peers:
        report["peers"] = time_peers(arguments.config, 1024, arguments.new_tokens)
        print(json.dumps(report["peers"]), flush=True)
    print(harness.table(rows, ["case", "capture", "ttft_ms", "token_ms", "bucket_ms",
                               "floor_ms", "of_floor", "of_cublas", "load_s", "capture_s"]))
    if arguments.out:
        with open(arguments.out, "w") as file:
            json.dump(report, file, indent=1)
    return 1 if any("error" in row for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
