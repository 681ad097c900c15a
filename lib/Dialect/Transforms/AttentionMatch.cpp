//===- AttentionMatch.cpp - latent attention, found among its parts -------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "AttentionMatcher.h"

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// Scores
//===----------------------------------------------------------------------===//

LogicalResult AttentionMatcher::parseScores(Element score, double factor,
                                            Operation *at) {
  Element element = tracer.resolve(score);
  for (const Element &seen : {score, element})
    if (seen.isTensor())
      result.scores.push_back(seen);
  Operation *op = element.op();
  if (!op)
    return fail(at, "expected scores that are computed in this function");
  if (element.isTensor() && !OpTrait::hasElementwiseMappableTraits(op)) {
    std::optional<Contraction> product = tracer.asContraction(element);
    if (!product || product->reduced.size() != 1)
      return fail(op, "expected scores to be products of queries and keys, "
                      "got " +
                          op->getName().getStringRef());
    bool firstIsKey = product->a.dependsOn(result.j);
    if (firstIsKey == product->b.dependsOn(result.j))
      return fail(op, "expected one side of the scores to be of keys");
    terms.push_back({firstIsKey ? product->b : product->a,
                     firstIsKey ? product->a : product->b,
                     product->reduced.front(), factor, op});
    return success();
  }
  if (isa<arith::MulFOp>(op))
    for (unsigned i = 0; i < 2; ++i)
      if (std::optional<double> by = tracer.asConstant(element.operand(i)))
        return parseScores(element.operand(1 - i), factor * *by, op);
  if (isa<arith::DivFOp>(op))
    if (std::optional<double> by = tracer.asConstant(element.operand(1)))
      return parseScores(element.operand(0), factor / *by, op);
  if (isa<arith::AddFOp>(op)) {
    for (unsigned i = 0; i < 2; ++i)
      if (isAdditiveMask(element.operand(i)))
        return parseScores(element.operand(1 - i), factor, op);
    if (failed(parseScores(element.operand(0), factor, op)))
      return failure();
    return parseScores(element.operand(1), factor, op);
  }
  if (isa<arith::SelectOp>(op))
    for (unsigned i = 1; i < 3; ++i) {
      std::optional<double> masked = tracer.asConstant(element.operand(i));
      if (!masked || *masked > maskedAtMost)
        continue;
      if (!isCausal(element.operand(0), /*visibleIfTrue=*/i == 2))
        return fail(op, "expected a causal mask, j <= t");
      return parseScores(element.operand(3 - i), factor, op);
    }
  return fail(op, "expected scores to be scaled, masked products of queries "
                  "and keys, got " +
                      op->getName().getStringRef());
}

//===----------------------------------------------------------------------===//
// Queries and keys in parts
//===----------------------------------------------------------------------===//

