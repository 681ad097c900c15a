// RUN: mla-opt %s --split-input-file --mla-fuse | FileCheck %s
// RUN: mla-opt %s --split-input-file --mla-fuse --remarks-filter=mla -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>

// A projection takes in the norm before it, the rounding and the residual after
// it.

// CHECK-LABEL: func.func @projection(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x8xbf16>, %[[W:[^:]+]]: tensor<8x8xbf16>, %[[N:[^:]+]]: tensor<8xbf16>)
// CHECK:         %[[Y:.+]] = mla.linear ins(%[[X]], %[[W]] : tensor<?x8xbf16>, tensor<8x8xbf16>) norm(%[[N]] : tensor<8xbf16>) residual(%[[X]] : tensor<?x8xbf16>) outs(%{{.+}} : tensor<?x8xbf16>) {eps = 9.99999997E-7 : f32}
// CHECK:         return %[[Y]]
// CHECK-NOT:     mla.rms_norm
// CHECK-NOT:     linalg
// REMARK-DAG:  [Passed] Fuse | Category:mla | Remark="matmul and residual as one"
// REMARK-DAG:  [Passed] Fuse | Category:mla | Remark="norm and matmul as one"
func.func @projection(%x: tensor<?x8xbf16>, %w: tensor<8x8xbf16>, %nw: tensor<8xbf16>) -> tensor<?x8xbf16> {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xbf16>
  %e = tensor.empty(%T) : tensor<?x8xbf16>
  %n = mla.rms_norm ins(%x, %nw : tensor<?x8xbf16>, tensor<8xbf16>) outs(%e : tensor<?x8xbf16>) {eps = 1.0e-6 : f32} -> tensor<?x8xbf16>
  %ef = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%ef : tensor<?x8xf32>) -> tensor<?x8xf32>
  %m = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%n, %w : tensor<?x8xbf16>, tensor<8x8xbf16>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %r = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]} ins(%m : tensor<?x8xf32>) outs(%e : tensor<?x8xbf16>) {
  ^bb0(%a: f32, %o: bf16):
    %t = arith.truncf %a : f32 to bf16
    linalg.yield %t : bf16
  } -> tensor<?x8xbf16>
  %y = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%r, %x : tensor<?x8xbf16>, tensor<?x8xbf16>) outs(%e : tensor<?x8xbf16>) {
  ^bb0(%a: bf16, %b: bf16, %o: bf16):
    %aw = arith.extf %a : bf16 to f32
    %bw = arith.extf %b : bf16 to f32
    %sum = arith.addf %aw, %bw : f32
    %t = arith.truncf %sum : f32 to bf16
    linalg.yield %t : bf16
  } -> tensor<?x8xbf16>
  return %y : tensor<?x8xbf16>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#last = affine_map<(i, j) -> (j)>

// Gate and up under silu and product are one weight, gate first, whatever the
// order of the product's factors and of the matmuls.

// CHECK:       mla.param @"gate|up" : tensor<16x8xf32> = concat ["gate", "up"]
// CHECK-NOT:   mla.param
mla.param @up : tensor<8x8xf32> = view ["up"]
mla.param @gate : tensor<8x8xf32> = view ["gate"]

// CHECK-LABEL: func.func @gated(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x8xf32>)
// CHECK:         %[[W:.+]] = mla.get_param @"gate|up" : tensor<16x8xf32>
// CHECK:         %[[P:.+]] = mla.linear ins(%[[X]], %[[W]] : tensor<?x8xf32>, tensor<16x8xf32>) outs(%{{.+}} : tensor<?x8xf32>) {gated} -> tensor<?x8xf32>
// CHECK:         return %[[P]]
// REMARK:      [Passed] Fuse | Category:mla | Remark="gate, up, silu and product as one", parameter=gate|up
func.func @gated(%x: tensor<?x8xf32>) -> (tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %wu = mla.get_param @up : tensor<8x8xf32>
  %u = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wu : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %wg = mla.get_param @gate : tensor<8x8xf32>
  %g = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wg : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %p = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%g, %u : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %silu = arith.divf %a, %den : f32
    %p = arith.mulf %silu, %b : f32
    linalg.yield %p : f32
  } -> tensor<?x8xf32>
  return %p : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#last = affine_map<(i, j) -> (j)>

// Gate and up read different inputs.

mla.param @gate : tensor<8x8xf32> = view ["gate"]
mla.param @up : tensor<8x8xf32> = view ["up"]

