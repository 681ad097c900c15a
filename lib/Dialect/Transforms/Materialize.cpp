//===- Materialize.cpp - tensors of elements ------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Materialize.h"

#include "mlir/Dialect/Affine/Utils.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace mlir::mla;

OpFoldResult Materializer::build(const Size &size) {
  if (OpFoldResult built = sizes.build(builder, loc, size))
    return built;
  complete = false;
  return arith::ConstantIndexOp::create(builder, loc, 1).getResult();
}

void Materializer::discard(Operation *after, Operation *before) {
  while (Operation *op = before->getPrevNode()) {
    if (op == after)
      return;
    op->erase();
  }
}

OpFoldResult Materializer::sizeOf(AffineExpr dim) {
  return build(tracer.fullSizeOf(dim));
}

SmallVector<OpFoldResult> Materializer::sizesOf(ArrayRef<AffineExpr> dims) {
  return llvm::map_to_vector(dims, [&](AffineExpr dim) { return sizeOf(dim); });
}

Value Materializer::empty(ArrayRef<AffineExpr> dims, Type elementType) {
  return tensor::EmptyOp::create(builder, loc, sizesOf(dims), elementType);
}

/// Splits a dimension whose place is `major * minorSize + minor`.
void Materializer::splitDim(Element &element, unsigned dim,
                            const Size &minorSize, AffineExpr major,
                            AffineExpr minor) {
  auto type = cast<RankedTensorType>(element.value.getType());
  SmallVector<int64_t> shape;
  SmallVector<ReassociationIndices> groups;
  SmallVector<AffineExpr> index;
  SmallVector<OpFoldResult> newSizes;
  auto add = [&](const Size &size, AffineExpr place) {
    groups.back().push_back(shape.size());
    shape.push_back(size.getStatic());
    newSizes.push_back(build(size));
    index.push_back(place);
  };
  for (int64_t i = 0; i < type.getRank(); ++i) {
    groups.emplace_back();
    Size size = sizes.of(element.value, i);
    if (i == static_cast<int64_t>(dim)) {
      add(*size.dividedBy(minorSize), major);
      add(minorSize, minor);
    } else if (type.isDynamicDim(i)) {
      groups.back().push_back(shape.size());
      shape.push_back(ShapedType::kDynamic);
      newSizes.push_back(tensor::getMixedSize(builder, loc, element.value, i));
      index.push_back(element.index[i]);
    } else {
      add(size, element.index[i]);
    }
  }
  // A dynamic dimension has dynamic parts in the type or one that is.
  element.value = tensor::ExpandShapeOp::create(
      builder, loc, RankedTensorType::get(shape, type.getElementType()),
      element.value, groups, newSizes);
  element.index = index;
}

/// As reshape, slice and transpose; null if that is not enough.
Value Materializer::viewOf(Element element, ArrayRef<AffineExpr> dims) {
  // Several variables in one dimension: heads, and the features of a head.
  for (unsigned dim = 0; dim < element.index.size(); ++dim) {
    SizedSum sum = asSizedSum(element.index[dim]);
    if (sum.terms.size() < 2)
      continue;
    // The one with the greatest factor is the outer part.
    llvm::sort(sum.terms, [](const auto &a, const auto &b) {
      return !(a.second == b.second) && a.second.isAtMost(b.second);
    });
    auto [major, minorSize] = sum.terms.back();
    AffineExpr minor = element.index[dim] - major * tracer.toExpr(minorSize);
    Size size = sizes.of(element.value, dim);
    auto type = cast<RankedTensorType>(element.value.getType());
    // The rest stays within the inner part.
    AffineExpr outside =
        tracer.simplify(minor.floorDiv(tracer.toExpr(minorSize)));
    std::optional<Size> majorSize = size.dividedBy(minorSize);
    // Upstream lowers reshapes with one dynamic part in a group, no more.
    bool isSplit = isa<AffineDimExpr>(major) && majorSize &&
                   outside == builder.getAffineConstantExpr(0) &&
                   (majorSize->isConstant() || minorSize.isConstant()) &&
                   type.isDynamicDim(dim) != size.isConstant();
    if (!isSplit)
      return Value();
    splitDim(element, dim, minorSize, major,
             tracer.simplify(minor % tracer.toExpr(minorSize)));
  }

  // Each dimension now is one variable, perhaps with an offset, or fixed.
  auto type = cast<RankedTensorType>(element.value.getType());
  SmallVector<OpFoldResult> offsets, sliceSizes, strides;
  SmallVector<AffineExpr> kept;
  SmallVector<int64_t> keptShape;
  bool isWhole = true;
  for (auto [dim, expr] : llvm::enumerate(element.index)) {
    std::optional<LinearSum> sum = asLinearSum(expr);
    if (!sum || sum->terms.size() > 1 || sum->constant < 0)
      return Value();
    offsets.push_back(builder.getIndexAttr(sum->constant));
    if (!type.isDynamicDim(dim) && sum->constant >= type.getDimSize(dim))
      return Value();
    if (sum->terms.empty()) {
      sliceSizes.push_back(builder.getIndexAttr(1));
      strides.push_back(builder.getIndexAttr(1));
      isWhole = false;
      continue;
    }
    auto [variable, factor] = sum->terms[0];
    if (factor <= 0 || llvm::is_contained(kept, variable))
      return Value();
    int64_t size = tracer.sizeOf(variable);
    // What is read past the end is read there by the input too; no view does.
    if (!ShapedType::isDynamic(size) && !type.isDynamicDim(dim) &&
        sum->constant + (size - 1) * factor >= type.getDimSize(dim))
      return Value();
    kept.push_back(variable);
    keptShape.push_back(size);
    sliceSizes.push_back(sizeOf(variable));
    strides.push_back(builder.getIndexAttr(factor));
    isWhole &= factor == 1 && sum->constant == 0 &&
               type.getDimSize(dim) == size &&
               tracer.fullSizeOf(variable) == sizes.of(element.value, dim);
  }
  if (kept.size() != dims.size())
    return Value();
  Value value = element.value;
  if (!isWhole)
    value = tensor::ExtractSliceOp::create(
        builder, loc, RankedTensorType::get(keptShape, type.getElementType()),
        value, offsets, sliceSizes, strides);
  SmallVector<int64_t> permutation;
  for (AffineExpr dim : dims) {
    auto *it = llvm::find(kept, dim);
    if (it == kept.end())
      return Value();
    permutation.push_back(it - kept.begin());
  }
  if (!llvm::is_sorted(permutation))
    value = linalg::TransposeOp::create(builder, loc, value,
                                        empty(dims, type.getElementType()),
                                        permutation)
                ->getResult(0);
  return value;
}

