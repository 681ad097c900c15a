// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_torch.py; see README.md.

#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1, d2, d3) -> (d0, d1, 0, d3)>
#map2 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map3 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map4 = affine_map<(d0, d1, d2) -> (d1, d2)>
#map5 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map6 = affine_map<(d0, d1, d2) -> (d2)>
#map7 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map8 = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
#map9 = affine_map<(d0, d1, d2, d3) -> (d2, d3)>
#map10 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#map11 = affine_map<(d0, d1, d2, d3) -> ()>
#map12 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
module {
  func.func @torch_minicpm3_sdpa_batch_length(%arg0: tensor<?x?x32xf32>, %arg1: tensor<?x?xi64>, %arg2: tensor<24x32xf32>, %arg3: tensor<24xf32>, %arg4: tensor<24xf32>, %arg5: tensor<80x24xf32>, %arg6: tensor<24x32xf32>, %arg7: tensor<24xf32>, %arg8: tensor<16xf32>, %arg9: tensor<88x16xf32>, %arg10: tensor<32x40xf32>, %arg11: tensor<32xf32>) -> tensor<?x?x32xf32> {
    %true = arith.constant true
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
    %dim = tensor.dim %arg0, %c1 : tensor<?x?x32xf32>
    %0 = arith.index_cast %dim : index to i64
    %dim_9 = tensor.dim %arg1, %c0 : tensor<?x?xi64>
    %1 = arith.index_cast %dim_9 : index to i64
    %2 = tensor.empty(%dim) : tensor<?xi64>
    %3 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%2 : tensor<?xi64>) {
    ^bb0(%out: i64):
      %207 = linalg.index 0 : index
      %208 = arith.index_cast %207 : index to i64
      linalg.yield %208 : i64
    } -> tensor<?xi64>
    %expanded = tensor.expand_shape %3 [[0, 1, 2, 3]] output_shape [1, 1, %dim, 1] : tensor<?xi64> into tensor<1x1x?x1xi64>
    %expanded_10 = tensor.expand_shape %3 [[0, 1, 2, 3]] output_shape [1, 1, 1, %dim] : tensor<?xi64> into tensor<1x1x1x?xi64>
    %4 = tensor.empty(%dim, %dim) : tensor<1x1x?x?xi1>
    %5 = linalg.generic {indexing_maps = [#map1, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_10, %expanded : tensor<1x1x1x?xi64>, tensor<1x1x?x1xi64>) outs(%4 : tensor<1x1x?x?xi1>) {
    ^bb0(%in: i64, %in_63: i64, %out: i1):
      %207 = arith.cmpi sle, %in, %in_63 : i64
      linalg.yield %207 : i1
    } -> tensor<1x1x?x?xi1>
    %6 = arith.cmpi slt, %1, %c0_i64 : i64
    %7 = arith.select %6, %c1, %dim_9 : index
    %8 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %8, "unimplemented: dynamic negative broadcast sizes"
    cf.assert %8, "unimplemented: dynamic negative broadcast sizes"
    %9 = tensor.empty(%7, %dim, %dim) : tensor<?x1x?x?xi1>
    %10 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%9 : tensor<?x1x?x?xi1>) {
    ^bb0(%out: i1):
      %207 = linalg.index 2 : index
      %208 = linalg.index 3 : index
      %209 = arith.cmpi eq, %dim, %c1 : index
      %210 = arith.select %209, %c0, %207 : index
      %211 = arith.select %209, %c0, %208 : index
      %extracted = tensor.extract %5[%c0, %c0, %210, %211] : tensor<1x1x?x?xi1>
      linalg.yield %extracted : i1
    } -> tensor<?x1x?x?xi1>
    %11 = tensor.empty(%7) : tensor<?x4x1xf32>
    %expanded_11 = tensor.expand_shape %cst_6 [[0, 1]] output_shape [4, 1] : tensor<4xf32> into tensor<4x1xf32>
    %12 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_11 : tensor<4x1xf32>) outs(%11 : tensor<?x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x1xf32>
    %dim_12 = tensor.dim %arg1, %c1 : tensor<?x?xi64>
    %expanded_13 = tensor.expand_shape %arg1 [[0], [1, 2]] output_shape [%dim_9, 1, %dim_12] : tensor<?x?xi64> into tensor<?x1x?xi64>
    %13 = tensor.empty(%dim_9, %dim_12) : tensor<?x1x?xf32>
    %14 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_13 : tensor<?x1x?xi64>) outs(%13 : tensor<?x1x?xf32>) {
    ^bb0(%in: i64, %out: f32):
      %207 = arith.sitofp %in : i64 to f32
      linalg.yield %207 : f32
    } -> tensor<?x1x?xf32>
    %15 = arith.maxui %7, %dim_9 : index
    %16 = tensor.empty(%15, %dim_12) : tensor<?x4x?xf32>
    %17 = linalg.fill ins(%cst : f32) outs(%16 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
    %18 = linalg.batch_matmul ins(%12, %14 : tensor<?x4x1xf32>, tensor<?x1x?xf32>) outs(%17 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
    %19 = tensor.empty(%15, %dim_12) : tensor<?x?x4xf32>
    %transposed = linalg.transpose ins(%18 : tensor<?x4x?xf32>) outs(%19 : tensor<?x?x4xf32>) permutation = [0, 2, 1]
    %concat = tensor.concat dim(2) %transposed, %transposed : (tensor<?x?x4xf32>, tensor<?x?x4xf32>) -> tensor<?x?x8xf32>
    %dim_14 = tensor.dim %transposed, %c0 : tensor<?x?x4xf32>
    %dim_15 = tensor.dim %transposed, %c1 : tensor<?x?x4xf32>
    %20 = tensor.empty(%dim_14, %dim_15) : tensor<?x?x8xf32>
    %21 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat : tensor<?x?x8xf32>) outs(%20 : tensor<?x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = math.cos %in : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x8xf32>
    %22 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%concat : tensor<?x?x8xf32>) outs(%20 : tensor<?x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = math.sin %in : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x8xf32>
    %23 = tensor.empty() : tensor<32x24xf32>
    %transposed_16 = linalg.transpose ins(%arg2 : tensor<24x32xf32>) outs(%23 : tensor<32x24xf32>) permutation = [1, 0]
    %dim_17 = tensor.dim %arg0, %c0 : tensor<?x?x32xf32>
    %24 = arith.index_cast %dim_17 : index to i64
    %25 = arith.cmpi sge, %24, %c0_i64 : i64
    cf.assert %25, "negative values not allowed in new dimensions"
    %26 = tensor.empty(%dim_17) : tensor<?x32x24xf32>
    %27 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_16 : tensor<32x24xf32>) outs(%26 : tensor<?x32x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x32x24xf32>
    %28 = tensor.empty(%dim_17, %dim) : tensor<?x?x24xf32>
    %29 = linalg.fill ins(%cst : f32) outs(%28 : tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
    %30 = linalg.batch_matmul ins(%arg0, %27 : tensor<?x?x32xf32>, tensor<?x32x24xf32>) outs(%29 : tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
    %31 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%30, %arg3 : tensor<?x?x24xf32>, tensor<24xf32>) outs(%28 : tensor<?x?x24xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.addf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x24xf32>
    %32 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%31 : tensor<?x?x24xf32>) outs(%28 : tensor<?x?x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %207 : f32
    } -> tensor<?x?x24xf32>
    %33 = tensor.empty(%dim_17, %dim) : tensor<?x?x1xf32>
    %34 = linalg.fill ins(%cst : f32) outs(%33 : tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
    %35 = linalg.generic {indexing_maps = [#map5, #map7], iterator_types = ["parallel", "parallel", "reduction"]} ins(%32 : tensor<?x?x24xf32>) outs(%34 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = arith.addf %in, %out : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x1xf32>
    %36 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%35 : tensor<?x?x1xf32>) outs(%33 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = arith.divf %in, %cst_7 : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x1xf32>
    %37 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%36 : tensor<?x?x1xf32>) outs(%33 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = arith.truncf %cst_5 : f64 to f32
      %208 = arith.addf %in, %207 : f32
      linalg.yield %208 : f32
    } -> tensor<?x?x1xf32>
    %38 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%37 : tensor<?x?x1xf32>) outs(%33 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = math.rsqrt %in : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x1xf32>
    %39 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%31, %38 : tensor<?x?x24xf32>, tensor<?x?x1xf32>) outs(%28 : tensor<?x?x24xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.mulf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x24xf32>
    %40 = linalg.generic {indexing_maps = [#map6, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg4, %39 : tensor<24xf32>, tensor<?x?x24xf32>) outs(%28 : tensor<?x?x24xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.mulf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x24xf32>
    %41 = tensor.empty() : tensor<24x80xf32>
    %transposed_18 = linalg.transpose ins(%arg5 : tensor<80x24xf32>) outs(%41 : tensor<24x80xf32>) permutation = [1, 0]
    cf.assert %25, "negative values not allowed in new dimensions"
    %42 = tensor.empty(%dim_17) : tensor<?x24x80xf32>
    %43 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_18 : tensor<24x80xf32>) outs(%42 : tensor<?x24x80xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x24x80xf32>
    %44 = tensor.empty(%dim_17, %dim) : tensor<?x?x80xf32>
    %45 = linalg.fill ins(%cst : f32) outs(%44 : tensor<?x?x80xf32>) -> tensor<?x?x80xf32>
    %46 = linalg.batch_matmul ins(%40, %43 : tensor<?x?x24xf32>, tensor<?x24x80xf32>) outs(%45 : tensor<?x?x80xf32>) -> tensor<?x?x80xf32>
    %47 = arith.select %6, %c1_i64, %1 : i64
    %48 = arith.extui %6 : i1 to i64
    %49 = arith.muli %47, %0 : i64
    %50 = arith.addi %48, %c1_i64 : i64
    %51 = arith.cmpi slt, %0, %c0_i64 : i64
    %52 = arith.select %51, %47, %49 : i64
    %53 = arith.select %51, %50, %48 : i64
    %54 = arith.addi %53, %c1_i64 : i64
    %55 = arith.muli %52, %c20_i64 : i64
    %56 = arith.cmpi sle, %54, %c1_i64 : i64
    cf.assert %56, "must have at most one inferred (negative) dimension"
    %57 = arith.muli %24, %0 : i64
    %58 = arith.muli %57, %c80_i64 : i64
    %59 = arith.divsi %58, %55 : i64
    %60 = arith.select %6, %59, %1 : i64
    %61 = arith.select %51, %59, %0 : i64
    %from_elements = tensor.from_elements %60, %61, %59, %c20_i64 : tensor<4xi64>
    %reshape = tensor.reshape %46(%from_elements) : (tensor<?x?x80xf32>, tensor<4xi64>) -> tensor<?x?x4x20xf32>
    %62 = arith.index_cast %60 : i64 to index
    %63 = arith.index_cast %61 : i64 to index
    %64 = tensor.empty(%62, %63) : tensor<?x4x?x20xf32>
    %transposed_19 = linalg.transpose ins(%reshape : tensor<?x?x4x20xf32>) outs(%64 : tensor<?x4x?x20xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice = tensor.extract_slice %transposed_19[0, 0, 0, 0] [%62, 4, %63, 12] [1, 1, 1, 1] : tensor<?x4x?x20xf32> to tensor<?x4x?x12xf32>
    %extracted_slice_20 = tensor.extract_slice %transposed_19[0, 0, 0, 12] [%62, 4, %63, 8] [1, 1, 1, 1] : tensor<?x4x?x20xf32> to tensor<?x4x?x8xf32>
    %transposed_21 = linalg.transpose ins(%arg6 : tensor<24x32xf32>) outs(%23 : tensor<32x24xf32>) permutation = [1, 0]
    cf.assert %25, "negative values not allowed in new dimensions"
    %65 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_21 : tensor<32x24xf32>) outs(%26 : tensor<?x32x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x32x24xf32>
    %66 = linalg.batch_matmul ins(%arg0, %65 : tensor<?x?x32xf32>, tensor<?x32x24xf32>) outs(%29 : tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
    %67 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%66, %arg7 : tensor<?x?x24xf32>, tensor<24xf32>) outs(%28 : tensor<?x?x24xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.addf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x24xf32>
    %extracted_slice_22 = tensor.extract_slice %67[0, 0, 0] [%dim_17, %dim, 16] [1, 1, 1] : tensor<?x?x24xf32> to tensor<?x?x16xf32>
    %extracted_slice_23 = tensor.extract_slice %67[0, 0, 16] [%dim_17, %dim, 8] [1, 1, 1] : tensor<?x?x24xf32> to tensor<?x?x8xf32>
    %68 = tensor.empty(%dim_17, %dim) : tensor<?x?x16xf32>
    %69 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_22 : tensor<?x?x16xf32>) outs(%68 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %207 : f32
    } -> tensor<?x?x16xf32>
    %70 = linalg.generic {indexing_maps = [#map5, #map7], iterator_types = ["parallel", "parallel", "reduction"]} ins(%69 : tensor<?x?x16xf32>) outs(%34 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = arith.addf %in, %out : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x1xf32>
    %71 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%70 : tensor<?x?x1xf32>) outs(%33 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = arith.divf %in, %cst_8 : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x1xf32>
    %72 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%71 : tensor<?x?x1xf32>) outs(%33 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = arith.truncf %cst_5 : f64 to f32
      %208 = arith.addf %in, %207 : f32
      linalg.yield %208 : f32
    } -> tensor<?x?x1xf32>
    %73 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%72 : tensor<?x?x1xf32>) outs(%33 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = math.rsqrt %in : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x1xf32>
    %74 = linalg.generic {indexing_maps = [#map5, #map7, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_22, %73 : tensor<?x?x16xf32>, tensor<?x?x1xf32>) outs(%68 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.mulf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x16xf32>
    %75 = linalg.generic {indexing_maps = [#map6, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg8, %74 : tensor<16xf32>, tensor<?x?x16xf32>) outs(%68 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.mulf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x16xf32>
    %76 = arith.muli %52, %c16_i64 : i64
    %77 = arith.cmpi sle, %53, %c1_i64 : i64
    cf.assert %77, "must have at most one inferred (negative) dimension"
    %78 = arith.muli %57, %c16_i64 : i64
    %79 = arith.divsi %78, %76 : i64
    %80 = arith.select %6, %79, %1 : i64
    %81 = arith.select %51, %79, %0 : i64
    %from_elements_24 = tensor.from_elements %80, %c1_i64, %81, %c16_i64 : tensor<4xi64>
    %reshape_25 = tensor.reshape %75(%from_elements_24) : (tensor<?x?x16xf32>, tensor<4xi64>) -> tensor<?x1x?x16xf32>
    %82 = arith.muli %52, %c8_i64 : i64
    cf.assert %77, "must have at most one inferred (negative) dimension"
    %83 = arith.muli %57, %c8_i64 : i64
    %84 = arith.divsi %83, %82 : i64
    %85 = arith.select %6, %84, %1 : i64
    %86 = arith.select %51, %84, %0 : i64
    %from_elements_26 = tensor.from_elements %85, %c1_i64, %86, %c8_i64 : tensor<4xi64>
    %reshape_27 = tensor.reshape %extracted_slice_23(%from_elements_26) : (tensor<?x?x8xf32>, tensor<4xi64>) -> tensor<?x1x?x8xf32>
    %expanded_28 = tensor.expand_shape %21 [[0], [1, 2], [3]] output_shape [%dim_14, 1, %dim_15, 8] : tensor<?x?x8xf32> into tensor<?x1x?x8xf32>
    %expanded_29 = tensor.expand_shape %22 [[0], [1, 2], [3]] output_shape [%dim_14, 1, %dim_15, 8] : tensor<?x?x8xf32> into tensor<?x1x?x8xf32>
    %87 = arith.cmpi eq, %62, %dim_14 : index
    cf.assert %87, "mismatched size for broadcast"
    %88 = arith.cmpi eq, %63, %dim_15 : index
    cf.assert %88, "mismatched size for broadcast"
    %89 = tensor.empty(%62, %63) : tensor<?x4x?x8xf32>
    %90 = linalg.generic {indexing_maps = [#map3, #map8, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_20, %expanded_28 : tensor<?x4x?x8xf32>, tensor<?x1x?x8xf32>) outs(%89 : tensor<?x4x?x8xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.mulf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x4x?x8xf32>
    %extracted_slice_30 = tensor.extract_slice %extracted_slice_20[0, 0, 0, 0] [%62, 4, %63, 4] [1, 1, 1, 1] : tensor<?x4x?x8xf32> to tensor<?x4x?x4xf32>
    %extracted_slice_31 = tensor.extract_slice %extracted_slice_20[0, 0, 0, 4] [%62, 4, %63, 4] [1, 1, 1, 1] : tensor<?x4x?x8xf32> to tensor<?x4x?x4xf32>
    %91 = tensor.empty(%62, %63) : tensor<?x4x?x4xf32>
    %92 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_31 : tensor<?x4x?x4xf32>) outs(%91 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = arith.negf %in : f32
      linalg.yield %207 : f32
    } -> tensor<?x4x?x4xf32>
    %concat_32 = tensor.concat dim(3) %92, %extracted_slice_30 : (tensor<?x4x?x4xf32>, tensor<?x4x?x4xf32>) -> tensor<?x4x?x8xf32>
    %dim_33 = tensor.dim %92, %c0 : tensor<?x4x?x4xf32>
    %dim_34 = tensor.dim %92, %c2 : tensor<?x4x?x4xf32>
    %93 = arith.cmpi eq, %dim_33, %dim_14 : index
    cf.assert %93, "mismatched size for broadcast"
    %94 = arith.cmpi eq, %dim_34, %dim_15 : index
    cf.assert %94, "mismatched size for broadcast"
    %95 = tensor.empty(%dim_33, %dim_34) : tensor<?x4x?x8xf32>
    %96 = linalg.generic {indexing_maps = [#map3, #map8, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_32, %expanded_29 : tensor<?x4x?x8xf32>, tensor<?x1x?x8xf32>) outs(%95 : tensor<?x4x?x8xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.mulf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x4x?x8xf32>
    %97 = arith.cmpi eq, %62, %dim_33 : index
    cf.assert %97, "mismatched size for broadcast"
    %98 = arith.cmpi eq, %63, %dim_34 : index
    cf.assert %98, "mismatched size for broadcast"
    %99 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%90, %96 : tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) outs(%89 : tensor<?x4x?x8xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.addf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x4x?x8xf32>
    %100 = arith.index_cast %85 : i64 to index
    %101 = arith.index_cast %86 : i64 to index
    %102 = arith.cmpi eq, %100, %dim_14 : index
    cf.assert %102, "mismatched size for broadcast"
    %103 = arith.cmpi eq, %101, %dim_15 : index
    cf.assert %103, "mismatched size for broadcast"
    %104 = tensor.empty(%100, %101) : tensor<?x1x?x8xf32>
    %105 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%reshape_27, %expanded_28 : tensor<?x1x?x8xf32>, tensor<?x1x?x8xf32>) outs(%104 : tensor<?x1x?x8xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.mulf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x1x?x8xf32>
    %extracted_slice_35 = tensor.extract_slice %reshape_27[0, 0, 0, 0] [%100, 1, %101, 4] [1, 1, 1, 1] : tensor<?x1x?x8xf32> to tensor<?x1x?x4xf32>
    %extracted_slice_36 = tensor.extract_slice %reshape_27[0, 0, 0, 4] [%100, 1, %101, 4] [1, 1, 1, 1] : tensor<?x1x?x8xf32> to tensor<?x1x?x4xf32>
    %106 = tensor.empty(%100, %101) : tensor<?x1x?x4xf32>
    %107 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_36 : tensor<?x1x?x4xf32>) outs(%106 : tensor<?x1x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = arith.negf %in : f32
      linalg.yield %207 : f32
    } -> tensor<?x1x?x4xf32>
    %concat_37 = tensor.concat dim(3) %107, %extracted_slice_35 : (tensor<?x1x?x4xf32>, tensor<?x1x?x4xf32>) -> tensor<?x1x?x8xf32>
    %dim_38 = tensor.dim %107, %c0 : tensor<?x1x?x4xf32>
    %dim_39 = tensor.dim %107, %c2 : tensor<?x1x?x4xf32>
    %108 = arith.cmpi eq, %dim_38, %dim_14 : index
    cf.assert %108, "mismatched size for broadcast"
    %109 = arith.cmpi eq, %dim_39, %dim_15 : index
    cf.assert %109, "mismatched size for broadcast"
    %110 = tensor.empty(%dim_38, %dim_39) : tensor<?x1x?x8xf32>
    %111 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_37, %expanded_29 : tensor<?x1x?x8xf32>, tensor<?x1x?x8xf32>) outs(%110 : tensor<?x1x?x8xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.mulf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x1x?x8xf32>
    %112 = arith.cmpi eq, %100, %dim_38 : index
    cf.assert %112, "mismatched size for broadcast"
    %113 = arith.cmpi eq, %101, %dim_39 : index
    cf.assert %113, "mismatched size for broadcast"
    %114 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%105, %111 : tensor<?x1x?x8xf32>, tensor<?x1x?x8xf32>) outs(%104 : tensor<?x1x?x8xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.addf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x1x?x8xf32>
    %concat_40 = tensor.concat dim(3) %extracted_slice, %99 : (tensor<?x4x?x12xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x20xf32>
    %115 = tensor.empty() : tensor<16x88xf32>
    %transposed_41 = linalg.transpose ins(%arg9 : tensor<88x16xf32>) outs(%115 : tensor<16x88xf32>) permutation = [1, 0]
    %116 = arith.index_cast %80 : i64 to index
    %117 = arith.index_cast %81 : i64 to index
    %118 = arith.cmpi sge, %80, %c0_i64 : i64
    cf.assert %118, "negative values not allowed in new dimensions"
    %119 = tensor.empty(%116) : tensor<?x1x16x88xf32>
    %120 = linalg.generic {indexing_maps = [#map9, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_41 : tensor<16x88xf32>) outs(%119 : tensor<?x1x16x88xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x1x16x88xf32>
    %collapsed = tensor.collapse_shape %reshape_25 [[0, 1], [2], [3]] : tensor<?x1x?x16xf32> into tensor<?x?x16xf32>
    %collapsed_42 = tensor.collapse_shape %120 [[0, 1], [2], [3]] : tensor<?x1x16x88xf32> into tensor<?x16x88xf32>
    %121 = tensor.empty(%116, %117) : tensor<?x?x88xf32>
    %122 = linalg.fill ins(%cst : f32) outs(%121 : tensor<?x?x88xf32>) -> tensor<?x?x88xf32>
    %123 = linalg.batch_matmul ins(%collapsed, %collapsed_42 : tensor<?x?x16xf32>, tensor<?x16x88xf32>) outs(%122 : tensor<?x?x88xf32>) -> tensor<?x?x88xf32>
    %expanded_43 = tensor.expand_shape %123 [[0, 1], [2], [3]] output_shape [%116, 1, %117, 88] : tensor<?x?x88xf32> into tensor<?x1x?x88xf32>
    %124 = arith.muli %52, %c22_i64 : i64
    cf.assert %56, "must have at most one inferred (negative) dimension"
    %125 = arith.muli %80, %81 : i64
    %126 = arith.muli %125, %c88_i64 : i64
    %127 = arith.divsi %126, %124 : i64
    %128 = arith.select %6, %127, %1 : i64
    %129 = arith.select %51, %127, %0 : i64
    %from_elements_44 = tensor.from_elements %128, %129, %127, %c22_i64 : tensor<4xi64>
    %reshape_45 = tensor.reshape %expanded_43(%from_elements_44) : (tensor<?x1x?x88xf32>, tensor<4xi64>) -> tensor<?x?x4x22xf32>
    %130 = arith.index_cast %128 : i64 to index
    %131 = arith.index_cast %129 : i64 to index
    %132 = tensor.empty(%130, %131) : tensor<?x4x?x22xf32>
    %transposed_46 = linalg.transpose ins(%reshape_45 : tensor<?x?x4x22xf32>) outs(%132 : tensor<?x4x?x22xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice_47 = tensor.extract_slice %transposed_46[0, 0, 0, 0] [%130, 4, %131, 12] [1, 1, 1, 1] : tensor<?x4x?x22xf32> to tensor<?x4x?x12xf32>
    %extracted_slice_48 = tensor.extract_slice %transposed_46[0, 0, 0, 12] [%130, 4, %131, 10] [1, 1, 1, 1] : tensor<?x4x?x22xf32> to tensor<?x4x?x10xf32>
    %133 = tensor.empty(%100, %101) : tensor<?x4x?x8xf32>
    %collapsed_49 = tensor.collapse_shape %114 [[0, 1], [2], [3]] : tensor<?x1x?x8xf32> into tensor<?x?x8xf32>
    %134 = linalg.generic {indexing_maps = [#map10, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_49 : tensor<?x?x8xf32>) outs(%133 : tensor<?x4x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x8xf32>
    %135 = tensor.empty(%dim_9, %dim) : tensor<?x4x?x20xf32>
    %136 = arith.cmpi sge, %1, %c0_i64 : i64
    cf.assert %136, "unimplemented: dynamic negative broadcast sizes"
    %137 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %137, "unimplemented: dynamic negative broadcast sizes"
    %138 = tensor.empty(%dim_9, %dim) : tensor<?x4x?x12xf32>
    %139 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%138 : tensor<?x4x?x12xf32>) {
    ^bb0(%out: f32):
      %207 = linalg.index 0 : index
      %208 = linalg.index 1 : index
      %209 = linalg.index 2 : index
      %210 = linalg.index 3 : index
      %211 = arith.cmpi eq, %130, %c1 : index
      %212 = arith.select %211, %c0, %207 : index
      %213 = arith.cmpi eq, %131, %c1 : index
      %214 = arith.select %213, %c0, %209 : index
      %extracted = tensor.extract %extracted_slice_47[%212, %208, %214, %210] : tensor<?x4x?x12xf32>
      linalg.yield %extracted : f32
    } -> tensor<?x4x?x12xf32>
    %inserted_slice = tensor.insert_slice %139 into %135[0, 0, 0, 0] [%dim_9, 4, %dim, 12] [1, 1, 1, 1] : tensor<?x4x?x12xf32> into tensor<?x4x?x20xf32>
    cf.assert %136, "unimplemented: dynamic negative broadcast sizes"
    cf.assert %137, "unimplemented: dynamic negative broadcast sizes"
    %140 = tensor.empty(%dim_9, %dim) : tensor<?x4x?x8xf32>
    %141 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%140 : tensor<?x4x?x8xf32>) {
    ^bb0(%out: f32):
      %207 = linalg.index 0 : index
      %208 = linalg.index 1 : index
      %209 = linalg.index 2 : index
      %210 = linalg.index 3 : index
      %211 = arith.cmpi eq, %100, %c1 : index
      %212 = arith.select %211, %c0, %207 : index
      %213 = arith.cmpi eq, %101, %c1 : index
      %214 = arith.select %213, %c0, %209 : index
      %extracted = tensor.extract %134[%212, %208, %214, %210] : tensor<?x4x?x8xf32>
      linalg.yield %extracted : f32
    } -> tensor<?x4x?x8xf32>
    %inserted_slice_50 = tensor.insert_slice %141 into %inserted_slice[0, 0, 0, 12] [%dim_9, 4, %dim, 8] [1, 1, 1, 1] : tensor<?x4x?x8xf32> into tensor<?x4x?x20xf32>
    %142 = tensor.empty(%7, %dim, %dim) : tensor<?x1x?x?xf32>
    %143 = linalg.generic {indexing_maps = [#map3, #map11, #map11, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%10, %cst_1, %cst_2 : tensor<?x1x?x?xi1>, tensor<f32>, tensor<f32>) outs(%142 : tensor<?x1x?x?xf32>) {
    ^bb0(%in: i1, %in_63: f32, %in_64: f32, %out: f32):
      %207 = arith.select %in, %in_63, %in_64 : f32
      linalg.yield %207 : f32
    } -> tensor<?x1x?x?xf32>
    %144 = tensor.empty(%62, %63) : tensor<?x4x?x20xf32>
    %145 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_40 : tensor<?x4x?x20xf32>) outs(%144 : tensor<?x4x?x20xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = arith.truncf %cst_3 : f64 to f32
      %208 = arith.mulf %in, %207 : f32
      linalg.yield %208 : f32
    } -> tensor<?x4x?x20xf32>
    %146 = tensor.empty(%dim_9, %dim) : tensor<?x4x20x?xf32>
    %transposed_51 = linalg.transpose ins(%inserted_slice_50 : tensor<?x4x?x20xf32>) outs(%146 : tensor<?x4x20x?xf32>) permutation = [0, 1, 3, 2]
    %147 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_51 : tensor<?x4x20x?xf32>) outs(%146 : tensor<?x4x20x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = arith.truncf %cst_3 : f64 to f32
      %208 = arith.mulf %in, %207 : f32
      linalg.yield %208 : f32
    } -> tensor<?x4x20x?xf32>
    %148 = arith.maxui %62, %dim_9 : index
    %collapsed_52 = tensor.collapse_shape %145 [[0, 1], [2], [3]] : tensor<?x4x?x20xf32> into tensor<?x?x20xf32>
    %collapsed_53 = tensor.collapse_shape %147 [[0, 1], [2], [3]] : tensor<?x4x20x?xf32> into tensor<?x20x?xf32>
    %149 = arith.muli %148, %c4 : index
    %150 = tensor.empty(%149, %63, %dim) : tensor<?x?x?xf32>
    %151 = linalg.fill ins(%cst : f32) outs(%150 : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
    %152 = linalg.batch_matmul ins(%collapsed_52, %collapsed_53 : tensor<?x?x20xf32>, tensor<?x20x?xf32>) outs(%151 : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
    %153 = arith.divsi %149, %c4 : index
    %expanded_54 = tensor.expand_shape %152 [[0, 1], [2], [3]] output_shape [%153, 4, %63, %dim] : tensor<?x?x?xf32> into tensor<?x4x?x?xf32>
    %154 = arith.cmpi eq, %153, %7 : index
    cf.assert %154, "mismatched size for broadcast"
    %155 = arith.cmpi eq, %63, %dim : index
    cf.assert %155, "mismatched size for broadcast"
    %156 = tensor.empty(%153, %63, %dim) : tensor<?x4x?x?xf32>
    %157 = linalg.generic {indexing_maps = [#map3, #map8, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_54, %143 : tensor<?x4x?x?xf32>, tensor<?x1x?x?xf32>) outs(%156 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.addf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x4x?x?xf32>
    %158 = tensor.empty(%153, %63) : tensor<?x4x?xi64>
    %159 = linalg.fill ins(%c0_i64 : i64) outs(%158 : tensor<?x4x?xi64>) -> tensor<?x4x?xi64>
    %160 = tensor.empty(%153, %63) : tensor<?x4x?xf32>
    %161 = linalg.fill ins(%cst_0 : f32) outs(%160 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
    %162:2 = linalg.generic {indexing_maps = [#map3, #map12, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%157 : tensor<?x4x?x?xf32>) outs(%161, %159 : tensor<?x4x?xf32>, tensor<?x4x?xi64>) {
    ^bb0(%in: f32, %out: f32, %out_63: i64):
      %207 = linalg.index 3 : index
      %208 = arith.index_cast %207 : index to i64
      %209 = arith.maximumf %in, %out : f32
      %210 = arith.cmpf ogt, %in, %out : f32
      %211 = arith.select %210, %208, %out_63 : i64
      linalg.yield %209, %211 : f32, i64
    } -> (tensor<?x4x?xf32>, tensor<?x4x?xi64>)
    %expanded_55 = tensor.expand_shape %162#0 [[0], [1], [2, 3]] output_shape [%153, 4, %63, 1] : tensor<?x4x?xf32> into tensor<?x4x?x1xf32>
    %163 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%157, %expanded_55 : tensor<?x4x?x?xf32>, tensor<?x4x?x1xf32>) outs(%156 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.subf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x4x?x?xf32>
    %164 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%163 : tensor<?x4x?x?xf32>) outs(%156 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = math.exp %in : f32
      linalg.yield %207 : f32
    } -> tensor<?x4x?x?xf32>
    %165 = tensor.empty(%153, %63) : tensor<?x4x?x1xf32>
    %166 = linalg.fill ins(%cst : f32) outs(%165 : tensor<?x4x?x1xf32>) -> tensor<?x4x?x1xf32>
    %167 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%164 : tensor<?x4x?x?xf32>) outs(%166 : tensor<?x4x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %207 = arith.addf %in, %out : f32
      linalg.yield %207 : f32
    } -> tensor<?x4x?x1xf32>
    %168 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%164, %167 : tensor<?x4x?x?xf32>, tensor<?x4x?x1xf32>) outs(%156 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.divf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x4x?x?xf32>
    %169 = tensor.empty(%153, %63, %dim) : tensor<?x4x?x?xi1>
    %170 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%157 : tensor<?x4x?x?xf32>) outs(%169 : tensor<?x4x?x?xi1>) {
    ^bb0(%in: f32, %out: i1):
      %207 = arith.extf %in : f32 to f64
      %208 = arith.cmpf oeq, %207, %cst_4 : f64
      linalg.yield %208 : i1
    } -> tensor<?x4x?x?xi1>
    %171 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%170 : tensor<?x4x?x?xi1>) outs(%169 : tensor<?x4x?x?xi1>) {
    ^bb0(%in: i1, %out: i1):
      %207 = arith.cmpi eq, %in, %false : i1
      linalg.yield %207 : i1
    } -> tensor<?x4x?x?xi1>
    %172 = tensor.empty(%153, %63) : tensor<?x4x?x1xi1>
    %173 = linalg.fill ins(%false : i1) outs(%172 : tensor<?x4x?x1xi1>) -> tensor<?x4x?x1xi1>
    %174 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%171 : tensor<?x4x?x?xi1>) outs(%173 : tensor<?x4x?x1xi1>) {
    ^bb0(%in: i1, %out: i1):
      %207 = arith.ori %in, %out : i1
      linalg.yield %207 : i1
    } -> tensor<?x4x?x1xi1>
    %175 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%174 : tensor<?x4x?x1xi1>) outs(%172 : tensor<?x4x?x1xi1>) {
    ^bb0(%in: i1, %out: i1):
      %207 = arith.cmpi eq, %in, %false : i1
      linalg.yield %207 : i1
    } -> tensor<?x4x?x1xi1>
    %176 = arith.index_cast %153 : index to i64
    %177 = arith.cmpi sge, %176, %c0_i64 : i64
    cf.assert %177, "negative values not allowed in new dimensions"
    %178 = arith.cmpi sge, %61, %c0_i64 : i64
    cf.assert %178, "negative values not allowed in new dimensions"
    cf.assert %137, "negative values not allowed in new dimensions"
    %179 = tensor.empty(%153, %63, %dim) : tensor<?x4x?x?xf32>
    %180 = linalg.generic {indexing_maps = [#map11, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%cst_1 : tensor<f32>) outs(%179 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x?xf32>
    cf.assert %true, "mismatched size for broadcast"
    cf.assert %true, "mismatched size for broadcast"
    cf.assert %true, "mismatched size for broadcast"
    %181 = tensor.empty(%153, %63, %dim) : tensor<?x4x?x?xf32>
    %182 = linalg.generic {indexing_maps = [#map2, #map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%175, %180, %168 : tensor<?x4x?x1xi1>, tensor<?x4x?x?xf32>, tensor<?x4x?x?xf32>) outs(%181 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: i1, %in_63: f32, %in_64: f32, %out: f32):
      %207 = arith.select %in, %in_63, %in_64 : f32
      linalg.yield %207 : f32
    } -> tensor<?x4x?x?xf32>
    %183 = arith.maxui %153, %130 : index
    %184 = arith.cmpi eq, %0, %129 : i64
    cf.assert %184, "mismatching contracting dimension"
    %collapsed_56 = tensor.collapse_shape %182 [[0, 1], [2], [3]] : tensor<?x4x?x?xf32> into tensor<?x?x?xf32>
    %collapsed_57 = tensor.collapse_shape %extracted_slice_48 [[0, 1], [2], [3]] : tensor<?x4x?x10xf32> into tensor<?x?x10xf32>
    %185 = arith.muli %183, %c4 : index
    %186 = tensor.empty(%185, %63) : tensor<?x?x10xf32>
    %187 = linalg.fill ins(%cst : f32) outs(%186 : tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
    %188 = linalg.batch_matmul ins(%collapsed_56, %collapsed_57 : tensor<?x?x?xf32>, tensor<?x?x10xf32>) outs(%187 : tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
    %189 = arith.divsi %185, %c4 : index
    %expanded_58 = tensor.expand_shape %188 [[0, 1], [2], [3]] output_shape [%189, 4, %63, 10] : tensor<?x?x10xf32> into tensor<?x4x?x10xf32>
    %190 = tensor.empty(%189, %63) : tensor<?x?x4x10xf32>
    %transposed_59 = linalg.transpose ins(%expanded_58 : tensor<?x4x?x10xf32>) outs(%190 : tensor<?x?x4x10xf32>) permutation = [0, 2, 1, 3]
    cf.assert %56, "must have at most one inferred (negative) dimension"
    %191 = arith.index_cast %189 : index to i64
    %192 = arith.muli %191, %61 : i64
    %193 = arith.muli %192, %c40_i64 : i64
    %194 = arith.divsi %193, %52 : i64
    %195 = arith.select %6, %194, %1 : i64
    %196 = arith.select %51, %194, %0 : i64
    %from_elements_60 = tensor.from_elements %195, %196, %194 : tensor<3xi64>
    %reshape_61 = tensor.reshape %transposed_59(%from_elements_60) : (tensor<?x?x4x10xf32>, tensor<3xi64>) -> tensor<?x?x40xf32>
    %197 = tensor.empty() : tensor<40x32xf32>
    %transposed_62 = linalg.transpose ins(%arg10 : tensor<32x40xf32>) outs(%197 : tensor<40x32xf32>) permutation = [1, 0]
    %198 = arith.index_cast %195 : i64 to index
    %199 = arith.index_cast %196 : i64 to index
    %200 = arith.cmpi sge, %195, %c0_i64 : i64
    cf.assert %200, "negative values not allowed in new dimensions"
    %201 = tensor.empty(%198) : tensor<?x40x32xf32>
    %202 = linalg.generic {indexing_maps = [#map4, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_62 : tensor<40x32xf32>) outs(%201 : tensor<?x40x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x40x32xf32>
    %203 = tensor.empty(%198, %199) : tensor<?x?x32xf32>
    %204 = linalg.fill ins(%cst : f32) outs(%203 : tensor<?x?x32xf32>) -> tensor<?x?x32xf32>
    %205 = linalg.batch_matmul ins(%reshape_61, %202 : tensor<?x?x40xf32>, tensor<?x40x32xf32>) outs(%204 : tensor<?x?x32xf32>) -> tensor<?x?x32xf32>
    %206 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel"]} ins(%205, %arg11 : tensor<?x?x32xf32>, tensor<32xf32>) outs(%203 : tensor<?x?x32xf32>) {
    ^bb0(%in: f32, %in_63: f32, %out: f32):
      %207 = arith.addf %in, %in_63 : f32
      linalg.yield %207 : f32
    } -> tensor<?x?x32xf32>
    return %206 : tensor<?x?x32xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
      torch_tensor_4_torch.float32: "0x040000000000803FCDCCCC3D0AD7233C6F12833A"
    }
  }
#-}
