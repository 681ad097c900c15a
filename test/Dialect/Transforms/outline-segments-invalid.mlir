// RUN: mla-opt %s --mla-outline-segments --verify-diagnostics

// The caller must know how large a destination to make.
func.func @negative_unknown_size(%x: tensor<?x8xf32>) -> tensor<?x8xf32> {
  // expected-error @+1 {{expected the size of dimension 0 of result #0 to derive from the sizes of operands}}
  %0 = mla.dispatch(%x) : (tensor<?x8xf32>) -> tensor<?x8xf32> {
  ^bb0(%a: tensor<?x8xf32>):
    %n = func.call @unknown(%a) : (tensor<?x8xf32>) -> tensor<?x8xf32>
    mla.yield %n : tensor<?x8xf32>
  }
  return %0 : tensor<?x8xf32>
}
func.func private @unknown(tensor<?x8xf32>) -> tensor<?x8xf32>
