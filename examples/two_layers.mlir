// A model of two layers with latent attention, as the importer writes it: one
// sequence in, logits of every token out, weights from the checkpoint. The first
// layer has a dense MLP, the second eight routed experts and a shared one.
//
//   mla-opt two_layers.mlir --mla-optimize
//
// makes `@step` of it: over a batch, with a cache for each attention, cut into
// functions that a CUDA graph may capture (`segment_*`) and functions that
// depend on the batch (`dispatch_*`).

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id2 = affine_map<(t, h) -> (t, h)>
#row = affine_map<(t, h) -> (t)>
#thk_tk = affine_map<(t, h, k) -> (t, k)>
#thk_th = affine_map<(t, h, k) -> (t, h)>
#rope = #mla.rope<style = interleaved, scale = 1.0 : f32, inv_freq = [1.0, 0.31622776601683794, 0.10000000000000001, 0.031622776601683791, 0.01, 0.0031622776601683794, 0.001, 0.00031622776601683794]>

// What a program around the model must know.
mla.model "two_layers" {vocab = 256 : i64, eos = array<i64: 1>, max_position = 256 : i64, max_tokens = 256 : i64, dtype = f32}

// Weights: how each is made of the tensors of a checkpoint.
mla.param @"model.embed_tokens.weight" : tensor<256x64xbf16> = view ["model.embed_tokens.weight"]
mla.param @"model.layers.0.input_layernorm.weight" : tensor<64xbf16> = view ["model.layers.0.input_layernorm.weight"] init one
mla.param @"model.layers.0.self_attn.q_proj.weight" : tensor<128x64xbf16> = view ["model.layers.0.self_attn.q_proj.weight"]
mla.param @"model.layers.0.self_attn.kv_a_proj_with_mqa.weight" : tensor<48x64xbf16> = view ["model.layers.0.self_attn.kv_a_proj_with_mqa.weight"]
mla.param @"model.layers.0.self_attn.kv_a_layernorm.weight" : tensor<32xbf16> = view ["model.layers.0.self_attn.kv_a_layernorm.weight"] init one
mla.param @"model.layers.0.self_attn.kv_b_proj.weight" : tensor<128x32xbf16> = view ["model.layers.0.self_attn.kv_b_proj.weight"]
mla.param @"model.layers.0.self_attn.o_proj.weight" : tensor<64x64xbf16> = view ["model.layers.0.self_attn.o_proj.weight"]
mla.param @"model.layers.0.post_attention_layernorm.weight" : tensor<64xbf16> = view ["model.layers.0.post_attention_layernorm.weight"] init one
mla.param @"model.layers.0.mlp.gate_proj.weight" : tensor<96x64xbf16> = view ["model.layers.0.mlp.gate_proj.weight"]
mla.param @"model.layers.0.mlp.up_proj.weight" : tensor<96x64xbf16> = view ["model.layers.0.mlp.up_proj.weight"]
mla.param @"model.layers.0.mlp.down_proj.weight" : tensor<64x96xbf16> = view ["model.layers.0.mlp.down_proj.weight"]
mla.param @"model.layers.1.input_layernorm.weight" : tensor<64xbf16> = view ["model.layers.1.input_layernorm.weight"] init one
mla.param @"model.layers.1.self_attn.q_proj.weight" : tensor<128x64xbf16> = view ["model.layers.1.self_attn.q_proj.weight"]
mla.param @"model.layers.1.self_attn.kv_a_proj_with_mqa.weight" : tensor<48x64xbf16> = view ["model.layers.1.self_attn.kv_a_proj_with_mqa.weight"]
mla.param @"model.layers.1.self_attn.kv_a_layernorm.weight" : tensor<32xbf16> = view ["model.layers.1.self_attn.kv_a_layernorm.weight"] init one
mla.param @"model.layers.1.self_attn.kv_b_proj.weight" : tensor<128x32xbf16> = view ["model.layers.1.self_attn.kv_b_proj.weight"]
mla.param @"model.layers.1.self_attn.o_proj.weight" : tensor<64x64xbf16> = view ["model.layers.1.self_attn.o_proj.weight"]
mla.param @"model.layers.1.post_attention_layernorm.weight" : tensor<64xbf16> = view ["model.layers.1.post_attention_layernorm.weight"] init one
mla.param @"model.layers.1.mlp.gate.weight" : tensor<8x64xbf16> = view ["model.layers.1.mlp.gate.weight"]
mla.param @"model.layers.1.mlp.experts.gate_proj" : tensor<8x48x64xbf16> = stack ["model.layers.1.mlp.experts.0.gate_proj.weight", "model.layers.1.mlp.experts.1.gate_proj.weight", "model.layers.1.mlp.experts.2.gate_proj.weight", "model.layers.1.mlp.experts.3.gate_proj.weight", "model.layers.1.mlp.experts.4.gate_proj.weight", "model.layers.1.mlp.experts.5.gate_proj.weight", "model.layers.1.mlp.experts.6.gate_proj.weight", "model.layers.1.mlp.experts.7.gate_proj.weight"]
mla.param @"model.layers.1.mlp.experts.up_proj" : tensor<8x48x64xbf16> = stack ["model.layers.1.mlp.experts.0.up_proj.weight", "model.layers.1.mlp.experts.1.up_proj.weight", "model.layers.1.mlp.experts.2.up_proj.weight", "model.layers.1.mlp.experts.3.up_proj.weight", "model.layers.1.mlp.experts.4.up_proj.weight", "model.layers.1.mlp.experts.5.up_proj.weight", "model.layers.1.mlp.experts.6.up_proj.weight", "model.layers.1.mlp.experts.7.up_proj.weight"]
mla.param @"model.layers.1.mlp.experts.down_proj" : tensor<8x64x48xbf16> = stack ["model.layers.1.mlp.experts.0.down_proj.weight", "model.layers.1.mlp.experts.1.down_proj.weight", "model.layers.1.mlp.experts.2.down_proj.weight", "model.layers.1.mlp.experts.3.down_proj.weight", "model.layers.1.mlp.experts.4.down_proj.weight", "model.layers.1.mlp.experts.5.down_proj.weight", "model.layers.1.mlp.experts.6.down_proj.weight", "model.layers.1.mlp.experts.7.down_proj.weight"]
mla.param @"model.layers.1.mlp.shared_experts.gate_proj.weight" : tensor<48x64xbf16> = view ["model.layers.1.mlp.shared_experts.gate_proj.weight"]
mla.param @"model.layers.1.mlp.shared_experts.up_proj.weight" : tensor<48x64xbf16> = view ["model.layers.1.mlp.shared_experts.up_proj.weight"]
mla.param @"model.layers.1.mlp.shared_experts.down_proj.weight" : tensor<64x48xbf16> = view ["model.layers.1.mlp.shared_experts.down_proj.weight"]
mla.param @"model.norm.weight" : tensor<64xbf16> = view ["model.norm.weight"] init one
mla.param @"lm_head.weight" : tensor<256x64xbf16> = view ["lm_head.weight"]

