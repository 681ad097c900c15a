//===- Elements.cpp - what an element of a tensor is made of --------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Elements.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Complex/IR/Complex.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// Views
//===----------------------------------------------------------------------===//

/// The places in dimensions of sizes `from` that have the same row-major place
/// as `index` in dimensions of sizes `to`.
static SmallVector<AffineExpr> reshapeIndex(const ElementTracer &tracer,
                                            ArrayRef<Size> from,
                                            ArrayRef<Size> to,
                                            ArrayRef<AffineExpr> index,
                                            MLIRContext *context) {
  AffineExpr zero = getAffineConstantExpr(0, context), linear = zero;
  Size stride;
  for (size_t dim = to.size(); dim-- > 0; stride = stride * to[dim])
    linear = linear + index[dim] * tracer.toExpr(stride);
  SmallVector<AffineExpr> result(from.size(), zero);
  const auto *outermost =
      llvm::find_if(from, [](const Size &size) { return !size.isOne(); });
  stride = Size();
  for (size_t dim = from.size(); dim-- > 0; stride = stride * from[dim]) {
    if (from[dim].isOne())
      continue;
    AffineExpr expr = linear;
    if (!stride.isOne())
      expr = expr.floorDiv(tracer.toExpr(stride));
    if (from.begin() + dim != outermost)
      expr = expr % tracer.toExpr(from[dim]);
    result[dim] = tracer.simplify(expr);
  }
  return result;
}

/// A reshape whose groups of dimensions are found by their sizes.
bool ElementTracer::throughReshape(Element &element, Value source,
                                   ArrayRef<Size> to) const {
  SmallVector<Size> from = sizes.shapeOf(source);
  SmallVector<AffineExpr> index;
  size_t i = 0, j = 0;
  while (i < from.size() || j < to.size()) {
    size_t firstI = i, firstJ = j;
    Size a, b;
    auto takeA = [&] { a = a * from[i++]; };
    auto takeB = [&] { b = b * to[j++]; };
    if (i < from.size())
      takeA();
    if (j < to.size())
      takeB();
    while (!(a == b)) {
      if (i < from.size() && (j == to.size() || b.dividedBy(a)))
        takeA();
      else if (j < to.size())
        takeB();
      else
        return false;
    }
    while (i < from.size() && from[i].isOne())
      takeA();
    while (j < to.size() && to[j].isOne())
      takeB();
    llvm::append_range(
        index, reshapeIndex(*this, ArrayRef(from).slice(firstI, i - firstI),
                            to.slice(firstJ, j - firstJ),
                            ArrayRef(element.index).slice(firstJ, j - firstJ),
                            context));
  }
  element = {source, index};
  return true;
}

/// The place of an element in the source of a view.
bool ElementTracer::throughView(Element &element) const {
  Operation *op = element.op();
  if (!op || !element.isTensor())
    return false;
  if (isa<tensor::CastOp, arith::ExtFOp, arith::TruncFOp>(op)) {
    auto type = dyn_cast<RankedTensorType>(op->getOperand(0).getType());
    if (!type)
      return false;
    element.value = op->getOperand(0);
    return true;
  }
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
    llvm::SmallBitVector dropped = slice.getDroppedDims();
    SmallVector<AffineExpr> index;
    unsigned next = 0;
    for (auto [dim, offset] : llvm::enumerate(slice.getMixedOffsets())) {
      Size first = sizes.of(offset);
      Size stride = sizes.of(slice.getMixedStrides()[dim]);
      if (!first.isConstant() || !stride.isConstant())
        return false;
      AffineExpr expr = getAffineConstantExpr(first.factor, context);
      if (!dropped.test(dim))
        expr = element.index[next++] * stride.factor + expr;
      index.push_back(expr);
    }
    element = {slice.getSource(), index};
    return true;
  }
  bool isExpand = isa<tensor::ExpandShapeOp>(op);
  if (isExpand || isa<tensor::CollapseShapeOp>(op)) {
    Value source = op->getOperand(0);
    SmallVector<Size> from = sizes.shapeOf(source),
                      to = sizes.shapeOf(element.value);
    auto groups =
        isExpand ? cast<tensor::ExpandShapeOp>(op).getReassociationIndices()
                 : cast<tensor::CollapseShapeOp>(op).getReassociationIndices();
    if (groups.empty())
      return throughReshape(element, source, to);
    SmallVector<AffineExpr> index;
    for (auto [single, group] : llvm::enumerate(groups)) {
      auto many = [&](auto all) {
        return ArrayRef(all).slice(group.front(), group.size());
      };
      auto one = [&](auto all) { return ArrayRef(all).slice(single, 1); };
      ArrayRef<Size> allFrom = from, allTo = to;
      ArrayRef<AffineExpr> places = element.index;
      llvm::append_range(
          index, reshapeIndex(*this, isExpand ? one(allFrom) : many(allFrom),
                              isExpand ? many(allTo) : one(allTo),
                              isExpand ? many(places) : one(places), context));
    }
    element = {source, index};
    return true;
  }
  if (auto reshape = dyn_cast<tensor::ReshapeOp>(op))
    if (isa<RankedTensorType>(reshape.getSource().getType()))
      return throughReshape(element, reshape.getSource(),
                            sizes.shapeOf(element.value));
  return false;
}

