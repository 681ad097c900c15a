// RUN: mla-opt %s --split-input-file --verify-diagnostics

// One broken rule a chunk: batches and caches.

// mla.pack_batch C1: ranks.
func.func @f(%n: index, %l: tensor<?xi32>, %t: tensor<?xi32>) {
  // expected-error @+1 {{expected page_table to be [B pages], got rank 1}}
  %0 = mla.pack_batch %n, %n, %n, %l, %l, %l, %l, %t : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>
  return
}

// -----

// mla.pack_batch C1: i32.
func.func @f(%n: index, %l: tensor<?xi32>, %k: tensor<?xi64>, %t: tensor<?x?xi32>) {
  // expected-error @+1 {{expected positions of i32, got 'i64'}}
  %0 = mla.pack_batch %n, %n, %n, %l, %l, %l, %k, %t : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi64>, tensor<?x?xi32>
  return
}

// -----

// mla.batch_rows C1: the result is i32.
func.func @f(%b: !mla.batch) {
  // expected-error @+1 {{op result #0 must be 1D tensor of 32-bit signless integer values, but got 'tensor<?xi64>'}}
  %0 = mla.batch_rows %b {field = #mla.batch_field<positions>} : tensor<?xi64>
  return
}

// -----

// mla.cache_append C1: rows are static.
#latent = #mla.latent<L = 32, R = 16, storage = f32>
func.func @f(%i0: tensor<?x?xf32>, %i1: tensor<?x16xf32>, %i2: !mla.batch, %o0: tensor<?x64x48xf32, #latent>) {
  // expected-error @+1 {{expected L in c_kv [T L] to be static}}
  %0 = mla.cache_append ins(%i0, %i1, %i2 : tensor<?x?xf32>, tensor<?x16xf32>, !mla.batch) outs(%o0 : tensor<?x64x48xf32, #latent>) -> tensor<?x64x48xf32, #latent>
  return
}

// -----

// mla.cache_append C2: the encoding has the same R.
#latent = #mla.latent<L = 32, R = 16, storage = f32>
func.func @f(%i0: tensor<?x32xf32>, %i1: tensor<?x8xf32>, %i2: !mla.batch, %o0: tensor<?x64x48xf32, #latent>) {
  // expected-error @+1 {{expected R = 8 in the cache's encoding, got 16}}
  %0 = mla.cache_append ins(%i0, %i1, %i2 : tensor<?x32xf32>, tensor<?x8xf32>, !mla.batch) outs(%o0 : tensor<?x64x48xf32, #latent>) -> tensor<?x64x48xf32, #latent>
  return
}

// -----

// mla.cache_gather C1: rows are [B, G, L+R].
#latent = #mla.latent<L = 32, R = 16, storage = f32>
func.func @f(%i0: tensor<?x64x48xf32, #latent>, %i1: !mla.batch, %o0: tensor<?x48xf32>, %first: index) {
  // expected-error @+1 {{expected rows to be [B G row], got rank 2}}
  %0 = mla.cache_gather ins(%i0, %i1 : tensor<?x64x48xf32, #latent>, !mla.batch) first(%first) outs(%o0 : tensor<?x48xf32>) -> tensor<?x48xf32>
  return
}

// -----

// mla.cache_gather C2: rows are as long as the cache's.
#latent = #mla.latent<L = 32, R = 16, storage = f32>
func.func @f(%i0: tensor<?x64x48xf32, #latent>, %i1: !mla.batch, %o0: tensor<?x8x47xf32>, %first: index) {
  // expected-error @+1 {{expected rows of L + R = 48 elements, got 47}}
  %0 = mla.cache_gather ins(%i0, %i1 : tensor<?x64x48xf32, #latent>, !mla.batch) first(%first) outs(%o0 : tensor<?x8x47xf32>) -> tensor<?x8x47xf32>
  return
}

// -----

// mla.cache_gather C2: the cache has an encoding.
#latent = #mla.latent<L = 32, R = 16, storage = f32>
func.func @f(%i0: tensor<?x64x48xf32>, %i1: !mla.batch, %o0: tensor<?x8x48xf32>, %first: index) {
  // expected-error @+1 {{expected a cache with a #mla.latent encoding, got 'tensor<?x64x48xf32>'}}
  %0 = mla.cache_gather ins(%i0, %i1 : tensor<?x64x48xf32>, !mla.batch) first(%first) outs(%o0 : tensor<?x8x48xf32>) -> tensor<?x8x48xf32>
  return
}
