// RUN: mla-opt %S/../../examples/two_layers.mlir --mla-optimize --remarks-filter=mla -o /dev/null 2>&1 | FileCheck %s

// What was decided, where (the module's path) and with which numbers.

// CHECK-DAG: remark: loc("model.layers.0.self_attn"): [Passed] InsertCache | Category:mla | Remark="attention keeps its rows in a cache", bytes_per_token=192, cache=model.layers.0.self_attn, page_size=64
// CHECK-DAG: remark: loc("model.layers.1.self_attn"): [Passed] Absorb | Category:mla | Remark="attention over the latent cache, or over expanded keys and values in steps that prefill enough", absorbed_flop_per_pair=640, absorbed_flop_per_query=8192, expand_from=32, expand_from_with_prefix=64, expanded_flop_per_key=8192, expanded_flop_per_pair=384, form=tested
// CHECK-DAG: remark: loc("model.layers.1.self_attn"): [Passed] Cut | Category:mla | Remark="mla.cache_append depends on the batch", live_out_bytes_per_token=960, operations=3
// CHECK-DAG: remark: {{.*}}[Passed] Outline | Category:mla | Remark="equal segments and dispatches share a function", calls=5, functions=4
// CHECK-DAG: remark: {{.*}}[Passed] Fuse | Category:mla | Remark="a layer of experts as one", experts=8, shared=yes, top_k=2
// CHECK-DAG: remark: loc("model.layers.0.self_attn"): [Passed] Fuse | Category:mla | Remark="norm, rotation and absorption as one, into one buffer for decode and one for the cache"
