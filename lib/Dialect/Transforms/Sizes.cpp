//===- Sizes.cpp - sizes of dimensions as products of names ---------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Elements.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Dominance.h"

#include <algorithm>
#include <numeric>

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// Products
//===----------------------------------------------------------------------===//

int64_t Size::getStatic() const {
  return isConstant() ? factor : ShapedType::kDynamic;
}

Size Size::operator*(const Size &other) const {
  Size result{factor * other.factor, names};
  result.names.append(other.names.begin(), other.names.end());
  llvm::sort(result.names);
  return result;
}

std::optional<Size> Size::dividedBy(const Size &other) const {
  if (other.factor == 0 || factor % other.factor != 0)
    return std::nullopt;
  Size result{factor / other.factor, names};
  for (unsigned name : other.names) {
    auto *it = llvm::find(result.names, name);
    if (it == result.names.end())
      return std::nullopt;
    result.names.erase(it);
  }
  return result;
}

bool Size::isAtMost(const Size &other) const {
  if (factor <= 0 || other.factor < factor)
    return false;
  return Size{1, other.names}.dividedBy(Size{1, names}).has_value();
}

//===----------------------------------------------------------------------===//
// Where sizes come from
//===----------------------------------------------------------------------===//

Size Sizes::named(DimRoot root) {
  auto [it, isNew] = names.try_emplace({root.value, root.dim}, roots.size());
  if (isNew)
    roots.push_back(root);
  return {1, {it->second}};
}

Size Sizes::substitute(const Size &size) const {
  Size result = Size::constant(size.factor);
  for (unsigned name : size.names) {
    auto it = bindings.find(name);
    result = result *
             (it == bindings.end() ? Size{1, {name}} : substitute(it->second));
  }
  return result;
}

Size Sizes::of(Value tensor, int64_t dim) {
  return substitute(raw(tensor, dim));
}

Size Sizes::of(OpFoldResult size) {
  if (std::optional<int64_t> constant = getConstantIntValue(size))
    return Size::constant(*constant);
  return substitute(rawScalar(cast<Value>(size)));
}

SmallVector<Size> Sizes::shapeOf(Value tensor) {
  SmallVector<Size> result;
  int64_t rank = cast<RankedTensorType>(tensor.getType()).getRank();
  for (int64_t dim = 0; dim < rank; ++dim)
    result.push_back(of(tensor, dim));
  return result;
}

Size Sizes::raw(Value tensor, int64_t dim) {
  auto type = cast<RankedTensorType>(tensor.getType());
  if (!type.isDynamicDim(dim))
    return Size::constant(type.getDimSize(dim));
  auto it = known.find({tensor, dim});
  if (it != known.end())
    return it->second;
  auto compute = [&]() -> Size {
    Operation *op = tensor.getDefiningOp();
    if (!op)
      return named(DimRoot::of(tensor, dim));
    if (auto dpsOp = dyn_cast<DestinationStyleOpInterface>(op))
      return raw(dpsOp.getTiedOpOperand(cast<OpResult>(tensor))->get(), dim);
    if (auto empty = dyn_cast<tensor::EmptyOp>(op))
      return of(empty.getMixedSizes()[dim]);
    if (auto generate = dyn_cast<tensor::GenerateOp>(op))
      return rawScalar(
          generate.getDynamicExtents()[type.getDynamicDimIndex(dim)]);
    if (auto castOp = dyn_cast<tensor::CastOp>(op))
      return raw(castOp.getSource(), dim);
    if (auto insert = dyn_cast<tensor::InsertSliceOp>(op))
      return raw(insert.getDest(), dim);
    if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
      llvm::SmallBitVector dropped = slice.getDroppedDims();
      int64_t position = dim;
      for (auto [source, size] : llvm::enumerate(slice.getMixedSizes()))
        if (!dropped.test(source) && position-- == 0)
          return of(size);
    }
    if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op))
      return of(expand.getMixedOutputShape()[dim]);
    if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op)) {
      Size product;
      ReassociationIndices group = collapse.getReassociationIndices()[dim];
      for (int64_t source : group)
        product = product * raw(collapse.getSrc(), source);
      return product;
    }
    if (auto reshape = dyn_cast<tensor::ReshapeOp>(op))
      return rawShapeElement(reshape.getShape(), {dim});
    if (auto concat = dyn_cast<tensor::ConcatOp>(op))
      if (static_cast<int64_t>(concat.getDim()) != dim)
        return raw(concat.getInputs().front(), dim);
    if (OpTrait::hasElementwiseMappableTraits(op))
      for (Value operand : op->getOperands())
        if (isa<RankedTensorType>(operand.getType()))
          return raw(operand, dim);
    return named(DimRoot::of(tensor, dim));
  };
  Size size = compute();
  // Undefined, not known.
  if (size.factor < 0)
    size = named(DimRoot::of(tensor, dim));
  known[{tensor, dim}] = size;
  return size;
}

