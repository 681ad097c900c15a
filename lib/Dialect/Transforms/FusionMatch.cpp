//===- FusionMatch.cpp - what mla-fuse recognises -------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Exact forms, roundings included: what is fused is expanded again where no
// kernel takes it, and must then give what it gave.
//
//===----------------------------------------------------------------------===//

#include "Fusion.h"

#include "mla/Dialect/IR/Dims.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::mla;

Type mlir::mla::elementOf(Value value) {
  return cast<ShapedType>(value.getType()).getElementType();
}

//===----------------------------------------------------------------------===//
// Bodies
//===----------------------------------------------------------------------===//

static std::optional<double> asConstant(Value value) {
  FloatAttr attr;
  if (!matchPattern(value, m_Constant(&attr)))
    return std::nullopt;
  return attr.getValueAsDouble();
}

static Value withoutExtension(Value value) {
  auto ext = value.getDefiningOp<arith::ExtFOp>();
  return ext ? ext.getIn() : value;
}

/// A scalar of f32 that is an operand's element: its number.
static std::optional<unsigned> asElement(Value value, Block *body) {
  if (!value.getType().isF32())
    return std::nullopt;
  auto argument = dyn_cast<BlockArgument>(withoutExtension(value));
  if (!argument || argument.getOwner() != body)
    return std::nullopt;
  return argument.getArgNumber();
}

/// Both orders of a commutative op's operands.
template <typename OpTy, typename Match>
static bool matchEither(Value value, Match match) {
  auto op = value.getDefiningOp<OpTy>();
  return op &&
         (match(op.getLhs(), op.getRhs()) || match(op.getRhs(), op.getLhs()));
}

/// An op that computes each element of its one result, whose old content it
/// does not read, from one of each input: parallel loops over the result.
static linalg::GenericOp asElementwise(Operation *op, unsigned inputs) {
  auto generic = dyn_cast_if_present<linalg::GenericOp>(op);
  if (!generic || !generic.hasPureTensorSemantics() ||
      generic.getNumDpsInits() != 1 ||
      generic.getNumDpsInputs() != static_cast<int64_t>(inputs) ||
      generic.getNumParallelLoops() != generic.getNumLoops() ||
      !generic.getMatchingIndexingMap(generic.getDpsInitOperand(0))
           .isIdentity() ||
      !generic.getRegionOutputArgs().front().use_empty())
    return {};
  return generic;
}

/// As above, and inputs have the shape of the result.
static linalg::GenericOp asSameShape(Operation *op, unsigned inputs) {
  linalg::GenericOp generic = asElementwise(op, inputs);
  if (!generic || !llvm::all_of(generic.getIndexingMapsArray(),
                                [](AffineMap map) { return map.isIdentity(); }))
    return {};
  return generic;
}

/// What the body yields in f32, before it is rounded to the result's type.
static Value resultInF32(linalg::GenericOp op) {
  Value value = op.getBody()->getTerminator()->getOperand(0);
  if (auto truncation = value.getDefiningOp<arith::TruncFOp>())
    value = truncation.getIn();
  return value.getType().isF32() ? value : Value();
}

bool mlir::mla::isTruncation(Operation *op) {
  linalg::GenericOp generic = asSameShape(op, 1);
  if (!generic)
    return false;
  auto truncation = generic.getBody()
                        ->getTerminator()
                        ->getOperand(0)
                        .getDefiningOp<arith::TruncFOp>();
  return truncation &&
         truncation.getIn() == generic.getBody()->getArgument(0) &&
         truncation.getIn().getType().isF32();
}

bool mlir::mla::isBiasAddition(Operation *op) {
  linalg::GenericOp generic = asElementwise(op, 2);
  if (!generic || !generic.getIndexingMapsArray()[0].isIdentity() ||
      generic.getIndexingMapsArray()[1].getNumResults() != 1)
    return false;
  Value result = resultInF32(generic);
  return result && result.getDefiningOp<arith::AddFOp>();
}

