// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_plain.py; see README.md.

#map = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map1 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map2 = affine_map<(d0, d1, d2) -> (d2)>
#map3 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#map4 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map5 = affine_map<(d0) -> (d0)>
#map6 = affine_map<(d0, d1) -> (0, d1)>
#map7 = affine_map<(d0, d1) -> (d0, 0)>
#map8 = affine_map<(d0, d1) -> (d0, d1)>
#map9 = affine_map<(d0, d1) -> ()>
#map10 = affine_map<(d0, d1, d2, d3) -> (d2, d3)>
#map11 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map12 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
module {
  func.func @plain_subtracted_static(%arg0: tensor<2x5x32xf32>, %arg1: tensor<2x5xi64>, %arg2: tensor<24xf32>, %arg3: tensor<16xf32>, %arg4: tensor<24x32xf32>, %arg5: tensor<80x24xf32>, %arg6: tensor<24x32xf32>, %arg7: tensor<88x16xf32>, %arg8: tensor<32x40xf32>) -> tensor<2x5x32xf32> {
    %c2_i64 = arith.constant 2 : i64
    %c0_i64 = arith.constant 0 : i64
    %cst = arith.constant 0.000000e+00 : f32
    %cst_0 = arith.constant 0xFF800000 : f32
    %cst_1 = arith.constant dense<1.000000e+00> : tensor<f32>
    %cst_2 = arith.constant 4.4721359549995796 : f64
    %cst_3 = arith.constant 9.9999999999999995E-7 : f64
    %cst_4 = arith.constant 2.400000e+01 : f32
    %cst_5 = arith.constant 1.600000e+01 : f32
    %cst_6 = arith.constant 1.000000e+09 : f32
    %0 = tensor.empty() : tensor<32x24xf32>
    %transposed = linalg.transpose ins(%arg4 : tensor<24x32xf32>) outs(%0 : tensor<32x24xf32>) permutation = [1, 0]
    %collapsed = tensor.collapse_shape %arg0 [[0, 1], [2]] : tensor<2x5x32xf32> into tensor<10x32xf32>
    %1 = tensor.empty() : tensor<10x24xf32>
    %2 = linalg.fill ins(%cst : f32) outs(%1 : tensor<10x24xf32>) -> tensor<10x24xf32>
    %3 = linalg.matmul ins(%collapsed, %transposed : tensor<10x32xf32>, tensor<32x24xf32>) outs(%2 : tensor<10x24xf32>) -> tensor<10x24xf32>
    %expanded = tensor.expand_shape %3 [[0, 1], [2]] output_shape [2, 5, 24] : tensor<10x24xf32> into tensor<2x5x24xf32>
    %4 = tensor.empty() : tensor<2x5x24xf32>
    %5 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded : tensor<2x5x24xf32>) outs(%4 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      %69 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %69 : f32
    } -> tensor<2x5x24xf32>
    %6 = tensor.empty() : tensor<2x5x1xf32>
    %7 = linalg.fill ins(%cst : f32) outs(%6 : tensor<2x5x1xf32>) -> tensor<2x5x1xf32>
    %8 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%5 : tensor<2x5x24xf32>) outs(%7 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %69 = arith.addf %in, %out : f32
      linalg.yield %69 : f32
    } -> tensor<2x5x1xf32>
    %9 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%8 : tensor<2x5x1xf32>) outs(%6 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %69 = arith.divf %in, %cst_4 : f32
      linalg.yield %69 : f32
    } -> tensor<2x5x1xf32>
    %10 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%9 : tensor<2x5x1xf32>) outs(%6 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %69 = arith.truncf %cst_3 : f64 to f32
      %70 = arith.addf %in, %69 : f32
      linalg.yield %70 : f32
    } -> tensor<2x5x1xf32>
    %11 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10 : tensor<2x5x1xf32>) outs(%6 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %69 = math.rsqrt %in : f32
      linalg.yield %69 : f32
    } -> tensor<2x5x1xf32>
    %12 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%expanded, %11 : tensor<2x5x24xf32>, tensor<2x5x1xf32>) outs(%4 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %in_34: f32, %out: f32):
      %69 = arith.mulf %in, %in_34 : f32
      linalg.yield %69 : f32
    } -> tensor<2x5x24xf32>
    %13 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%12, %arg2 : tensor<2x5x24xf32>, tensor<24xf32>) outs(%4 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %in_34: f32, %out: f32):
      %69 = arith.mulf %in, %in_34 : f32
      linalg.yield %69 : f32
    } -> tensor<2x5x24xf32>
    %14 = tensor.empty() : tensor<24x80xf32>
    %transposed_7 = linalg.transpose ins(%arg5 : tensor<80x24xf32>) outs(%14 : tensor<24x80xf32>) permutation = [1, 0]
    %collapsed_8 = tensor.collapse_shape %13 [[0, 1], [2]] : tensor<2x5x24xf32> into tensor<10x24xf32>
    %15 = tensor.empty() : tensor<10x80xf32>
    %16 = linalg.fill ins(%cst : f32) outs(%15 : tensor<10x80xf32>) -> tensor<10x80xf32>
    %17 = linalg.matmul ins(%collapsed_8, %transposed_7 : tensor<10x24xf32>, tensor<24x80xf32>) outs(%16 : tensor<10x80xf32>) -> tensor<10x80xf32>
    %expanded_9 = tensor.expand_shape %17 [[0, 1], [2, 3]] output_shape [2, 5, 4, 20] : tensor<10x80xf32> into tensor<2x5x4x20xf32>
    %18 = tensor.empty() : tensor<2x4x5x20xf32>
    %transposed_10 = linalg.transpose ins(%expanded_9 : tensor<2x5x4x20xf32>) outs(%18 : tensor<2x4x5x20xf32>) permutation = [0, 2, 1, 3]
    %transposed_11 = linalg.transpose ins(%arg6 : tensor<24x32xf32>) outs(%0 : tensor<32x24xf32>) permutation = [1, 0]
    %19 = linalg.matmul ins(%collapsed, %transposed_11 : tensor<10x32xf32>, tensor<32x24xf32>) outs(%2 : tensor<10x24xf32>) -> tensor<10x24xf32>
    %expanded_12 = tensor.expand_shape %19 [[0, 1], [2]] output_shape [2, 5, 24] : tensor<10x24xf32> into tensor<2x5x24xf32>
    %extracted_slice = tensor.extract_slice %expanded_12[0, 0, 0] [2, 5, 16] [1, 1, 1] : tensor<2x5x24xf32> to tensor<2x5x16xf32>
    %extracted_slice_13 = tensor.extract_slice %expanded_12[0, 0, 16] [2, 5, 8] [1, 1, 1] : tensor<2x5x24xf32> to tensor<2x5x8xf32>
    %20 = tensor.empty() : tensor<2x5x16xf32>
    %21 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice : tensor<2x5x16xf32>) outs(%20 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      %69 = math.fpowi %in, %c2_i64 : f32, i64
      linalg.yield %69 : f32
    } -> tensor<2x5x16xf32>
    %22 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel", "reduction"]} ins(%21 : tensor<2x5x16xf32>) outs(%7 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %69 = arith.addf %in, %out : f32
      linalg.yield %69 : f32
    } -> tensor<2x5x1xf32>
    %23 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%22 : tensor<2x5x1xf32>) outs(%6 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %69 = arith.divf %in, %cst_5 : f32
      linalg.yield %69 : f32
    } -> tensor<2x5x1xf32>
    %24 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%23 : tensor<2x5x1xf32>) outs(%6 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %69 = arith.truncf %cst_3 : f64 to f32
      %70 = arith.addf %in, %69 : f32
      linalg.yield %70 : f32
    } -> tensor<2x5x1xf32>
    %25 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%24 : tensor<2x5x1xf32>) outs(%6 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %69 = math.rsqrt %in : f32
      linalg.yield %69 : f32
    } -> tensor<2x5x1xf32>
    %26 = linalg.generic {indexing_maps = [#map, #map1, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice, %25 : tensor<2x5x16xf32>, tensor<2x5x1xf32>) outs(%20 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_34: f32, %out: f32):
      %69 = arith.mulf %in, %in_34 : f32
      linalg.yield %69 : f32
    } -> tensor<2x5x16xf32>
    %27 = linalg.generic {indexing_maps = [#map, #map2, #map], iterator_types = ["parallel", "parallel", "parallel"]} ins(%26, %arg3 : tensor<2x5x16xf32>, tensor<16xf32>) outs(%20 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_34: f32, %out: f32):
      %69 = arith.mulf %in, %in_34 : f32
      linalg.yield %69 : f32
    } -> tensor<2x5x16xf32>
    %28 = tensor.empty() : tensor<16x88xf32>
    %transposed_14 = linalg.transpose ins(%arg7 : tensor<88x16xf32>) outs(%28 : tensor<16x88xf32>) permutation = [1, 0]
    %collapsed_15 = tensor.collapse_shape %27 [[0, 1], [2]] : tensor<2x5x16xf32> into tensor<10x16xf32>
    %29 = tensor.empty() : tensor<10x88xf32>
    %30 = linalg.fill ins(%cst : f32) outs(%29 : tensor<10x88xf32>) -> tensor<10x88xf32>
    %31 = linalg.matmul ins(%collapsed_15, %transposed_14 : tensor<10x16xf32>, tensor<16x88xf32>) outs(%30 : tensor<10x88xf32>) -> tensor<10x88xf32>
    %expanded_16 = tensor.expand_shape %31 [[0, 1], [2, 3]] output_shape [2, 5, 4, 22] : tensor<10x88xf32> into tensor<2x5x4x22xf32>
    %32 = tensor.empty() : tensor<2x4x5x22xf32>
    %transposed_17 = linalg.transpose ins(%expanded_16 : tensor<2x5x4x22xf32>) outs(%32 : tensor<2x4x5x22xf32>) permutation = [0, 2, 1, 3]
    %33 = tensor.empty() : tensor<2x4x5x8xf32>
    %34 = linalg.generic {indexing_maps = [#map3, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_13 : tensor<2x5x8xf32>) outs(%33 : tensor<2x4x5x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x8xf32>
    %extracted_slice_18 = tensor.extract_slice %transposed_17[0, 0, 0, 0] [2, 4, 5, 12] [1, 1, 1, 1] : tensor<2x4x5x22xf32> to tensor<2x4x5x12xf32>
    %concat = tensor.concat dim(3) %extracted_slice_18, %34 : (tensor<2x4x5x12xf32>, tensor<2x4x5x8xf32>) -> tensor<2x4x5x20xf32>
    %extracted_slice_19 = tensor.extract_slice %transposed_17[0, 0, 0, 12] [2, 4, 5, 10] [1, 1, 1, 1] : tensor<2x4x5x22xf32> to tensor<2x4x5x10xf32>
    %35 = tensor.empty() : tensor<5xi64>
    %36 = linalg.generic {indexing_maps = [#map5], iterator_types = ["parallel"]} outs(%35 : tensor<5xi64>) {
    ^bb0(%out: i64):
      %69 = linalg.index 0 : index
      %70 = arith.index_cast %69 : index to i64
      linalg.yield %70 : i64
    } -> tensor<5xi64>
    %expanded_20 = tensor.expand_shape %36 [[0, 1]] output_shape [1, 5] : tensor<5xi64> into tensor<1x5xi64>
    %expanded_21 = tensor.expand_shape %36 [[0, 1]] output_shape [5, 1] : tensor<5xi64> into tensor<5x1xi64>
    %37 = tensor.empty() : tensor<5x5xi1>
    %38 = linalg.generic {indexing_maps = [#map6, #map7, #map8], iterator_types = ["parallel", "parallel"]} ins(%expanded_20, %expanded_21 : tensor<1x5xi64>, tensor<5x1xi64>) outs(%37 : tensor<5x5xi1>) {
    ^bb0(%in: i64, %in_34: i64, %out: i1):
      %69 = arith.cmpi sle, %in, %in_34 : i64
      linalg.yield %69 : i1
    } -> tensor<5x5xi1>
    %39 = tensor.empty() : tensor<5x5xf32>
    %40 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel"]} ins(%38 : tensor<5x5xi1>) outs(%39 : tensor<5x5xf32>) {
    ^bb0(%in: i1, %out: f32):
      %69 = arith.uitofp %in : i1 to f32
      linalg.yield %69 : f32
    } -> tensor<5x5xf32>
    %41 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%transposed_10 : tensor<2x4x5x20xf32>) outs(%18 : tensor<2x4x5x20xf32>) {
    ^bb0(%in: f32, %out: f32):
      %69 = arith.truncf %cst_2 : f64 to f32
      %70 = arith.divf %in, %69 : f32
      linalg.yield %70 : f32
    } -> tensor<2x4x5x20xf32>
    %42 = tensor.empty() : tensor<2x4x20x5xf32>
    %transposed_22 = linalg.transpose ins(%concat : tensor<2x4x5x20xf32>) outs(%42 : tensor<2x4x20x5xf32>) permutation = [0, 1, 3, 2]
    %collapsed_23 = tensor.collapse_shape %41 [[0, 1], [2], [3]] : tensor<2x4x5x20xf32> into tensor<8x5x20xf32>
    %collapsed_24 = tensor.collapse_shape %transposed_22 [[0, 1], [2], [3]] : tensor<2x4x20x5xf32> into tensor<8x20x5xf32>
    %43 = tensor.empty() : tensor<8x5x5xf32>
    %44 = linalg.fill ins(%cst : f32) outs(%43 : tensor<8x5x5xf32>) -> tensor<8x5x5xf32>
    %45 = linalg.batch_matmul ins(%collapsed_23, %collapsed_24 : tensor<8x5x20xf32>, tensor<8x20x5xf32>) outs(%44 : tensor<8x5x5xf32>) -> tensor<8x5x5xf32>
    %expanded_25 = tensor.expand_shape %45 [[0, 1], [2], [3]] output_shape [2, 4, 5, 5] : tensor<8x5x5xf32> into tensor<2x4x5x5xf32>
    %46 = linalg.generic {indexing_maps = [#map9, #map8, #map8], iterator_types = ["parallel", "parallel"]} ins(%cst_1, %40 : tensor<f32>, tensor<5x5xf32>) outs(%39 : tensor<5x5xf32>) {
    ^bb0(%in: f32, %in_34: f32, %out: f32):
      %69 = arith.subf %in, %in_34 : f32
      linalg.yield %69 : f32
    } -> tensor<5x5xf32>
    %47 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel"]} ins(%46 : tensor<5x5xf32>) outs(%39 : tensor<5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %69 = arith.mulf %in, %cst_6 : f32
      linalg.yield %69 : f32
    } -> tensor<5x5xf32>
    %48 = tensor.empty() : tensor<2x4x5x5xf32>
    %49 = linalg.generic {indexing_maps = [#map4, #map10, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%expanded_25, %47 : tensor<2x4x5x5xf32>, tensor<5x5xf32>) outs(%48 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_34: f32, %out: f32):
      %69 = arith.subf %in, %in_34 : f32
      linalg.yield %69 : f32
    } -> tensor<2x4x5x5xf32>
    %50 = tensor.empty() : tensor<2x4x5xi64>
    %51 = linalg.fill ins(%c0_i64 : i64) outs(%50 : tensor<2x4x5xi64>) -> tensor<2x4x5xi64>
    %52 = tensor.empty() : tensor<2x4x5xf32>
    %53 = linalg.fill ins(%cst_0 : f32) outs(%52 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %54:2 = linalg.generic {indexing_maps = [#map4, #map11, #map11], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%49 : tensor<2x4x5x5xf32>) outs(%53, %51 : tensor<2x4x5xf32>, tensor<2x4x5xi64>) {
    ^bb0(%in: f32, %out: f32, %out_34: i64):
      %69 = linalg.index 3 : index
      %70 = arith.index_cast %69 : index to i64
      %71 = arith.maximumf %in, %out : f32
      %72 = arith.cmpf ogt, %in, %out : f32
      %73 = arith.select %72, %70, %out_34 : i64
      linalg.yield %71, %73 : f32, i64
    } -> (tensor<2x4x5xf32>, tensor<2x4x5xi64>)
    %expanded_26 = tensor.expand_shape %54#0 [[0], [1], [2, 3]] output_shape [2, 4, 5, 1] : tensor<2x4x5xf32> into tensor<2x4x5x1xf32>
    %55 = linalg.generic {indexing_maps = [#map4, #map12, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%49, %expanded_26 : tensor<2x4x5x5xf32>, tensor<2x4x5x1xf32>) outs(%48 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_34: f32, %out: f32):
      %69 = arith.subf %in, %in_34 : f32
      linalg.yield %69 : f32
    } -> tensor<2x4x5x5xf32>
    %56 = linalg.generic {indexing_maps = [#map4, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%55 : tensor<2x4x5x5xf32>) outs(%48 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %69 = math.exp %in : f32
      linalg.yield %69 : f32
    } -> tensor<2x4x5x5xf32>
    %57 = tensor.empty() : tensor<2x4x5x1xf32>
    %58 = linalg.fill ins(%cst : f32) outs(%57 : tensor<2x4x5x1xf32>) -> tensor<2x4x5x1xf32>
    %59 = linalg.generic {indexing_maps = [#map4, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%56 : tensor<2x4x5x5xf32>) outs(%58 : tensor<2x4x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %69 = arith.addf %in, %out : f32
      linalg.yield %69 : f32
    } -> tensor<2x4x5x1xf32>
    %60 = linalg.generic {indexing_maps = [#map4, #map12, #map4], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%56, %59 : tensor<2x4x5x5xf32>, tensor<2x4x5x1xf32>) outs(%48 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_34: f32, %out: f32):
      %69 = arith.divf %in, %in_34 : f32
      linalg.yield %69 : f32
    } -> tensor<2x4x5x5xf32>
    %collapsed_27 = tensor.collapse_shape %60 [[0, 1], [2], [3]] : tensor<2x4x5x5xf32> into tensor<8x5x5xf32>
    %collapsed_28 = tensor.collapse_shape %extracted_slice_19 [[0, 1], [2], [3]] : tensor<2x4x5x10xf32> into tensor<8x5x10xf32>
    %61 = tensor.empty() : tensor<8x5x10xf32>
    %62 = linalg.fill ins(%cst : f32) outs(%61 : tensor<8x5x10xf32>) -> tensor<8x5x10xf32>
    %63 = linalg.batch_matmul ins(%collapsed_27, %collapsed_28 : tensor<8x5x5xf32>, tensor<8x5x10xf32>) outs(%62 : tensor<8x5x10xf32>) -> tensor<8x5x10xf32>
    %expanded_29 = tensor.expand_shape %63 [[0, 1], [2], [3]] output_shape [2, 4, 5, 10] : tensor<8x5x10xf32> into tensor<2x4x5x10xf32>
    %64 = tensor.empty() : tensor<2x5x4x10xf32>
    %transposed_30 = linalg.transpose ins(%expanded_29 : tensor<2x4x5x10xf32>) outs(%64 : tensor<2x5x4x10xf32>) permutation = [0, 2, 1, 3]
    %65 = tensor.empty() : tensor<40x32xf32>
    %transposed_31 = linalg.transpose ins(%arg8 : tensor<32x40xf32>) outs(%65 : tensor<40x32xf32>) permutation = [1, 0]
    %collapsed_32 = tensor.collapse_shape %transposed_30 [[0, 1], [2, 3]] : tensor<2x5x4x10xf32> into tensor<10x40xf32>
    %66 = tensor.empty() : tensor<10x32xf32>
    %67 = linalg.fill ins(%cst : f32) outs(%66 : tensor<10x32xf32>) -> tensor<10x32xf32>
    %68 = linalg.matmul ins(%collapsed_32, %transposed_31 : tensor<10x40xf32>, tensor<40x32xf32>) outs(%67 : tensor<10x32xf32>) -> tensor<10x32xf32>
    %expanded_33 = tensor.expand_shape %68 [[0, 1], [2]] output_shape [2, 5, 32] : tensor<10x32xf32> into tensor<2x5x32xf32>
    return %expanded_33 : tensor<2x5x32xf32>
  }
}