/// Roots that are elements of a tensor, not its dimensions.
static constexpr int64_t inShape = int64_t(1) << 32;

/// A size that is computed in the body of an op, or outside of all.
std::optional<Size> Sizes::ofElement(const ElementTracer &tracer,
                                     const Element &element) {
  Element value = tracer.resolve(element);
  Operation *op = value.op();
  if (value.isTensor())
    return std::nullopt;
  if (!value.body || (op && !value.body->isProperAncestor(op)))
    return rawScalar(value.value);
  if (!op)
    return std::nullopt;
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtSIOp,
          arith::ExtUIOp, arith::TruncIOp>(op))
    return ofElement(tracer, value.operand(0));
  if (isa<arith::MulIOp>(op)) {
    std::optional<Size> a = ofElement(tracer, value.operand(0)),
                        b = ofElement(tracer, value.operand(1));
    return a && b ? std::optional(*a * *b) : std::nullopt;
  }
  std::optional<AffineExpr> index = tracer.asIndex(value);
  return index ? tracer.toSize(*index) : std::nullopt;
}

/// An element of a tensor that holds a shape, whatever put it together.
Size Sizes::rawShapeElement(Value shape, ArrayRef<int64_t> place) {
  ElementTracer tracer(context, *this);
  Element element{shape, {}};
  int64_t linear = 0;
  for (auto [position, size] : llvm::zip_equal(
           place, cast<RankedTensorType>(shape.getType()).getShape())) {
    element.index.push_back(getAffineConstantExpr(position, context));
    linear = linear * size + position;
  }
  Element seen = tracer.resolve(element);
  if (std::optional<double> constant = tracer.evaluate(seen, {}))
    return Size::constant(static_cast<int64_t>(*constant));
  if (std::optional<Size> size = ofElement(tracer, seen))
    return *size;
  return named(DimRoot::of(shape, inShape + linear));
}

