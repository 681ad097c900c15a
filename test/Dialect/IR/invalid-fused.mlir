// RUN: mla-opt %s --split-input-file --verify-diagnostics

// One broken rule a chunk: fused ops.

// mla.linear C1: K is the same in x and weight.
func.func @f(%x: tensor<?x64xf32>, %w: tensor<96x32xf32>, %o: tensor<?x96xf32>) {
  // expected-error @+1 {{expected K = 64 in weight [M' K], got 32}}
  %0 = mla.linear ins(%x, %w : tensor<?x64xf32>, tensor<96x32xf32>) outs(%o : tensor<?x96xf32>) -> tensor<?x96xf32>
  return
}

// -----

// mla.linear C1: K is static.
func.func @f(%x: tensor<?x?xf32>, %w: tensor<96x64xf32>, %o: tensor<?x96xf32>) {
  // expected-error @+1 {{expected K in x [T K] to be static}}
  %0 = mla.linear ins(%x, %w : tensor<?x?xf32>, tensor<96x64xf32>) outs(%o : tensor<?x96xf32>) -> tensor<?x96xf32>
  return
}

// -----

// mla.linear C1: weight has a row for each output.
func.func @f(%x: tensor<?x64xf32>, %w: tensor<192x64xf32>, %o: tensor<?x96xf32>) {
  // expected-error @+1 {{expected 96 rows of weight (M), got 192}}
  %0 = mla.linear ins(%x, %w : tensor<?x64xf32>, tensor<192x64xf32>) outs(%o : tensor<?x96xf32>) -> tensor<?x96xf32>
  return
}

// -----

// mla.linear C1: a gated weight has gate and up.
func.func @f(%x: tensor<?x64xf32>, %w: tensor<96x64xf32>, %o: tensor<?x96xf32>) {
  // expected-error @+1 {{expected 192 rows of weight (2*M of gate and up), got 96}}
  %0 = mla.linear ins(%x, %w : tensor<?x64xf32>, tensor<96x64xf32>) outs(%o : tensor<?x96xf32>) {gated} -> tensor<?x96xf32>
  return
}

// -----

// mla.linear C1: elements are floating point.
func.func @f(%x: tensor<?x64xi32>, %w: tensor<96x64xf32>, %o: tensor<?x96xf32>) {
  // expected-error @+1 {{expected x of floating point, got 'i32'}}
  %0 = mla.linear ins(%x, %w : tensor<?x64xi32>, tensor<96x64xf32>) outs(%o : tensor<?x96xf32>) -> tensor<?x96xf32>
  return
}

// -----

// mla.linear C2: a norm has a weight for each input.
func.func @f(%x: tensor<?x64xf32>, %w: tensor<96x64xf32>, %o: tensor<?x96xf32>, %n: tensor<32xf32>) {
  // expected-error @+1 {{expected K = 64 in norm_weight [K], got 32}}
  %0 = mla.linear ins(%x, %w : tensor<?x64xf32>, tensor<96x64xf32>) norm(%n : tensor<32xf32>) outs(%o : tensor<?x96xf32>) {eps = 1.0e-6 : f32} -> tensor<?x96xf32>
  return
}

// -----

// mla.linear C2: a norm has an eps.
func.func @f(%x: tensor<?x64xf32>, %w: tensor<96x64xf32>, %o: tensor<?x96xf32>, %n: tensor<64xf32>) {
  // expected-error @+1 {{expected eps with norm_weight and only with it}}
  %0 = mla.linear ins(%x, %w : tensor<?x64xf32>, tensor<96x64xf32>) norm(%n : tensor<64xf32>) outs(%o : tensor<?x96xf32>) -> tensor<?x96xf32>
  return
}

// -----

