//===- MLAAttrs.td - attributes of the mla dialect ---------*- tablegen -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_DIALECT_IR_MLAATTRS
#define MLA_DIALECT_IR_MLAATTRS

include "mla/Dialect/IR/MLADialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "mlir/IR/TensorEncoding.td"

class MLA_Attr<string name, string attrMnemonic, list<Trait> traits = []>
    : AttrDef<MLA_Dialect, name, traits> {
  let mnemonic = attrMnemonic;
}

class MLA_Enum<string name, string summary, list<I32EnumAttrCase> cases>
    : I32EnumAttr<name, summary, cases> {
  let cppNamespace = "::mlir::mla";
  let genSpecializedAttr = 0;
}

/// Spelled `#mla.mnemonic<case>` in an attribute dictionary.
class MLA_EnumAttr<EnumInfo info, string attrMnemonic>
    : EnumAttr<MLA_Dialect, info, attrMnemonic> {
  let assemblyFormat = "`<` $value `>`";
}

//===----------------------------------------------------------------------===//
// Caches
//===----------------------------------------------------------------------===//

def MLA_CacheStorage : MLA_Enum<"CacheStorage", "how a cache row is stored", [
    I32EnumAttrCase<"F32", 0, "f32">,
    I32EnumAttrCase<"F16", 1, "f16">,
    I32EnumAttrCase<"BF16", 2, "bf16">,
    I32EnumAttrCase<"FP8_656", 3, "fp8_656">]>;

def MLA_LatentAttr : MLA_Attr<"Latent", "latent",
    [DeclareAttrInterfaceMethods<VerifiableTensorEncoding>]> {
  let summary = "the encoding of a paged cache of latent rows";
  let description = [{
    A cache is a tensor `[pages, page size, row]` with this encoding. A row is
    the normalised latent followed by the rotated key: `[c_kv | k_rope]`. With
    storage `fp8_656` it is the bytes of 512 values of f8E4M3FN, four f32 scales,
    one for each 128 of them (`mla.quantize`), and 64 bf16 of the key.

    ```mlir
    tensor<?x64x576xbf16, #mla.latent<L = 512, R = 64, storage = bf16>>
    tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>
    ```

    - C1: the tensor has rank 3 and a static page size and row.
    - C2: `L` ≥ 1, `R` ≥ 0.
    - C3: the row is `L + R` elements of the storage type; for `fp8_656` it is
      656 bytes (`i8`) with `L` = 512 and `R` = 64.
  }];
  let parameters = (ins "int64_t":$L, "int64_t":$R,
                        EnumParameter<MLA_CacheStorage>:$storage);
  let assemblyFormat = "`<` struct(params) `>`";
}

//===----------------------------------------------------------------------===//
// Rotary embedding
//===----------------------------------------------------------------------===//

def MLA_RopeStyle : MLA_Enum<"RopeStyle", "which elements form a pair", [
    I32EnumAttrCase<"Interleaved", 0, "interleaved">,
    I32EnumAttrCase<"Half", 1, "half">]>;

/// A list of f64 that keeps every digit in text, which upstream's printing of a
/// DenseF64ArrayAttr does not.
class MLA_F64ListParameter
    : AttrOrTypeParameter<"::mlir::DenseF64ArrayAttr", ""> {
  let printer = "::mlir::mla::printF64List($_printer, $_self)";
}
def MLA_F64List : MLA_F64ListParameter;
def MLA_OptionalF64List : MLA_F64ListParameter {
  let defaultValue = cppStorageType # "()";
}

def MLA_RopeAttr : MLA_Attr<"Rope", "rope"> {
  let summary = "a rotary position embedding";
  let description = [{
    Pair `i` of a vector at position `p` is turned by the angle
    `p * inv_freq[i]` and multiplied by `scale`:

    ```
    (a, b) -> scale * (a*cos - b*sin, a*sin + b*cos)
    ```

    `interleaved` takes `(x[2i], x[2i+1])` as pair `i`, `half` takes
    `(x[i], x[i + R/2])`. The result keeps the places of
    its pairs.

    All methods (default, yarn, longrope, …) are tables: `inv_freq` is the
    table the method defines, `scale` its attention factor.

    With `long_inv_freq`, sequences of more than `original_max` tokens use that
    table, and they use it for all their tokens: what counts is the length of
    the sequence, not the position, as keys and queries turned by different
    tables do not go together. The position `p` of a token of such a sequence
    is given as `-1 - p`.

    - C1: `inv_freq` is not empty unless R = 0, and `long_inv_freq` is empty or
      as long as `inv_freq`; `original_max` > 0 if it is not empty.
  }];
  let parameters = (ins EnumParameter<MLA_RopeStyle>:$style,
                        "FloatAttr":$scale,
                        MLA_F64List:$inv_freq,
                        MLA_OptionalF64List:$long_inv_freq,
                        DefaultValuedParameter<"int64_t", "0">:$original_max);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}

