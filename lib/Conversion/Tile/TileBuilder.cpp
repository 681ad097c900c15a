//===- TileBuilder.cpp - writes tiles of vectors on tensors ---------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "TileBuilder.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"

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

Value TileBuilder::readElement(Value source, ValueRange indices) {
  if (isa<MemRefType>(source.getType()))
    return memref::LoadOp::create(*this, source, indices);
  return tensor::ExtractOp::create(*this, source, indices);
}

/// One element, or a vector of neighbours that are all there.
static Value store(TileBuilder &b, Value value, Value dest,
                   ValueRange indices) {
  if (isa<VectorType>(value.getType())) {
    auto op = vector::TransferWriteOp::create(b, value, dest, indices,
                                              ArrayRef<bool>(true));
    return isa<MemRefType>(dest.getType()) ? dest : op.getResult();
  }
  if (isa<MemRefType>(dest.getType())) {
    memref::StoreOp::create(b, value, dest, indices);
    return dest;
  }
  return tensor::InsertOp::create(b, value, dest, indices);
}

Value TileBuilder::writeElement(Value value, Value dest, ValueRange indices) {
  if (!isSimt())
    return store(*this, value, dest, indices);
  // No thread may still read the old value, and all see the new one.
  syncLanes();
  Value isFirst = arith::CmpIOp::create(*this, arith::CmpIPredicate::eq,
                                        laneId(), index(0));
  dest = writeOwn(value, dest, indices, isFirst);
  syncLanes();
  return dest;
}

Value TileBuilder::readScalar(Value source, ValueRange indices) {
  Value value = readElement(source, indices);
  if (isNarrowFloat(value.getType()))
    value = arith::ExtFOp::create(*this, getF32Type(), value);
  return value;
}

Value TileBuilder::writeScalar(Value value, Value dest, ValueRange indices) {
  Type element = cast<ShapedType>(dest.getType()).getElementType();
  if (isNarrowFloat(element) && value.getType().isF32())
    value = arith::TruncFOp::create(*this, element, value);
  return writeElement(value, dest, indices);
}

//===----------------------------------------------------------------------===//
// Vectors
//===----------------------------------------------------------------------===//

Value TileBuilder::broadcast(Value scalar) {
  Type type = vectorOf(scalar.getType());
  if (type == scalar.getType())
    return scalar;
  return vector::BroadcastOp::create(*this, type, scalar);
}

Value TileBuilder::splat(Value scalar) { return broadcast(scalar); }

Value TileBuilder::readVector(Value source, ValueRange indices, bool inBounds) {
  Type element = cast<ShapedType>(source.getType()).getElementType();
  Value zero = arith::ConstantOp::create(*this, element, getZeroAttr(element));
  if (!isSimt())
    return vector::TransferReadOp::create(
        *this, VectorType::get({shape.lanes}, element), source, indices, zero,
        ArrayRef<bool>(inBounds));
  auto readOwn = [&](ValueRange at) -> Value {
    if (shape.perThread == 1)
      return readElement(source, at);
    return vector::TransferReadOp::create(
        *this, cast<VectorType>(vectorOf(element)), source, at, zero,
        ArrayRef<bool>(true));
  };
  SmallVector<Value> at = ownIndices(indices);
  if (inBounds)
    return readOwn(at);
  Value isThere =
      arith::CmpIOp::create(*this, arith::CmpIPredicate::slt, at.back(),
                            dim(source, static_cast<int64_t>(at.size()) - 1));
  // Threads past the end read the first elements, rather than branch.
  at.back() = arith::SelectOp::create(*this, isThere, at.back(), index(0));
  return arith::SelectOp::create(*this, isThere, readOwn(at), broadcast(zero));
}

Value TileBuilder::ownIndex(Value index) {
  if (!isSimt())
    return index;
  return add(index, mul(laneId(), this->index(shape.perThread)));
}

SmallVector<Value> TileBuilder::ownIndices(ValueRange indices) {
  SmallVector<Value> at(indices);
  at.back() = ownIndex(at.back());
  return at;
}

TileBuilder::Widened::Widened(TileBuilder &b, int64_t size, TypeRange elements)
    : b(b), narrow(b.shape) {
  if (!b.shape.simt || !b.shape.wide)
    return;
  unsigned bits = 128;
  for (Type element : elements)
    bits = std::min(bits, std::max(8u, element.getIntOrFloatBitWidth()));
  int64_t count = 128 / bits;
  while (count > 1 && size % count != 0)
    count /= 2;
  b.shape.lanes = b.threads() * count;
  b.shape.perThread = count;
}

