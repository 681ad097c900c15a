// RUN: mla-opt %s --split-input-file --mla-split | FileCheck %s
// RUN: mla-opt %s --split-input-file --mla-split --mla-split | FileCheck %s
// RUN: mla-opt %s --split-input-file --mla-form-segments | FileCheck %s --check-prefix=UNSPLIT

#latent = #mla.latent<L = 8, R = 4, storage = f32>

mla.param @w : tensor<8xf32> = view ["w"]

// The product that stands between append and decode moves before both, the one
// that only the last sum needs behind them, with the metadata of each. Without
// the pass there are two cuts.

// CHECK-LABEL: func.func @between(
// CHECK:         %[[Q:.+]] = mla.rms_norm ins(%{{.+}}, %{{.+}} : tensor<?x8xf32>
// CHECK:         %[[QUERY:.+]] = tensor.expand_shape %[[Q]]
// CHECK-NOT:     arith.
// CHECK:         %[[NEW:.+]] = mla.cache_append
// CHECK:         %[[U:.+]] = mla.decode ins(%[[QUERY]], %{{.+}}, %[[NEW]]
// CHECK:         %[[FLAT:.+]] = tensor.collapse_shape %[[U]]
// CHECK:         %[[TWICE:.+]] = arith.addf %[[X:.+]], %[[X]]
// CHECK:         %[[Y:.+]] = arith.mulf %[[FLAT]], %[[TWICE]]
// CHECK:         return %[[Y]], %[[NEW]]

// UNSPLIT-LABEL: func.func @between(
// UNSPLIT-COUNT-2: mla.dispatch
// UNSPLIT-NOT:   mla.dispatch
// UNSPLIT:       return
func.func @between(%batch: !mla.batch, %x: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %qr: tensor<?x1x4xf32>, %cache: tensor<?x64x12xf32, #latent>)
    -> (tensor<?x8xf32>, tensor<?x64x12xf32, #latent>) attributes {mla.step} {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %w = mla.get_param @w : tensor<8xf32>
  %twice = arith.addf %x, %x : tensor<?x8xf32>
  %new = mla.cache_append ins(%x, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch)
      outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %q = mla.rms_norm ins(%x, %w : tensor<?x8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {eps = 0.0 : f32} -> tensor<?x8xf32>
  %query = tensor.expand_shape %q [[0], [1, 2]] output_shape [%T, 1, 8] : tensor<?x8xf32> into tensor<?x1x8xf32>
  %e8 = tensor.empty(%T) : tensor<?x1x8xf32>
  %u = mla.decode ins(%query, %qr, %new, %batch : tensor<?x1x8xf32>, tensor<?x1x4xf32>, tensor<?x64x12xf32, #latent>, !mla.batch)
      outs(%e8 : tensor<?x1x8xf32>) {scale = 1.0 : f32} -> tensor<?x1x8xf32>
  %flat = tensor.collapse_shape %u [[0], [1, 2]] : tensor<?x1x8xf32> into tensor<?x8xf32>
  %y = arith.mulf %flat, %twice : tensor<?x8xf32>
  return %y, %new : tensor<?x8xf32>, tensor<?x64x12xf32, #latent>
}

// -----

// Nothing but a step is touched.

// CHECK-LABEL: func.func @negative_no_step(
// CHECK-NEXT:    arith.addf
// CHECK-NEXT:    arith.mulf
func.func @negative_no_step(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = arith.addf %x, %x : tensor<?xf32>
  %1 = arith.mulf %x, %x : tensor<?xf32>
  %2 = arith.addf %0, %1 : tensor<?xf32>
  return %2 : tensor<?xf32>
}

// -----

// Quantisation is of tokens: a segment has it, the dispatch what copies.

#f8 = #mla.latent<L = 512, R = 64, storage = fp8_656>

// CHECK-LABEL: func.func @quantise(
// CHECK:         %[[N:.+]]:2 = mla.rms_norm_quantize
// CHECK:         %[[X:.+]]:2 = mla.quantize
// CHECK:         mla.rope_append
// CHECK:         mla.cache_append ins(%[[N]]#0
// CHECK:         return

// UNSPLIT-LABEL: func.func @quantise(
// UNSPLIT:       return
func.func @quantise(%batch: !mla.batch, %x: tensor<?x512xbf16>, %w: tensor<512xbf16>, %kr: tensor<?x64xbf16>,
    %a: tensor<?x64x656xi8, #f8>, %b: tensor<?x64x656xi8, #f8>)
    -> (tensor<?x64x656xi8, #f8>, tensor<?x64x656xi8, #f8>, tensor<?x512xf8E4M3FN>) attributes {mla.step} {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x512xbf16>
  %v = tensor.empty(%T) : tensor<?x512xf8E4M3FN>
  %s = tensor.empty(%T) : tensor<?x4xf32>
  %rope = mla.rope_append ins(%x, %kr, %batch : tensor<?x512xbf16>, tensor<?x64xbf16>, !mla.batch) outs(%b : tensor<?x64x656xi8, #f8>) -> tensor<?x64x656xi8, #f8>
  %n:2 = mla.rms_norm_quantize ins(%x, %w : tensor<?x512xbf16>, tensor<512xbf16>) outs(%v, %s : tensor<?x512xf8E4M3FN>, tensor<?x4xf32>)
      {eps = 0.0 : f32} -> tensor<?x512xf8E4M3FN>, tensor<?x4xf32>
  %q:2 = mla.quantize ins(%x : tensor<?x512xbf16>) outs(%v, %s : tensor<?x512xf8E4M3FN>, tensor<?x4xf32>) -> tensor<?x512xf8E4M3FN>, tensor<?x4xf32>
  %new = mla.cache_append ins(%n#0, %kr, %batch : tensor<?x512xf8E4M3FN>, tensor<?x64xbf16>, !mla.batch) scales(%n#1 : tensor<?x4xf32>)
      outs(%a : tensor<?x64x656xi8, #f8>) -> tensor<?x64x656xi8, #f8>
  return %new, %rope, %q#0 : tensor<?x64x656xi8, #f8>, tensor<?x64x656xi8, #f8>, tensor<?x512xf8E4M3FN>
}
