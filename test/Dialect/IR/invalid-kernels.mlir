// RUN: mla-opt %s --split-input-file --verify-diagnostics

func.func @c1_name(%x: tensor<4xf32>, %d: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error@+2 {{'mla.kernel_call' op expected the name of a kernel, got @flash}}
  // expected-note@+1 {{mlac --list-kernels has the names}}
  %0 = mla.kernel_call @flash ins(%x : tensor<4xf32>) outs(%d : tensor<4xf32>) {} -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
