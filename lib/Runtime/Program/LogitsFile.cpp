//===- LogitsFile.cpp - a .npy file written row by row --------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "LogitsFile.h"
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
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
  if (path.empty())
    return failure("write", ENOENT);
  // A link stays a link: what it points to is replaced.
  std::error_code code;
  std::filesystem::path target = std::filesystem::canonical(path, code);
  final = code ? path : target.string();
  struct stat status;
  if (::stat(final.c_str(), &status) == 0 && !S_ISREG(status.st_mode))
    return badInput("--logits ", path, ": expected a regular file, got a ",
                    S_ISDIR(status.st_mode) ? "directory" : "special file");

  std::string folder = std::filesystem::path(final).parent_path().string();
  if (folder.empty())
    folder = ".";
  descriptor = ::open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
  if (descriptor < 0) {
    temporary = temporaryName();
    descriptor = ::open(temporary.c_str(),
                        O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
  }
  if (descriptor < 0) {
    temporary.clear();
    return failure("write", errno);
  }

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
  if (temporary.empty()) {
    // A name can be given to the file, but only one that is not taken.
    std::string open = concat("/proc/self/fd/", descriptor);
    temporary = temporaryName();
    if (::linkat(AT_FDCWD, open.c_str(), AT_FDCWD, temporary.c_str(),
                 AT_SYMLINK_FOLLOW) != 0) {
      int code = errno;
      temporary.clear();
      return failure("write", code);
    }
  }
  int closed = ::close(descriptor);
  descriptor = -1;
  if (closed != 0 || ::rename(temporary.c_str(), final.c_str()) != 0)
    return failure("write", errno);
  temporary.clear();
  return Error::success();
}

/// Beside the final name, and no other process's.
std::string LogitsFile::temporaryName() const {
  return concat(final, ".", ::getpid(), ".tmp");
}

LogitsFile::~LogitsFile() {
  if (descriptor >= 0)
    ::close(descriptor);
  if (!temporary.empty())
    ::unlink(temporary.c_str());
}

} // namespace mla::runtime
