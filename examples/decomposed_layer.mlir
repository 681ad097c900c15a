// Latent attention as a front end writes it that does not know `mla.attention`:
// projections, reshapes, a concatenation, two batched products and a softmax.
//
//   mla-opt decomposed_layer.mlir --mla-recognize-attention
//
// finds it again. What it looks at is what each element is made of, not how that
// is spelled; `--remarks-filter=mla` says what was found, or which condition
// something that looks like attention does not meet.
//
// Sizes: 4 heads, kv_lora_rank 32, qk_nope 16, qk_rope 8, v 12.

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

func.func @decomposed_layer(
    %q: tensor<?x4x24xf32>,       // queries: 16 features, then 8 rotated ones
    %c_kv: tensor<?x32xf32>,      // the normalised latent
    %k_rope: tensor<?x8xf32>,     // the rotated key that all heads share
    %kv_b: tensor<112x32xf32>)    // for each head 16 rows of keys, 12 of values
    -> tensor<?x4x12xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %q, %c0 : tensor<?x4x24xf32>

  // Keys and values of all heads from the latent.
  %e0 = tensor.empty(%T) : tensor<?x112xf32>
  %z0 = linalg.fill ins(%zero : f32) outs(%e0 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %kv = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%c_kv, %kv_b : tensor<?x32xf32>, tensor<112x32xf32>) outs(%z0 : tensor<?x112xf32>) -> tensor<?x112xf32>
  %kv3 = tensor.expand_shape %kv [[0], [1, 2]] output_shape [%T, 4, 28] : tensor<?x112xf32> into tensor<?x4x28xf32>
  %k_nope = tensor.extract_slice %kv3[0, 0, 0] [%T, 4, 16] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x16xf32>
  %v = tensor.extract_slice %kv3[0, 0, 16] [%T, 4, 12] [1, 1, 1] : tensor<?x4x28xf32> to tensor<?x4x12xf32>

  // The rotated key for every head, behind the others.
  %e1 = tensor.empty(%T) : tensor<?x4x8xf32>
  %k_heads = linalg.broadcast ins(%k_rope : tensor<?x8xf32>) outs(%e1 : tensor<?x4x8xf32>) dimensions = [1]
  %k = tensor.concat dim(2) %k_nope, %k_heads : (tensor<?x4x16xf32>, tensor<?x4x8xf32>) -> tensor<?x4x24xf32>

  // Heads first.
  %e2 = tensor.empty(%T) : tensor<4x?x24xf32>
  %qh = linalg.transpose ins(%q : tensor<?x4x24xf32>) outs(%e2 : tensor<4x?x24xf32>) permutation = [1, 0, 2]
  %e3 = tensor.empty(%T) : tensor<4x24x?xf32>
  %kh = linalg.transpose ins(%k : tensor<?x4x24xf32>) outs(%e3 : tensor<4x24x?xf32>) permutation = [1, 2, 0]
  %e4 = tensor.empty(%T) : tensor<4x?x12xf32>
  %vh = linalg.transpose ins(%v : tensor<?x4x12xf32>) outs(%e4 : tensor<4x?x12xf32>) permutation = [1, 0, 2]

  // Scores, scaled and masked.
  %e5 = tensor.empty(%T, %T) : tensor<4x?x?xf32>
  %z5 = linalg.fill ins(%zero : f32) outs(%e5 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %s = linalg.batch_matmul ins(%qh, %kh : tensor<4x?x24xf32>, tensor<4x24x?xf32>) outs(%z5 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %m = linalg.generic {indexing_maps = [affine_map<(n, t, j) -> (n, t, j)>, affine_map<(n, t, j) -> (n, t, j)>],
                       iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%s : tensor<4x?x?xf32>) outs(%e5 : tensor<4x?x?xf32>) {
  ^bb0(%x: f32, %o: f32):
    %scale = arith.constant 0.25 : f32
    %hidden = arith.constant 0xFF800000 : f32
    %t = linalg.index 1 : index
    %j = linalg.index 2 : index
    %visible = arith.cmpi sle, %j, %t : index
    %scaled = arith.mulf %x, %scale : f32
    %masked = arith.select %visible, %scaled, %hidden : f32
    linalg.yield %masked : f32
  } -> tensor<4x?x?xf32>

  // Probabilities, then values.
  %p = linalg.softmax dimension(2) ins(%m : tensor<4x?x?xf32>) outs(%e5 : tensor<4x?x?xf32>) -> tensor<4x?x?xf32>
  %z4 = linalg.fill ins(%zero : f32) outs(%e4 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %oh = linalg.batch_matmul ins(%p, %vh : tensor<4x?x?xf32>, tensor<4x?x12xf32>) outs(%z4 : tensor<4x?x12xf32>) -> tensor<4x?x12xf32>
  %e6 = tensor.empty(%T) : tensor<?x4x12xf32>
  %out = linalg.transpose ins(%oh : tensor<4x?x12xf32>) outs(%e6 : tensor<?x4x12xf32>) permutation = [1, 0, 2]
  return %out : tensor<?x4x12xf32>
}