/// Whether one element is left of the last dimension. LLVM 22.1.8 makes a
/// masked store of one lane of a truncated vector (of bf16, of fp8) a store of
/// the lane before it was truncated: its neighbours are overwritten.
static bool isLastElement(Value dest, ValueRange indices) {
  int64_t size = cast<ShapedType>(dest.getType()).getShape().back();
  std::optional<int64_t> index = getConstantIntValue(indices.back());
  return index && !ShapedType::isDynamic(size) && size - *index == 1;
}

Value TileBuilder::writeVector(Value vector, Value dest, ValueRange indices,
                               bool inBounds) {
  if (!isSimt()) {
    if (!inBounds && isLastElement(dest, indices))
      return store(*this, vector::ExtractOp::create(*this, vector, 0), dest,
                   indices);
    auto op = vector::TransferWriteOp::create(*this, vector, dest, indices,
                                              ArrayRef<bool>(inBounds));
    return isa<MemRefType>(dest.getType()) ? dest : op.getResult();
  }
  SmallVector<Value> at = ownIndices(indices);
  if (inBounds)
    return store(*this, vector, dest, at);
  Value isThere =
      arith::CmpIOp::create(*this, arith::CmpIPredicate::slt, at.back(),
                            dim(dest, static_cast<int64_t>(at.size()) - 1));
  return writeOwn(vector, dest, at, isThere);
}

Value TileBuilder::read(Value source, ValueRange indices, bool inBounds) {
  Value vector = readVector(source, indices, inBounds);
  if (isNarrowFloat(getElementTypeOrSelf(vector.getType())))
    vector = arith::ExtFOp::create(*this, vectorType(), vector);
  return vector;
}

Value TileBuilder::write(Value vector, Value dest, ValueRange indices,
                         bool inBounds) {
  Type element = cast<ShapedType>(dest.getType()).getElementType();
  if (isNarrowFloat(element))
    vector = arith::TruncFOp::create(*this, vectorOf(element), vector);
  return writeVector(vector, dest, indices, inBounds);
}

Value TileBuilder::fma(Value a, Value b, Value c) {
  if (isSimt())
    return math::FmaOp::create(*this, a, b, c);
  return vector::FMAOp::create(*this, a, b, c);
}

/// A thread's own elements, one after the other.
static Value reduceOwn(TileBuilder &b, Value vector,
                       function_ref<Value(Value, Value)> combine) {
  auto type = dyn_cast<VectorType>(vector.getType());
  if (!type)
    return vector;
  Value result = vector::ExtractOp::create(b, vector, 0);
  for (int64_t i = 1; i < type.getNumElements(); ++i)
    result = combine(result, vector::ExtractOp::create(b, vector, i));
  return result;
}

Value TileBuilder::reduceAdd(Value vector) {
  if (isSimt())
    return reduceLanes(vector, [&](Value a, Value b) -> Value {
      return arith::AddFOp::create(*this, a, b);
    });
  // Lanes may be added in any order: the result is the same on every run.
  return vector::ReductionOp::create(*this, vector::CombiningKind::ADD, vector,
                                     arith::FastMathFlags::reassoc);
}

Value TileBuilder::reduceMax(Value vector) {
  if (isSimt())
    return reduceLanes(vector, [&](Value a, Value b) -> Value {
      return arith::MaximumFOp::create(*this, a, b);
    });
  return vector::ReductionOp::create(*this, vector::CombiningKind::MAXIMUMF,
                                     vector);
}

Value TileBuilder::extractLane(Value vector, Value lane) {
  if (!isSimt())
    return vector::ExtractOp::create(*this, vector, OpFoldResult(lane));
  return gpu::ShuffleOp::create(*this, vector, toI32(lane), i32(threads()),
                                gpu::ShuffleMode::IDX)
      .getShuffleResult();
}

Value TileBuilder::insertLane(Value scalar, Value vector, Value lane) {
  if (!isSimt())
    return vector::InsertOp::create(*this, scalar, vector, OpFoldResult(lane));
  Value isMine =
      arith::CmpIOp::create(*this, arith::CmpIPredicate::eq, laneId(), lane);
  return arith::SelectOp::create(*this, isMine, scalar, vector);
}

Value TileBuilder::firstLanes(int64_t count) {
  if (isSimt())
    return arith::CmpIOp::create(*this, arith::CmpIPredicate::slt, laneId(),
                                 index(count));
  SmallVector<bool> isThere;
  for (int64_t lane = 0; lane < shape.lanes; ++lane)
    isThere.push_back(lane < count);
  auto type = VectorType::get({shape.lanes}, getI1Type());
  return arith::ConstantOp::create(
      *this, type, DenseElementsAttr::get(type, ArrayRef<bool>(isThere)));
}

