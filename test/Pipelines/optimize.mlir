// RUN: mla-opt %S/../../examples/two_layers.mlir --mla-optimize | FileCheck %s
// RUN: mla-opt %S/../../examples/two_layers.mlir --mla-optimize --mla-optimize | FileCheck %s
// RUN: mla-opt %S/../../examples/two_layers.mlir --mla-optimize="absorb=never page-size=16" | FileCheck %s --check-prefix=NEVER
// RUN: mla-opt %S/../../examples/decode_layer.mlir --mla-optimize | FileCheck %s --check-prefixes=LAYER,DECODE
// RUN: mla-opt %S/../../examples/prefill_layer.mlir --mla-optimize | FileCheck %s --check-prefix=LAYER
// RUN: mla-opt %S/../../examples/decomposed_layer.mlir --mla-optimize | FileCheck %s --check-prefix=RECOGNIZED
// RUN: not mla-opt %S/../../examples/two_layers.mlir --mla-optimize=pages=16 2>&1 | FileCheck %s --check-prefix=OPTION
// RUN: not mla-opt %S/../../examples/two_layers.mlir --pass-pipeline="builtin.module(func.func(mla-optimize))" 2>&1 | FileCheck %s --check-prefix=ANCHOR

// What it ends with (docs/Pipeline.md, level 5): a straight line of calls, with
// one dispatch for each attention and layers of a kind as one function.

// A second time changes nothing.

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    index, %{{[^:]+}}: index, %{{[^:]+}}: index, %{{[^:]+}}: tensor<?xi32>, %{{[^:]+}}: tensor<?xi32>, %{{[^:]+}}: tensor<?xi32>, %{{[^:]+}}: tensor<?xi32>, %{{[^:]+}}: tensor<?x?xi32>,
// CHECK-SAME:    {mla.cache = "model.layers.0.self_attn"}
// CHECK-SAME:    {mla.cache = "model.layers.1.self_attn"}
// CHECK-SAME:    %[[LOGITS:[^:]+]]: tensor<?x256xf32> {mla.destination})
// CHECK-SAME:    attributes {mla.step}
// CHECK:         call @segment_0
// CHECK:         %[[D0:.+]]:2 = call @dispatch_0
// CHECK:         call @segment_1
// CHECK:         %[[D1:.+]]:2 = call @dispatch_0
// CHECK:         %[[OUT:.+]] = call @segment_2({{.*}}, %[[LOGITS]])
// CHECK-NEXT:    return %[[OUT]], %[[D0]]#0, %[[D1]]#0
// CHECK:       func.func private @segment_0({{.*}} attributes {mla.call = "segment"}
// CHECK-NOT:     mla.get_param
// CHECK:       func.func private @dispatch_0({{.*}} attributes {mla.call = "dispatch"}
// CHECK-NEXT:    mla.pack_batch
// CHECK-NOT:     mla.pack_batch
// CHECK:         mla.cache_append
// CHECK:         scf.if
// CHECK:           mla.merge_states
// CHECK:         } else {
// CHECK:           mla.decode
// CHECK:       func.func private @segment_1(
// CHECK:       func.func private @segment_2(
// CHECK-NOT:   func.func

// NEVER-LABEL: func.func @step(
// NEVER-SAME:    tensor<?x16x48xf32, #mla.latent<L = 32, R = 16, storage = f32>>
// NEVER:         call @segment_0
// NEVER:         call @dispatch_0
// NEVER:         call @segment_1
// NEVER:         call @dispatch_0
// NEVER:         call @segment_2
// NEVER:       func.func private @dispatch_0(
// NEVER:         mla.cache_append
// NEVER:         mla.prefill
// NEVER:         mla.decode {{.*}} {keys = #mla.keys<prefix>
// NEVER:         mla.merge_states
// NEVER:       func.func private @segment_1(

// LAYER:       call @segment_0
// LAYER:       call @dispatch_0
// DECODE:      call @segment_1

// RECOGNIZED:  mla.attention

// OPTION:      no such option pages
// OPTION:      expected options of mla-optimize such as (with their defaults) {absorb=auto function=main {{.*}}}, got {pages=16}
// ANCHOR:      mla-optimize runs on builtin.module, got func.func; write builtin.module(mla-optimize)
