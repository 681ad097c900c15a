// RUN: mla-opt %s --split-input-file --mla-recognize-attention | FileCheck %s
// RUN: mla-opt %s --split-input-file --mla-recognize-attention --remarks-filter=mla -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// What is nearly latent attention stays as it is; a remark says why.

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// Every query sees every key.

// REMARK:      remark: {{.*}}[Missed] RecognizeAttention | Category:mla | Remark="expected a causal mask on the scores, found none", operation=linalg.batch_matmul
// CHECK-LABEL: func.func @negative_no_mask(
// CHECK-NOT:     mla.attention
// CHECK:         return
func.func @negative_no_mask(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant 0.25 : f32
  %hidden = arith.constant 0xFF800000 : f32
  %T = tensor.dim %q, %c0 : tensor<?x4x24xf32>
  %100 = tensor.empty(%T) : tensor<?x112xf32>
  %101 = linalg.fill ins(%zero : f32) outs(%100 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %102 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%c, %kv_b : tensor<?x32xf32>, tensor<112x32xf32>) outs(%101 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %103 = tensor.expand_shape %102 [[0], [1, 2]] output_shape [%T, 4, 28] : tensor<?x112xf32> into tensor<?x4x28xf32>
  %104 = tensor.extract_slice %103[0, 0, 0] [%T, 4, 16] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x16xf32>
  %105 = tensor.extract_slice %103[0, 0, 16] [%T, 4, 12] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x12xf32>
  %106 = tensor.empty(%T) : tensor<?x4x8xf32>
  %107 = linalg.broadcast ins(%kr : tensor<?x8xf32>) outs(%106 : tensor<?x4x8xf32>) dimensions = [1]
  %108 = tensor.concat dim(2) %104, %107 : (tensor<?x4x16xf32>, tensor<?x4x8xf32>) -> tensor<?x4x24xf32>
  %109 = tensor.empty(%T) : tensor<4x?x24xf32>
  %110 = linalg.transpose ins(%q : tensor<?x4x24xf32>) outs(%109 : tensor<4x?x24xf32>) permutation = [1, 0, 2]
  %111 = tensor.empty(%T) : tensor<4x24x?xf32>
  %112 = linalg.transpose ins(%108 : tensor<?x4x24xf32>) outs(%111 : tensor<4x24x?xf32>) permutation = [1, 2, 0]
  %113 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %114 = linalg.fill ins(%zero : f32) outs(%113 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %115 = linalg.batch_matmul ins(%110, %112 : tensor<4x?x24xf32>, tensor<4x24x?xf32>) outs(%114 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %116 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %117 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%115 : tensor<4x?x?xf32>) outs(%116 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %scaled = arith.mulf %x0, %scale : f32
    linalg.yield %scaled : f32
  } -> tensor<4x?x?xf32>
  %118 = tensor.empty(%T) : tensor<4x?xf32>
  %119 = linalg.fill ins(%hidden : f32) outs(%118 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %120 = linalg.reduce { arith.maximumf } ins(%117 : tensor<4x?x?xf32>) outs(%119 : tensor<4x?xf32>) dimensions = [2]
  %121 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %122 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%117, %120 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%121 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.subf %x0, %x1 : f32
    %e = math.exp %y : f32
    linalg.yield %e : f32
  } -> tensor<4x?x?xf32>
  %123 = tensor.empty(%T) : tensor<4x?xf32>
  %124 = linalg.fill ins(%zero : f32) outs(%123 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %125 = linalg.reduce { arith.addf } ins(%122 : tensor<4x?x?xf32>) outs(%124 : tensor<4x?xf32>) dimensions = [2]
  %126 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %127 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%122, %125 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%126 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.divf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<4x?x?xf32>
  %128 = tensor.empty(%T) : tensor<4x?x12xf32>
  %129 = linalg.transpose ins(%105 : tensor<?x4x12xf32>) outs(%128 : tensor<4x?x12xf32>) permutation = [1, 0, 2]
  %130 = tensor.empty(%T) : tensor<4x?x12xf32>
  %131 = linalg.fill ins(%zero : f32) outs(%130 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %132 = linalg.batch_matmul ins(%127, %129 : tensor<4x?x?xf32>, tensor<4x?x12xf32>) outs(%131 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %133 = tensor.empty(%T) : tensor<?x4x12xf32>
  %134 = linalg.transpose ins(%132 : tensor<4x?x12xf32>) outs(%133 : tensor<?x4x12xf32>) permutation = [1, 0, 2]
  return %134 : tensor<?x4x12xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// A query does not see its own key.

// REMARK:      remark: {{.*}}[Missed] RecognizeAttention | Category:mla | Remark="expected a causal mask, j <= t", operation=arith.select
// CHECK-LABEL: func.func @negative_strict_mask(
// CHECK-NOT:     mla.attention
// CHECK:         return
func.func @negative_strict_mask(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant 0.25 : f32
  %hidden = arith.constant 0xFF800000 : f32
  %T = tensor.dim %q, %c0 : tensor<?x4x24xf32>
  %100 = tensor.empty(%T) : tensor<?x112xf32>
  %101 = linalg.fill ins(%zero : f32) outs(%100 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %102 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%c, %kv_b : tensor<?x32xf32>, tensor<112x32xf32>) outs(%101 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %103 = tensor.expand_shape %102 [[0], [1, 2]] output_shape [%T, 4, 28] : tensor<?x112xf32> into tensor<?x4x28xf32>
  %104 = tensor.extract_slice %103[0, 0, 0] [%T, 4, 16] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x16xf32>
  %105 = tensor.extract_slice %103[0, 0, 16] [%T, 4, 12] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x12xf32>
  %106 = tensor.empty(%T) : tensor<?x4x8xf32>
  %107 = linalg.broadcast ins(%kr : tensor<?x8xf32>) outs(%106 : tensor<?x4x8xf32>) dimensions = [1]
  %108 = tensor.concat dim(2) %104, %107 : (tensor<?x4x16xf32>, tensor<?x4x8xf32>) -> tensor<?x4x24xf32>
  %109 = tensor.empty(%T) : tensor<4x?x24xf32>
  %110 = linalg.transpose ins(%q : tensor<?x4x24xf32>) outs(%109 : tensor<4x?x24xf32>) permutation = [1, 0, 2]
  %111 = tensor.empty(%T) : tensor<4x24x?xf32>
  %112 = linalg.transpose ins(%108 : tensor<?x4x24xf32>) outs(%111 : tensor<4x24x?xf32>) permutation = [1, 2, 0]
  %113 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %114 = linalg.fill ins(%zero : f32) outs(%113 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %115 = linalg.batch_matmul ins(%110, %112 : tensor<4x?x24xf32>, tensor<4x24x?xf32>) outs(%114 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %116 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %117 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%115 : tensor<4x?x?xf32>) outs(%116 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %t = linalg.index 1 : index
    %j = linalg.index 2 : index
    %scaled = arith.mulf %x0, %scale : f32
    %visible = arith.cmpi slt, %j, %t : index
    %m = arith.select %visible, %scaled, %hidden : f32
    linalg.yield %m : f32
  } -> tensor<4x?x?xf32>
  %118 = tensor.empty(%T) : tensor<4x?xf32>
  %119 = linalg.fill ins(%hidden : f32) outs(%118 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %120 = linalg.reduce { arith.maximumf } ins(%117 : tensor<4x?x?xf32>) outs(%119 : tensor<4x?xf32>) dimensions = [2]
  %121 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %122 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%117, %120 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%121 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.subf %x0, %x1 : f32
    %e = math.exp %y : f32
    linalg.yield %e : f32
  } -> tensor<4x?x?xf32>
  %123 = tensor.empty(%T) : tensor<4x?xf32>
  %124 = linalg.fill ins(%zero : f32) outs(%123 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %125 = linalg.reduce { arith.addf } ins(%122 : tensor<4x?x?xf32>) outs(%124 : tensor<4x?xf32>) dimensions = [2]
  %126 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %127 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%122, %125 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%126 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.divf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<4x?x?xf32>
  %128 = tensor.empty(%T) : tensor<4x?x12xf32>
  %129 = linalg.transpose ins(%105 : tensor<?x4x12xf32>) outs(%128 : tensor<4x?x12xf32>) permutation = [1, 0, 2]
  %130 = tensor.empty(%T) : tensor<4x?x12xf32>
  %131 = linalg.fill ins(%zero : f32) outs(%130 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %132 = linalg.batch_matmul ins(%127, %129 : tensor<4x?x?xf32>, tensor<4x?x12xf32>) outs(%131 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %133 = tensor.empty(%T) : tensor<?x4x12xf32>
  %134 = linalg.transpose ins(%132 : tensor<4x?x12xf32>) outs(%133 : tensor<?x4x12xf32>) permutation = [1, 0, 2]
  return %134 : tensor<?x4x12xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// A query sees what comes later.

// REMARK:      remark: {{.*}}[Missed] RecognizeAttention | Category:mla | Remark="expected a causal mask, j <= t", operation=arith.select
// CHECK-LABEL: func.func @negative_future_mask(
// CHECK-NOT:     mla.attention
// CHECK:         return
func.func @negative_future_mask(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant 0.25 : f32
  %hidden = arith.constant 0xFF800000 : f32
  %T = tensor.dim %q, %c0 : tensor<?x4x24xf32>
  %100 = tensor.empty(%T) : tensor<?x112xf32>
  %101 = linalg.fill ins(%zero : f32) outs(%100 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %102 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%c, %kv_b : tensor<?x32xf32>, tensor<112x32xf32>) outs(%101 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %103 = tensor.expand_shape %102 [[0], [1, 2]] output_shape [%T, 4, 28] : tensor<?x112xf32> into tensor<?x4x28xf32>
  %104 = tensor.extract_slice %103[0, 0, 0] [%T, 4, 16] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x16xf32>
  %105 = tensor.extract_slice %103[0, 0, 16] [%T, 4, 12] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x12xf32>
  %106 = tensor.empty(%T) : tensor<?x4x8xf32>
  %107 = linalg.broadcast ins(%kr : tensor<?x8xf32>) outs(%106 : tensor<?x4x8xf32>) dimensions = [1]
  %108 = tensor.concat dim(2) %104, %107 : (tensor<?x4x16xf32>, tensor<?x4x8xf32>) -> tensor<?x4x24xf32>
  %109 = tensor.empty(%T) : tensor<4x?x24xf32>
  %110 = linalg.transpose ins(%q : tensor<?x4x24xf32>) outs(%109 : tensor<4x?x24xf32>) permutation = [1, 0, 2]
  %111 = tensor.empty(%T) : tensor<4x24x?xf32>
  %112 = linalg.transpose ins(%108 : tensor<?x4x24xf32>) outs(%111 : tensor<4x24x?xf32>) permutation = [1, 2, 0]
  %113 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %114 = linalg.fill ins(%zero : f32) outs(%113 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %115 = linalg.batch_matmul ins(%110, %112 : tensor<4x?x24xf32>, tensor<4x24x?xf32>) outs(%114 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %116 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %117 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%115 : tensor<4x?x?xf32>) outs(%116 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %t = linalg.index 1 : index
    %j = linalg.index 2 : index
    %scaled = arith.mulf %x0, %scale : f32
    %visible = arith.cmpi sge, %j, %t : index
    %m = arith.select %visible, %scaled, %hidden : f32
    linalg.yield %m : f32
  } -> tensor<4x?x?xf32>
  %118 = tensor.empty(%T) : tensor<4x?xf32>
  %119 = linalg.fill ins(%hidden : f32) outs(%118 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %120 = linalg.reduce { arith.maximumf } ins(%117 : tensor<4x?x?xf32>) outs(%119 : tensor<4x?xf32>) dimensions = [2]
  %121 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %122 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%117, %120 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%121 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.subf %x0, %x1 : f32
    %e = math.exp %y : f32
    linalg.yield %e : f32
  } -> tensor<4x?x?xf32>
  %123 = tensor.empty(%T) : tensor<4x?xf32>
  %124 = linalg.fill ins(%zero : f32) outs(%123 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %125 = linalg.reduce { arith.addf } ins(%122 : tensor<4x?x?xf32>) outs(%124 : tensor<4x?xf32>) dimensions = [2]
  %126 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %127 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%122, %125 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%126 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.divf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<4x?x?xf32>
  %128 = tensor.empty(%T) : tensor<4x?x12xf32>
  %129 = linalg.transpose ins(%105 : tensor<?x4x12xf32>) outs(%128 : tensor<4x?x12xf32>) permutation = [1, 0, 2]
  %130 = tensor.empty(%T) : tensor<4x?x12xf32>
  %131 = linalg.fill ins(%zero : f32) outs(%130 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %132 = linalg.batch_matmul ins(%127, %129 : tensor<4x?x?xf32>, tensor<4x?x12xf32>) outs(%131 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %133 = tensor.empty(%T) : tensor<?x4x12xf32>
  %134 = linalg.transpose ins(%132 : tensor<4x?x12xf32>) outs(%133 : tensor<?x4x12xf32>) permutation = [1, 0, 2]
  return %134 : tensor<?x4x12xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// Keys and values come from two latents.

// REMARK:      remark: {{.*}}[Missed] RecognizeAttention | Category:mla | Remark="expected keys and values to be projected from one latent", operation=linalg.batch_matmul
// CHECK-LABEL: func.func @negative_two_latents(
// CHECK-NOT:     mla.attention
// CHECK:         return
func.func @negative_two_latents(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>, %c2: tensor<?x32xf32>) -> tensor<?x4x12xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant 0.25 : f32
  %hidden = arith.constant 0xFF800000 : f32
  %T = tensor.dim %q, %c0 : tensor<?x4x24xf32>
  %100 = tensor.empty(%T) : tensor<?x112xf32>
  %101 = linalg.fill ins(%zero : f32) outs(%100 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %102 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%c, %kv_b : tensor<?x32xf32>, tensor<112x32xf32>) outs(%101 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %103 = tensor.expand_shape %102 [[0], [1, 2]] output_shape [%T, 4, 28] : tensor<?x112xf32> into tensor<?x4x28xf32>
  %104 = tensor.extract_slice %103[0, 0, 0] [%T, 4, 16] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x16xf32>
  %105 = tensor.extract_slice %103[0, 0, 16] [%T, 4, 12] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x12xf32>
  %106 = tensor.empty(%T) : tensor<?x112xf32>
  %107 = linalg.fill ins(%zero : f32) outs(%106 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %108 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%c2, %kv_b : tensor<?x32xf32>, tensor<112x32xf32>) outs(%107 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %109 = tensor.expand_shape %108 [[0], [1, 2]] output_shape [%T, 4, 28] : tensor<?x112xf32> into tensor<?x4x28xf32>
  %110 = tensor.extract_slice %109[0, 0, 16] [%T, 4, 12] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x12xf32>
  %111 = tensor.empty(%T) : tensor<?x4x8xf32>
  %112 = linalg.broadcast ins(%kr : tensor<?x8xf32>) outs(%111 : tensor<?x4x8xf32>) dimensions = [1]
  %113 = tensor.concat dim(2) %104, %112 : (tensor<?x4x16xf32>, tensor<?x4x8xf32>) -> tensor<?x4x24xf32>
  %114 = tensor.empty(%T) : tensor<4x?x24xf32>
  %115 = linalg.transpose ins(%q : tensor<?x4x24xf32>) outs(%114 : tensor<4x?x24xf32>) permutation = [1, 0, 2]
  %116 = tensor.empty(%T) : tensor<4x24x?xf32>
  %117 = linalg.transpose ins(%113 : tensor<?x4x24xf32>) outs(%116 : tensor<4x24x?xf32>) permutation = [1, 2, 0]
  %118 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %119 = linalg.fill ins(%zero : f32) outs(%118 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %120 = linalg.batch_matmul ins(%115, %117 : tensor<4x?x24xf32>, tensor<4x24x?xf32>) outs(%119 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %121 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %122 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%120 : tensor<4x?x?xf32>) outs(%121 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %t = linalg.index 1 : index
    %j = linalg.index 2 : index
    %scaled = arith.mulf %x0, %scale : f32
    %visible = arith.cmpi sle, %j, %t : index
    %m = arith.select %visible, %scaled, %hidden : f32
    linalg.yield %m : f32
  } -> tensor<4x?x?xf32>
  %123 = tensor.empty(%T) : tensor<4x?xf32>
  %124 = linalg.fill ins(%hidden : f32) outs(%123 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %125 = linalg.reduce { arith.maximumf } ins(%122 : tensor<4x?x?xf32>) outs(%124 : tensor<4x?xf32>) dimensions = [2]
  %126 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %127 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%122, %125 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%126 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.subf %x0, %x1 : f32
    %e = math.exp %y : f32
    linalg.yield %e : f32
  } -> tensor<4x?x?xf32>
  %128 = tensor.empty(%T) : tensor<4x?xf32>
  %129 = linalg.fill ins(%zero : f32) outs(%128 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %130 = linalg.reduce { arith.addf } ins(%127 : tensor<4x?x?xf32>) outs(%129 : tensor<4x?xf32>) dimensions = [2]
  %131 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %132 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%127, %130 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%131 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.divf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<4x?x?xf32>
  %133 = tensor.empty(%T) : tensor<4x?x12xf32>
  %134 = linalg.transpose ins(%110 : tensor<?x4x12xf32>) outs(%133 : tensor<4x?x12xf32>) permutation = [1, 0, 2]
  %135 = tensor.empty(%T) : tensor<4x?x12xf32>
  %136 = linalg.fill ins(%zero : f32) outs(%135 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %137 = linalg.batch_matmul ins(%132, %134 : tensor<4x?x?xf32>, tensor<4x?x12xf32>) outs(%136 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %138 = tensor.empty(%T) : tensor<?x4x12xf32>
  %139 = linalg.transpose ins(%137 : tensor<4x?x12xf32>) outs(%138 : tensor<?x4x12xf32>) permutation = [1, 0, 2]
  return %139 : tensor<?x4x12xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// Each head has a rotated key of its own.

// REMARK:      remark: {{.*}}[Missed] RecognizeAttention | Category:mla | Remark="expected the rotated key to be shared by all heads", operation=linalg.batch_matmul
// CHECK-LABEL: func.func @negative_rope_per_head(
// CHECK-NOT:     mla.attention
// CHECK:         return
func.func @negative_rope_per_head(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x4x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant 0.25 : f32
  %hidden = arith.constant 0xFF800000 : f32
  %T = tensor.dim %q, %c0 : tensor<?x4x24xf32>
  %100 = tensor.empty(%T) : tensor<?x112xf32>
  %101 = linalg.fill ins(%zero : f32) outs(%100 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %102 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%c, %kv_b : tensor<?x32xf32>, tensor<112x32xf32>) outs(%101 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %103 = tensor.expand_shape %102 [[0], [1, 2]] output_shape [%T, 4, 28] : tensor<?x112xf32> into tensor<?x4x28xf32>
  %104 = tensor.extract_slice %103[0, 0, 0] [%T, 4, 16] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x16xf32>
  %105 = tensor.extract_slice %103[0, 0, 16] [%T, 4, 12] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x12xf32>
  %106 = tensor.concat dim(2) %104, %kr : (tensor<?x4x16xf32>, tensor<?x4x8xf32>) -> tensor<?x4x24xf32>
  %107 = tensor.empty(%T) : tensor<4x?x24xf32>
  %108 = linalg.transpose ins(%q : tensor<?x4x24xf32>) outs(%107 : tensor<4x?x24xf32>) permutation = [1, 0, 2]
  %109 = tensor.empty(%T) : tensor<4x24x?xf32>
  %110 = linalg.transpose ins(%106 : tensor<?x4x24xf32>) outs(%109 : tensor<4x24x?xf32>) permutation = [1, 2, 0]
  %111 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %112 = linalg.fill ins(%zero : f32) outs(%111 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %113 = linalg.batch_matmul ins(%108, %110 : tensor<4x?x24xf32>, tensor<4x24x?xf32>) outs(%112 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %114 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %115 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%113 : tensor<4x?x?xf32>) outs(%114 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %t = linalg.index 1 : index
    %j = linalg.index 2 : index
    %scaled = arith.mulf %x0, %scale : f32
    %visible = arith.cmpi sle, %j, %t : index
    %m = arith.select %visible, %scaled, %hidden : f32
    linalg.yield %m : f32
  } -> tensor<4x?x?xf32>
  %116 = tensor.empty(%T) : tensor<4x?xf32>
  %117 = linalg.fill ins(%hidden : f32) outs(%116 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %118 = linalg.reduce { arith.maximumf } ins(%115 : tensor<4x?x?xf32>) outs(%117 : tensor<4x?xf32>) dimensions = [2]
  %119 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %120 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%115, %118 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%119 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.subf %x0, %x1 : f32
    %e = math.exp %y : f32
    linalg.yield %e : f32
  } -> tensor<4x?x?xf32>
  %121 = tensor.empty(%T) : tensor<4x?xf32>
  %122 = linalg.fill ins(%zero : f32) outs(%121 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %123 = linalg.reduce { arith.addf } ins(%120 : tensor<4x?x?xf32>) outs(%122 : tensor<4x?xf32>) dimensions = [2]
  %124 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %125 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%120, %123 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%124 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.divf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<4x?x?xf32>
  %126 = tensor.empty(%T) : tensor<4x?x12xf32>
  %127 = linalg.transpose ins(%105 : tensor<?x4x12xf32>) outs(%126 : tensor<4x?x12xf32>) permutation = [1, 0, 2]
  %128 = tensor.empty(%T) : tensor<4x?x12xf32>
  %129 = linalg.fill ins(%zero : f32) outs(%128 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %130 = linalg.batch_matmul ins(%125, %127 : tensor<4x?x?xf32>, tensor<4x?x12xf32>) outs(%129 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %131 = tensor.empty(%T) : tensor<?x4x12xf32>
  %132 = linalg.transpose ins(%130 : tensor<4x?x12xf32>) outs(%131 : tensor<?x4x12xf32>) permutation = [1, 0, 2]
  return %132 : tensor<?x4x12xf32>
}
