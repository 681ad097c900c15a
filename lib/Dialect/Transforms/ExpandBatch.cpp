//===- ExpandBatch.cpp - batches as their eight values --------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Dialect/IR/MLADialect.h"
#include "mla/Dialect/Transforms/Passes.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/BuiltinOps.h"

namespace mlir::mla {
#define GEN_PASS_DEF_EXPANDBATCHPASS
#include "mla/Dialect/Transforms/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;
using namespace mlir::mla;

static SmallVector<Type> valuesOfBatch(MLIRContext *context) {
  Type index = IndexType::get(context), i32 = IntegerType::get(context, 32);
  Type list = RankedTensorType::get({ShapedType::kDynamic}, i32);
  Type table =
      RankedTensorType::get({ShapedType::kDynamic, ShapedType::kDynamic}, i32);
  return {index, index, index, list, list, list, list, table};
}

/// Replaces the batch arguments of a function; a batch value that is still
/// needed is packed at the function's start.
static void expandArguments(func::FuncOp func,
                            SmallVectorImpl<PackBatchOp> &packs) {
  MLIRContext *context = func.getContext();
  SmallVector<Type> types = valuesOfBatch(context);
  for (unsigned i = 0; i < func.getNumArguments(); ++i) {
    if (!isa<BatchType>(func.getArgument(i).getType()))
      continue;
    Location loc = func.getArgument(i).getLoc();
    for (auto [offset, type] : llvm::enumerate(types))
      (void)func.insertArgument(i + 1 + offset, type, {}, loc);
    BlockArgument batch = func.getArgument(i);
    OpBuilder builder = OpBuilder::atBlockBegin(&func.getBody().front());
    auto values = func.getArguments().slice(i + 1, types.size());
    auto pack = PackBatchOp::create(builder, loc, BatchType::get(context),
                                    ValueRange(values));
    batch.replaceAllUsesWith(pack.getBatch());
    packs.push_back(pack);
    (void)func.eraseArgument(i);
    i += types.size() - 1;
  }
}

namespace {
struct ExpandBatch final : mla::impl::ExpandBatchPassBase<ExpandBatch> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    SmallVector<PackBatchOp> packs;
    for (auto func : module.getOps<func::FuncOp>()) {
      if (!func.isExternal()) {
        expandArguments(func, packs);
        continue;
      }
      if (llvm::any_of(func.getArgumentTypes(), llvm::IsaPred<BatchType>)) {
        func.emitOpError() << "takes a batch but has no body, so that its "
                              "argument cannot be taken apart";
        return signalPassFailure();
      }
    }

    WalkResult walk = module.walk([&](func::CallOp call) {
      SmallVector<Value> operands;
      for (Value operand : call.getOperands()) {
        if (!isa<BatchType>(operand.getType())) {
          operands.push_back(operand);
          continue;
        }
        auto pack = operand.getDefiningOp<PackBatchOp>();
        if (!pack) {
          call.emitOpError() << "expected a batch made by mla.pack_batch or an "
                                "argument of the function";
          return WalkResult::interrupt();
        }
        llvm::append_range(operands, pack->getOperands());
      }
      call->setOperands(operands);
      return WalkResult::advance();
    });
    if (walk.wasInterrupted())
      return signalPassFailure();

    module.walk([](BatchRowsOp op) {
      auto pack = op.getBatch().getDefiningOp<PackBatchOp>();
      if (!pack)
        return;
      Value rows = op.getField() == BatchField::Positions
                       ? pack.getPositions()
                       : pack.getSlotMapping();
      if (rows.getType() != op.getType())
        return;
      op.replaceAllUsesWith(rows);
      op.erase();
    });
    module.walk([](BatchCountOp op) {
      auto pack = op.getBatch().getDefiningOp<PackBatchOp>();
      if (!pack)
        return;
      SmallVector<OpFoldResult> folded;
      OpBuilder builder(op);
      Value value = succeeded(op->fold(folded))
                        ? cast<Value>(folded.front())
                        : tensor::DimOp::create(builder, op.getLoc(),
                                                pack.getSeqLens(), 0)
                              .getResult();
      op.replaceAllUsesWith(value);
      op.erase();
    });
    for (PackBatchOp pack : packs)
      if (pack->use_empty())
        pack.erase();
  }
};
} // namespace
