//===- MLATypes.td - types of the mla dialect --------------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLATYPES
#define MLA_DIALECT_IR_MLATYPES

include "mla/Dialect/IR/MLADialect.td"
include "mlir/IR/AttrTypeBase.td"

def MLA_BatchType : TypeDef<MLA_Dialect, "Batch"> {
  let mnemonic = "batch";
  let summary = "the metadata of a step's batch";
  let description = [{
    What one step works on, as one value: which sequences decode and which
    prefill, how long each is, where its cached tokens lie and where its new
    ones go. What takes a batch depends on the batch by construction, so that
    no name list is needed to know what a CUDA graph may capture.

    Contents (`mla.pack_batch` makes one from them): host scalars `num_decode`
    (sequences), `num_decode_tokens` (their rows, the first of the T) and
    `num_continued_tokens` (all rows of sequences that have tokens of earlier
    steps in the cache, be it to decode or to prefill further, are among the
    first so many); `seq_lens[B]` cached tokens including this step's;
    `query_start[B+1]`; `slot_mapping[T]` (-1: padding); `positions[T]`;
    `page_table[B, pages]`, arbitrary past a sequence's length.
  }];
}

#endif // MLA_DIALECT_IR_MLATYPES
