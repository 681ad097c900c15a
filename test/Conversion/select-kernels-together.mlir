// RUN: mla-opt %s --mla-select-kernels --mla-check-cache --split-input-file | FileCheck %s
// RUN: env MLA_DISABLE_KERNELS=cache_append,project_value mla-opt %s --mla-select-kernels --split-input-file | FileCheck %s --check-prefix=OFF
// RUN: mla-opt %s --mla-select-kernels --split-input-file --remarks-filter=mla 2>&1 | FileCheck %s --check-prefix=REMARK

// What a kernel computes together with the op that follows.

!cache = tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>
#rope = #mla.rope<style = interleaved, scale = 1.0 : f32, inv_freq = [1.0, 0.1, 0.01, 0.001, 0.5, 0.25, 0.125, 0.0625]>

// Rows go into the cache where they are made, values are projected where u is
// merged: by all kernels that may decode.
// CHECK-LABEL: func @together
// CHECK-SAME: %[[CACHE:[a-z0-9]+]]: tensor<?x16x48xbf16, {{.*}}>, %[[KV_B:[a-z0-9]+]]: tensor<128x32xbf16>
// CHECK: %[[PREP:.*]]:3 = mla.kernel_call @query_prep ins({{.*}}, %{{.*}} : {{.*}}, tensor<?xi32>, tensor<?xi32>) outs(%{{.*}}, %{{.*}}, %[[CACHE]] :
// CHECK-NOT: cache_append
// CHECK: scf.if {{.*}} -> (tensor<?x4x16xbf16>)
// CHECK: mla.kernel_call @decode_sm90_few ins(%[[PREP]]#0, %[[PREP]]#2, {{.*}}, %[[KV_B]] : {{.*}}) outs(%{{.*}}, %{{.*}} : tensor<?x4x16xbf16>, tensor<{{[0-9]+}}xi8>)
// CHECK: mla.kernel_call @decode_sm90_many ins(%[[PREP]]#0, %[[PREP]]#2, {{.*}}, %[[KV_B]] :
// CHECK-NOT: project_value
// CHECK: return %{{.*}}, %[[PREP]]#2
// OFF-LABEL: func @together
// OFF: mla.kernel_call @query_prep {{.*}} outs(%{{.*}}, %{{.*}} : tensor<?x4x48xbf16>, tensor<?x48xbf16>)
// OFF: mla.cache_append
// OFF: mla.kernel_call @decode_sm90_few
// OFF: mla.project_value
// REMARK: Remark="mla.cache_append by a kernel", kernel=query_prep
// REMARK: Remark="mla.project_value by a kernel", kernel=decode_sm90_few
func.func @together(
    %cache: !cache, %kv_b: tensor<128x32xbf16>, %q_proj: tensor<?x4x32xbf16>, %kv: tensor<?x48xbf16>,
    %norm: tensor<32xbf16>, %n: index, %nt: index, %long: index,
    %lens: tensor<?xi32>, %start: tensor<?xi32>, %slots: tensor<?xi32>,
    %positions: tensor<?xi32>, %table: tensor<?x?xi32>)
    -> (tensor<?x4x16xbf16>, !cache) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x48xbf16>
  %batch = mla.pack_batch %n, %nt, %long, %lens, %start, %slots, %positions, %table
      : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
  %dq = tensor.empty(%T) : tensor<?x4x48xbf16>
  %drow = tensor.empty(%T) : tensor<?x48xbf16>
  %q, %row = mla.query_prep ins(%q_proj, %kv, %norm, %kv_b, %positions : tensor<?x4x32xbf16>, tensor<?x48xbf16>,
      tensor<32xbf16>, tensor<128x32xbf16>, tensor<?xi32>)
      outs(%dq, %drow : tensor<?x4x48xbf16>, tensor<?x48xbf16>)
      {eps = 1.0e-6 : f32, rope = #rope} -> tensor<?x4x48xbf16>, tensor<?x48xbf16>
  %c_kv = tensor.extract_slice %row[0, 0] [%T, 32] [1, 1] : tensor<?x48xbf16> to tensor<?x32xbf16>
  %k_rope = tensor.extract_slice %row[0, 32] [%T, 16] [1, 1] : tensor<?x48xbf16> to tensor<?x16xbf16>
  %1 = mla.cache_append ins(%c_kv, %k_rope, %batch : tensor<?x32xbf16>, tensor<?x16xbf16>, !mla.batch)
      outs(%cache : !cache) -> !cache
  %latent = tensor.extract_slice %q[0, 0, 0] [%T, 4, 32] [1, 1, 1] : tensor<?x4x48xbf16> to tensor<?x4x32xbf16>
  %rope = tensor.extract_slice %q[0, 0, 32] [%T, 4, 16] [1, 1, 1] : tensor<?x4x48xbf16> to tensor<?x4x16xbf16>
  %du = tensor.empty(%T) : tensor<?x4x32xbf16>
  %u = mla.decode ins(%latent, %rope, %1, %batch : tensor<?x4x32xbf16>, tensor<?x4x16xbf16>, !cache, !mla.batch)
      outs(%du : tensor<?x4x32xbf16>) {scale = 0.2 : f32} -> tensor<?x4x32xbf16>
  %do = tensor.empty(%T) : tensor<?x4x16xbf16>
  %o = mla.project_value ins(%u, %kv_b : tensor<?x4x32xbf16>, tensor<128x32xbf16>)
      outs(%do : tensor<?x4x16xbf16>) -> tensor<?x4x16xbf16>
  return %o, %1 : tensor<?x4x16xbf16>, !cache
}

