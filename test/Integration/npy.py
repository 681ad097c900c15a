# Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Reads .npy and .npz files of f32: the tests need no numpy for that."""

import array
import ast
import struct
import zipfile


def parse_npy(data):
    """The bytes of a .npy file: its shape, and its rows as lists of floats."""
    if data[:6] != b"\x93NUMPY":
        raise ValueError("expected a .npy file, got %r" % data[:6])
    length_format, start = ("<H", 10) if data[6] == 1 else ("<I", 12)
    (length,) = struct.unpack_from(length_format, data, 8)
    header = ast.literal_eval(data[start : start + length].decode("latin1"))
    if header["descr"] != "<f4" or header["fortran_order"]:
        raise ValueError("expected little-endian f32 in C order, got %s" % header)
    shape = header["shape"]
    if len(shape) != 2:
        raise ValueError("expected a matrix, got shape %s" % (shape,))
    values = array.array("f", data[start + length :])
    if len(values) != shape[0] * shape[1]:
        raise ValueError("expected %s values, got %d" % (shape, len(values)))
    columns = shape[1]
    rows = [values[i * columns : (i + 1) * columns] for i in range(shape[0])]
    return shape, rows


def read_npy(path):
    with open(path, "rb") as file:
        return parse_npy(file.read())


def read_npz(path, name):
    with zipfile.ZipFile(path) as archive:
        return parse_npy(archive.read(name + ".npy"))
