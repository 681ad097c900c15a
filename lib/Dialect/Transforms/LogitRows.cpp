//===- LogitRows.cpp - computes only the rows that are asked for ----------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LogitRows.h"

#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace mlir::mla;

/// A linalg op works on each row alone if dimension 0 of the result is a
/// parallel loop that appears in operands as their dimension 0 or not at all.
static bool isRowWise(linalg::LinalgOp op, SmallVectorImpl<OpOperand *> &rows) {
  if (!op.hasPureTensorSemantics() || op->getNumResults() != 1)
    return false;
  AffineMap resultMap = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
  if (resultMap.getNumResults() == 0)
    return false;
  auto row = dyn_cast<AffineDimExpr>(resultMap.getResult(0));
  if (!row || op.getIteratorTypesArray()[row.getPosition()] !=
                  utils::IteratorType::parallel)
    return false;
  for (OpOperand &operand : op->getOpOperands()) {
    AffineMap map = op.getMatchingIndexingMap(&operand);
    bool first = map.getNumResults() > 0 && map.getResult(0) == row;
    for (AffineExpr expr : map.getResults().drop_front(first ? 1 : 0))
      if (expr.isFunctionOfDim(row.getPosition()))
        return false;
    if (first)
      rows.push_back(&operand);
  }
  WalkResult indexUse = op.getOperation()->walk([&](linalg::IndexOp index) {
    return index->getParentOp() == op && index.getDim() == row.getPosition()
               ? WalkResult::interrupt()
               : WalkResult::advance();
  });
  return !indexUse.wasInterrupted();
}

/// Whether row `i` of each result depends on row `i` of some operands (`rows`)
/// and on no other row of them.
static bool isRowWise(Operation *op, SmallVectorImpl<OpOperand *> &rows,
                      DimAnalysis &dims) {
  for (Value result : op->getResults()) {
    auto type = dyn_cast<RankedTensorType>(result.getType());
    if (!type || type.getRank() == 0 || !type.isDynamicDim(0))
      return false;
  }
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
    return isRowWise(linalgOp, rows);
  if (auto norm = dyn_cast<RmsNormOp>(op)) {
    rows.assign({&norm.getInputMutable(), &norm.getInitMutable()});
    return true;
  }
  if (auto rope = dyn_cast<RopeOp>(op)) {
    rows.assign({&rope.getInputMutable(), &rope.getPositionsMutable(),
                 &rope.getInitMutable()});
    return true;
  }
  if (auto route = dyn_cast<RouteOp>(op)) {
    rows.assign({&route.getLogitsMutable(), &route.getExpertsMutable(),
                 &route.getWeightsMutable()});
    return true;
  }
  if (auto expand = dyn_cast<tensor::ExpandShapeOp>(op)) {
    rows.push_back(&expand.getSrcMutable());
    return expand.getReassociationIndices().front().size() == 1;
  }
  if (auto collapse = dyn_cast<tensor::CollapseShapeOp>(op)) {
    rows.push_back(&collapse.getSrcMutable());
    return collapse.getReassociationIndices().front().size() == 1;
  }
  if (auto slice = dyn_cast<tensor::ExtractSliceOp>(op)) {
    rows.push_back(&slice.getSourceMutable());
    return !slice.getDroppedDims().test(0) &&
           isConstantIntValue(slice.getMixedOffsets()[0], 0) &&
           isConstantIntValue(slice.getMixedStrides()[0], 1) &&
           dims.get(slice.getMixedSizes()[0]) == dims.get(slice.getSource(), 0);
  }
  if (OpTrait::hasElementwiseMappableTraits(op)) {
    for (OpOperand &operand : op->getOpOperands())
      if (isa<RankedTensorType>(operand.get().getType()))
        rows.push_back(&operand);
    return !rows.empty();
  }
  return false;
}

namespace {
/// Repeats a row-wise part of a block on the rows that are asked for.
class RowBuilder {
public:
  RowBuilder(OpBuilder &builder, Value rows) : builder(builder), rows(rows) {
    count = tensor::DimOp::create(builder, rows.getLoc(), rows, 0).getResult();
  }

