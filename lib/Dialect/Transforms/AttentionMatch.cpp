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

#include <cmath>

using namespace mlir;
using namespace mlir::mla;

//===----------------------------------------------------------------------===//
// Scores
//===----------------------------------------------------------------------===//

/// A sum over features that are in several dimensions, as one over all.
void AttentionMatcher::mergeFeatures(Contraction &product) {
  while (product.reduced.size() > 1) {
    AffineExpr inner = product.reduced.pop_back_val();
    AffineExpr outer = product.reduced.pop_back_val();
    int64_t outerSize = tracer.sizeOf(outer), size = tracer.sizeOf(inner);
    if (outerSize <= 0 || size <= 0) {
      product.reduced.append({outer, inner});
      return;
    }
    AffineExpr both = tracer.newDim(outerSize * size);
    for (Element *side : {&product.a, &product.b}) {
      *side =
          side->replace(outer, both.floorDiv(size)).replace(inner, both % size);
      for (AffineExpr &expr : side->index)
        expr = tracer.simplify(expr);
    }
    product.reduced.push_back(both);
  }
}

LogicalResult AttentionMatcher::parseScores(Element score, double factor,
                                            Operation *at) {
  Element element = tracer.resolve(score);
  Operation *op = element.op();
  if (!op)
    return fail(at, "expected scores that are computed in this function");
  if (element.isTensor() && !OpTrait::hasElementwiseMappableTraits(op)) {
    std::optional<Contraction> product = tracer.asContraction(element);
    if (product)
      mergeFeatures(*product);
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
    for (unsigned i = 0; i < 2; ++i) {
      if (std::optional<double> by = tracer.asConstant(element.operand(i)))
        return parseScores(element.operand(1 - i), factor * *by, op);
      // What a mask hides already may be anything.
      if (hasMask && isVisibility(element.operand(i)))
        return parseScores(element.operand(1 - i), factor, op);
    }
  // What is lifted to the least number is hidden.
  if (isa<arith::MaximumFOp, arith::MaxNumFOp>(op))
    for (unsigned i = 0; i < 2; ++i)
      if (std::optional<double> least = tracer.asConstant(element.operand(i));
          least && *least <= maskedAtMost)
        return parseScores(element.operand(1 - i), factor, op);
  if (isa<arith::DivFOp>(op))
    if (std::optional<double> by = tracer.asConstant(element.operand(1)))
      return parseScores(element.operand(0), factor / *by, op);
  if (isa<arith::AddFOp>(op)) {
    for (unsigned i = 0; i < 2; ++i)
      if (isAdditiveMask(element.operand(i), /*isSubtracted=*/false))
        return parseScores(element.operand(1 - i), factor, op);
    if (failed(parseScores(element.operand(0), factor, op)))
      return failure();
    return parseScores(element.operand(1), factor, op);
  }
  if (isa<arith::SubFOp>(op) &&
      isAdditiveMask(element.operand(1), /*isSubtracted=*/true))
    return parseScores(element.operand(0), factor, op);
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

/// Takes a constant factor off an element.
Element AttentionMatcher::withoutScale(Element element, double &factor) {
  element = tracer.throughViews(element);
  Element value = tracer.resolve(element);
  if (!isa_and_present<arith::MulFOp, arith::DivFOp>(value.op()))
    return element;
  bool isDivision = isa<arith::DivFOp>(value.op());
  for (unsigned i = 0; i < 2; ++i) {
    std::optional<double> by = tracer.asConstant(value.operand(i));
    if (!by || (isDivision && i == 0))
      continue;
    std::optional<Element> rest = tracer.asTensor(value.operand(1 - i));
    if (!rest)
      return element;
    factor = isDivision ? factor / *by : factor * *by;
    return withoutScale(*rest, factor);
  }
  return element;
}

/// The other side of the product in which an element is projected from the
/// values' latent.
std::optional<Element> AttentionMatcher::latentProjection(const Element &key) {
  std::optional<Contraction> product = tracer.asContraction(key);
  if (!product || product->reduced.size() != 1)
    return std::nullopt;
  for (auto [latent, weight] :
       {std::pair(product->a, product->b), std::pair(product->b, product->a)}) {
    latent = latent.replace(product->reduced.front(), result.l);
    if (tracer.throughViews(latent) == result.cKv)
      return weight.replace(product->reduced.front(), result.l);
  }
  return std::nullopt;
}

/// Where the features of the latent begin or end among those of a tensor that
/// holds both parts of the keys.
std::optional<int64_t> AttentionMatcher::latentCut(const Element &key,
                                                   AffineExpr d) {
  Element latent = result.cKv.replace(result.l, d);
  if (key.value != latent.value || key == latent)
    return tracer.sizeOf(d) > tracer.sizeOf(result.l) && key == latent
               ? std::optional(tracer.sizeOf(result.l))
               : std::nullopt;
  std::optional<int64_t> first;
  for (auto [place, other] : llvm::zip_equal(key.index, latent.index)) {
    auto apart = dyn_cast<AffineConstantExpr>(other - place);
    if (!apart || (apart.getValue() != 0 && first))
      return std::nullopt;
    if (apart.getValue() != 0)
      first = apart.getValue();
  }
  for (int64_t cut : {*first, *first + tracer.sizeOf(result.l)})
    if (cut > 0 && cut < tracer.sizeOf(d))
      return cut;
  return std::nullopt;
}

/// Cuts keys into what comes from the latent and what does not.
void AttentionMatcher::cutKeys(Element key, AffineExpr d, int64_t low,
                               SmallVectorImpl<KeyRange> &ranges) {
  double factor = 1.0;
  key = withoutScale(key, factor);
  int64_t size = tracer.sizeOf(d);
  KeyRange::Kind kind = KeyRange::Other;
  std::optional<int64_t> cut = latentCut(key, d);
  if (!cut && (latentProjection(key) || key == result.cKv.replace(result.l, d)))
    kind = KeyRange::Latent;
  else if (!cut && tracer.asContraction(key))
    kind = KeyRange::Projected;
  if (!cut && kind == KeyRange::Other)
    cut = tracer.findCut(key, d);
  if (cut) {
    AffineExpr below = tracer.newDim(*cut), above = tracer.newDim(size - *cut);
    cutKeys(key.replace(d, below), below, low, ranges);
    cutKeys(key.replace(d, above + *cut), above, low + *cut, ranges);
    return;
  }
  // Neighbours that are not projections are one part, whatever it is made of.
  if (kind == KeyRange::Other && !ranges.empty() && ranges.back().kind == kind)
    ranges.back().high = low + size;
  else
    ranges.push_back({low, low + size, kind});
}

LogicalResult AttentionMatcher::addKeyPart(const ScoreTerm &term,
                                           const KeyRange &range) {
  AffineExpr feature = tracer.newDim(range.high - range.low);
  double keyFactor = 1.0, queryFactor = 1.0;
  Element scaledQuery =
      tracer.throughViews(term.query.replace(term.d, feature + range.low));
  Element q = withoutScale(scaledQuery, queryFactor);
  Element k =
      withoutScale(term.key.replace(term.d, feature + range.low), keyFactor);
  scaledQueries.push_back({scaledQuery, nullptr, queryFactor, keyFactor});
  if (q.dependsOn(result.j) || k.dependsOn(result.t))
    return fail(term.op,
                "expected queries without keys and keys without queries");
  if (k == result.cKv.replace(result.l, feature))
    return addAbsorbedKeyPart(term.op, q, feature);
  if (std::optional<Element> weight = latentProjection(k)) {
    if (hasNope)
      return fail(term.op, "expected one part of the keys to be projected from "
                           "the latent");
    if (tracer.varies(*weight, result.j) || tracer.varies(*weight, result.b))
      return fail(term.op, "expected the keys' projection to be a weight");
    hasNope = true;
    result.p = feature;
    result.qNope = q;
    scaledQueries.back().query = &result.qNope;
    result.keyWeight = *weight;
    return success();
  }
  if (tracer.varies(k, result.n))
    return fail(term.op, tracer.asContraction(k)
                             ? "expected keys and values to be projected from "
                               "one latent"
                             : "expected the rotated key to be shared by all "
                               "heads");
  if (result.kRope)
    return fail(term.op, "expected one part of the keys that is not projected "
                         "from the latent");
  result.r = feature;
  result.qRope = q;
  scaledQueries.back().query = &*result.qRope;
  // All heads have the first one's.
  result.kRope = isa<AffineDimExpr>(result.n)
                     ? tracer.throughViews(k.replace(result.n, zero()))
                     : k;
  return success();
}

/// One scale for all features; where only a part of the query has it taken off,
/// all stay as they are.
LogicalResult AttentionMatcher::setScale(Operation *op) {
  auto isClose = [](double a, double b) {
    return std::abs(a - b) <= 1e-6 * std::abs(b);
  };
  const ScaledQuery &first = scaledQueries.front();
  bool sameQueries = true;
  for (const ScaledQuery &other : scaledQueries) {
    if (!isClose(other.keyFactor, first.keyFactor))
      return fail(op, "expected one scale for all features of the keys");
    sameQueries &= isClose(other.queryFactor, first.queryFactor);
  }
  result.scale = terms.front().factor * first.keyFactor;
  if (sameQueries) {
    result.scale *= first.queryFactor;
    return success();
  }
  for (const ScaledQuery &scaled : scaledQueries) {
    if (isClose(scaled.queryFactor, 1.0))
      continue;
    if (!scaled.query)
      return fail(op, "expected one scale for all features of the scores");
    *scaled.query = scaled.element;
  }
  return success();
}

/// Queries and keys whose rotated features are in the same other order are as
/// good in the order they have in memory.
void AttentionMatcher::simplifyRotatedFeatures() {
  if (!result.kRope || !isa<AffineDimExpr>(result.r))
    return;
  auto orderOf = [&](Element &element) -> AffineExpr * {
    for (AffineExpr &expr : element.index)
      if (Element{{}, {expr}}.dependsOn(result.r))
        return &expr;
    return nullptr;
  };
  AffineExpr *q = orderOf(*result.qRope), *k = orderOf(*result.kRope);
  int64_t size = tracer.sizeOf(result.r);
  if (!q || !k || asLinearSum(*q) || asLinearSum(*k))
    return;
  // Each is first + a permutation of 0, 1, …
  auto placesOf = [&](AffineExpr expr) {
    SmallVector<int64_t> places;
    for (int64_t r = 0; r < size; ++r) {
      auto place = dyn_cast<AffineConstantExpr>(
          expr.replace(result.r, getAffineConstantExpr(r, expr.getContext())));
      places.push_back(place ? place.getValue() : -1);
    }
    return places;
  };
  SmallVector<int64_t> ofQ = placesOf(*q), ofK = placesOf(*k);
  int64_t firstQ = *llvm::min_element(ofQ), firstK = *llvm::min_element(ofK);
  SmallVector<int64_t> sorted(ofQ);
  llvm::sort(sorted);
  for (int64_t r = 0; r < size; ++r)
    if (firstQ < 0 || firstK < 0 || sorted[r] != firstQ + r ||
        ofQ[r] - firstQ != ofK[r] - firstK)
      return;
  *q = result.r + firstQ;
  *k = result.r + firstK;
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
  if (tracer.varies(weight, result.t) || tracer.varies(weight, result.b))
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
  if (ShapedType::isDynamic(tracer.sizeOf(term.d)))
    return fail(term.op, "expected a static number of features");
  SmallVector<KeyRange> ranges;
  cutKeys(term.key, term.d, 0, ranges);
  for (const KeyRange &range : ranges)
    if (failed(addKeyPart(term, range)))
      return failure();
  return success();
}

//===----------------------------------------------------------------------===//
// The whole
//===----------------------------------------------------------------------===//

/// Which dimension of the result is what.
LogicalResult AttentionMatcher::setRoles(Operation *op) {
  AffineExpr one = zero();
  result.b = result.n = one;
  result.v = AffineExpr();
  SmallVector<AffineExpr> dims;
  for (const auto &group : result.resultDims)
    dims.append(group.begin(), group.end());
  for (AffineExpr dim : dims) {
    if (!isa<AffineDimExpr>(dim) || dim == result.t)
      continue;
    bool inQuery = llvm::any_of(
        terms, [&](ScoreTerm &term) { return tracer.varies(term.query, dim); });
    if (result.cKv.dependsOn(dim) && !tracer.varies(result.cKv, dim))
      result.cKv = tracer.throughViews(result.cKv.replace(dim, one));
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

/// If `side` is the sum over keys of probabilities and a latent: their softmax,
/// and the values as if they were projected from that latent.
std::optional<Softmax>
AttentionMatcher::absorbedSoftmax(const Element &side, const Element &weight,
                                  AffineExpr l, std::optional<Element> divisor,
                                  std::optional<Contraction> &values) {
  Operation *op = tracer.throughViews(side).op();
  if (!op)
    return std::nullopt;
  std::optional<Contraction> inner =
      divisor ? tracer.asContraction(side) : valueProductOf(op, side, divisor);
  if (!inner || inner->reduced.size() != 1 ||
      !isa<AffineDimExpr>(inner->reduced.front()))
    return std::nullopt;
  AffineExpr j = inner->reduced.front();
  const Element *parts[] = {&inner->a, &inner->b};
  for (unsigned i = 0; i < 2; ++i)
    if (std::optional<Softmax> softmax = softmaxOf(*parts[i], j, divisor)) {
      result.j = j;
      result.latentProduct = op;
      values = Contraction{*parts[1 - i], weight, {l}};
      return softmax;
    }
  return std::nullopt;
}

/// The product that an op computes, or divides.
std::optional<Contraction>
AttentionMatcher::valueProductOf(Operation *op, Element out,
                                 std::optional<Element> &divisor) {
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  if (linalgOp && linalgOp.getNumReductionLoops() != 0)
    return tracer.asContraction(out);
  // Here, not in what the op copies.
  Element seen = tracer.resolve(out);
  std::optional<Quotient> quotient;
  if (seen.body == op || seen.op() == op)
    quotient = asQuotient(seen);
  if (!quotient)
    return std::nullopt;
  divisor = quotient->divisor;
  std::optional<Element> numerator = tracer.asTensor(quotient->numerator);
  return numerator ? tracer.asContraction(*numerator) : std::nullopt;
}

/// Probabilities times values, with the variables of the result.
LogicalResult
AttentionMatcher::matchValueProduct(Operation *valueProduct,
                                    std::optional<Softmax> &softmax,
                                    std::optional<Contraction> &values) {
  // Three variables in one dimension: sequence, query and head.
  DimProducts shape(sizes.shapeOf(valueProduct->getResult(0)));
  for (unsigned attempt = 0; attempt < 4; ++attempt) {
    Element out =
        shape.elementOf(valueProduct->getResult(0), tracer, result.resultDims);
    std::optional<Element> divisor;
    std::optional<Contraction> product =
        valueProductOf(valueProduct, out, divisor);
    if (!product || product->reduced.size() != 1)
      return failure();
    AffineExpr reduced = product->reduced.front();
    if (!isa<AffineDimExpr>(reduced))
      return failure();
    softmax = std::nullopt;
    values = std::nullopt;
    const Element *sides[] = {&product->a, &product->b};
    for (unsigned i = 0; i < 2 && !softmax; ++i)
      if ((softmax = softmaxOf(*sides[i], reduced, divisor))) {
        result.j = reduced;
        values = tracer.asContraction(*sides[1 - i]);
      }
    for (unsigned i = 0; i < 2 && !softmax; ++i)
      softmax =
          absorbedSoftmax(*sides[i], *sides[1 - i], reduced, divisor, values);
    for (unsigned i = 0; i < 2 && !softmax; ++i)
      if (std::string why = whyNoSoftmax(*sides[i], reduced, divisor);
          !why.empty())
        return fail(valueProduct, why);
    if (!softmax)
      return failure();
    SmallVector<Element> places{softmax->scores,
                                tracer.resolve(softmax->scores)};
    if (values)
      places.append({values->a, values->b});
    if (!shape.split(tracer, places, result.resultDims))
      return success();
  }
  return fail(valueProduct, "expected sequence, query and head to be all that "
                            "one dimension of the result counts");
}

FailureOr<AttentionMatch> AttentionMatcher::match(Operation *valueProduct) {
  if (!isa<RankedTensorType>(valueProduct->getResult(0).getType()))
    return failure();
  std::optional<Softmax> softmax;
  std::optional<Contraction> values;
  if (failed(matchValueProduct(valueProduct, softmax, values)))
    return failure();

  if (failed(parseScores(softmax->scores, softmax->factor, valueProduct)))
    return failure();
  if (softmax->choice &&
      !isCausal(softmax->choice->first, softmax->choice->second))
    return LogicalResult(fail(valueProduct, "expected a causal mask, j <= t"));
  if (!hasMask)
    return LogicalResult(
        fail(valueProduct, "expected a causal mask on the scores, found none"));
  if (!values || values->reduced.size() != 1)
    return LogicalResult(fail(valueProduct, valuesNotProjected));
  bool firstIsLatent = tracer.varies(values->a, result.j);
  result.l = values->reduced.front();
  result.cKv = firstIsLatent ? values->a : values->b;
  result.valueWeight = firstIsLatent ? values->b : values->a;
  if (tracer.varies(result.valueWeight, result.j))
    return LogicalResult(
        fail(valueProduct, "expected the values' projection to be a weight"));
  if (failed(setRoles(valueProduct)))
    return failure();
  if (tracer.varies(result.valueWeight, result.b))
    return LogicalResult(
        fail(valueProduct, "expected the values' projection to be a weight"));
  if (!(tracer.fullSizeOf(result.t) == tracer.fullSizeOf(result.j)))
    return LogicalResult(
        fail(valueProduct, ShapedType::isDynamic(tracer.sizeOf(result.j))
                               ? "cannot see that there are as many keys as "
                                 "queries"
                               : "expected as many keys as queries"));

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
  if (failed(setScale(valueProduct)))
    return failure();
  simplifyRotatedFeatures();
  if (auto scale = static_cast<float>(result.scale);
      !(scale > 0.0f) || !std::isfinite(scale))
    return LogicalResult(
        fail(valueProduct, "expected a finite, positive scale"));
  return result;
}

FailureOr<AttentionMatch> mlir::mla::matchAttention(Operation *valueProduct,
                                                    ElementTracer &tracer,
                                                    Sizes &sizes,
                                                    NearMiss &nearMiss) {
  return AttentionMatcher(tracer, sizes, nearMiss).match(valueProduct);
}
