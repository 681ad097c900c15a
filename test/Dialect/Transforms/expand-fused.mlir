// RUN: mla-opt %s --mla-expand-fused | FileCheck %s

// A norm, gate and up with silu and product; a residual. Every part rounds as
// before it was fused.

// CHECK-LABEL: func.func @linear(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x64xbf16>, %[[W:[^:]+]]: tensor<96x64xbf16>, %[[NW:[^:]+]]: tensor<64xbf16>, %[[H:[^:]+]]: tensor<?x48xbf16>, %[[DOWN:[^:]+]]: tensor<64x48xbf16>
// CHECK:         %[[N:.+]] = mla.rms_norm ins(%[[X]], %[[NW]] : {{.*}} outs(%{{.+}} : tensor<?x64xbf16>) {eps = 9.99999997E-7 : f32}

// CHECK:         %[[GU:.+]] = linalg.matmul {{.*}} ins(%[[N]], %[[W]] : {{.*}} -> tensor<?x96xf32>
// CHECK:         %[[G:.+]] = tensor.extract_slice %[[GU]][0, 0] [%{{.+}}, 48] [1, 1]
// CHECK:         %[[U:.+]] = tensor.extract_slice %[[GU]][0, 48] [%{{.+}}, 48] [1, 1]
// CHECK:         %[[P:.+]] = linalg.generic {{.*}} ins(%[[G]], %[[U]] : tensor<?x48xf32>, tensor<?x48xf32>) outs(%[[H]] : tensor<?x48xbf16>)
// CHECK:         ^bb0(%[[A:.+]]: f32, %[[B:.+]]: f32, %{{.+}}: bf16):
// CHECK-DAG:       %[[AN:.+]] = arith.truncf %[[A]] : f32 to bf16
// CHECK-DAG:       arith.extf %[[AN]] : bf16 to f32
// CHECK-DAG:       %[[BN:.+]] = arith.truncf %[[B]] : f32 to bf16
// CHECK-DAG:       arith.extf %[[BN]] : bf16 to f32
// CHECK:           arith.negf
// CHECK:           math.exp
// CHECK:           arith.divf
// CHECK:           arith.mulf
// CHECK:           arith.truncf
// CHECK:         %[[D:.+]] = linalg.matmul {{.*}} ins(%[[P]], %[[DOWN]] : {{.*}} -> tensor<?x64xf32>
// CHECK:         linalg.generic {{.*}} ins(%[[X]], %[[D]] : tensor<?x64xbf16>, tensor<?x64xf32>)
// CHECK:         ^bb0(%[[R:.+]]: bf16, %[[Y:.+]]: f32, %{{.+}}: bf16):
// CHECK-DAG:       %[[RW:.+]] = arith.extf %[[R]] : bf16 to f32
// CHECK-DAG:       %[[YN:.+]] = arith.truncf %[[Y]] : f32 to bf16
// CHECK:           %[[YW:.+]] = arith.extf %[[YN]] : bf16 to f32
// CHECK:           %[[S:.+]] = arith.addf %[[RW]], %[[YW]] : f32
// CHECK:           arith.truncf %[[S]] : f32 to bf16
func.func @linear(%x: tensor<?x64xbf16>, %w: tensor<96x64xbf16>, %n: tensor<64xbf16>, %h: tensor<?x48xbf16>, %down: tensor<64x48xbf16>) -> tensor<?x64xbf16> {
  %0 = mla.linear ins(%x, %w : tensor<?x64xbf16>, tensor<96x64xbf16>) norm(%n : tensor<64xbf16>) outs(%h : tensor<?x48xbf16>) {gated, eps = 1.0e-6 : f32} -> tensor<?x48xbf16>
  %1 = mla.linear ins(%0, %down : tensor<?x48xbf16>, tensor<64x48xbf16>) residual(%x : tensor<?x64xbf16>) outs(%x : tensor<?x64xbf16>) -> tensor<?x64xbf16>
  return %1 : tensor<?x64xbf16>
}

// In f32 the sums are the result; else they are rounded once.

// CHECK-LABEL: func.func @logits(
// CHECK-SAME:    %{{[^:]+}}: tensor<?x64xbf16>, %{{[^:]+}}: tensor<96x64xbf16>, %[[F:[^:]+]]: tensor<?x96xf32>, %[[B:[^:]+]]: tensor<?x96xbf16>
// CHECK:         %[[Z:.+]] = linalg.fill ins(%{{.+}} : f32) outs(%[[F]] :
// CHECK:         %[[M:.+]] = linalg.matmul {{.*}} outs(%[[Z]] : tensor<?x96xf32>)
// CHECK:         %[[S:.+]] = linalg.matmul {{.*}} -> tensor<?x96xf32>
// CHECK:         %[[R:.+]] = linalg.generic {{.*}} ins(%[[S]] : tensor<?x96xf32>) outs(%[[B]] : tensor<?x96xbf16>)
// CHECK:           arith.truncf
// CHECK:         return %[[M]], %[[R]]
func.func @logits(%x: tensor<?x64xbf16>, %w: tensor<96x64xbf16>, %d: tensor<?x96xf32>, %b: tensor<?x96xbf16>) -> (tensor<?x96xf32>, tensor<?x96xbf16>) {
  %0 = mla.linear ins(%x, %w : tensor<?x64xbf16>, tensor<96x64xbf16>) outs(%d : tensor<?x96xf32>) -> tensor<?x96xf32>
  %1 = mla.linear ins(%x, %w : tensor<?x64xbf16>, tensor<96x64xbf16>) outs(%b : tensor<?x96xbf16>) -> tensor<?x96xbf16>
  return %0, %1 : tensor<?x96xf32>, tensor<?x96xbf16>
}