// mla.linear C2: eps is of a norm.
func.func @f(%x: tensor<?x64xf32>, %w: tensor<96x64xf32>, %o: tensor<?x96xf32>) {
  // expected-error @+1 {{expected eps with norm_weight and only with it}}
  %0 = mla.linear ins(%x, %w : tensor<?x64xf32>, tensor<96x64xf32>) outs(%o : tensor<?x96xf32>) {eps = 1.0e-6 : f32} -> tensor<?x96xf32>
  return
}

// -----

// mla.linear C2: eps is not negative.
func.func @f(%x: tensor<?x64xf32>, %w: tensor<96x64xf32>, %o: tensor<?x96xf32>, %n: tensor<64xf32>) {
  // expected-error @+1 {{expected eps >= 0, got -1.000000e+00}}
  %0 = mla.linear ins(%x, %w : tensor<?x64xf32>, tensor<96x64xf32>) norm(%n : tensor<64xf32>) outs(%o : tensor<?x96xf32>) {eps = -1.0 : f32} -> tensor<?x96xf32>
  return
}

// -----

// mla.linear C3: the residual has the shape of the result.
func.func @f(%x: tensor<?x64xf32>, %w: tensor<96x64xf32>, %o: tensor<?x96xf32>, %r: tensor<?x64xf32>) {
  // expected-error @+1 {{expected M = 96 in residual [T M], got 64}}
  %0 = mla.linear ins(%x, %w : tensor<?x64xf32>, tensor<96x64xf32>) residual(%r : tensor<?x64xf32>) outs(%o : tensor<?x96xf32>) -> tensor<?x96xf32>
  return
}

// -----

// mla.linear C3: the residual has the type of the result.
func.func @f(%x: tensor<?x64xf32>, %w: tensor<96x64xf32>, %o: tensor<?x96xf32>, %r: tensor<?x96xbf16>) {
  // expected-error @+1 {{expected residual of the element type of init, 'f32', got 'bf16'}}
  %0 = mla.linear ins(%x, %w : tensor<?x64xf32>, tensor<96x64xf32>) residual(%r : tensor<?x96xbf16>) outs(%o : tensor<?x96xf32>) -> tensor<?x96xf32>
  return
}

// -----

// mla.linear C3: a gated product has no residual.
func.func @f(%x: tensor<?x64xf32>, %w: tensor<192x64xf32>, %o: tensor<?x96xf32>, %r: tensor<?x96xf32>) {
  // expected-error @+1 {{expected no residual beside gated}}
  %0 = mla.linear ins(%x, %w : tensor<?x64xf32>, tensor<192x64xf32>) residual(%r : tensor<?x96xf32>) outs(%o : tensor<?x96xf32>) {gated} -> tensor<?x96xf32>
  return
}

// -----

// mla.add_rms_norm C1: all rows have one width.
func.func @f(%r: tensor<?x32xf32>, %x: tensor<?x64xf32>, %w: tensor<64xf32>) {
  // expected-error @+1 {{expected H = 32 in x [T H], got 64}}
  %0:2 = mla.add_rms_norm ins(%r, %x, %w : tensor<?x32xf32>, tensor<?x64xf32>, tensor<64xf32>) outs(%x, %x : tensor<?x64xf32>, tensor<?x64xf32>) {eps = 0.0 : f32} -> tensor<?x64xf32>, tensor<?x64xf32>
  return
}

// -----

// mla.add_rms_norm C2: the weight is of that width.
func.func @f(%r: tensor<?x64xf32>, %x: tensor<?x64xf32>, %w: tensor<32xf32>) {
  // expected-error @+1 {{expected H = 64 in weight [H], got 32}}
  %0:2 = mla.add_rms_norm ins(%r, %x, %w : tensor<?x64xf32>, tensor<?x64xf32>, tensor<32xf32>) outs(%x, %x : tensor<?x64xf32>, tensor<?x64xf32>) {eps = 0.0 : f32} -> tensor<?x64xf32>, tensor<?x64xf32>
  return
}

// -----

