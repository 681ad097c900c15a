//===- Memory.h - large anonymous memory ------------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_RUNTIME_MEMORY_H
#define MLA_RUNTIME_MEMORY_H

#include "mla/Runtime/Error.h"
#include <cstddef>
#include <string>
#include <utility>

namespace mla::runtime {

/// Zeroed memory from the system, page aligned, with huge pages where they
/// are to be had. It costs nothing until it is touched.
class Region {
public:
  Region() = default;
  /// `what` names the memory in the message: "the cache".
  static Expected<Region> allocate(uint64_t bytes, const std::string &what);

  Region(Region &&other) noexcept
      : base(std::exchange(other.base, nullptr)),
        length(std::exchange(other.length, 0)) {}
  Region &operator=(Region &&other) noexcept {
    std::swap(base, other.base);
    std::swap(length, other.length);
    return *this;
  }
  ~Region();

  std::byte *data() const { return base; }
  uint64_t size() const { return length; }

private:
  std::byte *base = nullptr;
  uint64_t length = 0;
};

/// Bytes that can be had without swapping: what the system says is available,
/// and no more than the limits of the control group and the process leave.
uint64_t availableMemory();

/// The most memory this process ever had resident, in bytes.
uint64_t peakMemory();

/// `1.5 GiB`.
std::string formatBytes(uint64_t bytes);

} // namespace mla::runtime

#endif // MLA_RUNTIME_MEMORY_H
