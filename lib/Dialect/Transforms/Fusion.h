//===- Fusion.h - the parts of mla-fuse -------------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_DIALECT_TRANSFORMS_FUSION_H
#define MLA_LIB_DIALECT_TRANSFORMS_FUSION_H

#include "mla/Dialect/IR/MLADialect.h"

#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/IR/Remarks.h"
#include "llvm/ADT/DenseMap.h"

#include <optional>
#include <string>

namespace mlir::mla {

//===----------------------------------------------------------------------===//
// What is said about it
//===----------------------------------------------------------------------===//

/// Says that a fusion was made; numbers and names may follow.
remark::detail::InFlightRemark remarkFused(Location loc, StringRef what);
/// Says that one was not made, and why: "what: reason".
void remarkNotFused(Location loc, StringRef what, const Twine &reason);

//===----------------------------------------------------------------------===//
// What is recognised
//===----------------------------------------------------------------------===//

/// x + scale * y, elementwise in f32, rounded to the result's type.
struct ScaledSum {
  Value x, y;
  double scale;
};
std::optional<ScaledSum> asScaledSum(Operation *op);

/// silu(gate) * up, elementwise in f32, rounded to the result's type.
struct SiluProduct {
  Value gate, up;
};
std::optional<SiluProduct> asSiluProduct(Operation *op);

/// A copy of f32 elements in a narrower type.
bool isTruncation(Operation *op);

/// Adds a vector to each row.
bool isBiasAddition(Operation *op);

/// out[s, …] = source[rows[s], …], as the last segment reads the rows that are
/// asked for.
struct RowGather {
  Value source, rows;
};
std::optional<RowGather> asRowGather(Value value);

/// out[t] = Σ_k weights[t, k] * outputs[places[t, k]], in f32, where a place of
/// -1 counts nothing.
struct WeightedSum {
  Value outputs, places, weights;
};
std::optional<WeightedSum> asWeightedSum(Operation *op);

/// Columns [first, first + size) of the last dimension, all of the others.
struct Columns {
  Value source;
  int64_t first, size;
};
std::optional<Columns> asColumns(Value value);

/// The element type of a tensor.
Type elementOf(Value value);

//===----------------------------------------------------------------------===//
// Weights
//===----------------------------------------------------------------------===//

/// The module's parameters and how often each is read.
class Weights {
public:
  explicit Weights(ModuleOp module);

  /// Why a matmul's weight cannot be rows of a larger one; nothing if it can.
  std::optional<std::string> refuseJoin(Value weight);
  /// Why two that can be joined with others, and have rows of one length,
  /// cannot be with each other.
  std::optional<std::string> refuseJoin(Value a, Value b);
  /// Their rows, one after the other, as one parameter read at the builder's
  /// place. The old ones must lose their uses.
  Value join(OpBuilder &builder, ArrayRef<Value> weights);
  /// The name of the parameter that a value reads.
  StringRef nameOf(Value weight);
  /// Parameters that were joined are not loaded on their own any more.
  void eraseUnused();

private:
  ParamOp paramOf(Value weight);

  ModuleOp module;
  SymbolTable symbols;
  llvm::DenseMap<StringAttr, unsigned> uses;
};

//===----------------------------------------------------------------------===//
// The fusions, in the order in which they are made
//===----------------------------------------------------------------------===//

/// Matmuls with a weight's rows -> mla.linear, with the rounding after them.
void makeLinears(Block &block, IRRewriter &rewriter);
/// Two linears under silu and product -> one, gated.
void fuseGatedLinears(Block &block, Weights &weights, IRRewriter &rewriter);
/// From a norm to the sum with the residual stream -> mla.expert_mlp.
void fuseExperts(Block &block, IRRewriter &rewriter);
/// Linears of one input -> one, and slices of it.
void joinLinears(Block &block, Weights &weights, IRRewriter &rewriter);
/// What decode and cache_append take -> mla.query_prep.
void fuseQueryPreps(Block &block, IRRewriter &rewriter);
/// What is quantised and rotated for an append alone -> mla.rope_append.
void fuseAppends(Block &block, IRRewriter &rewriter);
/// A norm and what alone reads it, a quantisation -> mla.rms_norm_quantize.
void fuseNormQuantizes(Block &block, IRRewriter &rewriter);
/// A linear and the residual that is added to it -> one.
void fuseResiduals(Block &block, IRRewriter &rewriter);
/// A norm and the linear that alone reads it -> one.
void fuseNorms(Block &block, IRRewriter &rewriter);
/// A sum and the norm of it, where neither went elsewhere -> mla.add_rms_norm.
void fuseAddNorms(Block &block, IRRewriter &rewriter);

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_TRANSFORMS_FUSION_H
