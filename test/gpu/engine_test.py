#!/usr/bin/env python3
# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Many requests on a GPU: what must not change a bit, and what must not leak.

Objects that `tools/dev gpu-models` wrote are linked with the archives of a
build. In every *scenario* requests come and go between steps by a fixed random
plan. All outcomes of an object must be the same bits: whatever is captured,
with MLA_PDL=off, with places in the arena that share nothing or are NaN after
their last use (objects NAME.unique.o, NAME.poisoned.o) and with kernels that
sleep where they meet (NAME.delays.o, and --delayed-kernels).

Exit status: 0, 1 if something is wrong, 77 if there is no object or no GPU.
"""

import argparse
import array
import concurrent.futures
import functools
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time

import engine

HERE = os.path.dirname(os.path.abspath(__file__))
VARIANTS = ["unique", "poisoned", "delays"]
F32_TOLERANCE = 5e-4
BF16_TOLERANCE = 2e-2
# In bf16 a token's experts may be other ones than in another batch.
BF16_NEAR_ROWS = {True: 0.5, False: 1.0}


class Plan:
    """Requests, the steps they come at, and those that are given up."""

    def __init__(self, info, seed, requests, longest=1 << 40):
        pick = random.Random(seed)
        self.arrivals = []  # (step, prompt, new tokens, temperature, logits)
        self.releases = {}  # step -> request
        longest = min(info.max_position, longest)

        def prompt(length):
            return [pick.randrange(2, info.vocab) for _ in range(length)]

        # Captured at length 0, replayed up to the last position there is.
        self.arrivals.append((0, prompt(1), longest, 0.9, False))
        self.arrivals.append((1, prompt(longest - 3), 3, 0.0, True))
        step = 1
        for number in range(requests):
            step += pick.randrange(4)
            # Around the ends of pages, and anywhere.
            length = pick.choice(
                [1, 2, info.page_size - 1, info.page_size, info.page_size + 1]
                + [1 + pick.randrange(longest // 2) for _ in range(4)]
            )
            count = pick.choice([1, 2, 2 + pick.randrange(longest // 3)])
            temperature = pick.choice([0.0, 0.0, 0.8])
            self.arrivals.append((step, prompt(length), count, temperature, number % 3 == 0))
            if number % 7 == 3:
                self.releases[step + 2 + pick.randrange(6)] = len(self.arrivals) - 1


def steps_of(on, plan):
    """Runs a plan, a step each time it is asked for the next; its value is the
    tokens and logits of every request, those that were given up too."""
    handles, gone, outcome = [], {}, []
    step, unfinished = 0, 1
    while unfinished or len(handles) < len(plan.arrivals):
        while len(handles) < len(plan.arrivals) and plan.arrivals[len(handles)][0] <= step:
            _, prompt, count, temperature, logits = plan.arrivals[len(handles)]
            handles.append(on.add(prompt, count, temperature, len(handles), logits))
        unfinished = on.step()
        yield
        number = plan.releases.get(step)
        if number is not None and number < len(handles):
            gone[number] = on.poll(handles[number])[0]
            on.release(handles[number])
        step += 1
    for number, handle in enumerate(handles):
        tokens = gone[number] if number in gone else on.poll(handle)[0]
        digest = hashlib.sha256()
        for position, row in sorted(on.logits[handle].items()):
            digest.update(b"%d" % position + row)
        outcome.append([tokens, digest.hexdigest()])
    return outcome


def alternate(*runs):
    """The values of generators whose steps take turns."""
    values, left = [None] * len(runs), set(range(len(runs)))
    while left:
        for number in sorted(left):
            try:
                next(runs[number])
            except StopIteration as end:
                values[number] = end.value
                left.discard(number)
    return values


def run_plan(on, plan):
    return alternate(steps_of(on, plan))[0]


class Model:
    """An object, its variants and where its weights are (None: made up)."""

    def __init__(self, path, models):
        self.path = path
        self.name = os.path.basename(path)[: -len(".o")]
        self.is_bf16 = self.name.endswith("bf16")
        known = [m for m in os.listdir(models) if self.name.startswith(m)]
        self.weights = os.path.join(models, max(known, key=len)) if known else None
        self.has_experts = self.weights is None or "deepseek" in self.name
        self.libraries = {}
        self.expected = {}  # plan -> outcome with nothing captured

    def link(self, folder, archives, delayed):
        kernels = os.path.join(archives, "libmla_kernels.a")
        for variant in [""] + VARIANTS:
            path = self.path if not variant else self.path[:-2] + "." + variant + ".o"
            archive = kernels
            if variant == "delays":
                archive = delayed
            if os.path.exists(path) and archive and os.path.exists(archive):
                library = os.path.join(folder, self.name + "." + variant + ".so")
                self.libraries[variant] = engine.link(path, library, archives, archive)


def differences(expected, got, what):
    if len(expected) != len(got):
        yield "%s: expected %d outcomes, got %d" % (what, len(expected), len(got))
    for number, (a, b) in enumerate(zip(expected, got)):
        if a == b:
            continue
        part = "tokens %s, got %s" % (a[0][:8], b[0][:8])
        if a[0] == b[0]:
            part = "the bits of its logits"
        yield "%s: request %d: expected %s" % (what, number, part)
        return


def outcome_here(library, weights, mode, seed, requests, longest=1 << 40):
    with engine.Engine(
        engine.Library(library),
        weights,
        engine.MODES[mode],
        max_batch=8,
        prefill_chunk=96,
    ) as on:
        return run_plan(on, Plan(on.info(), seed, requests, longest))


def outcome_apart(library, weights, mode, *numbers, environment=None, seconds=300):
    """The same in a process of its own, which may end or hang."""
    command = [sys.executable, os.path.abspath(__file__), "--outcome", library]
    command += [weights or "", mode] + [str(number) for number in numbers]
    result = subprocess.run(
        command,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=seconds,
    )
    if result.returncode != 0:
        raise RuntimeError(result.stderr.strip()[-600:])
    return json.loads(result.stdout)


def print_outcome(library, weights, mode, *numbers):
    outcome = outcome_here(library, weights or None, mode, *map(int, numbers))
    json.dump(outcome, sys.stdout)


def check_bits(model, arguments, variant, modes, run=outcome_here, longest=1 << 40):
    """Every way to run the same plan gives the bits of nothing captured."""
    if variant not in model.libraries:
        yield "expected an object %s.%s.o and kernels for it" % (model.name, variant)
        return
    for seed in range(1, arguments.plans + 1):
        numbers = seed, arguments.requests, longest
        if numbers not in model.expected:
            model.expected[numbers] = outcome_here(
                model.libraries[""], model.weights, "none", *numbers
            )
        for mode in modes:
            got = run(model.libraries[variant], model.weights, mode, *numbers)
            what = "plan %d, %s %s" % (seed, variant, mode)
            yield from differences(model.expected[numbers], got, what)


def check_two_engines(model, requests):
    """Two engines whose steps take turns, and two in threads of their own."""
    library = engine.Library(model.libraries[""])

    def make(capture=engine.FULL):
        return engine.Engine(library, model.weights, capture, max_batch=8)

    plans, alone = [], []
    for seed in (3, 4):
        with make() as on:
            plans.append(Plan(on.info(), seed, requests))
            alone.append(run_plan(on, plans[-1]))
    with make() as one, make(engine.PIECEWISE) as two:
        both = alternate(steps_of(one, plans[0]), steps_of(two, plans[1]))
        for expected, got in zip(alone, both):
            yield from differences(expected, got, "engines in turns")
    with make() as one, make() as two:
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            both = list(pool.map(run_plan, (one, two), plans))
        for expected, got in zip(alone, both):
            yield from differences(expected, got, "engines in threads")


def check_abort(model, requests):
    """After requests were given up halfway, the next ones are as in a new engine."""
    library = engine.Library(model.libraries[""])
    with engine.Engine(library, model.weights, max_batch=8) as on:
        plan = Plan(on.info(), 6, requests)
        expected = run_plan(on, plan)
    with engine.Engine(library, model.weights, max_batch=8) as on:
        other = Plan(on.info(), 7, 8)
        handles = [on.add(p, max(n, 20), t, 0, l) for _, p, n, t, l in other.arrivals]
        for _ in range(9):
            on.step()
        for handle in handles:
            on.release(handle)
        yield from differences(expected, run_plan(on, plan), "after an abort")


def row_error(ours, other):
    a, b = array.array("f", ours), array.array("f", other)
    worst = max(abs(x - y) for x, y in zip(a, b))
    return worst / max(map(abs, b)) if worst == worst else float("inf")


def resident_bytes():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def run_long(on, steps, asked):
    """Random arrivals; requests that want logits are added to `asked`."""
    info, pick, open_requests = on.info(), random.Random(5), set()
    memory = resident = None
    for step in range(steps):
        if pick.random() < 0.25:
            length = 1 + pick.randrange(info.max_position // 3)
            prompt = [pick.randrange(2, info.vocab) for _ in range(length)]
            wants = len(asked) < 24 and pick.random() < 0.5
            handle = on.add(prompt, 1 + pick.randrange(40), 0.0, 0, wants)
            if wants:
                asked[handle] = prompt
            else:
                open_requests.add(handle)
        on.step()
        for handle in [h for h in open_requests if on.poll(h)[1]]:
            open_requests.discard(handle)
            on.release(handle)
        if step == steps // 4:
            memory, resident = on.device_stats().memory, resident_bytes()
    if on.device_stats().memory != memory:
        yield "expected %d bytes on the device after %d steps, got %d" % (
            memory, steps, on.device_stats().memory)
    if resident_bytes() > resident + (32 << 20):
        yield "the process grew from %d to %d bytes" % (resident, resident_bytes())
    for handle in open_requests:
        on.release(handle)
    on.finish()
    # The cache holds max_batch whole sequences. If all pages came back, so many
    # run side by side, in the steps that one takes.
    handles = [on.add([3], info.max_position) for _ in range(8)]
    count = 1
    while on.step():
        count += 1
    if not all(on.poll(h)[1] for h in handles) or count > info.max_position + 1:
        yield "expected pages for 8 whole sequences at once; they took %d steps" % count


def check_long_run(model, steps):
    """Random arrivals leak nothing, and give the logits of one by one."""
    library = engine.Library(model.libraries[""])
    asked = {}
    with engine.Engine(library, model.weights, max_batch=8, prefill_chunk=48) as on:
        yield from run_long(on, steps, asked)
        vocab, together = on.info().vocab, on.logits
    tolerance = BF16_TOLERANCE if model.is_bf16 else F32_TOLERANCE
    errors = []
    # Comparing takes longer than computing: not every row of a large vocabulary.
    stride = 1 + vocab * sum(map(len, asked.values())) // (2 << 20)
    with engine.Engine(library, model.weights, max_batch=1, prefill_chunk=1) as on:
        for number, prompt in asked.items():
            handle = on.add(prompt, 0, 0.0, 0, True)
            on.finish()
            alone, rows = on.logits[handle], together[number]
            if not sorted(alone) == sorted(rows) == list(range(len(prompt))):
                yield "expected logits of all %d tokens of a prompt" % len(prompt)
                return
            errors += [row_error(rows[p], alone[p]) for p in range(0, len(prompt), stride)]
            on.release(handle)
    near = sum(error <= tolerance for error in errors)
    print(
        "%s: %d of %d rows of a run of %d steps within %g of one by one, worst %.3g"
        % (model.name, near, len(errors), steps, tolerance, max(errors, default=0)),
        flush=True,
    )
    share = BF16_NEAR_ROWS[model.has_experts] if model.is_bf16 else 1.0
    if not errors or near < share * len(errors):
        yield "expected %g of the rows within %g of one by one" % (share, tolerance)


def check_stats(model):
    """What --stats prints, measured on the device."""
    library = engine.Library(model.libraries[""])
    with engine.Engine(library, model.weights, max_batch=4, profile=1) as on:
        for number in range(4):
            on.add([5 + number] * 9, 120, 0.8, number)
        on.finish()
        stats, buckets = on.profile_stats(), on.buckets()
        device = on.device_stats()
    if not (stats.steps > 0 and 0 < stats.segments and 0 < stats.dispatches):
        yield "expected times of segments and dispatches, got none"
    if stats.segments + stats.dispatches > stats.seconds * 1.001:
        yield "expected segments and dispatches to be parts of a step"
    # Inside of a hand-written kernel the choice is not seen.
    sees = model.has_experts and not model.is_bf16
    if (sees or stats.routed) and not 1 <= stats.experts_hit <= stats.num_experts:
        yield "expected from 1 to %d experts hit, got %g" % (
            stats.num_experts, stats.experts_hit)
    for bucket in buckets:
        if not 0 < bucket.host_seconds <= bucket.seconds:
            yield "expected the host to take a part of a step"
    if not (device.upload_seconds > 0 and device.upload_bytes > 0):
        yield "expected the time of the upload"


def check_refusals(model):
    """What does not work says why, as an error of the device."""
    library = engine.Library(model.libraries[""])
    for options, reason in [
        ({"device": 99}, "expected a GPU from 0 to "),
        ({"cache_bytes": 1 << 46}, "not enough memory for the cache: it needs 64.00 TiB, and "),
    ]:
        try:
            engine.Engine(library, model.weights, **options).close()
            yield "expected an error with %s" % options
        except engine.EngineError as error:
            if error.code != engine.DEVICE_ERROR or reason not in str(error):
                yield "%s: expected '%s', got %d: %s" % (options, reason, error.code, error)
    reason = "expected a GPU, and the driver finds none"
    try:
        hidden = {"CUDA_VISIBLE_DEVICES": ""}
        outcome_apart(
            model.libraries[""], model.weights, "none", 1, 1, environment=hidden
        )
        yield "expected an error without a visible GPU"
    except RuntimeError as error:
        if reason not in str(error):
            yield "no visible GPU: expected '%s', got %s" % (reason, error)


def check_sanitizers(model):
    """Kernels under compute-sanitizer: a short plan, eager; captured, too, where
    that is seen."""
    sanitizer = shutil.which("compute-sanitizer") or "/usr/local/cuda/bin/compute-sanitizer"
    if not os.access(sanitizer, os.X_OK):
        print("skipped: no compute-sanitizer")
        return
    for tool, mode in [
        ("memcheck", "none"),
        ("memcheck", "full"),
        ("initcheck", "none"),
        ("synccheck", "none"),
        ("racecheck", "none"),
    ]:
        command = [sanitizer, "--tool", tool, "--error-exitcode", "9"]
        command += [sys.executable, os.path.abspath(__file__), "--outcome"]
        command += [model.libraries[""], model.weights or "", mode, "1", "2", "40"]
        result = subprocess.run(command, capture_output=True, text=True, timeout=90)
        if result.returncode != 0:
            lines = [n for n in result.stdout.splitlines() if n.startswith("=====")]
            yield "%s, %s: %s" % (tool, mode, " | ".join(lines[1:4] + lines[-1:])[:900])


def has_gpu():
    try:
        cuda = engine.ctypes.CDLL("libcuda.so.1")
    except OSError:
        return False
    count = engine.i32()
    return cuda.cuInit(0) == 0 and cuda.cuDeviceGetCount(engine.ctypes.byref(count)) == 0 and count.value > 0


BOTH = ["none", "full"]
without_pdl = functools.partial(outcome_apart, environment={"MLA_PDL": "off"})
# Every kernel takes ten times as long and more: fewer steps.
brief = functools.partial(outcome_apart, seconds=60)
CHECKS = {
    "modes": lambda m, a: check_bits(m, a, "", ["piecewise", "full"]),
    "pdl-off": lambda m, a: check_bits(m, a, "", BOTH, without_pdl),
    "unique": lambda m, a: check_bits(m, a, "unique", BOTH),
    "poisoned": lambda m, a: check_bits(m, a, "poisoned", BOTH),
    "delays": lambda m, a: check_bits(m, a, "delays", BOTH, brief, longest=100),
    "two-engines": lambda m, a: check_two_engines(m, a.requests),
    "abort": lambda m, a: check_abort(m, a.requests),
    "long-run": lambda m, a: check_long_run(m, a.steps),
    "stats": lambda m, a: check_stats(m),
    "refusals": lambda m, a: check_refusals(m),
    "sanitizers": lambda m, a: check_sanitizers(m),
}


def report(model, name, check):
    """Whether something is wrong."""
    start = time.monotonic()
    try:
        problems = list(check())
    except (RuntimeError, engine.EngineError, subprocess.SubprocessError) as error:
        problems = [str(error)]
    seconds = time.monotonic() - start
    verdict = "wrong" if problems else "ok"
    print("%s, %s: %s (%.1f s)" % (model.name, name, verdict, seconds), flush=True)
    for problem in problems[:8]:
        print("  " + problem, flush=True)
    return bool(problems)


def main():
    if sys.argv[1:2] == ["--outcome"]:
        return print_outcome(*sys.argv[2:])
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--objects", default="build/gpu-models/objects")
    parser.add_argument("--models", default=os.path.join(HERE, "..", "models"))
    parser.add_argument("--archives", default="build-gpu/lib", help="of the runtime and kernels")
    parser.add_argument("--delayed-kernels", help="libmla_kernels.a with MLA_DELAY_INJECTION")
    parser.add_argument("--plans", type=int, default=2)
    parser.add_argument("--requests", type=int, default=30, help="of a plan")
    parser.add_argument("--steps", type=int, default=2000, help="of the long run")
    parser.add_argument("--checks", nargs="*", default=list(CHECKS), choices=list(CHECKS))
    parser.add_argument("names", nargs="*", help="objects without .o (default: all)")
    arguments = parser.parse_args()
    names = arguments.names
    if not names and os.path.isdir(arguments.objects):
        files = [n for n in os.listdir(arguments.objects) if n.endswith(".o")]
        names = sorted(n[:-2] for n in files if n.count(".") == 1)
    if not names:
        print("skipped: no objects in %s" % arguments.objects)
        return 77
    if not has_gpu():
        print("skipped: no GPU")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        models = []
        for name in names:
            model = Model(os.path.join(arguments.objects, name + ".o"), arguments.models)
            model.link(folder, arguments.archives, arguments.delayed_kernels)
            models.append(model)
        # One after the other: several programs get slices of the GPU's time that
        # are much longer than a step, and memory in use is that of all of them.
        checks = list(arguments.checks)
        if not arguments.delayed_kernels and "delays" in checks:
            print("skipped: delays, as there are no --delayed-kernels")
            checks.remove("delays")
        wrong = [
            report(model, name, lambda: CHECKS[name](model, arguments))
            for model in models
            for name in checks
        ]
    return 1 if any(wrong) else 0


if __name__ == "__main__":
    sys.exit(main())