//===----------------------------------------------------------------------===//
// Threads of a warp
//===----------------------------------------------------------------------===//

Value TileBuilder::laneId() {
  return gpu::LaneIdOp::create(*this, /*upper_bound=*/IntegerAttr());
}

void TileBuilder::syncLanes() {
  if (isSimt())
    NVVM::SyncWarpOp::create(*this, i32(-1));
}

Value TileBuilder::shuffleXor(Value value, int64_t distance) {
  return gpu::ShuffleOp::create(*this, value, i32(distance), i32(threads()),
                                gpu::ShuffleMode::XOR)
      .getShuffleResult();
}

Value TileBuilder::reduceLanes(Value value,
                               function_ref<Value(Value, Value)> combine) {
  value = reduceOwn(*this, value, combine);
  for (int64_t distance = threads() / 2; distance > 0; distance /= 2)
    value = combine(value, shuffleXor(value, distance));
  return value;
}

SmallVector<Value> TileBuilder::readWide(Value source, ValueRange indices,
                                         int64_t count) {
  if (count == 1)
    return {read(source, indices, /*inBounds=*/true)};
  SmallVector<Value> at(indices);
  at.back() = add(at.back(), mul(laneId(), index(count)));
  Type element = cast<ShapedType>(source.getType()).getElementType();
  Value zero = arith::ConstantOp::create(*this, element, getZeroAttr(element));
  Value vector =
      vector::TransferReadOp::create(*this, VectorType::get({count}, element),
                                     source, at, zero, ArrayRef<bool>(true));
  if (isNarrowFloat(element))
    vector = arith::ExtFOp::create(
        *this, VectorType::get({count}, getF32Type()), vector);
  SmallVector<Value> elements;
  for (int64_t i = 0; i < count; ++i)
    elements.push_back(vector::ExtractOp::create(*this, vector, i));
  return elements;
}

Value TileBuilder::writePair(Value vector, Value dest, ValueRange indices) {
  return store(*this, vector, dest, indices);
}

Value TileBuilder::writeOwn(Value value, Value dest, ValueRange indices,
                            Value condition) {
  bool isBuffer = isa<MemRefType>(dest.getType());
  Type element = cast<ShapedType>(dest.getType()).getElementType();
  if (isNarrowFloat(element) && value.getType().isF32())
    value = arith::TruncFOp::create(*this, element, value);
  if (!condition)
    return store(*this, value, dest, indices);
  auto branch = scf::IfOp::create(
      *this, isBuffer ? TypeRange() : TypeRange(dest.getType()), condition,
      /*addThenBlock=*/true, /*addElseBlock=*/!isBuffer);
  OpBuilder::InsertionGuard guard(*this);
  setInsertionPointToStart(branch.thenBlock());
  Value written = store(*this, value, dest, indices);
  if (isBuffer) {
    // Without results the terminators are there already, or are made here.
    if (branch.thenBlock()->empty() ||
        !branch.thenBlock()->back().hasTrait<OpTrait::IsTerminator>())
      scf::YieldOp::create(*this);
    return dest;
  }
  scf::YieldOp::create(*this, written);
  setInsertionPointToStart(branch.elseBlock());
  scf::YieldOp::create(*this, dest);
  return branch.getResult(0);
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
TileBuilder::forEach(int64_t count, ValueRange carried,
                     function_ref<SmallVector<Value>(Value index, Value isThere,
                                                     ValueRange carried)>
                         body) {
  if (!isSimt())
    return loop(index(0), index(count), 1, carried,
                [&](Value i, ValueRange c) { return body(i, Value(), c); });
  return loop(index(0), index(count), threads(), carried,
              [&](Value base, ValueRange c) {
                Value i = add(base, laneId());
                Value isThere;
                if (count % threads() != 0) {
                  isThere = arith::CmpIOp::create(
                      *this, arith::CmpIPredicate::slt, i, index(count));
                  // The others repeat what a thread does that is there.
                  i = arith::SelectOp::create(*this, isThere, i, index(0));
                }
                return body(i, isThere, c);
              });
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
  // A mapping says that the loop is a kernel: it keeps loops of one iteration,
  // as code outside of them cannot touch a GPU's memory.
  std::optional<ArrayAttr> mapping;
  if (isSimt()) {
    SmallVector<Attribute> dims;
    for (size_t i = 0; i < counts.size(); ++i)
      dims.push_back(gpu::GPUBlockMappingAttr::get(
          getContext(), static_cast<gpu::MappingId>(
                            static_cast<int64_t>(gpu::MappingId::LinearDim0) +
                            static_cast<int64_t>(i))));
    mapping = getArrayAttr(dims);
  }
  auto op = scf::ForallOp::create(*this, counts, destinations, mapping);
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
