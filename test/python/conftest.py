# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tests of mla.ops and mla.torch. Without a CUDA GPU or the native module
every one of them is reported as skipped ("unsupported"), never as passed."""
import os
import sys

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "..",
                                "python_bindings"))


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
