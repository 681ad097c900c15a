//===- MLAOpsFused.td - what a kernel does at once ---------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Made by `mla-fuse`, for kernels of kernels/params.h that do the whole. Each
// is the sequence of its parts: `mla-expand-fused` gives them back, roundings
// included. A kernel may keep in f32 what the parts round between them, where
// the op says so.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLAOPSFUSED
#define MLA_DIALECT_IR_MLAOPSFUSED

include "mla/Dialect/IR/MLAOpsBase.td"
include "mla/Dialect/IR/MLAOpsExperts.td"

def MLA_LinearOp : MLA_ComputeOp<"linear",
    [AttrSizedOperandSegments, CaptureSafeOpInterface]> {
  let summary = "a projection with what stands before and after it";
  let description = [{
    ```
    n[t] = norm_weight ? rms_norm(x[t]) * norm_weight : x[t]
    y[t, m] = Σ_k n[t, k] * weight[m, k]
    out = y                                    alone
    out = residual + y                         with a residual
    out[t, m] = silu(y[t, m]) * y[t, M + m]    if `gated`
    ```

    `gated` takes M rows of gate, then M rows of up. Sums are in f32; `n` is
    rounded to the element type of `x`, `out` to its own. The parts round `y` to
    the type of `out` before the residual is added and before silu; a kernel
    need not. A kernel may also round `x * norm_weight` instead of `n` and
    multiply `y` by the rest, which is as close to the norm.

    ```mlir
    %h = mla.linear ins(%x, %w : tensor<?x64xbf16>, tensor<256x64xbf16>)
                    norm(%nw : tensor<64xbf16>)
                    outs(%d : tensor<?x128xbf16>) {gated, eps = 1.0e-6 : f32} -> tensor<?x128xbf16>
    %y = mla.linear ins(%h, %down : tensor<?x128xbf16>, tensor<64x128xbf16>)
                    residual(%x : tensor<?x64xbf16>)
                    outs(%e : tensor<?x64xbf16>) -> tensor<?x64xbf16>
    ```

    - C1: `x` is `[T, K]`, `init` `[T, M]`, `weight` `[M, K]`, or `[2M, K]` if
      `gated`; K and M are static, elements floating point.
    - C2: `norm_weight` is `[K]`; `eps` ≥ 0 is there with it, and only then.
    - C3: `residual` is `[T, M]` of the element type of `init`; it is not there
      if `gated`.
  }];
  let arguments = (ins MLA_Shaped:$x, MLA_Shaped:$weight,
                       Optional<MLA_Shaped>:$norm_weight,
                       Optional<MLA_Shaped>:$residual, MLA_Shaped:$init,
                       UnitAttr:$gated, OptionalAttr<F32Attr>:$eps);
  let assemblyFormat = [{
    `ins` `(` $x `,` $weight `:` type($x) `,` type($weight) `)`
    (`norm` `(` $norm_weight^ `:` type($norm_weight) `)`)?
    (`residual` `(` $residual^ `:` type($residual) `)`)?
    `outs` `(` $init `:` type($init) `)` attr-dict (`->` type($results)^)?
  }];
}

def MLA_AddRmsNormOp : MLA_ComputeOp<"add_rms_norm", [CaptureSafeOpInterface]> {
  let summary = "adds to the residual stream and normalises the sum";
  let description = [{
    ```
    sum[t] = residual[t] + scale * x[t]
    out[t] = rms_norm(sum[t]) * weight
    ```

    The sum is rounded to its element type before it is normalised.

    ```mlir
    %s, %n = mla.add_rms_norm
        ins(%r, %y, %w : tensor<?x64xbf16>, tensor<?x64xbf16>, tensor<64xbf16>)
        outs(%ds, %dn : tensor<?x64xbf16>, tensor<?x64xbf16>) {eps = 1.0e-6 : f32}
        -> tensor<?x64xbf16>, tensor<?x64xbf16>
    ```

    - C1: `residual`, `x`, `sum` and `init` are `[T, H]`, H static; elements are
      floating point.
    - C2: `weight` is `[H]`; `eps` ≥ 0.
    - C3: `scale` is finite and positive.
  }];
  let arguments = (ins MLA_Shaped:$residual, MLA_Shaped:$x, MLA_Shaped:$weight,
                       MLA_Shaped:$sum, MLA_Shaped:$init, F32Attr:$eps,
                       DefaultValuedAttr<F32Attr, "1.0f">:$scale);
  let destinations = [{ ::mlir::MutableOperandRange(*this, 3, 2) }];
  let assemblyFormat = [{
    `ins` `(` $residual `,` $x `,` $weight `:` type($residual) `,` type($x) `,`
      type($weight) `)`
    `outs` `(` $sum `,` $init `:` type($sum) `,` type($init) `)`
    attr-dict (`->` type($results)^)?
  }];
}

