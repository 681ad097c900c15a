//===- FakeGpuModel.h - a model for the fake driver -------------*- C++ -*-===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//
//
// The fake model of ../Runtime/FakeModel.h as a compiler would cut it for a
// GPU: segments that work on tokens, dispatches that look at the batch, and
// kernels that find every broken rule of padding.
//
//===----------------------------------------------------------------------===//

#ifndef MLA_TEST_UNIT_CUDA_FAKEGPUMODEL_H
#define MLA_TEST_UNIT_CUDA_FAKEGPUMODEL_H

#include "FakeDriver.h"
#include "FakeModel.h"

namespace fakegpu {

/// The layout of the structs that the kernels of the model take.
inline constexpr int64_t paramsLayout = 77;

/// As fake::describe, for "sm_90a"; with `kernel`, of a model that calls it.
std::string describe(const fake::Config &config, const char *target = "sm_90a",
                     const char *kernel = nullptr);

/// The model, with a cubin of sm_90 and PTX of sm_80. Its kernels are known to
/// the fake driver from then on.
MlaModelV1 makeModel(const fake::Config &config, const std::string &describe);

/// Sizes of a step as the kernels saw them.
struct Step {
  int64_t T, B, S, numDecode, realTokens;
};
/// Every step since the model was made, warm-ups included.
const std::vector<Step> &steps();

/// 0, or the rule of the metadata that was broken first.
int32_t brokenRule();

} // namespace fakegpu

#endif // MLA_TEST_UNIT_CUDA_FAKEGPUMODEL_H
