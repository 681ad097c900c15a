# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""edit_config.py FROM TO [FIELD=JSON | -FIELD]...: writes TO/config.json.

FIELD may go into objects: a.b=1. TO holds the config alone, no weights.
"""

import json
import os
import sys

source, target, *edits = sys.argv[1:]
with open(os.path.join(source, "config.json")) as file:
    config = json.load(file)
for edit in edits:
    path, _, value = edit.partition("=")
    *outer, field = path.lstrip("-").split(".")
    place = config
    for name in outer:
        place = place[name]
    if edit.startswith("-"):
        del place[field]
    else:
        place[field] = json.loads(value)
os.makedirs(target, exist_ok=True)
with open(os.path.join(target, "config.json"), "w") as file:
    json.dump(config, file)
