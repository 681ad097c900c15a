// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_tosa.py; see README.md.

#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map1 = affine_map<(d0, d1, d2) -> (0, 0, 0)>
#map2 = affine_map<(d0, d1, d2) -> (0, 0, d2)>
#map3 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map4 = affine_map<(d0, d1) -> (d0, d1)>
#map5 = affine_map<(d0, d1) -> (0, 0)>
#map6 = affine_map<(d0, d1, d2) -> (d0, d1)>
#map7 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map8 = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
#map9 = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d1, d3, d5, d7)>
#map10 = affine_map<(d0, d1, d2, d3, d4, d5, d6, d7) -> (d0, d1, d2, d3, d4, d5, d6, d7)>
#map11 = affine_map<(d0, d1, d2, d3) -> (0, 0, 0, 0)>
#map12 = affine_map<(d0, d1) -> (0, d1)>
#map13 = affine_map<(d0, d1) -> (d0, 0)>
#map14 = affine_map<(d0, d1, d2, d3) -> (0, 0, d2, d3)>
#map15 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
module {
  func.func @tosa_gathered_static(%arg0: tensor<2x5x32xf32>, %arg1: tensor<2x5xi64>, %arg2: tensor<24xf32>, %arg3: tensor<16xf32>, %arg4: tensor<24x32xf32>, %arg5: tensor<80x24xf32>, %arg6: tensor<24x32xf32>, %arg7: tensor<88x16xf32>, %arg8: tensor<32x40xf32>) -> tensor<2x5x32xf32> {
    %cst = arith.constant 1.000000e+00 : f32
    %cst_0 = arith.constant -3.40282347E+38 : f32
    %cst_1 = arith.constant dense<[[0], [1], [2], [3], [4]]> : tensor<5x1xi64>
    %cst_2 = arith.constant dense<[[0, 1, 2, 3, 4]]> : tensor<1x5xi64>
    %c0 = arith.constant 0 : index
    %cst_3 = arith.constant 0.000000e+00 : f32
    %cst_4 = arith.constant dense<-3.40282347E+38> : tensor<5x5xf32>
    %cst_5 = arith.constant dense<2.000000e+00> : tensor<1x1x1xf32>
    %cst_6 = arith.constant dense<0.0416666679> : tensor<1x1x1xf32>
    %cst_7 = arith.constant dense<9.99999997E-7> : tensor<1x1x1xf32>
    %cst_8 = arith.constant dense<6.250000e-02> : tensor<1x1x1xf32>
    %cst_9 = arith.constant dense<0> : tensor<1x1xi32>
    %cst_10 = arith.constant dense<64> : tensor<1x1xi32>
    %cst_11 = arith.constant dense_resource<torch_tensor_64_8_torch.float32> : tensor<1x64x8xf32>
    %cst_12 = arith.constant dense_resource<torch_tensor_64_8_torch.float32_1> : tensor<1x64x8xf32>
    %cst_13 = arith.constant dense<0.223606795> : tensor<1x1x1x1xf32>
    %cst_14 = arith.constant dense<1> : tensor<1x1xi64>
    %cst_15 = arith.constant dense<0.000000e+00> : tensor<1x1xf32>
    %0 = tensor.empty() : tensor<32x24xf32>
    %transposed = linalg.transpose ins(%arg4 : tensor<24x32xf32>) outs(%0 : tensor<32x24xf32>) permutation = [1, 0]
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<2x5x32xf32> into tensor<10x32xf32>
    %expanded = tensor.expand_shape %collapsed [[0, 1], [2]] output_shape [1, 10, 32] : tensor<10x32xf32> into tensor<1x10x32xf32>
    %expanded_16 = tensor.expand_shape %transposed [[0, 1], [2]] output_shape [1, 32, 24] : tensor<32x24xf32> into tensor<1x32x24xf32>
    %1 = tensor.empty() : tensor<1x10x24xf32>
    %2 = linalg.fill ins(%cst_3 : f32) outs(%1 : tensor<1x10x24xf32>) -> tensor<1x10x24xf32>
    %3 = linalg.batch_matmul ins(%expanded, %expanded_16 : tensor<1x10x32xf32>, tensor<1x32x24xf32>) outs(%2 : tensor<1x10x24xf32>) -> tensor<1x10x24xf32>
    %collapsed_17 = tensor.collapse_shape %3 [[0, 1], [2]] : tensor<1x10x24xf32> into tensor<10x24xf32>
    %expanded_18 = tensor.expand_shape %collapsed_17 [[0, 1], [2]] output_shape [2, 5, 24] : tensor<10x24xf32> into tensor<2x5x24xf32>
    %4 = tensor.empty() : tensor<2x5x24xf32>
    %5 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_18, %cst_5 : tensor<2x5x24xf32>, tensor<1x1x1xf32>) outs(%4 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = math.powf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x5x24xf32>
    %6 = tensor.empty() : tensor<2x5xf32>
    %7 = linalg.fill ins(%cst_3 : f32) outs(%6 : tensor<2x5xf32>) -> tensor<2x5xf32>
    %reduced = linalg.reduce ins(%5 : tensor<2x5x24xf32>) outs(%7 : tensor<2x5xf32>) dimensions = [2]
      (%in: f32, %init: f32) {
        %92 = arith.addf %in, %init : f32
        linalg.yield %92 : f32
      }
    %expanded_19 = tensor.expand_shape %reduced [[0], [1, 2]] output_shape [2, 5, 1] : tensor<2x5xf32> into tensor<2x5x1xf32>
    %8 = tensor.empty() : tensor<2x5x1xf32>
    %9 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_19, %cst_6 : tensor<2x5x1xf32>, tensor<1x1x1xf32>) outs(%8 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.mulf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x5x1xf32>
    %10 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%9, %cst_7 : tensor<2x5x1xf32>, tensor<1x1x1xf32>) outs(%8 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.addf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x5x1xf32>
    %11 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10 : tensor<2x5x1xf32>) outs(%8 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %92 = math.rsqrt %in : f32
      linalg.yield %92 : f32
    } -> tensor<2x5x1xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map3, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_18, %11 : tensor<2x5x24xf32>, tensor<2x5x1xf32>) outs(%4 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.mulf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x5x24xf32>
    %expanded_20 = tensor.expand_shape %arg2 [[0, 1, 2]] output_shape [1, 1, 24] : tensor<24xf32> into tensor<1x1x24xf32>
    %13 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%12, %expanded_20 : tensor<2x5x24xf32>, tensor<1x1x24xf32>) outs(%4 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.mulf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x5x24xf32>
    %14 = tensor.empty() : tensor<24x80xf32>
    %transposed_21 = linalg.transpose ins(%arg5 : tensor<80x24xf32>) outs(%14 : tensor<24x80xf32>) permutation = [1, 0]
    %collapsed_22 = tensor.collapse_shape %13 [[0, 1], [2]] : tensor<2x5x24xf32> into tensor<10x24xf32>
    %expanded_23 = tensor.expand_shape %collapsed_22 [[0, 1], [2]] output_shape [1, 10, 24] : tensor<10x24xf32> into tensor<1x10x24xf32>
    %expanded_24 = tensor.expand_shape %transposed_21 [[0, 1], [2]] output_shape [1, 24, 80] : tensor<24x80xf32> into tensor<1x24x80xf32>
    %15 = tensor.empty() : tensor<1x10x80xf32>
    %16 = linalg.fill ins(%cst_3 : f32) outs(%15 : tensor<1x10x80xf32>) -> tensor<1x10x80xf32>
    %17 = linalg.batch_matmul ins(%expanded_23, %expanded_24 : tensor<1x10x24xf32>, tensor<1x24x80xf32>) outs(%16 : tensor<1x10x80xf32>) -> tensor<1x10x80xf32>
    %collapsed_25 = tensor.collapse_shape %17 [[0, 1], [2]] : tensor<1x10x80xf32> into tensor<10x80xf32>
    %expanded_26 = tensor.expand_shape %collapsed_25 [[0, 1], [2, 3]] output_shape [2, 5, 4, 20] : tensor<10x80xf32> into tensor<2x5x4x20xf32>
    %18 = tensor.empty() : tensor<2x4x5x20xf32>
    %transposed_27 = linalg.transpose ins(%expanded_26 : tensor<2x5x4x20xf32>) outs(%18 : tensor<2x4x5x20xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice = tensor.extract_slice %transposed_27[0, 0, 0, 0] [2, 4, 5, 12] [1, 1, 1, 1] : tensor<2x4x5x20xf32> to tensor<2x4x5x12xf32>
    %extracted_slice_28 = tensor.extract_slice %transposed_27[0, 0, 0, 12] [2, 4, 5, 8] [1, 1, 1, 1] : tensor<2x4x5x20xf32> to tensor<2x4x5x8xf32>
    %transposed_29 = linalg.transpose ins(%arg6 : tensor<24x32xf32>) outs(%0 : tensor<32x24xf32>) permutation = [1, 0]
    %expanded_30 = tensor.expand_shape %transposed_29 [[0, 1], [2]] output_shape [1, 32, 24] : tensor<32x24xf32> into tensor<1x32x24xf32>
    %19 = linalg.batch_matmul ins(%expanded, %expanded_30 : tensor<1x10x32xf32>, tensor<1x32x24xf32>) outs(%2 : tensor<1x10x24xf32>) -> tensor<1x10x24xf32>
    %collapsed_31 = tensor.collapse_shape %19 [[0, 1], [2]] : tensor<1x10x24xf32> into tensor<10x24xf32>
    %expanded_32 = tensor.expand_shape %collapsed_31 [[0, 1], [2]] output_shape [2, 5, 24] : tensor<10x24xf32> into tensor<2x5x24xf32>
    %extracted_slice_33 = tensor.extract_slice %expanded_32[0, 0, 0] [2, 5, 16] [1, 1, 1] : tensor<2x5x24xf32> to tensor<2x5x16xf32>
    %extracted_slice_34 = tensor.extract_slice %expanded_32[0, 0, 16] [2, 5, 8] [1, 1, 1] : tensor<2x5x24xf32> to tensor<2x5x8xf32>
    %20 = tensor.empty() : tensor<2x5x16xf32>
    %21 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_33, %cst_5 : tensor<2x5x16xf32>, tensor<1x1x1xf32>) outs(%20 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = math.powf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x5x16xf32>
    %reduced_35 = linalg.reduce ins(%21 : tensor<2x5x16xf32>) outs(%7 : tensor<2x5xf32>) dimensions = [2]
      (%in: f32, %init: f32) {
        %92 = arith.addf %in, %init : f32
        linalg.yield %92 : f32
      }
    %expanded_36 = tensor.expand_shape %reduced_35 [[0], [1, 2]] output_shape [2, 5, 1] : tensor<2x5xf32> into tensor<2x5x1xf32>
    %22 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_36, %cst_8 : tensor<2x5x1xf32>, tensor<1x1x1xf32>) outs(%8 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.mulf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x5x1xf32>
    %23 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%22, %cst_7 : tensor<2x5x1xf32>, tensor<1x1x1xf32>) outs(%8 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.addf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x5x1xf32>
    %24 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%23 : tensor<2x5x1xf32>) outs(%8 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %92 = math.rsqrt %in : f32
      linalg.yield %92 : f32
    } -> tensor<2x5x1xf32>
    %25 = linalg.generic {indexing_maps = [#map, #map3, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_33, %24 : tensor<2x5x16xf32>, tensor<2x5x1xf32>) outs(%20 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.mulf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x5x16xf32>
    %expanded_37 = tensor.expand_shape %arg3 [[0, 1, 2]] output_shape [1, 1, 16] : tensor<16xf32> into tensor<1x1x16xf32>
    %26 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%25, %expanded_37 : tensor<2x5x16xf32>, tensor<1x1x16xf32>) outs(%20 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.mulf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x5x16xf32>
    %27 = tensor.empty() : tensor<2x5xi32>
    %28 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%arg1 : tensor<2x5xi64>) outs(%27 : tensor<2x5xi32>) {
    ^bb0(%in: i64, %out: i32):
      %92 = arith.trunci %in : i64 to i32
      linalg.yield %92 : i32
    } -> tensor<2x5xi32>
    %29 = linalg.generic {indexing_maps = [#map4, #map5, #map4], iterator_types = ["parallel", "parallel"]} ins(%28, %cst_10 : tensor<2x5xi32>, tensor<1x1xi32>) outs(%27 : tensor<2x5xi32>) {
    ^bb0(%in: i32, %in_90: i32, %out: i32):
      %92 = arith.addi %in, %in_90 : i32
      linalg.yield %92 : i32
    } -> tensor<2x5xi32>
    %30 = tensor.empty() : tensor<2x5xi1>
    %31 = linalg.generic {indexing_maps = [#map5, #map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%cst_9, %28 : tensor<1x1xi32>, tensor<2x5xi32>) outs(%30 : tensor<2x5xi1>) {
    ^bb0(%in: i32, %in_90: i32, %out: i1):
      %92 = arith.cmpi sgt, %in, %in_90 : i32
      linalg.yield %92 : i1
    } -> tensor<2x5xi1>
    %32 = linalg.generic {indexing_maps = [#map4, #map4, #map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%31, %29, %28 : tensor<2x5xi1>, tensor<2x5xi32>, tensor<2x5xi32>) outs(%27 : tensor<2x5xi32>) {
    ^bb0(%in: i1, %in_90: i32, %in_91: i32, %out: i32):
      %92 = arith.select %in, %in_90, %in_91 : i32
      linalg.yield %92 : i32
    } -> tensor<2x5xi32>
    %collapsed_38 = tensor.collapse_shape %32 [[0, 1]] : tensor<2x5xi32> into tensor<10xi32>
    %expanded_39 = tensor.expand_shape %collapsed_38 [[0, 1]] output_shape [1, 10] : tensor<10xi32> into tensor<1x10xi32>
    %33 = tensor.empty() : tensor<1x10x8xf32>
    %34 = linalg.generic {indexing_maps = [#map6, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_39 : tensor<1x10xi32>) outs(%33 : tensor<1x10x8xf32>) {
    ^bb0(%in: i32, %out: f32):
      %92 = arith.index_cast %in : i32 to index
      %93 = linalg.index 2 : index
      %extracted = tensor.extract %cst_11[%c0, %92, %93] : tensor<1x64x8xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x10x8xf32>
    %collapsed_40 = tensor.collapse_shape %34 [[0, 1], [2]] : tensor<1x10x8xf32> into tensor<10x8xf32>
    %expanded_41 = tensor.expand_shape %collapsed_40 [[0, 1, 2], [3]] output_shape [2, 1, 5, 8] : tensor<10x8xf32> into tensor<2x1x5x8xf32>
    %35 = linalg.generic {indexing_maps = [#map6, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_39 : tensor<1x10xi32>) outs(%33 : tensor<1x10x8xf32>) {
    ^bb0(%in: i32, %out: f32):
      %92 = arith.index_cast %in : i32 to index
      %93 = linalg.index 2 : index
      %extracted = tensor.extract %cst_12[%c0, %92, %93] : tensor<1x64x8xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x10x8xf32>
    %collapsed_42 = tensor.collapse_shape %35 [[0, 1], [2]] : tensor<1x10x8xf32> into tensor<10x8xf32>
    %expanded_43 = tensor.expand_shape %collapsed_42 [[0, 1, 2], [3]] output_shape [2, 1, 5, 8] : tensor<10x8xf32> into tensor<2x1x5x8xf32>
    %expanded_44 = tensor.expand_shape %extracted_slice_34 [[0, 1], [2], [3, 4]] output_shape [2, 1, 5, 4, 2] : tensor<2x5x8xf32> into tensor<2x1x5x4x2xf32>
    %36 = tensor.empty() : tensor<2x1x5x2x4xf32>
    %transposed_45 = linalg.transpose ins(%expanded_44 : tensor<2x1x5x4x2xf32>) outs(%36 : tensor<2x1x5x2x4xf32>) permutation = [0, 1, 2, 4, 3]
    %collapsed_46 = tensor.collapse_shape %transposed_45 [[0], [1], [2], [3, 4]] : tensor<2x1x5x2x4xf32> into tensor<2x1x5x8xf32>
    %extracted_slice_47 = tensor.extract_slice %collapsed_46[0, 0, 0, 0] [2, 1, 5, 4] [1, 1, 1, 1] : tensor<2x1x5x8xf32> to tensor<2x1x5x4xf32>
    %extracted_slice_48 = tensor.extract_slice %collapsed_46[0, 0, 0, 4] [2, 1, 5, 4] [1, 1, 1, 1] : tensor<2x1x5x8xf32> to tensor<2x1x5x4xf32>
    %37 = tensor.empty() : tensor<2x1x5x8xf32>
    %38 = linalg.generic {indexing_maps = [#map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_46, %expanded_41 : tensor<2x1x5x8xf32>, tensor<2x1x5x8xf32>) outs(%37 : tensor<2x1x5x8xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.mulf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x1x5x8xf32>
    %39 = tensor.empty() : tensor<2x1x5x4xf32>
    %40 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_48 : tensor<2x1x5x4xf32>) outs(%39 : tensor<2x1x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %92 = arith.negf %in : f32
      linalg.yield %92 : f32
    } -> tensor<2x1x5x4xf32>
    %inserted_slice = tensor.insert_slice %40 into %37[0, 0, 0, 0] [2, 1, 5, 4] [1, 1, 1, 1] : tensor<2x1x5x4xf32> into tensor<2x1x5x8xf32>
    %inserted_slice_49 = tensor.insert_slice %extracted_slice_47 into %inserted_slice[0, 0, 0, 4] [2, 1, 5, 4] [1, 1, 1, 1] : tensor<2x1x5x4xf32> into tensor<2x1x5x8xf32>
    %41 = linalg.generic {indexing_maps = [#map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice_49, %expanded_43 : tensor<2x1x5x8xf32>, tensor<2x1x5x8xf32>) outs(%37 : tensor<2x1x5x8xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.mulf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x1x5x8xf32>
    %42 = linalg.generic {indexing_maps = [#map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%38, %41 : tensor<2x1x5x8xf32>, tensor<2x1x5x8xf32>) outs(%37 : tensor<2x1x5x8xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.addf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x1x5x8xf32>
    %43 = tensor.empty() : tensor<16x88xf32>
    %transposed_50 = linalg.transpose ins(%arg7 : tensor<88x16xf32>) outs(%43 : tensor<16x88xf32>) permutation = [1, 0]
    %collapsed_51 = tensor.collapse_shape %26 [[0, 1], [2]] : tensor<2x5x16xf32> into tensor<10x16xf32>
    %expanded_52 = tensor.expand_shape %collapsed_51 [[0, 1], [2]] output_shape [1, 10, 16] : tensor<10x16xf32> into tensor<1x10x16xf32>
    %expanded_53 = tensor.expand_shape %transposed_50 [[0, 1], [2]] output_shape [1, 16, 88] : tensor<16x88xf32> into tensor<1x16x88xf32>
    %44 = tensor.empty() : tensor<1x10x88xf32>
    %45 = linalg.fill ins(%cst_3 : f32) outs(%44 : tensor<1x10x88xf32>) -> tensor<1x10x88xf32>
    %46 = linalg.batch_matmul ins(%expanded_52, %expanded_53 : tensor<1x10x16xf32>, tensor<1x16x88xf32>) outs(%45 : tensor<1x10x88xf32>) -> tensor<1x10x88xf32>
    %collapsed_54 = tensor.collapse_shape %46 [[0, 1], [2]] : tensor<1x10x88xf32> into tensor<10x88xf32>
    %expanded_55 = tensor.expand_shape %collapsed_54 [[0, 1], [2, 3]] output_shape [2, 5, 4, 22] : tensor<10x88xf32> into tensor<2x5x4x22xf32>
    %47 = tensor.empty() : tensor<2x4x5x22xf32>
    %transposed_56 = linalg.transpose ins(%expanded_55 : tensor<2x5x4x22xf32>) outs(%47 : tensor<2x4x5x22xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice_57 = tensor.extract_slice %transposed_56[0, 0, 0, 0] [2, 4, 5, 12] [1, 1, 1, 1] : tensor<2x4x5x22xf32> to tensor<2x4x5x12xf32>
    %extracted_slice_58 = tensor.extract_slice %transposed_56[0, 0, 0, 12] [2, 4, 5, 10] [1, 1, 1, 1] : tensor<2x4x5x22xf32> to tensor<2x4x5x10xf32>
    %expanded_59 = tensor.expand_shape %extracted_slice_28 [[0], [1], [2], [3, 4]] output_shape [2, 4, 5, 4, 2] : tensor<2x4x5x8xf32> into tensor<2x4x5x4x2xf32>
    %48 = tensor.empty() : tensor<2x4x5x2x4xf32>
    %transposed_60 = linalg.transpose ins(%expanded_59 : tensor<2x4x5x4x2xf32>) outs(%48 : tensor<2x4x5x2x4xf32>) permutation = [0, 1, 2, 4, 3]
    %collapsed_61 = tensor.collapse_shape %transposed_60 [[0], [1], [2], [3, 4]] : tensor<2x4x5x2x4xf32> into tensor<2x4x5x8xf32>
    %extracted_slice_62 = tensor.extract_slice %collapsed_61[0, 0, 0, 0] [2, 4, 5, 4] [1, 1, 1, 1] : tensor<2x4x5x8xf32> to tensor<2x4x5x4xf32>
    %extracted_slice_63 = tensor.extract_slice %collapsed_61[0, 0, 0, 4] [2, 4, 5, 4] [1, 1, 1, 1] : tensor<2x4x5x8xf32> to tensor<2x4x5x4xf32>
    %49 = tensor.empty() : tensor<2x4x5x8xf32>
    %50 = linalg.generic {indexing_maps = [#map7, #map8, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_61, %expanded_41 : tensor<2x4x5x8xf32>, tensor<2x1x5x8xf32>) outs(%49 : tensor<2x4x5x8xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.mulf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x4x5x8xf32>
    %51 = tensor.empty() : tensor<2x4x5x4xf32>
    %52 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_63 : tensor<2x4x5x4xf32>) outs(%51 : tensor<2x4x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %92 = arith.negf %in : f32
      linalg.yield %92 : f32
    } -> tensor<2x4x5x4xf32>
    %inserted_slice_64 = tensor.insert_slice %52 into %49[0, 0, 0, 0] [2, 4, 5, 4] [1, 1, 1, 1] : tensor<2x4x5x4xf32> into tensor<2x4x5x8xf32>
    %inserted_slice_65 = tensor.insert_slice %extracted_slice_62 into %inserted_slice_64[0, 0, 0, 4] [2, 4, 5, 4] [1, 1, 1, 1] : tensor<2x4x5x4xf32> into tensor<2x4x5x8xf32>
    %53 = linalg.generic {indexing_maps = [#map7, #map8, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%inserted_slice_65, %expanded_43 : tensor<2x4x5x8xf32>, tensor<2x1x5x8xf32>) outs(%49 : tensor<2x4x5x8xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.mulf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x4x5x8xf32>
    %54 = linalg.generic {indexing_maps = [#map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%50, %53 : tensor<2x4x5x8xf32>, tensor<2x4x5x8xf32>) outs(%49 : tensor<2x4x5x8xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.addf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x4x5x8xf32>
    %inserted_slice_66 = tensor.insert_slice %extracted_slice into %18[0, 0, 0, 0] [2, 4, 5, 12] [1, 1, 1, 1] : tensor<2x4x5x12xf32> into tensor<2x4x5x20xf32>
    %inserted_slice_67 = tensor.insert_slice %54 into %inserted_slice_66[0, 0, 0, 12] [2, 4, 5, 8] [1, 1, 1, 1] : tensor<2x4x5x8xf32> into tensor<2x4x5x20xf32>
    %55 = tensor.empty() : tensor<1x2x4x1x1x5x1x8xf32>
    %56 = linalg.generic {indexing_maps = [#map9, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%42 : tensor<2x1x5x8xf32>) outs(%55 : tensor<1x2x4x1x1x5x1x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x2x4x1x1x5x1x8xf32>
    %collapsed_68 = tensor.collapse_shape %56 [[0, 1], [2, 3, 4], [5, 6], [7]] : tensor<1x2x4x1x1x5x1x8xf32> into tensor<2x4x5x8xf32>
    %inserted_slice_69 = tensor.insert_slice %extracted_slice_57 into %18[0, 0, 0, 0] [2, 4, 5, 12] [1, 1, 1, 1] : tensor<2x4x5x12xf32> into tensor<2x4x5x20xf32>
    %inserted_slice_70 = tensor.insert_slice %collapsed_68 into %inserted_slice_69[0, 0, 0, 12] [2, 4, 5, 8] [1, 1, 1, 1] : tensor<2x4x5x8xf32> into tensor<2x4x5x20xf32>
    %57 = tensor.empty() : tensor<2x4x20x5xf32>
    %transposed_71 = linalg.transpose ins(%inserted_slice_70 : tensor<2x4x5x20xf32>) outs(%57 : tensor<2x4x20x5xf32>) permutation = [0, 1, 3, 2]
    %collapsed_72 = tensor.collapse_shape %inserted_slice_67 [[0, 1], [2], [3]] : tensor<2x4x5x20xf32> into tensor<8x5x20xf32>
    %collapsed_73 = tensor.collapse_shape %transposed_71 [[0, 1], [2], [3]] : tensor<2x4x20x5xf32> into tensor<8x20x5xf32>
    %58 = tensor.empty() : tensor<8x5x5xf32>
    %59 = linalg.fill ins(%cst_3 : f32) outs(%58 : tensor<8x5x5xf32>) -> tensor<8x5x5xf32>
    %60 = linalg.batch_matmul ins(%collapsed_72, %collapsed_73 : tensor<8x5x20xf32>, tensor<8x20x5xf32>) outs(%59 : tensor<8x5x5xf32>) -> tensor<8x5x5xf32>
    %expanded_74 = tensor.expand_shape %60 [[0, 1], [2], [3]] output_shape [2, 4, 5, 5] : tensor<8x5x5xf32> into tensor<2x4x5x5xf32>
    %61 = tensor.empty() : tensor<2x4x5x5xf32>
    %62 = linalg.generic {indexing_maps = [#map7, #map11, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_74, %cst_13 : tensor<2x4x5x5xf32>, tensor<1x1x1x1xf32>) outs(%61 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.mulf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x4x5x5xf32>
    %63 = tensor.empty() : tensor<5x1xi32>
    %64 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%cst_1 : tensor<5x1xi64>) outs(%63 : tensor<5x1xi32>) {
    ^bb0(%in: i64, %out: i32):
      %92 = arith.trunci %in : i64 to i32
      linalg.yield %92 : i32
    } -> tensor<5x1xi32>
    %65 = tensor.empty() : tensor<1x5xi32>
    %66 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%cst_2 : tensor<1x5xi64>) outs(%65 : tensor<1x5xi32>) {
    ^bb0(%in: i64, %out: i32):
      %92 = arith.trunci %in : i64 to i32
      linalg.yield %92 : i32
    } -> tensor<1x5xi32>
    %67 = tensor.empty() : tensor<5x5xi32>
    %68 = linalg.generic {indexing_maps = [#map12, #map13, #map4], iterator_types = ["parallel", "parallel"]} ins(%66, %64 : tensor<1x5xi32>, tensor<5x1xi32>) outs(%67 : tensor<5x5xi32>) {
    ^bb0(%in: i32, %in_90: i32, %out: i32):
      %92 = arith.subi %in, %in_90 : i32
      linalg.yield %92 : i32
    } -> tensor<5x5xi32>
    %69 = tensor.empty() : tensor<5x5xi64>
    %70 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel"]} ins(%68 : tensor<5x5xi32>) outs(%69 : tensor<5x5xi64>) {
    ^bb0(%in: i32, %out: i64):
      %92 = arith.extsi %in : i32 to i64
      linalg.yield %92 : i64
    } -> tensor<5x5xi64>
    %71 = tensor.empty() : tensor<5x5xi1>
    %72 = linalg.generic {indexing_maps = [#map4, #map5, #map4], iterator_types = ["parallel", "parallel"]} ins(%70, %cst_14 : tensor<5x5xi64>, tensor<1x1xi64>) outs(%71 : tensor<5x5xi1>) {
    ^bb0(%in: i64, %in_90: i64, %out: i1):
      %92 = arith.cmpi sge, %in, %in_90 : i64
      linalg.yield %92 : i1
    } -> tensor<5x5xi1>
    %73 = tensor.empty() : tensor<5x5xf32>
    %74 = linalg.generic {indexing_maps = [#map4, #map4, #map5, #map4], iterator_types = ["parallel", "parallel"]} ins(%72, %cst_4, %cst_15 : tensor<5x5xi1>, tensor<5x5xf32>, tensor<1x1xf32>) outs(%73 : tensor<5x5xf32>) {
    ^bb0(%in: i1, %in_90: f32, %in_91: f32, %out: f32):
      %92 = arith.select %in, %in_90, %in_91 : f32
      linalg.yield %92 : f32
    } -> tensor<5x5xf32>
    %expanded_75 = tensor.expand_shape %74 [[0, 1, 2], [3]] output_shape [1, 1, 5, 5] : tensor<5x5xf32> into tensor<1x1x5x5xf32>
    %75 = linalg.generic {indexing_maps = [#map7, #map14, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%62, %expanded_75 : tensor<2x4x5x5xf32>, tensor<1x1x5x5xf32>) outs(%61 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.addf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x4x5x5xf32>
    %76 = tensor.empty() : tensor<2x4x5xf32>
    %77 = linalg.fill ins(%cst_0 : f32) outs(%76 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %reduced_76 = linalg.reduce ins(%75 : tensor<2x4x5x5xf32>) outs(%77 : tensor<2x4x5xf32>) dimensions = [3]
      (%in: f32, %init: f32) {
        %92 = arith.maximumf %in, %init : f32
        linalg.yield %92 : f32
      }
    %expanded_77 = tensor.expand_shape %reduced_76 [[0], [1], [2, 3]] output_shape [2, 4, 5, 1] : tensor<2x4x5xf32> into tensor<2x4x5x1xf32>
    %78 = linalg.generic {indexing_maps = [#map7, #map15, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%75, %expanded_77 : tensor<2x4x5x5xf32>, tensor<2x4x5x1xf32>) outs(%61 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.subf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x4x5x5xf32>
    %79 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%78 : tensor<2x4x5x5xf32>) outs(%61 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %92 = math.exp %in : f32
      linalg.yield %92 : f32
    } -> tensor<2x4x5x5xf32>
    %80 = linalg.fill ins(%cst_3 : f32) outs(%76 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %reduced_78 = linalg.reduce ins(%79 : tensor<2x4x5x5xf32>) outs(%80 : tensor<2x4x5xf32>) dimensions = [3]
      (%in: f32, %init: f32) {
        %92 = arith.addf %in, %init : f32
        linalg.yield %92 : f32
      }
    %expanded_79 = tensor.expand_shape %reduced_78 [[0], [1], [2, 3]] output_shape [2, 4, 5, 1] : tensor<2x4x5xf32> into tensor<2x4x5x1xf32>
    %81 = tensor.empty() : tensor<2x4x5x1xf32>
    %82 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_79 : tensor<2x4x5x1xf32>) outs(%81 : tensor<2x4x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %92 = arith.divf %cst, %in : f32
      linalg.yield %92 : f32
    } -> tensor<2x4x5x1xf32>
    %83 = linalg.generic {indexing_maps = [#map7, #map15, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%79, %82 : tensor<2x4x5x5xf32>, tensor<2x4x5x1xf32>) outs(%61 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_90: f32, %out: f32):
      %92 = arith.mulf %in, %in_90 : f32
      linalg.yield %92 : f32
    } -> tensor<2x4x5x5xf32>
    %collapsed_80 = tensor.collapse_shape %83 [[0, 1], [2], [3]] : tensor<2x4x5x5xf32> into tensor<8x5x5xf32>
    %collapsed_81 = tensor.collapse_shape %extracted_slice_58 [[0, 1], [2], [3]] : tensor<2x4x5x10xf32> into tensor<8x5x10xf32>
    %84 = tensor.empty() : tensor<8x5x10xf32>
    %85 = linalg.fill ins(%cst_3 : f32) outs(%84 : tensor<8x5x10xf32>) -> tensor<8x5x10xf32>
    %86 = linalg.batch_matmul ins(%collapsed_80, %collapsed_81 : tensor<8x5x5xf32>, tensor<8x5x10xf32>) outs(%85 : tensor<8x5x10xf32>) -> tensor<8x5x10xf32>
    %expanded_82 = tensor.expand_shape %86 [[0, 1], [2], [3]] output_shape [2, 4, 5, 10] : tensor<8x5x10xf32> into tensor<2x4x5x10xf32>
    %87 = tensor.empty() : tensor<2x5x4x10xf32>
    %transposed_83 = linalg.transpose ins(%expanded_82 : tensor<2x4x5x10xf32>) outs(%87 : tensor<2x5x4x10xf32>) permutation = [0, 2, 1, 3]
    %88 = tensor.empty() : tensor<40x32xf32>
    %transposed_84 = linalg.transpose ins(%arg8 : tensor<32x40xf32>) outs(%88 : tensor<40x32xf32>) permutation = [1, 0]
    %collapsed_85 = tensor.collapse_shape %transposed_83 [[0, 1], [2, 3]] : tensor<2x5x4x10xf32> into tensor<10x40xf32>
    %expanded_86 = tensor.expand_shape %collapsed_85 [[0, 1], [2]] output_shape [1, 10, 40] : tensor<10x40xf32> into tensor<1x10x40xf32>
    %expanded_87 = tensor.expand_shape %transposed_84 [[0, 1], [2]] output_shape [1, 40, 32] : tensor<40x32xf32> into tensor<1x40x32xf32>
    %89 = tensor.empty() : tensor<1x10x32xf32>
    %90 = linalg.fill ins(%cst_3 : f32) outs(%89 : tensor<1x10x32xf32>) -> tensor<1x10x32xf32>
    %91 = linalg.batch_matmul ins(%expanded_86, %expanded_87 : tensor<1x10x40xf32>, tensor<1x40x32xf32>) outs(%90 : tensor<1x10x32xf32>) -> tensor<1x10x32xf32>
    %collapsed_88 = tensor.collapse_shape %91 [[0, 1], [2]] : tensor<1x10x32xf32> into tensor<10x32xf32>
    %expanded_89 = tensor.expand_shape %collapsed_88 [[0, 1], [2]] output_shape [2, 5, 32] : tensor<10x32xf32> into tensor<2x5x32xf32>
    return %expanded_89 : tensor<2x5x32xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
      torch_tensor_64_8_torch.float32: "0x040000000000803F0000803F0000803F0000803F0000803F0000803F0000803F0000803F41510A3F98B87E3FB9FC7F3FF8FF7F3F41510A3F98B87E3FB9FC7F3FF8FF7F3F3311D5BEA5E57A3FE5F27F3FDFFF7F3F3311D5BEA5E57A3FE5F27F3FDFFF7F3F26707DBFEF90743F83E27F3FB5FF7F3F26707DBFEF90743F83E27F3FB5FF7F3F305527BFA7CA6B3F94CB7F3F7AFF7F3F305527BFA7CA6B3F94CB7F3F7AFF7F3F2C3C913E40A9603F19AE7F3F2EFF7F3F2C3C913E40A9603F19AE7F3F2EFF7F3FB8CD753F3249533F128A7F3FD2FE7F3FB8CD753F3249533F128A7F3FD2FE7F3FBDFF403FB3CC433F815F7F3F65FE7F3FBDFF403FB3CC433F815F7F3F65FE7F3FF6FD14BE5F5B323F652E7F3FE7FD7F3FF6FD14BE5F5B323F652E7F3FE7FD7F3FD53F69BFD4211F3FC2F67E3F59FD7F3FD53F69BFD4211F3FC2F67E3F59FD7F3F64CD56BF41510A3F98B87E3FB9FC7F3F64CD56BF41510A3F98B87E3FB9FC7F3F7205913BC03DE83EE8737E3F09FC7F3F7205913BC03DE83EE8737E3F09FC7F3FD006583FF386B93EB5287E3F48FB7F3FD006583FF386B93EB5287E3F48FB7F3F6F4E683F99F5883E00D77D3F76FA7F3F6F4E683F99F5883E00D77D3F76FA7F3FD7040C3EDF0B2E3ECC7E7D3F94F97F3FD7040C3EDF0B2E3ECC7E7D3F94F97F3FE87A42BFAADE903D1A207D3FA1F87F3FE87A42BFAADE903D1A207D3FA1F87F3F2C2975BFE333EFBCEDBA7C3F9DF77F3F2C2975BFE333EFBCEDBA7C3F9DF77F3F36E28CBED3EF03BE494F7C3F88F67F3F36E28CBED3EF03BE494F7C3F88F67F3F840A293FAFA768BE2EDD7B3F62F57F3F840A293FAFA768BE2EDD7B3F62F57F3FBF1B7D3F3586A5BEA1647B3F2CF47F3FBF1B7D3F3586A5BEA1647B3F2CF47F3F22F0D03E3311D5BEA5E57A3FE5F27F3F22F0D03E3311D5BEA5E57A3FE5F27F3FFC370CBF9A3D01BF3C607A3F8DF17F3FFC370CBF9A3D01BF3C607A3F8DF17F3F6FFD7FBF03A816BF6AD4793F24F07F3F6FFD7FBF03A816BF6AD4793F24F07F3FBF6708BF10912ABF3442793FABEE7F3FBF6708BF10912ABF3442793FABEE7F3FFE2DD93ED7C53CBF9BA9783F20ED7F3FFE2DD93ED7C53CBF9BA9783F20ED7F3F78BF7D3FBF174DBFA50A783F85EB7F3F78BF7D3FBF174DBFA50A783F85EB7F3F819C253F115D5BBF5665773FDAE97F3F819C253F115D5BBF5665773FDAE97F3F389395BE467167BFB1B9763F1DE87F3F389395BE467167BFB1B9763F1DE87F3F576D76BF7C3571BFBB07763F50E67F3F576D76BF7C3571BFBB07763F50E67F3FB3803FBFB79078BF794F753F72E47F3FB3803FBFB79078BF794F753F72E47F3F18F41D3E26707DBFEF90743F83E27F3F18F41D3E26707DBFEF90743F83E27F3F8E2C6A3F52C77FBF22CC733F83E07F3F8E2C6A3F52C77FBF22CC733F83E07F3FA98F553F3F907FBF1801733F73DE7F3FA98F553F3F907FBF1801733F73DE7F3FB78659BC7ACB7CBFD52F723F52DC7F3FB78659BC7ACB7CBFD52F723F52DC7F3FE73B59BF168077BF5F58713F20DA7F3FE73B59BF168077BF5F58713F20DA7F3F5F5867BFA0BB6FBFBB7A703FDDD77F3F5F5867BFA0BB6FBFBB7A703FDDD77F3FEA0803BEF59165BFEF966F3F89D57F3FEA0803BEF59165BFEF966F3F89D57F3F2DF2433F151D59BF01AD6E3F25D37F3F2DF2433F151D59BF01AD6E3F25D37F3FB57F743FDD7C4ABFF7BC6D3FB0D07F3FB57F743FDD7C4ABFF7BC6D3FB0D07F3F6C85883EB2D639BFD7C66C3F2ACE7F3F6C85883EB2D639BFD7C66C3F2ACE7F3F74BC2ABF305527BFA7CA6B3F94CB7F3F74BC2ABF305527BFA7CA6B3F94CB7F3F44C27CBFAB2713BF6EC86A3FEDC87F3F44C27CBFAB2713BF6EC86A3FEDC87F3FE0CACCBE6F03FBBE32C0693F35C67F3FE0CACCBE6F03FBBE32C0693F35C67F3FE81B0E3F8735CDBEFBB1683F6CC37F3FE81B0E3F8735CDBEFBB1683F6CC37F3FBBF57F3FB95A9DBECE9D673F92C07F3FBBF57F3FB95A9DBECE9D673F92C07F3F817B063FDBDA57BEB483663FA8BD7F3F817B063FDBDA57BEB483663FA8BD7F3F6E46DDBE46B0E5BDB263653FADBA7F3F6E46DDBE46B0E5BDB263653FADBA7F3FB2097EBF9FF84ABCD23D643FA1B77F3FB2097EBF9FF84ABCD23D643FA1B77F3F80E023BFC432B33D1912633F84B47F3F80E023BFC432B33D1912633F84B47F3F44E7993E20FD3E3E91E0613F57B17F3F44E7993E20FD3E3E91E0613F57B17F3F0408773F2C3C913E40A9603F19AE7F3F0408773F2C3C913E40A9603F19AE7F3FD1FD3D3F4A86C13E2F6C5F3FCAAA7F3FD1FD3D3F4A86C13E2F6C5F3FCAAA7F3F0EE726BE73E1EF3E66295E3F6AA77F3F0EE726BE73E1EF3E66295E3F6AA77F3F95146BBF7DEB0D3FEDE05C3FFAA37F3F95146BBF7DEB0D3FEDE05C3FFAA37F3FA64D54BF3D7B223FCC925B3F79A07F3FA64D54BF3D7B223FCC925B3F79A07F3F2C43B53C626B353F0C3F5A3FE79C7F3F2C43B53C626B353F0C3F5A3FE79C7F3FA26C5A3F7B8B463FB6E5583F44997F3FA26C5A3F7B8B463FB6E5583F44997F3FAC5D663FBFAF553FD386573F91957F3FAC5D663FBFAF553FD386573F91957F3FB714F43D6AB1623F6B22563FCD917F3FB714F43D6AB1623F6B22563FCD917F3F836545BF3B6F6D3F87B8543FF88D7F3F836545BF3B6F6D3F87B8543FF88D7F3F56D173BFB8CD753F3249533F128A7F3F56D173BFB8CD753F3249533F128A7F3FE62584BE7BB77B3F74D4513F1C867F3FE62584BE7BB77B3F74D4513F1C867F3FF76A2C3F621D7F3F575A503F14827F3FF76A2C3F621D7F3F575A503F14827F3FB8637C3FBCF67F3FE4DA4E3FFD7D7F3FB8637C3FBCF67F3FE4DA4E3FFD7D7F3F",
      torch_tensor_64_8_torch.float32_1: "0x040000000000000000000000000000000000000000000000000000000000000000000000A46A573F7775CC3D57D6233C6E12833AA46A573F7775CC3D57D6233C6E12833AB7C7683FF96F4B3E3ED4A33C6912033BB7C7683FF96F4B3E3ED4A33C6912033BC381103E6D4E973E1FB9F53C939B443BC381103E6D4E973E1FB9F53C939B443BCFBD41BFD861C73EDBCB233D5812833BCFBD41BFD861C73EDBCB233D5812833B107C75BF4477F53EF4B64C3DDED6A33B107C75BF4477F53EF4B64C3DDED6A33B8C0F8FBE698C103FD19C753D599BC43B8C0F8FBE698C103FD19C753D599BC43B4630283F73EB243F323E8F3DC75FE53B4630283F73EB243F323E8F3DC75FE53B95467D3FA6A4373F50AAA33D1312033C95467D3FA6A4373F50AAA33D1312033C3201D33E1D88483F3E12B83D3B74133C3201D33E1D88483F3E12B83D3B74133CF8440BBFA46A573F7675CC3D58D6233CF8440BBFA46A573F7675CC3D58D6233C5CFF7FBF2B26643F72D3E03D6B38343C5CFF7FBF2B26643F72D3E03D6B38343CD85C09BF1D9A6E3FAC2BF53D719A443CD85C09BF1D9A6E3FAC2BF53D719A443C2220D73EC0AB763FD0BE043E6BFC543C2220D73EC0AB763FD0BE043E6BFC543C72987D3F6F467C3F64E40E3E575E653C72987D3F6F467C3F64E40E3E575E653C4479263FD55B7F3F4F06193E34C0753C4479263FD55B7F3F4F06193E34C0753C106893BE0EE47F3F5024233E0111833C106893BE0EE47F3F5024233E0111833C251E76BFBFDD7D3F233E2D3EDE418B3C251E76BFBFDD7D3F233E2D3EDE418B3CB34040BF144E793F8753373EB372933CB34040BF144E793F8753373EB372933C6979193EB940723F3A64413E7EA39B3C6979193EB940723F3A64413E7EA39B3CC8B6693FB7C7683FF86F4B3E3FD4A33CC8B6693FB7C7683FF86F4B3E3FD4A33C102F563F49FB5C3F8376553EF504AC3C102F563F49FB5C3F8376553EF504AC3C150511BC9EF94E3F96775F3EA035B43C150511BC9EF94E3F96775F3EA035B43CE6A158BF8AE63E3FF072693E3F66BC3CE6A158BF8AE63E3FF072693E3F66BC3CFCD367BF26EB2C3F5168733ED196C43CFCD367BF26EB2C3F5168733ED196C43C388707BE7835193F77577D3E57C7CC3C388707BE7835193F77577D3E57C7CC3C0837433FE4F7033F10A0833ECFF7D43C0837433FE4F7033F10A0833ECFF7D43C0ED5743F88D1DA3E0591883E3A28DD3C0ED5743F88D1DA3E0591883E3A28DD3C2AB48A3E9383AB3E7D7E8D3E9658E53C2AB48A3E9383AB3E7D7E8D3E9658E53CE9E329BFC1FD743E5468923EE388ED3CE9E329BFC1FD743E5468923EE388ED3CA4EF7CBFC381103E6C4E973E20B9F53CA4EF7CBFC381103E6C4E973E20B9F53C06DECEBE56502A3DA5309C3E4DE9FD3C06DECEBE56502A3DA5309C3E4DE9FD3C4D2A0D3FC7196FBDDE0EA13EB50C033D4D2A0D3FC7196FBDDE0EA13EB50C033D39FA7F3F138821BEF7E8A53EBA24073D39FA7F3F138821BEF7E8A53EBA24073DF771073F4CD682BED2BEAA3EB83C0B3DF771073F4CD682BED2BEAA3EB83C0B3DC23ADBBEDC99B3BE4D90AF3EAB540F3DC23ADBBEDC99B3BE4D90AF3EAB540F3D38E57DBF0F92E2BE495DB43E966C133D38E57DBF0F92E2BE495DB43E966C133DEABE24BF58A307BFA925B93E7684173DEABE24BF58A307BFA925B93E7684173D9FBD973EB7A21CBF4AE9BD3E4D9C1B3D9FBD973EB7A21CBF4AE9BD3E4D9C1B3D4BBB763F731130BF0EA8C23E19B41F3D4BBB763F731130BF0EA8C23E19B41F3DBCBF3E3FCFBD41BFD761C73EDCCB233DBCBF3E3FCFBD41BFD761C73EDCCB233DFB6D22BE9B7A51BF8616CC3E93E3273DFB6D22BE9B7A51BF8616CC3E93E3273D28A16ABF991F5FBFFAC5D03E40FB2B3D28A16ABF991F5FBFFAC5D03E40FB2B3D30EF54BFDB896ABF1670D53EE012303D30EF54BFDB896ABF1670D53EE012303DA103913C329C73BFBD14DA3E762A343DA103913C329C73BFBD14DA3E762A343DD0D4593F6A3F7ABFCDB3DE3E0042383DD0D4593F6A3F7ABFCDB3DE3E0042383D9ADB663F88627EBF2A4DE33E7E593C3D9ADB663F88627EBF2A4DE33E7E593C3DE813FD3DF9FA7FBFB6E0E73EEF70403DE813FD3DF9FA7FBFB6E0E73EEF70403D56AC44BFA4047FBF526EEC3E5388443D56AC44BFA4047FBF526EEC3E5388443D222974BF03827BBFE0F5F03EAB9F483D222974BF03827BBFE0F5F03EAB9F483DFF5586BE107C75BF4477F53EF5B64C3DFF5586BE107C75BF4477F53EF5B64C3D24942B3F32026DBF5EF2F93E33CE503D24942B3F32026DBF5EF2F93E33CE503DA0937C3F132A62BF1267FE3E62E5543DA0937C3F132A62BF1267FE3E62E5543DB4B6CA3E790F55BFA26A013F84FC583DB4B6CA3E790F55BFA26A013F84FC583DCD0C0FBFE4D345BF6A9E033F97135D3DCD0C0FBFE4D345BF6A9E033F97135D3DF4EF7FBF4A9E34BFD5CE053F9D2A613DF4EF7FBF4A9E34BFD5CE053F9D2A613D5E8405BFB29A21BFD2FB073F9241653D5E8405BFB29A21BFD2FB073F9241653DFD50DF3EB6F90CBF53250A3F7A58693DFD50DF3EB6F90CBF53250A3F7A58693DE72C7E3F51E0EDBE4C4B0C3F516F6D3DE72C7E3F51E0EDBE4C4B0C3F516F6D3D4301233FC06CBFBEAD6D0E3F1A86713D4301233FC06CBFBEAD6D0E3F1A86713D23109CBE8C0F8FBE688C103FD29C753D23109CBE8C0F8FBE688C103FD29C753D7F5377BFD5883ABE71A7123F7BB3793D7F5377BFD5883ABE71A7123F7BB3793DF23A3DBFA12AAABDB8BE143F12CA7D3DF23A3DBFA12AAABDB8BE143F12CA7D3D4B5F2B3EB4BD893C31D2163F4DF0803D4B5F2B3EB4BD893C31D2163F4DF0803D"
    }
  }
#-}
