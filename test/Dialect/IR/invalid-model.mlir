// RUN: mla-opt %s --split-input-file --verify-diagnostics

// One broken rule a chunk: a model and its weights.

// mla.model C1: vocab is positive.
// expected-error @+1 {{expected vocab in 1 .. 2^31 - 1, got 0}}
mla.model "m" {vocab = 0 : i64, eos = array<i64: 0>, max_position = 256 : i64, max_tokens = 256 : i64, dtype = f32}

// -----

// mla.model C1: max_tokens is positive.
// expected-error @+1 {{expected max_tokens in 1 .. 2^31 - 1, got -1}}
mla.model "m" {vocab = 256 : i64, eos = array<i64: 1>, max_position = 256 : i64, max_tokens = -1 : i64, dtype = f32}

// -----

// mla.model C1: positions are i32.
// expected-error @+1 {{expected max_position in 1 .. 2^31 - 1, got 2147483648}}
mla.model "m" {vocab = 256 : i64, eos = array<i64: 1>, max_position = 2147483648 : i64, max_tokens = 256 : i64, dtype = f32}

// -----

// mla.model C4: long_context is positive.
// expected-error @+1 {{expected long_context > 0, got 0}}
mla.model "m" {vocab = 256 : i64, eos = array<i64: 1>, max_position = 256 : i64, max_tokens = 256 : i64, dtype = f32, long_context = 0 : i64}

// -----

// mla.model C1: eos is in the vocabulary.
// expected-error @+1 {{expected eos ids in 0 .. 255, got 256}}
mla.model "m" {vocab = 256 : i64, eos = array<i64: 1, 256>, max_position = 256 : i64, max_tokens = 256 : i64, dtype = f32}

// -----

// mla.model C2: dtype.
// expected-error @+1 {{expected dtype f32, f16 or bf16, got 'f64'}}
mla.model "m" {vocab = 256 : i64, eos = array<i64: 1>, max_position = 256 : i64, max_tokens = 256 : i64, dtype = f64}

// -----

// mla.model C3: one a module.
// expected-note @+1 {{the first one is here}}
mla.model "m" {vocab = 256 : i64, eos = array<i64: 1>, max_position = 256 : i64, max_tokens = 256 : i64, dtype = f32}
// expected-error @+1 {{expected one mla.model a module}}
mla.model "m" {vocab = 256 : i64, eos = array<i64: 1>, max_position = 256 : i64, max_tokens = 256 : i64, dtype = f32}

// -----

// mla.param C1: a static tensor.
// expected-error @+1 {{expected a static tensor of f32, f16 or bf16, got 'tensor<?x64xf32>'}}
mla.param @w : tensor<?x64xf32> = view ["w"]

// -----

// mla.param C1: of floating point.
// expected-error @+1 {{expected a static tensor of f32, f16 or bf16, got 'tensor<64xi8>'}}
mla.param @w : tensor<64xi8> = view ["w"]

// -----

// mla.param C2: a view is of one tensor.
// expected-error @+1 {{view expected one tensor name, got 2}}
mla.param @w : tensor<64xf32> = view ["a", "b"]

// -----

// mla.param C2: a stack is of as many as its first dimension.
// expected-error @+1 {{stack expected as many tensor names as the first dimension of 'tensor<3x64xf32>', got 2}}
mla.param @w : tensor<3x64xf32> = stack ["a", "b"]

// -----

// mla.param C2: a concat is of at least one.
// expected-error @+1 {{concat expected at least one tensor name}}
mla.param @w : tensor<3x64xf32> = concat []

// -----

// mla.param C3: a slice has a first row.
// expected-error @+1 {{slice expected first >= 0}}
mla.param @w : tensor<3x64xf32> = slice ["a"]

// -----

// mla.param C3: nothing else has.
// expected-error @+1 {{view expected no first row, got 2}}
mla.param @w : tensor<3x64xf32> = view ["a"] first 2

// -----

// mla.param C3: only a slice has an axis.
// expected-error @+1 {{stack expected no axis, got 1}}
mla.param @w : tensor<1x64xf32> = stack ["a"] axis 1

// -----

// mla.param C3: the axis is one of the parameter's.
// expected-error @+1 {{slice expected an axis of 'tensor<3x64xf32>', got 2}}
mla.param @w : tensor<3x64xf32> = slice ["a"] first 0 axis 2

// -----

// mla.param C4: no more rows a token than there are.
// expected-error @+1 {{expected rows_per_token from 1 to the first dimension of 'tensor<3x64xf32>', got 4}}
mla.param @w : tensor<3x64xf32> = view ["a"] rows_per_token 4

// -----

// mla.get_param C1: the parameter exists.
func.func @f() {
  // expected-error @+1 {{expected an mla.param named @w}}
  %0 = mla.get_param @w : tensor<64xf32>
  return
}

// -----

// mla.get_param C1: the type is the parameter's.
mla.param @w : tensor<64xf32> = view ["w"]
func.func @f() {
  // expected-error @+1 {{expected the type of @w, 'tensor<64xf32>', got 'tensor<64xbf16>'}}
  %0 = mla.get_param @w : tensor<64xbf16>
  return
}
