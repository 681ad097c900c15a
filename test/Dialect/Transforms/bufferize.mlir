// RUN: mla-opt %s --one-shot-bufferize="bufferize-function-boundaries function-boundary-type-conversion=identity-layout-map use-encoding-for-memory-space" \
// RUN:   | FileCheck %s

// Ops survive on memrefs, the cache's encoding is its memory space, and a cache
// that is appended to is neither allocated nor copied.

#latent = #mla.latent<L = 32, R = 16, storage = f32>

// CHECK-LABEL: func @append_and_decode(
// CHECK-SAME:    %[[ND:[a-z0-9]+]]: index, %[[NDT:[a-z0-9]+]]: index, %[[NCT:[a-z0-9]+]]: index, %[[LENS:[a-z0-9]+]]: memref<?xi32>
// CHECK-SAME:    %[[CACHE:[a-z0-9]+]]: memref<?x64x48xf32, #{{.*}}>, %[[U:[a-z0-9]+]]: memref<?x4x32xf32>
// CHECK-NOT:     memref.alloc
// CHECK-NOT:     memref.copy
// CHECK:         %[[BATCH:.+]] = mla.pack_batch %[[ND]], %[[NDT]], %[[NCT]], %[[LENS]]
// CHECK-SAME:      memref<?xi32>, memref<?xi32>, memref<?xi32>, memref<?xi32>, memref<?x?xi32>
// CHECK:         mla.cache_append ins(%{{.+}}, %{{.+}}, %[[BATCH]] : {{.*}}) outs(%[[CACHE]] : memref<?x64x48xf32, #{{.*}}>){{$}}
// CHECK:         mla.decode ins(%{{.+}}, %{{.+}}, %[[CACHE]], %[[BATCH]] : {{.*}}) outs(%[[U]] : memref<?x4x32xf32>) {scale = 1.000000e+00 : f32}{{$}}
// CHECK-NOT:     memref.copy
// CHECK:         return
func.func @append_and_decode(%nd: index, %ndt: index, %nct: index, %lens: tensor<?xi32>, %starts: tensor<?xi32>,
    %slots: tensor<?xi32>, %positions: tensor<?xi32>, %pages: tensor<?x?xi32>,
    %q: tensor<?x4x32xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>,
    %cache: tensor<?x64x48xf32, #latent>, %u: tensor<?x4x32xf32>)
    -> (tensor<?x4x32xf32>, tensor<?x64x48xf32, #latent>) {
  %batch = mla.pack_batch %nd, %ndt, %nct, %lens, %starts, %slots, %positions, %pages
      : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
  %0 = mla.cache_append ins(%c, %kr, %batch : tensor<?x32xf32>, tensor<?x16xf32>, !mla.batch)
      outs(%cache : tensor<?x64x48xf32, #latent>) -> tensor<?x64x48xf32, #latent>
  %1 = mla.decode ins(%q, %qr, %0, %batch : tensor<?x4x32xf32>, tensor<?x4x16xf32>, tensor<?x64x48xf32, #latent>, !mla.batch)
      outs(%u : tensor<?x4x32xf32>) {scale = 1.0 : f32} -> tensor<?x4x32xf32>
  return %1, %0 : tensor<?x4x32xf32>, tensor<?x64x48xf32, #latent>
}

// CHECK-LABEL: func @gather(
// CHECK-NOT:     memref.copy
// CHECK:         mla.cache_gather ins(%{{.+}}, %{{.+}} : memref<?x64x48xf32, #{{.*}}>, !mla.batch) first(%{{.+}}) outs(%{{.+}} : memref<?x8x48xf32>){{$}}
// CHECK-NOT:     memref.copy
// CHECK:         return
func.func @gather(%batch: !mla.batch, %cache: tensor<?x64x48xf32, #latent>, %first: index, %rows: tensor<?x8x48xf32>) -> tensor<?x8x48xf32> {
  %0 = mla.cache_gather ins(%cache, %batch : tensor<?x64x48xf32, #latent>, !mla.batch) first(%first)
      outs(%rows : tensor<?x8x48xf32>) -> tensor<?x8x48xf32>
  return %0 : tensor<?x8x48xf32>
}

mla.param @w : tensor<64xbf16> = view ["w"]

// CHECK-LABEL: func @weight(
// CHECK:         %[[W:.+]] = mla.get_param @w : memref<64xbf16>
// CHECK:         mla.rms_norm ins(%{{.+}}, %[[W]] : memref<?x64xf32>, memref<64xbf16>)
func.func @weight(%x: tensor<?x64xf32>, %out: tensor<?x64xf32>) -> tensor<?x64xf32> {
  %w = mla.get_param @w : tensor<64xbf16>
  %0 = mla.rms_norm ins(%x, %w : tensor<?x64xf32>, tensor<64xbf16>) outs(%out : tensor<?x64xf32>) {eps = 1.0e-6 : f32} -> tensor<?x64xf32>
  return %0 : tensor<?x64xf32>
}

// A weight is never written in place: what writes it gets a copy.
// CHECK-LABEL: func @negative_weight_is_read_only(
// CHECK:         %[[W:.+]] = mla.get_param @w
// CHECK:         %[[COPY:.+]] = memref.alloc
// CHECK:         mla.rms_norm ins(%{{.+}}, %[[W]] : {{.*}}) outs(%[[COPY]] : memref<64xbf16>)
func.func @negative_weight_is_read_only(%x: tensor<64xf32>) -> tensor<64xbf16> {
  %w = mla.get_param @w : tensor<64xbf16>
  %0 = mla.rms_norm ins(%x, %w : tensor<64xf32>, tensor<64xbf16>) outs(%w : tensor<64xbf16>) {eps = 1.0e-6 : f32} -> tensor<64xbf16>
  return %0 : tensor<64xbf16>
}
