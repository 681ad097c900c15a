// RUN: mla-opt %s --split-input-file --mla-insert-cache | FileCheck %s
// RUN: mla-opt %s --split-input-file --mla-insert-cache=page-size=-1 | FileCheck %s --check-prefix=MAX

// The whole of it: the signature, the cache's name and type, positions and
// slots from the batch, and a head that reads only the rows asked for.

mla.model "m" {vocab = 16 : i64, eos = array<i64: 1>, max_position = 128 : i64, max_tokens = 64 : i64, dtype = f32}

// MAX-LABEL:   func.func @step(
// MAX-SAME:      tensor<?x128x12xf32, #mla.latent<L = 8, R = 4, storage = f32>>

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    %[[BATCH:.+]]: !mla.batch, %[[TOKENS:.+]]: tensor<?xi32>, %[[LOGIT_ROWS:.+]]: tensor<?xi32>,
// CHECK-SAME:    %[[CACHE:.+]]: tensor<?x64x12xf32, #mla.latent<L = 8, R = 4, storage = f32>> {mla.cache = "model.layers.0.self_attn"})
// CHECK-SAME:    -> (tensor<?x16xf32>, tensor<?x64x12xf32, #mla.latent<L = 8, R = 4, storage = f32>>) attributes {mla.step}
// CHECK-DAG:     %[[T:.+]] = tensor.dim %[[TOKENS]], %{{.+}}
// CHECK-DAG:     %[[POSITIONS:.+]] = mla.batch_rows %[[BATCH]] {field = #mla.batch_field<positions>} : tensor<?xi32>
// CHECK-DAG:     %[[SLOTS:.+]] = mla.batch_rows %[[BATCH]] {field = #mla.batch_field<slot_mapping>} : tensor<?xi32>
// CHECK:         %[[EMPTY:.+]] = tensor.empty(%[[T]]) : tensor<?x4xf32>
// CHECK:         %[[K_ROPE:.+]] = mla.rope ins(%{{.+}}, %[[POSITIONS]] : {{.*}}) outs(%[[EMPTY]]
// CHECK:         mla.moe_plan ins(%{{.+}}, %[[SLOTS]] : tensor<?x2xi32>, tensor<?xi32>)
// CHECK:         %[[OUT:.+]]:2 = mla.cached_attention ins(%{{.+}}, %{{.+}}, %{{.+}}, %[[K_ROPE]], %{{.+}}, %[[BATCH]] : {{.*}}, !mla.batch) outs(%{{.+}}, %[[CACHE]] : {{.*}}) {scale = 5.000000e-01 : f32}
// CHECK-NOT:     mla.rms_norm
// CHECK:         %[[S:.+]] = tensor.dim %[[LOGIT_ROWS]]
// CHECK:         %[[GATHERED_EMPTY:.+]] = tensor.empty(%[[S]]) : tensor<?x2x4xf32>
// CHECK:         %[[GATHERED:.+]] = linalg.generic {{.*}} ins(%[[LOGIT_ROWS]] : tensor<?xi32>) outs(%[[GATHERED_EMPTY]] : tensor<?x2x4xf32>)
// CHECK:           %[[ROW:.+]] = arith.index_cast %{{.+}} : i32 to index
// CHECK:           tensor.extract %[[OUT]]#0[%[[ROW]], %{{.+}}, %{{.+}}] : tensor<?x2x4xf32>
// CHECK:         %[[FLAT:.+]] = tensor.collapse_shape %[[GATHERED]] {{\[\[}}0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
// CHECK:         %[[NORM:.+]] = mla.rms_norm ins(%[[FLAT]]
// CHECK:         %[[LOGITS_EMPTY:.+]] = tensor.empty(%[[S]]) : tensor<?x16xf32>
// CHECK:         %[[ZERO:.+]] = linalg.fill ins(%{{.+}} : f32) outs(%[[LOGITS_EMPTY]]
// CHECK:         %[[LOGITS:.+]] = linalg.matmul {{.*}} ins(%[[NORM]], {{.*}}) outs(%[[ZERO]]
// CHECK:         return %[[LOGITS]], %[[OUT]]#1 : tensor<?x16xf32>
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x16xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %positions, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %kr = mla.rope ins(%k, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%k : tensor<?x4xf32>)
      {rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>} -> tensor<?x4xf32>
  %experts = tensor.empty(%T) : tensor<?x2xi32>
  %offsets = tensor.empty() : tensor<4xi32>
  %places = tensor.empty(%T) : tensor<?xi32>
  %plan:3 = mla.moe_plan ins(%experts : tensor<?x2xi32>) outs(%offsets, %places, %experts : tensor<4xi32>, tensor<?xi32>, tensor<?x2xi32>)
      -> tensor<4xi32>, tensor<?xi32>, tensor<?x2xi32>
  %we = arith.constant dense<1.0> : tensor<3x8x8xf32>
  %ce = mla.grouped_matmul ins(%c, %we, %plan#0 : tensor<?x8xf32>, tensor<3x8x8xf32>, tensor<4xi32>) outs(%c : tensor<?x8xf32>) -> tensor<?x8xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  %o = mla.attention ins(%q, %q, %ce, %kr, %w : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<16x8xf32>)
      outs(%q : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32> loc("model.layers.0.self_attn")
  %flat = tensor.collapse_shape %o [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  %one = arith.constant dense<1.0> : tensor<8xf32>
  %norm = mla.rms_norm ins(%flat, %one : tensor<?x8xf32>, tensor<8xf32>) outs(%c : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x16xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x16xf32>) -> tensor<?x16xf32>
  %logits = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>]
      ins(%norm, %w : tensor<?x8xf32>, tensor<16x8xf32>) outs(%z : tensor<?x16xf32>) -> tensor<?x16xf32>
  return %logits : tensor<?x16xf32>
}

// -----

// Two attentions of one name: caches are told apart. Their storage is the type
// of c_kv. Cache versions are returned in the order of the arguments.

mla.model "m" {vocab = 16 : i64, eos = array<i64: 1>, max_position = 128 : i64, max_tokens = 64 : i64, dtype = bf16}

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    %[[A:[^ ]+]]: tensor<?x64x12xbf16, #mla.latent<L = 8, R = 4, storage = bf16>> {mla.cache = "attn"}
// CHECK-SAME:    %[[B:[^ ]+]]: tensor<?x64x12xbf16, #mla.latent<L = 8, R = 4, storage = bf16>> {mla.cache = "attn.1"}
// CHECK:         %[[OUT0:.+]]:2 = mla.cached_attention {{.*}} outs(%{{.+}}, %[[A]] :
// CHECK:         %[[OUT1:.+]]:2 = mla.cached_attention ins(%[[OUT0]]#0, {{.*}} outs(%{{.+}}, %[[B]] :
// CHECK:         return %{{.+}}, %[[OUT0]]#1, %[[OUT1]]#1 :
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xbf16>
  %c = tensor.empty(%T) : tensor<?x8xbf16>
  %k = tensor.empty(%T) : tensor<?x4xbf16>
  %w = arith.constant dense<1.0> : tensor<16x8xbf16>
  %o = mla.attention ins(%q, %q, %c, %k, %w : tensor<?x2x4xbf16>, tensor<?x2x4xbf16>, tensor<?x8xbf16>, tensor<?x4xbf16>, tensor<16x8xbf16>)
      outs(%q : tensor<?x2x4xbf16>) {scale = 0.5 : f32} -> tensor<?x2x4xbf16> loc("attn")
  %p = mla.attention ins(%o, %q, %c, %k, %w : tensor<?x2x4xbf16>, tensor<?x2x4xbf16>, tensor<?x8xbf16>, tensor<?x4xbf16>, tensor<16x8xbf16>)
      outs(%q : tensor<?x2x4xbf16>) {scale = 0.5 : f32} -> tensor<?x2x4xbf16> loc("attn")
  %flat = tensor.collapse_shape %p [[0], [1, 2]] : tensor<?x2x4xbf16> into tensor<?x8xbf16>
  %wide = arith.extf %flat : tensor<?x8xbf16> to tensor<?x8xf32>
  return %wide : tensor<?x8xf32>
}

