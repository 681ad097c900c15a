//===- Passes.td - target-independent passes ---------------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_TRANSFORMS_PASSES
#define MLA_DIALECT_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

//===----------------------------------------------------------------------===//
// Level 0 -> 1
//===----------------------------------------------------------------------===//

def RecognizeAttentionPass : Pass<"mla-recognize-attention"> {
  let summary = "finds latent attention in decomposed linalg";
  let description = [{
    Finds causal attention whose keys and values are projected from one latent,
    as front ends that do not know `mla.attention` write it:

    ```mlir
    %kv = linalg.matmul ins(%c, %kv_b : …)                    // [T, N*(P+V)]
    …                                                         // reshapes, slices, transposes, concats
    %s = linalg.batch_matmul ins(%q, %k_t : …)
    %m = linalg.generic … select(j <= t, %s * scale, -inf)
    %p = linalg.softmax dimension(2) ins(%m : …)
    %o = linalg.batch_matmul ins(%p, %v : …)
    ```
    becomes
    ```mlir
    %a = mla.attention ins(%q_nope, %q_rope, %c, %k_rope, %kv_b : …) outs(…) {scale = …} -> …
    %o = linalg.generic …                                     // in the layout of the batch_matmul
    ```

    The match is on what each element is made of (`Elements.h`), so it does not
    depend on views, transposes, broadcasts, casts or fusion between the parts;
    sizes may be dynamic, also where they are merged. What must hold: a softmax
    over the keys, as one op or in parts, divided by its sum before or after the
    product with the values; a mask that is exactly causal (compared indices, a
    constant, added or subtracted, or anything without data that gives one), on
    scores or on exponentials; scores that are the scaled sum of products of queries with
    keys, the keys in at most two parts, one projected from the latent that the
    values are projected from, and one shared by all heads; as many keys as
    queries. Something like attention that breaks one of these stays as it is,
    and a remark names the operation and what was expected.

    The form absorbed by hand (queries projected to the latent, the values'
    projection last) is found as well. Products `x * w / sqrt(mean(x²) + eps)`
    over the last dimension become `mla.rms_norm`. Pairs `a * cos - b * sin`,
    `b * cos + a * sin` become `mla.rope`, half or interleaved before and after,
    if the angles are positions times constants or the cosines and sines are
    constant tables.

    Private functions of other dialects are put where they are called, before
    the rest, and unused ones are erased.
  }];
  let dependentDialects = ["::mlir::mla::MLADialect",
                           "::mlir::affine::AffineDialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect",
                           "::mlir::arith::ArithDialect"];
}

//===----------------------------------------------------------------------===//
// Level 1 -> 2
//===----------------------------------------------------------------------===//

