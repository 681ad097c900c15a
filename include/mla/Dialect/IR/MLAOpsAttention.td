//===- MLAOpsAttention.td - attention and absorption -------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLAOPSATTENTION
#define MLA_DIALECT_IR_MLAOPSATTENTION

include "mla/Dialect/IR/MLAOpsBase.td"

//===----------------------------------------------------------------------===//
// Meaning
//===----------------------------------------------------------------------===//

def MLA_AttentionOp : MLA_ComputeOp<"attention", [CaptureSafeOpInterface]> {
  let summary = "latent attention over one sequence, without a cache";
  let description = [{
    The definition. Queries and `k_rope` are already rotated, `c_kv` is already
    normalised; `kv_b` is `W_kvb` as checkpoints store it: for each head `P`
    rows of keys, then `V` rows of values.

    ```
    k[t, n] = kv_b[n, :P] · c_kv[t],  v[t, n] = kv_b[n, P:] · c_kv[t]
    s[t, n, j] = scale * (q_nope[t, n] · k[j, n] + q_rope[t, n] · k_rope[j])
    out[t, n] = Σ_j softmax_j(s[t, n, j]) v[j, n],   j ≤ t
    ```

    ```mlir
    %o = mla.attention
        ins(%q_nope, %q_rope, %c_kv, %k_rope, %kv_b : tensor<?x4x16xf32>, tensor<?x4x16xf32>,
            tensor<?x32xf32>, tensor<?x16xf32>, tensor<128x32xbf16>)
        outs(%d : tensor<?x4x16xf32>) {scale = 0.17 : f32} -> tensor<?x4x16xf32>
    ```

    With a leading batch dimension on every operand but `kv_b`, each sequence of
    the batch attends to itself alone.

    - C1: `q_nope` is `[(B,) T, N, P]`, `q_rope` `[(B,) T, N, R]`, `c_kv`
      `[(B,) T, L]`, `k_rope` `[(B,) T, R]`, `init` `[(B,) T, N, V]`; N, P, R,
      L and V are static and equal names are equal sizes.
    - C2: `kv_b` is `[N·(P+V), L]`.
    - C3: `scale` is finite and positive.
  }];
  let arguments = (ins MLA_Shaped:$q_nope, MLA_Shaped:$q_rope,
                       MLA_Shaped:$c_kv, MLA_Shaped:$k_rope, MLA_Shaped:$kv_b,
                       MLA_Shaped:$init, F32Attr:$scale);
  let assemblyFormat = [{
    `ins` `(` $q_nope `,` $q_rope `,` $c_kv `,` $k_rope `,` $kv_b `:`
      type($q_nope) `,` type($q_rope) `,` type($c_kv) `,` type($k_rope) `,`
      type($kv_b) `)`
    `outs` `(` $init `:` type($init) `)` attr-dict (`->` type($results)^)?
  }];
}

def MLA_CachedAttentionOp
    : MLA_ComputeOp<"cached_attention", [BatchDependentOpInterface]> {
  let summary = "latent attention of a batch over its cache";
  let description = [{
    Writes the step's rows `[c_kv | k_rope]` into the cache at the batch's
    slots, then lets each row of the batch attend to its own sequence: every
    cached token at or before its own position. Rows past the real ones give 0.
    What is attended to is what the cache holds: over a cache with storage
    `fp8_656` also the step's own rows are the quantised ones, so that a prompt
    gives the same in one chunk and in many.

    - C1: as `mla.attention` without a leading batch dimension.
    - C2: as `mla.attention`.
    - C3: the cache is `[pages, page, L+R]` with a `#mla.latent` encoding of the
      same `L` and `R`.
  }];
  let arguments = (ins MLA_Shaped:$q_nope, MLA_Shaped:$q_rope,
                       MLA_Shaped:$c_kv, MLA_Shaped:$k_rope, MLA_Shaped:$kv_b,
                       MLA_BatchType:$batch, MLA_Shaped:$init,
                       MLA_Shaped:$cache, F32Attr:$scale);
  let destinations = [{
    ::mlir::MutableOperandRange(*this, getOperation()->getNumOperands() - 2, 2)
  }];
  let initsAreRead = 1;
  let assemblyFormat = [{
    `ins` `(` $q_nope `,` $q_rope `,` $c_kv `,` $k_rope `,` $kv_b `,` $batch `:`
      type($q_nope) `,` type($q_rope) `,` type($c_kv) `,` type($k_rope) `,`
      type($kv_b) `,` type($batch) `)`
    `outs` `(` $init `,` $cache `:` type($init) `,` type($cache) `)`
    attr-dict (`->` type($results)^)?
  }];
}

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

