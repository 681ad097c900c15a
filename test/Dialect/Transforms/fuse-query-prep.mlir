// RUN: mla-opt %s --split-input-file --mla-fuse | FileCheck %s
// RUN: mla-opt %s --split-input-file --mla-fuse --remarks-filter=mla -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// One op, whose results are written into one buffer each; decode and the cache
// take columns of them.

// CHECK-LABEL: func.func @query_prep(
// CHECK-SAME:    %[[BATCH:[^:]+]]: !mla.batch, %[[QP:[^:]+]]: tensor<?x2x10xf32>, %[[KV:[^:]+]]: tensor<?x12xf32>, %[[NW:[^:]+]]: tensor<8xf32>, %[[KVB:[^:]+]]: tensor<20x8xf32>
// CHECK:         %[[P:.+]] = mla.batch_rows
// CHECK:         %[[PREP:.+]]:2 = mla.query_prep ins(%[[QP]], %[[KV]], %[[NW]], %[[KVB]], %[[P]] : {{.*}} outs(%{{.+}}, %{{.+}} : tensor<?x2x12xf32>, tensor<?x12xf32>) {eps = 9.99999997E-7 : f32, rope = #mla.rope<style = half
// CHECK-DAG:     %[[Q:.+]] = tensor.extract_slice %[[PREP]]#0[0, 0, 0] [%{{.+}}, 2, 8]
// CHECK-DAG:     %[[QR:.+]] = tensor.extract_slice %[[PREP]]#0[0, 0, 8] [%{{.+}}, 2, 4]
// CHECK-DAG:     %[[C:.+]] = tensor.extract_slice %[[PREP]]#1[0, 0] [%{{.+}}, 8]
// CHECK-DAG:     %[[KR:.+]] = tensor.extract_slice %[[PREP]]#1[0, 8] [%{{.+}}, 4]
// CHECK:         %[[NEW:.+]] = mla.cache_append ins(%[[C]], %[[KR]], %[[BATCH]] :
// CHECK:         mla.decode ins(%[[Q]], %[[QR]], %[[NEW]], %[[BATCH]] :
// CHECK-NOT:     mla.rope
// CHECK:         return
// REMARK:      [Passed] Fuse | Category:mla | Remark="norm, rotation and absorption as one, into one buffer for decode and one for the cache"
func.func @query_prep(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %qp[0, 0, 0] [%Tq, 2, 6] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x6xf32>
  %qi = tensor.extract_slice %qp[0, 0, 6] [%Tq, 2, 4] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%er : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %q = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %c = tensor.extract_slice %kv[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%cn, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// A query that is in the latent space already.

// CHECK-LABEL: func.func @negative_given_query(
// CHECK-NOT:     mla.query_prep
// CHECK:         mla.decode
// REMARK:      [Missed] Fuse | Category:mla | Remark="query and row are prepared apart: the query is not absorbed here"
func.func @negative_given_query(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>, %given: tensor<?x2x8xf32>)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %qp[0, 0, 0] [%Tq, 2, 6] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x6xf32>
  %qi = tensor.extract_slice %qp[0, 0, 6] [%Tq, 2, 4] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%er : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %c = tensor.extract_slice %kv[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%cn, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = mla.decode ins(%given, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// A cache that this step reads as it was.

// CHECK-LABEL: func.func @negative_read_only(
// CHECK-NOT:     mla.query_prep
// CHECK:         mla.decode
// REMARK:      [Missed] Fuse | Category:mla | Remark="query and row are prepared apart: no decode reads the appended cache"
func.func @negative_read_only(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %qp[0, 0, 0] [%Tq, 2, 6] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x6xf32>
  %qi = tensor.extract_slice %qp[0, 0, 6] [%Tq, 2, 4] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%er : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %q = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %c = tensor.extract_slice %kv[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%cn, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = mla.decode ins(%q, %qr, %cache, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// A latent that is normalised elsewhere.

// CHECK-LABEL: func.func @negative_given_latent(
// CHECK-NOT:     mla.query_prep
// CHECK:         mla.decode
// REMARK:      [Missed] Fuse | Category:mla | Remark="query and row are prepared apart: the latent is not normalised here"
func.func @negative_given_latent(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %qp[0, 0, 0] [%Tq, 2, 6] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x6xf32>
  %qi = tensor.extract_slice %qp[0, 0, 6] [%Tq, 2, 4] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%er : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %q = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %c = tensor.extract_slice %kv[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// A key that is rotated elsewhere.

// CHECK-LABEL: func.func @negative_given_key(
// CHECK-NOT:     mla.query_prep
// CHECK:         mla.decode
// REMARK:      [Missed] Fuse | Category:mla | Remark="query and row are prepared apart: query and key are not both rotated here"
func.func @negative_given_key(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %qp[0, 0, 0] [%Tq, 2, 6] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x6xf32>
  %qi = tensor.extract_slice %qp[0, 0, 6] [%Tq, 2, 4] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%er : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %q = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %c = tensor.extract_slice %kv[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %new = mla.cache_append ins(%cn, %ki, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// Prefill in a branch reads the same parts: it gets the same columns.

// CHECK-LABEL: func.func @other_readers(
// CHECK:         %[[PREP:.+]]:2 = mla.query_prep
// CHECK-DAG:     %[[QR:.+]] = tensor.extract_slice %[[PREP]]#0[0, 0, 8] [%{{.+}}, 2, 4]
// CHECK-DAG:     %[[C:.+]] = tensor.extract_slice %[[PREP]]#1[0, 0] [%{{.+}}, 8]
// CHECK:         return %{{.+}}, %{{.+}}, %[[QR]], %[[C]]
func.func @other_readers(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>, tensor<?x2x4xf32>, tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %qp[0, 0, 0] [%Tq, 2, 6] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x6xf32>
  %qi = tensor.extract_slice %qp[0, 0, 6] [%Tq, 2, 4] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%er : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %q = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %c = tensor.extract_slice %kv[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%cn, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new, %qr, %cn : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>, tensor<?x2x4xf32>, tensor<?x8xf32>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// The query is absorbed where it is needed, in a branch.

// CHECK-LABEL: func.func @negative_branch(
// CHECK-NOT:     mla.query_prep
// CHECK:         mla.decode
// REMARK:      [Missed] Fuse | Category:mla | Remark="query and row are prepared apart: the query is absorbed in a branch only"
func.func @negative_branch(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>, %test: i1)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %qp[0, 0, 0] [%Tq, 2, 6] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x6xf32>
  %qi = tensor.extract_slice %qp[0, 0, 6] [%Tq, 2, 4] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%er : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %c = tensor.extract_slice %kv[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%cn, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = scf.if %test -> tensor<?x2x8xf32> {
    %q = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
    %d = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
    scf.yield %d : tensor<?x2x8xf32>
  } else {
    scf.yield %el : tensor<?x2x8xf32>
  }
  return %u, %new : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// Two queries read one cache.

// CHECK-LABEL: func.func @negative_two_decodes(
// CHECK-NOT:     mla.query_prep
// CHECK:         mla.decode
// REMARK:      [Missed] Fuse | Category:mla | Remark="query and row are prepared apart: several queries read the cache"
func.func @negative_two_decodes(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>, tensor<?x2x8xf32>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %qp[0, 0, 0] [%Tq, 2, 6] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x6xf32>
  %qi = tensor.extract_slice %qp[0, 0, 6] [%Tq, 2, 4] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%er : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %q = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %c = tensor.extract_slice %kv[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%cn, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  %q2 = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %u2 = mla.decode ins(%q2, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new, %u2 : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>, tensor<?x2x8xf32>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// Query and key are rotated by different angles.

// CHECK-LABEL: func.func @negative_other_rotation(
// CHECK-NOT:     mla.query_prep
// CHECK:         mla.decode
// REMARK:      [Missed] Fuse | Category:mla | Remark="query and row are prepared apart: query and key are rotated differently"
func.func @negative_other_rotation(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %qp[0, 0, 0] [%Tq, 2, 6] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x6xf32>
  %qi = tensor.extract_slice %qp[0, 0, 6] [%Tq, 2, 4] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%er : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %q = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %c = tensor.extract_slice %kv[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #other} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%cn, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// Two projections give the two parts of the query.

// CHECK-LABEL: func.func @negative_two_queries(
// CHECK-NOT:     mla.query_prep
// CHECK:         mla.decode
// REMARK:      [Missed] Fuse | Category:mla | Remark="query and row are prepared apart: the query's parts are not the columns of one projection"
func.func @negative_two_queries(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>, %qp2: tensor<?x2x10xf32>)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %qp[0, 0, 0] [%Tq, 2, 6] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x6xf32>
  %Tq2 = tensor.dim %qp2, %c0 : tensor<?x2x10xf32>
  %qi = tensor.extract_slice %qp2[0, 0, 6] [%Tq2, 2, 4] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%er : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %q = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %c = tensor.extract_slice %kv[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%cn, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// The key stands before the latent.

// CHECK-LABEL: func.func @negative_key_first(
// CHECK-NOT:     mla.query_prep
// CHECK:         mla.decode
// REMARK:      [Missed] Fuse | Category:mla | Remark="query and row are prepared apart: the latent and the key are not the columns of one projection"
func.func @negative_key_first(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %qp[0, 0, 0] [%Tq, 2, 6] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x6xf32>
  %qi = tensor.extract_slice %qp[0, 0, 6] [%Tq, 2, 4] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%er : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %q = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %c = tensor.extract_slice %kv[0, 4] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 0] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%cn, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// Columns of some of the rows.

// CHECK-LABEL: func.func @negative_some_rows(
// CHECK-NOT:     mla.query_prep
// CHECK:         mla.decode
// REMARK:      [Missed] Fuse | Category:mla | Remark="query and row are prepared apart: the latent and the key are not the columns of one projection"
func.func @negative_some_rows(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>, %n: index)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %qp[0, 0, 0] [%Tq, 2, 6] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x6xf32>
  %qi = tensor.extract_slice %qp[0, 0, 6] [%Tq, 2, 4] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%er : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %q = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %c = tensor.extract_slice %kv[0, 0] [%n, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%cn, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// The row is in the cache before the query is computed.

// CHECK-LABEL: func.func @negative_append_first(
// CHECK-NOT:     mla.query_prep
// CHECK:         mla.decode
// REMARK:      [Missed] Fuse | Category:mla | Remark="query and row are prepared apart: one part is read before all of them can be computed"
func.func @negative_append_first(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>, %e10: tensor<?x2x10xf32>)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.extract_slice %kv[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%cn, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %qp2 = mla.rope ins(%qp, %positions : tensor<?x2x10xf32>, tensor<?xi32>) outs(%e10 : tensor<?x2x10xf32>) {rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 1.0, 1.0, 1.0, 1.0]>} -> tensor<?x2x10xf32>
  %Tq2 = tensor.dim %qp2, %c0 : tensor<?x2x10xf32>
  %qn = tensor.extract_slice %qp2[0, 0, 0] [%Tq2, 2, 6] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x6xf32>
  %qi = tensor.extract_slice %qp2[0, 0, 6] [%Tq2, 2, 4] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%er : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %q = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// The query is rotated in bf16.

// CHECK-LABEL: func.func @negative_types(
// CHECK-NOT:     mla.query_prep
// CHECK:         mla.decode
// REMARK:      [Missed] Fuse | Category:mla | Remark="query and row are prepared apart: its parts differ in type"
func.func @negative_types(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>, %eb: tensor<?x2x4xbf16>)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %qp[0, 0, 0] [%Tq, 2, 6] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x6xf32>
  %qi = tensor.extract_slice %qp[0, 0, 6] [%Tq, 2, 4] [1, 1, 1] : tensor<?x2x10xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%eb : tensor<?x2x4xbf16>) {rope = #rope} -> tensor<?x2x4xbf16>
  %q = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %c = tensor.extract_slice %kv[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%cn, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xbf16>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// A query that is rotated whole.

// CHECK-LABEL: func.func @negative_no_nope(
// CHECK-NOT:     mla.query_prep
// CHECK:         mla.decode
// REMARK:      [Missed] Fuse | Category:mla | Remark="query and row are prepared apart: the query is nothing but its rotated part"
func.func @negative_no_nope(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>, %q4: tensor<?x2x4xf32>)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %Tq4 = tensor.dim %q4, %c0 : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %q4[0, 0, 0] [%Tq4, 2, 0] [1, 1, 1] : tensor<?x2x4xf32> to tensor<?x2x0xf32>
  %qi = tensor.extract_slice %q4[0, 0, 0] [%Tq4, 2, 4] [1, 1, 1] : tensor<?x2x4xf32> to tensor<?x2x4xf32>
  %qr = mla.rope ins(%qi, %positions : tensor<?x2x4xf32>, tensor<?xi32>) outs(%er : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %q = mla.absorb_query ins(%qn, %kv_b : tensor<?x2x0xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %c = tensor.extract_slice %kv[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%cn, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#other = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.25]>

// Queries of five tokens, rows of any number.

// CHECK-LABEL: func.func @negative_tokens(
// CHECK-NOT:     mla.query_prep
// CHECK:         mla.decode
// REMARK:      [Missed] Fuse | Category:mla | Remark="query and row are prepared apart: query and row differ in their number of tokens"
func.func @negative_tokens(%batch: !mla.batch, %qp: tensor<?x2x10xf32>, %kv: tensor<?x12xf32>, %nw: tensor<8xf32>, %kv_b: tensor<20x8xf32>, %cache: tensor<?x16x12xf32, #latent>, %q5: tensor<5x2x10xf32>)
    -> (tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x12xf32>
  %Tq = tensor.dim %qp, %c0 : tensor<?x2x10xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %el = tensor.empty(%T) : tensor<?x2x8xf32>
  %er = tensor.empty(%T) : tensor<?x2x4xf32>
  %qn = tensor.extract_slice %q5[0, 0, 0] [5, 2, 6] [1, 1, 1] : tensor<5x2x10xf32> to tensor<5x2x6xf32>
  %qi5 = tensor.extract_slice %q5[0, 0, 6] [5, 2, 4] [1, 1, 1] : tensor<5x2x10xf32> to tensor<5x2x4xf32>
  %er5 = tensor.empty() : tensor<5x2x4xf32>
  %qr = mla.rope ins(%qi5, %positions : tensor<5x2x4xf32>, tensor<?xi32>) outs(%er5 : tensor<5x2x4xf32>) {rope = #rope} -> tensor<5x2x4xf32>
  %q = mla.absorb_query ins(%qn, %kv_b : tensor<5x2x6xf32>, tensor<20x8xf32>) outs(%el : tensor<?x2x8xf32>) -> tensor<?x2x8xf32>
  %c = tensor.extract_slice %kv[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %ki = tensor.extract_slice %kv[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %cn = mla.rms_norm ins(%c, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e8 : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %kr = mla.rope ins(%ki, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%cn, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x16x12xf32, #latent>) -> tensor<?x16x12xf32, #latent>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<5x2x4xf32>, tensor<?x16x12xf32, #latent>, !mla.batch) outs(%el : tensor<?x2x8xf32>) {scale = 0.25 : f32} -> tensor<?x2x8xf32>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x16x12xf32, #latent>
}
