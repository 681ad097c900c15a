//===- cublaslt.cpp - projections by cuBLASLt ------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// linear_cublaslt: the norm into scratch, then the library's product, whose
// scratch is the caller's. Which of its algorithms is a function of the shape
// alone: it is what the library's heuristic says for the number of tokens
// rounded up, and remembered. A shape is first met outside of a capture, as
// every captured step runs once as it is. What the library does not do, for
// want of a file or of an algorithm, the project's own kernels do.
//
//===----------------------------------------------------------------------===//

#include "kernels/portable/linear/cublaslt.h"
#include "kernels/common/launch.h"
#include "kernels/common/linear/linear.h"
#include "kernels/portable/norm/rms_norm.h"
#include "mla/Kernels/Linear.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

using namespace mla;
using namespace mla::linear;

//===----------------------------------------------------------------------===//
// The library
//===----------------------------------------------------------------------===//

static void *openFile() {
  // What the loader finds, then where the toolkit is installed.
  const char *home = std::getenv("CUDA_HOME");
  const std::string folders[] = {
      "", (home ? std::string(home) : "/usr/local/cuda") + "/lib64/"};
  for (const std::string &folder : folders)
    for (const char *name : {"libcublasLt.so.13", "libcublasLt.so.12"})
      if (void *file = dlopen((folder + name).c_str(), RTLD_NOW | RTLD_LOCAL))
        return file;
  return nullptr;
}

static bool resolve(lt::Library &library) {
  void *file = openFile();
  bool isComplete = file != nullptr;
  auto find = [&](auto &entry, const char *name) {
    void *symbol = file ? dlsym(file, name) : nullptr;
    isComplete &= symbol != nullptr;
    entry = reinterpret_cast<std::decay_t<decltype(entry)>>(symbol);
  };
  find(library.create, "cublasLtCreate");
  find(library.getVersion, "cublasLtGetVersion");
  find(library.descInit, "cublasLtMatmulDescInit_internal");
  find(library.descSet, "cublasLtMatmulDescSetAttribute");
  find(library.layoutInit, "cublasLtMatrixLayoutInit_internal");
  find(library.preferenceInit, "cublasLtMatmulPreferenceInit_internal");
  find(library.preferenceSet, "cublasLtMatmulPreferenceSetAttribute");
  find(library.heuristic, "cublasLtMatmulAlgoGetHeuristic");
  find(library.matmul, "cublasLtMatmul");
  return isComplete;
}

const lt::Library *mla::linear::lt::library() {
  // A file of the process: opened once, and never closed.
  static lt::Library entries;
  static const bool isThere = resolve(entries);
  return isThere ? &entries : nullptr;
}

//===----------------------------------------------------------------------===//
// A product: the choice of an algorithm is remembered
//===----------------------------------------------------------------------===//

namespace {

/// All that the choice depends on.
struct Shape {
  int64_t rows, depth, features;
  int64_t xStride, outStride, residualStride; ///< the last one 0 without
  int32_t dtype, outDtype, device, unused;
};

/// out = x W^T is, column by column, out^T = W x^T.
struct Matrices {
  lt::Layout weight, x, residual, out;
  lt::Desc desc;
};

struct Choice {
  Shape shape;
  lt::Algo algo;
  bool isThere;
};

/// Choices by a hash of the shape; one in the place of another is asked for
/// again when it is needed.
class Choices {
public:
  lt::Handle handle(const lt::Library &library, int device) {
    std::lock_guard lock(mutex);
    if (device >= kDevices)
      return nullptr;
    if (!handles[device] && library.create(&handles[device]) != lt::kSuccess)
      handles[device] = nullptr;
    return handles[device];
  }

  template <typename Ask> Choice get(const Shape &shape, Ask ask) {
    const std::string_view bytes(reinterpret_cast<const char *>(&shape),
                                 sizeof shape);
    const size_t hash = std::hash<std::string_view>()(bytes);
    std::lock_guard lock(mutex);
    Choice &choice = choices[hash % kChoices];
    if (std::memcmp(&choice.shape, &shape, sizeof shape) != 0) {
      choice.shape = shape;
      choice.isThere = ask(choice.algo);
    }
    return choice;
  }

private:
  static constexpr int kDevices = 64, kChoices = 1024;
  std::mutex mutex;
  lt::Handle handles[kDevices] = {};
  Choice choices[kChoices] = {};
};

} // namespace

static lt::DataType dataType(int32_t dtype) {
  return dtype == MLA_F32 ? lt::kF32 : dtype == MLA_F16 ? lt::kF16 : lt::kBF16;
}

/// Tokens for which a choice is made: few different ones.
static int64_t roundUpTokens(int64_t tokens) {
  int64_t step = tokens <= 256 ? 32 : tokens <= 2048 ? 128 : 512;
  return (tokens + step - 1) / step * step;
}

static bool describe(const lt::Library &library, const Shape &s,
                     Matrices &matrices) {
  Matrices &m = matrices;
  const lt::DataType type = dataType(s.dtype), out = dataType(s.outDtype);
  const lt::Operation transpose = lt::kTranspose;
  auto layout = [&](lt::Layout &l, lt::DataType t, int64_t rows,
                    int64_t columns, int64_t leading) {
    return library.layoutInit(&l, sizeof l, t, rows, columns, leading) ==
           lt::kSuccess;
  };
  return library.descInit(&m.desc, sizeof m.desc, lt::kCompute32F, lt::kF32) ==
             lt::kSuccess &&
         library.descSet(&m.desc, lt::kDescTransA, &transpose,
                         sizeof transpose) == lt::kSuccess &&
         layout(m.weight, type, s.depth, s.features, s.depth) &&
         layout(m.x, type, s.depth, s.rows, s.xStride) &&
         layout(m.out, out, s.features, s.rows, s.outStride) &&
         layout(m.residual, out, s.features, s.rows,
                s.residualStride ? s.residualStride : s.outStride);
}

