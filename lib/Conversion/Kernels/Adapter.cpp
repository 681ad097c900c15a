//===- Adapter.cpp - what adapters share ----------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Adapter.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace mlir::mla;

ArrayRef<const KernelAdapter *> mlir::mla::kernelAdapters() {
  static const KernelAdapter *const adapters[] = {
      &decodeAdapter(),      &decodePlanAdapter(),   &cacheAppendAdapter(),
      &absorbQueryAdapter(), &projectValueAdapter(), &mergeStatesAdapter(),
      &prefillAdapter(),     &linearAdapter(),       &queryPrepAdapter(),
      &expertsAdapter(),     &ropeAppendAdapter()};
  return adapters;
}

const KernelAdapter *mlir::mla::findAdapter(StringRef op) {
  for (const KernelAdapter *adapter : kernelAdapters())
    if (adapter->op() == op)
      return adapter;
  return nullptr;
}

bool KernelAdapter::isForAllSizes(Operation *, const Kernel &kernel,
                                  const KernelQuery &query) const {
  ::mla::kernels::DimRange range = tokens(kernel, query.hasNext);
  return range.low <= 1 && range.high >= query.maxTokens;
}

Value KernelAdapter::isForSizes(ImplicitLocOpBuilder &b, Operation *op,
                                const Kernel &kernel, bool hasNext) const {
  ::mla::kernels::DimRange range = tokens(kernel, hasNext);
  Value first = cast<DestinationStyleOpInterface>(op).getDpsInits()[0];
  Value T = tensor::DimOp::create(b, first, 0);
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(b, value);
  };
  Value most =
      arith::CmpIOp::create(b, arith::CmpIPredicate::ule, T, index(range.high));
  if (range.low <= 1)
    return most;
  Value least =
      arith::CmpIOp::create(b, arith::CmpIPredicate::uge, T, index(range.low));
  return arith::AndIOp::create(b, least, most);
}

int64_t mlir::mla::dimOf(Value shaped, int64_t dim) {
  return cast<ShapedType>(shaped.getType()).getDimSize(dim);
}

int32_t mlir::mla::dtypeOf(Value shaped) {
  return *kernelDType(cast<ShapedType>(shaped.getType()).getElementType());
}

std::optional<MlaDType> mlir::mla::kernelDType(Type element) {
  if (element.isBF16())
    return MLA_BF16;
  if (element.isF16())
    return MLA_F16;
  if (element.isF32())
    return MLA_F32;
  return std::nullopt;
}

std::string mlir::mla::oneDType(ArrayRef<Value> values, MlaDType &dtype) {
  Type element;
  for (Value value : values) {
    Type own = cast<ShapedType>(value.getType()).getElementType();
    if (element && own != element)
      return llvm::formatv("expected operands of one type, got {0} and {1}",
                           element, own);
    element = own;
  }
  // Activations in f32 mean generated code, whatever else a kernel could do.
  std::optional<MlaDType> known = kernelDType(element);
  if (!known || *known == MLA_F32)
    return llvm::formatv("expected bf16 or f16, got {0}", element);
  dtype = *known;
  return "";
}

PackBatchOp mlir::mla::unpackBatch(Value batch) {
  return batch.getDefiningOp<PackBatchOp>();
}

/// The source of a slice that takes all but a part of the last dimension, which
/// begins at `offset`.
static Value sliceOfLast(Value value, int64_t &offset) {
  auto slice = value.getDefiningOp<tensor::ExtractSliceOp>();
  if (!slice || !slice.hasUnitStride() ||
      slice.getSourceType().getRank() != slice.getType().getRank())
    return nullptr;
  int64_t last = slice.getType().getRank() - 1;
  auto offsets = slice.getMixedOffsets();
  for (int64_t i = 0; i < last; ++i) {
    int64_t size = slice.getSourceType().getDimSize(i);
    // A dynamic size can only be all of it where the offset is 0: no slice of
    // this project takes the first rows of a tensor beside a part of each row.
    if (!isConstantIntValue(offsets[i], 0) ||
        slice.getType().getDimSize(i) != size)
      return nullptr;
  }
  std::optional<int64_t> begin = getConstantIntValue(offsets[last]);
  if (!begin)
    return nullptr;
  offset = *begin;
  return slice.getSource();
}

