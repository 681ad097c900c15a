# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What differs between frameworks: views, streams, allocation.

Imports no framework: a tensor's own module tells which one it is from, and
that one is loaded already.
"""
import sys


def framework(tensor):
    return type(tensor).__module__.partition(".")[0]


def expect_cuda(tensor, name):
    if not hasattr(tensor, "__dlpack__"):
        raise ValueError(
            f"expected {name} to be a DLPack tensor, got {type(tensor).__name__}")
    device = tuple(tensor.__dlpack_device__())
    if device[0] != 2:
        raise ValueError(f"expected {name} on a CUDA device, got DLPack device "
                         f"{device}")


def view(tensor, name):
    """A DLPack capsule (or None) for the native module; never synchronises."""
    if tensor is None:
        return None
    if framework(tensor) == "torch":
        tensor = tensor.detach()
    expect_cuda(tensor, name)
    # -1: the consumer takes care of ordering; we launch on the caller's stream.
    return tensor.__dlpack__(stream=-1)


def stream_of(tensor):
    """The caller's current stream, as an integer."""
    kind = framework(tensor)
    if kind == "torch":
        return sys.modules["torch"].cuda.current_stream(tensor.device).cuda_stream
    if kind == "cupy":
        return sys.modules["cupy"].cuda.get_current_stream().ptr
    return 0  # the default stream


class device_of:
    """Makes the tensor's device the current one."""

    def __init__(self, tensor, name):
        expect_cuda(tensor, name)
        kind = framework(tensor)
        if kind == "torch":
            self.guard = sys.modules["torch"].cuda.device(tensor.device)
        elif kind == "cupy":
            self.guard = tensor.device
        else:
            self.guard = None

    def __enter__(self):
        if self.guard is not None:
            self.guard.__enter__()

    def __exit__(self, *args):
        if self.guard is not None:
            self.guard.__exit__(*args)


def empty(like, shape, dtype=None):
    """Uninitialised memory of the same framework and device. `dtype` is None
    (as `like`), "float32", "int32" or "uint8"."""
    kind = framework(like)
    if kind in ("torch", "cupy"):
        module = sys.modules[kind]
        dtype = like.dtype if dtype is None else getattr(module, dtype)
        if kind == "torch":
            return module.empty(shape, dtype=dtype, device=like.device)
        return module.empty(shape, dtype=dtype)
    raise ValueError(f"expected torch or cupy tensors where mla.ops allocates, "
                     f"got {kind}: pass out=, lse=, plan= and workspace=")
