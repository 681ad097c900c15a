// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_jax.py; see README.md.

#map = affine_map<(d0, d1) -> (d0)>
#map1 = affine_map<(d0, d1) -> (d0, d1)>
#map2 = affine_map<(d0, d1) -> (d1)>
#map3 = affine_map<(d0, d1) -> (d0, 0)>
#map4 = affine_map<(d0, d1) -> (0, d1)>
#map5 = affine_map<(d0, d1) -> ()>
#map6 = affine_map<(d0, d1, d2) -> (d0, d1)>
#map7 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map8 = affine_map<(d0, d1, d2) -> (d0, d2)>
#map9 = affine_map<(d0, d1, d2) -> (d0, 0, d2)>
#map10 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map11 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map12 = affine_map<(d0, d1, d2, d3) -> (d1, d0, d3)>
#map13 = affine_map<(d0, d1, d2, d3) -> (d2, d0, d3)>
#map14 = affine_map<(d0, d1, d2, d3) -> (d0, d3)>
#map15 = affine_map<(d0, d1, d2, d3) -> (d1, d2, d3)>
#map16 = affine_map<(d0, d1, d2) -> (d2, d1, d0)>
#map17 = affine_map<(d0, d1, d2) -> ()>
#map18 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map19 = affine_map<(d0, d1, d2, d3) -> (d3, d0, d1)>
#map20 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#map21 = affine_map<(d0, d1, d2) -> (d1, d2, d0)>
#map22 = affine_map<(d0, d1, d2) -> (d1, d2)>
module {
  func.func @jax_einsum(%arg0: tensor<5x32xf32>, %arg1: tensor<5xi32>, %arg2: tensor<32x24xf32>, %arg3: tensor<24xf32>, %arg4: tensor<24x80xf32>, %arg5: tensor<32x24xf32>, %arg6: tensor<16xf32>, %arg7: tensor<16x88xf32>, %arg8: tensor<40x32xf32>) -> (tensor<5x32xf32> ) {
    %c1 = arith.constant 1 : index
    %cst = arith.constant 0xFF800000 : f32
    %cst_0 = arith.constant 0.000000e+00 : f32
    %cst_1 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_2 = arith.constant dense<true> : tensor<i1>
    %cst_3 = arith.constant dense<0.223606795> : tensor<f32>
    %cst_4 = arith.constant dense<1.600000e+01> : tensor<f32>
    %cst_5 = arith.constant dense<9.99999997E-7> : tensor<f32>
    %cst_6 = arith.constant dense<2.400000e+01> : tensor<f32>
    %cst_7 = arith.constant dense<[1.000000e+00, 1.000000e-01, 0.00999999977, 1.000000e-03]> : tensor<4xf32>
    %0 = tensor.empty() : tensor<5x1xi32>
    %1 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg1 : tensor<5xi32>) outs(%0 : tensor<5x1xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<5x1xi32>
    %2 = tensor.empty() : tensor<5x1xf32>
    %3 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%1 : tensor<5x1xi32>) outs(%2 : tensor<5x1xf32>) {
    ^bb0(%in: i32, %out: f32):
      %117 = arith.sitofp %in : i32 to f32
      linalg.yield %117 : f32
    } -> tensor<5x1xf32>
    %4 = tensor.empty() : tensor<1x4xf32>
    %5 = linalg.generic {indexing_maps = [#map2, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_7 : tensor<4xf32>) outs(%4 : tensor<1x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x4xf32>
    %6 = tensor.empty() : tensor<5x4xf32>
    %7 = linalg.generic {indexing_maps = [#map3, #map1], iterator_types = ["parallel", "parallel"]} ins(%3 : tensor<5x1xf32>) outs(%6 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4xf32>
    %8 = linalg.generic {indexing_maps = [#map4, #map1], iterator_types = ["parallel", "parallel"]} ins(%5 : tensor<1x4xf32>) outs(%6 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4xf32>
    %9 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%7, %8 : tensor<5x4xf32>, tensor<5x4xf32>) outs(%6 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x4xf32>
    %10 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%9 : tensor<5x4xf32>) outs(%6 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %117 = math.cos %in : f32
      linalg.yield %117 : f32
    } -> tensor<5x4xf32>
    %11 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%9 : tensor<5x4xf32>) outs(%6 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %117 = math.sin %in : f32
      linalg.yield %117 : f32
    } -> tensor<5x4xf32>
    %12 = tensor.empty() : tensor<5x24xf32>
    %13 = linalg.fill ins(%cst_0 : f32) outs(%12 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %14 = linalg.matmul ins(%arg0, %arg2 : tensor<5x32xf32>, tensor<32x24xf32>) outs(%13 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %15 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%14, %14 : tensor<5x24xf32>, tensor<5x24xf32>) outs(%12 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x24xf32>
    %16 = tensor.empty() : tensor<5xf32>
    %17 = linalg.fill ins(%cst_0 : f32) outs(%16 : tensor<5xf32>) -> tensor<5xf32>
    %18 = linalg.generic {indexing_maps = [#map1, #map], iterator_types = ["parallel", "reduction"]} ins(%15 : tensor<5x24xf32>) outs(%17 : tensor<5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %117 = arith.addf %out, %in : f32
      linalg.yield %117 : f32
    } -> tensor<5xf32>
    %19 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%18 : tensor<5xf32>) outs(%2 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x1xf32>
    %20 = linalg.generic {indexing_maps = [#map5, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_6 : tensor<f32>) outs(%2 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x1xf32>
    %21 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%19, %20 : tensor<5x1xf32>, tensor<5x1xf32>) outs(%2 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.divf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x1xf32>
    %22 = linalg.generic {indexing_maps = [#map5, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_5 : tensor<f32>) outs(%2 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x1xf32>
    %23 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%21, %22 : tensor<5x1xf32>, tensor<5x1xf32>) outs(%2 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.addf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x1xf32>
    %24 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%23 : tensor<5x1xf32>) outs(%2 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %117 = math.rsqrt %in : f32
      linalg.yield %117 : f32
    } -> tensor<5x1xf32>
    %25 = linalg.generic {indexing_maps = [#map3, #map1], iterator_types = ["parallel", "parallel"]} ins(%24 : tensor<5x1xf32>) outs(%12 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x24xf32>
    %26 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%14, %25 : tensor<5x24xf32>, tensor<5x24xf32>) outs(%12 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x24xf32>
    %27 = tensor.empty() : tensor<1x24xf32>
    %28 = linalg.generic {indexing_maps = [#map2, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg3 : tensor<24xf32>) outs(%27 : tensor<1x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x24xf32>
    %29 = linalg.generic {indexing_maps = [#map4, #map1], iterator_types = ["parallel", "parallel"]} ins(%28 : tensor<1x24xf32>) outs(%12 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x24xf32>
    %30 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%26, %29 : tensor<5x24xf32>, tensor<5x24xf32>) outs(%12 : tensor<5x24xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x24xf32>
    %31 = tensor.empty() : tensor<5x80xf32>
    %32 = linalg.fill ins(%cst_0 : f32) outs(%31 : tensor<5x80xf32>) -> tensor<5x80xf32>
    %33 = linalg.matmul ins(%30, %arg4 : tensor<5x24xf32>, tensor<24x80xf32>) outs(%32 : tensor<5x80xf32>) -> tensor<5x80xf32>
    %expanded = tensor.expand_shape %33 [[0], [1, 2]] output_shape [5, 4, 20] : tensor<5x80xf32> into tensor<5x4x20xf32>
    %extracted_slice = tensor.extract_slice %expanded[0, 0, 0] [5, 4, 12] [1, 1, 1] : tensor<5x4x20xf32> to tensor<5x4x12xf32>
    %extracted_slice_8 = tensor.extract_slice %expanded[0, 0, 12] [5, 4, 8] [1, 1, 1] : tensor<5x4x20xf32> to tensor<5x4x8xf32>
    %34 = linalg.matmul ins(%arg0, %arg5 : tensor<5x32xf32>, tensor<32x24xf32>) outs(%13 : tensor<5x24xf32>) -> tensor<5x24xf32>
    %extracted_slice_9 = tensor.extract_slice %34[0, 0] [5, 16] [1, 1] : tensor<5x24xf32> to tensor<5x16xf32>
    %35 = tensor.empty() : tensor<5x16xf32>
    %36 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice_9, %extracted_slice_9 : tensor<5x16xf32>, tensor<5x16xf32>) outs(%35 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x16xf32>
    %37 = linalg.generic {indexing_maps = [#map1, #map], iterator_types = ["parallel", "reduction"]} ins(%36 : tensor<5x16xf32>) outs(%17 : tensor<5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %117 = arith.addf %out, %in : f32
      linalg.yield %117 : f32
    } -> tensor<5xf32>
    %38 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%37 : tensor<5xf32>) outs(%2 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x1xf32>
    %39 = linalg.generic {indexing_maps = [#map5, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_4 : tensor<f32>) outs(%2 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x1xf32>
    %40 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%38, %39 : tensor<5x1xf32>, tensor<5x1xf32>) outs(%2 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.divf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x1xf32>
    %41 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%40, %22 : tensor<5x1xf32>, tensor<5x1xf32>) outs(%2 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.addf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x1xf32>
    %42 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%41 : tensor<5x1xf32>) outs(%2 : tensor<5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %117 = math.rsqrt %in : f32
      linalg.yield %117 : f32
    } -> tensor<5x1xf32>
    %43 = linalg.generic {indexing_maps = [#map3, #map1], iterator_types = ["parallel", "parallel"]} ins(%42 : tensor<5x1xf32>) outs(%35 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x16xf32>
    %44 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice_9, %43 : tensor<5x16xf32>, tensor<5x16xf32>) outs(%35 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x16xf32>
    %45 = tensor.empty() : tensor<1x16xf32>
    %46 = linalg.generic {indexing_maps = [#map2, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg6 : tensor<16xf32>) outs(%45 : tensor<1x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x16xf32>
    %47 = linalg.generic {indexing_maps = [#map4, #map1], iterator_types = ["parallel", "parallel"]} ins(%46 : tensor<1x16xf32>) outs(%35 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x16xf32>
    %48 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%44, %47 : tensor<5x16xf32>, tensor<5x16xf32>) outs(%35 : tensor<5x16xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x16xf32>
    %extracted_slice_10 = tensor.extract_slice %34[0, 16] [5, 8] [1, 1] : tensor<5x24xf32> to tensor<5x8xf32>
    %extracted_slice_11 = tensor.extract_slice %extracted_slice_10[0, 0] [5, 4] [1, 2] : tensor<5x8xf32> to tensor<5x4xf32>
    %extracted_slice_12 = tensor.extract_slice %extracted_slice_10[0, 1] [5, 4] [1, 2] : tensor<5x8xf32> to tensor<5x4xf32>
    %49 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice_11, %10 : tensor<5x4xf32>, tensor<5x4xf32>) outs(%6 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x4xf32>
    %50 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice_12, %11 : tensor<5x4xf32>, tensor<5x4xf32>) outs(%6 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x4xf32>
    %51 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%49, %50 : tensor<5x4xf32>, tensor<5x4xf32>) outs(%6 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.subf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x4xf32>
    %52 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice_11, %11 : tensor<5x4xf32>, tensor<5x4xf32>) outs(%6 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x4xf32>
    %53 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice_12, %10 : tensor<5x4xf32>, tensor<5x4xf32>) outs(%6 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x4xf32>
    %54 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%52, %53 : tensor<5x4xf32>, tensor<5x4xf32>) outs(%6 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.addf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x4xf32>
    %55 = tensor.empty() : tensor<5x4x1xf32>
    %56 = linalg.generic {indexing_maps = [#map6, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%51 : tensor<5x4xf32>) outs(%55 : tensor<5x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x1xf32>
    %57 = linalg.generic {indexing_maps = [#map6, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%54 : tensor<5x4xf32>) outs(%55 : tensor<5x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x1xf32>
    %58 = tensor.empty() : tensor<5x4x2xf32>
    %59 = linalg.generic {indexing_maps = [#map7], iterator_types = ["parallel", "parallel", "parallel"]} outs(%58 : tensor<5x4x2xf32>) {
    ^bb0(%out: f32):
      %117 = linalg.index 0 : index
      %118 = linalg.index 1 : index
      %119 = linalg.index 2 : index
      %120 = arith.cmpi ult, %119, %c1 : index
      %121 = scf.if %120 -> (f32) {
        %extracted = tensor.extract %56[%117, %118, %119] : tensor<5x4x1xf32>
        scf.yield %extracted : f32
      } else {
        %122 = arith.subi %119, %c1 : index
        %extracted = tensor.extract %57[%117, %118, %122] : tensor<5x4x1xf32>
        scf.yield %extracted : f32
      }
      linalg.yield %121 : f32
    } -> tensor<5x4x2xf32>
    %collapsed = tensor.collapse_shape %59 [[0], [1, 2]] : tensor<5x4x2xf32> into tensor<5x8xf32>
    %60 = tensor.empty() : tensor<5x1x4xf32>
    %61 = linalg.generic {indexing_maps = [#map8, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10 : tensor<5x4xf32>) outs(%60 : tensor<5x1x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x1x4xf32>
    %62 = linalg.generic {indexing_maps = [#map8, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%11 : tensor<5x4xf32>) outs(%60 : tensor<5x1x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x1x4xf32>
    %extracted_slice_13 = tensor.extract_slice %extracted_slice_8[0, 0, 0] [5, 4, 4] [1, 1, 2] : tensor<5x4x8xf32> to tensor<5x4x4xf32>
    %extracted_slice_14 = tensor.extract_slice %extracted_slice_8[0, 0, 1] [5, 4, 4] [1, 1, 2] : tensor<5x4x8xf32> to tensor<5x4x4xf32>
    %63 = tensor.empty() : tensor<5x4x4xf32>
    %64 = linalg.generic {indexing_maps = [#map9, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%61 : tensor<5x1x4xf32>) outs(%63 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x4xf32>
    %65 = linalg.generic {indexing_maps = [#map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_13, %64 : tensor<5x4x4xf32>, tensor<5x4x4xf32>) outs(%63 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x4x4xf32>
    %66 = linalg.generic {indexing_maps = [#map9, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%62 : tensor<5x1x4xf32>) outs(%63 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x4xf32>
    %67 = linalg.generic {indexing_maps = [#map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_14, %66 : tensor<5x4x4xf32>, tensor<5x4x4xf32>) outs(%63 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x4x4xf32>
    %68 = linalg.generic {indexing_maps = [#map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%65, %67 : tensor<5x4x4xf32>, tensor<5x4x4xf32>) outs(%63 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.subf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x4x4xf32>
    %69 = linalg.generic {indexing_maps = [#map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_13, %66 : tensor<5x4x4xf32>, tensor<5x4x4xf32>) outs(%63 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x4x4xf32>
    %70 = linalg.generic {indexing_maps = [#map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_14, %64 : tensor<5x4x4xf32>, tensor<5x4x4xf32>) outs(%63 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x4x4xf32>
    %71 = linalg.generic {indexing_maps = [#map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%69, %70 : tensor<5x4x4xf32>, tensor<5x4x4xf32>) outs(%63 : tensor<5x4x4xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.addf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<5x4x4xf32>
    %72 = tensor.empty() : tensor<5x4x4x1xf32>
    %73 = linalg.generic {indexing_maps = [#map10, #map11], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%68 : tensor<5x4x4xf32>) outs(%72 : tensor<5x4x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x4x1xf32>
    %74 = linalg.generic {indexing_maps = [#map10, #map11], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%71 : tensor<5x4x4xf32>) outs(%72 : tensor<5x4x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x4x1xf32>
    %75 = tensor.empty() : tensor<5x4x4x2xf32>
    %76 = linalg.generic {indexing_maps = [#map11], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%75 : tensor<5x4x4x2xf32>) {
    ^bb0(%out: f32):
      %117 = linalg.index 0 : index
      %118 = linalg.index 1 : index
      %119 = linalg.index 2 : index
      %120 = linalg.index 3 : index
      %121 = arith.cmpi ult, %120, %c1 : index
      %122 = scf.if %121 -> (f32) {
        %extracted = tensor.extract %73[%117, %118, %119, %120] : tensor<5x4x4x1xf32>
        scf.yield %extracted : f32
      } else {
        %123 = arith.subi %120, %c1 : index
        %extracted = tensor.extract %74[%117, %118, %119, %123] : tensor<5x4x4x1xf32>
        scf.yield %extracted : f32
      }
      linalg.yield %122 : f32
    } -> tensor<5x4x4x2xf32>
    %collapsed_15 = tensor.collapse_shape %76 [[0], [1], [2, 3]] : tensor<5x4x4x2xf32> into tensor<5x4x8xf32>
    %77 = tensor.empty() : tensor<5x88xf32>
    %78 = linalg.fill ins(%cst_0 : f32) outs(%77 : tensor<5x88xf32>) -> tensor<5x88xf32>
    %79 = linalg.matmul ins(%48, %arg7 : tensor<5x16xf32>, tensor<16x88xf32>) outs(%78 : tensor<5x88xf32>) -> tensor<5x88xf32>
    %expanded_16 = tensor.expand_shape %79 [[0], [1, 2]] output_shape [5, 4, 22] : tensor<5x88xf32> into tensor<5x4x22xf32>
    %extracted_slice_17 = tensor.extract_slice %expanded_16[0, 0, 0] [5, 4, 12] [1, 1, 1] : tensor<5x4x22xf32> to tensor<5x4x12xf32>
    %extracted_slice_18 = tensor.extract_slice %expanded_16[0, 0, 12] [5, 4, 10] [1, 1, 1] : tensor<5x4x22xf32> to tensor<5x4x10xf32>
    %80 = tensor.empty() : tensor<4x5x5xf32>
    %81 = linalg.fill ins(%cst_0 : f32) outs(%80 : tensor<4x5x5xf32>) -> tensor<4x5x5xf32>
    %82 = linalg.generic {indexing_maps = [#map12, #map13, #map10], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%extracted_slice, %extracted_slice_17 : tensor<5x4x12xf32>, tensor<5x4x12xf32>) outs(%81 : tensor<4x5x5xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      %118 = arith.addf %out, %117 : f32
      linalg.yield %118 : f32
    } -> tensor<4x5x5xf32>
    %83 = tensor.empty() : tensor<5x5x4xf32>
    %84 = linalg.fill ins(%cst_0 : f32) outs(%83 : tensor<5x5x4xf32>) -> tensor<5x5x4xf32>
    %85 = linalg.generic {indexing_maps = [#map14, #map15, #map10], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%collapsed, %collapsed_15 : tensor<5x8xf32>, tensor<5x4x8xf32>) outs(%84 : tensor<5x5x4xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      %118 = arith.addf %out, %117 : f32
      linalg.yield %118 : f32
    } -> tensor<5x5x4xf32>
    %86 = linalg.generic {indexing_maps = [#map16, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%85 : tensor<5x5x4xf32>) outs(%80 : tensor<4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x5xf32>
    %87 = linalg.generic {indexing_maps = [#map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%82, %86 : tensor<4x5x5xf32>, tensor<4x5x5xf32>) outs(%80 : tensor<4x5x5xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.addf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<4x5x5xf32>
    %88 = linalg.generic {indexing_maps = [#map17, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_3 : tensor<f32>) outs(%80 : tensor<4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x5xf32>
    %89 = linalg.generic {indexing_maps = [#map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%87, %88 : tensor<4x5x5xf32>, tensor<4x5x5xf32>) outs(%80 : tensor<4x5x5xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<4x5x5xf32>
    %90 = tensor.empty() : tensor<5x5xi1>
    %91 = linalg.generic {indexing_maps = [#map5, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_2 : tensor<i1>) outs(%90 : tensor<5x5xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<5x5xi1>
    %92 = call @tril(%91) : (tensor<5x5xi1>) -> tensor<5x5xi1>
    %93 = call @_where(%92, %89, %cst_1) : (tensor<5x5xi1>, tensor<4x5x5xf32>, tensor<f32>) -> tensor<4x5x5xf32>
    %94 = tensor.empty() : tensor<4x5xf32>
    %95 = linalg.fill ins(%cst : f32) outs(%94 : tensor<4x5xf32>) -> tensor<4x5xf32>
    %96 = linalg.generic {indexing_maps = [#map7, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%93 : tensor<4x5x5xf32>) outs(%95 : tensor<4x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %117 = arith.maximumf %out, %in : f32
      linalg.yield %117 : f32
    } -> tensor<4x5xf32>
    %97 = linalg.generic {indexing_maps = [#map5, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_1 : tensor<f32>) outs(%94 : tensor<4x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5xf32>
    %98 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%97, %96 : tensor<4x5xf32>, tensor<4x5xf32>) outs(%94 : tensor<4x5xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.maximumf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<4x5xf32>
    %99 = tensor.empty() : tensor<4x5x1xf32>
    %100 = linalg.generic {indexing_maps = [#map6, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%98 : tensor<4x5xf32>) outs(%99 : tensor<4x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x1xf32>
    %101 = linalg.generic {indexing_maps = [#map18, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%100 : tensor<4x5x1xf32>) outs(%80 : tensor<4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x5xf32>
    %102 = linalg.generic {indexing_maps = [#map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%93, %101 : tensor<4x5x5xf32>, tensor<4x5x5xf32>) outs(%80 : tensor<4x5x5xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.subf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<4x5x5xf32>
    %103 = linalg.generic {indexing_maps = [#map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%102 : tensor<4x5x5xf32>) outs(%80 : tensor<4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %117 = math.exp %in : f32
      linalg.yield %117 : f32
    } -> tensor<4x5x5xf32>
    %104 = linalg.fill ins(%cst_0 : f32) outs(%94 : tensor<4x5xf32>) -> tensor<4x5xf32>
    %105 = linalg.generic {indexing_maps = [#map7, #map6], iterator_types = ["parallel", "parallel", "reduction"]} ins(%103 : tensor<4x5x5xf32>) outs(%104 : tensor<4x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %117 = arith.addf %out, %in : f32
      linalg.yield %117 : f32
    } -> tensor<4x5xf32>
    %106 = linalg.generic {indexing_maps = [#map6, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%105 : tensor<4x5xf32>) outs(%99 : tensor<4x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x1xf32>
    %107 = linalg.generic {indexing_maps = [#map18, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%106 : tensor<4x5x1xf32>) outs(%80 : tensor<4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x5xf32>
    %108 = linalg.generic {indexing_maps = [#map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%103, %107 : tensor<4x5x5xf32>, tensor<4x5x5xf32>) outs(%80 : tensor<4x5x5xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.divf %in, %in_20 : f32
      linalg.yield %117 : f32
    } -> tensor<4x5x5xf32>
    %109 = tensor.empty() : tensor<4x10x5xf32>
    %110 = linalg.fill ins(%cst_0 : f32) outs(%109 : tensor<4x10x5xf32>) -> tensor<4x10x5xf32>
    %111 = linalg.generic {indexing_maps = [#map19, #map20, #map10], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%extracted_slice_18, %108 : tensor<5x4x10xf32>, tensor<4x5x5xf32>) outs(%110 : tensor<4x10x5xf32>) {
    ^bb0(%in: f32, %in_20: f32, %out: f32):
      %117 = arith.mulf %in, %in_20 : f32
      %118 = arith.addf %out, %117 : f32
      linalg.yield %118 : f32
    } -> tensor<4x10x5xf32>
    %112 = tensor.empty() : tensor<5x4x10xf32>
    %113 = linalg.generic {indexing_maps = [#map21, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%111 : tensor<4x10x5xf32>) outs(%112 : tensor<5x4x10xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x4x10xf32>
    %collapsed_19 = tensor.collapse_shape %113 [[0], [1, 2]] : tensor<5x4x10xf32> into tensor<5x40xf32>
    %114 = tensor.empty() : tensor<5x32xf32>
    %115 = linalg.fill ins(%cst_0 : f32) outs(%114 : tensor<5x32xf32>) -> tensor<5x32xf32>
    %116 = linalg.matmul ins(%collapsed_19, %arg8 : tensor<5x40xf32>, tensor<40x32xf32>) outs(%115 : tensor<5x32xf32>) -> tensor<5x32xf32>
    return %116 : tensor<5x32xf32>
  }
  func.func private @tril(%arg0: tensor<5x5xi1>) -> tensor<5x5xi1> {
    %cst = arith.constant dense<false> : tensor<i1>
    %cst_0 = arith.constant dense<0> : tensor<i32>
    %0 = tensor.empty() : tensor<5x5xi32>
    %1 = linalg.generic {indexing_maps = [#map1], iterator_types = ["parallel", "parallel"]} outs(%0 : tensor<5x5xi32>) {
    ^bb0(%out: i32):
      %9 = linalg.index 0 : index
      %10 = arith.index_cast %9 : index to i32
      linalg.yield %10 : i32
    } -> tensor<5x5xi32>
    %2 = linalg.generic {indexing_maps = [#map5, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst_0 : tensor<i32>) outs(%0 : tensor<5x5xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<5x5xi32>
    %3 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%1, %2 : tensor<5x5xi32>, tensor<5x5xi32>) outs(%0 : tensor<5x5xi32>) {
    ^bb0(%in: i32, %in_1: i32, %out: i32):
      %9 = arith.addi %in, %in_1 : i32
      linalg.yield %9 : i32
    } -> tensor<5x5xi32>
    %4 = linalg.generic {indexing_maps = [#map1], iterator_types = ["parallel", "parallel"]} outs(%0 : tensor<5x5xi32>) {
    ^bb0(%out: i32):
      %9 = linalg.index 1 : index
      %10 = arith.index_cast %9 : index to i32
      linalg.yield %10 : i32
    } -> tensor<5x5xi32>
    %5 = tensor.empty() : tensor<5x5xi1>
    %6 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%3, %4 : tensor<5x5xi32>, tensor<5x5xi32>) outs(%5 : tensor<5x5xi1>) {
    ^bb0(%in: i32, %in_1: i32, %out: i1):
      %9 = arith.cmpi sge, %in, %in_1 : i32
      linalg.yield %9 : i1
    } -> tensor<5x5xi1>
    %7 = linalg.generic {indexing_maps = [#map5, #map1], iterator_types = ["parallel", "parallel"]} ins(%cst : tensor<i1>) outs(%5 : tensor<5x5xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<5x5xi1>
    %8 = linalg.generic {indexing_maps = [#map1, #map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%6, %arg0, %7 : tensor<5x5xi1>, tensor<5x5xi1>, tensor<5x5xi1>) outs(%5 : tensor<5x5xi1>) {
    ^bb0(%in: i1, %in_1: i1, %in_2: i1, %out: i1):
      %9 = arith.select %in, %in_1, %in_2 : i1
      linalg.yield %9 : i1
    } -> tensor<5x5xi1>
    return %8 : tensor<5x5xi1>
  }
  func.func private @_where(%arg0: tensor<5x5xi1>, %arg1: tensor<4x5x5xf32>, %arg2: tensor<f32>) -> tensor<4x5x5xf32> {
    %0 = tensor.empty() : tensor<4x5x5xi1>
    %1 = linalg.generic {indexing_maps = [#map22, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0 : tensor<5x5xi1>) outs(%0 : tensor<4x5x5xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<4x5x5xi1>
    %2 = tensor.empty() : tensor<4x5x5xf32>
    %3 = linalg.generic {indexing_maps = [#map17, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg2 : tensor<f32>) outs(%2 : tensor<4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x5xf32>
    %4 = linalg.generic {indexing_maps = [#map7, #map7, #map7, #map7], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1, %arg1, %3 : tensor<4x5x5xi1>, tensor<4x5x5xf32>, tensor<4x5x5xf32>) outs(%2 : tensor<4x5x5xf32>) {
    ^bb0(%in: i1, %in_0: f32, %in_1: f32, %out: f32):
      %5 = arith.select %in, %in_0, %in_1 : f32
      linalg.yield %5 : f32
    } -> tensor<4x5x5xf32>
    return %4 : tensor<4x5x5xf32>
  }
}
