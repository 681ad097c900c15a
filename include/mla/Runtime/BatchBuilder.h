//===- BatchBuilder.h - a step's metadata -----------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_RUNTIME_BATCHBUILDER_H
#define MLA_RUNTIME_BATCHBUILDER_H

#include "mla/Runtime/ModelABI.h"
#include "mla/Runtime/Scheduler.h"
#include <vector>

namespace mla::runtime {

/// Sizes of a step.
struct StepSizes {
  int64_t tokens = 0;
  int64_t sequences = 0;
  int64_t logitRows = 0;
};

/// The arrays of a step, in host memory. They stay where they are from one
/// step to the next unless one needs more room.
class StepBatch {
public:
  StepBatch(int64_t pageSize, int64_t pageTableStride)
      : pageSize(pageSize), stride(pageTableStride) {}

  /// Sizes of a schedule, without padding. Rows of a decoding sequence, the
  /// last row of a completed prompt, and all rows of a sequence that wants them
  /// give logits, in the order of the rows.
  static StepSizes measure(const Schedule &schedule);

  /// Fills everything for a schedule, padded to sizes that are not below its
  /// own. In a padded step that only decodes, the padded sequences decode too,
  /// so that its sizes say all there is to know on the host.
  void build(const Schedule &schedule, const StepSizes &padded = {});

  /// Pointers into this object.
  MlaBatchV1 abi() const;
  const int32_t *tokens() const { return tokenIds.data(); }
  const int32_t *logitRows() const { return logitRowIds.data(); }

  StepSizes sizes() const { return padded; } ///< with padding
  StepSizes real() const { return actual; }  ///< without
  bool onlyDecodes() const { return decodes; }
  /// Changes whenever an entry of the page table that is in use does.
  uint64_t pageTableVersion() const { return version; }
  /// Logit rows of each scheduled sequence: first and number.
  struct LogitRange {
    int64_t first = 0;
    int64_t count = 0;
  };
  const std::vector<LogitRange> &logitRanges() const { return ranges; }

private:
  int64_t pageSize, stride;
  StepSizes padded, actual;
  int64_t numDecode = 0, numDecodeTokens = 0, numContinuedTokens = 0;
  bool decodes = false;
  uint64_t version = 0;
  std::vector<int32_t> seqLens, queryStart, slotMapping, positions, pageTable,
      tokenIds, logitRowIds;
  std::vector<LogitRange> ranges;
};

} // namespace mla::runtime

#endif // MLA_RUNTIME_BATCHBUILDER_H
