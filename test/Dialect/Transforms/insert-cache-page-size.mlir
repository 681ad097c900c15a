// RUN: not mla-opt %s --mla-insert-cache=page-size=0 2>&1 | FileCheck %s --check-prefix=ZERO
// RUN: not mla-opt %s --mla-insert-cache=page-size=-1 2>&1 | FileCheck %s --check-prefix=NOMODEL

// ZERO:    error: expected page-size >= 1, or -1 for max_position, got 0
// NOMODEL: error: page-size=-1 takes max_position of mla.model, but the module has none
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  %o = mla.attention ins(%q, %q, %c, %k, %w : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<16x8xf32>)
      outs(%q : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
  %flat = tensor.collapse_shape %o [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  return %flat : tensor<?x8xf32>
}
