// RUN: mla-opt %s --mla-select-kernels --mla-check-cache --split-input-file | FileCheck %s
// RUN: mla-opt %s --mla-select-kernels=kernels=none --split-input-file | FileCheck %s --check-prefix=NONE
// RUN: mla-opt %s --mla-select-kernels=kernels=decode_sm80_few,project_value --split-input-file | FileCheck %s --check-prefix=LIST
// RUN: mla-opt %s --mla-select-kernels=chip=sm_80 --split-input-file | FileCheck %s --check-prefix=SM80
// RUN: mla-opt %s --mla-select-kernels --split-input-file --remarks-filter=mla 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: env MLA_DISABLE_KERNELS=absorb_query,decode_sm90_few mla-opt %s --mla-select-kernels --split-input-file --remarks-filter=mla 2>&1 | FileCheck %s --check-prefix=OFF
// RUN: mla-opt %s --mla-select-kernels=kernels=-linear_cublaslt,-absorb_query --split-input-file | FileCheck %s --check-prefix=WITHOUT
// RUN: not mla-opt %s --mla-select-kernels=kernels=decode_sm90_few,flash --split-input-file 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not mla-opt %s --mla-select-kernels=chip=h200 --split-input-file 2>&1 | FileCheck %s --check-prefix=CHIP

// NONE-NOT: kernel_call
// NAME: error: kernels: expected auto, none or names of kernels (mlac --list-kernels), got 'flash'
// CHIP: error: expected a chip such as sm_90a, got 'h200'

// CHECK-LABEL: func @projections
// CHECK: mla.kernel_call @absorb_query ins(%{{.*}} : tensor<?x4x16xbf16>, tensor<128x32xbf16>) outs(%{{.*}} : tensor<?x4x32xbf16>) {}
// CHECK: mla.kernel_call @project_value
// WITHOUT-LABEL: func @projections
// WITHOUT: mla.absorb_query
// WITHOUT: mla.kernel_call @project_value
// LIST-LABEL: func @projections
// LIST: mla.absorb_query
// LIST: mla.kernel_call @project_value
// REMARK: [Passed] Kernel | Category:mla | Remark="mla.absorb_query by a kernel", kernel=absorb_query
// OFF: [Missed] Kernel | Category:mla | Remark="mla.absorb_query not by absorb_query: switched off by MLA_DISABLE_KERNELS"
func.func @projections(%q: tensor<?x4x16xbf16>, %kv_b: tensor<128x32xbf16>,
                       %a: tensor<?x4x32xbf16>, %b: tensor<?x4x16xbf16>)
    -> (tensor<?x4x32xbf16>, tensor<?x4x16xbf16>) {
  %0 = mla.absorb_query ins(%q, %kv_b : tensor<?x4x16xbf16>, tensor<128x32xbf16>)
      outs(%a : tensor<?x4x32xbf16>) -> tensor<?x4x32xbf16>
  %1 = mla.project_value ins(%0, %kv_b : tensor<?x4x32xbf16>, tensor<128x32xbf16>)
      outs(%b : tensor<?x4x16xbf16>) -> tensor<?x4x16xbf16>
  return %0, %1 : tensor<?x4x32xbf16>, tensor<?x4x16xbf16>
}

// -----

// f32 means generated code.
// CHECK-LABEL: func @negative_f32
// CHECK: mla.project_value
// REMARK: Remark="mla.project_value not by project_value: expected bf16 or f16, got f32"
func.func @negative_f32(%u: tensor<?x4x32xf32>, %kv_b: tensor<128x32xf32>,
                        %b: tensor<?x4x16xf32>) -> tensor<?x4x16xf32> {
  %1 = mla.project_value ins(%u, %kv_b : tensor<?x4x32xf32>, tensor<128x32xf32>)
      outs(%b : tensor<?x4x16xf32>) -> tensor<?x4x16xf32>
  return %1 : tensor<?x4x16xf32>
}

// -----

