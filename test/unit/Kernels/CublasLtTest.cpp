//===- CublasLtTest.cpp - our declarations are those of cuBLASLt ----------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "kernels/portable/linear/cublaslt.h"

#include <gtest/gtest.h>

#if __has_include(<cublasLt.h>)
#include <cublasLt.h>

using namespace mla::linear;

namespace {

TEST(CublasLt, MemoryIsAsTheHeaderHasIt) {
  static_assert(sizeof(lt::Layout) >= sizeof(cublasLtMatrixLayoutOpaque_t));
  static_assert(sizeof(lt::Desc) >= sizeof(cublasLtMatmulDescOpaque_t));
  static_assert(sizeof(lt::Preference) >=
                sizeof(cublasLtMatmulPreferenceOpaque_t));
  static_assert(sizeof(lt::Algo) == sizeof(cublasLtMatmulAlgo_t));
  static_assert(sizeof(lt::HeuristicResult) ==
                sizeof(cublasLtMatmulHeuristicResult_t));
  EXPECT_EQ(offsetof(lt::HeuristicResult, state),
            offsetof(cublasLtMatmulHeuristicResult_t, state));
}

TEST(CublasLt, NumbersAreThoseOfTheHeader) {
  auto same = [](int ours, int theirs) { EXPECT_EQ(ours, theirs); };
  same(lt::kSuccess, CUBLAS_STATUS_SUCCESS);
  same(lt::kF32, CUDA_R_32F);
  same(lt::kF16, CUDA_R_16F);
  same(lt::kBF16, CUDA_R_16BF);
  same(lt::kCompute32F, CUBLAS_COMPUTE_32F);
  same(lt::kTranspose, CUBLAS_OP_T);
  same(lt::kDescTransA, CUBLASLT_MATMUL_DESC_TRANSA);
  same(lt::kPreferenceWorkspaceBytes, CUBLASLT_MATMUL_PREF_MAX_WORKSPACE_BYTES);
  same(lt::kPreferenceReductions, CUBLASLT_MATMUL_PREF_REDUCTION_SCHEME_MASK);
  same(lt::kPreferenceAlignmentA, CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_A_BYTES);
  same(lt::kPreferenceAlignmentA + 3,
       CUBLASLT_MATMUL_PREF_MIN_ALIGNMENT_D_BYTES);
  same(lt::kReductionComputeType, CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE);
}

} // namespace
#else
TEST(CublasLt, Header) { GTEST_SKIP() << "unsupported: no cublasLt.h"; }
#endif
