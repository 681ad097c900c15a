//===- FormSegments.cpp - segments and dispatches of a step ---------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Dims.h"

#include "mla/Dialect/IR/Capture.h"
#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Remarks.h"
#include "mlir/Transforms/RegionUtils.h"
#include "llvm/ADT/SetVector.h"

namespace mlir::mla {
#define GEN_PASS_DEF_FORMSEGMENTSPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

/// Metadata that stays in the step: what segments take as an operand.
static bool staysInStep(Operation *op) {
  return isa<GetParamOp, BatchRowsOp>(op);
}

/// A fill of a new tensor with a constant costs less than passing it on.
static bool isConstantFill(Operation *op) {
  auto fill = dyn_cast<linalg::FillOp>(op);
  return fill && fill.getOutputs()[0].getDefiningOp<tensor::EmptyOp>() &&
         matchPattern(fill.getInputs()[0], m_Constant());
}

/// Ops that are put into each region that needs them.
static bool isCopiedIntoRegions(Operation *op) {
  return isConstantFill(op) ||
         (!staysInStep(op) && classifyForCapture(op) == CaptureClass::Metadata);
}

/// The values an op uses, also inside its regions.
static SmallVector<Value> usedValues(Operation *op) {
  SmallVector<Value> values(op->getOperands());
  if (op->getNumRegions() != 0) {
    llvm::SetVector<Value> captured;
    getUsedValuesDefinedAbove(op->getRegions(), captured);
    values.append(captured.begin(), captured.end());
  }
  return values;
}

namespace {
/// Stages alternate: even ones are segments, odd ones are dispatches. An op is
/// in the first stage of its kind that does not precede a stage of an operand,
/// which gives as few cuts as the data allows.
class Stages {
public:
  LogicalResult assign(Block &block);
  /// The stage of a compute op; none for metadata.
  std::optional<unsigned> lookup(Operation *op) const {
    auto it = stages.find(op);
    return it == stages.end() ? std::nullopt : std::optional(it->second);
  }
  unsigned count() const { return numStages; }

private:
  /// The stage after which a value is there: through metadata to what it is
  /// made of.
  unsigned readyAt(Value value);
  void sinkIndependent(Block &block);

  llvm::DenseMap<Operation *, unsigned> stages;
  llvm::DenseMap<Operation *, unsigned> metadataStages;
  unsigned numStages = 0;
};
} // namespace

unsigned Stages::readyAt(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op)
    return 0;
  auto stage = stages.find(op);
  if (stage != stages.end())
    return stage->second;
  return metadataStages.lookup(op);
}

LogicalResult Stages::assign(Block &block) {
  unsigned lastEffect = 0;
  for (Operation &op : block.without_terminator()) {
    unsigned ready = 0;
    for (Value value : usedValues(&op))
      ready = std::max(ready, readyAt(value));
    if (staysInStep(&op) || isCopiedIntoRegions(&op)) {
      metadataStages[&op] = ready;
      continue;
    }
    CaptureClass captureClass = classifyForCapture(&op);
    if (captureClass == CaptureClass::HostRead)
      return op.emitOpError()
             << describeCaptureClass(captureClass)
             << ", which a step must never do: its work would wait for the "
                "device";
    for (Value result : op.getResults())
      if (!isa<RankedTensorType>(result.getType()))
        return op.emitOpError()
               << "expected results that are tensors from an op that "
               << (captureClass == CaptureClass::Safe
                       ? "computes"
                       : describeCaptureClass(captureClass))
               << ", got " << result.getType();
    bool isDispatch = captureClass != CaptureClass::Safe;
    if (captureClass == CaptureClass::Unknown) {
      // Its effects are not known either: keep it behind the others.
      ready = std::max(ready, lastEffect);
      remark::missed(op.getLoc(),
                     remark::RemarkOpts::name("Cut").category("mla"))
          << remark::add("{0} {1}", op.getName().getStringRef().str(),
                         describeCaptureClass(captureClass).str());
    }
    if ((ready % 2 == 1) != isDispatch)
      ++ready;
    if (captureClass == CaptureClass::Unknown)
      lastEffect = ready;
    stages[&op] = ready;
    numStages = std::max(numStages, ready + 1);
  }
  sinkIndependent(block);
  return success();
}

/// What needs nothing that a region computes is computed where it is used
/// first, so that its result does not have to be kept.
void Stages::sinkIndependent(Block &block) {
  for (Operation &op : llvm::reverse(block)) {
    auto it = stages.find(&op);
    if (it == stages.end() || it->second != 0)
      continue;
    bool independent = llvm::none_of(usedValues(&op), [&](Value value) {
      Operation *def = value.getDefiningOp();
      // Walk through metadata.
      SmallVector<Operation *> worklist;
      if (def)
        worklist.push_back(def);
      while (!worklist.empty()) {
        Operation *next = worklist.pop_back_val();
        if (stages.count(next))
          return true;
        for (Value operand : next->getOperands())
          if (Operation *inner = operand.getDefiningOp())
            worklist.push_back(inner);
      }
      return false;
    });
    if (!independent)
      continue;
    unsigned first = numStages;
    SmallVector<Operation *> users(op.getUsers());
    while (!users.empty()) {
      Operation *user = block.findAncestorOpInBlock(*users.pop_back_val());
      if (auto stage = lookup(user))
        first = std::min(first, *stage);
      else
        llvm::append_range(users, user->getUsers());
    }
    if (first < numStages)
      it->second = first - first % 2;
  }
}

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
  if (isa<tensor::EmptyOp>(def) || isConstantFill(def))
    newTensors.push_back(value);
  return mapping.lookup(value);
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
    inner.clone(*op, mapping);
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

