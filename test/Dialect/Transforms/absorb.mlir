// RUN: mla-opt %s --mla-absorb=absorb=always | FileCheck %s --check-prefixes=CHECK,ALWAYS
// RUN: mla-opt %s --mla-absorb | FileCheck %s --check-prefixes=CHECK,AUTO
// RUN: mla-opt %s --mla-absorb=absorb=never | FileCheck %s --check-prefixes=CHECK,NEVER
// RUN: not mla-opt %s --mla-absorb=absorb=perhaps 2>&1 | FileCheck %s --check-prefix=WRONG

// WRONG: 'perhaps'

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// CHECK-LABEL:  func.func @f32(
// CHECK-SAME:     %[[BATCH:[^:]+]]: !mla.batch, %[[QN:[^:]+]]: tensor<?x2x4xf32>, %[[QR:[^:]+]]: tensor<?x2x4xf32>, %[[C:[^:]+]]: tensor<?x8xf32>, %[[KR:[^:]+]]: tensor<?x4xf32>, %[[W:[^:]+]]: tensor<14x8xbf16>, %[[CACHE:[^:]+]]: tensor<?x64x12xf32{{.*}}>, %[[INIT:[^:]+]]: tensor<?x2x3xf32>
// CHECK:          %[[NEW:.+]] = mla.cache_append ins(%[[C]], %[[KR]], %[[BATCH]] : {{.*}}) outs(%[[CACHE]]

// ALWAYS:         %[[Q:.+]] = mla.absorb_query ins(%[[QN]], %[[W]] : {{.*}}) outs(%{{.+}} : tensor<?x2x8xf32>)
// ALWAYS:         %[[U:.+]] = mla.decode ins(%[[Q]], %[[QR]], %[[NEW]], %[[BATCH]] : {{.*}}) outs(%{{.+}} : tensor<?x2x8xf32>) {scale = 5.000000e-01 : f32} -> tensor<?x2x8xf32>
// ALWAYS:         %[[OUT:.+]] = mla.project_value ins(%[[U]], %[[W]] : {{.*}}) outs(%[[INIT]]
// ALWAYS-NOT:     mla.prefill
// ALWAYS:         return %[[OUT]], %[[NEW]]

// Keys and values are slices of one product with kv_b as the checkpoint has it;
// the prefix, if there is one, is read from the new version of the cache, never
// from the old.
// NEVER:          %[[KV:.+]] = linalg.matmul {{.*}} ins(%[[C]], %[[W]] : tensor<?x8xf32>, tensor<14x8xbf16>) outs(%{{.+}} : tensor<?x14xf32>)
// NEVER:          %[[HEADS:.+]] = tensor.expand_shape %[[KV]] {{\[\[}}0], [1, 2]] {{.*}} : tensor<?x14xf32> into tensor<?x2x7xf32>
// NEVER:          %[[CONTINUED:.+]] = mla.batch_count %[[BATCH]] {count = #mla.batch_count<num_continued_tokens>}
// NEVER:          %[[IF:.+]] = arith.cmpi ne, %[[CONTINUED]], %{{.+}} : index
// NEVER:          %[[OUT:.+]] = scf.if %[[IF]] -> (tensor<?x2x3xf32>) {
// NEVER:            %[[KEYS:.+]] = tensor.extract_slice %[[HEADS]][0, 0, 0] [%{{.+}}, 2, 4] [1, 1, 1]
// NEVER:            %[[VALUES:.+]] = tensor.extract_slice %[[HEADS]][0, 0, 4] [%{{.+}}, 2, 3] [1, 1, 1]
// NEVER:            %[[OWN:.+]]:2 = mla.prefill ins(%[[QN]], %[[QR]], %[[KEYS]], %[[KR]], %[[VALUES]], %[[BATCH]] : {{.*}}) outs(%{{.+}}, %{{.+}} : tensor<?x2x3xf32>, tensor<?x2xf32>) {scale = 5.000000e-01 : f32}
// NEVER:            %[[Q:.+]] = mla.absorb_query ins(%[[QN]], %[[W]]
// NEVER:            %[[U:.+]]:2 = mla.decode ins(%[[Q]], %[[QR]], %[[NEW]], %[[BATCH]] : {{.*}}) outs(%{{.+}}, %{{.+}} : tensor<?x2x8xf32>, tensor<?x2xf32>) {keys = #mla.keys<prefix>, scale = 5.000000e-01 : f32}
// NEVER:            %[[PREFIX:.+]] = mla.project_value ins(%[[U]]#0, %[[W]]
// NEVER:            %[[MERGED:.+]]:2 = mla.merge_states ins(%[[OWN]]#0, %[[OWN]]#1, %[[PREFIX]], %[[U]]#1 : {{.*}}) outs(%[[INIT]], %{{.+}} :
// NEVER:            scf.yield %[[MERGED]]#0
// NEVER:          } else {
// NEVER-NOT:        mla.decode
// NEVER:            %[[FRESH:.+]] = mla.prefill {{.*}} outs(%[[INIT]] : tensor<?x2x3xf32>)
// NEVER-NEXT:       scf.yield %[[FRESH]]
// NEVER:          return %[[OUT]], %[[NEW]]

