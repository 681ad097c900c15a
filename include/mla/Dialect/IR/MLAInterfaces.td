//===- MLAInterfaces.td - what decides about an op ---------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLAINTERFACES
#define MLA_DIALECT_IR_MLAINTERFACES

include "mlir/IR/OpBase.td"

def BatchDependentOpInterface : OpInterface<"BatchDependentOpInterface"> {
  let cppNamespace = "::mlir::mla";
  let description = [{
    An op whose work depends on the batch and not on the number of tokens
    alone. It is never part of an `mla.segment`.
  }];
}

def CaptureSafeOpInterface : OpInterface<"CaptureSafeOpInterface"> {
  let cppNamespace = "::mlir::mla";
  let description = [{
    An op that may be captured once the number of tokens is bound: it reads no
    device data on the host, and its sizes derive from its operands' shapes.
  }];
}

#endif // MLA_DIALECT_IR_MLAINTERFACES
