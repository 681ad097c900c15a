# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Tables of measurements in documents: between marks, written by a program."""
import os

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def replace_between_marks(document, name, lines):
    """Puts `lines` where `document` (a path from the root of the project) says
    `<!-- begin NAME -->` … `<!-- end NAME -->`."""
    path = os.path.join(ROOT, document)
    begin, end = "<!-- begin %s -->\n" % name, "<!-- end %s -->" % name
    with open(path) as file:
        text = file.read()
    if text.count(begin) != 1 or text.count(end) != 1:
        raise SystemExit("expected one '%s' and one '%s' in %s" % (begin.strip(), end, document))
    before, rest = text.split(begin)
    with open(path, "w") as file:
        file.write(before + begin + "\n".join(lines) + "\n" + end + rest.split(end)[1])
