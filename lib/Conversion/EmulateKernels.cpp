//===- EmulateKernels.cpp - kernels as functions of the host --------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What a kernel computes can be tested where there is no GPU: each thread of a
// warp runs this code, and what threads tell each other goes through functions
// `mla_emulate_*` (test/Integration/emulator.cpp).
//
//===----------------------------------------------------------------------===//

#include "mla/Conversion/Passes.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::mla {
#define GEN_PASS_DEF_EMULATEKERNELSPASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;

static constexpr StringLiteral kTable = "mla_emulated";

namespace {
class EmulateKernels final
    : public mla::impl::EmulateKernelsPassBase<EmulateKernels> {
public:
  using Base::Base;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto modules = llvm::to_vector(module.getOps<gpu::GPUModuleOp>());
    auto launch = module.lookupSymbol<LLVM::LLVMFuncOp>("mla_launch");
    if (modules.size() != 1 || !launch) {
      module.emitError("expected one gpu.module and @mla_launch "
                       "(mla-gpu-launches)");
      return signalPassFailure();
    }
    ImplicitLocOpBuilder b(module.getLoc(), &getContext());
    SmallVector<LLVM::LLVMFuncOp> wrappers;
    for (Operation &op :
         llvm::make_early_inc_range(*modules.front().getBody())) {
      op.moveBefore(module.getBody(), module.getBody()->end());
      if (auto global = dyn_cast<LLVM::GlobalOp>(op)) {
        moveGlobal(b, global);
        continue;
      }
      auto func = dyn_cast<LLVM::LLVMFuncOp>(op);
      if (!func) {
        op.emitOpError("has no counterpart on the host");
        return signalPassFailure();
      }
      if (failed(moveFunction(b, module, func, wrappers)))
        return signalPassFailure();
    }
    modules.front().erase();
    emitTable(b, module, wrappers);
    emitLaunch(b, module, launch);
  }

private:
  static std::string renamed(StringRef name) {
    return ("mla_kernel." + name).str();
  }

  static void moveGlobal(ImplicitLocOpBuilder &b, LLVM::GlobalOp global) {
    global.setSymName(renamed(global.getSymName()));
    if (global.getAddrSpace() == 0)
      return;
    // What a warp shares: warps run one after the other.
    global.setAddrSpace(0);
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(b.createBlock(&global.getInitializerRegion()));
    LLVM::ReturnOp::create(b, LLVM::ZeroOp::create(b, global.getGlobalType()));
  }

