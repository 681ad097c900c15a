//===- LogitsFile.cpp - a .npy file written row by row --------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LogitsFile.h"
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace mla::runtime {

Error LogitsFile::failure(const char *what, int code) const {
  return badInput("--logits ", path, ": cannot ", what, ": ",
                  std::strerror(code));
}

Error LogitsFile::open(const std::string &newPath, int64_t rows,
                       int64_t newColumns) {
  path = newPath;
  columns = newColumns;
  struct stat status;
  if (::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode))
    return failure("write", EISDIR);
  if (path.empty())
    return failure("write", ENOENT);
  temporary = path + ".XXXXXX";
  descriptor = ::mkstemp(temporary.data());
  if (descriptor < 0) {
    int code = errno;
    temporary.clear();
    return failure("write", code);
  }
  // mkstemp makes files for the owner only; an output is an ordinary file.
  mode_t mask = ::umask(0);
  ::umask(mask);
  ::fchmod(descriptor, 0666 & ~mask);

  std::string dictionary = concat("{'descr': '<f4', 'fortran_order': False, "
                                  "'shape': (",
                                  rows, ", ", columns, "), }");
  // Magic, version and length take 10 bytes; the data starts at a multiple
  // of 64.
  size_t length = (10 + dictionary.size() + 1 + 63) / 64 * 64 - 10;
  dictionary.resize(length - 1, ' ');
  dictionary += '\n';
  std::string header = std::string("\x93NUMPY\x01\x00", 8) +
                       char(length & 0xff) + char(length >> 8) + dictionary;
  return write(header.data(), header.size());
}

Error LogitsFile::append(const float *values, int64_t rows) {
  return write(values, uint64_t(rows) * uint64_t(columns) * sizeof(float));
}

Error LogitsFile::write(const void *bytes, uint64_t size) {
  const char *next = static_cast<const char *>(bytes);
  while (size > 0) {
    ssize_t written = ::write(descriptor, next, size);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return failure("write", errno);
    next += written;
    size -= uint64_t(written);
  }
  return Error::success();
}

Error LogitsFile::publish() {
  int closed = ::close(descriptor);
  descriptor = -1;
  if (closed != 0 || ::rename(temporary.c_str(), path.c_str()) != 0)
    return failure("write", errno);
  temporary.clear();
  return Error::success();
}

LogitsFile::~LogitsFile() {
  if (descriptor >= 0)
    ::close(descriptor);
  if (!temporary.empty())
    ::unlink(temporary.c_str());
}

} // namespace mla::runtime
