// RUN: mla-opt %s --mla-parallel-loops --split-input-file --verify-diagnostics | FileCheck %s

// The body is a function on a range; what it uses comes through the closure,
// constants are made again. Temporaries of an iteration are on its stack.
// CHECK-LABEL: func.func private @f_loop0(
// CHECK-SAME:    %[[CLOSURE:.*]]: !llvm.ptr, %[[BEGIN:.*]]: index, %[[END:.*]]: index)
// CHECK:         memref.alloca() {{.*}}: memref<4xf32>
// CHECK:         scf.for %[[I:.*]] = %[[BEGIN]] to %[[END]]
// CHECK:           arith.remui %[[I]]
// CHECK:           arith.divui %[[I]]
// CHECK-NOT:     memref.alloc()
// CHECK-LABEL: func.func @f(
// CHECK-SAME:    %[[X:.*]]: memref<?x3xf32>, %[[CONTEXT:.*]]: !llvm.ptr)
// CHECK:         llvm.alloca
// CHECK:         %[[FN:.*]] = constant @f_loop0
// CHECK:         llvm.call %{{.*}}(%{{.*}}, %{{.*}}, %{{.*}}, %{{.*}}) : !llvm.ptr, (!llvm.ptr, i64, !llvm.ptr, !llvm.ptr) -> ()
// CHECK-NOT:     scf.forall
func.func @f(%x: memref<?x3xf32>) {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f32
  %T = memref.dim %x, %c0 : memref<?x3xf32>
  scf.forall (%t, %n) in (%T, 3) {
    %own = memref.alloc() : memref<4xf32>
    memref.store %one, %own[%c0] : memref<4xf32>
    %v = memref.load %own[%c0] : memref<4xf32>
    memref.store %v, %x[%t, %n] : memref<?x3xf32>
  }
  return
}

// -----

func.func @negative_dynamic_temporary(%x: memref<?xf32>) {
  %c0 = arith.constant 0 : index
  %one = arith.constant 1.0 : f32
  %T = memref.dim %x, %c0 : memref<?xf32>
  scf.forall (%t) in (%T) {
    // expected-error@+1 {{in a parallel loop expected a static size}}
    %own = memref.alloc(%T) : memref<?xf32>
    memref.store %one, %own[%c0] : memref<?xf32>
  }
  return
}

// -----

func.func @negative_tensors(%x: tensor<8xf32>) -> tensor<8xf32> {
  // expected-error@+1 {{expected memrefs: parallel loops are run after bufferization}}
  %r = scf.forall (%t) in (8) shared_outs(%o = %x) -> (tensor<8xf32>) {
    %s = tensor.extract_slice %o[%t] [1] [1] : tensor<8xf32> to tensor<1xf32>
    scf.forall.in_parallel {
      tensor.parallel_insert_slice %s into %o[%t] [1] [1] : tensor<1xf32> into tensor<8xf32>
    }
  }
  return %r : tensor<8xf32>
}
