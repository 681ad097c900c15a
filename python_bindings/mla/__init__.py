# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Multi-head Latent Attention.

mla.ops       kernels on any DLPack tensor (needs a CUDA GPU; no torch, no MLIR)
mla.torch     the same as torch.library operators
mla.compat    other libraries' names for the same things
mla.compiler  the compiler (needs MLIR);  mla.runtime  compiled models

Nothing is imported until it is asked for.
"""
import importlib

_SUBMODULES = ("ops", "torch", "compat", "compiler", "runtime")
_FUNCTIONS = {"compile": "compiler", "run_pipeline": "compiler",
              "load": "runtime", "Model": "runtime"}


def __getattr__(name):
    if name in _SUBMODULES:
        return importlib.import_module(f"{__name__}.{name}")
    if name in _FUNCTIONS:
        module = importlib.import_module(f"{__name__}.{_FUNCTIONS[name]}")
        return getattr(module, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
