//===- PageAllocator.cpp - pages of the cache -----------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/PageAllocator.h"
#include <cassert>

namespace mla::runtime {

PageAllocator::PageAllocator(int64_t pages) : inUse(size_t(pages), false) {
  free.reserve(size_t(pages));
  for (int64_t page = pages - 1; page >= 0; --page)
    free.push_back(int32_t(page));
}

std::optional<std::vector<int32_t>> PageAllocator::allocate(int64_t pages) {
  if (pages > numFree())
    return std::nullopt;
  std::vector<int32_t> result(free.rbegin(), free.rbegin() + pages);
  free.resize(free.size() - size_t(pages));
  for (int32_t page : result)
    inUse[size_t(page)] = true;
  return result;
}

void PageAllocator::release(const std::vector<int32_t> &pages) {
  for (auto it = pages.rbegin(); it != pages.rend(); ++it) {
    assert(inUse[size_t(*it)] && "page given back twice");
    inUse[size_t(*it)] = false;
    free.push_back(*it);
  }
}

} // namespace mla::runtime
