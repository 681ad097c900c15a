// RUN: mla-opt %s --split-input-file --mla-recognize-attention | FileCheck %s

// As modules of transformers come out of torch: four dimensions, heads before
// tokens, products over collapsed sequences and heads.

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// A batch of one sequence.

// CHECK-LABEL: func.func @one_sequence(
// CHECK-SAME:    %[[W:[^:,]+]]: tensor<112x32xf32>)
// CHECK:         %[[O:.+]] = mla.attention ins(%{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %[[W]] : tensor<?x4x16xf32>, tensor<?x4x8xf32>, tensor<?x32xf32>, tensor<?x8xf32>, tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @one_sequence(%q: tensor<1x?x96xf32>, %c: tensor<1x?x32xf32>, %kr: tensor<1x?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<1x?x48xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %cN = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant 0.25 : f32
  %hidden = arith.constant 0xFF800000 : f32
  %T = tensor.dim %q, %c1 : tensor<1x?x96xf32>
  %100 = tensor.expand_shape %q [[0], [1], [2, 3]] output_shape [1, %T, 4, 24] : tensor<1x?x96xf32> into tensor<1x?x4x24xf32>
  %101 = tensor.empty(%T) : tensor<1x4x?x24xf32>
  %102 = linalg.transpose ins(%100 : tensor<1x?x4x24xf32>) outs(%101 : tensor<1x4x?x24xf32>) permutation = [0, 2, 1, 3]
  %103 = tensor.empty() : tensor<1x32x112xf32>
  %104 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%kv_b : tensor<112x32xf32>) outs(%103 : tensor<1x32x112xf32>) {
  ^bb0(%x0: f32, %o: f32):
    linalg.yield %x0 : f32
  } -> tensor<1x32x112xf32>
  %105 = tensor.empty(%T) : tensor<1x?x112xf32>
  %106 = linalg.fill ins(%zero : f32) outs(%105 : tensor<1x?x112xf32>) -> tensor<1x?x112xf32>
  %107 = linalg.batch_matmul ins(%c, %104 : tensor<1x?x32xf32>, tensor<1x32x112xf32>) outs(%106 : tensor<1x?x112xf32>) -> tensor<1x?x112xf32>
  %108 = tensor.expand_shape %107 [[0], [1], [2, 3]] output_shape [1, %T, 4, 28] : tensor<1x?x112xf32> into tensor<1x?x4x28xf32>
  %109 = tensor.empty(%T) : tensor<1x4x?x28xf32>
  %110 = linalg.transpose ins(%108 : tensor<1x?x4x28xf32>) outs(%109 : tensor<1x4x?x28xf32>) permutation = [0, 2, 1, 3]
  %111 = tensor.extract_slice %110[0, 0, 0, 0] [1, 4, %T, 16] [1, 1, 1, 1] : tensor<1x4x?x28xf32> to tensor<1x4x?x16xf32>
  %112 = tensor.extract_slice %110[0, 0, 0, 16] [1, 4, %T, 12] [1, 1, 1, 1] : tensor<1x4x?x28xf32> to tensor<1x4x?x12xf32>
  %113 = tensor.expand_shape %kr [[0], [1, 2], [3]] output_shape [1, 1, %T, 8] : tensor<1x?x8xf32> into tensor<1x1x?x8xf32>
  %114 = tensor.empty(%T) : tensor<1x4x?x8xf32>
  %115 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%113 : tensor<1x1x?x8xf32>) outs(%114 : tensor<1x4x?x8xf32>) {
  ^bb0(%x0: f32, %o: f32):
    linalg.yield %x0 : f32
  } -> tensor<1x4x?x8xf32>
  %116 = tensor.concat dim(3) %111, %115 : (tensor<1x4x?x16xf32>, tensor<1x4x?x8xf32>) -> tensor<1x4x?x24xf32>
  %117 = tensor.empty(%T) : tensor<1x4x24x?xf32>
  %118 = linalg.transpose ins(%116 : tensor<1x4x?x24xf32>) outs(%117 : tensor<1x4x24x?xf32>) permutation = [0, 1, 3, 2]
  %119 = tensor.collapse_shape %102 [[0, 1], [2], [3]] : tensor<1x4x?x24xf32> into tensor<4x?x24xf32>
  %120 = tensor.collapse_shape %118 [[0, 1], [2], [3]] : tensor<1x4x24x?xf32> into tensor<4x24x?xf32>
  %121 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %122 = linalg.fill ins(%zero : f32) outs(%121 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %123 = linalg.batch_matmul ins(%119, %120 : tensor<4x?x24xf32>, tensor<4x24x?xf32>) outs(%122 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %124 = tensor.expand_shape %123 [[0, 1], [2], [3]] output_shape [1, 4, %T, %T] : tensor<4x?x?xf32> into tensor<1x4x?x?xf32>
  %125 = tensor.empty(%T, %T) : tensor<1x4x?x?xf32>
  %126 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%124 : tensor<1x4x?x?xf32>) outs(%125 : tensor<1x4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %y = arith.mulf %x0, %scale : f32
    linalg.yield %y : f32
  } -> tensor<1x4x?x?xf32>
  %127 = tensor.empty(%T, %T) : tensor<?x?xf32>
  %128 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      outs(%127 : tensor<?x?xf32>) {
  ^bb0(%o: f32):
    %t = linalg.index 0 : index
    %j = linalg.index 1 : index
    %late = arith.cmpi ugt, %j, %t : index
    %m = arith.select %late, %hidden, %zero : f32
    linalg.yield %m : f32
  } -> tensor<?x?xf32>
  %129 = tensor.empty(%T, %T) : tensor<1x4x?x?xf32>
  %130 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%126, %128 : tensor<1x4x?x?xf32>, tensor<?x?xf32>) outs(%129 : tensor<1x4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.addf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<1x4x?x?xf32>
  %131 = tensor.empty(%T) : tensor<1x4x?xf32>
  %132 = linalg.fill ins(%hidden : f32) outs(%131 : tensor<1x4x?xf32>) -> tensor<1x4x?xf32>
  %133 = linalg.reduce { arith.maximumf } ins(%130 : tensor<1x4x?x?xf32>) outs(%132 : tensor<1x4x?xf32>) dimensions = [3]
  %134 = tensor.empty(%T, %T) : tensor<1x4x?x?xf32>
  %135 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%130, %133 : tensor<1x4x?x?xf32>, tensor<1x4x?xf32>) outs(%134 : tensor<1x4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.subf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<1x4x?x?xf32>
  %136 = tensor.empty(%T, %T) : tensor<1x4x?x?xf32>
  %137 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%135 : tensor<1x4x?x?xf32>) outs(%136 : tensor<1x4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %y = math.exp %x0 : f32
    linalg.yield %y : f32
  } -> tensor<1x4x?x?xf32>
  %138 = tensor.empty(%T) : tensor<1x4x?xf32>
  %139 = linalg.fill ins(%zero : f32) outs(%138 : tensor<1x4x?xf32>) -> tensor<1x4x?xf32>
  %140 = linalg.reduce { arith.addf } ins(%137 : tensor<1x4x?x?xf32>) outs(%139 : tensor<1x4x?xf32>) dimensions = [3]
  %141 = tensor.empty(%T, %T) : tensor<1x4x?x?xf32>
  %142 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%137, %140 : tensor<1x4x?x?xf32>, tensor<1x4x?xf32>) outs(%141 : tensor<1x4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.divf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<1x4x?x?xf32>
  %143 = tensor.collapse_shape %142 [[0, 1], [2], [3]] : tensor<1x4x?x?xf32> into tensor<4x?x?xf32>
  %144 = tensor.collapse_shape %112 [[0, 1], [2], [3]] : tensor<1x4x?x12xf32> into tensor<4x?x12xf32>
  %145 = tensor.empty(%T) : tensor<4x?x12xf32>
  %146 = linalg.fill ins(%zero : f32) outs(%145 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %147 = linalg.batch_matmul ins(%143, %144 : tensor<4x?x?xf32>, tensor<4x?x12xf32>) outs(%146 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %148 = tensor.expand_shape %147 [[0, 1], [2], [3]] output_shape [1, 4, %T, 12] : tensor<4x?x12xf32> into tensor<1x4x?x12xf32>
  %149 = tensor.empty(%T) : tensor<1x?x4x12xf32>
  %150 = linalg.transpose ins(%148 : tensor<1x4x?x12xf32>) outs(%149 : tensor<1x?x4x12xf32>) permutation = [0, 2, 1, 3]
  %151 = tensor.collapse_shape %150 [[0], [1], [2, 3]] : tensor<1x?x4x12xf32> into tensor<1x?x48xf32>
  return %151 : tensor<1x?x48xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// A static batch: sequences and heads share a dimension of the products.

// CHECK-LABEL: func.func @three_sequences(
// CHECK-SAME:    %[[W:[^:,]+]]: tensor<112x32xf32>)
// CHECK:         %[[O:.+]] = mla.attention ins(%{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %[[W]] : tensor<3x?x4x16xf32>, tensor<3x?x4x8xf32>, tensor<3x?x32xf32>, tensor<3x?x8xf32>, tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @three_sequences(%q: tensor<3x?x96xf32>, %c: tensor<3x?x32xf32>, %kr: tensor<3x?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<3x?x48xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %cN = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant 0.25 : f32
  %hidden = arith.constant 0xFF800000 : f32
  %T = tensor.dim %q, %c1 : tensor<3x?x96xf32>
  %100 = tensor.expand_shape %q [[0], [1], [2, 3]] output_shape [3, %T, 4, 24] : tensor<3x?x96xf32> into tensor<3x?x4x24xf32>
  %101 = tensor.empty(%T) : tensor<3x4x?x24xf32>
  %102 = linalg.transpose ins(%100 : tensor<3x?x4x24xf32>) outs(%101 : tensor<3x4x?x24xf32>) permutation = [0, 2, 1, 3]
  %103 = tensor.empty() : tensor<3x32x112xf32>
  %104 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%kv_b : tensor<112x32xf32>) outs(%103 : tensor<3x32x112xf32>) {
  ^bb0(%x0: f32, %o: f32):
    linalg.yield %x0 : f32
  } -> tensor<3x32x112xf32>
  %105 = tensor.empty(%T) : tensor<3x?x112xf32>
  %106 = linalg.fill ins(%zero : f32) outs(%105 : tensor<3x?x112xf32>) -> tensor<3x?x112xf32>
  %107 = linalg.batch_matmul ins(%c, %104 : tensor<3x?x32xf32>, tensor<3x32x112xf32>) outs(%106 : tensor<3x?x112xf32>) -> tensor<3x?x112xf32>
  %108 = tensor.expand_shape %107 [[0], [1], [2, 3]] output_shape [3, %T, 4, 28] : tensor<3x?x112xf32> into tensor<3x?x4x28xf32>
  %109 = tensor.empty(%T) : tensor<3x4x?x28xf32>
  %110 = linalg.transpose ins(%108 : tensor<3x?x4x28xf32>) outs(%109 : tensor<3x4x?x28xf32>) permutation = [0, 2, 1, 3]
  %111 = tensor.extract_slice %110[0, 0, 0, 0] [3, 4, %T, 16] [1, 1, 1, 1] : tensor<3x4x?x28xf32> to tensor<3x4x?x16xf32>
  %112 = tensor.extract_slice %110[0, 0, 0, 16] [3, 4, %T, 12] [1, 1, 1, 1] : tensor<3x4x?x28xf32> to tensor<3x4x?x12xf32>
  %113 = tensor.expand_shape %kr [[0], [1, 2], [3]] output_shape [3, 1, %T, 8] : tensor<3x?x8xf32> into tensor<3x1x?x8xf32>
  %114 = tensor.empty(%T) : tensor<3x4x?x8xf32>
  %115 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%113 : tensor<3x1x?x8xf32>) outs(%114 : tensor<3x4x?x8xf32>) {
  ^bb0(%x0: f32, %o: f32):
    linalg.yield %x0 : f32
  } -> tensor<3x4x?x8xf32>
  %116 = tensor.concat dim(3) %111, %115 : (tensor<3x4x?x16xf32>, tensor<3x4x?x8xf32>) -> tensor<3x4x?x24xf32>
  %117 = tensor.empty(%T) : tensor<3x4x24x?xf32>
  %118 = linalg.transpose ins(%116 : tensor<3x4x?x24xf32>) outs(%117 : tensor<3x4x24x?xf32>) permutation = [0, 1, 3, 2]
  %119 = tensor.collapse_shape %102 [[0, 1], [2], [3]] : tensor<3x4x?x24xf32> into tensor<12x?x24xf32>
  %120 = tensor.collapse_shape %118 [[0, 1], [2], [3]] : tensor<3x4x24x?xf32> into tensor<12x24x?xf32>
  %121 = tensor.empty(%T, %T) : tensor<12x?x?xf32>
  %122 = linalg.fill ins(%zero : f32) outs(%121 : tensor<12x?x?xf32>) -> tensor<12x?x?xf32>
  %123 = linalg.batch_matmul ins(%119, %120 : tensor<12x?x24xf32>, tensor<12x24x?xf32>) outs(%122 : tensor<12x?x?xf32>) -> tensor<12x?x?xf32>
  %124 = tensor.expand_shape %123 [[0, 1], [2], [3]] output_shape [3, 4, %T, %T] : tensor<12x?x?xf32> into tensor<3x4x?x?xf32>
  %125 = tensor.empty(%T, %T) : tensor<3x4x?x?xf32>
  %126 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%124 : tensor<3x4x?x?xf32>) outs(%125 : tensor<3x4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %y = arith.mulf %x0, %scale : f32
    linalg.yield %y : f32
  } -> tensor<3x4x?x?xf32>
  %127 = tensor.empty(%T, %T) : tensor<?x?xf32>
  %128 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      outs(%127 : tensor<?x?xf32>) {
  ^bb0(%o: f32):
    %t = linalg.index 0 : index
    %j = linalg.index 1 : index
    %late = arith.cmpi ugt, %j, %t : index
    %m = arith.select %late, %hidden, %zero : f32
    linalg.yield %m : f32
  } -> tensor<?x?xf32>
  %129 = tensor.empty(%T, %T) : tensor<3x4x?x?xf32>
  %130 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%126, %128 : tensor<3x4x?x?xf32>, tensor<?x?xf32>) outs(%129 : tensor<3x4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.addf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<3x4x?x?xf32>
  %131 = tensor.empty(%T) : tensor<3x4x?xf32>
  %132 = linalg.fill ins(%hidden : f32) outs(%131 : tensor<3x4x?xf32>) -> tensor<3x4x?xf32>
  %133 = linalg.reduce { arith.maximumf } ins(%130 : tensor<3x4x?x?xf32>) outs(%132 : tensor<3x4x?xf32>) dimensions = [3]
  %134 = tensor.empty(%T, %T) : tensor<3x4x?x?xf32>
  %135 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%130, %133 : tensor<3x4x?x?xf32>, tensor<3x4x?xf32>) outs(%134 : tensor<3x4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.subf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<3x4x?x?xf32>
  %136 = tensor.empty(%T, %T) : tensor<3x4x?x?xf32>
  %137 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%135 : tensor<3x4x?x?xf32>) outs(%136 : tensor<3x4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %y = math.exp %x0 : f32
    linalg.yield %y : f32
  } -> tensor<3x4x?x?xf32>
  %138 = tensor.empty(%T) : tensor<3x4x?xf32>
  %139 = linalg.fill ins(%zero : f32) outs(%138 : tensor<3x4x?xf32>) -> tensor<3x4x?xf32>
  %140 = linalg.reduce { arith.addf } ins(%137 : tensor<3x4x?x?xf32>) outs(%139 : tensor<3x4x?xf32>) dimensions = [3]
  %141 = tensor.empty(%T, %T) : tensor<3x4x?x?xf32>
  %142 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%137, %140 : tensor<3x4x?x?xf32>, tensor<3x4x?xf32>) outs(%141 : tensor<3x4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.divf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<3x4x?x?xf32>
  %143 = tensor.collapse_shape %142 [[0, 1], [2], [3]] : tensor<3x4x?x?xf32> into tensor<12x?x?xf32>
  %144 = tensor.collapse_shape %112 [[0, 1], [2], [3]] : tensor<3x4x?x12xf32> into tensor<12x?x12xf32>
  %145 = tensor.empty(%T) : tensor<12x?x12xf32>
  %146 = linalg.fill ins(%zero : f32) outs(%145 : tensor<12x?x12xf32>) -> tensor<12x?x12xf32>
  %147 = linalg.batch_matmul ins(%143, %144 : tensor<12x?x?xf32>, tensor<12x?x12xf32>) outs(%146 : tensor<12x?x12xf32>) -> tensor<12x?x12xf32>
  %148 = tensor.expand_shape %147 [[0, 1], [2], [3]] output_shape [3, 4, %T, 12] : tensor<12x?x12xf32> into tensor<3x4x?x12xf32>
  %149 = tensor.empty(%T) : tensor<3x?x4x12xf32>
  %150 = linalg.transpose ins(%148 : tensor<3x4x?x12xf32>) outs(%149 : tensor<3x?x4x12xf32>) permutation = [0, 2, 1, 3]
  %151 = tensor.collapse_shape %150 [[0], [1], [2, 3]] : tensor<3x?x4x12xf32> into tensor<3x?x48xf32>
  return %151 : tensor<3x?x48xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// A dynamic batch.

// CHECK-LABEL: func.func @any_batch(
// CHECK-SAME:    %[[W:[^:,]+]]: tensor<112x32xf32>)
// CHECK:         %[[O:.+]] = mla.attention ins(%{{.+}}, %{{.+}}, %{{.+}}, %{{.+}}, %[[W]] : tensor<?x?x4x16xf32>, tensor<?x?x4x8xf32>, tensor<?x?x32xf32>, tensor<?x?x8xf32>, tensor<112x32xf32>) outs({{.*}}) {scale = 2.500000e-01 : f32}
// CHECK-NOT:     linalg.batch_matmul
// CHECK:         return
func.func @any_batch(%q: tensor<?x?x96xf32>, %c: tensor<?x?x32xf32>, %kr: tensor<?x?x8xf32>, %kv_b: tensor<112x32xf32>) -> tensor<?x?x48xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %cN = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %scale = arith.constant 0.25 : f32
  %hidden = arith.constant 0xFF800000 : f32
  %B = tensor.dim %q, %c0 : tensor<?x?x96xf32>
  %T = tensor.dim %q, %c1 : tensor<?x?x96xf32>
  %BN = arith.muli %B, %cN : index
  %100 = tensor.expand_shape %q [[0], [1], [2, 3]] output_shape [%B, %T, 4, 24] : tensor<?x?x96xf32> into tensor<?x?x4x24xf32>
  %101 = tensor.empty(%B, %T) : tensor<?x4x?x24xf32>
  %102 = linalg.transpose ins(%100 : tensor<?x?x4x24xf32>) outs(%101 : tensor<?x4x?x24xf32>) permutation = [0, 2, 1, 3]
  %103 = tensor.empty(%B) : tensor<?x32x112xf32>
  %104 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%kv_b : tensor<112x32xf32>) outs(%103 : tensor<?x32x112xf32>) {
  ^bb0(%x0: f32, %o: f32):
    linalg.yield %x0 : f32
  } -> tensor<?x32x112xf32>
  %105 = tensor.empty(%B, %T) : tensor<?x?x112xf32>
  %106 = linalg.fill ins(%zero : f32) outs(%105 : tensor<?x?x112xf32>) -> tensor<?x?x112xf32>
  %107 = linalg.batch_matmul ins(%c, %104 : tensor<?x?x32xf32>, tensor<?x32x112xf32>) outs(%106 : tensor<?x?x112xf32>) -> tensor<?x?x112xf32>
  %108 = tensor.expand_shape %107 [[0], [1], [2, 3]] output_shape [%B, %T, 4, 28] : tensor<?x?x112xf32> into tensor<?x?x4x28xf32>
  %109 = tensor.empty(%B, %T) : tensor<?x4x?x28xf32>
  %110 = linalg.transpose ins(%108 : tensor<?x?x4x28xf32>) outs(%109 : tensor<?x4x?x28xf32>) permutation = [0, 2, 1, 3]
  %111 = tensor.extract_slice %110[0, 0, 0, 0] [%B, 4, %T, 16] [1, 1, 1, 1] : tensor<?x4x?x28xf32> to tensor<?x4x?x16xf32>
  %112 = tensor.extract_slice %110[0, 0, 0, 16] [%B, 4, %T, 12] [1, 1, 1, 1] : tensor<?x4x?x28xf32> to tensor<?x4x?x12xf32>
  %113 = tensor.expand_shape %kr [[0], [1, 2], [3]] output_shape [%B, 1, %T, 8] : tensor<?x?x8xf32> into tensor<?x1x?x8xf32>
  %114 = tensor.empty(%B, %T) : tensor<?x4x?x8xf32>
  %115 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%113 : tensor<?x1x?x8xf32>) outs(%114 : tensor<?x4x?x8xf32>) {
  ^bb0(%x0: f32, %o: f32):
    linalg.yield %x0 : f32
  } -> tensor<?x4x?x8xf32>
  %116 = tensor.concat dim(3) %111, %115 : (tensor<?x4x?x16xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x24xf32>
  %117 = tensor.empty(%B, %T) : tensor<?x4x24x?xf32>
  %118 = linalg.transpose ins(%116 : tensor<?x4x?x24xf32>) outs(%117 : tensor<?x4x24x?xf32>) permutation = [0, 1, 3, 2]
  %119 = tensor.collapse_shape %102 [[0, 1], [2], [3]] : tensor<?x4x?x24xf32> into tensor<?x?x24xf32>
  %120 = tensor.collapse_shape %118 [[0, 1], [2], [3]] : tensor<?x4x24x?xf32> into tensor<?x24x?xf32>
  %121 = tensor.empty(%BN, %T, %T) : tensor<?x?x?xf32>
  %122 = linalg.fill ins(%zero : f32) outs(%121 : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
  %123 = linalg.batch_matmul ins(%119, %120 : tensor<?x?x24xf32>, tensor<?x24x?xf32>) outs(%122 : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
  %124 = tensor.expand_shape %123 [[0, 1], [2], [3]] output_shape [%B, 4, %T, %T] : tensor<?x?x?xf32> into tensor<?x4x?x?xf32>
  %125 = tensor.empty(%B, %T, %T) : tensor<?x4x?x?xf32>
  %126 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%124 : tensor<?x4x?x?xf32>) outs(%125 : tensor<?x4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %y = arith.mulf %x0, %scale : f32
    linalg.yield %y : f32
  } -> tensor<?x4x?x?xf32>
  %127 = tensor.empty(%T, %T) : tensor<?x?xf32>
  %128 = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      outs(%127 : tensor<?x?xf32>) {
  ^bb0(%o: f32):
    %t = linalg.index 0 : index
    %j = linalg.index 1 : index
    %late = arith.cmpi ugt, %j, %t : index
    %m = arith.select %late, %hidden, %zero : f32
    linalg.yield %m : f32
  } -> tensor<?x?xf32>
  %129 = tensor.empty(%B, %T, %T) : tensor<?x4x?x?xf32>
  %130 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%126, %128 : tensor<?x4x?x?xf32>, tensor<?x?xf32>) outs(%129 : tensor<?x4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.addf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<?x4x?x?xf32>
  %131 = tensor.empty(%B, %T) : tensor<?x4x?xf32>
  %132 = linalg.fill ins(%hidden : f32) outs(%131 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
  %133 = linalg.reduce { arith.maximumf } ins(%130 : tensor<?x4x?x?xf32>) outs(%132 : tensor<?x4x?xf32>) dimensions = [3]
  %134 = tensor.empty(%B, %T, %T) : tensor<?x4x?x?xf32>
  %135 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%130, %133 : tensor<?x4x?x?xf32>, tensor<?x4x?xf32>) outs(%134 : tensor<?x4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.subf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<?x4x?x?xf32>
  %136 = tensor.empty(%B, %T, %T) : tensor<?x4x?x?xf32>
  %137 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%135 : tensor<?x4x?x?xf32>) outs(%136 : tensor<?x4x?x?xf32>) {
  ^bb0(%x0: f32, %o: f32):
    %y = math.exp %x0 : f32
    linalg.yield %y : f32
  } -> tensor<?x4x?x?xf32>
  %138 = tensor.empty(%B, %T) : tensor<?x4x?xf32>
  %139 = linalg.fill ins(%zero : f32) outs(%138 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
  %140 = linalg.reduce { arith.addf } ins(%137 : tensor<?x4x?x?xf32>) outs(%139 : tensor<?x4x?xf32>) dimensions = [3]
  %141 = tensor.empty(%B, %T, %T) : tensor<?x4x?x?xf32>
  %142 = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>, affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>], iterator_types = ["parallel", "parallel", "parallel", "parallel"]}
      ins(%137, %140 : tensor<?x4x?x?xf32>, tensor<?x4x?xf32>) outs(%141 : tensor<?x4x?x?xf32>) {
  ^bb0(%x0: f32, %x1: f32, %o: f32):
    %y = arith.divf %x0, %x1 : f32
    linalg.yield %y : f32
  } -> tensor<?x4x?x?xf32>
  %143 = tensor.collapse_shape %142 [[0, 1], [2], [3]] : tensor<?x4x?x?xf32> into tensor<?x?x?xf32>
  %144 = tensor.collapse_shape %112 [[0, 1], [2], [3]] : tensor<?x4x?x12xf32> into tensor<?x?x12xf32>
  %145 = tensor.empty(%BN, %T) : tensor<?x?x12xf32>
  %146 = linalg.fill ins(%zero : f32) outs(%145 : tensor<?x?x12xf32>) -> tensor<?x?x12xf32>
  %147 = linalg.batch_matmul ins(%143, %144 : tensor<?x?x?xf32>, tensor<?x?x12xf32>) outs(%146 : tensor<?x?x12xf32>) -> tensor<?x?x12xf32>
  %148 = tensor.expand_shape %147 [[0, 1], [2], [3]] output_shape [%B, 4, %T, 12] : tensor<?x?x12xf32> into tensor<?x4x?x12xf32>
  %149 = tensor.empty(%B, %T) : tensor<?x?x4x12xf32>
  %150 = linalg.transpose ins(%148 : tensor<?x4x?x12xf32>) outs(%149 : tensor<?x?x4x12xf32>) permutation = [0, 2, 1, 3]
  %151 = tensor.collapse_shape %150 [[0], [1], [2, 3]] : tensor<?x?x4x12xf32> into tensor<?x?x48xf32>
  return %151 : tensor<?x?x48xf32>
}