// CHECK-LABEL: func.func @add_rms_norm(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x64xbf16>, %[[Y:[^:]+]]: tensor<?x64xbf16>, %[[W:[^:]+]]: tensor<64xbf16>, %[[S:[^:]+]]: tensor<?x64xbf16>, %[[D:[^:]+]]: tensor<?x64xbf16>
// CHECK:         %[[SUM:.+]] = linalg.generic {{.*}} ins(%[[X]], %[[Y]] : {{.*}} outs(%[[S]] :
// CHECK:           arith.mulf
// CHECK:           arith.addf
// CHECK:           arith.truncf
// CHECK:         %[[N:.+]] = mla.rms_norm ins(%[[SUM]], %[[W]] : {{.*}} outs(%[[D]] :
// CHECK:         return %[[SUM]], %[[N]]
func.func @add_rms_norm(%x: tensor<?x64xbf16>, %y: tensor<?x64xbf16>, %w: tensor<64xbf16>, %s: tensor<?x64xbf16>, %d: tensor<?x64xbf16>) -> (tensor<?x64xbf16>, tensor<?x64xbf16>) {
  %0:2 = mla.add_rms_norm ins(%x, %y, %w : tensor<?x64xbf16>, tensor<?x64xbf16>, tensor<64xbf16>)
      outs(%s, %d : tensor<?x64xbf16>, tensor<?x64xbf16>) {eps = 0.0 : f32, scale = 0.5 : f32} -> tensor<?x64xbf16>, tensor<?x64xbf16>
  return %0#0, %0#1 : tensor<?x64xbf16>, tensor<?x64xbf16>
}

// Each part is written into its columns of the one buffer.

// CHECK-LABEL: func.func @query_prep(
// CHECK-SAME:    %[[QP:[^:]+]]: tensor<?x4x20xf32>, %[[KV:[^:]+]]: tensor<?x36xf32>, %{{[^:]+}}: tensor<32xbf16>, %{{[^:]+}}: tensor<96x32xbf16>, %{{[^:]+}}: tensor<?xi32>, %[[Q:[^:]+]]: tensor<?x4x36xf32>, %[[ROW:[^:]+]]: tensor<?x36xf32>
// CHECK:         %[[QL:.+]] = tensor.extract_slice %[[Q]][0, 0, 0] [%{{.+}}, 4, 32]
// CHECK:         %[[NOPE:.+]] = tensor.extract_slice %[[QP]][0, 0, 0] [%{{.+}}, 4, 16]
// CHECK:         %[[A:.+]] = mla.absorb_query ins(%[[NOPE]], {{.*}} outs(%[[QL]] :
// CHECK:         %[[Q1:.+]] = tensor.insert_slice %[[A]] into %[[Q]][0, 0, 0]
// CHECK:         %[[RL:.+]] = tensor.extract_slice %[[ROW]][0, 0] [%{{.+}}, 32]
// CHECK:         %[[C:.+]] = tensor.extract_slice %[[KV]][0, 0] [%{{.+}}, 32]
// CHECK:         %[[N:.+]] = mla.rms_norm ins(%[[C]], {{.*}} outs(%[[RL]] :
// CHECK:         %[[R1:.+]] = tensor.insert_slice %[[N]] into %[[ROW]][0, 0]
// CHECK:         %[[QR:.+]] = tensor.extract_slice %[[Q1]][0, 0, 32] [%{{.+}}, 4, 4]
// CHECK:         %[[ROPE:.+]] = tensor.extract_slice %[[QP]][0, 0, 16] [%{{.+}}, 4, 4]
// CHECK:         %[[T:.+]] = mla.rope ins(%[[ROPE]], {{.*}} outs(%[[QR]] :
// CHECK:         %[[Q2:.+]] = tensor.insert_slice %[[T]] into %[[Q1]][0, 0, 32]
// CHECK:         %[[RR:.+]] = tensor.extract_slice %[[R1]][0, 32] [%{{.+}}, 4]
// CHECK:         %[[KR:.+]] = tensor.extract_slice %[[KV]][0, 32] [%{{.+}}, 4]
// CHECK:         %[[TR:.+]] = mla.rope ins(%[[KR]], {{.*}} outs(%[[RR]] :
// CHECK:         %[[R2:.+]] = tensor.insert_slice %[[TR]] into %[[R1]][0, 32]
// CHECK:         return %[[Q2]], %[[R2]]
func.func @query_prep(%qp: tensor<?x4x20xf32>, %kv: tensor<?x36xf32>, %n: tensor<32xbf16>, %w: tensor<96x32xbf16>, %p: tensor<?xi32>,
                      %q: tensor<?x4x36xf32>, %row: tensor<?x36xf32>) -> (tensor<?x4x36xf32>, tensor<?x36xf32>) {
  %0:2 = mla.query_prep ins(%qp, %kv, %n, %w, %p : tensor<?x4x20xf32>, tensor<?x36xf32>, tensor<32xbf16>, tensor<96x32xbf16>, tensor<?xi32>)
      outs(%q, %row : tensor<?x4x36xf32>, tensor<?x36xf32>)
      {eps = 1.0e-6 : f32, rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.1]>} -> tensor<?x4x36xf32>, tensor<?x36xf32>
  return %0#0, %0#1 : tensor<?x4x36xf32>, tensor<?x36xf32>
}

