//===- ElementValues.cpp - constants, indices, sums and products ----------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Elements.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/DialectResourceBlobManager.h"
#include "mlir/IR/Matchers.h"

#include "llvm/ADT/TypeSwitch.h"

#include <cmath>
#include <cstring>

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// Constants
//===----------------------------------------------------------------------===//

static std::optional<double> asNumber(Attribute attribute) {
  if (auto number = dyn_cast_if_present<FloatAttr>(attribute))
    return number.getValueAsDouble();
  if (auto number = dyn_cast_if_present<IntegerAttr>(attribute)) {
    bool isBit = number.getType().isInteger(1);
    return isBit ? static_cast<double>(number.getValue().getZExtValue())
                 : static_cast<double>(number.getValue().getSExtValue());
  }
  return std::nullopt;
}

/// An element of a constant, by its row-major place.
static std::optional<double> elementAt(ElementsAttr attribute, int64_t place) {
  if (auto dense = dyn_cast<DenseElementsAttr>(attribute))
    return asNumber(dense.isSplat() ? dense.getSplatValue<Attribute>()
                                    : dense.getValues<Attribute>()[place]);
  auto resource = dyn_cast<DenseResourceElementsAttr>(attribute);
  AsmResourceBlob *blob =
      resource ? resource.getRawHandle().getBlob() : nullptr;
  if (!blob)
    return std::nullopt;
  ArrayRef<char> data = blob->getData();
  auto read = [&](auto number) -> std::optional<double> {
    if ((place + 1) * sizeof(number) > data.size())
      return std::nullopt;
    std::memcpy(&number, data.data() + place * sizeof(number), sizeof(number));
    return static_cast<double>(number);
  };
  Type type = resource.getType().getElementType();
  if (type.isF32())
    return read(float());
  if (type.isF64())
    return read(double());
  if (type.isInteger(64))
    return read(int64_t());
  if (type.isInteger(32))
    return read(int32_t());
  if (type.isInteger(8) || type.isInteger(1))
    return read(int8_t());
  return std::nullopt;
}

std::optional<double> ElementTracer::asConstant(Element element) const {
  element = resolve(element);
  Attribute attribute;
  if (!matchPattern(element.value, m_Constant(&attribute))) {
    // Arithmetic on constants that nobody folded.
    Operation *op = element.op();
    if (element.isTensor() ||
        !isa_and_present<arith::SIToFPOp, arith::NegFOp, math::SqrtOp,
                         math::RsqrtOp, math::PowFOp, arith::MulFOp,
                         arith::DivFOp>(op))
      return std::nullopt;
    SmallVector<double, 2> operands;
    for (unsigned i = 0; i < op->getNumOperands(); ++i)
      if (std::optional<double> value = asConstant(element.operand(i)))
        operands.push_back(*value);
      else
        return std::nullopt;
    return llvm::TypeSwitch<Operation *, double>(op)
        .Case([&](arith::SIToFPOp) { return operands[0]; })
        .Case([&](arith::NegFOp) { return -operands[0]; })
        .Case([&](math::SqrtOp) { return std::sqrt(operands[0]); })
        .Case([&](math::RsqrtOp) { return 1 / std::sqrt(operands[0]); })
        .Case([&](arith::MulFOp) { return operands[0] * operands[1]; })
        .Case([&](math::PowFOp) { return std::pow(operands[0], operands[1]); })
        .Default([&](Operation *) { return operands[0] / operands[1]; });
  }
  if (auto dense = dyn_cast<DenseElementsAttr>(attribute))
    return dense.isSplat() ? asNumber(dense.getSplatValue<Attribute>())
                           : std::nullopt;
  if (auto all = dyn_cast<ElementsAttr>(attribute))
    return all.getNumElements() == 1 ? elementAt(all, 0) : std::nullopt;
  return asNumber(attribute);
}

std::optional<double>
ElementTracer::evaluate(Element element,
                        ArrayRef<std::pair<AffineExpr, int64_t>> at) {
  for (AffineExpr &expr : element.index) {
    for (auto &[dim, value] : at)
      if (isa<AffineDimExpr>(dim))
        expr = expr.replace(dim, getAffineConstantExpr(value, context));
    expr = simplify(expr);
  }
  return valueOf(element);
}