// Dense layers are matmuls with the weight as checkpoints store it, [N, K].
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x256xf32> {
  %c0 = arith.constant 0 : index
  %cK = arith.constant 2 : index
  %c0_i32 = arith.constant 0 : i32
  %zero = arith.constant 0.0 : f32
  %cst_one = arith.constant 1.0 : f32
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  // Embedding.
  %w_1 = mla.get_param @"model.embed_tokens.weight" : tensor<256x64xbf16>
  %e_2 = tensor.empty(%T) : tensor<?x64xf32>
  %x0 = linalg.generic {indexing_maps = [#row, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%tokens : tensor<?xi32>) outs(%e_2 : tensor<?x64xf32>) {
    ^bb0(%token: i32, %o: f32):
      %row = arith.index_cast %token : i32 to index
      %col = linalg.index 1 : index
      %el = tensor.extract %w_1[%row, %col] : tensor<256x64xbf16>
      %wide = arith.extf %el : bf16 to f32
      linalg.yield %wide : f32
    } -> tensor<?x64xf32>
  %w_3 = mla.get_param @"model.layers.0.input_layernorm.weight" : tensor<64xbf16>
  %e_4 = tensor.empty(%T) : tensor<?x64xf32>
  %n_5 = mla.rms_norm ins(%x0, %w_3 : tensor<?x64xf32>, tensor<64xbf16>)
      outs(%e_4 : tensor<?x64xf32>) {eps = 1.0e-6 : f32} -> tensor<?x64xf32>
  // Layer 0: queries, the latent, the rotated key.
  %w_6 = mla.get_param @"model.layers.0.self_attn.q_proj.weight" : tensor<128x64xbf16>
  %e_7 = tensor.empty(%T) : tensor<?x128xf32>
  %z_8 = linalg.fill ins(%zero : f32) outs(%e_7 : tensor<?x128xf32>) -> tensor<?x128xf32>
  %m_9 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%n_5, %w_6 : tensor<?x64xf32>, tensor<128x64xbf16>) outs(%z_8 : tensor<?x128xf32>) -> tensor<?x128xf32>
  %q_10 = tensor.expand_shape %m_9 [[0], [1, 2]] output_shape [%T, 4, 32] : tensor<?x128xf32> into tensor<?x4x32xf32>
  %qn_11 = tensor.extract_slice %q_10[0, 0, 0] [%T, 4, 16] [1, 1, 1] : tensor<?x4x32xf32> to tensor<?x4x16xf32>
  %qr_12 = tensor.extract_slice %q_10[0, 0, 16] [%T, 4, 16] [1, 1, 1] : tensor<?x4x32xf32> to tensor<?x4x16xf32>
  %w_13 = mla.get_param @"model.layers.0.self_attn.kv_a_proj_with_mqa.weight" : tensor<48x64xbf16>
  %e_14 = tensor.empty(%T) : tensor<?x48xf32>
  %z_15 = linalg.fill ins(%zero : f32) outs(%e_14 : tensor<?x48xf32>) -> tensor<?x48xf32>
  %m_16 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%n_5, %w_13 : tensor<?x64xf32>, tensor<48x64xbf16>) outs(%z_15 : tensor<?x48xf32>) -> tensor<?x48xf32>
  %s_17 = tensor.extract_slice %m_16[0, 0] [%T, 32] [1, 1] : tensor<?x48xf32> to tensor<?x32xf32>
  %s_18 = tensor.extract_slice %m_16[0, 32] [%T, 16] [1, 1] : tensor<?x48xf32> to tensor<?x16xf32>
  %w_19 = mla.get_param @"model.layers.0.self_attn.kv_a_layernorm.weight" : tensor<32xbf16>
  %e_20 = tensor.empty(%T) : tensor<?x32xf32>
  %n_21 = mla.rms_norm ins(%s_17, %w_19 : tensor<?x32xf32>, tensor<32xbf16>)
      outs(%e_20 : tensor<?x32xf32>) {eps = 1.0e-6 : f32} -> tensor<?x32xf32>
  %e_22 = tensor.empty(%T) : tensor<?x4x16xf32>
  %qr_23 = mla.rope ins(%qr_12, %positions : tensor<?x4x16xf32>, tensor<?xi32>)
      outs(%e_22 : tensor<?x4x16xf32>) {rope = #rope} -> tensor<?x4x16xf32>
  %e_24 = tensor.empty(%T) : tensor<?x16xf32>
  %kr_25 = mla.rope ins(%s_18, %positions : tensor<?x16xf32>, tensor<?xi32>)
      outs(%e_24 : tensor<?x16xf32>) {rope = #rope} -> tensor<?x16xf32>
  %w_26 = mla.get_param @"model.layers.0.self_attn.kv_b_proj.weight" : tensor<128x32xbf16>
  %e_27 = tensor.empty(%T) : tensor<?x4x16xf32>
  %o_28 = mla.attention ins(%qn_11, %qr_23, %n_21, %kr_25, %w_26 : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<128x32xbf16>)
      outs(%e_27 : tensor<?x4x16xf32>) {scale = 0.17677669 : f32} -> tensor<?x4x16xf32> loc("model.layers.0.self_attn")
  %o_29 = tensor.collapse_shape %o_28 [[0], [1, 2]] : tensor<?x4x16xf32> into tensor<?x64xf32>
  %w_30 = mla.get_param @"model.layers.0.self_attn.o_proj.weight" : tensor<64x64xbf16>
  %e_31 = tensor.empty(%T) : tensor<?x64xf32>
  %z_32 = linalg.fill ins(%zero : f32) outs(%e_31 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %m_33 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%o_29, %w_30 : tensor<?x64xf32>, tensor<64x64xbf16>) outs(%z_32 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %e_34 = tensor.empty(%T) : tensor<?x64xf32>
  %g_35 = linalg.generic {indexing_maps = [#id2, #id2, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%x0, %m_33 : tensor<?x64xf32>, tensor<?x64xf32>) outs(%e_34 : tensor<?x64xf32>) {
    ^bb0(%a0: f32, %a1: f32, %o: f32):
      %s = arith.addf %a0, %a1 : f32
      linalg.yield %s : f32
    } -> tensor<?x64xf32>
  %w_36 = mla.get_param @"model.layers.0.post_attention_layernorm.weight" : tensor<64xbf16>
  %e_37 = tensor.empty(%T) : tensor<?x64xf32>
  %n_38 = mla.rms_norm ins(%g_35, %w_36 : tensor<?x64xf32>, tensor<64xbf16>)
      outs(%e_37 : tensor<?x64xf32>) {eps = 1.0e-6 : f32} -> tensor<?x64xf32>
  // Layer 0: dense MLP.
  %w_39 = mla.get_param @"model.layers.0.mlp.gate_proj.weight" : tensor<96x64xbf16>
  %e_40 = tensor.empty(%T) : tensor<?x96xf32>
  %z_41 = linalg.fill ins(%zero : f32) outs(%e_40 : tensor<?x96xf32>) -> tensor<?x96xf32>
  %m_42 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%n_38, %w_39 : tensor<?x64xf32>, tensor<96x64xbf16>) outs(%z_41 : tensor<?x96xf32>) -> tensor<?x96xf32>
  %w_43 = mla.get_param @"model.layers.0.mlp.up_proj.weight" : tensor<96x64xbf16>
  %e_44 = tensor.empty(%T) : tensor<?x96xf32>
  %z_45 = linalg.fill ins(%zero : f32) outs(%e_44 : tensor<?x96xf32>) -> tensor<?x96xf32>
  %m_46 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%n_38, %w_43 : tensor<?x64xf32>, tensor<96x64xbf16>) outs(%z_45 : tensor<?x96xf32>) -> tensor<?x96xf32>
  %e_47 = tensor.empty(%T) : tensor<?x96xf32>
  %g_48 = linalg.generic {indexing_maps = [#id2, #id2, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%m_42, %m_46 : tensor<?x96xf32>, tensor<?x96xf32>) outs(%e_47 : tensor<?x96xf32>) {
    ^bb0(%a0: f32, %a1: f32, %o: f32):
      %neg = arith.negf %a0 : f32
      %exp = math.exp %neg : f32
      %den = arith.addf %exp, %cst_one : f32
      %silu = arith.divf %a0, %den : f32
      %p = arith.mulf %silu, %a1 : f32
      linalg.yield %p : f32
    } -> tensor<?x96xf32>
  %w_49 = mla.get_param @"model.layers.0.mlp.down_proj.weight" : tensor<64x96xbf16>
  %e_50 = tensor.empty(%T) : tensor<?x64xf32>
  %z_51 = linalg.fill ins(%zero : f32) outs(%e_50 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %m_52 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%g_48, %w_49 : tensor<?x96xf32>, tensor<64x96xbf16>) outs(%z_51 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %e_53 = tensor.empty(%T) : tensor<?x64xf32>
  %g_54 = linalg.generic {indexing_maps = [#id2, #id2, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%g_35, %m_52 : tensor<?x64xf32>, tensor<?x64xf32>) outs(%e_53 : tensor<?x64xf32>) {
    ^bb0(%a0: f32, %a1: f32, %o: f32):
      %s = arith.addf %a0, %a1 : f32
      linalg.yield %s : f32
    } -> tensor<?x64xf32>
  %w_55 = mla.get_param @"model.layers.1.input_layernorm.weight" : tensor<64xbf16>
  %e_56 = tensor.empty(%T) : tensor<?x64xf32>
  %n_57 = mla.rms_norm ins(%g_54, %w_55 : tensor<?x64xf32>, tensor<64xbf16>)
      outs(%e_56 : tensor<?x64xf32>) {eps = 1.0e-6 : f32} -> tensor<?x64xf32>
  // Layer 1: queries, the latent, the rotated key.
  %w_58 = mla.get_param @"model.layers.1.self_attn.q_proj.weight" : tensor<128x64xbf16>
  %e_59 = tensor.empty(%T) : tensor<?x128xf32>
  %z_60 = linalg.fill ins(%zero : f32) outs(%e_59 : tensor<?x128xf32>) -> tensor<?x128xf32>
  %m_61 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%n_57, %w_58 : tensor<?x64xf32>, tensor<128x64xbf16>) outs(%z_60 : tensor<?x128xf32>) -> tensor<?x128xf32>
  %q_62 = tensor.expand_shape %m_61 [[0], [1, 2]] output_shape [%T, 4, 32] : tensor<?x128xf32> into tensor<?x4x32xf32>
  %qn_63 = tensor.extract_slice %q_62[0, 0, 0] [%T, 4, 16] [1, 1, 1] : tensor<?x4x32xf32> to tensor<?x4x16xf32>
  %qr_64 = tensor.extract_slice %q_62[0, 0, 16] [%T, 4, 16] [1, 1, 1] : tensor<?x4x32xf32> to tensor<?x4x16xf32>
  %w_65 = mla.get_param @"model.layers.1.self_attn.kv_a_proj_with_mqa.weight" : tensor<48x64xbf16>
  %e_66 = tensor.empty(%T) : tensor<?x48xf32>
  %z_67 = linalg.fill ins(%zero : f32) outs(%e_66 : tensor<?x48xf32>) -> tensor<?x48xf32>
  %m_68 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%n_57, %w_65 : tensor<?x64xf32>, tensor<48x64xbf16>) outs(%z_67 : tensor<?x48xf32>) -> tensor<?x48xf32>
  %s_69 = tensor.extract_slice %m_68[0, 0] [%T, 32] [1, 1] : tensor<?x48xf32> to tensor<?x32xf32>
  %s_70 = tensor.extract_slice %m_68[0, 32] [%T, 16] [1, 1] : tensor<?x48xf32> to tensor<?x16xf32>
  %w_71 = mla.get_param @"model.layers.1.self_attn.kv_a_layernorm.weight" : tensor<32xbf16>
  %e_72 = tensor.empty(%T) : tensor<?x32xf32>
  %n_73 = mla.rms_norm ins(%s_69, %w_71 : tensor<?x32xf32>, tensor<32xbf16>)
      outs(%e_72 : tensor<?x32xf32>) {eps = 1.0e-6 : f32} -> tensor<?x32xf32>
  %e_74 = tensor.empty(%T) : tensor<?x4x16xf32>
  %qr_75 = mla.rope ins(%qr_64, %positions : tensor<?x4x16xf32>, tensor<?xi32>)
      outs(%e_74 : tensor<?x4x16xf32>) {rope = #rope} -> tensor<?x4x16xf32>
  %e_76 = tensor.empty(%T) : tensor<?x16xf32>
  %kr_77 = mla.rope ins(%s_70, %positions : tensor<?x16xf32>, tensor<?xi32>)
      outs(%e_76 : tensor<?x16xf32>) {rope = #rope} -> tensor<?x16xf32>
  %w_78 = mla.get_param @"model.layers.1.self_attn.kv_b_proj.weight" : tensor<128x32xbf16>
  %e_79 = tensor.empty(%T) : tensor<?x4x16xf32>
  %o_80 = mla.attention ins(%qn_63, %qr_75, %n_73, %kr_77, %w_78 : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<128x32xbf16>)
      outs(%e_79 : tensor<?x4x16xf32>) {scale = 0.17677669 : f32} -> tensor<?x4x16xf32> loc("model.layers.1.self_attn")
  %o_81 = tensor.collapse_shape %o_80 [[0], [1, 2]] : tensor<?x4x16xf32> into tensor<?x64xf32>
  %w_82 = mla.get_param @"model.layers.1.self_attn.o_proj.weight" : tensor<64x64xbf16>
  %e_83 = tensor.empty(%T) : tensor<?x64xf32>
  %z_84 = linalg.fill ins(%zero : f32) outs(%e_83 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %m_85 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%o_81, %w_82 : tensor<?x64xf32>, tensor<64x64xbf16>) outs(%z_84 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %e_86 = tensor.empty(%T) : tensor<?x64xf32>
  %g_87 = linalg.generic {indexing_maps = [#id2, #id2, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%g_54, %m_85 : tensor<?x64xf32>, tensor<?x64xf32>) outs(%e_86 : tensor<?x64xf32>) {
    ^bb0(%a0: f32, %a1: f32, %o: f32):
      %s = arith.addf %a0, %a1 : f32
      linalg.yield %s : f32
    } -> tensor<?x64xf32>
  %w_88 = mla.get_param @"model.layers.1.post_attention_layernorm.weight" : tensor<64xbf16>
  %e_89 = tensor.empty(%T) : tensor<?x64xf32>
  %n_90 = mla.rms_norm ins(%g_87, %w_88 : tensor<?x64xf32>, tensor<64xbf16>)
      outs(%e_89 : tensor<?x64xf32>) {eps = 1.0e-6 : f32} -> tensor<?x64xf32>
  // Layer 1: routed experts and a shared one.
  %w_91 = mla.get_param @"model.layers.1.mlp.gate.weight" : tensor<8x64xbf16>
  %e_92 = tensor.empty(%T) : tensor<?x8xf32>
  %z_93 = linalg.fill ins(%zero : f32) outs(%e_92 : tensor<?x8xf32>) -> tensor<?x8xf32>
  %m_94 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%n_90, %w_91 : tensor<?x64xf32>, tensor<8x64xbf16>) outs(%z_93 : tensor<?x8xf32>) -> tensor<?x8xf32>
  %e_95 = tensor.empty(%T) : tensor<?x2xi32>
  %e_96 = tensor.empty(%T) : tensor<?x2xf32>
  %route_97:2 = mla.route ins(%m_94 : tensor<?x8xf32>) outs(%e_95, %e_96 : tensor<?x2xi32>, tensor<?x2xf32>)
      {scoring = #mla.scoring<softmax>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %TK = arith.muli %T, %cK : index
  %e_98 = tensor.empty() : tensor<9xi32>
  %e_99 = tensor.empty(%TK) : tensor<?xi32>
  %e_100 = tensor.empty(%T) : tensor<?x2xi32>
  %plan_101:3 = mla.moe_plan ins(%route_97#0 : tensor<?x2xi32>) outs(%e_98, %e_99, %e_100 : tensor<9xi32>, tensor<?xi32>, tensor<?x2xi32>)
      -> tensor<9xi32>, tensor<?xi32>, tensor<?x2xi32>
  %w_102 = mla.get_param @"model.layers.1.mlp.experts.gate_proj" : tensor<8x48x64xbf16>
  %e_103 = tensor.empty(%TK) : tensor<?x48xf32>
  %gm_104 = mla.grouped_matmul ins(%n_90, %w_102, %plan_101#0, %plan_101#1 : tensor<?x64xf32>, tensor<8x48x64xbf16>, tensor<9xi32>, tensor<?xi32>)
      outs(%e_103 : tensor<?x48xf32>) -> tensor<?x48xf32>
  %w_105 = mla.get_param @"model.layers.1.mlp.experts.up_proj" : tensor<8x48x64xbf16>
  %e_106 = tensor.empty(%TK) : tensor<?x48xf32>
  %gm_107 = mla.grouped_matmul ins(%n_90, %w_105, %plan_101#0, %plan_101#1 : tensor<?x64xf32>, tensor<8x48x64xbf16>, tensor<9xi32>, tensor<?xi32>)
      outs(%e_106 : tensor<?x48xf32>) -> tensor<?x48xf32>
  %e_108 = tensor.empty(%TK) : tensor<?x48xf32>
  %g_109 = linalg.generic {indexing_maps = [#id2, #id2, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%gm_104, %gm_107 : tensor<?x48xf32>, tensor<?x48xf32>) outs(%e_108 : tensor<?x48xf32>) {
    ^bb0(%a0: f32, %a1: f32, %o: f32):
      %neg = arith.negf %a0 : f32
      %exp = math.exp %neg : f32
      %den = arith.addf %exp, %cst_one : f32
      %silu = arith.divf %a0, %den : f32
      %p = arith.mulf %silu, %a1 : f32
      linalg.yield %p : f32
    } -> tensor<?x48xf32>
  %w_110 = mla.get_param @"model.layers.1.mlp.experts.down_proj" : tensor<8x64x48xbf16>
  %e_111 = tensor.empty(%TK) : tensor<?x64xf32>
  %gm_112 = mla.grouped_matmul ins(%g_109, %w_110, %plan_101#0 : tensor<?x48xf32>, tensor<8x64x48xbf16>, tensor<9xi32>)
      outs(%e_111 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %e_113 = tensor.empty(%T) : tensor<?x64xf32>
  %z_114 = linalg.fill ins(%zero : f32) outs(%e_113 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %moe_115 = linalg.generic {indexing_maps = [#thk_tk, #thk_tk, #thk_th], iterator_types = ["parallel", "parallel", "reduction"]}
      ins(%plan_101#2, %route_97#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%z_114 : tensor<?x64xf32>) {
    ^bb0(%place: i32, %weight: f32, %acc: f32):
      %valid = arith.cmpi sge, %place, %c0_i32 : i32
      %safe = arith.maxsi %place, %c0_i32 : i32
      %row = arith.index_cast %safe : i32 to index
      %col = linalg.index 1 : index
      %y = tensor.extract %gm_112[%row, %col] : tensor<?x64xf32>
      %wy = arith.mulf %weight, %y : f32
      %term = arith.select %valid, %wy, %zero : f32
      %sum = arith.addf %acc, %term : f32
      linalg.yield %sum : f32
    } -> tensor<?x64xf32>
  %w_116 = mla.get_param @"model.layers.1.mlp.shared_experts.gate_proj.weight" : tensor<48x64xbf16>
  %e_117 = tensor.empty(%T) : tensor<?x48xf32>
  %z_118 = linalg.fill ins(%zero : f32) outs(%e_117 : tensor<?x48xf32>) -> tensor<?x48xf32>
  %m_119 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%n_90, %w_116 : tensor<?x64xf32>, tensor<48x64xbf16>) outs(%z_118 : tensor<?x48xf32>) -> tensor<?x48xf32>
  %w_120 = mla.get_param @"model.layers.1.mlp.shared_experts.up_proj.weight" : tensor<48x64xbf16>
  %e_121 = tensor.empty(%T) : tensor<?x48xf32>
  %z_122 = linalg.fill ins(%zero : f32) outs(%e_121 : tensor<?x48xf32>) -> tensor<?x48xf32>
  %m_123 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%n_90, %w_120 : tensor<?x64xf32>, tensor<48x64xbf16>) outs(%z_122 : tensor<?x48xf32>) -> tensor<?x48xf32>
  %e_124 = tensor.empty(%T) : tensor<?x48xf32>
  %g_125 = linalg.generic {indexing_maps = [#id2, #id2, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%m_119, %m_123 : tensor<?x48xf32>, tensor<?x48xf32>) outs(%e_124 : tensor<?x48xf32>) {
    ^bb0(%a0: f32, %a1: f32, %o: f32):
      %neg = arith.negf %a0 : f32
      %exp = math.exp %neg : f32
      %den = arith.addf %exp, %cst_one : f32
      %silu = arith.divf %a0, %den : f32
      %p = arith.mulf %silu, %a1 : f32
      linalg.yield %p : f32
    } -> tensor<?x48xf32>
  %w_126 = mla.get_param @"model.layers.1.mlp.shared_experts.down_proj.weight" : tensor<64x48xbf16>
  %e_127 = tensor.empty(%T) : tensor<?x64xf32>
  %z_128 = linalg.fill ins(%zero : f32) outs(%e_127 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %m_129 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%g_125, %w_126 : tensor<?x48xf32>, tensor<64x48xbf16>) outs(%z_128 : tensor<?x64xf32>) -> tensor<?x64xf32>
  %e_130 = tensor.empty(%T) : tensor<?x64xf32>
  %g_131 = linalg.generic {indexing_maps = [#id2, #id2, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%moe_115, %m_129 : tensor<?x64xf32>, tensor<?x64xf32>) outs(%e_130 : tensor<?x64xf32>) {
    ^bb0(%a0: f32, %a1: f32, %o: f32):
      %s = arith.addf %a0, %a1 : f32
      linalg.yield %s : f32
    } -> tensor<?x64xf32>
  %e_132 = tensor.empty(%T) : tensor<?x64xf32>
  %g_133 = linalg.generic {indexing_maps = [#id2, #id2, #id2], iterator_types = ["parallel", "parallel"]}
      ins(%g_87, %g_131 : tensor<?x64xf32>, tensor<?x64xf32>) outs(%e_132 : tensor<?x64xf32>) {
    ^bb0(%a0: f32, %a1: f32, %o: f32):
      %s = arith.addf %a0, %a1 : f32
      linalg.yield %s : f32
    } -> tensor<?x64xf32>
  // Head.
  %w_134 = mla.get_param @"model.norm.weight" : tensor<64xbf16>
  %e_135 = tensor.empty(%T) : tensor<?x64xf32>
  %n_136 = mla.rms_norm ins(%g_133, %w_134 : tensor<?x64xf32>, tensor<64xbf16>)
      outs(%e_135 : tensor<?x64xf32>) {eps = 1.0e-6 : f32} -> tensor<?x64xf32>
  %w_137 = mla.get_param @"lm_head.weight" : tensor<256x64xbf16>
  %e_138 = tensor.empty(%T) : tensor<?x256xf32>
  %z_139 = linalg.fill ins(%zero : f32) outs(%e_138 : tensor<?x256xf32>) -> tensor<?x256xf32>
  %m_140 = linalg.matmul indexing_maps = [#mk, #nk, #mn]
      ins(%n_136, %w_137 : tensor<?x64xf32>, tensor<256x64xbf16>) outs(%z_139 : tensor<?x256xf32>) -> tensor<?x256xf32>
  return %m_140 : tensor<?x256xf32>
}
