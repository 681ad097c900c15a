//===- DeviceCode.h - kernels as PTX and machine code -----------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_TARGET_DEVICECODE_H
#define MLA_TARGET_DEVICECODE_H

#include "mlir/IR/Operation.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"

#include <string>

namespace mlir::mla {

/// The number in the name of a chip: 90 of sm_90a. An error if it is no chip
/// that code can be made for.
llvm::Expected<int> chipNumber(llvm::StringRef chip);

/// Compiles a `gpu.module` in the LLVM dialect to PTX for a chip.
llvm::Expected<std::string> compileToPtx(Operation *gpuModule,
                                         llvm::StringRef chip);

/// The assembler: `wanted`, or if that is empty what PATH has, or the toolkit
/// in its usual places.
llvm::Expected<std::string> findPtxas(llvm::StringRef wanted);

/// Assembles PTX to machine code.
llvm::Expected<std::string>
assemblePtx(llvm::StringRef ptx, llvm::StringRef chip, llvm::StringRef ptxas);

} // namespace mlir::mla

#endif // MLA_TARGET_DEVICECODE_H
