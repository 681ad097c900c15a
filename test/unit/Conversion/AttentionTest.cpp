//===- AttentionTest.cpp - generated attention against f64 ----------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Jit.h"

#include "gtest/gtest.h"

#include <algorithm>

using namespace mla::test;

namespace {

constexpr double kTolerance = 1e-5;
constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr double kLowest = -std::numeric_limits<double>::infinity();

/// One sequence of a batch: rows in this step, cached tokens including them.
struct Sequence {
  int64_t rows, length;
};

struct AttentionCase {
  int64_t N, P, V, L, R, page, lanes;
  std::vector<Sequence> sequences;
  int64_t padding; ///< rows past the real ones
};

/// A batch over pages in shuffled order; entries of the page table past a
/// sequence are garbage, and every cache row that no token owns is NaN.
struct Batch {
  explicit Batch(const AttentionCase &c)
      : lengths({count(c)}), starts({count(c) + 1}), slots({tokens(c)}),
        positions({tokens(c)}), table({count(c), pagesPerSequence(c)}) {
    std::vector<int32_t> pages(count(c) * pagesPerSequence(c));
    for (size_t i = 0; i < pages.size(); ++i)
      pages[i] = static_cast<int32_t>(i);
    std::shuffle(pages.begin(), pages.end(), std::mt19937(7));
    size_t next = 0;
    int64_t t = 0;
    for (int64_t b = 0; b < count(c); ++b) {
      auto [rows, length] = c.sequences[b];
      lengths[b] = static_cast<int32_t>(length);
      starts[b] = static_cast<int32_t>(t);
      for (int64_t i = 0; i < pagesPerSequence(c); ++i)
        table[b * pagesPerSequence(c) + i] =
            i * c.page < length ? pages[next++] : 1 << 29;
      for (int64_t i = 0; i < rows; ++i, ++t) {
        positions[t] = static_cast<int32_t>(length - rows + i);
        slots[t] = static_cast<int32_t>(slot(c, b, length - rows + i));
      }
    }
    starts[count(c)] = static_cast<int32_t>(t);
    for (; t < tokens(c); ++t)
      slots[t] = -1;
  }

  static int64_t count(const AttentionCase &c) { return c.sequences.size(); }
  static int64_t tokens(const AttentionCase &c) {
    int64_t total = c.padding;
    for (const Sequence &s : c.sequences)
      total += s.rows;
    return total;
  }
  static int64_t pagesPerSequence(const AttentionCase &c) {
    int64_t most = 1;
    for (const Sequence &s : c.sequences)
      most = std::max(most, (s.length + c.page - 1) / c.page);
    return most + 1;
  }
  int64_t slot(const AttentionCase &c, int64_t b, int64_t token) const {
    return table[b * pagesPerSequence(c) + token / c.page] * c.page +
           token % c.page;
  }
  int64_t sequenceOf(int64_t t) const {
    for (int64_t b = 0; b < lengths.size(); ++b)
      if (t >= starts[b] && t < starts[b + 1])
        return b;
    return -1;
  }

  Ints lengths, starts, slots, positions, table;
};

std::string module(const AttentionCase &c, const std::string &body) {
  auto n = [](int64_t v) { return std::to_string(v); };
  return substitute(body,
                    {{"N", n(c.N)},
                     {"P", n(c.P)},
                     {"V", n(c.V)},
                     {"L", n(c.L)},
                     {"R", n(c.R)},
                     {"PAGE", n(c.page)},
                     {"ROW", n(c.L + c.R)},
                     {"CACHE", "tensor<?x" + n(c.page) + "x" + n(c.L + c.R) +
                                   "xf32, #mla.latent<L = " + n(c.L) +
                                   ", R = " + n(c.R) + ", storage = f32>>"}});
}

constexpr const char *kPack = R"mlir(
      %batch = mla.pack_batch %nd, %ndt, %nct, %len, %start, %slot, %pos, %table
          : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>)mlir";
constexpr const char *kBatchArgs =
    R"mlir(%nd: index, %ndt: index, %nct: index, %len: tensor<?xi32>,
      %start: tensor<?xi32>, %slot: tensor<?xi32>, %pos: tensor<?xi32>, %table: tensor<?x?xi32>)mlir";

