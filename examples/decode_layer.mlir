// Attention of one layer over its cache, absorbed: the query is moved into the
// latent space, so that what is read is the cache itself and no keys or values
// are ever formed. This is how steps decode.
//
//   mla-opt decode_layer.mlir --mla-form-segments      one cut: segment, dispatch, segment
//   mla-opt decode_layer.mlir --mla-optimize           the same as functions
//   mla-opt decode_layer.mlir --mla-check-cache        the cache is updated in place
//
// Sizes: 4 heads, kv_lora_rank 32, qk_nope 16, qk_rope 16, v 16.

// A page holds 64 tokens; a row is the latent, then the rotated key.
#latent = #mla.latent<L = 32, R = 16, storage = f32>

func.func @decode_layer(
    %batch: !mla.batch,                       // who decodes and where its cached rows lie
    %q_nope: tensor<?x4x16xf32>, %q_rope: tensor<?x4x16xf32>,
    %c_kv: tensor<?x32xf32>, %k_rope: tensor<?x16xf32>,
    %kv_b: tensor<128x32xbf16>,               // per head: 16 rows of keys, 16 of values
    %cache: tensor<?x64x48xf32, #latent>)
    -> (tensor<?x4x16xf32>, tensor<?x64x48xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %c_kv, %c0 : tensor<?x32xf32>

  // Token-wise: q_nope · W_UK for each head.
  %e0 = tensor.empty(%T) : tensor<?x4x32xf32>
  %q = mla.absorb_query ins(%q_nope, %kv_b : tensor<?x4x16xf32>, tensor<128x32xbf16>)
      outs(%e0 : tensor<?x4x32xf32>) -> tensor<?x4x32xf32>

  // Depends on the batch: write this step's rows, then attend to all of them.
  %new = mla.cache_append ins(%c_kv, %k_rope, %batch : tensor<?x32xf32>, tensor<?x16xf32>, !mla.batch)
      outs(%cache : tensor<?x64x48xf32, #latent>) -> tensor<?x64x48xf32, #latent>
  %e1 = tensor.empty(%T) : tensor<?x4x32xf32>
  %u = mla.decode ins(%q, %q_rope, %new, %batch : tensor<?x4x32xf32>, tensor<?x4x16xf32>, tensor<?x64x48xf32, #latent>, !mla.batch)
      outs(%e1 : tensor<?x4x32xf32>) {scale = 0.17677669 : f32} -> tensor<?x4x32xf32>

  // Token-wise again: u · W_UV for each head.
  %e2 = tensor.empty(%T) : tensor<?x4x16xf32>
  %o = mla.project_value ins(%u, %kv_b : tensor<?x4x32xf32>, tensor<128x32xbf16>)
      outs(%e2 : tensor<?x4x16xf32>) -> tensor<?x4x16xf32>

  // Every version of a cache is returned, or its writes would be dead code.
  return %o, %new : tensor<?x4x16xf32>, tensor<?x64x48xf32, #latent>
}
