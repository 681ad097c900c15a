// RUN: mla-opt %s --mla-fuse-elementwise --split-input-file | FileCheck %s

#rows = affine_map<(t, n, k) -> (t, k)>
#weight = affine_map<(t, n, k) -> (n, k)>
#out = affine_map<(t, n, k) -> (t, n)>
#id = affine_map<(t, n) -> (t, n)>

// Rounding and addition are one op; the matmul before them stays one.
// CHECK-LABEL: func.func @chain(
// CHECK:         %[[M:.*]] = linalg.matmul
// CHECK:         %[[R:.*]] = linalg.generic {{.*}} ins(%[[M]], %{{.*}} :
// CHECK-NEXT:    ^bb0(
// CHECK-NEXT:      arith.truncf
// CHECK:           arith.addf
// CHECK-NOT:     linalg.generic
// CHECK:         return %[[R]]
func.func @chain(%x: tensor<?x64xbf16>, %w: tensor<32x64xbf16>, %f: tensor<?x32xf32>, %r: tensor<?x32xbf16>, %d: tensor<?x32xbf16>) -> tensor<?x32xbf16> {
  %m = linalg.matmul indexing_maps = [#rows, #weight, #out] ins(%x, %w : tensor<?x64xbf16>, tensor<32x64xbf16>) outs(%f : tensor<?x32xf32>) -> tensor<?x32xf32>
  %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%m : tensor<?x32xf32>) outs(%d : tensor<?x32xbf16>) {
  ^bb0(%a: f32, %b: bf16):
    %t = arith.truncf %a : f32 to bf16
    linalg.yield %t : bf16
  } -> tensor<?x32xbf16>
  %s = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%y, %r : tensor<?x32xbf16>, tensor<?x32xbf16>) outs(%d : tensor<?x32xbf16>) {
  ^bb0(%a: bf16, %b: bf16, %c: bf16):
    %t = arith.addf %a, %b : bf16
    linalg.yield %t : bf16
  } -> tensor<?x32xbf16>
  return %s : tensor<?x32xbf16>
}

// -----

#rows = affine_map<(t, n, k) -> (t, k)>
#weight = affine_map<(t, n, k) -> (n, k)>
#out = affine_map<(t, n, k) -> (t, n)>

// A matmul is not spread over the dimensions of what it is reshaped to.
// CHECK-LABEL: func.func @negative_reshape(
// CHECK:         linalg.matmul
// CHECK:         tensor.expand_shape
func.func @negative_reshape(%x: tensor<?x64xbf16>, %w: tensor<32x64xbf16>, %f: tensor<?x32xf32>, %n: index) -> tensor<?x4x8xf32> {
  %m = linalg.matmul indexing_maps = [#rows, #weight, #out] ins(%x, %w : tensor<?x64xbf16>, tensor<32x64xbf16>) outs(%f : tensor<?x32xf32>) -> tensor<?x32xf32>
  %e = tensor.expand_shape %m [[0], [1, 2]] output_shape [%n, 4, 8] : tensor<?x32xf32> into tensor<?x4x8xf32>
  return %e : tensor<?x4x8xf32>
}
