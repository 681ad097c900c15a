// RUN: mla-opt %s --mla-expand-batch --allow-unregistered-dialect | FileCheck %s

// The seven values stand where the batch stood; calls pass them on; a field is
// the value itself; what takes a batch gets one packed batch.

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?xi32> {test.first}, %[[ND:[^:]+]]: index, %[[NDT:[^:]+]]: index, %[[NCT:[^:]+]]: index, %[[LENS:[^:]+]]: tensor<?xi32>, %[[STARTS:[^:]+]]: tensor<?xi32>, %[[SLOTS:[^:]+]]: tensor<?xi32>, %[[POSITIONS:[^:]+]]: tensor<?xi32>, %[[PAGES:[^:]+]]: tensor<?x?xi32>, %[[Y:[^:]+]]: tensor<?xi32> {test.last})
// CHECK-NOT:     mla.pack_batch
// CHECK-NOT:     mla.batch_rows
// CHECK:         call @dispatch_0(%[[ND]], %[[NDT]], %[[NCT]], %[[LENS]], %[[STARTS]], %[[SLOTS]], %[[POSITIONS]], %[[PAGES]], %[[X]])
// CHECK-NEXT:    return %[[POSITIONS]], %[[SLOTS]]
func.func @step(%x: tensor<?xi32> {test.first}, %batch: !mla.batch, %y: tensor<?xi32> {test.last}) -> (tensor<?xi32>, tensor<?xi32>) {
  %0 = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %1 = mla.batch_rows %batch {field = #mla.batch_field<slot_mapping>} : tensor<?xi32>
  func.call @dispatch_0(%batch, %x) : (!mla.batch, tensor<?xi32>) -> ()
  return %0, %1 : tensor<?xi32>, tensor<?xi32>
}

// CHECK-LABEL: func.func private @dispatch_0(
// CHECK-SAME:    %[[ND:[^:]+]]: index, %[[NDT:[^:]+]]: index, %[[NCT:[^:]+]]: index, %[[LENS:[^:]+]]: tensor<?xi32>, %[[STARTS:[^:]+]]: tensor<?xi32>, %[[SLOTS:[^:]+]]: tensor<?xi32>, %[[POSITIONS:[^:]+]]: tensor<?xi32>, %[[PAGES:[^:]+]]: tensor<?x?xi32>, %{{.+}}: tensor<?xi32>)
// CHECK-NEXT:    %[[BATCH:.+]] = mla.pack_batch %[[ND]], %[[NDT]], %[[NCT]], %[[LENS]], %[[STARTS]], %[[SLOTS]], %[[POSITIONS]], %[[PAGES]]
// CHECK-NEXT:    "test.use"(%[[BATCH]])
// CHECK-NEXT:    return
func.func private @dispatch_0(%batch: !mla.batch, %x: tensor<?xi32>) {
  "test.use"(%batch) : (!mla.batch) -> ()
  return
}