def MLA_AbsorbQueryOp : MLA_ComputeOp<"absorb_query", [CaptureSafeOpInterface]> {
  let summary = "moves the key projection onto the query";
  let description = [{
    ```
    out[t, n, l] = Σ_p q_nope[t, n, p] * W_UK[n, p, l],  W_UK[n] = kv_b[n·(P+V) : n·(P+V)+P]
    ```

    - C1: `q_nope` is `[T, N, P]`, `init` `[T, N, L]`, with static N, P, L.
    - C2: `kv_b` is `[N·(P+V), L]` for some V ≥ 1.
  }];
  let arguments = (ins MLA_Shaped:$q_nope, MLA_Shaped:$kv_b, MLA_Shaped:$init);
  let assemblyFormat = [{
    `ins` `(` $q_nope `,` $kv_b `:` type($q_nope) `,` type($kv_b) `)`
    `outs` `(` $init `:` type($init) `)` attr-dict (`->` type($results)^)?
  }];
}

def MLA_ProjectValueOp : MLA_ComputeOp<"project_value", [CaptureSafeOpInterface]> {
  let summary = "moves the value projection behind attention";
  let description = [{
    ```
    out[t, n, v] = Σ_l u[t, n, l] * W_UV[n, v, l],  W_UV[n] = kv_b[n·(P+V)+P : (n+1)·(P+V)]
    ```

    - C1: `u` is `[T, N, L]`, `init` `[T, N, V]`, with static N, V, L.
    - C2: `kv_b` is `[N·(P+V), L]` for some P ≥ 1.
  }];
  let arguments = (ins MLA_Shaped:$u, MLA_Shaped:$kv_b, MLA_Shaped:$init);
  let assemblyFormat = [{
    `ins` `(` $u `,` $kv_b `:` type($u) `,` type($kv_b) `)`
    `outs` `(` $init `:` type($init) `)` attr-dict (`->` type($results)^)?
  }];
}

//===----------------------------------------------------------------------===//
// The two forms
//===----------------------------------------------------------------------===//

def MLA_DecodeOp : MLA_ComputeOp<"decode", [BatchDependentOpInterface]> {
  let summary = "absorbed attention over a latent cache";
  let description = [{
    Each row of the batch attends to cached rows of its own sequence, any number
    of rows a sequence, right-aligned: with `keys = all` row `i` of a sequence of
    `q` rows and `len` cached tokens sees the first `len - q + 1 + i` of them;
    with `keys = prefix` every row sees the first `len - q`, those of earlier
    steps. The rows of this step must be in the cache already for `all`.

    ```
    s[t, n, j] = scale * (q_latent[t, n] · c[j] + q_rope[t, n] · k_rope[j])
    u[t, n] = Σ_j softmax_j(s) c[j];   lse[t, n] = ln Σ_j exp(s[t, n, j])
    ```

    A row that sees no token, and every row past the real ones, gives u = 0 and
    lse = −inf. Of a cache with storage `fp8_656`, `c[j]` is the values times
    their scales.

    - C1: `q_latent` is `[T, N, L]`, `q_rope` `[T, N, R]`, `u` `[T, N, L]`,
      `lse` (optional) f32 `[T, N]`; N, L, R static.
    - C2: the cache's encoding has the same `L` and `R`.
    - C3: `scale` is finite and positive.
  }];
  let arguments = (ins MLA_Shaped:$q_latent, MLA_Shaped:$q_rope,
                       MLA_Shaped:$cache, MLA_BatchType:$batch,
                       MLA_Shaped:$u, Optional<MLA_Shaped>:$lse,
                       F32Attr:$scale,
                       DefaultValuedAttr<MLA_KeyRangeAttr,
                         "::mlir::mla::KeyRange::All">:$keys);
  let destinations = [{
    ::mlir::MutableOperandRange(*this, 4, getOperation()->getNumOperands() - 4)
  }];
  let assemblyFormat = [{
    `ins` `(` $q_latent `,` $q_rope `,` $cache `,` $batch `:` type($q_latent) `,`
      type($q_rope) `,` type($cache) `,` type($batch) `)`
    `outs` `(` $u (`,` $lse^)? `:` type($u) (`,` type($lse)^)? `)`
    attr-dict (`->` type($results)^)?
  }];
}

