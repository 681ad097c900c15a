//===- stages.h - the steps of many tokens' experts -----------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What stands between the products of mla_experts: which token goes to which
// expert, where its rows lie, and the weighted sum.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/params.h"
#include "kernels/sm90/gemm/config.h"
#include "mla/Kernels/Experts.h"

namespace mla::experts {

/// Scratch of a call, by its places in the workspace.
struct Scratch {
  void *normed;           ///< [T, H]; later [T, H] of the shared experts
  float *logits;          ///< [T, E]
  int32_t *chosen;        ///< [T, K] experts; -1 in padded rows
  float *weights;         ///< [T, K]
  int32_t *counts;        ///< [blocks, E] of chosen, in a block of tokens
  int32_t *places;        ///< [T, K] row of each choice, or -1
  int32_t *sources;       ///< [T*K] token of each row
  gemm::TokenTile *tiles; ///< [most tiles]
  int32_t *numTiles;
  int32_t *counters; ///< [2] tiles dealt out, of gate and up and of down
  void *routed;      ///< [T*K, I] silu(gate) * up, sorted by expert
  void *shared;      ///< [T, Is] the same of the shared experts
  void *parts;       ///< [T*K, H] what each expert gives to a token

  Scratch(const kernels::ExpertsSm90Layout &l, void *workspace) {
    char *at = static_cast<char *>(workspace);
    normed = at + l.normed;
    logits = reinterpret_cast<float *>(at + l.logits);
    chosen = reinterpret_cast<int32_t *>(at + l.chosen);
    weights = reinterpret_cast<float *>(at + l.weights);
    counts = reinterpret_cast<int32_t *>(at + l.counts);
    places = reinterpret_cast<int32_t *>(at + l.places);
    sources = reinterpret_cast<int32_t *>(at + l.sources);
    tiles = reinterpret_cast<gemm::TokenTile *>(at + l.tiles);
    numTiles = reinterpret_cast<int32_t *>(at + l.numTiles);
    counters = numTiles + 1;
    routed = at + l.routed;
    shared = at + l.shared;
    parts = at + l.parts;
  }
};

/// chosen and weights from logits as mla.route has it, and counts.
MlaStatus route(const MlaExpertsParams &p, const Scratch &s, void *stream);

/// places, sources and tiles from chosen and counts; counters are 0. Within an
/// expert, rows are in the order of tokens.
MlaStatus plan(const MlaExpertsParams &p, const Scratch &s, int tileTokens,
               void *stream);

/// out = x + sum_k weights[k] parts[places[k]] (+ what the shared experts gave,
/// in `normed`), summed in that order in f32.
MlaStatus combine(const MlaExpertsParams &p, const Scratch &s, void *stream);

} // namespace mla::experts
