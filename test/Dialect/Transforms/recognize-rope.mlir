// RUN: mla-opt %s --split-input-file --mla-recognize-attention | FileCheck %s
// RUN: mla-opt %s --split-input-file --mla-recognize-attention --remarks-filter=mla -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// Rotary embeddings, from positions or tables, in the ways they are written.

// Halves, from positions.

// REMARK:      [Passed] RecognizeRope | {{.*}}qk_rope=8, scale=1.000000, style=half
// CHECK-LABEL: func.func @half(
// CHECK:         mla.rope ins({{.*}}) outs({{.*}}) {rope = #mla.rope<style = half, scale = 1.000000e+00 : f32, inv_freq = [1.000000e+00, 5.000000e-01, 2.500000e-01, 1.250000e-01]>}
// CHECK-NOT:     math.cos
// CHECK:         return
func.func @half(%x: tensor<?x3x8xf32>, %pos: tensor<?xi32>) -> tensor<?x3x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x3x8xf32>
  %freq = arith.constant dense<[1.0, 0.5, 0.25, 0.125]> : tensor<4xf32>
  %ce = tensor.empty(%T) : tensor<?x4xf32>
  %cos = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%pos, %freq : tensor<?xi32>, tensor<4xf32>) outs(%ce : tensor<?x4xf32>) {
  ^bb0(%p: i32, %f: f32, %o: f32):
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %y = math.cos %angle : f32
    linalg.yield %y : f32
  } -> tensor<?x4xf32>
  %se = tensor.empty(%T) : tensor<?x4xf32>
  %sin = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%pos, %freq : tensor<?xi32>, tensor<4xf32>) outs(%se : tensor<?x4xf32>) {
  ^bb0(%p: i32, %f: f32, %o: f32):
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %y = math.sin %angle : f32
    linalg.yield %y : f32
  } -> tensor<?x4xf32>
  %a = tensor.extract_slice %x[0, 0, 0] [%T, 3, 4] [1, 1, 1] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %b = tensor.extract_slice %x[0, 0, 4] [%T, 3, 4] [1, 1, 1] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %e = tensor.empty(%T) : tensor<?x3x4xf32>
  %ra = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%a, %b, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.subf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %rb = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%b, %a, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.addf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %r = tensor.concat dim(2) %ra, %rb : (tensor<?x3x4xf32>, tensor<?x3x4xf32>) -> tensor<?x3x8xf32>
  return %r : tensor<?x3x8xf32>
}

// -----

// Pairs side by side that come out as halves: the rotation, then a transpose.

// REMARK:      [Passed] RecognizeRope | {{.*}}qk_rope=8, scale=1.000000, style=interleaved
// CHECK-LABEL: func.func @interleaved_to_half(
// CHECK:         mla.rope ins({{.*}}) outs({{.*}}) {rope = #mla.rope<style = interleaved, scale = 1.000000e+00 : f32, inv_freq = [1.000000e+00, 5.000000e-01, 2.500000e-01, 1.250000e-01]>}
// CHECK:         tensor.expand_shape {{.*}} : tensor<?x3x8xf32> into tensor<?x3x4x2xf32>
// CHECK:         linalg.transpose {{.*}} permutation = [0, 1, 3, 2]
// CHECK-NOT:     math.cos
// CHECK:         return
func.func @interleaved_to_half(%x: tensor<?x3x8xf32>, %pos: tensor<?xi32>) -> tensor<?x3x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x3x8xf32>
  %freq = arith.constant dense<[1.0, 0.5, 0.25, 0.125]> : tensor<4xf32>
  %ce = tensor.empty(%T) : tensor<?x4xf32>
  %cos = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%pos, %freq : tensor<?xi32>, tensor<4xf32>) outs(%ce : tensor<?x4xf32>) {
  ^bb0(%p: i32, %f: f32, %o: f32):
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %y = math.cos %angle : f32
    linalg.yield %y : f32
  } -> tensor<?x4xf32>
  %se = tensor.empty(%T) : tensor<?x4xf32>
  %sin = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%pos, %freq : tensor<?xi32>, tensor<4xf32>) outs(%se : tensor<?x4xf32>) {
  ^bb0(%p: i32, %f: f32, %o: f32):
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %y = math.sin %angle : f32
    linalg.yield %y : f32
  } -> tensor<?x4xf32>
  %a = tensor.extract_slice %x[0, 0, 0] [%T, 3, 4] [1, 1, 2] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %b = tensor.extract_slice %x[0, 0, 1] [%T, 3, 4] [1, 1, 2] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %e = tensor.empty(%T) : tensor<?x3x4xf32>
  %ra = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%a, %b, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.subf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %rb = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%b, %a, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.addf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %r = tensor.concat dim(2) %ra, %rb : (tensor<?x3x4xf32>, tensor<?x3x4xf32>) -> tensor<?x3x8xf32>
  return %r : tensor<?x3x8xf32>
}

