// RUN: mla-opt %s --mla-fuse | FileCheck %s
// RUN: mla-opt %s --mla-fuse --remarks-filter=mla -o /dev/null 2>&1 | grep '\[' | FileCheck %s --check-prefix=REMARK
// RUN: mla-opt %s --mla-fuse --mla-expand-fused | FileCheck %s --check-prefix=PARTS
// RUN: mla-opt %s --mla-fuse --mla-expand-fused --mla-verify-rewrites -o /dev/null 2>&1 | FileCheck %s --check-prefix=SAME

// What stands before an append or a quantisation, in one op with it where it is
// read by nothing else; the ops as they are where it is.

#f8 = #mla.latent<L = 512, R = 64, storage = fp8_656>
#bf16 = #mla.latent<L = 32, R = 4, storage = bf16>
#f16 = #mla.latent<L = 32, R = 4, storage = f16>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
!f8 = tensor<?x64x656xi8, #f8>
!bf16 = tensor<?x64x36xbf16, #bf16>
!f16 = tensor<?x64x36xf16, #f16>

// The passes compute the same: caches bit for bit, what is read elsewhere too.
// SAME-DAG: mla-fuse: @quantise_and_append: {{[0-9]+}} results agree, largest error 0.0e+00
// SAME-DAG: mla-expand-fused: @quantise_and_append: {{[0-9]+}} results agree, largest error 0.0e+00
// SAME-DAG: mla-fuse: @rotate_and_append: {{[0-9]+}} results agree, largest error 0.0e+00
// SAME-DAG: mla-expand-fused: @rotate_and_append: {{[0-9]+}} results agree, largest error 0.0e+00
// SAME-DAG: mla-fuse: @norm_and_quantise: {{[0-9]+}} results agree, largest error 0.0e+00
// SAME-DAG: mla-expand-fused: @norm_and_quantise: {{[0-9]+}} results agree, largest error 0.0e+00

