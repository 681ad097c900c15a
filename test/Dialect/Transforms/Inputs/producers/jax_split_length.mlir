// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

// Made by export_jax.py; see README.md.

#map = affine_map<(d0) -> (d0)>
#map1 = affine_map<(d0, d1) -> (d0)>
#map2 = affine_map<(d0, d1) -> (d0, d1)>
#map3 = affine_map<(d0, d1) -> (d1)>
#map4 = affine_map<(d0, d1) -> (d0, 0)>
#map5 = affine_map<(d0, d1) -> (0, d1)>
#map6 = affine_map<(d0, d1) -> ()>
#map7 = affine_map<(d0, d1, d2) -> (d0, d1)>
#map8 = affine_map<(d0, d1, d2) -> (d0, d1, d2)>
#map9 = affine_map<(d0, d1, d2) -> (d0, d2)>
#map10 = affine_map<(d0, d1, d2) -> (d0, 0, d2)>
#map11 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2)>
#map12 = affine_map<(d0, d1, d2, d3) -> (d0, d1, d2, d3)>
#map13 = affine_map<(d0, d1, d2, d3) -> (d1, d0, d3)>
#map14 = affine_map<(d0, d1, d2, d3) -> (d2, d0, d3)>
#map15 = affine_map<(d0, d1, d2, d3) -> (d0, d3)>
#map16 = affine_map<(d0, d1, d2, d3) -> (d1, d2, d3)>
#map17 = affine_map<(d0, d1, d2) -> (d2, d1, d0)>
#map18 = affine_map<(d0, d1, d2) -> ()>
#map19 = affine_map<(d0, d1, d2) -> (d0, d1, 0)>
#map20 = affine_map<(d0, d1, d2, d3) -> (d3, d0, d1)>
#map21 = affine_map<(d0, d1, d2, d3) -> (d0, d2, d3)>
#map22 = affine_map<(d0, d1, d2) -> (d1, d2, d0)>
#map23 = affine_map<(d0, d1, d2) -> (d1, d2)>
module {
  func.func @jax_split_length(%arg0: tensor<?x32xf32>, %arg1: tensor<?xi32>, %arg2: tensor<32x24xf32>, %arg3: tensor<24xf32>, %arg4: tensor<24x80xf32>, %arg5: tensor<32x24xf32>, %arg6: tensor<16xf32>, %arg7: tensor<16x88xf32>, %arg8: tensor<40x32xf32>) -> (tensor<?x32xf32> ) {
    %i0 = arith.constant 0 : index
    %j0 = tensor.dim %arg0, %i0 : tensor<?x32xf32>
    %n0 = arith.index_cast %j0 : index to i32
    %0 = tensor.from_elements %n0 : tensor<i32>
    %1 = call @_wrapped_jax_export_main(%0, %arg0, %arg1, %arg2, %arg3, %arg4, %arg5, %arg6, %arg7, %arg8) : (tensor<i32>, tensor<?x32xf32>, tensor<?xi32>, tensor<32x24xf32>, tensor<24xf32>, tensor<24x80xf32>, tensor<32x24xf32>, tensor<16xf32>, tensor<16x88xf32>, tensor<40x32xf32>) -> tensor<?x32xf32>
    return %1 : tensor<?x32xf32>
  }
  func.func private @_wrapped_jax_export_main(%arg0: tensor<i32> , %arg1: tensor<?x32xf32>, %arg2: tensor<?xi32>, %arg3: tensor<32x24xf32>, %arg4: tensor<24xf32>, %arg5: tensor<24x80xf32>, %arg6: tensor<32x24xf32>, %arg7: tensor<16xf32>, %arg8: tensor<16x88xf32>, %arg9: tensor<40x32xf32>) -> (tensor<?x32xf32> ) {
    %c40_i32 = arith.constant 40 : i32
    %c22_i32 = arith.constant 22 : i32
    %c8_i32 = arith.constant 8 : i32
    %c2_i32 = arith.constant 2 : i32
    %c16_i32 = arith.constant 16 : i32
    %c12_i32 = arith.constant 12 : i32
    %c0_i32 = arith.constant 0 : i32
    %c20_i32 = arith.constant 20 : i32
    %c24_i32 = arith.constant 24 : i32
    %c4_i32 = arith.constant 4 : i32
    %c1_i32 = arith.constant 1 : i32
    %cst = arith.constant 0xFF800000 : f32
    %c10 = arith.constant 10 : index
    %c3 = arith.constant 3 : index
    %c16 = arith.constant 16 : index
    %c8 = arith.constant 8 : index
    %c12 = arith.constant 12 : index
    %c2 = arith.constant 2 : index
    %c1 = arith.constant 1 : index
    %cst_0 = arith.constant 0.000000e+00 : f32
    %c0 = arith.constant 0 : index
    %cst_1 = arith.constant dense<0xFF800000> : tensor<f32>
    %cst_2 = arith.constant dense<true> : tensor<i1>
    %cst_3 = arith.constant dense<0.223606795> : tensor<f32>
    %cst_4 = arith.constant dense<1.600000e+01> : tensor<f32>
    %cst_5 = arith.constant dense<9.99999997E-7> : tensor<f32>
    %cst_6 = arith.constant dense<2.400000e+01> : tensor<f32>
    %cst_7 = arith.constant dense<[1.000000e+00, 1.000000e-01, 0.00999999977, 1.000000e-03]> : tensor<4xf32>
    %expanded = tensor.expand_shape %arg0 [] output_shape [1] : tensor<i32> into tensor<1xi32>
    %0 = tensor.empty() : tensor<2xi32>
    %1 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        scf.yield %c1_i32 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<2xi32>
    %extracted = tensor.extract %1[%c0] : tensor<2xi32>
    %2 = arith.index_cast %extracted : i32 to index
    %3 = tensor.empty(%2) : tensor<?x1xi32>
    %4 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel"]} ins(%arg2 : tensor<?xi32>) outs(%3 : tensor<?x1xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<?x1xi32>
    %5 = tensor.empty(%2) : tensor<?x1xf32>
    %6 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%4 : tensor<?x1xi32>) outs(%5 : tensor<?x1xf32>) {
    ^bb0(%in: i32, %out: f32):
      %301 = arith.sitofp %in : i32 to f32
      linalg.yield %301 : f32
    } -> tensor<?x1xf32>
    %7 = tensor.empty() : tensor<1x4xf32>
    %8 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel"]} ins(%cst_7 : tensor<4xf32>) outs(%7 : tensor<1x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x4xf32>
    %9 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        scf.yield %c4_i32 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<2xi32>
    %extracted_8 = tensor.extract %9[%c0] : tensor<2xi32>
    %10 = arith.index_cast %extracted_8 : i32 to index
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
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x4xf32>
    %15 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%14 : tensor<?x4xf32>) outs(%11 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %301 = math.cos %in : f32
      linalg.yield %301 : f32
    } -> tensor<?x4xf32>
    %16 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%14 : tensor<?x4xf32>) outs(%11 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      %301 = math.sin %in : f32
      linalg.yield %301 : f32
    } -> tensor<?x4xf32>
    %dim = tensor.dim %arg1, %c0 : tensor<?x32xf32>
    %17 = tensor.empty(%dim) : tensor<?x24xf32>
    %18 = linalg.fill ins(%cst_0 : f32) outs(%17 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %19 = linalg.matmul ins(%arg1, %arg3 : tensor<?x32xf32>, tensor<32x24xf32>) outs(%18 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %20 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%19, %19 : tensor<?x24xf32>, tensor<?x24xf32>) outs(%17 : tensor<?x24xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x24xf32>
    %21 = tensor.empty(%dim) : tensor<?xf32>
    %22 = linalg.fill ins(%cst_0 : f32) outs(%21 : tensor<?xf32>) -> tensor<?xf32>
    %23 = linalg.generic {indexing_maps = [#map2, #map1], iterator_types = ["parallel", "reduction"]} ins(%20 : tensor<?x24xf32>) outs(%22 : tensor<?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %301 = arith.addf %out, %in : f32
      linalg.yield %301 : f32
    } -> tensor<?xf32>
    %24 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel"]} ins(%23 : tensor<?xf32>) outs(%5 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x1xf32>
    %25 = linalg.generic {indexing_maps = [#map6, #map2], iterator_types = ["parallel", "parallel"]} ins(%cst_6 : tensor<f32>) outs(%5 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x1xf32>
    %26 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%24, %25 : tensor<?x1xf32>, tensor<?x1xf32>) outs(%5 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.divf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x1xf32>
    %27 = linalg.generic {indexing_maps = [#map6, #map2], iterator_types = ["parallel", "parallel"]} ins(%cst_5 : tensor<f32>) outs(%5 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x1xf32>
    %28 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%26, %27 : tensor<?x1xf32>, tensor<?x1xf32>) outs(%5 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.addf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x1xf32>
    %29 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%28 : tensor<?x1xf32>) outs(%5 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %301 = math.rsqrt %in : f32
      linalg.yield %301 : f32
    } -> tensor<?x1xf32>
    %30 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        scf.yield %c24_i32 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<2xi32>
    %extracted_9 = tensor.extract %30[%c0] : tensor<2xi32>
    %31 = arith.index_cast %extracted_9 : i32 to index
    %32 = tensor.empty(%31) : tensor<?x24xf32>
    %33 = linalg.generic {indexing_maps = [#map4, #map2], iterator_types = ["parallel", "parallel"]} ins(%29 : tensor<?x1xf32>) outs(%32 : tensor<?x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x24xf32>
    %34 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%19, %33 : tensor<?x24xf32>, tensor<?x24xf32>) outs(%17 : tensor<?x24xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x24xf32>
    %35 = tensor.empty() : tensor<1x24xf32>
    %36 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel"]} ins(%arg4 : tensor<24xf32>) outs(%35 : tensor<1x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x24xf32>
    %37 = linalg.generic {indexing_maps = [#map5, #map2], iterator_types = ["parallel", "parallel"]} ins(%36 : tensor<1x24xf32>) outs(%32 : tensor<?x24xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x24xf32>
    %38 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%34, %37 : tensor<?x24xf32>, tensor<?x24xf32>) outs(%17 : tensor<?x24xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x24xf32>
    %39 = tensor.empty(%dim) : tensor<?x80xf32>
    %40 = linalg.fill ins(%cst_0 : f32) outs(%39 : tensor<?x80xf32>) -> tensor<?x80xf32>
    %41 = linalg.matmul ins(%38, %arg5 : tensor<?x24xf32>, tensor<24x80xf32>) outs(%40 : tensor<?x80xf32>) -> tensor<?x80xf32>
    %42 = tensor.empty() : tensor<3xi32>
    %43 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%42 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        %304 = arith.cmpi ult, %301, %c2 : index
        %305 = arith.select %304, %c4_i32, %c20_i32 : i32
        scf.yield %305 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<3xi32>
    %i44 = arith.index_cast %43 : tensor<3xi32> to tensor<3xindex>
    %44 = tensor.reshape %41(%i44) : (tensor<?x80xf32>, tensor<3xindex>) -> tensor<?x4x20xf32>
    %45 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%42 : tensor<3xi32>) {
    ^bb0(%out: i32):
      linalg.yield %c0_i32 : i32
    } -> tensor<3xi32>
    %46 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%42 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        %304 = arith.cmpi ult, %301, %c2 : index
        %305 = arith.select %304, %c4_i32, %c12_i32 : i32
        scf.yield %305 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<3xi32>
    %47 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%42 : tensor<3xi32>) {
    ^bb0(%out: i32):
      linalg.yield %c1_i32 : i32
    } -> tensor<3xi32>
    %extracted_10 = tensor.extract %45[%c0] : tensor<3xi32>
    %extracted_11 = tensor.extract %46[%c0] : tensor<3xi32>
    %extracted_12 = tensor.extract %47[%c0] : tensor<3xi32>
    %48 = arith.subi %extracted_11, %extracted_10 : i32
    %49 = arith.ceildivui %48, %extracted_12 : i32
    %50 = arith.index_cast %49 : i32 to index
    %51 = arith.index_cast %extracted_10 : i32 to index
    %dim_13 = tensor.dim %44, %c0 : tensor<?x4x20xf32>
    %52 = arith.subi %dim_13, %50 : index
    %53 = arith.maxsi %51, %c0 : index
    %54 = arith.minsi %53, %52 : index
    %55 = arith.index_cast %extracted_12 : i32 to index
    %extracted_14 = tensor.extract %45[%c1] : tensor<3xi32>
    %extracted_15 = tensor.extract %47[%c1] : tensor<3xi32>
    %56 = arith.index_cast %extracted_14 : i32 to index
    %57 = arith.maxsi %56, %c0 : index
    %58 = arith.minsi %57, %c0 : index
    %59 = arith.index_cast %extracted_15 : i32 to index
    %extracted_16 = tensor.extract %45[%c2] : tensor<3xi32>
    %extracted_17 = tensor.extract %47[%c2] : tensor<3xi32>
    %60 = arith.index_cast %extracted_16 : i32 to index
    %61 = arith.maxsi %60, %c0 : index
    %62 = arith.minsi %61, %c8 : index
    %63 = arith.index_cast %extracted_17 : i32 to index
    %extracted_slice = tensor.extract_slice %44[%54, %58, %62] [%50, 4, 12] [%55, %59, %63] : tensor<?x4x20xf32> to tensor<?x4x12xf32>
    %64 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%42 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        scf.yield %c0_i32 : i32
      } else {
        %304 = arith.cmpi ult, %301, %c2 : index
        %305 = arith.select %304, %c0_i32, %c12_i32 : i32
        scf.yield %305 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<3xi32>
    %extracted_18 = tensor.extract %64[%c0] : tensor<3xi32>
    %extracted_19 = tensor.extract %43[%c0] : tensor<3xi32>
    %65 = arith.subi %extracted_19, %extracted_18 : i32
    %66 = arith.ceildivui %65, %extracted_12 : i32
    %67 = arith.index_cast %66 : i32 to index
    %68 = arith.index_cast %extracted_18 : i32 to index
    %69 = arith.subi %dim_13, %67 : index
    %70 = arith.maxsi %68, %c0 : index
    %71 = arith.minsi %70, %69 : index
    %extracted_20 = tensor.extract %64[%c1] : tensor<3xi32>
    %72 = arith.index_cast %extracted_20 : i32 to index
    %73 = arith.maxsi %72, %c0 : index
    %74 = arith.minsi %73, %c0 : index
    %extracted_21 = tensor.extract %64[%c2] : tensor<3xi32>
    %75 = arith.index_cast %extracted_21 : i32 to index
    %76 = arith.maxsi %75, %c0 : index
    %77 = arith.minsi %76, %c12 : index
    %extracted_slice_22 = tensor.extract_slice %44[%71, %74, %77] [%67, 4, 8] [%55, %59, %63] : tensor<?x4x20xf32> to tensor<?x4x8xf32>
    %78 = linalg.matmul ins(%arg1, %arg6 : tensor<?x32xf32>, tensor<32x24xf32>) outs(%18 : tensor<?x24xf32>) -> tensor<?x24xf32>
    %79 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      linalg.yield %c0_i32 : i32
    } -> tensor<2xi32>
    %80 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        scf.yield %c16_i32 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<2xi32>
    %81 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      linalg.yield %c1_i32 : i32
    } -> tensor<2xi32>
    %extracted_23 = tensor.extract %79[%c0] : tensor<2xi32>
    %extracted_24 = tensor.extract %80[%c0] : tensor<2xi32>
    %extracted_25 = tensor.extract %81[%c0] : tensor<2xi32>
    %82 = arith.subi %extracted_24, %extracted_23 : i32
    %83 = arith.ceildivui %82, %extracted_25 : i32
    %84 = arith.index_cast %83 : i32 to index
    %85 = arith.index_cast %extracted_23 : i32 to index
    %86 = arith.subi %dim, %84 : index
    %87 = arith.maxsi %85, %c0 : index
    %88 = arith.minsi %87, %86 : index
    %89 = arith.index_cast %extracted_25 : i32 to index
    %extracted_26 = tensor.extract %79[%c1] : tensor<2xi32>
    %extracted_27 = tensor.extract %81[%c1] : tensor<2xi32>
    %90 = arith.index_cast %extracted_26 : i32 to index
    %91 = arith.maxsi %90, %c0 : index
    %92 = arith.minsi %91, %c8 : index
    %93 = arith.index_cast %extracted_27 : i32 to index
    %extracted_slice_28 = tensor.extract_slice %78[%88, %92] [%84, 16] [%89, %93] : tensor<?x24xf32> to tensor<?x16xf32>
    %94 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = arith.select %302, %c0_i32, %c16_i32 : i32
      linalg.yield %303 : i32
    } -> tensor<2xi32>
    %extracted_29 = tensor.extract %94[%c0] : tensor<2xi32>
    %95 = arith.subi %extracted_9, %extracted_29 : i32
    %96 = arith.ceildivui %95, %extracted_25 : i32
    %97 = arith.index_cast %96 : i32 to index
    %98 = arith.index_cast %extracted_29 : i32 to index
    %99 = arith.subi %dim, %97 : index
    %100 = arith.maxsi %98, %c0 : index
    %101 = arith.minsi %100, %99 : index
    %extracted_30 = tensor.extract %94[%c1] : tensor<2xi32>
    %102 = arith.index_cast %extracted_30 : i32 to index
    %103 = arith.maxsi %102, %c0 : index
    %104 = arith.minsi %103, %c16 : index
    %extracted_slice_31 = tensor.extract_slice %78[%101, %104] [%97, 8] [%89, %93] : tensor<?x24xf32> to tensor<?x8xf32>
    %105 = tensor.empty(%84) : tensor<?x16xf32>
    %106 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice_28, %extracted_slice_28 : tensor<?x16xf32>, tensor<?x16xf32>) outs(%105 : tensor<?x16xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x16xf32>
    %107 = tensor.empty(%84) : tensor<?xf32>
    %108 = linalg.fill ins(%cst_0 : f32) outs(%107 : tensor<?xf32>) -> tensor<?xf32>
    %109 = linalg.generic {indexing_maps = [#map2, #map1], iterator_types = ["parallel", "reduction"]} ins(%106 : tensor<?x16xf32>) outs(%108 : tensor<?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %301 = arith.addf %out, %in : f32
      linalg.yield %301 : f32
    } -> tensor<?xf32>
    %110 = linalg.generic {indexing_maps = [#map1, #map2], iterator_types = ["parallel", "parallel"]} ins(%109 : tensor<?xf32>) outs(%5 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x1xf32>
    %111 = linalg.generic {indexing_maps = [#map6, #map2], iterator_types = ["parallel", "parallel"]} ins(%cst_4 : tensor<f32>) outs(%5 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x1xf32>
    %112 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%110, %111 : tensor<?x1xf32>, tensor<?x1xf32>) outs(%5 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.divf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x1xf32>
    %113 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%112, %27 : tensor<?x1xf32>, tensor<?x1xf32>) outs(%5 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.addf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x1xf32>
    %114 = linalg.generic {indexing_maps = [#map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%113 : tensor<?x1xf32>) outs(%5 : tensor<?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      %301 = math.rsqrt %in : f32
      linalg.yield %301 : f32
    } -> tensor<?x1xf32>
    %115 = arith.index_cast %extracted_24 : i32 to index
    %116 = tensor.empty(%115) : tensor<?x16xf32>
    %117 = linalg.generic {indexing_maps = [#map4, #map2], iterator_types = ["parallel", "parallel"]} ins(%114 : tensor<?x1xf32>) outs(%116 : tensor<?x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x16xf32>
    %118 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%extracted_slice_28, %117 : tensor<?x16xf32>, tensor<?x16xf32>) outs(%105 : tensor<?x16xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x16xf32>
    %119 = tensor.empty() : tensor<1x16xf32>
    %120 = linalg.generic {indexing_maps = [#map3, #map2], iterator_types = ["parallel", "parallel"]} ins(%arg7 : tensor<16xf32>) outs(%119 : tensor<1x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<1x16xf32>
    %121 = linalg.generic {indexing_maps = [#map5, #map2], iterator_types = ["parallel", "parallel"]} ins(%120 : tensor<1x16xf32>) outs(%116 : tensor<?x16xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x16xf32>
    %122 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%118, %121 : tensor<?x16xf32>, tensor<?x16xf32>) outs(%105 : tensor<?x16xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x16xf32>
    %123 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%42 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        %304 = arith.cmpi ult, %301, %c2 : index
        %305 = arith.select %304, %c4_i32, %c2_i32 : i32
        scf.yield %305 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<3xi32>
    %i124 = arith.index_cast %123 : tensor<3xi32> to tensor<3xindex>
    %124 = tensor.reshape %extracted_slice_31(%i124) : (tensor<?x8xf32>, tensor<3xindex>) -> tensor<?x4x2xf32>
    %125 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%42 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        %304 = arith.cmpi ult, %301, %c2 : index
        %305 = arith.select %304, %c4_i32, %c1_i32 : i32
        scf.yield %305 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<3xi32>
    %extracted_32 = tensor.extract %125[%c0] : tensor<3xi32>
    %126 = arith.subi %extracted_32, %extracted_10 : i32
    %127 = arith.ceildivui %126, %extracted_12 : i32
    %128 = arith.index_cast %127 : i32 to index
    %dim_33 = tensor.dim %124, %c0 : tensor<?x4x2xf32>
    %129 = arith.subi %dim_33, %128 : index
    %130 = arith.minsi %53, %129 : index
    %131 = arith.minsi %61, %c1 : index
    %extracted_slice_34 = tensor.extract_slice %124[%130, %58, %131] [%128, 4, 1] [%55, %59, %63] : tensor<?x4x2xf32> to tensor<?x4x1xf32>
    %132 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%42 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        scf.yield %c0_i32 : i32
      } else {
        %304 = arith.cmpi uge, %301, %c2 : index
        %305 = arith.extui %304 : i1 to i32
        scf.yield %305 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<3xi32>
    %extracted_35 = tensor.extract %132[%c0] : tensor<3xi32>
    %extracted_36 = tensor.extract %123[%c0] : tensor<3xi32>
    %133 = arith.subi %extracted_36, %extracted_35 : i32
    %134 = arith.ceildivui %133, %extracted_12 : i32
    %135 = arith.index_cast %134 : i32 to index
    %136 = arith.index_cast %extracted_35 : i32 to index
    %137 = arith.subi %dim_33, %135 : index
    %138 = arith.maxsi %136, %c0 : index
    %139 = arith.minsi %138, %137 : index
    %extracted_37 = tensor.extract %132[%c1] : tensor<3xi32>
    %140 = arith.index_cast %extracted_37 : i32 to index
    %141 = arith.maxsi %140, %c0 : index
    %142 = arith.minsi %141, %c0 : index
    %extracted_38 = tensor.extract %132[%c2] : tensor<3xi32>
    %143 = arith.index_cast %extracted_38 : i32 to index
    %144 = arith.maxsi %143, %c0 : index
    %145 = arith.minsi %144, %c1 : index
    %extracted_slice_39 = tensor.extract_slice %124[%139, %142, %145] [%135, 4, 1] [%55, %59, %63] : tensor<?x4x2xf32> to tensor<?x4x1xf32>
    %i146 = arith.index_cast %9 : tensor<2xi32> to tensor<2xindex>
    %146 = tensor.reshape %extracted_slice_34(%i146) : (tensor<?x4x1xf32>, tensor<2xindex>) -> tensor<?x4xf32>
    %i147 = arith.index_cast %9 : tensor<2xi32> to tensor<2xindex>
    %147 = tensor.reshape %extracted_slice_39(%i147) : (tensor<?x4x1xf32>, tensor<2xindex>) -> tensor<?x4xf32>
    %dim_40 = tensor.dim %146, %c0 : tensor<?x4xf32>
    %148 = tensor.empty(%dim_40) : tensor<?x4xf32>
    %149 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%146, %15 : tensor<?x4xf32>, tensor<?x4xf32>) outs(%148 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x4xf32>
    %dim_41 = tensor.dim %147, %c0 : tensor<?x4xf32>
    %150 = tensor.empty(%dim_41) : tensor<?x4xf32>
    %151 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%147, %16 : tensor<?x4xf32>, tensor<?x4xf32>) outs(%150 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x4xf32>
    %152 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%149, %151 : tensor<?x4xf32>, tensor<?x4xf32>) outs(%148 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.subf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x4xf32>
    %153 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%146, %16 : tensor<?x4xf32>, tensor<?x4xf32>) outs(%148 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x4xf32>
    %154 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%147, %15 : tensor<?x4xf32>, tensor<?x4xf32>) outs(%150 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x4xf32>
    %155 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%153, %154 : tensor<?x4xf32>, tensor<?x4xf32>) outs(%148 : tensor<?x4xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.addf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x4xf32>
    %156 = arith.index_cast %extracted_32 : i32 to index
    %157 = tensor.empty(%156) : tensor<?x4x1xf32>
    %158 = linalg.generic {indexing_maps = [#map7, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%152 : tensor<?x4xf32>) outs(%157 : tensor<?x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x1xf32>
    %159 = linalg.generic {indexing_maps = [#map7, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%155 : tensor<?x4xf32>) outs(%157 : tensor<?x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x1xf32>
    %160 = tensor.empty(%156) : tensor<?x4x2xf32>
    %161 = linalg.generic {indexing_maps = [#map8], iterator_types = ["parallel", "parallel", "parallel"]} outs(%160 : tensor<?x4x2xf32>) {
    ^bb0(%out: f32):
      %301 = linalg.index 0 : index
      %302 = linalg.index 1 : index
      %303 = linalg.index 2 : index
      %304 = arith.cmpi ult, %303, %c1 : index
      %305 = scf.if %304 -> (f32) {
        %extracted_78 = tensor.extract %158[%301, %302, %303] : tensor<?x4x1xf32>
        scf.yield %extracted_78 : f32
      } else {
        %306 = arith.subi %303, %c1 : index
        %extracted_78 = tensor.extract %159[%301, %302, %306] : tensor<?x4x1xf32>
        scf.yield %extracted_78 : f32
      }
      linalg.yield %305 : f32
    } -> tensor<?x4x2xf32>
    %162 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        scf.yield %c8_i32 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<2xi32>
    %i163 = arith.index_cast %162 : tensor<2xi32> to tensor<2xindex>
    %163 = tensor.reshape %161(%i163) : (tensor<?x4x2xf32>, tensor<2xindex>) -> tensor<?x8xf32>
    %164 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%42 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        %304 = arith.cmpi ult, %301, %c2 : index
        %305 = arith.select %304, %c1_i32, %c4_i32 : i32
        scf.yield %305 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<3xi32>
    %extracted_42 = tensor.extract %164[%c0] : tensor<3xi32>
    %165 = arith.index_cast %extracted_42 : i32 to index
    %166 = tensor.empty(%165) : tensor<?x1x4xf32>
    %167 = linalg.generic {indexing_maps = [#map9, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%15 : tensor<?x4xf32>) outs(%166 : tensor<?x1x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x1x4xf32>
    %168 = linalg.generic {indexing_maps = [#map9, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%16 : tensor<?x4xf32>) outs(%166 : tensor<?x1x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x1x4xf32>
    %169 = tensor.empty() : tensor<4xi32>
    %170 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%169 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        %304 = arith.cmpi ult, %301, %c2 : index
        %305 = scf.if %304 -> (i32) {
          scf.yield %c4_i32 : i32
        } else {
          %306 = arith.cmpi ult, %301, %c3 : index
          %307 = arith.select %306, %c4_i32, %c2_i32 : i32
          scf.yield %307 : i32
        }
        scf.yield %305 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<4xi32>
    %i171 = arith.index_cast %170 : tensor<4xi32> to tensor<4xindex>
    %171 = tensor.reshape %extracted_slice_22(%i171) : (tensor<?x4x8xf32>, tensor<4xindex>) -> tensor<?x4x4x2xf32>
    %172 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%169 : tensor<4xi32>) {
    ^bb0(%out: i32):
      linalg.yield %c0_i32 : i32
    } -> tensor<4xi32>
    %173 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%169 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        %304 = arith.cmpi ult, %301, %c2 : index
        %305 = scf.if %304 -> (i32) {
          scf.yield %c4_i32 : i32
        } else {
          %306 = arith.cmpi ult, %301, %c3 : index
          %307 = arith.select %306, %c4_i32, %c1_i32 : i32
          scf.yield %307 : i32
        }
        scf.yield %305 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<4xi32>
    %174 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%169 : tensor<4xi32>) {
    ^bb0(%out: i32):
      linalg.yield %c1_i32 : i32
    } -> tensor<4xi32>
    %extracted_43 = tensor.extract %172[%c0] : tensor<4xi32>
    %extracted_44 = tensor.extract %173[%c0] : tensor<4xi32>
    %extracted_45 = tensor.extract %174[%c0] : tensor<4xi32>
    %175 = arith.subi %extracted_44, %extracted_43 : i32
    %176 = arith.ceildivui %175, %extracted_45 : i32
    %177 = arith.index_cast %176 : i32 to index
    %178 = arith.index_cast %extracted_43 : i32 to index
    %dim_46 = tensor.dim %171, %c0 : tensor<?x4x4x2xf32>
    %179 = arith.subi %dim_46, %177 : index
    %180 = arith.maxsi %178, %c0 : index
    %181 = arith.minsi %180, %179 : index
    %182 = arith.index_cast %extracted_45 : i32 to index
    %extracted_47 = tensor.extract %172[%c1] : tensor<4xi32>
    %extracted_48 = tensor.extract %174[%c1] : tensor<4xi32>
    %183 = arith.index_cast %extracted_47 : i32 to index
    %184 = arith.maxsi %183, %c0 : index
    %185 = arith.minsi %184, %c0 : index
    %186 = arith.index_cast %extracted_48 : i32 to index
    %extracted_49 = tensor.extract %172[%c2] : tensor<4xi32>
    %extracted_50 = tensor.extract %174[%c2] : tensor<4xi32>
    %187 = arith.index_cast %extracted_49 : i32 to index
    %188 = arith.maxsi %187, %c0 : index
    %189 = arith.minsi %188, %c0 : index
    %190 = arith.index_cast %extracted_50 : i32 to index
    %extracted_51 = tensor.extract %172[%c3] : tensor<4xi32>
    %extracted_52 = tensor.extract %174[%c3] : tensor<4xi32>
    %191 = arith.index_cast %extracted_51 : i32 to index
    %192 = arith.maxsi %191, %c0 : index
    %193 = arith.minsi %192, %c1 : index
    %194 = arith.index_cast %extracted_52 : i32 to index
    %extracted_slice_53 = tensor.extract_slice %171[%181, %185, %189, %193] [%177, 4, 4, 1] [%182, %186, %190, %194] : tensor<?x4x4x2xf32> to tensor<?x4x4x1xf32>
    %195 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%169 : tensor<4xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        scf.yield %c0_i32 : i32
      } else {
        %304 = arith.cmpi ult, %301, %c2 : index
        %305 = scf.if %304 -> (i32) {
          scf.yield %c0_i32 : i32
        } else {
          %306 = arith.cmpi uge, %301, %c3 : index
          %307 = arith.extui %306 : i1 to i32
          scf.yield %307 : i32
        }
        scf.yield %305 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<4xi32>
    %extracted_54 = tensor.extract %195[%c0] : tensor<4xi32>
    %extracted_55 = tensor.extract %170[%c0] : tensor<4xi32>
    %196 = arith.subi %extracted_55, %extracted_54 : i32
    %197 = arith.ceildivui %196, %extracted_45 : i32
    %198 = arith.index_cast %197 : i32 to index
    %199 = arith.index_cast %extracted_54 : i32 to index
    %200 = arith.subi %dim_46, %198 : index
    %201 = arith.maxsi %199, %c0 : index
    %202 = arith.minsi %201, %200 : index
    %extracted_56 = tensor.extract %195[%c1] : tensor<4xi32>
    %203 = arith.index_cast %extracted_56 : i32 to index
    %204 = arith.maxsi %203, %c0 : index
    %205 = arith.minsi %204, %c0 : index
    %extracted_57 = tensor.extract %195[%c2] : tensor<4xi32>
    %206 = arith.index_cast %extracted_57 : i32 to index
    %207 = arith.maxsi %206, %c0 : index
    %208 = arith.minsi %207, %c0 : index
    %extracted_58 = tensor.extract %195[%c3] : tensor<4xi32>
    %209 = arith.index_cast %extracted_58 : i32 to index
    %210 = arith.maxsi %209, %c0 : index
    %211 = arith.minsi %210, %c1 : index
    %extracted_slice_59 = tensor.extract_slice %171[%202, %205, %208, %211] [%198, 4, 4, 1] [%182, %186, %190, %194] : tensor<?x4x4x2xf32> to tensor<?x4x4x1xf32>
    %212 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%42 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        scf.yield %c4_i32 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<3xi32>
    %i213 = arith.index_cast %212 : tensor<3xi32> to tensor<3xindex>
    %213 = tensor.reshape %extracted_slice_53(%i213) : (tensor<?x4x4x1xf32>, tensor<3xindex>) -> tensor<?x4x4xf32>
    %i214 = arith.index_cast %212 : tensor<3xi32> to tensor<3xindex>
    %214 = tensor.reshape %extracted_slice_59(%i214) : (tensor<?x4x4x1xf32>, tensor<3xindex>) -> tensor<?x4x4xf32>
    %extracted_60 = tensor.extract %212[%c0] : tensor<3xi32>
    %215 = arith.index_cast %extracted_60 : i32 to index
    %216 = tensor.empty(%215) : tensor<?x4x4xf32>
    %217 = linalg.generic {indexing_maps = [#map10, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%167 : tensor<?x1x4xf32>) outs(%216 : tensor<?x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x4xf32>
    %dim_61 = tensor.dim %213, %c0 : tensor<?x4x4xf32>
    %218 = tensor.empty(%dim_61) : tensor<?x4x4xf32>
    %219 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%213, %217 : tensor<?x4x4xf32>, tensor<?x4x4xf32>) outs(%218 : tensor<?x4x4xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x4x4xf32>
    %220 = linalg.generic {indexing_maps = [#map10, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%168 : tensor<?x1x4xf32>) outs(%216 : tensor<?x4x4xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x4xf32>
    %dim_62 = tensor.dim %214, %c0 : tensor<?x4x4xf32>
    %221 = tensor.empty(%dim_62) : tensor<?x4x4xf32>
    %222 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%214, %220 : tensor<?x4x4xf32>, tensor<?x4x4xf32>) outs(%221 : tensor<?x4x4xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x4x4xf32>
    %223 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%219, %222 : tensor<?x4x4xf32>, tensor<?x4x4xf32>) outs(%218 : tensor<?x4x4xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.subf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x4x4xf32>
    %224 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%213, %220 : tensor<?x4x4xf32>, tensor<?x4x4xf32>) outs(%218 : tensor<?x4x4xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x4x4xf32>
    %225 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%214, %217 : tensor<?x4x4xf32>, tensor<?x4x4xf32>) outs(%221 : tensor<?x4x4xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x4x4xf32>
    %226 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%224, %225 : tensor<?x4x4xf32>, tensor<?x4x4xf32>) outs(%218 : tensor<?x4x4xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.addf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<?x4x4xf32>
    %227 = arith.index_cast %extracted_44 : i32 to index
    %228 = tensor.empty(%227) : tensor<?x4x4x1xf32>
    %229 = linalg.generic {indexing_maps = [#map11, #map12], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%223 : tensor<?x4x4xf32>) outs(%228 : tensor<?x4x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x4x1xf32>
    %230 = linalg.generic {indexing_maps = [#map11, #map12], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} ins(%226 : tensor<?x4x4xf32>) outs(%228 : tensor<?x4x4x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x4x1xf32>
    %231 = tensor.empty(%227) : tensor<?x4x4x2xf32>
    %232 = linalg.generic {indexing_maps = [#map12], iterator_types = ["parallel", "parallel", "parallel", "parallel"]} outs(%231 : tensor<?x4x4x2xf32>) {
    ^bb0(%out: f32):
      %301 = linalg.index 0 : index
      %302 = linalg.index 1 : index
      %303 = linalg.index 2 : index
      %304 = linalg.index 3 : index
      %305 = arith.cmpi ult, %304, %c1 : index
      %306 = scf.if %305 -> (f32) {
        %extracted_78 = tensor.extract %229[%301, %302, %303, %304] : tensor<?x4x4x1xf32>
        scf.yield %extracted_78 : f32
      } else {
        %307 = arith.subi %304, %c1 : index
        %extracted_78 = tensor.extract %230[%301, %302, %303, %307] : tensor<?x4x4x1xf32>
        scf.yield %extracted_78 : f32
      }
      linalg.yield %306 : f32
    } -> tensor<?x4x4x2xf32>
    %233 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%42 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        %304 = arith.cmpi ult, %301, %c2 : index
        %305 = arith.select %304, %c4_i32, %c8_i32 : i32
        scf.yield %305 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<3xi32>
    %i234 = arith.index_cast %233 : tensor<3xi32> to tensor<3xindex>
    %234 = tensor.reshape %232(%i234) : (tensor<?x4x4x2xf32>, tensor<3xindex>) -> tensor<?x4x8xf32>
    %235 = tensor.empty(%84) : tensor<?x88xf32>
    %236 = linalg.fill ins(%cst_0 : f32) outs(%235 : tensor<?x88xf32>) -> tensor<?x88xf32>
    %237 = linalg.matmul ins(%122, %arg8 : tensor<?x16xf32>, tensor<16x88xf32>) outs(%236 : tensor<?x88xf32>) -> tensor<?x88xf32>
    %238 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%42 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        %304 = arith.cmpi ult, %301, %c2 : index
        %305 = arith.select %304, %c4_i32, %c22_i32 : i32
        scf.yield %305 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<3xi32>
    %i239 = arith.index_cast %238 : tensor<3xi32> to tensor<3xindex>
    %239 = tensor.reshape %237(%i239) : (tensor<?x88xf32>, tensor<3xindex>) -> tensor<?x4x22xf32>
    %dim_63 = tensor.dim %239, %c0 : tensor<?x4x22xf32>
    %240 = arith.subi %dim_63, %50 : index
    %241 = arith.minsi %53, %240 : index
    %242 = arith.minsi %61, %c10 : index
    %extracted_slice_64 = tensor.extract_slice %239[%241, %58, %242] [%50, 4, 12] [%55, %59, %63] : tensor<?x4x22xf32> to tensor<?x4x12xf32>
    %extracted_65 = tensor.extract %238[%c0] : tensor<3xi32>
    %243 = arith.subi %extracted_65, %extracted_18 : i32
    %244 = arith.ceildivui %243, %extracted_12 : i32
    %245 = arith.index_cast %244 : i32 to index
    %246 = arith.subi %dim_63, %245 : index
    %247 = arith.minsi %70, %246 : index
    %extracted_slice_66 = tensor.extract_slice %239[%247, %74, %77] [%245, 4, 10] [%55, %59, %63] : tensor<?x4x22xf32> to tensor<?x4x10xf32>
    %248 = tensor.empty(%50, %50) : tensor<4x?x?xf32>
    %249 = linalg.fill ins(%cst_0 : f32) outs(%248 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
    %250 = linalg.generic {indexing_maps = [#map13, #map14, #map11], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%extracted_slice, %extracted_slice_64 : tensor<?x4x12xf32>, tensor<?x4x12xf32>) outs(%249 : tensor<4x?x?xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      %302 = arith.addf %out, %301 : f32
      linalg.yield %302 : f32
    } -> tensor<4x?x?xf32>
    %dim_67 = tensor.dim %163, %c0 : tensor<?x8xf32>
    %dim_68 = tensor.dim %234, %c0 : tensor<?x4x8xf32>
    %251 = tensor.empty(%dim_67, %dim_68) : tensor<?x?x4xf32>
    %252 = linalg.fill ins(%cst_0 : f32) outs(%251 : tensor<?x?x4xf32>) -> tensor<?x?x4xf32>
    %253 = linalg.generic {indexing_maps = [#map15, #map16, #map11], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%163, %234 : tensor<?x8xf32>, tensor<?x4x8xf32>) outs(%252 : tensor<?x?x4xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      %302 = arith.addf %out, %301 : f32
      linalg.yield %302 : f32
    } -> tensor<?x?x4xf32>
    %254 = tensor.empty(%dim_68, %dim_67) : tensor<4x?x?xf32>
    %255 = linalg.generic {indexing_maps = [#map17, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%253 : tensor<?x?x4xf32>) outs(%254 : tensor<4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x?x?xf32>
    %256 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%250, %255 : tensor<4x?x?xf32>, tensor<4x?x?xf32>) outs(%248 : tensor<4x?x?xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.addf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<4x?x?xf32>
    %257 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%42 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        scf.yield %c4_i32 : i32
      } else {
        %304 = arith.cmpi ult, %301, %c2 : index
        %305 = scf.if %304 -> (i32) {
          %306 = arith.subi %301, %c1 : index
          %extracted_78 = tensor.extract %expanded[%306] : tensor<1xi32>
          scf.yield %extracted_78 : i32
        } else {
          %306 = arith.subi %301, %c2 : index
          %extracted_78 = tensor.extract %expanded[%306] : tensor<1xi32>
          scf.yield %extracted_78 : i32
        }
        scf.yield %305 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<3xi32>
    %extracted_69 = tensor.extract %257[%c1] : tensor<3xi32>
    %258 = arith.index_cast %extracted_69 : i32 to index
    %extracted_70 = tensor.extract %257[%c2] : tensor<3xi32>
    %259 = arith.index_cast %extracted_70 : i32 to index
    %260 = tensor.empty(%258, %259) : tensor<4x?x?xf32>
    %261 = linalg.generic {indexing_maps = [#map18, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%cst_3 : tensor<f32>) outs(%260 : tensor<4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x?x?xf32>
    %262 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%256, %261 : tensor<4x?x?xf32>, tensor<4x?x?xf32>) outs(%248 : tensor<4x?x?xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<4x?x?xf32>
    %263 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        %304 = arith.subi %301, %c1 : index
        %extracted_78 = tensor.extract %expanded[%304] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<2xi32>
    %extracted_71 = tensor.extract %263[%c0] : tensor<2xi32>
    %264 = arith.index_cast %extracted_71 : i32 to index
    %extracted_72 = tensor.extract %263[%c1] : tensor<2xi32>
    %265 = arith.index_cast %extracted_72 : i32 to index
    %266 = tensor.empty(%264, %265) : tensor<?x?xi1>
    %267 = linalg.generic {indexing_maps = [#map6, #map2], iterator_types = ["parallel", "parallel"]} ins(%cst_2 : tensor<i1>) outs(%266 : tensor<?x?xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<?x?xi1>
    %268 = call @tril(%arg0, %267) : (tensor<i32>, tensor<?x?xi1>) -> tensor<?x?xi1>
    %269 = call @_where(%arg0, %268, %262, %cst_1) : (tensor<i32>, tensor<?x?xi1>, tensor<4x?x?xf32>, tensor<f32>) -> tensor<4x?x?xf32>
    %dim_73 = tensor.dim %269, %c1 : tensor<4x?x?xf32>
    %270 = tensor.empty(%dim_73) : tensor<4x?xf32>
    %271 = linalg.fill ins(%cst : f32) outs(%270 : tensor<4x?xf32>) -> tensor<4x?xf32>
    %272 = linalg.generic {indexing_maps = [#map8, #map7], iterator_types = ["parallel", "parallel", "reduction"]} ins(%269 : tensor<4x?x?xf32>) outs(%271 : tensor<4x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %301 = arith.maximumf %out, %in : f32
      linalg.yield %301 : f32
    } -> tensor<4x?xf32>
    %273 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        scf.yield %c4_i32 : i32
      } else {
        %304 = arith.subi %301, %c1 : index
        %extracted_78 = tensor.extract %expanded[%304] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<2xi32>
    %extracted_74 = tensor.extract %273[%c1] : tensor<2xi32>
    %274 = arith.index_cast %extracted_74 : i32 to index
    %275 = tensor.empty(%274) : tensor<4x?xf32>
    %276 = linalg.generic {indexing_maps = [#map6, #map2], iterator_types = ["parallel", "parallel"]} ins(%cst_1 : tensor<f32>) outs(%275 : tensor<4x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x?xf32>
    %277 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%276, %272 : tensor<4x?xf32>, tensor<4x?xf32>) outs(%275 : tensor<4x?xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.maximumf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<4x?xf32>
    %278 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%42 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        scf.yield %c4_i32 : i32
      } else {
        %304 = arith.cmpi ult, %301, %c2 : index
        %305 = scf.if %304 -> (i32) {
          %306 = arith.subi %301, %c1 : index
          %extracted_78 = tensor.extract %expanded[%306] : tensor<1xi32>
          scf.yield %extracted_78 : i32
        } else {
          scf.yield %c1_i32 : i32
        }
        scf.yield %305 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<3xi32>
    %extracted_75 = tensor.extract %278[%c1] : tensor<3xi32>
    %279 = arith.index_cast %extracted_75 : i32 to index
    %280 = tensor.empty(%279) : tensor<4x?x1xf32>
    %281 = linalg.generic {indexing_maps = [#map7, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%277 : tensor<4x?xf32>) outs(%280 : tensor<4x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x?x1xf32>
    %282 = linalg.generic {indexing_maps = [#map19, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%281 : tensor<4x?x1xf32>) outs(%260 : tensor<4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x?x?xf32>
    %dim_76 = tensor.dim %269, %c2 : tensor<4x?x?xf32>
    %283 = tensor.empty(%dim_73, %dim_76) : tensor<4x?x?xf32>
    %284 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%269, %282 : tensor<4x?x?xf32>, tensor<4x?x?xf32>) outs(%283 : tensor<4x?x?xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.subf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<4x?x?xf32>
    %285 = linalg.generic {indexing_maps = [#map8, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%284 : tensor<4x?x?xf32>) outs(%283 : tensor<4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %301 = math.exp %in : f32
      linalg.yield %301 : f32
    } -> tensor<4x?x?xf32>
    %286 = linalg.fill ins(%cst_0 : f32) outs(%270 : tensor<4x?xf32>) -> tensor<4x?xf32>
    %287 = linalg.generic {indexing_maps = [#map8, #map7], iterator_types = ["parallel", "parallel", "reduction"]} ins(%285 : tensor<4x?x?xf32>) outs(%286 : tensor<4x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      %301 = arith.addf %out, %in : f32
      linalg.yield %301 : f32
    } -> tensor<4x?xf32>
    %288 = linalg.generic {indexing_maps = [#map7, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%287 : tensor<4x?xf32>) outs(%280 : tensor<4x?x1xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x?x1xf32>
    %289 = linalg.generic {indexing_maps = [#map19, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%288 : tensor<4x?x1xf32>) outs(%260 : tensor<4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x?x?xf32>
    %290 = linalg.generic {indexing_maps = [#map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%285, %289 : tensor<4x?x?xf32>, tensor<4x?x?xf32>) outs(%283 : tensor<4x?x?xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.divf %in, %in_78 : f32
      linalg.yield %301 : f32
    } -> tensor<4x?x?xf32>
    %291 = tensor.empty(%dim_73) : tensor<4x10x?xf32>
    %292 = linalg.fill ins(%cst_0 : f32) outs(%291 : tensor<4x10x?xf32>) -> tensor<4x10x?xf32>
    %293 = linalg.generic {indexing_maps = [#map20, #map21, #map11], iterator_types = ["parallel", "parallel", "parallel", "reduction"]} ins(%extracted_slice_66, %290 : tensor<?x4x10xf32>, tensor<4x?x?xf32>) outs(%292 : tensor<4x10x?xf32>) {
    ^bb0(%in: f32, %in_78: f32, %out: f32):
      %301 = arith.mulf %in, %in_78 : f32
      %302 = arith.addf %out, %301 : f32
      linalg.yield %302 : f32
    } -> tensor<4x10x?xf32>
    %294 = tensor.empty(%dim_73) : tensor<?x4x10xf32>
    %295 = linalg.generic {indexing_maps = [#map22, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%293 : tensor<4x10x?xf32>) outs(%294 : tensor<?x4x10xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<?x4x10xf32>
    %296 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %301 = linalg.index 0 : index
      %302 = arith.cmpi ult, %301, %c1 : index
      %303 = scf.if %302 -> (i32) {
        %extracted_78 = tensor.extract %expanded[%301] : tensor<1xi32>
        scf.yield %extracted_78 : i32
      } else {
        scf.yield %c40_i32 : i32
      }
      linalg.yield %303 : i32
    } -> tensor<2xi32>
    %i297 = arith.index_cast %296 : tensor<2xi32> to tensor<2xindex>
    %297 = tensor.reshape %295(%i297) : (tensor<?x4x10xf32>, tensor<2xindex>) -> tensor<?x40xf32>
    %dim_77 = tensor.dim %297, %c0 : tensor<?x40xf32>
    %298 = tensor.empty(%dim_77) : tensor<?x32xf32>
    %299 = linalg.fill ins(%cst_0 : f32) outs(%298 : tensor<?x32xf32>) -> tensor<?x32xf32>
    %300 = linalg.matmul ins(%297, %arg9 : tensor<?x40xf32>, tensor<40x32xf32>) outs(%299 : tensor<?x32xf32>) -> tensor<?x32xf32>
    return %300 : tensor<?x32xf32>
  }
  func.func private @tril(%arg0: tensor<i32> , %arg1: tensor<?x?xi1>) -> tensor<?x?xi1> {
    %c1 = arith.constant 1 : index
    %c0 = arith.constant 0 : index
    %cst = arith.constant dense<false> : tensor<i1>
    %cst_0 = arith.constant dense<0> : tensor<i32>
    %expanded = tensor.expand_shape %arg0 [] output_shape [1] : tensor<i32> into tensor<1xi32>
    %0 = tensor.empty() : tensor<2xi32>
    %1 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<2xi32>) {
    ^bb0(%out: i32):
      %14 = linalg.index 0 : index
      %15 = arith.cmpi ult, %14, %c1 : index
      %16 = scf.if %15 -> (i32) {
        %extracted_3 = tensor.extract %expanded[%14] : tensor<1xi32>
        scf.yield %extracted_3 : i32
      } else {
        %17 = arith.subi %14, %c1 : index
        %extracted_3 = tensor.extract %expanded[%17] : tensor<1xi32>
        scf.yield %extracted_3 : i32
      }
      linalg.yield %16 : i32
    } -> tensor<2xi32>
    %extracted = tensor.extract %1[%c0] : tensor<2xi32>
    %2 = arith.index_cast %extracted : i32 to index
    %extracted_1 = tensor.extract %1[%c1] : tensor<2xi32>
    %3 = arith.index_cast %extracted_1 : i32 to index
    %4 = tensor.empty(%2, %3) : tensor<?x?xi32>
    %5 = linalg.generic {indexing_maps = [#map2], iterator_types = ["parallel", "parallel"]} outs(%4 : tensor<?x?xi32>) {
    ^bb0(%out: i32):
      %14 = linalg.index 0 : index
      %15 = arith.index_cast %14 : index to i32
      linalg.yield %15 : i32
    } -> tensor<?x?xi32>
    %6 = linalg.generic {indexing_maps = [#map6, #map2], iterator_types = ["parallel", "parallel"]} ins(%cst_0 : tensor<i32>) outs(%4 : tensor<?x?xi32>) {
    ^bb0(%in: i32, %out: i32):
      linalg.yield %in : i32
    } -> tensor<?x?xi32>
    %7 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%5, %6 : tensor<?x?xi32>, tensor<?x?xi32>) outs(%4 : tensor<?x?xi32>) {
    ^bb0(%in: i32, %in_3: i32, %out: i32):
      %14 = arith.addi %in, %in_3 : i32
      linalg.yield %14 : i32
    } -> tensor<?x?xi32>
    %8 = linalg.generic {indexing_maps = [#map2], iterator_types = ["parallel", "parallel"]} outs(%4 : tensor<?x?xi32>) {
    ^bb0(%out: i32):
      %14 = linalg.index 1 : index
      %15 = arith.index_cast %14 : index to i32
      linalg.yield %15 : i32
    } -> tensor<?x?xi32>
    %9 = tensor.empty(%2, %3) : tensor<?x?xi1>
    %10 = linalg.generic {indexing_maps = [#map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%7, %8 : tensor<?x?xi32>, tensor<?x?xi32>) outs(%9 : tensor<?x?xi1>) {
    ^bb0(%in: i32, %in_3: i32, %out: i1):
      %14 = arith.cmpi sge, %in, %in_3 : i32
      linalg.yield %14 : i1
    } -> tensor<?x?xi1>
    %11 = linalg.generic {indexing_maps = [#map6, #map2], iterator_types = ["parallel", "parallel"]} ins(%cst : tensor<i1>) outs(%9 : tensor<?x?xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<?x?xi1>
    %dim = tensor.dim %arg1, %c0 : tensor<?x?xi1>
    %dim_2 = tensor.dim %arg1, %c1 : tensor<?x?xi1>
    %12 = tensor.empty(%dim, %dim_2) : tensor<?x?xi1>
    %13 = linalg.generic {indexing_maps = [#map2, #map2, #map2, #map2], iterator_types = ["parallel", "parallel"]} ins(%10, %arg1, %11 : tensor<?x?xi1>, tensor<?x?xi1>, tensor<?x?xi1>) outs(%12 : tensor<?x?xi1>) {
    ^bb0(%in: i1, %in_3: i1, %in_4: i1, %out: i1):
      %14 = arith.select %in, %in_3, %in_4 : i1
      linalg.yield %14 : i1
    } -> tensor<?x?xi1>
    return %13 : tensor<?x?xi1>
  }
  func.func private @_where(%arg0: tensor<i32> , %arg1: tensor<?x?xi1>, %arg2: tensor<4x?x?xf32>, %arg3: tensor<f32>) -> tensor<4x?x?xf32> {
    %c4_i32 = arith.constant 4 : i32
    %c2 = arith.constant 2 : index
    %c1 = arith.constant 1 : index
    %expanded = tensor.expand_shape %arg0 [] output_shape [1] : tensor<i32> into tensor<1xi32>
    %0 = tensor.empty() : tensor<3xi32>
    %1 = linalg.generic {indexing_maps = [#map], iterator_types = ["parallel"]} outs(%0 : tensor<3xi32>) {
    ^bb0(%out: i32):
      %10 = linalg.index 0 : index
      %11 = arith.cmpi ult, %10, %c1 : index
      %12 = scf.if %11 -> (i32) {
        scf.yield %c4_i32 : i32
      } else {
        %13 = arith.cmpi ult, %10, %c2 : index
        %14 = scf.if %13 -> (i32) {
          %15 = arith.subi %10, %c1 : index
          %extracted_2 = tensor.extract %expanded[%15] : tensor<1xi32>
          scf.yield %extracted_2 : i32
        } else {
          %15 = arith.subi %10, %c2 : index
          %extracted_2 = tensor.extract %expanded[%15] : tensor<1xi32>
          scf.yield %extracted_2 : i32
        }
        scf.yield %14 : i32
      }
      linalg.yield %12 : i32
    } -> tensor<3xi32>
    %extracted = tensor.extract %1[%c1] : tensor<3xi32>
    %2 = arith.index_cast %extracted : i32 to index
    %extracted_0 = tensor.extract %1[%c2] : tensor<3xi32>
    %3 = arith.index_cast %extracted_0 : i32 to index
    %4 = tensor.empty(%2, %3) : tensor<4x?x?xi1>
    %5 = linalg.generic {indexing_maps = [#map23, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg1 : tensor<?x?xi1>) outs(%4 : tensor<4x?x?xi1>) {
    ^bb0(%in: i1, %out: i1):
      linalg.yield %in : i1
    } -> tensor<4x?x?xi1>
    %6 = tensor.empty(%2, %3) : tensor<4x?x?xf32>
    %7 = linalg.generic {indexing_maps = [#map18, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%arg3 : tensor<f32>) outs(%6 : tensor<4x?x?xf32>) {
    ^bb0(%in: f32, %out: f32):
      linalg.yield %in : f32
    } -> tensor<4x?x?xf32>
    %dim = tensor.dim %arg2, %c1 : tensor<4x?x?xf32>
    %dim_1 = tensor.dim %arg2, %c2 : tensor<4x?x?xf32>
    %8 = tensor.empty(%dim, %dim_1) : tensor<4x?x?xf32>
    %9 = linalg.generic {indexing_maps = [#map8, #map8, #map8, #map8], iterator_types = ["parallel", "parallel", "parallel"]} ins(%5, %arg2, %7 : tensor<4x?x?xi1>, tensor<4x?x?xf32>, tensor<4x?x?xf32>) outs(%8 : tensor<4x?x?xf32>) {
    ^bb0(%in: i1, %in_2: f32, %in_3: f32, %out: f32):
      %10 = arith.select %in, %in_2, %in_3 : f32
      linalg.yield %10 : f32
    } -> tensor<4x?x?xf32>
    return %9 : tensor<4x?x?xf32>
  }
}
