//===- variants.h - entries of the prefill kernels ------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// What the dispatcher of mla_prefill calls, architecture by architecture.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/params.h"

namespace mla::prefill {

/// sm_80 and up, any head size up to 256. `vectors`: rows may be read 16 bytes
/// at a time.
MlaStatus launchGeneral(const MlaPrefillParams &params, bool vectors,
                        void *stream);

/// sm_90: head sizes that are multiples of 8, 16-byte alignment throughout,
/// softmax_scale > 0. `small`: 64-row tiles.
MlaStatus launchHopper(const MlaPrefillParams &params, bool small, int numSMs,
                       void *stream);

/// One pair of padded head sizes (kernels/sm90/prefill/prefill_*.cu).
template <typename T, int kQKDim, int kVDim>
MlaStatus launchHopperDims(const MlaPrefillParams &params, bool small,
                           int numSMs, void *stream);

/// Backward, sm_80 and up, any head size up to 256. Deterministic.
MlaStatus launchBackwardGeneral(const MlaPrefillBackwardParams &params,
                                void *stream);

/// Backward, sm_90: what launchHopper asks of a call, head sizes up to 192 (q,
/// k) and 128 (v).
MlaStatus launchBackwardHopper(const MlaPrefillBackwardParams &params,
                               int numSMs, void *stream);

/// One pair of padded head sizes (kernels/sm90/prefill_backward/*.cu).
template <int kQKDim, int kVDim>
MlaStatus launchBackwardHopperDims(const MlaPrefillBackwardParams &params,
                                   int numSMs, void *stream);

} // namespace mla::prefill
