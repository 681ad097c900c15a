//===- Calls.cpp - calls of launchers -------------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Calls.h"

#include "Adapter.h"
#include "ParamsWriter.h"

#include "mla/Runtime/ModelABI.h"

#include "mlir/IR/BuiltinOps.h"

using namespace mlir;
using namespace mlir::mla;

static constexpr StringLiteral kStart = "mla_start";
static constexpr StringLiteral kNeeded = "mla.needed_kernels";

/// mla_start(context, launcher, params, status): calls a launcher unless
/// something failed before.
static LLVM::LLVMFuncOp getStartFunction(ImplicitLocOpBuilder &b,
                                         ModuleOp module) {
  if (auto known = module.lookupSymbol<LLVM::LLVMFuncOp>(kStart))
    return known;
  MLIRContext *context = b.getContext();
  auto pointer = LLVM::LLVMPointerType::get(context);
  auto none = LLVM::LLVMVoidType::get(context);
  Type i32 = b.getI32Type();
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToEnd(module.getBody());
  auto func = LLVM::LLVMFuncOp::create(
      b, kStart,
      LLVM::LLVMFunctionType::get(none, {pointer, pointer, pointer, pointer}),
      LLVM::Linkage::Internal);
  Block *entry = func.addEntryBlock(b);
  Block *start = b.createBlock(&func.getBody());
  Block *end = b.createBlock(&func.getBody());
  b.setInsertionPointToStart(entry);
  Value status = entry->getArgument(3);
  Value good = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::eq,
                                    LLVM::LoadOp::create(b, i32, status),
                                    LLVM::ConstantOp::create(b, i32, 0));
  LLVM::CondBrOp::create(b, good, start, end);
  b.setInsertionPointToStart(start);
  Value place =
      LLVM::GEPOp::create(b, pointer, b.getI8Type(), entry->getArgument(0),
                          ArrayRef<LLVM::GEPArg>{static_cast<int32_t>(
                              offsetof(MlaContextV1, stream))});
  Value stream = LLVM::LoadOp::create(b, pointer, place);
  Value result =
      LLVM::CallOp::create(
          b, LLVM::LLVMFunctionType::get(i32, {pointer, pointer}),
          ValueRange{entry->getArgument(1), entry->getArgument(2), stream})
          .getResult();
  LLVM::StoreOp::create(b, result, status);
  LLVM::BrOp::create(b, end);
  b.setInsertionPointToStart(end);
  LLVM::ReturnOp::create(b, ValueRange());
  return func;
}

static LLVM::LLVMFuncOp getLauncher(ImplicitLocOpBuilder &b, ModuleOp module,
                                    StringRef name) {
  if (auto known = module.lookupSymbol<LLVM::LLVMFuncOp>(name))
    return known;
  auto pointer = LLVM::LLVMPointerType::get(b.getContext());
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(module.getBody());
  return LLVM::LLVMFuncOp::create(
      b, name, LLVM::LLVMFunctionType::get(b.getI32Type(), {pointer, pointer}));
}

static void addNeeded(ModuleOp module, StringRef kernel) {
  SmallVector<Attribute> names;
  if (auto known = module->getAttrOfType<ArrayAttr>(kNeeded))
    llvm::append_range(names, known);
  auto name = StringAttr::get(module.getContext(), kernel);
  if (llvm::is_contained(names, name))
    return;
  names.push_back(name);
  module->setAttr(kNeeded, ArrayAttr::get(module.getContext(), names));
}

LogicalResult mlir::mla::lowerKernelCalls(func::FuncOp func, Value context,
                                          Value status,
                                          const LLVMTypeConverter &converter) {
  auto module = func->getParentOfType<ModuleOp>();
  SmallVector<KernelCallOp> calls;
  func.walk([&](KernelCallOp call) { calls.push_back(call); });
  for (KernelCallOp call : calls) {
    if (!call.hasPureBufferSemantics())
      return call.emitOpError("expected memrefs: launchers are called after "
                              "bufferization");
    const Kernel *kernel = ::mla::kernels::findKernel(call.getKernel().str());
    const KernelAdapter *adapter = findAdapter(kernel->op);
    if (!adapter)
      return call.emitOpError("expected a kernel that programs call, got @")
             << call.getKernel();
    ImplicitLocOpBuilder b(call.getLoc(), call);
    auto pointer = LLVM::LLVMPointerType::get(b.getContext());
    Value bytes = LLVM::ConstantOp::create(
        b, b.getI64Type(), static_cast<int64_t>(adapter->paramsSize()));
    Value params;
    {
      OpBuilder::InsertionGuard guard(b);
      b.setInsertionPointToStart(&func.getBody().front());
      Value size = LLVM::ConstantOp::create(
          b, b.getI64Type(), static_cast<int64_t>(adapter->paramsSize()));
      params = LLVM::AllocaOp::create(b, pointer, b.getI8Type(), size,
                                      /*alignment=*/16);
    }
    LLVM::MemsetOp::create(b, params,
                           LLVM::ConstantOp::create(b, b.getI8Type(), 0), bytes,
                           /*isVolatile=*/false);
    ParamsWriter writer(b, converter, params);
    if (failed(adapter->fill(call, writer)))
      return failure();
    LLVM::LLVMFuncOp launcher = getLauncher(b, module, kernel->launch);
    LLVM::LLVMFuncOp start = getStartFunction(b, module);
    LLVM::CallOp::create(b, start,
                         ValueRange{context,
                                    LLVM::AddressOfOp::create(b, launcher),
                                    params, status});
    addNeeded(module, kernel->name);
    call.erase();
  }
  return success();
}