def MLA_QueryPrepOp : MLA_ComputeOp<"query_prep", [CaptureSafeOpInterface]> {
  let summary = "what stands between a layer's projections and its attention";
  let description = [{
    ```
    q[t, n] = [q_proj[t, n, :P] · W_UK[n] | rope(q_proj[t, n, P:], positions[t])]
    row[t]  = [rms_norm(kv[t, :L]) * norm_weight | rope(kv[t, L:], positions[t])]
    ```

    `W_UK[n] = kv_b[n·(P+V) : n·(P+V)+P]`, as in `mla.absorb_query`. `q` is what
    `mla.decode` takes and `row` what `mla.cache_append` writes, each as two
    slices of one buffer.

    ```mlir
    %q, %row = mla.query_prep
        ins(%q_proj, %kv, %norm, %kv_b, %positions : tensor<?x4x32xbf16>, tensor<?x48xbf16>,
            tensor<32xbf16>, tensor<128x32xbf16>, tensor<?xi32>)
        outs(%dq, %drow : tensor<?x4x48xbf16>, tensor<?x48xbf16>)
        {eps = 1.0e-6 : f32, rope = #mla.rope<…>} -> tensor<?x4x48xbf16>, tensor<?x48xbf16>
    %u = mla.decode ins(%q[:, :, :32], %q[:, :, 32:], …) …
    ```

    - C1: `q_proj` is `[T, N, P+R]`, `kv` and `row` `[T, L+R]`, `q`
      `[T, N, L+R]`, with static N, P+R and L+R; elements are floating point.
    - C2: `norm_weight` is `[L]`; `eps` ≥ 0.
    - C3: R, twice the length of the rope's `inv_freq` (0 is allowed), is the
      R of L+R, and P ≥ 1.
    - C4: `kv_b` is `[N·(P+V), L]` for some V ≥ 1.
    - C5: `positions` is `[T]` of i32.
  }];
  let arguments = (ins MLA_Shaped:$q_proj, MLA_Shaped:$kv,
                       MLA_Shaped:$norm_weight, MLA_Shaped:$kv_b,
                       MLA_Shaped:$positions, MLA_Shaped:$q, MLA_Shaped:$row,
                       MLA_RopeAttr:$rope, F32Attr:$eps);
  let destinations = [{ ::mlir::MutableOperandRange(*this, 5, 2) }];
  let extraDeclarations = [{
    /// P, R, L and V of the op's shapes.
    struct HeadDims {
      int64_t P, R, L, V;
    };
    HeadDims getHeadDims();
  }];
  let assemblyFormat = [{
    `ins` `(` $q_proj `,` $kv `,` $norm_weight `,` $kv_b `,` $positions `:`
      type($q_proj) `,` type($kv) `,` type($norm_weight) `,` type($kv_b) `,`
      type($positions) `)`
    `outs` `(` $q `,` $row `:` type($q) `,` type($row) `)`
    attr-dict (`->` type($results)^)?
  }];
}

def MLA_RmsNormQuantizeOp : MLA_ComputeOp<"rms_norm_quantize",
    [CaptureSafeOpInterface]> {
  let summary = "normalises each row and quantises it";
  let description = [{
    ```
    values[t], scales[t] = quantize(rms_norm(input[t]) * weight)
    ```

    As `mla.rms_norm` and `mla.quantize` define it; the normalised row is rounded
    to the element type of `input` before it is quantised.

    ```mlir
    %v, %s = mla.rms_norm_quantize ins(%x, %w : tensor<?x512xbf16>, tensor<512xbf16>)
        outs(%dv, %ds : tensor<?x512xf8E4M3FN>, tensor<?x4xf32>) {eps = 1.0e-6 : f32}
        -> tensor<?x512xf8E4M3FN>, tensor<?x4xf32>
    ```

    - C1: `input`, `values` and `scales` are as C1 … C3 of `mla.quantize`.
    - C2: `weight` is `[H]` of floating point; `eps` ≥ 0.
  }];
  let arguments = (ins MLA_Shaped:$input, MLA_Shaped:$weight,
                       MLA_Shaped:$values, MLA_Shaped:$scales, F32Attr:$eps);
  let destinations = [{ ::mlir::MutableOperandRange(*this, 2, 2) }];
  let assemblyFormat = [{
    `ins` `(` $input `,` $weight `:` type($input) `,` type($weight) `)`
    `outs` `(` $values `,` $scales `:` type($values) `,` type($scales) `)`
    attr-dict (`->` type($results)^)?
  }];
}

