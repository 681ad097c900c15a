// RUN: mla-opt %s --mla-insert-cache=function=decoder | FileCheck %s
// RUN: mla-opt %s --mla-insert-cache --remarks-filter=mla 2>&1 | FileCheck %s --check-prefix=NOTHING
// RUN: not mla-opt %s --mla-insert-cache=function=model 2>&1 | FileCheck %s --check-prefix=MISSING

// The function may have another name. Without a function of the default name
// nothing is done, and a remark says so; one that was asked for must be there.

// CHECK-LABEL: func.func @step(
// CHECK:         mla.cached_attention
// CHECK-NOT:     mla.attention
// NOTHING:     remark: {{.*}}InsertCache{{.*}}no cache: the module has no function @main over one sequence
// NOTHING:     func.func @decoder(
// NOTHING:       mla.attention
// MISSING:     error: expected a function @model to insert caches in; the module has @decoder, @other
func.func @decoder(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
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

func.func private @other()