/// softmax over scores and the weighted sum of values, in f64.
struct Reference {
  std::vector<double> out;
  double lse = kLowest;
};
template <typename Score, typename ValueOf>
Reference attend(int64_t size, int64_t keys, Score score, ValueOf value) {
  Reference r;
  r.out.assign(size, 0.0);
  if (keys <= 0)
    return r;
  std::vector<double> scores;
  double most = kLowest;
  for (int64_t j = 0; j < keys; ++j) {
    scores.push_back(score(j));
    most = std::max(most, scores.back());
  }
  double sum = 0;
  for (double &s : scores)
    sum += (s = std::exp(s - most));
  for (int64_t j = 0; j < keys; ++j)
    for (int64_t i = 0; i < size; ++i)
      r.out[i] += scores[j] / sum * value(j, i);
  r.lse = most + std::log(sum);
  return r;
}

void expectLse(float got, double wanted) {
  if (std::isinf(wanted))
    EXPECT_EQ(got, wanted);
  else
    EXPECT_NEAR(got, wanted, kTolerance);
}

class Attention : public testing::TestWithParam<AttentionCase> {};

TEST_P(Attention, AppendThenDecode) {
  const AttentionCase &c = GetParam();
  for (bool prefixOnly : {false, true}) {
    Function f(module(c, std::string(R"mlir(
    func.func private @f(%q: tensor<?x${N}x${L}xf32>, %qr: tensor<?x${N}x${R}xf32>,
        %c: tensor<?x${L}xf32>, %k: tensor<?x${R}xf32>, %cache: ${CACHE}, )mlir") +
                             kBatchArgs + R"mlir(,
        %u: tensor<?x${N}x${L}xf32>, %lse: tensor<?x${N}xf32>)
        -> (tensor<?x${N}x${L}xf32>, tensor<?x${N}xf32>, ${CACHE}) {)mlir" +
                             kPack + R"mlir(
      %new = mla.cache_append ins(%c, %k, %batch : tensor<?x${L}xf32>, tensor<?x${R}xf32>, !mla.batch)
          outs(%cache : ${CACHE}) -> ${CACHE}
      %o, %l = mla.decode ins(%q, %qr, %new, %batch : tensor<?x${N}x${L}xf32>, tensor<?x${N}x${R}xf32>, ${CACHE}, !mla.batch)
          outs(%u, %lse : tensor<?x${N}x${L}xf32>, tensor<?x${N}xf32>)
          {scale = 0.25 : f32, keys = #mla.keys<)mlir" +
                             (prefixOnly ? "prefix" : "all") + R"mlir(>}
          -> tensor<?x${N}x${L}xf32>, tensor<?x${N}xf32>
      return %o, %l, %new : tensor<?x${N}x${L}xf32>, tensor<?x${N}xf32>, ${CACHE}
    })mlir"),
               c.lanes);
    Numbers numbers(3);
    Batch batch(c);
    int64_t T = Batch::tokens(c), row = c.L + c.R;
    int64_t pages = Batch::count(c) * Batch::pagesPerSequence(c);
    Floats q = numbers.floats({T, c.N, c.L}),
           qr = numbers.floats({T, c.N, c.R});
    Floats latent = numbers.floats({T, c.L}), rope = numbers.floats({T, c.R});
    Floats cache({pages, c.page, row});
    for (int64_t i = 0; i < cache.size(); ++i)
      cache[i] = kNaN;
    for (int64_t b = 0; b < Batch::count(c); ++b)
      for (int64_t j = 0; j + c.sequences[b].rows < c.sequences[b].length; ++j)
        for (int64_t i = 0; i < row; ++i)
          cache[batch.slot(c, b, j) * row + i] = numbers.next();
    std::vector<float> before(&cache[0], &cache[0] + cache.size());
    Floats u = poisoned({T, c.N, c.L}), lse = poisoned({T, c.N});
    f(q.descriptor(), qr.descriptor(), latent.descriptor(), rope.descriptor(),
      cache.descriptor(), int64_t(0), int64_t(0), int64_t(0),
      batch.lengths.descriptor(), batch.starts.descriptor(),
      batch.slots.descriptor(), batch.positions.descriptor(),
      batch.table.descriptor(), u.descriptor(), lse.descriptor());

    // Exactly the rows with a slot are written, and nothing else.
    for (int64_t t = 0; t < T; ++t)
      if (batch.slots[t] >= 0)
        for (int64_t i = 0; i < row; ++i)
          before[batch.slots[t] * row + i] =
              i < c.L ? latent[t * c.L + i] : rope[t * c.R + i - c.L];
    ASSERT_EQ(std::memcmp(before.data(), &cache[0], cache.size() * 4), 0);

    for (int64_t t = 0; t < T; ++t)
      for (int64_t n = 0; n < c.N; ++n) {
        int64_t b = batch.sequenceOf(t), keys = 0;
        if (b >= 0)
          keys = c.sequences[b].length - c.sequences[b].rows +
                 (prefixOnly ? 0 : t - batch.starts[b] + 1);
        auto at = [&](int64_t j, int64_t i) -> double {
          return cache[batch.slot(c, b, j) * row + i];
        };
        Reference r = attend(
            c.L, keys,
            [&](int64_t j) {
              double s = 0;
              for (int64_t i = 0; i < row; ++i)
                s += at(j, i) * (i < c.L ? q[(t * c.N + n) * c.L + i]
                                         : qr[(t * c.N + n) * c.R + i - c.L]);
              return 0.25 * s;
            },
            at);
        for (int64_t i = 0; i < c.L; ++i)
          ASSERT_NEAR(u[(t * c.N + n) * c.L + i], r.out[i], kTolerance)
              << "row " << t << " head " << n << " of " << keys << " keys";
        expectLse(lse[t * c.N + n], r.lse);
      }
  }
}

