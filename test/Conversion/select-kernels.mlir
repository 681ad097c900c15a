// RUN: mla-opt %s --mla-select-kernels --split-input-file | FileCheck %s
// RUN: mla-opt %s --mla-select-kernels=kernels=none --split-input-file | FileCheck %s --check-prefix=NONE
// RUN: mla-opt %s --mla-select-kernels=kernels=decode_sm80_few,project_value --split-input-file | FileCheck %s --check-prefix=LIST
// RUN: mla-opt %s --mla-select-kernels=chip=sm_80 --split-input-file | FileCheck %s --check-prefix=SM80
// RUN: mla-opt %s --mla-select-kernels --split-input-file --remarks-filter=mla 2>&1 | FileCheck %s --check-prefix=REMARK
// RUN: env MLA_DISABLE_KERNELS=absorb_query,decode_sm90_few mla-opt %s --mla-select-kernels --split-input-file --remarks-filter=mla 2>&1 | FileCheck %s --check-prefix=OFF
// RUN: not mla-opt %s --mla-select-kernels=kernels=decode_sm90_few,flash --split-input-file 2>&1 | FileCheck %s --check-prefix=NAME
// RUN: not mla-opt %s --mla-select-kernels=chip=h200 --split-input-file 2>&1 | FileCheck %s --check-prefix=CHIP

// NONE-NOT: kernel_call
// NAME: error: kernels: expected auto, none or names of kernels (mlac --list-kernels), got 'flash'
// CHIP: error: expected a chip such as sm_90a, got 'h200'

// CHECK-LABEL: func @projections
// CHECK: mla.kernel_call @absorb_query ins(%{{.*}} : tensor<?x4x16xbf16>, tensor<128x32xbf16>) outs(%{{.*}} : tensor<?x4x32xbf16>) {}
// CHECK: mla.kernel_call @project_value
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
