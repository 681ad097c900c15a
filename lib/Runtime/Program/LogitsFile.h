//===- LogitsFile.h - a .npy file written row by row ------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_PROGRAM_LOGITSFILE_H
#define MLA_LIB_RUNTIME_PROGRAM_LOGITSFILE_H

#include "mla/Runtime/Error.h"
#include <cstdint>
#include <string>

namespace mla::runtime {

/// f32 [rows, columns] in NumPy's format. Written to a file without a name (or
/// with a temporary one, where the file system has no such files) that gets the
/// name asked for when it is complete, so that there is never half a file.
class LogitsFile {
public:
  LogitsFile() = default;
  LogitsFile(const LogitsFile &) = delete;
  LogitsFile &operator=(const LogitsFile &) = delete;
  ~LogitsFile(); ///< removes the temporary file if it was not published

  Error open(const std::string &path, int64_t rows, int64_t columns);
  Error append(const float *values, int64_t rows);
  Error publish();
  bool isOpen() const { return descriptor >= 0; }

private:
  Error write(const void *bytes, uint64_t size);
  Error failure(const char *what, int code) const;

  std::string temporaryName() const;

  std::string path;      ///< as it was asked for
  std::string final;     ///< the same, links followed
  std::string temporary; ///< empty while the file has no name
  int64_t columns = 0;
  int descriptor = -1;
};

} // namespace mla::runtime

#endif // MLA_LIB_RUNTIME_PROGRAM_LOGITSFILE_H
