// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_torch.py; see README.md.

#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1, d2, d3) -> (d0, d1, 0, d3)>
#map2 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map3 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map4 = affine_map<(d0, d1, d2, d3) -> ()>
#map5 = affine_map<(d0, d1, d2) -> (d1, d2)>
#map6 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map7 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map8 = affine_map<(d0, d1, d2) -> (d2)>
#map9 = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
#map10 = affine_map<(d0, d1, d2, d3) -> (d2, d3)>
#map11 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#map12 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
module {
  func.func @torch_v3_eager_batch_length(%arg0: tensor<?x?x32xf32>, %arg1: tensor<?x?xi64>, %arg2: tensor<24x32xf32>, %arg3: tensor<24xf32>, %arg4: tensor<80x24xf32>, %arg5: tensor<24x32xf32>, %arg6: tensor<16xf32>, %arg7: tensor<88x16xf32>, %arg8: tensor<32x40xf32>) -> tensor<?x?x32xf32> {
    %c22_i64 = arith.constant 22 : i64
    %c16_i64 = arith.constant 16 : i64
    %c20_i64 = arith.constant 20 : i64
    %c2_i64 = arith.constant 2 : i64
    %c0_i64 = arith.constant 0 : i64
    %c1_i64 = arith.constant 1 : i64
    %c1 = arith.constant 1 : index
    %c0 = arith.constant 0 : index
    %c4 = arith.constant 4 : index
    %cst = arith.constant 0.000000e+00 : f32
    %c8_i64 = arith.constant 8 : i64
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
    %dim = tensor.dim %arg0, %c1 : tensor<?x?x32xf32>
    %0 = arith.index_cast %dim : index to i64
    %dim_8 = tensor.dim %arg1, %c0 : tensor<?x?xi64>
    %1 = arith.index_cast %dim_8 : index to i64
    %2 = tensor.empty(%dim) : tensor<?xi64>
    %3 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%2 : tensor<?xi64>) {
    ^bb0(%out: i64):
      %180 = linalg.index 0 : index
      %181 = arith.index_cast %180 : index to i64
      linalg.yield %181 : i64
    } -> tensor<?xi64>
    %expanded = tensor.expand_shape %3 [[0, 1, 2, 3]] output_shape [1, 1, %dim, 1] : tensor<?xi64> into tensor<1x1x?x1xi64>
    %expanded_9 = tensor.expand_shape %3 [[0, 1, 2, 3]] output_shape [1, 1, 1, %dim] : tensor<?xi64> into tensor<1x1x1x?xi64>
    %4 = tensor.empty(%dim, %dim) : tensor<1x1x?x?xi1>
    %5 = linalg.generic {indexing_maps = [#map1, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_9, %expanded : tensor<1x1x1x?xi64>, tensor<1x1x?x1xi64>) outs(%4 : tensor<1x1x?x?xi1>) {
    ^bb0(%in: i64, %in_62: i64, %out: i1):
      %180 = arith.cmpi sle, %in, %in_62 : i64
      linalg.yield %180 : i1
    } -> tensor<1x1x?x?xi1>
    %6 = arith.cmpi slt, %1, %c0_i64 : i64
    %7 = arith.select %6, %c1, %dim_8 : index
    %8 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %8, "unimplemented: dynamic negative broadcast sizes"
    cf.assert %8, "unimplemented: dynamic negative broadcast sizes"
    %9 = tensor.empty(%7, %dim, %dim) : tensor<?x1x?x?xi1>
    %10 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%9 : tensor<?x1x?x?xi1>) {
    ^bb0(%out: i1):
      %180 = linalg.index 2 : index
      %181 = linalg.index 3 : index
      %182 = arith.cmpi eq, %dim, %c1 : index
      %183 = arith.select %182, %c0, %180 : index
      %184 = arith.select %182, %c0, %181 : index
      %extracted = tensor.extract %5[%c0, %c0, %183, %184] : tensor<1x1x?x?xi1>
      linalg.yield %extracted : i1
    } -> tensor<?x1x?x?xi1>
    %11 = tensor.empty(%7, %dim, %dim) : tensor<?x1x?x?xf32>
    %12 = linalg.generic {indexing_maps = [#map3, #map4, #map4, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%10, %cst_5, %cst_1 : tensor<?x1x?x?xi1>, tensor<f32>, tensor<f32>) outs(%11 : tensor<?x1x?x?xf32>) {
    ^bb0(%in: i1, %in_62: f32, %in_63: f32, %out: f32):
      %180 = arith.select %in, %in_62, %in_63 : f32
      linalg.yield %180 : f32
    } -> tensor<?x1x?x?xf32>
    %13 = tensor.empty(%7) : tensor<?x4x1xf32>
    %expanded_10 = tensor.expand_shape %cst_4 [[0, 1]] output_shape [4, 1] : tensor<4xf32> into tensor<4x1xf32>
    %14 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_10 : tensor<4x1xf32>) outs(%13 : tensor<?x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x1xf32>
    %dim_11 = tensor.dim %arg1, %c1 : tensor<?x?xi64>
    %expanded_12 = tensor.expand_shape %arg1 [[0], [1, 2]] output_shape [%dim_8, 1, %dim_11] : tensor<?x?xi64> into tensor<?x1x?xi64>
    %15 = tensor.empty(%dim_8, %dim_11) : tensor<?x1x?xf32>
    %16 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_12 : tensor<?x1x?xi64>) outs(%15 : tensor<?x1x?xf32>) {
    ^bb0(%in: i64, %out: f32):
      %180 = arith.sitofp %in : i64 to f32
      linalg.yield %180 : f32
    } -> tensor<?x1x?xf32>
    %17 = arith.maxui %7, %dim_8 : index
    %18 = tensor.empty(%17, %dim_11) : tensor<?x4x?xf32>
    %19 = linalg.fill ins(%cst : f32) outs(%18 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
    %20 = linalg.batch_matmul ins(%14, %16 : tensor<?x4x1xf32>, tensor<?x1x?xf32>) outs(%19 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
    %21 = tensor.empty(%17, %dim_11) : tensor<?x?x4xf32>
    %transposed = linalg.transpose ins(%20 : tensor<?x4x?xf32>) outs(%21 : tensor<?x?x4xf32>) permutation = [0, 2, 1]
    %concat = tensor.concat dim(2) %transposed, %transposed : (tensor<?x?x4xf32>, tensor<?x?x4xf32>) -> tensor<?x?x8xf32>
    %dim_13 = tensor.dim %transposed, %c0 : tensor<?x?x4xf32>
    %dim_14 = tensor.dim %transposed, %c1 : tensor<?x?x4xf32>
    %22 = tensor.empty(%dim_13, %dim_14) : tensor<?x?x8xf32>
    %23 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat : tensor<?x?x8xf32>) outs(%22 : tensor<?x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = math.cos %in : f32
      linalg.yield %180 : f32
    } -> tensor<?x?x8xf32>
    %24 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat : tensor<?x?x8xf32>) outs(%22 : tensor<?x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = math.sin %in : f32
      linalg.yield %180 : f32
    } -> tensor<?x?x8xf32>
    %25 = tensor.empty() : tensor<32x24xf32>
    %transposed_15 = linalg.transpose ins(%arg2 : tensor<24x32xf32>) outs(%25 : tensor<32x24xf32>) permutation = [1, 0]
    %dim_16 = tensor.dim %arg0, %c0 : tensor<?x?x32xf32>
    %26 = arith.index_cast %dim_16 : index to i64
    %27 = arith.cmpi sge, %26, %c0_i64 : i64
    cf.assert %27, "negative values not allowed in new dimensions"
    %28 = tensor.empty(%dim_16) : tensor<?x32x24xf32>
    %29 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_15 : tensor<32x24xf32>) outs(%28 : tensor<?x32x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x32x24xf32>
    %30 = tensor.empty(%dim_16, %dim) : tensor<?x?x24xf32>
    %31 = linalg.fill ins(%cst : f32) outs(%30 : tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
    %32 = linalg.batch_matmul ins(%arg0, %29 : tensor<?x?x32xf32>, tensor<?x32x24xf32>) outs(%31 : tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
    %33 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%32 : tensor<?x?x24xf32>) outs(%30 : tensor<?x?x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %180 : f32
    } -> tensor<?x?x24xf32>
    %34 = tensor.empty(%dim_16, %dim) : tensor<?x?x1xf32>
    %35 = linalg.fill ins(%cst : f32) outs(%34 : tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
    %36 = linalg.generic {indexing_maps = [#map6, #map7], iterator_types = ["parallel", "parallel", "reduction"]} ins(%33 : tensor<?x?x24xf32>) outs(%35 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = arith.addf %in, %out : f32
      linalg.yield %180 : f32
    } -> tensor<?x?x1xf32>
    %37 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%36 : tensor<?x?x1xf32>) outs(%34 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = arith.divf %in, %cst_6 : f32
      linalg.yield %180 : f32
    } -> tensor<?x?x1xf32>
    %38 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%37 : tensor<?x?x1xf32>) outs(%34 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = arith.truncf %cst_3 : f64 to f32
      %181 = arith.addf %in, %180 : f32
      linalg.yield %181 : f32
    } -> tensor<?x?x1xf32>
    %39 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%38 : tensor<?x?x1xf32>) outs(%34 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = math.rsqrt %in : f32
      linalg.yield %180 : f32
    } -> tensor<?x?x1xf32>
    %40 = linalg.generic {indexing_maps = [#map6, #map7, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%32, %39 : tensor<?x?x24xf32>, tensor<?x?x1xf32>) outs(%30 : tensor<?x?x24xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.mulf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x?x24xf32>
    %41 = linalg.generic {indexing_maps = [#map8, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg3, %40 : tensor<24xf32>, tensor<?x?x24xf32>) outs(%30 : tensor<?x?x24xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.mulf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x?x24xf32>
    %42 = tensor.empty() : tensor<24x80xf32>
    %transposed_17 = linalg.transpose ins(%arg4 : tensor<80x24xf32>) outs(%42 : tensor<24x80xf32>) permutation = [1, 0]
    cf.assert %27, "negative values not allowed in new dimensions"
    %43 = tensor.empty(%dim_16) : tensor<?x24x80xf32>
    %44 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_17 : tensor<24x80xf32>) outs(%43 : tensor<?x24x80xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x24x80xf32>
    %45 = tensor.empty(%dim_16, %dim) : tensor<?x?x80xf32>
    %46 = linalg.fill ins(%cst : f32) outs(%45 : tensor<?x?x80xf32>) -> tensor<?x?x80xf32>
    %47 = linalg.batch_matmul ins(%41, %44 : tensor<?x?x24xf32>, tensor<?x24x80xf32>) outs(%46 : tensor<?x?x80xf32>) -> tensor<?x?x80xf32>
    %48 = arith.select %6, %c1_i64, %1 : i64
    %49 = arith.extui %6 : i1 to i64
    %50 = arith.muli %48, %0 : i64
    %51 = arith.addi %49, %c1_i64 : i64
    %52 = arith.cmpi slt, %0, %c0_i64 : i64
    %53 = arith.select %52, %48, %50 : i64
    %54 = arith.select %52, %51, %49 : i64
    %55 = arith.addi %54, %c1_i64 : i64
    %56 = arith.muli %53, %c20_i64 : i64
    %57 = arith.cmpi sle, %55, %c1_i64 : i64
    cf.assert %57, "must have at most one inferred (negative) dimension"
    %58 = arith.muli %26, %0 : i64
    %59 = arith.muli %58, %c80_i64 : i64
    %60 = arith.divsi %59, %56 : i64
    %61 = arith.select %6, %60, %1 : i64
    %62 = arith.select %52, %60, %0 : i64
    %from_elements = tensor.from_elements %61, %62, %60, %c20_i64 : tensor<4xi64>
    %reshape = tensor.reshape %47(%from_elements) : (tensor<?x?x80xf32>, tensor<4xi64>) -> tensor<?x?x4x20xf32>
    %63 = arith.index_cast %61 : i64 to index
    %64 = arith.index_cast %62 : i64 to index
    %65 = tensor.empty(%63, %64) : tensor<?x4x?x20xf32>
    %transposed_18 = linalg.transpose ins(%reshape : tensor<?x?x4x20xf32>) outs(%65 : tensor<?x4x?x20xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice = tensor.extract_slice %transposed_18[0, 0, 0, 0] [%63, 4, %64, 12] [1, 1, 1, 1] : tensor<?x4x?x20xf32> to tensor<?x4x?x12xf32>
    %extracted_slice_19 = tensor.extract_slice %transposed_18[0, 0, 0, 12] [%63, 4, %64, 8] [1, 1, 1, 1] : tensor<?x4x?x20xf32> to tensor<?x4x?x8xf32>
    %transposed_20 = linalg.transpose ins(%arg5 : tensor<24x32xf32>) outs(%25 : tensor<32x24xf32>) permutation = [1, 0]
    cf.assert %27, "negative values not allowed in new dimensions"
    %66 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_20 : tensor<32x24xf32>) outs(%28 : tensor<?x32x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x32x24xf32>
    %67 = linalg.batch_matmul ins(%arg0, %66 : tensor<?x?x32xf32>, tensor<?x32x24xf32>) outs(%31 : tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
    %extracted_slice_21 = tensor.extract_slice %67[0, 0, 0] [%dim_16, %dim, 16] [1, 1, 1] : tensor<?x?x24xf32> to tensor<?x?x16xf32>
    %extracted_slice_22 = tensor.extract_slice %67[0, 0, 16] [%dim_16, %dim, 8] [1, 1, 1] : tensor<?x?x24xf32> to tensor<?x?x8xf32>
    %68 = tensor.empty(%dim_16, %dim) : tensor<?x?x16xf32>
    %69 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_21 : tensor<?x?x16xf32>) outs(%68 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %180 : f32
    } -> tensor<?x?x16xf32>
    %70 = linalg.generic {indexing_maps = [#map6, #map7], iterator_types = ["parallel", "parallel", "reduction"]} ins(%69 : tensor<?x?x16xf32>) outs(%35 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = arith.addf %in, %out : f32
      linalg.yield %180 : f32
    } -> tensor<?x?x1xf32>
    %71 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%70 : tensor<?x?x1xf32>) outs(%34 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = arith.divf %in, %cst_7 : f32
      linalg.yield %180 : f32
    } -> tensor<?x?x1xf32>
    %72 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%71 : tensor<?x?x1xf32>) outs(%34 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = arith.truncf %cst_3 : f64 to f32
      %181 = arith.addf %in, %180 : f32
      linalg.yield %181 : f32
    } -> tensor<?x?x1xf32>
    %73 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%72 : tensor<?x?x1xf32>) outs(%34 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = math.rsqrt %in : f32
      linalg.yield %180 : f32
    } -> tensor<?x?x1xf32>
    %74 = linalg.generic {indexing_maps = [#map6, #map7, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_21, %73 : tensor<?x?x16xf32>, tensor<?x?x1xf32>) outs(%68 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.mulf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x?x16xf32>
    %75 = linalg.generic {indexing_maps = [#map8, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg6, %74 : tensor<16xf32>, tensor<?x?x16xf32>) outs(%68 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.mulf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x?x16xf32>
    %76 = arith.muli %53, %c16_i64 : i64
    %77 = arith.cmpi sle, %54, %c1_i64 : i64
    cf.assert %77, "must have at most one inferred (negative) dimension"
    %78 = arith.muli %58, %c16_i64 : i64
    %79 = arith.divsi %78, %76 : i64
    %80 = arith.select %6, %79, %1 : i64
    %81 = arith.select %52, %79, %0 : i64
    %from_elements_23 = tensor.from_elements %80, %c1_i64, %81, %c16_i64 : tensor<4xi64>
    %reshape_24 = tensor.reshape %75(%from_elements_23) : (tensor<?x?x16xf32>, tensor<4xi64>) -> tensor<?x1x?x16xf32>
    %82 = arith.muli %53, %c8_i64 : i64
    cf.assert %77, "must have at most one inferred (negative) dimension"
    %83 = arith.muli %58, %c8_i64 : i64
    %84 = arith.divsi %83, %82 : i64
    %85 = arith.select %6, %84, %1 : i64
    %86 = arith.select %52, %84, %0 : i64
    %from_elements_25 = tensor.from_elements %85, %c1_i64, %86, %c8_i64 : tensor<4xi64>
    %reshape_26 = tensor.reshape %extracted_slice_22(%from_elements_25) : (tensor<?x?x8xf32>, tensor<4xi64>) -> tensor<?x1x?x8xf32>
    %extracted_slice_27 = tensor.extract_slice %23[0, 0, 0] [%dim_13, %dim_14, 4] [1, 1, 1] : tensor<?x?x8xf32> to tensor<?x?x4xf32>
    %expanded_28 = tensor.expand_shape %extracted_slice_27 [[0], [1, 2], [3]] output_shape [%dim_13, 1, %dim_14, 4] : tensor<?x?x4xf32> into tensor<?x1x?x4xf32>
    %extracted_slice_29 = tensor.extract_slice %24[0, 0, 0] [%dim_13, %dim_14, 4] [1, 1, 1] : tensor<?x?x8xf32> to tensor<?x?x4xf32>
    %expanded_30 = tensor.expand_shape %extracted_slice_29 [[0], [1, 2], [3]] output_shape [%dim_13, 1, %dim_14, 4] : tensor<?x?x4xf32> into tensor<?x1x?x4xf32>
    %extracted_slice_31 = tensor.extract_slice %extracted_slice_19[0, 0, 0, 0] [%63, 4, %64, 4] [1, 1, 1, 2] : tensor<?x4x?x8xf32> to tensor<?x4x?x4xf32>
    %extracted_slice_32 = tensor.extract_slice %extracted_slice_19[0, 0, 0, 1] [%63, 4, %64, 4] [1, 1, 1, 2] : tensor<?x4x?x8xf32> to tensor<?x4x?x4xf32>
    %87 = arith.index_cast %85 : i64 to index
    %88 = arith.index_cast %86 : i64 to index
    %extracted_slice_33 = tensor.extract_slice %reshape_26[0, 0, 0, 0] [%87, 1, %88, 4] [1, 1, 1, 2] : tensor<?x1x?x8xf32> to tensor<?x1x?x4xf32>
    %extracted_slice_34 = tensor.extract_slice %reshape_26[0, 0, 0, 1] [%87, 1, %88, 4] [1, 1, 1, 2] : tensor<?x1x?x8xf32> to tensor<?x1x?x4xf32>
    %89 = arith.cmpi eq, %63, %dim_13 : index
    cf.assert %89, "mismatched size for broadcast"
    %90 = arith.cmpi eq, %64, %dim_14 : index
    cf.assert %90, "mismatched size for broadcast"
    %91 = tensor.empty(%63, %64) : tensor<?x4x?x4xf32>
    %92 = linalg.generic {indexing_maps = [#map3, #map9, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_31, %expanded_28 : tensor<?x4x?x4xf32>, tensor<?x1x?x4xf32>) outs(%91 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.mulf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x4x?x4xf32>
    cf.assert %89, "mismatched size for broadcast"
    cf.assert %90, "mismatched size for broadcast"
    %93 = linalg.generic {indexing_maps = [#map3, #map9, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_32, %expanded_30 : tensor<?x4x?x4xf32>, tensor<?x1x?x4xf32>) outs(%91 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.mulf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x4x?x4xf32>
    %94 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%92, %93 : tensor<?x4x?x4xf32>, tensor<?x4x?x4xf32>) outs(%91 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.subf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x4x?x4xf32>
    cf.assert %89, "mismatched size for broadcast"
    cf.assert %90, "mismatched size for broadcast"
    %95 = linalg.generic {indexing_maps = [#map3, #map9, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_32, %expanded_28 : tensor<?x4x?x4xf32>, tensor<?x1x?x4xf32>) outs(%91 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.mulf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x4x?x4xf32>
    cf.assert %89, "mismatched size for broadcast"
    cf.assert %90, "mismatched size for broadcast"
    %96 = linalg.generic {indexing_maps = [#map3, #map9, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_31, %expanded_30 : tensor<?x4x?x4xf32>, tensor<?x1x?x4xf32>) outs(%91 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.mulf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x4x?x4xf32>
    %97 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%95, %96 : tensor<?x4x?x4xf32>, tensor<?x4x?x4xf32>) outs(%91 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.addf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x4x?x4xf32>
    %concat_35 = tensor.concat dim(3) %94, %97 : (tensor<?x4x?x4xf32>, tensor<?x4x?x4xf32>) -> tensor<?x4x?x8xf32>
    %98 = arith.cmpi eq, %87, %dim_13 : index
    cf.assert %98, "mismatched size for broadcast"
    %99 = arith.cmpi eq, %88, %dim_14 : index
    cf.assert %99, "mismatched size for broadcast"
    %100 = tensor.empty(%87, %88) : tensor<?x1x?x4xf32>
    %101 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_33, %expanded_28 : tensor<?x1x?x4xf32>, tensor<?x1x?x4xf32>) outs(%100 : tensor<?x1x?x4xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.mulf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x1x?x4xf32>
    cf.assert %98, "mismatched size for broadcast"
    cf.assert %99, "mismatched size for broadcast"
    %102 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_34, %expanded_30 : tensor<?x1x?x4xf32>, tensor<?x1x?x4xf32>) outs(%100 : tensor<?x1x?x4xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.mulf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x1x?x4xf32>
    %103 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%101, %102 : tensor<?x1x?x4xf32>, tensor<?x1x?x4xf32>) outs(%100 : tensor<?x1x?x4xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.subf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x1x?x4xf32>
    cf.assert %98, "mismatched size for broadcast"
    cf.assert %99, "mismatched size for broadcast"
    %104 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_34, %expanded_28 : tensor<?x1x?x4xf32>, tensor<?x1x?x4xf32>) outs(%100 : tensor<?x1x?x4xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.mulf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x1x?x4xf32>
    cf.assert %98, "mismatched size for broadcast"
    cf.assert %99, "mismatched size for broadcast"
    %105 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_33, %expanded_30 : tensor<?x1x?x4xf32>, tensor<?x1x?x4xf32>) outs(%100 : tensor<?x1x?x4xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.mulf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x1x?x4xf32>
    %106 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%104, %105 : tensor<?x1x?x4xf32>, tensor<?x1x?x4xf32>) outs(%100 : tensor<?x1x?x4xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.addf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x1x?x4xf32>
    %concat_36 = tensor.concat dim(3) %103, %106 : (tensor<?x1x?x4xf32>, tensor<?x1x?x4xf32>) -> tensor<?x1x?x8xf32>
    %concat_37 = tensor.concat dim(3) %extracted_slice, %concat_35 : (tensor<?x4x?x12xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x20xf32>
    %107 = tensor.empty() : tensor<16x88xf32>
    %transposed_38 = linalg.transpose ins(%arg7 : tensor<88x16xf32>) outs(%107 : tensor<16x88xf32>) permutation = [1, 0]
    %108 = arith.index_cast %80 : i64 to index
    %109 = arith.index_cast %81 : i64 to index
    %110 = arith.cmpi sge, %80, %c0_i64 : i64
    cf.assert %110, "negative values not allowed in new dimensions"
    %111 = tensor.empty(%108) : tensor<?x1x16x88xf32>
    %112 = linalg.generic {indexing_maps = [#map10, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_38 : tensor<16x88xf32>) outs(%111 : tensor<?x1x16x88xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x1x16x88xf32>
    %collapsed = tensor.collapse_shape %reshape_24 [[0, 1], [2], [3]] : tensor<?x1x?x16xf32> into tensor<?x?x16xf32>
    %collapsed_39 = tensor.collapse_shape %112 [[0, 1], [2], [3]] : tensor<?x1x16x88xf32> into tensor<?x16x88xf32>
    %113 = tensor.empty(%108, %109) : tensor<?x?x88xf32>
    %114 = linalg.fill ins(%cst : f32) outs(%113 : tensor<?x?x88xf32>) -> tensor<?x?x88xf32>
    %115 = linalg.batch_matmul ins(%collapsed, %collapsed_39 : tensor<?x?x16xf32>, tensor<?x16x88xf32>) outs(%114 : tensor<?x?x88xf32>) -> tensor<?x?x88xf32>
    %expanded_40 = tensor.expand_shape %115 [[0, 1], [2], [3]] output_shape [%108, 1, %109, 88] : tensor<?x?x88xf32> into tensor<?x1x?x88xf32>
    %116 = arith.muli %53, %c22_i64 : i64
    cf.assert %57, "must have at most one inferred (negative) dimension"
    %117 = arith.muli %80, %81 : i64
    %118 = arith.muli %117, %c88_i64 : i64
    %119 = arith.divsi %118, %116 : i64
    %120 = arith.select %6, %119, %1 : i64
    %121 = arith.select %52, %119, %0 : i64
    %from_elements_41 = tensor.from_elements %120, %121, %119, %c22_i64 : tensor<4xi64>
    %reshape_42 = tensor.reshape %expanded_40(%from_elements_41) : (tensor<?x1x?x88xf32>, tensor<4xi64>) -> tensor<?x?x4x22xf32>
    %122 = arith.index_cast %120 : i64 to index
    %123 = arith.index_cast %121 : i64 to index
    %124 = tensor.empty(%122, %123) : tensor<?x4x?x22xf32>
    %transposed_43 = linalg.transpose ins(%reshape_42 : tensor<?x?x4x22xf32>) outs(%124 : tensor<?x4x?x22xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice_44 = tensor.extract_slice %transposed_43[0, 0, 0, 0] [%122, 4, %123, 12] [1, 1, 1, 1] : tensor<?x4x?x22xf32> to tensor<?x4x?x12xf32>
    %extracted_slice_45 = tensor.extract_slice %transposed_43[0, 0, 0, 12] [%122, 4, %123, 10] [1, 1, 1, 1] : tensor<?x4x?x22xf32> to tensor<?x4x?x10xf32>
    %dim_46 = tensor.dim %103, %c0 : tensor<?x1x?x4xf32>
    %dim_47 = tensor.dim %103, %c2 : tensor<?x1x?x4xf32>
    %125 = tensor.empty(%dim_46, %dim_47) : tensor<?x4x?x8xf32>
    %collapsed_48 = tensor.collapse_shape %concat_36 [[0, 1], [2], [3]] : tensor<?x1x?x8xf32> into tensor<?x?x8xf32>
    %126 = linalg.generic {indexing_maps = [#map11, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_48 : tensor<?x?x8xf32>) outs(%125 : tensor<?x4x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x8xf32>
    %127 = tensor.empty(%dim_8, %dim) : tensor<?x4x?x20xf32>
    %128 = arith.cmpi sge, %1, %c0_i64 : i64
    cf.assert %128, "unimplemented: dynamic negative broadcast sizes"
    %129 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %129, "unimplemented: dynamic negative broadcast sizes"
    %130 = tensor.empty(%dim_8, %dim) : tensor<?x4x?x12xf32>
    %131 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%130 : tensor<?x4x?x12xf32>) {
    ^bb0(%out: f32):
      %180 = linalg.index 0 : index
      %181 = linalg.index 1 : index
      %182 = linalg.index 2 : index
      %183 = linalg.index 3 : index
      %184 = arith.cmpi eq, %122, %c1 : index
      %185 = arith.select %184, %c0, %180 : index
      %186 = arith.cmpi eq, %123, %c1 : index
      %187 = arith.select %186, %c0, %182 : index
      %extracted = tensor.extract %extracted_slice_44[%185, %181, %187, %183] : tensor<?x4x?x12xf32>
      linalg.yield %extracted : f32
    } -> tensor<?x4x?x12xf32>
    %inserted_slice = tensor.insert_slice %131 into %127[0, 0, 0, 0] [%dim_8, 4, %dim, 12] [1, 1, 1, 1] : tensor<?x4x?x12xf32> into tensor<?x4x?x20xf32>
    cf.assert %128, "unimplemented: dynamic negative broadcast sizes"
    cf.assert %129, "unimplemented: dynamic negative broadcast sizes"
    %132 = tensor.empty(%dim_8, %dim) : tensor<?x4x?x8xf32>
    %133 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%132 : tensor<?x4x?x8xf32>) {
    ^bb0(%out: f32):
      %180 = linalg.index 0 : index
      %181 = linalg.index 1 : index
      %182 = linalg.index 2 : index
      %183 = linalg.index 3 : index
      %184 = arith.cmpi eq, %dim_46, %c1 : index
      %185 = arith.select %184, %c0, %180 : index
      %186 = arith.cmpi eq, %dim_47, %c1 : index
      %187 = arith.select %186, %c0, %182 : index
      %extracted = tensor.extract %126[%185, %181, %187, %183] : tensor<?x4x?x8xf32>
      linalg.yield %extracted : f32
    } -> tensor<?x4x?x8xf32>
    %inserted_slice_49 = tensor.insert_slice %133 into %inserted_slice[0, 0, 0, 12] [%dim_8, 4, %dim, 8] [1, 1, 1, 1] : tensor<?x4x?x8xf32> into tensor<?x4x?x20xf32>
    %134 = tensor.empty(%dim_8, %dim) : tensor<?x4x20x?xf32>
    %transposed_50 = linalg.transpose ins(%inserted_slice_49 : tensor<?x4x?x20xf32>) outs(%134 : tensor<?x4x20x?xf32>) permutation = [0, 1, 3, 2]
    %135 = arith.maxui %63, %dim_8 : index
    %collapsed_51 = tensor.collapse_shape %concat_37 [[0, 1], [2], [3]] : tensor<?x4x?x20xf32> into tensor<?x?x20xf32>
    %collapsed_52 = tensor.collapse_shape %transposed_50 [[0, 1], [2], [3]] : tensor<?x4x20x?xf32> into tensor<?x20x?xf32>
    %136 = arith.muli %135, %c4 : index
    %137 = tensor.empty(%136, %64, %dim) : tensor<?x?x?xf32>
    %138 = linalg.fill ins(%cst : f32) outs(%137 : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
    %139 = linalg.batch_matmul ins(%collapsed_51, %collapsed_52 : tensor<?x?x20xf32>, tensor<?x20x?xf32>) outs(%138 : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
    %140 = arith.divsi %136, %c4 : index
    %expanded_53 = tensor.expand_shape %139 [[0, 1], [2], [3]] output_shape [%140, 4, %64, %dim] : tensor<?x?x?xf32> into tensor<?x4x?x?xf32>
    %141 = tensor.empty(%140, %64, %dim) : tensor<?x4x?x?xf32>
    %142 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_53 : tensor<?x4x?x?xf32>) outs(%141 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = arith.truncf %cst_2 : f64 to f32
      %181 = arith.mulf %in, %180 : f32
      linalg.yield %181 : f32
    } -> tensor<?x4x?x?xf32>
    %143 = arith.cmpi eq, %140, %7 : index
    cf.assert %143, "mismatched size for broadcast"
    %144 = arith.cmpi eq, %64, %dim : index
    cf.assert %144, "mismatched size for broadcast"
    %145 = linalg.generic {indexing_maps = [#map3, #map9, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%142, %12 : tensor<?x4x?x?xf32>, tensor<?x1x?x?xf32>) outs(%141 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.addf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x4x?x?xf32>
    %146 = tensor.empty(%140, %64) : tensor<?x4x?xi64>
    %147 = linalg.fill ins(%c0_i64 : i64) outs(%146 : tensor<?x4x?xi64>) -> tensor<?x4x?xi64>
    %148 = tensor.empty(%140, %64) : tensor<?x4x?xf32>
    %149 = linalg.fill ins(%cst_0 : f32) outs(%148 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
    %150:2 = linalg.generic {indexing_maps = [#map3, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%145 : tensor<?x4x?x?xf32>) outs(%149, %147 : tensor<?x4x?xf32>, tensor<?x4x?xi64>) {
    ^bb0(%in: f32, %out: f32, %out_62: i64):
      %180 = linalg.index 3 : index
      %181 = arith.index_cast %180 : index to i64
      %182 = arith.maximumf %in, %out : f32
      %183 = arith.cmpf ogt, %in, %out : f32
      %184 = arith.select %183, %181, %out_62 : i64
      linalg.yield %182, %184 : f32, i64
    } -> (tensor<?x4x?xf32>, tensor<?x4x?xi64>)
    %expanded_54 = tensor.expand_shape %150#0 [[0], [1], [2, 3]] output_shape [%140, 4, %64, 1] : tensor<?x4x?xf32> into tensor<?x4x?x1xf32>
    %151 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%145, %expanded_54 : tensor<?x4x?x?xf32>, tensor<?x4x?x1xf32>) outs(%141 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.subf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x4x?x?xf32>
    %152 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%151 : tensor<?x4x?x?xf32>) outs(%141 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = math.exp %in : f32
      linalg.yield %180 : f32
    } -> tensor<?x4x?x?xf32>
    %153 = tensor.empty(%140, %64) : tensor<?x4x?x1xf32>
    %154 = linalg.fill ins(%cst : f32) outs(%153 : tensor<?x4x?x1xf32>) -> tensor<?x4x?x1xf32>
    %155 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%152 : tensor<?x4x?x?xf32>) outs(%154 : tensor<?x4x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %180 = arith.addf %in, %out : f32
      linalg.yield %180 : f32
    } -> tensor<?x4x?x1xf32>
    %156 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%152, %155 : tensor<?x4x?x?xf32>, tensor<?x4x?x1xf32>) outs(%141 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_62: f32, %out: f32):
      %180 = arith.divf %in, %in_62 : f32
      linalg.yield %180 : f32
    } -> tensor<?x4x?x?xf32>
    %157 = arith.maxui %140, %122 : index
    %158 = arith.cmpi eq, %0, %121 : i64
    cf.assert %158, "mismatching contracting dimension"
    %collapsed_55 = tensor.collapse_shape %156 [[0, 1], [2], [3]] : tensor<?x4x?x?xf32> into tensor<?x?x?xf32>
    %collapsed_56 = tensor.collapse_shape %extracted_slice_45 [[0, 1], [2], [3]] : tensor<?x4x?x10xf32> into tensor<?x?x10xf32>
    %159 = arith.muli %157, %c4 : index
    %160 = tensor.empty(%159, %64) : tensor<?x?x10xf32>
    %161 = linalg.fill ins(%cst : f32) outs(%160 : tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
    %162 = linalg.batch_matmul ins(%collapsed_55, %collapsed_56 : tensor<?x?x?xf32>, tensor<?x?x10xf32>) outs(%161 : tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
    %163 = arith.divsi %159, %c4 : index
    %expanded_57 = tensor.expand_shape %162 [[0, 1], [2], [3]] output_shape [%163, 4, %64, 10] : tensor<?x?x10xf32> into tensor<?x4x?x10xf32>
    %164 = tensor.empty(%163, %64) : tensor<?x?x4x10xf32>
    %transposed_58 = linalg.transpose ins(%expanded_57 : tensor<?x4x?x10xf32>) outs(%164 : tensor<?x?x4x10xf32>) permutation = [0, 2, 1, 3]
    cf.assert %57, "must have at most one inferred (negative) dimension"
    %165 = arith.index_cast %163 : index to i64
    %166 = arith.muli %165, %62 : i64
    %167 = arith.muli %166, %c40_i64 : i64
    %168 = arith.divsi %167, %53 : i64
    %169 = arith.select %6, %168, %1 : i64
    %170 = arith.select %52, %168, %0 : i64
    %from_elements_59 = tensor.from_elements %169, %170, %168 : tensor<3xi64>
    %reshape_60 = tensor.reshape %transposed_58(%from_elements_59) : (tensor<?x?x4x10xf32>, tensor<3xi64>) -> tensor<?x?x40xf32>
    %171 = tensor.empty() : tensor<40x32xf32>
    %transposed_61 = linalg.transpose ins(%arg8 : tensor<32x40xf32>) outs(%171 : tensor<40x32xf32>) permutation = [1, 0]
    %172 = arith.index_cast %169 : i64 to index
    %173 = arith.index_cast %170 : i64 to index
    %174 = arith.cmpi sge, %169, %c0_i64 : i64
    cf.assert %174, "negative values not allowed in new dimensions"
    %175 = tensor.empty(%172) : tensor<?x40x32xf32>
    %176 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_61 : tensor<40x32xf32>) outs(%175 : tensor<?x40x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x40x32xf32>
    %177 = tensor.empty(%172, %173) : tensor<?x?x32xf32>
    %178 = linalg.fill ins(%cst : f32) outs(%177 : tensor<?x?x32xf32>) -> tensor<?x?x32xf32>
    %179 = linalg.batch_matmul ins(%reshape_60, %176 : tensor<?x?x40xf32>, tensor<?x40x32xf32>) outs(%178 : tensor<?x?x32xf32>) -> tensor<?x?x32xf32>
    return %179 : tensor<?x?x32xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
      torch_tensor_4_torch.float32: "0x040000000000803FCDCCCC3D0AD7233C6F12833A"
    }
  }
#-}
