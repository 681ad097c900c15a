//===- BufferizableOpInterfaceImpl.h - bufferizing mla ops ------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_TRANSFORMS_BUFFERIZABLEOPINTERFACEIMPL_H
#define MLA_DIALECT_TRANSFORMS_BUFFERIZABLEOPINTERFACEIMPL_H

namespace mlir {
class DialectRegistry;

namespace mla {

/// Lets One-Shot Bufferize understand the ops of the mla dialect. The ops
/// survive: what was on tensors is the same op on memrefs.
void registerBufferizableOpInterfaceExternalModels(DialectRegistry &registry);

} // namespace mla
} // namespace mlir

#endif // MLA_DIALECT_TRANSFORMS_BUFFERIZABLEOPINTERFACEIMPL_H