def InsertCachePass : Pass<"mla-insert-cache", "::mlir::ModuleOp"> {
  let summary = "makes a step over caches of a function over one sequence";
  let description = [{
    Turns a function over one sequence, `(tokens[T], positions[T]) ->
    logits[T, vocab]`, into `@step`, which works on a batch and keeps what
    attention needs of earlier tokens in caches:

    - each `mla.attention` becomes an `mla.cached_attention` over a cache of its
      own, named by the op's location (the module's path in the checkpoint);
    - positions come from the batch, and `mla.moe_plan` gets the batch's slots,
      so that padded rows go nowhere;
    - logits are computed for the rows `logit_rows` only: the rows are gathered
      as early as every operation up to the result works on each row alone.

    ```mlir
    func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x256xf32> {
      …
      %o = mla.attention ins(%qn, %qr, %c, %kr, %w : …) outs(%d : tensor<?x4x16xf32>) {scale = 0.17 : f32} -> …
      …
      return %logits : tensor<?x256xf32>
    }
    ```
    becomes
    ```mlir
    func.func @step(%batch: !mla.batch, %tokens: tensor<?xi32>, %rows: tensor<?xi32>,
                    %cache: tensor<?x64x48xf32, #mla.latent<L = 32, R = 16, storage = f32>> {mla.cache = "model.layers.0.self_attn"})
        -> (tensor<?x256xf32>, tensor<?x64x48xf32, #mla.latent<…>>) attributes {mla.step} {
      %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
      …
      %o:2 = mla.cached_attention ins(%qn, %qr, %c, %kr, %w, %batch : …) outs(%d, %cache : …) {scale = 0.17 : f32} -> …
      …
      return %logits, %o#1 : …
    }
    ```

    Without a function `main` (and no other asked for) nothing is done: a model
    without caches computes one prefill.

    With `kv-cache=fp8` the caches have 656 bytes a token (`#mla.latent`), and
    attention sees quantised rows: 512 bytes of latent and 64 bf16 instead of
    576 elements of the activations' type.

    It is refused, with the reason, if the function has another signature, if
    attention has a leading batch dimension, if an operation sums over the
    tokens of the sequence (rows of a step belong to many sequences), or if a
    cache in fp8 is asked for and the latent has not 512 elements and the key 64.
  }];
  let options = [
    Option<"function", "function", "std::string", "\"main\"",
           "the function over one sequence">,
    Option<"pageSize", "page-size", "int64_t", "64",
           "tokens a page of a cache holds; -1: max_position of mla.model, so "
           "that a sequence is one page">,
    Option<"kvCache", "kv-cache", "::mlir::mla::KVCache",
           "::mlir::mla::KVCache::Auto",
           "auto: in the type of the activations; fp8: 656 bytes a token",
           [{::llvm::cl::values(
               clEnumValN(::mlir::mla::KVCache::Auto, "auto",
                          "in the type of the activations"),
               clEnumValN(::mlir::mla::KVCache::FP8, "fp8",
                          "656 bytes a token"))}]>];
  let dependentDialects = ["::mlir::mla::MLADialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect",
                           "::mlir::arith::ArithDialect"];
}

//===----------------------------------------------------------------------===//
// Level 2 -> 3
//===----------------------------------------------------------------------===//

def AbsorbPass : Pass<"mla-absorb"> {
  let summary = "chooses how cached attention is computed";
  let description = [{
    `mla.cached_attention` is taken apart. Absorbed (`absorb=always`), the query
    is moved into the latent space and attention runs over the cache itself:

    ```mlir
    %o:2 = mla.cached_attention ins(%qn, %qr, %c, %kr, %w, %batch : …) outs(%d, %cache : …) {scale = …}
    ```
    becomes
    ```mlir
    %ql = mla.absorb_query ins(%qn, %w : …) outs(%e0 : tensor<?x4x32xf32>) -> …
    %new = mla.cache_append ins(%c, %kr, %batch : …) outs(%cache : …) -> …
    %u = mla.decode ins(%ql, %qr, %new, %batch : …) outs(%e1 : tensor<?x4x32xf32>) {scale = …} -> …
    %o = mla.project_value ins(%u, %w : …) outs(%d : …) -> …
    ```

    Expanded (`absorb=never`), keys and values of the step's own rows are
    computed and attended to by `mla.prefill`; what earlier steps cached is
    attended to by `mla.decode {keys = prefix}`, and `mla.merge_states` joins
    the two by their LSE. A step in which no sequence has a prefix
    (`num_continued_tokens` = 0) does without the second part.

    `absorb=auto` compares what both cost, as `LayerCost` in
    `lib/Dialect/Transforms/Costs.h` says, on the roofline of the module's
    `mla.target`. A form that never costs less is left out. If both may, both
    are kept, behind a test on host scalars that a step makes once for each
    attention:

    ```mlir
    %ql = mla.absorb_query …                                  // token-wise: in the segment
    %new = mla.cache_append …
    %o = scf.if %expand {                                     // prefill_tokens >= bound * prefill_sequences
      …                                                       // expanded, as above
    } else {
      %u = mla.decode ins(%ql, %qr, %new, %batch : …) …
      %p = mla.project_value ins(%u, %w : …) …
      scf.yield %p : …
    }
    ```

    `bound` is the number of new tokens a sequence from which on expanding costs
    less: one number where sequences that prefill have a prefix (S_q*, doubled
    by the projections of the part that is absorbed all the same), one where
    they have none. A step that only decodes never expands.

    W_UK and W_UV stay views of kv_b; no product of weights is formed.
  }];
  let options = [
    Option<"absorb", "absorb", "::mlir::mla::AbsorbMode",
           "::mlir::mla::AbsorbMode::Auto",
           "auto, always or never",
           [{::llvm::cl::values(
               clEnumValN(::mlir::mla::AbsorbMode::Auto, "auto",
                          "whatever costs less"),
               clEnumValN(::mlir::mla::AbsorbMode::Always, "always",
                          "absorbed, for all rows"),
               clEnumValN(::mlir::mla::AbsorbMode::Never, "never",
                          "expanded for the step's own rows"))}]>];
  let dependentDialects = ["::mlir::mla::MLADialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::scf::SCFDialect",
                           "::mlir::tensor::TensorDialect",
                           "::mlir::arith::ArithDialect"];
}

