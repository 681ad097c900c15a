# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The C interface of the runtime (mla/Runtime/Engine.h), for tests.

A library is linked from what `mlac --emit=obj` wrote and the archives of a
build, so that one object is tested with kernels built in several ways.
"""

import ctypes
import os
import subprocess

ABI_VERSION = 3
NONE, PIECEWISE, FULL = 0, 1, 2
MODES = {"none": NONE, "piecewise": PIECEWISE, "full": FULL}
DEVICE_ERROR = 3

i32, i64, u32, u64, f64 = (
    ctypes.c_int32,
    ctypes.c_int64,
    ctypes.c_uint32,
    ctypes.c_uint64,
    ctypes.c_double,
)
OnLogits = ctypes.CFUNCTYPE(i32, ctypes.c_void_p, i64, i64, ctypes.POINTER(ctypes.c_float))

EXPORTS = "{ global: mla_model_v1; mla_engine_*; mla_error_*; local: *; };\n"


class Options(ctypes.Structure):
    _fields_ = [
        ("abi_version", u32),
        ("capture", i32),
        ("weights", ctypes.c_char_p),
        ("random_seed", u64),
        ("routing_seed", u64),
        ("uniform_routing", i32),
        ("device", i32),
        ("threads", i64),
        ("max_batch", i64),
        ("prefill_chunk", i64),
        ("cache_bytes", i64),
        ("buckets", ctypes.POINTER(i64)),
        ("num_buckets", i64),
        ("progress", ctypes.c_void_p),
        ("user", ctypes.c_void_p),
        ("profile", i32),
    ]


class Request(ctypes.Structure):
    _fields_ = [
        ("prompt", ctypes.POINTER(i32)),
        ("prompt_length", i64),
        ("max_new_tokens", i64),
        ("temperature", f64),
        ("top_p", f64),
        ("seed", u64),
        ("on_logits", OnLogits),
        ("user", ctypes.c_void_p),
    ]


class Result(ctypes.Structure):
    _fields_ = [("tokens", ctypes.POINTER(i32)), ("num_tokens", i64), ("finish", i32)]


class Info(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p)] + [
        (name, i64)
        for name in (
            "vocab",
            "max_position",
            "max_tokens",
            "page_size",
            "param_bytes",
            "cache_bytes_per_token",
            "num_pages",
        )
    ]


class DeviceStats(ctypes.Structure):
    _fields_ = [
        ("capture_seconds", f64),
        ("capture_bytes", u64),
        ("num_graphs", i64),
        ("memory", u64),
        ("num_buckets", i64),
        ("upload_seconds", f64),
        ("upload_bytes", u64),
    ]


class ProfileStats(ctypes.Structure):
    _fields_ = [
        ("steps", i64),
        ("seconds", f64),
        ("segments", f64),
        ("dispatches", f64),
        ("routed", i64),
        ("num_experts", i64),
        ("experts_hit", f64),
        ("least_share", f64),
        ("largest_share", f64),
    ]


class BucketStats(ctypes.Structure):
    _fields_ = [
        ("tokens", i64),
        ("steps", i64),
        ("real_tokens", i64),
        ("seconds", f64),
        ("host_seconds", f64),
    ]


class EngineError(Exception):
    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def link(object_path, library, archives, kernels):
    """A shared library of a model's object, the runtime and the kernels."""
    script = library + ".map"
    with open(script, "w") as file:
        file.write(EXPORTS)
    runtime = os.path.join(archives, "libMLARuntime.a")
    cudart = os.path.join(archives, "libcudart_static.a")
    command = [os.environ.get("CXX", "c++"), "-shared", "-o", library, object_path]
    command += ["-Wl,--whole-archive", runtime, "-Wl,--no-whole-archive"]
    command += ["-Wl,--version-script=" + script, kernels, cudart, "-ldl", "-lrt"]
    command += ["-static-libstdc++", "-static-libgcc", "-pthread", "-lm"]
    subprocess.run(command, check=True)
    return library


