// RUN: mla-opt %s --split-input-file --verify-diagnostics

// One broken rule a chunk: attributes.

// #mla.latent C1: rank 3, static page and row.
// expected-error @+1 {{expected a cache [pages, page, row] with a static page and row}}
func.func private @f(tensor<?x48xf32, #mla.latent<L = 32, R = 16, storage = f32>>)

// -----

// #mla.latent C1: the page is static.
// expected-error @+1 {{expected a cache [pages, page, row] with a static page and row}}
func.func private @f(tensor<?x?x48xf32, #mla.latent<L = 32, R = 16, storage = f32>>)

// -----

// #mla.latent C2: L >= 1.
// expected-error @+1 {{expected L >= 1 and R >= 0, got L = 0, R = 16}}
func.func private @f(tensor<?x64x16xf32, #mla.latent<L = 0, R = 16, storage = f32>>)

// -----

// #mla.latent C2: R >= 0.
// expected-error @+1 {{expected L >= 1 and R >= 0, got L = 32, R = -1}}
func.func private @f(tensor<?x64x31xf32, #mla.latent<L = 32, R = -1, storage = f32>>)

// -----

// #mla.latent C3: the row is L + R elements.
// expected-error @+1 {{expected rows of L + R = 48 elements, got 47}}
func.func private @f(tensor<?x64x47xf32, #mla.latent<L = 32, R = 16, storage = f32>>)

// -----

// #mla.latent C3: elements are of the storage type.
// expected-error @+1 {{expected cache elements of 'f32' for storage f32, got 'bf16'}}
func.func private @f(tensor<?x64x48xbf16, #mla.latent<L = 32, R = 16, storage = f32>>)

// -----

// #mla.latent C3: fp8 rows are 656 bytes.
// expected-error @+1 {{storage fp8_656 expected rows of 656 bytes, got 576}}
func.func private @f(tensor<?x64x576xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>)

// -----

// #mla.latent C3: fp8 rows have L = 512 and R = 64.
// expected-error @+1 {{storage fp8_656 expected L = 512 and R = 64, got L = 256, R = 64}}
func.func private @f(tensor<?x64x656xi8, #mla.latent<L = 256, R = 64, storage = fp8_656>>)

// -----

// #mla.rope C1: both tables have one length.
// expected-error @+1 {{expected long_inv_freq to have the length of inv_freq, 2, got 1}}
func.func private @f() attributes {a = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5], long_inv_freq = [1.0], original_max = 8>}

// -----

// #mla.rope C1: original_max > 0 beside a second table.
// expected-error @+1 {{expected original_max > 0 beside long_inv_freq, got 0}}
func.func private @f() attributes {a = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0], long_inv_freq = [1.0]>}
