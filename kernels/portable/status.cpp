//===- status.cpp - status codes and the current device ---------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "kernels/common/launch.h"
#include "mla/Kernels/ParamsLayout.h"

using namespace mla;

const char *mla_status_string(MlaStatus status) {
  switch (status) {
  case MLA_OK:
    return "success";
  case MLA_UNSUPPORTED:
    return "no kernel accepts this shape";
  case MLA_NO_DEVICE_CODE:
    return "expected a GPU of compute capability 8.0 or newer";
  case MLA_BAD_ARGUMENT:
    return "expected non-null pointers and non-negative sizes";
  default:
    return status > 0 ? cudaGetErrorString(static_cast<cudaError_t>(status))
                      : "unknown status";
  }
}

int64_t mla_params_layout() { return kernels::paramsLayout(); }

MlaStatus mla::currentDevice(DeviceInfo &info) {
  int device = 0, major = 0, minor = 0;
  cudaError_t error = cudaGetDevice(&device);
  if (error == cudaSuccess)
    error = cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor,
                                   device);
  if (error == cudaSuccess)
    error = cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor,
                                   device);
  if (error == cudaSuccess)
    error = cudaDeviceGetAttribute(&info.numSMs, cudaDevAttrMultiProcessorCount,
                                   device);
  if (error != cudaSuccess)
    return static_cast<MlaStatus>(error);
  info.sm = major * 10 + minor;
  return info.sm >= 80 ? MLA_OK : MLA_NO_DEVICE_CODE;
}