// CHECK-LABEL: func.func @expert_mlp(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x64xbf16>,
// CHECK:         %[[Y:.+]] = mla.rms_norm ins(%[[X]],
// CHECK:         %[[L:.+]] = linalg.matmul {{.*}} ins(%[[Y]], %{{.+}} : {{.*}} -> tensor<?x8xf32>
// CHECK:         %[[R:.+]]:2 = mla.route ins(%[[L]], %{{.+}} : {{.*}} {group_score = #mla.group_score<top2>, n_group = 4 : i64, normalize = true, scaling = 2.500000e+00 : f32, scoring = #mla.scoring<sigmoid>, topk_group = 2 : i64}

// CHECK:         %[[P:.+]]:3 = mla.moe_plan ins(%[[R]]#0, %{{.+}} : tensor<?x2xi32>, tensor<?xi32>)
// CHECK:         %[[G:.+]] = mla.grouped_matmul ins(%[[Y]], %{{.+}}, %[[P]]#0, %[[P]]#1
// CHECK:         %[[U:.+]] = mla.grouped_matmul ins(%[[Y]], %{{.+}}, %[[P]]#0, %[[P]]#1
// CHECK:         %[[H:.+]] = linalg.generic {{.*}} ins(%[[G]], %[[U]] :
// CHECK:         %[[D:.+]] = mla.grouped_matmul ins(%[[H]], %{{.+}}, %[[P]]#0 :
// CHECK:         %[[SUM:.+]] = linalg.generic {{.*}} ins(%[[P]]#2, %[[R]]#1 : {{.*}} outs(%{{.+}} : tensor<?x64xf32>)
// CHECK:           tensor.extract %[[D]]
// CHECK:         %[[SGU:.+]] = linalg.matmul {{.*}} ins(%[[Y]], %{{.+}} : {{.*}} -> tensor<?x192xf32>
// CHECK:         %[[SH:.+]] = linalg.generic {{.*}} outs(%{{.+}} : tensor<?x96xbf16>)
// CHECK:         %[[S:.+]] = linalg.matmul {{.*}} ins(%[[SH]],
// CHECK:         %[[O:.+]] = linalg.generic {{.*}} ins(%[[X]], %[[SUM]], %[[S]] : tensor<?x64xbf16>, tensor<?x64xf32>, tensor<?x64xf32>) outs(%{{.+}} : tensor<?x64xbf16>)
// CHECK-COUNT-4:   arith.truncf
// CHECK:         return %[[O]]
func.func @expert_mlp(%x: tensor<?x64xbf16>, %n: tensor<64xbf16>, %r: tensor<8x64xbf16>, %g: tensor<8x48x64xbf16>, %d: tensor<8x64x48xbf16>,
                      %b: tensor<8xf32>, %slots: tensor<?xi32>, %sgu: tensor<192x64xbf16>, %sd: tensor<64x96xbf16>, %o: tensor<?x64xbf16>) -> tensor<?x64xbf16> {
  %1 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x64xbf16>, tensor<64xbf16>, tensor<8x64xbf16>, tensor<8x48x64xbf16>, tensor<8x48x64xbf16>, tensor<8x64x48xbf16>)
      bias(%b : tensor<8xf32>) slots(%slots : tensor<?xi32>) shared(%sgu, %sd : tensor<192x64xbf16>, tensor<64x96xbf16>)
      outs(%o : tensor<?x64xbf16>)
      {top_k = 2 : i64, eps = 1.0e-6 : f32, scoring = #mla.scoring<sigmoid>, n_group = 4 : i64, topk_group = 2 : i64, group_score = #mla.group_score<top2>, normalize = true, scaling = 2.5 : f32}
      -> tensor<?x64xbf16>
  return %1 : tensor<?x64xbf16>
}
