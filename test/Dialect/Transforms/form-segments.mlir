// RUN: mla-opt %s --split-input-file --mla-split --mla-form-segments | FileCheck %s

#latent = #mla.latent<L = 8, R = 4, storage = f32>
#rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [1.0, 0.5]>

mla.param @w : tensor<12x8xf32> = view ["w"]

// One attention, one cut. Weights and rows of the batch are operands; sizes,
// new tensors, fills, reshapes and slices are inside, and slices do not cross:
// the dispatch takes the whole of what it slices.

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    %[[BATCH:[^:]+]]: !mla.batch, %[[X:[^:]+]]: tensor<?x8xf32>, %[[CACHE:[^:]+]]: tensor<?x64x12xf32{{[^)]*}})
// CHECK-NOT:     tensor.dim
// CHECK-DAG:     %[[P:.+]] = mla.batch_rows %[[BATCH]]
// CHECK-DAG:     %[[W:.+]] = mla.get_param @w
// CHECK-NOT:     tensor.empty
// CHECK:         %[[A:.+]]:2 = mla.segment(%[[X]], %[[W]], %[[P]]) : (tensor<?x8xf32>, tensor<12x8xf32>, tensor<?xi32>) -> (tensor<?x12xf32>, tensor<?x4xf32>) {
// CHECK:         ^bb0(%[[A_X:.+]]: tensor<?x8xf32>, %[[A_W:.+]]: tensor<12x8xf32>, %[[A_P:.+]]: tensor<?xi32>):
// CHECK:           %[[A_T:.+]] = tensor.dim %[[A_X]]
// CHECK:           %[[A_EMPTY:.+]] = tensor.empty(%[[A_T]]) : tensor<?x12xf32>
// CHECK:           %[[A_ZERO:.+]] = linalg.fill ins(%{{.+}} : f32) outs(%[[A_EMPTY]]
// CHECK:           %[[A_M:.+]] = linalg.matmul {{.*}} ins(%[[A_X]], %[[A_W]] : {{.*}}) outs(%[[A_ZERO]]
// CHECK:           %[[A_KR:.+]] = tensor.extract_slice %[[A_M]][0, 8] [%[[A_T]], 4]
// CHECK:           %[[A_ROPE:.+]] = mla.rope ins(%[[A_KR]], %[[A_P]]
// CHECK:           mla.yield %[[A_M]], %[[A_ROPE]]
// CHECK:         }
// CHECK-NEXT:    %[[D:.+]]:2 = mla.dispatch(%[[A]]#0, %[[A]]#1, %[[BATCH]], %[[CACHE]])
// CHECK:         ^bb0(%[[D_M:.+]]: tensor<?x12xf32>, %[[D_KR:.+]]: tensor<?x4xf32>, %[[D_BATCH:.+]]: !mla.batch, %[[D_CACHE:.+]]: tensor<?x64x12xf32
// CHECK:           %[[D_C:.+]] = tensor.extract_slice %[[D_M]][0, 0] [%{{.+}}, 8]
// CHECK:           %[[D_NEW:.+]] = mla.cache_append ins(%[[D_C]], %[[D_KR]], %[[D_BATCH]] : {{.*}}) outs(%[[D_CACHE]]
// CHECK:           %[[D_U:.+]] = mla.decode
// CHECK:           mla.yield %[[D_NEW]], %[[D_U]]
// CHECK:         }
// CHECK-NEXT:    %[[B:.+]] = mla.segment(%[[D]]#1, %[[X]]) : (tensor<?x1x8xf32>, tensor<?x8xf32>) -> tensor<?x8xf32> {
// CHECK:           tensor.collapse_shape
// CHECK:           arith.addf
// CHECK:         }
// CHECK-NEXT:    return %[[B]], %[[D]]#0
func.func @step(%batch: !mla.batch, %x: tensor<?x8xf32>, %cache: tensor<?x64x12xf32, #latent>)
    -> (tensor<?x8xf32>, tensor<?x64x12xf32, #latent>) attributes {mla.step} {
  %c0 = arith.constant 0 : index
  %zero = arith.constant 0.0 : f32
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %positions = mla.batch_rows %batch {field = #mla.batch_field<positions>} : tensor<?xi32>
  %w = mla.get_param @w : tensor<12x8xf32>
  %e = tensor.empty(%T) : tensor<?x12xf32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<?x12xf32>) -> tensor<?x12xf32>
  %m = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>]
      ins(%x, %w : tensor<?x8xf32>, tensor<12x8xf32>) outs(%z : tensor<?x12xf32>) -> tensor<?x12xf32>
  %c = tensor.extract_slice %m[0, 0] [%T, 8] [1, 1] : tensor<?x12xf32> to tensor<?x8xf32>
  %k = tensor.extract_slice %m[0, 8] [%T, 4] [1, 1] : tensor<?x12xf32> to tensor<?x4xf32>
  %e4 = tensor.empty(%T) : tensor<?x4xf32>
  %kr = mla.rope ins(%k, %positions : tensor<?x4xf32>, tensor<?xi32>) outs(%e4 : tensor<?x4xf32>) {rope = #rope} -> tensor<?x4xf32>
  %new = mla.cache_append ins(%c, %kr, %batch : tensor<?x8xf32>, tensor<?x4xf32>, !mla.batch)
      outs(%cache : tensor<?x64x12xf32, #latent>) -> tensor<?x64x12xf32, #latent>
  %q = tensor.expand_shape %c [[0], [1, 2]] output_shape [%T, 1, 8] : tensor<?x8xf32> into tensor<?x1x8xf32>
  %qr = tensor.expand_shape %kr [[0], [1, 2]] output_shape [%T, 1, 4] : tensor<?x4xf32> into tensor<?x1x4xf32>
  %e8 = tensor.empty(%T) : tensor<?x1x8xf32>
  %u = mla.decode ins(%q, %qr, %new, %batch : tensor<?x1x8xf32>, tensor<?x1x4xf32>, tensor<?x64x12xf32, #latent>, !mla.batch)
      outs(%e8 : tensor<?x1x8xf32>) {scale = 1.0 : f32} -> tensor<?x1x8xf32>
  %flat = tensor.collapse_shape %u [[0], [1, 2]] : tensor<?x1x8xf32> into tensor<?x8xf32>
  %y = arith.addf %flat, %x : tensor<?x8xf32>
  return %y, %new : tensor<?x8xf32>, tensor<?x64x12xf32, #latent>
}

// -----

// Two ops that shared a new tensor have one each, so that bufferization does
// not copy; what needs no result of a region is computed where it is used.

mla.param @w : tensor<8xf32> = view ["w"]

// CHECK-LABEL: func.func @step(
// CHECK:         mla.segment
// CHECK-DAG:       %[[E0:.+]] = tensor.empty
// CHECK-DAG:       %[[N0:.+]] = mla.rms_norm {{.*}} outs(%[[E0]]
// CHECK:           %[[E1:.+]] = tensor.empty
// CHECK:           mla.rms_norm ins(%[[N0]], {{.*}} outs(%[[E1]]
// CHECK-NOT:       arith.mulf
// CHECK:         mla.dispatch
// CHECK:         mla.segment(
// CHECK:           arith.mulf
// CHECK:         return
func.func @step(%batch: !mla.batch, %x: tensor<?x8xf32>, %q: tensor<?x2x4xf32>, %k: tensor<?x4xf32>, %v: tensor<?x2x4xf32>) -> tensor<?x8xf32> attributes {mla.step} {
  %c0 = arith.constant 0 : index
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %w = mla.get_param @w : tensor<8xf32>
  %e = tensor.empty(%T) : tensor<?x8xf32>
  %late = arith.mulf %w, %w : tensor<8xf32>
  %n0 = mla.rms_norm ins(%x, %w : tensor<?x8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {eps = 0.0 : f32} -> tensor<?x8xf32>
  %n1 = mla.rms_norm ins(%n0, %w : tensor<?x8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {eps = 0.0 : f32} -> tensor<?x8xf32>
  %h = tensor.expand_shape %n1 [[0], [1, 2]] output_shape [%T, 2, 4] : tensor<?x8xf32> into tensor<?x2x4xf32>
  %e2 = tensor.empty(%T) : tensor<?x2x4xf32>
  %a = mla.prefill ins(%h, %q, %q, %k, %v, %batch : tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x2x4xf32>, tensor<?x4xf32>, tensor<?x2x4xf32>, !mla.batch)
      outs(%e2 : tensor<?x2x4xf32>) {scale = 0.5 : f32} -> tensor<?x2x4xf32>
  %flat = tensor.collapse_shape %a [[0], [1, 2]] : tensor<?x2x4xf32> into tensor<?x8xf32>
  %n2 = mla.rms_norm ins(%flat, %late : tensor<?x8xf32>, tensor<8xf32>) outs(%e : tensor<?x8xf32>) {eps = 0.0 : f32} -> tensor<?x8xf32>
  return %n2 : tensor<?x8xf32>
}

// -----

// A body that reads a tensor from outside takes it as an operand; a size that
// is computed is computed inside again; a returned view is made by its producer.

// CHECK-LABEL: func.func @step(
// CHECK-SAME:    %[[X:[^:]+]]: tensor<?x8xf32>, %[[TABLE:[^:]+]]: tensor<16x8xf32>)
// CHECK-NEXT:    %[[R:.+]] = mla.segment(%[[TABLE]], %[[X]]) : (tensor<16x8xf32>, tensor<?x8xf32>) -> tensor<?xf32> {
// CHECK-NEXT:    ^bb0(%[[B:.+]]: tensor<16x8xf32>, %[[A:.+]]: tensor<?x8xf32>):
// CHECK:           %[[T:.+]] = tensor.dim %[[A]]
// CHECK:           %[[TT:.+]] = arith.muli %[[T]], %{{.+}} : index
// CHECK:           %[[E:.+]] = tensor.empty(%[[TT]]) : tensor<?x8xf32>
// CHECK:           linalg.generic {{.*}} outs(%[[E]]
// CHECK:             tensor.extract %[[B]]
// CHECK:           %[[FLAT:.+]] = tensor.collapse_shape
// CHECK:           mla.yield %[[FLAT]] : tensor<?xf32>
// CHECK:         return %[[R]] : tensor<?xf32>
func.func @step(%batch: !mla.batch, %x: tensor<?x8xf32>, %table: tensor<16x8xf32>) -> tensor<?xf32> attributes {mla.step} {
  %c0 = arith.constant 0 : index
  %c2 = arith.constant 2 : index
  %T = tensor.dim %x, %c0 : tensor<?x8xf32>
  %TT = arith.muli %T, %c2 : index
  %e = tensor.empty(%TT) : tensor<?x8xf32>
  %g = linalg.generic {indexing_maps = [affine_map<(t, h) -> (t, h)>], iterator_types = ["parallel", "parallel"]} outs(%e : tensor<?x8xf32>) {
  ^bb0(%o: f32):
    %col = linalg.index 1 : index
    %v = tensor.extract %table[%c2, %col] : tensor<16x8xf32>
    linalg.yield %v : f32
  } -> tensor<?x8xf32>
  %flat = tensor.collapse_shape %g [[0, 1]] : tensor<?x8xf32> into tensor<?xf32>
  return %flat : tensor<?xf32>
}

// -----

// What is not known to be safe is a dispatch of its own kind. Functions without
// a batch are left alone.

// CHECK-LABEL: func.func @step(
// CHECK:         mla.segment
// CHECK:         mla.dispatch
// CHECK:           func.call @unknown
// CHECK:         mla.segment
func.func @step(%x: tensor<8xf32>) -> tensor<8xf32> attributes {mla.step} {
  %0 = arith.addf %x, %x : tensor<8xf32>
  %1 = func.call @unknown(%0) : (tensor<8xf32>) -> tensor<8xf32>
  %2 = arith.addf %1, %x : tensor<8xf32>
  return %2 : tensor<8xf32>
}
func.func private @unknown(tensor<8xf32>) -> tensor<8xf32>

// CHECK-LABEL: func.func @negative_no_batch(
// CHECK-NEXT:    arith.addf
// CHECK-NEXT:    return
func.func @negative_no_batch(%x: tensor<8xf32>) -> tensor<8xf32> {
  %0 = arith.addf %x, %x : tensor<8xf32>
  return %0 : tensor<8xf32>
}

// -----

// What uses a scalar of the host or of the batch depends on more than tokens.

// CHECK-LABEL: func.func @host_scalars(
// CHECK-NOT:     mla.segment
// CHECK:         mla.dispatch(%{{.+}}, %{{.+}}, %{{.+}}) : (tensor<?xf32>, index, !mla.batch)
// CHECK:           arith.addf
// CHECK:           linalg.fill
// CHECK-NOT:     mla.segment
func.func @host_scalars(%batch: !mla.batch, %x: tensor<?xf32>, %n: index) -> (tensor<?xf32>, tensor<?xf32>) attributes {mla.step} {
  %e = tensor.empty(%n) : tensor<?xf32>
  %0 = arith.addf %x, %e : tensor<?xf32>
  %c = mla.batch_count %batch {count = #mla.batch_count<num_decode>}
  %e1 = tensor.empty(%c) : tensor<?xf32>
  %i = arith.index_cast %c : index to i32
  %f = arith.sitofp %i : i32 to f32
  %1 = linalg.fill ins(%f : f32) outs(%e1 : tensor<?xf32>) -> tensor<?xf32>
  return %0, %1 : tensor<?xf32>, tensor<?xf32>
}

// -----

// What others call is part of what they do.

// CHECK-LABEL: func.func @caller(
// CHECK:         mla.dispatch
// CHECK:           func.call @negative_called
// CHECK-LABEL: func.func private @negative_called(
// CHECK-NOT:     mla.segment
// CHECK:         return
func.func @caller(%batch: !mla.batch, %x: tensor<?xf32>) -> tensor<?xf32> attributes {mla.step} {
  %0 = func.call @negative_called(%batch, %x) : (!mla.batch, tensor<?xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}
func.func private @negative_called(%batch: !mla.batch, %x: tensor<?xf32>) -> tensor<?xf32> {
  %0 = arith.addf %x, %x : tensor<?xf32>
  return %0 : tensor<?xf32>
}
