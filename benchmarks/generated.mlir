// What runs as generated code beside the hand-written kernels, one function
// each, for generated.py: a step that is cut already (docs/Pipeline.md, level 5).
//
//   mlac benchmarks/generated.mlir --target=sm_90a --kernels=none --emit=lib -o generated.so

#id = affine_map<(t, h) -> (t, h)>
#h = affine_map<(t, h) -> (h)>
#t = affine_map<(t, h) -> (t)>

mla.model "generated" {vocab = 2048 : i64, eos = array<i64: 1>, max_position = 65535 : i64, max_tokens = 65535 : i64, dtype = bf16}
mla.param @table : tensor<4096x2048xbf16> = view ["table"] rows_per_token 1
mla.param @weight : tensor<2048xbf16> = view ["weight"]

func.func @step(%num_decode: index, %num_decode_tokens: index, %num_continued_tokens: index, %seq_lens: tensor<?xi32>, %query_start: tensor<?xi32>,
                %slot_mapping: tensor<?xi32>, %positions: tensor<?xi32>, %page_table: tensor<?x?xi32>, %tokens: tensor<?xi32>, %logit_rows: tensor<?xi32>,
                %logits: tensor<?x2048xf32> {mla.destination}) -> tensor<?x2048xf32> attributes {mla.step} {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %table = mla.get_param @table : tensor<4096x2048xbf16>
  %weight = mla.get_param @weight : tensor<2048xbf16>
  %0 = tensor.empty(%T) : tensor<?x2048xbf16>
  %x = call @embed(%tokens, %table, %0) : (tensor<?xi32>, tensor<4096x2048xbf16>, tensor<?x2048xbf16>) -> tensor<?x2048xbf16>
  %1 = tensor.empty(%T) : tensor<?x2048xbf16>
  %n = call @rms_norm(%x, %weight, %1) : (tensor<?x2048xbf16>, tensor<2048xbf16>, tensor<?x2048xbf16>) -> tensor<?x2048xbf16>
  %2 = tensor.empty(%T) : tensor<?x2048xbf16>
  %r = call @residual_add(%x, %n, %weight, %2) : (tensor<?x2048xbf16>, tensor<?x2048xbf16>, tensor<2048xbf16>, tensor<?x2048xbf16>) -> tensor<?x2048xbf16>
  %3 = tensor.empty(%T) : tensor<?x2048xbf16>
  %s = call @silu_mul(%r, %n, %3) : (tensor<?x2048xbf16>, tensor<?x2048xbf16>, tensor<?x2048xbf16>) -> tensor<?x2048xbf16>
  %l = call @head(%s, %logit_rows, %logits) : (tensor<?x2048xbf16>, tensor<?xi32>, tensor<?x2048xf32>) -> tensor<?x2048xf32>
  return %l : tensor<?x2048xf32>
}

