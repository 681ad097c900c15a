// RUN: mla-opt %s --mla-tile-and-vectorize --split-input-file --verify-diagnostics | FileCheck %s

// Rows are the parallel loop; the partial last vector stands apart.
// CHECK-LABEL: func.func @rms_norm(
// CHECK-SAME:    %[[X:.*]]: tensor<?x60xf32>, %[[W:.*]]: tensor<60xbf16>, %[[D:.*]]: tensor<?x60xf32>
// CHECK:         %[[T:.*]] = tensor.dim %[[X]]
// CHECK:         scf.forall (%[[ROW:.*]]) in (%[[T]]) shared_outs(%[[O:.*]] = %[[D]])
// CHECK:           %[[TILE:.*]] = tensor.extract_slice %[[O]][%[[ROW]], 0] [1, 60]
// CHECK:           scf.for
// CHECK:             vector.transfer_read %[[X]][%[[ROW]], %{{.*}}]{{.*}} {in_bounds = [true]}
// CHECK:             vector.fma
// CHECK:           vector.transfer_read %[[X]][%[[ROW]], %c48]
// CHECK-NOT:       in_bounds
// CHECK:           vector.reduction <add>
// CHECK:           tensor.parallel_insert_slice
// CHECK-NOT:     mla.rms_norm
func.func @rms_norm(%x: tensor<?x60xf32>, %w: tensor<60xbf16>, %d: tensor<?x60xf32>) -> tensor<?x60xf32> {
  %n = mla.rms_norm ins(%x, %w : tensor<?x60xf32>, tensor<60xbf16>) outs(%d : tensor<?x60xf32>) {eps = 1.0e-6 : f32} -> tensor<?x60xf32>
  return %n : tensor<?x60xf32>
}

// -----

// Few rows read the weight along k, many pack it: a test on the row count. The
// fill with zero has no use left.
// CHECK-LABEL: func.func @matmul(
// CHECK-SAME:    %[[X:.*]]: tensor<?x300xf32>, %[[W:.*]]: tensor<100x300xbf16>, %[[D:.*]]: tensor<?x100xf32>
// CHECK-NOT:     linalg
// CHECK:         %[[FEW:.*]] = arith.cmpi ult, %{{.*}}, %c6
// CHECK:         scf.if %[[FEW]]
// CHECK:           scf.forall (%{{.*}}) in (12) shared_outs(%{{.*}} = %[[D]])
// CHECK:           scf.forall (%{{.*}}) in (1)
// CHECK:         } else {
// CHECK:           scf.forall (%{{.*}}, %{{.*}}) in (1, %{{.*}}) shared_outs(%{{.*}} = %[[D]])
// CHECK:             vector.transpose {{.*}}, [1, 0] : vector<16x16xf32>
// CHECK-NOT:     linalg
#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
func.func @matmul(%x: tensor<?x300xf32>, %w: tensor<100x300xbf16>, %d: tensor<?x100xf32>) -> tensor<?x100xf32> {
  %zero = arith.constant 0.0 : f32
  %z = linalg.fill ins(%zero : f32) outs(%d : tensor<?x100xf32>) -> tensor<?x100xf32>
  %y = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %w : tensor<?x300xf32>, tensor<100x300xbf16>) outs(%z : tensor<?x100xf32>) -> tensor<?x100xf32>
  return %y : tensor<?x100xf32>
}

// -----

// A matmul that adds to something else than zero keeps its sum: loops, no tiles
// that overwrite.
// CHECK-LABEL: func.func @negative_matmul_accumulates(
// CHECK-NOT:     vector.transpose
// CHECK:         scf.forall
// CHECK:           tensor.extract
// CHECK:           arith.addf
#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
func.func @negative_matmul_accumulates(%x: tensor<?x32xf32>, %w: tensor<16x32xf32>, %d: tensor<?x16xf32>) -> tensor<?x16xf32> {
  %y = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %w : tensor<?x32xf32>, tensor<16x32xf32>) outs(%d : tensor<?x16xf32>) -> tensor<?x16xf32>
  return %y : tensor<?x16xf32>
}

// -----

// A gather reads rows as vectors: only the last index moves with the lanes.
// CHECK-LABEL: func.func @embedding(
// CHECK-SAME:    %[[TOKENS:.*]]: tensor<?xi32>, %[[TABLE:.*]]: tensor<9x48xbf16>
// CHECK:         scf.forall (%[[ROW:.*]]) in
// CHECK:           %[[TOKEN:.*]] = tensor.extract %[[TOKENS]][%[[ROW]]]
// CHECK:           %[[INDEX:.*]] = arith.index_cast %[[TOKEN]]
// CHECK:           vector.transfer_read %[[TABLE]][%[[INDEX]], %{{.*}}]
// CHECK:           arith.extf {{.*}} : vector<16xbf16> to vector<16xf32>
func.func @embedding(%tokens: tensor<?xi32>, %table: tensor<9x48xbf16>, %d: tensor<?x48xf32>) -> tensor<?x48xf32> {
  %x = linalg.generic {indexing_maps = [affine_map<(t, h) -> (t)>, affine_map<(t, h) -> (t, h)>], iterator_types = ["parallel", "parallel"]}
      ins(%tokens : tensor<?xi32>) outs(%d : tensor<?x48xf32>) {
    ^bb0(%token: i32, %o: f32):
      %row = arith.index_cast %token : i32 to index
      %h = linalg.index 1 : index
      %v = tensor.extract %table[%row, %h] : tensor<9x48xbf16>
      %f = arith.extf %v : bf16 to f32
      linalg.yield %f : f32
  } -> tensor<?x48xf32>
  return %x : tensor<?x48xf32>
}

