//===- DecodeTest.cpp - descriptors and choices of the decode kernels -----===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "kernels/common/decode/cut.h"
#include "mla/Kernels/Registry.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <set>
#include <string>
#include <tuple>

using namespace mla::kernels;

namespace {

const Device kH200 = {90, 132};
const Device kA100 = {80, 108};

DecodeShape shapeOf(int batch, int heads, int qLen = 1) {
  DecodeShape s;
  s.batch = batch;
  s.numHeads = heads;
  s.numTokens = batch * qLen;
  return s;
}

/// The environment without MLA_DISABLE_KERNELS, restored at the end.
class Decode : public testing::Test {
protected:
  void SetUp() override { unsetenv("MLA_DISABLE_KERNELS"); }
  void TearDown() override { unsetenv("MLA_DISABLE_KERNELS"); }
};

TEST_F(Decode, RefusalsNameTheFirstPredicateThatFails) {
  DecodeShape s = shapeOf(4, 16);
  EXPECT_EQ(decodeRefusal(s, kH200), "");
  s.vDim = 640;
  EXPECT_EQ(decodeRefusal(s, kH200),
            "expected v_dim a multiple of 8 in [8, kv_lora_rank], got 640");
  s.kvLoraRank = 516;
  EXPECT_EQ(decodeRefusal(s, kH200),
            "expected kv_lora_rank a multiple of 8 in [8, 512], got 516");
  s = shapeOf(4, 16);
  s.dtype = MLA_F32;
  EXPECT_EQ(decodeRefusal(s, kH200), "expected dtype bf16 or f16, got f32");
  s = shapeOf(4, 15);
  s.hKv = 2;
  EXPECT_EQ(decodeRefusal(s, kH200),
            "expected num_heads a positive multiple of h_kv, got 15");
  s.hKv = 0;
  EXPECT_EQ(decodeRefusal(s, kH200), "expected h_kv >= 1, got 0");
  EXPECT_EQ(decodeRefusal(shapeOf(1, 16), {75, 40}),
            "expected a GPU of compute capability 8.0 or newer, got 75");
}

TEST_F(Decode, RowsCountTokensAndHeadsOfAGroup) {
  EXPECT_EQ(decodeRows(shapeOf(8, 16)), 16);
  EXPECT_EQ(decodeRows(shapeOf(8, 16, 2)), 32);
  DecodeShape s = shapeOf(8, 16);
  s.hKv = 4;
  EXPECT_EQ(decodeRows(s), 4);
  s.batch = 0, s.numTokens = 0;
  EXPECT_EQ(decodeRows(s), 4);
}

TEST_F(Decode, EveryHeadIsCoveredWithoutPaddingTo64) {
  for (const Device &device : {kH200, kA100})
    for (int heads = 1; heads <= 128; ++heads)
      for (int qLen : {1, 2, 4, 8}) {
        DecodeShape s = shapeOf(16, heads, qLen);
        DecodeChoice c = chooseDecode(s, device);
        EXPECT_GE(c.parts, 1);
        EXPECT_LE(c.parts * c.tileGroup, device.numSMs);
        EXPECT_LE(c.tileGroup, 8);
        if (heads * qLen <= 16) {
          EXPECT_EQ(c.tileRows, 16) << heads;
          EXPECT_EQ(c.tileGroup, 1) << heads;
        }
        // Items take the rows that one group of tiles does not.
        int itemRows = c.tileRows * c.tileGroup;
        EXPECT_GE((decodeRows(s) + itemRows - 1) / itemRows, 1);
      }
}

TEST_F(Decode, KernelFollowsTheDevice) {
  EXPECT_EQ(chooseDecode(shapeOf(8, 16), kH200).kernel, MLA_DECODE_SM90_FEW);
  EXPECT_EQ(chooseDecode(shapeOf(8, 128), kH200).kernel, MLA_DECODE_SM90_MANY);
  EXPECT_EQ(chooseDecode(shapeOf(8, 128), kH200).tileRows, 64);
  // 32 rows: by the number of sequences and the length of a row.
  EXPECT_EQ(chooseDecode(shapeOf(32, 32), kH200).kernel, MLA_DECODE_SM90_FEW);
  EXPECT_EQ(chooseDecode(shapeOf(128, 32), kH200).kernel, MLA_DECODE_SM90_MANY);
  DecodeShape s = shapeOf(32, 32);
  s.kvLoraRank = 256;
  EXPECT_EQ(chooseDecode(s, kH200).kernel, MLA_DECODE_SM90_MANY);
  // Not if sequences are known to be short, nor ever with more rows.
  s.maxKeys = 512;
  EXPECT_EQ(chooseDecode(s, kH200).kernel, MLA_DECODE_SM90_FEW);
  s.maxKeys = 4096;
  EXPECT_EQ(chooseDecode(s, kH200).kernel, MLA_DECODE_SM90_MANY);
  s.maxKeys = 512, s.numHeads = 64;
  EXPECT_EQ(chooseDecode(s, kH200).kernel, MLA_DECODE_SM90_MANY);
  // A single sequence of 128 rows is spread over more SMs.
  EXPECT_EQ(chooseDecode(shapeOf(1, 128), kH200).tileRows, 32);
  EXPECT_EQ(chooseDecode(shapeOf(1, 128), kH200).tileGroup, 4);
  for (int heads : {1, 16, 128})
    for (int sm : {80, 86, 89, 100, 120})
      EXPECT_EQ(chooseDecode(shapeOf(8, heads), {sm, 100}).kernel,
                MLA_DECODE_SM80_FEW)
          << "the Hopper kernels run on sm_90 alone";
}

TEST_F(Decode, LauncherCutsPlanAndCallAlike) {
  // What a compiled program passes: sizes, the kernel, tile_rows = 0.
  for (MlaDecodeKernel kernel :
       {MLA_DECODE_SM80_FEW, MLA_DECODE_SM90_FEW, MLA_DECODE_SM90_MANY})
    for (int batch : {1, 8, 33})
      for (int heads : {1, 16, 20, 64, 128, 640})
        for (int qLen : {1, 3}) {
          MlaDecodePlanParams plan = {};
          MlaDecodeParams call = {};
          plan.batch = call.batch = batch;
          plan.num_tokens = call.num_tokens = batch * qLen;
          plan.num_heads = call.num_heads = heads;
          plan.h_kv = call.h_kv = 1;
          plan.kernel = call.kernel = kernel;
          plan.num_sms = call.num_sms = 132;
          DecodeChoice c = mla::decode::cut(plan);
          mla::decode::cut(call);
          EXPECT_EQ(c.kernel, kernel);
          for (auto [ofPlan, ofCall, chosen] :
               {std::tuple(plan.tile_rows, call.tile_rows, c.tileRows),
                std::tuple(plan.tile_group, call.tile_group, c.tileGroup),
                std::tuple(plan.parts, call.parts, c.parts)}) {
            EXPECT_GT(chosen, 0);
            EXPECT_EQ(ofPlan, chosen);
            EXPECT_EQ(ofCall, chosen);
          }
          // The compiler leaves room for as many parts as SMs.
          EXPECT_LE(c.parts * c.tileGroup, 132);
          DecodeShape s = shapeOf(batch, heads, qLen);
          EXPECT_LE(decodeWorkspaceSize(s, c),
                    decodeMostWorkspace(kernel, s.vDim, kH200));
        }
}

TEST_F(Decode, KillSwitch) {
  setenv("MLA_DISABLE_KERNELS", "decode_sm90_few", 1);
  EXPECT_EQ(chooseDecode(shapeOf(8, 16), kH200).kernel, MLA_DECODE_SM90_MANY);
  setenv("MLA_DISABLE_KERNELS", "x,decode_sm90_many", 1);
  EXPECT_EQ(chooseDecode(shapeOf(8, 128), kH200).kernel, MLA_DECODE_SM90_FEW);
  setenv("MLA_DISABLE_KERNELS", "decode_sm90_few,decode_sm90_many", 1);
  EXPECT_EQ(chooseDecode(shapeOf(8, 128), kH200).kernel, MLA_DECODE_SM80_FEW);
  EXPECT_FALSE(isKernelDisabled("decode_sm90", "decode_sm90_few"));
  EXPECT_TRUE(isKernelDisabled("a", "b,a"));
  EXPECT_FALSE(isKernelDisabled("a", ""));
  EXPECT_FALSE(isKernelDisabled("a", nullptr));
}

TEST_F(Decode, PlanAndWorkspaceAreFixedSize) {
  static_assert(MLA_DECODE_PLAN_INTS(0, 1) == 12 + 16 + 8);
  // Records are read 16 bytes at a time.
  for (int batch = 0; batch < 40; ++batch)
    EXPECT_EQ((MLA_DECODE_PLAN_INTS(batch, 132) - 16 * 132 - 8) % 4, 0);
  DecodeShape s = shapeOf(32, 16);
  DecodeChoice c = chooseDecode(s, kH200);
  EXPECT_EQ(decodeWorkspaceSize(s, c), int64_t(2) * 132 * 16 * 513 * 4);
  s.batch = 4096, s.numTokens = 4096;
  EXPECT_EQ(decodeWorkspaceSize(s, chooseDecode(s, kH200)),
            decodeWorkspaceSize(shapeOf(32, 16), c))
      << "scratch is a function of the device, not of the batch";
}

TEST_F(Decode, DescriptorsAreListedInOrder) {
  ASSERT_EQ(std::size(kDecodeKernels), 3u);
  for (const KernelDescriptor &k : kDecodeKernels) {
    EXPECT_STREQ(k.op, "decode");
    EXPECT_STREQ(k.lseBase, "e");
    EXPECT_TRUE(k.captureSafe && k.deterministic);
    EXPECT_TRUE(k.dtypes & dtypeBit(MLA_BF16));
    EXPECT_FALSE(k.dtypes & dtypeBit(MLA_F32));
  }
}

TEST(Registry, NamesAreUniqueAndOpsInOrder) {
  std::set<std::string> names;
  for (const KernelDescriptor *k : kAllKernels) {
    EXPECT_TRUE(names.insert(k->name).second) << k->name;
    EXPECT_EQ(findKernel(k->name), k);
    EXPECT_LE(k->smLow, k->smHigh) << k->name;
    EXPECT_NE(k->dtypes, 0u) << k->name;
    EXPECT_EQ(std::string(k->launch).substr(0, 4), "mla_") << k->name;
  }
  EXPECT_EQ(findKernel("decode"), nullptr);
  // What is narrower is asked first: selection takes the first that accepts.
  EXPECT_EQ(kAllKernels[0], &kDecodeSM90Few);
  EXPECT_EQ(kAllKernels[2], &kDecodeSM80Few);
}

TEST(Registry, Table) {
  std::string table = kernelTable();
  EXPECT_NE(table.find("| decode_sm90_few | decode | 90 | bf16, f16 | yes | "
                       "nothing | yes | e |"),
            std::string::npos)
      << table;
  EXPECT_NE(table.find("| rope_append | rope_append | 80+ | bf16, f16, f32, "
                       "fp8_656 | yes | nothing | yes | - |"),
            std::string::npos)
      << table;
}

TEST(Append, Refusals) {
  EXPECT_EQ(ropeAppendRefusal(MLA_BF16, MLA_BF16, 512, 64), "");
  EXPECT_EQ(ropeAppendRefusal(MLA_BF16, MLA_FP8_656, 512, 64), "");
  EXPECT_EQ(ropeAppendRefusal(MLA_BF16, MLA_FP8_656, 256, 64),
            "expected kv_lora_rank 512 with fp8_656, got 256");
  EXPECT_EQ(ropeAppendRefusal(MLA_BF16, MLA_F16, 512, 64),
            "expected storage as the rows or fp8_656, got f16");
  EXPECT_EQ(ropeAppendRefusal(MLA_F32, MLA_F32, 512, 33),
            "expected an even qk_rope_head_dim, got 33");
  EXPECT_EQ(absorbQueryRefusal(MLA_BF16, 264, 512),
            "expected qk_nope_head_dim a multiple of 8 up to 256, got 264");
  EXPECT_EQ(projectValueRefusal(MLA_F32, 512, 128),
            "expected dtype bf16 or f16, got f32");
}

} // namespace
