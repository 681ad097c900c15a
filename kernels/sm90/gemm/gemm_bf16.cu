//===- gemm_bf16.cu - wgmma products in bf16 -----------------*- CUDA -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "kernels/sm90/gemm/launch.cuh"

template MlaStatus mla::gemm::launchTyped<__nv_bfloat16>(const Product *, int,
                                                         const LaunchOptions &,
                                                         MlaDType, int, void *);
