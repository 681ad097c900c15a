// RUN: mla-opt %s --verify-roundtrip | FileCheck %s

// Each op as it is written, on tensors and on memrefs, and read back equal.

#latent = #mla.latent<L = 32, R = 16, storage = f32>
#rope = #mla.rope<style = interleaved, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>
#long = #mla.rope<style = half, scale = 1.2 : f32, inv_freq = [1.0, 0.5], long_inv_freq = [0.25, 0.125], original_max = 4096>
#none = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = []>

// CHECK: mla.model "tiny" {dtype = bf16, eos = array<i64: 1, 2>, max_position = 256 : i64, max_tokens = 128 : i64, vocab = 256 : i64}
mla.model "tiny" {vocab = 256 : i64, eos = array<i64: 1, 2>, max_position = 256 : i64, max_tokens = 128 : i64, dtype = bf16}
// CHECK: mla.param @norm.weight : tensor<64xbf16> = view ["norm.weight"] init one
mla.param @norm.weight : tensor<64xbf16> = view ["norm.weight"] init one
// CHECK: mla.param @experts : tensor<2x48x64xbf16> = stack ["e.0.weight", "e.1.weight"]
mla.param @experts : tensor<2x48x64xbf16> = stack ["e.0.weight", "e.1.weight"]
// CHECK: mla.param @joined : tensor<96x64xf32> = concat ["a", "b"] init zero
mla.param @joined : tensor<96x64xf32> = concat ["a", "b"] init zero
// CHECK: mla.param @part : tensor<32x64xf16> = slice ["a"] first 16
mla.param @part : tensor<32x64xf16> = slice ["a"] first 16
// CHECK: mla.param @packed : tensor<4x32x64xf16> = slice ["e"] first 32 axis 1
mla.param @packed : tensor<4x32x64xf16> = slice ["e"] first 32 axis 1

// CHECK-LABEL: func @get_param
// CHECK:         mla.get_param @norm.weight : tensor<64xbf16>
// CHECK:         mla.get_param @norm.weight : memref<64xbf16>
func.func @get_param() {
  %0 = mla.get_param @norm.weight : tensor<64xbf16>
  %1 = mla.get_param @norm.weight : memref<64xbf16>
  return
}

// CHECK-LABEL: func @rms_norm
// CHECK:         mla.rms_norm ins(%{{.*}}, %{{.*}} : tensor<?x64xf32>, tensor<64xbf16>) outs(%{{.*}} : tensor<?x64xf32>) {eps = {{.*}} : f32} -> tensor<?x64xf32>
// CHECK:         mla.rms_norm ins(%{{.*}}, %{{.*}} : memref<?x64xf32>, memref<64xbf16>) outs(%{{.*}} : memref<?x64xf32>) {eps = {{.*}} : f32}{{$}}
func.func @rms_norm(%x: tensor<?x64xf32>, %w: tensor<64xbf16>, %bx: memref<?x64xf32>, %bw: memref<64xbf16>) -> tensor<?x64xf32> {
  %0 = mla.rms_norm ins(%x, %w : tensor<?x64xf32>, tensor<64xbf16>) outs(%x : tensor<?x64xf32>) {eps = 1.0e-6 : f32} -> tensor<?x64xf32>
  mla.rms_norm ins(%bx, %bw : memref<?x64xf32>, memref<64xbf16>) outs(%bx : memref<?x64xf32>) {eps = 1.0e-6 : f32}
  return %0 : tensor<?x64xf32>
}