std::optional<ScaledSum> mlir::mla::asScaledSum(Operation *op) {
  linalg::GenericOp generic = asSameShape(op, 2);
  Value result = generic ? resultInF32(generic) : Value();
  auto sum = result ? result.getDefiningOp<arith::AddFOp>() : arith::AddFOp();
  if (!sum)
    return std::nullopt;
  Block *body = generic.getBody();
  std::optional<unsigned> x, y;
  double scale = 1.0;
  auto scaled = [&](Value term) {
    if ((y = asElement(term, body)))
      return true;
    return matchEither<arith::MulFOp>(term, [&](Value element, Value factor) {
      std::optional<double> number = asConstant(factor);
      y = asElement(element, body);
      scale = number.value_or(1.0);
      return number && y;
    });
  };
  bool matches = matchEither<arith::AddFOp>(result, [&](Value a, Value b) {
    scale = 1.0;
    return (x = asElement(a, body)) && scaled(b);
  });
  if (!matches || *x == *y)
    return std::nullopt;
  return ScaledSum{generic.getInputs()[*x], generic.getInputs()[*y], scale};
}

std::optional<SiluProduct> mlir::mla::asSiluProduct(Operation *op) {
  linalg::GenericOp generic = asSameShape(op, 2);
  Value result = generic ? resultInF32(generic) : Value();
  if (!result)
    return std::nullopt;
  Block *body = generic.getBody();
  std::optional<unsigned> gate, up;
  // x / (1 + exp(-x))
  auto isSilu = [&](Value value) {
    auto quotient = value.getDefiningOp<arith::DivFOp>();
    if (!quotient || !(gate = asElement(quotient.getLhs(), body)))
      return false;
    return matchEither<arith::AddFOp>(
        quotient.getRhs(), [&](Value power, Value one) {
          auto exp = power.getDefiningOp<math::ExpOp>();
          auto negated = exp ? exp.getOperand().getDefiningOp<arith::NegFOp>()
                             : arith::NegFOp();
          return negated && negated.getOperand() == quotient.getLhs() &&
                 asConstant(one) == 1.0;
        });
  };
  bool matches = matchEither<arith::MulFOp>(result, [&](Value a, Value b) {
    return isSilu(a) && (up = asElement(b, body));
  });
  if (!matches || *gate == *up)
    return std::nullopt;
  return SiluProduct{generic.getInputs()[*gate], generic.getInputs()[*up]};
}

//===----------------------------------------------------------------------===//
// Rows and columns
//===----------------------------------------------------------------------===//

std::optional<RowGather> mlir::mla::asRowGather(Value value) {
  linalg::GenericOp generic = asElementwise(value.getDefiningOp(), 1);
  if (!generic)
    return std::nullopt;
  AffineMap map = generic.getIndexingMapsArray()[0];
  if (map.getNumResults() != 1 ||
      map.getResult(0) != getAffineDimExpr(0, value.getContext()))
    return std::nullopt;
  auto extract = generic.getBody()
                     ->getTerminator()
                     ->getOperand(0)
                     .getDefiningOp<tensor::ExtractOp>();
  if (!extract || extract->getBlock() != generic.getBody() ||
      static_cast<unsigned>(extract.getIndices().size()) !=
          generic.getNumLoops())
    return std::nullopt;
  auto row = extract.getIndices().front().getDefiningOp<arith::IndexCastOp>();
  if (!row || row.getIn() != generic.getBody()->getArgument(0))
    return std::nullopt;
  for (auto [dim, index] : llvm::enumerate(extract.getIndices().drop_front())) {
    auto loop = index.getDefiningOp<linalg::IndexOp>();
    if (!loop || loop.getDim() != dim + 1)
      return std::nullopt;
  }
  return RowGather{extract.getTensor(), generic.getInputs()[0]};
}

