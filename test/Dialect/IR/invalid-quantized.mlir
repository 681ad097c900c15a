// RUN: mla-opt %s --split-input-file --verify-diagnostics

// One broken rule a chunk: what quantises, and caches in fp8.

// mla.quantize C1: values have the shape of input.
func.func @f(%x: tensor<?x64xbf16>, %v: tensor<?x32xf8E4M3FN>, %s: tensor<?x4xf32>) {
  // expected-error @+1 {{expected H = 64 in values [T H], got 32}}
  %0:2 = mla.quantize ins(%x : tensor<?x64xbf16>) outs(%v, %s : tensor<?x32xf8E4M3FN>, tensor<?x4xf32>) -> tensor<?x32xf8E4M3FN>, tensor<?x4xf32>
  return
}

// -----

// mla.quantize C1: rows are static.
func.func @f(%x: tensor<?x?xbf16>, %v: tensor<?x64xf8E4M3FN>, %s: tensor<?x4xf32>) {
  // expected-error @+1 {{expected H in input [T H] to be static}}
  %0:2 = mla.quantize ins(%x : tensor<?x?xbf16>) outs(%v, %s : tensor<?x64xf8E4M3FN>, tensor<?x4xf32>) -> tensor<?x64xf8E4M3FN>, tensor<?x4xf32>
  return
}

// -----

// mla.quantize C1: a row has scales.
func.func @f(%x: tensor<?x64xbf16>, %v: tensor<?x64xf8E4M3FN>, %s: tensor<?xf32>) {
  // expected-error @+1 {{expected scales to be [T G], got rank 1}}
  %0:2 = mla.quantize ins(%x : tensor<?x64xbf16>) outs(%v, %s : tensor<?x64xf8E4M3FN>, tensor<?xf32>) -> tensor<?x64xf8E4M3FN>, tensor<?xf32>
  return
}

// -----

// mla.quantize C2: groups are of one size.
func.func @f(%x: tensor<?x64xbf16>, %v: tensor<?x64xf8E4M3FN>, %s: tensor<?x3xf32>) {
  // expected-error @+1 {{expected G in scales [T G] to divide H = 64, got 3}}
  %0:2 = mla.quantize ins(%x : tensor<?x64xbf16>) outs(%v, %s : tensor<?x64xf8E4M3FN>, tensor<?x3xf32>) -> tensor<?x64xf8E4M3FN>, tensor<?x3xf32>
  return
}

// -----

// mla.quantize C3: input has 16 bits or more.
func.func @f(%x: tensor<?x64xf8E5M2>, %v: tensor<?x64xf8E4M3FN>, %s: tensor<?x4xf32>) {
  // expected-error @+1 {{expected input of floating point with 16 bits or more, got 'f8E5M2'}}
  %0:2 = mla.quantize ins(%x : tensor<?x64xf8E5M2>) outs(%v, %s : tensor<?x64xf8E4M3FN>, tensor<?x4xf32>) -> tensor<?x64xf8E4M3FN>, tensor<?x4xf32>
  return
}

// -----

// mla.quantize C3: values are f8E4M3FN.
func.func @f(%x: tensor<?x64xbf16>, %v: tensor<?x64xf8E5M2>, %s: tensor<?x4xf32>) {
  // expected-error @+1 {{expected values of f8E4M3FN, got 'f8E5M2'}}
  %0:2 = mla.quantize ins(%x : tensor<?x64xbf16>) outs(%v, %s : tensor<?x64xf8E5M2>, tensor<?x4xf32>) -> tensor<?x64xf8E5M2>, tensor<?x4xf32>
  return
}

// -----

// mla.quantize C3: scales are f32.
func.func @f(%x: tensor<?x64xbf16>, %v: tensor<?x64xf8E4M3FN>, %s: tensor<?x4xbf16>) {
  // expected-error @+1 {{expected scales of f32, got 'bf16'}}
  %0:2 = mla.quantize ins(%x : tensor<?x64xbf16>) outs(%v, %s : tensor<?x64xf8E4M3FN>, tensor<?x4xbf16>) -> tensor<?x64xf8E4M3FN>, tensor<?x4xbf16>
  return
}

// -----

// mla.rms_norm_quantize C1: values are f8E4M3FN.
func.func @f(%x: tensor<?x64xbf16>, %w: tensor<64xbf16>, %v: tensor<?x64xi8>, %s: tensor<?x4xf32>) {
  // expected-error @+1 {{expected values of f8E4M3FN, got 'i8'}}
  %0:2 = mla.rms_norm_quantize ins(%x, %w : tensor<?x64xbf16>, tensor<64xbf16>) outs(%v, %s : tensor<?x64xi8>, tensor<?x4xf32>) {eps = 1.0e-6 : f32} -> tensor<?x64xi8>, tensor<?x4xf32>
  return
}