// CHECK-LABEL: func.func @quantise_and_append(
// CHECK-SAME:    %[[B:[^:]+]]: !mla.batch, %[[C:[^:]+]]: tensor<?x512xbf16>, %[[K:[^:]+]]: tensor<?x64xbf16>
// CHECK-NOT:     mla.quantize
// CHECK:         %[[NEW:.+]] = mla.rope_append ins(%[[C]], %[[K]], %[[B]] : {{.*}}) outs(
// CHECK:         return %[[NEW]]
// REMARK:      [Passed] Fuse | Category:mla | Remark="quantisation and append as one"
// PARTS-LABEL: func.func @quantise_and_append(
// PARTS:         %[[Q:.+]]:2 = mla.quantize ins(
// PARTS:         mla.cache_append ins(%[[Q]]#0, {{.*}} scales(%[[Q]]#1
func.func @quantise_and_append(%b: !mla.batch, %c: tensor<?x512xbf16>, %k: tensor<?x64xbf16>, %v: tensor<?x512xf8E4M3FN>, %s: tensor<?x4xf32>, %cache: !f8) -> !f8 {
  %q:2 = mla.quantize ins(%c : tensor<?x512xbf16>) outs(%v, %s : tensor<?x512xf8E4M3FN>, tensor<?x4xf32>) -> tensor<?x512xf8E4M3FN>, tensor<?x4xf32>
  %0 = mla.cache_append ins(%q#0, %k, %b : tensor<?x512xf8E4M3FN>, tensor<?x64xbf16>, !mla.batch) scales(%q#1 : tensor<?x4xf32>) outs(%cache : !f8) -> !f8
  return %0 : !f8
}

// The rotated key is rounded to the cache's type, once.
// CHECK-LABEL: func.func @rotate_and_append(
// CHECK-SAME:    %[[B:[^:]+]]: !mla.batch, %[[C:[^:]+]]: tensor<?x32xbf16>, %[[K:[^:]+]]: tensor<?x4xbf16>
// CHECK:         %[[P:.+]] = mla.batch_rows
// CHECK:         mla.rope_append ins(%[[C]], %[[K]], %[[B]] : {{.*}}) positions(%[[P]] : tensor<?xi32>) outs(%{{.*}}) {rope = #mla.rope<style = half
// REMARK:      [Passed] Fuse | Category:mla | Remark="rotation and append as one"
// PARTS-LABEL: func.func @rotate_and_append(
// PARTS:         %[[R:.+]] = mla.rope ins({{.*}} : tensor<?x4xbf16>, tensor<?xi32>) outs({{.*}} : tensor<?x4xbf16>)
// PARTS:         mla.cache_append ins(%{{.*}}, %[[R]],
func.func @rotate_and_append(%b: !mla.batch, %c: tensor<?x32xbf16>, %k: tensor<?x4xbf16>, %e: tensor<?x4xbf16>, %cache: !bf16) -> !bf16 {
  %p = mla.batch_rows %b {field = #mla.batch_field<positions>} : tensor<?xi32>
  %r = mla.rope ins(%k, %p : tensor<?x4xbf16>, tensor<?xi32>) outs(%e : tensor<?x4xbf16>) {rope = #rope} -> tensor<?x4xbf16>
  %0 = mla.cache_append ins(%c, %r, %b : tensor<?x32xbf16>, tensor<?x4xbf16>, !mla.batch) outs(%cache : !bf16) -> !bf16
  return %0 : !bf16
}

// CHECK-LABEL: func.func @all_three(
// CHECK-NOT:     mla.quantize
// CHECK-NOT:     mla.rope ins
// CHECK:         mla.rope_append {{.*}} positions(
// REMARK:      [Passed] Fuse | Category:mla | Remark="quantisation, rotation and append as one"
// PARTS-LABEL: func.func @all_three(
// PARTS:         mla.rope ins({{.*}}) outs({{.*}} : tensor<?x64xbf16>)
// PARTS:         mla.quantize
// PARTS:         mla.cache_append
#wide = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]>
func.func @all_three(%e: tensor<?x64xf32>, %kf: tensor<?x64xf32>, %b: !mla.batch, %c: tensor<?x512xbf16>, %k: tensor<?x64xbf16>, %v: tensor<?x512xf8E4M3FN>, %s: tensor<?x4xf32>, %cache: !f8) -> !f8 {
  %p = mla.batch_rows %b {field = #mla.batch_field<positions>} : tensor<?xi32>
  %r = mla.rope ins(%kf, %p : tensor<?x64xf32>, tensor<?xi32>) outs(%e : tensor<?x64xf32>) {rope = #wide} -> tensor<?x64xf32>
  %q:2 = mla.quantize ins(%c : tensor<?x512xbf16>) outs(%v, %s : tensor<?x512xf8E4M3FN>, tensor<?x4xf32>) -> tensor<?x512xf8E4M3FN>, tensor<?x4xf32>
  %0 = mla.cache_append ins(%q#0, %r, %b : tensor<?x512xf8E4M3FN>, tensor<?x64xf32>, !mla.batch) scales(%q#1 : tensor<?x4xf32>) outs(%cache : !f8) -> !f8
  return %0 : !f8
}

// CHECK-LABEL: func.func @norm_and_quantise(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x64xbf16>, %[[W:[^:]+]]: tensor<64xbf16>
// CHECK-NOT:     mla.rms_norm ins
// CHECK:         mla.rms_norm_quantize ins(%[[X]], %[[W]] : {{.*}}) outs({{.*}}) {eps = 9.99999997E-7 : f32}
// REMARK:      [Passed] Fuse | Category:mla | Remark="norm and quantisation as one"
// PARTS-LABEL: func.func @norm_and_quantise(
// PARTS:         %[[N:.+]] = mla.rms_norm ins(
// PARTS:         mla.quantize ins(%[[N]] : tensor<?x64xbf16>)
func.func @norm_and_quantise(%x: tensor<?x64xbf16>, %w: tensor<64xbf16>, %e: tensor<?x64xbf16>, %v: tensor<?x64xf8E4M3FN>, %s: tensor<?x2xf32>)
    -> (tensor<?x64xf8E4M3FN>, tensor<?x2xf32>) {
  %n = mla.rms_norm ins(%x, %w : tensor<?x64xbf16>, tensor<64xbf16>) outs(%e : tensor<?x64xbf16>) {eps = 1.0e-6 : f32} -> tensor<?x64xbf16>
  %q:2 = mla.quantize ins(%n : tensor<?x64xbf16>) outs(%v, %s : tensor<?x64xf8E4M3FN>, tensor<?x2xf32>) -> tensor<?x64xf8E4M3FN>, tensor<?x2xf32>
  return %q#0, %q#1 : tensor<?x64xf8E4M3FN>, tensor<?x2xf32>
}

// CHECK-LABEL: func.func @negative_scales_of_another(
// CHECK-COUNT-2: mla.quantize
// CHECK:         mla.cache_append
// REMARK:      [Missed] Fuse | Category:mla | Remark="the append copies: values and scales are not those of one quantisation"
func.func @negative_scales_of_another(%d: tensor<?x512xbf16>, %b: !mla.batch, %c: tensor<?x512xbf16>, %k: tensor<?x64xbf16>, %v: tensor<?x512xf8E4M3FN>, %s: tensor<?x4xf32>, %cache: !f8) -> !f8 {
  %q:2 = mla.quantize ins(%c : tensor<?x512xbf16>) outs(%v, %s : tensor<?x512xf8E4M3FN>, tensor<?x4xf32>) -> tensor<?x512xf8E4M3FN>, tensor<?x4xf32>
  %other:2 = mla.quantize ins(%d : tensor<?x512xbf16>) outs(%v, %s : tensor<?x512xf8E4M3FN>, tensor<?x4xf32>) -> tensor<?x512xf8E4M3FN>, tensor<?x4xf32>
  %0 = mla.cache_append ins(%q#0, %k, %b : tensor<?x512xf8E4M3FN>, tensor<?x64xbf16>, !mla.batch) scales(%other#1 : tensor<?x4xf32>) outs(%cache : !f8) -> !f8
  return %0 : !f8
}

// CHECK-LABEL: func.func @negative_quantised_latent_read_elsewhere(
// CHECK:         mla.quantize
// CHECK:         mla.cache_append
// REMARK:      [Missed] Fuse | Category:mla | Remark="the append copies: the quantised latent is read elsewhere too"
func.func @negative_quantised_latent_read_elsewhere(%b: !mla.batch, %c: tensor<?x512xbf16>, %k: tensor<?x64xbf16>, %v: tensor<?x512xf8E4M3FN>, %s: tensor<?x4xf32>, %cache: !f8) -> (!f8, tensor<?x4xf32>) {
  %q:2 = mla.quantize ins(%c : tensor<?x512xbf16>) outs(%v, %s : tensor<?x512xf8E4M3FN>, tensor<?x4xf32>) -> tensor<?x512xf8E4M3FN>, tensor<?x4xf32>
  %0 = mla.cache_append ins(%q#0, %k, %b : tensor<?x512xf8E4M3FN>, tensor<?x64xbf16>, !mla.batch) scales(%q#1 : tensor<?x4xf32>) outs(%cache : !f8) -> !f8
  return %0, %q#1 : !f8, tensor<?x4xf32>
}

// In a branch the quantisation is not beside the append: the function's block
// is the one that is fused.
// CHECK-LABEL: func.func @negative_quantised_in_a_branch(
// CHECK:         scf.if
// CHECK:           mla.quantize
// CHECK:         mla.cache_append
// REMARK-NOT:  quantisation and append as one
func.func @negative_quantised_in_a_branch(%if: i1, %b: !mla.batch, %c: tensor<?x512xbf16>, %k: tensor<?x64xbf16>, %v: tensor<?x512xf8E4M3FN>, %s: tensor<?x4xf32>, %cache: !f8) -> !f8 {
  %q:2 = scf.if %if -> (tensor<?x512xf8E4M3FN>, tensor<?x4xf32>) {
    %i:2 = mla.quantize ins(%c : tensor<?x512xbf16>) outs(%v, %s : tensor<?x512xf8E4M3FN>, tensor<?x4xf32>) -> tensor<?x512xf8E4M3FN>, tensor<?x4xf32>
    scf.yield %i#0, %i#1 : tensor<?x512xf8E4M3FN>, tensor<?x4xf32>
  } else {
    scf.yield %v, %s : tensor<?x512xf8E4M3FN>, tensor<?x4xf32>
  }
  %0 = mla.cache_append ins(%q#0, %k, %b : tensor<?x512xf8E4M3FN>, tensor<?x64xbf16>, !mla.batch) scales(%q#1 : tensor<?x4xf32>) outs(%cache : !f8) -> !f8
  return %0 : !f8
}

// CHECK-LABEL: func.func @negative_rotated_key_read_elsewhere(
// CHECK:         mla.rope ins
// CHECK:         mla.cache_append
// REMARK:      [Missed] Fuse | Category:mla | Remark="the append copies: the rotated key is read elsewhere too"
func.func @negative_rotated_key_read_elsewhere(%b: !mla.batch, %c: tensor<?x32xbf16>, %k: tensor<?x4xbf16>, %e: tensor<?x4xbf16>, %cache: !bf16) -> (!bf16, tensor<?x4xbf16>) {
  %p = mla.batch_rows %b {field = #mla.batch_field<positions>} : tensor<?xi32>
  %r = mla.rope ins(%k, %p : tensor<?x4xbf16>, tensor<?xi32>) outs(%e : tensor<?x4xbf16>) {rope = #rope} -> tensor<?x4xbf16>
  %0 = mla.cache_append ins(%c, %r, %b : tensor<?x32xbf16>, tensor<?x4xbf16>, !mla.batch) outs(%cache : !bf16) -> !bf16
  return %0, %r : !bf16, tensor<?x4xbf16>
}

// Rounded to f16 and then to bf16 is not rounded to bf16.
// CHECK-LABEL: func.func @negative_rounded_to_another_type(
// CHECK:         mla.rope ins
// CHECK:         mla.cache_append
// REMARK:      [Missed] Fuse | Category:mla | Remark="the append copies: the rotated key is rounded to another type than the cache's"
func.func @negative_rounded_to_another_type(%h: tensor<?x4xf16>, %b: !mla.batch, %c: tensor<?x32xbf16>, %k: tensor<?x4xbf16>, %e: tensor<?x4xbf16>, %cache: !bf16) -> !bf16 {
  %p = mla.batch_rows %b {field = #mla.batch_field<positions>} : tensor<?xi32>
  %r = mla.rope ins(%k, %p : tensor<?x4xbf16>, tensor<?xi32>) outs(%h : tensor<?x4xf16>) {rope = #rope} -> tensor<?x4xf16>
  %0 = mla.cache_append ins(%c, %r, %b : tensor<?x32xbf16>, tensor<?x4xf16>, !mla.batch) outs(%cache : !bf16) -> !bf16
  return %0 : !bf16
}

// CHECK-LABEL: func.func @negative_norm_read_elsewhere(
// CHECK:         mla.rms_norm ins
// CHECK:         mla.quantize
// REMARK:      [Missed] Fuse | Category:mla | Remark="norm and quantisation stay apart: the norm has other uses"
func.func @negative_norm_read_elsewhere(%x: tensor<?x64xbf16>, %w: tensor<64xbf16>, %e: tensor<?x64xbf16>, %v: tensor<?x64xf8E4M3FN>, %s: tensor<?x2xf32>)
    -> (tensor<?x64xf8E4M3FN>, tensor<?x2xf32>, tensor<?x64xbf16>) {
  %n = mla.rms_norm ins(%x, %w : tensor<?x64xbf16>, tensor<64xbf16>) outs(%e : tensor<?x64xbf16>) {eps = 1.0e-6 : f32} -> tensor<?x64xbf16>
  %q:2 = mla.quantize ins(%n : tensor<?x64xbf16>) outs(%v, %s : tensor<?x64xf8E4M3FN>, tensor<?x2xf32>) -> tensor<?x64xf8E4M3FN>, tensor<?x2xf32>
  return %q#0, %q#1, %n : tensor<?x64xf8E4M3FN>, tensor<?x2xf32>, tensor<?x64xbf16>
}

// CHECK-LABEL: func.func @negative_norm_changes_the_type(
// CHECK:         mla.rms_norm ins
// CHECK:         mla.quantize
// REMARK:      [Missed] Fuse | Category:mla | Remark="norm and quantisation stay apart: the norm changes the type of its input"
func.func @negative_norm_changes_the_type(%x: tensor<?x64xbf16>, %w: tensor<64xbf16>, %e: tensor<?x64xf32>, %v: tensor<?x64xf8E4M3FN>, %s: tensor<?x2xf32>)
    -> (tensor<?x64xf8E4M3FN>, tensor<?x2xf32>) {
  %n = mla.rms_norm ins(%x, %w : tensor<?x64xbf16>, tensor<64xbf16>) outs(%e : tensor<?x64xf32>) {eps = 1.0e-6 : f32} -> tensor<?x64xf32>
  %q:2 = mla.quantize ins(%n : tensor<?x64xf32>) outs(%v, %s : tensor<?x64xf8E4M3FN>, tensor<?x2xf32>) -> tensor<?x64xf8E4M3FN>, tensor<?x2xf32>
  return %q#0, %q#1 : tensor<?x64xf8E4M3FN>, tensor<?x2xf32>
}
