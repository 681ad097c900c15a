//===- LayerTest.cpp - choices of the kernels around attention ------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "mla/Kernels/Registry.h"

#include <gtest/gtest.h>

#include <cstdlib>

using namespace mla::kernels;

namespace {

const Device kH200 = {90, 132};
const Device kA100 = {80, 108};

/// The environment without MLA_DISABLE_KERNELS, restored at the end.
class Layer : public testing::Test {
protected:
  void SetUp() override { unsetenv("MLA_DISABLE_KERNELS"); }
  void TearDown() override { unsetenv("MLA_DISABLE_KERNELS"); }
};

LinearShape linearOf(int tokens) {
  LinearShape s;
  s.numTokens = tokens;
  s.inFeatures = 2048;
  s.outFeatures = 3648;
  return s;
}

ExpertsShape expertsOf(int tokens) {
  ExpertsShape s;
  s.numTokens = tokens;
  s.hidden = 2048;
  s.numExperts = 64;
  s.topK = 6;
  s.intermediate = 1408;
  s.sharedIntermediate = 2816;
  return s;
}

TEST_F(Layer, FewTokensTakeTheSmallKernel) {
  EXPECT_EQ(chooseLinear(linearOf(1), kH200), MLA_LINEAR_SMALL);
  EXPECT_EQ(chooseLinear(linearOf(kLinearSmall.tokens.high), kH200),
            MLA_LINEAR_SMALL);
  EXPECT_EQ(chooseLinear(linearOf(17), kH200), MLA_LINEAR_CUBLASLT);
  EXPECT_EQ(chooseLinear(linearOf(17), kA100), MLA_LINEAR_CUBLASLT);
  // Where nothing else is there it goes on as far as it can.
  LinearShape gated = linearOf(kLinearSmallMost);
  gated.gated = true;
  EXPECT_EQ(chooseLinear(gated, kA100), MLA_LINEAR_SMALL);
  EXPECT_EQ(chooseLinear(gated, kH200), MLA_LINEAR_SM90);
  EXPECT_EQ(chooseExperts(expertsOf(kExpertsSmallMost), kA100),
            MLA_EXPERTS_SMALL);
  EXPECT_NE(chooseLinear(linearOf(kLinearSmall.tokens.high + 1), kH200),
            MLA_LINEAR_SMALL);
  EXPECT_EQ(chooseExperts(expertsOf(1), kA100), MLA_EXPERTS_SMALL);
  EXPECT_NE(chooseExperts(expertsOf(kExpertsSmall.tokens.high + 1), kH200),
            MLA_EXPERTS_SMALL);
  EXPECT_EQ(chooseExperts(expertsOf(4096), kA100), std::nullopt);
}

TEST_F(Layer, TheRingNeedsSharedMemory) {
  EXPECT_EQ(linearRefusal(MLA_LINEAR_SMALL, linearOf(1), {89, 142}),
            "expected a GPU with 160 KB of shared memory a CTA, got 89");
  EXPECT_EQ(chooseExperts(expertsOf(1), {120, 170}), std::nullopt);
  EXPECT_EQ(chooseExperts(expertsOf(1), {100, 148}), MLA_EXPERTS_SMALL);
}

TEST_F(Layer, AKernelSwitchedOffIsNotTaken) {
  setenv("MLA_DISABLE_KERNELS", "linear_small,linear_cublaslt,experts_small",
         1);
  EXPECT_EQ(chooseLinear(linearOf(1), kH200), MLA_LINEAR_SM90);
  EXPECT_EQ(chooseLinear(linearOf(1), kA100), std::nullopt);
  EXPECT_EQ(chooseExperts(expertsOf(1), kH200), MLA_EXPERTS_SM90);
}

TEST_F(Layer, RefusalsNameThePredicate) {
  LinearShape l = linearOf(65);
  EXPECT_EQ(linearRefusal(MLA_LINEAR_SMALL, l, kH200),
            "expected num_tokens in [0, 64], got 65");
  l = linearOf(1);
  l.inFeatures = 2044;
  EXPECT_EQ(linearRefusal(MLA_LINEAR_SMALL, l, kH200),
            "expected in_features a positive multiple of 8, got 2044");
  l = linearOf(1);
  l.gated = l.residual = true;
  EXPECT_EQ(linearRefusal(MLA_LINEAR_SMALL, l, kH200),
            "expected no residual where gated, got a residual");
  EXPECT_EQ(linearRefusal(MLA_LINEAR_CUBLASLT, l, kH200),
            "expected a product that is not gated, got a gate");
  EXPECT_EQ(linearRefusal(MLA_LINEAR_CUBLASLT, linearOf(64), {89, 142}),
            "expected a GPU with a kernel to fall back to, got 89");
  l = linearOf(1);
  l.outDtype = MLA_F16;
  EXPECT_EQ(linearRefusal(MLA_LINEAR_SMALL, l, kH200),
            "expected an output of the same dtype or f32, got f16");

  ExpertsShape e = expertsOf(1);
  e.nGroup = 8, e.topkGroup = 1, e.topK = 9;
  EXPECT_EQ(expertsRefusal(MLA_EXPERTS_SMALL, e, kH200),
            "expected top_k no more than the experts of topk_group groups, "
            "got 9");
  e = expertsOf(1);
  e.numExperts = 0;
  EXPECT_EQ(expertsRefusal(MLA_EXPERTS_SMALL, e, kH200),
            "expected num_experts in [1, 512], got 0");
  e = expertsOf(1);
  e.nGroup = 64, e.topkGroup = 64, e.groupTop2 = true;
  EXPECT_EQ(expertsRefusal(MLA_EXPERTS_SMALL, e, kH200),
            "expected n_group in [1, 32], a divisor of num_experts, got 64");

  QueryPrepShape q;
  EXPECT_EQ(queryPrepRefusal(q, kH200), "");
  q.qkRopeHeadDim = 0;
  EXPECT_EQ(queryPrepRefusal(q, kH200), "");
  q.qkRopeHeadDim = 72;
  EXPECT_EQ(queryPrepRefusal(q, kH200),
            "expected qk_rope_head_dim a multiple of 8 in [0, 64], got 72");
}

TEST_F(Layer, ScratchOfTheExpertsDoesNotOverlap) {
  for (int tokens : {1, 3, 32}) {
    ExpertsShape s = expertsOf(tokens);
    ExpertsSmallLayout l = expertsSmallLayout(s);
    EXPECT_GE(l.logits - l.normed, int64_t(tokens) * s.hidden * 2);
    EXPECT_GE(l.shared - l.logits, int64_t(tokens) * s.numExperts * 4);
    EXPECT_GE(l.routed - l.shared, int64_t(tokens) * s.sharedIntermediate * 2);
    EXPECT_GE(l.size - l.routed, int64_t(tokens) * s.topK * s.intermediate * 2);
    for (int64_t at : {l.normed, l.logits, l.shared, l.routed})
      EXPECT_EQ(at % 256, 0);
    EXPECT_EQ(expertsWorkspaceSize(s, MLA_EXPERTS_SMALL), l.size);
  }
}

} // namespace
