//===- Flatten.cpp - a module at any level as one function ----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Flatten.h"

#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Bufferization/IR/BufferizableOpInterface.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Tensor/Transforms/Transforms.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/Passes.h"

using namespace mlir;
using namespace mlir::mla;

static constexpr unsigned kBatchValues = 8;

//===----------------------------------------------------------------------===//
// Regions and calls
//===----------------------------------------------------------------------===//

/// Puts the ops of a block in place of an op with its operands and results.
static void inlineBlock(Operation *op, Block &block) {
  OpBuilder builder(op);
  IRMapping mapping;
  mapping.map(block.getArguments(), op->getOperands());
  for (Operation &inner : block.without_terminator())
    builder.clone(inner, mapping);
  SmallVector<Value> results;
  for (Value value : block.getTerminator()->getOperands())
    results.push_back(mapping.lookupOrDefault(value));
  op->replaceAllUsesWith(results);
  op->erase();
}

static llvm::Error inlineAll(func::FuncOp func, SymbolTable &symbols) {
  while (true) {
    Operation *next = nullptr;
    func.walk<WalkOrder::PreOrder>([&](Operation *op) {
      if (!isa<SegmentOp, DispatchOp, func::CallOp>(op))
        return WalkResult::advance();
      next = op;
      return WalkResult::interrupt();
    });
    if (!next)
      return llvm::Error::success();
    auto call = dyn_cast<func::CallOp>(next);
    if (!call) {
      inlineBlock(next, next->getRegion(0).front());
      continue;
    }
    auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
    if (!callee || callee.isExternal() || !callee.getBody().hasOneBlock() ||
        callee == func)
      return llvm::createStringError(
          "it calls @" + call.getCallee() +
          ", which is not a function of one block in the module");
    inlineBlock(next, callee.getBody().front());
  }
}

//===----------------------------------------------------------------------===//
// Batches and parameters
//===----------------------------------------------------------------------===//

/// The types of a batch's values, in the order of `mla.pack_batch`.
static SmallVector<Type> batchTypes(MLIRContext *context) {
  Type index = IndexType::get(context), i32 = IntegerType::get(context, 32);
  constexpr int64_t any = ShapedType::kDynamic;
  Type list = RankedTensorType::get({any}, i32);
  Type table = RankedTensorType::get({any, any}, i32);
  return {index, index, index, list, list, list, list, table};
}

/// Takes batch arguments apart.
static void expandBatches(func::FuncOp func) {
  MLIRContext *context = func.getContext();
  SmallVector<Type> types = batchTypes(context);
  for (unsigned i = 0; i < func.getNumArguments(); ++i) {
    if (!isa<BatchType>(func.getArgument(i).getType()))
      continue;
    for (unsigned j = 0; j < kBatchValues; ++j)
      (void)func.insertArgument(i + 1 + j, types[j], {}, func.getLoc());
    OpBuilder builder = OpBuilder::atBlockBegin(&func.getBody().front());
    auto values = func.getArguments().slice(i + 1, kBatchValues);
    Value batch = PackBatchOp::create(builder, func.getLoc(),
                                      BatchType::get(context), values);
    func.getArgument(i).replaceAllUsesWith(batch);
    (void)func.eraseArgument(i);
    i += kBatchValues - 1;
  }
}

/// Replaces what is read of batches by what they were made of.
static void readBatches(func::FuncOp func) {
  func.walk([](BatchRowsOp op) {
    auto pack = op.getBatch().getDefiningOp<PackBatchOp>();
    if (!pack)
      return;
    Value rows = op.getField() == BatchField::Positions ? pack.getPositions()
                                                        : pack.getSlotMapping();
    OpBuilder builder(op);
    if (rows.getType() != op.getType())
      rows = tensor::CastOp::create(builder, op.getLoc(), op.getType(), rows);
    op.replaceAllUsesWith(rows);
    op.erase();
  });
  func.walk([](BatchCountOp op) {
    auto pack = op.getBatch().getDefiningOp<PackBatchOp>();
    if (!pack)
      return;
    OpBuilder builder(op);
    Value count;
    switch (op.getCount()) {
    case BatchCount::NumDecode:
      count = pack.getNumDecode();
      break;
    case BatchCount::NumDecodeTokens:
      count = pack.getNumDecodeTokens();
      break;
    case BatchCount::NumContinuedTokens:
      count = pack.getNumContinuedTokens();
      break;
    case BatchCount::NumSequences:
      count = tensor::DimOp::create(builder, op.getLoc(), pack.getSeqLens(), 0);
      break;
    }
    op.replaceAllUsesWith(count);
    op.erase();
  });
}

/// Makes arguments of parameters, which nobody may write to.
static void passParams(func::FuncOp func,
                       std::vector<ArgumentRole> &arguments) {
  llvm::MapVector<StringAttr, SmallVector<GetParamOp>> reads;
  func.walk(
      [&](GetParamOp op) { reads[op.getParamAttr().getAttr()].push_back(op); });
  for (auto &[name, ops] : reads) {
    unsigned number = func.getNumArguments();
    (void)func.insertArgument(number, ops.front().getValue().getType(), {},
                              func.getLoc());
    func.setArgAttr(number,
                    bufferization::BufferizationDialect::kWritableAttrName,
                    BoolAttr::get(func.getContext(), false));
    arguments.push_back({Role::Param, name.str()});
    for (GetParamOp op : ops) {
      op.getValue().replaceAllUsesWith(func.getArgument(number));
      op.erase();
    }
  }
}

//===----------------------------------------------------------------------===//
// Roles
//===----------------------------------------------------------------------===//

