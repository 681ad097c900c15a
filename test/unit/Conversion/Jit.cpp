//===- Jit.cpp - runs generated code in a test ----------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Jit.h"

#include "mla/Conversion/Passes.h"
#include "mla/InitAllDialects.h"
#include "mla/Pipelines/Pipelines.h"
#include "mla/Runtime/ModelABI.h"

#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVMIR/Dialect/All.h"
#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/Support/TargetSelect.h"

#include <cstdio>
#include <cstdlib>

using namespace mla::test;

struct Function::State {
  std::unique_ptr<llvm::orc::LLJIT> jit;
  void *address = nullptr;
};

[[noreturn]] static void fail(const std::string &message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::abort();
}

template <typename T> static T orFail(llvm::Expected<T> value) {
  if (!value)
    fail(llvm::toString(value.takeError()));
  return std::move(*value);
}

Function::Function(const std::string &text, int64_t lanes)
    : state(std::make_unique<State>()) {
  static bool initialized = [] {
    llvm::InitializeNativeTarget();
    llvm::InitializeNativeTargetAsmPrinter();
    return true;
  }();
  (void)initialized;

  mlir::DialectRegistry registry;
  mlir::registerAllDialects(registry);
  mlir::registerAllExtensions(registry);
  mlir::mla::registerAllDialects(registry);
  mlir::registerAllToLLVMIRTranslations(registry);
  mlir::MLIRContext context(registry);
  auto module = mlir::parseSourceString<mlir::ModuleOp>(text, &context);
  if (!module)
    fail("the test's module does not parse:\n" + text);
  for (auto func : module->getOps<mlir::func::FuncOp>())
    func->setAttr(mlir::LLVM::LLVMDialect::getEmitCWrapperAttrName(),
                  mlir::UnitAttr::get(&context));

  mlir::PassManager passes(&context);
  mlir::mla::CPUPipelineOptions options;
  options.lanes = lanes;
  options.registers = lanes == 16 ? 32 : 16;
  mlir::mla::buildCPUKernelPipeline(passes, options);
  passes.addPass(mlir::mla::createParallelLoopsPass());
  mlir::mla::buildCPUCodePipeline(passes, options);
  if (mlir::failed(passes.run(*module)))
    fail("the test's module does not compile:\n" + text);

  auto llvmContext = std::make_unique<llvm::LLVMContext>();
  auto llvmModule = mlir::translateModuleToLLVMIR(*module, *llvmContext);
  if (!llvmModule)
    fail("the test's module does not translate to LLVM IR");
  auto machine = orFail(llvm::orc::JITTargetMachineBuilder::detectHost());
  machine.setCodeGenOptLevel(llvm::CodeGenOptLevel::Default);
  state->jit = orFail(llvm::orc::LLJITBuilder()
                          .setJITTargetMachineBuilder(std::move(machine))
                          .create());
  llvmModule->setDataLayout(state->jit->getDataLayout());
  if (llvm::Error error = state->jit->addIRModule(llvm::orc::ThreadSafeModule(
          std::move(llvmModule), std::move(llvmContext))))
    fail(llvm::toString(std::move(error)));
  state->address = orFail(state->jit->lookup("_mlir_ciface_f")).toPtr<void *>();
}

Function::~Function() = default;

/// Ranges in an unusual order and of uneven length: iterations are independent.
static void runInPieces(const MlaThreads *, int64_t count, MlaLoopBody body,
                        void *closure) {
  int64_t third = count / 3;
  body(closure, third, count);
  body(closure, 0, third);
}

void Function::call(std::vector<void *> words) {
  MlaThreads threads{runInPieces};
  MlaContextV1 context{};
  context.threads = &threads;
  words.push_back(&context);
  constexpr size_t kMost = 24;
  if (words.size() > kMost)
    fail("too many arguments");
  words.resize(kMost);
  // All arguments are words; those past the function's own are not looked at.
  using Callee =
      void (*)(void *, void *, void *, void *, void *, void *, void *, void *,
               void *, void *, void *, void *, void *, void *, void *, void *,
               void *, void *, void *, void *, void *, void *, void *, void *);
  auto *w = words.data();
  reinterpret_cast<Callee>(state->address)(
      w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10], w[11],
      w[12], w[13], w[14], w[15], w[16], w[17], w[18], w[19], w[20], w[21],
      w[22], w[23]);
}

std::string mla::test::substitute(
    std::string text,
    const std::vector<std::pair<std::string, std::string>> &values) {
  for (const auto &[name, value] : values) {
    std::string key = "${" + name + "}";
    for (size_t at; (at = text.find(key)) != std::string::npos;)
      text.replace(at, key.size(), value);
  }
  return text;
}
