//===- Elements.cpp - what an element of a tensor is made of --------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Elements.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// Index expressions
//===----------------------------------------------------------------------===//

bool Element::dependsOn(AffineExpr dim) const {
  auto dimExpr = dyn_cast<AffineDimExpr>(dim);
  return dimExpr && llvm::any_of(index, [&](AffineExpr expr) {
           return expr.isFunctionOfDim(dimExpr.getPosition());
         });
}

Element Element::replace(AffineExpr dim, AffineExpr by) const {
  Element result = *this;
  for (AffineExpr &expr : result.index)
    expr = expr.replace(dim, by);
  return result;
}

static bool addTerms(AffineExpr expr, int64_t factor, LinearSum &sum) {
  if (auto constant = dyn_cast<AffineConstantExpr>(expr)) {
    sum.constant += factor * constant.getValue();
    return true;
  }
  if (auto binary = dyn_cast<AffineBinaryOpExpr>(expr)) {
    if (expr.getKind() == AffineExprKind::Add)
      return addTerms(binary.getLHS(), factor, sum) &&
             addTerms(binary.getRHS(), factor, sum);
    if (expr.getKind() == AffineExprKind::Mul)
      if (auto constant = dyn_cast<AffineConstantExpr>(binary.getRHS()))
        return addTerms(binary.getLHS(), factor * constant.getValue(), sum);
  }
  // A variable, or a quotient or remainder taken as one.
  for (auto &[term, old] : sum.terms)
    if (term == expr) {
      old += factor;
      return true;
    }
  sum.terms.emplace_back(expr, factor);
  return true;
}

std::optional<LinearSum> mlir::mla::asLinearSum(AffineExpr expr) {
  LinearSum sum;
  if (!addTerms(expr, 1, sum))
    return std::nullopt;
  llvm::erase_if(sum.terms, [](auto &term) { return term.second == 0; });
  for (auto &[term, factor] : sum.terms)
    if (!isa<AffineDimExpr>(term))
      return std::nullopt;
  return sum;
}

int64_t LinearSum::factorOf(AffineExpr dim) const {
  for (auto &[term, factor] : terms)
    if (term == dim)
      return factor;
  return 0;
}

AffineExpr ElementTracer::newDim(int64_t size) {
  if (size == 1)
    return getAffineConstantExpr(0, context);
  sizes.push_back(size);
  return getAffineDimExpr(sizes.size() - 1, context);
}

int64_t ElementTracer::sizeOf(AffineExpr dim) const {
  if (auto dimExpr = dyn_cast<AffineDimExpr>(dim))
    return sizes[dimExpr.getPosition()];
  return 1;
}

AffineExpr ElementTracer::simplify(AffineExpr expr) const {
  auto binary = dyn_cast<AffineBinaryOpExpr>(expr);
  if (!binary)
    return expr;
  AffineExpr lhs = simplify(binary.getLHS()), rhs = simplify(binary.getRHS());
  AffineExprKind kind = expr.getKind();
  auto divisor = dyn_cast<AffineConstantExpr>(rhs);
  if ((kind != AffineExprKind::FloorDiv && kind != AffineExprKind::Mod) ||
      !divisor || divisor.getValue() <= 0)
    return getAffineBinaryOpExpr(kind, lhs, rhs);
  // lhs = divisor * q + rest; if 0 <= rest < divisor is known, it is exact.
  LinearSum sum;
  addTerms(lhs, 1, sum);
  int64_t by = divisor.getValue();
  AffineExpr quotient = getAffineConstantExpr(0, context);
  AffineExpr rest = quotient;
  int64_t whole = sum.constant >= 0 ? sum.constant / by : 0;
  int64_t low = sum.constant - whole * by, high = low;
  bool known = low >= 0;
  quotient = quotient + whole;
  rest = rest + low;
  for (auto &[term, factor] : sum.terms) {
    if (factor % by == 0) {
      quotient = quotient + term * (factor / by);
      continue;
    }
    rest = rest + term * factor;
    int64_t size =
        isa<AffineDimExpr>(term) ? sizeOf(term) : ShapedType::kDynamic;
    if (factor < 0 || ShapedType::isDynamic(size))
      known = false;
    else
      high += factor * (size - 1);
  }
  if (!known || high >= by)
    return getAffineBinaryOpExpr(kind, lhs, rhs);
  return kind == AffineExprKind::Mod ? rest : quotient;
}

//===----------------------------------------------------------------------===//
// Views
//===----------------------------------------------------------------------===//

