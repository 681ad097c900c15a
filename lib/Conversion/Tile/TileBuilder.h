//===- TileBuilder.h - writes tiles of vectors on tensors -------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The vocabulary in which every generated lowering is written: a parallel loop
// over tiles (`scf.forall`), loops inside a tile, and vectors of f32 that are
// read from and written to tensors or memrefs of any float type. One form for
// all targets: what differs is the shape in `TileShape`.
//
// With `simt`, an iteration of the parallel loop is a warp of a GPU, and a
// vector is one element in each of its threads: reads, writes and arithmetic
// are each thread's own, reductions exchange values between threads. A scalar
// is the same in all threads of the warp. Control flow depends on scalars
// alone, so that the threads stay together. While a builder is
// `widen`ed each thread has several neighbouring elements, which it reads and
// writes at once.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_CONVERSION_TILE_TILEBUILDER_H
#define MLA_LIB_CONVERSION_TILE_TILEBUILDER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"

namespace mlir::mla {

/// What a target's registers suggest for tiles.
struct TileShape {
  /// f32 elements of a vector: 16 for AVX-512, 8 for AVX2.
  int64_t lanes = 16;
  /// A matmul tile is `rows` × (`columnVectors` · lanes) accumulators: 6 × 4 of
  /// the 32 registers of AVX-512, 6 × 2 of the 16 of AVX2.
  int64_t rows = 6;
  int64_t columnVectors = 4;
  /// Vectors are spread over the threads of a warp; then lanes are 32 times
  /// `perThread`.
  bool simt = false;
  /// simt: a thread reads and writes up to 16 bytes at once.
  bool wide = false;
  /// simt: matmuls of bf16 or f16 use mma.sync.
  bool tensorCores = false;
  /// simt: neighbouring elements that a thread holds of a vector.
  int64_t perThread = 1;
};

/// What one iteration of a parallel loop gives back for a destination.
struct TileResult {
  Value tile;
  SmallVector<OpFoldResult> offsets, sizes;
};

class TileBuilder : public ImplicitLocOpBuilder {
public:
  TileBuilder(Location loc, const OpBuilder &builder, const TileShape &shape)
      : ImplicitLocOpBuilder(loc, builder), shape(shape) {}

  const TileShape &tileShape() const { return shape; }
  int64_t lanes() const { return shape.lanes; }
  bool isSimt() const { return shape.simt; }
  /// What holds `lanes` elements: a vector, or a thread's share of one.
  Type vectorOf(Type element) {
    int64_t count = shape.simt ? shape.perThread : shape.lanes;
    return shape.simt && count == 1 ? element
                                    : VectorType::get({count}, element);
  }
  Type vectorType() { return vectorOf(getF32Type()); }

  //===--------------------------------------------------------------------===//
  // Scalars
  //===--------------------------------------------------------------------===//

  Value index(int64_t value);
  Value i32(int64_t value);
  Value f32(double value);
  Value dim(Value shaped, int64_t dimension);
  Value add(Value a, Value b); ///< of index
  Value sub(Value a, Value b); ///< of index
  Value mul(Value a, Value b); ///< of index
  Value min(Value a, Value b); ///< of index, signed
  Value toIndex(Value i32);
  Value toI32(Value index);

  /// Reads and writes one element; floats are f32 outside of the tensor.
  Value readScalar(Value source, ValueRange indices);
  Value writeScalar(Value value, Value dest, ValueRange indices);
  /// The same, with elements as they are stored.
  Value readElement(Value source, ValueRange indices);
  Value writeElement(Value value, Value dest, ValueRange indices);

  //===--------------------------------------------------------------------===//
  // Vectors of f32
  //===--------------------------------------------------------------------===//

