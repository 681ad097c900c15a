//===- args.cuh - what the kernels of experts_small share ------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The call and where its scratch lies.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/experts/route.cuh"
#include "kernels/common/linear/weight_stream.cuh"
#include "kernels/params.h"

namespace mla::experts {

struct SmallArgs {
  MlaExpertsParams p;
  void *normed;     ///< [T, H]
  float *logits;    ///< [T, E]
  void *shared;     ///< [T, Is]
  void *routed;     ///< [T, K, I]
  RoutingLayout at; ///< behind the ring
  int routerRows;   ///< experts that a CTA of the router has at a time
};

} // namespace mla::experts
