//===- gemm_f16.cu - wgmma products in f16 ------------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "kernels/sm90/gemm/launch.cuh"

template MlaStatus mla::gemm::launchTyped<__half>(const Product *, int,
                                                  const LaunchOptions &,
                                                  MlaDType, int, void *);
