// RUN: mla-opt %s --split-input-file --mla-verify-segments --verify-diagnostics

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// What the passes make of it passes, as regions and as calls.
func.func @step(%batch: !mla.batch, %tokens: tensor<?xi32>, %experts: tensor<?x2xi32>, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %cache: tensor<?x64x12xf32, #latent>)
    -> (tensor<?xi32>, tensor<?x64x12xf32, #latent>) attributes {mla.step} {
  %slots = mla.batch_rows %batch {field = #mla.batch_field<slot_mapping>} : tensor<?xi32>
  %0 = mla.segment(%tokens, %slots) : (tensor<?xi32>, tensor<?xi32>) -> tensor<?xi32> {
  ^bb0(%t: tensor<?xi32>, %s: tensor<?xi32>):
    %1 = arith.addi %t, %s : tensor<?xi32>
    mla.yield %1 : tensor<?xi32>
  }
  %new = mla.dispatch(%batch, %c, %kr, %cache) : (!mla.batch, tensor<?x8xf32>, tensor<?x4xf32>, tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> {
  ^bb0(%b: !mla.batch, %x: tensor<?x8xf32>, %y: tensor<?x4xf32>, %old: tensor<?x64x12xf32, #latent>):
    %1 = mla.cache_append ins(%x, %y, %b : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch)
        outs(%old : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
    mla.yield %1 : tensor<?x64x12xf32, #latent>
  }
  %2 = mla.segment(%0) : (tensor<?xi32>) -> tensor<?xi32> {
  ^bb0(%t: tensor<?xi32>):
    %1 = arith.addi %t, %t : tensor<?xi32>
    mla.yield %1 : tensor<?xi32>
  }
  return %2, %new : tensor<?xi32>, tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

func.func @step(%nd: index, %ndt: index, %nct: index, %lens: tensor<?xi32>, %starts: tensor<?xi32>, %slots: tensor<?xi32>,
                %positions: tensor<?xi32>, %pages: tensor<?x?xi32>, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %cache: tensor<?x64x12xf32, #latent>)
    -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  %new = func.call @append(%nd, %lens, %starts, %slots, %positions, %pages, %c, %kr, %cache)
      : (index, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>, tensor<?x8xf32>, tensor<?x4xf32>, tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %new : tensor<?x64x12xf32, #latent>
}
func.func private @append(%n: index, %lens: tensor<?xi32>, %starts: tensor<?xi32>, %slots: tensor<?xi32>, %positions: tensor<?xi32>,
                          %pages: tensor<?x?xi32>, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %cache: tensor<?x64x12xf32, #latent>)
    -> tensor<?x64x12xf32, #latent> {
  %batch = mla.pack_batch %n, %n, %n, %lens, %starts, %slots, %positions, %pages
      : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
  %0 = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch)
      outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %0 : tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// S1: the number of pages is not bound when a segment is captured.
func.func @negative_size_of_a_cache(%batch: !mla.batch, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  %c0 = arith.constant 0 : index
  %pages = tensor.dim %cache, %c0 : tensor<?x64x12xf32, #latent>
  %e = tensor.empty(%pages) : tensor<?xf32>
  // expected-error @+1 {{expected the size of dimension 0 of operand #0 to be the number of tokens or of logit rows, which a graph is captured for}}
  mla.segment(%e) : (tensor<?xf32>) -> () {
  ^bb0(%x: tensor<?xf32>):
    mla.yield
  }
  return %cache : tensor<?x64x12xf32, #latent>
}

// -----

// S1: nor is a number of the batch.
func.func @negative_size_of_the_batch(%batch: !mla.batch) attributes {mla.step} {
  %n = mla.batch_count %batch {count = #mla.batch_count<num_decode_tokens>}
  %c2 = arith.constant 2 : index
  %twice = arith.muli %n, %c2 : index
  %e = tensor.empty(%twice) : tensor<?xf32>
  // expected-error @+1 {{expected the size of dimension 0 of operand #0}}
  mla.segment(%e) : (tensor<?xf32>) -> () {
  ^bb0(%x: tensor<?xf32>):
    mla.yield
  }
  return
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// S2: slots that were made up may be those of somebody else's rows.
func.func @negative_other_slots(%batch: !mla.batch, %n: index, %l: tensor<?xi32>, %p: tensor<?x?xi32>, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %cache: tensor<?x64x12xf32, #latent>)
    -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  %other = mla.pack_batch %n, %n, %n, %l, %l, %l, %l, %p : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
  // expected-error @+1 {{writes into a cache: expected it to take the step's batch, whose slots keep padded rows out}}
  %new = mla.cache_append ins(%c, %kr, %other : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch)
      outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %new : tensor<?x64x12xf32, #latent>
}

// -----

#latent = #mla.latent<L = 8, R = 4, storage = f32>

// S2: positions are no slots.
func.func @negative_positions(%nd: index, %ndt: index, %nct: index, %lens: tensor<?xi32>, %starts: tensor<?xi32>, %slots: tensor<?xi32>,
                              %positions: tensor<?xi32>, %pages: tensor<?x?xi32>, %c: tensor<?x8xf32>, %kr: tensor<?x4xf32>, %cache: tensor<?x64x12xf32, #latent>)
    -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  %batch = mla.pack_batch %nd, %ndt, %nct, %lens, %starts, %positions, %slots, %pages
      : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
  // expected-error @+1 {{writes into a cache: expected it to take the step's batch}}
  %new = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch)
      outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %new : tensor<?x64x12xf32, #latent>
}

// -----

// S2: a linalg op that writes into a cache knows no slots.
#latent = #mla.latent<L = 8, R = 4, storage = f32>
func.func @negative_fill(%batch: !mla.batch, %cache: tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent> attributes {mla.step} {
  %zero = arith.constant 0.0 : f32
  // expected-error @+1 {{writes into a cache: expected it to take the step's batch}}
  %0 = linalg.fill ins(%zero : f32) outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  return %0 : tensor<?x64x12xf32, #latent>
}

// -----

// S3: without slots every row is routed.
func.func @negative_no_slots(%batch: !mla.batch, %experts: tensor<?x2xi32>, %offsets: tensor<5xi32>, %rows: tensor<?xi32>, %places: tensor<?x2xi32>) attributes {mla.step} {
  // expected-error @+1 {{expected slots, so that padded rows route nowhere}}
  %0:3 = mla.moe_plan ins(%experts : tensor<?x2xi32>) outs(%offsets, %rows, %places : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>)
      -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
  return
}

// -----

// S3: other metadata of the batch is no slots, also inside of a segment.
func.func @negative_positions_as_slots(%batch: !mla.batch, %tokens: tensor<?xi32>) attributes {mla.step} {
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  mla.segment(%tokens, %positions) : (tensor<?xi32>, tensor<?xi32>) -> () {
  ^bb0(%t: tensor<?xi32>, %p: tensor<?xi32>):
    %c0 = arith.constant 0 : index
    %T = tensor.dim %t, %c0 : tensor<?xi32>
    %experts = tensor.empty(%T) : tensor<?x1xi32>
    %offsets = tensor.empty() : tensor<5xi32>
    %rows = tensor.empty(%T) : tensor<?xi32>
    // expected-error @+1 {{expected the slots of the step's batch, so that padded rows route nowhere}}
    %0:3 = mla.moe_plan ins(%experts, %p : tensor<?x1xi32>, tensor<?xi32>) outs(%offsets, %rows, %experts : tensor<5xi32>, tensor<?xi32>, tensor<?x1xi32>)
        -> tensor<5xi32>, tensor<?xi32>, tensor<?x1xi32>
    mla.yield
  }
  return
}

// -----

// S3: a layer of experts routes too; the slots of asked-for rows are slots.
func.func @experts_of_some_rows(%batch: !mla.batch, %rows: tensor<?xi32>, %x: tensor<?x8xf32>, %n: tensor<8xf32>, %r: tensor<4x8xf32>, %g: tensor<4x4x8xf32>, %d: tensor<4x8x4xf32>) attributes {mla.step} {
  %slots = mla.batch_rows %batch {field = #mla.batch_field<slot_mapping>} : tensor<?xi32>
  %gathered = linalg.generic {indexing_maps = [affine_map<(i) -> (i)>, affine_map<(i) -> (i)>], iterator_types = ["parallel"]} ins(%rows : tensor<?xi32>) outs(%rows : tensor<?xi32>) {
  ^bb0(%row: i32, %o: i32):
    %i = arith.index_cast %row : i32 to index
    %s = tensor.extract %slots[%i] : tensor<?xi32>
    linalg.yield %s : i32
  } -> tensor<?xi32>
  %0 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x8xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<4x4x8xf32>, tensor<4x4x8xf32>, tensor<4x8x4xf32>) slots(%gathered : tensor<?xi32>)
      outs(%x : tensor<?x8xf32>) {top_k = 2 : i64, eps = 0.0 : f32, scoring = #mla.scoring<softmax>} -> tensor<?x8xf32>
  return
}

// -----

// S3: without slots a layer of experts routes every row.
func.func @negative_experts_without_slots(%batch: !mla.batch, %x: tensor<?x8xf32>, %n: tensor<8xf32>, %r: tensor<4x8xf32>, %g: tensor<4x4x8xf32>, %d: tensor<4x8x4xf32>) attributes {mla.step} {
  // expected-error @+1 {{expected slots, so that padded rows route nowhere}}
  %0 = mla.expert_mlp ins(%x, %n, %r, %g, %g, %d : tensor<?x8xf32>, tensor<8xf32>, tensor<4x8xf32>, tensor<4x4x8xf32>, tensor<4x4x8xf32>, tensor<4x8x4xf32>)
      outs(%x : tensor<?x8xf32>) {top_k = 2 : i64, eps = 0.0 : f32, scoring = #mla.scoring<softmax>} -> tensor<?x8xf32>
  return
}
