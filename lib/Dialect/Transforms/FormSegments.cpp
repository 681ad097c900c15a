//===- FormSegments.cpp - segments and dispatches of a step ---------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StepOps.h"

#include "mla/Dialect/IR/Dims.h"
#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/SetVector.h"

namespace mlir::mla {
#define GEN_PASS_DEF_FORMSEGMENTSPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

namespace {
/// Builds one region: collects what it takes from outside, then copies its ops
/// and the metadata they need.
class RegionBuilder {
public:
  RegionBuilder(ArrayRef<Operation *> ops, DimAnalysis &dims)
      : ops(ops), dims(dims), inside(ops.begin(), ops.end()) {}

  /// Makes the region at the builder's place; `results` are the values that
  /// others need. `current` maps results of earlier regions.
  template <typename RegionOp>
  RegionOp create(OpBuilder &builder, Location loc, ArrayRef<Value> results,
                  IRMapping &current);

private:
  void collectInputs(Value value);
  Value materialize(OpBuilder &builder, Value value);
  Value materializeDim(OpBuilder &builder, Location loc, DimRoot root);
  Value input(Value value);

  ArrayRef<Operation *> ops;
  DimAnalysis &dims;
  llvm::SmallPtrSet<Operation *, 32> inside;
  llvm::SetVector<Value> inputs;
  llvm::DenseSet<Value> visited;
  IRMapping mapping;
  Block *body = nullptr;
  llvm::SmallVector<std::pair<DimRoot, Value>> knownDims;
  /// Copies of new tensors, of which each op gets its own: two ops that write
  /// to one would make bufferization copy.
  SmallVector<Value> newTensors;
};
} // namespace

/// Inputs are what ops take, through views, from other regions and from the
/// step. Sizes are left for later: most are those of an input.
void RegionBuilder::collectInputs(Value value) {
  if (!visited.insert(value).second)
    return;
  Operation *def = value.getDefiningOp();
  if (def && inside.contains(def))
    return;
  if (def && isCopiedIntoRegions(def)) {
    if (isa<tensor::DimOp>(def))
      return;
    for (Value operand : usedValues(def))
      collectInputs(operand);
    return;
  }
  inputs.insert(value);
}

Value RegionBuilder::input(Value value) {
  inputs.insert(value);
  Value argument = body->addArgument(value.getType(), value.getLoc());
  mapping.map(value, argument);
  return argument;
}

Value RegionBuilder::materializeDim(OpBuilder &builder, Location loc,
                                    DimRoot root) {
  for (auto &[known, value] : knownDims)
    if (known == root)
      return value;
  Value result;
  if (root.isConstant()) {
    result = arith::ConstantIndexOp::create(builder, loc, root.size);
  } else if (root.isScalar()) {
    return materialize(builder, root.value);
  } else {
    Value source;
    int64_t dim = 0;
    for (Value candidate : inputs) {
      auto type = dyn_cast<RankedTensorType>(candidate.getType());
      for (int64_t i = 0; type && !source && i < type.getRank(); ++i)
        if (type.isDynamicDim(i) && dims.get(candidate, i) == root) {
          source = mapping.lookup(candidate);
          dim = i;
        }
      if (source)
        break;
    }
    if (!source) {
      source = mapping.lookupOrNull(root.value);
      if (!source)
        source = input(root.value);
      dim = root.dim;
    }
    result = tensor::DimOp::create(builder, loc, source, dim);
  }
  knownDims.emplace_back(root, result);
  return result;
}

Value RegionBuilder::materialize(OpBuilder &builder, Value value) {
  if (Value done = mapping.lookupOrNull(value))
    return done;
  Operation *def = value.getDefiningOp();
  if (!def || !isCopiedIntoRegions(def))
    return input(value);
  if (auto dim = dyn_cast<tensor::DimOp>(def)) {
    DimRoot root = dims.get(dim.getResult());
    if (!(root.isScalar() && root.value == value)) {
      Value result = materializeDim(builder, dim.getLoc(), root);
      mapping.map(value, result);
      return result;
    }
  }
  for (Value operand : usedValues(def))
    materialize(builder, operand);
  // A mapping of its own: an op's inner values may be copied once only in one
  // mapping, and new tensors are copied many times.
  IRMapping operands;
  for (Value operand : usedValues(def))
    operands.map(operand, mapping.lookup(operand));
  Operation *copy = builder.clone(*def, operands);
  mapping.map(def->getResults(), copy->getResults());
  if (isa<tensor::EmptyOp, linalg::FillOp>(def))
    newTensors.push_back(value);
  return mapping.lookup(value);
}

/// The same for ops in branches, whose new tensors are made in any of the
/// blocks around them.
static void separateNewTensors(Operation *op) {
  for (Region &region : op->getRegions())
    region.walk([](DestinationStyleOpInterface nested) {
      for (OpOperand &init : nested.getDpsInitsMutable()) {
        auto empty = init.get().getDefiningOp<tensor::EmptyOp>();
        if (empty && !empty->hasOneUse())
          init.set(OpBuilder(nested).clone(*empty)->getResult(0));
      }
    });
}

template <typename RegionOp>
RegionOp RegionBuilder::create(OpBuilder &builder, Location loc,
                               ArrayRef<Value> results, IRMapping &current) {
  for (Operation *op : ops)
    for (Value value : usedValues(op))
      collectInputs(value);
  for (Value value : results)
    collectInputs(value);

  Region region;
  body = &region.emplaceBlock();
  for (Value value : inputs)
    mapping.map(value, body->addArgument(value.getType(), value.getLoc()));
  OpBuilder inner(builder.getContext());
  inner.setInsertionPointToEnd(body);
  for (Operation *op : ops) {
    for (Value value : usedValues(op))
      materialize(inner, value);
    separateNewTensors(inner.clone(*op, mapping));
    for (Value value : newTensors)
      mapping.erase(value);
    newTensors.clear();
  }
  SmallVector<Value> yielded;
  for (Value value : results)
    yielded.push_back(materialize(inner, value));
  YieldOp::create(inner, loc, yielded);

  SmallVector<Value> operands;
  for (Value value : inputs)
    operands.push_back(current.lookupOrDefault(value));
  auto op =
      RegionOp::create(builder, loc, ValueRange(results).getTypes(), operands);
  op.getBody().takeBody(region);
  for (auto [value, result] : llvm::zip_equal(results, op.getResults()))
    current.map(value, result);
  return op;
}

/// The op that makes a returned value, which may be a view of its result.
static Operation *producerOf(Value value) {
  Operation *def = value.getDefiningOp();
  while (def && isCopiedIntoRegions(def)) {
    if (def->getNumOperands() == 0)
      return nullptr;
    def = def->getOperand(0).getDefiningOp();
  }
  return def;
}

/// What passes a boundary for each token, caches apart.
static int64_t bytesPerToken(ArrayRef<Value> values) {
  int64_t bytes = 0;
  for (Value value : values) {
    auto type = cast<RankedTensorType>(value.getType());
    if (getLatentEncoding(type) || !type.getElementType().isIntOrFloat())
      continue;
    int64_t elements = 1;
    for (int64_t size : type.getShape())
      elements *= ShapedType::isDynamic(size) ? 1 : size;
    bytes += elements * type.getElementTypeBitWidth() / 8;
  }
  return bytes;
}

namespace {
/// Ops of one kind that stand one after the other, metadata apart.
struct Run {
  CaptureClass first; ///< of the first op
  SmallVector<Operation *> ops;

