//===- InitAllDialects.h - registers what mla needs -------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_INITALLDIALECTS_H
#define MLA_INITALLDIALECTS_H

#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/BufferizableOpInterfaceImpl.h"

#include "mlir/IR/DialectRegistry.h"

namespace mlir::mla {

/// Adds the mla dialect and its external models.
inline void registerAllDialects(DialectRegistry &registry) {
  registry.insert<MLADialect>();
  registerBufferizableOpInterfaceExternalModels(registry);
}

} // namespace mlir::mla

#endif // MLA_INITALLDIALECTS_H
