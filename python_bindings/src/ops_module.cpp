//===- ops_module.cpp - the native part of mla.ops --------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Tensors come in as DLPack; this module checks them, fills the params structs
// and launches. Outputs and scratch are made by mla/ops.py with the caller's
// framework.
//
//===----------------------------------------------------------------------===//

#include "tensor.h"

NB_MODULE(_ops, m) {
  m.doc() = "Kernel launches behind mla.ops; use that module instead.";
  mla::python::registerDecode(m);
  mla::python::registerAppend(m);
  mla::python::registerPrefill(m);
  mla::python::registerLinear(m);
  mla::python::registerQueryPrep(m);
}
