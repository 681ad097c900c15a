// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_torch.py; see README.md.

#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1, d2, d3) -> (d0, d1, 0, d3)>
#map2 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map3 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map4 = affine_map<(d0, d1, d2, d3) -> (d1, d2, d3)>
#map5 = affine_map<(d0, d1, d2, d3) -> ()>
#map6 = affine_map<(d0, d1, d2) -> (d1, d2)>
#map7 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map8 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map9 = affine_map<(d0, d1, d2) -> (d2)>
#map10 = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
#map11 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#map12 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
module {
  func.func @torch_minicpm3_eager_static(%arg0: tensor<2x5x32xf32>, %arg1: tensor<2x5xi64>, %arg2: tensor<24x32xf32>, %arg3: tensor<24xf32>, %arg4: tensor<80x24xf32>, %arg5: tensor<24x32xf32>, %arg6: tensor<16xf32>, %arg7: tensor<88x16xf32>, %arg8: tensor<32x40xf32>) -> tensor<2x5x32xf32> {
    %c2_i64 = arith.constant 2 : i64
    %c0_i64 = arith.constant 0 : i64
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 0xFF800000 : f32
    %cst_1 = arith.constant dense<-3.40282347E+38> : tensor<f32>
    %cst_2 = arith.constant 0.22360679774997896 : f64
    %cst_3 = arith.constant 9.9999999999999995E-7 : f64
    %cst_4 = arith.constant dense_resource<torch_tensor_4_torch.float32> : tensor<4xf32>
    %cst_5 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_6 = arith.constant 2.400000e+01 : f32
    %cst_7 = arith.constant 1.600000e+01 : f32
    %0 = tensor.empty() : tensor<5xi64>
    %1 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<5xi64>) {
    ^bb0(%out: i64):
      %90 = linalg.index 0 : index
      %91 = arith.index_cast %90 : index to i64
      linalg.yield %91 : i64
    } -> tensor<5xi64>
    %expanded = tensor.expand_shape %1 [[0, 1, 2, 3]] output_shape [1, 1, 5, 1] : tensor<5xi64> into tensor<1x1x5x1xi64>
    %expanded_8 = tensor.expand_shape %1 [[0, 1, 2, 3]] output_shape [1, 1, 1, 5] : tensor<5xi64> into tensor<1x1x1x5xi64>
    %2 = tensor.empty() : tensor<1x1x5x5xi1>
    %3 = linalg.generic {indexing_maps = [#map1, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_8, %expanded : tensor<1x1x1x5xi64>, tensor<1x1x5x1xi64>) outs(%2 : tensor<1x1x5x5xi1>) {
    ^bb0(%in: i64, %in_53: i64, %out: i1):
      %90 = arith.cmpi sle, %in, %in_53 : i64
      linalg.yield %90 : i1
    } -> tensor<1x1x5x5xi1>
    %4 = tensor.empty() : tensor<2x1x5x5xi1>
    %collapsed = tensor.collapse_shape %3 [[0, 1], [2], [3]] : tensor<1x1x5x5xi1> into tensor<1x5x5xi1>
    %5 = linalg.generic {indexing_maps = [#map4, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed : tensor<1x5x5xi1>) outs(%4 : tensor<2x1x5x5xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<2x1x5x5xi1>
    %6 = tensor.empty() : tensor<2x1x5x5xf32>
    %7 = linalg.generic {indexing_maps = [#map3, #map5, #map5, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%5, %cst_5, %cst_1 : tensor<2x1x5x5xi1>, tensor<f32>, tensor<f32>) outs(%6 : tensor<2x1x5x5xf32>) {
    ^bb0(%in: i1, %in_53: f32, %in_54: f32, %out: f32):
      %90 = arith.select %in, %in_53, %in_54 : f32
      linalg.yield %90 : f32
    } -> tensor<2x1x5x5xf32>
    %8 = tensor.empty() : tensor<2x4x1xf32>
    %expanded_9 = tensor.expand_shape %cst_4 [[0, 1]] output_shape [4, 1] : tensor<4xf32> into tensor<4x1xf32>
    %9 = linalg.generic {indexing_maps = [#map6, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_9 : tensor<4x1xf32>) outs(%8 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x1xf32>
    %expanded_10 = tensor.expand_shape %arg1 [[0], [1, 2]] output_shape [2, 1, 5] : tensor<2x5xi64> into tensor<2x1x5xi64>
    %10 = tensor.empty() : tensor<2x1x5xf32>
    %11 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_10 : tensor<2x1x5xi64>) outs(%10 : tensor<2x1x5xf32>) {
    ^bb0(%in: i64, %out: f32):
      %90 = arith.sitofp %in : i64 to f32
      linalg.yield %90 : f32
    } -> tensor<2x1x5xf32>
    %12 = tensor.empty() : tensor<2x4x5xf32>
    %13 = linalg.fill ins(%cst : f32) outs(%12 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %14 = linalg.batch_matmul ins(%9, %11 : tensor<2x4x1xf32>, tensor<2x1x5xf32>) outs(%13 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %15 = tensor.empty() : tensor<2x5x4xf32>
    %transposed = linalg.transpose ins(%14 : tensor<2x4x5xf32>) outs(%15 : tensor<2x5x4xf32>) permutation = [0, 2, 1]
    %concat = tensor.concat dim(2) %transposed, %transposed : (tensor<2x5x4xf32>, tensor<2x5x4xf32>) -> tensor<2x5x8xf32>
    %16 = tensor.empty() : tensor<2x5x8xf32>
    %17 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat : tensor<2x5x8xf32>) outs(%16 : tensor<2x5x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = math.cos %in : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x8xf32>
    %18 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat : tensor<2x5x8xf32>) outs(%16 : tensor<2x5x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = math.sin %in : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x8xf32>
    %19 = tensor.empty() : tensor<32x24xf32>
    %transposed_11 = linalg.transpose ins(%arg2 : tensor<24x32xf32>) outs(%19 : tensor<32x24xf32>) permutation = [1, 0]
    %collapsed_12 = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<2x5x32xf32> into tensor<10x32xf32>
    %20 = tensor.empty() : tensor<10x24xf32>
    %21 = linalg.fill ins(%cst : f32) outs(%20 : tensor<10x24xf32>) -> tensor<10x24xf32>
    %22 = linalg.matmul ins(%collapsed_12, %transposed_11 : tensor<10x32xf32>, tensor<32x24xf32>) outs(%21 : tensor<10x24xf32>) -> tensor<10x24xf32>
    %expanded_13 = tensor.expand_shape %22 [[0, 1], [2]] output_shape [2, 5, 24] : tensor<10x24xf32> into tensor<2x5x24xf32>
    %23 = tensor.empty() : tensor<2x5x24xf32>
    %24 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_13 : tensor<2x5x24xf32>) outs(%23 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %90 : f32
    } -> tensor<2x5x24xf32>
    %25 = tensor.empty() : tensor<2x5x1xf32>
    %26 = linalg.fill ins(%cst : f32) outs(%25 : tensor<2x5x1xf32>) -> tensor<2x5x1xf32>
    %27 = linalg.generic {indexing_maps = [#map7, #map8], iterator_types = ["parallel", "parallel", "reduction"]} ins(%24 : tensor<2x5x24xf32>) outs(%26 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.addf %in, %out : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x1xf32>
    %28 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%27 : tensor<2x5x1xf32>) outs(%25 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.divf %in, %cst_6 : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x1xf32>
    %29 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%28 : tensor<2x5x1xf32>) outs(%25 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.truncf %cst_3 : f64 to f32
      %91 = arith.addf %in, %90 : f32
      linalg.yield %91 : f32
    } -> tensor<2x5x1xf32>
    %30 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%29 : tensor<2x5x1xf32>) outs(%25 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = math.rsqrt %in : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x1xf32>
    %31 = linalg.generic {indexing_maps = [#map7, #map8, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_13, %30 : tensor<2x5x24xf32>, tensor<2x5x1xf32>) outs(%23 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %90 = arith.mulf %in, %in_53 : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x24xf32>
    %32 = linalg.generic {indexing_maps = [#map9, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg3, %31 : tensor<24xf32>, tensor<2x5x24xf32>) outs(%23 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %90 = arith.mulf %in, %in_53 : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x24xf32>
    %33 = tensor.empty() : tensor<24x80xf32>
    %transposed_14 = linalg.transpose ins(%arg4 : tensor<80x24xf32>) outs(%33 : tensor<24x80xf32>) permutation = [1, 0]
    %collapsed_15 = tensor.collapse_shape %32 [[0, 1], [2]] : tensor<2x5x24xf32> into tensor<10x24xf32>
    %34 = tensor.empty() : tensor<10x80xf32>
    %35 = linalg.fill ins(%cst : f32) outs(%34 : tensor<10x80xf32>) -> tensor<10x80xf32>
    %36 = linalg.matmul ins(%collapsed_15, %transposed_14 : tensor<10x24xf32>, tensor<24x80xf32>) outs(%35 : tensor<10x80xf32>) -> tensor<10x80xf32>
    %expanded_16 = tensor.expand_shape %36 [[0, 1], [2, 3]] output_shape [2, 5, 4, 20] : tensor<10x80xf32> into tensor<2x5x4x20xf32>
    %37 = tensor.empty() : tensor<2x4x5x20xf32>
    %transposed_17 = linalg.transpose ins(%expanded_16 : tensor<2x5x4x20xf32>) outs(%37 : tensor<2x4x5x20xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice = tensor.extract_slice %transposed_17[0, 0, 0, 0] [2, 4, 5, 12] [1, 1, 1, 1] : tensor<2x4x5x20xf32> to tensor<2x4x5x12xf32>
    %extracted_slice_18 = tensor.extract_slice %transposed_17[0, 0, 0, 12] [2, 4, 5, 8] [1, 1, 1, 1] : tensor<2x4x5x20xf32> to tensor<2x4x5x8xf32>
    %transposed_19 = linalg.transpose ins(%arg5 : tensor<24x32xf32>) outs(%19 : tensor<32x24xf32>) permutation = [1, 0]
    %38 = linalg.matmul ins(%collapsed_12, %transposed_19 : tensor<10x32xf32>, tensor<32x24xf32>) outs(%21 : tensor<10x24xf32>) -> tensor<10x24xf32>
    %expanded_20 = tensor.expand_shape %38 [[0, 1], [2]] output_shape [2, 5, 24] : tensor<10x24xf32> into tensor<2x5x24xf32>
    %extracted_slice_21 = tensor.extract_slice %expanded_20[0, 0, 0] [2, 5, 16] [1, 1, 1] : tensor<2x5x24xf32> to tensor<2x5x16xf32>
    %extracted_slice_22 = tensor.extract_slice %expanded_20[0, 0, 16] [2, 5, 8] [1, 1, 1] : tensor<2x5x24xf32> to tensor<2x5x8xf32>
    %39 = tensor.empty() : tensor<2x5x16xf32>
    %40 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_21 : tensor<2x5x16xf32>) outs(%39 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %90 : f32
    } -> tensor<2x5x16xf32>
    %41 = linalg.generic {indexing_maps = [#map7, #map8], iterator_types = ["parallel", "parallel", "reduction"]} ins(%40 : tensor<2x5x16xf32>) outs(%26 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.addf %in, %out : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x1xf32>
    %42 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%41 : tensor<2x5x1xf32>) outs(%25 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.divf %in, %cst_7 : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x1xf32>
    %43 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%42 : tensor<2x5x1xf32>) outs(%25 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.truncf %cst_3 : f64 to f32
      %91 = arith.addf %in, %90 : f32
      linalg.yield %91 : f32
    } -> tensor<2x5x1xf32>
    %44 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%43 : tensor<2x5x1xf32>) outs(%25 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = math.rsqrt %in : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x1xf32>
    %45 = linalg.generic {indexing_maps = [#map7, #map8, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_21, %44 : tensor<2x5x16xf32>, tensor<2x5x1xf32>) outs(%39 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %90 = arith.mulf %in, %in_53 : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x16xf32>
    %46 = linalg.generic {indexing_maps = [#map9, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg6, %45 : tensor<16xf32>, tensor<2x5x16xf32>) outs(%39 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %90 = arith.mulf %in, %in_53 : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x16xf32>
    %expanded_23 = tensor.expand_shape %extracted_slice_22 [[0], [1, 2], [3]] output_shape [2, 1, 5, 8] : tensor<2x5x8xf32> into tensor<2x1x5x8xf32>
    %expanded_24 = tensor.expand_shape %17 [[0], [1, 2], [3]] output_shape [2, 1, 5, 8] : tensor<2x5x8xf32> into tensor<2x1x5x8xf32>
    %expanded_25 = tensor.expand_shape %18 [[0], [1, 2], [3]] output_shape [2, 1, 5, 8] : tensor<2x5x8xf32> into tensor<2x1x5x8xf32>
    %47 = tensor.empty() : tensor<2x4x5x8xf32>
    %48 = linalg.generic {indexing_maps = [#map3, #map10, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_18, %expanded_24 : tensor<2x4x5x8xf32>, tensor<2x1x5x8xf32>) outs(%47 : tensor<2x4x5x8xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %90 = arith.mulf %in, %in_53 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x8xf32>
    %extracted_slice_26 = tensor.extract_slice %extracted_slice_18[0, 0, 0, 0] [2, 4, 5, 4] [1, 1, 1, 1] : tensor<2x4x5x8xf32> to tensor<2x4x5x4xf32>
    %extracted_slice_27 = tensor.extract_slice %extracted_slice_18[0, 0, 0, 4] [2, 4, 5, 4] [1, 1, 1, 1] : tensor<2x4x5x8xf32> to tensor<2x4x5x4xf32>
    %49 = tensor.empty() : tensor<2x4x5x4xf32>
    %50 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_27 : tensor<2x4x5x4xf32>) outs(%49 : tensor<2x4x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.negf %in : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x4xf32>
    %concat_28 = tensor.concat dim(3) %50, %extracted_slice_26 : (tensor<2x4x5x4xf32>, tensor<2x4x5x4xf32>) -> tensor<2x4x5x8xf32>
    %51 = linalg.generic {indexing_maps = [#map3, #map10, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_28, %expanded_25 : tensor<2x4x5x8xf32>, tensor<2x1x5x8xf32>) outs(%47 : tensor<2x4x5x8xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %90 = arith.mulf %in, %in_53 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x8xf32>
    %52 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%48, %51 : tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>) outs(%47 : tensor<2x4x5x8xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %90 = arith.addf %in, %in_53 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x8xf32>
    %53 = tensor.empty() : tensor<2x1x5x8xf32>
    %54 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_23, %expanded_24 : tensor<2x1x5x8xf32>, tensor<2x1x5x8xf32>) outs(%53 : tensor<2x1x5x8xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %90 = arith.mulf %in, %in_53 : f32
      linalg.yield %90 : f32
    } -> tensor<2x1x5x8xf32>
    %extracted_slice_29 = tensor.extract_slice %expanded_23[0, 0, 0, 0] [2, 1, 5, 4] [1, 1, 1, 1] : tensor<2x1x5x8xf32> to tensor<2x1x5x4xf32>
    %extracted_slice_30 = tensor.extract_slice %expanded_23[0, 0, 0, 4] [2, 1, 5, 4] [1, 1, 1, 1] : tensor<2x1x5x8xf32> to tensor<2x1x5x4xf32>
    %55 = tensor.empty() : tensor<2x1x5x4xf32>
    %56 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_30 : tensor<2x1x5x4xf32>) outs(%55 : tensor<2x1x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.negf %in : f32
      linalg.yield %90 : f32
    } -> tensor<2x1x5x4xf32>
    %concat_31 = tensor.concat dim(3) %56, %extracted_slice_29 : (tensor<2x1x5x4xf32>, tensor<2x1x5x4xf32>) -> tensor<2x1x5x8xf32>
    %57 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_31, %expanded_25 : tensor<2x1x5x8xf32>, tensor<2x1x5x8xf32>) outs(%53 : tensor<2x1x5x8xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %90 = arith.mulf %in, %in_53 : f32
      linalg.yield %90 : f32
    } -> tensor<2x1x5x8xf32>
    %58 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%54, %57 : tensor<2x1x5x8xf32>, tensor<2x1x5x8xf32>) outs(%53 : tensor<2x1x5x8xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %90 = arith.addf %in, %in_53 : f32
      linalg.yield %90 : f32
    } -> tensor<2x1x5x8xf32>
    %concat_32 = tensor.concat dim(3) %extracted_slice, %52 : (tensor<2x4x5x12xf32>, tensor<2x4x5x8xf32>) -> tensor<2x4x5x20xf32>
    %59 = tensor.empty() : tensor<16x88xf32>
    %transposed_33 = linalg.transpose ins(%arg7 : tensor<88x16xf32>) outs(%59 : tensor<16x88xf32>) permutation = [1, 0]
    %collapsed_34 = tensor.collapse_shape %46 [[0, 1], [2]] : tensor<2x5x16xf32> into tensor<10x16xf32>
    %60 = tensor.empty() : tensor<10x88xf32>
    %61 = linalg.fill ins(%cst : f32) outs(%60 : tensor<10x88xf32>) -> tensor<10x88xf32>
    %62 = linalg.matmul ins(%collapsed_34, %transposed_33 : tensor<10x16xf32>, tensor<16x88xf32>) outs(%61 : tensor<10x88xf32>) -> tensor<10x88xf32>
    %expanded_35 = tensor.expand_shape %62 [[0, 1], [2, 3]] output_shape [2, 5, 4, 22] : tensor<10x88xf32> into tensor<2x5x4x22xf32>
    %63 = tensor.empty() : tensor<2x4x5x22xf32>
    %transposed_36 = linalg.transpose ins(%expanded_35 : tensor<2x5x4x22xf32>) outs(%63 : tensor<2x4x5x22xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice_37 = tensor.extract_slice %transposed_36[0, 0, 0, 0] [2, 4, 5, 12] [1, 1, 1, 1] : tensor<2x4x5x22xf32> to tensor<2x4x5x12xf32>
    %extracted_slice_38 = tensor.extract_slice %transposed_36[0, 0, 0, 12] [2, 4, 5, 10] [1, 1, 1, 1] : tensor<2x4x5x22xf32> to tensor<2x4x5x10xf32>
    %collapsed_39 = tensor.collapse_shape %58 [[0, 1], [2], [3]] : tensor<2x1x5x8xf32> into tensor<2x5x8xf32>
    %64 = linalg.generic {indexing_maps = [#map11, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_39 : tensor<2x5x8xf32>) outs(%47 : tensor<2x4x5x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x8xf32>
    %inserted_slice = tensor.insert_slice %extracted_slice_37 into %37[0, 0, 0, 0] [2, 4, 5, 12] [1, 1, 1, 1] : tensor<2x4x5x12xf32> into tensor<2x4x5x20xf32>
    %inserted_slice_40 = tensor.insert_slice %64 into %inserted_slice[0, 0, 0, 12] [2, 4, 5, 8] [1, 1, 1, 1] : tensor<2x4x5x8xf32> into tensor<2x4x5x20xf32>
    %collapsed_41 = tensor.collapse_shape %concat_32 [[0, 1], [2], [3]] : tensor<2x4x5x20xf32> into tensor<8x5x20xf32>
    %65 = tensor.empty() : tensor<2x4x20x5xf32>
    %transposed_42 = linalg.transpose ins(%inserted_slice_40 : tensor<2x4x5x20xf32>) outs(%65 : tensor<2x4x20x5xf32>) permutation = [0, 1, 3, 2]
    %collapsed_43 = tensor.collapse_shape %transposed_42 [[0, 1], [2], [3]] : tensor<2x4x20x5xf32> into tensor<8x20x5xf32>
    %66 = tensor.empty() : tensor<8x5x5xf32>
    %67 = linalg.fill ins(%cst : f32) outs(%66 : tensor<8x5x5xf32>) -> tensor<8x5x5xf32>
    %68 = linalg.batch_matmul ins(%collapsed_41, %collapsed_43 : tensor<8x5x20xf32>, tensor<8x20x5xf32>) outs(%67 : tensor<8x5x5xf32>) -> tensor<8x5x5xf32>
    %expanded_44 = tensor.expand_shape %68 [[0, 1], [2], [3]] output_shape [2, 4, 5, 5] : tensor<8x5x5xf32> into tensor<2x4x5x5xf32>
    %69 = tensor.empty() : tensor<2x4x5x5xf32>
    %70 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_44 : tensor<2x4x5x5xf32>) outs(%69 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.truncf %cst_2 : f64 to f32
      %91 = arith.mulf %in, %90 : f32
      linalg.yield %91 : f32
    } -> tensor<2x4x5x5xf32>
    %71 = linalg.generic {indexing_maps = [#map3, #map10, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%70, %7 : tensor<2x4x5x5xf32>, tensor<2x1x5x5xf32>) outs(%69 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %90 = arith.addf %in, %in_53 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x5xf32>
    %72 = tensor.empty() : tensor<2x4x5xi64>
    %73 = linalg.fill ins(%c0_i64 : i64) outs(%72 : tensor<2x4x5xi64>) -> tensor<2x4x5xi64>
    %74 = linalg.fill ins(%cst_0 : f32) outs(%12 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %75:2 = linalg.generic {indexing_maps = [#map3, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%71 : tensor<2x4x5x5xf32>) outs(%74, %73 : tensor<2x4x5xf32>, tensor<2x4x5xi64>) {
    ^bb0(%in: f32, %out: f32, %out_53: i64):
      %90 = linalg.index 3 : index
      %91 = arith.index_cast %90 : index to i64
      %92 = arith.maximumf %in, %out : f32
      %93 = arith.cmpf ogt, %in, %out : f32
      %94 = arith.select %93, %91, %out_53 : i64
      linalg.yield %92, %94 : f32, i64
    } -> (tensor<2x4x5xf32>, tensor<2x4x5xi64>)
    %expanded_45 = tensor.expand_shape %75#0 [[0], [1], [2, 3]] output_shape [2, 4, 5, 1] : tensor<2x4x5xf32> into tensor<2x4x5x1xf32>
    %76 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%71, %expanded_45 : tensor<2x4x5x5xf32>, tensor<2x4x5x1xf32>) outs(%69 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %90 = arith.subf %in, %in_53 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x5xf32>
    %77 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%76 : tensor<2x4x5x5xf32>) outs(%69 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = math.exp %in : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x5xf32>
    %78 = tensor.empty() : tensor<2x4x5x1xf32>
    %79 = linalg.fill ins(%cst : f32) outs(%78 : tensor<2x4x5x1xf32>) -> tensor<2x4x5x1xf32>
    %80 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%77 : tensor<2x4x5x5xf32>) outs(%79 : tensor<2x4x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.addf %in, %out : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x1xf32>
    %81 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%77, %80 : tensor<2x4x5x5xf32>, tensor<2x4x5x1xf32>) outs(%69 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %90 = arith.divf %in, %in_53 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x5xf32>
    %collapsed_46 = tensor.collapse_shape %81 [[0, 1], [2], [3]] : tensor<2x4x5x5xf32> into tensor<8x5x5xf32>
    %collapsed_47 = tensor.collapse_shape %extracted_slice_38 [[0, 1], [2], [3]] : tensor<2x4x5x10xf32> into tensor<8x5x10xf32>
    %82 = tensor.empty() : tensor<8x5x10xf32>
    %83 = linalg.fill ins(%cst : f32) outs(%82 : tensor<8x5x10xf32>) -> tensor<8x5x10xf32>
    %84 = linalg.batch_matmul ins(%collapsed_46, %collapsed_47 : tensor<8x5x5xf32>, tensor<8x5x10xf32>) outs(%83 : tensor<8x5x10xf32>) -> tensor<8x5x10xf32>
    %expanded_48 = tensor.expand_shape %84 [[0, 1], [2], [3]] output_shape [2, 4, 5, 10] : tensor<8x5x10xf32> into tensor<2x4x5x10xf32>
    %85 = tensor.empty() : tensor<2x5x4x10xf32>
    %transposed_49 = linalg.transpose ins(%expanded_48 : tensor<2x4x5x10xf32>) outs(%85 : tensor<2x5x4x10xf32>) permutation = [0, 2, 1, 3]
    %86 = tensor.empty() : tensor<40x32xf32>
    %transposed_50 = linalg.transpose ins(%arg8 : tensor<32x40xf32>) outs(%86 : tensor<40x32xf32>) permutation = [1, 0]
    %collapsed_51 = tensor.collapse_shape %transposed_49 [[0, 1], [2, 3]] : tensor<2x5x4x10xf32> into tensor<10x40xf32>
    %87 = tensor.empty() : tensor<10x32xf32>
    %88 = linalg.fill ins(%cst : f32) outs(%87 : tensor<10x32xf32>) -> tensor<10x32xf32>
    %89 = linalg.matmul ins(%collapsed_51, %transposed_50 : tensor<10x40xf32>, tensor<40x32xf32>) outs(%88 : tensor<10x32xf32>) -> tensor<10x32xf32>
    %expanded_52 = tensor.expand_shape %89 [[0, 1], [2]] output_shape [2, 5, 32] : tensor<10x32xf32> into tensor<2x5x32xf32>
    return %expanded_52 : tensor<2x5x32xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
      torch_tensor_4_torch.float32: "0x040000000000803FCDCCCC3D0AD7233C6F12833A"
    }
  }
#-}
