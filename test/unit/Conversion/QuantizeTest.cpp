//===- QuantizeTest.cpp - generated fp8 code against f64 ------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "Jit.h"

#include "gtest/gtest.h"

#include <algorithm>
#include <bit>

using namespace mla::test;

namespace {

using Bytes = Array<uint8_t>;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();

/// What the bits of an f8E4M3FN stand for: sign, 4 bits of exponent with a bias
/// of 7, 3 bits of mantissa; NaN where all but the sign are set.
double valueOf(uint8_t bits) {
  int exponent = bits >> 3 & 15, mantissa = bits & 7;
  double magnitude = exponent == 0 ? std::ldexp(mantissa, -9)
                                   : std::ldexp(8 + mantissa, exponent - 10);
  if ((bits & 0x7f) == 0x7f)
    magnitude = kNaN;
  return bits & 0x80 ? -magnitude : magnitude;
}

/// The nearest one, found by looking at all; of two, the one with even bits.
uint8_t nearest(double x) {
  if (std::isnan(x))
    return 0x7f;
  uint8_t best = 0;
  for (int bits = 1; bits < 0x7f; ++bits) {
    double error = std::abs(valueOf(bits) - std::abs(x));
    double least = std::abs(valueOf(best) - std::abs(x));
    if (error < least || (error == least && bits % 2 == 0))
      best = bits;
  }
  return std::signbit(x) ? best | 0x80 : best;
}

/// 2^ceil(log2(max(amax, 1e-30) / 448)), the quotient rounded to f32.
double scaleOf(float amax) {
  float quotient = std::max(amax, 1e-30f) / 448.0f;
  int exponent;
  float fraction = std::frexp(quotient, &exponent);
  return std::ldexp(1.0, fraction == 0.5f ? exponent - 1 : exponent);
}

float fromBF16(uint16_t bits) {
  return std::bit_cast<float>(static_cast<uint32_t>(bits) << 16);
}
float roundedToBF16(float x) {
  uint32_t bits = std::bit_cast<uint32_t>(x);
  return std::bit_cast<float>((bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000u);
}

//===----------------------------------------------------------------------===//
// Conversions
//===----------------------------------------------------------------------===//

constexpr const char *kElementwise = R"mlir(
    #id = affine_map<(t, h) -> (t, h)>
    func.func private @f(%x: tensor<?x${H}x${FROM}>, %d: tensor<?x${H}x${TO}>) -> tensor<?x${H}x${TO}> {
      %y = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
          ins(%x : tensor<?x${H}x${FROM}>) outs(%d : tensor<?x${H}x${TO}>) {
        ^bb0(%a: ${FROM}, %b: ${TO}):
          %c = arith.${OP} %a : ${FROM} to ${TO}
          linalg.yield %c : ${TO}
      } -> tensor<?x${H}x${TO}>
      return %y : tensor<?x${H}x${TO}>
    })mlir";

/// 251 columns: the last vector of a row is a part of one.
constexpr int64_t kColumns = 251;

TEST(F8, ExtendsEveryValue) {
  Function f(substitute(kElementwise, {{"H", std::to_string(kColumns)},
                                       {"FROM", "f8E4M3FN"},
                                       {"TO", "f32"},
                                       {"OP", "extf"}}));
  Bytes x({2, kColumns});
  for (int64_t i = 0; i < x.size(); ++i)
    x[i] = static_cast<uint8_t>(i);
  Floats y = poisoned({2, kColumns});
  f(x.descriptor(), y.descriptor());
  for (int64_t i = 0; i < x.size(); ++i) {
    if (std::isnan(valueOf(x[i])))
      ASSERT_TRUE(std::isnan(y[i])) << int(x[i]);
    else
      ASSERT_EQ(y[i], valueOf(x[i])) << int(x[i]);
    ASSERT_EQ(std::signbit(y[i]), bool(x[i] & 0x80));
  }
}

TEST(F8, RoundsToNearestEvenAndSaturates) {
  Function f(substitute(kElementwise, {{"H", std::to_string(kColumns)},
                                       {"FROM", "f32"},
                                       {"TO", "f8E4M3FN"},
                                       {"OP", "truncf"}}));
  // Every value, what lies between it and the next, and what lies beside that.
  std::vector<float> values = {0.0f,
                               -0.0f,
                               464.0f,
                               465.0f,
                               1e30f,
                               1e-30f,
                               std::numeric_limits<float>::infinity(),
                               kNaN};
  for (int bits = 0; bits < 0x7e; ++bits) {
    auto middle = static_cast<float>((valueOf(bits) + valueOf(bits + 1)) / 2);
    for (float x :
         {static_cast<float>(valueOf(bits)), middle,
          std::nextafter(middle, 0.0f), std::nextafter(middle, 1000.0f)})
      values.push_back(bits % 3 == 0 ? -x : x);
  }
  Numbers numbers(1);
  while (values.size() % kColumns != 0)
    values.push_back(std::ldexp(numbers.next(), numbers.below(24) - 12));
  int64_t T = static_cast<int64_t>(values.size()) / kColumns;
  Floats x({T, kColumns});
  std::copy(values.begin(), values.end(), &x[0]);
  x[0] = -std::numeric_limits<float>::infinity();
  Bytes y({T, kColumns});
  f(x.descriptor(), y.descriptor());
  for (int64_t i = 0; i < x.size(); ++i)
    ASSERT_EQ(int(y[i]), int(nearest(x[i]))) << x[i];
}

//===----------------------------------------------------------------------===//
// quantize
//===----------------------------------------------------------------------===//

class Quantize : public testing::TestWithParam<std::pair<int64_t, int64_t>> {};

TEST_P(Quantize, Rows) {
  auto [H, G] = GetParam();
  constexpr int64_t T = 6;
  Function f(substitute(R"mlir(
    func.func private @f(%x: tensor<?x${H}xf32>, %v: tensor<?x${H}xf8E4M3FN>, %s: tensor<?x${G}xf32>)
        -> (tensor<?x${H}xf8E4M3FN>, tensor<?x${G}xf32>) {
      %0:2 = mla.quantize ins(%x : tensor<?x${H}xf32>)
          outs(%v, %s : tensor<?x${H}xf8E4M3FN>, tensor<?x${G}xf32>)
          -> tensor<?x${H}xf8E4M3FN>, tensor<?x${G}xf32>
      return %0#0, %0#1 : tensor<?x${H}xf8E4M3FN>, tensor<?x${G}xf32>
    })mlir",
                        {{"H", std::to_string(H)}, {"G", std::to_string(G)}}));
  Numbers numbers(2);
  Floats x = numbers.floats({T, H});
  for (int64_t h = 0; h < H; ++h) {
    x[1 * H + h] = 0.0f;
    x[2 * H + h] *= 1e-33f;
    x[3 * H + h] *= 1e30f;
    x[4 * H + h] = 448.0f * (h % 2 ? -1 : 1); // the scale is exactly 1
  }
  x[5 * H] = kNaN;
  Bytes values({T, H});
  Floats scales = poisoned({T, G});
  f(x.descriptor(), values.descriptor(), scales.descriptor());
  int64_t size = H / G;
  for (int64_t t = 0; t < T; ++t)
    for (int64_t g = 0; g < G; ++g) {
      float amax = 0;
      for (int64_t h = g * size; h < (g + 1) * size; ++h)
        amax = std::fmax(amax, std::abs(x[t * H + h]));
      double scale = scaleOf(amax);
      ASSERT_EQ(scales[t * G + g], scale) << amax;
      for (int64_t h = g * size; h < (g + 1) * size; ++h)
        ASSERT_EQ(int(values[t * H + h]), int(nearest(x[t * H + h] / scale)))
            << t << ", " << h << ": " << x[t * H + h] << " / " << scale;
    }
}