Size Sizes::rawScalar(Value value) {
  auto it = known.find({value, -1});
  if (it != known.end())
    return it->second;
  auto compute = [&]() -> Size {
    if (std::optional<int64_t> constant = getConstantIntValue(value))
      return Size::constant(*constant);
    Operation *op = value.getDefiningOp();
    if (!op)
      return named(DimRoot::scalar(value));
    if (auto dimOp = dyn_cast<tensor::DimOp>(op)) {
      std::optional<int64_t> dim = dimOp.getConstantIndex();
      auto type = dyn_cast<RankedTensorType>(dimOp.getSource().getType());
      // A dimension that does not exist is undefined, not wrong.
      if (dim && type && *dim >= 0 && *dim < type.getRank())
        return raw(dimOp.getSource(), *dim);
    }
    if (isa<arith::ExtUIOp>(op) && op->getOperand(0).getType().isInteger(1)) {
      if (std::optional<bool> holds = isTrue(op->getOperand(0)))
        return Size::constant(*holds);
      return named(DimRoot::scalar(value));
    }
    // Sizes fit into whatever the front end keeps them in.
    if (isa<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtSIOp,
            arith::ExtUIOp, arith::TruncIOp>(op))
      return rawScalar(op->getOperand(0));
    if (auto extract = dyn_cast<tensor::ExtractOp>(op)) {
      SmallVector<int64_t> place;
      for (auto [index, size] : llvm::zip_equal(
               extract.getIndices(), extract.getTensor().getType().getShape()))
        if (std::optional<int64_t> position = getConstantIntValue(index);
            position && *position >= 0 && *position < size)
          place.push_back(*position);
      if (place.size() == extract.getIndices().size())
        return rawShapeElement(extract.getTensor(), place);
    }
    if (auto select = dyn_cast<arith::SelectOp>(op)) {
      std::optional<bool> holds = isTrue(select.getCondition());
      if (holds)
        return rawScalar(*holds ? select.getTrueValue()
                                : select.getFalseValue());
      Size a = of(select.getTrueValue()), b = of(select.getFalseValue());
      if (a == b)
        return a;
    }
    if (isa<arith::MulIOp>(op))
      return rawScalar(op->getOperand(0)) * rawScalar(op->getOperand(1));
    if (isa<arith::DivSIOp, arith::DivUIOp, arith::FloorDivSIOp,
            arith::CeilDivSIOp, arith::CeilDivUIOp>(op))
      if (std::optional<Size> quotient =
              of(op->getOperand(0)).dividedBy(of(op->getOperand(1))))
        return *quotient;
    if (isa<arith::AddIOp, arith::SubIOp>(op)) {
      Size a = of(op->getOperand(0)), b = of(op->getOperand(1));
      int64_t sign = isa<arith::AddIOp>(op) ? 1 : -1;
      if (a == b && sign < 0)
        return Size::constant(0);
      if (a.names == b.names)
        return {a.factor + sign * b.factor, a.names};
      if (b == Size::constant(0))
        return a;
    }
    if (isa<arith::MaxSIOp, arith::MinSIOp, arith::MaxUIOp, arith::MinUIOp>(
            op)) {
      Size a = of(op->getOperand(0)), b = of(op->getOperand(1));
      bool isMax = isa<arith::MaxSIOp, arith::MaxUIOp>(op);
      if (a == b)
        return a;
      if (a.isConstant() && b.isConstant())
        return Size::constant(isMax ? std::max(a.factor, b.factor)
                                    : std::min(a.factor, b.factor));
      // A size is not negative.
      for ([[maybe_unused]] bool isSwapped : {false, true}) {
        if (a == Size::constant(0) && b.factor > 0)
          return isMax ? b : a;
        std::swap(a, b);
      }
    }
    return named(DimRoot::scalar(value));
  };
  Size size = compute();
  known[{value, -1}] = size;
  return size;
}

