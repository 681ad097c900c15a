//===- OutlineSegments.cpp - functions of segments and dispatches ---------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StepOps.h"

#include "mla/Dialect/IR/Capture.h"
#include "mla/Dialect/IR/Dims.h"
#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/IR/Remarks.h"
#include "mlir/IR/SymbolTable.h"

namespace mlir::mla {
#define GEN_PASS_DEF_OUTLINESEGMENTSPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// Functions, one for each set of equal regions
//===----------------------------------------------------------------------===//

namespace {
class FunctionPool {
public:
  FunctionPool(ModuleOp module) : symbols(module) {}

  /// The function of a region; regions that are equal but for locations share
  /// one. `after` is where the first new function goes.
  func::FuncOp get(Operation *regionOp, func::FuncOp after);

  unsigned numRegions() const { return requests; }
  unsigned numFunctions() const { return numSegments + numDispatches; }

private:
  static llvm::hash_code hash(Operation *regionOp);
  static bool areEqual(Operation *a, Operation *b);
  func::FuncOp create(Operation *regionOp, func::FuncOp after);

  struct Entry {
    Operation *regionOp;
    func::FuncOp func;
  };
  llvm::DenseMap<size_t, SmallVector<Entry, 1>> entries;
  SymbolTable symbols;
  func::FuncOp last;
  unsigned numSegments = 0, numDispatches = 0, requests = 0;
};
} // namespace

llvm::hash_code FunctionPool::hash(Operation *regionOp) {
  llvm::hash_code result =
      llvm::hash_value(regionOp->getName().getAsOpaquePointer());
  // Operands count by their place: the number of the value in the region.
  llvm::DenseMap<Value, unsigned> numbers;
  for (Value argument : regionOp->getRegion(0).getArguments()) {
    numbers.try_emplace(argument, numbers.size());
    result =
        llvm::hash_combine(result, argument.getType().getAsOpaquePointer());
  }
  auto number = [&](Value value) {
    return llvm::hash_value(
        numbers.try_emplace(value, numbers.size()).first->second);
  };
  regionOp->getRegion(0).walk<WalkOrder::PreOrder>([&](Operation *op) {
    result = llvm::hash_combine(
        result, OperationEquivalence::computeHash(
                    op, number, OperationEquivalence::ignoreHashValue,
                    OperationEquivalence::IgnoreLocations));
    for (Value value : op->getResults())
      numbers.try_emplace(value, numbers.size());
  });
  return result;
}

bool FunctionPool::areEqual(Operation *a, Operation *b) {
  return a->getName() == b->getName() &&
         OperationEquivalence::isRegionEquivalentTo(
             &a->getRegion(0), &b->getRegion(0),
             OperationEquivalence::IgnoreLocations);
}

func::FuncOp FunctionPool::get(Operation *regionOp, func::FuncOp after) {
  ++requests;
  SmallVector<Entry, 1> &bucket = entries[hash(regionOp)];
  for (Entry &entry : bucket)
    if (areEqual(entry.regionOp, regionOp))
      return entry.func;
  if (!last)
    last = after;
  bucket.push_back({regionOp, create(regionOp, last)});
  return last = bucket.back().func;
}

func::FuncOp FunctionPool::create(Operation *regionOp, func::FuncOp after) {
  MLIRContext *context = regionOp->getContext();
  Location loc = regionOp->getLoc();
  bool isSegment = isa<SegmentOp>(regionOp);
  std::string name = isSegment ? ("segment_" + Twine(numSegments++)).str()
                               : ("dispatch_" + Twine(numDispatches++)).str();

  OpBuilder builder(context);
  auto func = func::FuncOp::create(
      builder, loc, name,
      FunctionType::get(context, regionOp->getOperandTypes(),
                        regionOp->getResultTypes()));
  func.setPrivate();
  func->setAttr("mla.call",
                builder.getStringAttr(isSegment ? "segment" : "dispatch"));
  IRMapping mapping;
  regionOp->getRegion(0).cloneInto(&func.getBody(), mapping);

  Block &body = func.getBody().front();
  auto yield = cast<YieldOp>(body.getTerminator());
  builder.setInsertionPoint(yield);
  SmallVector<Value> results;
  SmallVector<unsigned> destinations;
  for (Value value : yield.getValues()) {
    if (isCache(value)) {
      results.push_back(value);
      continue;
    }
    destinations.push_back(body.getNumArguments());
    Value destination = body.addArgument(value.getType(), loc);
    results.push_back(bufferization::MaterializeInDestinationOp::create(
                          builder, loc, value.getType(), value, destination)
                          .getResult());
  }
  func::ReturnOp::create(builder, yield.getLoc(), results);
  yield.erase();
  func.setType(FunctionType::get(context, body.getArgumentTypes(),
                                 regionOp->getResultTypes()));
  for (unsigned index : destinations)
    func.setArgAttr(index, "mla.destination", builder.getUnitAttr());
  symbols.insert(func, std::next(after->getIterator()));
  return func;
}

//===----------------------------------------------------------------------===//
// Calls and their destinations
//===----------------------------------------------------------------------===//

namespace {
/// Outlines the regions of one function.
class Outliner {
public:
  Outliner(func::FuncOp func, FunctionPool &pool) : func(func), pool(pool) {}
  LogicalResult run();

private:
  FailureOr<func::CallOp> outline(Operation *regionOp);
  FailureOr<Value> makeDestination(Operation *regionOp, OpResult result,
                                   SmallVectorImpl<DimRoot> &sizes);
  Value destinationOfResult(OpResult result);

