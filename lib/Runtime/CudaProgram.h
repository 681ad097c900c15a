//===- CudaProgram.h - a model's code on a GPU ------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_CUDAPROGRAM_H
#define MLA_LIB_RUNTIME_CUDAPROGRAM_H

#include "CudaGpu.h"
#include "mla/Runtime/ModelABI.h"
#include "mla/Runtime/ModelDescription.h"
#include <string>
#include <vector>

namespace mla::runtime::cuda {

/// A loaded module.
class LoadedModule {
public:
  LoadedModule() = default;
  LoadedModule(const Gpu &gpu, Module handle) : gpu(&gpu), handle(handle) {}
  LoadedModule(LoadedModule &&other) noexcept
      : gpu(other.gpu), handle(std::exchange(other.handle, nullptr)) {}
  LoadedModule &operator=(LoadedModule &&other) noexcept {
    std::swap(gpu, other.gpu);
    std::swap(handle, other.handle);
    return *this;
  }
  ~LoadedModule();

  Expected<Function> find(const char *name) const;

private:
  const Gpu *gpu = nullptr;
  Module handle = nullptr;
};

/// Loads PTX or a cubin; `log` gets what the driver's compiler has to say.
Result loadModule(const Gpu &gpu, const void *image, LoadedModule &loaded,
                  std::string &log);

/// The images of a model that a GPU can try, best first. A cubin runs on its
/// own architecture, and on later ones of the same generation unless it is
/// for one alone (`sm_90a`); PTX runs on its own and all later ones.
std::vector<const MlaImageV1 *> usableImages(const MlaModelV1 &model,
                                             const std::string &target,
                                             int32_t capability);

/// A model's kernels, ready to be started. It stays where it is: compiled code
/// gets its address.
class Program {
public:
  /// Fills `program`; `warnings` gets what is not as fast as it could be.
  static Error load(const Gpu &gpu, const MlaModelV1 &model,
                    const ModelDescription &description, Program &program,
                    std::vector<std::string> &warnings);

  const MlaDevice *device() const { return &table.device; }
  void *const *kernels() const { return functions.data(); }
  int64_t launches() const { return table.launches; }

private:
  struct Table {
    MlaDevice device; ///< first: its address is the table's
    const Driver *driver;
    mutable int64_t launches;
    bool isProgrammatic; ///< kernels wait by themselves and may start early
  };
  static int32_t launch(const MlaDevice *self, void *kernel, int64_t gridX,
                        int64_t gridY, int64_t gridZ, int64_t blockX,
                        int64_t sharedBytes, void *stream, void **arguments);

  Table table = {};
  LoadedModule module;
  std::vector<void *> functions;
};

} // namespace mla::runtime::cuda

#endif // MLA_LIB_RUNTIME_CUDAPROGRAM_H
