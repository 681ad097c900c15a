//===- launch.h - the host side of a launch -------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Host side of a launch: one call, the PDL attribute as an argument, no
// allocation, every error returned.
//
//===----------------------------------------------------------------------===//

#pragma once

#include "kernels/params.h"

#include <cstdlib>
#include <cstring>
#include <cuda_runtime_api.h>

namespace mla {

/// Whether a kernel may start before the one ahead of it is over. With
/// `MLA_PDL=off` in the environment none does: answers must be the same bits,
/// and where they are not, a kernel reads or writes before it waits. Read once;
/// lib/Runtime/CudaProgram.cpp does the same for generated kernels.
inline bool allowsProgrammaticLaunch() {
  static const bool allowed = [] {
    const char *value = std::getenv("MLA_PDL");
    return !value || std::strcmp(value, "off") != 0;
  }();
  return allowed;
}

struct LaunchConfig {
  dim3 grid;
  dim3 block;
  size_t sharedBytes = 0;
  bool pdl = false; ///< programmatic dependent launch (sm_90 and up)
  int cluster = 1;  ///< CTAs of a cluster along x
};

template <typename... Formal, typename... Actual>
MlaStatus launchKernel(void (*kernel)(Formal...), const LaunchConfig &config,
                       void *stream, Actual &&...actual) {
  cudaLaunchConfig_t c = {};
  c.gridDim = config.grid;
  c.blockDim = config.block;
  c.dynamicSmemBytes = config.sharedBytes;
  c.stream = static_cast<cudaStream_t>(stream);
  cudaLaunchAttribute attributes[3];
  unsigned count = 0;
  if (config.pdl && allowsProgrammaticLaunch()) {
    attributes[count].id = cudaLaunchAttributeProgrammaticStreamSerialization;
    attributes[count++].val.programmaticStreamSerializationAllowed = 1;
  }
  if (config.cluster > 1) {
    attributes[count].id = cudaLaunchAttributeClusterDimension;
    attributes[count].val.clusterDim.x = config.cluster;
    attributes[count].val.clusterDim.y = 1;
    attributes[count++].val.clusterDim.z = 1;
  }
  // An SM is split between L1 and shared memory when it is idle. A kernel that
  // left no more shared memory than it needs itself would keep the next one of
  // a chain off the SM until it is over.
  attributes[count].id = cudaLaunchAttributePreferredSharedMemoryCarveout;
  attributes[count++].val.sharedMemCarveout = cudaSharedmemCarveoutMaxShared;
  c.attrs = attributes;
  c.numAttrs = count;
  return static_cast<MlaStatus>(
      cudaLaunchKernelEx(&c, kernel, static_cast<Formal>(actual)...));
}

/// Raises the dynamic shared memory limit; cheap enough to do at each launch
/// and allowed during capture.
template <typename Kernel>
MlaStatus allowSharedMemory(Kernel *kernel, size_t bytes) {
  if (bytes <= 48 * 1024)
    return MLA_OK;
  return static_cast<MlaStatus>(cudaFuncSetAttribute(
      reinterpret_cast<const void *>(kernel),
      cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(bytes)));
}

/// Major·10 + minor of the current device, and its SM count.
struct DeviceInfo {
  int sm = 0;
  int numSMs = 0;
};
MlaStatus currentDevice(DeviceInfo &info);

} // namespace mla
