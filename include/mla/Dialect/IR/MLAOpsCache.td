//===- MLAOpsCache.td - batches and caches -----------------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLAOPSCACHE
#define MLA_DIALECT_IR_MLAOPSCACHE

include "mla/Dialect/IR/MLAOpsBase.td"

//===----------------------------------------------------------------------===//
// Batches
//===----------------------------------------------------------------------===//

def MLA_PackBatchOp : MLA_Op<"pack_batch", [Pure]> {
  let summary = "makes a batch of its contents";
  let description = [{
    What a batch is once it has been taken apart at the boundary of a function
    (`mla-expand-batch`): the only op that defines a batch value there.

    - C1: `seq_lens`, `query_start`, `slot_mapping`, `positions` have rank 1,
      `page_table` rank 2; all are of i32.
  }];
  let arguments = (ins Index:$num_decode, Index:$num_decode_tokens,
                       Index:$num_continued_tokens, MLA_Shaped:$seq_lens,
                       MLA_Shaped:$query_start, MLA_Shaped:$slot_mapping,
                       MLA_Shaped:$positions, MLA_Shaped:$page_table);
  let results = (outs MLA_BatchType:$batch);
  let hasVerifier = 1;
  let assemblyFormat = [{
    $num_decode `,` $num_decode_tokens `,` $num_continued_tokens `,` $seq_lens
    `,` $query_start `,` $slot_mapping `,` $positions `,` $page_table attr-dict `:`
    type($seq_lens) `,` type($query_start) `,` type($slot_mapping) `,`
    type($positions) `,` type($page_table)
  }];
}

def MLA_BatchRowsOp : MLA_Op<"batch_rows", [Pure]> {
  let summary = "a per-token field of a batch, as metadata";
  let description = [{
    The positions or slots of the step's rows. It is metadata, not dependent on
    the batch in the sense of `BatchDependentOpInterface`: its result enters
    segments as a plain tensor.

    ```mlir
    %p = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
    ```

    - C1: the result is `[T]` of i32.
  }];
  let arguments = (ins MLA_BatchType:$batch, MLA_BatchFieldAttr:$field);
  let results = (outs 1DTensorOf<[I32]>:$rows);
  let hasFolder = 1;
  let assemblyFormat = "$batch attr-dict `:` type($rows)";
}

def MLA_BatchCountOp : MLA_Op<"batch_count", [Pure]> {
  let summary = "a host scalar of a batch";
  let description = [{
    What the host knows about a batch (`!mla.batch`): control flow inside of a
    dispatch may depend on it. It is metadata, but not of a segment, whose work
    is a function of the number of tokens alone.

    ```mlir
    %n = mla.batch_count %batch {count = #mla.batch_count<num_decode_tokens>}
    ```
  }];
  let arguments = (ins MLA_BatchType:$batch, MLA_BatchCountAttr:$count);
  let results = (outs Index:$value);
  let hasFolder = 1;
  let assemblyFormat = "$batch attr-dict";
}

//===----------------------------------------------------------------------===//
// Caches
//===----------------------------------------------------------------------===//

def MLA_CacheAppendOp
    : MLA_ComputeOp<"cache_append", [BatchDependentOpInterface]> {
  let summary = "writes the step's rows into a cache";
  let description = [{
    ```
    s = slot_mapping[t];   s ≥ 0:  cache[s / page, s % page] = [c_kv[t] | k_rope[t]]
    ```

    Rows with slot −1 are not written. Offsets are 64-bit. Elements are rounded
    to the storage's type. A cache of storage `fp8_656` takes a latent that
    `mla.quantize` made, with its scales, and keeps the key as bf16:

    ```mlir
    %v, %s = mla.quantize ins(%c : tensor<?x512xbf16>) outs(…)
    %new = mla.cache_append
        ins(%v, %k, %batch : tensor<?x512xf8E4M3FN>, tensor<?x64xbf16>, !mla.batch)
        scales(%s : tensor<?x4xf32>)
        outs(%cache : tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) -> …
    ```

    - C1: `c_kv` is `[T, L]`, `k_rope` `[T, R]` with static L, R.
    - C2: the cache's encoding has the same `L` and `R`.
    - C3: with storage `fp8_656`, and only then, `c_kv` is f8E4M3FN and `scales`
      is there, f32 `[T, 4]`.
  }];
  let arguments = (ins MLA_Shaped:$c_kv, MLA_Shaped:$k_rope,
                       MLA_BatchType:$batch, Optional<MLA_Shaped>:$scales,
                       MLA_Shaped:$cache);
  let destinations = [{ getCacheMutable() }];
  let initsAreRead = 1;
  let assemblyFormat = [{
    `ins` `(` $c_kv `,` $k_rope `,` $batch `:` type($c_kv) `,` type($k_rope) `,`
      type($batch) `)`
    (`scales` `(` $scales^ `:` type($scales) `)`)?
    `outs` `(` $cache `:` type($cache) `)` attr-dict (`->` type($results)^)?
  }];
}

def MLA_CacheGatherOp
    : MLA_ComputeOp<"cache_gather", [BatchDependentOpInterface]> {
  let summary = "copies a window of each sequence's cached rows";
  let description = [{
    ```
    rows[b, g] = first + g < seq_lens[b] ? cache row of token first + g of sequence b : 0
    ```

    A row is `[c_kv | k_rope]` in the type of `rows`: of a cache in fp8 the
    values times their scales.

    - C1: `rows` is `[B, G, L+R]` with static G and L+R.
    - C2: the cache has a `#mla.latent` encoding whose `L + R` is that of `rows`.
  }];
  let arguments = (ins MLA_Shaped:$cache, MLA_BatchType:$batch, Index:$first,
                       MLA_Shaped:$rows);
  let destinations = [{ getRowsMutable() }];
  let assemblyFormat = [{
    `ins` `(` $cache `,` $batch `:` type($cache) `,` type($batch) `)`
    `first` `(` $first `)`
    `outs` `(` $rows `:` type($rows) `)` attr-dict (`->` type($results)^)?
  }];
}

#endif // MLA_DIALECT_IR_MLAOPSCACHE
