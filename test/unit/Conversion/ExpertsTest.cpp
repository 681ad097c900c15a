//===- ExpertsTest.cpp - generated routing against a plain one ------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Jit.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <numeric>

using namespace mla::test;

namespace {

struct RouteCase {
  int64_t E, K, groups, kept;
  bool sigmoid, top2, normalize, hasBias;
};

class Route : public testing::TestWithParam<RouteCase> {};

TEST_P(Route, ChoosesAndWeighs) {
  const RouteCase c = GetParam();
  constexpr int64_t T = 9;
  auto n = [](int64_t v) { return std::to_string(v); };
  std::string bias = "tensor<" + n(c.E) + "xf32>";
  Function f(substitute(
      R"mlir(
    func.func private @f(%x: tensor<?x${E}xf32>, %b: tensor<${E}xf32>, %e: tensor<?x${K}xi32>, %w: tensor<?x${K}xf32>)
        -> (tensor<?x${K}xi32>, tensor<?x${K}xf32>) {
      %r, %s = mla.route ins(%x${BIAS} : tensor<?x${E}xf32>${BIASTYPE}) outs(%e, %w : tensor<?x${K}xi32>, tensor<?x${K}xf32>)
          {scoring = #mla.scoring<${SCORING}>, n_group = ${G}, topk_group = ${KEPT}, group_score = #mla.group_score<${GROUP}>,
           normalize = ${NORM}, scaling = 2.5 : f32} -> tensor<?x${K}xi32>, tensor<?x${K}xf32>
      return %r, %s : tensor<?x${K}xi32>, tensor<?x${K}xf32>
    })mlir",
      {{"E", n(c.E)},
       {"K", n(c.K)},
       {"G", n(c.groups)},
       {"KEPT", n(c.kept)},
       {"BIAS", c.hasBias ? ", %b" : ""},
       {"BIASTYPE", c.hasBias ? ", " + bias : ""},
       {"SCORING", c.sigmoid ? "sigmoid" : "softmax"},
       {"GROUP", c.top2 ? "top2" : "max"},
       {"NORM", c.normalize ? "true" : "false"}}));
  Numbers numbers(1);
  Floats logits = numbers.floats({T, c.E}), biases = numbers.floats({c.E});
  for (int64_t e = 0; e < c.E; ++e) // one row far from zero
    logits[e] -= 150.0f;
  Ints experts({T, c.K});
  Floats weights = poisoned({T, c.K});
  f(logits.descriptor(), biases.descriptor(), experts.descriptor(),
    weights.descriptor());