static bool isRows(Type type) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  return tensor && tensor.getRank() == 1 &&
         tensor.getElementType().isInteger(32);
}

bool mlir::mla::isModelFunction(func::FuncOp func) {
  FunctionType type = func.getFunctionType();
  if (type.getNumInputs() != 2 || type.getNumResults() != 1 ||
      !llvm::all_of(type.getInputs(), isRows))
    return false;
  auto logits = dyn_cast<RankedTensorType>(type.getResult(0));
  return logits && logits.getRank() == 2 && logits.isDynamicDim(0) &&
         logits.getElementType().isF32();
}

static void assignRoles(FlatFunction &flat) {
  func::FuncOp func = flat.func;
  flat.arguments.resize(func.getNumArguments());
  // docs/Pipeline.md: the batch, tokens, rows of the logits, caches.
  flat.isStep = func->hasAttr("mla.step") &&
                func.getNumArguments() > kBatchValues + 1 &&
                func.getArgumentTypes().take_front(kBatchValues) ==
                    ArrayRef<Type>(batchTypes(func.getContext())) &&
                isRows(func.getArgument(kBatchValues).getType()) &&
                isRows(func.getArgument(kBatchValues + 1).getType());
  flat.isModel = !flat.isStep && isModelFunction(func);
  auto assignBatch = [&](unsigned first) {
    flat.hasBatch = true;
    for (unsigned j = 0; j < kBatchValues; ++j)
      flat.arguments[first + j].role = static_cast<Role>(j);
  };
  // A batch that nobody uses is seen by its types alone.
  SmallVector<Type> batch = batchTypes(func.getContext());
  ArrayRef<Type> types = func.getArgumentTypes();
  for (unsigned i = 0; i + kBatchValues <= types.size(); ++i)
    if (types.slice(i, kBatchValues) == ArrayRef<Type>(batch))
      assignBatch(i);
  if (flat.isModel) {
    flat.arguments[0].role = Role::Tokens;
    flat.arguments[1].role = Role::Positions;
  }
  if (flat.isStep) {
    flat.arguments[kBatchValues].role = Role::Tokens;
    flat.arguments[kBatchValues + 1].role = Role::LogitRows;
  }
  // Others go by their number among their kind, which does not change when a
  // batch is taken apart or a destination is added.
  unsigned plain = 0, caches = 0;
  for (auto [i, argument] : llvm::enumerate(flat.arguments)) {
    if (argument.role != Role::Plain)
      continue;
    auto cache = func.getArgAttrOfType<StringAttr>(i, "mla.cache");
    if (cache || getLatentEncoding(func.getArgument(i).getType()))
      argument = {Role::Cache, cache ? cache.str() : std::to_string(caches++)};
    else if (func.getArgAttr(i, "mla.destination"))
      argument.role = Role::Destination;
    else
      argument.name = std::to_string(plain++);
  }
}

//===----------------------------------------------------------------------===//
// What the pipeline does not take
//===----------------------------------------------------------------------===//

/// Maps such as (t, h) -> (t, 0), which read a dimension of size 1.
static bool hasConstantIndices(ModuleOp module) {
  return module
      .walk([](linalg::LinalgOp op) {
        return llvm::all_of(
                   op.getIndexingMapsArray(),
                   [](AffineMap map) { return map.isProjectedPermutation(); })
                   ? WalkResult::advance()
                   : WalkResult::interrupt();
      })
      .wasInterrupted();
}

/// Elementwise ops on tensors, softmax and concatenations are what front ends
/// write; the pipeline to the CPU expects linalg and slices.
static LogicalResult normalize(ModuleOp module) {
  SmallVector<linalg::AggregatedOpInterface> whole;
  module.walk([&](linalg::AggregatedOpInterface op) { whole.push_back(op); });
  for (linalg::AggregatedOpInterface op : whole) {
    OpBuilder builder(op);
    FailureOr<SmallVector<Value>> parts = op.decomposeOperation(builder);
    if (failed(parts))
      return op->emitOpError("cannot be taken apart");
    op->replaceAllUsesWith(*parts);
    op->erase();
  }
  RewritePatternSet patterns(module.getContext());
  tensor::populateDecomposeTensorConcatPatterns(patterns);
  if (failed(applyPatternsGreedily(module, std::move(patterns))))
    return failure();
  PassManager passes(module.getContext());
  passes.addPass(createConvertElementwiseToLinalgPass());
  if (hasConstantIndices(module))
    passes.addPass(createLinalgFoldUnitExtentDimsPass());
  passes.addPass(createCanonicalizerPass());
  return passes.run(module);
}

llvm::Expected<FlatFunction> mlir::mla::flatten(ModuleOp module,
                                                llvm::StringRef name) {
  FlatFunction flat;
  SymbolTable symbols(module);
  flat.func = symbols.lookup<func::FuncOp>(name);
  if (!flat.func || flat.func.isExternal())
    return llvm::createStringError("it has no body");
  expandBatches(flat.func);
  if (llvm::Error error = inlineAll(flat.func, symbols))
    return error;
  for (Operation &op : llvm::make_early_inc_range(*module.getBody()))
    if (isa<func::FuncOp>(op) && &op != flat.func)
      op.erase();
  assignRoles(flat);
  readBatches(flat.func);
  passParams(flat.func, flat.arguments);
  for (Operation &op : llvm::make_early_inc_range(*module.getBody()))
    if (isa<ParamOp, ModelOp>(op))
      op.erase();
  if (failed(callReferences(module, flat.symbols)) || failed(normalize(module)))
    return llvm::createStringError("it cannot be brought into a form to run");
  return flat;
}
