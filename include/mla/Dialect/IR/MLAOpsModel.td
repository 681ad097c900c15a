//===- MLAOpsModel.td - a model and its weights ------------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLAOPSMODEL
#define MLA_DIALECT_IR_MLAOPSMODEL

include "mla/Dialect/IR/MLAOpsBase.td"
include "mlir/IR/SymbolInterfaces.td"

def MLA_ModelOp : MLA_Op<"model", [HasParent<"::mlir::ModuleOp">]> {
  let summary = "what a program around the model must know";
  let description = [{
    ```mlir
    mla.model "deepseek_v2" {vocab = 256 : i64, eos = array<i64: 1>, max_position = 256 : i64,
                             max_tokens = 256 : i64, dtype = f32}
    ```

    `max_tokens` is the largest step the program is compiled for; `dtype` is
    what activations and caches are kept in. With `long_context`, sequences of
    more tokens are long ones, whose positions are written as `#mla.rope` says.

    - C1: `vocab`, `max_position` and `max_tokens` are in 1 .. 2^31 - 1, as tokens,
      positions and rows are i32; ids of `eos`
      are in the vocabulary.
    - C2: `dtype` is f32, f16 or bf16.
    - C3: a module has at most one.
    - C4: `long_context`, if there, is positive.
  }];
  let arguments = (ins StrAttr:$name, I64Attr:$vocab, DenseI64ArrayAttr:$eos,
                       I64Attr:$max_position, I64Attr:$max_tokens,
                       TypeAttr:$dtype, OptionalAttr<I64Attr>:$long_context);
  let hasVerifier = 1;
  let assemblyFormat = "$name attr-dict";
}

def MLA_ParamOp : MLA_Op<"param", [Symbol]> {
  let summary = "a weight, made of the checkpoint's tensors";
  let description = [{
    ```mlir
    mla.param @"model.norm.weight" : tensor<64xbf16> = view ["model.norm.weight"] init one
    mla.param @experts.gate : tensor<8x48x64xbf16> = stack ["…0.gate_proj.weight", …]
    ```

    `view` is the one tensor (same number of elements), `stack` puts a new axis
    in front of equally shaped tensors, `concat` joins along axis 0, `slice` is
    `first` and on of the one tensor, along axis 0 or `axis`. `init` is for random weights (`router`:
    as `normal`, from a seed of its own). `rows_per_token` says how many entries
    of axis 0 one token reads, where that is not all: 1 of an embedding, the
    chosen ones of stacked experts.

    - C1: the type is a static tensor of f32, f16 or bf16.
    - C2: `view` and `slice` name one tensor, `stack` as many as the first
      dimension, `concat` at least one.
    - C3: `first` ≥ 0 is there for `slice` and for nothing else; `axis`, 0 … the
      last axis, for nothing else either.
    - C4: `rows_per_token`, if there, is 1 … the first dimension.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeAttr:$type,
                       MLA_AssemblyAttr:$how, StrArrayAttr:$from,
                       DefaultValuedAttr<MLA_InitAttr,
                         "::mlir::mla::Init::Normal">:$init,
                       OptionalAttr<I64Attr>:$first,
                       OptionalAttr<I64Attr>:$axis,
                       OptionalAttr<I64Attr>:$rows_per_token);
  let hasVerifier = 1;
  let assemblyFormat = [{
    $sym_name `:` $type `=` $how $from (`init` $init^)? (`first` $first^)?
    (`axis` $axis^)? (`rows_per_token` $rows_per_token^)?
    attr-dict
  }];
}

def MLA_GetParamOp : MLA_Op<"get_param", [Pure,
    DeclareOpInterfaceMethods<SymbolUserOpInterface>]> {
  let summary = "reads a weight";
  let description = [{
    The tensor of an `mla.param`, read-only. It stands in the step's function
    only: outlined segments take weights as operands, so that equal layers are
    one function.

    After bufferization the result is a memref of the same shape, never written.

    - C1: the symbol is an `mla.param` of the result's shape and element type.
  }];
  let arguments = (ins FlatSymbolRefAttr:$param);
  let results = (outs MLA_Shaped:$value);
  let assemblyFormat = "$param attr-dict `:` type($value)";
}

#endif // MLA_DIALECT_IR_MLAOPSMODEL
