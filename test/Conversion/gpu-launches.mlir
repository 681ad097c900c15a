// RUN: mla-opt %s --mla-gpu-launches --split-input-file --verify-diagnostics | FileCheck %s

// A kernel gets addresses, sizes that are not static, and scalars; views are
// made again in it. The last dimension is x.
// CHECK-LABEL: func.func private @work(
// CHECK-SAME:      %[[CONTEXT:[a-z0-9]+]]: !llvm.ptr) -> i32
// CHECK:         llvm.call @mla_launch(%[[CONTEXT]],
// CHECK:         %[[STATUS:.*]] = llvm.load
// CHECK-NEXT:    return %[[STATUS]] : i32
// CHECK-LABEL: func.func @step(
// CHECK:         call @work({{.*}}) : ({{.*}}) -> i32
// CHECK-LABEL: gpu.module @mla_kernels
// CHECK:         memref.global "private" constant @table
// CHECK:         gpu.func @work_k0(%[[X:.*]]: !llvm.ptr, %[[SIZE:.*]]: i64, %[[SCALAR:.*]]: f32, %[[ARENA:.*]]: !llvm.ptr, %[[ARENASIZE:.*]]: i64)
// CHECK-SAME:      workgroup(%[[SHARED:.*]] : memref<4xf32, #gpu.address_space<workgroup>>) kernel
// CHECK-SAME:      known_block_size = array<i32: 32, 1, 1>
// CHECK:           memref.memory_space_cast %[[SHARED]]
// CHECK:           memref.view
// CHECK:           %[[J:.*]] = gpu.block_id x
// CHECK:           %[[I:.*]] = gpu.block_id y
// CHECK:           memref.load %{{.*}}[%[[I]], %[[J]]]
// CHECK:           gpu.return
// CHECK:       llvm.func internal @mla_launch(
// CHECK:         llvm.icmp "ne"
// CHECK:         llvm.cond_br
mla.model "m" {vocab = 8 : i64, eos = array<i64: 2>, max_position = 128 : i64, max_tokens = 100 : i64, dtype = f32}
memref.global "private" constant @table : memref<4xf32> = dense<[1.0, 2.0, 3.0, 4.0]>
func.func private @work(%x: memref<?x4xf32>, %arena: memref<?xi8>, %s: f32) attributes {mla.call = "segment"} {
  %c0 = arith.constant 0 : index
  %c256 = arith.constant 256 : index
  %T = memref.dim %x, %c0 : memref<?x4xf32>
  %t = memref.get_global @table : memref<4xf32>
  %out = memref.view %arena[%c256][%T] : memref<?xi8> to memref<?x4xf32>
  scf.forall (%i, %j) in (%T, 4) {
    %a = memref.alloc() : memref<4xf32>
    %v = memref.load %x[%i, %j] : memref<?x4xf32>
    %f = memref.load %t[%j] : memref<4xf32>
    memref.store %f, %a[%j] : memref<4xf32>
    %p = arith.mulf %v, %s : f32
    memref.store %p, %out[%i, %j] : memref<?x4xf32>
    memref.dealloc %a : memref<4xf32>
  } {mapping = [#gpu.block<linear_dim_0>, #gpu.block<linear_dim_1>]}
  return
}
func.func @step(%x: memref<?x4xf32>, %arena: memref<?xi8>) attributes {mla.step} {
  %s = arith.constant 2.0 : f32
  call @work(%x, %arena, %s) : (memref<?x4xf32>, memref<?xi8>, f32) -> ()
  return
}

// -----

// Four dimensions are one, and taken apart in the kernel.
// CHECK:       gpu.func @deep_k0(
// CHECK:         arith.remui
// CHECK:         arith.divui
func.func private @deep(%x: memref<?x2x3x4xf32>) attributes {mla.call = "segment"} {
  %c0 = arith.constant 0 : index
  %T = memref.dim %x, %c0 : memref<?x2x3x4xf32>
  %z = arith.constant 0.0 : f32
  scf.forall (%i, %j, %k, %l) in (%T, 2, 3, 4) {
    memref.store %z, %x[%i, %j, %k, %l] : memref<?x2x3x4xf32>
  }
  return
}

// -----

func.func private @outside(%x: memref<4xf32>) attributes {mla.call = "segment"} {
  %c0 = arith.constant 0 : index
  %z = arith.constant 0.0 : f32
  // expected-error @below {{'memref.store' op touches device memory outside of a kernel; expected it inside of a parallel loop}}
  memref.store %z, %x[%c0] : memref<4xf32>
  return
}