TEST_P(Attention, Prefill) {
  const AttentionCase &c = GetParam();
  Function f(module(c, std::string(R"mlir(
    func.func private @f(%q: tensor<?x${N}x${P}xf32>, %qr: tensor<?x${N}x${R}xf32>,
        %k: tensor<?x${N}x${P}xf32>, %kr: tensor<?x${R}xf32>, %v: tensor<?x${N}x${V}xf32>, )mlir") +
                           kBatchArgs + R"mlir(,
        %o: tensor<?x${N}x${V}xf32>, %lse: tensor<?x${N}xf32>)
        -> (tensor<?x${N}x${V}xf32>, tensor<?x${N}xf32>) {)mlir" +
                           kPack + R"mlir(
      %r, %l = mla.prefill ins(%q, %qr, %k, %kr, %v, %batch : tensor<?x${N}x${P}xf32>, tensor<?x${N}x${R}xf32>,
              tensor<?x${N}x${P}xf32>, tensor<?x${R}xf32>, tensor<?x${N}x${V}xf32>, !mla.batch)
          outs(%o, %lse : tensor<?x${N}x${V}xf32>, tensor<?x${N}xf32>) {scale = 0.5 : f32}
          -> tensor<?x${N}x${V}xf32>, tensor<?x${N}xf32>
      return %r, %l : tensor<?x${N}x${V}xf32>, tensor<?x${N}xf32>
    })mlir"),
             c.lanes);
  Numbers numbers(4);
  Batch batch(c);
  int64_t T = Batch::tokens(c);
  Floats q = numbers.floats({T, c.N, c.P}), qr = numbers.floats({T, c.N, c.R}),
         k = numbers.floats({T, c.N, c.P}), kr = numbers.floats({T, c.R}),
         v = numbers.floats({T, c.N, c.V});
  Floats out = poisoned({T, c.N, c.V}), lse = poisoned({T, c.N});
  f(q.descriptor(), qr.descriptor(), k.descriptor(), kr.descriptor(),
    v.descriptor(), int64_t(0), int64_t(0), int64_t(0),
    batch.lengths.descriptor(), batch.starts.descriptor(),
    batch.slots.descriptor(), batch.positions.descriptor(),
    batch.table.descriptor(), out.descriptor(), lse.descriptor());
  for (int64_t t = 0; t < T; ++t)
    for (int64_t n = 0; n < c.N; ++n) {
      int64_t b = batch.sequenceOf(t);
      int64_t first = b < 0 ? 0 : batch.starts[b];
      Reference r = attend(
          c.V, b < 0 ? 0 : t - first + 1,
          [&](int64_t j) {
            double s = 0;
            for (int64_t i = 0; i < c.P; ++i)
              s += static_cast<double>(q[(t * c.N + n) * c.P + i]) *
                   k[((first + j) * c.N + n) * c.P + i];
            for (int64_t i = 0; i < c.R; ++i)
              s += static_cast<double>(qr[(t * c.N + n) * c.R + i]) *
                   kr[(first + j) * c.R + i];
            return 0.5 * s;
          },
          [&](int64_t j, int64_t i) -> double {
            return v[((first + j) * c.N + n) * c.V + i];
          });
      for (int64_t i = 0; i < c.V; ++i)
        ASSERT_NEAR(out[(t * c.N + n) * c.V + i], r.out[i], kTolerance);
      expectLse(lse[t * c.N + n], r.lse);
    }
}