// The predicate of the descriptor is the reason.
// CHECK-LABEL: func @negative_rank
// CHECK: mla.project_value
// REMARK: Remark="mla.project_value not by project_value: expected kv_lora_rank a multiple of 8 up to 512, got 1024"
func.func @negative_rank(%u: tensor<?x4x1024xbf16>, %kv_b: tensor<128x1024xbf16>,
                         %b: tensor<?x4x16xbf16>) -> tensor<?x4x16xbf16> {
  %1 = mla.project_value ins(%u, %kv_b : tensor<?x4x1024xbf16>, tensor<128x1024xbf16>)
      outs(%b : tensor<?x4x16xbf16>) -> tensor<?x4x16xbf16>
  return %1 : tensor<?x4x16xbf16>
}

// -----

// Rows and queries that are slices side by side are taken whole. What kernel
// decodes depends on the rows a sequence has; its plan is made beside it, as
// this is no step.
// CHECK-LABEL: func @neighbours
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<?x4x48xbf16>, %[[ROW:[a-z0-9]+]]: tensor<?x48xbf16>
// CHECK: %[[C:.*]] = mla.kernel_call @cache_append ins(%[[ROW]], %{{.*}} : tensor<?x48xbf16>, tensor<?xi32>)
// CHECK: %[[PLAN:.*]] = scf.if
// CHECK:   mla.kernel_call @decode_plan {{.*}}kernel = 1
// CHECK:   mla.kernel_call @decode_plan {{.*}}kernel = 2
// CHECK: %[[FEW:.*]] = arith.cmpi ule
// CHECK: scf.if %[[FEW]]
// CHECK:   mla.kernel_call @decode_sm90_few ins(%[[Q]], %[[C]], {{.*}}, %[[PLAN]] :
// CHECK: else
// CHECK:   mla.kernel_call @decode_sm90_many ins(%[[Q]], %[[C]], {{.*}}, %[[PLAN]] :
// LIST-LABEL: func @neighbours
// LIST: mla.cache_append
// LIST: mla.kernel_call @decode_plan {{.*}}kernel = 0
// LIST: mla.kernel_call @decode_sm80_few
// LIST-NOT: scf.if
// SM80-LABEL: func @neighbours
// SM80: mla.kernel_call @cache_append
// SM80: mla.kernel_call @decode_sm80_few {{.*}}num_sms = 108
// OFF: Remark="mla.decode not by decode_sm90_few: switched off by MLA_DISABLE_KERNELS"
// OFF: kernel=decode_sm90_many
func.func @neighbours(
    %q: tensor<?x4x48xbf16>, %row: tensor<?x48xbf16>, %n: index, %nt: index, %long: index,
    %lens: tensor<?xi32>, %start: tensor<?xi32>, %slots: tensor<?xi32>,
    %positions: tensor<?xi32>, %table: tensor<?x?xi32>,
    %cache: tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>,
    %u: tensor<?x4x32xbf16>)
    -> (tensor<?x4x32xbf16>, tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %q, %c0 : tensor<?x4x48xbf16>
  %batch = mla.pack_batch %n, %nt, %long, %lens, %start, %slots, %positions, %table
      : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
  %c_kv = tensor.extract_slice %row[0, 0] [%T, 32] [1, 1] : tensor<?x48xbf16> to tensor<?x32xbf16>
  %k_rope = tensor.extract_slice %row[0, 32] [%T, 16] [1, 1] : tensor<?x48xbf16> to tensor<?x16xbf16>
  %1 = mla.cache_append ins(%c_kv, %k_rope, %batch : tensor<?x32xbf16>, tensor<?x16xbf16>, !mla.batch)
      outs(%cache : tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>)
      -> tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>
  %latent = tensor.extract_slice %q[0, 0, 0] [%T, 4, 32] [1, 1, 1] : tensor<?x4x48xbf16> to tensor<?x4x32xbf16>
  %rope = tensor.extract_slice %q[0, 0, 32] [%T, 4, 16] [1, 1, 1] : tensor<?x4x48xbf16> to tensor<?x4x16xbf16>
  %2 = mla.decode ins(%latent, %rope, %1, %batch : tensor<?x4x32xbf16>, tensor<?x4x16xbf16>,
      tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>, !mla.batch)
      outs(%u : tensor<?x4x32xbf16>) {scale = 0.2 : f32} -> tensor<?x4x32xbf16>
  return %2, %1 : tensor<?x4x32xbf16>, tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>
}

// -----