/// The place of an element in the source of a view.
bool ElementTracer::throughView(Element &element) const {
  Operation *op = element.op();
  if (!op || !element.isTensor())
    return false;
  if (auto castOp = dyn_cast<tensor::CastOp>(op)) {
    element.value = castOp.getSource();
    return true;
  }
  if (isa<arith::ExtFOp, arith::TruncFOp>(op)) {
    element.value = op->getOperand(0);
    return true;
  }
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
    llvm::SmallBitVector dropped = slice.getDroppedDims();
    SmallVector<AffineExpr> index;
    unsigned next = 0;
    for (auto [dim, offset] : llvm::enumerate(slice.getMixedOffsets())) {
      std::optional<int64_t> constant = getConstantIntValue(offset);
      if (!constant || !isConstantIntValue(slice.getMixedStrides()[dim], 1))
        return false;
      AffineExpr expr = getAffineConstantExpr(*constant, context);
      index.push_back(dropped.test(dim) ? expr : element.index[next++] + expr);
    }
    element = {slice.getSource(), index};
    return true;
  }
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op)) {
    SmallVector<AffineExpr> index;
    ArrayRef<int64_t> shape = expand.getResultType().getShape();
    for (const ReassociationIndices &group : expand.getReassociationIndices()) {
      AffineExpr expr = element.index[group.front()];
      for (int64_t dim : ArrayRef(group).drop_front()) {
        if (ShapedType::isDynamic(shape[dim])) {
          // [1, ?] has the index of its second dimension alone.
          if (shape[group.front()] != 1 || group.size() != 2)
            return false;
          expr = element.index[dim];
          continue;
        }
        expr = expr * shape[dim] + element.index[dim];
      }
      index.push_back(simplify(expr));
    }
    element = {expand.getSrc(), index};
    return true;
  }
  if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op)) {
    ArrayRef<int64_t> shape = collapse.getSrcType().getShape();
    SmallVector<AffineExpr> index(shape.size());
    for (auto [result, group] :
         llvm::enumerate(collapse.getReassociationIndices())) {
      // Dimensions of size 1 have index 0; of the others all but the first
      // must be static.
      int64_t stride = 1;
      bool isFirst = true;
      for (int64_t dim : llvm::reverse(group)) {
        if (shape[dim] == 1) {
          index[dim] = getAffineConstantExpr(0, context);
          continue;
        }
        if (!isFirst && ShapedType::isDynamic(stride))
          return false;
        AffineExpr expr = element.index[result].floorDiv(stride);
        bool isOutermost = llvm::all_of(group, [&](int64_t other) {
          return other >= dim || shape[other] == 1;
        });
        if (!isOutermost) {
          if (ShapedType::isDynamic(shape[dim]))
            return false;
          expr = expr % shape[dim];
        }
        index[dim] = simplify(expr);
        stride = ShapedType::isDynamic(shape[dim]) ? ShapedType::kDynamic
                                                   : stride * shape[dim];
        isFirst = false;
      }
    }
    element = {collapse.getSrc(), index};
    return true;
  }
  return false;
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

static Value withoutCasts(Value value) {
  while (Operation *op = value.getDefiningOp()) {
    if (!isa<arith::ExtFOp, arith::TruncFOp>(op))
      break;
    value = op->getOperand(0);
  }
  return value;
}

/// The element of an operand that a body's block argument stands for.
static Element operandElement(linalg::LinalgOp op, BlockArgument argument,
                              ArrayRef<AffineExpr> loops) {
  OpOperand &operand = op->getOpOperand(argument.getArgNumber());
  AffineMap map = op.getMatchingIndexingMap(&operand);
  Element element{operand.get(), {}};
  for (AffineExpr expr : map.getResults())
    element.index.push_back(expr.replaceDims(loops));
  return element;
}

/// A linalg op whose result is an input, moved around and perhaps cast.
bool ElementTracer::throughCopy(Element &element) const {
  auto op = dyn_cast_if_present<linalg::LinalgOp>(element.op());
  if (!op || !element.isTensor())
    return false;
  auto argument = dyn_cast<BlockArgument>(
      withoutCasts(op.getBlock()->getTerminator()->getOperand(0)));
  if (!argument || argument.getOwner() != op.getBlock() ||
      argument.getArgNumber() >= op.getNumDpsInputs())
    return false;
  std::optional<SmallVector<AffineExpr>> loops =
      bindParallelLoops(op, element.index);
  if (!loops)
    return false;
  Element source = operandElement(op, argument, *loops);
  if (!source.isTensor())
    return false;
  for (AffineExpr &expr : source.index)
    expr = simplify(expr);
  element = source;
  return true;
}

Element ElementTracer::throughViews(Element element) const {
  while (throughView(element) || throughCopy(element))
    ;
  return element;
}