INSTANTIATE_TEST_SUITE_P(
    Shapes, Attention,
    testing::Values(
        AttentionCase{4, 16, 16, 32, 16, 16, 16, {{1, 40}, {1, 1}, {7, 7}}, 0},
        AttentionCase{3, 24, 10, 40, 6, 1, 16, {{1, 5}, {0, 0}, {3, 20}}, 2},
        AttentionCase{1, 8, 20, 100, 8, 64, 16, {{1, 130}, {2, 65}, {5, 5}}, 3},
        AttentionCase{2, 16, 16, 32, 0, 16, 16, {{1, 9}, {3, 17}}, 1},
        AttentionCase{5, 16, 16, 24, 8, 16, 8, {{4, 33}, {1, 16}}, 1}));

TEST_P(Attention, GatherWindow) {
  const AttentionCase &c = GetParam();
  constexpr int64_t G = 5, first = 3;
  Function f(
      module(
          c,
          std::string(R"mlir(
    func.func private @f(%cache: ${CACHE}, )mlir") +
              kBatchArgs +
              R"mlir(, %rows: tensor<?x5x${ROW}xf32>) -> tensor<?x5x${ROW}xf32> {)mlir" +
              kPack + R"mlir(
      %first = arith.constant 3 : index
      %r = mla.cache_gather ins(%cache, %batch : ${CACHE}, !mla.batch) first(%first)
          outs(%rows : tensor<?x5x${ROW}xf32>) -> tensor<?x5x${ROW}xf32>
      return %r : tensor<?x5x${ROW}xf32>
    })mlir"),
      c.lanes);
  Numbers numbers(6);
  Batch batch(c);
  int64_t row = c.L + c.R, B = Batch::count(c);
  Floats cache = numbers.floats({B * Batch::pagesPerSequence(c), c.page, row});
  Floats rows = poisoned({B, G, row});
  f(cache.descriptor(), int64_t(0), int64_t(0), int64_t(0),
    batch.lengths.descriptor(), batch.starts.descriptor(),
    batch.slots.descriptor(), batch.positions.descriptor(),
    batch.table.descriptor(), rows.descriptor());
  for (int64_t b = 0; b < B; ++b)
    for (int64_t g = 0; g < G; ++g)
      for (int64_t i = 0; i < row; ++i) {
        float wanted = first + g < c.sequences[b].length
                           ? cache[batch.slot(c, b, first + g) * row + i]
                           : 0.0f;
        ASSERT_EQ(rows[(b * G + g) * row + i], wanted);
      }
}