  bool isDispatch() const { return first != CaptureClass::Safe; }
};

class Runs {
public:
  LogicalResult assign(Block &block);
  /// The run of a compute op; none for metadata.
  std::optional<unsigned> lookup(Operation *op) const {
    auto it = numbers.find(op);
    return it == numbers.end() ? std::nullopt : std::optional(it->second);
  }
  ArrayRef<Run> get() const { return runs; }

private:
  std::vector<Run> runs;
  llvm::DenseMap<Operation *, unsigned> numbers;
};
} // namespace

LogicalResult Runs::assign(Block &block) {
  for (Operation &op : block.without_terminator()) {
    if (staysInStep(&op) || isCopiedIntoRegions(&op))
      continue;
    FailureOr<CaptureClass> captureClass = classifyStepOp(&op);
    if (failed(captureClass))
      return failure();
    if (*captureClass == CaptureClass::Unknown)
      remark::missed(op.getLoc(),
                     remark::RemarkOpts::name("Cut").category("mla"))
          << remark::add("{0} {1}", op.getName().getStringRef().str(),
                         describeCaptureClass(*captureClass).str());
    bool isDispatch = *captureClass != CaptureClass::Safe;
    if (runs.empty() || runs.back().isDispatch() != isDispatch)
      runs.push_back({*captureClass, {}});
    runs.back().ops.push_back(&op);
    numbers[&op] = runs.size() - 1;
  }
  return success();
}

static LogicalResult formSegments(func::FuncOp func) {
  if (!func.getBody().hasOneBlock())
    return func.emitOpError() << "expected a body of one block to form "
                                 "segments of";
  Block &block = func.getBody().front();
  Runs numbered;
  if (failed(numbered.assign(block)))
    return failure();
  ArrayRef<Run> runs = numbered.get();

  // A value leaves its region if another region or the function's result needs
  // it; a view leaves only as a result of the function.
  std::vector<llvm::SetVector<Value>> results(runs.size());
  auto need = [&](Value value, unsigned where) {
    SmallVector<Value> worklist{value};
    llvm::DenseSet<Value> seen;
    while (!worklist.empty()) {
      Value next = worklist.pop_back_val();
      Operation *def = next.getDefiningOp();
      if (!def || !seen.insert(next).second)
        continue;
      if (std::optional<unsigned> run = numbered.lookup(def)) {
        if (run != where)
          results[*run].insert(next);
      } else if (isCopiedIntoRegions(def) && !isa<tensor::DimOp>(def)) {
        llvm::append_range(worklist, usedValues(def));
      }
    }
  };
  for (auto [number, run] : llvm::enumerate(runs))
    for (Operation *op : run.ops)
      for (Value value : usedValues(op))
        need(value, number);
  Operation *terminator = block.getTerminator();
  for (Value value : terminator->getOperands())
    if (Operation *producer = producerOf(value))
      if (std::optional<unsigned> run = numbered.lookup(producer))
        results[*run].insert(value);
  // In the order of definition, so that equal layers have equal signatures.
  llvm::DenseMap<Operation *, unsigned> order;
  for (auto [index, op] : llvm::enumerate(block))
    order[&op] = index;
  auto inOrder = [&](Value a, Value b) {
    auto x = cast<OpResult>(a), y = cast<OpResult>(b);
    return std::pair(order.lookup(x.getOwner()), x.getResultNumber()) <
           std::pair(order.lookup(y.getOwner()), y.getResultNumber());
  };

  OpBuilder builder(terminator);
  DimAnalysis dims;
  IRMapping current;
  for (auto [number, run] : llvm::enumerate(runs)) {
    SmallVector<Value> values(results[number].getArrayRef());
    llvm::sort(values, inOrder);
    RegionBuilder regionBuilder(run.ops, dims);
    Operation *first = run.ops.front();
    Location loc = first->getLoc();
    if (!run.isDispatch()) {
      auto segment =
          regionBuilder.create<SegmentOp>(builder, loc, values, current);
      // Where sizes come from is seen best from inside: the op is the judge.
      if (failed(segment.verifyRegions()))
        return failure();
      continue;
    }
    regionBuilder.create<DispatchOp>(builder, loc, values, current);
    int64_t liveOut =
        number == 0 ? 0 : bytesPerToken(results[number - 1].getArrayRef());
    // What makes cache rows stands there for their append only.
    Operation *cause = *llvm::find_if(
        run.ops, [](Operation *op) { return !isa<QueryPrepOp>(op); });
    remark::passed(loc, remark::RemarkOpts::name("Cut").category("mla"))
        << remark::add("{0} {1}", cause->getName().getStringRef().str(),
                       describeCaptureClass(run.first).str())
        << remark::metric("operations", run.ops.size())
        << remark::metric("live_out_bytes_per_token", liveOut);
  }
  for (OpOperand &operand : terminator->getOpOperands())
    operand.set(current.lookupOrDefault(operand.get()));

  // Everything but what stays is in a region now.
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block))) {
    if (isa<SegmentOp, DispatchOp>(op) || &op == terminator)
      continue;
    if (op.use_empty() &&
        (numbered.lookup(&op) || isCopiedIntoRegions(&op) || staysInStep(&op)))
      op.erase();
  }
  return success();
}

namespace {
struct FormSegments final : mla::impl::FormSegmentsPassBase<FormSegments> {
  void runOnOperation() override {
    for (func::FuncOp step : stepsToForm(getOperation()))
      if (failed(formSegments(step)))
        return signalPassFailure();
  }
};
} // namespace