// Queries from two tensors are copied together; rows are left to generated
// code, which needs no copy.
// CHECK-LABEL: func @strangers
// CHECK: mla.cache_append
// CHECK: tensor.insert_slice
// CHECK: tensor.insert_slice
// CHECK: mla.kernel_call @decode_sm90_few
// REMARK: Remark="mla.cache_append not by cache_append: expected c_kv and k_rope side by side in one tensor"
func.func @strangers(
    %latent: tensor<?x4x32xbf16>, %rope: tensor<?x4x16xbf16>, %c_kv: tensor<?x32xbf16>, %k_rope: tensor<?x16xbf16>,
    %n: index, %nt: index, %long: index,
    %lens: tensor<?xi32>, %start: tensor<?xi32>, %slots: tensor<?xi32>,
    %positions: tensor<?xi32>, %table: tensor<?x?xi32>,
    %cache: tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>,
    %u: tensor<?x4x32xbf16>)
    -> (tensor<?x4x32xbf16>, tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>) {
  %batch = mla.pack_batch %n, %nt, %long, %lens, %start, %slots, %positions, %table
      : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
  %1 = mla.cache_append ins(%c_kv, %k_rope, %batch : tensor<?x32xbf16>, tensor<?x16xbf16>, !mla.batch)
      outs(%cache : tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>)
      -> tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>
  %2 = mla.decode ins(%latent, %rope, %1, %batch : tensor<?x4x32xbf16>, tensor<?x4x16xbf16>,
      tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>, !mla.batch)
      outs(%u : tensor<?x4x32xbf16>) {scale = 0.2 : f32} -> tensor<?x4x32xbf16>
  return %2, %1 : tensor<?x4x32xbf16>, tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>
}

// -----

// Keys get the rotated part that all heads share, as 16 columns are no
// box of a tensor copy; log-sum-exps come by heads. Padded rows are the kernel's.
// CHECK-LABEL: func @prefill
// CHECK-SAME: %{{.*}}: tensor<?x4x16xbf16>, %{{.*}}: tensor<?x4x8xbf16>, %{{.*}}: tensor<?x4x32xbf16>, %[[K_ROPE:[a-z0-9]+]]: tensor<?x8xbf16>
// CHECK: linalg.generic {{.*}} ins(%[[K_ROPE]] : tensor<?x8xbf16>) outs(%{{.*}} : tensor<?x4x8xbf16>)
// CHECK: %[[R:.*]]:2 = mla.kernel_call @prefill_sm90 ins(%{{.*}} : tensor<?x4x24xbf16>, tensor<?x4x24xbf16>, tensor<?x4x16xbf16>, tensor<?xi32>, tensor<?xi32>) outs(%{{.*}} : tensor<?x4x16xbf16>, tensor<4x?xf32>)
// CHECK-SAME: pad = 1 : i64, rope_dim = 0 : i64
// CHECK: linalg.transpose ins(%[[R]]#1 : tensor<4x?xf32>)
func.func @prefill(
    %q_nope: tensor<?x4x16xbf16>, %q_rope: tensor<?x4x8xbf16>, %kv: tensor<?x4x32xbf16>, %k_rope: tensor<?x8xbf16>,
    %n: index, %nt: index, %long: index,
    %lens: tensor<?xi32>, %start: tensor<?xi32>, %slots: tensor<?xi32>,
    %positions: tensor<?xi32>, %table: tensor<?x?xi32>,
    %out: tensor<?x4x16xbf16>, %lse: tensor<?x4xf32>)
    -> (tensor<?x4x16xbf16>, tensor<?x4xf32>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %q_nope, %c0 : tensor<?x4x16xbf16>
  %batch = mla.pack_batch %n, %nt, %long, %lens, %start, %slots, %positions, %table
      : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
  %k = tensor.extract_slice %kv[0, 0, 0] [%T, 4, 16] [1, 1, 1] : tensor<?x4x32xbf16> to tensor<?x4x16xbf16>
  %v = tensor.extract_slice %kv[0, 0, 16] [%T, 4, 16] [1, 1, 1] : tensor<?x4x32xbf16> to tensor<?x4x16xbf16>
  %0:2 = mla.prefill ins(%q_nope, %q_rope, %k, %k_rope, %v, %batch : tensor<?x4x16xbf16>, tensor<?x4x8xbf16>,
      tensor<?x4x16xbf16>, tensor<?x8xbf16>, tensor<?x4x16xbf16>, !mla.batch)
      outs(%out, %lse : tensor<?x4x16xbf16>, tensor<?x4xf32>) {scale = 0.2 : f32}
      -> tensor<?x4x16xbf16>, tensor<?x4xf32>
  return %0#0, %0#1 : tensor<?x4x16xbf16>, tensor<?x4xf32>
}

