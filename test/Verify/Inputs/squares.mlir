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
