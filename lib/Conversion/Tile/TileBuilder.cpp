//===- TileBuilder.cpp - writes tiles of vectors on tensors ---------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TileBuilder.h"

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// Scalars
//===----------------------------------------------------------------------===//

Value TileBuilder::index(int64_t value) {
  return arith::ConstantIndexOp::create(*this, value);
}

Value TileBuilder::i32(int64_t value) {
  return arith::ConstantIntOp::create(*this, value, 32);
}

Value TileBuilder::f32(double value) {
  return arith::ConstantFloatOp::create(*this, getF32Type(),
                                        APFloat(static_cast<float>(value)));
}

Value TileBuilder::dim(Value shaped, int64_t dimension) {
  auto type = cast<ShapedType>(shaped.getType());
  if (!type.isDynamicDim(dimension))
    return index(type.getDimSize(dimension));
  if (isa<MemRefType>(type))
    return memref::DimOp::create(*this, shaped, dimension);
  return tensor::DimOp::create(*this, shaped, dimension);
}

Value TileBuilder::add(Value a, Value b) {
  return createOrFold<arith::AddIOp>(a, b);
}

Value TileBuilder::sub(Value a, Value b) {
  return createOrFold<arith::SubIOp>(a, b);
}

Value TileBuilder::mul(Value a, Value b) {
  return createOrFold<arith::MulIOp>(a, b);
}

Value TileBuilder::min(Value a, Value b) {
  return createOrFold<arith::MinSIOp>(a, b);
}

Value TileBuilder::toIndex(Value i32) {
  return arith::IndexCastOp::create(*this, getIndexType(), i32);
}

Value TileBuilder::toI32(Value index) {
  return arith::IndexCastOp::create(*this, getI32Type(), index);
}

static bool isNarrowFloat(Type element) {
  return isa<FloatType>(element) && element.getIntOrFloatBitWidth() < 32;
}

Value TileBuilder::readScalar(Value source, ValueRange indices) {
  Value value =
      isa<MemRefType>(source.getType())
          ? memref::LoadOp::create(*this, source, indices).getResult()
          : tensor::ExtractOp::create(*this, source, indices).getResult();
  if (isNarrowFloat(value.getType()))
    value = arith::ExtFOp::create(*this, getF32Type(), value);
  return value;
}

Value TileBuilder::writeScalar(Value value, Value dest, ValueRange indices) {
  Type element = cast<ShapedType>(dest.getType()).getElementType();
  if (isNarrowFloat(element) && value.getType().isF32())
    value = arith::TruncFOp::create(*this, element, value);
  if (isa<MemRefType>(dest.getType())) {
    memref::StoreOp::create(*this, value, dest, indices);
    return dest;
  }
  return tensor::InsertOp::create(*this, value, dest, indices);
}

//===----------------------------------------------------------------------===//
// Vectors
//===----------------------------------------------------------------------===//

Value TileBuilder::splat(Value scalar) {
  return vector::BroadcastOp::create(*this, vectorType(), scalar);
}

Value TileBuilder::read(Value source, ValueRange indices, bool inBounds) {
  Type element = cast<ShapedType>(source.getType()).getElementType();
  Value padding =
      arith::ConstantOp::create(*this, element, getZeroAttr(element));
  Value vector = vector::TransferReadOp::create(
      *this, VectorType::get({shape.lanes}, element), source, indices, padding,
      ArrayRef<bool>(inBounds));
  if (isNarrowFloat(element))
    vector = arith::ExtFOp::create(*this, vectorType(), vector);
  return vector;
}

Value TileBuilder::write(Value vector, Value dest, ValueRange indices,
                         bool inBounds) {
  Type element = cast<ShapedType>(dest.getType()).getElementType();
  if (isNarrowFloat(element))
    vector = arith::TruncFOp::create(
        *this, VectorType::get({shape.lanes}, element), vector);
  auto op = vector::TransferWriteOp::create(*this, vector, dest, indices,
                                            ArrayRef<bool>(inBounds));
  return isa<MemRefType>(dest.getType()) ? dest : op.getResult();
}

