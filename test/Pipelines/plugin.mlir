// REQUIRES: plugin
// RUN: mlir-opt --load-dialect-plugin=%mla_plugin --load-pass-plugin=%mla_plugin \
// RUN:   --pass-pipeline='builtin.module(mla-optimize)' %S/../../examples/two_layers.mlir | FileCheck %s --check-prefix=MODEL
// RUN: mlir-opt --load-dialect-plugin=%mla_plugin --load-pass-plugin=%mla_plugin \
// RUN:   --pass-pipeline='builtin.module(mla-optimize)' %S/../../examples/decode_layer.mlir | FileCheck %s --check-prefix=LAYER
// RUN: mlir-opt --load-dialect-plugin=%mla_plugin --load-pass-plugin=%mla_plugin \
// RUN:   --pass-pipeline='builtin.module(mla-optimize)' %S/../../examples/prefill_layer.mlir | FileCheck %s --check-prefix=LAYER
// RUN: mlir-opt --load-dialect-plugin=%mla_plugin --load-pass-plugin=%mla_plugin \
// RUN:   --pass-pipeline='builtin.module(mla-optimize)' %S/../../examples/decomposed_layer.mlir | FileCheck %s --check-prefix=RECOGNIZED
// RUN: not mlir-opt --load-dialect-plugin=%mla_plugin --load-pass-plugin=%mla_plugin \
// RUN:   --pass-pipeline='builtin.module(func.func(mla-optimize))' %S/../../examples/two_layers.mlir 2>&1 | FileCheck %s --check-prefix=ANCHOR
// RUN: not mlir-opt --load-dialect-plugin=%mla_plugin --load-pass-plugin=%mla_plugin \
// RUN:   --pass-pipeline='builtin.module(mla-optimize{page=1})' %S/../../examples/two_layers.mlir 2>&1 | FileCheck %s --check-prefix=OPTION

// The stock mlir-opt, with our dialect and passes loaded into it.

// MODEL:  func.func @step(
// MODEL:  func.func private @dispatch_0(
// MODEL:  func.func private @segment_2(
// LAYER:  call @segment_0
// LAYER:  func.func private @dispatch_0(
// RECOGNIZED: mla.attention
// ANCHOR: mla-optimize runs on builtin.module, got func.func; write builtin.module(mla-optimize)
// OPTION: expected options of mla-optimize
