//===- CudaDriver.cpp - the NVIDIA driver, found at run time --------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaDriver.h"
#include <dlfcn.h>

namespace mla::runtime::cuda {

/// cuLaunchKernelEx is there from 11.8 on; what the graphs of this runtime do
/// was tried from 12.0 on.
static constexpr int32_t leastVersion = 12000;

std::string formatVersion(int32_t version) {
  return concat(version / 1000, ".", version % 1000 / 10);
}

static Error deviceError(const std::string &message) {
  return Error(ErrorCode::Device, message);
}

Expected<Driver> Driver::load() {
  void *library = ::dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *why = ::dlerror();
    return deviceError(concat("expected an NVIDIA driver, found none (",
                              why ? why : "libcuda.so.1 cannot be opened",
                              "); this program needs a GPU"));
  }
  Driver driver;
  auto find = [&](const char *symbol) { return ::dlsym(library, symbol); };
  // First of all, so that an old driver is not told by what it lacks.
  driver.driverGetVersion =
      reinterpret_cast<Result (*)(int32_t *)>(find("cuDriverGetVersion"));
  if (!driver.driverGetVersion ||
      driver.driverGetVersion(&driver.version) != success)
    return deviceError("expected an NVIDIA driver, got a libcuda.so.1 that "
                       "does not tell its version");
  if (driver.version < leastVersion)
    return deviceError(concat(
        "driver too old: expected one for CUDA ", formatVersion(leastVersion),
        " or later, got one for CUDA ", formatVersion(driver.version)));
#define MLA_CUDA_FIND(member, symbol, parameters)                              \
  driver.member = reinterpret_cast<decltype(driver.member)>(find(#symbol));    \
  if (!driver.member)                                                          \
    return deviceError(concat("the driver for CUDA ",                          \
                              formatVersion(driver.version),                   \
                              " has no " #symbol "; install a newer one"));
  MLA_CUDA_DRIVER_ENTRIES(MLA_CUDA_FIND)
#undef MLA_CUDA_FIND
  Result started = driver.init(0);
  if (started == errorNoDevice)
    return deviceError("expected a GPU, and the driver finds none");
  if (Error error = driver.check(started, "the driver does not start"))
    return error;
  return driver;
}

std::string Driver::describe(Result result) const {
  const char *name = nullptr, *meaning = nullptr;
  if (getErrorName(result, &name) != success || !name)
    return concat("error ", result);
  getErrorString(result, &meaning);
  return concat(name, " (", meaning ? meaning : "?", ")");
}

Error Driver::check(Result result, std::string_view what) const {
  if (result == success)
    return Error::success();
  return deviceError(concat(what, ": ", describe(result)));
}

} // namespace mla::runtime::cuda