LogicalResult AttentionMatcher::split(Element element, AffineExpr d,
                                      int64_t low, int64_t high, double factor,
                                      SmallVectorImpl<ScorePiece> &pieces) {
  element = tracer.throughViews(element);
  Operation *op = element.op();
  if (auto concat = dyn_cast_if_present<tensor::ConcatOp>(op)) {
    uint64_t dim = concat.getDim();
    std::optional<LinearSum> place = asLinearSum(element.index[dim]);
    if (!place)
      return fail(op, "cannot tell which part of the concatenation is used");
    bool varies = place->terms.size() == 1 && place->factorOf(d) == 1;
    if (!varies && !place->terms.empty())
      return fail(op, "expected queries and keys to be concatenated along "
                      "their features");
    int64_t first = 0;
    for (Value input : concat.getInputs()) {
      int64_t size = cast<RankedTensorType>(input.getType()).getDimSize(dim);
      if (ShapedType::isDynamic(size))
        return fail(op, "expected parts of static sizes");
      // d for which the place is within [first, first + size).
      int64_t from = varies ? std::max(low, first - place->constant) : low;
      int64_t to =
          varies ? std::min(high, first + size - place->constant) : high;
      bool used =
          varies ? from < to
                 : place->constant >= first && place->constant < first + size;
      if (used) {
        Element part{input, element.index};
        part.index[dim] = part.index[dim] - first;
        if (failed(split(part, d, from, to, factor, pieces)))
          return failure();
      }
      first += size;
    }
    return success();
  }
  if (auto insert = dyn_cast_if_present<tensor::InsertSliceOp>(op)) {
    // A part put into a larger tensor along one dimension.
    RankedTensorType type = insert.getResultType();
    SmallVector<OpFoldResult> offsets = insert.getMixedOffsets();
    SmallVector<OpFoldResult> sizes = insert.getMixedSizes();
    std::optional<unsigned> along;
    if (insert.getSourceType().getRank() != type.getRank())
      return fail(op, "expected a part of the rank of the whole");
    for (unsigned dim = 0; dim < type.getRank(); ++dim) {
      bool whole = isConstantIntValue(offsets[dim], 0) &&
                   (type.isDynamicDim(dim) ||
                    isConstantIntValue(sizes[dim], type.getDimSize(dim)));
      if (whole)
        continue;
      if (along || !isConstantIntValue(insert.getMixedStrides()[dim], 1))
        return fail(op, "expected a part of one dimension");
      along = dim;
    }
    if (!along)
      return split({insert.getSource(), element.index}, d, low, high, factor,
                   pieces);
    std::optional<LinearSum> place = asLinearSum(element.index[*along]);
    std::optional<int64_t> offset = getConstantIntValue(offsets[*along]);
    std::optional<int64_t> size = getConstantIntValue(sizes[*along]);
    if (!place || place->terms.size() != 1 || place->factorOf(d) != 1 ||
        !offset || !size)
      return fail(op, "expected queries and keys to be put together along "
                      "their features");
    int64_t from = std::clamp(*offset - place->constant, low, high);
    int64_t to = std::clamp(*offset + *size - place->constant, low, high);
    Element below{insert.getDest(), element.index};
    if (low < from && failed(split(below, d, low, from, factor, pieces)))
      return failure();
    if (from < to) {
      Element part{insert.getSource(), element.index};
      part.index[*along] = part.index[*along] - *offset;
      if (failed(split(part, d, from, to, factor, pieces)))
        return failure();
    }
    if (to < high && failed(split(below, d, to, high, factor, pieces)))
      return failure();
    return success();
  }
  // A scale that was folded into one side.
  Element value = tracer.resolve(element);
  if (isa_and_present<arith::MulFOp, arith::DivFOp>(value.op()))
    for (unsigned i = 0; i < 2; ++i) {
      bool isDivision = isa<arith::DivFOp>(value.op());
      std::optional<double> by = tracer.asConstant(value.operand(i));
      if (!by || (isDivision && i == 0))
        continue;
      std::optional<Element> rest = tracer.asTensor(value.operand(1 - i));
      if (!rest)
        break;
      return split(*rest, d, low, high,
                   isDivision ? factor / *by : factor * *by, pieces);
    }
  pieces.push_back({low, high, element, factor});
  return success();
}

LogicalResult AttentionMatcher::splitSide(Element element,
                                          const ScoreTerm &term,
                                          SmallVectorImpl<ScorePiece> &pieces) {
  int64_t size = tracer.sizeOf(term.d);
  if (ShapedType::isDynamic(size))
    return fail(term.op, "expected a static number of features");
  if (failed(split(element, term.d, 0, size, 1.0, pieces)))
    return failure();
  llvm::sort(pieces, [](const ScorePiece &a, const ScorePiece &b) {
    return a.low < b.low;
  });
  return success();
}

LogicalResult AttentionMatcher::addKeyPart(Operation *op, ScorePiece query,
                                           ScorePiece key, AffineExpr d) {
  double factor = query.factor * key.factor;
  if (sideFactor && std::abs(*sideFactor - factor) > 1e-6 * std::abs(factor))
    return fail(op, "expected one scale for all features of the scores");
  sideFactor = factor;
  AffineExpr feature = tracer.newDim(key.high - key.low);
  Element q = query.element.replace(d, feature + key.low);
  Element k = key.element.replace(d, feature + key.low);
  if (q.dependsOn(result.j) || k.dependsOn(result.t))
    return fail(op, "expected queries without keys and keys without queries");
  if (tracer.throughViews(k) == result.cKv.replace(result.l, feature))
    return addAbsorbedKeyPart(op, q, feature);
  if (std::optional<Contraction> product = tracer.asContraction(k);
      product && product->reduced.size() == 1) {
    bool firstIsLatent = product->a.dependsOn(result.j);
    Element latent = firstIsLatent ? product->a : product->b;
    Element weight = firstIsLatent ? product->b : product->a;
    latent = latent.replace(product->reduced.front(), result.l);
    weight = weight.replace(product->reduced.front(), result.l);
    if (tracer.throughViews(latent) == result.cKv) {
      if (hasNope)
        return fail(op, "expected one part of the keys to be projected from "
                        "the latent");
      if (weight.dependsOn(result.j) || weight.dependsOn(result.b))
        return fail(op, "expected the keys' projection to be a weight");
      hasNope = true;
      result.p = feature;
      result.qNope = q;
      result.keyWeight = weight;
      return success();
    }
    if (k.dependsOn(result.n))
      return fail(op, "expected keys and values to be projected from one "
                      "latent");
  }
  if (k.dependsOn(result.n))
    return fail(op, "expected the rotated key to be shared by all heads");
  if (result.kRope)
    return fail(op, "expected one part of the keys that is not projected from "
                    "the latent");
  result.r = feature;
  result.qRope = q;
  result.kRope = k;
  return success();
}

