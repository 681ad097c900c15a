// RUN: mla-opt %s --mla-recognize-attention | FileCheck %s
// RUN: mla-opt %s --mla-recognize-attention --remarks-filter=mla -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// Absorbed by hand: the query is projected to the latent, attention runs over
// the latent, and the values' projection comes last.

// REMARK-NOT:  [Missed]
// REMARK:      [Passed] RecognizeAttention
// REMARK-NOT:  [Missed]

// CHECK-LABEL: func.func @absorbed_by_hand(
// CHECK-SAME:    %[[QN:[^:]+]]: tensor<?x4x16xf32>, %[[QR:[^:]+]]: tensor<?x4x8xf32>, %[[C:[^:]+]]: tensor<?x32xf32>, %[[KR:[^:]+]]: tensor<?x8xf32>, %[[W:[^:]+]]: tensor<112x32xf32>)
// CHECK:         mla.attention ins(%[[QN]], %[[QR]], %[[C]], %[[KR]], %[[W]] : {{.*}}) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     math.exp
// CHECK:         return
func.func @absorbed_by_hand(%qn: tensor<?x4x16xf32>, %qr: tensor<?x4x8xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %qn, %c0 : tensor<?x4x16xf32>
  %w = tensor.expand_shape %kv_b [[0, 1], [2]] output_shape [4, 28, 32] : tensor<112x32xf32> into tensor<4x28x32xf32>
  %w_uk = tensor.extract_slice %w[0, 0, 0] [4, 16, 32] [1, 1, 1] : tensor<4x28x32xf32> to tensor<4x16x32xf32>
  %w_uv = tensor.extract_slice %w[0, 16, 0] [4, 12, 32] [1, 1, 1] : tensor<4x28x32xf32> to tensor<4x12x32xf32>

  %e0 = tensor.empty(%T) : tensor<?x4x32xf32>
  %z0 = linalg.fill ins(%zero : f32) outs(%e0 : tensor<?x4x32xf32>) -> tensor<?x4x32xf32>
  %q = linalg.generic {indexing_maps = [affine_map<(t, n, l, p) -> (t, n, p)>, affine_map<(t, n, l, p) -> (n, p, l)>, affine_map<(t, n, l, p) -> (t, n, l)>],
                       iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%qn, %w_uk : tensor<?x4x16xf32>, tensor<4x16x32xf32>) outs(%z0 : tensor<?x4x32xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %ab = arith.mulf %a, %b : f32
    %s = arith.addf %o, %ab : f32
    linalg.yield %s : f32
  } -> tensor<?x4x32xf32>

  %e1 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %z1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %s0 = linalg.generic {indexing_maps = [affine_map<(n, t, j, l) -> (t, n, l)>, affine_map<(n, t, j, l) -> (j, l)>, affine_map<(n, t, j, l) -> (n, t, j)>],
                        iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%q, %c : tensor<?x4x32xf32>, tensor<?x32xf32>) outs(%z1 : tensor<4x?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %ab = arith.mulf %a, %b : f32
    %s = arith.addf %o, %ab : f32
    linalg.yield %s : f32
  } -> tensor<4x?x?xf32>
  %s1 = linalg.generic {indexing_maps = [affine_map<(n, t, j, r) -> (t, n, r)>, affine_map<(n, t, j, r) -> (j, r)>, affine_map<(n, t, j, r) -> (n, t, j)>],
                        iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%qr, %kr : tensor<?x4x8xf32>, tensor<?x8xf32>) outs(%z1 : tensor<4x?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %ab = arith.mulf %a, %b : f32
    %s = arith.addf %o, %ab : f32
    linalg.yield %s : f32
  } -> tensor<4x?x?xf32>
  %m = linalg.generic {indexing_maps = [affine_map<(n, t, j) -> (n, t, j)>, affine_map<(n, t, j) -> (n, t, j)>, affine_map<(n, t, j) -> (n, t, j)>],
                       iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%s0, %s1 : tensor<4x?x?xf32>, tensor<4x?x?xf32>) outs(%e1 : tensor<4x?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %scale = arith.constant 0.25 : f32
    %hidden = arith.constant -1.0e30 : f32
    %t = linalg.index 1 : index
    %j = linalg.index 2 : index
    %visible = arith.cmpi uge, %t, %j : index
    %ab = arith.addf %a, %b : f32
    %scaled = arith.mulf %ab, %scale : f32
    %masked = arith.select %visible, %scaled, %hidden : f32
    linalg.yield %masked : f32
  } -> tensor<4x?x?xf32>

  %lowest = arith.constant 0xFF800000 : f32
  %e2 = tensor.empty(%T) : tensor<4x?xf32>
  %z2 = linalg.fill ins(%lowest : f32) outs(%e2 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %max = linalg.reduce { arith.maximumf } ins(%m : tensor<4x?x?xf32>) outs(%z2 : tensor<4x?xf32>) dimensions = [2]
  %exp = linalg.generic {indexing_maps = [affine_map<(n, t, j) -> (n, t, j)>, affine_map<(n, t, j) -> (n, t)>, affine_map<(n, t, j) -> (n, t, j)>],
                         iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%m, %max : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%e1 : tensor<4x?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %d = arith.subf %a, %b : f32
    %x = math.exp %d : f32
    linalg.yield %x : f32
  } -> tensor<4x?x?xf32>
  %z3 = linalg.fill ins(%zero : f32) outs(%e2 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %sum = linalg.reduce { arith.addf } ins(%exp : tensor<4x?x?xf32>) outs(%z3 : tensor<4x?xf32>) dimensions = [2]
  %p = linalg.generic {indexing_maps = [affine_map<(n, t, j) -> (n, t, j)>, affine_map<(n, t, j) -> (n, t)>, affine_map<(n, t, j) -> (n, t, j)>],
                       iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%exp, %sum : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%e1 : tensor<4x?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %x = arith.divf %a, %b : f32
    linalg.yield %x : f32
  } -> tensor<4x?x?xf32>

  %u = linalg.generic {indexing_maps = [affine_map<(t, n, l, j) -> (n, t, j)>, affine_map<(t, n, l, j) -> (j, l)>, affine_map<(t, n, l, j) -> (t, n, l)>],
                       iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%p, %c : tensor<4x?x?xf32>, tensor<?x32xf32>) outs(%z0 : tensor<?x4x32xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %ab = arith.mulf %a, %b : f32
    %s = arith.addf %o, %ab : f32
    linalg.yield %s : f32
  } -> tensor<?x4x32xf32>
  %e4 = tensor.empty(%T) : tensor<?x4x12xf32>
  %z4 = linalg.fill ins(%zero : f32) outs(%e4 : tensor<?x4x12xf32>) -> tensor<?x4x12xf32>
  %out = linalg.generic {indexing_maps = [affine_map<(t, n, v, l) -> (t, n, l)>, affine_map<(t, n, v, l) -> (n, v, l)>, affine_map<(t, n, v, l) -> (t, n, v)>],
                         iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%u, %w_uv : tensor<?x4x32xf32>, tensor<4x12x32xf32>) outs(%z4 : tensor<?x4x12xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %ab = arith.mulf %a, %b : f32
    %s = arith.addf %o, %ab : f32
    linalg.yield %s : f32
  } -> tensor<?x4x12xf32>
  return %out : tensor<?x4x12xf32>
}