AffineExpr Materializer::overLoops(AffineExpr expr, ArrayRef<AffineExpr> dims,
                                   SmallVectorImpl<Value> &symbols) {
  constexpr unsigned loop = 1u << 20;
  for (auto [position, dim] : llvm::enumerate(dims))
    if (isa<AffineDimExpr>(dim))
      expr = expr.replace(dim, builder.getAffineSymbolExpr(loop + position));
  expr.walk([&](AffineExpr inner) {
    auto symbol = dyn_cast<AffineSymbolExpr>(inner);
    if (!symbol || symbol.getPosition() >= loop)
      return;
    if (symbols.size() <= symbol.getPosition())
      symbols.resize(symbol.getPosition() + 1);
    if (!symbols[symbol.getPosition()])
      symbols[symbol.getPosition()] =
          cast<Value>(build(Size{1, {symbol.getPosition()}}));
  });
  for (unsigned position = 0; position < dims.size(); ++position)
    expr = expr.replace(builder.getAffineSymbolExpr(loop + position),
                        builder.getAffineDimExpr(position));
  return expr;
}

/// The sizes that an element needs, before the loops.
void Materializer::collectSymbols(Element element, ArrayRef<AffineExpr> dims,
                                  SmallVectorImpl<Value> &symbols) {
  if (!element.isTensor())
    element = tracer.resolve(element);
  if (element.isTensor()) {
    for (AffineExpr expr : element.index)
      overLoops(expr, dims, symbols);
    return;
  }
  Operation *op = element.op();
  for (unsigned i = 0; op && i < op->getNumOperands(); ++i)
    collectSymbols(element.operand(i), dims, symbols);
}

/// An element of a tensor is read; what is computed is computed again.
Value Materializer::emit(OpBuilder &body, Element element,
                         ArrayRef<AffineExpr> dims, ValueRange loops,
                         SmallVectorImpl<Value> &symbols) {
  Type type = getElementTypeOrSelf(element.value.getType());
  if (!element.isTensor())
    element = tracer.resolve(element);
  Operation *op = element.op();
  Value result = element.value;
  if (element.isTensor()) {
    SmallVector<Value> indices;
    for (AffineExpr expr : element.index)
      indices.push_back(affine::expandAffineExpr(
          body, loc, overLoops(expr, dims, symbols), loops, symbols));
    result = tensor::ExtractOp::create(body, loc, element.value, indices);
  } else if (op && isa<linalg::IndexOp>(op)) {
    std::optional<AffineExpr> index = tracer.asIndex(element);
    complete &= index.has_value();
    result = affine::expandAffineExpr(
        body, loc,
        overLoops(index.value_or(builder.getAffineConstantExpr(0)), dims,
                  symbols),
        loops, symbols);
  } else if (op && element.body && element.body->isProperAncestor(op)) {
    // What is no arithmetic cannot be computed again here.
    if (op->getNumRegions() != 0 ||
        llvm::any_of(op->getOperandTypes(), llvm::IsaPred<ShapedType>)) {
      complete = false;
      return arith::ConstantOp::create(body, loc, body.getZeroAttr(type));
    }
    Operation *copy = body.clone(*op);
    OpBuilder::InsertionGuard guard(body);
    body.setInsertionPoint(copy);
    for (unsigned i = 0; i < op->getNumOperands(); ++i)
      copy->setOperand(i, emit(body, element.operand(i), dims, loops, symbols));
    result = copy->getResult(0);
  }
  // Casts are looked through.
  if (result.getType() == type || !isa<FloatType>(type))
    return result;
  if (result.getType().getIntOrFloatBitWidth() < type.getIntOrFloatBitWidth())
    return arith::ExtFOp::create(body, loc, type, result);
  return arith::TruncFOp::create(body, loc, type, result);
}

