// RUN: mla-opt %s --split-input-file --mla-insert-cache=kv-cache=fp8 --verify-diagnostics | FileCheck %s
// RUN: not mla-opt %s --split-input-file --mla-insert-cache=kv-cache=fp4 2>&1 | FileCheck %s --check-prefix=WRONG

// WRONG: 'fp4'

// Whatever the activations are, 656 bytes a token.

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    %[[CACHE:[^:]+]]: tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>> {mla.cache = "attention"})
// CHECK:         mla.cached_attention ins({{.*}}) outs(%{{.+}}, %[[CACHE]] :
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %qn = tensor.empty(%T) : tensor<?x2x4xf32>
  %qr = tensor.empty(%T) : tensor<?x2x64xf32>
  %c = tensor.empty(%T) : tensor<?x512xf32>
  %k = tensor.empty(%T) : tensor<?x64xf32>
  %w = arith.constant dense<1.0> : tensor<16x512xf32>
  %o = mla.attention ins(%qn, %qr, %c, %k, %w : tensor<?x2x4xf32>, tensor<?x2x64xf32>, tensor<?x512xf32>, tensor<?x64xf32>, tensor<16x512xf32>)
      outs(%qn : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
  %flat = tensor.collapse_shape %o [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  return %flat : tensor<?x8xf32>
}

// -----

// Refused for other sizes: the layout is for these alone.
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  // expected-error @+1 {{expected kv_lora_rank 512 and qk_rope_head_dim 64 for a cache in fp8 (656 bytes a token), got 8 and 4}}
  %o = mla.attention ins(%q, %q, %c, %k, %w : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<16x8xf32>)
      outs(%q : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
  %flat = tensor.collapse_shape %o [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  return %flat : tensor<?x8xf32>
}
