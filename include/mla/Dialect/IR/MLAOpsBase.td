//===- MLAOpsBase.td - base classes of mla ops -------------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLAOPSBASE
#define MLA_DIALECT_IR_MLAOPSBASE

include "mla/Dialect/IR/MLAAttrs.td"
include "mla/Dialect/IR/MLADialect.td"
include "mla/Dialect/IR/MLAInterfaces.td"
include "mla/Dialect/IR/MLATypes.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/Interfaces/DestinationStyleOpInterface.td"
include "mlir/Interfaces/InferTypeOpInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

/// A tensor before bufferization, a memref after it.
def MLA_Shaped : AnyTypeOf<[AnyRankedTensor, AnyStridedMemRef],
                           "a ranked tensor or memref",
                           "::mlir::ShapedType">;
class MLA_Op<string mnemonic, list<Trait> traits = []>
    : Op<MLA_Dialect, mnemonic, traits>;

/// A computation in destination-passing style. Effects on memrefs: reads its
/// inputs, writes (and, if `initsAreRead`, reads) its inits.
class MLA_ComputeOp<string mnemonic, list<Trait> traits = []>
    : MLA_Op<mnemonic, !listconcat(traits, [
        DestinationStyleOpInterface,
        DeclareOpInterfaceMethods<MemoryEffectsOpInterface>,
        DeclareOpInterfaceMethods<ReifyRankedShapedTypeOpInterface,
          ["reifyResultShapes"]>])> {
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let hasVerifier = 1;

  /// The C++ expression for the destinations, and whether their old content is
  /// read (a cache) or only overwritten.
  code destinations = [{ getInitMutable() }];
  bit initsAreRead = 0;

  code extraDeclarations = "";
  let extraClassDeclaration = extraDeclarations # [{
    ::mlir::MutableOperandRange getDpsInitsMutable();
    static constexpr bool readsInits() { return }] # initsAreRead # [{; }
  }];
  let extraClassDefinition = [{
    ::mlir::MutableOperandRange $cppClass::getDpsInitsMutable() {
      return }] # destinations # [{;
    }
    void $cppClass::getEffects(
        ::llvm::SmallVectorImpl<::mlir::SideEffects::EffectInstance<
            ::mlir::MemoryEffects::Effect>> &effects) {
      ::mlir::mla::getComputeEffects(*this, readsInits(), effects);
    }
    ::llvm::LogicalResult $cppClass::reifyResultShapes(
        ::mlir::OpBuilder &builder,
        ::mlir::ReifiedRankedShapedTypeDims &shapes) {
      return ::mlir::mla::reifyShapesOfInits(*this, builder, shapes);
    }
  }];
}

#endif // MLA_DIALECT_IR_MLAOPSBASE