// -----

// A head that looks at the number of its row is computed for all rows, and the
// result is gathered.

mla.model "m" {vocab = 16 : i64, eos = array<i64: 1>, max_position = 128 : i64, max_tokens = 64 : i64, dtype = f32}

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    %[[TOKENS:[^ ]+]]: tensor<?xi32>, %[[LOGIT_ROWS:[^ ]+]]: tensor<?xi32>
// CHECK:         %[[ALL:.+]] = linalg.generic
// CHECK:           linalg.index 0
// CHECK:         %[[LOGITS:.+]] = linalg.generic {{.*}} ins(%[[LOGIT_ROWS]]
// CHECK:           tensor.extract %[[ALL]]
// CHECK:         return %[[LOGITS]]
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  %o = mla.attention ins(%q, %q, %c, %k, %w : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<16x8xf32>)
      outs(%q : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
  %flat = tensor.collapse_shape %o [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  %r = linalg.generic {indexing_maps = [affine_map<(t, h) -> (t, h)>, affine_map<(t, h) -> (t, h)>], iterator_types = ["parallel", "parallel"]}
      ins(%flat : tensor<?x8xf32>) outs(%c : tensor<?x8xf32>) {
  ^bb0(%x: f32, %y: f32):
    %row = linalg.index 0 : index
    %i = arith.index_cast %row : index to i32
    %f = arith.sitofp %i : i32 to f32
    %s = arith.addf %x, %f : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  return %r : tensor<?x8xf32>
}
