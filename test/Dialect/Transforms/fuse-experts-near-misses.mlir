// RUN: mla-opt %s --split-input-file --mla-fuse | FileCheck %s
// RUN: mla-opt %s --split-input-file --mla-fuse --remarks-filter=mla -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

// One condition that fails a chunk.

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

mla.param @sg : tensor<4x8xf32> = view ["sg"]
mla.param @su : tensor<4x8xf32> = view ["su"]

// Places and weights of different rows.

// CHECK-LABEL: func.func @negative_rows(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: places and weights are read by different rows"
func.func @negative_rows(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>, %rows: tensor<?xi32>, %egp: tensor<?x2xi32>, %egw: tensor<?x2xf32>, %egy: tensor<?x8xf32>, %egx: tensor<?x8xf32>, %other: tensor<?xi32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %gp = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]} ins(%rows : tensor<?xi32>) outs(%egp : tensor<?x2xi32>) {
  ^bb0(%r: i32, %o: i32):
    %i = arith.index_cast %r : i32 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %plan#2[%i, %j] : tensor<?x2xi32>
    linalg.yield %v : i32
  } -> tensor<?x2xi32>
  %gw = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]} ins(%other : tensor<?xi32>) outs(%egw : tensor<?x2xf32>) {
  ^bb0(%r: i32, %o: f32):
    %i = arith.index_cast %r : i32 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %route#1[%i, %j] : tensor<?x2xf32>
    linalg.yield %v : f32
  } -> tensor<?x2xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%gp, %gw : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %gy = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]} ins(%rows : tensor<?xi32>) outs(%egy : tensor<?x8xf32>) {
  ^bb0(%r: i32, %o: f32):
    %i = arith.index_cast %r : i32 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %y[%i, %j] : tensor<?x8xf32>
    linalg.yield %v : f32
  } -> tensor<?x8xf32>
  %wsg = mla.get_param @sg : tensor<4x8xf32>
  %wsu = mla.get_param @su : tensor<4x8xf32>
  %sgate = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%gy, %wsg : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zs : tensor<?x4xf32>) -> tensor<?x4xf32>
  %sup = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%gy, %wsu : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zs : tensor<?x4xf32>) -> tensor<?x4xf32>
  %sh = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sgate, %sup : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %sdown = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%sh, %wsd : tensor<?x4xf32>, tensor<8x4xf32>) outs(%zh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %mlp = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sum, %sdown : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  %gx = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]} ins(%rows : tensor<?xi32>) outs(%egx : tensor<?x8xf32>) {
  ^bb0(%r: i32, %o: f32):
    %i = arith.index_cast %r : i32 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %x[%i, %j] : tensor<?x8xf32>
    linalg.yield %v : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gx, %mlp : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// Weights of another routing.

// CHECK-LABEL: func.func @negative_weights(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: places and weights are not those of one routing"
func.func @negative_weights(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %ew : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// Experts with another activation: a / (1 + exp(-b)) * b.

// CHECK-LABEL: func.func @negative_activation(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: the experts are not silu(gate) * up, then down"
func.func @negative_activation(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %b : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// Gate and up read different inputs.

// CHECK-LABEL: func.func @negative_two_inputs(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: gate and up are not matmuls of one input"
func.func @negative_two_inputs(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%x, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// Gate is sorted by another plan.

// CHECK-LABEL: func.func @negative_gate_plan(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: gate or up follows another plan"
func.func @negative_gate_plan(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %other:3 = mla.moe_plan ins(%route#0 : tensor<?x2xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %other#0, %other#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// Down is sorted by another plan.

// CHECK-LABEL: func.func @negative_down_plan(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: down follows another plan"
func.func @negative_down_plan(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %other:3 = mla.moe_plan ins(%route#0 : tensor<?x2xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %down = mla.grouped_matmul ins(%h, %wd, %other#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// The input is normalised elsewhere.

// CHECK-LABEL: func.func @negative_no_norm(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: its input is not normalised here"
func.func @negative_no_norm(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>, %given: tensor<?x8xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = tensor.cast %given : tensor<?x8xf32> to tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// The router reads the residual stream.

// CHECK-LABEL: func.func @negative_router_input(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: the router does not read the experts' input"
func.func @negative_router_input(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// Gate and up are rounded to bf16 on the way.

// CHECK-LABEL: func.func @negative_types(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: its parts are rounded to different types"
func.func @negative_types(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>, %eb: tensor<?x4xbf16>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%eb : tensor<?x4xbf16>) -> tensor<?x4xbf16>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xbf16>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%ab: bf16, %b: f32, %o: f32):
    %a = arith.extf %ab : bf16 to f32
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// The sum is scaled before it is added.

// CHECK-LABEL: func.func @negative_scaled(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: what the experts give is not added to the residual stream"
func.func @negative_scaled(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %c = arith.constant 0.5 : f32
    %sb = arith.mulf %b, %c : f32
    %added = arith.addf %a, %sb : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// A shared expert that is one projection.

// CHECK-LABEL: func.func @negative_shared_form(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: the shared experts are not one gated projection and one back"
func.func @negative_shared_form(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>, %wsq: tensor<8x8xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %wsg = arith.constant 0 : index
  %wsu = arith.constant 0 : index
  %sgate = arith.constant 0 : index
  %sup = arith.constant 0 : index
  %sh = arith.constant 0 : index
  %sdown = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %wsq : tensor<?x8xf32>, tensor<8x8xf32>) outs(%zh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %mlp = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sum, %sdown : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %mlp : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

mla.param @sg : tensor<4x8xf32> = view ["sg"]
mla.param @su : tensor<4x8xf32> = view ["su"]

// The shared experts read the residual stream.

// CHECK-LABEL: func.func @negative_shared_input(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: the shared experts have another input"
func.func @negative_shared_input(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %wsg = mla.get_param @sg : tensor<4x8xf32>
  %wsu = mla.get_param @su : tensor<4x8xf32>
  %sgate = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wsg : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zs : tensor<?x4xf32>) -> tensor<?x4xf32>
  %sup = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%x, %wsu : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zs : tensor<?x4xf32>) -> tensor<?x4xf32>
  %sh = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sgate, %sup : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %sdown = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%sh, %wsd : tensor<?x4xf32>, tensor<8x4xf32>) outs(%zh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %mlp = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sum, %sdown : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %mlp : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

mla.param @sg : tensor<4x8xf32> = view ["sg"]
mla.param @su : tensor<4x8xf32> = view ["su"]

// The result is added to another stream.

// CHECK-LABEL: func.func @negative_other_residual(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: what the experts give is not added to the input of their norm"
func.func @negative_other_residual(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>, %other: tensor<?x8xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %wsg = mla.get_param @sg : tensor<4x8xf32>
  %wsu = mla.get_param @su : tensor<4x8xf32>
  %sgate = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %wsg : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zs : tensor<?x4xf32>) -> tensor<?x4xf32>
  %sup = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %wsu : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zs : tensor<?x4xf32>) -> tensor<?x4xf32>
  %sh = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sgate, %sup : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %sdown = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%sh, %wsd : tensor<?x4xf32>, tensor<8x4xf32>) outs(%zh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %mlp = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sum, %sdown : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%other, %mlp : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

mla.param @sg : tensor<4x8xf32> = view ["sg"]
mla.param @su : tensor<4x8xf32> = view ["su"]

// Some rows of the experts, all of x.

// CHECK-LABEL: func.func @negative_all_rows_of_x(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: what the experts give is not added to the input of their norm"
func.func @negative_all_rows_of_x(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>, %rows: tensor<?xi32>, %egp: tensor<?x2xi32>, %egw: tensor<?x2xf32>, %egy: tensor<?x8xf32>, %egx: tensor<?x8xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %gp = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]} ins(%rows : tensor<?xi32>) outs(%egp : tensor<?x2xi32>) {
  ^bb0(%r: i32, %o: i32):
    %i = arith.index_cast %r : i32 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %plan#2[%i, %j] : tensor<?x2xi32>
    linalg.yield %v : i32
  } -> tensor<?x2xi32>
  %gw = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]} ins(%rows : tensor<?xi32>) outs(%egw : tensor<?x2xf32>) {
  ^bb0(%r: i32, %o: f32):
    %i = arith.index_cast %r : i32 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %route#1[%i, %j] : tensor<?x2xf32>
    linalg.yield %v : f32
  } -> tensor<?x2xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%gp, %gw : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %gy = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]} ins(%rows : tensor<?xi32>) outs(%egy : tensor<?x8xf32>) {
  ^bb0(%r: i32, %o: f32):
    %i = arith.index_cast %r : i32 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %y[%i, %j] : tensor<?x8xf32>
    linalg.yield %v : f32
  } -> tensor<?x8xf32>
  %wsg = mla.get_param @sg : tensor<4x8xf32>
  %wsu = mla.get_param @su : tensor<4x8xf32>
  %sgate = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%gy, %wsg : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zs : tensor<?x4xf32>) -> tensor<?x4xf32>
  %sup = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%gy, %wsu : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zs : tensor<?x4xf32>) -> tensor<?x4xf32>
  %sh = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sgate, %sup : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %sdown = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%sh, %wsd : tensor<?x4xf32>, tensor<8x4xf32>) outs(%zh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %mlp = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sum, %sdown : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  %gx = linalg.generic {indexing_maps = [#row, #id], iterator_types = ["parallel", "parallel"]} ins(%rows : tensor<?xi32>) outs(%egx : tensor<?x8xf32>) {
  ^bb0(%r: i32, %o: f32):
    %i = arith.index_cast %r : i32 to index
    %j = linalg.index 1 : index
    %v = tensor.extract %x[%i, %j] : tensor<?x8xf32>
    linalg.yield %v : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %mlp : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

mla.param @sg : tensor<4x8xf32> = view ["sg"]
mla.param @su : tensor<4x8xf32> = view ["su"]

// The normalised input is read elsewhere.

// CHECK-LABEL: func.func @negative_other_uses(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: something between norm and sum has other uses"
func.func @negative_other_uses(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>) -> (tensor<?x8xf32>, tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %wsg = mla.get_param @sg : tensor<4x8xf32>
  %wsu = mla.get_param @su : tensor<4x8xf32>
  %sgate = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %wsg : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zs : tensor<?x4xf32>) -> tensor<?x4xf32>
  %sup = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %wsu : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zs : tensor<?x4xf32>) -> tensor<?x4xf32>
  %sh = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sgate, %sup : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %sdown = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%sh, %wsd : tensor<?x4xf32>, tensor<8x4xf32>) outs(%zh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %mlp = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sum, %sdown : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %mlp : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out, %y : tensor<?x8xf32>, tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// The shared experts are rounded to bf16 on the way.

// CHECK-LABEL: func.func @negative_shared_type(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: the shared experts are rounded to another type"
func.func @negative_shared_type(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>, %eb: tensor<?x4xbf16>, %wsgu: tensor<8x8xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %unused0 = arith.constant 0 : index
  %unused1 = arith.constant 0 : index
  %unused2 = arith.constant 0 : index
  %unused3 = arith.constant 0 : index
  %sh = mla.linear ins(%y, %wsgu : tensor<?x8xf32>, tensor<8x8xf32>) outs(%eb : tensor<?x4xbf16>) {gated} -> tensor<?x4xbf16>
  %sdown = mla.linear ins(%sh, %wsd : tensor<?x4xbf16>, tensor<8x4xf32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %mlp = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sum, %sdown : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %mlp : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// Activations are bf16, and the weighted sum is added as it is.

// CHECK-LABEL: func.func @negative_unrounded(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: the weighted sum is not rounded to the type of activations"
func.func @negative_unrounded(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>, %xb: tensor<?x8xbf16>, %ehb: tensor<?x8xbf16>, %eib: tensor<?x4xbf16>) -> (tensor<?x8xbf16>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%xb, %nw : tensor<?x8xbf16>, tensor<8xf32>) outs(%ehb : tensor<?x8xbf16>) {eps = 1.0e-6 : f32} -> tensor<?x8xbf16>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xbf16>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xbf16>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%eib : tensor<?x4xbf16>) -> tensor<?x4xbf16>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xbf16>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%eib : tensor<?x4xbf16>) -> tensor<?x4xbf16>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xbf16>, tensor<?x4xbf16>) outs(%eib : tensor<?x4xbf16>) {
  ^bb0(%ab: bf16, %bb: bf16, %o: bf16):
    %a = arith.extf %ab : bf16 to f32
    %b = arith.extf %bb : bf16 to f32
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    %pb = arith.truncf %pr : f32 to bf16
    linalg.yield %pb : bf16
  } -> tensor<?x4xbf16>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xbf16>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%ehb : tensor<?x8xbf16>) -> tensor<?x8xbf16>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %vb = tensor.extract %down[%i, %j] : tensor<?x8xbf16>
    %v = arith.extf %vb : bf16 to f32
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%xb, %sum : tensor<?x8xbf16>, tensor<?x8xf32>) outs(%ehb : tensor<?x8xbf16>) {
  ^bb0(%ab: bf16, %b: f32, %o: bf16):
    %a = arith.extf %ab : bf16 to f32
    %added = arith.addf %a, %b : f32
    %rounded = arith.truncf %added : f32 to bf16
    linalg.yield %rounded : bf16
  } -> tensor<?x8xbf16>
  return %out : tensor<?x8xbf16>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// Another sum: where a choice went nowhere, 1 is added.