def FusePass : Pass<"mla-fuse", "::mlir::ModuleOp"> {
  let summary = "makes the ops that hand-written kernels do at once";
  let description = [{
    Matmuls with a weight of the checkpoint, its rows as checkpoints store them,
    become `mla.linear`, and take in what stands around them: the rounding to
    the type of activations, the norm before them, the residual after them.
    Those of one input become one, with a weight that is their rows one after
    the other: the query's and the latent's projection; gate and up, with silu
    and product. What stands between the projections and decode becomes
    `mla.query_prep`, and a layer of experts, from residual stream to residual
    stream, `mla.expert_mlp`. An append takes in the quantisation of its latent
    and the rotation of its key (`mla.rope_append`); any other quantisation, the
    norm before it (`mla.rms_norm_quantize`).

    ```mlir
    %n = mla.rms_norm ins(%x, %nw : …)
    %g32 = linalg.matmul … ins(%n, %gate : …) outs(%zeros : tensor<?x96xf32>)
    %g = linalg.generic … arith.truncf …
    %u32 = linalg.matmul … ins(%n, %up : …) outs(%zeros : tensor<?x96xf32>)
    %u = linalg.generic … arith.truncf …
    %h = linalg.generic … silu(%g) * %u …
    %d32 = linalg.matmul … ins(%h, %down : …) …
    %d = linalg.generic … arith.truncf …
    %y = linalg.generic … %x + %d …
    ```
    becomes
    ```mlir
    mla.param @"gate|up" : tensor<192x64xbf16> = concat ["gate", "up"]
    %gu = mla.get_param @"gate|up" : tensor<192x64xbf16>
    %h = mla.linear ins(%x, %gu : …) norm(%nw : …) outs(…) {eps = …, gated}
    %y = mla.linear ins(%h, %down : …) residual(%x : …) outs(…)
    ```

    docs/Fusion.md says when each is legal. A parameter made by `concat` is a
    copy at load: memory for time.
  }];
  let dependentDialects = ["::mlir::mla::MLADialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect",
                           "::mlir::arith::ArithDialect"];
}

def ExpandFusedPass : Pass<"mla-expand-fused"> {
  let summary = "takes fused ops apart";
  let description = [{
    What `mla-fuse` made and no kernel took becomes its parts again, with their
    roundings; weights and inputs that were joined stay so.

    ```mlir
    %y = mla.linear ins(%h, %w : tensor<?x96xbf16>, tensor<64x96xbf16>)
                    residual(%x : tensor<?x64xbf16>) outs(%d : tensor<?x64xbf16>)
    ```
    becomes
    ```mlir
    %s = linalg.matmul … ins(%h, %w : …) outs(%zeros : tensor<?x64xf32>)
    %y = linalg.generic … ins(%x, %s : …) outs(%d : …) {
      truncf, extf, addf, truncf
    }
    ```
  }];
  let dependentDialects = ["::mlir::mla::MLADialect",
                           "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect",
                           "::mlir::math::MathDialect",
                           "::mlir::arith::ArithDialect"];
}

//===----------------------------------------------------------------------===//
// Level 3 -> 4
//===----------------------------------------------------------------------===//

