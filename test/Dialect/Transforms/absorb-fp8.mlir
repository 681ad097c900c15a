// RUN: mla-opt %s --mla-absorb=absorb=always | FileCheck %s --check-prefixes=CHECK,ALWAYS
// RUN: mla-opt %s --mla-absorb=absorb=never | FileCheck %s --check-prefixes=CHECK,NEVER
// RUN: mla-opt %s --mla-absorb=absorb=never --mla-verify-rewrites -o /dev/null 2>&1 | FileCheck %s --check-prefix=SAME
// RUN: mla-opt %s --mla-absorb=absorb=always --mla-verify-rewrites -o /dev/null 2>&1 | FileCheck %s --check-prefix=SAME

#f8 = #mla.latent<L = 512, R = 64, storage = fp8_656>

// The latent is quantised for the cache, and so it is where keys and values of
// the step's own rows are computed: attention sees what the cache holds. The
// definition, in f64, agrees but for values that lie between two of f8E4M3FN.

// SAME: mla-absorb: @f32: 8 results agree, largest error {{[0-9].[0-9]e-(0[3-9]|[1-9][0-9])|0.0e\+00}}

// CHECK-LABEL: func.func @f32(
// CHECK-SAME:    %[[BATCH:[^:]+]]: !mla.batch, %[[QN:[^:]+]]: tensor<?x2x4xf32>, %[[QR:[^:]+]]: tensor<?x2x64xf32>, %[[C:[^:]+]]: tensor<?x512xf32>, %[[KR:[^:]+]]: tensor<?x64xf32>
// CHECK:         %[[Q:.+]]:2 = mla.quantize ins(%[[C]] : tensor<?x512xf32>) outs(%{{.+}}, %{{.+}} : tensor<?x512xf8E4M3FN>, tensor<?x4xf32>)
// CHECK:         %[[NEW:.+]] = mla.cache_append ins(%[[Q]]#0, %[[KR]], %[[BATCH]] : {{.*}}) scales(%[[Q]]#1 : tensor<?x4xf32>)
// ALWAYS:        mla.decode ins(%{{.+}}, %[[QR]], %[[NEW]], %[[BATCH]]
// ALWAYS-NOT:    mla.quantize
// NEVER:         %[[OWN:.+]]:2 = mla.quantize ins(%[[C]]
// NEVER:         %[[GROUPS:.+]] = tensor.expand_shape %[[OWN]]#0 {{.*}} into tensor<?x4x128xf8E4M3FN>
// NEVER:         %[[PRODUCT:.+]] = linalg.generic {{.*}} ins(%[[GROUPS]], %[[OWN]]#1 :
// NEVER:         %[[SEEN:.+]] = tensor.collapse_shape %[[PRODUCT]]
// NEVER:         linalg.matmul {{.*}} ins(%[[SEEN]],
// NEVER:         %[[KEY:.+]] = linalg.generic {{.*}} ins(%[[KR]] : tensor<?x64xf32>)
// NEVER:           arith.truncf %{{.+}} : f32 to bf16
// NEVER:         mla.prefill ins(%[[QN]], %[[QR]], %{{.+}}, %[[KEY]],
// CHECK:         return
func.func @f32(%batch: !mla.batch, %qn: tensor<?x2x4xf32>, %qr: tensor<?x2x64xf32>, %c: tensor<?x512xf32>, %kr: tensor<?x64xf32>,
    %w: tensor<14x512xbf16>, %cache: tensor<?x16x656xi8, #f8>, %init: tensor<?x2x3xf32>) -> (tensor<?x2x3xf32>, tensor<?x16x656xi8, #f8>) {
  %0:2 = mla.cached_attention ins(%qn, %qr, %c, %kr, %w, %batch : tensor<?x2x4xf32>, tensor<?x2x64xf32>, tensor<?x512xf32>, tensor<?x64xf32>, tensor<14x512xbf16>, !mla.batch)
      outs(%init, %cache : tensor<?x2x3xf32>, tensor<?x16x656xi8, #f8>) {scale = 0.5 : f32} -> tensor<?x2x3xf32>, tensor<?x16x656xi8, #f8>
  return %0#0, %0#1 : tensor<?x2x3xf32>, tensor<?x16x656xi8, #f8>
}
