//===- TileElementwise.cpp - generated lowering of linalg loops -----------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Any linalg op that is a loop nest over projected permutations: elementwise
// chains, broadcasts, gathers through `tensor.extract`, reductions, fills and
// copies. The first parallel loop becomes the parallel loop over tiles; the
// last dimension of the output becomes vectors where the body allows it.
//
//===----------------------------------------------------------------------===//

#include "Patterns.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"

using namespace mlir;
using namespace mlir::mla;

/// Vectors a warp takes of a row, at most.
static constexpr int64_t kWarpVectors = 4;

namespace {

/// A value of the body: the same for all lanes, or a vector, or the index of
/// the vectorised loop itself (whose lanes are i, i+1, …).
struct BodyValue {
  enum Kind { Uniform, Vector, LaneIndex } kind = Uniform;
  Value value;
};

/// Writes the body of a linalg op for one step of its loops.
class BodyEmitter {
public:
  BodyEmitter(TileBuilder &b, linalg::LinalgOp op, int64_t vectorLoop,
              ArrayRef<Value> ivs, bool inBounds)
      : b(b), op(op), vectorLoop(vectorLoop), ivs(ivs), inBounds(inBounds) {}

  /// Reads the inputs.
  void readInputs() {
    for (OpOperand &operand : op->getOpOperands()) {
      BlockArgument arg = op.getMatchingBlockArgument(&operand);
      if (arg.use_empty() || op.isDpsInit(&operand))
        continue;
      if (!isa<ShapedType>(operand.get().getType())) {
        values[arg] = {BodyValue::Uniform, operand.get()};
        continue;
      }
      SmallVector<Value> indices;
      bool alongLanes = false;
      for (AffineExpr expr : op.getMatchingIndexingMap(&operand).getResults()) {
        if (auto place = dyn_cast<AffineConstantExpr>(expr)) {
          indices.push_back(b.index(place.getValue()));
          continue;
        }
        int64_t position = cast<AffineDimExpr>(expr).getPosition();
        alongLanes |= position == vectorLoop;
        indices.push_back(ivs[position]);
      }
      values[arg] = load(operand.get(), indices, alongLanes);
    }
  }

  /// The value to store, given the old value of the output (of the tile).
  BodyValue emit(Value tile, ArrayRef<Value> tileIndices) {
    Block &body = op->getRegion(0).front();
    BlockArgument old = op.getMatchingBlockArgument(op.getDpsInitOperand(0));
    if (!old.use_empty())
      values[old] = load(tile, tileIndices, vectorLoop >= 0);
    for (Operation &inner : body.without_terminator())
      emitOp(inner);
    return lookup(body.getTerminator()->getOperand(0));
  }

  static bool isVectorizable(linalg::LinalgOp op, int64_t vectorLoop);

private:
  BodyValue lookup(Value value) {
    auto it = values.find(value);
    return it == values.end() ? BodyValue{BodyValue::Uniform, value}
                              : it->second;
  }

  BodyValue load(Value source, ArrayRef<Value> indices, bool alongLanes) {
    if (!alongLanes)
      return {BodyValue::Uniform, b.readElement(source, indices)};
    return {BodyValue::Vector, b.readVector(source, indices, inBounds)};
  }