/// The number at a place without variables, computed as the program would.
std::optional<double> ElementTracer::valueOf(Element element) {
  element = resolve(element);
  Attribute attribute;
  if (matchPattern(element.value, m_Constant(&attribute))) {
    auto all = dyn_cast<ElementsAttr>(attribute);
    if (!all)
      return asNumber(attribute);
    int64_t place = 0;
    for (auto [size, expr] :
         llvm::zip_equal(all.getShapedType().getShape(), element.index)) {
      auto constant = dyn_cast<AffineConstantExpr>(expr);
      if (!constant || constant.getValue() < 0 || constant.getValue() >= size)
        return std::nullopt;
      place = place * size + constant.getValue();
    }
    return elementAt(all, place);
  }
  Operation *op = element.op();
  if (!op || op->getNumRegions() != 0 || op->getNumOperands() > 3 ||
      (element.isTensor() && !OpTrait::hasElementwiseMappableTraits(op)))
    return std::nullopt;
  if (isa<linalg::IndexOp>(op)) {
    std::optional<AffineExpr> index = asIndex(element);
    auto constant =
        dyn_cast_if_present<AffineConstantExpr>(index ? *index : AffineExpr());
    return constant ? std::optional<double>(constant.getValue()) : std::nullopt;
  }
  SmallVector<double, 3> v;
  for (unsigned i = 0; i < op->getNumOperands(); ++i) {
    std::optional<double> value = valueOf(element.operand(i));
    if (!value)
      return std::nullopt;
    v.push_back(*value);
  }
  using Result = std::optional<double>;
  return llvm::TypeSwitch<Operation *, Result>(op)
      .Case<arith::AddFOp, arith::AddIOp>([&](auto) { return v[0] + v[1]; })
      .Case<arith::SubFOp, arith::SubIOp>([&](auto) { return v[0] - v[1]; })
      .Case<arith::MulFOp, arith::MulIOp>([&](auto) { return v[0] * v[1]; })
      .Case<arith::DivFOp>([&](auto) { return v[0] / v[1]; })
      .Case<arith::DivSIOp, arith::DivUIOp>([&](auto) -> Result {
        return v[1] == 0 ? Result() : Result(std::trunc(v[0] / v[1]));
      })
      .Case<arith::RemSIOp, arith::RemUIOp>([&](auto) -> Result {
        return v[1] == 0 ? Result() : Result(std::fmod(v[0], v[1]));
      })
      .Case<arith::NegFOp>([&](auto) { return -v[0]; })
      .Case<arith::MaximumFOp, arith::MaxNumFOp, arith::MaxSIOp>(
          [&](auto) { return std::max(v[0], v[1]); })
      .Case<arith::MinimumFOp, arith::MinNumFOp, arith::MinSIOp>(
          [&](auto) { return std::min(v[0], v[1]); })
      .Case<arith::AndIOp>([&](auto) -> Result {
        return static_cast<int64_t>(v[0]) & static_cast<int64_t>(v[1]);
      })
      .Case<arith::OrIOp>([&](auto) -> Result {
        return static_cast<int64_t>(v[0]) | static_cast<int64_t>(v[1]);
      })
      .Case<arith::XOrIOp>([&](auto) -> Result {
        // A bit is 0 or 1, whatever its sign.
        int64_t bits = static_cast<int64_t>(v[0]) ^ static_cast<int64_t>(v[1]);
        return op->getResult(0).getType().isInteger(1) ? bits & 1 : bits;
      })
      .Case<arith::SIToFPOp, arith::UIToFPOp, arith::IndexCastOp,
            arith::IndexCastUIOp, arith::ExtSIOp, arith::ExtUIOp,
            arith::TruncIOp>([&](auto) { return v[0]; })
      .Case<arith::FPToSIOp, arith::FPToUIOp>(
          [&](auto) { return std::trunc(v[0]); })
      .Case<arith::SelectOp>([&](auto) { return v[0] != 0 ? v[1] : v[2]; })
      .Case([&](arith::CmpIOp compare) -> Result {
        return arith::applyCmpPredicate(
            compare.getPredicate(), APInt(64, static_cast<int64_t>(v[0]), true),
            APInt(64, static_cast<int64_t>(v[1]), true));
      })
      .Case([&](arith::CmpFOp compare) -> Result {
        return arith::applyCmpPredicate(compare.getPredicate(), APFloat(v[0]),
                                        APFloat(v[1]));
      })
      .Case<math::PowFOp, math::FPowIOp>(
          [&](auto) { return std::pow(v[0], v[1]); })
      .Case<math::ExpOp>([&](auto) { return std::exp(v[0]); })
      .Case<math::Exp2Op>([&](auto) { return std::exp2(v[0]); })
      .Case<math::LogOp>([&](auto) { return std::log(v[0]); })
      .Case<math::SqrtOp>([&](auto) { return std::sqrt(v[0]); })
      .Case<math::RsqrtOp>([&](auto) { return 1 / std::sqrt(v[0]); })
      .Case<math::CosOp>([&](auto) { return std::cos(v[0]); })
      .Case<math::SinOp>([&](auto) { return std::sin(v[0]); })
      .Case<math::FloorOp>([&](auto) { return std::floor(v[0]); })
      .Default([](Operation *) { return Result(); });
}