// -----

// Rotated parts stay where they are.
// CHECK-LABEL: func @prefill_rope_apart
// CHECK-SAME: %[[Q:[a-z0-9]+]]: tensor<?x4x64xbf16>, %[[Q_ROPE:[a-z0-9]+]]: tensor<?x4x32xbf16>, %[[K:[a-z0-9]+]]: tensor<?x4x64xbf16>, %[[K_ROPE:[a-z0-9]+]]: tensor<?x32xbf16>, %[[V:[a-z0-9]+]]: tensor<?x4x64xbf16>
// CHECK-NOT: linalg
// CHECK: mla.kernel_call @prefill_sm90 ins(%[[Q]], %[[K]], %[[V]], %{{.*}}, %{{.*}}, %[[Q_ROPE]], %[[K_ROPE]] :
// CHECK-SAME: pad = 1 : i64, rope_dim = 32 : i64
// CHECK-NOT: linalg
// CHECK: return
func.func @prefill_rope_apart(
    %q_nope: tensor<?x4x64xbf16>, %q_rope: tensor<?x4x32xbf16>, %k: tensor<?x4x64xbf16>, %k_rope: tensor<?x32xbf16>,
    %v: tensor<?x4x64xbf16>, %n: index, %nt: index, %long: index,
    %lens: tensor<?xi32>, %start: tensor<?xi32>, %slots: tensor<?xi32>,
    %positions: tensor<?xi32>, %table: tensor<?x?xi32>, %out: tensor<?x4x64xbf16>)
    -> tensor<?x4x64xbf16> {
  %batch = mla.pack_batch %n, %nt, %long, %lens, %start, %slots, %positions, %table
      : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
  %0 = mla.prefill ins(%q_nope, %q_rope, %k, %k_rope, %v, %batch : tensor<?x4x64xbf16>, tensor<?x4x32xbf16>,
      tensor<?x4x64xbf16>, tensor<?x32xbf16>, tensor<?x4x64xbf16>, !mla.batch)
      outs(%out : tensor<?x4x64xbf16>) {scale = 0.2 : f32} -> tensor<?x4x64xbf16>
  return %0 : tensor<?x4x64xbf16>
}

// -----

// Kernels that are for some T each: one after the other, on T. What no kernel
// of the list is for is left to generated code.
// CHECK-LABEL: func @ranges
// CHECK: %[[C16:.*]] = arith.constant 16 : index
// CHECK: %[[FEW:.*]] = arith.cmpi ule, %{{.*}}, %[[C16]]
// CHECK: scf.if %[[FEW]]
// CHECK:   mla.kernel_call @linear_small ins(%{{.*}}, %{{.*}}, %{{.*}} : {{.*}}) outs({{.*}}) {eps = 9.99999997E-7 : f32, gated = 1 : i64, norm = 1 : i64, residual = 0 : i64}
// CHECK: else
// CHECK:   mla.kernel_call @linear_sm90
// SM80-LABEL: func @ranges
// SM80: arith.constant 64 : index
// SM80: scf.if
// SM80:   mla.kernel_call @linear_small
// SM80: } else {
// SM80:   mla.linear ins
module {
  mla.model "m" {vocab = 8 : i64, eos = array<i64: 1>, max_position = 512 : i64, max_tokens = 512 : i64, dtype = bf16}
  func.func @ranges(%x: tensor<?x64xbf16>, %w: tensor<256x64xbf16>, %n: tensor<64xbf16>, %d: tensor<?x128xbf16>)
      -> tensor<?x128xbf16> {
    %0 = mla.linear ins(%x, %w : tensor<?x64xbf16>, tensor<256x64xbf16>) norm(%n : tensor<64xbf16>)
        outs(%d : tensor<?x128xbf16>) {gated, eps = 1.0e-6 : f32} -> tensor<?x128xbf16>
    return %0 : tensor<?x128xbf16>
  }
}

// -----

