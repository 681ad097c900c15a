//===- OutputFile.h - files that appear whole or not at all -----*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_TARGET_OUTPUTFILE_H
#define MLA_TARGET_OUTPUTFILE_H

#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include "llvm/Support/raw_ostream.h"

#include <memory>
#include <string>

namespace mlir::mla {

/// A file beside the wanted one that takes its name when it is complete; until
/// then, and if anything fails or a signal ends the process, what was there
/// before stays. What is no regular file (a pipe, /dev/null) is written to
/// when complete, and never replaced.
class OutputFile {
public:
  /// Fails early if the place cannot be written to.
  static llvm::Expected<OutputFile> create(llvm::StringRef path);

  OutputFile(OutputFile &&other) noexcept;
  OutputFile &operator=(OutputFile &&) = delete;
  ~OutputFile();

  /// The name of the file until `commit`.
  const std::string &temporaryPath() const { return temporary; }
  /// Opens the file for writing; for those who do not write by its name.
  llvm::Expected<std::unique_ptr<llvm::raw_fd_ostream>> open();
  /// Gives the file its name.
  llvm::Error commit();

private:
  OutputFile(std::string path, std::string temporary, bool isRegular);

  std::string path;
  std::string temporary; ///< empty: nothing to remove
  bool isRegular;
};

} // namespace mlir::mla

#endif // MLA_TARGET_OUTPUTFILE_H
