// RUN: mla-opt %s --split-input-file --verify-diagnostics

// One broken rule a chunk: segments and dispatches.

// mla.segment C1: block arguments have the operands' types.
func.func @f(%x: tensor<?x64xf32>) {
  // expected-error @+1 {{expected block arguments of the operands' types}}
  mla.segment(%x) : (tensor<?x64xf32>) -> () {
  ^bb0(%b0: tensor<64xf32>):
    mla.yield
  }
  return
}

// -----

// mla.segment C1: the results' types are those of the yielded values.
func.func @f(%x: tensor<?x64xf32>) {
  %0 = mla.segment(%x) : (tensor<?x64xf32>) -> tensor<64xf32> {
  ^bb0(%b0: tensor<?x64xf32>):
    // expected-error @+1 {{expected values of the types of the results of mla.segment}}
    mla.yield %b0 : tensor<?x64xf32>
  }
  return
}

// -----

// mla.segment C2: no operand is a batch.
func.func @f(%x: !mla.batch) {
  // expected-error @+1 {{expected no batch operand}}
  mla.segment(%x) : (!mla.batch) -> () {
  ^bb0(%b0: !mla.batch):
    mla.yield
  }
  return
}

// -----

// mla.segment C2: nothing inside depends on a batch.
func.func @f(%q: tensor<?x4x16xf32>, %k: tensor<?x16xf32>, %v: tensor<?x4x8xf32>) {
  mla.segment(%q, %k, %v) : (tensor<?x4x16xf32>, tensor<?x16xf32>, tensor<?x4x8xf32>) -> () {
  ^bb0(%b0: tensor<?x4x16xf32>, %b1: tensor<?x16xf32>, %b2: tensor<?x4x8xf32>):
    // expected-error @+1 {{depends on the batch and cannot be in a segment}}
    %1 = mla.prefill ins(%b0, %b0, %b0, %b1, %b2 : tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x4x16xf32>, tensor<?x16xf32>, tensor<?x4x8xf32>) outs(%b2 : tensor<?x4x8xf32>) {scale = 0.25 : f32} -> tensor<?x4x8xf32>
    mla.yield
  }
  return
}

// -----

// mla.segment C3: no element is read on the host.
func.func @f(%x: tensor<?xi32>, %i: index) {
  mla.segment(%x, %i) : (tensor<?xi32>, index) -> () {
  ^bb0(%b0: tensor<?xi32>, %b1: index):
    // expected-error @+1 {{reads device data on the host and cannot be in a segment}}
    %1 = tensor.extract %b0[%b1] : tensor<?xi32>
    mla.yield
  }
  return
}

// -----

// mla.segment C3: not under control flow either.
func.func @f(%x: tensor<?xi32>, %i: index, %c: i1) {
  mla.segment(%x, %i, %c) : (tensor<?xi32>, index, i1) -> () {
  ^bb0(%b0: tensor<?xi32>, %b1: index, %b2: i1):
    // expected-error @+1 {{reads device data on the host and cannot be in a segment}}
    scf.if %b2 {
      %1 = tensor.extract %b0[%b1] : tensor<?xi32>
    }
    mla.yield
  }
  return
}

// -----

// mla.segment C3: an op of which nothing is known.
func.func @f(%x: tensor<?x64xf32>) {
  mla.segment(%x) : (tensor<?x64xf32>) -> () {
  ^bb0(%b0: tensor<?x64xf32>):
    // expected-error @+1 {{is not known to be safe to capture and cannot be in a segment}}
    func.call @unknown(%b0) : (tensor<?x64xf32>) -> ()
    mla.yield
  }
  return
}
func.func private @unknown(tensor<?x64xf32>)

// -----

// mla.segment C3: weights are operands.
mla.param @w : tensor<64xf32> = view ["w"]
func.func @f() {
  mla.segment() : () -> () {
    // expected-error @+1 {{stands in the step only: pass the weight as an operand of the segment}}
    %1 = mla.get_param @w : tensor<64xf32>
    mla.yield
  }
  return
}

// -----

// mla.dispatch C1: block arguments have the operands' types.
func.func @f(%x: tensor<?x64xf32>) {
  // expected-error @+1 {{expected block arguments of the operands' types}}
  mla.dispatch(%x) : (tensor<?x64xf32>) -> () {
    mla.yield
  }
  return
}

// -----

// mla.dispatch C1: the results' types are those of the yielded values.
func.func @f(%x: tensor<?x64xf32>) {
  %0 = mla.dispatch(%x) : (tensor<?x64xf32>) -> tensor<64xf32> {
  ^bb0(%b0: tensor<?x64xf32>):
    // expected-error @+1 {{expected values of the types of the results of mla.dispatch}}
    mla.yield %b0 : tensor<?x64xf32>
  }
  return
}