// Many tokens are the library's, in scratch of ours that holds the normed rows
// and what it may use itself. What it does not do is left to our own kernels
// when the program runs.
// CHECK-LABEL: func @library
// CHECK: %[[C16:.*]] = arith.constant 16 : index
// CHECK: arith.cmpi ule, %{{.*}}, %[[C16]]
// CHECK: mla.kernel_call @linear_small
// CHECK: } else {
// CHECK-NOT: scf.if
// CHECK: tensor.empty() : tensor<33619968xi8>
// CHECK: mla.kernel_call @linear_cublaslt ins(%{{.*}}, %{{.*}}, %{{.*}} : {{.*}}) outs(%{{.*}}, %{{.*}} : tensor<?x128xbf16>, tensor<33619968xi8>)
// WITHOUT-LABEL: func @library
// WITHOUT-NOT: linear_cublaslt
// WITHOUT: mla.kernel_call @linear_sm90
// SM80-LABEL: func @library
// SM80: mla.kernel_call @linear_small
// SM80: } else {
// SM80: mla.kernel_call @linear_cublaslt
// REMARK: Remark="mla.linear by a kernel", kernel=linear_cublaslt
module {
  mla.model "m" {vocab = 8 : i64, eos = array<i64: 1>, max_position = 512 : i64, max_tokens = 512 : i64, dtype = bf16}
  func.func @library(%x: tensor<?x64xbf16>, %w: tensor<128x64xbf16>, %n: tensor<64xbf16>, %d: tensor<?x128xbf16>)
      -> tensor<?x128xbf16> {
    %0 = mla.linear ins(%x, %w : tensor<?x64xbf16>, tensor<128x64xbf16>) norm(%n : tensor<64xbf16>)
        outs(%d : tensor<?x128xbf16>) {eps = 1.0e-6 : f32} -> tensor<?x128xbf16>
    return %0 : tensor<?x128xbf16>
  }
}

// -----

// A model whose steps are all small needs one kernel alone.
// CHECK-LABEL: func @one_range
// CHECK-NOT: scf.if
// CHECK: mla.kernel_call @linear_small
module {
  mla.model "m" {vocab = 8 : i64, eos = array<i64: 1>, max_position = 64 : i64, max_tokens = 16 : i64, dtype = bf16}
  func.func @one_range(%x: tensor<?x64xbf16>, %w: tensor<128x64xbf16>, %d: tensor<?x128xbf16>) -> tensor<?x128xbf16> {
    %0 = mla.linear ins(%x, %w : tensor<?x64xbf16>, tensor<128x64xbf16>)
        outs(%d : tensor<?x128xbf16>) -> tensor<?x128xbf16>
    return %0 : tensor<?x128xbf16>
  }
}

// -----