//===----------------------------------------------------------------------===//
// Indices and conditions on them
//===----------------------------------------------------------------------===//

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
    return element.body && op->getParentOfType<linalg::LinalgOp>() ==
                               dyn_cast<linalg::LinalgOp>(element.body)
               ? std::optional(element.index[index.getDim()])
               : std::nullopt;
  if (isa<arith::IndexCastOp, arith::IndexCastUIOp, arith::ExtSIOp,
          arith::ExtUIOp, arith::TruncIOp, arith::SIToFPOp, arith::UIToFPOp,
          arith::FPToSIOp>(op))
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
  if (isa<arith::DivSIOp, arith::DivUIOp, arith::FloorDivSIOp, arith::RemSIOp,
          arith::RemUIOp>(op)) {
    std::optional<AffineExpr> a = asIndex(element.operand(0));
    std::optional<AffineExpr> b = asIndex(element.operand(1));
    auto by = dyn_cast_if_present<AffineConstantExpr>(b ? *b : AffineExpr());
    if (!a || !by || by.getValue() <= 0)
      return std::nullopt;
    // Toward zero and down are the same for what is not negative.
    std::optional<LinearSum> sum = asLinearSum(*a);
    if (!sum || sum->constant < 0 ||
        llvm::any_of(sum->terms, [](auto &term) { return term.second < 0; }))
      return std::nullopt;
    return simplify(isa<arith::RemSIOp, arith::RemUIOp>(op)
                        ? *a % by.getValue()
                        : a->floorDiv(by.getValue()));
  }
  if (auto select = dyn_cast<arith::SelectOp>(op)) {
    // A dimension that may be broadcast: 0 if the size is 1, else the variable,
    // which is then 0 too where its own size is the same.
    std::optional<AffineExpr> a = asIndex(element.operand(1));
    std::optional<AffineExpr> b = asIndex(element.operand(2));
    auto compare = select.getCondition().getDefiningOp<arith::CmpIOp>();
    if (!a || !b || !compare ||
        compare.getPredicate() != arith::CmpIPredicate::eq)
      return std::nullopt;
    Size size = sizes.of(compare.getLhs());
    bool isOne = sizes.of(compare.getRhs()).isOne();
    auto zero = getAffineConstantExpr(0, context);
    if (!isOne || *a != zero)
      return std::nullopt;
    if (isa<AffineDimExpr>(*b) && fullSizeOf(*b) == size)
      return b;
    return *b * toExpr(sizes.unlessOne(size));
  }
  Attribute attribute;
  if (!matchPattern(element.value, m_Constant(&attribute))) {
    bool isOutside = !element.body || !element.body->isProperAncestor(op);
    if (!element.isTensor() && isOutside && element.value.getType().isIndex())
      return toExpr(sizes.of(element.value));
    return std::nullopt;
  }
  if (auto dense = dyn_cast<DenseIntElementsAttr>(attribute);
      dense && !dense.isSplat()) {
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
  std::optional<double> number = asConstant(element);
  if (!number || *number != std::trunc(*number))
    return std::nullopt;
  return getAffineConstantExpr(static_cast<int64_t>(*number), context);
}

