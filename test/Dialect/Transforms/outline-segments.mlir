// RUN: mla-opt %s --split-input-file --mla-outline-segments | FileCheck %s

// Equal regions are one function, whatever their operands and locations; a
// result of the caller has its destination from the caller's caller; sizes of
// destinations are those of the caller's arguments.

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x8xf32>, %[[W:[^:]+]]: tensor<8xf32>, %[[V:[^:]+]]: tensor<8xf32>, %[[DEST:[^:]+]]: tensor<?x8xf32> {mla.destination})
// CHECK:         %[[T:.+]] = tensor.dim %[[X]], %{{.+}}
// CHECK:         %[[E0:.+]] = tensor.empty(%[[T]]) : tensor<?x8xf32>
// CHECK-NEXT:    %[[Y0:.+]] = call @segment_0(%[[X]], %[[W]], %[[E0]])
// CHECK-NEXT:    %[[E1:.+]] = tensor.empty(%[[T]]) : tensor<?x8xf32>
// CHECK-NEXT:    %[[Y1:.+]] = call @segment_0(%[[Y0]], %[[V]], %[[E1]])
// CHECK-NEXT:    %[[Y2:.+]] = call @segment_1(%[[Y1]], %[[V]], %[[DEST]])
// CHECK-NEXT:    return %[[Y2]]
// CHECK:       func.func private @segment_0(%[[A:[^:]+]]: tensor<?x8xf32>, %[[B:[^:]+]]: tensor<8xf32>, %[[D:[^:]+]]: tensor<?x8xf32> {mla.destination}) -> tensor<?x8xf32> attributes {mla.call = "segment"}
// CHECK:         %[[N:.+]] = mla.rms_norm ins(%[[A]], %[[B]] : {{.*}}) outs(%{{.+}} : tensor<?x8xf32>) {eps = 1.000000e+00 : f32}
// CHECK:         %[[R:.+]] = bufferization.materialize_in_destination %[[N]] in %[[D]]
// CHECK:         return %[[R]]
// CHECK:       func.func private @segment_1(
// CHECK:         mla.rms_norm {{.*}} {eps = 2.000000e+00 : f32}
// CHECK-NOT:   func.func
func.func @step(%x: tensor<?x8xf32>, %w: tensor<8xf32>, %v: tensor<8xf32>) -> tensor<?x8xf32> {
  %0 = mla.segment(%x, %w) : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32> {
  ^bb0(%a: tensor<?x8xf32>, %b: tensor<8xf32>):
    %c0 = arith.constant 0 : index
    %T = tensor.dim %a, %c0 : tensor<?x8xf32>
    %e = tensor.empty(%T) : tensor<?x8xf32>
    %n = mla.rms_norm ins(%a, %b : tensor<?x8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {eps = 1.0 : f32} -> tensor<?x8xf32> loc("one")
    mla.yield %n : tensor<?x8xf32>
  }
  %1 = mla.segment(%0, %v) : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32> {
  ^bb0(%a: tensor<?x8xf32>, %b: tensor<8xf32>):
    %c0 = arith.constant 0 : index
    %T = tensor.dim %a, %c0 : tensor<?x8xf32>
    %e = tensor.empty(%T) : tensor<?x8xf32>
    %n = mla.rms_norm ins(%a, %b : tensor<?x8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {eps = 1.0 : f32} -> tensor<?x8xf32> loc("two")
    mla.yield %n : tensor<?x8xf32>
  }
  %2 = mla.segment(%1, %v) : (tensor<?x8xf32>, tensor<8xf32>) -> tensor<?x8xf32> {
  ^bb0(%a: tensor<?x8xf32>, %b: tensor<8xf32>):
    %c0 = arith.constant 0 : index
    %T = tensor.dim %a, %c0 : tensor<?x8xf32>
    %e = tensor.empty(%T) : tensor<?x8xf32>
    %n = mla.rms_norm ins(%a, %b : tensor<?x8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {eps = 2.0 : f32} -> tensor<?x8xf32>
    mla.yield %n : tensor<?x8xf32>
  }
  return %2 : tensor<?x8xf32>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// A cache has no destination: it is written where it is. The same body as a
// segment and as a dispatch is two functions.

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    %[[BATCH:[^:]+]]: !mla.batch, %[[C:[^:]+]]: tensor<?x8xf32>, %[[KR:[^:]+]]: tensor<?x4xf32>, %[[CACHE:[^:]+]]: tensor<?x64x12xf32{{[^)]*}})
// CHECK-NEXT:    %[[NEW:.+]] = call @dispatch_0(%[[C]], %[[KR]], %[[BATCH]], %[[CACHE]])
// CHECK-NEXT:    call @segment_0()
// CHECK-NEXT:    call @dispatch_1()
// CHECK-NEXT:    return %[[NEW]]
// CHECK:       func.func private @dispatch_0({{.*}}) -> tensor<?x64x12xf32{{.*}}> attributes {mla.call = "dispatch"}
// CHECK-NOT:     materialize_in_destination
// CHECK:       func.func private @segment_0() attributes {mla.call = "segment"}
// CHECK:       func.func private @dispatch_1() attributes {mla.call = "dispatch"}
func.func @step(%batch: !mla.batch, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> {
  %0 = mla.dispatch(%c, %kr, %batch, %cache) : (tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch, tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> {
  ^bb0(%a: tensor<?x8xf32>, %b: tensor<?x4xf32>, %m: !mla.batch, %x: tensor<?x64x12xf32, #latent>):
    %n = mla.cache_append ins(%a, %b, %m : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch) outs(%x : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
    mla.yield %n : tensor<?x64x12xf32, #latent>
  }
  mla.segment() : () -> () {
    mla.yield
  }
  mla.dispatch() : () -> () {
    mla.yield
  }
  return %0 : tensor<?x64x12xf32, #latent>
}

// -----

// A size that is computed in the region is computed by the caller too, from
// what its own sizes come from.

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x8xf32>,
// CHECK-DAG:     %[[T:.+]] = tensor.dim %[[X]]
// CHECK-DAG:     %[[C2:.+]] = arith.constant 2 : index
// CHECK:         %[[TT:.+]] = arith.muli %[[T]], %[[C2]] : index
// CHECK:         %[[E0:.+]] = tensor.empty(%[[TT]]) : tensor<?x8xf32>
// CHECK:         call @segment_0(%[[X]], %[[E0]])
// CHECK:         %[[E1:.+]] = tensor.empty(%[[TT]]) : tensor<?xf32>
// CHECK:         call @segment_1(%{{.+}}, %[[E1]])
func.func @step(%x: tensor<?x8xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %0 = mla.segment(%x) : (tensor<?x8xf32>) -> tensor<?x8xf32> {
  ^bb0(%a: tensor<?x8xf32>):
    %c0 = arith.constant 0 : index
    %c2 = arith.constant 2 : index
    %f = arith.constant 0.0 : f32
    %T = tensor.dim %a, %c0 : tensor<?x8xf32>
    %TT = arith.muli %T, %c2 : index
    %e = tensor.empty(%TT) : tensor<?x8xf32>
    %n = linalg.fill ins(%f : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
    mla.yield %n : tensor<?x8xf32>
  }
  %1 = mla.segment(%0) : (tensor<?x8xf32>) -> tensor<?xf32> {
  ^bb0(%a: tensor<?x8xf32>):
    %c0 = arith.constant 0 : index
    %f = arith.constant 0.0 : f32
    %T = tensor.dim %a, %c0 : tensor<?x8xf32>
    %e = tensor.empty(%T) : tensor<?xf32>
    %n = linalg.fill ins(%f : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
    mla.yield %n : tensor<?xf32>
  }
  %2 = arith.addf %1, %1 : tensor<?xf32>
  return %2 : tensor<?xf32>
}
