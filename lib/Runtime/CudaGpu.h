//===- CudaGpu.h - one GPU, its memory and its stream -----------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_CUDAGPU_H
#define MLA_LIB_RUNTIME_CUDAGPU_H

#include "CudaDriver.h"
#include <memory>
#include <utility>

namespace mla::runtime::cuda {

class Gpu;

/// Memory of a GPU, or of the host where the GPU can reach it. Freed with the
/// object, which must go before the GPU does.
class Memory {
public:
  enum class Kind : uint8_t { Device, Pinned };

  Memory() = default;
  Memory(Memory &&other) noexcept
      : gpu(std::exchange(other.gpu, nullptr)), kind(other.kind),
        base(std::exchange(other.base, 0)),
        length(std::exchange(other.length, 0)) {}
  Memory &operator=(Memory &&other) noexcept {
    std::swap(gpu, other.gpu);
    std::swap(kind, other.kind);
    std::swap(base, other.base);
    std::swap(length, other.length);
    return *this;
  }
  ~Memory();

  DevicePointer device() const { return base; }
  /// The same, as compiled models see it; or the host's address.
  std::byte *data() const {
    return reinterpret_cast<std::byte *>(uintptr_t(base));
  }
  uint64_t size() const { return length; }

private:
  friend class Gpu;
  const Gpu *gpu = nullptr;
  Kind kind = Kind::Device;
  DevicePointer base = 0;
  uint64_t length = 0;
};

class Gpu {
public:
  /// Opens a GPU's primary context, which others in the process share.
  static Expected<std::unique_ptr<Gpu>> open(int64_t index);
  ~Gpu();
  Gpu(const Gpu &) = delete;
  Gpu &operator=(const Gpu &) = delete;

  /// `what` names the memory in the message: "the cache".
  Expected<Memory> allocate(uint64_t bytes, const std::string &what) const;
  Expected<Memory> allocatePinned(uint64_t bytes,
                                  const std::string &what) const;
  uint64_t freeBytes() const;
  uint64_t totalBytes() const;
  Error noMemory(uint64_t bytes, const std::string &what) const;
  Error check(Result result, std::string_view what) const {
    return driver.check(result, what);
  }

  /// Makes the GPU's context the thread's, for as long as the object lives.
  class Scope {
  public:
    explicit Scope(const Gpu &gpu) : gpu(gpu) {
      gpu.driver.ctxPushCurrent(gpu.context);
    }
    ~Scope() {
      Context popped;
      gpu.driver.ctxPopCurrent(&popped);
    }
    Scope(const Scope &) = delete;
    Scope &operator=(const Scope &) = delete;

  private:
    const Gpu &gpu;
  };

  Driver driver;
  int64_t index = 0;
  std::string name;       ///< `GPU 0 (NVIDIA H200)`
  int32_t capability = 0; ///< 10 * major + minor
  int32_t maxShared = 0;  ///< shared memory a block may ask for
  Stream stream = nullptr;

private:
  Gpu() = default;

  DeviceOrdinal ordinal = 0;
  Context context = nullptr;
};

} // namespace mla::runtime::cuda

#endif // MLA_LIB_RUNTIME_CUDAGPU_H