Element ElementTracer::resolve(Element element) const {
  for (;;) {
    if (element.isTensor()) {
      element = throughViews(element);
      if (auto op = dyn_cast_if_present<linalg::LinalgOp>(element.op())) {
        std::optional<SmallVector<AffineExpr>> loops =
            bindParallelLoops(op, element.index);
        if (!loops)
          return element;
        element = {op.getBlock()->getTerminator()->getOperand(0), *loops, op};
        continue;
      }
      if (auto generate =
              dyn_cast_if_present<tensor::GenerateOp>(element.op())) {
        element = {generate.getBody().front().getTerminator()->getOperand(0),
                   element.index, generate};
        continue;
      }
      return element;
    }
    if (auto argument = dyn_cast<BlockArgument>(element.value)) {
      auto op = dyn_cast_if_present<linalg::LinalgOp>(element.body);
      if (!op || argument.getOwner() != op.getBlock() ||
          argument.getArgNumber() >= op.getNumDpsInputs())
        return element;
      element = operandElement(op, argument, element.index);
      for (AffineExpr &expr : element.index)
        expr = simplify(expr);
      continue;
    }
    Operation *op = element.op();
    if (isa_and_present<arith::ExtFOp, arith::TruncFOp>(op)) {
      element.value = op->getOperand(0);
      continue;
    }
    if (auto extract = dyn_cast_if_present<tensor::ExtractOp>(op)) {
      SmallVector<AffineExpr> index;
      for (Value value : extract.getIndices()) {
        std::optional<AffineExpr> expr =
            asIndex({value, element.index, element.body});
        if (!expr)
          return element;
        index.push_back(simplify(*expr));
      }
      element = {extract.getTensor(), index};
      continue;
    }
    return element;
  }
}

std::optional<Element> ElementTracer::asTensor(Element element) const {
  if (element.isTensor())
    return throughViews(element);
  auto argument = dyn_cast<BlockArgument>(withoutCasts(element.value));
  auto op = dyn_cast_if_present<linalg::LinalgOp>(element.body);
  if (!argument || !op || argument.getOwner() != op.getBlock() ||
      argument.getArgNumber() >= op.getNumDpsInputs())
    return std::nullopt;
  Element source = operandElement(op, argument, element.index);
  if (!source.isTensor())
    return std::nullopt;
  for (AffineExpr &expr : source.index)
    expr = simplify(expr);
  return throughViews(source);
}

//===----------------------------------------------------------------------===//
// Values
//===----------------------------------------------------------------------===//

std::optional<double> ElementTracer::asConstant(Element element) const {
  element = resolve(element);
  Attribute attribute;
  if (!matchPattern(element.value, m_Constant(&attribute)))
    return std::nullopt;
  if (auto dense = dyn_cast<DenseElementsAttr>(attribute)) {
    if (!dense.isSplat() || !isa<FloatType>(dense.getElementType()))
      return std::nullopt;
    attribute = dense.getSplatValue<Attribute>();
  }
  if (auto number = dyn_cast<FloatAttr>(attribute))
    return number.getValueAsDouble();
  return std::nullopt;
}

std::optional<AffineExpr> ElementTracer::asIndex(Element element) const {
  element = resolve(element);
  Operation *op = element.op();
  if (!op) {
    // An index of tensor.generate.
    auto argument = cast<BlockArgument>(element.value);
    if (isa_and_present<tensor::GenerateOp>(element.body) &&
        argument.getOwner()->getParentOp() == element.body)
      return element.index[argument.getArgNumber()];
    return std::nullopt;
  }
  if (auto index = dyn_cast<linalg::IndexOp>(op))
    return op->getParentOp() == element.body
               ? std::optional(element.index[index.getDim()])
               : std::nullopt;
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtSIOp,
          arith::ExtUIOp, arith::TruncIOp, arith::SIToFPOp, arith::UIToFPOp>(
          op))
    return asIndex(element.operand(0));
  if (isa<arith::AddIOp, arith::SubIOp, arith::AddFOp, arith::SubFOp>(op)) {
    std::optional<AffineExpr> a = asIndex(element.operand(0));
    std::optional<AffineExpr> b = asIndex(element.operand(1));
    if (!a || !b)
      return std::nullopt;
    return isa<arith::AddIOp, arith::AddFOp>(op) ? *a + *b : *a - *b;
  }
  if (isa<arith::MulIOp, arith::MulFOp>(op)) {
    std::optional<AffineExpr> a = asIndex(element.operand(0));
    std::optional<AffineExpr> b = asIndex(element.operand(1));
    if (!a || !b || (!a->isSymbolicOrConstant() && !b->isSymbolicOrConstant()))
      return std::nullopt;
    return *a * *b;
  }
  Attribute attribute;
  if (!matchPattern(element.value, m_Constant(&attribute)))
    return std::nullopt;
  auto constant = [&](int64_t value) {
    return getAffineConstantExpr(value, context);
  };
  if (auto integer = dyn_cast<IntegerAttr>(attribute))
    return constant(integer.getValue().getSExtValue());
  if (auto number = dyn_cast<FloatAttr>(attribute)) {
    double value = number.getValueAsDouble();
    if (value == static_cast<int64_t>(value))
      return constant(static_cast<int64_t>(value));
    return std::nullopt;
  }
  auto dense = dyn_cast<DenseIntElementsAttr>(attribute);
  if (!dense)
    return std::nullopt;
  if (dense.isSplat())
    return constant(dense.getSplatValue<APInt>().getSExtValue());
  // 0, 1, 2, … along the one dimension that is not 1.
  auto type = cast<RankedTensorType>(dense.getType());
  int64_t expected = 0;
  for (const APInt &value : dense.getValues<APInt>())
    if (value.getSExtValue() != expected++)
      return std::nullopt;
  for (auto [size, expr] : llvm::zip_equal(type.getShape(), element.index))
    if (size == type.getNumElements())
      return expr;
  return std::nullopt;
}

