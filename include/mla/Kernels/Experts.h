//===- Experts.h - what the expert kernels accept and how -*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// A layer's experts from residual stream to residual stream: norm, router,
// routed and shared experts, weighted sum. The heuristics are pure functions of
// the shape and the device.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_KERNELS_EXPERTS_H
#define MLA_KERNELS_EXPERTS_H

#include "kernels/params.h"
#include "mla/Kernels/Descriptor.h"

#include <optional>

namespace mla::kernels {

// In the order in which they are asked.
inline constexpr KernelDescriptor kExpertsSmall = {
    "experts_small", "expert_mlp", 80,  999,           kHalfTypes, true, true,
    "weights",       true,         "-", "mla_experts", {0, 16}};
inline constexpr KernelDescriptor kExpertsSM90 = {
    "experts_sm90", "expert_mlp", 90,   90,  kHalfTypes,    true,
    true,           "weights",    true, "-", "mla_experts", {1, INT32_MAX}};
inline constexpr KernelDescriptor kExpertsKernels[] = {kExpertsSmall,
                                                       kExpertsSM90};

/// Tokens that experts_small accepts. Beyond 16 it is not the one to take on
/// Hopper (H200, DeepSeek-V2-Lite: 16 tokens 219 us, experts_sm90 229; 20
/// tokens 251 and 246).
inline constexpr int kExpertsSmallMost = 32;

/// What is known on the host about a call.
struct ExpertsShape {
  MlaDType dtype = MLA_BF16;
  int numTokens = 1;          ///< T, padded rows included
  int hidden = 8;             ///< H
  int numExperts = 1;         ///< E
  int topK = 1;               ///< K
  int intermediate = 8;       ///< I
  int sharedIntermediate = 0; ///< Is
  int nGroup = 1, topkGroup = 1;
  bool groupTop2 = false;
};

inline ExpertsShape expertsShape(const MlaExpertsParams &p) {
  ExpertsShape s;
  s.dtype = static_cast<MlaDType>(p.dtype);
  s.numTokens = p.num_tokens;
  s.hidden = p.hidden;
  s.numExperts = p.num_experts;
  s.topK = p.top_k;
  s.intermediate = p.intermediate;
  s.sharedIntermediate = p.shared_intermediate;
  s.nGroup = p.n_group;
  s.topkGroup = p.topk_group;
  s.groupTop2 = p.group_top2 != 0;
  return s;
}

/// Why the kernel does not accept the shape; empty if it does.
inline std::string expertsRefusal(MlaExpertsKernel kernel,
                                  const ExpertsShape &s, const Device &device) {
  const KernelDescriptor &d = kExpertsKernels[kernel];
  Refusal r;
  r.expect(device.sm >= d.smLow, "a newer compute capability", device.sm);
  r.expect(device.sm <= d.smHigh, "an older compute capability", device.sm);
  r.expect(s.dtype == MLA_BF16 || s.dtype == MLA_F16, "dtype bf16 or f16",
           dtypeName(s.dtype));
  DimRange tokens = d.tokens;
  if (kernel == MLA_EXPERTS_SMALL)
    tokens.high = kExpertsSmallMost;
  r.expect(tokens.holds(s.numTokens), tokens.text("num_tokens"), s.numTokens);
  r.expect(s.hidden >= 8 && s.hidden % 8 == 0,
           "hidden a positive multiple of 8", s.hidden);
  if (kernel == MLA_EXPERTS_SMALL) {
    r.expect(hasLargeSharedMemory(device),
             "a GPU with 160 KB of shared memory a CTA", device.sm);
    r.expect(s.hidden <= 24576, "hidden up to 24576", s.hidden);
  }
  r.expect(s.intermediate >= 8 && s.intermediate % 8 == 0,
           "intermediate a positive multiple of 8", s.intermediate);
  r.expect(s.sharedIntermediate >= 0 && s.sharedIntermediate % 8 == 0,
           "shared_intermediate a multiple of 8", s.sharedIntermediate);
  r.expect(s.numExperts >= 1 && s.numExperts <= 512, "num_experts in [1, 512]",
           s.numExperts);
  r.expect(s.topK >= 1 && s.topK <= 16 && s.topK <= s.numExperts,
           "top_k in [1, 16], no more than num_experts", s.topK);
  r.expect(s.nGroup >= 1 && s.nGroup <= 32 && s.numExperts % s.nGroup == 0,
           "n_group in [1, 32], a divisor of num_experts", s.nGroup);
  r.expect(s.topkGroup >= 1 && s.topkGroup <= s.nGroup,
           "topk_group in [1, n_group]", s.topkGroup);
  r.expect(s.nGroup < 1 ||
               s.topK <= int64_t(s.topkGroup) * s.numExperts / s.nGroup,
           "top_k no more than the experts of topk_group groups", s.topK);
  r.expect(!s.groupTop2 || s.nGroup < 1 || s.numExperts / s.nGroup >= 2,
           "two experts a group where its two best are summed", s.numExperts);
  return r.text();
}

/// The first kernel, in order, that is on and accepts the shape: of those that
/// are for so many tokens, else of all.
inline std::optional<MlaExpertsKernel> chooseExperts(const ExpertsShape &s,
                                                     const Device &device) {
  for (bool any : {false, true})
    for (MlaExpertsKernel k : {MLA_EXPERTS_SMALL, MLA_EXPERTS_SM90})
      if ((any || kExpertsKernels[k].tokens.holds(s.numTokens)) &&
          !isKernelDisabled(kExpertsKernels[k].name) &&
          expertsRefusal(k, s, device).empty())
        return k;
  return std::nullopt;
}

/// Where the small kernel's scratch lies, in bytes from its start.
struct ExpertsSmallLayout {
  int64_t normed; ///< [T, H]
  int64_t logits; ///< [T, E] f32
  int64_t shared; ///< [T, Is]: silu(gate) * up
  int64_t routed; ///< [T, K, I]
  int64_t size;
};

constexpr ExpertsSmallLayout expertsSmallLayout(const ExpertsShape &s) {
  ExpertsSmallLayout l = {};
  int64_t at = 0, t = s.numTokens;
  auto take = [&at](int64_t bytes) {
    int64_t start = at;
    at += (bytes + 255) / 256 * 256;
    return start;
  };
  l.normed = take(t * s.hidden * 2);
  l.logits = take(t * s.numExperts * 4);
  l.shared = take(t * s.sharedIntermediate * 2);
  l.routed = take(t * s.topK * s.intermediate * 2);
  l.size = at;
  return l;
}

/// Tokens that the plan of the many-token kernel handles as one block: at
/// most 128 blocks up to 64 K tokens, each a multiple of 32 tokens.
constexpr int expertsTokensPerBlock(int numTokens) {
  int tokens = ((numTokens + 127) / 128 + 31) / 32 * 32;
  return tokens < 32 ? 32 : tokens > 512 ? 512 : tokens;
}

/// The most blocks that so many tokens or fewer make.
constexpr int64_t expertsMostBlocks(int numTokens) {
  int64_t small = (int64_t(numTokens) + 31) / 32;
  int64_t large = (int64_t(numTokens) + 511) / 512;
  return large > 128 ? large : small < 128 ? small : 128;
}

/// Tokens of a tile of the many-token kernel: small tiles leave room for more
/// weights on their way.
constexpr int expertsTileTokens(const ExpertsShape &s) {
  return int64_t(s.numTokens) * s.topK <= int64_t(48) * s.numExperts ? 64 : 128;
}

/// Where the many-token kernel's scratch lies, in bytes from its start. An
/// expert's rows lie together; `T*K` rows in all. Fewer tokens never need more.
struct ExpertsSm90Layout {
  int64_t normed;   ///< [T, H]
  int64_t logits;   ///< [T, E] f32
  int64_t chosen;   ///< [T, K] i32
  int64_t weights;  ///< [T, K] f32
  int64_t counts;   ///< [most blocks, E] i32
  int64_t places;   ///< [T, K] i32
  int64_t sources;  ///< [T*K] i32
  int64_t tiles;    ///< [mostTiles] of 16 bytes
  int64_t numTiles; ///< i32, and two counters
  int64_t routed;   ///< [T*K, I]
  int64_t shared;   ///< [T, Is]
  int64_t parts;    ///< [T*K, H]
  int64_t
      mostTiles; ///< of tokens: every expert may end in one that is not full
  int64_t size;
};

constexpr ExpertsSm90Layout expertsSm90Layout(const ExpertsShape &s) {
  ExpertsSm90Layout l = {};
  int64_t at = 0, t = s.numTokens, rows = t * s.topK;
  auto take = [&at](int64_t bytes) {
    int64_t start = at;
    at += (bytes + 255) / 256 * 256;
    return start;
  };
  l.mostTiles = rows / 64 + s.numExperts;
  if (l.mostTiles > rows)
    l.mostTiles = rows;
  l.normed = take(t * s.hidden * 2);
  l.logits = take(t * s.numExperts * 4);
  l.chosen = take(rows * 4);
  l.weights = take(rows * 4);
  l.counts = take(expertsMostBlocks(s.numTokens) * s.numExperts * 4);
  l.places = take(rows * 4);
  l.sources = take(rows * 4);
  l.tiles = take(l.mostTiles * 16);
  l.numTiles = take(12);
  l.routed = take(rows * s.intermediate * 2);
  l.shared = take(t * s.sharedIntermediate * 2);
  l.parts = take(rows * s.hidden * 2);
  l.size = at;
  return l;
}

/// Bytes of scratch.
constexpr int64_t expertsWorkspaceSize(const ExpertsShape &s,
                                       MlaExpertsKernel kernel) {
  return kernel == MLA_EXPERTS_SMALL ? expertsSmallLayout(s).size
                                     : expertsSm90Layout(s).size;
}

} // namespace mla::kernels

#endif // MLA_KERNELS_EXPERTS_H
