//===- many.h - query preparation of many tokens --------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// mla_query_prep where tokens are many: larger tiles, sines once a token.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/common/launch.h"

namespace mla::query_prep {

/// Whether launchMany is the one to take: tiles of 128 tokens must fill the
/// GPU, a head's tile must fit shared memory, and rows are read and written 16
/// bytes at a time.
inline bool isForMany(const MlaQueryPrepParams &p) {
  auto aligned = [](const void *base, int64_t stride) {
    return stride % 8 == 0 && reinterpret_cast<uintptr_t>(base) % 16 == 0;
  };
  return p.num_tokens >= 256 && p.qk_nope_head_dim <= 128 &&
         aligned(p.q, p.q_stride_token) && p.q_stride_head % 8 == 0 &&
         aligned(p.kv, p.kv_stride) && aligned(p.row, p.row_stride) &&
         aligned(p.norm_weight, 0) && aligned(p.cache, p.cache_stride_token) &&
         p.cache_stride_page % 8 == 0;
}

MlaStatus launchMany(const MlaQueryPrepParams &p, const DeviceInfo &device,
                     void *stream);

} // namespace mla::query_prep
