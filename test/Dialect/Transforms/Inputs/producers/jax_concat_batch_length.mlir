// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_jax.py; see README.md.

#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1) -> (d0)>
#map2 = affine_map<(d0, d1) -> (d0, d1)>
#map3 = affine_map<(d0, d1) -> (d1)>
#map4 = affine_map<(d0, d1) -> (d0, 0)>
#map5 = affine_map<(d0, d1) -> (0, d1)>
#map6 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d4, d1)>
#map7 = affine_map<(d0, d1, d2, d3, d4) -> (d2, d3, d4)>
#map8 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d3)>
#map9 = affine_map<(d0, d1, d2, d3) -> (d1, d3, d0, d2)>
#map10 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map11 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3)>
#map12 = affine_map<(d0, d1, d2, d3) -> (d3, d2)>
#map13 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map14 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map15 = affine_map<(d0, d1, d2) -> (d0, d1)>
#map16 = affine_map<(d0, d1, d2) -> ()>
#map17 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map18 = affine_map<(d0, d1, d2) -> (d2)>
#map19 = affine_map<(d0, d1, d2) -> (0, 0, d2)>
#map20 = affine_map<(d0, d1, d2) -> (d1, d2)>
#map21 = affine_map<(d0, d1, d2) -> (0, d1, d2)>
#map22 = affine_map<(d0, d1, d2, d3) -> (d2, d3)>
#map23 = affine_map<(d0, d1, d2, d3) -> (0, 0, d2, d3)>
#map24 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#map25 = affine_map<(d0, d1, d2, d3) -> (d0, 0, d2, d3)>
#map26 = affine_map<(d0, d1, d2, d3) -> ()>
#map27 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d3, d2)>
#map28 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2, d4)>
#map29 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d4, d3)>
#map30 = affine_map<(d0) -> ()>
#map31 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, 0)>
#map32 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d3, d1, d4)>
#map33 = affine_map<(d0, d1, d2, d3, d4) -> (d3, d4, d2)>
#map34 = affine_map<(d0, d1, d2, d3, d4) -> (d0, d1, d2)>
#map35 = affine_map<(d0, d1) -> ()>
module {
  func.func @jax_concat_batch_length(%arg0: tensor<?x?x32xf32>, %arg1: tensor<?xi32>, %arg2: tensor<4x32x20xf32>, %arg3: tensor<32x24xf32>, %arg4: tensor<16xf32>, %arg5: tensor<4x16x12xf32>, %arg6: tensor<4x16x10xf32>, %arg7: tensor<4x10x32xf32>) -> (tensor<?x?x32xf32> ) {
    %i0 = arith.constant 0 : index
    %j0 = tensor.dim %arg0, %i0 : tensor<?x?x32xf32>
    %n0 = arith.index_cast %j0 : index to i32
    %0 = tensor.from_elements %n0 : tensor<i32>
    %i1 = arith.constant 1 : index
    %j1 = tensor.dim %arg0, %i1 : tensor<?x?x32xf32>
    %n1 = arith.index_cast %j1 : index to i32
    %1 = tensor.from_elements %n1 : tensor<i32>
    %2 = call @_wrapped_jax_export_main(%0, %1, %arg0, %arg1, %arg2, %arg3, %arg4, %arg5, %arg6, %arg7) : (tensor<i32>, tensor<i32>, tensor<?x?x32xf32>, tensor<?xi32>, tensor<4x32x20xf32>, tensor<32x24xf32>, tensor<16xf32>, tensor<4x16x12xf32>, tensor<4x16x10xf32>, tensor<4x10x32xf32>) -> tensor<?x?x32xf32>
    return %2 : tensor<?x?x32xf32>
  }
  func.func private @_wrapped_jax_export_main(%arg0: tensor<i32> , %arg1: tensor<i32> , %arg2: tensor<?x?x32xf32>, %arg3: tensor<?xi32>, %arg4: tensor<4x32x20xf32>, %arg5: tensor<32x24xf32>, %arg6: tensor<16xf32>, %arg7: tensor<4x16x12xf32>, %arg8: tensor<4x16x10xf32>, %arg9: tensor<4x10x32xf32>) -> (tensor<?x?x32xf32> ) {
    %c20_i32 = arith.constant 20 : i32
    %c12_i32 = arith.constant 12 : i32
    %c8_i32 = arith.constant 8 : i32
    %c24_i32 = arith.constant 24 : i32
    %c16_i32 = arith.constant 16 : i32
    %c0_i32 = arith.constant 0 : i32
    %c4_i32 = arith.constant 4 : i32
    %c1_i32 = arith.constant 1 : i32
    %cst = arith.constant 0xFF800000 : f32
    %c12 = arith.constant 12 : index
    %c8 = arith.constant 8 : index
    %c16 = arith.constant 16 : index
    %c4 = arith.constant 4 : index
    %cst_0 = arith.constant 0.000000e+00 : f32
    %c3 = arith.constant 3 : index
    %c1 = arith.constant 1 : index
    %c2 = arith.constant 2 : index
    %c0 = arith.constant 0 : index
    %cst_1 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_2 = arith.constant dense<-3.40282347E+38> : tensor<f32>
    %cst_3 = arith.constant dense<0.223606795> : tensor<f32>
    %cst_4 = arith.constant dense<9.99999997E-7> : tensor<f32>
    %cst_5 = arith.constant dense<1.600000e+01> : tensor<f32>
    %cst_6 = arith.constant dense<0.000000e+00> : tensor<f32>
    %cst_7 = arith.constant dense<0> : tensor<i32>
    %cst_8 = arith.constant dense<[1.000000e+00, 1.000000e-01, 0.00999999977, 1.000000e-03]> : tensor<4xf32>
    %cst_9 = arith.constant dense<1> : tensor<i32>
    %expanded = tensor.expand_shape %arg1 [] output_shape [1] : tensor<i32> into tensor<1xi32>
    %0 = tensor.empty() : tensor<2xi32>
    %1 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        scf.yield %c1_i32 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<2xi32>
    %extracted = tensor.extract %1[%c0] : tensor<2xi32>
    %2 = arith.index_cast %extracted : i32 to index
    %3 = tensor.empty(%2) : tensor<?x1xi32>
    %4 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel"]} ins(%arg3 : tensor<?xi32>) outs(%3 : tensor<?x1xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<?x1xi32>
    %5 = tensor.empty(%2) : tensor<?x1xf32>
    %6 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%4 : tensor<?x1xi32>) outs(%5 : tensor<?x1xf32>) {
    ^bb0(%in: i32, %out: f32):
      %341 = arith.sitofp %in : i32 to f32
      linalg.yield %341 : f32
    } -> tensor<?x1xf32>
    %7 = tensor.empty() : tensor<1x4xf32>
    %8 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel"]} ins(%cst_8 : tensor<4xf32>) outs(%7 : tensor<1x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x4xf32>
    %9 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        scf.yield %c4_i32 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<2xi32>
    %extracted_10 = tensor.extract %9[%c0] : tensor<2xi32>
    %10 = arith.index_cast %extracted_10 : i32 to index
    %11 = tensor.empty(%10) : tensor<?x4xf32>
    %12 = linalg.generic {indexing_maps = [#map4, #map2], iterator_types = ["parallel", "parallel"]} ins(%6 : tensor<?x1xf32>) outs(%11 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4xf32>
    %13 = linalg.generic {indexing_maps = [#map5, #map2], iterator_types = ["parallel", "parallel"]} ins(%8 : tensor<1x4xf32>) outs(%11 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4xf32>
    %14 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%12, %13 : tensor<?x4xf32>, tensor<?x4xf32>) outs(%11 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x4xf32>
    %15 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%14 : tensor<?x4xf32>) outs(%11 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %341 = math.cos %in : f32
      linalg.yield %341 : f32
    } -> tensor<?x4xf32>
    %16 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%14 : tensor<?x4xf32>) outs(%11 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %341 = math.sin %in : f32
      linalg.yield %341 : f32
    } -> tensor<?x4xf32>
    %dim = tensor.dim %arg2, %c0 : tensor<?x?x32xf32>
    %dim_11 = tensor.dim %arg2, %c1 : tensor<?x?x32xf32>
    %17 = tensor.empty(%dim, %dim_11) : tensor<4x20x?x?xf32>
    %18 = linalg.fill ins(%cst_0 : f32) outs(%17 : tensor<4x20x?x?xf32>) -> tensor<4x20x?x?xf32>
    %19 = linalg.generic {indexing_maps = [#map6, #map7, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%arg4, %arg2 : tensor<4x32x20xf32>, tensor<?x?x32xf32>) outs(%18 : tensor<4x20x?x?xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      %342 = arith.addf %out, %341 : f32
      linalg.yield %342 : f32
    } -> tensor<4x20x?x?xf32>
    %20 = tensor.empty(%dim, %dim_11) : tensor<?x4x?x20xf32>
    %21 = linalg.generic {indexing_maps = [#map9, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%19 : tensor<4x20x?x?xf32>) outs(%20 : tensor<?x4x?x20xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x20xf32>
    %22 = tensor.empty(%dim, %dim_11) : tensor<?x?x24xf32>
    %23 = linalg.fill ins(%cst_0 : f32) outs(%22 : tensor<?x?x24xf32>) -> tensor<?x?x24xf32>
    %24 = linalg.generic {indexing_maps = [#map11, #map12, #map13], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%arg2, %arg5 : tensor<?x?x32xf32>, tensor<32x24xf32>) outs(%23 : tensor<?x?x24xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      %342 = arith.addf %out, %341 : f32
      linalg.yield %342 : f32
    } -> tensor<?x?x24xf32>
    %25 = tensor.empty() : tensor<3xi32>
    %26 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%25 : tensor<3xi32>) {
    ^bb0(%out: i32):
      linalg.yield %c0_i32 : i32
    } -> tensor<3xi32>
    %expanded_12 = tensor.expand_shape %arg0 [] output_shape [1] : tensor<i32> into tensor<1xi32>
    %27 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%25 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded_12[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          %346 = arith.subi %341, %c1 : index
          %extracted_83 = tensor.extract %expanded[%346] : tensor<1xi32>
          scf.yield %extracted_83 : i32
        } else {
          scf.yield %c16_i32 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<3xi32>
    %28 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%25 : tensor<3xi32>) {
    ^bb0(%out: i32):
      linalg.yield %c1_i32 : i32
    } -> tensor<3xi32>
    %extracted_13 = tensor.extract %26[%c0] : tensor<3xi32>
    %extracted_14 = tensor.extract %27[%c0] : tensor<3xi32>
    %extracted_15 = tensor.extract %28[%c0] : tensor<3xi32>
    %29 = arith.subi %extracted_14, %extracted_13 : i32
    %30 = arith.ceildivui %29, %extracted_15 : i32
    %31 = arith.index_cast %30 : i32 to index
    %32 = arith.index_cast %extracted_13 : i32 to index
    %33 = arith.subi %dim, %31 : index
    %34 = arith.maxsi %32, %c0 : index
    %35 = arith.minsi %34, %33 : index
    %36 = arith.index_cast %extracted_15 : i32 to index
    %extracted_16 = tensor.extract %26[%c1] : tensor<3xi32>
    %extracted_17 = tensor.extract %27[%c1] : tensor<3xi32>
    %extracted_18 = tensor.extract %28[%c1] : tensor<3xi32>
    %37 = arith.subi %extracted_17, %extracted_16 : i32
    %38 = arith.ceildivui %37, %extracted_18 : i32
    %39 = arith.index_cast %38 : i32 to index
    %40 = arith.index_cast %extracted_16 : i32 to index
    %41 = arith.subi %dim_11, %39 : index
    %42 = arith.maxsi %40, %c0 : index
    %43 = arith.minsi %42, %41 : index
    %44 = arith.index_cast %extracted_18 : i32 to index
    %extracted_19 = tensor.extract %26[%c2] : tensor<3xi32>
    %extracted_20 = tensor.extract %28[%c2] : tensor<3xi32>
    %45 = arith.index_cast %extracted_19 : i32 to index
    %46 = arith.maxsi %45, %c0 : index
    %47 = arith.minsi %46, %c8 : index
    %48 = arith.index_cast %extracted_20 : i32 to index
    %extracted_slice = tensor.extract_slice %24[%35, %43, %47] [%31, %39, 16] [%36, %44, %48] : tensor<?x?x24xf32> to tensor<?x?x16xf32>
    %49 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%25 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        scf.yield %c0_i32 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = arith.select %344, %c0_i32, %c16_i32 : i32
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<3xi32>
    %50 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%25 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded_12[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          %346 = arith.subi %341, %c1 : index
          %extracted_83 = tensor.extract %expanded[%346] : tensor<1xi32>
          scf.yield %extracted_83 : i32
        } else {
          scf.yield %c24_i32 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<3xi32>
    %extracted_21 = tensor.extract %49[%c0] : tensor<3xi32>
    %extracted_22 = tensor.extract %50[%c0] : tensor<3xi32>
    %51 = arith.subi %extracted_22, %extracted_21 : i32
    %52 = arith.ceildivui %51, %extracted_15 : i32
    %53 = arith.index_cast %52 : i32 to index
    %54 = arith.index_cast %extracted_21 : i32 to index
    %55 = arith.subi %dim, %53 : index
    %56 = arith.maxsi %54, %c0 : index
    %57 = arith.minsi %56, %55 : index
    %extracted_23 = tensor.extract %49[%c1] : tensor<3xi32>
    %extracted_24 = tensor.extract %50[%c1] : tensor<3xi32>
    %58 = arith.subi %extracted_24, %extracted_23 : i32
    %59 = arith.ceildivui %58, %extracted_18 : i32
    %60 = arith.index_cast %59 : i32 to index
    %61 = arith.index_cast %extracted_23 : i32 to index
    %62 = arith.subi %dim_11, %60 : index
    %63 = arith.maxsi %61, %c0 : index
    %64 = arith.minsi %63, %62 : index
    %extracted_25 = tensor.extract %49[%c2] : tensor<3xi32>
    %65 = arith.index_cast %extracted_25 : i32 to index
    %66 = arith.maxsi %65, %c0 : index
    %67 = arith.minsi %66, %c16 : index
    %extracted_slice_26 = tensor.extract_slice %24[%57, %64, %67] [%53, %60, 8] [%36, %44, %48] : tensor<?x?x24xf32> to tensor<?x?x8xf32>
    %68 = tensor.empty(%31, %39) : tensor<?x?x16xf32>
    %69 = linalg.generic {indexing_maps = [#map14, #map14, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice, %extracted_slice : tensor<?x?x16xf32>, tensor<?x?x16xf32>) outs(%68 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x?x16xf32>
    %70 = tensor.empty(%31, %39) : tensor<?x?xf32>
    %71 = linalg.fill ins(%cst_0 : f32) outs(%70 : tensor<?x?xf32>) -> tensor<?x?xf32>
    %72 = linalg.generic {indexing_maps = [#map14, #map15], iterator_types = ["parallel", "parallel", "reduction"]} ins(%69 : tensor<?x?x16xf32>) outs(%71 : tensor<?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %341 = arith.addf %out, %in : f32
      linalg.yield %341 : f32
    } -> tensor<?x?xf32>
    %73 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%25 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded_12[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          %346 = arith.subi %341, %c1 : index
          %extracted_83 = tensor.extract %expanded[%346] : tensor<1xi32>
          scf.yield %extracted_83 : i32
        } else {
          scf.yield %c1_i32 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<3xi32>
    %extracted_27 = tensor.extract %73[%c0] : tensor<3xi32>
    %74 = arith.index_cast %extracted_27 : i32 to index
    %extracted_28 = tensor.extract %73[%c1] : tensor<3xi32>
    %75 = arith.index_cast %extracted_28 : i32 to index
    %76 = tensor.empty(%74, %75) : tensor<?x?x1xf32>
    %77 = linalg.generic {indexing_maps = [#map15, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%72 : tensor<?x?xf32>) outs(%76 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x?x1xf32>
    %78 = linalg.generic {indexing_maps = [#map16, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_5 : tensor<f32>) outs(%76 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x?x1xf32>
    %79 = linalg.generic {indexing_maps = [#map14, #map14, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%77, %78 : tensor<?x?x1xf32>, tensor<?x?x1xf32>) outs(%76 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.divf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x?x1xf32>
    %80 = linalg.generic {indexing_maps = [#map16, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_4 : tensor<f32>) outs(%76 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x?x1xf32>
    %81 = linalg.generic {indexing_maps = [#map14, #map14, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%79, %80 : tensor<?x?x1xf32>, tensor<?x?x1xf32>) outs(%76 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.addf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x?x1xf32>
    %82 = linalg.generic {indexing_maps = [#map14, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%81 : tensor<?x?x1xf32>) outs(%76 : tensor<?x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %341 = math.rsqrt %in : f32
      linalg.yield %341 : f32
    } -> tensor<?x?x1xf32>
    %83 = arith.index_cast %extracted_14 : i32 to index
    %84 = arith.index_cast %extracted_17 : i32 to index
    %85 = tensor.empty(%83, %84) : tensor<?x?x16xf32>
    %86 = linalg.generic {indexing_maps = [#map17, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%82 : tensor<?x?x1xf32>) outs(%85 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x?x16xf32>
    %87 = linalg.generic {indexing_maps = [#map14, #map14, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice, %86 : tensor<?x?x16xf32>, tensor<?x?x16xf32>) outs(%68 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x?x16xf32>
    %88 = tensor.empty() : tensor<1x1x16xf32>
    %89 = linalg.generic {indexing_maps = [#map18, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg6 : tensor<16xf32>) outs(%88 : tensor<1x1x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x1x16xf32>
    %90 = linalg.generic {indexing_maps = [#map19, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%89 : tensor<1x1x16xf32>) outs(%85 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x?x16xf32>
    %91 = linalg.generic {indexing_maps = [#map14, #map14, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%87, %90 : tensor<?x?x16xf32>, tensor<?x?x16xf32>) outs(%68 : tensor<?x?x16xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x?x16xf32>
    %92 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%25 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded_12[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          %346 = arith.subi %341, %c1 : index
          %extracted_83 = tensor.extract %expanded[%346] : tensor<1xi32>
          scf.yield %extracted_83 : i32
        } else {
          scf.yield %c4_i32 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<3xi32>
    %extracted_29 = tensor.extract %92[%c0] : tensor<3xi32>
    %93 = arith.subi %extracted_29, %extracted_13 : i32
    %94 = arith.ceildivui %93, %extracted_15 : i32
    %95 = arith.index_cast %94 : i32 to index
    %96 = arith.subi %53, %95 : index
    %97 = arith.minsi %34, %96 : index
    %extracted_30 = tensor.extract %92[%c1] : tensor<3xi32>
    %98 = arith.subi %extracted_30, %extracted_16 : i32
    %99 = arith.ceildivui %98, %extracted_18 : i32
    %100 = arith.index_cast %99 : i32 to index
    %101 = arith.subi %60, %100 : index
    %102 = arith.minsi %42, %101 : index
    %103 = arith.minsi %46, %c4 : index
    %extracted_slice_31 = tensor.extract_slice %extracted_slice_26[%97, %102, %103] [%95, %100, 4] [%36, %44, %48] : tensor<?x?x8xf32> to tensor<?x?x4xf32>
    %104 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%25 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        scf.yield %c0_i32 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = arith.select %344, %c0_i32, %c4_i32 : i32
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<3xi32>
    %105 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%25 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded_12[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          %346 = arith.subi %341, %c1 : index
          %extracted_83 = tensor.extract %expanded[%346] : tensor<1xi32>
          scf.yield %extracted_83 : i32
        } else {
          scf.yield %c8_i32 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<3xi32>
    %extracted_32 = tensor.extract %104[%c0] : tensor<3xi32>
    %extracted_33 = tensor.extract %105[%c0] : tensor<3xi32>
    %106 = arith.subi %extracted_33, %extracted_32 : i32
    %107 = arith.ceildivui %106, %extracted_15 : i32
    %108 = arith.index_cast %107 : i32 to index
    %109 = arith.index_cast %extracted_32 : i32 to index
    %110 = arith.subi %53, %108 : index
    %111 = arith.maxsi %109, %c0 : index
    %112 = arith.minsi %111, %110 : index
    %extracted_34 = tensor.extract %104[%c1] : tensor<3xi32>
    %extracted_35 = tensor.extract %105[%c1] : tensor<3xi32>
    %113 = arith.subi %extracted_35, %extracted_34 : i32
    %114 = arith.ceildivui %113, %extracted_18 : i32
    %115 = arith.index_cast %114 : i32 to index
    %116 = arith.index_cast %extracted_34 : i32 to index
    %117 = arith.subi %60, %115 : index
    %118 = arith.maxsi %116, %c0 : index
    %119 = arith.minsi %118, %117 : index
    %extracted_36 = tensor.extract %104[%c2] : tensor<3xi32>
    %120 = arith.index_cast %extracted_36 : i32 to index
    %121 = arith.maxsi %120, %c0 : index
    %122 = arith.minsi %121, %c4 : index
    %extracted_slice_37 = tensor.extract_slice %extracted_slice_26[%112, %119, %122] [%108, %115, 4] [%36, %44, %48] : tensor<?x?x8xf32> to tensor<?x?x4xf32>
    %123 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%25 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        scf.yield %c1_i32 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          %346 = arith.subi %341, %c1 : index
          %extracted_83 = tensor.extract %expanded[%346] : tensor<1xi32>
          scf.yield %extracted_83 : i32
        } else {
          scf.yield %c4_i32 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<3xi32>
    %extracted_38 = tensor.extract %123[%c1] : tensor<3xi32>
    %124 = arith.index_cast %extracted_38 : i32 to index
    %125 = tensor.empty(%124) : tensor<1x?x4xf32>
    %126 = linalg.generic {indexing_maps = [#map20, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%15 : tensor<?x4xf32>) outs(%125 : tensor<1x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x?x4xf32>
    %127 = arith.index_cast %extracted_29 : i32 to index
    %128 = arith.index_cast %extracted_30 : i32 to index
    %129 = tensor.empty(%127, %128) : tensor<?x?x4xf32>
    %130 = linalg.generic {indexing_maps = [#map21, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%126 : tensor<1x?x4xf32>) outs(%129 : tensor<?x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x?x4xf32>
    %131 = tensor.empty(%95, %100) : tensor<?x?x4xf32>
    %132 = linalg.generic {indexing_maps = [#map14, #map14, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_31, %130 : tensor<?x?x4xf32>, tensor<?x?x4xf32>) outs(%131 : tensor<?x?x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x?x4xf32>
    %133 = linalg.generic {indexing_maps = [#map20, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%16 : tensor<?x4xf32>) outs(%125 : tensor<1x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x?x4xf32>
    %134 = linalg.generic {indexing_maps = [#map21, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%133 : tensor<1x?x4xf32>) outs(%129 : tensor<?x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x?x4xf32>
    %135 = tensor.empty(%108, %115) : tensor<?x?x4xf32>
    %136 = linalg.generic {indexing_maps = [#map14, #map14, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_37, %134 : tensor<?x?x4xf32>, tensor<?x?x4xf32>) outs(%135 : tensor<?x?x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x?x4xf32>
    %137 = linalg.generic {indexing_maps = [#map14, #map14, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%132, %136 : tensor<?x?x4xf32>, tensor<?x?x4xf32>) outs(%131 : tensor<?x?x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.subf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x?x4xf32>
    %138 = linalg.generic {indexing_maps = [#map14, #map14, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_37, %130 : tensor<?x?x4xf32>, tensor<?x?x4xf32>) outs(%135 : tensor<?x?x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x?x4xf32>
    %139 = linalg.generic {indexing_maps = [#map14, #map14, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%extracted_slice_31, %134 : tensor<?x?x4xf32>, tensor<?x?x4xf32>) outs(%131 : tensor<?x?x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x?x4xf32>
    %140 = linalg.generic {indexing_maps = [#map14, #map14, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%138, %139 : tensor<?x?x4xf32>, tensor<?x?x4xf32>) outs(%135 : tensor<?x?x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.addf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x?x4xf32>
    %141 = tensor.empty(%95, %100) : tensor<?x?x8xf32>
    %142 = linalg.generic {indexing_maps = [#map14], iterator_types = ["parallel", "parallel", "parallel"]} outs(%141 : tensor<?x?x8xf32>) {
    ^bb0(%out: f32):
      %341 = linalg.index 0 : index
      %342 = linalg.index 1 : index
      %343 = linalg.index 2 : index
      %344 = arith.cmpi ult, %343, %c4 : index
      %345 = scf.if %344 -> (f32) {
        %extracted_83 = tensor.extract %137[%341, %342, %343] : tensor<?x?x4xf32>
        scf.yield %extracted_83 : f32
      } else {
        %346 = arith.subi %343, %c4 : index
        %extracted_83 = tensor.extract %140[%341, %342, %346] : tensor<?x?x4xf32>
        scf.yield %extracted_83 : f32
      }
      linalg.yield %345 : f32
    } -> tensor<?x?x8xf32>
    %143 = tensor.empty() : tensor<4xi32>
    %144 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%143 : tensor<4xi32>) {
    ^bb0(%out: i32):
      linalg.yield %c0_i32 : i32
    } -> tensor<4xi32>
    %145 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%143 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded_12[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          scf.yield %c4_i32 : i32
        } else {
          %346 = arith.cmpi ult, %341, %c3 : index
          %347 = scf.if %346 -> (i32) {
            %348 = arith.subi %341, %c2 : index
            %extracted_83 = tensor.extract %expanded[%348] : tensor<1xi32>
            scf.yield %extracted_83 : i32
          } else {
            scf.yield %c12_i32 : i32
          }
          scf.yield %347 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<4xi32>
    %146 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%143 : tensor<4xi32>) {
    ^bb0(%out: i32):
      linalg.yield %c1_i32 : i32
    } -> tensor<4xi32>
    %extracted_39 = tensor.extract %144[%c0] : tensor<4xi32>
    %extracted_40 = tensor.extract %145[%c0] : tensor<4xi32>
    %extracted_41 = tensor.extract %146[%c0] : tensor<4xi32>
    %147 = arith.subi %extracted_40, %extracted_39 : i32
    %148 = arith.ceildivui %147, %extracted_41 : i32
    %149 = arith.index_cast %148 : i32 to index
    %150 = arith.index_cast %extracted_39 : i32 to index
    %151 = arith.subi %dim, %149 : index
    %152 = arith.maxsi %150, %c0 : index
    %153 = arith.minsi %152, %151 : index
    %154 = arith.index_cast %extracted_41 : i32 to index
    %extracted_42 = tensor.extract %144[%c1] : tensor<4xi32>
    %extracted_43 = tensor.extract %146[%c1] : tensor<4xi32>
    %155 = arith.index_cast %extracted_42 : i32 to index
    %156 = arith.maxsi %155, %c0 : index
    %157 = arith.minsi %156, %c0 : index
    %158 = arith.index_cast %extracted_43 : i32 to index
    %extracted_44 = tensor.extract %144[%c2] : tensor<4xi32>
    %extracted_45 = tensor.extract %145[%c2] : tensor<4xi32>
    %extracted_46 = tensor.extract %146[%c2] : tensor<4xi32>
    %159 = arith.subi %extracted_45, %extracted_44 : i32
    %160 = arith.ceildivui %159, %extracted_46 : i32
    %161 = arith.index_cast %160 : i32 to index
    %162 = arith.index_cast %extracted_44 : i32 to index
    %163 = arith.subi %dim_11, %161 : index
    %164 = arith.maxsi %162, %c0 : index
    %165 = arith.minsi %164, %163 : index
    %166 = arith.index_cast %extracted_46 : i32 to index
    %extracted_47 = tensor.extract %144[%c3] : tensor<4xi32>
    %extracted_48 = tensor.extract %146[%c3] : tensor<4xi32>
    %167 = arith.index_cast %extracted_47 : i32 to index
    %168 = arith.maxsi %167, %c0 : index
    %169 = arith.minsi %168, %c8 : index
    %170 = arith.index_cast %extracted_48 : i32 to index
    %extracted_slice_49 = tensor.extract_slice %21[%153, %157, %165, %169] [%149, 4, %161, 12] [%154, %158, %166, %170] : tensor<?x4x?x20xf32> to tensor<?x4x?x12xf32>
    %171 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%143 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        scf.yield %c0_i32 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          scf.yield %c0_i32 : i32
        } else {
          %346 = arith.cmpi ult, %341, %c3 : index
          %347 = arith.select %346, %c0_i32, %c12_i32 : i32
          scf.yield %347 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<4xi32>
    %172 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%143 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded_12[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          scf.yield %c4_i32 : i32
        } else {
          %346 = arith.cmpi ult, %341, %c3 : index
          %347 = scf.if %346 -> (i32) {
            %348 = arith.subi %341, %c2 : index
            %extracted_83 = tensor.extract %expanded[%348] : tensor<1xi32>
            scf.yield %extracted_83 : i32
          } else {
            scf.yield %c20_i32 : i32
          }
          scf.yield %347 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<4xi32>
    %extracted_50 = tensor.extract %171[%c0] : tensor<4xi32>
    %extracted_51 = tensor.extract %172[%c0] : tensor<4xi32>
    %173 = arith.subi %extracted_51, %extracted_50 : i32
    %174 = arith.ceildivui %173, %extracted_41 : i32
    %175 = arith.index_cast %174 : i32 to index
    %176 = arith.index_cast %extracted_50 : i32 to index
    %177 = arith.subi %dim, %175 : index
    %178 = arith.maxsi %176, %c0 : index
    %179 = arith.minsi %178, %177 : index
    %extracted_52 = tensor.extract %171[%c1] : tensor<4xi32>
    %180 = arith.index_cast %extracted_52 : i32 to index
    %181 = arith.maxsi %180, %c0 : index
    %182 = arith.minsi %181, %c0 : index
    %extracted_53 = tensor.extract %171[%c2] : tensor<4xi32>
    %extracted_54 = tensor.extract %172[%c2] : tensor<4xi32>
    %183 = arith.subi %extracted_54, %extracted_53 : i32
    %184 = arith.ceildivui %183, %extracted_46 : i32
    %185 = arith.index_cast %184 : i32 to index
    %186 = arith.index_cast %extracted_53 : i32 to index
    %187 = arith.subi %dim_11, %185 : index
    %188 = arith.maxsi %186, %c0 : index
    %189 = arith.minsi %188, %187 : index
    %extracted_55 = tensor.extract %171[%c3] : tensor<4xi32>
    %190 = arith.index_cast %extracted_55 : i32 to index
    %191 = arith.maxsi %190, %c0 : index
    %192 = arith.minsi %191, %c12 : index
    %extracted_slice_56 = tensor.extract_slice %21[%179, %182, %189, %192] [%175, 4, %185, 8] [%154, %158, %166, %170] : tensor<?x4x?x20xf32> to tensor<?x4x?x8xf32>
    %193 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%143 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded_12[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          scf.yield %c4_i32 : i32
        } else {
          %346 = arith.cmpi ult, %341, %c3 : index
          %347 = scf.if %346 -> (i32) {
            %348 = arith.subi %341, %c2 : index
            %extracted_83 = tensor.extract %expanded[%348] : tensor<1xi32>
            scf.yield %extracted_83 : i32
          } else {
            scf.yield %c4_i32 : i32
          }
          scf.yield %347 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<4xi32>
    %extracted_57 = tensor.extract %193[%c0] : tensor<4xi32>
    %194 = arith.subi %extracted_57, %extracted_39 : i32
    %195 = arith.ceildivui %194, %extracted_41 : i32
    %196 = arith.index_cast %195 : i32 to index
    %197 = arith.subi %175, %196 : index
    %198 = arith.minsi %152, %197 : index
    %extracted_58 = tensor.extract %193[%c2] : tensor<4xi32>
    %199 = arith.subi %extracted_58, %extracted_44 : i32
    %200 = arith.ceildivui %199, %extracted_46 : i32
    %201 = arith.index_cast %200 : i32 to index
    %202 = arith.subi %185, %201 : index
    %203 = arith.minsi %164, %202 : index
    %204 = arith.minsi %168, %c4 : index
    %extracted_slice_59 = tensor.extract_slice %extracted_slice_56[%198, %157, %203, %204] [%196, 4, %201, 4] [%154, %158, %166, %170] : tensor<?x4x?x8xf32> to tensor<?x4x?x4xf32>
    %205 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%143 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        scf.yield %c0_i32 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          scf.yield %c0_i32 : i32
        } else {
          %346 = arith.cmpi ult, %341, %c3 : index
          %347 = arith.select %346, %c0_i32, %c4_i32 : i32
          scf.yield %347 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<4xi32>
    %206 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%143 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded_12[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          scf.yield %c4_i32 : i32
        } else {
          %346 = arith.cmpi ult, %341, %c3 : index
          %347 = scf.if %346 -> (i32) {
            %348 = arith.subi %341, %c2 : index
            %extracted_83 = tensor.extract %expanded[%348] : tensor<1xi32>
            scf.yield %extracted_83 : i32
          } else {
            scf.yield %c8_i32 : i32
          }
          scf.yield %347 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<4xi32>
    %extracted_60 = tensor.extract %205[%c0] : tensor<4xi32>
    %extracted_61 = tensor.extract %206[%c0] : tensor<4xi32>
    %207 = arith.subi %extracted_61, %extracted_60 : i32
    %208 = arith.ceildivui %207, %extracted_41 : i32
    %209 = arith.index_cast %208 : i32 to index
    %210 = arith.index_cast %extracted_60 : i32 to index
    %211 = arith.subi %175, %209 : index
    %212 = arith.maxsi %210, %c0 : index
    %213 = arith.minsi %212, %211 : index
    %extracted_62 = tensor.extract %205[%c1] : tensor<4xi32>
    %214 = arith.index_cast %extracted_62 : i32 to index
    %215 = arith.maxsi %214, %c0 : index
    %216 = arith.minsi %215, %c0 : index
    %extracted_63 = tensor.extract %205[%c2] : tensor<4xi32>
    %extracted_64 = tensor.extract %206[%c2] : tensor<4xi32>
    %217 = arith.subi %extracted_64, %extracted_63 : i32
    %218 = arith.ceildivui %217, %extracted_46 : i32
    %219 = arith.index_cast %218 : i32 to index
    %220 = arith.index_cast %extracted_63 : i32 to index
    %221 = arith.subi %185, %219 : index
    %222 = arith.maxsi %220, %c0 : index
    %223 = arith.minsi %222, %221 : index
    %extracted_65 = tensor.extract %205[%c3] : tensor<4xi32>
    %224 = arith.index_cast %extracted_65 : i32 to index
    %225 = arith.maxsi %224, %c0 : index
    %226 = arith.minsi %225, %c4 : index
    %extracted_slice_66 = tensor.extract_slice %extracted_slice_56[%213, %216, %223, %226] [%209, 4, %219, 4] [%154, %158, %166, %170] : tensor<?x4x?x8xf32> to tensor<?x4x?x4xf32>
    %227 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%143 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        scf.yield %c1_i32 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          scf.yield %c1_i32 : i32
        } else {
          %346 = arith.cmpi ult, %341, %c3 : index
          %347 = scf.if %346 -> (i32) {
            %348 = arith.subi %341, %c2 : index
            %extracted_83 = tensor.extract %expanded[%348] : tensor<1xi32>
            scf.yield %extracted_83 : i32
          } else {
            scf.yield %c4_i32 : i32
          }
          scf.yield %347 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<4xi32>
    %extracted_67 = tensor.extract %227[%c2] : tensor<4xi32>
    %228 = arith.index_cast %extracted_67 : i32 to index
    %229 = tensor.empty(%228) : tensor<1x1x?x4xf32>
    %230 = linalg.generic {indexing_maps = [#map22, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%15 : tensor<?x4xf32>) outs(%229 : tensor<1x1x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x1x?x4xf32>
    %231 = arith.index_cast %extracted_57 : i32 to index
    %232 = arith.index_cast %extracted_58 : i32 to index
    %233 = tensor.empty(%231, %232) : tensor<?x4x?x4xf32>
    %234 = linalg.generic {indexing_maps = [#map23, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%230 : tensor<1x1x?x4xf32>) outs(%233 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x4xf32>
    %235 = tensor.empty(%196, %201) : tensor<?x4x?x4xf32>
    %236 = linalg.generic {indexing_maps = [#map10, #map10, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_59, %234 : tensor<?x4x?x4xf32>, tensor<?x4x?x4xf32>) outs(%235 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x4x?x4xf32>
    %237 = linalg.generic {indexing_maps = [#map22, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%16 : tensor<?x4xf32>) outs(%229 : tensor<1x1x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x1x?x4xf32>
    %238 = linalg.generic {indexing_maps = [#map23, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%237 : tensor<1x1x?x4xf32>) outs(%233 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x4xf32>
    %239 = tensor.empty(%209, %219) : tensor<?x4x?x4xf32>
    %240 = linalg.generic {indexing_maps = [#map10, #map10, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_66, %238 : tensor<?x4x?x4xf32>, tensor<?x4x?x4xf32>) outs(%239 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x4x?x4xf32>
    %241 = linalg.generic {indexing_maps = [#map10, #map10, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%236, %240 : tensor<?x4x?x4xf32>, tensor<?x4x?x4xf32>) outs(%235 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.subf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x4x?x4xf32>
    %242 = linalg.generic {indexing_maps = [#map10, #map10, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_66, %234 : tensor<?x4x?x4xf32>, tensor<?x4x?x4xf32>) outs(%239 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x4x?x4xf32>
    %243 = linalg.generic {indexing_maps = [#map10, #map10, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%extracted_slice_59, %238 : tensor<?x4x?x4xf32>, tensor<?x4x?x4xf32>) outs(%235 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x4x?x4xf32>
    %244 = linalg.generic {indexing_maps = [#map10, #map10, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%242, %243 : tensor<?x4x?x4xf32>, tensor<?x4x?x4xf32>) outs(%239 : tensor<?x4x?x4xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.addf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x4x?x4xf32>
    %245 = tensor.empty(%196, %201) : tensor<?x4x?x8xf32>
    %246 = linalg.generic {indexing_maps = [#map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%245 : tensor<?x4x?x8xf32>) {
    ^bb0(%out: f32):
      %341 = linalg.index 0 : index
      %342 = linalg.index 1 : index
      %343 = linalg.index 2 : index
      %344 = linalg.index 3 : index
      %345 = arith.cmpi ult, %344, %c4 : index
      %346 = scf.if %345 -> (f32) {
        %extracted_83 = tensor.extract %241[%341, %342, %343, %344] : tensor<?x4x?x4xf32>
        scf.yield %extracted_83 : f32
      } else {
        %347 = arith.subi %344, %c4 : index
        %extracted_83 = tensor.extract %244[%341, %342, %343, %347] : tensor<?x4x?x4xf32>
        scf.yield %extracted_83 : f32
      }
      linalg.yield %346 : f32
    } -> tensor<?x4x?x8xf32>
    %247 = tensor.empty(%149, %161) : tensor<?x4x?x20xf32>
    %248 = linalg.generic {indexing_maps = [#map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%247 : tensor<?x4x?x20xf32>) {
    ^bb0(%out: f32):
      %341 = linalg.index 0 : index
      %342 = linalg.index 1 : index
      %343 = linalg.index 2 : index
      %344 = linalg.index 3 : index
      %345 = arith.cmpi ult, %344, %c12 : index
      %346 = scf.if %345 -> (f32) {
        %extracted_83 = tensor.extract %extracted_slice_49[%341, %342, %343, %344] : tensor<?x4x?x12xf32>
        scf.yield %extracted_83 : f32
      } else {
        %347 = arith.subi %344, %c12 : index
        %extracted_83 = tensor.extract %246[%341, %342, %343, %347] : tensor<?x4x?x8xf32>
        scf.yield %extracted_83 : f32
      }
      linalg.yield %346 : f32
    } -> tensor<?x4x?x20xf32>
    %249 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%143 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded_12[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          scf.yield %c1_i32 : i32
        } else {
          %346 = arith.cmpi ult, %341, %c3 : index
          %347 = scf.if %346 -> (i32) {
            %348 = arith.subi %341, %c2 : index
            %extracted_83 = tensor.extract %expanded[%348] : tensor<1xi32>
            scf.yield %extracted_83 : i32
          } else {
            scf.yield %c8_i32 : i32
          }
          scf.yield %347 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<4xi32>
    %extracted_68 = tensor.extract %249[%c0] : tensor<4xi32>
    %250 = arith.index_cast %extracted_68 : i32 to index
    %extracted_69 = tensor.extract %249[%c2] : tensor<4xi32>
    %251 = arith.index_cast %extracted_69 : i32 to index
    %252 = tensor.empty(%250, %251) : tensor<?x1x?x8xf32>
    %253 = linalg.generic {indexing_maps = [#map24, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%142 : tensor<?x?x8xf32>) outs(%252 : tensor<?x1x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x1x?x8xf32>
    %254 = arith.index_cast %extracted_61 : i32 to index
    %255 = arith.index_cast %extracted_64 : i32 to index
    %256 = tensor.empty(%254, %255) : tensor<?x4x?x8xf32>
    %257 = linalg.generic {indexing_maps = [#map25, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%253 : tensor<?x1x?x8xf32>) outs(%256 : tensor<?x4x?x8xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x8xf32>
    %258 = tensor.empty(%31, %39) : tensor<4x12x?x?xf32>
    %259 = linalg.fill ins(%cst_0 : f32) outs(%258 : tensor<4x12x?x?xf32>) -> tensor<4x12x?x?xf32>
    %260 = linalg.generic {indexing_maps = [#map6, #map7, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%arg7, %91 : tensor<4x16x12xf32>, tensor<?x?x16xf32>) outs(%259 : tensor<4x12x?x?xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      %342 = arith.addf %out, %341 : f32
      linalg.yield %342 : f32
    } -> tensor<4x12x?x?xf32>
    %261 = tensor.empty(%31, %39) : tensor<?x4x?x12xf32>
    %262 = linalg.generic {indexing_maps = [#map9, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%260 : tensor<4x12x?x?xf32>) outs(%261 : tensor<?x4x?x12xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x12xf32>
    %263 = tensor.empty(%31, %39) : tensor<?x4x?x20xf32>
    %264 = linalg.generic {indexing_maps = [#map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%263 : tensor<?x4x?x20xf32>) {
    ^bb0(%out: f32):
      %341 = linalg.index 0 : index
      %342 = linalg.index 1 : index
      %343 = linalg.index 2 : index
      %344 = linalg.index 3 : index
      %345 = arith.cmpi ult, %344, %c12 : index
      %346 = scf.if %345 -> (f32) {
        %extracted_83 = tensor.extract %262[%341, %342, %343, %344] : tensor<?x4x?x12xf32>
        scf.yield %extracted_83 : f32
      } else {
        %347 = arith.subi %344, %c12 : index
        %extracted_83 = tensor.extract %257[%341, %342, %343, %347] : tensor<?x4x?x8xf32>
        scf.yield %extracted_83 : f32
      }
      linalg.yield %346 : f32
    } -> tensor<?x4x?x20xf32>
    %265 = tensor.empty(%31, %39) : tensor<4x10x?x?xf32>
    %266 = linalg.fill ins(%cst_0 : f32) outs(%265 : tensor<4x10x?x?xf32>) -> tensor<4x10x?x?xf32>
    %267 = linalg.generic {indexing_maps = [#map6, #map7, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%arg8, %91 : tensor<4x16x10xf32>, tensor<?x?x16xf32>) outs(%266 : tensor<4x10x?x?xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      %342 = arith.addf %out, %341 : f32
      linalg.yield %342 : f32
    } -> tensor<4x10x?x?xf32>
    %268 = tensor.empty(%31, %39) : tensor<?x4x?x10xf32>
    %269 = linalg.generic {indexing_maps = [#map9, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%267 : tensor<4x10x?x?xf32>) outs(%268 : tensor<?x4x?x10xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x10xf32>
    %270 = arith.index_cast %extracted_51 : i32 to index
    %271 = arith.index_cast %extracted_54 : i32 to index
    %272 = tensor.empty(%270, %271) : tensor<?x4x?x20xf32>
    %273 = linalg.generic {indexing_maps = [#map26, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%cst_3 : tensor<f32>) outs(%272 : tensor<?x4x?x20xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x20xf32>
    %274 = linalg.generic {indexing_maps = [#map10, #map10, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%248, %273 : tensor<?x4x?x20xf32>, tensor<?x4x?x20xf32>) outs(%247 : tensor<?x4x?x20xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x4x?x20xf32>
    %275 = tensor.empty(%31, %39) : tensor<?x4x20x?xf32>
    %276 = linalg.generic {indexing_maps = [#map27, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%264 : tensor<?x4x?x20xf32>) outs(%275 : tensor<?x4x20x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x20x?xf32>
    %277 = tensor.empty(%149, %161, %39) : tensor<?x4x?x?xf32>
    %278 = linalg.fill ins(%cst_0 : f32) outs(%277 : tensor<?x4x?x?xf32>) -> tensor<?x4x?x?xf32>
    %279 = linalg.generic {indexing_maps = [#map28, #map29, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%274, %276 : tensor<?x4x?x20xf32>, tensor<?x4x20x?xf32>) outs(%278 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      %342 = arith.addf %out, %341 : f32
      linalg.yield %342 : f32
    } -> tensor<?x4x?x?xf32>
    %extracted_70 = tensor.extract %expanded[%c0] : tensor<1xi32>
    %280 = arith.index_cast %extracted_70 : i32 to index
    %281 = tensor.empty(%280) : tensor<?xi32>
    %282 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%281 : tensor<?xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.index_cast %341 : index to i32
      linalg.yield %342 : i32
    } -> tensor<?xi32>
    %283 = linalg.generic {indexing_maps = [#map30, #map], iterator_types = ["parallel"]} ins(%cst_9 : tensor<i32>) outs(%281 : tensor<?xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<?xi32>
    %284 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%283, %282 : tensor<?xi32>, tensor<?xi32>) outs(%281 : tensor<?xi32>) {
    ^bb0(%in: i32, %in_83: i32, %out: i32):
      %341 = arith.muli %in, %in_83 : i32
      linalg.yield %341 : i32
    } -> tensor<?xi32>
    %285 = linalg.generic {indexing_maps = [#map30, #map], iterator_types = ["parallel"]} ins(%cst_7 : tensor<i32>) outs(%281 : tensor<?xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<?xi32>
    %286 = linalg.generic {indexing_maps = [#map, #map, #map], iterator_types = ["parallel"]} ins(%285, %284 : tensor<?xi32>, tensor<?xi32>) outs(%281 : tensor<?xi32>) {
    ^bb0(%in: i32, %in_83: i32, %out: i32):
      %341 = arith.addi %in, %in_83 : i32
      linalg.yield %341 : i32
    } -> tensor<?xi32>
    %287 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        scf.yield %c1_i32 : i32
      } else {
        %344 = arith.subi %341, %c1 : index
        %extracted_83 = tensor.extract %expanded[%344] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<2xi32>
    %extracted_71 = tensor.extract %287[%c1] : tensor<2xi32>
    %288 = arith.index_cast %extracted_71 : i32 to index
    %289 = tensor.empty(%288) : tensor<1x?xi32>
    %290 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel"]} ins(%286 : tensor<?xi32>) outs(%289 : tensor<1x?xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<1x?xi32>
    %291 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel"]} ins(%286 : tensor<?xi32>) outs(%3 : tensor<?x1xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<?x1xi32>
    %292 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        %344 = arith.subi %341, %c1 : index
        %extracted_83 = tensor.extract %expanded[%344] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<2xi32>
    %extracted_72 = tensor.extract %292[%c0] : tensor<2xi32>
    %293 = arith.index_cast %extracted_72 : i32 to index
    %extracted_73 = tensor.extract %292[%c1] : tensor<2xi32>
    %294 = arith.index_cast %extracted_73 : i32 to index
    %295 = tensor.empty(%293, %294) : tensor<?x?xi32>
    %296 = linalg.generic {indexing_maps = [#map5, #map2], iterator_types = ["parallel", "parallel"]} ins(%290 : tensor<1x?xi32>) outs(%295 : tensor<?x?xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<?x?xi32>
    %297 = linalg.generic {indexing_maps = [#map4, #map2], iterator_types = ["parallel", "parallel"]} ins(%291 : tensor<?x1xi32>) outs(%295 : tensor<?x?xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<?x?xi32>
    %298 = tensor.empty(%293, %294) : tensor<?x?xi1>
    %299 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%296, %297 : tensor<?x?xi32>, tensor<?x?xi32>) outs(%298 : tensor<?x?xi1>) {
    ^bb0(%in: i32, %in_83: i32, %out: i1):
      %341 = arith.cmpi sgt, %in, %in_83 : i32
      linalg.yield %341 : i1
    } -> tensor<?x?xi1>
    %300 = call @_where(%arg0, %arg1, %299, %cst_2, %cst_6) : (tensor<i32>, tensor<i32>, tensor<?x?xi1>, tensor<f32>, tensor<f32>) -> tensor<?x?xf32>
    %301 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%143 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        scf.yield %c1_i32 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          scf.yield %c1_i32 : i32
        } else {
          %346 = arith.cmpi ult, %341, %c3 : index
          %347 = scf.if %346 -> (i32) {
            %348 = arith.subi %341, %c2 : index
            %extracted_83 = tensor.extract %expanded[%348] : tensor<1xi32>
            scf.yield %extracted_83 : i32
          } else {
            %348 = arith.subi %341, %c3 : index
            %extracted_83 = tensor.extract %expanded[%348] : tensor<1xi32>
            scf.yield %extracted_83 : i32
          }
          scf.yield %347 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<4xi32>
    %extracted_74 = tensor.extract %301[%c2] : tensor<4xi32>
    %302 = arith.index_cast %extracted_74 : i32 to index
    %extracted_75 = tensor.extract %301[%c3] : tensor<4xi32>
    %303 = arith.index_cast %extracted_75 : i32 to index
    %304 = tensor.empty(%302, %303) : tensor<1x1x?x?xf32>
    %305 = linalg.generic {indexing_maps = [#map22, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%300 : tensor<?x?xf32>) outs(%304 : tensor<1x1x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x1x?x?xf32>
    %306 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%143 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded_12[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          scf.yield %c4_i32 : i32
        } else {
          %346 = arith.cmpi ult, %341, %c3 : index
          %347 = scf.if %346 -> (i32) {
            %348 = arith.subi %341, %c2 : index
            %extracted_83 = tensor.extract %expanded[%348] : tensor<1xi32>
            scf.yield %extracted_83 : i32
          } else {
            %348 = arith.subi %341, %c3 : index
            %extracted_83 = tensor.extract %expanded[%348] : tensor<1xi32>
            scf.yield %extracted_83 : i32
          }
          scf.yield %347 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<4xi32>
    %extracted_76 = tensor.extract %306[%c0] : tensor<4xi32>
    %307 = arith.index_cast %extracted_76 : i32 to index
    %extracted_77 = tensor.extract %306[%c2] : tensor<4xi32>
    %308 = arith.index_cast %extracted_77 : i32 to index
    %extracted_78 = tensor.extract %306[%c3] : tensor<4xi32>
    %309 = arith.index_cast %extracted_78 : i32 to index
    %310 = tensor.empty(%307, %308, %309) : tensor<?x4x?x?xf32>
    %311 = linalg.generic {indexing_maps = [#map23, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%305 : tensor<1x1x?x?xf32>) outs(%310 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x?xf32>
    %312 = linalg.generic {indexing_maps = [#map10, #map10, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%279, %311 : tensor<?x4x?x?xf32>, tensor<?x4x?x?xf32>) outs(%277 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.addf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x4x?x?xf32>
    %313 = tensor.empty(%149, %161) : tensor<?x4x?xf32>
    %314 = linalg.fill ins(%cst : f32) outs(%313 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
    %315 = linalg.generic {indexing_maps = [#map10, #map13], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%312 : tensor<?x4x?x?xf32>) outs(%314 : tensor<?x4x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %341 = arith.maximumf %out, %in : f32
      linalg.yield %341 : f32
    } -> tensor<?x4x?xf32>
    %316 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%25 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded_12[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          scf.yield %c4_i32 : i32
        } else {
          %346 = arith.subi %341, %c2 : index
          %extracted_83 = tensor.extract %expanded[%346] : tensor<1xi32>
          scf.yield %extracted_83 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<3xi32>
    %extracted_79 = tensor.extract %316[%c0] : tensor<3xi32>
    %317 = arith.index_cast %extracted_79 : i32 to index
    %extracted_80 = tensor.extract %316[%c2] : tensor<3xi32>
    %318 = arith.index_cast %extracted_80 : i32 to index
    %319 = tensor.empty(%317, %318) : tensor<?x4x?xf32>
    %320 = linalg.generic {indexing_maps = [#map16, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_1 : tensor<f32>) outs(%319 : tensor<?x4x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?xf32>
    %321 = linalg.generic {indexing_maps = [#map14, #map14, #map14], iterator_types = ["parallel", "parallel", "parallel"]} ins(%320, %315 : tensor<?x4x?xf32>, tensor<?x4x?xf32>) outs(%319 : tensor<?x4x?xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.maximumf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x4x?xf32>
    %322 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%143 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %341 = linalg.index 0 : index
      %342 = arith.cmpi ult, %341, %c1 : index
      %343 = scf.if %342 -> (i32) {
        %extracted_83 = tensor.extract %expanded_12[%341] : tensor<1xi32>
        scf.yield %extracted_83 : i32
      } else {
        %344 = arith.cmpi ult, %341, %c2 : index
        %345 = scf.if %344 -> (i32) {
          scf.yield %c4_i32 : i32
        } else {
          %346 = arith.cmpi ult, %341, %c3 : index
          %347 = scf.if %346 -> (i32) {
            %348 = arith.subi %341, %c2 : index
            %extracted_83 = tensor.extract %expanded[%348] : tensor<1xi32>
            scf.yield %extracted_83 : i32
          } else {
            scf.yield %c1_i32 : i32
          }
          scf.yield %347 : i32
        }
        scf.yield %345 : i32
      }
      linalg.yield %343 : i32
    } -> tensor<4xi32>
    %extracted_81 = tensor.extract %322[%c0] : tensor<4xi32>
    %323 = arith.index_cast %extracted_81 : i32 to index
    %extracted_82 = tensor.extract %322[%c2] : tensor<4xi32>
    %324 = arith.index_cast %extracted_82 : i32 to index
    %325 = tensor.empty(%323, %324) : tensor<?x4x?x1xf32>
    %326 = linalg.generic {indexing_maps = [#map13, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%321 : tensor<?x4x?xf32>) outs(%325 : tensor<?x4x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x1xf32>
    %327 = linalg.generic {indexing_maps = [#map31, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%326 : tensor<?x4x?x1xf32>) outs(%310 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x?xf32>
    %328 = linalg.generic {indexing_maps = [#map10, #map10, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%312, %327 : tensor<?x4x?x?xf32>, tensor<?x4x?x?xf32>) outs(%277 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.subf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x4x?x?xf32>
    %329 = linalg.generic {indexing_maps = [#map10, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%328 : tensor<?x4x?x?xf32>) outs(%277 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %341 = math.exp %in : f32
      linalg.yield %341 : f32
    } -> tensor<?x4x?x?xf32>
    %330 = linalg.fill ins(%cst_0 : f32) outs(%313 : tensor<?x4x?xf32>) -> tensor<?x4x?xf32>
    %331 = linalg.generic {indexing_maps = [#map10, #map13], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%329 : tensor<?x4x?x?xf32>) outs(%330 : tensor<?x4x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %341 = arith.addf %out, %in : f32
      linalg.yield %341 : f32
    } -> tensor<?x4x?xf32>
    %332 = linalg.generic {indexing_maps = [#map13, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%331 : tensor<?x4x?xf32>) outs(%325 : tensor<?x4x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x1xf32>
    %333 = linalg.generic {indexing_maps = [#map31, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%332 : tensor<?x4x?x1xf32>) outs(%310 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x?x?xf32>
    %334 = linalg.generic {indexing_maps = [#map10, #map10, #map10], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%329, %333 : tensor<?x4x?x?xf32>, tensor<?x4x?x?xf32>) outs(%277 : tensor<?x4x?x?xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.divf %in, %in_83 : f32
      linalg.yield %341 : f32
    } -> tensor<?x4x?x?xf32>
    %335 = tensor.empty(%149, %161) : tensor<?x4x?x10xf32>
    %336 = linalg.fill ins(%cst_0 : f32) outs(%335 : tensor<?x4x?x10xf32>) -> tensor<?x4x?x10xf32>
    %337 = linalg.generic {indexing_maps = [#map28, #map29, #map8], iterator_types = ["parallel", "parallel", "parallel", "parallel", "reduction"]} ins(%334, %269 : tensor<?x4x?x?xf32>, tensor<?x4x?x10xf32>) outs(%336 : tensor<?x4x?x10xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      %342 = arith.addf %out, %341 : f32
      linalg.yield %342 : f32
    } -> tensor<?x4x?x10xf32>
    %338 = tensor.empty(%149, %161) : tensor<?x?x32xf32>
    %339 = linalg.fill ins(%cst_0 : f32) outs(%338 : tensor<?x?x32xf32>) -> tensor<?x?x32xf32>
    %340 = linalg.generic {indexing_maps = [#map32, #map33, #map34], iterator_types = ["parallel", "parallel", "parallel", "reduction", "reduction"]} ins(%337, %arg9 : tensor<?x4x?x10xf32>, tensor<4x10x32xf32>) outs(%339 : tensor<?x?x32xf32>) {
    ^bb0(%in: f32, %in_83: f32, %out: f32):
      %341 = arith.mulf %in, %in_83 : f32
      %342 = arith.addf %out, %341 : f32
      linalg.yield %342 : f32
    } -> tensor<?x?x32xf32>
    return %340 : tensor<?x?x32xf32>
  }
  func.func private @_where(%arg0: tensor<i32> , %arg1: tensor<i32> , %arg2: tensor<?x?xi1>, %arg3: tensor<f32>, %arg4: tensor<f32>) -> tensor<?x?xf32> {
    %c1 = arith.constant 1 : index
    %c0 = arith.constant 0 : index
    %expanded = tensor.expand_shape %arg1 [] output_shape [1] : tensor<i32> into tensor<1xi32>
    %0 = tensor.empty() : tensor<2xi32>
    %1 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %8 = linalg.index 0 : index
      %9 = arith.cmpi ult, %8, %c1 : index
      %10 = scf.if %9 -> (i32) {
        %extracted_1 = tensor.extract %expanded[%8] : tensor<1xi32>
        scf.yield %extracted_1 : i32
      } else {
        %11 = arith.subi %8, %c1 : index
        %extracted_1 = tensor.extract %expanded[%11] : tensor<1xi32>
        scf.yield %extracted_1 : i32
      }
      linalg.yield %10 : i32
    } -> tensor<2xi32>
    %extracted = tensor.extract %1[%c0] : tensor<2xi32>
    %2 = arith.index_cast %extracted : i32 to index
    %extracted_0 = tensor.extract %1[%c1] : tensor<2xi32>
    %3 = arith.index_cast %extracted_0 : i32 to index
    %4 = tensor.empty(%2, %3) : tensor<?x?xf32>
    %5 = linalg.generic {indexing_maps = [#map35, #map2], iterator_types = ["parallel", "parallel"]} ins(%arg3 : tensor<f32>) outs(%4 : tensor<?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x?xf32>
    %6 = linalg.generic {indexing_maps = [#map35, #map2], iterator_types = ["parallel", "parallel"]} ins(%arg4 : tensor<f32>) outs(%4 : tensor<?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x?xf32>
    %7 = linalg.generic {indexing_maps = [#map2, #map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%arg2, %5, %6 : tensor<?x?xi1>, tensor<?x?xf32>, tensor<?x?xf32>) outs(%4 : tensor<?x?xf32>) {
    ^bb0(%in: i1, %in_1: f32, %in_2: f32, %out: f32):
      %8 = arith.select %in, %in_1, %in_2 : f32
      linalg.yield %8 : f32
    } -> tensor<?x?xf32>
    return %7 : tensor<?x?xf32>
  }
}