std::optional<WeightedSum> mlir::mla::asWeightedSum(Operation *op) {
  auto generic = dyn_cast<linalg::GenericOp>(op);
  if (!generic || !generic.hasPureTensorSemantics() ||
      generic.getNumDpsInputs() != 2 || generic.getNumDpsInits() != 1 ||
      generic.getNumLoops() != 3)
    return std::nullopt;
  // Loops over t, k and h, in any order.
  SmallVector<AffineMap> maps = generic.getIndexingMapsArray();
  if (maps[0] != maps[1] || !maps[0].isProjectedPermutation() ||
      maps[0].getNumResults() != 2 || !maps[2].isProjectedPermutation() ||
      maps[2].getNumResults() != 2 ||
      maps[0].getResult(0) != maps[2].getResult(0) ||
      maps[0].getResult(1) == maps[2].getResult(1))
    return std::nullopt;
  unsigned k = maps[0].getDimPosition(1), h = maps[2].getDimPosition(1);
  for (auto [loop, type] : llvm::enumerate(generic.getIteratorTypesArray()))
    if ((type == utils::IteratorType::reduction) != (loop == k))
      return std::nullopt;
  auto fill = generic.getDpsInits()[0].getDefiningOp<linalg::FillOp>();
  if (!fill || asConstant(fill.getInputs()[0]) != 0.0)
    return std::nullopt;

  Block *body = generic.getBody();
  Value place = body->getArgument(0), weight = body->getArgument(1);
  Value sum = body->getArgument(2);
  tensor::ExtractOp extract;
  // outputs[max(place, 0), h]
  auto isOutput = [&](Value value) {
    extract = withoutExtension(value).getDefiningOp<tensor::ExtractOp>();
    if (!extract || extract.getIndices().size() != 2)
      return false;
    auto row = extract.getIndices()[0].getDefiningOp<arith::IndexCastOp>();
    auto column = extract.getIndices()[1].getDefiningOp<linalg::IndexOp>();
    if (!row || !column || column.getDim() != h)
      return false;
    return matchEither<arith::MaxSIOp>(row.getIn(), [&](Value a, Value b) {
      return a == place && matchPattern(b, m_Zero());
    });
  };
  auto isGuarded = [&](Value value) {
    auto select = value.getDefiningOp<arith::SelectOp>();
    auto real = select ? select.getCondition().getDefiningOp<arith::CmpIOp>()
                       : arith::CmpIOp();
    return real && real.getPredicate() == arith::CmpIPredicate::sge &&
           real.getLhs() == place && matchPattern(real.getRhs(), m_Zero()) &&
           asConstant(select.getFalseValue()) == 0.0 &&
           matchEither<arith::MulFOp>(
               select.getTrueValue(),
               [&](Value a, Value b) { return b == weight && isOutput(a); });
  };
  Value result = body->getTerminator()->getOperand(0);
  if (!result.getType().isF32() ||
      !matchEither<arith::AddFOp>(
          result, [&](Value a, Value b) { return a == sum && isGuarded(b); }))
    return std::nullopt;
  return WeightedSum{extract.getTensor(), generic.getInputs()[0],
                     generic.getInputs()[1]};
}

std::optional<Columns> mlir::mla::asColumns(Value value) {
  auto slice = value.getDefiningOp<tensor::ExtractSliceOp>();
  if (!slice || slice.getType().getRank() != slice.getSourceType().getRank() ||
      !slice.hasUnitStride())
    return std::nullopt;
  int64_t last = slice.getType().getRank() - 1;
  DimAnalysis dims;
  for (int64_t dim = 0; dim < last; ++dim)
    if (!isConstantIntValue(slice.getMixedOffsets()[dim], 0) ||
        !(dims.get(slice.getMixedSizes()[dim]) ==
          dims.get(slice.getSource(), dim)))
      return std::nullopt;
  std::optional<int64_t> first =
      getConstantIntValue(slice.getMixedOffsets().back());
  int64_t size = slice.getType().getDimSize(last);
  if (!first || ShapedType::isDynamic(size))
    return std::nullopt;
  return Columns{slice.getSource(), *first, size};
}
