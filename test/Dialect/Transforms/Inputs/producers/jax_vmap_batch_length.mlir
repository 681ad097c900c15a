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
#map7 = affine_map<(d0) -> (d0)>
#map8 = affine_map<(d0, d1, d2, d3) -> ()>
#map9 = affine_map<(d0, d1) -> (d0, d1)>
#map10 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map11 = affine_map<(d0, d1, d2) -> ()>
#map12 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map13 = affine_map<(d0, d1, d2, d3) -> (d1, d0, d2, d3)>
#map14 = affine_map<(d0, d1) -> ()>
#map15 = affine_map<(d0, d1, d2) -> (d1, d2)>
#map16 = affine_map<(d0, d1, d2, d3) -> (d1, d2, d3)>
module {
  func.func @jax_vmap_batch_length(%arg0: tensor<?x4x?x12xf32>, %arg1: tensor<?x4x?x8xf32>, %arg2: tensor<?x?x16xf32>, %arg3: tensor<?x?x8xf32>, %arg4: tensor<4x12x16xf32>, %arg5: tensor<4x16x10xf32>) -> (tensor<?x4x?x10xf32> ) {
    %i0 = arith.constant 0 : index
    %j0 = tensor.dim %arg0, %i0 : tensor<?x4x?x12xf32>
    %n0 = arith.index_cast %j0 : index to i32
    %0 = tensor.from_elements %n0 : tensor<i32>
    %i1 = arith.constant 2 : index
    %j1 = tensor.dim %arg0, %i1 : tensor<?x4x?x12xf32>
    %n1 = arith.index_cast %j1 : index to i32
    %1 = tensor.from_elements %n1 : tensor<i32>
    %2 = call @_wrapped_jax_export_main(%0, %1, %arg0, %arg1, %arg2, %arg3, %arg4, %arg5) : (tensor<i32>, tensor<i32>, tensor<?x4x?x12xf32>, tensor<?x4x?x8xf32>, tensor<?x?x16xf32>, tensor<?x?x8xf32>, tensor<4x12x16xf32>, tensor<4x16x10xf32>) -> tensor<?x4x?x10xf32>
    return %2 : tensor<?x4x?x10xf32>
  }
  func.func private @_wrapped_jax_export_main(%arg0: tensor<i32> , %arg1: tensor<i32> , %arg2: tensor<?x4x?x12xf32>, %arg3: tensor<?x4x?x8xf32>, %arg4: tensor<?x?x16xf32>, %arg5: tensor<?x?x8xf32>, %arg6: tensor<4x12x16xf32>, %arg7: tensor<4x16x10xf32>) -> (tensor<?x4x?x10xf32> ) {
    %c1_i32 = arith.constant 1 : i32
    %c4_i32 = arith.constant 4 : i32
    %cst = arith.constant 0xFF800000 : f32
    %c3 = arith.constant 3 : index
    %cst_0 = arith.constant 0.000000e+00 : f32
    %c2 = arith.constant 2 : index
    %c0 = arith.constant 0 : index
    %cst_1 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_2 = arith.constant dense<-1.000000e+30> : tensor<f32>
    %cst_3 = arith.constant dense<0.223606795> : tensor<f32>
    %c1 = arith.constant 1 : index
    %dim = tensor.dim %arg2, %c0 : tensor<?x4x?x12xf32>
    %dim_4 = tensor.dim %arg2, %c2 : tensor<?x4x?x12xf32>
    %0 = tensor.empty(%dim, %dim_4) : tensor<4x?x?x16xf32>
    %1 = linalg.fill ins(%cst_0 : f32) outs(%0 : tensor<4x?x?x16xf32>) -> tensor<4x?x?x16xf32>
    %2 = linalg.generic {indexing_maps = [#map, #map1, #map2], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%arg2, %arg6 : tensor<?x4x?x12xf32>, tensor<4x12x16xf32>) outs(%1 : tensor<4x?x?x16xf32>) {
    ^bb0(%in: f32, %in_23: f32, %out: f32):
      %64 = arith.mulf %in, %in_23 : f32
      %65 = arith.addf %out, %64 : f32
      linalg.yield %65 : f32
    } -> tensor<4x?x?x16xf32>
    %dim_5 = tensor.dim %arg4, %c0 : tensor<?x?x16xf32>
    %dim_6 = tensor.dim %arg4, %c1 : tensor<?x?x16xf32>
    %3 = tensor.empty(%dim_5, %dim_6) : tensor<?x16x?xf32>
    %4 = linalg.generic {indexing_maps = [#map3, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg4 : tensor<?x?x16xf32>) outs(%3 : tensor<?x16x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x16x?xf32>
    %5 = tensor.empty(%dim, %dim_4, %dim_6) : tensor<?x4x?x?xf32>
    %6 = linalg.fill ins(%cst_0 : f32) outs(%5 : tensor<?x4x?x?xf32>) -> tensor<?x4x?x?xf32>
    %7 = linalg.generic {indexing_maps = [#map, #map1, #map2], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%2, %4 : tensor<4x?x?x16xf32>, tensor<?x16x?xf32>) outs(%6 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_23: f32, %out: f32):
      %64 = arith.mulf %in, %in_23 : f32
      %65 = arith.addf %out, %64 : f32
      linalg.yield %65 : f32
    } -> tensor<?x4x?x?xf32>
    %dim_7 = tensor.dim %arg5, %c0 : tensor<?x?x8xf32>
    %dim_8 = tensor.dim %arg5, %c1 : tensor<?x?x8xf32>
    %8 = tensor.empty(%dim_7, %dim_8) : tensor<?x8x?xf32>
    %9 = linalg.generic {indexing_maps = [#map3, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg5 : tensor<?x?x8xf32>) outs(%8 : tensor<?x8x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x8x?xf32>
    %dim_9 = tensor.dim %arg3, %c0 : tensor<?x4x?x8xf32>
    %dim_10 = tensor.dim %arg3, %c2 : tensor<?x4x?x8xf32>
    %10 = tensor.empty(%dim_9, %dim_10, %dim_8) : tensor<?x4x?x?xf32>
    %11 = linalg.fill ins(%cst_0 : f32) outs(%10 : tensor<?x4x?x?xf32>) -> tensor<?x4x?x?xf32>
    %12 = linalg.generic {indexing_maps = [#map5, #map1, #map2], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%arg3, %9 : tensor<?x4x?x8xf32>, tensor<?x8x?xf32>) outs(%11 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_23: f32, %out: f32):
      %64 = arith.mulf %in, %in_23 : f32
      %65 = arith.addf %out, %64 : f32
      linalg.yield %65 : f32
    } -> tensor<?x4x?x?xf32>
    %13 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%7, %12 : tensor<?x4x?x?xf32>, tensor<?x4x?x?xf32>) outs(%5 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_23: f32, %out: f32):
      %64 = arith.addf %in, %in_23 : f32
      linalg.yield %64 : f32
    } -> tensor<?x4x?x?xf32>
    %expanded = tensor.expand_shape %arg0 [] output_shape [1] : tensor<i32> into tensor<1xi32>
    %expanded_11 = tensor.expand_shape %arg1 [] output_shape [1] : tensor<i32> into tensor<1xi32>
    %14 = tensor.empty() : tensor<4xi32>
    %15 = linalg.generic {indexing_maps = [#map7], iterator_types = ["parallel"]} outs(%14 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %64 = linalg.index 0 : index
      %65 = arith.cmpi ult, %64, %c1 : index
      %66 = scf.if %65 -> (i32) {
        %extracted_23 = tensor.extract %expanded[%64] : tensor<1xi32>
        scf.yield %extracted_23 : i32
      } else {
        %67 = arith.cmpi ult, %64, %c2 : index
        %68 = scf.if %67 -> (i32) {
          scf.yield %c4_i32 : i32
        } else {
          %69 = arith.cmpi ult, %64, %c3 : index
          %70 = scf.if %69 -> (i32) {
            %71 = arith.subi %64, %c2 : index
            %extracted_23 = tensor.extract %expanded_11[%71] : tensor<1xi32>
            scf.yield %extracted_23 : i32
          } else {
            %71 = arith.subi %64, %c3 : index
            %extracted_23 = tensor.extract %expanded_11[%71] : tensor<1xi32>
            scf.yield %extracted_23 : i32
          }
          scf.yield %70 : i32
        }
        scf.yield %68 : i32
      }
      linalg.yield %66 : i32
    } -> tensor<4xi32>
    %extracted = tensor.extract %15[%c0] : tensor<4xi32>
    %16 = arith.index_cast %extracted : i32 to index
    %extracted_12 = tensor.extract %15[%c2] : tensor<4xi32>
    %17 = arith.index_cast %extracted_12 : i32 to index
    %extracted_13 = tensor.extract %15[%c3] : tensor<4xi32>
    %18 = arith.index_cast %extracted_13 : i32 to index
    %19 = tensor.empty(%16, %17, %18) : tensor<?x4x?x?xf32>
    %20 = linalg.generic {indexing_maps = [#map8, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%cst_3 : tensor<f32>) outs(%19 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x?xf32>
    %21 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%13, %20 : tensor<?x4x?x?xf32>, tensor<?x4x?x?xf32>) outs(%5 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_23: f32, %out: f32):
      %64 = arith.mulf %in, %in_23 : f32
      linalg.yield %64 : f32
    } -> tensor<?x4x?x?xf32>
    %22 = tensor.empty() : tensor<2xi32>
    %23 = linalg.generic {indexing_maps = [#map7], iterator_types = ["parallel"]} outs(%22 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %64 = linalg.index 0 : index
      %65 = arith.cmpi ult, %64, %c1 : index
      %66 = scf.if %65 -> (i32) {
        %extracted_23 = tensor.extract %expanded_11[%64] : tensor<1xi32>
        scf.yield %extracted_23 : i32
      } else {
        %67 = arith.subi %64, %c1 : index
        %extracted_23 = tensor.extract %expanded_11[%67] : tensor<1xi32>
        scf.yield %extracted_23 : i32
      }
      linalg.yield %66 : i32
    } -> tensor<2xi32>
    %extracted_14 = tensor.extract %23[%c0] : tensor<2xi32>
    %24 = arith.index_cast %extracted_14 : i32 to index
    %extracted_15 = tensor.extract %23[%c1] : tensor<2xi32>
    %25 = arith.index_cast %extracted_15 : i32 to index
    %26 = tensor.empty(%24, %25) : tensor<?x?xi32>
    %27 = linalg.generic {indexing_maps = [#map9], iterator_types = ["parallel", "parallel"]} outs(%26 : tensor<?x?xi32>) {
    ^bb0(%out: i32):
      %64 = linalg.index 0 : index
      %65 = arith.index_cast %64 : index to i32
      linalg.yield %65 : i32
    } -> tensor<?x?xi32>
    %28 = linalg.generic {indexing_maps = [#map9], iterator_types = ["parallel", "parallel"]} outs(%26 : tensor<?x?xi32>) {
    ^bb0(%out: i32):
      %64 = linalg.index 1 : index
      %65 = arith.index_cast %64 : index to i32
      linalg.yield %65 : i32
    } -> tensor<?x?xi32>
    %29 = tensor.empty(%24, %25) : tensor<?x?xi1>
    %30 = linalg.generic {indexing_maps = [#map9, #map9, #map9], iterator_types = ["parallel", "parallel"]} ins(%27, %28 : tensor<?x?xi32>, tensor<?x?xi32>) outs(%29 : tensor<?x?xi1>) {
    ^bb0(%in: i32, %in_23: i32, %out: i1):
      %64 = arith.cmpi sge, %in, %in_23 : i32
      linalg.yield %64 : i1
    } -> tensor<?x?xi1>
    %31 = call @_where(%arg0, %arg1, %30, %21, %cst_2) : (tensor<i32>, tensor<i32>, tensor<?x?xi1>, tensor<?x4x?x?xf32>, tensor<f32>) -> tensor<?x4x?x?xf32>
    %dim_16 = tensor.dim %31, %c0 : tensor<?x4x?x?xf32>
    %dim_17 = tensor.dim %31, %c2 : tensor<?x4x?x?xf32>
    %32 = tensor.empty(%dim_16, %dim_17) : tensor<?x4x?xf32>
    %33 = linalg.fill ins(%cst : f32) outs(%32 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
    %34 = linalg.generic {indexing_maps = [#map6, #map10], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%31 : tensor<?x4x?x?xf32>) outs(%33 : tensor<?x4x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %64 = arith.maximumf %out, %in : f32
      linalg.yield %64 : f32
    } -> tensor<?x4x?xf32>
    %35 = tensor.empty() : tensor<3xi32>
    %36 = linalg.generic {indexing_maps = [#map7], iterator_types = ["parallel"]} outs(%35 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %64 = linalg.index 0 : index
      %65 = arith.cmpi ult, %64, %c1 : index
      %66 = scf.if %65 -> (i32) {
        %extracted_23 = tensor.extract %expanded[%64] : tensor<1xi32>
        scf.yield %extracted_23 : i32
      } else {
        %67 = arith.cmpi ult, %64, %c2 : index
        %68 = scf.if %67 -> (i32) {
          scf.yield %c4_i32 : i32
        } else {
          %69 = arith.subi %64, %c2 : index
          %extracted_23 = tensor.extract %expanded_11[%69] : tensor<1xi32>
          scf.yield %extracted_23 : i32
        }
        scf.yield %68 : i32
      }
      linalg.yield %66 : i32
    } -> tensor<3xi32>
    %extracted_18 = tensor.extract %36[%c0] : tensor<3xi32>
    %37 = arith.index_cast %extracted_18 : i32 to index
    %extracted_19 = tensor.extract %36[%c2] : tensor<3xi32>
    %38 = arith.index_cast %extracted_19 : i32 to index
    %39 = tensor.empty(%37, %38) : tensor<?x4x?xf32>
    %40 = linalg.generic {indexing_maps = [#map11, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_1 : tensor<f32>) outs(%39 : tensor<?x4x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?xf32>
    %41 = linalg.generic {indexing_maps = [#map4, #map4, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%40, %34 : tensor<?x4x?xf32>, tensor<?x4x?xf32>) outs(%39 : tensor<?x4x?xf32>) {
    ^bb0(%in: f32, %in_23: f32, %out: f32):
      %64 = arith.maximumf %in, %in_23 : f32
      linalg.yield %64 : f32
    } -> tensor<?x4x?xf32>
    %42 = linalg.generic {indexing_maps = [#map7], iterator_types = ["parallel"]} outs(%14 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %64 = linalg.index 0 : index
      %65 = arith.cmpi ult, %64, %c1 : index
      %66 = scf.if %65 -> (i32) {
        %extracted_23 = tensor.extract %expanded[%64] : tensor<1xi32>
        scf.yield %extracted_23 : i32
      } else {
        %67 = arith.cmpi ult, %64, %c2 : index
        %68 = scf.if %67 -> (i32) {
          scf.yield %c4_i32 : i32
        } else {
          %69 = arith.cmpi ult, %64, %c3 : index
          %70 = scf.if %69 -> (i32) {
            %71 = arith.subi %64, %c2 : index
            %extracted_23 = tensor.extract %expanded_11[%71] : tensor<1xi32>
            scf.yield %extracted_23 : i32
          } else {
            scf.yield %c1_i32 : i32
          }
          scf.yield %70 : i32
        }
        scf.yield %68 : i32
      }
      linalg.yield %66 : i32
    } -> tensor<4xi32>
    %extracted_20 = tensor.extract %42[%c0] : tensor<4xi32>
    %43 = arith.index_cast %extracted_20 : i32 to index
    %extracted_21 = tensor.extract %42[%c2] : tensor<4xi32>
    %44 = arith.index_cast %extracted_21 : i32 to index
    %45 = tensor.empty(%43, %44) : tensor<?x4x?x1xf32>
    %46 = linalg.generic {indexing_maps = [#map10, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%41 : tensor<?x4x?xf32>) outs(%45 : tensor<?x4x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x1xf32>
    %47 = linalg.generic {indexing_maps = [#map12, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%46 : tensor<?x4x?x1xf32>) outs(%19 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x?xf32>
    %dim_22 = tensor.dim %31, %c3 : tensor<?x4x?x?xf32>
    %48 = tensor.empty(%dim_16, %dim_17, %dim_22) : tensor<?x4x?x?xf32>
    %49 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%31, %47 : tensor<?x4x?x?xf32>, tensor<?x4x?x?xf32>) outs(%48 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_23: f32, %out: f32):
      %64 = arith.subf %in, %in_23 : f32
      linalg.yield %64 : f32
    } -> tensor<?x4x?x?xf32>
    %50 = linalg.generic {indexing_maps = [#map6, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%49 : tensor<?x4x?x?xf32>) outs(%48 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %64 = math.exp %in : f32
      linalg.yield %64 : f32
    } -> tensor<?x4x?x?xf32>
    %51 = linalg.fill ins(%cst_0 : f32) outs(%32 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
    %52 = linalg.generic {indexing_maps = [#map6, #map10], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%50 : tensor<?x4x?x?xf32>) outs(%51 : tensor<?x4x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %64 = arith.addf %out, %in : f32
      linalg.yield %64 : f32
    } -> tensor<?x4x?xf32>
    %53 = linalg.generic {indexing_maps = [#map10, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%52 : tensor<?x4x?xf32>) outs(%45 : tensor<?x4x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x1xf32>
    %54 = linalg.generic {indexing_maps = [#map12, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%53 : tensor<?x4x?x1xf32>) outs(%19 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x?xf32>
    %55 = linalg.generic {indexing_maps = [#map6, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%50, %54 : tensor<?x4x?x?xf32>, tensor<?x4x?x?xf32>) outs(%48 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_23: f32, %out: f32):
      %64 = arith.divf %in, %in_23 : f32
      linalg.yield %64 : f32
    } -> tensor<?x4x?x?xf32>
    %56 = tensor.empty(%dim_16, %dim_17) : tensor<?x4x?x16xf32>
    %57 = linalg.fill ins(%cst_0 : f32) outs(%56 : tensor<?x4x?x16xf32>) -> tensor<?x4x?x16xf32>
    %58 = linalg.generic {indexing_maps = [#map5, #map1, #map2], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%55, %arg4 : tensor<?x4x?x?xf32>, tensor<?x?x16xf32>) outs(%57 : tensor<?x4x?x16xf32>) {
    ^bb0(%in: f32, %in_23: f32, %out: f32):
      %64 = arith.mulf %in, %in_23 : f32
      %65 = arith.addf %out, %64 : f32
      linalg.yield %65 : f32
    } -> tensor<?x4x?x16xf32>
    %59 = tensor.empty(%dim_16, %dim_17) : tensor<4x?x?x10xf32>
    %60 = linalg.fill ins(%cst_0 : f32) outs(%59 : tensor<4x?x?x10xf32>) -> tensor<4x?x?x10xf32>
    %61 = linalg.generic {indexing_maps = [#map, #map1, #map2], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%58, %arg7 : tensor<?x4x?x16xf32>, tensor<4x16x10xf32>) outs(%60 : tensor<4x?x?x10xf32>) {
    ^bb0(%in: f32, %in_23: f32, %out: f32):
      %64 = arith.mulf %in, %in_23 : f32
      %65 = arith.addf %out, %64 : f32
      linalg.yield %65 : f32
    } -> tensor<4x?x?x10xf32>
    %62 = tensor.empty(%dim_16, %dim_17) : tensor<?x4x?x10xf32>
    %63 = linalg.generic {indexing_maps = [#map13, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%61 : tensor<4x?x?x10xf32>) outs(%62 : tensor<?x4x?x10xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x10xf32>
    return %63 : tensor<?x4x?x10xf32>
  }
  func.func private @_where(%arg0: tensor<i32> , %arg1: tensor<i32> , %arg2: tensor<?x?xi1>, %arg3: tensor<?x4x?x?xf32>, %arg4: tensor<f32>) -> tensor<?x4x?x?xf32> {
    %c4_i32 = arith.constant 4 : i32
    %c3 = arith.constant 3 : index
    %c2 = arith.constant 2 : index
    %c1 = arith.constant 1 : index
    %c0 = arith.constant 0 : index
    %expanded = tensor.expand_shape %arg1 [] output_shape [1] : tensor<i32> into tensor<1xi32>
    %0 = tensor.empty() : tensor<2xi32>
    %1 = linalg.generic {indexing_maps = [#map7], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %25 = linalg.index 0 : index
      %26 = arith.cmpi ult, %25, %c1 : index
      %27 = scf.if %26 -> (i32) {
        %extracted_9 = tensor.extract %expanded[%25] : tensor<1xi32>
        scf.yield %extracted_9 : i32
      } else {
        %28 = arith.subi %25, %c1 : index
        %extracted_9 = tensor.extract %expanded[%28] : tensor<1xi32>
        scf.yield %extracted_9 : i32
      }
      linalg.yield %27 : i32
    } -> tensor<2xi32>
    %extracted = tensor.extract %1[%c0] : tensor<2xi32>
    %2 = arith.index_cast %extracted : i32 to index
    %extracted_0 = tensor.extract %1[%c1] : tensor<2xi32>
    %3 = arith.index_cast %extracted_0 : i32 to index
    %4 = tensor.empty(%2, %3) : tensor<?x?xf32>
    %5 = linalg.generic {indexing_maps = [#map14, #map9], iterator_types = ["parallel", "parallel"]} ins(%arg4 : tensor<f32>) outs(%4 : tensor<?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x?xf32>
    %6 = tensor.empty() : tensor<3xi32>
    %7 = linalg.generic {indexing_maps = [#map7], iterator_types = ["parallel"]} outs(%6 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %25 = linalg.index 0 : index
      %26 = arith.cmpi ult, %25, %c1 : index
      %27 = scf.if %26 -> (i32) {
        scf.yield %c4_i32 : i32
      } else {
        %28 = arith.cmpi ult, %25, %c2 : index
        %29 = scf.if %28 -> (i32) {
          %30 = arith.subi %25, %c1 : index
          %extracted_9 = tensor.extract %expanded[%30] : tensor<1xi32>
          scf.yield %extracted_9 : i32
        } else {
          %30 = arith.subi %25, %c2 : index
          %extracted_9 = tensor.extract %expanded[%30] : tensor<1xi32>
          scf.yield %extracted_9 : i32
        }
        scf.yield %29 : i32
      }
      linalg.yield %27 : i32
    } -> tensor<3xi32>
    %extracted_1 = tensor.extract %7[%c1] : tensor<3xi32>
    %8 = arith.index_cast %extracted_1 : i32 to index
    %extracted_2 = tensor.extract %7[%c2] : tensor<3xi32>
    %9 = arith.index_cast %extracted_2 : i32 to index
    %10 = tensor.empty(%8, %9) : tensor<4x?x?xi1>
    %11 = linalg.generic {indexing_maps = [#map15, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg2 : tensor<?x?xi1>) outs(%10 : tensor<4x?x?xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<4x?x?xi1>
    %12 = tensor.empty(%8, %9) : tensor<4x?x?xf32>
    %13 = linalg.generic {indexing_maps = [#map15, #map4], iterator_types = ["parallel", "parallel", "parallel"]} ins(%5 : tensor<?x?xf32>) outs(%12 : tensor<4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x?x?xf32>
    %expanded_3 = tensor.expand_shape %arg0 [] output_shape [1] : tensor<i32> into tensor<1xi32>
    %14 = tensor.empty() : tensor<4xi32>
    %15 = linalg.generic {indexing_maps = [#map7], iterator_types = ["parallel"]} outs(%14 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %25 = linalg.index 0 : index
      %26 = arith.cmpi ult, %25, %c1 : index
      %27 = scf.if %26 -> (i32) {
        %extracted_9 = tensor.extract %expanded_3[%25] : tensor<1xi32>
        scf.yield %extracted_9 : i32
      } else {
        %28 = arith.cmpi ult, %25, %c2 : index
        %29 = scf.if %28 -> (i32) {
          scf.yield %c4_i32 : i32
        } else {
          %30 = arith.cmpi ult, %25, %c3 : index
          %31 = scf.if %30 -> (i32) {
            %32 = arith.subi %25, %c2 : index
            %extracted_9 = tensor.extract %expanded[%32] : tensor<1xi32>
            scf.yield %extracted_9 : i32
          } else {
            %32 = arith.subi %25, %c3 : index
            %extracted_9 = tensor.extract %expanded[%32] : tensor<1xi32>
            scf.yield %extracted_9 : i32
          }
          scf.yield %31 : i32
        }
        scf.yield %29 : i32
      }
      linalg.yield %27 : i32
    } -> tensor<4xi32>
    %extracted_4 = tensor.extract %15[%c0] : tensor<4xi32>
    %16 = arith.index_cast %extracted_4 : i32 to index
    %extracted_5 = tensor.extract %15[%c2] : tensor<4xi32>
    %17 = arith.index_cast %extracted_5 : i32 to index
    %extracted_6 = tensor.extract %15[%c3] : tensor<4xi32>
    %18 = arith.index_cast %extracted_6 : i32 to index
    %19 = tensor.empty(%16, %17, %18) : tensor<?x4x?x?xi1>
    %20 = linalg.generic {indexing_maps = [#map16, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%11 : tensor<4x?x?xi1>) outs(%19 : tensor<?x4x?x?xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<?x4x?x?xi1>
    %21 = tensor.empty(%16, %17, %18) : tensor<?x4x?x?xf32>
    %22 = linalg.generic {indexing_maps = [#map16, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%13 : tensor<4x?x?xf32>) outs(%21 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x?xf32>
    %dim = tensor.dim %arg3, %c0 : tensor<?x4x?x?xf32>
    %dim_7 = tensor.dim %arg3, %c2 : tensor<?x4x?x?xf32>
    %dim_8 = tensor.dim %arg3, %c3 : tensor<?x4x?x?xf32>
    %23 = tensor.empty(%dim, %dim_7, %dim_8) : tensor<?x4x?x?xf32>
    %24 = linalg.generic {indexing_maps = [#map6, #map6, #map6, #map6], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%20, %arg3, %22 : tensor<?x4x?x?xi1>, tensor<?x4x?x?xf32>, tensor<?x4x?x?xf32>) outs(%23 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: i1, %in_9: f32, %in_10: f32, %out: f32):
      %25 = arith.select %in, %in_9, %in_10 : f32
      linalg.yield %25 : f32
    } -> tensor<?x4x?x?xf32>
    return %24 : tensor<?x4x?x?xf32>
  }
}