/// The keys are the latent itself, and the query has the keys' projection.
LogicalResult AttentionMatcher::addAbsorbedKeyPart(Operation *op,
                                                   const Element &query,
                                                   AffineExpr feature) {
  std::optional<Contraction> product = tracer.asContraction(query);
  if (!product || product->reduced.size() != 1)
    return fail(op, "expected queries that the keys' projection was moved to");
  bool firstIsQuery = product->a.dependsOn(result.t);
  Element weight = firstIsQuery ? product->b : product->a;
  if (weight.dependsOn(result.t) || weight.dependsOn(result.b))
    return fail(op, "expected the keys' projection to be a weight");
  if (hasNope)
    return fail(op, "expected one part of the keys to be the latent");
  hasNope = true;
  result.p = product->reduced.front();
  result.qNope = firstIsQuery ? product->a : product->b;
  result.keyWeight = weight.replace(feature, result.l);
  return success();
}

LogicalResult AttentionMatcher::addTerm(const ScoreTerm &term) {
  SmallVector<ScorePiece> queries, keys;
  if (failed(splitSide(term.query, term, queries)) ||
      failed(splitSide(term.key, term, keys)))
    return failure();
  // Cut both sides where either is cut.
  for (ScorePiece &key : keys)
    for (ScorePiece &query : queries) {
      ScorePiece k = key, q = query;
      k.low = q.low = std::max(key.low, query.low);
      k.high = q.high = std::min(key.high, query.high);
      if (k.low < k.high && failed(addKeyPart(term.op, q, k, term.d)))
        return failure();
    }
  return success();
}

//===----------------------------------------------------------------------===//
// The whole
//===----------------------------------------------------------------------===//

/// Which dimension of the result is what.
LogicalResult AttentionMatcher::setRoles(Operation *op) {
  AffineExpr one = getAffineConstantExpr(0, op->getContext());
  result.b = result.n = one;
  result.v = AffineExpr();
  SmallVector<AffineExpr> dims;
  for (const auto &group : result.resultDims)
    dims.append(group.begin(), group.end());
  for (AffineExpr dim : dims) {
    if (!isa<AffineDimExpr>(dim) || dim == result.t)
      continue;
    bool inQuery = llvm::any_of(
        terms, [&](ScoreTerm &term) { return term.query.dependsOn(dim); });
    if (result.cKv.dependsOn(dim)) {
      if (result.b != one)
        return fail(op, "expected one batch dimension");
      result.b = dim;
    } else if (inQuery) {
      if (result.n != one)
        return fail(op, "expected one dimension of heads");
      result.n = dim;
    } else {
      if (result.v)
        return fail(op, "expected one dimension of the values' features");
      result.v = dim;
    }
  }
  if (!result.v)
    return fail(op, "expected values with features");
  for (AffineExpr dim : {result.n, result.v, result.l})
    if (ShapedType::isDynamic(tracer.sizeOf(dim)))
      return fail(op, "expected a static number of heads and features");
  return success();
}

/// If `side` is the sum over keys of probabilities and a latent: their scores,
/// and the values as if they were projected from that latent.
std::optional<Element>
AttentionMatcher::absorbedScores(const Element &side, const Element &weight,
                                 AffineExpr l,
                                 std::optional<Contraction> &values) {
  std::optional<Contraction> inner = tracer.asContraction(side);
  if (!inner || inner->reduced.size() != 1 ||
      !isa<AffineDimExpr>(inner->reduced.front()))
    return std::nullopt;
  AffineExpr j = inner->reduced.front();
  const Element *parts[] = {&inner->a, &inner->b};
  for (unsigned i = 0; i < 2; ++i)
    if (std::optional<Element> scores = softmaxInput(*parts[i], j)) {
      result.j = j;
      result.latentProduct = tracer.throughViews(side).op();
      values = Contraction{*parts[1 - i], weight, {l}};
      return scores;
    }
  return std::nullopt;
}

