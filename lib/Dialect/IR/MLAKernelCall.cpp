//===- MLAKernelCall.cpp - calls of hand-written kernels ------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Kernels/Registry.h"

using namespace mlir;

static const ::mla::kernels::KernelDescriptor *
findDescriptor(mlir::mla::KernelCallOp op) {
  StringRef name = op.getKernel();
  return ::mla::kernels::findKernel({name.data(), name.size()});
}

LogicalResult mlir::mla::KernelCallOp::verify() {
  if (findDescriptor(*this))
    return success();
  InFlightDiagnostic diag = emitOpError() << "expected the name of a kernel, "
                                             "got @"
                                          << getKernel();
  diag.attachNote() << "mlac --list-kernels has the names";
  return diag;
}

bool mlir::mla::KernelCallOp::isCaptureSafe() {
  return findDescriptor(*this)->captureSafe;
}

StringRef mlir::mla::KernelCallOp::getLauncher() {
  return findDescriptor(*this)->launch;
}
