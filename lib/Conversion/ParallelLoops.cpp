//===- ParallelLoops.cpp - scf.forall on the runtime's threads ------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Conversion/Passes.h"

#include "mla/Runtime/ModelABI.h"

#include "mlir/Conversion/LLVMCommon/TypeConverter.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Transforms/RegionUtils.h"

#include <cstddef>

namespace mlir::mla {
#define GEN_PASS_DEF_PARALLELLOOPSPASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

static Value castTo(ImplicitLocOpBuilder &b, Value value, Type type) {
  if (value.getType() == type)
    return value;
  return UnrealizedConversionCastOp::create(b, type, value).getResult(0);
}

static Value loadPointer(ImplicitLocOpBuilder &b, Value base, int64_t offset) {
  auto pointer = LLVM::LLVMPointerType::get(b.getContext());
  Value address =
      LLVM::GEPOp::create(b, pointer, b.getI8Type(), base,
                          ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(offset)});
  return LLVM::LoadOp::create(b, pointer, address);
}

/// Allocations of an iteration become stack slots of the loop's function, made
/// once for all its iterations.
static LogicalResult allocateOnStack(func::FuncOp func) {
  Block &entry = func.getBody().front();
  SmallVector<memref::AllocOp> allocs;
  func.walk([&](memref::AllocOp alloc) { allocs.push_back(alloc); });
  for (memref::AllocOp alloc : allocs) {
    if (!alloc.getType().hasStaticShape())
      return alloc.emitOpError("in a parallel loop expected a static size");
    for (Operation *user : alloc->getUsers())
      if (isa<scf::YieldOp>(user))
        return alloc.emitOpError("in a parallel loop outlives its iteration; "
                                 "expected the loop to work in place");
    OpBuilder builder(&entry, entry.begin());
    Value slot =
        memref::AllocaOp::create(builder, alloc.getLoc(), alloc.getType(),
                                 builder.getI64IntegerAttr(64));
    alloc.replaceAllUsesWith(slot);
    alloc.erase();
  }
  func.walk([](memref::DeallocOp dealloc) { dealloc.erase(); });
  return success();
}