// The keys of earlier steps: other lengths, another plan, and no causal mask.
// CHECK-LABEL: func @prefix
// CHECK: %[[LENGTHS:.*]] = linalg.generic
// CHECK: mla.kernel_call @decode_plan ins(%[[LENGTHS]],
// CHECK: mla.kernel_call @decode_sm90_few ins({{.*}}, %[[LENGTHS]], {{.*}}) {causal = 0 : i64,{{.*}} lse = 1 : i64
func.func @prefix(
    %q: tensor<?x4x48xbf16>, %n: index, %nt: index, %long: index,
    %lens: tensor<?xi32>, %start: tensor<?xi32>, %slots: tensor<?xi32>,
    %positions: tensor<?xi32>, %table: tensor<?x?xi32>,
    %cache: tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>,
    %u: tensor<?x4x32xbf16>, %lse: tensor<?x4xf32>) -> (tensor<?x4x32xbf16>, tensor<?x4xf32>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %q, %c0 : tensor<?x4x48xbf16>
  %batch = mla.pack_batch %n, %nt, %long, %lens, %start, %slots, %positions, %table
      : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
  %latent = tensor.extract_slice %q[0, 0, 0] [%T, 4, 32] [1, 1, 1] : tensor<?x4x48xbf16> to tensor<?x4x32xbf16>
  %rope = tensor.extract_slice %q[0, 0, 32] [%T, 4, 16] [1, 1, 1] : tensor<?x4x48xbf16> to tensor<?x4x16xbf16>
  %0:2 = mla.decode ins(%latent, %rope, %cache, %batch : tensor<?x4x32xbf16>, tensor<?x4x16xbf16>,
      tensor<?x16x48xbf16, #mla.latent<L = 32, R = 16, storage = bf16>>, !mla.batch)
      outs(%u, %lse : tensor<?x4x32xbf16>, tensor<?x4xf32>) {scale = 0.2 : f32, keys = #mla.keys<prefix>}
      -> tensor<?x4x32xbf16>, tensor<?x4xf32>
  return %0#0, %0#1 : tensor<?x4x32xbf16>, tensor<?x4xf32>
}

// -----

// One kernel rotates, quantises and appends; each of the first two may be
// missing. Of a cache in fp8 strides are bytes, which its elements are.
#f8 = #mla.latent<L = 512, R = 64, storage = fp8_656>
#f16 = #mla.latent<L = 32, R = 4, storage = f16>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
// CHECK-LABEL: func @appends
// CHECK: mla.kernel_call @rope_append ins(%{{.*}}, %{{.*}}, %{{.*}} : tensor<?x512xbf16>, tensor<?x64xbf16>, tensor<?xi32>) outs(%{{.*}} : tensor<?x64x656xi8, {{.*}}>) {fp8 = 1 : i64}
// CHECK: mla.kernel_call @rope_append ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x32xf16>, tensor<?x4xf16>, tensor<?xi32>, tensor<?xi32>) outs(%{{.*}}) {fp8 = 0 : i64, rope = #mla.rope<style = half
// LIST-LABEL: func @appends
// LIST: mla.rope_append
// SM80-LABEL: func @appends
// SM80: mla.kernel_call @rope_append
// REMARK: [Passed] Kernel | Category:mla | Remark="mla.rope_append by a kernel", kernel=rope_append
func.func @appends(%c: tensor<?x512xbf16>, %k: tensor<?x64xbf16>, %c16: tensor<?x32xf16>, %k16: tensor<?x4xf16>,
    %nd: index, %len: tensor<?xi32>, %start: tensor<?xi32>, %slot: tensor<?xi32>, %pos: tensor<?xi32>, %table: tensor<?x?xi32>,
    %a: tensor<?x64x656xi8, #f8>, %b: tensor<?x64x36xf16, #f16>) -> (tensor<?x64x656xi8, #f8>, tensor<?x64x36xf16, #f16>) {
  %batch = mla.pack_batch %nd, %nd, %nd, %len, %start, %slot, %pos, %table : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
  %0 = mla.rope_append ins(%c, %k, %batch : tensor<?x512xbf16>, tensor<?x64xbf16>, !mla.batch) outs(%a : tensor<?x64x656xi8, #f8>) -> tensor<?x64x656xi8, #f8>
  %1 = mla.rope_append ins(%c16, %k16, %batch : tensor<?x32xf16>, tensor<?x4xf16>, !mla.batch) positions(%pos : tensor<?xi32>)
      outs(%b : tensor<?x64x36xf16, #f16>) {rope = #rope} -> tensor<?x64x36xf16, #f16>
  return %0, %1 : tensor<?x64x656xi8, #f8>, tensor<?x64x36xf16, #f16>
}

// -----

// The kernel reads what activations are kept in; a cache in fp8 under f32 ones
// is generated code's.
#f8 = #mla.latent<L = 512, R = 64, storage = fp8_656>
// CHECK-LABEL: func @negative_append_of_f32
// CHECK: mla.rope_append
// REMARK: Remark="mla.rope_append not by rope_append: expected bf16 or f16, got f32"
func.func @negative_append_of_f32(%c: tensor<?x512xf32>, %k: tensor<?x64xf32>,
    %nd: index, %len: tensor<?xi32>, %start: tensor<?xi32>, %slot: tensor<?xi32>, %pos: tensor<?xi32>, %table: tensor<?x?xi32>,
    %a: tensor<?x64x656xi8, #f8>) -> tensor<?x64x656xi8, #f8> {
  %batch = mla.pack_batch %nd, %nd, %nd, %len, %start, %slot, %pos, %table : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
  %0 = mla.rope_append ins(%c, %k, %batch : tensor<?x512xf32>, tensor<?x64xf32>, !mla.batch) outs(%a : tensor<?x64x656xi8, #f8>) -> tensor<?x64x656xi8, #f8>
  return %0 : tensor<?x64x656xi8, #f8>
}
