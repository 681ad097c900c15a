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

// mla.segment C2: no scalar of the host, which may be one of the batch.
func.func @f(%x: !mla.batch) {
  %0 = mla.batch_count %x {count = #mla.batch_count<num_decode>}
  // expected-error @+1 {{expected operands that are tensors, got 'index'}}
  mla.segment(%0) : (index) -> () {
  ^bb0(%b0: index):
    mla.yield
  }
  return
}

// -----

// mla.segment C2: no cache.
func.func @f(%x: tensor<?x64x48xf32, #mla.latent<L = 32, R = 16, storage = f32>>) {
  // expected-error @+1 {{expected no cache operand: what touches a cache depends on the batch}}
  mla.segment(%x) : (tensor<?x64x48xf32, #mla.latent<L = 32, R = 16, storage = f32>>) -> () {
  ^bb0(%b0: tensor<?x64x48xf32, #mla.latent<L = 32, R = 16, storage = f32>>):
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
func.func @f(%x: tensor<?xi32>) {
  mla.segment(%x) : (tensor<?xi32>) -> () {
  ^bb0(%b0: tensor<?xi32>):
    %c0 = arith.constant 0 : index
    // expected-error @+1 {{reads device data on the host and cannot be in a segment}}
    %1 = tensor.extract %b0[%c0] : tensor<?xi32>
    mla.yield
  }
  return
}

// -----

// mla.segment C3: not under control flow either.
func.func @f(%x: tensor<?xi32>) {
  mla.segment(%x) : (tensor<?xi32>) -> () {
  ^bb0(%b0: tensor<?xi32>):
    %c0 = arith.constant 0 : index
    %true = arith.constant true
    // expected-error @+1 {{reads device data on the host and cannot be in a segment}}
    scf.if %true {
      %1 = tensor.extract %b0[%c0] : tensor<?xi32>
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

// mla.segment C4: sizes are not those of what an operand holds.
func.func @f(%x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = mla.segment(%x) : (tensor<?xf32>) -> tensor<?xf32> {
  ^bb0(%b0: tensor<?xf32>):
    // expected-note @+1 {{this one derives from the result of gpu.lane_id}}
    %1 = gpu.lane_id
    // expected-error @+1 {{expected indices in a segment to derive from constants and sizes of its operands}}
    %2 = tensor.empty(%1) : tensor<?xf32>
    mla.yield %2 : tensor<?xf32>
  }
  return %0 : tensor<?xf32>
}

// -----

// mla.segment C4: also the offset of a slice, and through control flow.
func.func @f(%x: tensor<?xf32>) -> tensor<4xf32> {
  %0 = mla.segment(%x) : (tensor<?xf32>) -> tensor<4xf32> {
  ^bb0(%b0: tensor<?xf32>):
    %true = arith.constant true
    %1 = scf.if %true -> tensor<4xf32> {
      // expected-note @+1 {{this one derives from the result of gpu.lane_id}}
      %2 = gpu.lane_id
      // expected-error @+1 {{expected indices in a segment to derive from constants and sizes of its operands}}
      %3 = tensor.extract_slice %b0[%2] [4] [1] : tensor<?xf32> to tensor<4xf32>
      scf.yield %3 : tensor<4xf32>
    } else {
      %3 = tensor.empty() : tensor<4xf32>
      scf.yield %3 : tensor<4xf32>
    }
    mla.yield %1 : tensor<4xf32>
  }
  return %0 : tensor<4xf32>
}

// -----

// mla.segment C4: a size of what is not made in a known size.
func.func @f(%x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> {
  %0 = mla.segment(%x, %y) : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32> {
  ^bb0(%b0: tensor<?xf32>, %b1: tensor<?xf32>):
    // expected-note @+1 {{this one derives from the result of tensor.concat}}
    %1 = tensor.concat dim(0) %b0, %b1 : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
    %c0 = arith.constant 0 : index
    %2 = tensor.dim %1, %c0 : tensor<?xf32>
    // expected-error @+1 {{expected indices in a segment to derive from constants and sizes of its operands}}
    %3 = tensor.empty(%2) : tensor<?xf32>
    mla.yield %3 : tensor<?xf32>
  }
  return %0 : tensor<?xf32>
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
