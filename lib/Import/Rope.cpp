//===- Rope.cpp - rotary embeddings of config.json ------------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Every method is a table of inverse frequencies and two factors. The tables
// are computed with a rounding to f32 after each step, as transformers does:
// at position 100000 the angles of f64 tables would differ in the third digit.
//
//===----------------------------------------------------------------------===//

#include "Rope.h"

#include "llvm/ADT/StringExtras.h"

#include <algorithm>
#include <cmath>

using namespace mlir::mla;

namespace {
/// What all methods have in common.
struct RopeBasics {
  double theta;
  int64_t dim;
  double maxPosition;
  double originalMax;

  int64_t pairs() const { return dim / 2; }
  /// theta^(2i/dim), the period of pair i over 2 pi.
  float period(int64_t pair) const {
    float exponent = static_cast<float>(2 * pair) / static_cast<float>(dim);
    return std::pow(static_cast<float>(theta), exponent);
  }
};
} // namespace

static constexpr llvm::StringRef knownTypes[] = {"default", "linear", "yarn",
                                                 "longrope"};

/// The factor of a method that stretches the context.
static double readFactor(ConfigReader &rope, const RopeBasics &basics) {
  double factor =
      rope.numberOr("factor", basics.maxPosition / basics.originalMax);
  if (!(factor > 0))
    rope.fail("expected 'factor' to be positive, got " +
              std::to_string(factor));
  return factor;
}

static double yarnMscale(double factor, double mscale) {
  return factor <= 1 ? 1.0 : 0.1 * mscale * std::log(factor) + 1.0;
}

static void fillDefault(const RopeBasics &basics, RopeTables &tables) {
  for (int64_t i = 0; i < basics.pairs(); ++i)
    tables.invFreq.push_back(1.0f / basics.period(i));
}

static void fillLinear(ConfigReader &rope, const RopeBasics &basics,
                       RopeTables &tables) {
  if (!rope.has("factor"))
    rope.fail("expected 'factor' for linear RoPE, got no such field");
  auto factor = static_cast<float>(readFactor(rope, basics));
  for (int64_t i = 0; i < basics.pairs(); ++i)
    tables.invFreq.push_back((1.0f / basics.period(i)) / factor);
}

/// The pair that turns `rotations` times in the original context.
static double correctionPair(double rotations, const RopeBasics &basics) {
  return static_cast<double>(basics.dim) *
         std::log(basics.originalMax / (rotations * 2 * M_PI)) /
         (2 * std::log(basics.theta));
}

static void fillYarn(ConfigReader &rope, const RopeBasics &basics,
                     RopeTables &tables) {
  double factor = readFactor(rope, basics);
  double mscale = rope.numberOr("mscale", 0);
  double mscaleAllDim = rope.numberOr("mscale_all_dim", 0);
  double inferred =
      mscale != 0 && mscaleAllDim != 0
          ? yarnMscale(factor, mscale) / yarnMscale(factor, mscaleAllDim)
          : yarnMscale(factor, 1);
  tables.scale = rope.numberOr("attention_factor", inferred);

  // Zero means the default, as in transformers.
  double betaFast = rope.numberOr("beta_fast", 32);
  double betaSlow = rope.numberOr("beta_slow", 1);
  betaFast = betaFast == 0 ? 32 : betaFast;
  betaSlow = betaSlow == 0 ? 1 : betaSlow;
  if (betaFast < 0 || betaSlow < 0)
    return rope.fail("expected 'beta_fast' and 'beta_slow' to be positive");
  if (!(basics.theta > 1))
    return rope.fail("expected 'rope_theta' to be above 1 for yarn, got " +
                     std::to_string(basics.theta));

  double low = correctionPair(betaFast, basics);
  double high = correctionPair(betaSlow, basics);
  if (rope.boolOr("truncate", true)) {
    low = std::floor(low);
    high = std::ceil(high);
  }
  low = std::max(low, 0.0);
  high = std::min(high, static_cast<double>(basics.dim - 1));
  if (low == high)
    high += 0.001; // no division by zero
  for (int64_t i = 0; i < basics.pairs(); ++i) {
    float ramp = (static_cast<float>(i) - static_cast<float>(low)) /
                 static_cast<float>(high - low);
    float extrapolated = 1.0f - std::clamp(ramp, 0.0f, 1.0f);
    float period = basics.period(i);
    tables.invFreq.push_back((1.0f / (static_cast<float>(factor) * period)) *
                                 (1.0f - extrapolated) +
                             (1.0f / period) * extrapolated);
  }
}

