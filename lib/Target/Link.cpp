//===- Link.cpp - objects as programs and libraries -----------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Target/Link.h"

#include "mla/Kernels/Registry.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

#include <optional>

using namespace mlir::mla;
namespace fs = llvm::sys::fs;

static constexpr llvm::StringRef drivers[] = {"clang++-22", "clang++", "g++",
                                              "c++"};

/// What a shared library shows; all else, the C++ library and the launchers of
/// kernels too, is its own.
static constexpr llvm::StringRef exportsScript =
    "{ global: mla_model_v1; mla_engine_*; mla_error_*; local: *; };\n";

llvm::Expected<std::string> mlir::mla::findLinkDriver() {
  for (llvm::StringRef name : drivers)
    if (auto path = llvm::sys::findProgramByName(name))
      return *path;
  return llvm::createStringError(
      "linking needs a C++ compiler driver: expected one of " +
      llvm::join(llvm::ArrayRef(drivers), ", ") +
      " in PATH, found none (--emit=obj needs none)");
}

static llvm::Expected<std::string> findArchive(llvm::StringRef directory,
                                               llvm::StringRef name) {
  llvm::SmallString<256> path(directory);
  llvm::sys::path::append(path, name);
  if (!fs::exists(path))
    return llvm::createStringError("expected the runtime in " + path +
                                   ", found no such file");
  return path.str().str();
}

/// Makes a temporary file with this text, or none.
static llvm::Expected<std::string> writeTemporary(llvm::StringRef text,
                                                  llvm::StringRef suffix) {
  int descriptor;
  llvm::SmallString<128> path;
  if (std::error_code code =
          fs::createTemporaryFile("mlac", suffix, descriptor, path))
    return llvm::createStringError("cannot write a temporary file: " +
                                   code.message());
  llvm::raw_fd_ostream out(descriptor, /*shouldClose=*/true);
  out << text;
  return path.str().str();
}

/// Runs the driver; a failure's reason is the first line it says that has one.
static llvm::Error run(llvm::ArrayRef<llvm::StringRef> command) {
  llvm::Expected<std::string> log = writeTemporary("", "log");
  if (!log)
    return log.takeError();
  llvm::FileRemover removeLog(*log);
  std::optional<llvm::StringRef> redirects[] = {
      llvm::StringRef(""), llvm::StringRef(*log), llvm::StringRef(*log)};
  std::string message;
  int status = llvm::sys::ExecuteAndWait(command.front(), command, std::nullopt,
                                         redirects, /*SecondsToWait=*/0,
                                         /*MemoryLimit=*/0, &message);
  if (status == 0)
    return llvm::Error::success();
  std::string reason = message;
  if (auto buffer = llvm::MemoryBuffer::getFile(*log)) {
    llvm::SmallVector<llvm::StringRef> lines;
    (*buffer)->getBuffer().split(lines, '\n', -1, /*KeepEmpty=*/false);
    for (llvm::StringRef line : lines)
      if (reason.empty() || line.contains("error:"))
        if (reason = line.str(); line.contains("error:"))
          break;
  }
  return llvm::createStringError("linking with " + command.front() +
                                 " failed: " + reason);
}

/// The hand-written kernels, and the CUDA runtime that they are started with:
/// it opens the driver itself.
static constexpr llvm::StringRef kernelArchives[] = {"libmla_kernels.a",
                                                     "libcudart_static.a"};

bool mlir::mla::callsKernels(const llvm::Module &module) {
  return llvm::any_of(::mla::kernels::kAllKernels, [&](const auto *kernel) {
    return module.getFunction(kernel->launch) != nullptr;
  });
}

bool mlir::mla::hasKernelArchives(llvm::StringRef archiveDirectory) {
  return llvm::all_of(kernelArchives, [&](llvm::StringRef name) {
    llvm::Expected<std::string> found = findArchive(archiveDirectory, name);
    if (found)
      return true;
    llvm::consumeError(found.takeError());
    return false;
  });
}

llvm::Error mlir::mla::link(llvm::StringRef objectPath,
                            llvm::StringRef outputPath, Artifact artifact,
                            llvm::StringRef archiveDirectory,
                            bool callsKernels) {
  llvm::Expected<std::string> driver = findLinkDriver();
  if (!driver)
    return driver.takeError();
  llvm::Expected<std::string> runtime =
      findArchive(archiveDirectory, "libMLARuntime.a");
  if (!runtime)
    return runtime.takeError();

  std::string main, script, scriptOption;
  llvm::SmallVector<llvm::StringRef> command = {*driver, "-o", outputPath,
                                                objectPath};
  if (artifact == Artifact::Executable) {
    llvm::Expected<std::string> archive =
        findArchive(archiveDirectory, "libMLAProgram.a");
    if (!archive)
      return archive.takeError();
    main = *archive;
    command.append({main, *runtime, "-Wl,--gc-sections"});
  } else {
    llvm::Expected<std::string> file = writeTemporary(exportsScript, "map");
    if (!file)
      return file.takeError();
    script = *file;
    scriptOption = "-Wl,--version-script=" + script;
    // Nothing in the object asks for the engine: its users do.
    command.append({"-shared", "-Wl,--whole-archive", *runtime,
                    "-Wl,--no-whole-archive", scriptOption});
  }
  llvm::SmallVector<std::string> kernels;
  if (callsKernels) {
    for (llvm::StringRef name : kernelArchives) {
      llvm::Expected<std::string> archive = findArchive(archiveDirectory, name);
      if (!archive)
        return archive.takeError();
      kernels.push_back(*archive);
    }
    command.append(kernels.begin(), kernels.end());
    command.append({"-ldl", "-lrt"});
  }
  llvm::FileRemover removeScript;
  if (!script.empty())
    removeScript.setFile(script);
  command.append({"-static-libstdc++", "-static-libgcc", "-pthread", "-lm"});
  return run(command);
}