class Library:
    def __init__(self, path):
        self.c = ctypes.CDLL(path)
        self.c.mla_model_v1.restype = ctypes.c_void_p
        self.c.mla_error_message.restype = ctypes.c_char_p
        for name in ("create_v1", "load", "add_request_v1", "step", "poll_v1", "release"):
            getattr(self.c, "mla_engine_" + name).restype = ctypes.c_void_p

    def check(self, error):
        if not error:
            return
        error = ctypes.c_void_p(error)
        code = self.c.mla_error_code(error)
        message = self.c.mla_error_message(error).decode()
        self.c.mla_error_destroy(error)
        raise EngineError(code, message)


class Engine:
    """An engine, loaded. `weights` is a checkpoint folder; None makes some up."""

    def __init__(self, library, weights, capture=FULL, buckets=(), **options):
        self.library, self.c = library, library.c
        self.engine = ctypes.c_void_p()
        self.logits = {}  # handle -> rows as bytes, by position
        self.callbacks = []
        raw = Options(abi_version=ABI_VERSION, capture=capture, threads=4, random_seed=1)
        raw.weights = weights.encode() if weights else None
        raw.uniform_routing, raw.routing_seed = 0 if weights else 1, 2
        raw.buckets, raw.num_buckets = (i64 * len(buckets))(*buckets), len(buckets)
        for name, value in options.items():
            setattr(raw, name, value)
        model = ctypes.c_void_p(self.c.mla_model_v1())
        library.check(
            self.c.mla_engine_create_v1(model, ctypes.byref(raw), ctypes.byref(self.engine))
        )
        try:
            library.check(self.c.mla_engine_load(self.engine))
        except EngineError:
            self.close()
            raise

    def close(self):
        self.c.mla_engine_destroy(self.engine)
        self.engine = ctypes.c_void_p()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def add(self, prompt, new_tokens, temperature=0.0, seed=0, logits=False):
        raw = Request(max_new_tokens=new_tokens, temperature=temperature, seed=seed)
        raw.prompt = (i32 * len(prompt))(*prompt)
        raw.prompt_length = len(prompt)
        rows = {}
        if logits:
            width = self.info().vocab * 4

            def take(_, first, count, pointer):
                for row in range(count):
                    at = ctypes.addressof(pointer.contents) + row * width
                    rows[first + row] = ctypes.string_at(at, width)
                return 0

            raw.on_logits = OnLogits(take)
            self.callbacks.append(raw.on_logits)
        handle = i64()
        self.library.check(
            self.c.mla_engine_add_request_v1(
                self.engine, ctypes.byref(raw), ctypes.byref(handle)
            )
        )
        self.logits[handle.value] = rows
        return handle.value

    def step(self):
        """Requests still to finish."""
        unfinished = i64()
        self.library.check(self.c.mla_engine_step(self.engine, ctypes.byref(unfinished)))
        return unfinished.value

    def finish(self):
        while self.step():
            pass

    def poll(self, handle):
        """Tokens so far, and whether they are all."""
        result = Result()
        self.library.check(
            self.c.mla_engine_poll_v1(self.engine, i64(handle), ctypes.byref(result))
        )
        return result.tokens[: result.num_tokens], result.finish != 0

    def release(self, handle):
        self.library.check(self.c.mla_engine_release(self.engine, i64(handle)))

    def _get(self, kind, function):
        value = kind()
        getattr(self.c, function)(self.engine, ctypes.byref(value))
        return value

    def info(self):
        return self._get(Info, "mla_engine_info_v1")

    def device_stats(self):
        return self._get(DeviceStats, "mla_engine_device_stats_v1")

    def profile_stats(self):
        return self._get(ProfileStats, "mla_engine_profile_stats_v1")

    def buckets(self):
        found = []
        for index in range(self.device_stats().num_buckets):
            stats = BucketStats()
            self.c.mla_engine_bucket_stats_v1(self.engine, i64(index), ctypes.byref(stats))
            found.append(stats)
        return found