static void fillLongrope(ConfigReader &rope, const RopeBasics &basics,
                         RopeTables &tables) {
  double factor = readFactor(rope, basics);
  double inferred = 1.0;
  if (factor > 1 && basics.originalMax > 1)
    inferred = std::sqrt(1 + std::log(factor) / std::log(basics.originalMax));
  tables.scale = rope.numberOr("attention_factor", inferred);

  auto fill = [&](llvm::StringRef name, std::vector<double> &table) {
    std::vector<double> factors =
        rope.numbers(name, static_cast<size_t>(basics.pairs()));
    for (int64_t i = 0; i < basics.pairs(); ++i) {
      if (!(factors[i] > 0))
        rope.fail("expected the numbers of '" + name + "' to be positive");
      table.push_back(1.0f /
                      (static_cast<float>(factors[i]) * basics.period(i)));
    }
  };
  fill("short_factor", tables.invFreq);
  fill("long_factor", tables.longInvFreq);
  tables.originalMax = static_cast<int64_t>(basics.originalMax);
  // One table is enough if no position is ever past the original context, or
  // if both are the same.
  if (basics.originalMax >= basics.maxPosition ||
      tables.longInvFreq == tables.invFreq) {
    tables.longInvFreq.clear();
    tables.originalMax = 0;
  }
}

RopeTables mlir::mla::readRope(ConfigReader &config, int64_t dim, int64_t whole,
                               int64_t maxPosition) {
  // The older field wins if both are there, as in transformers.
  llvm::StringRef field = "rope_parameters";
  if (const nlohmann::json *old = config.find("rope_scaling"))
    if (!old->is_object() || !old->empty())
      field = "rope_scaling";
  static const nlohmann::json none = nlohmann::json::object();
  const nlohmann::json *object = config.find(field);
  RopeTables tables;
  if (!object)
    object = &none;
  if (!object->is_object()) {
    config.fail("expected '" + field + "' to be an object or null, got " +
                object->type_name());
    return tables;
  }

  ConfigReader rope(*object, "config.json, '" + field.str() + "'");
  RopeBasics basics;
  basics.dim = dim;
  basics.maxPosition = static_cast<double>(maxPosition);
  basics.theta =
      rope.numberOr("rope_theta", config.numberOr("rope_theta", 10000.0));
  if (!(basics.theta > 0))
    rope.fail("expected 'rope_theta' to be positive, got " +
              std::to_string(basics.theta));
  IntRange positions{1, int64_t(1) << 31};
  // A field outside wins over the one inside, as in transformers.
  basics.originalMax = static_cast<double>(
      config.integerOr("original_max_position_embeddings",
                       rope.integerOr("original_max_position_embeddings",
                                      maxPosition, positions),
                       positions));
  double wanted = static_cast<double>(dim) / static_cast<double>(whole);
  double partial =
      rope.numberOr("partial_rotary_factor",
                    config.numberOr("partial_rotary_factor", wanted));
  if (std::abs(partial - wanted) > 1e-6)
    rope.fail("expected 'partial_rotary_factor' to be " +
              (dim == whole ? "1" : std::to_string(wanted)) + ", got " +
              std::to_string(partial));

  std::string type =
      rope.stringOr("rope_type", rope.stringOr("type", "default"));
  if (!rope.failed()) {
    if (type == "default")
      fillDefault(basics, tables);
    else if (type == "linear")
      fillLinear(rope, basics, tables);
    else if (type == "yarn")
      fillYarn(rope, basics, tables);
    else if (type == "longrope")
      fillLongrope(rope, basics, tables);
    else
      rope.fail("unsupported RoPE type '" + type + "', expected one of " +
                llvm::join(llvm::ArrayRef(knownTypes), ", "));
  }

  // Every scaled type stretches the softmax with `mscale_all_dim`.
  double mscaleAllDim = rope.numberOr("mscale_all_dim", 0);
  if (type != "default" && mscaleAllDim != 0) {
    double mscale = yarnMscale(readFactor(rope, basics), mscaleAllDim);
    tables.softmaxFactor = mscale * mscale;
  }
  if (!rope.failed() && !(std::isfinite(tables.scale) && tables.scale > 0))
    rope.fail("expected 'attention_factor' to be positive, got " +
              std::to_string(tables.scale));
  for (double frequency : tables.invFreq)
    if (!std::isfinite(frequency))
      rope.fail("expected 'rope_theta' to give finite frequencies, got " +
                std::to_string(basics.theta));
  config.adopt(rope);
  return tables;
}
