// RUN: mla-opt %s --mla-plan-arena --split-input-file --verify-diagnostics | FileCheck %s

// Three buffers of 100 tokens × 64 × 4 bytes = 25600 (a multiple of 256): %a and
// %c are never alive at once and share a place, beside %b which outlives both; the frame of
// @f, 100 × 4 bytes, is alive in the calls only.
mla.model "m" {vocab = 8 : i64, eos = array<i64>, max_position = 128 : i64, max_tokens = 100 : i64, dtype = f32}

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    %[[ARENA:[a-z0-9]+]]: memref<?xi8>) attributes {mla.arena_bytes = 51712 : i64, mla.step}
// CHECK:         %[[A:.*]] = memref.view %[[ARENA]][%c25600{{.*}}][%{{.*}}] : memref<?xi8> to memref<?x64xf32>
// CHECK:         %[[B:.*]] = memref.view %[[ARENA]][%c0{{.*}}][%{{.*}}] : memref<?xi8> to memref<?x64xf32>
// CHECK:         %[[FRAME:.*]] = memref.view %[[ARENA]][%c51200{{.*}}][%{{.*}}] : memref<?xi8> to memref<?xi8>
// CHECK:         call @f(%[[A]], %[[B]], %[[FRAME]])
// CHECK:         %[[C:.*]] = memref.view %[[ARENA]][%c25600{{.*}}][%{{.*}}] : memref<?xi8> to memref<?x64xf32>
// CHECK:         call @f(%[[B]], %[[C]], %{{.*}})
func.func @step(%nd: index, %ndt: index, %nct: index, %len: memref<?xi32>, %start: memref<?xi32>, %slot: memref<?xi32>, %pos: memref<?xi32>,
                %table: memref<?x?xi32>, %tokens: memref<?xi32>, %rows: memref<?xi32>) attributes {mla.step} {
  %c0 = arith.constant 0 : index
  %T = memref.dim %tokens, %c0 : memref<?xi32>
  %a = memref.alloc(%T) : memref<?x64xf32>
  %b = memref.alloc(%T) : memref<?x64xf32>
  call @f(%a, %b) : (memref<?x64xf32>, memref<?x64xf32>) -> ()
  %c = memref.alloc(%T) : memref<?x64xf32>
  call @f(%b, %c) : (memref<?x64xf32>, memref<?x64xf32>) -> ()
  return
}

// CHECK-LABEL: func.func private @f(
// CHECK-SAME:    %[[X:.*]]: memref<?x64xf32>, %{{.*}}: memref<?x64xf32>, %[[FRAME:.*]]: memref<?xi8>)
// CHECK:         memref.view %[[FRAME]][%c0{{.*}}][%{{.*}}] : memref<?xi8> to memref<?xf32>
// CHECK:         scf.forall
// CHECK:           memref.alloc() : memref<16xf32>
func.func private @f(%x: memref<?x64xf32>, %y: memref<?x64xf32>) attributes {mla.call = "segment"} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = memref.dim %x, %c0 : memref<?x64xf32>
  %t = memref.alloc(%T) : memref<?xf32>
  scf.forall (%i) in (%T) {
    %own = memref.alloc() : memref<16xf32>
    memref.store %zero, %own[%c0] : memref<16xf32>
    memref.store %zero, %t[%i] : memref<?xf32>
  }
  return
}

// -----

// expected-error@+1 {{expected an mla.model and a function with mla.step}}
module {
  func.func @f() { return }
}

// -----

mla.model "m" {vocab = 8 : i64, eos = array<i64>, max_position = 128 : i64, max_tokens = 100 : i64, dtype = f32}
func.func @negative_size_from_data(%nd: index, %ndt: index, %nct: index, %len: memref<?xi32>, %start: memref<?xi32>, %slot: memref<?xi32>, %pos: memref<?xi32>,
                %table: memref<?x?xi32>, %tokens: memref<?xi32>, %rows: memref<?xi32>) attributes {mla.step} {
  %c0 = arith.constant 0 : index
  %n = memref.load %len[%c0] : memref<?xi32>
  // expected-error@+1 {{expected a size that derives from the number of tokens by +, *, /, min and max}}
  %size = arith.index_cast %n : i32 to index
  %a = memref.alloc(%size) : memref<?xf32>
  return
}