// mla.add_rms_norm C2: eps is not negative.
func.func @f(%r: tensor<?x64xf32>, %x: tensor<?x64xf32>, %w: tensor<64xf32>) {
  // expected-error @+1 {{expected eps >= 0, got -1.000000e+00}}
  %0:2 = mla.add_rms_norm ins(%r, %x, %w : tensor<?x64xf32>, tensor<?x64xf32>, tensor<64xf32>) outs(%x, %x : tensor<?x64xf32>, tensor<?x64xf32>) {eps = -1.0 : f32} -> tensor<?x64xf32>, tensor<?x64xf32>
  return
}

// -----

// mla.add_rms_norm C3: the scale is positive.
func.func @f(%r: tensor<?x64xf32>, %x: tensor<?x64xf32>, %w: tensor<64xf32>) {
  // expected-error @+1 {{expected a finite, positive scale, got 0.000000e+00}}
  %0:2 = mla.add_rms_norm ins(%r, %x, %w : tensor<?x64xf32>, tensor<?x64xf32>, tensor<64xf32>) outs(%x, %x : tensor<?x64xf32>, tensor<?x64xf32>) {eps = 0.0 : f32, scale = 0.0 : f32} -> tensor<?x64xf32>, tensor<?x64xf32>
  return
}

// -----

// mla.query_prep C1: q has the heads of q_proj.
func.func @f(%qp: tensor<?x4x20xf32>, %kv: tensor<?x36xf32>, %n: tensor<32xf32>, %w: tensor<96x32xf32>, %p: tensor<?xi32>, %q: tensor<?x5x36xf32>, %row: tensor<?x36xf32>) {
  // expected-error @+1 {{expected N = 4 in q [T N L+R], got 5}}
  %0:2 = mla.query_prep ins(%qp, %kv, %n, %w, %p : tensor<?x4x20xf32>, tensor<?x36xf32>, tensor<32xf32>, tensor<96x32xf32>, tensor<?xi32>) outs(%q, %row : tensor<?x5x36xf32>, tensor<?x36xf32>) {eps = 1.0e-6 : f32, rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.1]>} -> tensor<?x5x36xf32>, tensor<?x36xf32>
  return
}

// -----

// mla.query_prep C1: kv and row are equally wide.
func.func @f(%qp: tensor<?x4x20xf32>, %kv: tensor<?x35xf32>, %n: tensor<32xf32>, %w: tensor<96x32xf32>, %p: tensor<?xi32>, %q: tensor<?x4x36xf32>, %row: tensor<?x36xf32>) {
  // expected-error @+1 {{expected L+R = 35 in q [T N L+R], got 36}}
  %0:2 = mla.query_prep ins(%qp, %kv, %n, %w, %p : tensor<?x4x20xf32>, tensor<?x35xf32>, tensor<32xf32>, tensor<96x32xf32>, tensor<?xi32>) outs(%q, %row : tensor<?x4x36xf32>, tensor<?x36xf32>) {eps = 1.0e-6 : f32, rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.1]>} -> tensor<?x4x36xf32>, tensor<?x36xf32>
  return
}

// -----

// mla.query_prep C2: eps is not negative.
func.func @f(%qp: tensor<?x4x20xf32>, %kv: tensor<?x36xf32>, %n: tensor<32xf32>, %w: tensor<96x32xf32>, %p: tensor<?xi32>, %q: tensor<?x4x36xf32>, %row: tensor<?x36xf32>) {
  // expected-error @+1 {{expected eps >= 0, got -1.000000e+00}}
  %0:2 = mla.query_prep ins(%qp, %kv, %n, %w, %p : tensor<?x4x20xf32>, tensor<?x36xf32>, tensor<32xf32>, tensor<96x32xf32>, tensor<?xi32>) outs(%q, %row : tensor<?x4x36xf32>, tensor<?x36xf32>) {eps = -1.0 : f32, rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.1]>} -> tensor<?x4x36xf32>, tensor<?x36xf32>
  return
}

// -----

