//===- ParamsWriter.cpp - writes a kernel's struct ------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "ParamsWriter.h"

#include "mlir/Conversion/LLVMCommon/MemRefBuilder.h"
#include "mlir/IR/BuiltinOps.h"

using namespace mlir;
using namespace mlir::mla;

Value ParamsWriter::constant(int64_t value, unsigned bits) {
  return LLVM::ConstantOp::create(b, b.getIntegerType(bits), value);
}

Value ParamsWriter::descriptor(Value memref) {
  return UnrealizedConversionCastOp::create(
             b, converter.convertType(memref.getType()), memref)
      .getResult(0);
}

void ParamsWriter::store(size_t field, Value value) {
  Value place =
      LLVM::GEPOp::create(b, address.getType(), b.getI8Type(), address,
                          ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(field)});
  LLVM::StoreOp::create(b, value, place);
}

/// The bytes of an element in memory.
static int64_t elementBytes(Value memref) {
  Type element = cast<MemRefType>(memref.getType()).getElementType();
  return llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
}

Value ParamsWriter::firstElement(Value memref, int64_t first) {
  auto type = cast<MemRefType>(memref.getType());
  MemRefDescriptor view(descriptor(memref));
  Value data = view.alignedPtr(b, b.getLoc());
  auto [strides, offset] = type.getStridesAndOffset();
  auto advance = [&](Value elements) {
    Value bytes =
        LLVM::MulOp::create(b, elements, constant(elementBytes(memref), 64));
    data = LLVM::GEPOp::create(b, data.getType(), b.getI8Type(), data,
                               ArrayRef<LLVM::GEPArg>{bytes});
  };
  if (ShapedType::isDynamic(offset)) {
    advance(view.offset(b, b.getLoc()));
    offset = 0;
  }
  if (offset + first != 0)
    advance(constant(offset + first, 64));
  return data;
}

void ParamsWriter::pointer(size_t field, Value memref, int64_t first) {
  store(field, firstElement(memref, first));
}

void ParamsWriter::distance(size_t field, Value from, Value to) {
  auto asInteger = [&](Value memref) -> Value {
    return LLVM::PtrToIntOp::create(b, b.getI64Type(), firstElement(memref, 0));
  };
  Value bytes = LLVM::SubOp::create(b, asInteger(to), asInteger(from));
  store(field,
        LLVM::SDivOp::create(b, bytes, constant(elementBytes(from), 64)));
}

void ParamsWriter::f32(size_t field, float value) {
  store(field,
        LLVM::ConstantOp::create(b, b.getF32Type(), b.getF32FloatAttr(value)));
}

void ParamsWriter::floats(size_t field, DenseF64ArrayAttr values) {
  if (!values)
    return;
  for (auto [i, value] : llvm::enumerate(values.asArrayRef()))
    f32(field + i * sizeof(float), static_cast<float>(value));
}

void ParamsWriter::size(size_t field, Value memref, int64_t dim) {
  auto type = cast<MemRefType>(memref.getType());
  if (!type.isDynamicDim(dim))
    return i32(field, type.getDimSize(dim));
  MemRefDescriptor view(descriptor(memref));
  store(field, LLVM::TruncOp::create(b, b.getI32Type(),
                                     view.size(b, b.getLoc(), dim)));
}

void ParamsWriter::stride(size_t field, Value memref, int64_t dim) {
  auto type = cast<MemRefType>(memref.getType());
  auto [strides, offset] = type.getStridesAndOffset();
  if (!ShapedType::isDynamic(strides[dim]))
    return i64(field, strides[dim]);
  MemRefDescriptor view(descriptor(memref));
  store(field, view.stride(b, b.getLoc(), dim));
}
