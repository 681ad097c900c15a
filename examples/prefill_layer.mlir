// Attention of one layer over a cache before it is decided how to compute it.
//
//   mla-opt prefill_layer.mlir --mla-absorb=absorb=never
//       expands keys and values of the step's own rows (`mla.prefill`), attends
//       to what earlier steps cached in the latent space (`mla.decode` with
//       keys = prefix), and joins the two by their log-sum-exp
//   mla-opt prefill_layer.mlir --mla-absorb=absorb=always
//       as in decode_layer.mlir
//   mla-opt prefill_layer.mlir --mla-optimize="absorb=never"
//       functions of segments and dispatches
//
// Sizes: 4 heads, kv_lora_rank 32, qk_nope 16, qk_rope 16, v 16.

#latent = #mla.latent<L = 32, R = 16, storage = f32>

func.func @prefill_layer(
    %batch: !mla.batch,
    %q_nope: tensor<?x4x16xf32>, %q_rope: tensor<?x4x16xf32>,
    %c_kv: tensor<?x32xf32>, %k_rope: tensor<?x16xf32>,
    %kv_b: tensor<128x32xbf16>,
    %cache: tensor<?x64x48xf32, #latent>)
    -> (tensor<?x4x16xf32>, tensor<?x64x48xf32, #latent>) {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %c_kv, %c0 : tensor<?x32xf32>
  %e = tensor.empty(%T) : tensor<?x4x16xf32>
  // Writes the rows [c_kv | k_rope] at the batch's slots, then lets each row
  // attend to every cached token of its own sequence at or before itself.
  %o:2 = mla.cached_attention
      ins(%q_nope, %q_rope, %c_kv, %k_rope, %kv_b, %batch : tensor<?x4x16xf32>, tensor<?x4x16xf32>,
          tensor<?x32xf32>, tensor<?x16xf32>, tensor<128x32xbf16>, !mla.batch)
      outs(%e, %cache : tensor<?x4x16xf32>, tensor<?x64x48xf32, #latent>)
      {scale = 0.17677669 : f32} -> tensor<?x4x16xf32>, tensor<?x64x48xf32, #latent>
  return %o#0, %o#1 : tensor<?x4x16xf32>, tensor<?x64x48xf32, #latent>
}
