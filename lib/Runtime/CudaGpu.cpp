//===- CudaGpu.cpp - one GPU, its memory and its stream -------------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaGpu.h"
#include "mla/Runtime/Memory.h"

namespace mla::runtime::cuda {

/// bf16 arithmetic and asynchronous copies: what generated code is made of.
static constexpr int32_t leastCapability = 80;

Expected<std::unique_ptr<Gpu>> Gpu::open(int64_t index) {
  Expected<Driver> driver = Driver::load();
  if (!driver)
    return driver.takeError();
  std::unique_ptr<Gpu> gpu(new Gpu());
  gpu->driver = *driver;
  gpu->index = index;
  int32_t count = 0;
  if (Error error =
          gpu->check(driver->deviceGetCount(&count), "cannot count GPUs"))
    return error;
  if (count == 0)
    return Error(ErrorCode::Device,
                 "expected a GPU, and the driver finds none");
  if (index < 0 || index >= count)
    return Error(ErrorCode::Device, concat("expected a GPU from 0 to ",
                                           count - 1, ", got ", index));
  char name[256] = "?";
  int32_t major = 0, minor = 0;
  auto attribute = [&](int32_t *value, int32_t which) {
    return driver->deviceGetAttribute(value, which, gpu->ordinal);
  };
  Result result = driver->deviceGet(&gpu->ordinal, int32_t(index));
  if (result == success)
    result = driver->deviceGetName(name, sizeof name, gpu->ordinal);
  if (result == success)
    result = attribute(&major, attributeCapabilityMajor);
  if (result == success)
    result = attribute(&minor, attributeCapabilityMinor);
  if (result == success)
    result = attribute(&gpu->maxShared, attributeMaxSharedOptin);
  gpu->name = concat("GPU ", index, " (", name, ")");
  gpu->capability = 10 * major + minor;
  if (Error error = gpu->check(result, gpu->name + " cannot be asked"))
    return error;
  if (gpu->capability < leastCapability)
    return Error(ErrorCode::Device,
                 concat("expected a GPU of compute capability ",
                        leastCapability / 10, ".", leastCapability % 10,
                        " or later, and ", gpu->name, " has ", major, ".",
                        minor));
  result = driver->primaryCtxRetain(&gpu->context, gpu->ordinal);
  if (result == errorOutOfMemory)
    return Error(ErrorCode::Device,
                 concat("not enough memory on ", gpu->name,
                        " to use it at all; is another program using it?"));
  if (Error error = gpu->check(result, gpu->name + " cannot be used"))
    return error;
  Scope scope(*gpu);
  if (Error error =
          gpu->check(driver->streamCreate(&gpu->stream, streamNonBlocking),
                     gpu->name + " cannot be used"))
    return error;
  return gpu;
}

Gpu::~Gpu() {
  if (!context)
    return;
  {
    Scope scope(*this);
    if (stream)
      driver.streamDestroy(stream);
  }
  driver.primaryCtxRelease(ordinal);
}

uint64_t Gpu::freeBytes() const {
  Scope scope(*this);
  size_t free = 0, total = 0;
  return driver.memGetInfo(&free, &total) == success ? free : 0;
}

uint64_t Gpu::totalBytes() const {
  Scope scope(*this);
  size_t free = 0, total = 0;
  return driver.memGetInfo(&free, &total) == success ? total : 0;
}

Error Gpu::noMemory(uint64_t bytes, const std::string &what) const {
  return Error(ErrorCode::Device,
               concat("not enough memory on ", name, " for ", what,
                      ": expected ", formatBytes(bytes), ", and ",
                      formatBytes(freeBytes()), " of ",
                      formatBytes(totalBytes()), " are free"));
}

Expected<Memory> Gpu::allocate(uint64_t bytes, const std::string &what) const {
  Memory memory;
  if (bytes == 0)
    return memory;
  Scope scope(*this);
  Result result = driver.memAlloc(&memory.base, bytes);
  if (result == errorOutOfMemory)
    return noMemory(bytes, what);
  if (Error error = check(result, "cannot allocate " + what))
    return error;
  memory.gpu = this;
  memory.length = bytes;
  return memory;
}

Expected<Memory> Gpu::allocatePinned(uint64_t bytes,
                                     const std::string &what) const {
  Memory memory;
  if (bytes == 0)
    return memory;
  Scope scope(*this);
  void *pointer = nullptr;
  Result result = driver.memHostAlloc(&pointer, bytes, 0);
  if (Error error = check(result, concat("cannot allocate ", formatBytes(bytes),
                                         " of the host's memory for ", what)))
    return error;
  memory.gpu = this;
  memory.kind = Memory::Kind::Pinned;
  memory.base = DevicePointer(reinterpret_cast<uintptr_t>(pointer));
  memory.length = bytes;
  return memory;
}

Memory::~Memory() {
  if (!base)
    return;
  Gpu::Scope scope(*gpu);
  if (kind == Kind::Device)
    gpu->driver.memFree(base);
  else
    gpu->driver.memFreeHost(data());
}

} // namespace mla::runtime::cuda