def SplitPass : Pass<"mla-split", "::mlir::ModuleOp"> {
  let summary = "orders a step: token-wise, batch-dependent, token-wise, …";
  let description = [{
    Splits a step at each attention into what works on each token alone
    (projections, norms, rope, absorption) and what depends on the batch
    (append, attention), by moving operations: an operation stands in the first
    part of its kind after those that its operands stand in, so that there are
    as few parts as the data allows, two for each attention. What decides is
    `classifyForCapture` (the interfaces of the dialect; effects and destination
    style for operations of others).

    ```mlir
    %q = linalg.matmul ins(%x, %w : …) …
    %new = mla.cache_append ins(%c, %kr, %batch : …) outs(%cache : …) -> …
    %g = linalg.matmul ins(%x, %w1 : …) …
    %u = mla.decode ins(%q, %qr, %new, %batch : …) …
    ```
    becomes
    ```mlir
    %q = linalg.matmul ins(%x, %w : …) …                      // token-wise
    %g = linalg.matmul ins(%x, %w1 : …) …
    %new = mla.cache_append ins(%c, %kr, %batch : …) outs(%cache : …) -> …
    %u = mla.decode ins(%q, %qr, %new, %batch : …) …          // batch-dependent
    ```

    Metadata (sizes, index arithmetic, new tensors, reshapes, slices, weights)
    belongs to no part and never cuts. What needs nothing of an earlier part
    moves to the part that uses it first, so that its result need not be kept.

    Works on functions with the attribute `mla.step` or a batch argument. An
    operation that reads an element of a tensor on the host is an error.
  }];
}

def FormSegmentsPass : Pass<"mla-form-segments", "::mlir::ModuleOp"> {
  let summary = "groups what a graph may capture, apart from what it may not";
  let description = [{
    Puts each run of token-wise operations of a step into an `mla.segment` and
    each run of those that depend on the batch into an `mla.dispatch`;
    `mla-split` makes the runs as few as they can be.

    Metadata never cuts: `tensor.dim`, index arithmetic, `tensor.empty`, fills
    with a constant, reshapes and slices are put into each region that needs
    them, so that whole tensors cross the boundaries and slices do not.
    `mla.get_param` and `mla.batch_rows` stay outside and are operands.

    ```mlir
    %q = linalg.matmul ins(%x, %w : …) …
    %new = mla.cache_append ins(%c, %kr, %batch : …) outs(%cache : …) -> …
    %u = mla.decode ins(%q, %qr, %new, %batch : …) outs(%e : …) …
    %o = linalg.matmul ins(%u, %w2 : …) …
    ```
    becomes
    ```mlir
    %q = mla.segment(%x, %w) : … { … linalg.matmul … mla.yield … }
    %d:2 = mla.dispatch(%c, %kr, %batch, %cache, %q, %qr) : … { … mla.cache_append … mla.decode … mla.yield … }
    %o = mla.segment(%d#1, %w2) : … { … linalg.matmul … mla.yield … }
    ```

    Works on functions with the attribute `mla.step` or a batch argument, and
    leaves those alone that it (or outlining) has worked on already. An
    operation that reads an element of a tensor on the host is an error.
  }];
  let dependentDialects = ["::mlir::mla::MLADialect",
                           "::mlir::tensor::TensorDialect",
                           "::mlir::arith::ArithDialect"];
}

//===----------------------------------------------------------------------===//
// Level 4 -> 5
//===----------------------------------------------------------------------===//

