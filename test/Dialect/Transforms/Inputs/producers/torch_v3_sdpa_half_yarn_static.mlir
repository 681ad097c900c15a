// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_torch.py; see README.md.

#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1, d2, d3) -> (d0, d1, 0, d3)>
#map2 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map3 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map4 = affine_map<(d0, d1, d2, d3) -> (d1, d2, d3)>
#map5 = affine_map<(d0, d1, d2) -> (d1, d2)>
#map6 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map7 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map8 = affine_map<(d0, d1, d2) -> (d2)>
#map9 = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
#map10 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#map11 = affine_map<(d0, d1, d2, d3) -> ()>
#map12 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
module {
  func.func @torch_v3_sdpa_half_yarn_static(%arg0: tensor<2x5x32xf32>, %arg1: tensor<2x5xi64>, %arg2: tensor<80x32xf32>, %arg3: tensor<24x32xf32>, %arg4: tensor<16xf32>, %arg5: tensor<88x16xf32>, %arg6: tensor<32x40xf32>) -> tensor<2x5x32xf32> {
    %c2_i64 = arith.constant 2 : i64
    %c0_i64 = arith.constant 0 : i64
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 0xFF800000 : f32
    %false = arith.constant false
    %cst_1 = arith.constant dense<0.000000e+00> : tensor<2x4x5x5xf32>
    %cst_2 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_3 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_4 = arith.constant 0.51921735027977545 : f64
    %cst_5 = arith.constant 0xFFF0000000000000 : f64
    %cst_6 = arith.constant 9.9999999999999995E-7 : f64
    %cst_7 = arith.constant dense_resource<torch_tensor_4_torch.float32> : tensor<4xf32>
    %cst_8 = arith.constant 1.600000e+01 : f32
    %0 = tensor.empty() : tensor<5xi64>
    %1 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<5xi64>) {
    ^bb0(%out: i64):
      %90 = linalg.index 0 : index
      %91 = arith.index_cast %90 : index to i64
      linalg.yield %91 : i64
    } -> tensor<5xi64>
    %expanded = tensor.expand_shape %1 [[0, 1, 2, 3]] output_shape [1, 1, 5, 1] : tensor<5xi64> into tensor<1x1x5x1xi64>
    %expanded_9 = tensor.expand_shape %1 [[0, 1, 2, 3]] output_shape [1, 1, 1, 5] : tensor<5xi64> into tensor<1x1x1x5xi64>
    %2 = tensor.empty() : tensor<1x1x5x5xi1>
    %3 = linalg.generic {indexing_maps = [#map1, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_9, %expanded : tensor<1x1x1x5xi64>, tensor<1x1x5x1xi64>) outs(%2 : tensor<1x1x5x5xi1>) {
    ^bb0(%in: i64, %in_51: i64, %out: i1):
      %90 = arith.cmpi sle, %in, %in_51 : i64
      linalg.yield %90 : i1
    } -> tensor<1x1x5x5xi1>
    %4 = tensor.empty() : tensor<2x1x5x5xi1>
    %collapsed = tensor.collapse_shape %3 [[0, 1], [2], [3]] : tensor<1x1x5x5xi1> into tensor<1x5x5xi1>
    %5 = linalg.generic {indexing_maps = [#map4, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed : tensor<1x5x5xi1>) outs(%4 : tensor<2x1x5x5xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<2x1x5x5xi1>
    %6 = tensor.empty() : tensor<2x4x1xf32>
    %expanded_10 = tensor.expand_shape %cst_7 [[0, 1]] output_shape [4, 1] : tensor<4xf32> into tensor<4x1xf32>
    %7 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_10 : tensor<4x1xf32>) outs(%6 : tensor<2x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x1xf32>
    %expanded_11 = tensor.expand_shape %arg1 [[0], [1, 2]] output_shape [2, 1, 5] : tensor<2x5xi64> into tensor<2x1x5xi64>
    %8 = tensor.empty() : tensor<2x1x5xf32>
    %9 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_11 : tensor<2x1x5xi64>) outs(%8 : tensor<2x1x5xf32>) {
    ^bb0(%in: i64, %out: f32):
      %90 = arith.sitofp %in : i64 to f32
      linalg.yield %90 : f32
    } -> tensor<2x1x5xf32>
    %10 = tensor.empty() : tensor<2x4x5xf32>
    %11 = linalg.fill ins(%cst : f32) outs(%10 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %12 = linalg.batch_matmul ins(%7, %9 : tensor<2x4x1xf32>, tensor<2x1x5xf32>) outs(%11 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %13 = tensor.empty() : tensor<2x5x4xf32>
    %transposed = linalg.transpose ins(%12 : tensor<2x4x5xf32>) outs(%13 : tensor<2x5x4xf32>) permutation = [0, 2, 1]
    %concat = tensor.concat dim(2) %transposed, %transposed : (tensor<2x5x4xf32>, tensor<2x5x4xf32>) -> tensor<2x5x8xf32>
    %14 = tensor.empty() : tensor<2x5x8xf32>
    %15 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat : tensor<2x5x8xf32>) outs(%14 : tensor<2x5x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = math.cos %in : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x8xf32>
    %16 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat : tensor<2x5x8xf32>) outs(%14 : tensor<2x5x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = math.sin %in : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x8xf32>
    %17 = tensor.empty() : tensor<32x80xf32>
    %transposed_12 = linalg.transpose ins(%arg2 : tensor<80x32xf32>) outs(%17 : tensor<32x80xf32>) permutation = [1, 0]
    %collapsed_13 = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<2x5x32xf32> into tensor<10x32xf32>
    %18 = tensor.empty() : tensor<10x80xf32>
    %19 = linalg.fill ins(%cst : f32) outs(%18 : tensor<10x80xf32>) -> tensor<10x80xf32>
    %20 = linalg.matmul ins(%collapsed_13, %transposed_12 : tensor<10x32xf32>, tensor<32x80xf32>) outs(%19 : tensor<10x80xf32>) -> tensor<10x80xf32>
    %expanded_14 = tensor.expand_shape %20 [[0, 1], [2, 3]] output_shape [2, 5, 4, 20] : tensor<10x80xf32> into tensor<2x5x4x20xf32>
    %21 = tensor.empty() : tensor<2x4x5x20xf32>
    %transposed_15 = linalg.transpose ins(%expanded_14 : tensor<2x5x4x20xf32>) outs(%21 : tensor<2x4x5x20xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice = tensor.extract_slice %transposed_15[0, 0, 0, 0] [2, 4, 5, 12] [1, 1, 1, 1] : tensor<2x4x5x20xf32> to tensor<2x4x5x12xf32>
    %extracted_slice_16 = tensor.extract_slice %transposed_15[0, 0, 0, 12] [2, 4, 5, 8] [1, 1, 1, 1] : tensor<2x4x5x20xf32> to tensor<2x4x5x8xf32>
    %22 = tensor.empty() : tensor<32x24xf32>
    %transposed_17 = linalg.transpose ins(%arg3 : tensor<24x32xf32>) outs(%22 : tensor<32x24xf32>) permutation = [1, 0]
    %23 = tensor.empty() : tensor<10x24xf32>
    %24 = linalg.fill ins(%cst : f32) outs(%23 : tensor<10x24xf32>) -> tensor<10x24xf32>
    %25 = linalg.matmul ins(%collapsed_13, %transposed_17 : tensor<10x32xf32>, tensor<32x24xf32>) outs(%24 : tensor<10x24xf32>) -> tensor<10x24xf32>
    %expanded_18 = tensor.expand_shape %25 [[0, 1], [2]] output_shape [2, 5, 24] : tensor<10x24xf32> into tensor<2x5x24xf32>
    %extracted_slice_19 = tensor.extract_slice %expanded_18[0, 0, 0] [2, 5, 16] [1, 1, 1] : tensor<2x5x24xf32> to tensor<2x5x16xf32>
    %extracted_slice_20 = tensor.extract_slice %expanded_18[0, 0, 16] [2, 5, 8] [1, 1, 1] : tensor<2x5x24xf32> to tensor<2x5x8xf32>
    %26 = tensor.empty() : tensor<2x5x16xf32>
    %27 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_19 : tensor<2x5x16xf32>) outs(%26 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %90 : f32
    } -> tensor<2x5x16xf32>
    %28 = tensor.empty() : tensor<2x5x1xf32>
    %29 = linalg.fill ins(%cst : f32) outs(%28 : tensor<2x5x1xf32>) -> tensor<2x5x1xf32>
    %30 = linalg.generic {indexing_maps = [#map6, #map7], iterator_types = ["parallel", "parallel", "reduction"]} ins(%27 : tensor<2x5x16xf32>) outs(%29 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.addf %in, %out : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x1xf32>
    %31 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%30 : tensor<2x5x1xf32>) outs(%28 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.divf %in, %cst_8 : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x1xf32>
    %32 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%31 : tensor<2x5x1xf32>) outs(%28 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.truncf %cst_6 : f64 to f32
      %91 = arith.addf %in, %90 : f32
      linalg.yield %91 : f32
    } -> tensor<2x5x1xf32>
    %33 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%32 : tensor<2x5x1xf32>) outs(%28 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = math.rsqrt %in : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x1xf32>
    %34 = linalg.generic {indexing_maps = [#map6, #map7, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_19, %33 : tensor<2x5x16xf32>, tensor<2x5x1xf32>) outs(%26 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %90 = arith.mulf %in, %in_51 : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x16xf32>
    %35 = linalg.generic {indexing_maps = [#map8, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg4, %34 : tensor<16xf32>, tensor<2x5x16xf32>) outs(%26 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %90 = arith.mulf %in, %in_51 : f32
      linalg.yield %90 : f32
    } -> tensor<2x5x16xf32>
    %expanded_21 = tensor.expand_shape %extracted_slice_20 [[0], [1, 2], [3]] output_shape [2, 1, 5, 8] : tensor<2x5x8xf32> into tensor<2x1x5x8xf32>
    %expanded_22 = tensor.expand_shape %15 [[0], [1, 2], [3]] output_shape [2, 1, 5, 8] : tensor<2x5x8xf32> into tensor<2x1x5x8xf32>
    %expanded_23 = tensor.expand_shape %16 [[0], [1, 2], [3]] output_shape [2, 1, 5, 8] : tensor<2x5x8xf32> into tensor<2x1x5x8xf32>
    %36 = tensor.empty() : tensor<2x4x5x8xf32>
    %37 = linalg.generic {indexing_maps = [#map3, #map9, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_16, %expanded_22 : tensor<2x4x5x8xf32>, tensor<2x1x5x8xf32>) outs(%36 : tensor<2x4x5x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %90 = arith.mulf %in, %in_51 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x8xf32>
    %extracted_slice_24 = tensor.extract_slice %extracted_slice_16[0, 0, 0, 0] [2, 4, 5, 4] [1, 1, 1, 1] : tensor<2x4x5x8xf32> to tensor<2x4x5x4xf32>
    %extracted_slice_25 = tensor.extract_slice %extracted_slice_16[0, 0, 0, 4] [2, 4, 5, 4] [1, 1, 1, 1] : tensor<2x4x5x8xf32> to tensor<2x4x5x4xf32>
    %38 = tensor.empty() : tensor<2x4x5x4xf32>
    %39 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_25 : tensor<2x4x5x4xf32>) outs(%38 : tensor<2x4x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.negf %in : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x4xf32>
    %concat_26 = tensor.concat dim(3) %39, %extracted_slice_24 : (tensor<2x4x5x4xf32>, tensor<2x4x5x4xf32>) -> tensor<2x4x5x8xf32>
    %40 = linalg.generic {indexing_maps = [#map3, #map9, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_26, %expanded_23 : tensor<2x4x5x8xf32>, tensor<2x1x5x8xf32>) outs(%36 : tensor<2x4x5x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %90 = arith.mulf %in, %in_51 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x8xf32>
    %41 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%37, %40 : tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>) outs(%36 : tensor<2x4x5x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %90 = arith.addf %in, %in_51 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x8xf32>
    %42 = tensor.empty() : tensor<2x1x5x8xf32>
    %43 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_21, %expanded_22 : tensor<2x1x5x8xf32>, tensor<2x1x5x8xf32>) outs(%42 : tensor<2x1x5x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %90 = arith.mulf %in, %in_51 : f32
      linalg.yield %90 : f32
    } -> tensor<2x1x5x8xf32>
    %extracted_slice_27 = tensor.extract_slice %expanded_21[0, 0, 0, 0] [2, 1, 5, 4] [1, 1, 1, 1] : tensor<2x1x5x8xf32> to tensor<2x1x5x4xf32>
    %extracted_slice_28 = tensor.extract_slice %expanded_21[0, 0, 0, 4] [2, 1, 5, 4] [1, 1, 1, 1] : tensor<2x1x5x8xf32> to tensor<2x1x5x4xf32>
    %44 = tensor.empty() : tensor<2x1x5x4xf32>
    %45 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_28 : tensor<2x1x5x4xf32>) outs(%44 : tensor<2x1x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.negf %in : f32
      linalg.yield %90 : f32
    } -> tensor<2x1x5x4xf32>
    %concat_29 = tensor.concat dim(3) %45, %extracted_slice_27 : (tensor<2x1x5x4xf32>, tensor<2x1x5x4xf32>) -> tensor<2x1x5x8xf32>
    %46 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_29, %expanded_23 : tensor<2x1x5x8xf32>, tensor<2x1x5x8xf32>) outs(%42 : tensor<2x1x5x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %90 = arith.mulf %in, %in_51 : f32
      linalg.yield %90 : f32
    } -> tensor<2x1x5x8xf32>
    %47 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%43, %46 : tensor<2x1x5x8xf32>, tensor<2x1x5x8xf32>) outs(%42 : tensor<2x1x5x8xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %90 = arith.addf %in, %in_51 : f32
      linalg.yield %90 : f32
    } -> tensor<2x1x5x8xf32>
    %concat_30 = tensor.concat dim(3) %extracted_slice, %41 : (tensor<2x4x5x12xf32>, tensor<2x4x5x8xf32>) -> tensor<2x4x5x20xf32>
    %48 = tensor.empty() : tensor<16x88xf32>
    %transposed_31 = linalg.transpose ins(%arg5 : tensor<88x16xf32>) outs(%48 : tensor<16x88xf32>) permutation = [1, 0]
    %collapsed_32 = tensor.collapse_shape %35 [[0, 1], [2]] : tensor<2x5x16xf32> into tensor<10x16xf32>
    %49 = tensor.empty() : tensor<10x88xf32>
    %50 = linalg.fill ins(%cst : f32) outs(%49 : tensor<10x88xf32>) -> tensor<10x88xf32>
    %51 = linalg.matmul ins(%collapsed_32, %transposed_31 : tensor<10x16xf32>, tensor<16x88xf32>) outs(%50 : tensor<10x88xf32>) -> tensor<10x88xf32>
    %expanded_33 = tensor.expand_shape %51 [[0, 1], [2, 3]] output_shape [2, 5, 4, 22] : tensor<10x88xf32> into tensor<2x5x4x22xf32>
    %52 = tensor.empty() : tensor<2x4x5x22xf32>
    %transposed_34 = linalg.transpose ins(%expanded_33 : tensor<2x5x4x22xf32>) outs(%52 : tensor<2x4x5x22xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice_35 = tensor.extract_slice %transposed_34[0, 0, 0, 0] [2, 4, 5, 12] [1, 1, 1, 1] : tensor<2x4x5x22xf32> to tensor<2x4x5x12xf32>
    %extracted_slice_36 = tensor.extract_slice %transposed_34[0, 0, 0, 12] [2, 4, 5, 10] [1, 1, 1, 1] : tensor<2x4x5x22xf32> to tensor<2x4x5x10xf32>
    %collapsed_37 = tensor.collapse_shape %47 [[0, 1], [2], [3]] : tensor<2x1x5x8xf32> into tensor<2x5x8xf32>
    %53 = linalg.generic {indexing_maps = [#map10, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_37 : tensor<2x5x8xf32>) outs(%36 : tensor<2x4x5x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x8xf32>
    %inserted_slice = tensor.insert_slice %extracted_slice_35 into %21[0, 0, 0, 0] [2, 4, 5, 12] [1, 1, 1, 1] : tensor<2x4x5x12xf32> into tensor<2x4x5x20xf32>
    %inserted_slice_38 = tensor.insert_slice %53 into %inserted_slice[0, 0, 0, 12] [2, 4, 5, 8] [1, 1, 1, 1] : tensor<2x4x5x8xf32> into tensor<2x4x5x20xf32>
    %54 = tensor.empty() : tensor<2x1x5x5xf32>
    %55 = linalg.generic {indexing_maps = [#map3, #map11, #map11, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%5, %cst_2, %cst_3 : tensor<2x1x5x5xi1>, tensor<f32>, tensor<f32>) outs(%54 : tensor<2x1x5x5xf32>) {
    ^bb0(%in: i1, %in_51: f32, %in_52: f32, %out: f32):
      %90 = arith.select %in, %in_51, %in_52 : f32
      linalg.yield %90 : f32
    } -> tensor<2x1x5x5xf32>
    %56 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_30 : tensor<2x4x5x20xf32>) outs(%21 : tensor<2x4x5x20xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.truncf %cst_4 : f64 to f32
      %91 = arith.mulf %in, %90 : f32
      linalg.yield %91 : f32
    } -> tensor<2x4x5x20xf32>
    %57 = tensor.empty() : tensor<2x4x20x5xf32>
    %transposed_39 = linalg.transpose ins(%inserted_slice_38 : tensor<2x4x5x20xf32>) outs(%57 : tensor<2x4x20x5xf32>) permutation = [0, 1, 3, 2]
    %58 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_39 : tensor<2x4x20x5xf32>) outs(%57 : tensor<2x4x20x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.truncf %cst_4 : f64 to f32
      %91 = arith.mulf %in, %90 : f32
      linalg.yield %91 : f32
    } -> tensor<2x4x20x5xf32>
    %collapsed_40 = tensor.collapse_shape %56 [[0, 1], [2], [3]] : tensor<2x4x5x20xf32> into tensor<8x5x20xf32>
    %collapsed_41 = tensor.collapse_shape %58 [[0, 1], [2], [3]] : tensor<2x4x20x5xf32> into tensor<8x20x5xf32>
    %59 = tensor.empty() : tensor<8x5x5xf32>
    %60 = linalg.fill ins(%cst : f32) outs(%59 : tensor<8x5x5xf32>) -> tensor<8x5x5xf32>
    %61 = linalg.batch_matmul ins(%collapsed_40, %collapsed_41 : tensor<8x5x20xf32>, tensor<8x20x5xf32>) outs(%60 : tensor<8x5x5xf32>) -> tensor<8x5x5xf32>
    %expanded_42 = tensor.expand_shape %61 [[0, 1], [2], [3]] output_shape [2, 4, 5, 5] : tensor<8x5x5xf32> into tensor<2x4x5x5xf32>
    %62 = tensor.empty() : tensor<2x4x5x5xf32>
    %63 = linalg.generic {indexing_maps = [#map3, #map9, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_42, %55 : tensor<2x4x5x5xf32>, tensor<2x1x5x5xf32>) outs(%62 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %90 = arith.addf %in, %in_51 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x5xf32>
    %64 = tensor.empty() : tensor<2x4x5xi64>
    %65 = linalg.fill ins(%c0_i64 : i64) outs(%64 : tensor<2x4x5xi64>) -> tensor<2x4x5xi64>
    %66 = linalg.fill ins(%cst_0 : f32) outs(%10 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %67:2 = linalg.generic {indexing_maps = [#map3, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%63 : tensor<2x4x5x5xf32>) outs(%66, %65 : tensor<2x4x5xf32>, tensor<2x4x5xi64>) {
    ^bb0(%in: f32, %out: f32, %out_51: i64):
      %90 = linalg.index 3 : index
      %91 = arith.index_cast %90 : index to i64
      %92 = arith.maximumf %in, %out : f32
      %93 = arith.cmpf ogt, %in, %out : f32
      %94 = arith.select %93, %91, %out_51 : i64
      linalg.yield %92, %94 : f32, i64
    } -> (tensor<2x4x5xf32>, tensor<2x4x5xi64>)
    %expanded_43 = tensor.expand_shape %67#0 [[0], [1], [2, 3]] output_shape [2, 4, 5, 1] : tensor<2x4x5xf32> into tensor<2x4x5x1xf32>
    %68 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%63, %expanded_43 : tensor<2x4x5x5xf32>, tensor<2x4x5x1xf32>) outs(%62 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %90 = arith.subf %in, %in_51 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x5xf32>
    %69 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%68 : tensor<2x4x5x5xf32>) outs(%62 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = math.exp %in : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x5xf32>
    %70 = tensor.empty() : tensor<2x4x5x1xf32>
    %71 = linalg.fill ins(%cst : f32) outs(%70 : tensor<2x4x5x1xf32>) -> tensor<2x4x5x1xf32>
    %72 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%69 : tensor<2x4x5x5xf32>) outs(%71 : tensor<2x4x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %90 = arith.addf %in, %out : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x1xf32>
    %73 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%69, %72 : tensor<2x4x5x5xf32>, tensor<2x4x5x1xf32>) outs(%62 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_51: f32, %out: f32):
      %90 = arith.divf %in, %in_51 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x5xf32>
    %74 = tensor.empty() : tensor<2x4x5x5xi1>
    %75 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%63 : tensor<2x4x5x5xf32>) outs(%74 : tensor<2x4x5x5xi1>) {
    ^bb0(%in: f32, %out: i1):
      %90 = arith.extf %in : f32 to f64
      %91 = arith.cmpf oeq, %90, %cst_5 : f64
      linalg.yield %91 : i1
    } -> tensor<2x4x5x5xi1>
    %76 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%75 : tensor<2x4x5x5xi1>) outs(%74 : tensor<2x4x5x5xi1>) {
    ^bb0(%in: i1, %out: i1):
      %90 = arith.cmpi eq, %in, %false : i1
      linalg.yield %90 : i1
    } -> tensor<2x4x5x5xi1>
    %77 = tensor.empty() : tensor<2x4x5x1xi1>
    %78 = linalg.fill ins(%false : i1) outs(%77 : tensor<2x4x5x1xi1>) -> tensor<2x4x5x1xi1>
    %79 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%76 : tensor<2x4x5x5xi1>) outs(%78 : tensor<2x4x5x1xi1>) {
    ^bb0(%in: i1, %out: i1):
      %90 = arith.ori %in, %out : i1
      linalg.yield %90 : i1
    } -> tensor<2x4x5x1xi1>
    %80 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%79 : tensor<2x4x5x1xi1>) outs(%77 : tensor<2x4x5x1xi1>) {
    ^bb0(%in: i1, %out: i1):
      %90 = arith.cmpi eq, %in, %false : i1
      linalg.yield %90 : i1
    } -> tensor<2x4x5x1xi1>
    %81 = linalg.generic {indexing_maps = [#map2, #map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%80, %cst_1, %73 : tensor<2x4x5x1xi1>, tensor<2x4x5x5xf32>, tensor<2x4x5x5xf32>) outs(%62 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: i1, %in_51: f32, %in_52: f32, %out: f32):
      %90 = arith.select %in, %in_51, %in_52 : f32
      linalg.yield %90 : f32
    } -> tensor<2x4x5x5xf32>
    %collapsed_44 = tensor.collapse_shape %81 [[0, 1], [2], [3]] : tensor<2x4x5x5xf32> into tensor<8x5x5xf32>
    %collapsed_45 = tensor.collapse_shape %extracted_slice_36 [[0, 1], [2], [3]] : tensor<2x4x5x10xf32> into tensor<8x5x10xf32>
    %82 = tensor.empty() : tensor<8x5x10xf32>
    %83 = linalg.fill ins(%cst : f32) outs(%82 : tensor<8x5x10xf32>) -> tensor<8x5x10xf32>
    %84 = linalg.batch_matmul ins(%collapsed_44, %collapsed_45 : tensor<8x5x5xf32>, tensor<8x5x10xf32>) outs(%83 : tensor<8x5x10xf32>) -> tensor<8x5x10xf32>
    %expanded_46 = tensor.expand_shape %84 [[0, 1], [2], [3]] output_shape [2, 4, 5, 10] : tensor<8x5x10xf32> into tensor<2x4x5x10xf32>
    %85 = tensor.empty() : tensor<2x5x4x10xf32>
    %transposed_47 = linalg.transpose ins(%expanded_46 : tensor<2x4x5x10xf32>) outs(%85 : tensor<2x5x4x10xf32>) permutation = [0, 2, 1, 3]
    %86 = tensor.empty() : tensor<40x32xf32>
    %transposed_48 = linalg.transpose ins(%arg6 : tensor<32x40xf32>) outs(%86 : tensor<40x32xf32>) permutation = [1, 0]
    %collapsed_49 = tensor.collapse_shape %transposed_47 [[0, 1], [2, 3]] : tensor<2x5x4x10xf32> into tensor<10x40xf32>
    %87 = tensor.empty() : tensor<10x32xf32>
    %88 = linalg.fill ins(%cst : f32) outs(%87 : tensor<10x32xf32>) -> tensor<10x32xf32>
    %89 = linalg.matmul ins(%collapsed_49, %transposed_48 : tensor<10x40xf32>, tensor<40x32xf32>) outs(%88 : tensor<10x32xf32>) -> tensor<10x32xf32>
    %expanded_50 = tensor.expand_shape %89 [[0, 1], [2]] output_shape [2, 5, 32] : tensor<10x32xf32> into tensor<2x5x32xf32>
    return %expanded_50 : tensor<2x5x32xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
      torch_tensor_4_torch.float32: "0x040000000000803FCDCCCC3C0AD7233B6F128339"
    }
  }
#-}