std::optional<bool> Sizes::isTrue(Value condition) {
  BoolAttr constant;
  if (matchPattern(condition, m_Constant(&constant)))
    return constant.getValue();
  Operation *op = condition.getDefiningOp();
  if (!op)
    return std::nullopt;
  if (isa<arith::AndIOp, arith::OrIOp, arith::XOrIOp>(op)) {
    std::optional<bool> a = isTrue(op->getOperand(0)),
                        b = isTrue(op->getOperand(1));
    if (isa<arith::AndIOp>(op) && ((a && !*a) || (b && !*b)))
      return false;
    if (isa<arith::OrIOp>(op) && ((a && *a) || (b && *b)))
      return true;
    if (!a || !b)
      return std::nullopt;
    return isa<arith::AndIOp>(op)  ? *a && *b
           : isa<arith::OrIOp>(op) ? *a || *b
                                   : *a != *b;
  }
  auto compare = dyn_cast<arith::CmpIOp>(op);
  if (!compare || !compare.getLhs().getType().isIntOrIndex())
    return std::nullopt;
  Size a = of(compare.getLhs()), b = of(compare.getRhs());
  arith::CmpIPredicate predicate = compare.getPredicate();
  if (a.isConstant() && b.isConstant())
    return arith::applyCmpPredicate(predicate, APInt(64, a.factor, true),
                                    APInt(64, b.factor, true));
  using P = arith::CmpIPredicate;
  if (a == b)
    return llvm::is_contained({P::eq, P::sle, P::sge, P::ule, P::uge},
                              predicate);
  // A size is not negative.
  if (a.factor > 0 && b.isConstant()) {
    if ((predicate == P::slt && b.factor <= 0) ||
        (predicate == P::sle && b.factor < 0))
      return false;
    if ((predicate == P::sge && b.factor <= 0) ||
        (predicate == P::sgt && b.factor < 0))
      return true;
    if (b.factor < 0 && (predicate == P::eq || predicate == P::ne))
      return predicate == P::ne;
  }
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// What must be equal
//===----------------------------------------------------------------------===//

void Sizes::equate(const Size &first, const Size &second) {
  Size a = substitute(first), b = substitute(second);
  if (a == b)
    return;
  // One of them is a name: the younger one, so that arguments stay.
  auto isName = [](const Size &size) {
    return size.factor == 1 && size.names.size() == 1;
  };
  if (!isName(a) || (isName(b) && a.names[0] < b.names[0]))
    std::swap(a, b);
  if (isName(a) && b.factor >= 0 && !llvm::is_contained(b.names, a.names[0])) {
    bindings[a.names[0]] = b;
    // Conditions and quotients may be decided now.
    known.clear();
  }
}

void Sizes::collect(Operation *op) {
  if (auto assertOp = dyn_cast<cf::AssertOp>(op)) {
    auto compare = assertOp.getArg().getDefiningOp<arith::CmpIOp>();
    if (compare && compare.getPredicate() == arith::CmpIPredicate::eq)
      equate(of(compare.getLhs()), of(compare.getRhs()));
    return;
  }
  // A reshape keeps the number of elements.
  if (auto reshape = dyn_cast<tensor::ReshapeOp>(op)) {
    if (!isa<RankedTensorType>(reshape.getSource().getType()) ||
        !isa<RankedTensorType>(reshape.getType()))
      return;
    Size from, to;
    for (const Size &size : shapeOf(reshape.getSource()))
      from = from * size;
    for (const Size &size : shapeOf(reshape.getResult()))
      to = to * size;
    Size common{std::gcd(from.factor, to.factor), {}};
    std::set_intersection(from.names.begin(), from.names.end(),
                          to.names.begin(), to.names.end(),
                          std::back_inserter(common.names));
    if (common.factor != 0)
      equate(*from.dividedBy(common), *to.dividedBy(common));
    return;
  }
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op)) {
    SmallVector<OpFoldResult> shape = expand.getMixedOutputShape();
    for (auto [dim, group] :
         llvm::enumerate(expand.getReassociationIndices())) {
      Size product;
      for (int64_t part : group)
        product = product * of(shape[part]);
      equate(of(expand.getSrc(), dim), product);
    }
    return;
  }
  // The dimensions that are not joined.
  if (auto concat = dyn_cast<tensor::ConcatOp>(op)) {
    for (Value input : concat.getInputs().drop_front())
      for (int64_t dim = 0; dim < concat.getRank(); ++dim)
        if (dim != static_cast<int64_t>(concat.getDim()))
          equate(of(concat.getInputs().front(), dim), of(input, dim));
    return;
  }
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  if (!linalgOp || !linalgOp.hasPureTensorSemantics())
    return;
  SmallVector<std::optional<Size>> loops(linalgOp.getNumLoops());
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<RankedTensorType>(operand.get().getType()))
      continue;
    AffineMap map = linalgOp.getMatchingIndexingMap(&operand);
    for (auto [dim, expr] : llvm::enumerate(map.getResults()))
      if (auto loop = dyn_cast<AffineDimExpr>(expr)) {
        Size size = of(operand.get(), dim);
        std::optional<Size> &range = loops[loop.getPosition()];
        if (range)
          equate(*range, size);
        range = range.value_or(size);
      }
  }
}

Sizes::Sizes(Operation *root) : context(root->getContext()) {
  // Twice: what is learned late may decide what came before.
  for (unsigned round = 0; round < 2; ++round)
    root->walk([&](Operation *op) { collect(op); });
}

//===----------------------------------------------------------------------===//
// Back to values
//===----------------------------------------------------------------------===//

Size Sizes::unlessOne(const Size &size) {
  for (auto &[known, name] : unlessOnes)
    if (known == size)
      return {1, {name}};
  unlessOnes.emplace_back(size, roots.size());
  roots.push_back(DimRoot());
  return {1, {unlessOnes.back().second}};
}

