//===- OutputFile.cpp - files that appear whole or not at all -------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Target/OutputFile.h"

#include "llvm/ADT/SmallString.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Signals.h"

using namespace mlir::mla;
namespace fs = llvm::sys::fs;

static llvm::Error cannotWrite(llvm::StringRef path, std::error_code code) {
  return llvm::createStringError("cannot write " + path + ": " +
                                 code.message());
}

OutputFile::OutputFile(std::string path, std::string temporary, bool isRegular)
    : path(std::move(path)), temporary(std::move(temporary)),
      isRegular(isRegular) {
  llvm::sys::RemoveFileOnSignal(this->temporary);
}

OutputFile::OutputFile(OutputFile &&other) noexcept
    : path(std::move(other.path)), temporary(std::move(other.temporary)),
      isRegular(other.isRegular) {
  other.temporary.clear();
}

OutputFile::~OutputFile() {
  if (temporary.empty())
    return;
  fs::remove(temporary);
  llvm::sys::DontRemoveFileOnSignal(temporary);
}

llvm::Expected<OutputFile> OutputFile::create(llvm::StringRef path) {
  fs::file_status status;
  bool exists = !fs::status(path, status);
  if (exists && status.type() == fs::file_type::directory_file)
    return cannotWrite(path, std::make_error_code(std::errc::is_a_directory));
  if (exists)
    if (std::error_code code = fs::access(path, fs::AccessMode::Write))
      return cannotWrite(path, code);
  bool isRegular = !exists || status.type() == fs::file_type::regular_file;

  // A link keeps pointing to where it points.
  llvm::SmallString<256> target(path);
  if (exists && isRegular)
    if (std::error_code code = fs::real_path(path, target))
      return cannotWrite(path, code);
  // Renaming is atomic within a file system only: beside the wanted file.
  llvm::SmallString<256> model(target);
  if (!isRegular) {
    model.clear();
    llvm::sys::path::system_temp_directory(/*ErasedOnReboot=*/true, model);
    llvm::sys::path::append(model, "mlac");
  }
  model += ".%%%%%%%%.tmp";
  llvm::SmallString<256> temporary;
  int descriptor;
  if (std::error_code code = fs::createUniqueFile(model, descriptor, temporary,
                                                  fs::OF_None, /*Mode=*/0666))
    return cannotWrite(path, code);
  fs::file_t handle = fs::convertFDToNativeFile(descriptor);
  if (std::error_code code = fs::closeFile(handle))
    return cannotWrite(path, code);
  return OutputFile(target.str().str(), temporary.str().str(), isRegular);
}

llvm::Expected<std::unique_ptr<llvm::raw_fd_ostream>> OutputFile::open() {
  std::error_code code;
  auto stream = std::make_unique<llvm::raw_fd_ostream>(temporary, code);
  if (code)
    return cannotWrite(path, code);
  return std::move(stream);
}

llvm::Error OutputFile::commit() {
  if (isRegular) {
    if (std::error_code code = fs::rename(temporary, path))
      return cannotWrite(path, code);
    llvm::sys::DontRemoveFileOnSignal(temporary);
    temporary.clear();
    return llvm::Error::success();
  }
  auto buffer = llvm::MemoryBuffer::getFile(temporary);
  if (std::error_code code = buffer.getError())
    return cannotWrite(path, code);
  std::error_code code;
  llvm::raw_fd_ostream out(path, code, fs::CD_OpenExisting);
  if (!code) {
    out << (*buffer)->getBuffer();
    out.close();
    code = out.error();
    out.clear_error();
  }
  return code ? cannotWrite(path, code) : llvm::Error::success();
}
