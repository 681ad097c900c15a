//===- DeviceCode.cpp - the kernels' module as images ---------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Target/DeviceCode.h"
#include "mla/Conversion/Passes.h"
#include "mla/Target/Object.h"

#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::mla {
#define GEN_PASS_DEF_DEVICECODEPASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;

/// PTX of this chip runs on every later one too.
static constexpr StringLiteral kOldestChip = "sm_80";

/// The first whose kernels can wait for the ones ahead of them.
static constexpr int kFirstThatWaits = 90;

/// Makes some warps sleep, as kernels/common/ptx/launch.cuh does.
static void delay(ImplicitLocOpBuilder &b, int32_t site) {
  constexpr int32_t nanoseconds = 20000;
  Type i32 = b.getI32Type();
  auto constant = [&](int32_t value) -> Value {
    return LLVM::ConstantOp::create(b, i32, value);
  };
  Value block = NVVM::BlockIdXOp::create(b, i32);
  for (Value index : {NVVM::BlockIdYOp::create(b, i32).getResult(),
                      NVVM::BlockIdZOp::create(b, i32).getResult()})
    block = LLVM::AddOp::create(b, LLVM::MulOp::create(b, block, constant(31)),
                                index);
  Value hash = LLVM::MulOp::create(
      b, LLVM::AddOp::create(b, block, constant(site)), constant(0x45D9F3B));
  Value rest = LLVM::URemOp::create(
      b, LLVM::LShrOp::create(b, hash, constant(16)), constant(16));
  Value sleeps =
      LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::eq, rest, constant(0));
  NVVM::NanosleepOp::create(
      b, LLVM::SelectOp::create(b, sleeps, constant(nanoseconds), constant(0)));
}

/// Before a kernel does anything, it waits until the one ahead of it is over;
/// the one after it may then start, and wait in turn (design: every block, the
/// memory of a step is shared under this rule only).
static void waitForPredecessors(gpu::GPUModuleOp kernels, bool delays) {
  for (auto func : kernels.getOps<LLVM::LLVMFuncOp>()) {
    if (!func->hasAttr(NVVM::NVVMDialect::getKernelFuncAttrName()))
      continue;
    ImplicitLocOpBuilder b(func.getLoc(), func.getContext());
    b.setInsertionPointToStart(&func.getBody().front());
    if (delays)
      delay(b, 0);
    NVVM::GriddepcontrolOp::create(b, NVVM::GridDepActionKind::wait);
    if (delays)
      delay(b, 1);
    NVVM::GriddepcontrolOp::create(b,
                                   NVVM::GridDepActionKind::launch_dependents);
    if (delays)
      delay(b, 2);
  }
}

namespace {
class DeviceCode final : public mla::impl::DeviceCodePassBase<DeviceCode> {
public:
  using Base::Base;

  void getDependentDialects(DialectRegistry &registry) const override {
    mla::registerTranslations(registry);
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto modules = llvm::to_vector(module.getOps<gpu::GPUModuleOp>());
    if (modules.size() != 1) {
      module.emitError("expected one gpu.module, got ") << modules.size();
      return signalPassFailure();
    }
    gpu::GPUModuleOp kernels = modules.front();
    if (llvm::Error error = compile(module, kernels)) {
      module.emitError(llvm::toString(std::move(error)));
      return signalPassFailure();
    }
    kernels.erase();
  }

private:
  llvm::Error compile(ModuleOp module, gpu::GPUModuleOp kernels) {
    Builder b(&getContext());
    llvm::Expected<int> number = mla::chipNumber(chip);
    if (!number)
      return number.takeError();
    SmallVector<Attribute> names, images;
    for (auto func : kernels.getOps<LLVM::LLVMFuncOp>())
      if (func->hasAttr(NVVM::NVVMDialect::getKernelFuncAttrName()))
        names.push_back(b.getStringAttr(func.getName()));
    auto add = [&](int sm, bool isPtx, StringRef data) {
      images.push_back(
          b.getDictionaryAttr({b.getNamedAttr("sm", b.getI32IntegerAttr(sm)),
                               b.getNamedAttr("is_ptx", b.getBoolAttr(isPtx)),
                               b.getNamedAttr("data", b.getStringAttr(data))}));
    };
    // Before kernels get what only later chips have.
    llvm::Expected<std::string> ptx = mla::compileToPtx(kernels, kOldestChip);
    if (!ptx)
      return ptx.takeError();
    for (Attribute name : names) {
      StringRef text = cast<StringAttr>(name).getValue();
      if (!StringRef(*ptx).contains((".entry " + text + "(").str()))
        return llvm::createStringError("expected the kernel " + text +
                                       " in what LLVM made of the module, "
                                       "found none");
    }
    if (format == "bin") {
      llvm::Expected<std::string> assembler = mla::findPtxas(ptxas);
      if (!assembler)
        return assembler.takeError();
      if (*number >= kFirstThatWaits) {
        waitForPredecessors(kernels, delays);
        module->setAttr("mla.programmatic_launch", b.getUnitAttr());
      }
      llvm::Expected<std::string> own = mla::compileToPtx(kernels, chip);
      if (!own)
        return own.takeError();
      llvm::Expected<std::string> code =
          mla::assemblePtx(*own, chip, *assembler);
      if (!code)
        return code.takeError();
      add(*number, /*isPtx=*/false, *code);
    } else if (format != "ptx") {
      return llvm::createStringError("expected format to be bin or ptx, got '" +
                                     format + "'");
    }
    // The driver reads text up to a null.
    ptx->push_back('\0');
    add(*mla::chipNumber(kOldestChip), /*isPtx=*/true, *ptx);
    module->setAttr("mla.kernels", b.getArrayAttr(names));
    module->setAttr("mla.images", b.getArrayAttr(images));
    return llvm::Error::success();
  }
};
} // namespace
