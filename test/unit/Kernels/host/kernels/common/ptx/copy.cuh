//===- copy.cuh - copies for tests on the host ------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Stands in for kernels/common/ptx/copy.cuh, so that what is arithmetic on
// addresses in the kernels runs under the host's compiler: shared memory is an
// array, an address an offset into it.
//
//===----------------------------------------------------------------------===//

#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>

#define __host__
#define __device__
#define __forceinline__ inline

using std::max;
using std::min;

struct int4 {
  int x, y, z, w;
};

namespace mla::ptx {

inline char sharedMemory[1 << 18];

/// Copies 16 bytes; with 0 bytes to read, writes zeros and reads nothing.
inline void cpAsync16(uint32_t shared, const void *global, int bytes) {
  std::memset(sharedMemory + shared, 0, 16);
  if (bytes)
    std::memcpy(sharedMemory + shared, global, bytes);
}

} // namespace mla::ptx
