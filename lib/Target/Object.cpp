//===- Object.cpp - LLVM-dialect modules as objects -----------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Target/Object.h"

#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/GPU/GPUToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/NVVM/NVVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/IR/Verifier.h"
#include "llvm/MC/MCSubtargetInfo.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Passes/PassBuilder.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetOptions.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/SubtargetFeature.h"
#include "llvm/TargetParser/Triple.h"
#include "llvm/Transforms/IPO/Internalize.h"

using namespace mlir;

void mlir::mla::registerTranslations(DialectRegistry &registry) {
  registerBuiltinDialectTranslation(registry);
  registerGPUDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  registerNVVMDialectTranslation(registry);
}

llvm::Expected<std::unique_ptr<llvm::TargetMachine>>
mlir::mla::createHostTarget(StringRef cpu) {
  // True means that there is none.
  if (llvm::InitializeNativeTarget() ||
      llvm::InitializeNativeTargetAsmPrinter())
    return llvm::createStringError("LLVM was built without this host's target");
  llvm::Triple triple(llvm::sys::getDefaultTargetTriple());
  std::string message;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return llvm::createStringError(message);

  std::string name = cpu.str();
  llvm::SubtargetFeatures features;
  if (cpu == "native") {
    name = llvm::sys::getHostCPUName().str();
    // Features by themselves: a virtual machine may hide some of its CPU's.
    for (const auto &feature : llvm::sys::getHostCPUFeatures())
      features.AddFeature(feature.first(), feature.second);
  }
  std::unique_ptr<llvm::MCSubtargetInfo> info(
      target->createMCSubtargetInfo(triple, "", ""));
  if (!info || !info->isCPUStringValid(name))
    return llvm::createStringError(
        "expected --cpu to be native or a processor that LLVM knows, such as "
        "x86-64-v3, got '" +
        name + "'");

  llvm::TargetOptions options;
  options.FunctionSections = true;
  std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
      triple, name, features.getString(), options, llvm::Reloc::PIC_,
      std::nullopt, llvm::CodeGenOptLevel::Aggressive));
  if (!machine)
    return llvm::createStringError("LLVM cannot generate code for " +
                                   triple.str());
  return std::move(machine);
}

mla::VectorRegisters
mlir::mla::vectorRegisters(const llvm::TargetMachine &target) {
  const llvm::MCSubtargetInfo &info = *target.getMCSubtargetInfo();
  if (!target.getTargetTriple().isX86())
    return {/*lanes=*/4, /*count=*/32};
  if (info.checkFeatures("+avx512f,+avx512vl,+avx512bw"))
    return {/*lanes=*/16, /*count=*/32};
  if (info.checkFeatures("+avx2,+fma"))
    return {/*lanes=*/8, /*count=*/16};
  return {/*lanes=*/4, /*count=*/16};
}

llvm::Expected<std::unique_ptr<llvm::Module>>
mlir::mla::translateToLLVM(ModuleOp module, llvm::TargetMachine &target,
                           llvm::LLVMContext &context) {
  std::unique_ptr<llvm::Module> result =
      translateModuleToLLVMIR(module, context, "mla_model");
  if (!result)
    return llvm::createStringError(
        "the module cannot be translated to LLVM IR: expected the LLVM dialect "
        "alone");
  result->setDataLayout(target.createDataLayout());
  result->setTargetTriple(target.getTargetTriple());
  return std::move(result);
}

void mlir::mla::optimize(llvm::Module &module, llvm::TargetMachine &target) {
  // A model has one symbol to offer; two models fit into one program. Kernels
  // are found by name.
  llvm::internalizeModule(module, [](const llvm::GlobalValue &value) {
    auto *function = dyn_cast<llvm::Function>(&value);
    return value.getName() == "mla_model_v1" ||
           (function &&
            function->getCallingConv() == llvm::CallingConv::PTX_Kernel);
  });
  llvm::LoopAnalysisManager loops;
  llvm::FunctionAnalysisManager functions;
  llvm::CGSCCAnalysisManager components;
  llvm::ModuleAnalysisManager modules;
  llvm::PipelineTuningOptions tuning;
  tuning.LoopVectorization = true;
  tuning.SLPVectorization = true;
  llvm::PassBuilder builder(&target, tuning);
  builder.registerModuleAnalyses(modules);
  builder.registerCGSCCAnalyses(components);
  builder.registerFunctionAnalyses(functions);
  builder.registerLoopAnalyses(loops);
  builder.crossRegisterProxies(loops, functions, components, modules);
  builder.buildPerModuleDefaultPipeline(llvm::OptimizationLevel::O3)
      .run(module, modules);
}

llvm::Error mlir::mla::emitObject(llvm::Module &module,
                                  llvm::TargetMachine &target,
                                  llvm::raw_pwrite_stream &out) {
  std::string problem;
  llvm::raw_string_ostream problemStream(problem);
  if (llvm::verifyModule(module, &problemStream))
    return llvm::createStringError("generated LLVM IR does not verify: " +
                                   StringRef(problem).split('\n').first);
  llvm::legacy::PassManager passes;
  if (target.addPassesToEmitFile(passes, out, nullptr,
                                 llvm::CodeGenFileType::ObjectFile))
    return llvm::createStringError("LLVM cannot write objects for " +
                                   target.getTargetTriple().str());
  passes.run(module);
  return llvm::Error::success();
}
