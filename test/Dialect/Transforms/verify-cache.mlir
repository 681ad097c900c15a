// RUN: mla-opt %s --split-input-file --mla-verify-cache --verify-diagnostics

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// Append, then read; the prefix may be read before.
func.func @step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> (tensor<?x2x8xf32>, tensor<?x64x12xf32, #latent>) attributes {mla.step} {
  %p = mla.decode ins(%q, %qr, %cache, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x64x12xf32, #latent>, !mla.batch)
      outs(%q : tensor<?x2x8xf32>) {scale = 1.0 : f32, keys = #mla.keys<prefix>} -> tensor<?x2x8xf32>
  %new = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x64x12xf32, #latent>, !mla.batch)
      outs(%q : tensor<?x2x8xf32>) {scale = 1.0 : f32} -> tensor<?x2x8xf32>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// Through a dispatch, a call and both branches of a condition.
func.func @step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  %0 = mla.dispatch(%batch, %c, %kr, %cache) : (!mla.batch, tensor<?x8xf32>, tensor<?x4xf32>, tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> {
  ^bb0(%b: !mla.batch, %x: tensor<?x8xf32>, %y: tensor<?x4xf32>, %z: tensor<?x64x12xf32, #latent>):
    %new = func.call @append(%b, %x, %y, %z) : (!mla.batch, tensor<?x8xf32>, tensor<?x4xf32>, tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
    mla.yield %new : tensor<?x64x12xf32, #latent>
  }
  %u = mla.decode ins(%q, %qr, %0, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x64x12xf32, #latent>, !mla.batch)
      outs(%q : tensor<?x2x8xf32>) {scale = 1.0 : f32} -> tensor<?x2x8xf32>
  return %0 : tensor<?x64x12xf32, #latent>
}
func.func private @append(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> {
  %i = arith.constant true
  %0 = scf.if %i -> tensor<?x64x12xf32, #latent> {
    %1 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
    scf.yield %1 : tensor<?x64x12xf32, #latent>
  } else {
    %1 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
    scf.yield %1 : tensor<?x64x12xf32, #latent>
  }
  return %0 : tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// Functions that are no step may read what another appended.
func.func @no_step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x2x8xf32> {
  %u = mla.decode ins(%q, %qr, %cache, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x64x12xf32, #latent>, !mla.batch)
      outs(%q : tensor<?x2x8xf32>) {scale = 1.0 : f32} -> tensor<?x2x8xf32>
  return %u : tensor<?x2x8xf32>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// Read before the append.
func.func @step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> (tensor<?x2x8xf32>, tensor<?x64x12xf32, #latent>) attributes {mla.step} {
  // expected-error @+1 {{reads a cache before this step's rows are in it: expected the result of an append}}
  %u = mla.decode ins(%q, %qr, %cache, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x64x12xf32, #latent>, !mla.batch)
      outs(%q : tensor<?x2x8xf32>) {scale = 1.0 : f32} -> tensor<?x2x8xf32>
  %new = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %u, %new : tensor<?x2x8xf32>, tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// Gathered before the append.
func.func @step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>, %rows: tensor<?x4x12xf32>) -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{reads a cache before this step's rows are in it}}
  %r = mla.cache_gather ins(%cache, %batch : tensor<?x64x12xf32, #latent>, !mla.batch) first(%c0) outs(%rows : tensor<?x4x12xf32>) -> tensor<?x4x12xf32>
  %new = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %new : tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// Two writers.
func.func @step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  // expected-note @+1 {{the first append is here}}
  %a = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  // expected-error @+1 {{appends to a cache that this step has appended to already}}
  %new = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%a : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %new : tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// A cache that is not returned.
// expected-error @+1 {{does not return the cache of argument #5: what is appended to it would be dead code}}
func.func @step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x2x8xf32> attributes {mla.step} {
  %new = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %q : tensor<?x2x8xf32>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// A cache that nothing is appended to.
// expected-error @+1 {{returns the cache of argument #5 as it was: expected this step's rows to be appended}}
func.func @step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  return %cache : tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// A cache that is returned twice.
// expected-error @+1 {{returns the cache of argument #5 twice}}
func.func @step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> (tensor<?x64x12xf32, #latent>, tensor<?x64x12xf32, #latent>) attributes {mla.step} {
  %new = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %new, %new : tensor<?x64x12xf32, #latent>, tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// One branch appends.
func.func @step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  %i = arith.constant true
  // expected-error @+1 {{expected both branches to append to the cache in result #0, or none}}
  %0 = scf.if %i -> tensor<?x64x12xf32, #latent> {
    %1 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
    scf.yield %1 : tensor<?x64x12xf32, #latent>
  } else {
    scf.yield %cache : tensor<?x64x12xf32, #latent>
  }
  return %0 : tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// The branches yield two caches.
func.func @step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>, %other: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  %i = arith.constant true
  // expected-error @+1 {{expected both branches to yield one cache as result #0}}
  %0 = scf.if %i -> tensor<?x64x12xf32, #latent> {
    scf.yield %other : tensor<?x64x12xf32, #latent>
  } else {
    scf.yield %cache : tensor<?x64x12xf32, #latent>
  }
  return %0 : tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// An append in a loop.
func.func @step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // expected-error @+1 {{appends to a cache in a loop, that is, more than once a step}}
  %0 = scf.for %i = %c0 to %c1 step %c1 iter_args(%x = %cache) -> tensor<?x64x12xf32, #latent> {
    %1 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%x : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
    scf.yield %1 : tensor<?x64x12xf32, #latent>
  }
  return %0 : tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// A call of what cannot be seen.
func.func @step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  // expected-error @+1 {{takes or gives a cache, but what it does with it is not known}}
  %0 = func.call @unknown(%cache) : (tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %0 : tensor<?x64x12xf32, #latent>
}
func.func private @unknown(tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// An append that rotates is one, too.
func.func @step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  // expected-note @+1 {{the first append is here}}
  %0 = mla.rope_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  // expected-error @+1 {{appends to a cache that this step has appended to already}}
  %1 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%0 : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %1 : tensor<?x64x12xf32, #latent>
}