  void emitOp(Operation &inner) {
    if (auto index = dyn_cast<linalg::IndexOp>(inner)) {
      int64_t dim = index.getDim();
      values[index] = {dim == vectorLoop ? BodyValue::LaneIndex
                                         : BodyValue::Uniform,
                       ivs[dim]};
      return;
    }
    if (auto extract = dyn_cast<tensor::ExtractOp>(inner)) {
      SmallVector<Value> indices;
      bool alongLanes = false;
      for (Value index : extract.getIndices()) {
        BodyValue value = lookup(index);
        alongLanes |= value.kind == BodyValue::LaneIndex;
        indices.push_back(value.value);
      }
      values[extract] =
          load(lookup(extract.getTensor()).value, indices, alongLanes);
      return;
    }
    if (inner.getNumRegions() != 0) {
      emitBranch(inner);
      return;
    }
    bool isVector = llvm::any_of(inner.getOperands(), [&](Value operand) {
      return lookup(operand).kind == BodyValue::Vector;
    });
    IRMapping mapping;
    for (auto [position, operand] : llvm::enumerate(inner.getOperands())) {
      BodyValue value = lookup(operand);
      // A uniform condition may choose between vectors as it is.
      bool isCondition = isa<arith::SelectOp>(inner) && position == 0;
      if (isVector && value.kind == BodyValue::Uniform && !isCondition)
        value.value = b.broadcast(value.value);
      mapping.map(operand, value.value);
    }
    Operation *clone = b.clone(inner, mapping);
    for (auto [from, to] :
         llvm::zip_equal(inner.getResults(), clone->getResults())) {
      if (isVector)
        to.setType(b.vectorOf(from.getType()));
      values[from] = {isVector ? BodyValue::Vector : BodyValue::Uniform, to};
    }
  }

  /// An op with regions, which may use any value of the body; bodies with one
  /// are not vectors.
  void emitBranch(Operation &inner) {
    IRMapping mapping;
    for (auto &[from, value] : values)
      mapping.map(from, value.value);
    Operation *clone = b.clone(inner, mapping);
    for (auto [from, to] :
         llvm::zip_equal(inner.getResults(), clone->getResults()))
      values[from] = {BodyValue::Uniform, to};
  }

  TileBuilder &b;
  linalg::LinalgOp op;
  int64_t vectorLoop;
  SmallVector<Value> ivs;
  bool inBounds;
  DenseMap<Value, BodyValue> values;
};

} // namespace

/// Vectors along `vectorLoop` need: operands that use it, use it last; ops that
/// work on vectors as on scalars; gathers of which only the last index moves,
/// and that with the lanes.
bool BodyEmitter::isVectorizable(linalg::LinalgOp op, int64_t vectorLoop) {
  Block &body = op->getRegion(0).front();
  DenseMap<Value, BodyValue::Kind> kinds;
  auto kindOf = [&](Value value) {
    auto it = kinds.find(value);
    return it == kinds.end() ? BodyValue::Uniform : it->second;
  };
  for (OpOperand &operand : op->getOpOperands()) {
    if (!isa<ShapedType>(operand.get().getType()))
      continue;
    AffineMap map = op.getMatchingIndexingMap(&operand);
    for (auto [position, expr] : llvm::enumerate(map.getResults())) {
      auto loop = dyn_cast<AffineDimExpr>(expr);
      if (!loop || static_cast<int64_t>(loop.getPosition()) != vectorLoop)
        continue;
      if (position + 1 != map.getNumResults())
        return false;
      kinds[op.getMatchingBlockArgument(&operand)] = BodyValue::Vector;
    }
  }
  for (Operation &inner : body.without_terminator()) {
    if (auto index = dyn_cast<linalg::IndexOp>(inner)) {
      if (static_cast<int64_t>(index.getDim()) == vectorLoop)
        kinds[index] = BodyValue::LaneIndex;
      continue;
    }
    if (auto extract = dyn_cast<tensor::ExtractOp>(inner)) {
      ValueRange indices = extract.getIndices();
      for (Value index : indices.drop_back(indices.empty() ? 0 : 1))
        if (kindOf(index) != BodyValue::Uniform)
          return false;
      BodyValue::Kind last =
          indices.empty() ? BodyValue::Uniform : kindOf(indices.back());
      if (last == BodyValue::Vector)
        return false;
      if (last == BodyValue::LaneIndex)
        kinds[extract] = BodyValue::Vector;
      continue;
    }
    if (inner.getNumRegions() != 0)
      return false;
    bool isVector = false;
    for (Value operand : inner.getOperands()) {
      if (kindOf(operand) == BodyValue::LaneIndex)
        return false;
      isVector |= kindOf(operand) == BodyValue::Vector;
    }
    if (!isVector)
      continue;
    if (!OpTrait::hasElementwiseMappableTraits(&inner))
      return false;
    for (Value result : inner.getResults())
      kinds[result] = BodyValue::Vector;
  }
  return kindOf(body.getTerminator()->getOperand(0)) != BodyValue::LaneIndex;
}