/// A dimension of the result that is divided by a number of heads somewhere:
/// it holds sequences and heads.
static std::optional<std::pair<unsigned, int64_t>>
findMixedDim(const Contraction &values, const Element &out) {
  std::optional<std::pair<unsigned, int64_t>> found;
  for (const Element *element : {&values.a, &values.b})
    for (AffineExpr expr : element->index)
      expr.walk([&](AffineExpr inner) {
        auto binary = dyn_cast<AffineBinaryOpExpr>(inner);
        if (!binary || (inner.getKind() != AffineExprKind::Mod &&
                        inner.getKind() != AffineExprKind::FloorDiv))
          return;
        auto by = dyn_cast<AffineConstantExpr>(binary.getRHS());
        const auto *it = llvm::find(out.index, binary.getLHS());
        if (by && it != out.index.end())
          found = {static_cast<unsigned>(it - out.index.begin()),
                   by.getValue()};
      });
  return found;
}

FailureOr<AttentionMatch>
AttentionMatcher::match(linalg::LinalgOp valueProduct) {
  auto type = dyn_cast<RankedTensorType>(valueProduct->getResult(0).getType());
  if (!type)
    return failure();
  std::optional<std::pair<unsigned, int64_t>> mixed;
  std::optional<Element> scores;
  std::optional<Contraction> values;
  // A second time if a dimension turns out to hold two variables.
  for (;;) {
    Element out{valueProduct->getResult(0), {}};
    result.resultDims.clear();
    for (auto [position, size] : llvm::enumerate(type.getShape())) {
      if (!mixed || mixed->first != position) {
        out.index.push_back(tracer.newDim(size));
        result.resultDims.push_back({out.index.back()});
        continue;
      }
      AffineExpr outer = tracer.newDim(
          ShapedType::isDynamic(size) ? size : size / mixed->second);
      AffineExpr inner = tracer.newDim(mixed->second);
      out.index.push_back(outer * mixed->second + inner);
      result.resultDims.push_back({outer, inner});
    }
    std::optional<Contraction> product = tracer.asContraction(out);
    if (!product || product->reduced.size() != 1)
      return failure();
    AffineExpr reduced = product->reduced.front();
    if (!isa<AffineDimExpr>(reduced))
      return failure();
    scores = std::nullopt;
    const Element *sides[] = {&product->a, &product->b};
    for (unsigned i = 0; i < 2 && !scores; ++i)
      if ((scores = softmaxInput(*sides[i], reduced))) {
        result.j = reduced;
        values = tracer.asContraction(*sides[1 - i]);
      }
    for (unsigned i = 0; i < 2 && !scores; ++i)
      scores = absorbedScores(*sides[i], *sides[1 - i], reduced, values);
    if (!scores)
      return failure();
    if (!values || mixed)
      break;
    mixed = findMixedDim(*values, out);
    if (!mixed)
      break;
  }

  if (failed(parseScores(*scores, 1.0, valueProduct)))
    return failure();
  if (!hasMask)
    return LogicalResult(
        fail(valueProduct, "expected a causal mask on the scores, found none"));
  if (!values || values->reduced.size() != 1)
    return LogicalResult(
        fail(valueProduct, "expected values that are projected from a latent"));
  bool firstIsLatent = values->a.dependsOn(result.j);
  result.l = values->reduced.front();
  result.cKv = firstIsLatent ? values->a : values->b;
  result.valueWeight = firstIsLatent ? values->b : values->a;
  if (result.valueWeight.dependsOn(result.j))
    return LogicalResult(
        fail(valueProduct, "expected the values' projection to be a weight"));
  if (failed(setRoles(valueProduct)))
    return failure();
  if (result.valueWeight.dependsOn(result.b))
    return LogicalResult(
        fail(valueProduct, "expected the values' projection to be a weight"));
  int64_t queries = tracer.sizeOf(result.t), keys = tracer.sizeOf(result.j);
  if (queries != keys)
    return LogicalResult(
        fail(valueProduct, "expected as many keys as queries"));

  for (const ScoreTerm &term : terms) {
    if (term.factor != terms.front().factor)
      return LogicalResult(
          fail(term.op, "expected one scale for all features of the scores"));
    if (failed(addTerm(term)))
      return failure();
  }
  if (!hasNope)
    return LogicalResult(
        fail(valueProduct,
             "expected keys that are projected from the values' latent"));
  result.scale = terms.front().factor * *sideFactor;
  if (!(result.scale > 0.0))
    return LogicalResult(fail(valueProduct, "expected a positive scale"));
  return result;
}

FailureOr<AttentionMatch>
mlir::mla::matchAttention(linalg::LinalgOp valueProduct, ElementTracer &tracer,
                          NearMiss &nearMiss) {
  return AttentionMatcher(tracer, nearMiss).match(valueProduct);
}
