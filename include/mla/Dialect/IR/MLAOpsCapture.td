//===- MLAOpsCapture.td - what a graph may capture ---------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLAOPSCAPTURE
#define MLA_DIALECT_IR_MLAOPSCAPTURE

include "mla/Dialect/IR/MLAOpsBase.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"

class MLA_RegionOp<string mnemonic> : MLA_Op<mnemonic, [
    IsolatedFromAbove, SingleBlockImplicitTerminator<"::mlir::mla::YieldOp">,
    RecursiveMemoryEffects]> {
  let arguments = (ins Variadic<AnyType>:$inputs);
  let results = (outs Variadic<AnyRankedTensor>:$results);
  let regions = (region SizedRegion<1>:$body);
  let hasRegionVerifier = 1;
  let assemblyFormat = [{
    `(` $inputs `)` attr-dict `:` functional-type($inputs, $results) $body
  }];
}

def MLA_SegmentOp : MLA_RegionOp<"segment"> {
  let summary = "token-wise work, which a graph may capture for a fixed T";
  let description = [{
    ```mlir
    %y = mla.segment(%x, %w) : (tensor<?x64xf32>, tensor<64xf32>) -> tensor<?x64xf32> {
    ^bb0(%a: tensor<?x64xf32>, %b: tensor<64xf32>):
      …
      mla.yield %n : tensor<?x64xf32>
    }
    ```

    - C1: block arguments have the operands' types, `mla.yield` the results'.
    - C2: operands are tensors (no batch, no scalar of the host), none of them
      a cache, and no op inside depends on a batch.
    - C3: every op inside is safe to capture: it has `CaptureSafeOpInterface`,
      or it is tensor compute in destination style or index arithmetic; none
      reads an element of a tensor on the host.
    - C4: every index that an op uses (a size, an offset, the bound of a loop, a
      condition) is arithmetic on constants and sizes of operands. So all of
      them are known once the number of tokens (and of logit rows) is bound;
      that the operands' sizes are those numbers is what `mla-verify-segments`
      checks.
  }];
}

def MLA_DispatchOp : MLA_RegionOp<"dispatch"> {
  let summary = "work that depends on the batch";
  let description = [{
    As `mla.segment`, but what is inside may take a batch and caches.

    - C1: block arguments have the operands' types, `mla.yield` the results'.
  }];
}

def MLA_YieldOp : MLA_Op<"yield", [Pure, Terminator, ReturnLike,
    ParentOneOf<["SegmentOp", "DispatchOp"]>]> {
  let summary = "ends a segment or a dispatch";
  let arguments = (ins Variadic<AnyType>:$values);
  let builders = [OpBuilder<(ins), [{ build($_builder, $_state, ValueRange()); }]>];
  let assemblyFormat = "attr-dict ($values^ `:` type($values))?";
}

#endif // MLA_DIALECT_IR_MLAOPSCAPTURE