INSTANTIATE_TEST_SUITE_P(Shapes, Quantize,
                         testing::Values(std::pair{512, 4}, std::pair{128, 1},
                                         std::pair{60, 3}, std::pair{7, 7}));

//===----------------------------------------------------------------------===//
// A cache of 656 bytes a token
//===----------------------------------------------------------------------===//

constexpr int64_t kLatent = 512, kKey = 64, kRow = 656;

/// Appends (rotated, if `rope`), then gathers and attends over what is there:
/// one sequence of `kLength` tokens on pages of 3.
constexpr int64_t kLength = 7, kPage = 3, kHeads = 2;

constexpr const char *kCached = R"mlir(
    #rope = #mla.rope<style = half, scale = 1.0 : f32, inv_freq = [${FREQUENCIES}]>
    func.func private @f(%c: tensor<?x512xf32>, %k: tensor<?x64xf32>, %q: tensor<?x2x512xf32>, %qr: tensor<?x2x64xf32>,
        %cache: tensor<?x3x656xi8, ${LATENT}>, %nd: index, %len: tensor<?xi32>, %start: tensor<?xi32>,
        %slot: tensor<?xi32>, %pos: tensor<?xi32>, %table: tensor<?x?xi32>,
        %u: tensor<?x2x512xf32>, %lse: tensor<?x2xf32>, %rows: tensor<?x7x576xf32>)
        -> (tensor<?x3x656xi8, ${LATENT}>, tensor<?x2x512xf32>, tensor<?x2xf32>, tensor<?x7x576xf32>) {
      %batch = mla.pack_batch %nd, %nd, %nd, %len, %start, %slot, %pos, %table
          : tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?xi32>, tensor<?x?xi32>
      %new = mla.rope_append ins(%c, %k, %batch : tensor<?x512xf32>, tensor<?x64xf32>, !mla.batch)
          ${POSITIONS} outs(%cache : tensor<?x3x656xi8, ${LATENT}>) ${ROPE} -> tensor<?x3x656xi8, ${LATENT}>
      %a:2 = mla.decode ins(%q, %qr, %new, %batch : tensor<?x2x512xf32>, tensor<?x2x64xf32>, tensor<?x3x656xi8, ${LATENT}>, !mla.batch)
          outs(%u, %lse : tensor<?x2x512xf32>, tensor<?x2xf32>) {scale = 0.05 : f32} -> tensor<?x2x512xf32>, tensor<?x2xf32>
      %zero = arith.constant 0 : index
      %g = mla.cache_gather ins(%new, %batch : tensor<?x3x656xi8, ${LATENT}>, !mla.batch) first(%zero)
          outs(%rows : tensor<?x7x576xf32>) -> tensor<?x7x576xf32>
      return %new, %a#0, %a#1, %g : tensor<?x3x656xi8, ${LATENT}>, tensor<?x2x512xf32>, tensor<?x2xf32>, tensor<?x7x576xf32>
    })mlir";

