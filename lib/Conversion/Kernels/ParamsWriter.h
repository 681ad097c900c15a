//===- ParamsWriter.h - writes a kernel's struct ----------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_CONVERSION_KERNELS_PARAMSWRITER_H
#define MLA_LIB_CONVERSION_KERNELS_PARAMSWRITER_H

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

#include <cstddef>

namespace mlir::mla {

/// Emits stores into a struct on the stack, which is zero before. Fields are
/// named by their offset: `offsetof(MlaDecodeParams, q)`.
class ParamsWriter {
public:
  ParamsWriter(ImplicitLocOpBuilder &b, const LLVMTypeConverter &converter,
               Value address)
      : b(b), converter(converter), address(address) {}

  /// The address of element `first` of a memref, counted in memory.
  void pointer(size_t field, Value memref, int64_t first = 0);
  /// The elements that lie between the first ones of two memrefs.
  void distance(size_t field, Value from, Value to);
  void i64(size_t field, int64_t value) { store(field, constant(value, 64)); }
  void i32(size_t field, int64_t value) { store(field, constant(value, 32)); }
  void f32(size_t field, float value);
  /// An array of f32; null: none.
  void floats(size_t field, DenseF64ArrayAttr values);
  /// Size and stride (in elements) of a dimension.
  void size(size_t field, Value memref, int64_t dim);
  void stride(size_t field, Value memref, int64_t dim);

private:
  Value constant(int64_t value, unsigned bits);
  Value descriptor(Value memref);
  Value firstElement(Value memref, int64_t first);
  void store(size_t field, Value value);

  ImplicitLocOpBuilder &b;
  const LLVMTypeConverter &converter;
  Value address;
};

} // namespace mlir::mla

#endif // MLA_LIB_CONVERSION_KERNELS_PARAMSWRITER_H