// CHECK-LABEL: func.func @negative_no_sum(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: no weighted sum reads its places"
func.func @negative_no_sum(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %w : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// The router chooses among more experts than there are.

// CHECK-LABEL: func.func @negative_number(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: the router chooses among another number of experts"
func.func @negative_number(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>, %eo3: tensor<4xi32>, %wg3: tensor<3x4x8xf32>, %wd3: tensor<3x8x4xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo3, %er, %ek : tensor<4xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<4xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg3, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<3x4x8xf32>, tensor<4xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wg3, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<3x4x8xf32>, tensor<4xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd3, %plan#0 : tensor<?x4xf32>, tensor<3x8x4xf32>, tensor<4xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

// Weights of integers, which no kernel has.

// CHECK-LABEL: func.func @negative_integers(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: its weights are not floating point"
func.func @negative_integers(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>, %wi: tensor<4x4x8xi8>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wi, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xi8>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %sum : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}

// -----

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

mla.param @sg : tensor<4x8xf32> = view ["sg"]
mla.param @su : tensor<4x8xf32> = view ["su"]

// The last sum is written over the normalised input.

// CHECK-LABEL: func.func @negative_in_place(
// CHECK-NOT:     mla.expert_mlp
// CHECK:         mla.moe_plan
// CHECK-NOT:     mla.expert_mlp
// CHECK:         return
// REMARK:      [Missed] Fuse | Category:mla | Remark="the layer of experts stays apart: the sum overwrites what it is made of"
func.func @negative_in_place(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits, %bias : tensor<?x4xf32>, tensor<4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0, %slots : tensor<?x2xi32>, tensor<?xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  %gate = mla.grouped_matmul ins(%y, %wg, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %up = mla.grouped_matmul ins(%y, %wu, %plan#0, %plan#1 : tensor<?x8xf32>, tensor<4x4x8xf32>, tensor<5xi32>, tensor<?xi32>) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %h = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %down = mla.grouped_matmul ins(%h, %wd, %plan#0 : tensor<?x4xf32>, tensor<4x8x4xf32>, tensor<5xi32>) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %sum = linalg.generic {indexing_maps = [#tk, #tk, #th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 2 : index
    %v = tensor.extract %down[%i, %j] : tensor<?x8xf32>
    %t = arith.mulf %v, %w : f32
    %g = arith.select %real, %t, %zero : f32
    %s = arith.addf %o, %g : f32
    linalg.yield %s : f32
  } -> tensor<?x8xf32>
  %wsg = mla.get_param @sg : tensor<4x8xf32>
  %wsu = mla.get_param @su : tensor<4x8xf32>
  %sgate = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %wsg : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zs : tensor<?x4xf32>) -> tensor<?x4xf32>
  %sup = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %wsu : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zs : tensor<?x4xf32>) -> tensor<?x4xf32>
  %sh = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sgate, %sup : tensor<?x4xf32>, tensor<?x4xf32>) outs(%ei : tensor<?x4xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %one = arith.constant 1.0 : f32
    %neg = arith.negf %a : f32
    %exp = math.exp %neg : f32
    %den = arith.addf %exp, %one : f32
    %sig = arith.divf %a, %den : f32
    %pr = arith.mulf %sig, %b : f32
    linalg.yield %pr : f32
  } -> tensor<?x4xf32>
  %sdown = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%sh, %wsd : tensor<?x4xf32>, tensor<8x4xf32>) outs(%zh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %mlp = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sum, %sdown : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%x, %mlp : tensor<?x8xf32>, tensor<?x8xf32>) outs(%y : tensor<?x8xf32>) {
  ^bb0(%a: f32, %b: f32, %o: f32):
    %added = arith.addf %a, %b : f32
    linalg.yield %added : f32
  } -> tensor<?x8xf32>
  return %out : tensor<?x8xf32>
}
