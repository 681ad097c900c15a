//===- experts_sm90.cpp - experts of many tokens ----------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Seven kernels: norm, router logits, route, plan, gate and up of all experts,
// down of all experts, weighted sum. Sizes per expert stay on the device.
//
//===----------------------------------------------------------------------===//

#include "kernels/common/experts/experts.h"
#include "kernels/common/launch.h"
#include "kernels/sm90/experts/stages.h"
#include "kernels/sm90/gemm/gemm.h"
#include "kernels/portable/norm/rms_norm.h"

using namespace mla;
using namespace mla::experts;

static MlaStatus routerLogits(const MlaExpertsParams &p, const Scratch &s,
                              int numSMs, void *stream) {
  gemm::Product product;
  product.x = s.normed;
  product.xRows = product.rows = p.num_tokens;
  product.xStride = product.depth = p.hidden;
  product.weight = p.router;
  product.features = p.num_experts;
  product.out = s.logits;
  product.outStride = p.num_experts;
  product.outF32 = true;
  gemm::LaunchOptions options;
  options.cut =
      gemm::chooseCut(p.num_tokens, p.num_experts, p.hidden, false, numSMs);
  return gemm::launch(&product, 1, options, static_cast<MlaDType>(p.dtype),
                      numSMs, stream);
}

/// The product of the shared experts and that of the others as one kernel.
static MlaStatus launchBoth(const gemm::Product &shared,
                            const gemm::Product &routed,
                            const gemm::LaunchOptions &options,
                            const MlaExpertsParams &p, int numSMs,
                            void *stream) {
  const gemm::Product products[2] = {shared, routed};
  const int skip = p.shared_intermediate ? 0 : 1;
  return gemm::launch(products + skip, 2 - skip, options,
                      static_cast<MlaDType>(p.dtype), numSMs, stream);
}

/// Whether an expert's tokens are one tile, if they are spread evenly.
static bool weightsOnce(const MlaExpertsParams &p) {
  return int64_t(p.num_tokens) * p.top_k <= int64_t(128) * p.num_experts;
}

static MlaStatus gateAndUp(const MlaExpertsParams &p, const Scratch &s,
                           int64_t mostTiles, int numSMs, void *stream) {
  gemm::Product routed;
  routed.x = s.normed;
  routed.xRows = p.num_tokens;
  routed.xStride = routed.depth = p.hidden;
  gemm::Product shared = routed;

  routed.source = s.sources;
  routed.weight = p.gate;
  routed.up = p.up;
  routed.groups = p.num_experts;
  routed.features = p.intermediate;
  routed.out = s.routed;
  routed.outStride = p.intermediate;
  routed.tiles = s.tiles;
  routed.numTiles = s.numTiles;
  routed.mostTiles = mostTiles;
  routed.weightsOnce = weightsOnce(p);

  shared.weight = p.shared_gate_up;
  shared.up = static_cast<const char *>(p.shared_gate_up) +
              int64_t(p.shared_intermediate) * p.hidden * 2;
  shared.features = p.shared_intermediate;
  shared.out = s.shared;
  shared.outStride = p.shared_intermediate;
  shared.rows = p.num_tokens;
  gemm::LaunchOptions options;
  options.cut.tokens = kernels::expertsTileTokens(kernels::expertsShape(p));
  options.counter = s.counters;
  return launchBoth(shared, routed, options, p, numSMs, stream);
}

static MlaStatus down(const MlaExpertsParams &p, const Scratch &s,
                      int64_t mostTiles, int numSMs, void *stream) {
  gemm::Product routed;
  routed.x = s.routed;
  routed.xRows = int64_t(p.num_tokens) * p.top_k;
  routed.xStride = routed.depth = p.intermediate;
  routed.weight = p.down;
  routed.groups = p.num_experts;
  routed.features = p.hidden;
  routed.out = s.parts;
  routed.outStride = p.hidden;
  routed.tiles = s.tiles;
  routed.numTiles = s.numTiles;
  routed.mostTiles = mostTiles;
  routed.weightsOnce = weightsOnce(p);

  gemm::Product shared;
  shared.x = s.shared;
  shared.xRows = shared.rows = p.num_tokens;
  shared.xStride = shared.depth = p.shared_intermediate;
  shared.weight = p.shared_down;
  shared.features = p.hidden;
  shared.out = s.normed; // read for the last time by gate and up
  shared.outStride = p.hidden;
  gemm::LaunchOptions options;
  options.cut.tokens = kernels::expertsTileTokens(kernels::expertsShape(p));
  // With few tokens an expert, memory is the bound: smaller tiles end together.
  if (options.cut.tokens == 64)
    options.cut.rows = 128;
  options.planned = true;
  options.counter = s.counters + 1;
  return launchBoth(shared, routed, options, p, numSMs, stream);
}

MlaStatus mla::experts::launchSm90(const MlaExpertsParams &p, void *stream) {
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  const auto shape = kernels::expertsShape(p);
  const auto layout = kernels::expertsSm90Layout(shape);
  Scratch s(layout, p.workspace);
  if (p.chosen)
    s.chosen = p.chosen;
  MlaStatus status =
      norm::rmsNorm(p.x, p.x_stride, p.norm_weight, s.normed, p.num_tokens,
                    p.hidden, p.eps, static_cast<MlaDType>(p.dtype), stream);
  if (status == MLA_OK)
    status = routerLogits(p, s, device.numSMs, stream);
  if (status == MLA_OK)
    status = route(p, s, stream);
  if (status == MLA_OK)
    status = plan(p, s, kernels::expertsTileTokens(shape), stream);
  if (status == MLA_OK)
    status = gateAndUp(p, s, layout.mostTiles, device.numSMs, stream);
  if (status == MLA_OK)
    status = down(p, s, layout.mostTiles, device.numSMs, stream);
  if (status == MLA_OK)
    status = combine(p, s, stream);
  return status;
}
