//===- CudaDriver.h - the NVIDIA driver, found at run time ------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// Programs do not link libcuda: where there is none they say so in their own
// words. So the few types and entries that the runtime uses are declared here,
// which also lets it be built where CUDA is not installed. Layouts and numbers
// are the driver's stable binary interface; entries carry the version of it.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_CUDADRIVER_H
#define MLA_LIB_RUNTIME_CUDADRIVER_H

#include "mla/Runtime/Error.h"
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace mla::runtime::cuda {

using Result = int32_t;
using DeviceOrdinal = int32_t;
using DevicePointer = unsigned long long;
using Context = struct OpaqueContext *;
using Module = struct OpaqueModule *;
using Function = struct OpaqueFunction *;
using Stream = struct OpaqueStream *;
using Event = struct OpaqueEvent *;
using Graph = struct OpaqueGraph *;
using GraphExec = struct OpaqueGraphExec *;

inline constexpr Result success = 0;
inline constexpr Result errorInvalidValue = 1;
inline constexpr Result errorOutOfMemory = 2;
inline constexpr Result errorNoDevice = 100;
inline constexpr Result errorInvalidImage = 200;
inline constexpr Result errorNoBinaryForGpu = 209;
inline constexpr Result errorInvalidPtx = 218;
inline constexpr Result errorUnsupportedPtxVersion = 222;
inline constexpr Result errorNotFound = 500;

inline constexpr int32_t attributeCapabilityMajor = 75;
inline constexpr int32_t attributeCapabilityMinor = 76;
inline constexpr int32_t attributeMaxSharedOptin = 97;
inline constexpr int32_t functionSharedBytes = 1;
inline constexpr int32_t functionMaxDynamicShared = 8;
inline constexpr int32_t functionSharedCarveout = 9; ///< percent
inline constexpr int32_t mostSharedCarveout = 100;
inline constexpr uint32_t streamNonBlocking = 1;
inline constexpr uint32_t eventDefault = 0;
inline constexpr uint32_t eventDisableTiming = 2;
inline constexpr int32_t captureThreadLocal = 1;
inline constexpr int32_t launchProgrammatic = 6;
inline constexpr int32_t jitErrorLogBuffer = 5;
inline constexpr int32_t jitErrorLogBufferBytes = 6;

struct LaunchAttribute {
  int32_t id;
  char pad[4];
  uint64_t value[8];
};

struct LaunchConfig {
  uint32_t gridX, gridY, gridZ;
  uint32_t blockX, blockY, blockZ;
  uint32_t sharedBytes;
  Stream stream;
  LaunchAttribute *attributes;
  uint32_t numAttributes;
};
static_assert(sizeof(LaunchAttribute) == 72 && sizeof(LaunchConfig) == 56 &&
                  offsetof(LaunchConfig, stream) == 32,
              "expected the driver's layout");

/// Entries of the driver: member, name of the symbol, parameters.
#define MLA_CUDA_DRIVER_ENTRIES(ENTRY)                                         \
  ENTRY(init, cuInit, (uint32_t))                                              \
  ENTRY(driverGetVersion, cuDriverGetVersion, (int32_t *))                     \
  ENTRY(getErrorName, cuGetErrorName, (Result, const char **))                 \
  ENTRY(getErrorString, cuGetErrorString, (Result, const char **))             \
  ENTRY(deviceGetCount, cuDeviceGetCount, (int32_t *))                         \
  ENTRY(deviceGet, cuDeviceGet, (DeviceOrdinal *, int32_t))                    \
  ENTRY(deviceGetName, cuDeviceGetName, (char *, int32_t, DeviceOrdinal))      \
  ENTRY(deviceGetAttribute, cuDeviceGetAttribute,                              \
        (int32_t *, int32_t, DeviceOrdinal))                                   \
  ENTRY(primaryCtxRetain, cuDevicePrimaryCtxRetain,                            \
        (Context *, DeviceOrdinal))                                            \
  ENTRY(primaryCtxRelease, cuDevicePrimaryCtxRelease_v2, (DeviceOrdinal))      \
  ENTRY(ctxPushCurrent, cuCtxPushCurrent_v2, (Context))                        \
  ENTRY(ctxPopCurrent, cuCtxPopCurrent_v2, (Context *))                        \
  ENTRY(memGetInfo, cuMemGetInfo_v2, (size_t *, size_t *))                     \
  ENTRY(memAlloc, cuMemAlloc_v2, (DevicePointer *, size_t))                    \
  ENTRY(memFree, cuMemFree_v2, (DevicePointer))                                \
  ENTRY(memHostAlloc, cuMemHostAlloc, (void **, size_t, uint32_t))             \
  ENTRY(memFreeHost, cuMemFreeHost, (void *))                                  \
  ENTRY(copyToDevice, cuMemcpyHtoDAsync_v2,                                    \
        (DevicePointer, const void *, size_t, Stream))                         \
  ENTRY(copyToHost, cuMemcpyDtoHAsync_v2,                                      \
        (void *, DevicePointer, size_t, Stream))                               \
  ENTRY(streamCreate, cuStreamCreate, (Stream *, uint32_t))                    \
  ENTRY(streamDestroy, cuStreamDestroy_v2, (Stream))                           \
  ENTRY(streamSynchronize, cuStreamSynchronize, (Stream))                      \
  ENTRY(streamBeginCapture, cuStreamBeginCapture_v2, (Stream, int32_t))        \
  ENTRY(streamEndCapture, cuStreamEndCapture, (Stream, Graph *))               \
  ENTRY(eventCreate, cuEventCreate, (Event *, uint32_t))                       \
  ENTRY(eventDestroy, cuEventDestroy_v2, (Event))                              \
  ENTRY(eventRecord, cuEventRecord, (Event, Stream))                           \
  ENTRY(eventSynchronize, cuEventSynchronize, (Event))                         \
  ENTRY(eventElapsed, cuEventElapsedTime, (float *, Event, Event))             \
  ENTRY(graphInstantiate, cuGraphInstantiateWithFlags,                         \
        (GraphExec *, Graph, unsigned long long))                              \
  ENTRY(graphDestroy, cuGraphDestroy, (Graph))                                 \
  ENTRY(graphExecDestroy, cuGraphExecDestroy, (GraphExec))                     \
  ENTRY(graphUpload, cuGraphUpload, (GraphExec, Stream))                       \
  ENTRY(graphLaunch, cuGraphLaunch, (GraphExec, Stream))                       \
  ENTRY(moduleLoadDataEx, cuModuleLoadDataEx,                                  \
        (Module *, const void *, uint32_t, int32_t *, void **))                \
  ENTRY(moduleUnload, cuModuleUnload, (Module))                                \
  ENTRY(moduleGetFunction, cuModuleGetFunction,                                \
        (Function *, Module, const char *))                                    \
  ENTRY(funcGetAttribute, cuFuncGetAttribute, (int32_t *, int32_t, Function))  \
  ENTRY(funcSetAttribute, cuFuncSetAttribute, (Function, int32_t, int32_t))    \
  ENTRY(launchKernelEx, cuLaunchKernelEx,                                      \
        (const LaunchConfig *, Function, void **, void **))

/// The driver's functions, all there once it is loaded.
struct Driver {
#define MLA_CUDA_MEMBER(member, symbol, parameters)                            \
  Result(*member) parameters = nullptr;
  MLA_CUDA_DRIVER_ENTRIES(MLA_CUDA_MEMBER)
#undef MLA_CUDA_MEMBER

  int32_t version = 0; ///< of CUDA, 1000 * major + 10 * minor

  /// Finds the driver and starts it. It stays in the process, as it must.
  static Expected<Driver> load();

  /// Success, or what failed with the driver's name for why.
  Error check(Result result, std::string_view what) const;
  /// `CUDA_ERROR_X (what that means)`.
  std::string describe(Result result) const;
};

/// `13.0` for 13000.
std::string formatVersion(int32_t version);

} // namespace mla::runtime::cuda

#endif // MLA_LIB_RUNTIME_CUDADRIVER_H
