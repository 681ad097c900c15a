//===- MLAOpsExperts.td - mixture of experts ---------------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLAOPSEXPERTS
#define MLA_DIALECT_IR_MLAOPSEXPERTS

include "mla/Dialect/IR/MLAOpsBase.td"

/// How experts are chosen: see `mla.route`.
defvar MLA_RoutingAttrs = (ins
    MLA_ScoringAttr:$scoring,
    DefaultValuedAttr<I64Attr, "1">:$n_group,
    DefaultValuedAttr<I64Attr, "1">:$topk_group,
    DefaultValuedAttr<MLA_GroupScoreAttr,
      "::mlir::mla::GroupScore::Max">:$group_score,
    DefaultValuedAttr<BoolAttr, "false">:$normalize,
    DefaultValuedAttr<F32Attr, "1.0f">:$scaling);

def MLA_RouteOp : MLA_ComputeOp<"route",
    [CaptureSafeOpInterface]> {
  let summary = "chooses each token's experts and their weights";
  let description = [{
    ```
    score = scoring(logits)                       softmax over E, or sigmoid
    choice = score + bias                         (bias optional)
    group  = max, or sum of the two largest, of the choice in each of `n_group` groups
    keep only the choices of the `topk_group` best groups
    experts[t] = the top_k largest of what is kept, largest first; ties: lowest index
    weights[t] = score of those (without bias), divided by their sum (+1e-20) if
                 `normalize`, times `scaling`
    ```

    ```mlir
    %e, %w = mla.route ins(%logits : tensor<?x8xf32>)
        outs(%de, %dw : tensor<?x2xi32>, tensor<?x2xf32>)
        {scoring = #mla.scoring<softmax>} -> tensor<?x2xi32>, tensor<?x2xf32>
    ```

    - C1: `logits` is f32 `[T, E]`, `bias` (optional) `[E]`, `experts` i32
      `[T, K]`, `weights` f32 `[T, K]`; E and K static, 1 ≤ K ≤ E.
    - C2: `n_group` divides E; 1 ≤ `topk_group` ≤ `n_group`;
      K ≤ `topk_group` · E / `n_group`.
    - C3: `group_score = top2` wants at least two experts a group.
  }];
  let arguments = !con(
    (ins MLA_Shaped:$logits, Optional<MLA_Shaped>:$bias,
         MLA_Shaped:$experts, MLA_Shaped:$weights),
    MLA_RoutingAttrs);
  let destinations = [{
    ::mlir::MutableOperandRange(*this, getBias() ? 2 : 1, 2)
  }];
  let assemblyFormat = [{
    `ins` `(` $logits (`,` $bias^)? `:` type($logits) (`,` type($bias)^)? `)`
    `outs` `(` $experts `,` $weights `:` type($experts) `,` type($weights) `)`
    attr-dict (`->` type($results)^)?
  }];
}

def MLA_MoePlanOp : MLA_ComputeOp<"moe_plan",
    [CaptureSafeOpInterface]> {
  let summary = "sorts a step's (token, choice) pairs by expert";
  let description = [{
    Fixed sizes, whatever the routing, so that it can be captured:

    ```
    offsets[e] .. offsets[e+1]    the places of expert e
    rows[place]                   the token at that place
    places[t, k]                  where choice k of token t went, or -1
    ```

    Within an expert, places are in the order of tokens. Tokens whose slot is
    −1 (padding) go nowhere; `rows` past `offsets[E]` are arbitrary tokens.

    - C1: `experts` is i32 `[T, K]` with static K, `slots` (optional) i32 `[T]`,
      `offsets` i32 `[E+1]` with static E, `rows` i32 `[T·K]`, `places` i32 `[T, K]`.
  }];
  let arguments = (ins MLA_Shaped:$experts, Optional<MLA_Shaped>:$slots,
                       MLA_Shaped:$offsets, MLA_Shaped:$rows,
                       MLA_Shaped:$places);
  let destinations = [{
    ::mlir::MutableOperandRange(*this, getSlots() ? 2 : 1, 3)
  }];
  let assemblyFormat = [{
    `ins` `(` $experts (`,` $slots^)? `:` type($experts) (`,` type($slots)^)? `)`
    `outs` `(` $offsets `,` $rows `,` $places `:` type($offsets) `,` type($rows)
      `,` type($places) `)`
    attr-dict (`->` type($results)^)?
  }];
}

def MLA_GroupedMatmulOp : MLA_ComputeOp<"grouped_matmul",
    [CaptureSafeOpInterface]> {
  let summary = "a matmul with another weight for each group of rows";
  let description = [{
    ```
    out[m, n] = Σ_k input[rows[m], k] * weight[e, n, k]   for offsets[e] ≤ m < offsets[e+1]
    ```

    Without `rows` row `m` of the input is taken. Rows of `out` past
    `offsets[E]` are left as they are (arbitrary). Sums are in f32.

    - C1: `input` is `[M', K]`, `weight` `[E, N, K]` with static E, N, K,
      `offsets` i32 `[E+1]`, `rows` (optional) i32 `[M]`, `init` `[M, N]`.
  }];
  let arguments = (ins MLA_Shaped:$input, MLA_Shaped:$weight,
                       MLA_Shaped:$offsets, Optional<MLA_Shaped>:$rows,
                       MLA_Shaped:$init);
  let assemblyFormat = [{
    `ins` `(` $input `,` $weight `,` $offsets (`,` $rows^)? `:` type($input) `,`
      type($weight) `,` type($offsets) (`,` type($rows)^)? `)`
    `outs` `(` $init `:` type($init) `)` attr-dict (`->` type($results)^)?
  }];
}

#endif // MLA_DIALECT_IR_MLAOPSEXPERTS