// CHECK-LABEL: func.func @negative_gate_of_another_input(
// CHECK:         mla.linear
// CHECK:         mla.linear
// CHECK:         linalg.generic
// REMARK:      [Missed] Fuse | Category:mla | Remark="silu and product stay apart: gate and up are not projections of one input"
func.func @negative_gate_of_another_input(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>) -> (tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %wg = mla.get_param @gate : tensor<8x8xf32>
  %wu = mla.get_param @up : tensor<8x8xf32>
  %g = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wg : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %u = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %wu : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %p = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%g, %u : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %silu = arith.divf %a, %den : f32
    %p = arith.mulf %silu, %b : f32
    linalg.yield %p : f32
  } -> tensor<?x8xf32>
  return %p : tensor<?x8xf32>
}

// -----

#id = affine_map<(i, j) -> (i, j)>

// A factor that is more than a projection, as a hand-written model may have it.

mla.param @up : tensor<8x8xf32> = view ["up"]

// CHECK-LABEL: func.func @negative_gate_with_residual(
// CHECK:         mla.linear
// CHECK:         mla.linear
// CHECK:         linalg.generic
// REMARK:      [Missed] Fuse | Category:mla | Remark="silu and product stay apart: a factor is not a projection alone"
func.func @negative_gate_with_residual(%x: tensor<?x8xf32>, %w: tensor<8x8xf32>, %e: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %wu = mla.get_param @up : tensor<8x8xf32>
  %g = mla.linear ins(%x, %w : tensor<?x8xf32>, tensor<8x8xf32>) residual(%x : tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %u = mla.linear ins(%x, %wu : tensor<?x8xf32>, tensor<8x8xf32>) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %p = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%g, %u : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %silu = arith.divf %a, %den : f32
    %pr = arith.mulf %silu, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x8xf32>
  return %p : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#last = affine_map<(i, j) -> (j)>

// Gate is needed as it is, too.

mla.param @gate : tensor<8x8xf32> = view ["gate"]
mla.param @up : tensor<8x8xf32> = view ["up"]

// CHECK-LABEL: func.func @negative_gate_used_twice(
// CHECK:         mla.linear
// CHECK:         linalg.generic
// REMARK:      [Missed] Fuse | Category:mla | Remark="silu and product stay apart: gate or up has other uses"
func.func @negative_gate_used_twice(%x: tensor<?x8xf32>) -> (tensor<?x8xf32>, tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %wg = mla.get_param @gate : tensor<8x8xf32>
  %wu = mla.get_param @up : tensor<8x8xf32>
  %g = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wg : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %u = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wu : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %p = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%g, %u : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %silu = arith.divf %a, %den : f32
    %p = arith.mulf %silu, %b : f32
    linalg.yield %p : f32
  } -> tensor<?x8xf32>
  return %p, %g : tensor<?x8xf32>, tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#last = affine_map<(i, j) -> (j)>

// A weight that the function was given cannot be joined.

mla.param @up : tensor<8x8xf32> = view ["up"]

// CHECK-LABEL: func.func @negative_gate_not_a_parameter(
// CHECK:         mla.linear
// CHECK:         mla.linear
// CHECK:         linalg.generic
// REMARK:      [Missed] Fuse | Category:mla | Remark="silu and product stay apart: the weight is not a parameter"
func.func @negative_gate_not_a_parameter(%x: tensor<?x8xf32>, %wg: tensor<8x8xf32>) -> (tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %wu = mla.get_param @up : tensor<8x8xf32>
  %g = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wg : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %u = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wu : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %p = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%g, %u : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %silu = arith.divf %a, %den : f32
    %p = arith.mulf %silu, %b : f32
    linalg.yield %p : f32
  } -> tensor<?x8xf32>
  return %p : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#last = affine_map<(i, j) -> (j)>

// Random weights of a kind of their own.

mla.param @gate : tensor<8x8xf32> = view ["gate"] init zero
mla.param @up : tensor<8x8xf32> = view ["up"]

// CHECK-LABEL: func.func @negative_gate_initialised_otherwise(
// CHECK:         mla.linear
// CHECK:         mla.linear
// CHECK:         linalg.generic
// REMARK:      [Missed] Fuse | Category:mla | Remark="silu and product stay apart: the weights are initialised differently"
func.func @negative_gate_initialised_otherwise(%x: tensor<?x8xf32>) -> (tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %wg = mla.get_param @gate : tensor<8x8xf32>
  %wu = mla.get_param @up : tensor<8x8xf32>
  %g = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wg : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %u = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wu : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %p = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%g, %u : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %silu = arith.divf %a, %den : f32
    %p = arith.mulf %silu, %b : f32
    linalg.yield %p : f32
  } -> tensor<?x8xf32>
  return %p : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#last = affine_map<(i, j) -> (j)>

// The term is needed before the sum, too.

// CHECK-LABEL: func.func @negative_residual_term_used_twice(
// CHECK:         mla.linear ins(%{{.+}}, %{{.+}} : tensor<?x8xf32>, tensor<8x8xf32>) outs(
// CHECK:         linalg.generic
// REMARK:      [Missed] Fuse | Category:mla | Remark="the residual is added apart: the term has other uses"
func.func @negative_residual_term_used_twice(%x: tensor<?x8xf32>, %w: tensor<8x8xf32>) -> (tensor<?x8xf32>, tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %m = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %w : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %y = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %m : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %sum = arith.addf %a, %b : f32
    linalg.yield %sum : f32
  } -> tensor<?x8xf32>
  return %y, %m : tensor<?x8xf32>, tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#last = affine_map<(i, j) -> (j)>

// A term that is scaled, as MiniCPM3 does.

// CHECK-LABEL: func.func @negative_scaled_residual(
// CHECK:         mla.linear ins(%{{.+}}, %{{.+}} : tensor<?x8xf32>, tensor<8x8xf32>) outs(
// CHECK:         linalg.generic
// REMARK:      [Missed] Fuse | Category:mla | Remark="the residual is added apart: the term is scaled, and mla.linear does not scale"
func.func @negative_scaled_residual(%x: tensor<?x8xf32>, %w: tensor<8x8xf32>) -> (tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %m = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %w : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %y = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %m : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %c = arith.constant 0.5 : f32
    %d = arith.mulf %b, %c : f32
    %sum = arith.addf %a, %d : f32
    linalg.yield %sum : f32
  } -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#last = affine_map<(i, j) -> (j)>

// A product of two projections is not added to.

mla.param @gate : tensor<8x8xf32> = view ["gate"]
mla.param @up : tensor<8x8xf32> = view ["up"]

// CHECK-LABEL: func.func @negative_residual_of_gated(
// CHECK:         mla.linear{{.*}}gated
// CHECK:         linalg.generic
// REMARK:      [Missed] Fuse | Category:mla | Remark="the residual is added apart: the term is a product of two projections"
func.func @negative_residual_of_gated(%x: tensor<?x8xf32>) -> (tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %wg = mla.get_param @gate : tensor<8x8xf32>
  %wu = mla.get_param @up : tensor<8x8xf32>
  %g = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wg : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %u = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wu : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %p = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%g, %u : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %silu = arith.divf %a, %den : f32
    %p = arith.mulf %silu, %b : f32
    linalg.yield %p : f32
  } -> tensor<?x8xf32>
  %y = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %p : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %sum = arith.addf %a, %b : f32
    linalg.yield %sum : f32
  } -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#last = affine_map<(i, j) -> (j)>

// A norm that others read.

// CHECK-LABEL: func.func @negative_norm_used_twice(
// CHECK:         %[[N:.+]] = mla.rms_norm
// CHECK:         mla.linear ins(%[[N]], %{{.+}} : tensor<?x8xf32>, tensor<8x8xf32>) outs(
// REMARK:      [Missed] Fuse | Category:mla | Remark="the norm before it stays apart: its result has other uses"
func.func @negative_norm_used_twice(%x: tensor<?x8xf32>, %w: tensor<8x8xf32>, %nw: tensor<8xf32>) -> (tensor<?x8xf32>, tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %n = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %m = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%n, %w : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  return %m, %n : tensor<?x8xf32>, tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#last = affine_map<(i, j) -> (j)>

// Of a sum that no linear took and a norm that no linear took.

// CHECK-LABEL: func.func @add_norm(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x8xf32>, %[[Y:[^:]+]]: tensor<?x8xf32>, %[[NW:[^:]+]]: tensor<8xf32>)
// CHECK:         %[[S:.+]]:2 = mla.add_rms_norm ins(%[[X]], %[[Y]], %[[NW]] : {{.*}} {eps = 9.99999997E-7 : f32, scale = 5.000000e-01 : f32}
// CHECK:         return %[[S]]#1, %[[S]]#0
// REMARK:      [Passed] Fuse | Category:mla | Remark="sum and norm as one"
func.func @add_norm(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>, %nw: tensor<8xf32>) -> (tensor<?x8xf32>, tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %s = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %y : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %c = arith.constant 0.5 : f32
    %d = arith.mulf %b, %c : f32
    %sum = arith.addf %a, %d : f32
    linalg.yield %sum : f32
  } -> tensor<?x8xf32>
  %n = mla.rms_norm ins(%s, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  return %n, %s : tensor<?x8xf32>, tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#last = affine_map<(i, j) -> (j)>

// The sum is read before it is normalised.

// CHECK-LABEL: func.func @negative_add_norm_late(
// CHECK:         linalg.generic
// CHECK:         linalg.generic
// CHECK:         mla.rms_norm
// REMARK:      [Missed] Fuse | Category:mla | Remark="sum and norm stay apart: the sum is used before the norm"
func.func @negative_add_norm_late(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>, %nw: tensor<8xf32>) -> (tensor<?x8xf32>, tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %s = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %y : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %sum = arith.addf %a, %b : f32
    linalg.yield %sum : f32
  } -> tensor<?x8xf32>
  %t = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%s, %y : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %c = arith.constant 2.0 : f32
    %d = arith.mulf %b, %c : f32
    %sum = arith.addf %a, %d : f32
    linalg.yield %sum : f32
  } -> tensor<?x8xf32>
  %n = mla.rms_norm ins(%s, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  return %n, %t : tensor<?x8xf32>, tensor<?x8xf32>
}

// CHECK-LABEL: func.func @negative_add_norm_in_place(
// CHECK:         linalg.generic
// CHECK:         mla.rms_norm
// REMARK:      [Missed] Fuse | Category:mla | Remark="sum and norm stay apart: the norm is written over the sum"
func.func @negative_add_norm_in_place(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>, %nw: tensor<8xf32>, %e: tensor<?x8xf32>) -> tensor<?x8xf32> {
  %s = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %y : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %sum = arith.addf %a, %b : f32
    linalg.yield %sum : f32
  } -> tensor<?x8xf32>
  %n = mla.rms_norm ins(%s, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%s : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  return %n : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#last = affine_map<(i, j) -> (j)>

// A factor that mla.add_rms_norm does not take.

// CHECK-LABEL: func.func @negative_add_norm_negative_factor(
// CHECK:         linalg.generic
// CHECK:         mla.rms_norm
// REMARK:      [Missed] Fuse | Category:mla | Remark="sum and norm stay apart: the term's factor is not positive"
func.func @negative_add_norm_negative_factor(%x: tensor<?x8xf32>, %y: tensor<?x8xf32>, %nw: tensor<8xf32>) -> (tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %s = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %y : tensor<?x8xf32>, tensor<?x8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %c = arith.constant -1.0 : f32
    %d = arith.mulf %b, %c : f32
    %sum = arith.addf %a, %d : f32
    linalg.yield %sum : f32
  } -> tensor<?x8xf32>
  %n = mla.rms_norm ins(%s, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  return %n : tensor<?x8xf32>
}

// -----

#id = affine_map<(i, j) -> (i, j)>
#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>

// Types that differ: a norm that narrows, sums that are not in f32, a term of
// f32 in a sum of bf16, a product rounded otherwise than its factors.

mla.param @gate : tensor<8x8xf32> = view ["gate"]
mla.param @up : tensor<8x8xf32> = view ["up"]

// CHECK-LABEL: func.func @negative_types(
// CHECK:         mla.rms_norm
// CHECK:         mla.linear ins({{.*}} : tensor<?x8xbf16>, tensor<8x8xf32>) outs(
// CHECK:         linalg.matmul {{.*}} -> tensor<?x8xbf16>
// CHECK:         mla.linear {{.*}} -> tensor<?x8xf32>
// CHECK:         linalg.generic
// CHECK:         mla.linear {{.*}} -> tensor<?x16xf32>
// CHECK:         linalg.generic
// REMARK-DAG:  [Missed] Fuse | Category:mla | Remark="the norm before it stays apart: it changes the type of its input"
// REMARK-DAG:  [Missed] Fuse | Category:mla | Remark="no mla.linear: its sums are not in f32"
// REMARK-DAG:  [Missed] Fuse | Category:mla | Remark="the residual is added apart: term, residual and sum differ in type"
// REMARK-DAG:  [Missed] Fuse | Category:mla | Remark="silu and product stay apart: gate and up are rounded to another type than their product"
func.func @negative_types(%x: tensor<?x8xf32>, %b: tensor<?x8xbf16>, %w: tensor<8x8xf32>, %nw: tensor<8xf32>)
    -> (tensor<?x8xf32>, tensor<?x8xbf16>, tensor<?x8xbf16>, tensor<?x8xbf16>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %eb = tensor.empty(%T) : tensor<?x8xbf16>
  %n = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eb : tensor<?x8xbf16>) {eps = 1.0e-6 : f32} -> tensor<?x8xbf16>
  %0 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%n, %w : tensor<?x8xbf16>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zerob = arith.constant 0.0 : bf16
  %zb = linalg.fill ins(%zerob : bf16) outs(%eb : tensor<?x8xbf16>) -> tensor<?x8xbf16>
  %1 = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %w : tensor<?x8xf32>, tensor<8x8xf32>) outs(%zb : tensor<?x8xbf16>) -> tensor<?x8xbf16>
  %m = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %w : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %2 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%b, %m : tensor<?x8xbf16>, tensor<?x8xf32>) outs(%eb : tensor<?x8xbf16>) {
  ^bb0(%p: bf16, %q: f32, %o: bf16):
    %pw = arith.extf %p : bf16 to f32
    %sum = arith.addf %pw, %q : f32
    %t = arith.truncf %sum : f32 to bf16
    linalg.yield %t : bf16
  } -> tensor<?x8xbf16>
  %wg = mla.get_param @gate : tensor<8x8xf32>
  %wu = mla.get_param @up : tensor<8x8xf32>
  %g = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wg : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %u = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wu : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %3 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%g, %u : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eb : tensor<?x8xbf16>) {
  ^bb0(%p: f32, %q: f32, %o: bf16):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %p : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %silu = arith.divf %p, %den : f32
    %pr = arith.mulf %silu, %q : f32
    %t = arith.truncf %pr : f32 to bf16
    linalg.yield %t : bf16
  } -> tensor<?x8xbf16>
  return %0, %1, %2, %3 : tensor<?x8xf32>, tensor<?x8xbf16>, tensor<?x8xbf16>, tensor<?x8xbf16>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#last = affine_map<(i, j) -> (j)>

