//===- Memory.cpp - large anonymous memory --------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Memory.h"
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

namespace mla::runtime {

Expected<Region> Region::allocate(uint64_t bytes, const std::string &what) {
  Region region;
  if (bytes == 0)
    return region;
  // Not reserved: most of a cache may never be touched. Whether there is
  // enough is asked of availableMemory() beforehand, with a better message.
  void *mapped =
      bytes > uint64_t(PTRDIFF_MAX)
          ? MAP_FAILED
          : ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED)
    return badInput("not enough memory for ", what, ": it needs ",
                    formatBytes(bytes), ", and ",
                    formatBytes(availableMemory()), " are available");
  ::madvise(mapped, bytes, MADV_HUGEPAGE); // best effort
  region.base = static_cast<std::byte *>(mapped);
  region.length = bytes;
  return region;
}

Region::~Region() {
  if (base)
    ::munmap(base, length);
}

/// The number after `key` in a file of "key value" lines, or nothing.
static bool readField(const char *path, const std::string &key,
                      uint64_t &value) {
  std::ifstream stream(path);
  std::string name;
  while (stream >> name) {
    if (name == key)
      return bool(stream >> value);
    std::getline(stream, name);
  }
  return false;
}

static bool readNumber(const char *path, uint64_t &value) {
  std::ifstream stream(path);
  return bool(stream >> value); // "max" is no number: no limit
}

uint64_t availableMemory() {
  uint64_t available = UINT64_MAX, kib = 0;
  if (readField("/proc/meminfo", "MemAvailable:", kib))
    available = kib * 1024;
  uint64_t limit = 0, used = 0, files = 0;
  if (readNumber("/sys/fs/cgroup/memory.max", limit) &&
      readNumber("/sys/fs/cgroup/memory.current", used)) {
    // The group's page cache is given back when memory gets short.
    readField("/sys/fs/cgroup/memory.stat", "file", files);
    used -= std::min(used, files);
    available = std::min(available, limit - std::min(limit, used));
  }
  struct rlimit space;
  uint64_t pages = 0;
  if (::getrlimit(RLIMIT_AS, &space) == 0 && space.rlim_cur != RLIM_INFINITY &&
      readNumber("/proc/self/statm", pages)) {
    uint64_t mapped = pages * uint64_t(::sysconf(_SC_PAGESIZE));
    available =
        std::min(available, space.rlim_cur - std::min(space.rlim_cur, mapped));
  }
  return available;
}

uint64_t peakMemory() {
  struct rusage usage;
  if (::getrusage(RUSAGE_SELF, &usage) != 0)
    return 0;
  return uint64_t(usage.ru_maxrss) * 1024;
}

std::string formatBytes(uint64_t bytes) {
  static constexpr const char *units[] = {"bytes", "KiB", "MiB",
                                          "GiB",   "TiB", "PiB"};
  double value = double(bytes);
  size_t unit = 0;
  while (value >= 1024 && unit + 1 < sizeof units / sizeof *units) {
    value /= 1024;
    ++unit;
  }
  char text[48];
  std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.2f %s", value,
                units[unit]);
  return text;
}

} // namespace mla::runtime
