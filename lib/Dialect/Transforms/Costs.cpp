//===- Costs.cpp - what the forms of attention cost -----------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Costs.h"

#include <algorithm>

using namespace mlir;
using namespace mlir::mla;

LayerCost::LayerCost(CachedAttentionOp op, TargetAttr target) : target(target) {
  auto nope = cast<ShapedType>(op.getQNope().getType());
  N = nope.getDimSize(1);
  P = nope.getDimSize(2);
  R = cast<ShapedType>(op.getKRope().getType()).getDimSize(1);
  L = cast<ShapedType>(op.getCKv().getType()).getDimSize(1);
  V = cast<ShapedType>(op.getInit().getType()).getDimSize(2);
  bytes = nope.getElementTypeBitWidth() / 8.0;
}

double LayerCost::part(double operations, double elements) const {
  if (!target)
    return operations;
  return std::max(operations / (target.getGflopPerS() * 1e9),
                  elements * bytes / (target.getGbytePerS() * 1e9));
}

/// Each key is read once for all queries: they are tiled.
double LayerCost::decode(double queries, double pairs, double keys) const {
  return part(pairs * absorbedPerPair(),
              keys * (L + R) + queries * N * (2 * L + R));
}

double LayerCost::project(double queries) const {
  return part(2 * queries * N * L * V, N * L * V + queries * N * (L + V));
}

static double pairsAmong(double queries) { return queries * (queries + 1) / 2; }

double LayerCost::absorbed(double queries, double prefix) const {
  return decode(queries, queries * prefix + pairsAmong(queries),
                prefix + queries) +
         project(queries);
}

double LayerCost::expanded(double queries, double prefix) const {
  double cost =
      part(queries * perRow(), N * L * (P + V) + queries * (L + N * (P + V))) +
      part(pairsAmong(queries) * expandedPerPair(),
           queries * N * (2 * P + R + 2 * V));
  if (prefix > 0)
    cost += decode(queries, queries * prefix, prefix) + project(queries) +
            part(0, 3 * queries * N * V);
  return cost;
}

std::optional<int64_t> LayerCost::expandFrom(double prefix,
                                             int64_t most) const {
  // What expanding saves grows with the square of the queries, what it costs
  // with their number: once cheaper, it stays so.
  auto isCheaper = [&](int64_t queries) {
    return expanded(queries, prefix) < absorbed(queries, prefix);
  };
  if (most < 1 || !isCheaper(most))
    return std::nullopt;
  int64_t dearer = 0, cheaper = most;
  while (cheaper - dearer > 1) {
    int64_t middle = dearer + (cheaper - dearer) / 2;
    (isCheaper(middle) ? cheaper : dearer) = middle;
  }
  return cheaper;
}
