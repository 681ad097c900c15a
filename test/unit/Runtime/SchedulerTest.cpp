//===- SchedulerTest.cpp - admission, chunking and the batch that comes of it
//===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/Scheduler.h"
#include "mla/Runtime/BatchBuilder.h"
#include <gtest/gtest.h>
#include <memory>

using namespace mla::runtime;

namespace {

/// A scheduler with the sequences it works on; "runs" steps by advancing them.
struct Bench {
  Bench(const SchedulerOptions &options, int64_t pages)
      : pages(pages), scheduler(options, this->pages) {}

  Sequence *add(int64_t prompt, int64_t maxNew, bool logits = false) {
    auto sequence = std::make_unique<Sequence>();
    sequence->handle = int64_t(all.size());
    for (int64_t i = 0; i < prompt; ++i)
      sequence->tokens.push_back(int32_t(100 * all.size() + i));
    sequence->promptLength = prompt;
    sequence->limit = prompt + maxNew;
    sequence->wantsPromptLogits = logits;
    scheduler.add(sequence.get());
    all.push_back(std::move(sequence));
    return all.back().get();
  }

  /// Does what the engine does after a step, with a made-up token.
  void finishStep(const Schedule &schedule) {
    for (const ScheduledRows &rows : schedule.rows) {
      bool completes = rows.completes();
      rows.sequence->cached += rows.count;
      if (!completes)
        continue;
      if (int64_t(rows.sequence->tokens.size()) < rows.sequence->limit)
        rows.sequence->tokens.push_back(9);
      if (int64_t(rows.sequence->tokens.size()) == rows.sequence->limit)
        scheduler.remove(rows.sequence);
    }
  }

  PageAllocator pages;
  Scheduler scheduler;
  std::vector<std::unique_ptr<Sequence>> all;
};

/// "2:0+3 | 1:4+1" = sequence 2, rows 0 to 2, decodes; sequence 1, row 4.
std::string print(const Schedule &schedule) {
  std::string text;
  for (size_t i = 0; i < schedule.rows.size(); ++i) {
    const ScheduledRows &rows = schedule.rows[i];
    if (int64_t(i) == schedule.numDecode)
      text += "|";
    text += " " + std::to_string(rows.sequence->handle) + ":" +
            std::to_string(rows.begin) + "+" + std::to_string(rows.count) + " ";
  }
  if (schedule.numDecode == int64_t(schedule.rows.size()))
    text += "|";
  return text;
}

} // namespace

TEST(Scheduler, PrefillsThenDecodes) {
  Bench bench({.maxTokens = 8, .maxBatch = 4, .prefillChunk = 8, .pageSize = 4},
              10);
  bench.add(3, 2);
  Schedule schedule = bench.scheduler.next();
  EXPECT_EQ(print(schedule), "| 0:0+3 ");
  bench.finishStep(schedule);
  schedule = bench.scheduler.next();
  EXPECT_EQ(print(schedule), " 0:3+1 |");
  bench.finishStep(schedule);
  EXPECT_TRUE(bench.scheduler.next().empty());
  EXPECT_EQ(bench.pages.numFree(), 10);
}

TEST(Scheduler, CutsPromptsIntoChunks) {
  Bench bench({.maxTokens = 8, .maxBatch = 4, .prefillChunk = 3, .pageSize = 4},
              10);
  bench.add(7, 1);
  for (const char *expected : {"| 0:0+3 ", "| 0:3+3 ", "| 0:6+1 "}) {
    Schedule schedule = bench.scheduler.next();
    EXPECT_EQ(print(schedule), expected);
    bench.finishStep(schedule);
  }
  EXPECT_TRUE(bench.scheduler.next().empty());
}

