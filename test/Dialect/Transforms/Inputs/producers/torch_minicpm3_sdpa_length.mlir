// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_torch.py; see README.md.

#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1, d2, d3) -> (d0, d1, 0, d3)>
#map2 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map3 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map4 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map5 = affine_map<(d0, d1) -> (d1)>
#map6 = affine_map<(d0, d1) -> (d0, d1)>
#map7 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map8 = affine_map<(d0, d1, d2) -> (d2)>
#map9 = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
#map10 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#map11 = affine_map<(d0, d1, d2, d3) -> ()>
#map12 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
module {
  func.func @torch_minicpm3_sdpa_length(%arg0: tensor<1x?x32xf32>, %arg1: tensor<1x?xi64>, %arg2: tensor<24x32xf32>, %arg3: tensor<24xf32>, %arg4: tensor<24xf32>, %arg5: tensor<80x24xf32>, %arg6: tensor<24x32xf32>, %arg7: tensor<24xf32>, %arg8: tensor<16xf32>, %arg9: tensor<88x16xf32>, %arg10: tensor<32x40xf32>, %arg11: tensor<32xf32>) -> tensor<1x?x32xf32> {
    %true = arith.constant true
    %c22_i64 = arith.constant 22 : i64
    %c20_i64 = arith.constant 20 : i64
    %c4_i64 = arith.constant 4 : i64
    %c2_i64 = arith.constant 2 : i64
    %c0_i64 = arith.constant 0 : i64
    %c1_i64 = arith.constant 1 : i64
    %c1 = arith.constant 1 : index
    %c0 = arith.constant 0 : index
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 0xFF800000 : f32
    %false = arith.constant false
    %cst_1 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_2 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_3 = arith.constant 0.47287080450158792 : f64
    %cst_4 = arith.constant 0xFFF0000000000000 : f64
    %cst_5 = arith.constant 9.9999999999999995E-7 : f64
    %cst_6 = arith.constant dense_resource<torch_tensor_4_torch.float32> : tensor<4xf32>
    %cst_7 = arith.constant 2.400000e+01 : f32
    %c80_i64 = arith.constant 80 : i64
    %cst_8 = arith.constant 1.600000e+01 : f32
    %c88_i64 = arith.constant 88 : i64
    %c40_i64 = arith.constant 40 : i64
    %c2 = arith.constant 2 : index
    %dim = tensor.dim %arg0, %c1 : tensor<1x?x32xf32>
    %0 = arith.index_cast %dim : index to i64
    %1 = tensor.empty(%dim) : tensor<?xi64>
    %2 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%1 : tensor<?xi64>) {
    ^bb0(%out: i64):
      %171 = linalg.index 0 : index
      %172 = arith.index_cast %171 : index to i64
      linalg.yield %172 : i64
    } -> tensor<?xi64>
    %expanded = tensor.expand_shape %2 [[0, 1, 2, 3]] output_shape [1, 1, %dim, 1] : tensor<?xi64> into tensor<1x1x?x1xi64>
    %expanded_9 = tensor.expand_shape %2 [[0, 1, 2, 3]] output_shape [1, 1, 1, %dim] : tensor<?xi64> into tensor<1x1x1x?xi64>
    %3 = tensor.empty(%dim, %dim) : tensor<1x1x?x?xi1>
    %4 = linalg.generic {indexing_maps = [#map1, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_9, %expanded : tensor<1x1x1x?xi64>, tensor<1x1x?x1xi64>) outs(%3 : tensor<1x1x?x?xi1>) {
    ^bb0(%in: i64, %in_63: i64, %out: i1):
      %171 = arith.cmpi sle, %in, %in_63 : i64
      linalg.yield %171 : i1
    } -> tensor<1x1x?x?xi1>
    %5 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %6 = tensor.empty(%dim, %dim) : tensor<1x1x?x?xi1>
    %7 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%6 : tensor<1x1x?x?xi1>) {
    ^bb0(%out: i1):
      %171 = linalg.index 2 : index
      %172 = linalg.index 3 : index
      %173 = arith.cmpi eq, %dim, %c1 : index
      %174 = arith.select %173, %c0, %171 : index
      %175 = arith.select %173, %c0, %172 : index
      %extracted = tensor.extract %4[%c0, %c0, %174, %175] : tensor<1x1x?x?xi1>
      linalg.yield %extracted : i1
    } -> tensor<1x1x?x?xi1>
    %expanded_10 = tensor.expand_shape %cst_6 [[0, 1, 2]] output_shape [1, 4, 1] : tensor<4xf32> into tensor<1x4x1xf32>
    %dim_11 = tensor.dim %arg1, %c1 : tensor<1x?xi64>
    %expanded_12 = tensor.expand_shape %arg1 [[0], [1, 2]] output_shape [1, 1, %dim_11] : tensor<1x?xi64> into tensor<1x1x?xi64>
    %8 = tensor.empty(%dim_11) : tensor<1x1x?xf32>
    %9 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_12 : tensor<1x1x?xi64>) outs(%8 : tensor<1x1x?xf32>) {
    ^bb0(%in: i64, %out: f32):
      %171 = arith.sitofp %in : i64 to f32
      linalg.yield %171 : f32
    } -> tensor<1x1x?xf32>
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %10 = tensor.empty(%dim) : tensor<1x1x?xf32>
    %11 = linalg.generic {indexing_maps = [#map4], iterator_types = ["parallel", "parallel", "parallel"]} outs(%10 : tensor<1x1x?xf32>) {
    ^bb0(%out: f32):
      %171 = linalg.index 2 : index
      %172 = arith.cmpi eq, %dim_11, %c1 : index
      %173 = arith.select %172, %c0, %171 : index
      %extracted = tensor.extract %9[%c0, %c0, %173] : tensor<1x1x?xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x1x?xf32>
    %12 = tensor.empty(%dim) : tensor<1x4x?xf32>
    %13 = linalg.fill ins(%cst : f32) outs(%12 : tensor<1x4x?xf32>) -> tensor<1x4x?xf32>
    %14 = linalg.batch_matmul ins(%expanded_10, %11 : tensor<1x4x1xf32>, tensor<1x1x?xf32>) outs(%13 : tensor<1x4x?xf32>) -> tensor<1x4x?xf32>
    %15 = tensor.empty(%dim) : tensor<1x?x4xf32>
    %transposed = linalg.transpose ins(%14 : tensor<1x4x?xf32>) outs(%15 : tensor<1x?x4xf32>) permutation = [0, 2, 1]
    %concat = tensor.concat dim(2) %transposed, %transposed : (tensor<1x?x4xf32>, tensor<1x?x4xf32>) -> tensor<1x?x8xf32>
    %dim_13 = tensor.dim %transposed, %c1 : tensor<1x?x4xf32>
    %16 = tensor.empty(%dim_13) : tensor<1x?x8xf32>
    %17 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat : tensor<1x?x8xf32>) outs(%16 : tensor<1x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = math.cos %in : f32
      linalg.yield %171 : f32
    } -> tensor<1x?x8xf32>
    %18 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat : tensor<1x?x8xf32>) outs(%16 : tensor<1x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = math.sin %in : f32
      linalg.yield %171 : f32
    } -> tensor<1x?x8xf32>
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x?x32xf32> into tensor<?x32xf32>
    %19 = tensor.empty() : tensor<32x24xf32>
    %transposed_14 = linalg.transpose ins(%arg2 : tensor<24x32xf32>) outs(%19 : tensor<32x24xf32>) permutation = [1, 0]
    %20 = tensor.empty(%dim) : tensor<?x24xf32>
    %21 = linalg.fill ins(%cst : f32) outs(%20 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %22 = linalg.matmul ins(%collapsed, %transposed_14 : tensor<?x32xf32>, tensor<32x24xf32>) outs(%21 : tensor<?x24xf32>) -> tensor<?x24xf32>
    cf.assert %5, "negative values not allowed in new dimensions"
    %23 = tensor.empty(%dim) : tensor<?x24xf32>
    %24 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel"]} ins(%arg3 : tensor<24xf32>) outs(%23 : tensor<?x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x24xf32>
    cf.assert %true, "mismatched size for broadcast"
    %25 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%22, %24 : tensor<?x24xf32>, tensor<?x24xf32>) outs(%20 : tensor<?x24xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.addf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<?x24xf32>
    %expanded_15 = tensor.expand_shape %25 [[0, 1], [2]] output_shape [1, %dim, 24] : tensor<?x24xf32> into tensor<1x?x24xf32>
    %26 = tensor.empty(%dim) : tensor<1x?x24xf32>
    %27 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_15 : tensor<1x?x24xf32>) outs(%26 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %171 : f32
    } -> tensor<1x?x24xf32>
    %28 = tensor.empty(%dim) : tensor<1x?x1xf32>
    %29 = linalg.fill ins(%cst : f32) outs(%28 : tensor<1x?x1xf32>) -> tensor<1x?x1xf32>
    %30 = linalg.generic {indexing_maps = [#map4, #map7], iterator_types = ["parallel", "parallel", "reduction"]} ins(%27 : tensor<1x?x24xf32>) outs(%29 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = arith.addf %in, %out : f32
      linalg.yield %171 : f32
    } -> tensor<1x?x1xf32>
    %31 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%30 : tensor<1x?x1xf32>) outs(%28 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = arith.divf %in, %cst_7 : f32
      linalg.yield %171 : f32
    } -> tensor<1x?x1xf32>
    %32 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%31 : tensor<1x?x1xf32>) outs(%28 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = arith.truncf %cst_5 : f64 to f32
      %172 = arith.addf %in, %171 : f32
      linalg.yield %172 : f32
    } -> tensor<1x?x1xf32>
    %33 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%32 : tensor<1x?x1xf32>) outs(%28 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = math.rsqrt %in : f32
      linalg.yield %171 : f32
    } -> tensor<1x?x1xf32>
    %34 = linalg.generic {indexing_maps = [#map4, #map7, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_15, %33 : tensor<1x?x24xf32>, tensor<1x?x1xf32>) outs(%26 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.mulf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<1x?x24xf32>
    %35 = linalg.generic {indexing_maps = [#map8, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg4, %34 : tensor<24xf32>, tensor<1x?x24xf32>) outs(%26 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.mulf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<1x?x24xf32>
    %36 = tensor.empty() : tensor<24x80xf32>
    %transposed_16 = linalg.transpose ins(%arg5 : tensor<80x24xf32>) outs(%36 : tensor<24x80xf32>) permutation = [1, 0]
    %collapsed_17 = tensor.collapse_shape %35 [[0, 1], [2]] : tensor<1x?x24xf32> into tensor<?x24xf32>
    %37 = tensor.empty(%dim) : tensor<?x80xf32>
    %38 = linalg.fill ins(%cst : f32) outs(%37 : tensor<?x80xf32>) -> tensor<?x80xf32>
    %39 = linalg.matmul ins(%collapsed_17, %transposed_16 : tensor<?x24xf32>, tensor<24x80xf32>) outs(%38 : tensor<?x80xf32>) -> tensor<?x80xf32>
    %expanded_18 = tensor.expand_shape %39 [[0, 1], [2]] output_shape [1, %dim, 80] : tensor<?x80xf32> into tensor<1x?x80xf32>
    %40 = arith.cmpi slt, %0, %c0_i64 : i64
    %41 = arith.select %40, %c1_i64, %0 : i64
    %42 = arith.extui %40 : i1 to i64
    %43 = arith.addi %42, %c1_i64 : i64
    %44 = arith.muli %41, %c20_i64 : i64
    %45 = arith.cmpi sle, %43, %c1_i64 : i64
    cf.assert %45, "must have at most one inferred (negative) dimension"
    %46 = arith.muli %0, %c80_i64 : i64
    %47 = arith.divsi %46, %44 : i64
    %48 = arith.select %40, %47, %0 : i64
    %from_elements = tensor.from_elements %c1_i64, %48, %47, %c20_i64 : tensor<4xi64>
    %reshape = tensor.reshape %expanded_18(%from_elements) : (tensor<1x?x80xf32>, tensor<4xi64>) -> tensor<1x?x4x20xf32>
    %49 = arith.index_cast %48 : i64 to index
    %50 = tensor.empty(%49) : tensor<1x4x?x20xf32>
    %transposed_19 = linalg.transpose ins(%reshape : tensor<1x?x4x20xf32>) outs(%50 : tensor<1x4x?x20xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice = tensor.extract_slice %transposed_19[0, 0, 0, 0] [1, 4, %49, 12] [1, 1, 1, 1] : tensor<1x4x?x20xf32> to tensor<1x4x?x12xf32>
    %extracted_slice_20 = tensor.extract_slice %transposed_19[0, 0, 0, 12] [1, 4, %49, 8] [1, 1, 1, 1] : tensor<1x4x?x20xf32> to tensor<1x4x?x8xf32>
    %transposed_21 = linalg.transpose ins(%arg6 : tensor<24x32xf32>) outs(%19 : tensor<32x24xf32>) permutation = [1, 0]
    %51 = linalg.matmul ins(%collapsed, %transposed_21 : tensor<?x32xf32>, tensor<32x24xf32>) outs(%21 : tensor<?x24xf32>) -> tensor<?x24xf32>
    cf.assert %5, "negative values not allowed in new dimensions"
    %52 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel"]} ins(%arg7 : tensor<24xf32>) outs(%23 : tensor<?x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x24xf32>
    cf.assert %true, "mismatched size for broadcast"
    %53 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%51, %52 : tensor<?x24xf32>, tensor<?x24xf32>) outs(%20 : tensor<?x24xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.addf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<?x24xf32>
    %expanded_22 = tensor.expand_shape %53 [[0, 1], [2]] output_shape [1, %dim, 24] : tensor<?x24xf32> into tensor<1x?x24xf32>
    %extracted_slice_23 = tensor.extract_slice %expanded_22[0, 0, 0] [1, %dim, 16] [1, 1, 1] : tensor<1x?x24xf32> to tensor<1x?x16xf32>
    %extracted_slice_24 = tensor.extract_slice %expanded_22[0, 0, 16] [1, %dim, 8] [1, 1, 1] : tensor<1x?x24xf32> to tensor<1x?x8xf32>
    %54 = tensor.empty(%dim) : tensor<1x?x16xf32>
    %55 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_23 : tensor<1x?x16xf32>) outs(%54 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %171 : f32
    } -> tensor<1x?x16xf32>
    %56 = linalg.generic {indexing_maps = [#map4, #map7], iterator_types = ["parallel", "parallel", "reduction"]} ins(%55 : tensor<1x?x16xf32>) outs(%29 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = arith.addf %in, %out : f32
      linalg.yield %171 : f32
    } -> tensor<1x?x1xf32>
    %57 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%56 : tensor<1x?x1xf32>) outs(%28 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = arith.divf %in, %cst_8 : f32
      linalg.yield %171 : f32
    } -> tensor<1x?x1xf32>
    %58 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%57 : tensor<1x?x1xf32>) outs(%28 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = arith.truncf %cst_5 : f64 to f32
      %172 = arith.addf %in, %171 : f32
      linalg.yield %172 : f32
    } -> tensor<1x?x1xf32>
    %59 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%58 : tensor<1x?x1xf32>) outs(%28 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = math.rsqrt %in : f32
      linalg.yield %171 : f32
    } -> tensor<1x?x1xf32>
    %60 = linalg.generic {indexing_maps = [#map4, #map7, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_23, %59 : tensor<1x?x16xf32>, tensor<1x?x1xf32>) outs(%54 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.mulf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<1x?x16xf32>
    %61 = linalg.generic {indexing_maps = [#map8, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg8, %60 : tensor<16xf32>, tensor<1x?x16xf32>) outs(%54 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.mulf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<1x?x16xf32>
    %expanded_25 = tensor.expand_shape %extracted_slice_24 [[0, 1], [2], [3]] output_shape [1, 1, %dim, 8] : tensor<1x?x8xf32> into tensor<1x1x?x8xf32>
    %expanded_26 = tensor.expand_shape %17 [[0], [1, 2], [3]] output_shape [1, 1, %dim_13, 8] : tensor<1x?x8xf32> into tensor<1x1x?x8xf32>
    %expanded_27 = tensor.expand_shape %18 [[0], [1, 2], [3]] output_shape [1, 1, %dim_13, 8] : tensor<1x?x8xf32> into tensor<1x1x?x8xf32>
    %62 = arith.cmpi eq, %49, %dim_13 : index
    cf.assert %62, "mismatched size for broadcast"
    %63 = tensor.empty(%49) : tensor<1x4x?x8xf32>
    %64 = linalg.generic {indexing_maps = [#map3, #map9, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_20, %expanded_26 : tensor<1x4x?x8xf32>, tensor<1x1x?x8xf32>) outs(%63 : tensor<1x4x?x8xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.mulf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<1x4x?x8xf32>
    %extracted_slice_28 = tensor.extract_slice %extracted_slice_20[0, 0, 0, 0] [1, 4, %49, 4] [1, 1, 1, 1] : tensor<1x4x?x8xf32> to tensor<1x4x?x4xf32>
    %extracted_slice_29 = tensor.extract_slice %extracted_slice_20[0, 0, 0, 4] [1, 4, %49, 4] [1, 1, 1, 1] : tensor<1x4x?x8xf32> to tensor<1x4x?x4xf32>
    %65 = tensor.empty(%49) : tensor<1x4x?x4xf32>
    %66 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_29 : tensor<1x4x?x4xf32>) outs(%65 : tensor<1x4x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = arith.negf %in : f32
      linalg.yield %171 : f32
    } -> tensor<1x4x?x4xf32>
    %concat_30 = tensor.concat dim(3) %66, %extracted_slice_28 : (tensor<1x4x?x4xf32>, tensor<1x4x?x4xf32>) -> tensor<1x4x?x8xf32>
    %dim_31 = tensor.dim %66, %c2 : tensor<1x4x?x4xf32>
    %67 = arith.cmpi eq, %dim_31, %dim_13 : index
    cf.assert %67, "mismatched size for broadcast"
    %68 = tensor.empty(%dim_31) : tensor<1x4x?x8xf32>
    %69 = linalg.generic {indexing_maps = [#map3, #map9, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_30, %expanded_27 : tensor<1x4x?x8xf32>, tensor<1x1x?x8xf32>) outs(%68 : tensor<1x4x?x8xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.mulf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<1x4x?x8xf32>
    %70 = arith.cmpi eq, %49, %dim_31 : index
    cf.assert %70, "mismatched size for broadcast"
    %71 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%64, %69 : tensor<1x4x?x8xf32>, tensor<1x4x?x8xf32>) outs(%63 : tensor<1x4x?x8xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.addf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<1x4x?x8xf32>
    %72 = arith.cmpi eq, %dim, %dim_13 : index
    cf.assert %72, "mismatched size for broadcast"
    %73 = tensor.empty(%dim) : tensor<1x1x?x8xf32>
    %74 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_25, %expanded_26 : tensor<1x1x?x8xf32>, tensor<1x1x?x8xf32>) outs(%73 : tensor<1x1x?x8xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.mulf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<1x1x?x8xf32>
    %extracted_slice_32 = tensor.extract_slice %expanded_25[0, 0, 0, 0] [1, 1, %dim, 4] [1, 1, 1, 1] : tensor<1x1x?x8xf32> to tensor<1x1x?x4xf32>
    %extracted_slice_33 = tensor.extract_slice %expanded_25[0, 0, 0, 4] [1, 1, %dim, 4] [1, 1, 1, 1] : tensor<1x1x?x8xf32> to tensor<1x1x?x4xf32>
    %75 = tensor.empty(%dim) : tensor<1x1x?x4xf32>
    %76 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_33 : tensor<1x1x?x4xf32>) outs(%75 : tensor<1x1x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = arith.negf %in : f32
      linalg.yield %171 : f32
    } -> tensor<1x1x?x4xf32>
    %concat_34 = tensor.concat dim(3) %76, %extracted_slice_32 : (tensor<1x1x?x4xf32>, tensor<1x1x?x4xf32>) -> tensor<1x1x?x8xf32>
    %dim_35 = tensor.dim %76, %c2 : tensor<1x1x?x4xf32>
    %77 = arith.cmpi eq, %dim_35, %dim_13 : index
    cf.assert %77, "mismatched size for broadcast"
    %78 = tensor.empty(%dim_35) : tensor<1x1x?x8xf32>
    %79 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_34, %expanded_27 : tensor<1x1x?x8xf32>, tensor<1x1x?x8xf32>) outs(%78 : tensor<1x1x?x8xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.mulf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<1x1x?x8xf32>
    %80 = arith.cmpi eq, %dim, %dim_35 : index
    cf.assert %80, "mismatched size for broadcast"
    %81 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%74, %79 : tensor<1x1x?x8xf32>, tensor<1x1x?x8xf32>) outs(%73 : tensor<1x1x?x8xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.addf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<1x1x?x8xf32>
    %concat_36 = tensor.concat dim(3) %extracted_slice, %71 : (tensor<1x4x?x12xf32>, tensor<1x4x?x8xf32>) -> tensor<1x4x?x20xf32>
    %82 = tensor.empty() : tensor<16x88xf32>
    %transposed_37 = linalg.transpose ins(%arg9 : tensor<88x16xf32>) outs(%82 : tensor<16x88xf32>) permutation = [1, 0]
    %collapsed_38 = tensor.collapse_shape %61 [[0, 1], [2]] : tensor<1x?x16xf32> into tensor<?x16xf32>
    %83 = tensor.empty(%dim) : tensor<?x88xf32>
    %84 = linalg.fill ins(%cst : f32) outs(%83 : tensor<?x88xf32>) -> tensor<?x88xf32>
    %85 = linalg.matmul ins(%collapsed_38, %transposed_37 : tensor<?x16xf32>, tensor<16x88xf32>) outs(%84 : tensor<?x88xf32>) -> tensor<?x88xf32>
    %expanded_39 = tensor.expand_shape %85 [[0, 1, 2], [3]] output_shape [1, 1, %dim, 88] : tensor<?x88xf32> into tensor<1x1x?x88xf32>
    %86 = arith.muli %41, %c22_i64 : i64
    cf.assert %45, "must have at most one inferred (negative) dimension"
    %87 = arith.muli %0, %c88_i64 : i64
    %88 = arith.divsi %87, %86 : i64
    %89 = arith.select %40, %88, %0 : i64
    %from_elements_40 = tensor.from_elements %c1_i64, %89, %88, %c22_i64 : tensor<4xi64>
    %reshape_41 = tensor.reshape %expanded_39(%from_elements_40) : (tensor<1x1x?x88xf32>, tensor<4xi64>) -> tensor<1x?x4x22xf32>
    %90 = arith.index_cast %89 : i64 to index
    %91 = tensor.empty(%90) : tensor<1x4x?x22xf32>
    %transposed_42 = linalg.transpose ins(%reshape_41 : tensor<1x?x4x22xf32>) outs(%91 : tensor<1x4x?x22xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice_43 = tensor.extract_slice %transposed_42[0, 0, 0, 0] [1, 4, %90, 12] [1, 1, 1, 1] : tensor<1x4x?x22xf32> to tensor<1x4x?x12xf32>
    %extracted_slice_44 = tensor.extract_slice %transposed_42[0, 0, 0, 12] [1, 4, %90, 10] [1, 1, 1, 1] : tensor<1x4x?x22xf32> to tensor<1x4x?x10xf32>
    %92 = tensor.empty(%dim) : tensor<1x4x?x8xf32>
    %collapsed_45 = tensor.collapse_shape %81 [[0, 1], [2], [3]] : tensor<1x1x?x8xf32> into tensor<1x?x8xf32>
    %93 = linalg.generic {indexing_maps = [#map10, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_45 : tensor<1x?x8xf32>) outs(%92 : tensor<1x4x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x4x?x8xf32>
    %94 = tensor.empty(%dim) : tensor<1x4x?x20xf32>
    %95 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %95, "unimplemented: dynamic negative broadcast sizes"
    %96 = tensor.empty(%dim) : tensor<1x4x?x12xf32>
    %97 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%96 : tensor<1x4x?x12xf32>) {
    ^bb0(%out: f32):
      %171 = linalg.index 1 : index
      %172 = linalg.index 2 : index
      %173 = linalg.index 3 : index
      %174 = arith.cmpi eq, %90, %c1 : index
      %175 = arith.select %174, %c0, %172 : index
      %extracted = tensor.extract %extracted_slice_43[%c0, %171, %175, %173] : tensor<1x4x?x12xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x12xf32>
    %inserted_slice = tensor.insert_slice %97 into %94[0, 0, 0, 0] [1, 4, %dim, 12] [1, 1, 1, 1] : tensor<1x4x?x12xf32> into tensor<1x4x?x20xf32>
    cf.assert %95, "unimplemented: dynamic negative broadcast sizes"
    %98 = tensor.empty(%dim) : tensor<1x4x?x8xf32>
    %99 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%98 : tensor<1x4x?x8xf32>) {
    ^bb0(%out: f32):
      %171 = linalg.index 1 : index
      %172 = linalg.index 2 : index
      %173 = linalg.index 3 : index
      %174 = arith.cmpi eq, %dim, %c1 : index
      %175 = arith.select %174, %c0, %172 : index
      %extracted = tensor.extract %93[%c0, %171, %175, %173] : tensor<1x4x?x8xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x8xf32>
    %inserted_slice_46 = tensor.insert_slice %99 into %inserted_slice[0, 0, 0, 12] [1, 4, %dim, 8] [1, 1, 1, 1] : tensor<1x4x?x8xf32> into tensor<1x4x?x20xf32>
    %100 = tensor.empty(%dim, %dim) : tensor<1x1x?x?xf32>
    %101 = linalg.generic {indexing_maps = [#map3, #map11, #map11, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%7, %cst_1, %cst_2 : tensor<1x1x?x?xi1>, tensor<f32>, tensor<f32>) outs(%100 : tensor<1x1x?x?xf32>) {
    ^bb0(%in: i1, %in_63: f32, %in_64: f32, %out: f32):
      %171 = arith.select %in, %in_63, %in_64 : f32
      linalg.yield %171 : f32
    } -> tensor<1x1x?x?xf32>
    %102 = tensor.empty(%49) : tensor<1x4x?x20xf32>
    %103 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_36 : tensor<1x4x?x20xf32>) outs(%102 : tensor<1x4x?x20xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = arith.truncf %cst_3 : f64 to f32
      %172 = arith.mulf %in, %171 : f32
      linalg.yield %172 : f32
    } -> tensor<1x4x?x20xf32>
    %104 = tensor.empty(%dim) : tensor<1x4x20x?xf32>
    %transposed_47 = linalg.transpose ins(%inserted_slice_46 : tensor<1x4x?x20xf32>) outs(%104 : tensor<1x4x20x?xf32>) permutation = [0, 1, 3, 2]
    %105 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_47 : tensor<1x4x20x?xf32>) outs(%104 : tensor<1x4x20x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = arith.truncf %cst_3 : f64 to f32
      %172 = arith.mulf %in, %171 : f32
      linalg.yield %172 : f32
    } -> tensor<1x4x20x?xf32>
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %106 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%94 : tensor<1x4x?x20xf32>) {
    ^bb0(%out: f32):
      %171 = linalg.index 1 : index
      %172 = linalg.index 2 : index
      %173 = linalg.index 3 : index
      %174 = arith.cmpi eq, %49, %c1 : index
      %175 = arith.select %174, %c0, %172 : index
      %extracted = tensor.extract %103[%c0, %171, %175, %173] : tensor<1x4x?x20xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x20xf32>
    %collapsed_48 = tensor.collapse_shape %106 [[0, 1], [2], [3]] : tensor<1x4x?x20xf32> into tensor<4x?x20xf32>
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %107 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%104 : tensor<1x4x20x?xf32>) {
    ^bb0(%out: f32):
      %171 = linalg.index 1 : index
      %172 = linalg.index 2 : index
      %173 = linalg.index 3 : index
      %174 = arith.cmpi eq, %dim, %c1 : index
      %175 = arith.select %174, %c0, %173 : index
      %extracted = tensor.extract %105[%c0, %171, %172, %175] : tensor<1x4x20x?xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x20x?xf32>
    %collapsed_49 = tensor.collapse_shape %107 [[0, 1], [2], [3]] : tensor<1x4x20x?xf32> into tensor<4x20x?xf32>
    %108 = tensor.empty(%dim, %dim) : tensor<4x?x?xf32>
    %109 = linalg.fill ins(%cst : f32) outs(%108 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
    %110 = linalg.batch_matmul ins(%collapsed_48, %collapsed_49 : tensor<4x?x20xf32>, tensor<4x20x?xf32>) outs(%109 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
    %111 = arith.muli %0, %c4_i64 : i64
    %112 = arith.select %40, %c4_i64, %111 : i64
    %113 = arith.muli %112, %0 : i64
    %114 = arith.select %40, %c4_i64, %113 : i64
    %115 = arith.select %40, %43, %42 : i64
    %116 = arith.cmpi sle, %115, %c1_i64 : i64
    cf.assert %116, "must have at most one inferred (negative) dimension"
    %117 = arith.muli %111, %0 : i64
    %118 = arith.divsi %117, %114 : i64
    %119 = arith.select %40, %118, %0 : i64
    %from_elements_50 = tensor.from_elements %c1_i64, %c4_i64, %119, %119 : tensor<4xi64>
    %reshape_51 = tensor.reshape %110(%from_elements_50) : (tensor<4x?x?xf32>, tensor<4xi64>) -> tensor<1x4x?x?xf32>
    %120 = arith.index_cast %119 : i64 to index
    %121 = arith.cmpi eq, %120, %dim : index
    cf.assert %121, "mismatched size for broadcast"
    cf.assert %121, "mismatched size for broadcast"
    %122 = tensor.empty(%120, %120) : tensor<1x4x?x?xf32>
    %123 = linalg.generic {indexing_maps = [#map3, #map9, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%reshape_51, %101 : tensor<1x4x?x?xf32>, tensor<1x1x?x?xf32>) outs(%122 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.addf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<1x4x?x?xf32>
    %124 = tensor.empty(%120) : tensor<1x4x?xi64>
    %125 = linalg.fill ins(%c0_i64 : i64) outs(%124 : tensor<1x4x?xi64>) -> tensor<1x4x?xi64>
    %126 = tensor.empty(%120) : tensor<1x4x?xf32>
    %127 = linalg.fill ins(%cst_0 : f32) outs(%126 : tensor<1x4x?xf32>) -> tensor<1x4x?xf32>
    %128:2 = linalg.generic {indexing_maps = [#map3, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%123 : tensor<1x4x?x?xf32>) outs(%127, %125 : tensor<1x4x?xf32>, tensor<1x4x?xi64>) {
    ^bb0(%in: f32, %out: f32, %out_63: i64):
      %171 = linalg.index 3 : index
      %172 = arith.index_cast %171 : index to i64
      %173 = arith.maximumf %in, %out : f32
      %174 = arith.cmpf ogt, %in, %out : f32
      %175 = arith.select %174, %172, %out_63 : i64
      linalg.yield %173, %175 : f32, i64
    } -> (tensor<1x4x?xf32>, tensor<1x4x?xi64>)
    %expanded_52 = tensor.expand_shape %128#0 [[0], [1], [2, 3]] output_shape [1, 4, %120, 1] : tensor<1x4x?xf32> into tensor<1x4x?x1xf32>
    %129 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%123, %expanded_52 : tensor<1x4x?x?xf32>, tensor<1x4x?x1xf32>) outs(%122 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.subf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<1x4x?x?xf32>
    %130 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%129 : tensor<1x4x?x?xf32>) outs(%122 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = math.exp %in : f32
      linalg.yield %171 : f32
    } -> tensor<1x4x?x?xf32>
    %131 = tensor.empty(%120) : tensor<1x4x?x1xf32>
    %132 = linalg.fill ins(%cst : f32) outs(%131 : tensor<1x4x?x1xf32>) -> tensor<1x4x?x1xf32>
    %133 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%130 : tensor<1x4x?x?xf32>) outs(%132 : tensor<1x4x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %171 = arith.addf %in, %out : f32
      linalg.yield %171 : f32
    } -> tensor<1x4x?x1xf32>
    %134 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%130, %133 : tensor<1x4x?x?xf32>, tensor<1x4x?x1xf32>) outs(%122 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.divf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<1x4x?x?xf32>
    %135 = tensor.empty(%120, %120) : tensor<1x4x?x?xi1>
    %136 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%123 : tensor<1x4x?x?xf32>) outs(%135 : tensor<1x4x?x?xi1>) {
    ^bb0(%in: f32, %out: i1):
      %171 = arith.extf %in : f32 to f64
      %172 = arith.cmpf oeq, %171, %cst_4 : f64
      linalg.yield %172 : i1
    } -> tensor<1x4x?x?xi1>
    %137 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%136 : tensor<1x4x?x?xi1>) outs(%135 : tensor<1x4x?x?xi1>) {
    ^bb0(%in: i1, %out: i1):
      %171 = arith.cmpi eq, %in, %false : i1
      linalg.yield %171 : i1
    } -> tensor<1x4x?x?xi1>
    %138 = tensor.empty(%120) : tensor<1x4x?x1xi1>
    %139 = linalg.fill ins(%false : i1) outs(%138 : tensor<1x4x?x1xi1>) -> tensor<1x4x?x1xi1>
    %140 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%137 : tensor<1x4x?x?xi1>) outs(%139 : tensor<1x4x?x1xi1>) {
    ^bb0(%in: i1, %out: i1):
      %171 = arith.ori %in, %out : i1
      linalg.yield %171 : i1
    } -> tensor<1x4x?x1xi1>
    %141 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%140 : tensor<1x4x?x1xi1>) outs(%138 : tensor<1x4x?x1xi1>) {
    ^bb0(%in: i1, %out: i1):
      %171 = arith.cmpi eq, %in, %false : i1
      linalg.yield %171 : i1
    } -> tensor<1x4x?x1xi1>
    %142 = arith.cmpi sge, %119, %c0_i64 : i64
    cf.assert %142, "negative values not allowed in new dimensions"
    %143 = arith.index_cast %119 : i64 to index
    cf.assert %142, "negative values not allowed in new dimensions"
    %144 = tensor.empty(%143, %143) : tensor<1x4x?x?xf32>
    %145 = linalg.generic {indexing_maps = [#map11, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%cst_1 : tensor<f32>) outs(%144 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x4x?x?xf32>
    %146 = arith.cmpi eq, %120, %143 : index
    cf.assert %146, "mismatched size for broadcast"
    %147 = arith.cmpi eq, %143, %120 : index
    cf.assert %147, "mismatched size for broadcast"
    %148 = tensor.empty(%120, %143) : tensor<1x4x?x?xf32>
    %149 = linalg.generic {indexing_maps = [#map2, #map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%141, %145, %134 : tensor<1x4x?x1xi1>, tensor<1x4x?x?xf32>, tensor<1x4x?x?xf32>) outs(%148 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: i1, %in_63: f32, %in_64: f32, %out: f32):
      %171 = arith.select %in, %in_63, %in_64 : f32
      linalg.yield %171 : f32
    } -> tensor<1x4x?x?xf32>
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %150 = tensor.empty(%dim, %dim) : tensor<1x4x?x?xf32>
    %151 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%150 : tensor<1x4x?x?xf32>) {
    ^bb0(%out: f32):
      %171 = linalg.index 1 : index
      %172 = linalg.index 2 : index
      %173 = linalg.index 3 : index
      %174 = arith.cmpi eq, %120, %c1 : index
      %175 = arith.select %174, %c0, %172 : index
      %176 = arith.cmpi eq, %143, %c1 : index
      %177 = arith.select %176, %c0, %173 : index
      %extracted = tensor.extract %149[%c0, %171, %175, %177] : tensor<1x4x?x?xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x?xf32>
    cf.assert %116, "must have at most one inferred (negative) dimension"
    %from_elements_53 = tensor.from_elements %c4_i64, %119, %119 : tensor<3xi64>
    %reshape_54 = tensor.reshape %151(%from_elements_53) : (tensor<1x4x?x?xf32>, tensor<3xi64>) -> tensor<4x?x?xf32>
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %152 = tensor.empty(%dim) : tensor<1x4x?x10xf32>
    %153 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%152 : tensor<1x4x?x10xf32>) {
    ^bb0(%out: f32):
      %171 = linalg.index 1 : index
      %172 = linalg.index 2 : index
      %173 = linalg.index 3 : index
      %174 = arith.cmpi eq, %90, %c1 : index
      %175 = arith.select %174, %c0, %172 : index
      %extracted = tensor.extract %extracted_slice_44[%c0, %171, %175, %173] : tensor<1x4x?x10xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x10xf32>
    %collapsed_55 = tensor.collapse_shape %153 [[0, 1], [2], [3]] : tensor<1x4x?x10xf32> into tensor<4x?x10xf32>
    %154 = arith.cmpi eq, %119, %0 : i64
    cf.assert %154, "mismatching contracting dimension"
    %155 = tensor.empty(%120) : tensor<4x?x10xf32>
    %156 = linalg.fill ins(%cst : f32) outs(%155 : tensor<4x?x10xf32>) -> tensor<4x?x10xf32>
    %157 = linalg.batch_matmul ins(%reshape_54, %collapsed_55 : tensor<4x?x?xf32>, tensor<4x?x10xf32>) outs(%156 : tensor<4x?x10xf32>) -> tensor<4x?x10xf32>
    %expanded_56 = tensor.expand_shape %157 [[0, 1], [2], [3]] output_shape [1, 4, %120, 10] : tensor<4x?x10xf32> into tensor<1x4x?x10xf32>
    %158 = tensor.empty(%120) : tensor<1x?x4x10xf32>
    %transposed_57 = linalg.transpose ins(%expanded_56 : tensor<1x4x?x10xf32>) outs(%158 : tensor<1x?x4x10xf32>) permutation = [0, 2, 1, 3]
    cf.assert %45, "must have at most one inferred (negative) dimension"
    %159 = arith.muli %119, %c40_i64 : i64
    %160 = arith.divsi %159, %41 : i64
    %161 = arith.select %40, %160, %0 : i64
    %from_elements_58 = tensor.from_elements %c1_i64, %161, %160 : tensor<3xi64>
    %reshape_59 = tensor.reshape %transposed_57(%from_elements_58) : (tensor<1x?x4x10xf32>, tensor<3xi64>) -> tensor<1x?x40xf32>
    %collapsed_60 = tensor.collapse_shape %reshape_59 [[0, 1], [2]] : tensor<1x?x40xf32> into tensor<?x40xf32>
    %162 = tensor.empty() : tensor<40x32xf32>
    %transposed_61 = linalg.transpose ins(%arg10 : tensor<32x40xf32>) outs(%162 : tensor<40x32xf32>) permutation = [1, 0]
    %163 = arith.index_cast %161 : i64 to index
    %164 = tensor.empty(%163) : tensor<?x32xf32>
    %165 = linalg.fill ins(%cst : f32) outs(%164 : tensor<?x32xf32>) -> tensor<?x32xf32>
    %166 = linalg.matmul ins(%collapsed_60, %transposed_61 : tensor<?x40xf32>, tensor<40x32xf32>) outs(%165 : tensor<?x32xf32>) -> tensor<?x32xf32>
    cf.assert %5, "negative values not allowed in new dimensions"
    %167 = tensor.empty(%dim) : tensor<?x32xf32>
    %168 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel"]} ins(%arg11 : tensor<32xf32>) outs(%167 : tensor<?x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x32xf32>
    %169 = arith.cmpi eq, %163, %dim : index
    cf.assert %169, "mismatched size for broadcast"
    %170 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%166, %168 : tensor<?x32xf32>, tensor<?x32xf32>) outs(%164 : tensor<?x32xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %171 = arith.addf %in, %in_63 : f32
      linalg.yield %171 : f32
    } -> tensor<?x32xf32>
    %expanded_62 = tensor.expand_shape %170 [[0, 1], [2]] output_shape [1, %163, 32] : tensor<?x32xf32> into tensor<1x?x32xf32>
    return %expanded_62 : tensor<1x?x32xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
      torch_tensor_4_torch.float32: "0x040000000000803FCDCCCC3D0AD7233C6F12833A"
    }
  }
#-}