std::optional<bool> ElementTracer::asCondition(Element element) const {
  element = resolve(element);
  if (std::optional<double> bit = asConstant(element))
    return *bit != 0;
  Operation *op = element.op();
  auto compare = dyn_cast_if_present<arith::CmpIOp>(op);
  if (compare && !element.isTensor()) {
    std::optional<AffineExpr> a = asIndex(element.operand(0));
    std::optional<AffineExpr> b = asIndex(element.operand(1));
    if (a && b) {
      auto range = rangeOf(*a - *b);
      if (!range)
        return std::nullopt;
      // Unsigned comparisons of what is not negative are signed ones.
      using P = arith::CmpIPredicate;
      P predicate = compare.getPredicate();
      P isSigned = predicate == P::ult   ? P::slt
                   : predicate == P::ule ? P::sle
                   : predicate == P::ugt ? P::sgt
                   : predicate == P::uge ? P::sge
                                         : predicate;
      auto at = [&](int64_t difference) {
        return arith::applyCmpPredicate(isSigned, APInt(64, difference, true),
                                        APInt(64, 0));
      };
      bool isEquality = isSigned == P::eq || isSigned == P::ne;
      bool hasZero = range->first <= 0 && range->second >= 0;
      if (isEquality && range->first != range->second && hasZero)
        return std::nullopt;
      if (at(range->first) != at(range->second))
        return std::nullopt;
      return at(range->first);
    }
    return std::nullopt;
  }
  if (op && !element.body && !element.isTensor())
    return sizes.isTrue(element.value);
  return std::nullopt;
}

//===----------------------------------------------------------------------===//
// Sums
//===----------------------------------------------------------------------===//