// -----

// Pairs side by side, stacked again.

// REMARK:      [Passed] RecognizeRope | {{.*}}qk_rope=8, scale=1.000000, style=interleaved
// CHECK-LABEL: func.func @interleaved(
// CHECK:         mla.rope ins({{.*}}) outs({{.*}}) {rope = #mla.rope<style = interleaved, scale = 1.000000e+00 : f32, inv_freq = [1.000000e+00, 5.000000e-01, 2.500000e-01, 1.250000e-01]>}
// CHECK-NOT:     math.cos
// CHECK:         return
func.func @interleaved(%x: tensor<?x3x8xf32>, %pos: tensor<?xi32>) -> tensor<?x3x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x3x8xf32>
  %freq = arith.constant dense<[1.0, 0.5, 0.25, 0.125]> : tensor<4xf32>
  %ce = tensor.empty(%T) : tensor<?x4xf32>
  %cos = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%pos, %freq : tensor<?xi32>, tensor<4xf32>) outs(%ce : tensor<?x4xf32>) {
  ^bb0(%p: i32, %f: f32, %o: f32):
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %y = math.cos %angle : f32
    linalg.yield %y : f32
  } -> tensor<?x4xf32>
  %se = tensor.empty(%T) : tensor<?x4xf32>
  %sin = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%pos, %freq : tensor<?xi32>, tensor<4xf32>) outs(%se : tensor<?x4xf32>) {
  ^bb0(%p: i32, %f: f32, %o: f32):
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %y = math.sin %angle : f32
    linalg.yield %y : f32
  } -> tensor<?x4xf32>
  %a = tensor.extract_slice %x[0, 0, 0] [%T, 3, 4] [1, 1, 2] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %b = tensor.extract_slice %x[0, 0, 1] [%T, 3, 4] [1, 1, 2] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %e = tensor.empty(%T) : tensor<?x3x4xf32>
  %ra = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%a, %b, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.subf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %rb = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%b, %a, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.addf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %sa = tensor.expand_shape %ra [[0], [1], [2, 3]] output_shape [%T, 3, 4, 1] : tensor<?x3x4xf32> into tensor<?x3x4x1xf32>
  %sb = tensor.expand_shape %rb [[0], [1], [2, 3]] output_shape [%T, 3, 4, 1] : tensor<?x3x4xf32> into tensor<?x3x4x1xf32>
  %st = tensor.concat dim(3) %sa, %sb : (tensor<?x3x4x1xf32>, tensor<?x3x4x1xf32>) -> tensor<?x3x4x2xf32>
  %r = tensor.collapse_shape %st [[0], [1], [2, 3]] : tensor<?x3x4x2xf32> into tensor<?x3x8xf32>
  return %r : tensor<?x3x8xf32>
}

// -----

// Frequencies that are computed, from nothing but their place.