// -----

// The definition of attention is one matmul for keys and values, then rows.
// CHECK-LABEL: func.func @attention(
// CHECK:         scf.if
// CHECK:         tensor.expand_shape
// CHECK:         scf.forall (%{{.*}}, %{{.*}}) in (4, %{{.*}})
// CHECK:           math.exp
// CHECK-NOT:     mla.
func.func @attention(%qn: tensor<?x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %k: tensor<?x16xf32>, %w: tensor<128x32xbf16>, %d: tensor<?x4x16xf32>) -> tensor<?x4x16xf32> {
  %o = mla.attention ins(%qn, %qr, %c, %k, %w : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<128x32xbf16>)
      outs(%d : tensor<?x4x16xf32>) {scale = 0.17 : f32} -> tensor<?x4x16xf32>
  return %o : tensor<?x4x16xf32>
}

// -----

// With a batch dimension: one sequence after the other, in place.
// CHECK-LABEL: func.func @batched_attention(
// CHECK:         scf.for %[[B:.*]] = %c0 to %c2
// CHECK:           tensor.extract_slice %{{.*}}[%[[B]], 0, 0, 0]
// CHECK:           scf.forall
// CHECK:           tensor.insert_slice %{{.*}}[%[[B]], 0, 0, 0]
// CHECK-NOT:     mla.
func.func @batched_attention(%qn: tensor<2x?x4x16xf32>, %qr: tensor<2x?x4x16xf32>, %c: tensor<2x?x32xf32>, %k: tensor<2x?x16xf32>, %w: tensor<128x32xbf16>, %d: tensor<2x?x4x16xf32>) -> tensor<2x?x4x16xf32> {
  %o = mla.attention ins(%qn, %qr, %c, %k, %w : tensor<2x?x4x16xf32>, tensor<2x?x4x16xf32>, tensor<2x?x32xf32>, tensor<2x?x16xf32>, tensor<128x32xbf16>)
      outs(%d : tensor<2x?x4x16xf32>) {scale = 0.17 : f32} -> tensor<2x?x4x16xf32>
  return %o : tensor<2x?x4x16xf32>
}

// -----

// An index that differs between lanes by data, not by place, is read one by one.
// CHECK-LABEL: func.func @negative_gather_by_data(
// CHECK:         scf.forall
// CHECK-NOT:     vector
// CHECK:           tensor.extract
// CHECK:           tensor.extract
// CHECK:           tensor.insert
func.func @negative_gather_by_data(%index: tensor<?x32xi32>, %table: tensor<9xf32>, %d: tensor<?x32xf32>) -> tensor<?x32xf32> {
  %x = linalg.generic {indexing_maps = [affine_map<(t, h) -> (t, h)>, affine_map<(t, h) -> (t, h)>], iterator_types = ["parallel", "parallel"]}
      ins(%index : tensor<?x32xi32>) outs(%d : tensor<?x32xf32>) {
    ^bb0(%i: i32, %o: f32):
      %row = arith.index_cast %i : i32 to index
      %v = tensor.extract %table[%row] : tensor<9xf32>
      linalg.yield %v : f32
  } -> tensor<?x32xf32>
  return %x : tensor<?x32xf32>
}

// -----

// A branch in the body (front ends put shapes together so) uses values of it.
// CHECK-LABEL: func.func @branch(
// CHECK-SAME:    %[[A:[^:]+]]: tensor<4x16xf32>, %[[B:[^:]+]]: tensor<4x16xf32>
// CHECK:         scf.forall (%[[ROW:.*]]) in (4)
// CHECK:           scf.for %[[COLUMN:.+]] = %c0
// CHECK:             %[[IS_FIRST:.*]] = arith.cmpi ult, %[[COLUMN]], %c8
// CHECK:             scf.if %[[IS_FIRST]] -> (f32) {
// CHECK:               tensor.extract %[[A]][%[[ROW]], %[[COLUMN]]]
// CHECK:             } else {
// CHECK:               tensor.extract %[[B]][%[[ROW]], %[[COLUMN]]]
// CHECK-NOT:     linalg
func.func @branch(%a: tensor<4x16xf32>, %b: tensor<4x16xf32>, %d: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %c8 = arith.constant 8 : index
  %x = linalg.generic {indexing_maps = [affine_map<(t, h) -> (t, h)>], iterator_types = ["parallel", "parallel"]}
      outs(%d : tensor<4x16xf32>) {
    ^bb0(%o: f32):
      %t = linalg.index 0 : index
      %h = linalg.index 1 : index
      %first = arith.cmpi ult, %h, %c8 : index
      %y = scf.if %first -> (f32) {
        %v = tensor.extract %a[%t, %h] : tensor<4x16xf32>
        scf.yield %v : f32
      } else {
        %v = tensor.extract %b[%t, %h] : tensor<4x16xf32>
        scf.yield %v : f32
      }
      linalg.yield %y : f32
  } -> tensor<4x16xf32>
  return %x : tensor<4x16xf32>
}