  /// The size of a value inside of a region, for the caller.
  FailureOr<DimRoot> toCaller(Operation *regionOp, DimAnalysis &inner,
                              DimRoot root);
  FailureOr<Value> indexForCaller(Operation *regionOp, DimAnalysis &inner,
                                  Value index);
  Value materialize(DimRoot root);

  func::FuncOp func;
  FunctionPool &pool;
  DimAnalysis dims;
  OpBuilder builder = OpBuilder(func.getContext());
  /// Sizes of the function's arguments, read once at its start.
  SmallVector<std::pair<DimRoot, Value>> sizes;
  llvm::DenseMap<Value, Value> indices;
};
} // namespace

Value Outliner::materialize(DimRoot root) {
  if (root.isScalar())
    return root.value;
  for (auto &[known, value] : sizes)
    if (known == root)
      return value;
  OpBuilder::InsertionGuard guard(builder);
  if (isa<BlockArgument>(root.value))
    builder.setInsertionPointToStart(&func.getBody().front());
  Value value =
      root.isConstant()
          ? arith::ConstantIndexOp::create(builder, func.getLoc(), root.size)
                .getResult()
          : tensor::DimOp::create(builder, func.getLoc(), root.value, root.dim)
                .getResult();
  sizes.emplace_back(root, value);
  return value;
}

FailureOr<Value> Outliner::indexForCaller(Operation *regionOp,
                                          DimAnalysis &inner, Value index) {
  if (auto argument = dyn_cast<BlockArgument>(index);
      argument && argument.getOwner()->getParentOp() == regionOp)
    return regionOp->getOperand(argument.getArgNumber());
  Operation *def = index.getDefiningOp();
  if (!def || classifyForCapture(def) != CaptureClass::Metadata ||
      def->getNumRegions() != 0 || def->getNumResults() != 1)
    return failure();
  IRMapping mapping;
  for (Value operand : def->getOperands()) {
    if (isa<ShapedType>(operand.getType()))
      return failure();
    FailureOr<DimRoot> root =
        toCaller(regionOp, inner, inner.get(OpFoldResult(operand)));
    if (failed(root))
      return failure();
    Value value =
        root->isConstant()
            ? arith::ConstantOp::create(
                  builder, def->getLoc(),
                  builder.getIntegerAttr(operand.getType(), root->size))
                  .getResult()
            : materialize(*root);
    mapping.map(operand, value);
  }
  return builder.clone(*def, mapping)->getResult(0);
}

FailureOr<DimRoot> Outliner::toCaller(Operation *regionOp, DimAnalysis &inner,
                                      DimRoot root) {
  if (root.isConstant())
    return root;
  if (root.isScalar()) {
    FailureOr<Value> index = indexForCaller(regionOp, inner, root.value);
    if (failed(index))
      return failure();
    return dims.get(OpFoldResult(*index));
  }
  auto argument = dyn_cast<BlockArgument>(root.value);
  if (!argument || argument.getOwner()->getParentOp() != regionOp)
    return failure();
  return dims.get(regionOp->getOperand(argument.getArgNumber()), root.dim);
}

/// If the result is one of the function's own, its destination is the caller's.
Value Outliner::destinationOfResult(OpResult result) {
  for (OpOperand &use : result.getUses())
    if (isa<func::ReturnOp>(use.getOwner())) {
      unsigned index = func.getNumArguments();
      (void)func.insertArgument(index, result.getType(), {}, func.getLoc());
      func.setArgAttr(index, "mla.destination", builder.getUnitAttr());
      return func.getArgument(index);
    }
  return Value();
}

FailureOr<Value> Outliner::makeDestination(Operation *regionOp, OpResult result,
                                           SmallVectorImpl<DimRoot> &roots) {
  auto yield = cast<YieldOp>(regionOp->getRegion(0).front().getTerminator());
  Value yielded = yield.getValues()[result.getResultNumber()];
  auto type = cast<RankedTensorType>(result.getType());
  DimAnalysis inner;
  SmallVector<OpFoldResult> shape;
  for (int64_t dim = 0; dim < type.getRank(); ++dim) {
    FailureOr<DimRoot> root =
        toCaller(regionOp, inner, inner.get(yielded, dim));
    if (failed(root))
      return regionOp->emitOpError()
             << "expected the size of dimension " << dim << " of result #"
             << result.getResultNumber()
             << " to derive from the sizes of operands";
    roots.push_back(*root);
    shape.push_back(root->isConstant() || !type.isDynamicDim(dim)
                        ? OpFoldResult(builder.getIndexAttr(root->size))
                        : OpFoldResult(materialize(*root)));
  }
  if (Value destination = destinationOfResult(result))
    return destination;
  Value empty =
      tensor::EmptyOp::create(builder, regionOp->getLoc(), shape,
                              type.getElementType(), type.getEncoding());
  if (empty.getType() != type)
    empty = tensor::CastOp::create(builder, regionOp->getLoc(), type, empty);
  return empty;
}

FailureOr<func::CallOp> Outliner::outline(Operation *regionOp) {
  builder.setInsertionPoint(regionOp);
  func::FuncOp callee = pool.get(regionOp, func);
  SmallVector<Value> operands(regionOp->getOperands());
  SmallVector<SmallVector<DimRoot>> roots;
  for (OpResult result : regionOp->getResults()) {
    roots.emplace_back();
    if (isCache(result))
      continue;
    FailureOr<Value> destination =
        makeDestination(regionOp, result, roots.back());
    if (failed(destination))
      return failure();
    operands.push_back(*destination);
  }
  auto call =
      func::CallOp::create(builder, regionOp->getLoc(), callee, operands);
  for (auto [result, known] : llvm::zip_equal(call.getResults(), roots))
    for (auto [dim, root] : llvm::enumerate(known))
      dims.set(result, dim, root);
  return call;
}

LogicalResult Outliner::run() {
  SmallVector<Operation *> regionOps;
  for (Operation &op : func.getBody().front())
    if (isa<SegmentOp, DispatchOp>(op))
      regionOps.push_back(&op);
  for (Operation *regionOp : regionOps) {
    FailureOr<func::CallOp> call = outline(regionOp);
    if (failed(call))
      return failure();
    // The region stays until all are outlined: later ones are compared to it.
    regionOp->replaceAllUsesWith(*call);
  }
  return success();
}

namespace {
struct OutlineSegments final
    : mla::impl::OutlineSegmentsPassBase<OutlineSegments> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    FunctionPool pool(module);
    SmallVector<func::FuncOp> funcs;
    for (auto func : module.getOps<func::FuncOp>())
      if (!func.isExternal() && func.getBody().hasOneBlock())
        funcs.push_back(func);
    for (func::FuncOp func : funcs)
      if (failed(Outliner(func, pool).run()))
        return signalPassFailure();
    if (pool.numRegions() > 0)
      remark::passed(module.getLoc(),
                     remark::RemarkOpts::name("Outline").category("mla"))
          << remark::add("equal segments and dispatches share a function")
          << remark::metric("calls", pool.numRegions())
          << remark::metric("functions", pool.numFunctions());
    for (func::FuncOp func : funcs)
      for (Operation &op :
           llvm::make_early_inc_range(llvm::reverse(func.getBody().front())))
        if (isa<SegmentOp, DispatchOp>(op))
          op.erase();
  }
};
} // namespace
