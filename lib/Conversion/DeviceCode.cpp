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
#include "mlir/IR/Builders.h"

namespace mlir::mla {
#define GEN_PASS_DEF_DEVICECODEPASS
#include "mla/Conversion/Passes.h.inc"
} // namespace mlir::mla

using namespace mlir;

/// PTX of this chip runs on every later one too.
static constexpr StringLiteral kOldestChip = "sm_80";

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
    if (format == "bin") {
      llvm::Expected<std::string> assembler = mla::findPtxas(ptxas);
      if (!assembler)
        return assembler.takeError();
      llvm::Expected<std::string> ptx = mla::compileToPtx(kernels, chip);
      if (!ptx)
        return ptx.takeError();
      llvm::Expected<std::string> code =
          mla::assemblePtx(*ptx, chip, *assembler);
      if (!code)
        return code.takeError();
      add(*number, /*isPtx=*/false, *code);
    } else if (format != "ptx") {
      return llvm::createStringError("expected format to be bin or ptx, got '" +
                                     format + "'");
    }
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
    // The driver reads text up to a null.
    ptx->push_back('\0');
    add(*mla::chipNumber(kOldestChip), /*isPtx=*/true, *ptx);
    module->setAttr("mla.kernels", b.getArrayAttr(names));
    module->setAttr("mla.images", b.getArrayAttr(images));
    return llvm::Error::success();
  }
};
} // namespace
