// RUN: mla-opt %s --mla-lower-cache-ops --split-input-file --verify-diagnostics | FileCheck %s

!cache = memref<?x16x48xf32, #mla.latent<L = 32, R = 16, storage = f32>>

// A row without a slot writes nothing; afterwards a cache is a plain memref.
// CHECK-LABEL: func.func @append(
// CHECK-SAME:    %[[C:.*]]: memref<?x32xf32>, %[[K:.*]]: memref<?x16xf32>, %[[CACHE:.*]]: memref<?x16x48xf32>,
// CHECK:         scf.forall (%[[T:.*]]) in
// CHECK:           %[[SLOT:.*]] = memref.load %{{.*}}[%[[T]]]
// CHECK:           %[[REAL:.*]] = arith.cmpi sge, %[[SLOT]], %c0_i32
// CHECK:           scf.if %[[REAL]]
// CHECK:             %[[PAGE:.*]] = arith.divui
// CHECK:             %[[ROW:.*]] = arith.remui
// CHECK:             vector.transfer_read %[[C]]
// CHECK:             vector.transfer_write %{{.*}}, %[[CACHE]][%[[PAGE]], %[[ROW]], %{{.*}}]
// CHECK:             vector.transfer_read %[[K]]
// CHECK:             vector.transfer_write %{{.*}}, %[[CACHE]][%[[PAGE]], %[[ROW]], %{{.*}}]
// CHECK-NOT:     mla.
func.func @append(%c: memref<?x32xf32>, %k: memref<?x16xf32>, %cache: !cache, %nd: index,
                  %len: memref<?xi32>, %start: memref<?xi32>, %slot: memref<?xi32>, %pos: memref<?xi32>, %table: memref<?x?xi32>) {
  %batch = mla.pack_batch %nd, %nd, %nd, %len, %start, %slot, %pos, %table : memref<?xi32>, memref<?xi32>, memref<?xi32>, memref<?xi32>, memref<?x?xi32>
  mla.cache_append ins(%c, %k, %batch : memref<?x32xf32>, memref<?x16xf32>, !mla.batch) outs(%cache : !cache)
  return
}

// -----

!cache = tensor<?x16x48xf32, #mla.latent<L = 32, R = 16, storage = f32>>

func.func @negative_tensors(%c: tensor<?x32xf32>, %k: tensor<?x16xf32>, %cache: !cache, %batch: !mla.batch) -> !cache {
  // expected-error@+1 {{expected memrefs: what touches a cache is lowered after bufferization}}
  %r = mla.cache_append ins(%c, %k, %batch : tensor<?x32xf32>, tensor<?x16xf32>, !mla.batch) outs(%cache : !cache) -> !cache
  return %r : !cache
}

// -----

!cache = memref<?x16x48xf32, #mla.latent<L = 32, R = 16, storage = f32>>

func.func @negative_whole_batch(%c: memref<?x32xf32>, %k: memref<?x16xf32>, %cache: !cache, %batch: !mla.batch) {
  // expected-error@+1 {{expected its batch to be taken apart (mla-expand-batch) before it is lowered}}
  mla.cache_append ins(%c, %k, %batch : memref<?x32xf32>, memref<?x16xf32>, !mla.batch) outs(%cache : !cache)
  return
}

// -----

// Code grows with the vectors that a row's sum is in.
!cache = memref<?x16x65552xf32, #mla.latent<L = 65536, R = 16, storage = f32>>
func.func @negative_long_values(%q: memref<?x2x65536xf32>, %qr: memref<?x2x16xf32>, %cache: !cache, %u: memref<?x2x65536xf32>, %n: index,
                                %list: memref<?xi32>, %table: memref<?x?xi32>) {
  %batch = mla.pack_batch %n, %n, %n, %list, %list, %list, %list, %table : memref<?xi32>, memref<?xi32>, memref<?xi32>, memref<?xi32>, memref<?x?xi32>
  // expected-error@+1 {{expected kv_lora_rank <= 8192 for its generated lowering, got 65536}}
  mla.decode ins(%q, %qr, %cache, %batch : memref<?x2x65536xf32>, memref<?x2x16xf32>, !cache, !mla.batch) outs(%u : memref<?x2x65536xf32>) {scale = 0.1 : f32}
  return
}
