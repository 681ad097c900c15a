// RUN: mla-opt %s --split-input-file --verify-diagnostics

// One broken rule a chunk: experts.

// mla.route C1: K is the same for experts and weights.
func.func @f(%i0: tensor<?x8xf32>, %o0: tensor<?x2xi32>, %o1: tensor<?x3xf32>) {
  // expected-error @+1 {{expected K = 2 in weights [T K], got 3}}
  %0:2 = mla.route ins(%i0 : tensor<?x8xf32>) outs(%o0, %o1 : tensor<?x2xi32>, tensor<?x3xf32>) {scoring = #mla.scoring<sigmoid>} -> tensor<?x2xi32>, tensor<?x3xf32>
  return
}

// -----

// mla.route C1: logits are f32.
func.func @f(%i0: tensor<?x8xbf16>, %o0: tensor<?x2xi32>, %o1: tensor<?x2xf32>) {
  // expected-error @+1 {{expected logits of f32, got 'bf16'}}
  %0:2 = mla.route ins(%i0 : tensor<?x8xbf16>) outs(%o0, %o1 : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>} -> tensor<?x2xi32>, tensor<?x2xf32>
  return
}

// -----

// mla.route C1: the bias has an element for each expert.
func.func @f(%i0: tensor<?x8xf32>, %i1: tensor<7xf32>, %o0: tensor<?x2xi32>, %o1: tensor<?x2xf32>) {
  // expected-error @+1 {{expected E = 8 in bias [E], got 7}}
  %0:2 = mla.route ins(%i0, %i1 : tensor<?x8xf32>, tensor<7xf32>) outs(%o0, %o1 : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>} -> tensor<?x2xi32>, tensor<?x2xf32>
  return
}

// -----

// mla.route C1: K <= E.
func.func @f(%i0: tensor<?x8xf32>, %o0: tensor<?x9xi32>, %o1: tensor<?x9xf32>) {
  // expected-error @+1 {{expected 1 <= K <= E = 8, got K = 9}}
  %0:2 = mla.route ins(%i0 : tensor<?x8xf32>) outs(%o0, %o1 : tensor<?x9xi32>, tensor<?x9xf32>) {scoring = #mla.scoring<sigmoid>} -> tensor<?x9xi32>, tensor<?x9xf32>
  return
}

// -----

// mla.route C2: n_group divides E.
func.func @f(%i0: tensor<?x8xf32>, %o0: tensor<?x2xi32>, %o1: tensor<?x2xf32>) {
  // expected-error @+1 {{expected n_group to divide E = 8, got 3}}
  %0:2 = mla.route ins(%i0 : tensor<?x8xf32>) outs(%o0, %o1 : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, n_group = 3 : i64} -> tensor<?x2xi32>, tensor<?x2xf32>
  return
}

// -----

// mla.route C2: topk_group <= n_group.
func.func @f(%i0: tensor<?x8xf32>, %o0: tensor<?x2xi32>, %o1: tensor<?x2xf32>) {
  // expected-error @+1 {{expected 1 <= topk_group <= n_group = 4, got 5}}
  %0:2 = mla.route ins(%i0 : tensor<?x8xf32>) outs(%o0, %o1 : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, n_group = 4 : i64, topk_group = 5 : i64} -> tensor<?x2xi32>, tensor<?x2xf32>
  return
}

// -----

// mla.route C2: K experts are in the groups that are kept.
func.func @f(%i0: tensor<?x8xf32>, %o0: tensor<?x4xi32>, %o1: tensor<?x4xf32>) {
  // expected-error @+1 {{expected K <= topk_group * E / n_group = 2, got K = 4}}
  %0:2 = mla.route ins(%i0 : tensor<?x8xf32>) outs(%o0, %o1 : tensor<?x4xi32>, tensor<?x4xf32>) {scoring = #mla.scoring<sigmoid>, n_group = 4 : i64, topk_group = 1 : i64} -> tensor<?x4xi32>, tensor<?x4xf32>
  return
}

// -----

// mla.route C3: top2 wants two experts a group.
func.func @f(%i0: tensor<?x8xf32>, %o0: tensor<?x2xi32>, %o1: tensor<?x2xf32>) {
  // expected-error @+1 {{group_score top2 expected at least two experts a group, got 1}}
  %0:2 = mla.route ins(%i0 : tensor<?x8xf32>) outs(%o0, %o1 : tensor<?x2xi32>, tensor<?x2xf32>) {scoring = #mla.scoring<sigmoid>, n_group = 8 : i64, topk_group = 8 : i64, group_score = #mla.group_score<top2>} -> tensor<?x2xi32>, tensor<?x2xf32>
  return
}

// -----

// mla.moe_plan C1: places are [T, K].
func.func @f(%i0: tensor<?x2xi32>, %o0: tensor<9xi32>, %o1: tensor<?xi32>, %o2: tensor<?x3xi32>) {
  // expected-error @+1 {{expected K = 2 in places [T K], got 3}}
  %0:3 = mla.moe_plan ins(%i0 : tensor<?x2xi32>) outs(%o0, %o1, %o2 : tensor<9xi32>, tensor<?xi32>, tensor<?x3xi32>) -> tensor<9xi32>, tensor<?xi32>, tensor<?x3xi32>
  return
}

// -----

// mla.moe_plan C1: slots are i32.
func.func @f(%i0: tensor<?x2xi32>, %i1: tensor<?xi64>, %o0: tensor<9xi32>, %o1: tensor<?xi32>, %o2: tensor<?x2xi32>) {
  // expected-error @+1 {{expected slots of i32, got 'i64'}}
  %0:3 = mla.moe_plan ins(%i0, %i1 : tensor<?x2xi32>, tensor<?xi64>) outs(%o0, %o1, %o2 : tensor<9xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<9xi32>, tensor<?xi32>, tensor<?x2xi32>
  return
}

// -----

// mla.moe_plan C1: E is static.
func.func @f(%i0: tensor<?x2xi32>, %o0: tensor<?xi32>, %o1: tensor<?xi32>, %o2: tensor<?x2xi32>) {
  // expected-error @+1 {{expected E+1 in offsets [E+1] to be static}}
  %0:3 = mla.moe_plan ins(%i0 : tensor<?x2xi32>) outs(%o0, %o1, %o2 : tensor<?xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<?xi32>, tensor<?xi32>, tensor<?x2xi32>
  return
}

// -----

// mla.grouped_matmul C1: K is that of the weight.
func.func @f(%i0: tensor<?x63xf32>, %i1: tensor<8x48x64xbf16>, %i2: tensor<9xi32>, %i3: tensor<?xi32>, %o0: tensor<?x48xf32>) {
  // expected-error @+1 {{expected K = 64 in input [M' K], got 63}}
  %0 = mla.grouped_matmul ins(%i0, %i1, %i2, %i3 : tensor<?x63xf32>, tensor<8x48x64xbf16>, tensor<9xi32>, tensor<?xi32>) outs(%o0 : tensor<?x48xf32>) -> tensor<?x48xf32>
  return
}

// -----

// mla.grouped_matmul C1: E+1 offsets.
func.func @f(%i0: tensor<?x64xf32>, %i1: tensor<8x48x64xbf16>, %i2: tensor<8xi32>, %i3: tensor<?xi32>, %o0: tensor<?x48xf32>) {
  // expected-error @+1 {{expected offsets to be [E+1] = [9], got 'tensor<8xi32>'}}
  %0 = mla.grouped_matmul ins(%i0, %i1, %i2, %i3 : tensor<?x64xf32>, tensor<8x48x64xbf16>, tensor<8xi32>, tensor<?xi32>) outs(%o0 : tensor<?x48xf32>) -> tensor<?x48xf32>
  return
}

// -----

// mla.grouped_matmul C1: rows are i32.
func.func @f(%i0: tensor<?x64xf32>, %i1: tensor<8x48x64xbf16>, %i2: tensor<9xi32>, %i3: tensor<?xi64>, %o0: tensor<?x48xf32>) {
  // expected-error @+1 {{expected rows of i32, got 'i64'}}
  %0 = mla.grouped_matmul ins(%i0, %i1, %i2, %i3 : tensor<?x64xf32>, tensor<8x48x64xbf16>, tensor<9xi32>, tensor<?xi64>) outs(%o0 : tensor<?x48xf32>) -> tensor<?x48xf32>
  return
}
