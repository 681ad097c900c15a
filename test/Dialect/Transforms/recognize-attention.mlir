// RUN: mla-opt %s --split-input-file --mla-recognize-attention | FileCheck %s

// One function for each way that front ends write it.

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// As in examples/decomposed_layer.mlir: one weight, which is used as it is.

// CHECK-LABEL: func.func @one_weight(
// CHECK-SAME:    %[[Q:[^:]+]]: tensor<?x4x24xf32>, %[[C:[^:]+]]: tensor<?x32xf32>, %[[KR:[^:]+]]: tensor<?x8xf32>, %[[W:[^:]+]]: tensor<112x32xf32>
// CHECK-DAG:     %[[QN:.+]] = tensor.extract_slice %[[Q]][0, 0, 0] [%{{.+}}, 4, 16] [1, 1, 1]
// CHECK-DAG:     %[[QR:.+]] = tensor.extract_slice %[[Q]][0, 0, 16] [%{{.+}}, 4, 8] [1, 1, 1]
// CHECK:         %[[O:.+]] = mla.attention ins(%[[QN]], %[[QR]], %[[C]], %[[KR]], %[[W]] : {{.*}}tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @one_weight(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
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
    %visible = arith.cmpi sle, %j, %t : index
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

// The rotated part stands before the other.

// CHECK-LABEL: func.func @rope_first(
// CHECK-SAME:    %[[Q:[^:]+]]: tensor<?x4x24xf32>, %[[C:[^:]+]]: tensor<?x32xf32>, %[[KR:[^:]+]]: tensor<?x8xf32>, %[[W:[^:]+]]: tensor<112x32xf32>
// CHECK-DAG:     %[[QN:.+]] = tensor.extract_slice %[[Q]][0, 0, 8] [%{{.+}}, 4, 16] [1, 1, 1]
// CHECK-DAG:     %[[QR:.+]] = tensor.extract_slice %[[Q]][0, 0, 0] [%{{.+}}, 4, 8] [1, 1, 1]
// CHECK:         %[[O:.+]] = mla.attention ins(%[[QN]], %[[QR]], %[[C]], %[[KR]], %[[W]] : {{.*}}tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @rope_first(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
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
  %108 = tensor.concat dim(2) %107, %104 : (tensor<?x4x8xf32>, tensor<?x4x16xf32>) -> tensor<?x4x24xf32>
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
    %visible = arith.cmpi sle, %j, %t : index
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

// Parts inserted into a new tensor instead of concatenated.

