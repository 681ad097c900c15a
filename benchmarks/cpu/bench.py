#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Measures the CPU target: `tools/dev bench [matmul] [decode] [compile] [optimize]`.

Prints a table and writes benchmarks/results/cpu.json. Needs `ninja mla-bench`.
The machine should be idle: other work makes every figure worse, and the load
it started under is written into the result.
"""

import argparse
import json
import os
import platform
import re
import resource
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HERE = os.path.join(ROOT, "benchmarks", "cpu")
sys.path.insert(0, os.path.join(ROOT, "benchmarks"))

import document

# OpenBLAS does not know every processor; with the wrong core type it runs at a
# fifth of its speed. The best of these, and of its own choice, is what counts.
OPENBLAS_CORES = ["", "SkylakeX", "SapphireRapids", "Haswell", "Zen"]

MATMULS = [(1024, 1024, 1024, "f32", 0.75), (1024, 1024, 1024, "bf16", 0.40)]

MINICPM3_4B = {
    "architectures": ["MiniCPM3ForCausalLM"],
    "model_type": "minicpm3",
    "hidden_size": 2560,
    "intermediate_size": 6400,
    "num_hidden_layers": 62,
    "num_attention_heads": 40,
    "num_key_value_heads": 40,
    "q_lora_rank": 768,
    "kv_lora_rank": 256,
    "qk_nope_head_dim": 64,
    "qk_rope_head_dim": 32,
    "v_head_dim": 64,
    "vocab_size": 73448,
    "max_position_embeddings": 1024,
    "rms_norm_eps": 1e-5,
    "rope_theta": 10000.0,
    "scale_emb": 12,
    "scale_depth": 1.4,
    "dim_model_base": 256,
    "tie_word_embeddings": False,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "torch_dtype": "bfloat16",
}

DEEPSEEK_V3 = {
    "architectures": ["DeepseekV3ForCausalLM"],
    "model_type": "deepseek_v3",
    "hidden_size": 7168,
    "intermediate_size": 18432,
    "moe_intermediate_size": 2048,
    "num_hidden_layers": 61,
    "first_k_dense_replace": 3,
    "num_attention_heads": 128,
    "num_key_value_heads": 128,
    "q_lora_rank": 1536,
    "kv_lora_rank": 512,
    "qk_nope_head_dim": 128,
    "qk_rope_head_dim": 64,
    "v_head_dim": 128,
    "n_routed_experts": 256,
    "n_shared_experts": 1,
    "num_experts_per_tok": 8,
    "n_group": 8,
    "topk_group": 4,
    "topk_method": "noaux_tc",
    "scoring_func": "sigmoid",
    "norm_topk_prob": True,
    "routed_scaling_factor": 2.5,
    "vocab_size": 129280,
    "max_position_embeddings": 163840,
    "rms_norm_eps": 1e-6,
    "rope_theta": 10000,
    "rope_scaling": {
        "type": "yarn",
        "factor": 40,
        "original_max_position_embeddings": 4096,
        "beta_fast": 32,
        "beta_slow": 1,
        "mscale": 1.0,
        "mscale_all_dim": 1.0,
    },
    "tie_word_embeddings": False,
    "bos_token_id": 0,
    "eos_token_id": 1,
    "torch_dtype": "bfloat16",
}


def run(command, environment=None):
    """Output and errors of a command; a failure ends the measurement."""
    result = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, **(environment or {})}
    )
    if result.returncode:
        sys.exit("$ %s\n%s%s" % (" ".join(command), result.stdout, result.stderr))
    return result


def write_model(folder, config):
    os.makedirs(folder, exist_ok=True)
    with open(os.path.join(folder, "config.json"), "w") as file:
        json.dump(config, file, indent=1)
    return folder


def bench_matmul(build, folder):
    program = os.path.join(build, "benchmarks", "cpu", "mla-bench-matmul")
    if not os.path.exists(program):
        print("no OpenBLAS: matmul is not measured", file=sys.stderr)
        return []
    with open(os.path.join(HERE, "matmul.mlir.in")) as file:
        template = file.read()
    rows = []
    for m, n, k, dtype, bar in MATMULS:
        text = template
        for name, value in [("M", m), ("N", n), ("K", k), ("TYPE", dtype)]:
            text = text.replace("@%s@" % name, str(value))
        source = os.path.join(folder, "matmul.mlir")
        library = os.path.join(folder, "matmul-%s.so" % dtype)
        with open(source, "w") as file:
            file.write(text)
        run([os.path.join(build, "bin", "mlac"), source, "--emit=lib", "-o", library])
        ours, theirs, core = 0, 0, ""
        for candidate in OPENBLAS_CORES:
            environment = {"OPENBLAS_NUM_THREADS": "1"}
            if candidate:
                environment["OPENBLAS_CORETYPE"] = candidate
            result = json.loads(
                run([program, library, str(m), str(n), str(k), dtype, "3"], environment).stdout
            )
            ours = max(ours, result["gflops"])
            if result["openblas_gflops"] > theirs:
                theirs, core = result["openblas_gflops"], result["openblas_core"]
        rows.append(
            {
                "name": "matmul %dx%dx%d, f32 x %s, 1 thread" % (m, n, k, dtype),
                "gflops": ours,
                "openblas_f32_gflops": theirs,
                "openblas_core": core,
                "ratio": ours / theirs,
                "bar": bar,
                "text": "%.1f GFLOP/s, OpenBLAS (f32, %s) %.1f" % (ours, core, theirs),
            }
        )
    return rows


def bench_decode(build, folder):
    model = write_model(os.path.join(folder, "minicpm3-4b"), MINICPM3_4B)
    app = os.path.join(folder, "minicpm3-4b-app")
    run([os.path.join(build, "bin", "mlac"), model, "-o", app])
    bandwidth = json.loads(
        run([os.path.join(build, "benchmarks", "cpu", "mla-read-bandwidth")]).stdout
    )["gb_per_s"]
    result = run(
        [app, "--random-weights", "1", "--prompt-ids", "5,6,7,8", "--stats"]
        + ["--max-new-tokens", "24", "--cache-gib", "0.2"]
    )
    stats = result.stderr

    def figure(pattern):
        match = re.search(pattern, stats)
        if not match:
            sys.exit("expected %r in the statistics, got\n%s" % (pattern, stats))
        return float(match.group(1))

    milliseconds = figure(r"time a token[^0-9]*([0-9.]+) ms")
    gigabytes = figure(r"bytes read a token[^0-9]*([0-9]+)") / 1e9
    # The machine may have been slower or faster by then: the better of both.
    again = json.loads(
        run([os.path.join(build, "benchmarks", "cpu", "mla-read-bandwidth")]).stdout
    )["gb_per_s"]
    bandwidth = max(bandwidth, again)
    rate = gigabytes / (milliseconds / 1000)
    return [
        {
            "name": "decode, MiniCPM3-4B-sized, bf16 weights, all cores",
            "ms_per_token": milliseconds,
            "gb_per_token": gigabytes,
            "gb_per_s": rate,
            "machine_gb_per_s": bandwidth,
            "ratio": rate / bandwidth,
            "bar": 0.60,
            "text": "%.1f ms a token, %.1f GB/s of %.1f" % (milliseconds, rate, bandwidth),
        }
    ]


def bench_compile(build, folder):
    rows = []
    for layers in [4, 16, 61]:
        config = dict(DEEPSEEK_V3, num_hidden_layers=layers)
        model = write_model(os.path.join(folder, "deepseek-v3-%d" % layers), config)
        command = [os.path.join(build, "bin", "mlac"), model, "--emit=obj"]
        start = time.monotonic()
        process = subprocess.Popen(command + ["-o", os.path.join(folder, "v3.o")])
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit("mlac failed on %d layers" % layers)
        seconds = time.monotonic() - start
        gib = usage.ru_maxrss / (1 << 20)
        rows.append(
            {
                "name": "mlac, DeepSeek-V3 config, %d layers, to an object" % layers,
                "seconds": seconds,
                "cpu_seconds": usage.ru_utime + usage.ru_stime,
                "peak_gib": gib,
                "ratio": seconds,
                "bar": 15.0 if layers == 61 else None,
                "text": "%.2f s (%.2f s of processor), %.2f GiB"
                % (seconds, usage.ru_utime + usage.ru_stime, gib),
            }
        )
    return rows


def bench_optimize(build, folder):
    """mla-optimize alone, on one core: the best of several runs. How it grows is
    measured where all layers are of a kind."""
    core = {min(os.sched_getaffinity(0))}
    seconds = {}
    for layers, dense in [(61, 3), (8, 0), (61, 0)]:
        config = dict(DEEPSEEK_V3, num_hidden_layers=layers, first_k_dense_replace=dense)
        model = write_model(os.path.join(folder, "optimize-%d-%d" % (layers, dense)), config)
        command = [os.path.join(build, "bin", "mlac"), model, "--emit=mlir", "--timing"]
        times = []
        for _ in range(15):
            result = subprocess.run(
                command + ["-o", os.path.join(folder, "v3.mlir")],
                capture_output=True,
                text=True,
                preexec_fn=lambda: os.sched_setaffinity(0, core),
            )
            match = re.search(r"([0-9.]+) \([^)]*\)  optimise", result.stderr)
            if result.returncode or not match:
                sys.exit("mlac --timing failed on %d layers\n%s" % (layers, result.stderr))
            times.append(float(match.group(1)))
        seconds[layers, dense] = min(times)
    growth = seconds[61, 0] / 61 / (seconds[8, 0] / 8)
    return [
        {
            "name": "mla-optimize, DeepSeek-V3 config, 61 layers, one core",
            "seconds": seconds[61, 3],
            "ratio": seconds[61, 3],
            "bar": 3.0,
            "text": "%.2f s" % seconds[61, 3],
        },
        {
            "name": "mla-optimize, time a layer of experts, 61 layers against 8",
            "seconds": [seconds[8, 0], seconds[61, 0]],
            "ratio": growth,
            "bar": 1.2,
            "unit": "x",
            "text": "%.2f x (8 layers: %.3f s)" % (growth, seconds[8, 0]),
        },
    ]


BENCHMARKS = {
    "matmul": bench_matmul,
    "decode": bench_decode,
    "compile": bench_compile,
    "optimize": bench_optimize,
}


def write_readme_table(results):
    """Replaces what stands between the marks in README.md."""
    lines = ["| | measured | wanted |", "|---|---|---|"]
    states = []
    for result in results.values():
        for row in result["rows"]:
            lines.append("| %s | %s | %s |" % (row["name"], row["text"], row["goal"]))
        state = "%s, %d cores, load %.1f, commit %s, %s" % tuple(
            result["measured"][key]
            for key in ["processor", "cores", "load_at_start", "commit", "date"]
        )
        if state not in states:
            states.append(state)
    lines += ["", "; ".join(states) + "."]
    busiest = max(result["measured"]["load_at_start"] for result in results.values())
    if busiest > 0.5 * os.cpu_count():
        lines += [
            "**The machine was busy with other work**: times are several times what an"
            " idle one needs, and only what is measured side by side says something."
        ]
    document.replace_between_marks("README.md", "cpu.json", lines)


def processor():
    with open("/proc/cpuinfo") as file:
        match = re.search(r"model name\s*: (.*)", file.read())
    return match.group(1) if match else platform.processor()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default=os.path.join(ROOT, "build"))
    parser.add_argument(
        "--out", default=os.path.join(ROOT, "benchmarks", "results", "cpu.json")
    )
    parser.add_argument("--readme", action="store_true", help="and into README.md")
    parser.add_argument("which", nargs="*", help="of " + ", ".join(BENCHMARKS))
    arguments = parser.parse_args()
    unknown = set(arguments.which) - set(BENCHMARKS)
    if unknown:
        parser.error("expected %s, got %s" % (", ".join(BENCHMARKS), ", ".join(unknown)))
    build = os.path.abspath(arguments.build)
    commit = subprocess.run(
        ["git", "-C", ROOT, "rev-parse", "--short", "HEAD"], capture_output=True, text=True
    ).stdout.strip()
    report = {
        "processor": processor(),
        "cores": os.cpu_count(),
        "load_at_start": os.getloadavg()[0],
        "commit": commit,
        "date": time.strftime("%Y-%m-%d"),
    }
    results = {}
    try:
        with open(arguments.out) as file:
            results = json.load(file)["results"]
    except (OSError, ValueError, KeyError):
        pass
    with tempfile.TemporaryDirectory() as folder:
        for name in arguments.which or BENCHMARKS:
            rows = BENCHMARKS[name](build, folder)
            for row in rows:
                goal = ""
                if row["bar"] is not None:
                    limit = name in ["compile", "optimize"]
                    met = row["ratio"] <= row["bar"] if limit else row["ratio"] >= row["bar"]
                    goal = (
                        "at most %g %s" % (row["bar"], row.get("unit", "s"))
                        if limit
                        else "%.0f %%, at least %.0f %%" % (100 * row["ratio"], 100 * row["bar"])
                    )
                    goal += "" if met else "  MISSED"
                row["goal"] = goal
                print("%-52s %-46s %s" % (row["name"], row["text"], goal))
                sys.stdout.flush()
            # Each with the state of the machine it was measured in.
            results[name] = {"measured": report, "rows": rows}
    os.makedirs(os.path.dirname(arguments.out), exist_ok=True)
    with open(arguments.out, "w") as file:
        json.dump({"results": results}, file, indent=1)
        file.write("\n")
    if arguments.readme:
        write_readme_table(results)
    print("written to %s" % os.path.relpath(arguments.out), file=sys.stderr)


if __name__ == "__main__":
    main()