func.func private @embed(%tokens: tensor<?xi32>, %table: tensor<4096x2048xbf16>, %out: tensor<?x2048xbf16> {mla.destination}) -> tensor<?x2048xbf16> attributes {mla.call = "segment"} {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %tokens, %c0 : tensor<?xi32>
  %empty = tensor.empty(%T) : tensor<?x2048xbf16>
  %0 = linalg.generic {indexing_maps = [#t, #id], iterator_types = ["parallel", "parallel"]} ins(%tokens : tensor<?xi32>) outs(%empty : tensor<?x2048xbf16>) {
  ^bb0(%token: i32, %o: bf16):
    %row = arith.index_cast %token : i32 to index
    %column = linalg.index 1 : index
    %value = tensor.extract %table[%row, %column] : tensor<4096x2048xbf16>
    linalg.yield %value : bf16
  } -> tensor<?x2048xbf16>
  %done = bufferization.materialize_in_destination %0 in %out : (tensor<?x2048xbf16>, tensor<?x2048xbf16>) -> tensor<?x2048xbf16>
  return %done : tensor<?x2048xbf16>
}

func.func private @rms_norm(%x: tensor<?x2048xbf16>, %weight: tensor<2048xbf16>, %out: tensor<?x2048xbf16> {mla.destination}) -> tensor<?x2048xbf16> attributes {mla.call = "segment"} {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x2048xbf16>
  %empty = tensor.empty(%T) : tensor<?x2048xbf16>
  %0 = mla.rms_norm ins(%x, %weight : tensor<?x2048xbf16>, tensor<2048xbf16>) outs(%empty : tensor<?x2048xbf16>) {eps = 1.0e-6 : f32} -> tensor<?x2048xbf16>
  %done = bufferization.materialize_in_destination %0 in %out : (tensor<?x2048xbf16>, tensor<?x2048xbf16>) -> tensor<?x2048xbf16>
  return %done : tensor<?x2048xbf16>
}

// (a + b) + weight, each sum rounded: two ops that become one kernel.
func.func private @residual_add(%a: tensor<?x2048xbf16>, %b: tensor<?x2048xbf16>, %weight: tensor<2048xbf16>, %out: tensor<?x2048xbf16> {mla.destination}) -> tensor<?x2048xbf16> attributes {mla.call = "segment"} {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %a, %c0 : tensor<?x2048xbf16>
  %empty = tensor.empty(%T) : tensor<?x2048xbf16>
  %0 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%a, %b : tensor<?x2048xbf16>, tensor<?x2048xbf16>) outs(%empty : tensor<?x2048xbf16>) {
  ^bb0(%i: bf16, %j: bf16, %o: bf16):
    %sum = arith.addf %i, %j : bf16
    linalg.yield %sum : bf16
  } -> tensor<?x2048xbf16>
  %1 = linalg.generic {indexing_maps = [#id, #h, #id], iterator_types = ["parallel", "parallel"]} ins(%0, %weight : tensor<?x2048xbf16>, tensor<2048xbf16>) outs(%empty : tensor<?x2048xbf16>) {
  ^bb0(%i: bf16, %j: bf16, %o: bf16):
    %sum = arith.addf %i, %j : bf16
    linalg.yield %sum : bf16
  } -> tensor<?x2048xbf16>
  %done = bufferization.materialize_in_destination %1 in %out : (tensor<?x2048xbf16>, tensor<?x2048xbf16>) -> tensor<?x2048xbf16>
  return %done : tensor<?x2048xbf16>
}

// silu(gate) · up, in f32.
func.func private @silu_mul(%gate: tensor<?x2048xbf16>, %up: tensor<?x2048xbf16>, %out: tensor<?x2048xbf16> {mla.destination}) -> tensor<?x2048xbf16> attributes {mla.call = "segment"} {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %gate, %c0 : tensor<?x2048xbf16>
  %empty = tensor.empty(%T) : tensor<?x2048xbf16>
  %0 = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]} ins(%gate, %up : tensor<?x2048xbf16>, tensor<?x2048xbf16>) outs(%empty : tensor<?x2048xbf16>) {
  ^bb0(%i: bf16, %j: bf16, %o: bf16):
    %one = arith.constant 1.0 : f32
    %g = arith.extf %i : bf16 to f32
    %u = arith.extf %j : bf16 to f32
    %minus = arith.negf %g : f32
    %exp = math.exp %minus : f32
    %denominator = arith.addf %exp, %one : f32
    %silu = arith.divf %g, %denominator : f32
    %product = arith.mulf %silu, %u : f32
    %rounded = arith.truncf %product : f32 to bf16
    linalg.yield %rounded : bf16
  } -> tensor<?x2048xbf16>
  %done = bufferization.materialize_in_destination %0 in %out : (tensor<?x2048xbf16>, tensor<?x2048xbf16>) -> tensor<?x2048xbf16>
  return %done : tensor<?x2048xbf16>
}

func.func private @head(%x: tensor<?x2048xbf16>, %rows: tensor<?xi32>, %out: tensor<?x2048xf32> {mla.destination}) -> tensor<?x2048xf32> attributes {mla.call = "segment"} {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %rows, %c0 : tensor<?xi32>
  %empty = tensor.empty(%T) : tensor<?x2048xf32>
  %0 = linalg.generic {indexing_maps = [#t, #id], iterator_types = ["parallel", "parallel"]} ins(%rows : tensor<?xi32>) outs(%empty : tensor<?x2048xf32>) {
  ^bb0(%at: i32, %o: f32):
    %row = arith.index_cast %at : i32 to index
    %column = linalg.index 1 : index
    %value = tensor.extract %x[%row, %column] : tensor<?x2048xbf16>
    %wide = arith.extf %value : bf16 to f32
    linalg.yield %wide : f32
  } -> tensor<?x2048xf32>
  %done = bufferization.materialize_in_destination %0 in %out : (tensor<?x2048xf32>, tensor<?x2048xf32>) -> tensor<?x2048xf32>
  return %done : tensor<?x2048xf32>
}