// CHECK-LABEL: func.func @inserted(
// CHECK-SAME:    %[[Q:[^:]+]]: tensor<?x4x24xf32>, %[[C:[^:]+]]: tensor<?x32xf32>, %[[KR:[^:]+]]: tensor<?x8xf32>, %[[W:[^:]+]]: tensor<112x32xf32>
// CHECK-DAG:     %[[QN:.+]] = tensor.extract_slice %[[Q]][0, 0, 0] [%{{.+}}, 4, 16] [1, 1, 1]
// CHECK-DAG:     %[[QR:.+]] = tensor.extract_slice %[[Q]][0, 0, 16] [%{{.+}}, 4, 8] [1, 1, 1]
// CHECK:         %[[O:.+]] = mla.attention ins(%[[QN]], %[[QR]], %[[C]], %[[KR]], %[[W]] : {{.*}}tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @inserted(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
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
  %108 = tensor.empty(%T) : tensor<?x4x24xf32>
  %109 = tensor.insert_slice %104 into %108[0, 0, 0] [%T, 4, 16] [1, 1, 1] : tensor<?x4x16xf32> into tensor<?x4x24xf32>
  %110 = tensor.insert_slice %107 into %109[0, 0, 16] [%T, 4, 8] [1, 1, 1] : tensor<?x4x8xf32> into tensor<?x4x24xf32>
  %111 = tensor.empty(%T) : tensor<4x?x24xf32>
  %112 = linalg.transpose ins(%q : tensor<?x4x24xf32>) outs(%111 : tensor<4x?x24xf32>) permutation = [1, 0, 2]
  %113 = tensor.empty(%T) : tensor<4x24x?xf32>
  %114 = linalg.transpose ins(%110 : tensor<?x4x24xf32>) outs(%113 : tensor<4x24x?xf32>) permutation = [1, 2, 0]
  %115 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %116 = linalg.fill ins(%zero : f32) outs(%115 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %117 = linalg.batch_matmul ins(%112, %114 : tensor<4x?x24xf32>, tensor<4x24x?xf32>) outs(%116 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %118 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %119 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%117 : tensor<4x?x?xf32>) outs(%118 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %t = linalg.index 1 : index
    %j = linalg.index 2 : index
    %scaled = arith.mulf %x0, %scale : f32
    %visible = arith.cmpi sle, %j, %t : index
    %m = arith.select %visible, %scaled, %hidden : f32
    linalg.yield %m : f32
  } -> tensor<4x?x?xf32>
  %120 = tensor.empty(%T) : tensor<4x?xf32>
  %121 = linalg.fill ins(%hidden : f32) outs(%120 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %122 = linalg.reduce { arith.maximumf } ins(%119 : tensor<4x?x?xf32>) outs(%121 : tensor<4x?xf32>) dimensions = [2]
  %123 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %124 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%119, %122 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%123 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.subf %x0, %x1 : f32
    %e = math.exp %y : f32
    linalg.yield %e : f32
  } -> tensor<4x?x?xf32>
  %125 = tensor.empty(%T) : tensor<4x?xf32>
  %126 = linalg.fill ins(%zero : f32) outs(%125 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %127 = linalg.reduce { arith.addf } ins(%124 : tensor<4x?x?xf32>) outs(%126 : tensor<4x?xf32>) dimensions = [2]
  %128 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %129 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%124, %127 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%128 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.divf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<4x?x?xf32>
  %130 = tensor.empty(%T) : tensor<4x?x12xf32>
  %131 = linalg.transpose ins(%105 : tensor<?x4x12xf32>) outs(%130 : tensor<4x?x12xf32>) permutation = [1, 0, 2]
  %132 = tensor.empty(%T) : tensor<4x?x12xf32>
  %133 = linalg.fill ins(%zero : f32) outs(%132 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %134 = linalg.batch_matmul ins(%129, %131 : tensor<4x?x?xf32>, tensor<4x?x12xf32>) outs(%133 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %135 = tensor.empty(%T) : tensor<?x4x12xf32>
  %136 = linalg.transpose ins(%134 : tensor<4x?x12xf32>) outs(%135 : tensor<?x4x12xf32>) permutation = [1, 0, 2]
  return %136 : tensor<?x4x12xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// Scores as the sum of two products, the shared key not broadcast, scale before the mask.

// CHECK-LABEL: func.func @two_products(
// CHECK-SAME:    %[[Q:[^:]+]]: tensor<?x4x24xf32>, %[[C:[^:]+]]: tensor<?x32xf32>, %[[KR:[^:]+]]: tensor<?x8xf32>, %[[W:[^:]+]]: tensor<112x32xf32>
// CHECK-DAG:     %[[QN:.+]] = tensor.extract_slice %[[Q]][0, 0, 0] [%{{.+}}, 4, 16] [1, 1, 1]
// CHECK-DAG:     %[[QR:.+]] = tensor.extract_slice %[[Q]][0, 0, 16] [%{{.+}}, 4, 8] [1, 1, 1]
// CHECK:         %[[O:.+]] = mla.attention ins(%[[QN]], %[[QR]], %[[C]], %[[KR]], %[[W]] : {{.*}}tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @two_products(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
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
  %106 = tensor.extract_slice %q[0, 0, 0] [%T, 4, 16] [1, 1, 1] : tensor<?x4x24xf32> to tensor<?x4x16xf32>
  %107 = tensor.extract_slice %q[0, 0, 16] [%T, 4, 8] [1, 1, 1] : tensor<?x4x24xf32> to tensor<?x4x8xf32>
  %108 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %109 = linalg.fill ins(%zero : f32) outs(%108 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %110 = linalg.generic {indexing_maps = [affine_map<(n, t, j, d) -> (t, n, d)>, affine_map<(n, t, j, d) -> (j, n, d)>, affine_map<(n, t, j, d) -> (n, t, j)>], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%106, %104 : tensor<?x4x16xf32>, tensor<?x4x16xf32>) outs(%109 : tensor<4x?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %ab = arith.mulf %a, %b : f32
    %sum = arith.addf %o, %ab : f32
    linalg.yield %sum : f32
  } -> tensor<4x?x?xf32>
  %111 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %112 = linalg.fill ins(%zero : f32) outs(%111 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %113 = linalg.generic {indexing_maps = [affine_map<(n, t, j, d) -> (t, n, d)>, affine_map<(n, t, j, d) -> (j, d)>, affine_map<(n, t, j, d) -> (n, t, j)>], iterator_types = ["parallel", "parallel", "parallel", "reduction"]}
      ins(%107, %kr : tensor<?x4x8xf32>, tensor<?x8xf32>) outs(%112 : tensor<4x?x?xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %ab = arith.mulf %a, %b : f32
    %sum = arith.addf %o, %ab : f32
    linalg.yield %sum : f32
  } -> tensor<4x?x?xf32>
  %114 = arith.addf %110, %113 : tensor<4x?x?xf32>
  %115 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %116 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%114 : tensor<4x?x?xf32>) outs(%115 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %scaled = arith.mulf %x0, %scale : f32
    linalg.yield %scaled : f32
  } -> tensor<4x?x?xf32>
  %117 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %118 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%116 : tensor<4x?x?xf32>) outs(%117 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %t = linalg.index 1 : index
    %j = linalg.index 2 : index
    %visible = arith.cmpi sle, %j, %t : index
    %m = arith.select %visible, %x0, %hidden : f32
    linalg.yield %m : f32
  } -> tensor<4x?x?xf32>
  %119 = tensor.empty(%T) : tensor<4x?xf32>
  %120 = linalg.fill ins(%hidden : f32) outs(%119 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %121 = linalg.reduce { arith.maximumf } ins(%118 : tensor<4x?x?xf32>) outs(%120 : tensor<4x?xf32>) dimensions = [2]
  %122 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %123 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%118, %121 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%122 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.subf %x0, %x1 : f32
    %e = math.exp %y : f32
    linalg.yield %e : f32
  } -> tensor<4x?x?xf32>
  %124 = tensor.empty(%T) : tensor<4x?xf32>
  %125 = linalg.fill ins(%zero : f32) outs(%124 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %126 = linalg.reduce { arith.addf } ins(%123 : tensor<4x?x?xf32>) outs(%125 : tensor<4x?xf32>) dimensions = [2]
  %127 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %128 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%123, %126 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%127 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.divf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<4x?x?xf32>
  %129 = tensor.empty(%T) : tensor<4x?x12xf32>
  %130 = linalg.transpose ins(%105 : tensor<?x4x12xf32>) outs(%129 : tensor<4x?x12xf32>) permutation = [1, 0, 2]
  %131 = tensor.empty(%T) : tensor<4x?x12xf32>
  %132 = linalg.fill ins(%zero : f32) outs(%131 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %133 = linalg.batch_matmul ins(%128, %130 : tensor<4x?x?xf32>, tensor<4x?x12xf32>) outs(%132 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %134 = tensor.empty(%T) : tensor<?x4x12xf32>
  %135 = linalg.transpose ins(%133 : tensor<4x?x12xf32>) outs(%134 : tensor<?x4x12xf32>) permutation = [1, 0, 2]
  return %135 : tensor<?x4x12xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// The scale folded into the query.

// CHECK-LABEL: func.func @scaled_query(
// CHECK-SAME:    %[[Q:[^:]+]]: tensor<?x4x24xf32>, %[[C:[^:]+]]: tensor<?x32xf32>, %[[KR:[^:]+]]: tensor<?x8xf32>, %[[W:[^:]+]]: tensor<112x32xf32>
// CHECK-DAG:     %[[QN:.+]] = tensor.extract_slice %[[Q]][0, 0, 0] [%{{.+}}, 4, 16] [1, 1, 1]
// CHECK-DAG:     %[[QR:.+]] = tensor.extract_slice %[[Q]][0, 0, 16] [%{{.+}}, 4, 8] [1, 1, 1]
// CHECK:         %[[O:.+]] = mla.attention ins(%[[QN]], %[[QR]], %[[C]], %[[KR]], %[[W]] : {{.*}}tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @scaled_query(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
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
  %106 = tensor.empty(%T) : tensor<?x4x24xf32>
  %107 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%q : tensor<?x4x24xf32>) outs(%106 : tensor<?x4x24xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %scaled = arith.mulf %x0, %scale : f32
    linalg.yield %scaled : f32
  } -> tensor<?x4x24xf32>
  %108 = tensor.empty(%T) : tensor<?x4x8xf32>
  %109 = linalg.broadcast ins(%kr : tensor<?x8xf32>) outs(%108 : tensor<?x4x8xf32>) dimensions = [1]
  %110 = tensor.concat dim(2) %104, %109 : (tensor<?x4x16xf32>, tensor<?x4x8xf32>) -> tensor<?x4x24xf32>
  %111 = tensor.empty(%T) : tensor<4x?x24xf32>
  %112 = linalg.transpose ins(%107 : tensor<?x4x24xf32>) outs(%111 : tensor<4x?x24xf32>) permutation = [1, 0, 2]
  %113 = tensor.empty(%T) : tensor<4x24x?xf32>
  %114 = linalg.transpose ins(%110 : tensor<?x4x24xf32>) outs(%113 : tensor<4x24x?xf32>) permutation = [1, 2, 0]
  %115 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %116 = linalg.fill ins(%zero : f32) outs(%115 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %117 = linalg.batch_matmul ins(%112, %114 : tensor<4x?x24xf32>, tensor<4x24x?xf32>) outs(%116 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %118 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %119 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%117 : tensor<4x?x?xf32>) outs(%118 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %t = linalg.index 1 : index
    %j = linalg.index 2 : index
    %visible = arith.cmpi sle, %j, %t : index
    %m = arith.select %visible, %x0, %hidden : f32
    linalg.yield %m : f32
  } -> tensor<4x?x?xf32>
  %120 = tensor.empty(%T) : tensor<4x?xf32>
  %121 = linalg.fill ins(%hidden : f32) outs(%120 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %122 = linalg.reduce { arith.maximumf } ins(%119 : tensor<4x?x?xf32>) outs(%121 : tensor<4x?xf32>) dimensions = [2]
  %123 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %124 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%119, %122 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%123 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.subf %x0, %x1 : f32
    %e = math.exp %y : f32
    linalg.yield %e : f32
  } -> tensor<4x?x?xf32>
  %125 = tensor.empty(%T) : tensor<4x?xf32>
  %126 = linalg.fill ins(%zero : f32) outs(%125 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %127 = linalg.reduce { arith.addf } ins(%124 : tensor<4x?x?xf32>) outs(%126 : tensor<4x?xf32>) dimensions = [2]
  %128 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %129 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%124, %127 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%128 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.divf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<4x?x?xf32>
  %130 = tensor.empty(%T) : tensor<4x?x12xf32>
  %131 = linalg.transpose ins(%105 : tensor<?x4x12xf32>) outs(%130 : tensor<4x?x12xf32>) permutation = [1, 0, 2]
  %132 = tensor.empty(%T) : tensor<4x?x12xf32>
  %133 = linalg.fill ins(%zero : f32) outs(%132 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %134 = linalg.batch_matmul ins(%129, %131 : tensor<4x?x?xf32>, tensor<4x?x12xf32>) outs(%133 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %135 = tensor.empty(%T) : tensor<?x4x12xf32>
  %136 = linalg.transpose ins(%134 : tensor<4x?x12xf32>) outs(%135 : tensor<?x4x12xf32>) permutation = [1, 0, 2]
  return %136 : tensor<?x4x12xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// Keys and values by two weights: joined head by head.

// CHECK-LABEL: func.func @two_weights(
// CHECK-SAME:    %[[Q:[^:]+]]: tensor<?x4x24xf32>, %[[C:[^:]+]]: tensor<?x32xf32>, %[[KR:[^:]+]]: tensor<?x8xf32>
// CHECK-DAG:     %[[QN:.+]] = tensor.extract_slice %[[Q]][0, 0, 0] [%{{.+}}, 4, 16] [1, 1, 1]
// CHECK-DAG:     %[[QR:.+]] = tensor.extract_slice %[[Q]][0, 0, 16] [%{{.+}}, 4, 8] [1, 1, 1]
// CHECK-DAG:     %[[UK:.+]] = tensor.expand_shape %{{.+}} {{.*}} into tensor<4x16x32xf32>
// CHECK-DAG:     %[[UV:.+]] = tensor.expand_shape %{{.+}} {{.*}} into tensor<4x12x32xf32>
// CHECK-DAG:     %[[BOTH:.+]] = tensor.concat dim(1) %[[UK]], %[[UV]]
// CHECK-DAG:     %[[W:.+]] = tensor.collapse_shape %[[BOTH]] {{\[\[}}0, 1], [2]]
// CHECK:         %[[O:.+]] = mla.attention ins(%[[QN]], %[[QR]], %[[C]], %[[KR]], %[[W]] : {{.*}}tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @two_weights(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %w_uk: tensor<64x32xf32>, %w_uv: tensor<48x32xf32>) -> tensor<?x4x12xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant 0.25 : f32
  %hidden = arith.constant 0xFF800000 : f32
  %T = tensor.dim %q, %c0 : tensor<?x4x24xf32>
  %100 = tensor.empty(%T) : tensor<?x64xf32>
  %101 = linalg.fill ins(%zero : f32) outs(%100 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %102 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%c, %w_uk : tensor<?x32xf32>, tensor<64x32xf32>) outs(%101 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %103 = tensor.expand_shape %102 [[0], [1, 2]] output_shape [%T, 4, 16] : tensor<?x64xf32> into tensor<?x4x16xf32>
  %104 = tensor.empty(%T) : tensor<?x48xf32>
  %105 = linalg.fill ins(%zero : f32) outs(%104 : tensor<?x48xf32>) -> tensor<?x48xf32>
  %106 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%c, %w_uv : tensor<?x32xf32>, tensor<48x32xf32>) outs(%105 : tensor<?x48xf32>) -> tensor<?x48xf32>
  %107 = tensor.expand_shape %106 [[0], [1, 2]] output_shape [%T, 4, 12] : tensor<?x48xf32> into tensor<?x4x12xf32>
  %108 = tensor.empty(%T) : tensor<?x4x8xf32>
  %109 = linalg.broadcast ins(%kr : tensor<?x8xf32>) outs(%108 : tensor<?x4x8xf32>) dimensions = [1]
  %110 = tensor.concat dim(2) %103, %109 : (tensor<?x4x16xf32>, tensor<?x4x8xf32>) -> tensor<?x4x24xf32>
  %111 = tensor.empty(%T) : tensor<4x?x24xf32>
  %112 = linalg.transpose ins(%q : tensor<?x4x24xf32>) outs(%111 : tensor<4x?x24xf32>) permutation = [1, 0, 2]
  %113 = tensor.empty(%T) : tensor<4x24x?xf32>
  %114 = linalg.transpose ins(%110 : tensor<?x4x24xf32>) outs(%113 : tensor<4x24x?xf32>) permutation = [1, 2, 0]
  %115 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %116 = linalg.fill ins(%zero : f32) outs(%115 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %117 = linalg.batch_matmul ins(%112, %114 : tensor<4x?x24xf32>, tensor<4x24x?xf32>) outs(%116 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %118 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %119 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%117 : tensor<4x?x?xf32>) outs(%118 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %t = linalg.index 1 : index
    %j = linalg.index 2 : index
    %scaled = arith.mulf %x0, %scale : f32
    %visible = arith.cmpi sle, %j, %t : index
    %m = arith.select %visible, %scaled, %hidden : f32
    linalg.yield %m : f32
  } -> tensor<4x?x?xf32>
  %120 = tensor.empty(%T) : tensor<4x?xf32>
  %121 = linalg.fill ins(%hidden : f32) outs(%120 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %122 = linalg.reduce { arith.maximumf } ins(%119 : tensor<4x?x?xf32>) outs(%121 : tensor<4x?xf32>) dimensions = [2]
  %123 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %124 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%119, %122 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%123 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.subf %x0, %x1 : f32
    %e = math.exp %y : f32
    linalg.yield %e : f32
  } -> tensor<4x?x?xf32>
  %125 = tensor.empty(%T) : tensor<4x?xf32>
  %126 = linalg.fill ins(%zero : f32) outs(%125 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %127 = linalg.reduce { arith.addf } ins(%124 : tensor<4x?x?xf32>) outs(%126 : tensor<4x?xf32>) dimensions = [2]
  %128 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %129 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%124, %127 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%128 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.divf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<4x?x?xf32>
  %130 = tensor.empty(%T) : tensor<4x?x12xf32>
  %131 = linalg.transpose ins(%107 : tensor<?x4x12xf32>) outs(%130 : tensor<4x?x12xf32>) permutation = [1, 0, 2]
  %132 = tensor.empty(%T) : tensor<4x?x12xf32>
  %133 = linalg.fill ins(%zero : f32) outs(%132 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %134 = linalg.batch_matmul ins(%129, %131 : tensor<4x?x?xf32>, tensor<4x?x12xf32>) outs(%133 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %135 = tensor.empty(%T) : tensor<?x4x12xf32>
  %136 = linalg.transpose ins(%134 : tensor<4x?x12xf32>) outs(%135 : tensor<?x4x12xf32>) permutation = [1, 0, 2]
  return %136 : tensor<?x4x12xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// A weight with the values' rows before the keys'.

// CHECK-LABEL: func.func @values_first(
// CHECK-SAME:    %[[Q:[^:]+]]: tensor<?x4x24xf32>, %[[C:[^:]+]]: tensor<?x32xf32>, %[[KR:[^:]+]]: tensor<?x8xf32>
// CHECK-DAG:     %[[QN:.+]] = tensor.extract_slice %[[Q]][0, 0, 0] [%{{.+}}, 4, 16] [1, 1, 1]
// CHECK-DAG:     %[[QR:.+]] = tensor.extract_slice %[[Q]][0, 0, 16] [%{{.+}}, 4, 8] [1, 1, 1]
// CHECK-DAG:     %[[UK:.+]] = tensor.extract_slice %{{.+}}[0, 12, 0] [4, 16, 32]
// CHECK-DAG:     %[[UV:.+]] = tensor.extract_slice %{{.+}}[0, 0, 0] [4, 12, 32]
// CHECK-DAG:     %[[BOTH:.+]] = tensor.concat dim(1) %[[UK]], %[[UV]]
// CHECK-DAG:     %[[W:.+]] = tensor.collapse_shape %[[BOTH]]
// CHECK:         %[[O:.+]] = mla.attention ins(%[[QN]], %[[QR]], %[[C]], %[[KR]], %[[W]] : {{.*}}tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @values_first(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant 0.25 : f32
  %hidden = arith.constant 0xFF800000 : f32
  %T = tensor.dim %q, %c0 : tensor<?x4x24xf32>
  %100 = tensor.empty(%T) : tensor<?x112xf32>
  %101 = linalg.fill ins(%zero : f32) outs(%100 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %102 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%c, %kv_b : tensor<?x32xf32>, tensor<112x32xf32>) outs(%101 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %103 = tensor.expand_shape %102 [[0], [1, 2]] output_shape [%T, 4, 28] : tensor<?x112xf32> into tensor<?x4x28xf32>
  %104 = tensor.extract_slice %103[0, 0, 12] [%T, 4, 16] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x16xf32>
  %105 = tensor.extract_slice %103[0, 0, 0] [%T, 4, 12] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x12xf32>
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
    %visible = arith.cmpi sle, %j, %t : index
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

// A mask made of compared indices, added.

// CHECK-LABEL: func.func @added_iota_mask(
// CHECK-SAME:    %[[Q:[^:]+]]: tensor<?x4x24xf32>, %[[C:[^:]+]]: tensor<?x32xf32>, %[[KR:[^:]+]]: tensor<?x8xf32>, %[[W:[^:]+]]: tensor<112x32xf32>
// CHECK-DAG:     %[[QN:.+]] = tensor.extract_slice %[[Q]][0, 0, 0] [%{{.+}}, 4, 16] [1, 1, 1]
// CHECK-DAG:     %[[QR:.+]] = tensor.extract_slice %[[Q]][0, 0, 16] [%{{.+}}, 4, 8] [1, 1, 1]
// CHECK:         %[[O:.+]] = mla.attention ins(%[[QN]], %[[QR]], %[[C]], %[[KR]], %[[W]] : {{.*}}tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @added_iota_mask(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
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
  %116 = tensor.empty(%T, %T) : tensor<?x?xf32>
  %117 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      outs(%116 : tensor<?x?xf32>) {
  ^bb0(%o: f32):
    %t = linalg.index 0 : index
    %j = linalg.index 1 : index
    %ti = arith.index_cast %t : index to i64
    %ji = arith.index_cast %j : index to i64
    %late = arith.cmpi sgt, %ji, %ti : i64
    %m = arith.select %late, %hidden, %zero : f32
    linalg.yield %m : f32
  } -> tensor<?x?xf32>
  %118 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %119 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%115, %117 : tensor<4x?x?xf32>, tensor<?x?xf32>) outs(%118 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %scaled = arith.mulf %x0, %scale : f32
    %m = arith.addf %scaled, %x1 : f32
    linalg.yield %m : f32
  } -> tensor<4x?x?xf32>
  %120 = tensor.empty(%T) : tensor<4x?xf32>
  %121 = linalg.fill ins(%hidden : f32) outs(%120 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %122 = linalg.reduce { arith.maximumf } ins(%119 : tensor<4x?x?xf32>) outs(%121 : tensor<4x?xf32>) dimensions = [2]
  %123 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %124 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%119, %122 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%123 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.subf %x0, %x1 : f32
    %e = math.exp %y : f32
    linalg.yield %e : f32
  } -> tensor<4x?x?xf32>
  %125 = tensor.empty(%T) : tensor<4x?xf32>
  %126 = linalg.fill ins(%zero : f32) outs(%125 : tensor<4x?xf32>) -> tensor<4x?xf32>
  %127 = linalg.reduce { arith.addf } ins(%124 : tensor<4x?x?xf32>) outs(%126 : tensor<4x?xf32>) dimensions = [2]
  %128 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %129 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%124, %127 : tensor<4x?x?xf32>, tensor<4x?xf32>) outs(%128 : tensor<4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.divf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<4x?x?xf32>
  %130 = tensor.empty(%T) : tensor<4x?x12xf32>
  %131 = linalg.transpose ins(%105 : tensor<?x4x12xf32>) outs(%130 : tensor<4x?x12xf32>) permutation = [1, 0, 2]
  %132 = tensor.empty(%T) : tensor<4x?x12xf32>
  %133 = linalg.fill ins(%zero : f32) outs(%132 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %134 = linalg.batch_matmul ins(%129, %131 : tensor<4x?x?xf32>, tensor<4x?x12xf32>) outs(%133 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %135 = tensor.empty(%T) : tensor<?x4x12xf32>
  %136 = linalg.transpose ins(%134 : tensor<4x?x12xf32>) outs(%135 : tensor<?x4x12xf32>) permutation = [1, 0, 2]
  return %136 : tensor<?x4x12xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// A mask that is a constant, static sizes.

// CHECK-LABEL: func.func @constant_mask(
// CHECK-SAME:    %[[Q:[^:]+]]: tensor<5x4x24xf32>, %[[C:[^:]+]]: tensor<5x32xf32>, %[[KR:[^:]+]]: tensor<5x8xf32>, %[[W:[^:]+]]: tensor<112x32xf32>
// CHECK-DAG:     %[[QN:.+]] = tensor.extract_slice %[[Q]][0, 0, 0] [5, 4, 16] [1, 1, 1]
// CHECK-DAG:     %[[QR:.+]] = tensor.extract_slice %[[Q]][0, 0, 16] [5, 4, 8] [1, 1, 1]
// CHECK:         %[[O:.+]] = mla.attention ins(%[[QN]], %[[QR]], %[[C]], %[[KR]], %[[W]] : {{.*}}tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @constant_mask(%q: tensor<5x4x24xf32>, %c: tensor<5x32xf32>, %kr: tensor<5x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<5x4x12xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant 0.25 : f32
  %hidden = arith.constant 0xFF800000 : f32
  %100 = tensor.empty() : tensor<5x112xf32>
  %101 = linalg.fill ins(%zero : f32) outs(%100 : tensor<5x112xf32>) -> tensor<5x112xf32>
  %102 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%c, %kv_b : tensor<5x32xf32>, tensor<112x32xf32>) outs(%101 : tensor<5x112xf32>) -> tensor<5x112xf32>
  %103 = tensor.expand_shape %102 [[0], [1, 2]] output_shape [5, 4, 28] : tensor<5x112xf32> into tensor<5x4x28xf32>
  %104 = tensor.extract_slice %103[0, 0, 0] [5, 4, 16] [1, 1, 1] : tensor<5x4x28xf32> to tensor<5x4x16xf32>
  %105 = tensor.extract_slice %103[0, 0, 16] [5, 4, 12] [1, 1, 1] : tensor<5x4x28xf32> to tensor<5x4x12xf32>
  %106 = tensor.empty() : tensor<5x4x8xf32>
  %107 = linalg.broadcast ins(%kr : tensor<5x8xf32>) outs(%106 : tensor<5x4x8xf32>) dimensions = [1]
  %108 = tensor.concat dim(2) %104, %107 : (tensor<5x4x16xf32>, tensor<5x4x8xf32>) -> tensor<5x4x24xf32>
  %109 = tensor.empty() : tensor<4x5x24xf32>
  %110 = linalg.transpose ins(%q : tensor<5x4x24xf32>) outs(%109 : tensor<4x5x24xf32>) permutation = [1, 0, 2]
  %111 = tensor.empty() : tensor<4x24x5xf32>
  %112 = linalg.transpose ins(%108 : tensor<5x4x24xf32>) outs(%111 : tensor<4x24x5xf32>) permutation = [1, 2, 0]
  %113 = tensor.empty() : tensor<4x5x5xf32>
  %114 = linalg.fill ins(%zero : f32) outs(%113 : tensor<4x5x5xf32>) -> tensor<4x5x5xf32>
  %115 = linalg.batch_matmul ins(%110, %112 : tensor<4x5x24xf32>, tensor<4x24x5xf32>) outs(%114 : tensor<4x5x5xf32>) -> tensor<4x5x5xf32>
  %mask = arith.constant dense<[[0.0, 0xFF800000, 0xFF800000, 0xFF800000, 0xFF800000], [0.0, 0.0, 0xFF800000, 0xFF800000, 0xFF800000], [0.0, 0.0, 0.0, 0xFF800000, 0xFF800000], [0.0, 0.0, 0.0, 0.0, 0xFF800000], [0.0, 0.0, 0.0, 0.0, 0.0]]> : tensor<5x5xf32>
  %116 = tensor.empty() : tensor<4x5x5xf32>
  %117 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%115, %mask : tensor<4x5x5xf32>, tensor<5x5xf32>) outs(%116 : tensor<4x5x5xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %scaled = arith.mulf %x0, %scale : f32
    %m = arith.addf %scaled, %x1 : f32
    linalg.yield %m : f32
  } -> tensor<4x5x5xf32>
  %118 = tensor.empty() : tensor<4x5xf32>
  %119 = linalg.fill ins(%hidden : f32) outs(%118 : tensor<4x5xf32>) -> tensor<4x5xf32>
  %120 = linalg.reduce { arith.maximumf } ins(%117 : tensor<4x5x5xf32>) outs(%119 : tensor<4x5xf32>) dimensions = [2]
  %121 = tensor.empty() : tensor<4x5x5xf32>
  %122 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%117, %120 : tensor<4x5x5xf32>, tensor<4x5xf32>) outs(%121 : tensor<4x5x5xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.subf %x0, %x1 : f32
    %e = math.exp %y : f32
    linalg.yield %e : f32
  } -> tensor<4x5x5xf32>
  %123 = tensor.empty() : tensor<4x5xf32>
  %124 = linalg.fill ins(%zero : f32) outs(%123 : tensor<4x5xf32>) -> tensor<4x5xf32>
  %125 = linalg.reduce { arith.addf } ins(%122 : tensor<4x5x5xf32>) outs(%124 : tensor<4x5xf32>) dimensions = [2]
  %126 = tensor.empty() : tensor<4x5x5xf32>
  %127 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%122, %125 : tensor<4x5x5xf32>, tensor<4x5xf32>) outs(%126 : tensor<4x5x5xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.divf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<4x5x5xf32>
  %128 = tensor.empty() : tensor<4x5x12xf32>
  %129 = linalg.transpose ins(%105 : tensor<5x4x12xf32>) outs(%128 : tensor<4x5x12xf32>) permutation = [1, 0, 2]
  %130 = tensor.empty() : tensor<4x5x12xf32>
  %131 = linalg.fill ins(%zero : f32) outs(%130 : tensor<4x5x12xf32>) -> tensor<4x5x12xf32>
  %132 = linalg.batch_matmul ins(%127, %129 : tensor<4x5x5xf32>, tensor<4x5x12xf32>) outs(%131 : tensor<4x5x12xf32>) -> tensor<4x5x12xf32>
  %133 = tensor.empty() : tensor<5x4x12xf32>
  %134 = linalg.transpose ins(%132 : tensor<4x5x12xf32>) outs(%133 : tensor<5x4x12xf32>) permutation = [1, 0, 2]
  return %134 : tensor<5x4x12xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// The mask as j < t + 1 is the same.

// CHECK-LABEL: func.func @strictly_before_next(
// CHECK-SAME:    %[[Q:[^:]+]]: tensor<?x4x24xf32>, %[[C:[^:]+]]: tensor<?x32xf32>, %[[KR:[^:]+]]: tensor<?x8xf32>, %[[W:[^:]+]]: tensor<112x32xf32>
// CHECK-DAG:     %[[QN:.+]] = tensor.extract_slice %[[Q]][0, 0, 0] [%{{.+}}, 4, 16] [1, 1, 1]
// CHECK-DAG:     %[[QR:.+]] = tensor.extract_slice %[[Q]][0, 0, 16] [%{{.+}}, 4, 8] [1, 1, 1]
// CHECK:         %[[O:.+]] = mla.attention ins(%[[QN]], %[[QR]], %[[C]], %[[KR]], %[[W]] : {{.*}}tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @strictly_before_next(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
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
    %c1 = arith.constant 1 : index
    %next = arith.addi %t, %c1 : index
    %visible = arith.cmpi slt, %j, %next : index
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

// Softmax as one op.

// CHECK-LABEL: func.func @softmax_op(
// CHECK-SAME:    %[[Q:[^:]+]]: tensor<?x4x24xf32>, %[[C:[^:]+]]: tensor<?x32xf32>, %[[KR:[^:]+]]: tensor<?x8xf32>, %[[W:[^:]+]]: tensor<112x32xf32>
// CHECK-DAG:     %[[QN:.+]] = tensor.extract_slice %[[Q]][0, 0, 0] [%{{.+}}, 4, 16] [1, 1, 1]
// CHECK-DAG:     %[[QR:.+]] = tensor.extract_slice %[[Q]][0, 0, 16] [%{{.+}}, 4, 8] [1, 1, 1]
// CHECK:         %[[O:.+]] = mla.attention ins(%[[QN]], %[[QR]], %[[C]], %[[KR]], %[[W]] : {{.*}}tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @softmax_op(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
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
    %visible = arith.cmpi sle, %j, %t : index
    %m = arith.select %visible, %scaled, %hidden : f32
    linalg.yield %m : f32
  } -> tensor<4x?x?xf32>
  %118 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %119 = linalg.softmax dimension(2) ins(%117 : tensor<4x?x?xf32>) outs(%118 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %120 = tensor.empty(%T) : tensor<4x?x12xf32>
  %121 = linalg.transpose ins(%105 : tensor<?x4x12xf32>) outs(%120 : tensor<4x?x12xf32>) permutation = [1, 0, 2]
  %122 = tensor.empty(%T) : tensor<4x?x12xf32>
  %123 = linalg.fill ins(%zero : f32) outs(%122 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %124 = linalg.batch_matmul ins(%119, %121 : tensor<4x?x?xf32>, tensor<4x?x12xf32>) outs(%123 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %125 = tensor.empty(%T) : tensor<?x4x12xf32>
  %126 = linalg.transpose ins(%124 : tensor<4x?x12xf32>) outs(%125 : tensor<?x4x12xf32>) permutation = [1, 0, 2]
  return %126 : tensor<?x4x12xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// Softmax in parts in f32, probabilities rounded to bf16.

// CHECK-LABEL: func.func @rounded_probabilities(
// CHECK-SAME:    %[[Q:[^:]+]]: tensor<?x4x24xf32>, %[[C:[^:]+]]: tensor<?x32xf32>, %[[KR:[^:]+]]: tensor<?x8xf32>, %[[W:[^:]+]]: tensor<112x32xf32>
// CHECK-DAG:     %[[QN:.+]] = tensor.extract_slice %[[Q]][0, 0, 0] [%{{.+}}, 4, 16] [1, 1, 1]
// CHECK-DAG:     %[[QR:.+]] = tensor.extract_slice %[[Q]][0, 0, 16] [%{{.+}}, 4, 8] [1, 1, 1]
// CHECK:         %[[O:.+]] = mla.attention ins(%[[QN]], %[[QR]], %[[C]], %[[KR]], %[[W]] : {{.*}}tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @rounded_probabilities(%q: tensor<?x4x24xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x4x12xf32> {
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
    %visible = arith.cmpi sle, %j, %t : index
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
  %128 = tensor.empty(%T, %T) : tensor<4x?x?xbf16>
  %129 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%127 : tensor<4x?x?xf32>) outs(%128 : tensor<4x?x?xbf16>) {
  ^bb0(%x0: f32, %o: bf16):
    %y = arith.truncf %x0 : f32 to bf16
    linalg.yield %y : bf16
  } -> tensor<4x?x?xbf16>
  %130 = arith.extf %129 : tensor<4x?x?xbf16> to tensor<4x?x?xf32>
  %131 = tensor.empty(%T) : tensor<4x?x12xf32>
  %132 = linalg.transpose ins(%105 : tensor<?x4x12xf32>) outs(%131 : tensor<4x?x12xf32>) permutation = [1, 0, 2]
  %133 = tensor.empty(%T) : tensor<4x?x12xf32>
  %134 = linalg.fill ins(%zero : f32) outs(%133 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %135 = linalg.batch_matmul ins(%130, %132 : tensor<4x?x?xf32>, tensor<4x?x12xf32>) outs(%134 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %136 = tensor.empty(%T) : tensor<?x4x12xf32>
  %137 = linalg.transpose ins(%135 : tensor<4x?x12xf32>) outs(%136 : tensor<?x4x12xf32>) permutation = [1, 0, 2]
  return %137 : tensor<?x4x12xf32>
}
