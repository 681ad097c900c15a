// RUN: mla-opt %s --split-input-file --verify-diagnostics

// One broken rule a chunk: attention.

// mla.attention C1: ranks.
func.func @f(%qn: tensor<?x4x16xf32>, %qr: tensor<?x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<96x32xbf16>, %o: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expected q_rope to be [T N R], got rank 2}}
  %0 = mla.attention ins(%qn, %qr, %c, %kr, %w : tensor<?x4x16xf32>, tensor<?x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x32xbf16>) outs(%o : tensor<?x4x8xf32>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>
  return
}

// -----

// mla.attention C1: equal names are equal sizes.
func.func @f(%qn: tensor<?x4x16xf32>, %qr: tensor<?x5x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<96x32xbf16>, %o: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expected N = 4 in q_rope [T N R], got 5}}
  %0 = mla.attention ins(%qn, %qr, %c, %kr, %w : tensor<?x4x16xf32>, tensor<?x5x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x32xbf16>) outs(%o : tensor<?x4x8xf32>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>
  return
}

// -----

// mla.attention C1: N is static.
func.func @f(%qn: tensor<?x?x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<96x32xbf16>, %o: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expected N in q_nope [T N P] to be static}}
  %0 = mla.attention ins(%qn, %qr, %c, %kr, %w : tensor<?x?x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x32xbf16>) outs(%o : tensor<?x4x8xf32>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>
  return
}

// -----

// mla.attention C1: c_kv has no other number of tokens.
func.func @f(%qn: tensor<3x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<4x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<96x32xbf16>, %o: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expected T = 3 in c_kv [T L], got 4}}
  %0 = mla.attention ins(%qn, %qr, %c, %kr, %w : tensor<3x4x16xf32>, tensor<?x4x16xf32>, tensor<4x32xf32>, tensor<?x16xf32>, tensor<96x32xbf16>) outs(%o : tensor<?x4x8xf32>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>
  return
}

// -----

// mla.attention C1: a batch dimension on every operand.
func.func @f(%qn: tensor<?x?x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<96x32xbf16>, %o: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expected q_rope to be [B T N R], got rank 3}}
  %0 = mla.attention ins(%qn, %qr, %c, %kr, %w : tensor<?x?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x32xbf16>) outs(%o : tensor<?x4x8xf32>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>
  return
}

// -----

// mla.attention C2: kv_b is [N*(P+V), L].
func.func @f(%qn: tensor<?x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<128x32xbf16>, %o: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expected kv_b to be [N*(P+V), L] = [96, 32], got 'tensor<128x32xbf16>'}}
  %0 = mla.attention ins(%qn, %qr, %c, %kr, %w : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<128x32xbf16>) outs(%o : tensor<?x4x8xf32>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>
  return
}

// -----

// mla.attention C2: kv_b is floating point.
func.func @f(%qn: tensor<?x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<96x32xi8>, %o: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expected kv_b of floating point, got 'i8'}}
  %0 = mla.attention ins(%qn, %qr, %c, %kr, %w : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x32xi8>) outs(%o : tensor<?x4x8xf32>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>
  return
}

// -----

// mla.attention C3: the scale is positive.
func.func @f(%qn: tensor<?x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<96x32xbf16>, %o: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expected a finite, positive scale, got 0}}
  %0 = mla.attention ins(%qn, %qr, %c, %kr, %w : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x32xbf16>) outs(%o : tensor<?x4x8xf32>) {scale = 0.0 : f32} -> tensor<?x4x8xf32>
  return
}

// -----

// mla.attention C3: the scale is finite.
func.func @f(%qn: tensor<?x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<96x32xbf16>, %o: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expected a finite, positive scale, got INF}}
  %0 = mla.attention ins(%qn, %qr, %c, %kr, %w : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x32xbf16>) outs(%o : tensor<?x4x8xf32>) {scale = 0x7F800000 : f32} -> tensor<?x4x8xf32>
  return
}

// -----

// mla.attention: tensors or memrefs, not both.
func.func @f(%qn: tensor<?x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<96x32xbf16>, %o: memref<?x4x8xf32>) {
  // expected-error @+1 {{expected only tensors or only memrefs}}
  mla.attention ins(%qn, %qr, %c, %kr, %w : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x32xbf16>) outs(%o : memref<?x4x8xf32>) {scale = 0.25 : f32}
  return
}

// -----

