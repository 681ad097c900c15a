//===- mla-opt.cpp - runs passes on .mlir files ---------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/InitAllDialects.h"
#include "mla/InitAllPasses.h"
#include "mla/Verify/RewriteVerifier.h"

#include "mlir/InitAllDialects.h"
#include "mlir/InitAllExtensions.h"
#include "mlir/InitAllPasses.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Support/FileUtilities.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/ToolOutputFile.h"

using namespace mlir;

/// As MlirOptMain, with every pass watched.
static LogicalResult runVerified(StringRef input, StringRef output,
                                 DialectRegistry &registry, uint64_t seed) {
  MlirOptMainConfig options = MlirOptMainConfig::createFromCLOptions();
  MlirOptMainConfig watched = options;
  watched.setPassPipelineSetupFn([&](PassManager &passes) {
    passes.getContext()->disableMultithreading();
    passes.addInstrumentation(mla::createRewriteVerifier(seed));
    return options.setupPassPipeline(passes);
  });
  std::string error;
  auto file = openInputFile(input, &error);
  auto out = file ? openOutputFile(output, &error) : nullptr;
  if (!out) {
    llvm::errs() << error << "\n";
    return failure();
  }
  if (failed(MlirOptMain(out->os(), std::move(file), registry, watched)))
    return failure();
  out->keep();
  return success();
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  DialectRegistry registry;
  registerAllDialects(registry);
  registerAllExtensions(registry);
  mla::registerAllDialects(registry);
  registerAllPasses();
  mla::registerAllPasses();

  llvm::cl::opt<bool> verify(
      "mla-verify-rewrites",
      llvm::cl::desc("run every function before and after each "
                     "target-independent pass on this CPU, and compare"));
  llvm::cl::opt<uint64_t> seed(
      "mla-verify-seed", llvm::cl::init(1),
      llvm::cl::desc("what inputs of --mla-verify-rewrites are drawn from"));
  auto [input, output] = registerAndParseCLIOptions(
      argc, argv, "modular optimizer driver with the mla dialect\n", registry);
  if (verify)
    return asMainReturnCode(runVerified(input, output, registry, seed));
  return asMainReturnCode(MlirOptMain(argc, argv, input, output, registry));
}
