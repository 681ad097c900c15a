// RUN: mla-opt %s --mla-plan-arena=places=unique --mla-verify-arena | FileCheck %s --check-prefixes=CHECK,UNIQUE
// RUN: mla-opt %s --mla-plan-arena=places=poisoned --mla-verify-arena | FileCheck %s --check-prefixes=CHECK,POISONED
// RUN: not mla-opt %s --mla-plan-arena=places=other 2>&1 | FileCheck %s --check-prefix=OTHER
// OTHER: expected places to be shared, unique or poisoned, got 'other'

// Two buffers of 25600 bytes, one after the other, and the frames of three
// calls (512 bytes each): 52736 bytes where nothing is shared.
mla.model "m" {vocab = 8 : i64, eos = array<i64>, max_position = 128 : i64, max_tokens = 100 : i64, dtype = f32}

// CHECK-LABEL:   func.func @step(
// UNIQUE-SAME:     mla.arena_bytes = 52736 : i64
// POISONED-SAME:   %[[ARENA:[a-z0-9]+]]: memref<?xi8>) attributes {mla.arena_bytes = 51712 : i64
// POISONED:        call @f(%[[A:.*]], %[[A]], %{{.*}})
// POISONED:        memref.view %[[ARENA]][%{{.*}}][%c512{{.*}}]
// POISONED-NEXT:   call @mla_poison_512(
// POISONED:        call @f(%[[A]], %[[B:.*]], %{{.*}})
// POISONED-DAG:    call @mla_poison_25600(
// POISONED-DAG:    call @mla_poison_512(
// POISONED:        call @f(%[[B]], %[[B]], %{{.*}})
// POISONED-DAG:    call @mla_poison_25600(
// POISONED-DAG:    call @mla_poison_512(
// POISONED:        return
func.func @step(%nd: index, %ndt: index, %nct: index, %len: memref<?xi32>, %start: memref<?xi32>, %slot: memref<?xi32>, %pos: memref<?xi32>,
                %table: memref<?x?xi32>, %tokens: memref<?xi32>, %rows: memref<?xi32>) attributes {mla.step} {
  %c0 = arith.constant 0 : index
  %T = memref.dim %tokens, %c0 : memref<?xi32>
  %a = memref.alloc(%T) : memref<?x64xf32>
  call @f(%a, %a) : (memref<?x64xf32>, memref<?x64xf32>) -> ()
  %b = memref.alloc(%T) : memref<?x64xf32>
  call @f(%a, %b) : (memref<?x64xf32>, memref<?x64xf32>) -> ()
  call @f(%b, %b) : (memref<?x64xf32>, memref<?x64xf32>) -> ()
  return
}

// A warp sets the bits of 256 bytes, after the last use.
// CHECK-LABEL:   func.func private @f(
// CHECK:           scf.forall (%{{.*}}) in (%{{.*}})
// POISONED:        memref.view %{{.*}}[%{{.*}}][] : memref<?xi8> to memref<64xi64>
// POISONED-NEXT:   scf.forall (%{{.*}}) in (2)
// POISONED:          gpu.lane_id
// POISONED:          memref.store %c-1_i64
// CHECK:           return
func.func private @f(%x: memref<?x64xf32>, %y: memref<?x64xf32>) attributes {mla.call = "segment"} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = memref.dim %x, %c0 : memref<?x64xf32>
  %t = memref.alloc(%T) : memref<?xf32>
  scf.forall (%i) in (%T) {
    memref.store %zero, %t[%i] : memref<?xf32>
  }
  return
}

// POISONED-LABEL: func.func private @mla_poison_512(
// POISONED-SAME:    mla.call = "dispatch"
