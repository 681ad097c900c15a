// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_tosa.py; see README.md.

#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map1 = affine_map<(d0, d1, d2) -> (0, 0, 0)>
#map2 = affine_map<(d0, d1, d2) -> (0, 0, d2)>
#map3 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map4 = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d1, d3, d5, d7)>
#map5 = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1, d2, d3, d4, d5, d6, d7)>
#map6 = affine_map<(d0, d1) -> (d0, 0)>
#map7 = affine_map<(d0, d1) -> (0, d1)>
#map8 = affine_map<(d0, d1) -> (d0, d1)>
#map9 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map10 = affine_map<(d0, d1, d2, d3) -> (0, 0, 0, 0)>
#map11 = affine_map<(d0, d1) -> (0, 0)>
#map12 = affine_map<(d0, d1, d2, d3) -> (0, 0, d2, d3)>
#map13 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
module {
  func.func @tosa_subtracted_static(%arg0: tensor<2x5x32xf32>, %arg1: tensor<2x5xi64>, %arg2: tensor<24xf32>, %arg3: tensor<16xf32>, %arg4: tensor<24x32xf32>, %arg5: tensor<80x24xf32>, %arg6: tensor<24x32xf32>, %arg7: tensor<88x16xf32>, %arg8: tensor<32x40xf32>) -> tensor<2x5x32xf32> {
    %cst = arith.constant 1.000000e+00 : f32
    %cst_0 = arith.constant -3.40282347E+38 : f32
    %cst_1 = arith.constant dense<[[0], [1], [2], [3], [4]]> : tensor<5x1xi64>
    %cst_2 = arith.constant dense<[[0, 1, 2, 3, 4]]> : tensor<1x5xi64>
    %cst_3 = arith.constant 0.000000e+00 : f32
    %cst_4 = arith.constant dense<2.000000e+00> : tensor<1x1x1xf32>
    %cst_5 = arith.constant dense<0.0416666679> : tensor<1x1x1xf32>
    %cst_6 = arith.constant dense<9.99999997E-7> : tensor<1x1x1xf32>
    %cst_7 = arith.constant dense<6.250000e-02> : tensor<1x1x1xf32>
    %cst_8 = arith.constant dense<0.223606795> : tensor<1x1x1x1xf32>
    %cst_9 = arith.constant dense<1.000000e+00> : tensor<1x1xf32>
    %cst_10 = arith.constant dense<1.000000e+09> : tensor<1x1xf32>
    %0 = tensor.empty() : tensor<32x24xf32>
    %transposed = linalg.transpose ins(%arg4 : tensor<24x32xf32>) outs(%0 : tensor<32x24xf32>) permutation = [1, 0]
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<2x5x32xf32> into tensor<10x32xf32>
    %expanded = tensor.expand_shape %collapsed [[0, 1], [2]] output_shape [1, 10, 32] : tensor<10x32xf32> into tensor<1x10x32xf32>
    %expanded_11 = tensor.expand_shape %transposed [[0, 1], [2]] output_shape [1, 32, 24] : tensor<32x24xf32> into tensor<1x32x24xf32>
    %1 = tensor.empty() : tensor<1x10x24xf32>
    %2 = linalg.fill ins(%cst_3 : f32) outs(%1 : tensor<1x10x24xf32>) -> tensor<1x10x24xf32>
    %3 = linalg.batch_matmul ins(%expanded, %expanded_11 : tensor<1x10x32xf32>, tensor<1x32x24xf32>) outs(%2 : tensor<1x10x24xf32>) -> tensor<1x10x24xf32>
    %collapsed_12 = tensor.collapse_shape %3 [[0, 1], [2]] : tensor<1x10x24xf32> into tensor<10x24xf32>
    %expanded_13 = tensor.expand_shape %collapsed_12 [[0, 1], [2]] output_shape [2, 5, 24] : tensor<10x24xf32> into tensor<2x5x24xf32>
    %4 = tensor.empty() : tensor<2x5x24xf32>
    %5 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_13, %cst_4 : tensor<2x5x24xf32>, tensor<1x1x1xf32>) outs(%4 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = math.powf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<2x5x24xf32>
    %6 = tensor.empty() : tensor<2x5xf32>
    %7 = linalg.fill ins(%cst_3 : f32) outs(%6 : tensor<2x5xf32>) -> tensor<2x5xf32>
    %reduced = linalg.reduce ins(%5 : tensor<2x5x24xf32>) outs(%7 : tensor<2x5xf32>) dimensions = [2]
      (%in: f32, %init: f32) {
        %65 = arith.addf %in, %init : f32
        linalg.yield %65 : f32
      }
    %expanded_14 = tensor.expand_shape %reduced [[0], [1, 2]] output_shape [2, 5, 1] : tensor<2x5xf32> into tensor<2x5x1xf32>
    %8 = tensor.empty() : tensor<2x5x1xf32>
    %9 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_14, %cst_5 : tensor<2x5x1xf32>, tensor<1x1x1xf32>) outs(%8 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = arith.mulf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<2x5x1xf32>
    %10 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%9, %cst_6 : tensor<2x5x1xf32>, tensor<1x1x1xf32>) outs(%8 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = arith.addf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<2x5x1xf32>
    %11 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10 : tensor<2x5x1xf32>) outs(%8 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %65 = math.rsqrt %in : f32
      linalg.yield %65 : f32
    } -> tensor<2x5x1xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map3, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_13, %11 : tensor<2x5x24xf32>, tensor<2x5x1xf32>) outs(%4 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = arith.mulf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<2x5x24xf32>
    %expanded_15 = tensor.expand_shape %arg2 [[0, 1, 2]] output_shape [1, 1, 24] : tensor<24xf32> into tensor<1x1x24xf32>
    %13 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%12, %expanded_15 : tensor<2x5x24xf32>, tensor<1x1x24xf32>) outs(%4 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = arith.mulf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<2x5x24xf32>
    %14 = tensor.empty() : tensor<24x80xf32>
    %transposed_16 = linalg.transpose ins(%arg5 : tensor<80x24xf32>) outs(%14 : tensor<24x80xf32>) permutation = [1, 0]
    %collapsed_17 = tensor.collapse_shape %13 [[0, 1], [2]] : tensor<2x5x24xf32> into tensor<10x24xf32>
    %expanded_18 = tensor.expand_shape %collapsed_17 [[0, 1], [2]] output_shape [1, 10, 24] : tensor<10x24xf32> into tensor<1x10x24xf32>
    %expanded_19 = tensor.expand_shape %transposed_16 [[0, 1], [2]] output_shape [1, 24, 80] : tensor<24x80xf32> into tensor<1x24x80xf32>
    %15 = tensor.empty() : tensor<1x10x80xf32>
    %16 = linalg.fill ins(%cst_3 : f32) outs(%15 : tensor<1x10x80xf32>) -> tensor<1x10x80xf32>
    %17 = linalg.batch_matmul ins(%expanded_18, %expanded_19 : tensor<1x10x24xf32>, tensor<1x24x80xf32>) outs(%16 : tensor<1x10x80xf32>) -> tensor<1x10x80xf32>
    %collapsed_20 = tensor.collapse_shape %17 [[0, 1], [2]] : tensor<1x10x80xf32> into tensor<10x80xf32>
    %expanded_21 = tensor.expand_shape %collapsed_20 [[0, 1], [2, 3]] output_shape [2, 5, 4, 20] : tensor<10x80xf32> into tensor<2x5x4x20xf32>
    %18 = tensor.empty() : tensor<2x4x5x20xf32>
    %transposed_22 = linalg.transpose ins(%expanded_21 : tensor<2x5x4x20xf32>) outs(%18 : tensor<2x4x5x20xf32>) permutation = [0, 2, 1, 3]
    %transposed_23 = linalg.transpose ins(%arg6 : tensor<24x32xf32>) outs(%0 : tensor<32x24xf32>) permutation = [1, 0]
    %expanded_24 = tensor.expand_shape %transposed_23 [[0, 1], [2]] output_shape [1, 32, 24] : tensor<32x24xf32> into tensor<1x32x24xf32>
    %19 = linalg.batch_matmul ins(%expanded, %expanded_24 : tensor<1x10x32xf32>, tensor<1x32x24xf32>) outs(%2 : tensor<1x10x24xf32>) -> tensor<1x10x24xf32>
    %collapsed_25 = tensor.collapse_shape %19 [[0, 1], [2]] : tensor<1x10x24xf32> into tensor<10x24xf32>
    %expanded_26 = tensor.expand_shape %collapsed_25 [[0, 1], [2]] output_shape [2, 5, 24] : tensor<10x24xf32> into tensor<2x5x24xf32>
    %extracted_slice = tensor.extract_slice %expanded_26[0, 0, 0] [2, 5, 16] [1, 1, 1] : tensor<2x5x24xf32> to tensor<2x5x16xf32>
    %extracted_slice_27 = tensor.extract_slice %expanded_26[0, 0, 16] [2, 5, 8] [1, 1, 1] : tensor<2x5x24xf32> to tensor<2x5x8xf32>
    %20 = tensor.empty() : tensor<2x5x16xf32>
    %21 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice, %cst_4 : tensor<2x5x16xf32>, tensor<1x1x1xf32>) outs(%20 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = math.powf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<2x5x16xf32>
    %reduced_28 = linalg.reduce ins(%21 : tensor<2x5x16xf32>) outs(%7 : tensor<2x5xf32>) dimensions = [2]
      (%in: f32, %init: f32) {
        %65 = arith.addf %in, %init : f32
        linalg.yield %65 : f32
      }
    %expanded_29 = tensor.expand_shape %reduced_28 [[0], [1, 2]] output_shape [2, 5, 1] : tensor<2x5xf32> into tensor<2x5x1xf32>
    %22 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_29, %cst_7 : tensor<2x5x1xf32>, tensor<1x1x1xf32>) outs(%8 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = arith.mulf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<2x5x1xf32>
    %23 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%22, %cst_6 : tensor<2x5x1xf32>, tensor<1x1x1xf32>) outs(%8 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = arith.addf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<2x5x1xf32>
    %24 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%23 : tensor<2x5x1xf32>) outs(%8 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %65 = math.rsqrt %in : f32
      linalg.yield %65 : f32
    } -> tensor<2x5x1xf32>
    %25 = linalg.generic {indexing_maps = [#map, #map3, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice, %24 : tensor<2x5x16xf32>, tensor<2x5x1xf32>) outs(%20 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = arith.mulf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<2x5x16xf32>
    %expanded_30 = tensor.expand_shape %arg3 [[0, 1, 2]] output_shape [1, 1, 16] : tensor<16xf32> into tensor<1x1x16xf32>
    %26 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%25, %expanded_30 : tensor<2x5x16xf32>, tensor<1x1x16xf32>) outs(%20 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = arith.mulf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<2x5x16xf32>
    %27 = tensor.empty() : tensor<16x88xf32>
    %transposed_31 = linalg.transpose ins(%arg7 : tensor<88x16xf32>) outs(%27 : tensor<16x88xf32>) permutation = [1, 0]
    %collapsed_32 = tensor.collapse_shape %26 [[0, 1], [2]] : tensor<2x5x16xf32> into tensor<10x16xf32>
    %expanded_33 = tensor.expand_shape %collapsed_32 [[0, 1], [2]] output_shape [1, 10, 16] : tensor<10x16xf32> into tensor<1x10x16xf32>
    %expanded_34 = tensor.expand_shape %transposed_31 [[0, 1], [2]] output_shape [1, 16, 88] : tensor<16x88xf32> into tensor<1x16x88xf32>
    %28 = tensor.empty() : tensor<1x10x88xf32>
    %29 = linalg.fill ins(%cst_3 : f32) outs(%28 : tensor<1x10x88xf32>) -> tensor<1x10x88xf32>
    %30 = linalg.batch_matmul ins(%expanded_33, %expanded_34 : tensor<1x10x16xf32>, tensor<1x16x88xf32>) outs(%29 : tensor<1x10x88xf32>) -> tensor<1x10x88xf32>
    %collapsed_35 = tensor.collapse_shape %30 [[0, 1], [2]] : tensor<1x10x88xf32> into tensor<10x88xf32>
    %expanded_36 = tensor.expand_shape %collapsed_35 [[0, 1], [2, 3]] output_shape [2, 5, 4, 22] : tensor<10x88xf32> into tensor<2x5x4x22xf32>
    %31 = tensor.empty() : tensor<2x4x5x22xf32>
    %transposed_37 = linalg.transpose ins(%expanded_36 : tensor<2x5x4x22xf32>) outs(%31 : tensor<2x4x5x22xf32>) permutation = [0, 2, 1, 3]
    %expanded_38 = tensor.expand_shape %extracted_slice_27 [[0, 1], [2], [3]] output_shape [2, 1, 5, 8] : tensor<2x5x8xf32> into tensor<2x1x5x8xf32>
    %32 = tensor.empty() : tensor<1x2x4x1x1x5x1x8xf32>
    %33 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%expanded_38 : tensor<2x1x5x8xf32>) outs(%32 : tensor<1x2x4x1x1x5x1x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x2x4x1x1x5x1x8xf32>
    %collapsed_39 = tensor.collapse_shape %33 [[0, 1], [2, 3, 4], [5, 6], [7]] : tensor<1x2x4x1x1x5x1x8xf32> into tensor<2x4x5x8xf32>
    %extracted_slice_40 = tensor.extract_slice %transposed_37[0, 0, 0, 0] [2, 4, 5, 12] [1, 1, 1, 1] : tensor<2x4x5x22xf32> to tensor<2x4x5x12xf32>
    %inserted_slice = tensor.insert_slice %extracted_slice_40 into %18[0, 0, 0, 0] [2, 4, 5, 12] [1, 1, 1, 1] : tensor<2x4x5x12xf32> into tensor<2x4x5x20xf32>
    %inserted_slice_41 = tensor.insert_slice %collapsed_39 into %inserted_slice[0, 0, 0, 12] [2, 4, 5, 8] [1, 1, 1, 1] : tensor<2x4x5x8xf32> into tensor<2x4x5x20xf32>
    %extracted_slice_42 = tensor.extract_slice %transposed_37[0, 0, 0, 12] [2, 4, 5, 10] [1, 1, 1, 1] : tensor<2x4x5x22xf32> to tensor<2x4x5x10xf32>
    %34 = tensor.empty() : tensor<5x5xi1>
    %35 = linalg.generic {indexing_maps = [#map6, #map7, #map8], iterator_types = ["parallel", "parallel"]} ins(%cst_1, %cst_2 : tensor<5x1xi64>, tensor<1x5xi64>) outs(%34 : tensor<5x5xi1>) {
    ^bb0(%in: i64, %in_62: i64, %out: i1):
      %65 = arith.cmpi sge, %in, %in_62 : i64
      linalg.yield %65 : i1
    } -> tensor<5x5xi1>
    %36 = tensor.empty() : tensor<5x5xi8>
    %37 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel"]} ins(%35 : tensor<5x5xi1>) outs(%36 : tensor<5x5xi8>) {
    ^bb0(%in: i1, %out: i8):
      %65 = arith.extui %in : i1 to i8
      linalg.yield %65 : i8
    } -> tensor<5x5xi8>
    %38 = tensor.empty() : tensor<5x5xf32>
    %39 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel"]} ins(%37 : tensor<5x5xi8>) outs(%38 : tensor<5x5xf32>) {
    ^bb0(%in: i8, %out: f32):
      %65 = arith.sitofp %in : i8 to f32
      linalg.yield %65 : f32
    } -> tensor<5x5xf32>
    %40 = linalg.generic {indexing_maps = [#map9, #map10, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_22, %cst_8 : tensor<2x4x5x20xf32>, tensor<1x1x1x1xf32>) outs(%18 : tensor<2x4x5x20xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = arith.mulf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<2x4x5x20xf32>
    %41 = tensor.empty() : tensor<2x4x20x5xf32>
    %transposed_43 = linalg.transpose ins(%inserted_slice_41 : tensor<2x4x5x20xf32>) outs(%41 : tensor<2x4x20x5xf32>) permutation = [0, 1, 3, 2]
    %collapsed_44 = tensor.collapse_shape %40 [[0, 1], [2], [3]] : tensor<2x4x5x20xf32> into tensor<8x5x20xf32>
    %collapsed_45 = tensor.collapse_shape %transposed_43 [[0, 1], [2], [3]] : tensor<2x4x20x5xf32> into tensor<8x20x5xf32>
    %42 = tensor.empty() : tensor<8x5x5xf32>
    %43 = linalg.fill ins(%cst_3 : f32) outs(%42 : tensor<8x5x5xf32>) -> tensor<8x5x5xf32>
    %44 = linalg.batch_matmul ins(%collapsed_44, %collapsed_45 : tensor<8x5x20xf32>, tensor<8x20x5xf32>) outs(%43 : tensor<8x5x5xf32>) -> tensor<8x5x5xf32>
    %expanded_46 = tensor.expand_shape %44 [[0, 1], [2], [3]] output_shape [2, 4, 5, 5] : tensor<8x5x5xf32> into tensor<2x4x5x5xf32>
    %45 = linalg.generic {indexing_maps = [#map11, #map8, #map8], iterator_types = ["parallel", "parallel"]} ins(%cst_9, %39 : tensor<1x1xf32>, tensor<5x5xf32>) outs(%38 : tensor<5x5xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = arith.subf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<5x5xf32>
    %46 = linalg.generic {indexing_maps = [#map8, #map11, #map8], iterator_types = ["parallel", "parallel"]} ins(%45, %cst_10 : tensor<5x5xf32>, tensor<1x1xf32>) outs(%38 : tensor<5x5xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = arith.mulf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<5x5xf32>
    %expanded_47 = tensor.expand_shape %46 [[0, 1, 2], [3]] output_shape [1, 1, 5, 5] : tensor<5x5xf32> into tensor<1x1x5x5xf32>
    %47 = tensor.empty() : tensor<2x4x5x5xf32>
    %48 = linalg.generic {indexing_maps = [#map9, #map12, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_46, %expanded_47 : tensor<2x4x5x5xf32>, tensor<1x1x5x5xf32>) outs(%47 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = arith.subf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<2x4x5x5xf32>
    %49 = tensor.empty() : tensor<2x4x5xf32>
    %50 = linalg.fill ins(%cst_0 : f32) outs(%49 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %reduced_48 = linalg.reduce ins(%48 : tensor<2x4x5x5xf32>) outs(%50 : tensor<2x4x5xf32>) dimensions = [3]
      (%in: f32, %init: f32) {
        %65 = arith.maximumf %in, %init : f32
        linalg.yield %65 : f32
      }
    %expanded_49 = tensor.expand_shape %reduced_48 [[0], [1], [2, 3]] output_shape [2, 4, 5, 1] : tensor<2x4x5xf32> into tensor<2x4x5x1xf32>
    %51 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%48, %expanded_49 : tensor<2x4x5x5xf32>, tensor<2x4x5x1xf32>) outs(%47 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = arith.subf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<2x4x5x5xf32>
    %52 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%51 : tensor<2x4x5x5xf32>) outs(%47 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %65 = math.exp %in : f32
      linalg.yield %65 : f32
    } -> tensor<2x4x5x5xf32>
    %53 = linalg.fill ins(%cst_3 : f32) outs(%49 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %reduced_50 = linalg.reduce ins(%52 : tensor<2x4x5x5xf32>) outs(%53 : tensor<2x4x5xf32>) dimensions = [3]
      (%in: f32, %init: f32) {
        %65 = arith.addf %in, %init : f32
        linalg.yield %65 : f32
      }
    %expanded_51 = tensor.expand_shape %reduced_50 [[0], [1], [2, 3]] output_shape [2, 4, 5, 1] : tensor<2x4x5xf32> into tensor<2x4x5x1xf32>
    %54 = tensor.empty() : tensor<2x4x5x1xf32>
    %55 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_51 : tensor<2x4x5x1xf32>) outs(%54 : tensor<2x4x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %65 = arith.divf %cst, %in : f32
      linalg.yield %65 : f32
    } -> tensor<2x4x5x1xf32>
    %56 = linalg.generic {indexing_maps = [#map9, #map13, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%52, %55 : tensor<2x4x5x5xf32>, tensor<2x4x5x1xf32>) outs(%47 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %65 = arith.mulf %in, %in_62 : f32
      linalg.yield %65 : f32
    } -> tensor<2x4x5x5xf32>
    %collapsed_52 = tensor.collapse_shape %56 [[0, 1], [2], [3]] : tensor<2x4x5x5xf32> into tensor<8x5x5xf32>
    %collapsed_53 = tensor.collapse_shape %extracted_slice_42 [[0, 1], [2], [3]] : tensor<2x4x5x10xf32> into tensor<8x5x10xf32>
    %57 = tensor.empty() : tensor<8x5x10xf32>
    %58 = linalg.fill ins(%cst_3 : f32) outs(%57 : tensor<8x5x10xf32>) -> tensor<8x5x10xf32>
    %59 = linalg.batch_matmul ins(%collapsed_52, %collapsed_53 : tensor<8x5x5xf32>, tensor<8x5x10xf32>) outs(%58 : tensor<8x5x10xf32>) -> tensor<8x5x10xf32>
    %expanded_54 = tensor.expand_shape %59 [[0, 1], [2], [3]] output_shape [2, 4, 5, 10] : tensor<8x5x10xf32> into tensor<2x4x5x10xf32>
    %60 = tensor.empty() : tensor<2x5x4x10xf32>
    %transposed_55 = linalg.transpose ins(%expanded_54 : tensor<2x4x5x10xf32>) outs(%60 : tensor<2x5x4x10xf32>) permutation = [0, 2, 1, 3]
    %61 = tensor.empty() : tensor<40x32xf32>
    %transposed_56 = linalg.transpose ins(%arg8 : tensor<32x40xf32>) outs(%61 : tensor<40x32xf32>) permutation = [1, 0]
    %collapsed_57 = tensor.collapse_shape %transposed_55 [[0, 1], [2, 3]] : tensor<2x5x4x10xf32> into tensor<10x40xf32>
    %expanded_58 = tensor.expand_shape %collapsed_57 [[0, 1], [2]] output_shape [1, 10, 40] : tensor<10x40xf32> into tensor<1x10x40xf32>
    %expanded_59 = tensor.expand_shape %transposed_56 [[0, 1], [2]] output_shape [1, 40, 32] : tensor<40x32xf32> into tensor<1x40x32xf32>
    %62 = tensor.empty() : tensor<1x10x32xf32>
    %63 = linalg.fill ins(%cst_3 : f32) outs(%62 : tensor<1x10x32xf32>) -> tensor<1x10x32xf32>
    %64 = linalg.batch_matmul ins(%expanded_58, %expanded_59 : tensor<1x10x40xf32>, tensor<1x40x32xf32>) outs(%63 : tensor<1x10x32xf32>) -> tensor<1x10x32xf32>
    %collapsed_60 = tensor.collapse_shape %64 [[0, 1], [2]] : tensor<1x10x32xf32> into tensor<10x32xf32>
    %expanded_61 = tensor.expand_shape %collapsed_60 [[0, 1], [2]] output_shape [2, 5, 32] : tensor<10x32xf32> into tensor<2x5x32xf32>
    return %expanded_61 : tensor<2x5x32xf32>
  }
}
