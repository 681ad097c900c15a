//===- MLAOps.td - all ops of the mla dialect --------------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLAOPS
#define MLA_DIALECT_IR_MLAOPS

include "mla/Dialect/IR/MLAOpsAttention.td"
include "mla/Dialect/IR/MLAOpsCache.td"
include "mla/Dialect/IR/MLAOpsCapture.td"
include "mla/Dialect/IR/MLAOpsExperts.td"
include "mla/Dialect/IR/MLAOpsFused.td"
include "mla/Dialect/IR/MLAOpsKernels.td"
include "mla/Dialect/IR/MLAOpsModel.td"
include "mla/Dialect/IR/MLAOpsTokenwise.td"

#endif // MLA_DIALECT_IR_MLAOPS