namespace {
struct TileLoopNest final : public OpInterfaceRewritePattern<linalg::LinalgOp> {
  TileLoopNest(MLIRContext *context, TileShape shape)
      : OpInterfaceRewritePattern(context), shape(shape) {}

  LogicalResult matchAndRewrite(linalg::LinalgOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.hasPureTensorSemantics() || op.getNumDpsInits() != 1)
      return rewriter.notifyMatchFailure(op, "not one result on tensors");
    AffineMap outMap = op.getMatchingIndexingMap(op.getDpsInitOperand(0));
    for (AffineMap map : op.getIndexingMapsArray())
      if (!isLoopsAndPlaces(map) ||
          (map == outMap && !map.isProjectedPermutation()))
        return rewriter.notifyMatchFailure(
            op, "an indexing map is not a projected permutation");
    SmallVector<int64_t> outLoops, reductionLoops;
    for (AffineExpr expr : outMap.getResults())
      outLoops.push_back(cast<AffineDimExpr>(expr).getPosition());
    for (int64_t i = 0, e = op.getNumLoops(); i < e; ++i)
      if (!llvm::is_contained(outLoops, i))
        reductionLoops.push_back(i);
    if (outLoops.empty())
      return rewriter.notifyMatchFailure(op, "a result of rank 0");

    TileBuilder b(op.getLoc(), rewriter, shape);
    int64_t vectorLoop = outLoops.back();
    SmallVector<int64_t> loopSizes = op.getStaticLoopRanges();
    if (ShapedType::isDynamic(loopSizes[vectorLoop]) || outLoops.size() == 1 ||
        !BodyEmitter::isVectorizable(op, vectorLoop))
      vectorLoop = -1;

    // Sizes of all loops, from the operands that have them.
    SmallVector<OpFoldResult> ranges(op.getNumLoops());
    for (OpOperand &operand : op->getOpOperands()) {
      if (!isa<ShapedType>(operand.get().getType()))
        continue;
      for (auto [dim, expr] :
           llvm::enumerate(op.getMatchingIndexingMap(&operand).getResults())) {
        auto dimExpr = dyn_cast<AffineDimExpr>(expr);
        if (!dimExpr)
          continue;
        int64_t loop = dimExpr.getPosition();
        if (ranges[loop].isNull())
          ranges[loop] = ShapedType::isDynamic(loopSizes[loop])
                             ? OpFoldResult(b.dim(operand.get(), dim))
                             : OpFoldResult(b.getIndexAttr(loopSizes[loop]));
      }
    }

    Value init = op.getDpsInits()[0];
    if (shape.simt) {
      auto wide =
          b.widen(vectorLoop < 0 ? 1 : loopSizes[vectorLoop], elementTypes(op));
      rewriter.replaceOp(op, warpTiles(b, op, outLoops, reductionLoops, ranges,
                                       vectorLoop, init));
      return success();
    }
    auto tileOf = [&](ValueRange ivs,
                      ValueRange dests) -> SmallVector<TileResult> {
      SmallVector<OpFoldResult> offsets, sizes;
      for (auto [position, loop] : llvm::enumerate(outLoops)) {
        offsets.push_back(position == 0 ? OpFoldResult(ivs[0])
                                        : OpFoldResult(b.getIndexAttr(0)));
        sizes.push_back(position == 0 ? OpFoldResult(b.getIndexAttr(1))
                                      : ranges[loop]);
      }
      Value tile = b.slice(dests[0], offsets, sizes);
      SmallVector<Value> current(op.getNumLoops());
      current[outLoops[0]] = ivs[0];
      SmallVector<int64_t> inner(ArrayRef<int64_t>(outLoops).drop_front());
      // Reductions outside of the vectors, so that these stay contiguous.
      if (!inner.empty())
        inner.pop_back();
      llvm::append_range(inner, reductionLoops);
      if (outLoops.size() > 1)
        inner.push_back(outLoops.back());
      tile = nest(b, op, inner, ranges, current, outLoops, vectorLoop, tile);
      return {{tile, offsets, sizes}};
    };
    SmallVector<Value> results = b.forall(ranges[outLoops[0]], init, tileOf);
    rewriter.replaceOp(op, results);
    return success();
  }

private:
  /// Each loop once at most, and fixed places.
  static bool isLoopsAndPlaces(AffineMap map) {
    llvm::SmallBitVector used(map.getNumDims());
    for (AffineExpr expr : map.getResults()) {
      if (isa<AffineConstantExpr>(expr))
        continue;
      auto dim = dyn_cast<AffineDimExpr>(expr);
      if (!dim || used.test(dim.getPosition()))
        return false;
      used.set(dim.getPosition());
    }
    return true;
  }

