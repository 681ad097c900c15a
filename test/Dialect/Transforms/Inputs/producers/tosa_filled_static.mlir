// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_tosa.py; see README.md.

#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map2 = affine_map<(d0, d1, d2) -> (0, 0, d2)>
#map3 = affine_map<(d0, d1, d2) -> (0, 0, 0)>
#map4 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map5 = affine_map<(d0, d1, d2, d3) -> (0, 0, 0, 0)>
#map6 = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d1, d3, d5, d7)>
#map7 = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1, d2, d3, d4, d5, d6, d7)>
#map8 = affine_map<(d0, d1, d2, d3) -> (d0, d1, 0, d3)>
#map9 = affine_map<(d0, d1) -> (d0, d1)>
#map10 = affine_map<(d0, d1) -> (0, d1)>
#map11 = affine_map<(d0, d1) -> (d0, 0)>
#map12 = affine_map<(d0, d1) -> (0, 0)>
#map13 = affine_map<(d0, d1, d2, d3) -> (0, 0, d2, d3)>
#map14 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
module {
  func.func @tosa_filled_static(%arg0: tensor<2x5x32xf32>, %arg1: tensor<2x5xi64>, %arg2: tensor<24xf32>, %arg3: tensor<16xf32>, %arg4: tensor<24x32xf32>, %arg5: tensor<80x24xf32>, %arg6: tensor<24x32xf32>, %arg7: tensor<88x16xf32>, %arg8: tensor<32x40xf32>) -> tensor<2x5x32xf32> {
    %cst = arith.constant 1.000000e+00 : f32
    %cst_0 = arith.constant -3.40282347E+38 : f32
    %true = arith.constant true
    %cst_1 = arith.constant dense<[[0], [1], [2], [3], [4]]> : tensor<5x1xi64>
    %cst_2 = arith.constant dense<[[0, 1, 2, 3, 4]]> : tensor<1x5xi64>
    %cst_3 = arith.constant 0.000000e+00 : f32
    %cst_4 = arith.constant dense<true> : tensor<5x5xi1>
    %cst_5 = arith.constant dense_resource<torch_tensor_4_torch.float32> : tensor<1x1x4xf32>
    %cst_6 = arith.constant dense<2.000000e+00> : tensor<1x1x1xf32>
    %cst_7 = arith.constant dense<0.0416666679> : tensor<1x1x1xf32>
    %cst_8 = arith.constant dense<9.99999997E-7> : tensor<1x1x1xf32>
    %cst_9 = arith.constant dense<0.223606795> : tensor<1x1x1x1xf32>
    %cst_10 = arith.constant dense<6.250000e-02> : tensor<1x1x1xf32>
    %cst_11 = arith.constant dense<0> : tensor<1x1xi64>
    %cst_12 = arith.constant dense<0xFF800000> : tensor<1x1x1x1xf32>
    %expanded = tensor.expand_shape %arg1 [[0], [1, 2]] output_shape [2, 5, 1] : tensor<2x5xi64> into tensor<2x5x1xi64>
    %0 = tensor.empty() : tensor<2x5x1xf32>
    %1 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<2x5x1xi64>) outs(%0 : tensor<2x5x1xf32>) {
    ^bb0(%in: i64, %out: f32):
      %94 = arith.sitofp %in : i64 to f32
      linalg.yield %94 : f32
    } -> tensor<2x5x1xf32>
    %2 = tensor.empty() : tensor<2x5x4xf32>
    %3 = linalg.generic {indexing_maps = [#map1, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1, %cst_5 : tensor<2x5x1xf32>, tensor<1x1x4xf32>) outs(%2 : tensor<2x5x4xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x4xf32>
    %4 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%3 : tensor<2x5x4xf32>) outs(%2 : tensor<2x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = math.cos %in : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x4xf32>
    %expanded_13 = tensor.expand_shape %4 [[0], [1, 2], [3]] output_shape [2, 5, 1, 4] : tensor<2x5x4xf32> into tensor<2x5x1x4xf32>
    %5 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%3 : tensor<2x5x4xf32>) outs(%2 : tensor<2x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = math.sin %in : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x4xf32>
    %expanded_14 = tensor.expand_shape %5 [[0], [1, 2], [3]] output_shape [2, 5, 1, 4] : tensor<2x5x4xf32> into tensor<2x5x1x4xf32>
    %6 = tensor.empty() : tensor<32x24xf32>
    %transposed = linalg.transpose ins(%arg4 : tensor<24x32xf32>) outs(%6 : tensor<32x24xf32>) permutation = [1, 0]
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<2x5x32xf32> into tensor<10x32xf32>
    %expanded_15 = tensor.expand_shape %collapsed [[0, 1], [2]] output_shape [1, 10, 32] : tensor<10x32xf32> into tensor<1x10x32xf32>
    %expanded_16 = tensor.expand_shape %transposed [[0, 1], [2]] output_shape [1, 32, 24] : tensor<32x24xf32> into tensor<1x32x24xf32>
    %7 = tensor.empty() : tensor<1x10x24xf32>
    %8 = linalg.fill ins(%cst_3 : f32) outs(%7 : tensor<1x10x24xf32>) -> tensor<1x10x24xf32>
    %9 = linalg.batch_matmul ins(%expanded_15, %expanded_16 : tensor<1x10x32xf32>, tensor<1x32x24xf32>) outs(%8 : tensor<1x10x24xf32>) -> tensor<1x10x24xf32>
    %collapsed_17 = tensor.collapse_shape %9 [[0, 1], [2]] : tensor<1x10x24xf32> into tensor<10x24xf32>
    %expanded_18 = tensor.expand_shape %collapsed_17 [[0, 1], [2]] output_shape [2, 5, 24] : tensor<10x24xf32> into tensor<2x5x24xf32>
    %10 = tensor.empty() : tensor<2x5x24xf32>
    %11 = linalg.generic {indexing_maps = [#map, #map3, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_18, %cst_6 : tensor<2x5x24xf32>, tensor<1x1x1xf32>) outs(%10 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = math.powf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x24xf32>
    %12 = tensor.empty() : tensor<2x5xf32>
    %13 = linalg.fill ins(%cst_3 : f32) outs(%12 : tensor<2x5xf32>) -> tensor<2x5xf32>
    %reduced = linalg.reduce ins(%11 : tensor<2x5x24xf32>) outs(%13 : tensor<2x5xf32>) dimensions = [2]
      (%in: f32, %init: f32) {
        %94 = arith.addf %in, %init : f32
        linalg.yield %94 : f32
      }
    %expanded_19 = tensor.expand_shape %reduced [[0], [1, 2]] output_shape [2, 5, 1] : tensor<2x5xf32> into tensor<2x5x1xf32>
    %14 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_19, %cst_7 : tensor<2x5x1xf32>, tensor<1x1x1xf32>) outs(%0 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x1xf32>
    %15 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%14, %cst_8 : tensor<2x5x1xf32>, tensor<1x1x1xf32>) outs(%0 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.addf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x1xf32>
    %16 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%15 : tensor<2x5x1xf32>) outs(%0 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = math.rsqrt %in : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x1xf32>
    %17 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_18, %16 : tensor<2x5x24xf32>, tensor<2x5x1xf32>) outs(%10 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x24xf32>
    %expanded_20 = tensor.expand_shape %arg2 [[0, 1, 2]] output_shape [1, 1, 24] : tensor<24xf32> into tensor<1x1x24xf32>
    %18 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%17, %expanded_20 : tensor<2x5x24xf32>, tensor<1x1x24xf32>) outs(%10 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x24xf32>
    %19 = tensor.empty() : tensor<24x80xf32>
    %transposed_21 = linalg.transpose ins(%arg5 : tensor<80x24xf32>) outs(%19 : tensor<24x80xf32>) permutation = [1, 0]
    %collapsed_22 = tensor.collapse_shape %18 [[0, 1], [2]] : tensor<2x5x24xf32> into tensor<10x24xf32>
    %expanded_23 = tensor.expand_shape %collapsed_22 [[0, 1], [2]] output_shape [1, 10, 24] : tensor<10x24xf32> into tensor<1x10x24xf32>
    %expanded_24 = tensor.expand_shape %transposed_21 [[0, 1], [2]] output_shape [1, 24, 80] : tensor<24x80xf32> into tensor<1x24x80xf32>
    %20 = tensor.empty() : tensor<1x10x80xf32>
    %21 = linalg.fill ins(%cst_3 : f32) outs(%20 : tensor<1x10x80xf32>) -> tensor<1x10x80xf32>
    %22 = linalg.batch_matmul ins(%expanded_23, %expanded_24 : tensor<1x10x24xf32>, tensor<1x24x80xf32>) outs(%21 : tensor<1x10x80xf32>) -> tensor<1x10x80xf32>
    %collapsed_25 = tensor.collapse_shape %22 [[0, 1], [2]] : tensor<1x10x80xf32> into tensor<10x80xf32>
    %expanded_26 = tensor.expand_shape %collapsed_25 [[0, 1], [2, 3]] output_shape [2, 5, 4, 20] : tensor<10x80xf32> into tensor<2x5x4x20xf32>
    %23 = tensor.empty() : tensor<2x5x4x20xf32>
    %24 = linalg.generic {indexing_maps = [#map4, #map5, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_26, %cst_9 : tensor<2x5x4x20xf32>, tensor<1x1x1x1xf32>) outs(%23 : tensor<2x5x4x20xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x4x20xf32>
    %transposed_27 = linalg.transpose ins(%arg6 : tensor<24x32xf32>) outs(%6 : tensor<32x24xf32>) permutation = [1, 0]
    %expanded_28 = tensor.expand_shape %transposed_27 [[0, 1], [2]] output_shape [1, 32, 24] : tensor<32x24xf32> into tensor<1x32x24xf32>
    %25 = linalg.batch_matmul ins(%expanded_15, %expanded_28 : tensor<1x10x32xf32>, tensor<1x32x24xf32>) outs(%8 : tensor<1x10x24xf32>) -> tensor<1x10x24xf32>
    %collapsed_29 = tensor.collapse_shape %25 [[0, 1], [2]] : tensor<1x10x24xf32> into tensor<10x24xf32>
    %expanded_30 = tensor.expand_shape %collapsed_29 [[0, 1], [2]] output_shape [2, 5, 24] : tensor<10x24xf32> into tensor<2x5x24xf32>
    %extracted_slice = tensor.extract_slice %expanded_30[0, 0, 0] [2, 5, 16] [1, 1, 1] : tensor<2x5x24xf32> to tensor<2x5x16xf32>
    %extracted_slice_31 = tensor.extract_slice %expanded_30[0, 0, 16] [2, 5, 8] [1, 1, 1] : tensor<2x5x24xf32> to tensor<2x5x8xf32>
    %26 = tensor.empty() : tensor<2x5x16xf32>
    %27 = linalg.generic {indexing_maps = [#map, #map3, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice, %cst_6 : tensor<2x5x16xf32>, tensor<1x1x1xf32>) outs(%26 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = math.powf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x16xf32>
    %reduced_32 = linalg.reduce ins(%27 : tensor<2x5x16xf32>) outs(%13 : tensor<2x5xf32>) dimensions = [2]
      (%in: f32, %init: f32) {
        %94 = arith.addf %in, %init : f32
        linalg.yield %94 : f32
      }
    %expanded_33 = tensor.expand_shape %reduced_32 [[0], [1, 2]] output_shape [2, 5, 1] : tensor<2x5xf32> into tensor<2x5x1xf32>
    %28 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_33, %cst_10 : tensor<2x5x1xf32>, tensor<1x1x1xf32>) outs(%0 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x1xf32>
    %29 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%28, %cst_8 : tensor<2x5x1xf32>, tensor<1x1x1xf32>) outs(%0 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.addf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x1xf32>
    %30 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%29 : tensor<2x5x1xf32>) outs(%0 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = math.rsqrt %in : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x1xf32>
    %31 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice, %30 : tensor<2x5x16xf32>, tensor<2x5x1xf32>) outs(%26 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x16xf32>
    %expanded_34 = tensor.expand_shape %arg3 [[0, 1, 2]] output_shape [1, 1, 16] : tensor<16xf32> into tensor<1x1x16xf32>
    %32 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%31, %expanded_34 : tensor<2x5x16xf32>, tensor<1x1x16xf32>) outs(%26 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x16xf32>
    %expanded_35 = tensor.expand_shape %extracted_slice_31 [[0], [1, 2], [3]] output_shape [2, 5, 1, 8] : tensor<2x5x8xf32> into tensor<2x5x1x8xf32>
    %extracted_slice_36 = tensor.extract_slice %expanded_35[0, 0, 0, 0] [2, 5, 1, 4] [1, 1, 1, 1] : tensor<2x5x1x8xf32> to tensor<2x5x1x4xf32>
    %extracted_slice_37 = tensor.extract_slice %expanded_35[0, 0, 0, 4] [2, 5, 1, 4] [1, 1, 1, 1] : tensor<2x5x1x8xf32> to tensor<2x5x1x4xf32>
    %33 = tensor.empty() : tensor<2x5x1x4xf32>
    %34 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_36, %expanded_13 : tensor<2x5x1x4xf32>, tensor<2x5x1x4xf32>) outs(%33 : tensor<2x5x1x4xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x1x4xf32>
    %35 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_37, %expanded_14 : tensor<2x5x1x4xf32>, tensor<2x5x1x4xf32>) outs(%33 : tensor<2x5x1x4xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x1x4xf32>
    %36 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%34, %35 : tensor<2x5x1x4xf32>, tensor<2x5x1x4xf32>) outs(%33 : tensor<2x5x1x4xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.subf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x1x4xf32>
    %37 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_37, %expanded_13 : tensor<2x5x1x4xf32>, tensor<2x5x1x4xf32>) outs(%33 : tensor<2x5x1x4xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x1x4xf32>
    %38 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_36, %expanded_14 : tensor<2x5x1x4xf32>, tensor<2x5x1x4xf32>) outs(%33 : tensor<2x5x1x4xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x1x4xf32>
    %39 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%37, %38 : tensor<2x5x1x4xf32>, tensor<2x5x1x4xf32>) outs(%33 : tensor<2x5x1x4xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.addf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x1x4xf32>
    %40 = tensor.empty() : tensor<2x5x1x8xf32>
    %inserted_slice = tensor.insert_slice %36 into %40[0, 0, 0, 0] [2, 5, 1, 4] [1, 1, 1, 1] : tensor<2x5x1x4xf32> into tensor<2x5x1x8xf32>
    %inserted_slice_38 = tensor.insert_slice %39 into %inserted_slice[0, 0, 0, 4] [2, 5, 1, 4] [1, 1, 1, 1] : tensor<2x5x1x4xf32> into tensor<2x5x1x8xf32>
    %41 = tensor.empty() : tensor<1x2x1x5x4x1x1x8xf32>
    %42 = linalg.generic {indexing_maps = [#map6, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice_38 : tensor<2x5x1x8xf32>) outs(%41 : tensor<1x2x1x5x4x1x1x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x2x1x5x4x1x1x8xf32>
    %collapsed_39 = tensor.collapse_shape %42 [[0, 1, 2], [3], [4, 5, 6], [7]] : tensor<1x2x1x5x4x1x1x8xf32> into tensor<2x5x4x8xf32>
    %expanded_40 = tensor.expand_shape %arg7 [[0, 1], [2]] output_shape [4, 22, 16] : tensor<88x16xf32> into tensor<4x22x16xf32>
    %extracted_slice_41 = tensor.extract_slice %expanded_40[0, 0, 0] [4, 12, 16] [1, 1, 1] : tensor<4x22x16xf32> to tensor<4x12x16xf32>
    %extracted_slice_42 = tensor.extract_slice %expanded_40[0, 12, 0] [4, 10, 16] [1, 1, 1] : tensor<4x22x16xf32> to tensor<4x10x16xf32>
    %expanded_43 = tensor.expand_shape %extracted_slice_41 [[0], [1], [2, 3, 4]] output_shape [4, 12, 16, 1, 1] : tensor<4x12x16xf32> into tensor<4x12x16x1x1xf32>
    %collapsed_44 = tensor.collapse_shape %32 [[0, 1], [2]] : tensor<2x5x16xf32> into tensor<10x16xf32>
    %expanded_45 = tensor.expand_shape %collapsed_44 [[0, 1], [2]] output_shape [1, 10, 16] : tensor<10x16xf32> into tensor<1x10x16xf32>
    %43 = tensor.empty() : tensor<16x4x12x1x1xf32>
    %transposed_46 = linalg.transpose ins(%expanded_43 : tensor<4x12x16x1x1xf32>) outs(%43 : tensor<16x4x12x1x1xf32>) permutation = [2, 0, 1, 3, 4]
    %collapsed_47 = tensor.collapse_shape %transposed_46 [[0], [1, 2, 3, 4]] : tensor<16x4x12x1x1xf32> into tensor<16x48xf32>
    %expanded_48 = tensor.expand_shape %collapsed_47 [[0, 1], [2]] output_shape [1, 16, 48] : tensor<16x48xf32> into tensor<1x16x48xf32>
    %44 = tensor.empty() : tensor<1x10x48xf32>
    %45 = linalg.fill ins(%cst_3 : f32) outs(%44 : tensor<1x10x48xf32>) -> tensor<1x10x48xf32>
    %46 = linalg.batch_matmul ins(%expanded_45, %expanded_48 : tensor<1x10x16xf32>, tensor<1x16x48xf32>) outs(%45 : tensor<1x10x48xf32>) -> tensor<1x10x48xf32>
    %collapsed_49 = tensor.collapse_shape %46 [[0, 1], [2]] : tensor<1x10x48xf32> into tensor<10x48xf32>
    %expanded_50 = tensor.expand_shape %collapsed_49 [[0, 1], [2, 3]] output_shape [2, 5, 4, 12] : tensor<10x48xf32> into tensor<2x5x4x12xf32>
    %inserted_slice_51 = tensor.insert_slice %collapsed_39 into %23[0, 0, 0, 0] [2, 5, 4, 8] [1, 1, 1, 1] : tensor<2x5x4x8xf32> into tensor<2x5x4x20xf32>
    %inserted_slice_52 = tensor.insert_slice %expanded_50 into %inserted_slice_51[0, 0, 0, 8] [2, 5, 4, 12] [1, 1, 1, 1] : tensor<2x5x4x12xf32> into tensor<2x5x4x20xf32>
    %expanded_53 = tensor.expand_shape %extracted_slice_42 [[0], [1], [2, 3, 4]] output_shape [4, 10, 16, 1, 1] : tensor<4x10x16xf32> into tensor<4x10x16x1x1xf32>
    %47 = tensor.empty() : tensor<16x4x10x1x1xf32>
    %transposed_54 = linalg.transpose ins(%expanded_53 : tensor<4x10x16x1x1xf32>) outs(%47 : tensor<16x4x10x1x1xf32>) permutation = [2, 0, 1, 3, 4]
    %collapsed_55 = tensor.collapse_shape %transposed_54 [[0], [1, 2, 3, 4]] : tensor<16x4x10x1x1xf32> into tensor<16x40xf32>
    %expanded_56 = tensor.expand_shape %collapsed_55 [[0, 1], [2]] output_shape [1, 16, 40] : tensor<16x40xf32> into tensor<1x16x40xf32>
    %48 = tensor.empty() : tensor<1x10x40xf32>
    %49 = linalg.fill ins(%cst_3 : f32) outs(%48 : tensor<1x10x40xf32>) -> tensor<1x10x40xf32>
    %50 = linalg.batch_matmul ins(%expanded_45, %expanded_56 : tensor<1x10x16xf32>, tensor<1x16x40xf32>) outs(%49 : tensor<1x10x40xf32>) -> tensor<1x10x40xf32>
    %collapsed_57 = tensor.collapse_shape %50 [[0, 1], [2]] : tensor<1x10x40xf32> into tensor<10x40xf32>
    %expanded_58 = tensor.expand_shape %collapsed_57 [[0, 1, 2], [3, 4]] output_shape [2, 5, 1, 4, 10] : tensor<10x40xf32> into tensor<2x5x1x4x10xf32>
    %51 = tensor.empty() : tensor<2x4x5x10x1xf32>
    %transposed_59 = linalg.transpose ins(%expanded_58 : tensor<2x5x1x4x10xf32>) outs(%51 : tensor<2x4x5x10x1xf32>) permutation = [0, 3, 1, 4, 2]
    %extracted_slice_60 = tensor.extract_slice %24[0, 0, 0, 12] [2, 5, 4, 8] [1, 1, 1, 1] : tensor<2x5x4x20xf32> to tensor<2x5x4x8xf32>
    %extracted_slice_61 = tensor.extract_slice %extracted_slice_60[0, 0, 0, 0] [2, 5, 4, 4] [1, 1, 1, 1] : tensor<2x5x4x8xf32> to tensor<2x5x4x4xf32>
    %extracted_slice_62 = tensor.extract_slice %extracted_slice_60[0, 0, 0, 4] [2, 5, 4, 4] [1, 1, 1, 1] : tensor<2x5x4x8xf32> to tensor<2x5x4x4xf32>
    %52 = tensor.empty() : tensor<2x5x4x4xf32>
    %53 = linalg.generic {indexing_maps = [#map4, #map8, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_61, %expanded_13 : tensor<2x5x4x4xf32>, tensor<2x5x1x4xf32>) outs(%52 : tensor<2x5x4x4xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x4x4xf32>
    %54 = linalg.generic {indexing_maps = [#map4, #map8, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_62, %expanded_14 : tensor<2x5x4x4xf32>, tensor<2x5x1x4xf32>) outs(%52 : tensor<2x5x4x4xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x4x4xf32>
    %55 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%53, %54 : tensor<2x5x4x4xf32>, tensor<2x5x4x4xf32>) outs(%52 : tensor<2x5x4x4xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.subf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x4x4xf32>
    %56 = linalg.generic {indexing_maps = [#map4, #map8, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_62, %expanded_13 : tensor<2x5x4x4xf32>, tensor<2x5x1x4xf32>) outs(%52 : tensor<2x5x4x4xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x4x4xf32>
    %57 = linalg.generic {indexing_maps = [#map4, #map8, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_61, %expanded_14 : tensor<2x5x4x4xf32>, tensor<2x5x1x4xf32>) outs(%52 : tensor<2x5x4x4xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x4x4xf32>
    %58 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%56, %57 : tensor<2x5x4x4xf32>, tensor<2x5x4x4xf32>) outs(%52 : tensor<2x5x4x4xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.addf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x5x4x4xf32>
    %extracted_slice_63 = tensor.extract_slice %24[0, 0, 0, 0] [2, 5, 4, 12] [1, 1, 1, 1] : tensor<2x5x4x20xf32> to tensor<2x5x4x12xf32>
    %inserted_slice_64 = tensor.insert_slice %55 into %23[0, 0, 0, 0] [2, 5, 4, 4] [1, 1, 1, 1] : tensor<2x5x4x4xf32> into tensor<2x5x4x20xf32>
    %inserted_slice_65 = tensor.insert_slice %58 into %inserted_slice_64[0, 0, 0, 4] [2, 5, 4, 4] [1, 1, 1, 1] : tensor<2x5x4x4xf32> into tensor<2x5x4x20xf32>
    %inserted_slice_66 = tensor.insert_slice %extracted_slice_63 into %inserted_slice_65[0, 0, 0, 8] [2, 5, 4, 12] [1, 1, 1, 1] : tensor<2x5x4x12xf32> into tensor<2x5x4x20xf32>
    %expanded_67 = tensor.expand_shape %inserted_slice_66 [[0], [1], [2], [3, 4]] output_shape [2, 5, 4, 20, 1] : tensor<2x5x4x20xf32> into tensor<2x5x4x20x1xf32>
    %expanded_68 = tensor.expand_shape %inserted_slice_52 [[0], [1], [2], [3, 4]] output_shape [2, 5, 4, 20, 1] : tensor<2x5x4x20xf32> into tensor<2x5x4x20x1xf32>
    %59 = tensor.empty() : tensor<2x4x5x20x1xf32>
    %transposed_69 = linalg.transpose ins(%expanded_67 : tensor<2x5x4x20x1xf32>) outs(%59 : tensor<2x4x5x20x1xf32>) permutation = [0, 2, 1, 3, 4]
    %collapsed_70 = tensor.collapse_shape %transposed_69 [[0, 1], [2], [3, 4]] : tensor<2x4x5x20x1xf32> into tensor<8x5x20xf32>
    %60 = tensor.empty() : tensor<2x4x20x5x1xf32>
    %transposed_71 = linalg.transpose ins(%expanded_68 : tensor<2x5x4x20x1xf32>) outs(%60 : tensor<2x4x20x5x1xf32>) permutation = [0, 2, 3, 1, 4]
    %collapsed_72 = tensor.collapse_shape %transposed_71 [[0, 1], [2], [3, 4]] : tensor<2x4x20x5x1xf32> into tensor<8x20x5xf32>
    %61 = tensor.empty() : tensor<8x5x5xf32>
    %62 = linalg.fill ins(%cst_3 : f32) outs(%61 : tensor<8x5x5xf32>) -> tensor<8x5x5xf32>
    %63 = linalg.batch_matmul ins(%collapsed_70, %collapsed_72 : tensor<8x5x20xf32>, tensor<8x20x5xf32>) outs(%62 : tensor<8x5x5xf32>) -> tensor<8x5x5xf32>
    %expanded_73 = tensor.expand_shape %63 [[0, 1], [2], [3]] output_shape [2, 4, 5, 5] : tensor<8x5x5xf32> into tensor<2x4x5x5xf32>
    %64 = tensor.empty() : tensor<5x1xi32>
    %65 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel"]} ins(%cst_1 : tensor<5x1xi64>) outs(%64 : tensor<5x1xi32>) {
    ^bb0(%in: i64, %out: i32):
      %94 = arith.trunci %in : i64 to i32
      linalg.yield %94 : i32
    } -> tensor<5x1xi32>
    %66 = tensor.empty() : tensor<1x5xi32>
    %67 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel"]} ins(%cst_2 : tensor<1x5xi64>) outs(%66 : tensor<1x5xi32>) {
    ^bb0(%in: i64, %out: i32):
      %94 = arith.trunci %in : i64 to i32
      linalg.yield %94 : i32
    } -> tensor<1x5xi32>
    %68 = tensor.empty() : tensor<5x5xi32>
    %69 = linalg.generic {indexing_maps = [#map10, #map11, #map9], iterator_types = ["parallel", "parallel"]} ins(%67, %65 : tensor<1x5xi32>, tensor<5x1xi32>) outs(%68 : tensor<5x5xi32>) {
    ^bb0(%in: i32, %in_89: i32, %out: i32):
      %94 = arith.subi %in, %in_89 : i32
      linalg.yield %94 : i32
    } -> tensor<5x5xi32>
    %70 = tensor.empty() : tensor<5x5xi64>
    %71 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel"]} ins(%69 : tensor<5x5xi32>) outs(%70 : tensor<5x5xi64>) {
    ^bb0(%in: i32, %out: i64):
      %94 = arith.extsi %in : i32 to i64
      linalg.yield %94 : i64
    } -> tensor<5x5xi64>
    %72 = tensor.empty() : tensor<5x5xi1>
    %73 = linalg.generic {indexing_maps = [#map12, #map9, #map9], iterator_types = ["parallel", "parallel"]} ins(%cst_11, %71 : tensor<1x1xi64>, tensor<5x5xi64>) outs(%72 : tensor<5x5xi1>) {
    ^bb0(%in: i64, %in_89: i64, %out: i1):
      %94 = arith.cmpi sge, %in, %in_89 : i64
      linalg.yield %94 : i1
    } -> tensor<5x5xi1>
    %74 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel"]} ins(%73, %cst_4 : tensor<5x5xi1>, tensor<5x5xi1>) outs(%72 : tensor<5x5xi1>) {
    ^bb0(%in: i1, %in_89: i1, %out: i1):
      %94 = arith.andi %in, %in_89 : i1
      linalg.yield %94 : i1
    } -> tensor<5x5xi1>
    %75 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel"]} ins(%74 : tensor<5x5xi1>) outs(%72 : tensor<5x5xi1>) {
    ^bb0(%in: i1, %out: i1):
      %94 = arith.xori %in, %true : i1
      linalg.yield %94 : i1
    } -> tensor<5x5xi1>
    %expanded_74 = tensor.expand_shape %75 [[0, 1, 2], [3]] output_shape [1, 1, 5, 5] : tensor<5x5xi1> into tensor<1x1x5x5xi1>
    %76 = tensor.empty() : tensor<2x4x5x5xf32>
    %77 = linalg.generic {indexing_maps = [#map13, #map5, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_74, %cst_12, %expanded_73 : tensor<1x1x5x5xi1>, tensor<1x1x1x1xf32>, tensor<2x4x5x5xf32>) outs(%76 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: i1, %in_89: f32, %in_90: f32, %out: f32):
      %94 = arith.select %in, %in_89, %in_90 : f32
      linalg.yield %94 : f32
    } -> tensor<2x4x5x5xf32>
    %78 = tensor.empty() : tensor<2x4x5xf32>
    %79 = linalg.fill ins(%cst_0 : f32) outs(%78 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %reduced_75 = linalg.reduce ins(%77 : tensor<2x4x5x5xf32>) outs(%79 : tensor<2x4x5xf32>) dimensions = [3]
      (%in: f32, %init: f32) {
        %94 = arith.maximumf %in, %init : f32
        linalg.yield %94 : f32
      }
    %expanded_76 = tensor.expand_shape %reduced_75 [[0], [1], [2, 3]] output_shape [2, 4, 5, 1] : tensor<2x4x5xf32> into tensor<2x4x5x1xf32>
    %80 = linalg.generic {indexing_maps = [#map4, #map14, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%77, %expanded_76 : tensor<2x4x5x5xf32>, tensor<2x4x5x1xf32>) outs(%76 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.subf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x4x5x5xf32>
    %81 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%80 : tensor<2x4x5x5xf32>) outs(%76 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = math.exp %in : f32
      linalg.yield %94 : f32
    } -> tensor<2x4x5x5xf32>
    %82 = linalg.fill ins(%cst_3 : f32) outs(%78 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %reduced_77 = linalg.reduce ins(%81 : tensor<2x4x5x5xf32>) outs(%82 : tensor<2x4x5xf32>) dimensions = [3]
      (%in: f32, %init: f32) {
        %94 = arith.addf %in, %init : f32
        linalg.yield %94 : f32
      }
    %expanded_78 = tensor.expand_shape %reduced_77 [[0], [1], [2, 3]] output_shape [2, 4, 5, 1] : tensor<2x4x5xf32> into tensor<2x4x5x1xf32>
    %83 = tensor.empty() : tensor<2x4x5x1xf32>
    %84 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_78 : tensor<2x4x5x1xf32>) outs(%83 : tensor<2x4x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %94 = arith.divf %cst, %in : f32
      linalg.yield %94 : f32
    } -> tensor<2x4x5x1xf32>
    %85 = linalg.generic {indexing_maps = [#map4, #map14, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%81, %84 : tensor<2x4x5x5xf32>, tensor<2x4x5x1xf32>) outs(%76 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_89: f32, %out: f32):
      %94 = arith.mulf %in, %in_89 : f32
      linalg.yield %94 : f32
    } -> tensor<2x4x5x5xf32>
    %collapsed_79 = tensor.collapse_shape %85 [[0, 1], [2], [3]] : tensor<2x4x5x5xf32> into tensor<8x5x5xf32>
    %collapsed_80 = tensor.collapse_shape %transposed_59 [[0, 1], [2], [3, 4]] : tensor<2x4x5x10x1xf32> into tensor<8x5x10xf32>
    %86 = tensor.empty() : tensor<8x5x10xf32>
    %87 = linalg.fill ins(%cst_3 : f32) outs(%86 : tensor<8x5x10xf32>) -> tensor<8x5x10xf32>
    %88 = linalg.batch_matmul ins(%collapsed_79, %collapsed_80 : tensor<8x5x5xf32>, tensor<8x5x10xf32>) outs(%87 : tensor<8x5x10xf32>) -> tensor<8x5x10xf32>
    %expanded_81 = tensor.expand_shape %88 [[0, 1], [2], [3]] output_shape [2, 4, 5, 10] : tensor<8x5x10xf32> into tensor<2x4x5x10xf32>
    %89 = tensor.empty() : tensor<2x5x4x10xf32>
    %transposed_82 = linalg.transpose ins(%expanded_81 : tensor<2x4x5x10xf32>) outs(%89 : tensor<2x5x4x10xf32>) permutation = [0, 2, 1, 3]
    %90 = tensor.empty() : tensor<40x32xf32>
    %transposed_83 = linalg.transpose ins(%arg8 : tensor<32x40xf32>) outs(%90 : tensor<40x32xf32>) permutation = [1, 0]
    %collapsed_84 = tensor.collapse_shape %transposed_82 [[0, 1], [2, 3]] : tensor<2x5x4x10xf32> into tensor<10x40xf32>
    %expanded_85 = tensor.expand_shape %collapsed_84 [[0, 1], [2]] output_shape [1, 10, 40] : tensor<10x40xf32> into tensor<1x10x40xf32>
    %expanded_86 = tensor.expand_shape %transposed_83 [[0, 1], [2]] output_shape [1, 40, 32] : tensor<40x32xf32> into tensor<1x40x32xf32>
    %91 = tensor.empty() : tensor<1x10x32xf32>
    %92 = linalg.fill ins(%cst_3 : f32) outs(%91 : tensor<1x10x32xf32>) -> tensor<1x10x32xf32>
    %93 = linalg.batch_matmul ins(%expanded_85, %expanded_86 : tensor<1x10x40xf32>, tensor<1x40x32xf32>) outs(%92 : tensor<1x10x32xf32>) -> tensor<1x10x32xf32>
    %collapsed_87 = tensor.collapse_shape %93 [[0, 1], [2]] : tensor<1x10x32xf32> into tensor<10x32xf32>
    %expanded_88 = tensor.expand_shape %collapsed_87 [[0, 1], [2]] output_shape [2, 5, 32] : tensor<10x32xf32> into tensor<2x5x32xf32>
    return %expanded_88 : tensor<2x5x32xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
      torch_tensor_4_torch.float32: "0x040000000000803FCDCCCC3D0AD7233C6F12833A"
    }
  }
#-}