/// The definition, on one sequence and on a batch of sequences.
TEST(Definition, OneSequenceAndABatch) {
  constexpr int64_t B = 2, T = 9, N = 3, P = 8, R = 4, L = 20, V = 10;
  for (bool batched : {false, true}) {
    Function f(substitute(R"mlir(
      func.func private @f(%qn: tensor<${B}?x3x8xf32>, %qr: tensor<${B}?x3x4xf32>, %c: tensor<${B}?x20xf32>,
          %k: tensor<${B}?x4xf32>, %w: tensor<54x20xbf16>, %d: tensor<${B}?x3x10xf32>) -> tensor<${B}?x3x10xf32> {
        %o = mla.attention ins(%qn, %qr, %c, %k, %w : tensor<${B}?x3x8xf32>, tensor<${B}?x3x4xf32>, tensor<${B}?x20xf32>,
                               tensor<${B}?x4xf32>, tensor<54x20xbf16>)
            outs(%d : tensor<${B}?x3x10xf32>) {scale = 0.3 : f32} -> tensor<${B}?x3x10xf32>
        return %o : tensor<${B}?x3x10xf32>
      })mlir",
                          {{"B", batched ? "2x" : ""}}));
    auto shape = [&](std::vector<int64_t> rest) {
      if (batched)
        rest.insert(rest.begin(), B);
      return rest;
    };
    Numbers numbers(8);
    Floats qn = numbers.floats(shape({T, N, P})),
           qr = numbers.floats(shape({T, N, R})),
           c = numbers.floats(shape({T, L})), k = numbers.floats(shape({T, R}));
    Weights w = numbers.weights({N * (P + V), L});
    Floats out = poisoned(shape({T, N, V}));
    f(qn.descriptor(), qr.descriptor(), c.descriptor(), k.descriptor(),
      w.bits.descriptor(), out.descriptor());
    auto expand = [&](int64_t t, int64_t n, int64_t i) {
      double sum = 0;
      for (int64_t l = 0; l < L; ++l)
        sum += static_cast<double>(c[t * L + l]) *
               w.values[(n * (P + V) + i) * L + l];
      return sum;
    };
    for (int64_t t = 0; t < (batched ? B * T : T); ++t)
      for (int64_t n = 0; n < N; ++n) {
        int64_t first = t / T * T;
        Reference r = attend(
            V, t - first + 1,
            [&](int64_t j) {
              double s = 0;
              for (int64_t i = 0; i < P; ++i)
                s += qn[(t * N + n) * P + i] * expand(first + j, n, i);
              for (int64_t i = 0; i < R; ++i)
                s += static_cast<double>(qr[(t * N + n) * R + i]) *
                     k[(first + j) * R + i];
              return 0.3 * s;
            },
            [&](int64_t j, int64_t i) { return expand(first + j, n, P + i); });
        for (int64_t i = 0; i < V; ++i)
          ASSERT_NEAR(out[(t * N + n) * V + i], r.out[i], 1e-4);
      }
  }
}

TEST(MergeStates, EmptySidesCountNothing) {
  Function f(R"mlir(
    func.func private @f(%a: tensor<?x2x20xf32>, %la: tensor<?x2xf32>, %b: tensor<?x2x20xf32>,
        %lb: tensor<?x2xf32>, %o: tensor<?x2x20xf32>, %l: tensor<?x2xf32>)
        -> (tensor<?x2x20xf32>, tensor<?x2xf32>) {
      %r, %s = mla.merge_states ins(%a, %la, %b, %lb : tensor<?x2x20xf32>, tensor<?x2xf32>, tensor<?x2x20xf32>, tensor<?x2xf32>)
          outs(%o, %l : tensor<?x2x20xf32>, tensor<?x2xf32>) -> tensor<?x2x20xf32>, tensor<?x2xf32>
      return %r, %s : tensor<?x2x20xf32>, tensor<?x2xf32>
    })mlir");
  Numbers numbers(5);
  constexpr int64_t T = 4, N = 2, V = 20;
  Floats a = numbers.floats({T, N, V}), b = numbers.floats({T, N, V});
  Floats la = numbers.floats({T, N}), lb = numbers.floats({T, N});
  Floats out = poisoned({T, N, V}), lse = poisoned({T, N});
  auto clear = [&](Floats &values, Floats &l, int64_t t) {
    for (int64_t i = t * N; i < (t + 1) * N; ++i)
      l[i] = static_cast<float>(kLowest);
    for (int64_t i = t * N * V; i < (t + 1) * N * V; ++i)
      values[i] = kNaN;
  };
  clear(a, la, 1);
  clear(b, lb, 2);
  clear(a, la, 3);
  clear(b, lb, 3);
  f(a.descriptor(), la.descriptor(), b.descriptor(), lb.descriptor(),
    out.descriptor(), lse.descriptor());
  for (int64_t row = 0; row < T * N; ++row) {
    double wa = std::exp(static_cast<double>(la[row])),
           wb = std::exp(static_cast<double>(lb[row]));
    for (int64_t i = row * V; i < (row + 1) * V; ++i) {
      double wanted = 0;
      if (wa + wb > 0)
        wanted =
            ((wa > 0 ? wa * a[i] : 0) + (wb > 0 ? wb * b[i] : 0)) / (wa + wb);
      ASSERT_NEAR(out[i], wanted, kTolerance);
    }
    expectLse(lse[row], wa + wb > 0 ? std::log(wa + wb) : kLowest);
  }
}

} // namespace
