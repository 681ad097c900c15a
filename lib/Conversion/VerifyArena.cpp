//===- VerifyArena.cpp - no two live buffers share memory -----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "SizeBounds.h"

#include "mla/Conversion/Passes.h"

#include "mlir/Analysis/Liveness.h"
#include "mlir/Dialect/Bufferization/Transforms/BufferViewFlowAnalysis.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"

namespace mlir::mla {
#define GEN_PASS_DEF_VERIFYARENAPASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

namespace {
/// A view of an arena or frame: where it is, and the ops that it is alive at.
struct Placed {
  memref::ViewOp view;
  int64_t begin, end;
  DenseSet<Operation *> aliveAt;
};

class VerifyArena final : public mla::impl::VerifyArenaPassBase<VerifyArena> {
public:
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    FailureOr<Step> step = findStep(module);
    if (failed(step))
      return signalPassFailure();
    SizeBounds bounds(step->func, step->model);
    SymbolTable symbols(module);
    for (auto call : step->func.getOps<func::CallOp>())
      if (auto callee = symbols.lookup<func::FuncOp>(call.getCallee()))
        if (failed(bounds.addCall(call, callee)))
          return signalPassFailure();
    for (auto func : module.getOps<func::FuncOp>())
      if (!func.isExternal() && failed(verify(func, bounds)))
        return signalPassFailure();
  }

private:
  LogicalResult verify(func::FuncOp func, SizeBounds &bounds) {
    if (func.getNumArguments() == 0)
      return success();
    Value memory = func.getArguments().back();
    auto type = dyn_cast<MemRefType>(memory.getType());
    if (!type || !type.getElementType().isInteger(8))
      return success();

    BufferViewFlowAnalysis aliases(func);
    Liveness liveness(func);
    SmallVector<Placed> views;
    WalkResult walk = func.walk([&](memref::ViewOp view) {
      if (view.getSource() != memory)
        return WalkResult::advance();
      APInt offset;
      if (!matchPattern(view.getByteShift(), m_ConstantInt(&offset))) {
        view.emitOpError("expected a constant place in the arena");
        return WalkResult::interrupt();
      }
      FailureOr<int64_t> bytes = bounds.bytes(view);
      if (failed(bytes))
        return WalkResult::interrupt();
      Placed placed{
          view, offset.getSExtValue(), offset.getSExtValue() + *bytes, {}};
      for (Value alias : aliases.resolve(view))
        for (Operation *op : liveness.resolveLiveness(alias))
          if (op != view)
            placed.aliveAt.insert(op);
      views.push_back(std::move(placed));
      return WalkResult::advance();
    });
    if (walk.wasInterrupted())
      return failure();

    for (auto [i, a] : llvm::enumerate(views))
      for (Placed &b : llvm::drop_begin(views, i + 1)) {
        if (a.end <= b.begin || b.end <= a.begin)
          continue;
        for (Operation *op : a.aliveAt)
          if (b.aliveAt.contains(op)) {
            InFlightDiagnostic diag =
                b.view.emitOpError("overlaps a buffer that is alive with it: "
                                   "bytes ")
                << b.begin << " to " << b.end;
            diag.attachNote(a.view.getLoc())
                << "the other buffer, bytes " << a.begin << " to " << a.end;
            diag.attachNote(op->getLoc()) << "both are alive here";
            return diag;
          }
      }
    return success();
  }
};
} // namespace