// REMARK:      [Passed] RecognizeRope | {{.*}}qk_rope=8, scale=1.000000, style=half
// CHECK-LABEL: func.func @computed_frequencies(
// CHECK:         mla.rope ins({{.*}}) outs({{.*}}) {rope = #mla.rope<style = half, scale = 1.000000e+00 : f32, inv_freq = [1.000000e+00, 5.000000e-01, 2.500000e-01, 1.250000e-01]>}
// CHECK-NOT:     math.cos
// CHECK:         return
func.func @computed_frequencies(%x: tensor<?x3x8xf32>, %pos: tensor<?xi32>) -> tensor<?x3x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x3x8xf32>
  %fe = tensor.empty() : tensor<4xf32>
  %two = arith.constant 2.0 : f32
  %freq = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]} outs(%fe : tensor<4xf32>) {
  ^bb0(%o: f32):
    %i = linalg.index 0 : index
    %ii = arith.index_cast %i : index to i32
    %fi = arith.sitofp %ii : i32 to f32
    %neg = arith.negf %fi : f32
    %y = math.powf %two, %neg : f32
    linalg.yield %y : f32
  } -> tensor<4xf32>
  %ce = tensor.empty(%T) : tensor<?x4xf32>
  %cos = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%pos, %freq : tensor<?xi32>, tensor<4xf32>) outs(%ce : tensor<?x4xf32>) {
  ^bb0(%p: i32, %f: f32, %o: f32):
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %y = math.cos %angle : f32
    linalg.yield %y : f32
  } -> tensor<?x4xf32>
  %se = tensor.empty(%T) : tensor<?x4xf32>
  %sin = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%pos, %freq : tensor<?xi32>, tensor<4xf32>) outs(%se : tensor<?x4xf32>) {
  ^bb0(%p: i32, %f: f32, %o: f32):
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %y = math.sin %angle : f32
    linalg.yield %y : f32
  } -> tensor<?x4xf32>
  %a = tensor.extract_slice %x[0, 0, 0] [%T, 3, 4] [1, 1, 1] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %b = tensor.extract_slice %x[0, 0, 4] [%T, 3, 4] [1, 1, 1] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %e = tensor.empty(%T) : tensor<?x3x4xf32>
  %ra = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%a, %b, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.subf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %rb = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%b, %a, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.addf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %r = tensor.concat dim(2) %ra, %rb : (tensor<?x3x4xf32>, tensor<?x3x4xf32>) -> tensor<?x3x8xf32>
  return %r : tensor<?x3x8xf32>
}

// -----

// All of it in one loop nest.

// REMARK:      [Passed] RecognizeRope | {{.*}}qk_rope=8, scale=1.000000, style=half
// CHECK-LABEL: func.func @one_body(
// CHECK:         mla.rope ins({{.*}}) outs({{.*}}) {rope = #mla.rope<style = half, scale = 1.000000e+00 : f32, inv_freq = [1.000000e+00, 5.000000e-01, 2.500000e-01, 1.250000e-01]>}
// CHECK-NOT:     math.cos
// CHECK:         return
func.func @one_body(%x: tensor<?x3x8xf32>, %pos: tensor<?xi32>) -> tensor<?x3x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x3x8xf32>
  %freq = arith.constant dense<[1.0, 0.5, 0.25, 0.125]> : tensor<4xf32>
  %e = tensor.empty(%T) : tensor<?x3x8xf32>
  %half = arith.constant 4 : index
  %r = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%pos : tensor<?xi32>) outs(%e : tensor<?x3x8xf32>) {
  ^bb0(%p: i32, %o: f32):
    %t = linalg.index 0 : index
    %n = linalg.index 1 : index
    %k = linalg.index 2 : index
    %i = arith.remui %k, %half : index
    %f = tensor.extract %freq[%i] : tensor<4xf32>
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %c = math.cos %angle : f32
    %s = math.sin %angle : f32
    %own = tensor.extract %x[%t, %n, %k] : tensor<?x3x8xf32>
    %first = arith.cmpi ult, %k, %half : index
    %turned = scf.if %first -> f32 {
      %up = arith.addi %k, %half : index
      %b = tensor.extract %x[%t, %n, %up] : tensor<?x3x8xf32>
      %m = arith.negf %b : f32
      scf.yield %m : f32
    } else {
      %down = arith.subi %k, %half : index
      %a = tensor.extract %x[%t, %n, %down] : tensor<?x3x8xf32>
      scf.yield %a : f32
    }
    %oc = arith.mulf %own, %c : f32
    %ts = arith.mulf %turned, %s : f32
    %y = arith.addf %oc, %ts : f32
    linalg.yield %y : f32
  } -> tensor<?x3x8xf32>
  return %r : tensor<?x3x8xf32>
}

