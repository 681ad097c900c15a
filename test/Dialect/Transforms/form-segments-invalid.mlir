// RUN: mla-opt %s --split-input-file --mla-form-segments --verify-diagnostics

func.func @negative_host_read(%batch: !mla.batch, %x: tensor<?xi32>, %i: index) -> tensor<?xi32> {
  // expected-error @+1 {{reads device data on the host, which a step must never do: its work would wait for the device}}
  %v = tensor.extract %x[%i] : tensor<?xi32>
  %n = arith.index_cast %v : i32 to index
  %e = tensor.empty(%n) : tensor<?xi32>
  return %e : tensor<?xi32>
}

// -----

func.func private @unknown(tensor<?xi32>) -> index

func.func @negative_scalar_of_unknown_op(%batch: !mla.batch, %x: tensor<?xi32>) -> tensor<?xi32> {
  // expected-error @+1 {{expected results that are tensors from an op that is not known to be safe to capture, got 'index'}}
  %n = func.call @unknown(%x) : (tensor<?xi32>) -> index
  %e = tensor.empty(%n) : tensor<?xi32>
  return %e : tensor<?xi32>
}

// -----

// expected-error @+1 {{expected a body of one block to form segments of}}
func.func @negative_blocks(%batch: !mla.batch) {
  cf.br ^bb1
^bb1:
  return
}

// -----

// A size that cannot be followed back to tokens is said where it is used.
func.func @negative_unknown_size(%batch: !mla.batch, %x: tensor<?xf32>, %y: tensor<?xf32>) -> tensor<?xf32> attributes {mla.step} {
  // expected-note @+1 {{this one derives from the result of tensor.concat}}
  %0 = tensor.concat dim(0) %x, %y : (tensor<?xf32>, tensor<?xf32>) -> tensor<?xf32>
  %c0 = arith.constant 0 : index
  %n = tensor.dim %0, %c0 : tensor<?xf32>
  // expected-error @+1 {{expected indices in a segment to derive from constants and sizes of its operands}}
  %e = tensor.empty(%n) : tensor<?xf32>
  %1 = arith.addf %0, %e : tensor<?xf32>
  return %1 : tensor<?xf32>
}