// -----

!cache = tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>
#rope = #mla.rope<style = interleaved, scale = 1.0 : f32, inv_freq = [1.0, 0.1, 0.01, 0.001, 0.5, 0.25, 0.125, 0.0625]>

// A decode reads the cache between the rows and their append, which must not
// move over it; and somebody else reads u.
// CHECK-LABEL: func @negative_read_between
// CHECK: mla.kernel_call @query_prep {{.*}} outs(%{{.*}}, %{{.*}} : tensor<?x4x48xbf16>, tensor<?x48xbf16>)
// CHECK: mla.kernel_call @decode_sm90_few
// CHECK: mla.kernel_call @project_value
// CHECK: mla.kernel_call @cache_append
func.func @negative_read_between(
    %cache: !cache, %kv_b: tensor<128x32xbf16>, %q_proj: tensor<?x4x32xbf16>, %kv: tensor<?x48xbf16>,
    %norm: tensor<32xbf16>, %n: index, %nt: index, %long: index,
    %lens: tensor<?xi32>, %start: tensor<?xi32>, %slots: tensor<?xi32>,
    %positions: tensor<?xi32>, %table: tensor<?x?xi32>)
    -> (tensor<?x4x32xbf16>, tensor<?x4x16xbf16>, !cache) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %kv, %c0 : tensor<?x48xbf16>
  %batch = mla.pack_batch %n, %nt, %long, %lens, %start, %slots, %positions, %table
      : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
  %dq = tensor.empty(%T) : tensor<?x4x48xbf16>
  %drow = tensor.empty(%T) : tensor<?x48xbf16>
  %q, %row = mla.query_prep ins(%q_proj, %kv, %norm, %kv_b, %positions : tensor<?x4x32xbf16>, tensor<?x48xbf16>,
      tensor<32xbf16>, tensor<128x32xbf16>, tensor<?xi32>)
      outs(%dq, %drow : tensor<?x4x48xbf16>, tensor<?x48xbf16>)
      {eps = 1.0e-6 : f32, rope = #rope} -> tensor<?x4x48xbf16>, tensor<?x48xbf16>
  %latent = tensor.extract_slice %q[0, 0, 0] [%T, 4, 32] [1, 1, 1] : tensor<?x4x48xbf16> to tensor<?x4x32xbf16>
  %rope = tensor.extract_slice %q[0, 0, 32] [%T, 4, 16] [1, 1, 1] : tensor<?x4x48xbf16> to tensor<?x4x16xbf16>
  %du = tensor.empty(%T) : tensor<?x4x32xbf16>
  %u = mla.decode ins(%latent, %rope, %cache, %batch : tensor<?x4x32xbf16>, tensor<?x4x16xbf16>, !cache, !mla.batch)
      outs(%du : tensor<?x4x32xbf16>) {scale = 0.2 : f32} -> tensor<?x4x32xbf16>
  %do = tensor.empty(%T) : tensor<?x4x16xbf16>
  %o = mla.project_value ins(%u, %kv_b : tensor<?x4x32xbf16>, tensor<128x32xbf16>)
      outs(%do : tensor<?x4x16xbf16>) -> tensor<?x4x16xbf16>
  %c_kv = tensor.extract_slice %row[0, 0] [%T, 32] [1, 1] : tensor<?x48xbf16> to tensor<?x32xbf16>
  %k_rope = tensor.extract_slice %row[0, 32] [%T, 16] [1, 1] : tensor<?x48xbf16> to tensor<?x16xbf16>
  %1 = mla.cache_append ins(%c_kv, %k_rope, %batch : tensor<?x32xbf16>, tensor<?x16xbf16>, !mla.batch)
      outs(%cache : !cache) -> !cache
  return %u, %o, %1 : tensor<?x4x32xbf16>, tensor<?x4x16xbf16>, !cache
}