TEST(Scheduler, NeverExceedsMaxTokens) {
  Bench bench({.maxTokens = 5, .maxBatch = 5, .prefillChunk = 5, .pageSize = 4},
              100);
  bench.add(4, 9);
  bench.add(4, 9);
  Schedule schedule = bench.scheduler.next();
  EXPECT_EQ(print(schedule), "| 0:0+4  1:0+1 ");
  bench.finishStep(schedule);
  schedule = bench.scheduler.next();
  EXPECT_EQ(print(schedule), " 0:4+1 | 1:1+3 ");
  bench.finishStep(schedule);
  EXPECT_EQ(print(bench.scheduler.next()), " 0:5+1  1:4+1 |");
}

TEST(Scheduler, DecodesFirstAndMixesInPrefill) {
  Bench bench({.maxTokens = 8, .maxBatch = 4, .prefillChunk = 2, .pageSize = 4},
              100);
  bench.add(5, 9);
  bench.finishStep(bench.scheduler.next());
  bench.add(2, 9);
  bench.finishStep(bench.scheduler.next());
  // The second is ready to decode while the first, admitted before, is not.
  EXPECT_EQ(print(bench.scheduler.next()), " 1:2+1 | 0:4+1 ");
}

TEST(Scheduler, AdmitsAsManyAsTheBatchTakes) {
  Bench bench({.maxTokens = 8, .maxBatch = 2, .prefillChunk = 8, .pageSize = 4},
              100);
  for (int i = 0; i < 3; ++i)
    bench.add(1, 2);
  bench.finishStep(bench.scheduler.next());
  EXPECT_EQ(bench.scheduler.numRunning(), 2);
  EXPECT_EQ(bench.scheduler.numWaiting(), 1);
  bench.finishStep(bench.scheduler.next()); // both finish
  EXPECT_EQ(print(bench.scheduler.next()), "| 2:0+1 ");
}

TEST(Scheduler, WaitsForPagesInOrder) {
  // 3 pages of 4. The first takes 2 (8 rows: 4 + 5 tokens, the last not fed
  // back), the second needs 2, the third would fit but must not pass it.
  Bench bench({.maxTokens = 8, .maxBatch = 4, .prefillChunk = 8, .pageSize = 4},
              3);
  bench.add(4, 5);
  bench.add(5, 1);
  bench.add(1, 1);
  Schedule schedule = bench.scheduler.next();
  EXPECT_EQ(print(schedule), "| 0:0+4 ");
  while (bench.scheduler.numWaiting() == 2) {
    bench.finishStep(schedule);
    schedule = bench.scheduler.next();
  }
  EXPECT_EQ(print(schedule), "| 1:0+5  2:0+1 ");
}

TEST(Scheduler, ReservesNoPageForTheLastToken) {
  Bench bench({.maxTokens = 8, .maxBatch = 4, .prefillChunk = 8, .pageSize = 4},
              1);
  bench.add(3, 2); // 4 rows: 3 of the prompt and the first new token
  EXPECT_EQ(print(bench.scheduler.next()), "| 0:0+3 ");
}

TEST(Scheduler, ForgetsWhatIsRemoved) {
  Bench bench({.maxTokens = 8, .maxBatch = 1, .prefillChunk = 8, .pageSize = 4},
              4);
  Sequence *running = bench.add(4, 4), *waiting = bench.add(4, 4);
  bench.scheduler.next();
  bench.scheduler.remove(waiting);
  bench.scheduler.remove(running);
  EXPECT_EQ(bench.pages.numFree(), 4);
  EXPECT_TRUE(bench.scheduler.next().empty());
}

//===----------------------------------------------------------------------===//
// The batch
//===----------------------------------------------------------------------===//

template <typename T>
static std::vector<T> list(const T *begin, int64_t count) {
  return std::vector<T>(begin, begin + count);
}
using Ints = std::vector<int32_t>;