// -----

// mla.rms_norm_quantize C2: the weight is as long as a row.
func.func @f(%x: tensor<?x64xbf16>, %w: tensor<32xbf16>, %v: tensor<?x64xf8E4M3FN>, %s: tensor<?x4xf32>) {
  // expected-error @+1 {{expected H = 64 in weight [H], got 32}}
  %0:2 = mla.rms_norm_quantize ins(%x, %w : tensor<?x64xbf16>, tensor<32xbf16>) outs(%v, %s : tensor<?x64xf8E4M3FN>, tensor<?x4xf32>) {eps = 1.0e-6 : f32} -> tensor<?x64xf8E4M3FN>, tensor<?x4xf32>
  return
}

// -----

// mla.rms_norm_quantize C2: eps is not negative.
func.func @f(%x: tensor<?x64xbf16>, %w: tensor<64xbf16>, %v: tensor<?x64xf8E4M3FN>, %s: tensor<?x4xf32>) {
  // expected-error @+1 {{expected eps >= 0}}
  %0:2 = mla.rms_norm_quantize ins(%x, %w : tensor<?x64xbf16>, tensor<64xbf16>) outs(%v, %s : tensor<?x64xf8E4M3FN>, tensor<?x4xf32>) {eps = -1.0 : f32} -> tensor<?x64xf8E4M3FN>, tensor<?x4xf32>
  return
}

// -----