/// Any root that has this size and is there already.
Value Sizes::buildName(OpBuilder &builder, Location loc, unsigned name) {
  for (auto &[size, unlessOne] : unlessOnes)
    if (unlessOne == name) {
      OpFoldResult built = build(builder, loc, size);
      if (!built)
        return Value();
      Value value = getValueOrCreateConstantIndexOp(builder, loc, built);
      Value one = arith::ConstantIndexOp::create(builder, loc, 1);
      Value isMore = arith::CmpIOp::create(
          builder, loc, arith::CmpIPredicate::ne, value, one);
      return arith::IndexCastUIOp::create(builder, loc, builder.getIndexType(),
                                          isMore);
    }
  Operation *place = builder.getInsertionPoint() == builder.getBlock()->end()
                         ? nullptr
                         : &*builder.getInsertionPoint();
  DominanceInfo dominance;
  // Arguments first: they do not keep anything alive.
  SmallVector<unsigned> order =
      llvm::to_vector(llvm::seq<unsigned>(0, roots.size()));
  std::stable_partition(order.begin(), order.end(), [&](unsigned position) {
    return isa_and_present<BlockArgument>(roots[position].value);
  });
  for (unsigned position : order) {
    const DimRoot &root = roots[position];
    Size size = substitute({1, {position}});
    if (!root.value || !(size == Size{1, {name}}) || root.dim >= inShape ||
        (place && !isa<BlockArgument>(root.value) &&
         !dominance.properlyDominates(root.value, place)))
      continue;
    if (!root.isScalar())
      return tensor::DimOp::create(builder, loc, root.value, root.dim);
    if (root.value.getType().isIndex())
      return root.value;
    return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                      root.value);
  }
  return Value();
}

OpFoldResult Sizes::build(OpBuilder &builder, Location loc, const Size &size) {
  if (size.isConstant())
    return builder.getIndexAttr(size.factor);
  Value product;
  auto multiply = [&](Value by) {
    product = product ? arith::MulIOp::create(builder, loc, product, by) : by;
  };
  if (size.factor != 1)
    multiply(arith::ConstantIndexOp::create(builder, loc, size.factor));
  for (unsigned name : size.names) {
    Value value = buildName(builder, loc, name);
    if (!value)
      return OpFoldResult();
    multiply(value);
  }
  return product;
}

void Sizes::simplify(Operation *root) {
  SmallVector<Operation *> ops;
  root->walk([&](Operation *op) {
    if (isa<linalg::LinalgOp>(op))
      return WalkResult::skip();
    if (isa<tensor::DimOp, tensor::ExtractOp, arith::SubIOp, arith::DivSIOp,
            arith::DivUIOp, arith::CeilDivSIOp, arith::CeilDivUIOp,
            arith::SelectOp, arith::MaxSIOp, arith::MaxUIOp, arith::MinSIOp,
            arith::MinUIOp, cf::AssertOp>(op))
      ops.push_back(op);
    return WalkResult::advance();
  });
  for (Operation *op : ops) {
    if (auto assertOp = dyn_cast<cf::AssertOp>(op)) {
      // What is asserted to be equal may be known from nothing else.
      auto compare = assertOp.getArg().getDefiningOp<arith::CmpIOp>();
      if (compare && compare.getPredicate() != arith::CmpIPredicate::eq &&
          isTrue(compare) == true)
        op->erase();
      continue;
    }
    Type type = op->getResult(0).getType();
    if (!type.isIndex() && !type.isInteger(64) && !type.isInteger(32))
      continue;
    Size size = of(OpFoldResult(op->getResult(0)));
    bool isRoot = llvm::any_of(size.names, [&](unsigned name) {
      return roots[name].value == op->getResult(0) || !roots[name].value;
    });
    auto dimOp = dyn_cast<tensor::DimOp>(op);
    if (isRoot || (dimOp && isa<BlockArgument>(dimOp.getSource())))
      continue;
    OpBuilder builder(op);
    OpFoldResult built = build(builder, op->getLoc(), size);
    if (!built)
      continue;
    Value value = getValueOrCreateConstantIndexOp(builder, op->getLoc(), built);
    if (!type.isIndex())
      value = arith::IndexCastOp::create(builder, op->getLoc(), type, value);
    op->getResult(0).replaceAllUsesWith(value);
  }
}
