// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_jax.py; see README.md.

#map = affine_map<(d0, d1, d2, d3, d4) -> (d1, d0, d2, d4)>
#map1 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d4, d3)>
#map2 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3)>
#map3 = affine_map<(d0, d1, d2) -> (d0, d2, d1)>
#map4 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map5 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d4)>
#map6 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map7 = affine_map<(d0, d1, d2, d3) -> ()>
#map8 = affine_map<(d0, d1) -> (d0, d1)>
#map9 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map10 = affine_map<(d0, d1, d2) -> ()>
#map11 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map12 = affine_map<(d0, d1, d2, d3) -> (d1, d0, d2, d3)>
#map13 = affine_map<(d0, d1) -> ()>
#map14 = affine_map<(d0, d1, d2) -> (d1, d2)>
#map15 = affine_map<(d0, d1, d2, d3) -> (d1, d2, d3)>
module {
  func.func @jax_vmap(%arg0: tensor<2x4x5x12xf32>, %arg1: tensor<2x4x5x8xf32>, %arg2: tensor<2x5x16xf32>, %arg3: tensor<2x5x8xf32>, %arg4: tensor<4x12x16xf32>, %arg5: tensor<4x16x10xf32>) -> (tensor<2x4x5x10xf32> ) {
    %cst = arith.constant 0xFF800000 : f32
    %cst_0 = arith.constant 0.000000e+00 : f32
    %cst_1 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_2 = arith.constant dense<-1.000000e+30> : tensor<f32>
    %cst_3 = arith.constant dense<0.223606795> : tensor<f32>
    %0 = tensor.empty() : tensor<4x2x5x16xf32>
    %1 = linalg.fill ins(%cst_0 : f32) outs(%0 : tensor<4x2x5x16xf32>) -> tensor<4x2x5x16xf32>
    %2 = linalg.generic {indexing_maps = [#map, #map1, #map2], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%arg0, %arg4 : tensor<2x4x5x12xf32>, tensor<4x12x16xf32>) outs(%1 : tensor<4x2x5x16xf32>) {
    ^bb0(%in: f32, %in_4: f32, %out: f32):
      %43 = arith.mulf %in, %in_4 : f32
      %44 = arith.addf %out, %43 : f32
      linalg.yield %44 : f32
    } -> tensor<4x2x5x16xf32>
    %3 = tensor.empty() : tensor<2x16x5xf32>
    %4 = linalg.generic {indexing_maps = [#map3, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg2 : tensor<2x5x16xf32>) outs(%3 : tensor<2x16x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x16x5xf32>
    %5 = tensor.empty() : tensor<2x4x5x5xf32>
    %6 = linalg.fill ins(%cst_0 : f32) outs(%5 : tensor<2x4x5x5xf32>) -> tensor<2x4x5x5xf32>
    %7 = linalg.generic {indexing_maps = [#map, #map1, #map2], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%2, %4 : tensor<4x2x5x16xf32>, tensor<2x16x5xf32>) outs(%6 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_4: f32, %out: f32):
      %43 = arith.mulf %in, %in_4 : f32
      %44 = arith.addf %out, %43 : f32
      linalg.yield %44 : f32
    } -> tensor<2x4x5x5xf32>
    %8 = tensor.empty() : tensor<2x8x5xf32>
    %9 = linalg.generic {indexing_maps = [#map3, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg3 : tensor<2x5x8xf32>) outs(%8 : tensor<2x8x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x8x5xf32>
    %10 = linalg.generic {indexing_maps = [#map5, #map1, #map2], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%arg1, %9 : tensor<2x4x5x8xf32>, tensor<2x8x5xf32>) outs(%6 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_4: f32, %out: f32):
      %43 = arith.mulf %in, %in_4 : f32
      %44 = arith.addf %out, %43 : f32
      linalg.yield %44 : f32
    } -> tensor<2x4x5x5xf32>
    %11 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%7, %10 : tensor<2x4x5x5xf32>, tensor<2x4x5x5xf32>) outs(%5 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_4: f32, %out: f32):
      %43 = arith.addf %in, %in_4 : f32
      linalg.yield %43 : f32
    } -> tensor<2x4x5x5xf32>
    %12 = linalg.generic {indexing_maps = [#map7, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%cst_3 : tensor<f32>) outs(%5 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x5xf32>
    %13 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%11, %12 : tensor<2x4x5x5xf32>, tensor<2x4x5x5xf32>) outs(%5 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_4: f32, %out: f32):
      %43 = arith.mulf %in, %in_4 : f32
      linalg.yield %43 : f32
    } -> tensor<2x4x5x5xf32>
    %14 = tensor.empty() : tensor<5x5xi32>
    %15 = linalg.generic {indexing_maps = [#map8], iterator_types = ["parallel", "parallel"]} outs(%14 : tensor<5x5xi32>) {
    ^bb0(%out: i32):
      %43 = linalg.index 0 : index
      %44 = arith.index_cast %43 : index to i32
      linalg.yield %44 : i32
    } -> tensor<5x5xi32>
    %16 = linalg.generic {indexing_maps = [#map8], iterator_types = ["parallel", "parallel"]} outs(%14 : tensor<5x5xi32>) {
    ^bb0(%out: i32):
      %43 = linalg.index 1 : index
      %44 = arith.index_cast %43 : index to i32
      linalg.yield %44 : i32
    } -> tensor<5x5xi32>
    %17 = tensor.empty() : tensor<5x5xi1>
    %18 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel"]} ins(%15, %16 : tensor<5x5xi32>, tensor<5x5xi32>) outs(%17 : tensor<5x5xi1>) {
    ^bb0(%in: i32, %in_4: i32, %out: i1):
      %43 = arith.cmpi sge, %in, %in_4 : i32
      linalg.yield %43 : i1
    } -> tensor<5x5xi1>
    %19 = call @_where(%18, %13, %cst_2) : (tensor<5x5xi1>, tensor<2x4x5x5xf32>, tensor<f32>) -> tensor<2x4x5x5xf32>
    %20 = tensor.empty() : tensor<2x4x5xf32>
    %21 = linalg.fill ins(%cst : f32) outs(%20 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %22 = linalg.generic {indexing_maps = [#map6, #map9], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%19 : tensor<2x4x5x5xf32>) outs(%21 : tensor<2x4x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %43 = arith.maximumf %out, %in : f32
      linalg.yield %43 : f32
    } -> tensor<2x4x5xf32>
    %23 = linalg.generic {indexing_maps = [#map10, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_1 : tensor<f32>) outs(%20 : tensor<2x4x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5xf32>
    %24 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%23, %22 : tensor<2x4x5xf32>, tensor<2x4x5xf32>) outs(%20 : tensor<2x4x5xf32>) {
    ^bb0(%in: f32, %in_4: f32, %out: f32):
      %43 = arith.maximumf %in, %in_4 : f32
      linalg.yield %43 : f32
    } -> tensor<2x4x5xf32>
    %25 = tensor.empty() : tensor<2x4x5x1xf32>
    %26 = linalg.generic {indexing_maps = [#map9, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%24 : tensor<2x4x5xf32>) outs(%25 : tensor<2x4x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x1xf32>
    %27 = linalg.generic {indexing_maps = [#map11, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%26 : tensor<2x4x5x1xf32>) outs(%5 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x5xf32>
    %28 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%19, %27 : tensor<2x4x5x5xf32>, tensor<2x4x5x5xf32>) outs(%5 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_4: f32, %out: f32):
      %43 = arith.subf %in, %in_4 : f32
      linalg.yield %43 : f32
    } -> tensor<2x4x5x5xf32>
    %29 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%28 : tensor<2x4x5x5xf32>) outs(%5 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %43 = math.exp %in : f32
      linalg.yield %43 : f32
    } -> tensor<2x4x5x5xf32>
    %30 = linalg.fill ins(%cst_0 : f32) outs(%20 : tensor<2x4x5xf32>) -> tensor<2x4x5xf32>
    %31 = linalg.generic {indexing_maps = [#map6, #map9], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%29 : tensor<2x4x5x5xf32>) outs(%30 : tensor<2x4x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      %43 = arith.addf %out, %in : f32
      linalg.yield %43 : f32
    } -> tensor<2x4x5xf32>
    %32 = linalg.generic {indexing_maps = [#map9, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%31 : tensor<2x4x5xf32>) outs(%25 : tensor<2x4x5x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x1xf32>
    %33 = linalg.generic {indexing_maps = [#map11, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%32 : tensor<2x4x5x1xf32>) outs(%5 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x5xf32>
    %34 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%29, %33 : tensor<2x4x5x5xf32>, tensor<2x4x5x5xf32>) outs(%5 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %in_4: f32, %out: f32):
      %43 = arith.divf %in, %in_4 : f32
      linalg.yield %43 : f32
    } -> tensor<2x4x5x5xf32>
    %35 = tensor.empty() : tensor<2x4x5x16xf32>
    %36 = linalg.fill ins(%cst_0 : f32) outs(%35 : tensor<2x4x5x16xf32>) -> tensor<2x4x5x16xf32>
    %37 = linalg.generic {indexing_maps = [#map5, #map1, #map2], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%34, %arg2 : tensor<2x4x5x5xf32>, tensor<2x5x16xf32>) outs(%36 : tensor<2x4x5x16xf32>) {
    ^bb0(%in: f32, %in_4: f32, %out: f32):
      %43 = arith.mulf %in, %in_4 : f32
      %44 = arith.addf %out, %43 : f32
      linalg.yield %44 : f32
    } -> tensor<2x4x5x16xf32>
    %38 = tensor.empty() : tensor<4x2x5x10xf32>
    %39 = linalg.fill ins(%cst_0 : f32) outs(%38 : tensor<4x2x5x10xf32>) -> tensor<4x2x5x10xf32>
    %40 = linalg.generic {indexing_maps = [#map, #map1, #map2], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%37, %arg5 : tensor<2x4x5x16xf32>, tensor<4x16x10xf32>) outs(%39 : tensor<4x2x5x10xf32>) {
    ^bb0(%in: f32, %in_4: f32, %out: f32):
      %43 = arith.mulf %in, %in_4 : f32
      %44 = arith.addf %out, %43 : f32
      linalg.yield %44 : f32
    } -> tensor<4x2x5x10xf32>
    %41 = tensor.empty() : tensor<2x4x5x10xf32>
    %42 = linalg.generic {indexing_maps = [#map12, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%40 : tensor<4x2x5x10xf32>) outs(%41 : tensor<2x4x5x10xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x10xf32>
    return %42 : tensor<2x4x5x10xf32>
  }
  func.func private @_where(%arg0: tensor<5x5xi1>, %arg1: tensor<2x4x5x5xf32>, %arg2: tensor<f32>) -> tensor<2x4x5x5xf32> {
    %0 = tensor.empty() : tensor<5x5xf32>
    %1 = linalg.generic {indexing_maps = [#map13, #map8], iterator_types = ["parallel", "parallel"]} ins(%arg2 : tensor<f32>) outs(%0 : tensor<5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<5x5xf32>
    %2 = tensor.empty() : tensor<4x5x5xi1>
    %3 = linalg.generic {indexing_maps = [#map14, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg0 : tensor<5x5xi1>) outs(%2 : tensor<4x5x5xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<4x5x5xi1>
    %4 = tensor.empty() : tensor<4x5x5xf32>
    %5 = linalg.generic {indexing_maps = [#map14, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%1 : tensor<5x5xf32>) outs(%4 : tensor<4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x5x5xf32>
    %6 = tensor.empty() : tensor<2x4x5x5xi1>
    %7 = linalg.generic {indexing_maps = [#map15, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%3 : tensor<4x5x5xi1>) outs(%6 : tensor<2x4x5x5xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<2x4x5x5xi1>
    %8 = tensor.empty() : tensor<2x4x5x5xf32>
    %9 = linalg.generic {indexing_maps = [#map15, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%5 : tensor<4x5x5xf32>) outs(%8 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<2x4x5x5xf32>
    %10 = linalg.generic {indexing_maps = [#map6, #map6, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%7, %arg1, %9 : tensor<2x4x5x5xi1>, tensor<2x4x5x5xf32>, tensor<2x4x5x5xf32>) outs(%8 : tensor<2x4x5x5xf32>) {
    ^bb0(%in: i1, %in_0: f32, %in_1: f32, %out: f32):
      %11 = arith.select %in, %in_0, %in_1 : f32
      linalg.yield %11 : f32
    } -> tensor<2x4x5x5xf32>
    return %10 : tensor<2x4x5x5xf32>
  }
}