namespace {
class ParallelLoops final
    : public mla::impl::ParallelLoopsPassBase<ParallelLoops> {
public:
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    MLIRContext *context = &getContext();
    LowerToLLVMOptions options(context);
    LLVMTypeConverter converter(context, options);
    auto pointer = LLVM::LLVMPointerType::get(context);
    SymbolTable symbols(module);

    SmallVector<func::FuncOp> functions;
    for (auto func : module.getOps<func::FuncOp>())
      if (!func.isExternal())
        functions.push_back(func);
    for (func::FuncOp func : functions)
      if (failed(func.insertArgument(func.getNumArguments(), pointer, {},
                                     func.getLoc())))
        return signalPassFailure();
    for (func::FuncOp func : functions) {
      Value contextArg = func.getArguments().back();
      func.walk([&](func::CallOp call) {
        auto callee = symbols.lookup<func::FuncOp>(call.getCallee());
        if (callee && !callee.isExternal())
          call->insertOperands(call->getNumOperands(), contextArg);
      });
      SmallVector<scf::ForallOp> loops;
      func.walk<WalkOrder::PreOrder>([&](scf::ForallOp loop) {
        loops.push_back(loop);
        return WalkResult::skip();
      });
      for (auto [i, loop] : llvm::enumerate(loops))
        if (failed(outline(loop, func, i, contextArg, converter, symbols)))
          return signalPassFailure();
    }
  }

private:
  LogicalResult outline(scf::ForallOp loop, func::FuncOp func, int64_t number,
                        Value contextArg, LLVMTypeConverter &converter,
                        SymbolTable &symbols) {
    if (loop->getNumResults() != 0)
      return loop.emitOpError("expected memrefs: parallel loops are run after "
                              "bufferization");
    MLIRContext *context = &getContext();
    Location loc = loop.getLoc();
    auto pointer = LLVM::LLVMPointerType::get(context);
    ImplicitLocOpBuilder b(loc, context);
    b.setInsertionPoint(loop);

    // Iterations, and what the body uses of its surroundings.
    Value total;
    SmallVector<Value> counts;
    for (OpFoldResult size : loop.getMixedUpperBound()) {
      Value count = getValueOrCreateConstantIndexOp(b, loc, size);
      counts.push_back(count);
      total =
          total ? arith::MulIOp::create(b, total, count).getResult() : count;
    }
    if (!llvm::all_of(
            loop.getMixedLowerBound(),
            [](OpFoldResult v) { return isConstantIntValue(v, 0); }) ||
        !llvm::all_of(loop.getMixedStep(),
                      [](OpFoldResult v) { return isConstantIntValue(v, 1); }))
      return loop.emitOpError("expected lower bounds of 0 and steps of 1");
    llvm::SetVector<Value> used(counts.begin(), counts.end());
    getUsedValuesDefinedAbove(loop.getRegion(), used);
    SmallVector<Value> captured;
    SmallVector<Operation *> constants;
    SmallVector<Type> fields;
    for (Value value : used) {
      if (matchPattern(value, m_Constant()) ||
          value.getDefiningOp<memref::GetGlobalOp>()) {
        constants.push_back(value.getDefiningOp());
        continue;
      }
      Type type = converter.convertType(value.getType());
      if (!type)
        return loop.emitOpError(
                   "uses a value of a type without a form in LLVM: ")
               << value.getType();
      captured.push_back(value);
      fields.push_back(type);
    }
    auto closureType = LLVM::LLVMStructType::getLiteral(context, fields);

    // The function on a range of iterations.
    std::string name = (func.getName() + "_loop" + Twine(number)).str();
    auto type = FunctionType::get(
        context, {pointer, b.getIndexType(), b.getIndexType()}, {});
    auto body = func::FuncOp::create(loc, name, type);
    body.setPrivate();
    symbols.insert(body, Block::iterator(func));
    Block *entry = body.addEntryBlock();
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(entry);
      IRMapping mapping;
      for (Operation *constant : constants)
        b.clone(*constant, mapping);
      for (auto [i, value] : llvm::enumerate(captured)) {
        Value field = LLVM::GEPOp::create(
            b, pointer, closureType, entry->getArgument(0),
            ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(i)});
        mapping.map(value, castTo(b, LLVM::LoadOp::create(b, fields[i], field),
                                  value.getType()));
      }
      auto range =
          scf::ForOp::create(b, entry->getArgument(1), entry->getArgument(2),
                             arith::ConstantIndexOp::create(b, 1));
      func::ReturnOp::create(b);
      b.setInsertionPoint(range.getBody()->getTerminator());
      // The last dimension runs fastest.
      Value rest = range.getInductionVar();
      SmallVector<Value> ivs(counts.size());
      for (int64_t i = static_cast<int64_t>(counts.size()) - 1; i > 0; --i) {
        Value count = mapping.lookup(counts[i]);
        ivs[i] = arith::RemUIOp::create(b, rest, count);
        rest = arith::DivUIOp::create(b, rest, count);
      }
      ivs[0] = rest;
      mapping.map(loop.getInductionVars(), ivs);
      for (Operation &op : loop.getBody()->without_terminator())
        b.clone(op, mapping);
    }
    if (failed(allocateOnStack(body)))
      return failure();

    // The call. The closure is a stack slot of the calling function.
    Value closure;
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(&func.getBody().front());
      Value one = LLVM::ConstantOp::create(b, b.getI64Type(), 1);
      closure = LLVM::AllocaOp::create(b, pointer, closureType, one,
                                       /*alignment=*/64);
    }
    for (auto [i, value] : llvm::enumerate(captured)) {
      Value field = LLVM::GEPOp::create(
          b, pointer, closureType, closure,
          ArrayRef<LLVM::GEPArg>{0, static_cast<int32_t>(i)});
      LLVM::StoreOp::create(b, castTo(b, value, fields[i]), field);
    }
    Value threads = loadPointer(b, contextArg, offsetof(MlaContextV1, threads));
    Value run = loadPointer(b, threads, offsetof(MlaThreads, parallel_for));
    Value address =
        castTo(b, func::ConstantOp::create(b, type, name).getResult(), pointer);
    auto callType = LLVM::LLVMFunctionType::get(
        LLVM::LLVMVoidType::get(context),
        {pointer, b.getI64Type(), pointer, pointer});
    LLVM::CallOp::create(b, callType,
                         ValueRange{run, threads,
                                    castTo(b, total, b.getI64Type()), address,
                                    closure});
    loop.erase();
    return success();
  }
};
} // namespace