std::optional<SmallVector<AffineExpr>>
ElementTracer::bindLoops(linalg::LinalgOp op, ArrayRef<AffineExpr> index,
                         SmallVectorImpl<AffineExpr> *reduced) {
  AffineMap map = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  SmallVector<AffineExpr> loops(op.getNumLoops());
  for (auto [expr, value] : llvm::zip_equal(map.getResults(), index)) {
    if (auto dim = dyn_cast<AffineDimExpr>(expr)) {
      if (loops[dim.getPosition()])
        return std::nullopt;
      loops[dim.getPosition()] = value;
    } else if (!isa<AffineConstantExpr>(expr)) {
      return std::nullopt;
    }
  }
  SmallVector<utils::IteratorType> kinds = op.getIteratorTypesArray();
  for (auto [position, loop] : llvm::enumerate(loops)) {
    bool isReduction = kinds[position] == utils::IteratorType::reduction;
    if (isReduction == static_cast<bool>(loop))
      return std::nullopt;
    if (loop)
      continue;
    // The size of the loop, from an operand that shows it.
    for (OpOperand &operand : op->getOpOperands()) {
      if (loop || !isa<RankedTensorType>(operand.get().getType()))
        continue;
      AffineMap shape = op.getMatchingIndexingMap(&operand);
      for (auto [dim, expr] : llvm::enumerate(shape.getResults()))
        if (!loop && expr == getAffineDimExpr(position, context))
          loop = newDim(sizes.of(operand.get(), dim));
    }
    if (!loop)
      return std::nullopt;
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

/// Marks the loops of `op` that a scalar in its body depends on; fails at the
/// running value.
static bool findUsedLoops(Value value, linalg::LinalgOp op,
                          llvm::SmallBitVector &used, unsigned depth = 0) {
  if (auto argument = dyn_cast<BlockArgument>(value)) {
    if (argument.getOwner() != op.getBlock())
      return true;
    if (argument.getArgNumber() >= op.getNumDpsInputs())
      return false;
    AffineMap map =
        op.getMatchingIndexingMap(&op->getOpOperand(argument.getArgNumber()));
    for (unsigned loop = 0; loop < map.getNumDims(); ++loop)
      if (map.isFunctionOfDim(loop))
        used.set(loop);
    return true;
  }
  Operation *def = value.getDefiningOp();
  if (!op->isProperAncestor(def))
    return true;
  if (auto index = dyn_cast<linalg::IndexOp>(def))
    used.set(index.getDim());
  if (depth > 32)
    return false;
  // With what branches use from outside of them.
  return !def->walk([&](Operation *inner) {
               for (Value operand : inner->getOperands())
                 if (!def->isAncestor(
                         operand.getParentRegion()->getParentOp()) &&
                     !findUsedLoops(operand, op, used, depth + 1))
                   return WalkResult::interrupt();
               return WalkResult::advance();
             })
              .wasInterrupted();
}

/// A scalar that is computed in a body, over nothing but the loops it needs.
static bool dropUnusedLoops(Element &scalar) {
  auto op = dyn_cast_if_present<linalg::LinalgOp>(scalar.body);
  llvm::SmallBitVector used(scalar.index.size());
  if (!op || !findUsedLoops(scalar.value, op, used))
    return false;
  for (unsigned loop = 0; loop < scalar.index.size(); ++loop)
    if (!used.test(loop))
      scalar.index[loop] = getAffineConstantExpr(0, op.getContext());
  return true;
}

std::optional<Contraction> ElementTracer::asContraction(Element element) {
  element = throughViews(element);
  auto op = dyn_cast_if_present<linalg::LinalgOp>(element.op());
  if (!op || op.getNumReductionLoops() == 0 || op->getNumResults() != 1)
    return std::nullopt;
  Value product = combinedValue<arith::AddFOp>(op);
  if (!product)
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
  // Sums over one element are none.
  if (llvm::any_of(result.reduced, llvm::IsaPred<AffineDimExpr>))
    llvm::erase_if(result.reduced, llvm::IsaPred<AffineConstantExpr>);
  // In the body, or (as a product that is summed) in the op before.
  Element scalar{withoutCasts(product), *loops, op};
  if (!isa_and_present<arith::MulFOp>(scalar.op()))
    scalar = resolve(scalar);
  if (!isa_and_present<arith::MulFOp>(scalar.op()))
    return std::nullopt;
  for (unsigned i = 0; i < 2; ++i) {
    Element factor = scalar.operand(i);
    if (std::optional<Element> tensor = asTensor(factor))
      factor = *tensor;
    else if (!dropUnusedLoops(factor))
      return std::nullopt;
    (i == 0 ? result.a : result.b) = factor;
  }
  return result;
}

std::optional<std::pair<Element, AffineExpr>>
ElementTracer::reductionOf(Element element,
                           function_ref<Value(linalg::LinalgOp)> combined) {
  element = throughViews(element);
  auto op = dyn_cast_if_present<linalg::LinalgOp>(element.op());
  if (!op || op->getNumResults() != 1 || op.getNumReductionLoops() != 1)
    return std::nullopt;
  Value value = combined(op);
  if (!value)
    return std::nullopt;
  SmallVector<AffineExpr> reduced;
  std::optional<SmallVector<AffineExpr>> loops =
      bindLoops(op, element.index, &reduced);
  if (!loops)
    return std::nullopt;
  return std::pair(Element{value, *loops, op}, reduced.front());
}

std::optional<std::pair<Element, AffineExpr>>
ElementTracer::asReduction(Element element, bool isSum) {
  // A product with ones sums, too.
  if (isSum)
    if (std::optional<Contraction> product = asContraction(element);
        product && product->reduced.size() == 1)
      for (auto [one, other] : {std::pair(product->a, product->b),
                                std::pair(product->b, product->a)})
        if (asConstant(one) == 1.0)
          return std::pair(other, product->reduced.front());
  return reductionOf(element, [&](linalg::LinalgOp op) -> Value {
    if (!isSum)
      return combinedValue<arith::MaximumFOp, arith::MaxNumFOp>(op);
    std::optional<double> start = asConstant(elementOf(op.getDpsInits()[0]));
    return start == 0.0 ? combinedValue<arith::AddFOp>(op) : Value();
  });
}

std::optional<std::pair<Element, AffineExpr>>
ElementTracer::asAll(Element element) {
  return reductionOf(element, [](linalg::LinalgOp op) {
    return combinedValue<arith::AndIOp, arith::MulIOp, arith::MinUIOp>(op);
  });
}

std::optional<std::pair<Element, AffineExpr>>
ElementTracer::asAny(Element element) {
  return reductionOf(element, [](linalg::LinalgOp op) {
    return combinedValue<arith::OrIOp, arith::MaxUIOp>(op);
  });
}