def OutlineSegmentsPass : Pass<"mla-outline-segments", "::mlir::ModuleOp"> {
  let summary = "makes functions of segments and dispatches";
  let description = [{
    Each `mla.segment` and `mla.dispatch` becomes a call of a private function
    (`segment_0`, `dispatch_0`, …). Equal regions become one function: layers of
    a kind share their code. The function takes what the region took, then one
    destination for each result that is not a cache, and returns its results in
    them. The caller makes destinations with `tensor.empty`; those of its own
    results are arguments `mla.destination` of its own.

    ```mlir
    %y = mla.segment(%x, %w) : (tensor<?x64xf32>, tensor<64xf32>) -> tensor<?x64xf32> {
    ^bb0(%a: tensor<?x64xf32>, %b: tensor<64xf32>):
      …
      mla.yield %n : tensor<?x64xf32>
    }
    ```
    becomes
    ```mlir
    %d = tensor.empty(%T) : tensor<?x64xf32>
    %y = call @segment_0(%x, %w, %d) : …

    func.func private @segment_0(%a: tensor<?x64xf32>, %b: tensor<64xf32>, %d: tensor<?x64xf32> {mla.destination})
        -> tensor<?x64xf32> attributes {mla.call = "segment"} {
      …
      %r = bufferization.materialize_in_destination %n in %d : …
      return %r : tensor<?x64xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
                           "::mlir::func::FuncDialect",
                           "::mlir::tensor::TensorDialect",
                           "::mlir::arith::ArithDialect"];
}

def ExpandBatchPass : Pass<"mla-expand-batch", "::mlir::ModuleOp"> {
  let summary = "takes batches apart at function boundaries";
  let description = [{
    Replaces each `!mla.batch` argument by its eight values: three host scalars
    and five tensors. `mla.batch_rows` and `mla.batch_count` become the value
    itself; whatever else takes a batch gets one from an `mla.pack_batch` at the
    function's start.

    ```mlir
    func.func private @dispatch_0(%batch: !mla.batch, …)
    ```
    becomes
    ```mlir
    func.func private @dispatch_0(%num_decode: index, %num_decode_tokens: index, %num_continued_tokens: index,
                                  %seq_lens: tensor<?xi32>, %query_start: tensor<?xi32>, %slot_mapping: tensor<?xi32>,
                                  %positions: tensor<?xi32>, %page_table: tensor<?x?xi32>, …) {
      %batch = mla.pack_batch %num_decode, %num_decode_tokens, %num_continued_tokens, %seq_lens, …
    ```
  }];
  let dependentDialects = ["::mlir::mla::MLADialect",
                           "::mlir::tensor::TensorDialect",
                           "::mlir::arith::ArithDialect"];
}

//===----------------------------------------------------------------------===//
// Checks
//===----------------------------------------------------------------------===//

def CheckCachePass : Pass<"mla-check-cache", "::mlir::ModuleOp"> {
  let summary = "refuses a program that would copy a cache";
  let description = [{
    Runs the analysis of One-Shot Bufferize and reports every use of a cache (a
    tensor with a `#mla.latent` encoding) that would be copied, which happens
    when an older version of the cache is read after a newer one was written:

    ```mlir
    %new = mla.cache_append ins(…) outs(%cache : …) -> …   // error: would copy the cache
    %u = mla.decode ins(%q, %qr, %cache, %batch : …) …     // note: this reads the version before it
    ```

    A step that passes updates its caches in place. Works at any level without
    `mla.segment` and `mla.dispatch` (that is, before or after them), and
    changes nothing.
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect",
                           "::mlir::memref::MemRefDialect"];
}

def VerifyCachePass : Pass<"mla-verify-cache", "::mlir::ModuleOp"> {
  let summary = "checks how a step treats its caches";
  let description = [{
    For each function with the attribute `mla.step`, at any level, on every path
    through its regions and calls:

    - a cache is appended to exactly once;
    - no op reads a cache before this step's rows are in it (`mla.decode
      {keys = prefix}` reads earlier rows only, so any version will do);
    - every cache is returned, once, with this step's rows.

    That no version is used after it was overwritten is what `mla-check-cache`
    says; that padded rows are not written is part of `mla.cache_append`, whose
    slots come from the batch. Changes nothing.

    ```mlir
    %u = mla.decode ins(%q, %qr, %cache, %batch : …) …   // error: reads a cache before this step's rows are in it
    %new = mla.cache_append ins(%c, %kr, %batch : …) outs(%cache : …) -> …
    ```
  }];
}

def VerifySegmentsPass : Pass<"mla-verify-segments", "::mlir::ModuleOp"> {
  let summary = "checks what capturing and padding a step rely on";
  let description = [{
    For each function with the attribute `mla.step`, as regions or as calls:

    - S1: every dynamic size of what a segment takes is the number of tokens or
      of logit rows: that of a rank-1 argument of the step which is no cache, or
      of a per-token field of its batch. (Inside, `mla.segment` C4 follows all
      sizes back to those of operands.) So the work of a segment is fixed once
      T and S are.
    - S2: whatever writes into a cache does so at the slots of the step's own
      batch, so that a padded row, whose slot is −1, is not written.
    - S3: every `mla.moe_plan` has slots, and they are those of the step's
      batch, so that a padded row is routed nowhere.

    Changes nothing.

    ```mlir
    %plan:3 = mla.moe_plan ins(%experts : …) …            // error: expected slots, so that padded rows route nowhere
    ```
  }];
}

#endif // MLA_DIALECT_TRANSFORMS_PASSES