  static SmallVector<Type> elementTypes(linalg::LinalgOp op) {
    SmallVector<Type> types;
    for (OpOperand &operand : op->getOpOperands())
      if (auto type = dyn_cast<ShapedType>(operand.get().getType()))
        types.push_back(type.getElementType());
    return types;
  }

  /// One warp for a few vectors of the last dimension, so that few rows are
  /// spread over the whole GPU too.
  static Value warpTiles(TileBuilder &b, linalg::LinalgOp op,
                         ArrayRef<int64_t> outLoops,
                         ArrayRef<int64_t> reductionLoops,
                         ArrayRef<OpFoldResult> ranges, int64_t vectorLoop,
                         Value init) {
    SmallVector<OpFoldResult> counts;
    for (int64_t loop : outLoops)
      counts.push_back(ranges[loop]);
    int64_t size = 0, width = 1;
    if (vectorLoop >= 0) {
      size = *getConstantIntValue(ranges[vectorLoop]);
      width = b.lanes();
      while (width < kWarpVectors * b.lanes() && size % (2 * width) == 0)
        width *= 2;
      counts.back() = b.getIndexAttr(llvm::divideCeil(size, width));
    }
    return b.forall(
        counts, init,
        [&](ValueRange ivs, ValueRange dests) -> SmallVector<TileResult> {
          SmallVector<OpFoldResult> offsets(ivs.begin(), ivs.end());
          SmallVector<OpFoldResult> sizes(ivs.size(), b.getIndexAttr(1));
          SmallVector<Value> at(op.getNumLoops());
          for (auto [iv, loop] : llvm::zip_equal(ivs, outLoops))
            at[loop] = iv;
          Value first;
          if (vectorLoop >= 0) {
            first = b.mul(ivs.back(), b.index(width));
            offsets.back() = first;
            sizes.back() =
                size % width == 0
                    ? OpFoldResult(b.getIndexAttr(width))
                    : OpFoldResult(
                          b.min(b.index(width), b.sub(b.index(size), first)));
          }
          Value tile = b.slice(dests[0], offsets, sizes);
          SmallVector<Value> indices(ivs.size(), b.index(0));
          std::function<Value(ArrayRef<int64_t>, Value)> overReductions =
              [&](ArrayRef<int64_t> loops, Value current) -> Value {
            if (loops.empty())
              return step(b, op, vectorLoop, at, indices,
                          /*inBounds=*/vectorLoop < 0 || size % width == 0,
                          current);
            Value last = getValueOrCreateConstantIndexOp(b, b.getLoc(),
                                                         ranges[loops.front()]);
            return b.loop(b.index(0), last, 1, current,
                          [&](Value i, ValueRange c) -> SmallVector<Value> {
                            at[loops.front()] = i;
                            return {overReductions(loops.drop_front(), c[0])};
                          })[0];
          };
          auto moveTo = [&](int64_t vector) {
            if (vectorLoop < 0)
              return;
            at[vectorLoop] = b.add(first, b.index(vector));
            indices.back() = b.index(vector);
          };
          // All is read before anything is written: a store keeps the reads
          // behind it from being on their way together.
          if (reductionLoops.empty() && isInitUnused(op)) {
            bool inBounds = vectorLoop < 0 || size % width == 0;
            SmallVector<BodyEmitter> emitters;
            for (int64_t vector = 0; vector < width; vector += b.lanes()) {
              moveTo(vector);
              emitters.emplace_back(b, op, vectorLoop, at, inBounds)
                  .readInputs();
            }
            SmallVector<BodyValue> results;
            for (BodyEmitter &emitter : emitters)
              results.push_back(emitter.emit(tile, indices));
            for (auto [i, result] : llvm::enumerate(results)) {
              moveTo(static_cast<int64_t>(i) * b.lanes());
              tile = write(b, result, vectorLoop, tile, indices, inBounds);
            }
            return {{tile, offsets, sizes}};
          }
          for (int64_t vector = 0; vector < width; vector += b.lanes()) {
            moveTo(vector);
            tile = overReductions(reductionLoops, tile);
          }
          return {{tile, offsets, sizes}};
        })[0];
  }