// -----

// Turned by the negative angle.

// REMARK-NOT:  RecognizeRope
// CHECK-LABEL: func.func @negative_other_way_round(
// CHECK-NOT:     mla.rope
// CHECK:         return
func.func @negative_other_way_round(%x: tensor<?x3x8xf32>, %pos: tensor<?xi32>) -> tensor<?x3x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x3x8xf32>
  %freq = arith.constant dense<[1.0, 0.5, 0.25, 0.125]> : tensor<4xf32>
  %ce = tensor.empty(%T) : tensor<?x4xf32>
  %cos = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%pos, %freq : tensor<?xi32>, tensor<4xf32>) outs(%ce : tensor<?x4xf32>) {
  ^bb0(%p: i32, %f: f32, %o: f32):
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %y = math.cos %angle : f32
    linalg.yield %y : f32
  } -> tensor<?x4xf32>
  %se = tensor.empty(%T) : tensor<?x4xf32>
  %sin = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%pos, %freq : tensor<?xi32>, tensor<4xf32>) outs(%se : tensor<?x4xf32>) {
  ^bb0(%p: i32, %f: f32, %o: f32):
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %y = math.sin %angle : f32
    linalg.yield %y : f32
  } -> tensor<?x4xf32>
  %a = tensor.extract_slice %x[0, 0, 0] [%T, 3, 4] [1, 1, 1] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %b = tensor.extract_slice %x[0, 0, 4] [%T, 3, 4] [1, 1, 1] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %e = tensor.empty(%T) : tensor<?x3x4xf32>
  %ra = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%a, %b, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.addf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %rb = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%b, %a, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.subf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %r = tensor.concat dim(2) %ra, %rb : (tensor<?x3x4xf32>, tensor<?x3x4xf32>) -> tensor<?x3x8xf32>
  return %r : tensor<?x3x8xf32>
}

// -----

// Nobody knows what is in these tables.

// REMARK:      [Missed] RecognizeRope | {{.*}}expected cosines and sines of positions times constants, or constant tables of them, got tensors
// CHECK-LABEL: func.func @negative_tables_passed_in(
// CHECK-NOT:     mla.rope
// CHECK:         return
func.func @negative_tables_passed_in(%x: tensor<?x3x8xf32>, %cos: tensor<?x4xf32>, %sin: tensor<?x4xf32>) -> tensor<?x3x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x3x8xf32>
  %a = tensor.extract_slice %x[0, 0, 0] [%T, 3, 4] [1, 1, 1] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %b = tensor.extract_slice %x[0, 0, 4] [%T, 3, 4] [1, 1, 1] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %e = tensor.empty(%T) : tensor<?x3x4xf32>
  %ra = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%a, %b, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.subf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %rb = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%b, %a, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.addf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %r = tensor.concat dim(2) %ra, %rb : (tensor<?x3x4xf32>, tensor<?x3x4xf32>) -> tensor<?x3x8xf32>
  return %r : tensor<?x3x8xf32>
}

// -----

// Frequencies that are passed in.

