//===- mlac.cpp - compiles a model to a program ---------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CommandLine.h"
#include "Compile.h"
#include "mla/Kernels/Registry.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/PrettyStackTrace.h"
#include "llvm/Support/raw_ostream.h"

/// `../lib` of the folder this program is in: where the build and an
/// installation have the runtime's archives.
static std::string archiveDirectory(const char *program) {
  static int anchor;
  llvm::SmallString<256> path(
      llvm::sys::fs::getMainExecutable(program, &anchor));
  llvm::sys::path::remove_filename(path);
  llvm::sys::path::append(path, "..", "lib");
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  return path.str().str();
}

int main(int argc, char **argv) {
  llvm::setBugReportMsg(
      "mlac crashed, which is an error of mlac, whatever the "
      "input is. Please report it with the input and this:\n");
  llvm::InitLLVM init(argc, argv);
  int status = 0;
  std::optional<mlac::CommandLine> line =
      mlac::parseCommandLine(argc, argv, status);
  if (!line)
    return status;
  if (line->listKernels) {
    // What no kernel takes, generated code does, on every target.
    llvm::outs() << mla::kernels::kernelTable();
    return 0;
  }
  return mlac::compile(*line, archiveDirectory(argv[0]));
}
