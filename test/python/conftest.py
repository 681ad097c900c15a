# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests of mla.ops and mla.torch. Without a CUDA GPU or the native module
every one of them is reported as skipped ("unsupported"), never as passed."""
import os
import random
import sys

import pytest

HERE = os.path.dirname(__file__)
sys.path[:0] = [os.path.join(HERE, "..", "..", "python_bindings"),
                os.path.join(HERE, "..", "gpu")]


def _unsupported():
    try:
        import torch
    except ImportError:
        return "unsupported: torch is not installed"
    if not torch.cuda.is_available():
        return "unsupported: no CUDA device"
    if torch.cuda.get_device_capability() < (8, 0):
        return "unsupported: the GPU is older than sm_80"
    try:
        import mla._ops  # noqa: F401
    except ImportError as error:
        return f"unsupported: mla._ops is not built ({error})"
    return None


def pytest_addoption(parser):
    parser.addoption("--random-shapes", type=int, default=50,
                     help="random shapes a kernel is tested with")
    parser.addoption("--seed", type=int, default=20261120)


def _devices():
    """The first GPU, and the last one where there are several: what is set up
    once a process must be set up once a device."""
    try:
        import torch
    except ImportError:
        return [0]
    return sorted({0, max(0, torch.cuda.device_count() - 1)})


@pytest.fixture(autouse=True, params=_devices(), ids="gpu{}".format)
def device(request):
    """The current device of a test."""
    import torch

    before = torch.cuda.current_device()
    torch.cuda.set_device(request.param)
    yield request.param
    torch.cuda.set_device(before)


def pytest_collection_modifyitems(config, items):
    reason = _unsupported()
    if reason:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture
def random_shapes(request):
    """random_shapes(draw, check): check(**draw(rng), seed=…) on --random-shapes
    shapes. A failure names the shape and what draws it again."""
    count = request.config.getoption("--random-shapes")
    seed = request.config.getoption("--seed")

    def run(draw, check):
        for i in range(count):
            shape = dict(draw(random.Random(seed * 1000003 + i)), seed=i)
            try:
                check(**shape)
            except Exception as error:
                raise AssertionError(
                    f"shape {i} of --seed={seed}: {shape}: {error}") from error
    return run
