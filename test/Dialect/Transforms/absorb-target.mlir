// RUN: mla-opt %s --split-input-file --mla-absorb --remarks-filter=mla -o %t.mlir 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: FileCheck %s --input-file %t.mlir

// DeepSeek-V3's attention on the roofline of an H200. Operations alone would give
// 171 and 342; reading queries and writing sums in the latent space is bound by
// bytes, and so is projecting values.

// REMARK:      attention over the latent cache, or over expanded keys and values in steps that prefill enough
// REMARK-SAME: absorbed_flop_per_pair=278528
// REMARK-SAME: absorbed_us_for_1024=[[#]]
// REMARK-SAME: expand_from=74, expand_from_with_prefix=604
// REMARK-SAME: expanded_flop_per_pair=81920
// REMARK-SAME: expanded_us_for_1024=[[#]]
// REMARK-SAME: form=tested
// CHECK-LABEL: func.func @v3(
// CHECK:         arith.select %{{.+}}, %c604, %c74 : index
!cache = tensor<?x64x576xbf16, #mla.latent<L = 512, R = 64, storage = bf16>>
module attributes {mla.target = #mla.target<gflop_per_s = 989000, gbyte_per_s = 4800>} {
  func.func @v3(%batch: !mla.batch, %qn: tensor<?x128x128xbf16>, %qr: tensor<?x128x64xbf16>, %c: tensor<?x512xbf16>, %kr: tensor<?x64xbf16>,
                %w: tensor<32768x512xbf16>, %cache: !cache, %init: tensor<?x128x128xbf16>) -> (tensor<?x128x128xbf16>, !cache) {
    %0:2 = mla.cached_attention ins(%qn, %qr, %c, %kr, %w, %batch : tensor<?x128x128xbf16>, tensor<?x128x64xbf16>, tensor<?x512xbf16>, tensor<?x64xbf16>, tensor<32768x512xbf16>, !mla.batch)
        outs(%init, %cache : tensor<?x128x128xbf16>, !cache) {scale = 0.07 : f32} -> tensor<?x128x128xbf16>, !cache
    return %0#0, %0#1 : tensor<?x128x128xbf16>, !cache
  }
}

// -----

// A latent no wider than keys and values: expanding never costs less.

// REMARK:      attention over the latent cache"
// REMARK-SAME: expand_from=never, expand_from_with_prefix=never
// REMARK-SAME: form=absorbed
// CHECK-LABEL: func.func @negative_narrow_latent(
// CHECK-NOT:     scf.if
// CHECK:         mla.project_value
!cache = tensor<?x64x12xf32, #mla.latent<L = 8, R = 4, storage = f32>>
func.func @negative_narrow_latent(%batch: !mla.batch, %qn: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>,
                                  %w: tensor<32x8xf32>, %cache: !cache, %init: tensor<?x2x8xf32>) -> (tensor<?x2x8xf32>, !cache) {
  %0:2 = mla.cached_attention ins(%qn, %qr, %c, %kr, %w, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<32x8xf32>, !mla.batch)
      outs(%init, %cache : tensor<?x2x8xf32>, !cache) {scale = 0.5 : f32} -> tensor<?x2x8xf32>, !cache
  return %0#0, %0#1 : tensor<?x2x8xf32>, !cache
}

// -----

// No step has as many tokens as it takes.

// REMARK: form=absorbed
// CHECK-LABEL: func.func @negative_small_steps(
// CHECK-NOT:     scf.if
// CHECK:         mla.project_value
!cache = tensor<?x64x12xf32, #mla.latent<L = 8, R = 4, storage = f32>>
mla.model "m" {vocab = 8 : i64, eos = array<i64: 2>, max_position = 64 : i64, max_tokens = 6 : i64, dtype = f32}
func.func @negative_small_steps(%batch: !mla.batch, %qn: tensor<?x2x4xf32>, %qr: tensor<?x2x4xf32>, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>,
                                %w: tensor<14x8xf32>, %cache: !cache, %init: tensor<?x2x3xf32>) -> (tensor<?x2x3xf32>, !cache) {
  %0:2 = mla.cached_attention ins(%qn, %qr, %c, %kr, %w, %batch : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<14x8xf32>, !mla.batch)
      outs(%init, %cache : tensor<?x2x3xf32>, !cache) {scale = 0.5 : f32} -> tensor<?x2x3xf32>, !cache
  return %0#0, %0#1 : tensor<?x2x3xf32>, !cache
}