// mla.query_prep C3: L and R are those of the norm and the rope.
func.func @f(%qp: tensor<?x4x20xf32>, %kv: tensor<?x36xf32>, %n: tensor<32xf32>, %w: tensor<96x32xf32>, %p: tensor<?xi32>, %q: tensor<?x4x36xf32>, %row: tensor<?x36xf32>) {
  // expected-error @+1 {{expected L+R = 32 + 2 (norm_weight and twice the length of inv_freq), got 36}}
  %0:2 = mla.query_prep ins(%qp, %kv, %n, %w, %p : tensor<?x4x20xf32>, tensor<?x36xf32>, tensor<32xf32>, tensor<96x32xf32>, tensor<?xi32>) outs(%q, %row : tensor<?x4x36xf32>, tensor<?x36xf32>) {eps = 1.0e-6 : f32, rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0]>} -> tensor<?x4x36xf32>, tensor<?x36xf32>
  return
}

// -----

// mla.query_prep C3: a head is more than its rotated part.
func.func @f(%qp: tensor<?x4x4xf32>, %kv: tensor<?x36xf32>, %n: tensor<32xf32>, %w: tensor<96x32xf32>, %p: tensor<?xi32>, %q: tensor<?x4x36xf32>, %row: tensor<?x36xf32>) {
  // expected-error @+1 {{expected P+R > R = 4, got 4}}
  %0:2 = mla.query_prep ins(%qp, %kv, %n, %w, %p : tensor<?x4x4xf32>, tensor<?x36xf32>, tensor<32xf32>, tensor<96x32xf32>, tensor<?xi32>) outs(%q, %row : tensor<?x4x36xf32>, tensor<?x36xf32>) {eps = 1.0e-6 : f32, rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.1]>} -> tensor<?x4x36xf32>, tensor<?x36xf32>
  return
}

// -----

// mla.query_prep C4: kv_b has keys and values of each head.
func.func @f(%qp: tensor<?x4x20xf32>, %kv: tensor<?x36xf32>, %n: tensor<32xf32>, %w: tensor<64x32xf32>, %p: tensor<?xi32>, %q: tensor<?x4x36xf32>, %row: tensor<?x36xf32>) {
  // expected-error @+1 {{expected kv_b to be [N*(P+V), L] with N = 4, L = 32 and P+V > 16, got}}
  %0:2 = mla.query_prep ins(%qp, %kv, %n, %w, %p : tensor<?x4x20xf32>, tensor<?x36xf32>, tensor<32xf32>, tensor<64x32xf32>, tensor<?xi32>) outs(%q, %row : tensor<?x4x36xf32>, tensor<?x36xf32>) {eps = 1.0e-6 : f32, rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.1]>} -> tensor<?x4x36xf32>, tensor<?x36xf32>
  return
}

// -----

// mla.query_prep C5: positions are i32.
func.func @f(%qp: tensor<?x4x20xf32>, %kv: tensor<?x36xf32>, %n: tensor<32xf32>, %w: tensor<96x32xf32>, %p: tensor<?xi64>, %q: tensor<?x4x36xf32>, %row: tensor<?x36xf32>) {
  // expected-error @+1 {{expected positions of i32, got 'i64'}}
  %0:2 = mla.query_prep ins(%qp, %kv, %n, %w, %p : tensor<?x4x20xf32>, tensor<?x36xf32>, tensor<32xf32>, tensor<96x32xf32>, tensor<?xi64>) outs(%q, %row : tensor<?x4x36xf32>, tensor<?x36xf32>) {eps = 1.0e-6 : f32, rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.1]>} -> tensor<?x4x36xf32>, tensor<?x36xf32>
  return
}

// -----

// mla.expert_mlp C1: the result is as wide as x.
func.func @f(%x: tensor<?x64xf32>, %n: tensor<64xf32>, %r: tensor<8x64xf32>, %g: tensor<8x48x64xf32>, %d: tensor<8x64x48xf32>, %o: tensor<?x32xf32>) {
  // expected-error @+1 {{expected H = 64 in init [T H], got 32}}
  %0 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x64xf32>, tensor<64xf32>, tensor<8x64xf32>, tensor<8x48x64xf32>, tensor<8x48x64xf32>, tensor<8x64x48xf32>) outs(%o : tensor<?x32xf32>) {top_k = 2 : i64, eps = 1.0e-6 : f32, scoring = #mla.scoring<softmax>} -> tensor<?x32xf32>
  return
}

