// RUN: mla-opt %s --mla-lower-cache-ops="lanes=32 simt=1 wide=1" | FileCheck %s

!cache = memref<?x16x576xbf16, #mla.latent<L = 512, R = 64, storage = bf16>>

// On a GPU the keys of few rows are split into 32 parts; another kernel merges
// them by their log-sum-exps. More rows are enough warps as they are. A thread
// reads 16 bytes of a cache row at once.
// CHECK-LABEL: func.func @decode(
// CHECK:         %[[FEW:.*]] = arith.cmpi ule, %{{.*}}, %c8
// CHECK:         scf.if %[[FEW]] {
// CHECK-DAG:       %[[PARTS:.*]] = memref.alloc() : memref<8x4x32x512xf32>
// CHECK-DAG:       %[[LSE:.*]] = memref.alloc() : memref<8x4x32xf32>
// CHECK:           scf.forall (%{{.*}}, %{{.*}}, %{{.*}}) in (%{{.*}}, 4, 32)
// CHECK:             vector.transfer_read {{.*}} vector<8xbf16>
// CHECK:             vector.transfer_write %{{.*}}, %[[PARTS]]{{.*}} vector<8xf32>
// CHECK:           scf.forall (%{{.*}}, %{{.*}}) in (%{{.*}}, 4)
// CHECK:             memref.load %[[LSE]]
// CHECK:             memref.load %[[PARTS]]
// CHECK:         } else {
// CHECK:           scf.forall (%{{.*}}, %{{.*}}) in (%{{.*}}, 4)
// CHECK-NOT:     mla.
func.func @decode(%q: memref<?x4x512xbf16>, %r: memref<?x4x64xbf16>, %cache: !cache, %u: memref<?x4x512xbf16>, %nd: index,
                  %len: memref<?xi32>, %start: memref<?xi32>, %slot: memref<?xi32>, %pos: memref<?xi32>, %table: memref<?x?xi32>) {
  %batch = mla.pack_batch %nd, %nd, %nd, %len, %start, %slot, %pos, %table : memref<?xi32>, memref<?xi32>, memref<?xi32>, memref<?xi32>, memref<?x?xi32>
  mla.decode ins(%q, %r, %cache, %batch : memref<?x4x512xbf16>, memref<?x4x64xbf16>, !cache, !mla.batch) outs(%u : memref<?x4x512xbf16>) {scale = 0.1 : f32}
  return
}
