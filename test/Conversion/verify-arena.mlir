// RUN: mla-opt %s --mla-verify-arena --split-input-file --verify-diagnostics | FileCheck %s
// RUN: mla-opt %S/plan-arena.mlir --mla-plan-arena --mla-verify-arena --split-input-file --verify-diagnostics

mla.model "m" {vocab = 8 : i64, eos = array<i64>, max_position = 128 : i64, max_tokens = 100 : i64, dtype = f32}
func.func private @use(%x: memref<?x64xf32>)

// One after the other in one place: what a plan is for.
// CHECK-LABEL: func.func @step
func.func @step(%nd: index, %ndt: index, %nct: index, %len: memref<?xi32>, %start: memref<?xi32>, %slot: memref<?xi32>, %pos: memref<?xi32>,
                %table: memref<?x?xi32>, %tokens: memref<?xi32>, %rows: memref<?xi32>, %arena: memref<?xi8>) attributes {mla.step} {
  %c0 = arith.constant 0 : index
  %T = memref.dim %tokens, %c0 : memref<?xi32>
  %a = memref.view %arena[%c0][%T] : memref<?xi8> to memref<?x64xf32>
  call @use(%a) : (memref<?x64xf32>) -> ()
  %b = memref.view %arena[%c0][%T] : memref<?xi8> to memref<?x64xf32>
  call @use(%b) : (memref<?x64xf32>) -> ()
  return
}

// -----

mla.model "m" {vocab = 8 : i64, eos = array<i64>, max_position = 128 : i64, max_tokens = 100 : i64, dtype = f32}
func.func private @use(%x: memref<?x64xf32>)

// 100 × 64 × 4 = 25600 bytes from 0 reach into what begins at 25344, which is
// seen through a view of the view.
func.func @negative_overlap(%nd: index, %ndt: index, %nct: index, %len: memref<?xi32>, %start: memref<?xi32>, %slot: memref<?xi32>, %pos: memref<?xi32>,
                %table: memref<?x?xi32>, %tokens: memref<?xi32>, %rows: memref<?xi32>, %arena: memref<?xi8>) attributes {mla.step} {
  %c0 = arith.constant 0 : index
  %c25344 = arith.constant 25344 : index
  %T = memref.dim %tokens, %c0 : memref<?xi32>
  // expected-note@+1 {{the other buffer, bytes 0 to 25600}}
  %a = memref.view %arena[%c0][%T] : memref<?xi8> to memref<?x64xf32>
  %cast = memref.cast %a : memref<?x64xf32> to memref<?x?xf32>
  // expected-error@+1 {{overlaps a buffer that is alive with it: bytes 25344 to 50944}}
  %b = memref.view %arena[%c25344][%T] : memref<?xi8> to memref<?x64xf32>
  // expected-note@+1 {{both are alive here}}
  call @use(%b) : (memref<?x64xf32>) -> ()
  %again = memref.cast %cast : memref<?x?xf32> to memref<?x64xf32>
  call @use(%again) : (memref<?x64xf32>) -> ()
  return
}