// -----

// mla.expert_mlp C1: the result has the type of x.
func.func @f(%x: tensor<?x64xf32>, %n: tensor<64xf32>, %r: tensor<8x64xf32>, %g: tensor<8x48x64xf32>, %d: tensor<8x64x48xf32>, %o: tensor<?x64xbf16>) {
  // expected-error @+1 {{expected x and init of one element type, got 'f32' and 'bf16'}}
  %0 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x64xf32>, tensor<64xf32>, tensor<8x64xf32>, tensor<8x48x64xf32>, tensor<8x48x64xf32>, tensor<8x64x48xf32>) outs(%o : tensor<?x64xbf16>) {top_k = 2 : i64, eps = 1.0e-6 : f32, scoring = #mla.scoring<softmax>} -> tensor<?x64xbf16>
  return
}

// -----

// mla.expert_mlp C1: the router scores each expert.
func.func @f(%x: tensor<?x64xf32>, %n: tensor<64xf32>, %r: tensor<7x64xf32>, %g: tensor<8x48x64xf32>, %d: tensor<8x64x48xf32>, %o: tensor<?x64xf32>) {
  // expected-error @+1 {{expected E = 7 in gate [E I H], got 8}}
  %0 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x64xf32>, tensor<64xf32>, tensor<7x64xf32>, tensor<8x48x64xf32>, tensor<8x48x64xf32>, tensor<8x64x48xf32>) outs(%o : tensor<?x64xf32>) {top_k = 2 : i64, eps = 1.0e-6 : f32, scoring = #mla.scoring<softmax>} -> tensor<?x64xf32>
  return
}

// -----

// mla.expert_mlp C1: down goes back from I to H.
func.func @f(%x: tensor<?x64xf32>, %n: tensor<64xf32>, %r: tensor<8x64xf32>, %g: tensor<8x48x64xf32>, %d: tensor<8x48x64xf32>, %o: tensor<?x64xf32>) {
  // expected-error @+1 {{expected H = 64 in down [E H I], got 48}}
  %0 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x64xf32>, tensor<64xf32>, tensor<8x64xf32>, tensor<8x48x64xf32>, tensor<8x48x64xf32>, tensor<8x48x64xf32>) outs(%o : tensor<?x64xf32>) {top_k = 2 : i64, eps = 1.0e-6 : f32, scoring = #mla.scoring<softmax>} -> tensor<?x64xf32>
  return
}

// -----

// mla.expert_mlp C1: eps is not negative.
func.func @f(%x: tensor<?x64xf32>, %n: tensor<64xf32>, %r: tensor<8x64xf32>, %g: tensor<8x48x64xf32>, %d: tensor<8x64x48xf32>, %o: tensor<?x64xf32>) {
  // expected-error @+1 {{expected eps >= 0, got -1.000000e+00}}
  %0 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x64xf32>, tensor<64xf32>, tensor<8x64xf32>, tensor<8x48x64xf32>, tensor<8x48x64xf32>, tensor<8x64x48xf32>) outs(%o : tensor<?x64xf32>) {top_k = 2 : i64, eps = -1.0 : f32, scoring = #mla.scoring<softmax>} -> tensor<?x64xf32>
  return
}

// -----

