# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""describe.py LIBRARY: loads a compiled model and prints some of what it is."""

import ctypes
import json
import sys


class Model(ctypes.Structure):
    _fields_ = [
        ("abi_version", ctypes.c_uint32),
        ("num_calls", ctypes.c_uint32),
        ("describe", ctypes.c_char_p),
    ]


entry = ctypes.CDLL(sys.argv[1]).mla_model_v1
entry.restype = ctypes.POINTER(Model)
model = entry().contents
assert model.abi_version == 2, "expected version 2, got %d" % model.abi_version
described = json.loads(model.describe)
fields = tuple(described[name] for name in ["name", "target", "dtype", "page_size"])
print("%s %s %s page %d" % fields)