  /// The asked-for rows of a value: computed already, or gathered.
  Value rowsOf(Value value) {
    if (Value done = mapping.lookupOrNull(value))
      return done;
    Value result;
    if (auto empty = value.getDefiningOp<tensor::EmptyOp>()) {
      SmallVector<OpFoldResult> sizes = empty.getMixedSizes();
      sizes[0] = count;
      result = tensor::EmptyOp::create(builder, value.getLoc(), sizes,
                                       empty.getType().getElementType());
    } else if (auto fill = value.getDefiningOp<linalg::FillOp>();
               fill && fill.getOutputs()[0].getDefiningOp<tensor::EmptyOp>()) {
      result = linalg::FillOp::create(builder, value.getLoc(), fill.getInputs(),
                                      rowsOf(fill.getOutputs()[0]))
                   .getResult(0);
    } else {
      result = gather(value);
    }
    mapping.map(value, result);
    return result;
  }

  /// Repeats an op on the asked-for rows.
  void repeat(Operation *op, ArrayRef<OpOperand *> rowOperands) {
    SmallVector<Value> newOperands(op->getOperands());
    for (OpOperand *operand : rowOperands)
      newOperands[operand->getOperandNumber()] = rowsOf(operand->get());
    Operation *copy = builder.clone(*op);
    copy->setOperands(newOperands);
    // Sizes that a view carries in its operands.
    if (auto expand = dyn_cast<tensor::ExpandShapeOp>(copy))
      expand.getOutputShapeMutable()[0].set(count);
    if (auto slice = dyn_cast<tensor::ExtractSliceOp>(copy))
      slice.getSizesMutable()[0].set(count);
    mapping.map(op->getResults(), copy->getResults());
  }

private:
  /// out[s, ...] = value[rows[s], ...]
  Value gather(Value value) {
    Location loc = value.getLoc();
    auto type = cast<RankedTensorType>(value.getType());
    int64_t rank = type.getRank();
    SmallVector<OpFoldResult> sizes;
    sizes.push_back(count);
    for (int64_t dim = 1; dim < rank; ++dim)
      sizes.push_back(
          type.isDynamicDim(dim)
              ? OpFoldResult(
                    tensor::DimOp::create(builder, loc, value, dim).getResult())
              : builder.getIndexAttr(type.getDimSize(dim)));
    Value empty =
        tensor::EmptyOp::create(builder, loc, sizes, type.getElementType());
    MLIRContext *context = builder.getContext();
    AffineMap rowMap =
        AffineMap::get(rank, 0, builder.getAffineDimExpr(0), context);
    AffineMap identity = builder.getMultiDimIdentityMap(rank);
    SmallVector<utils::IteratorType> iterators(rank,
                                               utils::IteratorType::parallel);
    auto generic = linalg::GenericOp::create(
        builder, loc, TypeRange{empty.getType()}, ValueRange{rows},
        ValueRange{empty}, ArrayRef<AffineMap>{rowMap, identity}, iterators,
        [&](OpBuilder &b, Location bodyLoc, ValueRange args) {
          SmallVector<Value> indices{arith::IndexCastOp::create(
              b, bodyLoc, b.getIndexType(), args[0])};
          for (int64_t dim = 1; dim < rank; ++dim)
            indices.push_back(linalg::IndexOp::create(b, bodyLoc, dim));
          Value element = tensor::ExtractOp::create(b, bodyLoc, value, indices);
          linalg::YieldOp::create(b, bodyLoc, element);
        });
    return generic.getResult(0);
  }

  OpBuilder &builder;
  Value rows;
  Value count;
  IRMapping mapping;
};
} // namespace

Value mlir::mla::computeRows(Value result, Value rows, DimAnalysis &dims) {
  Block *block = result.getParentBlock();
  OpBuilder builder(block->getTerminator());
  builder.setInsertionPoint(block->getTerminator());
  RowBuilder rowBuilder(builder, rows);

  // From the end: an op is repeated on fewer rows if all who use it are. A use
  // from inside another op's body may read any row.
  llvm::SmallSetVector<Operation *, 16> cone;
  llvm::DenseMap<Operation *, SmallVector<OpOperand *>> rowOperands;
  auto isCovered = [&](OpOperand &use) {
    Operation *user = use.getOwner();
    if (user == block->getTerminator())
      return true;
    auto it = rowOperands.find(user);
    return it != rowOperands.end() && llvm::is_contained(it->second, &use);
  };
  for (Operation &op : llvm::reverse(*block)) {
    if (op.getNumResults() == 0 || op.use_empty() ||
        !llvm::all_of(op.getUses(), isCovered))
      continue;
    SmallVector<OpOperand *> operands;
    if (!isRowWise(&op, operands, dims))
      continue;
    cone.insert(&op);
    rowOperands[&op] = operands;
  }
  for (Operation *op : llvm::reverse(cone))
    rowBuilder.repeat(op, rowOperands[op]);
  return rowBuilder.rowsOf(result);
}
