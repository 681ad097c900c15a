# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""edit_tensors.py FROM TO [NAME=DTYPE:[SHAPE] | -NAME]...

Writes TO/model.safetensors with the tensors of FROM, except that those named
are of another type and shape, new, or absent; and copies config.json. All data
is zero: this is for what headers say.
"""

import json
import math
import os
import shutil
import struct
import sys

WIDTH = {"F8_E4M3": 1, "I8": 1, "BF16": 2, "F16": 2, "F32": 4}

source, target, *edits = sys.argv[1:]
with open(os.path.join(source, "model.safetensors"), "rb") as file:
    header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
header.pop("__metadata__", None)
tensors = {name: (entry["dtype"], entry["shape"]) for name, entry in header.items()}
for edit in edits:
    name, _, value = edit.partition("=")
    if edit.startswith("-"):
        del tensors[name[1:]]
    else:
        dtype, _, shape = value.partition(":")
        tensors[name] = (dtype, json.loads(shape))
end = 0
for name, (dtype, shape) in tensors.items():
    begin, end = end, end + WIDTH[dtype] * math.prod(shape)
    entry = {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}
    tensors[name] = entry
text = json.dumps(tensors).encode()
os.makedirs(target, exist_ok=True)
shutil.copy(os.path.join(source, "config.json"), target)
with open(os.path.join(target, "model.safetensors"), "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + bytes(end))