def MLA_RopeAppendOp : MLA_ComputeOp<"rope_append", [BatchDependentOpInterface]> {
  let summary = "writes rows into a cache, rotated and quantised on the way";
  let description = [{
    ```
    k[t] = rope ? rope(k_rope[t], positions[t]) : k_rope[t]
    s = slot_mapping[t];   s ≥ 0:  cache[s / page, s % page] = [store(c_kv[t]) | store(k[t])]
    ```

    `store` is what the cache's storage asks for: rounding to its type, and for
    `fp8_656` that of the latent is `mla.quantize`, with a scale for each 128
    elements. The rotated key is rounded once, to the storage's type.

    ```mlir
    %new = mla.rope_append ins(%c, %k, %batch : tensor<?x512xbf16>, tensor<?x64xbf16>, !mla.batch)
        positions(%p : tensor<?xi32>)
        outs(%cache : tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>)
        {rope = #mla.rope<…>} -> …
    ```

    - C1: `c_kv` is `[T, L]`, `k_rope` `[T, R]` with static L, R, both of
      floating point of 16 bits or more.
    - C2: the cache's encoding has the same `L` and `R`.
    - C3: `positions`, i32 `[T]`, and `rope` are both there or both not; R is
      twice the length of the rope's `inv_freq`.
  }];
  let arguments = (ins MLA_Shaped:$c_kv, MLA_Shaped:$k_rope,
                       MLA_BatchType:$batch, Optional<MLA_Shaped>:$positions,
                       MLA_Shaped:$cache, OptionalAttr<MLA_RopeAttr>:$rope);
  let destinations = [{ getCacheMutable() }];
  let initsAreRead = 1;
  let assemblyFormat = [{
    `ins` `(` $c_kv `,` $k_rope `,` $batch `:` type($c_kv) `,` type($k_rope) `,`
      type($batch) `)`
    (`positions` `(` $positions^ `:` type($positions) `)`)?
    `outs` `(` $cache `:` type($cache) `)` attr-dict (`->` type($results)^)?
  }];
}

def MLA_ExpertMlpOp : MLA_ComputeOp<"expert_mlp",
    [AttrSizedOperandSegments, CaptureSafeOpInterface]> {
  let summary = "a layer's experts, from residual stream to residual stream";
  let description = [{
    ```
    y[t] = rms_norm(x[t]) * norm_weight
    experts[t], weights[t] = route(y[t] · routerᵀ)          mla.route, top_k of E
    mlp(y, e) = down[e] · (silu(gate[e] · y) * (up[e] · y))
    out[t] = x[t] + (Σ_k weights[t, k] mlp(y[t], experts[t, k]) + shared(y[t]))
    ```

    `shared` is one more such MLP that every token goes through; `shared_gate_up`
    holds Is rows of gate, then Is rows of up. A token whose slot is −1 (padding)
    goes to no expert: its row is `x + shared(y)`. Logits, routing and all sums
    are in f32. The parts round to the element type of `init`: y, gate, up,
    their product, what an expert gives, the weighted sum, what the shared
    experts give, and both sums; a kernel need round y and the product only.

    ```mlir
    %o = mla.expert_mlp
        ins(%x, %norm, %router, %gate, %up, %down : tensor<?x64xbf16>, tensor<64xbf16>,
            tensor<8x64xbf16>, tensor<8x48x64xbf16>, tensor<8x48x64xbf16>, tensor<8x64x48xbf16>)
        bias(%b : tensor<8xf32>) slots(%slots : tensor<?xi32>)
        shared(%sgu, %sd : tensor<192x64xbf16>, tensor<64x96xbf16>)
        outs(%d : tensor<?x64xbf16>)
        {top_k = 2 : i64, eps = 1.0e-6 : f32, scoring = #mla.scoring<sigmoid>} -> tensor<?x64xbf16>
    ```

    - C1: `x` and `init` are `[T, H]` of one element type, `norm_weight` `[H]`,
      `router` `[E, H]`, `gate` and `up` `[E, I, H]`, `down` `[E, H, I]`; E, H
      and I are static, elements floating point; `eps` ≥ 0.
    - C2: `bias` is `[E]`, `slots` i32 `[T]`.
    - C3: `shared_gate_up` is `[2·Is, H]`, `shared_down` `[H, Is]`.
    - C4: routing is as C1 … C3 of `mla.route`, with K = `top_k`.
  }];
  let arguments = !con(
    (ins MLA_Shaped:$x, MLA_Shaped:$norm_weight, MLA_Shaped:$router,
         MLA_Shaped:$gate, MLA_Shaped:$up, MLA_Shaped:$down,
         Optional<MLA_Shaped>:$bias, Optional<MLA_Shaped>:$slots,
         Optional<MLA_Shaped>:$shared_gate_up,
         Optional<MLA_Shaped>:$shared_down, MLA_Shaped:$init,
         I64Attr:$top_k, F32Attr:$eps),
    MLA_RoutingAttrs);
  let assemblyFormat = [{
    `ins` `(` $x `,` $norm_weight `,` $router `,` $gate `,` $up `,` $down `:`
      type($x) `,` type($norm_weight) `,` type($router) `,` type($gate) `,`
      type($up) `,` type($down) `)`
    (`bias` `(` $bias^ `:` type($bias) `)`)?
    (`slots` `(` $slots^ `:` type($slots) `)`)?
    (`shared` `(` $shared_gate_up^ `,` $shared_down `:` type($shared_gate_up)
      `,` type($shared_down) `)`)?
    `outs` `(` $init `:` type($init) `)` attr-dict (`->` type($results)^)?
  }];
}

#endif // MLA_DIALECT_IR_MLAOPSFUSED
