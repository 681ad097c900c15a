//===- TokenwiseTest.cpp - generated norms, rope and loops against f64 ----===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Jit.h"

#include "gtest/gtest.h"

using namespace mla::test;

namespace {

class RmsNorm : public testing::TestWithParam<std::pair<int64_t, int64_t>> {};

TEST_P(RmsNorm, Rows) {
  auto [T, H] = GetParam();
  Function f(substitute(R"mlir(
    func.func private @f(%x: tensor<?x${H}xf32>, %w: tensor<${H}xbf16>, %d: tensor<?x${H}xf32>) -> tensor<?x${H}xf32> {
      %n = mla.rms_norm ins(%x, %w : tensor<?x${H}xf32>, tensor<${H}xbf16>) outs(%d : tensor<?x${H}xf32>)
          {eps = 1.0e-5 : f32} -> tensor<?x${H}xf32>
      return %n : tensor<?x${H}xf32>
    })mlir",
                        {{"H", std::to_string(H)}}));
  Numbers numbers(1);
  Floats x = numbers.floats({T, H}), y = poisoned({T, H});
  Weights w = numbers.weights({H});
  f(x.descriptor(), w.bits.descriptor(), y.descriptor());
  for (int64_t t = 0; t < T; ++t) {
    double squares = 0;
    for (int64_t h = 0; h < H; ++h)
      squares += static_cast<double>(x[t * H + h]) * x[t * H + h];
    double factor = 1.0 / std::sqrt(squares / H + 1e-5);
    for (int64_t h = 0; h < H; ++h)
      ASSERT_NEAR(y[t * H + h], x[t * H + h] * factor * w.values[h], 1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, RmsNorm,
                         testing::Values(std::pair{1, 64}, std::pair{3, 60},
                                         std::pair{2, 7}, std::pair{5, 513}));

/// Positions up to the longest contexts: the angle is a product in f32, as
/// models compute it, so that its rounding is part of the definition.
TEST(Rope, BothStylesWithAndWithoutHeads) {
  constexpr int64_t T = 5, N = 3, R = 6, pairs = R / 2;
  const double frequencies[pairs] = {1.0, 0.1, 0.01};
  const int32_t positions[T] = {0, 1, 77, 4095, 163839};
  for (bool interleaved : {true, false})
    for (bool hasHeads : {true, false}) {
      std::string type = hasHeads ? "tensor<?x3x6xf32>" : "tensor<?x6xf32>";
      Function f(substitute(
          R"mlir(
        func.func private @f(%x: ${TYPE}, %p: tensor<?xi32>, %d: ${TYPE}) -> ${TYPE} {
          %r = mla.rope ins(%x, %p : ${TYPE}, tensor<?xi32>) outs(%d : ${TYPE})
              {rope = #mla.rope<style = ${STYLE}, scale = 1.5 : f32, inv_freq = [1.0, 0.1, 0.01]>} -> ${TYPE}
          return %r : ${TYPE}
        })mlir",
          {{"TYPE", type}, {"STYLE", interleaved ? "interleaved" : "half"}}));
      Numbers numbers(2);
      int64_t heads = hasHeads ? N : 1;
      std::vector<int64_t> shape =
          hasHeads ? std::vector<int64_t>{T, N, R} : std::vector<int64_t>{T, R};
      Floats x = numbers.floats(shape), y = poisoned(shape);
      Ints p({T});
      for (int64_t t = 0; t < T; ++t)
        p[t] = positions[t];
      f(x.descriptor(), p.descriptor(), y.descriptor());
      for (int64_t t = 0; t < T; ++t)
        for (int64_t n = 0; n < heads; ++n)
          for (int64_t i = 0; i < pairs; ++i) {
            float angle = static_cast<float>(positions[t]) *
                          static_cast<float>(frequencies[i]);
            double c = 1.5 * std::cos(static_cast<double>(angle)),
                   s = 1.5 * std::sin(static_cast<double>(angle));
            int64_t base = (t * heads + n) * R;
            int64_t first = base + (interleaved ? 2 * i : i);
            int64_t second = base + (interleaved ? 2 * i + 1 : i + pairs);
            ASSERT_NEAR(y[first], x[first] * c - x[second] * s, 1e-5);
            ASSERT_NEAR(y[second], x[first] * s + x[second] * c, 1e-5);
          }
    }
}

TEST(Loops, ElementwiseGatherAndReduction) {
  // silu(a) * b; rows of a table by index; a weighted sum over k of gathered
  // rows where a negative place counts nothing.
  constexpr int64_t T = 4, H = 37, K = 3, places = 6;
  Function f(R"mlir(
    #id = affine_map<(t, h) -> (t, h)>
    func.func private @f(%a: tensor<?x37xf32>, %b: tensor<?x37xf32>, %place: tensor<?x3xi32>,
        %weight: tensor<?x3xf32>, %table: tensor<6x37xf32>,
        %silu: tensor<?x37xf32>, %sum: tensor<?x37xf32>) -> (tensor<?x37xf32>, tensor<?x37xf32>) {
      %s = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
          ins(%a, %b : tensor<?x37xf32>, tensor<?x37xf32>) outs(%silu : tensor<?x37xf32>) {
        ^bb0(%x: f32, %y: f32, %o: f32):
          %one = arith.constant 1.0 : f32
          %n = arith.negf %x : f32
          %e = math.exp %n : f32
          %d = arith.addf %e, %one : f32
          %q = arith.divf %x, %d : f32
          %r = arith.mulf %q, %y : f32
          linalg.yield %r : f32
      } -> tensor<?x37xf32>
      %zero = arith.constant 0.0 : f32
      %z = linalg.fill ins(%zero : f32) outs(%sum : tensor<?x37xf32>) -> tensor<?x37xf32>
      %c = linalg.generic {indexing_maps = [affine_map<(t, k, h) -> (t, k)>, affine_map<(t, k, h) -> (t, k)>,
                                            affine_map<(t, k, h) -> (t, h)>],
                           iterator_types = ["parallel", "reduction", "parallel"]}
          ins(%place, %weight : tensor<?x3xi32>, tensor<?x3xf32>) outs(%z : tensor<?x37xf32>) {
        ^bb0(%p: i32, %w: f32, %o: f32):
          %none = arith.constant 0 : i32
          %there = arith.cmpi sge, %p, %none : i32
          %safe = arith.maxsi %p, %none : i32
          %row = arith.index_cast %safe : i32 to index
          %h = linalg.index 2 : index
          %v = tensor.extract %table[%row, %h] : tensor<6x37xf32>
          %m = arith.mulf %v, %w : f32
          %f0 = arith.constant 0.0 : f32
          %t = arith.select %there, %m, %f0 : f32
          %r = arith.addf %o, %t : f32
          linalg.yield %r : f32
      } -> tensor<?x37xf32>
      return %s, %c : tensor<?x37xf32>, tensor<?x37xf32>
    })mlir");
  Numbers numbers(3);
  Floats a = numbers.floats({T, H}), b = numbers.floats({T, H}),
         weight = numbers.floats({T, K}), table = numbers.floats({places, H});
  a[0] = -100.0f;
  a[1] = 100.0f;
  for (int64_t h = 0; h < H; ++h) // what place 0 holds must not leak through -1
    table[h] = std::numeric_limits<float>::quiet_NaN();
  Ints place({T, K});
  for (int64_t i = 0; i < T * K; ++i)
    place[i] = i % 4 == 3 ? -1 : static_cast<int32_t>(1 + numbers.below(5));
  Floats silu = poisoned({T, H}), sum = poisoned({T, H});
  f(a.descriptor(), b.descriptor(), place.descriptor(), weight.descriptor(),
    table.descriptor(), silu.descriptor(), sum.descriptor());
  for (int64_t t = 0; t < T; ++t)
    for (int64_t h = 0; h < H; ++h) {
      double x = a[t * H + h];
      ASSERT_NEAR(silu[t * H + h], x / (1 + std::exp(-x)) * b[t * H + h], 1e-4);
      double wanted = 0;
      for (int64_t k = 0; k < K; ++k)
        if (place[t * K + k] >= 0)
          wanted += static_cast<double>(weight[t * K + k]) *
                    table[place[t * K + k] * H + h];
      ASSERT_NEAR(sum[t * H + h], wanted, 1e-5);
    }
}

} // namespace