  Value splat(Value scalar);
  Value zeros() { return splat(f32(0.0)); }
  /// `lanes` elements along the last dimension, widened to f32; elements past
  /// its end read as zero. `inBounds` promises that there are none.
  Value read(Value source, ValueRange indices, bool inBounds);
  /// Writes what fits before the end of the last dimension. Returns the new
  /// tensor; on memrefs, the memref.
  Value write(Value vector, Value dest, ValueRange indices, bool inBounds);
  /// Where a thread's share of the vector from `index` on begins.
  Value ownIndex(Value index);
  /// The same, with elements as they are stored.
  Value readVector(Value source, ValueRange indices, bool inBounds);
  Value writeVector(Value vector, Value dest, ValueRange indices,
                    bool inBounds);
  Value broadcast(Value scalar);
  Value fma(Value a, Value b, Value c);
  Value reduceAdd(Value vector);
  Value reduceMax(Value vector);
  /// One lane of a vector, by a scalar index.
  Value extractLane(Value vector, Value lane);
  Value insertLane(Value scalar, Value vector, Value lane);
  /// A mask of the first `count` lanes.
  Value firstLanes(int64_t count);

  //===--------------------------------------------------------------------===//
  // Threads of a warp (simt only)
  //===--------------------------------------------------------------------===//

  Value laneId(); ///< index
  /// Threads of a warp.
  int64_t threads() const { return shape.lanes / shape.perThread; }
  /// While the result lives, vectors suit rows of `size` elements of these
  /// types: each thread takes as many at once as are 16 bytes of the narrowest
  /// type and divide the rows.
  class Widened {
  public:
    Widened(TileBuilder &b, int64_t size, TypeRange elements);
    ~Widened() { b.shape = narrow; }
    Widened(const Widened &) = delete;
    Widened &operator=(const Widened &) = delete;

  private:
    TileBuilder &b;
    TileShape narrow;
  };
  [[nodiscard]] Widened widen(int64_t size, TypeRange elements) {
    return Widened(*this, size, elements);
  }
  /// What the threads wrote before is seen by all of them after.
  void syncLanes();
  /// Of all threads' values, the one `combine` leaves.
  Value reduceLanes(Value value, function_ref<Value(Value, Value)> combine);
  Value shuffleXor(Value value, int64_t distance);
  /// `count` elements of the last dimension in each thread, one thread's after
  /// the other's, as f32. All are there.
  SmallVector<Value> readWide(Value source, ValueRange indices, int64_t count);
  /// Each thread writes a vector of neighbours of its own.
  Value writePair(Value vector, Value dest, ValueRange indices);
  /// Each thread for which `condition` holds (null: all) writes an element of
  /// its own; without simt, the element.
  Value writeOwn(Value value, Value dest, ValueRange indices, Value condition);

  //===--------------------------------------------------------------------===//
  // Loops
  //===--------------------------------------------------------------------===//

  using LoopBody =
      function_ref<SmallVector<Value>(Value index, ValueRange carried)>;
  /// `for index = first to last step step`, carrying values.
  SmallVector<Value> loop(Value first, Value last, int64_t step,
                          ValueRange carried, LoopBody body);

  using VectorBody = function_ref<SmallVector<Value>(Value index, bool inBounds,
                                                     ValueRange carried)>;
  /// Steps of `lanes` over `size` elements. The last, partial step is written
  /// apart, so that only it needs masks.
  SmallVector<Value> forVectors(int64_t size, ValueRange carried,
                                VectorBody body);

  /// Iterations 0 to count that do not depend on each other and write with
  /// `writeOwn`: threads share them out.
  SmallVector<Value>
  forEach(int64_t count, ValueRange carried,
          function_ref<SmallVector<Value>(Value index, Value isThere,
                                          ValueRange carried)>
              body);

  /// `if condition`, with results.
  SmallVector<Value> branch(Value condition, TypeRange types,
                            function_ref<SmallVector<Value>()> thenBody,
                            function_ref<SmallVector<Value>()> elseBody);

  /// The parallel loop over tiles. `body` gets the iteration and the
  /// destinations as they stand in the loop, and gives a tile of each.
  SmallVector<Value>
  forall(ArrayRef<OpFoldResult> counts, ValueRange destinations,
         function_ref<SmallVector<TileResult>(ValueRange ivs, ValueRange dests)>
             body);

  /// The part of a destination that a tile works on.
  Value slice(Value source, ArrayRef<OpFoldResult> offsets,
              ArrayRef<OpFoldResult> sizes);

private:
  /// Where a thread's share of the vector at `indices` begins.
  SmallVector<Value> ownIndices(ValueRange indices);

  TileShape shape;
};

} // namespace mlir::mla

#endif // MLA_LIB_CONVERSION_TILE_TILEBUILDER_H