// REMARK:      [Missed] RecognizeRope | {{.*}}expected angles that are positions times constant frequencies
// CHECK-LABEL: func.func @negative_learned_frequencies(
// CHECK-NOT:     mla.rope
// CHECK:         return
func.func @negative_learned_frequencies(%x: tensor<?x3x8xf32>, %pos: tensor<?xi32>, %freq: tensor<4xf32>) -> tensor<?x3x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x3x8xf32>
  %ce = tensor.empty(%T) : tensor<?x4xf32>
  %cos = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%pos, %freq : tensor<?xi32>, tensor<4xf32>) outs(%ce : tensor<?x4xf32>) {
  ^bb0(%p: i32, %f: f32, %o: f32):
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %y = math.cos %angle : f32
    linalg.yield %y : f32
  } -> tensor<?x4xf32>
  %se = tensor.empty(%T) : tensor<?x4xf32>
  %sin = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%pos, %freq : tensor<?xi32>, tensor<4xf32>) outs(%se : tensor<?x4xf32>) {
  ^bb0(%p: i32, %f: f32, %o: f32):
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %y = math.sin %angle : f32
    linalg.yield %y : f32
  } -> tensor<?x4xf32>
  %a = tensor.extract_slice %x[0, 0, 0] [%T, 3, 4] [1, 1, 1] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %b = tensor.extract_slice %x[0, 0, 4] [%T, 3, 4] [1, 1, 1] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %e = tensor.empty(%T) : tensor<?x3x4xf32>
  %ra = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%a, %b, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.subf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %rb = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%b, %a, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.addf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %r = tensor.concat dim(2) %ra, %rb : (tensor<?x3x4xf32>, tensor<?x3x4xf32>) -> tensor<?x3x8xf32>
  return %r : tensor<?x3x8xf32>
}

// -----

// Cosine and sine of different angles.

// REMARK-NOT:  RecognizeRope
// CHECK-LABEL: func.func @negative_two_angles(
// CHECK-NOT:     mla.rope
// CHECK:         return
func.func @negative_two_angles(%x: tensor<?x3x8xf32>, %pos: tensor<?xi32>) -> tensor<?x3x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x3x8xf32>
  %freq = arith.constant dense<[1.0, 0.5, 0.25, 0.125]> : tensor<4xf32>
  %other = arith.constant dense<[1.0, 0.5, 0.25, 0.25]> : tensor<4xf32>
  %ce = tensor.empty(%T) : tensor<?x4xf32>
  %cos = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%pos, %freq : tensor<?xi32>, tensor<4xf32>) outs(%ce : tensor<?x4xf32>) {
  ^bb0(%p: i32, %f: f32, %o: f32):
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %y = math.cos %angle : f32
    linalg.yield %y : f32
  } -> tensor<?x4xf32>
  %se = tensor.empty(%T) : tensor<?x4xf32>
  %sin = linalg.generic {indexing_maps = [affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}
      ins(%pos, %other : tensor<?xi32>, tensor<4xf32>) outs(%se : tensor<?x4xf32>) {
  ^bb0(%p: i32, %f: f32, %o: f32):
    %pf = arith.sitofp %p : i32 to f32
    %angle = arith.mulf %pf, %f : f32
    %y = math.sin %angle : f32
    linalg.yield %y : f32
  } -> tensor<?x4xf32>
  %a = tensor.extract_slice %x[0, 0, 0] [%T, 3, 4] [1, 1, 1] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %b = tensor.extract_slice %x[0, 0, 4] [%T, 3, 4] [1, 1, 1] : tensor<?x3x8xf32> to tensor<?x3x4xf32>
  %e = tensor.empty(%T) : tensor<?x3x4xf32>
  %ra = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%a, %b, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.subf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %rb = linalg.generic {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%b, %a, %cos, %sin : tensor<?x3x4xf32>, tensor<?x3x4xf32>, tensor<?x4xf32>, tensor<?x4xf32>) outs(%e : tensor<?x3x4xf32>) {
  ^bb0(%u: f32, %v: f32, %c: f32, %s: f32, %o: f32):
    %uc = arith.mulf %u, %c : f32
    %vs = arith.mulf %v, %s : f32
    %y = arith.addf %uc, %vs : f32
    linalg.yield %y : f32
  } -> tensor<?x3x4xf32>
  %r = tensor.concat dim(2) %ra, %rb : (tensor<?x3x4xf32>, tensor<?x3x4xf32>) -> tensor<?x3x8xf32>
  return %r : tensor<?x3x8xf32>
}
