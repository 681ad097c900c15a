// A step written by hand, over a batch and without a cache, is cut into segments
// as an imported one is: it has not been through the pipeline yet.

// RUN: mlac %s --emit=mlir -o - | FileCheck %s

mla.model "by_hand" {dtype = f32, eos = array<i64: 0>, max_position = 8 : i64, max_tokens = 8 : i64, vocab = 4 : i64}
mla.param @w : tensor<4xf32> = view ["w"]

// CHECK-LABEL: func.func @step(
// CHECK-NOT:     linalg.generic
// CHECK:         call @segment_0
// CHECK-LABEL: func.func private @segment_0
// CHECK:         linalg.generic
func.func @step(%batch: !mla.batch, %tokens: tensor<?xi32>, %logit_rows: tensor<?xi32>) -> tensor<?x4xf32> attributes {mla.step} {
  %w = mla.get_param @w : tensor<4xf32>
  %c0 = arith.constant 0 : index
  %rows = tensor.dim %logit_rows, %c0 : tensor<?xi32>
  %empty = tensor.empty(%rows) : tensor<?x4xf32>
  %0 = linalg.generic {
      indexing_maps = [affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]}
      ins(%w : tensor<4xf32>) outs(%empty : tensor<?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
  } -> tensor<?x4xf32>
  return %0 : tensor<?x4xf32>
}
