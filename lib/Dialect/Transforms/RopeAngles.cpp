//===- RopeAngles.cpp - the angles of a rotation --------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "RopeMatcher.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

#include <cmath>

using namespace mlir;
using namespace mlir::mla;

/// Whether an element is known without running the program, at each place.
bool RopeMatcher::isNumber(Element element) {
  SmallVector<std::pair<AffineExpr, int64_t>> at;
  for (AffineExpr expr : element.index)
    expr.walk([&](AffineExpr inner) {
      if (isa<AffineDimExpr>(inner))
        at.emplace_back(inner, 0);
    });
  return tracer.evaluate(element, at).has_value();
}

/// An element of a table that is read at a place only known when the program
/// runs: the same element with a variable for that place.
std::optional<Element> RopeMatcher::asTable(Element element) {
  auto extract = dyn_cast_if_present<tensor::ExtractOp>(element.op());
  if (!extract)
    return std::nullopt;
  Element table{extract.getTensor(), {}};
  for (auto [dim, value] : llvm::enumerate(extract.getIndices())) {
    Element place{value, element.index, element.body};
    if (std::optional<AffineExpr> index = tracer.asIndex(place)) {
      table.index.push_back(tracer.simplify(*index));
      continue;
    }
    if (tablePosition && !tracer.isSame(place, *tablePosition))
      return std::nullopt;
    if (!tablePosition) {
      tablePosition = place;
      tableRow = tracer.newDim(extract.getTensor().getType().getDimSize(dim));
    }
    table.index.push_back(tableRow);
  }
  return isNumber(table) ? std::optional(table) : std::nullopt;
}

/// How many values of `row` the tables have that an element is made of.
std::optional<int64_t> RopeMatcher::rowsOf(Element element, AffineExpr row) {
  element = tracer.resolve(element);
  Operation *op = element.op();
  if (element.isTensor()) {
    for (auto [dim, expr] : llvm::enumerate(element.index))
      if (expr == row)
        return cast<ShapedType>(element.value.getType()).getDimSize(dim);
    return std::nullopt;
  }
  std::optional<int64_t> rows;
  for (unsigned i = 0; op && i < op->getNumOperands(); ++i)
    if (tracer.varies(element.operand(i), row)) {
      std::optional<int64_t> own = rowsOf(element.operand(i), row);
      if (!own)
        return std::nullopt;
      rows = std::min(rows.value_or(*own), *own);
    }
  return rows;
}

/// The integer that is multiplied with a frequency.
bool RopeMatcher::matchPosition(Element position) {
  if (std::optional<AffineExpr> index = tracer.asIndex(position)) {
    std::optional<LinearSum> sum = asLinearSum(*index);
    if (!sum || sum->terms.size() != 1 || sum->terms[0].second != 1 ||
        !llvm::is_contained(rope.dims, sum->terms[0].first))
      return false;
    rope.positionIndex = *index;
    return true;
  }
  Element value = tracer.resolve(position);
  for (;;) {
    if (isa_and_present<arith::SIToFPOp, arith::UIToFPOp, arith::ExtSIOp,
                        arith::ExtUIOp, arith::TruncIOp, arith::IndexCastOp>(
            value.op())) {
      value = tracer.resolve(value.operand(0));
      continue;
    }
    // Places in a table are kept within it.
    if (isa_and_present<arith::MaxSIOp, arith::MinSIOp, arith::MinUIOp>(
            value.op())) {
      bool isMax = isa<arith::MaxSIOp>(value.op());
      bool isFirst = tracer.asConstant(value.operand(0)).has_value();
      std::optional<double> limit = tracer.asConstant(value.operand(!isFirst));
      double last = tablePosition ? tracer.sizeOf(tableRow) - 1.0 : INFINITY;
      if (!limit || (isMax ? *limit > 0 : *limit < last))
        return false;
      value = tracer.resolve(value.operand(isFirst));
      continue;
    }
    // A table may be read from its end: p < 0 ? p + rows : p.
    if (!isa_and_present<arith::SelectOp>(value.op()))
      break;
    Element condition = tracer.resolve(value.operand(0));
    auto compare = dyn_cast_if_present<arith::CmpIOp>(condition.op());
    using P = arith::CmpIPredicate;
    bool isNegative =
        compare && ((compare.getPredicate() == P::slt &&
                     tracer.asConstant(condition.operand(1)) == 0.0) ||
                    (compare.getPredicate() == P::sgt &&
                     tracer.asConstant(condition.operand(0)) == 0.0));
    if (!isNegative)
      break;
    value = tracer.resolve(value.operand(2));
  }
  if (!value.isTensor() ||
      !isa<IntegerType, IndexType>(
          cast<ShapedType>(value.value.getType()).getElementType()))
    return false;
  rope.positions = value;
  return true;
}