/// Element by element.
Value Materializer::copyOf(const Element &element, ArrayRef<AffineExpr> dims) {
  SmallVector<Value> symbols;
  collectSymbols(element, dims, symbols);
  Value init = empty(dims, getElementTypeOrSelf(element.value.getType()));
  SmallVector<utils::IteratorType> iterators(dims.size(),
                                             utils::IteratorType::parallel);
  SmallVector<AffineMap> maps{builder.getMultiDimIdentityMap(dims.size())};
  return linalg::GenericOp::create(
             builder, loc, TypeRange{init.getType()}, ValueRange(),
             ValueRange{init}, maps, iterators,
             [&](OpBuilder &b, Location bodyLoc, ValueRange) {
               SmallVector<Value> loops;
               for (unsigned i = 0; i < dims.size(); ++i)
                 loops.push_back(linalg::IndexOp::create(b, bodyLoc, i));
               linalg::YieldOp::create(b, bodyLoc,
                                       emit(b, element, dims, loops, symbols));
             })
      .getResult(0);
}

Value Materializer::materialize(const Element &element,
                                ArrayRef<AffineExpr> dims) {
  if (!element.isTensor())
    return copyOf(element, dims);
  if (Value view = viewOf(element, dims))
    return view;
  return copyOf(element, dims);
}

Value Materializer::permuted(Value source, AffineMap map,
                             ArrayRef<AffineExpr> dims) {
  if (map.isIdentity())
    return source;
  Value init = empty(dims, cast<ShapedType>(source.getType()).getElementType());
  SmallVector<AffineMap> maps{map, builder.getMultiDimIdentityMap(dims.size())};
  SmallVector<utils::IteratorType> loops(dims.size(),
                                         utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             builder, loc, TypeRange{init.getType()}, ValueRange{source},
             ValueRange{init}, maps, loops,
             [](OpBuilder &b, Location bodyLoc, ValueRange args) {
               linalg::YieldOp::create(b, bodyLoc, args[0]);
             })
      .getResult(0);
}

Value Materializer::withUnitDims(Value tensor, RankedTensorType type) {
  auto from = cast<RankedTensorType>(tensor.getType());
  if (from.getRank() != type.getRank()) {
    // A dimension that the tensor does not have belongs to the group before, or
    // to the first. It is 1 also where the type does not say so.
    SmallVector<ReassociationIndices> groups(from.getRank());
    SmallVector<int64_t> shape;
    SmallVector<OpFoldResult> newSizes;
    int64_t next = 0;
    for (int64_t dim = 0; dim < type.getRank(); ++dim) {
      int64_t size = type.getDimSize(dim);
      bool isLeft = type.getRank() - dim > from.getRank() - next;
      bool isNew =
          next == from.getRank() || (isLeft && size != from.getDimSize(next) &&
                                     (size == 1 || type.isDynamicDim(dim)));
      shape.push_back(isNew ? 1 : from.getDimSize(next));
      newSizes.push_back(
          isNew ? OpFoldResult(builder.getIndexAttr(1))
                : tensor::getMixedSize(builder, loc, tensor, next));
      if (!groups.empty())
        groups[isNew ? std::max<int64_t>(next - 1, 0) : next].push_back(dim);
      next += !isNew;
    }
    tensor = tensor::ExpandShapeOp::create(
        builder, loc, RankedTensorType::get(shape, type.getElementType()),
        tensor, groups, newSizes);
  }
  // Of sizes that contradict each other the input has no meaning.
  if (!tensor::CastOp::areCastCompatible(tensor.getType(), type)) {
    SmallVector<Value> dynamic;
    for (int64_t dim = 0; dim < type.getRank(); ++dim)
      if (type.isDynamicDim(dim))
        dynamic.push_back(
            tensor::DimOp::create(builder, loc, tensor, dim).getResult());
    return tensor::EmptyOp::create(builder, loc, type, dynamic);
  }
  if (tensor.getType() != type)
    tensor = tensor::CastOp::create(builder, loc, type, tensor);
  return tensor;
}