  static LLVM::LLVMFuncOp declare(ImplicitLocOpBuilder &b, ModuleOp module,
                                  StringRef name, Type result,
                                  ArrayRef<Type> arguments) {
    if (auto known = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
      return known;
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToStart(module.getBody());
    return LLVM::LLVMFuncOp::create(
        b, name, LLVM::LLVMFunctionType::get(result, arguments));
  }

  /// Replaces `op` by a call.
  static void replace(ImplicitLocOpBuilder &b, ModuleOp module, Operation *op,
                      StringRef name, ValueRange arguments) {
    Type result = op->getNumResults() ? op->getResult(0).getType()
                                      : LLVM::LLVMVoidType::get(b.getContext());
    LLVM::LLVMFuncOp callee =
        declare(b, module, name, result, llvm::to_vector(arguments.getTypes()));
    auto call = LLVM::CallOp::create(b, callee, arguments);
    op->replaceAllUsesWith(call->getResults());
    op->erase();
  }

  LogicalResult moveFunction(ImplicitLocOpBuilder &b, ModuleOp module,
                             LLVM::LLVMFuncOp func,
                             SmallVectorImpl<LLVM::LLVMFuncOp> &wrappers) {
    auto pointer = LLVM::LLVMPointerType::get(b.getContext());
    func.setSymName(renamed(func.getSymName()));
    func.setLinkage(LLVM::Linkage::Internal);
    for (NamedAttribute attribute :
         llvm::to_vector(func->getDiscardableAttrs()))
      func->removeAttr(attribute.getName());

    SmallVector<Operation *> ops;
    func.walk([&](Operation *op) {
      for (Value result : op->getResults())
        if (auto type = dyn_cast<LLVM::LLVMPointerType>(result.getType());
            type && type.getAddressSpace() != 0)
          result.setType(pointer);
      ops.push_back(op);
    });
    for (Operation *op : ops) {
      b.setInsertionPoint(op);
      b.setLoc(op->getLoc());
      auto i32 = [&](int64_t value) -> Value {
        return LLVM::ConstantOp::create(b, b.getI32Type(), value);
      };
      if (auto address = dyn_cast<LLVM::AddressOfOp>(op)) {
        address.setGlobalName(renamed(address.getGlobalName()));
      } else if (isa<LLVM::AddrSpaceCastOp>(op)) {
        op->replaceAllUsesWith(op->getOperands());
        op->erase();
      } else if (isa<NVVM::LaneIdOp>(op)) {
        replace(b, module, op, "mla_emulate_lane", {});
      } else if (isa<NVVM::BlockIdXOp>(op)) {
        replace(b, module, op, "mla_emulate_block", {i32(0)});
      } else if (isa<NVVM::BlockIdYOp>(op)) {
        replace(b, module, op, "mla_emulate_block", {i32(1)});
      } else if (isa<NVVM::BlockIdZOp>(op)) {
        replace(b, module, op, "mla_emulate_block", {i32(2)});
      } else if (isa<NVVM::SyncWarpOp>(op)) {
        replace(b, module, op, "mla_emulate_sync", {});
      } else if (auto shuffle = dyn_cast<NVVM::ShflOp>(op)) {
        if (failed(moveShuffle(b, module, shuffle)))
          return failure();
      } else if (auto mma = dyn_cast<NVVM::MmaOp>(op)) {
        if (failed(moveMma(b, module, mma)))
          return failure();
      } else if (auto assembly = dyn_cast<LLVM::InlineAsmOp>(op)) {
        std::string name =
            ("mla_emulate_" + assembly.getAsmString().split(' ').first).str();
        llvm::replace(name, '.', '_');
        replace(b, module, op, name, op->getOperands());
      } else if (isa<NVVM::NVVMDialect>(op->getDialect())) {
        return op->emitOpError("has no counterpart on the host");
      }
    }

    // A function that takes the parameters as a launch does.
    OpBuilder::InsertionGuard guard(b);
    b.setInsertionPointToEnd(module.getBody());
    auto wrapper = LLVM::LLVMFuncOp::create(
        b, (func.getSymName() + ".run").str(),
        LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()),
                                    {pointer}),
        LLVM::Linkage::Internal);
    Block *entry = wrapper.addEntryBlock(b);
    b.setInsertionPointToStart(entry);
    SmallVector<Value> arguments;
    for (auto [i, type] : llvm::enumerate(func.getArgumentTypes())) {
      Value place =
          LLVM::GEPOp::create(b, pointer, pointer, entry->getArgument(0),
                              ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(i)});
      Value address = LLVM::LoadOp::create(b, pointer, place);
      arguments.push_back(LLVM::LoadOp::create(b, type, address));
    }
    LLVM::CallOp::create(b, func, arguments);
    LLVM::ReturnOp::create(b, ValueRange());
    wrappers.push_back(wrapper);
    return success();
  }

  static LogicalResult moveShuffle(ImplicitLocOpBuilder &b, ModuleOp module,
                                   NVVM::ShflOp shuffle) {
    bool isXor = shuffle.getKind() == NVVM::ShflKind::bfly;
    Type type = shuffle.getVal().getType(), i32 = b.getI32Type();
    if ((!isXor && shuffle.getKind() != NVVM::ShflKind::idx) ||
        shuffle.getType() != type || type.getIntOrFloatBitWidth() != 32)
      return shuffle.emitOpError("expected bfly or idx of 32 bits without a "
                                 "predicate");
    Value bits = shuffle.getVal();
    if (type != i32)
      bits = LLVM::BitcastOp::create(b, i32, bits);
    LLVM::LLVMFuncOp callee =
        declare(b, module,
                isXor ? "mla_emulate_shuffle_xor" : "mla_emulate_shuffle_index",
                i32, {i32, i32});
    Value result =
        LLVM::CallOp::create(b, callee, ValueRange{bits, shuffle.getOffset()})
            .getResult();
    if (type != i32)
      result = LLVM::BitcastOp::create(b, type, result);
    shuffle.replaceAllUsesWith(result);
    shuffle.erase();
    return success();
  }

  /// mla_emulate_mma(sums, inputs, isF16): four sums, which are overwritten,
  /// and six registers of pairs.
  static LogicalResult moveMma(ImplicitLocOpBuilder &b, ModuleOp module,
                               NVVM::MmaOp mma) {
    if (mma.getOperandA().size() != 4 || mma.getOperandB().size() != 2 ||
        mma.getOperandC().size() != 4)
      return mma.emitOpError("expected m16n8k16 with f32 sums");
    auto pointer = LLVM::LLVMPointerType::get(b.getContext());
    Type i32 = b.getI32Type(), f32 = b.getF32Type();
    auto array = [&](ValueRange values, Type type) -> Value {
      OpBuilder::InsertionGuard guard(b);
      Operation *user = b.getInsertionPoint() == b.getInsertionBlock()->end()
                            ? nullptr
                            : &*b.getInsertionPoint();
      b.setInsertionPointToStart(
          &mma->getParentOfType<LLVM::LLVMFuncOp>().getBody().front());
      Value slots = LLVM::AllocaOp::create(
          b, pointer, type,
          LLVM::ConstantOp::create(b, i32, static_cast<int64_t>(values.size())),
          /*alignment=*/4);
      b.setInsertionPoint(user);
      for (auto [i, value] : llvm::enumerate(values)) {
        if (value.getType() != type)
          value = LLVM::BitcastOp::create(b, type, value);
        Value place = LLVM::GEPOp::create(
            b, pointer, type, slots,
            ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(i)});
        LLVM::StoreOp::create(b, value, place);
      }
      return slots;
    };
    Value sums = array(mma.getOperandC(), f32);
    SmallVector<Value> registers(mma.getOperandA());
    llvm::append_range(registers, mma.getOperandB());
    Value inputs = array(registers, i32);
    bool isF16 = isa<VectorType>(registers.front().getType());
    LLVM::LLVMFuncOp callee = declare(b, module, "mla_emulate_mma",
                                      LLVM::LLVMVoidType::get(b.getContext()),
                                      {pointer, pointer, i32});
    LLVM::CallOp::create(
        b, callee,
        ValueRange{sums, inputs, LLVM::ConstantOp::create(b, i32, isF16)});
    mma.replaceAllUsesWith(
        LLVM::LoadOp::create(b, mma.getType(), sums).getResult());
    mma.erase();
    return success();
  }

  static void emitTable(ImplicitLocOpBuilder &b, ModuleOp module,
                        ArrayRef<LLVM::LLVMFuncOp> wrappers) {
    auto pointer = LLVM::LLVMPointerType::get(b.getContext());
    auto type = LLVM::LLVMArrayType::get(pointer, wrappers.size());
    b.setInsertionPointToEnd(module.getBody());
    auto table =
        LLVM::GlobalOp::create(b, type, /*isConstant=*/true,
                               LLVM::Linkage::Internal, kTable, Attribute());
    b.setInsertionPointToStart(b.createBlock(&table.getInitializerRegion()));
    Value array = LLVM::PoisonOp::create(b, type);
    for (auto [i, wrapper] : llvm::enumerate(wrappers))
      array = LLVM::InsertValueOp::create(
          b, array, LLVM::AddressOfOp::create(b, wrapper),
          ArrayRef<int64_t>{static_cast<int64_t>(i)});
    LLVM::ReturnOp::create(b, array);
  }

  /// mla_launch(context, kernel, x, y, z, arguments, status), without a device.
  static void emitLaunch(ImplicitLocOpBuilder &b, ModuleOp module,
                         LLVM::LLVMFuncOp launch) {
    auto pointer = LLVM::LLVMPointerType::get(b.getContext());
    Type i64 = b.getI64Type();
    LLVM::LLVMFuncOp run = declare(b, module, "mla_emulate_launch",
                                   LLVM::LLVMVoidType::get(b.getContext()),
                                   {pointer, i64, i64, i64, pointer});
    launch.getBody().dropAllReferences();
    launch.getBody().getBlocks().clear();
    Block *entry = launch.addEntryBlock(b);
    b.setInsertionPointToStart(entry);
    Value table = LLVM::AddressOfOp::create(b, pointer, kTable);
    Value place =
        LLVM::GEPOp::create(b, pointer, pointer, table,
                            ArrayRef<LLVM::GEPArg>{entry->getArgument(1)});
    Value kernel = LLVM::LoadOp::create(b, pointer, place);
    LLVM::CallOp::create(
        b, run,
        ValueRange{kernel, entry->getArgument(2), entry->getArgument(3),
                   entry->getArgument(4), entry->getArgument(5)});
    LLVM::ReturnOp::create(b, ValueRange());
  }
};
} // namespace