//===----------------------------------------------------------------------===//
// Routing
//===----------------------------------------------------------------------===//

def MLA_Scoring : MLA_Enum<"Scoring", "how logits become scores", [
    I32EnumAttrCase<"Softmax", 0, "softmax">,
    I32EnumAttrCase<"Sigmoid", 1, "sigmoid">]>;
def MLA_ScoringAttr : MLA_EnumAttr<MLA_Scoring, "scoring">;

def MLA_GroupScore : MLA_Enum<"GroupScore", "what a group of experts counts", [
    I32EnumAttrCase<"Max", 0, "max">,
    I32EnumAttrCase<"Top2", 1, "top2">]>;
def MLA_GroupScoreAttr : MLA_EnumAttr<MLA_GroupScore, "group_score">;

//===----------------------------------------------------------------------===//
// Batches, keys, parameters
//===----------------------------------------------------------------------===//

def MLA_BatchField : MLA_Enum<"BatchField", "a per-token field of a batch", [
    I32EnumAttrCase<"Positions", 0, "positions">,
    I32EnumAttrCase<"SlotMapping", 1, "slot_mapping">]>;
def MLA_BatchFieldAttr : MLA_EnumAttr<MLA_BatchField, "batch_field">;

def MLA_BatchCount : MLA_Enum<"BatchCount", "a host scalar of a batch", [
    I32EnumAttrCase<"NumSequences", 0, "num_sequences">,
    I32EnumAttrCase<"NumDecode", 1, "num_decode">,
    I32EnumAttrCase<"NumDecodeTokens", 2, "num_decode_tokens">,
    I32EnumAttrCase<"NumContinuedTokens", 3, "num_continued_tokens">]>;
def MLA_BatchCountAttr : MLA_EnumAttr<MLA_BatchCount, "batch_count">;

def MLA_KeyRange : MLA_Enum<"KeyRange", "which cached tokens a query sees", [
    I32EnumAttrCase<"All", 0, "all">,
    I32EnumAttrCase<"Prefix", 1, "prefix">]>;
def MLA_KeyRangeAttr : MLA_EnumAttr<MLA_KeyRange, "keys">;

def MLA_Assembly : MLA_Enum<"Assembly", "how a parameter is made of tensors", [
    I32EnumAttrCase<"View", 0, "view">,
    I32EnumAttrCase<"Stack", 1, "stack">,
    I32EnumAttrCase<"Concat", 2, "concat">,
    I32EnumAttrCase<"Slice", 3, "slice">]>;
def MLA_AssemblyAttr : EnumAttr<MLA_Dialect, MLA_Assembly, "assembly">;

def MLA_Init : MLA_Enum<"Init", "what random weights fill a parameter with", [
    I32EnumAttrCase<"Normal", 0, "normal">,
    I32EnumAttrCase<"One", 1, "one">,
    I32EnumAttrCase<"Zero", 2, "zero">,
    I32EnumAttrCase<"Router", 3, "router">]>;
def MLA_InitAttr : EnumAttr<MLA_Dialect, MLA_Init, "init">;

//===----------------------------------------------------------------------===//
// Targets
//===----------------------------------------------------------------------===//

def MLA_TargetAttr : MLA_Attr<"Target", "target"> {
  let summary = "the roofline of what the program is for";
  let description = [{
    What choices between forms of the same arithmetic are made by: the rates of
    matrix multiplication in the activations' type (10⁹ operations a second; a
    product and a sum are two) and of reading and writing memory (10⁹ bytes a
    second). It is the attribute `mla.target` of the module.

    ```mlir
    module attributes {mla.target = #mla.target<gflop_per_s = 989000, gbyte_per_s = 4800>} { … }
    ```

    A module without one is judged by operations alone.

    - C1: both rates are positive.
  }];
  let parameters = (ins "int64_t":$gflop_per_s, "int64_t":$gbyte_per_s);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}

#endif // MLA_DIALECT_IR_MLAATTRS
