// RUN: mla-opt %s --split-input-file --mla-recognize-attention | FileCheck %s

// In one body after the mean, as a compiler fuses it.

// CHECK-LABEL: func.func @fused(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x8xf32>, %[[W:[^:]+]]: tensor<8xf32>)
// CHECK:         %[[N:.+]] = mla.rms_norm ins(%[[X]], %[[W]] : tensor<?x8xf32>, tensor<8xf32>) outs(%{{.+}} : tensor<?x8xf32>) {eps = {{9.99999[0-9]+E-7}} : f32}
// CHECK:         return %[[N]]
func.func @fused(%x: tensor<?x8xf32>, %w: tensor<8xf32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %sum = linalg.generic {indexing_maps = [affine_map<(t, h) -> (t, h)>, affine_map<(t, h) -> (t)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<?x8xf32>) outs(%z : tensor<?xf32>) {
  ^bb0(%a: f32, %s: f32):
    %sq = arith.mulf %a, %a : f32
    %r = arith.addf %s, %sq : f32
    linalg.yield %r : f32
  } -> tensor<?xf32>
  %o = tensor.empty(%T) : tensor<?x8xf32>
  %n = linalg.generic {indexing_maps = [affine_map<(t, h) -> (t, h)>, affine_map<(t, h) -> (t)>, affine_map<(t, h) -> (h)>, affine_map<(t, h) -> (t, h)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x, %sum, %w : tensor<?x8xf32>, tensor<?xf32>, tensor<8xf32>) outs(%o : tensor<?x8xf32>) {
  ^bb0(%a: f32, %s: f32, %b: f32, %c: f32):
    %size = arith.constant 8.0 : f32
    %eps = arith.constant 1.0e-6 : f32
    %mean = arith.divf %s, %size : f32
    %v = arith.addf %mean, %eps : f32
    %inv = math.rsqrt %v : f32
    %y = arith.mulf %a, %inv : f32
    %yw = arith.mulf %b, %y : f32
    linalg.yield %yw : f32
  } -> tensor<?x8xf32>
  return %n : tensor<?x8xf32>
}

// -----

// One op at a time, the sum's dimension kept, divided by a square root, and
// of a sum that is computed itself.

// CHECK-LABEL: func.func @in_steps(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x8xf32>, %{{.+}}: tensor<?x8xf32>, %[[W:[^:]+]]: tensor<8xf32>)
// CHECK:         %[[SUM:.+]] = arith.addf
// CHECK:         %[[N:.+]] = mla.rms_norm ins(%[[SUM]], %[[W]]
// CHECK:         return %[[N]]
func.func @in_steps(%a: tensor<?x8xf32>, %b: tensor<?x8xf32>, %w: tensor<8xf32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %a, %c0 : tensor<?x8xf32>
  %x = arith.addf %a, %b : tensor<?x8xf32>
  %sq = arith.mulf %x, %x : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %sum = linalg.reduce { arith.addf } ins(%sq : tensor<?x8xf32>) outs(%z : tensor<?xf32>) dimensions = [1]
  %root = linalg.generic {indexing_maps = [affine_map<(t) -> (t)>, affine_map<(t) -> (t)>], iterator_types = ["parallel"]}
      ins(%sum : tensor<?xf32>) outs(%e : tensor<?xf32>) {
  ^bb0(%s: f32, %o: f32):
    %eighth = arith.constant 0.125 : f32
    %eps = arith.constant 1.0e-5 : f32
    %mean = arith.mulf %s, %eighth : f32
    %v = arith.addf %eps, %mean : f32
    %r = math.sqrt %v : f32
    linalg.yield %r : f32
  } -> tensor<?xf32>
  %kept = tensor.expand_shape %root [[0, 1]] output_shape [%T, 1] : tensor<?xf32> into tensor<?x1xf32>
  %o = tensor.empty(%T) : tensor<?x8xf32>
  %n = linalg.generic {indexing_maps = [affine_map<(t, h) -> (t, h)>, affine_map<(t, h) -> (t, 0)>, affine_map<(t, h) -> (t, h)>], iterator_types = ["parallel", "parallel"]}
      ins(%x, %kept : tensor<?x8xf32>, tensor<?x1xf32>) outs(%o : tensor<?x8xf32>) {
  ^bb0(%p: f32, %q: f32, %c: f32):
    %y = arith.divf %p, %q : f32
    linalg.yield %y : f32
  } -> tensor<?x8xf32>
  %ww = linalg.broadcast ins(%w : tensor<8xf32>) outs(%o : tensor<?x8xf32>) dimensions = [0]
  %r = arith.mulf %n, %ww : tensor<?x8xf32>
  return %r : tensor<?x8xf32>
}

// -----

// The mean is over another number of features.

// CHECK-LABEL: func.func @negative_mean_of_half(
// CHECK-NOT:     mla.rms_norm
// CHECK:         return
func.func @negative_mean_of_half(%x: tensor<?x8xf32>, %w: tensor<8xf32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %sum = linalg.generic {indexing_maps = [affine_map<(t, h) -> (t, h)>, affine_map<(t, h) -> (t)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<?x8xf32>) outs(%z : tensor<?xf32>) {
  ^bb0(%a: f32, %s: f32):
    %sq = arith.mulf %a, %a : f32
    %r = arith.addf %s, %sq : f32
    linalg.yield %r : f32
  } -> tensor<?xf32>
  %o = tensor.empty(%T) : tensor<?x8xf32>
  %n = linalg.generic {indexing_maps = [affine_map<(t, h) -> (t, h)>, affine_map<(t, h) -> (t)>, affine_map<(t, h) -> (h)>, affine_map<(t, h) -> (t, h)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x, %sum, %w : tensor<?x8xf32>, tensor<?xf32>, tensor<8xf32>) outs(%o : tensor<?x8xf32>) {
  ^bb0(%a: f32, %s: f32, %b: f32, %c: f32):
    %size = arith.constant 4.0 : f32
    %eps = arith.constant 1.0e-6 : f32
    %mean = arith.divf %s, %size : f32
    %v = arith.addf %mean, %eps : f32
    %inv = math.rsqrt %v : f32
    %y = arith.mulf %a, %inv : f32
    %yw = arith.mulf %b, %y : f32
    linalg.yield %yw : f32
  } -> tensor<?x8xf32>
  return %n : tensor<?x8xf32>
}

// -----

// What is squared is not what is normalised.

// CHECK-LABEL: func.func @negative_other_input(
// CHECK-NOT:     mla.rms_norm
// CHECK:         return
func.func @negative_other_input(%x: tensor<?x8xf32>, %other: tensor<?x8xf32>, %w: tensor<8xf32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?xf32>) -> tensor<?xf32>
  %sum = linalg.generic {indexing_maps = [affine_map<(t, h) -> (t, h)>, affine_map<(t, h) -> (t)>], iterator_types = ["parallel", "reduction"]}
      ins(%other : tensor<?x8xf32>) outs(%z : tensor<?xf32>) {
  ^bb0(%a: f32, %s: f32):
    %sq = arith.mulf %a, %a : f32
    %r = arith.addf %s, %sq : f32
    linalg.yield %r : f32
  } -> tensor<?xf32>
  %o = tensor.empty(%T) : tensor<?x8xf32>
  %n = linalg.generic {indexing_maps = [affine_map<(t, h) -> (t, h)>, affine_map<(t, h) -> (t)>, affine_map<(t, h) -> (h)>, affine_map<(t, h) -> (t, h)>],
                       iterator_types = ["parallel", "parallel"]}
      ins(%x, %sum, %w : tensor<?x8xf32>, tensor<?xf32>, tensor<8xf32>) outs(%o : tensor<?x8xf32>) {
  ^bb0(%a: f32, %s: f32, %b: f32, %c: f32):
    %size = arith.constant 8.0 : f32
    %eps = arith.constant 1.0e-6 : f32
    %mean = arith.divf %s, %size : f32
    %v = arith.addf %mean, %eps : f32
    %inv = math.rsqrt %v : f32
    %y = arith.mulf %a, %inv : f32
    %yw = arith.mulf %b, %y : f32
    linalg.yield %yw : f32
  } -> tensor<?x8xf32>
  return %n : tensor<?x8xf32>
}

// -----

#row = affine_map<(t, h) -> (t, h)>

// What is normalised is a product itself.

// CHECK-LABEL: func.func @of_a_product(
// CHECK:         %[[X:.+]] = linalg.generic
// CHECK:         mla.rms_norm ins(%[[X]], %{{.+}} : tensor<?x8xf32>, tensor<8xf32>)
// CHECK-NOT:     math.rsqrt
// CHECK:         return
func.func @of_a_product(%e: tensor<?x8xf32>, %w: tensor<8xf32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %size = arith.constant 8.0 : f32
  %eps = arith.constant 1.0e-5 : f32
  %twelve = arith.constant 12.0 : f32
  %T = tensor.dim %e, %c0 : tensor<?x8xf32>
  %d = tensor.empty(%T) : tensor<?x8xf32>
  %x = linalg.generic {indexing_maps = [#row, #row], iterator_types = ["parallel", "parallel"]}
      ins(%e : tensor<?x8xf32>) outs(%d : tensor<?x8xf32>) {
  ^bb0(%a: f32, %o: f32):
    %y = arith.mulf %a, %twelve : f32
    linalg.yield %y : f32
  } -> tensor<?x8xf32>
  %s = tensor.empty(%T) : tensor<?xf32>
  %start = linalg.fill ins(%zero : f32) outs(%s : tensor<?xf32>) -> tensor<?xf32>
  %sum = linalg.generic {indexing_maps = [#row, affine_map<(t, h) -> (t)>], iterator_types = ["parallel", "reduction"]}
      ins(%x : tensor<?x8xf32>) outs(%start : tensor<?xf32>) {
  ^bb0(%a: f32, %o: f32):
    %sq = arith.mulf %a, %a : f32
    %y = arith.addf %sq, %o : f32
    linalg.yield %y : f32
  } -> tensor<?xf32>
  %r = linalg.generic {indexing_maps = [#row, affine_map<(t, h) -> (t)>, affine_map<(t, h) -> (h)>, #row], iterator_types = ["parallel", "parallel"]}
      ins(%x, %sum, %w : tensor<?x8xf32>, tensor<?xf32>, tensor<8xf32>) outs(%d : tensor<?x8xf32>) {
  ^bb0(%a: f32, %m: f32, %b: f32, %o: f32):
    %mean = arith.divf %m, %size : f32
    %more = arith.addf %mean, %eps : f32
    %root = math.rsqrt %more : f32
    %n = arith.mulf %a, %root : f32
    %y = arith.mulf %n, %b : f32
    linalg.yield %y : f32
  } -> tensor<?x8xf32>
  return %r : tensor<?x8xf32>
}