// A bias stays an op of its own, after sums in f32.

// CHECK-LABEL: func.func @negative_bias(
// CHECK:         %[[M:.+]] = mla.linear {{.*}} -> tensor<?x8xf32>
// CHECK:         linalg.generic {{.*}} ins(%[[M]], %{{.+}} : tensor<?x8xf32>, tensor<8xf32>)
// REMARK:      [Missed] Fuse | Category:mla | Remark="the bias is added apart: mla.linear has none"
func.func @negative_bias(%x: tensor<?x8xf32>, %w: tensor<8x8xf32>, %b: tensor<8xf32>) -> (tensor<?x8xf32>) {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x8xf32>) -> tensor<?x8xf32>
  %m = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %w : tensor<?x8xf32>, tensor<8x8xf32>) outs(%z : tensor<?x8xf32>) -> tensor<?x8xf32>
  %y = linalg.generic {indexing_maps = [#id, #last, #id], iterator_types = ["parallel", "parallel"]} ins(%m, %b : tensor<?x8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {
  ^bb0(%p: f32, %q: f32, %o: f32):
    %sum = arith.addf %p, %q : f32
    linalg.yield %sum : f32
  } -> tensor<?x8xf32>
  return %y : tensor<?x8xf32>
}

// -----

#id = affine_map<(i) -> (i)>

