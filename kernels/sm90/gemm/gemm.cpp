//===- gemm.cpp - wgmma products by element type ----------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "kernels/sm90/gemm/gemm.h"

#include <cuda_bf16.h>
#include <cuda_fp16.h>

namespace mla::gemm {

template <typename T>
MlaStatus launchTyped(const Product *products, int count,
                      const LaunchOptions &options, MlaDType dtype, int numSMs,
                      void *stream);

MlaStatus launch(const Product *products, int count,
                 const LaunchOptions &options, MlaDType dtype, int numSMs,
                 void *stream) {
  return dtype == MLA_F16 ? launchTyped<__half>(products, count, options, dtype,
                                                numSMs, stream)
                          : launchTyped<__nv_bfloat16>(products, count, options,
                                                       dtype, numSMs, stream);
}

} // namespace mla::gemm
