// RUN: mla-opt %s --split-input-file --mla-fuse | FileCheck %s
// RUN: mla-opt %s --split-input-file --mla-fuse --remarks-filter=mla -o /dev/null 2>&1 | FileCheck %s --check-prefix=REMARK

#mk = affine_map<(m, n, k) -> (m, k)>
#nk = affine_map<(m, n, k) -> (n, k)>
#mn = affine_map<(m, n, k) -> (m, n)>
#id = affine_map<(i, j) -> (i, j)>
#row = affine_map<(i, j) -> (i)>
#tk = affine_map<(t, k, h) -> (t, k)>
#th = affine_map<(t, k, h) -> (t, h)>

mla.param @sg : tensor<4x8xf32> = view ["sg"]
mla.param @su : tensor<4x8xf32> = view ["su"]

// From the norm to the sum with the residual stream, routed and shared.

// CHECK-LABEL: func.func @shared(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x8xf32>, %[[NW:[^:]+]]: tensor<8xf32>, %[[R:[^:]+]]: tensor<4x8xf32>, %[[B:[^:]+]]: tensor<4xf32>, %[[S:[^:]+]]: tensor<?xi32>, %[[G:[^:]+]]: tensor<4x4x8xf32>, %[[U:[^:]+]]: tensor<4x4x8xf32>, %[[D:[^:]+]]: tensor<4x8x4xf32>, %[[SD:[^:]+]]: tensor<8x4xf32>
// CHECK:         %[[SGU:.+]] = mla.get_param @"sg|su" : tensor<8x8xf32>
// CHECK:         %[[O:.+]] = mla.expert_mlp ins(%[[X]], %[[NW]], %[[R]], %[[G]], %[[U]], %[[D]] : {{.*}}) bias(%[[B]] : tensor<4xf32>) slots(%[[S]] : tensor<?xi32>) shared(%[[SGU]], %[[SD]] : {{.*}} {eps = 9.99999997E-7 : f32, normalize = true, scoring = #mla.scoring<sigmoid>, top_k = 2 : i64}
// CHECK-NEXT:    return %[[O]]
// REMARK:      [Passed] Fuse | Category:mla | Remark="a layer of experts as one", experts=4, shared=yes, top_k=2
func.func @shared(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
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

// Without shared experts, bias and slots; the residual stream comes second.

// CHECK-LABEL: func.func @routed(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x8xf32>
// CHECK:         %[[O:.+]] = mla.expert_mlp ins(%[[X]], {{.*}} : tensor<?x8xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<4x4x8xf32>, tensor<4x4x8xf32>, tensor<4x8x4xf32>) outs(
// CHECK-NEXT:    return %[[O]]
// REMARK:      [Passed] Fuse | Category:mla | Remark="a layer of experts as one", experts=4, shared=no, top_k=2
func.func @routed(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
    %wd: tensor<4x8x4xf32>, %wsd: tensor<8x4xf32>, %eh: tensor<?x8xf32>, %ei: tensor<?x4xf32>, %eo: tensor<5xi32>, %er: tensor<?xi32>, %ek: tensor<?x2xi32>, %ew: tensor<?x2xf32>) -> (tensor<?x8xf32>) {
  %zero = arith.constant 0.0 : f32
  %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<?x8xf32>) -> tensor<?x8xf32>
  %zr = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %zs = linalg.fill ins(%zero : f32) outs(%ei : tensor<?x4xf32>) -> tensor<?x4xf32>
  %y = mla.rms_norm ins(%x, %nw : tensor<?x8xf32>, tensor<8xf32>) outs(%eh : tensor<?x8xf32>) {eps = 1.0e-6 : f32} -> tensor<?x8xf32>
  %logits = linalg.matmul indexing_maps = [#mk, #nk, #mn] ins(%y, %router : tensor<?x8xf32>, tensor<4x8xf32>) outs(%zr : tensor<?x4xf32>) -> tensor<?x4xf32>
  %route:2 = mla.route ins(%logits : tensor<?x4xf32>) outs(%ek, %ew : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, normalize = true} -> tensor<?x2xi32>, tensor<?x2xf32>
  %plan:3 = mla.moe_plan ins(%route#0 : tensor<?x2xi32>) outs(%eo, %er, %ek : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
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
  %out = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%sum, %x : tensor<?x8xf32>, tensor<?x8xf32>) outs(%eh : tensor<?x8xf32>) {
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

// Some rows are asked for, as in the last layer of a step: those of x and their
// slots are gathered first, and nothing is computed for the others.

// CHECK-LABEL: func.func @some_rows(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x8xf32>, {{.*}}%[[S:[^:]+]]: tensor<?xi32>, %{{[^:]+}}: tensor<4x4x8xf32>, {{.*}} %[[ROWS:[^:]+]]: tensor<?xi32>, %{{[^:]+}}: tensor<?x2xi32>, %{{[^:]+}}: tensor<?x2xf32>, %{{[^:]+}}: tensor<?x8xf32>, %{{[^:]+}}: tensor<?x8xf32>)
// CHECK:         %[[GX:.+]] = linalg.generic {{.*}} ins(%[[ROWS]] : tensor<?xi32>) outs(%{{.+}} : tensor<?x8xf32>)
// CHECK:           tensor.extract %[[X]]
// CHECK:         %[[GS:.+]] = linalg.generic {{.*}} ins(%[[ROWS]] : tensor<?xi32>) outs(%{{.+}} : tensor<?xi32>)
// CHECK:           tensor.extract %[[S]]
// CHECK-NOT:     mla.rms_norm
// CHECK:         %[[O:.+]] = mla.expert_mlp ins(%[[GX]], {{.*}} slots(%[[GS]] : tensor<?xi32>)
// CHECK-NEXT:    return %[[O]]
func.func @some_rows(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
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
#hkt_tk = affine_map<(h, k, t) -> (t, k)>
#hkt_th = affine_map<(h, k, t) -> (t, h)>

// The loops of the weighted sum stand in another order.

// CHECK-LABEL: func.func @loop_order(
// CHECK:         mla.expert_mlp
func.func @loop_order(%x: tensor<?x8xf32>, %nw: tensor<8xf32>, %router: tensor<4x8xf32>, %bias: tensor<4xf32>, %slots: tensor<?xi32>, %wg: tensor<4x4x8xf32>, %wu: tensor<4x4x8xf32>,
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
  %sum = linalg.generic {indexing_maps = [#hkt_tk, #hkt_tk, #hkt_th], iterator_types = ["parallel", "reduction", "parallel"]} ins(%plan#2, %route#1 : tensor<?x2xi32>, tensor<?x2xf32>) outs(%zh : tensor<?x8xf32>) {
  ^bb0(%p: i32, %w: f32, %o: f32):
    %c0_i32 = arith.constant 0 : i32
    %real = arith.cmpi sge, %p, %c0_i32 : i32
    %pos = arith.maxsi %p, %c0_i32 : i32
    %i = arith.index_cast %pos : i32 to index
    %j = linalg.index 0 : index
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
