//===- mlac.cpp - compiles a model to a program ---------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Import/Import.h"

#include "llvm/Support/raw_ostream.h"

using namespace mlir;

// For now: `mlac DIR` prints the imported model.
int main(int argc, char **argv) {
  if (argc < 2) {
    llvm::errs() << "usage: mlac DIR\n";
    return 2;
  }
  DialectRegistry registry;
  mla::registerImportDialects(registry);
  MLIRContext context(registry);
  context.loadAllAvailableDialects();
  std::vector<std::string> warnings;
  auto module = mla::importCheckpoint(argv[1], {}, &context, warnings);
  for (const std::string &warning : warnings)
    llvm::errs() << "mlac: warning: " << warning << "\n";
  if (!module) {
    llvm::errs() << "mlac: error: " << toString(module.takeError()) << "\n";
    return 1;
  }
  (*module)->print(llvm::outs(), OpPrintingFlags().enableDebugInfo(true));
  return 0;
}
