//===- DeviceCode.cpp - kernels as PTX and machine code -------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Target/DeviceCode.h"

#include "mla/Target/Object.h"

#include "mlir/Target/LLVMIR/Export.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/IR/LegacyPassManager.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/TargetSelect.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Target/TargetMachine.h"
#include "llvm/Target/TargetOptions.h"

#include <optional>

using namespace mlir;
namespace fs = llvm::sys::fs;

// The one target of LLVM besides the host's; declared here, as no header does.
extern "C" {
void LLVMInitializeNVPTXTargetInfo();
void LLVMInitializeNVPTXTarget();
void LLVMInitializeNVPTXTargetMC();
void LLVMInitializeNVPTXAsmPrinter();
}

llvm::Expected<int> mlir::mla::chipNumber(llvm::StringRef chip) {
  int number = 0;
  llvm::StringRef digits = chip;
  if (digits.consume_front("sm_") && !digits.consumeInteger(10, number) &&
      (digits.empty() || digits == "a") && number >= 80)
    return number;
  return llvm::createStringError(
      "expected a chip from sm_80 on, such as sm_80 or sm_90a, got '" + chip +
      "'");
}

llvm::Expected<std::string> mlir::mla::compileToPtx(Operation *gpuModule,
                                                    llvm::StringRef chip) {
  LLVMInitializeNVPTXTargetInfo();
  LLVMInitializeNVPTXTarget();
  LLVMInitializeNVPTXTargetMC();
  LLVMInitializeNVPTXAsmPrinter();
  llvm::Triple triple("nvptx64-nvidia-cuda");
  std::string message;
  const llvm::Target *target =
      llvm::TargetRegistry::lookupTarget(triple, message);
  if (!target)
    return llvm::createStringError(message);
  auto number = chipNumber(chip);
  if (!number)
    return number.takeError();
  // PTX 8.0 is the first that knows sm_90a, and all that is used here; later
  // chips want 8.8.
  const char *version = *number >= 100 ? "+ptx88" : "+ptx80";
  std::unique_ptr<llvm::TargetMachine> machine(target->createTargetMachine(
      triple, chip, version, llvm::TargetOptions(), std::nullopt, std::nullopt,
      llvm::CodeGenOptLevel::Aggressive));
  if (!machine)
    return llvm::createStringError("LLVM cannot generate code for " + chip);

  llvm::LLVMContext context;
  std::unique_ptr<llvm::Module> module =
      translateModuleToLLVMIR(gpuModule, context, "mla_kernels");
  if (!module)
    return llvm::createStringError(
        "the kernels cannot be translated to LLVM IR: expected the LLVM and "
        "NVVM dialects alone");
  module->setDataLayout(machine->createDataLayout());
  module->setTargetTriple(triple);
  optimize(*module, *machine);

  llvm::SmallString<0> ptx;
  llvm::raw_svector_ostream stream(ptx);
  llvm::legacy::PassManager passes;
  if (machine->addPassesToEmitFile(passes, stream, nullptr,
                                   llvm::CodeGenFileType::AssemblyFile))
    return llvm::createStringError("LLVM cannot write PTX");
  passes.run(*module);
  return ptx.str().str();
}

llvm::Expected<std::string> mlir::mla::findPtxas(llvm::StringRef wanted) {
  if (!wanted.empty()) {
    if (auto path = llvm::sys::findProgramByName(wanted))
      return *path;
    return llvm::createStringError("expected the assembler " + wanted +
                                   " to be a program, found none");
  }
  if (auto path = llvm::sys::findProgramByName("ptxas"))
    return *path;
  llvm::SmallVector<std::string> directories;
  for (const char *variable : {"CUDA_HOME", "CUDA_PATH", "CUDA_ROOT"})
    if (auto root = llvm::sys::Process::GetEnv(variable))
      directories.push_back(*root);
  directories.push_back("/usr/local/cuda");
  for (const std::string &directory : directories) {
    llvm::SmallString<128> path(directory);
    llvm::sys::path::append(path, "bin", "ptxas");
    if (fs::can_execute(path))
      return path.str().str();
  }
  return llvm::createStringError(
      "code for a GPU needs the assembler ptxas of the CUDA toolkit: expected "
      "it in PATH, CUDA_HOME or /usr/local/cuda, found none");
}

static llvm::Expected<std::string> temporaryFile(llvm::StringRef suffix) {
  llvm::SmallString<128> path;
  if (std::error_code code = fs::createTemporaryFile("mlac", suffix, path))
    return llvm::createStringError("cannot write a temporary file: " +
                                   code.message());
  return path.str().str();
}

llvm::Expected<std::string> mlir::mla::assemblePtx(llvm::StringRef ptx,
                                                   llvm::StringRef chip,
                                                   llvm::StringRef ptxas) {
  auto source = temporaryFile("ptx"), code = temporaryFile("cubin"),
       log = temporaryFile("log");
  llvm::FileRemover removers[3];
  size_t next = 0;
  for (auto *file : {&source, &code, &log}) {
    if (!*file)
      return file->takeError();
    removers[next++].setFile(**file);
  }
  {
    std::error_code error;
    llvm::raw_fd_ostream out(*source, error);
    out << ptx;
    out.close();
    if (out.has_error()) {
      out.clear_error();
      return llvm::createStringError("cannot write " + *source);
    }
  }
  std::string architecture = ("-arch=" + chip).str();
  llvm::StringRef command[] = {ptxas,   architecture, "-O3",
                               *source, "-o",         *code};
  std::optional<llvm::StringRef> redirects[] = {
      llvm::StringRef(""), llvm::StringRef(*log), llvm::StringRef(*log)};
  std::string message;
  int status = llvm::sys::ExecuteAndWait(ptxas, command, std::nullopt,
                                         redirects, 0, 0, &message);
  if (status != 0) {
    auto said = llvm::MemoryBuffer::getFile(*log);
    if (said && message.empty())
      message = (*said)->getBuffer().split('\n').first.str();
    return llvm::createStringError(ptxas + " for " + chip +
                                   " failed: " + message);
  }
  auto result = llvm::MemoryBuffer::getFile(*code, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!result)
    return llvm::createStringError("cannot read what " + ptxas +
                                   " wrote: " + result.getError().message());
  return (*result)->getBuffer().str();
}