/// position * frequency, the frequencies known.
bool RopeMatcher::matchAngle(Element angle) {
  angle = tracer.resolve(angle);
  std::optional<Element> sides[2];
  bool isQuotient = false;
  if (std::optional<Contraction> product = tracer.asContraction(angle)) {
    for (AffineExpr dim : product->reduced)
      if (isa<AffineDimExpr>(dim))
        return false;
    sides[0] = product->a;
    sides[1] = product->b;
  } else if (isa_and_present<arith::MulFOp, arith::DivFOp>(angle.op())) {
    sides[0] = angle.operand(0);
    sides[1] = angle.operand(1);
    isQuotient = isa<arith::DivFOp>(angle.op());
  } else {
    return false;
  }
  int64_t pairs = std::max<int64_t>(tracer.sizeOf(pair), 1);
  for (unsigned i = isQuotient; i < 2; ++i) {
    Element frequency = *sides[i], position = *sides[1 - i];
    SmallVector<double> values;
    bool hasOther = llvm::any_of(rope.dims, [&](AffineExpr dim) {
      return dim != rope.feature && tracer.varies(frequency, dim);
    });
    SmallVector<std::pair<AffineExpr, int64_t>> at;
    for (AffineExpr dim : rope.dims)
      at.emplace_back(dim, 0);
    for (int64_t k = 0; k < pairs && !hasOther; ++k) {
      at.emplace_back(pair, k);
      std::optional<double> value = tracer.evaluate(frequency, at);
      at.pop_back();
      if (!value)
        break;
      values.push_back(isQuotient ? 1.0 / *value : *value);
      if (!std::isfinite(values.back()))
        return false;
    }
    if (static_cast<int64_t>(values.size()) != pairs ||
        tracer.varies(position, pair) || !matchPosition(position))
      continue;
    rope.invFreq = values;
    return true;
  }
  return false;
}

/// Tables of cosines and sines over the positions 0, 1, 2, …; two for each
/// number of a pair, which say the same.
bool RopeMatcher::matchTables(ArrayRef<Element> tables,
                              ArrayRef<double> signs) {
  // Rows are chosen by a variable of the result, or by positions.
  AffineExpr row;
  SmallVector<AffineExpr> dims(rope.dims);
  if (tablePosition)
    dims.push_back(tableRow);
  for (AffineExpr dim : dims)
    if (llvm::any_of(tables, [&](const Element &table) {
          return tracer.varies(table, dim);
        })) {
      if (row)
        return false;
      row = dim;
    }
  if (!row)
    return false;
  // A table may be longer than what is used of it.
  int64_t rows = tracer.sizeOf(row);
  if (ShapedType::isDynamic(rows))
    rows = std::min(rowsOf(tables[0], row).value_or(0),
                    rowsOf(tables[1], row).value_or(0));
  int64_t pairs = std::max<int64_t>(tracer.sizeOf(pair), 1);
  SmallVector<std::pair<AffineExpr, int64_t>> fixed;
  for (AffineExpr dim : rope.dims)
    if (dim != row)
      fixed.emplace_back(dim, 0);
  auto at = [&](int64_t position, int64_t k) {
    SmallVector<std::pair<AffineExpr, int64_t>> place(fixed);
    place.emplace_back(row, position);
    place.emplace_back(pair, k);
    double values[4];
    for (unsigned i = 0; i < 4; ++i)
      values[i] = signs[i] * tracer.evaluate(tables[i], place).value_or(NAN);
    bool isSame = std::abs(values[0] - values[2]) <= 1e-6 &&
                  std::abs(values[1] - values[3]) <= 1e-6;
    return std::pair(isSame ? std::hypot(values[0], values[1]) : NAN,
                     std::atan2(values[1], values[0]));
  };
  double turn = 2 * M_PI, scale = at(0, 0).first;
  for (int64_t k = 0; k < pairs; ++k) {
    // A first guess, better with each doubling of the position.
    double frequency = 0;
    for (int64_t position = 1; position < rows; position *= 2) {
      double angle = at(position, k).second;
      double whole = std::round((position * frequency - angle) / turn);
      if (position == 1)
        whole = angle < 0 ? 1 : 0;
      frequency = (angle + whole * turn) / position;
    }
    for (int64_t position = 0; position < rows; ++position) {
      auto [length, angle] = at(position, k);
      double off = std::remainder(position * frequency - angle, turn);
      // What f32 loses, in the table and in what it was computed from.
      if (!(std::abs(length - scale) <= 1e-5 * scale) ||
          !(std::abs(off) <= 1e-5 + 3e-7 * position))
        return false;
    }
    rope.invFreq.push_back(frequency);
  }
  rope.scale *= scale;
  if (row == tableRow && !matchPosition(*tablePosition))
    return false;
  if (row != tableRow)
    rope.positionIndex = row;
  return rows > 1;
}