/// The stage in which a returned value, which may be a view, is made.
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

static LogicalResult formSegments(func::FuncOp func) {
  if (!func.getBody().hasOneBlock())
    return func.emitOpError() << "expected a body of one block to form "
                                 "segments of";
  Block &block = func.getBody().front();
  Stages stages;
  if (failed(stages.assign(block)))
    return failure();

  std::vector<SmallVector<Operation *>> ops(stages.count());
  for (Operation &op : block.without_terminator())
    if (std::optional<unsigned> stage = stages.lookup(&op))
      ops[*stage].push_back(&op);

  // A value leaves its region if another region or the function's result needs
  // it; a view leaves only as a result of the function.
  std::vector<llvm::SetVector<Value>> results(stages.count());
  auto need = [&](Value value, std::optional<unsigned> where) {
    SmallVector<Value> worklist{value};
    llvm::DenseSet<Value> seen;
    while (!worklist.empty()) {
      Value next = worklist.pop_back_val();
      Operation *def = next.getDefiningOp();
      if (!def || !seen.insert(next).second)
        continue;
      if (std::optional<unsigned> stage = stages.lookup(def)) {
        if (stage != where)
          results[*stage].insert(next);
      } else if (isCopiedIntoRegions(def) && !isa<tensor::DimOp>(def)) {
        llvm::append_range(worklist, usedValues(def));
      }
    }
  };
  for (unsigned stage = 0; stage < stages.count(); ++stage)
    for (Operation *op : ops[stage])
      for (Value value : usedValues(op))
        need(value, stage);
  Operation *terminator = block.getTerminator();
  for (Value value : terminator->getOperands()) {
    Operation *producer = producerOf(value);
    std::optional<unsigned> stage =
        producer ? stages.lookup(producer) : std::nullopt;
    if (stage)
      results[*stage].insert(value);
  }
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
  for (unsigned stage = 0; stage < stages.count(); ++stage) {
    if (ops[stage].empty())
      continue;
    SmallVector<Value> values(results[stage].getArrayRef());
    llvm::sort(values, inOrder);
    RegionBuilder regionBuilder(ops[stage], dims);
    Location loc = ops[stage].front()->getLoc();
    if (stage % 2 == 0) {
      regionBuilder.create<SegmentOp>(builder, loc, values, current);
      continue;
    }
    regionBuilder.create<DispatchOp>(builder, loc, values, current);
    remark::passed(loc, remark::RemarkOpts::name("Cut").category("mla"))
        << remark::add(
               "{0} {1}", ops[stage].front()->getName().getStringRef().str(),
               describeCaptureClass(classifyForCapture(ops[stage].front()))
                   .str())
        << remark::metric("operations", ops[stage].size())
        << remark::metric("live_out_bytes_per_token",
                          bytesPerToken(results[stage - 1].getArrayRef()));
  }
  for (OpOperand &operand : terminator->getOpOperands())
    operand.set(current.lookupOrDefault(operand.get()));

  // Everything but what stays is in a region now.
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block))) {
    if (isa<SegmentOp, DispatchOp>(op) || &op == terminator)
      continue;
    if (op.use_empty() &&
        (stages.lookup(&op) || isCopiedIntoRegions(&op) || staysInStep(&op)))
      op.erase();
  }
  return success();
}

/// What an earlier run left: regions, or calls of what they were outlined to.
static bool isFormed(func::FuncOp func, SymbolTable &symbols) {
  return llvm::any_of(func.getBody().getOps(), [&](Operation &op) {
    if (isa<SegmentOp, DispatchOp>(op))
      return true;
    auto call = dyn_cast<func::CallOp>(op);
    auto callee = call ? symbols.lookup(call.getCallee()) : nullptr;
    return callee && callee->hasAttr("mla.call");
  });
}

namespace {
struct FormSegments final : mla::impl::FormSegmentsPassBase<FormSegments> {
  void runOnOperation() override {
    SymbolTable symbols(getOperation());
    for (auto func : getOperation().getOps<func::FuncOp>()) {
      bool takesBatch =
          llvm::any_of(func.getArgumentTypes(), llvm::IsaPred<BatchType>);
      if (func.isExternal() || func->hasAttr("mla.call") ||
          !(func->hasAttr("mla.step") || takesBatch) || isFormed(func, symbols))
        continue;
      if (failed(formSegments(func)))
        return signalPassFailure();
    }
  }
};
} // namespace
