//===- small.cuh - experts_small: each expert hit is read once -*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Three kernels, each started by PDL while the one before it still runs:
//
//   router   norm(x) -> normed; logits in f32
//   gate_up  gate, up and silu·mul of the shared experts and of those hit
//   down     their down, weighted sum, residual
//
// Nothing tells a CTA of gate_up or down which experts were hit but the logits:
// each routes for itself. So there are no flags, no counters and nothing to
// reset.
//
// The tokens of an expert are the columns of its product, eight at a time; an
// expert with more is read again for the next eight.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/experts/experts.h"
#include "kernels/common/launch.h"
#include "kernels/portable/experts/down.cuh"
#include "kernels/portable/experts/gate_up.cuh"
#include "kernels/portable/experts/router.cuh"
#include "mla/Kernels/Experts.h"

#include <algorithm>

namespace mla::experts {
namespace {

/// gate_up takes more than half of an SM's shared memory and leaves what down
/// takes; next to the kernel ahead of it, the router finds room for one. So
/// there is one CTA of each on every SM. (Where two of a kernel share an SM,
/// the step waits for these two.)
constexpr int kGateUpSharedBytes = 116 * 1024;
constexpr int kRouterSharedBytes = 96 * 1024;

template <typename T, int kColumns, bool kFew>
MlaStatus launchAll(const SmallArgs &a, const DeviceInfo &device,
                    void *stream) {
  LaunchConfig config;
  config.grid = dim3(device.numSMs);
  config.block = dim3(kThreads);
  config.pdl =
      device.sm == 90; // newer GPUs run PTX of sm_80, which does not wait
  auto launch = [&](auto *kernel, int sharedBytes) {
    config.sharedBytes = sharedBytes;
    if (MlaStatus status = allowSharedMemory(kernel, config.sharedBytes))
      return status;
    return launchKernel(kernel, config, stream, a);
  };
  MlaStatus status =
      launch(routerKernel<T>,
             std::max(routerSharedBytes(a.p.hidden), kRouterSharedBytes));
  if (status == MLA_OK)
    status =
        launch(gateUpKernel<T, kColumns>,
               std::max(stream::Config<1, kColumns>::kRingBytes + a.at.size,
                        kGateUpSharedBytes));
  if (status == MLA_OK)
    status = launch(downKernel<T, kColumns, kFew>,
                    stream::Config<1, kColumns>::kRingBytes + a.at.size);
  return status;
}

template <typename T>
MlaStatus launchSmallTyped(const MlaExpertsParams &p, void *stream) {
  auto aligned = [](const void *pointer) {
    return reinterpret_cast<uintptr_t>(pointer) % 16 == 0;
  };
  if (!aligned(p.gate) || !aligned(p.up) || !aligned(p.down) ||
      !aligned(p.shared_gate_up) || !aligned(p.shared_down) ||
      !aligned(p.router) || !aligned(p.norm_weight) || !aligned(p.x) ||
      p.x_stride % 8 || !aligned(p.workspace))
    return MLA_BAD_ARGUMENT;
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  const auto layout = kernels::expertsSmallLayout(kernels::expertsShape(p));
  char *workspace = static_cast<char *>(p.workspace);
  SmallArgs a = {};
  a.p = p;
  a.normed = workspace + layout.normed;
  a.logits = reinterpret_cast<float *>(workspace + layout.logits);
  a.shared = workspace + layout.shared;
  a.routed = workspace + layout.routed;
  a.routerRows = routerRows(p.hidden);
  a.at = routingLayout(p, stream::kWarps, stream::WarpSums::kBytes);

  if (p.num_tokens <= 2)
    return launchAll<T, 2, true>(a, device, stream);
  if (p.num_tokens <= 8)
    return launchAll<T, 8, true>(a, device, stream);
  return launchAll<T, 8, false>(a, device, stream);
}

} // namespace
} // namespace mla::experts
