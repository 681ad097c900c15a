// RUN: mla-opt %s --mla-tile-and-vectorize="lanes=32 simt=true wide=true tensor-cores=true" | FileCheck %s

// A warp reads all it needs of a row before it writes any of it: four vectors
// of eight elements a thread, of two operands.
#id = affine_map<(t, h) -> (t, h)>
// CHECK-LABEL: func.func @sum(
// CHECK:         scf.forall
// CHECK-COUNT-8:   vector.transfer_read {{.*}} vector<8xbf16>
// CHECK-NOT:       vector.transfer_read
// CHECK-COUNT-4:   vector.transfer_write {{.*}} vector<8xbf16>
// CHECK-NOT:     vector.transfer
// CHECK:         return
func.func @sum(%a: tensor<?x1024xbf16>, %b: tensor<?x1024xbf16>, %d: tensor<?x1024xbf16>) -> tensor<?x1024xbf16> {
  %0 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%a, %b : tensor<?x1024xbf16>, tensor<?x1024xbf16>) outs(%d : tensor<?x1024xbf16>) {
  ^bb0(%i: bf16, %j: bf16, %o: bf16):
    %s = arith.addf %i, %j : bf16
    linalg.yield %s : bf16
  } -> tensor<?x1024xbf16>
  return %0 : tensor<?x1024xbf16>
}
