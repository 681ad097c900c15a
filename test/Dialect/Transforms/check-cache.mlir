// RUN: mla-opt %s --split-input-file --mla-check-cache --verify-diagnostics

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// Each version written once, then read: in place, also through calls, branches
// and loops.
func.func @in_place(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>,
                    %cache: tensor<?x64x12xf32, #latent>, %n: index, %p: i1) -> (tensor<?x2x8xf32>, tensor<?x64x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = func.call @append(%batch, %c, %kr, %cache) : (!mla.batch, tensor<?x8xf32>, tensor<?x4xf32>, tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  %1 = scf.for %i = %c0 to %n step %c1 iter_args(%x = %0) -> tensor<?x64x12xf32, #latent> {
    %3 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%x : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
    scf.yield %3 : tensor<?x64x12xf32, #latent>
  }
  %2 = scf.if %p -> tensor<?x64x12xf32, #latent> {
    %3 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%1 : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
    scf.yield %3 : tensor<?x64x12xf32, #latent>
  } else {
    scf.yield %1 : tensor<?x64x12xf32, #latent>
  }
  %u = mla.decode ins(%q, %qr, %2, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x64x12xf32, #latent>, !mla.batch)
      outs(%q : tensor<?x2x8xf32>) {scale = 1.0 : f32} -> tensor<?x2x8xf32>
  return %u, %2 : tensor<?x2x8xf32>, tensor<?x64x12xf32, #latent>
}
func.func private @append(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> {
  %0 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %0 : tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// The old version is read after the new one was written.
func.func @negative_stale_read(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>,
                               %cache: tensor<?x64x12xf32, #latent>) -> (tensor<?x2x8xf32>, tensor<?x64x12xf32, #latent>) {
  // expected-error @+1 {{would copy the cache in operand #3; expected each version of a cache to be written once and not used after that}}
  %0 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  // expected-note @+1 {{this uses the version from before the write}}
  %u = mla.decode ins(%q, %qr, %cache, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x64x12xf32, #latent>, !mla.batch)
      outs(%q : tensor<?x2x8xf32>) {scale = 1.0 : f32} -> tensor<?x2x8xf32>
  return %u, %0 : tensor<?x2x8xf32>, tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// One version written twice.
func.func @negative_two_versions(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %cache: tensor<?x64x12xf32, #latent>)
    -> (tensor<?x64x12xf32, #latent>, tensor<?x64x12xf32, #latent>) {
  // expected-error @+1 {{would copy the cache in operand #3}}
  %0 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  // expected-note @+1 {{this uses the version from before the write}}
  %1 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %0, %1 : tensor<?x64x12xf32, #latent>, tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// A call writes what its caller reads later.
func.func @negative_across_a_call(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>,
                                  %cache: tensor<?x64x12xf32, #latent>) -> (tensor<?x2x8xf32>, tensor<?x64x12xf32, #latent>) {
  // expected-error @+1 {{would copy the cache in operand #3}}
  %0 = func.call @append(%batch, %c, %kr, %cache) : (!mla.batch, tensor<?x8xf32>, tensor<?x4xf32>, tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  // expected-note @+1 {{this uses the version from before the write}}
  %u = mla.decode ins(%q, %qr, %cache, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x64x12xf32, #latent>, !mla.batch)
      outs(%q : tensor<?x2x8xf32>) {scale = 1.0 : f32} -> tensor<?x2x8xf32>
  return %u, %0 : tensor<?x2x8xf32>, tensor<?x64x12xf32, #latent>
}
func.func private @append(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> {
  %0 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %0 : tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// A cast drops the encoding, not the cache.
func.func @negative_through_a_cast(%x: f32, %cache: tensor<?x64x12xf32, #latent>) -> (tensor<?x64x12xf32>, tensor<?x64x12xf32, #latent>) {
  %c0 = arith.constant 0 : index
  // expected-error @+1 {{would copy the cache in operand #0}}
  %plain = tensor.cast %cache : tensor<?x64x12xf32, #latent> to tensor<?x64x12xf32>
  %0 = tensor.insert %x into %plain[%c0, %c0, %c0] : tensor<?x64x12xf32>
  // expected-note @+1 {{this uses the version from before the write}}
  return %0, %cache : tensor<?x64x12xf32>, tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// The caller says that the cache is read-only.
func.func @negative_read_only(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>,
    // expected-note @+1 {{the cache cannot be written: it is read-only here}}
    %cache: tensor<?x64x12xf32, #latent> {bufferization.writable = false}) -> tensor<?x64x12xf32, #latent> {
  // expected-error @+1 {{would copy the cache in operand #3}}
  %0 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %0 : tensor<?x64x12xf32, #latent>
}

// -----

// Regions are isolated, so the check cannot see into them.
func.func @negative_regions(%batch: !mla.batch) {
  // expected-error @+1 {{hides what happens to caches from the check; run mla-outline-segments first}}
  mla.dispatch(%batch) : (!mla.batch) -> () {
  ^bb0(%b: !mla.batch):
    mla.yield
  }
  return
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// A step of calls: one hands on a version that another has written already.
func.func @negative_step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %cache: tensor<?x64x12xf32, #latent>)
    -> (tensor<?x64x12xf32, #latent>, tensor<?x64x12xf32, #latent>) attributes {mla.step} {
  // expected-error @+1 {{would copy the cache in operand #3}}
  %0 = func.call @append(%batch, %c, %kr, %cache) : (!mla.batch, tensor<?x8xf32>, tensor<?x4xf32>, tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  // expected-note @+1 {{this uses the version from before the write}}
  %1 = func.call @append(%batch, %c, %kr, %cache) : (!mla.batch, tensor<?x8xf32>, tensor<?x4xf32>, tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %0, %1 : tensor<?x64x12xf32, #latent>, tensor<?x64x12xf32, #latent>
}
func.func private @append(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> {
  %0 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %0 : tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// A step that hands each version on once, of a callee that does not.
func.func @negative_callee(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>)
    -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  %0:2 = func.call @attend(%batch, %c, %kr, %q, %qr, %cache) : (!mla.batch, tensor<?x8xf32>, tensor<?x4xf32>, tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x64x12xf32, #latent>) -> (tensor<?x2x8xf32>, tensor<?x64x12xf32, #latent>)
  return %0#1 : tensor<?x64x12xf32, #latent>
}
func.func private @attend(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %q: tensor<?x2x8xf32>, %qr: tensor<?x2x4xf32>, %cache: tensor<?x64x12xf32, #latent>)
    -> (tensor<?x2x8xf32>, tensor<?x64x12xf32, #latent>) {
  // expected-error @+1 {{would copy the cache in operand #3}}
  %0 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  // expected-note @+1 {{this uses the version from before the write}}
  %u = mla.decode ins(%q, %qr, %cache, %batch : tensor<?x2x8xf32>, tensor<?x2x4xf32>, tensor<?x64x12xf32, #latent>, !mla.batch)
      outs(%q : tensor<?x2x8xf32>) {scale = 1.0 : f32} -> tensor<?x2x8xf32>
  return %u, %0 : tensor<?x2x8xf32>, tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// A step of calls whose cache is read-only.
func.func @negative_read_only_step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>,
    // expected-note @+1 {{the cache cannot be written: it is read-only here}}
    %cache: tensor<?x64x12xf32, #latent> {bufferization.writable = false}) -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  // expected-error @+1 {{would copy the cache in operand #3}}
  %0 = func.call @append(%batch, %c, %kr, %cache) : (!mla.batch, tensor<?x8xf32>, tensor<?x4xf32>, tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %0 : tensor<?x64x12xf32, #latent>
}
func.func private @append(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> {
  %0 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %0 : tensor<?x64x12xf32, #latent>
}
