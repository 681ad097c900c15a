// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_plain.py; see README.md.

#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map2 = affine_map<(d0, d1, d2) -> (d2)>
#map3 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map4 = affine_map<(d0, d1, d2, d3) -> (d0, d1, 0, d3)>
#map5 = affine_map<(d0, d1) -> ()>
#map6 = affine_map<(d0, d1) -> (d0, d1)>
#map7 = affine_map<(d0) -> (d0)>
#map8 = affine_map<(d0, d1) -> (0, d1)>
#map9 = affine_map<(d0, d1) -> (d0, 0)>
#map10 = affine_map<(d0, d1, d2, d3) -> (d2, d3)>
#map11 = affine_map<(d0, d1, d2, d3) -> ()>
#map12 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map13 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
module {
  func.func @plain_filled_length(%arg0: tensor<1x?x32xf32>, %arg1: tensor<1x?xi64>, %arg2: tensor<24xf32>, %arg3: tensor<16xf32>, %arg4: tensor<24x32xf32>, %arg5: tensor<80x24xf32>, %arg6: tensor<24x32xf32>, %arg7: tensor<88x16xf32>, %arg8: tensor<32x40xf32>) -> tensor<1x?x32xf32> {
    %c0_i64 = arith.constant 0 : i64
    %c4_i64 = arith.constant 4 : i64
    %c2_i64 = arith.constant 2 : i64
    %c1_i64 = arith.constant 1 : i64
    %c1 = arith.constant 1 : index
    %c0 = arith.constant 0 : index
    %cst = arith.constant 0.000000e+00 : f32
    %true = arith.constant true
    %cst_0 = arith.constant 0xFF800000 : f32
    %cst_1 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_2 = arith.constant dense<true> : tensor<i1>
    %cst_3 = arith.constant 0.22360679774997896 : f64
    %cst_4 = arith.constant 9.9999999999999995E-7 : f64
    %cst_5 = arith.constant dense_resource<torch_tensor_4_torch.float32> : tensor<4xf32>
    %cst_6 = arith.constant 2.400000e+01 : f32
    %cst_7 = arith.constant 1.600000e+01 : f32
    %dim = tensor.dim %arg0, %c1 : tensor<1x?x32xf32>
    %0 = arith.index_cast %dim : index to i64
    %dim_8 = tensor.dim %arg1, %c1 : tensor<1x?xi64>
    %expanded = tensor.expand_shape %arg1 [[0], [1, 2]] output_shape [1, %dim_8, 1] : tensor<1x?xi64> into tensor<1x?x1xi64>
    %1 = tensor.empty(%dim_8) : tensor<1x?x1xf32>
    %2 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<1x?x1xi64>) outs(%1 : tensor<1x?x1xf32>) {
    ^bb0(%in: i64, %out: f32):
      %134 = arith.sitofp %in : i64 to f32
      linalg.yield %134 : f32
    } -> tensor<1x?x1xf32>
    %3 = tensor.empty(%dim_8) : tensor<1x?x4xf32>
    %4 = linalg.generic {indexing_maps = [#map1, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%2, %cst_5 : tensor<1x?x1xf32>, tensor<4xf32>) outs(%3 : tensor<1x?x4xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.mulf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x4xf32>
    %5 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%4 : tensor<1x?x4xf32>) outs(%3 : tensor<1x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = math.cos %in : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x4xf32>
    %expanded_9 = tensor.expand_shape %5 [[0], [1], [2, 3]] output_shape [1, %dim_8, 1, 4] : tensor<1x?x4xf32> into tensor<1x?x1x4xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%4 : tensor<1x?x4xf32>) outs(%3 : tensor<1x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = math.sin %in : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x4xf32>
    %expanded_10 = tensor.expand_shape %6 [[0], [1], [2, 3]] output_shape [1, %dim_8, 1, 4] : tensor<1x?x4xf32> into tensor<1x?x1x4xf32>
    %7 = tensor.empty() : tensor<32x24xf32>
    %transposed = linalg.transpose ins(%arg4 : tensor<24x32xf32>) outs(%7 : tensor<32x24xf32>) permutation = [1, 0]
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x?x32xf32> into tensor<?x32xf32>
    %8 = tensor.empty(%dim) : tensor<?x24xf32>
    %9 = linalg.fill ins(%cst : f32) outs(%8 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %10 = linalg.matmul ins(%collapsed, %transposed : tensor<?x32xf32>, tensor<32x24xf32>) outs(%9 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %expanded_11 = tensor.expand_shape %10 [[0, 1], [2]] output_shape [1, %dim, 24] : tensor<?x24xf32> into tensor<1x?x24xf32>
    %11 = tensor.empty(%dim) : tensor<1x?x24xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_11 : tensor<1x?x24xf32>) outs(%11 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %134 : f32
    } -> tensor<1x?x24xf32>
    %13 = tensor.empty(%dim) : tensor<1x?x1xf32>
    %14 = linalg.fill ins(%cst : f32) outs(%13 : tensor<1x?x1xf32>) -> tensor<1x?x1xf32>
    %15 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%12 : tensor<1x?x24xf32>) outs(%14 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = arith.addf %in, %out : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x1xf32>
    %16 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%15 : tensor<1x?x1xf32>) outs(%13 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = arith.divf %in, %cst_6 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x1xf32>
    %17 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%16 : tensor<1x?x1xf32>) outs(%13 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = arith.truncf %cst_4 : f64 to f32
      %135 = arith.addf %in, %134 : f32
      linalg.yield %135 : f32
    } -> tensor<1x?x1xf32>
    %18 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%17 : tensor<1x?x1xf32>) outs(%13 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = math.rsqrt %in : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x1xf32>
    %19 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_11, %18 : tensor<1x?x24xf32>, tensor<1x?x1xf32>) outs(%11 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.mulf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x24xf32>
    %20 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%19, %arg2 : tensor<1x?x24xf32>, tensor<24xf32>) outs(%11 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.mulf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x24xf32>
    %21 = tensor.empty() : tensor<24x80xf32>
    %transposed_12 = linalg.transpose ins(%arg5 : tensor<80x24xf32>) outs(%21 : tensor<24x80xf32>) permutation = [1, 0]
    %collapsed_13 = tensor.collapse_shape %20 [[0, 1], [2]] : tensor<1x?x24xf32> into tensor<?x24xf32>
    %22 = tensor.empty(%dim) : tensor<?x80xf32>
    %23 = linalg.fill ins(%cst : f32) outs(%22 : tensor<?x80xf32>) -> tensor<?x80xf32>
    %24 = linalg.matmul ins(%collapsed_13, %transposed_12 : tensor<?x24xf32>, tensor<24x80xf32>) outs(%23 : tensor<?x80xf32>) -> tensor<?x80xf32>
    %expanded_14 = tensor.expand_shape %24 [[0, 1], [2, 3]] output_shape [1, %dim, 4, 20] : tensor<?x80xf32> into tensor<1x?x4x20xf32>
    %25 = tensor.empty(%dim) : tensor<1x?x4x20xf32>
    %26 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_14 : tensor<1x?x4x20xf32>) outs(%25 : tensor<1x?x4x20xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = arith.truncf %cst_3 : f64 to f32
      %135 = arith.mulf %in, %134 : f32
      linalg.yield %135 : f32
    } -> tensor<1x?x4x20xf32>
    %transposed_15 = linalg.transpose ins(%arg6 : tensor<24x32xf32>) outs(%7 : tensor<32x24xf32>) permutation = [1, 0]
    %27 = linalg.matmul ins(%collapsed, %transposed_15 : tensor<?x32xf32>, tensor<32x24xf32>) outs(%9 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %expanded_16 = tensor.expand_shape %27 [[0, 1], [2]] output_shape [1, %dim, 24] : tensor<?x24xf32> into tensor<1x?x24xf32>
    %extracted_slice = tensor.extract_slice %expanded_16[0, 0, 0] [1, %dim, 16] [1, 1, 1] : tensor<1x?x24xf32> to tensor<1x?x16xf32>
    %extracted_slice_17 = tensor.extract_slice %expanded_16[0, 0, 16] [1, %dim, 8] [1, 1, 1] : tensor<1x?x24xf32> to tensor<1x?x8xf32>
    %28 = tensor.empty(%dim) : tensor<1x?x16xf32>
    %29 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice : tensor<1x?x16xf32>) outs(%28 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %134 : f32
    } -> tensor<1x?x16xf32>
    %30 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%29 : tensor<1x?x16xf32>) outs(%14 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = arith.addf %in, %out : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x1xf32>
    %31 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%30 : tensor<1x?x1xf32>) outs(%13 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = arith.divf %in, %cst_7 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x1xf32>
    %32 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%31 : tensor<1x?x1xf32>) outs(%13 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = arith.truncf %cst_4 : f64 to f32
      %135 = arith.addf %in, %134 : f32
      linalg.yield %135 : f32
    } -> tensor<1x?x1xf32>
    %33 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%32 : tensor<1x?x1xf32>) outs(%13 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = math.rsqrt %in : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x1xf32>
    %34 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice, %33 : tensor<1x?x16xf32>, tensor<1x?x1xf32>) outs(%28 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.mulf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x16xf32>
    %35 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%34, %arg3 : tensor<1x?x16xf32>, tensor<16xf32>) outs(%28 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.mulf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x16xf32>
    %expanded_18 = tensor.expand_shape %extracted_slice_17 [[0], [1], [2, 3]] output_shape [1, %dim, 1, 8] : tensor<1x?x8xf32> into tensor<1x?x1x8xf32>
    %extracted_slice_19 = tensor.extract_slice %expanded_18[0, 0, 0, 0] [1, %dim, 1, 4] [1, 1, 1, 1] : tensor<1x?x1x8xf32> to tensor<1x?x1x4xf32>
    %extracted_slice_20 = tensor.extract_slice %expanded_18[0, 0, 0, 4] [1, %dim, 1, 4] [1, 1, 1, 1] : tensor<1x?x1x8xf32> to tensor<1x?x1x4xf32>
    %36 = arith.cmpi eq, %dim, %dim_8 : index
    cf.assert %36, "mismatched size for broadcast"
    %37 = tensor.empty(%dim) : tensor<1x?x1x4xf32>
    %38 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_19, %expanded_9 : tensor<1x?x1x4xf32>, tensor<1x?x1x4xf32>) outs(%37 : tensor<1x?x1x4xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.mulf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x1x4xf32>
    cf.assert %36, "mismatched size for broadcast"
    %39 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_20, %expanded_10 : tensor<1x?x1x4xf32>, tensor<1x?x1x4xf32>) outs(%37 : tensor<1x?x1x4xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.mulf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x1x4xf32>
    %40 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%38, %39 : tensor<1x?x1x4xf32>, tensor<1x?x1x4xf32>) outs(%37 : tensor<1x?x1x4xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.subf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x1x4xf32>
    cf.assert %36, "mismatched size for broadcast"
    %41 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_20, %expanded_9 : tensor<1x?x1x4xf32>, tensor<1x?x1x4xf32>) outs(%37 : tensor<1x?x1x4xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.mulf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x1x4xf32>
    cf.assert %36, "mismatched size for broadcast"
    %42 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_19, %expanded_10 : tensor<1x?x1x4xf32>, tensor<1x?x1x4xf32>) outs(%37 : tensor<1x?x1x4xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.mulf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x1x4xf32>
    %43 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%41, %42 : tensor<1x?x1x4xf32>, tensor<1x?x1x4xf32>) outs(%37 : tensor<1x?x1x4xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.addf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x1x4xf32>
    %concat = tensor.concat dim(3) %40, %43 : (tensor<1x?x1x4xf32>, tensor<1x?x1x4xf32>) -> tensor<1x?x1x8xf32>
    %44 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %44, "unimplemented: dynamic negative broadcast sizes"
    %45 = tensor.empty(%dim) : tensor<1x?x4x8xf32>
    %46 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%45 : tensor<1x?x4x8xf32>) {
    ^bb0(%out: f32):
      %134 = linalg.index 1 : index
      %135 = linalg.index 3 : index
      %dim_73 = tensor.dim %40, %c1 : tensor<1x?x1x4xf32>
      %136 = arith.cmpi eq, %dim_73, %c1 : index
      %137 = arith.select %136, %c0, %134 : index
      %extracted = tensor.extract %concat[%c0, %137, %c0, %135] : tensor<1x?x1x8xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x?x4x8xf32>
    %expanded_21 = tensor.expand_shape %arg7 [[0, 1], [2]] output_shape [4, 22, 16] : tensor<88x16xf32> into tensor<4x22x16xf32>
    %extracted_slice_22 = tensor.extract_slice %expanded_21[0, 0, 0] [4, 12, 16] [1, 1, 1] : tensor<4x22x16xf32> to tensor<4x12x16xf32>
    %extracted_slice_23 = tensor.extract_slice %expanded_21[0, 12, 0] [4, 10, 16] [1, 1, 1] : tensor<4x22x16xf32> to tensor<4x10x16xf32>
    %expanded_24 = tensor.expand_shape %35 [[0], [1], [2, 3, 4]] output_shape [1, %dim, 16, 1, 1] : tensor<1x?x16xf32> into tensor<1x?x16x1x1xf32>
    %expanded_25 = tensor.expand_shape %extracted_slice_22 [[0], [1], [2, 3, 4]] output_shape [4, 12, 16, 1, 1] : tensor<4x12x16xf32> into tensor<4x12x16x1x1xf32>
    %47 = tensor.empty(%dim) : tensor<?x16x1x1x1xf32>
    %transposed_26 = linalg.transpose ins(%expanded_24 : tensor<1x?x16x1x1xf32>) outs(%47 : tensor<?x16x1x1x1xf32>) permutation = [1, 2, 0, 3, 4]
    %collapsed_27 = tensor.collapse_shape %transposed_26 [[0], [1, 2, 3, 4]] : tensor<?x16x1x1x1xf32> into tensor<?x16xf32>
    %expanded_28 = tensor.expand_shape %collapsed_27 [[0, 1], [2]] output_shape [1, %dim, 16] : tensor<?x16xf32> into tensor<1x?x16xf32>
    %48 = tensor.empty() : tensor<16x1x4x12x1xf32>
    %transposed_29 = linalg.transpose ins(%expanded_25 : tensor<4x12x16x1x1xf32>) outs(%48 : tensor<16x1x4x12x1xf32>) permutation = [2, 3, 0, 1, 4]
    %collapsed_30 = tensor.collapse_shape %transposed_29 [[0], [1, 2, 3, 4]] : tensor<16x1x4x12x1xf32> into tensor<16x48xf32>
    %expanded_31 = tensor.expand_shape %collapsed_30 [[0, 1], [2]] output_shape [1, 16, 48] : tensor<16x48xf32> into tensor<1x16x48xf32>
    %49 = tensor.empty(%dim) : tensor<1x?x48xf32>
    %50 = linalg.fill ins(%cst : f32) outs(%49 : tensor<1x?x48xf32>) -> tensor<1x?x48xf32>
    %51 = linalg.batch_matmul ins(%expanded_28, %expanded_31 : tensor<1x?x16xf32>, tensor<1x16x48xf32>) outs(%50 : tensor<1x?x48xf32>) -> tensor<1x?x48xf32>
    %collapsed_32 = tensor.collapse_shape %51 [[0, 1], [2]] : tensor<1x?x48xf32> into tensor<?x48xf32>
    %expanded_33 = tensor.expand_shape %collapsed_32 [[0], [1, 2, 3, 4]] output_shape [%dim, 1, 1, 4, 12] : tensor<?x48xf32> into tensor<?x1x1x4x12xf32>
    %52 = tensor.empty(%dim) : tensor<1x?x4x12x1xf32>
    %transposed_34 = linalg.transpose ins(%expanded_33 : tensor<?x1x1x4x12xf32>) outs(%52 : tensor<1x?x4x12x1xf32>) permutation = [2, 0, 3, 4, 1]
    %collapsed_35 = tensor.collapse_shape %transposed_34 [[0], [1], [2], [3, 4]] : tensor<1x?x4x12x1xf32> into tensor<1x?x4x12xf32>
    %concat_36 = tensor.concat dim(3) %46, %collapsed_35 : (tensor<1x?x4x8xf32>, tensor<1x?x4x12xf32>) -> tensor<1x?x4x20xf32>
    %expanded_37 = tensor.expand_shape %extracted_slice_23 [[0], [1], [2, 3, 4]] output_shape [4, 10, 16, 1, 1] : tensor<4x10x16xf32> into tensor<4x10x16x1x1xf32>
    %53 = tensor.empty() : tensor<16x1x4x10x1xf32>
    %transposed_38 = linalg.transpose ins(%expanded_37 : tensor<4x10x16x1x1xf32>) outs(%53 : tensor<16x1x4x10x1xf32>) permutation = [2, 3, 0, 1, 4]
    %collapsed_39 = tensor.collapse_shape %transposed_38 [[0], [1, 2, 3, 4]] : tensor<16x1x4x10x1xf32> into tensor<16x40xf32>
    %expanded_40 = tensor.expand_shape %collapsed_39 [[0, 1], [2]] output_shape [1, 16, 40] : tensor<16x40xf32> into tensor<1x16x40xf32>
    %54 = tensor.empty(%dim) : tensor<1x?x40xf32>
    %55 = linalg.fill ins(%cst : f32) outs(%54 : tensor<1x?x40xf32>) -> tensor<1x?x40xf32>
    %56 = linalg.batch_matmul ins(%expanded_28, %expanded_40 : tensor<1x?x16xf32>, tensor<1x16x40xf32>) outs(%55 : tensor<1x?x40xf32>) -> tensor<1x?x40xf32>
    %collapsed_41 = tensor.collapse_shape %56 [[0, 1], [2]] : tensor<1x?x40xf32> into tensor<?x40xf32>
    %expanded_42 = tensor.expand_shape %collapsed_41 [[0], [1, 2, 3, 4]] output_shape [%dim, 1, 1, 4, 10] : tensor<?x40xf32> into tensor<?x1x1x4x10xf32>
    %57 = tensor.empty(%dim) : tensor<1x4x?x10x1xf32>
    %transposed_43 = linalg.transpose ins(%expanded_42 : tensor<?x1x1x4x10xf32>) outs(%57 : tensor<1x4x?x10x1xf32>) permutation = [2, 3, 0, 4, 1]
    %collapsed_44 = tensor.collapse_shape %transposed_43 [[0], [1], [2], [3, 4]] : tensor<1x4x?x10x1xf32> into tensor<1x4x?x10xf32>
    %extracted_slice_45 = tensor.extract_slice %26[0, 0, 0, 12] [1, %dim, 4, 8] [1, 1, 1, 1] : tensor<1x?x4x20xf32> to tensor<1x?x4x8xf32>
    %extracted_slice_46 = tensor.extract_slice %extracted_slice_45[0, 0, 0, 0] [1, %dim, 4, 4] [1, 1, 1, 1] : tensor<1x?x4x8xf32> to tensor<1x?x4x4xf32>
    %extracted_slice_47 = tensor.extract_slice %extracted_slice_45[0, 0, 0, 4] [1, %dim, 4, 4] [1, 1, 1, 1] : tensor<1x?x4x8xf32> to tensor<1x?x4x4xf32>
    cf.assert %36, "mismatched size for broadcast"
    %58 = tensor.empty(%dim) : tensor<1x?x4x4xf32>
    %59 = linalg.generic {indexing_maps = [#map3, #map4, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_46, %expanded_9 : tensor<1x?x4x4xf32>, tensor<1x?x1x4xf32>) outs(%58 : tensor<1x?x4x4xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.mulf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x4x4xf32>
    cf.assert %36, "mismatched size for broadcast"
    %60 = linalg.generic {indexing_maps = [#map3, #map4, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_47, %expanded_10 : tensor<1x?x4x4xf32>, tensor<1x?x1x4xf32>) outs(%58 : tensor<1x?x4x4xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.mulf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x4x4xf32>
    %61 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%59, %60 : tensor<1x?x4x4xf32>, tensor<1x?x4x4xf32>) outs(%58 : tensor<1x?x4x4xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.subf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x4x4xf32>
    cf.assert %36, "mismatched size for broadcast"
    %62 = linalg.generic {indexing_maps = [#map3, #map4, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_47, %expanded_9 : tensor<1x?x4x4xf32>, tensor<1x?x1x4xf32>) outs(%58 : tensor<1x?x4x4xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.mulf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x4x4xf32>
    cf.assert %36, "mismatched size for broadcast"
    %63 = linalg.generic {indexing_maps = [#map3, #map4, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_46, %expanded_10 : tensor<1x?x4x4xf32>, tensor<1x?x1x4xf32>) outs(%58 : tensor<1x?x4x4xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.mulf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x4x4xf32>
    %64 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%62, %63 : tensor<1x?x4x4xf32>, tensor<1x?x4x4xf32>) outs(%58 : tensor<1x?x4x4xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.addf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x?x4x4xf32>
    %concat_48 = tensor.concat dim(3) %61, %64 : (tensor<1x?x4x4xf32>, tensor<1x?x4x4xf32>) -> tensor<1x?x4x8xf32>
    %extracted_slice_49 = tensor.extract_slice %26[0, 0, 0, 0] [1, %dim, 4, 12] [1, 1, 1, 1] : tensor<1x?x4x20xf32> to tensor<1x?x4x12xf32>
    %concat_50 = tensor.concat dim(3) %concat_48, %extracted_slice_49 : (tensor<1x?x4x8xf32>, tensor<1x?x4x12xf32>) -> tensor<1x?x4x20xf32>
    %dim_51 = tensor.dim %concat_48, %c1 : tensor<1x?x4x8xf32>
    %expanded_52 = tensor.expand_shape %concat_50 [[0], [1], [2], [3, 4]] output_shape [1, %dim_51, 4, 20, 1] : tensor<1x?x4x20xf32> into tensor<1x?x4x20x1xf32>
    %dim_53 = tensor.dim %46, %c1 : tensor<1x?x4x8xf32>
    %expanded_54 = tensor.expand_shape %concat_36 [[0], [1], [2], [3, 4]] output_shape [1, %dim_53, 4, 20, 1] : tensor<1x?x4x20xf32> into tensor<1x?x4x20x1xf32>
    %65 = tensor.empty(%dim_51) : tensor<4x?x20x1x1xf32>
    %transposed_55 = linalg.transpose ins(%expanded_52 : tensor<1x?x4x20x1xf32>) outs(%65 : tensor<4x?x20x1x1xf32>) permutation = [2, 1, 3, 0, 4]
    %collapsed_56 = tensor.collapse_shape %transposed_55 [[0], [1], [2, 3, 4]] : tensor<4x?x20x1x1xf32> into tensor<4x?x20xf32>
    %66 = tensor.empty(%dim_53) : tensor<4x20x1x?x1xf32>
    %transposed_57 = linalg.transpose ins(%expanded_54 : tensor<1x?x4x20x1xf32>) outs(%66 : tensor<4x20x1x?x1xf32>) permutation = [2, 3, 0, 1, 4]
    %collapsed_58 = tensor.collapse_shape %transposed_57 [[0], [1, 2], [3, 4]] : tensor<4x20x1x?x1xf32> into tensor<4x20x?xf32>
    %67 = tensor.empty(%dim_51, %dim_53) : tensor<4x?x?xf32>
    %68 = linalg.fill ins(%cst : f32) outs(%67 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
    %69 = linalg.batch_matmul ins(%collapsed_56, %collapsed_58 : tensor<4x?x20xf32>, tensor<4x20x?xf32>) outs(%68 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
    %70 = arith.muli %0, %c4_i64 : i64
    %71 = arith.cmpi slt, %0, %c0_i64 : i64
    %72 = arith.select %71, %c4_i64, %70 : i64
    %73 = arith.extui %71 : i1 to i64
    %74 = arith.muli %72, %0 : i64
    %75 = arith.addi %73, %c1_i64 : i64
    %76 = arith.select %71, %c4_i64, %74 : i64
    %77 = arith.select %71, %75, %73 : i64
    %78 = arith.cmpi sle, %77, %c1_i64 : i64
    cf.assert %78, "must have at most one inferred (negative) dimension"
    %79 = arith.index_cast %dim_51 : index to i64
    %80 = arith.muli %79, %c4_i64 : i64
    %81 = arith.index_cast %dim_53 : index to i64
    %82 = arith.muli %80, %81 : i64
    %83 = arith.divsi %82, %76 : i64
    %84 = arith.select %71, %83, %0 : i64
    %from_elements = tensor.from_elements %c4_i64, %84, %c1_i64, %c1_i64, %84 : tensor<5xi64>
    %reshape = tensor.reshape %69(%from_elements) : (tensor<4x?x?xf32>, tensor<5xi64>) -> tensor<4x?x1x1x?xf32>
    %85 = arith.index_cast %84 : i64 to index
    %86 = tensor.empty(%85, %85) : tensor<1x4x?x?x1xf32>
    %transposed_59 = linalg.transpose ins(%reshape : tensor<4x?x1x1x?xf32>) outs(%86 : tensor<1x4x?x?x1xf32>) permutation = [3, 0, 1, 4, 2]
    cf.assert %78, "must have at most one inferred (negative) dimension"
    %87 = arith.muli %84, %c4_i64 : i64
    %88 = arith.muli %87, %84 : i64
    %89 = arith.divsi %88, %76 : i64
    %90 = arith.select %71, %89, %0 : i64
    %from_elements_60 = tensor.from_elements %c1_i64, %c4_i64, %90, %90 : tensor<4xi64>
    %reshape_61 = tensor.reshape %transposed_59(%from_elements_60) : (tensor<1x4x?x?x1xf32>, tensor<4xi64>) -> tensor<1x4x?x?xf32>
    %91 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %91, "negative values not allowed in new dimensions"
    cf.assert %91, "negative values not allowed in new dimensions"
    %92 = tensor.empty(%dim, %dim) : tensor<?x?xi1>
    %93 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel"]} ins(%cst_2 : tensor<i1>) outs(%92 : tensor<?x?xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<?x?xi1>
    %94 = tensor.empty(%dim) : tensor<?xi64>
    %95 = linalg.generic {indexing_maps = [#map7], iterator_types = ["parallel"]} outs(%94 : tensor<?xi64>) {
    ^bb0(%out: i64):
      %134 = linalg.index 0 : index
      %135 = arith.index_cast %134 : index to i64
      linalg.yield %135 : i64
    } -> tensor<?xi64>
    %expanded_62 = tensor.expand_shape %95 [[0, 1]] output_shape [1, %dim] : tensor<?xi64> into tensor<1x?xi64>
    %expanded_63 = tensor.expand_shape %95 [[0, 1]] output_shape [%dim, 1] : tensor<?xi64> into tensor<?x1xi64>
    %96 = tensor.empty(%dim, %dim) : tensor<?x?xi64>
    %97 = linalg.generic {indexing_maps = [#map8, #map9, #map6], iterator_types = ["parallel", "parallel"]} ins(%expanded_62, %expanded_63 : tensor<1x?xi64>, tensor<?x1xi64>) outs(%96 : tensor<?x?xi64>) {
    ^bb0(%in: i64, %in_73: i64, %out: i64):
      %134 = arith.subi %in, %in_73 : i64
      linalg.yield %134 : i64
    } -> tensor<?x?xi64>
    %98 = tensor.empty(%dim, %dim) : tensor<?x?xi1>
    %99 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%97 : tensor<?x?xi64>) outs(%98 : tensor<?x?xi1>) {
    ^bb0(%in: i64, %out: i1):
      %134 = arith.cmpi sle, %in, %c0_i64 : i64
      linalg.yield %134 : i1
    } -> tensor<?x?xi1>
    cf.assert %true, "mismatched size for broadcast"
    cf.assert %true, "mismatched size for broadcast"
    %100 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%99, %93 : tensor<?x?xi1>, tensor<?x?xi1>) outs(%98 : tensor<?x?xi1>) {
    ^bb0(%in: i1, %in_73: i1, %out: i1):
      %134 = arith.andi %in, %in_73 : i1
      linalg.yield %134 : i1
    } -> tensor<?x?xi1>
    %101 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel"]} ins(%100 : tensor<?x?xi1>) outs(%98 : tensor<?x?xi1>) {
    ^bb0(%in: i1, %out: i1):
      %134 = arith.xori %in, %true : i1
      linalg.yield %134 : i1
    } -> tensor<?x?xi1>
    %102 = arith.index_cast %90 : i64 to index
    %103 = arith.cmpi eq, %dim, %102 : index
    cf.assert %103, "mismatched size for broadcast"
    cf.assert %103, "mismatched size for broadcast"
    %104 = tensor.empty(%dim, %dim) : tensor<1x4x?x?xf32>
    %105 = linalg.generic {indexing_maps = [#map10, #map11, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%101, %cst_1, %reshape_61 : tensor<?x?xi1>, tensor<f32>, tensor<1x4x?x?xf32>) outs(%104 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: i1, %in_73: f32, %in_74: f32, %out: f32):
      %134 = arith.select %in, %in_73, %in_74 : f32
      linalg.yield %134 : f32
    } -> tensor<1x4x?x?xf32>
    %106 = tensor.empty(%dim) : tensor<1x4x?xi64>
    %107 = linalg.fill ins(%c0_i64 : i64) outs(%106 : tensor<1x4x?xi64>) -> tensor<1x4x?xi64>
    %108 = tensor.empty(%dim) : tensor<1x4x?xf32>
    %109 = linalg.fill ins(%cst_0 : f32) outs(%108 : tensor<1x4x?xf32>) -> tensor<1x4x?xf32>
    %110:2 = linalg.generic {indexing_maps = [#map3, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%105 : tensor<1x4x?x?xf32>) outs(%109, %107 : tensor<1x4x?xf32>, tensor<1x4x?xi64>) {
    ^bb0(%in: f32, %out: f32, %out_73: i64):
      %134 = linalg.index 3 : index
      %135 = arith.index_cast %134 : index to i64
      %136 = arith.maximumf %in, %out : f32
      %137 = arith.cmpf ogt, %in, %out : f32
      %138 = arith.select %137, %135, %out_73 : i64
      linalg.yield %136, %138 : f32, i64
    } -> (tensor<1x4x?xf32>, tensor<1x4x?xi64>)
    %expanded_64 = tensor.expand_shape %110#0 [[0], [1], [2, 3]] output_shape [1, 4, %dim, 1] : tensor<1x4x?xf32> into tensor<1x4x?x1xf32>
    %111 = linalg.generic {indexing_maps = [#map3, #map13, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%105, %expanded_64 : tensor<1x4x?x?xf32>, tensor<1x4x?x1xf32>) outs(%104 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.subf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x4x?x?xf32>
    %112 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%111 : tensor<1x4x?x?xf32>) outs(%104 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = math.exp %in : f32
      linalg.yield %134 : f32
    } -> tensor<1x4x?x?xf32>
    %113 = tensor.empty(%dim) : tensor<1x4x?x1xf32>
    %114 = linalg.fill ins(%cst : f32) outs(%113 : tensor<1x4x?x1xf32>) -> tensor<1x4x?x1xf32>
    %115 = linalg.generic {indexing_maps = [#map3, #map13], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%112 : tensor<1x4x?x?xf32>) outs(%114 : tensor<1x4x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %134 = arith.addf %in, %out : f32
      linalg.yield %134 : f32
    } -> tensor<1x4x?x1xf32>
    %116 = linalg.generic {indexing_maps = [#map3, #map13, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%112, %115 : tensor<1x4x?x?xf32>, tensor<1x4x?x1xf32>) outs(%104 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %in_73: f32, %out: f32):
      %134 = arith.divf %in, %in_73 : f32
      linalg.yield %134 : f32
    } -> tensor<1x4x?x?xf32>
    cf.assert %44, "unimplemented: dynamic negative broadcast sizes"
    cf.assert %44, "unimplemented: dynamic negative broadcast sizes"
    %117 = tensor.empty(%dim, %dim) : tensor<1x4x?x?xf32>
    %118 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%117 : tensor<1x4x?x?xf32>) {
    ^bb0(%out: f32):
      %134 = linalg.index 1 : index
      %135 = linalg.index 2 : index
      %136 = linalg.index 3 : index
      %137 = arith.cmpi eq, %dim, %c1 : index
      %138 = arith.select %137, %c0, %135 : index
      %139 = arith.select %137, %c0, %136 : index
      %extracted = tensor.extract %116[%c0, %134, %138, %139] : tensor<1x4x?x?xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x?xf32>
    cf.assert %78, "must have at most one inferred (negative) dimension"
    %119 = arith.muli %70, %0 : i64
    %120 = arith.divsi %119, %76 : i64
    %121 = arith.select %71, %120, %0 : i64
    %from_elements_65 = tensor.from_elements %c4_i64, %121, %121 : tensor<3xi64>
    %reshape_66 = tensor.reshape %118(%from_elements_65) : (tensor<1x4x?x?xf32>, tensor<3xi64>) -> tensor<4x?x?xf32>
    cf.assert %44, "unimplemented: dynamic negative broadcast sizes"
    %122 = tensor.empty(%dim) : tensor<1x4x?x10xf32>
    %123 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%122 : tensor<1x4x?x10xf32>) {
    ^bb0(%out: f32):
      %134 = linalg.index 1 : index
      %135 = linalg.index 2 : index
      %136 = linalg.index 3 : index
      %137 = arith.cmpi eq, %dim, %c1 : index
      %138 = arith.select %137, %c0, %135 : index
      %extracted = tensor.extract %collapsed_44[%c0, %134, %138, %136] : tensor<1x4x?x10xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x10xf32>
    %collapsed_67 = tensor.collapse_shape %123 [[0, 1], [2], [3]] : tensor<1x4x?x10xf32> into tensor<4x?x10xf32>
    %124 = arith.index_cast %121 : i64 to index
    %125 = arith.cmpi eq, %121, %0 : i64
    cf.assert %125, "mismatching contracting dimension"
    %126 = tensor.empty(%124) : tensor<4x?x10xf32>
    %127 = linalg.fill ins(%cst : f32) outs(%126 : tensor<4x?x10xf32>) -> tensor<4x?x10xf32>
    %128 = linalg.batch_matmul ins(%reshape_66, %collapsed_67 : tensor<4x?x?xf32>, tensor<4x?x10xf32>) outs(%127 : tensor<4x?x10xf32>) -> tensor<4x?x10xf32>
    %expanded_68 = tensor.expand_shape %128 [[0, 1], [2], [3]] output_shape [1, 4, %124, 10] : tensor<4x?x10xf32> into tensor<1x4x?x10xf32>
    %129 = tensor.empty(%124) : tensor<1x?x4x10xf32>
    %transposed_69 = linalg.transpose ins(%expanded_68 : tensor<1x4x?x10xf32>) outs(%129 : tensor<1x?x4x10xf32>) permutation = [0, 2, 1, 3]
    %130 = tensor.empty() : tensor<40x32xf32>
    %transposed_70 = linalg.transpose ins(%arg8 : tensor<32x40xf32>) outs(%130 : tensor<40x32xf32>) permutation = [1, 0]
    %collapsed_71 = tensor.collapse_shape %transposed_69 [[0, 1], [2, 3]] : tensor<1x?x4x10xf32> into tensor<?x40xf32>
    %131 = tensor.empty(%124) : tensor<?x32xf32>
    %132 = linalg.fill ins(%cst : f32) outs(%131 : tensor<?x32xf32>) -> tensor<?x32xf32>
    %133 = linalg.matmul ins(%collapsed_71, %transposed_70 : tensor<?x40xf32>, tensor<40x32xf32>) outs(%132 : tensor<?x32xf32>) -> tensor<?x32xf32>
    %expanded_72 = tensor.expand_shape %133 [[0, 1], [2]] output_shape [1, %124, 32] : tensor<?x32xf32> into tensor<1x?x32xf32>
    return %expanded_72 : tensor<1x?x32xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
      torch_tensor_4_torch.float32: "0x040000000000803FCDCCCC3D0AD7233C6F12833A"
    }
  }
#-}
