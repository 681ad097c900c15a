//===- VerifyCache.cpp - how a step treats its caches ---------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "StepOps.h"

#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/SymbolTable.h"

namespace mlir::mla {
#define GEN_PASS_DEF_VERIFYCACHEPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

namespace {
/// A version of a cache: which one, and who appended this step's rows to it.
struct Version {
  unsigned cache = 0;
  Operation *append = nullptr;
};

/// Follows the versions of a step's caches through regions and calls.
class CacheVerifier {
public:
  explicit CacheVerifier(ModuleOp module) : symbols(module) {}

  LogicalResult verifyStep(func::FuncOp func);

private:
  using Versions = llvm::DenseMap<Value, Version>;

  LogicalResult visitBlock(Block &block, Versions &versions);
  LogicalResult visit(Operation *op, Versions &versions);
  LogicalResult visitWrite(Operation *op, OpOperand &cache, OpResult result,
                           Versions &versions);
  LogicalResult visitRead(Operation *op, Value cache, Versions &versions);
  LogicalResult visitNested(Operation *op, ValueRange outer, Block &block,
                            Versions &versions);
  LogicalResult visitIf(scf::IfOp op, Versions &versions);
  LogicalResult visitFor(scf::ForOp op, Versions &versions);

  SymbolTable symbols;
  llvm::SmallPtrSet<Operation *, 4> active;
};
} // namespace

LogicalResult CacheVerifier::visitWrite(Operation *op, OpOperand &cache,
                                        OpResult result, Versions &versions) {
  Version version = versions.lookup(cache.get());
  if (version.append) {
    InFlightDiagnostic diag =
        op->emitOpError()
        << "appends to a cache that this step has appended to already";
    diag.attachNote(version.append->getLoc()) << "the first append is here";
    return diag;
  }
  version.append = op;
  versions[result] = version;
  return success();
}

LogicalResult CacheVerifier::visitRead(Operation *op, Value cache,
                                       Versions &versions) {
  if (versions.lookup(cache).append)
    return success();
  return op->emitOpError() << "reads a cache before this step's rows are in "
                              "it: expected the result of an append";
}

/// A block that stands for the op: its arguments are `outer`, what it ends with
/// are the op's results.
LogicalResult CacheVerifier::visitNested(Operation *op, ValueRange outer,
                                         Block &block, Versions &versions) {
  Versions inner = versions;
  for (auto [argument, value] : llvm::zip_equal(block.getArguments(), outer))
    if (isCache(argument))
      inner[argument] = versions.lookup(value);
  if (failed(visitBlock(block, inner)))
    return failure();
  for (auto [result, value] :
       llvm::zip_equal(op->getResults(), block.getTerminator()->getOperands()))
    if (isCache(result))
      versions[result] = inner.lookup(value);
  return success();
}

LogicalResult CacheVerifier::visitIf(scf::IfOp op, Versions &versions) {
  Versions other = versions;
  if (failed(visitNested(op, {}, *op.thenBlock(), versions)))
    return failure();
  if (!op.elseBlock())
    return success();
  if (failed(visitNested(op, {}, *op.elseBlock(), other)))
    return failure();
  for (OpResult result : op->getResults()) {
    if (!isCache(result))
      continue;
    Version a = versions.lookup(result), b = other.lookup(result);
    if (a.cache != b.cache)
      return op->emitOpError() << "expected both branches to yield one cache "
                                  "as result #"
                               << result.getResultNumber();
    if (!a.append != !b.append)
      return op->emitOpError() << "expected both branches to append to the "
                                  "cache in result #"
                               << result.getResultNumber() << ", or none";
  }
  return success();
}

LogicalResult CacheVerifier::visitFor(scf::ForOp op, Versions &versions) {
  Versions inner = versions;
  for (auto [argument, init] :
       llvm::zip_equal(op.getRegionIterArgs(), op.getInitArgs()))
    if (isCache(argument))
      inner[argument] = versions.lookup(init);
  if (failed(visitBlock(*op.getBody(), inner)))
    return failure();
  for (auto [result, init, yielded] :
       llvm::zip_equal(op->getResults(), op.getInitArgs(),
                       op.getBody()->getTerminator()->getOperands())) {
    if (!isCache(result))
      continue;
    if (inner.lookup(yielded).append != versions.lookup(init).append)
      return op->emitOpError()
             << "appends to a cache in a loop, that is, more than once a step";
    versions[result] = versions.lookup(init);
  }
  return success();
}

LogicalResult CacheVerifier::visit(Operation *op, Versions &versions) {
  if (auto append = dyn_cast<CacheAppendOp>(op))
    return visitWrite(op, append.getCacheMutable(), op->getResult(0), versions);
  if (auto append = dyn_cast<RopeAppendOp>(op))
    return visitWrite(op, append.getCacheMutable(), op->getResult(0), versions);
  if (auto attention = dyn_cast<CachedAttentionOp>(op))
    return visitWrite(op, attention.getCacheMutable(), op->getResult(1),
                      versions);
  if (auto decode = dyn_cast<DecodeOp>(op))
    // The rows of earlier steps are in every version.
    return decode.getKeys() == KeyRange::Prefix
               ? success()
               : visitRead(op, decode.getCache(), versions);
  if (auto gather = dyn_cast<CacheGatherOp>(op))
    return visitRead(op, gather.getCache(), versions);
  if (isa<SegmentOp, DispatchOp>(op))
    return visitNested(op, op->getOperands(), op->getRegion(0).front(),
                       versions);
  if (auto ifOp = dyn_cast<scf::IfOp>(op))
    return visitIf(ifOp, versions);
  if (auto forOp = dyn_cast<scf::ForOp>(op))
    return visitFor(forOp, versions);
  if (llvm::none_of(op->getOperands(), isCache) &&
      llvm::none_of(op->getResults(), isCache))
    return success();
  if (isa<tensor::DimOp>(op) || op->hasTrait<OpTrait::IsTerminator>())
    return success();
  if (auto call = dyn_cast<func::CallOp>(op)) {
    auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
    if (callee && !callee.isExternal() && callee.getBody().hasOneBlock() &&
        active.insert(callee).second) {
      LogicalResult result = visitNested(op, op->getOperands(),
                                         callee.getBody().front(), versions);
      active.erase(callee);
      return result;
    }
  }
  return op->emitOpError() << "takes or gives a cache, but what it does with "
                              "it is not known";
}

LogicalResult CacheVerifier::visitBlock(Block &block, Versions &versions) {
  for (Operation &op : block)
    if (failed(visit(&op, versions)))
      return failure();
  return success();
}

LogicalResult CacheVerifier::verifyStep(func::FuncOp func) {
  if (!func.getBody().hasOneBlock())
    return func.emitOpError() << "expected a step of one block";
  Block &block = func.getBody().front();
  Versions versions;
  for (BlockArgument argument : block.getArguments())
    if (isCache(argument))
      versions[argument] = {argument.getArgNumber(), nullptr};
  active.insert(func);
  LogicalResult result = visitBlock(block, versions);
  active.erase(func);
  if (failed(result))
    return failure();

  llvm::DenseMap<unsigned, unsigned> returned;
  for (OpOperand &operand : block.getTerminator()->getOpOperands()) {
    if (!isCache(operand.get()))
      continue;
    Version version = versions.lookup(operand.get());
    if (!version.append)
      return func.emitOpError()
             << "returns the cache of argument #" << version.cache
             << " as it was: expected this step's rows to be appended";
    if (!returned.try_emplace(version.cache, operand.getOperandNumber()).second)
      return func.emitOpError()
             << "returns the cache of argument #" << version.cache << " twice";
  }
  for (BlockArgument argument : block.getArguments())
    if (isCache(argument) && !returned.contains(argument.getArgNumber()))
      return func.emitOpError()
             << "does not return the cache of argument #"
             << argument.getArgNumber()
             << ": what is appended to it would be dead code";
  return success();
}

namespace {
struct VerifyCache final : mla::impl::VerifyCachePassBase<VerifyCache> {
  void runOnOperation() override {
    CacheVerifier verifier(getOperation());
    for (auto func : getOperation().getOps<func::FuncOp>())
      if (func->hasAttr("mla.step") && !func.isExternal() &&
          failed(verifier.verifyStep(func)))
        return signalPassFailure();
    markAllAnalysesPreserved();
  }
};
} // namespace