  /// The body of the op for one step of its loops.
  static Value step(TileBuilder &b, linalg::LinalgOp op, int64_t vectorLoop,
                    ArrayRef<Value> ivs, ArrayRef<Value> indices, bool inBounds,
                    Value current) {
    BodyEmitter emitter(b, op, vectorLoop, ivs, inBounds);
    emitter.readInputs();
    return write(b, emitter.emit(current, indices), vectorLoop, current,
                 indices, inBounds);
  }

  static bool isInitUnused(linalg::LinalgOp op) {
    return op.getMatchingBlockArgument(op.getDpsInitOperand(0)).use_empty();
  }

  static Value write(TileBuilder &b, BodyValue value, int64_t vectorLoop,
                     Value current, ArrayRef<Value> indices, bool inBounds) {
    if (vectorLoop < 0)
      return b.writeElement(value.value, current, indices);
    Value vector = value.value;
    if (value.kind == BodyValue::Uniform)
      vector = b.broadcast(vector);
    return b.writeVector(vector, current, indices, inBounds);
  }

  static Value nest(TileBuilder &b, linalg::LinalgOp op,
                    ArrayRef<int64_t> loops, ArrayRef<OpFoldResult> ranges,
                    SmallVector<Value> ivs, ArrayRef<int64_t> outLoops,
                    int64_t vectorLoop, Value tile) {
    auto stepHere = [&](bool inBounds, Value current) -> Value {
      SmallVector<Value> indices;
      for (auto [position, loop] : llvm::enumerate(outLoops))
        indices.push_back(position == 0 ? b.index(0) : ivs[loop]);
      return step(b, op, vectorLoop, ivs, indices, inBounds, current);
    };
    if (loops.empty())
      return stepHere(/*inBounds=*/true, tile);
    int64_t loop = loops.front();
    if (loop == vectorLoop)
      return b.forVectors(
          *getConstantIntValue(ranges[loop]), tile,
          [&](Value i, bool inBounds, ValueRange c) -> SmallVector<Value> {
            ivs[loop] = i;
            return {stepHere(inBounds, c[0])};
          })[0];
    Value last = getValueOrCreateConstantIndexOp(b, b.getLoc(), ranges[loop]);
    return b.loop(b.index(0), last, 1, tile,
                  [&](Value i, ValueRange c) -> SmallVector<Value> {
                    ivs[loop] = i;
                    return {nest(b, op, loops.drop_front(), ranges, ivs,
                                 outLoops, vectorLoop, c[0])};
                  })[0];
  }

  TileShape shape;
};
} // namespace

void mlir::mla::populateTileElementwisePatterns(RewritePatternSet &patterns,
                                                TileShape shape) {
  patterns.add<TileLoopNest>(patterns.getContext(), shape);
}