Value TileBuilder::fma(Value a, Value b, Value c) {
  return vector::FMAOp::create(*this, a, b, c);
}

Value TileBuilder::reduceAdd(Value vector) {
  // Lanes may be added in any order: the result is the same on every run.
  return vector::ReductionOp::create(*this, vector::CombiningKind::ADD, vector,
                                     arith::FastMathFlags::reassoc);
}

Value TileBuilder::reduceMax(Value vector) {
  return vector::ReductionOp::create(*this, vector::CombiningKind::MAXIMUMF,
                                     vector);
}

//===----------------------------------------------------------------------===//
// Loops
//===----------------------------------------------------------------------===//

SmallVector<Value> TileBuilder::loop(Value first, Value last, int64_t step,
                                     ValueRange carried, LoopBody body) {
  auto loop = scf::ForOp::create(*this, first, last, index(step), carried);
  InsertionGuard guard(*this);
  setInsertionPointToStart(loop.getBody());
  SmallVector<Value> values =
      body(loop.getInductionVar(), loop.getRegionIterArgs());
  // Without carried values the loop has its terminator already.
  if (!carried.empty())
    scf::YieldOp::create(*this, values);
  return SmallVector<Value>(loop.getResults());
}

SmallVector<Value> TileBuilder::forVectors(int64_t size, ValueRange carried,
                                           VectorBody body) {
  int64_t whole = size / shape.lanes * shape.lanes;
  SmallVector<Value> values(carried);
  if (whole == shape.lanes)
    values = body(index(0), true, values);
  else if (whole)
    values = loop(
        index(0), index(whole), shape.lanes, values,
        [&](Value i, ValueRange current) { return body(i, true, current); });
  if (whole != size)
    values = body(index(whole), false, values);
  return values;
}

SmallVector<Value>
TileBuilder::branch(Value condition, TypeRange types,
                    function_ref<SmallVector<Value>()> thenBody,
                    function_ref<SmallVector<Value>()> elseBody) {
  auto op = scf::IfOp::create(*this, types, condition, /*addThenBlock=*/true,
                              /*addElseBlock=*/true);
  for (auto [block, body] : {std::pair(op.thenBlock(), thenBody),
                             std::pair(op.elseBlock(), elseBody)}) {
    InsertionGuard guard(*this);
    setInsertionPointToEnd(block);
    scf::YieldOp::create(*this, body());
  }
  return SmallVector<Value>(op.getResults());
}

SmallVector<Value> TileBuilder::forall(
    ArrayRef<OpFoldResult> counts, ValueRange destinations,
    function_ref<SmallVector<TileResult>(ValueRange ivs, ValueRange dests)>
        body) {
  auto op = scf::ForallOp::create(*this, counts, destinations,
                                  /*mapping=*/std::nullopt);
  InsertionGuard guard(*this);
  setInsertionPointToStart(op.getBody());
  SmallVector<Value> ivs = op.getInductionVars();
  SmallVector<TileResult> tiles = body(ivs, op.getRegionIterArgs());
  setInsertionPointToEnd(op.getTerminator().getBody());
  for (auto [tile, dest] : llvm::zip_equal(tiles, op.getRegionIterArgs())) {
    SmallVector<OpFoldResult> ones(tile.offsets.size(), getIndexAttr(1));
    tensor::ParallelInsertSliceOp::create(*this, tile.tile, dest, tile.offsets,
                                          tile.sizes, ones);
  }
  return SmallVector<Value>(op.getResults());
}

Value TileBuilder::slice(Value source, ArrayRef<OpFoldResult> offsets,
                         ArrayRef<OpFoldResult> sizes) {
  SmallVector<OpFoldResult> ones(offsets.size(), getIndexAttr(1));
  return tensor::ExtractSliceOp::create(*this, source, offsets, sizes, ones);
}
