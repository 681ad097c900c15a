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

// -----

// Rows of 656 bytes: values, scales and key through views of their types. A
// vector of values is read with the scale of its group.

!f8 = memref<?x16x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>

// CHECK-LABEL: func.func @fp8(
// CHECK-SAME:    %[[V:[^:]+]]: memref<?x512xf8E4M3FN>, %[[S:[^:]+]]: memref<?x4xf32>
// CHECK:         scf.forall
// CHECK-DAG:       %[[VALUES:.+]] = memref.view %{{.+}} : memref<?xi8> to memref<?x16x656xf8E4M3FN>
// CHECK-DAG:       %[[SCALES:.+]] = memref.view %{{.+}} : memref<?xi8> to memref<?x16x164xf32>
// CHECK-DAG:       %[[KEYS:.+]] = memref.view %{{.+}} : memref<?xi8> to memref<?x16x328xbf16>
// CHECK:           %[[VECTOR:.+]] = vector.transfer_read %[[V]]
// CHECK:           vector.transfer_write %[[VECTOR]], %[[VALUES]]
// CHECK-COUNT-4:   memref.store %{{.+}}, %[[SCALES]]
// CHECK:           arith.truncf %{{.+}} : vector<16xf32> to vector<16xbf16>
// CHECK:           vector.transfer_write %{{.+}}, %[[KEYS]]
// CHECK:         scf.forall
// CHECK:           %[[READ:.+]] = vector.transfer_read %{{.+}} : memref<?x16x656xf8E4M3FN>, vector<16xf8E4M3FN>
// CHECK:           %[[WIDE:.+]] = arith.extf %[[READ]] : vector<16xf8E4M3FN> to vector<16xf32>
// CHECK:           %[[SCALE:.+]] = memref.load %{{.+}} : memref<?x16x164xf32>
// CHECK:           %[[ALL:.+]] = vector.broadcast %[[SCALE]]
// CHECK:           arith.mulf %[[WIDE]], %[[ALL]]
// CHECK-NOT:     mla.
func.func @fp8(%v: memref<?x512xf8E4M3FN>, %s: memref<?x4xf32>, %k: memref<?x64xf32>, %cache: !f8, %q: memref<?x1x512xf32>, %qr: memref<?x1x64xf32>,
               %u: memref<?x1x512xf32>, %nd: index, %len: memref<?xi32>, %start: memref<?xi32>, %slot: memref<?xi32>, %pos: memref<?xi32>, %table: memref<?x?xi32>) {
  %batch = mla.pack_batch %nd, %nd, %nd, %len, %start, %slot, %pos, %table : memref<?xi32>, memref<?xi32>, memref<?xi32>, memref<?xi32>, memref<?x?xi32>
  mla.cache_append ins(%v, %k, %batch : memref<?x512xf8E4M3FN>, memref<?x64xf32>, !mla.batch) scales(%s : memref<?x4xf32>) outs(%cache : !f8)
  mla.decode ins(%q, %qr, %cache, %batch : memref<?x1x512xf32>, memref<?x1x64xf32>, !f8, !mla.batch) outs(%u : memref<?x1x512xf32>) {scale = 0.1 : f32}
  return
}