// mla.cache_append C3: a latent for a cache in fp8 is quantised.
func.func @f(%b: !mla.batch, %c: tensor<?x512xbf16>, %k: tensor<?x64xbf16>, %cache: tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {
  // expected-error @+1 {{expected a latent that mla.quantize made, with its scales, for a cache with storage fp8_656}}
  %0 = mla.cache_append ins(%c, %k, %b : tensor<?x512xbf16>, tensor<?x64xbf16>, !mla.batch) outs(%cache : tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) -> tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>
  return
}

// -----

// mla.cache_append C3: its values are f8E4M3FN.
func.func @f(%b: !mla.batch, %c: tensor<?x512xbf16>, %k: tensor<?x64xbf16>, %s: tensor<?x4xf32>, %cache: tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {
  // expected-error @+1 {{expected c_kv of f8E4M3FN, got 'bf16'}}
  %0 = mla.cache_append ins(%c, %k, %b : tensor<?x512xbf16>, tensor<?x64xbf16>, !mla.batch) scales(%s : tensor<?x4xf32>) outs(%cache : tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) -> tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>
  return
}

// -----

// mla.cache_append C3: it has four scales.
func.func @f(%b: !mla.batch, %c: tensor<?x512xf8E4M3FN>, %k: tensor<?x64xbf16>, %s: tensor<?x8xf32>, %cache: tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {
  // expected-error @+1 {{expected 4 scales a row, got 8}}
  %0 = mla.cache_append ins(%c, %k, %b : tensor<?x512xf8E4M3FN>, tensor<?x64xbf16>, !mla.batch) scales(%s : tensor<?x8xf32>) outs(%cache : tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) -> tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>
  return
}

// -----

// mla.cache_append C3: scales are f32.
func.func @f(%b: !mla.batch, %c: tensor<?x512xf8E4M3FN>, %k: tensor<?x64xbf16>, %s: tensor<?x4xf16>, %cache: tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {
  // expected-error @+1 {{expected scales of f32, got 'f16'}}
  %0 = mla.cache_append ins(%c, %k, %b : tensor<?x512xf8E4M3FN>, tensor<?x64xbf16>, !mla.batch) scales(%s : tensor<?x4xf16>) outs(%cache : tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) -> tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>
  return
}

// -----

// mla.cache_append C3: other caches have no scales.
func.func @f(%b: !mla.batch, %c: tensor<?x512xbf16>, %k: tensor<?x64xbf16>, %s: tensor<?x4xf32>, %cache: tensor<?x64x576xbf16, #mla.latent<L = 512, R = 64, storage = bf16>>) {
  // expected-error @+1 {{expected no scales for a cache whose storage is not fp8_656}}
  %0 = mla.cache_append ins(%c, %k, %b : tensor<?x512xbf16>, tensor<?x64xbf16>, !mla.batch) scales(%s : tensor<?x4xf32>) outs(%cache : tensor<?x64x576xbf16, #mla.latent<L = 512, R = 64, storage = bf16>>) -> tensor<?x64x576xbf16, #mla.latent<L = 512, R = 64, storage = bf16>>
  return
}

// -----

// mla.cache_append C3: other caches take no f8E4M3FN.
func.func @f(%b: !mla.batch, %c: tensor<?x512xf8E4M3FN>, %k: tensor<?x64xbf16>, %cache: tensor<?x64x576xbf16, #mla.latent<L = 512, R = 64, storage = bf16>>) {
  // expected-error @+1 {{expected c_kv of floating point with 16 bits or more, got 'f8E4M3FN'}}
  %0 = mla.cache_append ins(%c, %k, %b : tensor<?x512xf8E4M3FN>, tensor<?x64xbf16>, !mla.batch) outs(%cache : tensor<?x64x576xbf16, #mla.latent<L = 512, R = 64, storage = bf16>>) -> tensor<?x64x576xbf16, #mla.latent<L = 512, R = 64, storage = bf16>>
  return
}

// -----

// mla.rope_append C1: the latent is not quantised yet.
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
func.func @f(%b: !mla.batch, %c: tensor<?x512xf8E4M3FN>, %k: tensor<?x64xbf16>, %p: tensor<?xi32>, %cache: tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {
  // expected-error @+1 {{expected c_kv of floating point with 16 bits or more, got 'f8E4M3FN'}}
  %0 = mla.rope_append ins(%c, %k, %b : tensor<?x512xf8E4M3FN>, tensor<?x64xbf16>, !mla.batch) positions(%p : tensor<?xi32>) outs(%cache : tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {rope = #rope} -> tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>
  return
}

// -----

// mla.rope_append C1: the key is floating point.
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
func.func @f(%b: !mla.batch, %c: tensor<?x512xbf16>, %k: tensor<?x64xi8>, %p: tensor<?xi32>, %cache: tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {
  // expected-error @+1 {{expected k_rope of floating point with 16 bits or more, got 'i8'}}
  %0 = mla.rope_append ins(%c, %k, %b : tensor<?x512xbf16>, tensor<?x64xi8>, !mla.batch) positions(%p : tensor<?xi32>) outs(%cache : tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {rope = #rope} -> tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>
  return
}

// -----

// mla.rope_append C2: the encoding has the same L.
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
func.func @f(%b: !mla.batch, %c: tensor<?x256xbf16>, %k: tensor<?x64xbf16>, %p: tensor<?xi32>, %cache: tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {
  // expected-error @+1 {{expected L = 256 in the cache's encoding, got 512}}
  %0 = mla.rope_append ins(%c, %k, %b : tensor<?x256xbf16>, tensor<?x64xbf16>, !mla.batch) positions(%p : tensor<?xi32>) outs(%cache : tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {rope = #rope} -> tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>
  return
}

// -----

// mla.rope_append C3: positions come with a rope.
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
func.func @f(%b: !mla.batch, %c: tensor<?x512xbf16>, %k: tensor<?x64xbf16>, %p: tensor<?xi32>, %cache: tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {
  // expected-error @+1 {{expected positions and rope together}}
  %0 = mla.rope_append ins(%c, %k, %b : tensor<?x512xbf16>, tensor<?x64xbf16>, !mla.batch) positions(%p : tensor<?xi32>) outs(%cache : tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) -> tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>
  return
}

// -----

// mla.rope_append C3: a rope comes with positions.
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
func.func @f(%b: !mla.batch, %c: tensor<?x512xbf16>, %k: tensor<?x64xbf16>, %cache: tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {
  // expected-error @+1 {{expected positions and rope together}}
  %0 = mla.rope_append ins(%c, %k, %b : tensor<?x512xbf16>, tensor<?x64xbf16>, !mla.batch) outs(%cache : tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {rope = #rope} -> tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>
  return
}

// -----

// mla.rope_append C3: positions are i32.
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
func.func @f(%b: !mla.batch, %c: tensor<?x512xbf16>, %k: tensor<?x64xbf16>, %p: tensor<?xi64>, %cache: tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {
  // expected-error @+1 {{expected positions of i32, got 'i64'}}
  %0 = mla.rope_append ins(%c, %k, %b : tensor<?x512xbf16>, tensor<?x64xbf16>, !mla.batch) positions(%p : tensor<?xi64>) outs(%cache : tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {rope = #rope} -> tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>
  return
}

// -----

// mla.rope_append C3: R is twice the table.
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
func.func @f(%b: !mla.batch, %c: tensor<?x512xbf16>, %k: tensor<?x64xbf16>, %p: tensor<?xi32>, %cache: tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {
  // expected-error @+1 {{expected R = 2 * 2 (the length of inv_freq), got 64}}
  %0 = mla.rope_append ins(%c, %k, %b : tensor<?x512xbf16>, tensor<?x64xbf16>, !mla.batch) positions(%p : tensor<?xi32>) outs(%cache : tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {rope = #rope} -> tensor<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>
  return
}