std::optional<SmallVector<AffineExpr>>
ElementTracer::bindLoops(linalg::LinalgOp op, ArrayRef<AffineExpr> index,
                         SmallVectorImpl<AffineExpr> *reduced) {
  if (op->getNumResults() != 1)
    return std::nullopt;
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (!map.isProjectedPermutation() ||
      map.getNumResults() != op.getNumParallelLoops())
    return std::nullopt;
  SmallVector<AffineExpr> loops(op.getNumLoops());
  for (auto [expr, value] : llvm::zip_equal(map.getResults(), index))
    loops[cast<AffineDimExpr>(expr).getPosition()] = value;
  SmallVector<int64_t> ranges = op.getStaticLoopRanges();
  for (auto [loop, size] : llvm::zip_equal(loops, ranges))
    if (!loop) {
      loop = newDim(size);
      reduced->push_back(loop);
    }
  return loops;
}

/// The part of a reduction's body that is combined with the running value.
template <typename... CombinerOps>
static Value combinedValue(linalg::LinalgOp op) {
  Operation *combiner =
      withoutCasts(op.getBlock()->getTerminator()->getOperand(0))
          .getDefiningOp();
  if (!isa_and_present<CombinerOps...>(combiner))
    return Value();
  BlockArgument running = op.getRegionOutputArgs()[0];
  for (unsigned i = 0; i < 2; ++i)
    if (withoutCasts(combiner->getOperand(i)) == running)
      return combiner->getOperand(1 - i);
  return Value();
}

std::optional<Contraction> ElementTracer::asContraction(Element element) {
  element = throughViews(element);
  auto op = dyn_cast_if_present<linalg::LinalgOp>(element.op());
  if (!op || op.getNumReductionLoops() == 0 || op->getNumResults() != 1)
    return std::nullopt;
  Value product = combinedValue<arith::AddFOp>(op);
  if (!product ||
      !isa_and_present<arith::MulFOp>(withoutCasts(product).getDefiningOp()))
    return std::nullopt;
  std::optional<double> start =
      asConstant({op.getDpsInits()[0], element.index});
  if (!start || *start != 0.0)
    return std::nullopt;
  Contraction result;
  std::optional<SmallVector<AffineExpr>> loops =
      bindLoops(op, element.index, &result.reduced);
  if (!loops)
    return std::nullopt;
  Element scalar{withoutCasts(product), *loops, op};
  auto side = [&](unsigned i) -> std::optional<Element> {
    auto argument =
        dyn_cast<BlockArgument>(withoutCasts(scalar.operand(i).value));
    if (!argument || argument.getOwner() != op.getBlock())
      return std::nullopt;
    Element found = operandElement(op, argument, *loops);
    if (!found.isTensor())
      return std::nullopt;
    for (AffineExpr &expr : found.index)
      expr = simplify(expr);
    return throughViews(found);
  };
  std::optional<Element> a = side(0), b = side(1);
  if (!a || !b)
    return std::nullopt;
  result.a = *a;
  result.b = *b;
  return result;
}

std::optional<std::pair<Element, AffineExpr>>
ElementTracer::asReduction(Element element, bool isSum) {
  element = throughViews(element);
  auto op = dyn_cast_if_present<linalg::LinalgOp>(element.op());
  if (!op || op.getNumReductionLoops() != 1 || op.getNumDpsInputs() != 1)
    return std::nullopt;
  Value value = isSum ? combinedValue<arith::AddFOp>(op)
                      : combinedValue<arith::MaximumFOp, arith::MaxNumFOp>(op);
  if (!value)
    return std::nullopt;
  SmallVector<AffineExpr> reduced;
  std::optional<SmallVector<AffineExpr>> loops =
      bindLoops(op, element.index, &reduced);
  if (!loops)
    return std::nullopt;
  return std::pair(Element{value, *loops, op}, reduced.front());
}
