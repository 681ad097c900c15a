//===- Scheduler.cpp - which sequence computes what in a step -------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Scheduler.h"
#include <algorithm>

namespace mla::runtime {

int64_t Schedule::numTokens() const {
  int64_t tokens = 0;
  for (const ScheduledRows &entry : rows)
    tokens += entry.count;
  return tokens;
}

void Scheduler::remove(Sequence *sequence) {
  pages.release(sequence->pages);
  sequence->pages.clear();
  std::erase(running, sequence);
  std::erase(waiting, sequence);
}

void Scheduler::admit() {
  // Strictly in order: a long request that must wait for pages is not passed
  // by short ones for ever.
  while (!waiting.empty() && int64_t(running.size()) < options.maxBatch) {
    Sequence *sequence = waiting.front();
    int64_t needed =
        (sequence->maxCached() + options.pageSize - 1) / options.pageSize;
    std::optional<std::vector<int32_t>> granted = pages.allocate(needed);
    if (!granted)
      return;
    sequence->pages = std::move(*granted);
    running.push_back(sequence);
    waiting.pop_front();
  }
}

Schedule Scheduler::next() {
  admit();
  Schedule schedule;
  // maxBatch <= maxTokens: every sequence that decodes has its row.
  for (Sequence *sequence : running)
    if (sequence->decodes())
      schedule.rows.push_back({sequence, sequence->cached, 1});
  schedule.numDecode = int64_t(schedule.rows.size());

  int64_t budget = options.maxTokens - schedule.numDecode;
  for (Sequence *sequence : running) {
    if (sequence->decodes())
      continue;
    int64_t count = std::min({sequence->prefillLength() - sequence->cached,
                              options.prefillChunk, budget});
    if (count == 0)
      break;
    schedule.rows.push_back({sequence, sequence->cached, count});
    budget -= count;
  }
  return schedule;
}

} // namespace mla::runtime
