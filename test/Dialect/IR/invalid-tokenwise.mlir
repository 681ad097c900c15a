// RUN: mla-opt %s --split-input-file --verify-diagnostics

// One broken rule a chunk: token-wise ops.

// mla.rms_norm C1: init has the shape of input.
func.func @f(%i0: tensor<?x64xf32>, %i1: tensor<64xf32>, %o0: tensor<?x32xf32>) {
  // expected-error @+1 {{expected init of the shape of input, 'tensor<?x64xf32>', got 'tensor<?x32xf32>'}}
  %0 = mla.rms_norm ins(%i0, %i1 : tensor<?x64xf32>, tensor<64xf32>) outs(%o0 : tensor<?x32xf32>) {eps = 1.0e-6 : f32} -> tensor<?x32xf32>
  return
}

// -----

// mla.rms_norm C2: weight is [H].
func.func @f(%i0: tensor<?x64xf32>, %i1: tensor<63xf32>, %o0: tensor<?x64xf32>) {
  // expected-error @+1 {{expected weight to be [64], got 'tensor<63xf32>'}}
  %0 = mla.rms_norm ins(%i0, %i1 : tensor<?x64xf32>, tensor<63xf32>) outs(%o0 : tensor<?x64xf32>) {eps = 1.0e-6 : f32} -> tensor<?x64xf32>
  return
}

// -----

// mla.rms_norm C2: the last dimension is static.
func.func @f(%i0: tensor<64x?xf32>, %i1: tensor<64xf32>, %o0: tensor<64x?xf32>) {
  // expected-error @+1 {{expected input with a static last dimension, got 'tensor<64x?xf32>'}}
  %0 = mla.rms_norm ins(%i0, %i1 : tensor<64x?xf32>, tensor<64xf32>) outs(%o0 : tensor<64x?xf32>) {eps = 1.0e-6 : f32} -> tensor<64x?xf32>
  return
}

// -----

// mla.rms_norm C3: elements are floating point.
func.func @f(%i0: tensor<?x64xi32>, %i1: tensor<64xf32>, %o0: tensor<?x64xi32>) {
  // expected-error @+1 {{expected input of floating point, got 'i32'}}
  %0 = mla.rms_norm ins(%i0, %i1 : tensor<?x64xi32>, tensor<64xf32>) outs(%o0 : tensor<?x64xi32>) {eps = 1.0e-6 : f32} -> tensor<?x64xi32>
  return
}

// -----

// mla.rms_norm C3: eps is not negative.
func.func @f(%i0: tensor<?x64xf32>, %i1: tensor<64xf32>, %o0: tensor<?x64xf32>) {
  // expected-error @+1 {{expected eps >= 0, got -1}}
  %0 = mla.rms_norm ins(%i0, %i1 : tensor<?x64xf32>, tensor<64xf32>) outs(%o0 : tensor<?x64xf32>) {eps = -1.0 : f32} -> tensor<?x64xf32>
  return
}

// -----

// mla.rope C1: init has the shape of input.
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
func.func @f(%i0: tensor<?x2x4xf32>, %i1: tensor<?xi32>, %o0: tensor<?x3x4xf32>) {
  // expected-error @+1 {{expected N = 2 in init [T N R], got 3}}
  %0 = mla.rope ins(%i0, %i1 : tensor<?x2x4xf32>, tensor<?xi32>) outs(%o0 : tensor<?x3x4xf32>) {rope = #rope} -> tensor<?x3x4xf32>
  return
}

// -----

// mla.rope C2: positions are i32.
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
func.func @f(%i0: tensor<?x4xf32>, %i1: tensor<?xi64>, %o0: tensor<?x4xf32>) {
  // expected-error @+1 {{expected positions of i32, got 'i64'}}
  %0 = mla.rope ins(%i0, %i1 : tensor<?x4xf32>, tensor<?xi64>) outs(%o0 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  return
}

// -----

// mla.rope C3: R is twice the table.
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
func.func @f(%i0: tensor<?x6xf32>, %i1: tensor<?xi32>, %o0: tensor<?x6xf32>) {
  // expected-error @+1 {{expected R = 2 * 2 (the length of inv_freq), got 6}}
  %0 = mla.rope ins(%i0, %i1 : tensor<?x6xf32>, tensor<?xi32>) outs(%o0 : tensor<?x6xf32>) {rope = #rope} -> tensor<?x6xf32>
  return
}

// -----

// mla.rope C3: R is static.
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
func.func @f(%i0: tensor<?x?xf32>, %i1: tensor<?xi32>, %o0: tensor<?x?xf32>) {
  // expected-error @+1 {{expected R in input [T R] to be static}}
  %0 = mla.rope ins(%i0, %i1 : tensor<?x?xf32>, tensor<?xi32>) outs(%o0 : tensor<?x?xf32>) {rope = #rope} -> tensor<?x?xf32>
  return
}
