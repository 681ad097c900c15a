//===- MatmulTest.cpp - generated matmuls against f64 ---------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Jit.h"

#include "gtest/gtest.h"

using namespace mla::test;

namespace {

/// Sums of K products of numbers in [-1, 1): f32 rounding stays far below.
constexpr double kTolerance = 1e-4;

struct MatmulCase {
  int64_t M, N, K, lanes;
};

class Matmul : public testing::TestWithParam<MatmulCase> {};

TEST_P(Matmul, WeightByRows) {
  auto [M, N, K, lanes] = GetParam();
  std::string text =
      substitute(R"mlir(
    func.func private @f(%x: tensor<?x${K}xf32>, %w: tensor<${N}x${K}xbf16>,
                         %d: tensor<?x${N}xf32>) -> tensor<?x${N}xf32> {
      %zero = arith.constant 0.0 : f32
      %z = linalg.fill ins(%zero : f32) outs(%d : tensor<?x${N}xf32>) -> tensor<?x${N}xf32>
      %y = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>,
                                          affine_map<(m, n, k) -> (n, k)>,
                                          affine_map<(m, n, k) -> (m, n)>]
          ins(%x, %w : tensor<?x${K}xf32>, tensor<${N}x${K}xbf16>)
          outs(%z : tensor<?x${N}xf32>) -> tensor<?x${N}xf32>
      return %y : tensor<?x${N}xf32>
    })mlir",
                 {{"N", std::to_string(N)}, {"K", std::to_string(K)}});
  Function f(text, lanes);
  Numbers numbers(1);
  Floats x = numbers.floats({M, K}), y = poisoned({M, N});
  Weights w = numbers.weights({N, K});
  f(x.descriptor(), w.bits.descriptor(), y.descriptor());
  for (int64_t m = 0; m < M; ++m)
    for (int64_t n = 0; n < N; ++n) {
      double sum = 0;
      for (int64_t k = 0; k < K; ++k)
        sum += static_cast<double>(x[m * K + k]) * w.values[n * K + k];
      ASSERT_NEAR(y[m * N + n], sum, kTolerance) << "at " << m << ", " << n;
    }
}

// Below, at and above the row count where panels begin; columns that fill
// panels, leave a rest, or have none; depths around the panel's.
INSTANTIATE_TEST_SUITE_P(
    Shapes, Matmul,
    testing::Values(MatmulCase{1, 8, 16, 16}, MatmulCase{1, 131, 300, 16},
                    MatmulCase{5, 60, 60, 16}, MatmulCase{6, 64, 256, 16},
                    MatmulCase{7, 131, 257, 16}, MatmulCase{13, 3, 7, 16},
                    MatmulCase{200, 70, 40, 16}, MatmulCase{385, 128, 530, 16},
                    MatmulCase{1, 131, 300, 8}, MatmulCase{13, 70, 300, 8},
                    MatmulCase{200, 33, 17, 8}));

struct HeadsCase {
  int64_t T, N, P, V, L, lanes;
};

class Absorption : public testing::TestWithParam<HeadsCase> {};

TEST_P(Absorption, QueryAndValue) {
  auto [T, N, P, V, L, lanes] = GetParam();
  std::string text = substitute(R"mlir(
    func.func private @f(%q: tensor<?x${N}x${P}xf32>, %u: tensor<?x${N}x${L}xf32>,
                         %w: tensor<${ROWS}x${L}xbf16>,
                         %da: tensor<?x${N}x${L}xf32>, %dv: tensor<?x${N}x${V}xf32>)
        -> (tensor<?x${N}x${L}xf32>, tensor<?x${N}x${V}xf32>) {
      %a = mla.absorb_query ins(%q, %w : tensor<?x${N}x${P}xf32>, tensor<${ROWS}x${L}xbf16>)
          outs(%da : tensor<?x${N}x${L}xf32>) -> tensor<?x${N}x${L}xf32>
      %v = mla.project_value ins(%u, %w : tensor<?x${N}x${L}xf32>, tensor<${ROWS}x${L}xbf16>)
          outs(%dv : tensor<?x${N}x${V}xf32>) -> tensor<?x${N}x${V}xf32>
      return %a, %v : tensor<?x${N}x${L}xf32>, tensor<?x${N}x${V}xf32>
    })mlir",
                                {{"N", std::to_string(N)},
                                 {"P", std::to_string(P)},
                                 {"V", std::to_string(V)},
                                 {"L", std::to_string(L)},
                                 {"ROWS", std::to_string(N * (P + V))}});
  Function f(text, lanes);
  Numbers numbers(2);
  Floats q = numbers.floats({T, N, P}), u = numbers.floats({T, N, L});
  Weights w = numbers.weights({N * (P + V), L});
  Floats a = poisoned({T, N, L}), v = poisoned({T, N, V});
  f(q.descriptor(), u.descriptor(), w.bits.descriptor(), a.descriptor(),
    v.descriptor());
  for (int64_t t = 0; t < T; ++t)
    for (int64_t n = 0; n < N; ++n) {
      for (int64_t l = 0; l < L; ++l) {
        double sum = 0;
        for (int64_t p = 0; p < P; ++p)
          sum += static_cast<double>(q[(t * N + n) * P + p]) *
                 w.values[(n * (P + V) + p) * L + l];
        ASSERT_NEAR(a[(t * N + n) * L + l], sum, kTolerance);
      }
      for (int64_t i = 0; i < V; ++i) {
        double sum = 0;
        for (int64_t l = 0; l < L; ++l)
          sum += static_cast<double>(u[(t * N + n) * L + l]) *
                 w.values[(n * (P + V) + P + i) * L + l];
        ASSERT_NEAR(v[(t * N + n) * V + i], sum, kTolerance);
      }
    }
}

INSTANTIATE_TEST_SUITE_P(Shapes, Absorption,
                         testing::Values(HeadsCase{1, 4, 16, 16, 32, 16},
                                         HeadsCase{7, 3, 24, 10, 40, 16},
                                         HeadsCase{13, 1, 8, 20, 100, 16},
                                         HeadsCase{6, 5, 7, 9, 130, 8}));

} // namespace
