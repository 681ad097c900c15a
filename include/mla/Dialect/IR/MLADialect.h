//===- MLADialect.h - the mla dialect ---------------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLADIALECT_H
#define MLA_DIALECT_IR_MLADIALECT_H

#include "mlir/IR/BuiltinAttributes.h"
#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Dialect.h"
#include "mlir/IR/OpDefinition.h"
#include "mlir/IR/OpImplementation.h"
#include "mlir/IR/SymbolTable.h"
#include "mlir/IR/TensorEncoding.h"
#include "mlir/Interfaces/ControlFlowInterfaces.h"
#include "mlir/Interfaces/DestinationStyleOpInterface.h"
#include "mlir/Interfaces/InferTypeOpInterface.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

#include "mla/Dialect/IR/MLADialect.h.inc"
#include "mla/Dialect/IR/MLAEnums.h.inc"
#include "mla/Dialect/IR/MLAInterfaces.h.inc"

#define GET_ATTRDEF_CLASSES
#include "mla/Dialect/IR/MLAAttrs.h.inc"

#define GET_TYPEDEF_CLASSES
#include "mla/Dialect/IR/MLATypes.h.inc"

namespace mlir::mla {

/// The effects of an op in destination-passing style: none on tensors; on
/// memrefs it reads its inputs and writes (and reads, if `readsInits`) its
/// inits.
void getComputeEffects(
    DestinationStyleOpInterface op, bool readsInits,
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects);

/// Reifies each result's shape as that of the init it is tied to.
LogicalResult reifyShapesOfInits(DestinationStyleOpInterface op,
                                 OpBuilder &builder,
                                 ReifiedRankedShapedTypeDims &shapes);

/// Prints `[1.0, …]` so that reading it gives the same numbers.
void printF64List(AsmPrinter &printer, DenseF64ArrayAttr list);

/// The `#mla.latent` encoding of a cache: a tensor's encoding, or a memref's
/// memory space. Null if the type has none.
LatentAttr getLatentEncoding(Type cacheType);

} // namespace mlir::mla

#define GET_OP_CLASSES
#include "mla/Dialect/IR/MLAOps.h.inc"

#endif // MLA_DIALECT_IR_MLADIALECT_H