// mla.expert_mlp C2: the bias has an element for each expert.
func.func @f(%x: tensor<?x64xf32>, %n: tensor<64xf32>, %r: tensor<8x64xf32>, %g: tensor<8x48x64xf32>, %d: tensor<8x64x48xf32>, %o: tensor<?x64xf32>, %b: tensor<7xf32>) {
  // expected-error @+1 {{expected E = 8 in bias [E], got 7}}
  %0 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x64xf32>, tensor<64xf32>, tensor<8x64xf32>, tensor<8x48x64xf32>, tensor<8x48x64xf32>, tensor<8x64x48xf32>) bias(%b : tensor<7xf32>) outs(%o : tensor<?x64xf32>) {top_k = 2 : i64, eps = 1.0e-6 : f32, scoring = #mla.scoring<softmax>} -> tensor<?x64xf32>
  return
}

// -----

// mla.expert_mlp C2: slots are i32.
func.func @f(%x: tensor<?x64xf32>, %n: tensor<64xf32>, %r: tensor<8x64xf32>, %g: tensor<8x48x64xf32>, %d: tensor<8x64x48xf32>, %o: tensor<?x64xf32>, %s: tensor<?xi64>) {
  // expected-error @+1 {{expected slots of i32, got 'i64'}}
  %0 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x64xf32>, tensor<64xf32>, tensor<8x64xf32>, tensor<8x48x64xf32>, tensor<8x48x64xf32>, tensor<8x64x48xf32>) slots(%s : tensor<?xi64>) outs(%o : tensor<?x64xf32>) {top_k = 2 : i64, eps = 1.0e-6 : f32, scoring = #mla.scoring<softmax>} -> tensor<?x64xf32>
  return
}

// -----

// mla.expert_mlp C3: shared weights go together.
func.func @f(%x: tensor<?x64xf32>, %n: tensor<64xf32>, %r: tensor<8x64xf32>, %g: tensor<8x48x64xf32>, %d: tensor<8x64x48xf32>, %o: tensor<?x64xf32>, %gu: tensor<96x64xf32>, %sd: tensor<64x96xf32>) {
  // expected-error @+1 {{expected 2*Is = 192 rows of shared_gate_up, got 96}}
  %0 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x64xf32>, tensor<64xf32>, tensor<8x64xf32>, tensor<8x48x64xf32>, tensor<8x48x64xf32>, tensor<8x64x48xf32>) shared(%gu, %sd : tensor<96x64xf32>, tensor<64x96xf32>) outs(%o : tensor<?x64xf32>) {top_k = 2 : i64, eps = 1.0e-6 : f32, scoring = #mla.scoring<softmax>} -> tensor<?x64xf32>
  return
}

// -----

// mla.expert_mlp C4: no more choices than experts.
func.func @f(%x: tensor<?x64xf32>, %n: tensor<64xf32>, %r: tensor<8x64xf32>, %g: tensor<8x48x64xf32>, %d: tensor<8x64x48xf32>, %o: tensor<?x64xf32>) {
  // expected-error @+1 {{expected 1 <= K <= E = 8, got K = 9}}
  %0 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x64xf32>, tensor<64xf32>, tensor<8x64xf32>, tensor<8x48x64xf32>, tensor<8x48x64xf32>, tensor<8x64x48xf32>) outs(%o : tensor<?x64xf32>) {top_k = 9 : i64, eps = 1.0e-6 : f32, scoring = #mla.scoring<softmax>} -> tensor<?x64xf32>
  return
}

// -----

// mla.expert_mlp C4: groups divide the experts.
func.func @f(%x: tensor<?x64xf32>, %n: tensor<64xf32>, %r: tensor<8x64xf32>, %g: tensor<8x48x64xf32>, %d: tensor<8x64x48xf32>, %o: tensor<?x64xf32>) {
  // expected-error @+1 {{expected n_group to divide E = 8, got 3}}
  %0 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x64xf32>, tensor<64xf32>, tensor<8x64xf32>, tensor<8x48x64xf32>, tensor<8x48x64xf32>, tensor<8x64x48xf32>) outs(%o : tensor<?x64xf32>) {top_k = 2 : i64, eps = 1.0e-6 : f32, scoring = #mla.scoring<softmax>, n_group = 3 : i64} -> tensor<?x64xf32>
  return
}
