// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_torch.py; see README.md.

#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1, d2, d3) -> (d0, d1, 0, d3)>
#map2 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map3 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map4 = affine_map<(d0, d1, d2, d3) -> ()>
#map5 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map6 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map7 = affine_map<(d0, d1, d2) -> (d2)>
#map8 = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
#map9 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#map10 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
module {
  func.func @torch_v3_eager_length(%arg0: tensor<1x?x32xf32>, %arg1: tensor<1x?xi64>, %arg2: tensor<24x32xf32>, %arg3: tensor<24xf32>, %arg4: tensor<80x24xf32>, %arg5: tensor<24x32xf32>, %arg6: tensor<16xf32>, %arg7: tensor<88x16xf32>, %arg8: tensor<32x40xf32>) -> tensor<1x?x32xf32> {
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
    %cst_1 = arith.constant dense<-3.40282347E+38> : tensor<f32>
    %cst_2 = arith.constant 0.22360679774997896 : f64
    %cst_3 = arith.constant 9.9999999999999995E-7 : f64
    %cst_4 = arith.constant dense_resource<torch_tensor_4_torch.float32> : tensor<4xf32>
    %cst_5 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_6 = arith.constant 2.400000e+01 : f32
    %c80_i64 = arith.constant 80 : i64
    %cst_7 = arith.constant 1.600000e+01 : f32
    %c88_i64 = arith.constant 88 : i64
    %c40_i64 = arith.constant 40 : i64
    %c2 = arith.constant 2 : index
    %dim = tensor.dim %arg0, %c1 : tensor<1x?x32xf32>
    %0 = arith.index_cast %dim : index to i64
    %1 = tensor.empty(%dim) : tensor<?xi64>
    %2 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%1 : tensor<?xi64>) {
    ^bb0(%out: i64):
      %141 = linalg.index 0 : index
      %142 = arith.index_cast %141 : index to i64
      linalg.yield %142 : i64
    } -> tensor<?xi64>
    %expanded = tensor.expand_shape %2 [[0, 1, 2, 3]] output_shape [1, 1, %dim, 1] : tensor<?xi64> into tensor<1x1x?x1xi64>
    %expanded_8 = tensor.expand_shape %2 [[0, 1, 2, 3]] output_shape [1, 1, 1, %dim] : tensor<?xi64> into tensor<1x1x1x?xi64>
    %3 = tensor.empty(%dim, %dim) : tensor<1x1x?x?xi1>
    %4 = linalg.generic {indexing_maps = [#map1, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_8, %expanded : tensor<1x1x1x?xi64>, tensor<1x1x?x1xi64>) outs(%3 : tensor<1x1x?x?xi1>) {
    ^bb0(%in: i64, %in_63: i64, %out: i1):
      %141 = arith.cmpi sle, %in, %in_63 : i64
      linalg.yield %141 : i1
    } -> tensor<1x1x?x?xi1>
    %5 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %6 = tensor.empty(%dim, %dim) : tensor<1x1x?x?xi1>
    %7 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%6 : tensor<1x1x?x?xi1>) {
    ^bb0(%out: i1):
      %141 = linalg.index 2 : index
      %142 = linalg.index 3 : index
      %143 = arith.cmpi eq, %dim, %c1 : index
      %144 = arith.select %143, %c0, %141 : index
      %145 = arith.select %143, %c0, %142 : index
      %extracted = tensor.extract %4[%c0, %c0, %144, %145] : tensor<1x1x?x?xi1>
      linalg.yield %extracted : i1
    } -> tensor<1x1x?x?xi1>
    %8 = tensor.empty(%dim, %dim) : tensor<1x1x?x?xf32>
    %9 = linalg.generic {indexing_maps = [#map3, #map4, #map4, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%7, %cst_5, %cst_1 : tensor<1x1x?x?xi1>, tensor<f32>, tensor<f32>) outs(%8 : tensor<1x1x?x?xf32>) {
    ^bb0(%in: i1, %in_63: f32, %in_64: f32, %out: f32):
      %141 = arith.select %in, %in_63, %in_64 : f32
      linalg.yield %141 : f32
    } -> tensor<1x1x?x?xf32>
    %expanded_9 = tensor.expand_shape %cst_4 [[0, 1, 2]] output_shape [1, 4, 1] : tensor<4xf32> into tensor<1x4x1xf32>
    %dim_10 = tensor.dim %arg1, %c1 : tensor<1x?xi64>
    %expanded_11 = tensor.expand_shape %arg1 [[0], [1, 2]] output_shape [1, 1, %dim_10] : tensor<1x?xi64> into tensor<1x1x?xi64>
    %10 = tensor.empty(%dim_10) : tensor<1x1x?xf32>
    %11 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_11 : tensor<1x1x?xi64>) outs(%10 : tensor<1x1x?xf32>) {
    ^bb0(%in: i64, %out: f32):
      %141 = arith.sitofp %in : i64 to f32
      linalg.yield %141 : f32
    } -> tensor<1x1x?xf32>
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %12 = tensor.empty(%dim) : tensor<1x1x?xf32>
    %13 = linalg.generic {indexing_maps = [#map5], iterator_types = ["parallel", "parallel", "parallel"]} outs(%12 : tensor<1x1x?xf32>) {
    ^bb0(%out: f32):
      %141 = linalg.index 2 : index
      %142 = arith.cmpi eq, %dim_10, %c1 : index
      %143 = arith.select %142, %c0, %141 : index
      %extracted = tensor.extract %11[%c0, %c0, %143] : tensor<1x1x?xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x1x?xf32>
    %14 = tensor.empty(%dim) : tensor<1x4x?xf32>
    %15 = linalg.fill ins(%cst : f32) outs(%14 : tensor<1x4x?xf32>) -> tensor<1x4x?xf32>
    %16 = linalg.batch_matmul ins(%expanded_9, %13 : tensor<1x4x1xf32>, tensor<1x1x?xf32>) outs(%15 : tensor<1x4x?xf32>) -> tensor<1x4x?xf32>
    %17 = tensor.empty(%dim) : tensor<1x?x4xf32>
    %transposed = linalg.transpose ins(%16 : tensor<1x4x?xf32>) outs(%17 : tensor<1x?x4xf32>) permutation = [0, 2, 1]
    %concat = tensor.concat dim(2) %transposed, %transposed : (tensor<1x?x4xf32>, tensor<1x?x4xf32>) -> tensor<1x?x8xf32>
    %dim_12 = tensor.dim %transposed, %c1 : tensor<1x?x4xf32>
    %18 = tensor.empty(%dim_12) : tensor<1x?x8xf32>
    %19 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat : tensor<1x?x8xf32>) outs(%18 : tensor<1x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = math.cos %in : f32
      linalg.yield %141 : f32
    } -> tensor<1x?x8xf32>
    %20 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat : tensor<1x?x8xf32>) outs(%18 : tensor<1x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = math.sin %in : f32
      linalg.yield %141 : f32
    } -> tensor<1x?x8xf32>
    %21 = tensor.empty() : tensor<32x24xf32>
    %transposed_13 = linalg.transpose ins(%arg2 : tensor<24x32xf32>) outs(%21 : tensor<32x24xf32>) permutation = [1, 0]
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<1x?x32xf32> into tensor<?x32xf32>
    %22 = tensor.empty(%dim) : tensor<?x24xf32>
    %23 = linalg.fill ins(%cst : f32) outs(%22 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %24 = linalg.matmul ins(%collapsed, %transposed_13 : tensor<?x32xf32>, tensor<32x24xf32>) outs(%23 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %expanded_14 = tensor.expand_shape %24 [[0, 1], [2]] output_shape [1, %dim, 24] : tensor<?x24xf32> into tensor<1x?x24xf32>
    %25 = tensor.empty(%dim) : tensor<1x?x24xf32>
    %26 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_14 : tensor<1x?x24xf32>) outs(%25 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %141 : f32
    } -> tensor<1x?x24xf32>
    %27 = tensor.empty(%dim) : tensor<1x?x1xf32>
    %28 = linalg.fill ins(%cst : f32) outs(%27 : tensor<1x?x1xf32>) -> tensor<1x?x1xf32>
    %29 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%26 : tensor<1x?x24xf32>) outs(%28 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = arith.addf %in, %out : f32
      linalg.yield %141 : f32
    } -> tensor<1x?x1xf32>
    %30 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%29 : tensor<1x?x1xf32>) outs(%27 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = arith.divf %in, %cst_6 : f32
      linalg.yield %141 : f32
    } -> tensor<1x?x1xf32>
    %31 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%30 : tensor<1x?x1xf32>) outs(%27 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = arith.truncf %cst_3 : f64 to f32
      %142 = arith.addf %in, %141 : f32
      linalg.yield %142 : f32
    } -> tensor<1x?x1xf32>
    %32 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%31 : tensor<1x?x1xf32>) outs(%27 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = math.rsqrt %in : f32
      linalg.yield %141 : f32
    } -> tensor<1x?x1xf32>
    %33 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_14, %32 : tensor<1x?x24xf32>, tensor<1x?x1xf32>) outs(%25 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.mulf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x?x24xf32>
    %34 = linalg.generic {indexing_maps = [#map7, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg3, %33 : tensor<24xf32>, tensor<1x?x24xf32>) outs(%25 : tensor<1x?x24xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.mulf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x?x24xf32>
    %35 = tensor.empty() : tensor<24x80xf32>
    %transposed_15 = linalg.transpose ins(%arg4 : tensor<80x24xf32>) outs(%35 : tensor<24x80xf32>) permutation = [1, 0]
    %collapsed_16 = tensor.collapse_shape %34 [[0, 1], [2]] : tensor<1x?x24xf32> into tensor<?x24xf32>
    %36 = tensor.empty(%dim) : tensor<?x80xf32>
    %37 = linalg.fill ins(%cst : f32) outs(%36 : tensor<?x80xf32>) -> tensor<?x80xf32>
    %38 = linalg.matmul ins(%collapsed_16, %transposed_15 : tensor<?x24xf32>, tensor<24x80xf32>) outs(%37 : tensor<?x80xf32>) -> tensor<?x80xf32>
    %expanded_17 = tensor.expand_shape %38 [[0, 1], [2]] output_shape [1, %dim, 80] : tensor<?x80xf32> into tensor<1x?x80xf32>
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
    %reshape = tensor.reshape %expanded_17(%from_elements) : (tensor<1x?x80xf32>, tensor<4xi64>) -> tensor<1x?x4x20xf32>
    %48 = arith.index_cast %47 : i64 to index
    %49 = tensor.empty(%48) : tensor<1x4x?x20xf32>
    %transposed_18 = linalg.transpose ins(%reshape : tensor<1x?x4x20xf32>) outs(%49 : tensor<1x4x?x20xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice = tensor.extract_slice %transposed_18[0, 0, 0, 0] [1, 4, %48, 12] [1, 1, 1, 1] : tensor<1x4x?x20xf32> to tensor<1x4x?x12xf32>
    %extracted_slice_19 = tensor.extract_slice %transposed_18[0, 0, 0, 12] [1, 4, %48, 8] [1, 1, 1, 1] : tensor<1x4x?x20xf32> to tensor<1x4x?x8xf32>
    %transposed_20 = linalg.transpose ins(%arg5 : tensor<24x32xf32>) outs(%21 : tensor<32x24xf32>) permutation = [1, 0]
    %50 = linalg.matmul ins(%collapsed, %transposed_20 : tensor<?x32xf32>, tensor<32x24xf32>) outs(%23 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %expanded_21 = tensor.expand_shape %50 [[0, 1], [2]] output_shape [1, %dim, 24] : tensor<?x24xf32> into tensor<1x?x24xf32>
    %extracted_slice_22 = tensor.extract_slice %expanded_21[0, 0, 0] [1, %dim, 16] [1, 1, 1] : tensor<1x?x24xf32> to tensor<1x?x16xf32>
    %extracted_slice_23 = tensor.extract_slice %expanded_21[0, 0, 16] [1, %dim, 8] [1, 1, 1] : tensor<1x?x24xf32> to tensor<1x?x8xf32>
    %51 = tensor.empty(%dim) : tensor<1x?x16xf32>
    %52 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_22 : tensor<1x?x16xf32>) outs(%51 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %141 : f32
    } -> tensor<1x?x16xf32>
    %53 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%52 : tensor<1x?x16xf32>) outs(%28 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = arith.addf %in, %out : f32
      linalg.yield %141 : f32
    } -> tensor<1x?x1xf32>
    %54 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%53 : tensor<1x?x1xf32>) outs(%27 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = arith.divf %in, %cst_7 : f32
      linalg.yield %141 : f32
    } -> tensor<1x?x1xf32>
    %55 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%54 : tensor<1x?x1xf32>) outs(%27 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = arith.truncf %cst_3 : f64 to f32
      %142 = arith.addf %in, %141 : f32
      linalg.yield %142 : f32
    } -> tensor<1x?x1xf32>
    %56 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%55 : tensor<1x?x1xf32>) outs(%27 : tensor<1x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = math.rsqrt %in : f32
      linalg.yield %141 : f32
    } -> tensor<1x?x1xf32>
    %57 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_22, %56 : tensor<1x?x16xf32>, tensor<1x?x1xf32>) outs(%51 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.mulf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x?x16xf32>
    %58 = linalg.generic {indexing_maps = [#map7, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg6, %57 : tensor<16xf32>, tensor<1x?x16xf32>) outs(%51 : tensor<1x?x16xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.mulf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x?x16xf32>
    %expanded_24 = tensor.expand_shape %extracted_slice_23 [[0, 1], [2], [3]] output_shape [1, 1, %dim, 8] : tensor<1x?x8xf32> into tensor<1x1x?x8xf32>
    %extracted_slice_25 = tensor.extract_slice %19[0, 0, 0] [1, %dim_12, 4] [1, 1, 1] : tensor<1x?x8xf32> to tensor<1x?x4xf32>
    %expanded_26 = tensor.expand_shape %extracted_slice_25 [[0], [1, 2], [3]] output_shape [1, 1, %dim_12, 4] : tensor<1x?x4xf32> into tensor<1x1x?x4xf32>
    %extracted_slice_27 = tensor.extract_slice %20[0, 0, 0] [1, %dim_12, 4] [1, 1, 1] : tensor<1x?x8xf32> to tensor<1x?x4xf32>
    %expanded_28 = tensor.expand_shape %extracted_slice_27 [[0], [1, 2], [3]] output_shape [1, 1, %dim_12, 4] : tensor<1x?x4xf32> into tensor<1x1x?x4xf32>
    %extracted_slice_29 = tensor.extract_slice %extracted_slice_19[0, 0, 0, 0] [1, 4, %48, 4] [1, 1, 1, 2] : tensor<1x4x?x8xf32> to tensor<1x4x?x4xf32>
    %extracted_slice_30 = tensor.extract_slice %extracted_slice_19[0, 0, 0, 1] [1, 4, %48, 4] [1, 1, 1, 2] : tensor<1x4x?x8xf32> to tensor<1x4x?x4xf32>
    %extracted_slice_31 = tensor.extract_slice %expanded_24[0, 0, 0, 0] [1, 1, %dim, 4] [1, 1, 1, 2] : tensor<1x1x?x8xf32> to tensor<1x1x?x4xf32>
    %extracted_slice_32 = tensor.extract_slice %expanded_24[0, 0, 0, 1] [1, 1, %dim, 4] [1, 1, 1, 2] : tensor<1x1x?x8xf32> to tensor<1x1x?x4xf32>
    %59 = arith.cmpi eq, %48, %dim_12 : index
    cf.assert %59, "mismatched size for broadcast"
    %60 = tensor.empty(%48) : tensor<1x4x?x4xf32>
    %61 = linalg.generic {indexing_maps = [#map3, #map8, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_29, %expanded_26 : tensor<1x4x?x4xf32>, tensor<1x1x?x4xf32>) outs(%60 : tensor<1x4x?x4xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.mulf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x4x?x4xf32>
    cf.assert %59, "mismatched size for broadcast"
    %62 = linalg.generic {indexing_maps = [#map3, #map8, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_30, %expanded_28 : tensor<1x4x?x4xf32>, tensor<1x1x?x4xf32>) outs(%60 : tensor<1x4x?x4xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.mulf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x4x?x4xf32>
    %63 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%61, %62 : tensor<1x4x?x4xf32>, tensor<1x4x?x4xf32>) outs(%60 : tensor<1x4x?x4xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.subf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x4x?x4xf32>
    cf.assert %59, "mismatched size for broadcast"
    %64 = linalg.generic {indexing_maps = [#map3, #map8, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_30, %expanded_26 : tensor<1x4x?x4xf32>, tensor<1x1x?x4xf32>) outs(%60 : tensor<1x4x?x4xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.mulf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x4x?x4xf32>
    cf.assert %59, "mismatched size for broadcast"
    %65 = linalg.generic {indexing_maps = [#map3, #map8, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_29, %expanded_28 : tensor<1x4x?x4xf32>, tensor<1x1x?x4xf32>) outs(%60 : tensor<1x4x?x4xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.mulf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x4x?x4xf32>
    %66 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%64, %65 : tensor<1x4x?x4xf32>, tensor<1x4x?x4xf32>) outs(%60 : tensor<1x4x?x4xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.addf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x4x?x4xf32>
    %concat_33 = tensor.concat dim(3) %63, %66 : (tensor<1x4x?x4xf32>, tensor<1x4x?x4xf32>) -> tensor<1x4x?x8xf32>
    %67 = arith.cmpi eq, %dim, %dim_12 : index
    cf.assert %67, "mismatched size for broadcast"
    %68 = tensor.empty(%dim) : tensor<1x1x?x4xf32>
    %69 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_31, %expanded_26 : tensor<1x1x?x4xf32>, tensor<1x1x?x4xf32>) outs(%68 : tensor<1x1x?x4xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.mulf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x1x?x4xf32>
    cf.assert %67, "mismatched size for broadcast"
    %70 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_32, %expanded_28 : tensor<1x1x?x4xf32>, tensor<1x1x?x4xf32>) outs(%68 : tensor<1x1x?x4xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.mulf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x1x?x4xf32>
    %71 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%69, %70 : tensor<1x1x?x4xf32>, tensor<1x1x?x4xf32>) outs(%68 : tensor<1x1x?x4xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.subf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x1x?x4xf32>
    cf.assert %67, "mismatched size for broadcast"
    %72 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_32, %expanded_26 : tensor<1x1x?x4xf32>, tensor<1x1x?x4xf32>) outs(%68 : tensor<1x1x?x4xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.mulf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x1x?x4xf32>
    cf.assert %67, "mismatched size for broadcast"
    %73 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_31, %expanded_28 : tensor<1x1x?x4xf32>, tensor<1x1x?x4xf32>) outs(%68 : tensor<1x1x?x4xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.mulf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x1x?x4xf32>
    %74 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%72, %73 : tensor<1x1x?x4xf32>, tensor<1x1x?x4xf32>) outs(%68 : tensor<1x1x?x4xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.addf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x1x?x4xf32>
    %concat_34 = tensor.concat dim(3) %71, %74 : (tensor<1x1x?x4xf32>, tensor<1x1x?x4xf32>) -> tensor<1x1x?x8xf32>
    %concat_35 = tensor.concat dim(3) %extracted_slice, %concat_33 : (tensor<1x4x?x12xf32>, tensor<1x4x?x8xf32>) -> tensor<1x4x?x20xf32>
    %75 = tensor.empty() : tensor<16x88xf32>
    %transposed_36 = linalg.transpose ins(%arg7 : tensor<88x16xf32>) outs(%75 : tensor<16x88xf32>) permutation = [1, 0]
    %collapsed_37 = tensor.collapse_shape %58 [[0, 1], [2]] : tensor<1x?x16xf32> into tensor<?x16xf32>
    %76 = tensor.empty(%dim) : tensor<?x88xf32>
    %77 = linalg.fill ins(%cst : f32) outs(%76 : tensor<?x88xf32>) -> tensor<?x88xf32>
    %78 = linalg.matmul ins(%collapsed_37, %transposed_36 : tensor<?x16xf32>, tensor<16x88xf32>) outs(%77 : tensor<?x88xf32>) -> tensor<?x88xf32>
    %expanded_38 = tensor.expand_shape %78 [[0, 1, 2], [3]] output_shape [1, 1, %dim, 88] : tensor<?x88xf32> into tensor<1x1x?x88xf32>
    %79 = arith.muli %40, %c22_i64 : i64
    cf.assert %44, "must have at most one inferred (negative) dimension"
    %80 = arith.muli %0, %c88_i64 : i64
    %81 = arith.divsi %80, %79 : i64
    %82 = arith.select %39, %81, %0 : i64
    %from_elements_39 = tensor.from_elements %c1_i64, %82, %81, %c22_i64 : tensor<4xi64>
    %reshape_40 = tensor.reshape %expanded_38(%from_elements_39) : (tensor<1x1x?x88xf32>, tensor<4xi64>) -> tensor<1x?x4x22xf32>
    %83 = arith.index_cast %82 : i64 to index
    %84 = tensor.empty(%83) : tensor<1x4x?x22xf32>
    %transposed_41 = linalg.transpose ins(%reshape_40 : tensor<1x?x4x22xf32>) outs(%84 : tensor<1x4x?x22xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice_42 = tensor.extract_slice %transposed_41[0, 0, 0, 0] [1, 4, %83, 12] [1, 1, 1, 1] : tensor<1x4x?x22xf32> to tensor<1x4x?x12xf32>
    %extracted_slice_43 = tensor.extract_slice %transposed_41[0, 0, 0, 12] [1, 4, %83, 10] [1, 1, 1, 1] : tensor<1x4x?x22xf32> to tensor<1x4x?x10xf32>
    %dim_44 = tensor.dim %71, %c2 : tensor<1x1x?x4xf32>
    %85 = tensor.empty(%dim_44) : tensor<1x4x?x8xf32>
    %collapsed_45 = tensor.collapse_shape %concat_34 [[0, 1], [2], [3]] : tensor<1x1x?x8xf32> into tensor<1x?x8xf32>
    %86 = linalg.generic {indexing_maps = [#map9, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_45 : tensor<1x?x8xf32>) outs(%85 : tensor<1x4x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x4x?x8xf32>
    %87 = tensor.empty(%dim) : tensor<1x4x?x20xf32>
    %88 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %88, "unimplemented: dynamic negative broadcast sizes"
    %89 = tensor.empty(%dim) : tensor<1x4x?x12xf32>
    %90 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%89 : tensor<1x4x?x12xf32>) {
    ^bb0(%out: f32):
      %141 = linalg.index 1 : index
      %142 = linalg.index 2 : index
      %143 = linalg.index 3 : index
      %144 = arith.cmpi eq, %83, %c1 : index
      %145 = arith.select %144, %c0, %142 : index
      %extracted = tensor.extract %extracted_slice_42[%c0, %141, %145, %143] : tensor<1x4x?x12xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x12xf32>
    %inserted_slice = tensor.insert_slice %90 into %87[0, 0, 0, 0] [1, 4, %dim, 12] [1, 1, 1, 1] : tensor<1x4x?x12xf32> into tensor<1x4x?x20xf32>
    cf.assert %88, "unimplemented: dynamic negative broadcast sizes"
    %91 = tensor.empty(%dim) : tensor<1x4x?x8xf32>
    %92 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%91 : tensor<1x4x?x8xf32>) {
    ^bb0(%out: f32):
      %141 = linalg.index 1 : index
      %142 = linalg.index 2 : index
      %143 = linalg.index 3 : index
      %144 = arith.cmpi eq, %dim_44, %c1 : index
      %145 = arith.select %144, %c0, %142 : index
      %extracted = tensor.extract %86[%c0, %141, %145, %143] : tensor<1x4x?x8xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x8xf32>
    %inserted_slice_46 = tensor.insert_slice %92 into %inserted_slice[0, 0, 0, 12] [1, 4, %dim, 8] [1, 1, 1, 1] : tensor<1x4x?x8xf32> into tensor<1x4x?x20xf32>
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %93 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%87 : tensor<1x4x?x20xf32>) {
    ^bb0(%out: f32):
      %141 = linalg.index 1 : index
      %142 = linalg.index 2 : index
      %143 = linalg.index 3 : index
      %144 = arith.cmpi eq, %48, %c1 : index
      %145 = arith.select %144, %c0, %142 : index
      %extracted = tensor.extract %concat_35[%c0, %141, %145, %143] : tensor<1x4x?x20xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x20xf32>
    %collapsed_47 = tensor.collapse_shape %93 [[0, 1], [2], [3]] : tensor<1x4x?x20xf32> into tensor<4x?x20xf32>
    %94 = tensor.empty(%dim) : tensor<1x4x20x?xf32>
    %transposed_48 = linalg.transpose ins(%inserted_slice_46 : tensor<1x4x?x20xf32>) outs(%94 : tensor<1x4x20x?xf32>) permutation = [0, 1, 3, 2]
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %95 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%94 : tensor<1x4x20x?xf32>) {
    ^bb0(%out: f32):
      %141 = linalg.index 1 : index
      %142 = linalg.index 2 : index
      %143 = linalg.index 3 : index
      %144 = arith.cmpi eq, %dim, %c1 : index
      %145 = arith.select %144, %c0, %143 : index
      %extracted = tensor.extract %transposed_48[%c0, %141, %142, %145] : tensor<1x4x20x?xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x20x?xf32>
    %collapsed_49 = tensor.collapse_shape %95 [[0, 1], [2], [3]] : tensor<1x4x20x?xf32> into tensor<4x20x?xf32>
    %96 = tensor.empty(%dim, %dim) : tensor<4x?x?xf32>
    %97 = linalg.fill ins(%cst : f32) outs(%96 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
    %98 = linalg.batch_matmul ins(%collapsed_47, %collapsed_49 : tensor<4x?x20xf32>, tensor<4x20x?xf32>) outs(%97 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
    %99 = arith.muli %0, %c4_i64 : i64
    %100 = arith.select %39, %c4_i64, %99 : i64
    %101 = arith.muli %100, %0 : i64
    %102 = arith.select %39, %c4_i64, %101 : i64
    %103 = arith.select %39, %42, %41 : i64
    %104 = arith.cmpi sle, %103, %c1_i64 : i64
    cf.assert %104, "must have at most one inferred (negative) dimension"
    %105 = arith.muli %99, %0 : i64
    %106 = arith.divsi %105, %102 : i64
    %107 = arith.select %39, %106, %0 : i64
    %from_elements_50 = tensor.from_elements %c1_i64, %c4_i64, %107, %107 : tensor<4xi64>
    %reshape_51 = tensor.reshape %98(%from_elements_50) : (tensor<4x?x?xf32>, tensor<4xi64>) -> tensor<1x4x?x?xf32>
    %108 = arith.index_cast %107 : i64 to index
    %109 = tensor.empty(%108, %108) : tensor<1x4x?x?xf32>
    %110 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%reshape_51 : tensor<1x4x?x?xf32>) outs(%109 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = arith.truncf %cst_2 : f64 to f32
      %142 = arith.mulf %in, %141 : f32
      linalg.yield %142 : f32
    } -> tensor<1x4x?x?xf32>
    %111 = arith.cmpi eq, %108, %dim : index
    cf.assert %111, "mismatched size for broadcast"
    cf.assert %111, "mismatched size for broadcast"
    %112 = linalg.generic {indexing_maps = [#map3, #map8, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%110, %9 : tensor<1x4x?x?xf32>, tensor<1x1x?x?xf32>) outs(%109 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.addf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x4x?x?xf32>
    %113 = tensor.empty(%108) : tensor<1x4x?xi64>
    %114 = linalg.fill ins(%c0_i64 : i64) outs(%113 : tensor<1x4x?xi64>) -> tensor<1x4x?xi64>
    %115 = tensor.empty(%108) : tensor<1x4x?xf32>
    %116 = linalg.fill ins(%cst_0 : f32) outs(%115 : tensor<1x4x?xf32>) -> tensor<1x4x?xf32>
    %117:2 = linalg.generic {indexing_maps = [#map3, #map10, #map10], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%112 : tensor<1x4x?x?xf32>) outs(%116, %114 : tensor<1x4x?xf32>, tensor<1x4x?xi64>) {
    ^bb0(%in: f32, %out: f32, %out_63: i64):
      %141 = linalg.index 3 : index
      %142 = arith.index_cast %141 : index to i64
      %143 = arith.maximumf %in, %out : f32
      %144 = arith.cmpf ogt, %in, %out : f32
      %145 = arith.select %144, %142, %out_63 : i64
      linalg.yield %143, %145 : f32, i64
    } -> (tensor<1x4x?xf32>, tensor<1x4x?xi64>)
    %expanded_52 = tensor.expand_shape %117#0 [[0], [1], [2, 3]] output_shape [1, 4, %108, 1] : tensor<1x4x?xf32> into tensor<1x4x?x1xf32>
    %118 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%112, %expanded_52 : tensor<1x4x?x?xf32>, tensor<1x4x?x1xf32>) outs(%109 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.subf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x4x?x?xf32>
    %119 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%118 : tensor<1x4x?x?xf32>) outs(%109 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = math.exp %in : f32
      linalg.yield %141 : f32
    } -> tensor<1x4x?x?xf32>
    %120 = tensor.empty(%108) : tensor<1x4x?x1xf32>
    %121 = linalg.fill ins(%cst : f32) outs(%120 : tensor<1x4x?x1xf32>) -> tensor<1x4x?x1xf32>
    %122 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%119 : tensor<1x4x?x?xf32>) outs(%121 : tensor<1x4x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %141 = arith.addf %in, %out : f32
      linalg.yield %141 : f32
    } -> tensor<1x4x?x1xf32>
    %123 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%119, %122 : tensor<1x4x?x?xf32>, tensor<1x4x?x1xf32>) outs(%109 : tensor<1x4x?x?xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %141 = arith.divf %in, %in_63 : f32
      linalg.yield %141 : f32
    } -> tensor<1x4x?x?xf32>
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %124 = tensor.empty(%dim, %dim) : tensor<1x4x?x?xf32>
    %125 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%124 : tensor<1x4x?x?xf32>) {
    ^bb0(%out: f32):
      %141 = linalg.index 1 : index
      %142 = linalg.index 2 : index
      %143 = linalg.index 3 : index
      %144 = arith.cmpi eq, %108, %c1 : index
      %145 = arith.select %144, %c0, %142 : index
      %146 = arith.select %144, %c0, %143 : index
      %extracted = tensor.extract %123[%c0, %141, %145, %146] : tensor<1x4x?x?xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x?xf32>
    cf.assert %104, "must have at most one inferred (negative) dimension"
    %from_elements_53 = tensor.from_elements %c4_i64, %107, %107 : tensor<3xi64>
    %reshape_54 = tensor.reshape %125(%from_elements_53) : (tensor<1x4x?x?xf32>, tensor<3xi64>) -> tensor<4x?x?xf32>
    cf.assert %5, "unimplemented: dynamic negative broadcast sizes"
    %126 = tensor.empty(%dim) : tensor<1x4x?x10xf32>
    %127 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%126 : tensor<1x4x?x10xf32>) {
    ^bb0(%out: f32):
      %141 = linalg.index 1 : index
      %142 = linalg.index 2 : index
      %143 = linalg.index 3 : index
      %144 = arith.cmpi eq, %83, %c1 : index
      %145 = arith.select %144, %c0, %142 : index
      %extracted = tensor.extract %extracted_slice_43[%c0, %141, %145, %143] : tensor<1x4x?x10xf32>
      linalg.yield %extracted : f32
    } -> tensor<1x4x?x10xf32>
    %collapsed_55 = tensor.collapse_shape %127 [[0, 1], [2], [3]] : tensor<1x4x?x10xf32> into tensor<4x?x10xf32>
    %128 = arith.cmpi eq, %107, %0 : i64
    cf.assert %128, "mismatching contracting dimension"
    %129 = tensor.empty(%108) : tensor<4x?x10xf32>
    %130 = linalg.fill ins(%cst : f32) outs(%129 : tensor<4x?x10xf32>) -> tensor<4x?x10xf32>
    %131 = linalg.batch_matmul ins(%reshape_54, %collapsed_55 : tensor<4x?x?xf32>, tensor<4x?x10xf32>) outs(%130 : tensor<4x?x10xf32>) -> tensor<4x?x10xf32>
    %expanded_56 = tensor.expand_shape %131 [[0, 1], [2], [3]] output_shape [1, 4, %108, 10] : tensor<4x?x10xf32> into tensor<1x4x?x10xf32>
    %132 = tensor.empty(%108) : tensor<1x?x4x10xf32>
    %transposed_57 = linalg.transpose ins(%expanded_56 : tensor<1x4x?x10xf32>) outs(%132 : tensor<1x?x4x10xf32>) permutation = [0, 2, 1, 3]
    cf.assert %44, "must have at most one inferred (negative) dimension"
    %133 = arith.muli %107, %c40_i64 : i64
    %134 = arith.divsi %133, %40 : i64
    %135 = arith.select %39, %134, %0 : i64
    %from_elements_58 = tensor.from_elements %c1_i64, %135, %134 : tensor<3xi64>
    %reshape_59 = tensor.reshape %transposed_57(%from_elements_58) : (tensor<1x?x4x10xf32>, tensor<3xi64>) -> tensor<1x?x40xf32>
    %136 = tensor.empty() : tensor<40x32xf32>
    %transposed_60 = linalg.transpose ins(%arg8 : tensor<32x40xf32>) outs(%136 : tensor<40x32xf32>) permutation = [1, 0]
    %collapsed_61 = tensor.collapse_shape %reshape_59 [[0, 1], [2]] : tensor<1x?x40xf32> into tensor<?x40xf32>
    %137 = arith.index_cast %135 : i64 to index
    %138 = tensor.empty(%137) : tensor<?x32xf32>
    %139 = linalg.fill ins(%cst : f32) outs(%138 : tensor<?x32xf32>) -> tensor<?x32xf32>
    %140 = linalg.matmul ins(%collapsed_61, %transposed_60 : tensor<?x40xf32>, tensor<40x32xf32>) outs(%139 : tensor<?x32xf32>) -> tensor<?x32xf32>
    %expanded_62 = tensor.expand_shape %140 [[0, 1], [2]] output_shape [1, %137, 32] : tensor<?x32xf32> into tensor<1x?x32xf32>
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
