//===- PageAllocatorTest.cpp - pages of the cache -------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/PageAllocator.h"
#include <gtest/gtest.h>
#include <random>
#include <set>

using mla::runtime::PageAllocator;

TEST(PageAllocator, HandsOutEveryPageOnce) {
  PageAllocator pages(5);
  std::set<int32_t> seen;
  for (int i = 0; i < 5; ++i)
    seen.insert(pages.allocate(1)->front());
  EXPECT_EQ(seen, (std::set<int32_t>{0, 1, 2, 3, 4}));
  EXPECT_EQ(pages.numFree(), 0);
  EXPECT_FALSE(pages.allocate(1));
}

TEST(PageAllocator, TakesNothingWhenThereIsTooLittle) {
  PageAllocator pages(3);
  EXPECT_FALSE(pages.allocate(4));
  EXPECT_EQ(pages.numFree(), 3);
  EXPECT_EQ(pages.allocate(3)->size(), 3u);
}

TEST(PageAllocator, NoPagesIsAGrantOfNone) {
  PageAllocator pages(0);
  ASSERT_TRUE(pages.allocate(0));
  EXPECT_TRUE(pages.allocate(0)->empty());
}

TEST(PageAllocator, HandsOutTheLastGivenBackFirst) {
  PageAllocator pages(8);
  std::vector<int32_t> first = *pages.allocate(3);
  pages.allocate(2);
  pages.release(first);
  EXPECT_EQ(*pages.allocate(3), first);
}

TEST(PageAllocator, NeverHandsOutAPageInUse) {
  std::mt19937 random(1);
  PageAllocator pages(40);
  std::vector<std::vector<int32_t>> held;
  std::set<int32_t> inUse;
  for (int i = 0; i < 5000; ++i) {
    if (random() % 2) {
      int64_t want = random() % 7;
      auto granted = pages.allocate(want);
      EXPECT_EQ(bool(granted), int64_t(inUse.size()) + want <= 40);
      if (!granted)
        continue;
      for (int32_t page : *granted)
        EXPECT_TRUE(page >= 0 && page < 40 && inUse.insert(page).second);
      held.push_back(*granted);
    } else if (!held.empty()) {
      size_t which = random() % held.size();
      pages.release(held[which]);
      for (int32_t page : held[which])
        inUse.erase(page);
      held.erase(held.begin() + long(which));
    }
    ASSERT_EQ(pages.numFree(), 40 - int64_t(inUse.size()));
  }
}
