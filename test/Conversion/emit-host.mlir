// RUN: mla-opt %s --mla-emit-host --split-input-file --verify-diagnostics | FileCheck %s

mla.model "m" {vocab = 8 : i64, eos = array<i64: 2, 3>, max_position = 128 : i64, max_tokens = 100 : i64, dtype = f32}
mla.param @unused : tensor<4xbf16> = view ["unused.weight"]
mla.param @w : tensor<4xbf16> = slice ["all.weight"] init one first 12

// Each call finds its operands in the context: tokens, the second parameter,
// the first cache, its place in the arena.
// CHECK-LABEL: func.func private @mla_call_0(
// CHECK-SAME:    %[[CONTEXT:.*]]: !llvm.ptr) -> i32
// CHECK:         llvm.getelementptr %{{.*}}[8]
// CHECK:         memref.view %{{.*}}[%c256]
// CHECK:         call @work(
// CHECK:         return
// CHECK-LABEL: func.func private @work(
// CHECK-LABEL: func.func private @mla_step(
// CHECK:         call @mla_call_0
// CHECK:         llvm.mlir.global internal constant @mla_description(
// CHECK-SAME:    \22arena_bytes\22:512
// CHECK-SAME:    \22caches\22:[{\22element\22:\22f32\22,\22name\22:\22layer\22,\22page_shape\22:[16,48]}]
// CHECK-SAME:    \22eos\22:[2,3]
// CHECK-SAME:    {\22dtype\22:\22bf16\22,\22first\22:12,\22from\22:[\22all.weight\22],\22how\22:\22slice\22,\22init\22:\22one\22,\22name\22:\22w\22,\22shape\22:[4]}
// CHECK-LABEL: llvm.func @mla_model_v1() -> !llvm.ptr
// CHECK-NOT:   mla.param
func.func @step(%nd: index, %ndt: index, %nct: index, %len: memref<?xi32>, %start: memref<?xi32>, %slot: memref<?xi32>, %pos: memref<?xi32>,
                %table: memref<?x?xi32>, %tokens: memref<?xi32>, %rows: memref<?xi32>,
                %cache: memref<?x16x48xf32> {mla.cache = "layer"}, %arena: memref<?xi8>) attributes {mla.step, mla.arena_bytes = 512 : i64} {
  %w = mla.get_param @w : memref<4xbf16>
  %c256 = arith.constant 256 : index
  %c0 = arith.constant 0 : index
  %T = memref.dim %tokens, %c0 : memref<?xi32>
  %v = memref.view %arena[%c256][%T] : memref<?xi8> to memref<?xf32>
  call @work(%tokens, %w, %cache, %v) : (memref<?xi32>, memref<4xbf16>, memref<?x16x48xf32>, memref<?xf32>) -> ()
  return
}
func.func private @work(%t: memref<?xi32>, %w: memref<4xbf16>, %c: memref<?x16x48xf32>, %v: memref<?xf32>) attributes {mla.call = "dispatch"} {
  return
}

// -----

mla.model "m" {vocab = 8 : i64, eos = array<i64>, max_position = 128 : i64, max_tokens = 100 : i64, dtype = f32}
// expected-error@+1 {{expected its arena to be planned (mla-plan-arena)}}
func.func @step() attributes {mla.step} { return }
