// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_torch.py; see README.md.

#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1, d2, d3) -> (d0, d1, 0, d3)>
#map2 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map3 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map4 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map5 = affine_map<(d0, d1, d2) -> ()>
#map6 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map7 = affine_map<(d0, d1, d2) -> (d2)>
#map8 = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
#map9 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3)>
#map10 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3, d4)>
#map11 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#map12 = affine_map<(d0, d1, d2, d3) -> ()>
#map13 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
module {
  func.func @torch_v2_sdpa_yarn_length(%arg0: tensor<1x?x32xf32>, %arg1: tensor<1x?xi64>, %arg2: tensor<24x32xf32>, %arg3: tensor<24xf32>, %arg4: tensor<80x24xf32>, %arg5: tensor<24x32xf32>, %arg6: tensor<16xf32>, %arg7: tensor<88x16xf32>, %arg8: tensor<32x40xf32>) -> tensor<1x?x32xf32> {
    %true = arith.constant true
    %c22_i64 = arith.constant 22 : i64
    %c20_i64 = arith.constant 20 : i64
    %c2_i64 = arith.constant 2 : i64
    %c0_i64 = arith.constant 0 : i64
    %c1_i64 = arith.constant 1 : i64
    %c1 = arith.constant 1 : index
    %c0 = arith.constant 0 : index
    %c4_i64 = arith.constant 4 : i64
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 0xFF800000 : f32
    %false = arith.constant false
    %cst_1 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_2 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_3 = arith.constant dense<1.000000e+00> : tensor<f32>
    %cst_4 = arith.constant 0.51921735027977545 : f64
    %cst_5 = arith.constant 0xFFF0000000000000 : f64
    %cst_6 = arith.constant 9.9999999999999995E-7 : f64
    %cst_7 = arith.constant dense_resource<torch_tensor_4_torch.float32> : tensor<4xf32>
    %cst_8 = arith.constant 2.400000e+01 : f32
    %c80_i64 = arith.constant 80 : i64
    %cst_9 = arith.constant 1.600000e+01 : f32
    %c88_i64 = arith.constant 88 : i64
    %c40_i64 = arith.constant 40 : i64
    %dim = tensor.dim %arg0, %c1 : tensor<1x?x32xf32>
    %0 = arith.index_cast %dim : index to i64
    %1 = tensor.empty(%dim) : tensor<?xi64>
    %2 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%1 : tensor<?xi64>) {
    ^bb0(%out: i64):
      %154 = linalg.index 0 : index
      %155 = arith.index_cast %154 : index to i64
      linalg.yield %155 : i64
    } -> tensor<?xi64>
    %expanded = tensor.expand_shape %2 [[0, 1, 2, 3]] output_shape [1, 1, %dim, 1] : tensor<?xi64> into tensor<1x1x?x1xi64>
    %expanded_10 = tensor.expand_shape %2 [[0, 1, 2, 3]] output_shape [1, 1, 1, %dim] : tensor<?xi64> into tensor<1x1x1x?xi64>
    %3 = tensor.empty(%dim, %dim) : tensor<1x1x?x?xi1>
    %4 = linalg.generic {indexing_maps = [#map1, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_10, %expanded : tensor<1x1x1x?xi64>, tensor<1x1x?x1xi64>) outs(%3 : tensor<1x1x?x?xi1>) {
    ^bb0(%in: i64, %in_55: i64, %out: i1):
      %154 = arith.cmpi sle, %in, %in_55 : i64
      linalg.yield %154 : i1
    } -> tensor<1x1x?x?xi1>
    %5 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %6 = tensor.empty(%dim, %dim) : tensor<1x1x?x?xi1>
    %7 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%6 : tensor<1x1x?x?xi1>) {
    ^bb0(%out: i1):
      %154 = linalg.index 2 : index
      %155 = linalg.index 3 : index
      %156 = arith.cmpi eq, %dim, %c1 : index
      %157 = arith.select %156, %c0, %154 : index
      %158 = arith.select %156, %c0, %155 : index
      %extracted = tensor.extract %4[%c0, %c0, %157, %158] : tensor<1x1x?x?xi1>
      linalg.yield %extracted : i1
    } -> tensor<1x1x?x?xi1>
    %expanded_11 = tensor.expand_shape %cst_7 [[0, 1, 2]] output_shape [1, 4, 1] : tensor<4xf32> into tensor<1x4x1xf32>
    %dim_12 = tensor.dim %arg1, %c1 : tensor<1x?xi64>
    %expanded_13 = tensor.expand_shape %arg1 [[0], [1, 2]] output_shape [1, 1, %dim_12] : tensor<1x?xi64> into tensor<1x1x?xi64>
    %8 = tensor.empty(%dim_12) : tensor<1x1x?xf32>
    %9 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_13 : tensor<1x1x?xi64>) outs(%8 : tensor<1x1x?xf32>) {
    ^bb0(%in: i64, %out: f32):
      %154 = arith.sitofp %in : i64 to f32
      linalg.yield %154 : f32
    } -> tensor<1x1x?xf32>
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %10 = tensor.empty(%dim) : tensor<1x1x?xf32>
    %11 = linalg.generic {indexing_maps = [#map4], iterator_types = ["parallel", "parallel", "parallel"]} outs(%10 : tensor<1x1x?xf32>) {
    ^bb0(%out: f32):
      %154 = linalg.index 2 : index
      %155 = arith.cmpi eq, %dim_12, %c1 : index
      %156 = arith.select %155, %c0, %154 : index
      %extracted = tensor.extract %9[%c0, %c0, %156] : tensor<1x1x?xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x1x?xf32>
    %12 = tensor.empty(%dim) : tensor<1x4x?xf32>
    %13 = linalg.fill ins(%cst : f32) outs(%12 : tensor<1x4x?xf32>) -> tensor<1x4x?xf32>
    %14 = linalg.batch_matmul ins(%expanded_11, %11 : tensor<1x4x1xf32>, tensor<1x1x?xf32>) outs(%13 : tensor<1x4x?xf32>) -> tensor<1x4x?xf32>
    %15 = tensor.empty(%dim) : tensor<1x?x4xf32>
    %transposed = linalg.transpose ins(%14 : tensor<1x4x?xf32>) outs(%15 : tensor<1x?x4xf32>) permutation = [0, 2, 1]
    %16 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %16, "negative values not allowed in new dimensions"
    %17 = tensor.empty(%dim) : tensor<1x?x4xf32>
    %18 = linalg.generic {indexing_maps = [#map5, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_3 : tensor<f32>) outs(%17 : tensor<1x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x?x4xf32>
    %19 = tensor.empty(%dim) : tensor<1x?x4xcomplex<f32>>
    %20 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%18, %transposed : tensor<1x?x4xf32>, tensor<1x?x4xf32>) outs(%19 : tensor<1x?x4xcomplex<f32>>) {
    ^bb0(%in: f32, %in_55: f32, %out: complex<f32>):
      %154 = math.cos %in_55 : f32
      %155 = math.sin %in_55 : f32
      %156 = arith.mulf %in, %154 : f32
      %157 = arith.mulf %in, %155 : f32
      %158 = complex.create %156, %157 : complex<f32>
      linalg.yield %158 : complex<f32>
    } -> tensor<1x?x4xcomplex<f32>>
    %21 = tensor.empty() : tensor<32x24xf32>
    %transposed_14 = linalg.transpose ins(%arg2 : tensor<24x32xf32>) outs(%21 : tensor<32x24xf32>) permutation = [1, 0]
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x?x32xf32> into tensor<?x32xf32>
    %22 = tensor.empty(%dim) : tensor<?x24xf32>
    %23 = linalg.fill ins(%cst : f32) outs(%22 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %24 = linalg.matmul ins(%collapsed, %transposed_14 : tensor<?x32xf32>, tensor<32x24xf32>) outs(%23 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %expanded_15 = tensor.expand_shape %24 [[0, 1], [2]] output_shape [1, %dim, 24] : tensor<?x24xf32> into tensor<1x?x24xf32>
    %25 = tensor.empty(%dim) : tensor<1x?x24xf32>
    %26 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_15 : tensor<1x?x24xf32>) outs(%25 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %154 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %154 : f32
    } -> tensor<1x?x24xf32>
    %27 = tensor.empty(%dim) : tensor<1x?x1xf32>
    %28 = linalg.fill ins(%cst : f32) outs(%27 : tensor<1x?x1xf32>) -> tensor<1x?x1xf32>
    %29 = linalg.generic {indexing_maps = [#map4, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%26 : tensor<1x?x24xf32>) outs(%28 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %154 = arith.addf %in, %out : f32
      linalg.yield %154 : f32
    } -> tensor<1x?x1xf32>
    %30 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%29 : tensor<1x?x1xf32>) outs(%27 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %154 = arith.divf %in, %cst_8 : f32
      linalg.yield %154 : f32
    } -> tensor<1x?x1xf32>
    %31 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%30 : tensor<1x?x1xf32>) outs(%27 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %154 = arith.truncf %cst_6 : f64 to f32
      %155 = arith.addf %in, %154 : f32
      linalg.yield %155 : f32
    } -> tensor<1x?x1xf32>
    %32 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%31 : tensor<1x?x1xf32>) outs(%27 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %154 = math.rsqrt %in : f32
      linalg.yield %154 : f32
    } -> tensor<1x?x1xf32>
    %33 = linalg.generic {indexing_maps = [#map4, #map6, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_15, %32 : tensor<1x?x24xf32>, tensor<1x?x1xf32>) outs(%25 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %in_55: f32, %out: f32):
      %154 = arith.mulf %in, %in_55 : f32
      linalg.yield %154 : f32
    } -> tensor<1x?x24xf32>
    %34 = linalg.generic {indexing_maps = [#map7, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg3, %33 : tensor<24xf32>, tensor<1x?x24xf32>) outs(%25 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %in_55: f32, %out: f32):
      %154 = arith.mulf %in, %in_55 : f32
      linalg.yield %154 : f32
    } -> tensor<1x?x24xf32>
    %35 = tensor.empty() : tensor<24x80xf32>
    %transposed_16 = linalg.transpose ins(%arg4 : tensor<80x24xf32>) outs(%35 : tensor<24x80xf32>) permutation = [1, 0]
    %collapsed_17 = tensor.collapse_shape %34 [[0, 1], [2]] : tensor<1x?x24xf32> into tensor<?x24xf32>
    %36 = tensor.empty(%dim) : tensor<?x80xf32>
    %37 = linalg.fill ins(%cst : f32) outs(%36 : tensor<?x80xf32>) -> tensor<?x80xf32>
    %38 = linalg.matmul ins(%collapsed_17, %transposed_16 : tensor<?x24xf32>, tensor<24x80xf32>) outs(%37 : tensor<?x80xf32>) -> tensor<?x80xf32>
    %expanded_18 = tensor.expand_shape %38 [[0, 1], [2]] output_shape [1, %dim, 80] : tensor<?x80xf32> into tensor<1x?x80xf32>
    %39 = arith.cmpi slt, %0, %c0_i64 : i64
    %40 = arith.select %39, %c1_i64, %0 : i64
    %41 = arith.extui %39 : i1 to i64
    %42 = arith.addi %41, %c1_i64 : i64
    %43 = arith.muli %40, %c20_i64 : i64
    %44 = arith.cmpi sle, %42, %c1_i64 : i64
    cf.assert %44, "must have at most one inferred (negative) dimension"
    %45 = arith.muli %0, %c80_i64 : i64
    %46 = arith.divsi %45, %43 : i64
    %47 = arith.select %39, %46, %0 : i64
    %from_elements = tensor.from_elements %c1_i64, %47, %46, %c20_i64 : tensor<4xi64>
    %reshape = tensor.reshape %expanded_18(%from_elements) : (tensor<1x?x80xf32>, tensor<4xi64>) -> tensor<1x?x4x20xf32>
    %48 = arith.index_cast %47 : i64 to index
    %49 = tensor.empty(%48) : tensor<1x4x?x20xf32>
    %transposed_19 = linalg.transpose ins(%reshape : tensor<1x?x4x20xf32>) outs(%49 : tensor<1x4x?x20xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice = tensor.extract_slice %transposed_19[0, 0, 0, 0] [1, 4, %48, 12] [1, 1, 1, 1] : tensor<1x4x?x20xf32> to tensor<1x4x?x12xf32>
    %extracted_slice_20 = tensor.extract_slice %transposed_19[0, 0, 0, 12] [1, 4, %48, 8] [1, 1, 1, 1] : tensor<1x4x?x20xf32> to tensor<1x4x?x8xf32>
    %transposed_21 = linalg.transpose ins(%arg5 : tensor<24x32xf32>) outs(%21 : tensor<32x24xf32>) permutation = [1, 0]
    %50 = linalg.matmul ins(%collapsed, %transposed_21 : tensor<?x32xf32>, tensor<32x24xf32>) outs(%23 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %expanded_22 = tensor.expand_shape %50 [[0, 1], [2]] output_shape [1, %dim, 24] : tensor<?x24xf32> into tensor<1x?x24xf32>
    %extracted_slice_23 = tensor.extract_slice %expanded_22[0, 0, 0] [1, %dim, 16] [1, 1, 1] : tensor<1x?x24xf32> to tensor<1x?x16xf32>
    %extracted_slice_24 = tensor.extract_slice %expanded_22[0, 0, 16] [1, %dim, 8] [1, 1, 1] : tensor<1x?x24xf32> to tensor<1x?x8xf32>
    %51 = tensor.empty(%dim) : tensor<1x?x16xf32>
    %52 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_23 : tensor<1x?x16xf32>) outs(%51 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %154 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %154 : f32
    } -> tensor<1x?x16xf32>
    %53 = linalg.generic {indexing_maps = [#map4, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%52 : tensor<1x?x16xf32>) outs(%28 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %154 = arith.addf %in, %out : f32
      linalg.yield %154 : f32
    } -> tensor<1x?x1xf32>
    %54 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%53 : tensor<1x?x1xf32>) outs(%27 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %154 = arith.divf %in, %cst_9 : f32
      linalg.yield %154 : f32
    } -> tensor<1x?x1xf32>
    %55 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%54 : tensor<1x?x1xf32>) outs(%27 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %154 = arith.truncf %cst_6 : f64 to f32
      %155 = arith.addf %in, %154 : f32
      linalg.yield %155 : f32
    } -> tensor<1x?x1xf32>
    %56 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%55 : tensor<1x?x1xf32>) outs(%27 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %154 = math.rsqrt %in : f32
      linalg.yield %154 : f32
    } -> tensor<1x?x1xf32>
    %57 = linalg.generic {indexing_maps = [#map4, #map6, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_23, %56 : tensor<1x?x16xf32>, tensor<1x?x1xf32>) outs(%51 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %in_55: f32, %out: f32):
      %154 = arith.mulf %in, %in_55 : f32
      linalg.yield %154 : f32
    } -> tensor<1x?x16xf32>
    %58 = linalg.generic {indexing_maps = [#map7, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg6, %57 : tensor<16xf32>, tensor<1x?x16xf32>) outs(%51 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %in_55: f32, %out: f32):
      %154 = arith.mulf %in, %in_55 : f32
      linalg.yield %154 : f32
    } -> tensor<1x?x16xf32>
    %expanded_25 = tensor.expand_shape %extracted_slice_20 [[0], [1], [2], [3, 4]] output_shape [1, 4, %48, 4, 2] : tensor<1x4x?x8xf32> into tensor<1x4x?x4x2xf32>
    %59 = tensor.empty(%48) : tensor<1x4x?x4xcomplex<f32>>
    %60 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%59 : tensor<1x4x?x4xcomplex<f32>>) {
    ^bb0(%out: complex<f32>):
      %154 = linalg.index 1 : index
      %155 = linalg.index 2 : index
      %156 = linalg.index 3 : index
      %extracted = tensor.extract %expanded_25[%c0, %154, %155, %156, %c0] : tensor<1x4x?x4x2xf32>
      %extracted_55 = tensor.extract %expanded_25[%c0, %154, %155, %156, %c1] : tensor<1x4x?x4x2xf32>
      %157 = complex.create %extracted, %extracted_55 : complex<f32>
      linalg.yield %157 : complex<f32>
    } -> tensor<1x4x?x4xcomplex<f32>>
    %expanded_26 = tensor.expand_shape %extracted_slice_24 [[0, 1], [2], [3, 4]] output_shape [1, 1, %dim, 4, 2] : tensor<1x?x8xf32> into tensor<1x1x?x4x2xf32>
    %61 = tensor.empty(%dim) : tensor<1x1x?x4xcomplex<f32>>
    %62 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%61 : tensor<1x1x?x4xcomplex<f32>>) {
    ^bb0(%out: complex<f32>):
      %154 = linalg.index 2 : index
      %155 = linalg.index 3 : index
      %extracted = tensor.extract %expanded_26[%c0, %c0, %154, %155, %c0] : tensor<1x1x?x4x2xf32>
      %extracted_55 = tensor.extract %expanded_26[%c0, %c0, %154, %155, %c1] : tensor<1x1x?x4x2xf32>
      %156 = complex.create %extracted, %extracted_55 : complex<f32>
      linalg.yield %156 : complex<f32>
    } -> tensor<1x1x?x4xcomplex<f32>>
    %expanded_27 = tensor.expand_shape %20 [[0], [1, 2], [3]] output_shape [1, 1, %dim, 4] : tensor<1x?x4xcomplex<f32>> into tensor<1x1x?x4xcomplex<f32>>
    %63 = arith.cmpi eq, %48, %dim : index
    cf.assert %63, "mismatched size for broadcast"
    %64 = linalg.generic {indexing_maps = [#map3, #map8, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%60, %expanded_27 : tensor<1x4x?x4xcomplex<f32>>, tensor<1x1x?x4xcomplex<f32>>) outs(%59 : tensor<1x4x?x4xcomplex<f32>>) {
    ^bb0(%in: complex<f32>, %in_55: complex<f32>, %out: complex<f32>):
      %154 = complex.mul %in, %in_55 : complex<f32>
      linalg.yield %154 : complex<f32>
    } -> tensor<1x4x?x4xcomplex<f32>>
    %65 = tensor.empty(%48) : tensor<1x4x?x4x2xf32>
    %66 = linalg.generic {indexing_maps = [#map9, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%64 : tensor<1x4x?x4xcomplex<f32>>) outs(%65 : tensor<1x4x?x4x2xf32>) {
    ^bb0(%in: complex<f32>, %out: f32):
      %154 = complex.re %in : complex<f32>
      %155 = complex.im %in : complex<f32>
      %156 = linalg.index 4 : index
      %157 = arith.cmpi eq, %156, %c0 : index
      %158 = arith.select %157, %154, %155 : f32
      linalg.yield %158 : f32
    } -> tensor<1x4x?x4x2xf32>
    %collapsed_28 = tensor.collapse_shape %66 [[0], [1], [2], [3, 4]] : tensor<1x4x?x4x2xf32> into tensor<1x4x?x8xf32>
    cf.assert %true, "mismatched size for broadcast"
    %67 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%62, %expanded_27 : tensor<1x1x?x4xcomplex<f32>>, tensor<1x1x?x4xcomplex<f32>>) outs(%61 : tensor<1x1x?x4xcomplex<f32>>) {
    ^bb0(%in: complex<f32>, %in_55: complex<f32>, %out: complex<f32>):
      %154 = complex.mul %in, %in_55 : complex<f32>
      linalg.yield %154 : complex<f32>
    } -> tensor<1x1x?x4xcomplex<f32>>
    %68 = tensor.empty(%dim) : tensor<1x1x?x4x2xf32>
    %69 = linalg.generic {indexing_maps = [#map9, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%67 : tensor<1x1x?x4xcomplex<f32>>) outs(%68 : tensor<1x1x?x4x2xf32>) {
    ^bb0(%in: complex<f32>, %out: f32):
      %154 = complex.re %in : complex<f32>
      %155 = complex.im %in : complex<f32>
      %156 = linalg.index 4 : index
      %157 = arith.cmpi eq, %156, %c0 : index
      %158 = arith.select %157, %154, %155 : f32
      linalg.yield %158 : f32
    } -> tensor<1x1x?x4x2xf32>
    %concat = tensor.concat dim(3) %extracted_slice, %collapsed_28 : (tensor<1x4x?x12xf32>, tensor<1x4x?x8xf32>) -> tensor<1x4x?x20xf32>
    %70 = tensor.empty() : tensor<16x88xf32>
    %transposed_29 = linalg.transpose ins(%arg7 : tensor<88x16xf32>) outs(%70 : tensor<16x88xf32>) permutation = [1, 0]
    %collapsed_30 = tensor.collapse_shape %58 [[0, 1], [2]] : tensor<1x?x16xf32> into tensor<?x16xf32>
    %71 = tensor.empty(%dim) : tensor<?x88xf32>
    %72 = linalg.fill ins(%cst : f32) outs(%71 : tensor<?x88xf32>) -> tensor<?x88xf32>
    %73 = linalg.matmul ins(%collapsed_30, %transposed_29 : tensor<?x16xf32>, tensor<16x88xf32>) outs(%72 : tensor<?x88xf32>) -> tensor<?x88xf32>
    %expanded_31 = tensor.expand_shape %73 [[0, 1, 2], [3]] output_shape [1, 1, %dim, 88] : tensor<?x88xf32> into tensor<1x1x?x88xf32>
    %74 = arith.muli %40, %c22_i64 : i64
    cf.assert %44, "must have at most one inferred (negative) dimension"
    %75 = arith.muli %0, %c88_i64 : i64
    %76 = arith.divsi %75, %74 : i64
    %77 = arith.select %39, %76, %0 : i64
    %from_elements_32 = tensor.from_elements %c1_i64, %77, %76, %c22_i64 : tensor<4xi64>
    %reshape_33 = tensor.reshape %expanded_31(%from_elements_32) : (tensor<1x1x?x88xf32>, tensor<4xi64>) -> tensor<1x?x4x22xf32>
    %78 = arith.index_cast %77 : i64 to index
    %79 = tensor.empty(%78) : tensor<1x4x?x22xf32>
    %transposed_34 = linalg.transpose ins(%reshape_33 : tensor<1x?x4x22xf32>) outs(%79 : tensor<1x4x?x22xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice_35 = tensor.extract_slice %transposed_34[0, 0, 0, 0] [1, 4, %78, 12] [1, 1, 1, 1] : tensor<1x4x?x22xf32> to tensor<1x4x?x12xf32>
    %extracted_slice_36 = tensor.extract_slice %transposed_34[0, 0, 0, 12] [1, 4, %78, 10] [1, 1, 1, 1] : tensor<1x4x?x22xf32> to tensor<1x4x?x10xf32>
    %80 = tensor.empty(%dim) : tensor<1x4x?x8xf32>
    %collapsed_37 = tensor.collapse_shape %69 [[0, 1], [2], [3, 4]] : tensor<1x1x?x4x2xf32> into tensor<1x?x8xf32>
    %81 = linalg.generic {indexing_maps = [#map11, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_37 : tensor<1x?x8xf32>) outs(%80 : tensor<1x4x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x4x?x8xf32>
    %82 = tensor.empty(%dim) : tensor<1x4x?x20xf32>
    cf.assert %16, "unimplemented: dynamic negative broadcast sizes"
    %83 = tensor.empty(%dim) : tensor<1x4x?x12xf32>
    %84 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%83 : tensor<1x4x?x12xf32>) {
    ^bb0(%out: f32):
      %154 = linalg.index 1 : index
      %155 = linalg.index 2 : index
      %156 = linalg.index 3 : index
      %157 = arith.cmpi eq, %78, %c1 : index
      %158 = arith.select %157, %c0, %155 : index
      %extracted = tensor.extract %extracted_slice_35[%c0, %154, %158, %156] : tensor<1x4x?x12xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x12xf32>
    %inserted_slice = tensor.insert_slice %84 into %82[0, 0, 0, 0] [1, 4, %dim, 12] [1, 1, 1, 1] : tensor<1x4x?x12xf32> into tensor<1x4x?x20xf32>
    cf.assert %16, "unimplemented: dynamic negative broadcast sizes"
    %85 = tensor.empty(%dim) : tensor<1x4x?x8xf32>
    %86 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%85 : tensor<1x4x?x8xf32>) {
    ^bb0(%out: f32):
      %154 = linalg.index 1 : index
      %155 = linalg.index 2 : index
      %156 = linalg.index 3 : index
      %157 = arith.cmpi eq, %dim, %c1 : index
      %158 = arith.select %157, %c0, %155 : index
      %extracted = tensor.extract %81[%c0, %154, %158, %156] : tensor<1x4x?x8xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x8xf32>
    %inserted_slice_38 = tensor.insert_slice %86 into %inserted_slice[0, 0, 0, 12] [1, 4, %dim, 8] [1, 1, 1, 1] : tensor<1x4x?x8xf32> into tensor<1x4x?x20xf32>
    %87 = tensor.empty(%dim, %dim) : tensor<1x1x?x?xf32>
    %88 = linalg.generic {indexing_maps = [#map3, #map12, #map12, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%7, %cst_1, %cst_2 : tensor<1x1x?x?xi1>, tensor<f32>, tensor<f32>) outs(%87 : tensor<1x1x?x?xf32>) {
    ^bb0(%in: i1, %in_55: f32, %in_56: f32, %out: f32):
      %154 = arith.select %in, %in_55, %in_56 : f32
      linalg.yield %154 : f32
    } -> tensor<1x1x?x?xf32>
    %89 = tensor.empty(%48) : tensor<1x4x?x20xf32>
    %90 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat : tensor<1x4x?x20xf32>) outs(%89 : tensor<1x4x?x20xf32>) {
    ^bb0(%in: f32, %out: f32):
      %154 = arith.truncf %cst_4 : f64 to f32
      %155 = arith.mulf %in, %154 : f32
      linalg.yield %155 : f32
    } -> tensor<1x4x?x20xf32>
    %91 = tensor.empty(%dim) : tensor<1x4x20x?xf32>
    %transposed_39 = linalg.transpose ins(%inserted_slice_38 : tensor<1x4x?x20xf32>) outs(%91 : tensor<1x4x20x?xf32>) permutation = [0, 1, 3, 2]
    %92 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_39 : tensor<1x4x20x?xf32>) outs(%91 : tensor<1x4x20x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %154 = arith.truncf %cst_4 : f64 to f32
      %155 = arith.mulf %in, %154 : f32
      linalg.yield %155 : f32
    } -> tensor<1x4x20x?xf32>
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %93 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%82 : tensor<1x4x?x20xf32>) {
    ^bb0(%out: f32):
      %154 = linalg.index 1 : index
      %155 = linalg.index 2 : index
      %156 = linalg.index 3 : index
      %157 = arith.cmpi eq, %48, %c1 : index
      %158 = arith.select %157, %c0, %155 : index
      %extracted = tensor.extract %90[%c0, %154, %158, %156] : tensor<1x4x?x20xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x20xf32>
    %collapsed_40 = tensor.collapse_shape %93 [[0, 1], [2], [3]] : tensor<1x4x?x20xf32> into tensor<4x?x20xf32>
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %94 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%91 : tensor<1x4x20x?xf32>) {
    ^bb0(%out: f32):
      %154 = linalg.index 1 : index
      %155 = linalg.index 2 : index
      %156 = linalg.index 3 : index
      %157 = arith.cmpi eq, %dim, %c1 : index
      %158 = arith.select %157, %c0, %156 : index
      %extracted = tensor.extract %92[%c0, %154, %155, %158] : tensor<1x4x20x?xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x20x?xf32>
    %collapsed_41 = tensor.collapse_shape %94 [[0, 1], [2], [3]] : tensor<1x4x20x?xf32> into tensor<4x20x?xf32>
    %95 = tensor.empty(%dim, %dim) : tensor<4x?x?xf32>
    %96 = linalg.fill ins(%cst : f32) outs(%95 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
    %97 = linalg.batch_matmul ins(%collapsed_40, %collapsed_41 : tensor<4x?x20xf32>, tensor<4x20x?xf32>) outs(%96 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
    %98 = arith.muli %0, %c4_i64 : i64
    %99 = arith.select %39, %c4_i64, %98 : i64
    %100 = arith.muli %99, %0 : i64
    %101 = arith.select %39, %c4_i64, %100 : i64
    %102 = arith.select %39, %42, %41 : i64
    %103 = arith.cmpi sle, %102, %c1_i64 : i64
    cf.assert %103, "must have at most one inferred (negative) dimension"
    %104 = arith.muli %98, %0 : i64
    %105 = arith.divsi %104, %101 : i64
    %106 = arith.select %39, %105, %0 : i64
    %from_elements_42 = tensor.from_elements %c1_i64, %c4_i64, %106, %106 : tensor<4xi64>
    %reshape_43 = tensor.reshape %97(%from_elements_42) : (tensor<4x?x?xf32>, tensor<4xi64>) -> tensor<1x4x?x?xf32>
    %107 = arith.index_cast %106 : i64 to index
    %108 = arith.cmpi eq, %107, %dim : index
    cf.assert %108, "mismatched size for broadcast"
    cf.assert %108, "mismatched size for broadcast"
    %109 = tensor.empty(%107, %107) : tensor<1x4x?x?xf32>
    %110 = linalg.generic {indexing_maps = [#map3, #map8, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%reshape_43, %88 : tensor<1x4x?x?xf32>, tensor<1x1x?x?xf32>) outs(%109 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %in_55: f32, %out: f32):
      %154 = arith.addf %in, %in_55 : f32
      linalg.yield %154 : f32
    } -> tensor<1x4x?x?xf32>
    %111 = tensor.empty(%107) : tensor<1x4x?xi64>
    %112 = linalg.fill ins(%c0_i64 : i64) outs(%111 : tensor<1x4x?xi64>) -> tensor<1x4x?xi64>
    %113 = tensor.empty(%107) : tensor<1x4x?xf32>
    %114 = linalg.fill ins(%cst_0 : f32) outs(%113 : tensor<1x4x?xf32>) -> tensor<1x4x?xf32>
    %115:2 = linalg.generic {indexing_maps = [#map3, #map13, #map13], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%110 : tensor<1x4x?x?xf32>) outs(%114, %112 : tensor<1x4x?xf32>, tensor<1x4x?xi64>) {
    ^bb0(%in: f32, %out: f32, %out_55: i64):
      %154 = linalg.index 3 : index
      %155 = arith.index_cast %154 : index to i64
      %156 = arith.maximumf %in, %out : f32
      %157 = arith.cmpf ogt, %in, %out : f32
      %158 = arith.select %157, %155, %out_55 : i64
      linalg.yield %156, %158 : f32, i64
    } -> (tensor<1x4x?xf32>, tensor<1x4x?xi64>)
    %expanded_44 = tensor.expand_shape %115#0 [[0], [1], [2, 3]] output_shape [1, 4, %107, 1] : tensor<1x4x?xf32> into tensor<1x4x?x1xf32>
    %116 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%110, %expanded_44 : tensor<1x4x?x?xf32>, tensor<1x4x?x1xf32>) outs(%109 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %in_55: f32, %out: f32):
      %154 = arith.subf %in, %in_55 : f32
      linalg.yield %154 : f32
    } -> tensor<1x4x?x?xf32>
    %117 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%116 : tensor<1x4x?x?xf32>) outs(%109 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %154 = math.exp %in : f32
      linalg.yield %154 : f32
    } -> tensor<1x4x?x?xf32>
    %118 = tensor.empty(%107) : tensor<1x4x?x1xf32>
    %119 = linalg.fill ins(%cst : f32) outs(%118 : tensor<1x4x?x1xf32>) -> tensor<1x4x?x1xf32>
    %120 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%117 : tensor<1x4x?x?xf32>) outs(%119 : tensor<1x4x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %154 = arith.addf %in, %out : f32
      linalg.yield %154 : f32
    } -> tensor<1x4x?x1xf32>
    %121 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%117, %120 : tensor<1x4x?x?xf32>, tensor<1x4x?x1xf32>) outs(%109 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %in_55: f32, %out: f32):
      %154 = arith.divf %in, %in_55 : f32
      linalg.yield %154 : f32
    } -> tensor<1x4x?x?xf32>
    %122 = tensor.empty(%107, %107) : tensor<1x4x?x?xi1>
    %123 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%110 : tensor<1x4x?x?xf32>) outs(%122 : tensor<1x4x?x?xi1>) {
    ^bb0(%in: f32, %out: i1):
      %154 = arith.extf %in : f32 to f64
      %155 = arith.cmpf oeq, %154, %cst_5 : f64
      linalg.yield %155 : i1
    } -> tensor<1x4x?x?xi1>
    %124 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%123 : tensor<1x4x?x?xi1>) outs(%122 : tensor<1x4x?x?xi1>) {
    ^bb0(%in: i1, %out: i1):
      %154 = arith.cmpi eq, %in, %false : i1
      linalg.yield %154 : i1
    } -> tensor<1x4x?x?xi1>
    %125 = tensor.empty(%107) : tensor<1x4x?x1xi1>
    %126 = linalg.fill ins(%false : i1) outs(%125 : tensor<1x4x?x1xi1>) -> tensor<1x4x?x1xi1>
    %127 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%124 : tensor<1x4x?x?xi1>) outs(%126 : tensor<1x4x?x1xi1>) {
    ^bb0(%in: i1, %out: i1):
      %154 = arith.ori %in, %out : i1
      linalg.yield %154 : i1
    } -> tensor<1x4x?x1xi1>
    %128 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%127 : tensor<1x4x?x1xi1>) outs(%125 : tensor<1x4x?x1xi1>) {
    ^bb0(%in: i1, %out: i1):
      %154 = arith.cmpi eq, %in, %false : i1
      linalg.yield %154 : i1
    } -> tensor<1x4x?x1xi1>
    %129 = arith.cmpi sge, %106, %c0_i64 : i64
    cf.assert %129, "negative values not allowed in new dimensions"
    %130 = arith.index_cast %106 : i64 to index
    cf.assert %129, "negative values not allowed in new dimensions"
    %131 = tensor.empty(%130, %130) : tensor<1x4x?x?xf32>
    %132 = linalg.generic {indexing_maps = [#map12, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%cst_1 : tensor<f32>) outs(%131 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x4x?x?xf32>
    %133 = arith.cmpi eq, %107, %130 : index
    cf.assert %133, "mismatched size for broadcast"
    %134 = arith.cmpi eq, %130, %107 : index
    cf.assert %134, "mismatched size for broadcast"
    %135 = tensor.empty(%107, %130) : tensor<1x4x?x?xf32>
    %136 = linalg.generic {indexing_maps = [#map2, #map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%128, %132, %121 : tensor<1x4x?x1xi1>, tensor<1x4x?x?xf32>, tensor<1x4x?x?xf32>) outs(%135 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: i1, %in_55: f32, %in_56: f32, %out: f32):
      %154 = arith.select %in, %in_55, %in_56 : f32
      linalg.yield %154 : f32
    } -> tensor<1x4x?x?xf32>
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %137 = tensor.empty(%dim, %dim) : tensor<1x4x?x?xf32>
    %138 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%137 : tensor<1x4x?x?xf32>) {
    ^bb0(%out: f32):
      %154 = linalg.index 1 : index
      %155 = linalg.index 2 : index
      %156 = linalg.index 3 : index
      %157 = arith.cmpi eq, %107, %c1 : index
      %158 = arith.select %157, %c0, %155 : index
      %159 = arith.cmpi eq, %130, %c1 : index
      %160 = arith.select %159, %c0, %156 : index
      %extracted = tensor.extract %136[%c0, %154, %158, %160] : tensor<1x4x?x?xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x?xf32>
    cf.assert %103, "must have at most one inferred (negative) dimension"
    %from_elements_45 = tensor.from_elements %c4_i64, %106, %106 : tensor<3xi64>
    %reshape_46 = tensor.reshape %138(%from_elements_45) : (tensor<1x4x?x?xf32>, tensor<3xi64>) -> tensor<4x?x?xf32>
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %139 = tensor.empty(%dim) : tensor<1x4x?x10xf32>
    %140 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%139 : tensor<1x4x?x10xf32>) {
    ^bb0(%out: f32):
      %154 = linalg.index 1 : index
      %155 = linalg.index 2 : index
      %156 = linalg.index 3 : index
      %157 = arith.cmpi eq, %78, %c1 : index
      %158 = arith.select %157, %c0, %155 : index
      %extracted = tensor.extract %extracted_slice_36[%c0, %154, %158, %156] : tensor<1x4x?x10xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x10xf32>
    %collapsed_47 = tensor.collapse_shape %140 [[0, 1], [2], [3]] : tensor<1x4x?x10xf32> into tensor<4x?x10xf32>
    %141 = arith.cmpi eq, %106, %0 : i64
    cf.assert %141, "mismatching contracting dimension"
    %142 = tensor.empty(%107) : tensor<4x?x10xf32>
    %143 = linalg.fill ins(%cst : f32) outs(%142 : tensor<4x?x10xf32>) -> tensor<4x?x10xf32>
    %144 = linalg.batch_matmul ins(%reshape_46, %collapsed_47 : tensor<4x?x?xf32>, tensor<4x?x10xf32>) outs(%143 : tensor<4x?x10xf32>) -> tensor<4x?x10xf32>
    %expanded_48 = tensor.expand_shape %144 [[0, 1], [2], [3]] output_shape [1, 4, %107, 10] : tensor<4x?x10xf32> into tensor<1x4x?x10xf32>
    %145 = tensor.empty(%107) : tensor<1x?x4x10xf32>
    %transposed_49 = linalg.transpose ins(%expanded_48 : tensor<1x4x?x10xf32>) outs(%145 : tensor<1x?x4x10xf32>) permutation = [0, 2, 1, 3]
    cf.assert %44, "must have at most one inferred (negative) dimension"
    %146 = arith.muli %106, %c40_i64 : i64
    %147 = arith.divsi %146, %40 : i64
    %148 = arith.select %39, %147, %0 : i64
    %from_elements_50 = tensor.from_elements %c1_i64, %148, %147 : tensor<3xi64>
    %reshape_51 = tensor.reshape %transposed_49(%from_elements_50) : (tensor<1x?x4x10xf32>, tensor<3xi64>) -> tensor<1x?x40xf32>
    %149 = tensor.empty() : tensor<40x32xf32>
    %transposed_52 = linalg.transpose ins(%arg8 : tensor<32x40xf32>) outs(%149 : tensor<40x32xf32>) permutation = [1, 0]
    %collapsed_53 = tensor.collapse_shape %reshape_51 [[0, 1], [2]] : tensor<1x?x40xf32> into tensor<?x40xf32>
    %150 = arith.index_cast %148 : i64 to index
    %151 = tensor.empty(%150) : tensor<?x32xf32>
    %152 = linalg.fill ins(%cst : f32) outs(%151 : tensor<?x32xf32>) -> tensor<?x32xf32>
    %153 = linalg.matmul ins(%collapsed_53, %transposed_52 : tensor<?x40xf32>, tensor<40x32xf32>) outs(%152 : tensor<?x32xf32>) -> tensor<?x32xf32>
    %expanded_54 = tensor.expand_shape %153 [[0, 1], [2]] output_shape [1, %150, 32] : tensor<?x32xf32> into tensor<1x?x32xf32>
    return %expanded_54 : tensor<1x?x32xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
      torch_tensor_4_torch.float32: "0x040000000000803FCDCCCC3C0AD7233B6F128339"
    }
  }
#-}
