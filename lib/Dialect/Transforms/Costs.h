//===- Costs.h - what the forms of attention cost ---------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_DIALECT_TRANSFORMS_COSTS_H
#define MLA_LIB_DIALECT_TRANSFORMS_COSTS_H

#include "mla/Dialect/IR/MLADialect.h"

#include <optional>

namespace mlir::mla {

/// What one layer's attention costs one sequence that has `queries` new tokens
/// behind `prefix` cached ones. A cost is the sum over the parts of the longer
/// of two times, that of their operations and that of their bytes, in seconds;
/// without a target it is operations.
///
/// Projecting queries into the latent space is no part: both forms follow it
/// where both are kept.
class LayerCost {
public:
  LayerCost(CachedAttentionOp op, TargetAttr target);

  /// Attention over the cache, values projected behind it.
  double absorbed(double queries, double prefix) const;
  /// Keys and values of the new tokens computed and attended to; the prefix, if
  /// there is one, as when absorbed, and merged.
  double expanded(double queries, double prefix) const;

  /// The smallest number of queries from which on expanding costs less; none if
  /// there is none up to `most`.
  std::optional<int64_t> expandFrom(double prefix, int64_t most) const;

  /// Operations, for remarks: of one query with one key it sees, …
  int64_t absorbedPerPair() const { return 2 * N * (2 * L + R); }
  int64_t expandedPerPair() const { return 2 * N * (P + R + V); }
  /// … and of projecting one row by kv_b.
  int64_t perRow() const { return 2 * N * L * (P + V); }

private:
  double part(double operations, double elements) const;
  double decode(double queries, double pairs, double keys) const;
  double project(double queries) const;

  int64_t N, P, R, V, L;
  double bytes; ///< of an element
  TargetAttr target;
};

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_TRANSFORMS_COSTS_H
