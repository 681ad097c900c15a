// RUN: mla-opt %s --split-input-file --mla-fuse | FileCheck %s
// RUN: mla-opt %s --split-input-file --mla-fuse --remarks-filter=mla -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// Rows of both weights, one after the other; columns of the result in that order.

// CHECK:       mla.param @"gate|up" : tensor<12x8xbf16> = concat ["gate.weight", "up.a", "up.b"]
// CHECK-NOT:   mla.param
mla.param @gate : tensor<4x8xbf16> = view ["gate.weight"]
mla.param @up : tensor<8x8xbf16> = concat ["up.a", "up.b"]

// CHECK-LABEL: func.func @gate_and_up(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x8xf32>)
// CHECK:         %[[W:.+]] = mla.get_param @"gate|up" : tensor<12x8xbf16>
// CHECK:         %[[E:.+]] = tensor.empty(%[[T:.+]]) : tensor<?x12xf32>
// CHECK:         %[[M:.+]] = mla.linear ins(%[[X]], %[[W]] : tensor<?x8xf32>, tensor<12x8xbf16>) outs(%[[E]]
// CHECK:         %[[G:.+]] = tensor.extract_slice %[[M]][0, 0] [%[[T]], 4] [1, 1]
// CHECK:         %[[U:.+]] = tensor.extract_slice %[[M]][0, 4] [%[[T]], 8] [1, 1]
// CHECK-NOT:     mla.linear
// CHECK:         return %[[G]], %[[U]]
// REMARK:      [Passed] Fuse | Category:mla | Remark="matmuls of one input as one", matmuls=2, parameter=gate|up
func.func @gate_and_up(%x: tensor<?x8xf32>) -> (tensor<?x4xf32>, tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %wg = mla.get_param @gate : tensor<4x8xbf16>
  %wu = mla.get_param @up : tensor<8x8xbf16>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %z4 = linalg.fill ins(%zero : f32) outs(%e4 : tensor<?x4xf32>) -> tensor<?x4xf32>
  %g = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wg : tensor<?x8xf32>, tensor<4x8xbf16>) outs(%z4 : tensor<?x4xf32>) -> tensor<?x4xf32>
  %e8 = tensor.empty(%T) : tensor<?x8xf32>
  %z8 = linalg.fill ins(%zero : f32) outs(%e8 : tensor<?x8xf32>) -> tensor<?x8xf32>
  %u = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wu : tensor<?x8xf32>, tensor<8x8xbf16>) outs(%z8 : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %g, %u : tensor<?x4xf32>, tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

mla.param @narrow : tensor<4x8xbf16> = view ["a"]
mla.param @wide : tensor<4x8xf32> = view ["b"]
mla.param @narrow2 : tensor<4x8xbf16> = view ["e"]
mla.param @narrow3 : tensor<4x8xbf16> = view ["f"]
mla.param @twice : tensor<4x8xbf16> = view ["c"]
mla.param @part : tensor<4x8xbf16> = slice ["d"] first 4

// One reason each: another element type, another use of the weight, a weight
// that is a part of a tensor, a sum that does not start at zero, another input.

// CHECK-LABEL: func.func @negative(
// CHECK-COUNT-5: mla.linear
// CHECK:         linalg.matmul
// CHECK:         mla.linear
// CHECK-NOT:     mla.linear
// REMARK-DAG:  [Missed] Fuse | Category:mla | Remark="not joined with the other matmuls of its input: the weight has other uses"
// REMARK-DAG:  [Missed] Fuse | Category:mla | Remark="not joined with the other matmuls of its input: the weight is neither a tensor of the checkpoint nor rows of several"
// REMARK-DAG:  [Missed] Fuse | Category:mla | Remark="no mla.linear: the sum does not start at zero"
// REMARK-DAG:  [Missed] Fuse | Category:mla | Remark="not joined with the other matmuls of its input: the weights have different types"
// REMARK-NOT:  [Passed]
func.func @negative(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>, %start: tensor<?x4xf32>)
    -> (tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x4xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x4xf32>) -> tensor<?x4xf32>
  %narrow = mla.get_param @narrow : tensor<4x8xbf16>
  %wide = mla.get_param @wide : tensor<4x8xf32>
  %twice = mla.get_param @twice : tensor<4x8xbf16>
  %twice2 = mla.get_param @twice : tensor<4x8xbf16>
  %part = mla.get_param @part : tensor<4x8xbf16>
  %narrow2 = mla.get_param @narrow2 : tensor<4x8xbf16>
  %narrow3 = mla.get_param @narrow3 : tensor<4x8xbf16>
  %0 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %narrow : tensor<?x8xf32>, tensor<4x8xbf16>) outs(%z : tensor<?x4xf32>) -> tensor<?x4xf32>
  %1 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wide : tensor<?x8xf32>, tensor<4x8xf32>) outs(%z : tensor<?x4xf32>) -> tensor<?x4xf32>
  %2 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %twice : tensor<?x8xf32>, tensor<4x8xbf16>) outs(%z : tensor<?x4xf32>) -> tensor<?x4xf32>
  %3 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %twice2 : tensor<?x8xf32>, tensor<4x8xbf16>) outs(%z : tensor<?x4xf32>) -> tensor<?x4xf32>
  %4 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %part : tensor<?x8xf32>, tensor<4x8xbf16>) outs(%z : tensor<?x4xf32>) -> tensor<?x4xf32>
  %5 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %narrow2 : tensor<?x8xf32>, tensor<4x8xbf16>) outs(%start : tensor<?x4xf32>) -> tensor<?x4xf32>
  %6 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %narrow3 : tensor<?x8xf32>, tensor<4x8xbf16>) outs(%z : tensor<?x4xf32>) -> tensor<?x4xf32>
  return %0, %1, %2, %3, %4, %5, %6 : tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>
}

