//===- CudaSampler.h - greedy sampling on a GPU -----------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#ifndef MLA_LIB_RUNTIME_CUDASAMPLER_H
#define MLA_LIB_RUNTIME_CUDASAMPLER_H

#include "CudaProgram.h"

namespace mla::runtime::cuda {

/// The largest logit and its index as one number: of two keys the larger is
/// what greedy sampling takes. A logit that is not a number is above all
/// others; 0 is below all.
inline int32_t tokenOfKey(uint64_t key) {
  return key >> 32 == 0xffffffff ? -1 : int32_t(~uint32_t(key));
}

/// Finds the likeliest token of each row, so that of a step's logits only
/// eight bytes a row come to the host.
class GreedySampler {
public:
  static constexpr const char *kernelName = "mla_likeliest";
  static constexpr const char *takeName = "mla_take_tokens";
  /// PTX that the driver compiles for its GPU.
  static const char *source();

  Error load(const Gpu &gpu);
  /// logits: [rows, vocab] f32; keys: [rows] u64, 0 before.
  Error launch(const Gpu &gpu, DevicePointer logits, DevicePointer keys,
               int64_t rows, int64_t vocab) const;

  /// Replaces each token ~r by that of key r; `keys` may be pinned memory.
  Error takeTokens(const Gpu &gpu, DevicePointer tokens, DevicePointer keys,
                   int64_t count) const;

private:
  LoadedModule module;
  Function function = nullptr, take = nullptr;
};

} // namespace mla::runtime::cuda

#endif // MLA_LIB_RUNTIME_CUDASAMPLER_H