// CHECK-LABEL: func @rope
// CHECK:         mla.rope {{.*}} {rope = #mla.rope<style = interleaved, scale = 1.000000e+00 : f32, inv_freq = [1.000000e+00, 5.000000e-01]>}
// CHECK:         mla.rope {{.*}} {rope = #mla.rope<style = half, {{.*}}, long_inv_freq = [2.500000e-01, 1.250000e-01], original_max = 4096>}
// CHECK:         mla.rope {{.*}} -> tensor<?x0xf32>
// CHECK:         mla.rope ins(%{{.*}}, %{{.*}} : memref<?x4xf32, strided<[64, 1]>>, memref<?xi32>)
func.func @rope(%x: tensor<?x2x4xf32>, %y: tensor<?x4xf32>, %z: tensor<?x0xf32>, %p: tensor<?xi32>,
                %b: memref<?x4xf32, strided<[64, 1]>>, %bp: memref<?xi32>) {
  %0 = mla.rope ins(%x, %p : tensor<?x2x4xf32>, tensor<?xi32>) outs(%x : tensor<?x2x4xf32>) {rope = #rope} -> tensor<?x2x4xf32>
  %1 = mla.rope ins(%y, %p : tensor<?x4xf32>, tensor<?xi32>) outs(%y : tensor<?x4xf32>) {rope = #long} -> tensor<?x4xf32>
  %2 = mla.rope ins(%z, %p : tensor<?x0xf32>, tensor<?xi32>) outs(%z : tensor<?x0xf32>) {rope = #none} -> tensor<?x0xf32>
  mla.rope ins(%b, %bp : memref<?x4xf32, strided<[64, 1]>>, memref<?xi32>) outs(%b : memref<?x4xf32, strided<[64, 1]>>) {rope = #rope}
  return
}

// CHECK-LABEL: func @attention
// CHECK:         mla.attention ins({{.*}}) outs(%{{.*}} : tensor<?x4x8xf32>) {scale = 2.500000e-01 : f32} -> tensor<?x4x8xf32>
// CHECK:         mla.attention ins({{.*}}) outs(%{{.*}} : tensor<?x?x4x8xf32>)
func.func @attention(%qn: tensor<?x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>,
                     %w: tensor<96x32xbf16>, %o: tensor<?x4x8xf32>,
                     %bqn: tensor<?x?x4x16xf32>, %bqr: tensor<?x?x4x16xf32>, %bc: tensor<?x?x32xf32>,
                     %bkr: tensor<?x?x16xf32>, %bo: tensor<?x?x4x8xf32>) {
  %0 = mla.attention ins(%qn, %qr, %c, %kr, %w : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x32xbf16>)
      outs(%o : tensor<?x4x8xf32>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>
  %1 = mla.attention ins(%bqn, %bqr, %bc, %bkr, %w : tensor<?x?x4x16xf32>, tensor<?x?x4x16xf32>, tensor<?x?x32xf32>, tensor<?x?x16xf32>, tensor<96x32xbf16>)
      outs(%bo : tensor<?x?x4x8xf32>) {scale = 0.25 : f32} -> tensor<?x?x4x8xf32>
  return
}

// CHECK-LABEL: func @cached_attention
// CHECK:         mla.cached_attention ins({{.*}}, !mla.batch) outs(%{{.*}}, %{{.*}} : tensor<?x4x8xf32>, tensor<?x64x48xf32, #mla.latent<L = 32, R = 16, storage = f32>>) {scale = 2.500000e-01 : f32}
func.func @cached_attention(%batch: !mla.batch, %qn: tensor<?x4x16xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>,
                            %kr: tensor<?x16xf32>, %w: tensor<96x32xbf16>, %o: tensor<?x4x8xf32>,
                            %cache: tensor<?x64x48xf32, #latent>) {
  %0:2 = mla.cached_attention ins(%qn, %qr, %c, %kr, %w, %batch : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<?x16xf32>, tensor<96x32xbf16>, !mla.batch)
      outs(%o, %cache : tensor<?x4x8xf32>, tensor<?x64x48xf32, #latent>) {scale = 0.25 : f32}
      -> tensor<?x4x8xf32>, tensor<?x64x48xf32, #latent>
  return
}

// CHECK-LABEL: func @absorption
// CHECK:         mla.absorb_query ins(%{{.*}}, %{{.*}} : tensor<?x4x16xf32>, tensor<96x32xbf16>) outs(%{{.*}} : tensor<?x4x32xf32>) -> tensor<?x4x32xf32>
// CHECK:         mla.project_value ins(%{{.*}}, %{{.*}} : tensor<?x4x32xf32>, tensor<96x32xbf16>) outs(%{{.*}} : tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
func.func @absorption(%q: tensor<?x4x16xf32>, %w: tensor<96x32xbf16>, %l: tensor<?x4x32xf32>, %v: tensor<?x4x8xf32>) {
  %0 = mla.absorb_query ins(%q, %w : tensor<?x4x16xf32>, tensor<96x32xbf16>) outs(%l : tensor<?x4x32xf32>) -> tensor<?x4x32xf32>
  %1 = mla.project_value ins(%0, %w : tensor<?x4x32xf32>, tensor<96x32xbf16>) outs(%v : tensor<?x4x8xf32>) -> tensor<?x4x8xf32>
  return
}

// CHECK-LABEL: func @over_a_cache
// CHECK:         mla.cache_append ins({{.*}}) outs(%{{.*}} : tensor<?x64x48xf32, #mla.latent<L = 32, R = 16, storage = f32>>)
// CHECK:         mla.decode ins({{.*}}) outs(%{{.*}} : tensor<?x4x32xf32>) {scale = 2.500000e-01 : f32} -> tensor<?x4x32xf32>
// CHECK:         mla.decode ins({{.*}}) outs(%{{.*}}, %{{.*}} : tensor<?x4x32xf32>, tensor<?x4xf32>) {keys = #mla.keys<prefix>, scale = 2.500000e-01 : f32}
// CHECK:         mla.cache_gather ins({{.*}}) first(%{{.*}}) outs(%{{.*}} : tensor<?x8x48xf32>) -> tensor<?x8x48xf32>
func.func @over_a_cache(%batch: !mla.batch, %q: tensor<?x4x32xf32>, %qr: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %kr: tensor<?x16xf32>,
                        %lse: tensor<?x4xf32>, %cache: tensor<?x64x48xf32, #latent>, %first: index, %rows: tensor<?x8x48xf32>) {
  %0 = mla.cache_append ins(%c, %kr, %batch : tensor<?x32xf32>, tensor<?x16xf32>, !mla.batch) outs(%cache : tensor<?x64x48xf32, #latent>) -> tensor<?x64x48xf32, #latent>
  %1 = mla.decode ins(%q, %qr, %0, %batch : tensor<?x4x32xf32>, tensor<?x4x16xf32>, tensor<?x64x48xf32, #latent>, !mla.batch)
      outs(%q : tensor<?x4x32xf32>) {scale = 0.25 : f32} -> tensor<?x4x32xf32>
  %2:2 = mla.decode ins(%q, %qr, %0, %batch : tensor<?x4x32xf32>, tensor<?x4x16xf32>, tensor<?x64x48xf32, #latent>, !mla.batch)
      outs(%q, %lse : tensor<?x4x32xf32>, tensor<?x4xf32>) {scale = 0.25 : f32, keys = #mla.keys<prefix>} -> tensor<?x4x32xf32>, tensor<?x4xf32>
  %3 = mla.cache_gather ins(%0, %batch : tensor<?x64x48xf32, #latent>, !mla.batch) first(%first) outs(%rows : tensor<?x8x48xf32>) -> tensor<?x8x48xf32>
  return
}

// CHECK-LABEL: func @cache_in_memory
// CHECK:         mla.cache_append ins({{.*}}) scales(%{{.*}} : memref<?x4xf32>) outs(%{{.*}} : memref<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>){{$}}
// CHECK:         mla.rope_append ins({{.*}}) outs(%{{.*}} : memref<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>){{$}}
func.func @cache_in_memory(%batch: !mla.batch, %c: memref<?x512xf8E4M3FN>, %s: memref<?x4xf32>, %x: memref<?x512xbf16>, %kr: memref<?x64xbf16>,
                           %cache: memref<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>) {
  mla.cache_append ins(%c, %kr, %batch : memref<?x512xf8E4M3FN>, memref<?x64xbf16>, !mla.batch) scales(%s : memref<?x4xf32>)
      outs(%cache : memref<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>)
  mla.rope_append ins(%x, %kr, %batch : memref<?x512xbf16>, memref<?x64xbf16>, !mla.batch)
      outs(%cache : memref<?x64x656xi8, #mla.latent<L = 512, R = 64, storage = fp8_656>>)
  return
}

// CHECK-LABEL: func @quantize
// CHECK:         mla.quantize ins(%{{.*}} : tensor<?x64xbf16>) outs(%{{.*}}, %{{.*}} : tensor<?x64xf8E4M3FN>, tensor<?x4xf32>) -> tensor<?x64xf8E4M3FN>, tensor<?x4xf32>
// CHECK:         mla.rms_norm_quantize ins(%{{.*}}, %{{.*}} : tensor<?x64xbf16>, tensor<64xbf16>) outs(%{{.*}}, %{{.*}} : tensor<?x64xf8E4M3FN>, tensor<?x4xf32>) {eps = 0.000000e+00 : f32} -> tensor<?x64xf8E4M3FN>, tensor<?x4xf32>
// CHECK:         mla.quantize ins(%{{.*}} : memref<?x64xbf16>) outs(%{{.*}}, %{{.*}} : memref<?x64xf8E4M3FN>, memref<?x4xf32>){{$}}
func.func @quantize(%x: tensor<?x64xbf16>, %w: tensor<64xbf16>, %v: tensor<?x64xf8E4M3FN>, %s: tensor<?x4xf32>,
                    %bx: memref<?x64xbf16>, %bv: memref<?x64xf8E4M3FN>, %bs: memref<?x4xf32>) {
  %0:2 = mla.quantize ins(%x : tensor<?x64xbf16>) outs(%v, %s : tensor<?x64xf8E4M3FN>, tensor<?x4xf32>) -> tensor<?x64xf8E4M3FN>, tensor<?x4xf32>
  %1:2 = mla.rms_norm_quantize ins(%x, %w : tensor<?x64xbf16>, tensor<64xbf16>) outs(%v, %s : tensor<?x64xf8E4M3FN>, tensor<?x4xf32>) {eps = 0.0 : f32} -> tensor<?x64xf8E4M3FN>, tensor<?x4xf32>
  mla.quantize ins(%bx : memref<?x64xbf16>) outs(%bv, %bs : memref<?x64xf8E4M3FN>, memref<?x4xf32>)
  return
}

// CHECK-LABEL: func @rope_append
// CHECK:         mla.rope_append ins({{.*}}) positions(%{{.*}} : tensor<?xi32>) outs(%{{.*}} : tensor<?x64x36xf32, #mla.latent<L = 32, R = 4, storage = f32>>) {rope = #mla.rope<style = interleaved, {{.*}}>} -> tensor<?x64x36xf32, {{.*}}>
func.func @rope_append(%batch: !mla.batch, %c: tensor<?x32xf32>, %k: tensor<?x4xf32>, %p: tensor<?xi32>,
                       %cache: tensor<?x64x36xf32, #mla.latent<L = 32, R = 4, storage = f32>>) {
  %0 = mla.rope_append ins(%c, %k, %batch : tensor<?x32xf32>, tensor<?x4xf32>, !mla.batch) positions(%p : tensor<?xi32>)
      outs(%cache : tensor<?x64x36xf32, #mla.latent<L = 32, R = 4, storage = f32>>) {rope = #rope} -> tensor<?x64x36xf32, #mla.latent<L = 32, R = 4, storage = f32>>
  return
}

// CHECK-LABEL: func @prefill
// CHECK:         mla.prefill ins({{.*}}, !mla.batch) outs(%{{.*}}, %{{.*}} : tensor<?x4x8xf32>, tensor<?x4xf32>)
// CHECK:         mla.prefill ins({{.*}} : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x16xf32>, tensor<?x4x8xf32>) outs(%{{.*}} : tensor<?x4x8xf32>)
// CHECK:         mla.merge_states ins({{.*}}) outs(%{{.*}}, %{{.*}} : tensor<?x4x8xf32>, tensor<?x4xf32>)
func.func @prefill(%batch: !mla.batch, %qn: tensor<?x4x16xf32>, %qr: tensor<?x4x16xf32>, %kr: tensor<?x16xf32>, %v: tensor<?x4x8xf32>, %lse: tensor<?x4xf32>) {
  %0:2 = mla.prefill ins(%qn, %qr, %qn, %kr, %v, %batch : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x16xf32>, tensor<?x4x8xf32>, !mla.batch)
      outs(%v, %lse : tensor<?x4x8xf32>, tensor<?x4xf32>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>, tensor<?x4xf32>
  %1 = mla.prefill ins(%qn, %qr, %qn, %kr, %v : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x16xf32>, tensor<?x4x8xf32>)
      outs(%v : tensor<?x4x8xf32>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>
  %2:2 = mla.merge_states ins(%0#0, %0#1, %1, %lse : tensor<?x4x8xf32>, tensor<?x4xf32>, tensor<?x4x8xf32>, tensor<?x4xf32>)
      outs(%v, %lse : tensor<?x4x8xf32>, tensor<?x4xf32>) -> tensor<?x4x8xf32>, tensor<?x4xf32>
  return
}

// CHECK-LABEL: func @batch
// CHECK:         %[[BATCH:.+]] = mla.pack_batch %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
// CHECK:         mla.batch_rows %[[BATCH]] {field = #mla.batch_field<positions>} : tensor<?xi32>
// CHECK:         mla.batch_rows %[[BATCH]] {field = #mla.batch_field<slot_mapping>} : tensor<?xi32>
func.func @batch(%n: index, %list: tensor<?xi32>, %table: tensor<?x?xi32>) {
  %batch = mla.pack_batch %n, %n, %n, %list, %list, %list, %list, %table : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
  %0 = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %1 = mla.batch_rows %batch {field = #mla.batch_field<slot_mapping>} : tensor<?xi32>
  return
}

// CHECK-LABEL: func @moe
// CHECK:         mla.route ins(%{{.*}} : tensor<?x8xf32>) outs({{.*}}) {scoring = #mla.scoring<softmax>}
// CHECK:         mla.route ins(%{{.*}}, %{{.*}} : tensor<?x8xf32>, tensor<8xf32>) outs({{.*}}) {group_score = #mla.group_score<top2>, n_group = 4 : i64, normalize = true, scaling = 2.500000e+00 : f32, scoring = #mla.scoring<sigmoid>, topk_group = 2 : i64}
// CHECK:         mla.moe_plan ins(%{{.*}} : tensor<?x2xi32>) outs(
// CHECK:         mla.moe_plan ins(%{{.*}}, %{{.*}} : tensor<?x2xi32>, tensor<?xi32>) outs(
// CHECK:         mla.grouped_matmul ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x64xf32>, tensor<8x48x64xbf16>, tensor<9xi32>, tensor<?xi32>)
// CHECK:         mla.grouped_matmul ins(%{{.*}}, %{{.*}}, %{{.*}} : tensor<?x64xf32>, tensor<8x48x64xbf16>, tensor<9xi32>)
func.func @moe(%logits: tensor<?x8xf32>, %bias: tensor<8xf32>, %e: tensor<?x2xi32>, %w: tensor<?x2xf32>, %slots: tensor<?xi32>,
                   %offsets: tensor<9xi32>, %rows: tensor<?xi32>, %x: tensor<?x64xf32>, %weight: tensor<8x48x64xbf16>, %y: tensor<?x48xf32>) {
  %0:2 = mla.route ins(%logits : tensor<?x8xf32>) outs(%e, %w : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<softmax>} -> tensor<?x2xi32>, tensor<?x2xf32>
  %1:2 = mla.route ins(%logits, %bias : tensor<?x8xf32>, tensor<8xf32>) outs(%e, %w : tensor<?x2xi32>, tensor<?x2xf32>)
      {scoring = #mla.scoring<sigmoid>, n_group = 4 : i64, topk_group = 2 : i64, group_score = #mla.group_score<top2>, normalize = true, scaling = 2.5 : f32}
      -> tensor<?x2xi32>, tensor<?x2xf32>
  %2:3 = mla.moe_plan ins(%0#0 : tensor<?x2xi32>) outs(%offsets, %rows, %e : tensor<9xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<9xi32>, tensor<?xi32>, tensor<?x2xi32>
  %3:3 = mla.moe_plan ins(%1#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%offsets, %rows, %e : tensor<9xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<9xi32>, tensor<?xi32>, tensor<?x2xi32>
  %4 = mla.grouped_matmul ins(%x, %weight, %3#0, %3#1 : tensor<?x64xf32>, tensor<8x48x64xbf16>, tensor<9xi32>, tensor<?xi32>) outs(%y : tensor<?x48xf32>) -> tensor<?x48xf32>
  %5 = mla.grouped_matmul ins(%x, %weight, %3#0 : tensor<?x64xf32>, tensor<8x48x64xbf16>, tensor<9xi32>) outs(%y : tensor<?x48xf32>) -> tensor<?x48xf32>
  return
}

// CHECK-LABEL: func @regions
// CHECK:         mla.segment(%{{.*}}, %{{.*}}) : (tensor<?x64xf32>, tensor<64xf32>) -> tensor<?x64xf32> {
// CHECK:         ^bb0(
// CHECK:           mla.yield %{{.*}} : tensor<?x64xf32>
// CHECK:         mla.dispatch(%{{.*}}) : (!mla.batch) -> () {
func.func @regions(%x: tensor<?x64xf32>, %w: tensor<64xf32>, %batch: !mla.batch) -> tensor<?x64xf32> {
  %0 = mla.segment(%x, %w) : (tensor<?x64xf32>, tensor<64xf32>) -> tensor<?x64xf32> {
  ^bb0(%a: tensor<?x64xf32>, %b: tensor<64xf32>):
    %1 = mla.rms_norm ins(%a, %b : tensor<?x64xf32>, tensor<64xf32>) outs(%a : tensor<?x64xf32>) {eps = 0.0 : f32} -> tensor<?x64xf32>
    mla.yield %1 : tensor<?x64xf32>
  }
  mla.dispatch(%batch) : (!mla.batch) -> () {
  ^bb0(%a: !mla.batch):
    mla.yield
  }
  return %0 : tensor<?x64xf32>
}

// CHECK-LABEL: func @linear
// CHECK:         mla.linear ins(%{{.*}}, %{{.*}} : tensor<?x64xbf16>, tensor<96x64xbf16>) outs(%{{.*}} : tensor<?x96xf32>) -> tensor<?x96xf32>
// CHECK:         mla.linear ins(%{{.*}}, %{{.*}} : tensor<?x64xbf16>, tensor<96x64xbf16>) norm(%{{.*}} : tensor<64xbf16>) outs(%{{.*}} : tensor<?x48xbf16>) {eps = 9.99999997E-7 : f32, gated} -> tensor<?x48xbf16>
// CHECK:         mla.linear ins(%{{.*}}, %{{.*}} : tensor<?x48xbf16>, tensor<64x48xbf16>) residual(%{{.*}} : tensor<?x64xbf16>) outs(%{{.*}} : tensor<?x64xbf16>) -> tensor<?x64xbf16>
// CHECK:         mla.linear ins(%{{.*}}, %{{.*}} : memref<?x64xbf16>, memref<96x64xbf16>) outs(%{{.*}} : memref<?x96xf32>){{$}}
func.func @linear(%x: tensor<?x64xbf16>, %w: tensor<96x64xbf16>, %n: tensor<64xbf16>, %down: tensor<64x48xbf16>,
                  %logits: tensor<?x96xf32>, %h: tensor<?x48xbf16>, %bx: memref<?x64xbf16>, %bw: memref<96x64xbf16>, %bo: memref<?x96xf32>) {
  %0 = mla.linear ins(%x, %w : tensor<?x64xbf16>, tensor<96x64xbf16>) outs(%logits : tensor<?x96xf32>) -> tensor<?x96xf32>
  %1 = mla.linear ins(%x, %w : tensor<?x64xbf16>, tensor<96x64xbf16>) norm(%n : tensor<64xbf16>) outs(%h : tensor<?x48xbf16>) {gated, eps = 1.0e-6 : f32} -> tensor<?x48xbf16>
  %2 = mla.linear ins(%1, %down : tensor<?x48xbf16>, tensor<64x48xbf16>) residual(%x : tensor<?x64xbf16>) outs(%x : tensor<?x64xbf16>) -> tensor<?x64xbf16>
  mla.linear ins(%bx, %bw : memref<?x64xbf16>, memref<96x64xbf16>) outs(%bo : memref<?x96xf32>)
  return
}

// CHECK-LABEL: func @add_rms_norm
// CHECK:         mla.add_rms_norm ins(%{{.*}}, %{{.*}}, %{{.*}} : tensor<?x64xf32>, tensor<?x64xf32>, tensor<64xbf16>) outs(%{{.*}}, %{{.*}} : tensor<?x64xf32>, tensor<?x64xf32>) {eps = 0.000000e+00 : f32, scale = 5.000000e-01 : f32}
func.func @add_rms_norm(%x: tensor<?x64xf32>, %w: tensor<64xbf16>) {
  %0:2 = mla.add_rms_norm ins(%x, %x, %w : tensor<?x64xf32>, tensor<?x64xf32>, tensor<64xbf16>)
      outs(%x, %x : tensor<?x64xf32>, tensor<?x64xf32>) {eps = 0.0 : f32, scale = 0.5 : f32} -> tensor<?x64xf32>, tensor<?x64xf32>
  return
}

// CHECK-LABEL: func @query_prep
// CHECK:         mla.query_prep ins(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}, %{{.*}} : tensor<?x4x20xf32>, tensor<?x36xf32>, tensor<32xbf16>, tensor<96x32xbf16>, tensor<?xi32>) outs(%{{.*}}, %{{.*}} : tensor<?x4x36xf32>, tensor<?x36xf32>) {eps = 9.99999997E-7 : f32, rope = #mla.rope<
// CHECK:         mla.query_prep {{.*}}inv_freq = []>}
func.func @query_prep(%qp: tensor<?x4x20xf32>, %kv: tensor<?x36xf32>, %n: tensor<32xbf16>, %w: tensor<96x32xbf16>, %p: tensor<?xi32>,
                      %q: tensor<?x4x36xf32>, %qp0: tensor<?x4x16xf32>, %c: tensor<?x32xf32>, %q0: tensor<?x4x32xf32>) {
  %0:2 = mla.query_prep ins(%qp, %kv, %n, %w, %p : tensor<?x4x20xf32>, tensor<?x36xf32>, tensor<32xbf16>, tensor<96x32xbf16>, tensor<?xi32>)
      outs(%q, %kv : tensor<?x4x36xf32>, tensor<?x36xf32>)
      {eps = 1.0e-6 : f32, rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.1]>} -> tensor<?x4x36xf32>, tensor<?x36xf32>
  %1:2 = mla.query_prep ins(%qp0, %c, %n, %w, %p : tensor<?x4x16xf32>, tensor<?x32xf32>, tensor<32xbf16>, tensor<96x32xbf16>, tensor<?xi32>)
      outs(%q0, %c : tensor<?x4x32xf32>, tensor<?x32xf32>)
      {eps = 1.0e-6 : f32, rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = []>} -> tensor<?x4x32xf32>, tensor<?x32xf32>
  return
}

// CHECK-LABEL: func @expert_mlp
// CHECK:         mla.expert_mlp ins({{.*}} : tensor<?x64xbf16>, tensor<64xbf16>, tensor<8x64xbf16>, tensor<8x48x64xbf16>, tensor<8x48x64xbf16>, tensor<8x64x48xbf16>) outs(%{{.*}} : tensor<?x64xbf16>) {eps = 9.99999997E-7 : f32, scoring = #mla.scoring<softmax>, top_k = 2 : i64} -> tensor<?x64xbf16>
// CHECK:         mla.expert_mlp ins({{.*}}) bias(%{{.*}} : tensor<8xf32>) slots(%{{.*}} : tensor<?xi32>) shared(%{{.*}}, %{{.*}} : tensor<192x64xbf16>, tensor<64x96xbf16>) outs(%{{.*}} : tensor<?x64xbf16>) {eps = 9.99999997E-7 : f32, group_score = #mla.group_score<top2>, n_group = 4 : i64, normalize = true, scaling = 2.500000e+00 : f32, scoring = #mla.scoring<sigmoid>, top_k = 2 : i64, topk_group = 2 : i64}
func.func @expert_mlp(%x: tensor<?x64xbf16>, %n: tensor<64xbf16>, %r: tensor<8x64xbf16>, %g: tensor<8x48x64xbf16>, %d: tensor<8x64x48xbf16>,
                      %b: tensor<8xf32>, %slots: tensor<?xi32>, %sgu: tensor<192x64xbf16>, %sd: tensor<64x96xbf16>) {
  %0 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x64xbf16>, tensor<64xbf16>, tensor<8x64xbf16>, tensor<8x48x64xbf16>, tensor<8x48x64xbf16>, tensor<8x64x48xbf16>)
      outs(%x : tensor<?x64xbf16>) {top_k = 2 : i64, eps = 1.0e-6 : f32, scoring = #mla.scoring<softmax>} -> tensor<?x64xbf16>
  %1 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x64xbf16>, tensor<64xbf16>, tensor<8x64xbf16>, tensor<8x48x64xbf16>, tensor<8x48x64xbf16>, tensor<8x64x48xbf16>)
      bias(%b : tensor<8xf32>) slots(%slots : tensor<?xi32>) shared(%sgu, %sd : tensor<192x64xbf16>, tensor<64x96xbf16>)
      outs(%x : tensor<?x64xbf16>)
      {top_k = 2 : i64, eps = 1.0e-6 : f32, scoring = #mla.scoring<sigmoid>, n_group = 4 : i64, topk_group = 2 : i64, group_score = #mla.group_score<top2>, normalize = true, scaling = 2.5 : f32}
      -> tensor<?x64xbf16>
  return
}
