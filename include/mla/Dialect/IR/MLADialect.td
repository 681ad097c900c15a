//===- MLADialect.td - the mla dialect ---------------------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLADIALECT
#define MLA_DIALECT_IR_MLADIALECT

include "mlir/IR/OpBase.td"

def MLA_Dialect : Dialect {
  let name = "mla";
  let cppNamespace = "::mlir::mla";
  let summary = "Multi-head Latent Attention: meaning, caches, capture";
  let description = [{
    The `mla` dialect models attention whose keys and values are rebuilt from
    one latent vector a token, from its definition (`mla.attention`) down to
    what runs over a paged cache (`mla.cache_append`, `mla.decode`), together
    with what a program around it needs: weights (`mla.param`), routing to
    experts (`mla.route`), and regions that a CUDA graph may or may not capture
    (`mla.segment`, `mla.dispatch`).

    Names of dimensions, used in all ops: `T` tokens of a step, `B` sequences,
    `N` heads, `L` kv_lora_rank, `P` qk_nope_head_dim, `R` qk_rope_head_dim,
    `V` v_head_dim, `E` experts, `H` any feature dimension.

    All ops that compute are in destination-passing style. On tensors they have
    one result for each destination; on memrefs they have none.
  }];
  let useDefaultAttributePrinterParser = 1;
  let useDefaultTypePrinterParser = 1;
  let dependentDialects = ["arith::ArithDialect", "tensor::TensorDialect"];
}

#endif // MLA_DIALECT_IR_MLADIALECT