static int64_t lastSize(Value value) {
  return cast<ShapedType>(value.getType()).getShape().back();
}

bool mlir::mla::areNeighbours(Value first, Value second) {
  int64_t begin = 0, middle = 0;
  if (lastSize(second) == 0)
    return true;
  Value source = sliceOfLast(first, begin);
  return source && source == sliceOfLast(second, middle) &&
         middle == begin + lastSize(first);
}

Value mlir::mla::wholeOf(Value first, Value second) {
  if (lastSize(second) == 0)
    return first;
  int64_t begin = 0;
  Value source = sliceOfLast(first, begin);
  return areNeighbours(first, second) && begin == 0 &&
                 lastSize(source) == lastSize(first) + lastSize(second)
             ? source
             : nullptr;
}

bool mlir::mla::isAvailable(Value value, Operation *op, bool move) {
  Operation *def = value.getDefiningOp();
  if (!def || def->getBlock() != op->getBlock())
    return value.getParentRegion()->isAncestor(op->getParentRegion());
  if (def->isBeforeInBlock(op))
    return true;
  if (!isMemoryEffectFree(def) || def->getNumRegions() != 0 ||
      !llvm::all_of(def->getOperands(), [&](Value operand) {
        return isAvailable(operand, op, move);
      }))
    return false;
  if (move)
    def->moveBefore(op);
  return true;
}

Value mlir::mla::joinLast(ImplicitLocOpBuilder &b, Value first, Value second) {
  if (lastSize(second) == 0)
    return first;
  if (Value whole = wholeOf(first, second))
    return whole;
  if (areNeighbours(first, second)) {
    int64_t begin = 0, size = lastSize(first) + lastSize(second);
    Value source = sliceOfLast(first, begin);
    auto sizes = tensor::getMixedSizes(b, b.getLoc(), source);
    SmallVector<OpFoldResult> offsets(sizes.size(), b.getIndexAttr(0)),
        strides(sizes.size(), b.getIndexAttr(1));
    offsets.back() = b.getIndexAttr(begin);
    sizes.back() = b.getIndexAttr(size);
    return tensor::ExtractSliceOp::create(b, source, offsets, sizes, strides);
  }
  auto sizes = tensor::getMixedSizes(b, b.getLoc(), first);
  SmallVector<OpFoldResult> offsets(sizes.size(), b.getIndexAttr(0)),
      strides(sizes.size(), b.getIndexAttr(1)), all = sizes;
  all.back() = b.getIndexAttr(lastSize(first) + lastSize(second));
  Value joined = tensor::EmptyOp::create(
      b, all, cast<ShapedType>(first.getType()).getElementType());
  joined =
      tensor::InsertSliceOp::create(b, first, joined, offsets, sizes, strides);
  offsets.back() = b.getIndexAttr(lastSize(first));
  sizes.back() = b.getIndexAttr(lastSize(second));
  return tensor::InsertSliceOp::create(b, second, joined, offsets, sizes,
                                       strides);
}

Value mlir::mla::scratch(ImplicitLocOpBuilder &b, int64_t bytes) {
  return tensor::EmptyOp::create(b, ArrayRef<int64_t>{bytes}, b.getI8Type());
}

SmallVector<Value> mlir::mla::callKernel(ImplicitLocOpBuilder &b,
                                         const Kernel &kernel,
                                         ValueRange inputs, ValueRange inits,
                                         ArrayRef<NamedAttribute> params,
                                         unsigned numResults) {
  auto call = KernelCallOp::create(
      b, inits.getTypes(), FlatSymbolRefAttr::get(b.getContext(), kernel.name),
      inputs, inits, b.getDictionaryAttr(params));
  return SmallVector<Value>(call.getResults().take_front(numResults));
}