static bool askHeuristic(const lt::Library &library, lt::Handle handle,
                         const Shape &shape, lt::Algo &algo) {
  Matrices m;
  lt::Preference preference;
  const uint64_t bytes = kernels::kLinearLibraryBytes;
  const uint32_t reductions = lt::kReductionComputeType, alignment = 16;
  if (!describe(library, shape, m) ||
      library.preferenceInit(&preference, sizeof preference) != lt::kSuccess)
    return false;
  auto set = [&](int attribute, const void *value, size_t size) {
    return library.preferenceSet(
               &preference, static_cast<lt::PreferenceAttribute>(attribute),
               value, size) == lt::kSuccess;
  };
  if (!set(lt::kPreferenceWorkspaceBytes, &bytes, sizeof bytes) ||
      !set(lt::kPreferenceReductions, &reductions, sizeof reductions))
    return false;
  for (int i = 0; i < 4; ++i)
    if (!set(lt::kPreferenceAlignmentA + i, &alignment, sizeof alignment))
      return false;
  lt::HeuristicResult result = {};
  int found = 0;
  if (library.heuristic(handle, &m.desc, &m.weight, &m.x, &m.residual, &m.out,
                        &preference, 1, &result, &found) != lt::kSuccess ||
      found == 0 || result.state != lt::kSuccess)
    return false;
  algo = result.algo;
  return true;
}

/// Whether the library did it.
static bool multiply(const MlaLinearParams &p, const void *x, int64_t xStride,
                     char *workspace, void *stream) {
  static Choices choices; // a handle belongs to the process, not to a call
  const lt::Library *library = lt::library();
  int device = 0;
  if (!library || cudaGetDevice(&device) != cudaSuccess)
    return false;
  for (const void *pointer : {x, p.weight, p.residual, (const void *)p.out})
    if (reinterpret_cast<uintptr_t>(pointer) % 16)
      return false;
  lt::Handle handle = choices.handle(*library, device);
  if (!handle)
    return false;
  Shape shape = {};
  shape.rows = roundUpTokens(p.num_tokens);
  shape.depth = p.in_features;
  shape.features = p.out_features;
  shape.xStride = xStride;
  shape.outStride = p.out_stride;
  shape.residualStride = p.residual ? p.residual_stride : 0;
  shape.dtype = p.dtype;
  shape.outDtype = p.out_dtype;
  shape.device = device;
  const Choice choice = choices.get(shape, [&](lt::Algo &algo) {
    return askHeuristic(*library, handle, shape, algo);
  });
  Matrices m;
  shape.rows = p.num_tokens;
  if (!choice.isThere || !describe(*library, shape, m))
    return false;
  const float one = 1, beta = p.residual ? 1 : 0;
  return library->matmul(handle, &m.desc, &one, p.weight, &m.weight, x, &m.x,
                         &beta, p.residual ? p.residual : p.out, &m.residual,
                         p.out, &m.out, &choice.algo, workspace,
                         kernels::kLinearLibraryBytes, stream) == lt::kSuccess;
}

/// The project's own kernels, without a norm.
static MlaStatus launchOwn(MlaLinearParams p, const DeviceInfo &device,
                           void *stream) {
  if (device.sm == 90)
    return launchSm90(p, stream);
  // Weights once more for every 64 tokens.
  const auto at = [](const void *base, int64_t bytes) {
    return base ? static_cast<const char *>(base) + bytes : nullptr;
  };
  const int outBytes = p.out_dtype == MLA_F32 ? 4 : 2;
  for (int left = p.num_tokens; left > 0; left -= p.num_tokens) {
    p.num_tokens = std::min(left, kernels::kLinearSmallMost);
    if (MlaStatus status = launchSmall(p, stream))
      return status;
    p.x = at(p.x, p.num_tokens * p.x_stride * 2);
    p.residual = at(p.residual, p.num_tokens * p.residual_stride * 2);
    p.out = static_cast<char *>(p.out) + p.num_tokens * p.out_stride * outBytes;
  }
  return MLA_OK;
}

int mla_linear_library_version() {
  const lt::Library *library = lt::library();
  return library ? static_cast<int>(library->getVersion()) : 0;
}

MlaStatus mla::linear::launchCublasLt(const MlaLinearParams &params,
                                      void *stream) {
  MlaLinearParams p = params;
  DeviceInfo device;
  if (MlaStatus status = currentDevice(device))
    return status;
  if (!p.workspace)
    return MLA_BAD_ARGUMENT;
  const auto layout = kernels::linearLibraryLayout(kernels::linearShape(p));
  char *workspace = static_cast<char *>(p.workspace);
  if (p.norm_weight) {
    if (MlaStatus status = norm::rmsNorm(
            p.x, p.x_stride, p.norm_weight, workspace, p.num_tokens,
            p.in_features, p.eps, static_cast<MlaDType>(p.dtype), stream))
      return status;
    p.x = workspace;
    p.x_stride = p.in_features;
    p.norm_weight = nullptr;
  }
  if (multiply(p, p.x, p.x_stride, workspace + layout.library, stream))
    return MLA_OK;
  return launchOwn(p, device, stream);
}