class F8Cache : public testing::TestWithParam<std::tuple<bool, int64_t>> {};

TEST_P(F8Cache, AppendGatherAndDecode) {
  auto [rotates, lanes] = GetParam();
  std::string frequencies = "1.0";
  for (int i = 1; i < kKey / 2; ++i)
    frequencies += ", " + std::to_string(std::pow(10.0, -i / 8.0));
  Function f(
      substitute(
          kCached,
          {{"FREQUENCIES", frequencies},
           {"LATENT", "#mla.latent<L = 512, R = 64, storage = fp8_656>"},
           {"POSITIONS", rotates ? "positions(%pos : tensor<?xi32>)" : ""},
           {"ROPE", rotates ? "{rope = #rope}" : ""}}),
      lanes);
  constexpr int64_t T = kLength + 1; // the last row is padding
  Numbers numbers(3);
  Floats c = numbers.floats({T, kLatent}), k = numbers.floats({T, kKey}),
         q = numbers.floats({T, kHeads, kLatent}),
         qr = numbers.floats({T, kHeads, kKey});
  // Groups of different sizes, so that a scale taken for another shows.
  for (int64_t i = 0; i < c.size(); ++i)
    c[i] *= std::ldexp(1.0f, static_cast<int>(i / 128 % 5));
  Ints lengths({1}), starts({2}), slots({T}), positions({T}), table({1, 4});
  const int32_t pages[] = {2, 4, 1, 1 << 29};
  lengths[0] = kLength, starts[1] = kLength;
  for (int64_t i = 0; i < 4; ++i)
    table[i] = pages[i];
  for (int64_t t = 0; t < T; ++t) {
    positions[t] = static_cast<int32_t>(t);
    slots[t] = t < kLength ? pages[t / kPage] * kPage + t % kPage : -1;
  }
  Bytes cache({5, kPage, kRow});
  for (int64_t i = 0; i < cache.size(); ++i)
    cache[i] = 0xff; // NaN, in each of the three types
  Floats u = poisoned({T, kHeads, kLatent}), lse = poisoned({T, kHeads}),
         rows = poisoned({1, kLength, kLatent + kKey});
  f(c.descriptor(), k.descriptor(), q.descriptor(), qr.descriptor(),
    cache.descriptor(), int64_t(0), lengths.descriptor(), starts.descriptor(),
    slots.descriptor(), positions.descriptor(), table.descriptor(),
    u.descriptor(), lse.descriptor(), rows.descriptor());

  // The bytes, as the layout has them.
  std::vector<double> wanted(kLength * (kLatent + kKey));
  for (int64_t t = 0; t < kLength; ++t) {
    const uint8_t *row = &cache[slots[t] * kRow];
    for (int64_t g = 0; g < 4; ++g) {
      float amax = 0, scale;
      for (int64_t l = g * 128; l < (g + 1) * 128; ++l)
        amax = std::max(amax, std::abs(c[t * kLatent + l]));
      std::memcpy(&scale, row + 512 + 4 * g, 4);
      ASSERT_EQ(scale, scaleOf(amax));
      for (int64_t l = g * 128; l < (g + 1) * 128; ++l) {
        ASSERT_EQ(int(row[l]), int(nearest(c[t * kLatent + l] / scale)));
        wanted[t * 576 + l] = valueOf(row[l]) * scale;
      }
    }
    for (int64_t r = 0; r < kKey; ++r) {
      uint16_t bits;
      std::memcpy(&bits, row + 528 + 2 * r, 2);
      double x = wanted[t * 576 + kLatent + r] = fromBF16(bits);
      if (!rotates) {
        ASSERT_EQ(x, roundedToBF16(k[t * kKey + r]));
        continue;
      }
      int64_t i = r % 32;
      double angle = t * std::stod(std::to_string(std::pow(10.0, -i / 8.0)));
      double a = k[t * kKey + i], b = k[t * kKey + i + 32];
      double turned = r < 32 ? a * std::cos(angle) - b * std::sin(angle)
                             : a * std::sin(angle) + b * std::cos(angle);
      ASSERT_NEAR(x, turned, 1.5 * 0x1p-8); // half a place of bf16 below 2
    }
  }
  for (int64_t i = 0; i < 5 * kPage; ++i)
    if (std::find(&slots[0], &slots[0] + kLength, i) == &slots[0] + kLength)
      for (int64_t at = 0; at < kRow; ++at)
        ASSERT_EQ(int(cache[i * kRow + at]), 0xff) << "slot " << i;

  for (int64_t i = 0; i < rows.size(); ++i)
    ASSERT_EQ(rows[i], wanted[i]) << i;
  for (int64_t t = 0; t < T; ++t)
    for (int64_t n = 0; n < kHeads; ++n) {
      std::vector<double> scores;
      double sum = 0;
      for (int64_t j = 0; t < kLength && j <= t; ++j) {
        double s = 0;
        for (int64_t l = 0; l < kLatent; ++l)
          s += q[(t * kHeads + n) * kLatent + l] * wanted[j * 576 + l];
        for (int64_t r = 0; r < kKey; ++r)
          s += qr[(t * kHeads + n) * kKey + r] * wanted[j * 576 + kLatent + r];
        scores.push_back(std::exp(0.05 * s));
        sum += scores.back();
      }
      if (t < kLength)
        ASSERT_NEAR(lse[t * kHeads + n], std::log(sum), 1e-4);
      for (int64_t l = 0; l < kLatent; ++l) {
        double out = 0;
        for (size_t j = 0; j < scores.size(); ++j)
          out += scores[j] / sum * wanted[j * 576 + l];
        ASSERT_NEAR(u[(t * kHeads + n) * kLatent + l], out, 1e-4);
      }
    }
}

INSTANTIATE_TEST_SUITE_P(Forms, F8Cache,
                         testing::Combine(testing::Bool(),
                                          testing::Values(16, 8)));

} // namespace