def MLA_PrefillOp : MLA_ComputeOp<"prefill",
    [AttrSizedOperandSegments, BatchDependentOpInterface]> {
  let summary = "expanded attention among the step's own rows";
  let description = [{
    Each row attends to the rows of its own sequence in this step, at or before
    itself; nothing is read from a cache (`mla.merge_states` adds a cached
    prefix).

    ```
    s[t, n, j] = scale * (q_nope[t, n] · k_nope[j, n] + q_rope[t, n] · k_rope[j])
    out[t, n] = Σ_j softmax_j(s) v[j, n];   lse[t, n] = ln Σ_j exp(s[t, n, j])
    ```

    Without a batch the rows are one sequence. A row past the real ones gives
    out = 0 and lse = −inf.

    - C1: `q_nope`, `k_nope` are `[T, N, P]`, `q_rope` `[T, N, R]`, `k_rope`
      `[T, R]`, `v` and `out` `[T, N, V]`, `lse` (optional) f32 `[T, N]`;
      N, P, R, V static.
    - C2: `scale` is finite and positive.
  }];
  let arguments = (ins MLA_Shaped:$q_nope, MLA_Shaped:$q_rope,
                       MLA_Shaped:$k_nope, MLA_Shaped:$k_rope, MLA_Shaped:$v,
                       Optional<MLA_BatchType>:$batch,
                       MLA_Shaped:$out, Optional<MLA_Shaped>:$lse,
                       F32Attr:$scale);
  let destinations = [{
    ::mlir::MutableOperandRange(*this, getBatch() ? 6 : 5, getLse() ? 2 : 1)
  }];
  let assemblyFormat = [{
    `ins` `(` $q_nope `,` $q_rope `,` $k_nope `,` $k_rope `,` $v (`,` $batch^)? `:`
      type($q_nope) `,` type($q_rope) `,` type($k_nope) `,` type($k_rope) `,`
      type($v) (`,` type($batch)^)? `)`
    `outs` `(` $out (`,` $lse^)? `:` type($out) (`,` type($lse)^)? `)`
    attr-dict (`->` type($results)^)?
  }];
}

def MLA_MergeStatesOp : MLA_ComputeOp<"merge_states", [CaptureSafeOpInterface]> {
  let summary = "joins attention over two disjoint sets of keys";
  let description = [{
    ```
    m = max(lse_a, lse_b);  w_x = exp(lse_x - m)
    out = (w_a * a + w_b * b) / (w_a + w_b);  lse = m + ln(w_a + w_b)
    ```

    A side with lse = −inf counts nothing, whatever its values are (also NaN);
    two such sides give out = 0 and lse = −inf.

    - C1: `a`, `b`, `out` are `[T, N, V]`, `lse_a`, `lse_b`, `lse` f32 `[T, N]`;
      N, V static.
  }];
  let arguments = (ins MLA_Shaped:$a, MLA_Shaped:$lse_a, MLA_Shaped:$b,
                       MLA_Shaped:$lse_b, MLA_Shaped:$out, MLA_Shaped:$lse);
  let destinations = [{ ::mlir::MutableOperandRange(*this, 4, 2) }];
  let assemblyFormat = [{
    `ins` `(` $a `,` $lse_a `,` $b `,` $lse_b `:` type($a) `,` type($lse_a) `,`
      type($b) `,` type($lse_b) `)`
    `outs` `(` $out `,` $lse `:` type($out) `,` type($lse) `)`
    attr-dict (`->` type($results)^)?
  }];
}

#endif // MLA_DIALECT_IR_MLAOPSATTENTION
