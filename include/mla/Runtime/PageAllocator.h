//===- PageAllocator.h - pages of the cache ---------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_RUNTIME_PAGEALLOCATOR_H
#define MLA_RUNTIME_PAGEALLOCATOR_H

#include <cstdint>
#include <optional>
#include <vector>

namespace mla::runtime {

/// Hands out page numbers. A page has the same number in every cache. Pages
/// given back last are handed out first: they are the ones still in memory.
class PageAllocator {
public:
  explicit PageAllocator(int64_t pages = 0);

  /// So many pages, or nothing (and no change) if fewer are free.
  std::optional<std::vector<int32_t>> allocate(int64_t pages);
  /// Gives pages back; each must be in use.
  void release(const std::vector<int32_t> &pages);

  int64_t numPages() const { return int64_t(inUse.size()); }
  int64_t numFree() const { return int64_t(free.size()); }

private:
  std::vector<int32_t> free; ///< a stack
  std::vector<bool> inUse;
};

} // namespace mla::runtime

#endif // MLA_RUNTIME_PAGEALLOCATOR_H