/// A concatenation or an inserted slice, if it is known which part is meant.
bool ElementTracer::throughPart(Element &element) const {
  if (!element.isTensor())
    return false;
  if (auto concat = dyn_cast_if_present<tensor::ConcatOp>(element.op())) {
    uint64_t dim = concat.getDim();
    // One part, repeated.
    Value part = concat.getInputs().front();
    if (Size size = sizes.of(part, dim);
        llvm::all_equal(concat.getInputs()) && size.isConstant()) {
      AffineExpr place = simplify(element.index[dim] % size.factor);
      if (place.getKind() != AffineExprKind::Mod) {
        element.value = part;
        element.index[dim] = place;
        return true;
      }
    }
    auto range = rangeOf(element.index[dim]);
    if (!range)
      return false;
    int64_t first = 0;
    for (Value input : concat.getInputs()) {
      int64_t size = cast<RankedTensorType>(input.getType()).getDimSize(dim);
      if (ShapedType::isDynamic(size))
        return false;
      if (range->first >= first && range->second < first + size) {
        element.value = input;
        element.index[dim] = element.index[dim] - first;
        return true;
      }
      first += size;
    }
    return false;
  }
  auto insert = dyn_cast_if_present<tensor::InsertSliceOp>(element.op());
  if (!insert ||
      insert.getSourceType().getRank() != insert.getDestType().getRank())
    return false;
  SmallVector<AffineExpr> index;
  for (auto [dim, expr] : llvm::enumerate(element.index)) {
    Size offset = sizes.of(insert.getMixedOffsets()[dim]);
    Size size = sizes.of(insert.getMixedSizes()[dim]);
    Size stride = sizes.of(insert.getMixedStrides()[dim]);
    if (!offset.isConstant() || !stride.isOne())
      return false;
    index.push_back(expr - offset.factor);
    if (offset.factor == 0 && size == sizes.of(element.value, dim))
      continue;
    auto range = rangeOf(expr);
    if (!range || !size.isConstant())
      return false;
    if (range->second < offset.factor ||
        range->first >= offset.factor + size.factor) {
      element.value = insert.getDest();
      return true;
    }
    if (range->first < offset.factor ||
        range->second >= offset.factor + size.factor)
      return false;
  }
  element = {insert.getSource(), index};
  return true;
}

std::optional<SmallVector<AffineExpr>>
ElementTracer::bindParallelLoops(linalg::LinalgOp op,
                                 ArrayRef<AffineExpr> index) const {
  if (op->getNumResults() != 1 || op.getNumParallelLoops() != op.getNumLoops())
    return std::nullopt;
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (!map.isPermutation())
    return std::nullopt;
  SmallVector<AffineExpr> loops(op.getNumLoops());
  for (auto [expr, value] : llvm::zip_equal(map.getResults(), index))
    loops[cast<AffineDimExpr>(expr).getPosition()] = value;
  return loops;
}

//===----------------------------------------------------------------------===//
// Scalars in bodies
//===----------------------------------------------------------------------===//

