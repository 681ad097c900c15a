//===- BatchBuilder.cpp - a step's metadata -------------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Runtime/BatchBuilder.h"
#include <algorithm>
#include <cassert>

namespace mla::runtime {

static int64_t countLogitRows(const ScheduledRows &entry) {
  return entry.sequence->wantsPromptLogits && !entry.sequence->decodes()
             ? entry.count
             : entry.completes();
}

StepSizes StepBatch::measure(const Schedule &schedule) {
  StepSizes sizes;
  sizes.sequences = int64_t(schedule.rows.size());
  sizes.tokens = schedule.numTokens();
  for (const ScheduledRows &entry : schedule.rows)
    sizes.logitRows += countLogitRows(entry);
  return sizes;
}

void StepBatch::build(const Schedule &schedule, const StepSizes &requested) {
  actual = measure(schedule);
  ranges.clear();
  int64_t firstLogit = 0;
  for (const ScheduledRows &entry : schedule.rows) {
    ranges.push_back({firstLogit, countLogitRows(entry)});
    firstLogit += ranges.back().count;
  }
  padded.tokens = std::max(actual.tokens, requested.tokens);
  padded.sequences = std::max(actual.sequences, requested.sequences);
  padded.logitRows = std::max(actual.logitRows, requested.logitRows);
  decodes = schedule.numDecode == actual.sequences;
  numDecode = decodes ? padded.sequences : schedule.numDecode;
  numDecodeTokens = decodes ? padded.tokens : schedule.numDecode;
  numContinuedTokens = numDecodeTokens;

  seqLens.assign(size_t(padded.sequences), 0);
  queryStart.assign(size_t(padded.sequences) + 1, int32_t(actual.tokens));
  slotMapping.assign(size_t(padded.tokens), -1);
  positions.assign(size_t(padded.tokens), 0);
  tokenIds.assign(size_t(padded.tokens), 0);
  logitRowIds.assign(size_t(padded.logitRows), 0);
  // Rows of the table are kept: they change only when sequences come and go,
  // and a model of long sequences has long rows.
  if (pageTable.size() < size_t(padded.sequences * stride)) {
    pageTable.resize(size_t(padded.sequences * stride), 0);
    ++version;
  }

  size_t row = 0, logitRow = 0;
  for (size_t b = 0; b < schedule.rows.size(); ++b) {
    const ScheduledRows &entry = schedule.rows[b];
    const Sequence &sequence = *entry.sequence;
    assert(int64_t(sequence.pages.size()) <= stride && "too many pages");
    seqLens[b] = int32_t(entry.begin + entry.count);
    queryStart[b] = int32_t(row);
    auto tableRow = pageTable.begin() + int64_t(b) * stride;
    if (!std::equal(sequence.pages.begin(), sequence.pages.end(), tableRow)) {
      std::copy(sequence.pages.begin(), sequence.pages.end(), tableRow);
      ++version;
    }
    for (int64_t i = 0; i < entry.count; ++i, ++row) {
      int64_t position = entry.begin + i;
      int64_t page = sequence.pages[size_t(position / pageSize)];
      positions[row] = int32_t(sequence.isLong ? ~position : position);
      slotMapping[row] = int32_t(page * pageSize + position % pageSize);
      tokenIds[row] = sequence.tokens[size_t(position)];
      if (i >= entry.count - ranges[b].count)
        logitRowIds[logitRow++] = int32_t(row);
    }
    if (entry.begin > 0 && !decodes)
      numContinuedTokens = int64_t(row);
  }
}

MlaBatchV1 StepBatch::abi() const {
  MlaBatchV1 batch;
  batch.num_decode = numDecode;
  batch.num_decode_tokens = numDecodeTokens;
  batch.num_continued_tokens = numContinuedTokens;
  batch.page_table_stride = stride;
  batch.seq_lens = seqLens.data();
  batch.query_start = queryStart.data();
  batch.slot_mapping = slotMapping.data();
  batch.positions = positions.data();
  batch.page_table = pageTable.data();
  return batch;
}

} // namespace mla::runtime
