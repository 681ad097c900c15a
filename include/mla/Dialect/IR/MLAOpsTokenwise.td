//===- MLAOpsTokenwise.td - ops on each token alone --------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLAOPSTOKENWISE
#define MLA_DIALECT_IR_MLAOPSTOKENWISE

include "mla/Dialect/IR/MLAOpsBase.td"

def MLA_RmsNormOp : MLA_ComputeOp<"rms_norm", [CaptureSafeOpInterface]> {
  let summary = "root-mean-square normalisation of each row";
  let description = [{
    ```
    out[…, h] = input[…, h] / sqrt(mean_h(input²) + eps) * weight[h]
    ```

    The mean is taken in f32, whatever the element type.

    ```mlir
    %n = mla.rms_norm ins(%x, %w : tensor<?x64xf32>, tensor<64xbf16>)
                      outs(%d : tensor<?x64xf32>) {eps = 1.0e-6 : f32} -> tensor<?x64xf32>
    ```

    - C1: `input` and `init` have the same shape, of rank ≥ 1.
    - C2: `weight` is `[H]`, `H` the static last dimension of `input`.
    - C3: elements are floating point; `eps` ≥ 0.
  }];
  let arguments = (ins MLA_Shaped:$input, MLA_Shaped:$weight, MLA_Shaped:$init,
                       F32Attr:$eps);
  let assemblyFormat = [{
    `ins` `(` $input `,` $weight `:` type($input) `,` type($weight) `)`
    `outs` `(` $init `:` type($init) `)` attr-dict (`->` type($results)^)?
  }];
}

def MLA_RopeOp : MLA_ComputeOp<"rope", [CaptureSafeOpInterface]> {
  let summary = "rotary position embedding of each row";
  let description = [{
    Turns each pair of a row's `R` elements by an angle that grows with the
    row's position; the attribute `rope` says which pairs, which angles and
    which factor. Angles, sines and cosines are computed in f32.

    ```mlir
    %q = mla.rope ins(%x, %positions : tensor<?x4x16xf32>, tensor<?xi32>)
                  outs(%d : tensor<?x4x16xf32>)
                  {rope = #mla.rope<style = interleaved, scale = 1.0 : f32, inv_freq = [...]>}
                  -> tensor<?x4x16xf32>
    ```

    - C1: `input` and `init` have the same shape, `[T, R]` or `[T, N, R]`.
    - C2: `positions` is `[T]` of i32.
    - C3: `R` is static and twice the length of `inv_freq` (0 is allowed).
  }];
  let arguments = (ins MLA_Shaped:$input, MLA_Shaped:$positions,
                       MLA_Shaped:$init, MLA_RopeAttr:$rope);
  let assemblyFormat = [{
    `ins` `(` $input `,` $positions `:` type($input) `,` type($positions) `)`
    `outs` `(` $init `:` type($init) `)` attr-dict (`->` type($results)^)?
  }];
}

def MLA_QuantizeOp : MLA_ComputeOp<"quantize", [CaptureSafeOpInterface]> {
  let summary = "f8E4M3FN values, with a scale for each group of a row";
  let description = [{
    A row is cut into G groups of H / G neighbours; each has a scale that is a
    power of two, so that dividing by it and multiplying with it are exact.

    ```
    amax[t, g]   = max |input[t, h]|,  h in group g
    scales[t, g] = 2^ceil(log2(max(amax[t, g], 1e-30) / 448))
    values[t, h] = f8E4M3FN(input[t, h] / scales[t, h / (H/G)])
    ```

    448 is the largest value of the type. Values are rounded to nearest, ties to
    even, and saturate; this is what `rope_append` of kernels/params.h does, bit
    for bit. A NaN stays NaN and has no part in the maximum; of an infinity in a
    group nothing is promised but that other groups do not see it.

    ```mlir
    %v, %s = mla.quantize ins(%x : tensor<?x512xbf16>)
        outs(%dv, %ds : tensor<?x512xf8E4M3FN>, tensor<?x4xf32>)
        -> tensor<?x512xf8E4M3FN>, tensor<?x4xf32>
    ```

    - C1: `input` and `values` are `[T, H]`, `scales` `[T, G]`, with static H
      and G.
    - C2: G ≥ 1 divides H.
    - C3: `input` is floating point, of 16 bits or more; `values` are f8E4M3FN,
      `scales` f32.
  }];
  let arguments = (ins MLA_Shaped:$input, MLA_Shaped:$values,
                       MLA_Shaped:$scales);
  let destinations = [{ ::mlir::MutableOperandRange(*this, 1, 2) }];
  let assemblyFormat = [{
    `ins` `(` $input `:` type($input) `)`
    `outs` `(` $values `,` $scales `:` type($values) `,` type($scales) `)`
    attr-dict (`->` type($results)^)?
  }];
}

#endif // MLA_DIALECT_IR_MLAOPSTOKENWISE
