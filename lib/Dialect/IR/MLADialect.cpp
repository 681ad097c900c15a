//===- MLADialect.cpp - the mla dialect -----------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace mlir::mla;

#include "mla/Dialect/IR/MLADialect.cpp.inc"
#include "mla/Dialect/IR/MLAEnums.cpp.inc"
#include "mla/Dialect/IR/MLAInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "mla/Dialect/IR/MLAAttrs.cpp.inc"

#define GET_TYPEDEF_CLASSES
#include "mla/Dialect/IR/MLATypes.cpp.inc"

void MLADialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "mla/Dialect/IR/MLAAttrs.cpp.inc"
      >();
  addTypes<
#define GET_TYPEDEF_LIST
#include "mla/Dialect/IR/MLATypes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "mla/Dialect/IR/MLAOps.cpp.inc"
      >();
}

//===----------------------------------------------------------------------===//
// Attributes
//===----------------------------------------------------------------------===//

void mlir::mla::printF64List(AsmPrinter &printer, DenseF64ArrayAttr list) {
  printer << "[";
  llvm::interleaveComma(list.asArrayRef(), printer, [&](double number) {
    printer.printFloat(APFloat(number));
  });
  printer << "]";
}

static Type storageElement(MLIRContext *context, CacheStorage storage) {
  switch (storage) {
  case CacheStorage::F32:
    return Float32Type::get(context);
  case CacheStorage::F16:
    return Float16Type::get(context);
  case CacheStorage::BF16:
    return BFloat16Type::get(context);
  case CacheStorage::FP8_656:
    return IntegerType::get(context, 8);
  }
  llvm_unreachable("all storages are listed");
}

LogicalResult
LatentAttr::verifyEncoding(ArrayRef<int64_t> shape, Type elementType,
                           function_ref<InFlightDiagnostic()> emitError) const {
  if (shape.size() != 3 || ShapedType::isDynamic(shape[1]) ||
      ShapedType::isDynamic(shape[2]))
    return emitError() << "expected a cache [pages, page, row] with a static "
                          "page and row";
  if (getL() < 1 || getR() < 0)
    return emitError() << "expected L >= 1 and R >= 0, got L = " << getL()
                       << ", R = " << getR();
  Type element = storageElement(getContext(), getStorage());
  if (elementType != element)
    return emitError() << "expected cache elements of " << element
                       << " for storage " << stringifyCacheStorage(getStorage())
                       << ", got " << elementType;
  if (getStorage() == CacheStorage::FP8_656) {
    if (getL() != 512 || getR() != 64)
      return emitError() << "storage fp8_656 expected L = 512 and R = 64, got "
                            "L = "
                         << getL() << ", R = " << getR();
    if (shape[2] != 656)
      return emitError() << "storage fp8_656 expected rows of 656 bytes, got "
                         << shape[2];
    return success();
  }
  if (shape[2] != getL() + getR())
    return emitError() << "expected rows of L + R = " << getL() + getR()
                       << " elements, got " << shape[2];
  return success();
}

LogicalResult RopeAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                               RopeStyle style, FloatAttr scale,
                               DenseF64ArrayAttr invFreq,
                               DenseF64ArrayAttr longInvFreq,
                               int64_t originalMax) {
  if (!longInvFreq)
    return success();
  if (longInvFreq.size() != invFreq.size())
    return emitError() << "expected long_inv_freq to have the length of "
                          "inv_freq, "
                       << invFreq.size() << ", got " << longInvFreq.size();
  if (originalMax <= 0)
    return emitError() << "expected original_max > 0 beside long_inv_freq, got "
                       << originalMax;
  return success();
}

LogicalResult TargetAttr::verify(function_ref<InFlightDiagnostic()> emitError,
                                 int64_t gflopPerS, int64_t gbytePerS) {
  if (gflopPerS > 0 && gbytePerS > 0)
    return success();
  return emitError() << "expected gflop_per_s > 0 and gbyte_per_s > 0, got "
                     << gflopPerS << " and " << gbytePerS;
}

//===----------------------------------------------------------------------===//
// What all compute ops share
//===----------------------------------------------------------------------===//

void mlir::mla::getComputeEffects(
    DestinationStyleOpInterface op, bool readsInits,
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<MemRefType>(operand.get().getType()))
      continue;
    bool isInit = op.isDpsInit(&operand);
    if (!isInit || readsInits)
      effects.emplace_back(MemoryEffects::Read::get(), &operand,
                           SideEffects::DefaultResource::get());
    if (isInit)
      effects.emplace_back(MemoryEffects::Write::get(), &operand,
                           SideEffects::DefaultResource::get());
  }
}

LogicalResult
mlir::mla::reifyShapesOfInits(DestinationStyleOpInterface op,
                              OpBuilder &builder,
                              ReifiedRankedShapedTypeDims &shapes) {
  for (OpResult result : op->getResults())
    shapes.push_back(tensor::getMixedSizes(builder, op->getLoc(),
                                           op.getTiedOpOperand(result)->get()));
  return success();
}

LatentAttr mlir::mla::getLatentEncoding(Type cacheType) {
  if (auto tensor = dyn_cast<RankedTensorType>(cacheType))
    return dyn_cast_if_present<LatentAttr>(tensor.getEncoding());
  if (auto memref = dyn_cast<MemRefType>(cacheType))
    return dyn_cast_if_present<LatentAttr>(memref.getMemorySpace());
  return nullptr;
}
