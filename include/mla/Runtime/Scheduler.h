//===- Scheduler.h - which sequence computes what in a step -----*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Admission and chunking, and nothing else: no tokens are looked at here.
//
// A sequence is admitted, first come first served, when there is a place in
// the batch and there are pages for all the tokens it may ever have. So an
// admitted sequence always finishes, and nothing is ever evicted.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_RUNTIME_SCHEDULER_H
#define MLA_RUNTIME_SCHEDULER_H

#include "mla/Runtime/PageAllocator.h"
#include <algorithm>
#include <cstdint>
#include <deque>
#include <vector>

namespace mla::runtime {

/// A request on its way.
struct Sequence {
  int64_t handle = 0;
  std::vector<int32_t> tokens; ///< the prompt, then what was generated
  int64_t promptLength = 0;
  int64_t limit = 0;  ///< tokens it may have in the end; at least promptLength
  int64_t cached = 0; ///< tokens whose rows are in the cache
  int64_t begunAgainAt = 0; ///< tokens it had when it was begun again, if so
  bool isLong = false;      ///< uses the positions of long sequences
  std::vector<int32_t> pages;
  bool wantsPromptLogits = false;

  /// Tokens that are computed as a prompt is.
  int64_t prefillLength() const { return std::max(promptLength, begunAgainAt); }
  bool decodes() const { return cached >= prefillLength(); }
  /// Rows the cache must have room for: the last token is never fed back.
  int64_t maxCached() const {
    return limit > promptLength ? limit - 1 : promptLength;
  }
};

/// Rows [begin, begin + count) of a sequence, to be computed in one step.
struct ScheduledRows {
  Sequence *sequence = nullptr;
  int64_t begin = 0;
  int64_t count = 0;

  /// Whether the step's last row of it gives the next token.
  bool completes() const {
    return begin + count == int64_t(sequence->tokens.size());
  }
};

/// One step: sequences that decode first, then those that prefill.
struct Schedule {
  std::vector<ScheduledRows> rows;
  int64_t numDecode = 0; ///< sequences that decode; each has one row

  bool empty() const { return rows.empty(); }
  int64_t numTokens() const;
};

struct SchedulerOptions {
  int64_t maxTokens = 1;    ///< rows a step may have
  int64_t maxBatch = 1;     ///< sequences a step may have; at most maxTokens
  int64_t prefillChunk = 1; ///< prompt rows one sequence computes in a step
  int64_t pageSize = 1;
};

class Scheduler {
public:
  Scheduler(const SchedulerOptions &options, PageAllocator &pages)
      : options(options), pages(pages) {}

  /// Puts a sequence in the queue; it must fit in the cache alone.
  void add(Sequence *sequence) { waiting.push_back(sequence); }
  /// Forgets a sequence, finished or not, and gives its pages back.
  void remove(Sequence *sequence);

  /// Admits what can be admitted and says what to compute next; empty only if
  /// there is no sequence at all. The caller advances `cached` and `tokens`.
  Schedule next();

  int64_t numWaiting() const { return int64_t(waiting.size()); }
  int64_t numRunning() const { return int64_t(running.size()); }

private:
  void admit();

  SchedulerOptions options;
  PageAllocator &pages;
  std::deque<Sequence *> waiting;
  std::vector<Sequence *> running; ///< in the order they were admitted
};

} // namespace mla::runtime

#endif // MLA_RUNTIME_SCHEDULER_H