// A sum of one row, without tokens.

// CHECK-LABEL: func.func @negative_add_norm_of_a_vector(
// CHECK:         linalg.generic
// CHECK:         mla.rms_norm
// REMARK:      [Missed] Fuse | Category:mla | Remark="sum and norm stay apart: they are not [T, H]"
func.func @negative_add_norm_of_a_vector(%x: tensor<8xf32>, %y: tensor<8xf32>, %nw: tensor<8xf32>, %e: tensor<8xf32>) -> tensor<8xf32> {
  %s = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel"]} ins(%x, %y : tensor<8xf32>, tensor<8xf32>) outs(%e : tensor<8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %sum = arith.addf %a, %b : f32
    linalg.yield %sum : f32
  } -> tensor<8xf32>
  %n = mla.rms_norm ins(%s, %nw : tensor<8xf32>, tensor<8xf32>) outs(%e : tensor<8xf32>) {eps = 1.0e-6 : f32} -> tensor<8xf32>
  return %n : tensor<8xf32>
}

// -----

// On memrefs nothing is fused.

// CHECK-LABEL: func.func @negative_memrefs(
// CHECK-COUNT-2: mla.linear
func.func @negative_memrefs(%x: memref<?x8xf32>, %w: memref<8x8xf32>, %o: memref<?x8xf32>) {
  mla.linear ins(%x, %w : memref<?x8xf32>, memref<8x8xf32>) outs(%o : memref<?x8xf32>)
  mla.linear ins(%x, %w : memref<?x8xf32>, memref<8x8xf32>) outs(%o : memref<?x8xf32>)
  return
}
