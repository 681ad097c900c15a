// RUN: mla-opt %s --mla-tile-and-vectorize="lanes=32 simt=1 wide=1 tensor-cores=1" --split-input-file | FileCheck %s

// Five rows or more go to tensor cores: a thread reads 16 bytes of a row and
// makes two steps of k = 16 of them; 2 × 8 products a step.
// CHECK-LABEL: func.func @matmul(
// CHECK:         arith.cmpi ule, %{{.*}}, %c4
// CHECK:         scf.forall (%{{.*}}, %{{.*}}) in (%{{.*}}, 2)
// CHECK:         scf.for {{.*}} to %c64
// CHECK-COUNT-12:  vector.transfer_read {{.*}} vector<8xbf16>
// CHECK-COUNT-32:  nvvm.mma.sync {{.*}}shape = #nvvm.shape<m = 16, n = 8, k = 16>
// CHECK-COUNT-32: vector.transfer_write {{.*}} vector<2xf32>
#rows = affine_map<(t, n, k) -> (t, k)>
#weight = affine_map<(t, n, k) -> (n, k)>
#out = affine_map<(t, n, k) -> (t, n)>
func.func @matmul(%x: tensor<?x64xbf16>, %w: tensor<96x64xbf16>, %d: tensor<?x96xf32>) -> tensor<?x96xf32> {
  %zero = arith.constant 0.0 : f32
  %f = linalg.fill ins(%zero : f32) outs(%d : tensor<?x96xf32>) -> tensor<?x96xf32>
  %m = linalg.matmul indexing_maps = [#rows, #weight, #out] ins(%x, %w : tensor<?x64xbf16>, tensor<96x64xbf16>) outs(%f : tensor<?x96xf32>) -> tensor<?x96xf32>
  return %m : tensor<?x96xf32>
}

// -----

// Two types, or a depth that no fragment divides: sums of single products.
// CHECK-LABEL: func.func @negative_types(
// CHECK-NOT:     nvvm.mma.sync
// CHECK:         return
#rows = affine_map<(t, n, k) -> (t, k)>
#weight = affine_map<(t, n, k) -> (n, k)>
#out = affine_map<(t, n, k) -> (t, n)>
func.func @negative_types(%x: tensor<?x64xf32>, %w: tensor<96x64xbf16>, %y: tensor<?x40xbf16>, %v: tensor<96x40xbf16>, %d: tensor<?x96xf32>, %e: tensor<?x96xf32>) -> (tensor<?x96xf32>, tensor<?x96xf32>) {
  %zero = arith.constant 0.0 : f32
  %f = linalg.fill ins(%zero : f32) outs(%d : tensor<?x96xf32>) -> tensor<?x96xf32>
  %m = linalg.matmul indexing_maps = [#rows, #weight, #out] ins(%x, %w : tensor<?x64xf32>, tensor<96x64xbf16>) outs(%f : tensor<?x96xf32>) -> tensor<?x96xf32>
  %g = linalg.fill ins(%zero : f32) outs(%e : tensor<?x96xf32>) -> tensor<?x96xf32>
  %n = linalg.matmul indexing_maps = [#rows, #weight, #out] ins(%y, %v : tensor<?x40xbf16>, tensor<96x40xbf16>) outs(%g : tensor<?x96xf32>) -> tensor<?x96xf32>
  return %m, %n : tensor<?x96xf32>, tensor<?x96xf32>
}

// -----

// Rows of 256 are one vector of eight elements a thread, kept between the sum
// and the scaling. The weights are on their way together with it.
// CHECK-LABEL: func.func @norm(
// CHECK-COUNT-2: vector.transfer_read {{.*}} vector<8xbf16>
// CHECK:         math.fma {{.*}} : vector<8xf32>
// CHECK-COUNT-5: gpu.shuffle xor
// CHECK-NOT:     vector.transfer_read
// CHECK:         vector.transfer_write {{.*}} vector<8xbf16>
func.func @norm(%x: tensor<?x256xbf16>, %w: tensor<256xbf16>, %d: tensor<?x256xbf16>) -> tensor<?x256xbf16> {
  %n = mla.rms_norm ins(%x, %w : tensor<?x256xbf16>, tensor<256xbf16>) outs(%d : tensor<?x256xbf16>) {eps = 1.0e-6 : f32} -> tensor<?x256xbf16>
  return %n : tensor<?x256xbf16>
}
