// Functions for wrong.test.

#id = affine_map<(t, h) -> (t, h)>

func.func @differences(%a: tensor<?x8xf32>, %b: tensor<?x8xf32>, %out: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %0 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%a, %b : tensor<?x8xf32>, tensor<?x8xf32>) outs(%out : tensor<?x8xf32>) {
  ^bb0(%x: f32, %y: f32, %o: f32):
    %d = arith.subf %x, %y : f32
    linalg.yield %d : f32
  } -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}

// The divisor is never 0; what is divided is.
func.func @remainders(%a: tensor<?xi32> {mla.range = array<i64: 0, 1>}, %b: tensor<?xi32> {mla.range = array<i64: 1, 9>},
                      %out: tensor<?xi32>) -> tensor<?xi32> {
  %0 = linalg.generic {indexing_maps = [affine_map<(t) -> (t)>, affine_map<(t) -> (t)>, affine_map<(t) -> (t)>], iterator_types = ["parallel"]}
      ins(%a, %b : tensor<?xi32>, tensor<?xi32>) outs(%out : tensor<?xi32>) {
  ^bb0(%x: i32, %y: i32, %o: i32):
    %d = arith.remui %x, %y : i32
    linalg.yield %d : i32
  } -> tensor<?xi32>
  return %0 : tensor<?xi32>
}

// Two sizes, of which one is taken for the other.
func.func @sizes(%x: tensor<?x?x8xf32>, %y: tensor<?x8xf32>) -> tensor<1xf32> {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %b = tensor.dim %x, %c0 : tensor<?x?x8xf32>
  %t = tensor.dim %x, %c1 : tensor<?x?x8xf32>
  %d = arith.divui %b, %t : index
  %i = arith.index_cast %d : index to i32
  %f = arith.sitofp %i : i32 to f32
  %r = tensor.from_elements %f : tensor<1xf32>
  return %r : tensor<1xf32>
}