// -----

#id = affine_map<(i, j) -> (i, j)>

mla.param @a : tensor<4x8xbf16> = view ["a"]
mla.param @b : tensor<4x8xbf16> = view ["b"]
mla.param @table : tensor<4x8xbf16> = view ["table"] rows_per_token 1

// Results of two types, and a table of which tokens read some rows.

// CHECK-LABEL: func.func @negative_results(
// CHECK-COUNT-3: mla.linear
// REMARK-DAG:  [Missed] Fuse | Category:mla | Remark="not joined with the other matmuls of its input: the results have different types"
// REMARK-DAG:  [Missed] Fuse | Category:mla | Remark="not joined with the other matmuls of its input: the weight is a table of which each token reads some rows"
func.func @negative_results(%x: tensor<?x8xf32>, %ef: tensor<?x4xf32>, %eb: tensor<?x4xbf16>) -> (tensor<?x4xf32>, tensor<?x4xbf16>, tensor<?x4xf32>) {
  %a = mla.get_param @a : tensor<4x8xbf16>
  %b = mla.get_param @b : tensor<4x8xbf16>
  %t = mla.get_param @table : tensor<4x8xbf16>
  %0 = mla.linear ins(%x, %a : tensor<?x8xf32>, tensor<4x8xbf16>) outs(%ef : tensor<?x4xf32>) -> tensor<?x4xf32>
  %1 = mla.linear ins(%x, %b : tensor<?x8xf32>, tensor<4x8xbf16>) outs(%eb : tensor<?x4xbf16>) -> tensor<?x4xbf16>
  %2 = mla.linear ins(%x, %t : tensor<?x8xf32>, tensor<4x8xbf16>) outs(%ef : tensor<?x4xf32>) -> tensor<?x4xf32>
  return %0, %1, %2 : tensor<?x4xf32>, tensor<?x4xbf16>, tensor<?x4xf32>
}
