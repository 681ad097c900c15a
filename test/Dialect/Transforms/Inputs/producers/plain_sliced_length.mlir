// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_plain.py; see README.md.

#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map2 = affine_map<(d0, d1, d2) -> (d2)>
#map3 = affine_map<(d0, d1) -> ()>
#map4 = affine_map<(d0, d1) -> (d0, d1)>
#map5 = affine_map<(d0) -> (d0)>
#map6 = affine_map<(d0, d1) -> (0, d1)>
#map7 = affine_map<(d0, d1) -> (d0, 0)>
#map8 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map9 = affine_map<(d0, d1, d2, d3) -> (d0, d1, 0, d3)>
#map10 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#map11 = affine_map<(d0, d1, d2, d3) -> (d1, 0, d3)>
#map12 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map13 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
module {
  func.func @plain_sliced_length(%arg0: tensor<1x?x32xf32>, %arg1: tensor<1x?xi64>, %arg2: tensor<24xf32>, %arg3: tensor<16xf32>, %arg4: tensor<24x32xf32>, %arg5: tensor<80x24xf32>, %arg6: tensor<24x32xf32>, %arg7: tensor<88x16xf32>, %arg8: tensor<32x40xf32>) -> tensor<1x?x32xf32> {
    %true = arith.constant true
    %c2_i64 = arith.constant 2 : i64
    %c0_i64 = arith.constant 0 : i64
    %c1_i64 = arith.constant 1 : i64
    %c1 = arith.constant 1 : index
    %c0 = arith.constant 0 : index
    %cst = arith.constant 0.000000e+00 : f32
    %c4_i64 = arith.constant 4 : i64
    %c-1 = arith.constant -1 : index
    %c64 = arith.constant 64 : index
    %cst_0 = arith.constant 0xFF800000 : f32
    %cst_1 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_2 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_3 = arith.constant 0.22360679774997896 : f64
    %cst_4 = arith.constant dense_resource<torch_tensor_64_4_torch.float32_1> : tensor<64x4xf32>
    %cst_5 = arith.constant dense_resource<torch_tensor_64_4_torch.float32> : tensor<64x4xf32>
    %cst_6 = arith.constant 9.9999999999999995E-7 : f64
    %cst_7 = arith.constant 2.400000e+01 : f32
    %cst_8 = arith.constant 1.600000e+01 : f32
    %dim = tensor.dim %arg0, %c1 : tensor<1x?x32xf32>
    %0 = arith.index_cast %dim : index to i64
    %1 = tensor.empty() : tensor<32x24xf32>
    %transposed = linalg.transpose ins(%arg4 : tensor<24x32xf32>) outs(%1 : tensor<32x24xf32>) permutation = [1, 0]
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x?x32xf32> into tensor<?x32xf32>
    %2 = tensor.empty(%dim) : tensor<?x24xf32>
    %3 = linalg.fill ins(%cst : f32) outs(%2 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %4 = linalg.matmul ins(%collapsed, %transposed : tensor<?x32xf32>, tensor<32x24xf32>) outs(%3 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %expanded = tensor.expand_shape %4 [[0, 1], [2]] output_shape [1, %dim, 24] : tensor<?x24xf32> into tensor<1x?x24xf32>
    %5 = tensor.empty(%dim) : tensor<1x?x24xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x?x24xf32>) outs(%5 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %129 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %129 : f32
    } -> tensor<1x?x24xf32>
    %7 = tensor.empty(%dim) : tensor<1x?x1xf32>
    %8 = linalg.fill ins(%cst : f32) outs(%7 : tensor<1x?x1xf32>) -> tensor<1x?x1xf32>
    %9 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%6 : tensor<1x?x24xf32>) outs(%8 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %129 = arith.addf %in, %out : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x1xf32>
    %10 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%9 : tensor<1x?x1xf32>) outs(%7 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %129 = arith.divf %in, %cst_7 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x1xf32>
    %11 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10 : tensor<1x?x1xf32>) outs(%7 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %129 = arith.truncf %cst_6 : f64 to f32
      %130 = arith.addf %in, %129 : f32
      linalg.yield %130 : f32
    } -> tensor<1x?x1xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%11 : tensor<1x?x1xf32>) outs(%7 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %129 = math.rsqrt %in : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x1xf32>
    %13 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded, %12 : tensor<1x?x24xf32>, tensor<1x?x1xf32>) outs(%5 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.mulf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x24xf32>
    %14 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%13, %arg2 : tensor<1x?x24xf32>, tensor<24xf32>) outs(%5 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.mulf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x24xf32>
    %15 = tensor.empty() : tensor<24x80xf32>
    %transposed_9 = linalg.transpose ins(%arg5 : tensor<80x24xf32>) outs(%15 : tensor<24x80xf32>) permutation = [1, 0]
    %collapsed_10 = tensor.collapse_shape %14 [[0, 1], [2]] : tensor<1x?x24xf32> into tensor<?x24xf32>
    %16 = tensor.empty(%dim) : tensor<?x80xf32>
    %17 = linalg.fill ins(%cst : f32) outs(%16 : tensor<?x80xf32>) -> tensor<?x80xf32>
    %18 = linalg.matmul ins(%collapsed_10, %transposed_9 : tensor<?x24xf32>, tensor<24x80xf32>) outs(%17 : tensor<?x80xf32>) -> tensor<?x80xf32>
    %expanded_11 = tensor.expand_shape %18 [[0, 1], [2, 3]] output_shape [1, %dim, 4, 20] : tensor<?x80xf32> into tensor<1x?x4x20xf32>
    %extracted_slice = tensor.extract_slice %expanded_11[0, 0, 0, 0] [1, %dim, 4, 12] [1, 1, 1, 1] : tensor<1x?x4x20xf32> to tensor<1x?x4x12xf32>
    %extracted_slice_12 = tensor.extract_slice %expanded_11[0, 0, 0, 12] [1, %dim, 4, 8] [1, 1, 1, 1] : tensor<1x?x4x20xf32> to tensor<1x?x4x8xf32>
    %transposed_13 = linalg.transpose ins(%arg6 : tensor<24x32xf32>) outs(%1 : tensor<32x24xf32>) permutation = [1, 0]
    %19 = linalg.matmul ins(%collapsed, %transposed_13 : tensor<?x32xf32>, tensor<32x24xf32>) outs(%3 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %expanded_14 = tensor.expand_shape %19 [[0, 1], [2]] output_shape [1, %dim, 24] : tensor<?x24xf32> into tensor<1x?x24xf32>
    %extracted_slice_15 = tensor.extract_slice %expanded_14[0, 0, 0] [1, %dim, 16] [1, 1, 1] : tensor<1x?x24xf32> to tensor<1x?x16xf32>
    %extracted_slice_16 = tensor.extract_slice %expanded_14[0, 0, 16] [1, %dim, 8] [1, 1, 1] : tensor<1x?x24xf32> to tensor<1x?x8xf32>
    %20 = tensor.empty(%dim) : tensor<1x?x16xf32>
    %21 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_15 : tensor<1x?x16xf32>) outs(%20 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %129 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %129 : f32
    } -> tensor<1x?x16xf32>
    %22 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%21 : tensor<1x?x16xf32>) outs(%8 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %129 = arith.addf %in, %out : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x1xf32>
    %23 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%22 : tensor<1x?x1xf32>) outs(%7 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %129 = arith.divf %in, %cst_8 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x1xf32>
    %24 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%23 : tensor<1x?x1xf32>) outs(%7 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %129 = arith.truncf %cst_6 : f64 to f32
      %130 = arith.addf %in, %129 : f32
      linalg.yield %130 : f32
    } -> tensor<1x?x1xf32>
    %25 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%24 : tensor<1x?x1xf32>) outs(%7 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %129 = math.rsqrt %in : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x1xf32>
    %26 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_15, %25 : tensor<1x?x16xf32>, tensor<1x?x1xf32>) outs(%20 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.mulf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x16xf32>
    %27 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%26, %arg3 : tensor<1x?x16xf32>, tensor<16xf32>) outs(%20 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.mulf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x16xf32>
    %28 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %28, "negative values not allowed in new dimensions"
    cf.assert %28, "negative values not allowed in new dimensions"
    %29 = tensor.empty(%dim, %dim) : tensor<?x?xf32>
    %30 = linalg.generic {indexing_maps = [#map3, #map4], iterator_types = ["parallel", "parallel"]} ins(%cst_2 : tensor<f32>) outs(%29 : tensor<?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x?xf32>
    %31 = tensor.empty(%dim) : tensor<?xi64>
    %32 = linalg.generic {indexing_maps = [#map5], iterator_types = ["parallel"]} outs(%31 : tensor<?xi64>) {
    ^bb0(%out: i64):
      %129 = linalg.index 0 : index
      %130 = arith.index_cast %129 : index to i64
      linalg.yield %130 : i64
    } -> tensor<?xi64>
    %expanded_17 = tensor.expand_shape %32 [[0, 1]] output_shape [1, %dim] : tensor<?xi64> into tensor<1x?xi64>
    %expanded_18 = tensor.expand_shape %32 [[0, 1]] output_shape [%dim, 1] : tensor<?xi64> into tensor<?x1xi64>
    %33 = tensor.empty(%dim, %dim) : tensor<?x?xi64>
    %34 = linalg.generic {indexing_maps = [#map6, #map7, #map4], iterator_types = ["parallel", "parallel"]} ins(%expanded_17, %expanded_18 : tensor<1x?xi64>, tensor<?x1xi64>) outs(%33 : tensor<?x?xi64>) {
    ^bb0(%in: i64, %in_71: i64, %out: i64):
      %129 = arith.subi %in, %in_71 : i64
      linalg.yield %129 : i64
    } -> tensor<?x?xi64>
    %35 = tensor.empty(%dim, %dim) : tensor<?x?xi1>
    %36 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%34 : tensor<?x?xi64>) outs(%35 : tensor<?x?xi1>) {
    ^bb0(%in: i64, %out: i1):
      %129 = arith.cmpi sge, %in, %c1_i64 : i64
      linalg.yield %129 : i1
    } -> tensor<?x?xi1>
    cf.assert %true, "mismatched size for broadcast"
    cf.assert %true, "mismatched size for broadcast"
    %37 = tensor.empty(%dim, %dim) : tensor<?x?xf32>
    %38 = linalg.generic {indexing_maps = [#map4, #map4, #map3, #map4], iterator_types = ["parallel", "parallel"]} ins(%36, %30, %cst_1 : tensor<?x?xi1>, tensor<?x?xf32>, tensor<f32>) outs(%37 : tensor<?x?xf32>) {
    ^bb0(%in: i1, %in_71: f32, %in_72: f32, %out: f32):
      %129 = arith.select %in, %in_71, %in_72 : f32
      linalg.yield %129 : f32
    } -> tensor<?x?xf32>
    %39 = arith.cmpi slt, %dim, %c0 : index
    %40 = arith.addi %dim, %c64 : index
    %41 = arith.select %39, %40, %dim : index
    %42 = arith.cmpi slt, %41, %c0 : index
    %43 = arith.select %42, %c-1, %41 : index
    %44 = arith.minsi %43, %c64 : index
    %45 = arith.maxsi %44, %c0 : index
    %extracted_slice_19 = tensor.extract_slice %cst_5[0, 0] [%45, 4] [1, 1] : tensor<64x4xf32> to tensor<?x4xf32>
    %expanded_20 = tensor.expand_shape %extracted_slice_19 [[0, 1], [2, 3]] output_shape [1, %45, 1, 4] : tensor<?x4xf32> into tensor<1x?x1x4xf32>
    %extracted_slice_21 = tensor.extract_slice %cst_4[0, 0] [%45, 4] [1, 1] : tensor<64x4xf32> to tensor<?x4xf32>
    %expanded_22 = tensor.expand_shape %extracted_slice_21 [[0, 1], [2, 3]] output_shape [1, %45, 1, 4] : tensor<?x4xf32> into tensor<1x?x1x4xf32>
    %expanded_23 = tensor.expand_shape %extracted_slice_12 [[0], [1], [2], [3, 4]] output_shape [1, %dim, 4, 4, 2] : tensor<1x?x4x8xf32> into tensor<1x?x4x4x2xf32>
    %extracted_slice_24 = tensor.extract_slice %expanded_23[0, 0, 0, 0, 0] [1, %dim, 4, 4, 1] [1, 1, 1, 1, 1] : tensor<1x?x4x4x2xf32> to tensor<1x?x4x4x1xf32>
    %collapsed_25 = tensor.collapse_shape %extracted_slice_24 [[0], [1], [2], [3, 4]] : tensor<1x?x4x4x1xf32> into tensor<1x?x4x4xf32>
    %extracted_slice_26 = tensor.extract_slice %expanded_23[0, 0, 0, 0, 1] [1, %dim, 4, 4, 1] [1, 1, 1, 1, 1] : tensor<1x?x4x4x2xf32> to tensor<1x?x4x4x1xf32>
    %collapsed_27 = tensor.collapse_shape %extracted_slice_26 [[0], [1], [2], [3, 4]] : tensor<1x?x4x4x1xf32> into tensor<1x?x4x4xf32>
    %46 = arith.cmpi eq, %dim, %45 : index
    cf.assert %46, "mismatched size for broadcast"
    %47 = tensor.empty(%dim) : tensor<1x?x4x4xf32>
    %48 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_25, %expanded_20 : tensor<1x?x4x4xf32>, tensor<1x?x1x4xf32>) outs(%47 : tensor<1x?x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.mulf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x4x4xf32>
    cf.assert %46, "mismatched size for broadcast"
    %49 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_27, %expanded_22 : tensor<1x?x4x4xf32>, tensor<1x?x1x4xf32>) outs(%47 : tensor<1x?x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.mulf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x4x4xf32>
    %50 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%48, %49 : tensor<1x?x4x4xf32>, tensor<1x?x4x4xf32>) outs(%47 : tensor<1x?x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.subf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x4x4xf32>
    cf.assert %46, "mismatched size for broadcast"
    %51 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_25, %expanded_22 : tensor<1x?x4x4xf32>, tensor<1x?x1x4xf32>) outs(%47 : tensor<1x?x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.mulf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x4x4xf32>
    cf.assert %46, "mismatched size for broadcast"
    %52 = linalg.generic {indexing_maps = [#map8, #map9, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_27, %expanded_20 : tensor<1x?x4x4xf32>, tensor<1x?x1x4xf32>) outs(%47 : tensor<1x?x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.mulf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x4x4xf32>
    %53 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%51, %52 : tensor<1x?x4x4xf32>, tensor<1x?x4x4xf32>) outs(%47 : tensor<1x?x4x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.addf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x4x4xf32>
    %expanded_28 = tensor.expand_shape %50 [[0], [1], [2], [3, 4]] output_shape [1, %dim, 4, 4, 1] : tensor<1x?x4x4xf32> into tensor<1x?x4x4x1xf32>
    %expanded_29 = tensor.expand_shape %53 [[0], [1], [2], [3, 4]] output_shape [1, %dim, 4, 4, 1] : tensor<1x?x4x4xf32> into tensor<1x?x4x4x1xf32>
    %concat = tensor.concat dim(4) %expanded_28, %expanded_29 : (tensor<1x?x4x4x1xf32>, tensor<1x?x4x4x1xf32>) -> tensor<1x?x4x4x2xf32>
    %collapsed_30 = tensor.collapse_shape %concat [[0], [1], [2], [3, 4]] : tensor<1x?x4x4x2xf32> into tensor<1x?x4x8xf32>
    %expanded_31 = tensor.expand_shape %extracted_slice_16 [[0], [1], [2, 3, 4]] output_shape [1, %dim, 1, 4, 2] : tensor<1x?x8xf32> into tensor<1x?x1x4x2xf32>
    %extracted_slice_32 = tensor.extract_slice %expanded_31[0, 0, 0, 0, 0] [1, %dim, 1, 4, 1] [1, 1, 1, 1, 1] : tensor<1x?x1x4x2xf32> to tensor<1x?x1x4x1xf32>
    %collapsed_33 = tensor.collapse_shape %extracted_slice_32 [[0], [1], [2], [3, 4]] : tensor<1x?x1x4x1xf32> into tensor<1x?x1x4xf32>
    %extracted_slice_34 = tensor.extract_slice %expanded_31[0, 0, 0, 0, 1] [1, %dim, 1, 4, 1] [1, 1, 1, 1, 1] : tensor<1x?x1x4x2xf32> to tensor<1x?x1x4x1xf32>
    %collapsed_35 = tensor.collapse_shape %extracted_slice_34 [[0], [1], [2], [3, 4]] : tensor<1x?x1x4x1xf32> into tensor<1x?x1x4xf32>
    cf.assert %46, "mismatched size for broadcast"
    %54 = tensor.empty(%dim) : tensor<1x?x1x4xf32>
    %55 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_33, %expanded_20 : tensor<1x?x1x4xf32>, tensor<1x?x1x4xf32>) outs(%54 : tensor<1x?x1x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.mulf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x1x4xf32>
    cf.assert %46, "mismatched size for broadcast"
    %56 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_35, %expanded_22 : tensor<1x?x1x4xf32>, tensor<1x?x1x4xf32>) outs(%54 : tensor<1x?x1x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.mulf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x1x4xf32>
    %57 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%55, %56 : tensor<1x?x1x4xf32>, tensor<1x?x1x4xf32>) outs(%54 : tensor<1x?x1x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.subf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x1x4xf32>
    cf.assert %46, "mismatched size for broadcast"
    %58 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_33, %expanded_22 : tensor<1x?x1x4xf32>, tensor<1x?x1x4xf32>) outs(%54 : tensor<1x?x1x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.mulf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x1x4xf32>
    cf.assert %46, "mismatched size for broadcast"
    %59 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_35, %expanded_20 : tensor<1x?x1x4xf32>, tensor<1x?x1x4xf32>) outs(%54 : tensor<1x?x1x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.mulf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x1x4xf32>
    %60 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%58, %59 : tensor<1x?x1x4xf32>, tensor<1x?x1x4xf32>) outs(%54 : tensor<1x?x1x4xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.addf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x1x4xf32>
    %expanded_36 = tensor.expand_shape %57 [[0], [1], [2], [3, 4]] output_shape [1, %dim, 1, 4, 1] : tensor<1x?x1x4xf32> into tensor<1x?x1x4x1xf32>
    %expanded_37 = tensor.expand_shape %60 [[0], [1], [2], [3, 4]] output_shape [1, %dim, 1, 4, 1] : tensor<1x?x1x4xf32> into tensor<1x?x1x4x1xf32>
    %concat_38 = tensor.concat dim(4) %expanded_36, %expanded_37 : (tensor<1x?x1x4x1xf32>, tensor<1x?x1x4x1xf32>) -> tensor<1x?x1x4x2xf32>
    %61 = tensor.empty() : tensor<16x88xf32>
    %transposed_39 = linalg.transpose ins(%arg7 : tensor<88x16xf32>) outs(%61 : tensor<16x88xf32>) permutation = [1, 0]
    %collapsed_40 = tensor.collapse_shape %27 [[0, 1], [2]] : tensor<1x?x16xf32> into tensor<?x16xf32>
    %62 = tensor.empty(%dim) : tensor<?x88xf32>
    %63 = linalg.fill ins(%cst : f32) outs(%62 : tensor<?x88xf32>) -> tensor<?x88xf32>
    %64 = linalg.matmul ins(%collapsed_40, %transposed_39 : tensor<?x16xf32>, tensor<16x88xf32>) outs(%63 : tensor<?x88xf32>) -> tensor<?x88xf32>
    %expanded_41 = tensor.expand_shape %64 [[0, 1], [2, 3]] output_shape [1, %dim, 4, 22] : tensor<?x88xf32> into tensor<1x?x4x22xf32>
    %extracted_slice_42 = tensor.extract_slice %expanded_41[0, 0, 0, 0] [1, %dim, 4, 12] [1, 1, 1, 1] : tensor<1x?x4x22xf32> to tensor<1x?x4x12xf32>
    %extracted_slice_43 = tensor.extract_slice %expanded_41[0, 0, 0, 12] [1, %dim, 4, 10] [1, 1, 1, 1] : tensor<1x?x4x22xf32> to tensor<1x?x4x10xf32>
    %concat_44 = tensor.concat dim(3) %extracted_slice, %collapsed_30 : (tensor<1x?x4x12xf32>, tensor<1x?x4x8xf32>) -> tensor<1x?x4x20xf32>
    %dim_45 = tensor.dim %expanded_36, %c1 : tensor<1x?x1x4x1xf32>
    %65 = tensor.empty(%dim_45) : tensor<1x?x4x8xf32>
    %collapsed_46 = tensor.collapse_shape %concat_38 [[0], [1, 2], [3, 4]] : tensor<1x?x1x4x2xf32> into tensor<1x?x8xf32>
    %66 = linalg.generic {indexing_maps = [#map10, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_46 : tensor<1x?x8xf32>) outs(%65 : tensor<1x?x4x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x?x4x8xf32>
    %concat_47 = tensor.concat dim(3) %extracted_slice_42, %66 : (tensor<1x?x4x12xf32>, tensor<1x?x4x8xf32>) -> tensor<1x?x4x20xf32>
    %expanded_48 = tensor.expand_shape %concat_44 [[0], [1], [2], [3, 4]] output_shape [1, %dim, 4, 20, 1] : tensor<1x?x4x20xf32> into tensor<1x?x4x20x1xf32>
    %expanded_49 = tensor.expand_shape %concat_47 [[0], [1], [2], [3, 4]] output_shape [1, %dim, 4, 20, 1] : tensor<1x?x4x20xf32> into tensor<1x?x4x20x1xf32>
    %67 = tensor.empty(%dim) : tensor<4x?x20x1x1xf32>
    %transposed_50 = linalg.transpose ins(%expanded_48 : tensor<1x?x4x20x1xf32>) outs(%67 : tensor<4x?x20x1x1xf32>) permutation = [2, 1, 3, 0, 4]
    %collapsed_51 = tensor.collapse_shape %transposed_50 [[0], [1], [2, 3, 4]] : tensor<4x?x20x1x1xf32> into tensor<4x?x20xf32>
    %68 = tensor.empty(%dim) : tensor<4x20x1x?x1xf32>
    %transposed_52 = linalg.transpose ins(%expanded_49 : tensor<1x?x4x20x1xf32>) outs(%68 : tensor<4x20x1x?x1xf32>) permutation = [2, 3, 0, 1, 4]
    %collapsed_53 = tensor.collapse_shape %transposed_52 [[0], [1, 2], [3, 4]] : tensor<4x20x1x?x1xf32> into tensor<4x20x?xf32>
    %69 = tensor.empty(%dim, %dim) : tensor<4x?x?xf32>
    %70 = linalg.fill ins(%cst : f32) outs(%69 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
    %71 = linalg.batch_matmul ins(%collapsed_51, %collapsed_53 : tensor<4x?x20xf32>, tensor<4x20x?xf32>) outs(%70 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
    %72 = arith.muli %0, %c4_i64 : i64
    %73 = arith.cmpi slt, %0, %c0_i64 : i64
    %74 = arith.select %73, %c4_i64, %72 : i64
    %75 = arith.extui %73 : i1 to i64
    %76 = arith.muli %74, %0 : i64
    %77 = arith.addi %75, %c1_i64 : i64
    %78 = arith.select %73, %c4_i64, %76 : i64
    %79 = arith.select %73, %77, %75 : i64
    %80 = arith.cmpi sle, %79, %c1_i64 : i64
    cf.assert %80, "must have at most one inferred (negative) dimension"
    %81 = arith.index_cast %dim : index to i64
    %82 = arith.muli %81, %c4_i64 : i64
    %83 = arith.index_cast %dim : index to i64
    %84 = arith.muli %82, %83 : i64
    %85 = arith.divsi %84, %78 : i64
    %86 = arith.select %73, %85, %0 : i64
    %from_elements = tensor.from_elements %c4_i64, %86, %c1_i64, %c1_i64, %86 : tensor<5xi64>
    %reshape = tensor.reshape %71(%from_elements) : (tensor<4x?x?xf32>, tensor<5xi64>) -> tensor<4x?x1x1x?xf32>
    %87 = arith.index_cast %86 : i64 to index
    %88 = tensor.empty(%87, %87) : tensor<1x?x4x?x1xf32>
    %transposed_54 = linalg.transpose ins(%reshape : tensor<4x?x1x1x?xf32>) outs(%88 : tensor<1x?x4x?x1xf32>) permutation = [3, 1, 0, 4, 2]
    %89 = arith.select %73, %c1_i64, %0 : i64
    %90 = arith.muli %89, %c4_i64 : i64
    %91 = arith.muli %90, %0 : i64
    %92 = arith.select %73, %90, %91 : i64
    cf.assert %80, "must have at most one inferred (negative) dimension"
    %93 = arith.muli %86, %c4_i64 : i64
    %94 = arith.muli %93, %86 : i64
    %95 = arith.divsi %94, %92 : i64
    %96 = arith.select %73, %95, %0 : i64
    %from_elements_55 = tensor.from_elements %c1_i64, %96, %c4_i64, %96 : tensor<4xi64>
    %reshape_56 = tensor.reshape %transposed_54(%from_elements_55) : (tensor<1x?x4x?x1xf32>, tensor<4xi64>) -> tensor<1x?x4x?xf32>
    %97 = arith.index_cast %96 : i64 to index
    %98 = tensor.empty(%97, %97) : tensor<1x?x4x?xf32>
    %99 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%reshape_56 : tensor<1x?x4x?xf32>) outs(%98 : tensor<1x?x4x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %129 = arith.truncf %cst_3 : f64 to f32
      %130 = arith.mulf %in, %129 : f32
      linalg.yield %130 : f32
    } -> tensor<1x?x4x?xf32>
    %expanded_57 = tensor.expand_shape %38 [[0], [1, 2]] output_shape [%dim, 1, %dim] : tensor<?x?xf32> into tensor<?x1x?xf32>
    %100 = arith.cmpi eq, %97, %dim : index
    cf.assert %100, "mismatched size for broadcast"
    cf.assert %100, "mismatched size for broadcast"
    %101 = linalg.generic {indexing_maps = [#map8, #map11, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%99, %expanded_57 : tensor<1x?x4x?xf32>, tensor<?x1x?xf32>) outs(%98 : tensor<1x?x4x?xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.addf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x4x?xf32>
    %102 = tensor.empty(%97) : tensor<1x?x4xi64>
    %103 = linalg.fill ins(%c0_i64 : i64) outs(%102 : tensor<1x?x4xi64>) -> tensor<1x?x4xi64>
    %104 = tensor.empty(%97) : tensor<1x?x4xf32>
    %105 = linalg.fill ins(%cst_0 : f32) outs(%104 : tensor<1x?x4xf32>) -> tensor<1x?x4xf32>
    %106:2 = linalg.generic {indexing_maps = [#map8, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%101 : tensor<1x?x4x?xf32>) outs(%105, %103 : tensor<1x?x4xf32>, tensor<1x?x4xi64>) {
    ^bb0(%in: f32, %out: f32, %out_71: i64):
      %129 = linalg.index 3 : index
      %130 = arith.index_cast %129 : index to i64
      %131 = arith.maximumf %in, %out : f32
      %132 = arith.cmpf ogt, %in, %out : f32
      %133 = arith.select %132, %130, %out_71 : i64
      linalg.yield %131, %133 : f32, i64
    } -> (tensor<1x?x4xf32>, tensor<1x?x4xi64>)
    %expanded_58 = tensor.expand_shape %106#0 [[0], [1], [2, 3]] output_shape [1, %97, 4, 1] : tensor<1x?x4xf32> into tensor<1x?x4x1xf32>
    %107 = linalg.generic {indexing_maps = [#map8, #map13, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%101, %expanded_58 : tensor<1x?x4x?xf32>, tensor<1x?x4x1xf32>) outs(%98 : tensor<1x?x4x?xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.subf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x4x?xf32>
    %108 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%107 : tensor<1x?x4x?xf32>) outs(%98 : tensor<1x?x4x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %129 = math.exp %in : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x4x?xf32>
    %109 = tensor.empty(%97) : tensor<1x?x4x1xf32>
    %110 = linalg.fill ins(%cst : f32) outs(%109 : tensor<1x?x4x1xf32>) -> tensor<1x?x4x1xf32>
    %111 = linalg.generic {indexing_maps = [#map8, #map13], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%108 : tensor<1x?x4x?xf32>) outs(%110 : tensor<1x?x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %129 = arith.addf %in, %out : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x4x1xf32>
    %112 = linalg.generic {indexing_maps = [#map8, #map13, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%108, %111 : tensor<1x?x4x?xf32>, tensor<1x?x4x1xf32>) outs(%98 : tensor<1x?x4x?xf32>) {
    ^bb0(%in: f32, %in_71: f32, %out: f32):
      %129 = arith.divf %in, %in_71 : f32
      linalg.yield %129 : f32
    } -> tensor<1x?x4x?xf32>
    %expanded_59 = tensor.expand_shape %112 [[0], [1], [2], [3, 4]] output_shape [1, %97, 4, %97, 1] : tensor<1x?x4x?xf32> into tensor<1x?x4x?x1xf32>
    %expanded_60 = tensor.expand_shape %extracted_slice_43 [[0], [1], [2], [3, 4]] output_shape [1, %dim, 4, 10, 1] : tensor<1x?x4x10xf32> into tensor<1x?x4x10x1xf32>
    %113 = tensor.empty(%97, %97) : tensor<4x?x?x1x1xf32>
    %transposed_61 = linalg.transpose ins(%expanded_59 : tensor<1x?x4x?x1xf32>) outs(%113 : tensor<4x?x?x1x1xf32>) permutation = [2, 1, 3, 0, 4]
    cf.assert %80, "must have at most one inferred (negative) dimension"
    %114 = arith.muli %96, %c4_i64 : i64
    %115 = arith.muli %114, %96 : i64
    %116 = arith.divsi %115, %78 : i64
    %117 = arith.select %73, %116, %0 : i64
    %from_elements_62 = tensor.from_elements %c4_i64, %117, %117 : tensor<3xi64>
    %reshape_63 = tensor.reshape %transposed_61(%from_elements_62) : (tensor<4x?x?x1x1xf32>, tensor<3xi64>) -> tensor<4x?x?xf32>
    %118 = tensor.empty(%dim) : tensor<4x?x1x10x1xf32>
    %transposed_64 = linalg.transpose ins(%expanded_60 : tensor<1x?x4x10x1xf32>) outs(%118 : tensor<4x?x1x10x1xf32>) permutation = [2, 1, 0, 3, 4]
    %collapsed_65 = tensor.collapse_shape %transposed_64 [[0], [1], [2, 3, 4]] : tensor<4x?x1x10x1xf32> into tensor<4x?x10xf32>
    %119 = arith.index_cast %117 : i64 to index
    %120 = arith.cmpi eq, %117, %0 : i64
    cf.assert %120, "mismatching contracting dimension"
    %121 = tensor.empty(%119) : tensor<4x?x10xf32>
    %122 = linalg.fill ins(%cst : f32) outs(%121 : tensor<4x?x10xf32>) -> tensor<4x?x10xf32>
    %123 = linalg.batch_matmul ins(%reshape_63, %collapsed_65 : tensor<4x?x?xf32>, tensor<4x?x10xf32>) outs(%122 : tensor<4x?x10xf32>) -> tensor<4x?x10xf32>
    %expanded_66 = tensor.expand_shape %123 [[0], [1], [2, 3, 4]] output_shape [4, %119, 1, 1, 10] : tensor<4x?x10xf32> into tensor<4x?x1x1x10xf32>
    %124 = tensor.empty(%119) : tensor<1x?x4x10x1xf32>
    %transposed_67 = linalg.transpose ins(%expanded_66 : tensor<4x?x1x1x10xf32>) outs(%124 : tensor<1x?x4x10x1xf32>) permutation = [3, 1, 0, 4, 2]
    %125 = tensor.empty() : tensor<40x32xf32>
    %transposed_68 = linalg.transpose ins(%arg8 : tensor<32x40xf32>) outs(%125 : tensor<40x32xf32>) permutation = [1, 0]
    %collapsed_69 = tensor.collapse_shape %transposed_67 [[0, 1], [2, 3, 4]] : tensor<1x?x4x10x1xf32> into tensor<?x40xf32>
    %126 = tensor.empty(%119) : tensor<?x32xf32>
    %127 = linalg.fill ins(%cst : f32) outs(%126 : tensor<?x32xf32>) -> tensor<?x32xf32>
    %128 = linalg.matmul ins(%collapsed_69, %transposed_68 : tensor<?x40xf32>, tensor<40x32xf32>) outs(%127 : tensor<?x32xf32>) -> tensor<?x32xf32>
    %expanded_70 = tensor.expand_shape %128 [[0, 1], [2]] output_shape [1, %119, 32] : tensor<?x32xf32> into tensor<1x?x32xf32>
    return %expanded_70 : tensor<1x?x32xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
      torch_tensor_64_4_torch.float32_1: "0x0400000000000000000000000000000000000000A46A573F7775CC3D57D6233C6E12833AB7C7683FF96F4B3E3ED4A33C6912033BC381103E6D4E973E1FB9F53C939B443BCFBD41BFD861C73EDBCB233D5812833B107C75BF4477F53EF4B64C3DDED6A33B8C0F8FBE698C103FD19C753D599BC43B4630283F73EB243F323E8F3DC75FE53B95467D3FA6A4373F50AAA33D1312033C3201D33E1D88483F3E12B83D3B74133CF8440BBFA46A573F7675CC3D58D6233C5CFF7FBF2B26643F72D3E03D6B38343CD85C09BF1D9A6E3FAC2BF53D719A443C2220D73EC0AB763FD0BE043E6BFC543C72987D3F6F467C3F64E40E3E575E653C4479263FD55B7F3F4F06193E34C0753C106893BE0EE47F3F5024233E0111833C251E76BFBFDD7D3F233E2D3EDE418B3CB34040BF144E793F8753373EB372933C6979193EB940723F3A64413E7EA39B3CC8B6693FB7C7683FF86F4B3E3FD4A33C102F563F49FB5C3F8376553EF504AC3C150511BC9EF94E3F96775F3EA035B43CE6A158BF8AE63E3FF072693E3F66BC3CFCD367BF26EB2C3F5168733ED196C43C388707BE7835193F77577D3E57C7CC3C0837433FE4F7033F10A0833ECFF7D43C0ED5743F88D1DA3E0591883E3A28DD3C2AB48A3E9383AB3E7D7E8D3E9658E53CE9E329BFC1FD743E5468923EE388ED3CA4EF7CBFC381103E6C4E973E20B9F53C06DECEBE56502A3DA5309C3E4DE9FD3C4D2A0D3FC7196FBDDE0EA13EB50C033D39FA7F3F138821BEF7E8A53EBA24073DF771073F4CD682BED2BEAA3EB83C0B3DC23ADBBEDC99B3BE4D90AF3EAB540F3D38E57DBF0F92E2BE495DB43E966C133DEABE24BF58A307BFA925B93E7684173D9FBD973EB7A21CBF4AE9BD3E4D9C1B3D4BBB763F731130BF0EA8C23E19B41F3DBCBF3E3FCFBD41BFD761C73EDCCB233DFB6D22BE9B7A51BF8616CC3E93E3273D28A16ABF991F5FBFFAC5D03E40FB2B3D30EF54BFDB896ABF1670D53EE012303DA103913C329C73BFBD14DA3E762A343DD0D4593F6A3F7ABFCDB3DE3E0042383D9ADB663F88627EBF2A4DE33E7E593C3DE813FD3DF9FA7FBFB6E0E73EEF70403D56AC44BFA4047FBF526EEC3E5388443D222974BF03827BBFE0F5F03EAB9F483DFF5586BE107C75BF4477F53EF5B64C3D24942B3F32026DBF5EF2F93E33CE503DA0937C3F132A62BF1267FE3E62E5543DB4B6CA3E790F55BFA26A013F84FC583DCD0C0FBFE4D345BF6A9E033F97135D3DF4EF7FBF4A9E34BFD5CE053F9D2A613D5E8405BFB29A21BFD2FB073F9241653DFD50DF3EB6F90CBF53250A3F7A58693DE72C7E3F51E0EDBE4C4B0C3F516F6D3D4301233FC06CBFBEAD6D0E3F1A86713D23109CBE8C0F8FBE688C103FD29C753D7F5377BFD5883ABE71A7123F7BB3793DF23A3DBFA12AAABDB8BE143F12CA7D3D4B5F2B3EB4BD893C31D2163F4DF0803D",
      torch_tensor_64_4_torch.float32: "0x040000000000803F0000803F0000803F0000803F41510A3F98B87E3FB9FC7F3FF8FF7F3F3311D5BEA5E57A3FE5F27F3FDFFF7F3F26707DBFEF90743F83E27F3FB5FF7F3F305527BFA7CA6B3F94CB7F3F7AFF7F3F2C3C913E40A9603F19AE7F3F2EFF7F3FB8CD753F3249533F128A7F3FD2FE7F3FBDFF403FB3CC433F815F7F3F65FE7F3FF6FD14BE5F5B323F652E7F3FE7FD7F3FD53F69BFD4211F3FC2F67E3F59FD7F3F64CD56BF41510A3F98B87E3FB9FC7F3F7205913BC03DE83EE8737E3F09FC7F3FD006583FF386B93EB5287E3F48FB7F3F6F4E683F99F5883E00D77D3F76FA7F3FD7040C3EDF0B2E3ECC7E7D3F94F97F3FE87A42BFAADE903D1A207D3FA1F87F3F2C2975BFE333EFBCEDBA7C3F9DF77F3F36E28CBED3EF03BE494F7C3F88F67F3F840A293FAFA768BE2EDD7B3F62F57F3FBF1B7D3F3586A5BEA1647B3F2CF47F3F22F0D03E3311D5BEA5E57A3FE5F27F3FFC370CBF9A3D01BF3C607A3F8DF17F3F6FFD7FBF03A816BF6AD4793F24F07F3FBF6708BF10912ABF3442793FABEE7F3FFE2DD93ED7C53CBF9BA9783F20ED7F3F78BF7D3FBF174DBFA50A783F85EB7F3F819C253F115D5BBF5665773FDAE97F3F389395BE467167BFB1B9763F1DE87F3F576D76BF7C3571BFBB07763F50E67F3FB3803FBFB79078BF794F753F72E47F3F18F41D3E26707DBFEF90743F83E27F3F8E2C6A3F52C77FBF22CC733F83E07F3FA98F553F3F907FBF1801733F73DE7F3FB78659BC7ACB7CBFD52F723F52DC7F3FE73B59BF168077BF5F58713F20DA7F3F5F5867BFA0BB6FBFBB7A703FDDD77F3FEA0803BEF59165BFEF966F3F89D57F3F2DF2433F151D59BF01AD6E3F25D37F3FB57F743FDD7C4ABFF7BC6D3FB0D07F3F6C85883EB2D639BFD7C66C3F2ACE7F3F74BC2ABF305527BFA7CA6B3F94CB7F3F44C27CBFAB2713BF6EC86A3FEDC87F3FE0CACCBE6F03FBBE32C0693F35C67F3FE81B0E3F8735CDBEFBB1683F6CC37F3FBBF57F3FB95A9DBECE9D673F92C07F3F817B063FDBDA57BEB483663FA8BD7F3F6E46DDBE46B0E5BDB263653FADBA7F3FB2097EBF9FF84ABCD23D643FA1B77F3F80E023BFC432B33D1912633F84B47F3F44E7993E20FD3E3E91E0613F57B17F3F0408773F2C3C913E40A9603F19AE7F3FD1FD3D3F4A86C13E2F6C5F3FCAAA7F3F0EE726BE73E1EF3E66295E3F6AA77F3F95146BBF7DEB0D3FEDE05C3FFAA37F3FA64D54BF3D7B223FCC925B3F79A07F3F2C43B53C626B353F0C3F5A3FE79C7F3FA26C5A3F7B8B463FB6E5583F44997F3FAC5D663FBFAF553FD386573F91957F3FB714F43D6AB1623F6B22563FCD917F3F836545BF3B6F6D3F87B8543FF88D7F3F56D173BFB8CD753F3249533F128A7F3FE62584BE7BB77B3F74D4513F1C867F3FF76A2C3F621D7F3F575A503F14827F3FB8637C3FBCF67F3FE4DA4E3FFD7D7F3F"
    }
  }
#-}
