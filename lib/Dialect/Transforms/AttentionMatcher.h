//===- AttentionMatcher.h - the steps of matching attention -----*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_DIALECT_TRANSFORMS_ATTENTIONMATCHER_H
#define MLA_LIB_DIALECT_TRANSFORMS_ATTENTIONMATCHER_H

#include "AttentionMatch.h"

namespace mlir::mla {

/// What a masked score is at most; its exponential is 0 in f32.
inline constexpr double maskedAtMost = -1.0e4;

/// A part of the scores: the sum over `d` of `query * key`.
struct ScoreTerm {
  Element query, key;
  AffineExpr d;
  double factor;
  Operation *op;
};

/// What is divided, and by what.
struct Quotient {
  Element numerator, divisor;
};

/// A softmax over the keys.
struct Softmax {
  Element scores;
  /// What scores are multiplied with before the exponential to base e.
  double factor = 1.0;
  /// What chooses the exponentials that count, and whether it does where it
  /// holds.
  std::optional<std::pair<Element, bool>> choice;
};

/// A range of the keys' features.
struct KeyRange {
  int64_t low, high;
  /// The values' latent or a projection of it, another projection, or neither.
  enum Kind { Latent, Projected, Other } kind;
};

/// A part of the queries before a constant factor was taken off.
struct ScaledQuery {
  Element element;
  Element *query; ///< what it is in the match, or null if it is in no part
  double queryFactor, keyFactor;
};

class AttentionMatcher {
public:
  AttentionMatcher(ElementTracer &tracer, Sizes &sizes, NearMiss &nearMiss)
      : tracer(tracer), sizes(sizes), nearMiss(nearMiss) {}

  FailureOr<AttentionMatch> match(Operation *valueProduct);

private:
  LogicalResult fail(Operation *op, const Twine &reason) {
    nearMiss.op = op;
    nearMiss.reason = reason.str();
    nearMiss.inner = result.latentProduct;
    return failure();
  }

  std::optional<Quotient> asQuotient(Element element);
  Element withoutChoice(Element weight,
                        std::optional<std::pair<Element, bool>> &choice);
  Element withoutShift(Element exponent, AffineExpr j,
                       SmallVectorImpl<Element> &shift);
  std::optional<Softmax> logSoftmaxOf(Element weight, AffineExpr j);
  /// The softmax over `j` that the weights of a sum over `j` are; or, with a
  /// divisor of that sum, are before the division.
  std::optional<Softmax> softmaxOf(Element weight, AffineExpr j,
                                   std::optional<Element> divisor);
  std::string whyNoSoftmax(Element weight, AffineExpr j,
                           const std::optional<Element> &divisor);
  void mergeFeatures(Contraction &product);
  LogicalResult parseScores(Element score, double factor, Operation *at);
  bool isAdditiveMask(Element mask, bool isSubtracted);
  bool isHiddenRow(Element condition, bool holds);
  bool isCausal(Element condition, bool visibleIfTrue);
  bool isCausalRelation(Element condition, bool visibleIfTrue);
  bool isCausalByValue(Element element, function_ref<bool(double)> isVisible);
  bool isCausalConstant(Element element,
                        function_ref<bool(Attribute)> isVisible);
  bool setQuery(AffineExpr dim);

  std::optional<Contraction> valueProductOf(Operation *op, Element out,
                                            std::optional<Element> &divisor);
  LogicalResult matchValueProduct(Operation *valueProduct,
                                  std::optional<Softmax> &softmax,
                                  std::optional<Contraction> &values);
  Element withoutScale(Element element, double &factor);
  std::optional<Element> latentProjection(const Element &key);
  void cutKeys(Element key, AffineExpr d, int64_t low,
               SmallVectorImpl<KeyRange> &ranges);
  LogicalResult setRoles(Operation *op);
  std::optional<Softmax> absorbedSoftmax(const Element &side,
                                         const Element &weight, AffineExpr l,
                                         std::optional<Element> divisor,
                                         std::optional<Contraction> &values);
  std::optional<int64_t> latentCut(const Element &key, AffineExpr d);
  bool isVisibility(Element number);
  LogicalResult addAbsorbedKeyPart(Operation *op, const Element &query,
                                   AffineExpr feature);
  LogicalResult setScale(Operation *op);
  void simplifyRotatedFeatures();
  LogicalResult addTerm(const ScoreTerm &term);
  LogicalResult addKeyPart(const ScoreTerm &term, const KeyRange &range);

  AffineExpr zero() const {
    return getAffineConstantExpr(0, sizes.getContext());
  }

  ElementTracer &tracer;
  Sizes &sizes;
  NearMiss &nearMiss;
  AttentionMatch result;
  SmallVector<ScoreTerm> terms;
  bool hasMask = false;
  bool hasNope = false;
  SmallVector<ScaledQuery, 2> scaledQueries;
};

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_TRANSFORMS_ATTENTIONMATCHER_H