Value mlir::mla::withoutCasts(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isa<arith::ExtFOp, arith::TruncFOp>(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

/// The element (or scalar) that a scalar in a body is, if it is not computed.
bool ElementTracer::throughScalar(Element &element) const {
  if (auto argument = dyn_cast<BlockArgument>(element.value)) {
    auto op = dyn_cast_if_present<linalg::LinalgOp>(element.body);
    if (!op || argument.getOwner() != op.getBlock() ||
        argument.getArgNumber() >= op.getNumDpsInputs())
      return false;
    OpOperand &operand = op->getOpOperand(argument.getArgNumber());
    Element source{operand.get(), {}};
    for (AffineExpr expr : op.getMatchingIndexingMap(&operand).getResults())
      source.index.push_back(simplify(expr.replaceDims(element.index)));
    element = source;
    return true;
  }
  Operation *op = element.op();
  if (isa<arith::ExtFOp, arith::TruncFOp>(op)) {
    element.value = op->getOperand(0);
    return true;
  }
  if (auto extract = dyn_cast<tensor::ExtractOp>(op)) {
    SmallVector<AffineExpr> index;
    for (Value value : extract.getIndices()) {
      std::optional<AffineExpr> expr =
          asIndex({value, element.index, element.body});
      if (!expr)
        return false;
      index.push_back(simplify(*expr));
    }
    element = {extract.getTensor(), index};
    return true;
  }
  if (auto select = dyn_cast<arith::SelectOp>(op)) {
    std::optional<bool> holds = asCondition(element.operand(0));
    if (holds)
      element.value = op->getOperand(*holds ? 1 : 2);
    return holds.has_value();
  }
  if (auto ifOp = dyn_cast<scf::IfOp>(op)) {
    std::optional<bool> holds = asCondition(element.operand(0));
    if (!holds || ifOp.getElseRegion().empty())
      return false;
    auto yield = *holds ? ifOp.thenYield() : ifOp.elseYield();
    element.value =
        yield->getOperand(cast<OpResult>(element.value).getResultNumber());
    return true;
  }
  if (isa<complex::ReOp, complex::ImOp>(op)) {
    Element number = resolve(element.operand(0));
    if (!isa_and_present<complex::CreateOp>(number.op()))
      return false;
    element = number.operand(isa<complex::ImOp>(op));
    return true;
  }
  return false;
}

/// The body of an elementwise op.
bool ElementTracer::enterBody(Element &element) const {
  if (auto op = dyn_cast_if_present<linalg::LinalgOp>(element.op())) {
    std::optional<SmallVector<AffineExpr>> loops =
        bindParallelLoops(op, element.index);
    if (loops)
      element = {op.getBlock()->getTerminator()->getOperand(0), *loops, op};
    return loops.has_value();
  }
  if (auto generate = dyn_cast_if_present<tensor::GenerateOp>(element.op())) {
    element = {generate.getBody().front().getTerminator()->getOperand(0),
               element.index, generate};
    return true;
  }
  if (auto splat = dyn_cast_if_present<tensor::SplatOp>(element.op())) {
    element = {splat.getInput(), {}};
    return true;
  }
  auto elements = dyn_cast_if_present<tensor::FromElementsOp>(element.op());
  if (!elements)
    return false;
  int64_t place = 0;
  for (auto [expr, size] :
       llvm::zip_equal(element.index, elements.getType().getShape())) {
    auto constant = dyn_cast<AffineConstantExpr>(expr);
    if (!constant)
      return false;
    place = place * size + constant.getValue();
  }
  element = {elements.getElements()[place], {}};
  return true;
}

/// An op whose result is an input, moved around and perhaps cast.
bool ElementTracer::throughCopy(Element &element) const {
  Element source = element;
  if (!element.isTensor() || !enterBody(source))
    return false;
  while (!source.isTensor())
    if (!throughScalar(source))
      return false;
  element = source;
  return true;
}

Element ElementTracer::throughViews(Element element) const {
  if (!element.isTensor())
    return asTensor(element).value_or(element);
  while (throughView(element) || throughPart(element) || throughCopy(element))
    ;
  return element;
}

Element ElementTracer::resolve(Element element) const {
  for (;;) {
    if (element.isTensor()) {
      element = throughViews(element);
      if (!enterBody(element))
        return element;
    } else if (!throughScalar(element)) {
      return element;
    }
  }
}

std::optional<Element> ElementTracer::asTensor(Element element) const {
  while (!element.isTensor())
    if (!throughScalar(element))
      return std::nullopt;
  return throughViews(element);
}

//===----------------------------------------------------------------------===//
// Parts
//===----------------------------------------------------------------------===//

std::optional<int64_t> ElementTracer::findCut(Element element,
                                              AffineExpr d) const {
  element = resolve(element);
  int64_t size = sizeOf(d);
  /// The first value of d for which `expr >= limit` changes.
  auto firstAt = [&](AffineExpr expr, int64_t limit) -> std::optional<int64_t> {
    std::optional<LinearSum> sum = asLinearSum(expr);
    if (!sum || sum->terms.size() != 1 || sum->factorOf(d) <= 0)
      return std::nullopt;
    int64_t cut = llvm::divideCeil(limit - sum->constant, sum->factorOf(d));
    return cut > 0 && cut < size ? std::optional(cut) : std::nullopt;
  };
  if (auto concat = dyn_cast_if_present<tensor::ConcatOp>(element.op())) {
    uint64_t dim = concat.getDim();
    int64_t first = 0;
    for (Value input : concat.getInputs()) {
      if (std::optional<int64_t> cut = firstAt(element.index[dim], first))
        return cut;
      int64_t length = cast<RankedTensorType>(input.getType()).getDimSize(dim);
      if (ShapedType::isDynamic(length))
        return std::nullopt;
      first += length;
    }
    return std::nullopt;
  }
  if (auto insert = dyn_cast_if_present<tensor::InsertSliceOp>(element.op())) {
    for (auto [dim, expr] : llvm::enumerate(element.index)) {
      Size offset = sizes.of(insert.getMixedOffsets()[dim]);
      Size length = sizes.of(insert.getMixedSizes()[dim]);
      if (!offset.isConstant() || !length.isConstant())
        continue;
      for (int64_t limit : {offset.factor, offset.factor + length.factor})
        if (std::optional<int64_t> cut = firstAt(expr, limit))
          return cut;
    }
    return std::nullopt;
  }
  if (!isa_and_present<scf::IfOp, arith::SelectOp>(element.op()))
    return std::nullopt;
  Element condition = resolve(element.operand(0));
  auto compare = dyn_cast_if_present<arith::CmpIOp>(condition.op());
  if (!compare)
    return std::nullopt;
  std::optional<AffineExpr> left = asIndex(condition.operand(0));
  std::optional<AffineExpr> right = asIndex(condition.operand(1));
  if (!left || !right)
    return std::nullopt;
  using P = arith::CmpIPredicate;
  bool isStrictAbove = llvm::is_contained({P::sle, P::ule, P::sgt, P::ugt},
                                          compare.getPredicate());
  // With d on the right the comparison is the other way round.
  if (std::optional<int64_t> cut = firstAt(*left - *right, isStrictAbove))
    return cut;
  return firstAt(*right - *left, !isStrictAbove);
}

bool ElementTracer::varies(Element element, AffineExpr dim) const {
  if (!element.dependsOn(dim))
    return false;
  Element value = resolve(element);
  Operation *op = value.op();
  if (value.isTensor() || !op)
    return value.dependsOn(dim);
  if (isa<linalg::IndexOp>(op)) {
    std::optional<AffineExpr> index = asIndex(value);
    return !index || Element{value.value, {*index}}.dependsOn(dim);
  }
  if (op->getNumRegions() != 0)
    return true;
  for (unsigned i = 0; i < op->getNumOperands(); ++i)
    if (varies(value.operand(i), dim))
      return true;
  return false;
}

bool ElementTracer::isSame(Element a, Element b) const {
  a = resolve(a);
  b = resolve(b);
  if (a == b)
    return true;
  Operation *x = a.op(), *y = b.op();
  // A scalar from outside of the body is the same at each place of it.
  if (a.value == b.value && !a.isTensor() && x &&
      (x->hasTrait<OpTrait::ConstantLike>() || !a.body ||
       !a.body->isProperAncestor(x)))
    return true;
  // Bodies have constants of their own.
  if (x && y && x->hasTrait<OpTrait::ConstantLike>() &&
      x->getName() == y->getName() && a.value.getType() == b.value.getType() &&
      x->getAttrDictionary() == y->getAttrDictionary())
    return !a.isTensor() || a.index == b.index;
  if (a.isTensor() || b.isTensor() || !x || !y ||
      x->getName() != y->getName() || x->getNumRegions() != 0 ||
      x->getNumOperands() == 0 || x->getNumOperands() != y->getNumOperands() ||
      x->getAttrDictionary() != y->getAttrDictionary())
    return false;
  for (unsigned i = 0; i < x->getNumOperands(); ++i)
    if (!isSame(a.operand(i), b.operand(i)))
      return false;
  return true;
}