// Both: queries are absorbed in any case, the test asks for 7 new tokens a
// sequence that prefills, 12 where some sequence has a prefix. W_UK and W_UV are
// read from kv_b.
// AUTO:           %[[Q:.+]] = mla.absorb_query ins(%[[QN]], %[[W]]
// AUTO:           %[[NDT:.+]] = mla.batch_count %[[BATCH]] {count = #mla.batch_count<num_decode_tokens>}
// AUTO:           %[[TOKENS:.+]] = arith.subi %{{.+}}, %[[NDT]]
// AUTO:           %[[B:.+]] = mla.batch_count %[[BATCH]] {count = #mla.batch_count<num_sequences>}
// AUTO:           %[[ND:.+]] = mla.batch_count %[[BATCH]] {count = #mla.batch_count<num_decode>}
// AUTO:           %[[SEQUENCES:.+]] = arith.subi %[[B]], %[[ND]]
// AUTO:           %[[BOUND:.+]] = arith.select %{{.+}}, %c12, %c7 : index
// AUTO:           %[[PRODUCT:.+]] = arith.muli %[[SEQUENCES]], %[[BOUND]]
// AUTO:           %[[LEAST:.+]] = arith.maxsi %[[PRODUCT]], %{{.+}}
// AUTO:           %[[EXPAND:.+]] = arith.cmpi sge, %[[TOKENS]], %[[LEAST]]
// AUTO:           %[[OUT:.+]] = scf.if %[[EXPAND]] -> (tensor<?x2x3xf32>) {
// AUTO:             linalg.matmul {{.*}} ins(%[[C]], %[[W]] :
// AUTO:             scf.if
// AUTO-NOT:           mla.absorb_query
// AUTO:               mla.prefill
// AUTO:               mla.decode ins(%[[Q]], {{.*}} {keys = #mla.keys<prefix>
// AUTO:               mla.merge_states
// AUTO:             } else {
// AUTO:               mla.prefill
// AUTO:             }
// AUTO:           } else {
// AUTO:             %[[U:.+]] = mla.decode ins(%[[Q]], %[[QR]], %[[NEW]], %[[BATCH]] : {{.*}}) outs(%{{.+}} : tensor<?x2x8xf32>) {scale = 5.000000e-01 : f32} -> tensor<?x2x8xf32>
// AUTO:             %[[V:.+]] = mla.project_value ins(%[[U]], %[[W]] : {{.*}}) outs(%[[INIT]]
// AUTO-NEXT:        scf.yield %[[V]]
// AUTO:           }
// AUTO:           return %[[OUT]], %[[NEW]]
func.func @f32(%batch: !mla.batch, %qn: tensor<?x2x4xf32>, %qr: tensor<?x2x4xf32>, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>,
               %w: tensor<14x8xbf16>, %cache: tensor<?x64x12xf32, #latent>, %init: tensor<?x2x3xf32>)
    -> (tensor<?x2x3xf32>, tensor<?x64x12xf32, #latent>) {
  %0:2 = mla.cached_attention ins(%qn, %qr, %c, %kr, %w, %batch : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<14x8xbf16>, !mla.batch)
      outs(%init, %cache : tensor<?x2x3xf32>, tensor<?x64x12xf32, #latent>) {scale = 0.5 : f32} -> tensor<?x2x3xf32>, tensor<?x64x12xf32, #latent>
  return %0#0, %0#1 : tensor<?x2x3xf32>, tensor<?x64x12xf32, #latent>
}

// Sums are in f32, also where activations are narrower.
// CHECK-LABEL:  func.func @bf16(
// ALWAYS:         mla.decode {{.*}} outs(%{{.+}} : tensor<?x2x8xbf16>)
// NEVER:          %[[WIDE:.+]] = linalg.matmul {{.*}} -> tensor<?x14xf32>
// NEVER:          %[[NARROW:.+]] = linalg.generic {{.*}} ins(%[[WIDE]] : tensor<?x14xf32>) outs(%{{.+}} : tensor<?x14xbf16>)
// NEVER:            arith.truncf
// NEVER:          tensor.expand_shape %[[NARROW]]
// NEVER:          mla.merge_states {{.*}} -> tensor<?x2x3xbf16>, tensor<?x2xf32>
func.func @bf16(%batch: !mla.batch, %qn: tensor<?x2x4xbf16>, %qr: tensor<?x2x4xbf16>, %c: tensor<?x8xbf16>, %kr: tensor<?x4xbf16>,
                %w: tensor<14x8xbf16>, %cache: tensor<?x64x12xbf16, #mla.latent<L = 8, R = 4, storage = bf16>>, %init: tensor<?x2x3xbf16>)
    -> (tensor<?x2x3xbf16>, tensor<?x64x12xbf16, #mla.latent<L = 8, R = 4, storage = bf16>>) {
  %0:2 = mla.cached_attention ins(%qn, %qr, %c, %kr, %w, %batch : tensor<?x2x4xbf16>, tensor<?x2x4xbf16>, tensor<?x8xbf16>, tensor<?x4xbf16>, tensor<14x8xbf16>, !mla.batch)
      outs(%init, %cache : tensor<?x2x3xbf16>, tensor<?x64x12xbf16, #mla.latent<L = 8, R = 4, storage = bf16>>) {scale = 0.5 : f32}
      -> tensor<?x2x3xbf16>, tensor<?x64x12xbf16, #mla.latent<L = 8, R = 4, storage = bf16>>
  return %0#0, %0#1 : tensor<?x2x3xbf16>, tensor<?x64x12xbf16, #mla.latent<L = 8, R = 4, storage = bf16>>
}
