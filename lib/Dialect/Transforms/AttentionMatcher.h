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

/// A range of `d` for which a side of a term is one tensor.
struct ScorePiece {
  int64_t low, high;
  Element element;
  double factor;
};

class AttentionMatcher {
public:
  AttentionMatcher(ElementTracer &tracer, NearMiss &nearMiss)
      : tracer(tracer), nearMiss(nearMiss) {}

  FailureOr<AttentionMatch> match(linalg::LinalgOp valueProduct);

private:
  LogicalResult fail(Operation *op, const Twine &reason) {
    nearMiss = {op, reason.str()};
    return failure();
  }

  std::optional<Element> softmaxInput(Element probability, AffineExpr j);
  LogicalResult parseScores(Element score, double factor, Operation *at);
  bool isAdditiveMask(Element element);
  bool isCausal(Element condition, bool visibleIfTrue);
  bool isCausalConstant(Element element,
                        function_ref<bool(Attribute)> isVisible);
  bool setQuery(AffineExpr dim);

  LogicalResult split(Element element, AffineExpr d, int64_t low, int64_t high,
                      double factor, SmallVectorImpl<ScorePiece> &pieces);
  LogicalResult splitSide(Element element, const ScoreTerm &term,
                          SmallVectorImpl<ScorePiece> &pieces);
  LogicalResult setRoles(Operation *op);
  std::optional<Element> absorbedScores(const Element &side,
                                        const Element &weight, AffineExpr l,
                                        std::optional<Contraction> &values);
  LogicalResult addAbsorbedKeyPart(Operation *op, const Element &query,
                                   AffineExpr feature);
  LogicalResult addTerm(const ScoreTerm &term);
  LogicalResult addKeyPart(Operation *op, ScorePiece query, ScorePiece key,
                           AffineExpr d);

  ElementTracer &tracer;
  NearMiss &nearMiss;
  AttentionMatch result;
  SmallVector<ScoreTerm> terms;
  bool hasMask = false;
  bool hasNope = false;
  std::optional<double> sideFactor;
};

} // namespace mlir::mla

#endif // MLA_LIB_DIALECT_TRANSFORMS_ATTENTIONMATCHER_H
