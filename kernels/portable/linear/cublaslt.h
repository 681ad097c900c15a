//===- cublaslt.h - what is used of cuBLASLt ------------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The library is opened when it is first asked for, and nothing is lost where
// it is not there. The declarations are our own, so its header is not needed;
// they are the same in its versions 12 and 13.
//
//===----------------------------------------------------------------------===//

#pragma once

#include <cstddef>
#include <cstdint>

namespace mla::linear::lt {

using Handle = void *;
enum Status : int { kSuccess = 0 };
enum DataType : int { kF32 = 0, kF16 = 2, kBF16 = 14 };
enum ComputeType : int { kCompute32F = 68 };
enum Operation : int32_t { kNone = 0, kTranspose = 1 };
enum DescAttribute : int { kDescTransA = 3 };
enum PreferenceAttribute : int {
  kPreferenceWorkspaceBytes = 1,
  kPreferenceReductions = 3,
  kPreferenceAlignmentA = 5, ///< and B, C, D
};
/// Of split depths: sums in f32 through the workspace, in a fixed order.
constexpr uint32_t kReductionComputeType = 2;

/// Column-major matrices.
struct Layout {
  uint64_t data[8];
};
struct Desc {
  uint64_t data[32];
};
struct Preference {
  uint64_t data[8];
};
struct Algo {
  uint64_t data[8];
};
struct HeuristicResult {
  Algo algo;
  size_t workspaceSize;
  Status state;
  float wavesCount;
  int reserved[4];
};

struct Library {
  Status (*create)(Handle *);
  size_t (*getVersion)();
  Status (*descInit)(Desc *, size_t, ComputeType, DataType scale);
  Status (*descSet)(Desc *, DescAttribute, const void *, size_t);
  Status (*layoutInit)(Layout *, size_t, DataType, uint64_t rows,
                       uint64_t columns, int64_t leading);
  Status (*preferenceInit)(Preference *, size_t);
  Status (*preferenceSet)(Preference *, PreferenceAttribute, const void *,
                          size_t);
  Status (*heuristic)(Handle, const Desc *, const Layout *a, const Layout *b,
                      const Layout *c, const Layout *d, const Preference *,
                      int wanted, HeuristicResult *, int *found);
  Status (*matmul)(Handle, const Desc *, const void *alpha, const void *a,
                   const Layout *, const void *b, const Layout *,
                   const void *beta, const void *c, const Layout *, void *d,
                   const Layout *, const Algo *, void *workspace,
                   size_t workspaceBytes, void *stream);
};

/// The library, or null where there is none.
const Library *library();

} // namespace mla::linear::lt
