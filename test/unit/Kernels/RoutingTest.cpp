//===- RoutingTest.cpp - a step's routing, as a CTA makes it --------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The code of experts_small that finds the experts of up to 32 tokens and turns
// them into columns of products, beside mla.route written down plainly.
//
//===----------------------------------------------------------------------===//

#include <gtest/gtest.h>

#include <cstring>
#include <numeric>
#include <random>
#include <set>

#include "kernels/common/numeric.cuh" // the host's: before the kernels'

#include "kernels/common/experts/route.cuh"

using namespace mla::experts;

namespace {

constexpr int kWarps = 4, kScratch = 5120;

struct Case {
  MlaExpertsParams p = {};
  std::vector<float> logits, bias;
  std::vector<int32_t> slots;

  Case(int tokens, int experts, int topK, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<float> normal;
    p.num_tokens = tokens;
    p.num_experts = experts;
    p.top_k = topK;
    p.n_group = p.topk_group = 1;
    p.scaling = 1.5f;
    for (int i = 0; i < tokens * experts; ++i)
      logits.push_back(normal(random));
    for (int e = 0; e < experts; ++e)
      bias.push_back(std::abs(normal(random)));
    for (int t = 0; t < tokens; ++t)
      slots.push_back(random() % 4 ? t : -1);
    logits.resize((logits.size() + 3) / 4 * 4);
  }

  /// The experts of a token, the best first, and their weights.
  std::vector<std::pair<int, double>> want(int t) const {
    const int E = p.num_experts, size = E / p.n_group;
    std::vector<double> scores(E), choice(E);
    double sum = 0;
    for (int e = 0; e < E; ++e) {
      double x = logits[t * E + e];
      scores[e] = p.sigmoid ? 1 / (1 + std::exp(-x)) : std::exp(x);
      sum += scores[e];
    }
    for (int e = 0; e < E; ++e) {
      if (!p.sigmoid)
        scores[e] /= sum;
      choice[e] = scores[e] + (p.bias ? bias[e] : 0);
    }
    auto best = [](const std::vector<double> &values, int count) {
      std::vector<int> order(values.size());
      std::iota(order.begin(), order.end(), 0);
      std::stable_sort(order.begin(), order.end(),
                       [&](int a, int b) { return values[a] > values[b]; });
      order.resize(count);
      return order;
    };
    std::vector<double> groups;
    for (int g = 0; g < p.n_group; ++g) {
      std::vector<double> own(choice.begin() + g * size,
                              choice.begin() + (g + 1) * size);
      std::sort(own.rbegin(), own.rend());
      groups.push_back(p.group_top2 ? own[0] + own[1] : own[0]);
    }
    std::vector<double> kept(E, -1);
    for (int g : best(groups, p.topk_group))
      std::copy_n(choice.begin() + g * size, size, kept.begin() + g * size);
    std::vector<std::pair<int, double>> result;
    double all = 0;
    for (int e : best(kept, p.top_k)) {
      result.push_back({e, scores[e]});
      all += scores[e];
    }
    for (auto &[e, weight] : result)
      weight *= p.scaling / (p.normalize ? all : 1);
    return result;
  }

  void check() {
    const RoutingLayout at = routingLayout(p, kWarps, kScratch);
    // The rings leave so much where a CTA may have 160 KB.
    ASSERT_LE(routingLayout(p, 8, kScratch).size, 64 * 1024);
    std::vector<float4> memory(at.size / 16);
    std::memset(memory.data(), 0xff, at.size);
    std::vector<int32_t> chosen(p.num_tokens * p.top_k, -7);
    Routing routing(p, at, reinterpret_cast<char *>(memory.data()));
    mla::host::runCta(kWarps * 32, [&] {
      routing.prepare();
      routing.make(logits.data());
      routing.store(chosen.data());
    });

    std::set<int> hit;
    std::vector<int> placed(p.num_tokens);
    for (int g = 0; g < routing.numGroups(); ++g) {
      int expert = routing.expert(g);
      hit.insert(expert);
      if (g)
        EXPECT_LE(routing.expert(g - 1), expert);
      for (int i = 0; i < 8; ++i) {
        unsigned c = routing.column(g, i);
        if (c == Routing::kNone)
          continue;
        int t = c & 0xff, k = c >> 8;
        EXPECT_EQ(chosen[t * p.top_k + k], expert);
        EXPECT_TRUE(routing.has(expert, t));
        if (p.num_tokens <= 8)
          EXPECT_EQ(i, t);
        else
          EXPECT_EQ(routing.place(expert, t),
                    (g - routing.firstGroup(expert)) * 8 + i);
        ++placed[t];
      }
    }
    std::set<int> wanted;
    for (int t = 0; t < p.num_tokens; ++t) {
      bool padded = p.slots && slots[t] < 0;
      EXPECT_EQ(placed[t], padded ? 0 : p.top_k);
      auto experts = want(t);
      for (int k = 0; k < p.top_k; ++k) {
        EXPECT_EQ(chosen[t * p.top_k + k], padded ? -1 : experts[k].first)
            << "token " << t << ", choice " << k;
        if (padded)
          continue;
        wanted.insert(experts[k].first);
        EXPECT_NEAR(routing.weight(t, k), experts[k].second,
                    1e-5 * std::abs(experts[k].second) + 1e-7);
      }
    }
    if (!wanted.empty())
      EXPECT_EQ(hit, wanted);
  }
};

TEST(Routing, AllMethods) {
  for (bool sigmoid : {false, true})
    for (int tokens : {1, 3, 8, 9, 20, 32}) {
      Case c(tokens, 64, 6, tokens);
      c.p.sigmoid = sigmoid;
      c.check();
      c.p.bias = c.bias.data();
      c.p.slots = c.slots.data();
      c.p.normalize = 1;
      c.check();
      c.p.n_group = 8;
      c.p.topk_group = 3;
      c.check();
      c.p.group_top2 = 1;
      c.check();
    }
}

TEST(Routing, NumbersOfExperts) {
  for (auto [experts, topK] : {std::pair(1, 1),
                               {3, 3},
                               {33, 5},
                               {65, 4},
                               {160, 6},
                               {256, 8},
                               {257, 16},
                               {512, 16}})
    for (int tokens : {1, 17, 32}) {
      Case c(tokens, experts, topK, experts);
      c.check();
      if (experts % 8 == 0) {
        c.p.n_group = 8;
        c.p.topk_group = 4;
        c.p.sigmoid = 1;
        c.p.bias = c.bias.data();
        c.check();
      }
    }
}

TEST(Routing, EqualScoresGoToTheLowestIndex) {
  Case c(5, 40, 7, 1);
  for (size_t i = 0; i < c.logits.size(); ++i)
    c.logits[i] = float(i / 3 % 4);
  c.check();
}

TEST(Routing, AllPadded) {
  Case c(4, 16, 2, 1);
  std::fill(c.slots.begin(), c.slots.end(), -1);
  c.p.slots = c.slots.data();
  c.check();
}

} // namespace