  for (int64_t t = 0; t < T; ++t) {
    std::vector<double> score(c.E), choice(c.E);
    double most = *std::max_element(&logits[t * c.E], &logits[t * c.E] + c.E);
    double sum = 0;
    for (int64_t e = 0; e < c.E; ++e) {
      double x = logits[t * c.E + e];
      score[e] = c.sigmoid ? 1 / (1 + std::exp(-x)) : std::exp(x - most);
      sum += score[e];
    }
    for (int64_t e = 0; e < c.E; ++e) {
      if (!c.sigmoid)
        score[e] /= sum;
      choice[e] = score[e] + (c.hasBias ? biases[e] : 0.0);
    }
    int64_t size = c.E / c.groups;
    std::vector<double> group(c.groups);
    for (int64_t g = 0; g < c.groups; ++g) {
      std::vector<double> members(&choice[g * size], &choice[g * size] + size);
      std::sort(members.rbegin(), members.rend());
      group[g] = c.top2 ? members[0] + members[1] : members[0];
    }
    std::vector<int64_t> order(c.groups);
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(),
                     [&](int64_t a, int64_t b) { return group[a] > group[b]; });
    std::vector<int64_t> candidates;
    for (int64_t i = 0; i < c.kept; ++i)
      for (int64_t e = 0; e < size; ++e)
        candidates.push_back(order[i] * size + e);
    std::sort(candidates.begin(), candidates.end());
    std::stable_sort(
        candidates.begin(), candidates.end(),
        [&](int64_t a, int64_t b) { return choice[a] > choice[b]; });
    double total = 0;
    for (int64_t k = 0; k < c.K; ++k)
      total += score[candidates[k]];
    for (int64_t k = 0; k < c.K; ++k) {
      // Row 0 of the sigmoid is all zeros in f32: any choice is as good.
      if (c.sigmoid && !c.hasBias && t == 0)
        continue;
      ASSERT_EQ(experts[t * c.K + k], candidates[k]) << "row " << t;
      double wanted = 2.5 * score[candidates[k]] / (c.normalize ? total : 1);
      if (!(c.sigmoid && t == 0))
        ASSERT_NEAR(weights[t * c.K + k], wanted, 1e-5);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    Methods, Route,
    testing::Values(RouteCase{8, 2, 1, 1, false, false, false, false},
                    RouteCase{64, 6, 8, 3, false, false, false, false},
                    RouteCase{10, 3, 5, 2, false, false, true, false},
                    RouteCase{256, 8, 8, 4, true, true, true, true},
                    RouteCase{12, 4, 4, 2, true, true, false, true},
                    RouteCase{5, 5, 1, 1, true, false, true, false}));

TEST(Experts, PlanAndGroupedMatmul) {
  constexpr int64_t T = 23, K = 2, E = 4, N = 70, D = 33;
  Function f(R"mlir(
    func.func private @f(%e: tensor<?x2xi32>, %s: tensor<?xi32>, %x: tensor<?x33xf32>, %w: tensor<4x70x33xbf16>,
        %o: tensor<5xi32>, %r: tensor<?xi32>, %p: tensor<?x2xi32>, %y: tensor<?x70xf32>)
        -> (tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>, tensor<?x70xf32>) {
      %off, %rows, %places = mla.moe_plan ins(%e, %s : tensor<?x2xi32>, tensor<?xi32>)
          outs(%o, %r, %p : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>) -> tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>
      %g = mla.grouped_matmul ins(%x, %w, %off, %rows : tensor<?x33xf32>, tensor<4x70x33xbf16>, tensor<5xi32>, tensor<?xi32>)
          outs(%y : tensor<?x70xf32>) -> tensor<?x70xf32>
      return %off, %rows, %places, %g : tensor<5xi32>, tensor<?xi32>, tensor<?x2xi32>, tensor<?x70xf32>
    })mlir");
  Numbers numbers(2);
  Ints experts({T, K}), slots({T}), offsets({E + 1}), rows({T * K}),
      places({T, K});
  for (int64_t t = 0; t < T; ++t) {
    slots[t] = t % 5 == 4 ? -1 : static_cast<int32_t>(t);
    // Expert 2 gets nothing, expert 0 more rows than a panel wants.
    experts[t * K] = 0;
    experts[t * K + 1] = t % 3 == 0 ? 1 : 3;
  }
  Floats x = numbers.floats({T, D}), y = poisoned({T * K, N});
  Weights w = numbers.weights({E, N, D});
  f(experts.descriptor(), slots.descriptor(), x.descriptor(),
    w.bits.descriptor(), offsets.descriptor(), rows.descriptor(),
    places.descriptor(), y.descriptor());

  std::vector<int32_t> wantedRows;
  std::vector<int32_t> wantedPlaces(T * K, -1);
  ASSERT_EQ(offsets[0], 0);
  for (int64_t e = 0; e < E; ++e) {
    for (int64_t t = 0; t < T; ++t)
      for (int64_t k = 0; k < K; ++k)
        if (slots[t] >= 0 && experts[t * K + k] == e) {
          wantedPlaces[t * K + k] = static_cast<int32_t>(wantedRows.size());
          wantedRows.push_back(static_cast<int32_t>(t));
        }
    ASSERT_EQ(offsets[e + 1], static_cast<int32_t>(wantedRows.size()));
  }
  for (size_t i = 0; i < wantedRows.size(); ++i)
    ASSERT_EQ(rows[i], wantedRows[i]);
  for (int64_t i = 0; i < T * K; ++i)
    ASSERT_EQ(places[i], wantedPlaces[i]);
  for (int64_t e = 0; e < E; ++e)
    for (int64_t m = offsets[e]; m < offsets[e + 1]; ++m)
      for (int64_t i = 0; i < N; ++i) {
        double sum = 0;
        for (int64_t k = 0; k < D; ++k)
          sum += static_cast<double>(x[rows[m] * D + k]) *
                 w.values[(e * N + i) * D + k];
        ASSERT_NEAR(y[m * N + i], sum, 1e-4);
      }
}

} // namespace
