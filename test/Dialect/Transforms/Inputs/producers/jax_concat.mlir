// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_jax.py; see README.md.

#map = affine_map<(d0, d1) -> (d0)>
#map1 = affine_map<(d0, d1) -> (d0, d1)>
#map2 = affine_map<(d0, d1) -> (d1)>
#map3 = affine_map<(d0, d1) -> (d0, 0)>
#map4 = affine_map<(d0, d1) -> (0, d1)>
#map5 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d4, d1)>
#map6 = affine_map<(d0, d1, d2, d3, d4) -> (d2, d3, d4)>
#map7 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3)>
#map8 = affine_map<(d0, d1, d2, d3) -> (d1, d3, d0, d2)>
#map9 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map10 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#map11 = affine_map<(d0, d1, d2, d3) -> (d3, d2)>
#map12 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map13 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map14 = affine_map<(d0, d1, d2) -> (d0, d1)>
#map15 = affine_map<(d0, d1, d2) -> ()>
#map16 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map17 = affine_map<(d0, d1, d2) -> (d2)>
#map18 = affine_map<(d0, d1, d2) -> (0, 0, d2)>
#map19 = affine_map<(d0, d1, d2) -> (d1, d2)>
#map20 = affine_map<(d0, d1, d2) -> (0, d1, d2)>
#map21 = affine_map<(d0, d1, d2, d3) -> (d2, d3)>
#map22 = affine_map<(d0, d1, d2, d3) -> (0, 0, d2, d3)>
#map23 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#map24 = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
#map25 = affine_map<(d0, d1, d2, d3) -> ()>
#map26 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3, d2)>
#map27 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d4)>
#map28 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d4, d3)>
#map29 = affine_map<(d0) -> (d0)>
#map30 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map31 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d3, d1, d4)>
#map32 = affine_map<(d0, d1, d2, d3, d4) -> (d3, d4, d2)>
#map33 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2)>
#map34 = affine_map<(d0, d1) -> ()>
module {
  func.func @jax_concat(%arg0: tensor<2x5x32xf32>, %arg1: tensor<5xi32>, %arg2: tensor<4x32x20xf32>, %arg3: tensor<32x24xf32>, %arg4: tensor<16xf32>, %arg5: tensor<4x16x12xf32>, %arg6: tensor<4x16x10xf32>, %arg7: tensor<4x10x32xf32>) -> (tensor<2x5x32xf32> ) {
    %c12 = arith.constant 12 : index
    %c4 = arith.constant 4 : index
    %cst = arith.constant 0xFF800000 : f32
    %cst_0 = arith.constant 0.000000e+00 : f32
    %cst_1 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_2 = arith.constant dense<-3.40282347E+38> : tensor<f32>
    %cst_3 = arith.constant dense<0.223606795> : tensor<f32>
    %cst_4 = arith.constant dense<9.99999997E-7> : tensor<f32>
    %cst_5 = arith.constant dense<1.600000e+01> : tensor<f32>
    %cst_6 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_7 = arith.constant dense<[1.000000e+00, 1.000000e-01, 0.00999999977, 1.000000e-03]> : tensor<4xf32>
    %0 = tensor.empty() : tensor<5x1xi32>
    %1 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg1 : tensor<5xi32>) outs(%0 : tensor<5x1xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<5x1xi32>
    %2 = tensor.empty() : tensor<5x1xf32>
    %3 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%1 : tensor<5x1xi32>) outs(%2 : tensor<5x1xf32>) {
    ^bb0(%in: i32, %out: f32):
      %123 = arith.sitofp %in : i32 to f32
      linalg.yield %123 : f32
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
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<5x4xf32>
    %10 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%9 : tensor<5x4xf32>) outs(%6 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %123 = math.cos %in : f32
      linalg.yield %123 : f32
    } -> tensor<5x4xf32>
    %11 = linalg.generic {indexing_maps = [#map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%9 : tensor<5x4xf32>) outs(%6 : tensor<5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %123 = math.sin %in : f32
      linalg.yield %123 : f32
    } -> tensor<5x4xf32>
    %12 = tensor.empty() : tensor<4x20x2x5xf32>
    %13 = linalg.fill ins(%cst_0 : f32) outs(%12 : tensor<4x20x2x5xf32>) -> tensor<4x20x2x5xf32>
    %14 = linalg.generic {indexing_maps = [#map5, #map6, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%arg2, %arg0 : tensor<4x32x20xf32>, tensor<2x5x32xf32>) outs(%13 : tensor<4x20x2x5xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      %124 = arith.addf %out, %123 : f32
      linalg.yield %124 : f32
    } -> tensor<4x20x2x5xf32>
    %15 = tensor.empty() : tensor<2x4x5x20xf32>
    %16 = linalg.generic {indexing_maps = [#map8, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%14 : tensor<4x20x2x5xf32>) outs(%15 : tensor<2x4x5x20xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x20xf32>
    %17 = tensor.empty() : tensor<2x5x24xf32>
    %18 = linalg.fill ins(%cst_0 : f32) outs(%17 : tensor<2x5x24xf32>) -> tensor<2x5x24xf32>
    %19 = linalg.generic {indexing_maps = [#map10, #map11, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%arg0, %arg3 : tensor<2x5x32xf32>, tensor<32x24xf32>) outs(%18 : tensor<2x5x24xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      %124 = arith.addf %out, %123 : f32
      linalg.yield %124 : f32
    } -> tensor<2x5x24xf32>
    %extracted_slice = tensor.extract_slice %19[0, 0, 0] [2, 5, 16] [1, 1, 1] : tensor<2x5x24xf32> to tensor<2x5x16xf32>
    %extracted_slice_8 = tensor.extract_slice %19[0, 0, 16] [2, 5, 8] [1, 1, 1] : tensor<2x5x24xf32> to tensor<2x5x8xf32>
    %20 = tensor.empty() : tensor<2x5x16xf32>
    %21 = linalg.generic {indexing_maps = [#map13, #map13, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice, %extracted_slice : tensor<2x5x16xf32>, tensor<2x5x16xf32>) outs(%20 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x5x16xf32>
    %22 = tensor.empty() : tensor<2x5xf32>
    %23 = linalg.fill ins(%cst_0 : f32) outs(%22 : tensor<2x5xf32>) -> tensor<2x5xf32>
    %24 = linalg.generic {indexing_maps = [#map13, #map14], iterator_types = ["parallel", "parallel", "reduction"]} ins(%21 : tensor<2x5x16xf32>) outs(%23 : tensor<2x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %123 = arith.addf %out, %in : f32
      linalg.yield %123 : f32
    } -> tensor<2x5xf32>
    %25 = tensor.empty() : tensor<2x5x1xf32>
    %26 = linalg.generic {indexing_maps = [#map14, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%24 : tensor<2x5xf32>) outs(%25 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x5x1xf32>
    %27 = linalg.generic {indexing_maps = [#map15, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_5 : tensor<f32>) outs(%25 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x5x1xf32>
    %28 = linalg.generic {indexing_maps = [#map13, #map13, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%26, %27 : tensor<2x5x1xf32>, tensor<2x5x1xf32>) outs(%25 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.divf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x5x1xf32>
    %29 = linalg.generic {indexing_maps = [#map15, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_4 : tensor<f32>) outs(%25 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x5x1xf32>
    %30 = linalg.generic {indexing_maps = [#map13, #map13, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%28, %29 : tensor<2x5x1xf32>, tensor<2x5x1xf32>) outs(%25 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.addf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x5x1xf32>
    %31 = linalg.generic {indexing_maps = [#map13, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%30 : tensor<2x5x1xf32>) outs(%25 : tensor<2x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %123 = math.rsqrt %in : f32
      linalg.yield %123 : f32
    } -> tensor<2x5x1xf32>
    %32 = linalg.generic {indexing_maps = [#map16, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%31 : tensor<2x5x1xf32>) outs(%20 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x5x16xf32>
    %33 = linalg.generic {indexing_maps = [#map13, #map13, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice, %32 : tensor<2x5x16xf32>, tensor<2x5x16xf32>) outs(%20 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x5x16xf32>
    %34 = tensor.empty() : tensor<1x1x16xf32>
    %35 = linalg.generic {indexing_maps = [#map17, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg4 : tensor<16xf32>) outs(%34 : tensor<1x1x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x1x16xf32>
    %36 = linalg.generic {indexing_maps = [#map18, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%35 : tensor<1x1x16xf32>) outs(%20 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x5x16xf32>
    %37 = linalg.generic {indexing_maps = [#map13, #map13, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%33, %36 : tensor<2x5x16xf32>, tensor<2x5x16xf32>) outs(%20 : tensor<2x5x16xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x5x16xf32>
    %extracted_slice_9 = tensor.extract_slice %extracted_slice_8[0, 0, 0] [2, 5, 4] [1, 1, 1] : tensor<2x5x8xf32> to tensor<2x5x4xf32>
    %extracted_slice_10 = tensor.extract_slice %extracted_slice_8[0, 0, 4] [2, 5, 4] [1, 1, 1] : tensor<2x5x8xf32> to tensor<2x5x4xf32>
    %38 = tensor.empty() : tensor<1x5x4xf32>
    %39 = linalg.generic {indexing_maps = [#map19, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%10 : tensor<5x4xf32>) outs(%38 : tensor<1x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x5x4xf32>
    %40 = tensor.empty() : tensor<2x5x4xf32>
    %41 = linalg.generic {indexing_maps = [#map20, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%39 : tensor<1x5x4xf32>) outs(%40 : tensor<2x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x5x4xf32>
    %42 = linalg.generic {indexing_maps = [#map13, #map13, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_9, %41 : tensor<2x5x4xf32>, tensor<2x5x4xf32>) outs(%40 : tensor<2x5x4xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x5x4xf32>
    %43 = linalg.generic {indexing_maps = [#map19, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%11 : tensor<5x4xf32>) outs(%38 : tensor<1x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x5x4xf32>
    %44 = linalg.generic {indexing_maps = [#map20, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%43 : tensor<1x5x4xf32>) outs(%40 : tensor<2x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x5x4xf32>
    %45 = linalg.generic {indexing_maps = [#map13, #map13, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_10, %44 : tensor<2x5x4xf32>, tensor<2x5x4xf32>) outs(%40 : tensor<2x5x4xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x5x4xf32>
    %46 = linalg.generic {indexing_maps = [#map13, #map13, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%42, %45 : tensor<2x5x4xf32>, tensor<2x5x4xf32>) outs(%40 : tensor<2x5x4xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.subf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x5x4xf32>
    %47 = linalg.generic {indexing_maps = [#map13, #map13, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_10, %41 : tensor<2x5x4xf32>, tensor<2x5x4xf32>) outs(%40 : tensor<2x5x4xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x5x4xf32>
    %48 = linalg.generic {indexing_maps = [#map13, #map13, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_9, %44 : tensor<2x5x4xf32>, tensor<2x5x4xf32>) outs(%40 : tensor<2x5x4xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x5x4xf32>
    %49 = linalg.generic {indexing_maps = [#map13, #map13, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%47, %48 : tensor<2x5x4xf32>, tensor<2x5x4xf32>) outs(%40 : tensor<2x5x4xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.addf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x5x4xf32>
    %50 = tensor.empty() : tensor<2x5x8xf32>
    %51 = linalg.generic {indexing_maps = [#map13], iterator_types = ["parallel", "parallel", "parallel"]} outs(%50 : tensor<2x5x8xf32>) {
    ^bb0(%out: f32):
      %123 = linalg.index 0 : index
      %124 = linalg.index 1 : index
      %125 = linalg.index 2 : index
      %126 = arith.cmpi ult, %125, %c4 : index
      %127 = scf.if %126 -> (f32) {
        %extracted = tensor.extract %46[%123, %124, %125] : tensor<2x5x4xf32>
        scf.yield %extracted : f32
      } else {
        %128 = arith.subi %125, %c4 : index
        %extracted = tensor.extract %49[%123, %124, %128] : tensor<2x5x4xf32>
        scf.yield %extracted : f32
      }
      linalg.yield %127 : f32
    } -> tensor<2x5x8xf32>
    %extracted_slice_11 = tensor.extract_slice %16[0, 0, 0, 0] [2, 4, 5, 12] [1, 1, 1, 1] : tensor<2x4x5x20xf32> to tensor<2x4x5x12xf32>
    %extracted_slice_12 = tensor.extract_slice %16[0, 0, 0, 12] [2, 4, 5, 8] [1, 1, 1, 1] : tensor<2x4x5x20xf32> to tensor<2x4x5x8xf32>
    %extracted_slice_13 = tensor.extract_slice %extracted_slice_12[0, 0, 0, 0] [2, 4, 5, 4] [1, 1, 1, 1] : tensor<2x4x5x8xf32> to tensor<2x4x5x4xf32>
    %extracted_slice_14 = tensor.extract_slice %extracted_slice_12[0, 0, 0, 4] [2, 4, 5, 4] [1, 1, 1, 1] : tensor<2x4x5x8xf32> to tensor<2x4x5x4xf32>
    %52 = tensor.empty() : tensor<1x1x5x4xf32>
    %53 = linalg.generic {indexing_maps = [#map21, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%10 : tensor<5x4xf32>) outs(%52 : tensor<1x1x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x1x5x4xf32>
    %54 = tensor.empty() : tensor<2x4x5x4xf32>
    %55 = linalg.generic {indexing_maps = [#map22, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%53 : tensor<1x1x5x4xf32>) outs(%54 : tensor<2x4x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x4xf32>
    %56 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_13, %55 : tensor<2x4x5x4xf32>, tensor<2x4x5x4xf32>) outs(%54 : tensor<2x4x5x4xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x4x5x4xf32>
    %57 = linalg.generic {indexing_maps = [#map21, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%11 : tensor<5x4xf32>) outs(%52 : tensor<1x1x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x1x5x4xf32>
    %58 = linalg.generic {indexing_maps = [#map22, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%57 : tensor<1x1x5x4xf32>) outs(%54 : tensor<2x4x5x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x4xf32>
    %59 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_14, %58 : tensor<2x4x5x4xf32>, tensor<2x4x5x4xf32>) outs(%54 : tensor<2x4x5x4xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x4x5x4xf32>
    %60 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%56, %59 : tensor<2x4x5x4xf32>, tensor<2x4x5x4xf32>) outs(%54 : tensor<2x4x5x4xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.subf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x4x5x4xf32>
    %61 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_14, %55 : tensor<2x4x5x4xf32>, tensor<2x4x5x4xf32>) outs(%54 : tensor<2x4x5x4xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x4x5x4xf32>
    %62 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_13, %58 : tensor<2x4x5x4xf32>, tensor<2x4x5x4xf32>) outs(%54 : tensor<2x4x5x4xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x4x5x4xf32>
    %63 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%61, %62 : tensor<2x4x5x4xf32>, tensor<2x4x5x4xf32>) outs(%54 : tensor<2x4x5x4xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.addf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x4x5x4xf32>
    %64 = tensor.empty() : tensor<2x4x5x8xf32>
    %65 = linalg.generic {indexing_maps = [#map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%64 : tensor<2x4x5x8xf32>) {
    ^bb0(%out: f32):
      %123 = linalg.index 0 : index
      %124 = linalg.index 1 : index
      %125 = linalg.index 2 : index
      %126 = linalg.index 3 : index
      %127 = arith.cmpi ult, %126, %c4 : index
      %128 = scf.if %127 -> (f32) {
        %extracted = tensor.extract %60[%123, %124, %125, %126] : tensor<2x4x5x4xf32>
        scf.yield %extracted : f32
      } else {
        %129 = arith.subi %126, %c4 : index
        %extracted = tensor.extract %63[%123, %124, %125, %129] : tensor<2x4x5x4xf32>
        scf.yield %extracted : f32
      }
      linalg.yield %128 : f32
    } -> tensor<2x4x5x8xf32>
    %66 = linalg.generic {indexing_maps = [#map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%15 : tensor<2x4x5x20xf32>) {
    ^bb0(%out: f32):
      %123 = linalg.index 0 : index
      %124 = linalg.index 1 : index
      %125 = linalg.index 2 : index
      %126 = linalg.index 3 : index
      %127 = arith.cmpi ult, %126, %c12 : index
      %128 = scf.if %127 -> (f32) {
        %extracted = tensor.extract %extracted_slice_11[%123, %124, %125, %126] : tensor<2x4x5x12xf32>
        scf.yield %extracted : f32
      } else {
        %129 = arith.subi %126, %c12 : index
        %extracted = tensor.extract %65[%123, %124, %125, %129] : tensor<2x4x5x8xf32>
        scf.yield %extracted : f32
      }
      linalg.yield %128 : f32
    } -> tensor<2x4x5x20xf32>
    %67 = tensor.empty() : tensor<2x1x5x8xf32>
    %68 = linalg.generic {indexing_maps = [#map23, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%51 : tensor<2x5x8xf32>) outs(%67 : tensor<2x1x5x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x1x5x8xf32>
    %69 = linalg.generic {indexing_maps = [#map24, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%68 : tensor<2x1x5x8xf32>) outs(%64 : tensor<2x4x5x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x8xf32>
    %70 = tensor.empty() : tensor<4x12x2x5xf32>
    %71 = linalg.fill ins(%cst_0 : f32) outs(%70 : tensor<4x12x2x5xf32>) -> tensor<4x12x2x5xf32>
    %72 = linalg.generic {indexing_maps = [#map5, #map6, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%arg5, %37 : tensor<4x16x12xf32>, tensor<2x5x16xf32>) outs(%71 : tensor<4x12x2x5xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      %124 = arith.addf %out, %123 : f32
      linalg.yield %124 : f32
    } -> tensor<4x12x2x5xf32>
    %73 = tensor.empty() : tensor<2x4x5x12xf32>
    %74 = linalg.generic {indexing_maps = [#map8, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%72 : tensor<4x12x2x5xf32>) outs(%73 : tensor<2x4x5x12xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x12xf32>
    %75 = linalg.generic {indexing_maps = [#map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%15 : tensor<2x4x5x20xf32>) {
    ^bb0(%out: f32):
      %123 = linalg.index 0 : index
      %124 = linalg.index 1 : index
      %125 = linalg.index 2 : index
      %126 = linalg.index 3 : index
      %127 = arith.cmpi ult, %126, %c12 : index
      %128 = scf.if %127 -> (f32) {
        %extracted = tensor.extract %74[%123, %124, %125, %126] : tensor<2x4x5x12xf32>
        scf.yield %extracted : f32
      } else {
        %129 = arith.subi %126, %c12 : index
        %extracted = tensor.extract %69[%123, %124, %125, %129] : tensor<2x4x5x8xf32>
        scf.yield %extracted : f32
      }
      linalg.yield %128 : f32
    } -> tensor<2x4x5x20xf32>
    %76 = tensor.empty() : tensor<4x10x2x5xf32>
    %77 = linalg.fill ins(%cst_0 : f32) outs(%76 : tensor<4x10x2x5xf32>) -> tensor<4x10x2x5xf32>
    %78 = linalg.generic {indexing_maps = [#map5, #map6, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%arg6, %37 : tensor<4x16x10xf32>, tensor<2x5x16xf32>) outs(%77 : tensor<4x10x2x5xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      %124 = arith.addf %out, %123 : f32
      linalg.yield %124 : f32
    } -> tensor<4x10x2x5xf32>
    %79 = tensor.empty() : tensor<2x4x5x10xf32>
    %80 = linalg.generic {indexing_maps = [#map8, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%78 : tensor<4x10x2x5xf32>) outs(%79 : tensor<2x4x5x10xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x10xf32>
    %81 = linalg.generic {indexing_maps = [#map25, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%cst_3 : tensor<f32>) outs(%15 : tensor<2x4x5x20xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x20xf32>
    %82 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%66, %81 : tensor<2x4x5x20xf32>, tensor<2x4x5x20xf32>) outs(%15 : tensor<2x4x5x20xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x4x5x20xf32>
    %83 = tensor.empty() : tensor<2x4x20x5xf32>
    %84 = linalg.generic {indexing_maps = [#map26, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%75 : tensor<2x4x5x20xf32>) outs(%83 : tensor<2x4x20x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x20x5xf32>
    %85 = tensor.empty() : tensor<2x4x5x5xf32>
    %86 = linalg.fill ins(%cst_0 : f32) outs(%85 : tensor<2x4x5x5xf32>) -> tensor<2x4x5x5xf32>
    %87 = linalg.generic {indexing_maps = [#map27, #map28, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%82, %84 : tensor<2x4x5x20xf32>, tensor<2x4x20x5xf32>) outs(%86 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      %124 = arith.addf %out, %123 : f32
      linalg.yield %124 : f32
    } -> tensor<2x4x5x5xf32>
    %88 = tensor.empty() : tensor<5xi32>
    %89 = linalg.generic {indexing_maps = [#map29], iterator_types = ["parallel"]} outs(%88 : tensor<5xi32>) {
    ^bb0(%out: i32):
      %123 = linalg.index 0 : index
      %124 = arith.index_cast %123 : index to i32
      linalg.yield %124 : i32
    } -> tensor<5xi32>
    %90 = tensor.empty() : tensor<1x5xi32>
    %91 = linalg.generic {indexing_maps = [#map2, #map1], iterator_types = ["parallel", "parallel"]} ins(%89 : tensor<5xi32>) outs(%90 : tensor<1x5xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<1x5xi32>
    %92 = linalg.generic {indexing_maps = [#map, #map1], iterator_types = ["parallel", "parallel"]} ins(%89 : tensor<5xi32>) outs(%0 : tensor<5x1xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<5x1xi32>
    %93 = tensor.empty() : tensor<5x5xi32>
    %94 = linalg.generic {indexing_maps = [#map4, #map1], iterator_types = ["parallel", "parallel"]} ins(%91 : tensor<1x5xi32>) outs(%93 : tensor<5x5xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<5x5xi32>
    %95 = linalg.generic {indexing_maps = [#map3, #map1], iterator_types = ["parallel", "parallel"]} ins(%92 : tensor<5x1xi32>) outs(%93 : tensor<5x5xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<5x5xi32>
    %96 = tensor.empty() : tensor<5x5xi1>
    %97 = linalg.generic {indexing_maps = [#map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%94, %95 : tensor<5x5xi32>, tensor<5x5xi32>) outs(%96 : tensor<5x5xi1>) {
    ^bb0(%in: i32, %in_15: i32, %out: i1):
      %123 = arith.cmpi sgt, %in, %in_15 : i32
      linalg.yield %123 : i1
    } -> tensor<5x5xi1>
    %98 = call @_where(%97, %cst_2, %cst_6) : (tensor<5x5xi1>, tensor<f32>, tensor<f32>) -> tensor<5x5xf32>
    %99 = tensor.empty() : tensor<1x1x5x5xf32>
    %100 = linalg.generic {indexing_maps = [#map21, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%98 : tensor<5x5xf32>) outs(%99 : tensor<1x1x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x1x5x5xf32>
    %101 = linalg.generic {indexing_maps = [#map22, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%100 : tensor<1x1x5x5xf32>) outs(%85 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x5xf32>
    %102 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%87, %101 : tensor<2x4x5x5xf32>, tensor<2x4x5x5xf32>) outs(%85 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.addf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x4x5x5xf32>
    %103 = tensor.empty() : tensor<2x4x5xf32>
    %104 = linalg.fill ins(%cst : f32) outs(%103 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %105 = linalg.generic {indexing_maps = [#map9, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%102 : tensor<2x4x5x5xf32>) outs(%104 : tensor<2x4x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %123 = arith.maximumf %out, %in : f32
      linalg.yield %123 : f32
    } -> tensor<2x4x5xf32>
    %106 = linalg.generic {indexing_maps = [#map15, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_1 : tensor<f32>) outs(%103 : tensor<2x4x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5xf32>
    %107 = linalg.generic {indexing_maps = [#map13, #map13, #map13], iterator_types = ["parallel", "parallel", "parallel"]} ins(%106, %105 : tensor<2x4x5xf32>, tensor<2x4x5xf32>) outs(%103 : tensor<2x4x5xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.maximumf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x4x5xf32>
    %108 = tensor.empty() : tensor<2x4x5x1xf32>
    %109 = linalg.generic {indexing_maps = [#map12, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%107 : tensor<2x4x5xf32>) outs(%108 : tensor<2x4x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x1xf32>
    %110 = linalg.generic {indexing_maps = [#map30, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%109 : tensor<2x4x5x1xf32>) outs(%85 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x5xf32>
    %111 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%102, %110 : tensor<2x4x5x5xf32>, tensor<2x4x5x5xf32>) outs(%85 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.subf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x4x5x5xf32>
    %112 = linalg.generic {indexing_maps = [#map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%111 : tensor<2x4x5x5xf32>) outs(%85 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %123 = math.exp %in : f32
      linalg.yield %123 : f32
    } -> tensor<2x4x5x5xf32>
    %113 = linalg.fill ins(%cst_0 : f32) outs(%103 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %114 = linalg.generic {indexing_maps = [#map9, #map12], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%112 : tensor<2x4x5x5xf32>) outs(%113 : tensor<2x4x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %123 = arith.addf %out, %in : f32
      linalg.yield %123 : f32
    } -> tensor<2x4x5xf32>
    %115 = linalg.generic {indexing_maps = [#map12, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%114 : tensor<2x4x5xf32>) outs(%108 : tensor<2x4x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x1xf32>
    %116 = linalg.generic {indexing_maps = [#map30, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%115 : tensor<2x4x5x1xf32>) outs(%85 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x5xf32>
    %117 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%112, %116 : tensor<2x4x5x5xf32>, tensor<2x4x5x5xf32>) outs(%85 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.divf %in, %in_15 : f32
      linalg.yield %123 : f32
    } -> tensor<2x4x5x5xf32>
    %118 = linalg.fill ins(%cst_0 : f32) outs(%79 : tensor<2x4x5x10xf32>) -> tensor<2x4x5x10xf32>
    %119 = linalg.generic {indexing_maps = [#map27, #map28, #map7], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%117, %80 : tensor<2x4x5x5xf32>, tensor<2x4x5x10xf32>) outs(%118 : tensor<2x4x5x10xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      %124 = arith.addf %out, %123 : f32
      linalg.yield %124 : f32
    } -> tensor<2x4x5x10xf32>
    %120 = tensor.empty() : tensor<2x5x32xf32>
    %121 = linalg.fill ins(%cst_0 : f32) outs(%120 : tensor<2x5x32xf32>) -> tensor<2x5x32xf32>
    %122 = linalg.generic {indexing_maps = [#map31, #map32, #map33], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%119, %arg7 : tensor<2x4x5x10xf32>, tensor<4x10x32xf32>) outs(%121 : tensor<2x5x32xf32>) {
    ^bb0(%in: f32, %in_15: f32, %out: f32):
      %123 = arith.mulf %in, %in_15 : f32
      %124 = arith.addf %out, %123 : f32
      linalg.yield %124 : f32
    } -> tensor<2x5x32xf32>
    return %122 : tensor<2x5x32xf32>
  }
  func.func private @_where(%arg0: tensor<5x5xi1>, %arg1: tensor<f32>, %arg2: tensor<f32>) -> tensor<5x5xf32> {
    %0 = tensor.empty() : tensor<5x5xf32>
    %1 = linalg.generic {indexing_maps = [#map34, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg1 : tensor<f32>) outs(%0 : tensor<5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x5xf32>
    %2 = linalg.generic {indexing_maps = [#map34, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg2 : tensor<f32>) outs(%0 : tensor<5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x5xf32>
    %3 = linalg.generic {indexing_maps = [#map1, #map1, #map1, #map1], iterator_types = ["parallel", "parallel"]} ins(%arg0, %1, %2 : tensor<5x5xi1>, tensor<5x5xf32>, tensor<5x5xf32>) outs(%0 : tensor<5x5xf32>) {
    ^bb0(%in: i1, %in_0: f32, %in_1: f32, %out: f32):
      %4 = arith.select %in, %in_0, %in_1 : f32
      linalg.yield %4 : f32
    } -> tensor<5x5xf32>
    return %3 : tensor<5x5xf32>
  }
}
