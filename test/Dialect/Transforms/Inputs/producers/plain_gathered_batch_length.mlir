// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_plain.py; see README.md.

#map = affine_map<(d0, d1, d2) -> (d1, d2)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map2 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map3 = affine_map<(d0, d1, d2) -> (d2)>
#map4 = affine_map<(d0, d1, d2) -> (d0, d1)>
#map5 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map6 = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
#map7 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#map8 = affine_map<(d0, d1) -> ()>
#map9 = affine_map<(d0, d1) -> (d0, d1)>
#map10 = affine_map<(d0) -> (d0)>
#map11 = affine_map<(d0, d1) -> (0, d1)>
#map12 = affine_map<(d0, d1) -> (d0, 0)>
#map13 = affine_map<(d0, d1, d2, d3) -> (0, 0, d2, d3)>
#map14 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map15 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
module {
  func.func @plain_gathered_batch_length(%arg0: tensor<?x?x32xf32>, %arg1: tensor<?x?xi64>, %arg2: tensor<24xf32>, %arg3: tensor<16xf32>, %arg4: tensor<24x32xf32>, %arg5: tensor<80x24xf32>, %arg6: tensor<24x32xf32>, %arg7: tensor<88x16xf32>, %arg8: tensor<32x40xf32>) -> tensor<?x?x32xf32> {
    %true = arith.constant true
    %c22_i64 = arith.constant 22 : i64
    %c8_i64 = arith.constant 8 : i64
    %c20_i64 = arith.constant 20 : i64
    %c4_i64 = arith.constant 4 : i64
    %c2_i64 = arith.constant 2 : i64
    %c0_i64 = arith.constant 0 : i64
    %c1_i64 = arith.constant 1 : i64
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %cst = arith.constant 0.000000e+00 : f32
    %c4 = arith.constant 4 : index
    %c64_i64 = arith.constant 64 : i64
    %cst_0 = arith.constant 0xFF800000 : f32
    %c40_i64 = arith.constant 40 : i64
    %cst_1 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_2 = arith.constant dense<-3.40282347E+38> : tensor<f32>
    %cst_3 = arith.constant 0.22360679774997896 : f64
    %cst_4 = arith.constant dense_resource<torch_tensor_64_8_torch.float32_1> : tensor<64x8xf32>
    %cst_5 = arith.constant dense_resource<torch_tensor_64_8_torch.float32> : tensor<64x8xf32>
    %cst_6 = arith.constant 9.9999999999999995E-7 : f64
    %cst_7 = arith.constant 2.400000e+01 : f32
    %c80_i64 = arith.constant 80 : i64
    %cst_8 = arith.constant 1.600000e+01 : f32
    %c88_i64 = arith.constant 88 : i64
    %c2 = arith.constant 2 : index
    %dim = tensor.dim %arg0, %c1 : tensor<?x?x32xf32>
    %0 = arith.index_cast %dim : index to i64
    %dim_9 = tensor.dim %arg1, %c0 : tensor<?x?xi64>
    %1 = arith.index_cast %dim_9 : index to i64
    %2 = tensor.empty() : tensor<32x24xf32>
    %transposed = linalg.transpose ins(%arg4 : tensor<24x32xf32>) outs(%2 : tensor<32x24xf32>) permutation = [1, 0]
    %dim_10 = tensor.dim %arg0, %c0 : tensor<?x?x32xf32>
    %3 = arith.index_cast %dim_10 : index to i64
    %4 = arith.cmpi sge, %3, %c0_i64 : i64
    cf.assert %4, "negative values not allowed in new dimensions"
    %5 = tensor.empty(%dim_10) : tensor<?x32x24xf32>
    %6 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed : tensor<32x24xf32>) outs(%5 : tensor<?x32x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x32x24xf32>
    %7 = tensor.empty(%dim_10, %dim) : tensor<?x?x24xf32>
    %8 = linalg.fill ins(%cst : f32) outs(%7 : tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
    %9 = linalg.batch_matmul ins(%arg0, %6 : tensor<?x?x32xf32>, tensor<?x32x24xf32>) outs(%8 : tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
    %10 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%9 : tensor<?x?x24xf32>) outs(%7 : tensor<?x?x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %199 : f32
    } -> tensor<?x?x24xf32>
    %11 = tensor.empty(%dim_10, %dim) : tensor<?x?x1xf32>
    %12 = linalg.fill ins(%cst : f32) outs(%11 : tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
    %13 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "reduction"]} ins(%10 : tensor<?x?x24xf32>) outs(%12 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = arith.addf %in, %out : f32
      linalg.yield %199 : f32
    } -> tensor<?x?x1xf32>
    %14 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%13 : tensor<?x?x1xf32>) outs(%11 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = arith.divf %in, %cst_7 : f32
      linalg.yield %199 : f32
    } -> tensor<?x?x1xf32>
    %15 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%14 : tensor<?x?x1xf32>) outs(%11 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = arith.truncf %cst_6 : f64 to f32
      %200 = arith.addf %in, %199 : f32
      linalg.yield %200 : f32
    } -> tensor<?x?x1xf32>
    %16 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%15 : tensor<?x?x1xf32>) outs(%11 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = math.rsqrt %in : f32
      linalg.yield %199 : f32
    } -> tensor<?x?x1xf32>
    %17 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%9, %16 : tensor<?x?x24xf32>, tensor<?x?x1xf32>) outs(%7 : tensor<?x?x24xf32>) {
    ^bb0(%in: f32, %in_64: f32, %out: f32):
      %199 = arith.mulf %in, %in_64 : f32
      linalg.yield %199 : f32
    } -> tensor<?x?x24xf32>
    %18 = linalg.generic {indexing_maps = [#map1, #map3, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%17, %arg2 : tensor<?x?x24xf32>, tensor<24xf32>) outs(%7 : tensor<?x?x24xf32>) {
    ^bb0(%in: f32, %in_64: f32, %out: f32):
      %199 = arith.mulf %in, %in_64 : f32
      linalg.yield %199 : f32
    } -> tensor<?x?x24xf32>
    %19 = tensor.empty() : tensor<24x80xf32>
    %transposed_11 = linalg.transpose ins(%arg5 : tensor<80x24xf32>) outs(%19 : tensor<24x80xf32>) permutation = [1, 0]
    cf.assert %4, "negative values not allowed in new dimensions"
    %20 = tensor.empty(%dim_10) : tensor<?x24x80xf32>
    %21 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_11 : tensor<24x80xf32>) outs(%20 : tensor<?x24x80xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x24x80xf32>
    %22 = tensor.empty(%dim_10, %dim) : tensor<?x?x80xf32>
    %23 = linalg.fill ins(%cst : f32) outs(%22 : tensor<?x?x80xf32>) -> tensor<?x?x80xf32>
    %24 = linalg.batch_matmul ins(%18, %21 : tensor<?x?x24xf32>, tensor<?x24x80xf32>) outs(%23 : tensor<?x?x80xf32>) -> tensor<?x?x80xf32>
    %25 = arith.cmpi slt, %1, %c0_i64 : i64
    %26 = arith.select %25, %c1_i64, %1 : i64
    %27 = arith.extui %25 : i1 to i64
    %28 = arith.muli %26, %0 : i64
    %29 = arith.addi %27, %c1_i64 : i64
    %30 = arith.cmpi slt, %0, %c0_i64 : i64
    %31 = arith.select %30, %26, %28 : i64
    %32 = arith.select %30, %29, %27 : i64
    %33 = arith.muli %31, %c80_i64 : i64
    %34 = arith.cmpi sle, %32, %c1_i64 : i64
    cf.assert %34, "must have at most one inferred (negative) dimension"
    %35 = arith.muli %3, %0 : i64
    %36 = arith.muli %35, %c80_i64 : i64
    %37 = arith.divsi %36, %33 : i64
    %38 = arith.select %25, %37, %1 : i64
    %39 = arith.select %30, %37, %0 : i64
    %from_elements = tensor.from_elements %38, %39, %c4_i64, %c20_i64 : tensor<4xi64>
    %reshape = tensor.reshape %24(%from_elements) : (tensor<?x?x80xf32>, tensor<4xi64>) -> tensor<?x?x4x20xf32>
    %40 = arith.index_cast %38 : i64 to index
    %41 = arith.index_cast %39 : i64 to index
    %42 = tensor.empty(%40, %41) : tensor<?x4x?x20xf32>
    %transposed_12 = linalg.transpose ins(%reshape : tensor<?x?x4x20xf32>) outs(%42 : tensor<?x4x?x20xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice = tensor.extract_slice %transposed_12[0, 0, 0, 0] [%40, 4, %41, 12] [1, 1, 1, 1] : tensor<?x4x?x20xf32> to tensor<?x4x?x12xf32>
    %extracted_slice_13 = tensor.extract_slice %transposed_12[0, 0, 0, 12] [%40, 4, %41, 8] [1, 1, 1, 1] : tensor<?x4x?x20xf32> to tensor<?x4x?x8xf32>
    %transposed_14 = linalg.transpose ins(%arg6 : tensor<24x32xf32>) outs(%2 : tensor<32x24xf32>) permutation = [1, 0]
    cf.assert %4, "negative values not allowed in new dimensions"
    %43 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_14 : tensor<32x24xf32>) outs(%5 : tensor<?x32x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x32x24xf32>
    %44 = linalg.batch_matmul ins(%arg0, %43 : tensor<?x?x32xf32>, tensor<?x32x24xf32>) outs(%8 : tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
    %extracted_slice_15 = tensor.extract_slice %44[0, 0, 0] [%dim_10, %dim, 16] [1, 1, 1] : tensor<?x?x24xf32> to tensor<?x?x16xf32>
    %extracted_slice_16 = tensor.extract_slice %44[0, 0, 16] [%dim_10, %dim, 8] [1, 1, 1] : tensor<?x?x24xf32> to tensor<?x?x8xf32>
    %45 = tensor.empty(%dim_10, %dim) : tensor<?x?x16xf32>
    %46 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_15 : tensor<?x?x16xf32>) outs(%45 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %199 : f32
    } -> tensor<?x?x16xf32>
    %47 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel", "reduction"]} ins(%46 : tensor<?x?x16xf32>) outs(%12 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = arith.addf %in, %out : f32
      linalg.yield %199 : f32
    } -> tensor<?x?x1xf32>
    %48 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%47 : tensor<?x?x1xf32>) outs(%11 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = arith.divf %in, %cst_8 : f32
      linalg.yield %199 : f32
    } -> tensor<?x?x1xf32>
    %49 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%48 : tensor<?x?x1xf32>) outs(%11 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = arith.truncf %cst_6 : f64 to f32
      %200 = arith.addf %in, %199 : f32
      linalg.yield %200 : f32
    } -> tensor<?x?x1xf32>
    %50 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%49 : tensor<?x?x1xf32>) outs(%11 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = math.rsqrt %in : f32
      linalg.yield %199 : f32
    } -> tensor<?x?x1xf32>
    %51 = linalg.generic {indexing_maps = [#map1, #map2, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_15, %50 : tensor<?x?x16xf32>, tensor<?x?x1xf32>) outs(%45 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %in_64: f32, %out: f32):
      %199 = arith.mulf %in, %in_64 : f32
      linalg.yield %199 : f32
    } -> tensor<?x?x16xf32>
    %52 = linalg.generic {indexing_maps = [#map1, #map3, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%51, %arg3 : tensor<?x?x16xf32>, tensor<16xf32>) outs(%45 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %in_64: f32, %out: f32):
      %199 = arith.mulf %in, %in_64 : f32
      linalg.yield %199 : f32
    } -> tensor<?x?x16xf32>
    %53 = arith.muli %31, %c8_i64 : i64
    cf.assert %34, "must have at most one inferred (negative) dimension"
    %54 = arith.muli %35, %c8_i64 : i64
    %55 = arith.divsi %54, %53 : i64
    %56 = arith.select %25, %55, %1 : i64
    %57 = arith.select %30, %55, %0 : i64
    %from_elements_17 = tensor.from_elements %56, %57, %c1_i64, %c8_i64 : tensor<4xi64>
    %reshape_18 = tensor.reshape %extracted_slice_16(%from_elements_17) : (tensor<?x?x8xf32>, tensor<4xi64>) -> tensor<?x?x1x8xf32>
    %58 = arith.index_cast %56 : i64 to index
    %59 = arith.index_cast %57 : i64 to index
    %60 = tensor.empty(%58, %59) : tensor<?x1x?x8xf32>
    %transposed_19 = linalg.transpose ins(%reshape_18 : tensor<?x?x1x8xf32>) outs(%60 : tensor<?x1x?x8xf32>) permutation = [0, 2, 1, 3]
    %dim_20 = tensor.dim %arg1, %c1 : tensor<?x?xi64>
    %61 = tensor.empty(%dim_9, %dim_20) : tensor<?x?x8xf32>
    %62 = linalg.generic {indexing_maps = [#map4, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg1 : tensor<?x?xi64>) outs(%61 : tensor<?x?x8xf32>) {
    ^bb0(%in: i64, %out: f32):
      %199 = arith.cmpi slt, %in, %c0_i64 : i64
      %200 = arith.addi %in, %c64_i64 : i64
      %201 = arith.select %199, %200, %in : i64
      %202 = arith.index_cast %201 : i64 to index
      %203 = linalg.index 2 : index
      %extracted = tensor.extract %cst_5[%202, %203] : tensor<64x8xf32>
      linalg.yield %extracted : f32
    } -> tensor<?x?x8xf32>
    %expanded = tensor.expand_shape %62 [[0], [1, 2], [3]] output_shape [%dim_9, 1, %dim_20, 8] : tensor<?x?x8xf32> into tensor<?x1x?x8xf32>
    %63 = linalg.generic {indexing_maps = [#map4, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg1 : tensor<?x?xi64>) outs(%61 : tensor<?x?x8xf32>) {
    ^bb0(%in: i64, %out: f32):
      %199 = arith.cmpi slt, %in, %c0_i64 : i64
      %200 = arith.addi %in, %c64_i64 : i64
      %201 = arith.select %199, %200, %in : i64
      %202 = arith.index_cast %201 : i64 to index
      %203 = linalg.index 2 : index
      %extracted = tensor.extract %cst_4[%202, %203] : tensor<64x8xf32>
      linalg.yield %extracted : f32
    } -> tensor<?x?x8xf32>
    %expanded_21 = tensor.expand_shape %63 [[0], [1, 2], [3]] output_shape [%dim_9, 1, %dim_20, 8] : tensor<?x?x8xf32> into tensor<?x1x?x8xf32>
    cf.assert %34, "must have at most one inferred (negative) dimension"
    %64 = arith.muli %56, %57 : i64
    %65 = arith.muli %64, %c8_i64 : i64
    %66 = arith.divsi %65, %53 : i64
    %67 = arith.select %25, %66, %1 : i64
    %68 = arith.select %30, %66, %0 : i64
    %from_elements_22 = tensor.from_elements %67, %c1_i64, %68, %c4_i64, %c2_i64 : tensor<5xi64>
    %reshape_23 = tensor.reshape %transposed_19(%from_elements_22) : (tensor<?x1x?x8xf32>, tensor<5xi64>) -> tensor<?x1x?x4x2xf32>
    %69 = arith.index_cast %67 : i64 to index
    %70 = arith.index_cast %68 : i64 to index
    %71 = tensor.empty(%69, %70) : tensor<?x1x?x2x4xf32>
    %transposed_24 = linalg.transpose ins(%reshape_23 : tensor<?x1x?x4x2xf32>) outs(%71 : tensor<?x1x?x2x4xf32>) permutation = [0, 1, 2, 4, 3]
    cf.assert %34, "must have at most one inferred (negative) dimension"
    %72 = arith.muli %67, %68 : i64
    %73 = arith.muli %72, %c8_i64 : i64
    %74 = arith.divsi %73, %53 : i64
    %75 = arith.select %25, %74, %1 : i64
    %76 = arith.select %30, %74, %0 : i64
    %from_elements_25 = tensor.from_elements %75, %c1_i64, %76, %c8_i64 : tensor<4xi64>
    %reshape_26 = tensor.reshape %transposed_24(%from_elements_25) : (tensor<?x1x?x2x4xf32>, tensor<4xi64>) -> tensor<?x1x?x8xf32>
    %77 = arith.index_cast %75 : i64 to index
    %78 = arith.index_cast %76 : i64 to index
    %extracted_slice_27 = tensor.extract_slice %reshape_26[0, 0, 0, 0] [%77, 1, %78, 4] [1, 1, 1, 1] : tensor<?x1x?x8xf32> to tensor<?x1x?x4xf32>
    %extracted_slice_28 = tensor.extract_slice %reshape_26[0, 0, 0, 4] [%77, 1, %78, 4] [1, 1, 1, 1] : tensor<?x1x?x8xf32> to tensor<?x1x?x4xf32>
    %79 = arith.cmpi eq, %77, %dim_9 : index
    cf.assert %79, "mismatched size for broadcast"
    %80 = arith.cmpi eq, %78, %dim_20 : index
    cf.assert %80, "mismatched size for broadcast"
    %81 = tensor.empty(%77, %78) : tensor<?x1x?x8xf32>
    %82 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%reshape_26, %expanded : tensor<?x1x?x8xf32>, tensor<?x1x?x8xf32>) outs(%81 : tensor<?x1x?x8xf32>) {
    ^bb0(%in: f32, %in_64: f32, %out: f32):
      %199 = arith.mulf %in, %in_64 : f32
      linalg.yield %199 : f32
    } -> tensor<?x1x?x8xf32>
    %83 = tensor.empty(%77, %78) : tensor<?x1x?x4xf32>
    %84 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_28 : tensor<?x1x?x4xf32>) outs(%83 : tensor<?x1x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = arith.negf %in : f32
      linalg.yield %199 : f32
    } -> tensor<?x1x?x4xf32>
    %concat = tensor.concat dim(3) %84, %extracted_slice_27 : (tensor<?x1x?x4xf32>, tensor<?x1x?x4xf32>) -> tensor<?x1x?x8xf32>
    %dim_29 = tensor.dim %84, %c0 : tensor<?x1x?x4xf32>
    %dim_30 = tensor.dim %84, %c2 : tensor<?x1x?x4xf32>
    %85 = arith.cmpi eq, %dim_29, %dim_9 : index
    cf.assert %85, "mismatched size for broadcast"
    %86 = arith.cmpi eq, %dim_30, %dim_20 : index
    cf.assert %86, "mismatched size for broadcast"
    %87 = tensor.empty(%dim_29, %dim_30) : tensor<?x1x?x8xf32>
    %88 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat, %expanded_21 : tensor<?x1x?x8xf32>, tensor<?x1x?x8xf32>) outs(%87 : tensor<?x1x?x8xf32>) {
    ^bb0(%in: f32, %in_64: f32, %out: f32):
      %199 = arith.mulf %in, %in_64 : f32
      linalg.yield %199 : f32
    } -> tensor<?x1x?x8xf32>
    %89 = arith.cmpi eq, %77, %dim_29 : index
    cf.assert %89, "mismatched size for broadcast"
    %90 = arith.cmpi eq, %78, %dim_30 : index
    cf.assert %90, "mismatched size for broadcast"
    %91 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%82, %88 : tensor<?x1x?x8xf32>, tensor<?x1x?x8xf32>) outs(%81 : tensor<?x1x?x8xf32>) {
    ^bb0(%in: f32, %in_64: f32, %out: f32):
      %199 = arith.addf %in, %in_64 : f32
      linalg.yield %199 : f32
    } -> tensor<?x1x?x8xf32>
    %92 = tensor.empty() : tensor<16x88xf32>
    %transposed_31 = linalg.transpose ins(%arg7 : tensor<88x16xf32>) outs(%92 : tensor<16x88xf32>) permutation = [1, 0]
    cf.assert %4, "negative values not allowed in new dimensions"
    %93 = tensor.empty(%dim_10) : tensor<?x16x88xf32>
    %94 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_31 : tensor<16x88xf32>) outs(%93 : tensor<?x16x88xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x16x88xf32>
    %95 = tensor.empty(%dim_10, %dim) : tensor<?x?x88xf32>
    %96 = linalg.fill ins(%cst : f32) outs(%95 : tensor<?x?x88xf32>) -> tensor<?x?x88xf32>
    %97 = linalg.batch_matmul ins(%52, %94 : tensor<?x?x16xf32>, tensor<?x16x88xf32>) outs(%96 : tensor<?x?x88xf32>) -> tensor<?x?x88xf32>
    %98 = arith.muli %31, %c88_i64 : i64
    cf.assert %34, "must have at most one inferred (negative) dimension"
    %99 = arith.muli %35, %c88_i64 : i64
    %100 = arith.divsi %99, %98 : i64
    %101 = arith.select %25, %100, %1 : i64
    %102 = arith.select %30, %100, %0 : i64
    %from_elements_32 = tensor.from_elements %101, %102, %c4_i64, %c22_i64 : tensor<4xi64>
    %reshape_33 = tensor.reshape %97(%from_elements_32) : (tensor<?x?x88xf32>, tensor<4xi64>) -> tensor<?x?x4x22xf32>
    %103 = arith.index_cast %101 : i64 to index
    %104 = arith.index_cast %102 : i64 to index
    %105 = tensor.empty(%103, %104) : tensor<?x4x?x22xf32>
    %transposed_34 = linalg.transpose ins(%reshape_33 : tensor<?x?x4x22xf32>) outs(%105 : tensor<?x4x?x22xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice_35 = tensor.extract_slice %transposed_34[0, 0, 0, 0] [%103, 4, %104, 12] [1, 1, 1, 1] : tensor<?x4x?x22xf32> to tensor<?x4x?x12xf32>
    %extracted_slice_36 = tensor.extract_slice %transposed_34[0, 0, 0, 12] [%103, 4, %104, 10] [1, 1, 1, 1] : tensor<?x4x?x22xf32> to tensor<?x4x?x10xf32>
    %106 = arith.muli %26, %c4_i64 : i64
    %107 = arith.muli %106, %0 : i64
    %108 = arith.select %30, %106, %107 : i64
    %109 = arith.muli %108, %c8_i64 : i64
    cf.assert %34, "must have at most one inferred (negative) dimension"
    %110 = arith.muli %38, %c4_i64 : i64
    %111 = arith.muli %110, %39 : i64
    %112 = arith.muli %111, %c8_i64 : i64
    %113 = arith.divsi %112, %109 : i64
    %114 = arith.select %25, %113, %1 : i64
    %115 = arith.select %30, %113, %0 : i64
    %from_elements_37 = tensor.from_elements %114, %c4_i64, %115, %c4_i64, %c2_i64 : tensor<5xi64>
    %reshape_38 = tensor.reshape %extracted_slice_13(%from_elements_37) : (tensor<?x4x?x8xf32>, tensor<5xi64>) -> tensor<?x4x?x4x2xf32>
    %116 = arith.index_cast %114 : i64 to index
    %117 = arith.index_cast %115 : i64 to index
    %118 = tensor.empty(%116, %117) : tensor<?x4x?x2x4xf32>
    %transposed_39 = linalg.transpose ins(%reshape_38 : tensor<?x4x?x4x2xf32>) outs(%118 : tensor<?x4x?x2x4xf32>) permutation = [0, 1, 2, 4, 3]
    cf.assert %34, "must have at most one inferred (negative) dimension"
    %119 = arith.muli %114, %c4_i64 : i64
    %120 = arith.muli %119, %115 : i64
    %121 = arith.muli %120, %c8_i64 : i64
    %122 = arith.divsi %121, %109 : i64
    %123 = arith.select %25, %122, %1 : i64
    %124 = arith.select %30, %122, %0 : i64
    %from_elements_40 = tensor.from_elements %123, %c4_i64, %124, %c8_i64 : tensor<4xi64>
    %reshape_41 = tensor.reshape %transposed_39(%from_elements_40) : (tensor<?x4x?x2x4xf32>, tensor<4xi64>) -> tensor<?x4x?x8xf32>
    %125 = arith.index_cast %123 : i64 to index
    %126 = arith.index_cast %124 : i64 to index
    %extracted_slice_42 = tensor.extract_slice %reshape_41[0, 0, 0, 0] [%125, 4, %126, 4] [1, 1, 1, 1] : tensor<?x4x?x8xf32> to tensor<?x4x?x4xf32>
    %extracted_slice_43 = tensor.extract_slice %reshape_41[0, 0, 0, 4] [%125, 4, %126, 4] [1, 1, 1, 1] : tensor<?x4x?x8xf32> to tensor<?x4x?x4xf32>
    %127 = arith.cmpi eq, %125, %dim_9 : index
    cf.assert %127, "mismatched size for broadcast"
    %128 = arith.cmpi eq, %126, %dim_20 : index
    cf.assert %128, "mismatched size for broadcast"
    %129 = tensor.empty(%125, %126) : tensor<?x4x?x8xf32>
    %130 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%reshape_41, %expanded : tensor<?x4x?x8xf32>, tensor<?x1x?x8xf32>) outs(%129 : tensor<?x4x?x8xf32>) {
    ^bb0(%in: f32, %in_64: f32, %out: f32):
      %199 = arith.mulf %in, %in_64 : f32
      linalg.yield %199 : f32
    } -> tensor<?x4x?x8xf32>
    %131 = tensor.empty(%125, %126) : tensor<?x4x?x4xf32>
    %132 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_43 : tensor<?x4x?x4xf32>) outs(%131 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = arith.negf %in : f32
      linalg.yield %199 : f32
    } -> tensor<?x4x?x4xf32>
    %concat_44 = tensor.concat dim(3) %132, %extracted_slice_42 : (tensor<?x4x?x4xf32>, tensor<?x4x?x4xf32>) -> tensor<?x4x?x8xf32>
    %dim_45 = tensor.dim %132, %c0 : tensor<?x4x?x4xf32>
    %dim_46 = tensor.dim %132, %c2 : tensor<?x4x?x4xf32>
    %133 = arith.cmpi eq, %dim_45, %dim_9 : index
    cf.assert %133, "mismatched size for broadcast"
    %134 = arith.cmpi eq, %dim_46, %dim_20 : index
    cf.assert %134, "mismatched size for broadcast"
    %135 = tensor.empty(%dim_45, %dim_46) : tensor<?x4x?x8xf32>
    %136 = linalg.generic {indexing_maps = [#map5, #map6, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%concat_44, %expanded_21 : tensor<?x4x?x8xf32>, tensor<?x1x?x8xf32>) outs(%135 : tensor<?x4x?x8xf32>) {
    ^bb0(%in: f32, %in_64: f32, %out: f32):
      %199 = arith.mulf %in, %in_64 : f32
      linalg.yield %199 : f32
    } -> tensor<?x4x?x8xf32>
    %137 = arith.cmpi eq, %125, %dim_45 : index
    cf.assert %137, "mismatched size for broadcast"
    %138 = arith.cmpi eq, %126, %dim_46 : index
    cf.assert %138, "mismatched size for broadcast"
    %139 = linalg.generic {indexing_maps = [#map5, #map5, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%130, %136 : tensor<?x4x?x8xf32>, tensor<?x4x?x8xf32>) outs(%129 : tensor<?x4x?x8xf32>) {
    ^bb0(%in: f32, %in_64: f32, %out: f32):
      %199 = arith.addf %in, %in_64 : f32
      linalg.yield %199 : f32
    } -> tensor<?x4x?x8xf32>
    %concat_47 = tensor.concat dim(3) %extracted_slice, %139 : (tensor<?x4x?x12xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x20xf32>
    %140 = tensor.empty(%77, %78) : tensor<?x4x?x8xf32>
    %collapsed = tensor.collapse_shape %91 [[0, 1], [2], [3]] : tensor<?x1x?x8xf32> into tensor<?x?x8xf32>
    %141 = linalg.generic {indexing_maps = [#map7, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed : tensor<?x?x8xf32>) outs(%140 : tensor<?x4x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x8xf32>
    %concat_48 = tensor.concat dim(3) %extracted_slice_35, %141 : (tensor<?x4x?x12xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x20xf32>
    %142 = tensor.empty(%103, %104) : tensor<?x4x20x?xf32>
    %transposed_49 = linalg.transpose ins(%concat_48 : tensor<?x4x?x20xf32>) outs(%142 : tensor<?x4x20x?xf32>) permutation = [0, 1, 3, 2]
    %143 = arith.maxui %40, %103 : index
    %collapsed_50 = tensor.collapse_shape %concat_47 [[0, 1], [2], [3]] : tensor<?x4x?x20xf32> into tensor<?x?x20xf32>
    %collapsed_51 = tensor.collapse_shape %transposed_49 [[0, 1], [2], [3]] : tensor<?x4x20x?xf32> into tensor<?x20x?xf32>
    %144 = arith.muli %143, %c4 : index
    %145 = tensor.empty(%144, %41, %104) : tensor<?x?x?xf32>
    %146 = linalg.fill ins(%cst : f32) outs(%145 : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
    %147 = linalg.batch_matmul ins(%collapsed_50, %collapsed_51 : tensor<?x?x20xf32>, tensor<?x20x?xf32>) outs(%146 : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
    %148 = arith.divsi %144, %c4 : index
    %expanded_52 = tensor.expand_shape %147 [[0, 1], [2], [3]] output_shape [%148, 4, %41, %104] : tensor<?x?x?xf32> into tensor<?x4x?x?xf32>
    %149 = tensor.empty(%148, %41, %104) : tensor<?x4x?x?xf32>
    %150 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_52 : tensor<?x4x?x?xf32>) outs(%149 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = arith.truncf %cst_3 : f64 to f32
      %200 = arith.mulf %in, %199 : f32
      linalg.yield %200 : f32
    } -> tensor<?x4x?x?xf32>
    %151 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %151, "negative values not allowed in new dimensions"
    cf.assert %151, "negative values not allowed in new dimensions"
    %152 = tensor.empty(%dim, %dim) : tensor<?x?xf32>
    %153 = linalg.generic {indexing_maps = [#map8, #map9], iterator_types = ["parallel", "parallel"]} ins(%cst_2 : tensor<f32>) outs(%152 : tensor<?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x?xf32>
    %154 = tensor.empty(%dim) : tensor<?xi64>
    %155 = linalg.generic {indexing_maps = [#map10], iterator_types = ["parallel"]} outs(%154 : tensor<?xi64>) {
    ^bb0(%out: i64):
      %199 = linalg.index 0 : index
      %200 = arith.index_cast %199 : index to i64
      linalg.yield %200 : i64
    } -> tensor<?xi64>
    %expanded_53 = tensor.expand_shape %155 [[0, 1]] output_shape [1, %dim] : tensor<?xi64> into tensor<1x?xi64>
    %expanded_54 = tensor.expand_shape %155 [[0, 1]] output_shape [%dim, 1] : tensor<?xi64> into tensor<?x1xi64>
    %156 = tensor.empty(%dim, %dim) : tensor<?x?xi64>
    %157 = linalg.generic {indexing_maps = [#map11, #map12, #map9], iterator_types = ["parallel", "parallel"]} ins(%expanded_53, %expanded_54 : tensor<1x?xi64>, tensor<?x1xi64>) outs(%156 : tensor<?x?xi64>) {
    ^bb0(%in: i64, %in_64: i64, %out: i64):
      %199 = arith.subi %in, %in_64 : i64
      linalg.yield %199 : i64
    } -> tensor<?x?xi64>
    %158 = tensor.empty(%dim, %dim) : tensor<?x?xi1>
    %159 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel"]} ins(%157 : tensor<?x?xi64>) outs(%158 : tensor<?x?xi1>) {
    ^bb0(%in: i64, %out: i1):
      %199 = arith.cmpi sge, %in, %c1_i64 : i64
      linalg.yield %199 : i1
    } -> tensor<?x?xi1>
    cf.assert %true, "mismatched size for broadcast"
    cf.assert %true, "mismatched size for broadcast"
    %160 = tensor.empty(%dim, %dim) : tensor<?x?xf32>
    %161 = linalg.generic {indexing_maps = [#map9, #map9, #map8, #map9], iterator_types = ["parallel", "parallel"]} ins(%159, %153, %cst_1 : tensor<?x?xi1>, tensor<?x?xf32>, tensor<f32>) outs(%160 : tensor<?x?xf32>) {
    ^bb0(%in: i1, %in_64: f32, %in_65: f32, %out: f32):
      %199 = arith.select %in, %in_64, %in_65 : f32
      linalg.yield %199 : f32
    } -> tensor<?x?xf32>
    %expanded_55 = tensor.expand_shape %161 [[0, 1, 2], [3]] output_shape [1, 1, %dim, %dim] : tensor<?x?xf32> into tensor<1x1x?x?xf32>
    %162 = arith.cmpi eq, %41, %dim : index
    cf.assert %162, "mismatched size for broadcast"
    %163 = arith.cmpi eq, %104, %dim : index
    cf.assert %163, "mismatched size for broadcast"
    %164 = linalg.generic {indexing_maps = [#map5, #map13, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%150, %expanded_55 : tensor<?x4x?x?xf32>, tensor<1x1x?x?xf32>) outs(%149 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_64: f32, %out: f32):
      %199 = arith.addf %in, %in_64 : f32
      linalg.yield %199 : f32
    } -> tensor<?x4x?x?xf32>
    %165 = tensor.empty(%148, %41) : tensor<?x4x?xi64>
    %166 = linalg.fill ins(%c0_i64 : i64) outs(%165 : tensor<?x4x?xi64>) -> tensor<?x4x?xi64>
    %167 = tensor.empty(%148, %41) : tensor<?x4x?xf32>
    %168 = linalg.fill ins(%cst_0 : f32) outs(%167 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
    %169:2 = linalg.generic {indexing_maps = [#map5, #map14, #map14], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%164 : tensor<?x4x?x?xf32>) outs(%168, %166 : tensor<?x4x?xf32>, tensor<?x4x?xi64>) {
    ^bb0(%in: f32, %out: f32, %out_64: i64):
      %199 = linalg.index 3 : index
      %200 = arith.index_cast %199 : index to i64
      %201 = arith.maximumf %in, %out : f32
      %202 = arith.cmpf ogt, %in, %out : f32
      %203 = arith.select %202, %200, %out_64 : i64
      linalg.yield %201, %203 : f32, i64
    } -> (tensor<?x4x?xf32>, tensor<?x4x?xi64>)
    %expanded_56 = tensor.expand_shape %169#0 [[0], [1], [2, 3]] output_shape [%148, 4, %41, 1] : tensor<?x4x?xf32> into tensor<?x4x?x1xf32>
    %170 = linalg.generic {indexing_maps = [#map5, #map15, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%164, %expanded_56 : tensor<?x4x?x?xf32>, tensor<?x4x?x1xf32>) outs(%149 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_64: f32, %out: f32):
      %199 = arith.subf %in, %in_64 : f32
      linalg.yield %199 : f32
    } -> tensor<?x4x?x?xf32>
    %171 = linalg.generic {indexing_maps = [#map5, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%170 : tensor<?x4x?x?xf32>) outs(%149 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = math.exp %in : f32
      linalg.yield %199 : f32
    } -> tensor<?x4x?x?xf32>
    %172 = tensor.empty(%148, %41) : tensor<?x4x?x1xf32>
    %173 = linalg.fill ins(%cst : f32) outs(%172 : tensor<?x4x?x1xf32>) -> tensor<?x4x?x1xf32>
    %174 = linalg.generic {indexing_maps = [#map5, #map15], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%171 : tensor<?x4x?x?xf32>) outs(%173 : tensor<?x4x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %199 = arith.addf %in, %out : f32
      linalg.yield %199 : f32
    } -> tensor<?x4x?x1xf32>
    %175 = linalg.generic {indexing_maps = [#map5, #map15, #map5], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%171, %174 : tensor<?x4x?x?xf32>, tensor<?x4x?x1xf32>) outs(%149 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_64: f32, %out: f32):
      %199 = arith.divf %in, %in_64 : f32
      linalg.yield %199 : f32
    } -> tensor<?x4x?x?xf32>
    %176 = arith.maxui %148, %103 : index
    cf.assert %true, "mismatching contracting dimension"
    %collapsed_57 = tensor.collapse_shape %175 [[0, 1], [2], [3]] : tensor<?x4x?x?xf32> into tensor<?x?x?xf32>
    %collapsed_58 = tensor.collapse_shape %extracted_slice_36 [[0, 1], [2], [3]] : tensor<?x4x?x10xf32> into tensor<?x?x10xf32>
    %177 = arith.muli %176, %c4 : index
    %178 = tensor.empty(%177, %41) : tensor<?x?x10xf32>
    %179 = linalg.fill ins(%cst : f32) outs(%178 : tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
    %180 = linalg.batch_matmul ins(%collapsed_57, %collapsed_58 : tensor<?x?x?xf32>, tensor<?x?x10xf32>) outs(%179 : tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
    %181 = arith.divsi %177, %c4 : index
    %expanded_59 = tensor.expand_shape %180 [[0, 1], [2], [3]] output_shape [%181, 4, %41, 10] : tensor<?x?x10xf32> into tensor<?x4x?x10xf32>
    %182 = tensor.empty(%181, %41) : tensor<?x?x4x10xf32>
    %transposed_60 = linalg.transpose ins(%expanded_59 : tensor<?x4x?x10xf32>) outs(%182 : tensor<?x?x4x10xf32>) permutation = [0, 2, 1, 3]
    %183 = arith.muli %31, %c40_i64 : i64
    cf.assert %34, "must have at most one inferred (negative) dimension"
    %184 = arith.index_cast %181 : index to i64
    %185 = arith.muli %184, %39 : i64
    %186 = arith.muli %185, %c40_i64 : i64
    %187 = arith.divsi %186, %183 : i64
    %188 = arith.select %25, %187, %1 : i64
    %189 = arith.select %30, %187, %0 : i64
    %from_elements_61 = tensor.from_elements %188, %189, %c40_i64 : tensor<3xi64>
    %reshape_62 = tensor.reshape %transposed_60(%from_elements_61) : (tensor<?x?x4x10xf32>, tensor<3xi64>) -> tensor<?x?x40xf32>
    %190 = tensor.empty() : tensor<40x32xf32>
    %transposed_63 = linalg.transpose ins(%arg8 : tensor<32x40xf32>) outs(%190 : tensor<40x32xf32>) permutation = [1, 0]
    %191 = arith.index_cast %188 : i64 to index
    %192 = arith.index_cast %189 : i64 to index
    %193 = arith.cmpi sge, %188, %c0_i64 : i64
    cf.assert %193, "negative values not allowed in new dimensions"
    %194 = tensor.empty(%191) : tensor<?x40x32xf32>
    %195 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_63 : tensor<40x32xf32>) outs(%194 : tensor<?x40x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x40x32xf32>
    %196 = tensor.empty(%191, %192) : tensor<?x?x32xf32>
    %197 = linalg.fill ins(%cst : f32) outs(%196 : tensor<?x?x32xf32>) -> tensor<?x?x32xf32>
    %198 = linalg.batch_matmul ins(%reshape_62, %195 : tensor<?x?x40xf32>, tensor<?x40x32xf32>) outs(%197 : tensor<?x?x32xf32>) -> tensor<?x?x32xf32>
    return %198 : tensor<?x?x32xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
      torch_tensor_64_8_torch.float32_1: "0x040000000000000000000000000000000000000000000000000000000000000000000000A46A573F7775CC3D57D6233C6E12833AA46A573F7775CC3D57D6233C6E12833AB7C7683FF96F4B3E3ED4A33C6912033BB7C7683FF96F4B3E3ED4A33C6912033BC381103E6D4E973E1FB9F53C939B443BC381103E6D4E973E1FB9F53C939B443BCFBD41BFD861C73EDBCB233D5812833BCFBD41BFD861C73EDBCB233D5812833B107C75BF4477F53EF4B64C3DDED6A33B107C75BF4477F53EF4B64C3DDED6A33B8C0F8FBE698C103FD19C753D599BC43B8C0F8FBE698C103FD19C753D599BC43B4630283F73EB243F323E8F3DC75FE53B4630283F73EB243F323E8F3DC75FE53B95467D3FA6A4373F50AAA33D1312033C95467D3FA6A4373F50AAA33D1312033C3201D33E1D88483F3E12B83D3B74133C3201D33E1D88483F3E12B83D3B74133CF8440BBFA46A573F7675CC3D58D6233CF8440BBFA46A573F7675CC3D58D6233C5CFF7FBF2B26643F72D3E03D6B38343C5CFF7FBF2B26643F72D3E03D6B38343CD85C09BF1D9A6E3FAC2BF53D719A443CD85C09BF1D9A6E3FAC2BF53D719A443C2220D73EC0AB763FD0BE043E6BFC543C2220D73EC0AB763FD0BE043E6BFC543C72987D3F6F467C3F64E40E3E575E653C72987D3F6F467C3F64E40E3E575E653C4479263FD55B7F3F4F06193E34C0753C4479263FD55B7F3F4F06193E34C0753C106893BE0EE47F3F5024233E0111833C106893BE0EE47F3F5024233E0111833C251E76BFBFDD7D3F233E2D3EDE418B3C251E76BFBFDD7D3F233E2D3EDE418B3CB34040BF144E793F8753373EB372933CB34040BF144E793F8753373EB372933C6979193EB940723F3A64413E7EA39B3C6979193EB940723F3A64413E7EA39B3CC8B6693FB7C7683FF86F4B3E3FD4A33CC8B6693FB7C7683FF86F4B3E3FD4A33C102F563F49FB5C3F8376553EF504AC3C102F563F49FB5C3F8376553EF504AC3C150511BC9EF94E3F96775F3EA035B43C150511BC9EF94E3F96775F3EA035B43CE6A158BF8AE63E3FF072693E3F66BC3CE6A158BF8AE63E3FF072693E3F66BC3CFCD367BF26EB2C3F5168733ED196C43CFCD367BF26EB2C3F5168733ED196C43C388707BE7835193F77577D3E57C7CC3C388707BE7835193F77577D3E57C7CC3C0837433FE4F7033F10A0833ECFF7D43C0837433FE4F7033F10A0833ECFF7D43C0ED5743F88D1DA3E0591883E3A28DD3C0ED5743F88D1DA3E0591883E3A28DD3C2AB48A3E9383AB3E7D7E8D3E9658E53C2AB48A3E9383AB3E7D7E8D3E9658E53CE9E329BFC1FD743E5468923EE388ED3CE9E329BFC1FD743E5468923EE388ED3CA4EF7CBFC381103E6C4E973E20B9F53CA4EF7CBFC381103E6C4E973E20B9F53C06DECEBE56502A3DA5309C3E4DE9FD3C06DECEBE56502A3DA5309C3E4DE9FD3C4D2A0D3FC7196FBDDE0EA13EB50C033D4D2A0D3FC7196FBDDE0EA13EB50C033D39FA7F3F138821BEF7E8A53EBA24073D39FA7F3F138821BEF7E8A53EBA24073DF771073F4CD682BED2BEAA3EB83C0B3DF771073F4CD682BED2BEAA3EB83C0B3DC23ADBBEDC99B3BE4D90AF3EAB540F3DC23ADBBEDC99B3BE4D90AF3EAB540F3D38E57DBF0F92E2BE495DB43E966C133D38E57DBF0F92E2BE495DB43E966C133DEABE24BF58A307BFA925B93E7684173DEABE24BF58A307BFA925B93E7684173D9FBD973EB7A21CBF4AE9BD3E4D9C1B3D9FBD973EB7A21CBF4AE9BD3E4D9C1B3D4BBB763F731130BF0EA8C23E19B41F3D4BBB763F731130BF0EA8C23E19B41F3DBCBF3E3FCFBD41BFD761C73EDCCB233DBCBF3E3FCFBD41BFD761C73EDCCB233DFB6D22BE9B7A51BF8616CC3E93E3273DFB6D22BE9B7A51BF8616CC3E93E3273D28A16ABF991F5FBFFAC5D03E40FB2B3D28A16ABF991F5FBFFAC5D03E40FB2B3D30EF54BFDB896ABF1670D53EE012303D30EF54BFDB896ABF1670D53EE012303DA103913C329C73BFBD14DA3E762A343DA103913C329C73BFBD14DA3E762A343DD0D4593F6A3F7ABFCDB3DE3E0042383DD0D4593F6A3F7ABFCDB3DE3E0042383D9ADB663F88627EBF2A4DE33E7E593C3D9ADB663F88627EBF2A4DE33E7E593C3DE813FD3DF9FA7FBFB6E0E73EEF70403DE813FD3DF9FA7FBFB6E0E73EEF70403D56AC44BFA4047FBF526EEC3E5388443D56AC44BFA4047FBF526EEC3E5388443D222974BF03827BBFE0F5F03EAB9F483D222974BF03827BBFE0F5F03EAB9F483DFF5586BE107C75BF4477F53EF5B64C3DFF5586BE107C75BF4477F53EF5B64C3D24942B3F32026DBF5EF2F93E33CE503D24942B3F32026DBF5EF2F93E33CE503DA0937C3F132A62BF1267FE3E62E5543DA0937C3F132A62BF1267FE3E62E5543DB4B6CA3E790F55BFA26A013F84FC583DB4B6CA3E790F55BFA26A013F84FC583DCD0C0FBFE4D345BF6A9E033F97135D3DCD0C0FBFE4D345BF6A9E033F97135D3DF4EF7FBF4A9E34BFD5CE053F9D2A613DF4EF7FBF4A9E34BFD5CE053F9D2A613D5E8405BFB29A21BFD2FB073F9241653D5E8405BFB29A21BFD2FB073F9241653DFD50DF3EB6F90CBF53250A3F7A58693DFD50DF3EB6F90CBF53250A3F7A58693DE72C7E3F51E0EDBE4C4B0C3F516F6D3DE72C7E3F51E0EDBE4C4B0C3F516F6D3D4301233FC06CBFBEAD6D0E3F1A86713D4301233FC06CBFBEAD6D0E3F1A86713D23109CBE8C0F8FBE688C103FD29C753D23109CBE8C0F8FBE688C103FD29C753D7F5377BFD5883ABE71A7123F7BB3793D7F5377BFD5883ABE71A7123F7BB3793DF23A3DBFA12AAABDB8BE143F12CA7D3DF23A3DBFA12AAABDB8BE143F12CA7D3D4B5F2B3EB4BD893C31D2163F4DF0803D4B5F2B3EB4BD893C31D2163F4DF0803D",
      torch_tensor_64_8_torch.float32: "0x040000000000803F0000803F0000803F0000803F0000803F0000803F0000803F0000803F41510A3F98B87E3FB9FC7F3FF8FF7F3F41510A3F98B87E3FB9FC7F3FF8FF7F3F3311D5BEA5E57A3FE5F27F3FDFFF7F3F3311D5BEA5E57A3FE5F27F3FDFFF7F3F26707DBFEF90743F83E27F3FB5FF7F3F26707DBFEF90743F83E27F3FB5FF7F3F305527BFA7CA6B3F94CB7F3F7AFF7F3F305527BFA7CA6B3F94CB7F3F7AFF7F3F2C3C913E40A9603F19AE7F3F2EFF7F3F2C3C913E40A9603F19AE7F3F2EFF7F3FB8CD753F3249533F128A7F3FD2FE7F3FB8CD753F3249533F128A7F3FD2FE7F3FBDFF403FB3CC433F815F7F3F65FE7F3FBDFF403FB3CC433F815F7F3F65FE7F3FF6FD14BE5F5B323F652E7F3FE7FD7F3FF6FD14BE5F5B323F652E7F3FE7FD7F3FD53F69BFD4211F3FC2F67E3F59FD7F3FD53F69BFD4211F3FC2F67E3F59FD7F3F64CD56BF41510A3F98B87E3FB9FC7F3F64CD56BF41510A3F98B87E3FB9FC7F3F7205913BC03DE83EE8737E3F09FC7F3F7205913BC03DE83EE8737E3F09FC7F3FD006583FF386B93EB5287E3F48FB7F3FD006583FF386B93EB5287E3F48FB7F3F6F4E683F99F5883E00D77D3F76FA7F3F6F4E683F99F5883E00D77D3F76FA7F3FD7040C3EDF0B2E3ECC7E7D3F94F97F3FD7040C3EDF0B2E3ECC7E7D3F94F97F3FE87A42BFAADE903D1A207D3FA1F87F3FE87A42BFAADE903D1A207D3FA1F87F3F2C2975BFE333EFBCEDBA7C3F9DF77F3F2C2975BFE333EFBCEDBA7C3F9DF77F3F36E28CBED3EF03BE494F7C3F88F67F3F36E28CBED3EF03BE494F7C3F88F67F3F840A293FAFA768BE2EDD7B3F62F57F3F840A293FAFA768BE2EDD7B3F62F57F3FBF1B7D3F3586A5BEA1647B3F2CF47F3FBF1B7D3F3586A5BEA1647B3F2CF47F3F22F0D03E3311D5BEA5E57A3FE5F27F3F22F0D03E3311D5BEA5E57A3FE5F27F3FFC370CBF9A3D01BF3C607A3F8DF17F3FFC370CBF9A3D01BF3C607A3F8DF17F3F6FFD7FBF03A816BF6AD4793F24F07F3F6FFD7FBF03A816BF6AD4793F24F07F3FBF6708BF10912ABF3442793FABEE7F3FBF6708BF10912ABF3442793FABEE7F3FFE2DD93ED7C53CBF9BA9783F20ED7F3FFE2DD93ED7C53CBF9BA9783F20ED7F3F78BF7D3FBF174DBFA50A783F85EB7F3F78BF7D3FBF174DBFA50A783F85EB7F3F819C253F115D5BBF5665773FDAE97F3F819C253F115D5BBF5665773FDAE97F3F389395BE467167BFB1B9763F1DE87F3F389395BE467167BFB1B9763F1DE87F3F576D76BF7C3571BFBB07763F50E67F3F576D76BF7C3571BFBB07763F50E67F3FB3803FBFB79078BF794F753F72E47F3FB3803FBFB79078BF794F753F72E47F3F18F41D3E26707DBFEF90743F83E27F3F18F41D3E26707DBFEF90743F83E27F3F8E2C6A3F52C77FBF22CC733F83E07F3F8E2C6A3F52C77FBF22CC733F83E07F3FA98F553F3F907FBF1801733F73DE7F3FA98F553F3F907FBF1801733F73DE7F3FB78659BC7ACB7CBFD52F723F52DC7F3FB78659BC7ACB7CBFD52F723F52DC7F3FE73B59BF168077BF5F58713F20DA7F3FE73B59BF168077BF5F58713F20DA7F3F5F5867BFA0BB6FBFBB7A703FDDD77F3F5F5867BFA0BB6FBFBB7A703FDDD77F3FEA0803BEF59165BFEF966F3F89D57F3FEA0803BEF59165BFEF966F3F89D57F3F2DF2433F151D59BF01AD6E3F25D37F3F2DF2433F151D59BF01AD6E3F25D37F3FB57F743FDD7C4ABFF7BC6D3FB0D07F3FB57F743FDD7C4ABFF7BC6D3FB0D07F3F6C85883EB2D639BFD7C66C3F2ACE7F3F6C85883EB2D639BFD7C66C3F2ACE7F3F74BC2ABF305527BFA7CA6B3F94CB7F3F74BC2ABF305527BFA7CA6B3F94CB7F3F44C27CBFAB2713BF6EC86A3FEDC87F3F44C27CBFAB2713BF6EC86A3FEDC87F3FE0CACCBE6F03FBBE32C0693F35C67F3FE0CACCBE6F03FBBE32C0693F35C67F3FE81B0E3F8735CDBEFBB1683F6CC37F3FE81B0E3F8735CDBEFBB1683F6CC37F3FBBF57F3FB95A9DBECE9D673F92C07F3FBBF57F3FB95A9DBECE9D673F92C07F3F817B063FDBDA57BEB483663FA8BD7F3F817B063FDBDA57BEB483663FA8BD7F3F6E46DDBE46B0E5BDB263653FADBA7F3F6E46DDBE46B0E5BDB263653FADBA7F3FB2097EBF9FF84ABCD23D643FA1B77F3FB2097EBF9FF84ABCD23D643FA1B77F3F80E023BFC432B33D1912633F84B47F3F80E023BFC432B33D1912633F84B47F3F44E7993E20FD3E3E91E0613F57B17F3F44E7993E20FD3E3E91E0613F57B17F3F0408773F2C3C913E40A9603F19AE7F3F0408773F2C3C913E40A9603F19AE7F3FD1FD3D3F4A86C13E2F6C5F3FCAAA7F3FD1FD3D3F4A86C13E2F6C5F3FCAAA7F3F0EE726BE73E1EF3E66295E3F6AA77F3F0EE726BE73E1EF3E66295E3F6AA77F3F95146BBF7DEB0D3FEDE05C3FFAA37F3F95146BBF7DEB0D3FEDE05C3FFAA37F3FA64D54BF3D7B223FCC925B3F79A07F3FA64D54BF3D7B223FCC925B3F79A07F3F2C43B53C626B353F0C3F5A3FE79C7F3F2C43B53C626B353F0C3F5A3FE79C7F3FA26C5A3F7B8B463FB6E5583F44997F3FA26C5A3F7B8B463FB6E5583F44997F3FAC5D663FBFAF553FD386573F91957F3FAC5D663FBFAF553FD386573F91957F3FB714F43D6AB1623F6B22563FCD917F3FB714F43D6AB1623F6B22563FCD917F3F836545BF3B6F6D3F87B8543FF88D7F3F836545BF3B6F6D3F87B8543FF88D7F3F56D173BFB8CD753F3249533F128A7F3F56D173BFB8CD753F3249533F128A7F3FE62584BE7BB77B3F74D4513F1C867F3FE62584BE7BB77B3F74D4513F1C867F3FF76A2C3F621D7F3F575A503F14827F3FF76A2C3F621D7F3F575A503F14827F3FB8637C3FBCF67F3FE4DA4E3FFD7D7F3FB8637C3FBCF67F3FE4DA4E3FFD7D7F3F"
    }
  }
#-}