TEST(StepBatch, DescribesAMixedStep) {
  Sequence decoding, prefilling;
  decoding.tokens = {10, 11, 12, 13, 14};
  decoding.promptLength = 3;
  decoding.limit = 9;
  decoding.cached = 4;
  decoding.pages = {7, 2};
  prefilling.tokens = {20, 21, 22, 23, 24, 25};
  prefilling.promptLength = 6;
  prefilling.limit = 9;
  prefilling.cached = 3;
  prefilling.pages = {5, 0};
  Schedule schedule;
  schedule.rows = {{&decoding, 4, 1}, {&prefilling, 3, 2}};
  schedule.numDecode = 1;

  StepBatch batch(/*pageSize=*/4, /*pageTableStride=*/3);
  batch.build(schedule);
  MlaBatchV1 abi = batch.abi();
  EXPECT_EQ(batch.sizes().tokens, 3);
  EXPECT_EQ(batch.sizes().sequences, 2);
  EXPECT_EQ(batch.sizes().logitRows, 1);
  EXPECT_EQ(abi.num_decode, 1);
  EXPECT_EQ(abi.num_decode_tokens, 1);
  EXPECT_EQ(abi.num_continued_tokens, 3) << "both have cached tokens";
  EXPECT_EQ(abi.page_table_stride, 3);
  EXPECT_EQ(list(abi.seq_lens, 2), (Ints{5, 5}));
  EXPECT_EQ(list(abi.query_start, 3), (Ints{0, 1, 3}));
  EXPECT_EQ(list(abi.positions, 3), (Ints{4, 3, 4}));
  EXPECT_EQ(list(abi.slot_mapping, 3), (Ints{2 * 4 + 0, 5 * 4 + 3, 0 * 4 + 0}));
  EXPECT_EQ(list(abi.page_table, 2), (Ints{7, 2}));
  EXPECT_EQ(list(abi.page_table + 3, 2), (Ints{5, 0}));
  EXPECT_EQ(list(batch.tokens(), 3), (Ints{14, 23, 24}));
  EXPECT_EQ(list(batch.logitRows(), 1), (Ints{0}));
}

TEST(StepBatch, AsksForTheLastRowOfACompletedPrompt) {
  Sequence sequence;
  sequence.tokens = {1, 2, 3};
  sequence.promptLength = 3;
  sequence.limit = 5;
  sequence.pages = {0};
  Schedule schedule;
  schedule.rows = {{&sequence, 0, 2}};
  StepBatch batch(4, 1);
  batch.build(schedule);
  EXPECT_EQ(batch.sizes().logitRows, 0) << "a chunk that is not the last";
  EXPECT_EQ(batch.abi().num_continued_tokens, 0) << "nothing is cached yet";
  schedule.rows = {{&sequence, 0, 3}};
  batch.build(schedule);
  EXPECT_EQ(list(batch.logitRows(), batch.sizes().logitRows), (Ints{2}));
  sequence.wantsPromptLogits = true;
  schedule.rows = {{&sequence, 0, 2}};
  batch.build(schedule);
  EXPECT_EQ(list(batch.logitRows(), batch.sizes().logitRows), (Ints{0, 1}));
}

TEST(StepBatch, PadsToTheSizesAskedFor) {
  Sequence sequence;
  sequence.tokens = {1, 2, 3};
  sequence.promptLength = 3;
  sequence.limit = 5;
  sequence.pages = {3};
  Schedule schedule;
  schedule.rows = {{&sequence, 0, 3}};
  StepBatch batch(4, 2);
  batch.build(schedule, {.tokens = 5, .sequences = 3, .logitRows = 2});
  MlaBatchV1 abi = batch.abi();
  EXPECT_EQ(batch.sizes().tokens, 5);
  EXPECT_EQ(batch.real().tokens, 3);
  EXPECT_EQ(list(abi.seq_lens, 3), (Ints{3, 0, 0}));
  EXPECT_EQ(list(abi.query_start, 4), (Ints{0, 3, 3, 3}));
  EXPECT_EQ(list(abi.slot_mapping, 5), (Ints{12, 13, 14, -1, -1}));
  EXPECT_EQ(list(abi.positions, 5), (Ints{0, 1, 2, 0, 0}));
  EXPECT_EQ(list(batch.tokens(), 5), (Ints{1, 2, 3, 0, 0}));
  EXPECT_EQ(list(batch.logitRows(), 2), (Ints{2, 0}));
}
