// RUN: mla-opt %s --mla-tile-and-vectorize="lanes=32 simt=1" --split-input-file | FileCheck %s

// A warp for a row. The sum over the row is exchanged between the threads; the
// last, partial step reads the first element where there is none, and writes
// nothing there.
// CHECK-LABEL: func.func @norm(
// CHECK:         scf.forall (%[[T:.*]]) in (%{{.*}})
// CHECK:         %[[LANE:.*]] = gpu.lane_id
// CHECK:         tensor.extract %{{.*}}[%[[T]], %{{.*}}]
// CHECK:         arith.cmpi slt
// CHECK:         arith.select
// CHECK-COUNT-2: math.fma
// CHECK-COUNT-5: gpu.shuffle xor
// CHECK:         math.sqrt
// CHECK:         scf.if
// CHECK-NEXT:      tensor.insert
// CHECK-NOT:     vector
// CHECK:         mapping = [#gpu.block<linear_dim_0>]
func.func @norm(%x: tensor<?x40xf32>, %w: tensor<40xf32>, %d: tensor<?x40xf32>) -> tensor<?x40xf32> {
  %n = mla.rms_norm ins(%x, %w : tensor<?x40xf32>, tensor<40xf32>) outs(%d : tensor<?x40xf32>) {eps = 1.0e-6 : f32} -> tensor<?x40xf32>
  return %n : tensor<?x40xf32>
}

// -----

// Few rows are spread along their last dimension too.
// CHECK-LABEL: func.func @add(
// CHECK:         scf.forall (%{{.*}}, %{{.*}}) in (%{{.*}}, 3)
// CHECK:         tensor.extract_slice %{{.*}}[1, 128] [1, 1]
// CHECK-COUNT-4: arith.addf
// CHECK-NOT:     arith.addf
func.func @add(%a: tensor<?x384xf32>, %d: tensor<?x384xf32>) -> tensor<?x384xf32> {
  %r = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (i, j)>], iterator_types = ["parallel", "parallel"]}
      ins(%a : tensor<?x384xf32>) outs(%d : tensor<?x384xf32>) {
  ^bb0(%x: f32, %y: f32):
    %s = arith.addf %x, %x : f32
    linalg.yield %s : f32
  } -> tensor<?x384xf32>
  return %r : tensor<?x384xf32>
}

// -----

// One row, up to four, or eight at a time share each read of the weight; the
// fill is overwritten. A loop of one iteration stays a kernel.
// CHECK-LABEL: func.func @matmul(
// CHECK-NOT:     linalg.fill
// CHECK:         arith.cmpi ule, %{{.*}}, %c1
// CHECK:         scf.if
// CHECK:         scf.forall (%{{.*}}, %{{.*}}) in (1, %{{.*}})
// CHECK-COUNT-8: math.fma
// CHECK-COUNT-40: gpu.shuffle xor
// CHECK:         arith.cmpi ule, %{{.*}}, %c4
// CHECK:         scf.if
// CHECK:         scf.forall
// CHECK-COUNT-32: math.fma
// CHECK:         scf.forall
// CHECK-COUNT-64: math.fma
func.func @matmul(%x: tensor<?x64xf32>, %w: tensor<8x64xbf16>, %d: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %zero = arith.constant 0.0 : f32
  %f = linalg.fill ins(%zero : f32) outs(%d : tensor<?x8xf32>) -> tensor<?x8xf32>
  %r = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>]
      ins(%x, %w : tensor<?x64xf32>, tensor<8x64xbf16>) outs(%f : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %r : tensor<?x8xf32>
}

// -----

// A thread for a pair; each head has a warp.
// CHECK-LABEL: func.func @rope(
// CHECK:         scf.forall (%[[T:.*]], %[[N:.*]]) in (%{{.*}}, 4)
// CHECK:         gpu.lane_id
// CHECK:         math.cos
// CHECK:         math.sin
func.func @rope(%x: tensor<?x4x8xf32>, %p: tensor<?xi32>, %d: tensor<?x4x8xf32>) -> tensor<?x4x8xf32> {
  %r = mla.rope ins(%x, %p : tensor<?x4x8xf32>, tensor<?xi32>) outs(%d : tensor<?x4x8xf32>)
      {rope = #mla.rope<style = interleaved, scale = 1.000000e+00 : f32, inv_freq = [1.0, 0.1, 0.01, 0.001]>} -> tensor<?x4x8xf32>
  return %r : tensor<?x4x8xf32>
}
