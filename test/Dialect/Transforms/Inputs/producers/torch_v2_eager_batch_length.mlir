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
#map7 = affine_map<(d0, d1, d2) -> ()>
#map8 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map9 = affine_map<(d0, d1, d2) -> (d2)>
#map10 = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
#map11 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3)>
#map12 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3, d4)>
#map13 = affine_map<(d0, d1, d2, d3) -> (d2, d3)>
#map14 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#map15 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
module {
  func.func @torch_v2_eager_batch_length(%arg0: tensor<?x?x32xf32>, %arg1: tensor<?x?xi64>, %arg2: tensor<80x32xf32>, %arg3: tensor<24x32xf32>, %arg4: tensor<16xf32>, %arg5: tensor<88x16xf32>, %arg6: tensor<32x40xf32>) -> tensor<?x?x32xf32> {
    %c22_i64 = arith.constant 22 : i64
    %c16_i64 = arith.constant 16 : i64
    %c20_i64 = arith.constant 20 : i64
    %c2_i64 = arith.constant 2 : i64
    %c0_i64 = arith.constant 0 : i64
    %c1_i64 = arith.constant 1 : i64
    %c1 = arith.constant 1 : index
    %c0 = arith.constant 0 : index
    %c4 = arith.constant 4 : index
    %c4_i64 = arith.constant 4 : i64
    %cst = arith.constant 0.000000e+00 : f32
    %c8_i64 = arith.constant 8 : i64
    %cst_0 = arith.constant 0xFF800000 : f32
    %cst_1 = arith.constant dense<1.000000e+00> : tensor<f32>
    %cst_2 = arith.constant dense<-3.40282347E+38> : tensor<f32>
    %cst_3 = arith.constant 0.22360679774997896 : f64
    %cst_4 = arith.constant 9.9999999999999995E-7 : f64
    %cst_5 = arith.constant dense_resource<torch_tensor_4_torch.float32> : tensor<4xf32>
    %cst_6 = arith.constant dense<0.000000e+00> : tensor<f32>
    %c80_i64 = arith.constant 80 : i64
    %cst_7 = arith.constant 1.600000e+01 : f32
    %c88_i64 = arith.constant 88 : i64
    %c40_i64 = arith.constant 40 : i64
    %dim = tensor.dim %arg0, %c1 : tensor<?x?x32xf32>
    %0 = arith.index_cast %dim : index to i64
    %dim_8 = tensor.dim %arg1, %c0 : tensor<?x?xi64>
    %1 = arith.index_cast %dim_8 : index to i64
    %2 = tensor.empty(%dim) : tensor<?xi64>
    %3 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%2 : tensor<?xi64>) {
    ^bb0(%out: i64):
      %202 = linalg.index 0 : index
      %203 = arith.index_cast %202 : index to i64
      linalg.yield %203 : i64
    } -> tensor<?xi64>
    %expanded = tensor.expand_shape %3 [[0, 1, 2, 3]] output_shape [1, 1, %dim, 1] : tensor<?xi64> into tensor<1x1x?x1xi64>
    %expanded_9 = tensor.expand_shape %3 [[0, 1, 2, 3]] output_shape [1, 1, 1, %dim] : tensor<?xi64> into tensor<1x1x1x?xi64>
    %4 = tensor.empty(%dim, %dim) : tensor<1x1x?x?xi1>
    %5 = linalg.generic {indexing_maps = [#map1, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_9, %expanded : tensor<1x1x1x?xi64>, tensor<1x1x?x1xi64>) outs(%4 : tensor<1x1x?x?xi1>) {
    ^bb0(%in: i64, %in_53: i64, %out: i1):
      %202 = arith.cmpi sle, %in, %in_53 : i64
      linalg.yield %202 : i1
    } -> tensor<1x1x?x?xi1>
    %6 = arith.cmpi slt, %1, %c0_i64 : i64
    %7 = arith.select %6, %c1, %dim_8 : index
    %8 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %8, "unimplemented: dynamic negative broadcast sizes"
    cf.assert %8, "unimplemented: dynamic negative broadcast sizes"
    %9 = tensor.empty(%7, %dim, %dim) : tensor<?x1x?x?xi1>
    %10 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%9 : tensor<?x1x?x?xi1>) {
    ^bb0(%out: i1):
      %202 = linalg.index 2 : index
      %203 = linalg.index 3 : index
      %204 = arith.cmpi eq, %dim, %c1 : index
      %205 = arith.select %204, %c0, %202 : index
      %206 = arith.select %204, %c0, %203 : index
      %extracted = tensor.extract %5[%c0, %c0, %205, %206] : tensor<1x1x?x?xi1>
      linalg.yield %extracted : i1
    } -> tensor<?x1x?x?xi1>
    %11 = tensor.empty(%7, %dim, %dim) : tensor<?x1x?x?xf32>
    %12 = linalg.generic {indexing_maps = [#map3, #map4, #map4, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%10, %cst_6, %cst_2 : tensor<?x1x?x?xi1>, tensor<f32>, tensor<f32>) outs(%11 : tensor<?x1x?x?xf32>) {
    ^bb0(%in: i1, %in_53: f32, %in_54: f32, %out: f32):
      %202 = arith.select %in, %in_53, %in_54 : f32
      linalg.yield %202 : f32
    } -> tensor<?x1x?x?xf32>
    %13 = tensor.empty(%7) : tensor<?x4x1xf32>
    %expanded_10 = tensor.expand_shape %cst_5 [[0, 1]] output_shape [4, 1] : tensor<4xf32> into tensor<4x1xf32>
    %14 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_10 : tensor<4x1xf32>) outs(%13 : tensor<?x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x1xf32>
    %dim_11 = tensor.dim %arg1, %c1 : tensor<?x?xi64>
    %expanded_12 = tensor.expand_shape %arg1 [[0], [1, 2]] output_shape [%dim_8, 1, %dim_11] : tensor<?x?xi64> into tensor<?x1x?xi64>
    %15 = tensor.empty(%dim_8, %dim_11) : tensor<?x1x?xf32>
    %16 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded_12 : tensor<?x1x?xi64>) outs(%15 : tensor<?x1x?xf32>) {
    ^bb0(%in: i64, %out: f32):
      %202 = arith.sitofp %in : i64 to f32
      linalg.yield %202 : f32
    } -> tensor<?x1x?xf32>
    %17 = arith.maxui %7, %dim_8 : index
    %18 = tensor.empty(%17, %dim_11) : tensor<?x4x?xf32>
    %19 = linalg.fill ins(%cst : f32) outs(%18 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
    %20 = linalg.batch_matmul ins(%14, %16 : tensor<?x4x1xf32>, tensor<?x1x?xf32>) outs(%19 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
    %21 = tensor.empty(%17, %dim_11) : tensor<?x?x4xf32>
    %transposed = linalg.transpose ins(%20 : tensor<?x4x?xf32>) outs(%21 : tensor<?x?x4xf32>) permutation = [0, 2, 1]
    %22 = arith.index_cast %17 : index to i64
    %23 = arith.index_cast %dim_11 : index to i64
    %24 = arith.cmpi sge, %22, %c0_i64 : i64
    cf.assert %24, "negative values not allowed in new dimensions"
    %25 = arith.cmpi sge, %23, %c0_i64 : i64
    cf.assert %25, "negative values not allowed in new dimensions"
    %26 = tensor.empty(%17, %dim_11) : tensor<?x?x4xf32>
    %27 = linalg.generic {indexing_maps = [#map7, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_1 : tensor<f32>) outs(%26 : tensor<?x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x?x4xf32>
    %28 = tensor.empty(%17, %dim_11) : tensor<?x?x4xcomplex<f32>>
    %29 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%27, %transposed : tensor<?x?x4xf32>, tensor<?x?x4xf32>) outs(%28 : tensor<?x?x4xcomplex<f32>>) {
    ^bb0(%in: f32, %in_53: f32, %out: complex<f32>):
      %202 = math.cos %in_53 : f32
      %203 = math.sin %in_53 : f32
      %204 = arith.mulf %in, %202 : f32
      %205 = arith.mulf %in, %203 : f32
      %206 = complex.create %204, %205 : complex<f32>
      linalg.yield %206 : complex<f32>
    } -> tensor<?x?x4xcomplex<f32>>
    %30 = tensor.empty() : tensor<32x80xf32>
    %transposed_13 = linalg.transpose ins(%arg2 : tensor<80x32xf32>) outs(%30 : tensor<32x80xf32>) permutation = [1, 0]
    %dim_14 = tensor.dim %arg0, %c0 : tensor<?x?x32xf32>
    %31 = arith.index_cast %dim_14 : index to i64
    %32 = arith.cmpi sge, %31, %c0_i64 : i64
    cf.assert %32, "negative values not allowed in new dimensions"
    %33 = tensor.empty(%dim_14) : tensor<?x32x80xf32>
    %34 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_13 : tensor<32x80xf32>) outs(%33 : tensor<?x32x80xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x32x80xf32>
    %35 = tensor.empty(%dim_14, %dim) : tensor<?x?x80xf32>
    %36 = linalg.fill ins(%cst : f32) outs(%35 : tensor<?x?x80xf32>) -> tensor<?x?x80xf32>
    %37 = linalg.batch_matmul ins(%arg0, %34 : tensor<?x?x32xf32>, tensor<?x32x80xf32>) outs(%36 : tensor<?x?x80xf32>) -> tensor<?x?x80xf32>
    %38 = arith.select %6, %c1_i64, %1 : i64
    %39 = arith.extui %6 : i1 to i64
    %40 = arith.muli %38, %0 : i64
    %41 = arith.addi %39, %c1_i64 : i64
    %42 = arith.cmpi slt, %0, %c0_i64 : i64
    %43 = arith.select %42, %38, %40 : i64
    %44 = arith.select %42, %41, %39 : i64
    %45 = arith.addi %44, %c1_i64 : i64
    %46 = arith.muli %43, %c20_i64 : i64
    %47 = arith.cmpi sle, %45, %c1_i64 : i64
    cf.assert %47, "must have at most one inferred (negative) dimension"
    %48 = arith.muli %31, %0 : i64
    %49 = arith.muli %48, %c80_i64 : i64
    %50 = arith.divsi %49, %46 : i64
    %51 = arith.select %6, %50, %1 : i64
    %52 = arith.select %42, %50, %0 : i64
    %from_elements = tensor.from_elements %51, %52, %50, %c20_i64 : tensor<4xi64>
    %reshape = tensor.reshape %37(%from_elements) : (tensor<?x?x80xf32>, tensor<4xi64>) -> tensor<?x?x4x20xf32>
    %53 = arith.index_cast %51 : i64 to index
    %54 = arith.index_cast %52 : i64 to index
    %55 = tensor.empty(%53, %54) : tensor<?x4x?x20xf32>
    %transposed_15 = linalg.transpose ins(%reshape : tensor<?x?x4x20xf32>) outs(%55 : tensor<?x4x?x20xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice = tensor.extract_slice %transposed_15[0, 0, 0, 0] [%53, 4, %54, 12] [1, 1, 1, 1] : tensor<?x4x?x20xf32> to tensor<?x4x?x12xf32>
    %extracted_slice_16 = tensor.extract_slice %transposed_15[0, 0, 0, 12] [%53, 4, %54, 8] [1, 1, 1, 1] : tensor<?x4x?x20xf32> to tensor<?x4x?x8xf32>
    %56 = tensor.empty() : tensor<32x24xf32>
    %transposed_17 = linalg.transpose ins(%arg3 : tensor<24x32xf32>) outs(%56 : tensor<32x24xf32>) permutation = [1, 0]
    cf.assert %32, "negative values not allowed in new dimensions"
    %57 = tensor.empty(%dim_14) : tensor<?x32x24xf32>
    %58 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_17 : tensor<32x24xf32>) outs(%57 : tensor<?x32x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x32x24xf32>
    %59 = tensor.empty(%dim_14, %dim) : tensor<?x?x24xf32>
    %60 = linalg.fill ins(%cst : f32) outs(%59 : tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
    %61 = linalg.batch_matmul ins(%arg0, %58 : tensor<?x?x32xf32>, tensor<?x32x24xf32>) outs(%60 : tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
    %extracted_slice_18 = tensor.extract_slice %61[0, 0, 0] [%dim_14, %dim, 16] [1, 1, 1] : tensor<?x?x24xf32> to tensor<?x?x16xf32>
    %extracted_slice_19 = tensor.extract_slice %61[0, 0, 16] [%dim_14, %dim, 8] [1, 1, 1] : tensor<?x?x24xf32> to tensor<?x?x8xf32>
    %62 = tensor.empty(%dim_14, %dim) : tensor<?x?x16xf32>
    %63 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_18 : tensor<?x?x16xf32>) outs(%62 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %202 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %202 : f32
    } -> tensor<?x?x16xf32>
    %64 = tensor.empty(%dim_14, %dim) : tensor<?x?x1xf32>
    %65 = linalg.fill ins(%cst : f32) outs(%64 : tensor<?x?x1xf32>) -> tensor<?x?x1xf32>
    %66 = linalg.generic {indexing_maps = [#map6, #map8], iterator_types = ["parallel", "parallel", "reduction"]} ins(%63 : tensor<?x?x16xf32>) outs(%65 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %202 = arith.addf %in, %out : f32
      linalg.yield %202 : f32
    } -> tensor<?x?x1xf32>
    %67 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%66 : tensor<?x?x1xf32>) outs(%64 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %202 = arith.divf %in, %cst_7 : f32
      linalg.yield %202 : f32
    } -> tensor<?x?x1xf32>
    %68 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%67 : tensor<?x?x1xf32>) outs(%64 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %202 = arith.truncf %cst_4 : f64 to f32
      %203 = arith.addf %in, %202 : f32
      linalg.yield %203 : f32
    } -> tensor<?x?x1xf32>
    %69 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%68 : tensor<?x?x1xf32>) outs(%64 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %202 = math.rsqrt %in : f32
      linalg.yield %202 : f32
    } -> tensor<?x?x1xf32>
    %70 = linalg.generic {indexing_maps = [#map6, #map8, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_18, %69 : tensor<?x?x16xf32>, tensor<?x?x1xf32>) outs(%62 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %202 = arith.mulf %in, %in_53 : f32
      linalg.yield %202 : f32
    } -> tensor<?x?x16xf32>
    %71 = linalg.generic {indexing_maps = [#map9, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg4, %70 : tensor<16xf32>, tensor<?x?x16xf32>) outs(%62 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %202 = arith.mulf %in, %in_53 : f32
      linalg.yield %202 : f32
    } -> tensor<?x?x16xf32>
    %72 = arith.muli %43, %c16_i64 : i64
    %73 = arith.cmpi sle, %44, %c1_i64 : i64
    cf.assert %73, "must have at most one inferred (negative) dimension"
    %74 = arith.muli %48, %c16_i64 : i64
    %75 = arith.divsi %74, %72 : i64
    %76 = arith.select %6, %75, %1 : i64
    %77 = arith.select %42, %75, %0 : i64
    %from_elements_20 = tensor.from_elements %76, %c1_i64, %77, %c16_i64 : tensor<4xi64>
    %reshape_21 = tensor.reshape %71(%from_elements_20) : (tensor<?x?x16xf32>, tensor<4xi64>) -> tensor<?x1x?x16xf32>
    %78 = arith.muli %43, %c8_i64 : i64
    cf.assert %73, "must have at most one inferred (negative) dimension"
    %79 = arith.muli %48, %c8_i64 : i64
    %80 = arith.divsi %79, %78 : i64
    %81 = arith.select %6, %80, %1 : i64
    %82 = arith.select %42, %80, %0 : i64
    %83 = arith.muli %38, %c4_i64 : i64
    %84 = arith.muli %83, %0 : i64
    %85 = arith.select %42, %83, %84 : i64
    %86 = arith.muli %85, %c8_i64 : i64
    cf.assert %73, "must have at most one inferred (negative) dimension"
    %87 = arith.muli %51, %c4_i64 : i64
    %88 = arith.muli %87, %52 : i64
    %89 = arith.muli %88, %c8_i64 : i64
    %90 = arith.divsi %89, %86 : i64
    %91 = arith.select %6, %90, %1 : i64
    %92 = arith.select %42, %90, %0 : i64
    %from_elements_22 = tensor.from_elements %91, %c4_i64, %92, %c4_i64, %c2_i64 : tensor<5xi64>
    %reshape_23 = tensor.reshape %extracted_slice_16(%from_elements_22) : (tensor<?x4x?x8xf32>, tensor<5xi64>) -> tensor<?x4x?x4x2xf32>
    %93 = arith.index_cast %91 : i64 to index
    %94 = arith.index_cast %92 : i64 to index
    %95 = tensor.empty(%93, %94) : tensor<?x4x?x4xcomplex<f32>>
    %96 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%95 : tensor<?x4x?x4xcomplex<f32>>) {
    ^bb0(%out: complex<f32>):
      %202 = linalg.index 0 : index
      %203 = linalg.index 1 : index
      %204 = linalg.index 2 : index
      %205 = linalg.index 3 : index
      %extracted = tensor.extract %reshape_23[%202, %203, %204, %205, %c0] : tensor<?x4x?x4x2xf32>
      %extracted_53 = tensor.extract %reshape_23[%202, %203, %204, %205, %c1] : tensor<?x4x?x4x2xf32>
      %206 = complex.create %extracted, %extracted_53 : complex<f32>
      linalg.yield %206 : complex<f32>
    } -> tensor<?x4x?x4xcomplex<f32>>
    cf.assert %73, "must have at most one inferred (negative) dimension"
    %97 = arith.muli %81, %82 : i64
    %98 = arith.muli %97, %c8_i64 : i64
    %99 = arith.divsi %98, %78 : i64
    %100 = arith.select %6, %99, %1 : i64
    %101 = arith.select %42, %99, %0 : i64
    %from_elements_24 = tensor.from_elements %100, %c1_i64, %101, %c4_i64, %c2_i64 : tensor<5xi64>
    %reshape_25 = tensor.reshape %extracted_slice_19(%from_elements_24) : (tensor<?x?x8xf32>, tensor<5xi64>) -> tensor<?x1x?x4x2xf32>
    %102 = arith.index_cast %100 : i64 to index
    %103 = arith.index_cast %101 : i64 to index
    %104 = tensor.empty(%102, %103) : tensor<?x1x?x4xcomplex<f32>>
    %105 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%104 : tensor<?x1x?x4xcomplex<f32>>) {
    ^bb0(%out: complex<f32>):
      %202 = linalg.index 0 : index
      %203 = linalg.index 2 : index
      %204 = linalg.index 3 : index
      %extracted = tensor.extract %reshape_25[%202, %c0, %203, %204, %c0] : tensor<?x1x?x4x2xf32>
      %extracted_53 = tensor.extract %reshape_25[%202, %c0, %203, %204, %c1] : tensor<?x1x?x4x2xf32>
      %205 = complex.create %extracted, %extracted_53 : complex<f32>
      linalg.yield %205 : complex<f32>
    } -> tensor<?x1x?x4xcomplex<f32>>
    %expanded_26 = tensor.expand_shape %29 [[0], [1, 2], [3]] output_shape [%17, 1, %dim_11, 4] : tensor<?x?x4xcomplex<f32>> into tensor<?x1x?x4xcomplex<f32>>
    %106 = arith.cmpi eq, %93, %17 : index
    cf.assert %106, "mismatched size for broadcast"
    %107 = arith.cmpi eq, %94, %dim_11 : index
    cf.assert %107, "mismatched size for broadcast"
    %108 = linalg.generic {indexing_maps = [#map3, #map10, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%96, %expanded_26 : tensor<?x4x?x4xcomplex<f32>>, tensor<?x1x?x4xcomplex<f32>>) outs(%95 : tensor<?x4x?x4xcomplex<f32>>) {
    ^bb0(%in: complex<f32>, %in_53: complex<f32>, %out: complex<f32>):
      %202 = complex.mul %in, %in_53 : complex<f32>
      linalg.yield %202 : complex<f32>
    } -> tensor<?x4x?x4xcomplex<f32>>
    %109 = tensor.empty(%93, %94) : tensor<?x4x?x4x2xf32>
    %110 = linalg.generic {indexing_maps = [#map11, #map12], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%108 : tensor<?x4x?x4xcomplex<f32>>) outs(%109 : tensor<?x4x?x4x2xf32>) {
    ^bb0(%in: complex<f32>, %out: f32):
      %202 = complex.re %in : complex<f32>
      %203 = complex.im %in : complex<f32>
      %204 = linalg.index 4 : index
      %205 = arith.cmpi eq, %204, %c0 : index
      %206 = arith.select %205, %202, %203 : f32
      linalg.yield %206 : f32
    } -> tensor<?x4x?x4x2xf32>
    cf.assert %73, "must have at most one inferred (negative) dimension"
    %111 = arith.muli %91, %c4_i64 : i64
    %112 = arith.muli %111, %92 : i64
    %113 = arith.muli %112, %c8_i64 : i64
    %114 = arith.divsi %113, %86 : i64
    %115 = arith.select %6, %114, %1 : i64
    %116 = arith.select %42, %114, %0 : i64
    %from_elements_27 = tensor.from_elements %115, %c4_i64, %116, %c8_i64 : tensor<4xi64>
    %reshape_28 = tensor.reshape %110(%from_elements_27) : (tensor<?x4x?x4x2xf32>, tensor<4xi64>) -> tensor<?x4x?x8xf32>
    %117 = arith.cmpi eq, %102, %17 : index
    cf.assert %117, "mismatched size for broadcast"
    %118 = arith.cmpi eq, %103, %dim_11 : index
    cf.assert %118, "mismatched size for broadcast"
    %119 = linalg.generic {indexing_maps = [#map3, #map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%105, %expanded_26 : tensor<?x1x?x4xcomplex<f32>>, tensor<?x1x?x4xcomplex<f32>>) outs(%104 : tensor<?x1x?x4xcomplex<f32>>) {
    ^bb0(%in: complex<f32>, %in_53: complex<f32>, %out: complex<f32>):
      %202 = complex.mul %in, %in_53 : complex<f32>
      linalg.yield %202 : complex<f32>
    } -> tensor<?x1x?x4xcomplex<f32>>
    %120 = tensor.empty(%102, %103) : tensor<?x1x?x4x2xf32>
    %121 = linalg.generic {indexing_maps = [#map11, #map12], iterator_types = ["parallel", "parallel", "parallel", "parallel", "parallel"]} ins(%119 : tensor<?x1x?x4xcomplex<f32>>) outs(%120 : tensor<?x1x?x4x2xf32>) {
    ^bb0(%in: complex<f32>, %out: f32):
      %202 = complex.re %in : complex<f32>
      %203 = complex.im %in : complex<f32>
      %204 = linalg.index 4 : index
      %205 = arith.cmpi eq, %204, %c0 : index
      %206 = arith.select %205, %202, %203 : f32
      linalg.yield %206 : f32
    } -> tensor<?x1x?x4x2xf32>
    cf.assert %73, "must have at most one inferred (negative) dimension"
    %122 = arith.muli %100, %101 : i64
    %123 = arith.muli %122, %c8_i64 : i64
    %124 = arith.divsi %123, %78 : i64
    %125 = arith.select %6, %124, %1 : i64
    %126 = arith.select %42, %124, %0 : i64
    %from_elements_29 = tensor.from_elements %125, %c1_i64, %126, %c8_i64 : tensor<4xi64>
    %reshape_30 = tensor.reshape %121(%from_elements_29) : (tensor<?x1x?x4x2xf32>, tensor<4xi64>) -> tensor<?x1x?x8xf32>
    %concat = tensor.concat dim(3) %extracted_slice, %reshape_28 : (tensor<?x4x?x12xf32>, tensor<?x4x?x8xf32>) -> tensor<?x4x?x20xf32>
    %127 = tensor.empty() : tensor<16x88xf32>
    %transposed_31 = linalg.transpose ins(%arg5 : tensor<88x16xf32>) outs(%127 : tensor<16x88xf32>) permutation = [1, 0]
    %128 = arith.index_cast %76 : i64 to index
    %129 = arith.index_cast %77 : i64 to index
    %130 = arith.cmpi sge, %76, %c0_i64 : i64
    cf.assert %130, "negative values not allowed in new dimensions"
    %131 = tensor.empty(%128) : tensor<?x1x16x88xf32>
    %132 = linalg.generic {indexing_maps = [#map13, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_31 : tensor<16x88xf32>) outs(%131 : tensor<?x1x16x88xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x1x16x88xf32>
    %collapsed = tensor.collapse_shape %reshape_21 [[0, 1], [2], [3]] : tensor<?x1x?x16xf32> into tensor<?x?x16xf32>
    %collapsed_32 = tensor.collapse_shape %132 [[0, 1], [2], [3]] : tensor<?x1x16x88xf32> into tensor<?x16x88xf32>
    %133 = tensor.empty(%128, %129) : tensor<?x?x88xf32>
    %134 = linalg.fill ins(%cst : f32) outs(%133 : tensor<?x?x88xf32>) -> tensor<?x?x88xf32>
    %135 = linalg.batch_matmul ins(%collapsed, %collapsed_32 : tensor<?x?x16xf32>, tensor<?x16x88xf32>) outs(%134 : tensor<?x?x88xf32>) -> tensor<?x?x88xf32>
    %expanded_33 = tensor.expand_shape %135 [[0, 1], [2], [3]] output_shape [%128, 1, %129, 88] : tensor<?x?x88xf32> into tensor<?x1x?x88xf32>
    %136 = arith.muli %43, %c22_i64 : i64
    cf.assert %47, "must have at most one inferred (negative) dimension"
    %137 = arith.muli %76, %77 : i64
    %138 = arith.muli %137, %c88_i64 : i64
    %139 = arith.divsi %138, %136 : i64
    %140 = arith.select %6, %139, %1 : i64
    %141 = arith.select %42, %139, %0 : i64
    %from_elements_34 = tensor.from_elements %140, %141, %139, %c22_i64 : tensor<4xi64>
    %reshape_35 = tensor.reshape %expanded_33(%from_elements_34) : (tensor<?x1x?x88xf32>, tensor<4xi64>) -> tensor<?x?x4x22xf32>
    %142 = arith.index_cast %140 : i64 to index
    %143 = arith.index_cast %141 : i64 to index
    %144 = tensor.empty(%142, %143) : tensor<?x4x?x22xf32>
    %transposed_36 = linalg.transpose ins(%reshape_35 : tensor<?x?x4x22xf32>) outs(%144 : tensor<?x4x?x22xf32>) permutation = [0, 2, 1, 3]
    %extracted_slice_37 = tensor.extract_slice %transposed_36[0, 0, 0, 0] [%142, 4, %143, 12] [1, 1, 1, 1] : tensor<?x4x?x22xf32> to tensor<?x4x?x12xf32>
    %extracted_slice_38 = tensor.extract_slice %transposed_36[0, 0, 0, 12] [%142, 4, %143, 10] [1, 1, 1, 1] : tensor<?x4x?x22xf32> to tensor<?x4x?x10xf32>
    %145 = arith.index_cast %125 : i64 to index
    %146 = arith.index_cast %126 : i64 to index
    %147 = tensor.empty(%145, %146) : tensor<?x4x?x8xf32>
    %collapsed_39 = tensor.collapse_shape %reshape_30 [[0, 1], [2], [3]] : tensor<?x1x?x8xf32> into tensor<?x?x8xf32>
    %148 = linalg.generic {indexing_maps = [#map14, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%collapsed_39 : tensor<?x?x8xf32>) outs(%147 : tensor<?x4x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x8xf32>
    %149 = tensor.empty(%dim_8, %dim) : tensor<?x4x?x20xf32>
    %150 = arith.cmpi sge, %1, %c0_i64 : i64
    cf.assert %150, "unimplemented: dynamic negative broadcast sizes"
    %151 = arith.cmpi sge, %0, %c0_i64 : i64
    cf.assert %151, "unimplemented: dynamic negative broadcast sizes"
    %152 = tensor.empty(%dim_8, %dim) : tensor<?x4x?x12xf32>
    %153 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%152 : tensor<?x4x?x12xf32>) {
    ^bb0(%out: f32):
      %202 = linalg.index 0 : index
      %203 = linalg.index 1 : index
      %204 = linalg.index 2 : index
      %205 = linalg.index 3 : index
      %206 = arith.cmpi eq, %142, %c1 : index
      %207 = arith.select %206, %c0, %202 : index
      %208 = arith.cmpi eq, %143, %c1 : index
      %209 = arith.select %208, %c0, %204 : index
      %extracted = tensor.extract %extracted_slice_37[%207, %203, %209, %205] : tensor<?x4x?x12xf32>
      linalg.yield %extracted : f32
    } -> tensor<?x4x?x12xf32>
    %inserted_slice = tensor.insert_slice %153 into %149[0, 0, 0, 0] [%dim_8, 4, %dim, 12] [1, 1, 1, 1] : tensor<?x4x?x12xf32> into tensor<?x4x?x20xf32>
    cf.assert %150, "unimplemented: dynamic negative broadcast sizes"
    cf.assert %151, "unimplemented: dynamic negative broadcast sizes"
    %154 = tensor.empty(%dim_8, %dim) : tensor<?x4x?x8xf32>
    %155 = linalg.generic {indexing_maps = [#map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%154 : tensor<?x4x?x8xf32>) {
    ^bb0(%out: f32):
      %202 = linalg.index 0 : index
      %203 = linalg.index 1 : index
      %204 = linalg.index 2 : index
      %205 = linalg.index 3 : index
      %206 = arith.cmpi eq, %145, %c1 : index
      %207 = arith.select %206, %c0, %202 : index
      %208 = arith.cmpi eq, %146, %c1 : index
      %209 = arith.select %208, %c0, %204 : index
      %extracted = tensor.extract %148[%207, %203, %209, %205] : tensor<?x4x?x8xf32>
      linalg.yield %extracted : f32
    } -> tensor<?x4x?x8xf32>
    %inserted_slice_40 = tensor.insert_slice %155 into %inserted_slice[0, 0, 0, 12] [%dim_8, 4, %dim, 8] [1, 1, 1, 1] : tensor<?x4x?x8xf32> into tensor<?x4x?x20xf32>
    %156 = tensor.empty(%dim_8, %dim) : tensor<?x4x20x?xf32>
    %transposed_41 = linalg.transpose ins(%inserted_slice_40 : tensor<?x4x?x20xf32>) outs(%156 : tensor<?x4x20x?xf32>) permutation = [0, 1, 3, 2]
    %157 = arith.maxui %53, %dim_8 : index
    %collapsed_42 = tensor.collapse_shape %concat [[0, 1], [2], [3]] : tensor<?x4x?x20xf32> into tensor<?x?x20xf32>
    %collapsed_43 = tensor.collapse_shape %transposed_41 [[0, 1], [2], [3]] : tensor<?x4x20x?xf32> into tensor<?x20x?xf32>
    %158 = arith.muli %157, %c4 : index
    %159 = tensor.empty(%158, %54, %dim) : tensor<?x?x?xf32>
    %160 = linalg.fill ins(%cst : f32) outs(%159 : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
    %161 = linalg.batch_matmul ins(%collapsed_42, %collapsed_43 : tensor<?x?x20xf32>, tensor<?x20x?xf32>) outs(%160 : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
    %162 = arith.divsi %158, %c4 : index
    %expanded_44 = tensor.expand_shape %161 [[0, 1], [2], [3]] output_shape [%162, 4, %54, %dim] : tensor<?x?x?xf32> into tensor<?x4x?x?xf32>
    %163 = tensor.empty(%162, %54, %dim) : tensor<?x4x?x?xf32>
    %164 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_44 : tensor<?x4x?x?xf32>) outs(%163 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %202 = arith.truncf %cst_3 : f64 to f32
      %203 = arith.mulf %in, %202 : f32
      linalg.yield %203 : f32
    } -> tensor<?x4x?x?xf32>
    %165 = arith.cmpi eq, %162, %7 : index
    cf.assert %165, "mismatched size for broadcast"
    %166 = arith.cmpi eq, %54, %dim : index
    cf.assert %166, "mismatched size for broadcast"
    %167 = linalg.generic {indexing_maps = [#map3, #map10, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%164, %12 : tensor<?x4x?x?xf32>, tensor<?x1x?x?xf32>) outs(%163 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %202 = arith.addf %in, %in_53 : f32
      linalg.yield %202 : f32
    } -> tensor<?x4x?x?xf32>
    %168 = tensor.empty(%162, %54) : tensor<?x4x?xi64>
    %169 = linalg.fill ins(%c0_i64 : i64) outs(%168 : tensor<?x4x?xi64>) -> tensor<?x4x?xi64>
    %170 = tensor.empty(%162, %54) : tensor<?x4x?xf32>
    %171 = linalg.fill ins(%cst_0 : f32) outs(%170 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
    %172:2 = linalg.generic {indexing_maps = [#map3, #map15, #map15], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%167 : tensor<?x4x?x?xf32>) outs(%171, %169 : tensor<?x4x?xf32>, tensor<?x4x?xi64>) {
    ^bb0(%in: f32, %out: f32, %out_53: i64):
      %202 = linalg.index 3 : index
      %203 = arith.index_cast %202 : index to i64
      %204 = arith.maximumf %in, %out : f32
      %205 = arith.cmpf ogt, %in, %out : f32
      %206 = arith.select %205, %203, %out_53 : i64
      linalg.yield %204, %206 : f32, i64
    } -> (tensor<?x4x?xf32>, tensor<?x4x?xi64>)
    %expanded_45 = tensor.expand_shape %172#0 [[0], [1], [2, 3]] output_shape [%162, 4, %54, 1] : tensor<?x4x?xf32> into tensor<?x4x?x1xf32>
    %173 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%167, %expanded_45 : tensor<?x4x?x?xf32>, tensor<?x4x?x1xf32>) outs(%163 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %202 = arith.subf %in, %in_53 : f32
      linalg.yield %202 : f32
    } -> tensor<?x4x?x?xf32>
    %174 = linalg.generic {indexing_maps = [#map3, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%173 : tensor<?x4x?x?xf32>) outs(%163 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %202 = math.exp %in : f32
      linalg.yield %202 : f32
    } -> tensor<?x4x?x?xf32>
    %175 = tensor.empty(%162, %54) : tensor<?x4x?x1xf32>
    %176 = linalg.fill ins(%cst : f32) outs(%175 : tensor<?x4x?x1xf32>) -> tensor<?x4x?x1xf32>
    %177 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%174 : tensor<?x4x?x?xf32>) outs(%176 : tensor<?x4x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %202 = arith.addf %in, %out : f32
      linalg.yield %202 : f32
    } -> tensor<?x4x?x1xf32>
    %178 = linalg.generic {indexing_maps = [#map3, #map2, #map3], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%174, %177 : tensor<?x4x?x?xf32>, tensor<?x4x?x1xf32>) outs(%163 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_53: f32, %out: f32):
      %202 = arith.divf %in, %in_53 : f32
      linalg.yield %202 : f32
    } -> tensor<?x4x?x?xf32>
    %179 = arith.maxui %162, %142 : index
    %180 = arith.cmpi eq, %0, %141 : i64
    cf.assert %180, "mismatching contracting dimension"
    %collapsed_46 = tensor.collapse_shape %178 [[0, 1], [2], [3]] : tensor<?x4x?x?xf32> into tensor<?x?x?xf32>
    %collapsed_47 = tensor.collapse_shape %extracted_slice_38 [[0, 1], [2], [3]] : tensor<?x4x?x10xf32> into tensor<?x?x10xf32>
    %181 = arith.muli %179, %c4 : index
    %182 = tensor.empty(%181, %54) : tensor<?x?x10xf32>
    %183 = linalg.fill ins(%cst : f32) outs(%182 : tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
    %184 = linalg.batch_matmul ins(%collapsed_46, %collapsed_47 : tensor<?x?x?xf32>, tensor<?x?x10xf32>) outs(%183 : tensor<?x?x10xf32>) -> tensor<?x?x10xf32>
    %185 = arith.divsi %181, %c4 : index
    %expanded_48 = tensor.expand_shape %184 [[0, 1], [2], [3]] output_shape [%185, 4, %54, 10] : tensor<?x?x10xf32> into tensor<?x4x?x10xf32>
    %186 = tensor.empty(%185, %54) : tensor<?x?x4x10xf32>
    %transposed_49 = linalg.transpose ins(%expanded_48 : tensor<?x4x?x10xf32>) outs(%186 : tensor<?x?x4x10xf32>) permutation = [0, 2, 1, 3]
    cf.assert %47, "must have at most one inferred (negative) dimension"
    %187 = arith.index_cast %185 : index to i64
    %188 = arith.muli %187, %52 : i64
    %189 = arith.muli %188, %c40_i64 : i64
    %190 = arith.divsi %189, %43 : i64
    %191 = arith.select %6, %190, %1 : i64
    %192 = arith.select %42, %190, %0 : i64
    %from_elements_50 = tensor.from_elements %191, %192, %190 : tensor<3xi64>
    %reshape_51 = tensor.reshape %transposed_49(%from_elements_50) : (tensor<?x?x4x10xf32>, tensor<3xi64>) -> tensor<?x?x40xf32>
    %193 = tensor.empty() : tensor<40x32xf32>
    %transposed_52 = linalg.transpose ins(%arg6 : tensor<32x40xf32>) outs(%193 : tensor<40x32xf32>) permutation = [1, 0]
    %194 = arith.index_cast %191 : i64 to index
    %195 = arith.index_cast %192 : i64 to index
    %196 = arith.cmpi sge, %191, %c0_i64 : i64
    cf.assert %196, "negative values not allowed in new dimensions"
    %197 = tensor.empty(%194) : tensor<?x40x32xf32>
    %198 = linalg.generic {indexing_maps = [#map5, #map6], iterator_types = ["parallel", "parallel", "parallel"]} ins(%transposed_52 : tensor<40x32xf32>) outs(%197 : tensor<?x40x32xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x40x32xf32>
    %199 = tensor.empty(%194, %195) : tensor<?x?x32xf32>
    %200 = linalg.fill ins(%cst : f32) outs(%199 : tensor<?x?x32xf32>) -> tensor<?x?x32xf32>
    %201 = linalg.batch_matmul ins(%reshape_51, %198 : tensor<?x?x40xf32>, tensor<?x40x32xf32>) outs(%200 : tensor<?x?x32xf32>) -> tensor<?x?x32xf32>
    return %201 : tensor<?x?x32xf32>
  }
}

{-#
  dialect_resources: {
    builtin: {
      torch_tensor_4_torch.float32: "0x040000000000803FCDCCCC3D0AD7233C6F12833A"
    }
  }
#-}
