// RUN: mla-opt %s --split-input-file --mla-insert-cache --verify-diagnostics

// What is refused, and why.

// Arguments are tokens and positions of one sequence.
// expected-error @+1 {{expected arguments (tokens: tensor<?xi32>, positions: tensor<?xi32>) to insert caches, got '(tensor<?xi32>) -> tensor<?x8xf32>'}}
func.func @main(%tokens: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  %o = mla.attention ins(%q, %q, %c, %k, %w : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<16x8xf32>)
      outs(%q : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
  %flat = tensor.collapse_shape %o [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  return %flat : tensor<?x8xf32>
}

// -----

// A batch of sequences is not rows of tokens.
// expected-error @+2 {{expected arguments (tokens: tensor<?xi32>, positions: tensor<?xi32>) to insert caches, got '(tensor<?x?xi32>, tensor<?x?xi32>) -> tensor<?x?x8xf32>'}}
// expected-note @+1 {{a step takes the tokens of all its sequences as rows: write the function for one sequence, tokens[T] and positions[T] to logits[T, V]}}
func.func @main(%tokens: tensor<?x?xi32>, %positions: tensor<?x?xi32>) -> tensor<?x?x8xf32> {
  %c0 = arith.constant 0 : index
  %r = tensor.empty(%c0, %c0) : tensor<?x?x8xf32>
  return %r : tensor<?x?x8xf32>
}

// -----

// The result is logits in f32.
// expected-error @+1 {{expected one result, logits: tensor<?xVxf32> with a static vocabulary V, got '(tensor<?xi32>, tensor<?xi32>) -> tensor<?x8xbf16>'}}
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xbf16> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  %o = mla.attention ins(%q, %q, %c, %k, %w : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<16x8xf32>)
      outs(%q : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
  %flat = tensor.collapse_shape %o [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  %n = arith.truncf %flat : tensor<?x8xf32> to tensor<?x8xbf16>
  return %n : tensor<?x8xbf16>
}

// -----

// There is attention.
// expected-error @+1 {{expected at least one mla.attention to insert a cache for}}
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  return %c : tensor<?x8xf32>
}

// -----

// Attention is over one flat sequence.
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  %o = mla.attention ins(%q, %q, %c, %k, %w : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<16x8xf32>)
      outs(%q : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
  %flat = tensor.collapse_shape %o [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  %c1 = arith.constant 1 : index
  %bq = tensor.expand_shape %q [[0, 1], [2], [3]] output_shape [1, %T, 2, 4] : tensor<?x2x4xf32> into tensor<1x?x2x4xf32>
  %bc = tensor.expand_shape %c [[0, 1], [2]] output_shape [1, %T, 8] : tensor<?x8xf32> into tensor<1x?x8xf32>
  %bk = tensor.expand_shape %k [[0, 1], [2]] output_shape [1, %T, 4] : tensor<?x4xf32> into tensor<1x?x4xf32>
  // expected-error @+1 {{expected operands of one flat sequence, c_kv = [T, L], got 'tensor<1x?x8xf32>'; collapse the batch dimension first}}
  %o2 = mla.attention ins(%bq, %bq, %bc, %bk, %w : tensor<1x?x2x4xf32>, tensor<1x?x2x4xf32>, tensor<1x?x8xf32>, tensor<1x?x4xf32>, tensor<16x8xf32>)
      outs(%bq : tensor<1x?x2x4xf32>) {scale = 0.5 : f32} -> tensor<1x?x2x4xf32>
  return %flat : tensor<?x8xf32>
}

// -----

// Attention stands in the function's body.
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  %r = scf.for %i = %c0 to %T step %T iter_args(%a = %q) -> tensor<?x2x4xf32> {
    // expected-error @+1 {{expected to stand in the function's body, not inside of scf.for}}
    %o = mla.attention ins(%q, %q, %c, %k, %w : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<16x8xf32>)
        outs(%a : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
    scf.yield %o : tensor<?x2x4xf32>
  }
  return %c : tensor<?x8xf32>
}

// -----

// What a cache is stored in.
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  %d = arith.extf %c : tensor<?x8xf32> to tensor<?x8xf64>
  // expected-error @+1 {{expected c_kv of f32, f16 or bf16 to store in a cache, got 'f64'}}
  %o = mla.attention ins(%q, %q, %d, %k, %w : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf64>, tensor<?x4xf32>, tensor<16x8xf32>)
      outs(%q : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
  return %c : tensor<?x8xf32>
}

// -----

// Nothing but attention sums over tokens.
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  %o = mla.attention ins(%q, %q, %c, %k, %w : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<16x8xf32>)
      outs(%q : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
  %flat = tensor.collapse_shape %o [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  %z = tensor.empty() : tensor<8xf32>
  // expected-error @+1 {{sums over a dynamic size, that is, over the tokens of a sequence; a step's rows belong to many sequences, so that only mla.attention may mix them}}
  %sum = linalg.reduce { arith.addf } ins(%flat : tensor<?x8xf32>) outs(%z : tensor<8xf32>) dimensions = [0]
  return %flat : tensor<?x8xf32>
}

// -----

// Nothing takes some of the tokens.
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  %o = mla.attention ins(%q, %q, %c, %k, %w : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<16x8xf32>)
      outs(%q : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
  %flat = tensor.collapse_shape %o [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  %c1 = arith.constant 1 : index
  %n = arith.subi %T, %c1 : index
  // expected-error @+1 {{takes a part of dimension 0, whose size is dynamic; a step's rows belong to many sequences, so that only whole columns can be sliced}}
  %last = tensor.extract_slice %flat[%n, 0] [%n, 8] [1, 1] : tensor<?x8xf32> to tensor<?x8xf32>
  return %flat : tensor<?x8xf32>
}

// -----

// An op of which nothing is known.
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  %o = mla.attention ins(%q, %q, %c, %k, %w : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<16x8xf32>)
      outs(%q : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
  %flat = tensor.collapse_shape %o [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  // expected-error @+1 {{is not known to work on each token alone, which everything but mla.attention must in a step}}
  %u = func.call @unknown(%flat) : (tensor<?x8xf32>) -> tensor<?x8xf32>
  return %flat : tensor<?x8xf32>
}
func.func private @unknown(tensor<?x8xf32>) -> tensor<?x8xf32>

// -----

// The name of the step is free.
// expected-error @+1 {{cannot become @step: the module has a symbol of this name}}
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  %o = mla.attention ins(%q, %q, %c, %k, %w : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<16x8xf32>)
      outs(%q : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
  %flat = tensor.collapse_shape %o [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  return %flat : tensor<?x8xf32>
}
func.func private @step()

// -----

// Nobody calls the function.
func.func @main(%tokens: tensor<?xi32>, %positions: tensor<?xi32>) -> tensor<?x8xf32> {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %q = tensor.empty(%T) : tensor<?x2x4xf32>
  %c = tensor.empty(%T) : tensor<?x8xf32>
  %k = tensor.empty(%T) : tensor<?x4xf32>
  %w = arith.constant dense<1.0> : tensor<16x8xf32>
  %o = mla.attention ins(%q, %q, %c, %k, %w : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<16x8xf32>)
      outs(%q : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
  %flat = tensor.collapse_shape %o [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  return %flat : tensor<?x8xf32>
}

func.func @caller(%t: tensor<?xi32>) -> tensor<?x8xf32> {
  // expected-error @+1 {{uses @main, which is to become the step of the program}}
  %0 = call @main(%t, %t) : (tensor<?xi32>, tensor<?xi32>) -> tensor<?x8xf32>
  return %0 : tensor<?x8xf32>
}
