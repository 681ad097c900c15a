// RUN: mla-opt %s --mla-expose-routing | FileCheck %s

// What a call routes is one more result of it, in a destination of its own.

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    %[[X:[^ ]+]]: tensor<?x8xf32>, %[[D:[^ ]+]]: tensor<?x8xf32>
// CHECK:         %[[T:.+]] = tensor.dim %[[X]], %{{.+}}
// CHECK-NEXT:    %[[E:.+]] = tensor.empty(%[[T]]) : tensor<?x2xi32>
// CHECK-NEXT:    %[[Y:.+]]:2 = call @segment_0(%[[X]], %[[D]], %[[E]])
// CHECK:         %[[E1:.+]] = tensor.empty(%{{.+}}) : tensor<?x2xi32>
// CHECK-NEXT:    %[[Z:.+]]:2 = call @segment_0(%[[Y]]#0, %[[D]], %[[E1]])
// CHECK-NEXT:    return %[[Z]]#0
func.func @step(%x: tensor<?x8xf32>, %d: tensor<?x8xf32>) -> tensor<?x8xf32> attributes {mla.step} {
  %y = call @segment_0(%x, %d) : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  %z = call @segment_0(%y, %d) : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  return %z : tensor<?x8xf32>
}

// CHECK-LABEL: func.func private @segment_0(
// CHECK-SAME:    %[[E:[^ ]+]]: tensor<?x2xi32> {mla.destination, mla.routing = 8 : i64}) -> (tensor<?x8xf32>, tensor<?x2xi32>)
// CHECK:         %[[R:.+]]:2 = mla.route
// CHECK:         %[[OUT:.+]] = bufferization.materialize_in_destination %[[R]]#0 in %[[E]]
// CHECK-NEXT:    return %{{.+}}, %[[OUT]]
func.func private @segment_0(%x: tensor<?x8xf32>, %d: tensor<?x8xf32> {mla.destination}) -> tensor<?x8xf32> attributes {mla.call = "segment"} {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %de = tensor.empty(%T) : tensor<?x2xi32>
  %dw = tensor.empty(%T) : tensor<?x2xf32>
  %r:2 = mla.route ins(%x : tensor<?x8xf32>) outs(%de, %dw : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<softmax>} -> tensor<?x2xi32>, tensor<?x2xf32>
  %o = bufferization.materialize_in_destination %x in %d : (tensor<?x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32>
  return %o : tensor<?x8xf32>
}

// A kernel that routes has the experts among its results.
// CHECK-LABEL: func.func private @dispatch_1(
// CHECK-SAME:    %[[E:[^ ]+]]: tensor<?x2xi32> {mla.destination, mla.routing = 8 : i64}) -> (tensor<?x16xbf16>, tensor<?x2xi32>)
// CHECK:         %[[R:.+]]:3 = mla.kernel_call @experts_small
// CHECK:         %[[OUT:.+]] = bufferization.materialize_in_destination %[[R]]#1 in %[[E]]
// CHECK-NEXT:    return %{{.+}}, %[[OUT]]
func.func private @dispatch_1(%x: tensor<?x16xbf16>, %n: tensor<16xbf16>, %r: tensor<8x16xbf16>, %g: tensor<8x24x16xbf16>, %w: tensor<8x16x24xbf16>, %d: tensor<?x16xbf16> {mla.destination}) -> tensor<?x16xbf16> attributes {mla.call = "dispatch"} {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x16xbf16>
  %chosen = tensor.empty(%T) : tensor<?x2xi32>
  %scratch = tensor.empty() : tensor<4096xi8>
  %y:3 = mla.kernel_call @experts_small ins(%x, %n, %r, %g, %g, %w : tensor<?x16xbf16>, tensor<16xbf16>, tensor<8x16xbf16>, tensor<8x24x16xbf16>, tensor<8x24x16xbf16>, tensor<8x16x24xbf16>) outs(%d, %chosen, %scratch : tensor<?x16xbf16>, tensor<?x2xi32>, tensor<4096xi8>) {top_k = 2 : i64} {mla.routing = 8 : i64} -> tensor<?x16xbf16>, tensor<?x2xi32>, tensor<4096xi8>
  return %y#0 : tensor<?x16xbf16>
}

// A function that routes nothing stays what it is.
// CHECK-LABEL: func.func private @negative_dispatch_0(
// CHECK-SAME:    %{{.+}}: tensor<?x8xf32>) -> tensor<?x8xf32>
func.func private @negative_dispatch_0(%x: tensor<?x8xf32>) -> tensor<?x8xf32> attributes {mla.call = "dispatch"} {
  return %x : tensor<?x8xf32>
}
