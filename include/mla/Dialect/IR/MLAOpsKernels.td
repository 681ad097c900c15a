//===- MLAOpsKernels.td - calls of hand-written kernels ----*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLAOPSKERNELS
#define MLA_DIALECT_IR_MLAOPSKERNELS

include "mla/Dialect/IR/MLAOpsBase.td"

def MLA_KernelCallOp : MLA_ComputeOp<"kernel_call", [AttrSizedOperandSegments]> {
  let summary = "calls a hand-written kernel";
  let description = [{
    What `mla-select-kernels` makes of an op that a kernel computes. The kernel
    is named as in its descriptor (`mlac --list-kernels`). Destinations are the
    op's own, then what the kernel needs besides (scratch): these are results
    that nobody reads. `params` holds the numbers that the kernel is told and no
    shape says; which operands and numbers each kernel takes is written beside
    its adapter in `lib/Conversion/Kernels`.

    ```mlir
    %u, %w = mla.kernel_call @decode_sm90_few
        ins(%q, %cache, %page_table, %seq_lens, %query_start, %plan : …)
        outs(%d, %scratch : tensor<?x16x512xbf16>, tensor<8652288xi8>)
        {kv_lora_rank = 512 : i64, scale = 0.114 : f32}
        -> tensor<?x16x512xbf16>, tensor<8652288xi8>
    ```

    Caches among the destinations keep their rows, all other destinations are
    written whole. After bufferization the call becomes one of the kernel's
    launcher with a struct of `kernels/params.h` (`mla-gpu-launches`).

    - C1: `kernel` names a descriptor.
  }];
  let arguments = (ins FlatSymbolRefAttr:$kernel,
                       Variadic<AnyTypeOf<[MLA_Shaped, Index]>>:$inputs,
                       Variadic<MLA_Shaped>:$inits, DictionaryAttr:$params);
  let destinations = [{ getInitsMutable() }];
  let initsAreRead = 1;
  let extraDeclarations = [{
    /// What the descriptor says: whether a graph may capture it, and the C
    /// symbol that starts it.
    bool isCaptureSafe();
    ::llvm::StringRef getLauncher();
    int64_t getParam(::llvm::StringRef name) {
      return getParams().getAs<::mlir::IntegerAttr>(name).getInt();
    }
    float getFloatParam(::llvm::StringRef name) {
      return getParams().getAs<::mlir::FloatAttr>(name).getValue()
          .convertToFloat();
    }
  }];
  let assemblyFormat = [{
    $kernel `ins` `(` $inputs `:` type($inputs) `)`
    `outs` `(` $inits `:` type($inits) `)` $params attr-dict
    (`->` type($results)^)?
  }];
}

#endif // MLA_DIALECT_IR_MLAOPSKERNELS
