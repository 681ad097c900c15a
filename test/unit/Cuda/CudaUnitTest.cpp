//===- CudaUnitTest.cpp - images, uploads and sampling keys ---------------===//
//
// Part of the mlac project, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//===----------------------------------------------------------------------===//

#include "CudaGraphs.h"
#include "CudaProgram.h"
#include "CudaSampler.h"
#include "CudaUpload.h"
#include "FakeDriver.h"
#include <cstring>
#include <gtest/gtest.h>

using namespace mla::runtime;
using namespace mla::runtime::cuda;

static std::vector<int> usable(std::vector<MlaImageV1> images,
                               const char *target, int32_t capability) {
  MlaModelV1 model = {};
  model.num_images = uint32_t(images.size());
  model.images = images.data();
  std::vector<int> indices;
  for (const MlaImageV1 *image : usableImages(model, target, capability))
    indices.push_back(int(image - images.data()));
  return indices;
}

TEST(CudaProgram, PicksImagesThatCanRun) {
  std::vector<MlaImageV1> images = {{90, 0, 0, nullptr}, {80, 1, 0, nullptr}};
  EXPECT_EQ(usable(images, "sm_90a", 90), (std::vector<int>{0, 1}));
  // What is for one architecture runs on no other, not even a later one.
  EXPECT_EQ(usable(images, "sm_90a", 100), std::vector<int>{1});
  EXPECT_EQ(usable(images, "sm_90a", 86), std::vector<int>{1});
  EXPECT_EQ(usable({{80, 0, 0, nullptr}}, "sm_80", 89), std::vector<int>{0});
  EXPECT_EQ(usable({{80, 0, 0, nullptr}}, "sm_80", 90), std::vector<int>{});
  EXPECT_EQ(usable({{86, 0, 0, nullptr}}, "sm_86", 80), std::vector<int>{});
}

TEST(CudaSampler, KeysSayWhichToken) {
  EXPECT_EQ(tokenOfKey(uint64_t(0xbf800000) << 32 | uint32_t(~7u)), 7);
  EXPECT_EQ(tokenOfKey(uint64_t(0xffffffff) << 32 | uint32_t(~7u)), -1);
}

TEST(CudaGraphs, AGraphIsForThePlacesItWasCapturedWith) {
  Expected<std::unique_ptr<Gpu>> gpu = Gpu::open(0);
  ASSERT_TRUE(bool(gpu));
  GraphCache graphs(**gpu);
  auto nothing = [] { return Error::success(); };
  auto at = [](uintptr_t address) {
    return reinterpret_cast<int32_t *>(address);
  };
  MlaContextV1 context = {};
  context.T = context.B = context.S = 4;
  context.batch.num_decode = 4;
  GraphKey whole = {GraphKey::wholeStep, 4, 4}, first = {0, 4, 0},
           last = {3, 4, 4};
  for (const GraphKey &key : {whole, first, last}) {
    EXPECT_EQ(graphs.find(key, context), nullptr);
    EXPECT_FALSE(bool(graphs.capture(key, context, "it", nothing)));
    EXPECT_NE(graphs.find(key, context), nullptr);
  }
  auto finds = [&](const MlaContextV1 &with) {
    return std::string(graphs.find(whole, with) ? "w" : "") +
           (graphs.find(first, with) ? "f" : "") +
           (graphs.find(last, with) ? "l" : "");
  };
  EXPECT_EQ(finds(context), "wfl");
  MlaContextV1 moved = context;
  moved.arena = reinterpret_cast<char *>(at(64));
  EXPECT_EQ(finds(moved), "");
  moved = context;
  moved.batch.slot_mapping = at(64);
  EXPECT_EQ(finds(moved), "");
  moved = context;
  moved.logits = reinterpret_cast<float *>(at(64));
  EXPECT_EQ(finds(moved), "f"); // which does not write them
  moved = context;
  moved.batch.page_table = at(64);
  EXPECT_EQ(finds(moved), "fl"); // which do not look at the batch
  moved = context;
  moved.batch.num_decode = 3;
  EXPECT_EQ(finds(moved), "fl");
}

TEST(CudaUpload, SendsWhatAHostWouldHave) {
  ModelDescription model;
  for (int i = 0; i < 40; ++i) {
    ParamDescription param;
    param.name = "p" + std::to_string(i);
    param.dtype = i % 2 ? DType::BF16 : DType::F32;
    param.shape = {i % 7 * 100 + 1};
    param.init = ParamInit(i % 4);
    model.params.push_back(param);
  }
  model.params[20].shape = {3000000}; // several ranges
  ThreadPool threads(3);
  uint64_t last = 0, all = 0;
  auto progress = [&](uint64_t done, uint64_t total) {
    EXPECT_GT(done, last);
    last = done;
    all = total;
  };
  Expected<Parameters> host = randomParameters(model, 4, 5, threads, {});
  ASSERT_TRUE(bool(host));
  Expected<std::unique_ptr<Gpu>> gpu = Gpu::open(0);
  ASSERT_TRUE(bool(gpu));
  // Windows that hold many parameters, and windows that hold a part of one.
  for (uint64_t window : {uint64_t(5000), uint64_t(64) << 20}) {
    last = 0;
    Expected<DeviceParameters> device =
        uploadParameters(**gpu, model, *createRandomSource(model, 4, 5),
                         threads, progress, window);
    ASSERT_TRUE(bool(device));
    EXPECT_GT(last, 0u);
    EXPECT_GE(all, last);
    for (size_t i = 0; i < model.params.size(); ++i) {
      EXPECT_EQ(reinterpret_cast<uintptr_t>(device->pointers[i]) % 256, 0u);
      EXPECT_EQ(std::memcmp(device->pointers[i], host->pointers[i],
                            size_t(model.params[i].bytes())),
                0)
          << i;
    }
  }
}