// mla.cached_attention C1: no leading batch dimension.
#latent = #mla.latent<L = 32, R = 16, storage = f32>
func.func @f(%qn: tensor<?x?x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<96x32xbf16>, %b: !mla.batch, %o: tensor<?x4x8xf32>, %cache: tensor<?x64x48xf32, #latent>) {
  // expected-error @+1 {{expected q_nope to be [T N P], got rank 4}}
  %0:2 = mla.cached_attention ins(%qn, %qr, %c, %kr, %w, %b : tensor<?x?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x32xbf16>, !mla.batch) outs(%o, %cache : tensor<?x4x8xf32>, tensor<?x64x48xf32, #latent>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>, tensor<?x64x48xf32, #latent>
  return
}

// -----

// mla.cached_attention C2: kv_b is [N*(P+V), L].
#latent = #mla.latent<L = 32, R = 16, storage = f32>
func.func @f(%qn: tensor<?x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<96x16xbf16>, %b: !mla.batch, %o: tensor<?x4x8xf32>, %cache: tensor<?x64x48xf32, #latent>) {
  // expected-error @+1 {{expected kv_b to be [N*(P+V), L] = [96, 32], got 'tensor<96x16xbf16>'}}
  %0:2 = mla.cached_attention ins(%qn, %qr, %c, %kr, %w, %b : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x16xbf16>, !mla.batch) outs(%o, %cache : tensor<?x4x8xf32>, tensor<?x64x48xf32, #latent>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>, tensor<?x64x48xf32, #latent>
  return
}

// -----

// mla.cached_attention C3: the cache has an encoding.
#latent = #mla.latent<L = 32, R = 16, storage = f32>
func.func @f(%qn: tensor<?x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<96x32xbf16>, %b: !mla.batch, %o: tensor<?x4x8xf32>, %cache: tensor<?x64x48xf32>) {
  // expected-error @+1 {{expected a cache with a #mla.latent encoding, got 'tensor<?x64x48xf32>'}}
  %0:2 = mla.cached_attention ins(%qn, %qr, %c, %kr, %w, %b : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x32xbf16>, !mla.batch) outs(%o, %cache : tensor<?x4x8xf32>, tensor<?x64x48xf32>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>, tensor<?x64x48xf32>
  return
}

// -----

// mla.cached_attention C3: the encoding has the same L.
#latent = #mla.latent<L = 32, R = 16, storage = f32>
func.func @f(%qn: tensor<?x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<96x32xbf16>, %b: !mla.batch, %o: tensor<?x4x8xf32>, %cache: tensor<?x64x32xf32, #mla.latent<L = 16, R = 16, storage = f32>>) {
  // expected-error @+1 {{expected L = 32 in the cache's encoding, got 16}}
  %0:2 = mla.cached_attention ins(%qn, %qr, %c, %kr, %w, %b : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x32xbf16>, !mla.batch) outs(%o, %cache : tensor<?x4x8xf32>, tensor<?x64x32xf32, #mla.latent<L = 16, R = 16, storage = f32>>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>, tensor<?x64x32xf32, #mla.latent<L = 16, R = 16, storage = f32>>
  return
}

// -----

// mla.cached_attention C3: the encoding has the same R.
#latent = #mla.latent<L = 32, R = 16, storage = f32>
func.func @f(%qn: tensor<?x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>, %w: tensor<96x32xbf16>, %b: !mla.batch, %o: tensor<?x4x8xf32>, %cache: tensor<?x64x40xf32, #mla.latent<L = 32, R = 8, storage = f32>>) {
  // expected-error @+1 {{expected R = 16 in the cache's encoding, got 8}}
  %0:2 = mla.cached_attention ins(%qn, %qr, %c, %kr, %w, %b : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x32xbf16>, !mla.batch) outs(%o, %cache : tensor<?x4x8xf32>, tensor<?x64x40xf32, #mla.latent<L = 32, R = 8, storage = f32>>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>, tensor<?x64x40xf32, #mla.latent<L = 32, R = 8, storage = f32>>
  return
}

// -----

// mla.absorb_query C1: the latent query is [T, N, L].
func.func @f(%i0: tensor<?x4x16xf32>, %i1: tensor<96x32xbf16>, %o0: tensor<?x5x32xf32>) {
  // expected-error @+1 {{expected N = 4 in init [T N L], got 5}}
  %0 = mla.absorb_query ins(%i0, %i1 : tensor<?x4x16xf32>, tensor<96x32xbf16>) outs(%o0 : tensor<?x5x32xf32>) -> tensor<?x5x32xf32>
  return
}

// -----

// mla.absorb_query C2: kv_b has rows for values too.
func.func @f(%i0: tensor<?x4x16xf32>, %i1: tensor<64x32xbf16>, %o0: tensor<?x4x32xf32>) {
  // expected-error @+1 {{expected kv_b to be [N*(P+V), L] with N = 4, L = 32 and P+V > 16, got 'tensor<64x32xbf16>'}}
  %0 = mla.absorb_query ins(%i0, %i1 : tensor<?x4x16xf32>, tensor<64x32xbf16>) outs(%o0 : tensor<?x4x32xf32>) -> tensor<?x4x32xf32>
  return
}

// -----

// mla.absorb_query C2: at least one head.
func.func @f(%i0: tensor<?x0x16xf32>, %i1: tensor<96x32xbf16>, %o0: tensor<?x0x32xf32>) {
  // expected-error @+1 {{expected kv_b to be [N*(P+V), L] with N = 0, L = 32 and P+V > 16, got 'tensor<96x32xbf16>'}}
  %0 = mla.absorb_query ins(%i0, %i1 : tensor<?x0x16xf32>, tensor<96x32xbf16>) outs(%o0 : tensor<?x0x32xf32>) -> tensor<?x0x32xf32>
  return
}

// -----

// mla.project_value C1: the result is [T, N, V].
func.func @f(%i0: tensor<?x4x32xf32>, %i1: tensor<96x32xbf16>, %o0: tensor<?x8xf32>) {
  // expected-error @+1 {{expected init to be [T N V], got rank 2}}
  %0 = mla.project_value ins(%i0, %i1 : tensor<?x4x32xf32>, tensor<96x32xbf16>) outs(%o0 : tensor<?x8xf32>) -> tensor<?x8xf32>
  return
}

// -----

// mla.project_value C2: kv_b has L columns.
func.func @f(%i0: tensor<?x4x32xf32>, %i1: tensor<96x31xbf16>, %o0: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expected kv_b to be [N*(P+V), L] with N = 4, L = 32 and P+V > 8, got 'tensor<96x31xbf16>'}}
  %0 = mla.project_value ins(%i0, %i1 : tensor<?x4x32xf32>, tensor<96x31xbf16>) outs(%o0 : tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  return
}

// -----

// mla.decode C1: u is [T, N, L].
#latent = #mla.latent<L = 32, R = 16, storage = f32>
func.func @f(%i0: tensor<?x4x32xf32>, %i1: tensor<?x4x16xf32>, %i2: tensor<?x64x48xf32, #latent>, %i3: !mla.batch, %o0: tensor<?x4x31xf32>) {
  // expected-error @+1 {{expected L = 32 in u [T N L], got 31}}
  %0 = mla.decode ins(%i0, %i1, %i2, %i3 : tensor<?x4x32xf32>, tensor<?x4x16xf32>, tensor<?x64x48xf32, #latent>, !mla.batch) outs(%o0 : tensor<?x4x31xf32>) {scale = 0.25 : f32} -> tensor<?x4x31xf32>
  return
}

// -----

// mla.decode C1: lse is f32.
#latent = #mla.latent<L = 32, R = 16, storage = f32>
func.func @f(%i0: tensor<?x4x32xf32>, %i1: tensor<?x4x16xf32>, %i2: tensor<?x64x48xf32, #latent>, %i3: !mla.batch, %o0: tensor<?x4x32xf32>, %o1: tensor<?x4xbf16>) {
  // expected-error @+1 {{expected lse of f32, got 'bf16'}}
  %0:2 = mla.decode ins(%i0, %i1, %i2, %i3 : tensor<?x4x32xf32>, tensor<?x4x16xf32>, tensor<?x64x48xf32, #latent>, !mla.batch) outs(%o0, %o1 : tensor<?x4x32xf32>, tensor<?x4xbf16>) {scale = 0.25 : f32} -> tensor<?x4x32xf32>, tensor<?x4xbf16>
  return
}

// -----

// mla.decode C2: the encoding has the same L.
#latent = #mla.latent<L = 32, R = 16, storage = f32>
func.func @f(%i0: tensor<?x4x16xf32>, %i1: tensor<?x4x16xf32>, %i2: tensor<?x64x48xf32, #latent>, %i3: !mla.batch, %o0: tensor<?x4x16xf32>) {
  // expected-error @+1 {{expected L = 16 in the cache's encoding, got 32}}
  %0 = mla.decode ins(%i0, %i1, %i2, %i3 : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x64x48xf32, #latent>, !mla.batch) outs(%o0 : tensor<?x4x16xf32>) {scale = 0.25 : f32} -> tensor<?x4x16xf32>
  return
}

// -----

// mla.decode C3: the scale is positive.
#latent = #mla.latent<L = 32, R = 16, storage = f32>
func.func @f(%i0: tensor<?x4x32xf32>, %i1: tensor<?x4x16xf32>, %i2: tensor<?x64x48xf32, #latent>, %i3: !mla.batch, %o0: tensor<?x4x32xf32>) {
  // expected-error @+1 {{expected a finite, positive scale, got -1}}
  %0 = mla.decode ins(%i0, %i1, %i2, %i3 : tensor<?x4x32xf32>, tensor<?x4x16xf32>, tensor<?x64x48xf32, #latent>, !mla.batch) outs(%o0 : tensor<?x4x32xf32>) {scale = -1.0 : f32} -> tensor<?x4x32xf32>
  return
}

// -----

// mla.prefill C1: keys are as wide as queries.
func.func @f(%i0: tensor<?x4x16xf32>, %i1: tensor<?x4x16xf32>, %i2: tensor<?x4x15xf32>, %i3: tensor<?x16xf32>, %i4: tensor<?x4x8xf32>, %o0: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expected P = 16 in k_nope [T N P], got 15}}
  %0 = mla.prefill ins(%i0, %i1, %i2, %i3, %i4 : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x4x15xf32>, tensor<?x16xf32>, tensor<?x4x8xf32>) outs(%o0 : tensor<?x4x8xf32>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>
  return
}

// -----

// mla.prefill C1: lse is [T, N].
func.func @f(%i0: tensor<?x4x16xf32>, %i1: tensor<?x4x16xf32>, %i2: tensor<?x4x16xf32>, %i3: tensor<?x16xf32>, %i4: tensor<?x4x8xf32>, %i5: !mla.batch, %o0: tensor<?x4x8xf32>, %o1: tensor<?x5xf32>) {
  // expected-error @+1 {{expected N = 4 in lse [T N], got 5}}
  %0:2 = mla.prefill ins(%i0, %i1, %i2, %i3, %i4, %i5 : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x16xf32>, tensor<?x4x8xf32>, !mla.batch) outs(%o0, %o1 : tensor<?x4x8xf32>, tensor<?x5xf32>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>, tensor<?x5xf32>
  return
}

// -----

// mla.prefill C2: the scale is positive.
func.func @f(%i0: tensor<?x4x16xf32>, %i1: tensor<?x4x16xf32>, %i2: tensor<?x4x16xf32>, %i3: tensor<?x16xf32>, %i4: tensor<?x4x8xf32>, %o0: tensor<?x4x8xf32>) {
  // expected-error @+1 {{expected a finite, positive scale, got 0}}
  %0 = mla.prefill ins(%i0, %i1, %i2, %i3, %i4 : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x16xf32>, tensor<?x4x8xf32>) outs(%o0 : tensor<?x4x8xf32>) {scale = 0.0 : f32} -> tensor<?x4x8xf32>
  return
}

// -----

// mla.merge_states C1: both sides have one shape.
func.func @f(%i0: tensor<?x4x8xf32>, %i1: tensor<?x4xf32>, %i2: tensor<?x4x9xf32>, %i3: tensor<?x4xf32>, %o0: tensor<?x4x8xf32>, %o1: tensor<?x4xf32>) {
  // expected-error @+1 {{expected V = 8 in b [T N V], got 9}}
  %0:2 = mla.merge_states ins(%i0, %i1, %i2, %i3 : tensor<?x4x8xf32>, tensor<?x4xf32>, tensor<?x4x9xf32>, tensor<?x4xf32>) outs(%o0, %o1 : tensor<?x4x8xf32>, tensor<?x4xf32>) -> tensor<?x4x8xf32>, tensor<?x4xf32>
  return
}

// -----

// mla.merge_states C1: lse is f32.
func.func @f(%i0: tensor<?x4x8xf32>, %i1: tensor<?x4xf16>, %i2: tensor<?x4x8xf32>, %i3: tensor<?x4xf32>, %o0: tensor<?x4x8xf32>, %o1: tensor<?x4xf32>) {
  // expected-error @+1 {{expected lse_a of f32, got 'f16'}}
  %0:2 = mla.merge_states ins(%i0, %i1, %i2, %i3 : tensor<?x4x8xf32>, tensor<?x4xf16>, tensor<?x4x8xf32>, tensor<?x4xf32>) outs(%o0, %o1 : tensor<?x4x8xf32>, tensor<?x4xf32>) -> tensor<?x4x8xf32>, tensor<?x4xf32>
  return
}
